//! Working days, bank holidays, quarters and financial years. Every question to a calendar takes the same short time,
//! however far apart its dates, and every date has an answer: where the calendar does not know, `caveat` says so.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::working_days::{WorkingDays, is_weekday};

pub mod dates;
pub mod month;
pub mod period;
pub mod nation;
pub mod bank_holidays;
mod working_days;

/// Which day is day 1 for a complaint that comes in on a weekend, bank holiday or closure day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum NonWorkingReceipt {
    /// The next working day: the NHS complaints regulations and the Ministry of Justice count so.
    #[default]
    #[serde(rename = "next_working_day_is_day_1")]
    NextWorkingDayIsDay1,
    /// The working day after that, as if received on the next working day: the Home Office counts so.
    #[serde(rename = "next_working_day_is_day_0")]
    NextWorkingDayIsDay0,
}

impl NonWorkingReceipt {
    /// The rule in one sentence, for settings and explanations.
    pub fn meaning(self) -> &'static str {
        match self {
            NonWorkingReceipt::NextWorkingDayIsDay1 => "the first working day after receipt is day 1",
            NonWorkingReceipt::NextWorkingDayIsDay0 => {
                "a complaint received on a non-working day counts as received on the next working day, which is day 0"
            }
        }
    }
}

/// Why a day is not a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayOff {
    /// Saturday or Sunday, also when it is a bank holiday or closure day: it was never going to be worked.
    Weekend,
    /// A bank holiday, with its title.
    BankHoliday(String),
    /// A weekday on which the organisation is closed.
    Closure,
}

impl fmt::Display for DayOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            DayOff::Weekend => "weekend",
            DayOff::BankHoliday(title) => title,
            DayOff::Closure => "closure day",
        })
    }
}

/// The working days of one organisation.
///
/// Dates saturate: a count that runs past the first or last date there is stops at it.
#[derive(Debug, Clone)]
pub struct Calendar {
    nation: Nation,
    rule: NonWorkingReceipt,
    coverage: RangeInclusive<i32>,
    /// Mondays to Fridays that are not worked, in order: the days that `days` leaves out.
    off: Vec<(NaiveDate, DayOff)>,
    days: WorkingDays,
}

impl Calendar {
    /// Takes the weekends, the nation's bank holidays and the organisation's closure days out of all days.
    pub fn new(
        nation: Nation,
        rule: NonWorkingReceipt,
        holidays: &BankHolidays,
        closures: &[NaiveDate],
    ) -> Self {
        let mut off: BTreeMap<NaiveDate, DayOff> =
            closures.iter().map(|date| (*date, DayOff::Closure)).collect();
        for holiday in holidays.of(nation) {
            off.insert(holiday.date, DayOff::BankHoliday(holiday.title.clone()));
        }
        off.retain(|date, _| is_weekday(*date));
        Calendar {
            nation,
            rule,
            coverage: holidays.years(nation),
            days: WorkingDays::new(off.keys().copied()),
            off: off.into_iter().collect(),
        }
    }

    /// Whether people are at work on this date.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        self.day_off(date).is_none()
    }

    /// Why people are not at work on this date; `None` on a working day.
    pub fn day_off(&self, date: NaiveDate) -> Option<&DayOff> {
        if !is_weekday(date) {
            return Some(&DayOff::Weekend);
        }
        let (last, day_off) = self.off[..self.days.off_up_to(date)].last()?;
        (*last == date).then_some(day_off)
    }

    /// The title of the bank holiday on this weekday.
    pub fn holiday(&self, date: NaiveDate) -> Option<&str> {
        match self.day_off(date) {
            Some(DayOff::BankHoliday(title)) => Some(title),
            _ => None,
        }
    }

    /// The date by which `days` working days are up after a complaint came in.
    ///
    /// Counted from the day after receipt, as the law counts the acknowledgement of an NHS complaint (SI 2009/309); a
    /// receipt on a non-working day follows this calendar's rule. No days is day 0.
    pub fn due(&self, received: NaiveDate, days: u32) -> NaiveDate {
        self.step(self.day_zero(received), i64::from(days))
    }

    /// The working day `days` after `from` (the next working day is 1), or before it when negative. Zero is `from`.
    pub fn add(&self, from: NaiveDate, days: i32) -> NaiveDate {
        self.step(from, i64::from(days))
    }

    /// The working days after `from`, up to and including `to`; as many but negative when `to` is the earlier.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.days.number(to) - self.days.number(from)
    }

    /// The working days an answer took, counted as those are by which it is due; 0 is the same day. Never negative.
    pub fn days_taken(&self, received: NaiveDate, answered: NaiveDate) -> i64 {
        self.between(self.day_zero(received), answered).max(0)
    }

    /// `date` if it is a working day, or else the next one.
    pub fn roll_forward(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working_day(date) { date } else { self.step(date, 1) }
    }

    /// Whether this date lies in a year whose bank holidays are known.
    pub fn knows(&self, date: NaiveDate) -> bool {
        self.coverage.contains(&date.year())
    }

    /// The first to the last year whose bank holidays are known.
    pub fn coverage(&self) -> RangeInclusive<i32> {
        self.coverage.clone()
    }

    /// What to say beside a date in a year whose bank holidays are not known. Show it wherever the date is shown.
    pub fn caveat(&self, date: NaiveDate) -> Option<String> {
        let unknown = if self.knows(date) {
            return None;
        } else if self.coverage.is_empty() {
            String::new()
        } else if date.year() < *self.coverage.start() {
            format!(" before {}", self.coverage.start())
        } else {
            format!(" after {}", self.coverage.end())
        };
        Some(format!("bank holidays{unknown} are not known: this date counts weekends only"))
    }

    /// The date that the rule counts from.
    fn day_zero(&self, received: NaiveDate) -> NaiveDate {
        match self.rule {
            NonWorkingReceipt::NextWorkingDayIsDay1 => received,
            NonWorkingReceipt::NextWorkingDayIsDay0 => self.roll_forward(received),
        }
    }

    fn step(&self, from: NaiveDate, days: i64) -> NaiveDate {
        let number = self.days.number(from) + days;
        match days {
            0 => from,
            1.. => self.days.date(number),
            // A day off has the number of the working day before it, which is already one back.
            _ => self.days.date(number + i64::from(!self.is_working_day(from))),
        }
    }
}

// Below the calendar that they ask.
pub mod typed;
pub mod explanation;

#[cfg(test)]
mod tests;
