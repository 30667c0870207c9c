//! Where readers wait while a change is answered and not applied yet: everybody reads what they were told.

use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

/// A gate before the view. Clones are the same gate.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Gate(Arc<RwLock<()>>);

impl Gate {
    /// Waits until it is open. It may close behind whoever passes: they read how things stood when they came.
    pub(in crate::desk) fn pass(&self) {
        drop(self.0.read().unwrap_or_else(PoisonError::into_inner));
    }

    /// Closes it, until what is given is dropped.
    pub(in crate::desk) fn close(&self) -> RwLockWriteGuard<'_, ()> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn nobody_passes_while_it_is_closed() {
        let (gate, is_applied) = (Gate::default(), AtomicBool::new(false));
        let closed = gate.close();
        thread::scope(|threads| {
            threads.spawn(|| {
                gate.pass();
                assert!(is_applied.load(Ordering::SeqCst));
            });
            thread::sleep(Duration::from_millis(20));
            is_applied.store(true, Ordering::SeqCst);
            drop(closed);
        });
    }
}
