//! The app: a stack of screens, what they may look at, and one message line. Given a message it says what is to be
//! done; it does none of it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Ask, Done, Fault, Hello, Reply, Request};
use crate::api::notice::Notice;
use crate::api::waiting::{given_up, may_be_given_up};
use crate::domain::authority::Asker;
use crate::domain::listing::Counts;
use crate::domain::records::any::{AnyCommand, AnyRecord, Which};
use crate::domain::records::change::UNDONE;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{ActionRef, RecordRef};
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::{KINDS, kind_of};
use crate::domain::text::one_line;
use crate::domain::wrapping::wrap;
use crate::domain::year::command::YearStep;
use crate::drafts::{DraftKey, Found, Saved};
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::tables::office::SET_UP;
use crate::tui::chrome::{REPORTS_TAB, SMALLEST, TABS, header, hints, put, put_line, too_small, wipe};
use crate::tui::keymap::{Act, Keys};
use crate::tui::own_commands::Ran;
use crate::tui::pace::in_words;
use crate::tui::screen::{CutOff, Cx, Effect, Input, Manner, Paper, Place, RequestId, Screen, Undo};
use crate::tui::screens::actions::Actions;
use crate::tui::screens::case::CaseScreen;
use crate::tui::screens::cases::Cases;
use crate::tui::screens::document::DocumentScreen;
use crate::tui::screens::drafts::Drafts;
use crate::tui::screens::entries::Entries;
use crate::tui::screens::entry::EntryScreen;
use crate::tui::screens::flaws::{Flaws, OneByOne};
use crate::tui::screens::form::FormScreen;
use crate::tui::screens::help::Help;
use crate::tui::screens::letter::LetterScreen;
use crate::tui::screens::list::ListScreen;
use crate::tui::screens::menu::Menu;
use crate::tui::screens::office::OfficeScreen;
use crate::tui::screens::owed::Diary;
use crate::tui::screens::palette::Palette;
use crate::tui::screens::people::People;
use crate::tui::screens::plan::PlanScreen;
use crate::tui::screens::reports::Reports;
use crate::tui::screens::results::Results;
use crate::tui::screens::retention::RetentionList;
use crate::tui::screens::start::StartScreen;
use crate::tui::screens::topic::TopicScreen;
use crate::tui::screens::why::Why;
use crate::tui::screens::within::Within;
use crate::tui::screens::years;
use crate::tui::terminal::chord::{Chord, ESC};
use crate::tui::terminal::joiner;
use crate::tui::theme;

/// How long somebody waits before it is said for how long.
const SECOND: Duration = Duration::from_secs(1);
/// The most lines that a message takes.
const MESSAGE_LINES: usize = 3;

/// What is said while the shared office cannot be reached.
const CUT_OFF: &str =
    "The shared office cannot be reached. What you type is kept; it goes on by itself when it is back.";
/// What is said where somebody stops what cannot be stopped.
const GOES_ON: &str = "Your change is on its way, and cannot be stopped. It goes on by itself.";

/// Keys that act even where single letters do not.
const FIND_KEYS: &str = ":/?";

/// What the app hears.
#[derive(Debug)]
pub enum Msg {
    /// Something typed, pasted or resized.
    Typed(joiner::Input),
    /// Others did something, or the way to the office was lost or found.
    Told(Notice),
    /// The desk answered the request of this number.
    Replied(RequestId, Result<Reply, Fault>),
    /// A draft is on disk, as of that time.
    DraftSaved(DraftKey, DateTime<Utc>),
    /// A draft is not on disk; the words say why. It is still in memory.
    DraftTrouble(String),
    /// A draft of an earlier session was taken over.
    DraftTaken(Box<Saved>, Option<Box<Found>>),
    /// How far a document is, or what came of it.
    Paper(Paper),
    /// A command of somebody's own is over.
    Ran(Ran),
    /// Nobody has pressed a key for a moment.
    Quiet,
    /// It is another day.
    Today(NaiveDate),
}

/// An open screen, with a number that no other has.
struct Open {
    number: u64,
    screen: Box<dyn Screen>,
}

/// A request that is on its way.
#[derive(Clone, Copy, Debug)]
struct OnItsWay {
    /// The screen that asked; none where the app did.
    by: Option<u64>,
    /// What is asked for, to be named where it takes long.
    what: &'static str,
    may_be_given_up: bool,
    /// When it was asked, since the app began.
    since: Duration,
}

