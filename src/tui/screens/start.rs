//! The start page: what is late in the office, what waits for whoever sits here, what others did since they were last here. Each line
//! leads to its list or its record.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::listing::Counts;
use crate::domain::since::{News, Since};
use crate::domain::text::{cut, one_line, sentence_case, width};
use crate::tui::chrome::{focus, heading, more, put, put_line};
use crate::tui::keymap::{Act, NEWS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::screens::owed::{badge, record_of};
use crate::tui::theme;

/// How many lines of the diary wait here; the others stand in the list that the next line leads to.
const WAITING: usize = 6;
/// Columns of a number, of a reference, of who did something, and of what is to be done.
const NUMBER: usize = 4;
const REFERENCE: usize = 10;
const WHO: usize = 16;
const TO_DO: usize = 26;
/// Rows above the list: an empty one, the name, and one more.
const ABOVE: u16 = 3;

/// The start page on screen.
#[derive(Debug, Default)]
pub struct StartScreen {
    /// What others did; none until the desk has said it, or where somebody is here for the first time.
    since: Option<Box<Since>>,
    /// What whoever sits here owes, the next first; none until the desk has said it.
    waiting: Option<Vec<Obligation>>,
    cursor: Cursor,
    height: Cell<usize>,
}

/// A line of the page.
enum Row {
    /// The name of a part, and a few words beside it.
    Head(&'static str, String),
    /// Words that lead nowhere.
    Words(String),
    /// What leads to a place: its columns, each with its width and look.
    To(Vec<(String, usize, Style)>, Place),
}

impl StartScreen {
    /// The page, with what others did where that is known.
    pub fn new(since: Option<Box<Since>>) -> Self {
        Self { since, ..Self::default() }
    }

    fn ask(cx: &Cx) -> Vec<Effect> {
        let owner = Some(cx.login.clone());
        let mine = DiaryRequest { owner, limit: WAITING + 1, ..DiaryRequest::default() };
        let (login, today) = (cx.login.clone(), cx.today);
        let since = cx.last_here.map(|after| Request::Since { login, after, today });
        since.into_iter().chain([Request::Diary(mine)]).map(Effect::Call).collect()
    }

    /// The page: whoever has news reads that first.
    fn rows(&self, cx: &Cx) -> Vec<Row> {
        let late = late(&cx.counts);
        let nothing = late.is_empty().then(|| Row::Words("Nothing is late.".to_owned()));
        let head = Row::Head("Late", "everybody’s".to_owned());
        let late = [head].into_iter().chain(late).chain(nothing).collect();
        let mut parts = vec![late];
        parts.extend(self.waiting.iter().map(|it| waiting(it, cx)));
        let place = if self.since.as_ref().is_some_and(|it| it.has_news()) { 0 } else { parts.len() };
        parts.splice(place..place, self.since.iter().map(|it| since(it, cx)));
        let empty = || [Row::Words(String::new())];
        let mut rows: Vec<Row> = parts.into_iter().flat_map(|it| it.into_iter().chain(empty())).collect();
        rows.pop();
        rows
    }

    /// The lines that lead somewhere, by their place on the page.
    fn leading(rows: &[Row]) -> Vec<usize> {
        let leads = |it: &(usize, &Row)| matches!(it.1, Row::To(..));
        rows.iter().enumerate().filter(leads).map(|it| it.0).collect()
    }
}

impl Screen for StartScreen {
    fn scopes(&self) -> &'static [Scope] {
        NEWS
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(Act::Back) => return vec![Effect::Pop],
            Input::Act(Act::Help) => return vec![Effect::Open(Place::Help(self.scopes()))],
            Input::Shown | Input::Changed | Input::Act(Act::Reload) => return Self::ask(cx),
            Input::Act(Act::Open) => {
                let places = self.rows(cx).into_iter().filter_map(|it| match it {
                    Row::To(_, place) => Some(place),
                    _ => None,
                });
                return places.skip(self.cursor.at).take(1).map(Effect::Open).collect();
            }
            Input::Replied(Reply::Since(it)) => self.since = Some(it.clone()),
            Input::Replied(Reply::Diary(it)) => self.waiting = Some(it.clone()),
            Input::Act(act) => {
                let lines = Self::leading(&self.rows(cx)).len();
                self.cursor.go(act, lines, self.height.get());
            }
            _ => {}
        }
        self.cursor.stay_within(Self::leading(&self.rows(cx)).len());
        Vec::new()
    }

    fn hints(&self) -> Option<String> {
        Some(" Enter open  j k move  ? help  : commands  q to the inbox".to_owned())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let mut list = Rect { y: area.y + ABOVE, height: area.height.saturating_sub(ABOVE), ..area };
        let rows = self.rows(cx);
        if usize::from(list.height) < rows.len() {
            list.height = list.height.saturating_sub(1);
        }
        let height = usize::from(list.height);
        self.height.set(height);
        put(frame, area, 1, &format!(" {}, {}", one_line(cx.name()), long(cx.today)), theme::BOLD);
        let here = Self::leading(&rows).get(self.cursor.at).copied().unwrap_or(0);
        let top = Cursor { at: here }.top(height);
        let columns = usize::from(list.width).saturating_sub(1);
        for (row, it) in (0..list.height).zip(rows.iter().skip(top)) {
            match it {
                Row::Head(title, hint) => {
                    put_line(frame, list, row, heading(columns, title, hint));
                }
                Row::Words(words) => put(frame, list, row, &format!(" {words}"), theme::PLAIN),
                Row::To(cells, _) => put_line(frame, list, row, line(cells, columns)),
            }
        }
        let row = u16::try_from(here - top).unwrap_or(0);
        if let Some(Row::To(cells, _)) = rows.get(here) {
            focus(frame, list, row, 1 + cells.first().map_or(0, |it| width(&it.0)));
        }
        let below = Rect { y: list.bottom(), height: 1, ..list };
        put(frame, below, 0, &format!(" {}", more(0 < top, top + height < rows.len())), theme::BOLD);
        frame.set_cursor_position((list.x, list.y + row));
    }
}

