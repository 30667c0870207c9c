//! An entry of a register: what it holds, what is owed on it, and everything that happened to it.

use std::cell::RefMut;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Fault, Moment, Reply, Request};
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{EntryRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::register::entry::Entry;
use crate::domain::register::kinds::kind_of;
use crate::domain::text::sentence_case;
use crate::tui::chrome::put;
use crate::tui::keymap::{Act, ENTRY, Scope};
use crate::tui::screen::{Choice, Cx, Effect, Input, Place, Screen};
use crate::tui::screens::entries::meant;
use crate::tui::screens::entry_lines::lines;
use crate::tui::screens::reading::{Pages, Reading};
use crate::tui::screens::steps;
use crate::tui::theme;

/// An entry on screen.
#[derive(Debug)]
pub struct EntryScreen {
    reference: EntryRef,
    entry: Option<Box<Entry>>,
    moments: Vec<Moment>,
    reading: Reading<Place>,
}

impl EntryScreen {
    /// The screen of an entry; it reads the entry when it is shown.
    pub const fn new(reference: EntryRef) -> Self {
        Self { reference, entry: None, moments: Vec::new(), reading: Reading::at_the_beginning() }
    }

    fn read(&self) -> Vec<Effect> {
        let on = RecordRef::from(self.reference);
        vec![Effect::Call(Request::Record(on)), Effect::Call(Request::History(on))]
    }

    fn form(&self, step: EntryStep) -> Place {
        Place::step(AnyStep::of_entry(self.reference.register, step), self.reference, 0)
    }

    fn page(&self, cx: &Cx) -> RefMut<'_, Pages<Place>> {
        self.reading.page(cx, |widths| match &self.entry {
            Some(entry) => lines(entry, &self.moments, cx, widths),
            None => Pages::none(),
        })
    }

    /// The steps that are open on it.
    fn more_steps(&self, cx: &Cx) -> Vec<Effect> {
        let Some(entry) = &self.entry else { return Vec::new() };
        let is_of_an_entry = |it: &&EntryStep| !matches!(it, EntryStep::Enter | EntryStep::ImportEntry);
        let all = EntryStep::ALL.iter().filter(is_of_an_entry).map(|it| AnyStep::Entry(None, *it));
        let all: Vec<AnyStep> = all.collect();
        let of = |step: EntryStep| AnyStep::Entry(None, step);
        let is_meant =
            |it: AnyStep| if let AnyStep::Entry(_, step) = it { of(meant(entry, step)) } else { it };
        let open = |it: AnyStep| {
            let AnyStep::Entry(_, step) = it else { return None };
            cx.offers_on_entry(entry, step).is_ok().then(|| self.form(step))
        };
        vec![steps::menu(
            format!("Steps on {}", self.reference),
            cx.manner.keys,
            (ENTRY, &all),
            &is_meant,
            open,
        )]
    }

    fn act(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        match act {
            Act::Back => vec![Effect::Pop],
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            Act::Reload => self.read(),
            Act::Find => vec![Effect::Open(Place::Within(self.page(cx).words()))],
            Act::MoreSteps => self.more_steps(cx),
            Act::Take(AnyStep::Entry(_, step)) => {
                let step = self.entry.as_ref().map_or(step, |it| meant(it, step));
                vec![Effect::Open(self.form(step))]
            }
            Act::Open => {
                let here = self.reading.leads_to(&mut self.page(cx));
                here.map(Effect::Open).into_iter().collect()
            }
            _ => {
                self.reading.go(&mut self.page(cx), act);
                Vec::new()
            }
        }
    }
}

impl Screen for EntryScreen {
    fn scopes(&self) -> &'static [Scope] {
        ENTRY
    }

    fn record(&self) -> Option<RecordRef> {
        Some(self.reference.into())
    }

    fn held(&self) -> Option<AnyRecord> {
        self.entry.clone().map(AnyRecord::Entry)
    }

    fn reference(&self) -> Option<String> {
        Some(self.reference.to_string())
    }

    fn may(&self, act: Act, cx: &Cx) -> Result<(), String> {
        match (act, &self.entry) {
            (Act::Take(AnyStep::Entry(_, step)), Some(it)) => cx.offers_on_entry(it, meant(it, step)),
            _ => Ok(()),
        }
    }

    fn names(&self, act: Act, cx: &Cx) -> bool {
        let opens = act != Act::Open || self.reading.leads_to(&mut self.page(cx)).is_some();
        opens && self.may(act, cx).is_ok()
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Act(act) => self.act(act, cx),
            Input::Shown | Input::Changed => self.read(),
            Input::Replied(Reply::Record(AnyRecord::Entry(entry))) => {
                self.reading.take(&mut self.entry, Some(entry.clone()));
                self.reading.stay_within(&mut self.page(cx));
                Vec::new()
            }
            Input::Replied(Reply::History { moments, .. }) => {
                self.reading.take(&mut self.moments, moments.clone());
                Vec::new()
            }
            Input::Failed(fault @ Fault::Missing(on)) if *on == self.reference.into() => {
                vec![Effect::Pop, Effect::Warn(fault.to_string())]
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
        let (Some(_), Some(kind)) = (&self.entry, kind_of(self.reference.register)) else { return };
        self.reading.lay_out(area, cx.manner);
        put(frame, area, 1, &format!(" {} {}", sentence_case(kind.one), self.reference), theme::BOLD);
        self.reading.draw(frame, &mut self.page(cx), cx.manner);
    }
}
