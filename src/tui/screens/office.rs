//! The office behind the cases: its people, lists, timescales and calendar. Enter changes what the cursor is on.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::calendar::dates::{long, short};
use crate::domain::office::{Item, ListKind, Office};
use crate::domain::text::{cut, one_line};
use crate::tui::chrome::{put, put_line};
use crate::tui::forms::field::FormTable;
use crate::tui::forms::tables::office::{
    ADD_ENTRIES, CHOOSE_NATION, CLOSURES, NAME_OFFICE, PUT_UNDER, RECEIPT_RULE, RENAME_ENTRY, RETIRE_ENTRY,
    TIMESCALES,
};
use crate::tui::keymap::{Act, OFFICE, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::theme;

/// Columns of the first part of a line.
const LABEL: usize = 20;

/// The office on screen.
#[derive(Debug, Default)]
pub struct OfficeScreen {
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

/// A line, and what it leads to.
struct Shown {
    words: String,
    is_head: bool,
    /// The form that changes it.
    form: Option<&'static FormTable>,
    /// The entry of a list that it shows; 0 on the head of a list.
    entry: Option<(ListKind, u32)>,
}

impl Shown {
    fn head(words: &str, entry: Option<(ListKind, u32)>) -> Self {
        Self { words: words.to_owned(), is_head: true, form: None, entry }
    }

    fn fact(label: &str, value: &str, form: &'static FormTable) -> Self {
        let words = format!("{label:<LABEL$} {}", one_line(value));
        Self { words, is_head: false, form: Some(form), entry: None }
    }
}

fn lines(cx: &Cx) -> Vec<Shown> {
    let office = &cx.house.office;
    let mut lines =
        vec![Shown::head("Organisation", None), Shown::fact("Name", &office.organisation, &NAME_OFFICE)];
    lines.push(Shown::head("How long things may take, in working days", None));
    let times = office.timescales;
    let days = [
        ("Acknowledge", times.acknowledge),
        ("Early resolution", times.early_resolution),
        ("Closer look", times.closer_look),
        ("Due soon", times.due_soon),
    ];
    lines.extend(days.iter().map(|(label, days)| Shown::fact(label, &days.to_string(), &TIMESCALES)));
    lines.push(Shown::fact("Look at a pause", &format!("after {} days", times.pause_review), &TIMESCALES));
    lines.push(Shown::head("Calendar", None));
    let years = cx.house.calendar.coverage();
    let holidays = format!("{}, known for {} to {}", office.nation, years.start(), years.end());
    lines.push(Shown::fact("Bank holidays", &holidays, &CHOOSE_NATION));
    lines.push(Shown::fact("On a day off", office.receipt.meaning(), &RECEIPT_RULE));
    let closed: Vec<String> = office.closures.iter().map(|it| short(*it)).collect();
    let closed = if closed.is_empty() { "on no other day".to_owned() } else { closed.join(", ") };
    lines.push(Shown::fact("Closed", &closed, &CLOSURES));
    for kind in ListKind::ALL {
        let list = office.list(*kind);
        lines.push(Shown::head(kind.many(), Some((*kind, 0))));
        lines.extend(list.items.iter().map(|it| entry(office, *kind, it, cx)));
    }
    lines
}

fn entry(office: &Office, kind: ListKind, it: &Item, cx: &Cx) -> Shown {
    let mut words = one_line(&it.name);
    if kind == ListKind::Services
        && office.organisations.items.len() > 1
        && let Some(under) = it.under
    {
        words = format!("{words}   ({})", one_line(&office.organisations.name(under)));
    }
    if let Some(until) = it.until {
        let past = if until < cx.today { "retired" } else { "to be retired after" };
        words = format!("{words}   {past} {}", long(until));
    }
    Shown { words, is_head: false, form: Some(&RENAME_ENTRY), entry: Some((kind, it.id)) }
}

impl OfficeScreen {
    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let lines = lines(cx);
        let here = lines.get(self.cursor.at);
        let entry = here.and_then(|it| it.entry);
        let form = |form: &FormTable| vec![Effect::Open(Place::OfficeForm { form: form.id, entry })];
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Open => match here {
                Some(Shown { form: Some(it), .. }) => form(it),
                Some(Shown { entry: Some(_), .. }) => form(&ADD_ENTRIES),
                _ => Vec::new(),
            },
            Act::AddEntry => form(&ADD_ENTRIES),
            Act::RetireEntry => form(&RETIRE_ENTRY),
            Act::PutUnder => form(&PUT_UNDER),
            act => {
                self.cursor.go(act, lines.len(), self.height.get());
                Vec::new()
            }
        }
    }
}

impl Screen for OfficeScreen {
    fn scopes(&self) -> &'static [Scope] {
        OFFICE
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let lines = lines(cx);
        let entry = lines.get(self.cursor.at).and_then(|it| it.entry);
        match (act, entry) {
            (Act::AddEntry, None) => {
                Err("Go to one of the lists first: services, themes and so on.".to_owned())
            }
            (Act::RetireEntry, None | Some((_, 0))) => Err("Go to an entry of a list first.".to_owned()),
            (Act::PutUnder, entry) if !matches!(entry, Some((ListKind::Services, 1..))) => {
                Err("Go to a service first.".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown => {
                self.cursor.stay_within(lines(cx).len());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.height.set(usize::from(list.height));
        put(frame, area, 1, " The office. Changes hold from today; cases keep what they have.", theme::BOLD);
        let top = self.cursor.top(usize::from(list.height));
        let room = usize::from(list.width).saturating_sub(4);
        for (row, (place, it)) in (0..list.height).zip(lines(cx).into_iter().enumerate().skip(top)) {
            let sign = if place == self.cursor.at { ">" } else { " " };
            let (indent, look) = if it.is_head { (" ", theme::HEADING) } else { ("   ", theme::PLAIN) };
            let words = Span::styled(cut(&it.words, room), look);
            put_line(frame, list, row, Line::from(vec![Span::raw(sign), Span::raw(indent), words]));
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
