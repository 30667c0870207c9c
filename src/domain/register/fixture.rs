//! A register with a field of every kind, and an office to read it in: for tests only.

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::domain::calendar::Calendar;
use crate::domain::calendar::period::{FinancialYear, Quarter};
use crate::domain::days::Days;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::lists::ListKind;
use crate::domain::office::record::Office;
use crate::domain::plan::quantity::Quantity;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef};
use crate::domain::register::command::{Enter, EntryCommand};
use crate::domain::register::counts::{Look, Number};
use crate::domain::register::decide::begin;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Choice, Field, Is, Lean, Point, To, When, may, must};
use crate::domain::register::kind::{Count, Due, Kind, Of, Once, Owes, Setting, Settings, Wait};
use crate::domain::register::owed::{Owing, Register};
use crate::domain::register::value::{Value, Values};
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;
use crate::domain::vocabulary::Role;

const COLOURS: &[Choice] = &[("red", "red as a rose"), ("blue", "blue | or green"), ("grey", "no colour")];
const STARS: &[Point] = &[
    Point { choice: ("good", "good"), leans: Some(Lean::Agree) },
    Point { choice: ("so_so", "so-so"), leans: Some(Lean::Neither) },
    Point { choice: ("bad", "bad"), leans: Some(Lean::Disagree) },
    Point { choice: ("na", "does not apply"), leans: None },
];

const PART: &[Field] = &[
    must("part_line", "Part line", "", Is::Line).personal(),
    may("part_day", "Part day", "", Is::Day(When::Any)),
    may("part_money", "Part money", "", Is::Money),
    may("part_word", "Part word", "", Is::Word(COLOURS)),
    may("part_item", "Part item", "", Is::Item(ListKind::Services)),
    may("part_person", "Part person", "", Is::Person),
    may("part_case", "Part case", "", Is::Link(To::Case)),
    may("part_rating", "Part rating", "", Is::Rating(STARS)),
    may("part_done", "Part done", "", Is::Day(When::Past)),
];

/// The register.
pub(crate) const FIXTURE: Kind = Kind {
    id: "fixtures",
    letter: 'X',
    one: "fixture",
    many: "fixtures",
    about: "Has a field of every kind.",
    source: "Tests",
    read: Deed::ReadInsight,
    write: Deed::RecordInsight,
    fields: &[
        must("line", "Line", "", Is::Line).column(12),
        may("text", "Text", "", Is::Text).personal(),
        may("plain", "Plain text", "", Is::Text),
        may("past", "Past day", "", Is::Day(When::Past)).column(11),
        may("to_come", "Day to come", "", Is::Day(When::ToCome)),
        may("any_day", "Any day", "", Is::Day(When::Any)),
        may("number", "Number", "", Is::Number).column(6),
        may("money", "Money", "", Is::Money),
        may("percent", "Percent", "", Is::Percent),
        may("word", "Word", "", Is::Word(COLOURS)).column(8),
        may("item", "Item", "", Is::Item(ListKind::Services)),
        may("person", "Person", "", Is::Person),
        may("case", "Case", "", Is::Link(To::Case)),
        may("plan", "Plan", "", Is::Link(To::Plan)),
        may("entry", "Entry", "", Is::Link(To::Entry('X'))),
        may("period", "Period", "", Is::Period),
        may("rating", "Rating", "", Is::Rating(STARS)),
        may("parts", "Parts", "", Is::Many(PART)).column(5),
        may("document", "Document", "", Is::Document),
        may("ended", "Ended", "", Is::Day(When::Past)),
    ],
    settings: &[
        Setting::number("fixture_wait", "Wait", "working days", 5),
        Setting::day("fixture_from", "From", "the first day"),
    ],
    owes: &[
        Owes::new("end it", "End", WAIT, &["ended"]),
        Owes::new("do a part", "Part", Due::On("part_day"), &["part_done", "ended"])
            .by_each("parts", "part_person"),
    ],
    asks: &[],
    cycles: &[],
    leads: &[],
    counts: &[
        Count::new("all", "All", "past", Of::All),
        Count::new("by-word", "By word", "past", Of::By("word")).of_people(),
        Count::new("by-item", "By item", "past", Of::By("item")),
        Count::new("ratings", "Ratings", "past", STARRED).each("parts").per(&["word"]),
        Count::new("share", "Share", "past", Of::Share { came: "ended", by: None, heads: HEADS }),
        Count::new(
            "in-time",
            "In time",
            "part_day",
            Of::Share { came: "part_done", by: Some("part_day"), heads: HEADS },
        )
        .each("parts"),
        Count::new("waiting", "Waiting", "past", Of::Waiting { until: &["ended"], due: Some(WAIT) }),
        Count::new(
            "parts-waiting",
            "Parts waiting",
            "past",
            Of::Waiting { until: &["part_done"], due: None },
        )
        .each("parts"),
    ],
    once: Once::Many,
    check: |_, _| Ok(()),
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |values| values.text("word") != "grey",
    made_up: &[],
};

