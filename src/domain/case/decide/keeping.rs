//! Keeping a case from being anonymised, and putting facts right at the person's request.

use crate::domain::case::command::{CopyGiven, Correction, Release};
use crate::domain::case::decide::guards::in_the_past;
use crate::domain::case::decide::intake::amend;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Fact, Hold, Statement};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// Keeps a case from being anonymised. Reasons of different kinds stand side by side, so that the end of one does not free
/// what another still needs.
pub fn hold(terms: &Terms, case: &Case, it: Hold) -> Verdict<Vec<Event>> {
    in_the_past(terms, "on", "The date", it.on)?;
    required("reason", &it.reason, "Say what the case is needed for.")?;
    if case.holds.iter().any(|held| held.category == it.category) {
        let why = format!("This case is held already: {}.", it.category);
        return Err(Refusal::of_field("category", why, "Release that hold first, or choose another kind."));
    }
    Ok(vec![Event::Held(it)])
}

/// Lets it be anonymised again.
pub fn release(case: &Case, it: Release) -> Verdict<Vec<Event>> {
    if !case.holds.iter().any(|held| held.category == it.category) {
        let held: Vec<&str> = case.holds.iter().map(|it| it.category.word()).collect();
        let why = format!("“{}” does not hold this case.", it.category);
        return Err(Refusal::of_field("category", why, format!("What holds it: {}.", held.join(", "))));
    }
    required("reason", &it.reason, "Say why the case is not needed any more.")?;
    Ok(vec![Event::HoldReleased { category: it.category, reason: it.reason }])
}

/// Puts facts right at the person's request: an amendment that keeps what was there before.
pub fn correct(terms: &Terms, case: &Case, it: Correction) -> Verdict<Vec<Event>> {
    required("reason", &it.reason, "Say what shows that it was wrong.")?;
    let amended = amend(terms, case, it.facts)?;
    let facts: Vec<Fact> = amended
        .into_iter()
        .flat_map(|it| if let Event::Amended(facts) = it { facts } else { Vec::new() })
        .collect();
    let before = facts.iter().map(|fact| case.facts.same_fact(fact)).collect();
    Ok(vec![Event::Corrected { facts, before, reason: it.reason }])
}

/// Refuses to put something right, and takes the person's statement on the file.
pub fn refuse_correction(terms: &Terms, it: Statement) -> Verdict<Vec<Event>> {
    in_the_past(terms, "on", "The date the person was told", it.on)?;
    required("asked", &it.asked, "Say what the person asked to have put right.")?;
    required(
        "reason",
        &it.reason,
        "Say why the office holds it to be right: the person must be told, and that they can go to the ICO.",
    )?;
    required(
        "statement",
        &it.statement,
        "Write down the statement that the person adds, or that they were asked for one and added none.",
    )?;
    Ok(vec![Event::CorrectionRefused(it)])
}

/// Records that somebody had a copy of what is held about them.
pub fn give_copy(terms: &Terms, it: &CopyGiven) -> Verdict<Vec<Event>> {
    in_the_past(terms, "on", "The date", it.on)?;
    Ok(vec![Event::CopyGiven { on: it.on, included: it.included, withheld: it.withheld }])
}
