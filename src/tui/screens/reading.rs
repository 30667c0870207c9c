//! A record to read on screen: its lines, worked out as far as they are looked at and kept while nothing of them changes,
//! and where one is in them; in one column, or what happened in a second one. The one place for every screen of a record.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::VecDeque;
use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::office::record::House;
use crate::domain::text::width;
use crate::domain::wrapping::Wrapped;
use crate::tui::chrome::{READABLE, focus, heading, more, put, put_line, rule_before, two_texts};
use crate::tui::keymap::Act;
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Manner};
use crate::tui::theme;

/// A line, and what it leads to.
#[derive(Clone, Debug)]
pub struct PageLine<L> {
    /// The line, ready to be drawn.
    pub line: Line<'static>,
    /// What the keys do on it; nothing on most.
    pub leads: Option<L>,
    /// Whether a part begins here.
    pub is_head: bool,
    /// How many of its columns say what it is called: they show that one is there.
    called: usize,
}

/// What is not in lines yet.
#[derive(Debug)]
enum Rest<L> {
    Line(PageLine<L>),
    /// A text of any length, with what stands before it on the first line, and how many columns that is.
    Text {
        first: Vec<Span<'static>>,
        called: usize,
        indent: usize,
        text: Wrapped<String>,
        leads: Option<L>,
    },
}

/// A column of lines of a record at a width.
#[derive(Debug)]
pub struct Page<L> {
    lines: Vec<PageLine<L>>,
    rest: VecDeque<Rest<L>>,
    /// Columns of a line.
    pub columns: usize,
    /// Columns of a label.
    label: usize,
    /// Columns that stay free beside a text.
    free: usize,
    /// What the facts that are added now lead to.
    pub leads: Option<L>,
}

impl<L: Clone + PartialEq> Page<L> {
    /// A page with nothing on it, for an area so wide: its last column stays free. Labels take so many columns, and beside the text
    /// so many stay free.
    pub const fn new(columns: usize, label: usize, free: usize) -> Self {
        let columns = columns.saturating_sub(1);
        Self { lines: Vec::new(), rest: VecDeque::new(), columns, label, free, leads: None }
    }

    /// Adds a line.
    pub fn add(&mut self, spans: Vec<Span<'static>>, leads: Option<L>) {
        self.called(spans, 1, leads);
    }

    /// The same; its first columns say what it is called.
    pub fn called(&mut self, spans: Vec<Span<'static>>, called: usize, leads: Option<L>) {
        self.rest.push_back(Rest::Line(PageLine { line: Line::from(spans), leads, is_head: false, called }));
    }

    /// Adds a heading, with an empty line before it where it is not the first line.
    pub fn head(&mut self, title: &str, hint: &str) {
        if !self.lines.is_empty() || !self.rest.is_empty() {
            self.add(Vec::new(), None);
        }
        let line = heading(self.columns, title, hint);
        let called = 1 + width(title);
        self.rest.push_back(Rest::Line(PageLine { line, leads: None, is_head: true, called }));
    }

    /// Adds a label and a text of any length beside it; of no text, nothing.
    pub fn fact(&mut self, label: &str, text: &str) {
        if !text.trim().is_empty() {
            self.text(self.labelled(label), 1 + width(label), self.label + 1, text);
        }
    }

    /// Adds a label, a badge, and a text of any length beside it.
    pub fn state(&mut self, label: &str, (badge, style): (&str, Style), text: &str) {
        // Its edge stands before where texts begin.
        let gap = " ".repeat(self.label.saturating_sub(width(label) + 1));
        let mut first = vec![Span::styled(format!(" {label}"), theme::LABEL), Span::raw(gap)];
        first.extend(theme::badge(badge, style));
        first.push(Span::raw("  "));
        self.text(first, 1 + width(label), self.label + 3 + theme::BADGE, text);
    }

