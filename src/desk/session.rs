//! The desk's door: opened once, and asked through a session for each person.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread::{self, JoinHandle};

use chrono::NaiveDate;

use crate::api::message::{ActionRequest, Ask, Done, Fault, Hello, ListRequest, Reply, Request, Status};
use crate::api::server::News;
use crate::api::service::Service;
use crate::chance::digits;
use crate::clock::Clock;
use crate::desk::changes::Changes;
use crate::desk::checking::{Checker, compare, has_room};
use crate::desk::committer::{Committer, Job, Work, trouble_of};
use crate::desk::following::Follower;
use crate::desk::gate::Gate;
use crate::desk::health::Health;
use crate::desk::membership::membership;
use crate::desk::mirroring::{Mirroring, mirror};
use crate::desk::naming::{About, EVERYBODY, named_in, named_of_year};
use crate::desk::notices::Notices;
use crate::desk::opening::{OpenError, Opened, Progress, open_or_read};
use crate::desk::sight::Sight;
use crate::desk::store_dir::{StoreDir, StoreDirError};
use crate::desk::trouble::{Trouble, Writing};
use crate::domain::authority::{administrators, deed_of_office_command};
use crate::domain::calendar::dates::{add_months, long};
use crate::domain::case::record::Case;
use crate::domain::commit::Source;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::differences::texts_of;
use crate::domain::filter::{Condition, Filter};
use crate::domain::grammar::MOST_PARTS;
use crate::domain::in_hand::in_hand;
use crate::domain::listing::{Counts, Order};
use crate::domain::moving::moves;
use crate::domain::office::command::{KEY_DIGITS, OfficeCommand};
use crate::domain::office::decide::decide as decide_office;
use crate::domain::office::record::House;
use crate::domain::party::known::KnownAs;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionCondition;
use crate::domain::records::any::{AnyCommand, AnyRecord, Kind, each_kind, each_reference};
use crate::domain::records::guard::{Guard, kept_because_of};
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, PlanRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::retention::REVIEW_MONTHS;
use crate::domain::rights::Deed;
use crate::domain::row::Row;
use crate::domain::vocabulary::Role;
use crate::domain::year::record::YearRecord;
use crate::journal::Journal;
use crate::journal::sequencer::{Part, SequenceError, Sequencer};
use crate::panics::caught;
use crate::papers::Papers;
use crate::view::query::Listing;
use crate::view::store::{View, ViewError};

/// Cases that one part of a report looks at: few enough that whoever waits sees it go on, and may give it up.
const CASES_AT_ONCE: usize = 20_000;

/// What is told somebody who sees what is restricted though they are not named on it, while no look at it can be written down.
const UNSEEN: &str = "Restricted records on which you are not named are left out of what you see, for that you look at them would have \
                      to be written down. Those that you looked at today already are shown.";

