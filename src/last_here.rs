//! When a person was last here: one small file a person, beside the drafts.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::plain_file;

/// Where it stands when one person was last here.
#[derive(Clone, Debug)]
pub struct LastHere(PathBuf);

impl LastHere {
    /// The file of a person in a folder.
    pub fn of(folder: &Path, login: &str) -> Self {
        let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        let name: String = login
            .chars()
            .map(|it| if is_plain(it) { it.to_string() } else { format!("%{:x}", u32::from(it)) })
            .collect();
        Self(folder.join(name))
    }

    /// When that was; none for somebody who never was.
    pub fn read(&self) -> Option<DateTime<Utc>> {
        let text = String::from_utf8(plain_file::read(&self.0).ok()?).ok()?;
        Some(DateTime::parse_from_rfc3339(text.trim()).ok()?.to_utc())
    }

    /// Writes down that they are here now.
    pub fn write(&self, now: DateTime<Utc>) -> io::Result<()> {
        let folder = self.0.parent().expect("it is in a folder");
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut file = plain_file::write_anew(&self.0)?;
        file.write_all(now.to_rfc3339_opts(SecondsFormat::Secs, true).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn it_is_known_again_and_each_person_has_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("last-here");
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let here = LastHere::of(&folder, "jsmith");
        assert_eq!(here.read(), None);
        here.write(now).unwrap();
        assert_eq!(here.read(), Some(now));
        assert_eq!(LastHere::of(&folder, "../jsmith").read(), None);
        LastHere::of(&folder, "../../x").write(now).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing is written beside it");
    }
}
