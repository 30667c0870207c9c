//! A document for programs: sections, and tables as rows of values. What is not applicable says so.

use serde_json::{Value, json};

use crate::domain::text::one_line;
use crate::report::document::{Cell, Document, Section, Table};

/// The document as JSON on as many lines as it is easy to read.
pub fn render(document: &Document) -> String {
    let value = json!({
        "title": one_line(&document.title),
        "about": lines(&document.about),
        "sections": document.sections.iter().map(section).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
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
        Cell::Date(day) => json!(day),
        Cell::NotApplicable | Cell::Withheld => json!(cell.words()),
    }
}

fn lines(all: &[String]) -> Vec<String> {
    all.iter().map(|it| one_line(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let text = render(&Document { title: "A report".to_owned(), about: Vec::new(), sections });
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["sections"][0]["tables"][0]["rows"][0], json!(["Received", 7, 33.3, "2026-11-24"]));
    }
}
