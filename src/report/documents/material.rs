//! What a document is made from.

use crate::domain::figures::performance::Performance;
use crate::domain::plan::record::Plan;
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
}
