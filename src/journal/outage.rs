//! For tests: a disk with a volatile cache, on which everything can go wrong, and the same things go wrong for one seed.
//! The files in the directory are the cache, as every program sees it; what would survive a power cut is in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::journal::disk::{Disk, LocalDisk};
use crate::journal::fixture::{BROKEN, NO_ROOM};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;
const READ_ONLY: i32 = 30;

/// Numbers that look random, and are the same for one seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub(crate) fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn size(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap()
    }
}

/// What is wrong with a disk for longer than one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// Nothing fails.
    Sound,
    /// One operation in so many fails.
    Failing(u64),
    /// Nothing more fits on it, nor another file.
    Full,
    /// The system has made it read-only after an error.
    ReadOnly,
    /// The program was killed, or the power has failed: nothing that is asked happens.
    Gone,
}

/// A disk with a volatile cache.
#[derive(Clone)]
pub(crate) struct OutageDisk(Arc<Mutex<Inside>>);

struct Inside {
    random: Random,
    health: Health,
    files: BTreeMap<PathBuf, Surviving>,
    /// The path of an open file, by its inode.
    paths: BTreeMap<u64, PathBuf>,
    /// How often each thing went wrong.
    seen: BTreeMap<&'static str, u64>,
}

/// What would survive of a file.
#[derive(Default)]
struct Surviving {
    bytes: Vec<u8>,
    length: usize,
    /// Sectors that the cache has yet to write.
    dirty: BTreeSet<usize>,
    /// Lengths that the file has had since it was last synced.
    lengths: Vec<usize>,
    /// Whether its name would survive.
    is_named: bool,
}

impl Surviving {
    fn keep_sector(&mut self, sector: usize, cached: &[u8]) {
        let (start, end) = (sector * SECTOR, (sector + 1) * SECTOR);
        self.bytes.resize(self.bytes.len().max(end), 0);
        self.bytes[start..end].fill(0);
        let there = cached.len().clamp(start, end);
        if start < there {
            self.bytes[start..there].copy_from_slice(&cached[start..there]);
        }
    }

    fn keep_length(&mut self, length: usize) {
        self.bytes.resize(self.bytes.len().max(length), 0);
        if length < self.length {
            self.bytes[length..].fill(0);
        }
        self.length = length;
    }

    /// The cache writes what it likes, in whatever order; what it wrote is no longer dirty.
    fn write_back(&mut self, random: &mut Random, cached: &[u8]) {
        for sector in std::mem::take(&mut self.dirty) {
            if random.one_in(2) {
                self.keep_sector(sector, cached);
            } else {
                self.dirty.insert(sector);
            }
        }
        if !self.lengths.is_empty() && random.one_in(2) {
            // Lengths reach the disk in the order in which the file had them.
            let passed = random.size(self.lengths.len());
            let length = self.lengths.drain(..=passed).next_back();
            self.keep_length(length.unwrap_or(self.length));
        }
    }

    fn touch(&mut self, start: usize, end: usize) {
        self.dirty.extend(start / SECTOR..end.div_ceil(SECTOR));
    }
}

impl Inside {
    fn fail(&mut self, what: &'static str, number: i32) -> io::Error {
        *self.seen.entry(what).or_default() += 1;
        io::Error::from_raw_os_error(number)
    }

    /// Before anything is done: it may be the last thing that is asked.
    fn begin(&mut self) -> io::Result<()> {
        if let Health::Failing(rate) = self.health
            && self.random.one_in(rate * 4)
        {
            self.health = Health::Gone;
        }
        if self.health == Health::Gone { Err(self.fail("gone", BROKEN)) } else { Ok(()) }
    }

    fn is_to_fail(&mut self) -> bool {
        matches!(self.health, Health::Failing(rate) if self.random.one_in(rate))
    }

    fn writable(&mut self) -> io::Result<()> {
        self.begin()?;
        if self.health == Health::ReadOnly { Err(self.fail("read-only", READ_ONLY)) } else { Ok(()) }
    }

    /// What is kept of an open file, and what the cache holds of it.
    fn file(&mut self, file: &File) -> io::Result<(&mut Random, &mut Surviving, Vec<u8>)> {
        let about = file.metadata()?;
        let path = &self.paths[&about.ino()];
        let cached = fs::read(path)?;
        let kept = self.files.get_mut(path).unwrap();
        if self.random.one_in(4) {
            kept.write_back(&mut self.random, &cached);
        }
        Ok((&mut self.random, kept, cached))
    }

    fn know(&mut self, path: &Path, file: File) -> io::Result<File> {
        self.paths.insert(file.metadata()?.ino(), path.to_owned());
        self.files.entry(path.to_owned()).or_default();
        Ok(file)
    }

    fn new_file(&mut self, path: &Path) -> io::Result<File> {
        if self.health == Health::Full || self.is_to_fail() {
            return Err(self.fail("no room for a file", NO_ROOM));
        }
        let file = LocalDisk.create(path)?;
        self.know(path, file)
    }
}

impl OutageDisk {
    pub(crate) fn new(seed: u64) -> OutageDisk {
        OutageDisk(Arc::new(Mutex::new(Inside {
            random: Random(seed),
            health: Health::Sound,
            files: BTreeMap::new(),
            paths: BTreeMap::new(),
            seen: BTreeMap::new(),
        })))
    }

    pub(crate) fn health(&self) -> Health {
        self.0.lock().unwrap().health
    }

    pub(crate) fn set_health(&self, health: Health) {
        self.0.lock().unwrap().health = health;
    }

