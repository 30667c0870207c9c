//! That an erasure was begun, as a file in the data directory says until nothing is left of it to do; and that a host has still to
//! tell the others that it has done its part.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::desk::store_dir::erasing_in;
use crate::plain_file;

/// What the marker says of the erasure that it marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct Begun {
    /// The number of the journal's last change before it.
    pub(in crate::desk) after: u64,
    /// How many records it tells again.
    pub(in crate::desk) declares: u64,
    /// The files of drafts that go, though they are on no case that does.
    pub(in crate::desk) drafts: Vec<String>,
    /// Whether another host declared it: then all that is left is this host's part.
    #[serde(default)]
    pub(in crate::desk) is_of_another_host: bool,
}

const MARKER: &str = "An erasure was begun. \"redress erase --finish\" finishes it and removes this file.";

/// Says on disk that an erasure begins.
pub(in crate::desk) fn mark(data: &Path, begun: &Begun) -> io::Result<()> {
    let mut file = plain_file::write_anew(&erasing_in(data))?;
    writeln!(file, "{MARKER}\n{}", serde_json::to_string(begun)?)?;
    file.sync_all()?;
    File::open(data)?.sync_all()
}

/// What the marker says of an erasure.
pub(in crate::desk) enum Marked {
    /// There is none.
    Not,
    /// What it says cannot be read. Cut off while it was written, nothing came after it; but it may have been changed since.
    Unreadable,
    As(Begun),
}

/// Whether an erasure was begun in a data directory, and how.
pub(in crate::desk) fn begun(data: &Path) -> io::Result<Marked> {
    let bytes = match plain_file::read(&erasing_in(data)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Marked::Not),
        read => read?,
    };
    let text = String::from_utf8_lossy(&bytes);
    let read = text.lines().nth(1).and_then(|it| serde_json::from_str(it).ok());
    Ok(read.map_or(Marked::Unreadable, Marked::As))
}

/// Says on disk that nothing is left.
pub(in crate::desk) fn unmark(data: &Path) -> io::Result<()> {
    match fs::remove_file(erasing_in(data)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => File::open(data)?.sync_all(),
    }
}

fn swept(data: &Path) -> PathBuf {
    data.join("swept")
}

/// Notes that nothing is left here of what was erased up to a line, until the other hosts can be told.
pub(in crate::desk) fn note_swept(data: &Path, line: u64) -> io::Result<()> {
    let mut file = plain_file::write_anew(&swept(data))?;
    write!(file, "{line}")?;
    file.sync_all()
}

/// Up to which line nothing is left here of what was erased, where the others have still to be told.
pub(in crate::desk) fn to_tell(data: &Path) -> Option<u64> {
    String::from_utf8(plain_file::read(&swept(data)).ok()?).ok()?.parse().ok()
}

/// They know.
pub(in crate::desk) fn told(data: &Path) {
    // Told once more, they know no less.
    drop(fs::remove_file(swept(data)));
}
