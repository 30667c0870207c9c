//! An entry of a register: what it holds, what is owed on it, and everything that happened to it.

use std::cell::RefMut;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::api::message::{Fault, Moment, Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::case::history::{for_whom, kept_with};
use crate::domain::diary::standing;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{EntryRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::field::{Field, Is};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::owed::Register;
use crate::domain::register::tell::words;
use crate::domain::register::value::Value;
use crate::domain::text::{sentence_case, width};
use crate::tui::chrome::put;
use crate::tui::keymap::{Act, ENTRY, Scope};
use crate::tui::screen::{Choice, Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::entries::meant;
use crate::tui::screens::reading::{Page, Reading};
use crate::tui::screens::timeline::timeline;
use crate::tui::theme;

/// Columns of a label.
const LABEL: usize = 18;
/// Keys of the menu of steps, in their order.
const STEP_KEYS: &str = "abcdefghijklmnoprstuvwxyz";

/// An entry on screen.
#[derive(Debug)]
pub struct EntryScreen {
    reference: EntryRef,
    entry: Option<Box<Entry>>,
    moments: Vec<Moment>,
    reading: Reading<Place>,
}

impl EntryScreen {
    /// The screen of an entry; it reads the entry when it is shown.
    pub const fn new(reference: EntryRef) -> Self {
        Self { reference, entry: None, moments: Vec::new(), reading: Reading::at_the_beginning() }
    }

    fn read(&self) -> Vec<Effect> {
        let on = RecordRef::from(self.reference);
        vec![Effect::Call(Request::Record(on)), Effect::Call(Request::History(on))]
    }

    fn form(&self, step: EntryStep) -> Place {
        Place::step(AnyStep::of_entry(self.reference.register, step), self.reference, 0)
    }

    fn page(&self, cx: &Cx) -> RefMut<'_, Page<Place>> {
        self.reading.page(cx, |columns| self.lines(cx, columns))
    }

    fn lines(&self, cx: &Cx, columns: usize) -> Page<Place> {
        let mut page = Page::new(columns, LABEL, 1);
        let (Some(entry), Some(kind)) = (&self.entry, kind_of(self.reference.register)) else {
            return page;
        };
        let fill_in = self.form(EntryStep::FillIn);
        for field in kind.fields {
            field_lines(&mut page, field, entry.values.get(field.name), &fill_in, cx);
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
        self.owed(&mut page, entry, cx);
        page.head("Timeline, newest first", "");
        timeline(&mut page, &self.moments, cx);
        page
    }

    fn owed(&self, page: &mut Page<Place>, entry: &Entry, cx: &Cx) {
        let owed =
            Register::of(&cx.house, self.reference.register).map(|it| it.owed(entry)).unwrap_or_default();
        if owed.is_empty() {
            return;
        }
        page.head("To do", "");
        for it in owed {
            let soon = cx.house.office.timescales.due_soon;
            let stands = standing(&cx.house.calendar, soon, cx.today, Some(it.due));
            let due = format!("{} {}", stands.sign(), stands.badge(Some(it.due)));
            let who = it.owner.as_deref().map(|it| format!("{}: ", cx.house.office.person_name(it)));
            let about = if it.about.is_empty() { String::new() } else { format!(": {}", it.about) };
            let gap = " ".repeat(LABEL.saturating_sub(width(&due)));
            let told = format!("{gap}{}{}{about}", who.unwrap_or_default(), it.what);
            let spans = vec![Span::raw(" "), Span::styled(due, theme::of(stands)), Span::raw(told)];
            page.add(spans, Some(self.form(EntryStep::FillIn)));
        }
    }

    /// The steps that are open on it.
    fn more_steps(&self, cx: &Cx) -> Vec<Effect> {
        let Some(entry) = &self.entry else { return Vec::new() };
        let is_open = |step: &&EntryStep| {
            !matches!(step, EntryStep::Enter | EntryStep::ImportEntry)
                && cx.offers_on_entry(entry, **step).is_ok()
        };
        let item = |(step, key): (&EntryStep, char)| MenuItem {
            key,
            words: format!("{:<24} {}", step.title(), step.help()),
            effect: Effect::PopAnd(Box::new(Effect::Open(self.form(*step)))),
        };
        let items = EntryStep::ALL.iter().filter(is_open).zip(STEP_KEYS.chars()).map(item).collect();
        vec![Effect::Open(Place::Menu { title: format!("Steps on {}", self.reference), items })]
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.read(),
            Act::Find => vec![Effect::Open(Place::Within(self.page(cx).words()))],
            Act::MoreSteps => self.more_steps(cx),
            Act::Take(AnyStep::Entry(_, step)) => {
                let step = self.entry.as_ref().map_or(step, |it| meant(it, step));
                vec![Effect::Open(self.form(step))]
            }
            Act::Open => {
                let here = self.page(cx).leads_to(self.reading.cursor.at);
                here.map(Effect::Open).into_iter().collect()
            }
            _ => {
                let cursor = self.reading.moved(&mut self.page(cx), act);
                self.reading.cursor = cursor;
                Vec::new()
            }
        }
    }
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

impl Screen for EntryScreen {
    fn scopes(&self) -> &'static [Scope] {
        ENTRY
    }

    fn record(&self) -> Option<RecordRef> {
        Some(self.reference.into())
    }

    fn held(&self) -> Option<AnyRecord> {
        self.entry.clone().map(AnyRecord::Entry)
    }

    fn reference(&self) -> Option<String> {
        Some(self.reference.to_string())
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        match (act, &self.entry) {
            (Act::Take(AnyStep::Entry(_, step)), Some(it)) => cx.offers_on_entry(it, meant(it, step)),
            _ => Ok(()),
        }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown | Input::Changed => self.read(),
            Input::Replied(Reply::Record(AnyRecord::Entry(entry))) => {
                self.reading.take(&mut self.entry, Some(entry.clone()));
                let cursor = self.reading.within(&mut self.page(cx));
                self.reading.cursor = cursor;
                Vec::new()
            }
            Input::Replied(Reply::History { moments, .. }) => {
                self.reading.take(&mut self.moments, moments.clone());
                Vec::new()
            }
            Input::Failed(fault @ Fault::Missing(_)) if self.entry.is_none() => {
                vec![Effect::Pop, Effect::Warn(fault.to_string())]
            }
            Input::Chose(Choice::Line(line)) => {
                self.reading.cursor.at = *line;
                Vec::new()
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let (Some(_), Some(kind)) = (&self.entry, kind_of(self.reference.register)) else { return };
        let list = self.reading.area(area);
        put(frame, area, 1, &format!(" {} {}", sentence_case(kind.one), self.reference), theme::BOLD);
        self.reading.draw(frame, list, &mut self.page(cx));
    }
}
