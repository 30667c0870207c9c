//! Values as people type them, read by their fields. What is read once reads as itself again, so a form, the command line,
//! an import and `decide` ask the same.
//!
//! Rows are typed one a line, the parts of a row with `|` between them; a backslash before `|` or `\` makes it a letter.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::{FinancialYear, Quarter};
use crate::domain::calendar::typed::{self, Sense};
use crate::domain::case::decide::guards::{in_the_past, known_person, real_year, to_come};
use crate::domain::case::decide::putting_right::pence;
use crate::domain::plan::quantity::Quantity;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef};
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::kind::{Field, Is, Kind, Need, To, When, field};
use crate::domain::register::value::{Value, Values};
use crate::domain::terms::Terms;

/// The largest number that anything is counted in: so large is a slip of the keyboard.
const LARGEST: i64 = 1_000_000_000_000;

/// What is new about an entry, once it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The values that are other than they were.
    pub values: Values,
    /// The names of the fields whose values are taken out.
    pub cleared: Vec<String>,
}

/// Reads everything that was typed about an entry, beside what it holds already, and asks whether the whole makes sense.
pub fn entry(terms: &Terms, kind: &Kind, typed: &Values, was: &Values) -> Verdict<News> {
    let mut news = News::default();
    let mut whole = was.clone();
    for (name, it) in typed.iter() {
        let field = known(kind.one, kind.fields, name)?;
        let there = was.get(name);
        let read = if it.is_empty() { None } else { Some(value(terms, field, it, there.as_slice())?) };
        match read.filter(|it| !it.is_empty()) {
            Some(read) if Some(&read) != there => {
                whole.set(name, read.clone());
                news.values.set(name, read);
            }
            None if whole.remove(name).is_some() => news.cleared.push(name.to_owned()),
            _ => {}
        }
    }
    complete(terms, kind.fields, &whole)?;
    (kind.check)(terms, &whole)?;
    Ok(news)
}

/// Reads one value by its field. Values that were there before may stay: an entry of a list may have been retired since, a
/// colleague may have left, a day that was to come may have passed.
pub fn value(terms: &Terms, field: &Field, typed: &Value, was: &[&Value]) -> Verdict<Value> {
    match (field.is.rows(), typed) {
        (Some(parts), typed) => rows(terms, field, parts, typed, was).map(Value::Rows),
        (None, Value::Text(text)) => one(terms, field, typed, text.trim(), was),
        (None, Value::Number(it)) => one(terms, field, typed, &it.to_string(), was),
        (None, Value::Rows(_)) => Err(no(terms, field, "This is no list.")),
    }
}

