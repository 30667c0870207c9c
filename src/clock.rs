//! The only reader of the system's clock. Everywhere else the day is an argument.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

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
        Utc::now()
    }

    /// The day at an office in this time zone.
    pub fn today(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Pinned(day) => day,
            Self::System => self.now().with_timezone(&zone).date_naive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_day_stays() {
        let day = NaiveDate::from_ymd_opt(2011, 10, 1).expect("a real date");
        assert_eq!(Clock::Pinned(day).today(Tz::Europe__London), day);
    }
}
