//! What happened, who did it and when: hash-chained JSON Lines, on disk before anyone is told "saved".
//! Knows nothing of cases: what was done is text to it.
//!
//! One line is one commit, its keys in this order, UTF-8, ended by LF:
//!
//! ```json
//! {"seq":1042,"at":"2026-11-24T09:31:07Z","by":"asmith","as":"handler","via":"…","on":"26-0042","ver":7,"cmd":"…","prev":"…","sum":"…","did":[…],"salt":"…"}
//! ```
//!
//! - `sum` is the SHA-256 of `did` as written, with its salt, which is drawn by chance and erased with it: what was erased cannot
//!   be tried out by its sum. A line's own hash is the SHA-256 of its bytes before `"did":`, and the
//!   next line carries it as `prev`; the first line carries 64 zeros.
//! - `via` is the host that wrote the line, and stands only where several share the journal ([`sequencer`]).
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
pub mod sequencer;
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
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::journal::chain::{Line, Place, Position};
use crate::journal::damage::{Damage, Flaw, JournalError, Torn};
use crate::journal::disk::{Disk, LocalDisk};
use crate::journal::group::Group;
use crate::journal::known::Known;
use crate::journal::mark::Noted;
use crate::journal::segment::{Segment, Step};
use crate::journal::sequencer::{Head, Ordered, SequenceError, Sequencer};
use crate::journal::tail::Tail;
use crate::journal::writer::{Failure, Writer};
use crate::journal::written::{Draft, Raw, WrittenChange};
use crate::plain_file;

/// The bound of a segment, in bytes, for anyone who has no reason to choose another.
pub const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// About how many bytes of what other hosts wrote are taken in at once.
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;

/// About how many bytes are sent at once of what was written before a journal was shared.
const SENT_AT_ONCE: usize = 256 * 1024;

/// The drafts, none before what was written last: the clocks of several hosts differ.
fn not_before(last: Option<DateTime<Utc>>, drafts: &[Draft]) -> Vec<Draft> {
    let at = |it: &Draft| last.map_or(it.at, |last| it.at.max(last));
    drafts.iter().map(|it| Draft { at: at(it), ..it.clone() }).collect()
}

/// What is missing from a journal with this end of what its mark and others know, and before it what is wrong with a line that
/// they know and that stands there, changed.
fn missing(dir: &Path, tail: &Tail, known: &[Known]) -> Vec<Damage> {
    let mut missing = known::missing(dir, tail.position.seq, tail.noted, known);
    if !missing.is_empty() && tail.torn.is_some() {
        let segment = Segment::read(dir, tail.segment, false).ok();
        let wrong = segment.and_then(|it| it.step(tail.position).err());
        missing.splice(0..0, wrong.filter(|it| it.what != Flaw::Unterminated));
    }
    missing
}

/// A journal in a directory. Only one may be open for writing: whoever opens it holds the store's lock.
pub struct Journal {
    dir: PathBuf,
    /// The bound of a segment, in bytes.
    bound: u64,
    position: Position,
    state: State,
    /// Where its lines get their order; none where this file is the order.
    shared: Option<Shared>,
}

/// A journal that several hosts share, as one of them has it.
struct Shared {
    order: Box<dyn Sequencer>,
    /// The host's name.
    via: String,
    /// When its last line was written.
    last: Option<DateTime<Utc>>,
    /// Lines that were sent, of which nobody knows whether the order has them, and their segment.
    unsettled: Option<(Group, u32)>,
}

/// What came of holding the journal of a host against the one that the hosts share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldAgainst {
    /// How many lines were held against each other.
    pub lines: u64,
    /// How many more are there, which this host has not taken in.
    pub behind: u64,
    /// The numbers of those that differ, and how: the first of them.
    pub differ: Vec<(u64, Differs)>,
}

/// How a line differs here and there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// What it says is erased here, and not there.
    ErasedHere,
    /// What it says is erased there, and not here.
    ErasedThere,
    /// It lies in another file.
    Elsewhere,
    /// It is another line.
    Another,
}

