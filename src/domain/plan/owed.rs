//! What a plan owes, by when, by whom; also that the person whose case it learns from is told (guide, Acting on the data).
//!
//! A draft commits nobody, so its actions owe nothing yet; but a word on it is owed once the first of its days has come. An
//! action that was not adopted owes nothing, nor does a plan that was not. A plan closes once each audit and impact reading that it promises was made at least once; closing ends
//! neither: they are there to show that an improvement lasts, so they go on for as long as the action names a next date.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::plan::quantity::Effect;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::reference::{CaseRef, LinkedCase};
use crate::domain::vocabulary::ReviewResult;

/// What kind of thing is owed on a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanOwed {
    /// Begin an action.
    ActionStart,
    /// Complete an action.
    ActionDue,
    /// Look at how an action is getting on.
    ProgressReview,
    /// Look, as a second person, at an action that is said to be done.
    CompletedReview,
    /// Look whether an improvement lasts.
    Audit,
    /// Read what shows whether an action worked.
    ImpactReading,
    /// Tell the person how the plan goes.
    InvolvementUpdate,
    /// Agree what is proposed, or turn it down.
    Agree,
    /// Tell the person whose case it learns from what will be done.
    TellPlan,
    /// Tell them what was changed.
    TellChange,
    /// Look why what an action had changed is as it was before.
    CameBack,
}

/// Calendar days within which the person is told of a plan that was agreed, and of what it changed.
pub const TELL_WITHIN_DAYS: u64 = 14;

/// Calendar days within which somebody looks why a measure is as it was before.
pub const LOOK_WITHIN_DAYS: u64 = 14;

impl PlanOwed {
    /// Whether it is to look at what was done.
    pub const fn is_review(self) -> bool {
        matches!(
            self,
            Self::ProgressReview | Self::CompletedReview | Self::Audit | Self::ImpactReading | Self::CameBack
        )
    }

    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::ActionStart,
        Self::ActionDue,
        Self::ProgressReview,
        Self::CompletedReview,
        Self::Audit,
        Self::ImpactReading,
        Self::InvolvementUpdate,
        Self::Agree,
        Self::TellPlan,
        Self::TellChange,
        Self::CameBack,
    ];

    /// What is to be done, as a person would say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ActionStart => "start the action",
            Self::ActionDue => "complete the action",
            Self::ProgressReview => "review progress",
            Self::CompletedReview => "review the completed action",
            Self::Audit => "audit the improvement",
            Self::ImpactReading => "read the impact",
            Self::InvolvementUpdate => "tell the person how the plan goes",
            Self::Agree => "agree the plan, or turn it down",
            Self::TellPlan => "tell them what we will do",
            Self::TellChange => "tell them what we changed",
            Self::CameBack => "look why it is as it was before",
        }
    }

    /// One word for a list column.
    pub const fn short(self) -> &'static str {
        match self {
            Self::ActionStart => "Start",
            Self::ActionDue => "Complete",
            Self::ProgressReview => "Progress",
            Self::CompletedReview => "Review",
            Self::Audit => "Audit",
            Self::ImpactReading => "Impact",
            Self::InvolvementUpdate => "Tell person",
            Self::Agree => "Agree",
            Self::TellPlan => "Tell plan",
            Self::TellChange => "Tell change",
            Self::CameBack => "Came back",
        }
    }

    /// Whether it goes on when the plan is closed.
    pub const fn outlives_the_plan(self) -> bool {
        matches!(self, Self::Audit | Self::ImpactReading | Self::TellPlan | Self::TellChange | Self::CameBack)
    }

    /// Whether the plan may be closed while it is owed.
    pub const fn may_wait(self) -> bool {
        matches!(self, Self::Agree | Self::TellPlan | Self::TellChange)
    }
}

/// One thing that a plan owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanObligation {
    /// By when.
    pub due: NaiveDate,
    /// What.
    pub kind: PlanOwed,
    /// On which action; 0 for the plan itself.
    pub action: u32,
    /// The case whose person or failing it is about.
    pub case: Option<CaseRef>,
    /// Sign-in name of the person, or the team, who does it; none when it is for anybody but whoever completed it.
    pub owner: Option<String>,
}

/// The first thing that a plan owes and that is to be done before it closes on a day: whatever is due by then, and from later
/// days all but further audits and readings of actions that had one since they were completed.
pub fn before_closing(plan: &Plan, on: NaiveDate) -> Option<PlanObligation> {
    let had_one = |it: &PlanObligation| {
        let Some(action) = plan.action(it.action) else { return false };
        let Some(completion) = action.completion() else { return false };
        match it.kind {
            PlanOwed::Audit => !completion.audits.is_empty(),
            PlanOwed::ImpactReading => action.readings.iter().any(|it| completion.on <= it.on),
            _ => false,
        }
    };
    let mut owed = obligations(plan).into_iter().filter(|it| !it.kind.may_wait());
    owed.find(|it| it.due <= on || !had_one(it))
}

/// Everything that a plan owes, soonest first.
pub fn obligations(plan: &Plan) -> Vec<PlanObligation> {
    if plan.not_adopted.is_some() {
        return Vec::new();
    }
    let mut owed: Vec<PlanObligation> = plan
        .adopted()
        .filter(|it| it.agreed.is_some())
        .flat_map(|action| of_action(plan, action))
        .chain(plan.involvements.iter().filter_map(|it| {
            Some(PlanObligation {
                due: it.next_update?,
                kind: PlanOwed::InvolvementUpdate,
                action: 0,
                case: it.case.and_then(LinkedCase::case),
                owner: Some(plan.owner.clone()),
            })
        }))
        .chain(to_agree(plan))
        .chain(to_tell(plan))
        .filter(|it| plan.is_open() || it.kind.outlives_the_plan())
        .collect();
    owed.sort_by_key(|it| (it.due, it.action, it.kind));
    owed
}

