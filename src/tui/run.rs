//! The shell around the app: the only place where its threads meet. Input, signals, the desk and the draft keeper each
//! send messages; one loop updates and draws. While nothing happens, every thread sleeps.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ratatui::Terminal;

use crate::api::message::{Fault, Hello, Reply, Request};
use crate::api::notice::Notice;
use crate::api::service::Service;
use crate::api::waiting::{Waiting, given_up, may_be_given_up};
use crate::clock::Clock;
use crate::domain::reference::RecordRef;
use crate::domain::text::sentence_case;
use crate::drafts::keeper::{DraftKeeper, News, Pace};
use crate::drafts::{DraftKey, DraftStore, DraftTrouble, Saved};
use crate::environment::{Charset, ColourSetting, Environment};
use crate::exchange::letters::page::{Format as LetterFormat, Letter};
use crate::exchange::letters::saved::bytes;
use crate::last_here::LastHere;
use crate::report::commission::Commission;
use crate::report::gathering::{NotMade, Source};
use crate::report::saving::{save_in, write_in};
use crate::tui::app::{App, Msg};
use crate::tui::chrome::spell_pounds;
use crate::tui::screen::{CutOff, Effect, LetterWent, Manner, Paper, RequestId, Saving};
use crate::tui::terminal::backend::Thin;
use crate::tui::terminal::ending::Ending;
use crate::tui::terminal::input;
use crate::tui::terminal::joiner::Input;
use crate::tui::terminal::session::{NoTerminal, Output, Screen, Session};
use crate::tui::terminal::signals;

/// How long nobody has pressed a key before more than the list is drawn.
const QUIET: Duration = Duration::from_millis(150);

/// How long an answer takes before it is said that there is none yet, and how often it is then said for how long.
const PATIENCE: Duration = Duration::from_millis(500);
const SECOND: Duration = Duration::from_secs(1);

/// Why the app could not start or go on.
#[derive(Debug)]
pub enum RunError {
    /// There is no terminal.
    NoTerminal(NoTerminal),
    /// The terminal failed.
    Terminal(io::Error),
    /// Drafts have nowhere to go. Nobody should type into forms that cannot be kept.
    Drafts(DraftTrouble),
    /// The desk does not answer.
    Desk(Fault),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTerminal(it) => it.fmt(f),
            Self::Terminal(it) => write!(f, "the terminal cannot be used ({it})"),
            Self::Drafts(it) => write!(f, "drafts cannot be kept: {it}"),
            Self::Desk(it) => it.fmt(f),
        }
    }
}

impl From<io::Error> for RunError {
    fn from(it: io::Error) -> Self {
        Self::Terminal(it)
    }
}

/// What reaches the loop.
enum Event {
    Msg(Msg),
    /// The terminal was somebody else's for a while.
    Resumed,
    /// An answer takes long.
    Slow,
}

/// Where the app keeps what is not the office's.
#[derive(Clone, Debug)]
pub struct Places {
    /// What was typed and is not saved.
    pub drafts: PathBuf,
    /// When each person was last here.
    pub last_here: PathBuf,
    /// Where documents are saved; none where whoever works here reaches no file of the machine.
    pub documents: Option<PathBuf>,
}

