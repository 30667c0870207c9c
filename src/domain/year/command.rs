//! What can be asked for on the record of a year.

use crate::domain::step::commands;
use crate::domain::year::record::{Context, OmbudsmanTable, Publication};

commands! {
    /// A step on the record of a year, with its details.
    #[derive(Eq)]
    YearCommand,
    /// A kind of step on the record of a year.
    YearStep;

    RecordOmbudsman(Box<OmbudsmanTable>) = ("record_ombudsman", Publish, "The Ombudsman's figures, from the Ombudsman's own report", "Enter what the Ombudsman published of a year, for the annual report.").word("ombudsman");
    WriteContext(Box<Context>) = ("write_context", Publish, "The words around the figures of the annual report", "Write the words around the figures of a year; they are proposed from the figures.").word("context");
    Freeze(Box<Publication>) = ("freeze", Publish, "Keep it as it is published", "Keep the document as it is published: what is put right later then shows as a change.");
}
