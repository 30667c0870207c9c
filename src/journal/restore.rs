//! Puts a copy of a journal into a new directory: all of it, or up to a change or an instant.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::journal::disk::{Disk, LocalDisk, make_directory, write_whole};
use crate::journal::manifest::{Checked, CopyError, Manifest, check};
use crate::journal::seal::Seal;
use crate::journal::segment;
use crate::journal::verify::{Verified, verify_asking};
use crate::journal::written::{Draft, Raw, WrittenChange};
use crate::journal::{Journal, SEGMENT_BYTES};

/// Up to where a copy is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The change with this number is the last.
    Change(u64),
    /// The last is the one before the first that was written after this instant.
    Instant(DateTime<Utc>),
}

impl Until {
    fn takes(self, change: &WrittenChange) -> bool {
        match self {
            Until::Change(last) => change.seq <= last,
            Until::Instant(last) => change.at <= last,
        }
    }

    /// How many of the bytes of a segment are taken, and the last change among them.
    fn cut(self, bytes: &[u8]) -> (usize, Option<Seal>) {
        let (mut taken, mut last) = (0, None);
        loop {
            let line = segment::first_line(&bytes[taken..]);
            let raw = line.strip_suffix(b"\n").and_then(Raw::split);
            match raw.and_then(|raw| Some((raw.change()?, raw.hash()))) {
                Some((change, hash)) if self.takes(&change) => {
                    last = Some(Seal::new(change.seq, change.at, hash));
                    taken += line.len();
                }
                _ => return (taken, last),
            }
        }
    }
}

