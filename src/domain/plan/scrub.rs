//! A plan told again without the people whose cases are anonymised. The learning stays, and that it came from those cases.
//!
//! What the plan notes of such a person's part loses its words. Anywhere else their names give way, wherever and however
//! they are spelt; where a word may be another's, a person must look.

use serde_json::Value;

use crate::domain::case::round::Told;
use crate::domain::differences::texts_of;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::personal::{GONE, gone};
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{InvolvementFact, Offer, Satisfaction, StoryConsent};
use crate::domain::reference::CaseRef;

/// The fields that name people who work here: they stay.
const STAFF: &[&str] = &["owner", "by", "to"];

/// How sure a word must be for it to go. The plan learns from their case, so a part of their name means them.
const SURE: Extent = Extent::Part;

/// The events without the people of these cases, who are known by these names.
pub fn scrub(events: &[PlanEvent], cases: &[CaseRef], names: &Sought) -> Vec<PlanEvent> {
    let without_their_part = events.iter().map(|it| match it {
        PlanEvent::Involved { case: Some(case), facts } if cases.contains(case) => {
            PlanEvent::Involved { case: Some(*case), facts: facts.iter().map(part).collect() }
        }
        other => other.clone(),
    });
    without_their_part.map(|it| out_of_event(names, it)).collect()
}

/// One fact of a person's part, without its words.
fn part(fact: &InvolvementFact) -> InvolvementFact {
    match fact {
        InvolvementFact::Told(it) => InvolvementFact::Told(Told { note: gone(&it.note), ..it.clone() }),
        InvolvementFact::InformedHow(it) => InvolvementFact::InformedHow(gone(it)),
        InvolvementFact::InformedHowOften(it) => InvolvementFact::InformedHowOften(gone(it)),
        InvolvementFact::Offered(it) => {
            InvolvementFact::Offered(Offer { what: gone(&it.what), ..it.clone() })
        }
        InvolvementFact::StoryShared(it) => {
            InvolvementFact::StoryShared(StoryConsent { scope: gone(&it.scope), ..it.clone() })
        }
        InvolvementFact::Satisfied(it) => {
            InvolvementFact::Satisfied(Satisfaction { words: gone(&it.words), ..it.clone() })
        }
        InvolvementFact::NextUpdate(_)
        | InvolvementFact::Answered { .. }
        | InvolvementFact::StoryWithdrawn { .. } => fact.clone(),
    }
}

/// The texts of a plan in which a word may mean them and may not: they stay, and a person must look.
pub fn doubts(events: &[PlanEvent], names: &Sought) -> Vec<(String, String)> {
    let is_doubtful = |(what, text): &(String, String)| {
        !STAFF.contains(&what.as_str()) && names.mentions(text).iter().any(|it| it.extent < SURE)
    };
    let texts = events.iter().flat_map(texts_of);
    let mut found: Vec<(String, String)> = texts.filter(is_doubtful).collect();
    found.dedup();
    found
}

fn out_of_event(names: &Sought, event: PlanEvent) -> PlanEvent {
    if names.is_nobody() {
        return event;
    }
    let Ok(mut value) = serde_json::to_value(&event) else { return event };
    out_of_value(names, &mut value);
    // Only words of closed lists could be hit by mistake; then the event stays as it was rather than be lost.
    serde_json::from_value(value).unwrap_or(event)
}

fn out_of_value(names: &Sought, value: &mut Value) {
    match value {
        Value::String(text) => *text = names.out_of(text, SURE, GONE),
        Value::Array(items) => items.iter_mut().for_each(|it| out_of_value(names, it)),
        Value::Object(parts) => {
            let not_staff =
                parts.iter_mut().filter(|(key, it)| !(STAFF.contains(&key.as_str()) && it.is_string()));
            not_staff.for_each(|it| out_of_value(names, it.1));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;
    use crate::domain::plan::event::Made;
    use crate::domain::plan::record::{Failing, PlanFacts, PublicWords};

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2026, number }
    }

    #[test]
    fn a_plan_keeps_its_learning_and_its_links_and_loses_the_person() {
        let made = PlanEvent::Made(Box::new(Made {
            on: "2026-01-05".parse().expect("a real date"),
            owner: "okafor".into(),
            facts: PlanFacts { title: "What Okafor taught us".into(), ..PlanFacts::default() },
            failings: vec![Failing {
                number: 1,
                case: Some(case(1)),
                what: "Late".into(),
                ..Failing::default()
            }],
            source: None,
        }));
        let written = PlanEvent::PublicWritten {
            on: "2026-02-05".parse().expect("a real date"),
            by: "okafor".into(),
            words: PublicWords { failing: "OKAFOR waited".into(), ..PublicWords::default() },
            names_nobody: vec!["Okafor".into(), "rose".into()],
        };
        let told = |number| PlanEvent::Involved {
            case: Some(case(number)),
            facts: vec![InvolvementFact::InformedHow("by her son".into())],
        };
        let names = Sought::of(&[KnownAs { names: vec!["Okafor".into()], ..KnownAs::default() }]);
        let kept = scrub(&[made, told(1), told(2), written], &[case(1)], &names);
        let text = serde_json::to_string(&kept).expect("plain data");
        assert!(text.contains("What [erased] taught us") && !text.contains("Okafor"), "{text}");
        assert!(text.contains("[erased] waited") && text.contains("[\"[erased]\",\"rose\"]"), "{text}");
        assert!(text.contains("\"by\":\"okafor\""), "{text}");
        assert!(text.contains("\"owner\":\"okafor\"") && text.contains("\"what\":\"Late\""), "{text}");
        assert!(text.contains("26-0001") && text.matches("by her son").count() == 1, "{text}");
    }
}
