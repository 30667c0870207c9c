//! How often one person may ask: a bucket that fills steadily, and what happens to whoever empties it.

use std::time::{Duration, Instant};

use crate::api::server::Limits;

/// One person's allowance.
#[derive(Debug)]
pub(in crate::api::server) struct Allowance {
    limits: Limits,
    left: f64,
    at: Instant,
    /// Questions over the limit since it was last kept.
    over: u32,
}

/// What becomes of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::api::server) enum Turn {
    /// It is answered at once.
    Now,
    /// It is answered after this.
    After(Duration),
    /// The connection ends.
    Enough,
}

impl Allowance {
    pub(in crate::api::server) fn new(limits: Limits, now: Instant) -> Self {
        Self { limits, left: f64::from(limits.burst), at: now, over: 0 }
    }

    /// Whether all of it is there.
    pub(in crate::api::server) fn is_full(&self, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * f64::from(self.limits.steady);
        self.left + gained >= f64::from(self.limits.burst)
    }

    /// Takes one question.
    pub(in crate::api::server) fn take(&mut self, now: Instant) -> Turn {
        let (steady, burst) = (f64::from(self.limits.steady), f64::from(self.limits.burst));
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * steady;
        self.at = now;
        self.left = (self.left + gained).min(burst) - 1.0;
        if self.left >= burst / 2.0 {
            self.over = 0;
        }
        if self.left >= 0.0 {
            return Turn::Now;
        }
        self.over += 1;
        if self.over > self.limits.patience {
            return Turn::Enough;
        }
        Turn::After(Duration::from_secs_f64(-self.left / steady))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance() -> (Allowance, Instant) {
        let limits = Limits { steady: 10, burst: 4, patience: 3, ..Limits::default() };
        let now = Instant::now();
        (Allowance::new(limits, now), now)
    }

    #[test]
    fn a_burst_is_answered_at_once_then_slowed_then_ended() {
        let (mut it, now) = allowance();
        let turns: Vec<Turn> = (0..8).map(|_| it.take(now)).collect();
        assert_eq!(turns[..4], [Turn::Now; 4]);
        assert_eq!(turns[4], Turn::After(Duration::from_millis(100)));
        assert!(turns[4..7].iter().all(|it| matches!(it, Turn::After(_))), "{turns:?}");
        assert_eq!(turns[7], Turn::Enough);
    }

    #[test]
    fn whoever_keeps_to_it_is_never_slowed() {
        let (mut it, now) = allowance();
        for question in 0..100 {
            assert_eq!(it.take(now + Duration::from_millis(100 * question)), Turn::Now, "{question}");
        }
    }

    #[test]
    fn being_quiet_for_a_while_is_forgiven() {
        let (mut it, now) = allowance();
        assert!((0..6).any(|_| it.take(now) != Turn::Now));
        let later = now + Duration::from_secs(1);
        assert_eq!(it.take(later), Turn::Now);
        assert_eq!(it.over, 0);
    }
}
