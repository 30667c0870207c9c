//! How far the journal is confirmed, in the small file `confirmed`: written after each group, never waited for.
//! It may lag behind, and what it says stays true. Only lines after it may be the remains of a group that was cut short.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::journal::chain::Position;
use crate::journal::disk::Disk;
use crate::journal::hash;

/// The open file, and what it is to say.
pub(crate) struct Mark {
    file: File,
    position: Position,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("confirmed")
}

/// What was confirmed when it was last noted, if that can be read.
pub(crate) fn read(dir: &Path) -> Option<Position> {
    let text = fs::read_to_string(path(dir)).ok()?;
    let mut words = text.strip_suffix('\n')?.split(' ');
    let position = Position {
        seq: words.next()?.parse().ok()?,
        segment: words.next()?.parse().ok()?,
        offset: words.next()?.parse().ok()?,
        head: hash::from_hex(words.next()?.as_bytes().try_into().ok()?)?,
    };
    (text == of(position)).then_some(position)
}

/// Always of one length, in one sector of the disk.
fn of(position: Position) -> String {
    let Position { seq, segment, offset, head } = position;
    format!("{seq:020} {segment:010} {offset:020} {}\n", hash::to_hex(&head))
}

impl Mark {
    /// Returns once it would survive a power cut that `position` is confirmed.
    pub(crate) fn open(disk: &dyn Disk, dir: &Path, position: Position) -> io::Result<Mark> {
        let file = disk.open_within(&path(dir))?;
        disk.overwrite(&file, 0, of(position).as_bytes())?;
        disk.sync(&file)?;
        disk.sync_directory(dir)?;
        Ok(Mark { file, position })
    }

    /// Notes that `position` is confirmed. If that fails, what was noted before is still true.
    pub(crate) fn note(&mut self, disk: &dyn Disk, position: Position) {
        self.position = position;
        drop(self.write(disk));
    }

    /// Writes what was noted, as it may not have been.
    pub(crate) fn write(&self, disk: &dyn Disk) -> io::Result<()> {
        disk.overwrite(&self.file, 0, of(self.position).as_bytes())
    }

    /// Returns once what was written would survive a power cut.
    pub(crate) fn sync(&self, disk: &dyn Disk) -> io::Result<()> {
        disk.sync(&self.file)
    }
}
