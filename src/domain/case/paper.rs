//! A paper of a case: a letter that came in, a photograph, a report. What it says is kept as a file of its own, known by the
//! SHA-256 of its contents; a paper that is kept elsewhere is only referred to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::long;
use crate::domain::office::lists::PaperKindId;
use crate::domain::office::record::Office;
use crate::domain::text::count;
use crate::domain::vocabulary::DataOf;

/// The largest paper that a case takes, in bytes: 100 MB.
pub const LARGEST: u64 = 100 << 20;

/// A paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    #[serde(default)]
    pub title: String,
    /// What kind of paper the office calls it.
    #[serde(default)]
    pub kind: Option<PaperKindId>,
    /// The day it bears, or on which it came.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// Whose data it holds, if somebody said so.
    #[serde(default)]
    pub about: Option<DataOf>,
    /// What is kept of it here; none for one that is kept elsewhere.
    #[serde(default)]
    pub held: Option<HeldFile>,
    /// Where it is kept instead: a file number, a share, a web address.
    #[serde(default)]
    pub elsewhere: String,
    /// The day on which it was put on the case.
    #[serde(default)]
    pub added: Option<NaiveDate>,
}

/// The file in which a paper is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFile {
    /// The SHA-256 of its contents, in hexadecimal; empty once they are erased.
    #[serde(default)]
    pub sha256: String,
    #[serde(default)]
    pub bytes: u64,
    /// What it was called where it came from, without its directory.
    #[serde(default)]
    pub file_name: String,
    /// What its contents look like: “PDF”. Worked out by the desk.
    #[serde(default)]
    pub form: String,
}

impl Paper {
    /// All that is known of it, in a line.
    pub fn words(&self, office: &Office) -> String {
        let kind = self.kind.map(|it| office.paper_kinds.name(it.0).to_lowercase());
        let dated = self.on.map(|it| format!("dated {}", long(it)));
        let about = self.about.map(|it| format!("holds the data of: {it}"));
        let place = match &self.held {
            Some(it) => Some(it.words()),
            None => Some(format!("kept at {}", self.elsewhere)),
        };
        let more: Vec<String> = [kind, dated, about, place].into_iter().flatten().collect();
        format!("{} ({})", self.title, more.join("; "))
    }
}

impl HeldFile {
    /// What it is, in a few words: “letter.pdf, PDF, 12 KB”.
    pub fn words(&self) -> String {
        if self.sha256.is_empty() {
            return "its contents are erased".to_owned();
        }
        format!("{}, {}, {}", self.file_name, self.form, size(self.bytes))
    }
}

/// How the name of a file that holds this may end: by what it is, and by its own name only where that says no more.
pub fn ending(form: &str, file_name: &str) -> &'static str {
    let own = file_name.rsplit('.').next().unwrap_or_default();
    let Some((_, [usual, ..])) = ENDINGS.iter().find(|it| it.0 == form) else { return "bin" };
    let all = ENDINGS.iter().filter(|it| it.0 == form).flat_map(|it| it.1);
    all.into_iter().find(|it| it.eq_ignore_ascii_case(own)).unwrap_or(usual)
}

/// Whether the name of a file says that it holds something else than it does: “letter.pdf”, which is no PDF.
pub fn belies(form: &str, file_name: &str) -> bool {
    let own = file_name.rsplit('.').next().unwrap_or_default();
    let mut all = ENDINGS.iter().filter(|it| it.1.iter().any(|it| it.eq_ignore_ascii_case(own))).peekable();
    all.peek().is_some() && all.all(|it| it.0 != form)
}

/// A size in words: “312 bytes”, “12 KB”, “1.4 MB”.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => count(bytes, "byte"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
    }
}