/// Runs the app until its person leaves.
pub fn run(
    mut service: Box<dyn Service>,
    places: &Places,
    clock: Clock,
    environment: &Environment,
    colour: ColourSetting,
    manner: Manner,
) -> Result<(), RunError> {
    let hello = hello(service.as_mut())?;
    let screen = Screen::of_process().map_err(RunError::NoTerminal)?;
    let (sender, events) = channel();
    let last_here = LastHere::of(&places.last_here, &hello.login);
    let before = last_here.read();
    drop(last_here.write(clock.now()));
    let store = DraftStore::open(&places.drafts, &hello.login).map_err(RunError::Drafts)?;
    let found = store.list().map_err(RunError::Drafts)?.found;
    let news = sender.clone();
    let keeper = DraftKeeper::start(store, Pace::default(), move |it| {
        let msg = match it {
            News::Saved(key, at) => Msg::DraftSaved(key, at),
            News::Trouble(trouble) => Msg::DraftTrouble(trouble.to_string()),
        };
        drop(news.send(Event::Msg(msg)));
    })?;
    let ending = Ending::new(screen.clone(), keeper.last_words());
    ending.on_panic();
    let (resumed, resized) = (sender.clone(), sender.clone());
    signals::watch(
        &ending,
        move || drop(resumed.send(Event::Resumed)),
        move || drop(resized.send(Event::Msg(Msg::Typed(Input::Resized)))),
    )?;
    input::listen(screen.clone(), environment.escape_wait(), sender.clone(), |it| {
        Event::Msg(Msg::Typed(it))
    })?;
    if let Some(notices) = service.notices() {
        let sender = sender.clone();
        thread::Builder::new().name("notices".to_owned()).spawn(move || {
            for notice in notices {
                if sender.send(Event::Msg(Msg::Told(notice))).is_err() {
                    return;
                }
            }
        })?;
    }
    let requests = desk_thread(service, sender.clone())?;

    let _session = Session::begin(&screen)?;
    let thin = Thin::new(Output(screen.clone()), environment.colours(colour), environment.charset());
    let mut terminal = Terminal::new(thin)?;
    terminal.clear()?;
    let (mut app, jobs) = App::start(hello, found, manner);
    let mut shell = Shell {
        requests,
        keeper,
        screen,
        clock,
        documents: places.documents.clone(),
        events: sender,
        saving: Vec::new(),
        asking: Waiting::default(),
        waiting: VecDeque::new(),
        is_stale: false,
        is_slow: false,
        unfinished: HashSet::new(),
        told: None,
    };
    let began = Instant::now();
    let since = before.map(|it| app.since(it));
    let jobs = jobs.into_iter().chain(since).collect();
    shell.perform(&mut app, &mut terminal, jobs)?;
    loop {
        // A page that is on its way is drawn once, when it is here.
        if !shell.is_waiting() || app.cut_off().is_some() {
            terminal.draw(|frame| {
                app.draw(frame);
                if environment.charset() == Charset::Ascii {
                    spell_pounds(frame.buffer_mut());
                }
            })?;
        }
        let event = if shell.is_stale && shell.waiting.is_empty() {
            Event::Msg(Msg::Told(Notice::Changed { here_by: None }))
        } else {
            next(&events, shell.wakes_after(&app))
        };
        app.runs(began.elapsed());
        let today = clock.today(app.zone());
        if today != app.today() {
            let jobs = app.update(Msg::Today(today));
            shell.perform(&mut app, &mut terminal, jobs)?;
        }
        let mut event = Some(event);
        // Everything that is waiting is dealt with before one frame is drawn: a held key costs one frame.
        while let Some(now) = event {
            let jobs = match now {
                Event::Resumed => {
                    shell.screen.enter()?;
                    vec![Effect::Redraw]
                }
                Event::Msg(msg @ (Msg::Replied(..) | Msg::Paper(Paper::Made(_) | Paper::GivenUp))) => {
                    shell.waiting.pop_front();
                    let is_said = std::mem::take(&mut shell.is_slow) && app.cut_off().is_some();
                    let back = if is_said { app.update(Msg::Told(Notice::Back)) } else { Vec::new() };
                    back.into_iter().chain(app.update(msg)).collect()
                }
                // While answers are on their way, what changed is asked for once, when they are here.
                Event::Msg(Msg::Told(Notice::Changed { here_by: None })) if !shell.waiting.is_empty() => {
                    shell.is_stale = true;
                    Vec::new()
                }
                Event::Msg(Msg::Told(Notice::Changed { here_by })) => {
                    shell.is_stale = false;
                    app.update(Msg::Told(Notice::Changed { here_by }))
                }
                Event::Msg(Msg::Typed(Input::Resized)) => vec![Effect::Redraw],
                Event::Slow if app.cut_off().is_some() => Vec::new(),
                Event::Slow => {
                    shell.is_slow = true;
                    app.update(Msg::Told(Notice::Slow))
                }
                Event::Msg(msg) => app.update(msg),
            };
            if shell.perform(&mut app, &mut terminal, jobs)? {
                // It only says where to begin the next time.
                drop(last_here.write(clock.now()));
                // A panic in one was told where it happened.
                shell.saving.into_iter().for_each(|it| drop(it.join()));
                return Ok(());
            }
            event = events.try_recv().ok();
        }
    }
}

