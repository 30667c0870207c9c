//! The rules of every register. The only place that says no.

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::in_the_past;
use crate::domain::case::decide::restricting::{let_in, restriction};
use crate::domain::case::round::Reopening;
use crate::domain::commit::Source;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::register::command::{CloseEntry, EntryCommand, EntryStep, FillIn};
use crate::domain::register::entry::{Entry, EntryClosing};
use crate::domain::register::event::{Entered, EntryEvent, PutRight};
use crate::domain::register::field::{Field, Is, When, field};
use crate::domain::register::kind::{Kind, Owes};
use crate::domain::register::links::comes_of;
use crate::domain::register::owed::{Register, settled};
use crate::domain::register::read;
use crate::domain::register::value::{EntryPart, Value, Values};
use crate::domain::terms::Terms;

/// Decides the first step of an entry that does not exist yet.
pub fn begin(terms: &Terms, kind: &Kind, command: EntryCommand) -> Verdict<Vec<EntryEvent>> {
    match command {
        EntryCommand::Enter(it) => enter(terms, kind, &it.values, None),
        EntryCommand::ImportEntry(it) => {
            if it.source.reference.trim().is_empty() && it.source.file.trim().is_empty() {
                let instead = "Give its “reference” there, or the “file” and the “line” it stands on.";
                return Err(Refusal::of_field(
                    "source",
                    "The “source” says nothing of where it was.",
                    instead,
                ));
            }
            enter(terms, kind, &it.values, Some(it.source))
        }
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
        EntryCommand::CloseEntry(it) => close(terms, kind, entry, it)?,
        EntryCommand::ReopenEntry(it) => {
            required("reason", &it.reason, "Say why it is opened again.")?;
            EntryEvent::Reopened(Reopening { on: terms.today, reason: it.reason })
        }
        EntryCommand::EntryNote(it) => {
            required("text", &it.text, "Write something in the note.")?;
            EntryEvent::Noted { text: it.text }
        }
        EntryCommand::RestrictEntry(it) => EntryEvent::Restricted(restriction(terms, it)?),
        EntryCommand::LetInEntry(it) => {
            EntryEvent::Restricted(let_in(terms, entry.restriction.as_ref(), it)?)
        }
        EntryCommand::LiftEntry(it) => {
            required("reason", &it.reason, "Say why the restriction is lifted.")?;
            EntryEvent::RestrictionLifted { reason: it.reason }
        }
        EntryCommand::LetEntryOut(it) => {
            required("reason", &it.reason, "Say why others may read it.")?;
            EntryEvent::LetOut { of: comes_of(entry).into_iter().collect(), reason: it.reason }
        }
        EntryCommand::KeepEntryIn(it) => {
            required("reason", &it.reason, "Say why it is kept from others again.")?;
            EntryEvent::LetOut { of: Vec::new(), reason: it.reason }
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
        (EntryStep::LetEntryOut, _) if comes_of(entry).is_empty() => {
            no("This entry is linked with no record.".into(), "")
        }
        (EntryStep::KeepEntryIn, _) if entry.let_out.is_empty() => {
            no("This entry was not let out.".into(), "")
        }
        _ => Ok(()),
    }
}

fn enter(terms: &Terms, kind: &Kind, typed: &Values, source: Option<Source>) -> Verdict<Vec<EntryEvent>> {
    let values = read::entry(terms, kind, typed, &Values::default())?.values;
    if source.is_none() {
        said_by_themselves(terms, kind, &values, &Values::default())?;
    }
    Ok(vec![EntryEvent::Entered(Box::new(Entered { on: terms.today, values, source }))])
}

fn fill_in(terms: &Terms, kind: &Kind, entry: &Entry, it: FillIn) -> Verdict<EntryEvent> {
    let read::News { values, cleared } = read::entry(terms, kind, &it.values, &entry.values)?;
    if values.is_empty() && cleared.is_empty() {
        return Err(Refusal::of_step("Nothing is other than it was.", "Change something first."));
    }
    said_by_themselves(terms, kind, &values, &entry.values)?;
    if it.reason.trim().is_empty()
        && let Some(gone) = no_longer_owed(kind, &entry.values, &values, &cleared)
    {
        let why = format!("This takes out or moves what is owed: {gone}.");
        return Err(Refusal::of_field("reason", why, "Say why, or leave it and add a line."));
    }
    let names = values.iter().map(|it| it.0).chain(cleared.iter().map(String::as_str));
    let before = names.filter_map(|it| Some((it.to_owned(), entry.values.get(it)?.clone()))).collect();
    Ok(EntryEvent::PutRight(Box::new(PutRight { values, cleared, before, reason: it.reason })))
}

/// Refuses what only one person may say, from somebody else: that a second reader approved.
fn said_by_themselves(terms: &Terms, kind: &Kind, news: &Values, was: &Values) -> Verdict<()> {
    let said = kind.fields.iter().filter_map(|it| Some((it, it.said_by?)));
    for (field, by) in said.filter(|it| news.get(it.0.name).is_some()) {
        let login = news.get(by).or_else(|| was.get(by)).map_or("", Value::text);
        if login != terms.actor {
            let name = terms.office.person_name(login);
            let why = format!("{}: only {name} can say so, signed in as themselves.", field.label);
            return Err(Refusal::of_field(field.name, why, "Leave it empty: it is owed by them."));
        }
    }
    Ok(())
}

/// Refuses to close what names a day for the next of its kind: what is owed on that day stays so, and nobody would see why.
fn names_no_next(terms: &Terms, kind: &Kind, entry: &Entry) -> Verdict<()> {
    let mut named = kind.cycles.iter().filter_map(|it| field(kind.fields, it.next()?));
    let is_to_come = |it: &&Field| entry.values.day(it.name).is_some_and(|on| terms.today <= on);
    named.find(is_to_come).map_or(Ok(()), |next| {
        let why = format!("“{}” names a day for the next {}.", next.label, kind.one);
        Err(Refusal::of_step(why, "Take that day out first if there is to be no other."))
    })
}

/// The lines of an entry that owe something and are not settled, each with what it owes.
fn owing<'a>(kind: &Kind, values: &'a Values) -> impl Iterator<Item = (&'static Owes, EntryPart<'a>)> {
    let of_lines = kind.owes.iter().filter(|it| it.each.is_some());
    let lines = of_lines.flat_map(move |owes| values.parts(owes.each).into_iter().map(move |it| (owes, it)));
    lines.filter(|(owes, line)| {
        line.day(owes.due.field()).is_some()
            && owes.given.is_none_or(|it| line.get(it).is_some())
            && settled(line, owes.until).is_none()
    })
}

