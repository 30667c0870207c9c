//! Taking an action over as it stood elsewhere: a plan of one action, agreed there, so that SMART is not asked.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::decide::guards::in_the_past;
use crate::domain::case::round::Reopening;
use crate::domain::office::record::NOT_RECORDED;
use crate::domain::plan::command::ImportAction;
use crate::domain::plan::decide::guards::{known_service, known_theme};
use crate::domain::plan::decide::planning::{WHAT, real_years};
use crate::domain::plan::event::{Made, PlanEvent};
use crate::domain::plan::record::{ActionFacts, CompletedReview, Failing, PlanFacts};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::text::{cut, one_line};
use crate::domain::vocabulary::ReviewResult;

/// Columns that the title of a plan has at most, when it is made of the action's words.
const TITLE_WIDTH: usize = 80;
/// The number of the only action, and of the failing where there is a case.
const ONLY: u32 = 1;

/// Takes over an action as it stood elsewhere: only its words are needed, and what contradicts itself is refused.
pub fn import_action(terms: &Terms, it: ImportAction) -> Verdict<Vec<PlanEvent>> {
    required("action", &it.what, WHAT)?;
    known_service(terms, it.service)?;
    known_theme(terms, it.theme)?;
    let agreed = agreed_on(terms, &it);
    let recorded = format!("As recorded in {}, line {}", it.source.file, it.source.line);
    let failing = it.case.map(|case| Failing {
        number: ONLY,
        case: Some(case),
        what: NOT_RECORDED.into(),
        ..Failing::default()
    });
    let facts = ActionFacts {
        failing: failing.as_ref().map(|it| it.number),
        owner: it.owner,
        start: it.start,
        due: it.due,
        standard: it.standard,
        ..ActionFacts::default()
    };
    real_years(&facts)?;
    in_order(("start", "it began", it.start), ("due", "It was due", it.due))?;
    let title = cut(&one_line(&it.what), TITLE_WIDTH);
    let mut events = vec![
        PlanEvent::Made(Box::new(Made {
            on: agreed,
            owner: terms.actor.to_owned(),
            facts: PlanFacts { title, service: it.service, theme: it.theme, ..PlanFacts::default() },
            failings: failing.into_iter().collect(),
            source: Some(it.source),
        })),
        PlanEvent::ActionAdded { action: ONLY, facts: Box::new(ActionFacts { what: it.what, ..facts }) },
        PlanEvent::Agreed { on: agreed, actions: vec![ONLY] },
    ];
    if let Some(on) = it.start.filter(|on| *on <= terms.today) {
        events.push(PlanEvent::ActionStarted { action: ONLY, on });
    }
    let Some(completed) = it.completed else {
        let instead = "Enter when it was completed, or leave the review out.";
        return match it.reviewed {
            Some(_) => Err(Refusal::of_field("reviewed", "It was reviewed, but not completed.", instead)),
            None => Ok(events),
        };
    };
    in_the_past(terms, "completed", "The date completed", completed)?;
    in_order(("start", "it began", it.start), ("completed", "It was completed", it.completed))?;
    // Who said so is not on record, so that anybody but its owner may still review it.
    let (by, evidence) = (String::new(), recorded.clone());
    events.push(PlanEvent::ActionCompleted { action: ONLY, on: completed, by, evidence });
    let Some(on) = it.reviewed else { return Ok(events) };
    in_the_past(terms, "reviewed", "The date reviewed", on)?;
    in_order(("completed", "it was completed", it.completed), ("reviewed", "It was reviewed", it.reviewed))?;
    let result = it.result.unwrap_or(ReviewResult::Effective);
    events.push(PlanEvent::ActionReviewed {
        action: ONLY,
        review: CompletedReview {
            on,
            by: String::new(),
            looked_at: recorded.clone(),
            result,
            note: String::new(),
            again_on: None,
        },
    });
    if result == ReviewResult::NotEffective {
        events
            .push(PlanEvent::ActionReopened { action: ONLY, reopening: Reopening { on, reason: recorded } });
    }
    Ok(events)
}

/// When it was agreed, which nobody recorded: when it began, or else by when it was to be done, but never after it was
/// done and never in days to come.
fn agreed_on(terms: &Terms, it: &ImportAction) -> NaiveDate {
    let known = [it.due, it.completed, Some(terms.today)].into_iter().flatten();
    known.chain(it.start).min().unwrap_or(terms.today)
}

type Named<'a> = (&'a str, &'a str, Option<NaiveDate>);

fn in_order((_, first, earlier): Named, (field, then, later): Named) -> Verdict<()> {
    match (earlier, later) {
        (Some(earlier), Some(later)) if later < earlier => {
            let why = format!("{then} ({}) before {first} ({}).", long(later), long(earlier));
            Err(Refusal::of_field(field, why, ""))
        }
        _ => Ok(()),
    }
}