fn one(terms: &Terms, field: &Field, typed: &Value, text: &str, was: &[&Value]) -> Verdict<Value> {
    let wrong = |what: &str| no(terms, field, format!("“{text}” is not {what}."));
    let of_text = |it: &dyn std::fmt::Display| Value::Text(it.to_string());
    Ok(match field.is {
        Is::Text => of_text(&text),
        Is::Line => of_text(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Is::Day(when) => {
            let sense = if when == When::ToCome { Sense::Future } else { Sense::Past };
            let on = typed::read(text, sense, terms.today, terms.calendar).map_err(|_| wrong("a date"))?;
            let day = of_text(&on);
            if !was.contains(&&day) {
                may_lie(terms, field, when, on)?;
            }
            day
        }
        Is::Number => {
            let number = quantity(&text.replace(',', ""), LARGEST).filter(|it| it.0 % 1000 == 0);
            Value::Number(number.ok_or_else(|| wrong("a whole number"))?)
        }
        Is::Money => {
            let pence = pence(text).and_then(|it| i64::try_from(it).ok()).filter(|it| it / 100 <= LARGEST);
            Value::Number(Quantity(pence.ok_or_else(|| wrong("an amount"))? * 10))
        }
        Is::Percent => {
            let percent = quantity(text.trim_end_matches('%').trim_end(), 100);
            Value::Number(percent.ok_or_else(|| wrong("a percentage"))?)
        }
        Is::Word(_) | Is::Rating(_) => {
            let same = |it: &str| it.to_lowercase() == text.to_lowercase();
            let mut choices = field.is.choices().into_iter().flatten();
            let found = choices.find(|it| same(it.0) || same(it.1));
            of_text(&found.ok_or_else(|| wrong("on the list"))?.0)
        }
        Is::Item(list) => {
            let by_number = |it: &Quantity| {
                u32::try_from(it.0 / 1000).ok().and_then(|it| terms.office.list(list).item(it))
            };
            let found = match typed {
                Value::Number(it) => by_number(it),
                _ => terms.office.list(list).find(text),
            };
            let item = found.ok_or_else(|| wrong("on the list"))?;
            let number = Value::Number(Quantity(i64::from(item.id) * 1000));
            if let Some(until) = item.until.filter(|it| *it < terms.today && !was.contains(&&number)) {
                let why = format!("“{}” could be chosen until {}.", item.name, long(until));
                return Err(no(terms, field, why));
            }
            number
        }
        Is::Person => {
            let there = of_text(&terms.office.find_person(text).map_or(text, |it| &it.login));
            if was.contains(&&there) {
                return Ok(there);
            }
            known_person(terms, field.name, text).map(Value::Text).map_err(|it| labelled(field, it))?
        }
        Is::Link(to) => of_text(&link(terms, field, to, text)?),
        Is::Period => {
            let quarter = text.parse::<Quarter>().map(|it| it.to_string());
            let period = quarter.or_else(|_| text.parse::<FinancialYear>().map(|it| it.to_string()));
            Value::Text(period.map_err(|_| wrong("a quarter or a year"))?)
        }
        Is::Many(_) | Is::Document => return Err(wrong("a list")),
    })
}

fn rows(
    terms: &Terms,
    field: &Field,
    parts: &'static [Field],
    typed: &Value,
    was: &[&Value],
) -> Verdict<Vec<Values>> {
    let before: Vec<&Values> = was
        .iter()
        .filter_map(|it| if let Value::Rows(it) = it { Some(it) } else { None })
        .flatten()
        .collect();
    let typed = match typed {
        Value::Rows(rows) => rows.clone(),
        Value::Text(text) => {
            text.lines().filter(|it| !it.trim().is_empty()).map(|it| row_of(parts, it)).collect()
        }
        Value::Number(it) => return Err(no(terms, field, format!("“{it}” is not a list."))),
    };
    let mut rows = Vec::new();
    for (number, typed) in (1..).zip(typed) {
        let row = row(terms, field.label, parts, &typed, &before).map_err(|it| {
            let why = format!("{}, line {number}. {}", field.label, it.why);
            Refusal::of_field(field.name, why, it.instead)
        })?;
        rows.extend(Some(row).filter(|it| !it.is_empty()));
    }
    if matches!(field.is, Is::Document) {
        let is_sum = |it: &Values| {
            it.text("sha256").len() == 64 && it.text("sha256").bytes().all(|it| it.is_ascii_hexdigit())
        };
        if rows.len() > 1 || !rows.iter().all(is_sum) {
            return Err(no(terms, field, "Give one document, with all 64 figures of its SHA-256."));
        }
    }
    Ok(rows)
}

fn row(
    terms: &Terms,
    one: &str,
    parts: &'static [Field],
    typed: &Values,
    before: &[&Values],
) -> Verdict<Values> {
    let mut row = Values::default();
    for (name, it) in typed.iter().filter(|it| !it.1.is_empty()) {
        let part = known(one, parts, name)?;
        let was: Vec<&Value> = before.iter().filter_map(|it| it.get(name)).collect();
        row.set(name, value(terms, part, it, &was)?);
    }
    if !row.is_empty() {
        complete(terms, parts, &row)?;
    }
    Ok(row)
}

/// A row as it is typed. What stands behind its last part is kept under a name that no field has, to be refused.
fn row_of(parts: &[Field], line: &str) -> Values {
    let mut texts = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '|' => texts.push(String::new()),
            '\\' => texts.last_mut().expect("begins with one").extend(letters.next()),
            other => texts.last_mut().expect("begins with one").push(other),
        }
    }
    let names = parts.iter().map(|it| it.name).chain(std::iter::repeat("more"));
    names.zip(texts).map(|(name, text)| (name.to_owned(), Value::Text(text))).collect()
}

