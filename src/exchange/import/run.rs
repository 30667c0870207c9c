//! Cases or actions of plans, by a map: what each row becomes, and the names that it brings into the office's lists.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::api::message::{Ask, Fault};
use crate::api::service::{Service, read, take};
use crate::bounded::{self, Unread};
use crate::domain::case::command::Command;
use crate::domain::case::decide::begin;
use crate::domain::commit::Source;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::decide;
use crate::domain::office::lists::{ListKind, ServiceId};
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::begin as begin_plan;
use crate::domain::records::any::AnyCommand;
use crate::domain::reference::TheOffice;
use crate::domain::refusal::Refusal;
use crate::domain::terms::Terms;
use crate::domain::text::{looks, tidy};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::{Field, Target};
use crate::exchange::import::frame::{self, Importer, Sheet};
use crate::exchange::import::header::{self, Header};
use crate::exchange::import::lists::{LISTS, Lists};
use crate::exchange::import::map::Map;
use crate::exchange::import::reading::{AtFault, Guide, Reading, Taken};
use crate::exchange::import::rejects::Reject;
use crate::exchange::import::source::Opened;
use crate::exchange::import::summary::Summary;
use crate::exchange::import::table::Row;
use crate::exchange::import::there::{ActionsThere, CasesThere, Said, actions_there, digest, hello};
use crate::exchange::import::written::Words;

/// Names that a file may add to one list. A column with more holds something else, and nobody could choose from such a list.
const NEW_NAMES_MOST: usize = 2000;

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What its rows become.
    pub target: Target,
    pub file: PathBuf,
    pub map: PathBuf,
    /// Whether to check everything and write nothing.
    pub dry_run: bool,
    /// Whether a new service, theme or channel is a reason to reject a row.
    pub strict: bool,
    /// Whether a row without a reference that looks like a case here is rejected.
    pub reject_alike: bool,
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
    let mut map = Map::from_toml(options.target, &text)
        .map_err(|why| ImportError::Map { path: options.map.clone(), why })?;
    let opened = Opened::of(&options.file, map.manner.sheet.as_deref())?;
    opened.settle(&mut map.manner);
    let header = header::find(&opened.head, &map)
        .map_err(|why| ImportError::Source { path: options.file.clone(), why })?;
    let file = (opened.name.clone(), opened.sha256.clone());
    let hello = hello(service)?;
    let looks_for_cases = map.fills(Field::Case) || map.target == Target::Cases;
    let cases = if looks_for_cases { CasesThere::ask(service, hello.today)? } else { CasesThere::default() };
    let (there, actions) = match map.target {
        Target::Cases => (cases.references(), ActionsThere::new()),
        Target::Actions => {
            let actions = actions_there(service, hello.today)?;
            (actions.keys().copied().collect(), actions)
        }
    };
    let zone = hello.office.zone();
    let named = |it: Field| map.columns.get(&it).map(|it| it.name.clone());
    let dates = header.places.iter().filter(|it| it.0.is_date());
    let sheet = Sheet {
        path: &options.file,
        opened,
        first_row: (header.bytes, header.next_line),
        manner: &map.manner,
        delimiter: header.delimiter,
        zone,
        dates: dates.filter_map(|(field, place)| Some((*place, named(*field)?))).collect(),
        reference: named(Field::SourceRef),
        one_case: header.one_case,
        header: &header.cells,
        added: header.added,
        rejects: options.rejects.as_deref(),
        dry_run: options.dry_run,
        reject_alike: options.reject_alike,
        there,
    };
    let default = |(field, words): (&Field, &Words)| Some((field.name().to_owned(), words.default.clone()?));
    let taken_as = map.words.iter().filter_map(default).collect();
    let summary = Summary { target: map.target, taken_as, ..Summary::default() };
    let lists = Lists::new(hello.office);
    let rows = Mapped {
        map: &map,
        header: &header,
        file,
        path: &options.file,
        strict: options.strict,
        zone,
        known: lists.names(),
        lists,
        today: hello.today,
        actor: hello.login,
        cases,
        actions,
    };
    frame::run(service, sheet, rows, summary, progress, stop)
}

