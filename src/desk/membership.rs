//! Which office of several hosts a data directory belongs to: a file `shared` beside the journal, for its owner alone, as the
//! address of the database may hold a password. A host that left has `left` instead, and its store is a copy that nobody works in.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;
use crate::journal::hash::to_hex;
use crate::journal::sequencer::{Administered, Part, Reach, SequenceError, reach};
use crate::plain_file;

/// This host, in an office of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The address of the database.
    pub url: String,
    /// The office's schema in it.
    pub schema: String,
    /// The host's name, which stands in the lines that it writes.
    pub host: String,
    /// What shows the database that this is that host.
    pub token: String,
    /// Whether a database without a standby will do.
    #[serde(default)]
    pub single: bool,
    /// For how many seconds a change waits for the database before whoever made it is told that it was not saved.
    #[serde(default = "patience")]
    pub patience: u64,
}

/// As long as a database of which one part fails over to another by itself is away, at the usual settings of such.
pub const PATIENCE_SECONDS: u64 = 60;
/// A server that says nothing for longer than this is started again (`WatchdogSec` of the service), less what one question takes.
const MOST_PATIENCE_SECONDS: u64 = 90;

fn patience() -> u64 {
    PATIENCE_SECONDS
}

impl Membership {
    /// The same, under a token that nobody else has: the one that a beginning used which was broken off, or a new one. It is on
    /// disk before the database hears of it.
    pub(in crate::desk) fn begin(self, data: &Path) -> io::Result<Self> {
        let is_this = |it: &Self| (&it.host, &it.schema) == (&self.host, &self.schema);
        let before = read(&begun(data)).ok().flatten().filter(is_this);
        let token = if let Some(it) = before { it.token } else { new_token()? };
        let it = Self { token, ..self };
        let mut file = plain_file::write_anew(&begun(data))?;
        file.write_all(toml::to_string(&it).map_err(io::Error::other)?.as_bytes())?;
        file.sync_all()?;
        Ok(it)
    }

    /// From now on the directory belongs to the office.
    pub(in crate::desk) fn finish(data: &Path) -> io::Result<()> {
        fs::rename(begun(data), path(data))?;
        // One who joins again has not left.
        drop(fs::remove_file(left(data)));
        fs::File::open(data)?.sync_all()
    }

    /// The order of the office's lines.
    pub(in crate::desk) fn order(&self, part: Part) -> Result<Box<dyn Administered>, SequenceError> {
        let Self { url, schema, host, token, single, patience: _ } = self.clone();
        reach(Reach { url, schema, host, token, is_single: single }, part)
    }

    /// For how long a change waits for the database.
    pub(in crate::desk) fn patience(&self) -> Duration {
        Duration::from_secs(self.patience.min(MOST_PATIENCE_SECONDS))
    }
}

fn new_token() -> io::Result<String> {
    let mut bytes = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(to_hex(&bytes))
}

fn path(data: &Path) -> PathBuf {
    data.join("shared")
}

fn begun(data: &Path) -> PathBuf {
    data.join("shared.new")
}

fn left(data: &Path) -> PathBuf {
    data.join("left")
}

/// The office of several hosts that a data directory belongs to, if it does.
pub fn membership(data: &Path) -> io::Result<Option<Membership>> {
    read(&path(data))
}

fn read(path: &Path) -> io::Result<Option<Membership>> {
    match plain_file::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => {
            let text = String::from_utf8(read?).map_err(io::Error::other)?;
            toml::from_str(&text).map(Some).map_err(|it| io::Error::other(it.message().to_owned()))
        }
    }
}

/// The name that a host had which has left its office.
pub(in crate::desk) fn has_left(data: &Path) -> Option<String> {
    plain_file::read(&left(data)).ok().map(|it| String::from_utf8_lossy(&it).trim().to_owned())
}

/// The directory is one machine's again.
pub(in crate::desk) fn forget(data: &Path) -> io::Result<()> {
    fs::remove_file(path(data))?;
    fs::File::open(data)?.sync_all()
}

/// The host has left: what it has is a copy.
pub(in crate::desk) fn note_left(data: &Path, host: &str) -> io::Result<()> {
    let mut file = plain_file::write_anew(&left(data))?;
    file.write_all(host.as_bytes())?;
    file.sync_all()?;
    forget(data)
}

/// Refuses to give up what the other hosts have.
pub(in crate::desk) fn refuse_loss_if_shared(data: &Path) -> Result<(), Refusal> {
    // What cannot be read is there all the same.
    if matches!(membership(data), Ok(None)) {
        return Ok(());
    }
    Err(Refusal::of_step(
        "Several hosts share this office: what this one lacks, their database has.",
        "Move this directory away, then “redress join” with a new one. Where the database is gone too, go on from the host that has the \
         most: “redress help hosts” says how.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_is_read_as_it_was_written_and_a_host_that_left_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let url = "postgresql://office:se\"cret@db/office".to_owned();
        let it = Membership {
            url,
            schema: "redress".into(),
            host: "alpha".into(),
            token: String::new(),
            single: false,
            patience: PATIENCE_SECONDS,
        };
        let begun = it.clone().begin(dir.path()).unwrap();
        assert_eq!(membership(dir.path()).unwrap(), None);
        refuse_loss_if_shared(dir.path()).unwrap();
        // Broken off, it is begun again under the same token.
        let it = it.begin(dir.path()).unwrap();
        assert!(it == begun && it.token.len() == 64, "{it:?}");
        Membership::finish(dir.path()).unwrap();
        assert_eq!(membership(dir.path()).unwrap(), Some(it.clone()));
        let refused = refuse_loss_if_shared(dir.path()).unwrap_err().to_string();
        assert!(refused.contains("“redress join”"), "{refused}");
        note_left(dir.path(), &it.host).unwrap();
        assert_eq!((membership(dir.path()).unwrap(), has_left(dir.path())), (None, Some("alpha".into())));
        it.begin(dir.path()).unwrap();
        Membership::finish(dir.path()).unwrap();
        assert_eq!(has_left(dir.path()), None);
    }
}
