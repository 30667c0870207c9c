//! A record to read on screen: its lines, worked out as far as they are looked at and kept while nothing of them changes,
//! and where one is in them. The one place for every screen of a record.

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
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::Act;
use crate::tui::pages::Cursor;
use crate::tui::screen::Cx;
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
}

/// What is not in lines yet.
#[derive(Debug)]
enum Rest<L> {
    Line(PageLine<L>),
    /// A text of any length, with what stands before it on the first line and on the others.
    Text {
        first: String,
        others: String,
        text: Wrapped<String>,
        style: Style,
        leads: Option<L>,
    },
}

/// The lines of a record at a width.
#[derive(Debug)]
pub struct Page<L> {
    lines: Vec<PageLine<L>>,
    rest: VecDeque<Rest<L>>,
    /// Columns of a line.
    pub columns: usize,
    /// Columns of a label.
    label: usize,
    /// Columns of the text beside it.
    room: usize,
    /// What the facts that are added now lead to.
    pub leads: Option<L>,
}

impl<L: Clone + PartialEq> Page<L> {
    /// A page with nothing on it, for an area so wide: its last column stays free. Labels take so many columns, and beside the text
    /// so many stay free.
    pub const fn new(columns: usize, label: usize, free: usize) -> Self {
        let columns = columns.saturating_sub(1);
        let room = columns.saturating_sub(label + 1 + free);
        Self { lines: Vec::new(), rest: VecDeque::new(), columns, label, room, leads: None }
    }

    /// Adds a line.
    pub fn add(&mut self, spans: Vec<Span<'static>>, leads: Option<L>) {
        self.rest.push_back(Rest::Line(PageLine { line: Line::from(spans), leads, is_head: false }));
    }

    /// Adds a heading, with an empty line before it.
    pub fn head(&mut self, title: &str, hint: &str) {
        self.add(Vec::new(), None);
        let gap = self.columns.saturating_sub(width(title) + width(hint) + 2).max(2);
        let spans = vec![
            Span::raw(" "),
            Span::styled(title.to_owned(), theme::HEADING),
            Span::raw(format!("{}{hint}", " ".repeat(gap))),
        ];
        self.rest.push_back(Rest::Line(PageLine { line: Line::from(spans), leads: None, is_head: true }));
    }

    /// Adds a label and a text of any length beside it; of no text, nothing.
    pub fn fact(&mut self, label: &str, text: &str) {
        self.styled(label, text, theme::PLAIN);
    }

    /// The same, in a look.
    pub fn styled(&mut self, label: &str, text: &str, style: Style) {
        if !text.trim().is_empty() {
            let gap = " ".repeat(self.label.saturating_sub(width(label)));
            let others = " ".repeat(self.label + 1);
            self.text([format!(" {label}{gap}"), others], text, self.room, style);
        }
    }

    /// Adds a text of any length in lines so wide, with what stands before it on the first line and on the others.
    pub fn text(&mut self, [first, others]: [String; 2], text: &str, room: usize, style: Style) {
        let (text, leads) = (Wrapped::new(text.to_owned(), room.max(10)), self.leads.clone());
        self.rest.push_back(Rest::Text { first, others, text, style, leads });
    }

