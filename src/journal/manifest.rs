//! `manifest.json` in a copy of a journal: which segments there are, how long, with which sums, and where the chain ends.
//! What it does not name does not count: a backup that was broken off leaves the copy as good as the one before.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::journal::chain::Position;
use crate::journal::damage::{Damage, JournalError};
use crate::journal::disk::{Disk, LocalDisk, write_whole};
use crate::journal::hash;
use crate::journal::segment::{self, Segment};
use crate::journal::verify::{Audit, Verified};
use crate::journal::written::WrittenChange;
use crate::plain_file;

/// The form of a manifest that this program writes.
pub const VERSION: u64 = 1;

const NAME: &str = "manifest.json";
/// A manifest until it takes its place.
pub(crate) const HALF_WRITTEN: &str = "manifest.json.new";

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form it has.
    pub version: u64,
    /// When the copy was made, or last added to.
    pub made: DateTime<Utc>,
    /// The segments, the first first. None while a first backup is under way.
    pub segments: Vec<CopiedSegment>,
    /// How many changes there are.
    pub changes: u64,
    /// Number of the last one.
    pub last: u64,
    /// Its hash, in hexadecimal.
    pub head: String,
}

/// One segment of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedSegment {
    /// The file's name.
    pub name: String,
    /// How many of its bytes count.
    pub bytes: u64,
    /// The SHA-256 of those, in hexadecimal.
    pub sha256: String,
}

/// Why a copy cannot be made, checked or put back. The words say what to do.
#[derive(Debug)]
pub enum CopyError {
    /// The directory is no copy, and not empty.
    NotACopy(PathBuf),
    /// The directory has a copy's segments, and no manifest.
    NoManifest(PathBuf),
    /// The manifest is not one that redress wrote.
    Unreadable(PathBuf),
    /// The manifest has a newer form.
    Newer(PathBuf, u64),
    /// The first backup into this directory was broken off.
    Unfinished(PathBuf),
    /// Another backup into this directory is under way.
    Busy(PathBuf),
    /// The copy is of another store: the change with this number is another one there.
    Another(PathBuf, u64),
    /// The copy has changes that the store has not.
    Behind {
        /// Where the copy is.
        copy: PathBuf,
        /// Its last change.
        has: u64,
        /// The store's last change.
        store: u64,
    },
    /// The store is damaged, so nothing of the copy was touched.
    Store(Vec<Damage>),
    /// The copy is not as it was written. Each is a sentence without its full stop.
    Damaged(PathBuf, Vec<String>),
    /// There is nothing to copy.
    Nothing,
    /// The copy ends before the change that was asked for.
    EndsBefore(u64),
    /// The copy begins only after the time that was asked for.
    BeginsAfter,
    /// What was put back does not read as the copy does.
    NotAsCopied(PathBuf),
    /// A file or directory could not be read or written.
    File(PathBuf, io::Error),
}

impl CopyError {
    /// A failed operation on a file, for `map_err`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
        move |error| CopyError::File(path.to_owned(), error)
    }
}

impl From<JournalError> for CopyError {
    fn from(error: JournalError) -> CopyError {
        match error {
            JournalError::File(path, error) | JournalError::Write(path, error) => {
                CopyError::File(path, error)
            }
            JournalError::Damaged(damage) => CopyError::Store(vec![damage]),
            other => CopyError::File(PathBuf::from("the journal"), io::Error::other(other.to_string())),
        }
    }
}

impl Display for CopyError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            CopyError::NotACopy(path) => write!(
                f,
                "{} is not a copy that “redress backup” made, and holds something else. Name a directory that is new, \
                 empty or such a copy",
                path.display()
            ),
            CopyError::NoManifest(path) => write!(
                f,
                "{} has no {NAME} any more, without which nobody knows what the copy held. Keep it, and back up into a new \
                 directory. If it is all you have: make a new directory with a folder “journal”, put the numbered files into \
                 that, and run “redress verify --data” with the new directory",
                path.display()
            ),
            CopyError::Unreadable(path) => write!(
                f,
                "{} was not written by redress, or was changed since. Keep it, and back up into a new directory",
                path.display()
            ),
            CopyError::Newer(path, version) => write!(
                f,
                "{} has form {version}, and this redress knows only {VERSION}. Use the redress that made the copy",
                path.display()
            ),
            CopyError::Unfinished(path) => write!(
                f,
                "the first backup into {} was broken off, so there is no copy yet. Run “redress backup” again",
                path.display()
            ),
            CopyError::Busy(path) => {
                write!(f, "another backup into {} is under way. Wait until it is done", path.display())
            }
            CopyError::Another(path, seq) => write!(
                f,
                "{} holds a copy of another store, or one of this store was changed since: change {seq} is not the same. \
                 The copy was left as it is; run “redress verify”, or back up into a new directory",
                path.display()
            ),
            CopyError::Behind { copy, has, store } => write!(
                f,
                "{} has changes up to {has}, but the store ends with {store}, so changes were lost or it was put back to \
                 an earlier state. The copy was left as it is; restore it, or back up into a new directory",
                copy.display()
            ),
            CopyError::Store(damages) => {
                let places = if damages.len() == 1 { "1 place" } else { "several places" };
                write!(
                    f,
                    "the store is damaged in {places}, so the copy was left as it was. Run “redress verify” to see where \
                     and what to do"
                )
            }
            CopyError::Damaged(path, faults) => write!(
                f,
                "the copy in {} is not as it was written: {}. Do not restore it; while the store is sound, \
                 “redress backup” puts the copy right",
                path.display(),
                faults.join("; ")
            ),
            CopyError::Nothing => f.write_str("there is nothing to back up yet: no change has been made"),
            CopyError::EndsBefore(last) => {
                write!(
                    f,
                    "the copy ends with change {last}. Name that one or an earlier one, or leave --until out"
                )
            }
            CopyError::BeginsAfter => f.write_str(
                "the copy begins only later. Name a change from 1 on, or a later time, with --until",
            ),
            CopyError::NotAsCopied(path) => write!(
                f,
                "what was written to {} does not read back as the copy does. Check the disk, then restore into another \
                 directory",
                path.display()
            ),
            CopyError::File(path, error) if error.kind() == io::ErrorKind::StorageFull => {
                write!(f, "there is no room on the disk for {}. Make room, then try again", path.display())
            }
            CopyError::File(path, error) => write!(
                f,
                "{} cannot be used ({error}). Check that it is there and that you may read and write it",
                path.display()
            ),
        }
    }
}

