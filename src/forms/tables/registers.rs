//! Registers: the form that enters, and the one that fills in, are made from the register's table; the rest is the same for
//! all of them.

use crate::domain::calendar::typed::Sense;
use crate::domain::case::command::Note;
use crate::domain::office::lists::ListKind;
use crate::domain::register::command::{CloseEntry, Enter, EntryCommand, EntryStep, FillIn};
use crate::domain::register::field::{self as register, Is, Need, To, When};
use crate::domain::register::kind::Kind as Register;
use crate::domain::register::read::value;
use crate::domain::register::tell::typed;
use crate::domain::register::value::{Value, Values};
use crate::forms::answers::{Answers, Problem};
use crate::forms::field::{Choices, Field, Kind, Part, field, optional, yes_no};
use crate::forms::frozen::Frozen;
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, Purpose, form, with_reason};
use crate::forms::tables::dealing::{restriction, restriction_fields};
use crate::forms::tables::parts::{day_done, entry, people};

/// A new entry, with what the record that it comes of tells.
pub fn enter(of: &'static Register) -> FormTable {
    let fields = of.fields.iter().map(|it| asked(it).preset(move |setting| of_case(it, setting))).collect();
    form(Purpose::of_register(of, EntryStep::Enter), "save", fields, move |it| {
        let values = values(of, it)?;
        Some(EntryCommand::Enter(Enter { register: of.id.to_owned(), values }))
    })
}

/// What an entry holds, to be added to or put right.
pub fn fill_in(of: &'static Register) -> FormTable {
    let held = |it: &'static register::Field| asked(it).preset(move |setting| holds(it, setting));
    let why = optional("reason", "Why", "if something is put right", Kind::Line);
    let fields = of.fields.iter().map(held).chain([why]).collect();
    form(Purpose::of_register(of, EntryStep::FillIn), "save", fields, move |answers| {
        let setting = answers.setting;
        let is_new = |name: &str, value: &Value| {
            let held = |it: &register::Field| meant(it, &setting, holds(it, &setting));
            of.fields.iter().any(|it| it.name == name && held(it).trim() != value.text())
        };
        let all = values(of, answers)?;
        let new = all.iter().filter(|it| is_new(it.0, it.1)).map(|it| (it.0.to_owned(), it.1.clone()));
        Some(EntryCommand::FillIn(FillIn { values: new.collect(), reason: answers.text("reason") }))
    })
}

/// Nothing more is owed on it.
pub fn close() -> FormTable {
    let mistaken = field("mistaken", "By mistake?", "then it counts nowhere", yes_no());
    let fields = vec![
        day_done("on", "Closed on"),
        field("reason", "Why", "why nothing more is to be done", Kind::Line),
        mistaken.preset(|_| "no".to_owned()),
    ];
    form(EntryStep::CloseEntry, "close the entry", fields, |it| {
        let mistaken = it.yes_no("mistaken").unwrap_or(false);
        Some(EntryCommand::CloseEntry(CloseEntry { on: it.day("on")?, reason: it.text("reason"), mistaken }))
    })
}

/// It is open again.
pub fn reopen() -> FormTable {
    with_reason(EntryStep::ReopenEntry, "open it again", EntryCommand::ReopenEntry)
}

/// A note.
pub fn note() -> FormTable {
    form(EntryStep::EntryNote, "save note", vec![field("text", "Note", "", Kind::Text)], |it| {
        Some(EntryCommand::EntryNote(Note { text: it.text("text"), about: None }))
    })
}

/// Only for named people.
pub fn restrict() -> FormTable {
    form(EntryStep::RestrictEntry, "restrict the entry", restriction_fields(), |it| {
        Some(EntryCommand::RestrictEntry(restriction(it)))
    })
}

/// For everybody again.
pub fn lift() -> FormTable {
    with_reason(EntryStep::LiftEntry, "lift it", EntryCommand::LiftEntry)
}

/// Others may read it.
pub fn let_out() -> FormTable {
    with_reason(EntryStep::LetEntryOut, "let it out", EntryCommand::LetEntryOut)
}

