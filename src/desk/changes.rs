//! Who wants to hear of changes, once they are on disk, and of what ends them.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::server::News;

/// Where changes are told. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Changes(Arc<Mutex<Vec<Sender<News>>>>);

impl Changes {
    fn listeners(&self) -> MutexGuard<'_, Vec<Sender<News>>> {
        self.0.lock().expect("nobody panics while holding it")
    }

    /// Where all changes from now on arrive.
    pub(in crate::desk) fn listen(&self) -> Receiver<News> {
        let (told, heard) = channel();
        self.listeners().push(told);
        heard
    }

    /// Ends it for whoever listens: nothing more will change.
    pub(in crate::desk) fn end(&self) {
        self.listeners().clear();
    }

    /// Whoever listens no longer is forgotten.
    pub(in crate::desk) fn tell(&self, news: &News) {
        self.listeners().retain(|it| it.send(news.clone()).is_ok());
    }
}