const STARRED: Of = Of::Rating {
    by: "part_word",
    rating: "part_rating",
    heads: &["agree", "neither", "disagree", "agree, of all"],
};
const HEADS: &[&str; 3] = &["came", "did not", "share"];
const WAIT: Due = Due::After("past", Wait::Set("fixture_wait"));

/// A Tuesday.
pub(crate) const TODAY: &str = "2026-11-24";

pub(crate) fn on(text: &str) -> NaiveDate {
    text.parse().expect("a real date")
}

/// Values as they stand in JSON.
pub(crate) fn values(json: &str) -> Values {
    serde_json::from_str(json).expect(json)
}

/// An office with its calendar and what it has set.
pub(crate) struct Desk {
    pub(crate) office: Office,
    pub(crate) calendar: Calendar,
    pub(crate) settings: Settings,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let mut office = Office::default();
        let from = on("2026-01-05");
        for (login, name) in [("kp", "Kim Patel"), ("js", "Jo Smith"), ("left", "Lee Left")] {
            let (login, name) = (login.to_owned(), name.to_owned());
            office.apply(&OfficeEvent::Joined { login, name, roles: vec![Role::Handler], from });
        }
        office.apply(&OfficeEvent::Left { login: "left".into(), until: on("2026-06-30") });
        for (id, name) in [(1, "Claims"), (2, "Debt | collection"), (3, "Old service")] {
            let list = ListKind::Services;
            office.apply(&OfficeEvent::Added { list, id, name: name.into(), under: None, from });
        }
        for (list, name) in [(ListKind::Organisations, "Agency"), (ListKind::Themes, "Delay")] {
            office.apply(&OfficeEvent::Added { list, id: 1, name: name.into(), under: None, from });
        }
        office.apply(&OfficeEvent::Retired { list: ListKind::Services, id: 3, until: on("2026-06-30") });
        let calendar = office.calendar();
        Self { office, calendar, settings: Settings::new() }
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.entry(name.into()).or_default().push((on("2026-01-05"), value.into()));
        self
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms { office: &self.office, calendar: &self.calendar, today: on(TODAY), actor: "kp" }
    }

    pub(crate) fn register<'a>(&'a self, kind: &'a Kind) -> Register<'a> {
        let first = Quarter::of(on("2026-04-01"));
        Register { kind, office: &self.office, calendar: &self.calendar, settings: &self.settings, first }
    }

    /// An entry of these values, entered today by K Patel.
    #[track_caller]
    pub(crate) fn entry(&self, kind: &Kind, json: &str) -> Entry {
        let command = EntryCommand::Enter(Enter { register: kind.id.to_owned(), values: values(json) });
        let events = begin(&self.terms(), kind, command).unwrap_or_else(|it| panic!("{it}"));
        let reference = EntryRef { register: kind.letter, year: 2026, number: 1 };
        let mut entry = Entry::begin(reference, &events[0]).expect("entered");
        events.iter().for_each(|it| entry.apply(it));
        entry
    }
}

impl Desk {
    /// Why a register does not take these values.
    #[track_caller]
    pub(crate) fn refuses(&self, kind: &Kind, json: &str, why: &str) {
        let command = EntryCommand::Enter(Enter { register: kind.id.to_owned(), values: values(json) });
        let no = begin(&self.terms(), kind, command).expect_err(json);
        assert!(no.to_string().contains(why), "{no}");
    }

