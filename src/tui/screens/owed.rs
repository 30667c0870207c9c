//! What is owed, by when, by whom: reviews alone, those of completed actions first, or everything. Enter opens the form that
//! settles it.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::{short, with_year};
use crate::domain::diary::{DiaryRequest, Obligation, Owed, Part, When, standing};
use crate::domain::listing::Counts;
use crate::domain::plan::row::CameBack;
use crate::domain::reference::{ActionRef, RecordRef};
use crate::domain::text::sentence_case;
use crate::forms::blank::Blank;
use crate::tui::keymap::{Act, OWED, REVIEWS, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::beside::Shows;
use crate::tui::screens::columns::{Cell, Column, column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::theme;

/// From this width on, what is to be done stands there in full.
const IN_WORDS: u16 = 100;
/// The head above completed actions that nobody has reviewed.
const NOT_REVIEWED: &str = "Done, and not reviewed yet";

/// The diary.
#[derive(Debug)]
pub struct Diary {
    /// Whether it is reviews alone; else everything.
    is_reviews: bool,
    /// What went wrong again; none until the desk was asked, when nobody had pressed a key for a moment.
    came_back: Option<Vec<CameBack>>,
}

impl Diary {
    /// The reviews that are due.
    pub const fn reviews() -> Self {
        Self { is_reviews: true, came_back: None }
    }

    /// Everything that is owed.
    pub const fn everything() -> Self {
        Self { is_reviews: false, came_back: None }
    }
}

/// A line of it: something that came back, or something that is owed.
#[derive(Clone, Debug)]
pub enum DiaryRow {
    /// Something went wrong again.
    Back(CameBack),
    /// Something is owed.
    Owed(Obligation),
}

/// What a line is known by: the record, or a part of it, and what is owed on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiaryKey {
    on: RecordRef,
    part: u32,
    what: String,
}

impl fmt::Display for DiaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.on {
            RecordRef::Plan(plan) if self.part > 0 => write!(f, "{plan}/{}", self.part),
            on => write!(f, "{on}"),
        }
    }
}

impl Listing for Diary {
    type Row = DiaryRow;
    type Key = DiaryKey;

    fn name(&self) -> &'static str {
        if self.is_reviews { "reviews" } else { "owed" }
    }

    fn scopes(&self, is_tab: bool) -> &'static [Scope] {
        if is_tab { REVIEWS } else { OWED }
    }

    fn columns(&self) -> Vec<Column<DiaryRow>> {
        vec![
            words("Ref", 10, |row: &DiaryRow, _| key(row).to_string()),
            column("Due", theme::BADGE, due)
                .by(|row| match row {
                    DiaryRow::Back(it) => it.since.to_string(),
                    DiaryRow::Owed(it) => it.due.to_string(),
                })
                .on(|row: &DiaryRow, _| if let DiaryRow::Owed(it) = row { Some(it.due) } else { None }),
            column("To do", 11, |row: &DiaryRow, _| to_do(row, |it| it.kind.short().to_owned()))
                .until(IN_WORDS),
            column("To do", 33, |row: &DiaryRow, _| to_do(row, |it| sentence_case(it.kind.words())))
                .from(IN_WORDS),
            words("Who", 14, who).from(78),
            words("About", 0, |row: &DiaryRow, _| match row {
                DiaryRow::Back(it) => {
                    let complaints = if it.complaints == 1 { "complaint" } else { "complaints" };
                    format!("{} {complaints}: {}", it.complaints, it.plan_title)
                }
                DiaryRow::Owed(it) => it.subject.clone(),
            }),
        ]
    }

    fn key(&self, row: &DiaryRow) -> DiaryKey {
        key(row)
    }

    fn request(&self, query: &Query, after: Option<&DiaryRow>, cx: &Cx) -> Result<Request, String> {
        let owner = query.is_mine.then(|| cx.login.clone());
        let after = match after {
            Some(DiaryRow::Owed(it)) => Some(Box::new(it.clone())),
            _ => None,
        };
        Ok(Request::Diary(DiaryRequest {
            owner,
            is_reviews: self.is_reviews,
            after,
            limit: query.limit,
            ..DiaryRequest::default()
        }))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<DiaryRow>> {
        let Reply::Diary(owed) = reply else { return None };
        Some(owed.iter().cloned().map(DiaryRow::Owed).collect())
    }

    fn heading(&self, found: &str, is_mine: bool, cx: &Cx) -> String {
        let whose = if is_mine { "by you" } else { "by anybody" };
        let Counts { reviews_late, owed_late, owed_today, .. } = cx.counts;
        match (self.is_reviews, is_mine) {
            (true, true) => format!("Reviews due {whose}: {found}"),
            (true, false) => {
                format!("Reviews due: {found}   {reviews_late} late. Of all that is owed, {owed_late} late")
            }
            (false, true) => format!("Owed {whose}: {found}"),
            (false, false) => format!("Owed {whose}: {found}   {owed_late} late, {owed_today} today"),
        }
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => ["Type a reference, a name or a word of what is owed.", ""],
            Empty::Filtered => ["Nothing that is owed has all of these words.", ""],
            Empty::Mine if self.is_reviews => ["No review is yours. Press w to see everybody's.", ""],
            Empty::Mine => ["You owe nothing. Press w to see what everybody owes.", ""],
            Empty::Nothing if self.is_reviews => [
                "No review is due. Actions, meetings and assessments that are to be reviewed come here by",
                "themselves. Press e to see everything that is owed.",
            ],
            Empty::Nothing => {
                ["Nothing is owed. What you offer and what falls due comes here by itself.", ""]
            }
        }
    }

    fn desk_finds(&self) -> bool {
        false
    }

    fn rank(&self, row: &DiaryRow) -> u8 {
        match row {
            DiaryRow::Owed(it) if self.is_reviews && it.kind.part() == Part::Unreviewed => 0,
            DiaryRow::Back(_) => 1,
            DiaryRow::Owed(_) => 2,
        }
    }

    fn other_lists(&self) -> Vec<(&'static str, Place)> {
        if self.is_reviews { vec![("Everything that is owed", Place::Owed)] } else { Vec::new() }
    }

    fn group(&self, row: &DiaryRow, cx: &Cx) -> Option<String> {
        let words = match row {
            DiaryRow::Back(_) => "Came back after it was found to be effective",
            DiaryRow::Owed(it) if self.is_reviews && it.kind.part() == Part::Unreviewed => NOT_REVIEWED,
            DiaryRow::Owed(it) => When::of(cx.today, it.due).words(),
        };
        Some(words.to_owned())
    }

    fn act(&mut self, act: Act, row: Option<&DiaryRow>, _: &Cx) -> Vec<Effect> {
        let place = match (act, row) {
            (Act::Open | Act::OpenCase, Some(DiaryRow::Back(it))) => {
                let ActionRef { plan, action } = it.reference;
                Some(Place::Plan(plan, action))
            }
            (Act::Open, Some(DiaryRow::Owed(it))) => Some(Place::Form(Blank::settling(it))),
            (Act::OpenCase, Some(DiaryRow::Owed(it))) => Some(record_of(it)),
            _ => None,
        };
        place.map(Effect::Open).into_iter().collect()
    }

    fn may(&self, act: Act, row: Option<&DiaryRow>, _: &Cx) -> Result<(), String> {
        if matches!(act, Act::Open | Act::OpenCase) && row.is_none() {
            return Err("Nothing is owed here.".to_owned());
        }
        if act == Act::AllOwed && !self.is_reviews {
            return Err("This is everything that is owed.".to_owned());
        }
        Ok(())
    }

    fn first(&self, is_mine: bool) -> Vec<DiaryRow> {
        let all = self.came_back.iter().flatten().filter(|_| !is_mine);
        all.cloned().map(DiaryRow::Back).collect()
    }

    /// It looks at every case, so it is asked for once the list is there to be read.
    fn quiet(&self) -> Option<Request> {
        let until = NaiveDate::MAX;
        (self.is_reviews && self.came_back.is_none()).then_some(Request::CameBack { until })
    }

    fn hear(&mut self, reply: &Reply) -> bool {
        let Reply::CameBack(back) = reply else { return false };
        self.came_back = Some(back.clone());
        true
    }

    fn shown_again(&mut self) {
        self.came_back = None;
    }

    fn has_beside(&self) -> bool {
        true
    }

    fn beside(&self, row: &DiaryRow) -> Option<Shows> {
        Some(match row {
            DiaryRow::Back(it) => Shows::Record(it.reference.plan.into(), it.reference.action),
            DiaryRow::Owed(it) => Shows::of(it.on, it.part, it.is_restricted),
        })
    }
}

