//! What is counted is told a second time here, from the JSON of entries and with days compared as text; and what happens
//! later changes nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::domain::case::round::Reopening;
use crate::domain::days::Days;
use crate::domain::reference::EntryRef;
use crate::domain::register::counts::{Counted, Look, Number};
use crate::domain::register::entry::{Entry, EntryClosing};
use crate::domain::register::fixture::{Desk, FIXTURE, any_values, day, on};
use crate::domain::register::value::{Value, Values};

type Told = BTreeMap<(String, String), Vec<u64>>;

fn plain(number: &Number) -> Vec<u64> {
    match number {
        Number::Many(it) => vec![*it],
        Number::Share { of, whole } => vec![*of, *whole],
        Number::Average { .. }
        | Number::Against { .. }
        | Number::Withheld
        | Number::NotReported
        | Number::NotAsked => Vec::new(),
    }
}

/// Tables as numbers by title and label; a row of noughts says nothing.
fn told(
    tables: &[Counted],
    pick: impl Fn(&crate::domain::register::counts::CountedRow) -> &Vec<Number>,
) -> Told {
    let rows = tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let told = rows.map(|(table, row)| {
        ((table.title.clone(), row.label.clone()), pick(row).iter().flat_map(plain).collect::<Vec<_>>())
    });
    told.filter(|(_, numbers)| numbers.iter().any(|it| *it > 0)).collect()
}

/// Whether an entry counts at all.
fn is_told(entry: &Entry) -> bool {
    entry.closings.last().is_none_or(|it| !it.mistaken || it.reopened.is_some())
}

/// The same, told again.
fn told_again(desk: &Desk, entries: &[Entry], from: &str, to: &str, as_of: &str) -> Told {
    let mut told = Told::new();
    let mut count = |title: &str, label: &str, place: usize, of: usize, share: bool| {
        let row = told
            .entry((title.to_owned(), label.to_owned()))
            .or_insert_with(|| vec![0; of + 2 * usize::from(share)]);
        row[place] += 1;
        if share {
            row[of] += u64::from(place == 0);
            row[of + 1] += 1;
        }
    };
    let text = |it: &Json, name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let by_then = |day: &str| !day.is_empty() && day <= as_of;
    let inside = |day: &str| by_then(day) && from <= day && day <= to;
    let word = |name: &str| match name {
        "red" => "red as a rose",
        "blue" => "blue | or green",
        "grey" => "no colour",
        _ => "not recorded",
    };
    for entry in entries.iter().filter(|it| is_told(it)) {
        let held = serde_json::to_value(&entry.values).expect("plain data");
        let (past, ended) = (text(&held, "past"), text(&held, "ended"));
        let parts = held["parts"].as_array().cloned().unwrap_or_default();
        let is_shut = entry.closings.iter().any(|closing| {
            let again = closing.reopened.as_ref().map(|it| it.on.to_string());
            closing.on.to_string().as_str() <= as_of && again.is_none_or(|it| as_of < it.as_str())
        });
        if inside(&past) {
            count("All", "All", 0, 1, false);
            count("By word", word(&text(&held, "word")), 0, 1, false);
            let item = match held["item"].as_u64() {
                Some(1) => "Claims",
                Some(2) => "Debt | collection",
                _ => "not recorded",
            };
            count("By item", item, 0, 1, false);
            count("Share", "All", usize::from(!by_then(&ended)), 2, true);
        }
        for part in &parts {
            let (due, done) = (text(part, "part_day"), text(part, "part_done"));
            if inside(&due) {
                count("In time", "All", usize::from(!(by_then(&done) && done <= due)), 2, true);
            }
            let lean = ["good", "so_so", "bad"].iter().position(|it| *it == text(part, "part_rating"));
            if let Some(lean) = lean.filter(|_| inside(&past)) {
                let title = format!("Ratings: {}", word(&text(&held, "word")));
                count(&title, word(&text(part, "part_word")), lean, 3, true);
            }
            if by_then(&past) && !is_shut && !by_then(&done) {
                count("Parts waiting", "All", 0, 2, false);
            }
        }
        if by_then(&past) && !is_shut && !by_then(&ended) {
            let due = desk.calendar.add(on(&past), 5).to_string();
            count("Waiting", "All", usize::from(due.as_str() < as_of), 2, false);
        }
    }
    told
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let closing = (day(), any::<bool>(), prop::option::of(day()));
    let entry =
        (any_values(FIXTURE.fields), prop::option::weighted(0.3, closing)).prop_map(|(values, closing)| {
            let reference = EntryRef { register: 'X', year: 2026, number: 1 };
            let closing = closing.map(|(on, mistaken, again)| {
                let reopened = again.filter(|it| on <= *it).map(|on| Reopening { on, reason: "x".into() });
                EntryClosing { on, reason: "x".into(), mistaken, reopened }
            });
            Entry {
                closings: closing.into_iter().collect(),
                ..Entry::new(reference, on("2026-01-01"), values)
            }
        });
    prop::collection::vec(entry, 0..8)
}

