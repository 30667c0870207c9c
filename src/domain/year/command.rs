//! What can be asked for on the record of a year.

use serde::{Deserialize, Serialize};

use crate::domain::year::record::{Context, OmbudsmanTable, Publication};

/// A step on the record of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearCommand {
    /// Enter what the Ombudsman published, or put it right.
    RecordOmbudsman(Box<OmbudsmanTable>),
    /// Write the words around the figures.
    WriteContext(Box<Context>),
    /// Keep a document as it is published.
    Freeze(Box<Publication>),
}
