//! The data directory: where things lie in it, that nobody else can read it, and that one program has it open.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::desk::private::{NotPrivate, check};
use crate::locks::lock_soon;
use crate::plain_file::{self, quoted};
use crate::throw_away::{ThrowAway, sweep};

/// What is written, and taken away at once, to see whether anything can be.
const PROBE: &str = "probe";
/// How many bytes a disk that was full takes at least before a store is opened on it again: the working copy needs about as many.
const ROOM: usize = 1 << 20;

/// A data directory, held by this program as long as this lives.
#[derive(Debug)]
pub struct StoreDir {
    root: PathBuf,
    /// The lock ends when the file closes.
    lock: File,
    /// Where the view is while the disk takes nothing, and why it takes nothing: sled reads nothing where it may not write.
    view_elsewhere: Option<(ThrowAway, TakesNothing)>,
}

/// Why a disk takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesNothing {
    /// It is mounted so, or the system gave up writing to it.
    ReadOnly,
    /// There is no room left on it.
    Full,
}

impl TakesNothing {
    /// How the disk is, in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::Full => "full",
        }
    }
}

/// Whether something could not be written because there is no room.
pub fn is_for_want_of_room(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Why the data directory cannot be used.
#[derive(Debug)]
pub enum StoreDirError {
    /// Another program has it open; the text says which, if it is known, and the path where it serves the office, if it does.
    InUse(PathBuf, String, Option<PathBuf>),
    /// Others could read or change it.
    NotPrivate(NotPrivate),
    /// It cannot be made, read or written.
    Unusable(PathBuf, io::Error),
}

impl fmt::Display for StoreDirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path, who, Some(socket)) => write!(
                f,
                "{} is open already, by {who}, and served to the people who work there. Ask it with “--socket {}” and without \
                 --data, from the account of one of them",
                path.display(),
                quoted(socket)
            ),
            Self::InUse(path, who, None) => write!(
                f,
                "{} is open already, by {who}. Close it there first, or choose another directory with --data",
                path.display()
            ),
            Self::NotPrivate(it) => it.fmt(f),
            Self::Unusable(path, error) if is_for_want_of_room(error) => {
                write!(f, "there is no room on the disk for {}. Make room, then start again", path.display())
            }
            Self::Unusable(path, error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => write!(
                f,
                "{} is on a disk that is read-only. Nothing was changed. Have the disk mounted so that it can be written, then \
                 start again",
                path.display()
            ),
            Self::Unusable(path, error) => write!(
                f,
                "{} cannot be used ({error}). Check that you may read and write it, or choose another directory with --data",
                path.display()
            ),
        }
    }
}

/// What a working copy elsewhere is called.
const VIEW_ELSEWHERE: &str = "view";

impl StoreDir {
    /// Makes the directory if it is not there (only its owner may read it), or makes sure that nobody else can, and takes the
    /// lock.
    pub fn open(root: &Path, who: &str, now: DateTime<Utc>) -> Result<Self, StoreDirError> {
        let unusable = |error| StoreDirError::Unusable(root.to_owned(), error);
        DirBuilder::new().recursive(true).mode(0o700).create(root).map_err(unusable)?;
        check(root).map_err(unusable)?.map_err(StoreDirError::NotPrivate)?;
        let path = root.join(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut lock = plain_file::open(&mut options, &path).map_err(unusable)?;
        match lock_soon(&lock) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(root, &mut lock)),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        // A working copy elsewhere that a kill left behind still says what is erased here later.
        sweep(VIEW_ELSEWHERE);
        lock.set_len(0).map_err(unusable)?;
        let since = now.format("%Y-%m-%d %H:%M UTC");
        write!(lock, "{who} (process {}) since {since}", std::process::id()).map_err(unusable)?;
        Ok(Self { root: root.to_owned(), lock, view_elsewhere: None })
    }

    /// Opens it as [`StoreDir::open`] does; on a disk that is read-only, to be read, with its view copied elsewhere.
    pub fn open_or_read(root: &Path, who: &str, now: DateTime<Utc>) -> Result<Self, StoreDirError> {
        match Self::open(root, who, now) {
            Err(StoreDirError::Unusable(_, error))
                if error.kind() == io::ErrorKind::ReadOnlyFilesystem && holds_a_store(root) =>
            {
                Self::open_to_read(root, TakesNothing::ReadOnly)
            }
            opened => opened,
        }
    }

