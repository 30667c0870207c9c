//! Opening a store: the journal first, then a view that agrees with it, built again if the one there does not.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use chrono::{DateTime, Utc};

use crate::desk::copies;
use crate::desk::declared::erased_by;
use crate::desk::health::{absolve, suspicion};
use crate::desk::membership::has_left;
use crate::desk::store_dir::{
    StoreDir, StoreDirError, TakesNothing, holds_a_store, is_for_want_of_room, journal_in, view_in,
};
use crate::domain::office::record::House;
use crate::domain::records::any::Change;
use crate::journal::chain::{Line, Position};
use crate::journal::damage::{By, JournalError, Torn};
use crate::journal::known::Known;
use crate::journal::lines::lines;
use crate::journal::verify::verify;
use crate::journal::written::WrittenChange;
use crate::journal::{Journal, SEGMENT_BYTES};
use crate::panics::caught;
use crate::plain_file::quoted;
use crate::view::fold::{Fold, Maker};
use crate::view::store::{View, ViewError, move_aside};

/// How many journal lines are folded into the view at once.
const LINES_AT_ONCE: usize = 1000;
/// How many groups of lines are read ahead of folding them in.
const GROUPS_AHEAD: usize = 1;

/// Hears how far a long piece of work is: done, of how many, in bytes.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Why a store cannot be opened. The words say what to do.
#[derive(Debug)]
pub enum OpenError {
    /// The data directory.
    Dir(StoreDirError),
    Journal(JournalError),
    /// The view, even when built afresh.
    View(ViewError),
    /// A view that cannot be used could not be moved out of the way.
    Aside(io::Error),
    /// The store is, or was, one of several hosts; the words say what stands in the way.
    Hosts(String),
    /// There is no journal, or nothing in it, where something else of an office stands.
    Gone(Gone),
}

/// What is left of an office that has no journal any more.
#[derive(Debug)]
pub struct Gone {
    /// The data directory.
    root: PathBuf,
    /// What stands there.
    left: Vec<&'static str>,
    /// The copies that were made of it, as far as it is known.
    copies: Vec<PathBuf>,
}

impl Gone {
    /// What is left in a data directory without a change in its journal; none in one that is new, or where there are changes.
    pub fn of(root: &Path) -> Option<Self> {
        let holds = |path: &Path| fs::read_dir(path).is_ok_and(|mut it| it.next().is_some());
        let is_line =
            |it: io::Result<fs::DirEntry>| it.and_then(|it| it.metadata()).is_ok_and(|it| it.len() != 0);
        let mut journal = fs::read_dir(journal_in(root)).into_iter().flatten();
        // What the working copy had seen is told by that.
        if journal.any(is_line) || holds(&view_in(root)) {
            return None;
        }
        let copies: Vec<PathBuf> = copies::copies(root).into_iter().map(|it| it.path).collect();
        let papers = holds(&root.join("papers")) && !root.join("journal.restoring").exists();
        let left = [("papers of cases", papers), ("a note of copies that were made", !copies.is_empty())];
        let left: Vec<_> = left.into_iter().filter(|it| it.1).map(|it| it.0).collect();
        (!left.is_empty()).then(|| Self { root: root.to_owned(), left, copies })
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (root, left) = (self.root.display(), self.left.join(" and "));
        write!(
            f,
            "the journal of the office in {root} is gone, or empty: {left} are there, and nothing that was recorded. Nothing was changed. "
        )?;
        match self.copies.last() {
            Some(copy) => {
                write!(f, "Bring a copy back: “redress restore {} --data NEW-DIRECTORY”", quoted(copy))
            }
            None => f.write_str(
                "Restore the latest backup or the mirror into a new directory (“redress restore”)",
            ),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dir(it) => it.fmt(f),
            Self::Journal(it) => it.fmt(f),
            Self::View(ViewError::NoRoom) => write!(
                f,
                "{}. Make room, or name another place for it with TMPDIR, then start again",
                ViewError::NoRoom
            ),
            Self::View(ViewError::Journal(it)) => write!(
                f,
                "{it}. A newer redress may have written it: install that one here, and start it again. “redress verify” checks the \
                 journal, which holds everything"
            ),
            Self::View(it) => {
                write!(f, "{it}. Run “redress verify” to check the journal, which holds everything")
            }
            Self::Hosts(it) => f.write_str(it),
            Self::Gone(it) => it.fmt(f),
            Self::Aside(it) => write!(f, "the damaged working copy could not be moved out of the way ({it})"),
        }
    }
}

