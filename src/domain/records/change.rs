//! What one commit did to one record, and its text in the journal.
//!
//! The text leaves out whatever is empty, so that lines stay short, wherever it reads back the same without it.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::case::history::{because, erased};
use crate::domain::commit::{Did, Happening, Retold};
use crate::domain::office::record::Office;
use crate::domain::records::any::{Change, each_kind};
use crate::domain::records::record::Record;
use crate::domain::records::shorter::without_empty;
use crate::domain::reference::{CaseRef, RecordRef, TheOffice};

/// A journal line whose meaning this program does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The record it is on.
    pub on: String,
    /// What is not understood.
    pub why: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the change to {} is not understood ({}). If a newer version of redress wrote this store, use that version",
            self.on, self.why
        )
    }
}

/// What is not a list of events.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Whole<E> {
    TakenBack { version: u64 },
    PutBack { version: u64 },
    Retold(Box<Retold<E>>),
}

impl Change {
    /// The record it is on.
    pub fn on(&self) -> RecordRef {
        each_kind!(self, Self(at, _) => <<R as Record>::Ref as Into<RecordRef>>::into(*at))
    }

    /// Where it tells all of a record again, the changes that each of its events comes from; none for any other change.
    pub fn comes_from(&self) -> Option<&[u64]> {
        each_kind!(self, Self(_, did) => if let Did::Retold(it) = did { Some(it.from.as_slice()) } else { None })
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        each_kind!(self, Self(_, did) => did.is_empty())
    }

    /// Whether somebody only looked.
    pub fn is_a_look(&self) -> bool {
        each_kind!(self, Self(_, did) => {
            matches!(did, Did::Events(events) if !events.is_empty() && events.iter().all(R::is_a_look))
        })
    }

    /// Whether it made something somebody's.
    pub fn gives_to(&self, login: &str) -> bool {
        each_kind!(self, Self(_, did) => did.events().iter().any(|it| R::gives_to(it, login)))
    }

    /// Whether it changed who may see it.
    pub fn restricts(&self) -> bool {
        each_kind!(self, Self(_, did) => did.events().iter().any(R::restricts))
    }

    /// The version whose change it takes back or puts back, if it does that.
    pub fn about_version(&self) -> Option<u64> {
        each_kind!(self, Self(_, did) => match did {
            Did::TakenBack { version } | Did::PutBack { version } => Some(*version),
            _ => None,
        })
    }

    /// Numbers of the journal's changes that it declares erased; none for nearly every change.
    pub fn erases(&self) -> &[u64] {
        each_kind!(self, Self(_, did) => match did {
            Did::Retold(it) => &it.changes,
            _ => &[],
        })
    }

    /// The same, declaring only changes up to a number erased.
    #[must_use]
    pub fn erasing_up_to(mut self, last: u64) -> Self {
        each_kind!(&mut self, Self(_, did) => {
            if let Did::Retold(it) = did {
                it.changes.retain(|it| *it <= last);
            }
        });
        self
    }

    /// Earlier erasures that it declares erased, by the number of their change: that they were done stays told.
    pub fn erasures_before(&self) -> Vec<(u64, Happening)> {
        let happening = |cases: &[CaseRef]| Happening { kind: ERASED.to_owned(), words: taken_out(cases) };
        each_kind!(self, Self(_, did) => match did {
            Did::Retold(it) => it.before.iter().map(|it| (it.0, happening(&it.1))).collect(),
            _ => Vec::new(),
        })
    }

    /// Whether everything personal was taken out of the record, and not only what concerned the people of others.
    pub fn is_erased_whole(&self) -> bool {
        each_kind!(self, Self(_, did) => matches!(did, Did::Retold(it) if it.cases.is_empty()))
    }

    /// What happened, in words: of what was told again, that it was, and then what is left.
    pub fn happenings(&self, office: &Office) -> Vec<Happening> {
        each_kind!(self, Self(at, did) => {
            // What was told again stands where it happened.
            let told: &[_] = if from(did).is_empty() { did.events() } else { &[] };
            let events = told.iter().map(|it| R::happening(*at, office, it));
            of_the_whole(office, did).into_iter().chain(events).collect()
        })
    }

