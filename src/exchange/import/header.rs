//! Finding the header of a file: the first line that holds every column that the map names, whatever stands before it.

use std::collections::BTreeMap;

use csv::ByteRecord;

use crate::domain::text::tidy;
use crate::exchange::import::fields::Field;
use crate::exchange::import::map::{DELIMITERS, Map};
use crate::exchange::import::rejects::OWN_COLUMNS;
use crate::exchange::import::table::Rows;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::written::Manner;

/// Lines of a file among which its header is looked for.
const LINES_SEARCHED: usize = 1000;

/// Bytes that a header may have: whatever stands before it is looked at only so far.
const HEADER_LIMIT: usize = 1 << 16;

/// The header, and where its rows begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The names of the columns as they stand in the file, those of a rejects file included.
    pub cells: ByteRecord,
    /// Cells at the beginning of each row that an earlier run added: that of its line, column, value and reason.
    pub added: usize,
    /// Where each field is.
    pub places: BTreeMap<Field, usize>,
    /// Where the column is by which rows are one case.
    pub one_case: Option<usize>,
    /// What parts cells.
    pub delimiter: u8,
    /// Bytes of the head up to the first row.
    pub bytes: u64,
    /// Line on which the first row begins.
    pub next_line: u64,
}

/// Finds the header in the head of a file (without its byte order mark); the error says what is missing.
pub fn find(head: &[u8], map: &Map) -> Result<Header, String> {
    look_for(head, map).map_err(|why| {
        let other = map.manner.encoding.other();
        let manner = Manner { encoding: other, ..map.manner.clone() };
        match look_for(head, &Map { manner, ..map.clone() }) {
            Ok(_) => in_another_encoding(other),
            Err(_) => why,
        }
    })
}

/// What to do where the header only reads in the other encoding.
pub fn in_another_encoding(other: Encoding) -> String {
    format!(
        "The file is written in {0}: the header is found in no other way. Write encoding = \"{0}\" under [source] in the map.",
        other.name()
    )
}

fn look_for(head: &[u8], map: &Map) -> Result<Header, String> {
    let starts = line_starts(head);
    // A file of rejects has its header on top, wherever the file that it came from had it.
    let first = starts.first().and_then(|start| at(head, 1, *start, map).ok()).filter(|it| it.added > 0);
    if let Some(header) = first {
        return Ok(header);
    }
    if let Some(line) = map.manner.header {
        let place = usize::try_from(line - 1).ok().and_then(|it| starts.get(it));
        let start = place.ok_or_else(|| {
            format!(
                "There is no line {line} near the beginning of the file, where the map says the header is."
            )
        })?;
        return at(head, line, *start, map).map_err(|miss| miss.said(line, map));
    }
    let mut nearest: Option<(u64, Miss)> = None;
    for (line, start) in (1..).zip(&starts) {
        match at(head, line, *start, map) {
            Ok(header) => return Ok(header),
            Err(miss) => {
                if nearest.as_ref().is_none_or(|(_, best)| miss.missing.len() < best.missing.len()) {
                    nearest = Some((line, miss));
                }
            }
        }
    }
    Err(nearest.map_or_else(
        || "The file is empty.".to_owned(),
        |(line, miss)| {
            if miss.doubled.is_none() && miss.missing.len() == map.needed().len() {
                return format!(
                    "No line holds any of the columns that the map names: {}. Check the map’s [columns] and \
                     delimiter.",
                    quoted(&miss.missing, map)
                );
            }
            miss.said(line, map)
        },
    ))
}

/// What a line lacks to be the header.
struct Miss {
    missing: Vec<String>,
    doubled: Option<String>,
}

impl Miss {
    fn said(&self, line: u64, map: &Map) -> String {
        if let Some(name) = &self.doubled {
            return format!(
                "Line {line} has the column “{name}” more than once. Rename all but one in the file, so that it is \
                 plain which is meant."
            );
        }
        format!(
            "No header was found. The nearest is line {line}, which has {} of {} columns of the map, but lacks {}. \
             Check the names under [columns].",
            map.needed().len() - self.missing.len(),
            map.needed().len(),
            quoted(&self.missing, map)
        )
    }
}