/// That what is proposed is agreed, by the first day that it names: a draft that nobody decides on is owed by nobody else.
fn to_agree(plan: &Plan) -> Option<PlanObligation> {
    let proposed = plan.adopted().filter(|it| it.agreed.is_none());
    let due = proposed.flat_map(|it| [it.facts.start, it.facts.due]).flatten().min()?;
    let owner = Some(plan.owner.clone());
    Some(PlanObligation { due, kind: PlanOwed::Agree, action: 0, case: None, owner })
}

/// That the person of each case that it learns from is told what will be done, however far it is by then, and once it is done and
/// works what was changed; unless it was said why they are not. Whether they were told of a plan that was taken over, nobody recorded.
fn to_tell(plan: &Plan) -> impl Iterator<Item = PlanObligation> {
    let cases = if plan.source.is_none() { plan.cases() } else { Vec::new() };
    let changed = changed_on(plan);
    let is_told = |case: &CaseRef| plan.involvement(Some(*case)).is_none_or(|it| it.not_told.is_empty());
    cases.into_iter().filter(is_told).flat_map(move |case| {
        let told = plan.involvement(Some(case)).and_then(|it| it.told.iter().map(|it| it.on).max());
        // What they were told of a change says also what was to be done.
        [(PlanOwed::TellPlan, plan.agreed), (PlanOwed::TellChange, changed)].into_iter().filter_map(
            move |(kind, from)| {
                let from = from.filter(|from| told.is_none_or(|it| it < *from))?;
                // Nobody is late with a case that the plan took up only now.
                let from = from.max(plan.learnt_from(case));
                let due = from.checked_add_days(Days::new(TELL_WITHIN_DAYS)).unwrap_or(NaiveDate::MAX);
                let owner = Some(plan.owner.clone());
                Some(PlanObligation { due, kind, action: 0, case: Some(case), owner })
            },
        )
    })
}

/// When it was found that everything is done, if any of it works; none before.
fn changed_on(plan: &Plan) -> Option<NaiveDate> {
    let found = |it: &Action| it.completion()?.conclusive().map(|it| it.on);
    let all: Vec<NaiveDate> = plan.adopted().map(found).collect::<Option<_>>()?;
    all.into_iter().max().filter(|_| !plan.changed().is_empty())
}

/// Since when a measure of an action is as it was before, or worse, although its effect had shown; none where somebody looked
/// at it since.
fn came_back(action: &Action) -> Option<NaiveDate> {
    let reviewed = action.completion()?.conclusive()?;
    let mut shown: Vec<(NaiveDate, Effect)> =
        action.readings.iter().map(|it| (it.on, action.effect(it))).collect();
    shown.sort_by_key(|it| it.0);
    let is_good = |it: Effect| matches!(it, Effect::Reached | Effect::Better);
    let last = shown.iter().rposition(|it| is_good(it.1));
    let had_shown = last.is_some() || reviewed.result == ReviewResult::Effective;
    let since = last.map_or(0, |it| it + 1);
    let gone = shown[since..].iter().find(|it| matches!(it.1, Effect::Same | Effect::Worse));
    let (back, _) = gone.filter(|it| had_shown && reviewed.on <= it.0)?;
    let is_seen = action.completion()?.audits.iter().any(|it| *back <= it.on);
    (!is_seen).then_some(*back)
}

/// What one action owes, in no order.
fn of_action(plan: &Plan, action: &Action) -> Vec<PlanObligation> {
    let facts = &action.facts;
    let owner = Some(facts.owner.clone());
    let mut owed: Vec<(PlanOwed, Option<NaiveDate>, Option<String>)> = Vec::new();
    if let Some(completion) = action.completion() {
        // Neither is for whoever is responsible for the action or said that it is done.
        let second = Some(&plan.owner).filter(|it| **it != facts.owner && **it != completion.by).cloned();
        if action.is_unreviewed() {
            owed.push((PlanOwed::CompletedReview, action.review_due(), second.clone()));
        }
        let look = |it: NaiveDate| it.checked_add_days(Days::new(LOOK_WITHIN_DAYS)).unwrap_or(NaiveDate::MAX);
        owed.push((PlanOwed::CameBack, came_back(action).map(look), second.clone()));
        owed.push((PlanOwed::Audit, action.audit_due(), second));
    } else {
        let is_begun = action.started.is_some() || action.block().is_some() || !action.completions.is_empty();
        if !is_begun {
            owed.push((PlanOwed::ActionStart, facts.start, owner.clone()));
        }
        owed.push((PlanOwed::ActionDue, facts.due, owner.clone()));
        owed.push((PlanOwed::ProgressReview, facts.progress_review_on, Some(plan.owner.clone())));
    }
    owed.push((PlanOwed::ImpactReading, facts.impact_reading_on, owner));
    let case = facts.failing.and_then(|it| plan.failing(it)).and_then(|it| it.case?.case());
    owed.into_iter()
        .filter_map(|(kind, due, owner)| {
            Some(PlanObligation { due: due?, kind, action: action.number, case, owner })
        })
        .collect()
}
