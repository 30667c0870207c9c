//! What can be asked for on a plan: the step, with its details.
//!
//! In JSON a command is its step's name and the details,
//! `{"complete_action":{"action":3,"on":"2026-11-24","evidence":"New rota, signed off"}}`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::command::{Note, Reason};
use crate::domain::commit::Source;
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::plan::quantity::Quantity;
use crate::domain::plan::record::{
    ActionFact, ActionFacts, Failing, InvolvementFact, PlanFact, PlanFacts, PublicWords,
};
use crate::domain::reference::CaseRef;
use crate::domain::step::commands;
use crate::domain::vocabulary::{Progress, ReviewResult};

commands! {
    /// A step on a plan, with its details.
    #[derive(Eq)]
    PlanCommand,
    /// A kind of step on a plan: what keys offer and rules open or shut.
    PlanStep;

    MakePlan(Box<MakePlan>) = ("make_plan", WorkOnPlan, "New action plan", "Begin an action plan with what went wrong and what was learnt.").only_adds();
    ImportAction(Box<ImportAction>) = ("import_action", ImportRecords, "Take over", "Take over an action as it stood in another system, as a plan of its own.").only_adds();
    AmendPlan(Vec<PlanFact>) = ("amend_plan", WorkOnPlan, "Correct the plan", "Correct the facts of the plan.").corrects();
    AddFailing(Failing) = ("add_failing", WorkOnPlan, "Add a failing", "Add something that went wrong, with its impact on the person.").only_adds();
    AddAction(Box<ActionFacts>) = ("add_action", WorkOnPlan, "Add an action", "Add an action to the plan: what is done so that it does not happen again.").only_adds();
    AmendAction(AmendAction) = ("amend_action", WorkOnPlan, "Correct the action", "Correct the facts of an action.").corrects();
    AcceptAction(OnAction) = ("accept_action", WorkOnAction, "Accepted by owner", "Record that the owner of an action accepts it.").opens_on_check().on_many();
    AgreePlan(AgreePlan) = ("agree_plan", SignOffPlan, "Agree to the plan", "Agree to the plan, once every action in it is SMART.").opens_on_check();
    AdoptNot(AdoptNot) = ("adopt_not", SignOffPlan, "Not adopted", "Record that the plan, or one of its actions, is not adopted, and why.");
    StartAction(OnAction) = ("start_action", WorkOnAction, "Start the action", "Record that an action was begun.").opens_on_check().on_many();
    BlockAction(BlockAction) = ("block_action", WorkOnAction, "Blocked", "Record that an action cannot go on, and why.");
    UnblockAction(OnAction) = ("unblock_action", WorkOnAction, "No longer blocked", "Record that an action can go on.").opens_on_check();
    CompleteAction(CompleteAction) = ("complete_action", WorkOnAction, "Action done", "Record that an action is done, and what shows it. Somebody else then reviews it.");
    ReviewProgress(ReviewProgress) = ("review_progress", Review, "Review progress", "Record how an action is getting on, and when it is looked at next.");
    ReviewAction(ReviewAction) = ("review_action", Review, "Review what was done", "Record what a second person found on looking at a completed action.");
    AuditAction(AuditAction) = ("audit_action", Audit, "Audit", "Record whether an improvement lasts.");
    RecordReading(RecordReading) = ("record_reading", WorkOnAction, "Read the impact", "Record a reading of what shows whether an action worked.");
    ReassignAction(ReassignAction) = ("reassign_action", WorkOnPlan, "Reassign", "Say who is responsible for an action.").on_many();
    ChangeDue(ChangeDue) = ("change_due", WorkOnPlan, "Change the date", "Give an action another date, with the reason.").on_many();
    Involve(Involve) = ("involve", WorkOnPlan, "The person’s part", "Record what the person was told, and what part they play.");
    WriteForPublic(Box<WriteForPublic>) = ("write_for_public", WorkOnPlan, "Write for the public", "Write what the plan says to the public. A second person then approves it.");
    ApproveForPublic(ApproveForPublic) = ("approve_for_public", SignOffPlan, "Approve for public", "Approve what somebody else wrote for the public, so that it is published.");
    TakeBackFromPublic(Reason) = ("take_back_from_public", WorkOnPlan, "Take from public", "Take back what was written for the public: it is published no more.");
    LetPlanOut(Reason) = ("let_plan_out", LiftRestriction, "Let the plan out", "Let everybody read the plan who may read others, what it says of each person included, though a case it comes of is restricted.");
    KeepPlanIn(Reason) = ("keep_plan_in", Restrict, "Keep the plan in", "Keep the plan again from whoever may not see a restricted case that it comes of.");
    ClosePlan(ClosePlan) = ("close_plan", SignOffPlan, "Close the plan", "Close the plan, once every action is reviewed and nothing is owed.");
    ReopenPlan(Reason) = ("reopen_plan", SignOffPlan, "Open the plan again", "Open a closed plan again.");
    PlanNote(Note) = ("plan_note", AddNote, "Note", "Write a note on the plan.").only_adds();
}

