//! What can be asked, and what is answered.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::letter::Changed;
use crate::domain::commit::Happening;
use crate::domain::days::Days;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::filter::Filter;
use crate::domain::in_hand::Hand;
use crate::domain::listing::{Counts, Order};
use crate::domain::moving::Move;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, CameBack};
use crate::domain::plan_filter::ActionFilter;
use crate::domain::quality::tally::{Tally, Wanted};
use crate::domain::records::any::{AnyCommand, AnyRecord};
use crate::domain::reference::{CaseRef, EntryRef, LinkedCase, PlanRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::counts::Counted;
use crate::domain::register::entry::Entry;
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::leading::Led;
use crate::domain::retention::Kept;
use crate::domain::row::Row;
use crate::domain::since::Since;
use crate::domain::subject_access::Held;
use crate::domain::vocabulary::Role;
use crate::domain::year::record::YearRecord;

/// Something asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Who am I, what day is it, and what are the office's rules?
    Hello,
    /// A page of a list.
    List(ListRequest),
    /// Which words of cases are near those of a filter that find nothing.
    Near(Filter),
    /// How many open cases there are, and how they stand.
    Counts {
        /// As of this day.
        today: NaiveDate,
    },
    Record(RecordRef),
    /// A record as it was at an earlier version.
    RecordAt(RecordRef, u64),
    /// What happened to a record.
    History(RecordRef),
    Diary(DiaryRequest),
    /// Figures.
    Report {
        /// Over which period, as of which day.
        period: Period,
        /// Of one service or all.
        service: Option<ServiceId>,
    },
    /// Do this, all in one write; each is answered by itself.
    Do(Vec<Ask>),
    /// Would this be done, each by itself, if it were asked for now? Nothing is changed.
    Try(Vec<Ask>),
    /// Every plan.
    Plans,
    /// The plans that learn from a case.
    PlansOf(CaseRef),
    /// Who is named in what is written of a financial year, and is not said to be meant.
    NamedIn(FinancialYear),
    /// A page of actions of plans.
    Actions(ActionRequest),
    /// How many entries each register has that may be read.
    Registers,
    /// How everything stands that leading asks of the senior person.
    Leading,
    /// A page of the entries of a register.
    Entries(EntryRequest),
    /// What went wrong again after an action was found to be effective.
    CameBack {
        /// Up to this day.
        until: NaiveDate,
    },
    /// How many complaints were received each month with a theme about a service.
    Months(MonthsRequest),
    /// Where every case stands between being kept and being anonymised, as of today.
    Retention,
    /// Everything that is held about a person.
    HeldAbout(KnownAs),
    /// The cases of somebody who is a person or may be.
    CasesOf {
        /// Who.
        person: KnownAs,
        /// The case that is looked at, which is not told again.
        but: Option<CaseRef>,
    },
    /// What did others do, since a person was last here, to what is theirs?
    Since {
        /// Sign-in name of the person.
        login: String,
        /// Since when.
        after: DateTime<Utc>,
        /// The day it is.
        today: NaiveDate,
    },
    /// Which dates of open cases would move if the office were changed like this?
    WhatMoves(OfficeCommand),
    /// How is the store?
    Status,
    /// What is kept of every financial year.
    Years,
    /// The cases that the figures of a period are counted from.
    Counted {
        /// Over which period, as of which day.
        period: Period,
        /// Of whose cases.
        scope: Scope,
    },
    /// What registers count.
    RegisterCounts {
        /// Over which period, as of which day.
        period: Period,
        /// Beside which days before it; none for nothing.
        before: Option<Days>,
        /// Of whose entries.
        scope: Scope,
    },
    /// What stops figures from being right, on every case and plan.
    Flaws(Box<Wanted>),
    /// A part of a report over very many cases: what came back is asked again until it is whole.
    ReportPart(Box<ReportPart>),
    /// A page of a list that leaves the program, as a file or for another program: answered as a list. Restricted cases
    /// on it are written down as exported.
    Export(ListRequest),
    /// Hold every record of the working copy against the journal.
    Compare,
    /// Take a part of a file that is to be put on a case as a paper.
    TakePaper(PaperPart),
    /// A part of what a paper of a case says, from a byte on.
    PaperPart {
        case: CaseRef,
        number: u32,
        offset: u64,
    },
    /// What each person has in hand.
    InHand {
        today: NaiveDate,
    },
}

