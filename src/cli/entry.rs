//! Entries of registers: `redress list feedback` of many, `redress show` of one with what it holds, what it owes, and what
//! happened. All of it is made from the table of the register.

use serde_json::{Value, json};

use crate::api::message::{EntryRequest, Reply, Request};
use crate::api::service::read;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table, json as print_json, labelled, more, say_more};
use crate::cli::sheet::{Asked, Sheet};
use crate::cli::timeline::{moments, timeline};
use crate::domain::calendar::dates::long;
use crate::domain::case::history::{for_whom, kept_with};
use crate::domain::diary::{Standing, standing};
use crate::domain::figures::cell::Cell;
use crate::domain::grammar::whole;
use crate::domain::office::record::{House, Office};
use crate::domain::reference::EntryRef;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is, field};
use crate::domain::register::filter::{ENTRY_STATES, EntryFilter, names};
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::KINDS;
use crate::domain::register::owed::{Owing, Register};
use crate::domain::register::tell::{cell, object, typed, words};
use crate::domain::register::value::Value as Held;
use crate::domain::text::{one_line, sentence_case, width};

/// How many entries are asked for at once.
const PAGE: usize = 1000;
/// How many entries a person gets to read where they set no limit. Programs get all.
const READABLE: usize = 200;
/// Columns of a reference.
const REFERENCE: usize = 8;
/// Columns that what is owed has at least.
const OWED_AT_LEAST: usize = 20;
/// Columns below which none is narrowed.
const NARROW: usize = 16;

/// The names of the registers, as words before which something stands.
pub fn register_names() -> String {
    KINDS.iter().map(|it| it.id).collect::<Vec<_>>().join(", ")
}

/// What can be asked of each register, for the help of `list`.
pub fn filter_help() -> String {
    let states: Vec<String> = ENTRY_STATES.iter().map(|it| format!("is:{} ({})", it.0, it.2)).collect();
    let registers: Vec<String> =
        KINDS.iter().map(|it| format!("{}: {}\n  {}:", it.id, it.about, names(it).join(": "))).collect();
    format!(
        "Entries of a register are listed the last one first: words, {}, and conditions on what its entries hold: none and \
         any, words, days and numbers as in “on:2026-07”, “by:<2026-07-01”, “owner:me”.\n\n{}\n\nColumns that have no room \
         are left out; --plain and --json have all of them.",
        states.join(", "),
        registers.join("\n\n")
    )
}

/// So many entries, as a register calls them.
pub fn many(kind: &Kind, number: usize) -> String {
    format!("{number} {} in {}", if number == 1 { "entry" } else { "entries" }, kind.many)
}

/// The register that an entry is in.
pub fn register(house: &House, reference: EntryRef) -> Result<Register<'_>, Trouble> {
    Register::of(house, reference.register).ok_or_else(|| {
        Trouble::Refused(format!("{reference} is in a register that this version does not know"))
    })
}

/// Lists entries of a register.
pub fn list(
    context: &mut Context,
    kind: &'static Kind,
    filter: &str,
    limit: Option<usize>,
    file: Option<Asked>,
) -> Outcome {
    let filter = whole(filter)
        .and_then(|()| EntryFilter::parse(kind, filter))
        .map_err(|it| Trouble::Broken(it.to_string()))?;
    let mut store = context.open(Need::Existing)?;
    let house = House::new(store.hello.office.clone());
    let register = Register::of(&house, kind.letter).expect("it is one of the table");
    let request =
        EntryRequest { register: kind.letter, filter, today: store.today(), after: None, limit: PAGE };
    let is_whole = context.json || file.is_some();
    let limit = limit.unwrap_or(if is_whole { usize::MAX } else { READABLE });
    let mut entries = Vec::new();
    // One more than is shown says whether there are more.
    each(&mut store, &request, limit.saturating_add(1), |_, it| {
        entries.push(it);
        Ok(())
    })?;
    let more = more(&mut entries, limit);
    if let Some(file) = file {
        // Imported elsewhere, entries are numbered as they come: the oldest keeps its place.
        entries.sort_by_key(|it| it.reference);
        let own = kind.fields.iter().map(|it| (it.name, it.label));
        let columns = [("ref", "")].into_iter().chain(own).chain([
            ("entered", ""),
            ("closed", "Entry closed"),
            ("owed", ""),
        ]);
        let mut sheet = Sheet::begin(&mut store, file, &sentence_case(kind.many), columns)?;
        for it in &entries {
            let owed = || {
                let all: Vec<String> = register.owed(it).iter().map(|it| owed_in_words(&store, it)).collect();
                Cell::Text(all.join("; "))
            };
            let own = |name: &str| match name {
                "owed" => Some(owed()),
                _ => exact(register.office, field(kind.fields, name)?, it.values.get(name)?),
            };
            sheet.push_with(&entry_json(&store, &register, it), own);
        }
        return sheet.end(context, more);
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        entries.iter().try_for_each(|it| array.push(&entry_json(&store, &register, it)))?;
        say_more(array.end()?, "entry", more);
        return Ok(if entries.is_empty() { Ending::Nothing } else { Ending::Done });
    }
    if context.plain {
        for (number, it) in (1..).zip(&entries) {
            let which = format!("Entry {number} of {}. ", entries.len());
            writeln!(context.out, "{which}{}\n", in_words(&store, &register, it))?;
        }
    } else if !entries.is_empty() {
        context.print(&table(&store, &register, &entries, context.columns))?;
    }
    writeln!(context.out, "{}{more}", many(kind, entries.len()))?;
    Ok(if entries.is_empty() { Ending::Nothing } else { Ending::Done })
}

