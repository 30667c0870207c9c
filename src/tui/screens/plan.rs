//! One plan: what it is about, its actions with the guide's nine elements and what is missing, the person's part, the
//! impact over time, and everything that happened.

use chrono::{Datelike, Months, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Fault, Moment, MonthsRequest, Reply, Request};
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{PlanRef, RecordRef};
use crate::forms::tables::form_of_any;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, PLAN, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::plan_lines::{Counts, Leads, PlanLine, lines};
use crate::tui::theme;

/// How many months the impact is looked at over.
const MONTHS: u32 = 24;
/// Keys of the menu of steps, in their order.
const STEP_KEYS: &str = "abcdefghijklmnoprstuvwxyz1234567890";

/// A plan on screen.
#[derive(Debug)]
pub struct PlanScreen {
    reference: PlanRef,
    plan: Option<Box<Plan>>,
    moments: Vec<Moment>,
    counts: Option<Counts>,
    /// The action to go to when the plan is here; 0 for none.
    wanted: u32,
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

impl PlanScreen {
    /// The screen of a plan, with the cursor on one of its actions; 0 for none.
    pub const fn new(reference: PlanRef, action: u32) -> Self {
        Self {
            reference,
            plan: None,
            moments: Vec::new(),
            counts: None,
            wanted: action,
            cursor: Cursor { at: 0 },
            size: std::cell::Cell::new((80, 20)),
        }
    }

    fn read(&self) -> Vec<Effect> {
        vec![
            Effect::Call(Request::Record(self.reference.into())),
            Effect::Call(Request::History(self.reference.into())),
        ]
    }

    fn lines(&self, cx: &Cx) -> Vec<PlanLine> {
        let columns = usize::from(self.size.get().0);
        let plan = self.plan.as_deref();
        plan.map(|plan| lines(plan, self.counts.as_ref(), &self.moments, cx, columns)).unwrap_or_default()
    }

    /// The action that the cursor is on or in; 0 for none.
    fn action(&self, lines: &[PlanLine]) -> u32 {
        match lines.get(self.cursor.at).map(|it| &it.leads) {
            Some(Leads::Action(number)) => *number,
            _ => 0,
        }
    }

    fn form(&self, step: PlanStep, part: u32) -> Effect {
        Effect::Open(Place::step(AnyStep::Plan(step), self.reference, part))
    }

    /// What a key means here: editing away from an action edits the plan; reviewing what is not done looks at progress.
    fn meant(&self, step: PlanStep, action: u32) -> PlanStep {
        let done =
            self.plan.as_ref().and_then(|it| it.action(action)).is_some_and(|it| it.completion().is_some());
        match step {
            PlanStep::AmendAction if action == 0 => PlanStep::AmendPlan,
            PlanStep::ReviewAction if !done => PlanStep::ReviewProgress,
            PlanStep::ClosePlan if self.plan.as_ref().is_some_and(|it| it.closing().is_some()) => {
                PlanStep::ReopenPlan
            }
            step => step,
        }
    }

