//! A case as a record.

use chrono::{Datelike, NaiveDate};

use crate::domain::authority::{Asker, Bond};
use crate::domain::case::command::Command;
use crate::domain::case::decide::{begin, decide};
use crate::domain::case::event::Event;
use crate::domain::case::history::happening;
use crate::domain::case::record::Case;
use crate::domain::commit::{Erased, Happening, Source, Trail};
use crate::domain::office::record::Office;
use crate::domain::records::guard::Guard;
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, RecordRef, Series};
use crate::domain::refusal::Verdict;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;

impl Record for Case {
    type Ref = CaseRef;
    type Command = Command;
    type Event = Event;

    const MENDED_BY: &str = "Correct a day, the route or the end with “Correct days or the end”, and anything else with its own step.";

    fn reference(&self) -> CaseRef {
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

    fn begin(at: CaseRef, first: &Event) -> Option<Self> {
        Self::begin(at, first)
    }

    fn apply(&mut self, event: &Event) {
        self.apply(event);
    }

    fn erase(&mut self, erased: &Erased) {
        self.erased = Some(erased.clone());
    }

    fn decide_first(terms: &Terms, command: Command) -> Verdict<Vec<Event>> {
        begin(terms, command)
    }

    fn decide(&self, terms: &Terms, command: Command) -> Verdict<Vec<Event>> {
        decide(terms, self, command)
    }

    fn row(command: &Command) -> &'static StepRow {
        command.step().row()
    }

    fn bond(&self, asker: &Asker, _command: Option<&Command>) -> Bond {
        asker.to_case(self)
    }

    fn guard(&self) -> Guard {
        Guard { restriction: self.restriction.clone(), ..Guard::default() }
    }

    fn is_by_reference(command: &Command) -> bool {
        matches!(command, Command::LetIn(_))
    }

    fn links(_at: CaseRef, event: &Event) -> Vec<(&'static str, RecordRef)> {
        if let Event::LinkedAsDuplicate { of } = event { vec![("of", (*of).into())] } else { Vec::new() }
    }

    fn series(command: &Command, _today: NaiveDate) -> Option<Series> {
        let received = match command {
            Command::Receive(it) => it.facts.received,
            Command::Import(it) => it.facts.received,
            _ => return None,
        };
        u16::try_from(received.year()).ok().map(Series::Cases)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn source_in(event: &mut Event) -> Option<&mut Source> {
        if let Event::Received(it) = event { it.source.as_mut() } else { None }
    }

    fn imported_from(command: &Command) -> Option<&Source> {
        if let Command::Import(it) = command { Some(&it.source) } else { None }
    }

    fn is_a_look(event: &Event) -> bool {
        event.is_a_look()
    }

    fn restricts(event: &Event) -> bool {
        matches!(event, Event::Restricted(_) | Event::RestrictionLifted { .. })
    }

    fn gives_to(event: &Event, login: &str) -> bool {
        matches!(event, Event::Assigned { to: Some(to) } if to == login)
    }

    fn happening(_at: Self::Ref, office: &Office, event: &Event) -> Happening {
        happening(office, event)
    }
}