impl Request {
    /// Gives every change that has none an id, so that it can be asked again.
    pub fn fill_ids(&mut self, mut fresh: impl FnMut() -> String) {
        if let Self::Do(asks) = self {
            asks.iter_mut().filter(|it| it.id.is_empty()).for_each(|it| it.id = fresh());
        }
    }
}

/// What was typed and finds nothing, and the words near it that find something: one at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    pub typed: String,
    pub words: Vec<String>,
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nothing for “{}”. Did you mean {}?", self.typed, self.words.join(" or "))
    }
}

/// A part of a file on its way to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPart {
    /// What whoever sends it calls the file; nobody else can reach what they sent.
    pub name: String,
    /// Where in the file it begins.
    pub offset: u64,
    pub bytes: Vec<u8>,
}

/// A report on its way: the figures so far, and how far that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportPart {
    /// Over which period, as of which day.
    pub period: Period,
    /// Of whose cases.
    pub scope: Scope,
    /// The figures so far.
    pub sum: Performance,
    /// Where the counting goes on; whoever asks hands back what they were given.
    pub mark: Option<Vec<u8>>,
    /// Cases looked at.
    pub done: u64,
    /// Of how many.
    pub of: u64,
    /// Whether these are the figures.
    pub is_whole: bool,
}

impl ReportPart {
    /// A report of which nothing is counted yet.
    pub fn of(period: Period, scope: Scope) -> Self {
        Self { period, scope, sum: Performance::default(), mark: None, done: 0, of: 0, is_whole: false }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListRequest {
    /// What to list.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// The day as of which cases stand.
    pub today: NaiveDate,
    /// The last row of the page before; none for the first page.
    pub after: Option<Box<Row>>,
    /// How many rows at most.
    pub limit: usize,
}

/// A page of actions of plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionRequest {
    /// What to list.
    pub filter: ActionFilter,
    /// The day as of which they stand.
    pub today: NaiveDate,
    /// The last row of the page before; none for the first page.
    pub after: Option<Box<ActionRow>>,
    /// How many rows at most.
    pub limit: usize,
}

/// A page of the entries of a register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRequest {
    /// The letter of the register.
    pub register: char,
    /// What to list.
    pub filter: EntryFilter,
    /// The day as of which they stand.
    pub today: NaiveDate,
    /// The last entry of the page before; none for the first page.
    pub after: Option<EntryRef>,
    /// How many entries at most.
    pub limit: usize,
}

/// How many entries a register has, and what is owed on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterCount {
    /// The letter of the register.
    pub register: char,
    /// All entries, but those that were made by mistake.
    pub entries: u64,
    /// Those on which something is owed.
    pub owing: u64,
    /// Those on which something is late.
    pub late: u64,
    /// Entries that are owed for a quarter, or for what the office has set, and stand in no list yet.
    pub to_enter: u64,
    /// Those of them that are late.
    pub to_enter_late: u64,
}

/// Which complaints are counted month by month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthsRequest {
    /// With this theme; none for any.
    pub theme: Option<ThemeId>,
    /// About this service; none for any.
    pub service: Option<ServiceId>,
    /// From the month of this day.
    pub from: NaiveDate,
    /// To the month of this day.
    pub to: NaiveDate,
}

/// A step to be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The command's id: a repeat does nothing twice. Empty for "never asked before".
    pub id: String,
    /// The record; none to begin one.
    pub on: Option<RecordRef>,
    /// The version of the record that was seen; none to take it as it stands.
    pub version: Option<u64>,
    /// The step.
    pub command: AnyCommand,
}

impl Ask {
    /// A first step, which begins a record.
    pub fn first(command: impl Into<AnyCommand>) -> Self {
        Self { id: String::new(), on: None, version: None, command: command.into() }
    }

