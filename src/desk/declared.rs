//! Which entries of the journal a later one declares erased: what the journal accepts a missing text by.

use crate::domain::case::event::Event;
use crate::domain::change::Change;
use crate::domain::plan::event::PlanEvent;
use crate::journal::entry::Entry;

/// Numbers of the entries that this one declares erased; none for nearly every entry.
pub(in crate::desk) fn erased_by(entry: &Entry) -> Vec<u64> {
    let could = |it: &&str| it.contains("\"anonymised\"") || it.contains("\"retold\"");
    // Nearly every line is passed over without being read.
    let Some(did) = entry.did.as_deref().filter(could) else { return Vec::new() };
    match Change::from_json(&entry.on, did) {
        Ok(Change::Case(_, events)) => match events.as_slice() {
            [Event::Anonymised(it)] => it.entries.clone(),
            _ => Vec::new(),
        },
        Ok(Change::Plan(_, events)) => match events.as_slice() {
            [PlanEvent::Retold(it)] => it.entries.clone(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
