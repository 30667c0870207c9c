//! What happened to a plan, in words: for its timeline and anybody who audits.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::history::{because, came_from, let_out, says, sentence, told};
use crate::domain::commit::Happening;
use crate::domain::office::record::Office;
use crate::domain::plan::event::{Made, PlanEvent};
use crate::domain::plan::record::{
    ActionFact, ActionFacts, CompletedReview, Failing, InvolvementFact, Measure, Offer, PlanFact, PublicWords,
};
use crate::domain::text::count;

/// Says an event in words.
pub fn happening(office: &Office, event: &PlanEvent) -> Happening {
    let (kind, words) = match event {
        PlanEvent::Made(it) => ("Plan", made(office, it)),
        PlanEvent::Amended(facts) => {
            let parts: Vec<String> = facts.iter().map(|it| plan_fact(office, it)).collect();
            ("Put right", sentence(&parts.join("; ")))
        }
        PlanEvent::FailingAdded(it) => ("Failing", failing(it)),
        PlanEvent::ActionAdded { action, facts } => ("Action", added(office, *action, facts)),
        PlanEvent::ActionAmended { action, facts } => {
            let parts: Vec<String> = facts.iter().map(|it| action_fact(office, it)).collect();
            ("Put right", format!("Action {action}: {}", sentence(&parts.join("; "))))
        }
        PlanEvent::ActionAccepted { action, on } => {
            ("Accepted", format!("Action {action} was accepted by its owner on {}.", long(*on)))
        }
        PlanEvent::Agreed { on, actions } => {
            let numbers: Vec<String> = actions.iter().map(ToString::to_string).collect();
            let words = if let [only] = numbers.as_slice() {
                format!("action {only}")
            } else {
                format!("actions {}", numbers.join(", "))
            };
            ("Agreed", format!("Agreed on {}: {words}.", long(*on)))
        }
        PlanEvent::NotAdopted { action: Some(action), what } => (
            "Not adopted",
            format!("Action {action} is not adopted, {}.{}", long(what.on), because(&what.reason)),
        ),
        PlanEvent::NotAdopted { action: None, what } => {
            ("Not adopted", format!("The plan is not adopted, {}.{}", long(what.on), because(&what.reason)))
        }
        PlanEvent::ActionStarted { action, on } => {
            ("Started", format!("Action {action} was begun on {}.", long(*on)))
        }
        PlanEvent::ActionBlocked { action, on, why } => {
            ("Blocked", format!("Action {action} cannot go on since {}.{}", long(*on), because(why)))
        }
        PlanEvent::ActionUnblocked { action, on } => {
            ("Unblocked", format!("Action {action} goes on from {}.", long(*on)))
        }
        PlanEvent::ActionCompleted { action, on, by, evidence } => (
            "Completed",
            format!(
                "Action {action} was done on {}{}.{} It is now owed a review by somebody else.",
                long(*on),
                named(", says", office, by),
                says(evidence)
            ),
        ),
        PlanEvent::ProgressReviewed { action, review: it } => (
            "Progress",
            format!(
                "Action {action} was {} on {}.{}{}",
                it.progress,
                long(it.on),
                says(&it.note),
                next("Looked at again", it.next)
            ),
        ),
        PlanEvent::ActionReviewed { action, review } => ("Reviewed", reviewed(office, *action, review)),
        PlanEvent::ActionReopened { action, reopening: it } => (
            "Reopened",
            format!("Action {action} is open again from {}.{}", long(it.on), because(&it.reason)),
        ),
        PlanEvent::ActionAudited { action, audit: it } => {
            let verdict = if it.passed { "passed" } else { "did not pass" };
            let words = format!(
                "Action {action} {verdict} its audit on {}, by {}.{}{}",
                long(it.on),
                office.person_name(&it.by),
                says(&it.note),
                next("Next audit", it.next)
            );
            ("Audit", words)
        }
        PlanEvent::ReadingRecorded { action, reading: it } => {
            let value = it.value.map(|it| format!(": {it}")).unwrap_or_default();
            let words = format!(
                "Impact of action {action} read on {}{value}.{}{}",
                long(it.on),
                says(&it.note),
                next("Next reading", it.next)
            );
            ("Impact", words)
        }
        PlanEvent::ActionReassigned { action, to } => {
            ("Owner", format!("{} is responsible for action {action}.", office.person_name(to)))
        }
        PlanEvent::DueChanged { action, change: it } => {
            let from = it.from.map(|it| format!(" instead of {}", long(it))).unwrap_or_default();
            let words =
                format!("Action {action} is now due on {}{from}.{}", long(it.to), because(&it.reason));
            ("Date", words)
        }
        PlanEvent::Involved { case, facts } => {
            let whose = case.map(|it| format!("Case {it}: ")).unwrap_or_default();
            let parts: Vec<String> = facts.iter().map(involvement).collect();
            ("Person", format!("{whose}{}", parts.join(" ")))
        }
        PlanEvent::PublicWritten { on, by, words, names_nobody } => {
            ("For the public", written(office, (*on, by), words, names_nobody))
        }
        PlanEvent::PublicApproved(it) => {
            let by = named(" by", office, &it.by);
            let words = format!("What is written for the public was approved on {}{by}.", long(it.on));
            ("For the public", words + &no_names(&it.names_nobody))
        }
        PlanEvent::PublicTakenBack(it) => (
            "For the public",
            format!(
                "What was written for the public was taken back on {}.{}",
                long(it.on),
                because(&it.reason)
            ),
        ),
        PlanEvent::LetOut { of, reason } => ("Restricted", let_out(!of.is_empty(), reason)),
        PlanEvent::Closed(it) => ("Closed", format!("Closed on {}.{}", long(it.on), says(&it.note))),
        PlanEvent::Reopened(it) => {
            ("Reopened", format!("Opened again on {}.{}", long(it.on), because(&it.reason)))
        }
        PlanEvent::Noted { text } => ("Note", text.clone()),
    };
    Happening { kind: kind.to_owned(), words }
}

