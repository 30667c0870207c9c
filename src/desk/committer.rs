//! The one thread that changes anything: decides what is waiting, writes it as one group, applies it, answers.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use chrono::Datelike;

use crate::api::message::{Ask, Done, Fault, PlanAsk, PlanDone, Reply, YearAsk};
use crate::api::server::Changed;
use crate::clock::Clock;
use crate::desk::actor::Actor;
use crate::desk::changes::Changes;
use crate::desk::health::Health;
use crate::desk::sight::no_such_case;
use crate::domain::authority::{
    Asker, Deed, action_of, deed_of_office_command, deed_of_plan_step, deed_of_step,
};
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::Command;
use crate::domain::case::decide::terms::Terms;
use crate::domain::case::decide::{begin, decide};
use crate::domain::case::event::Event;
use crate::domain::case::record::Case;
use crate::domain::change::{Change, OFFICE};
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::decide::decide as decide_office;
use crate::domain::office::record::House;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::{begin as begin_plan, decide as decide_plan};
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::refusal::Refusal;
use crate::domain::vocabulary::Role;
use crate::domain::year::decide::decide as decide_year;
use crate::domain::year::reference::name as name_of_year;
use crate::journal::Journal;
use crate::journal::damage::JournalError;
use crate::journal::entry::Draft;
use crate::panics::caught;
use crate::view::fold::Fold;
use crate::view::store::{View, ViewError};

/// How many steps are written as one group at most.
const STEPS_AT_ONCE: usize = 1024;
/// After so many steps sled is made to write out what it holds: it would keep every page in memory.
const STEPS_UNFLUSHED: usize = 8 * STEPS_AT_ONCE;
/// How long the desk is idle before it writes out what sled still holds in memory.
const IDLE: Duration = Duration::from_secs(2);

/// Work for the committer.
pub(in crate::desk) struct Job {
    /// Sign-in name of whoever asks.
    pub(in crate::desk) login: String,
    pub(in crate::desk) work: Work,
    pub(in crate::desk) answer: Sender<Result<Reply, Fault>>,
}

pub(in crate::desk) enum Work {
    Steps(Vec<Ask>),
    PlanSteps(Vec<PlanAsk>),
    Office {
        id: String,
        command: Box<OfficeCommand>,
    },
    Year(Box<YearAsk>),
    /// Write down that restricted cases were looked at, each once a day.
    Look {
        on: Vec<CaseRef>,
        is_export: bool,
    },
    /// Nothing more comes: finish what is waiting, then end.
    Close,
}

/// What the committer owns.
pub(in crate::desk) struct Committer {
    pub(in crate::desk) journal: Journal,
    pub(in crate::desk) view: View,
    pub(in crate::desk) house: Arc<RwLock<Arc<House>>>,
    pub(in crate::desk) clock: Clock,
    pub(in crate::desk) changes: Changes,
    /// Looks after the view.
    pub(in crate::desk) health: Health,
    /// Why the view no longer follows the journal; nothing more is taken until the store is opened again.
    pub(in crate::desk) stopped: Option<String>,
}

/// A step on its way: folded in, waiting for the journal.
struct Pending {
    /// Its line; none when it had been done before, and nothing is written.
    draft: Option<Draft>,
    /// The record: a case, a plan, or the office.
    on: On,
    version: u64,
    /// Whether others are told of it: nobody is of a look.
    is_told: bool,
    /// Whether its draft is a line of the journal; steps that are one change with another have none of their own.
    writes: bool,
}

/// What a step is on.
#[derive(Clone, Copy)]
enum On {
    Case(CaseRef),
    Plan(PlanRef),
    Year(FinancialYear),
    Office,
}

impl Pending {
    /// A step that was taken before, under the same id.
    const fn repeated(on: On, version: u64) -> Self {
        Self { draft: None, on, version, is_told: false, writes: false }
    }

    fn done(&self) -> Done {
        let reference = if let On::Case(it) = self.on { it } else { CaseRef { year: 0, number: 0 } };
        Done { reference, version: self.version, repeated: self.draft.is_none() }
    }

