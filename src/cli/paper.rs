//! Text and JSON as they are printed: columns that fit the line, and nothing that could command a terminal.

use std::io::{self, Write};

use serde_json::Value;

use crate::aside::say;
use crate::domain::text::{count, cut, json_safe, one_line, safe_lines, width};

/// A table: a head, and rows of as many cells. The last column takes what is left of the line.
pub struct Table {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// How many columns of the screen each may take at most; none for the one that takes what is left.
    pub most: Vec<Option<usize>>,
}

/// What tables are printed on.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Columns of the screen.
    pub columns: usize,
    /// Whether it is read out: then each row is sentences on a line of its own.
    pub is_plain: bool,
}

/// Signs that stand before words which say the same.
const SIGNS: [&str; 5] = ["! ", "~ ", "? ", "= ", ". "];

impl Table {
    /// Prints it within the columns of a page. No line ends in spaces.
    pub fn print(&self, out: &mut dyn Write, page: Page) -> io::Result<()> {
        if page.is_plain {
            return self.rows.iter().try_for_each(|row| writeln!(out, "{}", self.in_sentences(row)));
        }
        let widths = self.widths(page.columns);
        let head: Vec<String> = self.head.iter().map(|it| (*it).to_owned()).collect();
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width_of) in row.iter().zip(&widths) {
                let cell = cut(&one_line(cell), *width_of);
                let gap = width_of.saturating_sub(width(&cell)) + 2;
                line.push_str(&cell);
                line.push_str(&" ".repeat(gap));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// “Document: board pack. What it is: ….”, without what is empty.
    fn in_sentences(&self, row: &[String]) -> String {
        let told = self.head.iter().zip(row).filter(|it| !it.1.trim().is_empty()).map(|(head, cell)| {
            let cell = one_line(cell);
            let cell = SIGNS.iter().find_map(|it| cell.strip_prefix(it)).unwrap_or(&cell);
            let end = if cell.ends_with(['.', '?', '!']) { "" } else { "." };
            if head.is_empty() { format!("{cell}{end}") } else { format!("{head}: {cell}{end}") }
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn widths(&self, columns: usize) -> Vec<usize> {
        let widest = |column: usize| {
            let cells = self.rows.iter().map(|row| width(&one_line(&row[column])));
            cells.chain([width(self.head[column])]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.head.len())
            .map(|column| widest(column).min(self.most[column].unwrap_or(usize::MAX)))
            .collect();
        let taken: usize =
            (0..widths.len()).filter(|it| self.most[*it].is_some()).map(|it| widths[it] + 2).sum();
        for column in (0..widths.len()).filter(|it| self.most[*it].is_none()) {
            widths[column] = widths[column].min(columns.saturating_sub(taken + 2).max(8));
        }
        widths
    }
}

/// Columns that a label takes, with the space behind it.
const LABEL: usize = 19;

/// Prints a label and what it says, in its paragraphs; nothing if it says nothing.
pub fn labelled(out: &mut dyn Write, label: &str, words: &str) -> io::Result<()> {
    let mut lines = set_in(words, LABEL);
    if lines.is_empty() {
        return Ok(());
    }
    let rest = lines.split_off(1);
    writeln!(out, "{label:<18} {}", lines[0].trim_start())?;
    rest.iter().try_for_each(|it| writeln!(out, "{it}"))
}

/// The lines of a text, each harmless and so far set in that it is none of those around it; of empty ones that follow one
/// another, one.
pub fn set_in(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in safe_lines(text.trim()).lines().map(one_line) {
        if !line.is_empty() {
            lines.push(format!("{:columns$}{line}", ""));
        } else if lines.last().is_some_and(|it| !it.is_empty()) {
            lines.push(line);
        }
    }
    lines
}

/// Prints one JSON value on as many lines as it is easy to read.
pub fn json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    writeln!(out, "{}", json_safe(&format!("{value:#}")))
}

/// Prints a JSON array an element a line, without ever holding it whole.
pub struct Array<'a> {
    out: &'a mut dyn Write,
    count: u64,
}

impl<'a> Array<'a> {
    /// Begins it.
    pub fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self { out, count: 0 })
    }

    /// Adds an element.
    pub fn push(&mut self, value: &Value) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
        self.count += 1;
        self.out.write_all(json_safe(&value.to_string()).as_bytes())
    }

    /// Ends it. Says how many elements there are.
    pub fn end(self) -> io::Result<u64> {
        self.out.write_all(if self.count == 0 { b"]\n" } else { b"\n]\n" })?;
        Ok(self.count)
    }
}

/// What stands behind a number that a limit made smaller.
pub const THERE_ARE_MORE: &str = ". There are more: ask for more with --limit, or narrow the list.";

/// Says beside an answer for programs that a limit made it shorter.
pub fn say_more(shown: u64, what: &str, more: &str) {
    if !more.is_empty() {
        say(format!("{}{more}", count(shown, what)));
    }
}

/// Cuts rows down to a limit. Says that there are more, and how to see them, where there were.
pub fn more<T>(rows: &mut Vec<T>, limit: usize) -> &'static str {
    let is_cut = limit < rows.len();
    rows.truncate(limit);
    if is_cut { THERE_ARE_MORE } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(print: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        print(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text_keeps_its_paragraphs_below_its_label() {
        let mut out = Vec::new();
        labelled(&mut out, "Story", "First.\n\n\n Second \u{1b}line.\nThird.\n").unwrap();
        let gap = " ".repeat(LABEL);
        let expected = format!("Story              First.\n\n{gap}Second ?line.\n{gap}Third.\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_table_fits_its_line_and_cannot_command_a_terminal() {
        let table = Table {
            head: vec!["Ref", "About"],
            rows: vec![vec!["26-0001".into(), format!("\u{1b}[2J{}", "long ".repeat(40))]],
            most: vec![Some(8), None],
        };
        let text = printed(|out| table.print(out, Page { columns: 40, is_plain: false }).unwrap());
        assert!(text.lines().all(|it| it.len() <= 40 && it == it.trim_end()), "{text}");
        assert!(text.contains("..") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn a_table_that_is_read_out_is_a_line_of_sentences_for_each_row() {
        let rows =
            vec![vec!["P26-001/1".into(), "! Overdue 3d".into(), String::new(), "Train inspectors.".into()]];
        let head = vec!["Action", "Stands", "Owner", "What will change"];
        let table = Table { head, rows, most: vec![Some(4); 4] };
        let text = printed(|out| table.print(out, Page { columns: 40, is_plain: true }).unwrap());
        assert_eq!(text, "Action: P26-001/1. Stands: Overdue 3d. What will change: Train inspectors.\n");
    }

    #[test]
    fn an_array_is_json_however_many_elements_it_has() {
        for number in 0..3 {
            let text = printed(|out| {
                let mut array = Array::begin(out).unwrap();
                (0..number).for_each(|it| array.push(&Value::from(it)).unwrap());
                assert_eq!(array.end().unwrap(), number);
            });
            let read: Vec<u64> = serde_json::from_str(&text).unwrap();
            assert_eq!(read, (0..number).collect::<Vec<_>>());
        }
    }
}
