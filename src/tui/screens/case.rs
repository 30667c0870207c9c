//! One case: its facts, its dates, its issues and everything that happened to it, with the next step on one key.

use std::cell::RefMut;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Fault, Moment, Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::case::command::Step;
use crate::domain::case::decide::ending::missing_before_closing;
use crate::domain::case::letter::{Manner, addressee, filled};
use crate::domain::case::record::Case;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::text::{cut, one_line, sentence_case};
use crate::domain::vocabulary::LetterKind;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::tables::form_of;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, CASE, Scope};
use crate::tui::screen::{Choice, Cx, Effect, Input, LetterWent, MenuItem, Place, Screen};
use crate::tui::screens::case_lines::{Around, LeadsTo, lines, soonest};
use crate::tui::screens::reading::{Pages, Reading};
use crate::tui::screens::steps;
use crate::tui::theme;

/// A case on screen.
#[derive(Debug)]
pub struct CaseScreen {
    reference: CaseRef,
    case: Option<Box<Case>>,
    moments: Vec<Moment>,
    around: Around,
    reading: Reading<LeadsTo>,
    /// What is offered as soon as it is here: its steps, or letters from it.
    offers: Option<Act>,
}

impl CaseScreen {
    /// The screen of a case; it reads the case when it is shown.
    pub const fn new(reference: CaseRef) -> Self {
        Self {
            reference,
            case: None,
            moments: Vec::new(),
            around: Around { plans: Vec::new(), changed: Vec::new(), others: Vec::new() },
            reading: Reading::at_the_beginning(),
            offers: None,
        }
    }

    /// The same, with something to choose from: its steps, or letters from it.
    pub fn offering(reference: CaseRef, act: Act) -> Self {
        Self { offers: Some(act), ..Self::new(reference) }
    }

    fn read(&self) -> Vec<Effect> {
        vec![
            Effect::Call(Request::Record(self.reference.into())),
            Effect::Call(Request::History(self.reference.into())),
            Effect::Call(Request::PlansOf(self.reference)),
        ]
    }

