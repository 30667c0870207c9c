//! The end of the journal that grows: the last segment, and the promise that what was appended would survive a power cut.
//! After a failed write the segment is as it was; where that cannot be made sure, nothing more is written.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::journal::chain::{Place, Position};
use crate::journal::damage::JournalError;
use crate::journal::disk::Disk;
use crate::journal::mark::Mark;
use crate::journal::segment;
use crate::journal::tail::Tail;
use crate::plain_file;

/// Appends to the last segment, and begins the next one.
pub(crate) struct Writer {
    disk: Box<dyn Disk>,
    mark: Mark,
    dir: PathBuf,
    /// The segment's number.
    number: u32,
    file: File,
    /// Bytes in the segment, all of them confirmed.
    length: u64,
    /// Where its last line begins, and the bytes of it; none while it is empty.
    last: Option<(u64, Vec<u8>)>,
}

/// Why nothing was confirmed.
pub(crate) enum Failure {
    /// The segment is as it was.
    Refused(JournalError),
    /// What the segment holds is not known; the text says why. Never try again as if nothing had happened: the
    /// system reports a failed sync once, and forgets.
    Unknown(String),
}

impl Writer {
    /// Goes on at the end of the last segment, making it if it is not there. The mark is left as it is until something is
    /// appended, if the end is not the one that was confirmed.
    pub(crate) fn open(
        disk: Box<dyn Disk>,
        dir: &Path,
        tail: &Tail,
        is_confirmed: bool,
    ) -> Result<Writer, JournalError> {
        let Tail { position, segment: number, length, doubtful, .. } = *tail;
        let path = segment::path(dir, number);
        let file = disk.open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => JournalError::File(path.clone(), error),
            _ => JournalError::write(&path, error),
        })?;
        // A process that was killed may have left lines that the system has not yet put on the disk, or takes for put
        // there after a sync that failed. Written again in their place, they are there after this sync.
        let again =
            if doubtful < length { write_again(disk.as_ref(), &path, doubtful, length) } else { Ok(()) };
        let synced = again.and_then(|()| disk.sync(&file)).and_then(|()| disk.sync_directory(dir));
        synced.map_err(JournalError::file(&path))?;
        let mark = if is_confirmed { Mark::open } else { Mark::left };
        let mark = mark(disk.as_ref(), dir, position).map_err(|error| JournalError::write(dir, error))?;
        Ok(Writer { disk, mark, dir: dir.to_owned(), number, file, length, last: tail.last.clone() })
    }

    /// The disk it writes to.
    pub(crate) fn disk(&self) -> &dyn Disk {
        self.disk.as_ref()
    }

    /// Notes how far the journal is confirmed, and which is the last line: where it begins, and its bytes.
    pub(crate) fn note(&mut self, position: Position, last: (u64, Vec<u8>)) {
        self.last = Some(last);
        self.mark.note(self.disk.as_ref(), position);
    }

    /// Makes sure that the end of the journal is what was confirmed: that the file is still the one with its name, of the
    /// same length, and that its last line is the same. Costs no more than to read that.
    pub(crate) fn is_as_left(&self) -> Result<(), JournalError> {
        let path = segment::path(&self.dir, self.number);
        let meddled = |what| Err(JournalError::Meddled(path.clone(), what));
        let (Ok(named), Ok(held)) = (path.symlink_metadata(), self.file.metadata()) else {
            return meddled("it is not there any more");
        };
        if (named.dev(), named.ino()) != (held.dev(), held.ino()) {
            return meddled("another file is in its place");
        }
        if let Some(what) = plain_file::what_else(&held) {
            return meddled(what);
        }
        if held.len() != self.length {
            return meddled("its length is another");
        }
        if let Some((offset, line)) = &self.last {
            let mut found = vec![0; line.len()];
            if self.file.read_exact_at(&mut found, *offset).is_err() || found != *line {
                return meddled("its last line is another");
            }
        }
        Ok(())
    }

    /// Takes it that what the change at `place` did was taken away.
    pub(crate) fn erased(&mut self, place: Place) -> Result<(), Failure> {
        match &mut self.last {
            Some((offset, line)) if (place.segment, place.offset) == (self.number, *offset) => {
                let path = segment::path(&self.dir, self.number);
                let read = self.file.read_exact_at(line, *offset);
                read.map_err(|error| Failure::Refused(JournalError::write(&path, error)))
            }
            _ => Ok(()),
        }
    }

    /// The segment that so many bytes go to: a new one if this one would grow beyond `bound` bytes.
    pub(crate) fn segment_for(&self, bytes: usize, bound: u64) -> u32 {
        let is_full = 0 < self.length && bound < self.length.saturating_add(bytes as u64);
        self.number + u32::from(is_full)
    }

    /// Appends `bytes` to the last segment, or to the next one, which begins with them.
    /// Returns the segment and the byte where they begin.
    pub(crate) fn append(&mut self, bytes: &[u8], segment: u32) -> Result<(u32, u64), Failure> {
        self.is_as_left().map_err(Failure::Refused)?;
        if segment == self.number + 1 && self.length != 0 {
            self.begin_segment()?;
        }
        if segment != self.number {
            let why = "a line belongs to a segment that does not come next";
            return Err(Failure::Refused(JournalError::Unwritable(why)));
        }
        self.disk.append(&self.file, bytes).map_err(|error| self.take_back(error))?;
        self.disk.sync(&self.file).map_err(|error| self.give_up(&error))?;
        let start = self.length;
        self.length += bytes.len() as u64;
        Ok((self.number, start))
    }

    fn begin_segment(&mut self) -> Result<(), Failure> {
        // An opening looks for the mark in the last segment, or at the end of the one before.
        let refused = |error| Failure::Refused(JournalError::write(&self.dir, error));
        self.mark.write(self.disk.as_ref()).map_err(refused)?;
        self.mark.sync(self.disk.as_ref()).map_err(|error| self.give_up(&error))?;
        let number = self.number + 1;
        let path = segment::path(&self.dir, number);
        let refused = |error| Failure::Refused(JournalError::write(&path, error));
        let file = self.disk.open(&path).map_err(refused)?;
        if file.metadata().map_err(refused)?.len() != 0 {
            return Err(Failure::Unknown(format!("{} was written by another program", path.display())));
        }
        self.disk.sync_directory(&self.dir).map_err(|error| self.give_up(&error))?;
        (self.number, self.file, self.length, self.last) = (number, file, 0, None);
        Ok(())
    }

    /// Removes what a failed write left. Synced, lest a power cut bring back lines that were said not to be saved.
    fn take_back(&self, error: io::Error) -> Failure {
        let path = segment::path(&self.dir, self.number);
        match self.disk.truncate(&self.file, self.length).and_then(|()| self.disk.sync(&self.file)) {
            Ok(()) => Failure::Refused(JournalError::write(&path, error)),
            Err(second) => Failure::Unknown(format!(
                "writing to {} failed ({error}), and so did taking back what was written ({second})",
                path.display()
            )),
        }
    }

    /// Ends it after a failed sync. What was written is cut off as well as can be: after such a failure the system may
    /// show bytes that never reached the disk, and a journal that is opened again must not build on them.
    fn give_up(&self, error: &io::Error) -> Failure {
        let path = segment::path(&self.dir, self.number);
        let cut = self.disk.truncate(&self.file, self.length).and_then(|()| self.disk.sync(&self.file));
        let state = if cut.is_ok() { "was cut off again" } else { "may or may not be there later" };
        Failure::Unknown(format!(
            "the disk did not confirm the last change ({error}); what was written to {} {state}",
            path.display()
        ))
    }
}

/// Writes what lies between two bytes of a file once more, so that the system does not take it for written.
fn write_again(disk: &dyn Disk, path: &Path, start: u64, end: u64) -> io::Result<()> {
    let file = disk.open_within(path)?;
    let mut bytes = vec![0; usize::try_from(end - start).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, start)?;
    disk.overwrite(&file, start, &bytes)
}
