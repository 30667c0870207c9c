//! Dealing with a case: who, by when, on which route, what is found, and keeping the person informed.

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Assign, ChooseRoute, Find, On, UpdatePerson};
use crate::domain::case::decide::guards::{
    done_in_round, done_on, known_person, may_be_theirs, not_before, numbered, offered, real_year, to_come,
};
use crate::domain::case::decide::intake::days_for;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, ConsentRecord, Issue, IssueFinding};
use crate::domain::case::round::{Extension, Pause, RouteTaken, SeniorLetter, Timescale, Told};
use crate::domain::case::stages::{goes_on, may_have_it};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::{Consent, Finding, Route, WentWrong};

/// Makes somebody responsible, or nobody.
pub fn assign(terms: &Terms, case: &Case, it: &Assign) -> Verdict<Vec<Event>> {
    let to = if it.to.trim().is_empty() { None } else { Some(known_person(terms, "to", &it.to)?) };
    if to == case.owner {
        let who = to.as_deref().map_or("Nobody", |login| terms.office.person_name(login));
        return Err(Refusal::of_field("to", format!("{who} is responsible for it already."), ""));
    }
    to.iter().try_for_each(|it| {
        may_be_theirs(terms, case, "to", it)?;
        may_have_it(terms.office, case, "to", it)
    })?;
    Ok(vec![Event::Assigned { to }])
}

/// Records the acknowledgement.
pub fn acknowledge(terms: &Terms, case: &Case, it: Told) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date acknowledged", it.on)?;
    Ok(vec![Event::Acknowledged(it)])
}

/// Records the timescale shared with the person at the start of the round.
pub fn share_timescale(terms: &Terms, case: &Case, it: Timescale) -> Verdict<Vec<Event>> {
    let Some(on) = it.on else {
        return Err(Refusal::of_field("on", "Say on which day the person was told.", ""));
    };
    done_in_round(terms, case, "on", "The date the person was told", on)?;
    real_year("answer_by", "The day of the answer", it.answer_by)?;
    if it.answer_by < on {
        let why = "The day of the answer must be on or after the day the person was told.";
        return Err(Refusal::of_field("answer_by", why, ""));
    }
    Ok(vec![Event::TimescaleShared(it)])
}

/// Chooses the route, or moves from early resolution to closer look.
pub fn choose_route(terms: &Terms, case: &Case, it: ChooseRoute) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date", it.on)?;
    goes_on(terms.office, case, it.route)?;
    if let Some(now) = case.rounds.now.routes.last() {
        if it.route == Route::EarlyResolution {
            let why = format!("This case has been on early resolution since {}.", long(now.on));
            return Err(Refusal::of_field("route", why, "It can move to closer look."));
        }
        if it.on < now.on {
            let why =
                format!("It went to {} on {}; it cannot have moved before that.", now.route, long(now.on));
            return Err(Refusal::of_field("on", why, ""));
        }
        required("reason", &it.reason, "Say why it moves to closer look.")?;
    }
    let days = days_for(terms, it.route);
    Ok(vec![Event::RouteTaken(RouteTaken { reason: it.reason, ..RouteTaken::of(it.route, it.on, days) })])
}

/// Adds something that is complained about.
pub fn add_issue(terms: &Terms, case: &Case, it: Issue) -> Verdict<Vec<Event>> {
    if it.theme.is_none() {
        required("what", &it.what, "Say what the issue is, or choose its theme.")?;
    }
    offered(terms, "theme", &terms.office.themes, it.theme.map(|it| it.0), None)?;
    let number = case.issues.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![Event::IssueAdded(Issue { number, finding: None, added: Some(terms.today), ..it })])
}

/// Puts an issue's theme or words right.
pub fn amend_issue(terms: &Terms, case: &Case, it: Issue) -> Verdict<Vec<Event>> {
    let before = numbered("number", "issue", &case.issues, it.number, |it| it.number)?;
    let theme = |it: &Issue| it.theme.map(|it| it.0);
    offered(terms, "theme", &terms.office.themes, theme(&it), theme(before))?;
    if before.theme == it.theme && before.what == it.what {
        return Err(Refusal::of_step("Nothing has changed.", ""));
    }
    Ok(vec![Event::IssueAmended(Issue { finding: None, added: before.added, ..it })])
}

