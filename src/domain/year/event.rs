//! What can happen to the record of a year, and how each event changes it.
//!
//! Events are the journal's frozen form: a field may be added with a default, never renamed or removed.

use serde::{Deserialize, Serialize};

use crate::domain::year::record::{Context, OmbudsmanTable, Publication, YearRecord};

/// Something that happened to the record of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearEvent {
    /// What the Ombudsman published was entered, or put right.
    OmbudsmanRecorded(Box<OmbudsmanTable>),
    /// The words around the figures were written.
    ContextWritten(Box<Context>),
    /// A document was published and is kept as it was.
    Published(Box<Publication>),
}

impl YearRecord {
    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &YearEvent) {
        match event.clone() {
            YearEvent::OmbudsmanRecorded(it) => self.ombudsman = Some(*it),
            YearEvent::ContextWritten(it) => self.context = Some(*it),
            YearEvent::Published(it) => self.publications.push(*it),
        }
    }
}
