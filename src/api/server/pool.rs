//! A few threads that answer for everybody who is connected. A thread keeps the memory that its dearest answer took: so a few keep
//! it, and not one for each person. Nobody waits here for a change: those who make one wait on threads of their own.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::panics::caught;
use crate::parallel::processors;

/// Threads for each processor: some wait for the disk.
const FOR_EACH: usize = 4;
const MOST: usize = 32;

type Work = Box<dyn FnOnce() + Send>;

/// The threads. They end when it is dropped.
pub(in crate::api::server) struct Pool(Sender<Work>);

impl Pool {
    /// Threads that wait for work.
    pub(in crate::api::server) fn start() -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        let waiting = Arc::new(Mutex::new(receiver));
        for number in 1..=(processors() * FOR_EACH).min(MOST) {
            let waiting = waiting.clone();
            thread::Builder::new().name(format!("answer {number}")).spawn(move || work(&waiting))?;
        }
        Ok(Self(sender))
    }

    /// Has one of them do it, and waits. None if it panicked.
    pub(in crate::api::server) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (sender, done) = channel();
        self.0.send(Box::new(move || drop(sender.send(work())))).ok()?;
        done.recv().ok()
    }
}

fn work(waiting: &Mutex<Receiver<Work>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // Whoever waits for it hears that nothing comes.
        drop(caught(work));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_and_a_panic_costs_nobody_else_an_answer() {
        let pool = Pool::start().unwrap();
        assert_eq!(pool.run(|| 3), Some(3));
        for _ in 0..2 * MOST {
            assert_eq!(pool.run(|| -> u8 { panic!("as asked") }), None);
        }
        assert_eq!(pool.run(|| 4), Some(4));
    }
}
