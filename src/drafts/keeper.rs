//! The thread that saves drafts while people type.
//!
//! Invariants: typing never waits for the disk; what was typed is on disk within [`Pace::most`] of it, or
//! somebody is told; a save that began earlier never overwrites a later one; while there is nothing to save,
//! the thread sleeps.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::drafts::{DraftKey, DraftStore, DraftTrouble, Saved};

/// How often drafts are saved.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Saved once nothing has changed for this long.
    pub quiet: Duration,
    /// Saved at the latest this long after the first change, however busy the keyboard.
    pub most: Duration,
    /// Tried again this long after the disk refused.
    pub again: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { quiet: Duration::from_secs(1), most: Duration::from_secs(2), again: Duration::from_secs(10) }
    }
}

/// What became of a draft.
#[derive(Debug)]
pub enum News {
    /// It is on disk, as of that time.
    Saved(DraftKey, DateTime<Utc>),
    /// It is not. The keeper still has it and goes on trying.
    Trouble(DraftTrouble),
}

/// Saves drafts behind the back of the person typing. Dropping it saves what is left.
pub struct DraftKeeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    store: DraftStore,
    pace: Pace,
    report: Box<dyn Fn(News) + Send + Sync>,
    slot: Mutex<Slot>,
    changed: Condvar,
    /// Held from taking work out of the slot until it is on disk, so that saves happen in order.
    disk: Mutex<()>,
}

#[derive(Default)]
struct Slot {
    /// The latest state of each draft that is not on disk; `None` is one to delete.
    waiting: Vec<(DraftKey, Option<Saved>)>,
    /// The first and the last change since the last save.
    changes: Option<(Instant, Instant)>,
    /// Whether one is to be deleted, which is not put off.
    deletes: bool,
    refused: Option<Instant>,
    closing: bool,
}

impl Slot {
    /// When the waiting drafts are to be saved.
    fn due(&self, pace: Pace) -> Option<Instant> {
        let (first, last) = self.changes.filter(|_| !self.waiting.is_empty())?;
        let due = if self.deletes { first } else { (last + pace.quiet).min(first + pace.most) };
        Some(self.refused.map_or(due, |at| due.max(at + pace.again)))
    }

    fn set(&mut self, key: DraftKey, saved: Option<Saved>) {
        self.waiting.retain(|(waiting, _)| *waiting != key);
        self.waiting.push((key, saved));
    }
}

impl DraftKeeper {
    /// Starts the thread. `report` hears of every save and every failure, on whatever thread did it; it
    /// should only send a message.
    pub fn start(
        store: DraftStore,
        pace: Pace,
        report: impl Fn(News) + Send + Sync + 'static,
    ) -> io::Result<DraftKeeper> {
        let (slot, changed, disk) = (Mutex::default(), Condvar::new(), Mutex::new(()));
        let shared = Arc::new(Shared { store, pace, report: Box::new(report), slot, changed, disk });
        let keeper = Arc::clone(&shared);
        let thread = thread::Builder::new().name("drafts".to_owned()).spawn(move || keeper.run())?;
        Ok(DraftKeeper { shared, thread: Some(thread) })
    }

    /// Takes note of what a form holds now. Cheap: call it after every change.
    pub fn put(&self, saved: Saved) {
        self.shared.change(saved.key(), Some(saved));
    }

    /// Deletes the draft of a form, which has been saved as a record or thrown away.
    pub fn forget(&self, key: DraftKey) {
        self.shared.change(key, None);
    }

    /// Saves now, on this thread. Returns when everything is on disk or was refused.
    pub fn flush(&self) {
        self.shared.save();
    }

    /// What to do before the process ends: [`DraftKeeper::flush`], for as long as there is a keeper.
    pub fn last_words(&self) -> Arc<dyn Fn() + Send + Sync> {
        let shared = Arc::downgrade(&self.shared);
        Arc::new(move || {
            if let Some(shared) = shared.upgrade() {
                shared.save();
            }
        })
    }

    /// The drafts left behind by earlier sessions, and the way to take one over.
    pub fn store(&self) -> &DraftStore {
        &self.shared.store
    }
}

impl Drop for DraftKeeper {
    fn drop(&mut self) {
        lock(&self.shared.slot).closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It ends by itself; had it panicked, the process would have ended.
            let _ = thread.join();
        }
        self.shared.save();
    }
}

