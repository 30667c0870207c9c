//! The end of a case: draft, quality check, final response, closing and what may follow it.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Check, Close, CloseWithoutFinding, DraftReady, LinkDuplicate, Step};
use crate::domain::case::decide::guards::{done_in_round, done_on, in_the_past};
use crate::domain::case::decide::intake::days_for;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, SampleCheck};
use crate::domain::case::round::{Closing, DraftResponse, QualityCheck, Reopening, Response, RouteTaken};
use crate::domain::case::stages::{begun_by_reopening, by_somebody_else};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::{Met, Outcome, Route};

/// Records that a draft is ready to be checked.
pub fn draft(terms: &Terms, case: &Case, it: DraftReady) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date", it.on)?;
    by_a_second_person(case, Step::Draft, terms.actor)?;
    Ok(vec![Event::Drafted(DraftResponse { on: it.on, note: it.note, by: terms.actor.to_owned() })])
}

/// Whoever wrote the draft does not check it, whoever was responsible for a case does not look at how it was dealt with, and whoever
/// dealt with the first of two stages does not answer the second.
pub fn by_a_second_person(case: &Case, step: Step, login: &str) -> Verdict<()> {
    let why = match step {
        Step::Check if case.rounds.now.draft.as_ref().is_some_and(|it| it.by == login) => {
            "You wrote this draft, so somebody else must check it."
        }
        Step::SampleCheck if case.owner.as_deref() == Some(login) => {
            "You were responsible for this case, so somebody else must look at it."
        }
        _ => return by_somebody_else(case, step, login),
    };
    Err(Refusal::of_step(why, "Ask a colleague to record the check."))
}

/// Records a second person's check of the draft.
pub fn check(terms: &Terms, case: &Case, it: Check) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date of the check", it.on)?;
    by_a_second_person(case, Step::Check, terms.actor)?;
    if !it.passed {
        required("note", &it.note, "Say what must change before it can go.")?;
    }
    Ok(vec![Event::Checked(QualityCheck {
        on: it.on,
        passed: it.passed,
        note: it.note,
        by: terms.actor.to_owned(),
    })])
}

/// Records a second person's look at a closed case. Whoever disagrees, or misses something, says what.
pub fn sample_check(terms: &Terms, case: &Case, it: SampleCheck) -> Verdict<Vec<Event>> {
    in_the_past(terms, "on", "The date of the check", it.on)?;
    if let Some(closing) = case.closing().filter(|closing| it.on < closing.on) {
        let why = format!("The check must be on or after {}, when the case was closed.", long(closing.on));
        return Err(Refusal::of_field("on", why, ""));
    }
    by_a_second_person(case, Step::SampleCheck, terms.actor)?;
    if !it.agreed || it.expectations.iter().any(|it| it.1 == Met::No) {
        required("note", &it.note, "Say what you would have done otherwise, or what was not met.")?;
    }
    Ok(vec![Event::SampleChecked(SampleCheck { by: terms.actor.to_owned(), ..it })])
}

/// Records the final response. A representative is answered only with consent; a closer look must say where to go next.
pub fn respond(terms: &Terms, case: &Case, it: Response) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date of the response", it.on)?;
    by_a_second_person(case, Step::Respond, terms.actor)?;
    if case.consent.is_none() && !case.facts.representative.is_nobody() {
        return Err(Refusal::of_step(
            "Somebody complains for the person, and it is not recorded that they may have the answer.",
            "Record the consent, or why none is needed, first.",
        ));
    }
    if let Some(consent) = case.consent.as_ref().filter(|consent| it.on < consent.on) {
        let why = format!("Consent is recorded for {}, after this answer.", long(consent.on));
        return Err(Refusal::of_field("on", why, "Check both dates."));
    }
    if let Some(consent) = case.consent.as_ref().filter(|it| !it.status.allows_reply()) {
        let why =
            format!("Consent is “{}” since {}, so no details may go out.", consent.status, long(consent.on));
        return Err(Refusal::of_step(why, "Record the consent, or why none is needed, first."));
    }
    if case.rounds.now.check.as_ref().is_some_and(|check| !check.passed) {
        return Err(Refusal::of_step(
            "The draft did not pass its quality check.",
            "Record a new draft first.",
        ));
    }
    if case.route() == Some(Route::CloserLook) && !it.signposted {
        let why = "A final response must say where the person can go next.";
        return Err(Refusal::of_field("signposted", why, "Add the Ombudsman's details, then answer yes."));
    }
    Ok(vec![Event::Responded(Response { by: terms.actor.to_owned(), ..it })])
}

