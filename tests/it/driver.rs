//! Plays keys against the real app over a real desk, in one loop without threads, and shows the screen as text.
//!
//! Invariant: the same keys give the same screens. The day is pinned, and so is every time that is shown.

use std::collections::VecDeque;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use redress::api::client::Remote;
use redress::api::message::{Ask, ListRequest, Reply, Request};
use redress::api::notice::Notice;
use redress::api::server::door::{Caller, Door, WayIn};
use redress::api::server::{Limits, Server};
use redress::api::service::Service;
use redress::api::service::take;
use redress::api::waiting::Waiting;
use redress::clock::Clock;
use redress::desk::session::{Desk, How, Session};
use redress::domain::case::command::Command;
use redress::domain::case::record::Case;
use redress::domain::figures::performance::Performance;
use redress::domain::figures::period::Period;
use redress::domain::filter::Filter;
use redress::domain::listing::Order;
use redress::domain::office::command::{OfficeCommand, SetUp};
use redress::domain::office::decide::FIRST_ROLES;
use redress::domain::office::record::House;
use redress::domain::people::Join;
use redress::domain::plan::command::PlanCommand;
use redress::domain::plan::record::Plan;
use redress::domain::records::any::AnyRecord;
use redress::domain::reference::TheOffice;
use redress::domain::reference::{CaseRef, PlanRef};
use redress::domain::row::Row;
use redress::drafts::DraftStore;
use redress::environment::Glyphs;
use redress::exchange::demo;
use redress::exchange::demo::texts::ORGANISATION;
use redress::report::saving::save_in;
use redress::tui::app::{App, Msg};
use redress::tui::run::make;
use redress::tui::screen::{Effect, Manner, Paper};
use redress::tui::terminal::chord::{Chord, chords};
use redress::tui::terminal::joiner::Input;
use unicode_width::UnicodeWidthStr;

use crate::program::TODAY;

/// Who sits at the screen.
pub(crate) const LOGIN: &str = "jsmith";

/// What every clock time of the timeline is shown as, in the width of its column.
const SOME_TIME: &str = "24 Nov 2026 14:02 ";

/// The day it is.
pub(crate) fn today() -> NaiveDate {
    TODAY.parse().expect("a real day")
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(14, 2, 0).expect("a real time").and_utc()
}

/// A data directory in which nobody has worked yet, or the made-up office.
pub(crate) struct Office {
    dir: tempfile::TempDir,
}

/// The files of the made-up office, made once: every test gets a copy of its own.
static DEMO: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let office = Office::empty();
    let desk = office.open(false);
    let set_up = SetUp {
        organisation: ORGANISATION.to_owned(),
        login: LOGIN.to_owned(),
        user: "J Smith".to_owned(),
        ..SetUp::default()
    };
    let command = OfficeCommand::SetUp(set_up);
    let mut session = desk.session(LOGIN);
    take(&mut session, Ask::on(TheOffice, command)).expect("set up");
    demo::fill(&mut desk.session(LOGIN), today()).expect("an empty office");
    demo::check_drafts(&mut desk.session("zpatel"), today()).expect("a colleague may");
    let (mut me, mut colleague) = (desk.session(LOGIN), desk.session("zpatel"));
    demo::plans::plans(&mut me, &mut colleague, today()).expect("plans of a good office");
    demo::published::published(&mut me, today()).expect("an office with cases");
    drop((me, colleague));
    drop((session, desk));
    let mut files = Vec::new();
    gather(office.dir.path(), office.dir.path(), &mut files);
    files
});

/// Makes a data directory, and all in it, its owner's alone.
pub(crate) fn private(path: &Path) {
    let is_folder = path.is_dir();
    let mode = if is_folder { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    if is_folder {
        for entry in fs::read_dir(path).expect("a folder of ours") {
            private(&entry.expect("a folder of ours").path());
        }
    }
}

pub(crate) fn gather(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("a folder of ours").path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("it is in it").to_owned();
            files.push((name, fs::read(&path).expect("a file of ours")));
        }
    }
}

