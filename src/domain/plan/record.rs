//! The record of a plan: plain data. It changes only through `Plan::apply`.
//!
//! The parts are also what commands and events carry, so they read from JSON with anything optional left out. Where the
//! guide asks "how and when", the words say how and the date beside them is when next.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::add_months;
use crate::domain::case::letter::Changed;
use crate::domain::case::round::{Reopening, Told};
use crate::domain::commit::{Source, Trail};
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::party::personal::GONE;
use crate::domain::plan::quantity::{Effect, Quantity};
use crate::domain::reference::{CaseRef, LinkedCase, PlanRef};
use crate::domain::vocabulary::{
    ActionKind, ActionStage, Answer, InvolvedAs, PlanStage, Progress, ReviewResult, Satisfied,
};

/// Calendar days after which a completed action is reviewed, when its plan does not say.
pub const REVIEW_WITHIN_DAYS: u32 = 28;

/// An action plan as the office knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub reference: PlanRef,
    /// Goes up by one with every change; whoever changes it names the version they saw.
    pub version: u64,
    /// What the plan is about.
    pub facts: PlanFacts,
    /// Sign-in name of whoever is responsible for the plan as a whole.
    pub owner: String,
    /// When it was made.
    pub created: NaiveDate,
    /// What went wrong, one by one.
    pub failings: Vec<PlanFailing>,
    /// What is done about it.
    pub actions: Vec<Action>,
    /// What the people who complained were told, and what part they play: one entry for each case.
    pub involvements: Vec<Involvement>,
    /// When it was first agreed.
    pub agreed: Option<NaiveDate>,
    /// Every closing, each with the reopening that followed it.
    pub closings: Vec<PlanClosing>,
    /// When and why it was not adopted.
    pub not_adopted: Option<NotAdopted>,
    /// What is written of it for the public, each time anew.
    pub public: Vec<PublicWording>,
    /// How many notes there are; the notes themselves are in the history.
    pub notes: u32,
    /// Where it came from, if it was taken over from another system.
    pub source: Option<Source>,
    /// The cases of which its words were let out: they are read by others, though such a case is restricted.
    pub let_out: Vec<CaseRef>,
    /// Who made its last changes.
    pub trail: Trail,
    /// The restricted cases with which it is kept from others. Filled in for whoever it is shown to.
    pub kept_with: Vec<CaseRef>,
    /// Whether only what is counted and what is public of it is shown, for it is kept from whoever it is shown to.
    pub is_outline: bool,
}

/// What a plan is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFacts {
    /// One line.
    #[serde(default)]
    pub title: String,
    /// The service that changes; none for the whole office.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// The theme that it answers.
    #[serde(default)]
    pub theme: Option<ThemeId>,
    /// What was learnt: why it went wrong.
    #[serde(default)]
    pub learning: String,
    /// What "done" will look like (guide, senior leaders).
    #[serde(default)]
    pub done_looks_like: String,
}

/// One fact of a plan, put right. Only what changed is named, so two people's corrections join by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFact {
    /// One line.
    Title(String),
    /// The service that changes.
    Service(Option<ServiceId>),
    /// The theme that it answers.
    Theme(Option<ThemeId>),
    /// What was learnt.
    Learning(String),
    /// What "done" will look like.
    DoneLooksLike(String),
    /// Who is responsible for the plan: a sign-in name or a name.
    Owner(String),
}

/// Something that went wrong, and what it did to the person, as whoever adds it says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Number within the plan, from 1.
    #[serde(default)]
    pub number: u32,
    /// The case that showed it.
    #[serde(default)]
    pub case: Option<CaseRef>,
    /// The issue of that case.
    #[serde(default)]
    pub issue: Option<u32>,
    /// What went wrong.
    #[serde(default)]
    pub what: String,
    /// The impact on the person.
    #[serde(default)]
    pub impact: String,
    /// When the plan took it up. Whatever is asked for, it is the day on which that is recorded.
    #[serde(default)]
    pub added: Option<NaiveDate>,
}

/// A failing of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFailing {
    /// Number within the plan, from 1.
    pub number: u32,
    /// The case that showed it.
    pub case: Option<LinkedCase>,
    /// The issue of that case.
    pub issue: Option<u32>,
    /// What went wrong.
    pub what: String,
    /// The impact on the person.
    pub impact: String,
    /// When the plan took it up.
    pub added: Option<NaiveDate>,
}

