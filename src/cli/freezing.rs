//! `redress report freeze`: a document kept as it is published, and what has changed since when it is made again.

use crate::api::message::{Reply, Request, YearAsk};
use crate::cli::context::{Context, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::gathering::{Subject, gather, year};
use crate::cli::one_shot::case;
use crate::domain::case::reference::CaseRef;
use crate::domain::row::row;
use crate::domain::text::one_line;
use crate::domain::year::command::YearCommand;
use crate::domain::year::counted::{difference, read, sha256, written};
use crate::domain::year::record::{Publication, YearRecord};
use crate::report::case_difference::in_words;
use crate::report::documents::Row;
use crate::report::freeze::{ChangedCase, Since, changed, definitions, figures};

/// Keeps a document as it is published.
pub fn freeze(
    context: &mut Context,
    store: &mut Store,
    row: &Row,
    subject: &Subject,
    reason: &str,
) -> Outcome {
    let gathered = gather(store, subject)?;
    let document = gathered.document(&store.hello.office, |it| row.document(it));
    let cases = written(&counted(store, subject)?);
    let publication = Publication {
        document: row.name.to_owned(),
        service: subject.only(),
        period: subject.stretch.name.clone(),
        from: subject.stretch.from,
        to: subject.stretch.to,
        as_of: subject.as_of,
        on: subject.as_of,
        by: String::new(),
        reason: reason.trim().to_owned(),
        figures: figures(&document),
        definitions: definitions(&document),
        sha256: sha256(&cases),
        cases,
    };
    let command = YearCommand::Freeze(Box::new(publication));
    let request = YearAsk { id: String::new(), year: subject.year(), version: None, command };
    let record = ask(&mut store.session, Request::DoYear(Box::new(request)), |it| match it {
        Reply::YearDone(record) => Some(*record),
        _ => None,
    })?;
    let kept = record.publications.last().ok_or_else(|| Trouble::Broken("nothing was kept".to_owned()))?;
    writeln!(
        context.out,
        "“{}” for {} is kept as published: {} figures, {} cases.",
        kept.document,
        one_line(&kept.period),
        kept.figures.len(),
        kept.cases.lines().count()
    )?;
    writeln!(context.out, "SHA-256 of the cases and their versions: {}", kept.sha256)?;
    Ok(Ending::Done)
}

/// The last publication of a document, if there is one.
pub fn published(store: &mut Store, row: &Row, subject: &Subject) -> Result<Option<Publication>, Trouble> {
    let record = year(store, subject.year())?;
    let (from, to) = (subject.stretch.from, subject.stretch.to);
    Ok(record.publication(row.name, subject.only(), from, to).cloned())
}

/// Everything that was published, oldest first.
pub fn all(store: &mut Store) -> Result<Vec<YearRecord>, Trouble> {
    ask(&mut store.session, Request::Years, |it| match it {
        Reply::Years(years) => Some(years),
        _ => None,
    })
}

/// What has changed since a document was published: it is made again as of the day of then, and set beside itself.
pub fn since(
    store: &mut Store,
    row: &Row,
    subject: &Subject,
    publication: &Publication,
) -> Result<Since, Trouble> {
    let then = Subject { as_of: publication.as_of, ..subject.clone() };
    let again = gather(store, &then)?.document(&store.hello.office, |it| row.document(it));
    let before = read(&publication.cases).unwrap_or_default();
    let found = difference(&before, &counted(store, &then)?);
    let mut cases = Vec::new();
    let mut silent = 0;
    for (reference, version, _) in found.changed {
        match how(store, &then, reference, version)? {
            Some(how) => cases.push(ChangedCase { reference: reference.to_string(), how }),
            None => silent += 1,
        }
    }
    let plain =
        |how: &'static str| move |it: CaseRef| ChangedCase { reference: it.to_string(), how: how.to_owned() };
    cases.extend(found.added.into_iter().map(plain("counted now, and not then")));
    cases.extend(found.gone.into_iter().map(plain("counted then, and not now")));
    Ok(Since {
        figures: changed(&publication.figures, &figures(&again)),
        definitions: changed(&publication.definitions, &definitions(&again)),
        cases,
        silent,
    })
}

/// How a case counts otherwise than at an earlier version; none where no figure shows it.
fn how(
    store: &mut Store,
    subject: &Subject,
    reference: CaseRef,
    version: u64,
) -> Result<Option<String>, Trouble> {
    let then = ask(&mut store.session, Request::CaseAt(reference, version), |it| match it {
        Reply::CaseAt(case) => Some(*case),
        _ => None,
    });
    let (then, now) = match (then, case(store, reference)) {
        (Ok(then), Ok(now)) => (then, now),
        (Err(Trouble::Refused(_)), _) | (_, Err(Trouble::Refused(_))) => {
            return Ok(Some(
                "changed; how cannot be seen, for its history was erased or is not yours to see".to_owned(),
            ));
        }
        (Err(other), _) | (_, Err(other)) => return Err(other),
    };
    let office = &store.hello.office;
    let row_of = |case| row(&store.calendar, &office.timescales, case);
    Ok(in_words(office, &subject.period(), &row_of(&then), &row_of(&now)))
}

fn counted(store: &mut Store, subject: &Subject) -> Result<Vec<(CaseRef, u64)>, Trouble> {
    let request = Request::Counted { period: subject.period(), service: subject.only() };
    ask(&mut store.session, request, |it| match it {
        Reply::Counted(cases) => Some(cases),
        _ => None,
    })
}