impl OpenError {
    /// Whether the disk is full, and nothing else is known to be wrong.
    fn is_for_want_of_room(&self) -> bool {
        match self {
            Self::View(ViewError::NoRoom) | Self::Journal(JournalError::NoRoom(_)) => true,
            Self::Dir(StoreDirError::Unusable(_, error)) | Self::Aside(error) => is_for_want_of_room(error),
            _ => false,
        }
    }
}

impl From<JournalError> for OpenError {
    fn from(it: JournalError) -> Self {
        Self::Journal(it)
    }
}

impl From<ViewError> for OpenError {
    fn from(it: ViewError) -> Self {
        Self::View(it)
    }
}

impl From<StoreDirError> for OpenError {
    fn from(it: StoreDirError) -> Self {
        Self::Dir(it)
    }
}

/// A store, open.
pub(in crate::desk) struct Opened {
    pub(in crate::desk) dir: StoreDir,
    pub(in crate::desk) journal: Journal,
    pub(in crate::desk) view: View,
    pub(in crate::desk) house: Arc<House>,
    /// What there is to tell about how the store was found.
    pub(in crate::desk) notices: Vec<String>,
}

/// Opens a store as [`open`] does; where its disk takes nothing, because it is read-only or full, to be read.
pub(in crate::desk) fn open_or_read(
    root: &Path,
    (who, now): (&str, DateTime<Utc>),
    afresh: bool,
    progress: Progress,
) -> Result<Opened, OpenError> {
    let opened = StoreDir::open_or_read(root, who, now)
        .map_err(OpenError::Dir)
        .and_then(|it| open(it, afresh, progress));
    match opened {
        Err(error) if error.is_for_want_of_room() && holds_a_store(root) => {
            open(StoreDir::open_to_read(root, TakesNothing::Full)?, afresh, progress)
        }
        opened => opened,
    }
}

