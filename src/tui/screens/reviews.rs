//! What is owed, by when, by whom: late, today, this week, later. Enter opens the form that settles it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::short;
use crate::domain::diary::{DiaryRequest, Obligation, Owed, When, standing};
use crate::domain::plan::owed::PlanOwed;
use crate::domain::plan::row::CameBack;
use crate::domain::reference::{ActionRef, RecordRef};
use crate::domain::text::{cut, width};
use crate::forms::blank::Blank;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, REVIEWS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::screens::lists::sentence_case;
use crate::tui::theme;

/// How many lines are asked for at once.
const PAGE: usize = 200;
/// Columns of the date and its badge, of what is to be done, of the reference, and of who does it.
const DUE: usize = 16;
const WHAT: usize = 12;
const WHAT_IN_WORDS: usize = 34;
const ON: usize = 11;
const WHO: usize = 15;
/// From this width on, what is to be done stands there in full.
const IN_WORDS: u16 = 100;
/// From this width on, who does it shows.
const WITH_WHO: u16 = 78;

/// The diary on screen.
#[derive(Debug, Default)]
pub struct Reviews {
    owed: Vec<Obligation>,
    has_more: bool,
    is_waiting: bool,
    /// Whether only what is mine shows.
    is_mine: bool,
    /// What went wrong again; none until the desk was asked, when nobody had pressed a key for a moment.
    came_back: Option<Vec<CameBack>>,
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

/// A line of the list: a head, something that came back, or something owed, by its place.
enum Shown {
    Head(&'static str),
    Back(usize),
    Owed(usize),
}

impl Reviews {
    fn ask(&mut self, after: Option<Box<Obligation>>, limit: usize, cx: &Cx) -> Vec<Effect> {
        self.is_waiting = true;
        let owner = self.is_mine.then(|| cx.login.clone());
        let request = DiaryRequest { owner, after, limit, ..DiaryRequest::default() };
        vec![Effect::Call(Request::Diary(request)), Effect::Call(Request::Counts { today: cx.today })]
    }

    fn reload(&mut self, cx: &Cx) -> Vec<Effect> {
        let limit = self.owed.len().max(PAGE);
        self.owed.clear();
        self.ask(None, limit, cx)
    }

    /// The lines, with a head before each group.
    fn lines(&self, cx: &Cx) -> Vec<Shown> {
        let mut lines = Vec::new();
        let mut last = None;
        let back = self.came_back.as_deref().unwrap_or_default();
        if !back.is_empty() && !self.is_mine {
            lines.push(Shown::Head("Came back after it was found to be effective"));
            lines.extend((0..back.len()).map(Shown::Back));
        }
        for (place, it) in self.owed.iter().enumerate() {
            let when = When::of(cx.today, it.due);
            if last != Some(when) {
                lines.push(Shown::Head(when.words()));
                last = Some(when);
            }
            lines.push(Shown::Owed(place));
        }
        lines
    }

    fn selected<'a>(&'a self, lines: &[Shown]) -> Option<&'a Obligation> {
        match lines.get(self.cursor.at) {
            Some(Shown::Owed(place)) => self.owed.get(*place),
            _ => None,
        }
    }

    fn selected_back<'a>(&'a self, lines: &[Shown]) -> Option<&'a CameBack> {
        match lines.get(self.cursor.at) {
            Some(Shown::Back(place)) => self.came_back.as_ref()?.get(*place),
            _ => None,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let lines = self.lines(cx);
        if let (Act::Open | Act::OpenCase, Some(it)) = (act, self.selected_back(&lines)) {
            let ActionRef { plan, action } = it.reference;
            return vec![Effect::Open(Place::Plan(plan, action))];
        }
        match act {
            Act::Back => vec![Effect::Tab(0)],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.reload(cx),
            Act::Whose => {
                self.is_mine = !self.is_mine;
                self.cursor = Cursor::default();
                self.reload(cx)
            }
            Act::Open => self
                .selected(&lines)
                .map(|it| Effect::Open(Place::Form(Blank::settling(it))))
                .into_iter()
                .collect(),
            Act::OpenCase => {
                let record = self.selected(&lines).and_then(|it| Place::of(it.on, it.part));
                record.map(Effect::Open).into_iter().collect()
            }
            _ => {
                self.go(act, &lines);
                let near_end = self.cursor.at + 2 * self.height.get().max(1) >= lines.len();
                if near_end && self.has_more && !self.is_waiting {
                    let last = self.owed.last().cloned().map(Box::new);
                    return self.ask(last, PAGE, cx);
                }
                Vec::new()
            }
        }
    }

    /// Moves, and passes over heads.
    fn go(&mut self, act: Act, lines: &[Shown]) {
        self.cursor.go(act, lines.len(), self.height.get());
        if matches!(lines.get(self.cursor.at), Some(Shown::Head(_))) {
            let is_up = matches!(act, Act::Up | Act::PageUp | Act::HalfUp) && self.cursor.at > 0;
            self.cursor.at = if is_up { self.cursor.at - 1 } else { self.cursor.at + 1 };
        }
    }

    fn heading(&self, cx: &Cx) -> String {
        let whose = if self.is_mine { "Owed by you" } else { "Owed by everybody" };
        let late = self.owed.iter().filter(|it| it.due < cx.today).count();
        let today = self.owed.iter().filter(|it| it.due == cx.today).count();
        let more = if self.has_more { " and more" } else { "" };
        format!(" {whose}: {}{more}   {late} late, {today} today", self.owed.len())
    }
}

