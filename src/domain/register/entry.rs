//! The record of an entry: plain data. It changes only through `Entry::apply`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::record::Restriction;
use crate::domain::case::round::Reopening;
use crate::domain::commit::{Source, Trail};
use crate::domain::reference::{EntryRef, RecordRef};
use crate::domain::register::value::Values;

/// An entry of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its reference, which begins with the letter of its register.
    pub reference: EntryRef,
    /// Goes up by one with every change; whoever changes it names the version they saw.
    pub version: u64,
    /// When it was entered.
    pub entered: NaiveDate,
    /// What it holds.
    pub values: Values,
    /// Every closing, each with the reopening that followed it.
    pub closings: Vec<EntryClosing>,
    /// How many notes there are; the notes themselves are in the history.
    pub notes: u32,
    /// Who alone may see it, and who may not.
    pub restriction: Option<Restriction>,
    /// The records of which its words were let out: they are read by others, though such a record is restricted.
    pub let_out: Vec<RecordRef>,
    /// Where it came from, if it was imported.
    pub source: Option<Source>,
    /// Who made its last changes.
    pub trail: Trail,
    /// The restricted records with which it is kept from others. Filled in for whoever it is shown to.
    pub kept_with: Vec<RecordRef>,
    /// When it is to be done again, if it is the last of its sort. Filled in likewise.
    pub again: Option<NaiveDate>,
}

/// Nothing more is owed on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryClosing {
    /// Since when.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Whether it was entered by mistake, and so counts nowhere.
    #[serde(default)]
    pub mistaken: bool,
    /// The reopening that followed.
    #[serde(default)]
    pub reopened: Option<Reopening>,
}

impl Entry {
    /// An entry of which nothing is known yet but what it holds.
    pub const fn new(reference: EntryRef, entered: NaiveDate, values: Values) -> Self {
        Self {
            reference,
            version: 0,
            entered,
            values,
            closings: Vec::new(),
            notes: 0,
            restriction: None,
            let_out: Vec::new(),
            source: None,
            trail: Trail { by: String::new(), made: Vec::new(), taken_back: Vec::new() },
            kept_with: Vec::new(),
            again: None,
        }
    }

    /// The closing that holds now.
    pub fn closing(&self) -> Option<&EntryClosing> {
        self.closings.last().filter(|it| it.reopened.is_none())
    }

    /// Whether it was open on a day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        let holds = |closing: &EntryClosing| {
            closing.on <= day && closing.reopened.as_ref().is_none_or(|it| day < it.on)
        };
        !self.closings.iter().any(holds)
    }

    /// Whether it was entered by mistake, and so counts nowhere.
    pub fn is_mistaken(&self) -> bool {
        self.closing().is_some_and(|it| it.mistaken)
    }
}
