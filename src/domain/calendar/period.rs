//! The periods that figures are reported for: the financial year, from 1 April to 31 March, and its four quarters.
//! Both are written one way, read that way back, and stored as that text.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::{YEARS, long};

/// A year from 1 April to 31 March, written "2026-27".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FinancialYear {
    /// The calendar year of its 1 April.
    starts: i32,
}

impl FinancialYear {
    /// The financial year that `date` falls in.
    pub fn of(date: NaiveDate) -> Self {
        FinancialYear { starts: if date.month() < 4 { date.year() - 1 } else { date.year() } }
    }

    /// Its 1 April.
    pub fn first(self) -> NaiveDate {
        day(self.starts, 4, 1)
    }

    /// Its 31 March.
    pub fn last(self) -> NaiveDate {
        day(self.starts + 1, 3, 31)
    }

    /// The year before it.
    #[must_use]
    pub const fn before(self) -> Self {
        FinancialYear { starts: self.starts - 1 }
    }

    /// Reads one that was written down, however far off it is.
    pub fn written(text: &str) -> Option<Self> {
        let (starts, ends) = text.trim().split_once('-')?;
        let starts = digits(starts).filter(|_| starts.len() == 4)?;
        let next = match ends.len() {
            2 => (starts + 1) % 100,
            4 => starts + 1,
            _ => return None,
        };
        (digits(ends)? == next).then_some(FinancialYear { starts })
    }

    /// Whether somebody can mean it.
    fn is_meant(self) -> bool {
        YEARS.contains(&self.starts) && YEARS.contains(&(self.starts + 1))
    }

    /// Its quarters, Q1 (April to June) first.
    pub fn quarters(self) -> [Quarter; 4] {
        [0, 1, 2, 3].map(|later| Quarter { index: self.starts * 4 + later })
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.starts, (self.starts + 1).rem_euclid(100)))
    }
}

impl FromStr for FinancialYear {
    type Err = BadPeriod;

    /// Reads "2026-27" and "2026-2027", as somebody typed it: a year that nobody can mean is none.
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let year = Self::written(text).ok_or_else(|| BadPeriod::Year(text.to_owned()))?;
        year.is_meant().then_some(year).ok_or_else(|| BadPeriod::Far(text.to_owned()))
    }
}

/// A quarter of a financial year, written "2025-26 Q1"; Q1 is April to June.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    /// Quarters since Q1 of the financial year that starts in year 0, so that the next is one more.
    index: i32,
}

impl Quarter {
    /// The quarter that `date` falls in.
    pub fn of(date: NaiveDate) -> Self {
        let [first, second, third, fourth] = FinancialYear::of(date).quarters();
        match date.month() {
            4..=6 => first,
            7..=9 => second,
            10..=12 => third,
            _ => fourth,
        }
    }

    /// The financial year it belongs to.
    pub fn year(self) -> FinancialYear {
        FinancialYear { starts: self.index.div_euclid(4) }
    }

    /// Its number in the year, 1 to 4.
    pub fn number(self) -> i32 {
        self.index.rem_euclid(4) + 1
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        let starts = self.year().starts;
        match self.number() {
            1 => day(starts, 4, 1),
            2 => day(starts, 7, 1),
            3 => day(starts, 10, 1),
            _ => day(starts + 1, 1, 1),
        }
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let starts = self.year().starts;
        match self.number() {
            1 => day(starts, 6, 30),
            2 => day(starts, 9, 30),
            3 => day(starts, 12, 31),
            _ => day(starts + 1, 3, 31),
        }
    }

    /// The quarter before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Quarter { index: self.index - 1 }
    }

    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Self {
        Quarter { index: self.index + 1 }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} Q{}", self.year(), self.number()))
    }
}

/// How long the periods of a report are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeriodKind {
    Month,
    /// A quarter of a financial year.
    #[default]
    Quarter,
    /// A financial year.
    Year,
    /// From the beginning to the day.
    All,
}

/// The days of one period, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// First day; none from the beginning.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// What it is called.
    pub name: String,
}