/// The next event: after some time the one that is heard where nothing else is.
fn next(events: &Receiver<Event>, wakes: Option<(Duration, Event)>) -> Event {
    let gone = || Event::Msg(Msg::Typed(Input::Gone));
    let Some((after, event)) = wakes else { return events.recv().unwrap_or_else(|_| gone()) };
    match events.recv_timeout(after) {
        Ok(event) => event,
        Err(RecvTimeoutError::Timeout) => event,
        Err(RecvTimeoutError::Disconnected) => gone(),
    }
}

/// Whether a request takes so long that how far it is shows meanwhile: a report, once it is under way.
fn is_drawn_meanwhile(request: &Request) -> bool {
    matches!(request, Request::ReportPart(part) if part.done > 0)
}

/// What the desk's thread is told.
enum ToDesk {
    Ask(Waiting, RequestId, Request),
    /// Make a document.
    Make(Waiting, Box<Commission>),
    LookAt(Option<RecordRef>),
    Unfinished(u32),
}

struct Shell {
    requests: Sender<ToDesk>,
    keeper: DraftKeeper,
    screen: Arc<Screen>,
    clock: Clock,
    documents: Option<PathBuf>,
    /// Where what is done away from the keys is told.
    events: Sender<Event>,
    /// Files that are being written: whoever leaves waits for them.
    saving: Vec<JoinHandle<()>>,
    /// Whoever waits for what is on its way.
    asking: Waiting,
    /// Requests that are not answered yet, in the order in which they will be: whether drawing waits for the answer.
    waiting: VecDeque<bool>,
    /// Whether others changed something that has not been asked for again.
    is_stale: bool,
    /// Whether it was said that there is no answer yet.
    is_slow: bool,
    /// Forms of this session that are not finished.
    unfinished: HashSet<DraftKey>,
    /// How many were told to the desk, with those of earlier sessions.
    told: Option<usize>,
}

impl Shell {
    fn is_waiting(&self) -> bool {
        self.waiting.contains(&true)
    }

    /// What is heard when nothing else happens for some time; none where nothing is.
    fn wakes_after(&self, app: &App) -> Option<(Duration, Event)> {
        match (self.is_waiting(), app.cut_off()) {
            (true, Some(CutOff::Lost)) => None,
            (true, Some(CutOff::Slow)) => Some((SECOND, Event::Slow)),
            (true, None) => Some((PATIENCE, Event::Slow)),
            (false, _) => app.wants_quiet().then_some((QUIET, Event::Msg(Msg::Quiet))),
        }
    }

    /// Saves a document away from the keys: a long list takes seconds to write.
    fn save(&mut self, it: Box<Saving>) -> io::Result<()> {
        let (documents, events) = (self.documents.clone(), self.events.clone());
        let write = move || {
            let saved = saved(documents.as_deref(), &it);
            // They may have left.
            drop(events.send(Event::Msg(Msg::Paper(Paper::Saved(saved)))));
        };
        self.saving.push(thread::Builder::new().name("saving".to_owned()).spawn(write)?);
        Ok(())
    }

