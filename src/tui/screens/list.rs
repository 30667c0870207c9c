//! The one list screen. What is listed says its table of columns, how rows are asked for and what Enter does; finding as one
//! types, order, columns, kept lists, marks, a file of it and turning pages are here, for every list.

use std::cell::Cell;
use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Near, Reply};
use crate::domain::party::finding::{of_text, typed};
use crate::domain::rights::Deed;
use crate::domain::text::{cut, one_line, plain_letters, width};
use crate::domain::wrapping::wrap;
use crate::forms::blank::Blank;
use crate::report::render::Format;
use crate::tui::chrome::{focus, heading, put, put_line, rule_before, two_columns, whole_clauses};
use crate::tui::forms::deleting::delete;
use crate::tui::keymap::{Act, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Paper, Place, Screen};
use crate::tui::screens::beside::{Beside, Shows};
use crate::tui::screens::columns::{Column, Look, called, headings, line};
use crate::tui::screens::document::formats;
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::terminal::chord::Chord;
use crate::tui::theme;

/// How many rows are asked for at once.
pub const PAGE: usize = 200;

/// A list on screen.
pub struct ListScreen<L: Listing> {
    listing: L,
    columns: Vec<Column<L::Row>>,
    /// Those that stand first, then those of the desk.
    rows: Vec<L::Row>,
    /// How many stand first.
    first: usize,
    /// The places of the rows that show, in order.
    shown: Vec<usize>,
    /// Whether the desk has more rows than are here.
    has_more: bool,
    /// Pages that were asked for and are not here yet: only the last one counts.
    awaited: usize,
    asked: Asked,
    cursor: Cursor,
    /// What is listed, as it is typed.
    filter: String,
    is_finding: bool,
    /// Why what is typed finds nothing.
    wrong: Option<String>,
    /// The same of a word that is not finished: nobody is told until it is.
    half: Option<String>,
    /// Words that are near those which find nothing.
    near: Vec<Near>,
    is_mine: bool,
    order: String,
    /// Headings of the columns to show; none for the usual ones.
    chosen: Vec<String>,
    marked: BTreeSet<L::Key>,
    /// The last row that was marked.
    marked_last: Option<L::Key>,
    place: Stands,
    /// How many the figure says that it was opened from; 0 for none. A case that was answered twice counts twice in it.
    counted: u64,
    file: Wanted,
    /// Height of the list as last drawn; kept so that moves know how long a page is.
    height: Cell<usize>,
    /// Whether a record stands beside it.
    wide: Cell<bool>,
    beside: Beside,
}

/// What the last page was asked for with.
#[derive(Clone, Copy)]
struct Asked {
    /// How many rows.
    limit: usize,
    /// Whether it goes on from the rows that are here.
    goes_on: bool,
    /// Whether the cursor goes to its first row, because something else is wanted; else it stays on its row.
    jumps: bool,
}

/// Where a list stands.
enum Stands {
    OnTab,
    /// Over another screen, to which one goes back.
    Over,
    /// Over another screen, as the part of a list that a filter makes.
    Part {
        /// What these rows are.
        title: String,
        /// The filter that it was opened with.
        filter: String,
    },
}

/// What is on its way to a file.
enum Wanted {
    Nothing,
    /// The whole list, as soon as its rows are here.
    Rows(Format),
    /// A file that is being written.
    File,
}

/// A line of the list.
enum Shown {
    Head(String),
    /// A row, by its place among those that show.
    Row(usize),
}

impl<L: Listing> ListScreen<L> {
    /// A list as it stands on a tab.
    pub fn new(listing: L) -> Self {
        Self {
            columns: listing.columns(),
            listing,
            rows: Vec::new(),
            first: 0,
            shown: Vec::new(),
            has_more: false,
            awaited: 0,
            asked: Asked { limit: PAGE, goes_on: false, jumps: false },
            cursor: Cursor::default(),
            filter: String::new(),
            is_finding: false,
            wrong: None,
            half: None,
            near: Vec::new(),
            is_mine: false,
            order: String::new(),
            chosen: Vec::new(),
            marked: BTreeSet::new(),
            marked_last: None,
            place: Stands::OnTab,
            counted: 0,
            file: Wanted::Nothing,
            height: Cell::new(20),
            wide: Cell::new(false),
            beside: Beside::default(),
        }
    }

    /// A list that is opened from another screen.
    pub fn pushed(listing: L) -> Self {
        Self { place: Stands::Over, ..Self::new(listing) }
    }

