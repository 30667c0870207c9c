//! What is kept of a financial year, as a record.

use crate::domain::authority::{Asker, Bond};
use crate::domain::calendar::period::FinancialYear;
use crate::domain::commit::{Happening, Trail};
use crate::domain::office::record::Office;
use crate::domain::records::record::Record;
use crate::domain::refusal::Verdict;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;
use crate::domain::year::command::YearCommand;
use crate::domain::year::decide::decide;
use crate::domain::year::event::YearEvent;
use crate::domain::year::history::happening;
use crate::domain::year::record::YearRecord;

impl Record for YearRecord {
    type Ref = FinancialYear;
    type Command = YearCommand;
    type Event = YearEvent;

    fn reference(&self) -> FinancialYear {
        self.year
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

    fn blank(at: FinancialYear) -> Option<Self> {
        Some(Self::new(at))
    }

    fn begin(at: FinancialYear, _first: &YearEvent) -> Option<Self> {
        Some(Self::new(at))
    }

    fn apply(&mut self, event: &YearEvent) {
        self.apply(event);
    }

    fn decide(&self, terms: &Terms, command: YearCommand) -> Verdict<Vec<YearEvent>> {
        decide(terms, self, command)
    }

    fn row(command: &YearCommand) -> &'static StepRow {
        command.step().row()
    }

    fn bond(&self, asker: &Asker, _command: Option<&YearCommand>) -> Bond {
        asker.at_large()
    }

    /// What was published never changes silently: it is published again, with a reason.
    fn can_be_taken_back(event: &YearEvent) -> bool {
        !matches!(event, YearEvent::Published(_))
    }

    fn happening(_at: Self::Ref, _office: &Office, event: &YearEvent) -> Happening {
        happening(event)
    }
}
