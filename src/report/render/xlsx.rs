//! A document for a spreadsheet program: a sheet for each table, numbers as numbers, days as days, and no formulas.
//!
//! Invariant: a text is written as text whatever it begins with, so nothing that was typed is ever worked out.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::domain::figures::cell::{Cell, hours};
use crate::domain::text::{one_line, safe_lines};
use crate::domain::wrapping::wrap;
use crate::report::document::{Document, Table};

/// The longest name that a sheet may have, and the longest text that a cell may hold.
const LONGEST_NAME: usize = 31;
const LONGEST_TEXT: usize = 32_767;
/// The widest that a column is made for what stands in it.
const WIDEST: usize = 60;

/// Points of a line of text, and the most lines that a row is made high for.
const LINE: f64 = 15.0;
const MOST_LINES: usize = 27;
/// The number of this size of paper.
const A4: u8 = 9;

/// The document as the bytes of a workbook.
pub fn render(document: &Document) -> Vec<u8> {
    workbook(document).expect("names and texts are cut to what a workbook takes, and memory to what it needs")
}

fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The library would ask the system's clock. The same document is the same file, whenever it is made.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(one_line(&document.title)).set_creation_datetime(&fixed),
    );
    let mut taken = BTreeSet::new();
    let bold = Format::new().set_bold();
    // A list alone is a sheet alone.
    let says_nothing_else =
        document.about.is_empty() && document.sections.iter().all(|it| it.paragraphs.is_empty());
    if !says_nothing_else || document.tables().count() != 1 {
        words(book.add_worksheet(), document, &bold, &name("About", &mut taken))?;
    }
    for it in document.tables() {
        table(book.add_worksheet(), it, &bold, &name(&it.caption, &mut taken))?;
    }
    book.save_to_buffer()
}

/// What the document says besides its tables.
fn words(sheet: &mut Worksheet, document: &Document, bold: &Format, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_column_width(0, 40)?.set_column_width(1, 100)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_string_with_format(0, 0, cut("Section"), bold)?;
    sheet.write_string_with_format(0, 1, cut("What it says"), bold)?;
    sheet.set_freeze_panes(1, 0)?;
    printed(sheet);
    let about = std::iter::once(&document.title).chain(&document.about).map(|it| (&document.title, it));
    let said =
        document.sections.iter().flat_map(|it| it.paragraphs.iter().map(move |words| (&it.heading, words)));
    for (row, (section, words)) in (1..).zip(about.chain(said)) {
        sheet.write_string_with_format(row, 0, cut(section), &wrapped)?;
        sheet.write_string_with_format(row, 1, cut(words), &wrapped)?;
        sheet.set_row_height(row, height([(section.as_str(), 40), (words.as_str(), 100)].into_iter()))?;
    }
    Ok(())
}

fn table(sheet: &mut Worksheet, table: &Table, bold: &Format, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, cut(heading), bold)?;
        let cells = table.rows.iter().map(|row| row[usize::from(column)].words().chars().count());
        let widest = cells.chain([heading.chars().count()]).max().unwrap_or(0).min(WIDEST);
        sheet.set_column_width(column, f64::from(u8::try_from(widest).unwrap_or(u8::MAX)) + 2.0)?;
    }
    printed(sheet);
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, it) in (0..).zip(cells) {
            cell(sheet, row, column, it)?;
        }
        let words: Vec<String> = cells.iter().map(Cell::words).collect();
        sheet.set_row_height(row, height(words.iter().map(|it| (it.as_str(), WIDEST))))?;
    }
    Ok(())
}

/// On paper as wide as the sheet is.
fn printed(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
}

/// How high a row is, in points, for its texts to be seen whole in columns that hold so many letters each.
fn height<'a>(cells: impl Iterator<Item = (&'a str, usize)>) -> f64 {
    let lines = cells.map(|(words, letters)| wrap(words, letters).len()).max();
    f64::from(u16::try_from(lines.unwrap_or(1).clamp(1, MOST_LINES)).unwrap_or(u16::MAX)) * LINE
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a spreadsheet knows no other numbers, and no count is near 2^52"
)]
fn cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let shape = |it: &str| Format::new().set_num_format(it);
    match cell {
        Cell::Text(words) => {
            let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
            let lines: Vec<String> = safe_lines(words.trim()).lines().map(cut).collect();
            let text: String = lines.join("\n").chars().take(LONGEST_TEXT / 2).collect();
            sheet.write_string_with_format(row, column, text, &wrapped)?;
        }
        Cell::Hours(it) => {
            sheet.write_number_with_format(row, column, hours(*it), &shape("0.00"))?;
        }
        Cell::Holds(_) | Cell::Series(_) | Cell::NotApplicable | Cell::NotKnown(_) | Cell::Withheld => {
            sheet.write_string(row, column, cell.words())?;
        }
        Cell::Number(it) => {
            sheet.write_number(row, column, *it as f64)?;
        }
        Cell::Change(it) => {
            sheet.write_number_with_format(row, column, *it as f64, &shape("+0;-0;0"))?;
        }
        Cell::Decimal(it) => {
            sheet.write_number_with_format(row, column, *it, &shape("0.0"))?;
        }
        Cell::Percent(it) => {
            sheet.write_number_with_format(row, column, it / 100.0, &shape("0.0%"))?;
        }
        Cell::Money(it) => {
            sheet.write_number_with_format(row, column, *it as f64 / 100.0, &shape("£#,##0.00"))?;
        }
        Cell::Date(it) => match day(*it) {
            Some(day) => {
                sheet.write_datetime_with_format(row, column, &day, &shape("d mmm yyyy"))?;
            }
            // A spreadsheet's calendar begins in 1900.
            None => {
                sheet.write_string(row, column, it.to_string())?;
            }
        },
    }
    Ok(())
}