/// The app.
pub struct App {
    tabs: Vec<Open>,
    tab: usize,
    /// Screens over the tab, the last one on top.
    stack: Vec<Open>,
    /// The tab and the screens over it from which a key led to a page of the reports.
    came_from: Option<(usize, Vec<Open>)>,
    /// Numbers given to screens and requests so far.
    numbers: u64,
    /// Requests that are not answered yet.
    waiting: BTreeMap<RequestId, OnItsWay>,
    cx: Cx,
    message: String,
    /// What the next key does if it is the same again.
    asked: Option<Asked>,
    /// One's own changes of this visit, the last one last.
    undo: Vec<Undo>,
    /// Those of them that were undone, the last one last.
    redo: Vec<Undo>,
    /// What is being undone, or done again, until the desk has answered.
    going: Option<(RequestId, Going, Undo)>,
    /// The version of what was undone, where only the history of its record says what that was.
    told_by: Option<(RequestId, u64)>,
    /// Why no change can be saved at the moment.
    trouble: Option<String>,
    /// The record that is on screen.
    looking_at: Option<RecordRef>,
}

/// What was asked for once and is done if it is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Leave,
    Go(Going),
}

/// Which way one goes through one's own changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Going {
    /// Undoing the last one.
    Back,
    /// Doing again what was undone last.
    Forth,
}

impl App {
    /// The app as it starts, with the drafts that earlier sessions left.
    pub fn start(hello: Hello, found: Vec<Found>, manner: Manner) -> (Self, Vec<Effect>) {
        let is_set_up = hello.office.is_set_up();
        let cx = Cx {
            asker: Asker::of(&hello.office, &hello.login, hello.today).unwrap_or_default(),
            today: hello.today,
            manner,
            house: manner.house(hello.office),
            login: hello.login,
            counts: Counts::default(),
            last_here: None,
            kept: Vec::new(),
            found,
            also_here: Vec::new(),
            cut_off: None,
            running: Duration::ZERO,
        };
        let message = hello.notices.join(" ");
        let screens: Vec<Box<dyn Screen>> = vec![
            Box::new(ListScreen::new(Cases)),
            Box::new(ListScreen::new(Actions)),
            Box::new(ListScreen::new(Diary::reviews())),
            Box::new(Reports::default()),
        ];
        let tabs: Vec<Open> =
            (0_u64..).zip(screens).map(|(number, screen)| Open { number, screen }).collect();
        let mut app = Self {
            numbers: tabs.len() as u64,
            tabs,
            tab: 0,
            stack: Vec::new(),
            came_from: None,
            waiting: BTreeMap::new(),
            cx,
            message,
            asked: None,
            undo: Vec::new(),
            redo: Vec::new(),
            going: None,
            told_by: None,
            trouble: None,
            looking_at: None,
        };
        if !app.cx.found.is_empty() {
            app.push(Box::new(Drafts::of_earlier_sessions()));
        }
        let mut jobs = app.shown();
        if !is_set_up {
            jobs.extend(app.perform(vec![Effect::Open(Place::Form(Blank::named(SET_UP, About::Nothing)))]));
        }
        (app, jobs)
    }

    /// Asks what others did since somebody was last here.
    pub fn since(&mut self, after: DateTime<Utc>) -> Effect {
        self.cx.last_here = Some(after);
        let (login, today) = (self.cx.login.clone(), self.cx.today);
        self.ask(None, Request::Since { login, after, today })
    }

    /// Asks how open cases stand.
    fn counts(&mut self) -> Effect {
        let today = self.cx.today;
        self.ask(None, Request::Counts { today })
    }

    /// Asks the desk for a screen, or for the app itself.
    fn ask(&mut self, screen: Option<u64>, request: Request) -> Effect {
        self.numbers += 1;
        let (what, may_be_given_up) = (what(&request), may_be_given_up(&request));
        let asked = OnItsWay { by: screen, what, may_be_given_up, since: self.cx.running };
        self.waiting.insert(self.numbers, asked);
        Effect::Ask(self.numbers, request)
    }

