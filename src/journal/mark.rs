//! How far the journal is confirmed, in the small file `confirmed`: written after each group, never waited for.
//! It may lag behind, and what it says stays true. Only lines after it may be the remains of a group that was cut short.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::journal::chain::Position;
use crate::journal::disk::Disk;
use crate::journal::hash;
use crate::plain_file;

/// The open file, and what it is to say.
pub(crate) struct Mark {
    file: File,
    position: Position,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("confirmed")
}

/// What a journal's mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// There is none: nothing was ever confirmed, or somebody took it away.
    Nothing,
    /// It is not as redress writes it.
    Unreadable,
    /// Up to where changes were confirmed when it was last noted.
    UpTo(Position),
}

impl Noted {
    /// What was confirmed, if that can be read.
    pub(crate) fn position(self) -> Option<Position> {
        match self {
            Noted::UpTo(position) => Some(position),
            Noted::Nothing | Noted::Unreadable => None,
        }
    }
}

/// What was confirmed when it was last noted.
pub(crate) fn read(dir: &Path) -> Noted {
    let bytes = match plain_file::read(&path(dir)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Noted::Nothing,
        Err(_) => return Noted::Unreadable,
        Ok(bytes) => bytes,
    };
    // Made, and not written before the power failed.
    if bytes.iter().all(|it| *it == 0) {
        return Noted::Nothing;
    }
    str::from_utf8(&bytes).ok().and_then(position_of).map_or(Noted::Unreadable, Noted::UpTo)
}

fn position_of(text: &str) -> Option<Position> {
    let mut words = text.strip_suffix('\n')?.split(' ');
    let position = Position {
        seq: words.next()?.parse().ok()?,
        segment: words.next()?.parse().ok()?,
        offset: words.next()?.parse().ok()?,
        head: hash::from_hex(words.next()?.as_bytes().try_into().ok()?)?,
    };
    (text == of(position)).then_some(position)
}

/// Moves a mark that is not as redress writes it out of the way, under a name that nothing has, and keeps it.
pub(crate) fn move_aside(dir: &Path) -> io::Result<()> {
    let free = (1_u32..).map(|it| dir.join(format!("confirmed.damaged-{it}")));
    let mut free = free.filter(|it| it.symlink_metadata().is_err());
    fs::rename(path(dir), free.next().expect("numbers do not run out before the disk does"))
}

/// Always of one length, in one sector of the disk.
fn of(position: Position) -> String {
    let Position { seq, segment, offset, head } = position;
    format!("{seq:020} {segment:010} {offset:020} {}\n", hash::to_hex(&head))
}

impl Mark {
    /// Returns once it would survive a power cut that `position` is confirmed.
    pub(crate) fn open(disk: &dyn Disk, dir: &Path, position: Position) -> io::Result<Mark> {
        let mark = Mark::left(disk, dir, position)?;
        mark.write(disk)?;
        mark.sync(disk)?;
        disk.sync_directory(dir)?;
        Ok(mark)
    }

    /// Leaves what it says until more is noted.
    pub(crate) fn left(disk: &dyn Disk, dir: &Path, position: Position) -> io::Result<Mark> {
        let file = disk.open_within(&path(dir))?;
        let length = of(position).len() as u64;
        if length < file.metadata()?.len() {
            disk.truncate(&file, length)?;
        }
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
