//! Entries of a register from a spreadsheet: its columns are those of the register's table, by their names or labels, unless
//! a map says otherwise. Rows are read as the register reads what is typed, so that no word is guessed.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use csv::ByteRecord;
use serde::Deserialize;

use crate::api::message::{Ask, Fault, Hello, Reply, Request};
use crate::api::service::Service;
use crate::bounded;
use crate::domain::commit::Source;
use crate::domain::office::record::House;
use crate::domain::records::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::register::command::{EntryCommand, ImportEntry};
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is, Need, To, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::value::{Value, Values};
use crate::domain::terms::Terms;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::header::{Names, line_starts};
use crate::exchange::import::map::{DELIMITERS, MISSING};
use crate::exchange::import::reading::{check_shape, flat, shown};
use crate::exchange::import::rejects::{Layout, OWN_COLUMNS, Reject, Rejects};
use crate::exchange::import::run::{
    BATCH_BYTES, BATCH_ROWS, ID_DIGITS, LINES_MOST, NO_ANSWER, without_brackets,
};
use crate::exchange::import::source::Opened;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;
use crate::exchange::import::text::{Encoding, without_controls};
use crate::exchange::import::there::{CasesThere, ask, digest, entries_there, unexpected};

/// What the column of the reference in the other system is called.
const REFERENCE: &[&str] = &["ref", "reference", "source ref"];

/// How an import into a register reads a file.
pub const ENTRIES_HELP: &str = "\
Columns are matched to the fields of the register by name or label; capitals, “-”, “_” and spaces do not matter. A column \
“ref” or “reference” holds the reference in the other system: an entry comes in under it once. Rows without one come in \
from every file that has them; the same file again adds nothing. Values are written as on the command line; what has a \
line for each has them in its cell, with | between the parts.";

/// The same for one register, with its fields and how its map is written.
pub fn entries_help(kind: &Kind) -> String {
    let fields: Vec<String> = kind.fields.iter().map(|it| format!("{} ({})", it.label, it.name)).collect();
    let chosen = kind.fields.iter().find_map(|it| Some((it.name, it.is.choices()?.first()?.1)));
    let (name, words) = chosen.unwrap_or((kind.fields[0].name, "ours"));
    format!(
        "Its fields: {}.\n\n{ENTRIES_HELP}\n\nA map is only needed where columns or words differ:\n\n\
         [source]\nencoding  = \"utf-8\"         # or \"windows-1252\"\n\n\
         [columns]                   # our field = their column\n{name} = \"What they call it\"\nreference = \"No.\"\n\n\
         [values.{name}]\n\"Their word\" = \"{words}\"\n\n\
         [defaults]                  # field = value, where the cell is missing or has no column\n{name} = \"{words}\"",
        fields.join(", ")
    )
}

/// What to import, and how.
pub struct Options {
    /// Into which register.
    pub kind: &'static Kind,
    /// The file.
    pub file: PathBuf,
    /// The map, where there is one.
    pub map: Option<PathBuf>,
    /// Whether to check everything and write nothing.
    pub dry_run: bool,
    /// Where rejected rows go; none for a file beside the file.
    pub rejects: Option<PathBuf>,
}

/// The map as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Map {
    source: OfSource,
    columns: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    defaults: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OfSource {
    encoding: Option<String>,
}

impl Map {
    /// Reads and checks a map; the error says what is wrong and what to write.
    fn read(kind: &Kind, text: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(text).map_err(|it| it.to_string())?;
        let names: Vec<&str> = kind.fields.iter().map(|it| it.name).collect();
        let is_ours = |it: &&String| names.contains(&it.as_str());
        let columns = map.columns.keys().filter(|it| !is_ours(it) && !is_reference(it));
        let others = map.values.keys().chain(map.defaults.keys()).filter(|it| !is_ours(it));
        match columns.chain(others).next() {
            Some(wrong) => {
                Err(format!("“{wrong}” is not a field. The fields are: reference, {}.", names.join(", ")))
            }
            None => Ok(map),
        }
    }

