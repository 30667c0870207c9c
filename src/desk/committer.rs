//! The one thread that changes anything: decides what is waiting, writes it as one group, applies it, answers.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::api::message::{Ask, Done, Fault};
use crate::api::server::News;
use crate::clock::Clock;
use crate::desk::attached::keep;
use crate::desk::changes::Changes;
use crate::desk::erased_elsewhere::carry_out;
use crate::desk::gate::Gate;
use crate::desk::guarding::{
    is_kept_as_what_it_repeats, is_the_only_one, leaves_everybody_what_they_may_see, links_are_there,
    repeats_no_repeat, restricted, visible,
};
use crate::desk::health::Health;
use crate::desk::naming::{About, For, naming};
use crate::desk::needing::{has_what_it_needs, owe_it_to_others};
use crate::desk::opening::{OpenError, Progress, take};
use crate::desk::trouble::{Trouble, Writing};
use crate::domain::authority::Asker;
use crate::domain::case::command::Command;
use crate::domain::case::event::Event;
use crate::domain::case::record::Case;
use crate::domain::commit::{Did, ERASED_HERE, Source};
use crate::domain::office::record::House;
use crate::domain::party::naming::Naming;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::decide::publishing::names_nobody;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::{AnyCommand, AnyRecord, Change, Kind, Which, each_kind, each_reference};
use crate::domain::records::record::Record;
use crate::domain::reference::{LinkedCase, PlanRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::kinds::kind_of;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::Role;
use crate::domain::year::command::YearCommand;
use crate::domain::year::decide::names_whom_it_means;
use crate::journal::Journal;
use crate::journal::chain::Line;
use crate::journal::damage::JournalError;
use crate::journal::sequencer::Sequencer;
use crate::journal::written::Draft;
use crate::panics::{Panicked, caught};
use crate::papers::Papers;
use crate::parallel::each;
use crate::view::fold::{Fold, Known, Maker};
use crate::view::store::{View, ViewError};

/// How many steps are written as one group at most.
const STEPS_AT_ONCE: usize = 1024;
/// How long the desk is idle before it writes out what the view still holds in memory.
const IDLE: Duration = Duration::from_secs(2);

// Where several hosts share the journal:

/// How long whoever reads what is restricted waits for that to be written down.
const READERS_WAIT: Duration = Duration::from_secs(5);
/// After how long what did not answer is asked again.
const PAUSE: Duration = Duration::from_millis(100);
/// How often other hosts may be first before this one keeps the journal to itself, and for how long at most.
const LOST: u32 = 3;
const KEPT: Duration = Duration::from_secs(3);
/// So many lines are not written twice: the journal is kept before they are sent.
const MANY: usize = 128;

/// Work for the committer.
pub(in crate::desk) struct Job {
    /// Sign-in name of whoever asks.
    pub(in crate::desk) login: String,
    pub(in crate::desk) work: Work,
    pub(in crate::desk) answer: Sender<Vec<Result<Done, Fault>>>,
}

pub(in crate::desk) enum Work {
    Steps(Vec<Ask>),
    /// Say of each step whether it would be done, and do none.
    Try(Vec<Ask>),
    /// Write down that restricted records were looked at, each once a day.
    Look {
        on: Vec<RecordRef>,
        is_export: bool,
    },
    /// Take in what other hosts wrote.
    TakeIn,
    /// Nothing more comes: finish what is waiting, then end.
    Close,
}

/// What the committer owns.
pub(in crate::desk) struct Committer {
    pub(in crate::desk) journal: Journal,
    /// Reads what is written already: how a record was before is worked out from its commits.
    pub(in crate::desk) reader: Arc<Journal>,
    pub(in crate::desk) view: View,
    pub(in crate::desk) papers: Papers,
    /// The data directory.
    pub(in crate::desk) root: PathBuf,
    pub(in crate::desk) house: Arc<RwLock<Arc<House>>>,
    pub(in crate::desk) clock: Clock,
    pub(in crate::desk) changes: Changes,
    /// Closed while what is answered is not applied.
    pub(in crate::desk) gate: Gate,
    /// Looks after the view.
    pub(in crate::desk) health: Health,
    /// Whether anything can be written down.
    pub(in crate::desk) writing: Writing,
    /// How long a change waits for the order of lines before whoever asked is told that it was not saved.
    pub(in crate::desk) patience: Duration,
    /// Since when the order has not answered a change: those that come later wait for what is left of that time.
    pub(in crate::desk) away_since: Option<Instant>,
    /// Why the view no longer follows the journal; nothing more is taken until the store is opened again.
    pub(in crate::desk) stopped: Option<String>,
}

/// A step on its way: folded in, waiting for the journal.
struct Pending {
    done: Done,
    /// What it did; none when it had been done before, and nothing is written.
    made: Option<Made>,
    /// Whether others are told of it: nobody is of a look.
    is_told: bool,
}

/// What a step did, still to be written down.
struct Made {
    at: DateTime<Utc>,
    by: String,
    role: Role,
    version: u64,
    command: String,
    step: &'static str,
    change: Arc<Change>,
}

impl Made {
    /// Its line.
    fn draft(&self) -> Draft {
        Draft {
            at: self.at,
            by: self.by.clone(),
            role: self.role.word().to_owned(),
            on: self.change.on().to_string(),
            ver: self.version,
            cmd: self.command.clone(),
            step: self.step.to_owned(),
            did: self.change.to_json(),
        }
    }
}

/// Since when a group has waited for what orders the lines, and until when it does.
#[derive(Clone, Copy)]
struct Wait {
    begun: Instant,
    until: Instant,
}

/// Why a group is decided once more.
enum Again {
    /// Other hosts were first.
    Behind,
    /// What orders the lines does not answer.
    Later,
    /// Nothing more is taken.
    Stopped,
}

/// What each step of each job came to.
type Results = Vec<Vec<Result<Done, Fault>>>;

/// Answers whoever asked. They may have gone; then nobody needs the answer.
fn reply(group: &[Job], results: Results) {
    group.iter().zip(results).for_each(|(job, results)| drop(job.answer.send(results)));
}

/// Who asks, and under what it is decided.
struct Asking<'a> {
    house: &'a House,
    terms: Terms<'a>,
    asker: Asker,
}

