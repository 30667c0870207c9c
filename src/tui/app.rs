//! The app: a stack of screens, what they may look at, and one message line. Given a message it says what is to be
//! done; it does none of it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::api::message::{Ask, Fault, Hello, PlanAsk, Reply, Request};
use crate::api::notice::Notice;
use crate::domain::authority::Asker;
use crate::domain::case::command::Command;
use crate::domain::listing::Counts;
use crate::domain::plan::command::PlanCommand;
use crate::domain::reference::RecordRef;
use crate::domain::text::one_line;
use crate::forms::tables::form_named;
use crate::report::commission::Commission;
use crate::tui::chrome::{SMALLEST, TABS, header, hints, put, too_small, wipe};
use crate::tui::drafts::{DraftKey, Found, Saved};
use crate::tui::keymap::{Act, resolve};
use crate::tui::screen::{Cx, Effect, Input, Manner, Paper, Place, Saving, Screen, Undo};
use crate::tui::screens::case::CaseScreen;
use crate::tui::screens::document::DocumentScreen;
use crate::tui::screens::drafts::Drafts;
use crate::tui::screens::flaws::Flaws;
use crate::tui::screens::form::FormScreen;
use crate::tui::screens::help::Help;
use crate::tui::screens::inbox::Inbox;
use crate::tui::screens::menu::Menu;
use crate::tui::screens::office::OfficeScreen;
use crate::tui::screens::palette::Palette;
use crate::tui::screens::plan::PlanScreen;
use crate::tui::screens::plans::Plans;
use crate::tui::screens::reports::Reports;
use crate::tui::screens::results::Results;
use crate::tui::screens::reviews::Reviews;
use crate::tui::screens::since::SinceScreen;
use crate::tui::screens::why::Why;
use crate::tui::screens::years;
use crate::tui::terminal::chord::Chord;
use crate::tui::terminal::joiner;
use crate::tui::theme;
use crate::tui::wrapping::wrap;

/// The most lines that a message takes.
const MESSAGE_LINES: usize = 3;

/// What is said while the shared office cannot be reached.
const CUT_OFF: &str =
    "The shared office cannot be reached. What you type is kept; it goes on by itself when it is back.";

/// Keys that act even where single letters do not.
const FIND_KEYS: &str = ":/?";

/// What the app hears.
#[derive(Debug)]
pub enum Msg {
    /// Something typed, pasted or resized.
    Typed(joiner::Input),
    /// Others did something, or the way to the office was lost or found.
    Told(Notice),
    /// The desk answered.
    Replied(Result<Reply, Fault>),
    /// A draft is on disk, as of that time.
    DraftSaved(DraftKey, DateTime<Utc>),
    /// A draft is not on disk; the words say why. It is still in memory.
    DraftTrouble(String),
    /// A draft of an earlier session was taken over.
    DraftTaken(Box<Saved>),
    /// How far a document is, or what came of it.
    Paper(Paper),
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
    /// Tell the desk which record is on screen.
    LookAt(Option<String>),
    /// Remember a draft.
    Keep(Box<Saved>),
    /// Delete a draft.
    Forget(DraftKey),
    /// Take over a draft of an earlier session.
    TakeOver(Box<Found>),
    /// Throw away a draft of an earlier session.
    ThrowAway(Box<Found>),
    /// Make a document. Its news come as they happen.
    Make(Box<Commission>),
    /// Give up the document that is being made.
    GiveUp,
    /// Save a document as a file.
    Save(Box<Saving>),
    /// Draw everything again.
    Redraw,
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// To the shell and back.
    Suspend,
    /// End.
    Quit,
}

/// The app.
pub struct App {
    tabs: Vec<Box<dyn Screen>>,
    tab: usize,
    /// Screens over the tab, the last one on top.
    stack: Vec<Box<dyn Screen>>,
    cx: Cx,
    message: String,
    /// What the next key does if it is the same again.
    asked: Option<Asked>,
    /// The last change, while it can be undone.
    undo: Option<Undo>,
    /// What is being undone, until the desk has answered.
    is_undoing: Option<Undo>,
    /// The record that is on screen.
    looking_at: Option<String>,
}

/// What was asked for once and is done if it is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Leave,
    Undo,
}

