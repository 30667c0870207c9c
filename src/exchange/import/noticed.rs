//! A cell being read, and what is noticed of it beside what it says.

use crate::exchange::import::text::{Encoding, broken_word, without_controls};

/// What was noticed in the cells of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// Control characters that were left out.
    pub controls: u64,
    /// Dates whose time, with its zone, falls on another day at the office.
    pub moved: u64,
    /// Words that nobody translated, each with the name of its field.
    pub untranslated: Vec<(String, String)>,
    /// A word of each cell whose letters a program before this one broke.
    pub broken: Vec<String>,
}

impl Noticed {
    /// Adds what was noticed elsewhere.
    pub fn add(&mut self, other: Self) {
        self.controls += other.controls;
        self.moved += other.moved;
        self.untranslated.extend(other.untranslated);
        self.broken.extend(other.broken);
    }
}

/// What stands in a cell, without spaces around it; where it is not in the encoding, the byte of the cell that is not.
pub fn read_cell(encoding: Encoding, bytes: &[u8], noticed: &mut Noticed) -> Result<String, usize> {
    let text = encoding.decode(bytes)?;
    noticed.broken.extend(broken_word(&text).map(str::to_owned));
    let (text, controls) = without_controls(&text);
    noticed.controls += controls;
    Ok(text.trim().to_owned())
}

/// What to do about a cell that is not UTF-8, in the file of rejects, where it stands as Windows writes letters.
pub fn not_utf_8(bytes: &[u8], place: usize) -> String {
    let byte = bytes.get(place - 1).copied().unwrap_or_default();
    format!(
        "Byte {place} of the cell (0x{byte:02X}) is not UTF-8. Here it is read as windows-1252, as Excel saves it. If that is \
         right, import this file with the same map; if not, mend it first. With encoding = \"windows-1252\" under [source] the \
         whole spreadsheet is read so."
    )
}