/// Records what was found on an issue. A later finding replaces an earlier one; both stay in the history.
pub fn find(terms: &Terms, case: &Case, it: Find) -> Verdict<Vec<Event>> {
    numbered("issue", "issue", &case.issues, it.issue, |it| it.number)?;
    done_on(terms, case, "on", "The date of the finding", it.on)?;
    if it.finding.is_none() && case.route() != Some(Route::EarlyResolution) {
        let instead = "Only an early resolution may leave the finding open.";
        return Err(Refusal::of_field("finding", "Choose what was found on this issue.", instead));
    }
    let upheld = matches!(it.finding, Some(Finding::Upheld | Finding::UpheldInPart));
    if upheld && it.went_wrong == WentWrong::No {
        let why = "An upheld issue means that something went wrong.";
        return Err(Refusal::of_field("went_wrong", why, "Answer yes or not determined."));
    }
    if it.finding.is_some_and(|found| found != Finding::Resolved) {
        required(
            "reason",
            &it.reason,
            "Say why, from the facts: what happened, and what should have happened.",
        )?;
    }
    let Find { on, finding, went_wrong, reason, .. } = it;
    let finding = IssueFinding { on, finding, went_wrong, reason, by: terms.actor.to_owned() };
    Ok(vec![Event::Found { issue: it.issue, finding }])
}

/// Records that the person was updated, and when they will next hear.
pub fn update_person(terms: &Terms, case: &Case, it: UpdatePerson) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date of the update", it.on)?;
    if let Some(next) = it.next {
        to_come(terms, "next", "The date of the next update", next)?;
    }
    Ok(vec![Event::PersonUpdated { told: Told { on: it.on, means: it.means, note: it.note }, next: it.next }])
}

/// Records where consent stands.
pub fn set_consent(terms: &Terms, case: &Case, it: ConsentRecord) -> Verdict<Vec<Event>> {
    done_on(terms, case, "on", "The date", it.on)?;
    if let Some(by) = it.answer_by {
        not_before("answer_by", "The date of the answer", by, it.on)?;
    }
    if matches!(it.status, Consent::Child | Consent::Capacity | Consent::Died) {
        required("note", &it.note, "Say who may speak for the person, and why.")?;
    }
    if it.status == Consent::NotNeeded {
        required("note", &it.note, "Say why no consent is needed.")?;
    }
    Ok(vec![Event::ConsentChanged(it)])
}

/// Agrees a longer timescale. It must be longer than the one the person has, and they must have been told.
pub fn extend(terms: &Terms, case: &Case, it: Extension) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "told_on", "The date the person was told", it.told_on)?;
    if let Some(now) = case.rounds.now.answer_by().filter(|now| it.to <= *now) {
        let why = format!("The new timescale must be later than {}, which the person was told.", long(now));
        return Err(Refusal::of_field("to", why, ""));
    }
    not_before("to", "The new timescale", it.to, it.told_on)?;
    required("reason", &it.reason, "Say why it takes longer.")?;
    Ok(vec![Event::Extended(it)])
}

/// Stops the office's own clock.
pub fn pause(terms: &Terms, case: &Case, it: Pause) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "from", "The first day of the pause", it.from)?;
    if let Some(until) =
        case.rounds.now.pauses.last().and_then(|last| last.until).filter(|until| it.from < *until)
    {
        let why = format!("The last pause ended on {}; the next cannot begin before that.", long(until));
        return Err(Refusal::of_field("from", why, ""));
    }
    required("reason", &it.reason, "Say what the case waits for.")?;
    Ok(vec![Event::Paused(Pause { until: None, ..it })])
}

/// Lets the office's own clock run again.
pub fn resume(terms: &Terms, case: &Case, it: &On) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date", it.on)?;
    if let Some(pause) = case.rounds.now.pause().filter(|pause| it.on < pause.from) {
        let why = format!("The pause began on {}; it cannot end before that.", long(pause.from));
        return Err(Refusal::of_field("on", why, ""));
    }
    Ok(vec![Event::Resumed { on: it.on }])
}

/// Records the senior colleague's letter.
pub fn send_senior_letter(terms: &Terms, case: &Case, it: SeniorLetter) -> Verdict<Vec<Event>> {
    done_in_round(terms, case, "on", "The date of the letter", it.on)?;
    required("by", &it.by, "Enter which senior colleague wrote.")?;
    not_before("expected", "The date the answer is expected", it.expected, it.on)?;
    Ok(vec![Event::SeniorLetterSent(it)])
}
