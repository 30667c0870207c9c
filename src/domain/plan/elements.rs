//! The guide's nine elements of an action (guide, Learning from complaints: action plans): what each asks, and how it is
//! read from an action. The screen, the printed plan, the forms and help read this table.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::plan::record::{Action, Measure, Plan, REVIEW_WITHIN_DAYS};
use crate::domain::text::count;

/// How people are called: by their names, or as somebody who is not named.
pub type Called<'a> = &'a dyn Fn(&str) -> String;

/// What the guide wants in a plan for each action.
pub struct Element {
    /// What it is called, in at most 16 columns.
    pub name: &'static str,
    /// What it is called in a sentence that says it is lacking.
    pub lacking: &'static str,
    /// What it asks for.
    pub asks: &'static str,
    /// A few words beside the field of a form; empty where its name says it.
    pub hint: &'static str,
    /// What stands between its pieces.
    joint: &'static str,
    /// Its pieces as they stand, each empty while it is lacking.
    pieces: fn(&Plan, &Action, Called) -> Vec<String>,
}

/// Every element, in the guide's order.
pub const ELEMENTS: [Element; 9] = [
    Element {
        name: "What we will do",
        lacking: "the failing that it answers, with the impact on the person",
        asks: "What will be done, with the failing and impact it answers",
        hint: "who does what, differently",
        joint: "; ",
        pieces: |plan, action, _| vec![action.facts.what.clone(), answers(plan, action)],
    },
    Element {
        name: "Who will do it",
        lacking: "who will do it",
        asks: "The person or team responsible",
        hint: "a person or a team",
        joint: "",
        pieces: |_, action, called| vec![called(&action.facts.owner)],
    },
    Element {
        name: "Start and finish",
        lacking: "when it begins and is completed",
        asks: "When it begins and when it will be completed",
        hint: "",
        joint: " to ",
        pieces: |_, action, _| vec![day(action.facts.start), day(action.facts.due)],
    },
    Element {
        name: "Standard to meet",
        lacking: "the standard to meet",
        asks: "The standard it complies with, and how that is made sure",
        hint: "or “does not apply: ” and why",
        joint: "; ",
        pieces: |_, action, _| vec![action.facts.standard.clone(), action.facts.standard_check.clone()],
    },
    Element {
        name: "Person's part",
        lacking: "the person's part",
        asks: "How the person who complained is involved",
        hint: "how they are involved",
        joint: "",
        pieces: |_, action, _| vec![action.facts.involvement.clone()],
    },
    Element {
        name: "Progress checked",
        lacking: "how and when progress is checked",
        asks: "How and when progress is reviewed",
        hint: "how",
        joint: "; ",
        pieces: |_, action, _| {
            let last = action.progress_reviews.last().map(|it| it.on);
            vec![action.facts.progress_review.clone(), day(action.facts.progress_review_on.or(last))]
        },
    },
    Element {
        name: "Review when done",
        lacking: "how it is reviewed when done",
        asks: "How and when the completed action is reviewed",
        hint: "how, by somebody else",
        joint: "; ",
        pieces: |_, action, _| {
            let days = action.facts.review_within_days.unwrap_or(REVIEW_WITHIN_DAYS);
            let by = action
                .facts
                .review_by
                .map_or_else(|| format!("within {}", count(u64::from(days), "day")), long);
            // When alone is no review: how is what somebody has to write.
            let how = action.facts.completed_review.clone();
            if how.trim().is_empty() { vec![how] } else { vec![how, by] }
        },
    },
    Element {
        name: "How kept up",
        lacking: "how it is kept up",
        asks: "How it is audited, and how often",
        hint: "how it is audited",
        joint: "; ",
        pieces: |_, action, _| {
            let every =
                action.facts.audit_every_months.map(|it| format!("every {}", count(u64::from(it), "month")));
            vec![action.facts.audit.clone(), every.unwrap_or_else(|| day(action.facts.next_audit))]
        },
    },
    Element {
        name: "Measured by",
        lacking: "what it is measured by",
        asks: "How its impact is measured",
        hint: "what shows that it worked",
        joint: "",
        pieces: |_, action, _| vec![measured(action.facts.measure.as_ref())],
    },
];

/// What an element begins with that does not apply to an action; the reason follows.
pub const DOES_NOT_APPLY: &str = "does not apply";

impl Element {
    /// Whether an action has all of it, or says why it does not apply.
    pub fn is_there(&self, plan: &Plan, action: &Action) -> bool {
        let pieces = (self.pieces)(plan, action, &str::to_owned);
        let excuses: Vec<&str> = pieces.iter().filter_map(|it| excuse(it)).collect();
        match excuses.first() {
            Some(_) => excuses.iter().any(|it| it.chars().any(char::is_alphabetic)),
            None => pieces.iter().all(|it| !it.trim().is_empty()),
        }
    }

    /// As much of it as an action has.
    pub fn words(&self, plan: &Plan, action: &Action, called: Called) -> String {
        let mut pieces = (self.pieces)(plan, action, called);
        pieces.retain(|it| !it.trim().is_empty());
        pieces.join(self.joint)
    }
}

/// Why something does not apply, if words say that it does not; empty where they do not say why.
fn excuse(words: &str) -> Option<&str> {
    let (begins, why) = words.trim().split_at_checked(DOES_NOT_APPLY.len())?;
    begins.eq_ignore_ascii_case(DOES_NOT_APPLY).then_some(why)
}

/// The elements that an action lacks, in the guide's order.
pub fn lacking(plan: &Plan, action: &Action) -> Vec<&'static Element> {
    ELEMENTS.iter().filter(|it| !it.is_there(plan, action)).collect()
}

/// The elements as a Markdown list, for help.
pub fn element_list() -> String {
    (1..).zip(&ELEMENTS).fold(String::new(), |mut list, (number, it)| {
        writeln!(list, "{number}. {}", it.asks).expect("a text takes whatever is written to it");
        list
    })
}

/// The failing that an action answers, once the impact is written on one of the two.
fn answers(plan: &Plan, action: &Action) -> String {
    let failing = action.facts.failing.and_then(|it| plan.failing(it));
    let is_written = |it: &str| !it.trim().is_empty();
    let whole = failing.filter(|it| is_written(&it.impact) || is_written(&action.facts.impact));
    whole.map(|it| format!("for failing {}", it.number)).unwrap_or_default()
}

fn day(it: Option<NaiveDate>) -> String {
    it.map(long).unwrap_or_default()
}

fn measured(it: Option<&Measure>) -> String {
    match it {
        None => String::new(),
        Some(Measure::Counted { baseline_months }) => {
            let before = match baseline_months {
                1 => "the month before shows".to_owned(),
                months => format!("the {months} months before show"),
            };
            format!("Complaints with this theme about this service, each month; {before} how it was")
        }
        Some(Measure::Measured { name, unit, baseline, target }) => {
            let number =
                |it: &Option<_>, words| it.map(|it| format!("{it} {unit}").trim_end().to_owned() + words);
            let numbers = [number(baseline, " at first"), number(target, " wanted")];
            let numbers: Vec<String> = numbers.into_iter().flatten().collect();
            if numbers.is_empty() { name.clone() } else { format!("{name}: {}", numbers.join(", ")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_the_elements_of_the_table() {
        crate::help::in_step::keep("plans", "elements", &element_list());
    }
}