fn made(office: &Office, it: &Made) -> String {
    let begun = format!(
        "Begun on {}: {} {} is responsible.",
        long(it.on),
        sentence(&it.facts.title),
        office.person_name(&it.owner)
    );
    let failings: Vec<String> = it.failings.iter().map(|it| format!(" {}", failing(it))).collect();
    format!("{begun}{}{}", failings.concat(), came_from(it.source.as_ref()))
}

fn failing(it: &Failing) -> String {
    let from = match (it.case, it.issue) {
        (None, _) => String::new(),
        (Some(case), None) => format!(" ({})", case.in_words()),
        (Some(case), Some(issue)) => format!(" ({}, issue {issue})", case.in_words()),
    };
    let impact = if it.impact.trim().is_empty() {
        String::new()
    } else {
        format!(" Impact: {}", sentence(&it.impact))
    };
    format!("Failing {}{from}: {}{impact}", it.number, sentence(&it.what))
}

fn added(office: &Office, number: u32, it: &ActionFacts) -> String {
    let owner =
        if it.owner.is_empty() { String::new() } else { format!(" {}.", office.person_name(&it.owner)) };
    let answers = it.failing.map(|it| format!(" Answers failing {it}.")).unwrap_or_default();
    format!("Action {number}: {}{owner}{answers}{}", sentence(&it.what), next("Due", it.due))
}

fn reviewed(office: &Office, number: u32, it: &CompletedReview) -> String {
    format!(
        "Action {number} was reviewed on {}{}: {}. Looked at: {}{}{}",
        long(it.on),
        named(" by", office, &it.by),
        it.result,
        sentence(&it.looked_at),
        says(&it.note),
        next("Looked at again", it.again_on)
    )
}

fn written(
    office: &Office,
    (on, by): (NaiveDate, &str),
    it: &PublicWords,
    names_nobody: &[String],
) -> String {
    format!(
        "Written for the public on {}{}. They told us: {} We learnt: {} We changed: {}{} Now somebody else approves it.",
        long(on),
        named(" by", office, by),
        sentence(&it.failing),
        sentence(&it.learning),
        sentence(&it.change),
        no_names(names_nobody)
    )
}

/// Which words are said to name nobody.
fn no_names(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!(" They name nobody: {}.", words.join(", ")) }
}

/// These words and a name, where it is known whose: a record taken over from elsewhere may not say.
fn named(words: &str, office: &Office, login: &str) -> String {
    if login.is_empty() { String::new() } else { format!("{words} {}", office.person_name(login)) }
}

fn next(what: &str, day: Option<NaiveDate>) -> String {
    day.map(|it| format!(" {what} on {}.", long(it))).unwrap_or_default()
}

fn day(it: Option<NaiveDate>) -> String {
    it.map_or_else(|| "not known".to_owned(), long)
}

