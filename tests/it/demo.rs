//! A program of a hundred lines that uses everything in `tui::terminal`, for tests that need a whole process.
//!
//! It lives in the test binary itself: [`program`] starts that binary again and asks for the one test
//! [`run`], which does nothing unless [`DRAFTS`] is set.

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use chrono::{TimeZone, Utc};
use ratatui::style::Style;
use ratatui::{Frame, Terminal};
use redress::drafts::keeper::{DraftKeeper, News, Pace};
use redress::drafts::{DraftStore, Saved};
use redress::environment::{ColourSetting, Environment};
use redress::tui::terminal::backend::Thin;
use redress::tui::terminal::chord::{Chord, Key};
use redress::tui::terminal::ending::Ending;
use redress::tui::terminal::input;
use redress::tui::terminal::joiner::Input;
use redress::tui::terminal::session::{Output, Screen, Session};
use redress::tui::terminal::signals;
use rustix::process::Signal;

use crate::pty::Program;

/// The folder for drafts.
const DRAFTS: &str = "REDRESS_DEMO_DRAFTS";

/// Set to save drafts at their usual pace; otherwise only an ending saves them.
pub(crate) const USUAL_PACE: &str = "REDRESS_DEMO_PACE";

/// Set to take half a second to save before the end.
pub(crate) const SLOW_DISK: &str = "REDRESS_DEMO_SLOW_DISK";

/// The command that runs the demo.
pub(crate) fn argv() -> Vec<OsString> {
    let this = std::env::current_exe().expect("a test runs from a file");
    let ask = ["demo::run", "--exact", "--nocapture", "--test-threads=1"];
    [this.into_os_string()].into_iter().chain(ask.map(OsString::from)).collect()
}

/// The demo, ready to start. `prefix` is a command that starts it, if any.
pub(crate) fn program(dir: &Path, prefix: &[&str]) -> Program {
    let argv = prefix.iter().map(OsString::from).chain(argv());
    Program::new(argv, dir).env(DRAFTS, "drafts")
}

/// The text in the drafts that the demo left.
pub(crate) fn drafts(dir: &Path) -> Vec<String> {
    let store = DraftStore::open(&dir.join("drafts"), "demo").expect("a folder");
    let left = store.list().expect("a folder");
    assert!(left.unreadable.is_empty(), "{left:?}");
    left.found.into_iter().map(|found| found.saved.fields[0].1.clone()).collect()
}

enum Message {
    Input(Input),
    Resumed,
    News(News),
}

#[derive(Default)]
struct State {
    text: String,
    last: String,
    pasted: String,
    saved: usize,
    resumed: usize,
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the variable is how this process knows what it is")]
fn run() {
    let Some(dir) = std::env::var_os(DRAFTS) else { return };
    let usual = std::env::var_os(USUAL_PACE).is_some();
    let status = match play(Path::new(&dir), usual) {
        Ok(()) => 0,
        Err(error) => {
            // Not eprintln: it panics after a hang-up.
            let _ = writeln!(std::io::stderr(), "{error}");
            2
        }
    };
    std::process::exit(status);
}

#[expect(clippy::disallowed_methods, reason = "a test is asked through its environment")]
fn play(dir: &Path, usual: bool) -> Result<(), Box<dyn Error>> {
    let environment = Environment::from_process();
    let screen = Screen::of_process()?;
    let (sender, messages) = mpsc::channel();
    let never = Duration::from_secs(3600);
    let pace = if usual { Pace::default() } else { Pace { quiet: never, most: never, again: never } };
    let news = sender.clone();
    let store = DraftStore::open(dir, "demo")?;
    let keeper = DraftKeeper::start(store, pace, move |it| drop(news.send(Message::News(it))))?;
    let (save, slow) = (keeper.last_words(), std::env::var_os(SLOW_DISK).is_some());
    let last_words = move || {
        thread::sleep(Duration::from_millis(if slow { 500 } else { 0 }));
        save();
    };
    let ending = Ending::new(screen.clone(), Arc::new(last_words));
    ending.on_panic();
    let (resumed, resized) = (sender.clone(), sender.clone());
    signals::watch(
        &ending,
        move || drop(resumed.send(Message::Resumed)),
        move || drop(resized.send(Message::Input(Input::Resized))),
    )?;
    input::listen(screen.clone(), environment.escape_wait(), sender, Message::Input)?;

    let _session = Session::begin(&screen)?;
    let colours = environment.colours(ColourSetting::Auto);
    let mut terminal = Terminal::new(Thin::new(Output(screen.clone()), colours, environment.charset()))?;
    terminal.clear()?;
    let mut state = State::default();
    loop {
        terminal.draw(|frame| draw(frame, &state))?;
        match messages.recv()? {
            Message::Input(Input::Chord(chord)) => match (chord.to_string().as_str(), chord) {
                ("<c-x>", _) => return Ok(()),
                ("<c-p>", _) => panic!("asked to panic"),
                ("<c-t>", _) => drop(thread::spawn(|| panic!("asked to panic elsewhere"))),
                ("<c-k>", _) => loop {
                    thread::park();
                },
                ("<c-f>", _) => loop {
                    terminal.clear()?;
                    terminal.draw(|frame| draw(frame, &state))?;
                },
                ("<c-o>", _) => rustix::process::kill_process(rustix::process::getpid(), Signal::STOP)?,
                ("<c-z>", _) => {
                    screen.suspend()?;
                    terminal.clear()?;
                }
                (_, Chord { key: Key::Char(letter), ctrl: false }) => {
                    state.text.push(letter);
                    keeper.put(draft(&state.text));
                }
                (name, _) => name.clone_into(&mut state.last),
            },
            Message::Input(Input::Paste(text)) => state.pasted = text.escape_debug().to_string(),
            Message::Input(Input::Resized) => {}
            Message::Input(Input::Gone) => return Err("no keyboard".into()),
            Message::Resumed => {
                state.resumed += 1;
                screen.enter()?;
                terminal.clear()?;
            }
            Message::News(News::Saved(..)) => state.saved += 1,
            Message::News(News::Trouble(trouble)) => return Err(trouble.into()),
        }
    }
}

fn draw(frame: &mut Frame<'_>, state: &State) {
    let area = frame.area();
    let lines = [
        format!("Size: {}x{}", area.width, area.height),
        format!("Text: [{}]", state.text),
        format!("Last: [{}]", state.last),
        format!("Pasted: [{}]", state.pasted),
        format!("Saved: [{}]", state.saved),
        format!("Resumed: [{}]", state.resumed),
    ];
    let buffer = frame.buffer_mut();
    for (line, y) in lines.iter().zip(0..area.height) {
        buffer.set_stringn(0, y, line, usize::from(area.width), Style::new());
    }
    buffer.set_string(0, 7, "! Overdue", Style::new().white().on_red().bold());
    frame.set_cursor_position((0, 1));
}

fn draft(text: &str) -> Saved {
    Saved {
        form: "demo".to_owned(),
        about: "Demo".to_owned(),
        on: None,
        version: None,
        fields: vec![("text".to_owned(), text.to_owned())],
        cursor_field: 0,
        saved_at: Utc.with_ymd_and_hms(2026, 11, 23, 14, 2, 0).unwrap(),
    }
}
