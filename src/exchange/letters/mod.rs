//! Letters as files and as messages: what a letter says stays as it is, and is laid out plainly.
//!
//! A letter is words in paragraphs. A line that begins with “# ” is a heading, lines that begin with “- ” are a list.

pub mod links;
pub mod page;
pub mod docx;
pub mod odt;
pub mod saved;
pub mod message;
