//! Documents written down, one file for each format. Whatever was typed stays harmless in all of them.

use crate::report::document::Document;

pub mod text;
pub mod large;
pub mod markdown;
pub mod markup;
pub mod chart;
pub mod look;
pub mod html;
pub mod epub;
pub mod csv;
pub mod json;
pub mod xlsx;

/// What a document can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned text of 80 columns.
    Text,
    Markdown,
    /// One HTML file, to read and to print.
    Html,
    /// Tables for a spreadsheet.
    Csv,
    /// For programs.
    Json,
    /// Text in few columns, to be printed large.
    Large,
    /// A workbook for a spreadsheet program.
    Xlsx,
    /// An e-book.
    Epub,
}

impl Format {
    /// Every format, with the word it is asked for by.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Text, "text"),
        (Self::Markdown, "md"),
        (Self::Html, "html"),
        (Self::Csv, "csv"),
        (Self::Json, "json"),
        (Self::Large, "large"),
        (Self::Xlsx, "xlsx"),
        (Self::Epub, "epub"),
    ];

    /// How the name of a file ends; none for a directory of files.
    pub const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Text => Some("txt"),
            Self::Markdown => Some("md"),
            Self::Html => Some("html"),
            Self::Csv => None,
            Self::Json => Some("json"),
            Self::Large => Some("large.txt"),
            Self::Xlsx => Some("xlsx"),
            Self::Epub => Some("epub"),
        }
    }

    /// Whether it is of bytes that no terminal can show.
    pub const fn is_packed(self) -> bool {
        matches!(self, Self::Xlsx | Self::Epub)
    }

    /// The format of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|it| it.1 == word).map(|it| it.0)
    }
}

/// The document as the bytes of one file. As CSV it is the first table only, or what it
/// says where it has none: [`csv::files`] has them all.
pub fn render(document: &Document, format: Format) -> Vec<u8> {
    let text = match format {
        Format::Text => text::render(document),
        Format::Markdown => markdown::render(document),
        Format::Html => html::render(document),
        Format::Csv => document.tables().next().map_or_else(|| csv::notes(document), csv::table),
        Format::Json => json::render(document),
        Format::Large => large::render(document),
        Format::Xlsx => return xlsx::render(document),
        Format::Epub => return epub::render(document),
    };
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::cell::{Cell, NOT_APPLICABLE};
    use crate::domain::figures::performance::Share;
    use crate::report::document::{Section, Table};

    fn text(document: &Document, format: Format) -> String {
        let bytes = render(document, format);
        if format.is_packed() { packed_text(&bytes) } else { String::from_utf8(bytes).unwrap() }
    }

    /// Every part of a workbook or a book, one after the other.
    fn packed_text(bytes: &[u8]) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        for at in 0..zip.len() {
            std::io::Read::read_to_string(&mut zip.by_index(at).unwrap(), &mut text).unwrap();
        }
        text
    }

    fn of_nothing() -> Document {
        let table = Table::new("Timeliness", &["Measure", "Per cent"])
            .row(["Within the timescale first shared".into(), Cell::share(Share::default())]);
        let sections = vec![Section::new("Closed").table(table)];
        Document { title: "Performance".to_owned(), sections, ..Document::default() }
    }

    #[test]
    fn a_percentage_of_nothing_says_not_applicable_in_every_format() {
        for (format, word) in Format::ALL {
            assert!(text(&of_nothing(), *format).contains(NOT_APPLICABLE), "{word}");
            assert_eq!(Format::from_word(word), Some(*format));
        }
    }

    #[test]
    fn nothing_that_was_typed_commands_a_terminal_in_any_format() {
        let mut document = of_nothing();
        document.title = "\u{1b}[2J".to_owned();
        document.sections[0].heading = "\u{1b}[2J".to_owned();
        document.sections[0].paragraphs.push("\u{1b}[2J".to_owned());
        document.sections[0].tables[0].caption = "\u{1b}[2J".to_owned();
        document.sections[0].tables[0].rows[0][0] = "\u{1b}[2J".into();
        for (format, word) in Format::ALL {
            let text = text(&document, *format);
            for escape in ["\u{1b}", "\\u001b", "_x001B_"] {
                assert!(!text.contains(escape), "{word}: {text}");
            }
        }
    }
}
