//! What each text of a case is, in words that whoever it is about understands: of which issue, remedy or letter it is.

use crate::domain::case::event::Event;
use crate::domain::differences::PEOPLE;

/// What the texts of a part of a case are called there, where its own field says too little.
const OF_A_PART: &[(&str, &str)] = &[
    ("in words", "what it is"),
    ("note", "what was noted"),
    ("reason", "why"),
    ("to", "to whom"),
    ("about", "what it is about"),
    ("evidence", "what shows it"),
    ("of", "who was asked"),
];

/// The words of the person affected, or of whoever speaks for them: nobody who works here wrote them.
pub const OWN_WORDS: &[&str] =
    &["what happened", "what they want", "their statement", "what they asked", "what it is about"];

/// What a text of an event is, from the name of its field in words: “finding on issue 1: why”.
pub fn called(event: &Event, what: &str) -> String {
    let of_a_person = PEOPLE.iter().any(|it| what.starts_with(it));
    let Some(part) = part(event).filter(|_| !of_a_person && !OWN_WORDS.contains(&what)) else {
        return what.to_owned();
    };
    let (is_letter, is_words) = (matches!(event, Event::LetterSent(_)), what == "note");
    let what = OF_A_PART.iter().find(|it| it.0 == what).map_or(what, |it| it.1);
    format!("{part}: {}", if is_letter && is_words { "what it says" } else { what })
}

/// The part of the case that an event is about; none where the field says enough.
fn part(event: &Event) -> Option<String> {
    let of = |what: &str, number: &u32| format!("{what} {number}");
    let simple = |what: &str| what.to_owned();
    Some(match event {
        Event::IssueAdded(it) | Event::IssueAmended(it) => of("issue", &it.number),
        Event::Found { issue, .. } => of("finding on issue", issue),
        Event::RemedyOffered(it) => of("remedy", &it.number),
        Event::RemedyAnswered { remedy, .. } | Event::RemedyDone { remedy, .. } => of("remedy", remedy),
        Event::PaymentDecided(it) => of("payment", &it.number),
        Event::Paid { payment, .. } => of("payment", payment),
        Event::LetterSent(it) => format!("letter {} ({})", it.number, it.kind.word()),
        Event::CostRecorded(it) => of("cost", &it.number),
        Event::FollowUpSet(it) => of("follow-up", &it.number),
        Event::FollowUpDone { follow_up, .. } => of("follow-up", follow_up),
        Event::PartPutRight { part, .. } => format!("{}, put right", part.name()),
        Event::PartCancelled { part, .. } => format!("{part}, cancelled"),
        Event::Referred(it) => of("referral", &it.number),
        Event::ReferralDecided { referral, .. } => of("decision on referral", referral),
        Event::Recommended { referral, recommendation } => {
            format!("recommendation {} of referral {referral}", recommendation.number)
        }
        Event::RecommendationFollowed { referral, recommendation, .. } => {
            format!("recommendation {recommendation} of referral {referral}")
        }
        Event::MadeComplaint { .. } => simple("taken as a complaint"),
        Event::Acknowledged(_) => simple("acknowledgement"),
        Event::RouteTaken(_) => simple("route"),
        Event::PersonUpdated { .. } => simple("update"),
        Event::ConsentChanged(_) => simple("consent"),
        Event::Extended(_) => simple("later date"),
        Event::Paused(_) => simple("clock stopped"),
        Event::SeniorLetterSent(_) => simple("letter about the delay"),
        Event::Drafted(_) => simple("draft of the answer"),
        Event::Checked(_) => simple("check of the draft"),
        Event::Responded(_) => simple("final response"),
        Event::Closed(_) => simple("closing"),
        Event::Reopened(_) => simple("opened again"),
        Event::MarkedImportant { .. } => simple("marked as important"),
        Event::Restricted(_) | Event::RestrictionLifted { .. } => simple("restriction"),
        Event::SampleChecked(_) => simple("looked at as a sample"),
        Event::Held(_) | Event::HoldReleased { .. } => simple("kept for longer"),
        Event::Corrected { .. } => simple("correction"),
        Event::CorrectionRefused(_) => simple("correction that was refused"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Issue, IssueFinding};
    use crate::domain::vocabulary::WentWrong;

    #[test]
    fn a_reason_says_of_which_issue_it_is_and_what_the_person_said_is_called_so() {
        let day = "2026-11-02".parse().expect("a real date");
        let finding = IssueFinding {
            on: day,
            finding: None,
            went_wrong: WentWrong::Yes,
            reason: "x".to_owned(),
            by: String::new(),
        };
        let found = Event::Found { issue: 2, finding };
        let added = Event::IssueAdded(Issue { number: 1, ..Issue::default() });
        for (event, what, expect) in [
            (&found, "reason", "finding on issue 2: why"),
            (&added, "in words", "issue 1: what it is"),
            (&added, "what happened", "what happened"),
            (&Event::Noted { text: "x".to_owned(), about: None }, "note", "note"),
        ] {
            assert_eq!(called(event, what), expect);
        }
    }
}