/// What stands in a cell of a file so that it reads back as it is, where JSON has another shape.
fn exact(office: &Office, field: &Field, held: &Held) -> Option<Cell> {
    match (field.is, held) {
        (Is::Money, Held::Number(it)) => u64::try_from(it.0 / 10).ok().map(Cell::Money),
        (Is::Day(_) | Is::Number | Is::Percent, _) => None,
        _ => Some(Cell::Text(typed(office, field, held))),
    }
}

/// A page of entries.
pub fn page(store: &mut Store, request: EntryRequest) -> Result<Vec<Entry>, Trouble> {
    ask(&mut store.session, Request::Entries(request), |it| match it {
        Reply::Entries(entries) => Some(entries),
        _ => None,
    })
}

/// Takes entries one after the other, page by page, up to a limit.
fn each(
    store: &mut Store,
    request: &EntryRequest,
    limit: usize,
    mut take: impl FnMut(&Store, Entry) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let (mut left, mut after) = (limit, request.after);
    while left > 0 {
        let size = request.limit.min(left);
        let entries = page(store, EntryRequest { after, limit: size, ..request.clone() })?;
        let is_last = entries.len() < size;
        left -= entries.len();
        after = entries.last().map(|it| it.reference);
        entries.into_iter().try_for_each(|it| take(store, it))?;
        if is_last {
            break;
        }
    }
    Ok(())
}

/// The columns that the register names, and what is owed next; as many as the line has room for.
fn table(store: &Store, register: &Register, entries: &[Entry], columns: usize) -> Table {
    let cells = |it: &'static Field| -> Vec<String> {
        entries.iter().map(|entry| cell(register.office, it, &entry.values)).collect()
    };
    // A column in which nothing stands says nothing.
    let told = register
        .kind
        .columns()
        .map(|it| (it, cells(it)))
        .filter(|column| column.1.iter().any(|it| !it.is_empty()));
    let told: Vec<_> = told.collect();
    let widest = |(field, cells): &(&'static Field, Vec<String>)| {
        cells.iter().map(|it| width(it)).chain([width(field.label)]).max().unwrap_or(0)
    };
    let room = columns.saturating_sub(2 + REFERENCE + 2 + OWED_AT_LEAST);
    let widths = fitting(told.iter().map(widest).collect(), room);
    let mut table = Table {
        head: vec!["Ref"],
        most: vec![Some(REFERENCE)],
        rows: entries.iter().map(|it| vec![it.reference.to_string()]).collect(),
    };
    for ((field, cells), width) in told.into_iter().zip(widths) {
        table.head.push(field.label);
        table.most.push(Some(width));
        table.rows.iter_mut().zip(cells).for_each(|(row, it)| row.push(it));
    }
    table.head.push("Owed");
    table.most.push(None);
    for (row, entry) in table.rows.iter_mut().zip(entries) {
        let owed = register.owed(entry);
        let closed = entry.closing().map(|_| "closed".to_owned());
        let next = owed.first().map(|it| {
            let stands = stands(store, it);
            let more = if owed.len() > 1 { format!(" +{}", owed.len() - 1) } else { String::new() };
            format!("{} {}{more} {}", stands.sign(), stands.badge(Some(it.due), store.today()), it.short)
        });
        row.push(closed.or(next).unwrap_or_default());
    }
    table
}

/// Widths of columns that have room together: the widest gives way as far as it says something, then the last ones go.
fn fitting(mut widths: Vec<usize>, room: usize) -> Vec<usize> {
    while room < widths.iter().map(|it| it + 2).sum() {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROW => *widest -= 1,
            _ => drop(widths.pop()),
        }
    }
    widths
}

fn stands(store: &Store, it: &Owing) -> Standing {
    standing(&store.calendar, store.hello.office.timescales.due_soon, store.today(), Some(it.due))
}

/// An entry in sentences, for a screen reader: its reference, what stands in its columns, and what it owes next.
pub fn in_words(store: &Store, register: &Register, entry: &Entry) -> String {
    let told = register.kind.columns().filter_map(|it| {
        let held = entry.values.get(it.name)?;
        Some(format!("{}: {}.", it.label, words(register.office, it, held)))
    });
    let owed = register.owed(entry);
    let next = owed.first().map(|it| format!("Owed: {}.", owed_in_words(store, it)));
    let closed = entry.closing().map(|it| format!("Closed on {}.", long(it.on)));
    let reference = format!("{}.", entry.reference);
    let all: Vec<String> = [reference].into_iter().chain(told).chain(next).chain(closed).collect();
    one_line(&all.join(" "))
}