/// The account that may look after every store of the machine.
const SYSTEM: &str = "root";

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
    journal_dir: Arc<PathBuf>,
    /// Where a second view is built, to be compared.
    beside: Arc<PathBuf>,
    papers: Papers,
    house: Arc<RwLock<Arc<House>>>,
    clock: Clock,
    notices: Notices,
    health: Health,
    writing: Writing,
    mirroring: Arc<OnceLock<Mirroring>>,
    /// Whether several hosts share the journal.
    has_hosts: bool,
    /// The account that opened the store.
    keeper: Arc<str>,
    /// Held while the working copy is compared with the journal: once at a time.
    comparing: Arc<Mutex<()>>,
    gate: Gate,
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
    /// Opens a store, making it if there is none. On a disk that is read-only or full it is read, and takes no changes.
    pub fn open(how: &How, progress: Progress) -> Result<Self, OpenError> {
        let apart = |error: SequenceError| OpenError::Hosts(error.to_string());
        let belongs = membership(&how.data);
        let belongs = belongs.map_err(|it| match it.kind() {
            // What is no directory holds no such file.
            io::ErrorKind::NotADirectory => OpenError::Dir(StoreDirError::Unusable(how.data.clone(), it)),
            _ => OpenError::Hosts(format!("the file “shared” cannot be used ({it})")),
        })?;
        let Opened { dir, mut journal, view, house, notices } =
            open_or_read(&how.data, (&how.login, how.clock.now()), how.afresh, progress)?;
        let mut follows: Option<Box<dyn Sequencer>> = None;
        // On a disk that is read-only nothing of other hosts can be taken in.
        if let Some(it) = belongs.as_ref().filter(|_| dir.takes_nothing().is_none()) {
            journal.order_by(it.order(Part::Commits).map_err(apart)?, &it.host)?;
            follows = Some(it.order(Part::Watches).map_err(apart)?);
        }
        // What was on its way when the store was closed; what cannot be removed is in nobody's way.
        drop(Papers::of(dir.root()).clear(None));
        let reader = Journal::reader(&dir.journal());
        let house = Arc::new(RwLock::new(house));
        let changes = Changes::default();
        let notices = Notices::of(notices);
        let health = Health::new(view.clone(), dir.root(), notices.clone());
        let (reader, stop) = (Arc::new(reader), Arc::new(AtomicBool::new(false)));
        let checker = Checker {
            view: view.clone(),
            journal: reader.clone(),
            health: health.clone(),
            stop: stop.clone(),
        };
        let last = Writing::default();
        if let Some(error) = journal.stopped() {
            last.failed(trouble_of(&error));
        }
        let gate = Gate::default();
        let mut committer = Committer {
            journal,
            reader: reader.clone(),
            view: view.clone(),
            papers: Papers::of(dir.root()),
            house: house.clone(),
            clock: how.clock,
            changes: changes.clone(),
            gate: gate.clone(),
            health: health.clone(),
            writing: last.clone(),
            stopped: None,
        };
        if let Some(order) = &mut follows {
            committer.catch_up(order.as_mut(), progress)?;
        }
        let (jobs, waiting) = channel();
        let follower = follows.map(|order| Follower {
            order,
            view: view.clone(),
            writing: last.clone(),
            jobs: jobs.clone(),
            stop: stop.clone(),
        });
        let has_hosts = follower.is_some();
        let thread = thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || committer.run(&waiting))
            .map_err(|it| OpenError::View(ViewError::Engine(format!("the system gives no thread: {it}"))))?;
        let shared = Shared {
            jobs,
            view,
            journal: reader,
            journal_dir: Arc::new(dir.journal()),
            beside: Arc::new(dir.view().with_file_name("view.checking")),
            papers: Papers::of(dir.root()),
            house,
            clock: how.clock,
            notices,
            health,
            writing: last,
            mirroring: Arc::default(),
            has_hosts,
            keeper: how.login.as_str().into(),
            comparing: Arc::default(),
            gate,
        };
        // Without the check the store is as good as it was.
        let check = thread::Builder::new().name("check".to_owned()).spawn(move || checker.run()).ok();
        let mut beside: Vec<JoinHandle<()>> = check.into_iter().collect();
        if let Some(it) = follower {
            let follower = thread::Builder::new().name("follower".to_owned()).spawn(move || it.run());
            beside
                .push(follower.map_err(|it| OpenError::Hosts(format!("the system gives no thread: {it}")))?);
        }
        Ok(Self { shared, committer: Some(thread), changes, beside, stop, dir })
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

    /// Whether the committing thread answers: an empty change goes all the way through it.
    pub fn answers(&self) -> bool {
        let (answer, answered) = channel();
        let job = Job { login: String::new(), work: Work::Steps(Vec::new()), answer };
        self.shared.jobs.send(job).is_ok() && answered.recv().is_ok()
    }

    /// Why changes cannot be written down, if they cannot.
    pub fn trouble(&self) -> Option<Trouble> {
        self.shared.writing.trouble()
    }

    /// Whether the store could be opened if this desk were closed: whether the disk takes files.
    pub fn could_be_opened(&self) -> bool {
        self.dir.takes_a_file()
    }

    /// Why the mirror cannot be written, if it cannot.
    pub fn mirror_trouble(&self) -> Option<String> {
        self.shared.mirroring.get().and_then(Mirroring::trouble)
    }

    /// Where every change from now on is told, once it is on disk.
    pub fn changes(&self) -> Receiver<News> {
        self.changes.listen()
    }

    /// Whether an account may say which person uses it.
    pub fn trusts(&self, account: &str) -> bool {
        self.shared.house().office.trusted.iter().any(|it| it == account)
    }

    /// A way in for one person. Who they are here and what they may do is looked up anew with each request.
    pub fn session(&self, login: &str) -> Session {
        let is_keeper = [&*self.shared.keeper, SYSTEM].contains(&login);
        Session { shared: self.shared.clone(), login: login.to_owned(), as_of: None, is_keeper }
    }

    /// Notes where the office is reached, for whoever names its data directory.
    pub fn is_served_at(&self, socket: &Path) -> io::Result<()> {
        self.dir.is_served_at(socket)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let (answer, _) = channel();
        drop(self.shared.jobs.send(Job { login: String::new(), work: Work::Close, answer }));
        if let Some(committer) = self.committer.take() {
            // A panic in it was reported where it happened.
            drop(committer.join());
        }
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
    login: String,
    /// The day as of which they look; none for as it stands.
    as_of: Option<NaiveDate>,
    /// Whether they look after the store, though they may be nobody in the office.
    is_keeper: bool,
}

