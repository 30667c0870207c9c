//! A look at a file that nobody wrote a map for yet: its columns, what stands in them and how, and a map to begin with. What it
//! says is a map itself, with all that is not one in comments.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::{self, Write};
use std::path::Path;

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::text::{cut, one_line};
use crate::exchange::import::dates::{exchanged, in_words, read_as};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::Field;
use crate::exchange::import::header::{Names, line_starts};
use crate::exchange::import::map::{DELIMITERS, Status};
use crate::exchange::import::source::Opened;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::there::digest;
use crate::exchange::import::written::{ISO, Manner};

/// Lines among which the header is looked for.
const LINES: usize = 50;
/// Different words of a column that are kept; one with more is no list.
const WORDS: usize = 20;
/// Columns of the screen that an example has.
const EXAMPLE: usize = 30;
/// Ways of writing days, likeliest first.
const FORMATS: &[&str] = &[
    ISO,
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%Y/%m/%d",
];
/// What a column of each field may be called, likeliest first: in small letters, with spaces between words.
const CALLED: &[(Field, &[&str])] = &[
    (
        Field::SourceRef,
        &[
            "ref",
            "reference",
            "case ref",
            "case reference",
            "case no",
            "case number",
            "case id",
            "complaint id",
            "complaint no",
            "complaint ref",
            "complaint reference",
            "unique key",
            "enquiry id",
            "case enquiry id",
            "id",
        ],
    ),
    (
        Field::Received,
        &[
            "received",
            "date received",
            "received date",
            "received on",
            "date of receipt",
            "open dt",
            "opened",
            "date opened",
            "created date",
            "created",
            "date logged",
            "complaint date",
            "date",
        ],
    ),
    (Field::Acknowledged, &["acknowledged", "date acknowledged", "acknowledged on", "acknowledgement date"]),
    (Field::Timescale, &["target", "target date", "target dt", "due date", "due", "response due"]),
    (
        Field::Closed,
        &["closed", "date closed", "closed date", "closed on", "closed dt", "resolved date", "date resolved"],
    ),
    (
        Field::Complainant,
        &["name", "complainant", "complainant name", "customer", "customer name", "full name"],
    ),
    (Field::Email, &["email", "e mail", "email address"]),
    (Field::Phone, &["telephone", "phone", "mobile", "telephone number", "phone number"]),
    (Field::Address, &["address", "postal address"]),
    (Field::Service, &["service", "service area", "department", "product", "agency", "landlord", "team"]),
    (Field::Channel, &["channel", "submitted via", "received via", "how received", "method", "source"]),
    (Field::Theme, &["theme", "category", "complaint type", "type", "reason", "classification"]),
    (Field::Issue, &["issue", "complaint", "allegation"]),
    (Field::Subject, &["subject", "title"]),
    (Field::Summary, &["summary", "description", "details", "narrative", "consumer complaint narrative"]),
    (Field::Owner, &["owner", "handler", "case owner", "officer", "assigned to"]),
    (Field::Status, &["status", "case status"]),
    (Field::Outcome, &["outcome", "decision", "finding", "result"]),
];
/// Words for a case that is closed, and for one that is open.
const CLOSED: &[&str] = &["closed", "complete", "completed", "resolved", "finished"];
const OPEN: &[&str] = &["open", "new", "in progress", "active", "pending"];

/// What was seen.
#[derive(Debug, Serialize)]
pub struct Look {
    /// How letters are written, as a map says it.
    pub encoding: &'static str,
    /// What parts cells.
    pub delimiter: char,
    /// The line of the header.
    pub header: u64,
    /// Rows behind it.
    pub rows: u64,
    pub columns: Vec<Column>,
    /// The register whose columns they are, if they are those of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<&'static str>,
    /// A map to begin with.
    pub map: String,
}

/// A column, and what stands in it.
#[derive(Debug, Default, Serialize)]
pub struct Column {
    pub name: String,
    /// Rows in which it says something.
    pub filled: u64,
    /// What it holds, in words.
    pub holds: String,
    /// The first thing in it.
    pub example: String,
    /// How many of its cells each format reads.
    #[serde(skip)]
    formats: BTreeMap<&'static str, u64>,
    /// How many of its cells only one order of day and month reads, by the format of that, and the first of them.
    #[serde(skip)]
    decided: BTreeMap<&'static str, (u64, String)>,
    /// Different words, up to one more than are kept.
    #[serde(skip)]
    words: BTreeSet<String>,
    #[serde(skip)]
    numbers: u64,
    /// What stood in it, and how many cells say what one before them said.
    #[serde(skip)]
    seen: HashSet<[u8; 16]>,
    #[serde(skip)]
    repeats: u64,
}