impl App {
    /// The app as it starts, with the drafts that earlier sessions left.
    pub fn start(hello: Hello, found: Vec<Found>, manner: Manner) -> (Self, Vec<Job>) {
        let is_set_up = hello.office.is_set_up();
        let cx = Cx {
            asker: Asker::of(&hello.office, &hello.login, hello.today).unwrap_or_default(),
            today: hello.today,
            manner,
            house: manner.house(hello.office),
            login: hello.login,
            counts: Counts::default(),
            kept: Vec::new(),
            found,
            also_here: Vec::new(),
            is_cut_off: false,
        };
        let message = hello.notices.join(" ");
        let tabs: Vec<Box<dyn Screen>> = vec![
            Box::new(Inbox::default()),
            Box::new(Plans::default()),
            Box::new(Reviews::default()),
            Box::new(Reports::default()),
        ];
        let mut app = Self {
            tabs,
            tab: 0,
            stack: Vec::new(),
            cx,
            message,
            asked: None,
            undo: None,
            is_undoing: None,
            looking_at: None,
        };
        let mut jobs = vec![Job::Call(Request::Counts { today: app.cx.today })];
        if !app.cx.found.is_empty() {
            app.stack.push(Box::new(Drafts::of_earlier_sessions()));
        }
        jobs.extend(app.shown());
        if !is_set_up {
            jobs.extend(app.perform(vec![Effect::Open(Place::SetUp)]));
        }
        (app, jobs)
    }

    /// Asks what others did since somebody was last here.
    pub fn since(&self, after: DateTime<Utc>) -> Job {
        Job::Call(Request::Since { login: self.cx.login.clone(), after, today: self.cx.today })
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

    /// Whether the shared office cannot be reached: then what there is is drawn, for nothing else comes.
    pub const fn is_cut_off(&self) -> bool {
        self.cx.is_cut_off
    }

    /// Hears something, and says what is to be done.
    pub fn update(&mut self, msg: Msg) -> Vec<Job> {
        let mut jobs = self.hear_of(msg);
        let on = self.stack.iter().rev().find_map(|it| it.record());
        if on != self.looking_at {
            self.cx.also_here.clear();
            self.looking_at.clone_from(&on);
            jobs.push(Job::LookAt(on));
        }
        jobs
    }

    fn hear_of(&mut self, msg: Msg) -> Vec<Job> {
        match msg {
            Msg::Told(notice) => self.told(notice),
            Msg::Typed(joiner::Input::Chord(chord)) => self.press(chord),
            Msg::Typed(joiner::Input::Paste(text)) => self.tell_top(Input::Paste(&text)),
            Msg::Typed(joiner::Input::Resize(..)) => Vec::new(),
            Msg::Typed(joiner::Input::Gone) => vec![Job::Quit],
            Msg::Replied(Ok(reply)) => self.hear(&reply),
            Msg::Replied(Err(fault)) => {
                self.is_undoing = None;
                self.tell_top(Input::Failed(&fault))
            }
            Msg::DraftSaved(key, at) => {
                let at = at.with_timezone(&self.zone()).format("%H:%M").to_string();
                self.tell_all(|| Input::DraftSaved(&key, &at))
            }
            Msg::DraftTrouble(why) => {
                self.message = format!("Your text is not on disk yet: {why}");
                Vec::new()
            }
            Msg::DraftTaken(saved) => {
                self.cx.kept.push((*saved).clone());
                self.perform(vec![Effect::Open(Place::Draft(saved))])
            }
            Msg::Paper(paper) => self.tell_all(|| Input::Paper(&paper)),
            Msg::Quiet => self.tell_top(Input::Quiet),
            Msg::Today(today) => {
                self.cx.today = today;
                self.know_asker();
                self.shown()
            }
        }
    }

    fn told(&mut self, notice: Notice) -> Vec<Job> {
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
            Notice::Lost => {
                self.cx.is_cut_off = true;
                // Whoever asks makes the connection again.
                vec![Job::Call(Request::Counts { today: self.cx.today })]
            }
            Notice::Back => {
                if std::mem::take(&mut self.cx.is_cut_off) {
                    "The shared office is back. Nothing is lost.".clone_into(&mut self.message);
                }
                self.look_again()
            }
        }
    }

    fn look_again(&mut self) -> Vec<Job> {
        let mut jobs = vec![Job::Call(Request::Counts { today: self.cx.today })];
        jobs.extend(self.tell_top(Input::Changed));
        jobs
    }

