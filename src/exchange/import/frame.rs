//! What every import does: the file is looked over; then rows are read and gathered into batches, each of which is one write to
//! the store; what could not come in is written down; a dry run writes nothing. What rows become is said by an [`Importer`].

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono_tz::Tz;
use csv::ByteRecord;

use crate::api::message::{Ask, Done, Fault, Reply, Request};
use crate::api::service::Service;
use crate::chance::digits;
use crate::domain::commit::{ERASED_HERE, Source};
use crate::domain::records::any::AnyCommand;
use crate::domain::refusal::Refusal;
use crate::exchange::import::error::ImportError;
use crate::exchange::import::reading::AtFault;
use crate::exchange::import::rejects::{Layout, Reject, Rejects, shown};
use crate::exchange::import::row_sum::row_sum_again;
use crate::exchange::import::source::Opened;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::survey::Survey;
use crate::exchange::import::table::Row;
use crate::exchange::import::there::{ask, digest, unexpected};
use crate::exchange::import::written::Manner;

/// Rows of a batch.
const BATCH_ROWS: usize = 500;
/// Bytes of a batch: long rows make it shorter, so that memory does not grow with them.
const BATCH_BYTES: usize = 8 << 20;
/// Lines of a file that are read at most, empty ones too.
const LINES_MOST: u64 = 100_000_000;
/// Digits of the file’s sum that name it in the id of a step. The desk puts a sum under its own key in their place.
const FILE_DIGITS: usize = 16;
/// What a refusal names that is about the id of a step.
const ID: &str = "id";

/// Bytes of rows that wait for others of their case.
const WAITING_BYTES: usize = 512 << 20;

/// A file whose header was found, and how it is imported.
pub struct Sheet<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What was opened there.
    pub opened: Opened,
    /// Where the first row begins: at which byte, but for the byte order mark, and on which line.
    pub first_row: (u64, u64),
    /// How it is written.
    pub manner: &'a Manner,
    /// What parts its cells.
    pub delimiter: u8,
    /// The office's time zone.
    pub zone: Tz,
    /// The columns that hold dates: their places and names.
    pub dates: Vec<(usize, String)>,
    /// The column of the reference, if there is one.
    pub reference: Option<String>,
    /// The column by which rows are one record.
    pub one_case: Option<usize>,
    /// The names of its columns, those of a rejects file included.
    pub header: &'a ByteRecord,
    /// Cells at the beginning of each row that an earlier run added.
    pub added: usize,
    /// Where rejected rows go; none for a file beside it.
    pub rejects: Option<&'a Path>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Whether a row without a reference that looks like what is here is a reason to reject it.
    pub reject_alike: bool,
    /// Which references are there.
    pub there: HashSet<[u8; 16]>,
}

/// Says what rows become.
pub trait Importer {
    /// Rows that can come in as one record.
    type Reading;

    /// Whether rows of one file may share a reference, and each is something of its own.
    fn may_share_references(&self) -> bool {
        false
    }

    /// The records that a row becomes: as a rule, one.
    fn parts(&self, row: Row) -> Vec<Row> {
        vec![row]
    }

    /// Reads the rows of one record, by the rules too; none if they are to be passed over.
    fn read(&self, rows: &[Row]) -> Result<Option<Self::Reading>, AtFault>;

    /// Makes the office ready for what came of a batch.
    fn prepare(
        &mut self,
        _service: &mut dyn Service,
        _summary: &mut Summary,
        _readings: &[&Self::Reading],
    ) -> Result<(), ImportError> {
        Ok(())
    }

    /// The reference that rows have, whether or not they can come in; empty for none.
    fn reference(&self, rows: &[Row]) -> String;

    /// Where a record came from.
    fn source(reading: &Self::Reading) -> &Source;

    /// The same, to be told from another record by.
    fn source_mut(reading: &mut Self::Reading) -> &mut Source;

    /// The step that brings a record in, and what the step's id begins with.
    fn step(&self, reading: &Self::Reading) -> (String, AnyCommand);

    /// A row that the rules do not let in.
    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject;

    /// What is here and looks like a record that is new: its reference. Only what whoever imports may see.
    fn alike(&self, _reading: &Self::Reading) -> Option<String> {
        None
    }

