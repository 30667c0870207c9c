//! An import from beginning to end, in batches that are each one write to the store.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::api::message::{Ask, Fault, Reply, Request};
use crate::api::service::{Service, read, take};
use crate::bounded::{self, Unread};
use crate::domain::case::command::Command;
use crate::domain::case::decide::begin;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::decide;
use crate::domain::office::lists::{ListKind, ThemeId};
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::begin as begin_plan;
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::TheOffice;
use crate::domain::refusal::Refusal;
use crate::domain::terms::Terms;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::{Field, Target};
use crate::exchange::import::header::Header;
use crate::exchange::import::lists::{LISTS, Lists};
use crate::exchange::import::map::Map;
use crate::exchange::import::reading::{Guide, Reading, Taken};
use crate::exchange::import::rejects::{Layout, Reject, Rejects};
use crate::exchange::import::source::SourceFile;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;
use crate::exchange::import::there::{CasesThere, ask, digest, plans_there, unexpected};
use chrono::NaiveDate;

/// Rows of a batch.
pub const BATCH_ROWS: usize = 500;
/// Bytes of a batch: long rows make it shorter, so that memory does not grow with them.
pub const BATCH_BYTES: usize = 8 << 20;
/// Lines of a file that are read at most, empty ones too.
pub const LINES_MOST: u64 = 100_000_000;
/// Names that a file may add to one list. A column with more holds something else, and nobody could choose from such a list.
const NEW_NAMES_MOST: usize = 2000;
/// Hexadecimal digits of the file's SHA-256 that name it in a command's id.
pub const ID_DIGITS: usize = 16;

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What its rows become.
    pub target: Target,
    /// The file.
    pub file: PathBuf,
    /// The map.
    pub map: PathBuf,
    /// Whether to check everything and write nothing.
    pub dry_run: bool,
    /// Whether a new service, theme or channel is a reason to reject a row.
    pub strict: bool,
    /// Where rejected rows go; none for a file beside the file of cases.
    pub rejects: Option<PathBuf>,
}

/// Imports a file. `progress` hears bytes done, bytes in all and rows; `stop` ends the run after the batch at hand.
pub fn run(
    service: &mut dyn Service,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64, u64),
    stop: &AtomicBool,
) -> Result<Summary, ImportError> {
    let unread = |why: Unread| ImportError::Map { path: options.map.clone(), why: why.to_string() };
    let text = bounded::file(&options.map, bounded::BY_HAND).map_err(unread)?;
    let map = Map::from_toml(options.target, &text)
        .map_err(|why| ImportError::Map { path: options.map.clone(), why })?;
    let SourceFile { name, sha256, size, map, header, mut rows, start } =
        SourceFile::open(&options.file, map)?;
    let mut importer = Importer::new(service, options, &map, &header, (name, sha256))?;
    while !importer.stop_if(stop) {
        let next = rows.next_row();
        let next = next.map_err(|why| ImportError::File { path: options.file.clone(), why })?;
        let Some(row) = next else { break };
        if LINES_MOST < row.line {
            importer.send()?;
            let why = format!("this file has more than {LINES_MOST} lines, and that is the most. Split it.");
            return Err(ImportError::Source { path: options.file.clone(), why });
        }
        importer.take(row);
        if importer.is_full() {
            importer.send()?;
            progress(start + rows.bytes(), size, importer.summary.rows);
        }
    }
    importer.send()?;
    progress(start + rows.bytes(), size, importer.summary.rows);
    importer.finish()
}

/// A row that waits for its batch to be sent.
struct Waiting {
    row: Row,
    verdict: Result<Box<Reading>, Reject>,
}

/// A run under way.
struct Importer<'a> {
    service: &'a mut dyn Service,
    map: &'a Map,
    header: &'a Header,
    file: (String, String),
    path: PathBuf,
    strict: bool,
    lists: Lists,
    today: NaiveDate,
    actor: String,
    batch: Vec<Waiting>,
    batch_bytes: usize,
    /// In a dry run: which references are there, or would be by now.
    dry: Option<HashSet<[u8; 16]>>,
    /// The cases that actions may have come of.
    cases: CasesThere,
    rejects: Rejects,
    summary: Summary,
}

