//! A person's request for what is held about them: what to look for, and what to leave out and why (domain reference 8.3).
//!
//! What to leave out is only ever proposed. Finding names goes by what the office knows (the people of its cases, and
//! titles such as “Mrs”), so a proposal is where a reader begins, never where one ends.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::reference::RecordRef;
use crate::domain::text::plain_letters;
use crate::domain::vocabulary::DataOf;

/// What stands where somebody else's name was.
pub const WITHHELD: &str = "[name withheld]";

/// Words after which a name follows.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof"];
/// Words that tell of legal advice, which may be privileged.
const LEGAL: &[&str] = &["solicitor", "solicitors", "counsel", "barrister", "privileged", "legal advice"];
/// Words that tell of a colleague's own affairs.
const PRIVATE: &[&str] =
    &["sick leave", "sickness absence", "disciplinary", "grievance", "occupational health"];
/// How many words a name has at most.
const LONGEST_NAME: usize = 4;

/// Somebody, by the words that may stand for them: a name, a contact, a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Each of them, as words without capitals and marks.
    known_as: Vec<Vec<String>>,
}

impl Person {
    /// Somebody known by any of these; those without a word are passed over.
    pub fn known_as<'a>(all: impl Iterator<Item = &'a str>) -> Self {
        let words = all.map(|it| tokens(it).into_iter().map(|it| it.1).collect());
        Self { known_as: words.filter(|it: &Vec<String>| !it.is_empty()).collect() }
    }

    /// Whether there is anything to look for.
    pub fn is_nobody(&self) -> bool {
        self.known_as.is_empty()
    }

    /// Whether a text names them: the words one after the other, whole, whatever their capitals and marks.
    pub fn is_named_in(&self, text: &str) -> bool {
        let words = tokens(text);
        self.known_as
            .iter()
            .any(|known| words.windows(known.len()).any(|it| it.iter().map(|it| &it.1).eq(known)))
    }
}

/// The words of a text: where each is, and itself without capitals and marks.
fn tokens(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut begun = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        // A mark may follow its letter as a character of its own.
        let belongs =
            letter.is_alphanumeric() || (begun.is_some() && plain_letters(&letter.to_string()).is_empty());
        match (belongs, begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                found.push((from..at, plain_letters(&text[from..at])));
                begun = None;
            }
            _ => {}
        }
    }
    found
}

/// Everything that is held on one record about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRecord {
    /// The record.
    pub on: RecordRef,
    /// Whether it is the person's own case: then every text of it is here, and otherwise those that name them.
    pub is_theirs: bool,
    /// Whether only named people may see it.
    pub is_restricted: bool,
    /// The texts, oldest first.
    pub texts: Vec<HeldText>,
}

/// A text in which something is held about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldText {
    /// Number of the journal's entry.
    pub entry: u64,
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// What it is: “complainant”, “text”.
    pub what: String,
    /// What it says.
    pub text: String,
    /// What to leave out of it; none if nothing.
    pub proposal: Option<Proposal>,
}

/// What to leave out of a text, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is left out.
    pub leave_out: LeaveOut,
    /// Why: a few words for the log.
    pub why: String,
}

/// What is left out of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaveOut {
    /// All of it.
    Everything,
    /// The names at these places, in bytes, first to last.
    Names(Vec<Range<usize>>),
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.leave_out == LeaveOut::Everything { "withhold" } else { "redact" };
        write!(f, "{what}: {}", self.why)
    }
}

impl HeldText {
    /// What the person is given of it if the proposal is taken; none if it is withheld whole.
    pub fn redacted(&self) -> Option<String> {
        match self.proposal.as_ref().map(|it| &it.leave_out) {
            None => Some(self.text.clone()),
            Some(LeaveOut::Everything) => None,
            Some(LeaveOut::Names(places)) => {
                let mut text = self.text.clone();
                places.iter().rev().for_each(|it| text.replace_range(it.clone(), WITHHELD));
                Some(text)
            }
        }
    }
}

/// Names of people that the office knows, for telling other people's names in a text.
#[derive(Clone, Debug, Default)]
pub struct KnownNames(HashSet<Vec<String>>);

impl KnownNames {
    /// Adds a name as it was entered. One word alone is passed over: it may be any word.
    pub fn add(&mut self, name: &str) {
        let words: Vec<String> = tokens(name).into_iter().map(|it| it.1).filter(|it| !is_title(it)).collect();
        if (2..=LONGEST_NAME).contains(&words.len()) {
            self.0.insert(words);
        }
    }

