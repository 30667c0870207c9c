//! A look at a file that nobody wrote a map for yet: its columns, what stands in them and how, and a map to begin with. What it
//! says is a map itself, with all that is not one in comments.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::{self, Write};
use std::path::Path;

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::text::{cut, one_line};
use crate::domain::vocabulary::{Finding, Means, Outcome, Route, WentWrong};
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
/// Rows after which it is said how far it is.
const HEARD: u64 = 500;
/// Columns of the screen that an example has.
const EXAMPLE: usize = 30;
/// Bytes of a cell that holds a day, with its time, at most.
const LONGEST_DAY: usize = 48;
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
            "ref no",
            "ref number",
            "reference no",
            "reference number",
            "our ref",
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
            "reference elsewhere",
            "imported as",
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
    (
        Field::Timescale,
        &["target", "target date", "target dt", "due date", "due", "response due", "timescale", "answer by"],
    ),
    (Field::Told, &["told", "told on", "timescale shared", "shared on"]),
    (
        Field::Closed,
        &["closed", "date closed", "closed date", "closed on", "closed dt", "resolved date", "date resolved"],
    ),
    (
        Field::Complainant,
        &[
            "name",
            "complainant",
            "complainant name",
            "customer",
            "customer name",
            "full name",
            "who is affected",
        ],
    ),
    (Field::OtherNames, &["also known as", "other names", "known as"]),
    (Field::Email, &["email", "e mail", "email address"]),
    (Field::Phone, &["telephone", "phone", "mobile", "telephone number", "phone number"]),
    (Field::Address, &["address", "postal address"]),
    (Field::Contact, &["contact", "contact details"]),
    (Field::Prefers, &["prefers", "preferred contact", "contact preference"]),
    (Field::Adjustments, &["adjustments", "reasonable adjustments"]),
    (Field::Vulnerability, &["vulnerability", "vulnerable"]),
    (Field::VulnerabilityReview, &["look again by", "vulnerability review"]),
    (Field::Risk, &["risk"]),
    (Field::RiskKnownTo, &["may be told"]),
    (Field::RiskReview, &["look at it by", "risk review"]),
    (Field::Representative, &["representative", "speaks for them", "spoken for by", "advocate"]),
    (Field::RepresentativeContact, &["reach them by", "representative contact"]),
    (Field::Colleagues, &["complained of", "colleagues"]),
    (Field::Service, &["service", "service area", "department", "product", "agency", "landlord", "team"]),
    (
        Field::Channel,
        &["channel", "submitted via", "received via", "how received", "received by", "method", "source"],
    ),
    (Field::Theme, &["theme", "category", "complaint type", "type", "reason", "classification"]),
    (Field::Issue, &["issue", "complaint", "allegation"]),
    (Field::Subject, &["subject", "title", "about"]),
    (
        Field::Summary,
        &[
            "what happened",
            "summary",
            "description",
            "details",
            "narrative",
            "consumer complaint narrative",
            "story",
        ],
    ),
    (Field::Wants, &["what they want", "wants", "desired outcome", "outcome wanted"]),
    (Field::Owner, &["owner", "handler", "case owner", "officer", "assigned to"]),
    (Field::Status, &["status", "case status"]),
    (Field::Route, &["route"]),
    (Field::Outcome, &["outcome", "decision", "finding", "result"]),
    (Field::Finding, &["finding"]),
    (Field::WentWrong, &["something went wrong", "went wrong", "something wrong"]),
];
/// Fields whose words are of a list of ours, in the order in which they are told.
const WORDED: &[Field] =
    &[Field::Status, Field::Outcome, Field::Finding, Field::WentWrong, Field::Route, Field::Prefers];