/// Opens a store. With `afresh`, the view is built again whatever it is like.
pub(in crate::desk) fn open(dir: StoreDir, afresh: bool, progress: Progress) -> Result<Opened, OpenError> {
    if let Some(host) = has_left(dir.root()) {
        return Err(OpenError::Hosts(format!(
            "this host, {host}, has left its office: what is here is a copy, and goes no further. Work on a host that stayed. To \
             come back, “redress join”; to be rid of the copy, delete {}",
            dir.root().display()
        )));
    }
    if let Some(gone) = Gone::of(dir.root()) {
        return Err(OpenError::Gone(gone));
    }
    let opened = View::open(&dir.view());
    if let Err(ViewError::NoRoom) = opened {
        return Err(ViewError::NoRoom.into());
    }
    // Before anything is cut off, noted or built: what the journal has lost shows in what others know of it.
    let seen = View::position_of(&opened);
    let known = known(dir.root(), seen);
    let (journal, opening) = match dir.takes_nothing() {
        Some(disk) => Journal::open_to_read(&dir.journal(), &known, disk.word())?,
        None => Journal::open_known(&dir.journal(), SEGMENT_BYTES, &known)?,
    };
    let torn = opening.torn.iter().map(|it| torn_notice(it, opening.was_noted));
    let mut notices: Vec<String> = torn.collect();
    if !opening.was_noted && dir.takes_nothing().is_none() {
        notices.push(not_noted(seen).to_owned());
    }
    if dir.is_erasing() {
        notices.push(
            "An erasure was begun and not finished. Run “redress erase --finish”: it goes on where it stopped."
                .to_owned(),
        );
    }
    let usable = if afresh {
        Err(Unusable::Rebuild("you asked for it".to_owned(), Told::Everybody))
    } else if let Some(why) = suspicion(dir.root()) {
        Err(Unusable::Rebuild(why, Told::Everybody))
    } else {
        if seen.is_none_or(|it| it == Position::START) {
            is_sound(&dir.journal())?;
        }
        usable_view(opened, &dir, progress)
    };
    let (view, house) = match usable {
        Ok(it) => it,
        Err(Unusable::Not(error)) => return Err(error),
        Err(Unusable::Rebuild(why, told)) => {
            // A view that still works is not given up for a journal that is damaged.
            is_sound(&dir.journal())?;
            let aside = move_aside(&dir.view()).map_err(OpenError::Aside)?;
            let built = follow(&dir.journal(), View::open(&dir.view())?, progress)?;
            absolve(dir.root());
            if let Some(aside) = aside {
                if told == Told::Everybody {
                    let compared = compared(seen, opening.was_noted);
                    notices.push(format!(
                        "The working copy of the records was built again from the journal: {why}. {compared}"
                    ));
                }
                // Kept only until the new one stands: it holds nothing that the journal does not, or nothing that can be read.
                drop(std::fs::remove_dir_all(aside));
            }
            built
        }
    };
    Ok(Opened { dir, journal, view, house, notices })
}

/// Refuses to build a view from a journal that is damaged, or in which something is missing that nobody erased.
fn is_sound(journal: &Path) -> Result<(), OpenError> {
    match verify(journal, &erased_by, &mut |_, _| ()) {
        Ok(_) => Ok(()),
        Err(damages) => damages.into_iter().next().map_or(Ok(()), |it| Err(JournalError::Damaged(it).into())),
    }
}

/// What others than its mark know of the journal of a data directory, where the view had followed it to a position.
pub(in crate::desk) fn known(data: &Path, seen: Option<Position>) -> Vec<Known> {
    let mut known = copies::followed(data);
    known.extend(seen.map(|position| Known { by: By::View, position }));
    known
}

/// What was found out about a journal from which the view was built again.
fn compared(seen: Option<Position>, was_noted: bool) -> &'static str {
    match (seen.filter(|it| *it != Position::START), was_noted) {
        (Some(_), _) => "Nothing is lost: the journal has everything that it had.",
        (None, true) => {
            "What it had seen could not be read. The journal has everything that was noted as confirmed."
        }
        (None, false) => "What it had seen could not be read.",
    }
}

/// What is said where the mark is gone.
fn not_noted(seen: Option<Position>) -> &'static str {
    if seen.is_some_and(|it| it != Position::START) {
        "The file “confirmed” beside the journal was gone and is written again. The journal has everything that the working \
         copy of the records had seen."
    } else {
        "The file “confirmed” beside the journal was gone, and is written again. Nothing here says whether the journal once \
         went further: hold it against a backup, the mirror or a seal (“redress verify --against”)."
    }
}

fn torn_notice(torn: &Torn, was_noted: bool) -> String {
    let confirmed = if was_noted {
        "It had not been confirmed to anybody."
    } else {
        "Nothing here says whether it had been confirmed to anybody."
    };
    let kept =
        torn.saved_to.as_ref().map(|it| format!(" It is kept in {}.", it.display())).unwrap_or_default();
    format!(
        "A last change was cut off in the middle, probably when power failed, or something else wrote there. {confirmed}{kept}"
    )
}

/// Why the view that is there is not used.
enum Unusable {
    /// Building it again helps; the words say why.
    Rebuild(String, Told),
    /// It would not help.
    Not(OpenError),
}

/// Who is told that it was built again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Everybody,
    /// Nobody: another version of the program has another working copy, and nothing was wrong.
    Nobody,
}

