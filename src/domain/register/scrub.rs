//! An entry told again without the people whose cases are anonymised: what is counted stays, and what is about a person goes.
//!
//! In an entry that is linked with such a case, every text that is about a person gives way whole. Days, numbers, words of
//! closed lists and links stay. Their names in other texts are looked for as in every other record.

use crate::domain::case::record::Restriction;
use crate::domain::party::personal::{GONE, gone};
use crate::domain::reference::CaseRef;
use crate::domain::register::entry::EntryClosing;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::field::{Field, Holds, Is, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::links::links;
use crate::domain::register::value::{Value, Values};

/// The events of an entry without what is about the people of these cases; `key` is the office’s.
pub fn scrub(kind: &Kind, key: &str, events: &[EntryEvent], cases: &[CaseRef]) -> Vec<EntryEvent> {
    let mut events = events.to_vec();
    if !self::cases(kind, &events).iter().any(|it| cases.contains(it)) {
        return events;
    }
    let values = |it: &mut Values| *it = without(kind.fields, it);
    for event in &mut events {
        match event {
            EntryEvent::Entered(it) => {
                values(&mut it.values);
                // An entry that came from elsewhere still shows that it did.
                if let Some(source) = &mut it.source {
                    *source = source.erased(key);
                }
            }
            EntryEvent::PutRight(it) => {
                values(&mut it.values);
                values(&mut it.before);
                it.reason = gone(&it.reason);
            }
            EntryEvent::Closed(EntryClosing { reason, reopened, .. }) => {
                *reason = gone(reason);
                if let Some(it) = reopened {
                    it.reason = gone(&it.reason);
                }
            }
            EntryEvent::Reopened(it) => it.reason = gone(&it.reason),
            EntryEvent::Noted { text: words } => *words = gone(words),
            EntryEvent::Restricted(Restriction { reason, .. })
            | EntryEvent::RestrictionLifted { reason }
            | EntryEvent::LetOut { reason, .. } => {
                *reason = gone(reason);
            }
            EntryEvent::Viewed { .. } => {}
        }
    }
    events
}

/// The cases that an entry is or was ever linked with.
pub fn cases(kind: &Kind, events: &[EntryEvent]) -> Vec<CaseRef> {
    let linked = events.iter().flat_map(held).flat_map(|it| links(kind, it));
    linked.filter_map(|it| it.1.try_into().ok()).collect()
}

fn held(event: &EntryEvent) -> Vec<&Values> {
    match event {
        EntryEvent::Entered(it) => vec![&it.values],
        EntryEvent::PutRight(it) => vec![&it.values, &it.before],
        _ => Vec::new(),
    }
}

fn without(fields: &'static [Field], values: &Values) -> Values {
    let without = |(name, value): (&str, &Value)| {
        let field = field(fields, name);
        let is_theirs = field.is_none_or(|it| it.holds == Holds::Person);
        let value = match (field.map(|it| it.is), value) {
            (Some(Is::Text | Is::Line) | None, Value::Text(_)) if is_theirs => Value::Text(GONE.to_owned()),
            _ if is_theirs => return None,
            (is, Value::Rows(rows)) => {
                let parts = is.and_then(Is::rows).unwrap_or_default();
                Value::Rows(rows.iter().map(|it| self::without(parts, it)).collect())
            }
            (_, it) => it.clone(),
        };
        Some((name.to_owned(), value))
    };
    values.iter().filter_map(without).collect()
}

/// Whether a field of this name holds words that somebody typed: not a day, a number, a word of a list, a link, or who works
/// here. What the table does not know may be words.
pub fn holds_words(kind: &Kind, name: &str) -> bool {
    fn named(fields: &'static [Field], name: &str) -> Option<Is> {
        let part = |it: &'static Field| it.is.rows().and_then(|parts| named(parts, name));
        fields.iter().find_map(|it| if it.name == name { Some(it.is) } else { part(it) })
    }
    named(kind.fields, name).is_none_or(|it| matches!(it, Is::Text | Is::Line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{FIXTURE, values};

    const CASE: CaseRef = CaseRef { year: 2026, number: 142 };

    fn events() -> Vec<EntryEvent> {
        [
            r#"{"entered":{"on":"2026-11-24","values":{"line":"Okafor again","text":"She said no","plain":"Ask Amara","past":"2026-11-04","person":"okafor","case":"26-0142","word":"red","parts":[{"part_line":"Told Okafor","part_case":"26-0007","part_rating":"bad"}]},"source":{"reference":"7","file":"okafor.csv"}}}"#,
            r#"{"put_right":{"values":{"plain":"Okaforian"},"before":{"plain":"Ask Amara"},"reason":"Amara rang"}}"#,
            r#"{"noted":{"text":"Wants to move"}}"#,
            r#"{"closed":{"on":"2026-11-24","reason":"Okafor moved"}}"#,
        ]
        .map(|it| serde_json::from_str(it).expect(it))
        .to_vec()
    }

    fn scrubbed(cases: &[CaseRef]) -> String {
        serde_json::to_string(&scrub(&FIXTURE, "", &events(), cases)).expect("plain data")
    }

    #[test]
    fn of_an_entry_of_an_erased_case_what_is_about_a_person_goes_and_what_is_counted_stays() {
        let text = scrubbed(&[CASE]);
        for gone in ["She said no", "Told", "okafor.csv", "Wants to move", "moved", "rang"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        for kept in [
            "Okafor again",
            "Ask Amara",
            "2026-11-04",
            "\"person\":\"okafor\"",
            "26-0142",
            "\"red\"",
            "\"bad\"",
            "\"part_line\":\"[erased]\"",
            "26-0007",
        ] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn any_other_entry_stays_as_it_is_and_a_link_in_a_row_counts() {
        let other = CaseRef { year: 2026, number: 1 };
        assert_eq!(scrub(&FIXTURE, "", &events(), &[other]), events());
        assert!(scrubbed(&[CaseRef { year: 2026, number: 7 }]).contains("\"part_line\":\"[erased]\""));
    }

    #[test]
    fn words_that_somebody_typed_are_told_from_what_only_looks_like_it() {
        for name in ["line", "text", "part_line", "a_field_of_a_newer_version"] {
            assert!(holds_words(&FIXTURE, name), "{name}");
        }
        for name in ["person", "past", "case", "word", "part_rating"] {
            assert!(!holds_words(&FIXTURE, name), "{name}");
        }
    }

    #[test]
    fn what_an_entry_is_linked_with_is_found_in_its_rows_too() {
        let held = values(
            r#"{"case":"26-0142","plan":"P26-007","parts":[{"part_case":"26-0007"}],"line":"26-0001"}"#,
        );
        let links: Vec<String> =
            links(&FIXTURE, &held).iter().map(|(name, to)| format!("{name} {to}")).collect();
        assert_eq!(links, ["case 26-0142", "plan P26-007", "part_case 26-0007"]);
    }
}
