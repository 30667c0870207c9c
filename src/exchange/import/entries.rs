//! Entries of a register from a spreadsheet: its columns are those of the register's table, by their names or labels, unless
//! a map says otherwise. Rows are read as the register reads what is typed, so that no word is guessed.

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use chrono_tz::Tz;
use csv::ByteRecord;
use toml::Spanned;

use crate::api::service::Service;
use crate::bounded;
use crate::domain::commit::Source;
use crate::domain::office::record::House;
use crate::domain::records::any::AnyCommand;
use crate::domain::records::record::Record;
use crate::domain::reference::EntryRef;
use crate::domain::refusal::Refusal;
use crate::domain::register::command::{EntryCommand, ImportEntry};
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Choice, Field, Is, Need, To, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::read;
use crate::domain::register::value::{Value, Values};
use crate::domain::terms::Terms;
use crate::exchange::import::dates::{self, BadDate};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::frame::{self, Importer, Sheet};
use crate::exchange::import::header::{Names, in_another_encoding, line_starts, name};
use crate::exchange::import::map::DELIMITERS;
use crate::exchange::import::noticed::{Noticed, not_utf_8, read_cell};
use crate::exchange::import::reading::{AtFault, check_shape, flat, two_readings};
use crate::exchange::import::rejects::{OWN_COLUMNS, Reject, shown};
use crate::exchange::import::row_sum::{Said, row_sum};
use crate::exchange::import::source::Opened;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::there::{CasesThere, EntriesThere, entries_there, hello};
use crate::exchange::import::written::{Manner, Words, Written, WrittenColumn};

/// What the column of the reference in the other system is called.
const REFERENCE: &[&str] = &["ref", "reference", "source ref"];

/// How an import into a register reads a file.
pub const ENTRIES_HELP: &str = "\
Columns are matched to the fields of the register by name or label; capitals, “-”, “_” and spaces do not matter. A column \
“ref” or “reference” holds the reference in the other system: an entry comes in under it once. A row without one is \
known again by what it says; of two that say the same in one file the second is rejected. Values are written as on the command line; what has a \
line for each has them in its cell, with | between the parts. A survey may have a column for each of its questions instead: \
it is called by the code or the words of the statement, and its cells are answers.";

/// The same for one register, with its fields and how its map is written.
pub fn entries_help(kind: &Kind) -> String {
    let called = |it: &'static Field| {
        let parts: Vec<&str> = it.is.rows().into_iter().flatten().map(|it| it.name).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(" | ")) };
        let must = if it.need == Need::Must { ", must be given" } else { "" };
        format!("{} ({}{parts}{must})", it.label, it.name)
    };
    let fields: Vec<String> = kind.fields.iter().map(called).collect();
    // A question has a column, and what its answers mean a table of its own.
    let asked = kind.fields.iter().find_map(|it| Some((it, asked_in(it)?)));
    let (question, answers) = asked.map_or_else(Default::default, |(field, (all, scale))| {
        let [first, ..] = all else { return (String::new(), String::new()) };
        let best = scale.choices().and_then(|it| Some(it.first()?.1)).unwrap_or_default();
        let question = format!("{} = \"Q1. {}\"  # a question\n", first.0, first.1);
        (question, format!("[values.{}]\n\"5\" = \"{best}\"\n\n", field.name))
    });
    let chosen = kind.fields.iter().find_map(|it| Some((it.name, it.is.choices()?.first()?.1)));
    let (name, words) = chosen.unwrap_or((kind.fields[0].name, "ours"));
    format!(
        "Its fields: {}.\n\n{ENTRIES_HELP}\n\nA map is only needed where columns or words differ:\n\n\
         [source]\nencoding  = \"utf-8\"         # or \"windows-1252\"\n\n\
         [columns]                   # our field = their column\n{name} = \"What they call it\"\nreference = \"No.\"\n{question}\n\
         [values.{name}]\n\"Their word\" = \"{words}\"\n\n{answers}\
         # Field = value, where the cell is missing or has no column.\n[defaults]\n{name} = \"{words}\"",
        fields.join(", ")
    )
}