    fn press(&mut self, chord: Chord) -> Vec<Job> {
        self.message.clear();
        let asked = self.asked.take();
        let acts = |it: char| it.is_control() || FIND_KEYS.contains(it);
        if !self.cx.manner.single_keys && !self.top().takes_text() && !chord.text().is_none_or(acts) {
            "Single letters do nothing: single_keys is off. Type : to find a command by its words."
                .clone_into(&mut self.message);
            return Vec::new();
        }
        let top = self.top_mut();
        let act = resolve(top.scopes(), chord)
            .filter(|_| !top.takes_text() || chord.text().is_none_or(char::is_control));
        match act {
            None => self.tell_top(Input::Key(chord)),
            Some(Act::Leave) => vec![Job::Quit],
            Some(Act::Redraw) => vec![Job::Redraw],
            Some(Act::Suspend) => vec![Job::Suspend],
            Some(Act::Undo) => self.press_undo(asked),
            Some(act) => {
                self.asked = asked.filter(|_| act == Act::Back);
                self.take(act)
            }
        }
    }

    /// The first press says what it would undo, the second does it.
    fn press_undo(&mut self, asked: Option<Asked>) -> Vec<Job> {
        let Some(undo) = &self.undo else {
            "There is nothing to undo: you have changed nothing since you began."
                .clone_into(&mut self.message);
            return Vec::new();
        };
        if asked != Some(Asked::Undo) {
            self.asked = Some(Asked::Undo);
            self.message = format!("Press u again to undo: {}.", undo.words);
            return Vec::new();
        }
        let cases = undo.on.iter().filter_map(|(on, version)| match on {
            RecordRef::Case(on) => Some(Ask {
                id: String::new(),
                on: Some(*on),
                version: Some(*version),
                command: Command::TakeBack,
            }),
            _ => None,
        });
        let plans = undo.on.iter().filter_map(|(on, version)| match on {
            RecordRef::Plan(on) => Some(PlanAsk {
                id: String::new(),
                on: Some(*on),
                version: Some(*version),
                command: PlanCommand::TakeBack(()),
            }),
            _ => None,
        });
        let (cases, plans): (Vec<Ask>, Vec<PlanAsk>) = (cases.collect(), plans.collect());
        let request = if plans.is_empty() { Request::Do(cases) } else { Request::DoPlan(plans) };
        self.is_undoing = self.undo.take();
        vec![Job::Call(request)]
    }

    fn undone(&mut self, undo: &Undo, results: &[Option<&Fault>]) -> Vec<Job> {
        let failed: Vec<String> = undo
            .on
            .iter()
            .zip(results)
            .filter_map(|((on, _), fault)| fault.map(|why| format!("{on}: {why}")))
            .collect();
        self.message = match failed.first() {
            None => format!("Undone: {}.", undo.words),
            Some(first) => {
                format!("Undone on {} of {}. {first}", undo.on.len() - failed.len(), undo.on.len())
            }
        };
        self.shown()
    }

    fn take(&mut self, act: Act) -> Vec<Job> {
        match self.top().may(act, &self.cx) {
            Ok(()) => match act {
                Act::Tab(tab) => self.go_to_tab(tab),
                Act::NextTab => self.go_to_tab((self.tab + 1) % TABS.len()),
                Act::PreviousTab => self.go_to_tab((self.tab + TABS.len() - 1) % TABS.len()),
                Act::Undo => self.press_undo(Some(Asked::Undo)),
                Act::Palette => self.perform(vec![Effect::Open(Place::Palette(self.top().scopes()))]),
                Act::Office => self.perform(vec![Effect::Open(Place::Office)]),
                Act::Drafts => self.perform(vec![Effect::Open(Place::Drafts)]),
                Act::Flaws => self.perform(vec![Effect::Open(Place::Flaws)]),
                act if years::form_of(act).is_some() => {
                    let menu = years::form_of(act).map(|it| years::menu(it, self.cx.today));
                    self.perform(menu.into_iter().collect())
                }
                Act::Copy => match self.top().reference() {
                    Some(it) => self.perform(vec![Effect::Copy(it)]),
                    None => Vec::new(),
                },
                Act::Leave => vec![Job::Quit],
                Act::Redraw => vec![Job::Redraw],
                Act::Suspend => vec![Job::Suspend],
                Act::Back | Act::Help => self.tell_top(Input::Act(act)),
                act => match self.shut_tab() {
                    Some(why) => {
                        self.message = why;
                        Vec::new()
                    }
                    None => self.tell_top(Input::Act(act)),
                },
            },
            Err(why) => {
                self.message = why;
                Vec::new()
            }
        }
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
        let verdict = self.cx.may(TABS[self.tab].deed, &self.cx.asker.at_large());
        verdict.err().filter(|_| is_tab)
    }

