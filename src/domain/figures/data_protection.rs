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
    /// Ended in that time, and neither acknowledged nor answered.
    pub ended: u64,
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
            None if ended.is_some() => self.ended += 1,
            None if day <= by => self.waiting += 1,
            _ => self.late += 1,
        }
        self.closed += u64::from(!row.open_on(day));
        self.referred += u64::from(row.referred_by(day));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Case, Facts};
    use crate::domain::case::round::{Closing, Response};
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;
    use crate::domain::row::row;
    use crate::domain::vocabulary::Outcome;
    use chrono::NaiveDate;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    /// In time, late, waiting and ended, of a complaint received on 3 August 2026 that became this.
    fn counted(change: impl Fn(&mut Case)) -> (u64, u64, u64, u64) {
        let house = House::new(Office::default());
        let facts = Facts { data_protection: true, ..Facts::received_on(on("2026-08-03")) };
        let mut case = Case::new(CaseRef { year: 2026, number: 6 }, facts);
        change(&mut case);
        let mut sum = DataProtection::default();
        let period = Period { from: None, to: on("2026-11-30"), as_of: on("2026-11-30") };
        sum.add(&row(&house.calendar, &house.office.timescales, &case), &period);
        (sum.in_time, sum.late, sum.waiting, sum.ended)
    }

    #[test]
    fn whoever_has_the_answer_in_time_was_told_in_time_and_what_ended_by_then_owes_nothing() {
        assert_eq!(counted(|_| {}), (0, 1, 0, 0));
        let answered = |day: &'static str| {
            move |it: &mut Case| {
                it.rounds.now.response = Some(Response {
                    on: on(day),
                    means: None,
                    signposted: true,
                    signed_off_by: String::new(),
                    note: String::new(),
                    by: String::new(),
                });
            }
        };
        assert_eq!(counted(answered("2026-08-05")), (1, 0, 0, 0));
        assert_eq!(counted(answered("2026-10-05")), (0, 1, 0, 0));
        let withdrawn = |it: &mut Case| {
            it.rounds.now.closing = Some(Closing::of(on("2026-08-06"), Some(Outcome::Withdrawn)));
        };
        assert_eq!(counted(withdrawn), (0, 0, 0, 1));
    }
}
