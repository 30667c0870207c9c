//! What can be asked for on an entry, of whichever register: the step, with its details.
//!
//! In JSON a command is its step's name and the details, `{"enter":{"register":"feedback","values":{"group":"supporter","on":"2026-11-24"}}}`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::command::{Note, Reason};
use crate::domain::case::record::Restriction;
use crate::domain::commit::Source;
use crate::domain::register::value::Values;

/// Declares the commands and, beside each, its step with its name and a sentence on what it does.
macro_rules! entry_commands {
    ($( $step:ident($details:ty) = $name:literal, $title:literal, $help:literal; )+) => {
        /// A step on an entry, with its details.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EntryCommand { $( #[doc = $help] $step($details), )+ }

        /// A kind of step on an entry: what keys offer and rules open or shut.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EntryStep { $( #[doc = $help] $step, )+ }

        impl EntryStep {
            /// Every step.
            pub const ALL: &'static [Self] = &[ $( Self::$step, )+ ];

            /// Its name in commands and on the command line.
            pub const fn name(self) -> &'static str { match self { $( Self::$step => $name, )+ } }

            /// Two or three words, for a key hint or the head of a form.
            pub const fn title(self) -> &'static str { match self { $( Self::$step => $title, )+ } }

            /// A sentence on what it does.
            pub const fn help(self) -> &'static str { match self { $( Self::$step => $help, )+ } }
        }

        impl EntryCommand {
            /// Which step it is.
            pub const fn step(&self) -> EntryStep {
                match self { $( Self::$step(_) => EntryStep::$step, )+ }
            }
        }
    };
}

entry_commands! {
    Enter(Enter) = "enter", "Enter", "Enter something in a register.";
    ImportEntry(Box<ImportEntry>) = "import_entry", "Import", "Take an entry over from another system, as it stood there.";
    FillIn(FillIn) = "fill_in", "Fill in or put right", "Add to an entry, or put right what it says.";
    CloseEntry(CloseEntry) = "close_entry", "Close the entry", "Close an entry, on which nothing more is owed.";
    ReopenEntry(Reason) = "reopen_entry", "Reopen the entry", "Open a closed entry again.";
    EntryNote(Note) = "entry_note", "Note", "Write a note.";
    RestrictEntry(Restriction) = "restrict_entry", "Restrict", "Let only named people see an entry, or keep it from some.";
    LiftEntry(Reason) = "lift_entry", "Lift the restriction", "Let everybody see the entry again who may see others.";
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

impl EntryCommand {
    /// Whether it only adds, so that it never collides with what somebody else changed meanwhile.
    pub const fn only_adds(&self) -> bool {
        matches!(self.step(), EntryStep::Enter | EntryStep::ImportEntry | EntryStep::EntryNote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_known_by_the_name_that_commands_are_read_by() {
        for step in EntryStep::ALL {
            let unknown = serde_json::from_str::<EntryCommand>(&format!("{{\"{}\":null}}", step.name()));
            let words = unknown.err().map(|it| it.to_string()).unwrap_or_default();
            assert!(!words.contains("unknown variant"), "{}: {words}", step.name());
        }
    }

    #[test]
    fn a_detail_that_no_step_has_is_refused_by_name() {
        let text = r#"{"enter":{"register":"feedback","values":{},"colour":"red"}}"#;
        let why = serde_json::from_str::<EntryCommand>(text).expect_err("no such detail").to_string();
        assert!(why.contains("colour"), "{why}");
    }
}
