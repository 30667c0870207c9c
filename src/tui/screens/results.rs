//! How each of several cases went.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::wrapping::wrap;
use crate::tui::chrome::{more, put};
use crate::tui::keymap::{Act, LIST, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::theme;

/// Results on screen.
#[derive(Debug)]
pub struct Results {
    title: String,
    lines: Vec<String>,
    can_undo: bool,
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

impl Results {
    /// What was done, and a line for each case.
    pub const fn new(title: String, lines: Vec<String>, can_undo: bool) -> Self {
        Self { title, lines, can_undo, cursor: Cursor { at: 0 }, size: std::cell::Cell::new((80, 20)) }
    }

    fn wrapped(&self) -> Vec<String> {
        let room = usize::from(self.size.get().0).saturating_sub(4).max(10);
        self.lines.iter().flat_map(|it| wrap(it, room)).collect()
    }
}

impl Screen for Results {
    fn scopes(&self) -> &'static [Scope] {
        LIST
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back | Act::Open | Act::Help) => vec![Effect::Pop],
            Input::Act(act) => {
                self.cursor.go(act, self.wrapped().len(), usize::from(self.size.get().1));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        let undo = if self.can_undo { ", then u undoes it on all of them" } else { "" };
        Some(format!(" j k move  q back{undo}"))
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let mut list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((list.width, list.height));
        let lines = self.wrapped();
        // Where not all of it fits, the last line says so.
        if usize::from(list.height) < lines.len() {
            list.height = list.height.saturating_sub(1);
            self.size.set((list.width, list.height));
        }
        put(frame, area, 1, &format!(" {}", self.title), theme::BOLD);
        let top = self.cursor.top(usize::from(list.height));
        for (row, words) in (0..list.height).zip(lines.iter().skip(top)) {
            put(frame, list, row, &format!("  {words}"), theme::PLAIN);
        }
        let below = Rect { y: list.bottom(), height: 1, ..list };
        let is_below = lines.len() > top + usize::from(list.height);
        put(frame, below, 0, &format!("  {}", more(top > 0, is_below)), theme::BOLD);
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
