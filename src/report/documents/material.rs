//! What a document is made from.

use std::collections::BTreeMap;

use crate::domain::figures::performance::Performance;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::plan::record::Plan;
use crate::domain::reference::PlanRef;
use crate::domain::year::record::YearRecord;
use crate::report::documents::names::{SOMEBODY, without_names};
use crate::report::performance::About;

/// The figures of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// What the period is called.
    pub name: String,
    /// As things stand on the day of the report.
    pub sum: Performance,
    /// As things stood at the end of the period, for what was overdue then.
    pub at_end: Performance,
}

impl Counted {
    /// The name without its explanation, for a column: "2026-27 Q3".
    pub fn short(&self) -> &str {
        self.name.split(',').next().unwrap_or(&self.name)
    }
}

/// What a document is made from.
pub struct Material<'a> {
    /// The office, the period and the limits of the figures.
    pub about: &'a About<'a>,
    /// The period.
    pub this: Counted,
    /// The period of the same length before it; none where it has no first day.
    pub before: Option<Counted>,
    /// Every action plan of the services looked at.
    pub plans: Vec<Plan>,
    /// What complaints came to after a plan was completed, in words, where that can be counted.
    pub impacts: BTreeMap<PlanRef, String>,
    /// What is kept of the financial year that the period ends in.
    pub year: Option<YearRecord>,
    /// Names of people who complained and of those who spoke for them, on the cases that plans learn from.
    pub people: Sought,
}

impl Material<'_> {
    /// Whether there are periods before this one with complaints in them, to compare it with.
    pub fn compares(&self) -> bool {
        self.about.period.earlier().is_some() && self.before.is_some()
    }

    /// Words that people typed, without the names of those who work here and of those who complained.
    pub fn without_names(&self, words: &str) -> String {
        // Plans learn from their cases, so a part of their name means them.
        let words = without_names(self.about.office, words);
        self.people.out_of(&words, Extent::Part, SOMEBODY)
    }
}