/// What to import, and how.
pub struct Options {
    /// Into which register.
    pub kind: &'static Kind,
    pub file: PathBuf,
    /// The map, where there is one.
    pub map: Option<PathBuf>,
    /// Whether to check everything and write nothing.
    pub dry_run: bool,
    /// Where rejected rows go; none for a file beside the file.
    pub rejects: Option<PathBuf>,
}

/// A map, checked.
#[derive(Default)]
pub struct Map {
    manner: Manner,
    /// Our field, their column.
    columns: BTreeMap<String, String>,
    words: BTreeMap<String, Words>,
    defaults: BTreeMap<String, String>,
    /// A field with a column for each of its words: the first and the last of them.
    ticks: Option<(String, [String; 2])>,
}

impl Map {
    /// How the file is written.
    pub const fn manner(&mut self) -> &mut Manner {
        &mut self.manner
    }

    /// Reads and checks a map; the error says what is wrong, on which line, and what to write.
    pub fn read(kind: &Kind, text: &str) -> Result<Self, String> {
        let written = Written::from_toml(text)?;
        let names: Vec<&str> = kind.fields.iter().map(|it| it.name).collect();
        let ours = |name: &Spanned<String>, or_reference: bool| {
            let it = name.get_ref();
            let is_other = || is_reference(it) || question(kind, it).is_some();
            if names.contains(&it.as_str()) || (or_reference && is_other()) {
                return Ok(it.clone());
            }
            let why = format!("“{it}” is not a field. The fields are: reference, {}.", names.join(", "));
            Err(written.wrong(&name.span(), why))
        };
        let mut map = Self { manner: written.manner()?, ..Self::default() };
        for (name, column) in &written.columns {
            let WrittenColumn::Name(theirs) = column.get_ref() else {
                let why = "Write the name of the column alone: no time is added in a register.";
                return Err(written.wrong(&column.span(), why));
            };
            map.columns.insert(ours(name, true)?, theirs.clone());
        }
        for (name, said) in &written.values {
            let name = ours(name, false)?;
            let (words, column) = written.words(said, |_| Ok(()))?;
            map.columns.extend(column.map(|it| (name.clone(), it.into_inner())));
            map.words.insert(name, words);
        }
        for (name, value) in &written.defaults {
            let value = value.get_ref().as_str().map_or_else(|| value.get_ref().to_string(), str::to_owned);
            map.defaults.insert(ours(name, false)?, value);
        }
        if 1 < written.ticks.len() {
            return Err("One field alone can have a column for each of its words, under [ticks].".to_owned());
        }
        for (name, it) in &written.ticks {
            map.ticks = Some((ours(name, false)?, [it.from.clone(), it.to.clone()]));
        }
        let no_case = |_: &String| Err::<(), _>("It is for maps of cases. Leave it out.".to_owned());
        written.closed_without_date(no_case)?;
        written.one_case(false)?;
        Ok(map)
    }

    /// What a field is where its cell says nothing.
    fn otherwise(&self, name: &str) -> Option<&String> {
        self.words.get(name).and_then(|it| it.default.as_ref()).or_else(|| self.defaults.get(name))
    }
}

/// Whether this names the column of the reference.
fn is_reference(name: &str) -> bool {
    REFERENCE.contains(&plain(name).as_str())
}

/// What each line of a field answers, and the scale of the answers; none where its lines are no answers to questions.
fn asked_in(field: &Field) -> Option<(&'static [Choice], Is)> {
    match field.is {
        Is::Many([Field { is: Is::Word(all), .. }, Field { is: scale @ Is::Rating(_), .. }]) => {
            Some((*all, *scale))
        }
        _ => None,
    }
}

/// The field and the code of the question that a column is called by.
fn question(kind: &Kind, called: &str) -> Option<(&'static Field, &'static str)> {
    let called = plain(called);
    kind.fields.iter().find_map(|field| {
        let all = asked_in(field)?.0;
        let it = all.iter().find(|it| plain(it.0) == called || plain(it.1) == called)?;
        Some((field, it.0))
    })
}

