//! Checks that many steps on a plan share: numbers that exist, people who are known, who may review whom.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::{in_the_past, known_person, on_the_list};
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::plan::record::{Action, Failing, Plan, PlanFailing};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// The action that a number names.
pub fn action(plan: &Plan, number: u32) -> Verdict<&Action> {
    let numbers = || plan.actions.iter().map(|it| it.number);
    plan.action(number).ok_or_else(|| missing("action", "action", number, numbers()))
}

/// The failing that a number names.
pub fn failing(plan: &Plan, number: u32) -> Verdict<&PlanFailing> {
    let numbers = || plan.failings.iter().map(|it| it.number);
    plan.failing(number).ok_or_else(|| missing("failing", "failing", number, numbers()))
}

fn missing(field: &str, what: &str, number: u32, there: impl Iterator<Item = u32>) -> Refusal {
    let numbers: Vec<String> = there.map(|it| it.to_string()).collect();
    let instead = if numbers.is_empty() {
        "There is none yet.".to_owned()
    } else {
        format!("There is: {}.", numbers.join(", "))
    };
    Refusal::of_field(field, format!("There is no {what} {number} in this plan."), instead)
}

/// Who does an action: the sign-in name of the person these words mean, or else a team by its name.
pub fn person_or_team(terms: &Terms, field: &str, words: &str) -> Verdict<String> {
    let words = words.trim();
    if words.is_empty() || terms.office.find_person(words).is_none() {
        return Ok(words.to_owned());
    }
    known_person(terms, field, words)
}

/// Whether these words, a sign-in name or a name, mean whoever signs in so.
pub fn means(office: &Office, words: &str, login: &str) -> bool {
    let words = words.trim();
    if words.is_empty() {
        return false;
    }
    words.eq_ignore_ascii_case(login)
        || office.person(login).is_some_and(|it| it.name.eq_ignore_ascii_case(words))
        || office.find_person(words).is_some_and(|it| it.login.eq_ignore_ascii_case(login))
}

/// A day on which something was done: not in the future, and not before what it follows from.
pub fn done_after(
    terms: &Terms,
    what: &str,
    on: NaiveDate,
    earlier: Option<(NaiveDate, &str)>,
) -> Verdict<()> {
    in_the_past(terms, "on", what, on)?;
    match earlier.filter(|(first, _)| on < *first) {
        Some((first, then)) => {
            let why = format!("{what} must be on or after {}, when {then}.", long(first));
            Err(Refusal::of_field("on", why, ""))
        }
        None => Ok(()),
    }
}

/// A date for the next look, if there is one: later than this one.
pub fn next_after(field: &str, on: NaiveDate, next: Option<NaiveDate>) -> Verdict<()> {
    match next.filter(|next| *next <= on) {
        Some(_) => Err(Refusal::of_field(field, format!("The next date must be after {}.", long(on)), "")),
        None => Ok(()),
    }
}

/// A service of the office's list.
pub fn known_service(terms: &Terms, service: Option<ServiceId>) -> Verdict<()> {
    on_the_list("service", &terms.office.services, service.map(|it| it.0))
}

/// A theme of the office's list.
pub fn known_theme(terms: &Terms, theme: Option<ThemeId>) -> Verdict<()> {
    on_the_list("theme", &terms.office.themes, theme.map(|it| it.0))
}

/// What makes a failing worth learning from: words, and a case where an issue of one is named.
pub fn told_failing(it: &Failing) -> Verdict<()> {
    required("what", &it.what, "Say what went wrong.")?;
    if it.issue.is_some() && it.case.is_none() {
        return Err(Refusal::of_field("case", "Enter the case that the issue belongs to.", ""));
    }
    Ok(())
}