/// Looks at a file.
pub fn look(path: &Path, sheet: Option<&str>) -> Result<Look, ImportError> {
    let wrong = |why: &str| ImportError::Source { path: path.to_owned(), why: why.to_owned() };
    let opened = Opened::of(path, sheet)?;
    let mut manner = Manner::default();
    opened.settle(&mut manner);
    let (line, names, delimiter) = header(&opened.head, &manner).map_err(|it| wrong(&it))?;
    let (mut rows, _) = opened.rows(path, names.bytes, delimiter, names.next_line)?;
    let mut columns: Vec<Column> =
        names.names.iter().map(|it| Column { name: it.clone(), ..Column::default() }).collect();
    let (mut count, mut others) = (0, 0);
    let unread = |why| ImportError::File { path: path.to_owned(), why };
    while let Some(row) = rows.next_row().map_err(unread)? {
        if row.is_blank() || row.repeats(&names.cells) || row.flaw.is_some() {
            continue;
        }
        count += 1;
        for (column, cell) in columns.iter_mut().zip(&row.cells) {
            others += u64::from(std::str::from_utf8(cell).is_err());
            column.take(&manner, row.line, Encoding::Utf8.decode_anyhow(cell).trim());
        }
    }
    columns.iter_mut().for_each(Column::settle);
    if others > 0 {
        manner.encoding = Encoding::Windows1252;
    }
    let mut look = Look {
        encoding: manner.encoding.name(),
        delimiter: char::from(delimiter),
        header: line,
        rows: count,
        columns,
        register: None,
        map: String::new(),
    };
    look.map = look.proposed(sheet);
    Ok(look)
}

/// The first line with the most names, none of them twice, and what parts them; or what is wrong.
fn header(head: &[u8], manner: &Manner) -> Result<(u64, Names, u8), String> {
    let mut best: Option<(usize, u64, Names, u8)> = None;
    // The line that would be it but for a name that it has twice: how many names it has, which line it is, and that name.
    let mut doubled: Option<(usize, u64, String)> = None;
    for delimiter in manner.delimiter.map_or(DELIMITERS.to_vec(), |it| vec![it]) {
        for (line, start) in (1..).zip(line_starts(head)).take(LINES) {
            let names = Names::read(head, line, start, delimiter, manner.encoding);
            let said: Vec<&String> = names.names.iter().filter(|it| !it.is_empty()).collect();
            let distinct: BTreeSet<_> = said.iter().collect();
            let is_value = |it: &&String| it.parse::<f64>().is_ok() || format_of(it).is_some();
            if said.iter().any(is_value) {
                continue;
            }
            if distinct.len() < said.len() {
                let twice = said.iter().enumerate().find(|(place, it)| said[..*place].contains(it));
                if doubled.as_ref().is_none_or(|it| it.0 < said.len()) {
                    doubled = twice.map(|it| (said.len(), line, (**it.1).clone()));
                }
                continue;
            }
            if best.as_ref().is_none_or(|it| it.0 < said.len()) {
                best = Some((said.len(), line, names, delimiter));
            }
        }
    }
    let best = best.filter(|it| it.0 > 0);
    let stands_before = |it: &&(usize, u64, String)| {
        best.as_ref().is_none_or(|best| best.0 < it.0 || best.0 == it.0 && it.1 < best.1)
    };
    if let Some((_, line, name)) = doubled.as_ref().filter(stands_before) {
        return Err(format!(
            "line {line} has the column “{}” more than once. Rename all but one in the file, so that it is plain which is meant.",
            one_line(name)
        ));
    }
    let (_, line, names, delimiter) =
        best.ok_or_else(|| "no line of it looks like the names of columns.".to_owned())?;
    Ok((line, names, delimiter))
}

fn format_of(cell: &str) -> Option<&'static str> {
    FORMATS.iter().find(|it| read_as(it, Tz::UTC, cell).is_some()).copied()
}

impl Column {
    fn take(&mut self, manner: &Manner, line: u64, cell: &str) {
        if manner.is_missing(cell) {
            return;
        }
        if self.filled == 0 {
            self.example = cut(&one_line(cell), EXAMPLE);
        }
        self.filled += 1;
        for format in FORMATS.iter().filter(|it| read_as(it, Tz::UTC, cell).is_some()) {
            *self.formats.entry(format).or_default() += 1;
            if exchanged(format).is_some_and(|it| read_as(&it, Tz::UTC, cell).is_none()) {
                let first = || format!("“{}” on line {line}", cut(&one_line(cell), EXAMPLE));
                self.decided.entry(format).or_insert_with(|| (0, first())).0 += 1;
            }
        }
        self.numbers += u64::from(cell.parse::<f64>().is_ok());
        self.repeats += u64::from(!self.seen.insert(digest(cell)));
        if self.words.len() <= WORDS {
            self.words.insert(cell.to_owned());
        }
    }

