//! The app: a stack of screens, what they may look at, and one message line. Given a message it says what is to be
//! done; it does none of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Fault, Hello, Reply, Request};
use crate::domain::listing::Counts;
use crate::domain::office::House;
use crate::tui::chrome::{SMALLEST, header, hints, put, too_small};
use crate::tui::drafts::{DraftKey, Found, Saved};
use crate::tui::keymap::{Act, resolve};
use crate::tui::screen::{Cx, Effect, Input, Place, Screen};
use crate::tui::screens::case::CaseScreen;
use crate::tui::screens::form::FormScreen;
use crate::tui::screens::help::Help;
use crate::tui::screens::inbox::Inbox;
use crate::tui::screens::offer::Offer;
use crate::tui::screens::why::Why;
use crate::tui::terminal::chord::Chord;
use crate::tui::terminal::joiner;
use crate::tui::theme;
use crate::tui::wrapping::wrap;

/// The most lines that a message takes.
const MESSAGE_LINES: usize = 3;

/// What the app hears.
#[derive(Debug)]
pub enum Msg {
    /// Something typed, pasted or resized.
    Typed(joiner::Input),
    /// The desk answered.
    Replied(Result<Reply, Fault>),
    /// A draft is on disk, as of that time.
    DraftSaved(DraftKey, DateTime<Utc>),
    /// A draft is not on disk; the words say why. It is still in memory.
    DraftTrouble(String),
    /// A draft of an earlier session was taken over.
    DraftTaken(Box<Saved>),
    /// Nobody has pressed a key for a moment.
    Quiet,
    /// It is another day.
    Today(NaiveDate),
}

/// What the shell around the app is to do.
#[derive(Debug, PartialEq)]
pub enum Job {
    /// Ask the desk.
    Call(Request),
    /// Remember a draft.
    Keep(Box<Saved>),
    /// Delete a draft.
    Forget(DraftKey),
    /// Take over a draft of an earlier session.
    TakeOver(Box<Found>),
    /// Throw away a draft of an earlier session.
    ThrowAway(Box<Found>),
    /// Draw everything again.
    Redraw,
    /// To the shell and back.
    Suspend,
    /// End.
    Quit,
}

/// The app.
pub struct App {
    stack: Vec<Box<dyn Screen>>,
    cx: Cx,
    message: String,
    /// Whether leaving was asked for once.
    is_leaving: bool,
}

impl App {
    /// The app as it starts, with the drafts that earlier sessions left.
    pub fn start(hello: Hello, found: Vec<Found>) -> (Self, Vec<Job>) {
        let is_set_up = hello.office.is_set_up();
        let cx = Cx {
            today: hello.today,
            house: Arc::new(House::new(hello.office)),
            login: hello.login,
            role: hello.role,
            counts: Counts::default(),
            kept: Vec::new(),
        };
        let message = hello.notices.join(" ");
        let mut app = Self { stack: vec![Box::new(Inbox::default())], cx, message, is_leaving: false };
        if !found.is_empty() {
            app.stack.push(Box::new(Offer::new(found)));
        }
        let mut jobs = app.shown();
        if !is_set_up {
            jobs.extend(app.perform(vec![Effect::Open(Place::SetUp)]));
        }
        (app, jobs)
    }

    /// Whether the screen on top wants to hear when nobody has pressed a key for a moment.
    pub fn wants_quiet(&self) -> bool {
        self.top().wants_quiet()
    }

    /// What the message line says.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The day that the app works under.
    pub const fn today(&self) -> NaiveDate {
        self.cx.today
    }

    /// Time zone of the office.
    pub fn zone(&self) -> Tz {
        self.cx.house.office.zone()
    }

    /// Hears something, and says what is to be done.
    pub fn update(&mut self, msg: Msg) -> Vec<Job> {
        match msg {
            Msg::Typed(joiner::Input::Chord(chord)) => self.press(chord),
            Msg::Typed(joiner::Input::Paste(text)) => self.tell_top(Input::Paste(&text)),
            Msg::Typed(joiner::Input::Resize(..)) => Vec::new(),
            Msg::Typed(joiner::Input::Gone) => vec![Job::Quit],
            Msg::Replied(Ok(reply)) => self.hear(&reply),
            Msg::Replied(Err(fault)) => self.tell_top(Input::Failed(&fault)),
            Msg::DraftSaved(key, at) => {
                let at = at.with_timezone(&self.zone()).format("%H:%M").to_string();
                self.tell_all(|| Input::DraftSaved(&key, &at))
            }
            Msg::DraftTrouble(why) => {
                self.message = format!("Your text is not on disk yet: {why}");
                Vec::new()
            }
            Msg::DraftTaken(saved) => self.perform(vec![Effect::Open(Place::Draft(saved))]),
            Msg::Quiet => self.tell_top(Input::Quiet),
            Msg::Today(today) => {
                self.cx.today = today;
                self.shown()
            }
        }
    }

