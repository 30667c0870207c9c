//! What happened, who did it and when: hash-chained JSON Lines, on disk before anyone is told "saved".
//! Knows nothing of cases: what was done is text to it.
//!
//! One line is one commit, its keys in this order, UTF-8, ended by LF:
//!
//! ```json
//! {"seq":1042,"at":"2026-11-24T09:31:07Z","by":"asmith","as":"handler","on":"26-0042","ver":7,"cmd":"…","prev":"…","sum":"…","did":[…]}
//! ```
//!
//! - `sum` is the SHA-256 of `did` as written. A line's own hash is the SHA-256 of its bytes before `"did":`, and the
//!   next line carries it as `prev`; the first line carries 64 zeros.
//! - What was done may be erased: `null`, and spaces so that every line stays where it is.
//! - Lines lie in segments, `000001.jsonl` and on. A segment is at most as long as was asked, or as one group of lines.
//! - What `confirmed`, or anybody else who followed the journal, knows beyond its end is damage ([`known`]).
//! - Only a torn last line may be wrong, or what is left with a gap in it of the last group, after what the file `confirmed`
//!   says: it is cut off, kept in `torn-1.txt` and reported. Anything else is damage.

mod disk;
pub mod damage;
pub mod hash;
pub mod written;
pub mod chain;
mod segment;
mod mark;
pub mod known;
mod tail;
mod group;
mod writer;
mod erase;
pub mod lines;
mod recent;
mod order;
pub mod seal;
pub mod verify;
pub mod manifest;
pub mod backup;
pub mod restore;
pub mod mirror;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::journal::chain::{Line, Place, Position};
use crate::journal::damage::{Damage, JournalError, Torn};
use crate::journal::disk::{Disk, LocalDisk};
use crate::journal::group::Group;
use crate::journal::known::Known;
use crate::journal::mark::Noted;
use crate::journal::tail::Tail;
use crate::journal::writer::{Failure, Writer};
use crate::journal::written::{Draft, WrittenChange};
use crate::plain_file;

/// The bound of a segment, in bytes, for anyone who has no reason to choose another.
pub const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// A journal in a directory. Only one may be open for writing: whoever opens it holds the store's lock.
pub struct Journal {
    dir: PathBuf,
    /// The bound of a segment, in bytes.
    bound: u64,
    position: Position,
    state: State,
}

/// How a journal was found when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The end of the last line.
    pub position: Position,
    /// A torn last line, if there was one. It was never confirmed to anyone.
    pub torn: Option<Torn>,
    /// Whether there was a mark to hold the end against, or nothing to hold.
    pub was_noted: bool,
}

enum State {
    Writing(Writer),
    ReadOnly,
    /// For good, and why.
    Stopped(String),
}

impl Journal {
    /// Opens the journal in `dir`, making it if it is not there, and checks its last segment.
    ///
    /// Segments are to have at most `segment_bytes`. Everything that the opening reports would survive a power cut.
    pub fn open(dir: &Path, segment_bytes: u64) -> Result<(Journal, Opening), JournalError> {
        Journal::open_on(Box::new(LocalDisk), dir, segment_bytes)
    }

    /// Opens it as [`Journal::open`] does, if it also holds what others know of it.
    pub fn open_known(
        dir: &Path,
        segment_bytes: u64,
        known: &[Known],
    ) -> Result<(Journal, Opening), JournalError> {
        Journal::begin(Box::new(LocalDisk), dir, segment_bytes, Some(known))
    }

    /// Opens it though it ends before what is known of it, or with another change. The mark stays as it is until a change is
    /// appended: that change is to say what was lost.
    pub fn open_short(dir: &Path, segment_bytes: u64) -> Result<(Journal, Opening), JournalError> {
        Journal::begin(Box::new(LocalDisk), dir, segment_bytes, None)
    }

    /// What is missing from the journal in `dir` of what its mark and others know. An error, if what is there is damaged.
    pub fn missing(dir: &Path, known: &[Known]) -> Result<(Position, Vec<Damage>), JournalError> {
        let tail = tail::find(dir)?;
        Ok((tail.position, known::missing(dir, tail.position.seq, tail.noted, known)))
    }

    /// Reads the journal in `dir` and changes nothing. Nothing is read yet.
    pub fn reader(dir: &Path) -> Journal {
        Journal { dir: dir.to_owned(), bound: 0, position: Position::START, state: State::ReadOnly }
    }