/// Rows that a map makes cases or actions of.
struct Mapped<'a> {
    map: &'a Map,
    header: &'a Header,
    file: (String, String),
    path: &'a Path,
    strict: bool,
    zone: Tz,
    /// The names that the office had before.
    known: HashSet<(ListKind, String)>,
    lists: Lists,
    today: NaiveDate,
    actor: String,
    /// The cases that actions may have come of.
    cases: CasesThere,
    /// The actions that were there before.
    actions: ActionsThere,
}

impl Importer for Mapped<'_> {
    type Reading = Reading;

    fn may_share_references(&self) -> bool {
        self.map.target == Target::Actions
    }

    fn read(&self, rows: &[Row]) -> Result<Option<Reading>, AtFault> {
        let house = &self.lists.house;
        let guide = self.guide();
        let Some(reading) = guide.read(rows)? else { return Ok(None) };
        if self.strict {
            self.check_names(&guide, rows, &reading)?;
        }
        let terms =
            Terms { office: &house.office, calendar: &house.calendar, today: self.today, actor: &self.actor };
        // The theme is looked up when the batch is sent; an issue that has one needs nothing else.
        let verdict = match reading.taken.clone() {
            Taken::Case(mut import) => {
                let mut themes = reading.themes.iter();
                import.issues.retain(|_| themes.next().is_none_or(Option::is_none));
                begin(&terms, Command::Import(import)).map(|_| ())
            }
            Taken::Action(import) => begin_plan(&terms, PlanCommand::ImportAction(import)).map(|_| ()),
        };
        verdict.map_err(|refusal| (0, self.refused(&rows[0], &refusal)))?;
        Ok(Some(reading))
    }

    /// Adds the names that the batch brings and the office does not have.
    fn prepare(
        &mut self,
        service: &mut dyn Service,
        summary: &mut Summary,
        readings: &[&Reading],
    ) -> Result<(), ImportError> {
        for list in LISTS {
            let mut names: Vec<String> = Vec::new();
            let mut seen = HashSet::new();
            for (_, name) in readings.iter().flat_map(|it| &it.names).filter(|it| it.0 == list) {
                if self.lists.number(list, name).is_none() && seen.insert(looks(name)) {
                    names.push(tidy(name));
                }
            }
            if names.is_empty() {
                continue;
            }
            let before = summary.created.iter().filter(|it| it.0 == list).count();
            if NEW_NAMES_MOST < before + names.len() {
                let why = format!(
                    "it would add more than {NEW_NAMES_MOST} {}s to the office. Check that the map names the right column, or \
                     translate its words; --strict adds none.",
                    list.one()
                );
                return Err(ImportError::Source { path: self.path.to_owned(), why });
            }
            summary.created.extend(names.iter().map(|it| (list, it.clone())));
            self.change_office(service, summary, OfficeCommand::Add { list, names })?;
        }
        Ok(())
    }

    fn reference(&self, rows: &[Row]) -> String {
        self.guide().reference(&rows[0])
    }

    fn source(reading: &Reading) -> &Source {
        reading.taken.source()
    }

    fn source_mut(reading: &mut Reading) -> &mut Source {
        reading.taken.source_mut()
    }

    fn step(&self, reading: &Reading) -> (String, AnyCommand) {
        let taken = reading.placed(|list, name| self.lists.number(list, name));
        match taken {
            Taken::Case(import) => ("import".to_owned(), Command::Import(import).into()),
            Taken::Action(import) => ("import-action".to_owned(), PlanCommand::ImportAction(import).into()),
        }
    }

    fn refused(&self, row: &Row, refusal: &Refusal) -> Reject {
        let field = Field::from_name(&refusal.field);
        let guide = self.guide();
        Reject {
            column: field.map_or_else(|| refusal.field.clone(), |it| guide.column(it)),
            value: field.map(|it| guide.value(row, it)).unwrap_or_default(),
            ..Reject::of_refusal(refusal)
        }
    }

    fn alike(&self, reading: &Reading) -> Option<String> {
        let Taken::Case(it) = &reading.taken else { return None };
        let named = reading.names.iter().find(|it| it.0 == ListKind::Services);
        let service = named.and_then(|(list, name)| self.lists.number(*list, name)).map(ServiceId);
        // A service that the office does not have yet is that of no case here.
        let is_new = named.is_some() && service.is_none();
        let alike = self.cases.alike(it.facts.received, &it.facts.complainant.known_as(), service);
        alike.filter(|_| !is_new).map(|it| it.to_string())
    }

    fn count(&self, reading: &Reading, summary: &mut Summary) {
        summary.take_in(reading);
        for (list, name) in &reading.names {
            if let Some((_, entry)) = self.lists.entry(*list, name).filter(|it| it.1 != name) {
                summary.count_spelling(*list, entry, name);
            }
        }
    }

    fn count_again(&self, reading: &Reading, summary: &mut Summary) {
        let it = match &reading.taken {
            Taken::Case(it) => it,
            // Another action under a reference that is here is not the one that is here.
            Taken::Action(it) => {
                let there = self.actions.get(&digest(&it.source.reference));
                if !it.source.reference.is_empty()
                    && there.is_some_and(|all| !all.contains(&digest(looks(&it.what))))
                {
                    summary.count_otherwise(format!("line {}", it.source.line));
                }
                return;
            }
        };
        let closing = it.closing.as_ref();
        let said = Said {
            received: it.facts.received,
            closed: closing.map(|it| it.on),
            outcome: closing.and_then(|it| it.outcome),
        };
        if let Some(case) = self.cases.otherwise(&it.source.reference, said) {
            summary.count_otherwise(case.to_string());
        }
    }
}