impl<'a> Importer<'a> {
    fn new(
        service: &'a mut dyn Service,
        options: &Options,
        map: &'a Map,
        header: &'a Header,
        file: (String, String),
    ) -> Result<Self, ImportError> {
        let hello = match ask(service, Request::Hello, 0)? {
            Reply::Hello(hello) => *hello,
            other => return Err(unexpected(&other, 0)),
        };
        let looks_for_cases = map.fills(Field::Case) || (options.dry_run && map.target == Target::Cases);
        let cases =
            if looks_for_cases { CasesThere::ask(service, hello.today)? } else { CasesThere::default() };
        let dry = match map.target {
            _ if !options.dry_run => None,
            Target::Cases => Some(cases.references()),
            Target::Actions => Some(plans_there(service, hello.today)?),
        };
        let own = header.cells.iter().skip(header.added).collect();
        let layout = Layout { encoding: map.encoding, delimiter: header.delimiter, header: &own };
        Ok(Self {
            service,
            map,
            header,
            file,
            path: options.file.clone(),
            strict: options.strict,
            lists: Lists::new(hello.office),
            today: hello.today,
            actor: hello.login,
            batch: Vec::new(),
            batch_bytes: 0,
            dry,
            cases,
            rejects: Rejects::new(&options.file, options.rejects.as_deref(), &layout)?,
            summary: Summary { target: map.target, dry_run: options.dry_run, ..Summary::default() },
        })
    }

    fn stop_if(&mut self, stop: &AtomicBool) -> bool {
        self.summary.stopped = stop.load(Ordering::Relaxed);
        self.summary.stopped
    }

    const fn is_full(&self) -> bool {
        BATCH_ROWS <= self.batch.len() || BATCH_BYTES <= self.batch_bytes
    }

    /// Reads a row and keeps it for the batch.
    fn take(&mut self, row: Row) {
        if row.is_blank() {
            self.summary.blank_lines += 1;
            return;
        }
        if row.repeats(&self.header.cells) {
            self.summary.rows += 1;
            self.summary.repeated_headers += 1;
            return;
        }
        let verdict = match self.judge(&row) {
            Ok(None) => {
                self.summary.rows += 1;
                self.summary.skipped += 1;
                return;
            }
            Ok(Some(reading)) => Ok(Box::new(reading)),
            Err(reject) => Err(reject),
        };
        self.batch_bytes += row.cells.as_slice().len();
        self.batch.push(Waiting { row, verdict });
    }

    /// Whether a row can come in, by the map, the lists and the rules; none if it is to be passed over.
    fn judge(&self, row: &Row) -> Result<Option<Reading>, Reject> {
        let house = &self.lists.house;
        let guide = self.guide();
        let Some(reading) = guide.read(row)? else { return Ok(None) };
        if self.strict {
            self.check_names(&guide, row, &reading)?;
        }
        let terms =
            Terms { office: &house.office, calendar: &house.calendar, today: self.today, actor: &self.actor };
        // The theme is looked up when the batch is sent; the rules only ask whether there is one.
        let verdict = match reading.taken.clone() {
            Taken::Case(mut import) => {
                if reading.names.iter().any(|it| it.0 == ListKind::Themes) {
                    import.issues.iter_mut().for_each(|it| it.theme = Some(ThemeId(0)));
                }
                begin(&terms, Command::Import(import)).map(|_| ())
            }
            Taken::Action(import) => begin_plan(&terms, PlanCommand::ImportAction(import)).map(|_| ()),
        };
        verdict.map_err(|refusal| self.refused(row, &refusal))?;
        Ok(Some(reading))
    }

