//! What papers of cases say, each in a file of its own beside the journal, called by the SHA-256 of its contents.
//!
//! Contents arrive part by part in a file that counts for nothing. Only once all of it is on disk does it get its place, and
//! only then is the journal told: a paper that the journal names is there whole. Nothing of a paper is ever run or shown as it
//! is, and none is held in memory whole.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::chance::digits;
use crate::journal::hash::{Running, of, to_hex};
use crate::plain_file;

/// How much of a paper is read, written or sent at once.
pub const PART: usize = 1 << 20;

/// As many bytes tell what a paper is.
pub const BEGINNING: usize = 512;
/// What ends the name of a file that is arriving.
const ARRIVING: &str = ".arriving";
/// What ends the name of one that has arrived and has no place yet.
const ARRIVED: &str = ".arrived";
/// Whatever has not got its place for so long never will.
const GIVEN_UP: Duration = Duration::from_secs(24 * 60 * 60);

/// The directory of papers in a data directory, or in a copy.
#[derive(Clone, Debug)]
pub struct Papers(PathBuf);

/// Contents that have arrived.
#[derive(Debug)]
pub struct Arrived {
    pub sha256: String,
    pub bytes: u64,
    /// How they begin.
    pub beginning: Vec<u8>,
}

/// What is wrong with a paper that should be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    Missing,
    /// Its contents are not those that were put there.
    Changed,
    Unread(String),
}

impl Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Changed => f.write_str("was changed"),
            Self::Unread(why) => write!(f, "cannot be read ({why})"),
        }
    }
}

impl Papers {
    /// Those in a data directory, or in a copy.
    pub fn of(root: &Path) -> Self {
        Self(root.join("papers"))
    }

    /// Takes a part of what arrives from somebody under a name of their own. The same part may come again.
    pub fn take(&self, who: &str, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if offset == 0 {
            self.make()?;
        }
        let path = self.arriving(who, name, ARRIVING);
        let mut options = OpenOptions::new();
        options.write(true).create(offset == 0).truncate(false).mode(0o600);
        let file = plain_file::open(&mut options, &path)?;
        let about = file.metadata()?;
        if about.len() < offset {
            return Err(io::Error::other("a part before this one has not arrived"));
        }
        if offset == 0 {
            self.clear(about.modified()?.checked_sub(GIVEN_UP))?;
        }
        file.write_all_at(bytes, offset)
    }

