//! Days as people say and type them: `20/11`, `1st dec`, `fri`, `3 days ago`, `+10wd`. Day first, always.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::long;

/// Which way a day is meant that may be one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Something that has happened: the last such day, today among them.
    Past,
    /// Something to come: the next such day.
    Future,
}

impl Sense {
    /// What such a day can look like.
    pub const fn examples(self) -> &'static str {
        match self {
            Self::Past => "today, 20/11, fri, last fri, 3 days ago, -2wd",
            Self::Future => "15 Dec, fri, 25th, end of month, +10wd, +3m",
        }
    }

    /// How the words are read that have more than one meaning.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Past => {
                "A weekday or a day without a year is the last one there was: today counts, “last fri” is before today. A day \
                 that comes in the next weeks needs its year. Type 20/11, 1 dec 2025, 25th, fri, yesterday, 3 days ago, a week ago, end of month, -2w, -3m, or -2wd for \
                 working days. The day comes before the month."
            }
            Self::Future => {
                "A weekday or a day without a year is the next one to come. A day that went by in the last weeks needs its year. Type 20/3, 1 dec, 25th, fri, tomorrow, \
                 in 3 weeks, end of month, +2w, +3m, or +10wd for working days. The day comes before the month."
            }
        }
    }
}

/// What to do where nothing is there that could be a day.
pub const EXAMPLE: &str = "enter a date, for example 24 Nov, fri, 3 days ago or +10wd.";
/// The months, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];
const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// Within so many days, a day without a year that lies on the other side of today is more likely than the one a year off.
const SOON: i64 = 60;

