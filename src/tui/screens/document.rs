//! A document on screen, to read through before it goes out: saved as a file from here, or kept as it is published.
//!
//! It is made away from the keys. Meanwhile the screen says how far it is, and Esc stops it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Reply, Request};
use crate::domain::calendar::dates::long;
use crate::domain::records::any::AnyRecord;
use crate::domain::records::step::AnyStep;
use crate::domain::text::sentence_case;
use crate::domain::wrapping::wrap;
use crate::domain::year::command::YearStep;
use crate::domain::year::record::YearRecord;
use crate::report::commission::{Commission, Freeze, Made};
use crate::report::document::Document;
use crate::report::render::{large, text};
use crate::tui::chrome::put;
use crate::tui::keymap::{Act, DOCUMENT, Scope};
use crate::tui::pace::Pace;
use crate::tui::pages::Cursor;
use crate::tui::screen::{Choice, Cx, Effect, Input, Paper, Place, Saving, Screen};
use crate::tui::screens::saving_as::{self, DOCUMENTS};
use crate::tui::terminal::chord::{Chord, Key};
use crate::tui::theme;

/// Columns of a document as text. On a narrower screen it shows as it is printed large, which takes fewer.
const COLUMNS: u16 = 78;

/// A document on screen.
#[derive(Debug)]
pub struct DocumentScreen {
    commission: Commission,
    document: Option<Box<Document>>,
    /// How much of how much is counted.
    counting: Pace,
    /// Why there is none.
    trouble: Option<String>,
    /// The reason for keeping it as published, while it is typed.
    reason: Option<String>,
    /// The reason with which it was asked for last.
    asked: Option<String>,
    /// What speaks against keeping it, while somebody is asked whether to; with the reason that was typed.
    against: Option<(String, Vec<String>)>,
    /// Whether what was kept of it is awaited, to be shown as it was.
    asks_what_was: bool,
    /// How it was when it was last kept as published, with what is said above it, while that shows.
    was: Option<(String, Rc<[String]>)>,
    cursor: Cursor,
    size: Cell<(u16, u16)>,
    /// The document as lines, in large print or not: made once for each document.
    kept: RefCell<Option<(bool, Rc<[String]>)>>,
}

/// The menu of what a document can be written as.
pub fn formats(title: &str) -> Effect {
    let words = |_, what: &str| what.to_owned();
    saving_as::menu(title, DOCUMENTS, words, |it| Effect::PopAndChoose(Choice::Format(it)))
}

impl DocumentScreen {
    /// The document that was asked for, which is made when the screen shows.
    pub fn new(commission: Commission) -> Self {
        Self {
            commission,
            document: None,
            counting: Pace::default(),
            trouble: None,
            reason: None,
            asked: None,
            against: None,
            asks_what_was: false,
            was: None,
            cursor: Cursor::default(),
            size: Cell::new((80, 20)),
            kept: RefCell::new(None),
        }
    }

    const fn is_waiting(&self) -> bool {
        self.document.is_none() && self.trouble.is_none()
    }

    fn lines(&self) -> Rc<[String]> {
        let waiting = || match (&self.trouble, self.counting.words()) {
            (Some(why), _) => format!(" {why}"),
            (None, far) if far.is_empty() => " Counting. Esc stops it.".to_owned(),
            (None, far) => format!(" Counting: {far}. Esc stops it."),
        };
        let Some(document) = &self.document else { return Rc::new([waiting()]) };
        if let Some((_, against)) = &self.against {
            let columns = usize::from(self.size.get().0).saturating_sub(4);
            return against.iter().flat_map(|it| wrap(&format!("- {it}"), columns)).collect();
        }
        if let Some((_, was)) = &self.was {
            return Rc::clone(was);
        }
        let is_large = self.size.get().0 < COLUMNS;
        let kept = self.kept.take().filter(|it| it.0 == is_large);
        let (_, lines) = kept.unwrap_or_else(|| {
            let text = if is_large { large::render(document) } else { text::render(document) };
            (is_large, text.lines().map(str::to_owned).collect())
        });
        self.kept.replace(Some((is_large, Rc::clone(&lines))));
        lines
    }

