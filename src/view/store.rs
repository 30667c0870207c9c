//! The sled directory: opened with care, moved aside when it cannot be, and always able to be built again.

use std::fmt;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codec::{NotAValue, decode};
use crate::domain::office::record::{House, Office};
use crate::domain::reference::TheOffice;
use crate::journal::chain::Position;
use crate::locks::lock_soon;
use crate::panics::caught;
use crate::plain_file::other_in;
use crate::view::change::Batch;
use crate::view::engine::Engine;
use crate::view::engine_error::EngineError;
use crate::view::keys::META;
use crate::view::sorted::Sorted;

/// Raised with every change to a record's shape or to the keys: a view of another version is built again.
pub const VERSION: u32 = 45;

/// Memory for sled's pages. Its own default is 1 GB; smaller costs little, for pages are read again from the system's.
const CACHE_BYTES: u64 = 24 << 20;

/// What the view reflects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Version of the view's shape. First, so that it can be read whatever follows.
    pub version: u32,
    /// The journal line up to which everything is folded in.
    pub position: Position,
    /// The last day that any row speaks of; none while there is no row.
    pub horizon: Option<NaiveDate>,
}

impl Default for Meta {
    fn default() -> Self {
        Self { version: VERSION, position: Position::START, horizon: None }
    }
}

/// The view cannot be used as it is. Building it again from the journal helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewError {
    /// sled gave up.
    Engine(String),
    /// The disk is full.
    NoRoom,
    /// A value cannot be read.
    Value(NotAValue),
    /// It was written by a program with another version of the view; how far it had followed the journal, if that can be
    /// read.
    OtherVersion(u32, Option<Position>),
    /// It holds words of what was erased since it was written.
    HoldsErased,
    /// The journal holds a change that this program does not understand.
    Journal(String),
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(why) => write!(f, "the working copy of the records cannot be used ({why})"),
            Self::NoRoom => {
                f.write_str("there is no room left on the disk for the working copy of the records")
            }
            Self::Value(why) => write!(f, "the working copy of the records is damaged: {why}"),
            Self::OtherVersion(it, _) => {
                write!(f, "the working copy of the records has version {it}; this program uses {VERSION}")
            }
            Self::HoldsErased => f.write_str(
                "the working copy of the records is older than an erasure, and held what was erased",
            ),
            Self::Journal(why) => f.write_str(why),
        }
    }
}

impl From<NotAValue> for ViewError {
    fn from(it: NotAValue) -> Self {
        Self::Value(it)
    }
}

impl From<EngineError> for ViewError {
    fn from(it: EngineError) -> Self {
        match it {
            EngineError::Engine(why) => Self::Engine(why),
            EngineError::NoRoom => Self::NoRoom,
            EngineError::Value(why) => Self::Value(why),
        }
    }
}

/// The view, open. Cheap to clone: clones share one store.
#[derive(Clone)]
pub struct View {
    pub(in crate::view) db: Arc<Engine>,
    pub(in crate::view) sorted: Sorted,
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("View")
    }
}

impl View {
    /// Opens the view in a directory, making it if there is none. A view of another version is an error.
    pub fn open(dir: &Path) -> Result<Self, ViewError> {
        // sled would follow a link, and wait for whoever writes to a pipe.
        let other = other_in(dir).map_err(|it| ViewError::Engine(it.to_string()))?;
        if let Some((_, why)) = other {
            return Err(ViewError::Engine(why.to_owned()));
        }
        remove_half_written_snapshots(dir).map_err(|it| ViewError::Engine(it.to_string()))?;
        let private = DirBuilder::new().recursive(true).mode(0o700).create(dir);
        private.map_err(|it| ViewError::from(EngineError::from(sled::Error::Io(it))))?;
        wait_until_let_go(dir);
        let config = sled::Config::new()
            .path(dir)
            .cache_capacity(CACHE_BYTES)
            .mode(sled::Mode::LowSpace)
            // The journal has promised already; the desk flushes when it is idle, so that nothing wakes by itself.
            .flush_every_ms(None);
        let damaged = |_| ViewError::Engine("it is damaged".to_owned());
        let db = caught(|| config.open()).map_err(damaged)?.map_err(EngineError::from)?;
        keep_private(dir).map_err(|it| ViewError::from(EngineError::from(sled::Error::Io(it))))?;
        let view = Self { db: Arc::new(Engine::of(db)), sorted: Sorted::default() };
        let meta = caught(|| view.meta()).map_err(|it| {
            view.give_up();
            damaged(it)
        })??;
        if meta.version == VERSION {
            Ok(view)
        } else {
            Err(ViewError::OtherVersion(meta.version, Some(meta.position)))
        }
    }