impl From<Failing> for PlanFailing {
    fn from(Failing { number, case, issue, what, impact, added }: Failing) -> Self {
        Self { number, case: case.map(LinkedCase::Case), issue, what, impact, added }
    }
}

/// Something that is done about a failing, with what has come of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Number within the plan, from 1.
    pub number: u32,
    /// What is planned: the guide's nine elements.
    pub facts: ActionFacts,
    /// When its owner said that it can be done; none again when somebody else becomes the owner.
    pub accepted_by_owner: Option<NaiveDate>,
    /// Who was responsible when it was said to be done, of those who are not any more.
    pub owners_when_done: Vec<String>,
    /// When it was agreed.
    pub agreed: Option<NaiveDate>,
    /// When it was begun.
    pub started: Option<NaiveDate>,
    /// Times during which it could not go on.
    pub blocks: Vec<Block>,
    /// Every look at how it was getting on.
    pub progress_reviews: Vec<ProgressReview>,
    /// Every time it was said to be done, with what was found on looking.
    pub completions: Vec<Completion>,
    /// What was measured.
    pub readings: Vec<Reading>,
    /// Every later or earlier date given to it, with the reason.
    pub due_changes: Vec<DueChange>,
    /// When and why it was not adopted.
    pub not_adopted: Option<NotAdopted>,
}

/// What is planned for an action: the guide's nine elements, and what makes it achievable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFacts {
    /// What exactly is done.
    #[serde(default)]
    pub what: String,
    /// The failing that it answers.
    #[serde(default)]
    pub failing: Option<u32>,
    /// The impact that it answers.
    #[serde(default)]
    pub impact: String,
    /// What it is for.
    #[serde(default)]
    pub kind: Option<ActionKind>,
    /// Sign-in name of the person who does it, or the name of a team.
    #[serde(default)]
    pub owner: String,
    /// When it begins.
    #[serde(default)]
    pub start: Option<NaiveDate>,
    /// When it will be completed.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// The professional or other standard that it must comply with.
    #[serde(default)]
    pub standard: String,
    /// How it is made sure that it complies.
    #[serde(default)]
    pub standard_check: String,
    /// How the person who complained is involved.
    #[serde(default)]
    pub involvement: String,
    /// How progress is reviewed.
    #[serde(default)]
    pub progress_review: String,
    /// When progress is next reviewed.
    #[serde(default)]
    pub progress_review_on: Option<NaiveDate>,
    /// How the completed action is reviewed.
    #[serde(default)]
    pub completed_review: String,
    /// Within how many calendar days of its completion.
    #[serde(default)]
    pub review_within_days: Option<u32>,
    /// Or by which date; this one counts when both are given and it lies after the completion.
    #[serde(default)]
    pub review_by: Option<NaiveDate>,
    /// How the improvement is monitored and audited, so that it lasts.
    #[serde(default)]
    pub audit: String,
    /// Every how many months.
    #[serde(default)]
    pub audit_every_months: Option<u32>,
    /// When next; none for the interval counted from the review or the audit before.
    #[serde(default)]
    pub next_audit: Option<NaiveDate>,
    /// What shows whether it worked.
    #[serde(default)]
    pub measure: Option<Measure>,
    /// When that is next read.
    #[serde(default)]
    pub impact_reading_on: Option<NaiveDate>,
    /// What it needs and what limits it: people, time, money.
    #[serde(default)]
    pub resources: String,
}

/// One fact of an action, put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionFact {
    /// What exactly is done.
    What(String),
    /// The failing that it answers.
    Failing(Option<u32>),
    /// The impact that it answers.
    Impact(String),
    /// What it is for.
    Kind(Option<ActionKind>),
    /// Who does it; only until it is agreed, later it is reassigned.
    Owner(String),
    /// When it begins.
    Start(Option<NaiveDate>),
    /// When it will be completed; only until it is agreed, later its date is changed with a reason.
    Due(Option<NaiveDate>),
    Standard(String),
    /// How it is made sure that it complies.
    StandardCheck(String),
    /// How the person is involved.
    Involvement(String),
    /// How progress is reviewed.
    ProgressReview(String),
    /// When next.
    ProgressReviewOn(Option<NaiveDate>),
    /// How the completed action is reviewed.
    CompletedReview(String),
    /// Within how many days.
    ReviewWithinDays(Option<u32>),
    /// Or by which date.
    ReviewBy(Option<NaiveDate>),
    /// How the improvement is audited.
    Audit(String),
    /// Every how many months.
    AuditEveryMonths(Option<u32>),
    /// When next.
    NextAudit(Option<NaiveDate>),
    /// What shows whether it worked.
    Measure(Option<Measure>),
    /// When that is next read.
    ImpactReadingOn(Option<NaiveDate>),
    /// What it needs and what limits it.
    Resources(String),
}