    fn page(&self, cx: &Cx) -> RefMut<'_, Pages<LeadsTo>> {
        self.reading.page(cx, |widths| match &self.case {
            Some(case) => lines(case, &self.around, &self.moments, cx, widths),
            None => Pages::none(),
        })
    }

    /// The steps that are open now, all of them.
    fn more_steps(&self, cx: &Cx) -> Vec<Effect> {
        let Some(case) = &self.case else { return Vec::new() };
        let all = Step::ALL.iter().filter(|it| form_of(**it).is_some() && **it != Step::Receive);
        let all: Vec<AnyStep> = all.map(|it| AnyStep::Case(*it)).collect();
        let meant =
            |it: AnyStep| if let AnyStep::Case(step) = it { AnyStep::Case(self.meant(step)) } else { it };
        let open = |it: AnyStep| {
            let AnyStep::Case(step) = it else { return None };
            cx.offers(case, step).is_ok().then(|| Place::step(it, self.reference, 0))
        };
        vec![steps::menu(format!("Steps on {}", self.reference), cx.manner.keys, (CASE, &all), &meant, open)]
    }

    /// The letters, each with its text filled in, or with what the case lacks for it.
    fn letters(&self, cx: &Cx) -> Vec<Effect> {
        let Some(case) = &self.case else { return Vec::new() };
        if let Err(why) = cx.offers(case, Step::SendLetter) {
            return vec![Effect::Warn(why)];
        }
        let item = |(kind, part): (&LetterKind, u32)| {
            let word = sentence_case(kind.word());
            let wanted = (*kind, &*self.around.changed);
            let made = filled(&cx.house.office, case, cx.today, &cx.login, wanted);
            let by_post = made.as_ref().is_ok_and(|it| it.lacks_address);
            let word = if by_post { format!("{word}, by post: no address is known") } else { word };
            let (words, effect) = match made {
                // What plans say is not the form's to look at.
                Ok(it) if it.lacks.is_empty() && *kind == LetterKind::WhatWeChanged => {
                    let about = About::Record(self.reference.into(), part);
                    let mut blank = Blank::of_step(AnyStep::Case(Step::SendLetter), about);
                    if cx.kept.iter().all(|kept| kept.form != blank.form || kept.on != blank.about.mark()) {
                        blank.given = vec![("text".to_owned(), it.text)];
                    }
                    (word, Effect::Open(Place::Form(blank)))
                }
                Ok(it) if it.lacks.is_empty() => (word, self.form(Step::SendLetter, part)),
                Ok(it) => (
                    format!("{word}, in English: the office has no wording “{}”", it.lacks),
                    self.form(Step::SendLetter, part),
                ),
                Err(refusal) => (word, Effect::Warn(refusal.to_string())),
            };
            MenuItem {
                key: char::from_digit(part, 10).unwrap_or('0'),
                words,
                effect: Effect::PopAnd(Box::new(effect)),
            }
        };
        let items = LetterKind::ALL.iter().zip(1..).map(item).collect();
        vec![Effect::Open(Place::Menu { title: format!("Letters from {}", self.reference), items })]
    }

    /// A letter that went, to read.
    fn letter(&self, number: u32) -> Option<Effect> {
        let case = self.case.as_ref()?;
        let letter = case.letters.iter().find(|it| it.number == number)?.clone();
        let manner = Manner::of(&addressee(case, letter.kind));
        Some(Effect::Open(Place::Letter(Box::new(LetterWent { case: self.reference, letter, manner }))))
    }

    fn meant(&self, step: Step) -> Step {
        self.case.as_ref().map_or(step, |it| {
            step.on_a_case(
                it.rounds.now.timescale.is_some(),
                it.rounds.now.pause().is_some(),
                it.important().is_some(),
            )
        })
    }

    /// The part that a step can only be on; 0 where there are several, or it is on none.
    fn only_part(&self, step: Step) -> u32 {
        let issues = self.case.as_ref().map(|it| &it.issues[..]);
        if let (Step::Find, Some([only])) = (step, issues) { only.number } else { 0 }
    }

    fn form(&self, step: Step, part: u32) -> Effect {
        Effect::Open(Place::step(AnyStep::Case(step), self.reference, part))
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let here = match act {
            Act::Open => self.reading.opens(&mut self.page(cx)),
            _ => self.reading.leads_to(&mut self.page(cx)),
        };
        match (act, &here) {
            (Act::Help | Act::Open, Some(LeadsTo::Date(clock))) => {
                let title = format!("{}: {}", clock.name, long(clock.due));
                vec![Effect::Open(Place::Why { title, steps: clock.steps.clone() })]
            }
            (Act::Open, Some(LeadsTo::Step(step, part))) => vec![self.form(*step, *part)],
            (Act::Help, _) => vec![Effect::Open(Place::Help(self.scopes()))],
            (Act::Back, _) => vec![Effect::Pop],
            (Act::MoreSteps, _) => self.more_steps(cx),
            (Act::Letters, _) => self.letters(cx),
            (Act::Find, _) => vec![Effect::Open(Place::Within(self.page(cx).words()))],
            (Act::Open, Some(LeadsTo::Letter(number))) => self.letter(*number).into_iter().collect(),
            (Act::Take(AnyStep::Plan(step)), _) => {
                vec![Effect::Open(Place::step(AnyStep::Plan(step), self.reference, 0))]
            }
            (Act::Open, Some(LeadsTo::Case(case))) => vec![Effect::Open(Place::Case(*case))],
            (Act::Open, Some(LeadsTo::Plan(plan))) => vec![Effect::Open(Place::Plan(*plan, 0))],
            (Act::Reload, _) => self.read(),
            (Act::Take(AnyStep::Case(step)), Some(LeadsTo::Step(here, part))) if *here == step => {
                vec![self.form(step, *part)]
            }
            (Act::Take(AnyStep::Case(step)), _) => vec![self.form(self.meant(step), self.only_part(step))],
            _ => {
                self.reading.go(&mut self.page(cx), act);
                Vec::new()
            }
        }
    }
}

