//! Lists of cases: the inbox, with what is late on top; any case found as one types; the cases behind a figure.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{ListRequest, Reply, Request};
use crate::domain::authority::deed_of_step;
use crate::domain::case::command::Step;
use crate::domain::case::decide::always_open;
use crate::domain::case::record::Case;
use crate::domain::diary::AnyStep;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::office::settings::SavedView;
use crate::domain::records::any::AnyRecord;
use crate::domain::reference::CaseRef;
use crate::domain::rights::Deed;
use crate::domain::row::Row;
use crate::domain::text::{one_line, width};
use crate::domain::vocabulary::{Route, Stage};
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, CASES, INBOX, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Choice, Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::case_lines::{CaseLine, summary};
use crate::tui::screens::lists::{COLUMNS, Look, headings, line};
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
/// A column that shows up to this width is a usual one.
const USUAL_WIDTH: u16 = 80;
/// The filter of the inbox as it opens.
const OPEN: &str = "is:open";

/// Lists that every office has.
const USUAL_VIEWS: &[(&str, &str)] = &[
    ("Open cases", OPEN),
    ("My open cases", "is:open owner:me"),
    ("Late", "is:late"),
    ("Late and mine", "is:late owner:me"),
    ("Not acknowledged", "is:new"),
    ("Due within 5 working days", "due:<5wd"),
    ("Open and nobody's", "is:open is:unassigned"),
    ("Went wrong, and no plan", "is:unlearnt"),
];

/// Keys of the menu of lists, in their order; `s`, `o`, `c` and `q` have a meaning of their own there.
const VIEW_KEYS: &str = "123456789abdefghijklmnprtuvwxyz";

/// The steps that can be taken on several cases at once.
const ON_MANY: &[Step] = &[Step::Assign, Step::ShareTimescale, Step::Note, Step::MarkImportant];

/// A list of cases.
#[derive(Debug, Default)]
pub struct Inbox {
    rows: Vec<Row>,
    /// Whether the desk has more rows than are here.
    has_more: bool,
    /// Lists that were asked for and are not here yet: only the last one counts.
    awaited: usize,
    /// What they were asked for by.
    asked: Vec<Filter>,
    /// Whether that one goes on from the rows that are here.
    goes_on: bool,
    cursor: Cursor,
    /// What is listed, as it is typed; empty for what is open.
    filter: String,
    /// Whether it is being typed.
    is_finding: bool,
    /// Why what is typed finds nothing.
    wrong: Option<String>,
    /// What these cases are, where the list was opened from another screen.
    title: Option<String>,
    order: Order,
    /// Headings of the columns to show; none for the usual ones.
    columns: Vec<String>,
    /// Cases that a step is taken on at once.
    marked: BTreeSet<CaseRef>,
    /// The case summed up beside the list.
    beside: Option<Box<Case>>,
    /// Height of the list as last drawn; kept so that moves know how long a page is.
    height: std::cell::Cell<usize>,
    wide: std::cell::Cell<bool>,
}

impl Inbox {
    /// Cases that fit a filter, opened from another screen.
    pub fn of_cases(title: String, filter: String) -> Self {
        Self { title: Some(title), filter, order: Order::Reference, ..Self::default() }
    }

