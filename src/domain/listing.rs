//! The order of a list, and how many cases stand how.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// In which order a list comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// What is owed soonest first.
    Due,
    /// By reference.
    Reference,
}

/// How many open cases there are, and how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All open cases.
    pub open: u64,
    /// Something owed is late.
    pub late: u64,
    /// Something is due today, nothing is late.
    pub today: u64,
    /// Something is due soon, nothing is late or due today.
    pub soon: u64,
}

impl Counts {
    /// Counts cases in whose next date is the same.
    pub fn add(&mut self, today: NaiveDate, soon_until: NaiveDate, next: Option<NaiveDate>, cases: u64) {
        self.open += cases;
        match next {
            Some(next) if next < today => self.late += cases,
            Some(next) if next == today => self.today += cases,
            Some(next) if next <= soon_until => self.soon += cases,
            _ => {}
        }
    }
}
