//! Text that is being typed, kept on disk until the record that it becomes is saved.
//!
//! Invariants: a draft file is whole or not there, and only its owner can read it; two sessions never write
//! the same file; a draft that a living session is working on is not offered to another.

pub mod keeper;

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::chance::digits;
use crate::plain_file;

/// What was typed into a form, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Which form.
    pub form: String,
    /// What it is about, in words for the person who is offered to carry on: a name, a subject.
    pub about: String,
    /// The record it changes, by reference; `None` for a new one.
    pub on: Option<String>,
    /// The version of that record the person was looking at.
    pub version: Option<u64>,
    /// Field names and what was typed into them, in the form's order.
    pub fields: Vec<(String, String)>,
    /// The field the cursor was in, counted from 0.
    pub cursor_field: usize,
    /// When it was last changed.
    pub saved_at: DateTime<Utc>,
}

/// What tells one draft of a session from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DraftKey {
    /// Which form.
    pub form: String,
    /// The record it changes.
    pub on: Option<String>,
}

impl Saved {
    /// The key it is kept under.
    pub fn key(&self) -> DraftKey {
        DraftKey { form: self.form.clone(), on: self.on.clone() }
    }
}

/// What went wrong with a draft.
#[derive(Debug)]
pub enum DraftTrouble {
    /// The folder cannot be made, read or locked.
    Folder(PathBuf, io::Error),
    /// The draft cannot be written.
    Save(PathBuf, io::Error),
    /// The draft cannot be read.
    Read(PathBuf, io::Error),
    /// The file is no draft of ours.
    Unreadable(PathBuf, serde_json::Error),
    /// The draft cannot be thrown away.
    Remove(PathBuf, io::Error),
    /// Another session, or this one, is already working on it.
    Taken,
}

impl fmt::Display for DraftTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DraftTrouble::Folder(path, source) => {
                write!(f, "drafts cannot be kept in {}: {source}. Save your work as you go", path.display())
            }
            DraftTrouble::Save(path, source) if source.kind() == ErrorKind::StorageFull => {
                write!(
                    f,
                    "your draft is not saved: the disk with {} is full. Keep this screen open",
                    path.display()
                )
            }
            DraftTrouble::Save(path, source) => {
                write!(f, "your draft is not saved in {}: {source}. Keep this screen open", path.display())
            }
            DraftTrouble::Read(path, source) => {
                write!(f, "the draft {} cannot be read: {source}", path.display())
            }
            DraftTrouble::Unreadable(path, source) => {
                write!(f, "the draft {} is damaged ({source}). It was left where it is", path.display())
            }
            DraftTrouble::Remove(path, source) => {
                write!(f, "the draft {} cannot be thrown away: {source}", path.display())
            }
            DraftTrouble::Taken => f.write_str("that draft is already open, here or in another window"),
        }
    }
}

impl std::error::Error for DraftTrouble {}

/// A draft left behind by a session that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was typed.
    pub saved: Saved,
    file: PathBuf,
}

/// What was left behind.
#[derive(Debug, Default)]
pub struct Left {
    /// Drafts to offer, the latest first.
    pub found: Vec<Found>,
    /// Files that could not be read. They are kept: somebody may be able to.
    pub unreadable: Vec<DraftTrouble>,
}

/// The drafts of one person, as one session sees them.
#[derive(Debug)]
pub struct DraftStore {
    dir: PathBuf,
    person: String,
    session: String,
    /// Locked as long as the session lives, so that others can tell; none on a disk that takes no file.
    alive: Option<File>,
}

