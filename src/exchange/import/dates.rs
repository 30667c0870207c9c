//! Days as other systems write them. A cell is a day only if every format that can read it reads the same day:
//! nothing is guessed.

use std::fmt::Write;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::calendar::Calendar;

/// Times that may follow a day.
const TIMES: &[&str] = &["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p"];
/// A year below this was written with two digits.
const FIRST_FULL_YEAR: i32 = 1000;
/// A year above this was run together with something else.
const LAST_FULL_YEAR: i32 = 9999;
/// No zone is further from UTC.
const FURTHEST_HOURS: i64 = 14;

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

/// A day that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The day at the office.
    pub on: NaiveDate,
    /// Whether another day is written, at a time and in a zone for which it was this one at the office.
    pub is_moved: bool,
}

/// Reads a day, by any of the formats, with or without a time behind it. A time with a zone is a moment, and the day is that
/// of the office's clocks.
pub fn read(formats: &[String], zone: Tz, cell: &str) -> Result<Read, BadDate> {
    let mut found: Option<Read> = None;
    for format in formats {
        let Some(day) = read_as(format, zone, cell.trim()) else { continue };
        match found {
            Some(before) if before.on != day.on => return Err(BadDate::Ambiguous(before.on, day.on)),
            _ => found = Some(day),
        }
    }
    found.ok_or(BadDate::Unreadable)
}

/// Reads a day by one format.
pub fn read_as(format: &str, zone: Tz, cell: &str) -> Option<Read> {
    let names_zone = format.contains('z') || format.contains("%+");
    if names_zone && let Ok(moment) = DateTime::parse_from_str(cell, format) {
        return Some(at_the_office(moment.date_naive(), moment.to_utc(), zone));
    }
    let (day, rest) = NaiveDate::parse_and_remainder(cell, format).ok()?;
    let is_full = (FIRST_FULL_YEAR..=LAST_FULL_YEAR).contains(&day.year());
    if !is_full || rest.is_empty() {
        return is_full.then_some(Read { on: day, is_moved: false });
    }
    let (time, ahead) = time(rest)?;
    let Some(ahead) = ahead else { return Some(Read { on: day, is_moved: false }) };
    let moment = day.and_time(time).and_utc().checked_sub_signed(TimeDelta::seconds(ahead))?;
    Some(at_the_office(day, moment, zone))
}

fn at_the_office(written: NaiveDate, moment: DateTime<Utc>, zone: Tz) -> Read {
    let on = moment.with_timezone(&zone).date_naive();
    Read { on, is_moved: on != written }
}

/// A time of day, set off from the day before it; with a zone behind it, by how many seconds that is ahead of UTC.
fn time(rest: &str) -> Option<(NaiveTime, Option<i64>)> {
    if !rest.starts_with([' ', 'T', 't', ',']) {
        return None;
    }
    let time = rest.trim_start_matches([' ', 'T', 't', ',']).trim_end();
    TIMES.iter().find_map(|format| {
        let (time, behind) = NaiveTime::parse_and_remainder(time, format).ok()?;
        let behind = behind.trim_start();
        if behind.is_empty() { Some((time, None)) } else { Some((time, Some(ahead(behind)?))) }
    })
}

/// By how many seconds a zone is ahead of UTC.
fn ahead(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone {
        "Z" | "z" | "UTC" | "GMT" => return Some(0),
        "BST" => return Some(3600),
        _ if zone.starts_with('+') => (1, &zone[1..]),
        _ if zone.starts_with('-') => (-1, &zone[1..]),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number = |it: &str| it.parse::<i64>().ok();
    let (hours, minutes) = (number(&digits[..2])?, if digits.len() == 4 { number(&digits[2..])? } else { 0 });
    (hours <= FURTHEST_HOURS && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Ways of writing a day and a month in a format.
const DAYS: [&str; 5] = ["%-d", "%_d", "%0d", "%e", "%d"];
const MONTHS: [&str; 4] = ["%-m", "%_m", "%0m", "%m"];

/// A format with its day and month exchanged; none where nobody takes the one for the other: the month is in letters, or the
/// year comes first.
pub fn exchanged(format: &str) -> Option<String> {
    let format = format.replace("%D", "%m/%d/%y");
    let of = |ways: &[&'static str]| ways.iter().find_map(|it| Some((format.find(it)?, *it)));
    let ((day, days), (month, months)) = (of(&DAYS)?, of(&MONTHS)?);
    let year = format.find("%Y").or_else(|| format.find("%y"))?;
    let exchanged = format.replacen(days, "\0", 1).replacen(months, days, 1).replacen('\0', months, 1);
    (day < year && month < year).then_some(exchanged)
}

/// A format as a person says it: day/month/year.
pub fn in_words(format: &str) -> String {
    let mut words =
        format.replace("%Y", "year").replace("%y", "year").replace("%B", "month").replace("%b", "month");
    DAYS.iter().for_each(|it| words = words.replace(it, "day"));
    MONTHS.iter().for_each(|it| words = words.replace(it, "month"));
    // Nobody needs to be told how a time behind it is written.
    let end = ["year", "month", "day"].iter().filter_map(|it| Some(words.rfind(it)? + it.len())).max();
    words.truncate(end.unwrap_or(words.len()));
    words
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

    fn read(formats: &[String], cell: &str) -> Result<NaiveDate, BadDate> {
        super::read(formats, Tz::Europe__London, cell).map(|it| it.on)
    }

    #[test]
    fn a_time_with_a_zone_is_the_day_of_the_clocks_at_the_office() {
        let formats = formats(&["%Y-%m-%d", "%d/%m/%Y"]);
        for (cell, expected, is_moved) in [
            ("2024-07-01T23:30:00Z", "2024-07-02", true),
            ("2024-01-01T23:30:00Z", "2024-01-01", false),
            ("2024-07-01 23:30:00+00", "2024-07-02", true),
            ("2024-07-02T00:30:00+01:00", "2024-07-02", false),
            ("2024-07-02 00:30 BST", "2024-07-02", false),
            ("2024-07-01 20:00:00 -0500", "2024-07-02", true),
            ("01/07/2024 23:30", "2024-07-01", false),
        ] {
            let found = super::read(&formats, Tz::Europe__London, cell);
            assert_eq!(found, Ok(Read { on: on(expected), is_moved }), "{cell}");
        }
        let named = vec!["%Y-%m-%dT%H:%M:%S%z".to_owned()];
        assert_eq!(read(&named, "2024-07-01T23:30:00+0000"), Ok(on("2024-07-02")));
    }

    #[test]
    fn day_and_month_are_exchanged_where_one_may_be_taken_for_the_other() {
        for (format, expected, words) in [
            ("%d/%m/%Y", Some("%m/%d/%Y"), "day/month/year"),
            ("%m/%d/%Y %I:%M %p", Some("%d/%m/%Y %I:%M %p"), "month/day/year"),
            ("%-d.%-m.%y", Some("%-m.%-d.%y"), "day.month.year"),
            ("%Y-%m-%d", None, "year-month-day"),
            ("%d %B %Y", None, "day month year"),
        ] {
            assert_eq!((exchanged(format).as_deref(), in_words(format).as_str()), (expected, words));
        }
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