fn plan_fact(office: &Office, it: &PlanFact) -> String {
    match it {
        PlanFact::Title(it) => format!("title: {it}"),
        PlanFact::Service(it) => format!("service: {}", office.service_name(*it)),
        PlanFact::Theme(it) => format!("theme: {}", office.theme_name(*it)),
        PlanFact::Learning(it) => format!("what was learnt: {it}"),
        PlanFact::DoneLooksLike(it) => format!("what done looks like: {it}"),
        PlanFact::Owner(it) => format!("{} is responsible for the plan", office.person_name(it)),
    }
}

fn action_fact(office: &Office, it: &ActionFact) -> String {
    let number = |it: Option<u32>| it.map_or_else(|| "none".to_owned(), |it| it.to_string());
    match it {
        ActionFact::What(it) => format!("what is done: {it}"),
        ActionFact::Failing(it) => format!("answers failing: {}", number(*it)),
        ActionFact::Impact(it) => format!("impact: {it}"),
        ActionFact::Kind(it) => format!("kind: {}", it.map_or("not recorded", |it| it.word())),
        ActionFact::Owner(it) => format!("{} is responsible", office.person_name(it)),
        ActionFact::Start(it) => format!("begins on {}", day(*it)),
        ActionFact::Due(it) => format!("due on {}", day(*it)),
        ActionFact::Standard(it) => format!("standard: {it}"),
        ActionFact::StandardCheck(it) => format!("how it is made sure: {it}"),
        ActionFact::Involvement(it) => format!("how the person is involved: {it}"),
        ActionFact::ProgressReview(it) => format!("how progress is reviewed: {it}"),
        ActionFact::ProgressReviewOn(it) => format!("progress reviewed on {}", day(*it)),
        ActionFact::CompletedReview(it) => format!("how it is reviewed when completed: {it}"),
        ActionFact::ReviewWithinDays(it) => format!("days until that review: {}", number(*it)),
        ActionFact::ReviewBy(it) => format!("reviewed by {}", day(*it)),
        ActionFact::Audit(it) => format!("how it is audited: {it}"),
        ActionFact::AuditEveryMonths(it) => format!("months between audits: {}", number(*it)),
        ActionFact::NextAudit(it) => format!("audited on {}", day(*it)),
        ActionFact::Measure(it) => {
            format!("measure: {}", it.as_ref().map_or_else(|| "none".to_owned(), measure))
        }
        ActionFact::ImpactReadingOn(it) => format!("impact read on {}", day(*it)),
        ActionFact::Resources(it) => format!("what it needs: {it}"),
    }
}

fn measure(it: &Measure) -> String {
    match it {
        Measure::Counted { baseline_months } => {
            format!("complaints a month, against {} before", count(u64::from(*baseline_months), "month"))
        }
        Measure::Measured { name, unit, baseline, target } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            let from = baseline.map(|it| format!(", was {it}{unit}")).unwrap_or_default();
            let to = target.map(|it| format!(", should be {it}{unit}")).unwrap_or_default();
            format!("{name}{from}{to}")
        }
    }
}

fn involvement(it: &InvolvementFact) -> String {
    match it {
        InvolvementFact::Told(it) => format!("Told of the plan {}.{}", told(it), says(&it.note)),
        InvolvementFact::NotTold(it) if it.is_empty() => "Is told of the plan after all.".to_owned(),
        InvolvementFact::NotTold(it) => format!("Is not told of the plan: {}", sentence(it)),
        InvolvementFact::InformedHow(it) => format!("Wants to be kept informed: {}", sentence(it)),
        InvolvementFact::InformedHowOften(it) => format!("How often: {}", sentence(it)),
        InvolvementFact::NextUpdate(Some(it)) => format!("Next update by {}.", long(*it)),
        InvolvementFact::NextUpdate(None) => "No further update was promised.".to_owned(),
        InvolvementFact::Offered(it) => offered(it),
        InvolvementFact::Answered { part, answer, on } => format!("To {part}: {answer}, {}.", long(*on)),
        InvolvementFact::StoryShared(it) => {
            format!("Lets their story be shared from {}: {}", long(it.on), sentence(&it.scope))
        }
        InvolvementFact::StoryWithdrawn { on } => {
            format!("No longer lets their story be shared, {}.", long(*on))
        }
        InvolvementFact::Satisfied(it) => {
            format!(
                "Satisfied that it will lead to improvements: {}, {}.{}",
                it.satisfied,
                long(it.on),
                says(&it.words)
            )
        }
    }
}

fn offered(it: &Offer) -> String {
    let answer = it.answer.map(|it| format!(" Answer: {it}.")).unwrap_or_default();
    format!("Offered on {}, {}.{}{answer}", long(it.on), it.part, says(&it.what))
}
