//! How a date was reached, step by step; or what a figure is.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::wrapping::wrap;
use crate::tui::chrome::put;
use crate::tui::keymap::{Act, LIST, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::theme;

/// An explanation on screen.
#[derive(Debug)]
pub struct Why {
    title: String,
    heading: &'static str,
    steps: Vec<String>,
    /// Whether steps are numbered; paragraphs have a line between them instead.
    is_numbered: bool,
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

impl Why {
    /// What the date is for, and how it was reached.
    pub const fn new(title: String, steps: Vec<String>) -> Self {
        Self {
            title,
            heading: "How this date was reached",
            steps,
            is_numbered: true,
            cursor: Cursor { at: 0 },
            size: std::cell::Cell::new((80, 20)),
        }
    }

    /// What a figure is called, and what it is.
    pub fn of_figure(title: String, paragraphs: Vec<String>) -> Self {
        Self { heading: "What this figure is", is_numbered: false, ..Self::new(title, paragraphs) }
    }

    fn lines(&self) -> Vec<String> {
        let room = usize::from(self.size.get().0).saturating_sub(8).max(10);
        let mut lines = Vec::new();
        for (place, step) in self.steps.iter().enumerate() {
            if !self.is_numbered {
                lines.extend((place > 0).then(String::new));
                lines.extend(wrap(step, room).into_iter().map(|it| format!(" {it}")));
                continue;
            }
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

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let list = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
        self.size.set((list.width, list.height));
        put(frame, area, 1, &format!(" {}", self.title), theme::BOLD);
        put(frame, area, 2, &format!(" {}", self.heading), theme::PLAIN);
        let top = self.cursor.top(usize::from(list.height));
        for (row, words) in (0..list.height).zip(self.lines().into_iter().skip(top)) {
            put(frame, list, row, &words, theme::PLAIN);
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
