//! Looking after a store: checking the whole journal, sealing it, copying it elsewhere and putting a copy back.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use crate::desk::attached;
use crate::desk::copies;
use crate::desk::declared::{declaring, erased_by};
use crate::desk::opening::{Progress, known};
use crate::desk::store_dir::{
    StoreDir, StoreDirError, erasing_in, holds_a_store, journal_in, store_around, view_in,
};
use crate::journal::damage::Damage;
use crate::journal::known::Known;
use crate::journal::mirror::Mirror;
use crate::journal::{Journal, backup, manifest, restore, verify};
use crate::papers::{Flaw, Papers};
use crate::view::store::View;

/// How often a journal is copied that is written meanwhile.
const MOST_PASSES: u32 = 3;

pub use crate::journal::backup::Backup;
pub use crate::journal::hash::to_hex;
pub use crate::journal::manifest::{Checked, CopyError};
pub use crate::journal::restore::Until;
pub use crate::journal::seal::{NotASeal, Seal};
pub use crate::journal::verify::Verified;

/// Walks the whole journal of a data directory and says what is wrong, where, and what to do. Changes nothing.
pub fn verify_journal(data: &Path, progress: Progress) -> Result<Verified, Vec<Damage>> {
    verify_asking(data, None, progress)
}

/// Walks the whole journal as [`verify_journal`] does, and says what the change with the number `asked` is.
pub fn verify_asking(data: &Path, asked: Option<u64>, progress: Progress) -> Result<Verified, Vec<Damage>> {
    let known = known_of(data);
    verify::verify_asking(&journal_in(data), asked, &known, &erased_by, progress)
}

/// What mirrors and the working copy know of the journal. A working copy that another program has open is left to that one,
/// which held the journal against it when it opened the store.
fn known_of(data: &Path) -> Vec<Known> {
    let view = view_in(data);
    let held = if view.is_dir() { StoreDir::look(data).ok() } else { None };
    known(data, held.and_then(|_held| View::position_of(&View::open(&view))))
}

/// Checks a copy against its manifest, and its chain. Changes nothing.
pub fn verify_copy(copy: &Path, asked: Option<u64>, progress: Progress) -> Result<Checked, CopyError> {
    manifest::check(copy, asked, &erased_by, progress)
}

/// How many papers a journal names, and which of them are missing or were changed.
pub type Flaws = (u64, Vec<(String, Flaw)>);

/// Holds the papers of a data directory against its journal.
pub fn verify_papers(data: &Path, progress: Progress) -> Result<Flaws, CopyError> {
    Ok(attached::check(data, &journal_in(data), progress)?)
}

/// The same of a copy.
pub fn verify_papers_of_copy(copy: &Path, progress: Progress) -> Result<Flaws, CopyError> {
    Ok(attached::check(copy, copy, progress)?)
}

/// Brings the papers of a copy up to those that its journal names, and says how many were copied. What was erased goes.
fn copy_papers(data: &Path, to: &Path, progress: Progress) -> Result<u64, CopyError> {
    let named = attached::named(to)?;
    let papers = Papers::of(to);
    let copied = papers.copy_from(&Papers::of(data), &named, progress);
    let copied = copied.map_err(|it| CopyError::File(to.join("papers"), it))?;
    papers.keep_only(&named).map_err(|it| CopyError::File(to.join("papers"), it))?;
    Ok(copied)
}

/// Why a store cannot be backed up or put back. The words say what to do.
#[derive(Debug)]
pub enum UpkeepError {
    Copy(CopyError),
    /// The data directory.
    Dir(StoreDirError),
    /// An erasure is under way, or was cut off: what it erases might stay in the copy.
    Erasing,
    /// The copy would lie in the data directory, and be lost with it.
    Inside(PathBuf),
    /// The data directory is not new: it holds a store already.
    Holds(PathBuf),
    /// The data directory is not new: it holds something else.
    NotEmpty(PathBuf),
}

impl std::fmt::Display for UpkeepError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Copy(it) => it.fmt(f),
            Self::Dir(it) => it.fmt(f),
            Self::Erasing => write!(
                f,
                "an erasure is under way, or was cut off, and what it erases might stay in the copy. Back up again when it has \
                 ended; “redress erase --finish” finishes one that was cut off"
            ),
            Self::Inside(data) => write!(
                f,
                "a copy in {} would be lost with what is there. Name a directory elsewhere, best on another disk",
                data.display()
            ),
            Self::Holds(data) => write!(
                f,
                "{} holds a store already, which is never written over. Name a new directory with --data",
                data.display()
            ),
            Self::NotEmpty(data) => {
                write!(f, "{} is not empty. Name a new directory with --data", data.display())
            }
        }
    }
}

