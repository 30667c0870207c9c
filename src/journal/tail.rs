//! The end of a journal, as it is found when it is opened: whole, or with a torn last line.
//! What is cut off is first put in a file beside the journal: nothing is thrown away.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::journal::chain::Position;
use crate::journal::damage::{Damage, Flaw, JournalError, Torn};
use crate::journal::disk::Disk;
use crate::journal::mark;
use crate::journal::segment::{self, Segment, Step};

/// Where a journal ends.
#[derive(Debug)]
pub(crate) struct Tail {
    /// After the last whole line.
    pub(crate) position: Position,
    /// The last segment. The position lies in the one before while this one is empty.
    pub(crate) segment: u32,
    /// Bytes of the last segment that are whole lines.
    pub(crate) length: u64,
    /// Byte of the last segment from which on nobody may have been told that anything is saved.
    pub(crate) doubtful: u64,
    pub(crate) torn: Option<Torn>,
}

/// Finds the end, checking the last segment line by line and that each earlier one ends with a line.
pub(crate) fn find(dir: &Path) -> Result<Tail, JournalError> {
    let lengths = segment::lengths(dir)?;
    let Some((_, sealed)) = lengths.split_last() else {
        return Ok(Tail { position: Position::START, segment: 1, length: 0, doubtful: 0, torn: None });
    };
    let mut last = 1;
    for length in sealed {
        if !ends_with_line(dir, last, *length)? {
            return Err(segment::whole(last, Flaw::Unterminated).into());
        }
        last += 1;
    }
    let mut position = match sealed.last() {
        Some(length) => segment::last_position(dir, last - 1, *length)?,
        None => Position::START,
    };
    let segment = Segment::read(dir, last, true)?;
    let confirmed = mark::read(dir);
    let mut doubtful = None;
    let torn = loop {
        if Some(position) == confirmed {
            doubtful = Some(segment.offset(position) as u64);
        }
        match segment.step(position) {
            Ok(Step::Line(_, _, after)) => position = after,
            Ok(Step::End) => break None,
            Ok(Step::Torn) => break Some(segment.remains(segment.offset(position))),
            // The disk writes in any order: of a group that was cut short a later part may be there, and an earlier not.
            Err(damage) if doubtful.is_some() && damage.what == Flaw::Blank => {
                break Some(segment.remains(segment.offset(position)));
            }
            Err(damage) => return Err(damage.into()),
        }
    };
    // What was confirmed was on the disk before that was noted. What is cut off now is no remains of a power cut.
    if let Some(confirmed) = confirmed.filter(|it| position.seq < it.seq) {
        return Err(cut_off(last, confirmed.seq, position.seq).into());
    }
    let length = segment.offset(position) as u64;
    Ok(Tail { position, segment: last, length, doubtful: doubtful.unwrap_or(0), torn })
}

/// The damage of a journal that ends before what was confirmed.
pub(crate) fn cut_off(segment: u32, confirmed: u64, last: u64) -> Damage {
    Damage { seq: Some(confirmed), ..segment::whole(segment, Flaw::CutOff { last }) }
}

/// Cuts the last segment down to its `length` bytes of whole lines, for good, and says where the rest is now.
pub(crate) fn cut(disk: &dyn Disk, dir: &Path, segment: u32, length: u64) -> Result<PathBuf, JournalError> {
    let path = segment::path(dir, segment);
    let file = disk.open(&path).map_err(JournalError::file(&path))?;
    let saved_to = save(disk, dir, &file, length).map_err(|error| JournalError::write(dir, error))?;
    let cut = disk.truncate(&file, length).and_then(|()| disk.sync(&file));
    cut.map_err(JournalError::file(&path))?;
    Ok(saved_to)
}

/// Copies what lies from `offset` on to a new file.
fn save(disk: &dyn Disk, dir: &Path, file: &File, offset: u64) -> io::Result<PathBuf> {
    let length = file.metadata()?.len() - offset;
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, offset)?;
    for number in 1_u32.. {
        let path = dir.join(format!("torn-{number}.txt"));
        match disk.create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => {
                let copy = opened?;
                disk.append(&copy, &bytes)?;
                disk.sync(&copy)?;
                disk.sync_directory(dir)?;
                return Ok(path);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn ends_with_line(dir: &Path, number: u32, length: u64) -> Result<bool, JournalError> {
    let path = segment::path(dir, number);
    let mut last = [0];
    let read = File::open(&path).and_then(|file| file.read_exact_at(&mut last, length - 1));
    read.map_err(JournalError::file(&path))?;
    Ok(last == *b"\n")
}
