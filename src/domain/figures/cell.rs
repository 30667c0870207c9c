//! What a figure says, and what stands in a cell of a table: a value that knows how it is read aloud.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::Share;
use crate::domain::figures::rounding::one_place;
use crate::domain::money::pounds;
use crate::domain::text::one_line;

/// What stands where there is nothing to count, in every format.
pub const NOT_APPLICABLE: &str = "not applicable";

/// What stands for a number that could tell one person apart, in every format.
pub const WITHHELD: &str = "withheld";

/// A value, with what it is counted in.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u64),
    /// How much more or less than before.
    Change(i64),
    /// A number to one place, such as an average of days.
    Decimal(f64),
    /// A percentage.
    Percent(f64),
    /// An amount, in pence.
    Money(u64),
    /// A time, in minutes.
    Hours(u64),
    /// A day.
    Date(NaiveDate),
    /// Whether something is so.
    Holds(bool),
    /// Numbers of one thing over time, the latest first. For programs and charts; people read their average.
    Series(Vec<u64>),
    /// There is nothing to count.
    NotApplicable,
    /// It cannot be known, and why.
    NotKnown(&'static str),
    /// A number that could tell one person apart.
    Withheld,
}

impl Cell {
    /// A share in percent; of nothing it is not applicable.
    pub fn share(it: Share) -> Self {
        it.percent().map_or(Self::NotApplicable, Self::Percent)
    }

    /// A number to one place; none is not applicable.
    pub fn decimal(it: Option<f64>) -> Self {
        it.map_or(Self::NotApplicable, Self::Decimal)
    }

    /// How much more this is than what was before.
    pub fn change(this: u64, before: u64) -> Self {
        let signed = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
        Self::Change(signed(this) - signed(before))
    }

    /// The cell as people read it, on one harmless line.
    pub fn words(&self) -> String {
        match self {
            Self::Text(words) => one_line(words),
            Self::Number(number) => number.to_string(),
            Self::Change(0) => "0".to_owned(),
            Self::Change(number) => format!("{number:+}"),
            Self::Decimal(number) => one_place(*number),
            Self::Percent(percent) => format!("{}%", one_place(*percent)),
            Self::Money(pence) => pounds(*pence),
            Self::Hours(minutes) => format!("{}:{:02}", minutes / 60, minutes % 60),
            Self::Date(day) => long(*day),
            Self::Holds(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
            Self::Series(numbers) => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
            Self::NotKnown(why) => format!("not known: {why}"),
            Self::NotApplicable => NOT_APPLICABLE.to_owned(),
            Self::Withheld => WITHHELD.to_owned(),
        }
    }

    /// Whether it stands to the right, under other numbers.
    pub const fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Date(_) | Self::Holds(_))
    }
}

/// Minutes as hours, for programs.
pub fn hours(minutes: u64) -> f64 {
    (f64::from(u32::try_from(minutes).unwrap_or(u32::MAX)) / 0.6).round() / 100.0
}

impl From<&str> for Cell {
    fn from(it: &str) -> Self {
        Self::Text(it.to_owned())
    }
}

impl From<String> for Cell {
    fn from(it: String) -> Self {
        Self::Text(it)
    }
}

impl From<u64> for Cell {
    fn from(it: u64) -> Self {
        Self::Number(it)
    }
}

impl From<NaiveDate> for Cell {
    fn from(it: NaiveDate) -> Self {
        Self::Date(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_what_it_holds_and_a_share_of_nothing_is_not_applicable() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        for (cell, words) in [
            (Cell::from("two\nlines"), "two lines"),
            (Cell::from(1200), "1200"),
            (Cell::change(3, 5), "-2"),
            (Cell::change(5, 3), "+2"),
            (Cell::change(5, 5), "0"),
            (Cell::decimal(Some(8.25)), "8.3"),
            (Cell::decimal(None), NOT_APPLICABLE),
            (Cell::share(Share { numerator: 1, denominator: 3 }), "33.3%"),
            (Cell::share(Share::default()), NOT_APPLICABLE),
            (Cell::Money(1_234_550), "£12,345.50"),
            (Cell::Hours(6015), "100:15"),
            (Cell::Holds(true), "yes"),
            (Cell::NotKnown("no hourly rate is set"), "not known: no hourly rate is set"),
            (Cell::Withheld, WITHHELD),
            (Cell::from(day), "Tue 24 Nov 2026"),
        ] {
            assert_eq!(cell.words(), words);
        }
    }
}