impl Committer {
    /// Works until nobody can ask any more, then leaves the view tidy.
    pub(in crate::desk) fn run(mut self, jobs: &Receiver<Job>) {
        let mut untidy = false;
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
                    self.commit(&group);
                    if is_last {
                        break;
                    }
                    untidy = true;
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.view.rest();
                    untidy = false;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.view.flush();
    }

    fn commit(&mut self, group: &[Job]) {
        if group.iter().any(|job| matches!(job.work, Work::TakeIn)) {
            self.take_in();
        }
        let wait = self.wait(group);
        let mut lost = 0;
        loop {
            if let Some(why) = &self.stopped {
                let fault = Fault::Broken(why.clone());
                let none = |job: &Job| (0..job.size()).map(|_| Err(fault.clone())).collect();
                return reply(group, group.iter().map(none).collect());
            }
            match self.attempt(group, lost, wait) {
                Ok(()) => return,
                Err(Again::Behind) => {
                    lost += 1;
                    self.take_in();
                }
                Err(Again::Later) => thread::sleep(PAUSE),
                Err(Again::Stopped) => {}
            }
        }
    }

    /// How long a group waits for what orders the lines.
    fn wait(&self, group: &[Job]) -> Wait {
        let changes = |it: &Job| matches!(it.work, Work::Steps(_));
        let patience =
            if group.iter().any(changes) { self.patience } else { self.patience.min(READERS_WAIT) };
        let begun = self.away_since.unwrap_or_else(Instant::now);
        Wait { begun, until: begun + patience }
    }

