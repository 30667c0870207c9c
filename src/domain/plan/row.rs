//! An action in one line: everything that lists and figures need, so that neither ever opens the plan itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::plan::owed::{PlanOwed, obligations};
use crate::domain::plan::quantity::Effect;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::plan::smart::letters_missing;
use crate::domain::reference::{ActionRef, LinkedCase, PlanRef};
use crate::domain::vocabulary::{ActionStage, ReviewResult};

/// One action, as lists and figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRow {
    pub reference: ActionRef,
    /// Version of the plan that the row was made from.
    pub version: u64,
    /// The reference it had elsewhere; empty if planned here.
    pub source_ref: String,
    /// What the plan is called.
    pub plan_title: String,
    /// What is done.
    pub what: String,
    /// Sign-in name of the person, or the team, responsible; empty when nobody is.
    pub owner: String,
    /// The service that changes.
    pub service: Option<ServiceId>,
    /// The theme that the plan answers.
    pub theme: Option<ThemeId>,
    /// The case of the failing that it answers, or else the first case of the plan.
    pub first_case: Option<LinkedCase>,
    /// When it was agreed.
    pub agreed: Option<NaiveDate>,
    /// When it was to begin.
    pub start: Option<NaiveDate>,
    /// When it was to be completed.
    pub due: Option<NaiveDate>,
    /// When it was completed, if that still holds.
    pub completed: Option<NaiveDate>,
    /// By when the completed action must be reviewed, if it was completed; kept when it was.
    pub review_due: Option<NaiveDate>,
    /// When a review found out whether it works.
    pub reviewed: Option<NaiveDate>,
    /// Where it stands now.
    pub state: ActionStage,
    /// What the latest review of its completion found.
    pub result: Option<ReviewResult>,
    /// The letters of SMART that it lacks: "MA".
    pub smart_missing: String,
    /// The soonest thing owed on it.
    pub next: Option<(NaiveDate, PlanOwed)>,
    /// When it, or its plan, was turned down.
    pub not_adopted: Option<NaiveDate>,
    /// Every reading since it was completed, by day, with what it shows.
    pub effects: Vec<(NaiveDate, Effect)>,
    /// Over how many months before it complaints are counted, if that is its measure: what that shows is for whoever has them.
    pub counted: Option<u32>,
}

/// What went wrong again after an action was found to be effective.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {
    /// The action.
    pub reference: ActionRef,
    /// What its plan is called.
    pub plan_title: String,
    /// When it was found to be effective.
    pub since: NaiveDate,
    /// On how many complaints with its theme about its service something went wrong that were received since.
    pub complaints: u32,
}

/// Makes the rows of a plan's actions.
pub fn rows(plan: &Plan) -> Vec<ActionRow> {
    let owed = obligations(plan);
    let row = |action: &Action| {
        let completion = action.completion();
        let failing = action.facts.failing.and_then(|it| plan.failing(it));
        let turned_down = action.not_adopted.as_ref().or(plan.not_adopted.as_ref());
        ActionRow {
            reference: ActionRef { plan: plan.reference, action: action.number },
            version: plan.version,
            source_ref: plan.source.as_ref().map(|it| it.reference.clone()).unwrap_or_default(),
            plan_title: plan.facts.title.clone(),
            what: action.facts.what.clone(),
            owner: action.facts.owner.clone(),
            service: plan.facts.service,
            theme: plan.facts.theme,
            first_case: failing.and_then(|it| it.case).or_else(|| plan.linked_cases().first().copied()),
            agreed: action.agreed,
            start: action.facts.start,
            due: action.facts.due,
            completed: completion.map(|it| it.on),
            review_due: action.review_due(),
            reviewed: completion.and_then(|it| it.conclusive()).map(|it| it.on),
            state: if turned_down.is_some() { ActionStage::NotAdopted } else { action.stage() },
            result: completion.and_then(|it| it.reviews.last()).map(|it| it.result),
            smart_missing: letters_missing(plan, action),
            next: owed.iter().find(|it| it.action == action.number).map(|it| (it.due, it.kind)),
            not_adopted: turned_down.map(|it| it.on),
            effects: effects(action),
            counted: action.facts.counted(),
        }
    };
    plan.actions.iter().map(row).collect()
}

fn effects(action: &Action) -> Vec<(NaiveDate, Effect)> {
    let Some(done) = action.completion().map(|it| it.on) else { return Vec::new() };
    let since = action.readings.iter().filter(|it| done <= it.on);
    let mut effects: Vec<_> = since.map(|it| (it.on, action.effect(it))).collect();
    effects.sort_by_key(|it| it.0);
    effects
}

