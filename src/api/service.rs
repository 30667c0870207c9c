//! Anything that answers: the desk in this process, or one behind a socket.

use std::sync::mpsc::Receiver;

use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;

/// Answers requests, one after the other.
pub trait Service: Send {
    /// Asks, and waits for the answer. A change that is answered is on disk.
    fn call(&mut self, request: Request) -> Result<Reply, Fault>;

    /// Says which record is on screen, so that others who have it there are told, and told of changes to it.
    fn look_at(&mut self, _on: Option<String>) {}

    /// Where notices arrive; none where nobody else works, and none the second time.
    fn notices(&mut self) -> Option<Receiver<Notice>> {
        None
    }
}

impl<S: Service + ?Sized> Service for Box<S> {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        (**self).call(request)
    }

    fn look_at(&mut self, on: Option<String>) {
        (**self).look_at(on);
    }

    fn notices(&mut self) -> Option<Receiver<Notice>> {
        (**self).notices()
    }
}