    fn go_to_tab(&mut self, tab: usize) -> Vec<Job> {
        self.stack.clear();
        self.tab = tab.min(self.tabs.len() - 1);
        self.shown()
    }

    fn hear(&mut self, reply: &Reply) -> Vec<Job> {
        let results: Option<Vec<Option<&Fault>>> = match reply {
            Reply::Done(results) => Some(results.iter().map(|it| it.as_ref().err()).collect()),
            Reply::PlanDone(results) => Some(results.iter().map(|it| it.as_ref().err()).collect()),
            _ => None,
        };
        if let Some(results) = results
            && let Some(undo) = self.is_undoing.take()
        {
            return self.undone(&undo, &results);
        }
        match reply {
            Reply::Counts(counts) => self.cx.counts = *counts,
            // Whoever is in the middle of something is not interrupted.
            Reply::Since(since) if since.has_news() && self.stack.is_empty() => {
                return self.perform(vec![Effect::Open(Place::Since(since.clone()))]);
            }
            Reply::Office(office) => {
                self.cx.house = self.cx.manner.house((**office).clone());
                self.know_asker();
            }
            _ => {}
        }
        self.tell_all(|| Input::Replied(reply))
    }

    fn shown(&mut self) -> Vec<Job> {
        if self.shut_tab().is_some() {
            return Vec::new();
        }
        self.tell_top(Input::Shown)
    }

    fn tell_top(&mut self, input: Input<'_>) -> Vec<Job> {
        let top = match self.stack.last_mut() {
            Some(top) => top,
            None => &mut self.tabs[self.tab],
        };
        let effects = top.update(input, &self.cx);
        self.perform(effects)
    }

    fn tell_all<'a>(&mut self, input: impl Fn() -> Input<'a>) -> Vec<Job> {
        let effects: Vec<Effect> = self
            .tabs
            .iter_mut()
            .chain(&mut self.stack)
            .flat_map(|screen| screen.update(input(), &self.cx))
            .collect();
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<Job> {
        let mut jobs = Vec::new();
        for effect in effects {
            match effect {
                Effect::Call(request) => jobs.push(Job::Call(request)),
                Effect::Open(place) => {
                    let screen = open(place, &|act| self.top().may(act, &self.cx).err());
                    self.stack.push(screen);
                    jobs.extend(self.shown());
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
                Effect::Remember(undo) => self.undo = Some(undo),
                Effect::Copy(text) => {
                    self.message = format!(
                        "{text}  Sent to your terminal. If pasting does nothing, select it on this line."
                    );
                    jobs.push(Job::Copy(text));
                }
                Effect::Tab(tab) => jobs.extend(self.go_to_tab(tab)),
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
                Effect::CarryOn(found) => {
                    self.cx.found.retain(|it| *it != *found);
                    jobs.push(Job::TakeOver(found));
                }
                Effect::ThrowAway(found) => {
                    self.cx.found.retain(|it| *it != *found);
                    jobs.push(Job::ThrowAway(found));
                }
                Effect::Make(commission) => jobs.push(Job::Make(commission)),
                Effect::GiveUp => jobs.push(Job::GiveUp),
                Effect::Save(saving) => jobs.push(Job::Save(saving)),
                Effect::Redraw => jobs.push(Job::Redraw),
                Effect::Suspend => jobs.push(Job::Suspend),
                Effect::Quit if self.asked == Some(Asked::Leave) => jobs.push(Job::Quit),
                Effect::Quit => {
                    self.asked = Some(Asked::Leave);
                    "Press q again to leave redress.".clone_into(&mut self.message);
                }
            }
        }
        jobs
    }

    fn pop(&mut self) -> Vec<Job> {
        self.stack.pop();
        self.shown()
    }

    fn top(&self) -> &dyn Screen {
        self.stack.last().unwrap_or(&self.tabs[self.tab]).as_ref()
    }

    fn top_mut(&mut self) -> &mut dyn Screen {
        match self.stack.last_mut() {
            Some(top) => top.as_mut(),
            None => self.tabs[self.tab].as_mut(),
        }
    }

    /// Draws the screen on top, with the message and the keys below it.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            too_small(frame);
            return;
        }
        let top = self.top();
        header(frame, area, &self.cx, self.tab);
        let screen = Rect { height: area.height - 2, ..area };
        // What is under an overlay is drawn first.
        let covered = self.stack.iter().rev().take_while(|it| it.is_overlay()).count();
        let below = self.stack.len() - covered;
        match self.shut_tab() {
            Some(why) => {
                for (row, words) in (2..).zip(wrap(&why, usize::from(area.width).saturating_sub(2))) {
                    put(frame, screen, row, &format!(" {words}"), theme::PLAIN);
                }
            }
            None if below == 0 => self.tabs[self.tab].view(frame, screen, &self.cx),
            None => {}
        }
        for it in &self.stack[below.saturating_sub(1)..] {
            it.view(frame, screen, &self.cx);
        }
        let below = Rect { width: area.width - 1, ..area };
        // A message longer than its line takes lines of the screen: what it says matters more than what it covers.
        let message = if self.cx.is_cut_off { CUT_OFF } else { &self.message };
        let lines = wrap(message, usize::from(area.width).saturating_sub(3));
        let shown = lines.len().min(MESSAGE_LINES);
        let first = area.height - 1 - u16::try_from(shown).unwrap_or(1);
        for (row, words) in (first..).zip(lines.iter().take(shown)) {
            wipe(frame, Rect { y: below.y + row, height: 1, ..below });
            put(frame, below, row, &format!(" {words}"), theme::BOLD);
        }
        put(frame, below, area.height - 1, &hints(top, &self.cx, area.width), theme::PLAIN);
    }
}