fn line(it: &Obligation, cx: &Cx, columns: u16, is_selected: bool) -> Line<'static> {
    let office = &cx.house.office;
    let stands = standing(&cx.house.calendar, office.timescales.due_soon, cx.today, Some(it.due));
    let due = cut(&format!("{} {}", stands.sign(), stands.badge(Some(it.due))), DUE - 1);
    let gap = |text: &str, wide: usize| " ".repeat(wide.saturating_sub(width(text)));
    let on = match it.on {
        RecordRef::Plan(plan) if it.part > 0 => format!("{plan}/{}", it.part),
        on => on.to_string(),
    };
    // A completed action that nobody has reviewed is the one thing nobody may forget.
    let is_unreviewed = it.kind == Owed::Plan(PlanOwed::CompletedReview);
    let (what, wide) = if IN_WORDS <= columns {
        (sentence_case(it.kind.words()), WHAT_IN_WORDS)
    } else {
        (it.kind.short().to_owned(), WHAT)
    };
    let what = cut(&what, wide - 1);
    let look = if is_unreviewed { theme::NOT_REVIEWED } else { theme::PLAIN };
    let what = if is_unreviewed { cut(&format!("? {what}"), wide - 1) } else { what };
    let mut spans = vec![
        Span::raw(if is_selected { "> " } else { "  " }),
        Span::styled(on.clone(), if is_selected { theme::SELECTED } else { theme::PLAIN }),
        Span::raw(gap(&on, ON)),
        Span::styled(due.clone(), theme::of(stands)),
        Span::raw(gap(&due, DUE)),
        Span::styled(what.clone(), look),
        Span::raw(gap(&what, wide)),
    ];
    let mut left = usize::from(columns).saturating_sub(DUE + wide + ON + 3);
    if WITH_WHO <= columns {
        let who = it.owner.as_deref().map_or("Nobody", |it| office.person_name(it));
        let who = cut(who, WHO - 1);
        spans.push(Span::raw(format!("{who}{}", gap(&who, WHO))));
        left = left.saturating_sub(WHO);
    }
    spans.push(Span::raw(cut(&it.subject, left)));
    Line::from(spans)
}

fn back_line(it: &CameBack, columns: u16, is_selected: bool) -> Line<'static> {
    let reference = it.reference.to_string();
    let complaints = if it.complaints == 1 { "complaint" } else { "complaints" };
    let words = format!("! {} {complaints} since {}", it.complaints, short(it.since));
    let gap = " ".repeat(ON.saturating_sub(width(&reference)));
    let left = usize::from(columns).saturating_sub(ON + width(&words) + 5);
    Line::from(vec![
        Span::raw(if is_selected { "> " } else { "  " }),
        Span::styled(reference, if is_selected { theme::SELECTED } else { theme::PLAIN }),
        Span::raw(gap),
        Span::styled(words, theme::OVERDUE),
        Span::raw(format!("  {}", cut(&it.plan_title, left))),
    ])
}

impl Screen for Reviews {
    fn scopes(&self) -> &'static [Scope] {
        REVIEWS
    }

    fn wants_quiet(&self) -> bool {
        self.came_back.is_none()
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let lines = self.lines(cx);
        let is_on_something = self.selected(&lines).is_some() || self.selected_back(&lines).is_some();
        if matches!(act, Act::Open | Act::OpenCase) && !is_on_something {
            return Err("Nothing is owed here.".to_owned());
        }
        Ok(())
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Changed => self.reload(cx),
            Input::Shown => {
                self.came_back = None;
                self.reload(cx)
            }
            Input::Replied(Reply::Diary(page)) if self.is_waiting => {
                self.is_waiting = false;
                self.has_more = page.len() >= PAGE;
                self.owed.extend_from_slice(page);
                let lines = self.lines(cx);
                self.cursor.stay_within(lines.len());
                if matches!(lines.get(self.cursor.at), Some(Shown::Head(_))) {
                    self.cursor.at += 1;
                }
                Vec::new()
            }
            // It looks at every case, so it is asked for once the list is there to be read.
            Input::Quiet => vec![Effect::Call(Request::CameBack)],
            Input::Replied(Reply::CameBack(back)) => {
                let more = back.len() + usize::from(!back.is_empty());
                self.cursor.at += if self.came_back.is_none() && !self.is_mine { more } else { 0 };
                self.came_back = Some(back.clone());
                Vec::new()
            }
            Input::Failed(fault) => {
                self.is_waiting = false;
                vec![Effect::Warn(fault.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.height.set(usize::from(list.height));
        put(frame, area, 1, &self.heading(cx), theme::PLAIN);
        let lines = self.lines(cx);
        if lines.is_empty() && !self.is_waiting {
            let words = if self.is_mine {
                "   You owe nothing. Press w to see what everybody owes."
            } else {
                "   Nothing is owed. What you offer and what falls due comes here by itself."
            };
            put(frame, list, 0, words, theme::PLAIN);
        }
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(lines.iter().enumerate().skip(top)) {
            match it {
                Shown::Head(words) => {
                    let spans = vec![Span::raw(" "), Span::styled(*words, theme::HEADING)];
                    put_line(frame, list, row, Line::from(spans));
                }
                Shown::Back(back) => {
                    let back = &self.came_back.as_deref().unwrap_or_default()[*back];
                    put_line(frame, list, row, back_line(back, list.width, place == self.cursor.at));
                }
                Shown::Owed(owed) => {
                    let line = line(&self.owed[*owed], cx, list.width, place == self.cursor.at);
                    put_line(frame, list, row, line);
                }
            }
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((list.x + 2, list.y + row.min(list.height)));
    }
}