    fn encoding(&self) -> Result<Encoding, String> {
        let Some(name) = &self.source.encoding else { return Ok(Encoding::Utf8) };
        Encoding::from_name(name).ok_or_else(|| {
            format!("“{name}” is not an encoding that can be read. Write \"utf-8\" or \"windows-1252\".")
        })
    }
}

/// Whether this names the column of the reference.
fn is_reference(name: &str) -> bool {
    REFERENCE.contains(&plain(name).as_str())
}

/// A name however it is written: small letters, and one space between words.
fn plain(name: &str) -> String {
    let spaced: String = name.chars().map(|it| if matches!(it, '_' | '-') { ' ' } else { it }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which column is what.
#[derive(Debug)]
struct Columns {
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
    /// The names of those that are nothing of ours.
    others: Vec<String>,
}

impl Columns {
    /// Finds the header: the first line in which a column stands for every field that must be given.
    fn find(head: &[u8], kind: &Kind, map: &Map, encoding: Encoding) -> Result<Self, String> {
        let mut nearest: Option<Self> = None;
        for (line, start) in (1..).zip(line_starts(head)) {
            for delimiter in DELIMITERS {
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
        for (place, name) in names.into_iter().enumerate().skip(added).filter(|it| !it.1.is_empty()) {
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
                None => others.push(name),
            }
        }
        Ok(Self { cells, added, delimiter, bytes, next_line, fields, reference, others })
    }

    /// A field that must be given and is in no column.
    fn lacks(&self, kind: &Kind, map: &Map) -> Option<&'static Field> {
        let is_there = |it: &&Field| {
            self.fields.iter().any(|(_, there)| there.name == it.name) || map.defaults.contains_key(it.name)
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
    let map = match &options.map {
        None => Map::default(),
        Some(path) => {
            let wrong = |why: String| ImportError::Map { path: path.clone(), why };
            let text = bounded::file(path, bounded::BY_HAND).map_err(|it| wrong(it.to_string()))?;
            Map::read(options.kind, &text).map_err(wrong)?
        }
    };
    let opened = Opened::of(&options.file)?;
    let said = map
        .encoding()
        .map_err(|why| ImportError::Map { path: options.map.clone().unwrap_or_default(), why })?;
    let encoding = if opened.is_marked { Encoding::Utf8 } else { said };
    let columns = Columns::find(&opened.head, options.kind, &map, encoding).map_err(wrong)?;
    let (file, size) = ((opened.name.clone(), opened.sha256.clone()), opened.size);
    let (mut rows, start) =
        opened.rows(&options.file, columns.bytes, columns.delimiter, columns.next_line)?;
    let mut importer = Importer::new(service, options, &map, &columns, encoding, file)?;
    loop {
        importer.summary.stopped = stop.load(Ordering::Relaxed);
        if importer.summary.stopped {
            break;
        }
        let next = rows.next_row();
        let next = next.map_err(|why| ImportError::File { path: options.file.clone(), why })?;
        let Some(row) = next else { break };
        if LINES_MOST < row.line {
            importer.send()?;
            return Err(wrong(format!(
                "this file has more than {LINES_MOST} lines, and that is the most. Split it."
            )));
        }
        importer.take(row);
        if BATCH_ROWS <= importer.batch.len() || BATCH_BYTES <= importer.bytes {
            importer.send()?;
            progress(start + rows.bytes(), size, importer.summary.rows);
        }
    }
    importer.send()?;
    progress(start + rows.bytes(), size, importer.summary.rows);
    importer.summary.rejects_file = importer.rejects.finish()?;
    Ok(importer.summary)
}

/// A run under way.
struct Importer<'a> {
    service: &'a mut dyn Service,
    kind: &'static Kind,
    map: &'a Map,
    columns: &'a Columns,
    encoding: Encoding,
    file: (String, String),
    hello: Hello,
    house: House,
    /// The cases that entries may be linked with.
    cases: Option<CasesThere>,
    /// In a dry run: which references are there, or would be by now.
    dry: Option<HashSet<[u8; 16]>>,
    batch: Vec<(Row, Result<Box<ImportEntry>, Reject>)>,
    bytes: usize,
    rejects: Rejects,
    summary: Summary,
}

impl<'a> Importer<'a> {
    fn new(
        service: &'a mut dyn Service,
        options: &Options,
        map: &'a Map,
        columns: &'a Columns,
        encoding: Encoding,
        file: (String, String),
    ) -> Result<Self, ImportError> {
        let hello = match ask(service, Request::Hello, 0)? {
            Reply::Hello(hello) => *hello,
            other => return Err(unexpected(&other, 0)),
        };
        let links = columns.fields.iter().any(|it| matches!(it.1.is, Is::Link(To::Case)));
        let cases = if links { Some(CasesThere::ask(service, hello.today)?) } else { None };
        let dry = if options.dry_run {
            Some(entries_there(service, hello.today, options.kind.letter)?)
        } else {
            None
        };
        let own = columns.cells.iter().skip(columns.added).collect();
        let layout = Layout { encoding, delimiter: columns.delimiter, header: &own };
        let rejects = Rejects::new(&options.file, options.rejects.as_deref(), &layout)?;
        let columns_left_out = columns.others.clone();
        let summary = Summary { dry_run: options.dry_run, columns_left_out, ..Summary::default() };
        let house = House::new(hello.office.clone());
        let kind = options.kind;
        let (batch, bytes) = (Vec::new(), 0);
        Ok(Self {
            service,
            kind,
            map,
            columns,
            encoding,
            file,
            hello,
            house,
            cases,
            dry,
            batch,
            bytes,
            rejects,
            summary,
        })
    }

    /// Reads a row and keeps it for the batch.
    fn take(&mut self, row: Row) {
        if row.is_blank() {
            self.summary.blank_lines += 1;
        } else if row.repeats(&self.columns.cells) {
            self.summary.rows += 1;
            self.summary.repeated_headers += 1;
        } else {
            let verdict = self.judge(&row);
            self.bytes += row.cells.as_slice().len();
            self.batch.push((row, verdict));
        }
    }

    /// What a row becomes, or why it cannot come in.
    fn judge(&mut self, row: &Row) -> Result<Box<ImportEntry>, Reject> {
        check_shape(row, self.columns.cells.len(), self.columns.added)?;
        let mut values = Values::default();
        for (name, value) in &self.map.defaults {
            values.set(name, Value::Text(value.clone()));
        }
        for (place, field) in &self.columns.fields {
            let Some(text) = self.cell(row, *place)? else { continue };
            values.set(field.name, Value::Text(self.meant(row, field, &text)?));
        }
        let reference = self.columns.reference.map(|it| self.cell(row, it)).transpose()?.flatten();
        let (file, sha256) = self.file.clone();
        let reference = reference.map(|it| flat(&it)).unwrap_or_default();
        let source = Source { reference, file, sha256, line: row.line };
        let import = Box::new(ImportEntry { register: self.kind.id.to_owned(), source, values });
        let house = &self.house;
        let terms = Terms {
            office: &house.office,
            calendar: &house.calendar,
            today: self.hello.today,
            actor: &self.hello.login,
        };
        Entry::decide_first(&terms, EntryCommand::ImportEntry(import.clone()))
            .map_err(|refusal| self.refused(row, &refusal))?;
        Ok(import)
    }

    /// What stands in a cell; none if it says nothing.
    fn cell(&mut self, row: &Row, place: usize) -> Result<Option<String>, Reject> {
        let bytes = row.cells.get(place).unwrap_or_default();
        let text = self.encoding.decode(bytes).map_err(|at| {
            let byte = bytes.get(at - 1).copied().unwrap_or_default();
            let why = format!(
                "Byte {at} of the cell (0x{byte:02X}) is not UTF-8. If the file was saved by Excel, give a map with \
                 encoding = \"windows-1252\" under [source]."
            );
            self.reject(row, place, "not UTF-8", why)
        })?;
        let (text, controls) = without_controls(&text);
        self.summary.controls_removed += controls;
        let text = text.trim();
        Ok((!MISSING.contains(&text)).then(|| text.to_owned()))
    }

    /// What the words of a cell mean: translated by the map, and a case by the reference that it came in under.
    fn meant(&self, row: &Row, field: &Field, text: &str) -> Result<String, Reject> {
        let words = self.map.values.get(field.name).into_iter().flatten();
        let meaning = words.into_iter().find(|it| plain(it.0) == plain(text)).map(|it| it.1.clone());
        let text = meaning.unwrap_or_else(|| text.to_owned());
        match (field.is, &self.cases) {
            (Is::Link(To::Case), Some(cases)) => {
                let place =
                    self.columns.fields.iter().find(|it| it.1.name == field.name).map_or(0, |it| it.0);
                let why = "There is no such case, neither here nor under this reference where cases were imported from. \
                           Put it right, or leave it empty.";
                let case = cases.find(&flat(&text));
                Ok(case.ok_or_else(|| self.reject(row, place, "no such case", why))?.to_string())
            }
            _ => Ok(text),
        }
    }

    fn reject(&self, row: &Row, place: usize, kind: &str, why: impl Into<String>) -> Reject {
        let text = |cells: &ByteRecord| self.encoding.decode_anyhow(cells.get(place).unwrap_or_default());
        let (column, value) = (text(&self.columns.cells).trim().to_owned(), shown(&text(&row.cells)));
        Reject { column, value, ..Reject::of_row(kind, why) }
    }

    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject {
        let kind = without_brackets(&refusal.why);
        let place = self.columns.fields.iter().find(|it| it.1.name == refusal.field).map(|it| it.0);
        let label = field(self.kind.fields, &refusal.field).map_or("", |it| it.label);
        match place {
            Some(place) => self.reject(row, place, &kind, refusal.to_string()),
            None => Reject { column: label.to_owned(), ..Reject::of_row(&kind, refusal.to_string()) },
        }
    }

    /// Sends the batch, and counts how each of its rows ended.
    fn send(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let taken = batch.iter().filter_map(|it| it.1.as_ref().ok()).map(|it| (**it).clone()).collect();
        let mut answers = self.answers(taken)?.into_iter();
        for (row, verdict) in batch {
            self.summary.rows += 1;
            let reject = match verdict {
                Err(reject) => reject,
                Ok(_) => match answers.next().unwrap_or_else(|| Err(Fault::Broken(NO_ANSWER.to_owned()))) {
                    Ok(true) => {
                        self.summary.imported += 1;
                        continue;
                    }
                    Ok(false) | Err(Fault::AlreadyThere(_)) => {
                        self.summary.already_there += 1;
                        continue;
                    }
                    Err(Fault::Refused(refusal)) => self.refused(&row, &refusal),
                    Err(fault) => {
                        return Err(ImportError::Store { fault, imported: self.summary.imported });
                    }
                },
            };
            self.summary.turn_away(&reject);
            self.rejects.write(row.line, &reject, row.cells.iter().skip(self.columns.added))?;
        }
        Ok(())
    }

    /// Whether each came in; not, if it was there already.
    fn answers(&mut self, taken: Vec<ImportEntry>) -> Result<Vec<Result<bool, Fault>>, ImportError> {
        if let Some(there) = &mut self.dry {
            let is_new = |it: &ImportEntry| {
                it.source.reference.is_empty() || there.insert(digest(&it.source.reference))
            };
            return Ok(taken.iter().map(is_new).map(Ok).collect());
        }
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let file = &self.file.1[..ID_DIGITS];
        let asks = taken.into_iter().map(|it| Ask {
            id: format!("import-entry:{}:{file}:{}", it.register, it.source.line),
            ..Ask::first(EntryCommand::ImportEntry(Box::new(it)))
        });
        let imported = self.summary.imported;
        match ask(self.service, Request::Do(asks.collect()), imported)? {
            Reply::Done(answers) => {
                Ok(answers.into_iter().map(|answer| answer.map(|it| !it.repeated)).collect())
            }
            other => Err(unexpected(&other, imported)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::kinds::KINDS;

    fn found(head: &str, kind: &Kind, map: &Map) -> Result<(Vec<&'static str>, Vec<String>), String> {
        let columns = Columns::find(head.as_bytes(), kind, map, Encoding::Utf8)?;
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