    /// Works lines out until there are so many, or no more.
    fn work_out(&mut self, count: usize) {
        while self.lines.len() < count {
            match self.rest.pop_front() {
                None => return,
                Some(Rest::Line(it)) => self.lines.push(it),
                Some(Rest::Text { first, others, mut text, style, leads }) => {
                    let Some(words) = text.next() else { continue };
                    let line = Line::from(vec![Span::raw(first), Span::styled(words, style)]);
                    self.lines.push(PageLine { line, leads: leads.clone(), is_head: false });
                    self.rest.push_front(Rest::Text { first: others.clone(), others, text, style, leads });
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

    /// What every line says.
    pub fn words(&mut self) -> Vec<String> {
        self.work_out(usize::MAX);
        self.lines.iter().map(|it| it.line.to_string()).collect()
    }

    /// The first line from a place on that fits.
    pub fn find(&mut self, from: usize, fits: impl Fn(&PageLine<L>) -> bool) -> Option<usize> {
        let mut place = from;
        while !fits(self.line(place)?) {
            place += 1;
        }
        Some(place)
    }

    /// Where a move leads from a line, with so many lines on screen.
    fn moved(&mut self, mut cursor: Cursor, act: Act, height: usize) -> Cursor {
        match act {
            Act::NextPart => cursor.at = self.find(cursor.at + 1, |it| it.is_head).unwrap_or(0),
            Act::PreviousPart => {
                self.work_out(cursor.at);
                let before = &self.lines[..cursor.at.min(self.lines.len())];
                cursor.at = before.iter().rposition(|it| it.is_head).unwrap_or(0);
            }
            act => {
                // Only for its end all of a record is broken into lines; no other move is longer than a page.
                let wanted = if act == Act::End { usize::MAX } else { cursor.at + height.max(1) + 1 };
                self.work_out(wanted);
                cursor.go(act, self.lines.len(), height);
            }
        }
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

/// What the lines of a record were worked out for.
#[derive(Debug)]
struct Seen {
    columns: u16,
    today: NaiveDate,
    house: Arc<House>,
}

/// Where one is in a record, and its lines.
#[derive(Debug)]
pub struct Reading<L> {
    /// The line that the keys are about.
    pub cursor: Cursor,
    /// Width and height as last drawn, so that moves know how long a page is and where its lines break.
    size: Cell<(u16, u16)>,
    kept: RefCell<Option<(Seen, Page<L>)>>,
}

impl<L: Clone + PartialEq> Reading<L> {
    /// With the cursor on the first line.
    pub const fn at_the_beginning() -> Self {
        Self { cursor: Cursor { at: 0 }, size: Cell::new((80, 20)), kept: RefCell::new(None) }
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
    pub fn page(&self, cx: &Cx, make: impl FnOnce(usize) -> Page<L>) -> RefMut<'_, Page<L>> {
        let columns = self.size.get().0;
        let is_same =
            |it: &Seen| it.columns == columns && it.today == cx.today && Arc::ptr_eq(&it.house, &cx.house);
        let kept = self.kept.borrow_mut();
        RefMut::map(kept, |kept| {
            let still = kept.take().filter(|it| is_same(&it.0));
            let seen = || Seen { columns, today: cx.today, house: Arc::clone(&cx.house) };
            &mut kept.insert(still.unwrap_or_else(|| (seen(), make(usize::from(columns))))).1
        })
    }

    /// Where a move leads.
    pub fn moved(&self, page: &mut Page<L>, act: Act) -> Cursor {
        page.moved(self.cursor, act, usize::from(self.size.get().1))
    }

    /// The cursor, on a line that there is.
    pub fn within(&self, page: &mut Page<L>) -> Cursor {
        page.work_out(self.cursor.at.saturating_add(1));
        let mut cursor = self.cursor;
        cursor.stay_within(page.lines.len());
        cursor
    }

    /// Says how large the area is that the lines are drawn in, below the name of the record; gives that area.
    pub fn area(&self, screen: Rect) -> Rect {
        let list = Rect { y: screen.y + 3, height: screen.height.saturating_sub(3), ..screen };
        self.size.set((list.width, list.height));
        list
    }

    /// Draws the lines around the cursor.
    pub fn draw(&self, frame: &mut Frame<'_>, list: Rect, page: &mut Page<L>) {
        let top = self.cursor.top(usize::from(list.height));
        page.draw(frame, list, top);
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        if self.cursor.at < page.lines.len() {
            put(frame, Rect { width: 1, ..list }, row, ">", theme::PLAIN);
        }
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wrapping::{bytes_looked_at, wrap};
    use crate::tui::fixture::cx;

    const LONG: usize = 100_000;

    /// A page of a long text between two parts, made for a width.
    fn make(text: &str) -> impl Fn(usize) -> Page<u32> {
        move |columns| {
            let mut page = Page::new(columns, 4, 0);
            page.head("Before", "");
            page.leads = Some(7);
            page.fact("Text", text);
            page.leads = None;
            page.head("After", "");
            page
        }
    }

    fn go(reading: &mut Reading<u32>, cx: &Cx, text: &str, acts: &[Act]) -> usize {
        for act in acts {
            let cursor = reading.moved(&mut reading.page(cx, make(text)), *act);
            reading.cursor = cursor;
        }
        reading.cursor.at
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
            reading.cursor.at = 0;
            let keys = [Act::Down, Act::Up, Act::PageDown];
            looks_at(80 * 4 * 40, || go(&mut reading, &cx, &text, &keys));
            // To its end it is looked at once; then whatever is pressed, no more of it.
            looks_at(text.len(), || go(&mut reading, &cx, &text, &[Act::End]));
            let keys =
                [Act::Up, Act::PageUp, Act::Top, Act::NextPart, Act::NextPart, Act::PreviousPart, Act::End];
            looks_at(0, || go(&mut reading, &cx, &text, &keys));
        }
    }

    #[test]
    fn the_lines_are_made_again_only_where_something_of_them_is_another() {
        let (mut reading, mut cx) = (Reading::at_the_beginning(), cx());
        let text = "x".repeat(LONG);
        let read_through = |reading: &mut Reading<u32>, cx: &Cx| {
            let before = bytes_looked_at();
            go(reading, cx, &text, &[Act::End]);
            bytes_looked_at() > before
        };
        assert!(read_through(&mut reading, &cx) && !read_through(&mut reading, &cx));
        let mut held = "as it was".to_owned();
        reading.take(&mut held, "as it was".to_owned());
        assert!(!read_through(&mut reading, &cx));
        reading.take(&mut held, "as it is".to_owned());
        assert!(read_through(&mut reading, &cx) && held == "as it is");
        reading.area(Rect::new(0, 0, 90, 24));
        assert!(read_through(&mut reading, &cx) && !read_through(&mut reading, &cx));
        reading.area(Rect::new(0, 0, 90, 30));
        assert!(!read_through(&mut reading, &cx));
        cx.today = cx.today.succ_opt().unwrap();
        assert!(read_through(&mut reading, &cx));
        cx.house = Arc::new((*cx.house).clone());
        assert!(read_through(&mut reading, &cx));
    }

    #[test]
    fn moves_lead_where_they_would_if_every_line_were_there() {
        let (mut reading, cx) = (Reading::at_the_beginning(), cx());
        let text = "word ".repeat(400);
        // A line before each heading; the text beside its label.
        let last = 1 + wrap(&text, 74).len() + 2;
        for (acts, line) in [
            (&[Act::End][..], last),
            (&[Act::NextPart], 1),
            (&[Act::NextPart, Act::NextPart], last),
            (&[Act::NextPart, Act::NextPart, Act::NextPart], 0),
            (&[Act::End, Act::PreviousPart], 1),
            (&[Act::PageDown, Act::Up], 19),
            (&[Act::End, Act::Down], last),
        ] {
            reading.cursor.at = 0;
            assert_eq!(go(&mut reading, &cx, &text, acts), line, "{acts:?}");
        }
        let mut page = reading.page(&cx, make(&text));
        assert_eq!([1, 2, last - 2, last].map(|it| page.leads_to(it)), [None, Some(7), Some(7), None]);
        assert_eq!(page.leads_to(last + 1), None);
    }
}
