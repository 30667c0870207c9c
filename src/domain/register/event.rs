//! What can happen to an entry, of whichever register, and how each event changes it.
//!
//! Events are the journal's frozen form: a field may be added with a default, never renamed or removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::record::{Reopening, Restriction, Source};
use crate::domain::reference::EntryRef;
use crate::domain::register::entry::{Entry, EntryClosing};
use crate::domain::register::value::Values;

/// Something that happened to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryEvent {
    /// It was entered; always the first event of an entry.
    Entered(Box<Entered>),
    /// It was filled in or put right.
    PutRight(Box<PutRight>),
    /// It was closed.
    Closed(EntryClosing),
    /// It was opened again.
    Reopened(Reopening),
    /// A note.
    Noted {
        /// The words.
        text: String,
    },
    /// Only named people may see it.
    Restricted(Restriction),
    /// Everybody may see it again who may see others.
    RestrictionLifted {
        /// Why.
        #[serde(default)]
        reason: String,
    },
}

/// Details of an entry that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// When.
    pub on: NaiveDate,
    /// What it holds.
    #[serde(default)]
    pub values: Values,
    /// Where it came from, if it was imported.
    #[serde(default)]
    pub source: Option<Source>,
}

/// Details of an entry that was filled in or put right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight {
    /// The values that are new.
    #[serde(default)]
    pub values: Values,
    /// The names of the fields whose values were taken out.
    #[serde(default)]
    pub cleared: Vec<String>,
    /// The values that were there before.
    #[serde(default)]
    pub before: Values,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl Entry {
    /// The entry that a first event makes; none if it is not an entering, which no journal of ours holds.
    pub fn begin(reference: EntryRef, event: &EntryEvent) -> Option<Self> {
        let EntryEvent::Entered(it) = event else { return None };
        Some(Self { source: it.source.clone(), ..Self::new(reference, it.on, it.values.clone()) })
    }

    /// Folds in everything that one commit did.
    pub fn take(&mut self, events: &[EntryEvent], by: &str) {
        events.iter().for_each(|it| self.apply(it));
        if self.version == 0 {
            by.clone_into(&mut self.entered_by);
        }
        self.version += 1;
        by.clone_into(&mut self.changed_by);
    }

    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &EntryEvent) {
        match event.clone() {
            // The first event made the entry; there is nothing left to fold in.
            EntryEvent::Entered(_) => {}
            EntryEvent::PutRight(it) => {
                it.cleared.iter().for_each(|name| drop(self.values.remove(name)));
                it.values.iter().for_each(|(name, value)| self.values.set(name, value.clone()));
            }
            EntryEvent::Closed(closing) => self.closings.push(closing),
            EntryEvent::Reopened(reopening) => {
                if let Some(closing) = self.closings.last_mut() {
                    closing.reopened = Some(reopening);
                }
            }
            EntryEvent::Noted { .. } => self.notes += 1,
            EntryEvent::Restricted(it) => self.restriction = Some(it),
            EntryEvent::RestrictionLifted { .. } => self.restriction = None,
        }
    }
}
