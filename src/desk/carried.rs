//! What papers say, carried to every host of an office by way of the database: there before the journal names it, brought by each
//! host as it takes in the line that does, and asked for at once where somebody wants to read it before.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::message::Fault;
use crate::desk::attached::named_after;
use crate::journal::chain::Position;
use crate::journal::damage::JournalError;
use crate::journal::sequencer::{Administered, SequenceError};
use crate::papers::{PART, Papers};

/// A part of a paper, from a byte on.
type Parts<'a> = &'a mut dyn FnMut(u64) -> io::Result<Vec<u8>>;

/// Carries papers for whoever attaches or reads one. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(in crate::desk) struct Carrier(Arc<Mutex<Box<dyn Administered>>>);

impl Carrier {
    /// Over a connection of its own.
    pub(in crate::desk) fn over(order: Box<dyn Administered>) -> Self {
        Self(Arc::new(Mutex::new(order)))
    }

    fn order(&self) -> MutexGuard<'_, Box<dyn Administered>> {
        self.0.lock().expect("nobody panics while holding it")
    }

    /// Puts contents beside the shared journal, before it names them.
    pub(in crate::desk) fn send(&self, sha256: &str, bytes: u64, parts: Parts) -> Result<(), Fault> {
        let sent = send(self.order().as_mut(), sha256, bytes, parts);
        sent.map_err(|it| Fault::NotSaved(it.to_string()))
    }

    /// Brings a paper that is not here. False if it is not there either.
    pub(in crate::desk) fn bring(&self, papers: &Papers, sha256: &str) -> Result<bool, Fault> {
        bring(self.order().as_mut(), papers, sha256).map_err(|it| Fault::Unreachable(format!("{it}.")))
    }
}

/// Puts contents beside the shared journal.
pub(in crate::desk) fn send(
    order: &mut dyn Administered,
    sha256: &str,
    bytes: u64,
    parts: Parts,
) -> Result<(), SequenceError> {
    let mut start = 0;
    loop {
        let part = parts(start).map_err(|it| unread(&it))?;
        let end = start + part.len() as u64;
        let is_last = bytes <= end || part.is_empty();
        order.put_paper(sha256, start, &part, is_last)?;
        if is_last {
            return Ok(());
        }
        start = end;
    }
}

fn bring(order: &mut dyn Administered, papers: &Papers, sha256: &str) -> Result<bool, SequenceError> {
    let mut failed = None;
    let brought = papers.bring(sha256, &mut |start| {
        order.paper_part(sha256, start, PART).map_err(|it| {
            failed = Some(it);
            io::Error::other("it could not be asked for")
        })
    });
    brought.map_err(|it| failed.unwrap_or_else(|| unread(&it)))
}

/// Sends every paper that a journal names, and that is here. `progress` hears the bytes of those that were gone through, and of all.
pub(in crate::desk) fn send_all(
    order: &mut dyn Administered,
    papers: &Papers,
    journal: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), JournalError> {
    let (named, _) = named_after(journal, Position::START)?;
    let there = order.papers()?;
    let (mut done, total) = (0, named.values().sum());
    for (sha256, bytes) in named {
        if papers.is_here(&sha256, bytes) && !there.contains(&sha256) {
            send(order, &sha256, bytes, &mut |start| papers.part(&sha256, start))?;
        }
        done += bytes;
        progress(done, total);
    }
    Ok(())
}

/// Brings every paper that the journal names after a position, and that is not here. Gives the position up to which it was read.
pub(in crate::desk) fn bring_all(
    order: &mut dyn Administered,
    papers: &Papers,
    journal: &Path,
    after: Position,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Position, JournalError> {
    let (named, position) = named_after(journal, after)?;
    let (mut done, total) = (0, named.values().sum());
    for (sha256, bytes) in named {
        if !papers.is_here(&sha256, bytes) {
            bring(order, papers, &sha256)?;
        }
        done += bytes;
        progress(done, total);
    }
    Ok(position)
}

fn unread(error: &io::Error) -> SequenceError {
    SequenceError::Away(format!("the contents of a paper cannot be read or written ({error})"))
}