/// Columns with the lines of the map that name them.
fn quoted(names: &[String], map: &Map) -> String {
    let with_line = |it: &String| match map.line_of(it) {
        Some(line) => format!("“{it}” (line {line} of the map)"),
        None => format!("“{it}”"),
    };
    names.iter().map(with_line).collect::<Vec<_>>().join(", ")
}

/// Where the lines begin among which a header is looked for.
pub fn line_starts(head: &[u8]) -> Vec<usize> {
    let ends = head.iter().enumerate().filter_map(|(place, byte)| match byte {
        b'\n' => Some(place + 1),
        b'\r' if head.get(place + 1) != Some(&b'\n') => Some(place + 1),
        _ => None,
    });
    std::iter::once(0).chain(ends).filter(|it| *it < head.len()).take(LINES_SEARCHED).collect()
}

/// Reads a line as the header, by the delimiter that makes most of it.
fn at(head: &[u8], line: u64, start: usize, map: &Map) -> Result<Header, Miss> {
    let one = map.manner.delimiter.map(|it| [it]);
    let candidates: &[u8] = one.as_ref().map_or(DELIMITERS, |it| it);
    let mut best: Option<Header> = None;
    let mut nearest: Option<Miss> = None;
    for delimiter in candidates {
        match by(head, line, start, *delimiter, map) {
            Ok(header) => {
                if best.as_ref().is_none_or(|it| it.cells.len() < header.cells.len()) {
                    best = Some(header);
                }
            }
            Err(miss) => {
                if nearest.as_ref().is_none_or(|it| miss.missing.len() < it.missing.len()) {
                    nearest = Some(miss);
                }
            }
        }
    }
    match (best, nearest) {
        (Some(header), _) => Ok(header),
        (None, Some(miss)) => Err(miss),
        (None, None) => unreachable!("there is at least one delimiter to try"),
    }
}

fn by(head: &[u8], line: u64, start: usize, delimiter: u8, map: &Map) -> Result<Header, Miss> {
    let Names { cells, names, is_own, bytes, next_line } =
        Names::read(head, line, start, delimiter, map.manner.encoding);
    let behind_own = if is_own { places(&names, OWN_COLUMNS.len(), map).ok() } else { None };
    let (added, places) = match behind_own {
        Some(found) => (OWN_COLUMNS.len(), found),
        None => (0, places(&names, 0, map)?),
    };
    let is_it = |it: &String| Some(it) == map.one_case.as_ref();
    let one_case = names.iter().skip(added).position(is_it).map(|it| it + added);
    Ok(Header { cells, added, places, one_case, delimiter, bytes, next_line })
}

/// A line as the names of columns.
pub struct Names {
    /// The cells as they stand in the file.
    pub cells: ByteRecord,
    /// What is written in them.
    pub names: Vec<String>,
    /// Whether the first are those that stand before rejected rows.
    pub is_own: bool,
    /// Bytes of the head up to the row behind it.
    pub bytes: u64,
    /// The line on which that begins.
    pub next_line: u64,
}

impl Names {
    /// Reads the line that begins here.
    pub fn read(head: &[u8], line: u64, start: usize, delimiter: u8, encoding: Encoding) -> Self {
        let end = head.len().min(start + HEADER_LIMIT);
        let mut rows = Rows::new(&head[start..end], delimiter, line);
        let row = rows.next_row().ok().flatten();
        // A line that was cut is no header: half of it would be read as the first row.
        let row = row.filter(|it| it.flaw.is_none() || end == head.len());
        let cells = row.map(|it| it.cells).unwrap_or_default();
        let names: Vec<String> = cells.iter().map(|it| name(it, encoding)).collect();
        let own = names.iter().map(String::as_str).take(OWN_COLUMNS.len());
        let is_own = own.eq(OWN_COLUMNS.iter().copied());
        let next_line = rows.line();
        let mut end = usize::try_from(rows.bytes()).map_or(head.len(), |it| start + it);
        // A row is over at a carriage return; the line feed that belongs to it is passed over here.
        end += usize::from(end > 0 && head[end - 1] == b'\r' && head.get(end) == Some(&b'\n'));
        Self { cells, names, is_own, bytes: end as u64, next_line }
    }
}

/// The name in a cell of the header.
pub fn name(cell: &[u8], encoding: Encoding) -> String {
    tidy(&encoding.decode_anyhow(cell))
}

