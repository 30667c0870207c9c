//! The documents that can be made of the figures: one table of them. No person is ever named.

use std::fmt::Write;

use crate::report::document::Document;
use crate::report::documents::material::Material;
use crate::report::documents::words::{as_published, stories_left_out, worded};
use crate::report::withholding::{guarded, readable};

pub mod names;
pub mod registers;
pub mod material;
pub mod assessed;
pub mod parts;
pub mod beside;
pub mod course;
pub mod published;
pub mod performance;
pub mod ombudsman;
pub mod annual;
pub mod words;
pub mod themes;
pub mod plans;
pub mod learning;
pub mod listening;
pub mod asked;
pub mod board;
pub mod agenda;
pub mod oversight;
pub mod standards;
pub mod feedback;

/// Which period a document is for where none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usual {
    /// From the beginning to today.
    Everything,
    /// The last quarter that is over.
    Quarter,
    /// The last financial year that is over. No other kind of period will do.
    Year,
}

/// A document that can be made.
pub struct Row {
    /// What is typed.
    pub name: &'static str,
    /// One line on what it holds.
    pub about: &'static str,
    /// Which period it is for.
    pub usual: Usual,
    /// Whether it is made to be published: small counts of people are withheld from it.
    pub is_published: bool,
    /// Whether it has what the Ombudsman published, and the words around the figures of the year.
    pub has_words: bool,
    /// Whether what it says itself is in the table of Welsh, too: its headings, and what stands below them as far as it goes.
    pub is_in_welsh: bool,
    pub make: fn(&Material) -> Document,
    /// What of plans is not told, because it is not approved or not reviewed, sentence by sentence.
    pub left_out: fn(&Material) -> Vec<String>,
}

/// Every document.
pub const DOCUMENTS: &[Row] = &[
    Row {
        name: "performance",
        about: "Every figure of a period",
        usual: Usual::Everything,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: performance::document,
        left_out: nothing,
    },
    Row {
        name: "board",
        about: "Five pages for the board, and an annex to look things up in",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: board::document,
        left_out: nothing,
    },
    Row {
        name: "agenda",
        about: "Paper of a board meeting: what was decided, and what to ask",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: agenda::document,
        left_out: nothing,
    },
    Row {
        name: "annual",
        about: "The complaints section of the annual report of a year",
        usual: Usual::Year,
        is_published: true,
        has_words: true,
        is_in_welsh: true,
        make: annual::document,
        left_out: annual::left_out,
    },
    Row {
        name: "themes",
        about: "What complaints are about, what rises, and what went wrong",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: themes::document,
        left_out: nothing,
    },
    Row {
        name: "plans",
        about: "Action plans: open, late, reviewed, lasting; do they help?",
        usual: Usual::Everything,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: plans::document,
        left_out: nothing,
    },
    Row {
        name: "learning",
        about: "You told us, we found, we changed, now: for everybody",
        usual: Usual::Year,
        is_published: true,
        has_words: false,
        is_in_welsh: true,
        make: learning::document,
        left_out: learning::left_out,
    },
    Row {
        name: "listening",
        about: "What every source says of each theme, beside complaints",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: listening::document,
        left_out: nothing,
    },
    Row {
        name: "oversight",
        about: "Bodies that the office oversees, side by side",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: oversight::document,
        left_out: nothing,
    },
    Row {
        name: "standards",
        about: "How far the Standards are met, the gaps, what people say",
        usual: Usual::Year,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: standards::document,
        left_out: nothing,
    },
    Row {
        name: "feedback",
        about: "What people and colleagues say of our complaint handling",
        usual: Usual::Quarter,
        is_published: false,
        has_words: false,
        is_in_welsh: false,
        make: feedback::document,
        left_out: nothing,
    },
];

impl Row {
    /// Makes the document, as it may be shown to those it is for.
    pub fn document(&self, material: &Material) -> Document {
        let (document, below) = ((self.make)(material), material.about.office.withhold_below);
        if self.is_published {
            let document = as_published(document, material);
            readable(worded(document, material))
        } else {
            guarded(document, below)
        }
    }

    /// The plans that are left out because their words tell what is withheld, in sentences.
    pub fn stories_left_out(&self, material: &Material) -> Vec<String> {
        if !self.is_published {
            return Vec::new();
        }
        stories_left_out(&as_published((self.make)(material), material), material)
    }
}

/// Nothing is left out of what is not published: those who work here read the plans themselves.
const fn nothing(_: &Material) -> Vec<String> {
    Vec::new()
}

/// The documents as a Markdown table, for help.
pub fn document_list() -> String {
    DOCUMENTS.iter().fold("| Document | What it holds |\n|---|---|\n".to_owned(), |mut list, row| {
        writeln!(list, "| `redress report {}` | {} |", row.name, row.about)
            .expect("a text takes whatever is written to it");
        list
    })
}

#[cfg(test)]
mod tests;
