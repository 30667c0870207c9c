//! The desk's door: opened once, and asked through a session for each person.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock, RwLock};
use std::thread::{self, JoinHandle};

use chrono::Datelike;

use crate::api::message::{
    ActionRequest, Fault, Hello, ListRequest, Moment, MonthsRequest, Reply, Request, Status,
};
use crate::api::server::Changed;
use crate::api::service::Service;
use crate::clock::Clock;
use crate::desk::actor::Actor;
use crate::desk::changes::Changes;
use crate::desk::checking::Checker;
use crate::desk::committer::{Committer, Job, Work};
use crate::desk::health::Health;
use crate::desk::mirroring::{Mirroring, mirror};
use crate::desk::notices::Notices;
use crate::desk::opening::{OpenError, Opened, Progress, open};
use crate::desk::store_dir::StoreDir;
use crate::domain::case::history::{Happening, happening};
use crate::domain::case::reference::CaseRef;
use crate::domain::change::Change;
use crate::domain::figures::performance::{Performance, Period};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::moving::moves;
use crate::domain::office::{House, Office, OfficeCommand, ServiceId, decide as decide_office};
use crate::domain::plan::history::happening as of_a_plan;
use crate::domain::plan::row::ActionRow;
use crate::domain::row::Row;
use crate::domain::vocabulary::{Nature, Role, WentWrong};
use crate::journal::Journal;
use crate::panics::caught;
use crate::view::query::Listing;
use crate::view::store::{View, ViewError};

/// An open store. Closing it waits until everything acknowledged is tidied up.
pub struct Desk {
    shared: Shared,
    committer: Option<JoinHandle<()>>,
    changes: Changes,
    /// The threads beside the committing one: the check of a sample, the mirror.
    beside: Vec<JoinHandle<()>>,
    /// Tells the check to end.
    stop: Arc<AtomicBool>,
    /// Held for its lock.
    dir: StoreDir,
}

#[derive(Clone)]
struct Shared {
    jobs: Sender<Job>,
    view: View,
    journal: Arc<Journal>,
    house: Arc<RwLock<Arc<House>>>,
    clock: Clock,
    notices: Notices,
    health: Health,
    mirroring: Arc<OnceLock<Mirroring>>,
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct How {
    /// The data directory.
    pub data: PathBuf,
    /// Says what day it is.
    pub clock: Clock,
    /// Sign-in name of whoever opens it.
    pub login: String,
    /// Build the view again whatever it is like.
    pub afresh: bool,
}

impl Desk {
    /// Opens a store, making it if there is none.
    pub fn open(how: &How, progress: Progress) -> Result<Self, OpenError> {
        let dir = StoreDir::open(&how.data, &how.login, how.clock.now())?;
        let Opened { dir, journal, view, house, notices } = open(dir, how.afresh, progress)?;
        let (reader, _) = Journal::open_read_only(&dir.journal())?;
        let house = Arc::new(RwLock::new(house));
        let changes = Changes::default();
        let notices = Notices::of(notices);
        let health = Health::new(view.clone(), dir.root(), notices.clone());
        let (reader, stop) = (Arc::new(reader), Arc::new(AtomicBool::new(false)));
        let checker = Checker {
            view: view.clone(),
            journal: reader.clone(),
            house: house.clone(),
            health: health.clone(),
            stop: stop.clone(),
        };
        let committer = Committer {
            journal,
            view: view.clone(),
            house: house.clone(),
            clock: how.clock,
            changes: changes.clone(),
            health: health.clone(),
            stopped: None,
        };
        let (jobs, waiting) = channel();
        let thread = thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || committer.run(&waiting))
            .map_err(|it| OpenError::View(ViewError::Engine(format!("the system gives no thread: {it}"))))?;
        let shared = Shared {
            jobs,
            view,
            journal: reader,
            house,
            clock: how.clock,
            notices,
            health,
            mirroring: Arc::default(),
        };
        // Without the check the store is as good as it was.
        let check = thread::Builder::new().name("check".to_owned()).spawn(move || checker.run()).ok();
        Ok(Self { shared, committer: Some(thread), changes, beside: check.into_iter().collect(), stop, dir })
    }

    /// Keeps a copy of the journal in `to` from now on, beside the work; the first call counts. How it stands is in
    /// [`Status`]. While it cannot be written, the office goes on and is told.
    pub fn mirror_to(&mut self, to: &Path) -> io::Result<()> {
        if self.shared.mirroring.get().is_some() {
            return Ok(());
        }
        let (mirroring, thread) = mirror(self.dir.root(), to, self.shared.clock, self.changes.listen())?;
        self.beside.push(thread);
        // Only this sets it, and it has just looked.
        drop(self.shared.mirroring.set(mirroring));
        Ok(())
    }

    /// Where every change from now on is told, once it is on disk.
    pub fn changes(&self) -> Receiver<Changed> {
        self.changes.listen()
    }

    /// Whether an account may say which person uses it.
    pub fn trusts(&self, _account: &str) -> bool {
        false
    }

