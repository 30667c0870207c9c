//! Whether anybody still waits for an answer. Whoever waits may give it up, and goes on at once; what comes late is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::api::message::{Fault, Request};
use crate::domain::refusal::Refusal;

/// How often whoever listens looks whether it was given up.
const LOOKS: Duration = Duration::from_millis(50);

/// Somebody who waits, until they give up.
#[derive(Clone, Debug, Default)]
pub struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// Waits no more, for anything that was asked with it.
    pub fn give_up(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether nobody waits any more.
    pub fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// What arrives within so long, unless it is given up meanwhile: as if nobody were there to send it.
    pub fn hear<T>(&self, from: &Receiver<T>, within: Duration) -> Result<T, RecvTimeoutError> {
        let until = Instant::now().checked_add(within);
        loop {
            let left = until.map_or(Duration::MAX, |it| it.saturating_duration_since(Instant::now()));
            match from.recv_timeout(left.min(LOOKS)) {
                Err(RecvTimeoutError::Timeout) if self.is_over() => {
                    return Err(RecvTimeoutError::Disconnected);
                }
                Err(RecvTimeoutError::Timeout) if LOOKS < left => {}
                heard => return heard,
            }
        }
    }
}

/// What is given in place of an answer that nobody waits for.
pub fn given_up() -> Fault {
    Refusal::of_step("You stopped it before it was here.", "R asks again, where you are not typing.").into()
}

/// Whether a question may be given up: a change that is on its way is made, whoever waits.
pub const fn may_be_given_up(request: &Request) -> bool {
    !matches!(request, Request::Do(_))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn whoever_waits_hears_what_comes_and_goes_on_at_once_when_they_give_up() {
        let (sender, receiver) = channel();
        let waiting = Waiting::default();
        assert_eq!(waiting.hear(&receiver, Duration::ZERO), Err(RecvTimeoutError::Timeout));
        sender.send(1).expect("it is listened to");
        assert_eq!(waiting.hear(&receiver, Duration::MAX), Ok(1));
        let gives_up = waiting.clone();
        thread::spawn(move || {
            thread::sleep(3 * LOOKS);
            gives_up.give_up();
        });
        // Nothing is ever sent, and the sender is still there.
        assert_eq!(waiting.hear(&receiver, Duration::MAX), Err(RecvTimeoutError::Disconnected));
        assert!(sender.send(2).is_ok());
    }
}
