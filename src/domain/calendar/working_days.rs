//! Every working day has a number, and each is one more than that of the working day before it.
//! Counting is then subtraction and adding is addition: no question walks from day to day.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// Between these two days a question is one look into a table. Outside them it is a binary search among the days
/// off, which are few; so no date is out of reach and the tables stay small.
const TABLE_FIRST: NaiveDate = NaiveDate::from_ymd_opt(1990, 1, 1).expect("1 January is in every year");
const TABLE_LAST: NaiveDate = NaiveDate::from_ymd_opt(2060, 12, 31).expect("31 December is in every year");

/// The working days that are left when certain weekdays are taken out.
#[derive(Debug, Clone)]
pub(crate) struct WorkingDays {
    /// Days off by weekday number: how many working days there are is what these leave.
    by_weekday: Tally,
    /// The same days off by the number of the working day that follows: what must be added back.
    by_number: Tally,
}

impl WorkingDays {
    /// Takes out `off`: Mondays to Fridays, in order, each once.
    pub(crate) fn new(off: impl Iterator<Item = NaiveDate>) -> Self {
        let off: Vec<i64> = off.map(weekday_number).collect();
        let follows = (0..).zip(&off).map(|(earlier, weekday)| weekday - earlier).collect();
        WorkingDays { by_weekday: Tally::new(off), by_number: Tally::new(follows) }
    }

    /// The number of `date`, or of the last working day before it.
    pub(crate) fn number(&self, date: NaiveDate) -> i64 {
        let weekday = weekday_number(date);
        weekday - i64::from(self.by_weekday.up_to(weekday))
    }

    /// The working day with this number, or the end of time that lies before it.
    pub(crate) fn date(&self, number: i64) -> NaiveDate {
        weekday(number + i64::from(self.by_number.up_to(number)))
    }

    /// How many of the days off lie on or before `date`.
    pub(crate) fn off_up_to(&self, date: NaiveDate) -> usize {
        self.by_weekday.up_to(weekday_number(date)) as usize
    }
}

/// Whether `date` is a Monday to Friday.
pub(crate) fn is_weekday(date: NaiveDate) -> bool {
    date.weekday().number_from_monday() <= 5
}

/// Numbers Mondays to Fridays without a gap from Monday 1 January of year 1; a weekend has its Friday's number.
fn weekday_number(date: NaiveDate) -> i64 {
    let days = i64::from(date.num_days_from_ce()) - 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(4)
}

fn weekday(number: i64) -> NaiveDate {
    let days = number.div_euclid(5) * 7 + number.rem_euclid(5) + 1;
    let end_of_time = if number < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(end_of_time)
}

/// Answers how many of its marks lie at or below a number.
#[derive(Clone)]
struct Tally {
    marks: Vec<i64>,
    table_first: i64,
    table: Vec<u32>,
}

impl Tally {
    fn new(marks: Vec<i64>) -> Self {
        let table_first = weekday_number(TABLE_FIRST);
        let mut left = marks.iter().peekable();
        let mut count = 0;
        let up_to = |number| {
            while left.next_if(|mark| **mark <= number).is_some() {
                count += 1;
            }
            count
        };
        let table = (table_first..=weekday_number(TABLE_LAST)).map(up_to).collect();
        Tally { marks, table_first, table }
    }

    fn up_to(&self, number: i64) -> u32 {
        let place = usize::try_from(number - self.table_first);
        if let Some(count) = place.ok().and_then(|place| self.table.get(place)) {
            return *count;
        }
        let count = self.marks.partition_point(|mark| *mark <= number);
        u32::try_from(count).expect("each mark is another date, and there are fewer than 2^28 dates")
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The table would be thousands of lines in a failing test, and follows from the marks.
        f.debug_struct("Tally").field("marks", &self.marks).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekdays_are_numbered_without_a_gap_and_back_again() {
        for (day, number) in [
            ("0001-01-01", 0),
            ("0001-01-05", 4),
            ("0001-01-06", 4),
            ("0001-01-07", 4),
            ("0001-01-08", 5),
            ("0000-12-31", -1),
            ("0000-12-29", -1),
            ("0000-12-28", -2),
        ] {
            assert_eq!(weekday_number(date(day)), number, "{day}");
        }
        for number in -12..12 {
            assert_eq!(weekday_number(weekday(number)), number);
            assert!(is_weekday(weekday(number)));
        }
    }

    #[test]
    fn the_table_and_the_search_agree_on_both_sides_of_its_edges() {
        let off = ["1980-01-01", "1989-12-29", "1990-01-01", "1990-01-02", "2060-12-31", "2061-01-03"];
        let off: Vec<NaiveDate> = off.into_iter().map(date).collect();
        let days = WorkingDays::new(off.iter().copied());
        for edge in [TABLE_FIRST, TABLE_LAST] {
            let mut expected = days.number(edge - chrono::Days::new(20));
            for day in (edge - chrono::Days::new(19)).iter_days().take(40) {
                expected += i64::from(is_weekday(day) && !off.contains(&day));
                assert_eq!(days.number(day), expected, "{day}");
                assert_eq!(days.off_up_to(day), off.iter().filter(|off| **off <= day).count(), "{day}");
                if is_weekday(day) && !off.contains(&day) {
                    assert_eq!(days.date(expected), day);
                }
            }
        }
    }

    #[test]
    fn numbers_beyond_all_dates_give_the_end_of_time() {
        let days = WorkingDays::new(std::iter::empty());
        assert_eq!(days.date(i64::from(u32::MAX)), NaiveDate::MAX);
        assert_eq!(days.date(i64::from(i32::MIN)), NaiveDate::MIN);
    }
}
