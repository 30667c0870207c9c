//! Every kind of field is read as people type it, refused in words, and reads back as it is printed.

use proptest::prelude::*;

use crate::domain::refusal::Verdict;
use crate::domain::register::field::field;
use crate::domain::register::fixture::{Desk, FIXTURE, any_values, values};
use crate::domain::register::read::{News, entry, value};
use crate::domain::register::tell::{object, typed as told};
use crate::domain::register::value::{Value, Values};

/// Reads what was typed in one field beside what it held before.
fn read_beside(name: &str, typed: &str, was: &str) -> Verdict<Value> {
    let desk = Desk::new();
    let field = field(FIXTURE.fields, name).expect("a field of the fixture");
    let was = values(was);
    let was: Vec<&Value> = was.get(name).into_iter().collect();
    value(&desk.terms(), field, &Value::Text(typed.to_owned()), &was)
}

fn read(name: &str, typed: &str) -> Verdict<Value> {
    read_beside(name, typed, "{}")
}

#[test]
fn every_kind_of_field_reads_as_people_type_it() {
    for (name, typed, expect) in [
        ("line", "  two \t words ", r#""two words""#),
        ("text", " first\nsecond ", r#""first\nsecond""#),
        ("past", "20 nov", r#""2026-11-20""#),
        ("to_come", "20 aug", r#""2027-08-20""#),
        ("any_day", "20 aug", r#""2027-08-20""#),
        ("any_day", "yesterday", r#""2026-11-23""#),
        ("number", "1,200", "1200"),
        ("money", "£1,250.50", "1250.5"),
        ("percent", "12.5 %", "12.5"),
        ("word", "Red as a ROSE", r#""red""#),
        ("word", "grey", r#""grey""#),
        ("item", " claims", "1"),
        ("person", "Kim Patel", r#""kp""#),
        ("case", "26-142", r#""26-0142""#),
        ("plan", "p26-7", r#""P26-007""#),
        ("entry", "x26-3", r#""X26-003""#),
        ("period", "2026-27q1", r#""2026-27 Q1""#),
        ("period", "2026-2027", r#""2026-27""#),
        ("rating", "so-so", r#""so_so""#),
        (
            "parts",
            "first | 20 aug\n\n a\\|b\\c |  | 12.50",
            r#"[{"part_day":"2027-08-20","part_line":"first"},{"part_line":"a|b\\c","part_money":12.5}]"#,
        ),
    ] {
        let read = read(name, typed).unwrap_or_else(|it| panic!("{name}: {it}"));
        assert_eq!(serde_json::to_string(&read).expect("plain data"), expect, "{name}: {typed}");
    }
}

#[test]
fn what_will_not_do_is_refused_by_the_name_of_its_field_with_what_would() {
    for (name, typed, why, instead) in [
        ("past", "soon", "Past day: “soon” is not a date.", "24 Nov"),
        ("past", "tomorrow", "Past day must be today or in the past.", ""),
        ("to_come", "yesterday", "Day to come must be today or in the future.", ""),
        ("any_day", "20 nov", "Any day: Fri 20 Nov 2026 has gone by.", "24 Nov"),
        ("any_day", "1/1/1066", "Any day: check the year 1066.", ""),
        ("number", "-1", "Number: “-1” is not a whole number.", "example 12"),
        ("number", "1.5", "Number: “1.5” is not a whole number.", "example 12"),
        ("number", "9999999999999", "not a whole number", "example 12"),
        ("money", "ten", "Money: “ten” is not an amount.", "64.50"),
        ("money", "64.505", "Money: “64.505” has more than two digits after the point", "64.50"),
        ("percent", "101", "Percent: “101” is not a percentage.", "0 to 100"),
        ("word", "purple", "Word: “purple” is not on the list.", "red as a rose, blue | or green, no colour"),
        ("item", "Parking", "Item: “Parking” is not on the list.", "Claims, Debt | collection."),
        ("item", "Old service", "Item: “Old service” could be chosen until Tue 30 Jun 2026.", "Claims"),
        ("person", "Nobody Such", "Person: Nobody here is called “Nobody Such”", "Kim Patel"),
        ("person", "left", "Person: Lee Left left on Tue 30 Jun 2026.", "somebody else"),
        ("case", "P26-007", "Case: “P26-007” is a plan: a case looks like 26-0142.", ""),
        ("case", "27-0001", "Case: There is no 27-0001 yet.", "26-0142"),
        ("entry", "F26-003", "Entry: “F26-003” is an entry of another register.", "X26-003"),
        ("period", "2026", "Period: “2026” is not a quarter or a year.", "2026-27 Q1"),
        (
            "period",
            "9999-00 Q1",
            "Period: “9999-00 Q1” is too far off: the year must lie between",
            "2026-27 Q1",
        ),
        ("period", "0000-01", "Period: “0000-01” is too far off", "2026-27 Q1"),
        ("rating", "meh", "Rating: “meh” is not on the list.", "does not apply"),
        ("parts", "a\n | 20 aug", "Parts, line 2. Part line: This must be given.", "Enter some words."),
        ("parts", "a | 20 aug | x", "Parts, line 1. Part money: “x” is not an amount.", "250"),
        (
            "parts",
            "a|||||||||too many",
            "Parts, line 1. “too many” stands behind its last part.",
            "A line is Part line | Part day",
        ),
        (
            "document",
            "board | 2026-27 Q1 | 12ab",
            "Document: Give one document",
            "document | period | sha-256",
        ),
    ] {
        let no = read(name, typed).expect_err(name);
        assert_eq!(no.field, name);
        assert!(no.why.contains(why) && no.instead.contains(instead), "{name}: {no}");
    }
}

#[test]
fn what_was_there_before_stays_though_nobody_could_choose_it_now() {
    for (name, typed, was) in [
        ("item", "Old service", r#"{"item":3}"#),
        ("person", "Lee Left", r#"{"person":"left"}"#),
        ("to_come", "2026-01-05", r#"{"to_come":"2026-01-05"}"#),
        (
            "parts",
            "a | | | | Old service | left",
            r#"{"parts":[{"part_line":"b"},{"part_line":"a","part_item":3,"part_person":"left"}]}"#,
        ),
    ] {
        assert!(read_beside(name, typed, was).is_ok(), "{name}");
        assert!(read(name, typed).is_err(), "{name}");
    }
}

#[track_caller]
fn read_entry(typed: &str, was: &str) -> Verdict<News> {
    entry(&Desk::new().terms(), &FIXTURE, &values(typed), &values(was))
}

#[test]
fn a_name_that_no_field_has_is_refused_by_name() {
    let no = read_entry(r#"{"line":"a","colour":"red"}"#, "{}").expect_err("no such field");
    assert!(no.to_string().starts_with("There is no “colour” in fixture. There is: line, text,"), "{no}");
    let no = read_entry(r#"{"line":"a","parts":[{"part_line":"b","colour":"red"}]}"#, "{}")
        .expect_err("no such part");
    assert!(no.to_string().contains("There is no “colour” in Parts. There is: part_line,"), "{no}");
    assert!(
        read_entry(r#"{"line":[{"part_line":"b"}]}"#, "{}")
            .expect_err("no list")
            .why
            .contains("Line: This is no list")
    );
}

#[test]
fn only_what_is_other_than_before_is_new_and_what_is_emptied_is_taken_out() {
    let was = r#"{"line":"a","word":"red","number":3}"#;
    let news = read_entry(r#"{"line":" a","word":"","number":4,"text":null}"#, was).expect("read");
    assert_eq!((news.values, news.cleared), (values(r#"{"number":4}"#), vec!["word".to_owned()]));
    let no = read_entry(r#"{"line":null}"#, was).expect_err("it must be given");
    assert_eq!((no.field.as_str(), no.why.as_str()), ("line", "Line: This must be given."));
    assert_eq!(read_entry(r#"{"parts":"\n \n"}"#, was), Ok(News::default()));
}

proptest! {
    #[test]
    fn whatever_was_read_reads_as_itself_from_a_form_from_json_and_again(held in any_values(FIXTURE.fields)) {
        let desk = Desk::new();
        let none = Values::default();
        let read = |typed: &Values| entry(&desk.terms(), &FIXTURE, typed, &none).map(|it| it.values);
        prop_assert_eq!(read(&held), Ok(held.clone()));
        let fields = FIXTURE.fields.iter();
        let form = fields.filter_map(|it| Some((it.name.to_owned(), Value::Text(told(&desk.office, it, held.get(it.name)?)))));
        prop_assert_eq!(read(&form.collect()), Ok(held.clone()));
        let json = serde_json::Value::Object(object(&desk.office, FIXTURE.fields, &held));
        prop_assert_eq!(read(&serde_json::from_value(json).expect("values")), Ok(held));
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused(typed in ".{0,30}", place in 0..FIXTURE.fields.len()) {
        let field = &FIXTURE.fields[place];
        let refused = read(field.name, &typed).err();
        prop_assert!(refused.is_none_or(|it| it.field == field.name && !it.why.is_empty()));
    }
}