    /// Opens one that is there to be read, with its view copied elsewhere.
    pub fn open_to_read(root: &Path, why: TakesNothing) -> Result<Self, StoreDirError> {
        let unusable = |error| StoreDirError::Unusable(root.to_owned(), error);
        check(root).map_err(unusable)?.map_err(StoreDirError::NotPrivate)?;
        let path = root.join(LOCK);
        let lock = if path.exists() {
            plain_file::open(OpenOptions::new().read(true), &path)
        } else {
            File::open(root)
        };
        let mut lock = lock.map_err(unusable)?;
        // The disk may take changes at another place where it is mounted; several may read it.
        if let Err(TryLockError::WouldBlock) = lock.try_lock_shared() {
            return Err(in_use(root, &mut lock));
        }
        let view_elsewhere = Some((ThrowAway::new(VIEW_ELSEWHERE).map_err(unusable)?, why));
        let store = Self { root: root.to_owned(), lock, view_elsewhere };
        copy(&view_in(root), &store.view()).map_err(unusable)?;
        Ok(store)
    }

    /// Why the disk took nothing when it was opened; none if it takes changes.
    pub fn takes_nothing(&self) -> Option<TakesNothing> {
        self.view_elsewhere.as_ref().map(|it| it.1)
    }

    /// Notes where the office is reached, for whoever names the directory.
    pub fn is_served_at(&self, socket: &Path) -> io::Result<()> {
        if self.takes_nothing().is_some() {
            return Ok(());
        }
        (&self.lock).write_all(format!("{SERVED_AT}{}", socket.display()).as_bytes())
    }

    /// Takes the lock of a store that nobody has open, to look at what is in it, and leaves no trace.
    pub fn look(root: &Path) -> io::Result<Self> {
        let lock = plain_file::open(OpenOptions::new().read(true), &root.join(LOCK))?;
        lock.try_lock()?;
        Ok(Self { root: root.to_owned(), lock, view_elsewhere: None })
    }

    /// Whether the disk takes a file in it now; where it was full, one that leaves room to work with.
    pub fn takes_a_file(&self) -> bool {
        let probe = self.root.join(PROBE);
        let bytes = if self.takes_nothing() == Some(TakesNothing::Full) { ROOM } else { 1 };
        let written = plain_file::write_anew(&probe).and_then(|mut it| {
            it.write_all(&vec![b'?'; bytes])?;
            it.sync_all()
        });
        // If it stays, it is written anew the next time.
        drop(fs::remove_file(&probe));
        written.is_ok()
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The journal's directory.
    pub fn journal(&self) -> PathBuf {
        journal_in(&self.root)
    }

    /// Whether an erasure was begun and not finished.
    pub fn is_erasing(&self) -> bool {
        erasing_in(&self.root).exists()
    }

    /// The view's directory.
    pub fn view(&self) -> PathBuf {
        view_in(self.view_elsewhere.as_ref().map_or(&self.root, |it| &it.0.0))
    }
}

/// Who has a store open, as its lock says.
fn in_use(root: &Path, lock: &mut File) -> StoreDirError {
    let mut holder = String::new();
    // Without the words we can still say that it is open.
    drop(lock.read_to_string(&mut holder));
    let (holder, socket) = holder.split_once(SERVED_AT).unwrap_or((&holder, ""));
    let socket = Some(PathBuf::from(socket.trim())).filter(|it| !it.as_os_str().is_empty());
    let holder = Some(holder.trim()).filter(|it| !it.is_empty()).unwrap_or("another program");
    StoreDirError::InUse(root.to_owned(), holder.to_owned(), socket)
}

/// Copies a directory and what is in it, for whoever opens it alone. One that is not there leaves nothing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    DirBuilder::new().mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&path, &to)?;
        } else {
            let mut from = plain_file::open(OpenOptions::new().read(true), &path)?;
            io::copy(&mut from, &mut plain_file::write_anew(&to)?)?;
        }
    }
    Ok(())
}

/// The file that is locked.
const LOCK: &str = "lock";
/// What stands in it before the place where the office is reached.
const SERVED_AT: &str = "\nserved at ";

/// Where the store in a data directory is served at the moment, if it is.
pub fn served_at(root: &Path) -> Option<PathBuf> {
    let mut lock = plain_file::open(OpenOptions::new().read(true), &root.join(LOCK)).ok()?;
    // Nobody holds what another may take.
    if !matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let mut holder = String::new();
    lock.read_to_string(&mut holder).ok()?;
    holder.split_once(SERVED_AT).map(|it| PathBuf::from(it.1))
}

/// The view's directory in a data directory.
pub fn view_in(root: &Path) -> PathBuf {
    root.join("view")
}