impl Service for Session {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.shared.health.judge(caught(|| self.answer(request)))
    }
}

impl Session {
    /// The same, as of a day.
    #[must_use]
    pub fn as_of(self, as_of: Option<NaiveDate>) -> Self {
        Self { as_of, ..self }
    }

    /// The same, for somebody whom the account only names.
    #[must_use]
    pub fn of_nobody_else(self) -> Self {
        Self { is_keeper: false, ..self }
    }

    fn answer(&self, request: Request) -> Result<Reply, Fault> {
        let house = self.shared.house();
        let today = self.shared.clock.today(house.office.zone());
        let as_of = self.as_of.unwrap_or(today);
        if matches!(request, Request::Do(_) | Request::Try(_)) && as_of != today {
            return Err(Refusal::of_step(
                format!(
                    "With --today you look at a shared office as of {}; changes are made today.",
                    long(as_of)
                ),
                "Leave --today out to make one.",
            )
            .into());
        }
        // Rights are those of today, whatever day is looked at.
        match Sight::of(&self.shared.view, house.clone(), &self.login, today) {
            Ok(sight) => self.answer_to(&sight.on_day(as_of), request),
            Err(_) if self.is_keeper => self.look_after(&house, as_of, request),
            Err(fault) => Err(fault),
        }
    }

    /// Answers the account that keeps the store and is nobody in the office.
    fn look_after(&self, house: &Arc<House>, today: NaiveDate, request: Request) -> Result<Reply, Fault> {
        let nobody = Sight::of_keeper(&self.shared.view, house.clone(), &self.login, today)?;
        match request {
            Request::Hello | Request::Status | Request::Compare => self.answer_to(&nobody, request),
            Request::Record(RecordRef::Office) => {
                Ok(Reply::Record(AnyRecord::Office(Box::new(house.office.without_key()))))
            }
            // What it checks and sends is for others.
            Request::Since { ref login, .. } => {
                let theirs = Sight::of(&self.shared.view, house.clone(), login, today)?;
                self.answer_to(&theirs, request)
            }
            Request::Flaws(wanted) => self.flaws(&nobody, &wanted),
            _ => {
                let who = administrators(&house.office, &self.login, today);
                Err(Refusal::of_step(
                    format!(
                        "The account “{}” keeps the store and is nobody in this office: it serves, backs up, verifies, checks \
                         and sends digests, and does nothing else.",
                        self.login
                    ),
                    format!("{who}, or sign in as somebody who works here."),
                )
                .into())
            }
        }
    }

