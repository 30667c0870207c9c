//! Which cases a list shows: words, and conditions such as `is:late` or `service:claims`, all of which must hold.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::office::Office;
use crate::domain::row::Row;
use crate::domain::text::plain_letters;
use crate::domain::vocabulary::{Nature, Route, Stage};

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// Open on the day.
    Open,
    /// Closed on the day.
    Closed,
    /// Anything owed on it is late.
    Late,
    /// Past the date that the person had, unanswered.
    Overdue,
    /// Due on the day itself.
    DueToday,
    /// Nobody has acknowledged it.
    Unacknowledged,
    /// Important beyond itself.
    Important,
    /// Nobody is responsible for it.
    Unassigned,
    /// An everyday conversation.
    Conversation,
    /// Imported or logged for a service whose name holds these words.
    Service(String),
    /// Somebody whose sign-in name or name holds these words is responsible; `me` is whoever asks.
    Owner(String),
    /// Its first issue's theme holds these words.
    Theme(String),
    /// It is on this route.
    Route(Route),
    /// It stands at this stage.
    Stage(Stage),
    /// A word of its reference, source reference, names or subject begins so.
    Word(String),
}

/// What can follow `is:`, with what it means; help is printed from here.
pub const STATES: &[(&str, Condition, &str)] = &[
    ("open", Condition::Open, "not closed"),
    ("closed", Condition::Closed, "closed"),
    ("late", Condition::Late, "something owed on it is late"),
    ("overdue", Condition::Overdue, "past the date that the person was given, not answered"),
    ("today", Condition::DueToday, "something is due today"),
    ("new", Condition::Unacknowledged, "open and not acknowledged"),
    ("important", Condition::Important, "marked as important"),
    ("unassigned", Condition::Unassigned, "nobody is responsible"),
    ("conversation", Condition::Conversation, "an everyday conversation, not a complaint"),
];

/// The other conditions, with an example; help is printed from here.
pub const FIELDS: &[(&str, &str)] = &[
    ("service:", "service:claims, or service:none"),
    ("owner:", "owner:me, owner:smith, or owner:none"),
    ("theme:", "theme:delay"),
    ("route:", "route:early or route:closer"),
    ("stage:", "stage:new, stage:paused, stage:closed"),
];

/// What to list: every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// A part of a filter that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    /// The part.
    pub part: String,
    /// What would be.
    pub instead: String,
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a filter. {}", self.part, self.instead)
    }
}

impl Filter {
    /// One condition alone.
    pub fn of(condition: Condition) -> Self {
        Self { conditions: vec![condition] }
    }

    /// Reads a filter as it is typed; words in quotes stay together after a colon (`service:"debt collection"`).
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        let mut conditions = Vec::new();
        for part in parts(text) {
            match part.split_once(':') {
                Some((field, value)) if !value.is_empty() => conditions.push(condition(&part, field, value)?),
                _ => conditions.extend(words(&part).into_iter().map(Condition::Word)),
            }
        }
        Ok(Self { conditions })
    }

    /// The words to look up.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.conditions
            .iter()
            .filter_map(|it| if let Condition::Word(word) = it { Some(word.as_str()) } else { None })
    }

    /// Whether a case belongs on the list, words apart: those are looked up.
    pub fn holds(&self, office: &Office, actor: &str, today: NaiveDate, row: &Row) -> bool {
        self.conditions.iter().all(|it| holds(it, office, actor, today, row))
    }

    /// Whether only open cases can fit it.
    pub fn is_about_open(&self) -> bool {
        use Condition::{DueToday, Late, Open, Overdue, Unacknowledged};
        self.conditions.iter().any(|it| matches!(it, Open | Late | Overdue | DueToday | Unacknowledged))
    }
}

/// Cuts a text at spaces outside quotes; the quotes go.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for it in text.chars() {
        match it {
            '"' => quoted = !quoted,
            it if it.is_whitespace() && !quoted => parts.push(String::new()),
            it => parts.last_mut().expect("begins with one part").push(it),
        }
    }
    parts.retain(|it| !it.is_empty());
    parts
}

