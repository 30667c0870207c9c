//! Rows of a CSV file, one at a time, each with the line of the file on which it begins.
//!
//! Written here rather than taken from a library because a library does not say that the last quotation mark was
//! never closed, and would hold the rest of such a file in memory. Invariant: no more than [`ROW_LIMIT`] bytes of a
//! row are ever held.

use std::io::{self, BufRead};

use csv::ByteRecord;

/// Bytes that a cell may have.
pub const CELL_LIMIT: usize = 1 << 20;
/// Bytes that a row may have.
pub const ROW_LIMIT: usize = 8 << 20;

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    pub cells: ByteRecord,
    /// What is wrong with it as a row.
    pub flaw: Option<Flaw>,
    /// Which of several records that it becomes, from 0.
    pub part: usize,
}

/// What can be wrong with a row as a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A quotation mark in it is never closed, so that it takes in everything up to the end of the file.
    Torn {
        /// The last line of the file.
        last_line: u64,
    },
    /// It, or a cell in it, is longer than anything that is read. What is left of it is the beginning.
    TooLong,
}

impl Row {
    /// Whether nothing is written in it.
    pub fn is_blank(&self) -> bool {
        self.flaw.is_none() && self.cells.iter().all(|it| it.trim_ascii().is_empty())
    }

    /// Whether it says what the header says.
    pub fn repeats(&self, header: &ByteRecord) -> bool {
        let trimmed = |it: &ByteRecord| it.iter().map(|it| it.trim_ascii().to_vec()).collect::<Vec<_>>();
        self.flaw.is_none() && self.cells.len() == header.len() && trimmed(&self.cells) == trimmed(header)
    }
}

/// Where the reader is in a cell.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Reads rows.
pub struct Rows<R> {
    input: R,
    delimiter: u8,
    line: u64,
    bytes: u64,
    /// The byte before: a line feed after a carriage return ends no second line.
    before: u8,
}

impl<R: BufRead> Rows<R> {
    /// Reads rows from a place in a file that lies at the beginning of a line.
    pub const fn new(input: R, delimiter: u8, line: u64) -> Self {
        Self { input, delimiter, line, bytes: 0, before: 0 }
    }

    /// How many bytes were read.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The line that is read next.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The next row; none at the end of the file.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let mut row = Growing::new(self.line);
        let mut any = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                // Behind the last line break nothing begins that anybody would call a line.
                let last_line = self.line - u64::from(matches!(self.before, b'\r' | b'\n'));
                return Ok(any.then(|| row.end(Some(last_line))));
            }
            let mut used = 0;
            let mut is_over = false;
            for &byte in buffer {
                used += 1;
                let is_second_half = byte == b'\n' && self.before == b'\r';
                self.line += u64::from(matches!(byte, b'\r' | b'\n') && !is_second_half);
                self.before = byte;
                if is_second_half && row.state != State::Quoted {
                    // It belongs to the end of the line before; the row after that begins behind it.
                    continue;
                }
                any = true;
                if row.take(byte, self.delimiter) {
                    is_over = true;
                    break;
                }
            }
            self.input.consume(used);
            self.bytes += used as u64;
            if is_over {
                return Ok(Some(row.end(None)));
            }
        }
    }
}

/// A row while it is read.
struct Growing {
    line: u64,
    cells: ByteRecord,
    cell: Vec<u8>,
    state: State,
    size: usize,
    is_too_long: bool,
}

impl Growing {
    fn new(line: u64) -> Self {
        Self {
            line,
            cells: ByteRecord::new(),
            cell: Vec::new(),
            state: State::Start,
            size: 0,
            is_too_long: false,
        }
    }

