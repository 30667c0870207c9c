//! A document for programs: sections, and tables as rows of values. What is not applicable says so.

use serde_json::{Value, json};

use crate::domain::figures::cell::{Cell, hours};
use crate::domain::text::{json_safe, one_line};
use crate::report::document::{Document, Section, Table};

/// The document as JSON on as many lines as it is easy to read: what it says under names that never change, beside its
/// title and its sections.
pub fn render(document: &Document) -> String {
    let mut all = document.named.clone();
    all.insert("title".to_owned(), json!(one_line(&document.title)));
    all.insert("about".to_owned(), json!(lines(&document.about)));
    all.insert("sections".to_owned(), document.sections.iter().map(section).collect());
    json_safe(&format!("{:#}\n", Value::Object(all))).into_owned()
}

fn section(it: &Section) -> Value {
    json!({
        "heading": one_line(&it.heading),
        "paragraphs": lines(&it.paragraphs),
        "tables": it.tables.iter().map(table).collect::<Vec<_>>(),
    })
}

fn table(it: &Table) -> Value {
    let rows: Vec<Vec<Value>> = it.rows.iter().map(|row| row.iter().map(value).collect()).collect();
    json!({ "caption": one_line(&it.caption), "columns": lines(&it.columns), "rows": rows })
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(words) => json!(one_line(words)),
        Cell::Number(number) => json!(number),
        Cell::Change(number) => json!(number),
        Cell::Decimal(number) | Cell::Percent(number) => json!((number * 10.0).round() / 10.0),
        // Written as text: a number of pounds with pence is not exact in binary.
        Cell::Money(pence) => json!(format!("{}.{:02}", pence / 100, pence % 100)),
        Cell::Hours(minutes) => json!(hours(*minutes)),
        Cell::Date(day) => json!(day),
        Cell::Holds(is_so) => json!(is_so),
        Cell::Series(numbers) => json!(numbers),
        Cell::NotApplicable | Cell::NotKnown(_) | Cell::Withheld => json!(cell.words()),
    }
}

fn lines(all: &[String]) -> Vec<String> {
    all.iter().map(|it| one_line(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_name_stands_under_it_beside_the_sections() {
        let named = json!({ "received": 7 }).as_object().cloned().unwrap_or_default();
        let it: Value = serde_json::from_str(&render(&Document { named, ..Document::default() })).unwrap();
        assert_eq!((&it["received"], &it["sections"]), (&json!(7), &json!([])));
    }

    #[test]
    fn a_program_reads_numbers_as_numbers_and_days_as_days() {
        let day: chrono::NaiveDate = "2026-11-24".parse().unwrap();
        let it = Table::new("Figures", &["Figure", "Number", "Per cent", "Day"]).row([
            "Received".into(),
            7.into(),
            Cell::Percent(33.333),
            day.into(),
        ]);
        let sections = vec![Section::new("Received").table(it)];
        let text = render(&Document { title: "A report".to_owned(), sections, ..Document::default() });
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["sections"][0]["tables"][0]["rows"][0], json!(["Received", 7, 33.3, "2026-11-24"]));
    }
}