    /// Does what the app asked for. Says whether it is over.
    fn perform(
        &mut self,
        app: &mut App,
        terminal: &mut Terminal<Thin<Output>>,
        jobs: Vec<Effect>,
    ) -> Result<bool, RunError> {
        let mut jobs = VecDeque::from(jobs);
        while let Some(job) = jobs.pop_front() {
            match job {
                Effect::Ask(number, request) => {
                    self.waiting.push_back(!is_drawn_meanwhile(&request));
                    if self.requests.send(ToDesk::Ask(self.asking.clone(), number, request)).is_err() {
                        let why =
                            "the desk has stopped; start redress again: the journal has what was confirmed"
                                .to_owned();
                        return Err(RunError::Desk(Fault::Broken(why)));
                    }
                }
                Effect::Make(commission) => {
                    self.waiting.push_back(false);
                    drop(self.requests.send(ToDesk::Make(self.asking.clone(), commission)));
                }
                Effect::GiveUp => {
                    std::mem::take(&mut self.asking).give_up();
                    // What comes of it shows nothing any more.
                    self.waiting.iter_mut().for_each(|it| *it = false);
                }
                Effect::Save(it) => self.save(it)?,
                Effect::SaveLetter(it, format) => {
                    let saved = letter_saved(self.documents.as_deref(), &it, format);
                    jobs.extend(app.update(Msg::Paper(Paper::Saved(saved))));
                }
                Effect::LookAt(on) => drop(self.requests.send(ToDesk::LookAt(on))),
                Effect::Keep(saved) => {
                    self.unfinished.insert(saved.key());
                    self.keeper.put(Saved { saved_at: self.clock.now(), ..*saved });
                }
                Effect::Forget(key) => {
                    self.unfinished.remove(&key);
                    self.keeper.forget(key);
                }
                Effect::CarryOn(found) => {
                    // What was typed into another of the same form is put aside whole.
                    self.keeper.flush();
                    jobs.extend(app.update(match self.keeper.store().load(&found) {
                        Ok((saved, aside)) => {
                            self.unfinished.insert(saved.key());
                            Msg::DraftTaken(Box::new(saved), aside.map(Box::new))
                        }
                        Err(trouble) => Msg::DraftTrouble(trouble.to_string()),
                    }));
                }
                Effect::ThrowAway(found) => {
                    if let Err(trouble) = self.keeper.store().discard(&found) {
                        jobs.extend(app.update(Msg::DraftTrouble(trouble.to_string())));
                    }
                }
                Effect::Copy(text) => self.screen.copy(&text)?,
                Effect::Redraw => terminal.clear()?,
                Effect::Start(command, references) => {
                    self.keeper.flush();
                    let ran = self.screen.lend(&command.name, || command.run(&references))?;
                    terminal.clear()?;
                    jobs.extend(app.update(Msg::Ran(ran)));
                }
                Effect::Suspend => {
                    self.keeper.flush();
                    self.screen.suspend()?;
                    terminal.clear()?;
                }
                Effect::Quit => return Ok(true),
                // The app has done it.
                _ => {}
            }
        }
        let unfinished = self.unfinished.len() + app.found().len();
        if self.told.replace(unfinished) != Some(unfinished) {
            let forms = u32::try_from(unfinished).unwrap_or(u32::MAX);
            drop(self.requests.send(ToDesk::Unfinished(forms)));
        }
        Ok(false)
    }
}

fn hello(service: &mut dyn Service) -> Result<Hello, RunError> {
    match service.call(Request::Hello) {
        Ok(Reply::Hello(hello)) => Ok(*hello),
        Ok(_) => Err(RunError::Desk(Fault::Broken("it gave another answer than was asked for".to_owned()))),
        Err(fault) => Err(RunError::Desk(fault)),
    }
}

/// Whoever waits for a document, and for each answer that it is made of.
struct ForADocument<'a> {
    service: &'a mut dyn Service,
    waiting: &'a Waiting,
}

impl Service for ForADocument<'_> {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.service.call_for(self.waiting, request)
    }
}

