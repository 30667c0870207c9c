//! What a plan says to the public: written for it, approved by a second person, and taken back.

use crate::domain::calendar::dates::long;
use crate::domain::case::round::Reopening;
use crate::domain::party::alike::Alike;
use crate::domain::party::naming::{Naming, is_said_of};
use crate::domain::plan::command::{ApproveForPublic, PlanStep, WriteForPublic};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{Plan, PublicApproval};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

/// How long a text for the public may be, in characters: it is one cell of a table.
const MOST: usize = 2_000;

/// Whether what is written for the public can be approved, or taken back.
pub fn may(plan: &Plan, step: PlanStep) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_step(why, instead));
    let Some(last) = plan.wording() else {
        return no("Nothing of this plan is written for the public yet.".to_owned(), "Write it first.");
    };
    if let Some(it) = &last.taken_back {
        let why = format!("What was written for the public was taken back on {}.", long(it.on));
        return no(why, "Write it anew.");
    }
    match &last.approved {
        Some(it) if step == PlanStep::ApproveForPublic => {
            no(format!("What is written for the public was approved on {}.", long(it.on)), "")
        }
        _ => Ok(()),
    }
}

/// Writes it, in place of what was written before: nothing is published until the new words are approved.
pub fn write(terms: &Terms, plan: &Plan, it: WriteForPublic) -> Verdict<Vec<PlanEvent>> {
    let words = it.words();
    required("failing", &words.failing, "Say what people told us went wrong.")?;
    required("learning", &words.learning, "Say what we learnt from it.")?;
    required("change", &words.change, "Say what we changed.")?;
    for (field, text) in words.texts() {
        let letters = text.chars().count();
        if MOST < letters {
            let why = format!("This has {letters} characters, and is one cell of a table.");
            return Err(Refusal::of_field(field, why, format!("Use {MOST} at most.")));
        }
    }
    if plan.wording().is_some_and(|it| it.taken_back.is_none() && it.words == words) {
        return Err(Refusal::of_step("This is what is written for the public already.", ""));
    }
    let (on, by) = (terms.today, terms.actor.to_owned());
    Ok(vec![PlanEvent::PublicWritten { on, by, words, names_nobody: it.names_nobody }])
}

/// Whoever wrote it does not approve it.
pub fn by_a_second_person(plan: &Plan, login: &str) -> Verdict<()> {
    let Some(last) = plan.wording().filter(|it| it.by == login) else { return Ok(()) };
    let why = format!("You wrote this for the public on {}. It needs a second person.", long(last.on));
    Err(Refusal::of_step(why, "Ask somebody else to approve it."))
}

/// Approves it: never who wrote it.
pub fn approve(terms: &Terms, plan: &Plan, it: ApproveForPublic) -> Verdict<Vec<PlanEvent>> {
    by_a_second_person(plan, terms.actor)?;
    if !it.is_anonymous {
        let why = "It is published only if nobody can be told from it, by name or by what is said.";
        return Err(Refusal::of_field("is_anonymous", why, "Write it anew without that."));
    }
    let approval =
        PublicApproval { on: terms.today, by: terms.actor.to_owned(), names_nobody: it.names_nobody };
    Ok(vec![PlanEvent::PublicApproved(approval)])
}

/// Takes it back, and all that was written before.
pub fn take_back(terms: &Terms, reason: String) -> Verdict<Vec<PlanEvent>> {
    required("reason", &reason, "Say why it is taken back.")?;
    Ok(vec![PlanEvent::PublicTakenBack(Reopening { on: terms.today, reason })])
}

/// Refuses words that name somebody the office knows, and asks about those that may, or look like a name: `said` are those of
/// which somebody says that they name nobody.
pub fn names_nobody(naming: &Naming, said: &[String]) -> Verdict<()> {
    let quoted = |words: &[&str]| words.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join(", ");
    if let Some((field, _)) = naming.named.first() {
        let words: Vec<&str> = naming.named.iter().map(|it| it.1.as_str()).collect();
        let why = format!("This names somebody, or a record, that the office knows: {}.", quoted(&words));
        let instead = "Say who they are without it: “a claimant”, “a relative”, “a colleague”.";
        return Err(Refusal::of_field(field, why, instead));
    }
    let is_open = |it: &&str| !said.iter().any(|one| is_said_of(one, it));
    let open: Vec<&str> = naming.doubtful.iter().map(String::as_str).filter(is_open).collect();
    let alike = naming.alike.iter().filter(|it| is_open(&it.words.as_str()));
    let why =
        (!open.is_empty()).then(|| format!("Somebody the office knows may be meant: {}.", quoted(&open)));
    let why: Vec<String> = why.into_iter().chain(alike.clone().map(Alike::question)).collect();
    if why.is_empty() {
        return Ok(());
    }
    let all: Vec<&str> = open.into_iter().chain(alike.map(|it| it.words.as_str())).collect();
    let why = why.join(" ");
    let instead =
        format!("Use other words. If they name nobody, put them under “Not names”: {}", all.join(", "));
    Err(Refusal::of_field("names_nobody", why, instead))
}