/// It is kept from others again.
pub fn keep_in() -> FormTable {
    with_reason(EntryStep::KeepEntryIn, "keep it in", EntryCommand::KeepEntryIn)
}

/// A field of a register as a form asks for it.
fn asked(it: &'static register::Field) -> Field {
    let parts = if let Is::Many(parts) = it.is { parts } else { &[] };
    let labels: Vec<String> = parts.iter().map(|it| it.label.to_lowercase()).collect();
    let lines = (!labels.is_empty()).then(|| format!("a line each: {}", labels.join(" | ")));
    let hint = [lines.unwrap_or_default(), it.hint.to_owned()];
    let hint = hint.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("; ");
    let kind = match it.is {
        Is::Text | Is::Many(_) => Kind::Text,
        Is::Document => Kind::Choice(Choices::varying(
            |setting| setting.frozen.iter().map(Frozen::words).collect(),
            "the documents that “redress report list” says were frozen",
        )),
        Is::Line | Is::Number | Is::Percent | Is::Link(_) | Is::Period => Kind::Line,
        Is::Day(When::Past) => Kind::Day(Sense::Past),
        Is::Day(_) => Kind::Day(Sense::Future),
        Is::Money => Kind::Money,
        Is::Word(_) | Is::Rating(_) => {
            let choices = it.is.choices().into_iter().flatten();
            Kind::Choice(Choices::Fixed(choices.map(|it| it.1.to_owned()).collect()))
        }
        Is::Item(list) => entry(list),
        Is::Person => Kind::Choice(people()),
    };
    let made = if it.need == Need::Must { field } else { optional };
    made(it.name, it.label, hint, kind).in_parts(parts.iter().map(part).collect())
}

/// A part of the lines of a field. Where words have a code, that is what is typed.
fn part(it: &'static register::Field) -> Part {
    let coded = |(name, words): (&str, &str)| {
        if name.starts_with(|it: char| it.is_ascii_uppercase()) {
            format!("{name}  {}", words.trim_start_matches(name).trim_start())
        } else {
            words.to_owned()
        }
    };
    let listed = it.is.choices().map(|all| Choices::Fixed(all.into_iter().map(coded).collect()));
    Part { label: it.label.into(), choices: listed.or_else(|| asked(it).kind.choices().cloned()) }
}

/// What is meant by what stands in a field: a document that was frozen is chosen by words, and entered by its sum.
fn meant(it: &register::Field, setting: &Setting, text: String) -> String {
    let chosen = || setting.frozen.iter().find(|one| one.words() == text.trim());
    let chosen = matches!(it.is, Is::Document).then(chosen).flatten();
    chosen.map_or(text, Frozen::typed)
}

