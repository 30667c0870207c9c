//! How it went month by month, and for how long what is open has been here: what a picture shows of figures that have rows of
//! their own.
//!
//! No figure is here that is not told elsewhere: what was received, closed and answered in time in a month is that figure of the
//! month, and ages add up to what is open.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::month::CalendarMonth;
use crate::domain::days::Days as Range;
use crate::domain::figures::period::{MONTHS, Period};

/// A month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    pub received: u64,
    pub closed: u64,
    /// Closed and answered, with a timescale that was shared at the start.
    pub answered: u64,
    /// Of these, those answered within it.
    pub in_time: u64,
}

/// The months up to the end of a period. Those in which nothing happened are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course(pub BTreeMap<CalendarMonth, Month>);

impl Course {
    /// The month of a day.
    pub fn of(&mut self, day: NaiveDate) -> &mut Month {
        self.0.entry(CalendarMonth::of(day)).or_default()
    }

    /// Every month from the first in which something happened to the last of the period, with its first day.
    pub fn months(&self, period: &Period) -> Vec<(NaiveDate, Month)> {
        let first = self.0.keys().next().map(|it| it.first_day());
        let last = period.to.min(period.as_of);
        let month = |first: NaiveDate, later| first.checked_add_months(Months::new(later));
        let all = (0..MONTHS).filter_map(|later| month(first?, later)).take_while(|it| *it <= last);
        all.map(|day| (day, self.0.get(&CalendarMonth::of(day)).copied().unwrap_or_default())).collect()
    }
}

/// For how long something may have been open: what that is called, and up to how many days it is; none for no end.
pub const AGES: [(&str, Option<u64>); 6] = [
    ("Up to 2 weeks", Some(14)),
    ("2 to 4 weeks", Some(28)),
    ("4 to 8 weeks", Some(56)),
    ("8 to 13 weeks", Some(91)),
    ("13 to 26 weeks", Some(182)),
    ("Over 26 weeks", None),
];

/// How many open complaints have been here for how long since they were received, in the order of [`AGES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages(pub [u64; AGES.len()]);

impl Ages {
    /// Counts in one that was received on a day, as of another.
    pub fn add(&mut self, received: NaiveDate, as_of: NaiveDate) {
        let days = as_of.signed_duration_since(received).num_days().unsigned_abs();
        let place = AGES.iter().position(|it| it.1.is_none_or(|most| days <= most));
        self.0[place.unwrap_or(0)] += 1;
    }

    /// Each age with its number, and the days on which those were received.
    pub fn told(&self, as_of: NaiveDate) -> Vec<(&'static str, u64, Range)> {
        let back = |days: u64| as_of.checked_sub_days(Days::new(days));
        let mut newest = Some(as_of);
        let age = |((words, most), number): (&(&'static str, Option<u64>), &u64)| {
            let oldest = most.and_then(back);
            let range = Range { from: oldest, to: newest };
            newest = oldest.and_then(|it| it.pred_opt());
            (*words, *number, range)
        };
        AGES.iter().zip(&self.0).map(age).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    #[test]
    fn months_run_from_the_first_in_which_something_happened_to_the_last_of_the_period_without_gaps() {
        let mut course = Course::default();
        course.of(on("2026-08-03")).received = 4;
        course.of(on("2026-10-31")).closed = 2;
        let period = Period { from: None, to: on("2026-12-31"), as_of: on("2026-11-24") };
        let told: Vec<String> = course
            .months(&period)
            .iter()
            .map(|(day, it)| format!("{} {} {}", CalendarMonth::of(*day), it.received, it.closed))
            .collect();
        assert_eq!(told, ["2026-08 4 0", "2026-09 0 0", "2026-10 0 2", "2026-11 0 0"]);
        assert_eq!(period.first_month(), Some(on("2025-12-01")));
        assert!(Course::default().months(&period).is_empty());
    }

    #[test]
    fn each_open_complaint_has_one_age_whose_days_list_it() {
        let as_of = on("2026-11-24");
        for days in [0, 14, 15, 28, 29, 56, 57, 91, 92, 182, 183, 4000] {
            let received = as_of - Days::new(days);
            let mut ages = Ages::default();
            ages.add(received, as_of);
            let listed: Vec<u64> =
                ages.told(as_of).iter().filter(|it| it.2.holds(received)).map(|it| it.1).collect();
            assert_eq!(listed, [1], "{days}");
        }
    }
}