    fn answer_to(&self, sight: &Sight, request: Request) -> Result<Reply, Fault> {
        match request {
            Request::Hello => Ok(Reply::Hello(Box::new(self.hello(sight)))),
            Request::List(it) => self.list(sight, &it),
            Request::Export(it) => self.export(sight, &it),
            Request::Near(filter) => self.near(sight, &filter),
            Request::Counts { today } => self.counts(sight, today),
            Request::Record(on) => Ok(Reply::Record(self.opened(sight, on)?)),
            Request::RecordAt(on, version) => self.record_at(sight, on, version),
            Request::History(on) => self.history(sight, on),
            Request::Diary(it) => self.diary(sight, &it),
            Request::Report { period, service } => {
                sight.may(Deed::ReadFigures)?;
                self.report(sight, &period, service)
            }
            Request::Do(asks) => {
                let asks: Result<Vec<Ask>, Fault> = asks
                    .into_iter()
                    .map(|it| self.with_contents(self.whole(sight, with_key(it, &sight.house.office.key))?))
                    .collect();
                Ok(Reply::Done(self.commit(sight, Work::Steps(asks?))?))
            }
            Request::Try(asks) => {
                let asks: Result<Vec<Ask>, Fault> =
                    asks.into_iter().map(|it| self.whole(sight, it)).collect();
                let tried = self.commit(sight, Work::Try(asks?))?;
                Ok(Reply::Tried(tried.into_iter().map(Result::err).collect()))
            }
            Request::Plans => {
                sight.may(Deed::ReadPlans)?;
                let mut plans = self.shared.view.plans().map_err(broken)?;
                // Names that became known since the words were approved are known to nobody who approved them.
                for plan in &mut plans {
                    let Some(words) = plan.published() else { continue };
                    let about = About::plan(&sight.house.office, plan);
                    let by = (&*plan.names_nobody(), EVERYBODY);
                    let named = named_in(self.view(), &sight.house.office, &about, &words.texts(), by);
                    if !named.map_err(broken)?.is_empty() {
                        plan.keep_unpublished();
                    }
                }
                let mut plans: Vec<Plan> =
                    plans.into_iter().filter_map(|it| sight.counted_plan(it)).collect();
                for plan in plans.iter_mut().filter(|it| sight.has(it.reference)) {
                    let kept_with = self.kept_with(sight, &plan.guard())?;
                    plan.kept_with = kept_with.into_iter().filter_map(|it| it.try_into().ok()).collect();
                }
                self.look_at_list(sight, &mut plans, |it| Some(it.reference.into()))?;
                Ok(Reply::Plans(plans))
            }
            Request::PlansOf(case) => self.plans_of(sight, case),
            Request::CasesOf { person, but } => self.cases_of(sight, &person, but),
            Request::NamedIn(year) => {
                sight.may(Deed::ReadFigures)?;
                let kept = self.view().record::<YearRecord>(year).map_err(broken)?;
                // What everybody is to read is held against everybody, whoever makes the document of it.
                let year = kept.unwrap_or_else(|| YearRecord::new(year));
                let named = |may_see: &dyn Fn(&Case) -> bool| {
                    named_of_year(self.view(), &sight.house.office, &year, may_see).map_err(broken)
                };
                let all = named(EVERYBODY)?;
                if !sight.is_partial() {
                    return Ok(Reply::NamedIn { told: all, kept: Vec::new() });
                }
                let told = named(&|it| sight.has(it.reference))?;
                let kept = all.into_iter().filter(|it| !told.contains(it)).collect();
                Ok(Reply::NamedIn { told, kept })
            }
            Request::Actions(it) => self.actions(sight, it),
            Request::Registers => self.registers(sight),
            Request::Leading => self.leading(sight),
            Request::InHand { today } => self.in_hand(sight, today),
            Request::Entries(it) => self.entries(sight, &it),
            Request::CameBack { until } => {
                sight.may(Deed::ReadPlans)?;
                let mut back = self.shared.view.came_back(&sight.hidden, until).map_err(broken)?;
                back.retain(|it| self.plan_is_theirs(sight, it.reference.plan));
                Ok(Reply::CameBack(back))
            }
            Request::Months(it) => {
                sight.may(Deed::ReadPlans)?;
                self.months(sight, it)
            }
            Request::ReportPart(part) => {
                sight.may(Deed::ReadFigures)?;
                Ok(Reply::ReportPart(Box::new(self.report_part(sight, *part, CASES_AT_ONCE)?)))
            }
            Request::Years => {
                sight.may(Deed::ReadFigures)?;
                let years = self.shared.view.years().map_err(broken)?;
                Ok(Reply::Years(years.into_iter().map(|it| sight.year(it)).collect()))
            }
            Request::Counted { period, scope } => {
                sight.may(Deed::ReadFigures)?;
                self.counted(sight, &period, scope)
            }
            Request::RegisterCounts { period, before, scope } => {
                sight.may(Deed::ReadFigures)?;
                self.register_counts(sight, &period, before, scope)
            }
            Request::Flaws(wanted) => {
                sight.may(Deed::ReadCase)?;
                self.flaws(sight, &wanted)
            }
            Request::Since { login, after, today } => self.since(sight, &login, after, today),
            Request::WhatMoves(command) => self.what_moves(sight, command),
            Request::Retention => self.retention(sight),
            Request::HeldAbout(person) => self.held_about(sight, &person),
            Request::Status => self.status(),
            Request::Compare => self.compare(sight),
            Request::TakePaper(it) => self.take_paper(sight, &it),
            Request::PaperPart { case, number, offset } => self.paper_part(sight, case, number, offset),
        }
    }

    pub(in crate::desk) fn view(&self) -> &View {
        self.shared.gate.pass();
        &self.shared.view
    }

    pub(in crate::desk) fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// Whether several hosts share the journal.
    pub(in crate::desk) const fn is_shared(&self) -> bool {
        self.shared.has_hosts
    }

    pub(in crate::desk) const fn papers(&self) -> &Papers {
        &self.shared.papers
    }

    /// Who asks.
    pub(in crate::desk) fn login(&self) -> &str {
        &self.login
    }

    pub(in crate::desk) fn journal_dir(&self) -> &Path {
        &self.shared.journal_dir
    }

    pub(in crate::desk) fn house(&self) -> Arc<House> {
        self.shared.house()
    }

