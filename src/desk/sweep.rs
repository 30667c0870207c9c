//! The part of an erasure that leaves no byte: from the journal's declarations on, whatever was done of it before.
//!
//! Invariant: after a power cut at any point the store opens and verifies, and running this again finishes what was begun.
//! The newest changes go first, so that the history of a record is a history at any time; the marker goes last.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::desk::attached::named;
use crate::desk::declared::{erased_by, is_whole};
use crate::desk::membership::refuse_if_shared;
use crate::desk::opening::{OpenError, Progress, open};
use crate::desk::store_dir::{StoreDir, StoreDirError, erasing_in};
use crate::desk::upkeep::RESTORING;
use crate::domain::refusal::Refusal;
use crate::journal::chain::{Place, Position};
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;
use crate::journal::verify::verify;
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::papers::Papers;
use crate::plain_file;
use crate::view::store::move_aside;

/// Why something could not be erased. The words say what to do.
#[derive(Debug)]
pub enum EraseError {
    /// The data directory, for example because it is open elsewhere.
    Dir(StoreDirError),
    /// The store does not open.
    Open(OpenError),
    /// One was begun, and not finished.
    Unfinished,
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
    /// The reason that stays names somebody who goes, by these words.
    Reason(String),
    /// In so many places words may mean them, and nobody has looked at these.
    NotLookedAt(usize),
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
            Self::Unfinished => f.write_str(
                "an erasure was begun and not finished. Run “redress erase --finish” first: it goes on where it stopped",
            ),
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
            Self::Reason(words) => {
                write!(
                    f,
                    "the reason stays, and “{words}” in it may name them. Say why without naming anybody"
                )
            }
            Self::NotLookedAt(places) => write!(
                f,
                "nothing was erased: in {places} places words may mean these people, and nobody has said whether they do"
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

/// The steps of an erasure, in their order. Wherever it is cut off, finishing it goes on from there; cut off before it is
/// declared, nothing is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The marker says that it begins.
    Begun,
    /// The journal declares what goes, and tells again what stays.
    Declared,
    /// One change was taken out of the journal.
    TakenOut,
    /// The working copy was moved aside.
    MovedAside,
    /// Another was built from the journal.
    BuiltAgain,
    /// What may hold the same words was removed: a draft, a torn line, an old working copy, papers.
    Removed,
    /// The marker is gone.
    Over,
}

/// What the marker says of the erasure that it marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct Begun {
    /// The number of the journal's last change before it.
    pub(in crate::desk) after: u64,
    /// How many records it tells again.
    pub(in crate::desk) declares: u64,
    /// The files of drafts that go, though they are on no case that does.
    pub(in crate::desk) drafts: Vec<String>,
}

/// How an erasure was found, and so what finishing it came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Left {
    /// None had been begun.
    Nothing,
    /// It had been begun, and nothing was declared: nothing is erased.
    Undeclared,
    /// Some of it was declared and is erased now; the rest is as it was.
    Part,
    /// What was noted of it cannot be read: all that was ever declared is erased now, and whether that is all of it is not known.
    Unreadable,
    /// All of it was declared, and is erased now.
    #[default]
    Whole,
}

/// What was swept away besides what the journal said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How it was found.
    pub left: Left,
    /// How many changes of the journal were erased now; others were erased before.
    pub changes: u64,
    /// How many drafts were removed.
    pub drafts: u64,
    /// How many other files: torn last lines, and old working copies.
    pub files: u64,
    /// How many papers: what they said.
    pub papers: u64,
    /// The number of the last change that declares an erasure; 0 if there is none.
    pub declared: u64,
}

/// What the journal declares erased.
struct Declared {
    /// Places of changes that are not erased yet, newest first.
    places: Vec<Place>,
    /// The number of the last declaration; 0 if there is none.
    last: u64,
    /// How many declarations the erasure made that was begun.
    since: u64,
    /// The cases out of which everything personal was taken.
    cases: BTreeSet<String>,
}

const MARKER: &str = "An erasure was begun. \"redress erase --finish\" finishes it and removes this file.";

/// Says on disk that an erasure begins.
pub(in crate::desk) fn mark(data: &Path, begun: &Begun) -> Result<(), EraseError> {
    let path = erasing_in(data);
    let write = || {
        let mut file = plain_file::write_anew(&path)?;
        writeln!(file, "{MARKER}\n{}", serde_json::to_string(begun)?)?;
        file.sync_all()?;
        File::open(data)?.sync_all()
    };
    write().map_err(|it| EraseError::File(path.clone(), it))
}

/// What the marker says of an erasure.
enum Marked {
    /// There is none.
    Not,
    /// What it says cannot be read. Cut off while it was written, nothing came after it; but it may have been changed since.
    Unreadable,
    As(Begun),
}

fn begun(data: &Path) -> Result<Marked, EraseError> {
    let path = erasing_in(data);
    let bytes = match plain_file::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Marked::Not),
        Err(error) => return Err(EraseError::File(path, error)),
        Ok(bytes) => bytes,
    };
    let text = String::from_utf8_lossy(&bytes);
    let read = text.lines().nth(1).and_then(|it| serde_json::from_str(it).ok());
    Ok(read.map_or(Marked::Unreadable, Marked::As))
}

