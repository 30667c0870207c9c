//! Finding within a record: the lines of it that have what is typed; Enter goes to one.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::text::{count, one_line, width};
use crate::tui::chrome::put;
use crate::tui::forms::deleting::delete;
use crate::tui::keymap::Scope;
use crate::tui::screen::{Choice, Cx, Effect, Input, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// The lines of a record, found by what is typed.
#[derive(Debug)]
pub struct Within {
    lines: Vec<String>,
    typed: String,
    at: usize,
}

impl Within {
    /// In these lines.
    pub const fn new(lines: Vec<String>) -> Self {
        Self { lines, typed: String::new(), at: 0 }
    }

    /// The lines that have every word typed, each with its place; none before anything is typed.
    fn found(&self) -> Vec<(usize, &str)> {
        let typed = self.typed.to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let has_all = |line: &str| {
            let line = line.to_lowercase();
            words.iter().all(|it| line.contains(it))
        };
        let lines = self.lines.iter().map(String::as_str).enumerate();
        lines.filter(|it| !words.is_empty() && has_all(it.1)).collect()
    }
}

impl Screen for Within {
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Paste(text) => self.typed.push_str(&one_line(text)),
            Input::Key(Chord { key: Key::Esc, .. } | Chord { key: Key::Char('c'), ctrl: true }) => {
                return vec![Effect::Pop];
            }
            Input::Key(Chord { key: Key::Enter, .. }) => {
                let found = self.found();
                let line = found.get(self.at).map(|it| it.0);
                return line.map_or_else(Vec::new, |it| vec![Effect::PopAndChoose(Choice::Line(it))]);
            }
            Input::Key(Chord { key: Key::Down | Key::Tab, .. }) => {
                self.at = (self.at + 1).min(self.found().len().saturating_sub(1));
                return Vec::new();
            }
            Input::Key(Chord { key: Key::Up | Key::BackTab, .. }) => {
                self.at = self.at.saturating_sub(1);
                return Vec::new();
            }
            Input::Key(chord) if delete(&mut self.typed, chord) => {}
            Input::Key(chord) => match chord.text() {
                Some(letter) if !letter.is_control() => self.typed.push(letter),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        }
        self.at = 0;
        Vec::new()
    }

    fn hints(&self) -> Option<String> {
        Some(" Enter goes there  Up Down move  Esc back".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        put(frame, area, 1, &format!(" Find here: {}", self.typed), theme::BOLD);
        let found = self.found();
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(4), ..area };
        let height = usize::from(list.height).max(1);
        let top = self.at / height * height;
        for (row, (place, (_, line))) in (0..list.height).zip(found.iter().enumerate().skip(top)) {
            let is_here = place == self.at;
            let style = if is_here { theme::SELECTED } else { theme::PLAIN };
            put(frame, list, row, &format!("{}{}", if is_here { "> " } else { "  " }, line.trim()), style);
        }
        let words = if self.typed.trim().is_empty() {
            " Type words that a line of it has.".to_owned()
        } else {
            format!(" {}", count(found.len() as u64, "line"))
        };
        put(frame, area, area.height.saturating_sub(1), &words, theme::PLAIN);
        let x = u16::try_from(12 + width(&self.typed)).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
        frame.set_cursor_position((area.x + x, area.y + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::cx;

    #[test]
    fn the_lines_that_have_every_word_are_found_and_enter_goes_to_one() {
        let lines = ["Facts", " Person  Amara Okafor", " Note  Rang Amara.", ""].map(str::to_owned);
        let (mut within, cx) = (Within::new(lines.to_vec()), cx());
        assert!(within.found().is_empty());
        within.update(Input::Paste("amara"), &cx);
        assert_eq!(within.found().iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2]);
        within.update(Input::Key(Chord::plain(Key::Down)), &cx);
        let gone = within.update(Input::Key(Chord::plain(Key::Enter)), &cx);
        assert_eq!(gone, [Effect::PopAndChoose(Choice::Line(2))]);
        within.update(Input::Paste(" nobody"), &cx);
        assert!(within.update(Input::Key(Chord::plain(Key::Enter)), &cx).is_empty());
    }
}
