//! What happened to an entry, in words made from the table of its register.

use crate::domain::calendar::dates::long;
use crate::domain::case::history::{because, came_from, for_whom, let_out, sentence};
use crate::domain::commit::Happening;
use crate::domain::office::record::Office;
use crate::domain::register::event::{EntryEvent, PutRight};
use crate::domain::register::field::field;
use crate::domain::register::kind::Kind;
use crate::domain::register::tell::words;
use crate::domain::register::value::Values;

/// Says an event in words.
pub fn happening(kind: &Kind, office: &Office, event: &EntryEvent) -> Happening {
    let (what, words) = match event {
        EntryEvent::Entered(it) => {
            let told = told(kind, office, &it.values).into_iter();
            let told: Vec<String> =
                told.map(|(_, label, words)| format!("{label}: {}", sentence(&words))).collect();
            let words =
                format!("Entered on {}. {}{}", long(it.on), told.join(" "), came_from(it.source.as_ref()));
            ("Entered", words)
        }
        EntryEvent::PutRight(it) => ("Put right", put_right(kind, office, it)),
        EntryEvent::Closed(it) => {
            let mistaken = if it.mistaken { " It was entered by mistake, and counts nowhere." } else { "" };
            ("Closed", format!("Closed on {}.{}{mistaken}", long(it.on), because(&it.reason)))
        }
        EntryEvent::Reopened(it) => {
            ("Reopened", format!("Opened again on {}.{}", long(it.on), because(&it.reason)))
        }
        EntryEvent::Noted { text } => ("Note", text.clone()),
        EntryEvent::Restricted(it) => {
            ("Restricted", format!("{}{}", for_whom(office, it), because(&it.reason)))
        }
        EntryEvent::RestrictionLifted { reason } => {
            ("Restricted", format!("Open to everybody again.{}", because(reason)))
        }
        EntryEvent::LetOut { of, reason } => ("Restricted", let_out(!of.is_empty(), reason)),
        EntryEvent::Viewed { on } => ("Read", format!("Opened on {}.", long(*on))),
    };
    Happening { kind: what.to_owned(), words }
}

/// Each value that is new or gone, with what was there before.
fn put_right(kind: &Kind, office: &Office, it: &PutRight) -> String {
    let before = told(kind, office, &it.before);
    let was =
        |name: &str| before.iter().find(|it| it.0 == name).map(|it| format!(" Before: {}", sentence(&it.2)));
    let new = told(kind, office, &it.values).into_iter();
    let new = new.map(|(name, label, words)| {
        format!("{label}: {}{}", sentence(&words), was(&name).unwrap_or_default())
    });
    let gone = before.iter().filter(|(name, ..)| it.cleared.contains(name));
    let gone = gone.map(|(name, label, _)| format!("{label}: taken out.{}", was(name).unwrap_or_default()));
    format!("{}{}", new.chain(gone).collect::<Vec<_>>().join(" "), because(&it.reason))
}

/// Values in the order of the table, each with its name, label and words. What the table does not know is told by its name.
fn told(kind: &Kind, office: &Office, values: &Values) -> Vec<(String, String, String)> {
    let known = kind.fields.iter().filter_map(|field| {
        let value = values.get(field.name)?;
        Some((field.name.to_owned(), field.label.to_owned(), words(office, field, value)))
    });
    let others = values.iter().filter(|(name, _)| field(kind.fields, name).is_none());
    known.chain(others.map(|(name, it)| (name.to_owned(), name.to_owned(), it.text().to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE};

    #[test]
    fn every_event_is_told_by_the_labels_of_the_table() {
        for (event, expect) in [
            (
                r#"{"entered":{"on":"2026-11-24","values":{"word":"red","line":"A leak!","case":"26-0142"},"source":{"reference":"7","file":"f.csv","line":2}}}"#,
                "Entered: Entered on Tue 24 Nov 2026. Line: A leak! Word: red as a rose. Case: 26-0142. Imported from f.csv, line 2, there 7.",
            ),
            (
                r#"{"put_right":{"values":{"past":"2026-11-23","person":"kp"},"before":{"past":"2026-11-04","number":3},"cleared":["number"],"reason":"A slip"}}"#,
                "Put right: Past day: Mon 23 Nov 2026. Before: Wed 4 Nov 2026. Person: Kim Patel. Number: taken out. Before: 3. Reason: A slip.",
            ),
            (r#"{"put_right":{"values":{"since_gone":"x"}}}"#, "Put right: since_gone: x."),
            (
                r#"{"closed":{"on":"2026-11-25","reason":"Twice","mistaken":true}}"#,
                "Closed: Closed on Wed 25 Nov 2026. Reason: Twice. It was entered by mistake, and counts nowhere.",
            ),
            (
                r#"{"reopened":{"on":"2026-11-26","reason":"It came"}}"#,
                "Reopened: Opened again on Thu 26 Nov 2026. Reason: It came.",
            ),
            (r#"{"noted":{"text":"Rang"}}"#, "Note: Rang"),
            (
                r#"{"restricted":{"to":["kp"],"reason":"About her"}}"#,
                "Restricted: Only for Kim Patel. Reason: About her.",
            ),
            (r#"{"restriction_lifted":{"reason":""}}"#, "Restricted: Open to everybody again."),
        ] {
            let told = happening(&FIXTURE, &Desk::new().office, &serde_json::from_str(event).expect(event));
            assert_eq!(format!("{}: {}", told.kind, told.words), expect);
        }
    }
}