    /// What has arrived under a name, whole and on disk; nothing more is taken under it. None if nothing is there.
    pub fn arrived(&self, who: &str, name: &str) -> io::Result<Option<Arrived>> {
        let path = self.arriving(who, name, ARRIVED);
        match fs::rename(self.arriving(who, name, ARRIVING), &path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = match plain_file::open(OpenOptions::new().read(true), &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let (sha256, bytes, beginning) = read_through(&mut file, &mut io::sink())?;
        file.sync_all()?;
        Ok(Some(Arrived { sha256, bytes, beginning }))
    }

    /// Gives what has arrived its place, for good. False if nothing is there.
    pub fn keep(&self, who: &str, name: &str, sha256: &str) -> io::Result<bool> {
        match fs::rename(self.arriving(who, name, ARRIVED), self.path(sha256)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
            Ok(()) => File::open(&self.0)?.sync_all().map(|()| true),
        }
    }

    /// Forgets what has arrived under a name.
    pub fn forget(&self, who: &str, name: &str) {
        for end in [ARRIVING, ARRIVED] {
            // What stays goes when the store is opened next.
            drop(fs::remove_file(self.arriving(who, name, end)));
        }
    }

    /// Removes what never got its place: all of it, or what has not changed since.
    pub fn clear(&self, since: Option<SystemTime>) -> io::Result<()> {
        for path in self.files()? {
            let is_arriving =
                path.extension().is_some_and(|it| [ARRIVING, ARRIVED].iter().any(|end| end[1..] == *it));
            let changed = || path.symlink_metadata().and_then(|it| it.modified()).ok();
            if is_arriving && since.is_none_or(|since| changed().is_some_and(|it| it < since)) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// A part of a paper, from a byte on; less than [`PART`] at its end.
    pub fn part(&self, sha256: &str, offset: u64) -> io::Result<Vec<u8>> {
        read_part(&self.path(sha256), offset)
    }

    /// Removes everything that is not named here, and says how many files those were.
    pub fn keep_only(&self, named: &BTreeMap<String, u64>) -> io::Result<u64> {
        let mut removed = 0;
        for path in self.files()? {
            if !path.file_name().and_then(|it| it.to_str()).is_some_and(|it| named.contains_key(it)) {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        if 0 < removed {
            File::open(&self.0)?.sync_all()?;
        }
        Ok(removed)
    }

    /// A part of what has arrived under a name, from a byte on; less than [`PART`] at its end.
    pub fn part_of_arrived(&self, who: &str, name: &str, offset: u64) -> io::Result<Vec<u8>> {
        read_part(&self.arriving(who, name, ARRIVED), offset)
    }

    /// Whether a paper is there, of this size.
    pub fn is_here(&self, sha256: &str, bytes: u64) -> bool {
        self.path(sha256).metadata().is_ok_and(|it| it.len() == bytes)
    }

    /// Brings a paper from elsewhere, part by part until one is empty, and gives it its place if its contents are those of its name.
    /// False if they are not, or are not there.
    pub fn bring(
        &self,
        sha256: &str,
        part: &mut dyn FnMut(u64) -> io::Result<Option<Vec<u8>>>,
    ) -> io::Result<bool> {
        self.make()?;
        let place = self.path(sha256);
        let beside = place.with_extension(format!("{}{ARRIVING}", digits(8)));
        let mut here = plain_file::write_anew(&beside)?;
        let (mut running, mut start) = (Running::of(&[]), 0);
        let mut is_there = false;
        while let Some(bytes) = part(start).inspect_err(|_| drop(fs::remove_file(&beside)))? {
            is_there = true;
            if bytes.is_empty() {
                break;
            }
            here.write_all(&bytes)?;
            running.take(&bytes);
            start += bytes.len() as u64;
        }
        if !is_there || to_hex(&running.so_far()) != sha256 {
            fs::remove_file(&beside)?;
            return Ok(false);
        }
        here.sync_all()?;
        fs::rename(&beside, place)?;
        File::open(&self.0)?.sync_all().map(|()| true)
    }

    /// Removes papers.
    pub fn remove(&self, these: &[&str]) -> io::Result<()> {
        these.iter().try_for_each(|it| fs::remove_file(self.path(it)))
    }

    /// Every paper that is there, with its size.
    pub fn all(&self) -> io::Result<BTreeMap<String, u64>> {
        let mut all = BTreeMap::new();
        for path in self.files()? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if self.path(&name) == path {
                all.insert(name, path.metadata()?.len());
            }
        }
        Ok(all)
    }

    /// Whether a paper is there, and is what was put there.
    pub fn check(&self, sha256: &str, bytes: u64) -> Result<(), Flaw> {
        let unread = |it: io::Error| match it.kind() {
            io::ErrorKind::NotFound => Flaw::Missing,
            _ => Flaw::Unread(it.to_string()),
        };
        let mut file = self.open(sha256).map_err(unread)?;
        let (found, length, _) = read_through(&mut file, &mut io::sink()).map_err(unread)?;
        if (found.as_str(), length) == (sha256, bytes) { Ok(()) } else { Err(Flaw::Changed) }
    }

    /// Copies from another directory those of these papers that are there and not yet here. Each is checked on its way: what
    /// was changed there is not copied. Says how many were copied; `progress` hears the bytes of those that were gone through,
    /// and of all.
    pub fn copy_from(
        &self,
        from: &Self,
        named: &BTreeMap<String, u64>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> io::Result<u64> {
        let missing: Vec<_> = named.iter().filter(|it| !self.is_here(it.0, *it.1)).collect();
        let total: u64 = missing.iter().map(|it| it.1).sum();
        let (mut copied, mut done) = (0, 0);
        for (sha256, bytes) in missing {
            progress(done, total);
            done += bytes;
            let Ok(mut there) = from.open(sha256) else { continue };
            self.make()?;
            let beside = self.0.join(format!("{sha256}{ARRIVING}"));
            let mut here = plain_file::write_anew(&beside)?;
            let (found, _, _) = read_through(&mut there, &mut here)?;
            here.sync_all()?;
            if found == *sha256 {
                fs::rename(&beside, self.path(sha256))?;
                copied += 1;
            } else {
                fs::remove_file(&beside)?;
            }
        }
        if 0 < copied {
            File::open(&self.0)?.sync_all()?;
        }
        Ok(copied)
    }

    fn open(&self, sha256: &str) -> io::Result<File> {
        plain_file::open(OpenOptions::new().read(true), &self.path(sha256))
    }

    /// Whatever stands in an event, no name leads out of the directory.
    fn path(&self, sha256: &str) -> PathBuf {
        let is_one = sha256.len() == 64 && sha256.bytes().all(|it| it.is_ascii_hexdigit());
        self.0.join(if is_one { sha256 } else { "none" })
    }

    /// Where something arrives. Two people never meet there.
    fn arriving(&self, who: &str, name: &str, end: &str) -> PathBuf {
        self.0.join(format!("{}{end}", to_hex(&of(format!("{who}\n{name}").as_bytes()))))
    }

    fn make(&self) -> io::Result<()> {
        if self.0.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        File::open(self.0.parent().unwrap_or(Path::new(".")))?.sync_all()
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            found => found?.map(|it| Ok(it?.path())).collect(),
        }
    }
}

fn read_part(path: &Path, offset: u64) -> io::Result<Vec<u8>> {
    let file = plain_file::open(OpenOptions::new().read(true), path)?;
    let left = file.metadata()?.len().saturating_sub(offset);
    let mut bytes = vec![0; usize::try_from(left).unwrap_or(PART).min(PART)];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// Reads to the end, writes all of it elsewhere, and says its SHA-256, how long it is and how it begins.
pub fn read_through(from: &mut impl Read, to: &mut impl Write) -> io::Result<(String, u64, Vec<u8>)> {
    let mut running = Running::of(&[]);
    let (mut bytes, mut beginning, mut part) = (0, Vec::new(), vec![0; PART]);
    loop {
        let read = match from.read(&mut part) {
            Ok(0) => return Ok((to_hex(&running.so_far()), bytes, beginning)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        to.write_all(&part[..read])?;
        running.take(&part[..read]);
        bytes += read as u64;
        let missing = BEGINNING.saturating_sub(beginning.len()).min(read);
        beginning.extend_from_slice(&part[..missing]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn names(papers: &Papers) -> Vec<String> {
        let name = |it: PathBuf| it.file_name().unwrap().to_string_lossy().into_owned();
        papers.files().unwrap().into_iter().map(name).collect()
    }

    #[test]
    fn contents_get_their_place_only_once_all_of_them_have_arrived_and_parts_may_come_twice() {
        let place = tempfile::tempdir().unwrap();
        let papers = Papers::of(place.path());
        papers.take("jsmith", "one", 0, b"ab").unwrap();
        papers.take("jsmith", "one", 0, b"ab").unwrap();
        assert!(papers.take("jsmith", "one", 3, b"d").is_err(), "a part is missing");
        assert!(papers.take("kpatel", "one", 2, b"x").is_err(), "somebody else has begun nothing");
        papers.take("jsmith", "one", 2, b"c").unwrap();
        assert!(!papers.keep("jsmith", "one", SHA256).unwrap(), "nobody has looked at it");
        let arrived = papers.arrived("jsmith", "one").unwrap().unwrap();
        assert_eq!((&*arrived.sha256, arrived.bytes, &*arrived.beginning), (SHA256, 3, b"abc".as_slice()));
        assert!(papers.keep("jsmith", "one", SHA256).unwrap());
        assert_eq!(
            (names(&papers), papers.part(SHA256, 1).unwrap()),
            (vec![SHA256.to_owned()], b"bc".to_vec())
        );
        assert!(papers.arrived("jsmith", "one").unwrap().is_none());
    }

    #[test]
    fn what_never_got_its_place_goes_and_papers_stay() {
        let place = tempfile::tempdir().unwrap();
        let papers = Papers::of(place.path());
        papers.take("jsmith", "one", 0, b"abc").unwrap();
        fs::write(papers.path(SHA256), "abc").unwrap();
        papers.take("kpatel", "two", 0, b"abc").unwrap();
        assert_eq!(names(&papers).len(), 3, "it may still be arriving");
        papers.clear(None).unwrap();
        assert_eq!(names(&papers), [SHA256]);
    }

    #[test]
    fn a_paper_that_is_missing_or_was_changed_is_told_and_never_copied() {
        let (place, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (papers, copy) = (Papers::of(place.path()), Papers::of(elsewhere.path()));
        let named = BTreeMap::from([(SHA256.to_owned(), 3)]);
        assert_eq!(papers.check(SHA256, 3), Err(Flaw::Missing));
        assert_eq!(copy.copy_from(&papers, &named, &mut |_, _| ()).unwrap(), 0);
        papers.make().unwrap();
        fs::write(papers.path(SHA256), "abd").unwrap();
        assert_eq!(
            (papers.check(SHA256, 3), copy.copy_from(&papers, &named, &mut |_, _| ()).unwrap()),
            (Err(Flaw::Changed), 0)
        );
        fs::write(papers.path(SHA256), "abc").unwrap();
        assert_eq!(
            (papers.check(SHA256, 3), copy.copy_from(&papers, &named, &mut |_, _| ()).unwrap()),
            (Ok(()), 1)
        );
        assert_eq!(
            (copy.copy_from(&papers, &named, &mut |_, _| ()).unwrap(), copy.check(SHA256, 3)),
            (0, Ok(()))
        );
        assert_eq!(
            (copy.keep_only(&BTreeMap::new()).unwrap(), copy.check(SHA256, 3)),
            (1, Err(Flaw::Missing))
        );
    }

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let papers = Papers::of(Path::new("/data"));
        for name in ["../../etc/passwd", "", "ab", "/etc/passwd"] {
            assert_eq!(papers.path(name), Path::new("/data/papers/none"));
        }
        assert!(papers.arriving("a/b", "../c", ARRIVING).starts_with("/data/papers"));
    }
}