impl Shared {
    fn run(&self) {
        let mut slot = lock(&self.slot);
        while !slot.closing {
            let now = Instant::now();
            slot = match slot.due(self.pace) {
                None => self.changed.wait(slot).unwrap_or_else(PoisonError::into_inner),
                Some(due) if now < due => {
                    self.changed.wait_timeout(slot, due - now).unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => {
                    drop(slot);
                    self.save();
                    lock(&self.slot)
                }
            };
        }
    }

    fn change(&self, key: DraftKey, saved: Option<Saved>) {
        let now = Instant::now();
        let mut slot = lock(&self.slot);
        // While something is waiting already, the thread wakes by itself and looks again.
        let wake = slot.waiting.is_empty() || saved.is_none();
        slot.deletes |= saved.is_none();
        slot.changes = Some((slot.changes.map_or(now, |(first, _)| first), now));
        slot.set(key, saved);
        drop(slot);
        if wake {
            self.changed.notify_one();
        }
    }

    fn save(&self) {
        let _disk = lock(&self.disk);
        let work = {
            let mut slot = lock(&self.slot);
            slot.changes = None;
            slot.deletes = false;
            slot.refused = None;
            std::mem::take(&mut slot.waiting)
        };
        for (key, saved) in work {
            let result = match &saved {
                Some(saved) => self.store.save(saved).map(|()| Some(saved.saved_at)),
                None => self.store.remove(&key).map(|()| None),
            };
            match result {
                Ok(None) => {}
                Ok(Some(at)) => (self.report)(News::Saved(key, at)),
                Err(trouble) => {
                    self.put_back(key, saved);
                    (self.report)(News::Trouble(trouble));
                }
            }
        }
    }

    /// Keeps what the disk refused, unless something newer has come meanwhile.
    fn put_back(&self, key: DraftKey, saved: Option<Saved>) {
        let now = Instant::now();
        let mut slot = lock(&self.slot);
        slot.refused = Some(now);
        slot.changes.get_or_insert((now, now));
        if slot.waiting.iter().all(|(waiting, _)| *waiting != key) {
            slot.waiting.push((key, saved));
        }
    }
}

/// No thread leaves these half changed, so a panic elsewhere does not make them wrong.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc::{self, Receiver};

    /// Long enough for any machine; only a failing test waits for it.
    const LONG: Duration = Duration::from_secs(20);

    const NEVER: Pace = Pace { quiet: LONG, most: LONG, again: LONG };

    fn draft(form: &str, text: &str) -> Saved {
        Saved {
            form: form.to_owned(),
            about: String::new(),
            on: Some("26-0142".to_owned()),
            version: Some(7),
            fields: vec![("about".to_owned(), text.to_owned())],
            cursor_field: 0,
            saved_at: Utc.with_ymd_and_hms(2026, 11, 23, 14, 2, 0).unwrap(),
        }
    }

    fn keeper(dir: &Path, pace: Pace) -> (DraftKeeper, Receiver<News>) {
        let (sender, news) = mpsc::channel();
        let store = DraftStore::open(dir, "jsmith").unwrap();
        (DraftKeeper::start(store, pace, move |news| drop(sender.send(news))).unwrap(), news)
    }

    fn texts(dir: &Path) -> Vec<String> {
        let found = DraftStore::open(dir, "jsmith").unwrap().list().unwrap().found;
        found.into_iter().map(|found| found.saved.fields[0].1.clone()).collect()
    }

    #[test]
    fn a_draft_is_saved_when_the_typing_stops() {
        let dir = tempfile::tempdir().unwrap();
        let (keeper, news) = keeper(dir.path(), Pace { quiet: Duration::from_millis(20), ..NEVER });
        for text in ["L", "La", "Lat"] {
            keeper.put(draft("note", text));
        }
        let News::Saved(key, at) = news.recv_timeout(LONG).unwrap() else { panic!("not saved") };
        assert_eq!((key, at), (draft("note", "").key(), draft("note", "").saved_at));
        drop(keeper);
        assert_eq!(texts(dir.path()), ["Lat"]);
    }

