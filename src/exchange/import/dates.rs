//! Days as other systems write them. A cell is a day only if every format that can read it reads the same day:
//! nothing is guessed.

use std::fmt::Write;

use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use crate::domain::calendar::Calendar;

/// Times that may follow a day; they are checked and dropped.
const TIMES: &[&str] = &["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p"];
/// A year below this was written with two digits.
const FIRST_FULL_YEAR: i32 = 1000;
/// A year above this was run together with something else.
const LAST_FULL_YEAR: i32 = 9999;

/// Why a cell is not a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadDate {
    /// No format can read it.
    Unreadable,
    /// Two formats read different days.
    Ambiguous(NaiveDate, NaiveDate),
}

/// Time added to a day that is in the file to get one that is not, such as a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plus {
    /// Calendar days.
    Days(u32),
    /// Working days after receipt, as the office counts them.
    WorkingDays(u32),
}

/// Reads a day, by any of the formats, with or without a time behind it.
pub fn read(formats: &[String], cell: &str) -> Result<NaiveDate, BadDate> {
    let mut found = None;
    for format in formats {
        let Some(day) = read_as(format, cell.trim()) else { continue };
        match found {
            Some(before) if before != day => return Err(BadDate::Ambiguous(before, day)),
            _ => found = Some(day),
        }
    }
    found.ok_or(BadDate::Unreadable)
}

fn read_as(format: &str, cell: &str) -> Option<NaiveDate> {
    let (day, rest) = NaiveDate::parse_and_remainder(cell, format).ok()?;
    let is_full = (FIRST_FULL_YEAR..=LAST_FULL_YEAR).contains(&day.year());
    (is_full && (rest.is_empty() || is_time(rest))).then_some(day)
}

/// Whether this is a time of day, set off from the day before it, perhaps with a zone behind it.
fn is_time(rest: &str) -> bool {
    if !rest.starts_with([' ', 'T', 't', ',']) {
        return false;
    }
    let time = rest.trim_start_matches([' ', 'T', 't', ',']).trim_end();
    TIMES.iter().any(|format| {
        NaiveTime::parse_and_remainder(time, format).is_ok_and(|(_, zone)| is_zone(zone.trim_start()))
    })
}

fn is_zone(zone: &str) -> bool {
    let digits = zone.trim_start_matches(['+', '-']).replace(':', "");
    matches!(zone, "" | "Z" | "z" | "UTC" | "GMT" | "BST")
        || (zone.starts_with(['+', '-']) && digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_digit()))
}

/// Whether a format names a whole day: whatever day it writes, it reads back.
pub fn is_format(format: &str) -> bool {
    let samples = [(2011, 12, 31), (2024, 2, 9)];
    StrftimeItems::new(format).all(|it| it != Item::Error)
        && samples.iter().all(|(year, month, day)| {
            let day = NaiveDate::from_ymd_opt(*year, *month, *day).expect("both are in the calendar");
            // With a time and a zone at hand, a format may name them too.
            let mut written = String::new();
            let is_written =
                write!(written, "{}", day.and_time(NaiveTime::MIN).and_utc().format(format)).is_ok();
            is_written && NaiveDate::parse_from_str(&written, format) == Ok(day)
        })
}

impl Plus {
    /// Reads “56d”, “8w” or “40wd”.
    pub fn from_words(words: &str) -> Option<Self> {
        let split = words.trim().find(|it: char| !it.is_ascii_digit())?;
        let (number, unit) = words.trim().split_at(split);
        let number: u32 = number.parse().ok().filter(|it| *it <= 10_000)?;
        match unit.trim() {
            "d" => Some(Self::Days(number)),
            "w" => Some(Self::Days(number * 7)),
            "wd" => Some(Self::WorkingDays(number)),
            _ => None,
        }
    }

    /// The day that much later.
    pub fn after(self, day: NaiveDate, calendar: &Calendar) -> NaiveDate {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX),
            Self::WorkingDays(days) => calendar.due(day, days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(list: &[&str]) -> Vec<String> {
        list.iter().map(|it| (*it).to_owned()).collect()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_read_with_or_without_a_time() {
        let formats = formats(&["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]);
        for cell in [
            "2015-03-19",
            " 2015-03-19 ",
            "19/03/2015",
            "19/3/2015 17:45",
            "2015-03-19 01:32:33",
            "2015-03-19T01:32:33.250Z",
            "2015-03-19T01:32:33+01:00",
            "19/03/2015 12:00:00 AM",
            "19/03/2015 1:05pm",
            "19 March 2015",
        ] {
            assert_eq!(read(&formats, cell), Ok(on("2015-03-19")), "{cell}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_made_into_one() {
        let formats = formats(&["%Y-%m-%d", "%d/%m/%Y"]);
        for cell in [
            "31/02/2015",
            "3/19/2015",
            "19/03/15",
            "15-03-19",
            "42082",
            "2015-03-19 25:00",
            "2015-03-199",
            "2015-03-19 soon",
            "2015-03-19 10:00 +1",
            "next week",
            "",
        ] {
            assert_eq!(read(&formats, cell), Err(BadDate::Unreadable), "{cell}");
        }
    }

    #[test]
    fn two_readings_of_one_cell_are_both_named_and_neither_taken() {
        let formats = formats(&["%d/%m/%Y", "%m/%d/%Y"]);
        let both = BadDate::Ambiguous(on("2015-04-03"), on("2015-03-04"));
        assert_eq!(read(&formats, "03/04/2015"), Err(both));
        assert_eq!(read(&formats, "19/03/2015"), Ok(on("2015-03-19")));
        assert_eq!(read(&formats, "03/03/2015"), Ok(on("2015-03-03")));
    }

    #[test]
    fn two_digits_are_a_year_only_where_the_format_says_so() {
        assert_eq!(read(&formats(&["%d/%m/%y"]), "19/03/15"), Ok(on("2015-03-19")));
        assert_eq!(read(&formats(&["%d/%m/%y"]), "19/03/2015"), Err(BadDate::Unreadable));
    }

    #[test]
    fn a_format_must_name_a_whole_day() {
        for format in [
            "%Y-%m-%d",
            "%d/%m/%y",
            "%d %B %Y",
            "%m/%d/%Y %I:%M:%S %p",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%dT%H:%M:%S%z",
            "%+",
        ] {
            assert!(is_format(format), "{format}");
        }
        for format in ["%Y-%m", "yyyy-mm-dd", "%d/%m", "%Q", "%z", "%s", ""] {
            assert!(!is_format(format), "{format}");
        }
    }

    #[test]
    fn a_span_is_days_weeks_or_working_days() {
        assert_eq!(Plus::from_words("56d"), Some(Plus::Days(56)));
        assert_eq!(Plus::from_words(" 8w"), Some(Plus::Days(56)));
        assert_eq!(Plus::from_words("40wd"), Some(Plus::WorkingDays(40)));
        for words in ["", "56", "d", "-3d", "2m", "99999999999d"] {
            assert_eq!(Plus::from_words(words), None, "{words}");
        }
    }
}
