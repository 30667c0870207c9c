//! The keys of the screen below, from the table; Enter does what the line says.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::text::cut;
use crate::domain::wrapping::wrap;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, Binding, LIST, Scope, bindings};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::theme;

/// Help on screen.
#[derive(Debug)]
pub struct Help {
    scopes: &'static [Scope],
    /// Beside each row, why its key cannot act now; none if it can.
    shut: Vec<Option<String>>,
    cursor: Cursor,
    height: std::cell::Cell<u16>,
}

impl Help {
    /// Help for a screen with these scopes; `shut` says why a key cannot act there now.
    pub fn new(scopes: &'static [Scope], shut: &dyn Fn(Act) -> Option<String>) -> Self {
        let shut = bindings(scopes).map(|it| shut(it.act)).collect();
        Self { scopes, shut, cursor: Cursor { at: 0 }, height: std::cell::Cell::new(20) }
    }

    fn rows(&self) -> Vec<&'static Binding> {
        bindings(self.scopes).collect()
    }
}

impl Screen for Help {
    fn scopes(&self) -> &'static [Scope] {
        LIST
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        let rows = self.rows();
        match input {
            Input::Act(Act::Back | Act::Help) => vec![Effect::Pop],
            Input::Act(Act::Open) => match rows.get(self.cursor.at).map(|it| it.act) {
                Some(Act::Help) | None => vec![Effect::Pop],
                Some(act) => vec![Effect::PopAndDo(act)],
            },
            Input::Act(act) => {
                self.cursor.go(act, rows.len(), usize::from(self.height.get()));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" Enter does it  j k move  q back".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        put(frame, area, 1, " Help: the keys of the screen you came from", theme::BOLD);
        put(frame, area, 2, " Signs: ! overdue   ~ due today or soon   > where you are", theme::PLAIN);
        let list = Rect { y: area.y + 4, height: area.height.saturating_sub(6), ..area };
        self.height.set(list.height);
        // The table cuts long sentences; the one under the cursor stands below it whole.
        if let Some(here) = self.rows().get(self.cursor.at) {
            let words = match self.shut.get(self.cursor.at) {
                Some(Some(why)) => format!("{} Not now: {why}", here.help()),
                _ => here.help(),
            };
            let words = wrap(&words, usize::from(area.width).saturating_sub(3));
            for (row, words) in (area.height - 2..area.height).zip(words) {
                put(frame, area, row, &format!("  {words}"), theme::PLAIN);
            }
        }
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(self.rows().into_iter().enumerate().skip(top)) {
            let keys: Vec<String> = it.keys.iter().map(|key| key.human()).collect();
            let (mark, style) = match (place == self.cursor.at, self.shut.get(place)) {
                (true, _) => ("> ", theme::SELECTED),
                (false, Some(Some(_))) => ("- ", theme::SHUT),
                (false, _) => ("  ", theme::PLAIN),
            };
            let help = cut(&it.help(), usize::from(list.width).saturating_sub(22));
            let keys = format!("{:<18}", cut(&keys.join(" "), 18));
            put_line(
                frame,
                list,
                row,
                Line::from(vec![
                    Span::raw(mark),
                    Span::styled(keys, style),
                    Span::styled(format!(" {help}"), if mark == "- " { theme::SHUT } else { theme::PLAIN }),
                ]),
            );
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        frame.set_cursor_position((list.x + 2, list.y + row.min(list.height)));
    }
}