impl From<CopyError> for UpkeepError {
    fn from(it: CopyError) -> Self {
        Self::Copy(it)
    }
}

/// What a backup came to.
#[derive(Debug)]
pub struct BackedUp {
    /// The journal.
    pub journal: Backup,
    /// How many papers were copied.
    pub copied: u64,
    /// The papers of the copy, read back.
    pub papers: Flaws,
    /// Whether the data directory took a note of where the copy is, for a later erasure to name it.
    pub is_noted: bool,
}

/// Brings the copy in `to` up to the journal of a data directory, which may be open elsewhere. What was erased here is
/// erased there. A paper that was changed in the copy is copied again.
pub fn back_up(
    data: &Path,
    to: &Path,
    now: DateTime<Utc>,
    progress: Progress,
) -> Result<BackedUp, UpkeepError> {
    refuse_inside(data, to)?;
    // What is damaged is told by the backup itself.
    if let Ok((_, missing)) = Journal::missing(&journal_in(data), &known_of(data))
        && !missing.is_empty()
    {
        return Err(CopyError::Store(missing).into());
    }
    note_begun(data, to, now)?;
    let mut passes = 0;
    let journal = loop {
        if erasing_in(data).exists() {
            return Err(UpkeepError::Erasing);
        }
        let before = written_last(&journal_in(data))?;
        let journal = backup::backup(&journal_in(data), to, now, &erased_by, progress)?;
        passes += 1;
        // What was erased while it was copied goes from the copy with the next pass. What was only added meanwhile may wait.
        if written_last(&journal_in(data))? == before || passes == MOST_PASSES {
            break journal;
        }
    };
    let mut copied = copy_papers(data, to, progress)?;
    let mut papers = verify_papers_of_copy(to, progress)?;
    let changed = papers.1.iter().filter(|it| it.1 == Flaw::Changed);
    let changed: Vec<&str> = changed.map(|it| it.0.as_str()).collect();
    if !changed.is_empty() {
        Papers::of(to).remove(&changed).map_err(|it| CopyError::File(to.join(PAPERS), it))?;
        copied += copy_papers(data, to, progress)?;
        papers = verify_papers_of_copy(to, progress)?;
    }
    let is_noted = copies::note(data, to, now, false).is_ok();
    if erasing_in(data).exists() {
        return Err(UpkeepError::Erasing);
    }
    Ok(BackedUp { journal, copied, papers, is_noted })
}

/// Notes a copy before its first line is written: an erasure has to know of one that a kill or a full disk left half made.
fn note_begun(data: &Path, to: &Path, now: DateTime<Utc>) -> Result<(), UpkeepError> {
    if backup::begins(to, now)? {
        // Whether it is noted is said when it is made.
        drop(copies::note(data, to, now, false));
    }
    Ok(())
}

/// When each file of a journal was last written, by its name.
fn written_last(journal: &Path) -> Result<BTreeMap<OsString, Option<SystemTime>>, UpkeepError> {
    let failed = |it| CopyError::File(journal.to_owned(), it);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(journal).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        files.insert(entry.file_name(), entry.metadata().and_then(|it| it.modified()).ok());
    }
    Ok(files)
}

/// Brings the copy in `to` up to the journal of a data directory that this program has open, ready to follow it.
///
/// The directory above it must be there: a disk that is not mounted is not to be written beside.
pub(in crate::desk) fn begin_mirror(
    data: &Path,
    to: &Path,
    now: DateTime<Utc>,
) -> Result<Mirror, UpkeepError> {
    refuse_inside(data, to)?;
    let above = to.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(above).map_err(|error| CopyError::File(above.to_owned(), error))?;
    note_begun(data, to, now)?;
    let mirror = Mirror::begin(&journal_in(data), to, now, &erased_by)?;
    copy_papers(data, to, &mut |_, _| ())?;
    // So that an erasure can name it. The next beginning brings what was erased into it, noted or not.
    drop(copies::note(data, to, now, true));
    Ok(mirror)
}

fn refuse_inside(data: &Path, to: &Path) -> Result<(), UpkeepError> {
    let inside = real(to).and_then(|to| Ok(to.starts_with(real(data)?)));
    if inside.map_err(|error| CopyError::File(to.to_owned(), error))? {
        return Err(UpkeepError::Inside(data.to_owned()));
    }
    // Nor does a copy lie in another.
    let around = store_around(to).filter(|it| real(to).is_ok_and(|to| to != *it));
    around.map_or(Ok(()), |it| Err(UpkeepError::Inside(it)))
}