    fn guide(&self) -> Guide<'_> {
        Guide {
            map: self.map,
            header: self.header,
            calendar: &self.lists.house.calendar,
            today: self.today,
            cases: &self.cases,
            file: (&self.file.0, &self.file.1),
        }
    }

    fn check_names(&self, guide: &Guide, row: &Row, reading: &Reading) -> Result<(), Reject> {
        let new = reading.names.iter().find(|(list, name)| self.lists.number(*list, name).is_none());
        let Some((list, name)) = new else { return Ok(()) };
        let field = match list {
            ListKind::Services => Field::Service,
            ListKind::Channels => Field::Channel,
            _ if self.map.fills(Field::Theme) => Field::Theme,
            _ => Field::Issue,
        };
        let kind = format!("not in the list of {}s", list.one());
        Err(Reject {
            column: guide.column(field),
            value: guide.value(row, field),
            ..Reject::of_row(
                &kind,
                format!(
                    "There is no {} “{name}”. Add it in the office’s settings, or translate it in the map.",
                    list.one()
                ),
            )
        })
    }

    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject {
        let field = Field::from_name(&refusal.field);
        let guide = self.guide();
        Reject {
            column: field.map_or_else(|| refusal.field.clone(), |it| guide.column(it)),
            value: field.map(|it| guide.value(row, it)).unwrap_or_default(),
            ..Reject::of_row(&without_brackets(&refusal.why), refusal.to_string())
        }
    }

    /// Sends the batch, and counts how each of its rows ended.
    fn send(&mut self) -> Result<(), ImportError> {
        let mut batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        self.add_names(&batch)?;
        let taken: Vec<Taken> =
            batch.iter_mut().filter_map(|it| Some(self.placed(it.verdict.as_mut().ok()?))).collect();
        let mut answers = self.answers(taken)?.into_iter();
        for waiting in batch {
            let rejected = match waiting.verdict {
                Err(reject) => Some(reject),
                Ok(reading) => {
                    let answer = answers.next().unwrap_or_else(|| Err(Fault::Broken(NO_ANSWER.to_owned())));
                    match answer {
                        Ok(Ended::In) => self.summary.take_in(&reading),
                        Ok(Ended::AlreadyThere) | Err(Fault::AlreadyThere(_)) => {
                            self.summary.already_there += 1;
                        }
                        Err(Fault::Refused(refusal)) => {
                            let reject = self.refused(&waiting.row, &refusal);
                            self.turn_away(&waiting.row, &reject)?;
                        }
                        Err(fault) => {
                            return Err(ImportError::Store { fault, imported: self.summary.imported });
                        }
                    }
                    None
                }
            };
            if let Some(reject) = rejected {
                self.turn_away(&waiting.row, &reject)?;
            }
            self.summary.rows += 1;
        }
        Ok(())
    }

    fn turn_away(&mut self, row: &Row, reject: &Reject) -> Result<(), ImportError> {
        self.summary.turn_away(reject);
        self.rejects.write(row.line, reject, row.cells.iter().skip(self.header.added))
    }

    /// Adds the names that the batch brings and the office does not have.
    fn add_names(&mut self, batch: &[Waiting]) -> Result<(), ImportError> {
        let readings = || batch.iter().filter_map(|it| it.verdict.as_ref().ok());
        for list in LISTS {
            let mut names: Vec<String> = Vec::new();
            let mut seen = HashSet::new();
            for (_, name) in readings().flat_map(|it| &it.names).filter(|it| it.0 == list) {
                if self.lists.number(list, name).is_none() && seen.insert(name.to_lowercase()) {
                    names.push(name.clone());
                }
            }
            if names.is_empty() {
                continue;
            }
            let before = self.summary.created.iter().filter(|it| it.0 == list).count();
            if NEW_NAMES_MOST < before + names.len() {
                let why = format!(
                    "it would add more than {NEW_NAMES_MOST} {}s to the office. Check that the map names the right column, or \
                     translate its words; --strict adds none.",
                    list.one()
                );
                return Err(ImportError::Source { path: self.path.clone(), why });
            }
            let line = batch.first().map_or(0, |it| it.row.line);
            // The names belong to the id: another map of the same file may bring others.
            let brought =
                u64::from_be_bytes(digest(&names.join("\n"))[..8].try_into().expect("eight of sixteen"));
            let id = format!("import:{}:{line}:{}:{brought:x}", &self.file.1[..ID_DIGITS], list.one());
            self.summary.created.extend(names.iter().map(|it| (list, it.clone())));
            self.change_office(id, OfficeCommand::Add { list, names })?;
        }
        Ok(())
    }

    fn change_office(&mut self, id: String, command: OfficeCommand) -> Result<(), ImportError> {
        let imported = self.summary.imported;
        let office = if self.dry.is_some() {
            let mut office = self.lists.house.office.clone();
            let events = decide(&office, self.today, command);
            let events = events.map_err(|it| ImportError::Store { fault: Fault::Refused(it), imported })?;
            for event in &events {
                office.apply(event);
            }
            office
        } else {
            let asked = Ask { id, ..Ask::on(TheOffice, command) };
            take(self.service, asked)
                .and_then(|_| read(self.service, TheOffice))
                .map_err(|fault| ImportError::Store { fault, imported })?
        };
        self.lists = Lists::new(office);
        Ok(())
    }

    /// What a row becomes, with its names looked up.
    fn placed(&self, reading: &mut Reading) -> Taken {
        let names = &reading.names;
        reading.taken.place(|list| {
            let (_, name) = names.iter().find(|it| it.0 == list)?;
            self.lists.number(list, name)
        });
        reading.taken.clone()
    }

    fn answers(&mut self, taken: Vec<Taken>) -> Result<Vec<Result<Ended, Fault>>, ImportError> {
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(there) = &mut self.dry {
            return Ok(taken.iter().map(|it| Ok(would_end(there, it))).collect());
        }
        let mut asks = Vec::new();
        for it in taken {
            let row = format!("{}:{}", &self.file.1[..ID_DIGITS], it.source().line);
            let (kind, command): (_, AnyCommand) = match it {
                Taken::Case(import) => ("import", Command::Import(import).into()),
                Taken::Action(import) => ("import-action", PlanCommand::ImportAction(import).into()),
            };
            asks.push(Ask { id: format!("{kind}:{row}"), ..Ask::first(command) });
        }
        let imported = self.summary.imported;
        match ask(self.service, Request::Do(asks), imported)? {
            Reply::Done(answers) => {
                Ok(answers.into_iter().map(|answer| answer.map(|it| Ended::of(it.repeated))).collect())
            }
            other => Err(unexpected(&other, imported)),
        }
    }

    fn finish(mut self) -> Result<Summary, ImportError> {
        self.summary.rejects_file = self.rejects.finish()?;
        Ok(self.summary)
    }
}

/// What to say when the store answers fewer rows than it was sent.
pub const NO_ANSWER: &str = "it did not say how a row ended";

/// How a row ended that nothing spoke against.
enum Ended {
    In,
    AlreadyThere,
}

impl Ended {
    const fn of(repeated: bool) -> Self {
        if repeated { Self::AlreadyThere } else { Self::In }
    }
}

/// How a row would end, as far as can be said without asking the store.
fn would_end(there: &mut HashSet<[u8; 16]>, taken: &Taken) -> Ended {
    let reference = &taken.source().reference;
    if reference.is_empty() {
        return Ended::In;
    }
    Ended::of(match taken {
        Taken::Case(_) => !there.insert(digest(reference)),
        // Rows of one file may share a reference, and each is an action of its own.
        Taken::Action(_) => there.contains(&digest(reference)),
    })
}

/// A sentence without what stands in brackets, so that sentences that differ only in dates are counted as one.
pub fn without_brackets(sentence: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for it in sentence.chars() {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(it),
            _ => {}
        }
    }
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_end_matches('.').trim_end().to_owned()
}

#[cfg(test)]
mod tests;
