//! Days as people type them: `20/11`, `20 nov`, `today`, `fri`, `+10wd`. Day first, always.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;

/// Which way a day without a year is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Something that has happened: the last such day.
    Past,
    /// Something to come: the next such day.
    Future,
}

impl Sense {
    /// What such a day can look like.
    pub const fn examples(self) -> &'static str {
        match self {
            Self::Past => "today, 20/11, -2wd, -fri",
            Self::Future => "+10wd, 15 Dec, fri",
        }
    }
}

/// What to do where nothing is there that could be a day.
pub const EXAMPLE: &str = "enter a date, for example 24 Nov, today or +10wd.";
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a day. The error follows the field's label: "Date received: 31 Feb is not a date."
pub fn read(text: &str, sense: Sense, today: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, String> {
    let typed = text.trim().to_lowercase();
    let wrong = || EXAMPLE.to_owned();
    match typed.as_str() {
        "today" => return Ok(today),
        "tomorrow" => return today.succ_opt().ok_or_else(wrong),
        "yesterday" => return today.pred_opt().ok_or_else(wrong),
        "eom" => return end_of_month(today).ok_or_else(wrong),
        _ => {}
    }
    if let Some(day) = by_weekday(&typed, today) {
        return Ok(day);
    }
    if typed.starts_with(['+', '-']) {
        return by_distance(&typed, today, calendar).ok_or_else(wrong);
    }
    if let Ok(day) = NaiveDate::parse_from_str(&typed, "%Y-%m-%d") {
        return Ok(day);
    }
    let mut parts: Vec<&str> = typed
        .split(|it: char| it.is_whitespace() || "/.-,".contains(it))
        .filter(|it| !it.is_empty())
        .collect();
    // The name of the day may stand in front: it is what we print ourselves.
    if parts.len() > 2 && weekday(parts[0]).is_some() {
        parts.remove(0);
    }
    let (day, month, year) = match parts.as_slice() {
        [day, month] => (day, month, None),
        [day, month, year] => (day, month, Some(*year)),
        _ => return Err(wrong()),
    };
    let day: u32 = day.parse().map_err(|_| wrong())?;
    let month = month_number(month).ok_or_else(wrong)?;
    let no_such = || format!("{} is not a date.", text.trim());
    match year {
        Some(year) => {
            let number: i32 = year.parse().map_err(|_| wrong())?;
            let year = if year.len() <= 2 { 2000 + number } else { number };
            NaiveDate::from_ymd_opt(year, month, day).ok_or_else(no_such)
        }
        None => nearest(day, month, sense, today).ok_or_else(no_such),
    }
}

/// What stands beside a day that was typed: the day in full and how far away it is.
pub fn echo(day: NaiveDate, today: NaiveDate, calendar: &Calendar) -> String {
    let away = calendar.between(today, day);
    let days = if away.abs() == 1 { "working day" } else { "working days" };
    let distance = match away {
        0 if day == today => "today".to_owned(),
        _ if today < day => format!("{away} {days} away"),
        _ => format!("{} {days} ago", -away),
    };
    let caveat = calendar.caveat(day).map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}, {distance}{caveat}", long(day))
}

fn end_of_month(today: NaiveDate) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    first.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

fn weekday(word: &str) -> Option<Weekday> {
    if word.len() < 3 || !word.is_ascii() { None } else { word.parse().ok() }
}

/// `fri` is the next Friday after today, `-fri` the last one before.
fn by_weekday(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (word, is_back) = typed.strip_prefix('-').map_or((typed, false), |rest| (rest, true));
    let wanted = weekday(word)?;
    (1..=7)
        .filter_map(|days| {
            if is_back {
                today.checked_sub_days(Days::new(days))
            } else {
                today.checked_add_days(Days::new(days))
            }
        })
        .find(|day| day.weekday() == wanted)
}