impl Mapped<'_> {
    fn guide(&self) -> Guide<'_> {
        Guide {
            map: self.map,
            header: self.header,
            calendar: &self.lists.house.calendar,
            zone: self.zone,
            today: self.today,
            cases: &self.cases,
            known: &self.known,
            file: (&self.file.0, &self.file.1),
        }
    }

    fn check_names(&self, guide: &Guide, rows: &[Row], reading: &Reading) -> Result<(), AtFault> {
        let new = reading.names.iter().find(|(list, name)| self.lists.number(*list, name).is_none());
        let Some((list, name)) = new else { return Ok(()) };
        let field = match list {
            ListKind::Services => Field::Service,
            ListKind::Channels => Field::Channel,
            _ if self.map.fills(Field::Theme) => Field::Theme,
            _ => Field::Issue,
        };
        let kind = format!("not in the list of {}s", list.one());
        let at = rows.iter().position(|it| looks(&guide.value(it, field)) == looks(name)).unwrap_or(0);
        let reject = Reject {
            column: guide.column(field),
            value: guide.value(&rows[at], field),
            ..Reject::of_row(
                &kind,
                format!(
                    "There is no {} “{name}”. Add it in the office’s settings, or translate it in the map.",
                    list.one()
                ),
            )
        };
        Err((at, reject))
    }

    fn change_office(
        &mut self,
        service: &mut dyn Service,
        summary: &Summary,
        command: OfficeCommand,
    ) -> Result<(), ImportError> {
        let imported = summary.imported;
        let office = if summary.dry_run {
            let mut office = self.lists.house.office.clone();
            let events = decide(&office, self.today, command);
            let events = events.map_err(|it| ImportError::Store { fault: Fault::Refused(it), imported })?;
            for event in &events {
                office.apply(event);
            }
            office
        } else {
            take(service, Ask::on(TheOffice, command))
                .and_then(|_| read(service, TheOffice))
                .map_err(|fault| ImportError::Store { fault, imported })?
        };
        self.lists = Lists::new(office);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