    fn hello(&self, sight: &Sight) -> Hello {
        let roles = sight.asker.roles();
        Hello {
            login: self.login.clone(),
            role: roles.first().copied().unwrap_or(Role::Handler),
            today: sight.today,
            office: sight.house.office.without_key(),
            notices: self.notices_for(sight),
            name: sight.house.office.person_name(&self.login).to_owned(),
            roles,
            stands_in_for: sight.asker.stands_in_for().map(str::to_owned).collect(),
        }
    }

    /// What there is to tell one person now.
    fn notices_for(&self, sight: &Sight) -> Vec<String> {
        let mut notices = self.notices();
        if self.shared.writing.trouble().is_some() && sight.sees_what_is_for_others() {
            notices.push(UNSEEN.to_owned());
        }
        notices
    }

    /// What there is to tell now.
    fn notices(&self) -> Vec<String> {
        let trouble = self.shared.writing.trouble().map(|it| it.words());
        let mut notices: Vec<String> = trouble.into_iter().chain(self.shared.notices.all()).collect();
        let line = self.shared.view.meta().map_or(0, |it| it.position.seq);
        let mirroring = self.shared.mirroring.get();
        notices.extend(mirroring.and_then(|it| it.notice(line, self.shared.clock.now())));
        notices
    }

    /// Which dates of open cases a change of the office moves: of every case, without a word of what it is about.
    fn what_moves(&self, sight: &Sight, command: OfficeCommand) -> Result<Reply, Fault> {
        let house = &sight.house;
        sight.may(deed_of_office_command(&command, &self.login))?;
        let mut office = house.office.clone();
        decide_office(&house.office, sight.today, command)?.iter().for_each(|it| office.apply(it));
        let after = office.calendar();
        let open = Listing {
            house,
            asker: &sight.asker,
            hidden: &BTreeSet::new(),
            today: sight.today,
            filter: &Filter { conditions: vec![Condition::Open] },
            order: Order::Due,
            after: None,
            limit: usize::MAX,
        };
        let mut found = Vec::new();
        for row in self.shared.view.list(&open).map_err(broken)? {
            if let Some(case) = self.shared.view.record::<Case>(row.reference).map_err(broken)? {
                found.extend(moves(&house.calendar, &after, sight.today, &case));
            }
        }
        found.iter_mut().for_each(|it| sight.cover_case(&mut it.on));
        Ok(Reply::Moves(found))
    }

