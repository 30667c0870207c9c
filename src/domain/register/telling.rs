//! The texts of an entry in which something about a person may stand: what an answer to somebody's request for what is held
//! about them is gathered from. They are called by the labels of the table.

use crate::domain::office::record::Office;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::field::{Field, Holds, Is, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::tell::words;
use crate::domain::register::value::{Value, Values};

/// A text of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// What it is: the label of its field.
    pub what: String,
    /// What it says.
    pub text: String,
    /// Whether all of it is about the person whose case the entry is linked with; if not, only their name may stand in it.
    pub is_personal: bool,
}

/// The texts of an event: what an erasure would take away is what is personal.
pub fn tellings(kind: &'static Kind, office: &Office, event: &EntryEvent) -> Vec<Telling> {
    let personal =
        |what: &str, text: &str| Telling { what: what.to_owned(), text: text.to_owned(), is_personal: true };
    let of = |values: &Values| of_values(kind.fields, office, "", false, values);
    let mut told = match event {
        EntryEvent::Entered(it) => {
            let source = it.source.iter();
            let source =
                source.flat_map(|it| [("reference elsewhere", &it.reference), ("imported from", &it.file)]);
            of(&it.values).into_iter().chain(source.map(|(what, text)| personal(what, text))).collect()
        }
        EntryEvent::PutRight(it) => {
            let before =
                of(&it.before).into_iter().map(|it| Telling { what: format!("{}, before", it.what), ..it });
            of(&it.values)
                .into_iter()
                .chain(before)
                .chain([personal("why it was put right", &it.reason)])
                .collect()
        }
        EntryEvent::Closed(it) => {
            let reopened = it.reopened.as_ref().map(|it| personal("why it was opened again", &it.reason));
            [personal("why it was closed", &it.reason)].into_iter().chain(reopened).collect()
        }
        EntryEvent::Reopened(it) => vec![personal("why it was opened again", &it.reason)],
        EntryEvent::Noted { text } => vec![personal("note", text)],
        EntryEvent::Restricted(it) => vec![personal("why it was restricted", &it.reason)],
        EntryEvent::RestrictionLifted { reason } => vec![personal("why the restriction was lifted", reason)],
        EntryEvent::Viewed { .. } => Vec::new(),
        EntryEvent::LetOut { of, reason } => {
            vec![personal(if of.is_empty() { "why it is kept in" } else { "why it was let out" }, reason)]
        }
    };
    told.retain(|it| !it.text.trim().is_empty());
    told
}

/// Values of fields, and of the rows in them, in the order of the table; then what the table does not know.
fn of_values(
    fields: &'static [Field],
    office: &Office,
    whose: &str,
    is_personal: bool,
    values: &Values,
) -> Vec<Telling> {
    let mut told = Vec::new();
    for it in fields {
        let what = if whose.is_empty() { it.label.to_owned() } else { format!("{whose}: {}", it.label) };
        let is_personal = is_personal || it.holds == Holds::Person;
        let Some(value) = values.get(it.name) else { continue };
        match (it.is, value) {
            (is, Value::Rows(rows)) => {
                let parts = is.rows().unwrap_or_default();
                told.extend(rows.iter().flat_map(|row| of_values(parts, office, &what, is_personal, row)));
            }
            // A day, a number or a word of a list names nobody; it is told where it is about a person.
            (Is::Text | Is::Line, _) => {
                told.push(Telling { what, text: words(office, it, value), is_personal });
            }
            _ if is_personal => {
                told.push(Telling { what, text: words(office, it, value), is_personal });
            }
            _ => {}
        }
    }
    let unknown = values.iter().filter(|(name, _)| field(fields, name).is_none());
    told.extend(unknown.map(|(name, value)| Telling {
        what: name.replace('_', " "),
        text: value.text().to_owned(),
        is_personal: true,
    }));
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE};

    #[test]
    fn texts_are_called_by_their_labels_and_what_an_erasure_would_take_is_personal() {
        for (event, expect) in [
            (
                r#"{"entered":{"on":"2026-11-24","values":{"line":"A leak","text":"She said no","word":"red","past":"2026-11-04","parts":[{"part_line":"Told her","part_rating":"bad"}]},"source":{"reference":"7","file":"f.csv"}}}"#,
                "Line: A leak|Text*: She said no|Parts: Part line*: Told her|reference elsewhere*: 7|imported from*: f.csv",
            ),
            (
                r#"{"put_right":{"values":{"plain":"b","since_gone":"x"},"before":{"plain":"a"},"reason":"Slip"}}"#,
                "Plain text: b|since gone*: x|Plain text, before: a|why it was put right*: Slip",
            ),
            (r#"{"noted":{"text":"Rang"}}"#, "note*: Rang"),
            (r#"{"closed":{"on":"2026-11-25"}}"#, ""),
        ] {
            let event = serde_json::from_str(event).expect(event);
            let told = tellings(&FIXTURE, &Desk::new().office, &event).into_iter();
            let one =
                |it: Telling| format!("{}{}: {}", it.what, if it.is_personal { "*" } else { "" }, it.text);
            assert_eq!(told.map(one).collect::<Vec<_>>().join("|"), expect);
        }
    }
}