fn day(it: NaiveDate) -> Option<ExcelDateTime> {
    let (month, day) = (u8::try_from(it.month()).ok()?, u8::try_from(it.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(it.year()).ok()?, month, day).ok()
}

/// A text as a cell takes it; a letter may count as two.
fn cut(words: &str) -> String {
    one_line(words).chars().take(LONGEST_TEXT / 2).collect()
}

/// A name for a sheet that no other sheet has: without the signs that a name may not hold, and short enough.
fn name(caption: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = one_line(caption).chars().filter(|it| !"[]:*?/\\".contains(*it)).collect();
    let plain = plain.trim_matches(|it: char| it == '\'' || it.is_whitespace());
    let plain = if plain.is_empty() { "Table" } else { plain };
    let numbered = |number: u32| {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        let mut units = 0;
        let begins = plain.chars().take_while(|it| {
            units += it.len_utf16();
            units + ending.len() <= LONGEST_NAME
        });
        let begins: String = begins.collect();
        format!("{}{ending}", begins.trim_end_matches(|it: char| it == '\'' || it.is_whitespace()))
    };
    let free = (1..=u32::MAX).map(numbered).find(|it| taken.insert(it.to_lowercase()));
    free.expect("numbers do not run out before memory does")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;
    use std::io::Read;

    /// The parts of a workbook, by name, as text.
    fn parts(document: &Document) -> Vec<(String, String)> {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(render(document))).unwrap();
        (0..zip.len())
            .map(|at| {
                let mut file = zip.by_index(at).unwrap();
                let mut text = String::new();
                file.read_to_string(&mut text).unwrap();
                (file.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    fn document() -> Document {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let typed = ["=HYPERLINK(\"http://x\")", "+1+1", "-1", "@SUM(A1)", "\t=1", "<b>&"];
        let table = typed.iter().fold(
            Table::new(
                "Received: by service / by the month of receipt",
                &["=Service", "Number", "Day", "Share"],
            ),
            |table, words| {
                table.row([(*words).into(), Cell::Number(7), Cell::Date(day), Cell::Percent(12.5)])
            },
        );
        let again = table.clone();
        let sections = vec![Section::new("=Received").say("=1+1").table(table).table(again)];
        Document { title: "=cmd".to_owned(), about: vec!["@x".to_owned()], sections, ..Document::default() }
    }

    #[test]
    fn nothing_that_was_typed_is_a_formula_or_a_link() {
        for (name, text) in parts(&document()) {
            assert!(
                !text.contains("<f>") && !text.contains("<f ") && !text.contains("<hyperlink"),
                "{name}: {text}"
            );
        }
        let all = parts(&document());
        let texts = &all.iter().find(|it| it.0 == "xl/sharedStrings.xml").unwrap().1;
        for words in
            ["=HYPERLINK(\"http://x\")", "+1+1", "-1", "@SUM(A1)", "=Service", "=1+1", "&lt;b&gt;&amp;"]
        {
            assert!(texts.contains(&format!("{words}</t>")), "{words}: {texts}");
        }
    }

    #[test]
    fn numbers_days_and_shares_are_values_and_the_head_stays_in_sight() {
        let all = parts(&document());
        let sheet = &all.iter().find(|it| it.0 == "xl/worksheets/sheet2.xml").unwrap().1;
        // 24 November 2026 is day 46350 of a spreadsheet's calendar.
        for value in
            ["<c r=\"B2\"><v>7</v></c>", "<v>46350</v>", "<v>0.125</v>", "ySplit=\"1\"", "state=\"frozen\""]
        {
            assert!(sheet.contains(value), "{value}: {sheet}");
        }
    }

    #[test]
    fn sheets_have_short_names_of_their_own() {
        let all = parts(&document());
        let book = &all.iter().find(|it| it.0 == "xl/workbook.xml").unwrap().1;
        for name in
            ["\"About\"", "\"Received by service  by the mon\"", "\"Received by service  by the m 2\""]
        {
            assert!(book.contains(name), "{name}: {book}");
        }
    }

    #[test]
    fn the_same_document_is_the_same_file() {
        assert_eq!(render(&document()), render(&document()));
    }
}
