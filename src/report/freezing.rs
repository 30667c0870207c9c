//! A document as it is published: made, kept, and set beside itself later.

use crate::api::message::{Ask, Fault, Reply, Request};
use crate::api::service::take;
use crate::domain::calendar::dates::long;
use crate::domain::case::record::Case;
use crate::domain::figures::period::Scope;
use crate::domain::quality::tally::Wanted;
use crate::domain::records::any::Kind;
use crate::domain::reference::CaseRef;
use crate::domain::refusal::Refusal;
use crate::domain::row::row;
use crate::domain::text::{agree, count};
use crate::domain::year::command::YearCommand;
use crate::domain::year::context::not_borne_out;
use crate::domain::year::counted::{difference, read, sha256, written};
use crate::domain::year::record::Publication;
use crate::domain::year::tellable::figures as told_now;
use crate::report::case_difference::in_words;
use crate::report::document::{Document, Section};
use crate::report::documents::Row;
use crate::report::documents::material::{Material, apart};
use crate::report::documents::words::left_out;
use crate::report::freeze::{
    ChangedCase, Since, changed, definitions, figures, section, section_of_before, section_untold,
};
use crate::report::gathering::{NotMade, Source, Subject, seen};
use crate::report::render::text;
use crate::report::withholding::BEFORE;

/// Refuses what is published of a part of the office, or of a part of its days: set beside the same of all of it, it would tell what
/// is withheld.
fn may_be_published(row: &Row, subject: &Subject) -> Result<(), NotMade> {
    if !row.is_published {
        return Ok(());
    }
    if subject.as_of < subject.stretch.to.min(subject.today) {
        let why = "This is published of whole days of a period: as of a day within it, it would tell small numbers beside the same of the whole.";
        let instead =
            "Leave out “--as-of”. For a day within, make “performance” or “board”, which stay in the office.";
        return Err(NotMade::Fault(Fault::Refused(Refusal::of_step(why, instead))));
    }
    if subject.scope == Scope::All {
        return Ok(());
    }
    let why = "This is published for the whole office: beside that, one of a part would tell small numbers of the others.";
    let instead = "For the part, make “performance” or “board”, which stay in the office.";
    Err(NotMade::Fault(Fault::Refused(Refusal::of_step(why, instead))))
}

/// Whether a document sets the period before beside its own.
fn shows_before(document: &Document) -> bool {
    document.tables().any(|it| it.names.contains(&BEFORE))
}

