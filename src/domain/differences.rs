//! In which texts two values differ: what an erasure takes away, and so what is personal in an event.

use serde_json::Value;

use crate::domain::party::record::Party;

/// What a text is called where the name of its field does not say it.
const CALLED: &[(&str, &str)] = &[
    ("text", "note"),
    ("story", "what happened"),
    ("wants", "what they want"),
    ("subject", "what it is about"),
    ("what", "in words"),
    ("asked", "what they asked"),
    ("statement", "their statement"),
    ("settled", "how it was settled"),
    ("their_ref", "reference there"),
    ("payment_ref", "reference of the payment"),
    ("body", "referred to"),
    ("by", "by whom"),
    ("who", "by whom"),
    ("reference", "reference elsewhere"),
    ("file", "imported from"),
    ("sha256", "sum of that file"),
];

/// The fields that hold a person: what is in them is called by whose it is.
pub const PEOPLE: [&str; 2] = ["complainant", "representative"];

/// The texts of a value that another of its kind has not: what each is, and what it says.
pub fn differences<T: serde::Serialize>(was: &T, is: &T) -> Vec<(String, String)> {
    let value = |it: &T| serde_json::to_value(it).unwrap_or_default();
    let mut found = Vec::new();
    differ("", "", &value(was), &value(is), &mut found);
    found
}

/// Every text of a value: what each is, and what it says.
pub fn texts_of<T: serde::Serialize>(value: &T) -> Vec<(String, String)> {
    differences(&serde_json::to_value(value).unwrap_or_default(), &Value::Null)
}

fn differ(whose: &str, key: &str, was: &Value, is: &Value, found: &mut Vec<(String, String)>) {
    match (was, is) {
        (Value::Object(was), _) => {
            let whose = if PEOPLE.contains(&key) { key } else { whose };
            for (key, was) in was {
                differ(whose, key, was, is.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(was), _) => {
            for (place, was) in was.iter().enumerate() {
                differ(whose, key, was, is.get(place).unwrap_or(&Value::Null), found);
            }
        }
        (Value::String(text), _) if was != is && !text.is_empty() => {
            let called = CALLED.iter().chain(Party::PARTS).find(|it| it.0 == key).map(|it| it.1.to_owned());
            let called = called.unwrap_or_else(|| key.replace('_', " "));
            let called = match (whose, key) {
                ("", _) => called,
                (whose, "name") => whose.to_owned(),
                (whose, _) => format!("{whose}’s {called}"),
            };
            found.push((called, text.clone()));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_texts_that_differ_are_told_each_by_the_name_of_its_field() {
        let was = json!({ "on": "2026-01-05", "late_reason": "Ill", "parts": [{ "what": "A" }, { "what": "" }], "n": 1 });
        let is = json!({ "on": "2026-01-05", "late_reason": "-", "parts": [{ "what": "-" }, { "what": "-" }], "n": 2 });
        let found = differences(&was, &is);
        assert_eq!(found, [("late reason".into(), "Ill".into()), ("in words".into(), "A".into())]);
    }

    #[test]
    fn what_is_known_of_a_person_is_told_by_whose_it_is() {
        let facts = json!([{ "complainant": { "name": "A", "phones": ["1", "2"] } }, { "representative": { "email": "b@c" } }]);
        let expect = [
            ("complainant", "A"),
            ("complainant’s phone", "1"),
            ("complainant’s phone", "2"),
            ("representative’s email", "b@c"),
        ];
        let expect: Vec<(String, String)> =
            expect.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        assert_eq!(texts_of(&facts), expect);
    }
}
