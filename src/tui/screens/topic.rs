//! A topic of help, to read.

use std::borrow::Cow;
use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::help::lines::{Line, lines};
use crate::help::topics::{KEYS, TOPICS, Topic, topic_called, with_list};
use crate::tui::chrome::put;
use crate::tui::keymap::{Act, Keys, LIST, Scope, key_list};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::theme;

/// A topic on screen.
#[derive(Debug)]
pub struct TopicScreen {
    topic: &'static Topic,
    /// What it says, with keys as whoever reads it has them.
    text: Cow<'static, str>,
    /// The piece to begin at, until something moves.
    from: Option<usize>,
    cursor: Cursor,
    size: Cell<(u16, u16)>,
}

impl TopicScreen {
    /// The topic of this name, from one of its pieces on.
    pub fn new(name: &str, block: usize, keys: Keys) -> Self {
        let topic = topic_called(name).unwrap_or(&TOPICS[0]);
        let text =
            with_list(topic.text, KEYS, || key_list(keys)).map_or(Cow::Borrowed(topic.text), Cow::Owned);
        Self { topic, text, from: Some(block), cursor: Cursor { at: 0 }, size: Cell::new((80, 20)) }
    }

    fn lines(&self) -> Vec<Line> {
        lines(&self.text, usize::from(self.size.get().0).saturating_sub(3))
    }

    /// Where one is.
    fn at(&self, lines: &[Line]) -> usize {
        let begins = |from: usize| lines.iter().position(|it| it.block == from && !it.text.is_empty());
        self.from.and_then(begins).unwrap_or(self.cursor.at)
    }
}

impl Screen for TopicScreen {
    fn scopes(&self) -> &'static [Scope] {
        LIST
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back | Act::Help) => vec![Effect::Pop],
            Input::Act(act) => {
                let lines = self.lines();
                self.cursor.at = self.at(&lines);
                self.from = None;
                self.cursor.go(act, lines.len(), usize::from(self.size.get().1));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" j k move  Space page  q back to help".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((list.width, list.height));
        let lines = self.lines();
        let at = self.at(&lines);
        let top = Cursor { at }.top(usize::from(list.height));
        let pages = lines.len().div_ceil(usize::from(list.height).max(1));
        let page = top / usize::from(list.height).max(1) + 1;
        let title = format!(" Help: {}, page {page} of {pages}", self.topic.name);
        put(frame, area, 1, &title, theme::BOLD);
        for (row, line) in (0..list.height).zip(lines.iter().enumerate().skip(top)) {
            let (place, line) = line;
            let mark = if place == at { ">" } else { " " };
            let look = if line.is_heading { theme::HEADING } else { theme::PLAIN };
            put(frame, list, row, mark, theme::PLAIN);
            let words = Rect { x: list.x + 1, width: list.width - 1, ..list };
            put(frame, words, row, &line.text, look);
        }
        let row = u16::try_from(at - top).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
