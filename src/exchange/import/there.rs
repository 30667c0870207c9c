//! What the store holds already: cases and plans by the references that they have here and elsewhere.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::api::message::{ActionRequest, EntryRequest, Fault, Hello, ListRequest, Reply, Request};
use crate::api::service::Service;
use crate::domain::authority::Asker;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::lists::ServiceId;
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::NameSought;
use crate::domain::party::reach::Mark;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::reference::{CaseRef, EntryRef};
use crate::domain::register::filter::EntryFilter;
use crate::domain::rights::Deed;
use crate::domain::row::Row as CaseRow;
use crate::domain::text::looks;
use crate::domain::vocabulary::Outcome;
use crate::exchange::import::error::ImportError;

/// Rows of a page, when those that are there are looked through.
const PAGE: usize = 1000;

/// What a case says that a spreadsheet says too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// When it was received.
    pub received: NaiveDate,
    /// When it was closed.
    pub closed: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// The cases that are there.
#[derive(Default)]
pub struct CasesThere {
    here: HashSet<CaseRef>,
    elsewhere: HashMap<[u8; 16], (CaseRef, Said)>,
    /// By the day on which they were received: who it is about, and of which service. Only of cases that whoever imports may see.
    received: HashMap<NaiveDate, Vec<(CaseRef, KnownAs, Option<ServiceId>)>>,
}

impl CasesThere {
    /// Asks for them.
    pub fn ask(service: &mut dyn Service, today: NaiveDate) -> Result<Self, ImportError> {
        let mut there = Self::default();
        let mut after = None;
        loop {
            let page =
                ListRequest { filter: Filter::default(), order: Order::Reference, today, after, limit: PAGE };
            let rows = match ask(service, Request::List(page), 0)? {
                Reply::List { rows, .. } => rows,
                other => return Err(unexpected(&other, 0)),
            };
            there.here.extend(rows.iter().map(|it| it.reference));
            for it in rows.iter().filter(|it| it.complainant != KnownAs::default()) {
                let who = (it.reference, it.complainant.clone(), it.service);
                there.received.entry(it.received).or_default().push(who);
            }
            let imported = rows.iter().filter(|it| !it.source_ref.is_empty());
            let said = |it: &CaseRow| {
                let round = &it.rounds.now;
                Said { received: it.received, closed: round.closed, outcome: round.outcome }
            };
            there.elsewhere.extend(imported.map(|it| (digest(&it.source_ref), (it.reference, said(it)))));
            match rows.into_iter().next_back() {
                Some(last) => after = Some(Box::new(last)),
                None => return Ok(there),
            }
        }
    }

    /// The case with a reference here, or else the one imported under it.
    pub fn find(&self, reference: &str) -> Option<CaseRef> {
        let here = reference.parse().ok().filter(|it| self.here.contains(it));
        here.or_else(|| self.elsewhere.get(&digest(reference)).map(|it| it.0))
    }

    /// The case that was imported under a reference, where it says something else now than this.
    pub fn otherwise(&self, reference: &str, said: Said) -> Option<CaseRef> {
        self.elsewhere.get(&digest(reference)).filter(|it| it.1 != said).map(|it| it.0)
    }

    /// The case that looks like this one: received on the same day, from somebody of the same name, email or number, and about
    /// the same service where both are known.
    pub fn alike(&self, received: NaiveDate, who: &KnownAs, service: Option<ServiceId>) -> Option<CaseRef> {
        let there = self.received.get(&received)?;
        let names: Vec<NameSought> = who.read_names().into_iter().map(NameSought::of).collect();
        let marks = who.marks();
        let is_they = |it: &KnownAs| {
            let is_named = it.read_names().iter().any(|one| names.iter().any(|name| name.is_same(one)));
            let is_of_one = |it: &Mark| !matches!(it, Mark::Postcode(_)) && marks.contains(it);
            is_named || it.marks().iter().any(is_of_one)
        };
        let is_about_it = |it: &Option<ServiceId>| it.is_none() || service.is_none() || *it == service;
        there.iter().find(|it| is_about_it(&it.2) && is_they(&it.1)).map(|it| it.0)
    }