    /// A way in for one person.
    pub fn session(&self, login: &str) -> Session {
        let house = self.shared.house();
        let role =
            house.office.person(login).and_then(|it| it.roles.first().copied()).unwrap_or(Role::Handler);
        Session { shared: self.shared.clone(), actor: Actor { login: login.to_owned(), role } }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let (answer, _) = channel();
        let actor = Actor { login: String::new(), role: Role::Handler };
        drop(self.shared.jobs.send(Job { actor, work: Work::Close, answer }));
        if let Some(committer) = self.committer.take() {
            // A panic in it was reported where it happened.
            drop(committer.join());
        }
        self.stop.store(true, Ordering::SeqCst);
        self.changes.end();
        for thread in self.beside.drain(..) {
            drop(thread.join());
        }
    }
}

/// One person's way to the desk.
#[derive(Clone)]
pub struct Session {
    shared: Shared,
    actor: Actor,
}

impl Service for Session {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.shared.health.judge(caught(|| self.answer(request)))
    }
}

impl Session {
    fn answer(&self, request: Request) -> Result<Reply, Fault> {
        match request {
            Request::Hello => Ok(Reply::Hello(Box::new(self.hello()))),
            Request::List(it) => self.list(&it),
            Request::Counts { today } => self.counts(today),
            Request::Case(reference) => self.case(reference),
            Request::History(on) => self.history(on),
            Request::Diary(it) => Ok(Reply::Diary(self.shared.view.diary(&it).map_err(broken)?)),
            Request::Report { period, service } => self.report(&period, service),
            Request::Do(asks) => self.commit(Work::Steps(asks)),
            Request::Plan(reference) => {
                let plan = self.shared.view.plan(reference).map_err(broken)?;
                plan.map(|it| Reply::Plan(Box::new(it))).ok_or_else(|| Fault::Missing(reference.to_string()))
            }
            Request::Plans => Ok(Reply::Plans(self.shared.view.plans().map_err(broken)?)),
            Request::PlansOf(case) => {
                Ok(Reply::PlansOf(case, self.shared.view.plans_of(case).map_err(broken)?))
            }
            Request::Actions(it) => self.actions(it),
            Request::CameBack => Ok(Reply::CameBack(self.shared.view.came_back().map_err(broken)?)),
            Request::Months(it) => self.months(it),
            Request::DoPlan(asks) => self.commit(Work::PlanSteps(asks)),
            Request::Since { login, after, today } => self.since(&login, after, today),
            Request::WhatMoves(command) => self.what_moves(command),
            Request::Status => self.status(),
            Request::ChangeOffice { id, command } => {
                self.commit(Work::Office { id, command: Box::new(command) })
            }
        }
    }

    pub(in crate::desk) fn house(&self) -> Arc<House> {
        self.shared.house()
    }

    pub(in crate::desk) const fn view(&self) -> &View {
        &self.shared.view
    }

    pub(in crate::desk) fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    fn hello(&self) -> Hello {
        let house = self.shared.house();
        Hello {
            login: self.actor.login.clone(),
            role: self.actor.role,
            today: self.shared.clock.today(house.office.zone()),
            office: house.office.clone(),
            notices: self.notices(),
        }
    }

    /// What there is to tell now.
    fn notices(&self) -> Vec<String> {
        let mut notices = self.shared.notices.all();
        let line = self.shared.view.meta().map_or(0, |it| it.position.seq);
        let mirroring = self.shared.mirroring.get();
        notices.extend(mirroring.and_then(|it| it.notice(line, self.shared.clock.now())));
        notices
    }

    fn what_moves(&self, command: OfficeCommand) -> Result<Reply, Fault> {
        let house = self.shared.house();
        let today = self.shared.clock.today(house.office.zone());
        let mut office = house.office.clone();
        decide_office(&house.office, today, command)?.iter().for_each(|it| office.apply(it));
        let after = office.calendar();
        let (filter, after_row) = (Filter { conditions: vec![Condition::Open] }, None);
        let request = ListRequest { filter, order: Order::Due, today, after: after_row, limit: usize::MAX };
        let mut found = Vec::new();
        for row in self.rows_of(&request)? {
            if let Some(case) = self.shared.view.case(row.reference).map_err(broken)? {
                found.extend(moves(&house.calendar, &after, &case));
            }
        }
        Ok(Reply::Moves(found))
    }