    /// Decides a group on what is known, writes it, answers and applies it. Where several hosts share the journal it may have to be
    /// decided once more: until the time is over.
    ///
    /// What is answered is in the journal, and nobody reads before it is applied as well: whoever reads waits at [`Gate`], which is
    /// closed before the first answer goes out. What is read is on disk for the same reason: nothing is applied before it is.
    fn attempt(&mut self, group: &[Job], lost: u32, wait: Wait) -> Result<(), Again> {
        let view = self.view.clone();
        let house = self.house.read().expect("nobody panics while holding it").clone();
        let mut answers: Vec<Vec<Result<Pending, Fault>>> = Vec::new();
        let mut drafts: Vec<Draft> = Vec::new();
        let reader = self.reader.clone();
        let read = move |place| reader.read(place);
        let mut fold = view.fold(house, &read);
        let decided = caught(|| {
            for job in group {
                answers.push(self.decide_job(&mut fold, job));
            }
            let made: Vec<&Made> =
                answers.iter().flatten().flatten().filter_map(|it| it.made.as_ref()).collect();
            drafts = each(&made, |it| it.draft());
        });
        if let Err(panicked) = decided {
            // Nothing was written: neither this group nor any other is taken until the view is built again.
            self.stop(self.health.panicked(&panicked));
            return Err(Again::Stopped);
        }
        let told: Vec<News> = answers
            .iter()
            .flatten()
            .flatten()
            .filter(|it| it.is_told)
            .filter_map(|it| Some(News::Changed { on: it.done.on, by: it.made.as_ref()?.by.clone() }))
            .collect();
        match self.write(&drafts, lost, wait.until) {
            Ok(lines) => {
                let gate = self.gate.clone();
                let closed = gate.close();
                let done = |it: Result<Pending, Fault>| it.map(|it| it.done);
                reply(group, answers.into_iter().map(|it| it.into_iter().map(done).collect()).collect());
                if !lines.is_empty() {
                    self.writing.went_well();
                    self.away_since = None;
                    let applied = caught(|| {
                        lines.into_iter().try_for_each(|line| fold.place(line))?;
                        fold.commit()
                    });
                    self.applied(applied);
                }
                drop(closed);
                told.iter().for_each(|it| self.changes.tell(it));
                Ok(())
            }
            Err(JournalError::Apart(why)) => {
                self.part(why);
                Err(Again::Stopped)
            }
            Err(JournalError::Moved) if Instant::now() < wait.until => Err(Again::Behind),
            Err(JournalError::Away(_)) if Instant::now() < wait.until => Err(Again::Later),
            Err(error) => {
                let trouble = trouble_of(&error);
                if trouble.is_away {
                    self.away_since.get_or_insert(wait.begun);
                }
                self.writing.failed(trouble);
                let fault = match error {
                    JournalError::Unsettled(_) | JournalError::NotHere(_) => {
                        Fault::Unreachable(sentence_case(&format!("{error}.")))
                    }
                    _ => Fault::NotSaved(error.to_string()),
                };
                // What had been done before is done all the same.
                let unsaved = |it: Pending| if it.made.is_none() { Ok(it.done) } else { Err(fault.clone()) };
                let each = |it: Result<Pending, Fault>| it.and_then(unsaved);
                reply(group, answers.into_iter().map(|it| it.into_iter().map(each).collect()).collect());
                Ok(())
            }
        }
    }

