//! What every import does: rows are read and gathered into batches, each of which is one write to the store; what could not
//! come in is written down; a dry run writes nothing. What a row becomes is said by an [`Importer`].

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use csv::ByteRecord;

use crate::api::message::{Ask, Fault, Reply, Request};
use crate::api::service::Service;
use crate::domain::commit::Source;
use crate::domain::records::any::AnyCommand;
use crate::domain::refusal::Refusal;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::rejects::{Layout, Reject, Rejects};
use crate::exchange::import::source::Opened;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;
use crate::exchange::import::text::Encoding;
use crate::exchange::import::there::{ask, digest, unexpected};

/// Rows of a batch.
const BATCH_ROWS: usize = 500;
/// Bytes of a batch: long rows make it shorter, so that memory does not grow with them.
const BATCH_BYTES: usize = 8 << 20;
/// Lines of a file that are read at most, empty ones too.
const LINES_MOST: u64 = 100_000_000;
/// Hexadecimal digits of the file's SHA-256 that name it in a command's id.
pub const ID_DIGITS: usize = 16;

/// A file whose header was found, and how it is imported.
pub struct Sheet<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What was opened there.
    pub opened: Opened,
    /// Where the first row begins: at which byte, but for the byte order mark, and on which line.
    pub first_row: (u64, u64),
    /// How it writes letters.
    pub encoding: Encoding,
    /// What parts its cells.
    pub delimiter: u8,
    /// The names of its columns, those of a rejects file included.
    pub header: &'a ByteRecord,
    /// Cells at the beginning of each row that an earlier run added.
    pub added: usize,
    /// Where rejected rows go; none for a file beside it.
    pub rejects: Option<&'a Path>,
    /// In a dry run: which references are there.
    pub there: Option<HashSet<[u8; 16]>>,
}

/// Says what a row becomes.
pub trait Importer {
    /// A row that can come in.
    type Reading;

    /// Whether rows of one file may share a reference, and each is something of its own.
    fn may_share_references(&self) -> bool {
        false
    }

    /// Reads a row, by the rules too; none if it is to be passed over.
    fn read(&self, row: &Row) -> Result<Option<Self::Reading>, Reject>;

    /// Makes the office ready for what was read of a batch that begins on this line.
    fn prepare(
        &mut self,
        _service: &mut dyn Service,
        _summary: &mut Summary,
        _line: u64,
        _readings: &[&Self::Reading],
    ) -> Result<(), ImportError> {
        Ok(())
    }

    /// Where a row came from.
    fn source(reading: &Self::Reading) -> &Source;

    /// The step that brings a row in, and what the step's id begins with.
    fn step(&self, reading: &Self::Reading) -> (String, AnyCommand);

    /// A row that the rules do not let in.
    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject;

    /// Counts what there is to say of a row that came in.
    fn count(reading: &Self::Reading, summary: &mut Summary);
}

/// Imports a file. `progress` hears bytes done, bytes in all and rows; `stop` ends the run after the batch at hand.
pub fn run<I: Importer>(
    service: &mut dyn Service,
    sheet: Sheet,
    importer: I,
    summary: Summary,
    progress: &mut dyn FnMut(u64, u64, u64),
    stop: &AtomicBool,
) -> Result<Summary, ImportError> {
    let own = sheet.header.iter().skip(sheet.added).collect();
    let layout = Layout { encoding: sheet.encoding, delimiter: sheet.delimiter, header: &own };
    let rejects = Rejects::new(sheet.path, sheet.rejects, &layout)?;
    let summary = Summary { dry_run: sheet.there.is_some(), ..summary };
    let (batch, bytes, dry) = (Vec::new(), 0, sheet.there);
    let (size, (bytes_before, line)) = (sheet.opened.size, sheet.first_row);
    let (mut rows, start) = sheet.opened.rows(sheet.path, bytes_before, sheet.delimiter, line)?;
    let mut run = Run { service, importer, added: sheet.added, batch, bytes, dry, rejects, summary };
    loop {
        run.summary.stopped = stop.load(Ordering::Relaxed);
        if run.summary.stopped {
            break;
        }
        let next = rows.next_row();
        let next = next.map_err(|why| ImportError::File { path: sheet.path.to_owned(), why })?;
        let Some(row) = next else { break };
        if LINES_MOST < row.line {
            run.send()?;
            let why = format!("this file has more than {LINES_MOST} lines, and that is the most. Split it.");
            return Err(ImportError::Source { path: sheet.path.to_owned(), why });
        }
        run.take(row, sheet.header);
        if BATCH_ROWS <= run.batch.len() || BATCH_BYTES <= run.bytes {
            run.send()?;
            progress(start + rows.bytes(), size, run.summary.rows);
        }
    }
    run.send()?;
    progress(start + rows.bytes(), size, run.summary.rows);
    run.summary.rejects_file = run.rejects.finish()?;
    Ok(run.summary)
}

