//! Action plans: every action, what waits for its review first, then what is blocked, then by date.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::api::message::{ActionRequest, Reply, Request};
use crate::domain::authority::deed_of_plan_step;
use crate::domain::diary::{AnyStep, Standing, standing};
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::reference::ActionRef;
use crate::domain::text::{cut, one_line, width};
use crate::domain::vocabulary::{ActionStage, ReviewResult};
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, PLANS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// How many rows are asked for at once.
const PAGE: usize = 200;
/// Columns of the reference, of how it stands, of the case and of the owner.
const ACTION: usize = 10;
const STANDS: usize = 22;
const CASE: usize = 9;
const OWNER: usize = 15;
/// From this width on, the case and the owner show.
const WITH_CASE: u16 = 96;
const WITH_OWNER: u16 = 72;

/// The steps that can be taken on several actions at once.
const ON_MANY: &[PlanStep] = &[PlanStep::ReassignAction, PlanStep::ChangeDue];

/// The actions of all plans.
#[derive(Debug, Default)]
pub struct Plans {
    rows: Vec<ActionRow>,
    has_more: bool,
    /// What was asked for and is not here yet.
    asked: Option<ActionFilter>,
    /// The last row that was here when more was asked for.
    after: Option<ActionRef>,
    /// What these actions are, where the list was opened from another screen.
    title: Option<String>,
    filter: String,
    is_finding: bool,
    wrong: Option<String>,
    is_mine: bool,
    marked: BTreeSet<ActionRef>,
    cursor: Cursor,
    height: std::cell::Cell<usize>,
}

impl Plans {
    /// Actions that fit a filter, opened from another screen.
    pub fn of_actions(title: String, filter: String) -> Self {
        Self { title: Some(title), filter, ..Self::default() }
    }

    fn selected(&self) -> Option<&ActionRow> {
        self.rows.get(self.cursor.at)
    }

    fn ask(&mut self, after: Option<Box<ActionRow>>, limit: usize, cx: &Cx) -> Vec<Effect> {
        let mine = if self.is_mine { " owner:me" } else { "" };
        match ActionFilter::parse(&format!("{}{mine}", self.filter)) {
            Ok(filter) => {
                self.wrong = None;
                self.after = after.as_ref().map(|it| it.reference);
                self.asked = Some(filter.clone());
                let request = ActionRequest { filter, today: cx.today, after, limit };
                vec![
                    Effect::Call(Request::Actions(request)),
                    Effect::Call(Request::Counts { today: cx.today }),
                ]
            }
            Err(why) => {
                self.wrong = Some(why.to_string());
                Vec::new()
            }
        }
    }

    fn reload(&mut self, cx: &Cx) -> Vec<Effect> {
        let limit = self.rows.len().max(PAGE);
        self.ask(None, limit, cx)
    }

