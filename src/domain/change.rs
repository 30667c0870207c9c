//! What one commit did to one record, and its text in the journal.
//!
//! The text leaves out whatever is empty: every optional part has a default, so nothing is lost, and lines stay short.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::event::Event;
use crate::domain::office::event::OfficeEvent;
use crate::domain::plan::event::PlanEvent;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::year::event::YearEvent;
use crate::domain::year::reference::{name, year_of};

/// What the journal calls the office's record.
pub const OFFICE: &str = "office";

/// The events of one commit, all on one record.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// To the office.
    Office(Vec<OfficeEvent>),
    /// To a case.
    Case(CaseRef, Vec<Event>),
    /// To an action plan.
    Plan(PlanRef, Vec<PlanEvent>),
    /// To the record of a financial year.
    Year(FinancialYear, Vec<YearEvent>),
}

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
            "the change to {} is not understood ({}). If a newer version of redress wrote this store, use that version.",
            self.on, self.why
        )
    }
}

impl Change {
    /// The record it is on, as the journal names it.
    pub fn on(&self) -> String {
        match self {
            Self::Office(_) => OFFICE.to_owned(),
            Self::Case(reference, _) => reference.to_string(),
            Self::Plan(reference, _) => reference.to_string(),
            Self::Year(year, _) => name(*year),
        }
    }

    /// Whether nothing happened.
    pub const fn is_empty(&self) -> bool {
        match self {
            Self::Office(events) => events.is_empty(),
            Self::Case(_, events) => events.is_empty(),
            Self::Plan(_, events) => events.is_empty(),
            Self::Year(_, events) => events.is_empty(),
        }
    }

    /// Its text for the journal: a JSON array of events without empty parts.
    pub fn to_json(&self) -> String {
        let value = match self {
            Self::Office(events) => serde_json::to_value(events),
            Self::Case(_, events) => serde_json::to_value(events),
            Self::Plan(_, events) => serde_json::to_value(events),
            Self::Year(_, events) => serde_json::to_value(events),
        };
        let mut value = value.expect("events are plain data with text keys, which JSON can always hold");
        leave_out_empty(&mut value);
        // JSON lets DEL stand as it is; the journal takes no control character.
        value.to_string().replace('\u{7f}', "\\u007f")
    }

    /// Reads a journal line's text back.
    pub fn from_json(on: &str, text: &str) -> Result<Self, Unreadable> {
        let wrong = |why: String| Unreadable { on: on.to_owned(), why };
        if on == OFFICE {
            return Ok(Self::Office(events(text).map_err(wrong)?));
        }
        if let Some(year) = year_of(on) {
            return Ok(Self::Year(year, events(text).map_err(wrong)?));
        }
        if let Ok(reference) = on.parse() {
            return Ok(Self::Plan(reference, events(text).map_err(wrong)?));
        }
        let reference = on.parse().map_err(|_| wrong("an unknown kind of record".to_owned()))?;
        Ok(Self::Case(reference, events(text).map_err(wrong)?))
    }
}

fn events<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    serde_json::from_str(text).map_err(|it| it.to_string())
}

/// Takes out of objects what is null, an empty text or an empty list.
fn leave_out_empty(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            parts.values_mut().for_each(leave_out_empty);
            // An event's own details may be an empty list, and must stay to say which event it is.
            if parts.len() > 1 {
                parts.retain(|_, it| !is_empty(it));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_empty),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::event::Received;
    use crate::domain::case::record::{Facts, Told};
    use crate::domain::vocabulary::Nature;

    fn on() -> CaseRef {
        CaseRef { year: 2026, number: 142 }
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
            settled: String::new(),
            source: None,
        };
        let told = Told { on: day, means: None, note: String::new() };
        let change = Change::Case(on(), vec![Event::Received(Box::new(received)), Event::Acknowledged(told)]);
        let text = change.to_json();
        assert!(!text.contains("null") && !text.contains("\"\""), "{text}");
        assert_eq!(Change::from_json("26-0142", &text), Ok(change));
    }

    #[test]
    fn events_without_details_survive() {
        let change = Change::Case(
            on(),
            vec![Event::NoLongerImportant, Event::Assigned { to: None }, Event::Amended(vec![])],
        );
        assert_eq!(Change::from_json("26-0142", &change.to_json()), Ok(change));
    }

    #[test]
    fn whatever_was_typed_the_text_holds_no_control_character() {
        let text: String = ('\0'..='\u{a0}').collect();
        let change = Change::Case(on(), vec![Event::Assigned { to: Some(text) }]);
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
