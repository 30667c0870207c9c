//! What can happen to an entry, of whichever register, and how each event changes it.
//!
//! Events are the journal's frozen form: a field may be added with a default, never renamed or removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::record::Restriction;
use crate::domain::case::round::Reopening;
use crate::domain::commit::Source;
use crate::domain::reference::{EntryRef, RecordRef};
use crate::domain::register::entry::{Entry, EntryClosing};
use crate::domain::register::value::Values;

/// Something that happened to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryEvent {
    /// It was entered; always the first event of an entry.
    Entered(Box<Entered>),
    /// It was filled in or put right.
    PutRight(Box<PutRight>),
    /// It was closed.
    Closed(EntryClosing),
    /// It was opened again.
    Reopened(Reopening),
    /// A note.
    Noted {
        /// The words.
        text: String,
    },
    /// Only named people may see it.
    Restricted(Restriction),
    /// Everybody may see it again who may see others.
    RestrictionLifted {
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Its words were let out, or are kept again: who may read it, though a record that it is linked with is restricted.
    LetOut {
        /// The records of which they were; none for kept again.
        #[serde(default)]
        of: Vec<RecordRef>,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Somebody looked at it while it was restricted.
    Viewed {
        /// The day: noted once a day for each person.
        on: NaiveDate,
    },
}

/// Details of an entry that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// When.
    pub on: NaiveDate,
    /// What it holds.
    #[serde(default)]
    pub values: Values,
    /// Where it came from, if it was imported.
    #[serde(default)]
    pub source: Option<Source>,
}

/// Details of an entry that was filled in or put right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight {
    /// The values that are new.
    #[serde(default)]
    pub values: Values,
    /// The names of the fields whose values were taken out.
    #[serde(default)]
    pub cleared: Vec<String>,
    /// The values that were there before.
    #[serde(default)]
    pub before: Values,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl Entry {
    /// The entry that a first event makes; none if it is not an entering, which no journal of ours holds.
    pub fn begin(reference: EntryRef, event: &EntryEvent) -> Option<Self> {
        let EntryEvent::Entered(it) = event else { return None };
        Some(Self { source: it.source.clone(), ..Self::new(reference, it.on, it.values.clone()) })
    }

    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &EntryEvent) {
        match event.clone() {
            // The first event made the entry, and whoever looks changes nothing.
            EntryEvent::Entered(_) | EntryEvent::Viewed { .. } => {}
            EntryEvent::PutRight(it) => {
                it.cleared.iter().for_each(|name| drop(self.values.remove(name)));
                it.values.iter().for_each(|(name, value)| self.values.set(name, value.clone()));
            }
            EntryEvent::Closed(closing) => self.closings.push(closing),
            EntryEvent::Reopened(reopening) => {
                if let Some(closing) = self.closings.last_mut() {
                    closing.reopened = Some(reopening);
                }
            }
            EntryEvent::Noted { .. } => self.notes += 1,
            EntryEvent::Restricted(it) => self.restriction = Some(it),
            EntryEvent::RestrictionLifted { .. } => self.restriction = None,
            EntryEvent::LetOut { of, .. } => self.let_out = of,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::values;

    /// A line of every event, as the journal has it. What is written here is read for ever.
    const LINES: &[&str] = &[
        r#"{"entered":{"on":"2026-11-24","values":{"line":"a","number":3},"source":{"reference":"7","file":"f.csv","sha256":"00","line":2}}}"#,
        r#"{"put_right":{"values":{"line":"b"},"cleared":["number"],"before":{"line":"a","number":3},"reason":"A slip"}}"#,
        r#"{"put_right":{"cleared":["line"]}}"#,
        r#"{"closed":{"on":"2026-11-25","reason":"No answer","mistaken":true}}"#,
        r#"{"closed":{"on":"2026-11-25"}}"#,
        r#"{"reopened":{"on":"2026-11-26","reason":"It came"}}"#,
        r#"{"noted":{"text":"Rang"}}"#,
        r#"{"restricted":{"to":["kp"],"reason":"About a colleague"}}"#,
        r#"{"restriction_lifted":{"reason":"Settled"}}"#,
        r#"{"let_out":{"of":["26-0142"],"reason":"It tells of nobody"}}"#,
        r#"{"viewed":{"on":"2026-11-24"}}"#,
    ];

    fn read(line: &str) -> EntryEvent {
        serde_json::from_str(line).expect(line)
    }

    #[test]
    fn a_line_of_every_event_reads_and_is_written_with_all_that_it_said() {
        for line in LINES {
            let event = read(line);
            let written = serde_json::to_string(&event).expect("plain data");
            assert_eq!(serde_json::from_str::<EntryEvent>(&written).expect("what was written"), event);
        }
    }

    #[test]
    fn events_make_the_entry_what_it_is() {
        let reference = EntryRef { register: 'X', year: 2026, number: 1 };
        let mut entry = Entry::begin(reference, &read(LINES[0])).expect("entered");
        assert!(Entry::begin(reference, &read(LINES[1])).is_none());
        [1, 6, 7].into_iter().for_each(|it| entry.apply(&read(LINES[it])));
        assert_eq!((&entry.values, entry.notes), (&values(r#"{"line":"b"}"#), 1));
        assert!(entry.restriction.is_some() && entry.source.is_some());
        [8, 3].into_iter().for_each(|it| entry.apply(&read(LINES[it])));
        assert!(entry.restriction.is_none() && entry.is_mistaken());
        entry.apply(&read(LINES[5]));
        let open: Vec<bool> = (24..=26)
            .map(|day| entry.is_open_on(NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")))
            .collect();
        assert_eq!((open, entry.is_mistaken()), (vec![true, false, true], false));
    }
}