impl Office {
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn demo() -> Self {
        let office = Self::empty();
        for (name, bytes) in DEMO.iter() {
            let path = office.dir.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        private(&office.data());
        office
    }

    /// The made-up office, where whoever runs the tests works too: the program itself asks the system who it is.
    pub(crate) fn demo_for_whoever_runs_this() -> Self {
        let office = Self::demo();
        let login = uzers::get_current_username().expect("a user of this system");
        let login = login.to_string_lossy().into_owned();
        if login != LOGIN {
            let join = Join { name: login.clone(), login, roles: FIRST_ROLES.to_vec() };
            let command = OfficeCommand::Join(join);
            let request = Request::Do(vec![Ask::on(TheOffice, command)]);
            office.open(false).session(LOGIN).call(request).expect("an administrator may");
        }
        office
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(crate) fn open(&self, afresh: bool) -> Desk {
        let how = How { data: self.data(), clock: Clock::Pinned(today()), login: LOGIN.to_owned(), afresh };
        Desk::open(&how, &mut |_, _| {}).map_err(|it| it.to_string()).expect("it opens")
    }

    /// Sits down at a screen of this size.
    pub(crate) fn sit_down(self, size: (u16, u16)) -> Player {
        self.sit_down_as(LOGIN, size)
    }

    pub(crate) fn sit_down_as(self, login: &str, size: (u16, u16)) -> Player {
        let desk = Arc::new(self.open(false));
        let session = Box::new(desk.session(login));
        self.begin(size, Manner::default(), desk, session, None)
    }

    /// Sits down at a terminal that shows more than ASCII, as most do.
    pub(crate) fn sit_down_in_unicode(self, size: (u16, u16)) -> Player {
        self.sit_down_so(Manner { glyphs: Glyphs::Unicode, ..Manner::default() }, size)
    }

    /// Sits down in a manner of one's own.
    pub(crate) fn sit_down_so(self, manner: Manner, size: (u16, u16)) -> Player {
        let desk = Arc::new(self.open(false));
        let session = Box::new(desk.session(LOGIN));
        self.begin(size, manner, desk, session, None)
    }

    /// The same, with the office behind a socket.
    pub(crate) fn sit_down_far_away(self, size: (u16, u16)) -> Player {
        let desk = Arc::new(self.open(false));
        let socket = self.dir.path().join("sock");
        let listener = UnixListener::bind(&socket).expect("a free name");
        let door = Arc::new(OnePerson(desk.clone()));
        let server = Server::start(listener, door, desk.changes(), Limits::default()).expect("it starts");
        let session = Box::new(Remote::connect(&socket, None, None).expect("it is served"));
        self.begin(size, Manner::default(), desk, session, Some(server))
    }

    fn begin(
        self,
        size: (u16, u16),
        manner: Manner,
        desk: Arc<Desk>,
        mut session: Box<dyn Service>,
        server: Option<Server>,
    ) -> Player {
        let drafts = DraftStore::open(&self.data().join("drafts"), LOGIN).expect("a folder");
        let Ok(Reply::Hello(hello)) = session.call(Request::Hello) else { panic!("no welcome") };
        let found = drafts.list().expect("a folder").found;
        let (app, jobs) = App::start(*hello, found, manner);
        let terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal in memory");
        let mut player = Player {
            app,
            session,
            desk,
            server,
            drafts,
            terminal,
            office: self,
            kept: 0,
            jobs: Vec::new(),
            has_left: false,
        };
        player.perform(jobs);
        player.draw();
        player
    }
}

/// Whoever comes over the socket is the person who sits at the screen.
struct OnePerson(Arc<Desk>);

impl Door for OnePerson {
    fn open(&self, _: Caller) -> Result<WayIn, String> {
        Ok(WayIn { login: LOGIN.to_owned(), service: Box::new(self.0.session(LOGIN)) })
    }
}

/// A person at a screen.
pub(crate) struct Player {
    app: App,
    session: Box<dyn Service>,
    /// Ends before the desk does.
    server: Option<Server>,
    desk: Arc<Desk>,
    drafts: DraftStore,
    terminal: Terminal<TestBackend>,
    office: Office,
    kept: i64,
    /// Everything the app asked for, in order.
    pub(crate) jobs: Vec<Effect>,
    /// Whether they left.
    pub(crate) has_left: bool,
}

impl Player {
    /// Over the made-up office.
    pub(crate) fn at(columns: u16, rows: u16) -> Self {
        Office::demo().sit_down((columns, rows))
    }

    /// Presses keys, in the notation of the key map.
    #[track_caller]
    pub(crate) fn keys(&mut self, notation: &str) -> &mut Self {
        for chord in chords(notation).expect("keys") {
            self.press(chord);
        }
        self
    }

    /// Presses keys while the desk does not answer. Gives what the app asked for.
    pub(crate) fn unanswered(&mut self, notation: &str) -> Vec<Effect> {
        let keys = chords(notation).expect("keys").into_iter();
        let jobs = keys.flat_map(|it| self.app.update(Msg::Typed(Input::Chord(it)))).collect();
        self.draw();
        jobs
    }

    /// The app has been running for so long.
    pub(crate) fn runs(&mut self, running: Duration) {
        self.app.runs(running);
        self.draw();
    }

    /// The desk answers after all.
    pub(crate) fn answered(&mut self, jobs: Vec<Effect>) {
        self.perform(jobs);
        self.draw();
    }

    pub(crate) fn press(&mut self, chord: Chord) {
        self.hear(Msg::Typed(Input::Chord(chord)));
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.hear(Msg::Typed(Input::Paste(text.to_owned())));
        self
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.backend_mut().resize(columns, rows);
        self.hear(Msg::Typed(Input::Resized));
    }

    /// Is told what others do.
    pub(crate) fn told(&mut self, notice: Notice) {
        self.hear(Msg::Told(notice));
    }

    /// Begins as somebody who was last here at that time.
    pub(crate) fn comes_back(&mut self, last_here: DateTime<Utc>) {
        let job = self.app.since(last_here);
        self.perform(vec![job]);
        self.draw();
    }

    fn hear(&mut self, msg: Msg) {
        let jobs = self.app.update(msg);
        self.perform(jobs);
        self.draw();
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| self.app.draw(frame)).expect("memory takes everything");
        if self.app.wants_quiet() {
            let jobs = self.app.update(Msg::Quiet);
            self.perform(jobs);
            self.terminal.draw(|frame| self.app.draw(frame)).expect("memory takes everything");
        }
    }

    /// Does what the app asked for, and what it asks for on hearing of that, until nothing is left.
    fn perform(&mut self, jobs: Vec<Effect>) {
        let mut waiting = VecDeque::from(jobs);
        while let Some(job) = waiting.pop_front() {
            let more = match &job {
                Effect::Ask(number, request) => {
                    let answer = self.session.call(request.clone());
                    self.app.update(Msg::Replied(*number, answer))
                }
                Effect::Keep(saved) => {
                    let mut saved = (**saved).clone();
                    // A moment after the one before, as drafts are offered by age.
                    self.kept += 1;
                    saved.saved_at = now() + TimeDelta::milliseconds(self.kept);
                    self.drafts.save(&saved).expect("room for a draft");
                    self.app.update(Msg::DraftSaved(saved.key(), now()))
                }
                Effect::Forget(key) => {
                    self.drafts.remove(key).expect("it can be removed");
                    Vec::new()
                }
                Effect::CarryOn(found) => {
                    let (saved, aside) = self.drafts.load(found).expect("nobody else took it");
                    self.app.update(Msg::DraftTaken(Box::new(saved), aside.map(Box::new)))
                }
                Effect::ThrowAway(found) => {
                    self.drafts.discard(found).expect("it can be removed");
                    Vec::new()
                }
                Effect::Quit => {
                    self.has_left = true;
                    Vec::new()
                }
                Effect::LookAt(on) => {
                    self.session.look_at(*on);
                    Vec::new()
                }
                Effect::Make(commission) => {
                    let paper = make(self.session.as_mut(), &Waiting::default(), commission, &|_, _| ());
                    self.app.update(Msg::Paper(paper))
                }
                Effect::Save(it) => {
                    let saved = save_in(self.office.dir.path(), &it.document, it.format, &it.name);
                    // Where the office is differs each time.
                    let name = saved.map(|it| it.file_name().map(PathBuf::from).unwrap_or_default());
                    self.app.update(Msg::Paper(Paper::Saved(name.map_err(|it| it.to_string()))))
                }
                _ => Vec::new(),
            };
            waiting.extend(more);
            self.jobs.push(job);
        }
    }

    /// What is drawn, with clock times pinned.
    pub(crate) fn buffer(&self) -> Buffer {
        let mut buffer = self.terminal.backend().buffer().clone();
        pin_times(&mut buffer);
        buffer
    }

    /// The screen as text, without the spaces at the ends of its lines.
    pub(crate) fn screen(&self) -> String {
        lines(&self.buffer()).join("\n")
    }

    /// The screen, and where its cursor is: column and row, from 0.
    pub(crate) fn picture(&mut self) -> String {
        let Position { x, y } = self.terminal.get_cursor_position().expect("memory has a cursor");
        format!("{}\n(cursor at {x},{y})", self.screen())
    }

    /// The line of messages.
    pub(crate) fn message(&self) -> String {
        self.app.message().to_owned()
    }

    /// A colleague's way to the same desk.
    pub(crate) fn colleague(&self, login: &str) -> Session {
        self.desk.session(login)
    }

    /// Takes a step without the screen, as a colleague would.
    #[track_caller]
    pub(crate) fn step(&self, on: Option<CaseRef>, command: Command) -> CaseRef {
        let ask = Ask { on: on.map(Into::into), ..Ask::first(command) };
        match self.colleague("zpatel").call(Request::Do(vec![ask])) {
            Ok(Reply::Done(done)) => {
                CaseRef::try_from(done[0].as_ref().expect("the rules allow it").on).expect("a case")
            }
            other => panic!("{other:?}"),
        }
    }

    /// A case as it stands.
    pub(crate) fn case(&self, reference: &str) -> Case {
        let on = reference.parse().expect("a reference");
        match self.colleague("zpatel").call(Request::Record(on)) {
            Ok(Reply::Record(AnyRecord::Case(case))) => *case,
            other => panic!("{other:?}"),
        }
    }

    /// A plan as it stands.
    pub(crate) fn plan(&self, reference: &str) -> Plan {
        let on = reference.parse().expect("a reference");
        match self.colleague("zpatel").call(Request::Record(on)) {
            Ok(Reply::Record(AnyRecord::Plan(plan))) => *plan,
            other => panic!("{other:?}"),
        }
    }

    /// The office and its calendar.
    pub(crate) fn house(&self) -> House {
        match self.colleague("zpatel").call(Request::Hello) {
            Ok(Reply::Hello(hello)) => House::new(hello.office),
            other => panic!("{other:?}"),
        }
    }

    /// A colleague's step on a plan.
    pub(crate) fn plan_step(&self, on: PlanRef, command: PlanCommand) {
        let ask = Ask::on(on, command);
        match self.colleague("zpatel").call(Request::Do(vec![ask])) {
            Ok(Reply::Done(done)) => drop(done[0].as_ref().expect("the rules allow it")),
            other => panic!("{other:?}"),
        }
    }

    /// Every case there is.
    pub(crate) fn rows(&self) -> Vec<Row> {
        rows(&self.desk)
    }

    /// Figures of everything up to today.
    pub(crate) fn report(&self) -> Performance {
        let period = Period { from: None, to: today(), as_of: today() };
        match self.colleague(LOGIN).call(Request::Report { period, service: None }) {
            Ok(Reply::Report { sum, .. }) => *sum,
            other => panic!("{other:?}"),
        }
    }

    /// Goes home: the app and the desk end, the office stays.
    pub(crate) fn leave(self) -> Office {
        let Self { office, desk, session, server, drafts, .. } = self;
        drop(session);
        drop(server);
        drop((desk, drafts));
        office
    }
}

/// Every case that a desk has.
pub(crate) fn rows(desk: &Desk) -> Vec<Row> {
    let (filter, order) = (Filter::default(), Order::Reference);
    let request = ListRequest { filter, order, today: today(), after: None, limit: usize::MAX };
    match desk.session(LOGIN).call(Request::List(request)) {
        Ok(Reply::List { rows, .. }) => rows,
        other => panic!("{other:?}"),
    }
}

/// The lines of a buffer. What stands behind a wide character is part of it.
pub(crate) fn lines(buffer: &Buffer) -> Vec<String> {
    let row = |y| {
        let (mut text, mut x) = (String::new(), buffer.area.left());
        while x < buffer.area.right() {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width()).expect("a narrow screen").max(1);
        }
        text.trim_end().to_owned()
    };
    (buffer.area.top()..buffer.area.bottom()).map(row).collect()
}

/// The journal keeps when things were really written down; no two runs agree on that.
fn pin_times(buffer: &mut Buffer) {
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        let found = (area.left()..area.right().saturating_sub(18)).find(|x| {
            let text: String = (*x..x + 18).map(|it| buffer[(it, y)].symbol().to_owned()).collect();
            is_time(&text)
        });
        if let Some(x) = found {
            for (at, letter) in (x..).zip(SOME_TIME.chars()) {
                buffer[(at, y)].set_char(letter);
            }
        }
    }
}

/// Whether this is a time as the timeline shows it: `3 Nov 2026 09:14`.
fn is_time(text: &str) -> bool {
    let shape: String = text
        .trim_end()
        .chars()
        .map(|it| match it {
            '0'..='9' => '9',
            'A'..='Z' | 'a'..='z' => 'a',
            other => other,
        })
        .collect();
    matches!(shape.as_str(), "9 aaa 9999 99:99" | "99 aaa 9999 99:99")
}

#[test]
fn a_time_is_told_from_other_text() {
    assert!(is_time("3 Nov 2026 09:14  ") && is_time("24 Nov 2026 09:14 "));
    assert!(!is_time("24 Nov 2026       ") && !is_time(" 3 Nov 2026 09:14 "));
}
