//! What others did, since a person was last here, to what is theirs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::addressed::addressed;
use crate::domain::office::record::Office;
use crate::domain::records::any::Change;
use crate::domain::reference::RecordRef;

/// What a note is called among what happened.
const NOTE: &str = "Note";

/// What happened since a person was last here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// Sign-in name of the person.
    pub login: String,
    /// Since when, as far as it was looked through.
    pub after: DateTime<Utc>,
    /// Whether more happened before that since they were here, too much to look through.
    pub has_earlier: bool,
    /// What others made theirs.
    pub new: Vec<News>,
    /// What others changed of theirs.
    pub changed: Vec<News>,
    /// Notes that address them, on whatever they may see: the last one first.
    #[serde(default)]
    pub addressed: Vec<News>,
    /// Who looked at restricted cases on which they are named, a person and a case each.
    pub looked: Vec<News>,
    /// How many of their open cases are late.
    pub late: u64,
    /// How many are due today.
    pub due_today: u64,
    /// How many reviews, audits and readings they owe by today.
    pub reviews: u64,
}

/// What others did to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The record.
    pub on: RecordRef,
    /// What it is about.
    pub about: String,
    /// Sign-in name of who did it.
    pub by: String,
    /// When that was.
    pub at: DateTime<Utc>,
    /// What happened, in a few words.
    pub what: String,
    /// Whether it was made theirs.
    pub is_new: bool,
}

impl Since {
    /// What is to be said where not all of it was looked through.
    pub const fn caveat(&self) -> Option<&'static str> {
        if self.has_earlier {
            Some("More happened before that than can be looked through: see the timelines of what is yours.")
        } else {
            None
        }
    }

    /// Whether others did anything to what is theirs.
    pub fn has_news(&self) -> bool {
        [&self.new, &self.changed, &self.addressed, &self.looked].iter().any(|it| !it.is_empty())
    }
}

/// One commit of somebody.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Sign-in name of who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What it did.
    pub change: Change,
}

/// Notes of others that address a person, the last one first. Whether they may see what the notes are on is not known here.
pub fn notes_to(office: &Office, login: &str, commits: &[Commit]) -> Vec<News> {
    let mut found: Vec<News> = Vec::new();
    for commit in commits.iter().filter(|it| it.by != login) {
        let on = commit.change.on();
        let is_to = |it: &str| addressed(office, it).people.iter().any(|it| it.login == login);
        for note in
            commit.change.happenings(office).into_iter().filter(|it| it.kind == NOTE && is_to(&it.words))
        {
            let (by, at, what) = (commit.by.clone(), commit.at, note.words);
            found.push(News { on, about: String::new(), by, at, what, is_new: false });
        }
    }
    found.reverse();
    found
}

/// Who looked at what, a person and a record each, the latest first. Who is to hear of it is not known here.
pub fn looks(office: &Office, login: &str, looks: &[Commit]) -> Vec<News> {
    let people: BTreeSet<&str> = looks.iter().map(|it| it.by.as_str()).collect();
    let of = |by: &str| looks.iter().filter(|it| it.by == by).cloned().collect::<Vec<_>>();
    let mut found: Vec<News> = people.into_iter().flat_map(|by| news(office, login, &of(by))).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.at));
    found
}