/// The file that stands in a data directory from before an erasure is declared until nothing is left of it.
pub fn erasing_in(root: &Path) -> PathBuf {
    root.join("erasing")
}

/// The journal's directory in a data directory.
pub fn journal_in(root: &Path) -> PathBuf {
    root.join("journal")
}

/// Whether a data directory holds a store already, or what is left of one that has lost its journal.
pub fn holds_a_store(root: &Path) -> bool {
    [journal_in(root), view_in(root)]
        .iter()
        .any(|it| fs::read_dir(it).is_ok_and(|mut it| it.next().is_some()))
}

/// The store, or the copy of one, that something lies in, also through links; none if it lies in none. What is not there yet
/// lies where it would be made.
pub fn store_around(path: &Path) -> Option<PathBuf> {
    let there = path.ancestors().map(|it| if it.as_os_str().is_empty() { Path::new(".") } else { it });
    let there = there.into_iter().find_map(|it| fs::canonicalize(it).ok())?;
    let has_lines = |it: &Path| it.join("000001.jsonl").exists();
    let is_one = |it: &&Path| {
        let journal = journal_in(it);
        has_lines(&journal)
            || journal.join("confirmed").exists()
            || has_lines(it) && it.join("manifest.json").exists()
    };
    there.ancestors().find(is_one).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locks::PAUSE;
    use std::os::unix::fs::PermissionsExt;
    use std::thread;

    #[test]
    fn what_lies_in_a_store_or_a_copy_is_known_to_also_through_a_link_and_before_it_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().canonicalize().unwrap().join(name);
        for (file, text) in [
            ("data/journal/000001.jsonl", ""),
            ("copy/000001.jsonl", ""),
            ("copy/manifest.json", "{}"),
            ("journal/mine", ""),
        ] {
            fs::create_dir_all(at(file).parent().unwrap()).unwrap();
            fs::write(at(file), text).unwrap();
        }
        std::os::unix::fs::symlink(at("data/journal"), at("link")).unwrap();
        for (file, store) in [
            ("data/journal/000001.jsonl", Some("data")),
            ("data/x.csv", Some("data")),
            ("data/new/x.csv", Some("data")),
            ("link/x.csv", Some("data")),
            ("journal/../data/lock", Some("data")),
            ("copy/manifest.json", Some("copy")),
            ("journal/mine", None),
            ("x.csv", None),
        ] {
            assert_eq!(store_around(&at(file)), store.map(at), "{file}");
        }
    }

    #[test]
    fn a_store_that_is_open_says_by_whom_and_where_it_is_served() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data");
        let now = DateTime::UNIX_EPOCH;
        let held = StoreDir::open(&root, "jsmith", now).unwrap();
        let refused = StoreDir::open(&root, "kpatel", now).unwrap_err().to_string();
        assert!(refused.contains("jsmith (process ") && refused.contains("--data"), "{refused}");
        held.is_served_at(Path::new("/run/here.sock")).unwrap();
        let refused = StoreDir::open(&root, "kpatel", now).unwrap_err().to_string();
        assert!(
            refused.contains("jsmith (process ") && refused.contains("--socket /run/here.sock"),
            "{refused}"
        );
        drop(held);
        StoreDir::open(&root, "kpatel", now).unwrap();
    }

    #[test]
    fn a_store_that_somebody_has_for_a_moment_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data");
        let first = StoreDir::open(&root, "jsmith", DateTime::UNIX_EPOCH).unwrap();
        thread::scope(|both| {
            both.spawn(|| {
                thread::sleep(PAUSE);
                drop(first);
            });
            assert!(StoreDir::open(&root, "kpatel", DateTime::UNIX_EPOCH).is_ok());
        });
    }

    #[test]
    fn a_store_says_whether_the_disk_takes_a_file_and_leaves_none() {
        let dir = tempfile::tempdir().unwrap();
        let held = StoreDir::open(&dir.path().join("data"), "jsmith", DateTime::UNIX_EPOCH).unwrap();
        let names =
            || fs::read_dir(held.root()).unwrap().map(|it| it.unwrap().file_name()).collect::<Vec<_>>();
        let before = names();
        assert!(held.takes_a_file());
        assert_eq!(names(), before);
        // Nothing is written where something else has its place, nor is that taken away.
        fs::create_dir(held.root().join(PROBE)).unwrap();
        assert!(!held.takes_a_file());
        assert!(held.root().join(PROBE).is_dir());
    }

    #[test]
    fn only_the_owner_may_read_a_new_store() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data");
        let _held = StoreDir::open(&root, "jsmith", DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(root.join("lock")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