    fn hear(&mut self, paper: &Paper, cx: &Cx) -> Vec<Effect> {
        match paper {
            Paper::Counting(done, of) => self.counting.reach((*done, *of), cx.running),
            Paper::GivenUp => {}
            Paper::Made(Ok(Made::Document(document))) => {
                self.document = Some(document.clone());
                self.kept.replace(None);
            }
            Paper::Made(Ok(Made::Kept(words))) => return vec![Effect::Say(words.clone())],
            Paper::Made(Ok(Made::Asks(against))) => {
                self.against = self.asked.take().map(|reason| (reason, against.clone()));
            }
            Paper::Made(Err(why)) if self.document.is_some() => return vec![Effect::Warn(why.clone())],
            Paper::Made(Err(why)) => self.trouble = Some(why.clone()),
            Paper::Saved(Ok(path)) => return vec![Effect::Say(format!("Saved: {}", path.display()))],
            Paper::Saved(Err(why)) => return vec![Effect::Warn(format!("{why}."))],
        }
        Vec::new()
    }

    fn type_reason(&mut self, chord: Chord) -> Vec<Effect> {
        let Some(reason) = &mut self.reason else { return Vec::new() };
        match (chord.key, chord.text()) {
            (Key::Enter, _) => {
                let reason = self.reason.take().unwrap_or_default();
                self.asked = Some(reason.clone());
                return vec![self.freeze(reason, false)];
            }
            (Key::Backspace, _) => drop(reason.pop()),
            (_, Some(letter)) if !letter.is_control() => reason.push(letter),
            _ => {}
        }
        Vec::new()
    }

    fn freeze(&self, reason: String, even_so: bool) -> Effect {
        let freeze = Some(Freeze { reason, even_so });
        Effect::Make(Box::new(Commission { freeze, ..self.commission.clone() }))
    }

    /// The document as it was when it was last kept as published.
    fn as_it_was(&mut self, year: &YearRecord) -> Vec<Effect> {
        let Commission { document, subject, .. } = &self.commission;
        let (from, to) = (subject.stretch.from, subject.stretch.to);
        let Some(it) = year.publication(document, subject.scope, from, to) else {
            let why = "It was not frozen yet. Press f to keep it as it is published.";
            return vec![Effect::Warn(why.to_owned())];
        };
        match it.as_it_was() {
            Err(why) => vec![Effect::Warn(format!("{}.", sentence_case(why)))],
            Ok(text) => {
                let (was, sum) = match it.sum_now().filter(|_| it.was_erased_in()) {
                    None => ("As it was frozen on", it.text_sha256.clone()),
                    Some(now) => ("Without whom an erasure took out of it, as frozen on", now),
                };
                let heading = format!(" {was} {}, SHA-256 {sum}", long(it.on));
                self.was = Some((heading, text.lines().map(str::to_owned).collect()));
                self.cursor = Cursor::default();
                Vec::new()
            }
        }
    }

    fn act(&mut self, act: Act) -> Vec<Effect> {
        match act {
            Act::Back if self.against.take().is_some() => Vec::new(),
            Act::Open if self.against.is_some() => {
                let (reason, _) = self.against.take().unwrap_or_default();
                vec![self.freeze(reason, true)]
            }
            Act::Back if self.was.take().is_some() => {
                self.cursor = Cursor::default();
                Vec::new()
            }
            Act::Back if self.reason.take().is_some() => Vec::new(),
            Act::Back if self.is_waiting() => vec![Effect::GiveUp, Effect::Pop],
            Act::Back => vec![Effect::Pop],
            Act::Open if self.reason.is_some() => self.type_reason(Chord::plain(Key::Enter)),
            Act::AsItWas => {
                self.asks_what_was = true;
                vec![Effect::Call(Request::Record(self.commission.subject.year().into()))]
            }
            Act::Save => vec![formats("Save the document as")],
            Act::Take(AnyStep::Year(YearStep::Freeze)) => {
                self.reason = Some(String::new());
                Vec::new()
            }
            Act::Help => vec![Effect::Open(Place::Help(self.scopes()))],
            act => {
                self.cursor.go(act, self.lines().len(), usize::from(self.size.get().1));
                Vec::new()
            }
        }
    }
}