/// The screen of a place. `shut` says why a key is not on offer on the screen below.
fn open(place: Place, shut: &dyn Fn(Act) -> Option<String>) -> Box<dyn Screen> {
    match place {
        Place::Case(reference) => Box::new(CaseScreen::new(reference)),
        Place::Form { step, on, part } => Box::new(FormScreen::of_step(step, on, part)),
        Place::Plan(reference, action) => Box::new(PlanScreen::new(reference, action)),
        Place::FormOnMany(step, on) => Box::new(FormScreen::on_many(step, on)),
        Place::FormOnActions(step, on) => Box::new(FormScreen::on_actions(step, on)),
        Place::KeepList(list) => Box::new(FormScreen::keep_list(*list)),
        Place::Actions { title, filter } => Box::new(Plans::of_actions(title, filter)),
        Place::Cases { title, filter } => Box::new(Inbox::of_cases(title, filter)),
        Place::Menu { title, items } => Box::new(Menu::new(title, items)),
        Place::Palette(scopes) => Box::new(Palette::new(scopes, shut)),
        Place::MoreSteps(reference) => Box::new(CaseScreen::with_steps(reference)),
        Place::Drafts => Box::new(Drafts::default()),
        Place::Results { title, lines, can_undo } => Box::new(Results::new(title, lines, can_undo)),
        Place::Since(since) => Box::new(SinceScreen::new(since)),
        Place::Office => Box::new(OfficeScreen::default()),
        Place::OfficeForm { form, entry } => Box::new(FormScreen::of_office(form, entry)),
        Place::SetUp => Box::new(FormScreen::set_up()),
        Place::Draft(saved) => Box::new(FormScreen::of_draft(*saved)),
        Place::Help(scopes) => Box::new(Help::new(scopes, shut)),
        Place::Year { form, year } => {
            Box::new(form_named(form).map_or_else(FormScreen::set_up, |it| FormScreen::of_year(it, year)))
        }
        Place::Flaws => Box::new(Flaws::default()),
        Place::Document(commission) => Box::new(DocumentScreen::new(*commission)),
        Place::Definition { title, paragraphs } => Box::new(Why::of_figure(title, paragraphs)),
        Place::Why { title, steps } => Box::new(Why::new(title, steps)),
    }
}
