//! What an entry holds: values by the names of their fields. A value is text, a number, or rows of such values.
//!
//! In JSON values are natural (`{"group":"supporter","answers":[{"statement":"P1","rating":"agree"}]}`), so that a journal
//! reads without this program; what a text means, a day or a person, the field of that name says. Nothing empty is held.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::plan::quantity::{NotAQuantity, Quantity};
use crate::domain::text::plain_letters;

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words, a day, a name of a closed list, a sign-in name, a reference or a period.
    Text(String),
    /// A number, an amount of pounds, a percentage, or the number of an entry of one of the office's lists.
    Number(Quantity),
    /// Rows of values. Those of a row hold no rows.
    Rows(Vec<Values>),
}

/// Values by the names of their fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(BTreeMap<String, Value>);

impl Value {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(it) => it.trim().is_empty(),
            Self::Number(_) => false,
            Self::Rows(rows) => rows.is_empty(),
        }
    }

    /// The text; none of a number and of rows.
    pub fn text(&self) -> &str {
        if let Self::Text(it) = self { it } else { "" }
    }

    /// The whole of a number, from nought; none of what is no number.
    pub fn whole(&self) -> Option<u64> {
        if let Self::Number(it) = self { u64::try_from(it.0 / 1000).ok() } else { None }
    }

    /// The number of an item of one of the office's lists; none of what is no number.
    pub fn item(&self) -> Option<u32> {
        self.whole()?.try_into().ok()
    }
}

impl Values {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text of a field; none where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).map_or("", Value::text)
    }

    /// The day of a field.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        self.text(name).parse().ok()
    }

    /// The rows of a field.
    pub fn rows(&self, name: &str) -> &[Self] {
        if let Some(Value::Rows(rows)) = self.get(name) { rows } else { &[] }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Puts a value in, in place of any that was there.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// The parts that something is asked of: each row of a field, or the whole where none is named.
    pub fn parts<'a>(&'a self, each: Option<&str>) -> Vec<EntryPart<'a>> {
        let Some(each) = each else { return vec![EntryPart { number: 0, row: None, whole: self }] };
        let part = |(number, row)| EntryPart { number, row: Some(row), whole: self };
        (1..).zip(self.rows(each)).map(part).collect()
    }
}

impl Value {
    /// Whether it says the same: words may be spelt with other capitals, accents and apostrophes.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => plain_letters(one) == plain_letters(other),
            (one, other) => one == other,
        }
    }
}

impl FromIterator<(String, Value)> for Values {
    fn from_iter<T: IntoIterator<Item = (String, Value)>>(all: T) -> Self {
        Self(all.into_iter().collect())
    }
}

/// A part of an entry that something is asked of: a row with the entry around it, or the entry itself.
#[derive(Clone, Copy, Debug)]
pub struct EntryPart<'a> {
    /// The number of the row, from 1; 0 for the entry itself.
    pub number: u32,
    row: Option<&'a Values>,
    whole: &'a Values,
}

impl<'a> EntryPart<'a> {
    /// The value of a field, of the row or of the entry around it: no field of a row is called as one of the entry.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.row.and_then(|it| it.get(name)).or_else(|| self.whole.get(name))
    }

    /// Whether it is a part of these values, and of no others that say the same.
    pub fn is_of(&self, whole: &Values) -> bool {
        std::ptr::eq(self.whole, whole)
    }

    /// The text of a field; none where there is none.
    pub fn text(&self, name: &str) -> &'a str {
        self.get(name).map_or("", Value::text)
    }

    /// The day of a field.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        self.text(name).parse().ok()
    }
}

/// A value that is no rows, as it stands in JSON. Nothing is what is taken out.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flat {
    Text(String),
    Whole(i64),
    Decimal(f64),
    Nothing(()),
}

/// A value as it stands in JSON. A row may stand for rows of one. Whoever sends values, they nest no deeper.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a value is text, a number, or a list of rows of them")]
enum Natural {
    One(Flat),
    Row(BTreeMap<String, Flat>),
    Rows(Vec<BTreeMap<String, Flat>>),
}

impl TryFrom<Flat> for Value {
    type Error = NotAQuantity;

    fn try_from(it: Flat) -> Result<Self, NotAQuantity> {
        Ok(match it {
            Flat::Text(it) => Self::Text(it),
            Flat::Nothing(()) => Self::Text(String::new()),
            Flat::Whole(it) => Self::Number(it.to_string().parse()?),
            Flat::Decimal(it) => Self::Number(it.to_string().parse()?),
        })
    }
}