/// What others did, a record and a person each, the latest first. Whose the records are now, and what they are about, is not known
/// here: `about` is empty.
pub fn news(office: &Office, login: &str, commits: &[Commit]) -> Vec<News> {
    let mut found: BTreeMap<(String, &str), News> = BTreeMap::new();
    for commit in commits.iter().filter(|it| it.by != login) {
        let on = commit.change.on();
        if matches!(on, RecordRef::Office | RecordRef::Year(_)) {
            continue;
        }
        let happened = commit.change.happenings(office).into_iter().map(|it| it.kind);
        let is_new = commit.change.gives_to(login);
        let one = found.entry((on.to_string(), &commit.by)).or_insert_with(|| News {
            on,
            about: String::new(),
            by: commit.by.clone(),
            at: commit.at,
            what: String::new(),
            is_new: false,
        });
        one.at = commit.at;
        one.is_new |= is_new;
        for kind in happened {
            if !one.what.split(", ").any(|it| it == kind) {
                one.what = if one.what.is_empty() { kind } else { format!("{}, {kind}", one.what) };
            }
        }
    }
    let mut news: Vec<News> = found.into_values().collect();
    news.sort_by_key(|it| std::cmp::Reverse(it.at));
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::event::Event;
    use crate::domain::commit::Did;
    use crate::domain::reference::CaseRef;

    fn commit(by: &str, minute: i64, number: u32, event: Event) -> Commit {
        let at = DateTime::from_timestamp(minute * 60, 0).expect("a real time");
        Commit {
            by: by.to_owned(),
            at,
            change: Change::Case(CaseRef { year: 2026, number }, Did::Events(vec![event])),
        }
    }

    fn noted() -> Event {
        Event::Noted { text: "Rang".to_owned(), about: None }
    }

    #[test]
    fn what_others_did_is_one_line_a_record_and_person_the_latest_first() {
        let commits = [
            commit("kpatel", 1, 1, noted()),
            commit("jsmith", 2, 2, noted()),
            commit("kpatel", 3, 2, Event::NoLongerImportant { on: chrono::NaiveDate::MIN }),
            commit("dhollis", 4, 2, noted()),
            commit("dhollis", 5, 2, noted()),
        ];
        let news = news(&Office::default(), "jsmith", &commits);
        let lines: Vec<_> =
            news.iter().map(|it| (it.on.to_string(), it.by.as_str(), it.what.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("26-0002".to_owned(), "dhollis", "Note"),
                ("26-0002".to_owned(), "kpatel", "Important"),
                ("26-0001".to_owned(), "kpatel", "Note"),
            ]
        );
    }

    #[test]
    fn everybody_who_looked_is_named_once_for_each_case() {
        let day = chrono::NaiveDate::MIN;
        let commits = [
            commit("kpatel", 1, 1, Event::Viewed { on: day }),
            commit("dhollis", 2, 1, Event::Viewed { on: day }),
            commit("kpatel", 3, 1, Event::Exported { on: day }),
            commit("jsmith", 4, 1, Event::Viewed { on: day }),
        ];
        let looks = looks(&Office::default(), "jsmith", &commits);
        let lines: Vec<_> = looks.iter().map(|it| (it.by.as_str(), it.what.as_str())).collect();
        assert_eq!(lines, [("kpatel", "Read, Exported"), ("dhollis", "Read")]);
    }

    #[test]
    fn a_note_that_addresses_a_person_is_told_to_them_and_to_nobody_else() {
        let office = Office {
            people: vec![crate::domain::people::Person {
                login: "jsmith".to_owned(),
                name: "J Smith".to_owned(),
                roles: Vec::new(),
                from: chrono::NaiveDate::MIN,
                until: None,
                team: None,
            }],
            ..Office::default()
        };
        let note = |text: &str| Event::Noted { text: text.to_owned(), about: None };
        let commits = [
            commit("kpatel", 1, 1, note("Rang. @J Smith, please write.")),
            commit("kpatel", 2, 2, note("Rang")),
        ];
        let told: Vec<String> = notes_to(&office, "jsmith", &commits).into_iter().map(|it| it.what).collect();
        assert_eq!(told, ["Rang. @J Smith, please write."]);
        assert!(notes_to(&office, "dhollis", &commits).is_empty());
        let own = [commit("jsmith", 1, 1, note("Remember this, @jsmith"))];
        assert!(notes_to(&office, "jsmith", &own).is_empty(), "one's own notes are no news");
    }

    #[test]
    fn a_case_given_to_a_person_is_new_to_them_and_to_nobody_else() {
        let commits = [commit("kpatel", 1, 1, Event::Assigned { to: Some("jsmith".to_owned()) })];
        assert!(news(&Office::default(), "jsmith", &commits)[0].is_new);
        assert!(!news(&Office::default(), "dhollis", &commits)[0].is_new);
        assert!(news(&Office::default(), "kpatel", &commits).is_empty(), "one's own doings are no news");
    }
}
