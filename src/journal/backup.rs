//! Copies a journal, which another program may be writing to meanwhile: it is only read, and needs no lock.
//! What goes into the copy was checked first, so that a damaged journal never takes the place of a sound copy.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SubsecRound, Utc};

use crate::journal::chain::Position;
use crate::journal::disk::{Disk, LocalDisk, write_whole};
use crate::journal::hash;
use crate::journal::known;
use crate::journal::manifest::{CopiedSegment, CopyError, HALF_WRITTEN, Manifest, VERSION};
use crate::journal::mark;
use crate::journal::seal::Seal;
use crate::journal::segment::{self, Segment};
use crate::journal::verify::{Audit, Verified, verify_asking};
use crate::journal::written::{Raw, WrittenChange};
use crate::locks::lock_soon;
use crate::plain_file;

/// A backup that is done.
#[derive(Debug)]
pub struct Backup {
    /// What the copy holds now.
    pub manifest: Manifest,
    /// The last change in it.
    pub last: Seal,
    /// The segments that were copied.
    pub copied: Vec<CopiedSegment>,
    /// How many segments were there already.
    pub kept: u64,
    /// Whether others than the owner may read the directory, because its disk keeps no rights.
    pub open_to_others: bool,
}

/// Brings the copy in `to` up to the journal in `dir`, making it if it is not there, and reads it back.
///
/// After an error the copy holds what it held before. `progress` hears bytes done and in all.
pub fn backup(
    dir: &Path,
    to: &Path,
    now: DateTime<Utc>,
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Backup, CopyError> {
    // Held to the end: the lock ends when the file closes.
    let (_lock, prior) = prepare(to, now)?;
    let mut staged = Staged(vec![]);
    let Copied { manifest, last, kept } = stage(dir, to, &prior, now, &mut staged, erased_by, progress)?;
    let copied = staged.settle(to)?;
    manifest.write(to)?;
    let mode = fs::metadata(to).map_err(CopyError::file(to))?.permissions().mode();
    Ok(Backup { manifest, last, copied, kept, open_to_others: mode & 0o077 != 0 })
}

/// Makes a directory ready for a copy, and says whether nothing is in the copy yet.
pub fn begins(to: &Path, now: DateTime<Utc>) -> Result<bool, CopyError> {
    prepare(to, now).map(|(_lock, there)| there.last == 0)
}

/// The directory, locked, with the manifest of the copy in it.
fn prepare(to: &Path, now: DateTime<Utc>) -> Result<(File, Manifest), CopyError> {
    let failed = || CopyError::file(to);
    let is_new = !to.exists();
    if is_new {
        DirBuilder::new().recursive(true).mode(0o700).create(to).map_err(failed())?;
        let parent = to.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        LocalDisk.sync_directory(parent).map_err(CopyError::file(parent))?;
    }
    // Opening a pipe would wait for whoever writes to it.
    if !to.is_dir() {
        return Err(failed()(io::ErrorKind::NotADirectory.into()));
    }
    let lock = File::open(to).map_err(failed())?;
    if matches!(lock_soon(&lock), Err(TryLockError::WouldBlock)) {
        return Err(CopyError::Busy(to.to_owned()));
    }
    // A kill may have left a first manifest that had not taken its place.
    let mut there = fs::read_dir(to).map_err(failed())?.flatten();
    if there.any(|it| it.file_name() != HALF_WRITTEN) {
        return Ok((lock, Manifest::read(to)?));
    }
    // A disk that keeps no rights refuses: the caller is told what came of it.
    drop(fs::set_permissions(to, Permissions::from_mode(0o700)));
    let begun = Manifest::begun(now);
    begun.write(to)?;
    Ok((lock, begun))
}

/// Segments that were written beside those they are to replace; removed again unless they are settled.
struct Staged(Vec<(u32, CopiedSegment, PathBuf)>);

impl Staged {
    fn add(&mut self, to: &Path, number: u32, part: CopiedSegment, bytes: &[u8]) -> Result<(), CopyError> {
        let beside = to.join(format!("{}.new", part.name));
        self.0.push((number, part, beside.clone()));
        write_whole(&beside, bytes).map_err(CopyError::file(&beside))
    }

    /// Puts them in their places, and reads them back: the others were read while the journal was.
    fn settle(mut self, to: &Path) -> Result<Vec<CopiedSegment>, CopyError> {
        let mut parts = Vec::new();
        for (number, part, beside) in std::mem::take(&mut self.0) {
            let path = segment::path(to, number);
            fs::rename(&beside, &path).map_err(CopyError::file(&path))?;
            part.read(to, number).map_err(|(_, fault)| CopyError::Damaged(to.to_owned(), vec![fault]))?;
            parts.push(part);
        }
        LocalDisk.sync_directory(to).map_err(CopyError::file(to))?;
        Ok(parts)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (_, _, beside) in &self.0 {
            // What stays is written over by the next backup, and counts for nothing until then.
            drop(fs::remove_file(beside));
        }
    }
}

/// What a copy will hold.
struct Copied {
    manifest: Manifest,
    last: Seal,
    /// How many segments were in it already.
    kept: u64,
}

/// The end of the segments before the copy's last one, if each is as it was when it was copied: it was checked then, line by line,
/// and its sum says that it is the same. What a copy lacks of them is written beside it; hears how many bytes were seen.
///
/// None where one of them has changed, as it has when something in it was erased: then all is checked.
fn as_copied(
    dir: &Path,
    to: &Path,
    prior: &Manifest,
    staged: &mut Staged,
    see: &mut dyn FnMut(u64),
) -> Result<Option<Position>, CopyError> {
    let Some((_, whole)) = prior.segments.split_last() else { return Ok(None) };
    let (mut end, mut seen) = (Position::START, 0);
    for (number, part) in (1..).zip(whole) {
        let Ok(segment) = Segment::read(dir, number, false) else { return Ok(None) };
        let Some(last) =
            last_line(&segment.bytes).filter(|_| CopiedSegment::of(number, &segment.bytes) == *part)
        else {
            return Ok(None);
        };
        if plain_file::read_copy(&segment::path(to, number)).ok().as_ref() != Some(&segment.bytes) {
            staged.add(to, number, part.clone(), &segment.bytes)?;
        }
        seen += part.bytes;
        see(seen);
        end = Position { seq: last.seq, segment: number + 1, offset: 0, head: last.hash() };
    }
    Ok(Some(end))
}

/// The last line of a segment, if that is what it ends in.
fn last_line(bytes: &[u8]) -> Option<Raw<'_>> {
    let line = bytes.strip_suffix(b"\n")?;
    Raw::split(&line[line.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1)..])
}