impl Screen for CaseScreen {
    fn scopes(&self) -> &'static [Scope] {
        CASE
    }

    fn record(&self) -> Option<RecordRef> {
        Some(self.reference.into())
    }

    fn held(&self) -> Option<AnyRecord> {
        self.case.clone().map(AnyRecord::Case)
    }

    fn reference(&self) -> Option<String> {
        Some(self.reference.to_string())
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        let (Act::Take(AnyStep::Case(step)), Some(case)) = (act, &self.case) else { return Ok(()) };
        let step = self.meant(step);
        cx.offers(case, step)?;
        if step == Step::Close {
            let missing = missing_before_closing(case);
            if !missing.is_empty() {
                return Err(format!("You cannot close this case yet. Still to do: {}.", missing.join("; ")));
            }
        }
        Ok(())
    }

    fn names(&self, act: Act, cx: &Cx) -> bool {
        let opens = act != Act::Open || self.reading.opens(&mut self.page(cx)).is_some();
        opens && self.may(act, cx).is_ok()
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown | Input::Changed => self.read(),
            Input::Replied(Reply::Record(AnyRecord::Case(case))) => {
                self.reading.take(&mut self.case, Some(case.clone()));
                self.reading.stay_within(&mut self.page(cx));
                let person = case.facts.complainant.known_as();
                let others = Request::CasesOf { person, but: Some(self.reference) };
                let mut effects = vec![Effect::Call(others)];
                if let Some(act) = self.offers.take() {
                    effects.extend(self.act(act, cx));
                }
                effects
            }
            Input::Replied(Reply::History { moments, .. }) => {
                self.reading.take(&mut self.moments, moments.clone());
                Vec::new()
            }
            Input::Replied(Reply::PlansOf { plans, changed, .. }) => {
                let (plans, changed) = (plans.clone(), changed.clone());
                let around = Around { plans, changed, ..self.around.clone() };
                self.reading.take(&mut self.around, around);
                Vec::new()
            }
            Input::Replied(Reply::CasesOf(_, others)) => {
                let around = Around { others: others.clone(), ..self.around.clone() };
                self.reading.take(&mut self.around, around);
                Vec::new()
            }
            Input::Chose(Choice::Line(line)) => {
                self.reading.go_to(&mut self.page(cx), *line);
                Vec::new()
            }
            // Gone from whoever looks at it, too: it was restricted meanwhile.
            Input::Failed(Fault::Missing(on)) if *on == self.reference.into() => {
                vec![Effect::Pop, Effect::Warn(format!("There is no case {}.", self.reference))]
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let Some(case) = &self.case else { return };
        self.reading.lay_out(area, cx.manner);
        let (stands, due, words) = soonest(case, cx);
        let mut head = vec![Span::styled(format!(" Case {}", case.reference), theme::BOLD), Span::raw("  ")];
        let look = theme::of(stands);
        if theme::is_badge(look) {
            head.extend(theme::badge(&format!("{} {}", stands.sign(), stands.badge(due, cx.today)), look));
        }
        let used: usize = head.iter().map(Span::width).sum();
        head.push(Span::raw(cut(&format!(" {words}"), usize::from(area.width).saturating_sub(used))));
        put_line(frame, area, 1, Line::from(head));
        if !cx.also_here.is_empty() {
            let names: Vec<&str> = cx.also_here.iter().map(|it| cx.house.office.person_name(it)).collect();
            put(frame, area, 2, &format!(" Also here: {}", one_line(&names.join(", "))), theme::PLAIN);
        }
        self.reading.draw(frame, &mut self.page(cx), cx.manner);
    }
}
