//! A program in a terminal of its own: type, look, resize, pull the plug, and see what is left behind.
//!
//! Invariant: nothing waits for a length of time where it could wait for a fact; every wait ends, and then
//! shows the screen.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use redress::tui::terminal::chord::{Chord, Key, chords};
use rustix::fs::OFlags;
use rustix::process::{Pid, Signal};
use rustix::termios::{Termios, tcgetattr};

/// How long a test waits before it fails; generous, as other builds may share the machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A quick typist. Keys that come closer together than a person could type them are a paste.
const PACE: Duration = Duration::from_millis(10);

/// What processor time is counted in.
const TICK: Duration = Duration::from_millis(10);

/// A program to be started in a terminal.
pub(crate) struct Program {
    command: CommandBuilder,
    size: (u16, u16),
}

impl Program {
    /// At 80 by 24, in a UTF-8 locale, with colour.
    pub(crate) fn new(argv: impl IntoIterator<Item = impl Into<OsString>>, dir: &Path) -> Program {
        let mut command = CommandBuilder::from_argv(argv.into_iter().map(Into::into).collect());
        for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "SSH_CONNECTION", "ACCESSIBLE"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.cwd(dir);
        Program { command, size: (80, 24) }
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    /// Starts it apart from its terminal, as `setsid` does: no SIGHUP will come.
    pub(crate) fn apart(mut self) -> Program {
        self.command.set_controlling_tty(false);
        self
    }

    pub(crate) fn start(self) -> Pty {
        let (cols, rows) = self.size;
        let pair = native_pty_system().openpty(PtySize { cols, rows, ..PtySize::default() }).expect("a pty");
        let name = pair.master.tty_name().expect("a pty has a name");
        let no_control = i32::try_from(OFlags::NOCTTY.bits()).expect("a small flag");
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(no_control)
            .open(name)
            .expect("its own end");
        let before = tcgetattr(&tty).expect("a terminal");
        let seen = Arc::new(Seen::new(cols, rows));
        let (mut source, target) = (pair.master.try_clone_reader().expect("a reader"), Arc::clone(&seen));
        let reader = thread::spawn(move || target.read(&mut source));
        let writer = pair.master.take_writer().expect("the only writer");
        let child = pair.slave.spawn_command(self.command).expect("a program that exists");
        Pty { child, wires: Some(Wires { master: pair.master, writer, tty, reader }), before, seen }
    }
}

/// A running program and its terminal.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    wires: Option<Wires>,
    before: Termios,
    seen: Arc<Seen>,
}

struct Wires {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    /// The program's end of the terminal, to look at its settings.
    tty: File,
    reader: JoinHandle<()>,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit status; a signal that was not caught is 1.
    pub(crate) status: u32,
    /// How long that took, from the call that waited.
    pub(crate) took: Duration,
    /// Private modes that are not as they were: `?1049h`, `?25l`.
    pub(crate) left_on: Vec<String>,
    /// Whether lines, echo and control keys work as before. True where the terminal is gone.
    pub(crate) cooked: bool,
    /// What the screen shows at the end.
    pub(crate) text: String,
}

impl Pty {
    /// Types keys, in the notation of the key map, each as soon as the one before was read.
    pub(crate) fn keys(&mut self, notation: &str) {
        for chord in chords(notation).expect("keys") {
            self.send(&bytes(chord));
            let wires = self.wires();
            until("keys to be read", || {
                rustix::io::ioctl_fionread(&wires.tty).is_ok_and(|waiting| waiting == 0)
            });
            thread::sleep(PACE);
        }
    }