/// Details of beginning a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePlan {
    /// What it is about.
    pub facts: PlanFacts,
    /// Who is responsible for it: a sign-in name or a name; empty for whoever makes it.
    #[serde(default)]
    pub owner: String,
    /// What went wrong; may be added later.
    #[serde(default)]
    pub failings: Vec<Failing>,
}

/// An action as it stood in another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportAction {
    /// Where it came from.
    pub source: Source,
    /// What is done.
    #[serde(default)]
    pub what: String,
    /// The service that changes.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// The theme that it answers.
    #[serde(default)]
    pub theme: Option<ThemeId>,
    /// The case that it came of.
    #[serde(default)]
    pub case: Option<CaseRef>,
    /// Who was responsible, as written there.
    #[serde(default)]
    pub owner: String,
    /// The standard that it must comply with.
    #[serde(default)]
    pub standard: String,
    /// When it began, or will.
    #[serde(default)]
    pub start: Option<NaiveDate>,
    /// When it was to be completed.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// When it was completed.
    #[serde(default)]
    pub completed: Option<NaiveDate>,
    /// When somebody found out whether it works.
    #[serde(default)]
    pub reviewed: Option<NaiveDate>,
    /// What they found; none for “effective”.
    #[serde(default)]
    pub result: Option<ReviewResult>,
}

/// What is new about an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendAction {
    /// The action's number.
    pub action: u32,
    /// The facts that changed.
    pub facts: Vec<ActionFact>,
}

/// An action and a day, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnAction {
    /// The action's number.
    pub action: u32,
    /// The day.
    pub on: NaiveDate,
}

/// The plan was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreePlan {
    /// When.
    pub on: NaiveDate,
}

/// The plan, or one of its actions, is not adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptNot {
    /// The action's number; none for the whole plan.
    #[serde(default)]
    pub action: Option<u32>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// An action cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockAction {
    /// The action's number.
    pub action: u32,
    /// Since when.
    pub on: NaiveDate,
    #[serde(default)]
    pub why: String,
}

/// An action is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteAction {
    /// The action's number.
    pub action: u32,
    /// When it was done.
    pub on: NaiveDate,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// How an action is getting on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewProgress {
    /// The action's number.
    pub action: u32,
    /// When it was looked at.
    pub on: NaiveDate,
    /// How it is getting on.
    pub progress: Progress,
    /// What was seen; needed unless it is on track.
    #[serde(default)]
    pub note: String,
    /// When it is looked at next.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// What a second person found on looking at a completed action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAction {
    /// The action's number.
    pub action: u32,
    /// When it was looked at.
    pub on: NaiveDate,
    /// What evidence was looked at.
    #[serde(default)]
    pub looked_at: String,
    /// Whether it works.
    pub result: ReviewResult,
    /// What was found; needed when it does not work.
    #[serde(default)]
    pub note: String,
    /// When it is looked at again; needed when it was too early to say.
    #[serde(default)]
    pub again_on: Option<NaiveDate>,
}

