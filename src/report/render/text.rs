//! A document as aligned text that fits 80 columns of the screen, with one free on either side.

use crate::domain::figures::cell::Cell;
use crate::domain::text::{one_line, width};
use crate::domain::wrapping::wrap;
use crate::report::document::{Document, Table};

/// Columns of a line.
const COLUMNS: usize = 78;
/// Columns between two cells.
const GAP: usize = 2;

/// The document as text. No line ends in spaces.
pub fn render(document: &Document) -> String {
    let mut page = Page(String::new());
    page.words(&document.title);
    document.about.iter().for_each(|it| page.words(it));
    for section in &document.sections {
        page.line("");
        page.line("");
        page.words(&section.heading);
        page.line(&"-".repeat(width(&one_line(&section.heading)).min(COLUMNS)));
        for it in &section.paragraphs {
            page.line("");
            page.words(it);
        }
        for it in &section.tables {
            page.line("");
            page.words(&it.caption);
            if it.is_stories {
                page.stories(it);
                continue;
            }
            page.line("");
            page.table(it);
        }
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, words: &str) {
        self.0.push_str(words.trim_end());
        self.0.push('\n');
    }

    fn words(&mut self, words: &str) {
        wrap(&one_line(words), COLUMNS).iter().for_each(|it| self.line(it));
    }

    /// Each row by itself: what it is about, and its parts below one another.
    fn stories(&mut self, table: &Table) {
        for row in &table.rows {
            self.line("");
            self.words(&row.first().map(Cell::words).unwrap_or_default());
            for (column, cell) in table.columns.iter().zip(row).skip(1) {
                self.words(&format!("{column}: {}", cell.words()));
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let widths = widths(table);
        let is_number = |column: usize| table.rows.iter().any(|row| row[column].is_number());
        let right: Vec<bool> = (0..widths.len()).map(|it| it > 0 && is_number(it)).collect();
        let head: Vec<String> = table.columns.clone();
        self.row(&head, &widths, &right);
        self.line(&widths.iter().map(|it| "-".repeat(*it)).collect::<Vec<_>>().join(&" ".repeat(GAP)));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(Cell::words).collect();
            self.row(&cells, &widths, &right);
        }
    }

    fn row(&mut self, cells: &[String], widths: &[usize], right: &[bool]) {
        let cells: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(cell, columns)| wrap(cell, *columns)).collect();
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = String::new();
            for ((cell, columns), right) in cells.iter().zip(widths).zip(right) {
                let part = cell.get(at).map_or("", String::as_str);
                let space = " ".repeat(columns.saturating_sub(width(part)));
                let (before, after) = if *right { (space.as_str(), "") } else { ("", space.as_str()) };
                line.extend([before, part, after, &" ".repeat(GAP)]);
            }
            self.line(&line);
        }
    }
}

/// Widths of the columns: what each needs, or less, taken from the widest first, and from whole words last.
fn widths(table: &Table) -> Vec<usize> {
    let texts = |column: usize| {
        let cells = table.rows.iter().map(move |row| row[column].words());
        cells.chain([one_line(&table.columns[column])])
    };
    let need = |column| texts(column).map(|it| width(&it)).max().unwrap_or(0);
    let word = |column| texts(column).filter_map(|it| it.split(' ').map(width).max()).max().unwrap_or(0);
    let words: Vec<usize> = (0..table.columns.len()).map(word).collect();
    let mut widths: Vec<usize> = (0..table.columns.len()).map(need).collect();
    let room = COLUMNS.saturating_sub(GAP * widths.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter_mut().zip(&words).max_by_key(|(width, word)| (**word < **width, **width));
        let Some((widest, _)) = widest.filter(|it| *it.0 > 1) else { break };
        *widest -= 1;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;

    #[test]
    fn every_line_fits_and_numbers_stand_to_the_right() {
        let table = Table::new("Received by service", &["Service", "What it is", "Received"])
            .row(["Licences".into(), "long words ".repeat(20).into(), 7.into()])
            .row(["x".repeat(200).into(), "".into(), 1200.into()]);
        let sections = vec![Section::new("Received").say("more words ".repeat(30)).table(table)];
        let text = render(&Document { title: "A report".to_owned(), sections, ..Document::default() });
        assert!(text.lines().all(|it| width(it) <= COLUMNS && it == it.trim_end()), "{text}");
        assert!(text.contains("      7\n") && text.contains("   1200\n"), "{text}");
        assert_eq!(text.matches('x').count(), 200);
    }

    #[test]
    fn words_of_a_narrow_column_stay_whole_while_wide_ones_can_give_room() {
        let long = "what it is and what counts ".repeat(9);
        let row = ["Resolution".into(), long.clone().into(), long.into()];
        let table = Table::new("Routes", &["Route", "What", "Why"]).row(row);
        assert_eq!(widths(&table)[0], 10);
    }
}