    /// What an entry of these values owes: by when, one word for it, by whom and what it is about.
    #[track_caller]
    pub(crate) fn owes(&self, kind: &Kind, json: &str) -> Vec<String> {
        self.register(kind).owed(&self.entry(kind, json)).into_iter().map(told).collect()
    }

    /// What the office owes again, given these entries.
    #[track_caller]
    pub(crate) fn next(&self, kind: &Kind, entries: &[&str]) -> Vec<String> {
        let entries: Vec<Entry> = entries.iter().map(|it| self.entry(kind, it)).collect();
        self.register(kind).next(&entries.iter().collect::<Vec<_>>()).into_iter().map(told).collect()
    }

    /// What is counted of these entries in November 2026 as of a day: a line for each row of the tables of this name.
    #[track_caller]
    pub(crate) fn counts(&self, kind: &Kind, entries: &[&str], name: &str, as_of: &str) -> Vec<String> {
        self.counts_in(kind, entries, name, ("2026-11", as_of))
    }

    /// The same of other days.
    pub(crate) fn counts_in(
        &self,
        kind: &Kind,
        entries: &[&str],
        name: &str,
        (days, as_of): (&str, &str),
    ) -> Vec<String> {
        let entries: Vec<Entry> = entries.iter().map(|it| self.entry(kind, it)).collect();
        let look = Look { days: Days::read(days).expect("days"), as_of: on(as_of) };
        let tables = self.register(kind).tables(&entries.iter().collect::<Vec<_>>(), look, None);
        let number = |it: &Number| match it {
            Number::Many(it) => it.to_string(),
            Number::Share { of, whole } | Number::Average { total: of, of: whole } => format!("{of}/{whole}"),
            Number::Against { parts: [one, other], wholes: [all, of_others], .. } => {
                format!("{one}/{all}:{other}/{of_others}")
            }
            Number::Withheld => "withheld".to_owned(),
            Number::NotReported => "not reported".to_owned(),
            Number::NotAsked => "not asked".to_owned(),
        };
        let rows = tables.iter().filter(|it| it.name == name).flat_map(|it| &it.rows);
        rows.map(|it| format!("{}: {}", it.label, it.now.iter().map(number).collect::<Vec<_>>().join(" ")))
            .collect()
    }
}

fn told(it: Owing) -> String {
    let parts = [it.due.to_string(), it.short.to_owned(), it.owner.unwrap_or_default(), it.about];
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

fn text(of: &dyn ToString) -> Value {
    Value::Text(of.to_string())
}

/// A day between the first of 2026 and the last of 2027.
pub(crate) fn day() -> impl Strategy<Value = NaiveDate> {
    (0..730_u64).prop_map(|days| on("2026-01-01") + chrono::Days::new(days))
}

/// Any value that a field may hold, as it stands once it was read.
pub(crate) fn any_value(field: &Field) -> BoxedStrategy<Value> {
    let today = on(TODAY);
    let number = |thousandths: std::ops::Range<i64>, step: i64| {
        thousandths.prop_map(move |it| Value::Number(Quantity(it * step))).boxed()
    };
    let one_of = |all: Vec<&'static str>| prop::sample::select(all).prop_map(|it| text(&it)).boxed();
    match field.is {
        Is::Line => r"[a-zé|\\]{1,6}( [a-z|\\:]{1,4}){0,2}".prop_map(|it| text(&it)).boxed(),
        Is::Text => r"[a-z|]{1,5}(\n[a-z ]{0,5}[a-z.])?".prop_map(|it| text(&it)).boxed(),
        Is::Day(When::Past) => day().prop_map(move |it| text(&it.min(today))).boxed(),
        Is::Day(When::ToCome) => day().prop_map(move |it| text(&it.max(today))).boxed(),
        Is::Day(When::Any) => day().prop_map(|it| text(&it)).boxed(),
        Is::Number => number(0..1_000_000_000_000, 1000),
        Is::Money => number(0..100_000_000_000_000, 10),
        Is::Percent => number(0..100_001, 1),
        Is::Word(_) | Is::Rating(_) => {
            one_of(field.is.choices().expect("a list").iter().map(|it| it.0).collect())
        }
        Is::Item(_) => number(1..3, 1000),
        Is::Person => one_of(vec!["kp", "js"]),
        Is::Link(to) => (2000..2027_u16, 1..9999_u32)
            .prop_map(move |(year, number)| match to {
                To::Case => text(&CaseRef { year, number }),
                To::Plan => text(&PlanRef { year, number }),
                To::Entry(register) => text(&EntryRef { register, year, number }),
            })
            .boxed(),
        Is::Period => (day(), any::<bool>())
            .prop_map(|(on, year)| if year { text(&FinancialYear::of(on)) } else { text(&Quarter::of(on)) })
            .boxed(),
        Is::Many(parts) => prop::collection::vec(any_values(parts), 1..4).prop_map(Value::Rows).boxed(),
        Is::Document => ("[a-z]{1,5}", "[0-9a-f]{64}")
            .prop_map(|(name, sum)| {
                let period = ("period".to_owned(), text(&"2026-27 Q1"));
                let row = [("name".to_owned(), text(&name)), period, ("sha256".to_owned(), text(&sum))];
                Value::Rows(vec![row.into_iter().collect()])
            })
            .boxed(),
    }
}

/// Any values of fields, those that must be given among them.
pub(crate) fn any_values(fields: &'static [Field]) -> BoxedStrategy<Values> {
    let one = |field: &'static Field| {
        let given = any_value(field).prop_map(|it| Some((field.name.to_owned(), it)));
        let must = field.need == crate::domain::register::field::Need::Must;
        if must { given.boxed() } else { prop_oneof![2 => given, 1 => Just(None)].boxed() }
    };
    fields.iter().map(one).collect::<Vec<_>>().prop_map(|it| it.into_iter().flatten().collect()).boxed()
}

