//! Which entries of a register a list shows: words, and conditions on the fields of its table, all of which must hold.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::authority::Asker;
use crate::domain::days::Days;
use crate::domain::grammar::{BadFilter, Grammar, read};
use crate::domain::party::finding::{Typed, of_text, typed};
use crate::domain::plan::quantity::Quantity;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Choice, Field, Is, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::owed::Register;
use crate::domain::register::tell;
use crate::domain::register::value::Value;
use crate::domain::text::named;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryCondition {
    /// Not closed.
    Open,
    Closed,
    /// Something is owed on it.
    Owing,
    /// Something owed on it is late.
    Late,
    /// A field holds this; of rows, one of them does.
    Holds(String, Wanted),
    /// A word of its reference or of what it holds begins so.
    Word(Typed),
    /// One of these holds.
    Any(Vec<EntryFilter>),
    /// This does not hold.
    Not(EntryFilter),
}

/// What a field is to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Nothing.
    None,
    /// Anything.
    Any,
    /// A day in these.
    Days(Days),
    /// A number from one to another, both included.
    Numbers(Quantity, Quantity),
    /// Whoever asks, and those for whom they stand in.
    Me,
    /// Something in whose words this stands; after `=`, whose words are this.
    Words(String),
}

/// What can follow `is:`, with what it means; help is printed from here.
pub const ENTRY_STATES: &[(&str, EntryCondition, &str)] = &[
    ("open", EntryCondition::Open, "not closed"),
    ("closed", EntryCondition::Closed, "closed"),
    ("owing", EntryCondition::Owing, "something is owed on it"),
    ("late", EntryCondition::Late, "something owed on it is late"),
];

/// What to list: every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFilter {
    pub conditions: Vec<EntryCondition>,
}

impl EntryFilter {
    /// Reads a filter as it is typed, by the fields of a register.
    pub fn parse(kind: &Kind, text: &str) -> Result<Self, BadFilter> {
        Ok(Self { conditions: read(&OfEntries(kind), text)? })
    }

    /// Whether an entry belongs on the list on a day.
    pub fn holds(&self, register: &Register, asker: &Asker, today: NaiveDate, entry: &Entry) -> bool {
        self.conditions.iter().all(|condition| match condition {
            EntryCondition::Open => entry.is_open_on(today),
            EntryCondition::Closed => !entry.is_open_on(today),
            EntryCondition::Owing => !register.owed(entry).is_empty(),
            EntryCondition::Late => register.owed(entry).iter().any(|it| it.due < today),
            EntryCondition::Any(of) => of.iter().any(|it| it.holds(register, asker, today, entry)),
            EntryCondition::Not(it) => !it.holds(register, asker, today, entry),
            EntryCondition::Word(word) => words_of(register, entry).iter().any(|it| word.finds(it)),
            EntryCondition::Holds(name, wanted) => {
                let is_wanted = |(field, value)| is_wanted(register, asker, field, value, wanted);
                held(register.kind, name, entry).into_iter().any(is_wanted)
            }
        })
    }
}

/// How filters of the entries of a register are typed.
struct OfEntries<'a>(&'a Kind);

impl Grammar for OfEntries<'_> {
    type Condition = EntryCondition;

    fn words(&self, text: &str) -> Vec<EntryCondition> {
        typed(text).into_iter().map(EntryCondition::Word).collect()
    }

    fn condition(&self, part: &str, field: &str, value: &str) -> Result<EntryCondition, BadFilter> {
        condition(self.0, &field.to_lowercase().replace('-', "_"), &value.to_lowercase())
            .map_err(|instead| BadFilter { part: part.to_owned(), instead })
    }

    fn any(&self, of: Vec<Vec<EntryCondition>>) -> EntryCondition {
        EntryCondition::Any(of.into_iter().map(|conditions| EntryFilter { conditions }).collect())
    }

    fn not(&self, conditions: Vec<EntryCondition>) -> EntryCondition {
        EntryCondition::Not(EntryFilter { conditions })
    }
}

/// What may stand before a colon, as it is typed; help is printed from here.
pub fn names(kind: &Kind) -> Vec<&'static str> {
    let rows = kind.fields.iter().filter_map(|it| it.is.rows()).flatten();
    kind.fields.iter().chain(rows).map(|it| it.name).collect()
}

fn condition(kind: &Kind, name: &str, value: &str) -> Result<EntryCondition, String> {
    let one_of = |known: Vec<&str>| format!("After “{name}:” write one of: {}.", known.join(", "));
    if name == "is" {
        let state = ENTRY_STATES.iter().find(|it| it.0 == value).map(|it| it.1.clone());
        return state.ok_or_else(|| one_of(ENTRY_STATES.iter().map(|it| it.0).collect()));
    }
    let Some(field) = kind.named(name).next() else {
        return Err(format!("Write words, “is:” or one of: {}:.", names(kind).join(": ")));
    };
    let choices = field.is.choices().unwrap_or_default();
    let wanted = match (field.is, value) {
        (_, "none") => Wanted::None,
        (_, "any") => Wanted::Any,
        (Is::Person, "me") => Wanted::Me,
        (Is::Day(_), it) => {
            Wanted::Days(days(it).ok_or("Write a day, a month or a year: 2026-07-01, 2026-07, >2026-07-01.")?)
        }
        (Is::Number | Is::Money | Is::Percent, it) => numbers(it).ok_or("Write a number: 3, >3 or <3.")?,
        (_, it) if choices.is_empty() || choices.iter().any(|choice| is_choice(*choice, it)) => {
            Wanted::Words(it.to_owned())
        }
        _ => return Err(one_of(choices.iter().map(|it| it.1).collect())),
    };
    Ok(EntryCondition::Holds(name.to_owned(), wanted))
}