    /// Writes the lines of a group. Where the journal is shared, nobody is told anything before it is known what became of them.
    fn write(&mut self, drafts: &[Draft], lost: u32, until: Instant) -> Result<Vec<Line>, JournalError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        if LOST <= lost || MANY <= drafts.len() {
            self.journal.keep_for_itself(KEPT)?;
        }
        let mut written = self.journal.append(drafts);
        while let Err(JournalError::Unsettled(_)) = &written {
            if until < Instant::now() {
                break;
            }
            thread::sleep(PAUSE);
            written = match self.journal.settle() {
                Ok(Some(lines)) => Ok(lines),
                // They are in no journal, and other lines may be by now.
                Ok(None) => Err(JournalError::Moved),
                Err(JournalError::Away(why)) => Err(JournalError::Unsettled(why)),
                Err(error) => Err(error),
            };
        }
        written
    }

    /// Takes in what other hosts wrote, all of it, and tells of it.
    pub(in crate::desk) fn take_in(&mut self) {
        while self.stopped.is_none() {
            match self.journal.take_in() {
                Ok(lines) if lines.is_empty() => {
                    self.away_since = None;
                    return self.writing.order_is_back();
                }
                Ok(lines) => self.fold_in_of_others(&lines),
                Err(JournalError::Apart(why)) => self.part(why),
                Err(error) => {
                    self.writing.failed(trouble_of(&error));
                    return thread::sleep(PAUSE);
                }
            }
        }
    }

    /// Takes in what other hosts wrote before this one opens. Where the order cannot be asked, the store opens for reading.
    pub(in crate::desk) fn catch_up(
        &mut self,
        order: &mut dyn Sequencer,
        progress: Progress,
    ) -> Result<(), OpenError> {
        let end = order.wait_beyond(u64::MAX, Duration::ZERO).unwrap_or_default();
        while self.stopped.is_none() {
            match self.journal.take_in() {
                Ok(lines) if lines.is_empty() => break,
                Ok(lines) => self.fold_in_of_others(&lines),
                Err(JournalError::Away(why) | JournalError::Unsettled(why)) => {
                    self.writing.failed(Trouble::away(why));
                    break;
                }
                Err(JournalError::Apart(why)) => return Err(OpenError::Hosts(why)),
                Err(error) => return Err(error.into()),
            }
            progress(self.journal.position().seq.min(end), end);
        }
        self.view.flush();
        Ok(())
    }

    fn fold_in_of_others(&mut self, lines: &[Line]) {
        // Nobody is told of a look: it has no id and no name.
        let is_told = |it: &Line| !(it.change.cmd.is_empty() && it.change.step.is_empty());
        let told: Vec<News> = lines
            .iter()
            .filter(|it| is_told(it))
            .filter_map(|it| Some(News::Changed { on: it.change.on.parse().ok()?, by: it.change.by.clone() }))
            .collect();
        let view = self.view.clone();
        let house = self.house.read().expect("nobody panics while holding it").clone();
        let reader = self.reader.clone();
        let read = move |place| reader.read(place);
        let mut fold = view.fold(house, &read);
        let applied = caught(|| {
            lines.iter().cloned().try_for_each(|line| take(&mut fold, line))?;
            fold.commit()
        });
        self.applied(applied);
        if let Err(error) = carry_out(&self.root, &mut self.journal, lines) {
            self.stop(format!("what another host erased could not be erased here: {error}"));
        }
        told.iter().for_each(|it| self.changes.tell(it));
    }

    /// Takes over what a fold made of the office, or stops: what was written is on disk, and is folded in at the next opening.
    fn applied(&mut self, applied: Result<Result<Arc<House>, ViewError>, Panicked>) {
        match applied {
            Ok(Ok(house)) => *self.house.write().expect("nobody panics while holding it") = house,
            // Whoever shares the journal may have a newer redress.
            Ok(Err(why @ ViewError::Journal(_))) => self.part(OpenError::View(why).to_string()),
            Ok(Err(why)) => self
                .stop(format!("{why}; close redress and start it again: the journal has what was confirmed")),
            Err(panicked) => self.stop(self.health.panicked(&panicked)),
        }
    }

    /// Takes nothing more until the store is opened again.
    fn stop(&mut self, why: String) {
        self.end(why, false);
    }

    /// Takes nothing more, and would not if the store were opened again.
    fn part(&mut self, why: String) {
        self.end(why, true);
    }

    fn end(&mut self, why: String, is_apart: bool) {
        self.writing.failed(Trouble { why: why.clone(), is_stopped: true, is_away: false, is_apart });
        self.stopped = Some(why);
    }

    fn decide_job(&self, fold: &mut Fold, job: &Job) -> Vec<Result<Pending, Fault>> {
        match &job.work {
            Work::Steps(asks) => asks.iter().map(|ask| self.decide(fold, &job.login, ask)).collect(),
            Work::Try(asks) => asks.iter().map(|ask| self.try_out(&job.login, ask)).collect(),
            Work::Look { on, is_export } => on
                .iter()
                .filter_map(|on| self.note_look(fold, &job.login, *on, *is_export).transpose())
                .collect(),
            Work::TakeIn | Work::Close => Vec::new(),
        }
    }

    fn decide(&self, fold: &mut Fold, login: &str, ask: &Ask) -> Result<Pending, Fault> {
        let house = fold.house();
        let asking = self.asking(&house, login)?;
        each_kind!(&ask.command, AnyCommand(command) => self.decide_on::<R>(fold, &asking, ask, command),
            AnyCommand::TakeBack(which) => self.go_back(fold, &asking, ask, *which, true),
            AnyCommand::PutBack(which) => self.go_back(fold, &asking, ask, *which, false))
    }

    /// Decides a step on what is written, and keeps nothing of it. Whether a paper comes whole is known once it is there.
    fn try_out(&self, login: &str, ask: &Ask) -> Result<Pending, Fault> {
        let on = ask.on.unwrap_or(RecordRef::Office);
        let would = || Pending {
            done: Done { on, version: 0, repeated: false, can_be_undone: false },
            made: None,
            is_told: false,
        };
        if matches!(ask.command, AnyCommand::Case(Command::AttachPaper(_))) {
            return Ok(would());
        }
        let house = self.house.read().expect("nobody panics while holding it").clone();
        let read = |place| self.reader.read(place);
        let mut fold = self.view.fold(house, &read);
        self.decide(&mut fold, login, ask).map(|_| would())
    }

    /// Who asks, as of today.
    fn asking<'a>(&self, house: &'a House, login: &'a str) -> Result<Asking<'a>, Fault> {
        let today = self.clock.today(house.office.zone());
        let terms = Terms { office: &house.office, calendar: &house.calendar, today, actor: login };
        Ok(Asking { house, terms, asker: Asker::of(&house.office, login, today)? })
    }

    /// Decides a step on a record that is there, or the first step of one that is not.
    fn decide_on<R: Kind>(
        &self,
        fold: &mut Fold,
        asking: &Asking,
        ask: &Ask,
        command: &R::Command,
    ) -> Result<Pending, Fault> {
        let Asking { house, terms, asker } = asking;
        let Some(on) = ask.on else {
            let deed = R::deed(None, command, terms.actor);
            let role = asker.may_at_large(&house.office, terms.today, deed)?;
            if let Some(done) = done_before(fold, terms.actor, ask)? {
                // It may have been kept from them since.
                let made = visible::<R>(fold, asker, at::<R>(done.done.on)?)?;
                // What was imported and erased since is not there any more.
                if R::imported_from(command).is_none() || !made.source().is_some_and(Source::is_erased) {
                    return Ok(done);
                }
            }
            let series = R::series(command, terms.today);
            let events = R::decide_first(terms, command.clone())?;
            let series = series.ok_or_else(|| Refusal::of_step("Nothing is begun by this step.", ""))?;
            links_are_there::<R>(fold, asker, at::<R>(series.at(1))?, &events)?;
            if let Some(source) = R::imported_from(command) {
                match fold.known_from::<R>(series.at(1), source)? {
                    Known::New => {}
                    Known::Here(there) => return Err(Fault::AlreadyThere(Some(there))),
                    Known::Erased => {
                        let instead = "Take it out of the other system too. If the person writes again, log a new complaint.";
                        let field = if source.reference.is_empty() { "" } else { "source_ref" };
                        return Err(Refusal::of_field(field, ERASED_HERE, instead).into());
                    }
                }
            }
            let on = fold.next(series)?;
            return self.pending::<R>(fold, terms, ask, (at::<R>(on)?, role), Did::Events(events));
        };
        let at = at::<R>(on)?;
        let record = if R::is_by_reference(command) {
            restricted::<R>(fold, (&house.office, asker, terms.today), at, command)?
        } else {
            visible::<R>(fold, asker, at)?
        };
        let deed = R::deed(Some(&record), command, terms.actor);
        let role = asker.may(&house.office, terms.today, deed, &record.bond(asker, Some(command)))?;
        if let Some(done) = done_before(fold, terms.actor, ask)? {
            return Ok(done);
        }
        if ask.version.is_some_and(|seen| seen != record.version()) && !R::only_adds(command) {
            return Err(Fault::Stale(record.any()));
        }
        let events = record.decide(terms, command.clone())?;
        links_are_there::<R>(fold, asker, at, &events)?;
        if let (RecordRef::Case(on), AnyCommand::Case(Command::LinkDuplicate(it))) = (on, &ask.command) {
            repeats_no_repeat(fold, on, it.of)?;
        }
        if let AnyCommand::Case(
            Command::LinkDuplicate(_) | Command::Restrict(_) | Command::LiftRestriction(_),
        ) = &ask.command
        {
            let did = Did::Events(events.clone());
            let after = fold.would_be::<R>(at, &did, terms.actor)?.any();
            if let AnyRecord::Case(case) = after {
                is_kept_as_what_it_repeats(fold, terms.office, &case)?;
            }
        }
        if let (RecordRef::Plan(on), AnyCommand::Plan(command)) = (on, &ask.command) {
            self.names_nobody(fold, terms, asker, on, command)?;
        }
        if let AnyCommand::Year(command) = &ask.command {
            self.names_whom_it_means(terms, asker, command)?;
        }
        if let AnyCommand::Case(Command::AttachPaper(it)) = &ask.command {
            keep(&self.papers, terms.actor, it)?;
        }
        self.pending::<R>(fold, terms, ask, (at, role), Did::Events(events))
    }

    /// Refuses to have somebody named to the public: when that is written, and again when it is approved, for the office may
    /// know more people by then.
    fn names_nobody(
        &self,
        fold: &mut Fold,
        terms: &Terms,
        asker: &Asker,
        on: PlanRef,
        command: &PlanCommand,
    ) -> Result<(), Fault> {
        let plan = fold.get::<Plan>(on)?;
        let (words, said) = match (command, plan.and_then(Plan::wording)) {
            (PlanCommand::WriteForPublic(it), _) => (it.words(), &it.names_nobody),
            (PlanCommand::ApproveForPublic(it), Some(wording)) => (wording.words.clone(), &it.names_nobody),
            _ => return Ok(()),
        };
        let Some(plan) = plan else { return Ok(()) };
        let naming = self.naming(terms, asker, &About::plan(terms.office, plan), &words.texts())?;
        Ok(names_nobody(&naming, said)?)
    }

    /// Asks whether somebody is meant to be named in what is written of a year.
    fn names_whom_it_means(&self, terms: &Terms, asker: &Asker, command: &YearCommand) -> Result<(), Fault> {
        let (texts, meant) = match command {
            YearCommand::WriteContext(it) => (it.texts(), &it.named),
            YearCommand::RecordOmbudsman(it) => (it.texts(), &it.named),
            YearCommand::Freeze(_) => return Ok(()),
        };
        Ok(names_whom_it_means(&self.naming(terms, asker, &About::default(), &texts)?, meant)?)
    }

    fn naming(
        &self,
        terms: &Terms,
        asker: &Asker,
        about: &About,
        texts: &[(&str, &str)],
    ) -> Result<Naming, Fault> {
        let may_see = |it: &Case| it.restriction.as_ref().is_none_or(|it| !asker.is_shut_out(it));
        let may_read =
            |it: &Case| asker.may(terms.office, terms.today, Deed::ReadCase, &asker.to_case(it)).is_ok();
        let by = For { may_see: &may_see, may_read: &may_read };
        naming(&self.view, terms.office, about, texts, &by).map_err(Fault::from)
    }

    /// Takes back the last change of any record, or puts it back.
    fn go_back(
        &self,
        fold: &mut Fold,
        asking: &Asking,
        ask: &Ask,
        which: Which,
        is_back: bool,
    ) -> Result<Pending, Fault> {
        let nobody = || Refusal::of_step("No record is named.", "Say which record is meant.");
        let on = ask.on.ok_or_else(nobody)?;
        each_reference!(on, at => self.go_back_on::<R>(fold, asking, ask, at, (which, is_back)))
    }

    fn go_back_on<R: Kind>(
        &self,
        fold: &mut Fold,
        asking: &Asking,
        ask: &Ask,
        at: R::Ref,
        (which, is_back): (Which, bool),
    ) -> Result<Pending, Fault> {
        let Asking { house, terms, asker } = asking;
        let record = visible::<R>(fold, asker, at)?;
        let role = asker.may(&house.office, terms.today, Deed::TakeBack, &record.bond(asker, None))?;
        if let Some(done) = done_before(fold, terms.actor, ask)? {
            return Ok(done);
        }
        if ask.version.is_some_and(|seen| seen != record.version()) {
            return Err(Fault::Stale(record.any()));
        }
        let did = if is_back {
            Did::TakenBack { version: record.to_take_back(terms, which.version)? }
        } else {
            Did::PutBack { version: record.to_put_back(terms, which.version)? }
        };
        // What was undone may have made a case a repeat, or have ended that.
        if let RecordRef::Case(_) = at.into()
            && let AnyRecord::Case(case) = fold.would_be::<R>(at, &did, terms.actor)?.any()
            && let Some(LinkedCase::Case(of)) = case.duplicate_of
        {
            repeats_no_repeat(fold, case.reference, of)?;
            is_kept_as_what_it_repeats(fold, terms.office, &case)?;
        }
        self.pending::<R>(fold, terms, ask, (at, role), did)
    }

    /// Writes down that somebody looked at a restricted record; nothing if that is written already for today.
    fn note_look(
        &self,
        fold: &mut Fold,
        login: &str,
        on: RecordRef,
        is_export: bool,
    ) -> Result<Option<Pending>, Fault> {
        let house = fold.house();
        let asking = self.asking(&house, login)?;
        let day = asking.terms.today;
        match on {
            RecordRef::Case(at) => {
                let event = if is_export { Event::Exported { on: day } } else { Event::Viewed { on: day } };
                self.note_look_at::<Case>(fold, &asking, at, (Deed::ReadCase, is_export), event)
            }
            // That an entry left the program is a look like any other.
            RecordRef::Entry(at) => {
                let read = kind_of(at.register).map_or(Deed::ReadInsight, |it| it.read);
                let event = EntryEvent::Viewed { on: day };
                self.note_look_at::<Entry>(fold, &asking, at, (read, false), event)
            }
            RecordRef::Office | RecordRef::Year(_) | RecordRef::Plan(_) => Ok(None),
        }
    }

    fn note_look_at<R: Kind>(
        &self,
        fold: &mut Fold,
        asking: &Asking,
        at: R::Ref,
        (deed, is_export): (Deed, bool),
        event: R::Event,
    ) -> Result<Option<Pending>, Fault> {
        let Asking { house, terms, asker } = asking;
        let record = visible::<R>(fold, asker, at)?;
        let has_looked = fold.has_looked(terms.today, at.into(), is_export, terms.actor);
        if record.guard().restriction.is_none() || has_looked? {
            return Ok(None);
        }
        let role = asker.may(&house.office, terms.today, deed, &record.bond(asker, None))?;
        let pending = self.fold_in::<R>(fold, terms, ("", ""), (at, role), Did::Events(vec![event]))?;
        Ok(Some(Pending { is_told: false, ..pending }))
    }

    fn pending<R: Kind>(
        &self,
        fold: &mut Fold,
        terms: &Terms,
        ask: &Ask,
        at: (R::Ref, Role),
        did: Did<R::Event>,
    ) -> Result<Pending, Fault> {
        self.fold_in::<R>(fold, terms, (&ask.id, ask.command.step()), at, did)
    }

    fn fold_in<R: Kind>(
        &self,
        fold: &mut Fold,
        terms: &Terms,
        (command, step): (&str, &'static str),
        (at, role): (R::Ref, Role),
        did: Did<R::Event>,
    ) -> Result<Pending, Fault> {
        let mut change: Change = R::any_change(at, did);
        if let Change::Entry(on, did) = &mut change {
            owe_it_to_others(fold, terms, *on, did)?;
        }
        if let Change::Entry(on, did) = &change {
            is_the_only_one(fold, terms, *on, did)?;
            has_what_it_needs(fold, terms, *on, did)?;
        }
        leaves_everybody_what_they_may_see(fold, terms, &change)?;
        let maker = Maker { command, step, by: terms.actor };
        let change = Arc::new(change);
        let version = fold.take(&change, maker)?;
        let (by, command) = (terms.actor.to_owned(), command.to_owned());
        let at = self.clock.now();
        let on = change.on();
        let can_be_undone = fold.can_be_undone(on, version)?;
        let done = Done { on, version, repeated: false, can_be_undone };
        Ok(Pending { done, made: Some(Made { at, by, role, version, command, step, change }), is_told: true })
    }
}

