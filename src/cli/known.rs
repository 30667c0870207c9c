//! What is known of a person from their other cases, for whoever logs a complaint of theirs, rings them or writes to them.

use chrono::NaiveDate;

use crate::api::message::{Reply, Request};
use crate::api::service::{Service, read};
use crate::cli::context::ask;
use crate::domain::case::command::Step;
use crate::domain::case::record::Case;
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::CaseRef;
use crate::domain::row::Row;
use crate::domain::text::sentence_case;
use crate::domain::theirs::{how_many, one_of_theirs, their_risk, their_risk_kept, with_a_risk};
use crate::forms::form::Form;
use crate::forms::table::FormTable;
use crate::forms::tables::intake::person;

/// The cases of a person but for one; none for whoever may not see cases.
fn others(service: &mut dyn Service, person: KnownAs, but: Option<CaseRef>) -> Vec<(Likeness, Row)> {
    let request = Request::CasesOf { person, but };
    let others = ask(service, request, |it| if let Reply::CasesOf(_, it) = it { Some(it) } else { None });
    others.unwrap_or_default()
}

/// The risk that stands on one of them, in words; empty for none.
fn risk(service: &mut dyn Service, others: &[(Likeness, Row)]) -> String {
    match with_a_risk(others) {
        None => String::new(),
        Some((_, row)) if row.restricted => their_risk_kept(row),
        Some((likeness, row)) => {
            let case = read::<Case>(service, row.reference);
            case.map(|it| their_risk(*likeness, &it)).unwrap_or_default()
        }
    }
}

/// The risk that stands on another case of whoever a case is of, in words; empty for none.
pub fn risk_of(service: &mut dyn Service, case: &Case) -> String {
    let others = others(service, case.facts.complainant.known_as(), Some(case.reference));
    risk(service, &others)
}

/// The risk that stands on a case of a person, in words; empty for none.
pub fn risk_of_person(service: &mut dyn Service, person: KnownAs) -> String {
    let others = others(service, person, None);
    risk(service, &others)
}

/// That somebody is known here, a sentence each: how many cases they have, the last of them, and a risk; nothing where they are not.
fn known_here(service: &mut dyn Service, person: KnownAs, today: NaiveDate) -> Vec<String> {
    let others = others(service, person, None);
    let Some((likeness, last)) = others.first() else { return Vec::new() };
    let many = how_many(&others, today);
    let last = one_of_theirs(*likeness, last, today);
    let risk = sentence_case(&risk(service, &others));
    let said = [format!("Known here: {many}"), format!("The last: {last}"), risk];
    said.into_iter().filter(|it| !it.is_empty()).map(|it| format!("{}.", it.trim_end_matches('.'))).collect()
}

/// What is known of the person of a new complaint, from what is answered so far: looked for whenever that is other than before.
pub fn known_while_logging<'a>(
    service: &'a mut dyn Service,
    table: &FormTable,
    today: NaiveDate,
) -> impl FnMut(&Form) -> Vec<String> + use<'a> {
    let is_new = table.step == Some(AnyStep::Case(Step::Receive));
    let (mut sought, mut found) = (KnownAs::default(), Vec::new());
    move |form| {
        let person = if is_new { person(form) } else { KnownAs::default() };
        if person != sought {
            found = known_here(service, person.clone(), today);
            sought = person;
        }
        found.clone()
    }
}
