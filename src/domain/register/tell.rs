//! Values in words: for a screen, for a form or a table so that they read back, and for JSON.

use serde_json::Value as Json;

use crate::domain::calendar::dates::{long, with_year};
use crate::domain::case::decide::putting_right::pounds;
use crate::domain::office::record::Office;
use crate::domain::register::kind::{Field, Is, Kind};
use crate::domain::register::value::{Value, Values};
use crate::domain::text::{cut, one_line};

/// A value as a person reads it.
pub fn words(office: &Office, field: &Field, value: &Value) -> String {
    match (field.is, value) {
        (Is::Day(_), it) => it.text().parse().map_or_else(|_| it.text().to_owned(), long),
        (Is::Money, Value::Number(it)) => pounds(u64::try_from(it.0 / 10).unwrap_or(0)),
        (Is::Percent, Value::Number(it)) => format!("{it}%"),
        (Is::Person, it) => office.person_name(it.text()).to_owned(),
        (is, Value::Rows(rows)) => {
            let row = |row: &Values| {
                let parts = is.rows().into_iter().flatten();
                let parts = parts.filter_map(|it| row.get(it.name).map(|value| words(office, it, value)));
                parts.collect::<Vec<_>>().join(", ")
            };
            rows.iter().map(row).collect::<Vec<_>>().join("; ")
        }
        _ => typed(office, field, value),
    }
}

/// A value as it is typed in a form or stands in a table: it reads back as itself.
pub fn typed(office: &Office, field: &Field, value: &Value) -> String {
    match (field.is, value) {
        (Is::Item(list), Value::Number(it)) => {
            office.list(list).name(u32::try_from(it.0 / 1000).unwrap_or(0))
        }
        (Is::Money, Value::Number(it)) if it.0 % 1000 != 0 => {
            format!("{}.{:02}", it.0 / 1000, it.0 % 1000 / 10)
        }
        (is, Value::Rows(rows)) => {
            let part = |row: &Values, it: &Field| {
                let text = row.get(it.name).map(|value| typed(office, it, value)).unwrap_or_default();
                text.replace('\\', "\\\\").replace('|', "\\|")
            };
            let row = |row: &Values| {
                let mut parts: Vec<String> =
                    is.rows().into_iter().flatten().map(|it| part(row, it)).collect();
                while parts.last().is_some_and(String::is_empty) {
                    parts.pop();
                }
                parts.join(" | ")
            };
            rows.iter().map(row).collect::<Vec<_>>().join("\n")
        }
        (is, Value::Text(name)) => {
            let choice = is.choices().into_iter().flatten().find(|it| it.0 == name);
            choice.map_or(name.as_str(), |it| it.1).to_owned()
        }
        (_, Value::Number(it)) => it.to_string(),
    }
}

/// A value in JSON: natural, and entries of the office's lists by their names.
pub fn json(office: &Office, field: &Field, value: &Value) -> Json {
    match (field.is, value) {
        (Is::Item(_), _) => typed(office, field, value).into(),
        (is, Value::Rows(rows)) => {
            let fields = is.rows().unwrap_or_default();
            rows.iter().map(|row| Json::Object(object(office, fields, row))).collect()
        }
        _ => serde_json::to_value(value).unwrap_or_default(),
    }
}

/// Values in JSON, by the names of their fields.
pub fn object(office: &Office, fields: &[Field], values: &Values) -> serde_json::Map<String, Json> {
    let told = |it: &Field| Some((it.name.to_owned(), json(office, it, values.get(it.name)?)));
    fields.iter().filter_map(told).collect()
}

/// The cell of a field in a list, no wider than its column: a short day, how many rows there are, or the words.
pub fn cell(office: &Office, field: &Field, values: &Values) -> String {
    let words = match (field.is, values.get(field.name)) {
        (_, None) => String::new(),
        (_, Some(Value::Rows(rows))) => rows.len().to_string(),
        (Is::Day(_), Some(_)) => values.day(field.name).map(with_year).unwrap_or_default(),
        (_, Some(it)) => one_line(&words(office, field, it)),
    };
    cut(&words, field.column.unwrap_or(usize::MAX))
}

/// What an entry is called in a line: what stands in its columns.
pub fn title(office: &Office, kind: &Kind, values: &Values) -> String {
    let told = kind.columns().map(|it| cell(office, &Field { column: None, ..*it }, values));
    told.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}