/// A run under way.
struct Run<'a, I: Importer> {
    service: &'a mut dyn Service,
    importer: I,
    added: usize,
    /// Rows that wait to be sent.
    batch: Vec<(Row, Result<I::Reading, Reject>)>,
    bytes: usize,
    /// In a dry run: which references are there, or would be by now.
    dry: Option<HashSet<[u8; 16]>>,
    rejects: Rejects,
    summary: Summary,
}

impl<I: Importer> Run<'_, I> {
    /// Reads a row and keeps it for the batch.
    fn take(&mut self, row: Row, header: &ByteRecord) {
        if row.is_blank() {
            self.summary.blank_lines += 1;
            return;
        }
        if row.repeats(header) {
            self.summary.rows += 1;
            self.summary.repeated_headers += 1;
            return;
        }
        let Some(verdict) = self.importer.read(&row).transpose() else {
            self.summary.rows += 1;
            self.summary.skipped += 1;
            return;
        };
        self.bytes += row.cells.as_slice().len();
        self.batch.push((row, verdict));
    }

    /// Sends the batch, and counts how each of its rows ended.
    fn send(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let readings: Vec<&I::Reading> = batch.iter().filter_map(|it| it.1.as_ref().ok()).collect();
        let line = batch.first().map_or(0, |it| it.0.line);
        self.importer.prepare(self.service, &mut self.summary, line, &readings)?;
        let mut answers = self.answers(&readings)?.into_iter();
        for (row, verdict) in batch {
            self.summary.rows += 1;
            let no_answer = || Err(Fault::Broken("it did not say how a row ended".to_owned()));
            let reject = match verdict {
                Err(reject) => reject,
                Ok(reading) => match answers.next().unwrap_or_else(no_answer) {
                    Ok(true) => {
                        self.summary.imported += 1;
                        I::count(&reading, &mut self.summary);
                        continue;
                    }
                    Ok(false) | Err(Fault::AlreadyThere(_)) => {
                        self.summary.already_there += 1;
                        continue;
                    }
                    Err(Fault::Refused(refusal)) => self.importer.refused(&row, &refusal),
                    Err(fault) => {
                        return Err(ImportError::Store { fault, imported: self.summary.imported });
                    }
                },
            };
            self.summary.turn_away(&reject);
            self.rejects.write(row.line, &reject, row.cells.iter().skip(self.added))?;
        }
        Ok(())
    }

    /// Whether each row came in; not, if it was there already.
    fn answers(&mut self, readings: &[&I::Reading]) -> Result<Vec<Result<bool, Fault>>, ImportError> {
        if let Some(there) = &mut self.dry {
            let may_share = self.importer.may_share_references();
            let is_new = |it: &&I::Reading| {
                let reference = &I::source(it).reference;
                reference.is_empty()
                    || if may_share {
                        !there.contains(&digest(reference))
                    } else {
                        there.insert(digest(reference))
                    }
            };
            return Ok(readings.iter().map(is_new).map(Ok).collect());
        }
        if readings.is_empty() {
            return Ok(Vec::new());
        }
        let asks = readings.iter().map(|it| {
            let (source, (kind, command)) = (I::source(it), self.importer.step(it));
            let id = format!("{kind}:{}:{}", &source.sha256[..ID_DIGITS], source.line);
            Ask { id, ..Ask::first(command) }
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
