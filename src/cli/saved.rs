//! What a command has saved so far: where its answer cannot be printed, it says that.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;

use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::api::service::Service;
use crate::api::waiting::Waiting;
use crate::domain::reference::RecordRef;

/// Counts what was saved. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Saved(Arc<AtomicU64>);

impl Saved {
    /// How many changes were.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// So many more were.
    pub fn add(&self, changes: u64) {
        self.0.fetch_add(changes, Ordering::SeqCst);
    }

    /// The same way in, with what is saved through it counted.
    pub fn counting(&self, session: Box<dyn Service>) -> Box<dyn Service> {
        Box::new(Counting { session, saved: self.clone() })
    }
}

/// How many changes an answer says were saved.
fn saved_by(reply: &Reply) -> u64 {
    if let Reply::Done(done) = reply { done.iter().filter(|it| it.is_ok()).count() as u64 } else { 0 }
}

struct Counting {
    session: Box<dyn Service>,
    saved: Saved,
}

impl Service for Counting {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        let reply = self.session.call(request)?;
        self.saved.add(saved_by(&reply));
        Ok(reply)
    }

    fn call_for(&mut self, waiting: &Waiting, request: Request) -> Result<Reply, Fault> {
        let reply = self.session.call_for(waiting, request)?;
        self.saved.add(saved_by(&reply));
        Ok(reply)
    }

    fn look_at(&mut self, on: Option<RecordRef>) {
        self.session.look_at(on);
    }

    fn has_unfinished(&mut self, forms: u32) {
        self.session.has_unfinished(forms);
    }

    fn notices(&mut self) -> Option<Receiver<Notice>> {
        self.session.notices()
    }
}