    fn push(&mut self, screen: Box<dyn Screen>) {
        self.numbers += 1;
        self.stack.push(Open { number: self.numbers, screen });
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

    /// Why there is no answer, while that is said: then what there is is drawn, for nothing else comes.
    pub const fn cut_off(&self) -> Option<CutOff> {
        self.cx.cut_off
    }

    /// What earlier sessions left unfinished.
    pub fn found(&self) -> &[Found] {
        &self.cx.found
    }

    /// It has been running for so long.
    pub const fn runs(&mut self, running: Duration) {
        self.cx.running = running;
    }

    /// What is said while there is no answer.
    fn no_answer(&self, why: CutOff) -> String {
        let CutOff::Slow = why else { return CUT_OFF.to_owned() };
        let all = self.waiting.values();
        let Some(first) = all.clone().find(|it| !it.may_be_given_up).or(all.clone().next()) else {
            return "There is no answer yet. What you type is kept; it goes on by itself when there is one."
                .to_owned();
        };
        let so_far = self.cx.running.saturating_sub(first.since);
        let after = if so_far < SECOND { "yet".to_owned() } else { format!("after {}", in_words(so_far)) };
        let stops = if first.may_be_given_up { "Esc stops it." } else { "It goes on by itself." };
        // Whoever waits for a change is told what is in its way.
        match self.trouble.as_ref().filter(|_| !first.may_be_given_up) {
            Some(why) => format!("{why} Yours waits, and is not saved {after}. {stops}"),
            None => format!("{} not here {after}. What you type is kept. {stops}", first.what),
        }
    }

    /// Whoever waits stops waiting: screens hear so, and what comes late is dropped. A change is waited for.
    fn give_up(&mut self) -> Vec<Effect> {
        if !self.waiting.values().all(|it| it.may_be_given_up) {
            GOES_ON.clone_into(&mut self.message);
            return Vec::new();
        }
        self.cx.cut_off = None;
        self.told_by = None;
        let fault = given_up();
        self.message = fault.to_string();
        let asked: Vec<u64> =
            std::mem::take(&mut self.waiting).into_values().filter_map(|it| it.by).collect();
        let mut jobs = vec![Effect::GiveUp];
        jobs.extend(asked.into_iter().flat_map(|it| self.tell(it, Input::Failed(&fault))));
        jobs
    }

    /// Hears something, and says what is to be done.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut jobs = self.hear_of(msg);
        let on = self.stack.iter().rev().find_map(|it| it.screen.record());
        if on != self.looking_at {
            self.cx.also_here.clear();
            self.looking_at = on;
            jobs.push(Effect::LookAt(on));
        }
        jobs
    }