    fn compare(&self, sight: &Sight) -> Result<Reply, Fault> {
        if !self.is_keeper {
            sight.may(Deed::ChangeOffice)?;
        }
        let Ok(_alone) = self.shared.comparing.try_lock() else {
            return Err(
                Refusal::of_step("It is being compared already.", "Try again when that is done.").into()
            );
        };
        let bytes = self.shared.view.bytes().map_err(broken)?;
        has_room(&self.shared.beside, bytes)?;
        let compared = compare(&self.shared.view, &self.shared.beside, &self.shared.journal_dir);
        let compared = compared.map_err(broken)?;
        let Some(compared) = compared else {
            return Err(Refusal::of_step(
                "Changes were made all the while, so that it could not be compared.",
                "Try again when less is going on.",
            )
            .into());
        };
        if !compared.differences.is_empty() {
            self.shared.health.distrust("it differed from the journal");
        }
        Ok(Reply::Compared(compared))
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
            trouble: self.shared.writing.trouble().map(|it| it.why),
            mirror: self.shared.mirroring.get().map(|it| it.status(line, self.shared.clock.now())),
        }))
    }

    fn list(&self, sight: &Sight, it: &ListRequest) -> Result<Reply, Fault> {
        let mut rows = self.rows_of(sight, it)?;
        self.look_at_list(sight, &mut rows, |it| it.restricted.then(|| it.reference.into()))?;
        Ok(Reply::List { filter: it.filter.clone(), rows })
    }

    /// Writes down that what a list tells of restricted records of others was looked at, and takes out of it what cannot be written
    /// down: what cannot is not shown. `on` says which record a row is about, if any that may be restricted.
    pub(in crate::desk) fn look_at_list<T>(
        &self,
        sight: &Sight,
        rows: &mut Vec<T>,
        on: impl Fn(&T) -> Option<RecordRef>,
    ) -> Result<(), Fault> {
        if !sight.sees_what_is_for_others() || self.view().restrictions().map_err(broken)?.is_empty() {
            return Ok(());
        }
        let mut told: BTreeMap<RecordRef, Vec<RecordRef>> = BTreeMap::new();
        for on in rows.iter().filter_map(&on) {
            if let btree_map::Entry::Vacant(place) = told.entry(on) {
                place.insert(self.told_of_others(sight, on)?);
            }
        }
        let all: BTreeSet<RecordRef> = told.values().flatten().copied().collect();
        if all.is_empty() || self.look(sight, all.iter().copied().collect(), false).is_ok() {
            return Ok(());
        }
        let mut unwritten = BTreeSet::new();
        for it in all {
            let is_written = self.view().has_looked(sight.today, it, false, &self.login).map_err(broken)?;
            unwritten.extend(Some(it).filter(|_| !is_written));
        }
        rows.retain(|it| {
            let tells = on(it).and_then(|it| told.get(&it)).into_iter().flatten();
            !tells.into_iter().any(|it| unwritten.contains(it))
        });
        Ok(())
    }

    /// The restricted records that a record tells of, itself among them, on which whoever asks is not named, though they may see
    /// them: auditors’.
    fn told_of_others(&self, sight: &Sight, on: RecordRef) -> Result<Vec<RecordRef>, Fault> {
        let guard = self.view().guard(on).map_err(broken)?;
        let mut told = self.kept_with(sight, &guard)?;
        told.extend(Some(on).filter(|_| guard.restriction.is_some()));
        let mut of_others = Vec::new();
        for it in told {
            let guard = self.view().guard(it).map_err(broken)?;
            let is_given = guard.given_to.contains(&self.login);
            if guard.restriction.is_some_and(|it| !it.lets_see(&self.login)) && !is_given {
                of_others.push(it);
            }
        }
        Ok(of_others)
    }

    /// A page of cases.
    pub(in crate::desk) fn rows_of(&self, sight: &Sight, it: &ListRequest) -> Result<Vec<Row>, Fault> {
        sight.may(Deed::ReadCase)?;
        is_bounded(&it.filter)?;
        let listing = Listing {
            house: &sight.house,
            asker: &sight.asker,
            hidden: &sight.hidden,
            today: it.today,
            filter: &it.filter,
            order: it.order,
            after: it.after.as_deref(),
            limit: it.limit,
        };
        let mut rows = self.shared.view.list(&listing).map_err(broken)?;
        rows.iter_mut().for_each(|it| sight.cover_row(it));
        Ok(rows)
    }

    /// A list that leaves the program: restricted cases on it are written down first.
    fn export(&self, sight: &Sight, it: &ListRequest) -> Result<Reply, Fault> {
        sight.may(Deed::Export)?;
        let reply = self.list(sight, it)?;
        if let Reply::List { rows, .. } = &reply {
            let restricted = rows.iter().filter(|it| it.restricted);
            self.look(sight, restricted.map(|it| it.reference.into()).collect(), true)?;
        }
        Ok(reply)
    }

    /// Writes down that restricted records are looked at, before they are. Those of today are written already. What cannot be written
    /// down is not shown.
    pub(in crate::desk) fn look(
        &self,
        sight: &Sight,
        mut on: Vec<RecordRef>,
        is_export: bool,
    ) -> Result<(), Fault> {
        let view = &self.shared.view;
        let mut trouble = None;
        on.retain(|it| match view.has_looked(sight.today, *it, is_export, &self.login) {
            Ok(has_looked) => !has_looked,
            Err(error) => {
                trouble = Some(broken(error));
                false
            }
        });
        if let Some(fault) = trouble {
            return Err(fault);
        }
        if on.is_empty() {
            return Ok(());
        }
        let written = self.commit(sight, Work::Look { on, is_export });
        written.and_then(|it| it.into_iter().try_for_each(|it| it.map(drop))).map_err(|fault| match fault {
            Fault::NotSaved(why) => {
                let words = format!("It is restricted: that you look at it must be written down before it is shown, and {why}.");
                Refusal::of_step(words, "Try again once changes can be saved.").into()
            }
            fault => fault,
        })
    }

    /// What is hidden from whoever asks is on no list of theirs, and so in no number above one.
    fn counts(&self, sight: &Sight, today: NaiveDate) -> Result<Reply, Fault> {
        let (house, view) = (&sight.house, &self.shared.view);
        let due_soon = i32::try_from(house.office.timescales.due_soon).unwrap_or(i32::MAX);
        let soon_until = house.calendar.add(today, due_soon);
        let counts = view.counts(today, soon_until).map_err(broken)?;
        let is_calm = sight.only_handles_cases() && 0 < counts.registers_late;
        if !sight.is_partial() && !is_calm {
            return Ok(Reply::Counts(counts));
        }
        let hidden = RefCell::new(Counts::default());
        for at in &sight.hidden {
            if let Some(row) = view.row(*at).map_err(broken)?.filter(|it| it.in_hand_on(today)) {
                let (is_open, next) = (row.open_on(today), row.next_on(today).map(|it| it.0));
                hidden.borrow_mut().add((today, soon_until), is_open, next, 1);
            }
        }
        let lines = DiaryRequest { to: Some(today), limit: usize::MAX, ..DiaryRequest::default() };
        let count = |line: Obligation| {
            let (due, part, on, is_before) =
                (line.due, line.kind.part(), line.on, sight.is_before_them(&line));
            let is_hidden = sight.line(line).is_none();
            if is_hidden {
                hidden.borrow_mut().owe(today, due, 1);
            }
            if due < today && (is_hidden || !is_before) {
                hidden.borrow_mut().owe_in(part, Some(on));
            }
            None
        };
        view.diary(&lines, NaiveDate::MIN, count).map_err(broken)?;
        Ok(Reply::Counts(counts.without(&hidden.borrow())))
    }

    /// What each person has in hand, of what whoever asks sees.
    fn in_hand(&self, sight: &Sight, today: NaiveDate) -> Result<Reply, Fault> {
        sight.may(Deed::ReadFigures)?;
        sight.may(Deed::SeeNames)?;
        let House { office, calendar } = &*sight.house;
        let due_soon = i32::try_from(office.timescales.due_soon).unwrap_or(i32::MAX);
        let filter = Filter::of(Condition::Open);
        let all = ListRequest { filter, order: Order::Reference, today, after: None, limit: usize::MAX };
        let rows = self.rows_of(sight, &all)?;
        Ok(Reply::InHand(in_hand(&rows, today, calendar.add(today, due_soon))))
    }

    /// A record as somebody sees it; that they do is written down if it is restricted.
    pub(in crate::desk) fn opened(&self, sight: &Sight, on: RecordRef) -> Result<AnyRecord, Fault> {
        let record = each_reference!(on, at => {
            let there = self.shared.view.record::<R>(at).map_err(broken)?.or_else(|| R::blank(at));
            there.map(Kind::any).ok_or(Fault::Missing(on))?
        });
        let restricted = self.view().guard(on).map_err(broken)?.restriction.is_some();
        let plans = || match on {
            RecordRef::Case(it) => self.plans_that_learn_from(it),
            _ => Vec::new(),
        };
        let mut record = sight.record(record, plans)?;
        self.look(sight, Some(on).filter(|_| restricted).into_iter().collect(), false)?;
        self.look(sight, self.told_of_others(sight, on)?, false)?;
        match &mut record {
            AnyRecord::Plan(it) => {
                let kept_with = self.kept_with(sight, &it.guard())?;
                it.kept_with = kept_with.into_iter().filter_map(|it| it.try_into().ok()).collect();
            }
            AnyRecord::Entry(it) => {
                it.kept_with = self.kept_with(sight, &it.guard())?;
                it.again = self.again(sight, it.reference.register)?.get(&it.reference).copied();
            }
            AnyRecord::Office(_) | AnyRecord::Year(_) | AnyRecord::Case(_) => {}
        }
        Ok(record)
    }

    /// The restricted records with which another is kept from others, as far as they exist for whoever asks.
    pub(in crate::desk) fn kept_with(&self, sight: &Sight, guard: &Guard) -> Result<Vec<RecordRef>, Fault> {
        let view = &self.shared.view;
        let mut found = kept_because_of(guard, &mut |on| view.guard(on)).map_err(broken)?;
        found.retain(|it| sight.has(*it));
        Ok(found)
    }

    fn plans_that_learn_from(&self, case: CaseRef) -> Vec<Plan> {
        let plans = self.shared.view.plans_of(case).unwrap_or_default();
        plans.into_iter().filter_map(|it| self.shared.view.record(it.0).ok().flatten()).collect()
    }

    fn plan_is_theirs(&self, sight: &Sight, on: PlanRef) -> bool {
        self.shared.view.record(on).ok().flatten().is_some_and(|it| sight.plan(it).is_ok())
    }

    /// For a case that does not exist for whoever asks there are none, as for one that nobody ever logged.
    fn plans_of(&self, sight: &Sight, case: CaseRef) -> Result<Reply, Fault> {
        sight.may(Deed::ReadPlans)?;
        let (mut plans, mut changed) = (Vec::new(), Vec::new());
        let there =
            if sight.has(case) { self.shared.view.plans_of(case).map_err(broken)? } else { Vec::new() };
        for (on, title) in there {
            let plan = self.shared.view.record::<Plan>(on).map_err(broken)?;
            if let Some(plan) = plan.and_then(|it| sight.plan(it).ok()) {
                changed.extend(plan.changed());
                plans.push((on, title));
            }
        }
        Ok(Reply::PlansOf { of: case, plans, changed })
    }

    fn cases_of(&self, sight: &Sight, person: &KnownAs, but: Option<CaseRef>) -> Result<Reply, Fault> {
        sight.may(Deed::ReadCase)?;
        let mut cases = self.shared.view.cases_of(person).map_err(broken)?;
        cases.retain(|(_, it)| sight.has(it.reference) && Some(it.reference) != but);
        cases.iter_mut().for_each(|it| sight.cover_row(&mut it.1));
        Ok(Reply::CasesOf(but, cases))
    }

    fn diary(&self, sight: &Sight, it: &DiaryRequest) -> Result<Reply, Fault> {
        let is_wanted = |line: &Obligation| match &it.owner {
            None => true,
            // Whoever asks for what is theirs is also asked to do it for those they stand in for.
            Some(owner) if *owner == self.login => {
                line.owner.as_deref().is_some_and(|it| sight.asker.logins().any(|me| me == it))
            }
            owner => line.owner == *owner,
        };
        let is_before = |line: &Obligation| !it.is_reviews || sight.is_before_them(line);
        let shown = |line: Obligation| sight.line(line).filter(|it| is_before(it) && is_wanted(it));
        let kept_until = add_months(sight.today, REVIEW_MONTHS);
        let mut lines = self.shared.view.diary(it, kept_until, shown).map_err(broken)?;
        self.look_at_list(sight, &mut lines, |it| Some(it.on))?;
        Ok(Reply::Diary(lines))
    }

    fn actions(&self, sight: &Sight, it: ActionRequest) -> Result<Reply, Fault> {
        sight.may(Deed::ReadPlans)?;
        let asks = it.filter.conditions.contains(&ActionCondition::ImpactShown);
        let fewer = if asks { self.became_fewer(sight, it.today)? } else { BTreeSet::new() };
        let shown = |mut row: ActionRow| {
            row.show_counted(&fewer, it.today);
            let fits = |row: &ActionRow| it.filter.holds(&sight.house.office, &sight.asker, it.today, row);
            sight.action(row).filter(fits)
        };
        let mut rows = self.shared.view.actions(it.after.as_deref(), it.limit, shown).map_err(broken)?;
        self.look_at_list(sight, &mut rows, |it| Some(it.reference.plan.into()))?;
        Ok(Reply::Actions { filter: it.filter, rows })
    }

    fn commit(&self, sight: &Sight, work: Work) -> Result<Vec<Result<Done, Fault>>, Fault> {
        let gone = || {
            Fault::Broken(
                "it was closed while you worked; start redress again: the journal has what was confirmed"
                    .to_owned(),
            )
        };
        let (answer, answered) = channel();
        let login = self.login.clone();
        let typed: Vec<Vec<String>> = match &work {
            Work::Steps(asks) | Work::Try(asks) if sight.is_partial() => {
                asks.iter().map(|it| texts_of(it).into_iter().map(|it| it.1).collect()).collect()
            }
            _ => Vec::new(),
        };
        self.shared.jobs.send(Job { login, work, answer }).map_err(|_| gone())?;
        let results = answered.recv().map_err(|_| gone())?;
        let all = typed.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
        Ok(results.into_iter().zip(all).map(|(it, typed)| it.map_err(|it| sight.fault(it, typed))).collect())
    }
}

