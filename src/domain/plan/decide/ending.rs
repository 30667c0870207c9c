//! The person's part, and the end of a plan.

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::{in_the_past, to_come};
use crate::domain::case::round::Reopening;
use crate::domain::plan::command::{ClosePlan, Involve};
use crate::domain::plan::decide::guards::done_after;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::owed::before_closing;
use crate::domain::plan::record::{Involvement, InvolvementFact, Plan, PlanClosing};
use crate::domain::reference::CaseRef;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::{ActionStage, InvolvedAs};

/// Records what the person was told, and what part they play. Being told comes first: it meets what was promised before.
pub fn involve(terms: &Terms, plan: &Plan, it: Involve) -> Verdict<Vec<PlanEvent>> {
    let case = whose(plan, it.case)?;
    let mut facts = it.facts;
    if facts.is_empty() {
        return Err(Refusal::of_step("Nothing was changed.", ""));
    }
    facts.sort_by_key(|it| !matches!(it, InvolvementFact::Told(_)));
    let mut so_far = plan.involvement(case).cloned().unwrap_or_default();
    for fact in &facts {
        holds(terms, plan, &so_far, fact)?;
        so_far.put_right(fact.clone());
    }
    Ok(vec![PlanEvent::Involved { case, facts }])
}

fn whose(plan: &Plan, case: Option<CaseRef>) -> Verdict<Option<CaseRef>> {
    let cases = plan.cases();
    let named: Vec<String> = cases.iter().map(ToString::to_string).collect();
    match (case, cases.as_slice()) {
        (Some(case), _) if !cases.contains(&case) => {
            let why = format!("This plan does not learn from case {case}.");
            Err(Refusal::of_field("case", why, "Add a failing that names the case first."))
        }
        (None, [only]) => Ok(Some(*only)),
        (None, [_, _, ..]) => {
            let why = "This plan learns from more than one case.";
            Err(Refusal::of_field("case", why, format!("Say whose part it is: {}.", named.join(", "))))
        }
        (case, _) => Ok(case),
    }
}

fn holds(terms: &Terms, plan: &Plan, so_far: &Involvement, fact: &InvolvementFact) -> Verdict<()> {
    let past = |what: &str, on| in_the_past(terms, "on", what, on);
    match fact {
        InvolvementFact::Told(it) => done_after(
            terms,
            "The date they were told",
            it.on,
            plan.agreed.map(|it| (it, "the plan was agreed")),
        ),
        InvolvementFact::NextUpdate(Some(it)) => {
            to_come(terms, "next_update", "The date of the next update", *it)
        }
        InvolvementFact::Offered(it) => {
            past("The date of the offer", it.on)?;
            if it.part == InvolvedAs::Other {
                required("what", &it.what, "Say what they were offered.")?;
            }
            Ok(())
        }
        InvolvementFact::Answered { part, on, .. } => {
            past("The date of the answer", *on)?;
            if so_far.offers.iter().any(|it| it.part == *part) {
                return Ok(());
            }
            let why = format!("There is no offer yet to which this is the answer: {part}.");
            Err(Refusal::of_field("part", why, "Record the offer first."))
        }
        InvolvementFact::StoryShared(it) => {
            past("The date of the consent", it.on)?;
            required("scope", &it.scope, "Say where and in what form they let their story be shared.")
        }
        InvolvementFact::StoryWithdrawn { on } => {
            past("The date they took it back", *on)?;
            match so_far.story() {
                Some(_) => Ok(()),
                None => Err(Refusal::of_step("They do not let their story be shared now.", "")),
            }
        }
        InvolvementFact::Satisfied(it) => past("The date they were asked", it.on),
        InvolvementFact::InformedHow(_)
        | InvolvementFact::InformedHowOften(_)
        | InvolvementFact::NotTold(_)
        | InvolvementFact::NextUpdate(None) => Ok(()),
    }
}

/// Closes the plan, once every action was reviewed and nothing is owed but what goes on afterwards.
pub fn close_plan(terms: &Terms, plan: &Plan, it: ClosePlan) -> Verdict<Vec<PlanEvent>> {
    done_after(terms, "The date of closing", it.on, plan.agreed.map(|it| (it, "the plan was agreed")))?;
    let open: Vec<String> = plan
        .adopted()
        .filter_map(|it| match it.stage() {
            ActionStage::Reviewed | ActionStage::Sustained | ActionStage::NotAdopted => None,
            ActionStage::Completed => Some(format!("action {} is not reviewed", it.number)),
            stage => Some(format!("action {} is {stage}", it.number)),
        })
        .collect();
    if !open.is_empty() {
        let why = format!("This plan is not done: {}.", open.join("; "));
        return Err(Refusal::of_step(
            why,
            "Complete and review every action, or record that it is not adopted.",
        ));
    }
    if let Some(owed) = before_closing(plan, terms.today) {
        let whom = owed.case.map(|it| format!(" (case {it})")).unwrap_or_default();
        let why =
            format!("This plan still owes something by {}: {}{whom}.", long(owed.due), owed.kind.words());
        return Err(Refusal::of_step(why, "Do that first."));
    }
    let latest = plan.adopted().filter_map(|action| action.completion()?.conclusive().map(|it| it.on)).max();
    done_after(terms, "The date of closing", it.on, latest.map(|it| (it, "its last action was reviewed")))?;
    Ok(vec![PlanEvent::Closed(PlanClosing { on: it.on, note: it.note, reopened: None })])
}

/// Opens a closed plan again.
pub fn reopen_plan(terms: &Terms, reason: String) -> Verdict<Vec<PlanEvent>> {
    required("reason", &reason, "Say why the plan is opened again.")?;
    Ok(vec![PlanEvent::Reopened(Reopening { on: terms.today, reason })])
}