impl Screen for DocumentScreen {
    fn scopes(&self) -> &'static [Scope] {
        if self.reason.is_some() { &[Scope::Finding] } else { DOCUMENT }
    }

    fn may(&self, act: Act, _: &Cx) -> Result<(), String> {
        match act {
            Act::Save | Act::Take(AnyStep::Year(YearStep::Freeze)) if self.document.is_none() => {
                Err("There is no document yet.".to_owned())
            }
            Act::Save | Act::Take(AnyStep::Year(YearStep::Freeze)) if self.was.is_some() => {
                Err("This is how it was. Press Esc for how it is now.".to_owned())
            }
            Act::Open if self.reason.is_none() && self.against.is_none() => {
                Err("Nothing opens from a document.".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn takes_text(&self) -> bool {
        self.reason.is_some()
    }

    fn hints(&self) -> Option<String> {
        if self.against.is_some() {
            return Some(" Enter keep it even so   Esc leave it".to_owned());
        }
        self.reason.is_some().then(|| " Enter freeze it   Esc leave it".to_owned())
    }

    fn update(&mut self, input: Input<'_>, cx: &Cx) -> Vec<Effect> {
        match input {
            Input::Shown if self.is_waiting() => {
                self.counting = Pace::begun(cx.running);
                vec![Effect::Make(Box::new(self.commission.clone()))]
            }
            Input::Act(act) => self.act(act),
            Input::Key(chord) => self.type_reason(chord),
            Input::Paper(paper) => self.hear(paper, cx),
            Input::Replied(Reply::Record(AnyRecord::Year(year))) if self.asks_what_was => {
                self.asks_what_was = false;
                self.as_it_was(year)
            }
            Input::Failed(fault) if self.asks_what_was => {
                self.asks_what_was = false;
                vec![Effect::Warn(fault.to_string())]
            }
            Input::Chose(Choice::Format(format)) => {
                let Some(document) = &self.document else { return Vec::new() };
                let (document, format) = ((**document).clone(), *format);
                let name = self.commission.file_name(&cx.house.office);
                vec![Effect::Save(Box::new(Saving { document, format, name }))]
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, _: &Cx) {
        let below = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        self.size.set((below.width, below.height));
        // A column stays free on the left, where the text leaves one.
        let free = u16::from(COLUMNS < area.width);
        let page = Rect { x: below.x + free, width: below.width - free, ..below };
        let lines = self.lines();
        let (name, period) = (self.commission.document, &self.commission.subject.stretch.name);
        let place = format!(" {name}   {period}   line {} of {}", self.cursor.at + 1, lines.len());
        let asks = " It is not kept as published yet. Keep it even so?".to_owned();
        let was = self.was.as_ref().map(|it| it.0.clone());
        let place = if self.against.is_some() { asks } else { was.unwrap_or(place) };
        let heading = self.reason.as_ref().map_or(place, |reason| {
            format!(" Keep it as it is published. Why, if it was published before: {reason}")
        });
        put(frame, Rect { x: page.x, width: page.width, ..area }, 1, heading.trim_start(), theme::BOLD);
        let top = self.cursor.top(usize::from(page.height));
        for (row, words) in (0..page.height).zip(lines.iter().skip(top)) {
            put(frame, page, row, words, theme::PLAIN);
        }
        let row = u16::try_from(self.cursor.at.saturating_sub(top)).unwrap_or(0);
        frame.set_cursor_position((page.x, page.y + row.min(page.height)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::period::PeriodKind;
    use crate::domain::figures::period::Scope as Whose;
    use crate::domain::wrapping::bytes_looked_at;
    use crate::report::documents::DOCUMENTS;
    use crate::report::gathering::Subject;
    use crate::report::render::Format;
    use crate::tui::fixture::cx;

    fn screen() -> DocumentScreen {
        let (kind, today) = (PeriodKind::Quarter, cx().today);
        let subject = Subject::of(Some(kind), kind.around(today), Whose::All, today);
        DocumentScreen::new(Commission::of(&DOCUMENTS[1], &subject))
    }

    #[test]
    fn it_is_made_when_it_shows_says_how_far_it_is_and_is_given_up_with_a_key() {
        let mut screen = screen();
        let effects = screen.update(Input::Shown, &cx());
        assert!(matches!(&effects[..], [Effect::Make(it)] if it.document == "board" && it.freeze.is_none()));
        screen.update(Input::Paper(&Paper::Counting(30, 40)), &cx());
        assert_eq!(*screen.lines(), [" Counting: 75%. Esc stops it."]);
        assert!(screen.may(Act::Save, &cx()).is_err());
        assert_eq!(screen.update(Input::Act(Act::Back), &cx()), [Effect::GiveUp, Effect::Pop]);
    }

    #[test]
    fn what_was_read_is_what_is_saved_and_frozen_with_the_reason_that_was_typed() {
        let mut screen = screen();
        let document = Document { title: "The board's".into(), ..Document::default() };
        let made = Paper::Made(Ok(Made::Document(Box::new(document.clone()))));
        screen.update(Input::Paper(&made), &cx());
        assert!(screen.lines()[0].contains("The board's"));
        let effects = screen.update(Input::Chose(&Choice::Format(Format::Html)), &cx());
        let saving = Saving { document, format: Format::Html, name: "board-2026-27-q3".into() };
        assert_eq!(effects, [Effect::Save(Box::new(saving))]);
        screen.update(Input::Act(Act::Take(AnyStep::Year(YearStep::Freeze))), &cx());
        screen.update(Input::Key(Chord::char('x')), &cx());
        let effects = screen.update(Input::Act(Act::Open), &cx());
        let frozen = |effects: &[Effect]| match effects {
            [Effect::Make(it)] => it.freeze.clone().map(|it| (it.reason, it.even_so)),
            _ => None,
        };
        assert_eq!(frozen(&effects), Some(("x".to_owned(), false)));
        // What speaks against it is named first, and it is kept only when that is confirmed.
        let asks = Paper::Made(Ok(Made::Asks(vec!["The words are stale.".into()])));
        screen.update(Input::Paper(&asks), &cx());
        assert_eq!(*screen.lines(), ["- The words are stale."]);
        let effects = screen.update(Input::Act(Act::Open), &cx());
        assert_eq!(frozen(&effects), Some(("x".to_owned(), true)));
        screen.asked = Some("x".into());
        screen.update(Input::Paper(&asks), &cx());
        assert_eq!(screen.update(Input::Act(Act::Back), &cx()), []);
        assert!(screen.against.is_none());
    }

    #[test]
    fn a_document_is_broken_into_lines_once_however_many_keys_are_pressed() {
        let mut screen = screen();
        let made = |title: &str| {
            let document =
                Document { title: title.into(), about: vec!["x".repeat(10_000)], ..Document::default() };
            Paper::Made(Ok(Made::Document(Box::new(document))))
        };
        screen.update(Input::Paper(&made("One")), &cx());
        let (lines, before) = (screen.lines().len(), bytes_looked_at());
        for act in [Act::Down, Act::PageDown, Act::End] {
            screen.update(Input::Act(act), &cx());
        }
        assert_eq!((screen.cursor.at, bytes_looked_at()), (lines - 1, before));
        screen.update(Input::Paper(&made("Two")), &cx());
        assert!(screen.lines().iter().any(|it| it.contains("Two")) && bytes_looked_at() > before);
    }
}