/// Reads a day. The error follows the field's label: "Date received: 31 Feb is not a date."
pub fn read(text: &str, sense: Sense, today: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, String> {
    let typed = text.trim().to_lowercase();
    let wrong = || EXAMPLE.to_owned();
    if let Ok(day) = NaiveDate::parse_from_str(&typed, "%Y-%m-%d") {
        return Ok(day);
    }
    let words: Vec<&str> = typed
        .split(|it: char| it.is_whitespace() || it == ',')
        .filter(|it| !it.is_empty() && !["the", "of", "on"].contains(it))
        .collect();
    if let Some(day) = said(&words, sense, today, calendar) {
        return Ok(day);
    }
    let mut parts: Vec<&str> =
        words.iter().flat_map(|it| it.split(['/', '.', '-'])).filter(|it| !it.is_empty()).collect();
    // The name of the day may stand in front: it is what we print ourselves.
    let named = parts.first().and_then(|it| weekday(it)).filter(|_| parts.len() > 2);
    if named.is_some() {
        parts.remove(0);
    }
    if let Some(why) = half_known(text.trim(), &parts) {
        return Err(why);
    }
    let (day, month, year) = match parts.as_slice() {
        [day, month] => (day, month, None),
        [day, month, year] => (day, month, Some(*year)),
        _ => return Err(wrong()),
    };
    // A month by its name may come first: it is no day.
    let (day, month) = if month_named(day).is_some() { (month, day) } else { (day, month) };
    let day = day_of_month(day).ok_or_else(wrong)?;
    let month = month_number(month).ok_or_else(wrong)?;
    let no_such = || format!("{} is not a date.", text.trim());
    let found = if let Some(year) = year {
        let number: i32 = year.parse().map_err(|_| wrong())?;
        // Of a single digit nobody can say which year is meant.
        if year.len() == 1 {
            return Err(wrong());
        }
        let year = if year.len() <= 2 { 2000 + number } else { number };
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(no_such)?
    } else {
        let found = nearest(day, month, sense, today).ok_or_else(no_such)?;
        if let Some(near) = near_the_other_way(day, month, sense, today) {
            let how = if sense == Sense::Past { "is still to come" } else { "has gone by" };
            let [one, other] = [near.min(found), near.max(found)].map(|it| it.format("%-d/%-m/%Y"));
            return Err(format!("{} {how}. Add the year that you mean: {one} or {other}.", long(near)));
        }
        found
    };
    match named {
        Some(it) if it != found.weekday() => {
            Err(format!("{} is the day: check which you mean.", long(found)))
        }
        _ => Ok(found),
    }
}

/// Words before a day that nobody knows for certain.
const HEDGES: &[&str] = &[
    "about",
    "around",
    "approximately",
    "circa",
    "roughly",
    "early",
    "late",
    "mid",
    "some",
    "time",
    "in",
    "sometime",
];

/// What to do where only the month or the year is known, or a day is not certain; none where neither is so.
fn half_known(text: &str, parts: &[&str]) -> Option<String> {
    let hedges = parts.iter().take_while(|it| HEDGES.contains(it)).count();
    let is_year = |it: &str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    let known = &parts[hedges..];
    match known {
        [month] if month_named(month).is_some() => {}
        [year] if is_year(year) => {}
        [month, year] if month_named(month).is_some() && is_year(year) => {}
        [_, _, ..] if hedges > 0 => {
            let known = known.join(" ");
            return Some(format!(
                "“{text}” is not certain. Enter one day, {known}, and say in your words that it may be another."
            ));
        }
        _ => return None,
    }
    Some(format!(
        "“{text}” has no day. Enter the likeliest one, such as 15 {}, and say in your words that the day is not known.",
        known.join(" ")
    ))
}

/// A day that is told by words or by how far away it is.
fn said(words: &[&str], sense: Sense, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let away = |is_back: bool, words: &[&str]| by_distance(is_back, &words.concat(), today, calendar);
    match words {
        ["today"] => Some(today),
        ["tomorrow"] => today.succ_opt(),
        ["yesterday"] => today.pred_opt(),
        ["eom"] | ["end" | "month", "month" | "end"] => end_of_month(sense, today),
        ["end", "this", "month"] => end_of_month(Sense::Future, today),
        ["end", "last", "month"] => today.with_day(1)?.pred_opt(),
        ["end", "next", "month"] => {
            end_of_month(Sense::Future, today.with_day(1)?.checked_add_months(Months::new(1))?)
        }
        ["last", rest] => before(weekday(rest), today).or_else(|| away(true, &["1", rest])),
        ["next", rest] => after(weekday(rest), today).or_else(|| away(false, &["1", rest])),
        ["this", rest] => after(weekday(rest), today.pred_opt()?),
        [rest, "week"] if weekday(rest).is_some() => {
            after(weekday(rest), today)?.checked_add_days(Days::new(7))
        }
        [rest @ .., "ago"] => away(true, rest),
        ["in", rest @ ..] => away(false, rest),
        [one] if weekday(one).is_some() => match sense {
            Sense::Past => before(weekday(one), today.succ_opt()?),
            Sense::Future => after(weekday(one), today),
        },
        [one] if one.ends_with(|it: char| it.is_ascii_alphabetic()) && day_of_month(one).is_some() => {
            nearest_day(day_of_month(one)?, sense, today)
        }
        [first, ..] => {
            let is_back = first.starts_with('-');
            first.strip_prefix(['+', '-'])?;
            let rest = &words.concat()[1..];
            let named = weekday(rest);
            let day = if is_back { before(named, today) } else { after(named, today) };
            day.or_else(|| by_distance(is_back, rest, today, calendar))
        }
        [] => None,
    }
}

/// What stands beside a day that was typed: the day in full and how far away it is.
pub fn echo(day: NaiveDate, today: NaiveDate, calendar: &Calendar) -> String {
    // Counted as whoever types “2 working days ago” counts, on a Sunday too.
    let away = match (day < today, day.pred_opt(), today.pred_opt()) {
        (true, Some(day), Some(today)) => calendar.between(today, day),
        _ => calendar.between(today, day),
    };
    let days = if away.abs() == 1 { "working day" } else { "working days" };
    let distance = match away {
        _ if day == today => "today".to_owned(),
        _ if today < day => format!("{away} {days} away"),
        _ => format!("{} {days} ago", -away),
    };
    let caveat = calendar.caveat(day).map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}, {distance}{caveat}", long(day))
}

/// The day that may be meant where none is said to be of another year: it lies within weeks of today on the other side, so that
/// the one on this side is nearly a year off.
fn near_the_other_way(day: u32, month: u32, sense: Sense, today: NaiveDate) -> Option<NaiveDate> {
    let other = match sense {
        Sense::Past => Sense::Future,
        Sense::Future => Sense::Past,
    };
    let near = nearest(day, month, other, today)?;
    Some(near).filter(|_| today != near && (near - today).abs() < TimeDelta::days(SOON))
}

/// The last day of a month: of this one, or of the one before where that is still to come and a day gone by is meant.
fn end_of_month(sense: Sense, today: NaiveDate) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    let end = first.checked_add_months(Months::new(1))?.pred_opt()?;
    if sense == Sense::Past && today < end { first.pred_opt() } else { Some(end) }
}

/// A weekday by its name, or by three letters of it or more.
fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|it| word.len() >= 3 && it.0.starts_with(word)).map(|it| it.1)
}

/// The last such day before a day.
fn before(wanted: Option<Weekday>, day: NaiveDate) -> Option<NaiveDate> {
    (1..=7).filter_map(|days| day.checked_sub_days(Days::new(days))).find(|it| Some(it.weekday()) == wanted)
}

/// The next such day after a day.
fn after(wanted: Option<Weekday>, day: NaiveDate) -> Option<NaiveDate> {
    (1..=7).filter_map(|days| day.checked_add_days(Days::new(days))).find(|it| Some(it.weekday()) == wanted)
}