fn by_distance(typed: &str, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let is_back = typed.starts_with('-');
    let rest = typed[1..].trim();
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (number, unit) = rest.split_at(end);
    let number: i32 = number.parse().ok().filter(|it| *it < 100_000)?;
    let days = |number: i32| {
        let number = Days::new(u64::from(number.unsigned_abs()));
        if is_back { today.checked_sub_days(number) } else { today.checked_add_days(number) }
    };
    match unit.trim() {
        "" | "d" => days(number),
        "w" => days(number * 7),
        "wd" => Some(calendar.add(today, if is_back { -number } else { number })),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<u32> {
    if let Ok(number) = word.parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let place = MONTHS.iter().position(|it| word.len() >= 3 && word.starts_with(it))?;
    u32::try_from(place + 1).ok()
}

fn nearest(day: u32, month: u32, sense: Sense, today: NaiveDate) -> Option<NaiveDate> {
    let in_year = |year| NaiveDate::from_ymd_opt(year, month, day);
    let year = today.year();
    // A leap day may be four years off, or eight around a century.
    let found = match sense {
        Sense::Past => (0..9).filter_map(|it| in_year(year - it)).find(|it| *it <= today),
        Sense::Future => (0..9).filter_map(|it| in_year(year + it)).find(|it| today <= *it),
    };
    found.filter(|_| day <= 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::record::Office;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Tuesday.
    const TODAY: &str = "2026-11-24";

    #[track_caller]
    fn check(typed: &str, sense: Sense, expect: &str) {
        let calendar = Office::default().calendar();
        assert_eq!(read(typed, sense, on(TODAY), &calendar), Ok(on(expect)), "{typed}");
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for (typed, past, future) in [
            ("20/11", "2026-11-20", "2027-11-20"),
            ("20 nov", "2026-11-20", "2027-11-20"),
            ("24 November", "2026-11-24", "2026-11-24"),
            ("29 feb", "2024-02-29", "2028-02-29"),
            ("20/11/25", "2025-11-20", "2025-11-20"),
            ("20.11.2025", "2025-11-20", "2025-11-20"),
            ("2025-11-20", "2025-11-20", "2025-11-20"),
            ("Mon 7 Dec 2026", "2026-12-07", "2026-12-07"),
            (" Today ", TODAY, TODAY),
            ("tomorrow", "2026-11-25", "2026-11-25"),
            ("yesterday", "2026-11-23", "2026-11-23"),
            ("fri", "2026-11-27", "2026-11-27"),
            ("tue", "2026-12-01", "2026-12-01"),
            ("-fri", "2026-11-20", "2026-11-20"),
            ("+10d", "2026-12-04", "2026-12-04"),
            ("+2w", "2026-12-08", "2026-12-08"),
            ("+10wd", "2026-12-08", "2026-12-08"),
            ("-2wd", "2026-11-20", "2026-11-20"),
            ("eom", "2026-11-30", "2026-11-30"),
        ] {
            check(typed, Sense::Past, past);
            check(typed, Sense::Future, future);
        }
    }

    #[test]
    fn what_is_not_a_day_says_so() {
        let calendar = Office::default().calendar();
        for typed in
            ["", "soon", "31 feb", "32/1", "1/13", "20/11/2025/1", "+wd", "+10x", "+99999999999", "é"]
        {
            let why = read(typed, Sense::Past, on(TODAY), &calendar).unwrap_err();
            assert!(why.ends_with('.'), "{typed}: {why}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_day_or_a_sentence(typed in ".{0,20}") {
            let calendar = Office::default().calendar();
            let _ = read(&typed, Sense::Future, on(TODAY), &calendar);
        }

        #[test]
        fn a_day_that_is_printed_reads_back(days in 0_u64..40_000) {
            let calendar = Office::default().calendar();
            let day = on("1980-01-01") + Days::new(days);
            prop_assert_eq!(read(&long(day), Sense::Past, on(TODAY), &calendar), Ok(day));
            prop_assert!(echo(day, on(TODAY), &calendar).starts_with(&long(day)));
        }
    }
}