    fn open_on(disk: Box<dyn Disk>, dir: &Path, bound: u64) -> Result<(Journal, Opening), JournalError> {
        Journal::begin(disk, dir, bound, Some(&[]))
    }

    /// Opens it, if it holds what is known of it; as it is, where nothing of that counts.
    fn begin(
        disk: Box<dyn Disk>,
        dir: &Path,
        bound: u64,
        known: Option<&[Known]>,
    ) -> Result<(Journal, Opening), JournalError> {
        disk::make_directory(disk.as_ref(), dir).map_err(|error| JournalError::write(dir, error))?;
        let mut tail = tail::find(dir)?;
        let missing = known.map(|it| known::missing(dir, tail.position.seq, tail.noted, it));
        if let Some(damage) = missing.into_iter().flatten().next() {
            return Err(damage.into());
        }
        if let Some(torn) = &mut tail.torn {
            torn.saved_to = Some(tail::cut(disk.as_ref(), dir, tail.segment, tail.length)?);
        }
        if tail.noted == Noted::Unreadable {
            mark::move_aside(dir).map_err(JournalError::file(dir))?;
        }
        let state = State::Writing(Writer::open(disk, dir, &tail, known.is_some())?);
        let Tail { position, torn, noted, .. } = tail;
        let opening = Opening { position, torn, was_noted: noted != Noted::Nothing || position.seq == 0 };
        Ok((Journal { dir: dir.to_owned(), bound, position, state }, opening))
    }

    /// The end of the last line that was confirmed.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Writes the drafts as one group, in order, and returns once they would survive a power cut.
    ///
    /// After an error none of them is in the journal, but for [`JournalError::Stopped`]: then it is not known, and will
    /// show when the journal is opened again.
    pub fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Line>, JournalError> {
        let writer = match &mut self.state {
            State::Writing(writer) => writer,
            State::ReadOnly => return Err(JournalError::ReadOnly),
            State::Stopped(why) => return Err(JournalError::Stopped(why.clone())),
        };
        let group = Group::encode(self.position, drafts)?;
        if group.bytes.is_empty() {
            return Ok(vec![]);
        }
        if plain_file::MOST_BYTES < group.bytes.len() as u64 {
            return Err(JournalError::Unwritable("more is to be written at once than can be read back"));
        }
        let (segment, offset) = match writer.append(&group.bytes, self.bound) {
            Ok(start) => start,
            Err(failure) => return Err(self.failed(failure)),
        };
        let (start, last) = group.last();
        let lines = group.lines(segment, offset);
        self.position = lines.last().map_or(self.position, |line| line.after);
        writer.note(self.position, (offset + start, last));
        Ok(lines)
    }

    /// Takes away for good what the change at `place` did. The chain and every place stay as they were.
    ///
    /// First append a change that declares the erasure: [`verify::verify`] accepts no other. Erasing again does nothing;
    /// after a power cut, or an error, it finishes what was begun. Copies in backups are not reached.
    pub fn erase(&mut self, place: Place) -> Result<(), JournalError> {
        let writer = match &mut self.state {
            State::Writing(writer) => writer,
            State::ReadOnly => return Err(JournalError::ReadOnly),
            State::Stopped(why) => return Err(JournalError::Stopped(why.clone())),
        };
        erase::erase(writer.disk(), &self.dir, place)
            .and_then(|()| writer.erased(place))
            .map_err(|failure| self.failed(failure))
    }

    /// Stops for good if it is not known what is on the disk.
    fn failed(&mut self, failure: Failure) -> JournalError {
        match failure {
            Failure::Refused(error) => error,
            Failure::Unknown(why) => {
                self.state = State::Stopped(why.clone());
                JournalError::Stopped(why)
            }
        }
    }

    /// Size of all segments, in bytes.
    pub fn bytes(&self) -> Result<u64, JournalError> {
        Ok(segment::lengths(&self.dir)?.iter().sum())
    }

    /// The changes written after a time, oldest first; at most so many, the latest.
    pub fn recent(&self, after: DateTime<Utc>, most: usize) -> Result<Vec<WrittenChange>, JournalError> {
        recent::recent(&self.dir, after, most)
    }

    /// Reads the change at `place`, and checks that what was done is what was written.
    pub fn read(&self, place: Place) -> Result<WrittenChange, JournalError> {
        segment::read(&self.dir, place)
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod storm;
#[cfg(test)]
mod tests;