impl Stretch {
    /// Any days, called by what they are.
    pub fn of_days(from: NaiveDate, to: NaiveDate) -> Self {
        Self { from: Some(from), to, name: format!("{} to {}", long(from), long(to)) }
    }

    /// The period of the same kind before this one, or as many months or days; none before one without a first day.
    pub fn before(&self, kind: Option<PeriodKind>) -> Option<Self> {
        let from = self.from?;
        let last = from.pred_opt()?;
        if let Some(kind) = kind {
            return Some(kind.around(last));
        }
        Some(Self::of_days(earlier(from, self.to, 1)?, last))
    }
}

/// The first day of the period so many before one: as many months long where that is of whole months, or else as many days.
pub fn earlier(from: NaiveDate, to: NaiveDate, times: u32) -> Option<NaiveDate> {
    let end = to.succ_opt()?;
    if from.day() == 1 && end.day() == 1 && from < end {
        let months = (end.year() - from.year()) * 12 + end.month().cast_signed() - from.month().cast_signed();
        return from.checked_sub_months(Months::new(months.unsigned_abs() * times));
    }
    let days = (end - from).num_days().unsigned_abs();
    from.checked_sub_days(Days::new(days * u64::from(times)))
}

impl PeriodKind {
    /// Every kind, with its name.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Month, "months"),
        (Self::Quarter, "quarters of the financial year"),
        (Self::Year, "financial years, 1 April to 31 March"),
        (Self::All, "everything until today"),
    ];

    /// The period of this kind that a day falls in.
    pub fn around(self, date: NaiveDate) -> Stretch {
        let named = |from: NaiveDate, to: NaiveDate, name: String| Stretch { from: Some(from), to, name };
        match self {
            Self::Month => {
                let first = day(date.year(), date.month(), 1);
                let next = if date.month() == 12 {
                    day(date.year() + 1, 1, 1)
                } else {
                    day(date.year(), date.month() + 1, 1)
                };
                named(first, next.pred_opt().unwrap_or(next), date.format("%B %Y").to_string())
            }
            Self::Quarter => {
                let it = Quarter::of(date);
                let months = format!("{} to {}", it.first().format("%B"), it.last().format("%B %Y"));
                named(it.first(), it.last(), format!("{it}, {months}"))
            }
            Self::Year => {
                let it = FinancialYear::of(date);
                named(it.first(), it.last(), format!("Financial year {it}"))
            }
            Self::All => Stretch { from: None, to: date, name: "From the beginning to today".to_owned() },
        }
    }
}

impl FromStr for Quarter {
    type Err = BadPeriod;

    /// Reads "2025-26 Q1" and "2025-26Q1"; the Q may be small.
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let quarter = Self::written(text).ok_or_else(|| BadPeriod::Quarter(text.to_owned()))?;
        quarter.year().is_meant().then_some(quarter).ok_or_else(|| BadPeriod::Far(text.to_owned()))
    }
}

impl Quarter {
    /// Reads one that was written down, however far off it is.
    fn written(text: &str) -> Option<Self> {
        let (year, number) = text.split_once(['Q', 'q'])?;
        let place = ["1", "2", "3", "4"].iter().position(|known| *known == number.trim_end())?;
        Some(FinancialYear::written(year)?.quarters()[place])
    }
}

/// Reads a quarter or a financial year, where either may be given: what it is called, its first and its last day.
pub fn quarter_or_year(text: &str) -> Result<(String, NaiveDate, NaiveDate), BadPeriod> {
    let of_quarter = |it: Quarter| (it.to_string(), it.first(), it.last());
    let of_year = |it: FinancialYear| (it.to_string(), it.first(), it.last());
    match (text.parse().map(of_quarter), text.parse().map(of_year)) {
        (Ok(it), _) | (_, Ok(it)) => Ok(it),
        (Err(it @ BadPeriod::Far(_)), _) | (_, Err(it @ BadPeriod::Far(_))) => Err(it),
        _ => Err(BadPeriod::Either(text.to_owned())),
    }
}

