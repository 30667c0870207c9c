//! Stretches of days as people write them in filters: `2026-07`, `2026-07-01..2026-09-30`, `2026-07..`.

use std::fmt;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::is_meant;

/// What may be written, said where something else was.
pub const DAYS_INSTEAD: &str = "Write a day, a month or a year: 2026-07-01, 2026-07, 2026-07..2026-09.";

/// From one day to another, both included; none leaves that end open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Whether a day lies in it.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Reads `2026-07-01..2026-09-30`, `2026-07..`, `2026-07-01`, `2026-07` or `2026`.
    pub fn read(text: &str) -> Option<Self> {
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (ends(from)?.0, ends(to)?.1),
            None => ends(text)?,
        };
        (from.is_some() || to.is_some()).then_some(Self { from, to })
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |it: Option<NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
        write!(f, "{}..{}", day(self.from), day(self.to))
    }
}

/// First and last day of a day, a month or a year; nothing is an open end.
fn ends(text: &str) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    if text.is_empty() {
        return Some((None, None));
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return is_meant(day).then_some((Some(day), Some(day)));
    }
    let mut parts = text.split('-');
    let year: i32 = parts.next()?.parse().ok()?;
    let month: Option<u32> = parts.next().map(|it| it.parse().ok()).map_or(Some(None), |it| it.map(Some))?;
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), 1)?;
    let months = Months::new(if month.is_some() { 1 } else { 12 });
    let last = first.checked_add_months(months)?.pred_opt()?;
    (parts.next().is_none() && is_meant(first)).then_some((Some(first), Some(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_day_a_month_a_year_or_from_one_to_another() {
        for (text, expect) in [
            ("2026-07-01..2026-09-30", "2026-07-01..2026-09-30"),
            ("2026-07", "2026-07-01..2026-07-31"),
            ("2024-02..2024-02", "2024-02-01..2024-02-29"),
            ("2026", "2026-01-01..2026-12-31"),
            ("2026-07-05", "2026-07-05..2026-07-05"),
            ("..2026-03", "..2026-03-31"),
        ] {
            assert_eq!(Days::read(text).map(|it| it.to_string()).as_deref(), Some(expect), "{text}");
        }
        for text in [
            "",
            "..",
            "2026-13",
            "yesterday",
            "2026-07-01-02",
            "2026-02-30",
            "0000",
            "9999",
            "10000",
            "2026..9999",
            "0026-07-01",
        ] {
            assert_eq!(Days::read(text), None, "{text}");
        }
    }
}