/// Different texts of a column from which on it may be one in which nearly every row says something of its own.
const FREE: usize = 6;
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
///
/// `progress` hears bytes done and in all.
pub fn look(
    path: &Path,
    sheet: Option<&str>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Look, ImportError> {
    let wrong = |why: &str| ImportError::Source { path: path.to_owned(), why: why.to_owned() };
    let opened = Opened::of(path, sheet)?;
    let mut manner = Manner::default();
    opened.settle(&mut manner);
    let (line, names, delimiter) = header(&opened.head, &manner).map_err(|it| wrong(&it))?;
    let (mut rows, start) = opened.rows(path, names.bytes, delimiter, names.next_line)?;
    let mut columns: Vec<Column> =
        names.names.iter().map(|it| Column { name: it.clone(), ..Column::default() }).collect();
    let (mut count, mut others) = (0, 0);
    let unread = |why| ImportError::File { path: path.to_owned(), why };
    while let Some(row) = rows.next_row().map_err(unread)? {
        if row.is_blank() || row.repeats(&names.cells) || row.flaw.is_some() {
            continue;
        }
        count += 1;
        if count % HEARD == 0 {
            progress(start + rows.bytes(), opened.size);
        }
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

/// Whether a cell has what a day in this format cannot do without: most cells are none, and reading each in every way takes long.
fn may_be(format: &str, cell: &str) -> bool {
    let parts = ['/', '-', '.', ' '];
    let has_parts = format.chars().find(|it| parts.contains(it)).is_none_or(|it| cell.contains(it));
    cell.len() <= LONGEST_DAY && has_parts && cell.contains(|it: char| it.is_ascii_digit())
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
        let is_read = |it: &&&str| may_be(it, cell) && read_as(it, Tz::UTC, cell).is_some();
        for format in FORMATS.iter().filter(is_read) {
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
            None if self.numbers == self.filled && self.is_about_days() => {
                "numbers: days as Excel counts them? Save it as XLSX, or show the cells as dates and save it again".to_owned()
            }
            None if self.numbers == self.filled => "numbers".to_owned(),
            None if self.words.len() <= WORDS => format!("{} different", self.words.len()),
            None => "text".to_owned(),
        };
    }

    /// Whether nearly every row says something of its own in it.
    fn is_free(&self) -> bool {
        FREE <= self.seen.len() && self.repeats < self.seen.len() as u64
    }

    /// Whether its name speaks of days.
    fn is_about_days(&self) -> bool {
        let name = self.name.to_lowercase();
        ["date", "received", "closed", "opened", "acknowledged"].iter().any(|it| name.contains(it))
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
        without_free_themes(taken)
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
            let is_issue = ["issue", "theme"].iter().any(|it| column.is_called(it));
            let is_moved = is_issue && matches!(field, Field::Summary | Field::Subject);
            let why =
                if is_moved { "   # each row has words of its own: no themes are made of them" } else { "" };
            say(format_args!("{} = {}{why}", field.name(), quoted(&column.name)));
        }
        let is_left = |it: &&Column| it.filled > 0 && !fields.iter().any(|(_, there)| there.name == it.name);
        let left: Vec<String> = self.columns.iter().filter(is_left).map(|it| quoted(&it.name)).collect();
        if !left.is_empty() {
            say(format_args!(
                "# Not taken: {}. Write each after the field that it fills, or leave it.",
                left.join(", ")
            ));
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
        for field in WORDED.iter().copied() {
            let Some(column) = of(field).filter(|it| it.words.len() <= WORDS) else { continue };
            say(format_args!("\n[values.{}]   # their word = ours", field.name()));
            for word in &column.words {
                let ours = ours(field, word);
                match ours {
                    Some(ours) => say(format_args!("{} = {}", quoted(word), quoted(ours))),
                    None => say(format_args!("# {} = \"…\"", quoted(word))),
                }
            }
        }
        map
    }
}

/// The columns of fields, where one in which each row has words of its own makes no themes: nobody could choose from such a list.
fn without_free_themes(mut taken: Vec<(Field, &Column)>) -> Vec<(Field, &Column)> {
    let has = |taken: &[(Field, &Column)], field: Field| taken.iter().any(|it| it.0 == field);
    for field in [Field::Theme, Field::Issue] {
        // Beside a theme, the words of an issue are no theme.
        let is_theme = field == Field::Theme || !has(&taken, Field::Theme);
        let place = taken.iter().position(|it| it.0 == field && is_theme && it.1.is_free());
        let Some(place) = place else { continue };
        let instead = [Field::Summary, Field::Subject].into_iter().find(|it| !has(&taken, *it));
        match instead {
            Some(instead) => taken[place].0 = instead,
            None => drop(taken.remove(place)),
        }
    }
    taken
}

/// Our word for one of a column, where it is ours or plainly means it.
fn ours(field: Field, word: &str) -> Option<&'static str> {
    match field {
        Field::Status => status(word),
        Field::Outcome => Outcome::from_word(word).map(Outcome::word),
        Field::Finding => Finding::from_word(word).map(Finding::word),
        Field::WentWrong => WentWrong::from_word(word).map(WentWrong::word),
        Field::Route => Route::from_word(word).map(Route::word),
        Field::Prefers => Means::from_word(word).map(Means::word),
        _ => None,
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
        look(&path, None, &mut |_, _| ()).map_err(|it| it.to_string()).unwrap()
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
        assert!(it.to_string().contains("# Not taken: \"Détail\"."), "{it}");
        let excel = looked(b"Ref no,Date received\n1,46083\n2,46090\n");
        assert!(excel.columns[1].holds.contains("days as Excel counts them"), "{excel}");
        assert!(excel.to_string().contains("source_ref = \"Ref no\""), "{excel}");
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
    fn our_own_labels_and_words_are_known_and_a_column_of_free_words_makes_no_themes() {
        let row =
            |it: u32| format!("Ann {it},2026-10-0{it},Closed,2026-10-2{it},Upheld,Tap {it} drips,It dripped");
        let rows = (1..=8).map(row).collect::<Vec<_>>().join("\n");
        let it = looked(
            format!("Name,Date received,Status,Closed,Outcome,Issue,What happened\n{rows}").as_bytes(),
        );
        let map = Map::from_toml(Target::Cases, &it.to_string()).unwrap();
        let column = |field: Field| map.columns.get(&field).map(|it| it.name.as_str());
        assert_eq!((column(Field::Issue), column(Field::Subject)), (None, Some("Issue")), "{it}");
        assert_eq!(column(Field::Summary), Some("What happened"), "{it}");
        assert_eq!(map.words[&Field::Outcome].meaning("Upheld"), Some("upheld"));
        // What repeats is a theme, and so is a word or two.
        let it = looked(b"Date,Issue\n2026-10-01,Delay\n2026-10-02,Delay\n2026-10-03,Cost\n");
        assert!(it.map.contains("issue = \"Issue\""), "{it}");
    }

    #[test]
    fn every_label_of_the_form_of_a_new_complaint_is_a_column_that_is_known() {
        for (label, field) in [
            ("Complainant", Field::Complainant),
            ("Also known as", Field::OtherNames),
            ("Email", Field::Email),
            ("Phone", Field::Phone),
            ("Address", Field::Address),
            ("Prefers", Field::Prefers),
            ("Adjustments", Field::Adjustments),
            ("Vulnerability", Field::Vulnerability),
            ("May be told", Field::RiskKnownTo),
            ("Received by", Field::Channel),
            ("Date received", Field::Received),
            ("Service", Field::Service),
            ("About", Field::Subject),
            ("What happened", Field::Summary),
            ("What they want", Field::Wants),
            ("Speaks for them", Field::Representative),
            ("Reach them by", Field::RepresentativeContact),
            ("Complained of", Field::Colleagues),
            ("Reference elsewhere", Field::SourceRef),
            ("Something went wrong", Field::WentWrong),
            ("Timescale", Field::Timescale),
        ] {
            let column = Column { name: label.to_owned(), ..Column::default() };
            let known = CALLED.iter().find(|it| it.1.iter().any(|name| column.is_called(name)));
            assert_eq!(known.map(|it| it.0), Some(field), "{label}");
        }
    }

    #[test]
    fn a_file_without_days_gets_a_map_that_runs_once_the_day_is_written() {
        let it = looked(b"Name,Issue\nAnn,\"=\"\"x\"\"\n\"\n");
        assert!(it.map.contains("write the day here if it is one for all rows"), "{it}");
        let why = Map::from_toml(Target::Cases, &it.to_string()).expect_err("no day is made up");
        assert!(why.contains("“YEAR-MONTH-DAY” under [defaults] is not a date"), "{why}");
    }
}