    /// A step on a record as it stands.
    pub fn on(record: impl Into<RecordRef>, command: impl Into<AnyCommand>) -> Self {
        Self { on: Some(record.into()), ..Self::first(command) }
    }

    /// The same, by somebody who saw this version.
    #[must_use]
    pub fn having_seen(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }
}

/// Something answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The welcome.
    Hello(Box<Hello>),
    /// A page of a list.
    List {
        /// What was asked for.
        filter: Filter,
        /// The page.
        rows: Vec<Row>,
    },
    /// Words that find something, for each of a filter that finds nothing.
    Near(Vec<Near>),
    /// How open cases stand.
    Counts(Counts),
    /// A record as it stands.
    Record(AnyRecord),
    /// A record as it was at an earlier version.
    RecordAt(AnyRecord),
    /// What happened to a record, newest last.
    History {
        /// The record.
        on: RecordRef,
        /// Its commits.
        moments: Vec<Moment>,
    },
    /// Lines of the diary.
    Diary(Vec<Obligation>),
    /// Figures.
    Report {
        /// Over which period, as of which day.
        period: Period,
        /// Of one service or all.
        service: Option<ServiceId>,
        /// The figures.
        sum: Box<Performance>,
    },
    /// How each step went, in the order asked.
    Done(Vec<Result<Done, Fault>>),
    /// Why each step would not be done, in the order asked; none where it would.
    Tried(Vec<Option<Fault>>),
    /// Every plan, by reference.
    Plans(Vec<Plan>),
    /// The plans that learn from a case, with their titles.
    PlansOf {
        /// The case.
        of: CaseRef,
        /// The plans, with their titles.
        plans: Vec<(PlanRef, String)>,
        /// What they changed.
        changed: Vec<Changed>,
    },
    /// The cases of somebody, the last received first, each with whether its person is the same or may be; and which was left
    /// out.
    CasesOf(Option<CaseRef>, Vec<(Likeness, Row)>),
    /// The words that name somebody. Documents leave out both.
    NamedIn {
        /// Of those of whom whoever asks may hear.
        told: Vec<String>,
        /// Of those whose cases are kept from them: they are told of nobody.
        kept: Vec<String>,
    },
    /// A page of actions.
    Actions {
        /// What was asked for.
        filter: ActionFilter,
        /// The page.
        rows: Vec<ActionRow>,
    },
    /// How many entries each register has, in the order of their table.
    Registers(Vec<RegisterCount>),
    /// How everything stands that leading asks and registers show.
    Leading {
        /// What registers show of it.
        led: Vec<Led>,
        /// On how many cases something went wrong that no plan learns from.
        unlearnt: u64,
    },
    /// A page of the entries of a register, the last one first.
    Entries(Vec<Entry>),
    /// What went wrong again after an action was found to be effective.
    CameBack(Vec<CameBack>),
    /// How many complaints each month, from the first to the last.
    Months {
        /// What was asked for.
        request: MonthsRequest,
        /// All of them.
        received: Vec<u32>,
        /// Those of them on which something went wrong.
        wrong: Vec<u32>,
    },
    /// Where every case stands.
    Retention(Kept),
    /// What is held about a person, by record.
    HeldAbout(Held),
    /// What others did.
    Since(Box<Since>),
    /// Dates of open cases that would move.
    Moves(Vec<Move>),
    /// How the store is.
    Status(Status),
    /// What is kept of every financial year, in their order.
    Years(Vec<YearRecord>),
    /// The cases that figures are counted from, by reference, each with its version.
    Counted(Vec<(CaseRef, u64)>),
    /// What registers count, each by its letter.
    RegisterCounts(Vec<(char, Vec<Counted>)>),
    /// What stops figures from being right.
    Flaws(Tally),
    /// A report, as far as it is counted.
    ReportPart(Box<ReportPart>),
    /// The working copy held against the journal.
    Compared(Compared),
    /// A part of a file was taken.
    Taken,
    /// A part of a paper; the last one is shorter than the others, and may be empty.
    PaperPart(Vec<u8>),
    /// What each person has in hand, the most first.
    InHand(Vec<Hand>),
}

