//! Cells as text: the file's encoding is read, and what could command a terminal is left out.

use std::borrow::Cow;

use crate::domain::text::spreadsheet_safe;

/// How a file writes letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// Windows-1252, as Excel on Windows saves “CSV”.
    Windows1252,
}

impl Encoding {
    /// The encoding of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "windows-1252" | "cp1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// The text of a cell; where it is not in this encoding, the byte of the cell that is not, from 1.
    pub fn decode(self, cell: &[u8]) -> Result<String, usize> {
        match (self, std::str::from_utf8(cell)) {
            (Self::Utf8, Err(error)) => Err(error.valid_up_to() + 1),
            _ => Ok(unprotected(&self.raw(cell)).into_owned()),
        }
    }

    /// The text of a cell; what is not in this encoding is read as Windows writes it.
    pub fn decode_anyhow(self, cell: &[u8]) -> String {
        unprotected(&self.raw(cell)).into_owned()
    }

    /// The same with all that stands in the file around it.
    pub fn raw(self, cell: &[u8]) -> Cow<'_, str> {
        match (self, std::str::from_utf8(cell)) {
            (Self::Utf8, Ok(text)) => Cow::Borrowed(text),
            _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0,
        }
    }

    /// The other one, which a file that does not fit this one is in.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Utf8 => Self::Windows1252,
            Self::Windows1252 => Self::Utf8,
        }
    }

    /// The name by which a map says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// What a cell like `="00124"` means, as systems write it so that Excel leaves the noughts alone; or one like `'-12`, which says
/// that it is no formula.
fn unprotected(cell: &str) -> Cow<'_, str> {
    if let Some(bare) = cell.trim().strip_prefix('\'').filter(|it| spreadsheet_safe(it) != *it) {
        return Cow::Borrowed(bare);
    }
    let inside = cell.trim().strip_prefix("=\"").and_then(|it| it.strip_suffix('"'));
    // A mark inside is doubled; one that stands alone belongs to a formula.
    match inside {
        Some(it) if !it.contains('"') => Cow::Borrowed(it),
        Some(it) if !it.replace("\"\"", "").contains('"') => Cow::Owned(it.replace("\"\"", "\"")),
        _ => Cow::Borrowed(cell),
    }
}

/// The first word of a text whose letters a program before this one broke: those of UTF-8 read as Windows writes, or lost.
pub fn broken_word(text: &str) -> Option<&str> {
    let is_broken = |word: &&str| {
        word.contains('\u{fffd}') || {
            let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(word);
            !is_lossy && std::str::from_utf8(&bytes).is_ok()
        }
    };
    text.split([' ', '\n']).filter(|it| !it.is_ascii()).find(is_broken)
}

/// Takes out control characters except tabs and line breaks, which all become `\n`, and says how many went.
pub fn without_controls(text: &str) -> (String, u64) {
    let breaks = ['\r', '\u{2028}', '\u{2029}'];
    if !text.contains(|it: char| it.is_control() || breaks.contains(&it)) {
        return (text.to_owned(), 0);
    }
    let text = text.replace("\r\n", "\n").replace(breaks, "\n");
    let before = text.chars().count();
    let text: String = text.chars().filter(|it| !it.is_control() || matches!(it, '\t' | '\n')).collect();
    let gone = before - text.chars().count();
    (text, gone as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_not_utf_8_is_pointed_at() {
        assert_eq!(Encoding::Utf8.decode(b"caf\xe9"), Err(4));
        assert_eq!(Encoding::Windows1252.decode(b"caf\xe9 \x80"), Ok("café €".into()));
    }

    #[test]
    fn a_cell_that_was_protected_from_a_spreadsheet_is_what_stands_inside_and_a_formula_stays_one() {
        for (cell, expected) in [
            ("=\"00124\"", "00124"),
            (" =\"a \"\"b\"\"\" ", "a \"b\""),
            ("=\"\"", ""),
            ("=A1&\"x\"", "=A1&\"x\""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=\"", "=\""),
        ] {
            assert_eq!(Encoding::Utf8.decode(cell.as_bytes()).as_deref(), Ok(expected), "{cell}");
        }
    }

    #[test]
    fn letters_that_another_program_broke_are_known_by_their_marks() {
        for (text, expected) in [
            ("at the CafÃ© again", Some("CafÃ©")),
            ("itâ€™s", Some("itâ€™s")),
            ("Caf\u{fffd}", Some("Caf\u{fffd}")),
            ("Café – £20, “Siân”, ½ · naïve", None),
            ("Ωμέγα", None),
        ] {
            assert_eq!(broken_word(text), expected, "{text}");
        }
    }

    #[test]
    fn no_control_character_survives_but_tabs_and_line_breaks() {
        let (text, gone) = without_controls("a\u{1b}[2Jb\r\nc\td\0\u{9b}e\rf");
        assert_eq!((text.as_str(), gone), ("a[2Jb\nc\tde\nf", 3));
    }
}
