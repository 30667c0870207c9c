//! Cells as text: the file's encoding is read, and what could command a terminal is left out.

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
        match self {
            Self::Utf8 => match std::str::from_utf8(cell) {
                Ok(text) => Ok(text.to_owned()),
                Err(error) => Err(error.valid_up_to() + 1),
            },
            Self::Windows1252 => {
                Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned())
            }
        }
    }

    /// The text of a cell, with a mark for what is not in this encoding.
    pub fn decode_anyhow(self, cell: &[u8]) -> String {
        self.decode(cell).unwrap_or_else(|_| String::from_utf8_lossy(cell).into_owned())
    }

    /// A text in this encoding.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        }
    }
}

/// Takes out control characters except tabs and line breaks, which all become `\n`, and says how many went.
pub fn without_controls(text: &str) -> (String, u64) {
    if !text.contains(char::is_control) {
        return (text.to_owned(), 0);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
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
    fn no_control_character_survives_but_tabs_and_line_breaks() {
        let (text, gone) = without_controls("a\u{1b}[2Jb\r\nc\td\0\u{9b}e\rf");
        assert_eq!((text.as_str(), gone), ("a[2Jb\nc\tde\nf", 3));
    }
}