/// What the case that an entry comes of says of a field.
fn of_case(it: &register::Field, setting: &Setting) -> String {
    let Some(case) = setting.case() else { return String::new() };
    match it.is {
        Is::Link(To::Case) => case.reference.to_string(),
        Is::Item(ListKind::Services) => {
            case.facts.service.map(|it| setting.office().service_name(Some(it))).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// What the entry holds in a field.
fn holds(it: &register::Field, setting: &Setting) -> String {
    let held = setting.entry().and_then(|entry| entry.values.get(it.name));
    let words = held.map(|value| typed(setting.office(), it, value)).unwrap_or_default();
    match it.is {
        Is::Person if !words.is_empty() => setting.office().person_name(&words).to_owned(),
        Is::Document => {
            let frozen = setting.frozen.iter().find(|it| it.typed() == words);
            frozen.map_or(words, Frozen::words)
        }
        _ => words,
    }
}

/// Every answer, by the names of the fields. What the register does not take is noted, each at its field.
fn values(of: &'static Register, it: &mut Answers) -> Option<Values> {
    let terms = it.setting.terms();
    let entry = it.setting.entry();
    let mut values = Values::default();
    for field in of.fields {
        let typed = Value::Text(meant(field, &it.setting, it.text(field.name)));
        if !typed.is_empty() {
            let was = entry.and_then(|it| it.values.get(field.name));
            if let Err(refusal) = value(&terms, field, &typed, was.as_slice()) {
                it.problems.push(Problem { field: field.name.to_owned(), words: refusal.to_string() });
            }
        }
        values.set(field.name, typed);
    }
    it.problems.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::authority::Asker;
    use crate::domain::office::record::House;
    use crate::domain::records::any::AnyCommand;
    use crate::domain::reference::EntryRef;
    use crate::domain::register::decide::begin;
    use crate::domain::register::entry::Entry;
    use crate::domain::register::field::may;
    use crate::domain::register::filter::EntryFilter;
    use crate::domain::register::fixture::{Desk, FIXTURE, TODAY, on};
    use crate::domain::register::history::happening;
    use crate::domain::register::scrub::holds_words;
    use crate::domain::register::tell::{cell, object};
    use crate::domain::register::telling::tellings;

    #[test]
    fn a_paper_is_chosen_among_those_that_were_frozen_and_a_part_of_a_line_by_its_words() {
        let (desk, today) = (Desk::new(), on(TODAY));
        let house = House::new(desk.office.clone());
        let table = fill_in(&FIXTURE);
        let place = table.place("document").expect("the form asks for it");
        assert!(
            table.fields[place]
                .kind
                .choices()
                .is_some_and(|it| it.all(&Setting::new(&house, today, "kp")).is_empty())
        );
        let parts = &table.fields[table.place("parts").expect("asked")].parts;
        let setting = Setting::new(&house, today, "kp");
        let offered: Vec<String> = parts.iter().filter_map(|it| it.in_words(&setting)).collect();
        assert!(offered.iter().any(|it| it.contains("good, so-so, bad")), "{offered:?}");
    }

    /// The recipe for a field of a register, walked: a row of the table, and nothing else.
    #[test]
    fn a_field_more_is_one_row_of_the_table() {
        let more = may("more", "Something more", "", Is::Line).personal().column(9);
        let fields: &[register::Field] = Box::leak([FIXTURE.fields, &[more]].concat().into_boxed_slice());
        let kind: &Register = Box::leak(Box::new(Register { fields, ..FIXTURE }));
        let desk = Desk::new();
        let (house, today) = (House::new(desk.office.clone()), on(TODAY));
        let asker = Asker::of(&desk.office, "kp", today).expect("known");

        let table = enter(kind);
        let (setting, mut texts) = (Setting::new(&house, today, "kp"), vec![String::new(); fields.len()]);
        for (name, text) in [("line", "First"), ("more", "Amara Okafor rang")] {
            texts[table.place(name).expect("the form asks for it")] = text.to_owned();
        }
        let made = table.build(&mut Answers::new(setting, &table.fields, &texts)).expect("answered");
        let AnyCommand::Entry(command) = made else { panic!("a step on an entry") };
        let events = begin(&desk.terms(), kind, command).expect("nothing is wrong with it");
        let at = EntryRef { register: kind.letter, year: 2026, number: 1 };
        let entry = Entry::begin(at, &events[0]).expect("entered");

        assert_eq!(object(&desk.office, fields, &entry.values)["more"], "Amara Okafor rang");
        assert_eq!(cell(&desk.office, fields.last().expect("it"), &entry.values), "Amara O..");
        assert!(
            happening(kind, &desk.office, &events[0]).words.contains("Something more: Amara Okafor rang")
        );
        for (filter, is_found) in [("more:okafor", true), ("more:none", false), ("amara", true)] {
            let filter = EntryFilter::parse(kind, filter).expect("a filter");
            assert_eq!(filter.holds(&desk.register(kind), &asker, today, &entry), is_found);
        }
        let told = tellings(kind, &desk.office, &events[0]);
        assert!(told.iter().any(|it| it.what == "Something more" && it.is_personal), "{told:?}");
        assert!(holds_words(kind, "more"), "a name in it is not looked for");
    }
}
