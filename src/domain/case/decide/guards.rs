//! Checks that many steps share: days in order, numbers that exist, people who are known.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::dates::{is_meant, long};
use crate::domain::case::record::Case;
use crate::domain::office::lists::List;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::terms::Terms;

/// A day on which something was done: after receipt, and not in the future.
pub fn done_on(terms: &Terms, case: &Case, field: &str, what: &str, on: NaiveDate) -> Verdict<()> {
    in_the_past(terms, field, what, on)?;
    let received = case.facts.received;
    if on < received {
        let why = format!("{what} must be on or after {}, when the complaint was received.", long(received));
        return Err(Refusal::of_field(field, why, ""));
    }
    Ok(())
}

/// A day on which something was done in the round that goes on: after it began, and not in the future.
pub fn done_in_round(terms: &Terms, case: &Case, field: &str, what: &str, on: NaiveDate) -> Verdict<()> {
    done_on(terms, case, field, what, on)?;
    let begun = case.rounds.now.begun;
    if on < begun {
        let why = format!("{what} must be on or after {}, when the case was opened again.", long(begun));
        return Err(Refusal::of_field(field, why, ""));
    }
    Ok(())
}

/// A day that is today or in the past.
pub fn in_the_past(terms: &Terms, field: &str, what: &str, on: NaiveDate) -> Verdict<()> {
    real_year(field, what, on)?;
    if terms.today < on {
        return Err(Refusal::of_field(field, format!("{what} must be today or in the past."), ""));
    }
    Ok(())
}

/// A day that is today or still to come.
pub fn to_come(terms: &Terms, field: &str, what: &str, on: NaiveDate) -> Verdict<()> {
    real_year(field, what, on)?;
    if on < terms.today {
        return Err(Refusal::of_field(field, format!("{what} must be today or in the future."), ""));
    }
    Ok(())
}

/// A day that somebody was told on another: that one or later. It may be over, where what was told is written down late.
pub fn not_before(field: &str, what: &str, on: NaiveDate, told: NaiveDate) -> Verdict<()> {
    real_year(field, what, on)?;
    if on < told {
        return Err(Refusal::of_field(
            field,
            format!("{what} must be on or after {}, when it was said.", long(told)),
            "",
        ));
    }
    Ok(())
}

/// A day in a year that complaint work can have.
pub fn real_year(field: &str, what: &str, on: NaiveDate) -> Verdict<()> {
    if is_meant(on) {
        return Ok(());
    }
    Err(Refusal::of_field(field, format!("{what}: check the year {}.", on.year()), ""))
}

/// The part of a case that a number names.
pub fn numbered<'a, T>(
    field: &str,
    what: &str,
    items: &'a [T],
    number: u32,
    number_of: impl Fn(&T) -> u32,
) -> Verdict<&'a T> {
    items.iter().find(|it| number_of(it) == number).ok_or_else(|| {
        let numbers: Vec<String> = items.iter().map(|it| number_of(it).to_string()).collect();
        let instead = if numbers.is_empty() {
            "There is none yet.".to_owned()
        } else {
            format!("There is: {}.", numbers.join(", "))
        };
        Refusal::of_field(field, format!("There is no {what} {number} on this case."), instead)
    })
}

/// An item of one of the office's lists.
pub fn on_the_list(field: &str, list: &List, id: Option<u32>) -> Verdict<()> {
    match id.filter(|it| list.item(*it).is_none()) {
        Some(it) => Err(Refusal::of_field(
            field,
            format!("There is no {field} number {it}."),
            "Choose one from the list.",
        )),
        None => Ok(()),
    }
}

/// An item of one of the office's lists that may be chosen today. What stood there before may stay.
pub fn offered(terms: &Terms, field: &str, list: &List, id: Option<u32>, before: Option<u32>) -> Verdict<()> {
    on_the_list(field, list, id)?;
    let chosen = id.filter(|it| Some(*it) != before).and_then(|it| list.item(it));
    match chosen.and_then(|it| Some((it, it.until.filter(|until| *until < terms.today)?))) {
        Some((it, until)) => {
            let why = format!("“{}” could be chosen until {}.", it.name, long(until));
            Err(Refusal::of_field(field, why, "Choose another from the list."))
        }
        None => Ok(()),
    }
}

/// Refuses to give what is kept from somebody to them: the case, or a part of it.
pub fn may_be_theirs(terms: &Terms, case: &Case, field: &str, login: &str) -> Verdict<()> {
    let Some(it) = case.restriction.as_ref().filter(|it| !it.lets_see(login)) else { return Ok(()) };
    let is_kept_from = it.not_for.iter().any(|it| it == login);
    let is_not = if is_kept_from { "kept from" } else { "not among those who may see" };
    let why = format!("{} is {is_not} this case.", terms.office.person_name(login));
    Err(Refusal::of_field(field, why, "Choose somebody who may see it, or restrict it anew."))
}

/// The sign-in name of the person these words mean.
pub fn known_person(terms: &Terms, field: &str, words: &str) -> Verdict<String> {
    if let Some(person) = terms.office.find_person(words) {
        return match person.until.filter(|until| *until < terms.today) {
            Some(until) => Err(Refusal::of_field(
                field,
                format!("{} left on {}.", person.name, long(until)),
                "Choose somebody else.",
            )),
            None => Ok(person.login.clone()),
        };
    }
    // Somebody who works here but was never added may still own what they log themselves.
    if words.trim() == terms.actor {
        return Ok(terms.actor.to_owned());
    }
    let names: Vec<&str> =
        terms.office.people.iter().filter(|it| it.until.is_none()).map(|it| it.name.as_str()).collect();
    let instead = if names.is_empty() {
        "Add people with “redress setup --user NAME --login SIGN-IN”.".to_owned()
    } else {
        format!("People here: {}.", names.join(", "))
    };
    Err(Refusal::of_field(
        field,
        format!("Nobody here is called “{}”, or more than one person is.", words.trim()),
        instead,
    ))
}
