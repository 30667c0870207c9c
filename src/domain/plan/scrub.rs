//! A plan told again without what it notes of the part of people whose cases are anonymised. The learning stays, and that it
//! came from those cases; their names elsewhere in it are looked for as in every other record.

use crate::domain::case::round::Told;
use crate::domain::party::personal::gone;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{InvolvementFact, Offer, Satisfaction, StoryConsent};
use crate::domain::reference::CaseRef;

/// The events without the words about the part of the people of these cases.
pub fn scrub(events: &[PlanEvent], cases: &[CaseRef]) -> Vec<PlanEvent> {
    let without_their_part = events.iter().map(|it| match it {
        PlanEvent::Involved { case: Some(case), facts } if cases.contains(case) => {
            PlanEvent::Involved { case: Some(*case), facts: facts.iter().map(part).collect() }
        }
        other => other.clone(),
    });
    without_their_part.collect()
}

/// One fact of a person's part, without its words.
fn part(fact: &InvolvementFact) -> InvolvementFact {
    match fact {
        InvolvementFact::Told(it) => InvolvementFact::Told(Told { note: gone(&it.note), ..it.clone() }),
        InvolvementFact::InformedHow(it) => InvolvementFact::InformedHow(gone(it)),
        InvolvementFact::NotTold(it) => InvolvementFact::NotTold(gone(it)),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2026, number }
    }

    #[test]
    fn what_is_noted_of_their_part_loses_its_words_and_keeps_its_link() {
        let told = |number| PlanEvent::Involved {
            case: Some(case(number)),
            facts: vec![InvolvementFact::InformedHow("by her son".into())],
        };
        let text = serde_json::to_string(&scrub(&[told(1), told(2)], &[case(1)])).expect("plain data");
        assert!(text.contains("26-0001") && text.contains("[erased]"), "{text}");
        assert_eq!(text.matches("by her son").count(), 1, "{text}");
    }
}