    fn take_rows(&mut self, rows: &[ActionRow]) {
        let chosen = self.selected().map(|it| it.reference);
        if self.after.is_some() {
            self.rows.extend_from_slice(rows);
        } else {
            self.rows = rows.to_vec();
            if let Some(place) = chosen.and_then(|it| self.rows.iter().position(|row| row.reference == it)) {
                self.cursor.at = place;
            }
        }
        self.has_more = rows.len() >= PAGE;
        self.cursor.stay_within(self.rows.len());
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Find => {
                self.is_finding = true;
                Vec::new()
            }
            Act::NextPart => {
                self.is_finding = false;
                Vec::new()
            }
            Act::Back if self.title.is_some() && !self.is_finding && self.marked.is_empty() => {
                vec![Effect::Pop]
            }
            Act::Back if self.is_finding || (!self.filter.is_empty() && self.marked.is_empty()) => {
                self.is_finding = false;
                self.filter.clear();
                self.cursor = Cursor::default();
                self.reload(cx)
            }
            Act::Back if !self.marked.is_empty() => {
                self.marked.clear();
                Vec::new()
            }
            Act::Back => vec![Effect::Tab(0)],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.reload(cx),
            Act::Unlearnt => vec![Effect::Open(Place::Cases {
                title: "Something went wrong, and no plan learns from it".to_owned(),
                filter: "is:unlearnt".to_owned(),
            })],
            Act::Whose => {
                self.is_mine = !self.is_mine;
                self.cursor = Cursor::default();
                self.reload(cx)
            }
            Act::Mark => {
                let here = self.selected().map(|it| it.reference);
                if let Some(it) = here.filter(|it| !self.marked.remove(it)) {
                    self.marked.insert(it);
                }
                self.go(Act::Down, cx)
            }
            Act::Open | Act::MoreSteps => {
                let place = |it: &ActionRow| Place::Plan(it.reference.plan, it.reference.action);
                self.selected().map(|it| Effect::Open(place(it))).into_iter().collect()
            }
            Act::TakePlan(step) => self.take(step),
            _ => self.go(act, cx),
        }
    }

    fn take(&self, step: PlanStep) -> Vec<Effect> {
        if step == PlanStep::MakePlan {
            return vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Plan(step), About::Nothing)))];
        }
        if !self.marked.is_empty() {
            let about = About::Actions(self.marked.iter().copied().collect());
            return vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Plan(step), about)))];
        }
        let form = |it: &ActionRow| {
            Effect::Open(Place::step(AnyStep::Plan(meant(it, step)), it.reference.plan, it.reference.action))
        };
        self.selected().map(form).into_iter().collect()
    }

    fn go(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let height = self.height.get();
        if act == Act::End && self.has_more {
            self.cursor.at = usize::MAX;
            let last = self.rows.last().cloned().map(Box::new);
            return self.ask(last, usize::MAX, cx);
        }
        self.cursor.go(act, self.rows.len(), height);
        let near_end = self.cursor.at + 2 * height.max(1) >= self.rows.len();
        if near_end && self.has_more && self.asked.is_none() {
            let last = self.rows.last().cloned().map(Box::new);
            return self.ask(last, PAGE, cx);
        }
        Vec::new()
    }

    fn type_to_find(&mut self, chord: Chord, cx: &Cx) -> Vec<Effect> {
        if !self.is_finding {
            return Vec::new();
        }
        match (chord, chord.text()) {
            (Chord { key: Key::Backspace, .. }, _) => drop(self.filter.pop()),
            (chord, _) if chord == Chord::ctrl('u') => self.filter.clear(),
            (_, Some(letter)) if !letter.is_control() => self.filter.push(letter),
            _ => return Vec::new(),
        }
        self.cursor = Cursor::default();
        self.reload(cx)
    }

    fn heading(&self, cx: &Cx) -> String {
        let more = if self.has_more { " and more" } else { "" };
        if self.is_finding {
            return format!(" Find: {}   {} found{more}", self.filter, self.rows.len());
        }
        if !self.marked.is_empty() {
            let count = self.marked.len();
            return format!(" {count} marked: o and m act on all of them. Esc takes the marks off.");
        }
        if let Some(title) = &self.title {
            return format!(" {title}: {}{more}", self.rows.len());
        }
        let whose = if self.is_mine { "Your actions" } else { "All actions" };
        let found = if self.filter.is_empty() { String::new() } else { format!(" found by {}", self.filter) };
        let (late, unreviewed) = (cx.counts.actions_late, cx.counts.actions_unreviewed);
        format!(
            " {whose}{found}: {}{more}   {late} late, {unreviewed} done but not reviewed",
            self.rows.len()
        )
    }

    const fn empty_words(&self) -> [&'static str; 2] {
        if self.is_finding || !self.filter.is_empty() {
            [
                "No action has all of these words.",
                "Or: is:late  is:unreviewed  is:blocked  owner:me  theme:NAME",
            ]
        } else if self.is_mine {
            ["No action is yours. Press w to see everybody's.", ""]
        } else {
            [
                "There is no action plan yet.",
                "On a case, p makes one from what was found. Here, n begins one.",
            ]
        }
    }
}

/// What a key means on an action: reviewing what is not done yet looks at its progress.
fn meant(row: &ActionRow, step: PlanStep) -> PlanStep {
    if step == PlanStep::ReviewAction && row.completed.is_none() { PlanStep::ReviewProgress } else { step }
}

/// How an action stands: a sign, words, and a look.
pub fn stands(row: &ActionRow, cx: &Cx) -> (String, Style) {
    let soon = cx.house.office.timescales.due_soon;
    let due = standing(&cx.house.calendar, soon, cx.today, row.due_on(cx.today));
    if row.unreviewed_on(cx.today) {
        let words =
            if matches!(due, Standing::Late(_)) { "Not reviewed, late" } else { "Done, not reviewed" };
        return (format!("? {words}"), theme::NOT_REVIEWED);
    }
    let badge = || due.badge(row.due);
    let plain = |sign: char, words: String| (format!("{sign} {words}").trim_end().to_owned(), theme::PLAIN);
    match (row.state, due) {
        (ActionStage::Blocked, _) => ("! Blocked".to_owned(), theme::OVERDUE),
        (_, Standing::Late(_)) => (format!("! {}", badge()), theme::OVERDUE),
        (_, Standing::DueToday | Standing::DueSoon(_)) => (format!("~ {}", badge()), theme::DUE_SOON),
        (ActionStage::Proposed, _) if row.smart_missing.is_empty() => plain('.', "Draft".to_owned()),
        (ActionStage::Proposed, _) => plain('.', format!("Draft, lacks {}", row.smart_missing)),
        (ActionStage::NotAdopted, _) => plain('-', "Not adopted".to_owned()),
        (ActionStage::Reviewed | ActionStage::Sustained, _) => match row.result {
            Some(ReviewResult::Effective) => plain('=', "Worked".to_owned()),
            Some(ReviewResult::Partly) => plain('=', "Partly worked".to_owned()),
            _ => plain('=', "Reviewed".to_owned()),
        },
        (ActionStage::UnderWay | ActionStage::Reopened, _) => plain('o', badge()),
        _ => plain('.', badge()),
    }
}