/// How a journal was found when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The end of the last line.
    pub position: Position,
    /// A torn last line, if there was one. It was never confirmed to anyone.
    pub torn: Option<Torn>,
    /// Whether there was a mark to hold the end against, or no journal yet.
    pub was_noted: bool,
}

impl Opening {
    fn of(tail: Tail) -> Self {
        let Tail { position, torn, noted, is_new, .. } = tail;
        Self { position, torn, was_noted: noted != Noted::Nothing || is_new }
    }
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

    /// Opens it on a disk that takes no changes, to be read, if it holds what others know of it; `is` says how the disk is. What is
    /// torn off its end is left there.
    pub fn open_to_read(dir: &Path, known: &[Known], is: &str) -> Result<(Journal, Opening), JournalError> {
        let tail = tail::find(dir)?;
        if let Some(damage) = missing(dir, &tail, known).into_iter().next() {
            return Err(damage.into());
        }
        let why = format!("the disk with {} is {is}", dir.display());
        let journal = Journal { position: tail.position, state: State::Stopped(why), ..Journal::reader(dir) };
        Ok((journal, Opening::of(tail)))
    }

    /// Why it takes no more changes, if it takes none.
    pub fn stopped(&self) -> Option<JournalError> {
        match &self.state {
            State::Stopped(why) => Some(JournalError::Stopped(why.clone())),
            State::Writing(_) | State::ReadOnly => None,
        }
    }

    /// Opens it though it ends before what is known of it, or with another change. The mark stays as it is until a change is
    /// appended: that change is to say what was lost.
    pub fn open_short(dir: &Path, segment_bytes: u64) -> Result<(Journal, Opening), JournalError> {
        Journal::begin(Box::new(LocalDisk), dir, segment_bytes, None)
    }

    /// What is missing from the journal in `dir` of what its mark and others know. An error, if what is there is damaged.
    pub fn missing(dir: &Path, known: &[Known]) -> Result<(Position, Vec<Damage>), JournalError> {
        let tail = tail::find(dir)?;
        Ok((tail.position, missing(dir, &tail, known)))
    }

    /// Reads the journal in `dir` and changes nothing. Nothing is read yet.
    pub fn reader(dir: &Path) -> Journal {
        Journal {
            dir: dir.to_owned(),
            bound: 0,
            position: Position::START,
            state: State::ReadOnly,
            shared: None,
        }
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
        let missing = known.map(|it| missing(dir, &tail, it));
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
        let position = tail.position;
        Ok((Journal { dir: dir.to_owned(), bound, position, state, shared: None }, Opening::of(tail)))
    }

    /// The end of the last line that was confirmed.
    pub fn position(&self) -> Position {
        self.position
    }

    /// From now on lines get their order from `order`, and carry the host's name.
    pub fn order_by(&mut self, order: Box<dyn Sequencer>, via: &str) -> Result<(), JournalError> {
        let last = if self.position.seq == 0 {
            None
        } else {
            let line = segment::line_before(&self.dir, self.position)?;
            line.strip_suffix(b"\n").and_then(Raw::split).and_then(|it| it.change()).map(|it| it.at)
        };
        self.shared = Some(Shared { order, via: via.to_owned(), last, unsettled: None });
        Ok(())
    }