/// Makes a document of the office as it stands, unless whoever waits gives it up.
pub fn make(
    service: &mut dyn Service,
    waiting: &Waiting,
    commission: &Commission,
    told: &dyn Fn(u64, u64),
) -> Paper {
    let mut service = ForADocument { service, waiting };
    let step = &mut |done, of| {
        told(done, of);
        !waiting.is_over()
    };
    let made = match service.call(Request::Hello) {
        Ok(Reply::Hello(hello)) => {
            commission.carry_out(&mut Source { service: &mut service, office: &hello.office, step })
        }
        Ok(_) => Err(Fault::Broken("The desk gave another answer than was asked for.".to_owned()).into()),
        Err(fault) => Err(fault.into()),
    };
    match made {
        Err(NotMade::GivenUp) => Paper::GivenUp,
        Err(_) if waiting.is_over() => Paper::GivenUp,
        made => Paper::Made(made.map_err(|why| why.to_string())),
    }
}

/// Asks the desk on a thread of its own, in order, so that keys never wait for it.
fn desk_thread(mut service: Box<dyn Service>, events: Sender<Event>) -> io::Result<Sender<ToDesk>> {
    let (sender, requests) = channel::<ToDesk>();
    thread::Builder::new().name("desk".to_owned()).spawn(move || {
        for request in requests {
            let (waiting, number, request) = match request {
                ToDesk::Ask(waiting, number, request) => (waiting, number, request),
                ToDesk::Make(waiting, commission) => {
                    let told = |done, of| {
                        drop(events.send(Event::Msg(Msg::Paper(Paper::Counting(done, of)))));
                    };
                    let paper = make(service.as_mut(), &waiting, &commission, &told);
                    if events.send(Event::Msg(Msg::Paper(paper))).is_err() {
                        return;
                    }
                    continue;
                }
                ToDesk::LookAt(on) => {
                    service.look_at(on);
                    continue;
                }
                ToDesk::Unfinished(forms) => {
                    service.has_unfinished(forms);
                    continue;
                }
            };
            let is_left = waiting.is_over() && may_be_given_up(&request);
            let answer = if is_left { Err(given_up()) } else { service.call_for(&waiting, request) };
            if events.send(Event::Msg(Msg::Replied(number, answer))).is_err() {
                return;
            }
        }
    })?;
    Ok(sender)
}

/// Saves a document where this way in writes files, and says where that is or why it was not done.
fn saved(documents: Option<&Path>, it: &Saving) -> Result<PathBuf, String> {
    let instead = "This way in writes no file of the machine. At your own machine, type as in: ssh HOST \"redress report board --format \
                   html\" > board.html";
    let documents = documents.ok_or_else(|| instead.to_owned())?;
    save_in(documents, &it.document, it.format, &it.name).map_err(|why| why.to_string())
}

/// The same of a letter, under the name of its case and its number.
fn letter_saved(documents: Option<&Path>, it: &LetterWent, format: LetterFormat) -> Result<PathBuf, String> {
    let (case, number) = (it.case, it.letter.number);
    let documents = documents.ok_or_else(|| {
        format!(
            "This way in writes no file of the machine. At your own machine, type as in: ssh HOST \"redress letter {case} {number} \
             --format html\" > letter.html"
        )
    })?;
    let title = format!("{} {case}", sentence_case(it.letter.kind.word()));
    let letter = Letter { title: &title, text: &it.letter.text, manner: it.manner };
    write_in(documents, &it.file_name(), format.ending(), &bytes(letter, format))
        .map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Document;
    use crate::report::render::Format;

    #[test]
    fn a_document_is_saved_where_files_are_written_and_else_it_is_said_how_to_get_it() {
        let dir = tempfile::tempdir().unwrap();
        let it = Saving { document: Document::default(), format: Format::Html, name: "board".to_owned() };
        assert_eq!(saved(Some(dir.path()), &it), Ok(dir.path().join("board.html")));
        assert!(saved(None, &it).unwrap_err().contains("ssh HOST"));
    }
}