/// What shows whether an action worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Complaints a month with the plan's theme about the plan's service. The aim needs no number: fewer than before.
    Counted {
        /// How many months before the action show how it was.
        baseline_months: u32,
    },
    /// Something else, read by people.
    Measured {
        /// What.
        name: String,
        /// In what: "days", "%".
        #[serde(default)]
        unit: String,
        /// How it was.
        #[serde(default)]
        baseline: Option<Quantity>,
        /// How it should be.
        #[serde(default)]
        target: Option<Quantity>,
    },
}

/// A time during which an action could not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Since when.
    pub on: NaiveDate,
    #[serde(default)]
    pub why: String,
    /// Until when; none while it is blocked.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// A look at how an action was getting on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressReview {
    /// When.
    pub on: NaiveDate,
    /// How it was getting on.
    pub progress: Progress,
    /// What was seen.
    #[serde(default)]
    pub note: String,
    /// When next.
    #[serde(default)]
    pub next: Option<NaiveDate>,
    /// Sign-in name of whoever looked.
    #[serde(default)]
    pub by: String,
}

/// Somebody said that an action is done: a claim until somebody else has looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// When it was done.
    pub on: NaiveDate,
    /// Sign-in name of whoever said so; empty when it was taken over from a record that does not say.
    #[serde(default)]
    pub by: String,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
    /// Every review of it.
    #[serde(default)]
    pub reviews: Vec<CompletedReview>,
    /// Every audit of it.
    #[serde(default)]
    pub audits: Vec<Audit>,
    /// Since when and why it is no longer held to be done.
    #[serde(default)]
    pub reopened: Option<Reopening>,
}

/// A second person's look at an action that is said to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletedReview {
    /// When.
    pub on: NaiveDate,
    /// Sign-in name of whoever looked; empty when it was taken over from a record that does not say.
    #[serde(default)]
    pub by: String,
    /// What evidence was looked at.
    #[serde(default)]
    pub looked_at: String,
    /// Whether it works.
    pub result: ReviewResult,
    /// What was found.
    #[serde(default)]
    pub note: String,
    /// When it is looked at again, if it was too early to say.
    #[serde(default)]
    pub again_on: Option<NaiveDate>,
}

/// A look at whether an improvement lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// When.
    pub on: NaiveDate,
    /// Sign-in name of whoever looked.
    #[serde(default)]
    pub by: String,
    /// Whether the improvement holds.
    pub passed: bool,
    /// What was found.
    #[serde(default)]
    pub note: String,
    /// When next.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// A dated reading of what shows whether an action worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// When.
    pub on: NaiveDate,
    /// The value; none where complaints are counted, for the count is worked out.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// What it means.
    #[serde(default)]
    pub note: String,
    /// When it is read again.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// An action was given another date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueChange {
    /// When that was decided.
    pub on: NaiveDate,
    /// The date before.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The new date.
    pub to: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A plan or an action was not adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAdopted {
    /// When.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// How and when a plan was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanClosing {
    /// When.
    pub on: NaiveDate,
    /// What came of it.
    #[serde(default)]
    pub note: String,
    /// The reopening that followed.
    #[serde(default)]
    pub reopened: Option<Reopening>,
}

/// What a plan says to the public, in words that are written for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicWords {
    /// What people told us.
    #[serde(default)]
    pub failing: String,
    /// What we learnt.
    #[serde(default)]
    pub learning: String,
    /// What we changed.
    #[serde(default)]
    pub change: String,
}

impl PublicWords {
    /// Each text by its name, in the order in which one reads them.
    pub fn texts(&self) -> [(&'static str, &str); 3] {
        [("failing", &self.failing), ("learning", &self.learning), ("change", &self.change)]
    }
}

/// What was written for the public, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicWording {
    /// The words.
    pub words: PublicWords,
    /// When they were written.
    pub on: NaiveDate,
    /// Sign-in name of whoever wrote them.
    pub by: String,
    /// Words that could be names, of which whoever wrote says that they name nobody.
    pub names_nobody: Vec<String>,
    /// Who approved them, and when.
    pub approved: Option<PublicApproval>,
    /// When and why they were taken back.
    pub taken_back: Option<Reopening>,
}

