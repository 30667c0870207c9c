//! What others did to what is yours since you were last here; each line leads to its record.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Reply, Request};
use crate::domain::since::{News, Since};
use crate::domain::text::{count, cut, one_line, width};
use crate::tui::chrome::{focus, put};
use crate::tui::keymap::{Act, NEWS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::theme;

/// What others did, on screen.
#[derive(Debug)]
pub struct SinceScreen {
    since: Box<Since>,
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

impl SinceScreen {
    /// What others did.
    pub const fn new(since: Box<Since>) -> Self {
        Self { since, cursor: Cursor { at: 0 }, height: std::cell::Cell::new(20) }
    }

    fn news(&self) -> impl Iterator<Item = &News> {
        let told = self.since.addressed.iter().chain(&self.since.new);
        told.chain(&self.since.changed).chain(&self.since.looked)
    }

    fn head(&self, cx: &Cx) -> String {
        let at = self.since.after.with_timezone(&cx.house.office.zone());
        let looked = match self.since.looked.len() {
            0 => String::new(),
            looks => format!(", {looks} looked at"),
        };
        let notes = match self.since.addressed.len() {
            0 => String::new(),
            1 => "1 note to you, ".to_owned(),
            notes => format!("{notes} notes to you, "),
        };
        let since = if self.since.has_earlier { "Lately, since" } else { "Since you were here," };
        format!(
            " {since} {}: {notes}{} new to you, {} changed by others{looked}",
            at.format("%a %-d %b %H:%M"),
            self.since.new.len(),
            self.since.changed.len()
        )
    }

    fn counts(&self) -> String {
        format!(
            " Yours now: {} late, {} due today, {} owed",
            self.since.late,
            self.since.due_today,
            count(self.since.reviews, "review")
        )
    }
}

impl Screen for SinceScreen {
    fn scopes(&self) -> &'static [Scope] {
        NEWS
    }

    fn reference(&self) -> Option<String> {
        self.news().nth(self.cursor.at).map(|it| it.on.to_string())
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back) => vec![Effect::Pop],
            Input::Act(Act::Help) => vec![Effect::Open(Place::Help(self.scopes()))],
            Input::Act(Act::Reload) => {
                let (login, after) = (cx.login.clone(), self.since.after);
                vec![Effect::Call(Request::Since { login, after, today: cx.today })]
            }
            Input::Replied(Reply::Since(since)) => {
                self.since.clone_from(since);
                self.cursor.stay_within(self.news().count());
                Vec::new()
            }
            Input::Act(Act::Open) => match self.news().nth(self.cursor.at).map(|it| it.on) {
                Some(on) => Place::of(on, 0).map(Effect::Open).into_iter().collect(),
                None => vec![Effect::Pop],
            },
            Input::Act(act) => {
                let lines = self.news().count();
                self.cursor.go(act, lines, self.height.get());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self) -> Option<String> {
        Some(" Enter open  j k move  ? help  : commands  q to the inbox".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
        self.height.set(usize::from(list.height));
        put(frame, area, 1, &self.head(cx), theme::BOLD);
        put(frame, area, 2, &self.counts(), theme::PLAIN);
        if let Some(caveat) = self.since.caveat() {
            put(frame, area, 3, &format!(" {caveat}"), theme::PLAIN);
        }
        let top = self.cursor.top(usize::from(list.height));
        let room = usize::from(list.width).saturating_sub(1);
        let notes = self.since.addressed.len();
        for (row, (place, it)) in (0..list.height).zip(self.news().enumerate().skip(top)) {
            let told = line(it, place < notes, cx);
            put(frame, list, row, &cut(&format!(" {told}"), room), theme::PLAIN);
        }
        let row = u16::try_from(self.cursor.at - top).unwrap_or(0);
        if let Some(it) = self.news().nth(self.cursor.at) {
            focus(frame, list, row, 1 + width(&it.on.to_string()));
        }
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}

/// One record: which, whether it is new, by whom, what, and what it is about.
fn line(news: &News, is_note: bool, cx: &Cx) -> String {
    let by = cut(&one_line(cx.house.office.person_name(&news.by)), 16);
    let new = match (is_note, news.is_new) {
        (true, _) => "note to you",
        (false, true) => "new to you",
        (false, false) => "",
    };
    format!(
        "{:<9} {new:<11} {by:<16} {}: {}",
        news.on.to_string(),
        one_line(&news.what),
        one_line(&news.about)
    )
}
