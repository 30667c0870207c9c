//! An import from beginning to end, in batches that are each one write to the store.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::api::message::{Ask, Done, Fault, ListRequest, Reply, Request};
use crate::api::service::Service;
use crate::domain::case::command::{Command, Import};
use crate::domain::case::decide::begin;
use crate::domain::case::decide::terms::Terms;
use crate::domain::case::reference::CaseRef;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::{self, ChannelId, ListKind, OfficeCommand, ServiceId, ThemeId};
use crate::domain::refusal::Refusal;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::Field;
use crate::exchange::import::header::Header;
use crate::exchange::import::lists::{LISTS, Lists};
use crate::exchange::import::map::Map;
use crate::exchange::import::reading::{Guide, Reading};
use crate::exchange::import::rejects::{Layout, Reject, Rejects};
use crate::exchange::import::source::SourceFile;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;

/// Rows of a batch.
const BATCH_ROWS: usize = 500;
/// Bytes of a batch: long rows make it shorter, so that memory does not grow with them.
const BATCH_BYTES: usize = 8 << 20;
/// Cases of a page, when those that are there are looked through.
const PAGE: usize = 1000;
/// Hexadecimal digits of the file's SHA-256 that name it in a command's id.
const ID_DIGITS: usize = 16;

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file of cases.
    pub file: PathBuf,
    /// The map.
    pub map: PathBuf,
    /// Whether to check everything and write no case.
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
    let text = fs::read_to_string(&options.map)
        .map_err(|why| ImportError::File { path: options.map.clone(), why })?;
    let map = Map::from_toml(&text).map_err(|why| ImportError::Map { path: options.map.clone(), why })?;
    let SourceFile { name, sha256, size, map, header, mut rows, start } =
        SourceFile::open(&options.file, map)?;
    let mut importer = Importer::new(service, options, &map, &header, (name, sha256))?;
    while !importer.stop_if(stop) {
        let next = rows.next_row();
        let next = next.map_err(|why| ImportError::File { path: options.file.clone(), why })?;
        let Some(row) = next else { break };
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
    strict: bool,
    lists: Lists,
    today: NaiveDate,
    actor: String,
    batch: Vec<Waiting>,
    batch_bytes: usize,
    /// In a dry run: which references are there, or would be by now.
    dry: Option<HashSet<[u8; 16]>>,
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
        let dry = options.dry_run.then(|| references_there(service, hello.today)).transpose()?;
        let own = header.cells.iter().skip(header.added).collect();
        let layout = Layout { encoding: map.encoding, delimiter: header.delimiter, header: &own };
        Ok(Self {
            service,
            map,
            header,
            file,
            strict: options.strict,
            lists: Lists::new(hello.office),
            today: hello.today,
            actor: hello.login,
            batch: Vec::new(),
            batch_bytes: 0,
            dry,
            rejects: Rejects::new(&options.file, options.rejects.as_deref(), &layout)?,
            summary: Summary { dry_run: options.dry_run, ..Summary::default() },
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
        if self.repeats_header(&row) {
            self.summary.rows += 1;
            self.summary.repeated_headers += 1;
            return;
        }
        let verdict = self.judge(&row);
        self.batch_bytes += row.cells.as_slice().len();
        self.batch.push(Waiting { row, verdict });
    }

    fn repeats_header(&self, row: &Row) -> bool {
        let trimmed = |it: &'a [u8]| it.trim_ascii();
        row.flaw.is_none()
            && row.cells.len() == self.header.cells.len()
            && row.cells.iter().map(<[u8]>::trim_ascii).eq(self.header.cells.iter().map(trimmed))
    }

    /// Whether a row can come in, by the map, the lists and the rules.
    fn judge(&self, row: &Row) -> Result<Box<Reading>, Reject> {
        let house = &self.lists.house;
        let guide = self.guide();
        let reading = guide.read(row)?;
        if self.strict {
            self.check_names(&guide, row, &reading)?;
        }
        let terms =
            Terms { office: &house.office, calendar: &house.calendar, today: self.today, actor: &self.actor };
        // The theme is looked up when the batch is sent; the rules only ask whether there is one.
        let mut import = reading.import.clone();
        if reading.names.iter().any(|it| it.0 == ListKind::Themes) {
            import.issues.iter_mut().for_each(|it| it.theme = Some(ThemeId(0)));
        }
        let verdict = begin(&terms, Command::Import(Box::new(import)));
        verdict.map_err(|refusal| self.refused(row, &refusal))?;
        Ok(Box::new(reading))
    }

    fn guide(&self) -> Guide<'_> {
        Guide {
            map: self.map,
            header: self.header,
            calendar: &self.lists.house.calendar,
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
        let asks: Vec<Ask> =
            batch.iter_mut().filter_map(|it| Some(self.ask_for(it.verdict.as_mut().ok()?))).collect();
        let mut answers = self.answers(asks)?.into_iter();
        for waiting in batch {
            let rejected = match waiting.verdict {
                Err(reject) => Some(reject),
                Ok(reading) => {
                    let answer = answers.next().unwrap_or_else(|| Err(Fault::Broken(NO_ANSWER.to_owned())));
                    match answer {
                        Ok(done) if done.repeated => self.summary.already_there += 1,
                        Ok(_) => self.summary.take_in(&reading),
                        Err(Fault::AlreadyThere(_)) => self.summary.already_there += 1,
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
            let line = batch.first().map_or(0, |it| it.row.line);
            let id = format!("import:{}:{line}:{}", &self.file.1[..ID_DIGITS], list.one());
            self.summary.created.extend(names.iter().map(|it| (list, it.clone())));
            self.change_office(id, OfficeCommand::Add { list, names })?;
        }
        Ok(())
    }

    fn change_office(&mut self, id: String, command: OfficeCommand) -> Result<(), ImportError> {
        let imported = self.summary.imported;
        let office = if self.dry.is_some() {
            let mut office = self.lists.house.office.clone();
            let events = office::decide(&office, self.today, command);
            let events = events.map_err(|it| ImportError::Store { fault: Fault::Refused(it), imported })?;
            for event in &events {
                office.apply(event);
            }
            office
        } else {
            match ask(self.service, Request::ChangeOffice { id, command }, imported)? {
                Reply::Office(office) => *office,
                other => return Err(unexpected(&other, imported)),
            }
        };
        self.lists = Lists::new(office);
        Ok(())
    }

    /// The step that takes a row in, with its names looked up.
    fn ask_for(&self, reading: &mut Reading) -> Ask {
        let number = |list: ListKind| {
            let (_, name) = reading.names.iter().find(|it| it.0 == list)?;
            self.lists.number(list, name)
        };
        let (service, theme, channel) =
            (number(ListKind::Services), number(ListKind::Themes), number(ListKind::Channels));
        let it: &mut Import = &mut reading.import;
        it.facts.service = service.map(ServiceId);
        it.facts.channel = channel.map(ChannelId);
        it.issues.iter_mut().for_each(|it| it.theme = theme.map(ThemeId));
        Ask {
            id: format!("import:{}:{}", &self.file.1[..ID_DIGITS], it.source.line),
            on: None,
            version: None,
            command: Command::Import(Box::new(it.clone())),
        }
    }

    fn answers(&mut self, asks: Vec<Ask>) -> Result<Vec<Result<Done, Fault>>, ImportError> {
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(there) = &mut self.dry {
            return Ok(asks.iter().map(|it| would_be(there, it)).collect());
        }
        let imported = self.summary.imported;
        match ask(self.service, Request::Do(asks), imported)? {
            Reply::Done(answers) => Ok(answers),
            other => Err(unexpected(&other, imported)),
        }
    }

    fn finish(mut self) -> Result<Summary, ImportError> {
        self.summary.rejects_file = self.rejects.finish()?;
        Ok(self.summary)
    }
}

/// What to say when the store answers fewer rows than it was sent.
const NO_ANSWER: &str = "it did not say how a row ended";

/// Where a dry run has no case to name.
const NO_CASE: CaseRef = CaseRef { year: 0, number: 0 };

/// What the store would answer, as far as can be said without asking it.
fn would_be(there: &mut HashSet<[u8; 16]>, ask: &Ask) -> Result<Done, Fault> {
    if let Command::Import(it) = &ask.command
        && !it.source.reference.is_empty()
        && !there.insert(digest(&it.source.reference))
    {
        return Err(Fault::AlreadyThere(NO_CASE));
    }
    Ok(Done { reference: NO_CASE, version: 1, repeated: false })
}

/// Half of a reference's SHA-256: sixteen bytes for each row, however long the reference.
fn digest(reference: &str) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(reference)[..16]);
    half
}

/// The references of other systems under which cases are there.
fn references_there(service: &mut dyn Service, today: NaiveDate) -> Result<HashSet<[u8; 16]>, ImportError> {
    let mut there = HashSet::new();
    let mut after = None;
    loop {
        let page =
            ListRequest { filter: Filter::default(), order: Order::Reference, today, after, limit: PAGE };
        let rows = match ask(service, Request::List(page), 0)? {
            Reply::List { rows, .. } => rows,
            other => return Err(unexpected(&other, 0)),
        };
        there.extend(rows.iter().filter(|it| !it.source_ref.is_empty()).map(|it| digest(&it.source_ref)));
        match rows.into_iter().next_back() {
            Some(last) => after = Some(Box::new(last)),
            None => return Ok(there),
        }
    }
}

fn ask(service: &mut dyn Service, request: Request, imported: u64) -> Result<Reply, ImportError> {
    service.call(request).map_err(|fault| ImportError::Store { fault, imported })
}

fn unexpected(reply: &Reply, imported: u64) -> ImportError {
    let what = match reply {
        Reply::Hello(_) => "a welcome",
        Reply::List { .. } => "a list",
        Reply::Done(_) => "steps",
        Reply::Office(_) => "the office",
        _ => "something else",
    };
    ImportError::Store {
        fault: Fault::Broken(format!("it answered with {what}, which was not asked")),
        imported,
    }
}

/// A sentence without what stands in brackets, so that sentences that differ only in dates are counted as one.
fn without_brackets(sentence: &str) -> String {
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
