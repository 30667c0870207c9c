//! What can be asked, and what is answered. A reply is a fact: any screen may hear it and keep what concerns it.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::Command;
use crate::domain::case::history::Happening;
use crate::domain::case::record::Case;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::filter::Filter;
use crate::domain::listing::{Counts, Order};
use crate::domain::moving::Move;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::plan::command::PlanCommand;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, CameBack};
use crate::domain::plan_filter::ActionFilter;
use crate::domain::quality::Finding;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::refusal::Refusal;
use crate::domain::retention::Retention;
use crate::domain::row::Row;
use crate::domain::since::Since;
use crate::domain::subject_access::{HeldRecord, Person};
use crate::domain::vocabulary::Role;
use crate::domain::year::command::YearCommand;
use crate::domain::year::record::YearRecord;

/// Something asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Who am I, what day is it, and what are the office's rules?
    Hello,
    /// A page of a list.
    List(ListRequest),
    /// How many open cases there are, and how they stand.
    Counts {
        /// As of this day.
        today: NaiveDate,
    },
    /// One case.
    Case(CaseRef),
    /// What happened to a record: a case's reference, or `office`.
    History(String),
    /// The diary.
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
    /// One action plan.
    Plan(PlanRef),
    /// Every plan.
    Plans,
    /// The plans that learn from a case.
    PlansOf(CaseRef),
    /// A page of actions of plans.
    Actions(ActionRequest),
    /// What went wrong again after an action was found to be effective.
    CameBack,
    /// How many complaints were received each month with a theme about a service.
    Months(MonthsRequest),
    /// Take these steps on plans, all in one write; each is answered by itself.
    DoPlan(Vec<PlanAsk>),
    /// Where every case stands between being kept and being anonymised, as of today.
    Retention,
    /// Everything that is held about a person.
    HeldAbout(Person),
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
    /// Change the office.
    ChangeOffice {
        /// The command's id.
        id: String,
        /// The change.
        command: OfficeCommand,
    },
    /// What is kept of a financial year.
    Year(FinancialYear),
    /// What is kept of every financial year.
    Years,
    /// Change what is kept of a financial year.
    DoYear(Box<YearAsk>),
    /// The cases that the figures of a period are counted from.
    Counted {
        /// Over which period, as of which day.
        period: Period,
        /// Of whose cases.
        scope: Scope,
    },
    /// A case as it was at an earlier version.
    CaseAt(CaseRef, u64),
    /// What stops figures from being right, on every case and plan.
    Flaws,
    /// A part of a report over very many cases: what came back is asked again until it is whole.
    ReportPart(Box<ReportPart>),
    /// A page of a list that leaves the program, as a file or for another program: answered as a list. Restricted cases
    /// on it are written down as exported.
    Export(ListRequest),
}

impl Request {
    /// Gives every change that has none an id, so that it can be asked again. Steps that follow one another on one plan
    /// share theirs, for they are one change.
    pub fn fill_ids(&mut self, mut fresh: impl FnMut() -> String) {
        match self {
            Self::Do(asks) => {
                asks.iter_mut().filter(|it| it.id.is_empty()).for_each(|it| it.id = fresh());
            }
            Self::DoPlan(asks) => {
                for group in asks.chunk_by_mut(PlanAsk::is_one_with) {
                    let id = fresh();
                    group.iter_mut().filter(|it| it.id.is_empty()).for_each(|it| it.id.clone_from(&id));
                }
            }
            Self::ChangeOffice { id, .. } if id.is_empty() => *id = fresh(),
            Self::DoYear(ask) if ask.id.is_empty() => ask.id = fresh(),
            _ => {}
        }
    }
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

/// A step to be taken on a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanAsk {
    /// The command's id: a repeat does nothing twice. Empty for "never asked before".
    #[serde(default)]
    pub id: String,
    /// The plan; none to begin one.
    #[serde(default)]
    pub on: Option<PlanRef>,
    /// The version of the plan that was seen; none to take it as it stands.
    #[serde(default)]
    pub version: Option<u64>,
    /// The step.
    #[serde(rename = "do")]
    pub command: PlanCommand,
}

impl PlanAsk {
    /// Whether two steps that follow one another are one change: on one plan, under one id or none.
    pub fn is_one_with(&self, next: &Self) -> bool {
        self.id == next.id && self.on.is_some() && self.on == next.on
    }
}

/// A step to be taken on what is kept of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearAsk {
    /// The command's id: a repeat does nothing twice. Empty for "never asked before".
    #[serde(default)]
    pub id: String,
    /// The year.
    pub year: FinancialYear,
    /// The version of its record that was seen; none to take it as it stands.
    #[serde(default)]
    pub version: Option<u64>,
    /// The step.
    #[serde(rename = "do")]
    pub command: YearCommand,
}

