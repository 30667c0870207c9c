//! An entry of a register as lines to read: what it holds, what is owed on it, and the timeline.

use ratatui::text::Span;

use crate::api::message::Moment;
use crate::domain::calendar::dates::long;
use crate::domain::case::history::{for_whom, kept_with};
use crate::domain::diary::standing;
use crate::domain::records::step::AnyStep;
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::owed::{Duty, Register};
use crate::domain::register::tell::words;
use crate::domain::register::value::Value;
use crate::domain::text::sentence_case;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::tui::screen::{Cx, Place};
use crate::tui::screens::reading::{Page, Pages, Widths};
use crate::tui::screens::timeline::timeline;
use crate::tui::theme;

/// Columns of a label.
const LABEL: usize = 18;

/// The whole entry, at a width.
pub fn lines(entry: &Entry, moments: &[Moment], cx: &Cx, widths: Widths) -> Pages<Place> {
    let mut page = Page::new(widths.first, LABEL, 1);
    facts(&mut page, entry, cx);
    widths.pages(page, |page| {
        page.head("Timeline, newest first", "");
        timeline(page, moments, usize::MAX, cx);
    })
}

/// What stands beside a list: the entry, and what happened last.
pub fn summary(entry: &Entry, moments: &[Moment], cx: &Cx, columns: usize) -> Page<Place> {
    const LAST: usize = 3;
    let mut page = Page::new(columns, LABEL, 0);
    let kind = kind_of(entry.reference.register).map_or("", |it| it.one);
    page.head(&format!("{} {}", sentence_case(kind), entry.reference), "");
    facts(&mut page, entry, cx);
    page.head("What happened last", "");
    timeline(&mut page, moments, LAST, cx);
    page
}

/// The form that fills it in.
fn fill_in(entry: &Entry) -> Place {
    Place::step(AnyStep::of_entry(entry.reference.register, EntryStep::FillIn), entry.reference, 0)
}

fn facts(page: &mut Page<Place>, entry: &Entry, cx: &Cx) {
    let Some(kind) = kind_of(entry.reference.register) else { return };
    let fill_in = fill_in(entry);
    for field in kind.fields {
        field_lines(page, field, entry.values.get(field.name), &fill_in, cx);
    }
    if let Some(it) = entry.closing() {
        let by_mistake = if it.mistaken { ", entered by mistake" } else { "" };
        page.fact("Closed", &format!("{}{by_mistake}: {}", long(it.on), it.reason));
    }
    if let Some(it) = &entry.restriction {
        page.fact("Restricted", &format!("{} {}", for_whom(&cx.house.office, it), it.reason));
    }
    page.fact("Restricted", &kept_with(&entry.kept_with, "press ."));
    if let Some(it) = &entry.source {
        page.fact("Imported", &format!("{}, line {} of {}", it.reference, it.line, it.file));
    }
    owed(page, entry, cx);
}

fn owed(page: &mut Page<Place>, entry: &Entry, cx: &Cx) {
    let owed = Register::of(&cx.house, entry.reference.register).map(|it| it.owed(entry)).unwrap_or_default();
    if owed.is_empty() {
        return;
    }
    page.head("To do", "");
    let letter = entry.reference.register;
    for it in owed {
        let step = kind_of(letter).map_or(EntryStep::FillIn, |kind| Duty::new(kind, it.what).step());
        page.leads = Some(match step {
            EntryStep::Enter => Place::Form(Blank::of_step(AnyStep::of_entry(letter, step), About::Nothing)),
            _ => fill_in(entry),
        });
        let soon = cx.house.office.timescales.due_soon;
        let stands = standing(&cx.house.calendar, soon, cx.today, Some(it.due));
        let due = format!("{} {}", stands.sign(), stands.badge(Some(it.due), cx.today));
        let who = it.owner.as_deref().map(|it| format!("{}: ", cx.house.office.person_name(it)));
        let about = if it.about.is_empty() { String::new() } else { format!(": {}", it.about) };
        let mut first = theme::badge(&due, theme::of(stands)).to_vec();
        first.push(Span::raw("    "));
        page.text(first, 1, LABEL + 1, &format!("{}{}{about}", who.unwrap_or_default(), it.what));
    }
    page.leads = None;
}

/// What a field holds: on a line, or rows each on lines of their own. A link leads to its record, anything else to the form.
fn field_lines(page: &mut Page<Place>, field: &Field, value: Option<&Value>, fill_in: &Place, cx: &Cx) {
    let office = &cx.house.office;
    page.leads = match (field.is, value) {
        (Is::Link(_), Some(it)) => it.text().parse().ok().and_then(|to| Place::of(to, 0)),
        _ => Some(fill_in.clone()),
    };
    match value {
        None => page.fact(field.label, "-"),
        Some(Value::Rows(rows)) => {
            for (number, row) in (1..).zip(rows) {
                let label = if number == 1 { field.label } else { "" };
                let one = Value::Rows(vec![row.clone()]);
                page.fact(label, &format!("{number}. {}", words(office, field, &one)));
            }
        }
        Some(it) => page.fact(field.label, &words(office, field, it)),
    }
    page.leads = None;
}
