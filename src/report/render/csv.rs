//! The tables of a document for a spreadsheet, one a file, marked as UTF-8. Numbers are bare, days are ISO, and no text is a
//! formula.

use crate::domain::figures::cell::{Cell, hours};
use crate::domain::figures::rounding::one_place;
use crate::domain::text::{CSV_MARK, one_line, safe_lines, spreadsheet_safe};
use crate::report::document::{Document, Table};

/// One table, its headings first.
pub fn table(table: &Table) -> String {
    let mut writer = csv::Writer::from_writer(CSV_MARK.as_bytes().to_vec());
    let mut write =
        |row: Vec<String>| writer.write_record(row).expect("memory takes whatever is written to it");
    write(table.columns.iter().map(|it| safe(it)).collect());
    table.rows.iter().for_each(|row| write(row.iter().map(value).collect()));
    let bytes = writer.into_inner().expect("memory takes whatever is written to it");
    String::from_utf8(bytes).expect("text was written")
}

/// Every table with a name for its file, and what the document says besides under `notes.csv`.
pub fn files(document: &Document) -> Vec<(String, String)> {
    let tables = (1..).zip(document.tables());
    let called = |it: &Table| slug(if it.caption.is_empty() { &document.title } else { &it.caption });
    let mut files: Vec<(String, String)> =
        tables.map(|(number, it)| (format!("{number:02}-{}.csv", called(it)), table(it))).collect();
    files.push(("notes.csv".to_owned(), notes(document)));
    files
}

/// What the document says besides its tables.
pub fn notes(document: &Document) -> String {
    let mut notes = Table::new("Notes", &["Section", "Note"]);
    let about = document.about.iter().map(|it| (&document.title, it));
    let said = document.sections.iter().flat_map(|it| it.paragraphs.iter().map(|words| (&it.heading, words)));
    for (section, words) in about.chain(said) {
        notes = notes.row([section.clone().into(), words.clone().into()]);
    }
    table(&notes)
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => safe(words),
        Cell::Number(number) => number.to_string(),
        Cell::Change(number) => number.to_string(),
        Cell::Decimal(number) | Cell::Percent(number) => one_place(*number),
        Cell::Money(pence) => format!("{}.{:02}", pence / 100, pence % 100),
        Cell::Hours(minutes) => format!("{:.2}", hours(*minutes)),
        Cell::Date(day) => day.to_string(),
        Cell::Holds(_) | Cell::Series(_) | Cell::NotApplicable | Cell::NotKnown(_) | Cell::Withheld => {
            cell.words()
        }
    }
}

/// Words in a cell: lines stay lines there.
fn safe(words: &str) -> String {
    let lines: Vec<String> = safe_lines(words.trim()).lines().map(one_line).collect();
    spreadsheet_safe(&lines.join("\n")).into_owned()
}

/// Words as part of a file name: small letters, digits and hyphens.
pub fn slug(caption: &str) -> String {
    let plain: String =
        caption.to_lowercase().chars().map(|it| if it.is_ascii_alphanumeric() { it } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;

    #[test]
    fn a_cell_that_begins_a_formula_is_harmless_and_a_number_stays_one() {
        let it = Table::new("By service", &["=Service", "Change", "Per cent"])
            .row(["=HYPERLINK(\"x\")".into(), Cell::Change(-2), Cell::Percent(33.33)])
            .row(["\n@SUM(A1)".into(), Cell::Change(2), Cell::NotApplicable]);
        assert_eq!(
            table(&it),
            "\u{feff}'=Service,Change,Per cent\n\"'=HYPERLINK(\"\"x\"\")\",-2,33.3\n'@SUM(A1),2,not applicable\n"
        );
    }

    #[test]
    fn every_table_has_a_file_and_the_paragraphs_have_one_too() {
        let it = Table::new("Received, by service/../", &["Service"]).row(["Licences".into()]);
        let sections = vec![Section::new("Received").say("=1").table(it)];
        let files = files(&Document {
            title: "A report".to_owned(),
            about: vec!["2026".to_owned()],
            sections,
            ..Document::default()
        });
        assert_eq!(files[0].0, "01-received-by-service.csv");
        assert_eq!(
            files[1],
            ("notes.csv".to_owned(), "\u{feff}Section,Note\nA report,2026\nReceived,'=1\n".to_owned())
        );
    }
}
