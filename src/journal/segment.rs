//! One file of the journal, `000001.jsonl`, and the step from a position in it to the next line.
//! Only the very last line of the last segment may be torn: it was never confirmed to anyone. Anything else is damage.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::journal::chain::{Place, Position};
use crate::journal::damage::{Damage, Flaw, JournalError, Torn};
use crate::journal::written::{Raw, WrittenChange};
use crate::plain_file;

/// The file of segment `number`, from 1.
pub(crate) fn path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:06}.jsonl"))
}

/// The numbers of the segments that are there, in order; none where there is no such directory.
pub(crate) fn numbers(dir: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    let files = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(numbers),
        files => files?,
    };
    for file in files {
        let name = file?.file_name();
        let number = name.to_str().and_then(|it| it.strip_suffix(".jsonl")).and_then(|it| it.parse().ok());
        numbers.extend(number.filter(|it| 0 < *it && path(dir, *it).ends_with(&name)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The length of each segment in bytes, the first first. None may be missing, nor be empty but the last.
pub(crate) fn lengths(dir: &Path) -> Result<Vec<u64>, JournalError> {
    let numbers = numbers(dir).map_err(JournalError::file(dir))?;
    let mut lengths = Vec::with_capacity(numbers.len());
    for (expected, number) in (1..).zip(&numbers) {
        if *number != expected {
            return Err(whole(expected, Flaw::MissingSegment).into());
        }
        let path = path(dir, expected);
        let length = fs::metadata(&path).map_err(JournalError::file(&path))?.len();
        if length == 0 && numbers.last() != Some(number) {
            return Err(whole(expected, Flaw::EmptySegment).into());
        }
        lengths.push(length);
    }
    Ok(lengths)
}

/// Damage to a segment as a whole.
pub(crate) fn whole(segment: u32, what: Flaw) -> Damage {
    Damage { segment, line: 0, seq: None, what }
}

/// The first line of `bytes` with its LF, or what there is of it.
pub(crate) fn first_line(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    // The standard library's search is vectorised; a segment is millions of bytes.
    let length = rest.skip_until(b'\n').expect("reading from memory cannot fail");
    &bytes[..length]
}

/// What comes after a position.
pub(crate) enum Step<'a> {
    /// A line that follows.
    Line(Raw<'a>, Place, Position),
    /// Nothing: the segment ends here.
    End,
    /// The remains of a line that was being written when the power failed.
    Torn,
}

/// A segment's bytes, or those after a position in it.
pub(crate) struct Segment {
    pub(crate) number: u32,
    pub(crate) is_last: bool,
    pub(crate) bytes: Vec<u8>,
    /// Where those before them are, and how many they are; none if these are all.
    before: Option<(PathBuf, usize)>,
}

impl Segment {
    /// Reads segment `number`. Only in the last one may a line be torn.
    pub(crate) fn read(dir: &Path, number: u32, is_last: bool) -> Result<Segment, JournalError> {
        let path = path(dir, number);
        let bytes = plain_file::read(&path).map_err(JournalError::file(&path))?;
        Ok(Segment::whole(number, is_last, bytes))
    }

    /// A segment of which these are all the bytes.
    pub(crate) fn whole(number: u32, is_last: bool, bytes: Vec<u8>) -> Segment {
        Segment { number, is_last, bytes, before: None }
    }

    /// Reads what lies after a position in its segment; none if that ends before it.
    pub(crate) fn read_after(
        dir: &Path,
        from: Position,
        is_last: bool,
    ) -> Result<Option<Segment>, JournalError> {
        let path = path(dir, from.segment);
        let bytes = plain_file::read_from(&path, from.offset).map_err(JournalError::file(&path))?;
        let before = Some((path, usize::try_from(from.offset).unwrap_or(usize::MAX)));
        Ok(bytes.map(|bytes| Segment { number: from.segment, is_last, bytes, before }))
    }

    /// The bytes from `from` on; from the beginning if `from` lies in an earlier segment.
    pub(crate) fn rest(&self, from: Position) -> &[u8] {
        self.bytes_from(self.offset(from))
    }

    fn bytes_from(&self, offset: usize) -> &[u8] {
        let begins = self.before.as_ref().map_or(0, |it| it.1);
        offset.checked_sub(begins).and_then(|it| self.bytes.get(it..)).unwrap_or_default()
    }

    /// The line after `from`, if it follows as the chain demands.
    pub(crate) fn step(&self, from: Position) -> Result<Step<'_>, Damage> {
        let rest = self.rest(from);
        if rest.is_empty() {
            return Ok(Step::End);
        }
        let offset = self.offset(from);
        let line = first_line(rest);
        let raw = match whole_line(line) {
            Ok(raw) => raw,
            Err(_) if self.is_last && line.len() == rest.len() => return Ok(Step::Torn),
            Err(what) => return Err(self.damage(offset, what)),
        };
        let place = self.place(offset, line).ok_or_else(|| self.damage(offset, Flaw::Unreadable))?;
        let after = from.follow(&raw, place).map_err(|what| self.damage(offset, what))?;
        Ok(Step::Line(raw, place, after))
    }

    /// The line, from 1, that begins at byte `offset`; 0 if what lies before it cannot be read.
    pub(crate) fn line_number(&self, offset: usize) -> u64 {
        let lines = |bytes: &[u8]| bytes[..offset.min(bytes.len())].split(|it| *it == b'\n').count() as u64;
        match &self.before {
            None => lines(&self.bytes),
            Some((path, _)) => plain_file::read(path).map_or(0, |it| lines(&it)),
        }
    }

    /// Damage to the line that begins at byte `offset`.
    pub(crate) fn damage(&self, offset: usize, what: Flaw) -> Damage {
        let line = first_line(self.bytes_from(offset));
        let seq = Raw::split(line.strip_suffix(b"\n").unwrap_or(line)).map(|it| it.seq);
        Damage { segment: self.number, line: self.line_number(offset), seq, what }
    }

    /// What there is of a line that begins at byte `offset`.
    pub(crate) fn remains(&self, offset: usize) -> Torn {
        let bytes = self.bytes_from(offset).len() as u64;
        Torn { segment: self.number, line: self.line_number(offset), bytes, saved_to: None }
    }

    /// The byte at which the line after `from` begins.
    pub(crate) fn offset(&self, from: Position) -> usize {
        if from.segment == self.number { usize::try_from(from.offset).unwrap_or(usize::MAX) } else { 0 }
    }

    fn place(&self, offset: usize, line: &[u8]) -> Option<Place> {
        let length = u32::try_from(line.len()).ok()?;
        Some(Place { segment: self.number, offset: offset as u64, length })
    }
}

/// The parts of a line, given with its LF, if it is all there and what was done is what was written.
pub(crate) fn whole_line(line: &[u8]) -> Result<Raw<'_>, Flaw> {
    let body = line.strip_suffix(b"\n").ok_or(Flaw::Unterminated)?;
    // JSON has no such byte; it is what a disk gives back for a block that was never written.
    // Looked for first: the beginning of one line and the end of a later one, with a gap between, may pass for a line.
    if body.contains(&0) {
        return Err(Flaw::Blank);
    }
    let raw = Raw::split(body).ok_or(Flaw::Unreadable)?;
    if raw.is_intact() { Ok(raw) } else { Err(Flaw::Changed) }
}

/// The position after the last line of a segment that another follows.
pub(crate) fn last_position(dir: &Path, number: u32, length: u64) -> Result<Position, JournalError> {
    let path = path(dir, number);
    let file = plain_file::open(OpenOptions::new().read(true), &path).map_err(JournalError::file(&path))?;
    let line = last_line(&file, length).map_err(JournalError::file(&path))?;
    match whole_line(&line) {
        Ok(raw) => Ok(Position { seq: raw.seq, segment: number, offset: length, head: raw.hash() }),
        Err(what) => Err(damage_at(dir, number, length - line.len() as u64, what)),
    }
}

/// The line that ends at a position.
pub(crate) fn line_before(dir: &Path, position: Position) -> Result<Vec<u8>, JournalError> {
    let path = path(dir, position.segment);
    let file = plain_file::open(OpenOptions::new().read(true), &path).map_err(JournalError::file(&path))?;
    last_line(&file, position.offset).map_err(JournalError::file(&path))
}

/// The last line of `bytes`, which ends with it, if that is a whole one.
pub(crate) fn last_line_of(bytes: &[u8]) -> Option<Raw<'_>> {
    let body = bytes.strip_suffix(b"\n")?;
    let start = body.iter().rposition(|it| *it == b'\n').map_or(0, |before| before + 1);
    Raw::split(&body[start..])
}

