//! Anything that answers: the desk in this process, or one behind a socket.

use crate::api::message::{Fault, Reply, Request};

/// Answers requests, one after the other.
pub trait Service: Send {
    /// Asks, and waits for the answer. A change that is answered is on disk.
    fn call(&mut self, request: Request) -> Result<Reply, Fault>;
}