/// A line of columns.
fn line(cells: &[(String, usize, Style)], columns: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    let mut room = columns;
    for (words, wide, style) in cells {
        let wide = if *wide == 0 { room } else { (*wide).min(room) };
        room = room.saturating_sub(wide + 1);
        let words = cut(&one_line(words), wide);
        if theme::is_badge(*style) {
            spans.extend(theme::badge_within(wide, &words, *style));
            continue;
        }
        let gap = " ".repeat(1 + wide.saturating_sub(width(&words)));
        spans.extend([Span::styled(words, *style), Span::raw(gap)]);
    }
    Line::from(spans)
}

/// How much is late, of everybody’s; what nothing of is late is left out.
fn late(counts: &Counts) -> Vec<Row> {
    let all = || Place::Owed;
    let cases = Place::Cases { title: "Late cases".into(), filter: "is:late".into(), counted: counts.late };
    let actions = Place::Actions { title: "Late actions".into(), filter: "is:late is:to-do".into() };
    let other_reviews = counts.reviews_late.saturating_sub(counts.unreviewed_late);
    [
        (counts.late, ["case is late", "cases are late"], cases),
        (
            counts.today,
            ["case is due today", "cases are due today"],
            Place::Cases {
                title: "Due today".into(),
                filter: "is:today not is:late".into(),
                counted: counts.today,
            },
        ),
        (counts.actions_late, ["action is past its date", "actions are past their dates"], actions),
        (
            counts.actions_unreviewed,
            ["completed action is not reviewed", "completed actions are not reviewed"],
            Place::Reviews,
        ),
        (other_reviews, ["other review is late", "other reviews are late"], Place::Reviews),
        (
            counts.plans_late,
            ["plan step is late: to agree, begin or tell", "plan steps are late: to agree, begin or tell"],
            all(),
        ),
        (
            counts.registers_late,
            ["step that a register asks for is late", "steps that registers ask for are late"],
            all(),
        ),
    ]
    .into_iter()
    .filter(|it| 0 < it.0)
    .map(|(number, [one, many], place)| {
        let words = if number == 1 { one } else { many };
        let cells = vec![(number.to_string(), NUMBER, theme::BOLD), (words.to_owned(), 0, theme::PLAIN)];
        Row::To(cells, place)
    })
    .collect()
}

