//! A few things to choose from, at the foot of the screen they belong to.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::text::{cut, width};
use crate::domain::wrapping::wrap;
use crate::environment::Glyphs;
use crate::tui::chrome::{focus, put, put_line, wipe};
use crate::tui::keymap::Scope;
use crate::tui::screen::{Cx, Effect, Input, MenuItem, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// Lines for the sentence with the cursor, where the table cuts it.
const WHOLE: usize = 2;

/// A menu on screen.
#[derive(Debug)]
pub struct Menu {
    title: String,
    items: Vec<MenuItem>,
    at: usize,
    /// How many of them show at once, as last drawn.
    page: Cell<usize>,
}

impl Menu {
    /// A menu of these things.
    pub const fn new(title: String, items: Vec<MenuItem>) -> Self {
        Self { title, items, at: 0, page: Cell::new(1) }
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
        let page = self.page.get();
        let to = match key {
            Key::PageDown => Some((self.at / page + 1) * page),
            Key::PageUp => Some((self.at / page).saturating_sub(1) * page),
            Key::Home => Some(0),
            Key::End => Some(last),
            _ => None,
        };
        if let Some(to) = to {
            self.at = to.min(last);
            return Vec::new();
        }
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
            // What has no key left is chosen with the arrows.
            Key::Char(' ') => Vec::new(),
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

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let columns = usize::from(area.width).saturating_sub(7);
        // The table cuts long sentences; the one with the cursor stands below it whole.
        let is_cut = self.items.iter().any(|it| columns < width(&it.words));
        let whole = if is_cut { WHOLE } else { 0 };
        let room = usize::from(area.height).saturating_sub(4 + whole).max(1);
        // Where not all of it fits, its last line says so.
        let is_long = room < self.items.len();
        let room = if is_long { room.saturating_sub(1).max(1) } else { room };
        self.page.set(room);
        let top = self.at / room * room;
        let shown = if is_long { room } else { self.items.len() };
        let all = shown + 2 + usize::from(is_long) + whole;
        let height = u16::try_from(all).unwrap_or(area.height).min(area.height);
        let foot = Rect { y: area.bottom() - height, height, ..area };
        wipe(frame, foot);
        let rule = if cx.manner.glyphs == Glyphs::Unicode { "─" } else { "-" };
        put(frame, foot, 0, &rule.repeat(usize::from(foot.width) - 1), theme::ASIDE);
        put(frame, foot, 1, &format!(" {}", self.title), theme::BOLD);
        for (row, it) in (2..height).zip(self.items.iter().skip(top).take(shown)) {
            put_line(frame, foot, row, line(it, columns));
        }
        let end = height.saturating_sub(u16::try_from(whole).unwrap_or(0));
        let here = self.items.get(self.at).filter(|it| columns < width(&it.words));
        let words =
            here.map(|it| wrap(it.words[name(&it.words).len()..].trim(), columns)).unwrap_or_default();
        for (row, words) in (end..height).zip(words) {
            put(frame, foot, row, &format!("     {words}"), theme::PLAIN);
        }
        if is_long {
            let above = top;
            let below = self.items.len().saturating_sub(top + room);
            let words = match (above, below) {
                (0, below) => format!("v {below} more below: Down"),
                (above, 0) => format!("^ {above} more above: Up"),
                (above, below) => format!("^ {above} more above: Up   v {below} more below: Down"),
            };
            put(frame, foot, end - 1, &format!("     {words}"), theme::BOLD);
        }
        let row = u16::try_from(self.at - top + 2).unwrap_or(0);
        if let Some(it) = self.items.get(self.at) {
            focus(frame, foot, row, 5 + width(name(&it.words)));
        }
        frame.set_cursor_position((foot.x, foot.y + row.min(height)));
    }
}

/// What an item is called: what stands before what it is for.
fn name(words: &str) -> &str {
    words.split_once("  ").map_or("", |it| it.0)
}

/// A key, what it takes, and what that is for, in so many columns.
fn line(item: &MenuItem, columns: usize) -> Line<'static> {
    let words = cut(&item.words, columns);
    let called = name(&words).len();
    Line::from(vec![
        Span::raw("  "),
        Span::styled(item.key.to_string(), theme::ACCENT),
        Span::raw(format!("  {}", &words[..called])),
        Span::styled(words[called..].to_owned(), if called == 0 { theme::PLAIN } else { theme::LABEL }),
    ])
}
