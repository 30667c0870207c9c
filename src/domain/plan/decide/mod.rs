//! The rules of plans: what may be done to one, and by whom. The only place that says no.
//!
//! Pure: the day, the person and the office's rules come in as arguments, events or a refusal go out.

pub mod guards;
pub mod planning;
pub mod taking_over;
pub mod doing;
pub mod proving;
pub mod publishing;
pub mod ending;

use crate::domain::calendar::dates::long;
use crate::domain::office::record::Office;
use crate::domain::plan::command::{PlanCommand, PlanStep};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// Decides the first step of a plan that does not exist yet.
pub fn begin(terms: &Terms, command: PlanCommand) -> Verdict<Vec<PlanEvent>> {
    match command {
        PlanCommand::MakePlan(it) => planning::make_plan(terms, *it),
        PlanCommand::ImportAction(it) => taking_over::import_action(terms, *it),
        _ => Err(Refusal::of_step("There is no such plan yet.", "Make the plan first.")),
    }
}

/// Decides a step on a plan: the events it causes, or why not.
pub fn decide(terms: &Terms, plan: &Plan, command: PlanCommand) -> Verdict<Vec<PlanEvent>> {
    may(plan, command.step())?;
    if let Some(number) = command.action() {
        may_act(terms.office, guards::action(plan, number)?, command.step())?;
    }
    match command {
        PlanCommand::MakePlan(_) | PlanCommand::ImportAction(_) => Err(Refusal::of_step(
            format!("Plan {} is there already.", plan.reference),
            "Leave the reference out to make a new one.",
        )),
        PlanCommand::AmendPlan(facts) => planning::amend_plan(terms, facts),
        PlanCommand::AddFailing(it) => planning::add_failing(terms, plan, it),
        PlanCommand::AddAction(it) => planning::add_action(terms, plan, *it),
        PlanCommand::AmendAction(it) => planning::amend_action(terms, plan, it),
        PlanCommand::AcceptAction(it) => planning::accept_action(terms, plan, &it),
        PlanCommand::AgreePlan(it) => planning::agree_plan(terms, plan, &it),
        PlanCommand::AdoptNot(it) => planning::adopt_not(terms, plan, it),
        PlanCommand::StartAction(it) => doing::start_action(terms, &it),
        PlanCommand::BlockAction(it) => doing::block_action(terms, it),
        PlanCommand::UnblockAction(it) => doing::unblock_action(terms, plan, &it),
        PlanCommand::CompleteAction(it) => doing::complete_action(terms, plan, it),
        PlanCommand::ReviewProgress(it) => doing::review_progress(terms, it),
        PlanCommand::ReviewAction(it) => proving::review_action(terms, plan, it),
        PlanCommand::AuditAction(it) => proving::audit_action(terms, plan, it),
        PlanCommand::RecordReading(it) => proving::record_reading(terms, plan, it),
        PlanCommand::ReassignAction(it) => planning::reassign_action(terms, plan, &it),
        PlanCommand::ChangeDue(it) => planning::change_due(terms, plan, it),
        PlanCommand::Involve(it) => ending::involve(terms, plan, it),
        PlanCommand::WriteForPublic(it) => publishing::write(terms, plan, *it),
        PlanCommand::ApproveForPublic(it) => publishing::approve(terms, plan, it),
        PlanCommand::TakeBackFromPublic(it) => publishing::take_back(terms, it.reason),
        PlanCommand::LetPlanOut(it) => {
            required("reason", &it.reason, "Say why others may read it.")?;
            Ok(vec![PlanEvent::LetOut { of: plan.comes_of().into_iter().collect(), reason: it.reason }])
        }
        PlanCommand::KeepPlanIn(it) => {
            required("reason", &it.reason, "Say why it is kept from others again.")?;
            Ok(vec![PlanEvent::LetOut { of: Vec::new(), reason: it.reason }])
        }
        PlanCommand::ClosePlan(it) => ending::close_plan(terms, plan, it),
        PlanCommand::ReopenPlan(it) => ending::reopen_plan(terms, it.reason),
        PlanCommand::PlanNote(it) => {
            required("text", &it.text, "Write something in the note.")?;
            Ok(vec![PlanEvent::Noted { text: it.text }])
        }
    }
}

/// Says whether a step is open on a plan at all, whatever its details. Keys grey out by it.
pub fn may(plan: &Plan, step: PlanStep) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_step(why, instead));
    if step == PlanStep::PlanNote {
        return Ok(());
    }
    // Who may read it does not hang on what became of it.
    match step {
        PlanStep::LetPlanOut if plan.comes_of().is_empty() => {
            return no("This plan comes of no case.".into(), "");
        }
        PlanStep::KeepPlanIn if plan.let_out.is_empty() => {
            return no("This plan was not let out.".into(), "");
        }
        PlanStep::LetPlanOut | PlanStep::KeepPlanIn => return Ok(()),
        _ => {}
    }
    // What was published can be taken back whatever became of the plan.
    if step == PlanStep::TakeBackFromPublic {
        return publishing::may(plan, step);
    }
    if let Some(it) = &plan.not_adopted {
        let why = format!("This plan was not adopted, {}.", long(it.on));
        return no(why, "Make a new plan, or write a note.");
    }
    if let Some(closing) = plan.closing().filter(|_| !open_when_closed(step)) {
        return no(format!("This plan was closed on {}.", long(closing.on)), "Reopen it first.");
    }
    if needs_an_action(step) && plan.actions.is_empty() {
        return no("This plan has no actions yet.".into(), "Add an action first.");
    }
    match step {
        PlanStep::ImportAction => no(
            format!("Plan {} is there already.", plan.reference),
            "Leave the reference out to take an action over as a new one.",
        ),
        PlanStep::AgreePlan if plan.adopted().next().is_none() => {
            no("This plan has no action to agree to.".into(), "Add an action first.")
        }
        PlanStep::AgreePlan if plan.adopted().all(|it| it.agreed.is_some()) => {
            let on = plan.agreed.map(|it| format!(" on {}", long(it))).unwrap_or_default();
            no(format!("This plan was agreed{on}."), "")
        }
        PlanStep::ApproveForPublic => publishing::may(plan, step),
        PlanStep::ClosePlan if plan.agreed.is_none() => {
            no("This plan is a draft.".into(), "Agree to it first, or record that it is not adopted.")
        }
        PlanStep::ReopenPlan if plan.is_open() => no("This plan is open.".into(), ""),
        _ => Ok(()),
    }
}