    /// Counts what there is to say of a record that came in.
    fn count(&self, reading: &Self::Reading, summary: &mut Summary);

    /// Counts what there is to say of a record that was there already.
    fn count_again(&self, _reading: &Self::Reading, _summary: &mut Summary) {}
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
    let layout = Layout { encoding: sheet.manner.encoding, delimiter: sheet.delimiter, header: &own };
    let rejects = Rejects::new(sheet.path, sheet.rejects, &layout)?;
    let (mut last_lines, dates_either_way) = look_over(&sheet)?;
    let summary = Summary { dry_run: sheet.dry_run, dates_either_way, ..summary };
    let writes_rejects = !sheet.dry_run || sheet.rejects.is_some();
    let (batch, bytes, there, first_lines) = (Vec::new(), 0, sheet.there, HashMap::new());
    let (size, (bytes_before, line)) = (sheet.opened.size, sheet.first_row);
    let (mut rows, start) = sheet.opened.rows(sheet.path, bytes_before, sheet.delimiter, line)?;
    let (added, reference) = (sheet.added, sheet.reference.as_deref());
    let mut run = Run {
        service,
        importer,
        added,
        reference,
        first_lines,
        rows_alike: HashMap::new(),
        batch,
        bytes,
        there,
        erased: HashMap::new(),
        reject_alike: sheet.reject_alike,
        rejects,
        writes_rejects,
        summary,
    };
    let (mut waiting, mut bytes_waiting) = (HashMap::<[u8; 16], Vec<Row>>::new(), 0);
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
            return Err(too_many_lines(sheet.path));
        }
        if row.is_blank() {
            run.summary.blank_lines += 1;
        } else if row.repeats(sheet.header) {
            run.summary.rows += 1;
            run.summary.repeated_headers += 1;
        } else if let Some(case) = case_of(&row, sheet.one_case) {
            let is_last = last_lines.get(&case).is_none_or(|it| *it <= row.line);
            bytes_waiting += row.cells.as_slice().len();
            waiting.entry(case).or_default().push(row);
            if is_last {
                last_lines.remove(&case);
                let rows = waiting.remove(&case).unwrap_or_default();
                bytes_waiting -= rows.iter().map(|it| it.cells.as_slice().len()).sum::<usize>();
                run.take(rows);
            }
        } else {
            run.importer.parts(row).into_iter().for_each(|it| run.take(vec![it]));
        }
        if WAITING_BYTES < bytes_waiting {
            run.send()?;
            let why = "the rows of its cases lie too far apart. Sort it by the column of one_case, and import it again.";
            return Err(ImportError::Source { path: sheet.path.to_owned(), why: why.to_owned() });
        }
        if BATCH_ROWS <= run.batch.len() || BATCH_BYTES <= run.bytes {
            run.send()?;
            progress(start + rows.bytes(), size, run.summary.rows);
        }
    }
    run.send()?;
    progress(start + rows.bytes(), size, run.summary.rows);
    match run.rejects.finish() {
        Ok(file) if run.summary.rejects_not_written.is_none() => run.summary.rejects_file = file,
        Ok(_) => {}
        Err(why) => run.summary.rejects_not_written = Some(why.to_string()),
    }
    Ok(run.summary)
}

/// What a row has in the column by which rows are one case; none where it says nothing there.
fn case_of(row: &Row, place: Option<usize>) -> Option<[u8; 16]> {
    let cell = row.cells.get(place?).unwrap_or_default().trim_ascii();
    (!cell.is_empty()).then(|| digest(cell))
}

/// On which line the last row of each case is, and which columns of dates read either way round.
type LookedOver = (HashMap<[u8; 16], u64>, Vec<(String, bool)>);