fn tables(
    desk: &Desk,
    entries: &[Entry],
    now: (NaiveDate, NaiveDate),
    before: (NaiveDate, NaiveDate),
    as_of: NaiveDate,
) -> Vec<Counted> {
    let days = |(from, to)| Days { from: Some(from), to: Some(to) };
    let entries: Vec<&Entry> = entries.iter().collect();
    desk.register(&FIXTURE).tables(&entries, Look { days: days(now), as_of }, Some(days(before)))
}

/// Everything that could still happen happens after a day: facts that have no day yet get one, and more is entered.
fn later(entries: &[Entry], as_of: NaiveDate) -> Vec<Entry> {
    let then = as_of + chrono::Days::new(3);
    let fill = |values: &mut Values, names: &[&str]| {
        for name in names {
            if values.get(name).is_none() {
                values.set(name, Value::Text(then.to_string()));
            }
        }
    };
    let mut all = entries.to_vec();
    for entry in &mut all {
        fill(&mut entry.values, &["past", "ended"]);
        if let Some(Value::Rows(mut rows)) = entry.values.remove("parts") {
            rows.iter_mut().for_each(|it| fill(it, &["part_day", "part_done"]));
            entry.values.set("parts", Value::Rows(rows));
        }
        match entry.closings.last_mut().filter(|it| it.reopened.is_none()) {
            Some(it) if !it.mistaken => {
                it.reopened = Some(Reopening { on: then.max(it.on), reason: "x".into() });
            }
            Some(_) => {}
            None => {
                let closing = EntryClosing { on: then, reason: "x".into(), mistaken: false, reopened: None };
                entry.closings.push(closing);
            }
        }
    }
    let mut more = entries.to_vec();
    for entry in &mut more {
        entry.values.set("past", Value::Text(then.to_string()));
        entry.values.remove("parts");
    }
    all.extend(more);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_count_is_what_a_second_telling_says(all in entries(), days in [day(), day(), day(), day()], as_of in day()) {
        let desk = Desk::new();
        let (now, before) = ((days[0], days[1]), (days[2], days[3]));
        let tables = tables(&desk, &all, now, before, as_of);
        let again = |(from, to): (NaiveDate, NaiveDate), as_of: NaiveDate| {
            told_again(&desk, &all, &from.to_string(), &to.to_string(), &as_of.to_string())
        };
        prop_assert_eq!(told(&tables, |it| &it.now), again(now, as_of));
        // The period before stands as it ended.
        prop_assert_eq!(told(&tables, |it| &it.before), again(before, as_of.min(before.1)));
    }

    #[test]
    fn what_happens_later_never_changes_what_was(all in entries(), days in [day(), day(), day(), day()], as_of in day()) {
        let desk = Desk::new();
        let mut then = Desk::new();
        then.settings.insert("fixture_wait".into(), vec![(as_of + chrono::Days::new(1), "0".into())]);
        let tables = |desk: &Desk, all: &[Entry]| tables(desk, all, (days[0], days[1]), (days[2], days[3]), as_of);
        prop_assert_eq!(tables(&then, &later(&all, as_of)), tables(&desk, &all));
    }
}

#[test]
fn a_table_has_every_word_of_its_list_and_says_whether_it_counts_people() {
    let desk = Desk::new();
    let entry = desk.entry(&FIXTURE, r#"{"line":"a","past":"2026-11-04","word":"grey"}"#);
    let look = Look { days: Days::read("2026-11").expect("days"), as_of: on("2026-11-30") };
    let tables = desk.register(&FIXTURE).tables(&[&entry], look, None);
    let table = tables.iter().find(|it| it.name == "by-word").expect("counted");
    let labels: Vec<&str> = table.rows.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["red as a rose", "blue | or green", "no colour"]);
    assert_eq!((&table.rows[2].now, table.rows[2].before.len()), (&vec![Number::Many(1)], 0));
    assert!(table.is_of_people && !tables[0].is_of_people);
}