impl ActionRow {
    /// Notes, of an action whose measure is how many complaints there are, that they became fewer after these plans as of a day.
    pub fn show_counted(&mut self, fewer: &BTreeSet<PlanRef>, day: NaiveDate) {
        if self.counted.is_some() && fewer.contains(&self.reference.plan) {
            self.effects.push((day, Effect::Reached));
        }
    }

    /// Whether it was reviewed on a day, and the last reading by then showed its measure as it should be.
    pub fn effect_shown_on(&self, day: NaiveDate) -> bool {
        let last = self.effects.iter().rev().find(|it| it.0 <= day);
        self.reviewed_on(day) && last.is_some_and(|it| it.1 == Effect::Reached)
    }

    /// Whether somebody was bound to it on a day: agreed by then, and not turned down by then.
    pub fn bound_on(&self, day: NaiveDate) -> bool {
        self.agreed.is_some_and(|it| it <= day) && self.not_adopted.is_none_or(|it| day < it)
    }

    /// Whether it was said to be done on a day, and nobody had found out yet whether it works.
    pub fn unreviewed_on(&self, day: NaiveDate) -> bool {
        self.bound_on(day)
            && self.completed.is_some_and(|it| it <= day)
            && self.reviewed.is_none_or(|it| day < it)
    }

    /// Whether it was said to be done on a day, and somebody had found out by then whether it works.
    pub fn reviewed_on(&self, day: NaiveDate) -> bool {
        self.bound_on(day) && self.completed.is_some_and(|it| it <= day) && !self.unreviewed_on(day)
    }

    /// The date that counted on a day: its own until it is completed, then that of the review; none once reviewed.
    pub fn due_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        if !self.bound_on(day) {
            None
        } else if self.unreviewed_on(day) {
            self.review_due
        } else if self.completed.is_none_or(|it| day < it) {
            self.due
        } else {
            None
        }
    }

    /// Whether the date that counted on a day had passed: an action not completed, or completed and not reviewed.
    pub fn late_on(&self, day: NaiveDate) -> bool {
        self.due_on(day).is_some_and(|it| it < day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::round::Reopening;
    use crate::domain::plan::record::{ActionFacts, CompletedReview, Completion, PlanFacts};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn row_of(change: impl FnOnce(&mut Action)) -> ActionRow {
        let reference = PlanRef { year: 2026, number: 7 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), on("2026-01-05"));
        let facts = ActionFacts { due: Some(on("2026-03-10")), ..ActionFacts::default() };
        let mut action = Action::new(1, facts);
        action.agreed = Some(on("2026-02-02"));
        change(&mut action);
        plan.actions.push(action);
        rows(&plan).remove(0)
    }

    fn completed(text: &str) -> Completion {
        Completion {
            on: on(text),
            by: "jsmith".into(),
            evidence: "Rota".into(),
            reviews: Vec::new(),
            audits: Vec::new(),
            reopened: None,
        }
    }

    #[test]
    fn an_action_is_late_after_its_date_until_it_is_completed() {
        let it = row_of(|action| action.completions.push(completed("2026-03-20")));
        assert!(
            !it.late_on(on("2026-03-10")) && it.late_on(on("2026-03-11")) && it.late_on(on("2026-03-19"))
        );
        assert!(!it.late_on(on("2026-03-20")) && it.unreviewed_on(on("2026-03-20")));
        assert_eq!(
            (it.due_on(on("2026-02-01")), it.due_on(on("2026-03-01"))),
            (None, Some(on("2026-03-10")))
        );
    }

    #[test]
    fn a_completed_action_is_late_when_nobody_has_reviewed_it_in_time() {
        let it = row_of(|action| action.completions.push(completed("2026-03-20")));
        assert_eq!(it.due_on(on("2026-03-20")), Some(on("2026-04-17")));
        assert!(!it.late_on(on("2026-04-17")) && it.late_on(on("2026-04-18")));
        let it = row_of(|action| {
            let mut done = completed("2026-03-20");
            done.reviews.push(CompletedReview {
                on: on("2026-04-20"),
                by: "kpatel".into(),
                looked_at: "Rota".into(),
                result: ReviewResult::Effective,
                note: String::new(),
                again_on: None,
            });
            action.completions.push(done);
        });
        assert!(it.late_on(on("2026-04-19")) && !it.late_on(on("2026-04-20")));
    }

    #[test]
    fn an_action_opened_again_is_due_on_its_own_date() {
        let it = row_of(|action| {
            let reopened = Some(Reopening { on: on("2026-04-01"), reason: String::new() });
            action.completions.push(Completion { reopened, ..completed("2026-03-05") });
        });
        assert_eq!(it.state, ActionStage::Reopened);
        assert!(it.late_on(on("2026-04-01")) && !it.unreviewed_on(on("2026-04-01")));
    }
}