    fn hear_of(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Told(notice) => self.told(notice),
            Msg::Typed(joiner::Input::Chord(chord)) => self.press(chord),
            Msg::Typed(joiner::Input::Paste(text)) => self.tell_top(Input::Paste(&text)),
            Msg::Typed(joiner::Input::Resized) => Vec::new(),
            Msg::Typed(joiner::Input::Gone) => vec![Effect::Quit],
            Msg::Replied(number, answer) => self.hear(number, &answer),
            Msg::DraftSaved(key, at) => {
                let at = at.with_timezone(&self.zone()).format("%H:%M").to_string();
                self.tell_all(|| Input::DraftSaved(&key, &at))
            }
            Msg::DraftTrouble(why) => {
                self.message = format!("Your text is not on disk yet: {why}");
                Vec::new()
            }
            Msg::DraftTaken(saved, aside) => {
                self.cx.kept.retain(|it| it.key() != saved.key());
                self.cx.kept.push((*saved).clone());
                self.cx.found.extend(aside.map(|it| *it));
                self.perform(vec![Effect::Open(Place::Form(Blank::of_draft(&saved)))])
            }
            Msg::Paper(paper) => self.tell_all(|| Input::Paper(&paper)),
            Msg::Ran(ran) => self.ran(ran),
            Msg::Quiet => self.tell_top(Input::Quiet),
            Msg::Today(today) => {
                self.cx.today = today;
                self.know_asker();
                self.shown()
            }
        }
    }

    fn told(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::Changed { here_by } => {
                if let (Some(by), Some(on)) = (here_by, &self.looking_at) {
                    let by = one_line(self.cx.house.office.person_name(&by));
                    self.message = if self.top().takes_text() {
                        format!("{by} changed {on} just now. What you typed is kept.")
                    } else {
                        format!("{by} changed {on} just now. This is how it stands.")
                    };
                }
                self.look_again()
            }
            Notice::AlsoHere(names) => {
                self.cx.also_here = names;
                Vec::new()
            }
            Notice::CannotSave(words) => {
                self.message.clone_from(&words);
                self.trouble = Some(words);
                Vec::new()
            }
            Notice::SavesAgain => {
                let told = self.trouble.take();
                // What was waited for has said more by itself.
                if self.message.is_empty() || Some(&self.message) == told.as_ref() {
                    "Changes can be saved again.".clone_into(&mut self.message);
                }
                Vec::new()
            }
            Notice::Lost => {
                self.cx.cut_off = Some(CutOff::Lost);
                // Whoever asks makes the connection again.
                vec![self.counts()]
            }
            Notice::Slow => {
                self.cx.cut_off = Some(CutOff::Slow);
                Vec::new()
            }
            Notice::Back => match self.cx.cut_off.take() {
                // The answer itself shows what was asked for.
                Some(CutOff::Slow) => Vec::new(),
                Some(CutOff::Lost) => {
                    "The shared office is back.".clone_into(&mut self.message);
                    self.look_again()
                }
                None => self.look_again(),
            },
        }
    }

    fn look_again(&mut self) -> Vec<Effect> {
        self.count_and_tell(Input::Changed)
    }

    fn press(&mut self, chord: Chord) -> Vec<Effect> {
        self.message.clear();
        if chord == ESC && self.cx.cut_off == Some(CutOff::Slow) && !self.waiting.is_empty() {
            return self.give_up();
        }
        let asked = self.asked.take();
        let acts = |it: char| it.is_control() || FIND_KEYS.contains(it);
        if !self.cx.manner.single_keys && !self.top().takes_text() && !chord.text().is_none_or(acts) {
            "Single letters do nothing: single_keys is off. Type : to find a command by its words."
                .clone_into(&mut self.message);
            return Vec::new();
        }
        let keys = self.cx.manner.keys;
        let top = self.top_mut();
        let act = keys
            .resolve(top.scopes(), chord)
            .filter(|_| !top.takes_text() || chord.text().is_none_or(char::is_control));
        match act {
            None => self.tell_top(Input::Key(chord)),
            Some(Act::Leave) => vec![Effect::Quit],
            Some(Act::Redraw) => vec![Effect::Redraw],
            Some(Act::Suspend) => vec![Effect::Suspend],
            Some(Act::Undo) => self.press_going(Going::Back, asked),
            Some(Act::Redo) => self.press_going(Going::Forth, asked),
            Some(act) => {
                self.asked = asked.filter(|_| act == Act::Back);
                self.take(act)
            }
        }
    }

    /// The first press says what it would undo or do again, the second does it.
    fn press_going(&mut self, going: Going, asked: Option<Asked>) -> Vec<Effect> {
        let (from, nothing, what) = match going {
            Going::Back => (
                &self.undo,
                "There is nothing to undo. What begins a record stays: close it, and say why.",
                "u again to undo",
            ),
            Going::Forth => {
                (&self.redo, "There is nothing to do again: you have undone nothing.", "U again to do again")
            }
        };
        let Some(change) = from.last().cloned().or_else(|| self.before_this_sitting(going)) else {
            nothing.clone_into(&mut self.message);
            return Vec::new();
        };
        if asked != Some(Asked::Go(going)) {
            self.asked = Some(Asked::Go(going));
            self.message = format!("Press {what}: {}.", change.words);
            return Vec::new();
        }
        let step = |(on, version): &(RecordRef, Option<u64>)| {
            let which = Which { version: *version };
            Ask::on(
                *on,
                match going {
                    Going::Back => AnyCommand::TakeBack(which),
                    Going::Forth => AnyCommand::PutBack(which),
                },
            )
        };
        let asks: Vec<Ask> = match going {
            // Of several changes of one record the last one goes first.
            Going::Back => change.on.iter().rev().map(step).collect(),
            Going::Forth => change.on.iter().map(step).collect(),
        };
        let effect = self.ask(None, Request::Do(asks));
        self.going = Some((self.numbers, going, change));
        vec![effect]
    }

    /// One's own last change of the record on top, made before redress was started.
    fn before_this_sitting(&self, going: Going) -> Option<Undo> {
        let on = self.top().record().filter(|_| going == Going::Back)?;
        Some(Undo { on: vec![(on, None)], words: format!("your last change of {}", on.in_words()) })
    }

    /// What was undone or done again, as far as it could be, is no longer on one side and is on the other.
    fn gone(&mut self, going: Going, change: &Undo, results: &[Result<Done, Fault>]) -> Vec<Effect> {
        let mut on = change.on.clone();
        if going == Going::Back {
            on.reverse();
        }
        let failed: Vec<String> = on
            .iter()
            .zip(results)
            .filter_map(|((on, _), it)| it.as_ref().err().map(|why| format!("{on}: {why}")))
            .collect();
        let all = change.on.len();
        let (done, hint) = match going {
            Going::Back => (UNDONE, " U does it again."),
            Going::Forth => ("Done again", " u undoes it."),
        };
        self.message = match failed.first() {
            None => format!("{done}: {}.{hint}", change.words),
            Some(first) => format!("{done} on {} of {all}. {first}", all - failed.len()),
        };
        let left: Vec<(RecordRef, Option<u64>)> = change
            .on
            .iter()
            .filter(|it| on.iter().zip(results).any(|(on, result)| on == *it && result.is_ok()))
            .copied()
            .collect();
        match going {
            Going::Back => drop(self.undo.pop()),
            Going::Forth => drop(self.redo.pop()),
        }
        if !left.is_empty() {
            let change = Undo { on: left, words: change.words.clone() };
            match going {
                Going::Back => self.redo.push(change),
                Going::Forth => self.undo.push(change),
            }
        }
        let mut jobs = Vec::new();
        if let ([(on, None)], [Ok(it)]) = (&change.on[..], results) {
            jobs.push(self.ask(None, Request::History(*on)));
            self.told_by = Some((self.numbers, it.version));
        }
        jobs.extend(self.shown());
        jobs
    }

    fn take(&mut self, act: Act) -> Vec<Effect> {
        match self.top().may(act, &self.cx) {
            Ok(()) => match act {
                Act::NextTab => self.go_to_tab((self.tab + 1) % TABS.len()),
                Act::PreviousTab => self.go_to_tab((self.tab + TABS.len() - 1) % TABS.len()),
                Act::Undo => self.press_going(Going::Back, Some(Asked::Go(Going::Back))),
                Act::Redo => self.press_going(Going::Forth, Some(Asked::Go(Going::Forth))),
                Act::Palette => self.perform(vec![Effect::Open(Place::Palette(self.top().scopes()))]),
                Act::Start => self.perform(vec![Effect::Open(Place::Start(None))]),
                Act::Office => self.perform(vec![Effect::Open(Place::Office)]),
                Act::Drafts => self.perform(vec![Effect::Open(Place::Drafts)]),
                Act::Flaws => self.perform(vec![Effect::Open(Place::Flaws)]),
                Act::People => self.perform(vec![Effect::Open(Place::People)]),
                Act::Kept => self.perform(vec![Effect::Open(Place::Kept)]),
                Act::AllOwed => self.perform(vec![Effect::Open(Place::Owed)]),
                Act::Register(letter) => match kind_of(letter).map(|it| self.cx.may_at_large(it.read)) {
                    Some(Err(why)) => {
                        self.message = why;
                        Vec::new()
                    }
                    _ => self.perform(vec![Effect::Open(Place::Register(letter))]),
                },
                Act::Leading | Act::Registers | Act::Tab(REPORTS_TAB) => {
                    let came_from = (self.tab, std::mem::take(&mut self.stack));
                    let mut jobs = self.go_to_tab(REPORTS_TAB);
                    self.came_from = Some(came_from).filter(|it| it.0 != REPORTS_TAB || !it.1.is_empty());
                    if self.shut_tab().is_none() {
                        jobs.extend(self.tell_top(Input::Act(act)));
                    }
                    jobs
                }
                Act::Tab(tab) => self.go_to_tab(tab),
                Act::Take(AnyStep::Year(step @ (YearStep::RecordOmbudsman | YearStep::WriteContext))) => {
                    self.perform(vec![years::menu(step, self.cx.today)])
                }
                Act::Beside => {
                    let is_two = !self.cx.manner.beside;
                    self.cx.manner.beside = is_two;
                    let words = if is_two {
                        "Two columns, where the window has 110 or more. Z shows one."
                    } else {
                        "One column. Z shows two again."
                    };
                    words.clone_into(&mut self.message);
                    Vec::new()
                }
                Act::Copy => {
                    if let Some(it) = self.top().reference() {
                        return self.perform(vec![Effect::Copy(it)]);
                    }
                    "There is no reference here to copy.".clone_into(&mut self.message);
                    Vec::new()
                }
                Act::Own(place) => self.start_own(place),
                Act::Leave => vec![Effect::Quit],
                Act::Redraw => vec![Effect::Redraw],
                Act::Suspend => vec![Effect::Suspend],
                Act::Back | Act::Help => self.tell_top(Input::Act(act)),
                act => {
                    if let Some(why) = self.shut_tab() {
                        self.message = why;
                        return Vec::new();
                    }
                    if act == Act::Reload {
                        self.count_and_tell(Input::Act(act))
                    } else {
                        self.tell_top(Input::Act(act))
                    }
                }
            },
            Err(why) => {
                self.message = why;
                Vec::new()
            }
        }
    }

    /// Starts a command of somebody's own with the references of what is marked or on screen, and with nothing else.
    fn start_own(&mut self, place: usize) -> Vec<Effect> {
        let Some(command) = self.cx.manner.keys.commands.get(place) else { return Vec::new() };
        let is_one = |it: &String| it.parse::<RecordRef>().is_ok() || it.parse::<ActionRef>().is_ok();
        let references: Vec<String> = self.top().references().into_iter().filter(is_one).collect();
        let allowed = self.cx.manner.way_in.may_start(&self.cx.house.office);
        match allowed {
            Err(why) => self.message = why,
            Ok(()) if references.is_empty() => {
                self.message = format!("{}: there is no reference here to give it.", command.name);
            }
            Ok(()) => return vec![Effect::Start(command.clone(), references)],
        }
        Vec::new()
    }

    /// A command of somebody's own is over: how it went, and what it printed if that is more than a line.
    fn ran(&mut self, ran: Ran) -> Vec<Effect> {
        let Ran { told, printed, is_well } = ran;
        match &printed[..] {
            [] => self.message = told,
            [line] if is_well => self.message = format!("{told} {}", one_line(line)),
            _ => {
                return self.perform(vec![Effect::Open(Place::Results {
                    title: told,
                    lines: printed,
                    can_undo: false,
                })]);
            }
        }
        Vec::new()
    }

    /// Who sits here may stand in for somebody, or hold other roles, since the office or the day changed. Somebody who is
    /// no longer known stays who they were: the desk says so at the next request.
    fn know_asker(&mut self) {
        let cx = &mut self.cx;
        if let Ok(asker) = Asker::of(&cx.house.office, &cx.login, cx.today) {
            cx.asker = asker;
        }
    }

    /// Why the tab on screen is not for whoever sits here, in words; none if it is.
    fn shut_tab(&self) -> Option<String> {
        let is_tab = self.stack.is_empty();
        let shut = TABS[self.tab].deeds.iter().map(|it| self.cx.may_at_large(*it).err());
        let shut: Option<Vec<String>> = shut.collect();
        shut?.into_iter().next().filter(|_| is_tab)
    }

    fn go_to_tab(&mut self, tab: usize) -> Vec<Effect> {
        self.stack.clear();
        self.came_from = None;
        self.tab = tab.min(self.tabs.len() - 1);
        self.shown()
    }

    fn hear(&mut self, number: RequestId, answer: &Result<Reply, Fault>) -> Vec<Effect> {
        let Some(OnItsWay { by: asked_by, .. }) = self.waiting.remove(&number) else { return Vec::new() };
        if let Some((_, version)) = self.told_by.take_if(|it| it.0 == number) {
            if let Ok(Reply::History { moments, .. }) = answer {
                let what =
                    moments.iter().rfind(|it| it.version == version).and_then(|it| it.happenings.first());
                if let Some(it) = what {
                    let hint = if it.kind == UNDONE { "U does it again" } else { "u undoes it" };
                    let words = one_line(it.words.trim_end_matches('.'));
                    self.message = format!("{}: {words}. {hint}.", it.kind);
                }
            }
            return Vec::new();
        }
        let mut effects = Vec::new();
        match answer {
            Ok(Reply::Counts(counts)) => self.cx.counts = *counts,
            Ok(Reply::Record(AnyRecord::Office(office))) => {
                self.cx.house = self.cx.manner.house((**office).clone());
                self.know_asker();
            }
            // Whoever is in the middle of something is not interrupted.
            Ok(Reply::Since(since)) if since.has_news() && self.stack.is_empty() => {
                return self.perform(vec![Effect::Open(Place::Start(Some(since.clone())))]);
            }
            Ok(Reply::Done(results)) => {
                let is_office =
                    |it: &Result<Done, Fault>| it.as_ref().is_ok_and(|it| it.on == RecordRef::Office);
                if results.iter().any(is_office) {
                    effects.push(self.ask(None, Request::Record(RecordRef::Office)));
                }
            }
            _ => {}
        }
        if let Some((_, going, change)) = self.going.take_if(|it| it.0 == number) {
            effects.extend(match answer {
                Ok(Reply::Done(results)) => self.gone(going, &change, results),
                Ok(_) => Vec::new(),
                Err(fault) => self.tell_top(Input::Failed(fault)),
            });
            return effects;
        }
        let input = match answer {
            Ok(reply) => Input::Replied(reply),
            Err(fault) => Input::Failed(fault),
        };
        effects.extend(match (asked_by, answer) {
            (Some(screen), _) => self.tell(screen, input),
            (None, Ok(_)) => Vec::new(),
            (None, Err(_)) => self.tell_top(input),
        });
        effects
    }

    /// Somebody came to what is on top: it reads what it shows, and what the tabs count is counted again.
    fn shown(&mut self) -> Vec<Effect> {
        if self.shut_tab().is_some() { vec![self.counts()] } else { self.count_and_tell(Input::Shown) }
    }

    /// Counts again what the tabs count, and tells what is on top.
    fn count_and_tell(&mut self, input: Input<'_>) -> Vec<Effect> {
        let mut jobs = vec![self.counts()];
        jobs.extend(self.tell_top(input));
        jobs
    }

    fn tell_top(&mut self, input: Input<'_>) -> Vec<Effect> {
        let number = self.stack.last().unwrap_or(&self.tabs[self.tab]).number;
        self.tell(number, input)
    }

    /// Tells one screen, if it is still open.
    fn tell(&mut self, number: u64, input: Input<'_>) -> Vec<Effect> {
        let open = self.tabs.iter_mut().chain(&mut self.stack).find(|it| it.number == number);
        let effects = open.map(|it| it.screen.update(input, &self.cx)).unwrap_or_default();
        self.perform_for(number, effects)
    }

    fn tell_all<'a>(&mut self, input: impl Fn() -> Input<'a>) -> Vec<Effect> {
        let numbers: Vec<u64> = self.tabs.iter().chain(&self.stack).map(|it| it.number).collect();
        numbers.into_iter().flat_map(|it| self.tell(it, input())).collect()
    }

    /// Does what the screen on top wants done.
    fn perform(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let number = self.stack.last().unwrap_or(&self.tabs[self.tab]).number;
        self.perform_for(number, effects)
    }

    /// Does what a screen wants done, as far as it is the app's to do; gives what is for the shell.
    fn perform_for(&mut self, screen: u64, effects: Vec<Effect>) -> Vec<Effect> {
        let mut jobs = Vec::new();
        for effect in effects {
            match effect {
                Effect::Call(request) => jobs.push(self.ask(Some(screen), request)),
                Effect::Open(place) => {
                    let below = self.top();
                    let screen =
                        open(place, below.held(), self.cx.manner.keys, &|act| below.may(act, &self.cx).err());
                    self.push(screen);
                    jobs.extend(self.tell_top(Input::Shown));
                }
                Effect::Pop => jobs.extend(self.pop()),
                Effect::PopAndDo(act) => {
                    jobs.extend(self.pop());
                    jobs.extend(self.take(act));
                }
                Effect::PopAndChoose(choice) => {
                    self.stack.pop();
                    jobs.extend(self.tell_top(Input::Chose(&choice)));
                }
                Effect::PopAnd(effect) => {
                    jobs.extend(self.pop());
                    jobs.extend(self.perform(vec![*effect]));
                }
                Effect::Remember(undo) => {
                    self.undo.push(undo);
                    self.redo.clear();
                }
                Effect::Copy(text) => {
                    self.message = format!(
                        "{text}  Sent to your terminal. If pasting does nothing, select it on this line."
                    );
                    jobs.push(Effect::Copy(text));
                }
                Effect::Tab(tab) => jobs.extend(self.go_to_tab(tab)),
                Effect::Return => match self.came_from.take() {
                    Some((tab, stack)) => {
                        (self.tab, self.stack) = (tab, stack);
                        jobs.extend(self.shown());
                    }
                    None => jobs.extend(self.tell_top(Input::Act(Act::Tab(REPORTS_TAB)))),
                },
                Effect::Say(words) | Effect::Warn(words) => self.message = words,
                Effect::Keep(saved) => {
                    self.cx.kept.retain(|it| it.key() != saved.key());
                    self.cx.kept.push((*saved).clone());
                    jobs.push(Effect::Keep(saved));
                }
                Effect::Forget(key) => {
                    self.cx.kept.retain(|it| it.key() != key);
                    jobs.push(Effect::Forget(key));
                }
                Effect::CarryOn(found) => {
                    self.cx.found.retain(|it| *it != *found);
                    jobs.push(Effect::CarryOn(found));
                }
                Effect::ThrowAway(found) => {
                    self.cx.found.retain(|it| *it != *found);
                    jobs.push(Effect::ThrowAway(found));
                }
                Effect::Quit if self.asked == Some(Asked::Leave) => jobs.push(Effect::Quit),
                Effect::Quit => {
                    self.asked = Some(Asked::Leave);
                    "Press q again to leave redress.".clone_into(&mut self.message);
                }
                Effect::Save(it) => {
                    "Writing the file. You can go on meanwhile.".clone_into(&mut self.message);
                    jobs.push(Effect::Save(it));
                }
                for_the_shell @ (Effect::Ask(..)
                | Effect::LookAt(_)
                | Effect::Make(_)
                | Effect::GiveUp
                | Effect::SaveLetter(..)
                | Effect::Start(..)
                | Effect::Redraw
                | Effect::Suspend) => jobs.push(for_the_shell),
            }
        }
        jobs
    }

    fn pop(&mut self) -> Vec<Effect> {
        self.stack.pop();
        self.shown()
    }

    fn top(&self) -> &dyn Screen {
        self.stack.last().unwrap_or(&self.tabs[self.tab]).screen.as_ref()
    }

    fn top_mut(&mut self) -> &mut dyn Screen {
        match self.stack.last_mut() {
            Some(top) => top.screen.as_mut(),
            None => self.tabs[self.tab].screen.as_mut(),
        }
    }

    /// Draws the screen on top, with the message and the keys below it.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            too_small(frame);
            return;
        }
        let top = self.top();
        header(frame, area, &self.cx, self.tab);
        // A message longer than its line makes the screen shorter, and covers nothing.
        let no_answer = self.cx.cut_off.map(|it| self.no_answer(it));
        let lines =
            wrap(no_answer.as_ref().unwrap_or(&self.message), usize::from(area.width).saturating_sub(3));
        let shown = u16::try_from(lines.len().clamp(1, MESSAGE_LINES)).unwrap_or(1);
        let screen = Rect { height: area.height - 1 - shown, ..area };
        // What is under an overlay is drawn first.
        let covered = self.stack.iter().rev().take_while(|it| it.screen.is_overlay()).count();
        let below = self.stack.len() - covered;
        match self.shut_tab() {
            Some(why) => {
                for (row, words) in (2..).zip(wrap(&why, usize::from(area.width).saturating_sub(2))) {
                    put(frame, screen, row, &format!(" {words}"), theme::PLAIN);
                }
            }
            None if below == 0 => self.tabs[self.tab].screen.draw(frame, screen, &self.cx),
            None => {}
        }
        for it in &self.stack[below.saturating_sub(1)..] {
            it.screen.draw(frame, screen, &self.cx);
        }
        let below = Rect { width: area.width - 1, ..area };
        for (row, words) in (area.height - 1 - shown..area.height - 1).zip(&lines) {
            wipe(frame, Rect { y: below.y + row, height: 1, ..below });
            put(frame, below, row, &format!(" {words}"), theme::BOLD);
        }
        put_line(frame, below, area.height - 1, hints(top, &self.cx, area.width));
    }
}

