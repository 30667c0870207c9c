//! The inbox: open cases, what is late on top; and finding any case as one types.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{ListRequest, Reply, Request};
use crate::domain::case::command::Step;
use crate::domain::case::decide::always_open;
use crate::domain::case::record::Case;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::row::Row;
use crate::domain::vocabulary::{Route, Stage};
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::screens::case_lines::{CaseLine, summary};
use crate::tui::screens::lists::{headings, line};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// How many rows are asked for at once.
const PAGE: usize = 200;
/// Lines that are not rows: header, what is listed, headings, message, keys.
const AROUND: u16 = 5;
/// From this width on, the case under the cursor is summed up beside the list.
const WIDE: u16 = 160;
/// The list's width then.
const LIST: u16 = 108;

/// The inbox.
#[derive(Debug, Default)]
pub struct Inbox {
    rows: Vec<Row>,
    /// Whether the desk has more rows than are here.
    has_more: bool,
    /// Lists that were asked for and are not here yet: only the last one counts.
    awaited: usize,
    /// Whether that one goes on from the rows that are here.
    goes_on: bool,
    cursor: Cursor,
    /// What is typed to find; none when the inbox shows what is open.
    find: Option<String>,
    /// Why what is typed finds nothing.
    wrong: Option<String>,
    /// The case summed up beside the list.
    beside: Option<Box<Case>>,
    /// Height of the list as last drawn; kept so that moves know how long a page is.
    height: std::cell::Cell<usize>,
    wide: std::cell::Cell<bool>,
}

