//! A case told again as its person may have it: what was decided to be left out gives way wherever it stands, and whoever works
//! here is told by what they do.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::case::record::Case;
use crate::domain::differences::{Standing, standing_in, told_again};
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::subject_access::HeldText;

/// What stands where a text was that is left out whole.
pub const LEFT_OUT: &str = "[withheld]";
/// Whoever works here and has no role.
const SOMEBODY: &str = "a colleague";

/// The case as its person may have it, by what was decided of its texts. What nobody decided on is left out: words that can
/// only be of a list, days and numbers stay.
pub fn persons_copy(office: &Office, today: NaiveDate, case: &Case, texts: &[HeldText]) -> Case {
    let mut decided: HashMap<&str, Option<String>> = HashMap::new();
    for it in texts {
        let goes = if it.question.is_some() { None } else { it.redacted() };
        // Where the same words were decided on twice, the less goes.
        let there = decided.entry(it.text.as_str()).or_insert_with(|| goes.clone());
        if goes.as_ref().is_none_or(|it| there.as_ref().is_some_and(|there| it.len() < there.len())) {
            *there = goes;
        }
    }
    let mut copy = case.clone();
    // What papers are called stands among the texts, as one text each.
    copy.papers.clear();
    let says_of_colleagues = |it: &&HeldText| it.what == "complained of";
    if texts.iter().filter(says_of_colleagues).any(|it| it.proposal.is_some()) {
        copy.facts.colleagues.clear();
    }
    let colleagues = copy.facts.colleagues.clone();
    let value = serde_json::to_value(&copy).unwrap_or(Value::Null);
    let again = |it: Standing| {
        let goes = match decided.get(it.text.as_str()) {
            Some(goes) => goes.clone().unwrap_or_else(|| LEFT_OUT.to_owned()),
            None if colleagues.contains(&it.text) => office.person_name(&it.text).to_owned(),
            None => role_of(office, today, &it.text)
                .or_else(|| office.late_reasons.find(&it.text).map(|_| it.text.clone()))
                .unwrap_or_else(|| LEFT_OUT.to_owned()),
        };
        (goes != it.text).then_some((it, goes))
    };
    let changes: Vec<(Standing, String)> = standing_in(&value).into_iter().filter_map(again).collect();
    told_again(&copy, &changes)
}

/// What somebody who works here does, from their name or sign-in name: “a complaints manager”. None for anybody else.
fn role_of(office: &Office, today: NaiveDate, text: &str) -> Option<String> {
    let is_they = |it: &&Person| it.login == text || it.name == text;
    let person = office.people.iter().find(is_they)?;
    let role = person.roles_on(today).first().map(|it| it.word());
    Some(role.map_or(SOMEBODY.to_owned(), |it| {
        let article = if it.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {it}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, Issue};
    use crate::domain::people::{Holding, Person};
    use crate::domain::reference::CaseRef;
    use crate::domain::subject_access::Proposal;
    use crate::domain::vocabulary::Role;

    fn text(words: &str, proposal: Option<Proposal>) -> HeldText {
        let (what, text) = ("text".to_owned(), words.to_owned());
        let at = chrono::DateTime::UNIX_EPOCH;
        HeldText { change: 1, at, what, text, proposal, question: None, paper: None }
    }

    #[test]
    fn what_is_left_out_and_what_nobody_decided_on_gives_way_and_colleagues_are_told_by_their_role() {
        let day: NaiveDate = "2026-11-02".parse().expect("a real date");
        let mut office = Office::default();
        let roles = vec![Holding { role: Role::Manager, from: day, until: None }];
        office.people = vec![Person {
            login: "kp".to_owned(),
            name: "K Patel".to_owned(),
            roles,
            from: day,
            until: None,
            team: None,
        }];
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(day));
        case.owner = Some("kp".to_owned());
        case.facts.story = "Told Mr Webb".to_owned();
        case.facts.wants = "A door".to_owned();
        case.facts.subject = "The door".to_owned();
        case.issues = vec![Issue { number: 1, what: "The door".to_owned(), ..Issue::default() }];
        let texts = [text("Told Mr Webb", Some(Proposal::of_everything("his"))), text("The door", None)];
        let copy = persons_copy(&office, day, &case, &texts);
        assert_eq!(copy.owner.as_deref(), Some("a complaints manager"));
        assert_eq!((copy.facts.story.as_str(), copy.facts.wants.as_str()), (LEFT_OUT, LEFT_OUT));
        assert_eq!((copy.issues[0].what.as_str(), copy.facts.received), ("The door", day));
    }
}
