//! The rules of every register. The only place that says no.

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::dealing::restriction;
use crate::domain::case::decide::guards::in_the_past;
use crate::domain::case::decide::terms::Terms;
use crate::domain::case::record::{Reopening, Source};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::register::command::{CloseEntry, EntryCommand, EntryStep, FillIn};
use crate::domain::register::entry::{Entry, EntryClosing};
use crate::domain::register::event::{Entered, EntryEvent, PutRight};
use crate::domain::register::kind::Kind;
use crate::domain::register::read;
use crate::domain::register::value::Values;

/// Decides the first step of an entry that does not exist yet.
pub fn begin(terms: &Terms, kind: &Kind, command: EntryCommand) -> Verdict<Vec<EntryEvent>> {
    match command {
        EntryCommand::Enter(it) => enter(terms, kind, &it.values, None),
        EntryCommand::ImportEntry(it) => enter(terms, kind, &it.values, Some(it.source)),
        _ => Err(Refusal::of_step("There is no such entry yet.", "Enter it first.")),
    }
}

/// Decides a step on an entry: the events it causes, or why not.
pub fn decide(terms: &Terms, kind: &Kind, entry: &Entry, command: EntryCommand) -> Verdict<Vec<EntryEvent>> {
    may(entry, command.step())?;
    let event = match command {
        EntryCommand::Enter(_) | EntryCommand::ImportEntry(_) => {
            return Err(Refusal::of_step(
                format!("{} is there already.", entry.reference),
                "Leave the reference out to make a new entry.",
            ));
        }
        EntryCommand::FillIn(it) => fill_in(terms, kind, entry, it)?,
        EntryCommand::CloseEntry(it) => close(terms, it)?,
        EntryCommand::ReopenEntry(it) => {
            required("reason", &it.reason, "Say why it is opened again.")?;
            EntryEvent::Reopened(Reopening { on: terms.today, reason: it.reason })
        }
        EntryCommand::EntryNote(it) => {
            required("text", &it.text, "Write something in the note.")?;
            EntryEvent::Noted { text: it.text }
        }
        EntryCommand::RestrictEntry(it) => EntryEvent::Restricted(restriction(terms, it)?),
        EntryCommand::LiftEntry(it) => {
            required("reason", &it.reason, "Say why the restriction is lifted.")?;
            EntryEvent::RestrictionLifted { reason: it.reason }
        }
    };
    Ok(vec![event])
}

/// Says whether a step is open on an entry at all, whatever its details. Keys grey out by it.
pub fn may(entry: &Entry, step: EntryStep) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_step(why, instead));
    match (step, entry.closing()) {
        (EntryStep::CloseEntry, Some(it)) => no(format!("This entry was closed on {}.", long(it.on)), ""),
        (EntryStep::ReopenEntry, None) => no("This entry is open.".into(), ""),
        (EntryStep::LiftEntry, _) if entry.restriction.is_none() => {
            no("This entry is not restricted.".into(), "")
        }
        _ => Ok(()),
    }
}

fn enter(terms: &Terms, kind: &Kind, typed: &Values, source: Option<Source>) -> Verdict<Vec<EntryEvent>> {
    let values = read::entry(terms, kind, typed, &Values::default())?.values;
    Ok(vec![EntryEvent::Entered(Box::new(Entered { on: terms.today, values, source }))])
}

fn fill_in(terms: &Terms, kind: &Kind, entry: &Entry, it: FillIn) -> Verdict<EntryEvent> {
    let read::News { values, cleared } = read::entry(terms, kind, &it.values, &entry.values)?;
    if values.is_empty() && cleared.is_empty() {
        return Err(Refusal::of_step("Nothing is other than it was.", "Change something first."));
    }
    let names = values.iter().map(|it| it.0).chain(cleared.iter().map(String::as_str));
    let before = names.filter_map(|it| Some((it.to_owned(), entry.values.get(it)?.clone()))).collect();
    Ok(EntryEvent::PutRight(Box::new(PutRight { values, cleared, before, reason: it.reason })))
}

fn close(terms: &Terms, it: CloseEntry) -> Verdict<EntryEvent> {
    in_the_past(terms, "on", "The date of closing", it.on)?;
    required("reason", &it.reason, "Say why nothing more is to be done.")?;
    let CloseEntry { on, reason, mistaken } = it;
    Ok(EntryEvent::Closed(EntryClosing { on, reason, mistaken, reopened: None }))
}
