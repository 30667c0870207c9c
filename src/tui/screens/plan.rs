//! One plan: what it is about, its actions with the guide's nine elements and what is missing, the person's part, the
//! impact over time, and everything that happened.

use std::cell::RefMut;

use chrono::{Datelike, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Fault, Moment, MonthsRequest, Reply, Request};
use crate::domain::figures::impact::first_month;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{PlanRef, RecordRef};
use crate::domain::text::{cut, one_line, width};
use crate::forms::tables::form_of_any;
use crate::tui::chrome::put_line;
use crate::tui::keymap::{Act, PLAN, Scope};
use crate::tui::screen::{Choice, Cx, Effect, Input, Place, Screen};
use crate::tui::screens::plan_lines::{Counts, Leads, lines};
use crate::tui::screens::reading::{Pages, Reading};
use crate::tui::screens::steps;
use crate::tui::theme;

/// A plan on screen.
#[derive(Debug)]
pub struct PlanScreen {
    reference: PlanRef,
    plan: Option<Box<Plan>>,
    moments: Vec<Moment>,
    counts: Option<Counts>,
    /// The action to go to when the plan is here; 0 for none.
    wanted: u32,
    reading: Reading<Leads>,
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
            reading: Reading::at_the_beginning(),
        }
    }

    fn read(&self) -> Vec<Effect> {
        vec![
            Effect::Call(Request::Record(self.reference.into())),
            Effect::Call(Request::History(self.reference.into())),
        ]
    }

    fn page(&self, cx: &Cx) -> RefMut<'_, Pages<Leads>> {
        self.reading.page(cx, |widths| match &self.plan {
            Some(plan) => lines(plan, self.counts.as_ref(), &self.moments, cx, widths),
            None => Pages::none(),
        })
    }

    /// What the line with the cursor leads to.
    fn here(&self, cx: &Cx) -> Option<Leads> {
        self.reading.leads_to(&mut self.page(cx))
    }

    /// The action that the cursor is on or in; 0 for none.
    fn action(&self, cx: &Cx) -> u32 {
        if let Some(Leads::Action(number)) = self.here(cx) { number } else { 0 }
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
        let all = PlanStep::ALL.iter().filter(|it| **it != PlanStep::MakePlan).map(|it| AnyStep::Plan(*it));
        let all: Vec<AnyStep> = all.filter(|it| form_of_any(*it).is_some()).collect();
        let meant = |it: AnyStep| {
            if let AnyStep::Plan(step) = it { AnyStep::Plan(self.meant(step, action)) } else { it }
        };
        let open = |it: AnyStep| {
            let AnyStep::Plan(step) = it else { return None };
            cx.offers_on_plan(plan, action, step).is_ok().then(|| Place::step(it, self.reference, action))
        };
        let title = if action > 0 {
            format!("Steps on {}/{action}", self.reference)
        } else {
            format!("Steps on {}", self.reference)
        };
        vec![steps::menu(title, cx.manner.keys, (PLAN, &all), &meant, open)]
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let action = self.action(cx);
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.read(),
            Act::Find => vec![Effect::Open(Place::Within(self.page(cx).words()))],
            Act::MoreSteps => self.more_steps(action, cx),
            Act::Take(AnyStep::Plan(step)) => vec![self.form(self.meant(step, action), action)],
            Act::Just(AnyStep::Plan(step)) => vec![self.form(step, action)],
            Act::Open => match self.here(cx) {
                Some(Leads::Case(case)) => vec![Effect::Open(Place::Case(case))],
                Some(Leads::Action(action)) => vec![self.form(PlanStep::AmendAction, action)],
                None => Vec::new(),
            },
            _ => {
                self.reading.go(&mut self.page(cx), act);
                Vec::new()
            }
        }
    }

    /// Asks how many complaints there were, month by month, where the plan says which ones.
    fn ask_counts(plan: &Plan, cx: &Cx) -> Option<Effect> {
        let (service, theme) = (plan.facts.service?, plan.facts.theme?);
        let from = first_month(cx.today)?;
        let request = MonthsRequest { theme: Some(theme), service: Some(service), from, to: cx.today };
        Some(Effect::Call(Request::Months(request)))
    }

    fn take_plan(&mut self, plan: &Plan, cx: &Cx) -> Vec<Effect> {
        self.reading.take(&mut self.plan, Some(Box::new(plan.clone())));
        if self.wanted > 0 {
            let wanted = Some(Leads::Action(self.wanted));
            let line = self.page(cx).find(|it| it.leads == wanted).unwrap_or(0);
            self.reading.put_on(line);
            self.wanted = 0;
        }
        self.reading.stay_within(&mut self.page(cx));
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
        let Some(plan) = &self.plan else { return Ok(()) };
        let number = self.action(cx);
        let step = match act {
            Act::Take(AnyStep::Plan(step)) => self.meant(step, number),
            Act::Just(AnyStep::Plan(step)) => step,
            _ => return Ok(()),
        };
        cx.offers_on_plan(plan, number, step)
    }

    fn names(&self, act: Act, cx: &Cx) -> bool {
        (act != Act::Open || self.here(cx).is_some()) && self.may(act, cx).is_ok()
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown | Input::Changed => self.read(),
            Input::Replied(Reply::Record(AnyRecord::Plan(plan))) => self.take_plan(plan, cx),
            Input::Replied(Reply::History { moments, .. }) => {
                self.reading.take(&mut self.moments, moments.clone());
                Vec::new()
            }
            Input::Replied(Reply::Months { request, received, wrong }) => {
                let counts = Counts {
                    from: first_of_month(request.from),
                    months: received.clone(),
                    wrong: wrong.clone(),
                };
                self.reading.take(&mut self.counts, Some(counts));
                Vec::new()
            }
            Input::Failed(Fault::Missing(on)) if *on == self.reference.into() => {
                vec![Effect::Pop, Effect::Warn(format!("There is no plan {}.", self.reference))]
            }
            Input::Chose(Choice::Line(line)) => {
                self.reading.go_to(&mut self.page(cx), *line);
                Vec::new()
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let Some(plan) = &self.plan else { return };
        self.reading.lay_out(area, cx.manner);
        let stage = format!("   {}", plan.stage());
        let room = usize::from(area.width).saturating_sub(width(&stage) + 1);
        let called = format!(" Plan {}: {}", plan.reference, one_line(&plan.facts.title));
        let head = Line::from(vec![
            Span::styled(cut(&called, room), theme::BOLD),
            Span::styled(stage, theme::LABEL),
        ]);
        put_line(frame, area, 1, head);
        self.reading.draw(frame, &mut self.page(cx), cx.manner);
    }
}
