//! A plan as a record.

use chrono::{Datelike, NaiveDate};

use crate::domain::authority::{Asker, Bond, action_of};
use crate::domain::commit::{Happening, Source, Trail};
use crate::domain::office::record::Office;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::{begin, decide};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::history::happening;
use crate::domain::plan::record::Plan;
use crate::domain::records::guard::{Guard, Origin};
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, PlanRef, RecordRef, Series};
use crate::domain::refusal::Verdict;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;

impl Record for Plan {
    type Ref = PlanRef;
    type Command = PlanCommand;
    type Event = PlanEvent;

    fn reference(&self) -> PlanRef {
        self.reference
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

    fn begin(at: PlanRef, first: &PlanEvent) -> Option<Self> {
        Self::begin(at, first)
    }

    fn apply(&mut self, event: &PlanEvent) {
        self.apply(event);
    }

    fn decide_first(terms: &Terms, command: PlanCommand) -> Verdict<Vec<PlanEvent>> {
        begin(terms, command)
    }

    fn decide(&self, terms: &Terms, command: PlanCommand) -> Verdict<Vec<PlanEvent>> {
        decide(terms, self, command)
    }

    fn row(command: &PlanCommand) -> &'static StepRow {
        command.step().row()
    }

    fn bond(&self, asker: &Asker, command: Option<&PlanCommand>) -> Bond {
        asker.to_plan(self, command.map_or(0, action_of))
    }

    fn guard(&self) -> Guard {
        let origin = |it: CaseRef| Origin { on: it.into(), is_let_out: self.let_out.contains(&it) };
        let comes_of = self.comes_of().into_iter().map(origin).collect();
        let given_to = self.people().into_iter().map(str::to_owned).collect();
        Guard { restriction: None, comes_of, given_to }
    }

    fn links(_at: PlanRef, event: &PlanEvent) -> Vec<(&'static str, RecordRef)> {
        let cases: Vec<CaseRef> = match event {
            PlanEvent::Made(it) => it.failings.iter().filter_map(|it| it.case).collect(),
            PlanEvent::FailingAdded(it) => it.case.into_iter().collect(),
            PlanEvent::Involved { case, .. } => case.iter().copied().collect(),
            _ => Vec::new(),
        };
        cases.into_iter().map(|it| ("case", it.into())).collect()
    }

    fn series(command: &PlanCommand, today: NaiveDate) -> Option<Series> {
        let begins = matches!(command, PlanCommand::MakePlan(_) | PlanCommand::ImportAction(_));
        u16::try_from(today.year()).ok().filter(|_| begins).map(Series::Plans)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn source_in(event: &mut PlanEvent) -> Option<&mut Source> {
        if let PlanEvent::Made(it) = event { it.source.as_mut() } else { None }
    }

    fn imported_from(command: &PlanCommand) -> Option<&Source> {
        if let PlanCommand::ImportAction(it) = command { Some(&it.source) } else { None }
    }

    /// Rows of one file may share a reference, and each is an action of its own.
    fn is_repeat(here: &Source, there: &Source) -> bool {
        there.sha256 != here.sha256 || there.line == here.line
    }

    fn gives_to(event: &PlanEvent, login: &str) -> bool {
        match event {
            PlanEvent::ActionAdded { facts, .. } => facts.owner == login,
            PlanEvent::ActionReassigned { to, .. } => to == login,
            _ => false,
        }
    }

    fn happening(_at: Self::Ref, office: &Office, event: &PlanEvent) -> Happening {
        happening(office, event)
    }
}
