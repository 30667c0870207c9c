//! Who has what on screen, on this host and on the others: told to them by way of the database, and heard from there. Nobody is held
//! up by it, and what is lost of it is said again.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::api::server::News;
use crate::domain::reference::RecordRef;
use crate::journal::sequencer::Administered;

/// After how long it is said again, lest a host that was away passes for one where nobody is.
const SAY_AGAIN: Duration = Duration::from_secs(20);
/// How many are told of at most.
const MOST: usize = 1000;

/// Somebody, by sign-in name, and the record that they have on screen.
pub(in crate::desk) type Looking = (String, RecordRef);

/// Those who look at a record on this host. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(in crate::desk) struct Here(Arc<Mutex<Vec<Looking>>>);

impl Here {
    /// From now on it is these.
    pub(in crate::desk) fn are(&self, looking: Vec<Looking>) {
        *self.lock() = looking;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Looking>> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

/// Says who is here and hears who is elsewhere.
pub(in crate::desk) struct Elsewhere {
    pub(in crate::desk) here: Here,
    pub(in crate::desk) news: NewsOf,
    said: Option<(Vec<Looking>, Instant)>,
    heard: Option<(Vec<Looking>, Instant)>,
}

/// Where what is heard is told.
pub(in crate::desk) type NewsOf = Box<dyn Fn(&News) + Send>;

impl Elsewhere {
    pub(in crate::desk) const fn new(here: Here, news: NewsOf) -> Self {
        Self { here, news, said: None, heard: None }
    }

    /// Says what is new, and hears what is.
    pub(in crate::desk) fn exchange(&mut self, order: &mut dyn Administered) {
        let ours: Vec<Looking> = self.here.lock().iter().take(MOST).cloned().collect();
        let is_said = self.said.as_ref().map_or(ours.is_empty(), |(said, at)| {
            *said == ours && (ours.is_empty() || at.elapsed() < SAY_AGAIN)
        });
        if !is_said
            && let Ok(text) = serde_json::to_string(&ours)
            && order.say_here(&text).is_ok()
        {
            self.said = Some((ours, Instant::now()));
        }
        let is_new = order.somebody_said() || self.heard.as_ref().is_none_or(|it| SAY_AGAIN < it.1.elapsed());
        if is_new && let Ok(texts) = order.said_elsewhere() {
            let all = texts.iter().filter_map(|it| serde_json::from_str::<Vec<Looking>>(it).ok()).flatten();
            self.hear(all.take(MOST).collect());
        }
    }

    /// Nothing is known of the others any more.
    pub(in crate::desk) fn lose(&mut self) {
        self.hear(Vec::new());
        (self.said, self.heard) = (None, None);
    }

    fn hear(&mut self, all: Vec<Looking>) {
        if self.heard.as_ref().map_or(!all.is_empty(), |it| it.0 != all) {
            (self.news)(&News::Elsewhere(all.clone()));
        }
        self.heard = Some((all, Instant::now()));
    }
}
