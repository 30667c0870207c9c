//! Where copies of a store were made, so that an erasure can say which still hold what was erased.
//!
//! A note beside the journal, not in it: where one's disks are is nobody's history, and a lost note loses no record.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::journal::manifest::Manifest;

/// The note's name in the data directory.
const NAME: &str = "copies.json";

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Where it is.
    pub path: PathBuf,
    /// When it was last brought up to date from here.
    pub made: DateTime<Utc>,
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
    let bytes = fs::read(data.join(NAME)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Notes that a copy was made.
pub(in crate::desk) fn note(data: &Path, to: &Path, now: DateTime<Utc>) -> io::Result<()> {
    let path = to.canonicalize()?;
    let mut all = copies(data);
    all.retain(|it| it.path != path);
    all.push(Copied { path, made: now });
    all.sort_by(|one, other| one.path.cmp(&other.path));
    let (place, beside) = (data.join(NAME), data.join(format!("{NAME}.new")));
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(&all)?)?;
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
            note(&data, &to, minute.parse().unwrap()).unwrap();
        }
        let noted = copies(&data);
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].made.to_rfc3339(), "2026-11-24T14:03:00+00:00");
        assert_eq!(stands(&to, 7), CopyStands::Away);
    }
}
