//! A month of a year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month of a year, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CalendarMonth {
    year: i32,
    month: u32,
}

impl CalendarMonth {
    /// The month that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }
}

impl fmt::Display for CalendarMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl From<CalendarMonth> for String {
    fn from(it: CalendarMonth) -> Self {
        it.to_string()
    }
}

impl FromStr for CalendarMonth {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        format!("{text}-01").parse().map(Self::of)
    }
}

impl TryFrom<String> for CalendarMonth {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_back_as_it_is_written_and_what_is_none_is_refused() {
        for (day, written) in [("2026-11-30", "2026-11"), ("0987-01-01", "0987-01")] {
            let month = CalendarMonth::of(day.parse().expect("a real date"));
            assert_eq!((month.to_string(), written.parse()), (written.to_owned(), Ok(month)));
            assert_eq!(CalendarMonth::of(month.first_day()), month);
        }
        assert!(["2026-13", "2026", "", "2026-1-1"].iter().all(|it| it.parse::<CalendarMonth>().is_err()));
    }
}