/// Checks the copy in `copy`, writes its journal to the new directory `dir`, and reads that back.
///
/// What was erased stays erased: where the changes that declare it lie beyond the end, they are written once more. `declares` is
/// what such a change says if it declares only changes up to a number erased; none if it declares none of them.
/// After an error `dir` is to be removed, if it is there. `progress` hears bytes done and in all.
pub fn restore(
    copy: &Path,
    dir: &Path,
    until: Option<Until>,
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    declares: &dyn Fn(&WrittenChange, u64) -> Option<String>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, CopyError> {
    let Checked { manifest, .. } = check(copy, None, erased_by, progress)?;
    if matches!(until, Some(Until::Change(seq)) if manifest.last < seq) {
        return Err(CopyError::EndsBefore(manifest.last));
    }
    let until = until.unwrap_or(Until::Change(manifest.last));
    let mut last = None;
    for (number, part) in (1..).zip(&manifest.segments) {
        let (bytes, _) = part.read(copy, number).map_err(|(_, it)| {
            // It was sound a moment ago.
            CopyError::Damaged(copy.to_owned(), vec![it])
        })?;
        let (taken, end) = until.cut(&bytes);
        if end.is_none() {
            break;
        }
        last = end;
        make_directory(&LocalDisk, dir).map_err(CopyError::file(dir))?;
        let path = segment::path(dir, number);
        write_whole(&path, &bytes[..taken]).map_err(CopyError::file(&path))?;
        if taken < bytes.len() {
            break;
        }
    }
    let Some(last) = last else { return Err(CopyError::BeginsAfter) };
    LocalDisk.sync_directory(dir).map_err(CopyError::file(dir))?;
    let again = declared_beyond(copy, &manifest, last, declares)?;
    let end = last.seq + again.len() as u64;
    // This notes too that everything that was put back is confirmed.
    let (mut journal, _) = Journal::open(dir, SEGMENT_BYTES)?;
    journal.append(&again)?;
    match verify_asking(dir, Some(last.seq), &[], erased_by, progress) {
        Ok(it) if it.asked == Some(last) && it.changes == end => Ok(it),
        _ => Err(CopyError::NotAsCopied(dir.to_owned())),
    }
}

/// The changes after the last one that is put back which declare any of those erased, ready to be written again.
fn declared_beyond(
    copy: &Path,
    manifest: &Manifest,
    last: Seal,
    declares: &dyn Fn(&WrittenChange, u64) -> Option<String>,
) -> Result<Vec<Draft>, CopyError> {
    let mut drafts = Vec::new();
    for (number, part) in (1..).zip(&manifest.segments) {
        let (bytes, _) =
            part.read(copy, number).map_err(|(_, it)| CopyError::Damaged(copy.to_owned(), vec![it]))?;
        let lines = bytes.split_inclusive(|it| *it == b'\n').filter_map(|it| it.strip_suffix(b"\n"));
        for change in lines.filter_map(|it| Raw::split(it)?.change()).filter(|it| last.seq < it.seq) {
            if let Some(did) = declares(&change, last.seq) {
                let WrittenChange { at, by, role, on, ver, cmd, step, .. } = change;
                drafts.push(Draft { at, by, role, on, ver, cmd, step, did });
            }
        }
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::backup::backup;
    use crate::journal::fixture::{TWO_LINES, draft, erased_by, notes};
    use crate::journal::verify::verify;
    use std::fs;

    /// A copy of five changes in segments of two, a minute apart.
    fn copy() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(&place.path().join("journal"), TWO_LINES).unwrap();
        for (minute, note) in notes(1..=5).into_iter().enumerate() {
            let at = format!("2026-11-24T09:0{minute}:30Z").parse().unwrap();
            journal.append(&[crate::journal::written::Draft { at, ..draft(&note.did) }]).unwrap();
        }
        let now = "2026-11-24T14:02:07Z".parse().unwrap();
        let (from, to) = (place.path().join("journal"), place.path().join("copy"));
        backup(&from, &to, now, &erased_by, &mut |_, _| ()).unwrap();
        place
    }

    fn put_back(place: &Path, until: Option<Until>) -> Result<Verified, CopyError> {
        let dir = place.join("new");
        drop(fs::remove_dir_all(&dir));
        restore(&place.join("copy"), &dir, until, &erased_by, &|_, _| None, &mut |_, _| ())
    }

    #[test]
    fn a_copy_is_put_back_byte_for_byte() {
        let place = copy();
        assert_eq!(put_back(place.path(), None).unwrap().changes, 5);
        for number in 1..=3 {
            let read = |dir: &str| fs::read(segment::path(&place.path().join(dir), number)).unwrap();
            assert_eq!(read("new"), read("journal"));
        }
    }

    #[test]
    fn it_ends_with_the_entry_that_was_asked_for() {
        let place = copy();
        for seq in 1..=5 {
            let restored = put_back(place.path(), Some(Until::Change(seq))).unwrap();
            assert_eq!((restored.changes, u64::from(restored.segments)), (seq, seq.div_ceil(2)));
        }
        assert!(matches!(put_back(place.path(), Some(Until::Change(6))), Err(CopyError::EndsBefore(5))));
        assert!(matches!(put_back(place.path(), Some(Until::Change(0))), Err(CopyError::BeginsAfter)));
    }

    #[test]
    fn it_ends_with_the_last_entry_of_the_instant_that_was_asked_for() {
        let place = copy();
        let at = |text: &str| put_back(place.path(), Some(Until::Instant(text.parse().unwrap())));
        assert_eq!(at("2026-11-24T09:01:29Z").unwrap().changes, 1);
        assert_eq!(at("2026-11-24T09:01:30Z").unwrap().changes, 2);
        assert_eq!(at("2026-11-24T09:02:00Z").unwrap().changes, 2);
        assert_eq!(at("2030-01-01T00:00:00Z").unwrap().changes, 5);
        assert!(matches!(at("2026-11-24T09:00:29Z"), Err(CopyError::BeginsAfter)));
    }

    #[test]
    fn a_damaged_copy_is_not_put_back() {
        let place = copy();
        let path = place.path().join("copy/000002.jsonl");
        fs::write(&path, fs::read_to_string(&path).unwrap().replace("call 3", "call 9")).unwrap();
        let refused = put_back(place.path(), None).unwrap_err().to_string();
        assert!(refused.contains("line 1 (change 3)") && refused.contains("Do not restore"), "{refused}");
        assert!(!place.path().join("new").exists());
    }

    #[test]
    fn a_journal_that_was_put_back_goes_on() {
        let place = copy();
        put_back(place.path(), Some(Until::Change(3))).unwrap();
        let (mut journal, opening) = Journal::open(&place.path().join("new"), TWO_LINES).unwrap();
        assert_eq!(opening.position.seq, 3);
        journal.append(&notes(4..=4)).unwrap();
        let restored = verify(&place.path().join("new"), &erased_by, &mut |_, _| ()).unwrap();
        assert_eq!(restored.changes, 4);
    }
}
