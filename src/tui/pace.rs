//! How fast a piece of work goes on: how far it is and how long it takes yet. What time it is, is an argument.

use std::time::Duration;

use crate::domain::text::count;

/// How long work goes on before anything is said of how long it takes yet.
const TOO_SOON: Duration = Duration::from_millis(500);

/// A piece of work that goes on. Times are since the app began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    began: Duration,
    now: Duration,
    done: u64,
    of: u64,
}

impl Pace {
    /// Work that begins.
    pub fn begun(now: Duration) -> Self {
        Self { began: now, now, ..Self::default() }
    }

    /// So much of so much is done.
    pub fn reach(&mut self, (done, of): (u64, u64), now: Duration) {
        (self.done, self.of, self.now) = (done, of, now);
    }

    /// How much of how much is done.
    pub const fn reached(&self) -> (u64, u64) {
        (self.done, self.of)
    }

    /// How far it is in a hundred, and how long it takes yet where that can be told: “40%, about 3 seconds left”. Nothing before the
    /// first step.
    pub fn words(&self) -> String {
        let Some(percent) = (self.done * 100).checked_div(self.of) else { return String::new() };
        let left = self.left().map_or_else(String::new, |it| format!(", about {} left", in_words(it)));
        format!("{percent}%{left}")
    }

    /// How long it takes yet, if it goes on as it did.
    fn left(&self) -> Option<Duration> {
        let took = self.now.saturating_sub(self.began);
        let left = u128::from(self.of.saturating_sub(self.done));
        let millis = (took.as_millis() * left).checked_div(u128::from(self.done))?;
        let left = Duration::from_millis(u64::try_from(millis).ok()?);
        (TOO_SOON <= took).then_some(left)
    }
}

/// A while in whole seconds, or in whole minutes where it is longer.
pub fn in_words(it: Duration) -> String {
    let seconds = it.as_millis().div_ceil(1000).max(1);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    if seconds < 100 { count(seconds, "second") } else { count(seconds.div_ceil(60), "minute") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn how_long_work_takes_yet_is_told_from_how_long_it_took_so_far() {
        let mut pace = Pace::begun(at(5000));
        assert_eq!(pace.words(), "");
        for (done, now, expect) in [
            (10, 5200, "10%"),
            (40, 7000, "40%, about 3 seconds left"),
            (1, 8000, "1%, about 5 minutes left"),
            (100, 9000, "100%, about 1 second left"),
            // Where nothing is done yet nobody can tell.
            (0, 9000, "0%"),
        ] {
            pace.reach((done, 100), at(now));
            assert_eq!(pace.words(), expect, "{done} at {now}");
        }
    }
}