fn line(row: &ActionRow, cx: &Cx, columns: u16, is_selected: bool, is_marked: bool) -> Line<'static> {
    let gap = |text: &str, wide: usize| " ".repeat(wide.saturating_sub(width(text)).max(1));
    let reference = row.reference.to_string();
    let (stands, look) = stands(row, cx);
    let stands = cut(&stands, STANDS);
    let mut left = usize::from(columns).saturating_sub(ACTION + STANDS + 6);
    let mut spans = vec![
        Span::raw(if is_selected { ">" } else { " " }),
        Span::styled(if is_marked { "*" } else { " " }, theme::BOLD),
        Span::styled(reference.clone(), if is_selected { theme::SELECTED } else { theme::PLAIN }),
        Span::raw(gap(&reference, ACTION)),
        Span::styled(stands.clone(), look),
        Span::raw(gap(&stands, STANDS + 1)),
    ];
    if WITH_CASE <= columns {
        let case = row.first_case.map(|it| it.to_string()).unwrap_or_default();
        spans.push(Span::raw(format!("{case}{}", gap(&case, CASE))));
        left = left.saturating_sub(CASE);
    }
    if WITH_OWNER <= columns {
        let owner = if row.owner.is_empty() { "Nobody" } else { cx.house.office.person_name(&row.owner) };
        let owner = cut(owner, OWNER - 1);
        spans.push(Span::raw(format!("{owner}{}", gap(&owner, OWNER))));
        left = left.saturating_sub(OWNER);
    }
    spans.push(Span::raw(cut(&row.what, left)));
    Line::from(spans)
}

fn headings(columns: u16) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    let mut head = |title: &'static str, wide: usize| {
        spans.push(Span::styled(title, theme::HEADING));
        spans.push(Span::raw(" ".repeat(wide.saturating_sub(title.len()))));
    };
    head("Action", ACTION);
    head("Stands", STANDS + 1);
    if WITH_CASE <= columns {
        head("Case", CASE);
    }
    if WITH_OWNER <= columns {
        head("Owner", OWNER);
    }
    head("What will change", 0);
    Line::from(spans)
}

impl Screen for Plans {
    fn scopes(&self) -> &'static [Scope] {
        if self.is_finding { &[Scope::Finding] } else { PLANS }
    }

    fn reference(&self) -> Option<String> {
        self.selected().map(|it| it.reference.to_string())
    }

    fn takes_text(&self) -> bool {
        self.is_finding
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let Act::TakePlan(step) = act else { return Ok(()) };
        let deed = deed_of_plan_step(step);
        if step == PlanStep::MakePlan {
            return cx.may(deed, &cx.asker.at_large());
        }
        if !self.marked.is_empty() && !ON_MANY.contains(&step) {
            return Err("Only o and m act on several actions at once. Esc takes the marks off.".to_owned());
        }
        let Some(row) = self.selected() else { return Err("There is no action to do this to.".to_owned()) };
        cx.may(deed, &cx.asker.to_action(&row.owner))?;
        let it = row.reference;
        match (step, row.state) {
            (PlanStep::CompleteAction | PlanStep::StartAction, ActionStage::Completed) => {
                Err(format!("{it} is done already. Somebody else reviews it now (r)."))
            }
            (
                PlanStep::CompleteAction | PlanStep::StartAction | PlanStep::ReviewAction,
                ActionStage::Proposed,
            ) => Err(format!("{it} is not agreed yet. Open the plan (Enter) and agree to it (a).")),
            (_, ActionStage::NotAdopted) => Err(format!("{it} was not adopted.")),
            _ => Ok(()),
        }
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Key(chord) => self.type_to_find(chord, cx),
            Input::Paste(text) if self.is_finding => {
                self.filter.push_str(&one_line(text));
                self.reload(cx)
            }
            Input::Shown | Input::Changed => self.reload(cx),
            Input::Replied(Reply::Actions { filter, rows }) if self.asked.as_ref() == Some(filter) => {
                self.asked = None;
                self.take_rows(rows);
                Vec::new()
            }
            Input::Failed(fault) => {
                self.asked = None;
                vec![Effect::Warn(fault.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.height.set(usize::from(list.height));
        put(frame, area, 1, &self.heading(cx), theme::PLAIN);
        let top = self.cursor.top(usize::from(list.height));
        if let Some(wrong) = &self.wrong {
            put(frame, list, 0, &format!("   {wrong}"), theme::PLAIN);
        } else if self.rows.is_empty() && self.asked.is_none() {
            for (row, words) in (0..).zip(self.empty_words()) {
                put(frame, list, row, &format!("   {words}"), theme::PLAIN);
            }
        } else {
            put_line(frame, area, 2, headings(area.width));
            for (row, (place, it)) in (0..list.height).zip(self.rows.iter().enumerate().skip(top)) {
                let is_marked = self.marked.contains(&it.reference);
                put_line(frame, list, row, line(it, cx, list.width, place == self.cursor.at, is_marked));
            }
        }
        let at = if self.is_finding && self.cursor.at == 0 {
            let typed = u16::try_from(7 + width(&self.filter)).unwrap_or(u16::MAX);
            (area.x + typed.min(area.width - 1), area.y + 1)
        } else {
            let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
            (list.x + 2, list.y + row.min(list.height))
        };
        frame.set_cursor_position(at);
    }
}
