//! A few things to choose from, at the foot of the screen they belong to.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::chrome::{put, wipe};
use crate::tui::keymap::Scope;
use crate::tui::screen::{Cx, Effect, Input, MenuItem, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// A menu on screen.
#[derive(Debug)]
pub struct Menu {
    title: String,
    items: Vec<MenuItem>,
    at: usize,
}

impl Menu {
    /// A menu of these things.
    pub const fn new(title: String, items: Vec<MenuItem>) -> Self {
        Self { title, items, at: 0 }
    }

    fn take(&self, place: usize) -> Vec<Effect> {
        self.items.get(place).map(|it| leaving(it.effect.clone())).into_iter().collect()
    }
}

/// What a choice does, once the menu is gone.
fn leaving(effect: Effect) -> Effect {
    match effect {
        own @ (Effect::PopAndDo(_) | Effect::PopAndChoose(_) | Effect::PopAnd(_)) => own,
        other => Effect::PopAnd(Box::new(other)),
    }
}

impl Screen for Menu {
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        let Input::Key(Chord { key, ctrl }) = input else { return Vec::new() };
        let last = self.items.len().saturating_sub(1);
        match key {
            Key::Esc | Key::Left => vec![Effect::Pop],
            Key::Char('c') if ctrl => vec![Effect::Pop],
            Key::Down | Key::Tab => {
                self.at = (self.at + 1).min(last);
                Vec::new()
            }
            Key::Up | Key::BackTab => {
                self.at = self.at.saturating_sub(1);
                Vec::new()
            }
            Key::Enter => self.take(self.at),
            Key::Char(letter) => match self.items.iter().position(|it| it.key == letter) {
                Some(place) => self.take(place),
                None if letter == 'q' => vec![Effect::Pop],
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" Press the key in front, or arrows and Enter   Esc back".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let room = usize::from(area.height).saturating_sub(4).max(1);
        let top = self.at / room * room;
        let shown = self.items.len().saturating_sub(top).min(room);
        let height = u16::try_from(shown + 2).unwrap_or(area.height).min(area.height);
        let foot = Rect { y: area.bottom() - height, height, ..area };
        wipe(frame, foot);
        put(frame, foot, 0, &"-".repeat(usize::from(foot.width) - 1), theme::PLAIN);
        put(frame, foot, 1, &format!(" {}", self.title), theme::BOLD);
        for (row, (place, it)) in (2..height).zip(self.items.iter().enumerate().skip(top)) {
            let mark = if place == self.at { ">" } else { " " };
            let style = if place == self.at { theme::SELECTED } else { theme::PLAIN };
            put(frame, foot, row, mark, theme::PLAIN);
            let x = foot.x + 2;
            let line = Rect { x, width: foot.right().saturating_sub(x + 1), ..foot };
            put(frame, line, row, &format!("{}  {}", it.key, it.words), style);
        }
        let row = u16::try_from(self.at - top + 2).unwrap_or(0);
        frame.set_cursor_position((foot.x, foot.y + row.min(height)));
    }
}