    fn status(&self) -> Result<Reply, Fault> {
        let line = self.shared.view.meta().map_err(broken)?.position.seq;
        Ok(Reply::Status(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            line,
            journal_bytes: self.shared.journal.bytes().map_err(|it| Fault::Broken(it.to_string()))?,
            view_bytes: self.shared.view.bytes().map_err(broken)?,
            people: None,
            notices: self.notices(),
            mirror: self.shared.mirroring.get().map(|it| it.status(line, self.shared.clock.now())),
        }))
    }

    fn list(&self, it: &ListRequest) -> Result<Reply, Fault> {
        Ok(Reply::List { filter: it.filter.clone(), rows: self.rows_of(it)? })
    }

    /// A page of cases.
    pub(in crate::desk) fn rows_of(&self, it: &ListRequest) -> Result<Vec<Row>, Fault> {
        let house = self.shared.house();
        let listing = Listing {
            house: &house,
            actor: &self.actor.login,
            today: it.today,
            filter: &it.filter,
            order: it.order,
            after: it.after.as_deref(),
            limit: it.limit,
        };
        self.shared.view.list(&listing).map_err(broken)
    }

    fn counts(&self, today: chrono::NaiveDate) -> Result<Reply, Fault> {
        let house = self.shared.house();
        let due_soon = i32::try_from(house.office.timescales.due_soon).unwrap_or(i32::MAX);
        let soon_until = house.calendar.add(today, due_soon);
        Ok(Reply::Counts(self.shared.view.counts(today, soon_until).map_err(broken)?))
    }

    fn case(&self, reference: CaseRef) -> Result<Reply, Fault> {
        let case = self.shared.view.case(reference).map_err(broken)?;
        case.map(|it| Reply::Case(Box::new(it))).ok_or_else(|| Fault::Missing(reference.to_string()))
    }

    fn history(&self, on: String) -> Result<Reply, Fault> {
        let house = self.shared.house();
        let places = self.shared.view.history(&on).map_err(broken)?;
        if places.is_empty() {
            return Err(Fault::Missing(on));
        }
        let mut moments = Vec::with_capacity(places.len());
        for place in places {
            let entry = self.shared.journal.read(place).map_err(|it| Fault::Broken(it.to_string()))?;
            let happenings = match &entry.did {
                None => Vec::new(),
                Some(did) => happenings(&house.office, &entry.on, did)?,
            };
            let (seq, at, by, role, version) = (entry.seq, entry.at, entry.by, entry.role, entry.ver);
            moments.push(Moment { seq, at, by, role, version, happenings });
        }
        Ok(Reply::History { on, moments })
    }

    fn actions(&self, it: ActionRequest) -> Result<Reply, Fault> {
        let house = self.shared.house();
        let fits = |row: &ActionRow| it.filter.holds(&house.office, &self.actor.login, it.today, row);
        let rows = self.shared.view.actions(it.after.as_deref(), it.limit, fits).map_err(broken)?;
        Ok(Reply::Actions { filter: it.filter, rows })
    }

    /// Counts complaints by month of receipt, whatever became of them.
    fn months(&self, it: MonthsRequest) -> Result<Reply, Fault> {
        let month = |day: chrono::NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let (first, last) = (month(it.from), month(it.to).max(month(it.from)));
        let mut received = vec![0_u32; usize::try_from(last - first + 1).unwrap_or(0)];
        let mut wrong = received.clone();
        for row in self.shared.view.rows() {
            let row = row.map_err(broken)?;
            let fits = row.nature == Nature::Complaint
                && it.theme.is_none_or(|theme| row.theme == Some(theme))
                && it.service.is_none_or(|service| row.service == Some(service));
            let place = usize::try_from(month(row.received) - first).ok().filter(|_| fits);
            if let Some(place) = place.filter(|it| *it < received.len()) {
                received[place] += 1;
                wrong[place] += u32::from(row.went_wrong == Some(WentWrong::Yes));
            }
        }
        Ok(Reply::Months { request: it, received, wrong })
    }

    fn report(&self, period: &Period, service: Option<ServiceId>) -> Result<Reply, Fault> {
        let mut sum = Performance::default();
        for row in self.shared.view.rows() {
            let row = row.map_err(broken)?;
            if service.is_none() || row.service == service {
                sum.add(&row, period);
            }
        }
        Ok(Reply::Report { period: *period, service, sum: Box::new(sum) })
    }

    fn commit(&self, work: Work) -> Result<Reply, Fault> {
        let gone = || {
            Fault::Broken("it was closed while you worked; start redress again, nothing is lost".to_owned())
        };
        let (answer, answered) = channel();
        self.shared.jobs.send(Job { actor: self.actor.clone(), work, answer }).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

impl Shared {
    fn house(&self) -> Arc<House> {
        self.house.read().expect("nobody panics while holding it").clone()
    }
}

fn happenings(office: &Office, on: &str, did: &str) -> Result<Vec<Happening>, Fault> {
    let change = Change::from_json(on, did).map_err(|it| Fault::Broken(it.to_string()))?;
    Ok(match change {
        Change::Case(_, events) => events.iter().map(|it| happening(office, it)).collect(),
        Change::Plan(_, events) => events.iter().map(|it| of_a_plan(office, it)).collect(),
        Change::Office(events) => {
            events.iter().map(|it| Happening { kind: "Office".to_owned(), words: it.sentence() }).collect()
        }
    })
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(in crate::desk) fn broken(error: ViewError) -> Fault {
    Fault::Broken(error.to_string())
}
