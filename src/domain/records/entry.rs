//! An entry of a register as a record. Which register it is says its table.

use chrono::{Datelike, NaiveDate};

use crate::domain::authority::{Asker, Bond, by_reference, kept_with_nothing};
use crate::domain::commit::{Happening, Source, Trail};
use crate::domain::office::record::Office;
use crate::domain::records::guard::{Guard, Origin};
use crate::domain::records::record::Record;
use crate::domain::reference::{EntryRef, RecordRef, Series};
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::command::{EntryCommand, EntryStep};
use crate::domain::register::decide::{begin, decide, may};
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::history::happening;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::{KINDS, kind_called, kind_of};
use crate::domain::register::links::{comes_of, links};
use crate::domain::rights::Deed;
use crate::domain::step::StepRow;
use crate::domain::terms::Terms;

impl Record for Entry {
    type Ref = EntryRef;
    type Command = EntryCommand;
    type Event = EntryEvent;

    const MENDED_BY: &str = "Fill in what is right, or close it as entered by mistake.";

    fn reference(&self) -> EntryRef {
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

    fn begin(at: EntryRef, first: &EntryEvent) -> Option<Self> {
        Self::begin(at, first)
    }

    fn apply(&mut self, event: &EntryEvent) {
        self.apply(event);
    }

    fn decide_first(terms: &Terms, command: EntryCommand) -> Verdict<Vec<EntryEvent>> {
        let kind = first_in(&command).ok_or_else(|| no_register(&command))?;
        begin(terms, kind, command)
    }

    fn decide(&self, terms: &Terms, command: EntryCommand) -> Verdict<Vec<EntryEvent>> {
        let kind = kind_of(self.reference.register).ok_or_else(|| no_register(&command))?;
        decide(terms, kind, self, command)
    }

    fn row(command: &EntryCommand) -> &'static StepRow {
        command.step().row()
    }

    fn deed(record: Option<&Self>, command: &EntryCommand, _login: &str) -> Deed {
        let kind = record.map_or_else(|| first_in(command), |it| kind_of(it.reference.register));
        deed_of(kind, command.step())
    }

    fn bond(&self, asker: &Asker, _command: Option<&EntryCommand>) -> Bond {
        asker.to_case_of("", self.restriction.as_ref())
    }

    fn guard(&self) -> Guard {
        let comes_of = comes_of(self).into_iter();
        let comes_of = comes_of.map(|on| Origin { on, is_let_out: self.let_out.contains(&on) }).collect();
        Guard { restriction: self.restriction.clone(), comes_of, given_to: Vec::new() }
    }

    fn is_by_reference(command: &EntryCommand) -> bool {
        matches!(command, EntryCommand::LetInEntry(_))
    }

    fn links(at: EntryRef, event: &EntryEvent) -> Vec<(&'static str, RecordRef)> {
        let values = match event {
            EntryEvent::Entered(it) => &it.values,
            EntryEvent::PutRight(it) => &it.values,
            _ => return Vec::new(),
        };
        kind_of(at.register).map(|it| links(it, values)).unwrap_or_default()
    }

    fn series(command: &EntryCommand, today: NaiveDate) -> Option<Series> {
        let kind = first_in(command)?;
        u16::try_from(today.year()).ok().map(|year| Series::Entries(kind.letter, year))
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn source_in(event: &mut EntryEvent) -> Option<&mut Source> {
        if let EntryEvent::Entered(it) = event { it.source.as_mut() } else { None }
    }

    fn imported_from(command: &EntryCommand) -> Option<&Source> {
        if let EntryCommand::ImportEntry(it) = command { Some(&it.source) } else { None }
    }

    fn is_a_look(event: &EntryEvent) -> bool {
        matches!(event, EntryEvent::Viewed { .. })
    }

    fn restricts(event: &EntryEvent) -> bool {
        matches!(event, EntryEvent::Restricted(_) | EntryEvent::RestrictionLifted { .. })
    }

    fn happening(at: EntryRef, office: &Office, event: &EntryEvent) -> Happening {
        // What a newer program wrote in a register that this one does not know is told by its names.
        happening(kind_of(at.register).unwrap_or(&KINDS[0]), office, event)
    }
}

/// Whose right a step is: what the register says, but for who may see an entry.
fn deed_of(kind: Option<&Kind>, step: EntryStep) -> Deed {
    let of_step = step.row().deed;
    match step {
        EntryStep::ImportEntry
        | EntryStep::RestrictEntry
        | EntryStep::LiftEntry
        | EntryStep::LetInEntry
        | EntryStep::LetEntryOut
        | EntryStep::KeepEntryIn => of_step,
        _ => kind.map_or(of_step, |it| it.write),
    }
}

/// Whether a step is on offer on an entry to somebody: their right to it, then the rules. What screens grey out by.
pub fn offers(
    office: &Office,
    asker: &Asker,
    today: NaiveDate,
    entry: &Entry,
    step: EntryStep,
) -> Verdict<()> {
    let deed = deed_of(kind_of(entry.reference.register), step);
    asker.may(office, today, deed, &entry.bond(asker, None))?;
    match step {
        EntryStep::LetInEntry => return Err(by_reference()),
        EntryStep::LetEntryOut if entry.kept_with.is_empty() => return Err(kept_with_nothing()),
        _ => {}
    }
    may(entry, step)
}

/// The register that a first step is for.
fn first_in(command: &EntryCommand) -> Option<&'static Kind> {
    match command {
        EntryCommand::Enter(it) => kind_called(&it.register),
        EntryCommand::ImportEntry(it) => kind_called(&it.register),
        _ => None,
    }
}

fn no_register(command: &EntryCommand) -> Refusal {
    let called = match command {
        EntryCommand::Enter(it) => it.register.as_str(),
        EntryCommand::ImportEntry(it) => it.register.as_str(),
        _ => "",
    };
    let names: Vec<&str> = KINDS.iter().map(|it| it.id).collect();
    Refusal::of_field(
        "register",
        format!("There is no register “{called}”."),
        format!("Registers: {}.", names.join(", ")),
    )
}