    /// How often each thing went wrong.
    pub(crate) fn seen(&self) -> BTreeMap<&'static str, u64> {
        self.0.lock().unwrap().seen.clone()
    }

    /// The power fails and comes back: of what was not synced, any sectors are there, in any file of any length it had.
    pub(crate) fn cut_power(&self) {
        let mut inside = self.0.lock().unwrap();
        let inside = &mut *inside;
        *inside.seen.entry("power cut").or_default() += 1;
        for (path, kept) in &mut inside.files {
            let cached = fs::read(path).unwrap();
            kept.write_back(&mut inside.random, &cached);
            kept.dirty.clear();
            kept.lengths.clear();
            kept.is_named |= inside.random.one_in(2);
            // A new inode: a file that is still open is not this one.
            fs::remove_file(path).unwrap();
            if kept.is_named {
                fs::write(path, &kept.bytes[..kept.length]).unwrap();
            }
        }
        inside.files.retain(|_, kept| kept.is_named);
        inside.paths.clear();
    }
}

impl Disk for OutageDisk {
    fn open(&self, path: &Path) -> io::Result<File> {
        let mut inside = self.0.lock().unwrap();
        inside.writable()?;
        if !path.exists() {
            return inside.new_file(path);
        }
        let file = LocalDisk.open(path)?;
        inside.know(path, file)
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        let mut inside = self.0.lock().unwrap();
        inside.writable()?;
        if path.exists() { LocalDisk.create(path) } else { inside.new_file(path) }
    }

    fn open_within(&self, path: &Path) -> io::Result<File> {
        let mut inside = self.0.lock().unwrap();
        inside.writable()?;
        if !path.exists() {
            inside.new_file(path)?;
        }
        let file = LocalDisk.open_within(path)?;
        inside.know(path, file)
    }

    fn overwrite(&self, file: &File, offset: u64, mut bytes: &[u8]) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        let mut is_failed = false;
        inside.writable()?;
        if inside.is_to_fail() {
            *inside.seen.entry("overwriting failed").or_default() += 1;
            is_failed = true;
            // Within one page it is all or nothing.
            bytes = if bytes.len() < SECTOR { &[] } else { &bytes[..inside.random.size(bytes.len())] };
        }
        let (_, kept, cached) = inside.file(file)?;
        LocalDisk.overwrite(file, offset, bytes)?;
        let start = usize::try_from(offset).unwrap();
        kept.touch(start, start + bytes.len());
        if cached.len() < start + bytes.len() {
            kept.lengths.push(start + bytes.len());
        }
        if is_failed { Err(io::Error::from_raw_os_error(BROKEN)) } else { Ok(()) }
    }

    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        let mut inside = self.0.lock().unwrap();
        inside.writable()?;
        let is_short = inside.random.one_in(3) || inside.health == Health::Full;
        if is_short && inside.random.one_in(2) {
            *inside.seen.entry("short write").or_default() += 1;
        } else if inside.health == Health::Full {
            return Err(inside.fail("no room", NO_ROOM));
        } else if inside.is_to_fail() {
            let is_full = inside.random.one_in(2);
            if is_full && inside.random.one_in(2) {
                inside.health = Health::Full;
            }
            let fault = if is_full { ("no room", NO_ROOM) } else { ("write failed", BROKEN) };
            return Err(inside.fail(fault.0, fault.1));
        }
        let (random, kept, cached) = inside.file(file)?;
        let length = if is_short { 1 + random.size(bytes.len()) } else { bytes.len() };
        LocalDisk.append(file, &bytes[..length])?;
        kept.touch(cached.len(), cached.len() + length);
        kept.lengths.push(cached.len() + length);
        Ok(length)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.begin()?;
        let is_read_only = inside.health == Health::ReadOnly;
        let is_failing = inside.is_to_fail();
        let (random, kept, cached) = inside.file(file)?;
        if is_failing || is_read_only && !(kept.dirty.is_empty() && kept.lengths.is_empty()) {
            if !is_read_only {
                kept.write_back(random, &cached);
            }
            // Some systems take the pages for written after they have said once that they are not.
            if random.one_in(2) {
                kept.dirty.clear();
            }
            if random.one_in(4) {
                inside.health = Health::ReadOnly;
            }
            return Err(inside.fail("sync failed", BROKEN));
        }
        for sector in std::mem::take(&mut kept.dirty) {
            kept.keep_sector(sector, &cached);
        }
        kept.keep_length(cached.len());
        // A file that grows again shows nothing of what lay beyond its end.
        kept.bytes[cached.len()..].fill(0);
        kept.lengths.clear();
        Ok(())
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.begin()?;
        let is_failing = inside.is_to_fail();
        let Inside { random, files, .. } = &mut *inside;
        for (_, kept) in files.iter_mut().filter(|(it, _)| it.parent() == Some(path)) {
            kept.is_named |= !is_failing || random.one_in(2);
        }
        if is_failing { Err(inside.fail("sync of a directory failed", BROKEN)) } else { Ok(()) }
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.writable()?;
        if inside.is_to_fail() {
            return Err(inside.fail("cutting off failed", BROKEN));
        }
        let (_, kept, cached) = inside.file(file)?;
        LocalDisk.truncate(file, length)?;
        let length = usize::try_from(length).unwrap();
        kept.dirty.retain(|it| *it < length.div_ceil(SECTOR));
        // The rest of the last sector is blanked.
        kept.touch(length, cached.len().min(length.next_multiple_of(SECTOR)));
        kept.lengths.push(length);
        Ok(())
    }
}