#[cfg(test)]
mod tests {
    use proptest::strategy::ValueTree;

    use super::*;
    use crate::domain::authority::Asker;
    use crate::domain::register::command::FillIn;
    use crate::domain::register::decide::decide;
    use crate::domain::register::filter::EntryFilter;
    use crate::domain::register::history::happening;
    use crate::domain::register::scrub::scrub;
    use crate::domain::register::tell::{cell, object, title};

    /// The recipe: one more field, of whichever kind, is a row of the table and nothing else.
    #[test]
    fn one_more_field_of_any_kind_is_a_row_of_the_table_and_nothing_else() {
        for it in FIXTURE.fields {
            let more = may("one_more", "One more", "", it.is).column(20);
            let kind =
                Kind { fields: Box::leak([FIXTURE.fields, &[more]].concat().into_boxed_slice()), ..FIXTURE };
            let desk = Desk::new();
            let value = any_value(&more)
                .new_tree(&mut proptest::test_runner::TestRunner::deterministic())
                .expect("a value")
                .current();
            let values = [("one_more".to_owned(), value)].into_iter().collect();
            let mut entry = desk.entry(&kind, r#"{"line":"a"}"#);
            let command = EntryCommand::FillIn(FillIn { values, reason: String::new() });
            let events =
                decide(&desk.terms(), &kind, &entry, command).unwrap_or_else(|it| panic!("{}: {it}", it.why));
            events.iter().for_each(|it| entry.apply(it));
            assert!(
                happening(&kind, &desk.office, &events[0]).words.starts_with("One more: "),
                "{}",
                it.name
            );
            let cell = cell(&desk.office, &more, &entry.values);
            assert!(
                !cell.is_empty() && title(&desk.office, &kind, &entry.values).len() > cell.len(),
                "{}",
                it.name
            );
            assert!(object(&desk.office, kind.fields, &entry.values).contains_key("one_more"));
            let asker = Asker::of(&desk.office, "kp", on(TODAY)).expect("known");
            let holds = |filter: &str| {
                EntryFilter::parse(&kind, filter).expect("a filter").holds(
                    &desk.register(&kind),
                    &asker,
                    on(TODAY),
                    &entry,
                )
            };
            assert!(
                holds("one_more:any") && holds("one-more:any line:a") && !holds("one_more:none"),
                "{}",
                it.name
            );
            assert_eq!(scrub(&kind, "", &events, &[]), events, "{}", it.name);
        }
    }
}