impl Job {
    fn size(&self) -> usize {
        match &self.work {
            Work::Steps(asks) | Work::Try(asks) => asks.len(),
            Work::Look { on, .. } => on.len(),
            Work::TakeIn => 0,
            // Whatever is asked after it has nobody to answer it, so the group ends here.
            Work::Close => STEPS_AT_ONCE,
        }
    }
}

/// What stands in the way of writing, where a journal said why.
pub(in crate::desk) fn trouble_of(error: &JournalError) -> Trouble {
    Trouble {
        why: error.to_string(),
        is_stopped: matches!(error, JournalError::Stopped(_) | JournalError::NotHere(_)),
        is_away: matches!(error, JournalError::Away(_) | JournalError::Unsettled(_)),
        is_apart: matches!(error, JournalError::Apart(_)),
    }
}

/// What a step did when it was asked for before, under this id. An id belongs to who used it, on what, for which step.
fn done_before(fold: &mut Fold, login: &str, ask: &Ask) -> Result<Option<Pending>, Fault> {
    if ask.id.is_empty() {
        return Ok(None);
    }
    let Some(it) = fold.carried_out(&ask.id)? else { return Ok(None) };
    let is_same = it.by == login && it.step == ask.command.step() && ask.on.is_none_or(|on| on == it.on);
    if !is_same {
        let why = format!("The id “{}” was used for another step before.", ask.id);
        return Err(Refusal::of_field("id", why, "Give every step an id of its own.").into());
    }
    let version = fold.version(it.on)?;
    let can_be_undone = fold.can_be_undone(it.on, version)?;
    let done = Done { on: it.on, version, repeated: true, can_be_undone };
    Ok(Some(Pending { done, made: None, is_told: false }))
}

/// The reference of the kind of record that a step is for.
fn at<R: Record>(on: RecordRef) -> Result<R::Ref, Fault> {
    R::Ref::try_from(on).map_err(|_| {
        let why = format!("This step is not one that {} takes.", on.kind());
        Refusal::of_field("on", why, "Check the reference.").into()
    })
}
