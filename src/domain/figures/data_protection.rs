//! Complaints about personal data: what the office must be able to show of them (Data Protection Act 2018, section 164A).

use serde::{Deserialize, Serialize};

use crate::domain::figures::period::Period;
use crate::domain::row::Row;

/// Complaints about personal data that were received in the period, as they stand on the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataProtection {
    pub received: u64,
    /// Acknowledged within the days that the law allows, or answered by then.
    pub in_time: u64,
    /// Acknowledged later than that, or not by then.
    pub late: u64,
    /// Not acknowledged, with time left.
    pub waiting: u64,
    /// Answered or ended.
    pub closed: u64,
    /// Referred to a next tier.
    pub referred: u64,
}

impl DataProtection {
    /// Counts in one complaint.
    pub fn add(&mut self, row: &Row, period: &Period) {
        let Some(by) = row.data_protection_by.filter(|_| period.holds(row.received)) else { return };
        self.received += 1;
        let day = period.as_of;
        // Whoever has the answer by then has been told; and what ended by then owes nothing.
        let heard =
            row.rounds.iter().filter_map(|it| it.acknowledged.into_iter().chain(it.responded).min()).min();
        let ended = row.rounds.first().closed.filter(|it| *it <= by.min(day));
        match heard.filter(|it| *it <= day) {
            Some(on) if on <= by => self.in_time += 1,
            None if ended.is_some() => {}
            None if day <= by => self.waiting += 1,
            _ => self.late += 1,
        }
        self.closed += u64::from(!row.open_on(day));
        self.referred += u64::from(row.referred_by(day));
    }
}