    /// Whether several hosts share it.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Writes the drafts as one group, in order, and returns once they would survive a power cut.
    ///
    /// After an error none of them is in the journal, but for [`JournalError::Stopped`]: then it is not known, and will
    /// show when the journal is opened again; and for [`JournalError::Unsettled`], which [`Journal::settle`] settles.
    pub fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Line>, JournalError> {
        let writer = match &mut self.state {
            State::Writing(writer) => writer,
            State::ReadOnly => return Err(JournalError::ReadOnly),
            State::Stopped(why) => return Err(JournalError::Stopped(why.clone())),
        };
        let group = match &self.shared {
            None => Group::encode(self.position, "", drafts)?,
            Some(shared) => Group::encode(self.position, &shared.via, &not_before(shared.last, drafts))?,
        };
        if group.bytes.is_empty() {
            return Ok(vec![]);
        }
        if plain_file::MOST_BYTES < group.bytes.len() as u64 {
            return Err(JournalError::Unwritable("more is to be written at once than can be read back"));
        }
        let segment = writer.segment_for(group.bytes.len(), self.bound);
        if let Some(shared) = &mut self.shared {
            shared.unsettled = None;
            // Lines that are in order and cannot be written here would leave this host behind.
            writer.is_as_left()?;
            let head = Head { seq: self.position.seq, hash: self.position.head };
            let lines: Vec<&[u8]> = group.each().collect();
            match shared.order.append_if_head(head, segment, &lines) {
                Ok(()) => {}
                Err(SequenceError::Unknown(why)) => {
                    shared.unsettled = Some((group, segment));
                    return Err(JournalError::Unsettled(why));
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.write_ordered(group, segment)
    }

    /// Writes lines of this host that are in order. Where they are shared and cannot be written, they are there all the same.
    fn write_ordered(&mut self, group: Group, segment: u32) -> Result<Vec<Line>, JournalError> {
        let is_shared = self.is_shared();
        self.write(group, segment).map_err(|error| {
            if !is_shared {
                return error;
            }
            let why = match error {
                JournalError::NoRoom(_) => "there is no room left on its disk".to_owned(),
                JournalError::Write(path, error) => format!("writing to {} failed ({error})", path.display()),
                other => other.to_string(),
            };
            self.state = State::Stopped(format!("a change could not be written on this host ({why})"));
            JournalError::NotHere(why)
        })
    }

    /// Writes lines that are in order.
    fn write(&mut self, group: Group, segment: u32) -> Result<Vec<Line>, JournalError> {
        let State::Writing(writer) = &mut self.state else { return Err(JournalError::ReadOnly) };
        let (segment, offset) = match writer.append(&group.bytes, segment) {
            Ok(start) => start,
            Err(failure) => return Err(self.failed(failure)),
        };
        let (start, last) = group.last();
        let lines = group.lines(segment, offset);
        self.position = lines.last().map_or(self.position, |line| line.after);
        writer.note(self.position, (offset + start, last));
        if let (Some(shared), Some(line)) = (&mut self.shared, lines.last()) {
            shared.last = shared.last.max(Some(line.change.at));
        }
        Ok(lines)
    }

    /// Finds out what became of lines of which nobody knew. They are written here if the order has them; none if it has not,
    /// and they are in no journal.
    pub fn settle(&mut self) -> Result<Option<Vec<Line>>, JournalError> {
        let Some(shared) = &mut self.shared else { return Ok(None) };
        let Some((group, segment)) = shared.unsettled.take() else { return Ok(None) };
        let Some((seq, hash)) = group.end() else { return Ok(None) };
        match shared.order.settle(Head { seq, hash }) {
            Ok(true) => self.write_ordered(group, segment).map(Some),
            Ok(false) => Ok(None),
            Err(error) => {
                shared.unsettled = Some((group, segment));
                Err(error.into())
            }
        }
    }

    /// Takes in lines that other hosts wrote, as many as are read at once; none once this journal is the whole of the shared
    /// one. Each is held against the chain before it is written.
    pub fn take_in(&mut self) -> Result<Vec<Line>, JournalError> {
        let Some(shared) = &mut self.shared else { return Ok(Vec::new()) };
        // If those lines are in order they are among what is read now.
        shared.unsettled = None;
        let head = Head { seq: self.position.seq, hash: self.position.head };
        let read = shared.order.read_after(head, BYTES_AT_ONCE)?;
        let mut taken = Vec::new();
        for of_segment in read.chunk_by(|one, other| one.segment == other.segment) {
            let bytes: Vec<&[u8]> = of_segment.iter().map(|it: &Ordered| &*it.bytes).collect();
            let group = Group::of_lines(self.position, &bytes).map_err(|(seq, what)| {
                JournalError::Apart(format!(
                    "change {seq} of the shared journal cannot be taken in: {what}. Nothing of it was written here. Close redress \
                     on this host and run “redress verify” on every host"
                ))
            });
            match group.and_then(|it| self.write(it, of_segment[0].segment)) {
                Ok(lines) => taken.extend(lines),
                // What was taken in is told; the next time says what is wrong.
                Err(_) if !taken.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(taken)
    }

    /// Keeps other hosts from appending until the next append of this one, for so long at most.
    pub fn keep_for_itself(&mut self, at_most: Duration) -> Result<(), JournalError> {
        match &mut self.shared {
            Some(shared) => Ok(shared.order.keep_for_itself(at_most)?),
            None => Ok(()),
        }
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

    /// Sends what the journal in `dir` has after `from` to an order that ends there. Gives its end.
    pub fn send(
        dir: &Path,
        from: Head,
        order: &mut dyn Sequencer,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Head, JournalError> {
        let lengths = segment::lengths(dir)?;
        let (mut done, total) = (0, lengths.iter().sum());
        let (mut end, mut position) = (from, Position::START);
        for (number, length) in (1..).zip(&lengths) {
            let segment = Segment::read(dir, number, number as usize == lengths.len())?;
            let (mut lines, mut bytes): (Vec<Vec<u8>>, usize) = (Vec::new(), 0);
            loop {
                let step = segment.step(position)?;
                let is_over = !matches!(step, Step::Line(..));
                if let Step::Line(raw, place, after) = step {
                    position = after;
                    if from.seq == raw.seq && from.hash != after.head {
                        let why = "the database has the journal of another office in this schema. Name another one with --schema";
                        return Err(JournalError::Apart(why.to_owned()));
                    }
                    if from.seq < raw.seq {
                        let line = segment::read_line(dir, place)?;
                        bytes += line.len();
                        lines.push(line);
                    }
                }
                if (is_over && !lines.is_empty()) || SENT_AT_ONCE <= bytes {
                    let sent: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
                    order.append_if_head(end, number, &sent)?;
                    end = Head { seq: position.seq, hash: position.head };
                    (lines, bytes) = (Vec::new(), 0);
                }
                if is_over {
                    break;
                }
            }
            done += length;
            progress(done, total);
        }
        if position.seq < from.seq {
            let why = "the database has more changes in this schema than this journal. Name another one with --schema";
            return Err(JournalError::Apart(why.to_owned()));
        }
        Ok(end)
    }

    /// Holds each line of the journal in `dir` against the one that the order has.
    pub fn hold_against(
        dir: &Path,
        order: &mut dyn Sequencer,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<HeldAgainst, JournalError> {
        const MOST: usize = 10;
        let lengths = segment::lengths(dir)?;
        let total = lengths.iter().sum();
        let mut held = HeldAgainst::default();
        let (mut position, mut done) = (Position::START, 0);
        let mut there = Vec::new().into_iter();
        for (number, length) in (1..).zip(&lengths) {
            let segment = Segment::read(dir, number, number as usize == lengths.len())?;
            while let Step::Line(_, place, after) = segment.step(position)? {
                if there.as_slice().is_empty() {
                    let end = Head { seq: position.seq, hash: position.head };
                    there = order.read_after(end, BYTES_AT_ONCE)?.into_iter();
                }
                // What is read behind the end of a journal that is written meanwhile is not there yet.
                let Some(ordered) = there.next() else { break };
                let differs = differs(&segment::read_line(dir, place)?, number, &ordered);
                held.differ.extend(differs.filter(|_| held.differ.len() < MOST).map(|it| (after.seq, it)));
                held.lines += 1;
                position = after;
                progress(done + position.offset, total);
            }
            done += length;
        }
        held.behind = order.wait_beyond(u64::MAX, Duration::ZERO)?.saturating_sub(position.seq);
        Ok(held)
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

/// How a line of a segment differs from the one that the order has, if it does.
fn differs(here: &[u8], segment: u32, there: &Ordered) -> Option<Differs> {
    if here == there.bytes {
        return (segment != there.segment).then_some(Differs::Elsewhere);
    }
    let raw = |it| <[u8]>::strip_suffix(it, b"\n").and_then(Raw::split);
    let (Some(one), Some(other)) = (raw(here), raw(&there.bytes)) else { return Some(Differs::Another) };
    Some(match (one.is_erased(), other.is_erased()) {
        _ if one.hash() != other.hash() => Differs::Another,
        (true, false) => Differs::ErasedHere,
        (false, true) => Differs::ErasedThere,
        _ => Differs::Another,
    })
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod storm;
#[cfg(test)]
mod tests;
