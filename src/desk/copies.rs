//! Where copies of a store were made, so that an erasure can say which still hold what was erased.
//!
//! A note beside the journal, not in it: where one's disks are is nobody's history, and a lost note loses no record.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::journal::damage::By;
use crate::journal::known::Known;
use crate::journal::manifest::Manifest;
use crate::plain_file;

/// The note's name in the data directory.
const NAME: &str = "copies.json";
/// What stands before the number of one that could not be read and is kept.
const DAMAGED: &str = ".damaged-";

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Where it is.
    pub path: PathBuf,
    /// When it was last brought up to date from here.
    pub made: DateTime<Utc>,
    /// Whether it is a mirror, which follows the journal: what it holds was confirmed here.
    #[serde(default)]
    pub is_mirror: bool,
}

/// How a copy stands after an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyStands {
    /// What was erased here is erased there.
    UpToDate,
    /// It still holds what was erased.
    Behind,
    /// It cannot be looked at, because its disk is not there: take it to be behind.
    Away,
}

/// Every copy that was made, in the order of their paths. A note that cannot be read counts as none.
pub fn copies(data: &Path) -> Vec<Copied> {
    let bytes = plain_file::read(&data.join(NAME)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Notes that are there and cannot be read, those that were moved out of the way among them: while there is one, which copies
/// there are is not known.
pub fn damaged_notes(data: &Path) -> Vec<PathBuf> {
    let is_damaged = match plain_file::read(&data.join(NAME)) {
        Ok(bytes) => serde_json::from_slice::<Vec<Copied>>(&bytes).is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    let now = Some(data.join(NAME)).filter(|_| is_damaged);
    let is_moved = |it: &PathBuf| {
        it.file_name().is_some_and(|it| it.to_string_lossy().starts_with(&format!("{NAME}{DAMAGED}")))
    };
    let there = fs::read_dir(data).into_iter().flatten().filter_map(|it| Some(it.ok()?.path()));
    let mut moved: Vec<PathBuf> = there.filter(is_moved).collect();
    moved.sort();
    now.into_iter().chain(moved).collect()
}

/// Every copy that was made, to be noted anew. A note that says nothing is kept out of the way: what an erasure must reach may
/// stand in it for somebody to read.
fn to_be_noted(data: &Path) -> io::Result<Vec<Copied>> {
    let bytes = match plain_file::read(&data.join(NAME)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    if let Ok(all) = serde_json::from_slice(&bytes) {
        return Ok(all);
    }
    let names = (1_u32..).map(|number| data.join(format!("{NAME}{DAMAGED}{number}")));
    let mut free = names.filter(|it| it.symlink_metadata().is_err());
    fs::rename(data.join(NAME), free.next().expect("numbers do not run out before the disk does"))?;
    Ok(Vec::new())
}

/// Notes that a copy was made.
pub(in crate::desk) fn note(data: &Path, to: &Path, now: DateTime<Utc>, is_mirror: bool) -> io::Result<()> {
    let path = to.canonicalize()?;
    let mut all = to_be_noted(data)?;
    let was_mirror = all.iter().any(|it| it.path == path && it.is_mirror);
    all.retain(|it| it.path != path);
    all.push(Copied { path, made: now, is_mirror: is_mirror || was_mirror });
    all.sort_by(|one, other| one.path.cmp(&other.path));
    write(data, &all)
}

/// How far the mirrors that can be reached had followed the journal.
pub(in crate::desk) fn followed(data: &Path) -> Vec<Known> {
    let mirrors = copies(data).into_iter().filter(|it| it.is_mirror);
    let known = mirrors.filter_map(|it| {
        let position = Manifest::read(&it.path).ok()?.position()?;
        Some(Known { by: By::Mirror(it.path), position })
    });
    known.collect()
}

/// From now on no mirror so far counts for what is known of the journal: a loss was accepted. They stay copies.
pub(in crate::desk) fn leave_mirrors(data: &Path) -> io::Result<()> {
    let mut all = to_be_noted(data)?;
    if all.iter().all(|it| !it.is_mirror) {
        return Ok(());
    }
    all.iter_mut().for_each(|it| it.is_mirror = false);
    write(data, &all)
}

fn write(data: &Path, all: &[Copied]) -> io::Result<()> {
    let (place, beside) = (data.join(NAME), data.join(format!("{NAME}.new")));
    let mut file = plain_file::write_anew(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(all)?)?;
    // What root notes beside somebody else's store is to be read by its owner.
    let (owner, me) = (fs::metadata(data)?, file.metadata()?);
    if owner.uid() != me.uid() {
        fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
    }
    file.sync_all()?;
    fs::rename(&beside, &place)?;
    File::open(data)?.sync_all()
}

/// How a copy stands towards an erasure that was declared by the change with this number.
pub fn stands(copy: &Path, declared: u64) -> CopyStands {
    match Manifest::read(copy) {
        Ok(it) if declared <= it.last => CopyStands::UpToDate,
        Ok(_) => CopyStands::Behind,
        Err(_) => CopyStands::Away,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_noted_once_however_often_it_is_made_and_a_missing_one_counts_as_away() {
        let place = tempfile::tempdir().unwrap();
        let (data, to) = (place.path().join("data"), place.path().join("copy"));
        fs::create_dir_all(&data).unwrap();
        fs::create_dir_all(&to).unwrap();
        assert_eq!(copies(&data), []);
        for minute in ["2026-11-24T14:02:00Z", "2026-11-24T14:03:00Z"] {
            note(&data, &to, minute.parse().unwrap(), false).unwrap();
        }
        let noted = copies(&data);
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].made.to_rfc3339(), "2026-11-24T14:03:00+00:00");
        assert_eq!(stands(&to, 7), CopyStands::Away);
    }

    #[test]
    fn a_damaged_note_is_kept_out_of_the_way_and_goes_on_saying_that_copies_are_unknown() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path();
        assert_eq!(damaged_notes(data), [] as [PathBuf; 0]);
        for (number, text) in [(1, "{"), (2, r#"[{"path":"/x"}]"#)] {
            fs::write(data.join(NAME), text).unwrap();
            note(data, data, "2026-11-24T14:02:00Z".parse().unwrap(), false).unwrap();
            assert_eq!(copies(data).len(), 1, "{text}");
            let kept = data.join(format!("copies.json.damaged-{number}"));
            assert_eq!(fs::read_to_string(&kept).unwrap(), text);
            assert_eq!(damaged_notes(data).last(), Some(&kept));
        }
        fs::remove_file(data.join("copies.json.damaged-1")).unwrap();
        fs::write(data.join(NAME), "").unwrap();
        assert_eq!(damaged_notes(data), [data.join(NAME), data.join("copies.json.damaged-2")]);
    }
}