/// Says whether a step is open on one action of an open plan. Keys grey out by it.
pub fn may_act(office: &Office, action: &Action, step: PlanStep) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_step(why, instead));
    let number = action.number;
    if let Some(it) = &action.not_adopted {
        return no(format!("Action {number} was not adopted, {}.", long(it.on)), "Add a new action.");
    }
    if step == PlanStep::AcceptAction {
        return match action.accepted_by_owner {
            Some(on) => no(format!("Action {number} was accepted by its owner on {}.", long(on)), ""),
            None => Ok(()),
        };
    }
    if carries_out(step) && action.agreed.is_none() {
        return no(format!("Action {number} is not agreed yet."), "Agree to the plan first.");
    }
    match action.completion() {
        Some(it) if ends_with_completion(step) => {
            let by = by(office, &it.by);
            let instead = if it.conclusive().is_some() {
                "Audit it; if the improvement does not last, it opens again."
            } else {
                "Review it; if it does not work, it opens again."
            };
            return no(format!("Action {number} was completed on {}{by}.", long(it.on)), instead);
        }
        Some(it) => match (step, it.conclusive()) {
            (PlanStep::ReviewAction, Some(review)) => {
                let by = by(office, &review.by);
                let why =
                    format!("Action {number} was reviewed on {}{by}: {}.", long(review.on), review.result);
                return no(why, "Audit it to see whether the improvement lasts.");
            }
            (PlanStep::AuditAction, None) => {
                return no(format!("Action {number} is not reviewed yet."), "Review it first.");
            }
            // Whoever was responsible could otherwise step aside and review it themselves.
            (PlanStep::ReassignAction, None) => {
                return no(format!("Action {number} is waiting for its review."), "Review it first.");
            }
            _ => {}
        },
        None if matches!(step, PlanStep::ReviewAction | PlanStep::AuditAction) => {
            return no(format!("Action {number} is not completed."), "Record that it is done first.");
        }
        None => {}
    }
    match (step, action.block()) {
        (PlanStep::UnblockAction, None) => no(format!("Action {number} is not blocked."), ""),
        (PlanStep::BlockAction | PlanStep::StartAction | PlanStep::CompleteAction, Some(block)) => no(
            format!("Action {number} has been blocked since {}: {}", long(block.on), block.why),
            "Record that it can go on first.",
        ),
        (PlanStep::StartAction, None) => match action.started {
            Some(on) => no(format!("Action {number} was begun on {}.", long(on)), ""),
            None => Ok(()),
        },
        (PlanStep::RecordReading, _) if action.facts.measure.is_none() => no(
            format!("Nothing shows yet whether action {number} worked."),
            "Put into the action how its impact is measured.",
        ),
        _ => Ok(()),
    }
}

/// By whom, where it is known: a record taken over from elsewhere may not say.
fn by(office: &Office, login: &str) -> String {
    if login.is_empty() { String::new() } else { format!(" by {}", office.person_name(login)) }
}

/// Steps that a closed plan still takes: what shows that an improvement lasts, and the person's own wishes.
const fn open_when_closed(step: PlanStep) -> bool {
    matches!(
        step,
        PlanStep::AmendPlan
            | PlanStep::AuditAction
            | PlanStep::RecordReading
            | PlanStep::ReassignAction
            | PlanStep::Involve
            | PlanStep::WriteForPublic
            | PlanStep::ApproveForPublic
            | PlanStep::ReopenPlan
            | PlanStep::MakePlan
    )
}

/// Steps that are about one action.
const fn needs_an_action(step: PlanStep) -> bool {
    carries_out(step)
        || matches!(
            step,
            PlanStep::AmendAction
                | PlanStep::AcceptAction
                | PlanStep::RecordReading
                | PlanStep::ReassignAction
                | PlanStep::ChangeDue
        )
}

/// Steps that carry an action out, so they wait until it is agreed.
const fn carries_out(step: PlanStep) -> bool {
    matches!(
        step,
        PlanStep::StartAction
            | PlanStep::BlockAction
            | PlanStep::UnblockAction
            | PlanStep::CompleteAction
            | PlanStep::ReviewProgress
            | PlanStep::ReviewAction
            | PlanStep::AuditAction
    )
}

/// Steps that an action no longer takes once it is said to be done.
const fn ends_with_completion(step: PlanStep) -> bool {
    matches!(
        step,
        PlanStep::StartAction
            | PlanStep::BlockAction
            | PlanStep::UnblockAction
            | PlanStep::CompleteAction
            | PlanStep::ReviewProgress
            | PlanStep::ChangeDue
            | PlanStep::AdoptNot
    )
}

#[cfg(test)]
mod tests;