    /// Of what was told again without the people of other cases, what happened, with the number of the change that it comes
    /// from.
    pub fn told_again(&self, office: &Office) -> Vec<(u64, Happening)> {
        each_kind!(self, Self(at, did) => {
            let told = from(did).iter().zip(did.events());
            told.map(|(seq, it)| (*seq, R::happening(*at, office, it))).collect()
        })
    }

    /// Its text for the journal: a JSON array of events, or an object. What is empty is left out, unless somebody who reads it
    /// would not know then what was done: a part that every such event has stays, though it says nothing.
    pub fn to_json(&self) -> String {
        let whole = self.written_out();
        let short = without_empty(&whole);
        let is_read_back = Self::from_json(&self.on().to_string(), &short).as_ref() == Ok(self);
        if is_read_back { short } else { whole }
    }

    fn written_out(&self) -> String {
        let text = each_kind!(self, Self(_, did) => {
            type E = <R as Record>::Event;
            match did {
                Did::Events(events) => serde_json::to_string(events),
                Did::TakenBack { version } => serde_json::to_string(&Whole::<E>::TakenBack { version: *version }),
                Did::PutBack { version } => serde_json::to_string(&Whole::<E>::PutBack { version: *version }),
                Did::Retold(it) => serde_json::to_string(&Whole::Retold(it.clone())),
            }
        });
        let text = text.expect("events are plain data with text keys, which JSON can always hold");
        // JSON lets DEL stand as it is; the journal takes no control character.
        if text.contains(DEL) { text.replace(DEL, "\\u007f") } else { text }
    }

    /// Reads a journal line's text back.
    pub fn from_json(on: &str, text: &str) -> Result<Self, Unreadable> {
        let wrong = |why: String| Unreadable { on: on.to_owned(), why };
        match on.parse().map_err(|_| wrong("an unknown kind of record".to_owned()))? {
            RecordRef::Office => did(text).map(|it| Self::Office(TheOffice, it)),
            RecordRef::Year(at) => did(text).map(|it| Self::Year(at, it)),
            RecordRef::Case(at) => did(text).map(|it| Self::Case(at, it)),
            RecordRef::Plan(at) => did(text).map(|it| Self::Plan(at, it)),
            RecordRef::Entry(at) => did(text).map(|it| Self::Entry(at, it)),
        }
        .map_err(wrong)
    }
}

const DEL: char = '\u{7f}';

fn did<E: DeserializeOwned>(text: &str) -> Result<Did<E>, String> {
    if text.starts_with('[') {
        return serde_json::from_str(text).map(Did::Events).map_err(|it| it.to_string());
    }
    serde_json::from_str(text).map_err(|it| it.to_string()).map(|it| match it {
        Whole::TakenBack { version } => Did::TakenBack { version },
        Whole::PutBack { version } => Did::PutBack { version },
        Whole::Retold(it) => Did::Retold(it),
    })
}

/// The numbers of the changes that what was told again comes from.
fn from<E>(did: &Did<E>) -> &[u64] {
    if let Did::Retold(it) = did { &it.from } else { &[] }
}

/// What happened to the record as a whole, in words; none where single things did.
fn of_the_whole<E>(office: &Office, did: &Did<E>) -> Option<Happening> {
    let (kind, words) = match did {
        Did::Events(_) => return None,
        Did::TakenBack { .. } => (UNDONE, "An earlier change was taken back.".to_owned()),
        Did::PutBack { .. } => ("Done again", "What was taken back holds again.".to_owned()),
        Did::Retold(it) => {
            let what = if it.cases.is_empty() { String::new() } else { format!("{} ", taken_out(&it.cases)) };
            let whole = &it.erased;
            (ERASED, format!("{what}{}{}", erased(office, whole), because(&whole.reason)))
        }
    };
    Some(Happening { kind: kind.to_owned(), words })
}

