//! Everything that the journal holds about a person: also what was put right or taken back since, for it is still held.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::api::message::Fault;
use crate::domain::case::event::Event;
use crate::domain::case::scrub::scrub;
use crate::domain::differences::differences;
use crate::domain::office::record::Office;
use crate::domain::plan::event::PlanEvent;
use crate::domain::records::any::Change;
use crate::domain::reference::RecordRef;
use crate::domain::subject_access::{HeldRecord, HeldText, KnownNames, LeaveOut, Person, Proposal, propose};
use crate::domain::vocabulary::DataOf;
use crate::journal::chain::Position;
use crate::journal::entry::Entry;
use crate::journal::lines::lines;

/// A text of an event: what it is, what it says, and whose data it was marked as.
type Text = (String, String, Option<DataOf>);

/// What a first reading finds: which records to read again, and who the office knows.
#[derive(Default)]
struct Found {
    /// Records in which the person is named, and whether as one of its people.
    records: BTreeMap<RecordRef, bool>,
    restricted: BTreeSet<RecordRef>,
    names: KnownNames,
}

/// Everything that is held about a person, by record in the order of their references.
pub(in crate::desk) fn held_about(
    journal: &Path,
    office: &Office,
    person: &Person,
) -> Result<Vec<HeldRecord>, Fault> {
    let mut found = Found::default();
    each(journal, |_, change| {
        for (what, text, _) in texts(office, change) {
            let is_somebody = matches!(what.as_str(), "complainant" | "contact" | "representative");
            if matches!(what.as_str(), "complainant" | "representative") {
                found.names.add(&text);
            }
            if person.is_named_in(&text) {
                *found.records.entry(change.on()).or_default() |= is_somebody;
            }
        }
        if let Change::Case(_, did) = change {
            for event in did.events() {
                match event {
                    Event::Restricted(_) => drop(found.restricted.insert(change.on())),
                    Event::RestrictionLifted { .. } => drop(found.restricted.remove(&change.on())),
                    _ => {}
                }
            }
        }
    })?;
    let own: BTreeSet<RecordRef> = found.records.iter().filter(|it| *it.1).map(|it| *it.0).collect();
    let mut held: BTreeMap<RecordRef, Vec<HeldText>> = BTreeMap::new();
    each(journal, |entry, change| {
        let on = change.on();
        let Some(is_theirs) = found.records.get(&on) else { return };
        for (what, text, about) in texts(office, change) {
            let is_wanted = *is_theirs || person.is_named_in(&text) || is_their_part(change, &own, &text);
            if !is_wanted {
                continue;
            }
            let is_restricted = found.restricted.contains(&on);
            let theirs = *is_theirs || !matches!(change, Change::Case(..));
            let proposal = if theirs {
                propose(person, &found.names, is_restricted, &what, about, &text)
            } else {
                let why = "in somebody else’s case: it may be their data too".to_owned();
                Some(Proposal { leave_out: LeaveOut::Everything, why })
            };
            let it = HeldText { entry: entry.seq, at: entry.at, what, text, proposal };
            held.entry(on).or_default().push(it);
        }
    })?;
    let record = |(on, texts): (RecordRef, Vec<HeldText>)| HeldRecord {
        on,
        is_theirs: found.records.get(&on).copied().unwrap_or(false),
        is_restricted: found.restricted.contains(&on),
        texts,
    };
    Ok(held.into_iter().map(record).collect())
}

/// Whether a plan's text is about the part of somebody in whose case it is.
fn is_their_part(change: &Change, own: &BTreeSet<RecordRef>, text: &str) -> bool {
    let Change::Plan(_, did) = change else { return false };
    did.events().iter().any(|it| match it {
        PlanEvent::Involved { case: Some(case), .. } => {
            own.contains(&RecordRef::Case(*case)) && strings(it).iter().any(|it| it.1 == text)
        }
        _ => false,
    })
}

fn each(journal: &Path, mut hear: impl FnMut(&Entry, &Change)) -> Result<(), Fault> {
    for line in lines(journal, Position::START) {
        let entry = line.map_err(|it| Fault::Broken(it.to_string()))?.entry;
        let Some(did) = &entry.did else { continue };
        let change = Change::from_json(&entry.on, did).map_err(|it| Fault::Broken(it.to_string()))?;
        hear(&entry, &change);
    }
    Ok(())
}

/// The texts of a change in which something personal may be held.
fn texts(office: &Office, change: &Change) -> Vec<Text> {
    match change {
        Change::Case(_, did) => did
            .events()
            .iter()
            .flat_map(|event| {
                let about = if let Event::Noted { about, .. } = event { *about } else { None };
                // What an erasure would take away is what is personal.
                differences(event, &scrub(office, event))
                    .into_iter()
                    .map(move |(what, text)| (what, text, about))
            })
            .collect(),
        Change::Plan(_, did) => of_all(did.events()),
        Change::Year(_, did) => of_all(did.events()),
        Change::Office(_, did) => of_all(did.events()),
        Change::Entry(_, did) => of_all(did.events()),
    }
}

fn of_all<E: serde::Serialize>(events: &[E]) -> Vec<Text> {
    events.iter().flat_map(strings).map(|(what, text)| (what, text, None)).collect()
}

/// Every text of a value.
fn strings<T: serde::Serialize>(value: &T) -> Vec<(String, String)> {
    differences(&serde_json::to_value(value).unwrap_or_default(), &Value::Null)
}