    /// How far the view in a directory had followed the journal, as far as that can be said of what opening it came to.
    pub fn position_of(opened: &Result<Self, ViewError>) -> Option<Position> {
        match opened {
            Ok(view) => caught(|| view.meta()).ok().and_then(Result::ok).map(|it| it.position),
            Err(ViewError::OtherVersion(_, position)) => *position,
            Err(_) => None,
        }
    }

    /// What it reflects.
    pub fn meta(&self) -> Result<Meta, ViewError> {
        match self.db.get([META])? {
            Some(bytes) => decode(&bytes).map_err(|damage| match bytes.first() {
                Some(version) if u32::from(*version) != VERSION => {
                    ViewError::OtherVersion(u32::from(*version), None)
                }
                _ => ViewError::Value(damage),
            }),
            None => Ok(Meta::default()),
        }
    }

    /// The office, with its calendar built.
    pub fn house(&self) -> Result<Arc<House>, ViewError> {
        let office: Option<Office> = self.record(TheOffice)?;
        Ok(Arc::new(House::new(office.unwrap_or_default())))
    }

    /// A value put together from its pieces.
    pub(in crate::view) fn whole<T: DeserializeOwned>(&self, prefix: &[u8]) -> Result<Option<T>, ViewError> {
        let mut bytes = Vec::new();
        for piece in self.db.scan_prefix(prefix).values() {
            bytes.extend_from_slice(&piece?);
        }
        if bytes.is_empty() { Ok(None) } else { Ok(Some(decode(&bytes)?)) }
    }

    /// Size on disk, in bytes.
    pub fn bytes(&self) -> Result<u64, ViewError> {
        Ok(self.db.bytes()?)
    }

    /// Writes to disk what memory still holds. Not needed for safety: it shortens the next opening, so a failure is
    /// passed over; it is told to whoever changes something next.
    pub fn flush(&self) {
        drop(self.db.flush());
    }

    /// The same, if there is enough to be worth the way.
    pub fn rest(&self) {
        drop(self.db.rest());
    }

    /// Applies a batch: whoever reads meanwhile finds out by [`View::undisturbed`].
    pub(in crate::view) fn apply(&self, batch: Batch) -> Result<(), ViewError> {
        Ok(self.db.apply(batch)?)
    }

    /// How often a batch began or ended to be applied.
    pub(in crate::view) fn applied(&self) -> u64 {
        self.db.applied()
    }

    /// What a look at the view came to, if nothing was applied to it meanwhile: several reads see one state only then.
    pub fn undisturbed<T>(&self, look: impl FnOnce() -> T) -> Option<T> {
        let before = self.applied();
        let found = look();
        (before.is_multiple_of(2) && before == self.applied()).then_some(found)
    }

    /// Leaves sled as it is, for good: it panicked.
    pub fn give_up(&self) {
        self.db.give_up();
    }
}

/// sled's threads may hold its file for a moment after the last handle is gone; an opening in that moment would be refused.
/// Nobody else holds it: the data directory has a lock of its own.
fn wait_until_let_go(dir: &Path) {
    let Ok(held) = File::open(dir.join("db")) else { return };
    // Let go of again at once: sled takes it itself, and says so if it cannot.
    drop(lock_soon(&held));
}

/// sled makes its files as the system is used to making them: readable by everybody. The directory keeps others out from
/// the first moment; their rights follow.
fn keep_private(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        fs::set_permissions(entry.path(), Permissions::from_mode(if is_folder { 0o700 } else { 0o600 }))?;
    }
    Ok(())
}

/// A kill while sled opens can leave a half-written snapshot that it then takes for the newest, and never opens again.
fn remove_half_written_snapshots(dir: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Moves a view that cannot be used out of the way, under a name that no earlier one has.
pub fn move_aside(dir: &Path) -> io::Result<Option<PathBuf>> {
    // A link that leads nowhere is in the way too.
    if dir.symlink_metadata().is_err() {
        return Ok(None);
    }
    let names = (1_u32..).map(|number| dir.with_extension(format!("damaged-{number}")));
    let mut free = names.filter(|it| it.symlink_metadata().is_err());
    let aside = free.next().expect("numbers do not run out before the disk does");
    fs::rename(dir, &aside)?;
    Ok(Some(aside))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::locks::PAUSE;
    use std::thread;

    #[test]
    fn a_view_whose_file_is_still_held_for_a_moment_is_waited_for_and_not_taken_for_damaged() {
        let dir = tempfile::tempdir().unwrap();
        drop(View::open(dir.path()).unwrap());
        let (held, is_held) = channel();
        thread::scope(|threads| {
            threads.spawn(|| {
                let file = File::open(dir.path().join("db")).unwrap();
                file.lock().unwrap();
                held.send(()).unwrap();
                thread::sleep(PAUSE * 4);
            });
            is_held.recv().unwrap();
            assert!(View::open(dir.path()).is_ok());
        });
    }
}
