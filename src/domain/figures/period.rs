//! What a report looks at: a stretch of days, as of a day, and whose cases.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::period::{FinancialYear, earlier};
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::Office;

/// How long into a period the first complaint of all may come in, for the office to have been in use for that period.
const SETTLING_IN: Days = Days::new(14);
/// How many periods before it must be known before anything is said to rise.
pub const TO_COMPARE: usize = 2;
/// How many periods before this one a rise is judged by.
pub const EARLIER: usize = 4;
/// Over how many months, up to the last of it, the course of a period is told.
pub const MONTHS: u32 = 12;

/// What a report looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day; none from the beginning.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// The day as of which cases stand: nothing that happened after it counts.
    pub as_of: NaiveDate,
}

impl Period {
    /// A financial year, as it stood on its last day or stands today: what its annual report tells.
    pub fn of_year(year: FinancialYear, today: NaiveDate) -> Self {
        Self { from: Some(year.first()), to: year.last(), as_of: year.last().min(today) }
    }

    /// The financial year before one, as of the same day: what stands beside it in the annual report.
    pub fn before_year(year: FinancialYear, today: NaiveDate) -> Self {
        let before = year.before();
        Self { from: Some(before.first()), to: before.last(), ..Self::of_year(year, today) }
    }

    /// Whether what happened on a day counts.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.to && day <= self.as_of
    }

    /// How many of the periods before it the office was in use for, when its first complaint of all came in on a day: those
    /// that had begun no more than two weeks before.
    pub fn compared(&self, first: Option<NaiveDate>) -> usize {
        let was_there = |start: &&NaiveDate| first.is_some_and(|first| first <= **start + SETTLING_IN);
        self.earlier().iter().flatten().filter(was_there).count()
    }

    /// The first day of the months whose course is told.
    pub fn first_month(&self) -> Option<NaiveDate> {
        self.to.min(self.as_of).with_day(1)?.checked_sub_months(Months::new(MONTHS - 1))
    }

    /// First days of the four periods before this one, the nearest first, each ending the day before the next begins:
    /// as many months long where this one is of whole months, or else as many days.
    pub fn earlier(&self) -> Option<[NaiveDate; EARLIER]> {
        let from = self.from?;
        let mut starts = [from; EARLIER];
        for (it, times) in starts.iter_mut().zip(1_u32..) {
            *it = earlier(from, self.to, times)?;
        }
        Some(starts)
    }
}

/// A period with what follows from it, worked out once for all rows.
#[derive(Clone, Debug)]
pub struct Look {
    pub period: Period,
    /// First days of the four periods before it, the nearest first; none where it has no first day.
    pub earlier: Option<[NaiveDate; EARLIER]>,
    /// First day of the months whose course is told beside it; none where only the period itself is looked at.
    pub course: Option<NaiveDate>,
}

impl Look {
    /// Looks at a period.
    pub fn at(period: Period) -> Self {
        Self { period, earlier: period.earlier(), course: period.first_month() }
    }

    /// Looks at a period and at nothing before it.
    pub const fn alone(period: Period) -> Self {
        Self { period, earlier: None, course: None }
    }
}

/// Whose cases a report looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Everybody's.
    #[default]
    All,
    /// Those about one service.
    Service(ServiceId),
    /// Those about the services of one organisation, by its number in the office's list.
    Organisation(u32),
}

impl Scope {
    /// The one of a service or of an organisation, as they are kept; of all where both are none.
    pub const fn of(service: Option<ServiceId>, organisation: Option<u32>) -> Self {
        match (service, organisation) {
            (Some(it), _) => Self::Service(it),
            (None, Some(it)) => Self::Organisation(it),
            (None, None) => Self::All,
        }
    }

    /// The service or the organisation that it is of.
    pub const fn parts(self) -> (Option<ServiceId>, Option<u32>) {
        match self {
            Self::All => (None, None),
            Self::Service(it) => (Some(it), None),
            Self::Organisation(it) => (None, Some(it)),
        }
    }

    /// Whose cases, in words: a service, or all of an organisation; none for everybody's.
    pub fn words(self, office: &Office) -> Option<String> {
        match self {
            Self::All => None,
            Self::Service(it) => Some(office.service_name(Some(it))),
            Self::Organisation(it) => Some(format!("all of {}", office.organisations.name(it))),
        }
    }

    /// Whether a case about this service belongs to it.
    pub fn holds(self, office: &Office, service: Option<ServiceId>) -> bool {
        match self {
            Self::All => true,
            Self::Service(wanted) => service == Some(wanted),
            Self::Organisation(wanted) => {
                service.and_then(|it| office.services.item(it.0)).is_some_and(|it| it.under == Some(wanted))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, expect: [&str; EARLIER]) {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        let it = Period { from: Some(on(from)), to: on(to), as_of: on("2026-11-24") };
        assert_eq!(it.earlier(), Some(expect.map(on)), "{from} to {to}");
    }

    #[test]
    fn a_period_before_counts_if_the_office_was_in_use_from_its_first_two_weeks_on() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        let it = Period { from: Some(on("2026-10-01")), to: on("2026-12-31"), as_of: on("2026-12-31") };
        for (first, expect) in [
            ("2020-01-01", 4),
            ("2025-10-15", 4),
            ("2025-10-16", 3),
            ("2026-04-10", 2),
            ("2026-08-01", 0),
            ("2026-10-02", 0),
        ] {
            assert_eq!(it.compared(Some(on(first))), expect, "{first}");
        }
        assert_eq!(it.compared(None), 0);
    }

    #[test]
    fn the_periods_before_are_as_many_months_or_as_many_days_long() {
        check("2026-10-01", "2026-12-31", ["2026-07-01", "2026-04-01", "2026-01-01", "2025-10-01"]);
        check("2024-02-01", "2024-02-29", ["2024-01-01", "2023-12-01", "2023-11-01", "2023-10-01"]);
        check("2026-11-10", "2026-11-19", ["2026-10-31", "2026-10-21", "2026-10-11", "2026-10-01"]);
        let day: NaiveDate = "2026-11-24".parse().expect("a real date");
        assert_eq!(Period { from: None, to: day, as_of: day }.earlier(), None);
    }
}
