//! The only reader of the system's clock. Everywhere else the day is an argument.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Moves the system's clock by so many seconds in a build for tests, so that they can be run on any day and in any hour.
/// A program that is released has no debug assertions, and never asks for it.
const OFFSET: &str = "REDRESS_CLOCK_OFFSET";

/// How far the clock is moved. The environment is asked once, so that time never jumps.
static MOVED: LazyLock<TimeDelta> = LazyLock::new(|| moved(cfg!(debug_assertions), environment));

/// Says what day it is: the system's clock, or a day pinned with `--today`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock, in the office's time zone.
    System,
    /// Always this day, for checking and for reports as of a day.
    Pinned(NaiveDate),
}

impl Clock {
    /// The instant, for the record of when something was written down. A pinned day does not change it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
    pub fn now(self) -> DateTime<Utc> {
        Utc::now() + *MOVED
    }

    /// The day at an office in this time zone.
    pub fn today(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Pinned(day) => day,
            Self::System => self.now().with_timezone(&zone).date_naive(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "tests move the clock by it")]
fn environment() -> Option<String> {
    std::env::var(OFFSET).ok()
}

/// Only a build for tests asks, and it goes no further with a number that is none: tests would pass on the wrong day.
fn moved(is_for_tests: bool, ask: impl FnOnce() -> Option<String>) -> TimeDelta {
    let seconds = if is_for_tests { ask() } else { None };
    seconds.map_or(TimeDelta::zero(), |it| {
        it.parse()
            .ok()
            .and_then(TimeDelta::try_seconds)
            .unwrap_or_else(|| panic!("{OFFSET} is a number of seconds"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_released_never_asks_whether_its_clock_is_moved() {
        let a_day = || Some("86400".to_owned());
        assert_eq!(moved(true, a_day), TimeDelta::days(1));
        assert_eq!(moved(true, || None), TimeDelta::zero());
        assert_eq!(moved(false, || panic!("it asked")), TimeDelta::zero());
    }

    #[test]
    #[should_panic(expected = "REDRESS_CLOCK_OFFSET is a number of seconds")]
    fn a_clock_that_is_moved_by_no_number_stops_the_tests() {
        moved(true, || Some("tomorrow".to_owned()));
    }

    #[test]
    fn a_pinned_day_stays() {
        let day = NaiveDate::from_ymd_opt(2011, 10, 1).expect("a real date");
        assert_eq!(Clock::Pinned(day).today(Tz::Europe__London), day);
    }
}