/// What begins like this is of this form.
const BEGINNINGS: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "PDF"),
    (0, b"\xff\xd8\xff", "JPEG picture"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG picture"),
    (0, b"GIF8", "GIF picture"),
    (0, b"II*\0", "TIFF picture"),
    (0, b"MM\0*", "TIFF picture"),
    (4, b"ftyphe", "HEIC picture"),
    (8, b"WEBP", "WebP picture"),
    (4, b"ftyp", "film or sound"),
    (8, b"WAVE", "sound"),
    (0, b"ID3", "sound"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Office file or Outlook message"),
    (30, b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument text"),
    (30, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"),
    (30, b"[Content_Types].xml", "Word, Excel or PowerPoint file"),
    (0, b"PK\x03\x04", "ZIP file"),
    (0, b"{\\rtf", "rich text"),
];

/// How the name of a file of each form may end; the first where its own name ends otherwise. No ending here has a machine run
/// what it opens.
const ENDINGS: &[(&str, &[&str])] = &[
    ("PDF", &["pdf"]),
    ("JPEG picture", &["jpg", "jpeg"]),
    ("PNG picture", &["png"]),
    ("GIF picture", &["gif"]),
    ("TIFF picture", &["tif", "tiff"]),
    ("HEIC picture", &["heic"]),
    ("WebP picture", &["webp"]),
    ("film or sound", &["mp4", "m4a", "mov", "3gp"]),
    ("sound", &["wav", "mp3"]),
    ("older Office file or Outlook message", &["doc", "xls", "ppt", "msg"]),
    ("OpenDocument text", &["odt"]),
    ("OpenDocument spreadsheet", &["ods"]),
    ("Word, Excel or PowerPoint file", &["docx", "xlsx", "pptx"]),
    ("ZIP file", &["zip", "docx", "xlsx", "pptx", "odt", "ods"]),
    ("rich text", &["rtf"]),
    ("text", &["txt", "csv", "eml", "md"]),
];

/// What begins like this is a program, which no case takes.
const PROGRAMS: &[&[u8]] =
    &[b"\x7fELF", b"MZ", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"];

/// What contents look like by their beginning, whatever the name says; none for a program.
pub fn form_of(beginning: &[u8]) -> Option<&'static str> {
    if PROGRAMS.iter().any(|it| beginning.starts_with(it)) {
        return None;
    }
    let fits =
        |(at, bytes, _): &&(usize, &[u8], &str)| beginning.get(*at..).is_some_and(|it| it.starts_with(bytes));
    let known = BEGINNINGS.iter().find(fits).map(|it| it.2);
    let is_text = || {
        let end = beginning.utf8_chunks().next().map_or(0, |it| it.valid().len());
        // A letter of several bytes may be cut in two by the end of the beginning.
        beginning.len() < end + 4 && !beginning.iter().any(|it| *it < 0x20 && !b"\t\n\r\x0c".contains(it))
    };
    Some(known.unwrap_or_else(|| if is_text() { "text" } else { "of a form not known here" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_is_told_by_how_it_begins() {
        for (beginning, form) in [
            (b"%PDF-1.7\n".as_slice(), Some("PDF")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("JPEG picture")),
            (b"PK\x03\x04 and whatever follows", Some("ZIP file")),
            ("Dear Si\u{f4}n,\n".as_bytes(), Some("text")),
            (b"Caf\xc3", Some("text")),
            (b"\0\x01\x02", Some("of a form not known here")),
            (b"\x7fELF\x02", None),
            (b"MZ\x90", None),
            (b"#!/bin/sh", None),
        ] {
            assert_eq!(form_of(beginning), form, "{beginning:?}");
        }
    }

    #[test]
    fn a_file_is_called_by_what_it_holds_and_never_by_an_ending_that_a_machine_would_run() {
        for (form, name, expected) in [
            ("PDF", "letter.pdf", "pdf"),
            ("PDF", "letter.exe", "pdf"),
            ("JPEG picture", "Photo.JPEG", "jpeg"),
            ("Word, Excel or PowerPoint file", "letter.docm", "docx"),
            ("text", "page.html", "txt"),
            ("text", "run.sh", "txt"),
            ("of a form not known here", "x.scr", "bin"),
        ] {
            assert_eq!(ending(form, name), expected, "{name}");
        }
        for (form, name, expected) in [
            ("PDF", "letter.PDF", false),
            ("text", "letter.pdf", true),
            ("ZIP file", "letter.docx", false),
            ("text", "letter", false),
            ("text", "page.html", false),
        ] {
            assert_eq!(belies(form, name), expected, "{name}");
        }
        for (_, _, form) in BEGINNINGS {
            assert_ne!(ending(form, ""), "bin", "{form}");
        }
    }

    #[test]
    fn a_size_is_told_as_people_say_it() {
        let told: Vec<String> = [1, 1023, 1024, 300_000, 1 << 20, 3 << 19].map(size).to_vec();
        assert_eq!(told, ["1 byte", "1023 bytes", "1 KB", "292 KB", "1.0 MB", "1.5 MB"]);
    }
}
