//! The one thread that changes anything: decides what is waiting, writes it as one group, applies it, answers.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use chrono::Datelike;

use crate::api::message::{Ask, Done, Fault, PlanAsk, PlanDone, Reply};
use crate::api::server::Changed;
use crate::clock::Clock;
use crate::desk::actor::Actor;
use crate::desk::changes::Changes;
use crate::desk::health::Health;
use crate::domain::case::command::Command;
use crate::domain::case::decide::terms::Terms;
use crate::domain::case::decide::{begin, decide};
use crate::domain::case::reference::CaseRef;
use crate::domain::change::{Change, OFFICE};
use crate::domain::office::{self, House, OfficeCommand};
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::{begin as begin_plan, decide as decide_plan};
use crate::domain::plan::reference::PlanRef;
use crate::domain::refusal::Refusal;
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
    pub(in crate::desk) actor: Actor,
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
    draft: Draft,
    /// The record: a case, a plan, or the office.
    on: On,
    version: u64,
    /// Whether it had been done before: nothing is written.
    repeated: bool,
    /// Whether its draft is a line of the journal; steps that are one change with another have none of their own.
    writes: bool,
}

/// What a step is on.
#[derive(Clone, Copy)]
enum On {
    Case(CaseRef),
    Plan(PlanRef),
    Office,
}

impl Pending {
    fn done(&self) -> Done {
        let reference = if let On::Case(it) = self.on { it } else { CaseRef { year: 0, number: 0 } };
        Done { reference, version: self.version, repeated: self.repeated }
    }

