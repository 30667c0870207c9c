//! A step is described once: its row says what it is called, whose right it is, what it does and how it is asked for. Keys,
//! menus, forms, help, the command line and the desk read that row.

use crate::domain::rights::Deed;

/// What is said of a step.
#[derive(Clone, Copy, Debug)]
pub struct StepRow {
    /// Its name in commands, and that of its form.
    pub name: &'static str,
    /// What whoever takes it must be allowed.
    pub deed: Deed,
    /// Two or three words, for a menu or the head of a form.
    pub title: &'static str,
    /// A sentence on what it does.
    pub help: &'static str,
    /// Whether it only adds, so that it never collides with what somebody else changed meanwhile.
    pub only_adds: bool,
    /// How its form opens.
    pub opens: Opens,
    /// Whether it can be taken on several records at once.
    pub on_many: bool,
    word: Option<&'static str>,
    /// Another word for it on the command line.
    pub other_word: Option<&'static str>,
}

/// How the form of a step opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// It asks, answer by answer.
    Asking,
    /// On the check page: only where nothing but the day is asked.
    Checking,
    /// With what is recorded in it, for one to choose what is put right.
    Recorded,
}

impl StepRow {
    /// A step with what every step has.
    pub const fn new(name: &'static str, deed: Deed, title: &'static str, help: &'static str) -> Self {
        Self {
            name,
            deed,
            title,
            help,
            only_adds: false,
            opens: Opens::Asking,
            on_many: false,
            word: None,
            other_word: None,
        }
    }

    /// Called something shorter on the command line than in the journal.
    #[must_use]
    pub const fn word(self, word: &'static str) -> Self {
        Self { word: Some(word), ..self }
    }

    /// Known by another word there too.
    #[must_use]
    pub const fn or(self, other: &'static str) -> Self {
        Self { other_word: Some(other), ..self }
    }

    /// It only adds.
    #[must_use]
    pub const fn only_adds(self) -> Self {
        Self { only_adds: true, ..self }
    }

    /// Its form opens on the check page.
    #[must_use]
    pub const fn opens_on_check(self) -> Self {
        Self { opens: Opens::Checking, ..self }
    }

    /// Its form holds what is recorded.
    #[must_use]
    pub const fn corrects(self) -> Self {
        Self { opens: Opens::Recorded, ..self }
    }

    /// It can be taken on several records at once: its form asks for nothing that differs from one to another.
    #[must_use]
    pub const fn on_many(self) -> Self {
        Self { on_many: true, ..self }
    }

    /// What it is called on the command line.
    pub fn verb(&self) -> String {
        self.word.map_or_else(|| self.name.replace('_', "-"), str::to_owned)
    }
}

/// Declares the commands on one kind of record and, beside each, its step with its row: the name, the deed, the title and
/// the help sentence, then whatever is special about it.
macro_rules! commands {
    (
        $(#[$of_command:meta])* $command:ident, $(#[$of_step:meta])* $step:ident;
        $(
            $variant:ident $(($details:ty))? $({ $( $(#[$of_part:meta])* $part:ident: $kind:ty ),+ $(,)? })? =
                ($name:literal, $deed:ident, $title:literal, $help:literal) $(.$more:ident($($word:literal)?))*;
        )+
    ) => {
        $(#[$of_command])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $command {
            $( #[doc = $help] $variant $(($details))? $({ $( $(#[$of_part])* $part: $kind ),+ })?, )+
        }

        $(#[$of_step])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $step { $( #[doc = $help] $variant, )+ }

        impl $step {
            /// Every step.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            const ROWS: &'static [crate::domain::step::StepRow] = &[ $(
                crate::domain::step::StepRow::new($name, crate::domain::rights::Deed::$deed, $title, $help)
                    $(.$more($($word)?))*,
            )+ ];

            /// What is said of it.
            pub const fn row(self) -> &'static crate::domain::step::StepRow {
                &Self::ROWS[self as usize]
            }

            /// Its name in commands.
            pub const fn name(self) -> &'static str {
                self.row().name
            }

            /// Two or three words, for a menu or the head of a form.
            pub const fn title(self) -> &'static str {
                self.row().title
            }

            /// A sentence on what it does.
            pub const fn help(self) -> &'static str {
                self.row().help
            }
        }

        impl $command {
            /// Which step it is.
            pub const fn step(&self) -> $step {
                match self { $( Self::$variant { .. } => $step::$variant, )+ }
            }
        }
    };
}

pub(in crate::domain) use commands;

#[cfg(test)]
mod tests {
    use crate::domain::case::command::{Command, Step};
    use crate::domain::office::command::{OfficeCommand, OfficeStep};
    use crate::domain::plan::command::{PlanCommand, PlanStep};
    use crate::domain::register::command::{EntryCommand, EntryStep};
    use crate::domain::year::command::{YearCommand, YearStep};
    use serde::de::DeserializeOwned;

    #[track_caller]
    fn check<Command: DeserializeOwned>(name: &str) {
        let unknown = serde_json::from_str::<Command>(&format!("{{\"{name}\":null}}")).err();
        let words = unknown.map(|it| it.to_string()).unwrap_or_default();
        assert!(!words.contains("unknown variant"), "{name}: {words}");
    }

    #[test]
    fn every_step_is_known_by_the_name_that_commands_are_read_by() {
        Step::ALL.iter().for_each(|it| check::<Command>(it.name()));
        PlanStep::ALL.iter().for_each(|it| check::<PlanCommand>(it.name()));
        OfficeStep::ALL.iter().for_each(|it| check::<OfficeCommand>(it.name()));
        EntryStep::ALL.iter().for_each(|it| check::<EntryCommand>(it.name()));
        YearStep::ALL.iter().for_each(|it| check::<YearCommand>(it.name()));
    }
}
