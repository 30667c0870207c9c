//! Whether changes can be written down, as the last one that was tried showed.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::server::News;
use crate::desk::changes::Changes;
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
    /// What orders the lines of several hosts does not answer.
    pub(in crate::desk) const fn away(why: String) -> Self {
        Self { why, is_stopped: false, is_away: true, is_apart: false }
    }

    /// What people are told.
    pub fn words(&self) -> String {
        format!("Changes cannot be saved: {}.", one_line(&self.why))
    }
}

/// What is known of it, which everybody hears of who listens to changes. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Writing {
    trouble: Arc<Mutex<Option<Trouble>>>,
    changes: Changes,
}

impl Writing {
    /// Nothing stands in the way yet.
    pub(in crate::desk) fn telling(changes: &Changes) -> Self {
        Self { trouble: Arc::default(), changes: changes.clone() }
    }

    /// Why changes cannot be written down, if they cannot.
    pub(in crate::desk) fn trouble(&self) -> Option<Trouble> {
        self.lock().clone()
    }

    /// A change was written down: what stood in the way is gone, unless that ends only when the store is opened again.
    pub(in crate::desk) fn went_well(&self) {
        self.ended(|it| !it.is_stopped);
    }

    /// What orders the lines answers again.
    pub(in crate::desk) fn order_is_back(&self) {
        self.ended(|it| it.is_away);
    }

    fn ended(&self, is_it: impl Fn(&Trouble) -> bool) {
        let ended = self.lock().take_if(|it| is_it(it));
        // What stood in the way of one change alone was told to whoever made it.
        if ended.is_some_and(|it| it.is_away) {
            self.changes.tell(&News::SavesAgain);
        }
    }

    /// Why one was not. What has stopped it stays; everybody hears once of what is in everybody's way.
    pub(in crate::desk) fn failed(&self, trouble: Trouble) {
        let mut there = self.lock();
        if there.as_ref().is_some_and(|it| it.is_stopped) {
            return;
        }
        let was_away = there.as_ref().is_some_and(|it| it.is_away);
        if trouble.is_stopped || trouble.is_away && !was_away {
            self.changes.tell(&News::CannotSave(trouble.words()));
        }
        *there = Some(trouble);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().expect("nobody panics while holding it")
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

    #[test]
    fn everybody_hears_once_that_the_order_is_away_and_once_that_it_is_back() {
        let changes = Changes::default();
        let (writing, heard) = (Writing::telling(&changes), changes.listen());
        let away = |why: &str| Trouble::away(why.to_owned());
        writing.failed(away("the database is gone"));
        writing.failed(away("it is still gone"));
        writing.order_is_back();
        writing.order_is_back();
        let told: Vec<News> = heard.try_iter().collect();
        assert!(
            matches!(&told[..], [News::CannotSave(it), News::SavesAgain] if it.contains("is gone")),
            "{told:?}"
        );
    }
}