    /// A part of a list that is opened from another screen: what it is, with the filter and the order that make it.
    pub fn opened(listing: L, title: String, filter: String, order: &str) -> Self {
        let (order, place) = (order.to_owned(), Stands::Part { title, filter: filter.clone() });
        Self { filter, order, place, ..Self::new(listing) }
    }

    /// The same, with how many the figure says that it stands behind.
    #[must_use]
    pub fn behind(self, counted: u64) -> Self {
        Self { counted, ..self }
    }

    const fn is_on_tab(&self) -> bool {
        matches!(self.place, Stands::OnTab)
    }

    /// What the rows are, and the filter that makes them, where it is a part of a list.
    fn part(&self) -> Option<(&str, &str)> {
        if let Stands::Part { title, filter } = &self.place { Some((title, filter)) } else { None }
    }

    /// The filter that it was opened with.
    fn opened_with(&self) -> &str {
        self.part().map_or("", |it| it.1)
    }

    fn row(&self, place: usize) -> Option<&L::Row> {
        self.shown.get(place).and_then(|it| self.rows.get(*it))
    }

    fn selected(&self) -> Option<&L::Row> {
        self.row(self.cursor.at)
    }

    /// What the rows that show are known by, in their order.
    fn keys(&self) -> impl Iterator<Item = L::Key> {
        self.shown.iter().map(|it| self.listing.key(&self.rows[*it]))
    }

    /// The columns that can be chosen, ordered by and written to a file: of two for different widths, the one that says more.
    fn fullest(&self) -> impl Iterator<Item = &Column<L::Row>> {
        self.columns.iter().filter(|it| it.until == u16::MAX)
    }

    /// Whether the desk gives the rows as they are wanted: found by the filter, in the order.
    fn is_as_wanted(&self) -> bool {
        let finds = self.listing.desk_finds() || self.filter.trim().is_empty();
        finds && (self.order.is_empty() || self.listing.desk_orders().contains(&&*self.order))
    }

