//! Carrying actions out: beginning them, getting stuck, saying that they are done.

use crate::domain::plan::command::{BlockAction, CompleteAction, OnAction, ReviewProgress};
use crate::domain::plan::decide::guards::{action, done_after, next_after};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{Plan, ProgressReview};
use crate::domain::refusal::{Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::Progress;

/// Begins an action.
pub fn start_action(terms: &Terms, it: &OnAction) -> Verdict<Vec<PlanEvent>> {
    done_after(terms, "The date it was begun", it.on, None)?;
    Ok(vec![PlanEvent::ActionStarted { action: it.action, on: it.on }])
}

/// Records that an action cannot go on.
pub fn block_action(terms: &Terms, it: BlockAction) -> Verdict<Vec<PlanEvent>> {
    done_after(terms, "The date since when it is blocked", it.on, None)?;
    required("why", &it.why, "Say why it cannot go on.")?;
    Ok(vec![PlanEvent::ActionBlocked { action: it.action, on: it.on, why: it.why }])
}

/// Records that an action can go on.
pub fn unblock_action(terms: &Terms, plan: &Plan, it: &OnAction) -> Verdict<Vec<PlanEvent>> {
    let since = action(plan, it.action)?.block().map(|it| (it.on, "it was blocked"));
    done_after(terms, "The date it goes on", it.on, since)?;
    Ok(vec![PlanEvent::ActionUnblocked { action: it.action, on: it.on }])
}

/// Records that an action is done. A claim, with what shows it: it is owed a second person's review from then on.
pub fn complete_action(terms: &Terms, plan: &Plan, it: CompleteAction) -> Verdict<Vec<PlanEvent>> {
    let done = action(plan, it.action)?;
    let reopened = done.completions.last().and_then(|it| it.reopened.as_ref());
    let earlier = match reopened {
        Some(reopening) => Some((reopening.on, "it was opened again")),
        None => done.started.map(|on| (on, "it was begun")),
    };
    done_after(terms, "The date it was done", it.on, earlier)?;
    required("evidence", &it.evidence, "Say what shows that it was done.")?;
    let by = terms.actor.to_owned();
    Ok(vec![PlanEvent::ActionCompleted { action: it.action, on: it.on, by, evidence: it.evidence }])
}

/// Records how an action is getting on.
pub fn review_progress(terms: &Terms, it: ReviewProgress) -> Verdict<Vec<PlanEvent>> {
    done_after(terms, "The date of the review", it.on, None)?;
    if it.progress != Progress::OnTrack {
        required("note", &it.note, "Say what stands in its way.")?;
    }
    next_after("next", it.on, it.next)?;
    let review = ProgressReview {
        on: it.on,
        progress: it.progress,
        note: it.note,
        next: it.next,
        by: terms.actor.to_owned(),
    };
    Ok(vec![PlanEvent::ProgressReviewed { action: it.action, review }])
}
