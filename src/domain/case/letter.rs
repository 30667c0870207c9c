//! A letter made from a case: what stands in it, and what went.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::domain::case::record::Case;
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::party::record::Party;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::template;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::LetterKind;

/// The words of a kind of letter about a service: the office's own for that service, its own for all, or those of redress.
pub fn wording<'a>(office: &'a Office, kind: LetterKind, case: &Case) -> &'a str {
    let named = |name: &str| {
        office.wording.iter().find(|it| it.name.eq_ignore_ascii_case(name)).map(|it| it.text.as_str())
    };
    let of_service = case.facts.service.map(|it| format!("{kind}: {}", office.services.name(it.0)));
    of_service.and_then(|it| named(&it)).or_else(|| named(kind.word())).unwrap_or(template::words_of(kind))
}

/// A letter with what the case holds in it; or what the case lacks for it.
pub fn filled(
    office: &Office,
    case: &Case,
    today: NaiveDate,
    actor: &str,
    kind: LetterKind,
) -> Verdict<String> {
    let wording = wording(office, kind, case);
    let promises = wording.split("first_answer_by").any(|it| it.contains("answer_by"));
    if let Some(gone) = case.rounds.now.answer_by().filter(|it| promises && *it < today) {
        let why = format!("The date of which this letter speaks, {}, has passed.", in_words(gone));
        let instead = "Agree a later date first, or write the letter without it.";
        return Err(Refusal::of_field("kind", why, instead));
    }
    template::fill(wording, &facts(office, case, today, actor)).map_err(|why| {
        let instead = "Record it on the case first, or write the letter without it.";
        Refusal::of_field("kind", format!("{}.", sentence_case(&why)), instead)
    })
}

/// Whom a letter of a kind goes to.
pub fn addressee(case: &Case, kind: LetterKind) -> &Party {
    let facts = &case.facts;
    let speaks = !facts.representative.name.is_empty() && kind != LetterKind::ConsentRequest;
    if speaks { &facts.representative } else { &facts.complainant }
}

/// What a letter may ask for, by name. What is not known is not there.
fn facts(office: &Office, case: &Case, today: NaiveDate, actor: &str) -> Value {
    let (facts, round) = (&case.facts, &case.rounds.now);
    let person = addressee(case, LetterKind::Update);
    let day = |it: Option<NaiveDate>| it.map(in_words).unwrap_or_default();
    let first = round.timescale.as_ref().map(|it| it.answer_by);
    let texts = [
        ("organisation", office.organisation.clone()),
        ("writer", office.person_name(actor).to_owned()),
        ("today", in_words(today)),
        ("reference", case.reference.to_string()),
        ("person", as_addressed(&person.name)),
        ("affected", as_addressed(&facts.complainant.name)),
        ("speaker", as_addressed(&facts.representative.name)),
        ("address", person.address.clone()),
        ("subject", facts.subject.clone()),
        ("wants", facts.wants.clone()),
        ("service", facts.service.map(|it| office.services.name(it.0)).unwrap_or_default()),
        ("received", in_words(facts.received)),
        ("answer_by", day(round.answer_by())),
        ("first_answer_by", day(first)),
        ("delay_reason", round.extensions.last().map(|it| it.reason.clone()).unwrap_or_default()),
        ("next_update", day(round.next_update)),
        ("consent_by", day(case.consent.as_ref().and_then(|it| it.answer_by))),
    ];
    let mut all = only_known(&texts);
    let remedies = |is_wanted: &dyn Fn(Option<NaiveDate>) -> bool| {
        let wanted = case.remedies.iter().filter(|it| is_wanted(it.done));
        let one = |kind: &str, what: &str, by, done| {
            only_known(&[
                ("kind", kind.to_owned()),
                ("what", what.to_owned()),
                ("by", day(by)),
                ("done", day(done)),
            ])
        };
        wanted.map(|it| one(it.kind.word(), &it.what, it.by, it.done).into()).collect::<Vec<Value>>()
    };
    let issues = case.issues.iter().map(|it| {
        let finding = it.finding.as_ref();
        let texts = [
            ("number", it.number.to_string()),
            ("what", it.what.clone()),
            ("theme", it.theme.map(|it| office.themes.name(it.0)).unwrap_or_default()),
            ("finding", finding.and_then(|it| it.finding).map(|it| it.to_string()).unwrap_or_default()),
            ("reason", finding.map(|it| it.reason.clone()).unwrap_or_default()),
        ];
        only_known(&texts).into()
    });
    let payments = case.payments.iter().map(|it| {
        let texts = [
            ("amount", pounds(it.pence)),
            ("head", it.head.to_string()),
            ("by", day(it.by)),
            ("paid", day(it.paid)),
        ];
        only_known(&texts).into()
    });
    let lists = [
        ("issues", issues.collect()),
        ("remedies", remedies(&|_| true)),
        ("done", remedies(&|it| it.is_some())),
        ("payments", payments.collect::<Vec<Value>>()),
    ];
    all.extend(lists.into_iter().filter(|it| !it.1.is_empty()).map(|it| (it.0.to_owned(), json!(it.1))));
    all.into()
}

/// A name as it is written to: without what was noted behind it, such as “(nephew)”.
fn as_addressed(name: &str) -> String {
    name.split_once('(').map_or(name, |it| it.0).trim().to_owned()
}

fn only_known(texts: &[(&str, String)]) -> Map<String, Value> {
    let known = texts.iter().filter(|it| !it.1.trim().is_empty());
    known.map(|it| (it.0.to_owned(), it.1.trim().into())).collect()
}

/// A day as it stands in a letter: “24 November 2026”.
fn in_words(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}