    fn query(&self, limit: usize) -> Query<'_> {
        let filter = if self.listing.desk_finds() { self.filter.trim() } else { "" };
        Query { filter, is_mine: self.is_mine, order: &self.order, limit }
    }

    /// What is typed without its last word, while that is being typed.
    fn finished(&self) -> Option<&str> {
        let is_typing = self.is_finding && !self.filter.ends_with(char::is_whitespace);
        is_typing.then(|| self.filter.rsplit_once(char::is_whitespace).map_or("", |it| it.0.trim()))
    }

    /// Whether a word that was not finished is wrong: whoever goes on from it is told why.
    fn is_half(&mut self) -> bool {
        let why = self.half.take();
        let is_half = why.is_some();
        self.wrong = why.or(self.wrong.take());
        is_half
    }

    /// What the row under the cursor shows beside the list.
    fn shows(&self) -> Option<Shows> {
        self.selected().filter(|_| self.wide.get()).and_then(|it| self.listing.beside(it))
    }

    /// Asks for a page, from the row on that is here last, or from the first one.
    fn ask(&mut self, goes_on: bool, limit: usize, cx: &Cx) -> Vec<Effect> {
        // What the desk cannot find or order is found and ordered here, among all that there is.
        let limit = if self.is_as_wanted() { limit } else { usize::MAX };
        let after = self.rows.last().filter(|_| goes_on && self.first < self.rows.len());
        let mut half = None;
        let mut asked = self.listing.request(&self.query(limit), after, cx);
        if let Some(finished) = self.finished().filter(|_| asked.is_err()) {
            half = asked.err();
            asked = self.listing.request(&Query { filter: finished, ..self.query(limit) }, after, cx);
        }
        self.half = half;
        match asked {
            Ok(request) => {
                self.wrong = None;
                self.awaited += 1;
                self.asked = Asked { limit, goes_on, jumps: false };
                vec![Effect::Call(request)]
            }
            Err(why) => {
                self.wrong = Some(why);
                Vec::new()
            }
        }
    }

    /// Reads again from the start, keeping as many rows as there were.
    fn reload(&mut self, cx: &Cx) -> Vec<Effect> {
        let limit = (self.rows.len() - self.first).max(PAGE);
        self.ask(false, limit, cx)
    }

    /// Reads again because something else is wanted: the cursor goes to the first row.
    fn read_other(&mut self, cx: &Cx) -> Vec<Effect> {
        self.near.clear();
        self.cursor = Cursor::default();
        let effects = self.ask(false, PAGE, cx);
        self.asked.jumps = true;
        effects
    }

    fn take_rows(&mut self, rows: Vec<L::Row>, cx: &Cx) -> Vec<Effect> {
        self.awaited -= 1;
        if self.awaited > 0 {
            return Vec::new();
        }
        let Asked { limit, goes_on, jumps } = self.asked;
        self.has_more = rows.len() >= limit && !self.listing.comes_whole();
        let chosen = self.selected().map(|it| self.listing.key(it));
        if !goes_on {
            self.rows = self.listing.first(self.is_mine);
            self.first = self.rows.len();
        }
        self.rows.extend(rows);
        self.arrange(cx);
        if jumps {
            self.cursor = Cursor::default();
        } else {
            self.stay_on(chosen.as_ref());
        }
        let mut effects = self.save(cx);
        if self.shown.is_empty() && self.near.is_empty() {
            effects.extend(self.listing.near(self.filter.trim()).map(Effect::Call));
        }
        effects
    }

    /// What is found, in its order.
    fn arrange(&mut self, cx: &Cx) {
        let keeps = |place: &usize| self.listing.keeps(&self.rows[*place], self.is_mine, cx);
        self.shown = (0..self.rows.len()).filter(keeps).collect();
        if !self.listing.desk_finds() && !self.filter.trim().is_empty() {
            let wanted = typed(&self.filter);
            let fits = |row: &L::Row| {
                let told = self.columns.iter().map(|it| (it.cell)(row, cx).0);
                let words: Vec<String> =
                    told.chain(self.listing.group(row, cx)).flat_map(|it| of_text(&it)).collect();
                wanted.iter().all(|it| words.iter().any(|word| it.finds(word)))
            };
            self.shown.retain(|it| fits(&self.rows[*it]));
        }
        if self.order.is_empty() {
            self.shown.sort_by_key(|it| self.listing.rank(&self.rows[*it]));
        }
        let is_here = !self.listing.desk_orders().contains(&&*self.order);
        if let Some(column) = self.columns.iter().find(|it| it.title == self.order).filter(|_| is_here) {
            self.shown.sort_by_cached_key(|it| column.order(&self.rows[*it], cx));
        }
    }

    /// The cursor stays on its row wherever that went; if it is gone, on its place.
    fn stay_on(&mut self, key: Option<&L::Key>) {
        let is_it = |place: &usize| key == Some(&self.listing.key(&self.rows[*place]));
        if let Some(place) = self.shown.iter().position(is_it) {
            self.cursor.at = place;
        }
        self.cursor.stay_within(self.shown.len());
    }

    /// Hears an answer that is no page of rows: others may stand first now.
    fn hear(&mut self, reply: &Reply, cx: &Cx) {
        if self.listing.hear(reply) {
            let chosen = self.selected().map(|it| self.listing.key(it));
            self.rows.drain(..self.first);
            let mut rows = self.listing.first(self.is_mine);
            self.first = rows.len();
            rows.append(&mut self.rows);
            self.rows = rows;
            self.arrange(cx);
            self.stay_on(chosen.as_ref());
        }
    }

    fn go(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let height = self.height.get();
        if act == Act::End && self.has_more {
            // The end is only known once everything is here.
            self.cursor.at = usize::MAX;
            return self.ask(true, usize::MAX, cx);
        }
        self.cursor.go(act, self.shown.len(), height);
        let near_end = self.cursor.at + 2 * height.max(1) >= self.shown.len();
        if near_end && self.has_more && self.awaited == 0 {
            return self.ask(true, PAGE, cx);
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Find => {
                self.is_finding = true;
                Vec::new()
            }
            Act::NextPart | Act::Open if self.is_finding && self.is_half() => Vec::new(),
            Act::NextPart => {
                self.is_finding = false;
                Vec::new()
            }
            Act::Open if self.is_finding && self.shown.is_empty() => self.take_near(cx),
            Act::Back => self.back(cx),
            Act::Reload => self.reload(cx),
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Whose => {
                self.is_mine = !self.is_mine;
                self.read_other(cx)
            }
            Act::Mark => self.mark(cx),
            Act::MarkAll => {
                let all: BTreeSet<L::Key> = self.keys().collect();
                self.marked = if self.marked == all { BTreeSet::new() } else { all };
                self.with_the_rest(cx)
            }
            Act::MarkTo => {
                self.mark_to();
                Vec::new()
            }
            Act::Lists => vec![self.menu(cx)],
            Act::KeepList => vec![Effect::Open(Place::Form(Blank::keep_list(self.as_saved())))],
            Act::SaveList => vec![formats("Save the list as")],
            Act::Down
            | Act::Up
            | Act::PageDown
            | Act::PageUp
            | Act::HalfDown
            | Act::HalfUp
            | Act::Top
            | Act::End => self.go(act, cx),
            act => {
                // Whoever opens what was found is done with typing: on the way back, keys are keys.
                self.is_finding &= act != Act::Open;
                if !self.marked.is_empty()
                    && let Some(effect) = self.listing.on_marked(act, &self.marked, &self.rows, cx)
                {
                    return vec![effect];
                }
                let row = self.shown.get(self.cursor.at).map(|it| &self.rows[*it]);
                self.listing.act(act, row, cx)
            }
        }
    }

    fn back(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.is_finding || (self.filter != self.opened_with() && self.marked.is_empty()) {
            self.is_finding = false;
            self.filter = self.opened_with().to_owned();
            self.order.clear();
            self.cursor = Cursor::default();
            return self.reload(cx);
        }
        if !self.marked.is_empty() {
            self.marked.clear();
            return Vec::new();
        }
        vec![if self.is_on_tab() { self.listing.leave() } else { Effect::Pop }]
    }

    fn mark(&mut self, cx: &Cx) -> Vec<Effect> {
        if let Some(key) = self.selected().map(|it| self.listing.key(it)) {
            if !self.marked.remove(&key) {
                self.marked.insert(key.clone());
            }
            self.marked_last = Some(key);
        }
        self.go(Act::Down, cx)
    }

    /// Marks every row from the one that was marked last up to this one.
    fn mark_to(&mut self) {
        let keys: Vec<L::Key> = self.keys().collect();
        // On its way to an end that is not here yet, the cursor is past all rows.
        let at = self.cursor.at.min(keys.len().saturating_sub(1));
        let last = self.marked_last.as_ref().and_then(|last| keys.iter().position(|it| it == last));
        let last = last.unwrap_or(at);
        let (from, to) = if last <= at { (last, at) } else { (at, last) };
        self.marked.extend(keys.into_iter().take(to + 1).skip(from));
    }

    /// Everything that the list has is marked, also what is not here yet.
    fn with_the_rest(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.marked.is_empty() || !self.has_more {
            return Vec::new();
        }
        self.marked.clear();
        let mut effects = self.ask(true, usize::MAX, cx);
        effects.push(Effect::Say("There are more: press X again once they are here.".to_owned()));
        effects
    }

    fn type_to_find(&mut self, chord: Chord, cx: &Cx) -> Vec<Effect> {
        if !self.is_finding {
            return Vec::new();
        }
        match (chord, chord.text()) {
            (chord, _) if delete(&mut self.filter, chord) => {}
            (_, Some(letter)) if !letter.is_control() => self.filter.push(letter),
            _ => return Vec::new(),
        }
        self.cursor = Cursor::default();
        self.find(cx)
    }

    /// Finds what is typed: the desk does, or it is all here already.
    fn find(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.listing.desk_finds() || self.has_more {
            return self.read_other(cx);
        }
        self.arrange(cx);
        self.cursor.stay_within(self.shown.len());
        Vec::new()
    }

    /// Finds the word that is near, in the place of the one that finds nothing.
    fn take_near(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(near) = self.near.first().cloned() else { return Vec::new() };
        let better =
            |it: &str| if plain_letters(it) == near.typed { near.words[0].clone() } else { it.to_owned() };
        self.filter = self.filter.split(' ').map(better).collect::<Vec<_>>().join(" ");
        self.find(cx)
    }

    fn heading(&self, cx: &Cx) -> String {
        let more = if self.has_more { "more than " } else { "" };
        let of_desk = self.shown.iter().filter(|it| self.first <= **it);
        let of_desk: u64 = of_desk.map(|it| self.listing.stands_for(&self.rows[*it])).sum();
        let number = format!("{more}{of_desk}");
        if self.is_finding {
            let found = if self.wrong.is_some() { String::new() } else { format!("   {number} found") };
            return format!(" Find: {}{found}", self.filter);
        }
        if !self.marked.is_empty() {
            let keys = match self.listing.keys_on_marked() {
                "" => "v saves them as a file.".to_owned(),
                keys => format!("{keys} act on all of them."),
            };
            let shown = self.keys().filter(|it| self.marked.contains(it)).collect::<BTreeSet<_>>().len();
            let hidden = match self.marked.len() - shown {
                0 => String::new(),
                some => format!(", {some} not shown"),
            };
            return format!(" {} marked{hidden}: {keys} Esc takes the marks off.", self.marked.len());
        }
        let order = if self.order.is_empty() { String::new() } else { format!("   by {}", self.order) };
        match (self.part(), self.filter.as_str()) {
            (Some((title, opened_with)), filter) if filter == opened_with => {
                let more = if of_desk < self.counted && !self.has_more {
                    format!(", counted {}: some more than once", self.counted)
                } else {
                    String::new()
                };
                format!(" {title}   {number} found{more}{}", if self.order == "Ref" { "" } else { &order })
            }
            (None, "") => format!(" {}{order}", self.listing.heading(&number, self.is_mine, cx)),
            (_, filter) => format!(" Found: {filter}   {number} found{order}"),
        }
    }

    fn empty_words(&self) -> [String; 2] {
        if let Some(near) = self.near.first().filter(|_| self.wrong.is_none() && self.awaited == 0) {
            let enter = if self.is_finding { "Enter looks for that." } else { "" };
            return [near.to_string(), enter.to_owned()];
        }
        let is_filtered = self.filter.trim() != self.opened_with();
        let why = match &self.wrong {
            Some(wrong) => return [wrong.clone(), String::new()],
            None if self.is_finding && self.filter.trim().is_empty() => Empty::Finding,
            None if self.awaited > 0 => return [self.listing.waiting().to_owned(), String::new()],
            None if is_filtered || self.part().is_some() => Empty::Filtered,
            None if self.is_mine => Empty::Mine,
            None => Empty::Nothing,
        };
        self.listing.empty(why).map(str::to_owned)
    }

    /// The lines, with a head before rows that belong together.
    fn lines(&self, cx: &Cx) -> Vec<Shown> {
        let mut lines = Vec::with_capacity(self.shown.len());
        let mut last = None;
        for (place, row) in self.shown.iter().enumerate() {
            if self.order.is_empty() {
                let group = self.listing.group(&self.rows[*row], cx);
                if group != last {
                    lines.extend(group.clone().map(Shown::Head));
                    last = group;
                }
            }
            lines.push(Shown::Row(place));
        }
        lines
    }
}