/// Finishes whatever is declared erased, and says how it was found. `after` hears of each step.
pub(in crate::desk) fn finish(
    data: &Path,
    dir: StoreDir,
    progress: Progress,
    after: &mut dyn FnMut(Step),
) -> Result<Swept, EraseError> {
    refuse_if_shared(data, "erasing").map_err(EraseError::Refused)?;
    let marker = begun(data)?;
    let (begun_after, declares, drafts) = match &marker {
        Marked::As(it) => (Some(it.after), it.declares, it.drafts.as_slice()),
        Marked::Not | Marked::Unreadable => (None, 0, &[][..]),
    };
    let found = declared(&dir.journal(), begun_after, progress)?;
    let left = match &marker {
        Marked::Not if found.places.is_empty() => Left::Nothing,
        Marked::Unreadable if found.last != 0 => Left::Unreadable,
        Marked::Unreadable | Marked::As(_) if found.places.is_empty() && found.since == 0 => Left::Undeclared,
        Marked::As(_) if found.since < declares => Left::Part,
        _ => Left::Whole,
    };
    let mut swept =
        Swept { left, changes: found.places.len() as u64, declared: found.last, ..Swept::default() };
    if !matches!(left, Left::Nothing | Left::Undeclared) {
        blot_out(&dir.journal(), &found.places, after)?;
        let aside = move_aside(&dir.view()).map_err(|it| EraseError::File(dir.view(), it))?;
        after(Step::MovedAside);
        let opened = open(dir, false, progress)?;
        after(Step::BuiltAgain);
        remove_leftovers(data, &opened.dir.journal(), (&found.cases, drafts), &mut swept, after)?;
        // What another record still names stays.
        let papers = Papers::of(data).keep_only(&named(&opened.dir.journal())?);
        swept.papers = papers.map_err(|it| EraseError::File(data.join("papers"), it))?;
        after(Step::Removed);
        // What was the working copy until now is no old file.
        swept.files -= u64::from(aside.is_some());
    }
    if left != Left::Nothing {
        unmark(data)?;
        after(Step::Over);
    }
    Ok(swept)
}

fn declared(journal: &Path, begun_after: Option<u64>, progress: Progress) -> Result<Declared, EraseError> {
    let sound = verify(journal, &erased_by, progress).map_err(|it| EraseError::Damaged(it.len()))?;
    let unfinished: BTreeSet<u64> = sound.unfinished.into_iter().collect();
    let mut found = Declared { places: Vec::new(), last: 0, since: 0, cases: BTreeSet::new() };
    for line in lines(journal, Position::START) {
        let line = line?;
        if unfinished.contains(&line.change.seq) {
            found.places.push(line.place);
        }
        if !erased_by(&line.change).is_empty() {
            found.last = line.change.seq;
            found.since += u64::from(begun_after.is_some_and(|it| it < line.change.seq));
            if is_whole(&line.change) {
                found.cases.insert(line.change.on);
            }
        }
    }
    found.places.reverse();
    Ok(found)
}

/// Takes what these changes said out of the journal, in this order.
fn blot_out(journal: &Path, places: &[Place], after: &mut dyn FnMut(Step)) -> Result<(), EraseError> {
    let (mut journal, _) = Journal::open(journal, SEGMENT_BYTES)?;
    for place in places {
        journal.erase(*place)?;
        after(Step::TakenOut);
    }
    Ok(())
}

/// Removes what may hold the same words: torn last lines, working copies that were moved aside, drafts on these cases, and
/// those that were found.
fn remove_leftovers(
    data: &Path,
    journal: &Path,
    (cases, found): (&BTreeSet<String>, &[String]),
    swept: &mut Swept,
    after: &mut dyn FnMut(Step),
) -> Result<(), EraseError> {
    for path in files_in(journal)?.iter().filter(|it| name(it).starts_with("torn-")) {
        remove(path)?;
        swept.files += 1;
        after(Step::Removed);
    }
    let is_old = |it: &&PathBuf| name(it).starts_with("view.") || name(it) == RESTORING;
    for path in files_in(data)?.iter().filter(|it| it.is_dir()).filter(is_old) {
        fs::remove_dir_all(path).map_err(|it| EraseError::File(path.clone(), it))?;
        swept.files += 1;
        after(Step::Removed);
    }
    let drafts = data.join(DRAFTS);
    if drafts.is_dir() {
        for path in files_in(&drafts)? {
            // The store is ours alone, so nobody is writing one: what is unfinished was left by a crash.
            if name(&path).ends_with(".unfinished")
                || found.contains(&name(&path))
                || is_draft_on(&path, cases)
            {
                remove(&path)?;
                swept.drafts += 1;
                after(Step::Removed);
            }
        }
        sync(&drafts)?;
    }
    sync(journal)?;
    sync(data)
}

/// The directory of drafts in a data directory.
const DRAFTS: &str = "drafts";

/// Every draft that can be read, with the name of its file.
pub(in crate::desk) fn drafts_in(data: &Path) -> Result<Vec<(String, Kept)>, EraseError> {
    let drafts = data.join(DRAFTS);
    if !drafts.is_dir() {
        return Ok(Vec::new());
    }
    Ok(files_in(&drafts)?.iter().filter_map(|it| Some((name(it), kept(it)?))).collect())
}

/// What of a draft matters here.
#[derive(Deserialize)]
pub(in crate::desk) struct Kept {
    #[serde(default)]
    pub(in crate::desk) on: Option<String>,
    #[serde(default)]
    pub(in crate::desk) about: String,
    #[serde(default)]
    pub(in crate::desk) fields: Vec<(String, String)>,
}

fn kept(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Whether a draft is on one of these records.
fn is_draft_on(path: &Path, records: &BTreeSet<String>) -> bool {
    let on = kept(path).and_then(|it| it.on).unwrap_or_default();
    on.split([',', ' ', '/', '+']).any(|it| records.contains(it))
}

/// Says on disk that nothing is left.
fn unmark(data: &Path) -> Result<(), EraseError> {
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
