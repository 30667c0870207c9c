//! Takes away what an entry did, for good, and leaves the chain, and the place of every line, as they were.
//! A power cut in the middle leaves a line that still counts as erased, so that erasing again finishes it.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::journal::chain::Place;
use crate::journal::damage::JournalError;
use crate::journal::entry::Raw;
use crate::journal::segment;

/// Overwrites what was done by `null` and spaces.
pub(crate) fn erase(dir: &Path, place: Place) -> Result<(), JournalError> {
    let line = segment::read_line(dir, place)?;
    let raw = line.strip_suffix(b"\n").and_then(Raw::split);
    let misplaced = JournalError::Misplaced { segment: place.segment, offset: place.offset };
    let (start, length) = raw.ok_or(misplaced)?.did_span();
    let Some(spaces) = length.checked_sub(NULL.len()) else {
        return Err(JournalError::Unwritable("what was done is too short to have anything erased from it"));
    };
    let blot = [NULL, &vec![b' '; spaces]].concat();
    let path = segment::path(dir, place.segment);
    overwrite(&path, place.offset + start as u64, &blot).map_err(|error| JournalError::write(&path, error))
}

const NULL: &[u8] = b"null";

/// The first byte says "erased" by itself and reaches the disk before the others do.
fn overwrite(path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.write_all_at(&bytes[..1], offset)?;
    file.sync_data()?;
    file.write_all_at(bytes, offset)?;
    file.sync_data()
}
