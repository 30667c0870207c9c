//! Whether changes can be written down, as the last one that was tried showed.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::domain::text::one_line;

/// Why changes cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The reason, and what to do.
    pub why: String,
    /// Whether nothing more is written until the store is opened again.
    pub is_stopped: bool,
    /// Whether it is what orders the lines of several hosts that does not answer.
    pub is_away: bool,
    /// Whether it stays so however often the store is opened, so that it is better read meanwhile.
    pub is_apart: bool,
}

impl Trouble {
    /// What people are told.
    pub fn words(&self) -> String {
        format!("Changes cannot be saved: {}.", one_line(&self.why))
    }
}

/// What is known of it. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Writing(Arc<Mutex<Option<Trouble>>>);

impl Writing {
    /// Why changes cannot be written down, if they cannot.
    pub(in crate::desk) fn trouble(&self) -> Option<Trouble> {
        self.lock().clone()
    }

    /// A change was written down: what stood in the way is gone, unless that ends only when the store is opened again.
    pub(in crate::desk) fn went_well(&self) {
        self.lock().take_if(|it| !it.is_stopped);
    }

    /// What orders the lines answers again.
    pub(in crate::desk) fn order_is_back(&self) {
        self.lock().take_if(|it| it.is_away);
    }

    /// Why one was not. What has stopped it stays.
    pub(in crate::desk) fn failed(&self, trouble: Trouble) {
        let mut there = self.lock();
        if there.as_ref().is_none_or(|it| !it.is_stopped) {
            *there = Some(trouble);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_on_the_disk_ends_it_and_what_has_stopped_stays() {
        let writing = Writing::default();
        let trouble = |why: &str, is_stopped| Trouble {
            why: why.to_owned(),
            is_stopped,
            is_away: false,
            is_apart: false,
        };
        writing.failed(trouble("full", false));
        writing.order_is_back();
        assert_eq!(writing.trouble(), Some(trouble("full", false)));
        writing.went_well();
        assert_eq!(writing.trouble(), None);
        writing.failed(trouble("stopped", true));
        writing.failed(trouble("full", false));
        writing.went_well();
        assert_eq!(writing.trouble(), Some(trouble("stopped", true)));
    }
}