/// A second person let words be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicApproval {
    /// Since when.
    pub on: NaiveDate,
    /// Sign-in name of whoever approved them.
    #[serde(default)]
    pub by: String,
    /// Words that could be names, of which they say that they name nobody.
    #[serde(default)]
    pub names_nobody: Vec<String>,
}

/// What one person who complained was told of the plan, and what part they play in it (guide, Acting on the data).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// Their case; none for a plan that came of no case.
    #[serde(default)]
    pub case: Option<LinkedCase>,
    /// Every time they were told how it goes; the first time is when they were told of the plan.
    #[serde(default)]
    pub told: Vec<Told>,
    /// How they want to be kept informed, and involved.
    #[serde(default)]
    pub informed_how: String,
    #[serde(default)]
    pub informed_how_often: String,
    /// What they were offered, and what they answered.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Their consent to share their story, each with its end.
    #[serde(default)]
    pub stories: Vec<StoryConsent>,
    /// When they will next hear.
    #[serde(default)]
    pub next_update: Option<NaiveDate>,
    /// Whether they are satisfied that the actions will lead to improvements; the last answer counts.
    #[serde(default)]
    pub satisfied: Vec<Satisfaction>,
    /// Why they are not told of it: they do not want to hear, or nobody knows who they are. Empty where they are told.
    #[serde(default)]
    pub not_told: String,
}

/// A part in the plan that the person was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which kind.
    pub part: InvolvedAs,
    /// What exactly.
    #[serde(default)]
    pub what: String,
    /// When.
    pub on: NaiveDate,
    /// What they answered.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// When they answered.
    #[serde(default)]
    pub answered: Option<NaiveDate>,
}

/// The person lets the office share their story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryConsent {
    /// Where and in what form.
    #[serde(default)]
    pub scope: String,
    /// Since when.
    pub on: NaiveDate,
    /// When they took it back.
    #[serde(default)]
    pub withdrawn: Option<NaiveDate>,
}

/// Whether the person is satisfied, as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// When they were asked.
    pub on: NaiveDate,
    /// What they said.
    pub satisfied: Satisfied,
    /// In their words.
    #[serde(default)]
    pub words: String,
}

/// One fact of the person's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvolvementFact {
    /// They were told of the plan or how it goes; what they were promised to hear is met by it.
    Told(Told),
    /// How they want to be kept informed.
    InformedHow(String),
    InformedHowOften(String),
    /// When they will next hear; none when nothing is promised.
    NextUpdate(Option<NaiveDate>),
    /// They were offered a part.
    Offered(Offer),
    /// They answered the latest offer of this kind.
    Answered {
        /// Which kind.
        part: InvolvedAs,
        /// Their answer.
        answer: Answer,
        /// When.
        on: NaiveDate,
    },
    /// They let the office share their story.
    StoryShared(StoryConsent),
    /// They took that back.
    StoryWithdrawn {
        /// When.
        on: NaiveDate,
    },
    /// They said whether they are satisfied.
    Satisfied(Satisfaction),
    /// They are not told of it, and why; empty where they are told after all.
    NotTold(String),
}

impl ActionFacts {
    /// Over how many months before it complaints are counted, if that is its measure.
    pub fn counted(&self) -> Option<u32> {
        match self.measure {
            Some(Measure::Counted { baseline_months }) => Some(baseline_months),
            _ => None,
        }
    }
}

impl Plan {
    /// A plan of which nothing is known yet but its facts and owner.
    pub fn new(reference: PlanRef, facts: PlanFacts, owner: String, created: NaiveDate) -> Self {
        Self {
            reference,
            version: 0,
            facts,
            owner,
            created,
            failings: Vec::new(),
            actions: Vec::new(),
            involvements: Vec::new(),
            agreed: None,
            closings: Vec::new(),
            not_adopted: None,
            public: Vec::new(),
            notes: 0,
            source: None,
            let_out: Vec::new(),
            trail: Trail::default(),
            kept_with: Vec::new(),
            is_outline: false,
        }
    }

    /// The cases that its words come of: those that it learns from, and those of the people who have a part in it.
    pub fn comes_of(&self) -> BTreeSet<CaseRef> {
        let of_people = self.involvements.iter().filter_map(|it| it.case.and_then(LinkedCase::case));
        self.cases().into_iter().chain(of_people).collect()
    }