/// A name however it is written: small letters, and one space between words.
fn plain(name: &str) -> String {
    let spaced: String = name.chars().map(|it| if matches!(it, '_' | '-') { ' ' } else { it }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which column is what.
#[derive(Debug)]
pub struct Columns {
    cells: ByteRecord,
    /// Cells at the beginning of each row that an earlier run added.
    added: usize,
    delimiter: u8,
    bytes: u64,
    next_line: u64,
    /// The fields, each with its place.
    fields: Vec<(usize, &'static Field)>,
    /// The place of the reference.
    reference: Option<usize>,
    /// The field that has a column for each of its words, with their places.
    ticks: Option<(&'static Field, RangeInclusive<usize>)>,
    /// The columns of questions: their places, the field that holds the answers, and the codes.
    questions: Vec<(usize, &'static Field, &'static str)>,
    /// The names of those that are nothing of ours.
    others: Vec<String>,
}

impl Columns {
    /// The fields, each with the place of its column.
    pub fn fields(&self) -> impl Iterator<Item = (usize, &'static Field)> {
        self.fields.iter().copied()
    }

    /// The questions, each with the place of its column, by their codes.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &'static str)> {
        self.questions.iter().map(|it| (it.0, it.2))
    }

    /// The place of the column of the reference.
    pub const fn reference(&self) -> Option<usize> {
        self.reference
    }

    /// The names of the columns that are nothing of the register’s.
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// The cell of the header in a place.
    pub fn cell(&self, place: usize) -> &[u8] {
        self.cells.get(place).unwrap_or_default()
    }

    /// Finds the header: the first line in which a column stands for every field that must be given.
    pub fn find(head: &[u8], kind: &Kind, map: &Map) -> Result<Self, String> {
        let encoding = map.manner.encoding;
        Self::look_for(head, kind, map, encoding).map_err(|why| {
            match Self::look_for(head, kind, map, encoding.other()) {
                Ok(_) => in_another_encoding(encoding.other()),
                Err(_) => why,
            }
        })
    }

    fn look_for(head: &[u8], kind: &Kind, map: &Map, encoding: Encoding) -> Result<Self, String> {
        let mut nearest: Option<Self> = None;
        let one = map.manner.delimiter.map(|it| [it]);
        let delimiters: &[u8] = one.as_ref().map_or(DELIMITERS, |it| it);
        let lines = (1..).zip(line_starts(head));
        for (line, start) in lines.filter(|it| map.manner.header.is_none_or(|line| it.0 == line || it.0 == 1))
        {
            for delimiter in delimiters {
                let names = Names::read(head, line, start, *delimiter, encoding);
                let found = Self::of(names, *delimiter, kind, map)?;
                if nearest.as_ref().is_none_or(|it| it.fields.len() < found.fields.len()) {
                    nearest = Some(found);
                }
            }
            // Whatever stands before a header names next to nothing of it.
            if nearest.as_ref().is_some_and(|it| it.lacks(kind, map).is_none()) {
                break;
            }
        }
        let found = nearest.filter(|it| !it.fields.is_empty()).ok_or_else(|| {
            let labels: Vec<&str> = kind.fields.iter().map(|it| it.label).collect();
            format!(
                "No line names a column as a field of {} is called: {}. Rename the columns, or give a map with --map.",
                kind.one,
                labels.join(", ")
            )
        })?;
        match found.lacks(kind, map) {
            Some(field) => Err(format!(
                "There is no column for “{}” ({}), which must be given. Rename the column that holds it, or say in a map \
                 which it is.",
                field.label, field.name
            )),
            None => Ok(found),
        }
    }

    fn of(read: Names, delimiter: u8, kind: &Kind, map: &Map) -> Result<Self, String> {
        let Names { cells, names, is_own, bytes, next_line } = read;
        let added = if is_own { OWN_COLUMNS.len() } else { 0 };
        let (mut fields, mut reference, mut others) = (Vec::new(), None, Vec::new());
        let mut questions: Vec<(usize, &'static Field, &'static str)> = Vec::new();
        let place = |called: &String| names.iter().position(|it| plain(it) == plain(called));
        let ticks = map
            .ticks
            .as_ref()
            .and_then(|(name, [from, to])| Some((field(kind.fields, name)?, place(from)?..=place(to)?)));
        let is_tick = |place: usize| ticks.as_ref().is_some_and(|it| it.1.contains(&place));
        for (place, name) in names.iter().cloned().enumerate().skip(added).filter(|it| !it.1.is_empty()) {
            if is_tick(place) {
                continue;
            }
            let mapped = map.columns.iter().find(|it| plain(it.1) == plain(&name)).map(|it| it.0.as_str());
            let called = mapped.unwrap_or(&name);
            let is_it = |it: &&Field| plain(it.name) == plain(called) || plain(it.label) == plain(called);
            // What the map takes from elsewhere is not taken from a column of its name too.
            let is_free = |it: &&Field| mapped.is_some() || !map.columns.contains_key(it.name);
            match kind.fields.iter().find(is_it).filter(is_free) {
                Some(field) if fields.iter().any(|it: &(usize, &Field)| it.1.name == field.name) => {
                    return Err(format!(
                        "There is more than one column for “{}”: rename all but one.",
                        field.label
                    ));
                }
                Some(field) => fields.push((place, field)),
                None if is_reference(called) && reference.is_none() => reference = Some(place),
                None => match question(kind, called) {
                    Some((_, code)) if questions.iter().any(|it| it.2 == code) => {
                        return Err(format!(
                            "There is more than one column for “{code}”: rename all but one."
                        ));
                    }
                    Some((field, code)) => questions.push((place, field, code)),
                    None => others.push(name),
                },
            }
        }
        Ok(Self { cells, added, delimiter, bytes, next_line, fields, reference, ticks, questions, others })
    }

    /// A field that must be given and is in no column.
    fn lacks(&self, kind: &Kind, map: &Map) -> Option<&'static Field> {
        let is_there = |it: &&Field| {
            self.fields.iter().any(|(_, there)| there.name == it.name)
                || self.ticks.as_ref().is_some_and(|(ticked, _)| ticked.name == it.name)
                || map.otherwise(it.name).is_some()
        };
        kind.fields.iter().find(|it| it.need == Need::Must && !is_there(it))
    }
}

/// Imports a file. `progress` hears bytes done, bytes in all and rows; `stop` ends the run after the batch at hand.
pub fn run(
    service: &mut dyn Service,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64, u64),
    stop: &AtomicBool,
) -> Result<Summary, ImportError> {
    let wrong = |why: String| ImportError::Source { path: options.file.clone(), why };
    let mut map = match &options.map {
        None => Map::default(),
        Some(path) => {
            let wrong = |why: String| ImportError::Map { path: path.clone(), why };
            let text = bounded::file(path, bounded::BY_HAND).map_err(|it| wrong(it.to_string()))?;
            Map::read(options.kind, &text).map_err(wrong)?
        }
    };
    let opened = Opened::of(&options.file, map.manner.sheet.as_deref())?;
    opened.settle(&mut map.manner);
    let columns = Columns::find(&opened.head, options.kind, &map).map_err(wrong)?;
    if let (Some((name, [from, to])), None) = (&map.ticks, &columns.ticks) {
        return Err(wrong(format!(
            "There are no columns from “{from}” to “{to}”, in which “{name}” is ticked."
        )));
    }
    let file = (opened.name.clone(), opened.sha256.clone());
    let hello = hello(service)?;
    let links = columns.fields.iter().any(|it| matches!(it.1.is, Is::Link(To::Case)));
    let cases = if links { Some(CasesThere::ask(service, hello.today)?) } else { None };
    let EntriesThere { elsewhere, here } = entries_there(service, hello.today, options.kind.letter)?;
    let name = |place: usize| name(columns.cells.get(place).unwrap_or_default(), map.manner.encoding);
    let dates = columns.fields.iter().filter(|it| matches!(it.1.is, Is::Day(_)));
    let zone = hello.office.zone();
    let sheet = Sheet {
        path: &options.file,
        opened,
        first_row: (columns.bytes, columns.next_line),
        manner: &map.manner,
        delimiter: columns.delimiter,
        zone,
        dates: dates.map(|it| (it.0, name(it.0))).collect(),
        reference: columns.reference.map(name),
        one_case: None,
        header: &columns.cells,
        added: columns.added,
        rejects: options.rejects.as_deref(),
        dry_run: options.dry_run,
        reject_alike: false,
        there: elsewhere,
    };
    let summary = Summary { columns_left_out: columns.others.clone(), ..Summary::default() };
    let house = House::new(hello.office);
    let (kind, today, actor) = (options.kind, hello.today, hello.login);
    let rows = Entries { kind, map: &map, columns: &columns, zone, file, house, today, actor, cases, here };
    frame::run(service, sheet, rows, summary, progress, stop)
}

/// Rows that become entries of a register.
struct Entries<'a> {
    kind: &'static Kind,
    map: &'a Map,
    columns: &'a Columns,
    zone: Tz,
    file: (String, String),
    house: House,
    today: NaiveDate,
    actor: String,
    /// The cases that entries may be linked with.
    cases: Option<CasesThere>,
    /// The entries of the register that are here.
    here: HashSet<EntryRef>,
}