    /// The steps that are open on the plan and on the action under the cursor.
    fn more_steps(&self, action: u32, cx: &Cx) -> Vec<Effect> {
        let Some(plan) = &self.plan else { return Vec::new() };
        let open = |step: &&PlanStep| {
            **step != PlanStep::MakePlan && cx.offers_on_plan(plan, action, **step).is_ok()
        };
        let items: Vec<MenuItem> = PlanStep::ALL
            .iter()
            .filter(open)
            .filter(|it| form_of_any(AnyStep::Plan(**it)).is_some())
            .zip(STEP_KEYS.chars())
            .map(|(step, key)| MenuItem {
                key,
                words: format!("{:<20} {}", step.title(), step.help()),
                effect: Effect::PopAnd(Box::new(self.form(*step, action))),
            })
            .collect();
        let title = if action > 0 {
            format!("Steps on {}/{action}", self.reference)
        } else {
            format!("Steps on {}", self.reference)
        };
        vec![Effect::Open(Place::Menu { title, items })]
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let lines = self.lines(cx);
        let action = self.action(&lines);
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.read(),
            Act::MoreSteps => self.more_steps(action, cx),
            Act::Take(AnyStep::Plan(step)) => vec![self.form(self.meant(step, action), action)],
            Act::Open => match lines.get(self.cursor.at).map(|it| &it.leads) {
                Some(Leads::Case(case)) => vec![Effect::Open(Place::Case(*case))],
                Some(Leads::Action(action)) => vec![self.form(PlanStep::AmendAction, *action)],
                _ => Vec::new(),
            },
            Act::NextPart | Act::PreviousPart => {
                let parts: Vec<usize> = (0..lines.len()).filter(|it| lines[*it].is_head).collect();
                let found = if act == Act::NextPart {
                    parts.iter().find(|it| self.cursor.at < **it)
                } else {
                    parts.iter().rev().find(|it| **it < self.cursor.at)
                };
                self.cursor.at = found.copied().unwrap_or(0);
                Vec::new()
            }
            _ => {
                self.cursor.go(act, lines.len(), usize::from(self.size.get().1));
                Vec::new()
            }
        }
    }

    /// Asks how many complaints there were, month by month, where the plan says which ones.
    fn ask_counts(plan: &Plan, cx: &Cx) -> Option<Effect> {
        let (service, theme) = (plan.facts.service?, plan.facts.theme?);
        let from = cx.today.checked_sub_months(Months::new(MONTHS))?.with_day(1)?;
        let request = MonthsRequest { theme: Some(theme), service: Some(service), from, to: cx.today };
        Some(Effect::Call(Request::Months(request)))
    }

    fn take_plan(&mut self, plan: &Plan, cx: &Cx) -> Vec<Effect> {
        self.plan = Some(Box::new(plan.clone()));
        let lines = self.lines(cx);
        if self.wanted > 0 {
            let here = Leads::Action(self.wanted);
            self.cursor.at = lines.iter().position(|it| it.leads == here).unwrap_or(0);
            self.wanted = 0;
        }
        self.cursor.stay_within(lines.len());
        Self::ask_counts(plan, cx).into_iter().collect()
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

impl Screen for PlanScreen {
    fn scopes(&self) -> &'static [Scope] {
        PLAN
    }

    fn record(&self) -> Option<RecordRef> {
        Some(self.reference.into())
    }

    fn held(&self) -> Option<AnyRecord> {
        self.plan.clone().map(AnyRecord::Plan)
    }

    fn reference(&self) -> Option<String> {
        Some(self.reference.to_string())
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let Act::Take(AnyStep::Plan(step)) = act else { return Ok(()) };
        let Some(plan) = &self.plan else { return Ok(()) };
        let number = self.action(&self.lines(cx));
        let step = self.meant(step, number);
        cx.offers_on_plan(plan, number, step)
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown | Input::Changed => self.read(),
            Input::Replied(Reply::Record(AnyRecord::Plan(plan))) => self.take_plan(plan, cx),
            Input::Replied(Reply::History { moments, .. }) => {
                self.moments.clone_from(moments);
                Vec::new()
            }
            Input::Replied(Reply::Months { request, received, wrong }) => {
                self.counts = Some(Counts {
                    from: first_of_month(request.from),
                    months: received.clone(),
                    wrong: wrong.clone(),
                });
                Vec::new()
            }
            Input::Failed(Fault::Missing(_)) if self.plan.is_none() => {
                vec![Effect::Pop, Effect::Warn(format!("There is no plan {}.", self.reference))]
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let Some(plan) = &self.plan else { return };
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((list.width, list.height));
        let head = format!(" Plan {}: {}   {}", plan.reference, plan.facts.title, plan.stage());
        put(frame, area, 1, &head, theme::BOLD);
        let lines = self.lines(cx);
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(lines.into_iter().enumerate().skip(top)) {
            put_line(frame, list, row, it.line);
            if place == self.cursor.at {
                put_line(frame, Rect { width: 1, ..list }, row, Line::from(Span::raw(">")));
            }
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