    /// Who is responsible for it and for its actions: sign-in names, or names of teams.
    pub fn people(&self) -> BTreeSet<&str> {
        let all = std::iter::once(&self.owner).chain(self.actions.iter().map(|it| &it.facts.owner));
        all.map(String::as_str).filter(|it| !it.is_empty()).collect()
    }

    /// The cases that it learns from, each once, in the order of its failings.
    pub fn linked_cases(&self) -> Vec<LinkedCase> {
        let mut cases = Vec::new();
        for case in self.failings.iter().filter_map(|it| it.case) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        cases
    }

    /// Those of them that may be seen.
    pub fn cases(&self) -> Vec<CaseRef> {
        self.linked_cases().into_iter().filter_map(LinkedCase::case).collect()
    }

    /// Since when it learns from a case.
    pub fn learnt_from(&self, case: CaseRef) -> NaiveDate {
        let theirs = self.failings.iter().filter(|it| it.case.and_then(LinkedCase::case) == Some(case));
        theirs.filter_map(|it| it.added).min().unwrap_or(self.created)
    }

    /// The failing with this number.
    pub fn failing(&self, number: u32) -> Option<&PlanFailing> {
        self.failings.iter().find(|it| it.number == number)
    }

    /// The action with this number.
    pub fn action(&self, number: u32) -> Option<&Action> {
        self.actions.iter().find(|it| it.number == number)
    }

    /// The actions that were not turned down.
    pub fn adopted(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|it| it.not_adopted.is_none())
    }

    /// The part of the person whose case this is.
    pub fn involvement(&self, case: Option<CaseRef>) -> Option<&Involvement> {
        self.involvements.iter().find(|it| it.case == case.map(LinkedCase::Case))
    }

    /// The closing that holds now.
    pub fn closing(&self) -> Option<&PlanClosing> {
        self.closings.last().filter(|it| it.reopened.is_none())
    }

    /// What was last written for the public; none of what was written before is published any more.
    pub fn wording(&self) -> Option<&PublicWording> {
        self.public.last()
    }

    /// Publishes nothing of it, as in a document whose words would name somebody who is known by now.
    pub fn keep_unpublished(&mut self) {
        if let Some(last) = self.public.last_mut() {
            last.approved = None;
        }
    }

    /// The words of what it says to the public of which its writer, or whoever approved it, said that they name nobody.
    pub fn names_nobody(&self) -> String {
        let said = self.wording().into_iter().flat_map(|it| {
            it.names_nobody.iter().chain(it.approved.iter().flat_map(|approved| &approved.names_nobody))
        });
        said.map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// What may be published of it: what was last written for the public, once it is approved and while nobody has taken
    /// it back. Words out of which somebody was erased are no longer what was approved.
    pub fn published(&self) -> Option<&PublicWords> {
        let last = self.wording().filter(|it| it.approved.is_some() && it.taken_back.is_none())?;
        let is_whole = last.words.texts().iter().all(|it| !it.1.contains(GONE));
        Some(&last.words).filter(|_| is_whole)
    }

    /// What it changed, for somebody whose complaint it learns from: the words that may be published, or else what was done
    /// and did not fail its review.
    pub fn changed(&self) -> Vec<Changed> {
        if let Some(words) = self.published().filter(|it| !it.change.trim().is_empty()) {
            return vec![Changed { what: words.change.clone(), on: None }];
        }
        let done = self.adopted().filter_map(|it| Some((it, it.completion()?)));
        let done =
            done.filter(|it| it.1.conclusive().is_none_or(|it| it.result != ReviewResult::NotEffective));
        done.map(|(action, it)| Changed { what: action.facts.what.clone(), on: Some(it.on) }).collect()
    }

    /// Whether work on it goes on.
    pub fn is_open(&self) -> bool {
        self.closing().is_none() && self.not_adopted.is_none()
    }

    /// Where it stands.
    pub fn stage(&self) -> PlanStage {
        if self.not_adopted.is_some() {
            return PlanStage::NotAdopted;
        }
        if self.closing().is_some() {
            return PlanStage::Closed;
        }
        if self.agreed.is_none() {
            return PlanStage::Draft;
        }
        let stages: Vec<ActionStage> = self.adopted().map(Action::stage).collect();
        let all = |wanted: &[ActionStage]| !stages.is_empty() && stages.iter().all(|it| wanted.contains(it));
        if all(&[ActionStage::Reviewed, ActionStage::Sustained]) {
            PlanStage::Reviewed
        } else if all(&[ActionStage::Completed, ActionStage::Reviewed, ActionStage::Sustained]) {
            PlanStage::Completed
        } else if stages.is_empty() || all(&[ActionStage::Proposed, ActionStage::Agreed]) {
            PlanStage::Agreed
        } else {
            PlanStage::UnderWay
        }
    }
}