/// Looks over the whole file before anything comes in: stops where it is not as the map says.
fn look_over(sheet: &Sheet) -> Result<LookedOver, ImportError> {
    let (bytes, line) = sheet.first_row;
    let (mut rows, _) = sheet.opened.rows(sheet.path, bytes, sheet.delimiter, line)?;
    let mut survey = Survey::new(sheet.manner, sheet.zone, sheet.dates.clone());
    let mut last_lines = HashMap::new();
    let unread = |why| ImportError::File { path: sheet.path.to_owned(), why };
    while let Some(row) = rows.next_row().map_err(unread)? {
        if LINES_MOST < row.line {
            return Err(too_many_lines(sheet.path));
        }
        survey.take(&row);
        last_lines.extend(case_of(&row, sheet.one_case).map(|it| (it, row.line)));
    }
    survey.verdict().map_err(|why| ImportError::Source { path: sheet.path.to_owned(), why })?;
    Ok((last_lines, survey.either_way()))
}

fn too_many_lines(path: &Path) -> ImportError {
    let why = format!("this file has more than {LINES_MOST} lines, and that is the most. Split it.");
    ImportError::Source { path: path.to_owned(), why }
}

/// The rows of a record, and what was read of them.
type Waiting<R> = (Vec<Row>, Result<R, AtFault>);

/// A run under way.
struct Run<'a, I: Importer> {
    service: &'a mut dyn Service,
    importer: I,
    added: usize,
    reference: Option<&'a str>,
    /// On which line of this file each reference came first.
    first_lines: HashMap<[u8; 16], u64>,
    /// How many rows without a reference say this in all that is taken.
    rows_alike: HashMap<[u8; 16], usize>,
    /// Records that wait to be sent, each with its rows.
    batch: Vec<Waiting<I::Reading>>,
    bytes: usize,
    /// Which references were there before.
    there: HashSet<[u8; 16]>,
    /// Which were erased here, with what is said of that, as far as it was asked.
    erased: HashMap<[u8; 16], Refusal>,
    reject_alike: bool,
    rejects: Rejects,
    /// Whether they are written down: a dry run writes nothing beside the file.
    writes_rejects: bool,
    summary: Summary,
}

