//! Locks on files that somebody may hold for a moment: who closes what is locked, looks into it, or starts another program
//! meanwhile, for a program that is being started holds every lock until it is that program.

use std::fs::{File, TryLockError};
use std::thread;
use std::time::Duration;

/// How often a lock is tried that somebody has, and how long is waited in between.
const TRIES: u32 = 120;
/// See [`TRIES`].
pub const PAUSE: Duration = Duration::from_millis(10);

/// Locks it, for this process alone, unless somebody goes on holding it for longer than a moment.
pub fn lock_soon(file: &File) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            tried => return tried,
        }
    }
    file.try_lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_for_a_moment_is_waited_for_and_what_stays_held_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let (held, wanted) = (file.reopen().unwrap(), file.reopen().unwrap());
        held.try_lock().unwrap();
        assert!(matches!(lock_soon(&wanted), Err(TryLockError::WouldBlock)));
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(PAUSE * 4);
                held.unlock().unwrap();
            });
            lock_soon(&wanted).unwrap();
        });
    }
}