impl Inbox {
    fn selected(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    fn filter(&self) -> Result<Filter, String> {
        match &self.find {
            Some(text) if !text.trim().is_empty() => Filter::parse(text).map_err(|it| it.to_string()),
            _ => Ok(Filter::of(Condition::Open)),
        }
    }

    fn ask(&mut self, after: Option<&Row>, limit: usize, cx: &Cx) -> Vec<Effect> {
        match self.filter() {
            Ok(filter) => {
                self.wrong = None;
                self.awaited += 1;
                self.goes_on = after.is_some();
                let after = after.cloned().map(Box::new);
                let request = ListRequest { filter, order: Order::Due, today: cx.today, after, limit };
                vec![Effect::Call(Request::List(request)), Effect::Call(Request::Counts { today: cx.today })]
            }
            Err(why) => {
                self.wrong = Some(why);
                Vec::new()
            }
        }
    }

    /// Reads again from the start, keeping as many rows as there were.
    fn reload(&mut self, cx: &Cx) -> Vec<Effect> {
        let limit = self.rows.len().max(PAGE);
        self.ask(None, limit, cx)
    }

    fn take_rows(&mut self, rows: &[Row]) {
        self.awaited = self.awaited.saturating_sub(1);
        if self.awaited > 0 {
            return;
        }
        let chosen = self.selected().map(|it| it.reference);
        if self.goes_on {
            self.rows.extend_from_slice(rows);
        } else {
            self.rows = rows.to_vec();
            // The cursor stays on its case wherever that went; if it is gone, on its place.
            if let Some(place) = chosen.and_then(|it| self.rows.iter().position(|row| row.reference == it)) {
                self.cursor.at = place;
            }
        }
        self.has_more = rows.len() >= PAGE;
        self.cursor.stay_within(self.rows.len());
    }

    fn go(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        self.beside = None;
        let height = self.height.get();
        if act == Act::End && self.has_more {
            // The end is only known once everything is here.
            self.cursor.at = usize::MAX;
            let last = self.rows.last().cloned();
            return self.ask(last.as_ref(), usize::MAX, cx);
        }
        self.cursor.go(act, self.rows.len(), height);
        let near_end = self.cursor.at + 2 * height.max(1) >= self.rows.len();
        if near_end && self.has_more && self.awaited == 0 {
            let last = self.rows.last().cloned();
            self.has_more = false;
            return self.ask(last.as_ref(), PAGE, cx);
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Find => {
                self.find = Some(String::new());
                Vec::new()
            }
            Act::Back if self.find.is_some() => {
                self.find = None;
                self.cursor = Cursor::default();
                self.reload(cx)
            }
            Act::Back => vec![Effect::Quit],
            Act::Reload => self.reload(cx),
            Act::Open => {
                self.selected().map(|it| Effect::Open(Place::Case(it.reference))).into_iter().collect()
            }
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Take(Step::Receive) => {
                vec![Effect::Open(Place::Form { step: Step::Receive, on: None, part: 0 })]
            }
            Act::Take(step) => self
                .selected()
                .map(|it| {
                    Effect::Open(Place::Form { step: meant(it, step), on: Some(it.reference), part: 0 })
                })
                .into_iter()
                .collect(),
            _ => self.go(act, cx),
        }
    }

    fn type_to_find(&mut self, chord: Chord, cx: &Cx) -> Vec<Effect> {
        let Some(text) = &mut self.find else { return Vec::new() };
        match (chord, chord.text()) {
            (Chord { key: Key::Backspace, .. }, _) => drop(text.pop()),
            (chord, _) if chord == Chord::ctrl('u') => text.clear(),
            (_, Some(letter)) if !letter.is_control() => text.push(letter),
            _ => return Vec::new(),
        }
        self.cursor = Cursor::default();
        self.reload(cx)
    }

    fn heading(&self, cx: &Cx) -> String {
        if let Some(text) = &self.find {
            if self.wrong.is_some() {
                return format!(" Find: {text}");
            }
            let found = if self.has_more {
                format!("more than {}", self.rows.len())
            } else {
                self.rows.len().to_string()
            };
            return format!(" Find: {text}   {found} found");
        }
        let counts = cx.counts;
        let mut parts = vec![counted(counts.open, "case", "cases")];
        if counts.late > 0 {
            parts.push(format!("{} overdue", counts.late));
        }
        if counts.today > 0 {
            parts.push(format!("{} due today", counts.today));
        }
        if counts.soon > 0 {
            parts.push(format!("{} due soon", counts.soon));
        }
        format!(" Open cases   {}", parts.join(", "))
    }

    fn empty_words(&self) -> [String; 2] {
        match &self.find {
            Some(_) if self.wrong.is_some() => [self.wrong.clone().unwrap_or_default(), String::new()],
            Some(text) if text.trim().is_empty() => [
                "Type a reference, a name or any word of a complaint.".to_owned(),
                "Or: is:late  is:new  owner:me  service:NAME  route:early  stage:paused".to_owned(),
            ],
            Some(_) => {
                ["No case has all of these words.".to_owned(), "Esc shows all open cases again.".to_owned()]
            }
            None if self.awaited > 0 => [String::new(), String::new()],
            None => [
                "There is no open case.".to_owned(),
                "Press n to log a complaint, or / to find a closed case.".to_owned(),
            ],
        }
    }

    fn draw_beside(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let Some(case) = &self.beside else { return };
        let lines: Vec<CaseLine> = summary(case, cx, usize::from(area.width));
        for (row, line) in (0..area.height).zip(lines) {
            put_line(frame, area, row, line.line);
        }
    }
}

/// What the key of a step means on the case of this row.
fn meant(row: &Row, step: Step) -> Step {
    step.on_a_case(!row.promises.is_empty(), row.stage == Stage::Paused, row.important)
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Screen for Inbox {
    fn scopes(&self) -> &'static [Scope] {
        if self.find.is_some() {
            &[Scope::Finding]
        } else {
            &[Scope::Inbox, Scope::Case, Scope::List, Scope::Everywhere]
        }
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        if matches!(act, Act::NextPart | Act::PreviousPart) {
            return Err("The inbox has one part: the list.".to_owned());
        }
        let Act::Take(step) = act else { return Ok(()) };
        if step == Step::Receive {
            return Ok(());
        }
        let Some(row) = self.selected() else { return Err("There is no case to do this to.".to_owned()) };
        match meant(row, step) {
            Step::Acknowledge if row.acknowledged.is_some() => {
                Err(format!("Case {} was acknowledged already.", row.reference))
            }
            Step::ChooseRoute if row.route == Some(Route::CloserLook) => {
                Err(format!("Case {} is on closer look already. A case does not go back.", row.reference))
            }
            step if always_open(step) => Ok(()),
            _ if row.open_on(cx.today) => Ok(()),
            _ => Err(format!("Case {} is closed.", row.reference)),
        }
    }

    fn takes_text(&self) -> bool {
        self.find.is_some()
    }

    fn wants_quiet(&self) -> bool {
        self.wide.get() && self.beside.is_none() && self.selected().is_some()
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Key(chord) => self.type_to_find(chord, cx),
            Input::Paste(text) => {
                if let Some(find) = &mut self.find {
                    find.push_str(&crate::domain::text::one_line(text));
                    return self.reload(cx);
                }
                Vec::new()
            }
            Input::Shown => self.reload(cx),
            Input::Replied(Reply::List(rows)) => {
                self.take_rows(rows);
                Vec::new()
            }
            Input::Replied(Reply::Case(case)) => {
                if self.selected().is_some_and(|it| it.reference == case.reference) {
                    self.beside = Some(case.clone());
                }
                Vec::new()
            }
            Input::Failed(fault) => {
                self.awaited = self.awaited.saturating_sub(1);
                vec![Effect::Warn(fault.to_string())]
            }
            Input::Quiet => {
                self.selected().map(|it| Effect::Call(Request::Case(it.reference))).into_iter().collect()
            }
            Input::Replied(_) | Input::DraftSaved(..) => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let whole = area;
        self.wide.set(WIDE <= whole.width);
        let area = if WIDE <= whole.width { Rect { width: LIST, ..whole } } else { whole };
        let height = area.height.saturating_sub(AROUND - 2);
        self.height.set(usize::from(height));
        put(frame, area, 1, &self.heading(cx), theme::PLAIN);
        let top = self.cursor.top(usize::from(height));
        if self.rows.is_empty() || self.wrong.is_some() {
            for (row, words) in (3..).zip(self.empty_words()) {
                put(frame, area, row, &format!("   {words}"), theme::PLAIN);
            }
        } else {
            put_line(frame, area, 2, headings(area.width));
            for (row, (place, it)) in (3..area.height).zip(self.rows.iter().enumerate().skip(top)) {
                put_line(frame, area, row, line(it, cx, area.width, place == self.cursor.at));
            }
        }
        if WIDE <= whole.width {
            let beside = Rect {
                x: whole.x + LIST + 2,
                width: whole.width - LIST - 3,
                y: whole.y + 2,
                height: whole.height - 2,
            };
            self.draw_beside(frame, beside, cx);
        }
        let cursor = match &self.find {
            Some(text) if self.cursor.at == 0 => {
                let typed = crate::domain::text::width(text);
                (u16::try_from(7 + typed).unwrap_or(u16::MAX).min(area.width - 1), 1)
            }
            _ => (2, u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0) + 3),
        };
        frame.set_cursor_position((area.x + cursor.0, area.y + cursor.1.min(area.height)));
    }
}
