//! The first thing one sees after the connection dropped: what was being typed, with the offer to carry on.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::chrome::put;
use crate::tui::drafts::Found;
use crate::tui::keymap::{Act, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Screen};
use crate::tui::terminal::chord::Chord;
use crate::tui::theme;

/// Drafts that earlier sessions left.
#[derive(Debug)]
pub struct Offer {
    found: Vec<Found>,
    cursor: Cursor,
}

impl Offer {
    /// Offers these, newest first.
    pub fn new(mut found: Vec<Found>) -> Self {
        found.sort_by_key(|it| std::cmp::Reverse(it.saved.saved_at));
        Self { found, cursor: Cursor::default() }
    }

    fn taken(&mut self) -> Option<Box<Found>> {
        if self.cursor.at < self.found.len() {
            Some(Box::new(self.found.remove(self.cursor.at)))
        } else {
            None
        }
    }
}

impl Screen for Offer {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::List, Scope::Everywhere]
    }

    fn update(&mut self, input: Input<'_>, _: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Open) => {
                self.taken().map(Effect::CarryOn).into_iter().chain([Effect::Pop]).rev().collect()
            }
            Input::Key(key) if key == Chord::char('1') => {
                self.taken().map(Effect::CarryOn).into_iter().chain([Effect::Pop]).rev().collect()
            }
            Input::Key(key) if key == Chord::char('2') => {
                let mut effects: Vec<Effect> = self.taken().map(Effect::ThrowAway).into_iter().collect();
                self.cursor.stay_within(self.found.len());
                if self.found.is_empty() {
                    effects.push(Effect::Pop);
                }
                effects
            }
            Input::Act(Act::Back) => vec![Effect::Pop],
            Input::Act(act) => {
                self.cursor.go(act, self.found.len(), 10);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" 1 carry on  2 throw away  Esc later (it is kept)".to_owned())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let count = self.found.len();
        let forms = if count == 1 { "1 form".to_owned() } else { format!("{count} forms") };
        put(
            frame,
            area,
            2,
            &format!(" {forms} that you did not finish. Nothing you typed is lost."),
            theme::BOLD,
        );
        let zone = cx.house.office.zone();
        for (row, (place, it)) in (4..area.height).zip(self.found.iter().enumerate()) {
            let mark = if place == self.cursor.at { ">" } else { " " };
            let at = it.saved.saved_at.with_timezone(&zone).format("%-d %b %H:%M");
            let on = it.saved.on.as_deref().unwrap_or("new case");
            let title = crate::tui::screens::lists::sentence_case(&it.saved.form.replace('_', " "));
            put(
                frame,
                area,
                row,
                &format!("{mark} {title}, {on}: {}   kept {at}", it.saved.about),
                theme::PLAIN,
            );
        }
        let row = 4 + u16::try_from(self.cursor.at).unwrap_or(0);
        frame.set_cursor_position((area.x, area.y + row.min(area.height.saturating_sub(1))));
    }
}