    fn labelled(&self, label: &str) -> Vec<Span<'static>> {
        let gap = " ".repeat(self.label.saturating_sub(width(label)));
        vec![Span::styled(format!(" {label}"), theme::LABEL), Span::raw(gap)]
    }

    /// Adds a text of any length, with what stands before it on the first line, which takes so many columns; `called` of them
    /// say what it is called.
    pub fn text(&mut self, first: Vec<Span<'static>>, called: usize, indent: usize, text: &str) {
        let room = self.columns.saturating_sub(indent + self.free).max(10);
        let (text, leads) = (Wrapped::new(text.to_owned(), room), self.leads.clone());
        self.rest.push_back(Rest::Text { first, called: called.max(1), indent, text, leads });
    }

    /// Works lines out until there are so many, or no more.
    fn work_out(&mut self, count: usize) {
        while self.lines.len() < count {
            match self.rest.pop_front() {
                None => return,
                Some(Rest::Line(it)) => self.lines.push(it),
                Some(Rest::Text { mut first, called, indent, mut text, leads }) => {
                    let Some(words) = text.next() else { continue };
                    first.push(Span::raw(words));
                    let line = Line::from(first);
                    self.lines.push(PageLine { line, leads: leads.clone(), is_head: false, called });
                    let first = vec![Span::raw(" ".repeat(indent))];
                    self.rest.push_front(Rest::Text { first, called: 1, indent, text, leads });
                }
            }
        }
    }

    /// A line, from 0.
    pub fn line(&mut self, place: usize) -> Option<&PageLine<L>> {
        self.work_out(place.saturating_add(1));
        self.lines.get(place)
    }

    /// What a line leads to.
    pub fn leads_to(&mut self, place: usize) -> Option<L> {
        self.line(place).and_then(|it| it.leads.clone())
    }

    /// What Enter opens on a line: on a heading, the first thing under it that opens.
    pub fn opens(&mut self, place: usize) -> Option<L> {
        if !self.line(place)?.is_head {
            return self.leads_to(place);
        }
        let first = self.find(place + 1, |it| it.is_head || it.leads.is_some())?;
        self.leads_to(first)
    }

    /// The first line from a place on that fits.
    pub fn find(&mut self, from: usize, fits: impl Fn(&PageLine<L>) -> bool) -> Option<usize> {
        let mut place = from;
        while !fits(self.line(place)?) {
            place += 1;
        }
        Some(place)
    }

    /// The last heading before a line.
    fn head_before(&mut self, place: usize) -> Option<usize> {
        self.work_out(place);
        self.lines[..place.min(self.lines.len())].iter().rposition(|it| it.is_head)
    }

    /// Where a move leads from a line, with so many lines on screen.
    fn moved(&mut self, mut cursor: Cursor, act: Act, height: usize) -> Cursor {
        // Only for its end all of a record is broken into lines; no other move is longer than a page.
        let wanted = if act == Act::End { usize::MAX } else { cursor.at + height.max(1) + 1 };
        self.work_out(wanted);
        cursor.go(act, self.lines.len(), height);
        cursor
    }

    /// The lines that fit an area, drawn from a line on.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, top: usize) {
        self.work_out(top + usize::from(area.height));
        for (row, it) in (0..area.height).zip(self.lines.iter().skip(top)) {
            put_line(frame, area, row, it.line.clone());
        }
    }
}

impl<L: Clone + PartialEq> Page<L> {
    /// Says, on the line below the area, whether there is more than fits it.
    fn say_more(&mut self, frame: &mut Frame<'_>, area: Rect, top: usize) {
        let height = usize::from(area.height);
        let words = more(top > 0, self.line(top + height).is_some());
        let below = Rect { y: area.bottom(), height: 1, ..area };
        put(frame, below, 0, &format!(" {words}"), theme::BOLD);
    }
}

/// How wide the columns of a record are: one, or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Widths {
    /// Of the first one.
    pub first: usize,
    /// Of the second one, where there is one.
    pub second: Option<usize>,
}

impl Widths {
    /// The columns of a record of which all but the last part is worked out: that is the second column, or the end of the only one.
    pub fn pages<L: Clone + PartialEq>(
        self,
        mut first: Page<L>,
        last: impl FnOnce(&mut Page<L>),
    ) -> Pages<L> {
        let Some(columns) = self.second else {
            last(&mut first);
            return Pages { first, second: None };
        };
        let mut second = Page::new(columns, first.label, first.free);
        last(&mut second);
        Pages { first, second: Some(second) }
    }
}

/// All lines of a record.
#[derive(Debug)]
pub struct Pages<L> {
    first: Page<L>,
    second: Option<Page<L>>,
}

impl<L: Clone + PartialEq> Pages<L> {
    /// Those of a record that is not here yet.
    pub const fn none() -> Self {
        Self { first: Page::new(0, 0, 0), second: None }
    }

    /// The first line of the first column that fits.
    pub fn find(&mut self, fits: impl Fn(&PageLine<L>) -> bool) -> Option<usize> {
        self.first.find(0, fits)
    }