    fn plan_done(&self) -> PlanDone {
        let reference = if let On::Plan(it) = self.on { it } else { PlanRef { year: 0, number: 0 } };
        PlanDone { reference, version: self.version, repeated: self.draft.is_none() }
    }
}

impl Committer {
    /// Works until nobody can ask any more, then leaves the view tidy.
    pub(in crate::desk) fn run(mut self, jobs: &Receiver<Job>) {
        let mut untidy = false;
        let mut unflushed = 0;
        loop {
            let job = if untidy {
                jobs.recv_timeout(IDLE)
            } else {
                jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match job {
                Ok(job) => {
                    let mut steps = job.size();
                    let mut group = vec![job];
                    while steps < STEPS_AT_ONCE {
                        let Ok(job) = jobs.try_recv() else { break };
                        steps += job.size();
                        group.push(job);
                    }
                    let is_last = group.iter().any(|job| matches!(job.work, Work::Close));
                    self.commit(group);
                    unflushed += steps;
                    if unflushed >= STEPS_UNFLUSHED {
                        self.view.flush();
                        unflushed = 0;
                    }
                    if is_last {
                        break;
                    }
                    untidy = true;
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.view.flush();
                    untidy = false;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.view.flush();
    }

    fn commit(&mut self, group: Vec<Job>) {
        if let Some(why) = &self.stopped {
            let fault = Fault::Broken(why.clone());
            group.iter().for_each(|job| job.reply(Err(fault.clone())));
            return;
        }
        let view = self.view.clone();
        let house = self.house.read().expect("nobody panics while holding it").clone();
        let mut fold = view.fold(house);
        let mut answers: Vec<Vec<Result<Pending, Fault>>> = Vec::new();
        let decided = caught(|| {
            for job in &group {
                answers.push(self.decide_job(&mut fold, job));
            }
        });
        if let Err(panicked) = decided {
            // Nothing was written: neither this group nor any other is taken until the view is built again.
            self.stopped = Some(self.health.panicked(&panicked));
            return self.commit(group);
        }
        let written = answers.iter().flatten().filter_map(|it| it.as_ref().ok()).filter(|it| it.writes);
        let drafts: Vec<Draft> = written.clone().filter_map(|it| it.draft.clone()).collect();
        let is_told: Vec<bool> = written.map(|it| it.is_told).collect();
        let written = if drafts.is_empty() { Ok(Vec::new()) } else { self.journal.append(&drafts) };
        match written {
            Ok(lines) => {
                if !lines.is_empty() {
                    let told: Vec<Changed> = lines
                        .iter()
                        .zip(is_told)
                        .filter(|it| it.1)
                        .map(|(it, _)| Changed { on: it.entry.on.clone(), by: it.entry.by.clone() })
                        .collect();
                    lines.into_iter().for_each(|line| fold.place(line));
                    match caught(|| fold.commit()) {
                        Ok(Ok(house)) => *self.house.write().expect("nobody panics while holding it") = house,
                        // The change is on disk and will be folded in at the next opening: it is done all the same.
                        Ok(Err(why)) => {
                            self.stopped =
                                Some(format!("{why}; close redress and start it again, nothing is lost"));
                        }
                        Err(panicked) => self.stopped = Some(self.health.panicked(&panicked)),
                    }
                    told.iter().for_each(|it| self.changes.tell(it));
                }
                for (job, results) in group.into_iter().zip(answers) {
                    job.reply(self.answer(&job, results));
                }
            }
            Err(error) => {
                let fault = not_saved(&error);
                for (job, results) in group.into_iter().zip(answers) {
                    let results = results
                        .into_iter()
                        .map(|it| it.and_then(|pending| keep_repeats(pending, &fault)))
                        .collect();
                    job.reply(self.answer(&job, results));
                }
            }
        }
    }

    fn answer(&self, job: &Job, results: Vec<Result<Pending, Fault>>) -> Result<Reply, Fault> {
        match &job.work {
            Work::Steps(_) | Work::Look { .. } | Work::Close => {
                Ok(Reply::Done(results.into_iter().map(|it| it.map(|it| it.done())).collect()))
            }
            Work::PlanSteps(_) => {
                Ok(Reply::PlanDone(results.into_iter().map(|it| it.map(|it| it.plan_done())).collect()))
            }
            Work::Year(ask) => {
                results.into_iter().try_for_each(|it| it.map(drop))?;
                let record = self.view.year(ask.year).map_err(|it| broken(&it))?;
                record.map(|it| Reply::YearDone(Box::new(it))).ok_or_else(|| {
                    Fault::Broken(
                        self.stopped.clone().unwrap_or_else(|| "the record is not there".to_owned()),
                    )
                })
            }
            Work::Office { .. } => {
                let first =
                    results.into_iter().next().unwrap_or_else(|| Err(Fault::Missing(OFFICE.to_owned())));
                first.map(|_| {
                    Reply::Office(Box::new(
                        self.house.read().expect("nobody panics while holding it").office.clone(),
                    ))
                })
            }
        }
    }

    fn decide_job(&self, fold: &mut Fold, job: &Job) -> Vec<Result<Pending, Fault>> {
        match &job.work {
            Work::Steps(asks) => asks.iter().map(|ask| self.decide_step(fold, &job.login, ask)).collect(),
            Work::PlanSteps(asks) => self.decide_plan_steps(fold, &job.login, asks),
            Work::Office { id, command } => vec![self.decide_office(fold, &job.login, id, command)],
            Work::Look { on, is_export } => on
                .iter()
                .filter_map(|on| self.note_look(fold, &job.login, *on, *is_export).transpose())
                .collect(),
            Work::Year(ask) => vec![self.decide_year(fold, &job.login, ask)],
            Work::Close => Vec::new(),
        }
    }

    /// Who asks, as of today.
    fn asker(&self, house: &House, login: &str) -> Result<Asker, Fault> {
        Ok(Asker::of(&house.office, login, self.clock.today(house.office.zone()))?)
    }

    fn decide_step(&self, fold: &mut Fold, login: &str, ask: &Ask) -> Result<Pending, Fault> {
        if let Some(done) = repeated(fold, &ask.id)? {
            return Ok(Pending::repeated(On::Case(done.reference), done.version));
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: login };
        let asker = self.asker(&house, login)?;
        let deed = deed_of_step(ask.command.step());
        let (reference, role, events) = match ask.on {
            None => {
                let role = asker.may_at_large(&house.office, today, deed)?;
                if let Command::Import(it) = &ask.command
                    && !it.source.reference.is_empty()
                    && let Some(there) = fold.imported_as(&it.source.reference).map_err(|it| broken(&it))?
                {
                    return Err(Fault::AlreadyThere(there));
                }
                let year = year_of(&ask.command);
                let events = begin(&terms, ask.command.clone())?;
                (fold.next_reference(year).map_err(|it| broken(&it))?, role, events)
            }
            Some(reference) => {
                if let Command::LinkDuplicate(it) = &ask.command {
                    must_be_there(fold, &asker, "of", it.of)?;
                }
                let case = visible(fold, &asker, reference)?;
                let case = case.ok_or_else(|| Fault::Missing(reference.to_string()))?;
                let role = asker.may(&house.office, today, deed, &asker.to_case(case))?;
                if ask.version.is_some_and(|seen| seen != case.version) && !ask.command.only_adds() {
                    return Err(Fault::Stale(Box::new(case.clone())));
                }
                (reference, role, decide(&terms, case, ask.command.clone())?)
            }
        };
        let change = Change::Case(reference, events);
        let version = fold.take(&change, &ask.id, login).map_err(|it| broken(&it))?;
        let actor = Actor { login: login.to_owned(), role };
        Ok(self.pending(&actor, ask.id.clone(), On::Case(reference), version, change.to_json()))
    }

    /// Writes down that somebody looked at a restricted case; nothing if that is written already for today.
    fn note_look(
        &self,
        fold: &mut Fold,
        login: &str,
        reference: CaseRef,
        is_export: bool,
    ) -> Result<Option<Pending>, Fault> {
        let house = fold.house();
        let on = self.clock.today(house.office.zone());
        let asker = self.asker(&house, login)?;
        let case = visible(fold, &asker, reference)?.filter(|it| it.restriction.is_some());
        let Some(bond) = case.map(|it| asker.to_case(it)) else { return Ok(None) };
        if fold.has_looked(on, reference, is_export, login).map_err(|it| broken(&it))? {
            return Ok(None);
        }
        let role = asker.may(&house.office, on, Deed::ReadCase, &bond)?;
        let event = if is_export { Event::Exported { on } } else { Event::Viewed { on } };
        let change = Change::Case(reference, vec![event]);
        let version = fold.take(&change, "", login).map_err(|it| broken(&it))?;
        let actor = Actor { login: login.to_owned(), role };
        let pending = self.pending(&actor, String::new(), On::Case(reference), version, change.to_json());
        Ok(Some(Pending { is_told: false, ..pending }))
    }

    /// Steps that follow one another on one plan under one id are one change, undone at once; each is answered by itself
    /// all the same.
    fn decide_plan_steps(
        &self,
        fold: &mut Fold,
        login: &str,
        asks: &[PlanAsk],
    ) -> Vec<Result<Pending, Fault>> {
        asks.chunk_by(PlanAsk::is_one_with)
            .flat_map(|group| match group {
                [one] => vec![self.decide_plan_step(fold, login, one)],
                group => self.decide_together(fold, login, group),
            })
            .collect()
    }

    fn decide_together(
        &self,
        fold: &mut Fold,
        login: &str,
        group: &[PlanAsk],
    ) -> Vec<Result<Pending, Fault>> {
        // What was done before is done with, for all of them.
        match done_before(fold, &group[0].id) {
            Ok(None) => {}
            Ok(Some(_)) => {
                let each = group.iter().filter_map(|it| done_before(fold, &it.id).transpose());
                return each.collect();
            }
            Err(fault) => return group.iter().map(|_| Err(fault.clone())).collect(),
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: login };
        let Some(reference) = group[0].on else { return Vec::new() };
        let asker = match self.asker(&house, login) {
            Ok(asker) => asker,
            Err(fault) => return group.iter().map(|_| Err(fault.clone())).collect(),
        };
        let plan = fold.plan(reference).map(Option::<&_>::cloned);
        let mut plan = match plan {
            Ok(Some(plan)) => plan,
            Ok(None) => return group.iter().map(|_| Err(Fault::Missing(reference.to_string()))).collect(),
            Err(error) => return group.iter().map(|_| Err(broken(&error))).collect(),
        };
        let mut events = Vec::new();
        let mut decided: Vec<Result<Role, Fault>> = Vec::new();
        for ask in group {
            let bond = asker.to_plan(&plan, action_of(&ask.command));
            let deed = deed_of_plan_step(ask.command.step());
            decided.push(links_are_there(fold, &asker, &ask.command).and_then(|()| {
                let role = asker.may(&house.office, today, deed, &bond)?;
                let more = decide_plan(&terms, &plan, ask.command.clone())?;
                more.iter().for_each(|it| plan.apply(it));
                events.extend(more);
                Ok(role)
            }));
        }
        if events.is_empty() {
            return decided.into_iter().filter_map(Result::err).map(Err).collect();
        }
        let change = Change::Plan(reference, events);
        let did = change.to_json();
        let id = &group[0].id;
        let version = match fold.take(&change, id, login) {
            Ok(version) => version,
            Err(error) => return group.iter().map(|_| Err(broken(&error))).collect(),
        };
        let mut writes = true;
        decided
            .into_iter()
            .map(|it| {
                it.map(|role| {
                    let did = if writes { did.clone() } else { String::new() };
                    let actor = Actor { login: login.to_owned(), role };
                    let pending = self.pending(&actor, id.clone(), On::Plan(reference), version, did);
                    Pending { writes: std::mem::take(&mut writes), ..pending }
                })
            })
            .collect()
    }

    fn decide_plan_step(&self, fold: &mut Fold, login: &str, ask: &PlanAsk) -> Result<Pending, Fault> {
        if let Some(done) = done_before(fold, &ask.id)? {
            return Ok(done);
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: login };
        let asker = self.asker(&house, login)?;
        let deed = deed_of_plan_step(ask.command.step());
        links_are_there(fold, &asker, &ask.command)?;
        let (reference, role, events) = match ask.on {
            None => {
                let role = asker.may_at_large(&house.office, today, deed)?;
                if let PlanCommand::ImportAction(it) = &ask.command
                    && let Some(there) = fold.plan_imported_before(&it.source).map_err(|it| broken(&it))?
                {
                    return Err(Fault::PlanAlreadyThere(there));
                }
                let year = u16::try_from(today.year()).unwrap_or(0);
                let events = begin_plan(&terms, ask.command.clone())?;
                (fold.next_plan(year).map_err(|it| broken(&it))?, role, events)
            }
            Some(reference) => {
                let plan = fold.plan(reference).map_err(|it| broken(&it))?;
                let plan = plan.ok_or_else(|| Fault::Missing(reference.to_string()))?;
                let bond = asker.to_plan(plan, action_of(&ask.command));
                let role = asker.may(&house.office, today, deed, &bond)?;
                if ask.version.is_some_and(|seen| seen != plan.version) && !ask.command.only_adds() {
                    return Err(Fault::StalePlan(Box::new(plan.clone())));
                }
                (reference, role, decide_plan(&terms, plan, ask.command.clone())?)
            }
        };
        let change = Change::Plan(reference, events);
        let version = fold.take(&change, &ask.id, login).map_err(|it| broken(&it))?;
        let actor = Actor { login: login.to_owned(), role };
        Ok(self.pending(&actor, ask.id.clone(), On::Plan(reference), version, change.to_json()))
    }

    fn decide_office(
        &self,
        fold: &mut Fold,
        login: &str,
        id: &str,
        command: &OfficeCommand,
    ) -> Result<Pending, Fault> {
        let house = fold.house();
        if !id.is_empty() && fold.carried_out(id).map_err(|it| broken(&it))?.is_some() {
            return Ok(Pending::repeated(On::Office, house.office.version));
        }
        let today = self.clock.today(house.office.zone());
        let deed = deed_of_office_command(command, login);
        let role = self.asker(&house, login)?.may_at_large(&house.office, today, deed)?;
        let change = Change::Office(decide_office(&house.office, today, command.clone())?);
        let version = fold.take(&change, id, login).map_err(|it| broken(&it))?;
        let actor = Actor { login: login.to_owned(), role };
        Ok(self.pending(&actor, id.to_owned(), On::Office, version, change.to_json()))
    }

    fn decide_year(&self, fold: &mut Fold, login: &str, ask: &YearAsk) -> Result<Pending, Fault> {
        let on = On::Year(ask.year);
        if !ask.id.is_empty() && fold.carried_out(&ask.id).map_err(|it| broken(&it))?.is_some() {
            let version = fold.year(ask.year).map_err(|it| broken(&it))?.version;
            return Ok(Pending::repeated(on, version));
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let role = self.asker(&house, login)?.may_at_large(&house.office, today, Deed::Publish)?;
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: login };
        let record = fold.year(ask.year).map_err(|it| broken(&it))?;
        if ask.version.is_some_and(|seen| seen != record.version) {
            let who = house.office.person_name(&record.changed_by);
            let why = format!("{who} changed what is kept of {} meanwhile.", ask.year);
            return Err(Refusal::of_step(why, "Look at it again, then repeat the step.").into());
        }
        let change = Change::Year(ask.year, decide_year(&terms, record, ask.command.clone())?);
        let version = fold.take(&change, &ask.id, login).map_err(|it| broken(&it))?;
        let actor = Actor { login: login.to_owned(), role };
        Ok(self.pending(&actor, ask.id.clone(), on, version, change.to_json()))
    }

    fn pending(&self, actor: &Actor, cmd: String, on: On, version: u64, did: String) -> Pending {
        let draft = Draft {
            at: self.clock.now(),
            by: actor.login.clone(),
            role: actor.role.word().to_owned(),
            on: match on {
                On::Case(it) => it.to_string(),
                On::Plan(it) => it.to_string(),
                On::Year(it) => name_of_year(it),
                On::Office => OFFICE.to_owned(),
            },
            ver: version,
            cmd,
            did,
        };
        Pending { draft: Some(draft), on, version, is_told: true, writes: true }
    }
}

impl Job {
    fn size(&self) -> usize {
        match &self.work {
            Work::Steps(asks) => asks.len(),
            Work::PlanSteps(asks) => asks.len(),
            Work::Office { .. } | Work::Year(_) => 1,
            Work::Look { on, .. } => on.len(),
            // Whatever is asked after it has nobody to answer it, so the group ends here.
            Work::Close => STEPS_AT_ONCE,
        }
    }

    /// Whoever asked may have gone; then nobody needs the answer.
    fn reply(&self, answer: Result<Reply, Fault>) {
        drop(self.answer.send(answer));
    }
}

/// The step that a command with this id took, if it was carried out already.
fn repeated(fold: &mut Fold, id: &str) -> Result<Option<Done>, Fault> {
    if id.is_empty() {
        return Ok(None);
    }
    let Some(on) = fold.carried_out(id).map_err(|it| broken(&it))? else { return Ok(None) };
    let Ok(reference) = on.parse() else { return Ok(None) };
    let version = fold.case(reference).map_err(|it| broken(&it))?.map_or(0, |it| it.version);
    Ok(Some(Done { reference, version, repeated: true }))
}

/// What a step on a plan did when it was asked for before, under this id.
fn done_before(fold: &mut Fold, id: &str) -> Result<Option<Pending>, Fault> {
    if id.is_empty() {
        return Ok(None);
    }
    let Some(on) = fold.carried_out(id).map_err(|it| broken(&it))? else { return Ok(None) };
    let Ok(reference) = on.parse() else { return Ok(None) };
    let version = fold.plan(reference).map_err(|it| broken(&it))?.map_or(0, |it| it.version);
    Ok(Some(Pending::repeated(On::Plan(reference), version)))
}

/// A case that exists for whoever asks; one that is hidden from them answers as one that was never there.
fn visible<'a>(fold: &'a mut Fold, asker: &Asker, reference: CaseRef) -> Result<Option<&'a Case>, Fault> {
    let case = fold.case(reference).map_err(|it| broken(&it))?;
    Ok(case.filter(|it| !it.restriction.as_ref().is_some_and(|it| asker.is_shut_out(it))))
}

fn must_be_there(fold: &mut Fold, asker: &Asker, field: &str, reference: CaseRef) -> Result<(), Fault> {
    if visible(fold, asker, reference)?.is_some() {
        return Ok(());
    }
    Err(no_such_case(field, reference).into())
}

/// Refuses a plan's link to a case that does not exist for whoever asks.
fn links_are_there(fold: &mut Fold, asker: &Asker, command: &PlanCommand) -> Result<(), Fault> {
    let cases: Vec<CaseRef> = match command {
        PlanCommand::MakePlan(it) => it.failings.iter().filter_map(|it| it.case).collect(),
        PlanCommand::AddFailing(it) => it.case.into_iter().collect(),
        PlanCommand::ImportAction(it) => it.case.into_iter().collect(),
        PlanCommand::Involve(it) => it.case.into_iter().collect(),
        _ => Vec::new(),
    };
    cases.into_iter().try_for_each(|it| must_be_there(fold, asker, "case", it))
}

fn year_of(command: &Command) -> u16 {
    let received = match command {
        Command::Receive(it) => it.facts.received,
        Command::Import(it) => it.facts.received,
        _ => return 0,
    };
    u16::try_from(received.year()).unwrap_or(0)
}

fn keep_repeats(pending: Pending, fault: &Fault) -> Result<Pending, Fault> {
    if pending.draft.is_none() { Ok(pending) } else { Err(fault.clone()) }
}

fn not_saved(error: &JournalError) -> Fault {
    Fault::NotSaved(error.to_string())
}

fn broken(error: &ViewError) -> Fault {
    Fault::Broken(error.to_string())
}