impl<L: Listing> Screen for ListScreen<L> {
    fn scopes(&self) -> &'static [Scope] {
        if self.is_finding { &[Scope::Finding] } else { self.listing.scopes(self.is_on_tab()) }
    }

    fn reference(&self) -> Option<String> {
        self.selected().map(|it| self.listing.key(it).to_string())
    }

    fn references(&self) -> Vec<String> {
        if self.marked.is_empty() {
            return self.reference().into_iter().collect();
        }
        self.marked.iter().map(ToString::to_string).collect()
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        match act {
            Act::SaveList => cx.may_at_large(Deed::Export),
            act if act.row().is_some() && !self.marked.is_empty() && !act.begins() => {
                match self.listing.on_marked(act, &self.marked, &self.rows, cx) {
                    Some(_) => Ok(()),
                    None if self.listing.keys_on_marked().is_empty() => {
                        Err("Nothing acts on several at once here. Esc takes the marks off.".to_owned())
                    }
                    None => Err(format!(
                        "Only {} act on several at once. Esc takes the marks off.",
                        self.listing.keys_on_marked()
                    )),
                }
            }
            act => self.listing.may(act, self.selected(), cx),
        }
    }

    fn names(&self, act: Act, cx: &Cx) -> bool {
        match act {
            Act::Open | Act::Mark if self.shown.is_empty() => false,
            // What can be done differs from row to row, and the line of keys stays.
            Act::Take(step) if self.marked.is_empty() && !self.shown.is_empty() => {
                cx.may_at_large(step.row().deed).is_ok()
            }
            act => self.may(act, cx).is_ok(),
        }
    }

    fn takes_text(&self) -> bool {
        self.is_finding
    }

    fn wants_quiet(&self) -> bool {
        self.listing.quiet().is_some() || self.beside.wants(self.shows())
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Key(chord) => self.type_to_find(chord, cx),
            Input::Paste(text) if self.is_finding => {
                self.filter.push_str(&one_line(text));
                self.find(cx)
            }
            Input::Shown => {
                self.listing.shown_again();
                self.beside.forget();
                self.reload(cx)
            }
            Input::Changed if self.listing.follows_changes() => {
                self.beside.forget();
                self.reload(cx)
            }
            Input::Chose(choice) => self.choose(choice, cx),
            Input::Replied(Reply::Near(near)) => {
                self.near.clone_from(near);
                Vec::new()
            }
            Input::Replied(reply) => {
                if let Some(rows) = self.listing.rows(reply).filter(|_| self.awaited > 0) {
                    self.listing.take_above(reply, cx);
                    return self.take_rows(rows, cx);
                }
                if !self.beside.hear(reply) {
                    self.hear(reply, cx);
                }
                Vec::new()
            }
            Input::Failed(fault) if self.awaited == 0 && self.beside.fail(fault) => Vec::new(),
            Input::Failed(fault) => {
                self.awaited = self.awaited.saturating_sub(1);
                self.file = Wanted::Nothing;
                // The rows that are here are not those that are wanted.
                if self.asked.jumps && self.awaited == 0 {
                    self.wrong = Some(fault.to_string());
                }
                vec![Effect::Warn(fault.to_string())]
            }
            Input::Quiet => {
                let mut effects: Vec<Effect> = self.listing.quiet().map(Effect::Call).into_iter().collect();
                if let Some(row) = self.shows().filter(|it| self.beside.wants(Some(*it))) {
                    effects.extend(self.beside.ask(row));
                }
                effects
            }
            Input::Paper(Paper::Saved(saved)) if matches!(self.file, Wanted::File) => {
                self.file = Wanted::Nothing;
                vec![match saved {
                    Ok(path) => Effect::Say(format!("Saved: {}", path.display())),
                    Err(why) => Effect::Warn(format!("{why}.")),
                }]
            }
            Input::Paste(_) | Input::Changed | Input::DraftSaved(..) | Input::Paper(_) => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let columns = two_columns(area, cx.manner).filter(|_| self.listing.has_beside());
        self.wide.set(columns.is_some());
        let whole = area;
        let area = columns.map_or(area, |it| it[0]);
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        let height = usize::from(list.height);
        self.height.set(height);
        let heading_of_list = whole_clauses(&self.heading(cx), usize::from(whole.width));
        let name = heading_of_list.find("   ").unwrap_or(heading_of_list.len());
        let (name, rest) = heading_of_list.split_at(name);
        let name = Span::styled(name.to_owned(), theme::BOLD);
        put_line(frame, whole, 1, Line::from(vec![name, Span::raw(rest.to_owned())]));
        let lines = self.lines(cx);
        let is_here = |it: &Shown| matches!(it, Shown::Row(place) if *place == self.cursor.at);
        let at = lines.iter().position(is_here).unwrap_or(0);
        let top = Cursor { at }.top(height);
        let row_of_cursor = u16::try_from(at.saturating_sub(top)).unwrap_or(0);
        if self.shown.is_empty() || self.wrong.is_some() {
            let room = usize::from(area.width).saturating_sub(4);
            let words = self.empty_words();
            let words = words.iter().flat_map(|it| wrap(it, room));
            for (row, words) in (0..list.height).zip(words) {
                put(frame, list, row, &format!("   {words}"), theme::PLAIN);
            }
        } else {
            put_line(frame, area, 2, headings(&self.columns, area.width, &self.chosen));
            for (row, it) in (0..list.height).zip(lines.iter().skip(top)) {
                let told = match it {
                    Shown::Head(words) => {
                        let room = usize::from(area.width).saturating_sub(1);
                        heading(room, &cut(words, room.saturating_sub(1)), "")
                    }
                    Shown::Row(place) => {
                        let it = &self.rows[self.shown[*place]];
                        let is_marked = self.marked.contains(&self.listing.key(it));
                        let look = Look { columns: area.width, chosen: &self.chosen, is_marked };
                        line(&self.columns, it, cx, &look)
                    }
                };
                put_line(frame, list, row, told);
            }
            if let Some(it) = self.selected() {
                focus(frame, list, row_of_cursor, called(&self.columns, it, cx));
            }
            if let Some([_, second]) = columns {
                let second = Rect { y: second.y + 2, height: second.height.saturating_sub(2), ..second };
                rule_before(frame, second, cx.manner);
                self.beside.draw(frame, second, cx);
            }
        }
        let cursor = if self.is_finding && self.cursor.at == 0 {
            let typed = u16::try_from(7 + width(&self.filter)).unwrap_or(u16::MAX);
            (area.x + typed.min(area.width - 1), area.y + 1)
        } else {
            (list.x + 2, list.y + row_of_cursor.min(list.height))
        };
        frame.set_cursor_position(cursor);
    }
}

/// Its menus: kept lists, order and columns; and the list as a file.
mod menus;