impl Shared {
    /// The office, with everything applied that somebody was told.
    fn house(&self) -> Arc<House> {
        self.gate.pass();
        self.house.read().expect("nobody panics while holding it").clone()
    }
}

/// Refuses a filter that nobody can have typed: the desk would be at it long after whoever asked has gone.
pub(in crate::desk) fn is_bounded(filter: &Filter) -> Result<(), Fault> {
    if filter.size() <= MOST_PARTS {
        return Ok(());
    }
    let instead = format!("Look for at most {MOST_PARTS} words and conditions.");
    Err(Refusal::of_field("filter", "The filter is too long.", instead).into())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(in crate::desk) fn broken(error: ViewError) -> Fault {
    Fault::Broken(error.to_string())
}

/// An office that is set up keeps a key that nobody chose. The id of what is imported names its file, and stands under that key: whoever
/// has the journal, or tries ids out, is sure of no file.
fn with_key(mut ask: Ask, key: &str) -> Ask {
    if let AnyCommand::Office(OfficeCommand::SetUp(it)) = &mut ask.command {
        it.key = digits(KEY_DIGITS);
    }
    let is_imported = each_kind!(&ask.command, AnyCommand(it) => R::imported_from(it).is_some(),
        AnyCommand::TakeBack(_) => false,
        AnyCommand::PutBack(_) => false);
    if is_imported && !ask.id.is_empty() {
        ask.id = Source { reference: ask.id, ..Source::default() }.once_erased(key);
    }
    ask
}
