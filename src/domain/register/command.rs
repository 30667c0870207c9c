//! What can be asked for on an entry, of whichever register: the step, with its details.
//!
//! In JSON a command is its step's name and the details, `{"enter":{"register":"feedback","values":{"group":"supporter","on":"2026-11-24"}}}`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::command::{LetIn, Note, Reason};
use crate::domain::case::record::Restriction;
use crate::domain::commit::Source;
use crate::domain::register::value::Values;
use crate::domain::step::commands;

commands! {
    /// A step on an entry, with its details.
    EntryCommand,
    /// A kind of step on an entry. Whose right it is to write says the register; its row, where there is none.
    EntryStep;

    Enter(Enter) = ("enter", LeadLearning, "Enter", "Enter something in a register.").only_adds();
    ImportEntry(Box<ImportEntry>) = ("import_entry", ImportRecords, "Import", "Take an entry over from another system, as it stood there.").only_adds();
    FillIn(FillIn) = ("fill_in", LeadLearning, "Fill in or put right", "Add to an entry, or put right what it says.");
    CloseEntry(CloseEntry) = ("close_entry", LeadLearning, "Close the entry", "Close an entry, on which nothing more is owed.").on_many();
    ReopenEntry(Reason) = ("reopen_entry", LeadLearning, "Reopen the entry", "Open a closed entry again.");
    EntryNote(Note) = ("entry_note", LeadLearning, "Note", "Write a note.").only_adds().on_many();
    RestrictEntry(Restriction) = ("restrict_entry", Restrict, "Restrict", "Let only named people see an entry, or keep it from some.");
    LiftEntry(Reason) = ("lift_entry", LiftRestriction, "Lift the restriction", "Let everybody see the entry again who may see others.");
    LetInEntry(LetIn) = ("let_in_entry", LetIn, "Let a manager in", "Name a complaints manager on a restricted entry, by its reference alone, so that somebody can lift the restriction.").only_adds();
    LetEntryOut(Reason) = ("let_entry_out", LiftRestriction, "Let the entry out", "Let everybody read the entry who may read others, though a record it is linked with is restricted.");
    KeepEntryIn(Reason) = ("keep_entry_in", Restrict, "Keep the entry in", "Keep the entry again from whoever may not see a restricted record that it is linked with.");
}

/// Details of a new entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enter {
    /// Which register.
    pub register: String,
    /// What it holds.
    pub values: Values,
}

/// An entry as it stood in another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportEntry {
    /// Which register.
    pub register: String,
    /// Where it came from.
    pub source: Source,
    /// What it holds.
    pub values: Values,
}

/// What is new about an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillIn {
    /// The values that are new; an empty one is taken out. What is not named stays.
    pub values: Values,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Details of closing an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseEntry {
    /// When.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Whether it was entered by mistake, and so counts nowhere.
    #[serde(default)]
    pub mistaken: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_that_no_step_has_is_refused_by_name() {
        let text = r#"{"enter":{"register":"feedback","values":{},"colour":"red"}}"#;
        let why = serde_json::from_str::<EntryCommand>(text).expect_err("no such detail").to_string();
        assert!(why.contains("colour"), "{why}");
    }
}
