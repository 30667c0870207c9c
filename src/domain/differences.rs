//! In which texts two values differ: what an erasure takes away, and so what is personal in an event.

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

/// The texts of a value that another of its kind has not.
pub fn texts_apart<T: Serialize>(was: &T, is: &T) -> Vec<Leaf> {
    let there = leaves(is, &PEOPLE);
    let mut found = leaves(was, &PEOPLE);
    // Both are mostly in one order, so that the one that is looked for is the next.
    let mut next = 0;
    found.retain(|it| {
        let at = (next..there.len()).chain(0..next).find(|at| there[*at].place == it.place);
        next = at.map_or(next, |at| at + 1);
        !it.text.is_empty() && at.is_none_or(|at| there[at].text != it.text)
    });
    found
}

/// Whether a text of a field is one of the parts by which one of a case's people can be told.
pub fn is_of_a_person(whose: &str, key: &str) -> bool {
    (!whose.is_empty() || PEOPLE.contains(&key)) && !IN_WORDS.contains(&key)
}

/// The texts of a value that another of its kind has not: what each is, and what it says.
pub fn differences<T: Serialize>(was: &T, is: &T) -> Vec<(String, String)> {
    texts_apart(was, is).into_iter().map(|it| (what(&it), it.text)).collect()
}

/// Every text of a value: what each is, and what it says.
pub fn texts_of<T: Serialize>(value: &T) -> Vec<(String, String)> {
    standing_in(value).into_iter().map(|it| (it.what, it.text)).collect()
}

/// Every text of a value, and where it stands.
pub fn standing_in<T: Serialize>(value: &T) -> Vec<Standing> {
    let texts = leaves(value, &PEOPLE).into_iter().filter(|it| !it.text.is_empty());
    texts.map(Standing::from).collect()
}

impl From<Leaf> for Standing {
    fn from(it: Leaf) -> Self {
        let is_of_a_person = is_of_a_person(it.whose.unwrap_or_default(), &it.key);
        Self { what: what(&it), is_of_a_person, place: it.place, key: it.key, text: it.text }
    }
}

/// What a text is.
fn what(it: &Leaf) -> String {
    let called = CALLED.iter().chain(Party::PARTS).find(|at| at.0 == it.key).map(|at| at.1.to_owned());
    let called = called.unwrap_or_else(|| it.key.replace('_', " "));
    match (it.whose, it.key.as_str()) {
        (None, _) => called,
        (Some(whose), "name") => whose.to_owned(),
        (Some(whose), _) => format!("{whose}’s {called}"),
    }
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

    /// The texts of a value, found by looking at all of it as JSON.
    fn walked(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => found.push((place.to_owned(), text.clone())),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, it)| walked(it, &format!("{place}/{at}"), found));
            }
            Value::Object(parts) => {
                parts.iter().for_each(|(at, it)| walked(it, &format!("{place}/{at}"), found));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn texts_apart_are_those_that_the_other_has_not_in_the_same_place(was in json(), is in json()) {
            let mut all = Vec::new();
            walked(&was, "", &mut all);
            all.retain(|(place, text)| !text.is_empty() && is.pointer(place) != Some(&Value::String(text.clone())));
            let found: Vec<_> = texts_apart(&was, &is).into_iter().map(|it| (it.place, it.text)).collect();
            prop_assert_eq!(found, all);
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