    #[test]
    fn a_draft_is_saved_while_the_typing_goes_on() {
        let start = Instant::now();
        let pace = Pace::default();
        let at = |millis| start + Duration::from_millis(millis);
        let slot = |first, last, refused: Option<u64>| Slot {
            waiting: vec![(draft("note", "").key(), None)],
            changes: Some((at(first), at(last))),
            refused: refused.map(at),
            ..Slot::default()
        };
        let table = [
            (slot(0, 0, None), 1000),
            (slot(0, 900, None), 1900),
            (slot(0, 1900, None), 2000),
            (slot(0, 1900, Some(500)), 10_500),
        ];
        for (slot, due) in table {
            assert_eq!(slot.due(pace), Some(at(due)));
        }
        assert_eq!(Slot::default().due(pace), None);
    }

    #[test]
    fn flush_saves_every_form_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let (keeper, news) = keeper(dir.path(), NEVER);
        keeper.put(draft("note", "a"));
        keeper.put(draft("finding", "b"));
        keeper.last_words()();
        assert_eq!(news.try_iter().count(), 2);
        keeper.flush();
        assert_eq!(news.try_iter().count(), 0, "there is nothing left to save");
    }

    #[test]
    fn dropping_the_keeper_saves_what_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let (keeper, _news) = keeper(dir.path(), NEVER);
        keeper.put(draft("note", "left"));
        drop(keeper);
        assert_eq!(texts(dir.path()), ["left"]);
    }

    #[test]
    fn a_forgotten_draft_is_gone_and_does_not_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let (keeper, _news) = keeper(dir.path(), NEVER);
        keeper.put(draft("note", "saved"));
        keeper.flush();
        keeper.put(draft("note", "changed"));
        keeper.forget(draft("note", "").key());
        drop(keeper);
        assert_eq!(texts(dir.path()), [] as [&str; 0]);
    }

    #[test]
    fn forgetting_is_not_put_off() {
        let dir = tempfile::tempdir().unwrap();
        let (keeper, news) = keeper(dir.path(), NEVER);
        keeper.put(draft("note", "a"));
        keeper.forget(draft("finding", "").key());
        assert!(matches!(news.recv_timeout(LONG / 2), Ok(News::Saved(..))), "and takes the others along");
    }

    #[test]
    fn a_refusing_disk_is_told_of_and_tried_again() {
        let outer = tempfile::tempdir().unwrap();
        let dir = outer.path().join("drafts");
        let soon = Duration::from_millis(5);
        let (keeper, news) = keeper(&dir, Pace { quiet: soon, most: soon, again: soon });
        fs::rename(&dir, outer.path().join("away")).unwrap();
        keeper.put(draft("note", "kept"));
        for _ in 0..2 {
            assert!(matches!(news.recv_timeout(LONG).unwrap(), News::Trouble(DraftTrouble::Save(..))));
        }
        fs::rename(outer.path().join("away"), &dir).unwrap();
        assert!(news.iter().any(|news| matches!(news, News::Saved(..))));
        drop(keeper);
        assert_eq!(texts(&dir), ["kept"]);
    }

    #[test]
    fn a_save_under_way_never_overwrites_a_later_one() {
        let dir = tempfile::tempdir().unwrap();
        let (sender, news) = mpsc::channel();
        let (go_on, wait) = mpsc::channel();
        let (store, wait) = (DraftStore::open(dir.path(), "jsmith").unwrap(), Mutex::new(wait));
        // Whoever saves the note is held up until the test says so.
        let report = move |news| {
            let News::Saved(key, _) = news else { panic!("not saved") };
            sender.send(key.form.clone()).unwrap();
            if key.form == "note" {
                lock(&wait).recv().unwrap();
            }
        };
        let keeper = DraftKeeper::start(store, NEVER, report).unwrap();
        keeper.put(draft("note", "first"));
        keeper.put(draft("finding", "old"));
        thread::scope(|scope| {
            scope.spawn(|| keeper.flush());
            assert_eq!(news.recv().unwrap(), "note");
            keeper.put(draft("finding", "new"));
            scope.spawn(|| keeper.flush());
            let overtaken = news.recv_timeout(Duration::from_millis(100));
            go_on.send(()).unwrap();
            assert!(overtaken.is_err(), "the second save waits for the first");
        });
        drop(keeper);
        let mut found = texts(dir.path());
        found.sort();
        assert_eq!(found, ["first", "new"]);
    }
}