    /// Sends bytes in one piece, as a paste or a slow line would.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let wires = self.wires.as_mut().expect("not hung up");
        wires.writer.write_all(bytes).expect("a terminal that takes input");
        wires.writer.flush().expect("a terminal that takes input");
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as `wanted` says; `what` is for the message if it never is.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let (state, late) = self
            .seen
            .changed
            .wait_timeout_while(self.seen.lock(), PATIENCE, |state| !wanted(state.parser.screen()))
            .expect("no reader panics");
        let shown = state.parser.screen().contents();
        drop(state);
        assert!(!late.timed_out(), "waited in vain for {what:?}; the screen shows:\n{shown}");
    }

    /// The screen as text.
    pub(crate) fn text(&self) -> String {
        self.seen.lock().parser.screen().contents()
    }

    /// One cell, counted from 0, with its attributes.
    pub(crate) fn cell(&self, row: u16, column: u16) -> vt100::Cell {
        self.seen.lock().parser.screen().cell(row, column).expect("a cell on the screen").clone()
    }

    /// Everything the program wrote so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen.lock().raw.clone()
    }

    /// Whether the terminal edits lines and echoes, as the shell has it.
    pub(crate) fn is_cooked(&self) -> bool {
        let now = tcgetattr(&self.wires().tty).expect("a terminal");
        let modes = |it: &Termios| (it.input_modes, it.output_modes, it.local_modes);
        modes(&now) == modes(&self.before)
    }

    pub(crate) fn resize(&self, cols: u16, rows: u16) {
        self.seen.lock().parser.set_size(nonzero(rows), nonzero(cols));
        self.wires()
            .master
            .resize(PtySize { cols, rows, ..PtySize::default() })
            .expect("a pty can be resized");
    }

    pub(crate) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.pid(), signal).expect("it runs");
    }

    /// Stops taking what the program writes, like a line that hangs.
    pub(crate) fn stop_reading(&mut self) {
        self.seen.lock().deaf = true;
    }

    /// Closes the terminal under the program. (The writer's last act is to send a line feed and Ctrl-D; a
    /// program may see them before it sees the hang-up.)
    pub(crate) fn hang_up(&mut self) {
        let mut wires = self.wires.take().expect("hung up once");
        self.seen.lock().closing = true;
        // Wakes the reader, which must let go of the terminal too.
        wires.tty.write_all(b"\0").expect("our own end");
        wires.reader.join().expect("no reader panics");
    }

    /// Waits until the program has ended, and says how it left the terminal.
    #[track_caller]
    pub(crate) fn wait_exit(mut self) -> Ended {
        let start = Instant::now();
        let mut status = None;
        until("the program to end", || {
            status = self.child.try_wait().expect("a child of ours");
            status.is_some()
        });
        let took = start.elapsed();
        let status = status.expect("the wait is over").exit_code();
        let cooked = self.wires.is_none() || self.is_cooked();
        if let Some(wires) = self.wires.take() {
            let mut state = self.seen.lock();
            state.deaf = false;
            self.seen.changed.notify_all();
            drop(state);
            // With the last of the program's ends closed, the reader comes to the end of what was written.
            drop(wires.tty);
            wires.reader.join().expect("no reader panics");
        }
        let state = self.seen.lock();
        let text = state.parser.screen().contents();
        Ended { status, took, left_on: left_on(&state.raw), cooked, text }
    }

    /// Processor time the program has used, in clock ticks (proc(5), fields 14 and 15 of `stat`).
    pub(crate) fn cpu_ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_pid())).expect("it runs");
        let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
        fields.split_whitespace().skip(11).take(2).map(|it| it.parse::<u64>().expect("a number")).sum()
    }

    /// How often any of its threads has woken up (proc(5), `status`): each went back to sleep of its own
    /// will.
    pub(crate) fn wake_ups(&self) -> u64 {
        let threads = fs::read_dir(format!("/proc/{}/task", self.pid().as_raw_pid())).expect("it runs");
        let status =
            |thread: fs::DirEntry| fs::read_to_string(thread.path().join("status")).expect("it runs");
        let count = |status: String| {
            let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            line.and_then(|count| count.trim().parse::<u64>().ok()).expect("a number")
        };
        threads.map(|thread| count(status(thread.expect("it runs")))).sum()
    }

    /// Waits until the program has written nothing for `span`.
    pub(crate) fn wait_quiet(&self, span: Duration) {
        let mut length = self.raw().len();
        until("silence", || {
            thread::sleep(span);
            std::mem::replace(&mut length, self.raw().len()) == self.raw().len()
        });
    }

    /// Waits until the program uses no processor time, as it is asleep in a write that nobody takes.
    pub(crate) fn wait_stuck(&self) {
        let mut ticks = self.cpu_ticks();
        until("the program to be stuck", || {
            thread::sleep(TICK * 10);
            std::mem::replace(&mut ticks, self.cpu_ticks()) == self.cpu_ticks()
        });
    }

    fn pid(&self) -> Pid {
        let pid = self.child.process_id().and_then(|pid| i32::try_from(pid).ok()).expect("it was started");
        Pid::from_raw(pid).expect("no program is number 0")
    }

    fn wires(&self) -> &Wires {
        self.wires.as_ref().expect("not hung up")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A failing test leaves no program behind.
        let _ = self.child.kill();
    }
}