    /// The format that reads the most of it, if it is most of it; the likeliest of several.
    fn format(&self) -> Option<&'static str> {
        let most = *self.formats.values().max()?;
        let is_it = |it: &&&str| self.formats.get(**it) == Some(&most);
        FORMATS.iter().find(is_it).copied().filter(|_| self.filled < 2 * most)
    }

    /// Whether no date of it decides between two orders of day and month.
    fn is_open(&self) -> bool {
        let format = self.format();
        let other = format.and_then(exchanged);
        format
            .zip(other)
            .is_some_and(|(one, other)| self.formats.get(one) == self.formats.get(other.as_str()))
    }

    /// Where some dates can only be one order of day and month, and some only the other: how many of each, and the first.
    fn in_both_orders(&self) -> Option<String> {
        let format = self.format()?;
        let other = exchanged(format)?;
        let told = |format: &str| {
            let (count, first) = self.decided.get(format)?;
            Some(format!("{count} can only be {} ({first})", in_words(format)))
        };
        Some(format!("days in both orders: {}, and {}", told(format)?, told(&other)?))
    }

    fn settle(&mut self) {
        self.holds = match self.format() {
            _ if self.filled == 0 => "nothing".to_owned(),
            _ if self.in_both_orders().is_some() => self.in_both_orders().unwrap_or_default(),
            Some(format) => {
                let read = self.formats[format];
                let left =
                    if read < self.filled { format!(", {} not", self.filled - read) } else { String::new() };
                let open = if self.is_open() { " (or month first: no date decides)" } else { "" };
                format!("days, {}{open}{left}", in_words(format))
            }
            None if self.numbers == self.filled => "numbers".to_owned(),
            None if self.words.len() <= WORDS => format!("{} different", self.words.len()),
            None => "text".to_owned(),
        };
    }

    fn is_called(&self, name: &str) -> bool {
        let spaced: String =
            self.name.to_lowercase().chars().map(|it| if it.is_alphanumeric() { it } else { ' ' }).collect();
        spaced.split_whitespace().eq(name.split(' '))
    }
}

impl Look {
    /// The column that each field may be in.
    fn fields(&self) -> Vec<(Field, &Column)> {
        let mut taken: Vec<(Field, &Column)> = Vec::new();
        for (field, names) in CALLED {
            let fits = |it: &&Column| {
                it.filled > 0
                    && field.is_date() == it.format().is_some()
                    && !taken.iter().any(|(_, there)| there.name == it.name)
            };
            let found =
                names.iter().find_map(|name| self.columns.iter().filter(fits).find(|it| it.is_called(name)));
            let days = || self.columns.iter().rev().max_by_key(|it| it.formats.values().max());
            let found =
                found.or_else(|| days().filter(|it| *field == Field::Received && it.format().is_some()));
            taken.extend(found.map(|it| (*field, it)));
        }
        taken
    }

    fn proposed(&self, sheet: Option<&str>) -> String {
        let (fields, mut map) = (self.fields(), String::new());
        let of = |field: Field| fields.iter().find(|it| it.0 == field).map(|it| it.1);
        let mut say = |line: fmt::Arguments| writeln!(map, "{line}").expect("a string takes any text");
        say(format_args!("[source]"));
        let days = || fields.iter().filter(|it| it.0.is_date()).map(|it| it.1);
        let decided: BTreeSet<&str> = days().filter(|it| !it.is_open()).filter_map(Column::format).collect();
        let is_other = |it: &str| exchanged(it).is_some_and(|it| decided.contains(it.as_str()));
        // Where no date of a column decides, those of another may.
        let open = days().filter(|it| it.is_open()).filter_map(Column::format).filter(|it| !is_other(it));
        let formats: BTreeSet<&str> = open.chain(decided.iter().copied()).collect();
        if !formats.is_empty() {
            let formats: Vec<String> = formats.iter().map(|it| quoted(it)).collect();
            say(format_args!("dates = [{}]", formats.join(", ")));
        }
        say(format_args!("encoding = {}", quoted(self.encoding)));
        if let Some(sheet) = sheet {
            say(format_args!("sheet = {}", quoted(sheet)));
        }
        if let Some(it) = of(Field::SourceRef).filter(|it| it.repeats > 0) {
            say(format_args!("one_case = {}   # it stands on several rows", quoted(&it.name)));
        }
        say(format_args!("\n[columns]"));
        for (field, column) in &fields {
            say(format_args!("{} = {}", field.name(), quoted(&column.name)));
        }
        if of(Field::Received).is_none() {
            say(format_args!(
                "# No column holds nothing but days that read one way. Name the column of receipt above"
            ));
            say(format_args!(
                "# as “received”, or write the day here if it is one for all rows. Until then it is refused."
            ));
            say(format_args!("\n[defaults]\nreceived = \"YEAR-MONTH-DAY\""));
        }
        for field in [Field::Status, Field::Outcome] {
            let Some(column) = of(field).filter(|it| it.words.len() <= WORDS) else { continue };
            say(format_args!("\n[values.{}]   # their word = ours", field.name()));
            for word in &column.words {
                let ours = if field == Field::Status { status(word) } else { None };
                match ours {
                    Some(ours) => say(format_args!("{} = {}", quoted(word), quoted(ours))),
                    None => say(format_args!("# {} = \"…\"", quoted(word))),
                }
            }
        }
        map
    }
}