/// So far away: `10wd`, `3days`, `aweek`. A number alone is days.
fn by_distance(is_back: bool, text: &str, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let in_words = || {
        let place = NUMBERS.iter().position(|it| text.starts_with(it))?;
        Some((i32::try_from(place + 1).ok()?, &text[NUMBERS[place].len()..]))
    };
    let (number, unit) = match text[..end].parse() {
        Ok(number) => (number, &text[end..]),
        Err(_) if end > 0 => return None,
        Err(_) => in_words().or_else(|| Some((1, text.strip_prefix('a')?)))?,
    };
    let number = Some(number).filter(|it: &i32| *it < 100_000)?.unsigned_abs();
    let days = |number: u32| {
        let number = Days::new(u64::from(number));
        if is_back { today.checked_sub_days(number) } else { today.checked_add_days(number) }
    };
    let months = |number: u32| {
        let number = Months::new(number);
        if is_back { today.checked_sub_months(number) } else { today.checked_add_months(number) }
    };
    match unit {
        "" if end > 0 => days(number),
        "d" | "day" | "days" => days(number),
        "w" | "week" | "weeks" => days(number * 7),
        "fortnight" | "fortnights" => days(number * 14),
        "m" | "month" | "months" => months(number),
        "y" | "year" | "years" => months(number * 12),
        "wd" | "workingday" | "workingdays" => {
            let number = i32::try_from(number).ok()?;
            Some(calendar.add(today, if is_back { -number } else { number }))
        }
        _ => None,
    }
}

/// The day of a month: `1`, `1st`, `25th`.
fn day_of_month(word: &str) -> Option<u32> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|it| word.strip_suffix(it)).unwrap_or(word);
    bare.parse().ok().filter(|_| bare.bytes().all(|it| it.is_ascii_digit()))
}

fn month_named(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|it| word.len() >= 3 && it.starts_with(word))?;
    u32::try_from(place + 1).ok()
}

fn month_number(word: &str) -> Option<u32> {
    word.parse::<u32>().ok().filter(|it| (1..=12).contains(it)).or_else(|| month_named(word))
}