fn condition(part: &str, field: &str, value: &str) -> Result<Condition, BadFilter> {
    let wrong = |instead: String| BadFilter { part: part.to_owned(), instead };
    match field.to_lowercase().as_str() {
        "is" => STATES.iter().find(|it| it.0.eq_ignore_ascii_case(value)).map(|it| it.1.clone()).ok_or_else(
            || {
                let known: Vec<&str> = STATES.iter().map(|it| it.0).collect();
                wrong(format!("After “is:” write one of: {}.", known.join(", ")))
            },
        ),
        "service" => Ok(Condition::Service(value.to_lowercase())),
        "owner" => Ok(Condition::Owner(value.to_lowercase())),
        "theme" => Ok(Condition::Theme(value.to_lowercase())),
        "route" => Route::ALL
            .iter()
            .find(|it| it.word().starts_with(&value.to_lowercase()))
            .map(|it| Condition::Route(*it))
            .ok_or_else(|| wrong("Write route:early or route:closer.".to_owned())),
        "stage" => Stage::ALL
            .iter()
            .find(|it| it.word().starts_with(&value.to_lowercase()))
            .map(|it| Condition::Stage(*it))
            .ok_or_else(|| {
                let known: Vec<&str> = Stage::ALL.iter().map(|it| it.word()).collect();
                wrong(format!("Stages are: {}.", known.join(", ")))
            }),
        _ => {
            let known: Vec<&str> = FIELDS.iter().map(|it| it.0).collect();
            Err(wrong(format!("Write words, “is:” or one of: {}.", known.join(" "))))
        }
    }
}

fn holds(condition: &Condition, office: &Office, actor: &str, today: NaiveDate, row: &Row) -> bool {
    let named = |name: &str, wanted: &str| name.to_lowercase().contains(wanted);
    match condition {
        Condition::Open => row.open_on(today),
        Condition::Closed => row.closed_on(today).is_some(),
        Condition::Late => row.next_on(today).is_some_and(|(due, _)| due < today),
        Condition::Overdue => row.overdue_on(today),
        Condition::DueToday => row.next_on(today).is_some_and(|(due, _)| due == today),
        Condition::Unacknowledged => row.open_on(today) && row.acknowledged.is_none_or(|it| today < it),
        Condition::Important => row.important,
        Condition::Unassigned => row.owner.is_none(),
        Condition::Conversation => row.nature == Nature::Conversation,
        Condition::Service(wanted) => match row.service {
            None => wanted == "none",
            Some(_) => named(&office.service_name(row.service), wanted),
        },
        Condition::Theme(wanted) => match row.theme {
            None => wanted == "none",
            Some(_) => named(&office.theme_name(row.theme), wanted),
        },
        Condition::Owner(wanted) => match &row.owner {
            None => wanted == "none",
            Some(owner) if wanted == "me" => owner == actor,
            Some(owner) => named(owner, wanted) || named(office.person_name(owner), wanted),
        },
        Condition::Route(wanted) => row.route == Some(*wanted),
        Condition::Stage(wanted) => row.stage_on(today) == *wanted,
        Condition::Word(_) => true,
    }
}

/// The words of a text as they are looked up: small letters and digits, accents taken off.
pub fn words(text: &str) -> Vec<String> {
    let plain = plain_letters(text);
    plain.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_as_it_is_typed() {
        let filter = Filter::parse(r#"Okafor is:LATE service:"Debt Collection""#).expect("a good filter");
        assert_eq!(
            filter.conditions,
            [Condition::Word("okafor".into()), Condition::Late, Condition::Service("debt collection".into())]
        );
    }

    #[test]
    fn a_reference_is_looked_up_by_its_parts() {
        let filter = Filter::parse("26-0142").expect("a good filter");
        assert_eq!(filter.words().collect::<Vec<_>>(), ["26", "0142"]);
    }

    #[test]
    fn what_is_not_a_filter_says_what_would_be() {
        for text in ["is:sometimes", "route:scenic", "stage:left", "colour:red"] {
            let wrong = Filter::parse(text).expect_err(text);
            assert!(wrong.to_string().contains(text) && !wrong.instead.is_empty());
        }
    }
}
