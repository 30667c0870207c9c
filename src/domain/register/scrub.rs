//! An entry told again without the people whose cases are anonymised: what is counted stays, and what is about a person goes.
//!
//! In an entry that is linked with such a case, every text that is about a person gives way whole. Anywhere else their
//! names give way, wherever they stand in words. Days, numbers, words of closed lists and links stay.

use crate::domain::case::record::Restriction;
use crate::domain::commit::Source;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::personal::GONE;
use crate::domain::reference::CaseRef;
use crate::domain::register::entry::EntryClosing;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::field::{Field, Holds, Is, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::links::links;
use crate::domain::register::value::{Value, Values};

/// How sure a word must be for it to go: what is linked with their case means them by a part of their name.
const SURE: Extent = Extent::Part;

/// The events of an entry without the people of these cases, who are known by these names.
pub fn scrub(kind: &Kind, events: &[EntryEvent], cases: &[CaseRef], names: &Sought) -> Vec<EntryEvent> {
    let is_theirs = self::cases(kind, events).iter().any(|it| cases.contains(it));
    let text = |text: &str| match text {
        "" => String::new(),
        _ if is_theirs => GONE.to_owned(),
        text => names.out_of(text, SURE, GONE),
    };
    let values = |it: &mut Values| *it = out_of(kind.fields, it, is_theirs, names);
    let mut events = events.to_vec();
    for event in &mut events {
        match event {
            EntryEvent::Entered(it) => {
                values(&mut it.values);
                // An entry that came from elsewhere still shows that it did.
                if let Some(source) = it.source.as_mut().filter(|_| is_theirs) {
                    *source = Source {
                        reference: String::new(),
                        file: String::new(),
                        sha256: String::new(),
                        line: 0,
                    };
                }
            }
            EntryEvent::PutRight(it) => {
                values(&mut it.values);
                values(&mut it.before);
                it.reason = text(&it.reason);
            }
            EntryEvent::Closed(EntryClosing { reason, reopened, .. }) => {
                *reason = text(reason);
                if let Some(it) = reopened {
                    it.reason = text(&it.reason);
                }
            }
            EntryEvent::Reopened(it) => it.reason = text(&it.reason),
            EntryEvent::Noted { text: words } => *words = text(words),
            EntryEvent::Restricted(Restriction { reason, .. })
            | EntryEvent::RestrictionLifted { reason }
            | EntryEvent::LetOut { reason, .. } => {
                *reason = text(reason);
            }
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

fn out_of(fields: &'static [Field], values: &Values, is_theirs: bool, names: &Sought) -> Values {
    let without = |(name, value): (&str, &Value)| {
        let field = field(fields, name);
        let goes = is_theirs && field.is_none_or(|it| it.holds == Holds::Person);
        let value = match (field.map(|it| it.is), value) {
            (Some(Is::Text | Is::Line) | None, Value::Text(_)) if goes => Value::Text(GONE.to_owned()),
            (Some(Is::Text | Is::Line) | None, Value::Text(it)) => Value::Text(names.out_of(it, SURE, GONE)),
            _ if goes => return None,
            (is, Value::Rows(rows)) => {
                let parts = is.and_then(Is::rows).unwrap_or_default();
                Value::Rows(rows.iter().map(|it| out_of(parts, it, is_theirs, names)).collect())
            }
            (_, it) => it.clone(),
        };
        Some((name.to_owned(), value))
    };
    values.iter().filter_map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;
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
        let names = Sought::of(&[KnownAs { names: vec!["Amara Okafor".into()], ..KnownAs::default() }]);
        serde_json::to_string(&scrub(&FIXTURE, &events(), cases, &names)).expect("plain data")
    }

    #[test]
    fn of_an_entry_of_an_erased_case_what_is_about_a_person_goes_and_what_is_counted_stays() {
        let text = scrubbed(&[CASE]);
        for gone in ["Okafor again", "Amara", "She said no", "Told", "okafor.csv", "Wants to move", "moved"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        for kept in [
            "[erased] again",
            "Ask [erased]",
            "Okaforian",
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
    fn of_any_other_entry_only_the_names_go() {
        let text = scrubbed(&[CaseRef { year: 2026, number: 1 }]);
        for kept in
            ["She said no", "Told [erased]", "okafor.csv", "Wants to move", "[erased] moved", "[erased] rang"]
        {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        assert!(
            !text.contains("Amara")
                && scrubbed(&[CaseRef { year: 2026, number: 7 }]).contains("\"part_line\":\"[erased]\"")
        );
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