/// A step to be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The command's id: a repeat does nothing twice. Empty for "never asked before".
    #[serde(default)]
    pub id: String,
    /// The case; none to begin one.
    #[serde(default)]
    pub on: Option<CaseRef>,
    /// The version of the case that was seen; none to take it as it stands.
    #[serde(default)]
    pub version: Option<u64>,
    /// The step.
    #[serde(rename = "do")]
    pub command: Command,
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
    /// How open cases stand.
    Counts(Counts),
    /// A case as it stands.
    Case(Box<Case>),
    /// What happened to a record, newest last.
    History {
        /// The record.
        on: String,
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
    /// The office as it stands after a change.
    Office(Box<Office>),
    /// A plan as it stands.
    Plan(Box<Plan>),
    /// Every plan, by reference.
    Plans(Vec<Plan>),
    /// The plans that learn from a case, with their titles.
    PlansOf(CaseRef, Vec<(PlanRef, String)>),
    /// A page of actions.
    Actions {
        /// What was asked for.
        filter: ActionFilter,
        /// The page.
        rows: Vec<ActionRow>,
    },
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
    /// Where every case stands, by reference.
    Retention(Vec<Retention>),
    /// What is held about a person, by record.
    HeldAbout(Vec<HeldRecord>),
    /// What others did.
    Since(Box<Since>),
    /// Dates of open cases that would move.
    Moves(Vec<Move>),
    /// How the store is.
    Status(Status),
    /// How each step on a plan went, in the order asked.
    PlanDone(Vec<Result<PlanDone, Fault>>),
    /// What is kept of a financial year, as it stands.
    Year(Box<YearRecord>),
    /// What is kept of every financial year, in their order.
    Years(Vec<YearRecord>),
    /// It is on disk: what is kept of the year now.
    YearDone(Box<YearRecord>),
    /// The cases that figures are counted from, by reference, each with its version.
    Counted(Vec<(CaseRef, u64)>),
    /// A case as it was at an earlier version.
    CaseAt(Box<Case>),
    /// What stops figures from being right, by flaw, then by record.
    Flaws(Vec<Finding>),
    /// A report, as far as it is counted.
    ReportPart(Box<ReportPart>),
}

/// A step on a plan that was taken, and is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDone {
    /// The plan.
    pub reference: PlanRef,
    /// Its version after the step.
    pub version: u64,
    /// Whether it had been done before, under the same id.
    pub repeated: bool,
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
}

/// How the mirror of a journal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorStatus {
    /// The directory it is in.
    pub dir: String,
    /// How many entries it lacks.
    pub entries: u64,
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
    /// The office.
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
}

/// A step that was taken, and is on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The case.
    pub reference: CaseRef,
    /// Its version after the step.
    pub version: u64,
    /// Whether it had been done before, under the same id: nothing was done again.
    pub repeated: bool,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    /// The rules forbid it.
    Refused(Refusal),
    /// Somebody else changed the case meanwhile: here it is as it now stands.
    Stale(Box<Case>),
    /// Somebody else changed the plan meanwhile: here it is as it now stands.
    StalePlan(Box<Plan>),
    /// There is no such record.
    Missing(String),
    /// A case of this other reference was imported before.
    AlreadyThere(CaseRef),
    /// A plan of this other reference was imported before.
    PlanAlreadyThere(PlanRef),
    /// It could not be written down. Nothing has changed; what to do is in the words.
    NotSaved(String),
    /// Trouble with the store, worded for a person.
    Broken(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Stale(case) => {
                write!(
                    f,
                    "Somebody else changed case {} meanwhile. Look at it again, then repeat the step.",
                    case.reference
                )
            }
            Self::StalePlan(plan) => write!(
                f,
                "Somebody else changed plan {} meanwhile. Look at it again, then repeat the step.",
                plan.reference
            ),
            Self::Missing(what) if what.starts_with('P') => {
                write!(f, "There is no plan {what}. Check the reference.")
            }
            Self::Missing(what) => write!(f, "There is no case {what}. Check the reference."),
            Self::AlreadyThere(reference) => write!(f, "It was imported before, as case {reference}."),
            Self::PlanAlreadyThere(reference) => write!(f, "It was imported before, as plan {reference}."),
            Self::NotSaved(why) => write!(f, "Not saved: {why}."),
            Self::Broken(why) => write!(f, "Something is wrong with the store: {why}."),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}