/// The text that is not a period, by what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadPeriod {
    /// Not a financial year.
    Year(String),
    /// Not a quarter of a financial year.
    Quarter(String),
    /// Neither.
    Either(String),
    /// A year that nobody can mean, or a quarter of one.
    Far(String),
}

impl fmt::Display for BadPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadPeriod::Year(text) => write!(f, "{text:?} is not a financial year: write it like 2026-27"),
            BadPeriod::Quarter(text) => {
                write!(f, "{text:?} is not a quarter: write it like 2026-27 Q1 (Q1 is April to June)")
            }
            BadPeriod::Either(text) => {
                write!(f, "{text:?} is not a quarter or a year: write it like 2026-27 Q1 or 2026-27")
            }
            BadPeriod::Far(text) => {
                let (first, last) = (YEARS.start(), YEARS.end());
                write!(
                    f,
                    "“{text}” is too far off: the year must lie between {first} and {last}, like 2026-27"
                )
            }
        }
    }
}

impl std::error::Error for BadPeriod {}

impl From<FinancialYear> for String {
    fn from(year: FinancialYear) -> String {
        year.to_string()
    }
}

impl TryFrom<String> for FinancialYear {
    type Error = BadPeriod;

    fn try_from(text: String) -> Result<Self, BadPeriod> {
        Self::written(&text).ok_or(BadPeriod::Year(text))
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> String {
        quarter.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = BadPeriod;

    fn try_from(text: String) -> Result<Self, BadPeriod> {
        Self::written(&text).ok_or(BadPeriod::Quarter(text))
    }
}

/// The date, or the end of time when the year lies beyond it.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    let end_of_time = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(end_of_time)
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_falls_in_the_year_that_began_last_april_and_in_its_quarter() {
        for (day, year, quarter) in [
            ("2026-03-31", "2025-26", "2025-26 Q4"),
            ("2026-04-01", "2026-27", "2026-27 Q1"),
            ("2026-06-30", "2026-27", "2026-27 Q1"),
            ("2026-07-01", "2026-27", "2026-27 Q2"),
            ("2026-09-30", "2026-27", "2026-27 Q2"),
            ("2026-10-01", "2026-27", "2026-27 Q3"),
            ("2026-12-31", "2026-27", "2026-27 Q3"),
            ("2027-01-01", "2026-27", "2026-27 Q4"),
            ("2028-02-29", "2027-28", "2027-28 Q4"),
            ("2000-03-31", "1999-00", "1999-00 Q4"),
        ] {
            assert_eq!(FinancialYear::of(date(day)).to_string(), year, "{day}");
            assert_eq!(Quarter::of(date(day)).to_string(), quarter, "{day}");
        }
    }

    #[test]
    fn a_year_runs_from_april_to_march() {
        let year: FinancialYear = "2026-27".parse().unwrap();
        assert_eq!((year.first(), year.last()), (date("2026-04-01"), date("2027-03-31")));
    }

    #[test]
    fn quarters_run_three_months_each() {
        for (quarter, first, last) in [
            ("2025-26 Q1", "2025-04-01", "2025-06-30"),
            ("2025-26 Q2", "2025-07-01", "2025-09-30"),
            ("2025-26 Q3", "2025-10-01", "2025-12-31"),
            ("2025-26 Q4", "2026-01-01", "2026-03-31"),
        ] {
            let parsed: Quarter = quarter.parse().unwrap();
            assert_eq!((parsed.first(), parsed.last()), (date(first), date(last)), "{quarter}");
        }
    }

    #[test]
    fn years_and_quarters_are_read_in_each_way_people_write_them() {
        for text in ["2026-27", "2026-2027", " 2026-27 "] {
            assert_eq!(text.parse::<FinancialYear>().unwrap().to_string(), "2026-27", "{text:?}");
        }
        for text in ["2025-26Q1", "2025-26 Q1", "2025-2026 q1", " 2025-26  Q1 "] {
            assert_eq!(text.parse::<Quarter>().unwrap().to_string(), "2025-26 Q1", "{text:?}");
        }
        assert_eq!("1999-00".parse::<FinancialYear>(), "1999-2000".parse());
    }

    #[test]
    fn what_is_not_a_year_is_refused() {
        for text in [
            "",
            "2026",
            "2026-28",
            "2026-26",
            "2026-2028",
            "26-27",
            "2026-027",
            "2026-+7",
            "+026-27",
            "2026-27 Q1",
        ] {
            let error = text.parse::<FinancialYear>().unwrap_err().to_string();
            assert_eq!(error, format!("{text:?} is not a financial year: write it like 2026-27"));
        }
    }

    #[test]
    fn what_is_not_a_quarter_is_refused() {
        for text in
            ["", "Q1", "2026-27", "2026-27 Q0", "2026-27 Q5", "2026-27 Q11", "2026-28 Q1", "2026-27 1"]
        {
            let error = text.parse::<Quarter>().unwrap_err().to_string();
            let expected =
                format!("{text:?} is not a quarter: write it like 2026-27 Q1 (Q1 is April to June)");
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn a_year_that_nobody_can_mean_is_refused_where_it_is_typed_and_read_where_it_was_written() {
        for text in ["9999-00", "9999-10000", "0000-01", "1949-50", "2150-51", "9999-00 Q4", "0000-01Q1"] {
            let error = quarter_or_year(text).unwrap_err().to_string();
            let is_period = text != "9999-10000";
            assert_eq!(error.contains("between 1950 and 2150"), is_period, "{error}");
            assert!(error.contains("2026-27"), "{error}");
        }
        assert!("10000-01".parse::<FinancialYear>().is_err());
        for text in ["1950-51", "2149-50", "2026-27 q4"] {
            assert!(quarter_or_year(text).is_ok(), "{text}");
        }
        let was = serde_json::from_str::<(FinancialYear, Quarter)>(r#"["9999-00","0000-01 Q1"]"#).unwrap();
        assert_eq!(was.0.to_string(), "9999-00");
    }

    #[test]
    fn periods_are_stored_as_they_are_written() {
        let quarter: Quarter = "2026-27 Q3".parse().unwrap();
        assert_eq!(serde_json::to_string(&(quarter, quarter.year())).unwrap(), r#"["2026-27 Q3","2026-27"]"#);
        assert_eq!(serde_json::from_str::<Quarter>(r#""2026-27 Q3""#).unwrap(), quarter);
        assert_eq!(serde_json::from_str::<FinancialYear>(r#""2026-27""#).unwrap(), quarter.year());
        assert!(serde_json::from_str::<FinancialYear>(r#""2026-28""#).is_err());
    }

    #[test]
    fn the_ends_of_time_are_in_a_year_and_a_quarter_too() {
        assert_eq!(FinancialYear::of(NaiveDate::MIN).first(), NaiveDate::MIN);
        assert_eq!(FinancialYear::of(NaiveDate::MAX).last(), NaiveDate::MAX);
        assert_eq!(Quarter::of(NaiveDate::MAX).last(), NaiveDate::MAX);
        assert_eq!(Quarter::of(NaiveDate::MAX).next().first(), NaiveDate::MAX);
    }

    proptest! {
        #[test]
        fn a_date_lies_within_its_own_periods_and_they_read_back(days in 712_500..784_000_i32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days + 366).unwrap();
            let (year, quarter) = (FinancialYear::of(date), Quarter::of(date));
            prop_assert!(year.first() <= date && date <= year.last());
            prop_assert!(quarter.first() <= date && date <= quarter.last());
            prop_assert!(year.quarters().contains(&quarter));
            prop_assert_eq!(quarter.year(), year);
            prop_assert_eq!(quarter.last().succ_opt().unwrap(), quarter.next().first());
            prop_assert_eq!(quarter.next().previous(), quarter);
            prop_assert_eq!(year.to_string().parse(), Ok(year));
            prop_assert_eq!(quarter.to_string().parse(), Ok(quarter));
        }
    }
}