/// A view that cannot be used as it is.
fn rebuild(error: &ViewError) -> Unusable {
    let is_older = matches!(error, ViewError::OtherVersion(..));
    Unusable::Rebuild(error.to_string(), if is_older { Told::Nobody } else { Told::Everybody })
}

/// The view that was opened, brought up to date; or why it is not used.
fn usable_view(
    opened: Result<View, ViewError>,
    dir: &StoreDir,
    progress: Progress,
) -> Result<(View, Arc<House>), Unusable> {
    let view = opened.map_err(|it| rebuild(&it))?;
    let followed = caught(|| follow(&dir.journal(), view.clone(), progress)).map_err(|it| {
        view.give_up();
        Unusable::Rebuild(format!("it could not be read ({})", it.at), Told::Everybody)
    })?;
    followed.map_err(|it| match it {
        OpenError::View(
            it @ (ViewError::Engine(_)
            | ViewError::Value(_)
            | ViewError::HoldsErased
            | ViewError::OtherVersion(..)),
        ) => rebuild(&it),
        other => Unusable::Not(other),
    })
}

/// Lines that were read, and how far the journal is read with them.
type Read = (Vec<(Line, Option<Change>)>, u64);

/// Folds into the view what the journal has beyond it. Lines are read and checked beside. A view that has seen what was erased since
/// cannot be brought up to date: the journal no longer says by which words it is found.
pub(in crate::desk) fn follow(
    journal: &Path,
    view: View,
    progress: Progress,
) -> Result<(View, Arc<House>), OpenError> {
    let mut house = view.house()?;
    let seen = view.meta()?.position;
    let mut lines = lines(journal, seen);
    let total = lines.bytes_total();
    let reader = Journal::reader(journal);
    let read = |place| reader.read(place);
    thread::scope(|threads| {
        let (sender, groups) = sync_channel::<Result<Read, OpenError>>(GROUPS_AHEAD);
        threads.spawn(move || {
            loop {
                let group: Result<Vec<_>, OpenError> =
                    lines.by_ref().take(LINES_AT_ONCE).map(|line| Ok(said(line?)?)).collect();
                let is_last = group.as_ref().map_or(true, Vec::is_empty);
                // Whoever took the lines has given up, and tells why.
                if sender.send(group.map(|it| (it, lines.bytes_done()))).is_err() || is_last {
                    break;
                }
            }
        });
        for group in groups {
            let (group, done) = group?;
            if group.is_empty() {
                break;
            }
            let was_seen = |change: &Change| change.erases().iter().any(|it| *it <= seen.seq);
            if group.iter().filter_map(|it| it.1.as_ref()).any(was_seen) {
                return Err(ViewError::HoldsErased.into());
            }
            let mut fold = view.fold(house.clone(), &read);
            group.into_iter().try_for_each(|(line, change)| take_read(&mut fold, line, change))?;
            house = fold.commit()?;
            progress(done, total);
        }
        view.rest();
        Ok((view, house))
    })
}

/// A line, and what it says was done; none once that is erased.
fn said(line: Line) -> Result<(Line, Option<Change>), ViewError> {
    let change = match &line.change.did {
        Some(did) => Some(
            Change::from_json(&line.change.on, did)
                .map_err(|it| ViewError::Journal(format!("change {}: {it}", line.change.seq)))?,
        ),
        None => None,
    };
    Ok((line, change))
}

/// Folds a written line in.
pub(in crate::desk) fn take(fold: &mut Fold, line: Line) -> Result<(), ViewError> {
    let (line, change) = said(line)?;
    take_read(fold, line, change)
}

fn take_read(fold: &mut Fold, line: Line, change: Option<Change>) -> Result<(), ViewError> {
    if let Some(change) = change {
        let WrittenChange { cmd, step, by, .. } = &line.change;
        fold.take(&Arc::new(change), Maker { command: cmd, step, by })?;
    }
    fold.place(line)
}