    /// The references of other systems under which they were imported.
    pub fn references(&self) -> HashSet<[u8; 16]> {
        self.elsewhere.keys().copied().collect()
    }
}

/// The references of other systems under which actions were imported, each with what these do: several may share one.
pub type ActionsThere = HashMap<[u8; 16], HashSet<[u8; 16]>>;

/// Asks for them.
pub fn actions_there(service: &mut dyn Service, today: NaiveDate) -> Result<ActionsThere, ImportError> {
    let mut there = ActionsThere::new();
    let mut after = None;
    loop {
        let page = ActionRequest { filter: ActionFilter::default(), today, after, limit: PAGE };
        let rows = match ask(service, Request::Actions(page), 0)? {
            Reply::Actions { rows, .. } => rows,
            other => return Err(unexpected(&other, 0)),
        };
        for it in rows.iter().filter(|it| !it.source_ref.is_empty()) {
            there.entry(digest(&it.source_ref)).or_default().insert(digest(looks(&it.what)));
        }
        match rows.into_iter().next_back() {
            Some(last) => after = Some(Box::new(last)),
            None => return Ok(there),
        }
    }
}

/// The references of entries of a register: those of other systems under which they were imported, and their own.
#[derive(Default)]
pub struct EntriesThere {
    /// Of other systems.
    pub elsewhere: HashSet<[u8; 16]>,
    /// Here.
    pub here: HashSet<EntryRef>,
}

/// Asks for the references of the entries of a register.
pub fn entries_there(
    service: &mut dyn Service,
    today: NaiveDate,
    register: char,
) -> Result<EntriesThere, ImportError> {
    let mut there = EntriesThere::default();
    let mut after = None;
    loop {
        let filter = EntryFilter::default();
        let page = EntryRequest { register, filter, today, after, limit: PAGE };
        let entries = match ask(service, Request::Entries(page), 0)? {
            Reply::Entries(entries) => entries,
            other => return Err(unexpected(&other, 0)),
        };
        let sources = entries.iter().filter_map(|it| it.source.as_ref());
        let imported = sources.filter(|it| !it.reference.is_empty());
        there.elsewhere.extend(imported.map(|it| digest(&it.reference)));
        there.here.extend(entries.iter().map(|it| it.reference));
        match entries.last() {
            Some(last) => after = Some(last.reference),
            None => return Ok(there),
        }
    }
}

/// Who imports, where and when; refused for whoever may not.
pub fn hello(service: &mut dyn Service) -> Result<Hello, ImportError> {
    let hello = match ask(service, Request::Hello, 0)? {
        Reply::Hello(hello) => *hello,
        other => return Err(unexpected(&other, 0)),
    };
    let may = Asker::of(&hello.office, &hello.login, hello.today)
        .and_then(|it| it.may_at_large(&hello.office, hello.today, Deed::ImportRecords));
    may.map_err(|it| ImportError::Store { fault: it.into(), imported: 0 })?;
    Ok(hello)
}

/// Half of a reference's SHA-256: sixteen bytes for each row, however long the reference.
pub fn digest(reference: impl AsRef<[u8]>) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(reference)[..16]);
    half
}

/// Asks the store; what came in before is safe whatever it answers.
pub fn ask(service: &mut dyn Service, request: Request, imported: u64) -> Result<Reply, ImportError> {
    service.call(request).map_err(|fault| ImportError::Store { fault, imported })
}

/// An answer to something that was not asked.
pub fn unexpected(reply: &Reply, imported: u64) -> ImportError {
    let what = match reply {
        Reply::Hello(_) => "a welcome",
        Reply::List { .. } | Reply::Actions { .. } | Reply::Entries(_) => "a list",
        Reply::Done(_) => "steps",
        Reply::Record(_) => "a record",
        _ => "something else",
    };
    ImportError::Store {
        fault: Fault::Broken(format!("it answered with {what}, which was not asked")),
        imported,
    }
}