fn status(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    match () {
        () if CLOSED.contains(&word.as_str()) => Some("closed"),
        () if OPEN.contains(&word.as_str()) => Some("open"),
        () => Status::from_word(&word).map(|it| if it == Status::Open { "open" } else { "closed" }),
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# {} rows behind the header on line {}, in {}, with “{}” between cells.",
            self.rows,
            self.header,
            self.encoding,
            self.delimiter.escape_debug()
        )?;
        writeln!(f, "#\n# {:<30}  {:>8}  {:<24}  Begins with", "Column", "Filled", "Holds")?;
        for it in &self.columns {
            let (name, example) = (cut(&one_line(&it.name), EXAMPLE), &it.example);
            writeln!(f, "# {name:<30}  {:>8}  {:<24}  {example}", it.filled, it.holds)?;
        }
        writeln!(f, "#\n# A map to begin with. Put it right, and try it with --dry-run.")?;
        write!(f, "{}", self.map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::import::fields::Target;
    use crate::exchange::import::header::find;
    use crate::exchange::import::map::Map;

    fn looked(bytes: &[u8]) -> Look {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.csv");
        std::fs::write(&path, bytes).unwrap();
        look(&path, None).map_err(|it| it.to_string()).unwrap()
    }

    #[test]
    fn columns_are_shown_with_what_they_hold_and_all_that_is_said_is_a_map_that_fits_the_file() {
        let csv = b"Report\n\nCase No.;Date received;Closed;D\xe9tail;Status\n1;03/25/2024;04/01/2024;Caf\xe9;Closed\n\
            1;03/02/2024;;x;Odd\n2;05/04/2024;;y;In progress\n";
        let it = looked(csv);
        assert_eq!((it.encoding, it.delimiter, it.header, it.rows), ("windows-1252", ';', 3, 3));
        let holds: Vec<&str> = it.columns.iter().map(|it| it.holds.as_str()).collect();
        let open = "days, day/month/year (or month first: no date decides)";
        assert_eq!(holds, ["numbers", "days, month/day/year", open, "3 different", "3 different"]);
        let map = Map::from_toml(Target::Cases, &it.to_string()).unwrap();
        assert_eq!(map.manner.dates, ["%m/%d/%Y"]);
        assert_eq!(map.one_case.as_deref(), Some("Case No."));
        assert_eq!(find(csv, &map).unwrap().places.len(), 4);
        assert_eq!(map.words[&Field::Status].meaning("in progress"), Some("open"));
    }

    #[test]
    fn a_name_that_a_header_has_twice_and_a_column_with_both_orders_of_days_are_told() {
        let said = header(b"Ref,Date,Date\n1,x,y\n", &Manner::default()).err().unwrap();
        assert!(said.contains("line 1 has the column “Date” more than once"), "{said}");
        let it = looked(b"Ref,Date\na,15/04/2024\nb,04/16/2024\nc,17/04/2024\n");
        assert_eq!(
            it.columns[1].holds,
            "days in both orders: 2 can only be day/month/year (“15/04/2024” on line 2), and 1 can only be month/day/year \
             (“04/16/2024” on line 3)"
        );
    }

    #[test]
    fn a_file_without_days_gets_a_map_that_runs_once_the_day_is_written() {
        let it = looked(b"Name,Issue\nAnn,\"=\"\"x\"\"\n\"\n");
        assert!(it.map.contains("write the day here if it is one for all rows"), "{it}");
        let why = Map::from_toml(Target::Cases, &it.to_string()).expect_err("no day is made up");
        assert!(why.contains("“YEAR-MONTH-DAY” under [defaults] is not a date"), "{why}");
    }
}