/// Checks the journal, and writes beside the copy whatever is not in it: a segment that is there was read, and is the same.
fn stage(
    dir: &Path,
    to: &Path,
    prior: &Manifest,
    now: DateTime<Utc>,
    staged: &mut Staged,
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Copied, CopyError> {
    let noted = mark::read(dir);
    let numbers = segment::numbers(dir).map_err(CopyError::file(dir))?;
    let length = |number: &u32| segment::path(dir, *number).metadata().map_or(0, |it| it.len());
    let total: u64 = numbers.iter().map(length).sum();
    let as_copied = as_copied(dir, to, prior, staged, &mut |done| progress(done, total))?;
    let begins = as_copied.unwrap_or(Position::START);
    if as_copied.is_none() {
        *staged = Staged(vec![]);
    }
    let mut audit = Audit::after(begins, (prior.last != 0).then_some(prior.last), erased_by);
    let before = usize::try_from(begins.segment - 1).unwrap_or_default();
    let mut segments = prior.segments[..before].to_vec();
    let seen: u64 = segments.iter().map(|it| it.bytes).sum();
    let mut kept = (before - staged.0.len()) as u64;
    for number in numbers.iter().filter(|it| begins.segment <= **it) {
        let is_last = numbers.last() == Some(number);
        let mut segment = Segment::read(dir, *number, is_last)?;
        if is_last {
            // The rest of a line may be on its way: it has not been confirmed to anybody.
            let whole = segment.bytes.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
            segment.bytes.truncate(whole);
            if whole == 0 {
                break;
            }
        }
        audit.reach(*number);
        audit.segment(&segment, &mut |done| progress(seen + done, total));
        let part = CopiedSegment::of(*number, &segment.bytes);
        if part.read(to, *number).is_ok_and(|(_, more)| more == 0) {
            kept += 1;
        } else {
            staged.add(to, *number, part.clone(), &segment.bytes)?;
        }
        segments.push(part);
    }
    progress(total, total);
    let verified = audit.finish().map_err(CopyError::Store)?;
    let missing = known::missing(dir, verified.changes, noted, &[]);
    if !missing.is_empty() {
        return Err(CopyError::Store(missing));
    }
    continues(prior, &verified, to)?;
    let Verified { changes, head, last, .. } = verified;
    let last = last.ok_or(CopyError::Nothing)?;
    let made = now.trunc_subsecs(0);
    let head = hash::to_hex(&head);
    let manifest = Manifest { version: VERSION, made, segments, changes, last: changes, head };
    Ok(Copied { manifest, last, kept })
}

/// Whether the journal goes on from where the copy ends.
fn continues(prior: &Manifest, journal: &Verified, to: &Path) -> Result<(), CopyError> {
    match &journal.asked {
        _ if prior.last == 0 => Ok(()),
        Some(it) if hash::to_hex(&it.hash) == prior.head => Ok(()),
        Some(_) => Err(CopyError::Another(to.to_owned(), prior.last)),
        None => {
            let end = journal.changes;
            let there = verify_asking(to, Some(end), &[], &|_| Vec::new(), &mut |_, _| ());
            let is_another = there.is_ok_and(|it| it.asked.is_none_or(|it| it.hash != journal.head));
            let behind = CopyError::Behind { copy: to.to_owned(), has: prior.last, store: end };
            Err(if is_another { CopyError::Another(to.to_owned(), end) } else { behind })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::fixture::{TWO_LINES, erased_by, notes, sample};
    use crate::journal::manifest::check;

    fn run(dir: &Path, to: &Path) -> Result<Backup, CopyError> {
        backup(dir, to, "2026-11-24T14:02:07Z".parse().unwrap(), &erased_by, &mut |_, _| ())
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_second_backup_copies_only_what_is_new() {
        let (mut sample, place) = (sample(5, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        let first = run(sample.path(), &to).unwrap();
        assert_eq!((first.copied.len(), first.kept, first.manifest.last), (3, 0, 5));
        sample.journal.append(&notes(6..=6)).unwrap();
        let second = run(sample.path(), &to).unwrap();
        let names: Vec<&str> = second.copied.iter().map(|it| it.name.as_str()).collect();
        assert_eq!((names, second.kept, second.last.seq), (vec!["000003.jsonl"], 2, 6));
        assert!(run(sample.path(), &to).unwrap().copied.is_empty());
    }

    #[test]
    fn only_the_owner_may_read_a_copy() {
        let (sample, place) = (sample(1, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        fs::create_dir(&to).unwrap();
        fs::set_permissions(&to, Permissions::from_mode(0o755)).unwrap();
        assert!(!run(sample.path(), &to).unwrap().open_to_others);
        assert_eq!(mode(&to), 0o700);
        for it in fs::read_dir(&to).unwrap() {
            assert_eq!(mode(&it.unwrap().path()), 0o600);
        }
    }

    #[test]
    fn a_line_on_its_way_is_left_out() {
        let (sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let whole = sample.text(2);
        sample.write(2, format!("{whole}{{\"seq\":4,"));
        assert_eq!(run(sample.path(), &place.path().join("copy")).unwrap().manifest.last, 3);
        sample.write(2, "{\"seq\":3,");
        sample.confirmed_only(&sample.lines[..2]);
        assert_eq!(run(sample.path(), &place.path().join("other")).unwrap().manifest.segments.len(), 1);
    }

    #[test]
    fn a_damaged_journal_never_takes_the_place_of_a_sound_copy() {
        let (sample, place) = (sample(5, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        sample.tamper(|lines| lines[0] = lines[0].replace("call 1", "call 9"));
        assert!(matches!(run(sample.path(), &to), Err(CopyError::Store(it)) if it.len() == 1));
        check(&to, None, &erased_by, &mut |_, _| ()).unwrap();
        assert_eq!(fs::read_dir(&to).unwrap().count(), 4);
    }

    #[test]
    fn a_copy_of_more_than_the_store_has_is_left_alone() {
        let (sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        fs::remove_file(segment::path(sample.path(), 2)).unwrap();
        sample.confirmed_only(&sample.lines[..2]);
        let behind = run(sample.path(), &to);
        assert!(matches!(behind, Err(CopyError::Behind { has: 3, store: 2, .. })), "{behind:?}");
        assert_eq!(check(&to, None, &erased_by, &mut |_, _| ()).unwrap().manifest.last, 3);
    }

    #[test]
    fn a_copy_of_another_store_is_left_alone_whichever_is_longer() {
        let (mut one, place) = (sample(2, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample(3, TWO_LINES).path(), &to).unwrap();
        assert!(matches!(run(one.path(), &to), Err(CopyError::Another(_, 2))));
        one.journal.append(&notes(3..=4)).unwrap();
        assert!(matches!(run(one.path(), &to), Err(CopyError::Another(_, 3))));
        assert_eq!(check(&to, None, &erased_by, &mut |_, _| ()).unwrap().manifest.last, 3);
    }

    #[test]
    fn a_backup_that_was_broken_off_leaves_the_copy_as_good_as_it_was() {
        let (mut sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        sample.journal.append(&notes(4..=4)).unwrap();
        fs::write(to.join("000002.jsonl"), sample.text(2)).unwrap();
        fs::write(to.join("000003.jsonl.new"), "half").unwrap();
        let checked = check(&to, None, &erased_by, &mut |_, _| ()).unwrap();
        assert!(checked.manifest.last == 3 && 0 < checked.beyond);
        assert_eq!(run(sample.path(), &to).unwrap().manifest.last, 4);
        assert_eq!(check(&to, None, &erased_by, &mut |_, _| ()).unwrap().beyond, 0);
    }

    #[test]
    fn a_flipped_byte_anywhere_in_a_copy_is_found_and_put_right_by_the_next_backup() {
        let (sample, place) = (sample(3, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        for name in ["000001.jsonl", "000002.jsonl"] {
            let path = to.join(name);
            let whole = fs::read(&path).unwrap();
            for at in (0..whole.len()).step_by(7) {
                let mut bytes = whole.clone();
                bytes[at] ^= 1;
                fs::write(&path, bytes).unwrap();
                let found = check(&to, None, &erased_by, &mut |_, _| ());
                assert!(matches!(found, Err(CopyError::Damaged(..))), "byte {at}: {found:?}");
            }
            let again = run(sample.path(), &to).unwrap();
            assert_eq!((again.copied.len(), again.kept), (1, 1));
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
    }

    #[test]
    fn a_byte_that_changed_anywhere_in_the_journal_since_it_was_copied_is_found() {
        let (sample, place) = (sample(5, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        for number in 1..=3 {
            let whole = sample.text(number);
            for at in (0..whole.len()).step_by(7) {
                let mut bytes = whole.clone().into_bytes();
                bytes[at] ^= 1;
                fs::write(segment::path(sample.path(), number), bytes).unwrap();
                let again = run(sample.path(), &to);
                assert!(again.is_err(), "segment {number}, byte {at}: {again:?}");
            }
            sample.write(number, whole);
        }
        assert_eq!(run(sample.path(), &to).unwrap().kept, 3);
    }

    #[test]
    fn lines_that_do_not_follow_what_was_copied_are_found() {
        let (mut sample, place) = (sample(4, TWO_LINES), tempfile::tempdir().unwrap());
        let to = place.path().join("copy");
        run(sample.path(), &to).unwrap();
        sample.journal.append(&notes(5..=6)).unwrap();
        let (_, second) =
            sample.text(3).split_once('\n').map(|it| (it.0.to_owned(), it.1.to_owned())).unwrap();
        sample.write(3, second);
        assert!(matches!(run(sample.path(), &to), Err(CopyError::Store(_))));
    }

    #[test]
    fn a_first_backup_that_ended_before_its_manifest_took_its_place_is_gone_on_with() {
        let (sample, place) = (sample(1, TWO_LINES), tempfile::tempdir().unwrap());
        fs::write(place.path().join(HALF_WRITTEN), "{").unwrap();
        assert!(begins(place.path(), "2026-11-24T14:02:07Z".parse().unwrap()).unwrap());
        run(sample.path(), place.path()).unwrap();
        assert!(!begins(place.path(), "2026-11-24T14:02:07Z".parse().unwrap()).unwrap());
    }

    #[test]
    fn two_backups_into_one_directory_do_not_mix() {
        let (sample, place) = (sample(1, TWO_LINES), tempfile::tempdir().unwrap());
        let held = File::open(place.path()).unwrap();
        held.try_lock().unwrap();
        assert!(matches!(run(sample.path(), place.path()), Err(CopyError::Busy(_))));
    }
}