/// Every place of an entry that has this name, with what it holds: of rows, one for each.
fn held<'a>(kind: &Kind, name: &str, entry: &'a Entry) -> Vec<(&'static Field, Option<&'a Value>)> {
    let mut held = Vec::new();
    for it in kind.fields {
        if it.name == name {
            held.push((it, entry.values.get(name)));
        } else if let Some(part) = it.is.rows().and_then(|it| field(it, name)) {
            held.extend(entry.values.rows(it.name).iter().map(|row| (part, row.get(name))));
        }
    }
    held
}

fn is_wanted(it: &Register, asker: &Asker, field: &Field, value: Option<&Value>, wanted: &Wanted) -> bool {
    let choice =
        || field.is.choices()?.into_iter().find(|choice| value.is_some_and(|it| it.text() == choice.0));
    match (wanted, value) {
        (Wanted::None, value) => value.is_none(),
        (_, None) => false,
        (Wanted::Any, _) => true,
        (Wanted::Me, Some(value)) => asker.logins().any(|it| it == value.text()),
        (Wanted::Days(days), Some(value)) => value.text().parse().is_ok_and(|it| days.holds(it)),
        (Wanted::Numbers(from, to), Some(value)) => {
            matches!(value, Value::Number(it) if (from..=to).contains(&it))
        }
        (Wanted::Words(wanted), Some(value)) => match choice() {
            Some(choice) => is_choice(choice, wanted),
            None => named(&tell::words(it.office, field, value), wanted),
        },
    }
}

fn is_choice((name, words): Choice, wanted: &str) -> bool {
    name == wanted || named(words, wanted)
}

/// `>2026-07-01`, `<2026-07-01`, or days as in every filter.
fn days(text: &str) -> Option<Days> {
    match text.split_at_checked(1)? {
        (">", rest) => Some(Days { from: Some(Days::read(rest)?.to?.succ_opt()?), to: None }),
        ("<", rest) => Some(Days { from: None, to: Some(Days::read(rest)?.from?.pred_opt()?) }),
        _ => Days::read(text),
    }
}

/// `>3`, `<3` or `3`.
fn numbers(text: &str) -> Option<Wanted> {
    let number = |it: &str| it.parse::<Quantity>().ok();
    Some(match text.split_at_checked(1)? {
        (">", rest) => Wanted::Numbers(Quantity(number(rest)?.0.saturating_add(1)), Quantity(i64::MAX)),
        ("<", rest) => Wanted::Numbers(Quantity(i64::MIN), Quantity(number(rest)?.0.saturating_sub(1))),
        _ => Wanted::Numbers(number(text)?, number(text)?),
    })
}

/// Every word of an entry, as words are looked up.
pub fn words_of(register: &Register, entry: &Entry) -> Vec<String> {
    let held = register.kind.fields.iter().filter_map(|it| Some((it, entry.values.get(it.name)?)));
    let told = held.map(|(field, value)| tell::words(register.office, field, value));
    told.chain([entry.reference.to_string()]).flat_map(|it| of_text(&it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE, TODAY, on};

    const HELD: &str = r#"{"line":"A leak in Siân's roof","past":"2026-11-04","number":12,"word":"blue","item":2,"person":"kp",
        "period":"2026-27 Q1","case":"26-0142","parts":[{"part_line":"first","part_person":"js","part_money":2.5},
        {"part_line":"second","part_day":"2026-11-02","part_rating":"bad"}]}"#;

    #[test]
    fn conditions_are_on_every_field_of_the_table() {
        let desk = Desk::new();
        let entry = desk.entry(&FIXTURE, HELD);
        let asker = Asker::of(&desk.office, "js", on(TODAY)).expect("known");
        for (filter, expect) in [
            ("", true),
            ("leak sian X26-001", true),
            ("lea sec", true),
            ("eak", false),
            ("word:blue", true),
            ("word:GREEN", true),
            ("word:red", false),
            ("word:none", false),
            ("rating:none", true),
            ("rating:any", false),
            ("past:>2026-11-03", true),
            ("past:>2026-11-04", false),
            ("past:<2026-12 past:2026-11", true),
            ("any-day:2026", false),
            ("number:12 number:>11.5 number:<13", true),
            ("number:>12", false),
            ("item:debt", true),
            ("item:=debt", false),
            ("item:\"=Debt | Collection\"", true),
            ("period:2026-27", true),
            ("case:26-0142", true),
            ("person:me", false),
            ("person:patel", true),
            ("part_person:me", true),
            ("part_rating:bad part_day:2026-11", true),
            ("part_day:none", true),
            ("part_money:>2", true),
            ("parts:second", true),
            ("is:open is:late is:owing", true),
            ("is:closed", false),
        ] {
            let read = EntryFilter::parse(&FIXTURE, filter).unwrap_or_else(|it| panic!("{it}"));
            assert_eq!(read.holds(&desk.register(&FIXTURE), &asker, on(TODAY), &entry), expect, "{filter}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_with_what_would_be() {
        for (filter, instead) in [
            ("is:sleepy", "open, closed, owing, late"),
            ("colour:red", "line: text: plain: past:"),
            ("word:purple", "red as a rose"),
            ("part_rating:meh", "so-so"),
            ("past:soon", ">2026-07-01"),
            ("number:many", ">3"),
        ] {
            let wrong = EntryFilter::parse(&FIXTURE, filter).expect_err(filter);
            assert!(wrong.part == filter && wrong.instead.contains(instead), "{wrong}");
        }
    }
}