/// Where a path leads, though the end of it may not be there yet.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    for there in path.ancestors() {
        match there.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => {
                let rest = path.strip_prefix(there).expect("an ancestor is the beginning of it");
                return Ok(found?.join(rest));
            }
        }
    }
    Ok(path)
}

/// Puts a copy into a new data directory, up to a change or an instant if asked, and checks what was written.
pub fn put_back(
    copy: &Path,
    data: &Path,
    until: Option<Until>,
    who: &str,
    now: DateTime<Utc>,
    progress: Progress,
) -> Result<Verified, UpkeepError> {
    // What is wrong with the copy is said before anything is made.
    manifest::check(copy, None, &erased_by, &mut |_, _| ())?;
    refuse_unless_new(data)?;
    let is_new = !data.exists();
    let held = StoreDir::open(data, who, now).map_err(UpkeepError::Dir)?;
    // Again, now that nobody else can begin anything there.
    refuse_unless_new(data)?;
    let beside = data.join(RESTORING);
    let failed = |path: &Path, error| CopyError::File(path.to_owned(), error);
    if beside.exists() {
        fs::remove_dir_all(&beside).map_err(|it| failed(&beside, it))?;
    }
    let restored =
        restore::restore(copy, &beside, until, &erased_by, &declaring, progress).and_then(|restored| {
            // They come first: with the journal, the store is there.
            let named = attached::named(&beside)?;
            let papers = Papers::of(data).copy_from(&Papers::of(copy), &named, progress);
            papers.map_err(|it| failed(&data.join(PAPERS), it))?;
            let journal = held.journal();
            fs::rename(&beside, &journal).map_err(|it| failed(&journal, it))?;
            fs::File::open(data).and_then(|it| it.sync_all()).map_err(|it| failed(data, it))?;
            Ok(restored)
        });
    if restored.is_err() {
        // Nothing but what was just written, and can be written again.
        drop(fs::remove_dir_all(&beside));
        if is_new {
            drop(fs::remove_dir_all(data.join(PAPERS)));
            drop(fs::remove_file(data.join("lock")).and_then(|()| fs::remove_dir(data)));
        }
    }
    let restored = restored?;
    // What it came from still holds what is erased here later.
    drop(copies::note(data, copy, now, false));
    Ok(restored)
}

/// Where the journal lies until all of it is there.
pub(in crate::desk) const RESTORING: &str = "journal.restoring";

/// Where papers lie.
const PAPERS: &str = "papers";

/// Nothing may be in the directory but the lock, and what a restore that was broken off left.
fn refuse_unless_new(data: &Path) -> Result<(), UpkeepError> {
    if holds_a_store(data) {
        return Err(UpkeepError::Holds(data.to_owned()));
    }
    let names = match fs::read_dir(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.map_err(|it| UpkeepError::Dir(StoreDirError::Unusable(data.to_owned(), it)))?,
    };
    for name in names {
        let name = name.map_err(|it| UpkeepError::Dir(StoreDirError::Unusable(data.to_owned(), it)))?;
        if !["lock", RESTORING, PAPERS].iter().any(|it| name.file_name() == *it) {
            return Err(UpkeepError::NotEmpty(data.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_not_there_yet_lies_where_its_parent_does() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        std::os::unix::fs::symlink(&root, root.join("link")).unwrap();
        assert_eq!(real(&root.join("link/new/deeper")).unwrap(), root.join("new/deeper"));
    }

    #[test]
    fn a_copy_lies_in_no_store_and_in_no_other_copy() {
        let place = tempfile::tempdir().unwrap();
        let (data, copy) = (place.path().join("data"), place.path().join("copy"));
        for (dir, name) in
            [(&data, "journal/000001.jsonl"), (&copy, "000001.jsonl"), (&copy, "manifest.json")]
        {
            fs::create_dir_all(dir.join(name).parent().unwrap()).unwrap();
            fs::write(dir.join(name), "").unwrap();
        }
        for to in [data.clone(), data.join("new"), copy.join("new"), copy.join("journal")] {
            assert!(matches!(refuse_inside(&data, &to), Err(UpkeepError::Inside(_))), "{}", to.display());
        }
        for to in [copy.clone(), place.path().join("other/new")] {
            assert!(refuse_inside(&data, &to).is_ok(), "{}", to.display());
        }
    }

    #[test]
    fn a_copy_is_only_put_where_nothing_is() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        refuse_unless_new(&data).unwrap();
        fs::create_dir_all(data.join(RESTORING)).unwrap();
        fs::write(data.join("lock"), "").unwrap();
        refuse_unless_new(&data).unwrap();
        fs::write(data.join("notes.txt"), "").unwrap();
        assert!(matches!(refuse_unless_new(&data), Err(UpkeepError::NotEmpty(_))));
    }
}