impl DraftStore {
    /// Opens the folder of drafts, making it where it is missing, and begins a session in it. On a disk that is read-only or full there is
    /// none: drafts are listed, and each that is to be kept is told of as not saved.
    pub fn open(dir: &Path, person: &str) -> Result<DraftStore, DraftTrouble> {
        let begin = || -> io::Result<_> {
            DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
            fs::set_permissions(dir, Permissions::from_mode(0o700))?;
            let session = digits(16);
            // Locked before it has its name, so a named file that is not locked belongs to a session that is
            // gone.
            let unnamed = dir.join(format!(".{session}"));
            let alive = plain_file::write_anew(&unnamed)?;
            alive.lock()?;
            fs::rename(&unnamed, dir.join(&session).with_extension(SESSION))?;
            Ok((session, Some(alive)))
        };
        let session = begin().or_else(|error| match error.kind() {
            ErrorKind::ReadOnlyFilesystem | ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                Ok((digits(16), None))
            }
            _ => Err(error),
        });
        let of = |(session, alive)| DraftStore { dir: dir.to_owned(), person: coded(person), session, alive };
        session.map(of).map_err(|source| DraftTrouble::Folder(dir.to_owned(), source))
    }

    /// Writes a draft so that after a crash there is either the old one or the new one.
    pub fn save(&self, saved: &Saved) -> Result<(), DraftTrouble> {
        let path = self.path(&saved.key());
        let unfinished = path.with_extension(UNFINISHED);
        let write = || {
            let mut file = plain_file::write_anew(&unfinished)?;
            file.write_all(&serde_json::to_vec(saved)?)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)?;
            File::open(&self.dir)?.sync_all()
        };
        write().map_err(|source| {
            // Half a draft helps nobody, and on a full disk its room does.
            let _ = fs::remove_file(&unfinished);
            DraftTrouble::Save(path.clone(), source)
        })
    }

    /// Finds the drafts of this person that no living session is working on, and clears away what crashes
    /// left.
    pub fn list(&self) -> Result<Left, DraftTrouble> {
        let mut left = Left::default();
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == ErrorKind::NotFound && self.alive.is_none() => return Ok(left),
            entries => entries.map_err(|source| DraftTrouble::Folder(self.dir.clone(), source))?,
        };
        for file in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            match *parts(&file).as_slice() {
                [session, SESSION] => drop(self.is_alive(session)),
                [_, _, _, session, UNFINISHED] if !self.is_alive(session) => drop(fs::remove_file(&file)),
                [person, _, _, session, DRAFT] if person == self.person && !self.is_alive(session) => {
                    match read(&file) {
                        Ok(saved) => left.found.push(Found { saved, file }),
                        Err(trouble) => left.unreadable.push(trouble),
                    }
                }
                _ => {}
            }
        }
        left.found.sort_by_key(|found| Reverse(found.saved.saved_at));
        Ok(left)
    }

    /// Carries on with a draft: from now on it is this session's. If two sessions ask, one gets it. A draft of the same form that
    /// this session had is let go, and given back.
    pub fn load(&self, found: &Found) -> Result<(Saved, Option<Found>), DraftTrouble> {
        let path = self.path(&found.saved.key());
        if !found.file.exists() {
            return Err(DraftTrouble::Taken);
        }
        let aside = self.let_go(&path)?;
        fs::rename(&found.file, &path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => DraftTrouble::Taken,
            _ => DraftTrouble::Read(found.file.clone(), source),
        })?;
        Ok((read(&path)?, aside))
    }

    /// How many forms of this person are unfinished here, whichever session they were left in.
    pub fn unfinished(&self) -> u32 {
        let files = fs::read_dir(&self.dir).into_iter().flatten().filter_map(Result::ok).map(|it| it.path());
        let theirs =
            |it: &PathBuf| matches!(*parts(it).as_slice(), [person, _, _, _, DRAFT] if person == self.person);
        u32::try_from(files.filter(theirs).count()).unwrap_or(u32::MAX)
    }

    /// Lets go of every draft of this session, none of which is being typed: they are offered like those of sessions that are gone.
    pub fn let_go_of_all(&self) -> Result<(), DraftTrouble> {
        let entries =
            fs::read_dir(&self.dir).map_err(|source| DraftTrouble::Folder(self.dir.clone(), source))?;
        for file in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if matches!(*parts(&file).as_slice(), [_, _, _, session, DRAFT] if session == self.session) {
                self.let_go(&file)?;
            }
        }
        Ok(())
    }

    /// Gives a draft of this session to one that is gone.
    fn let_go(&self, path: &Path) -> Result<Option<Found>, DraftTrouble> {
        let [person, form, on, _, _] = *parts(path).as_slice() else { return Ok(None) };
        let file = self.dir.join(format!("{person}.{form}.{on}.{}.{DRAFT}", digits(16)));
        match fs::rename(path, &file) {
            Ok(()) => Ok(Some(Found { saved: read(&file)?, file })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DraftTrouble::Save(file, error)),
        }
    }

    /// Throws a draft away that was left behind.
    pub fn discard(&self, found: &Found) -> Result<(), DraftTrouble> {
        self.unlink(&found.file)
    }

    /// Removes this session's draft of a form. No draft is fine too.
    pub fn remove(&self, key: &DraftKey) -> Result<(), DraftTrouble> {
        self.unlink(&self.path(key))
    }

    fn unlink(&self, path: &Path) -> Result<(), DraftTrouble> {
        let unlink = || match fs::remove_file(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            // Or a power cut could bring back what was thrown away.
            Ok(()) => File::open(&self.dir)?.sync_all(),
        };
        unlink().map_err(|source| DraftTrouble::Remove(path.to_owned(), source))
    }

    fn path(&self, key: &DraftKey) -> PathBuf {
        let on = key.on.as_deref().unwrap_or_default();
        self.dir.join(format!("{}.{}.{}.{}.{DRAFT}", self.person, coded(&key.form), coded(on), self.session))
    }

    /// Whether a session still runs. A file system without locks offers too many drafts rather than too few.
    fn is_alive(&self, session: &str) -> bool {
        let path = self.dir.join(session).with_extension(SESSION);
        let Ok(file) = File::open(&path) else { return false };
        // Shared, so that two who look at the same time do not take each other for the session.
        let alive = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
        if !alive {
            let _ = fs::remove_file(&path);
        }
        alive
    }
}

