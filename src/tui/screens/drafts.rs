//! Forms that were not finished: what an earlier session left, and what was left in this one.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::wrapping::wrap;
use crate::drafts::{Found, Saved};
use crate::forms::blank::{Blank, in_a_line};
use crate::tui::chrome::{focus, put};
use crate::tui::keymap::{Act, NEWS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::terminal::chord::Chord;
use crate::tui::theme;

/// Drafts on screen.
#[derive(Debug, Default)]
pub struct Drafts {
    cursor: Cursor,
    /// Whether it came by itself, because an earlier session left something.
    is_offer: bool,
    /// Whether it was asked to throw away the one with the cursor: asked again, it goes.
    is_asked: bool,
}

/// A draft, wherever it was left.
enum Draft<'a> {
    Earlier(&'a Found),
    Here(&'a Saved),
}

impl Drafts {
    /// What an earlier session left, offered at the start.
    pub const fn of_earlier_sessions() -> Self {
        Self { cursor: Cursor { at: 0 }, is_offer: true, is_asked: false }
    }

    /// Newest first, those of earlier sessions before those of this one.
    fn all<'a>(&self, cx: &'a Cx) -> Vec<Draft<'a>> {
        let mut found: Vec<&Found> = cx.found.iter().collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.saved.saved_at));
        let here = cx.kept.iter().rev().filter(|_| !self.is_offer).map(Draft::Here);
        found.into_iter().map(Draft::Earlier).chain(here).collect()
    }

    fn carry_on(&self, cx: &Cx) -> Vec<Effect> {
        match self.all(cx).get(self.cursor.at) {
            Some(Draft::Earlier(it)) => vec![Effect::Pop, Effect::CarryOn(Box::new((*it).clone()))],
            Some(Draft::Here(it)) => {
                vec![Effect::PopAnd(Box::new(Effect::Open(Place::Form(Blank::of_draft(it)))))]
            }
            None => vec![Effect::Pop],
        }
    }

    /// The first press asks, the second does it.
    fn throw_away(&mut self, was_asked: bool, cx: &Cx) -> Vec<Effect> {
        let all = self.all(cx);
        if !was_asked && !all.is_empty() {
            self.is_asked = true;
            let words = "Press x again to throw this draft away for good.";
            return vec![Effect::Say(words.to_owned())];
        }
        let left = all.len().saturating_sub(1);
        let effect = match all.get(self.cursor.at) {
            Some(Draft::Earlier(it)) => Some(Effect::ThrowAway(Box::new((*it).clone()))),
            Some(Draft::Here(it)) => Some(Effect::Forget(it.key())),
            None => None,
        };
        self.cursor.stay_within(left);
        let is_over = self.is_offer && left == 0;
        effect.into_iter().chain(is_over.then_some(Effect::Pop)).collect()
    }
}

impl Screen for Drafts {
    fn scopes(&self) -> &'static [Scope] {
        NEWS
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        let was_asked = match input {
            Input::Act(_) | Input::Key(_) => std::mem::take(&mut self.is_asked),
            _ => false,
        };
        match input {
            Input::Act(Act::Open) => self.carry_on(cx),
            Input::Key(key) if key == Chord::char('x') => self.throw_away(was_asked, cx),
            Input::Act(Act::Back) => vec![Effect::Pop],
            Input::Act(Act::Help) => vec![Effect::Open(Place::Help(self.scopes()))],
            Input::Act(act) => {
                self.cursor.go(act, self.all(cx).len(), 10);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" Enter carry on  x throw away  Esc later (it is kept)".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let all = self.all(cx);
        let head = match all.len() {
            0 => "No form is unfinished. What you type is kept here until you save it.".to_owned(),
            1 => "1 form that you did not finish. Nothing you typed is lost.".to_owned(),
            count => format!("{count} forms that you did not finish. Nothing you typed is lost."),
        };
        for (row, words) in (2..4).zip(wrap(&head, usize::from(area.width).saturating_sub(2))) {
            put(frame, area, row, &format!(" {words}"), theme::BOLD);
        }
        let zone = cx.house.office.zone();
        for (row, it) in (4..area.height).zip(&all) {
            let (saved, when) = match it {
                Draft::Earlier(it) => {
                    let at = it.saved.saved_at.with_timezone(&zone).format("%-d %b %H:%M");
                    (&it.saved, format!("kept {at}"))
                }
                Draft::Here(it) => (*it, "kept in this session".to_owned()),
            };
            put(frame, area, row, &format!("  {}   {when}", in_a_line(saved)), theme::PLAIN);
        }
        let row = 4 + u16::try_from(self.cursor.at).unwrap_or(0);
        if !all.is_empty() {
            focus(frame, area, row, 2);
        }
        frame.set_cursor_position((area.x, area.y + row.min(area.height.saturating_sub(1))));
    }
}
