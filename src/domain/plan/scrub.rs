//! A plan told again without the people whose cases are anonymised. The learning stays, and that it came from those cases.
//!
//! What the plan notes of such a person's part loses its words. Anywhere else their names give way, wherever they stand.

use serde_json::Value;

use crate::domain::case::round::Told;
use crate::domain::case::scrub::GONE;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::{InvolvementFact, Offer, Satisfaction, StoryConsent};
use crate::domain::reference::CaseRef;

/// Words before a name that are no name themselves.
const TITLES: &[&str] =
    &["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Sir", "Dame", "Lord", "Lady", "Rev"];

/// The fields that name people who work here: they stay.
const STAFF: &[&str] = &["owner", "by", "to"];

/// The events without the people of these cases, who are known by these names.
pub fn scrub(events: &[PlanEvent], cases: &[CaseRef], names: &Names) -> Vec<PlanEvent> {
    let without_their_part = events.iter().map(|it| match it {
        PlanEvent::Involved { case: Some(case), facts } if cases.contains(case) => {
            PlanEvent::Involved { case: Some(*case), facts: facts.iter().map(part).collect() }
        }
        other => other.clone(),
    });
    without_their_part.map(|it| names.out_of_event(it)).collect()
}

/// One fact of a person's part, without its words.
fn part(fact: &InvolvementFact) -> InvolvementFact {
    let gone = |text: &str| if text.is_empty() { String::new() } else { GONE.to_owned() };
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

/// The names of people that are to be taken out of texts.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In full, and then each part that is a name by itself; the longest first.
    parts: Vec<String>,
}

impl Names {
    /// From people as they were entered, and from contacts and references, which go only as they are.
    ///
    /// A part of a name counts by itself where it is written with a capital letter and is no title: “Mrs Amara Okafor” goes
    /// as it is, and so do “Amara” and “Okafor”. A contact may follow a name: it begins at a comma or a digit.
    pub fn new(people: &[String], others: &[String]) -> Self {
        let mut parts: Vec<String> = people.iter().chain(others).map(|it| it.trim().to_owned()).collect();
        for entered in people {
            let end =
                entered.find(|it: char| it.is_ascii_digit() || ",;(@<".contains(it)).unwrap_or(entered.len());
            // What stands before an @ is the beginning of an address.
            let name = if entered[end..].starts_with('@') {
                entered[..end].rsplit_once(' ').map_or("", |it| it.0)
            } else {
                &entered[..end]
            };
            parts.push(name.trim().to_owned());
            let words = name.split(|it: char| !(it.is_alphanumeric() || matches!(it, '-' | '\'' | '’')));
            parts.extend(
                words
                    .filter(|it| it.starts_with(char::is_uppercase) && !TITLES.contains(it))
                    .map(str::to_owned),
            );
        }
        parts.retain(|it| it.chars().count() > 2 && it != GONE);
        parts.sort_by_key(|it| (std::cmp::Reverse(it.len()), it.clone()));
        parts.dedup();
        Self { parts }
    }

    /// A text in which every name has given way.
    pub fn out_of(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in &self.parts {
            if text.contains(name.as_str()) {
                text = without(&text, name);
            }
        }
        text
    }

    fn out_of_event(&self, event: PlanEvent) -> PlanEvent {
        if self.parts.is_empty() {
            return event;
        }
        let Ok(mut value) = serde_json::to_value(&event) else { return event };
        self.out_of_value(&mut value);
        // Only words of closed lists could be hit by mistake; then the event stays as it was rather than be lost.
        serde_json::from_value(value).unwrap_or(event)
    }

    fn out_of_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.out_of(text),
            Value::Array(items) => items.iter_mut().for_each(|it| self.out_of_value(it)),
            Value::Object(parts) => {
                for (_, it) in
                    parts.iter_mut().filter(|(key, it)| !(STAFF.contains(&key.as_str()) && it.is_string()))
                {
                    self.out_of_value(it);
                }
            }
            _ => {}
        }
    }
}

/// A text without a name, where it stands as a word of its own.
fn without(text: &str, name: &str) -> String {
    let is_letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let begins = !is_letter(before.chars().next_back().or(out.chars().next_back()));
        out.push_str(before);
        out.push_str(if begins && !is_letter(after.chars().next()) { GONE } else { name });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::event::Made;
    use crate::domain::plan::record::{Failing, PlanFacts};

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2026, number }
    }

    #[test]
    fn names_give_way_whole_and_in_part_but_not_inside_other_words() {
        let names = Names::new(
            &["Mrs Amara Rose Okafor".into(), "AB".into(), "Tom Webb, 12 High Street".into()],
            &["amara@example.org".into(), "4 Leeds Road".into()],
        );
        for (text, expect) in [
            ("Mrs Amara Rose Okafor rang.", "[erased] rang."),
            ("Told Okafor, then Amara’s son.", "Told [erased], then [erased]’s son."),
            ("Write to amara@example.org; Mrs Jones agrees.", "Write to [erased]; Mrs Jones agrees."),
            ("A rose. Rosemary. Okaforian. AB.", "A rose. Rosemary. Okaforian. AB."),
            ("Webb of High Street, Leeds; 4 Leeds Road.", "[erased] of High Street, Leeds; [erased]."),
        ] {
            assert_eq!(names.out_of(text), expect);
        }
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
        let told = |number| PlanEvent::Involved {
            case: Some(case(number)),
            facts: vec![InvolvementFact::InformedHow("by her son".into())],
        };
        let names = Names::new(&["Okafor".into()], &[]);
        let kept = scrub(&[made, told(1), told(2)], &[case(1)], &names);
        let text = serde_json::to_string(&kept).expect("plain data");
        assert!(text.contains("What [erased] taught us") && !text.contains("Okafor"), "{text}");
        assert!(text.contains("\"owner\":\"okafor\"") && text.contains("\"what\":\"Late\""), "{text}");
        assert!(text.contains("26-0001") && text.matches("by her son").count() == 1, "{text}");
    }
}
