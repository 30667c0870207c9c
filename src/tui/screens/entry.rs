//! An entry of a register: what it holds, what is owed on it, and everything that happened to it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Fault, Moment, Reply, Request};
use crate::domain::calendar::dates::long;
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
use crate::domain::wrapping::wrap;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, ENTRY, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::entries::meant;
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
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

/// A line, and what Enter leads to on it.
struct EntryLine {
    line: Line<'static>,
    leads: Option<Place>,
    is_head: bool,
}

/// The lines of an entry, as they come.
struct Page {
    lines: Vec<EntryLine>,
    columns: usize,
}

impl Page {
    fn push(&mut self, spans: Vec<Span<'static>>, leads: Option<Place>) {
        self.lines.push(EntryLine { line: Line::from(spans), leads, is_head: false });
    }

    fn head(&mut self, title: &str) {
        self.push(Vec::new(), None);
        let spans = vec![Span::raw(" "), Span::styled(title.to_owned(), theme::HEADING)];
        self.lines.push(EntryLine { line: Line::from(spans), leads: None, is_head: true });
    }

    fn fact(&mut self, label: &str, text: &str, leads: Option<&Place>) {
        let room = self.columns.saturating_sub(LABEL + 2).max(10);
        for (place, part) in wrap(text, room).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            let gap = " ".repeat(LABEL.saturating_sub(width(label)));
            self.push(vec![Span::raw(format!(" {label}{gap}{part}"))], leads.cloned());
        }
    }
}

impl EntryScreen {
    /// The screen of an entry; it reads the entry when it is shown.
    pub const fn new(reference: EntryRef) -> Self {
        Self {
            reference,
            entry: None,
            moments: Vec::new(),
            cursor: Cursor { at: 0 },
            size: std::cell::Cell::new((80, 20)),
        }
    }

    fn read(&self) -> Vec<Effect> {
        let on = RecordRef::from(self.reference);
        vec![Effect::Call(Request::Record(on)), Effect::Call(Request::History(on))]
    }

    fn form(&self, step: EntryStep) -> Place {
        Place::step(AnyStep::of_entry(self.reference.register, step), self.reference, 0)
    }

    fn lines(&self, cx: &Cx) -> Vec<EntryLine> {
        let (Some(entry), Some(kind)) = (&self.entry, kind_of(self.reference.register)) else {
            return Vec::new();
        };
        let mut page = Page { lines: Vec::new(), columns: usize::from(self.size.get().0).saturating_sub(1) };
        let fill_in = self.form(EntryStep::FillIn);
        for field in kind.fields {
            field_lines(&mut page, field, entry.values.get(field.name), &fill_in, cx);
        }
        if let Some(it) = entry.closing() {
            let by_mistake = if it.mistaken { ", entered by mistake" } else { "" };
            page.fact("Closed", &format!("{}{by_mistake}: {}", long(it.on), it.reason), None);
        }
        if let Some(it) = &entry.source {
            page.fact("Imported", &format!("{}, line {} of {}", it.reference, it.line, it.file), None);
        }
        self.owed(&mut page, entry, cx);
        page.head("Timeline, newest first");
        for words in timeline(&self.moments, cx, page.columns) {
            page.push(vec![Span::raw(words)], None);
        }
        page.lines
    }

    fn owed(&self, page: &mut Page, entry: &Entry, cx: &Cx) {
        let owed =
            Register::of(&cx.house, self.reference.register).map(|it| it.owed(entry)).unwrap_or_default();
        if owed.is_empty() {
            return;
        }
        page.head("To do");
        for it in owed {
            let soon = cx.house.office.timescales.due_soon;
            let stands = standing(&cx.house.calendar, soon, cx.today, Some(it.due));
            let due = format!("{} {}", stands.sign(), stands.badge(Some(it.due)));
            let who = it.owner.as_deref().map(|it| format!("{}: ", cx.house.office.person_name(it)));
            let about = if it.about.is_empty() { String::new() } else { format!(": {}", it.about) };
            let gap = " ".repeat(LABEL.saturating_sub(width(&due)));
            let told = format!("{gap}{}{}{about}", who.unwrap_or_default(), it.what);
            let spans = vec![Span::raw(" "), Span::styled(due, theme::of(stands)), Span::raw(told)];
            page.push(spans, Some(self.form(EntryStep::FillIn)));
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
        let lines = self.lines(cx);
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.read(),
            Act::MoreSteps => self.more_steps(cx),
            Act::Take(AnyStep::Entry(_, step)) => {
                let step = self.entry.as_ref().map_or(step, |it| meant(it, step));
                vec![Effect::Open(self.form(step))]
            }
            Act::Open => {
                let here = lines.into_iter().nth(self.cursor.at).and_then(|it| it.leads);
                here.map(Effect::Open).into_iter().collect()
            }
            Act::NextPart | Act::PreviousPart => {
                let mut parts = (0..lines.len()).filter(|it| lines[*it].is_head);
                let found = if act == Act::NextPart {
                    parts.find(|it| self.cursor.at < *it)
                } else {
                    parts.rfind(|it| *it < self.cursor.at)
                };
                self.cursor.at = found.unwrap_or(0);
                Vec::new()
            }
            _ => {
                self.cursor.go(act, lines.len(), usize::from(self.size.get().1));
                Vec::new()
            }
        }
    }
}

/// What a field holds: on a line, or rows each on lines of their own. A link leads to its record, anything else to the form.
fn field_lines(page: &mut Page, field: &Field, value: Option<&Value>, fill_in: &Place, cx: &Cx) {
    let office = &cx.house.office;
    match (field.is, value) {
        (_, None) => page.fact(field.label, "-", Some(fill_in)),
        (_, Some(Value::Rows(rows))) => {
            for (number, row) in (1..).zip(rows) {
                let label = if number == 1 { field.label } else { "" };
                let one = Value::Rows(vec![row.clone()]);
                page.fact(label, &format!("{number}. {}", words(office, field, &one)), Some(fill_in));
            }
        }
        (Is::Link(_), Some(it)) => {
            let to = it.text().parse().ok().and_then(|to| Place::of(to, 0));
            page.fact(field.label, &words(office, field, it), to.as_ref());
        }
        (_, Some(it)) => page.fact(field.label, &words(office, field, it), Some(fill_in)),
    }
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
                self.entry = Some(entry.clone());
                self.cursor.stay_within(self.lines(cx).len());
                Vec::new()
            }
            Input::Replied(Reply::History { moments, .. }) => {
                self.moments.clone_from(moments);
                Vec::new()
            }
            Input::Failed(fault @ Fault::Missing(_)) if self.entry.is_none() => {
                vec![Effect::Pop, Effect::Warn(fault.to_string())]
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let (Some(_), Some(kind)) = (&self.entry, kind_of(self.reference.register)) else { return };
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((list.width, list.height));
        put(frame, area, 1, &format!(" {} {}", sentence_case(kind.one), self.reference), theme::BOLD);
        let lines = self.lines(cx);
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(lines.into_iter().enumerate().skip(top)) {
            put_line(frame, list, row, it.line);
            if place == self.cursor.at {
                put(frame, Rect { width: 1, ..list }, row, ">", theme::PLAIN);
            }
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