/// Closes the case with an outcome. Everything that the annual report needs must be there (guide).
pub fn close(terms: &Terms, case: &Case, it: Close) -> Verdict<Vec<Event>> {
    let missing = missing_before_closing(case);
    if !missing.is_empty() {
        return Err(Refusal::of_step(
            "You cannot close this case yet.",
            format!("Still to do: {}.", missing.join("; ")),
        ));
    }
    done_in_round(terms, case, "on", "The date closed", it.on)?;
    after_the_response(case, it.on)?;
    after_the_findings(case, it.on)?;
    let rolled_up = case.rolled_up();
    let outcome = it.outcome.or(rolled_up).unwrap_or(Outcome::Resolved);
    if !outcome.is_finding() && rolled_up != Some(outcome) {
        let instead = "Use “close without a finding” for it.";
        return Err(Refusal::of_field("outcome", format!("“{outcome}” is not what was found."), instead));
    }
    if let Some(sum) = rolled_up.filter(|sum| *sum != outcome) {
        let why = format!("The issues add up to “{sum}”. Say why the outcome is “{outcome}”.");
        required("reason", &it.reason, &why)?;
    }
    let answered = case.rounds.now.answered().unwrap_or(it.on);
    // The figures count by the first timescale, whatever longer one was agreed later.
    if case.promise(terms.calendar, &case.rounds.now).is_some_and(|told| told.first < answered) {
        let why = "The answer was later than the person was first told. Say why it was late.";
        required("late_reason", &it.late_reason, why)?;
    }
    let closing =
        Closing { reason: it.reason, late_reason: it.late_reason, ..Closing::of(it.on, Some(outcome)) };
    Ok(vec![Event::Closed(closing)])
}

/// The outcome rests on what was found: it is not decided before that.
fn after_the_findings(case: &Case, on: NaiveDate) -> Verdict<()> {
    let found = case.issues.iter().filter_map(|it| Some((it.number, it.finding.as_ref()?.on)));
    match found.max_by_key(|it| it.1).filter(|it| on < it.1) {
        None => Ok(()),
        Some((number, found)) => Err(Refusal::of_field(
            "on",
            format!(
                "The finding on issue {number} is of {}; the case cannot close before that.",
                long(found)
            ),
            "If that day is wrong, record the finding again with the right one.",
        )),
    }
}

/// What stands in the way of closing, each with the words for doing it.
pub fn missing_before_closing(case: &Case) -> Vec<String> {
    let mut missing = Vec::new();
    if case.facts.service.is_none() {
        missing.push("choose the service".to_owned());
    }
    if case.route().is_none() {
        missing.push("choose the route".to_owned());
    }
    if case.issues.is_empty() {
        missing.push("add what was complained about".to_owned());
    }
    for issue in case.issues.iter().filter(|it| it.finding.is_none()) {
        missing.push(format!("record a finding on issue {}", issue.number));
    }
    if case.rounds.now.response.is_none() {
        missing.push("record the final response".to_owned());
    }
    missing
}

fn after_the_response(case: &Case, on: chrono::NaiveDate) -> Verdict<()> {
    match &case.rounds.now.response {
        Some(response) if on < response.on => {
            let why = format!(
                "The final response went on {}; the case cannot close before that.",
                long(response.on)
            );
            Err(Refusal::of_field("on", why, ""))
        }
        _ => Ok(()),
    }
}

/// Closes a case that ended without a finding, with the reason.
pub fn close_without_finding(terms: &Terms, case: &Case, it: CloseWithoutFinding) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date closed", it.on)?;
    if it.outcome.is_finding() {
        let instead = "Record it on the issues, then close the case.";
        return Err(Refusal::of_field("outcome", format!("“{}” is a finding.", it.outcome), instead));
    }
    if it.outcome == Outcome::Duplicate {
        return Err(Refusal::of_field("outcome", "Say which case it repeats.", "Use “duplicate” for it."));
    }
    required("reason", &it.reason, "Say why the case ends without a finding.")?;
    let closing = Closing { reason: it.reason, ..Closing::of(it.on, Some(it.outcome)) };
    Ok(vec![Event::Closed(closing)])
}

/// Closes the case as a repeat of another. Whether the other exists is for the desk to see.
pub fn link_duplicate(terms: &Terms, case: &Case, it: &LinkDuplicate) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date", it.on)?;
    if it.of == case.reference {
        return Err(Refusal::of_field(
            "of",
            "A case cannot repeat itself.",
            "Enter the reference of the other case.",
        ));
    }
    let reason = format!("Repeats {}.", it.of);
    let closing = Closing { reason, ..Closing::of(it.on, Some(Outcome::Duplicate)) };
    Ok(vec![Event::LinkedAsDuplicate { of: it.of }, Event::Closed(closing)])
}

/// Opens a closed case again. It stays on its route, whose target is counted afresh; where the office has two stages and the first
/// was answered, the second begins, and whoever was responsible no longer is.
pub fn reopen(terms: &Terms, case: &Case, it: Reopening) -> Verdict<Vec<Event>> {
    done_on(terms, case, "on", "The date", it.on)?;
    if let Some(closing) = case.closing().filter(|closing| it.on < closing.on) {
        let why = format!("The case was closed on {}; it cannot reopen before that.", long(closing.on));
        return Err(Refusal::of_field("on", why, ""));
    }
    required("reason", &it.reason, "Say why the case is opened again.")?;
    let second_stage = begun_by_reopening(terms.office, case);
    let route = if second_stage.is_some() { Some(Route::CloserLook) } else { case.route() };
    let is_theirs = case.owner.as_ref().is_some_and(|_| second_stage.is_some());
    let nobodys = is_theirs.then_some(Event::Assigned { to: None });
    let route = route.map(|route| {
        let taken = RouteTaken::of(route, it.on, days_for(terms, route));
        Event::RouteTaken(RouteTaken { second_stage, ..taken })
    });
    Ok([Event::Reopened(it)].into_iter().chain(route).chain(nobodys).collect())
}
