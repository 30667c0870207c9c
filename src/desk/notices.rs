//! What there is to tell about the store: what was found when it was opened, and what has befallen it since.
//! Each thing is told once, however often it is noticed.

use std::sync::{Arc, Mutex, MutexGuard};

/// What there is to tell. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Notices(Arc<Mutex<Vec<String>>>);

impl Notices {
    /// Beginning with what was found.
    pub(in crate::desk) fn of(found: Vec<String>) -> Self {
        Self(Arc::new(Mutex::new(found)))
    }

    /// Everything, the oldest first.
    pub(in crate::desk) fn all(&self) -> Vec<String> {
        self.list().clone()
    }

    /// Adds one, unless it is there.
    pub(in crate::desk) fn tell(&self, words: &str) {
        let mut list = self.list();
        if list.iter().all(|it| it != words) {
            list.push(words.to_owned());
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().expect("nobody panics while holding it")
    }
}