/// What the reader has seen.
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    deaf: bool,
    closing: bool,
}

impl Seen {
    fn new(cols: u16, rows: u16) -> Seen {
        let parser = vt100::Parser::new(nonzero(rows), nonzero(cols), 0);
        let state = State { parser, raw: Vec::new(), deaf: false, closing: false };
        Seen { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no reader panics")
    }

    fn read(&self, source: &mut dyn Read) {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = source.read(&mut buffer) {
            let mut state = self.lock();
            if state.closing {
                return;
            }
            state.raw.extend_from_slice(&buffer[..length]);
            state.parser.process(&buffer[..length]);
            self.changed.notify_all();
            drop(self.changed.wait_while(state, |state| state.deaf).expect("no reader panics"));
        }
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has a size")
}

/// Waits until something is a fact.
#[track_caller]
pub(crate) fn until(what: &str, mut fact: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !fact() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// The private modes that the bytes leave otherwise than a terminal begins.
fn left_on(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut changed = BTreeSet::new();
    for rest in text.split("\x1b[?").skip(1) {
        let Some(end) = rest.find(|it: char| !it.is_ascii_digit() && it != ';') else { continue };
        let on = match &rest[end..=end] {
            "h" => true,
            "l" => false,
            _ => continue,
        };
        for mode in rest[..end].split(';') {
            // The cursor and automatic wrapping are on to begin with.
            let usual = matches!(mode, "25" | "7");
            let name = format!("?{mode}{}", if usual { 'l' } else { 'h' });
            if on == usual {
                changed.remove(&name)
            } else {
                changed.insert(name)
            };
        }
    }
    changed.into_iter().collect()
}

/// What xterm sends for a key.
fn bytes(chord: Chord) -> Vec<u8> {
    let sequence = |text: &str| format!("\x1b{text}").into_bytes();
    match (chord.key, chord.ctrl) {
        (Key::Char(letter), true) => vec![u8::try_from(letter).expect("a letter") & 0x1f],
        (_, true) => unimplemented!("no test needs {chord}"),
        (Key::Char(letter), false) => letter.to_string().into_bytes(),
        (Key::Enter, _) => b"\r".to_vec(),
        (Key::Esc, _) => b"\x1b".to_vec(),
        (Key::Tab, _) => b"\t".to_vec(),
        (Key::Backspace, _) => b"\x7f".to_vec(),
        (Key::BackTab, _) => sequence("[Z"),
        (Key::Delete, _) => sequence("[3~"),
        (Key::Insert, _) => sequence("[2~"),
        (Key::Up, _) => sequence("[A"),
        (Key::Down, _) => sequence("[B"),
        (Key::Right, _) => sequence("[C"),
        (Key::Left, _) => sequence("[D"),
        (Key::Home, _) => sequence("[H"),
        (Key::End, _) => sequence("[F"),
        (Key::PageUp, _) => sequence("[5~"),
        (Key::PageDown, _) => sequence("[6~"),
        (Key::Function(1), _) => sequence("OP"),
        (Key::Function(_), _) => unimplemented!("no test needs {chord}"),
    }
}