impl std::error::Error for CopyError {}

impl CopiedSegment {
    /// What the manifest says of segment `number` that holds `bytes`.
    pub(crate) fn of(number: u32, bytes: &[u8]) -> CopiedSegment {
        CopiedSegment {
            name: name(number),
            bytes: bytes.len() as u64,
            sha256: hash::to_hex(&hash::of(bytes)),
        }
    }

    /// The bytes of segment `number` that count, and how many there are after them; or what is wrong.
    pub(crate) fn read(&self, dir: &Path, number: u32) -> Result<(Vec<u8>, u64), (Vec<u8>, String)> {
        let CopiedSegment { name, bytes: wanted, .. } = self;
        let mut bytes = plain_file::read_copy(&segment::path(dir, number))
            .map_err(|error| (vec![], format!("{name} cannot be read ({error})")))?;
        let found = bytes.len() as u64;
        if found < *wanted {
            return Err((bytes, format!("{name} has {found} bytes of {wanted}")));
        }
        bytes.truncate(usize::try_from(*wanted).unwrap_or(usize::MAX));
        if CopiedSegment::of(number, &bytes) == *self {
            Ok((bytes, found - wanted))
        } else {
            Err((bytes, format!("{name} does not have the SHA-256 that {NAME} says")))
        }
    }
}

fn name(number: u32) -> String {
    format!("{number:06}.jsonl")
}

impl Manifest {
    /// The manifest of a copy with nothing in it yet.
    pub(crate) fn begun(now: DateTime<Utc>) -> Manifest {
        Manifest {
            version: VERSION,
            made: now.trunc_subsecs(0),
            segments: vec![],
            changes: 0,
            last: 0,
            head: hash::to_hex(&hash::NONE),
        }
    }

    /// Reads the manifest of the copy in `dir`.
    pub fn read(dir: &Path) -> Result<Manifest, CopyError> {
        let path = dir.join(NAME);
        let bytes = match plain_file::read_copy(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && dir.is_dir() => {
                let has_segments = segment::path(dir, 1).exists();
                let error = if has_segments { CopyError::NoManifest } else { CopyError::NotACopy };
                return Err(error(dir.to_owned()));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(CopyError::File(dir.to_owned(), error));
            }
            read => read.map_err(CopyError::file(&path))?,
        };
        let unreadable = || CopyError::Unreadable(path.clone());
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        let version = value["version"].as_u64().ok_or_else(unreadable)?;
        if VERSION < version {
            return Err(CopyError::Newer(path, version));
        }
        let manifest: Manifest = serde_json::from_value(value).map_err(|_| unreadable())?;
        // The names are never taken from the file: they could lead out of the directory.
        let in_order = (1..).zip(&manifest.segments).all(|(number, it)| it.name == name(number));
        if in_order && manifest.changes == manifest.last { Ok(manifest) } else { Err(unreadable()) }
    }

    /// The end of the last line in the copy; none while there is no line.
    pub fn position(&self) -> Option<Position> {
        let head = hash::from_hex(self.head.as_bytes().try_into().ok()?)?;
        let segment = u32::try_from(self.segments.len()).ok()?;
        Some(Position { seq: self.last, segment, offset: self.segments.last()?.bytes, head })
    }

