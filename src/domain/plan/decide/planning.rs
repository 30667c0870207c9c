//! Writing a plan until it is agreed, and changing it afterwards.

use crate::domain::case::decide::guards::{in_the_past, known_person, real_year, to_come};
use crate::domain::plan::command::{
    AdoptNot, AgreePlan, AmendAction, ChangeDue, MakePlan, OnAction, ReassignAction,
};
use crate::domain::plan::decide::guards::{
    action, failing, known_service, known_theme, person_or_team, told_failing,
};
use crate::domain::plan::elements::{DOES_NOT_APPLY, lacking};
use crate::domain::plan::event::{Made, PlanEvent};
use crate::domain::plan::record::{
    Action, ActionFact, ActionFacts, DueChange, Failing, NotAdopted, Plan, PlanFact,
};
use crate::domain::plan::smart::Letter;
use crate::domain::plan::smart::not_yet;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

const TITLE: &str = "Give the plan a title, in one line.";
pub(in crate::domain::plan::decide) const WHAT: &str = "Say what exactly is done.";

/// Begins a plan.
pub fn make_plan(terms: &Terms, it: MakePlan) -> Verdict<Vec<PlanEvent>> {
    required("title", &it.facts.title, TITLE)?;
    known_service(terms, it.facts.service)?;
    known_theme(terms, it.facts.theme)?;
    it.failings.iter().try_for_each(told_failing)?;
    let owner = if it.owner.trim().is_empty() { terms.actor } else { &it.owner };
    let owner = known_person(terms, "owner", owner)?;
    let added = Some(terms.today);
    let failings =
        it.failings.into_iter().zip(1..).map(|(it, number)| Failing { number, added, ..it }).collect();
    let made = Made { on: terms.today, owner, facts: it.facts, failings, source: None };
    Ok(vec![PlanEvent::Made(Box::new(made))])
}

/// Puts facts of the plan right.
pub fn amend_plan(terms: &Terms, facts: Vec<PlanFact>) -> Verdict<Vec<PlanEvent>> {
    let mut decided = Vec::new();
    for fact in facts {
        decided.push(match fact {
            PlanFact::Owner(words) => PlanFact::Owner(known_person(terms, "owner", &words)?),
            fact => {
                match &fact {
                    PlanFact::Title(it) => required("title", it, TITLE)?,
                    PlanFact::Service(it) => known_service(terms, *it)?,
                    PlanFact::Theme(it) => known_theme(terms, *it)?,
                    _ => {}
                }
                fact
            }
        });
    }
    if decided.is_empty() {
        return Err(Refusal::of_step("Nothing was changed.", ""));
    }
    Ok(vec![PlanEvent::Amended(decided)])
}

/// Adds something that went wrong.
pub fn add_failing(terms: &Terms, plan: &Plan, it: Failing) -> Verdict<Vec<PlanEvent>> {
    told_failing(&it)?;
    let number = plan.failings.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![PlanEvent::FailingAdded(Failing { number, added: Some(terms.today), ..it })])
}

/// Adds an action. Only its words are needed: the rest may be written until it is agreed.
pub fn add_action(terms: &Terms, plan: &Plan, it: ActionFacts) -> Verdict<Vec<PlanEvent>> {
    required("what", &it.what, WHAT)?;
    if let Some(number) = it.failing {
        failing(plan, number)?;
    }
    real_years(&it)?;
    let owner = person_or_team(terms, "owner", &it.owner)?;
    let number = plan.actions.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![PlanEvent::ActionAdded { action: number, facts: Box::new(ActionFacts { owner, ..it }) }])
}

/// Puts facts of an action right. What was agreed stays SMART.
pub fn amend_action(terms: &Terms, plan: &Plan, it: AmendAction) -> Verdict<Vec<PlanEvent>> {
    let before = action(plan, it.action)?;
    let mut after = before.clone();
    let mut decided = Vec::new();
    for fact in it.facts {
        let fact = match fact {
            ActionFact::Owner(_) if before.agreed.is_some() => {
                return Err(Refusal::of_field("owner", "This action was agreed.", "Reassign it."));
            }
            ActionFact::Due(_) if before.agreed.is_some() => {
                let instead = "Change its date, with the reason.";
                return Err(Refusal::of_field("due", "The date of this action was agreed.", instead));
            }
            ActionFact::Owner(words) => ActionFact::Owner(person_or_team(terms, "owner", &words)?),
            fact => fact,
        };
        match &fact {
            ActionFact::What(it) => required("what", it, WHAT)?,
            ActionFact::Failing(Some(number)) => {
                failing(plan, *number)?;
            }
            _ => {}
        }
        after.facts.put_right(fact.clone());
        decided.push(fact);
    }
    if decided.is_empty() {
        return Err(Refusal::of_step("Nothing was changed.", ""));
    }
    real_years(&after.facts)?;
    if before.agreed.is_some() {
        stays_whole(plan, before, &after)?;
    }
    Ok(vec![PlanEvent::ActionAmended { action: it.action, facts: decided }])
}

fn stays_whole(plan: &Plan, before: &Action, after: &Action) -> Verdict<()> {
    for letter in Letter::ALL {
        if let Some(instead) =
            letter.to_write(plan, after).filter(|_| letter.to_write(plan, before).is_none())
        {
            let why = format!("This action was agreed; with this change it would not be {}.", letter.word());
            return Err(Refusal::of_step(why, instead));
        }
    }
    has_every_element(plan, after, "This action was agreed; with this change it lacks")
}