/// Every field that must be given is.
fn complete(terms: &Terms, fields: &[Field], whole: &Values) -> Verdict<()> {
    match fields.iter().find(|it| it.need == Need::Must && whole.get(it.name).is_none()) {
        Some(missing) => Err(no(terms, missing, "This must be given.")),
        None => Ok(()),
    }
}

/// Days that are given come one after the other. For the check of a table.
pub fn in_order(fields: &'static [Field], values: &Values, names: &[&str]) -> Verdict<()> {
    let given: Vec<(&str, NaiveDate)> = names.iter().filter_map(|it| Some((*it, values.day(it)?))).collect();
    match given.windows(2).find(|it| it[1].1 < it[0].1) {
        None => Ok(()),
        Some(it) => {
            let label = |name: &str| field(fields, name).map_or("", |it| it.label);
            let why = format!(
                "{} cannot lie before {} ({}).",
                label(it[1].0),
                label(it[0].0).to_lowercase(),
                long(it[0].1)
            );
            Err(Refusal::of_field(it[1].0, why, ""))
        }
    }
}

/// Of two fields both are given, or neither. For the check of a table.
pub fn together(fields: &'static [Field], values: &Values, one: &str, other: &str) -> Verdict<()> {
    let is_missing = |name: &str| values.get(name).is_none();
    let (missing, there) = if is_missing(one) { (one, other) } else { (other, one) };
    if is_missing(missing) != is_missing(there) {
        let label = |name: &str| field(fields, name).map_or("", |it| it.label);
        let why = format!("{}: give it too where {} is given.", label(missing), label(there).to_lowercase());
        return Err(Refusal::of_field(missing, why, ""));
    }
    Ok(())
}