impl Drop for DraftStore {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.dir.join(&self.session).with_extension(SESSION));
        let _ = self.alive.as_ref().map(File::unlock);
    }
}

/// The ending of draft files.
const DRAFT: &str = "draft";

/// The ending of drafts that are being written.
const UNFINISHED: &str = "unfinished";

/// The ending of the files that tell who is alive.
const SESSION: &str = "session";

fn read(file: &Path) -> Result<Saved, DraftTrouble> {
    let bytes = plain_file::read(file).map_err(|source| DraftTrouble::Read(file.to_owned(), source))?;
    serde_json::from_slice(&bytes).map_err(|source| DraftTrouble::Unreadable(file.to_owned(), source))
}

/// The parts of a file's name: `person.form.on.session.draft`, or `session.session`.
fn parts(file: &Path) -> Vec<&str> {
    file.file_name().and_then(OsStr::to_str).unwrap_or_default().split('.').collect()
}

/// The longest that a part of a file's name is written out. Systems take 255 bytes in all.
const LONGEST_PART: usize = 64;

/// A name as part of a file name: what could mean something there is written as its code. Of what is too long, such as the
/// references of many cases, the beginning stands with a sum of it all.
fn coded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let coded: String = name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") })
        .collect();
    if coded.len() <= LONGEST_PART {
        return coded;
    }
    let mut sum = DefaultHasher::new();
    sum.write(name.as_bytes());
    format!("{}-{:016x}", &coded[..LONGEST_PART / 2], sum.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn draft(form: &str, text: &str, minute: u32) -> Saved {
        Saved {
            form: form.to_owned(),
            about: "Amara Okafor".to_owned(),
            on: None,
            version: None,
            fields: vec![("about".to_owned(), text.to_owned())],
            cursor_field: 0,
            saved_at: Utc.with_ymd_and_hms(2026, 11, 23, 14, minute, 0).unwrap(),
        }
    }

    fn texts(store: &DraftStore) -> Vec<String> {
        store.list().unwrap().found.into_iter().map(|found| found.saved.fields[0].1.clone()).collect()
    }

    #[test]
    fn a_draft_is_offered_after_its_session_is_gone_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let first = DraftStore::open(dir.path(), "jsmith").unwrap();
        first.save(&draft("case.new", "old", 1)).unwrap();
        first.save(&draft("case.new", "Late reply £5 ŵ\n", 2)).unwrap();
        let second = DraftStore::open(dir.path(), "jsmith").unwrap();
        assert_eq!(texts(&second), [] as [&str; 0]);
        drop(first);
        assert_eq!(texts(&second), ["Late reply £5 ŵ\n"]);
    }

    #[test]
    fn a_session_that_crashed_counts_as_gone() {
        let dir = tempfile::tempdir().unwrap();
        let crashed = DraftStore::open(dir.path(), "jsmith").unwrap();
        crashed.save(&draft("case.new", "typed", 1)).unwrap();
        // What the kernel does for a process that is killed: the lock goes, the files stay.
        crashed.alive.as_ref().unwrap().unlock().unwrap();
        fs::write(crashed.path(&draft("note", "", 1).key()).with_extension(UNFINISHED), "half").unwrap();
        std::mem::forget(crashed);
        let next = DraftStore::open(dir.path(), "jsmith").unwrap();
        assert_eq!(texts(&next), ["typed"]);
        assert_eq!(names(dir.path(), UNFINISHED).len(), 0);
        assert_eq!(names(dir.path(), SESSION).len(), 1, "its own");
    }

    #[test]
    fn a_draft_on_very_many_records_is_kept_under_a_name_that_fits_and_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let store = DraftStore::open(dir.path(), "jsmith").unwrap();
        let on = |last: u32| Some((1..=last).map(|it| format!("26-{it:04}")).collect::<Vec<_>>().join(" "));
        for last in [500, 501] {
            store.save(&Saved { on: on(last), ..draft("note", &last.to_string(), 1) }).unwrap();
        }
        drop(store);
        let mut found = texts(&DraftStore::open(dir.path(), "jsmith").unwrap());
        found.sort();
        assert_eq!(found, ["500", "501"]);
    }

    #[test]
    fn two_sessions_on_one_form_keep_a_draft_each() {
        let dir = tempfile::tempdir().unwrap();
        let sessions = ["one", "two"].map(|text| (DraftStore::open(dir.path(), "jsmith").unwrap(), text));
        for (session, text) in &sessions {
            session.save(&draft("case.new", text, 1)).unwrap();
        }
        drop(sessions);
        let mut found = texts(&DraftStore::open(dir.path(), "jsmith").unwrap());
        found.sort();
        assert_eq!(found, ["one", "two"]);
    }

    #[test]
    fn nobody_is_offered_the_draft_of_another() {
        let dir = tempfile::tempdir().unwrap();
        DraftStore::open(dir.path(), "j.smith").unwrap().save(&draft("case.new", "private", 1)).unwrap();
        assert_eq!(texts(&DraftStore::open(dir.path(), "j").unwrap()), [] as [&str; 0]);
        assert_eq!(texts(&DraftStore::open(dir.path(), "j.smith").unwrap()), ["private"]);
    }

    #[test]
    fn the_latest_draft_is_offered_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = DraftStore::open(dir.path(), "jsmith").unwrap();
        for (form, minute) in [("b", 2), ("c", 3), ("a", 1)] {
            first.save(&draft(form, form, minute)).unwrap();
        }
        drop(first);
        assert_eq!(texts(&DraftStore::open(dir.path(), "jsmith").unwrap()), ["c", "b", "a"]);
    }

    #[test]
    fn only_one_session_carries_on_with_a_draft() {
        let dir = tempfile::tempdir().unwrap();
        DraftStore::open(dir.path(), "jsmith").unwrap().save(&draft("case.new", "typed", 1)).unwrap();
        let [one, two] = [(); 2].map(|()| DraftStore::open(dir.path(), "jsmith").unwrap());
        let found = one.list().unwrap().found.remove(0);
        assert_eq!(one.load(&found).unwrap(), (found.saved.clone(), None));
        assert!(matches!(two.load(&found), Err(DraftTrouble::Taken)));
        assert_eq!(texts(&two), [] as [&str; 0], "it belongs to a living session now");
        one.remove(&found.saved.key()).unwrap();
        drop(one);
        assert_eq!(texts(&two), [] as [&str; 0], "and was deleted under its new name");
    }

    #[test]
    fn carrying_on_never_replaces_what_is_being_typed() {
        let dir = tempfile::tempdir().unwrap();
        DraftStore::open(dir.path(), "jsmith").unwrap().save(&draft("case.new", "before", 1)).unwrap();
        let store = DraftStore::open(dir.path(), "jsmith").unwrap();
        store.save(&draft("case.new", "now", 2)).unwrap();
        let found = store.list().unwrap().found.remove(0);
        let (saved, aside) = store.load(&found).unwrap();
        assert_eq!(saved, found.saved);
        assert_eq!(aside.unwrap().saved.fields[0].1, "now");
        assert_eq!(texts(&store), ["now"], "what was being typed is offered");
        store.let_go_of_all().unwrap();
        assert_eq!(texts(&store), ["now", "before"]);
    }

    #[test]
    fn nobody_else_can_read_drafts() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("drafts");
        fs::create_dir(&dir).unwrap();
        fs::set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        let store = DraftStore::open(&dir, "../jsmith").unwrap();
        store.save(&draft("case/new", "typed", 1)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&dir), 0o700);
        let files = names(&dir, DRAFT);
        assert_eq!(files.len(), 1);
        assert_eq!(mode(&files[0]), 0o600);
    }

    #[test]
    fn a_damaged_draft_is_reported_and_left_where_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let damaged = dir.path().join("jsmith.case%2enew..0.draft");
        fs::write(&damaged, "{\"form\":\"case.new\",").unwrap();
        let left = DraftStore::open(dir.path(), "jsmith").unwrap().list().unwrap();
        assert!(left.found.is_empty());
        assert!(left.unreadable[0].to_string().contains("is damaged"));
        assert!(damaged.exists());
    }

    #[test]
    fn trouble_says_what_to_do() {
        let full = DraftTrouble::Save("/var/drafts/x".into(), ErrorKind::StorageFull.into());
        assert_eq!(
            full.to_string(),
            "your draft is not saved: the disk with /var/drafts/x is full. Keep this screen open"
        );
    }

    fn names(dir: &Path, extension: &str) -> Vec<PathBuf> {
        let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension() == Some(OsStr::new(extension))).collect()
    }
}