    /// Writes it beside the one that is there, and puts it in its place once it would survive a power cut.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), CopyError> {
        let (path, beside) = (dir.join(NAME), dir.join(HALF_WRITTEN));
        let mut bytes = serde_json::to_vec_pretty(self).expect("numbers and strings always have a JSON form");
        bytes.push(b'\n');
        write_whole(&beside, &bytes).map_err(CopyError::file(&beside))?;
        fs::rename(&beside, &path).map_err(CopyError::file(&path))?;
        LocalDisk.sync_directory(dir).map_err(CopyError::file(dir))
    }
}

/// A copy that is sound.
#[derive(Debug)]
pub struct Checked {
    /// What the manifest says.
    pub manifest: Manifest,
    /// What the chain says.
    pub verified: Verified,
    /// Bytes after those that count: a backup was broken off.
    pub beyond: u64,
}

/// Checks the segments of the copy in `dir` against its manifest, and the chain. `progress` hears bytes done and in all.
pub fn check(
    dir: &Path,
    asked: Option<u64>,
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Checked, CopyError> {
    let manifest = Manifest::read(dir)?;
    let Some(last) = manifest.segments.len().checked_sub(1) else {
        return Err(CopyError::Unfinished(dir.to_owned()));
    };
    let total = manifest.segments.iter().fold(0_u64, |sum, it| sum.saturating_add(it.bytes));
    let mut audit = Audit::after(Position::START, asked, erased_by);
    let mut faults = Vec::new();
    let mut beyond = 0;
    for (number, (index, part)) in (1..).zip(manifest.segments.iter().enumerate()) {
        let bytes = match part.read(dir, number) {
            Ok((bytes, more)) => {
                beyond += more;
                bytes
            }
            Err((bytes, fault)) => {
                faults.push(fault);
                bytes
            }
        };
        if !bytes.is_empty() {
            audit.reach(number);
            let segment = Segment::whole(number, index == last, bytes);
            audit.segment(&segment, &mut |done| progress(done, total));
        }
    }
    progress(total, total);
    match audit.finish() {
        Err(damages) => faults.extend(damages.iter().map(place)),
        Ok(it) if it.changes == manifest.changes && hash::to_hex(&it.head) == manifest.head => {
            if faults.is_empty() {
                return Ok(Checked { manifest, verified: it, beyond });
            }
        }
        Ok(it) => {
            faults.push(format!("it ends with change {}, and {NAME} says another", it.changes));
        }
    }
    Err(CopyError::Damaged(dir.to_owned(), faults))
}

/// Where damage is and what it is, without the advice: that is for a store.
fn place(damage: &Damage) -> String {
    let mut words = name(damage.segment);
    if damage.line != 0 {
        words = format!("{words}, line {}", damage.line);
    }
    if let Some(seq) = damage.seq {
        words = format!("{words} (change {seq})");
    }
    format!("{words}: {}", damage.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let parts = [CopiedSegment::of(1, b"one\n"), CopiedSegment::of(2, b"two\n")];
        let now = "2026-11-24T14:02:07.9Z".parse().unwrap();
        Manifest { segments: parts.to_vec(), changes: 2, last: 2, ..Manifest::begun(now) }
    }

    #[test]
    fn a_manifest_is_read_back_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        manifest().write(dir.path()).unwrap();
        assert_eq!(Manifest::read(dir.path()).unwrap(), manifest());
        let text = fs::read_to_string(dir.path().join(NAME)).unwrap();
        assert!(text.contains(r#""made": "2026-11-24T14:02:07Z""#), "{text}");
        assert!(!dir.path().join("manifest.json.new").exists());
    }

    #[test]
    fn a_manifest_of_a_newer_form_says_so() {
        let dir = tempfile::tempdir().unwrap();
        Manifest { version: 2, ..manifest() }.write(dir.path()).unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(CopyError::Newer(_, 2))));
    }

    #[test]
    fn a_manifest_cannot_lead_out_of_its_directory() {
        let dir = tempfile::tempdir().unwrap();
        let mut wrong = manifest();
        wrong.segments[1].name = "../000002.jsonl".to_owned();
        wrong.write(dir.path()).unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(CopyError::Unreadable(_))));
    }

    #[test]
    fn a_directory_without_a_manifest_is_no_copy() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(CopyError::NotACopy(_))));
        assert!(matches!(Manifest::read(&dir.path().join("gone")), Err(CopyError::File(..))));
        fs::write(segment::path(dir.path(), 1), "").unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(CopyError::NoManifest(_))));
    }

    #[test]
    fn only_the_bytes_that_the_manifest_names_count() {
        let dir = tempfile::tempdir().unwrap();
        let part = CopiedSegment::of(1, b"one\n");
        let put = |bytes: &[u8]| fs::write(segment::path(dir.path(), 1), bytes).unwrap();
        put(b"one\ntwo");
        assert_eq!(part.read(dir.path(), 1).unwrap(), (b"one\n".to_vec(), 3));
        put(b"onE\n");
        assert!(part.read(dir.path(), 1).unwrap_err().1.contains("SHA-256"));
        put(b"one");
        assert_eq!(part.read(dir.path(), 1).unwrap_err().1, "000001.jsonl has 3 bytes of 4");
    }
}