/// What waits for whoever sits here, the next first.
fn waiting(owed: &[Obligation], cx: &Cx) -> Vec<Row> {
    let mut rows = vec![Row::Head("Waiting for you", String::new())];
    if owed.is_empty() {
        rows.push(Row::Words("Nothing waits for you.".to_owned()));
    }
    rows.extend(owed.iter().take(WAITING).map(|it| {
        let place = record_of(it);
        let reference = match place {
            Place::Plan(plan, action) if 0 < action => format!("{plan}/{action}"),
            _ => it.on.to_string(),
        };
        let (due, look) = badge(it, cx);
        // What is no badge stands under the words of those that are.
        let due = if theme::is_badge(look) { due } else { format!(" {due}") };
        let cells = vec![
            (reference, REFERENCE, theme::PLAIN),
            (due, theme::BADGE, look),
            (sentence_case(it.kind.words()), TO_DO, theme::PLAIN),
            (it.subject.clone(), 0, theme::PLAIN),
        ];
        Row::To(cells, place)
    }));
    if WAITING < owed.len() {
        let words = "More waits for you: everything that is owed, by day".to_owned();
        rows.push(Row::To(vec![(words, 0, theme::PLAIN)], Place::Owed));
    }
    rows
}

/// What others did since.
fn since(since: &Since, cx: &Cx) -> Vec<Row> {
    let at = since.after.with_timezone(&cx.house.office.zone());
    let mut rows = vec![Row::Head("Since you were here", at.format("%a %-d %b %H:%M").to_string())];
    rows.extend(since.caveat().map(|it| Row::Words(it.to_owned())));
    if !since.has_news() {
        rows.push(Row::Words("Nobody else changed anything that is yours.".to_owned()));
    }
    let told = since.addressed.iter().map(|it| (it, "note to you"));
    let new = since.new.iter().map(|it| (it, "new to you"));
    let changed = since.changed.iter().map(|it| (it, "changed"));
    let looked = since.looked.iter().map(|it| (it, "looked at"));
    rows.extend(told.chain(new).chain(changed).chain(looked).filter_map(|(it, how)| news(it, how, cx)));
    rows
}

/// One record: how it is news, by whom, what, and what it is about.
fn news(news: &News, how: &str, cx: &Cx) -> Option<Row> {
    let cells = vec![
        (news.on.to_string(), REFERENCE, theme::PLAIN),
        (how.to_owned(), theme::BADGE, theme::ASIDE),
        (cx.house.office.person_name(&news.by).to_owned(), WHO, theme::PLAIN),
        (format!("{}: {}", one_line(&news.what), one_line(&news.about)), 0, theme::PLAIN),
    ];
    Some(Row::To(cells, Place::of(news.on, 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::cx;

    fn told(rows: &[Row]) -> Vec<String> {
        let words = rows.iter().map(|it| match it {
            Row::Head(title, _) => format!("[{title}]"),
            Row::Words(it) => it.clone(),
            Row::To(cells, _) => cells.iter().map(|it| it.0.trim()).collect::<Vec<_>>().join(" "),
        });
        words.collect()
    }

    #[test]
    fn only_what_is_late_is_said_and_that_nothing_is() {
        let counts = Counts { late: 1, reviews_late: 3, unreviewed_late: 1, ..Counts::default() };
        assert_eq!(told(&late(&counts)), ["1 case is late", "2 other reviews are late"]);
        assert_eq!(told(&StartScreen::default().rows(&cx())), ["[Late]", "Nothing is late."]);
    }

    #[test]
    fn the_cursor_goes_from_one_line_that_leads_somewhere_to_the_next() {
        let mut cx = cx();
        cx.counts = Counts { late: 2, actions_unreviewed: 1, ..Counts::default() };
        let mut screen = StartScreen::default();
        screen.update(Input::Replied(&Reply::Diary(Vec::new())), &cx);
        let opened = |screen: &mut StartScreen| match screen.update(Input::Act(Act::Open), &cx).pop() {
            Some(Effect::Open(Place::Cases { filter, .. })) => filter,
            Some(Effect::Open(Place::Reviews)) => "reviews".to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(opened(&mut screen), "is:late");
        screen.update(Input::Act(Act::End), &cx);
        assert_eq!(opened(&mut screen), "reviews");
    }
}