/// What a line of an entry owes, and would no longer owe by the day that it names, though nobody said that it is done.
fn no_longer_owed(kind: &Kind, was: &Values, values: &Values, cleared: &[String]) -> Option<String> {
    let is_new = |each: &str| values.get(each).is_some() || cleared.iter().any(|it| it == each);
    owing(kind, was).filter(|(owes, _)| owes.each.is_some_and(is_new)).find_map(|(owes, old)| {
        let (each, day) = (owes.each?, owes.due.field());
        let parts = field(kind.fields, each)?.is.rows()?;
        // It is known by the first words in it.
        let called =
            |it: &Values| parts.iter().map(|part| it.text(part.name).to_owned()).find(|it| !it.is_empty());
        let old = was.rows(each).get(usize::try_from(old.number).ok()?.checked_sub(1)?)?;
        let stays = |new: &Values| called(new) == called(old) && new.day(day) == old.day(day);
        if values.rows(each).iter().any(stays) {
            return None;
        }
        let by = old.day(day).map(|it| format!(" by {}", long(it))).unwrap_or_default();
        Some(format!("“{}”{by}", called(old).unwrap_or_default()))
    })
}

/// Closes an entry, on the last day that it says something happened or later: until then something was to be done.
fn close(terms: &Terms, kind: &Kind, entry: &Entry, it: CloseEntry) -> Verdict<EntryEvent> {
    in_the_past(terms, "on", "The date of closing", it.on)?;
    let days = kind.fields.iter().filter(|it| matches!(it.is, Is::Day(When::Past)));
    let happened = days.filter_map(|it| Some((entry.values.day(it.name)?, it.label))).max_by_key(|it| it.0);
    let (first, then) = happened.map_or_else(
        || (entry.entered, "when it was entered".to_owned()),
        |it| (it.0, format!("the day of “{}”", it.1)),
    );
    if it.on < first {
        let why = format!("The date of closing must be on or after {}, {then}.", long(first));
        return Err(Refusal::of_field("on", why, ""));
    }
    required("reason", &it.reason, "Say why nothing more is to be done.")?;
    if !it.mistaken {
        names_no_next(terms, kind, entry)?;
        (kind.closes)(&entry.values)?;
        let owed = Register::in_office(kind, terms.office, terms.calendar).owed(entry);
        if let Some(it) = owed.iter().find(|it| 0 < it.part) {
            let why = format!("It still owes something ({}): {}.", long(it.due), it.what);
            return Err(Refusal::of_step(why, "Fill in that it was done, or say by mistake."));
        }
    }
    let CloseEntry { on, reason, mistaken } = it;
    Ok(EntryEvent::Closed(EntryClosing { on, reason, mistaken, reopened: None }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE, TODAY, on, values};

    /// What a command in JSON does to an entry in JSON, as the journal has it, or why not.
    #[track_caller]
    fn step(held: &str, before: &[&str], command: &str) -> Result<String, String> {
        let desk = Desk::new();
        let mut entry = desk.entry(&FIXTURE, held);
        let mut events = Vec::new();
        for command in before.iter().copied().chain([command]) {
            let command = serde_json::from_str(command).expect(command);
            events = decide(&desk.terms(), &FIXTURE, &entry, command).map_err(|it| it.to_string())?;
            events.iter().for_each(|it| entry.apply(it));
        }
        Ok(serde_json::to_string(&events).expect("plain data"))
    }

    const CLOSE: &str = r#"{"close_entry":{"on":"2026-11-24","reason":"Nobody answered"}}"#;

    #[test]
    fn an_entry_is_entered_as_it_was_read_and_says_where_it_came_from() {
        let desk = Desk::new();
        let command = r#"{"import_entry":{"register":"fixture","values":{"line":" a ","item":"claims"},"source":{"reference":"7","file":"f.csv"}}}"#;
        let events = begin(&desk.terms(), &FIXTURE, serde_json::from_str(command).expect("a command"))
            .expect("entered");
        let [EntryEvent::Entered(it)] = events.as_slice() else { panic!("one event") };
        assert_eq!((it.on, &it.values), (on(TODAY), &values(r#"{"line":"a","item":1}"#)));
        assert_eq!(it.source.as_ref().map(|it| it.reference.as_str()), Some("7"));
        let no = begin(&desk.terms(), &FIXTURE, serde_json::from_str(CLOSE).expect("a command"))
            .expect_err("nothing there");
        assert!(no.why.contains("no such entry"));
    }

    #[test]
    fn an_entry_from_elsewhere_says_where_it_was() {
        let desk = Desk::new();
        let import = |source: &str| {
            let command = format!(
                r#"{{"import_entry":{{"register":"fixture","values":{{"line":"a"}},"source":{source}}}}}"#
            );
            begin(&desk.terms(), &FIXTURE, serde_json::from_str(&command).expect("a command"))
        };
        let no = import("{}").expect_err("from nowhere");
        assert!(no.field == "source" && no.to_string().contains("“source” says nothing"), "{no}");
        assert!(import(r#"{"reference":"7"}"#).is_ok() && import(r#"{"file":"f.csv","line":2}"#).is_ok());
    }

    #[test]
    fn an_entry_is_closed_no_earlier_than_what_it_says_happened_or_else_than_it_was_entered() {
        let close = |held: &str, on: &str| {
            step(held, &[], &format!(r#"{{"close_entry":{{"on":"{on}","reason":"Nobody answered"}}}}"#))
        };
        let given = r#"{"line":"a","past":"2026-11-20"}"#;
        assert!(close(given, "2026-11-20").is_ok());
        for (held, on, why) in [
            (given, "2026-11-19", "on or after Fri 20 Nov 2026, the day of “Past day”."),
            (r#"{"line":"a"}"#, "2026-11-23", "on or after Tue 24 Nov 2026, when it was entered."),
        ] {
            let no = close(held, on).expect_err(on);
            assert!(no.contains(why), "{no}");
        }
    }

    #[test]
    fn filling_in_names_what_is_new_and_keeps_what_was_there_before() {
        let held = r#"{"line":"a","word":"red","number":3}"#;
        let fill_in = |values: &str| step(held, &[], &format!(r#"{{"fill_in":{{"values":{values}}}}}"#));
        assert_eq!(
            fill_in(r#"{"line":"b","word":"","money":"2.50"}"#),
            Ok(r#"[{"put_right":{"values":{"line":"b","money":2.5},"cleared":["word"],"before":{"line":"a","word":"red"},"reason":""}}]"#.into())
        );
        assert!(fill_in(r#"{"line":"a"}"#).expect_err("the same").contains("Nothing is other than it was"));
        assert!(fill_in(r#"{"line":""}"#).expect_err("must be given").contains("This must be given"));
    }

    #[test]
    fn an_entry_is_closed_and_opened_again_each_with_a_reason() {
        let reopen = r#"{"reopen_entry":{"reason":"It came after all"}}"#;
        let held = r#"{"line":"a"}"#;
        assert!(step(held, &[], CLOSE).is_ok() && step(held, &[CLOSE], reopen).is_ok());
        for (before, command, why) in [
            (vec![], r#"{"close_entry":{"on":"2026-11-24"}}"#, "Say why nothing more"),
            (vec![], r#"{"close_entry":{"on":"2026-11-25","reason":"x"}}"#, "today or in the past"),
            (vec![CLOSE], CLOSE, "closed on Tue 24 Nov 2026"),
            (vec![], reopen, "This entry is open."),
            (vec![CLOSE], r#"{"reopen_entry":{"reason":" "}}"#, "Say why"),
        ] {
            let no = step(held, &before, command).expect_err(command);
            assert!(no.contains(why), "{command}: {no}");
        }
        // What is closed may still be put right.
        assert!(step(held, &[CLOSE], r#"{"fill_in":{"values":{"line":"b"}}}"#).is_ok());
    }

    #[test]
    fn notes_and_restrictions_are_as_on_cases() {
        let restrict = r#"{"restrict_entry":{"to":["Kim Patel"],"reason":"About a colleague"}}"#;
        let held = r#"{"line":"a"}"#;
        assert!(step(held, &[], restrict).is_ok_and(|it| it.contains(r#""to":["kp"]"#)));
        assert!(step(held, &[restrict], r#"{"lift_entry":{"reason":"Settled"}}"#).is_ok());
        assert!(
            step(held, &[], r#"{"lift_entry":{"reason":"Settled"}}"#)
                .expect_err("open")
                .contains("not restricted")
        );
        assert!(
            step(held, &[], r#"{"restrict_entry":{"to":[],"reason":"x"}}"#)
                .expect_err("nobody")
                .contains("at least one")
        );
        assert!(
            step(held, &[], r#"{"entry_note":{"text":" "}}"#).expect_err("empty").contains("Write something")
        );
        assert!(
            step(held, &[], r#"{"enter":{"register":"fixture","values":{}}}"#)
                .expect_err("there")
                .contains("X26-001 is there already")
        );
    }
}