    /// Takes the next byte; true when the row is over.
    fn take(&mut self, byte: u8, delimiter: u8) -> bool {
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::QuoteInQuoted,
            (State::Quoted, _) => self.push(byte),
            (State::QuoteInQuoted, b'"') => {
                self.push(byte);
                self.state = State::Quoted;
            }
            (State::Start, b'"') => self.state = State::Quoted,
            (_, b'\r' | b'\n') => return true,
            (_, _) if byte == delimiter => {
                self.end_cell();
                self.state = State::Start;
            }
            (_, _) => {
                self.push(byte);
                self.state = State::Plain;
            }
        }
        false
    }

    fn push(&mut self, byte: u8) {
        if self.cell.len() < CELL_LIMIT && self.size < ROW_LIMIT {
            self.cell.push(byte);
            self.size += 1;
        } else {
            self.is_too_long = true;
        }
    }

    fn end_cell(&mut self) {
        // Each cell costs a place besides its bytes: a row of nothing but commas must end somewhere too.
        self.size += size_of::<usize>();
        if self.size < ROW_LIMIT || self.cells.is_empty() {
            self.cells.push_field(&self.cell);
        } else {
            self.is_too_long = true;
        }
        self.cell.clear();
    }

    /// The row, where a line ends or, with its last line, the file.
    fn end(mut self, file_ends: Option<u64>) -> Row {
        self.end_cell();
        let flaw = match file_ends {
            Some(last_line) if self.state == State::Quoted => Some(Flaw::Torn { last_line }),
            _ if self.is_too_long => Some(Flaw::TooLong),
            _ => None,
        };
        Row { line: self.line, cells: self.cells, flaw, part: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &[u8]) -> Vec<Row> {
        let mut reader = Rows::new(io::BufReader::with_capacity(3, text), b',', 1);
        std::iter::from_fn(|| reader.next_row().unwrap()).collect()
    }

    fn words(text: &str) -> Vec<(u64, Vec<String>)> {
        let cells = |it: &Row| it.cells.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
        rows(text.as_bytes()).iter().map(|it| (it.line, cells(it))).collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn a_row_knows_the_line_on_which_it_begins() {
        assert_eq!(
            words("a,b\r\n\"1\r\n2\n3\",x\n\n4,5\r6,7"),
            [
                row(1, &["a", "b"]),
                row(2, &["1\r\n2\n3", "x"]),
                row(5, &[""]),
                row(6, &["4", "5"]),
                row(7, &["6", "7"])
            ]
        );
    }

    #[test]
    fn quotation_marks_are_doubled_inside_and_stand_for_themselves_in_the_middle() {
        assert_eq!(words("\"a \"\"b\"\"\",c \"d\" e,\"\"\n"), [row(1, &["a \"b\"", "c \"d\" e", ""])]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_a_torn_row() {
        for end in ["", "\n", "\r\n", "\r"] {
            let rows = rows(format!("a,b\n1,\"torn\nhere{end}").as_bytes());
            let torn = Some(Flaw::Torn { last_line: 3 });
            assert_eq!((rows[1].line, rows[1].flaw, rows.len()), (2, torn, 2), "{end:?}");
            assert_eq!(rows[1].cells[1], *format!("torn\nhere{end}").as_bytes());
        }
    }

    #[test]
    fn a_cell_longer_than_the_limit_is_cut_and_said_to_be() {
        let text = format!("a,{}\n1,2\n", "x".repeat(CELL_LIMIT + 5));
        let rows = rows(text.as_bytes());
        assert_eq!((rows[0].flaw, rows[0].cells[1].len()), (Some(Flaw::TooLong), CELL_LIMIT));
        assert_eq!(rows[1].flaw, None);
    }

    #[test]
    fn a_row_of_commas_alone_does_not_grow_for_ever() {
        let rows = rows(&vec![b','; 2 * ROW_LIMIT]);
        assert_eq!(rows[0].flaw, Some(Flaw::TooLong));
        assert!(rows[0].cells.len() < ROW_LIMIT / 4);
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[a\",;\r\n ]{0,40}") {
            let ours: Vec<ByteRecord> = rows(text.as_bytes()).into_iter().map(|it| it.cells).collect();
            // The library passes over empty lines, which here are rows of one empty cell.
            let ours: Vec<_> = ours.into_iter().filter(|it| it.len() > 1 || !it[0].is_empty()).collect();
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
            let theirs: Vec<_> = theirs.into_iter().filter(|it| it.len() > 1 || !it[0].is_empty()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
