//! What stops figures from being right, flaw by flaw. Enter opens the case or the plan.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Reply, Request};
use crate::domain::quality::{Finding, Flaw};
use crate::domain::text::{cut, one_line};
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, FLAWS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::theme;

/// The page on screen.
#[derive(Debug, Default)]
pub struct Flaws {
    /// None until the desk has looked at every case.
    found: Option<Vec<Finding>>,
    is_mine: bool,
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

/// A line of the page.
enum Shown<'a> {
    Head(Flaw, usize),
    Finding(&'a Finding),
}

impl Flaws {
    fn lines(&self, cx: &Cx) -> Vec<Shown<'_>> {
        let mine = |it: &&Finding| !self.is_mine || it.owner.as_deref() == Some(cx.login.as_str());
        let found: Vec<&Finding> = self.found.iter().flatten().filter(mine).collect();
        let mut lines = Vec::new();
        for group in found.chunk_by(|a, b| a.flaw == b.flaw) {
            lines.push(Shown::Head(group[0].flaw, group.len()));
            lines.extend(group.iter().map(|it| Shown::Finding(it)));
        }
        lines
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => vec![Effect::Call(Request::Flaws)],
            Act::Whose => {
                self.is_mine = !self.is_mine;
                self.cursor = Cursor::default();
                Vec::new()
            }
            Act::Open => match self.lines(cx).get(self.cursor.at) {
                Some(Shown::Finding(it)) => Place::of(it.on, it.part).map(Effect::Open).into_iter().collect(),
                Some(Shown::Head(flaw, _)) => vec![Effect::Say(flaw.instead().to_owned())],
                None => Vec::new(),
            },
            act => {
                let last = self.lines(cx).len();
                self.cursor.go(act, last, self.height.get());
                Vec::new()
            }
        }
    }
}

impl Screen for Flaws {
    fn scopes(&self) -> &'static [Scope] {
        FLAWS
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown => vec![Effect::Call(Request::Flaws)],
            Input::Replied(Reply::Flaws(found)) => {
                self.found = Some(found.clone());
                let lines = self.lines(cx);
                if self.cursor.at == 0 && 1 < lines.len() {
                    self.cursor.at = 1;
                } else {
                    self.cursor.stay_within(lines.len());
                }
                Vec::new()
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.height.set(usize::from(list.height));
        let lines = self.lines(cx);
        let number = lines.iter().filter(|it| matches!(it, Shown::Finding(_))).count();
        let whose = if self.is_mine { "yours" } else { "everybody's" };
        put(
            frame,
            area,
            1,
            &format!(" What stops figures from being right: {number} ({whose})"),
            theme::BOLD,
        );
        if lines.is_empty() {
            let words = match (&self.found, self.is_mine) {
                (None, _) => " Looking at every case",
                (Some(_), false) => {
                    " Nothing is missing and no date is impossible. The figures can be trusted."
                }
                (Some(_), true) => " Nothing of yours is. Press w to see everybody's.",
            };
            put(frame, list, 0, words, theme::PLAIN);
        }
        let top = self.cursor.top(usize::from(list.height));
        let office = &cx.house.office;
        for (row, (place, it)) in (0..list.height).zip(lines.iter().enumerate().skip(top)) {
            let mark = if place == self.cursor.at { ">" } else { " " };
            let style = if place == self.cursor.at { theme::SELECTED } else { theme::PLAIN };
            match it {
                Shown::Head(flaw, number) => {
                    let words = format!("{} ({number})", flaw.title());
                    put_line(
                        frame,
                        list,
                        row,
                        Line::from(vec![Span::raw(mark), Span::styled(words, theme::HEADING)]),
                    );
                }
                Shown::Finding(it) => {
                    let owner = it.owner.as_deref().map_or("nobody", |it| office.person_name(it));
                    let words =
                        format!("{:<10} {:<22} {}", it.on.to_string(), one_line(owner), one_line(&it.detail));
                    let words = cut(words.trim_end(), usize::from(list.width).saturating_sub(4));
                    put_line(
                        frame,
                        list,
                        row,
                        Line::from(vec![Span::raw(mark), Span::raw("  "), Span::styled(words, style)]),
                    );
                }
            }
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
