//! The entries of a register in a list, the last one first: columns, filters and keys are those of its table.

use std::collections::BTreeSet;

use crate::api::message::{EntryRequest, Reply, Request};
use crate::domain::diary::standing;
use crate::domain::figures::cell::Cell as Told;
use crate::domain::office::record::Office;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::EntryRef;
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is, field};
use crate::domain::register::filter::EntryFilter;
use crate::domain::register::kind::Kind;
use crate::domain::register::owed::{Owing, Register};
use crate::domain::register::tell::cell;
use crate::domain::register::value::Value;
use crate::domain::text::sentence_case;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::tui::keymap::{Act, ENTRIES, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::beside::Shows;
use crate::tui::screens::columns::{Cell, Column, column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::screens::steps::form_on_many;
use crate::tui::theme;

/// The entries of a register.
pub struct Entries {
    kind: &'static Kind,
    /// What a new entry says already.
    given: Vec<(String, String)>,
}

impl Entries {
    /// Those of this register.
    pub const fn of(kind: &'static Kind) -> Self {
        Self { kind, given: Vec::new() }
    }

    /// Those that fit a filter: a new one is of the sort that it names.
    pub fn that_are(kind: &'static Kind, filter: &str) -> Self {
        let given = |part: &str| {
            let (name, word) = part.split_once(':')?;
            let choices = field(kind.fields, name)?.is.choices()?;
            let chosen = choices.into_iter().find(|it| it.0 == word)?;
            Some((name.to_owned(), chosen.1.to_owned()))
        };
        Self { kind, given: filter.split_whitespace().filter_map(given).collect() }
    }
}

impl Listing for Entries {
    type Row = Entry;
    type Key = EntryRef;

    fn name(&self) -> &'static str {
        self.kind.id
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        ENTRIES
    }

    fn columns(&self) -> Vec<Column<Entry>> {
        let mut columns = vec![
            words("Ref", 8, |it: &Entry, _| it.reference.to_string()),
            column("Owed", theme::BADGE, owed).on(|it: &Entry, cx| first_owed(it, cx).map(|it| it.due)),
            words("To do", 11, to_do).from(104),
        ];
        columns.extend(self.kind.columns().map(|field| {
            let told = move |it: &Entry, cx: &Cx| cell(&cx.house.office, field, &it.values);
            words(field.label, field.column.unwrap_or_default(), told)
                .giving(move |it: &Entry, cx| value(&cx.house.office, field, it))
        }));
        columns
    }

    fn key(&self, it: &Entry) -> EntryRef {
        it.reference
    }

    fn request(&self, query: &Query, after: Option<&Entry>, cx: &Cx) -> Result<Request, String> {
        let filter = EntryFilter::parse(self.kind, query.filter).map_err(|it| it.to_string())?;
        let after = after.map(|it| it.reference);
        let (register, today, limit) = (self.kind.letter, cx.today, query.limit);
        Ok(Request::Entries(EntryRequest { register, filter, today, after, limit }))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Entry>> {
        if let Reply::Entries(entries) = reply { Some(entries.clone()) } else { None }
    }

    fn heading(&self, found: &str, _is_mine: bool, _: &Cx) -> String {
        format!("{}: {found}", sentence_case(self.kind.many))
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => {
                ["Type a reference or any word of an entry.", "Or: is:late  is:owing  is:open  is:closed"]
            }
            Empty::Filtered => ["No entry has all of these words.", "Esc shows the whole register again."],
            Empty::Mine | Empty::Nothing => ["Nothing is entered yet.", "Press n to enter something."],
        }
    }

    fn act(&mut self, act: Act, row: Option<&Entry>, _: &Cx) -> Vec<Effect> {
        let letter = self.kind.letter;
        let place = match (act, row) {
            (Act::Take(AnyStep::Entry(_, step @ EntryStep::Enter)), _) => {
                let blank = Blank::of_step(AnyStep::of_entry(letter, step), About::Nothing);
                Some(Place::Form(Blank { given: self.given.clone(), ..blank }))
            }
            (Act::Open | Act::MoreSteps, Some(it)) => Some(Place::Entry(it.reference)),
            (Act::Take(AnyStep::Entry(_, step)), Some(it)) => {
                Some(Place::step(AnyStep::of_entry(letter, meant(it, step)), it.reference, 0))
            }
            _ => None,
        };
        place.map(Effect::Open).into_iter().collect()
    }

    fn has_beside(&self) -> bool {
        true
    }

    fn beside(&self, row: &Entry) -> Option<Shows> {
        Some(Shows::Record(row.reference.into(), 0))
    }

    fn on_marked(&self, act: Act, marked: &BTreeSet<EntryRef>, _: &[Entry], _: &Cx) -> Option<Effect> {
        let Act::Take(AnyStep::Entry(_, step)) = act else { return None };
        let about = About::Records(marked.iter().map(|it| (*it).into()).collect());
        let step = AnyStep::of_entry(self.kind.letter, step);
        form_on_many(step, &about).map(|it| Effect::Open(Place::Form(it)))
    }

    fn keys_on_marked(&self) -> &'static str {
        "c and t"
    }

    fn may(&self, act: Act, row: Option<&Entry>, cx: &Cx) -> Result<(), String> {
        match (act, row) {
            (Act::Take(AnyStep::Entry(_, EntryStep::Enter)), _) => cx.may_at_large(self.kind.write),
            (Act::Take(AnyStep::Entry(_, _)), None) => Err("There is no entry to do this to.".to_owned()),
            (Act::Take(AnyStep::Entry(_, step)), Some(it)) => cx.offers_on_entry(it, meant(it, step)),
            _ => Ok(()),
        }
    }
}

/// What a field of an entry holds, as a file has it: words are whole there, however narrow the column.
fn value(office: &Office, field: &Field, it: &Entry) -> Option<Told> {
    let number = |it: i64| u64::try_from(it).ok();
    let told = match (field.is, it.values.get(field.name)?) {
        (_, Value::Rows(rows)) => Some(Told::Number(rows.len() as u64)),
        (Is::Day(_), Value::Text(it)) => it.parse().ok().map(Told::Date),
        (Is::Number, Value::Number(it)) => number(it.0 / 1000).map(Told::Number),
        (Is::Money, Value::Number(it)) => number(it.0 / 10).map(Told::Money),
        _ => None,
    };
    told.or_else(|| Some(Told::Text(cell(office, &Field { column: None, ..*field }, &it.values))))
}

/// What a key means on an entry: one that is closed is opened again.
pub fn meant(entry: &Entry, step: EntryStep) -> EntryStep {
    if step == EntryStep::CloseEntry && entry.closing().is_some() { EntryStep::ReopenEntry } else { step }
}

/// What is owed on an entry soonest.
fn first_owed(entry: &Entry, cx: &Cx) -> Option<Owing> {
    Register::of(&cx.house, entry.reference.register)?.owed(entry).into_iter().next()
}

/// By when something is owed on it, and how that stands.
fn owed(entry: &Entry, cx: &Cx) -> Cell {
    let Some(first) = first_owed(entry, cx) else {
        let words = if entry.closing().is_some() { "- Closed" } else { "" };
        return (words.to_owned(), theme::PLAIN);
    };
    let soon = cx.house.office.timescales.due_soon;
    let stands = standing(&cx.house.calendar, soon, cx.today, Some(first.due));
    (format!("{} {}", stands.sign(), stands.badge(Some(first.due), cx.today)), theme::of(stands))
}

fn to_do(entry: &Entry, cx: &Cx) -> String {
    first_owed(entry, cx).map(|it| it.short.to_owned()).unwrap_or_default()
}
