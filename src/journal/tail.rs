//! The end of a journal, as it is found when it is opened: whole, or with a torn last line.
//! What is cut off is first put in a file beside the journal: nothing is thrown away.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::journal::chain::Position;
use crate::journal::damage::{Flaw, JournalError, Torn};
use crate::journal::disk::Disk;
use crate::journal::mark::{self, Noted};
use crate::journal::segment::{self, Segment, Step};
use crate::plain_file;

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
    /// What the mark says.
    pub(crate) noted: Noted,
    /// Where the last line of the last segment begins, and its bytes; none while that segment is empty.
    pub(crate) last: Option<(u64, Vec<u8>)>,
    /// Whether there is no segment yet.
    pub(crate) is_new: bool,
}

/// Finds the end, checking the last segment line by line and that each earlier one ends with a line.
pub(crate) fn find(dir: &Path) -> Result<Tail, JournalError> {
    let noted = mark::read(dir);
    let lengths = segment::lengths(dir)?;
    let Some((_, sealed)) = lengths.split_last() else {
        let position = Position::START;
        let nothing = Tail {
            position,
            segment: 1,
            length: 0,
            doubtful: 0,
            torn: None,
            noted,
            last: None,
            is_new: true,
        };
        return Ok(nothing);
    };
    let mut number = 1;
    for length in sealed {
        if !ends_with_line(dir, number, *length)? {
            return Err(segment::whole(number, Flaw::Unterminated).into());
        }
        number += 1;
    }
    let mut position = match sealed.last() {
        Some(length) => segment::last_position(dir, number - 1, *length)?,
        None => Position::START,
    };
    let segment = Segment::read(dir, number, true)?;
    let confirmed = noted.position();
    let mut doubtful = None;
    let mut last = None;
    let torn = loop {
        if Some(position) == confirmed {
            doubtful = Some(segment.offset(position) as u64);
        }
        match segment.step(position) {
            Ok(Step::Line(_, place, after)) => {
                position = after;
                last = Some(place);
            }
            Ok(Step::End) => break None,
            Ok(Step::Torn) => break Some(segment.remains(segment.offset(position))),
            // The disk writes in any order: of a group that was cut short a later part may be there, and an earlier not.
            Err(damage) if doubtful.is_some() && damage.what == Flaw::Blank => {
                break Some(segment.remains(segment.offset(position)));
            }
            Err(damage) => return Err(damage.into()),
        }
    };
    let length = segment.offset(position) as u64;
    let last =
        last.map(|place| segment::read_line(dir, place).map(|line| (place.offset, line))).transpose()?;
    let doubtful = doubtful.unwrap_or(0);
    Ok(Tail { position, segment: number, length, doubtful, torn, noted, last, is_new: false })
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
    // Blanks at the end say nothing, and there may be very many.
    bytes.truncate(bytes.iter().rposition(|it| *it != 0).map_or(0, |it| it + 1));
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
    let file = plain_file::open(OpenOptions::new().read(true), &path);
    let read = file.and_then(|file| file.read_exact_at(&mut last, length - 1));
    read.map_err(JournalError::file(&path))?;
    Ok(last == *b"\n")
}
