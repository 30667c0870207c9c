//! Finding out whether actions worked: a second person's review, audits, readings.

use crate::domain::calendar::dates::long;
use crate::domain::case::round::Reopening;
use crate::domain::office::record::Office;
use crate::domain::plan::command::{AuditAction, PlanStep, RecordReading, ReviewAction};
use crate::domain::plan::decide::guards::{action, done_after, means, next_after};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{Action, Audit, CompletedReview, Measure, Plan, Reading};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::ReviewResult;

/// Records what a second person found. What does not work is opened again.
pub fn review_action(terms: &Terms, plan: &Plan, it: ReviewAction) -> Verdict<Vec<PlanEvent>> {
    let reviewed = action(plan, it.action)?;
    by_a_second_person(terms.office, reviewed, PlanStep::ReviewAction, terms.actor)?;
    let completed = reviewed.completion().map(|it| (it.on, "it was completed"));
    done_after(terms, "The date of the review", it.on, completed)?;
    required("looked_at", &it.looked_at, "Say what evidence you looked at.")?;
    let again_on = match it.result {
        ReviewResult::TooEarly => match it.again_on {
            None => {
                let why = "Enter the date on which it is looked at again.";
                return Err(Refusal::of_field("again_on", why, ""));
            }
            again => again,
        },
        ReviewResult::Partly | ReviewResult::NotEffective => {
            required("note", &it.note, "Say what does not work.")?;
            None
        }
        ReviewResult::Effective => None,
    };
    next_after("again_on", it.on, again_on)?;
    let review = CompletedReview {
        on: it.on,
        by: terms.actor.to_owned(),
        looked_at: it.looked_at,
        result: it.result,
        note: it.note.clone(),
        again_on,
    };
    let mut events = vec![PlanEvent::ActionReviewed { action: it.action, review }];
    if it.result == ReviewResult::NotEffective {
        events.push(PlanEvent::ActionReopened {
            action: it.action,
            reopening: Reopening { on: it.on, reason: it.note },
        });
    }
    Ok(events)
}

/// Whoever said that it is done, or is responsible for it or was then, does not look whether it worked.
pub fn by_a_second_person(office: &Office, action: &Action, step: PlanStep, login: &str) -> Verdict<()> {
    let what = match step {
        PlanStep::ReviewAction => "review",
        PlanStep::AuditAction => "audit",
        _ => return Ok(()),
    };
    let instead = format!("Ask somebody else to {what} it.");
    let is_actor = |words: &str| means(office, words, login);
    if let Some(completion) = action.completions.iter().rev().find(|it| is_actor(&it.by)) {
        let why = format!("You recorded on {} that this action is done.", long(completion.on));
        return Err(Refusal::of_step(why, instead));
    }
    if is_actor(&action.facts.owner) {
        return Err(Refusal::of_step("You are responsible for this action.", instead));
    }
    if action.owners_when_done.iter().any(|it| is_actor(it)) {
        return Err(Refusal::of_step("You were responsible for this action when it was done.", instead));
    }
    Ok(())
}

/// Records whether an improvement lasts. What did not last is opened again, and its plan with it.
pub fn audit_action(terms: &Terms, plan: &Plan, it: AuditAction) -> Verdict<Vec<PlanEvent>> {
    let audited = action(plan, it.action)?;
    by_a_second_person(terms.office, audited, PlanStep::AuditAction, terms.actor)?;
    let completion = audited.completion();
    let last = completion.and_then(|it| it.audits.last()).map(|it| (it.on, "it was last audited"));
    let reviewed = completion.and_then(|it| it.conclusive()).map(|it| (it.on, "it was reviewed"));
    done_after(terms, "The date of the audit", it.on, last.or(reviewed))?;
    if !it.passed {
        required("note", &it.note, "Say what does not hold any more.")?;
    }
    next_after("next", it.on, it.next)?;
    let next = if it.passed { it.next.or_else(|| audited.audit_after(it.on)) } else { None };
    let by = terms.actor.to_owned();
    let audit = Audit { on: it.on, by, passed: it.passed, note: it.note.clone(), next };
    let mut events = vec![PlanEvent::ActionAudited { action: it.action, audit }];
    if !it.passed {
        events.push(PlanEvent::ActionReopened {
            action: it.action,
            reopening: Reopening { on: it.on, reason: it.note },
        });
        if plan.closing().is_some() {
            let reason = format!("Action {} did not pass its audit.", it.action);
            events.push(PlanEvent::Reopened(Reopening { on: it.on, reason }));
        }
    }
    Ok(events)
}

/// Records a reading of what shows whether an action worked.
pub fn record_reading(terms: &Terms, plan: &Plan, it: RecordReading) -> Verdict<Vec<PlanEvent>> {
    let read = action(plan, it.action)?;
    done_after(terms, "The date of the reading", it.on, None)?;
    match (&read.facts.measure, it.value) {
        (Some(Measure::Measured { name, .. }), None) => {
            return Err(Refusal::of_field("value", format!("Enter the value of “{name}”."), ""));
        }
        (Some(Measure::Counted { .. }), Some(_)) => {
            let why = "The complaints are counted from the cases.";
            return Err(Refusal::of_field(
                "value",
                why,
                "Leave the value out, and say what the count means.",
            ));
        }
        (Some(Measure::Counted { .. }), None) => {
            required("note", &it.note, "Say what the count of complaints means.")?;
        }
        _ => {}
    }
    next_after("next", it.on, it.next)?;
    let reading = Reading { on: it.on, value: it.value, note: it.note, next: it.next };
    Ok(vec![PlanEvent::ReadingRecorded { action: it.action, reading }])
}