    /// Where other people's names stand in a text.
    fn others(&self, person: &Person, text: &str) -> Vec<Range<usize>> {
        let words = tokens(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let known = (2..=LONGEST_NAME.min(words.len() - at)).rev().find(|count| {
                let name: Vec<String> = words[at..at + count].iter().map(|it| it.1.clone()).collect();
                self.0.contains(&name)
            });
            let titled = is_title(&words[at].1)
                && words.get(at + 1).is_some_and(|it| begins_large(&text[it.0.clone()]));
            let count = known.or(titled.then_some(2)).unwrap_or(0);
            if count > 0 {
                let place = words[at].0.start..words[at + count - 1].0.end;
                let is_theirs = person.is_named_in(&text[place.clone()])
                    || person.known_as.iter().any(|known| known.contains(&words[at + count - 1].1));
                if !is_theirs {
                    found.push(place);
                }
            }
            at += count.max(1);
        }
        found
    }
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

fn begins_large(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// What to leave out of a text, if anything.
pub fn propose(
    person: &Person,
    names: &KnownNames,
    is_restricted: bool,
    what: &str,
    about: Option<DataOf>,
    text: &str,
) -> Option<Proposal> {
    let everything = |why: &str| Some(Proposal { leave_out: LeaveOut::Everything, why: why.to_owned() });
    let words: Vec<String> = tokens(text).into_iter().map(|it| it.1).collect();
    let spoken = format!(" {} ", words.join(" "));
    let says = |all: &[&str]| all.iter().any(|it| spoken.contains(&format!(" {it} ")));
    match about {
        Some(DataOf::LegalAdvice) => return everything("legal advice, which may be privileged"),
        Some(DataOf::Colleague) => return everything("a colleague’s data"),
        Some(DataOf::ThirdParty) => return everything("somebody else’s data"),
        Some(DataOf::Organisation) => return everything("about the organisation: nobody’s personal data"),
        Some(DataOf::Representative) if !person.is_named_in(text) => {
            return everything("the data of whoever speaks for them");
        }
        _ => {}
    }
    if is_restricted {
        return everything("the case is restricted: somebody it is restricted to must look at it first");
    }
    let is_somebody = matches!(what, "complainant" | "contact" | "representative");
    if what == "representative" && !person.is_named_in(text) {
        return everything("the data of whoever speaks for them");
    }
    if is_somebody {
        return None;
    }
    if says(LEGAL) {
        return everything("may be legal advice, which may be privileged");
    }
    if says(PRIVATE) {
        return everything("may be a colleague’s private affairs");
    }
    let others = names.others(person, text);
    let why = "other people’s names".to_owned();
    (!others.is_empty()).then_some(Proposal { leave_out: LeaveOut::Names(others), why })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn okafor() -> Person {
        Person::known_as(["Amara Okafor", "amara@example.org"].into_iter())
    }

    fn proposed(about: Option<DataOf>, text: &str) -> String {
        let mut names = KnownNames::default();
        ["Siân Rees", "Mrs Amara Okafor", "Prince"].iter().for_each(|it| names.add(it));
        let proposal = propose(&okafor(), &names, false, "text", about, text);
        let held = HeldText {
            entry: 1,
            at: DateTime::UNIX_EPOCH,
            what: "text".into(),
            text: text.into(),
            proposal: proposal.clone(),
        };
        let left = held.redacted().unwrap_or_default();
        proposal.map_or(left.clone(), |it| format!("{it} | {left}"))
    }

    #[test]
    fn a_person_is_found_by_whole_words_whatever_their_capitals_and_marks() {
        for (text, expect) in [
            ("Rang AMARA OKAFOR today", true),
            ("Amará  Okafor's letter", true),
            ("Okafor, Amara", false),
            ("Amara Okaforian", false),
            ("mail to Amara@Example.org.", true),
            ("", false),
        ] {
            assert_eq!(okafor().is_named_in(text), expect, "{text}");
        }
        assert!(Person::known_as(["", " - "].into_iter()).is_nobody());
    }

    #[test]
    fn other_peoples_names_are_redacted_and_the_persons_own_stay() {
        for (text, expect) in [
            ("Amara Okafor rang.", "Amara Okafor rang."),
            (
                "Told sian rees and Mr Webb.",
                "redact: other people’s names | Told [name withheld] and [name withheld].",
            ),
            ("Mrs Okafor saw the prince.", "Mrs Okafor saw the prince."),
        ] {
            assert_eq!(proposed(None, text), expect);
        }
    }

    #[test]
    fn what_is_marked_as_somebody_elses_data_is_withheld_whole() {
        for about in [DataOf::Colleague, DataOf::ThirdParty, DataOf::LegalAdvice, DataOf::Organisation] {
            assert!(proposed(Some(about), "Anything").starts_with("withhold: "), "{about}");
        }
        assert_eq!(proposed(Some(DataOf::Complainant), "Anything"), "Anything");
    }

    #[test]
    fn words_of_legal_advice_and_of_colleagues_affairs_are_proposed_to_be_withheld() {
        assert!(proposed(None, "Our solicitor says no").starts_with("withhold: may be legal"));
        assert!(proposed(None, "J was on sick leave").starts_with("withhold: may be a colleague"));
        assert_eq!(proposed(None, "Counselled"), "Counselled");
    }

    #[test]
    fn a_restricted_case_is_left_to_somebody_who_may_see_it() {
        let held = propose(&okafor(), &KnownNames::default(), true, "story", None, "Late");
        assert!(held.is_some_and(|it| it.why.contains("restricted")));
    }
}
