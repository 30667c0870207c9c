//! Who wants to hear of changes, once they are on disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::server::Changed;

/// Where changes are told. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Changes(Arc<Mutex<Vec<Sender<Changed>>>>);

impl Changes {
    fn listeners(&self) -> MutexGuard<'_, Vec<Sender<Changed>>> {
        self.0.lock().expect("nobody panics while holding it")
    }

    /// Where all changes from now on arrive.
    pub(in crate::desk) fn listen(&self) -> Receiver<Changed> {
        let (told, heard) = channel();
        self.listeners().push(told);
        heard
    }

    /// Ends it for whoever listens: nothing more will change.
    pub(in crate::desk) fn end(&self) {
        self.listeners().clear();
    }

    /// Tells of a change. Whoever listens no longer is forgotten.
    pub(in crate::desk) fn tell(&self, change: &Changed) {
        self.listeners().retain(|it| it.send(change.clone()).is_ok());
    }
}
