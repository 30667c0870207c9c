//! For tests: journals to look at and to tamper with, and a disk that fails when told.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::journal::chain::Line;
use crate::journal::chain::Position;
use crate::journal::damage::{Damage, JournalError};
use crate::journal::disk::{Disk, LocalDisk};
use crate::journal::mark::Mark;
use crate::journal::written::{Draft, WrittenChange};
use crate::journal::{Journal, segment, verify};

/// A draft that says `did`.
pub(crate) fn draft(did: &str) -> Draft {
    Draft {
        at: "2026-11-24T09:31:07Z".parse().unwrap(),
        by: "asmith".into(),
        role: "handler".into(),
        on: "26-0042".into(),
        ver: 7,
        cmd: "k3".into(),
        step: "note".into(),
        did: did.into(),
    }
}

/// The bound of a segment, in bytes, that has room for two notes.
pub(crate) const TWO_LINES: u64 = 700;

/// Drafts of one note each.
pub(crate) fn notes(numbers: std::ops::RangeInclusive<u64>) -> Vec<Draft> {
    numbers.map(|it| draft(&format!(r#"[{{"note":"Spoke to Mrs Okafor, call {it}"}}]"#))).collect()
}

/// What a change such as `{"erased":[3]}` declares erased.
pub(crate) fn erased_by(change: &WrittenChange) -> Vec<u64> {
    let did: serde_json::Value =
        change.did.as_deref().map(|it| serde_json::from_str(it).unwrap()).unwrap_or_default();
    did["erased"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64).collect()
}

/// A journal in a directory that is removed with it.
pub(crate) struct Sample {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) journal: Journal,
    pub(crate) lines: Vec<Line>,
}

/// A journal of `count` notes, one a group, in segments of at most `bound` bytes.
pub(crate) fn sample(count: u64, bound: u64) -> Sample {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(dir.path(), bound).unwrap();
    let lines =
        notes(1..=count).iter().flat_map(|it| journal.append(std::slice::from_ref(it)).unwrap()).collect();
    Sample { dir, journal, lines }
}

impl Sample {
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn text(&self, number: u32) -> String {
        fs::read_to_string(segment::path(self.path(), number)).unwrap()
    }

    pub(crate) fn write(&self, number: u32, bytes: impl AsRef<[u8]>) {
        fs::write(segment::path(self.path(), number), bytes).unwrap();
    }

    /// Changes the lines of the first segment.
    pub(crate) fn tamper(&self, change: impl FnOnce(&mut Vec<String>)) {
        let mut lines: Vec<String> = self.text(1).lines().map(str::to_owned).collect();
        change(&mut lines);
        self.write(1, lines.join("\n") + "\n");
    }

    /// As it is when the power fails after these lines were confirmed, and before later ones were.
    pub(crate) fn confirmed_only(&self, lines: &[Line]) {
        let position = lines.last().map_or(Position::START, |it| it.after);
        Mark::open(&LocalDisk, self.path(), position).unwrap();
    }

    /// Opens it again; the one that was open is not to be used any more.
    pub(crate) fn reopen(&self) -> Result<(Journal, crate::journal::Opening), JournalError> {
        Journal::open(self.path(), crate::journal::SEGMENT_BYTES)
    }

    pub(crate) fn verify(&self) -> Result<verify::Verified, Vec<Damage>> {
        verify::verify(self.path(), &erased_by, &mut |_, _| ())
    }
}

pub(crate) const NO_ROOM: i32 = 28;
pub(crate) const BROKEN: i32 = 5;

/// A disk that notes what is asked of it, and fails as it was told.
#[derive(Clone, Default)]
pub(crate) struct FaultyDisk {
    /// Operations since this was last emptied.
    pub(crate) calls: Arc<Mutex<Vec<&'static str>>>,
    /// Operations that are to fail, once each, and the system's error number. An append fails half-way.
    pub(crate) faults: Arc<Mutex<Vec<(&'static str, i32)>>>,
}

impl FaultyDisk {
    fn ask(&self, call: &'static str) -> io::Result<()> {
        self.calls.lock().unwrap().push(call);
        let mut faults = self.faults.lock().unwrap();
        match faults.iter().position(|(it, _)| *it == call) {
            Some(index) => Err(io::Error::from_raw_os_error(faults.remove(index).1)),
            None => Ok(()),
        }
    }
}

impl Disk for FaultyDisk {
    fn open(&self, path: &Path) -> io::Result<File> {
        self.ask("open")?;
        LocalDisk.open(path)
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        self.ask("create")?;
        LocalDisk.create(path)
    }

    fn open_within(&self, path: &Path) -> io::Result<File> {
        self.ask("open_within")?;
        LocalDisk.open_within(path)
    }

    fn overwrite(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.ask("overwrite")?;
        LocalDisk.overwrite(file, offset, bytes)
    }

    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        LocalDisk.write(file, bytes)
    }

    fn append(&self, file: &File, bytes: &[u8]) -> io::Result<()> {
        let asked = self.ask("append");
        let written = if asked.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        LocalDisk.append(file, written)?;
        asked
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.ask("sync")?;
        LocalDisk.sync(file)
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        self.ask("sync_directory")?;
        LocalDisk.sync_directory(path)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        self.ask("truncate")?;
        LocalDisk.truncate(file, length)
    }
}