impl<I: Importer> Run<'_, I> {
    /// Reads the rows of a record and keeps them for the batch.
    fn take(&mut self, rows: Vec<Row>) {
        let verdict = match self.importer.read(&rows) {
            // A row that cannot come in has its reference all the same: another under it is not let in for it.
            Err(at_fault) => {
                let (reference, line) =
                    (self.importer.reference(&rows), rows.first().map_or(0, |it| it.line));
                if !reference.is_empty() {
                    self.first_lines.entry(digest(&reference)).or_insert(line);
                }
                Err(at_fault)
            }
            Ok(None) => {
                self.summary.rows += rows.len() as u64;
                self.summary.skipped += rows.len() as u64;
                return;
            }
            Ok(Some(mut reading)) => {
                let first = if I::source(&reading).reference.is_empty() {
                    self.first_to_say_so(&rows, I::source_mut(&mut reading))
                } else {
                    self.first_of_its_reference(&reading)
                };
                first.map(|()| reading)
            }
        };
        self.bytes += rows.iter().map(|it| it.cells.as_slice().len()).sum::<usize>();
        self.batch.push((rows, verdict));
    }

    /// Of rows without a reference that are the same cell by cell only the first comes in. One that says the same in all that is taken,
    /// and something else beside, is another: it is told by which of them it is.
    fn first_to_say_so(&mut self, rows: &[Row], source: &mut Source) -> Result<(), AtFault> {
        if source.told_by().is_empty() || self.importer.may_share_references() {
            return Ok(());
        }
        let told_by = source.told_by().as_bytes();
        let cells = rows.iter().flat_map(|it| it.cells.iter().skip(self.added)).map(<[u8]>::trim_ascii);
        let whole: Vec<&[u8]> = std::iter::once(told_by).chain(cells).collect();
        let first = *self.first_lines.entry(digest(whole.join(&b'\n'))).or_insert(source.line);
        if first != source.line {
            let reason = format!(
                "Line {first} of this file says the same, and neither row has a reference. If it is the same, leave it out; if it \
                 is another, give each a reference of its own, in a column of references."
            );
            return Err((0, Reject::of_row("the same as another line of this file", reason)));
        }
        let alike = self.rows_alike.entry(digest(told_by)).or_default();
        *alike += 1;
        if 1 < *alike {
            source.row_sha256 = row_sum_again(&source.row_sha256, *alike - 1);
        }
        Ok(())
    }

    /// A reference that stands on two rows is that of two records, or nobody said what makes one of them.
    fn first_of_its_reference(&mut self, reading: &I::Reading) -> Result<(), AtFault> {
        let source = I::source(reading);
        if source.told_by().is_empty() || self.importer.may_share_references() {
            return Ok(());
        }
        let first = *self.first_lines.entry(digest(source.told_by())).or_insert(source.line);
        if first == source.line {
            return Ok(());
        }
        let column = self.reference.unwrap_or_default().to_owned();
        let reason = format!(
            "“{}” is already on line {first} of this file. Give it a reference of its own; or, where several rows are one case, say \
             so in the map: one_case = \"{column}\" under [source].",
            shown(&source.reference)
        );
        let reject = Reject::of_row("already on another line of this file", reason);
        Err((0, Reject { column, value: shown(&source.reference), ..reject }))
    }

    /// Sends the batch, and counts how each of its rows ended.
    fn send(&mut self) -> Result<(), ImportError> {
        let mut batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let readings: Vec<&I::Reading> = batch.iter().filter_map(|it| it.1.as_ref().ok()).collect();
        self.look_up_rows(&readings)?;
        let alike = self.alike(&mut batch);
        let readings: Vec<&I::Reading> = batch.iter().filter_map(|it| it.1.as_ref().ok()).collect();
        self.prepare(&readings)?;
        let mut answers = self.answers(&readings)?.into_iter();
        for ((rows, verdict), alike) in batch.into_iter().zip(alike) {
            let number = rows.len() as u64;
            self.summary.rows += number;
            let no_answer = || Err(Fault::Broken("it did not say how a row ended".to_owned()));
            let (at, reject) = match verdict {
                Err(at_fault) => at_fault,
                Ok(reading) => match answers.next().unwrap_or_else(no_answer) {
                    Ok(true) => {
                        self.summary.imported += number;
                        self.summary.records += 1;
                        if let Some(there) = alike {
                            self.summary.count_alike(&there, rows[0].line);
                        }
                        self.importer.count(&reading, &mut self.summary);
                        continue;
                    }
                    Ok(false) | Err(Fault::AlreadyThere(_)) => {
                        self.summary.already_there += number;
                        let is_by_row = I::source(&reading).reference.is_empty();
                        self.summary.told_by_row += if is_by_row { number } else { 0 };
                        self.importer.count_again(&reading, &mut self.summary);
                        continue;
                    }
                    Err(Fault::Refused(refusal)) => (0, self.importer.refused(&rows[0], &refusal)),
                    Err(fault) => {
                        return Err(ImportError::Store { fault, imported: self.summary.imported });
                    }
                },
            };
            for (place, row) in rows.iter().enumerate() {
                let with_it = || {
                    let why = format!(
                        "Line {}, of the same case, cannot come in, and a case comes in whole. Mend that row, and import all of \
                         them together.",
                        rows[at].line
                    );
                    Reject::of_row("another row of the case is rejected", why)
                };
                let reject = if place == at { reject.clone() } else { with_it() };
                self.summary.turn_away(row.line, &reject);
                // What is wrong with the file of rejects keeps no row from coming in.
                if self.writes_rejects && self.summary.rejects_not_written.is_none() {
                    let written = self.rejects.write(row.line, &reject, row.cells.iter().skip(self.added));
                    self.summary.rejects_not_written = written.err().map(|it| it.to_string());
                }
            }
        }
        Ok(())
    }

    /// For each record of a batch that is new and has no reference, what is here and looks like it; where that is a reason to reject
    /// it, it is rejected.
    fn alike(&self, batch: &mut [Waiting<I::Reading>]) -> Vec<Option<String>> {
        let of_one = |(_, verdict): &mut Waiting<I::Reading>| {
            let reading = verdict.as_ref().ok()?;
            let is_told = I::source(reading).reference.is_empty() && self.is_new(reading);
            let there = is_told.then(|| self.importer.alike(reading)).flatten()?;
            if self.reject_alike {
                let why = format!(
                    "It looks like {there}, which is here: the same person, the same day of receipt, and no other service. If it \
                     is that one, leave it out; if it is another, import it without --reject-alike."
                );
                *verdict = Err((0, Reject::of_row("looks like a case that is here", why)));
            }
            Some(there)
        };
        batch.iter_mut().map(of_one).collect()
    }

    /// Makes the office ready for what is new of a batch: what is there already adds nothing to its lists.
    fn prepare(&mut self, readings: &[&I::Reading]) -> Result<(), ImportError> {
        // Of rows that share a reference some may be there, and others still to come.
        let is_new = |it: &&&I::Reading| self.importer.may_share_references() || self.is_new(it);
        let new: Vec<&I::Reading> = readings.iter().filter(is_new).copied().collect();
        self.importer.prepare(self.service, &mut self.summary, &new)
    }

    fn is_new(&self, reading: &I::Reading) -> bool {
        let told_by = I::source(reading).told_by();
        told_by.is_empty() || !self.there.contains(&digest(told_by))
    }

    /// Finds out which of the rows without a reference are there already: lists do not say what the rows of a record said. A dry
    /// run asks of every row, so that it says what an import would.
    fn look_up_rows(&mut self, readings: &[&I::Reading]) -> Result<(), ImportError> {
        let is_asked = |it: &&&I::Reading| self.summary.dry_run || I::source(it).reference.is_empty();
        let without: Vec<&&I::Reading> = readings.iter().filter(is_asked).collect();
        if without.is_empty() {
            return Ok(());
        }
        let asks = without.iter().map(|it| Ask::first(self.importer.step(it).1)).collect();
        let imported = self.summary.imported;
        let tried = match ask(self.service, Request::Try(asks), imported)? {
            Reply::Tried(tried) => tried,
            other => return Err(unexpected(&other, imported)),
        };
        for (reading, fault) in without.iter().zip(tried) {
            let told_by = digest(I::source(reading).told_by());
            match fault {
                Some(Fault::AlreadyThere(_)) => drop(self.there.insert(told_by)),
                Some(Fault::Refused(it)) if it.why == ERASED_HERE => drop(self.erased.insert(told_by, it)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether each record came in; not, if it was there already.
    fn answers(&mut self, readings: &[&I::Reading]) -> Result<Vec<Result<bool, Fault>>, ImportError> {
        if self.summary.dry_run {
            let answer = |it: &&I::Reading| match self.erased.get(&digest(I::source(it).told_by())) {
                Some(refusal) => Err(refusal.clone().into()),
                None => Ok(self.is_new(it)),
            };
            return Ok(readings.iter().map(answer).collect());
        }
        if readings.is_empty() {
            return Ok(Vec::new());
        }
        let mut answers = self.bring_in(readings, "")?;
        // Of a line that somebody else took over the id is theirs: whether it is there, its reference or what it says must tell.
        let is_anothers = |it: &Result<Done, Fault>| matches!(it, Err(Fault::Refused(it)) if it.field == ID);
        let places: Vec<usize> = (0..answers.len()).filter(|it| is_anothers(&answers[*it])).collect();
        if !places.is_empty() {
            let again: Vec<&I::Reading> = places.iter().map(|it| readings[*it]).collect();
            let own = format!(":{}", digits(16));
            for (place, answer) in places.into_iter().zip(self.bring_in(&again, &own)?) {
                answers[place] = answer;
            }
        }
        Ok(answers.into_iter().map(|it| it.map(|it| !it.repeated)).collect())
    }

    /// Brings records in, each under an id that ends so.
    fn bring_in(
        &mut self,
        readings: &[&I::Reading],
        own: &str,
    ) -> Result<Vec<Result<Done, Fault>>, ImportError> {
        let asks = readings.iter().map(|it| {
            let (source, (kind, command)) = (I::source(it), self.importer.step(it));
            let id = format!("{kind}:{}:{}{own}", &source.sha256[..FILE_DIGITS], source.line);
            Ask { id, ..Ask::first(command) }
        });
        let imported = self.summary.imported;
        match ask(self.service, Request::Do(asks.collect()), imported)? {
            Reply::Done(answers) => Ok(answers),
            other => Err(unexpected(&other, imported)),
        }
    }
}
