//! How a date was reached, step by step.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::chrome::put;
use crate::tui::keymap::{Act, LIST, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::theme;
use crate::tui::wrapping::wrap;

/// An explanation on screen.
#[derive(Debug)]
pub struct Why {
    title: String,
    steps: Vec<String>,
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

impl Why {
    /// What the date is for, and how it was reached.
    pub const fn new(title: String, steps: Vec<String>) -> Self {
        Self { title, steps, cursor: Cursor { at: 0 }, size: std::cell::Cell::new((80, 20)) }
    }

    fn lines(&self) -> Vec<String> {
        let room = usize::from(self.size.get().0).saturating_sub(8).max(10);
        let numbered = self.steps.iter().enumerate();
        let mut lines = Vec::new();
        for (place, step) in numbered {
            for (part, words) in wrap(step, room).into_iter().enumerate() {
                lines.push(if part == 0 {
                    format!("{:>4}  {words}", place + 1)
                } else {
                    format!("      {words}")
                });
            }
        }
        lines
    }
}

impl Screen for Why {
    fn scopes(&self) -> &'static [Scope] {
        LIST
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back | Act::Open | Act::Help) => vec![Effect::Pop],
            Input::Act(act) => {
                self.cursor.go(act, self.lines().len(), usize::from(self.size.get().1));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" j k move  q back".to_owned())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let list = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
        self.size.set((list.width, list.height));
        put(frame, area, 1, &format!(" {}", self.title), theme::BOLD);
        put(frame, area, 2, " How this date was reached", theme::PLAIN);
        let top = self.cursor.top(usize::from(list.height));
        for (row, words) in (0..list.height).zip(self.lines().into_iter().skip(top)) {
            put(frame, list, row, &words, theme::PLAIN);
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
