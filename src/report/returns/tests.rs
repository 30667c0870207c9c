//! Returns of figures made for them.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::figures::data_protection::DataProtection;
use crate::domain::figures::performance::{Performance, Share, Times};
use crate::domain::figures::period::Period;
use crate::domain::office::record::Office;
use crate::domain::vocabulary::Outcome;
use crate::domain::year::context::Marks;
use crate::report::documents::material::{About, Counted};

fn sum() -> Performance {
    let mut sum = Performance {
        brought_forward: 4,
        received: 30,
        closed: 21,
        carried_forward: 13,
        ..Performance::default()
    };
    sum.early_resolution = Times {
        closed: 8,
        resolved: 4,
        gross: vec![2, 5, 6, 20],
        net: vec![2, 5, 6, 20],
        calendar: vec![2, 7, 8, 28],
        outcomes: [(Some(Outcome::Upheld), 3), (Some(Outcome::NotUpheld), 1)].into(),
        ..Times::default()
    };
    sum.closer_look = Times {
        closed: 9,
        resolved: 4,
        gross: vec![3, 21, 40, 41],
        net: vec![3, 21, 40, 41],
        calendar: vec![5, 29, 56, 57],
        escalated: 6,
        escalated_in_first: Share { numerator: 2, denominator: 5 },
        escalated_in_last: Share { numerator: 4, denominator: 5 },
        outcomes: [(Some(Outcome::Upheld), 2), (Some(Outcome::UpheldInPart), 4)].into(),
    };
    sum.outcomes =
        [(Outcome::Upheld, 5), (Outcome::UpheldInPart, 4), (Outcome::NotUpheld, 7), (Outcome::OutOfTime, 2)]
            .into_iter()
            .map(|it| (Some(it.0), it.1))
            .collect();
    sum.within_first_timescale = Share { numerator: 10, denominator: 16 };
    sum.within_last_timescale = Share { numerator: 13, denominator: 16 };
    sum.data_protection =
        DataProtection { received: 3, in_time: 2, late: 1, closed: 2, ..DataProtection::default() };
    sum
}

fn made(name: &str) -> Document {
    let office = Office::default();
    let day = |text: &str| text.parse().unwrap();
    let period = Period { from: Some(day("2025-04-01")), to: day("2026-03-31"), as_of: day("2026-04-30") };
    let about = About { office: &office, period, service: None, caveats: vec!["A caveat.".to_owned()] };
    let this = Counted { name: "Financial year 2025-26".to_owned(), sum: sum(), at_end: sum() };
    let material = Material {
        about,
        this,
        before: None,
        today: day("2026-04-30"),
        plans: Vec::new(),
        with_unreviewed: false,
        impacts: BTreeMap::new(),
        came_back: Vec::new(),
        came_back_before: Vec::new(),
        year: None,
        marks: Marks::default(),
        named: Vec::new(),
        named_kept: Vec::new(),
        registers: Vec::new(),
        entries: Vec::new(),
        people: crate::domain::party::mention::Sought::default(),
    };
    RETURNS.iter().find(|it| it.name == name).expect("it is in the table").document(&material)
}

/// The value of a line.
fn value(name: &str, number: &str) -> String {
    let document = made(name);
    let rows = &document.sections[0].tables[0].rows;
    rows.iter().find(|row| row[0].words() == number).expect("it is a line")[3].words()
}

#[test]
fn every_return_numbers_its_lines_says_how_each_is_filled_and_adds_up() {
    for it in RETURNS {
        let numbers: BTreeSet<&str> = it.lines.iter().map(|it| it.number).collect();
        assert_eq!(numbers.len(), it.lines.len(), "{}", it.name);
        assert!(it.lines.iter().all(|it| it.rule.ends_with('.')), "{}", it.name);
        let document = made(it.name);
        let said = document.sections[0].paragraphs.join("\n");
        assert!(said.contains("A caveat.") && said.contains("4 brought forward + 30 received"), "{said}");
    }
}

#[test]
fn what_cannot_be_filled_says_so_and_is_never_nought() {
    for it in RETURNS {
        let document = made(it.name);
        let rows = &document.sections[0].tables[0].rows;
        for line in it.lines {
            let Some(row) = rows.iter().find(|row| row[0].words() == line.number) else {
                assert!(matches!(line.value, Value::Each(_)), "{} {}", it.name, line.number);
                continue;
            };
            assert_eq!(line.value.is_not_held(), row[4].words().starts_with("Held by nobody"), "{}", it.name);
            assert!(
                !line.value.is_not_held() || row[3] == Cell::NotApplicable,
                "{} {}",
                it.name,
                line.number
            );
        }
    }
}

#[test]
fn lines_are_filled_by_their_own_rules() {
    for (name, number, expect) in [
        ("ko41a", "2.1", "4"),
        ("ko41a", "3.1", "16"),
        ("ko41a", "3.5", "5"),
        ("spso", "3.2", "2"),
        ("spso", "3.3", "50.0%"),
        ("spso", "3.5", "1"),
        ("spso", "4.2", "26.3"),
        ("spso", "5.2", "23.8%"),
        ("housing", "1.3", "2"),
        ("housing", "2.2", "72.7%"),
        ("housing", "2.3", "1"),
        ("housing", "3.2", "40.0%"),
        ("spso", "3.7", "6"),
        ("spso", "5.6", "3"),
        ("spso", "5.9", "4"),
        ("housing", "3.1", "6"),
        ("housing", "4.1", "9"),
        ("wales", "2.2", "3"),
        ("wales", "2.3", "0"),
        ("nipso", "2.1", "2"),
        ("nipso", "3.2", "4"),
        ("ico", "1.1", "3"),
        ("ico", "2.2", "1"),
        ("regulation-18", "1.2", "9"),
        ("lgsco", "2.1", "not applicable"),
        ("disp", "2.1", "2"),
        ("disp", "2.2", "3"),
        ("disp", "2.3", "2"),
        ("disp", "2.4", "1"),
        ("disp", "2.5", "87.5%"),
        ("disp", "3.1", "9"),
    ] {
        assert_eq!(value(name, number), expect, "{name} {number}");
    }
}

#[test]
fn nearly_every_line_is_filled_and_there_are_nine_returns() {
    let lines = || RETURNS.iter().flat_map(|it| it.lines);
    let filled = lines().filter(|it| !it.value.is_not_held()).count();
    assert_eq!(RETURNS.len(), 9);
    assert!(94 * lines().count() <= 100 * filled, "{filled} of {}", lines().count());
}

#[test]
fn a_line_that_is_asked_group_by_group_has_a_row_for_each() {
    let rows = made("disp").sections[0].tables[0].rows.clone();
    let by_service: Vec<_> = rows.iter().filter(|it| it[0].words().starts_with("5.1")).collect();
    assert_eq!(by_service.len(), 1, "{by_service:?}");
    assert_eq!(by_service[0][3], Cell::Number(0), "nothing was received of any service");
}

#[test]
fn help_lists_the_returns_of_the_table() {
    crate::help::in_step::keep("documents", "returns", &return_list());
}
