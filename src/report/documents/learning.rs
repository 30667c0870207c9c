//! “You told us, we found, we changed, now”: what came of complaints, for everybody to read. Anonymous.
//!
//! Invariant: what it says of a plan was written for the public and approved by a second person. Whoever takes back their consent to
//! share their story takes it out (guide, involving the person: consent to share their story).

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::plan::record::{Action, Plan};
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::document as finished;
use crate::report::documents::published::{left, named, told};

/// Makes it.
pub fn document(material: &Material) -> Document {
    let columns = ["Plan", "You told us", "We found", "We changed", "Now"];
    let empty = Table::new("What changed because of what people told us", &columns);
    let mut table = Table { is_stories: true, as_written: vec![0, 1, 2, 3], ..empty };
    let learnt = learnt(material);
    for (plan, words) in told(&learnt).0 {
        table = table.row([
            named(plan, material.about.office).into(),
            words.failing.clone().into(),
            words.learning.clone().into(),
            words.change.clone().into(),
            now(plan, material).into(),
        ]);
    }
    let section = Section::new("You told us, we changed");
    let section = match (table.rows.is_empty(), learnt.is_empty()) {
        (false, _) => section.say("Each of these came of complaints. Names are left out.").table(table),
        (true, false) => section,
        (true, true) if material.with_unreviewed => section.say("No action was completed in these days."),
        (true, true) => section.say("No action was reviewed in these days."),
    };
    let section = left_out(material).into_iter().fold(section, Section::say);
    finished(material, "What we learnt from complaints", vec![section])
}

/// What is not told, and why, sentence by sentence.
pub fn left_out(material: &Material) -> Vec<String> {
    let waits = |plan: &&Plan| {
        told_of(plan, material).is_empty()
            && plan.adopted().any(|it| is_waiting(it) && is_done_in(it, material))
    };
    let unreviewed = material.plans.iter().filter(waits).count();
    let unreviewed = left(unreviewed, "nobody has looked yet whether what was done works");
    told(&learnt(material)).1.into_iter().chain(unreviewed).collect()
}

/// The plans with an action that was reviewed in the days; if it is asked for, also with one that was done in them.
fn learnt<'a>(material: &'a Material) -> Vec<&'a Plan> {
    material.plans.iter().filter(|it| !told_of(it, material).is_empty()).collect()
}

/// The actions of a plan that are told of: what was reviewed in the days, and what was done in them if it is asked for.
fn told_of<'a>(plan: &'a Plan, material: &Material) -> Vec<&'a Action> {
    let is_reviewed = |it: &&Action| {
        let review = it.completion().and_then(|it| it.conclusive());
        review.is_some_and(|it| is_in(material, it.on))
    };
    let is_done = |it: &&Action| material.with_unreviewed && is_waiting(it) && is_done_in(it, material);
    plan.adopted().filter(|it| is_reviewed(it) || is_done(it)).collect()
}

/// Whether nobody has looked yet whether what was done works.
fn is_waiting(action: &Action) -> bool {
    action.completion().is_some_and(|it| it.conclusive().is_none())
}

fn is_done_in(action: &Action, material: &Material) -> bool {
    action.completion().is_some_and(|it| is_in(material, it.on))
}

fn is_in(material: &Material, on: NaiveDate) -> bool {
    let days = material.about.period;
    days.from.is_none_or(|from| from <= on) && on <= days.to.min(days.as_of)
}

/// What is different: what reviews found, and what complaints came to. What people noted there is for those who work here.
fn now(plan: &Plan, material: &Material) -> String {
    let mut words: Vec<String> = told_of(plan, material)
        .into_iter()
        .filter_map(|action| match action.completion().and_then(|it| it.conclusive()) {
            None if material.with_unreviewed => Some("Nobody has looked yet whether it works.".to_owned()),
            None => None,
            Some(review) => Some(format!("Looked at on {}: {}.", long(review.on), review.result)),
        })
        .collect();
    words.dedup();
    words.extend(material.impacts.get(&plan.reference).map(|it| it.verdict.clone()));
    words.join(" ")
}
