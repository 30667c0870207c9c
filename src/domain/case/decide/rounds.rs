//! The days, the route and the end of one time through a case put right: by the rules that they were recorded under, each beside the
//! others.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::{in_the_past, not_before};
use crate::domain::case::decide::intake::days_for;
use crate::domain::case::record::Case;
use crate::domain::case::round::{Extension, Round, RoundFacts};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::Outcome;

/// Whether the facts of a round may be put right so.
pub fn sound_round(terms: &Terms, case: &Case, it: &RoundFacts) -> Verdict<()> {
    let place = it.number.saturating_sub(1) as usize;
    let Some(round) = case.rounds.iter().nth(place) else { return Ok(()) };
    is_as_much(&RoundFacts::of(it.number, round), it)?;
    let named = [
        ("acknowledged", "The acknowledgement", it.acknowledged),
        ("told", "The day on which the timescale was told", it.told),
        ("answered", "The final response", it.answered),
        ("closed", "The closing", it.closed),
    ];
    for (field, what, on) in named.into_iter().filter_map(|it| Some((it.0, it.1, it.2?))) {
        in_the_past(terms, field, what, on)?;
        after(field, what, on, Some(round.begun), "the case was received or opened again")?;
    }
    if let (Some(told), Some(answer_by)) = (it.told, it.answer_by) {
        not_before("answer_by", "The timescale", answer_by, told)?;
    }
    in_order("answered", "The final response", it.answered, it.told, "the timescale was told")?;
    in_order("closed", "The closing", it.closed, it.acknowledged, "it was acknowledged")?;
    in_order("closed", "The closing", it.closed, it.answered, "the final response went")?;
    if let Some(next) =
        case.rounds.iter().nth(place + 1).filter(|next| it.closed.is_some_and(|it| next.begun < it))
    {
        let why =
            format!("The case was opened again on {}; it cannot have closed after that.", long(next.begun));
        return Err(Refusal::of_field("closed", why, ""));
    }
    ended(round, it)?;
    let contradicts = |longer: &&Extension| {
        it.answer_by.is_some_and(|by| longer.to <= by) || it.told.is_some_and(|told| longer.told_on < told)
    };
    if let Some(longer) = round.extensions.first().filter(contradicts) {
        let why = format!(
            "A longer timescale, {}, was told on {}: the first one was told before that and is shorter.",
            long(longer.to),
            long(longer.told_on)
        );
        return Err(Refusal::of_field("answer_by", why, ""));
    }
    let ended = it.closed.filter(|_| it.outcome.is_none_or(Outcome::is_finding));
    let is_late = it.answer_by.zip(it.answered.or(ended)).is_some_and(|(by, answered)| by < answered);
    if is_late && it.closed.is_some() {
        required(
            "late_reason",
            &it.late_reason,
            "The answer was later than the person was first told. Say why it was late.",
        )?;
    }
    Ok(())
}

/// The same, with the office's own target of its route.
pub fn with_target(terms: &Terms, case: &Case, it: RoundFacts) -> RoundFacts {
    let before = case.rounds.iter().nth(it.number.saturating_sub(1) as usize).and_then(Round::route);
    let route_days = it.route.filter(|_| it.route != before).map_or(it.route_days, |it| days_for(terms, it));
    RoundFacts { route_days, ..it }
}

/// None that is there goes. One that is not comes only where the round is closed: while it is open, it has its own step.
fn is_as_much(was: &RoundFacts, is: &RoundFacts) -> Verdict<()> {
    let had_and_has = [
        ("acknowledged", was.acknowledged.is_some(), is.acknowledged.is_some()),
        ("route", was.route.is_some(), is.route.is_some()),
        ("told", was.told.is_some(), is.told.is_some()),
        ("answer_by", was.answer_by.is_some(), is.answer_by.is_some()),
        ("answered", was.answered.is_some(), is.answered.is_some()),
        ("closed", was.closed.is_some(), is.closed.is_some()),
        ("outcome", was.outcome.is_some(), is.outcome.is_some()),
    ];
    for (field, had, has) in had_and_has {
        if had && !has {
            return Err(Refusal::of_field(
                field,
                "It was recorded, and cannot be left out.",
                "Say what it is.",
            ));
        }
        let is_its_own = field != "told" || was.answer_by.is_none();
        if has && !had && was.closed.is_none() && is_its_own {
            let why = "It is not recorded yet.";
            return Err(Refusal::of_field(
                field,
                why,
                "Leave it empty here, and record it with its own step.",
            ));
        }
    }
    if is.told.is_some() && is.answer_by.is_none() {
        let why = "It says when they were told, and not by when they would have an answer.";
        return Err(Refusal::of_field("answer_by", why, "Enter the day, or leave both empty."));
    }
    Ok(())
}

fn in_order(
    field: &str,
    what: &str,
    on: Option<NaiveDate>,
    before: Option<NaiveDate>,
    how: &str,
) -> Verdict<()> {
    on.map_or(Ok(()), |on| after(field, what, on, before, how))
}

fn after(field: &str, what: &str, on: NaiveDate, before: Option<NaiveDate>, how: &str) -> Verdict<()> {
    match before.filter(|it| on < *it) {
        None => Ok(()),
        Some(before) => {
            let why = format!("{what} must be on or after {}, when {how}.", long(before));
            Err(Refusal::of_field(field, why, ""))
        }
    }
}

/// What was answered does not become what ended without an answer, nor the other way round: that is another step.
fn ended(round: &Round, it: &RoundFacts) -> Verdict<()> {
    if it.answered.is_some() && round.ended_unanswered() {
        let why = "It ended without an answer.";
        return Err(Refusal::of_field("answered", why, "Open the case again, and close it as it ended."));
    }
    let was = round.closing.as_ref().and_then(|it| it.outcome);
    let is_other = was.zip(it.outcome).is_some_and(|(was, is)| was.is_finding() != is.is_finding());
    if is_other || it.outcome == Some(Outcome::Duplicate) && was != it.outcome {
        let why = "That is another way to end, and no slip in how it ended.";
        return Err(Refusal::of_field("outcome", why, "Open the case again, and close it as it ended."));
    }
    Ok(())
}
