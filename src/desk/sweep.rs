//! The part of an erasure that leaves no byte: from the journal's declarations on, whatever was done of it before.
//!
//! Invariant: after a power cut at any point the store opens and verifies, and running this again finishes what was begun.
//! The newest changes go first, so that the history of a record is a history at any time; the marker goes last.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::desk::declared::erased_by;
use crate::desk::opening::{OpenError, Opened, Progress, open};
use crate::desk::store_dir::{StoreDir, StoreDirError, erasing_in};
use crate::domain::refusal::Refusal;
use crate::journal::chain::{Place, Position};
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;
use crate::journal::verify::verify;
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::plain_file;

/// Why something could not be erased. The words say what to do.
#[derive(Debug)]
pub enum EraseError {
    /// The data directory, for example because it is open elsewhere.
    Dir(StoreDirError),
    /// The store does not open.
    Open(OpenError),
    /// Whoever asks may not erase.
    Refused(Refusal),
    /// The journal is damaged in so many places: nothing is erased from it.
    Damaged(usize),
    /// The journal cannot be written.
    Journal(JournalError),
    /// The records cannot be read.
    View(String),
    /// Told again without what is personal, this case would count otherwise in figures. Nothing was erased.
    Unfaithful(String),
    /// A file cannot be removed or written.
    File(PathBuf, io::Error),
}

impl fmt::Display for EraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dir(it @ StoreDirError::InUse(..)) => {
                write!(f, "nothing was erased, for that needs the store to itself: {it}")
            }
            Self::Dir(it) => it.fmt(f),
            Self::Open(it) => it.fmt(f),
            Self::Refused(it) => it.fmt(f),
            Self::Damaged(places) => write!(
                f,
                "the journal is damaged in {places} places, so nothing was erased. Run “redress verify” to see where and \
                 what to do"
            ),
            Self::Journal(it) => {
                write!(
                    f,
                    "{it}. Run “redress erase --finish” once that is mended: it goes on where it stopped"
                )
            }
            Self::View(why) => f.write_str(why),
            Self::Unfaithful(on) => write!(
                f,
                "{on} could not be told again without changing what it counts for in figures, so nothing was erased. Run \
                 “redress rebuild”, then try again; if it stays so, tell whoever looks after redress"
            ),
            Self::File(path, error) => write!(
                f,
                "{} cannot be removed or written ({error}). Run “redress erase --finish” once it can: it goes on where it \
                 stopped",
                path.display()
            ),
        }
    }
}

impl From<JournalError> for EraseError {
    fn from(it: JournalError) -> Self {
        Self::Journal(it)
    }
}

impl From<OpenError> for EraseError {
    fn from(it: OpenError) -> Self {
        Self::Open(it)
    }
}

/// What was swept away besides what the journal said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many changes of the journal were erased now; others were erased before.
    pub changes: u64,
    /// How many drafts of the cases and plans were removed.
    pub drafts: u64,
    /// How many other files: torn last lines, and old working copies.
    pub files: u64,
    /// The number of the last change that declares an erasure; 0 if there is none.
    pub declared: u64,
}

/// Says on disk that an erasure begins.
pub(in crate::desk) fn mark(data: &Path) -> Result<(), EraseError> {
    let path = erasing_in(data);
    let write = || {
        let mut file = plain_file::write_anew(&path)?;
        file.write_all(
            b"An erasure was begun. \"redress erase --finish\" finishes it and removes this file.\n",
        )?;
        file.sync_all()?;
        File::open(data)?.sync_all()
    };
    write().map_err(|it| EraseError::File(path.clone(), it))
}

/// Finishes whatever is declared erased, and gives the store back, open.
pub(in crate::desk) fn finish(
    data: &Path,
    dir: StoreDir,
    progress: Progress,
) -> Result<(Opened, Swept), EraseError> {
    let (unfinished, mut swept, on) = declared(&dir.journal(), progress)?;
    swept.changes = unfinished.len() as u64;
    blot_out(&dir.journal(), &unfinished)?;
    let opened = open(dir, true, progress)?;
    remove_leftovers(data, &opened.dir.journal(), &on, &mut swept)?;
    unmark(data)?;
    Ok((opened, swept))
}