/// Every element that the guide asks for stands in an action that is agreed, or why it does not apply.
fn has_every_element(plan: &Plan, action: &Action, begins: &str) -> Verdict<()> {
    let lacking: Vec<&str> = lacking(plan, action).iter().map(|it| it.lacking).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let instead = format!("Write it down, or “{DOES_NOT_APPLY}: ” and why.");
    Err(Refusal::of_step(format!("{begins} what the guide asks for: {}.", lacking.join(", ")), instead))
}

/// Dates of an action lie in years that complaint work can have.
pub fn real_years(it: &ActionFacts) -> Verdict<()> {
    let dates = [
        ("start", "The date it begins", it.start),
        ("due", "The date it will be completed", it.due),
        ("progress_review_on", "The date of the progress review", it.progress_review_on),
        ("review_by", "The date of the review", it.review_by),
        ("next_audit", "The date of the audit", it.next_audit),
        ("impact_reading_on", "The date of the reading", it.impact_reading_on),
    ];
    dates.into_iter().try_for_each(|(field, what, on)| on.map_or(Ok(()), |on| real_year(field, what, on)))
}

/// Records that the owner of an action accepts it.
pub fn accept_action(terms: &Terms, plan: &Plan, it: &OnAction) -> Verdict<Vec<PlanEvent>> {
    let accepted = action(plan, it.action)?;
    required("owner", &accepted.facts.owner, "Enter the person or team responsible for it first.")?;
    in_the_past(terms, "on", "The date it was accepted", it.on)?;
    Ok(vec![PlanEvent::ActionAccepted { action: it.action, on: it.on }])
}

/// Agrees to what is proposed: every failing has an action, and every action is SMART.
pub fn agree_plan(terms: &Terms, plan: &Plan, it: &AgreePlan) -> Verdict<Vec<PlanEvent>> {
    in_the_past(terms, "on", "The date it was agreed", it.on)?;
    let proposed: Vec<&Action> = plan.adopted().filter(|it| it.agreed.is_none()).collect();
    let vague: Vec<(u32, Vec<Letter>)> = proposed
        .iter()
        .map(|action| {
            let letters = Letter::ALL.into_iter().filter(|it| it.to_write(plan, action).is_some()).collect();
            (action.number, letters)
        })
        .filter(|(_, letters): &(u32, Vec<Letter>)| !letters.is_empty())
        .collect();
    if let Some((first, letters)) = vague.first() {
        let named: Vec<String> = vague.iter().map(|(number, letters)| named(*number, letters)).collect();
        let to_write: Vec<&str> = plan
            .action(*first)
            .map(|action| letters.iter().filter_map(|it| it.to_write(plan, action)).collect())
            .unwrap_or_default();
        let why = format!("Not every action is SMART yet: {}.", named.join("; "));
        return Err(Refusal::of_step(why, format!("For action {first}: {}", to_write.join(" "))));
    }
    for action in &proposed {
        has_every_element(plan, action, &format!("Action {} lacks", action.number))?;
    }
    let answered = |number: u32| plan.actions.iter().any(|it| it.facts.failing == Some(number));
    if let Some(bare) = plan.failings.iter().find(|it| !answered(it.number)) {
        let why = format!("Failing {} has no action: {}.", bare.number, bare.what.trim_end_matches('.'));
        return Err(Refusal::of_step(why, "Add an action that answers it."));
    }
    Ok(vec![PlanEvent::Agreed { on: it.on, actions: proposed.iter().map(|it| it.number).collect() }])
}

fn named(number: u32, letters: &[Letter]) -> String {
    let letters: String = letters.iter().map(|it| it.letter()).collect();
    format!("action {number} is {}", not_yet(&letters))
}

/// Records that the plan, or one of its actions, is not adopted. What was done cannot be turned down any more.
pub fn adopt_not(terms: &Terms, plan: &Plan, it: AdoptNot) -> Verdict<Vec<PlanEvent>> {
    if let Some(number) = it.action {
        action(plan, number)?;
    } else if let Some(done) = plan.adopted().find(|it| it.completion().is_some()) {
        let why = format!("Action {} of this plan was completed.", done.number);
        return Err(Refusal::of_step(
            why,
            "Turn down the other actions, review this one and close the plan.",
        ));
    }
    required("reason", &it.reason, "Say why it is not adopted.")?;
    let what = NotAdopted { on: terms.today, reason: it.reason };
    Ok(vec![PlanEvent::NotAdopted { action: it.action, what }])
}

/// Says who is responsible for an action; whoever that is has yet to accept it.
pub fn reassign_action(terms: &Terms, plan: &Plan, it: &ReassignAction) -> Verdict<Vec<PlanEvent>> {
    let before = action(plan, it.action)?;
    required("to", &it.to, "Enter the person or team responsible for it.")?;
    let to = person_or_team(terms, "to", &it.to)?;
    if to == before.facts.owner {
        let why = format!("{} is responsible for it already.", terms.office.person_name(&to));
        return Err(Refusal::of_field("to", why, ""));
    }
    Ok(vec![PlanEvent::ActionReassigned { action: it.action, to }])
}

/// Gives an action another date. The one before is kept, with the reason.
pub fn change_due(terms: &Terms, plan: &Plan, it: ChangeDue) -> Verdict<Vec<PlanEvent>> {
    let before = action(plan, it.action)?;
    to_come(terms, "due", "The new date", it.due)?;
    required("reason", &it.reason, "Say why the date changes.")?;
    if before.facts.due == Some(it.due) {
        return Err(Refusal::of_field("due", "That is its date already.", ""));
    }
    if before.facts.start.is_some_and(|start| it.due < start) {
        return Err(Refusal::of_field("due", "The action would be completed before it begins.", ""));
    }
    let change = DueChange { on: terms.today, from: before.facts.due, to: it.due, reason: it.reason };
    Ok(vec![PlanEvent::DueChanged { action: it.action, change }])
}
