//! A letter as the bytes of a file, in every format.

use crate::exchange::letters::page::{Format, Letter, html, markdown, text};
use crate::exchange::letters::{docx, odt};

/// What a file of the letter holds.
pub fn bytes(letter: Letter, format: Format) -> Vec<u8> {
    match format {
        Format::Text => text(letter).into_bytes(),
        Format::Markdown => markdown(letter).into_bytes(),
        Format::Html => html(letter).into_bytes(),
        Format::Docx => docx::render(letter),
        Format::Odt => odt::render(letter),
    }
}