impl Action {
    /// An action of which only the plan is known.
    pub const fn new(number: u32, facts: ActionFacts) -> Self {
        Self {
            number,
            facts,
            accepted_by_owner: None,
            owners_when_done: Vec::new(),
            agreed: None,
            started: None,
            blocks: Vec::new(),
            progress_reviews: Vec::new(),
            completions: Vec::new(),
            readings: Vec::new(),
            due_changes: Vec::new(),
            not_adopted: None,
        }
    }

    /// The claim that it is done, if one stands.
    pub fn completion(&self) -> Option<&Completion> {
        self.completions.last().filter(|it| it.reopened.is_none())
    }

    /// What a reading shows of the action; nothing where complaints are counted.
    pub const fn effect(&self, it: &Reading) -> Effect {
        match (&self.facts.measure, it.value) {
            (Some(Measure::Measured { baseline, target, .. }), Some(value)) => {
                Effect::of(*baseline, *target, value)
            }
            _ => Effect::NotKnown,
        }
    }

    /// The block that lasts.
    pub fn block(&self) -> Option<&Block> {
        self.blocks.last().filter(|it| it.until.is_none())
    }

    /// Whether it is said to be done and nobody has found out yet whether it works.
    pub fn is_unreviewed(&self) -> bool {
        self.not_adopted.is_none() && self.completion().is_some_and(|it| it.conclusive().is_none())
    }

    /// By when its completion must be reviewed by somebody else: the new date of a review that came too early, the date
    /// in the plan, or so many days after its completion.
    pub fn review_due(&self) -> Option<NaiveDate> {
        let completion = self.completion()?;
        let again = completion.reviews.last().and_then(|it| it.again_on);
        let planned = self.facts.review_by.filter(|it| completion.on <= *it);
        let days = self.facts.review_within_days.unwrap_or(REVIEW_WITHIN_DAYS);
        let counted = completion.on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
        Some(again.or(planned).unwrap_or(counted))
    }

    /// When it is next audited: only once a review has found that there is something to keep up. A planned date that the
    /// review has overtaken gives way to the interval.
    pub fn audit_due(&self) -> Option<NaiveDate> {
        let completion = self.completion()?;
        let reviewed = completion.conclusive()?.on;
        let counted = self.audit_after(completion.audits.last().map_or(reviewed, |it| it.on));
        let planned = self.facts.next_audit;
        planned.filter(|it| reviewed <= *it).or(counted).or(planned)
    }

    /// The day on which the audit after this day falls, by the interval in the plan.
    pub fn audit_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let months = self.facts.audit_every_months.filter(|it| *it > 0)?;
        Some(add_months(day, i32::try_from(months).unwrap_or(i32::MAX)))
    }

    /// Where it stands.
    pub fn stage(&self) -> ActionStage {
        if self.not_adopted.is_some() {
            return ActionStage::NotAdopted;
        }
        if let Some(completion) = self.completion() {
            return match (completion.conclusive(), completion.audits.last()) {
                (None, _) => ActionStage::Completed,
                (Some(_), Some(audit)) if audit.passed => ActionStage::Sustained,
                (Some(_), _) => ActionStage::Reviewed,
            };
        }
        if self.block().is_some() {
            ActionStage::Blocked
        } else if !self.completions.is_empty() {
            ActionStage::Reopened
        } else if self.started.is_some() {
            ActionStage::UnderWay
        } else if self.agreed.is_some() {
            ActionStage::Agreed
        } else {
            ActionStage::Proposed
        }
    }
}

impl Completion {
    /// The review that found out whether it works.
    pub fn conclusive(&self) -> Option<&CompletedReview> {
        self.reviews.iter().rev().find(|it| it.result.is_conclusive())
    }
}

impl Involvement {
    /// When the person was told of the plan.
    pub fn told_on(&self) -> Option<NaiveDate> {
        self.told.first().map(|it| it.on)
    }

    /// The consent to share their story that holds now.
    pub fn story(&self) -> Option<&StoryConsent> {
        self.stories.last().filter(|it| it.withdrawn.is_none())
    }

    /// Whether they are satisfied, as last asked.
    pub fn satisfaction(&self) -> Satisfied {
        self.satisfied.last().map_or(Satisfied::NotAsked, |it| it.satisfied)
    }
}