/// The places of changes that are declared erased and are not yet, newest first; the number of the last declaration; and
/// the records they are on.
pub(in crate::desk) fn declared(
    journal: &Path,
    progress: Progress,
) -> Result<(Vec<Place>, Swept, BTreeSet<String>), EraseError> {
    let sound = verify(journal, &erased_by, progress).map_err(|it| EraseError::Damaged(it.len()))?;
    let unfinished: BTreeSet<u64> = sound.unfinished.into_iter().collect();
    let mut places = Vec::new();
    let mut on = BTreeSet::new();
    let mut swept = Swept::default();
    for line in lines(journal, Position::START) {
        let line = line?;
        if unfinished.contains(&line.change.seq) {
            places.push(line.place);
        }
        if !erased_by(&line.change).is_empty() {
            swept.declared = line.change.seq;
            on.insert(line.change.on);
        }
    }
    places.reverse();
    Ok((places, swept, on))
}

/// Takes what these changes said out of the journal, in this order.
pub(in crate::desk) fn blot_out(journal: &Path, places: &[Place]) -> Result<(), EraseError> {
    let (mut journal, _) = Journal::open(journal, SEGMENT_BYTES)?;
    places.iter().try_for_each(|it| journal.erase(*it))?;
    Ok(())
}

/// Removes what may hold the same words: drafts, torn last lines, working copies that were moved aside.
pub(in crate::desk) fn remove_leftovers(
    data: &Path,
    journal: &Path,
    on: &BTreeSet<String>,
    swept: &mut Swept,
) -> Result<(), EraseError> {
    for path in files_in(journal)? {
        if name(&path).starts_with("torn-") {
            remove(&path)?;
            swept.files += 1;
        }
    }
    for path in files_in(data)? {
        if name(&path).starts_with("view.") && path.is_dir() {
            fs::remove_dir_all(&path).map_err(|it| EraseError::File(path.clone(), it))?;
            swept.files += 1;
        }
    }
    let drafts = data.join("drafts");
    if drafts.is_dir() {
        for path in files_in(&drafts)? {
            // The store is ours alone, so nobody is writing one: what is unfinished was left by a crash.
            if name(&path).ends_with(".unfinished") || is_draft_on(&path, on) {
                remove(&path)?;
                swept.drafts += 1;
            }
        }
        sync(&drafts)?;
    }
    sync(journal)?;
    sync(data)
}

/// Whether a draft is on one of these records.
fn is_draft_on(path: &Path, records: &BTreeSet<String>) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    let Ok(draft) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return false };
    let on = draft["on"].as_str().unwrap_or_default();
    on.split([',', ' ', '/', '+']).any(|it| records.contains(it))
}

/// Says on disk that nothing is left.
pub(in crate::desk) fn unmark(data: &Path) -> Result<(), EraseError> {
    match fs::remove_file(erasing_in(data)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(EraseError::File(erasing_in(data), error))
        }
        _ => sync(data),
    }
}

fn files_in(dir: &Path) -> Result<Vec<PathBuf>, EraseError> {
    let read = || fs::read_dir(dir)?.map(|it| Ok(it?.path())).collect::<io::Result<Vec<PathBuf>>>();
    read().map_err(|it| EraseError::File(dir.to_owned(), it))
}

fn name(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

fn remove(path: &Path) -> Result<(), EraseError> {
    fs::remove_file(path).map_err(|it| EraseError::File(path.to_owned(), it))
}

fn sync(dir: &Path) -> Result<(), EraseError> {
    File::open(dir).and_then(|it| it.sync_all()).map_err(|it| EraseError::File(dir.to_owned(), it))
}