fn known(one: &str, fields: &'static [Field], name: &str) -> Verdict<&'static Field> {
    field(fields, name).ok_or_else(|| {
        let names: Vec<&str> = fields.iter().map(|it| it.name).collect();
        let why = format!("There is no “{name}” in {one}.");
        Refusal::of_field(name, why, format!("There is: {}.", names.join(", ")))
    })
}

fn may_lie(terms: &Terms, field: &Field, when: When, on: NaiveDate) -> Verdict<()> {
    match when {
        When::Past => in_the_past(terms, field.name, field.label, on),
        When::ToCome => to_come(terms, field.name, field.label, on),
        When::Any => real_year(field.name, field.label, on),
    }
}

fn quantity(text: &str, most: i64) -> Option<Quantity> {
    text.parse().ok().filter(|it: &Quantity| (0..=most * 1000).contains(&it.0))
}

/// A link to a record that there can be: of the right kind, and of no year to come.
fn link(terms: &Terms, field: &Field, to: To, text: &str) -> Verdict<RecordRef> {
    let (record, year) = match to {
        To::Case => text.parse::<CaseRef>().map(|it| (it.into(), it.year)),
        To::Plan => text.parse::<PlanRef>().map(|it| (it.into(), it.year)),
        To::Entry(_) => text.parse::<EntryRef>().map(|it| (it.into(), it.year)),
    }
    .map_err(|it| labelled(field, Refusal::of_field(field.name, it.to_string(), "")))?;
    match (record, to) {
        (RecordRef::Entry(it), To::Entry(letter)) if it.register != letter => {
            Err(no(terms, field, format!("“{text}” is an entry of another register.")))
        }
        _ if terms.today.year() < i32::from(year) => {
            Err(no(terms, field, format!("There is no {record} yet.")))
        }
        _ => Ok(record),
    }
}

/// A refusal of what was typed in a field, with what would do.
fn no(terms: &Terms, field: &Field, why: impl std::fmt::Display) -> Refusal {
    labelled(field, Refusal::of_field(field.name, why.to_string(), what_would_do(terms, field.is)))
}

fn labelled(field: &Field, it: Refusal) -> Refusal {
    Refusal { why: format!("{}: {}", field.label, it.why), ..it }
}

/// What may be entered in a field, in a sentence.
pub fn what_would_do(terms: &Terms, is: Is) -> String {
    let choose = |all: Vec<&str>| format!("Choose one: {}.", all.join(", "));
    match is {
        Is::Text | Is::Line => "Enter some words.".to_owned(),
        Is::Day(_) => "Enter a date, for example 24 Nov, today or +10wd.".to_owned(),
        Is::Number => "Enter a whole number, for example 12.".to_owned(),
        Is::Money => "Enter an amount, for example 250 or 1,250.50.".to_owned(),
        Is::Percent => "Enter a number from 0 to 100.".to_owned(),
        Is::Word(_) | Is::Rating(_) => choose(is.choices().into_iter().flatten().map(|it| it.1).collect()),
        Is::Item(list) => {
            choose(terms.office.list(list).current(terms.today).map(|it| it.name.as_str()).collect())
        }
        Is::Person => "Enter the name of somebody who works here.".to_owned(),
        Is::Link(To::Case) => "Enter the reference of a case, for example 26-0142.".to_owned(),
        Is::Link(To::Plan) => "Enter the reference of a plan, for example P26-007.".to_owned(),
        Is::Link(To::Entry(letter)) => {
            format!("Enter the reference of an entry, for example {letter}26-003.")
        }
        Is::Period => "Enter a quarter or a year, for example 2026-27 Q1 or 2026-27.".to_owned(),
        Is::Many(_) | Is::Document => {
            let parts = is.rows().unwrap_or_default().iter().map(|it| it.label.to_lowercase());
            format!("Enter a line for each: {}.", parts.collect::<Vec<_>>().join(" | "))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::register::fixture::{Desk, FIXTURE, any_values, values};
    use crate::domain::register::tell::{object, typed as told};

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
            ("to_come", "20 nov", r#""2027-11-20""#),
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
                "first | 20 nov\n\n a\\|b |  | 12.50",
                r#"[{"part_day":"2026-11-20","part_line":"first"},{"part_line":"a|b","part_money":12.5}]"#,
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
            ("any_day", "1/1/1066", "Any day: check the year 1066.", ""),
            ("number", "-1", "Number: “-1” is not a whole number.", "example 12"),
            ("number", "1.5", "Number: “1.5” is not a whole number.", "example 12"),
            ("number", "9999999999999", "not a whole number", "example 12"),
            ("money", "ten", "Money: “ten” is not an amount.", "1,250.50"),
            ("percent", "101", "Percent: “101” is not a percentage.", "0 to 100"),
            (
                "word",
                "purple",
                "Word: “purple” is not on the list.",
                "red as a rose, blue | or green, no colour",
            ),
            ("item", "Parking", "Item: “Parking” is not on the list.", "Claims, Debt | collection."),
            ("item", "Old service", "Item: “Old service” could be chosen until Tue 30 Jun 2026.", "Claims"),
            ("person", "Nobody Such", "Person: Nobody here is called “Nobody Such”", "Kim Patel"),
            ("person", "left", "Person: Lee Left left on Tue 30 Jun 2026.", "somebody else"),
            ("case", "P26-007", "Case: “P26-007” is a plan: a case looks like 26-0142.", ""),
            ("case", "27-0001", "Case: There is no 27-0001 yet.", "26-0142"),
            ("entry", "F26-003", "Entry: “F26-003” is an entry of another register.", "X26-003"),
            ("period", "2026", "Period: “2026” is not a quarter or a year.", "2026-27 Q1"),
            ("rating", "meh", "Rating: “meh” is not on the list.", "does not apply"),
            ("parts", "a\n | 20 nov", "Parts, line 2. Part line: This must be given.", "Enter some words."),
            ("parts", "a | 20 nov | x", "Parts, line 1. Part money: “x” is not an amount.", "250"),
            (
                "parts",
                "a|||||||||too many",
                "Parts, line 1. There is no “more” in Parts.",
                "part_line, part_day",
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
}