/// A working copy that was held against the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Number of the last journal line.
    pub line: u64,
    /// In how many places it differs, by what is different there; nothing if it is as it should be.
    pub differences: Vec<(String, u64)>,
}

/// How the store is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Version of the program that has it open.
    pub version: String,
    /// Number of the last journal line.
    pub line: u64,
    /// Size of the journal, in bytes.
    pub journal_bytes: u64,
    /// Size of the working copy, in bytes.
    pub view_bytes: u64,
    /// How many people are connected; none where nobody can.
    pub people: Option<usize>,
    /// What there is to say about it; nothing on a good day.
    pub notices: Vec<String>,
    /// How its mirror stands; none where there is none.
    pub mirror: Option<MirrorStatus>,
    /// Why changes cannot be saved; none if they can.
    pub trouble: Option<String>,
}

/// How the mirror of a journal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorStatus {
    /// The directory it is in.
    pub dir: String,
    /// How many changes it lacks.
    pub changes: u64,
    /// For how many seconds it has lacked any.
    pub seconds: u64,
    /// Why it cannot be written.
    pub trouble: Option<String>,
}

/// The welcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Sign-in name.
    pub login: String,
    /// The first of the roles.
    pub role: Role,
    /// The day at the office.
    pub today: NaiveDate,
    pub office: Office,
    /// What there is to say about how the store was found; nothing on a good day.
    pub notices: Vec<String>,
    /// Name as shown on cases.
    pub name: String,
    /// Every role held now, those of people they stand in for among them.
    pub roles: Vec<Role>,
    /// Sign-in names of those for whom they stand in now.
    pub stands_in_for: Vec<String>,
}

/// A commit, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Number of the journal line.
    pub seq: u64,
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// Sign-in name of who did it.
    pub by: String,
    /// In which role.
    pub role: String,
    /// The version of the record after it.
    pub version: u64,
    /// What happened; nothing when it was erased.
    pub happenings: Vec<Happening>,
    /// The host that wrote it down; empty where one machine has the office.
    pub via: String,
}

impl Moment {
    /// Who did it, by this name, and on which host.
    pub fn by_whom(&self, name: &str) -> String {
        if self.via.is_empty() { name.to_owned() } else { format!("{name}, on {}", self.via) }
    }
}

/// A step that was taken, and is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The record.
    pub on: RecordRef,
    /// Its version after the step.
    pub version: u64,
    /// Whether it had been done before, under the same id: nothing was done again.
    pub repeated: bool,
    /// Whether whoever took it can undo it.
    pub can_be_undone: bool,
}

impl Done {
    /// Whether the step began the record.
    pub const fn is_first(&self) -> bool {
        self.version == 1 && !matches!(self.on, RecordRef::Office | RecordRef::Year(_))
    }
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    /// The rules forbid it.
    Refused(Refusal),
    /// Somebody else changed the record meanwhile: here it is as it now stands.
    Stale(AnyRecord),
    /// There is no such record, or none at that version.
    Missing(RecordRef),
    /// It was imported before, as this record; none where it is a case that whoever asks may not see.
    AlreadyThere(Option<RecordRef>),
    /// It could not be written down. Nothing has changed; what to do is in the words.
    NotSaved(String),
    /// Trouble with the store, worded for a person.
    Broken(String),
    /// The shared office does not answer; the words say what is known, and what to do.
    Unreachable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Stale(record) => write!(
                f,
                "Somebody else changed {} meanwhile. Look at it again, then repeat the step.",
                record.reference().in_words()
            ),
            Self::Missing(on @ RecordRef::Year(_)) => write!(f, "Nothing is kept of {on} yet."),
            Self::Missing(on) => write!(f, "There is no {}. Check the reference.", on.in_words()),
            Self::AlreadyThere(on) => {
                let what = on.map_or_else(|| LinkedCase::Restricted.to_string(), RecordRef::in_words);
                write!(f, "It was imported before, as {what}.")
            }
            Self::NotSaved(why) => write!(f, "Not saved: {why}."),
            Self::Broken(why) => write!(f, "Something is wrong with the store: {why}."),
            Self::Unreachable(why) => f.write_str(why),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}
