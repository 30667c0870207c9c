//! Values as people type them, read by their fields. What is read once reads as itself again, so a form, the command line,
//! an import and `decide` ask the same.
//!
//! Rows are typed one a line, the parts of a row with `|` between them; a backslash before `|` or `\` makes it a letter.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::{BadPeriod, quarter_or_year};
use crate::domain::calendar::typed::{self, Sense};
use crate::domain::case::decide::guards::{in_the_past, known_person, real_year, to_come};
use crate::domain::money::{EXAMPLES, pence};
use crate::domain::plan::quantity::Quantity;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef};
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Field, Is, Need, To, When, field};
use crate::domain::register::kind::Kind;
use crate::domain::register::value::{Value, Values};
use crate::domain::terms::Terms;

/// The largest number that anything is counted in: so large is a slip of the keyboard.
const LARGEST: i64 = 1_000_000_000_000;

/// Under which what stands behind the last part of a row is kept: no field is called so.
const FURTHER: &str = "further part";

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
            // Of a day that may lie on either side, one without a year is the next one: it is by when something is to be done.
            let sense = if when == When::Past { Sense::Past } else { Sense::Future };
            let on = typed::read(text, sense, terms.today, terms.calendar)
                .map_err(|it| if it == typed::EXAMPLE { wrong("a date") } else { no(terms, field, it) })?;
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
            let pence = pence(text).map_err(|it| no(terms, field, it))?;
            let pence = i64::try_from(pence).ok().filter(|it| it / 100 <= LARGEST);
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
            let list = terms.office.list(list);
            let found = match typed {
                Value::Number(it) => u32::try_from(it.0 / 1000).ok().and_then(|it| list.item(it)),
                _ => list.find(text),
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
            let (period, ..) = quarter_or_year(text).map_err(|it| match it {
                BadPeriod::Far(_) => no(terms, field, format!("{it}.")),
                _ => wrong("a quarter or a year"),
            })?;
            Value::Text(period)
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
        let is_sum = |row: &Values| {
            let sum = row.text("sha256");
            sum.len() == 64 && sum.bytes().all(|it| it.is_ascii_hexdigit())
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
        if name == FURTHER {
            let labels: Vec<&str> = parts.iter().map(|it| it.label).collect();
            let why = format!("“{}” stands behind its last part.", it.text());
            return Err(Refusal::of_field(name, why, format!("A line is {}.", labels.join(" | "))));
        }
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
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next_if(|it| matches!(it, '|' | '\\')) } else { None };
        match (letter, escaped) {
            ('|', None) => texts.push(String::new()),
            (letter, escaped) => texts.last_mut().expect("begins with one").push(escaped.unwrap_or(letter)),
        }
    }
    let names = parts.iter().map(|it| it.name).chain(std::iter::repeat(FURTHER));
    names.zip(texts).map(|(name, text)| (name.to_owned(), Value::Text(text))).collect()
}

/// Every field that must be given is.
fn complete(terms: &Terms, fields: &[Field], whole: &Values) -> Verdict<()> {
    match fields.iter().find(|it| it.need == Need::Must && whole.get(it.name).is_none()) {
        Some(missing) => Err(no(terms, missing, "This must be given.")),
        None => Ok(()),
    }
}

/// Refuses a day that does not lie in the period that is named beside it.
pub fn in_period(values: &Values, period: &str, day: &str) -> Verdict<()> {
    let text = values.text(period);
    match (quarter_or_year(text), values.day(day)) {
        (Ok((_, first, last)), Some(on)) if on < first || last < on => {
            let why = format!("{} is not in {text}.", long(on));
            Err(Refusal::of_field(day, why, "Check both."))
        }
        _ => Ok(()),
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
        Is::Money => format!("Enter an amount, for example {EXAMPLES}."),
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
mod tests;