    fn selected(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    fn parsed(&self) -> Result<Filter, String> {
        if self.filter.trim().is_empty() {
            return Ok(Filter::of(Condition::Open));
        }
        Filter::parse(&self.filter).map_err(|it| it.to_string())
    }

    /// Whether a list that has arrived is the one, or one of those, that was asked for here.
    fn is_for_us(&self, filter: &Filter) -> bool {
        self.asked.contains(filter)
    }

    fn ask(&mut self, after: Option<&Row>, limit: usize, cx: &Cx) -> Vec<Effect> {
        match self.parsed() {
            Ok(filter) => {
                self.wrong = None;
                self.awaited += 1;
                self.asked.push(filter.clone());
                self.goes_on = after.is_some();
                let after = after.cloned().map(Box::new);
                let request = ListRequest { filter, order: self.order, today: cx.today, after, limit };
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
        self.awaited -= 1;
        if self.awaited > 0 {
            return;
        }
        self.asked.clear();
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
                self.is_finding = true;
                Vec::new()
            }
            Act::NextPart => {
                self.is_finding = false;
                Vec::new()
            }
            Act::Back => self.back(cx),
            Act::Reload => self.reload(cx),
            Act::Open => {
                self.selected().map(|it| Effect::Open(Place::Case(it.reference))).into_iter().collect()
            }
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Mark => {
                let here = self.selected().map(|it| it.reference);
                if let Some(it) = here.filter(|it| !self.marked.remove(it)) {
                    self.marked.insert(it);
                }
                self.go(Act::Down, cx)
            }
            Act::Views => vec![self.menu(cx)],
            Act::KeepList => vec![Effect::Open(Place::Form(Blank::keep_list(self.as_view())))],
            Act::MoreSteps => {
                self.selected().map(|it| Effect::Open(Place::MoreSteps(it.reference))).into_iter().collect()
            }
            Act::Take(step) => self.take(step),
            Act::TakePlan(step) => {
                let form = |it: &Row| Effect::Open(Place::step(AnyStep::Plan(step), it.reference, 0));
                self.selected().map(form).into_iter().collect()
            }
            _ => self.go(act, cx),
        }
    }

    fn back(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.is_finding || (!self.filter.is_empty() && self.title.is_none() && self.marked.is_empty()) {
            self.is_finding = false;
            self.filter.clear();
            self.order = Order::Due;
            self.cursor = Cursor::default();
            return self.reload(cx);
        }
        if !self.marked.is_empty() {
            self.marked.clear();
            return Vec::new();
        }
        vec![if self.title.is_some() { Effect::Pop } else { Effect::Quit }]
    }

    fn take(&self, step: Step) -> Vec<Effect> {
        if step == Step::Receive {
            return vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Case(step), About::Nothing)))];
        }
        if !self.marked.is_empty() {
            // Those that have a timescale get a longer one; one that has none says so by itself.
            let step = if step == Step::ShareTimescale { Step::Extend } else { step };
            let about = About::Cases(self.marked.iter().copied().collect());
            return vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Case(step), about)))];
        }
        let form = |it: &Row| Effect::Open(Place::step(AnyStep::Case(meant(it, step)), it.reference, 0));
        self.selected().map(form).into_iter().collect()
    }

    fn type_to_find(&mut self, chord: Chord, cx: &Cx) -> Vec<Effect> {
        if !self.is_finding {
            return Vec::new();
        }
        match (chord, chord.text()) {
            (Chord { key: Key::Backspace, .. }, _) => drop(self.filter.pop()),
            (chord, _) if chord == Chord::ctrl('u') => self.filter.clear(),
            (_, Some(letter)) if !letter.is_control() => self.filter.push(letter),
            _ => return Vec::new(),
        }
        self.cursor = Cursor::default();
        self.reload(cx)
    }

    fn as_view(&self) -> SavedView {
        let filter = if self.filter.is_empty() { OPEN.to_owned() } else { self.filter.clone() };
        SavedView { filter, order: self.order, columns: self.columns.clone(), ..SavedView::default() }
    }

    fn choose(&mut self, choice: &Choice) {
        match choice {
            Choice::View(view) => {
                self.filter = if view.filter == OPEN { String::new() } else { view.filter.clone() };
                self.order = view.order;
                self.columns.clone_from(&view.columns);
                self.cursor = Cursor::default();
            }
            Choice::Order(order) => self.order = *order,
            Choice::Column(title) => {
                if self.columns.is_empty() {
                    self.columns = usual_columns();
                }
                match self.columns.iter().position(|it| it == title) {
                    Some(place) => drop(self.columns.remove(place)),
                    None => self.columns.push((*title).to_owned()),
                }
            }
            _ => {}
        }
    }

    /// The menu of kept lists, of the order and of the columns.
    fn menu(&self, cx: &Cx) -> Effect {
        let usual = USUAL_VIEWS.iter().map(|(name, filter)| SavedView {
            name: (*name).to_owned(),
            filter: (*filter).to_owned(),
            ..SavedView::default()
        });
        let is_mine = |it: &&SavedView| it.owner.as_ref().is_none_or(|it| *it == cx.login);
        let kept = cx.house.office.views.iter().filter(is_mine).cloned();
        let mut items: Vec<MenuItem> = usual
            .chain(kept)
            .zip(VIEW_KEYS.chars())
            .map(|(view, key)| MenuItem {
                key,
                words: format!("{:<27} {}", view.name, view.filter),
                effect: Effect::PopAndChoose(Choice::View(view)),
            })
            .collect();
        let mut more = |key: char, words: String, effect: Effect| items.push(MenuItem { key, words, effect });
        more('s', "Keep the list that shows now".to_owned(), Effect::PopAndDo(Act::KeepList));
        more('o', format!("Order: {}", self.order.words()), orders());
        more('c', "Columns".to_owned(), columns(&self.columns));
        Effect::Open(Place::Menu { title: "Lists".to_owned(), items })
    }

    fn heading(&self, cx: &Cx) -> String {
        let found = if self.has_more {
            format!("more than {} found", self.rows.len())
        } else {
            format!("{} found", self.rows.len())
        };
        if self.is_finding {
            let found = if self.wrong.is_some() { String::new() } else { format!("   {found}") };
            return format!(" Find: {}{found}", self.filter);
        }
        if !self.marked.is_empty() {
            let count = self.marked.len();
            return format!(" {count} marked: o, d, t and ! act on all of them. Esc takes the marks off.");
        }
        let order = match self.order {
            Order::Due => String::new(),
            order => format!("   by {}", order.words()),
        };
        match (&self.title, self.filter.as_str()) {
            (Some(title), _) => format!(" {title}   {found}{order}"),
            (None, "") => format!(" Open cases   {}{order}", how_they_stand(cx)),
            (None, filter) => format!(" Found: {filter}   {found}{order}"),
        }
    }

    fn empty_words(&self) -> [String; 2] {
        let words = |it: [&str; 2]| it.map(str::to_owned);
        match (&self.wrong, self.filter.trim().is_empty()) {
            (Some(wrong), _) => [wrong.clone(), String::new()],
            (None, true) if self.is_finding => words([
                "Type a reference, a name or any word of a complaint.",
                "Or: is:late  is:new  owner:me  service:NAME  due:<5wd  received:2026-07",
            ]),
            _ if self.awaited > 0 => words(["", ""]),
            (None, false) => words(["No case has all of these words.", "Esc shows all open cases again."]),
            (None, true) => {
                words(["There is no open case.", "Press n to log a complaint, or / to find a closed case."])
            }
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

fn orders() -> Effect {
    let items = Order::ALL.iter().zip('1'..).map(|((order, words), key)| MenuItem {
        key,
        words: (*words).to_owned(),
        effect: Effect::PopAndChoose(Choice::Order(*order)),
    });
    Effect::PopAnd(Box::new(Effect::Open(Place::Menu {
        title: "Order the list by".to_owned(),
        items: items.collect(),
    })))
}

fn usual_columns() -> Vec<String> {
    COLUMNS.iter().filter(|it| it.from <= USUAL_WIDTH).map(|it| it.title.to_owned()).collect()
}

fn columns(chosen: &[String]) -> Effect {
    let usual = usual_columns();
    let chosen = if chosen.is_empty() { &usual } else { chosen };
    // The reference always shows.
    let items = COLUMNS.iter().skip(1).zip('1'..).map(|(column, key)| {
        let mark = if chosen.iter().any(|it| it == column.title) { "[x]" } else { "[ ]" };
        MenuItem {
            key,
            words: format!("{mark} {}", column.title),
            effect: Effect::PopAndChoose(Choice::Column(column.title)),
        }
    });
    Effect::PopAnd(Box::new(Effect::Open(Place::Menu {
        title: "Show a column, or leave it out".to_owned(),
        items: items.collect(),
    })))
}

fn how_they_stand(cx: &Cx) -> String {
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
    parts.join(", ")
}

/// What the key of a step means on the case of this row.
fn meant(row: &Row, step: Step) -> Step {
    let has_timescale = row.rounds.now.first_timescale().is_some();
    step.on_a_case(has_timescale, row.stage == Stage::Paused, row.important)
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Screen for Inbox {
    fn scopes(&self) -> &'static [Scope] {
        match (self.is_finding, &self.title) {
            (true, _) => &[Scope::Finding],
            (false, None) => INBOX,
            (false, Some(_)) => CASES,
        }
    }

    fn reference(&self) -> Option<String> {
        self.selected().map(|it| it.reference.to_string())
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let Act::Take(step) = act else { return Ok(()) };
        if step == Step::Receive {
            return cx.may(Deed::Receive, &cx.asker.at_large());
        }
        if !self.marked.is_empty() {
            return if ON_MANY.contains(&step) {
                Ok(())
            } else {
                Err("Only o, d, t and ! act on several cases at once. Esc takes the marks off.".to_owned())
            };
        }
        let Some(row) = self.selected() else { return Err("There is no case to do this to.".to_owned()) };
        let step = meant(row, step);
        cx.may(deed_of_step(step), &cx.asker.to_row(row.owner.as_deref(), row.restricted))?;
        match step {
            Step::Acknowledge if row.rounds.now.acknowledged.is_some() => {
                Err(format!("Case {} was acknowledged already.", row.reference))
            }
            Step::ChooseRoute if row.rounds.now.route == Some(Route::CloserLook) => {
                Err(format!("Case {} is on closer look already. A case does not go back.", row.reference))
            }
            step if always_open(step) => Ok(()),
            _ if row.open_on(cx.today) => Ok(()),
            _ => Err(format!("Case {} is closed. Open it to see what can still be done.", row.reference)),
        }
    }

    fn takes_text(&self) -> bool {
        self.is_finding
    }

    fn wants_quiet(&self) -> bool {
        self.wide.get() && self.beside.is_none() && self.selected().is_some()
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Key(chord) => self.type_to_find(chord, cx),
            Input::Paste(_) if !self.is_finding => Vec::new(),
            Input::Paste(text) => {
                self.filter.push_str(&one_line(text));
                self.reload(cx)
            }
            Input::Shown | Input::Changed => self.reload(cx),
            Input::Chose(choice) => {
                self.choose(choice);
                self.reload(cx)
            }
            // What was asked for before the last key is passed over.
            Input::Replied(Reply::List { filter, rows }) if self.awaited > 0 && self.is_for_us(filter) => {
                self.take_rows(rows);
                Vec::new()
            }
            Input::Replied(Reply::Record(AnyRecord::Case(case))) => {
                if self.selected().is_some_and(|it| it.reference == case.reference) {
                    self.beside = Some(case.clone());
                }
                Vec::new()
            }
            Input::Failed(fault) => {
                self.awaited = self.awaited.saturating_sub(1);
                vec![Effect::Warn(fault.to_string())]
            }
            Input::Quiet => self
                .selected()
                .map(|it| Effect::Call(Request::Record(it.reference.into())))
                .into_iter()
                .collect(),
            Input::Replied(_) | Input::DraftSaved(..) | Input::Paper(_) => Vec::new(),
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
            put_line(frame, area, 2, headings(area.width, &self.columns));
            for (row, (place, it)) in (3..area.height).zip(self.rows.iter().enumerate().skip(top)) {
                let look = Look {
                    columns: area.width,
                    chosen: &self.columns,
                    is_selected: place == self.cursor.at,
                    is_marked: self.marked.contains(&it.reference),
                };
                put_line(frame, area, row, line(it, cx, &look));
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
        let cursor = if self.is_finding && self.cursor.at == 0 {
            let typed = u16::try_from(7 + width(&self.filter)).unwrap_or(u16::MAX);
            (typed.min(area.width - 1), 1)
        } else {
            (2, u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0) + 3)
        };
        frame.set_cursor_position((area.x + cursor.0, area.y + cursor.1.min(area.height)));
    }
}
