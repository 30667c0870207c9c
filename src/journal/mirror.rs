//! A copy that follows its journal as it grows: what was confirmed is appended to it, line by line, each checked before.
//! It is a copy as `backup` makes one, with a manifest, at every moment; a power cut leaves it as good as a moment before.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SubsecRound, Utc};

use crate::journal::backup::backup;
use crate::journal::chain::{Place, Position};
use crate::journal::disk::{Disk, LocalDisk};
use crate::journal::hash::{self, Running};
use crate::journal::manifest::{CopiedSegment, CopyError, Manifest};
use crate::journal::mark;
use crate::journal::segment;
use crate::journal::written::WrittenChange;
use crate::locks::lock_soon;

/// A copy, and how far it is.
pub struct Mirror {
    from: PathBuf,
    to: PathBuf,
    manifest: Manifest,
    /// The end of the last line in it.
    position: Position,
    /// The SHA-256 of its last segment so far.
    digest: Running,
    /// Held, so that no backup into the same directory comes between.
    _lock: File,
}

impl Mirror {
    /// Brings the copy in `to` up to the journal in `from` as a backup does, checking all of both, and is ready to follow.
    pub fn begin(
        from: &Path,
        to: &Path,
        now: DateTime<Utc>,
        erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    ) -> Result<Mirror, CopyError> {
        let made = backup(from, to, now, erased_by, &mut |_, _| ())?.manifest;
        let lock = File::open(to).map_err(CopyError::file(to))?;
        if matches!(lock_soon(&lock), Err(TryLockError::WouldBlock)) {
            return Err(CopyError::Busy(to.to_owned()));
        }
        let manifest = Manifest::read(to)?;
        let unreadable = || CopyError::Unreadable(to.to_owned());
        let last = manifest.segments.last().filter(|_| manifest == made).ok_or_else(unreadable)?;
        let number = u32::try_from(manifest.segments.len()).map_err(|_| unreadable())?;
        let (bytes, _) = last.read(to, number).map_err(|(_, it)| {
            // It was sound a moment ago.
            CopyError::Damaged(to.to_owned(), vec![it])
        })?;
        let position = manifest.position().ok_or_else(unreadable)?;
        let digest = Running::of(&bytes);
        Ok(Mirror { from: from.to_owned(), to: to.to_owned(), manifest, position, digest, _lock: lock })
    }

    /// The number of the last change in the copy.
    pub fn last(&self) -> u64 {
        self.position.seq
    }

    /// Appends what was confirmed since, and returns once it would survive a power cut. After an error the copy is as good
    /// as it was: [`Mirror::begin`] goes on from there.
    pub fn follow(&mut self, now: DateTime<Utc>) -> Result<(), CopyError> {
        let Some(goal) = mark::read(&self.from).position().filter(|it| self.position.seq < it.seq) else {
            return Ok(());
        };
        while self.position != goal {
            let source = segment::path(&self.from, self.position.segment);
            let end = if self.position.segment < goal.segment {
                fs::metadata(&source).map_err(CopyError::file(&source))?.len()
            } else {
                goal.offset
            };
            if self.position.offset < end {
                self.append(&source, end)?;
            } else if self.position.segment < goal.segment {
                let number = self.position.segment + 1;
                self.position = Position { segment: number, offset: 0, ..self.position };
                self.digest = Running::of(&[]);
                self.manifest.segments.push(CopiedSegment::of(number, &[]));
            } else {
                // The mark and the lines before it do not fit one another.
                return Err(CopyError::Another(self.to.clone(), self.position.seq));
            }
        }
        self.manifest.made = now.trunc_subsecs(0);
        (self.manifest.changes, self.manifest.last) = (goal.seq, goal.seq);
        self.manifest.head = hash::to_hex(&goal.head);
        self.manifest.write(&self.to)
    }

