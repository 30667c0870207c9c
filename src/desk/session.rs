//! The desk's door: opened once, and asked through a session for each person.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::NaiveDate;

use crate::api::message::{Ask, Done, Fault, Hello, Reply, Request, Status};
use crate::api::server::News;
use crate::api::service::Service;
use crate::clock::Clock;
use crate::desk::begun::{Marked, begun};
use crate::desk::carried::Carrier;
use crate::desk::changes::Changes;
use crate::desk::checking::{Checker, compare, has_room};
use crate::desk::committer::{Committer, Job, Work, trouble_of};
use crate::desk::erased_elsewhere::LEFT_TO_DO;
use crate::desk::following::Follower;
use crate::desk::gate::Gate;
use crate::desk::health::Health;
use crate::desk::here::{Elsewhere, Here};
use crate::desk::keyed::with_key;
use crate::desk::membership::{Membership, membership};
use crate::desk::mirroring::{Mirroring, mirror};
use crate::desk::naming::{About, EVERYBODY, named_in, named_of_year};
use crate::desk::notices::Notices;
use crate::desk::opening::{OpenError, Opened, Progress, open_or_read};
use crate::desk::sight::Sight;
use crate::desk::store_dir::{StoreDir, StoreDirError};
use crate::desk::sweep::finish;
use crate::desk::trouble::{Trouble, Writing};
use crate::domain::authority::{administrators, deed_of_office_command};
use crate::domain::calendar::dates::long;
use crate::domain::case::record::Case;
use crate::domain::differences::texts_of;
use crate::domain::filter::{Condition, Filter};
use crate::domain::grammar::MOST_PARTS;
use crate::domain::listing::Order;
use crate::domain::moving::moves;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::decide as decide_office;
use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::record::Record;
use crate::domain::reference::RecordRef;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Deed;
use crate::domain::vocabulary::Role;
use crate::domain::year::record::YearRecord;
use crate::journal::Journal;
use crate::journal::chain::Position;
use crate::journal::sequencer::{Administered, Part, SequenceError};
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
    /// Carries papers to other hosts, where several share the journal.
    carrier: Option<Carrier>,
    /// Who has what on screen on this host.
    here: Here,
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
        let belongs = membership(&how.data);
        let belongs = belongs.map_err(|it| match it.kind() {
            // What is no directory holds no such file.
            io::ErrorKind::NotADirectory => OpenError::Dir(StoreDirError::Unusable(how.data.clone(), it)),
            _ => OpenError::Hosts(format!("the file “shared” cannot be used ({it})")),
        })?;
        let Some(belongs) = belongs else { return Self::open_as_it_is(how, None, progress) };
        erase_what_others_did(how, progress)?;
        let desk = Self::open_as_it_is(how, Some(&belongs), progress)?;
        if !is_to_erase(&how.data) {
            return Ok(desk);
        }
        // It stood in what was taken in just now.
        drop(desk);
        erase_what_others_did(how, progress)?;
        Self::open_as_it_is(how, Some(&belongs), progress)
    }

    fn open_as_it_is(how: &How, belongs: Option<&Membership>, progress: Progress) -> Result<Self, OpenError> {
        let apart = |error: SequenceError| OpenError::Hosts(error.to_string());
        let Opened { dir, mut journal, view, house, notices } =
            open_or_read(&how.data, (&how.login, how.clock.now()), how.afresh, progress)?;
        let mut follows: Option<Box<dyn Administered>> = None;
        let mut carrier = None;
        let patience = belongs.map_or(Duration::ZERO, Membership::patience);
        // On a disk that is read-only nothing of other hosts can be taken in.
        if let Some(it) = belongs.filter(|_| dir.takes_nothing().is_none()) {
            journal.order_by(it.order(Part::Commits).map_err(apart)?, &it.host)?;
            follows = Some(it.order(Part::Watches).map_err(apart)?);
            carrier = Some(Carrier::over(it.order(Part::Administers).map_err(apart)?));
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
        let last = Writing::telling(&changes);
        if let Some(error) = journal.stopped() {
            last.failed(trouble_of(&error));
        }
        let gate = Gate::default();
        let mut committer = Committer {
            journal,
            reader: reader.clone(),
            view: view.clone(),
            papers: Papers::of(dir.root()),
            root: dir.root().to_owned(),
            house: house.clone(),
            clock: how.clock,
            changes: changes.clone(),
            gate: gate.clone(),
            health: health.clone(),
            writing: last.clone(),
            patience,
            away_since: None,
            stopped: None,
        };
        if let Some(order) = &mut follows {
            committer.catch_up(order.as_mut(), progress)?;
        }
        let here = Here::default();
        let (jobs, waiting) = channel();
        let follower = follows.map(|order| Follower {
            order,
            root: dir.root().to_owned(),
            papers_until: Position::START,
            people: Elsewhere::new(here.clone(), {
                let changes = changes.clone();
                Box::new(move |it| changes.tell(it))
            }),
            view: view.clone(),
            writing: last.clone(),
            jobs: jobs.clone(),
            stop: stop.clone(),
        });
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
            carrier,
            here,
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

    /// Whether something that another host erased is still here, which goes when the store is opened again.
    pub fn is_to_erase(&self) -> bool {
        self.here().is_some() && is_to_erase(self.dir.root())
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

    /// Who has what on screen on this host, where other hosts are told.
    pub(in crate::desk) fn here(&self) -> Option<&Here> {
        self.shared.carrier.is_some().then_some(&self.shared.here)
    }

    /// Notes where the office is reached, for whoever names its data directory.
    pub fn is_served_at(&self, socket: &Path) -> io::Result<()> {
        self.dir.is_served_at(socket)
    }
}

/// Whether another host erased something of which this one has still to take away its part.
fn is_to_erase(data: &Path) -> bool {
    matches!(begun(data), Ok(Marked::As(it)) if it.is_of_another_host)
}

/// Takes away this host's part of what another one erased, where the disk lets it.
fn erase_what_others_did(how: &How, progress: Progress) -> Result<(), OpenError> {
    if !is_to_erase(&how.data) {
        return Ok(());
    }
    let dir = StoreDir::open(&how.data, &how.login, how.clock.now())?;
    finish(&how.data, dir, None, progress, &mut |_| ())
        .map(drop)
        .map_err(|it| OpenError::Hosts(format!("what another host erased could not be erased here: {it}")))
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

    fn has_unfinished(&mut self, forms: u32) {
        self.shared.here.left(&self.login, forms);
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
                let mut plans = self.shared.view.plans()?;
                // Names that became known since the words were approved are known to nobody who approved them.
                for plan in &mut plans {
                    let Some(words) = plan.published() else { continue };
                    let about = About::plan(&sight.house.office, plan);
                    let by = (&*plan.names_nobody(), EVERYBODY);
                    let named = named_in(self.view(), &sight.house.office, &about, &words.texts(), by);
                    if !named?.is_empty() {
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
                let kept = self.view().record::<YearRecord>(year)?;
                // What everybody is to read is held against everybody, whoever makes the document of it.
                let year = kept.unwrap_or_else(|| YearRecord::new(year));
                let named = |may_see: &dyn Fn(&Case) -> bool| {
                    named_of_year(self.view(), &sight.house.office, &year, may_see).map_err(Fault::from)
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
                let mut back = self.shared.view.came_back(&sight.hidden, until)?;
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
                let years = self.shared.view.years()?;
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

    /// Carries papers to other hosts, where several share the journal.
    pub(in crate::desk) const fn carrier(&self) -> Option<&Carrier> {
        self.shared.carrier.as_ref()
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
        notices.extend(self.shared.here.left_elsewhere(&self.login));
        notices
    }

    /// What there is to tell now.
    fn notices(&self) -> Vec<String> {
        let trouble = self.shared.writing.trouble().map(|it| it.words());
        let mut notices: Vec<String> = trouble.into_iter().chain(self.shared.notices.all()).collect();
        let line = self.shared.view.meta().map_or(0, |it| it.position.seq);
        let mirroring = self.shared.mirroring.get();
        notices.extend(mirroring.and_then(|it| it.notice(line, self.shared.clock.now())));
        let is_to_erase = self.carrier().is_some() && self.shared.beside.parent().is_some_and(is_to_erase);
        notices.extend(is_to_erase.then(|| LEFT_TO_DO.to_owned()));
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
        for row in self.shared.view.list(&open)? {
            if let Some(case) = self.shared.view.record::<Case>(row.reference)? {
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
        let bytes = self.shared.view.bytes()?;
        has_room(&self.shared.beside, bytes)?;
        let compared = compare(&self.shared.view, &self.shared.beside, &self.shared.journal_dir);
        let compared = compared?;
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
        let line = self.shared.view.meta()?.position.seq;
        Ok(Reply::Status(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            line,
            journal_bytes: self.shared.journal.bytes().map_err(|it| Fault::Broken(it.to_string()))?,
            view_bytes: self.shared.view.bytes()?,
            people: None,
            notices: self.notices(),
            trouble: self.shared.writing.trouble().map(|it| it.why),
            mirror: self.shared.mirroring.get().map(|it| it.status(line, self.shared.clock.now())),
        }))
    }

    pub(in crate::desk) fn commit(
        &self,
        sight: &Sight,
        work: Work,
    ) -> Result<Vec<Result<Done, Fault>>, Fault> {
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