fn places(names: &[String], added: usize, map: &Map) -> Result<BTreeMap<Field, usize>, Miss> {
    let found = |wanted: &str| {
        let mut fits = names.iter().enumerate().skip(added).filter(|it| it.1 == wanted).map(|it| it.0);
        (fits.next(), fits.next().is_some())
    };
    let missing: Vec<String> =
        map.needed().into_iter().filter(|it| found(it).0.is_none()).map(str::to_owned).collect();
    let doubled = map.needed().into_iter().find(|it| found(it).1).map(str::to_owned);
    if !missing.is_empty() || doubled.is_some() {
        return Err(Miss { missing, doubled });
    }
    Ok(map.columns.iter().filter_map(|(field, column)| Some((*field, found(&column.name).0?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::import::fields::Target;

    fn map(more: &str) -> Map {
        Map::from_toml(
            Target::Cases,
            &format!("[columns]\nreceived = \"Date\"\nsource_ref = \"Ref\"\n{more}"),
        )
        .unwrap()
    }

    fn found(text: &str, more: &str) -> Result<(u64, Vec<usize>, u8), String> {
        find(text.as_bytes(), &map(more))
            .map(|it| (it.next_line, it.places.values().copied().collect(), it.delimiter))
    }

    #[test]
    fn the_header_is_found_below_junk_and_by_any_delimiter() {
        for (text, expected) in [
            ("Ref,Date\n1,2", (2, vec![0, 1], b',')),
            ("Report of \"June\"\r\n\r\n\"unclosed\nRef;x;Date\r\n1;2;3", (5, vec![0, 2], b';')),
            ("Date\tRef\n", (2, vec![1, 0], b'\t')),
            ("\"Ref\",\"Sub\njects\",\"Date\"\n", (3, vec![0, 2], b',')),
            (",Ref , Date\n", (2, vec![1, 2], b',')),
        ] {
            assert_eq!(found(text, ""), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_line_number_is_taken_at_its_word() {
        assert_eq!(found("x\nRef,Date\n", "[source]\nheader = 2"), Ok((3, vec![0, 1], b',')));
        assert!(found("x\nRef,Date\n", "[source]\nheader = 1").unwrap_err().contains("line 1"));
        assert!(found("Ref,Date\n", "[source]\nheader = 9").unwrap_err().contains("no line 9"));
    }

    #[test]
    fn what_is_missing_from_the_nearest_line_is_named() {
        for (text, expected) in [
            (
                "a,b\nRef,date\n",
                "line 2, which has 1 of 2 columns of the map, but lacks “Date” (line 2 of the map)",
            ),
            (
                "a,b\n",
                "No line holds any of the columns that the map names: “Date” (line 2 of the map), “Ref” (line 3 of the map).",
            ),
            ("Ref,Date,Date\n", "has the column “Date” more than once"),
            ("", "The file is empty."),
        ] {
            let said = found(text, "").unwrap_err();
            assert!(said.contains(expected), "{text}: {said}");
        }
    }

    #[test]
    fn a_header_that_only_reads_in_the_other_encoding_says_which_that_is() {
        let map = |encoding: &str| {
            let text = format!("[source]\nencoding = \"{encoding}\"\n[columns]\nreceived = \"Reçu\"\n");
            Map::from_toml(Target::Cases, &text).unwrap()
        };
        let said = find("Reçu\n".as_bytes(), &map("windows-1252")).unwrap_err();
        assert!(said.contains("Write encoding = \"utf-8\""), "{said}");
        // The names of the map are in it, so that nothing is guessed.
        assert_eq!(find(b"Re\xe7u\n", &map("utf-8")).unwrap().next_line, 2);
    }

    #[test]
    fn only_a_doubled_column_that_the_map_names_is_in_the_way() {
        assert_eq!(found("x,x,Ref,Date\n", ""), Ok((2, vec![2, 3], b',')));
    }

    #[test]
    fn the_columns_of_a_rejects_file_are_passed_over_even_if_the_map_names_one_like_them() {
        let text = "line,column,value,reason,Ref,Date,reason\n";
        let header = find(text.as_bytes(), &map("theme = \"reason\"\n[source]\nheader = 7")).unwrap();
        assert_eq!((header.added, header.places[&Field::Theme]), (4, 6));
    }
}