impl TryFrom<Natural> for Value {
    type Error = NotAQuantity;

    fn try_from(it: Natural) -> Result<Self, NotAQuantity> {
        let rows = match it {
            Natural::One(it) => return it.try_into(),
            Natural::Row(it) => vec![it],
            Natural::Rows(it) => it,
        };
        let row = |it: BTreeMap<String, Flat>| {
            it.into_iter().map(|(name, it)| Ok((name, it.try_into()?))).collect()
        };
        rows.into_iter().map(row).collect::<Result<_, _>>().map(Self::Rows)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The working copy and the wire hold the same text.
        if !serializer.is_human_readable() {
            return serializer.serialize_str(&serde_json::to_string(self).map_err(S::Error::custom)?);
        }
        match self {
            Self::Text(it) => serializer.serialize_str(it),
            Self::Rows(rows) => rows.serialize(serializer),
            Self::Number(it) => {
                let printed = it.to_string();
                // A whole number stays one, to the last digit.
                match printed.parse::<i64>() {
                    Ok(whole) => serializer.serialize_i64(whole),
                    Err(_) => serializer.serialize_f64(printed.parse().map_err(S::Error::custom)?),
                }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let natural = if deserializer.is_human_readable() {
            Natural::deserialize(deserializer)?
        } else {
            serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)?
        };
        natural.try_into().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{decode, encode};

    fn flat() -> impl Strategy<Value = Value> {
        let number = |it: i64| Value::Number(Quantity(it));
        prop_oneof![
            ".{0,9}".prop_map(Value::Text),
            (-1_000_000_000_000_000_i64..1_000_000_000_000_000).prop_map(number)
        ]
    }

    fn values(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Values> {
        prop::collection::btree_map("[a-z_]{1,8}", value, 0..5).prop_map(Values)
    }

    fn any_values() -> impl Strategy<Value = Values> {
        values(prop_oneof![flat(), prop::collection::vec(values(flat()), 0..3).prop_map(Value::Rows)])
    }

    #[test]
    fn values_are_natural_in_json() {
        let text =
            r#"{"answers":[{"rating":"agree","statement":"P1"}],"cost":12.5,"many":3,"on":"2026-11-24"}"#;
        let values: Values = serde_json::from_str(text).expect("values");
        assert_eq!(serde_json::to_string(&values).expect("plain data"), text);
        assert_eq!(values.day("on"), Some("2026-11-24".parse().expect("a real date")));
        assert_eq!(values.rows("answers")[0].text("rating"), "agree");
        assert_eq!(values.get("cost"), Some(&Value::Number(Quantity(12_500))));
    }

    #[test]
    fn a_single_row_may_stand_for_rows_and_null_for_what_is_taken_out() {
        let values: Values =
            serde_json::from_str(r#"{"paper":{"name":"board"},"case":null}"#).expect("values");
        assert_eq!(values.rows("paper").len(), 1);
        assert!(values.get("case").is_some_and(Value::is_empty));
    }

    #[test]
    fn what_is_no_value_is_refused_and_nothing_nests_deeper_than_rows() {
        for text in [
            r#"{"a":true}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[{"b":[{"c":1}]}]}"#,
            r#"{"a":1.2345}"#,
            r#"{"a":1e300}"#,
        ] {
            let why = serde_json::from_str::<Values>(text).expect_err(text).to_string();
            assert!(
                why.contains("text, a number, or a list") || why.contains("not a number with"),
                "{text}: {why}"
            );
        }
    }

    #[test]
    fn a_field_of_a_row_is_found_before_one_of_the_entry_around_it() {
        let values: Values =
            serde_json::from_str(r#"{"on":"2026-01-05","rows":[{"a":"x"},{"a":"y"}]}"#).expect("values");
        let parts = values.parts(Some("rows"));
        assert_eq!(
            parts.iter().map(|it| (it.number, it.text("a"))).collect::<Vec<_>>(),
            [(1, "x"), (2, "y")]
        );
        assert!(parts.iter().all(|it| it.day("on").is_some()));
        assert_eq!(values.parts(None).iter().map(|it| it.number).collect::<Vec<_>>(), [0]);
    }

    proptest! {
        #[test]
        fn values_read_back_from_the_journal_and_from_the_working_copy(values in any_values()) {
            let text = serde_json::to_string(&values).expect("plain data");
            prop_assert_eq!(&serde_json::from_str::<Values>(&text).expect("what was written"), &values);
            prop_assert_eq!(decode::<Values>(&encode(&values)), Ok(values));
        }
    }
}
