//! In which texts two values differ: what an erasure takes away, and so what is personal in an event.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::leaves::{Leaf, leaves};
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
    ("row_sha256", "sum of that row"),
];

/// The fields that hold a person: what is in them is called by whose it is.
pub const PEOPLE: [&str; 2] = ["complainant", "representative"];

/// The parts of what is known of a person in which others may be named.
pub const IN_WORDS: &[&str] = &["adjustments", "vulnerability", "risk", "risk_known_to"];

/// A text of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands, as a JSON pointer.
    pub place: String,
    /// The name of its field.
    pub key: String,
    /// Whether it is one of the parts by which one of a case's people can be told: their name, how they are reached.
    pub is_of_a_person: bool,
    /// What it is.
    pub what: String,
    /// What it says.
    pub text: String,
}

/// The texts of a value that another of its kind has not, and where each stands.
pub fn standing_apart<T: Serialize>(was: &T, is: &T) -> Vec<Standing> {
    let value = |it: &T| serde_json::to_value(it).unwrap_or_default();
    let mut found = Vec::new();
    differ(("", ""), &mut String::new(), &value(was), &value(is), &mut found);
    found
}

/// The texts of a value that another of its kind has not, for whoever only needs to know in which fields: many values are looked
/// at so.
pub fn texts_apart<T: Serialize>(was: &T, is: &T) -> Vec<Leaf> {
    let there: HashMap<u64, String> = leaves(is, &PEOPLE).into_iter().map(|it| (it.place, it.text)).collect();
    let mut found = leaves(was, &PEOPLE);
    found.retain(|it| !it.text.is_empty() && there.get(&it.place) != Some(&it.text));
    found
}

/// Whether a text of a field is one of the parts by which one of a case's people can be told.
pub fn is_of_a_person(whose: &str, key: &str) -> bool {
    (!whose.is_empty() || PEOPLE.contains(&key)) && !IN_WORDS.contains(&key)
}

/// The texts of a value that another of its kind has not: what each is, and what it says.
pub fn differences<T: Serialize>(was: &T, is: &T) -> Vec<(String, String)> {
    standing_apart(was, is).into_iter().map(|it| (it.what, it.text)).collect()
}

/// Every text of a value: what each is, and what it says.
pub fn texts_of<T: Serialize>(value: &T) -> Vec<(String, String)> {
    differences(&serde_json::to_value(value).unwrap_or_default(), &Value::Null)
}

/// Every text of a value, and where it stands.
pub fn standing_in(value: &Value) -> Vec<Standing> {
    let mut found = Vec::new();
    differ(("", ""), &mut String::new(), value, &Value::Null, &mut found);
    found
}

/// A value told again with other texts in these places. A word that could only be one of a list stays as it was.
pub fn told_again<T: Clone + Serialize + DeserializeOwned>(was: &T, texts: &[(Standing, String)]) -> T {
    let mut told = was.clone();
    for (at, text) in texts {
        let mut value = serde_json::to_value(&told).unwrap_or_default();
        if let Some(there) = value.pointer_mut(&at.place) {
            *there = Value::String(text.clone());
        }
        told = serde_json::from_value(value).unwrap_or(told);
    }
    told
}

fn differ(
    (whose, key): (&str, &str),
    place: &mut String,
    was: &Value,
    is: &Value,
    found: &mut Vec<Standing>,
) {
    let here = place.len();
    match (was, is) {
        (Value::Object(was), _) => {
            let whose = if PEOPLE.contains(&key) { key } else { whose };
            for (key, was) in was {
                let is = is.get(key).unwrap_or(&Value::Null);
                place.extend(["/", key]);
                differ((whose, key), place, was, is, found);
                place.truncate(here);
            }
        }
        (Value::Array(was), _) => {
            for (number, was) in was.iter().enumerate() {
                let is = is.get(number).unwrap_or(&Value::Null);
                place.extend(["/", &number.to_string()]);
                differ((whose, key), place, was, is, found);
                place.truncate(here);
            }
        }
        (Value::String(text), _) if was != is && !text.is_empty() => {
            let called = CALLED.iter().chain(Party::PARTS).find(|it| it.0 == key).map(|it| it.1.to_owned());
            let called = called.unwrap_or_else(|| key.replace('_', " "));
            let what = match (whose, key) {
                ("", _) => called,
                (whose, "name") => whose.to_owned(),
                (whose, _) => format!("{whose}’s {called}"),
            };
            found.push(Standing {
                place: place.clone(),
                key: key.to_owned(),
                is_of_a_person: is_of_a_person(whose, key),
                what,
                text: text.clone(),
            });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn only_texts_that_differ_are_told_each_by_the_name_of_its_field() {
        let was = json!({ "on": "2026-01-05", "late_reason": "Ill", "parts": [{ "what": "A" }, { "what": "" }], "n": 1 });
        let is = json!({ "on": "2026-01-05", "late_reason": "-", "parts": [{ "what": "-" }, { "what": "-" }], "n": 2 });
        let found = differences(&was, &is);
        assert_eq!(found, [("late reason".into(), "Ill".into()), ("in words".into(), "A".into())]);
    }

    /// Any JSON, with names of fields that mean something.
    fn json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![Just(""), Just("a"), Just("b")].prop_map(|it| Value::String(it.to_owned()));
        let leaf = prop_oneof![text, any::<bool>().prop_map(Value::Bool), Just(Value::Null)];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let key = prop_oneof![
                Just("complainant"),
                Just("representative"),
                Just("risk"),
                Just("name"),
                Just("note")
            ];
            let fields = proptest::collection::btree_map(key.prop_map(str::to_owned), inner.clone(), 0..4);
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(Value::Array),
                fields.prop_map(|it| Value::Object(it.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn texts_apart_are_those_that_stand_apart(was in json(), is in json()) {
            let shortly = texts_apart(&was, &is);
            let shortly = shortly.iter().map(|it| (it.key.as_str(), is_of_a_person(it.whose.unwrap_or_default(), &it.key), it.text.as_str()));
            let whole = standing_apart(&was, &is);
            let whole: Vec<_> = whole.iter().map(|it| (it.key.as_str(), it.is_of_a_person, it.text.as_str())).collect();
            prop_assert_eq!(shortly.collect::<Vec<_>>(), whole);
        }
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
