//! Takes away what a change did, for good, and leaves the chain, and the place of every line, as they were.
//! A power cut in the middle leaves a line that still counts as erased, so that erasing again finishes it.

use std::io;
use std::path::Path;

use crate::journal::chain::Place;
use crate::journal::damage::JournalError;
use crate::journal::disk::Disk;
use crate::journal::segment;
use crate::journal::writer::Failure;
use crate::journal::written::Raw;

/// Overwrites what was done by `null` and spaces.
pub(crate) fn erase(disk: &dyn Disk, dir: &Path, place: Place) -> Result<(), Failure> {
    let line = segment::read_line(dir, place).map_err(Failure::Refused)?;
    let raw = line.strip_suffix(b"\n").and_then(Raw::split);
    let misplaced = JournalError::Misplaced { segment: place.segment, offset: place.offset };
    let (start, length) = raw.ok_or(Failure::Refused(misplaced))?.did_span();
    let Some(spaces) = length.checked_sub(NULL.len()) else {
        let why = "what was done is too short to have anything erased from it";
        return Err(Failure::Refused(JournalError::Unwritable(why)));
    };
    let blot = [NULL, &vec![b' '; spaces]].concat();
    let path = segment::path(dir, place.segment);
    overwrite(disk, &path, place.offset + start as u64, &blot)
}

const NULL: &[u8] = b"null";

/// The first byte says "erased" by itself and reaches the disk before the others do.
fn overwrite(disk: &dyn Disk, path: &Path, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error| Failure::Refused(JournalError::write(path, error));
    let unknown = |error: io::Error| {
        Failure::Unknown(format!(
            "the disk did not confirm that text was erased from {} ({error})",
            path.display()
        ))
    };
    let file = disk.open_within(path).map_err(refused)?;
    disk.overwrite(&file, offset, &bytes[..1]).map_err(refused)?;
    disk.sync(&file).map_err(unknown)?;
    disk.overwrite(&file, offset, bytes).map_err(refused)?;
    disk.sync(&file).map_err(unknown)
}
