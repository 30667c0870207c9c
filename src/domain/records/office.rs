//! The office as a record.

use crate::domain::authority::{Asker, Bond, deed_of_office_command};
use crate::domain::commit::{Happening, Trail};
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::decide;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::record::Office;
use crate::domain::records::record::Record;
use crate::domain::reference::TheOffice;
use crate::domain::refusal::Verdict;
use crate::domain::register::settings::setting;
use crate::domain::rights::Deed;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;

impl Record for Office {
    type Ref = TheOffice;
    type Command = OfficeCommand;
    type Event = OfficeEvent;

    fn reference(&self) -> TheOffice {
        TheOffice
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn trail(&self) -> &Trail {
        &self.trail
    }

    fn stamp(&mut self, version: u64, trail: Trail) {
        self.version = version;
        self.trail = trail;
    }

    fn blank(_at: TheOffice) -> Option<Self> {
        Some(Self::default())
    }

    fn begin(_at: TheOffice, _first: &OfficeEvent) -> Option<Self> {
        Some(Self::default())
    }

    fn apply(&mut self, event: &OfficeEvent) {
        self.apply(event);
    }

    fn decide(&self, terms: &Terms, command: OfficeCommand) -> Verdict<Vec<OfficeEvent>> {
        if let OfficeCommand::SetRegister { name, value } = command {
            let value = setting(terms, &name, &value)?;
            return decide(self, terms.today, OfficeCommand::SetRegister { name, value });
        }
        decide(self, terms.today, command)
    }

    fn row(command: &OfficeCommand) -> &'static StepRow {
        command.step().row()
    }

    /// Whoever changes the office names a part of it; what others changed meanwhile stays.
    fn only_adds(_command: &OfficeCommand) -> bool {
        true
    }

    fn deed(_record: Option<&Self>, command: &OfficeCommand, login: &str) -> Deed {
        deed_of_office_command(command, login)
    }

    fn bond(&self, asker: &Asker, _command: Option<&OfficeCommand>) -> Bond {
        asker.at_large()
    }

    /// Records may name a new entry, and a new person may have worked, from the next moment on. What was lost stays lost. What
    /// somebody may do is given and taken by steps, each of which asks who may: nobody gets a role back by undoing.
    fn can_be_taken_back(event: &OfficeEvent) -> bool {
        use OfficeEvent::{AccountDistrusted, AccountTrusted, Added, Joined, KeyDrawn, Left, LossAccepted};
        use OfficeEvent::{RolesChanged, StandInEnded, StoodIn};
        !matches!(
            event,
            Added { .. }
                | Joined { .. }
                | LossAccepted { .. }
                | KeyDrawn { .. }
                | Left { .. }
                | RolesChanged { .. }
                | StoodIn { .. }
                | StandInEnded { .. }
                | AccountTrusted { .. }
                | AccountDistrusted { .. }
        )
    }

    fn happening(_at: Self::Ref, _office: &Office, event: &OfficeEvent) -> Happening {
        Happening { kind: "Office".to_owned(), words: event.sentence() }
    }
}