    /// What every line says, those of the first column first.
    pub fn words(&mut self) -> Vec<String> {
        let columns = [Some(&mut self.first), self.second.as_mut()];
        let all = columns.into_iter().flatten().flat_map(|it| {
            it.work_out(usize::MAX);
            &it.lines
        });
        all.map(|it| it.line.to_string()).collect()
    }

    /// The column that the keys are about.
    fn column(&mut self, is_second: bool) -> &mut Page<L> {
        match &mut self.second {
            Some(second) if is_second => second,
            _ => &mut self.first,
        }
    }
}

/// What the lines of a record were worked out for.
#[derive(Debug)]
struct Seen {
    widths: Widths,
    today: NaiveDate,
    house: Arc<House>,
}

/// Where one is: in each of the two columns, and in which.
#[derive(Clone, Copy, Debug)]
struct Spot {
    at: [Cursor; 2],
    is_second: bool,
}

impl Spot {
    fn cursor(&mut self) -> &mut Cursor {
        &mut self.at[usize::from(self.is_second)]
    }
}

/// Where one is in a record, and its lines.
#[derive(Debug)]
pub struct Reading<L> {
    spot: Cell<Spot>,
    /// The columns as last drawn, so that moves know how long a page is and where its lines break.
    columns: Cell<(Rect, Option<Rect>)>,
    kept: RefCell<Option<(Seen, Pages<L>)>>,
}

impl<L: Clone + PartialEq> Reading<L> {
    /// With the cursor on the first line.
    pub const fn at_the_beginning() -> Self {
        let spot = Spot { at: [Cursor { at: 0 }; 2], is_second: false };
        Self {
            spot: Cell::new(spot),
            columns: Cell::new((Rect::new(0, 0, 80, 20), None)),
            kept: RefCell::new(None),
        }
    }

    /// Takes what the desk answered in the place of what was held. Where it is another, the lines are, too.
    pub fn take<T: PartialEq>(&mut self, held: &mut T, answered: T) {
        if *held != answered {
            *held = answered;
            self.kept.replace(None);
        }
    }