impl Importer for Entries<'_> {
    type Reading = (Box<ImportEntry>, Noticed, usize);

    fn parts(&self, row: Row) -> Vec<Row> {
        let parts = self.ticked(&row).len().max(1);
        (0..parts).map(|part| Row { part, ..row.clone() }).collect()
    }

    fn read(&self, rows: &[Row]) -> Result<Option<Self::Reading>, AtFault> {
        rows.iter().map(|it| self.entry(it)).next_back().transpose().map_err(|it| (0, it))
    }

    fn reference(&self, rows: &[Row]) -> String {
        rows.first().and_then(|it| self.reference_of(it, &mut Noticed::default()).ok()).unwrap_or_default()
    }

    fn source(reading: &Self::Reading) -> &Source {
        &reading.0.source
    }

    fn source_mut(reading: &mut Self::Reading) -> &mut Source {
        &mut reading.0.source
    }

    fn step(&self, reading: &Self::Reading) -> (String, AnyCommand) {
        let command = EntryCommand::ImportEntry(reading.0.clone());
        let part = if reading.2 == 0 { String::new() } else { format!(":{}", reading.2) };
        (format!("import-entry:{}{part}", self.kind.id), command.into())
    }

    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject {
        let mut reject = Reject::of_refusal(refusal);
        let place = self.columns.fields.iter().find(|it| it.1.name == refusal.field).map(|it| it.0);
        let label = field(self.kind.fields, &refusal.field).map_or("", |it| it.label);
        // The column stands before it already.
        for it in [&mut reject.kind, &mut reject.reason] {
            if let Some(rest) = it.strip_prefix(&format!("{label}: ")) {
                *it = rest.to_owned();
            }
        }
        match place {
            Some(place) => self.reject(row, place, &reject.kind, reject.reason),
            None => Reject { column: label.to_owned(), ..reject },
        }
    }

    fn count(&self, reading: &Self::Reading, summary: &mut Summary) {
        summary.notice(&reading.1);
    }
}

