//! The figures of a period, with bars and their numbers; Enter on a figure opens the cases behind it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::api::message::{Reply, Request};
use crate::domain::calendar::period::{PeriodKind, Stretch};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::ServiceId;
use crate::tui::chrome::{put, put_line};
use crate::tui::keymap::{Act, REPORTS, Scope};
use crate::tui::pages::Cursor;
use crate::tui::screen::{Choice, Cx, Effect, Input, MenuItem, Place, Screen};
use crate::tui::screens::report_lines::{About, ReportLine, lines};
use crate::tui::theme;

/// Reports on screen.
#[derive(Debug, Default)]
pub struct Reports {
    kind: PeriodKind,
    /// The period that shows; none until the screen knows what day it is.
    stretch: Option<Stretch>,
    service: Option<ServiceId>,
    now: Option<Box<Performance>>,
    before: Option<Box<Performance>>,
    cursor: Cursor,
    size: std::cell::Cell<(u16, u16)>,
}

impl Reports {
    /// The period before the one that shows.
    fn stretch_before(&self) -> Option<Stretch> {
        let first = self.stretch.as_ref()?.from?;
        Some(self.kind.around(first.pred_opt()?))
    }

    fn period(stretch: &Stretch, cx: &Cx) -> Period {
        Period { from: stretch.from, to: stretch.to.min(cx.today), as_of: cx.today }
    }

    fn read(&mut self, cx: &Cx) -> Vec<Effect> {
        let kind = self.kind;
        let stretch = self.stretch.get_or_insert_with(|| kind.around(cx.today)).clone();
        let ask = |it: &Stretch| {
            Effect::Call(Request::Report { period: Self::period(it, cx), service: self.service })
        };
        let mut effects = vec![ask(&stretch)];
        effects.extend(self.stretch_before().iter().map(ask));
        effects
    }

    fn hear(&mut self, period: &Period, service: Option<ServiceId>, sum: &Performance, cx: &Cx) {
        if service != self.service {
            return;
        }
        let is_of = |it: Option<Stretch>| it.is_some_and(|it| Self::period(&it, cx) == *period);
        if is_of(self.stretch.clone()) {
            self.now = Some(Box::new(sum.clone()));
        } else if is_of(self.stretch_before()) {
            self.before = Some(Box::new(sum.clone()));
        }
    }

    fn turn(&mut self, act: Act, cx: &Cx) -> Vec<Effect> {
        let Some(stretch) = &self.stretch else { return Vec::new() };
        let next = match act {
            Act::PeriodBefore => stretch.from.and_then(|it| it.pred_opt()),
            _ => stretch.to.succ_opt().filter(|it| *it <= cx.today),
        };
        match next {
            Some(day) => {
                self.stretch = Some(self.kind.around(day));
                (self.now, self.before) = (None, None);
                self.read(cx)
            }
            None => vec![Effect::Say("There is no period to go to.".to_owned())],
        }
    }

    fn lines(&self, cx: &Cx) -> Vec<ReportLine> {
        let (Some(stretch), Some(now)) = (&self.stretch, &self.now) else { return Vec::new() };
        let about = About {
            office: &cx.house.office,
            period: Self::period(stretch, cx),
            service: self.service,
            before: self.before.as_deref(),
            columns: self.size.get().0,
            glyphs: cx.manner.glyphs,
        };
        lines(now, &about)
    }

    fn menu(cx: &Cx) -> Effect {
        let mut items: Vec<MenuItem> = PeriodKind::ALL
            .iter()
            .zip('1'..)
            .map(|((kind, words), key)| MenuItem {
                key,
                words: (*words).to_owned(),
                effect: Effect::PopAndChoose(Choice::Periods(*kind)),
            })
            .collect();
        let services =
            cx.house.office.services.items.iter().map(|it| (Some(ServiceId(it.id)), it.name.clone()));
        let all = [(None, "All services".to_owned())].into_iter().chain(services);
        items.extend(all.zip("abcdefghijklmnoprstuvwxyz".chars()).map(|((id, words), key)| MenuItem {
            key,
            words,
            effect: Effect::PopAndChoose(Choice::Service(id)),
        }));
        Effect::Open(Place::Menu { title: "Report on".to_owned(), items })
    }
}

impl Screen for Reports {
    fn scopes(&self) -> &'static [Scope] {
        REPORTS
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Shown | Input::Changed | Input::Act(Act::Reload) => self.read(cx),
            Input::Act(Act::Back) => vec![Effect::Tab(0)],
            Input::Act(Act::Help) => vec![Effect::Open(Place::Help(self.scopes()))],
            Input::Act(Act::Views) => vec![Self::menu(cx)],
            Input::Act(act @ (Act::PeriodBefore | Act::PeriodAfter)) => self.turn(act, cx),
            Input::Act(Act::Open) => match self.lines(cx).get(self.cursor.at).and_then(|it| it.cases.clone())
            {
                Some((title, filter)) => vec![Effect::Open(Place::Cases { title, filter })],
                None => vec![Effect::Say("No cases stand behind this line.".to_owned())],
            },
            Input::Act(act) => {
                self.cursor.go(act, self.lines(cx).len(), usize::from(self.size.get().1));
                Vec::new()
            }
            Input::Chose(choice) => {
                match choice {
                    Choice::Periods(kind) => {
                        self.kind = *kind;
                        self.stretch = None;
                    }
                    Choice::Service(service) => self.service = *service,
                    _ => {}
                }
                (self.now, self.before) = (None, None);
                self.cursor = Cursor::default();
                self.read(cx)
            }
            Input::Replied(Reply::Report { period, service, sum }) => {
                self.hear(period, *service, sum, cx);
                Vec::new()
            }
            Input::Failed(fault) => vec![Effect::Warn(fault.to_string())],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((list.width, list.height));
        let name = self.stretch.as_ref().map_or("", |it| it.name.as_str());
        let service = self
            .service
            .map_or_else(|| "All services".to_owned(), |it| cx.house.office.service_name(Some(it)));
        put(frame, area, 1, &format!(" {name}   {service}"), theme::BOLD);
        let lines = self.lines(cx);
        if lines.is_empty() {
            put(frame, list, 0, " Counting", theme::PLAIN);
        }
        let top = self.cursor.top(usize::from(list.height));
        for (row, (place, it)) in (0..list.height).zip(lines.into_iter().enumerate().skip(top)) {
            let mark = if place == self.cursor.at { ">" } else { " " };
            let mut spans = vec![Span::raw(mark)];
            spans.extend(it.spans);
            put_line(frame, list, row, Line::from(spans));
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((list.x, list.y + row.min(list.height)));
    }
}
