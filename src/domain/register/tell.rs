//! Values in words: for a screen, for a form or a table so that they read back, and for JSON.

use serde_json::Value as Json;

use crate::domain::calendar::dates::{long, with_year};
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kind::Kind;
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
        (Is::Item(list), Value::Number(_)) => office.list(list).name(value.item().unwrap_or(0)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::field::field;
    use crate::domain::register::fixture::{Desk, FIXTURE, values};

    const HELD: &str = r#"{"line":"a long line of words","past":"2026-11-04","number":1200,"money":1250.5,"percent":12.5,
        "word":"red","item":2,"person":"kp","case":"26-0142","period":"2026-27 Q1","rating":"so_so",
        "parts":[{"part_line":"a|b","part_money":3},{"part_line":"c","part_person":"js"}]}"#;

    #[track_caller]
    fn check(tell: impl Fn(&Office, &Field, &Value) -> String, expect: &[(&str, &str)]) {
        let (desk, held) = (Desk::new(), values(HELD));
        for (name, words) in expect {
            let field = field(FIXTURE.fields, name).expect(name);
            assert_eq!(tell(&desk.office, field, held.get(name).expect(name)), *words, "{name}");
        }
    }

    #[test]
    fn values_are_told_as_people_read_them() {
        check(
            words,
            &[
                ("past", "Wed 4 Nov 2026"),
                ("number", "1200"),
                ("money", "£1,250.50"),
                ("percent", "12.5%"),
                ("word", "red as a rose"),
                ("item", "Debt | collection"),
                ("person", "Kim Patel"),
                ("case", "26-0142"),
                ("rating", "so-so"),
                ("parts", "a|b, £3; c, Jo Smith"),
            ],
        );
    }

    #[test]
    fn values_are_printed_for_forms_and_tables_as_they_are_typed() {
        check(
            typed,
            &[
                ("past", "2026-11-04"),
                ("money", "1250.50"),
                ("word", "red as a rose"),
                ("item", "Debt | collection"),
                ("person", "kp"),
                ("parts", "a\\|b |  | 3\nc |  |  |  |  | js"),
            ],
        );
    }

    #[test]
    fn a_list_shows_short_cells_and_a_line_calls_an_entry_by_them() {
        let (desk, held) = (Desk::new(), values(HELD));
        let cells: Vec<String> = FIXTURE.columns().map(|it| cell(&desk.office, it, &held)).collect();
        assert_eq!(cells, ["a long lin..", "4 Nov 2026", "1200", "red as..", "2"]);
        assert_eq!(
            title(&desk.office, &FIXTURE, &held),
            "a long line of words, 4 Nov 2026, 1200, red as a rose, 2"
        );
    }

    #[test]
    fn json_is_natural_and_calls_entries_of_lists_by_their_names() {
        let told = Json::Object(object(&Desk::new().office, FIXTURE.fields, &values(HELD)));
        assert_eq!(
            (&told["item"], &told["money"], &told["word"]),
            (&"Debt | collection".into(), &1250.5.into(), &"red".into())
        );
        assert_eq!(told["parts"][1], serde_json::json!({ "part_line": "c", "part_person": "js" }));
        assert_eq!(told.get("text"), None);
    }
}