    /// The lines, as `make` begins them for a width: made again only for another width, day or office, or when something
    /// else was taken.
    pub fn page(&self, cx: &Cx, make: impl FnOnce(Widths) -> Pages<L>) -> RefMut<'_, Pages<L>> {
        let (first, second) = self.columns.get();
        let widths =
            Widths { first: usize::from(first.width), second: second.map(|it| usize::from(it.width)) };
        let is_same =
            |it: &Seen| it.widths == widths && it.today == cx.today && Arc::ptr_eq(&it.house, &cx.house);
        let kept = self.kept.borrow_mut();
        RefMut::map(kept, |kept| {
            let still = kept.take().filter(|it| is_same(&it.0));
            let seen = || Seen { widths, today: cx.today, house: Arc::clone(&cx.house) };
            &mut kept.insert(still.unwrap_or_else(|| (seen(), make(widths)))).1
        })
    }

    /// Where one is among these lines.
    fn spot(&self, pages: &Pages<L>) -> Spot {
        let spot = self.spot.get();
        Spot { is_second: spot.is_second && pages.second.is_some(), ..spot }
    }

    /// What the line with the cursor leads to.
    pub fn leads_to(&self, pages: &mut Pages<L>) -> Option<L> {
        let mut spot = self.spot(pages);
        pages.column(spot.is_second).leads_to(spot.cursor().at)
    }

    /// What Enter opens where the cursor is.
    pub fn opens(&self, pages: &mut Pages<L>) -> Option<L> {
        let mut spot = self.spot(pages);
        pages.column(spot.is_second).opens(spot.cursor().at)
    }

    /// Moves as a key says.
    pub fn go(&self, pages: &mut Pages<L>, act: Act) {
        let mut spot = self.spot(pages);
        let height = usize::from(self.columns.get().0.height);
        match act {
            Act::NextPart => {
                let at = spot.cursor().at;
                if let Some(next) = pages.column(spot.is_second).find(at + 1, |it| it.is_head) {
                    spot.cursor().at = next;
                } else {
                    spot.is_second = !spot.is_second && pages.second.is_some();
                    spot.cursor().at = 0;
                }
            }
            Act::PreviousPart => {
                let at = spot.cursor().at;
                match pages.column(spot.is_second).head_before(at) {
                    Some(before) => spot.cursor().at = before,
                    None if pages.second.is_some() && (at == 0 || spot.is_second) => {
                        spot.is_second = !spot.is_second;
                        spot.cursor().at = pages.column(spot.is_second).head_before(usize::MAX).unwrap_or(0);
                    }
                    None => spot.cursor().at = 0,
                }
            }
            act => *spot.cursor() = pages.column(spot.is_second).moved(*spot.cursor(), act, height),
        }
        self.spot.set(spot);
    }

    /// Puts the cursor on a line of the first column.
    pub fn put_on(&self, line: usize) {
        let at = [Cursor { at: line }, Cursor { at: 0 }];
        self.spot.set(Spot { at, is_second: false });
    }

    /// Puts the cursor on one of all lines, those of the first column first.
    pub fn go_to(&self, pages: &mut Pages<L>, line: usize) {
        pages.first.work_out(usize::MAX);
        let beyond = line.checked_sub(pages.first.lines.len()).filter(|_| pages.second.is_some());
        match beyond {
            None => self.put_on(line),
            Some(at) => self.spot.set(Spot { at: [Cursor { at: 0 }, Cursor { at }], is_second: true }),
        }
    }

    /// Keeps the cursor on a line that there is.
    pub fn stay_within(&self, pages: &mut Pages<L>) {
        let mut spot = self.spot(pages);
        let at = spot.cursor().at;
        let page = pages.column(spot.is_second);
        page.work_out(at.saturating_add(1));
        spot.cursor().stay_within(page.lines.len());
        self.spot.set(spot);
    }

    /// Says how large the area is that the lines are drawn in, below the name of the record.
    pub fn lay_out(&self, screen: Rect, manner: Manner) {
        let below = Rect { y: screen.y + 3, height: screen.height.saturating_sub(3), ..screen };
        self.columns.set(match two_texts(below, manner) {
            Some([first, second]) => (first, Some(second)),
            None => (Rect { width: below.width.min(READABLE), ..below }, None),
        });
    }

    /// Draws the lines around the cursor.
    pub fn draw(&self, frame: &mut Frame<'_>, pages: &mut Pages<L>, manner: Manner) {
        let mut spot = self.spot(pages);
        let (mut first, mut second) = self.columns.get();
        // Where not all of it fits, the last line says so.
        let is_long = |page: Option<&mut Page<L>>, area: Rect| {
            page.is_some_and(|it| it.line(usize::from(area.height)).is_some())
        };
        if is_long(Some(&mut pages.first), first) || is_long(pages.second.as_mut(), first) {
            for area in [Some(&mut first), second.as_mut()].into_iter().flatten() {
                area.height = area.height.saturating_sub(1);
            }
            self.columns.set((first, second));
        }
        let height = usize::from(first.height);
        pages.first.draw(frame, first, spot.at[0].top(height));
        pages.first.say_more(frame, first, spot.at[0].top(height));
        if let (Some(page), Some(area)) = (&mut pages.second, second) {
            page.draw(frame, area, spot.at[1].top(height));
            page.say_more(frame, area, spot.at[1].top(height));
            rule_before(frame, area, manner);
        }
        let area = if spot.is_second { second.unwrap_or(first) } else { first };
        let at = spot.cursor().at;
        let row = u16::try_from(at - spot.cursor().top(height)).unwrap_or(0);
        if let Some(here) = pages.column(spot.is_second).line(at) {
            focus(frame, area, row, here.called);
        }
        frame.set_cursor_position((area.x, area.y + row.min(area.height)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wrapping::{bytes_looked_at, wrap};
    use crate::tui::fixture::cx;

    const LONG: usize = 100_000;

    /// A page of a long text between two parts, made for a width.
    fn make(text: &str) -> impl Fn(Widths) -> Pages<u32> {
        move |widths| {
            let mut page = Page::new(widths.first, 4, 0);
            page.head("Before", "");
            page.leads = Some(7);
            page.fact("Text", text);
            page.leads = None;
            widths.pages(page, |page| page.head("After", ""))
        }
    }

    fn go(reading: &Reading<u32>, cx: &Cx, text: &str, acts: &[Act]) -> usize {
        for act in acts {
            reading.go(&mut reading.page(cx, make(text)), *act);
        }
        reading.spot.get().cursor().at
    }

    #[track_caller]
    fn looks_at(most: usize, act: impl FnOnce() -> usize) {
        let before = bytes_looked_at();
        act();
        let looked = bytes_looked_at() - before;
        assert!(looked <= most, "{looked} bytes, and not {most} at most");
    }

    #[test]
    fn of_a_long_text_no_more_is_broken_into_lines_than_is_shown_and_that_once() {
        let (mut reading, cx) = (Reading::at_the_beginning(), cx());
        for text in ["x".repeat(LONG), "e\u{301}".repeat(LONG)] {
            reading.take(&mut String::new(), text.clone());
            reading.put_on(0);
            let keys = [Act::Down, Act::Up, Act::PageDown];
            looks_at(80 * 4 * 40, || go(&reading, &cx, &text, &keys));
            // To its end it is looked at once; then whatever is pressed, no more of it.
            looks_at(text.len(), || go(&reading, &cx, &text, &[Act::End]));
            let keys =
                [Act::Up, Act::PageUp, Act::Top, Act::NextPart, Act::NextPart, Act::PreviousPart, Act::End];
            looks_at(0, || go(&reading, &cx, &text, &keys));
        }
    }

    #[test]
    fn the_lines_are_made_again_only_where_something_of_them_is_another() {
        let (mut reading, mut cx) = (Reading::at_the_beginning(), cx());
        let text = "x".repeat(LONG);
        let read_through = |reading: &Reading<u32>, cx: &Cx| {
            let before = bytes_looked_at();
            go(reading, cx, &text, &[Act::End]);
            bytes_looked_at() > before
        };
        assert!(read_through(&reading, &cx) && !read_through(&reading, &cx));
        let mut held = "as it was".to_owned();
        reading.take(&mut held, "as it was".to_owned());
        assert!(!read_through(&reading, &cx));
        reading.take(&mut held, "as it is".to_owned());
        assert!(read_through(&reading, &cx) && held == "as it is");
        reading.lay_out(Rect::new(0, 0, 88, 24), cx.manner);
        assert!(read_through(&reading, &cx) && !read_through(&reading, &cx));
        reading.lay_out(Rect::new(0, 0, 88, 30), cx.manner);
        assert!(!read_through(&reading, &cx));
        cx.today = cx.today.succ_opt().unwrap();
        assert!(read_through(&reading, &cx));
        cx.house = Arc::new((*cx.house).clone());
        assert!(read_through(&reading, &cx));
    }

    #[test]
    fn moves_lead_where_they_would_if_every_line_were_there() {
        let (reading, cx) = (Reading::at_the_beginning(), cx());
        let text = "word ".repeat(400);
        // A line before the second heading; the text beside its label.
        let last = wrap(&text, 74).len() + 2;
        for (acts, line) in [
            (&[Act::End][..], last),
            (&[Act::NextPart], last),
            (&[Act::NextPart, Act::NextPart], 0),
            (&[Act::End, Act::PreviousPart], 0),
            (&[Act::PageDown, Act::Up], 19),
            (&[Act::End, Act::Down], last),
        ] {
            reading.put_on(0);
            assert_eq!(go(&reading, &cx, &text, acts), line, "{acts:?}");
        }
        let page = &mut reading.page(&cx, make(&text)).first;
        assert_eq!([0, 1, last - 2, last].map(|it| page.leads_to(it)), [None, Some(7), Some(7), None]);
        assert_eq!(page.leads_to(last + 1), None);
    }

    #[test]
    fn in_two_columns_parts_lead_from_one_to_the_other_and_lines_stay_in_theirs() {
        let (reading, cx) = (Reading::at_the_beginning(), cx());
        reading.lay_out(Rect::new(0, 0, 120, 24), cx.manner);
        let text = "word ".repeat(400);
        for (acts, is_second) in [
            (&[][..], false),
            (&[Act::NextPart], true),
            (&[Act::NextPart, Act::End], true),
            (&[Act::NextPart, Act::NextPart], false),
            (&[Act::End], false),
            (&[Act::PreviousPart], true),
            (&[Act::PreviousPart, Act::PreviousPart], false),
        ] {
            reading.put_on(0);
            go(&reading, &cx, &text, acts);
            assert_eq!(reading.spot.get().is_second, is_second, "{acts:?}");
        }
        let pages = &mut *reading.page(&cx, make(&text));
        for (line, words) in pages.words().into_iter().enumerate() {
            reading.go_to(pages, line);
            let mut spot = reading.spot.get();
            let there = pages.column(spot.is_second).line(spot.cursor().at).expect("a line");
            assert_eq!(there.line.to_string(), words);
        }
        let Pages { first, second } = pages;
        for page in [first, second.as_mut().expect("two columns")] {
            page.work_out(usize::MAX);
            assert!(page.lines.iter().all(|it| it.line.width() <= page.columns));
        }
    }
}