/// "carry out a decision (Train everybody), Jo Smith, by Fri 30 Oct 2026, overdue by 3 working days".
pub fn owed_in_words(store: &Store, it: &Owing) -> String {
    let about = if it.about.is_empty() { String::new() } else { format!(" ({})", it.about) };
    let owner = it.owner.as_deref().map(|it| format!(", {}", store.hello.office.person_name(it)));
    let stands = stands(store, it).in_words();
    format!("{}{about}{}, by {}, {stands}", it.what, owner.unwrap_or_default(), long(it.due))
}

/// An entry in JSON: its values by the names of their fields, and what is known of every entry.
pub fn entry_json(store: &Store, register: &Register, entry: &Entry) -> Value {
    let office = register.office;
    let owed: Vec<Value> = register
        .owed(entry)
        .iter()
        .map(|it| {
            let stands = stands(store, it);
            json!({
                "what": it.what, "due": it.due, "part": it.part, "about": it.about, "owner": it.owner,
                "standing": stands.word(), "late_working_days": stands.late_by(),
            })
        })
        .collect();
    let mut told = object(office, register.kind.fields, &entry.values);
    let source = entry.source.as_ref().map(|it| it.reference.as_str()).filter(|it| !it.is_empty());
    for (name, value) in [
        ("ref", json!(entry.reference)),
        ("register", json!(register.kind.id)),
        ("version", json!(entry.version)),
        ("entered", json!(entry.entered)),
        ("closed", json!(entry.closing().map(|it| it.on))),
        ("mistaken", json!(entry.is_mistaken())),
        ("restricted", json!(entry.restriction.is_some() || !entry.kept_with.is_empty())),
        ("source_ref", json!(source)),
        ("owed", json!(owed)),
    ] {
        told.insert(name.to_owned(), value);
    }
    told.into()
}

/// Shows an entry.
pub fn show(context: &mut Context, store: &mut Store, reference: EntryRef) -> Outcome {
    let entry: Entry = read(&mut store.session, reference)?;
    if context.json {
        let house = House::new(store.hello.office.clone());
        print_json(context.out, &entry_json(store, &register(&house, reference)?, &entry))?;
        return Ok(Ending::Done);
    }
    facts(context, store, &entry)?;
    writeln!(context.out, "\nWhat happened")?;
    let moments = moments(store, reference.into())?;
    timeline(context, store, &moments)?;
    Ok(Ending::Done)
}

/// Prints what an entry holds and owes. Rows stand a line each.
pub fn facts(context: &mut Context, store: &Store, entry: &Entry) -> Result<(), Trouble> {
    let house = House::new(store.hello.office.clone());
    let register = register(&house, entry.reference)?;
    let (office, out) = (&house.office, &mut *context.out);
    labelled(out, "Entry", &format!("{}, {}", entry.reference, register.kind.one))?;
    for field in register.kind.fields {
        let lines: Vec<String> = match entry.values.get(field.name) {
            None => Vec::new(),
            Some(Held::Rows(rows)) => {
                rows.iter().map(|it| words(office, field, &Held::Rows(vec![it.clone()]))).collect()
            }
            Some(held) => words(office, field, held).lines().map(str::to_owned).collect(),
        };
        for (place, line) in lines.iter().enumerate() {
            labelled(out, if place == 0 { field.label } else { "" }, line)?;
        }
    }
    for it in &register.owed(entry) {
        labelled(out, "Owed", &owed_in_words(store, it))?;
    }
    if let Some(it) = entry.closing() {
        let mistaken = if it.mistaken { ", entered by mistake" } else { "" };
        labelled(out, "Closed", &format!("{}{mistaken}: {}", long(it.on), it.reason))?;
    }
    if let Some(it) = &entry.restriction {
        labelled(out, "Restricted", &format!("{} {}", for_whom(office, it), it.reason))?;
    }
    labelled(out, "Restricted", &kept_with(&entry.kept_with, "let-entry-out"))?;
    let source = entry.source.as_ref().map(|it| format!("{} {}", it.file, it.reference));
    labelled(out, "Imported from", &source.unwrap_or_default())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_way_the_widest_first_and_then_the_last_ones_go() {
        for (widths, room, expect) in [
            (vec![22, 11, 8], 60, vec![22, 11, 8]),
            (vec![22, 11, 8], 44, vec![19, 11, 8]),
            (vec![22, 11, 8], 34, vec![16, 11]),
            (vec![9, 9], 5, vec![]),
        ] {
            assert_eq!(fitting(widths, room), expect, "{room}");
        }
    }
}
