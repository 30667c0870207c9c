//! One date at a time: how it is written for a person, and moved by whole months. Knows no working days.

use std::ops::RangeInclusive;

use chrono::{Datelike, Months, NaiveDate};

/// Years that a date of complaint work can lie in; anything else is a slip of the keyboard.
pub const YEARS: RangeInclusive<i32> = 1950..=2150;

/// Whether somebody can mean a day: not one of the year 26 or 9999.
pub fn is_meant(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// Writes a date in full, with its day of the week: "Mon 23 Nov 2026".
pub fn long(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// Writes a date for a list in which the year is plain: "23 Nov".
pub fn short(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// Writes a date for a list in which years differ: "23 Nov 2026".
pub fn with_year(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// Moves `date` by calendar months, back when `months` is negative; a day that the month lacks becomes its last.
///
/// The six-month letter and subject access dates are counted so. Past the end of time it stays at the end.
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    let distance = Months::new(months.unsigned_abs());
    if months < 0 {
        date.checked_sub_months(distance).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(distance).unwrap_or(NaiveDate::MAX)
    }
}

/// On which day, if that is known.
pub fn when(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "on a day that is not known".to_owned(), |it| format!("on {}", long(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_written_day_first_without_a_leading_nought() {
        assert_eq!(long(date("2026-11-23")), "Mon 23 Nov 2026");
        assert_eq!(long(date("2026-04-04")), "Sat 4 Apr 2026");
        assert_eq!(short(date("2026-11-23")), "23 Nov");
        assert_eq!(short(date("2026-04-04")), "4 Apr");
        assert_eq!(with_year(date("2026-04-04")), "4 Apr 2026");
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        for (from, months, expected) in [
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-08-30", 6, "2027-02-28"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-11-30", 3, "2027-02-28"),
            ("2026-05-31", 12, "2027-05-31"),
            ("2028-02-29", -12, "2027-02-28"),
            ("2026-05-15", 0, "2026-05-15"),
        ] {
            assert_eq!(add_months(date(from), months), date(expected), "{from} and {months} months");
        }
    }

    #[test]
    fn months_past_the_end_of_time_stay_there() {
        assert_eq!(add_months(date("2026-01-01"), i32::MAX), NaiveDate::MAX);
        assert_eq!(add_months(date("2026-01-01"), i32::MIN), NaiveDate::MIN);
    }
}
