//! What documents and letters are saved as: one menu of formats, each with its key.

use crate::exchange::letters::page::Format as LetterFormat;
use crate::report::render::Format;
use crate::tui::screen::{Effect, MenuItem, Place};

/// What a document is saved as.
pub const DOCUMENTS: &[(char, Format, &str)] = &[
    ('h', Format::Html, "HTML, one page to read, to print or to put on a website"),
    ('e', Format::Epub, "an e-book, for whoever reads with letters or a voice of their own"),
    ('w', Format::Xlsx, "a workbook, a sheet for each table"),
    ('t', Format::Text, "text"),
    ('m', Format::Markdown, "Markdown"),
    ('l', Format::Large, "text to be printed large or read aloud"),
    ('c', Format::Csv, "CSV, a directory with a file for each table"),
    ('j', Format::Json, "JSON, for programs"),
];

/// What a letter is saved as.
pub const LETTERS: &[(char, LetterFormat, &str)] = &[
    ('w', LetterFormat::Docx, "for Word and other word processors"),
    ('o', LetterFormat::Odt, "for LibreOffice and other word processors"),
    ('h', LetterFormat::Html, "one page to read or to print"),
    ('t', LetterFormat::Text, "text"),
    ('m', LetterFormat::Markdown, "Markdown"),
];

/// The menu of these formats.
pub fn menu<F: Copy>(
    title: &str,
    formats: &[(char, F, &str)],
    words: impl Fn(F, &str) -> String,
    then: impl Fn(F) -> Effect,
) -> Effect {
    let items = formats.iter().map(|(key, format, what)| MenuItem {
        key: *key,
        words: words(*format, what),
        effect: then(*format),
    });
    Effect::Open(Place::Menu { title: title.to_owned(), items: items.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_key() {
        for (_, word) in LetterFormat::ALL {
            assert_eq!(LETTERS.iter().filter(|it| it.1.ending() == *word).count(), 1, "{word}");
        }
        for (format, word) in Format::ALL {
            assert_eq!(DOCUMENTS.iter().filter(|it| it.1 == *format).count(), 1, "{word}");
        }
        for keys in [
            DOCUMENTS.iter().map(|it| it.0).collect::<Vec<_>>(),
            LETTERS.iter().map(|it| it.0).collect::<Vec<_>>(),
        ] {
            assert!(keys.iter().enumerate().all(|(at, key)| !keys[..at].contains(key)), "{keys:?}");
        }
    }
}