/// What a request asks for, as the beginning of a sentence that says that it is not here.
const fn what(request: &Request) -> &'static str {
    match request {
        Request::List(_)
        | Request::Actions(_)
        | Request::Diary(_)
        | Request::Entries(_)
        | Request::Retention
        | Request::Flaws(_)
        | Request::CasesOf { .. }
        | Request::Export(_) => "The list is",
        Request::Record(_) | Request::RecordAt(..) | Request::History(_) | Request::PlansOf(_) => {
            "The record is"
        }
        Request::Report { .. }
        | Request::ReportPart(_)
        | Request::Months(_)
        | Request::Plans
        | Request::RegisterCounts { .. }
        | Request::InHand { .. }
        | Request::Counts { .. } => "The figures are",
        Request::Do(_) => "The answer to your change is",
        _ => "The answer is",
    }
}

fn register(letter: char) -> &'static Kind {
    kind_of(letter).unwrap_or(&KINDS[0])
}

/// The screen of a place. `shut` says why a key is not on offer on the screen below.
fn open(
    place: Place,
    held: Option<AnyRecord>,
    keys: Keys,
    shut: &dyn Fn(Act) -> Option<String>,
) -> Box<dyn Screen> {
    match place {
        Place::Case(reference) => Box::new(CaseScreen::new(reference)),
        Place::Form(blank) => Box::new(FormScreen::over(held, blank)),
        Place::Plan(reference, action) => Box::new(PlanScreen::new(reference, action)),
        Place::Actions { title, filter } => Box::new(ListScreen::opened(Actions, title, filter, "")),
        Place::Cases { title, filter, counted } => {
            Box::new(ListScreen::opened(Cases, title, filter, "Ref").behind(counted))
        }
        Place::Owed => Box::new(ListScreen::pushed(Diary::everything())),
        Place::Reviews => Box::new(ListScreen::pushed(Diary::reviews())),
        Place::Register(letter) => Box::new(ListScreen::pushed(Entries::of(register(letter)))),
        Place::Entries { register: letter, title, filter } => {
            let entries = Entries::that_are(register(letter), &filter);
            Box::new(ListScreen::opened(entries, title, filter, ""))
        }
        Place::Entry(reference) => Box::new(EntryScreen::new(reference)),
        Place::People => Box::new(ListScreen::pushed(People)),
        Place::Kept => Box::new(ListScreen::pushed(RetentionList::default())),
        Place::Menu { title, items } => Box::new(Menu::new(title, items)),
        Place::Within(lines) => Box::new(Within::new(lines)),
        Place::Palette(scopes) => Box::new(Palette::new(keys, scopes, shut)),
        Place::Offering(reference, act) => Box::new(CaseScreen::offering(reference, act)),
        Place::Drafts => Box::new(Drafts::default()),
        Place::Results { title, lines, can_undo } => Box::new(Results::new(title, lines, can_undo)),
        Place::Start(since) => Box::new(StartScreen::new(since)),
        Place::Office => Box::new(OfficeScreen::default()),
        Place::Help(scopes) => Box::new(Help::new(keys, scopes, shut)),
        Place::FoundInHelp(scopes, words) => Box::new(Help::new(keys, scopes, shut).finding(words)),
        Place::Topic(name, block) => Box::new(TopicScreen::new(name, block, keys)),
        Place::Flaws => Box::new(ListScreen::pushed(Flaws)),
        Place::FlawsOneByOne(wanted) => Box::new(ListScreen::pushed(OneByOne::new(*wanted))),
        Place::Document(commission) => Box::new(DocumentScreen::new(*commission)),
        Place::Letter(it) => Box::new(LetterScreen::new(*it)),
        Place::Definition { title, paragraphs } => Box::new(Why::of_figure(title, paragraphs)),
        Place::Why { title, steps } => Box::new(Why::new(title, steps)),
    }
}