/// The record that a line is about: what the office owes again and again stands in the register that asks for it.
pub fn record_of(it: &Obligation) -> Place {
    match (it.on, it.kind) {
        (RecordRef::Office, Owed::Entry(duty)) => Place::Register(duty.register),
        (on, _) => Place::of(on, it.part).unwrap_or(Place::Office),
    }
}

fn key(row: &DiaryRow) -> DiaryKey {
    match row {
        DiaryRow::Back(it) => {
            DiaryKey { on: it.reference.plan.into(), part: it.reference.action, what: "came back".to_owned() }
        }
        DiaryRow::Owed(it) => {
            let what = format!("{} {} {}", it.kind.words(), it.due, it.subject);
            DiaryKey { on: it.on, part: it.part, what }
        }
    }
}

/// Since when something is back; of another year, on which day.
fn since(on: NaiveDate, today: NaiveDate) -> String {
    if on.year() == today.year() { format!("Since {}", short(on)) } else { with_year(on) }
}

fn due(row: &DiaryRow, cx: &Cx) -> Cell {
    match row {
        DiaryRow::Back(it) => (format!("! {}", since(it.since, cx.today)), theme::OVERDUE),
        DiaryRow::Owed(it) => badge(it, cx),
    }
}

/// How near or late what is owed is.
pub fn badge(it: &Obligation, cx: &Cx) -> Cell {
    let soon = cx.house.office.timescales.due_soon;
    let stands = standing(&cx.house.calendar, soon, cx.today, Some(it.due));
    (format!("{} {}", stands.sign(), stands.badge(Some(it.due), cx.today)), theme::of(stands))
}

fn to_do(row: &DiaryRow, words: fn(&Obligation) -> String) -> Cell {
    match row {
        DiaryRow::Back(_) => ("Came back".to_owned(), theme::BOLD),
        // A completed action that nobody has reviewed is the one thing nobody may forget.
        DiaryRow::Owed(it) if it.kind.part() == Part::Unreviewed => {
            (format!("? {}", words(it)), theme::NOT_REVIEWED)
        }
        DiaryRow::Owed(it) => (words(it), theme::PLAIN),
    }
}

fn who(row: &DiaryRow, cx: &Cx) -> String {
    let DiaryRow::Owed(it) = row else { return String::new() };
    it.owner.as_deref().map_or("Nobody", |it| cx.house.office.person_name(it)).to_owned()
}