    /// Appends the lines of a segment up to byte `end`, if they are the next ones.
    fn append(&mut self, source: &Path, end: u64) -> Result<(), CopyError> {
        let Position { segment: number, offset, .. } = self.position;
        let length = usize::try_from(end - offset)
            .map_err(|it| CopyError::File(source.to_owned(), io::Error::other(it)))?;
        let mut bytes = vec![0; length];
        let file = File::open(source).map_err(CopyError::file(source))?;
        file.read_exact_at(&mut bytes, offset).map_err(CopyError::file(source))?;
        let position = checked(self.position, &bytes).ok_or_else(|| {
            CopyError::Store(vec![segment::whole(number, crate::journal::damage::Flaw::Changed)])
        })?;
        let path = segment::path(&self.to, number);
        let copy = LocalDisk.open(&path).map_err(CopyError::file(&path))?;
        LocalDisk.append(&copy, &bytes).map_err(CopyError::file(&path))?;
        LocalDisk.sync(&copy).map_err(CopyError::file(&path))?;
        self.digest.take(&bytes);
        self.position = position;
        let part = self.manifest.segments.last_mut().expect("a copy that was begun has a segment");
        part.bytes = position.offset;
        part.sha256 = hash::to_hex(&self.digest.so_far());
        Ok(())
    }
}

/// The position after the last of the lines, if each follows the one before and says what was written.
fn checked(mut position: Position, mut rest: &[u8]) -> Option<Position> {
    while !rest.is_empty() {
        let line = segment::first_line(rest);
        let raw = segment::whole_line(line).ok()?;
        let place = Place {
            segment: position.segment,
            offset: position.offset,
            length: u32::try_from(line.len()).ok()?,
        };
        position = position.follow(&raw, place).ok()?;
        rest = &rest[line.len()..];
    }
    Some(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::fixture::{TWO_LINES, erased_by, notes, sample};
    use crate::journal::manifest::check;
    use crate::journal::restore::restore;

    fn now() -> DateTime<Utc> {
        "2026-11-24T14:02:07Z".parse().unwrap()
    }

    #[test]
    fn a_mirror_is_a_sound_copy_after_each_group_and_over_the_ends_of_segments() {
        let (mut sample, place) = (sample(1, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("mirror");
        let mut mirror = Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap();
        for number in 2..=7 {
            sample.journal.append(&notes(number..=number)).unwrap();
            mirror.follow(now()).unwrap();
            assert_eq!(mirror.last(), number);
            let checked = check(&to, None, &erased_by, &mut |_, _| ()).unwrap();
            assert_eq!((checked.manifest.last, checked.beyond), (number, 0));
        }
        sample.journal.append(&notes(8..=12)).unwrap();
        mirror.follow(now()).unwrap();
        let back = place.path().join("back");
        assert_eq!(restore(&to, &back, None, &erased_by, &|_, _| None, &mut |_, _| ()).unwrap().changes, 12);
        for it in segment::numbers(sample.path()).unwrap() {
            let bytes = |dir: &Path| fs::read(segment::path(dir, it)).unwrap();
            assert_eq!(bytes(&back), bytes(sample.path()));
        }
    }

    #[test]
    fn damage_in_the_journal_never_reaches_the_mirror() {
        let (mut sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("mirror");
        let mut mirror = Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap();
        sample.journal.append(&notes(4..=4)).unwrap();
        let whole = sample.text(2);
        sample.write(2, whole.replace("call 4", "call 9"));
        assert!(matches!(mirror.follow(now()), Err(CopyError::Store(_))));
        assert_eq!(check(&to, None, &erased_by, &mut |_, _| ()).unwrap().manifest.last, 3);
        sample.write(2, whole);
        drop(mirror);
        assert_eq!(Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap().last(), 4);
    }

    #[test]
    fn a_mirror_that_is_gone_is_an_error_and_is_made_again() {
        let (mut sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("mirror");
        let mut mirror = Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap();
        fs::remove_dir_all(&to).unwrap();
        sample.journal.append(&notes(4..=4)).unwrap();
        assert!(matches!(mirror.follow(now()), Err(CopyError::File(..))));
        drop(mirror);
        assert_eq!(Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap().last(), 4);
    }

    #[test]
    fn no_backup_comes_between_a_mirror_and_its_journal() {
        let (sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("mirror");
        let _mirror = Mirror::begin(sample.path(), &to, now(), &erased_by).unwrap();
        let second = backup(sample.path(), &to, now(), &erased_by, &mut |_, _| ());
        assert!(matches!(second, Err(CopyError::Busy(_))));
    }
}