/// What a change is called that took an earlier one back.
pub const UNDONE: &str = "Undone";

/// What an erasure is called in a history.
const ERASED: &str = "Erased";

/// That the people of cases were taken out of another record.
fn taken_out(cases: &[CaseRef]) -> String {
    let cases: Vec<String> = cases.iter().map(ToString::to_string).collect();
    format!("What concerned {} was taken out.", cases.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::case::event::{Event, Received};
    use crate::domain::case::record::Facts;
    use crate::domain::case::round::Told;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::Nature;

    fn on() -> CaseRef {
        CaseRef { year: 2026, number: 142 }
    }

    /// Places of a value that hold a text or a list.
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(at.to_owned()),
            Value::Array(items) => {
                found.push(at.to_owned());
                items.iter().enumerate().for_each(|(it, value)| places(value, &format!("{at}/{it}"), found));
            }
            Value::Object(parts) => {
                parts.iter().for_each(|(it, value)| places(value, &format!("{at}/{it}"), found));
            }
            _ => {}
        }
    }

    #[test]
    fn whatever_is_empty_in_an_event_it_reads_back_as_it_was() {
        let mut emptied = 0;
        for line in include_str!("../../../tests/fixtures/events-0.2.0.jsonl").lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let on = line["on"].as_str().expect("a record");
            let change = Change::from_json(on, &line["did"].to_string()).expect("a change");
            // As nothing leaves out what is empty.
            let whole = each_kind!(&change, Change(_, did) => serde_json::to_value(did.events()).expect("plain data"));
            let mut found = Vec::new();
            places(&whole, "", &mut found);
            for place in found {
                let mut value = whole.clone();
                let there = value.pointer_mut(&place).expect("a place");
                *there =
                    if there.is_array() { Value::Array(Vec::new()) } else { Value::String(String::new()) };
                let Ok(change) = Change::from_json(on, &value.to_string()) else { continue };
                assert_eq!(
                    Change::from_json(on, &change.to_json()).as_ref(),
                    Ok(&change),
                    "{place} of {value}"
                );
                emptied += 1;
            }
        }
        assert!(500 < emptied, "only {emptied} places could be empty");
    }

    #[test]
    fn a_change_reads_back_as_it_was_and_its_text_holds_nothing_empty() {
        let day = "2026-11-24".parse().expect("a real date");
        let mut facts = Facts::received_on(day);
        facts.subject = "Late reply".into();
        let received = Received {
            nature: Nature::Complaint,
            facts,
            acknowledge_within: 3,
            share_within: 10,
            settled: String::new(),
            source: None,
        };
        let told = Told { on: day, means: None, note: String::new() };
        let change = Change::Case(
            on(),
            Did::Events(vec![Event::Received(Box::new(received)), Event::Acknowledged(told)]),
        );
        let text = change.to_json();
        assert!(!text.contains("null") && !text.contains("\"\""), "{text}");
        assert_eq!(Change::from_json("26-0142", &text), Ok(change));
    }

    #[test]
    fn events_without_details_survive() {
        let change =
            Change::Case(on(), Did::Events(vec![Event::Assigned { to: None }, Event::Amended(vec![])]));
        assert_eq!(Change::from_json("26-0142", &change.to_json()), Ok(change));
    }

    #[test]
    fn whatever_was_typed_the_text_holds_no_control_character() {
        let text: String = ('\0'..='\u{a0}').collect();
        let change = Change::Case(on(), Did::Events(vec![Event::Assigned { to: Some(text) }]));
        let json = change.to_json();
        assert!(!json.chars().any(|it| it.is_ascii_control()), "{json:?}");
        assert_eq!(Change::from_json("26-0142", &json), Ok(change));
    }

    #[test]
    fn a_line_of_a_newer_version_says_so() {
        let unreadable = Change::from_json("26-0142", r#"[{"teleported":{}}]"#).expect_err("no such event");
        assert!(unreadable.to_string().contains("newer version"));
        assert!(Change::from_json("Z99", "[]").is_err());
    }
}