/// The nearest such day of any month.
fn nearest_day(day: u32, sense: Sense, today: NaiveDate) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    (0..3).map(Months::new).find_map(|it| match sense {
        Sense::Past => first.checked_sub_months(it)?.with_day(day).filter(|it| *it <= today),
        Sense::Future => first.checked_add_months(it)?.with_day(day).filter(|it| today <= *it),
    })
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
            ("20/8", "2026-08-20", "2027-08-20"),
            ("20 aug", "2026-08-20", "2027-08-20"),
            ("24 November", "2026-11-24", "2026-11-24"),
            ("29 feb", "2024-02-29", "2028-02-29"),
            ("20/11/25", "2025-11-20", "2025-11-20"),
            ("20.11.2025", "2025-11-20", "2025-11-20"),
            ("2025-11-20", "2025-11-20", "2025-11-20"),
            ("Mon 7 Dec 2026", "2026-12-07", "2026-12-07"),
            (" Today ", TODAY, TODAY),
            ("tomorrow", "2026-11-25", "2026-11-25"),
            ("yesterday", "2026-11-23", "2026-11-23"),
            ("fri", "2026-11-20", "2026-11-27"),
            ("Thurs", "2026-11-19", "2026-11-26"),
            ("tue", TODAY, "2026-12-01"),
            ("on Tuesday", TODAY, "2026-12-01"),
            ("-fri", "2026-11-20", "2026-11-20"),
            ("last fri", "2026-11-20", "2026-11-20"),
            ("last tue", "2026-11-17", "2026-11-17"),
            ("next friday", "2026-11-27", "2026-11-27"),
            ("this tue", TODAY, TODAY),
            ("friday week", "2026-12-04", "2026-12-04"),
            ("1st feb", "2026-02-01", "2027-02-01"),
            ("the 1st of February", "2026-02-01", "2027-02-01"),
            ("Dec 1st, 2026", "2026-12-01", "2026-12-01"),
            ("25th", "2026-10-25", "2026-11-25"),
            ("24th", TODAY, TODAY),
            ("31st", "2026-10-31", "2026-12-31"),
            ("3 days ago", "2026-11-21", "2026-11-21"),
            ("3 working days ago", "2026-11-19", "2026-11-19"),
            ("a week ago", "2026-11-17", "2026-11-17"),
            ("two weeks ago", "2026-11-10", "2026-11-10"),
            ("last month", "2026-10-24", "2026-10-24"),
            ("in a fortnight", "2026-12-08", "2026-12-08"),
            ("in 3 months", "2027-02-24", "2027-02-24"),
            ("+10d", "2026-12-04", "2026-12-04"),
            ("+2w", "2026-12-08", "2026-12-08"),
            ("+ 2 weeks", "2026-12-08", "2026-12-08"),
            ("+3m", "2027-02-24", "2027-02-24"),
            ("-1y", "2025-11-24", "2025-11-24"),
            ("+10wd", "2026-12-08", "2026-12-08"),
            ("-2wd", "2026-11-20", "2026-11-20"),
            ("eom", "2026-10-31", "2026-11-30"),
            ("end of the month", "2026-10-31", "2026-11-30"),
            ("end of next month", "2026-12-31", "2026-12-31"),
        ] {
            check(typed, Sense::Past, past);
            check(typed, Sense::Future, future);
        }
    }

    #[test]
    fn a_weekday_is_the_one_just_gone_for_what_has_happened_and_today_is_among_them() {
        let (calendar, wednesday) = (Office::default().calendar(), on("2026-03-04"));
        let all = ["wed", "tue", "mon", "sun", "sat", "fri", "thu"];
        let gone = all.map(|it| read(it, Sense::Past, wednesday, &calendar).unwrap().day());
        assert_eq!(gone, [4, 3, 2, 1, 28, 27, 26]);
    }

    #[test]
    fn a_day_without_a_year_that_lies_just_on_the_other_side_of_today_is_asked_about() {
        let calendar = Office::default().calendar();
        let why = read("30/11", Sense::Past, on(TODAY), &calendar).unwrap_err();
        assert_eq!(
            why,
            "Mon 30 Nov 2026 is still to come. Add the year that you mean: 30/11/2025 or 30/11/2026."
        );
        check("30/11/2025", Sense::Past, "2025-11-30");
        check("30/11", Sense::Future, "2026-11-30");
        let why = read("20/11", Sense::Future, on(TODAY), &calendar).unwrap_err();
        assert_eq!(why, "Fri 20 Nov 2026 has gone by. Add the year that you mean: 20/11/2026 or 20/11/2027.");
        check("24 jan", Sense::Past, "2026-01-24");
    }

    #[test]
    fn what_stands_beside_a_day_counts_as_whoever_typed_it() {
        let calendar = Office::default().calendar();
        for today in ["2026-11-24", "2026-11-28", "2026-11-29"].map(on) {
            for number in 1..8 {
                let days = if number == 1 { "working day" } else { "working days" };
                let gone = calendar.add(today, -number);
                assert!(echo(gone, today, &calendar).ends_with(&format!(", {number} {days} ago")), "{gone}");
                let next = calendar.add(today, number);
                assert!(echo(next, today, &calendar).ends_with(&format!(", {number} {days} away")), "{next}");
            }
        }
    }

    #[test]
    fn a_weekday_that_does_not_fit_the_date_beside_it_is_asked_about() {
        let calendar = Office::default().calendar();
        let why = read("Mon 8 Dec 2026", Sense::Past, on(TODAY), &calendar).unwrap_err();
        assert_eq!(why, "Tue 8 Dec 2026 is the day: check which you mean.");
    }

    #[test]
    fn every_example_and_every_word_of_the_rule_can_be_read() {
        let calendar = Office::default().calendar();
        for sense in [Sense::Past, Sense::Future] {
            let (_, listed) = sense.rule().split_once("Type ").unwrap();
            let listed = listed.split(" for working days").next().unwrap().replace("or ", "");
            for typed in sense.examples().split(", ").chain(listed.split(", ")) {
                assert!(read(typed, sense, on(TODAY), &calendar).is_ok(), "{typed}");
            }
        }
    }

    #[test]
    fn a_day_that_is_half_known_says_what_to_enter_instead() {
        let calendar = Office::default().calendar();
        for (typed, says) in [
            ("about May 2025", "Enter the likeliest one, such as 15 may 2025"),
            ("may 2025", "Enter the likeliest one, such as 15 may 2025"),
            ("mid-June", "Enter the likeliest one, such as 15 june"),
            ("about 3 May 2025", "Enter one day, 3 may 2025"),
        ] {
            let why = read(typed, Sense::Past, on(TODAY), &calendar).expect_err("half known");
            assert!(why.contains(typed) && why.contains(says), "{why}");
        }
    }

    #[test]
    fn what_is_not_a_day_says_so() {
        let calendar = Office::default().calendar();
        for typed in [
            "",
            "soon",
            "31 feb",
            "32/1",
            "1/13",
            "20/11/2025/1",
            "+wd",
            "+10x",
            "+99999999999",
            "é",
            "ago",
            "a",
            "-",
            "in",
            "last",
            "32nd",
            "th",
            "+",
            "1",
            "next soon",
            "-é",
            "0th",
        ] {
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