    fn press(&mut self, chord: Chord) -> Vec<Job> {
        self.message.clear();
        let was_leaving = std::mem::take(&mut self.is_leaving);
        let top = self.stack.last_mut().expect("the inbox is never left");
        let act = resolve(top.scopes(), chord)
            .filter(|_| !top.takes_text() || chord.text().is_none_or(|it| it == '\n'));
        match act {
            None => self.tell_top(Input::Key(chord)),
            Some(Act::Leave) => vec![Job::Quit],
            Some(Act::Redraw) => vec![Job::Redraw],
            Some(Act::Suspend) => vec![Job::Suspend],
            Some(act) => {
                self.is_leaving = was_leaving;
                let jobs = self.take(act);
                if act != Act::Back {
                    self.is_leaving = false;
                }
                jobs
            }
        }
    }

    fn take(&mut self, act: Act) -> Vec<Job> {
        match self.top().may(act, &self.cx) {
            Ok(()) => self.tell_top(Input::Act(act)),
            Err(why) => {
                self.message = why;
                Vec::new()
            }
        }
    }

    fn hear(&mut self, reply: &Reply) -> Vec<Job> {
        match reply {
            Reply::Counts(counts) => self.cx.counts = *counts,
            Reply::Office(office) => self.cx.house = Arc::new(House::new((**office).clone())),
            _ => {}
        }
        self.tell_all(|| Input::Replied(reply))
    }

    fn shown(&mut self) -> Vec<Job> {
        self.tell_top(Input::Shown)
    }

    fn tell_top(&mut self, input: Input<'_>) -> Vec<Job> {
        let top = self.stack.last_mut().expect("the inbox is never left");
        let effects = top.update(input, &self.cx);
        self.perform(effects)
    }

    fn tell_all<'a>(&mut self, input: impl Fn() -> Input<'a>) -> Vec<Job> {
        let effects: Vec<Effect> =
            self.stack.iter_mut().flat_map(|screen| screen.update(input(), &self.cx)).collect();
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<Job> {
        let mut jobs = Vec::new();
        for effect in effects {
            match effect {
                Effect::Call(request) => jobs.push(Job::Call(request)),
                Effect::Open(place) => {
                    let screen = open(place);
                    self.stack.push(screen);
                    jobs.extend(self.shown());
                }
                Effect::Pop => jobs.extend(self.pop()),
                Effect::PopAndDo(act) => {
                    jobs.extend(self.pop());
                    jobs.extend(self.take(act));
                }
                Effect::Say(words) | Effect::Warn(words) => self.message = words,
                Effect::Keep(saved) => {
                    self.cx.kept.retain(|it| it.key() != saved.key());
                    self.cx.kept.push((*saved).clone());
                    jobs.push(Job::Keep(saved));
                }
                Effect::Forget(key) => {
                    self.cx.kept.retain(|it| it.key() != key);
                    jobs.push(Job::Forget(key));
                }
                Effect::CarryOn(found) => jobs.push(Job::TakeOver(found)),
                Effect::ThrowAway(found) => jobs.push(Job::ThrowAway(found)),
                Effect::Redraw => jobs.push(Job::Redraw),
                Effect::Suspend => jobs.push(Job::Suspend),
                Effect::Quit if self.is_leaving => jobs.push(Job::Quit),
                Effect::Quit => {
                    self.is_leaving = true;
                    "Press q again to leave redress.".clone_into(&mut self.message);
                }
            }
        }
        jobs
    }

    fn pop(&mut self) -> Vec<Job> {
        if self.stack.len() > 1 {
            self.stack.pop();
        }
        self.shown()
    }

    fn top(&self) -> &dyn Screen {
        self.stack.last().expect("the inbox is never left").as_ref()
    }

    /// Draws the screen on top, with the message and the keys below it.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            too_small(frame);
            return;
        }
        let top = self.top();
        header(frame, area, &self.cx);
        top.view(frame, Rect { height: area.height - 2, ..area }, &self.cx);
        let below = Rect { width: area.width - 1, ..area };
        // A message longer than its line takes lines of the screen: what it says matters more than what it covers.
        let lines = wrap(&self.message, usize::from(area.width).saturating_sub(3));
        let shown = lines.len().min(MESSAGE_LINES);
        let first = area.height - 1 - u16::try_from(shown).unwrap_or(1);
        for (row, words) in (first..).zip(lines.iter().take(shown)) {
            let blank = " ".repeat(usize::from(below.width));
            put(frame, below, row, &blank, theme::PLAIN);
            put(frame, below, row, &format!(" {words}"), theme::BOLD);
        }
        put(frame, below, area.height - 1, &hints(top, &self.cx, area.width), theme::PLAIN);
    }
}

/// The screen of a place.
fn open(place: Place) -> Box<dyn Screen> {
    match place {
        Place::Case(reference) => Box::new(CaseScreen::new(reference)),
        Place::Form { step, on, part } => Box::new(FormScreen::of_step(step, on, part)),
        Place::SetUp => Box::new(FormScreen::set_up()),
        Place::Draft(saved) => Box::new(FormScreen::of_draft(*saved)),
        Place::Help(scopes) => Box::new(Help::new(scopes)),
        Place::Why { title, steps } => Box::new(Why::new(title, steps)),
    }
}