impl Source<'_> {
    /// Makes a document, with what has changed since it was published where it was.
    pub fn make(&mut self, row: &Row, subject: &Subject) -> Result<Document, NotMade> {
        may_be_published(row, subject)?;
        let material = self.gather(subject)?;
        let mut document = row.document(&material);
        // Whoever sees other tables than were published cannot be told what changed of them.
        let published = self.published(row, subject)?;
        if material.is_partial() || published.as_ref().is_some_and(Publication::is_kept_in_part) {
            if let Some(publication) = published {
                document.sections.insert(0, section_untold(&publication));
            }
            return Ok(document);
        }
        let before = self.changed_before(row, subject, &document)?;
        document.sections.splice(0..0, before);
        if let Some(publication) = published {
            let since = self.since(row, subject, &publication)?;
            document.sections.insert(0, section(&publication, &since, row.is_published));
        }
        Ok(document)
    }

    /// What has changed since the period before was published, where the document sets it beside its own and anything has.
    fn changed_before(
        &mut self,
        row: &Row,
        subject: &Subject,
        document: &Document,
    ) -> Result<Option<Section>, NotMade> {
        let before = subject.stretch.before(subject.kind).filter(|_| shows_before(document));
        let Some(stretch) = before else { return Ok(None) };
        let before = Subject { stretch, ..subject.clone() };
        let published = self.published(row, &before)?.filter(|it| !it.is_kept_in_part());
        let Some(publication) = published else { return Ok(None) };
        let since = self.since(row, &before, &publication)?;
        Ok(section_of_before(&publication, &since, row.is_published))
    }

    /// Keeps a document as it is published. A reason is asked for where it was published before; and what speaks against
    /// publishing it is asked about, unless it is to be kept even so.
    pub fn freeze(
        &mut self,
        row: &Row,
        subject: &Subject,
        reason: &str,
        even_so: bool,
    ) -> Result<Publication, NotMade> {
        may_be_published(row, subject)?;
        let material = self.gather(subject)?;
        let document = row.document(&material);
        let against = if even_so { Vec::new() } else { self.against(row, subject, &material, &document)? };
        if !against.is_empty() {
            return Err(NotMade::Asks(against));
        }
        let cases = written(&self.cases(subject)?);
        let text = text::render(&document);
        let (service, organisation) = subject.scope.parts();
        let publication = Publication {
            document: row.name.to_owned(),
            service,
            organisation,
            period: subject.stretch.name.clone(),
            from: subject.stretch.from,
            to: subject.stretch.to,
            as_of: subject.as_of,
            on: subject.today,
            by: String::new(),
            reason: reason.trim().to_owned(),
            figures: figures(&document),
            definitions: definitions(&document),
            sha256: sha256(&cases),
            cases,
            text_sha256: sha256(&text),
            text,
        };
        let command = YearCommand::Freeze(Box::new(publication));
        take(self.service, Ask::on(subject.year(), command))?;
        let kept = self.year(subject.year())?.publications.pop();
        kept.ok_or_else(|| Fault::Broken("what was published is not there".to_owned()).into())
    }

    /// What speaks against publishing a document as it is, sentence by sentence.
    fn against(
        &mut self,
        row: &Row,
        subject: &Subject,
        material: &Material,
        document: &Document,
    ) -> Result<Vec<String>, NotMade> {
        let mut against: Vec<String> = apart(&material.this.sum).into_iter().collect();
        if material.is_partial() {
            against.push(
                "Ask somebody who may see all cases to publish it, or its tables lack where those belong."
                    .to_owned(),
            );
        }
        if row.is_published && subject.as_of < subject.stretch.to {
            let (name, last) = (&subject.stretch.name, long(subject.stretch.to));
            against.push(format!("{name} is not over until {last}: what comes by then is not in it."));
        }
        if row.has_words {
            let year = material.year.as_ref();
            if year.is_none_or(|it| it.ombudsman.is_none()) {
                against.push("What the Ombudsman published has not been entered.".to_owned());
            }
            if year.is_none_or(|it| it.context.is_none()) {
                against.push("The words around the figures have not been written: those that are proposed stand there.".to_owned());
            }
            against.extend(material.marks.stale.clone());
            against.extend(left_out(document, material));
            if let Some(words) = year.and_then(|it| it.context.as_ref()) {
                let before = material.before.as_ref().map(|it| &it.sum);
                let unsaid = not_borne_out(words, &told_now(self.office, &material.this.sum, before));
                against.extend(unsaid.map(|it| format!("The words tell what is not counted: {it}.")));
            }
        }
        let named: Vec<String> = material.named.iter().map(|it| format!("“{it}”")).collect();
        if row.is_published && !named.is_empty() {
            let named = named.join(", ");
            against.push(format!(
                "What is written of the year, or what a list is called, names somebody, or a record, that the office knows, or looks like \
                 it: {named}. Use other words, or put it under “Names meant”."
            ));
        }
        against.extend((row.left_out)(material));
        against.extend(row.stories_left_out(material));
        if !material.is_partial() && self.changed_before(row, subject, document)?.is_some() {
            against.push(
                "The period before was published with other figures than are set beside these.".to_owned(),
            );
        }
        let wanted = Wanted { most: 0, ..Wanted::default() };
        if row.is_published
            && let Some(before) = self.published(row, subject)?
        {
            let differ = changed(&before.figures, &figures(document)).len() as u64;
            let again = format!(
                "It was published on {} already, and {} otherwise now: beside each other they tell how many came or went.",
                long(before.on),
                agree(differ, "figure", "reads", "read")
            );
            against.extend(Some(again).filter(|_| 0 < differ));
        }
        let found = self.ask(Request::Flaws(Box::new(wanted)), |it| match it {
            Reply::Flaws(tally) => Some(tally),
            _ => None,
        });
        // What nothing can mend any more is no reason to wait.
        let (all, lost) = seen(found)?.map_or((0, 0), |it| it.numbers());
        if lost < all {
            let flaws = count(all - lost, "flaw");
            against.push(format!("{flaws} in the data can still be put right: see “redress check”."));
        }
        Ok(against)
    }

    /// The last publication of a document, if there is one.
    fn published(&mut self, row: &Row, subject: &Subject) -> Result<Option<Publication>, NotMade> {
        let record = self.year(subject.year())?;
        let (from, to) = (subject.stretch.from, subject.stretch.to);
        Ok(record.publication(row.name, subject.scope, from, to).cloned())
    }

    /// What has changed since a document was published: it is made again as of the day of then, and set beside itself.
    fn since(&mut self, row: &Row, subject: &Subject, publication: &Publication) -> Result<Since, NotMade> {
        let then = Subject { as_of: publication.as_of, ..subject.clone() };
        let again = row.document(&self.gather(&then)?);
        let before = read(&publication.cases).unwrap_or_default();
        let found = difference(&before, &self.cases(&then)?);
        let mut cases = Vec::new();
        let mut silent = 0;
        for (reference, version, _) in found.changed {
            match self.how(&then, reference, version)? {
                Some(how) => cases.push(ChangedCase { reference: reference.to_string(), how }),
                None => silent += 1,
            }
        }
        let plain = |how: &'static str| {
            move |it: CaseRef| ChangedCase { reference: it.to_string(), how: how.to_owned() }
        };
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
        &mut self,
        subject: &Subject,
        reference: CaseRef,
        version: u64,
    ) -> Result<Option<String>, NotMade> {
        let then = self.ask(Request::RecordAt(reference.into(), version), |it| match it {
            Reply::RecordAt(record) => Case::of(&record).cloned(),
            _ => None,
        });
        let (Some(then), Some(now)) = (seen(then)?, self.case(reference)?) else {
            let why = "changed; how cannot be seen, for its history was erased or is not yours to see";
            return Ok(Some(why.to_owned()));
        };
        let (office, calendar) = (self.office, self.office.calendar());
        let row_of = |case| row(&calendar, &office.timescales, case);
        Ok(in_words(office, &subject.period(), &row_of(&then), &row_of(&now)))
    }

    /// The cases that the figures are counted from, each with its version.
    fn cases(&mut self, subject: &Subject) -> Result<Vec<(CaseRef, u64)>, NotMade> {
        let request = Request::Counted { period: subject.period(), scope: subject.scope };
        self.ask(request, |it| match it {
            Reply::Counted(cases) => Some(cases),
            _ => None,
        })
    }
}