impl Entries<'_> {
    /// Reads a row as an entry.
    fn entry(&self, row: &Row) -> Result<(Box<ImportEntry>, Noticed, usize), Reject> {
        let (mut noticed, mut faults) = (Noticed::default(), Vec::new());
        check_shape(row, self.columns.cells.len(), self.columns.added)?;
        let mut values = Values::default();
        for it in self.kind.fields {
            if let Some(value) = self.map.otherwise(it.name) {
                values.set(it.name, Value::Text(value.clone()));
            }
        }
        for (place, field) in &self.columns.fields {
            match self.value(row, (*place, field), &mut noticed) {
                Ok(Some(it)) => values.set(field.name, it),
                Ok(None) => {}
                Err(fault) => faults.push(fault),
            }
        }
        self.answers(row, &mut values, &mut noticed, &mut faults);
        let reference = self.reference_of(row, &mut noticed);
        let reference = reference.map_err(|it| faults.push(it)).unwrap_or_default();
        if let (Some((field, _)), Some((place, word))) = (&self.columns.ticks, self.word_ticked(row)) {
            match self.meant(row, (place, field), &word, &mut noticed) {
                Ok(it) => values.set(field.name, Value::Text(it)),
                Err(fault) => faults.push(fault),
            }
        }
        let is_wrong = |it: &Field, faults: &[Reject]| {
            let mut columns = self.columns.fields.iter().filter(|(_, there)| there.name == it.name);
            columns.any(|(place, _)| faults.iter().any(|at| at.column == self.column(*place)))
        };
        // What a row that cannot come in lacks besides is told with it.
        if !faults.is_empty() {
            let lacks = |it: &&Field| it.need == Need::Must && values.get(it.name).is_none();
            let lacking: Vec<&Field> = self.kind.fields.iter().filter(lacks).collect();
            for it in lacking {
                if !is_wrong(it, &faults) {
                    faults.push(self.refused(row, &Refusal::of_field(it.name, "This must be given.", "")));
                }
            }
        }
        if let Some(reject) = Reject::of_all(faults) {
            return Err(reject);
        }
        let (file, sha256) = self.file.clone();
        let row_sha256 =
            if reference.is_empty() { row_sum(vec![self.said(&values)], row.part) } else { String::new() };
        let source = Source { reference, file, sha256, line: row.line, erased_as: String::new(), row_sha256 };
        let import = Box::new(ImportEntry { register: self.kind.id.to_owned(), source, values });
        Entry::decide_first(&self.terms(), EntryCommand::ImportEntry(import.clone()))
            .map_err(|refusal| self.refused(row, &refusal))?;
        Ok((import, noticed, row.part))
    }

    /// What a row says, field by field: a day as a day, however it is written.
    fn said(&self, values: &Values) -> Said {
        let said = |(name, value): (&str, &Value)| {
            let read = field(self.kind.fields, name)
                .filter(|it| matches!(it.is, Is::Day(_)))
                .and_then(|it| read::value(&self.terms(), it, value, &[]).ok());
            let words = read.as_ref().map_or(value.text(), Value::text);
            (name.to_owned(), words.to_owned())
        };
        values.iter().map(said).collect()
    }

    /// Adds what the columns of questions say, a line for each that was answered.
    fn answers(&self, row: &Row, values: &mut Values, noticed: &mut Noticed, faults: &mut Vec<Reject>) {
        for (place, field, code) in &self.columns.questions {
            let text = match self.cell(row, *place, noticed) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let words = self.map.words.get(field.name);
            let answer = words.and_then(|it| it.meaning(&text).or(it.default.as_deref())).unwrap_or(&text);
            let line = format!("{code} | {}", flat(answer).replace('\\', "\\\\").replace('|', "\\|"));
            match read::value(&self.terms(), field, &Value::Text(line.clone()), &[]) {
                Ok(_) => {
                    let before = values.text(field.name);
                    let all = if before.is_empty() { line } else { format!("{before}\n{line}") };
                    values.set(field.name, Value::Text(all));
                }
                Err(refusal) => {
                    let told = Reject::of_refusal(&refusal);
                    faults.push(self.reject(row, *place, &told.kind, told.reason));
                }
            }
        }
    }

    /// What a cell of a field says, read by the field; none if it says nothing.
    fn value(
        &self,
        row: &Row,
        (place, field): (usize, &Field),
        noticed: &mut Noticed,
    ) -> Result<Option<Value>, Reject> {
        let Some(text) = self.cell(row, place, noticed)? else { return Ok(None) };
        let value = Value::Text(self.meant(row, (place, field), &text, noticed)?);
        read::value(&self.terms(), field, &value, &[]).map_err(|refusal| self.refused(row, &refusal))?;
        Ok(Some(value))
    }

    /// What rows are read under.
    fn terms(&self) -> Terms<'_> {
        let house = &self.house;
        Terms { office: &house.office, calendar: &house.calendar, today: self.today, actor: &self.actor }
    }

    /// The reference that a row comes in under; empty for none.
    fn reference_of(&self, row: &Row, noticed: &mut Noticed) -> Result<String, Reject> {
        let reference = self.columns.reference.map(|it| self.cell(row, it, noticed)).transpose()?.flatten();
        let reference = reference.map(|it| flat(&it)).unwrap_or_default();
        let is_ours = reference.parse().is_ok_and(|it| self.here.contains(&it));
        if let Some(place) = self.columns.reference.filter(|_| is_ours) {
            let why = "This is an entry of this office already, and an import changes none. If it is another one, from another \
                       office, give it another reference.";
            return Err(self.reject(row, place, "an entry of this office", why));
        }
        // Each word of a row comes in under a reference of its own.
        Ok(match self.word_ticked(row) {
            Some((_, word)) if !reference.is_empty() => format!("{reference}: {word}"),
            _ => reference,
        })
    }

    /// The word that is ticked in a part of a row, and its place.
    fn word_ticked(&self, row: &Row) -> Option<(usize, String)> {
        let place = self.ticked(row).get(row.part).copied()?;
        Some((place, name(self.columns.cells.get(place).unwrap_or_default(), self.map.manner.encoding)))
    }

    /// The places of the words that are ticked in a row.
    fn ticked(&self, row: &Row) -> Vec<usize> {
        let says = |it: &usize| {
            let cell = row.cells.get(*it).unwrap_or_default();
            !self.map.manner.is_missing(&self.map.manner.encoding.decode_anyhow(cell))
        };
        self.columns.ticks.iter().flat_map(|it| it.1.clone()).filter(says).collect()
    }

    /// What stands in a cell; none if it says nothing.
    fn cell(&self, row: &Row, place: usize, noticed: &mut Noticed) -> Result<Option<String>, Reject> {
        let bytes = row.cells.get(place).unwrap_or_default();
        let text = read_cell(self.map.manner.encoding, bytes, noticed)
            .map_err(|at| self.reject(row, place, "not UTF-8", not_utf_8(bytes, at)))?;
        Ok((!self.map.manner.is_missing(&text)).then_some(text))
    }

    /// What the words of a cell mean: translated by the map; a date by its formats; and a case by the reference that it came in
    /// under.
    fn meant(
        &self,
        row: &Row,
        (place, field): (usize, &Field),
        text: &str,
        noticed: &mut Noticed,
    ) -> Result<String, Reject> {
        let words = self.map.words.get(field.name);
        if let Some(meaning) = words.and_then(|it| it.meaning(text)) {
            return Ok(meaning.to_owned());
        }
        let chosen = |it: &Choice| plain(it.0) == plain(text) || plain(it.1) == plain(text);
        let is_known = field.is.choices().is_none_or(|it| it.iter().any(chosen));
        match (field.is, &self.cases) {
            (Is::Link(To::Case), Some(cases)) => {
                let why = "There is no such case, neither here nor under this reference where cases were imported from. \
                           Put it right, or leave it empty.";
                let case = cases.find(&flat(text));
                Ok(case.ok_or_else(|| self.reject(row, place, "no such case", why))?.to_string())
            }
            (Is::Day(_), _) => match dates::read(&self.map.manner.dates, self.zone, text) {
                Ok(day) => {
                    noticed.moved += u64::from(day.is_moved);
                    Ok(day.on.to_string())
                }
                Err(BadDate::Ambiguous(one, other)) => {
                    Err(self.reject(row, place, "two readings of a date", two_readings(one, other)))
                }
                // The register says what it would take.
                Err(BadDate::Unreadable) => Ok(text.to_owned()),
            },
            _ => match words.and_then(|it| it.default.as_ref()) {
                Some(default) if !is_known => {
                    noticed.untranslated.push((field.name.to_owned(), shown(text)));
                    Ok(default.clone())
                }
                _ => Ok(text.to_owned()),
            },
        }
    }

    fn reject(&self, row: &Row, place: usize, kind: &str, why: impl Into<String>) -> Reject {
        let value = self.map.manner.encoding.decode_anyhow(row.cells.get(place).unwrap_or_default());
        Reject { column: self.column(place), value: shown(&value), ..Reject::of_row(kind, why) }
    }

    /// The name of a column as it stands in the file.
    fn column(&self, place: usize) -> String {
        let cell = self.columns.cells.get(place).unwrap_or_default();
        self.map.manner.encoding.decode_anyhow(cell).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::kinds::KINDS;

    fn found(head: &str, kind: &Kind, map: &Map) -> Result<(Vec<&'static str>, Vec<String>), String> {
        let columns = Columns::find(head.as_bytes(), kind, map)?;
        Ok((columns.fields.iter().map(|it| it.1.name).collect(), columns.others))
    }

    #[test]
    fn columns_are_known_by_name_or_label_however_they_are_written_and_others_are_told() {
        for kind in KINDS {
            let names: Vec<&str> = kind.fields.iter().map(|it| it.name).collect();
            let quoted = |it: &str| format!("\"{it}\"");
            let labels: Vec<String> = kind.fields.iter().map(|it| quoted(&it.label.to_uppercase())).collect();
            let dashes = names.join(";").replace('_', "-");
            for header in [labels.join(","), names.join("\t"), format!("Some report\n\nRef;Colour;{dashes}")]
            {
                let (fields, others) = found(&header, kind, &Map::default()).expect(&header);
                assert_eq!(fields, names, "{header}");
                assert_eq!(others.is_empty(), !header.contains("Colour"), "{others:?}");
            }
        }
    }

    #[test]
    fn a_column_for_each_question_is_known_by_its_code_its_words_or_a_map() {
        let kind = crate::domain::register::kinds::kind_called("feedback").expect("a register");
        let map = Map::read(kind, "[columns]\nP2 = \"Q2\"\n[values.answers]\n\"5\" = \"agree strongly\"");
        let head = "Ref,From,Given on,P1,Q2,It was easy to make my complaint,In their words";
        let columns = Columns::find(head.as_bytes(), kind, &map.expect("a map"));
        let why = columns.expect_err("twice the same question");
        assert!(why.contains("more than one column for “P2”"), "{why}");
        let columns = Columns::find(b"Ref,From,Given on,P1,Q2,In their words", kind, &Map::default());
        let columns = columns.expect("a header");
        assert_eq!(columns.questions.iter().map(|it| (it.0, it.2)).collect::<Vec<_>>(), [(3, "P1")]);
        assert_eq!(columns.others, ["Q2"]);
        assert!(entries_help(kind).contains("P1 = \"Q1. "), "{}", entries_help(kind));
    }

    #[test]
    fn columns_of_words_are_a_field_of_their_own_and_none_of_the_others() {
        let kind = crate::domain::register::kinds::kind_called("insight").expect("a register");
        let map = "[columns]\non = \"Date\"\n[defaults]\nsource = \"other\"\nnumber = 1\n[ticks]\n\
                   theme = { from = \"Delay\", to = \"Tone\" }";
        let map = Map::read(kind, map).expect("a map");
        let columns = Columns::find(b"Date,Trust,Delay,Fees,Tone", kind, &map).expect("a header");
        let (field, places) = columns.ticks.expect("they are there");
        assert_eq!((field.name, places, columns.others), ("theme", 2..=4, vec!["Trust".to_owned()]));
        let why = Map::read(kind, "[ticks]\ncolour = { from = \"a\", to = \"b\" }").err().expect("refused");
        assert!(why.contains("“colour” is not a field"), "{why}");
    }

    #[test]
    fn a_column_that_must_be_there_is_missed_by_its_label_and_a_map_says_what_it_is_called() {
        for kind in KINDS {
            let must = kind.fields.iter().find(|it| it.need == Need::Must).expect("one must be given");
            let others = kind.fields.iter().filter(|it| it.name != must.name).map(|it| it.name);
            let header = others.chain(["Theirs"]).collect::<Vec<_>>().join(",");
            let why = found(&header, kind, &Map::default()).expect_err("one is not there");
            assert!(why.contains(must.label), "{why}");
            let map = Map::read(kind, &format!("[columns]\n{} = \"theirs\"", must.name)).expect("a map");
            assert!(found(&header, kind, &map).expect("all are there").0.contains(&must.name));
            assert!(Map::read(kind, "[columns]\ncolour = \"x\"").is_err_and(|it| it.contains(must.name)));
        }
    }
}
