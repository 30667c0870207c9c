//! “You told us, we found, we changed, now”: what came of complaints, for everybody to read. Anonymous.
//!
//! Invariant: whoever took back their consent to share their story is in none of it (guide, involving the person: consent to share their story).

use std::collections::BTreeSet;

use crate::domain::calendar::dates::long;
use crate::domain::plan::record::{Action, Plan};
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::document as finished;
use crate::report::impact::of_action;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let columns = ["Plan", "You told us", "We found", "We changed", "Now"];
    let mut table = Table::new("What changed because of what people told us", &columns);
    for plan in &material.plans {
        let done: Vec<&Action> = plan.adopted().filter(|it| is_completed_in_time(it, material)).collect();
        if !done.is_empty() {
            let open = |words: &str| material.without_names(words).into();
            let changed: Vec<&str> = done.iter().map(|it| it.facts.what.as_str()).collect();
            table = table.row([
                plan.reference.to_string().into(),
                open(&told(plan)),
                open(&plan.facts.learning),
                open(&changed.join("; ")),
                open(&now(plan, &done, material)),
            ]);
        }
    }
    let section = Section::new("You told us, we changed");
    let section = if table.rows.is_empty() {
        section.say("No action was completed in these days.")
    } else {
        section
            .say("Each of these came of complaints. Names are left out.")
            .say("The words are those of the plans. Read them for anything personal before you publish.")
            .table(table)
    };
    finished(material, "What we learnt from complaints", vec![section])
}

fn is_completed_in_time(action: &Action, material: &Material) -> bool {
    let days = material.about.period;
    let on = action.completion().map(|it| it.on);
    on.is_some_and(|it| days.from.is_none_or(|from| from <= it) && it <= days.to.min(days.as_of))
}

/// What went wrong for people, without those who no longer want it told.
fn told(plan: &Plan) -> String {
    let may_be_told = |case| {
        let mut theirs = plan.involvements.iter().filter(|it| it.case == case);
        theirs.all(|action| action.stories.last().is_none_or(|it| it.withdrawn.is_none()))
    };
    let failings = plan.failings.iter().filter(|it| may_be_told(it.case));
    let mut words: Vec<String> = failings
        .map(|it| match it.impact.trim() {
            "" => it.what.trim().to_owned(),
            impact => format!("{}: {impact}", it.what.trim().trim_end_matches('.')),
        })
        .collect();
    // Several people often told the same.
    let mut seen = BTreeSet::new();
    words.retain(|it| seen.insert(it.clone()));
    if words.is_empty() { "not told here".to_owned() } else { words.join("; ") }
}

/// What is different: what reviews found, and what is counted or measured.
fn now(plan: &Plan, done: &[&Action], material: &Material) -> String {
    let day = material.about.period.as_of;
    let mut words: Vec<String> = done
        .iter()
        .map(|action| match action.completion().and_then(|it| it.conclusive()) {
            None => "Nobody has looked yet whether it works.".to_owned(),
            Some(review) => format!("Looked at on {}: {}.", long(review.on), review.result),
        })
        .collect();
    words.dedup();
    words.extend(material.impacts.get(&plan.reference).map(|it| it.verdict.clone()));
    words.extend(done.iter().filter_map(|it| of_action(it, day)).map(|it| format!("{it}.")));
    words.join(" ")
}