    fn plan_done(&self) -> PlanDone {
        let reference = if let On::Plan(it) = self.on { it } else { PlanRef { year: 0, number: 0 } };
        PlanDone { reference, version: self.version, repeated: self.repeated }
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
        let drafts: Vec<Draft> = answers
            .iter()
            .flatten()
            .filter_map(|it| it.as_ref().ok())
            .filter(|it| it.writes)
            .map(|it| it.draft.clone())
            .collect();
        let written = if drafts.is_empty() { Ok(Vec::new()) } else { self.journal.append(&drafts) };
        match written {
            Ok(lines) => {
                if !lines.is_empty() {
                    let told: Vec<Changed> = lines
                        .iter()
                        .map(|it| Changed { on: it.entry.on.clone(), by: it.entry.by.clone() })
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
            Work::Steps(_) | Work::Close => {
                Ok(Reply::Done(results.into_iter().map(|it| it.map(|it| it.done())).collect()))
            }
            Work::PlanSteps(_) => {
                Ok(Reply::PlanDone(results.into_iter().map(|it| it.map(|it| it.plan_done())).collect()))
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
            Work::Steps(asks) => asks.iter().map(|ask| self.decide_step(fold, &job.actor, ask)).collect(),
            Work::PlanSteps(asks) => self.decide_plan_steps(fold, &job.actor, asks),
            Work::Office { id, command } => vec![self.decide_office(fold, &job.actor, id, command)],
            Work::Close => Vec::new(),
        }
    }

    fn decide_step(&self, fold: &mut Fold, actor: &Actor, ask: &Ask) -> Result<Pending, Fault> {
        if let Some(done) = repeated(fold, &ask.id)? {
            let (on, version) = (On::Case(done.reference), done.version);
            return Ok(self.pending(actor, ask.id.clone(), on, version, true, String::new()));
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: &actor.login };
        let (reference, events) = match ask.on {
            None => {
                if let Command::Import(it) = &ask.command
                    && !it.source.reference.is_empty()
                    && let Some(there) = fold.imported_as(&it.source.reference).map_err(|it| broken(&it))?
                {
                    return Err(Fault::AlreadyThere(there));
                }
                let year = year_of(&ask.command);
                let events = begin(&terms, ask.command.clone())?;
                (fold.next_reference(year).map_err(|it| broken(&it))?, events)
            }
            Some(reference) => {
                if let Command::LinkDuplicate(it) = &ask.command
                    && fold.case(it.of).map_err(|it| broken(&it))?.is_none()
                {
                    return Err(Refusal::of_field(
                        "of",
                        format!("There is no case {}.", it.of),
                        "Check the reference.",
                    )
                    .into());
                }
                let case = fold.case(reference).map_err(|it| broken(&it))?;
                let case = case.ok_or_else(|| Fault::Missing(reference.to_string()))?;
                if ask.version.is_some_and(|seen| seen != case.version) && !ask.command.only_adds() {
                    return Err(Fault::Stale(Box::new(case.clone())));
                }
                (reference, decide(&terms, case, ask.command.clone())?)
            }
        };
        let change = Change::Case(reference, events);
        let did = change.to_json();
        let version = fold.take(&change, &ask.id, &actor.login).map_err(|it| broken(&it))?;
        Ok(self.pending(actor, ask.id.clone(), On::Case(reference), version, false, did))
    }

    /// Steps that follow one another on one plan under one id are one change, undone at once; each is answered by itself
    /// all the same.
    fn decide_plan_steps(
        &self,
        fold: &mut Fold,
        actor: &Actor,
        asks: &[PlanAsk],
    ) -> Vec<Result<Pending, Fault>> {
        asks.chunk_by(PlanAsk::is_one_with)
            .flat_map(|group| match group {
                [one] => vec![self.decide_plan_step(fold, actor, one)],
                group => self.decide_together(fold, actor, group),
            })
            .collect()
    }

    fn decide_together(
        &self,
        fold: &mut Fold,
        actor: &Actor,
        group: &[PlanAsk],
    ) -> Vec<Result<Pending, Fault>> {
        // What was done before is done with, for all of them.
        match self.done_before(fold, actor, &group[0].id) {
            Ok(None) => {}
            Ok(Some(_)) => {
                let each = group.iter().filter_map(|it| self.done_before(fold, actor, &it.id).transpose());
                return each.collect();
            }
            Err(fault) => return group.iter().map(|_| Err(fault.clone())).collect(),
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: &actor.login };
        let Some(reference) = group[0].on else { return Vec::new() };
        let plan = fold.plan(reference).map(Option::<&_>::cloned);
        let mut plan = match plan {
            Ok(Some(plan)) => plan,
            Ok(None) => return group.iter().map(|_| Err(Fault::Missing(reference.to_string()))).collect(),
            Err(error) => return group.iter().map(|_| Err(broken(&error))).collect(),
        };
        let mut events = Vec::new();
        let mut decided: Vec<Result<(), Fault>> = Vec::new();
        for ask in group {
            decided.push(decide_plan(&terms, &plan, ask.command.clone()).map_err(Fault::from).map(|more| {
                more.iter().for_each(|it| plan.apply(it));
                events.extend(more);
            }));
        }
        if events.is_empty() {
            return decided.into_iter().filter_map(Result::err).map(Err).collect();
        }
        let change = Change::Plan(reference, events);
        let did = change.to_json();
        let id = &group[0].id;
        let version = match fold.take(&change, id, &actor.login) {
            Ok(version) => version,
            Err(error) => return group.iter().map(|_| Err(broken(&error))).collect(),
        };
        let mut writes = true;
        decided
            .into_iter()
            .map(|it| {
                it.map(|()| {
                    let did = if writes { did.clone() } else { String::new() };
                    let pending = self.pending(actor, id.clone(), On::Plan(reference), version, false, did);
                    Pending { writes: std::mem::take(&mut writes), ..pending }
                })
            })
            .collect()
    }

    /// What a step on a plan did when it was asked for before, under this id.
    fn done_before(&self, fold: &mut Fold, actor: &Actor, id: &str) -> Result<Option<Pending>, Fault> {
        if id.is_empty() {
            return Ok(None);
        }
        let Some(on) = fold.carried_out(id).map_err(|it| broken(&it))? else { return Ok(None) };
        let Ok(reference) = on.parse() else { return Ok(None) };
        let version = fold.plan(reference).map_err(|it| broken(&it))?.map_or(0, |it| it.version);
        Ok(Some(self.pending(actor, id.to_owned(), On::Plan(reference), version, true, String::new())))
    }

    fn decide_plan_step(&self, fold: &mut Fold, actor: &Actor, ask: &PlanAsk) -> Result<Pending, Fault> {
        if let Some(done) = self.done_before(fold, actor, &ask.id)? {
            return Ok(done);
        }
        let house = fold.house();
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: &actor.login };
        let (reference, events) = match ask.on {
            None => {
                if let PlanCommand::ImportAction(it) = &ask.command
                    && let Some(there) = fold.plan_imported_before(&it.source).map_err(|it| broken(&it))?
                {
                    return Err(Fault::PlanAlreadyThere(there));
                }
                let year = u16::try_from(today.year()).unwrap_or(0);
                let events = begin_plan(&terms, ask.command.clone())?;
                (fold.next_plan(year).map_err(|it| broken(&it))?, events)
            }
            Some(reference) => {
                let plan = fold.plan(reference).map_err(|it| broken(&it))?;
                let plan = plan.ok_or_else(|| Fault::Missing(reference.to_string()))?;
                if ask.version.is_some_and(|seen| seen != plan.version) && !ask.command.only_adds() {
                    return Err(Fault::StalePlan(Box::new(plan.clone())));
                }
                (reference, decide_plan(&terms, plan, ask.command.clone())?)
            }
        };
        let change = Change::Plan(reference, events);
        let did = change.to_json();
        let version = fold.take(&change, &ask.id, &actor.login).map_err(|it| broken(&it))?;
        Ok(self.pending(actor, ask.id.clone(), On::Plan(reference), version, false, did))
    }

    fn decide_office(
        &self,
        fold: &mut Fold,
        actor: &Actor,
        id: &str,
        command: &OfficeCommand,
    ) -> Result<Pending, Fault> {
        let house = fold.house();
        if !id.is_empty() && fold.carried_out(id).map_err(|it| broken(&it))?.is_some() {
            let version = house.office.version;
            return Ok(self.pending(actor, id.to_owned(), On::Office, version, true, String::new()));
        }
        let today = self.clock.today(house.office.zone());
        let change = Change::Office(office::decide(&house.office, today, command.clone())?);
        let did = change.to_json();
        let version = fold.take(&change, id, &actor.login).map_err(|it| broken(&it))?;
        Ok(self.pending(actor, id.to_owned(), On::Office, version, false, did))
    }

    fn pending(
        &self,
        actor: &Actor,
        cmd: String,
        on: On,
        version: u64,
        repeated: bool,
        did: String,
    ) -> Pending {
        let draft = Draft {
            at: self.clock.now(),
            by: actor.login.clone(),
            role: actor.role.word().to_owned(),
            on: match on {
                On::Case(it) => it.to_string(),
                On::Plan(it) => it.to_string(),
                On::Office => OFFICE.to_owned(),
            },
            ver: version,
            cmd,
            did,
        };
        Pending { draft, on, version, repeated, writes: !repeated }
    }
}

impl Job {
    fn size(&self) -> usize {
        match &self.work {
            Work::Steps(asks) => asks.len(),
            Work::PlanSteps(asks) => asks.len(),
            Work::Office { .. } => 1,
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

fn year_of(command: &Command) -> u16 {
    let received = match command {
        Command::Receive(it) => it.facts.received,
        Command::Import(it) => it.facts.received,
        _ => return 0,
    };
    u16::try_from(received.year()).unwrap_or(0)
}

fn keep_repeats(pending: Pending, fault: &Fault) -> Result<Pending, Fault> {
    if pending.repeated { Ok(pending) } else { Err(fault.clone()) }
}

fn not_saved(error: &JournalError) -> Fault {
    Fault::NotSaved(error.to_string())
}

fn broken(error: &ViewError) -> Fault {
    Fault::Broken(error.to_string())
}