/// Whether an improvement lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAction {
    /// The action's number.
    pub action: u32,
    /// When it was audited.
    pub on: NaiveDate,
    /// Whether the improvement holds.
    pub passed: bool,
    /// What was found; needed when it does not hold.
    #[serde(default)]
    pub note: String,
    /// When it is audited next; none for the interval in the plan.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// A reading of what shows whether an action worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReading {
    /// The action's number.
    pub action: u32,
    /// When it was read.
    pub on: NaiveDate,
    /// The value; none where complaints are counted.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// What it means.
    #[serde(default)]
    pub note: String,
    /// When it is read again.
    #[serde(default)]
    pub next: Option<NaiveDate>,
}

/// Who becomes responsible for an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReassignAction {
    /// The action's number.
    pub action: u32,
    /// A sign-in name, a name, or the name of a team.
    pub to: String,
}

/// Another date for an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDue {
    /// The action's number.
    pub action: u32,
    /// The new date.
    pub due: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What is new about the person's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involve {
    /// Their case; may be left out when the plan has one case or none.
    #[serde(default)]
    pub case: Option<CaseRef>,
    /// The facts that changed.
    pub facts: Vec<InvolvementFact>,
}

/// What the plan says to the public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteForPublic {
    /// What people told us.
    #[serde(default)]
    pub failing: String,
    /// What we learnt.
    #[serde(default)]
    pub learning: String,
    /// What we changed.
    #[serde(default)]
    pub change: String,
    /// Words in them that could be names, and name nobody.
    #[serde(default)]
    pub names_nobody: Vec<String>,
}

impl WriteForPublic {
    /// The words, without space around them.
    pub fn words(&self) -> PublicWords {
        let trimmed = |text: &String| text.trim().to_owned();
        PublicWords {
            failing: trimmed(&self.failing),
            learning: trimmed(&self.learning),
            change: trimmed(&self.change),
        }
    }
}

/// A second person lets it be published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveForPublic {
    /// Whether nobody can be told from it, by name or by what is said.
    #[serde(default)]
    pub is_anonymous: bool,
    /// Words in it that could be names, and name nobody.
    #[serde(default)]
    pub names_nobody: Vec<String>,
}

/// The plan is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosePlan {
    /// When.
    pub on: NaiveDate,
    /// What came of it.
    #[serde(default)]
    pub note: String,
}

impl PlanCommand {
    /// The number of the action that it is about, if it is about one that should exist.
    pub const fn action(&self) -> Option<u32> {
        match self {
            Self::AmendAction(it) => Some(it.action),
            Self::AcceptAction(it) | Self::StartAction(it) | Self::UnblockAction(it) => Some(it.action),
            Self::AdoptNot(it) => it.action,
            Self::BlockAction(it) => Some(it.action),
            Self::CompleteAction(it) => Some(it.action),
            Self::ReviewProgress(it) => Some(it.action),
            Self::ReviewAction(it) => Some(it.action),
            Self::AuditAction(it) => Some(it.action),
            Self::RecordReading(it) => Some(it.action),
            Self::ReassignAction(it) => Some(it.action),
            Self::ChangeDue(it) => Some(it.action),
            Self::MakePlan(_)
            | Self::ImportAction(_)
            | Self::AmendPlan(_)
            | Self::AddFailing(_)
            | Self::AddAction(_)
            | Self::AgreePlan(_)
            | Self::Involve(_)
            | Self::WriteForPublic(_)
            | Self::ApproveForPublic(_)
            | Self::TakeBackFromPublic(_)
            | Self::LetPlanOut(_)
            | Self::KeepPlanIn(_)
            | Self::ClosePlan(_)
            | Self::ReopenPlan(_)
            | Self::PlanNote(_) => None,
        }
    }

    /// The same step on another action, where it may be taken on several at once.
    #[must_use]
    pub fn on_action(self, action: u32) -> Self {
        match self {
            Self::ReassignAction(it) => Self::ReassignAction(ReassignAction { action, ..it }),
            Self::ChangeDue(it) => Self::ChangeDue(ChangeDue { action, ..it }),
            Self::AcceptAction(it) => Self::AcceptAction(OnAction { action, ..it }),
            Self::StartAction(it) => Self::StartAction(OnAction { action, ..it }),
            other => other,
        }
    }
}
