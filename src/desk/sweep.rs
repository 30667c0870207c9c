//! The part of an erasure that leaves no byte: from the journal's declarations on, whatever was done of it before.
//!
//! Invariant: after a power cut at any point the store opens and verifies, and running this again finishes what was begun.
//! The newest changes go first, so that the history of a record is a history at any time; the marker goes last.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::desk::attached::named;
use crate::desk::begun::{self, Marked, note_swept, told, unmark};
use crate::desk::declared::{erased_by, is_whole};
use crate::desk::opening::{OpenError, Progress, open};
use crate::desk::store_dir::{StoreDir, StoreDirError, erasing_in};
use crate::desk::upkeep::RESTORING;
use crate::domain::refusal::Refusal;
use crate::journal::chain::{Place, Position};
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;
use crate::journal::sequencer::{Administered, SequenceError};
use crate::journal::verify::verify;
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::papers::Papers;
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
    /// Another host changed something since the store was opened. Nothing was erased.
    Meanwhile,
    /// The database that the hosts share does not do its part.
    Order(String),
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
            Self::Meanwhile => f.write_str(
                "another host changed something meanwhile, so nothing was erased. Look again; with --yes the other hosts wait until \
                 it is done",
            ),
            Self::Order(why) => write!(
                f,
                "{why}. Run “redress erase --finish” once that is mended: it goes on where it stopped"
            ),
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

impl From<SequenceError> for EraseError {
    fn from(it: SequenceError) -> Self {
        Self::Order(it.to_string())
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
    /// Numbers of all changes that are to be erased, or are.
    all: Vec<u64>,
    /// The number of the last declaration; 0 if there is none.
    last: u64,
    /// How many declarations the erasure made that was begun.
    since: u64,
    /// The cases out of which everything personal was taken.
    cases: BTreeSet<String>,
}

/// Finishes whatever is declared erased, and says how it was found. `after` hears of each step. Where several hosts share the
/// journal, `order` is where it goes from first: as long as it is here, it is known what goes.
pub(in crate::desk) fn finish(
    data: &Path,
    dir: StoreDir,
    mut order: Option<&mut dyn Administered>,
    progress: Progress,
    after: &mut dyn FnMut(Step),
) -> Result<Swept, EraseError> {
    let marker = begun::begun(data).map_err(|it| EraseError::File(erasing_in(data), it))?;
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
    if let Some(order) = &mut order {
        order.erase(&found.all)?;
    }
    if !matches!(left, Left::Nothing | Left::Undeclared) {
        blot_out(&dir.journal(), &found.places, after)?;
        let aside = move_aside(&dir.view()).map_err(|it| EraseError::File(dir.view(), it))?;
        after(Step::MovedAside);
        let opened = open(dir, false, progress)?;
        after(Step::BuiltAgain);
        remove_leftovers(data, &opened.dir.journal(), (&found.cases, drafts), &mut swept, after)?;
        // What another record still names stays.
        let named = named(&opened.dir.journal())?;
        let papers = Papers::of(data).keep_only(&named);
        swept.papers = papers.map_err(|it| EraseError::File(data.join("papers"), it))?;
        if let Some(order) = &mut order {
            let gone: Vec<String> =
                order.papers()?.into_iter().filter(|it| !named.contains_key(it)).collect();
            order.remove_papers(&gone)?;
        }
        after(Step::Removed);
        // What was the working copy until now is no old file.
        swept.files -= u64::from(aside.is_some());
    }
    if left != Left::Nothing {
        let is_of_another_host = matches!(&marker, Marked::As(it) if it.is_of_another_host);
        if is_of_another_host || order.is_some() {
            note_swept(data, swept.declared).map_err(|it| EraseError::File(data.to_owned(), it))?;
        }
        unmark(data).map_err(|it| EraseError::File(erasing_in(data), it))?;
        after(Step::Over);
    }
    if let Some(order) = &mut order {
        order.swept(swept.declared)?;
        told(data);
    }
    Ok(swept)
}

fn declared(journal: &Path, begun_after: Option<u64>, progress: Progress) -> Result<Declared, EraseError> {
    let sound = verify(journal, &erased_by, progress).map_err(|it| EraseError::Damaged(it.len()))?;
    let unfinished: BTreeSet<u64> = sound.unfinished.into_iter().collect();
    let mut found =
        Declared { places: Vec::new(), all: Vec::new(), last: 0, since: 0, cases: BTreeSet::new() };
    for line in lines(journal, Position::START) {
        let line = line?;
        if unfinished.contains(&line.change.seq) {
            found.places.push(line.place);
        }
        let erased = erased_by(&line.change);
        if !erased.is_empty() {
            found.all.extend(erased);
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