/// The last line of the first `length` bytes of a file, read from their end.
pub(crate) fn last_line(file: &File, length: u64) -> io::Result<Vec<u8>> {
    let mut wanted = 64 * 1024;
    loop {
        let start = length.saturating_sub(wanted);
        let mut bytes = vec![0; usize::try_from(length - start).map_err(io::Error::other)?];
        file.read_exact_at(&mut bytes, start)?;
        let body = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        match body.iter().rposition(|it| *it == b'\n') {
            Some(before) => return Ok(bytes.split_off(before + 1)),
            None if start == 0 => return Ok(bytes),
            None => wanted *= 8,
        }
    }
}

/// Reads the change at `place`.
pub(crate) fn read(dir: &Path, place: Place) -> Result<WrittenChange, JournalError> {
    let line = read_line(dir, place)?;
    let damaged = |what| damage_at(dir, place.segment, place.offset, what);
    whole_line(&line).map_err(damaged)?.change().ok_or_else(|| damaged(Flaw::Unreadable))
}

/// The bytes at `place`, if they are one line.
pub(crate) fn read_line(dir: &Path, place: Place) -> Result<Vec<u8>, JournalError> {
    let misplaced = || JournalError::Misplaced { segment: place.segment, offset: place.offset };
    let path = path(dir, place.segment);
    let file = match plain_file::open(OpenOptions::new().read(true), &path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(misplaced()),
        opened => opened.map_err(JournalError::file(&path))?,
    };
    // Asked before memory is: the length may come from a view of another journal.
    if file.metadata().map_err(JournalError::file(&path))?.len() < place.end() {
        return Err(misplaced());
    }
    // The byte before is read too: it must be the end of another line.
    let before = usize::from(place.offset != 0);
    let length = usize::try_from(place.length).map_err(|_| misplaced())?;
    let mut bytes = vec![0; before + length];
    file.read_exact_at(&mut bytes, place.offset - before as u64).map_err(JournalError::file(&path))?;
    let line = bytes.split_off(before);
    let is_line = bytes.iter().all(|it| *it == b'\n') && line.ends_with(b"\n") && first_line(&line) == line;
    if is_line { Ok(line) } else { Err(misplaced()) }
}

fn damage_at(dir: &Path, number: u32, offset: u64, what: Flaw) -> JournalError {
    match Segment::read(dir, number, false) {
        Ok(segment) => segment.damage(usize::try_from(offset).unwrap_or(usize::MAX), what).into(),
        Err(error) => error,
    }
}
