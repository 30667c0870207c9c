//! The terminal while it is ours: taken over, given back, lent to the shell.
//!
//! Invariants: giving back is done at most once however many threads ask for it; once given back, not one
//! more byte of a frame reaches the terminal.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use base64::Engine;
use crossterm::cursor::{MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use rustix::io::Errno;
use rustix::process::Signal;
use rustix::termios::{OptionalActions, Termios};

use crate::domain::text::safe;

/// Keypad and cursor keys in their plain mode, the only one whose every key is understood.
const PLAIN_KEYS: &[u8] = b"\x1b>\x1b[?1l";

/// Takes the terminal over. No mouse: it would take away selecting and copying. No title: it would show names.
fn entering() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste)?;
    bytes.extend_from_slice(PLAIN_KEYS);
    queue!(bytes, Show)?;
    Ok(bytes)
}

/// Plain text, an empty screen, and everything that [`entering`] switched on switched off. Where there is no alternate screen,
/// what was drawn would stay and show names; the first line is emptied by itself, because terminals put what is erased from
/// the very top into the lines that one can scroll back to.
fn leaving() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, ResetColor, MoveTo(0, 0), Clear(ClearType::UntilNewLine))?;
    queue!(bytes, MoveTo(0, 1), Clear(ClearType::FromCursorDown), MoveTo(0, 0))?;
    queue!(bytes, DisableBracketedPaste, Show, LeaveAlternateScreen)?;
    Ok(bytes)
}

/// How long the kernel may take to stop us. In a session that nobody could wake us up in, it does not stop us
/// at all.
const STOPPING: Duration = Duration::from_millis(100);

/// How long a process that was woken up in the background waits before it touches the terminal, which would stop
/// it again: a shell that ends a stopped job wakes it up for that.
const IN_BACKGROUND: Duration = Duration::from_secs(2);

/// How often it looks whether it is in front meanwhile.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Terminals drop a longer text for the clipboard, some of them all of the line.
const LONGEST_COPY: usize = 8 * 1024;

/// Why there is no terminal to draw on.
#[derive(Debug)]
pub enum NoTerminal {
    /// Standard input is a file or a pipe.
    Input,
    /// Standard output is a file or a pipe.
    Output,
    /// The system does not let us use it.
    Broken(io::Error),
}

impl fmt::Display for NoTerminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoTerminal::Input => {
                f.write_str("the keyboard is not connected: standard input is a file or a pipe")
            }
            NoTerminal::Output => {
                f.write_str("there is no screen to draw on: standard output is a file or a pipe")
            }
            NoTerminal::Broken(source) => write!(f, "this terminal cannot be used: {source}"),
        }
    }
}

impl std::error::Error for NoTerminal {}

#[derive(Debug)]
enum Holder {
    /// The shell has it.
    Free,
    /// We have it; this is how it was set before.
    Ours(Termios),
    /// We had it for the last time.
    Closed,
}

/// The terminal, shared by the threads that may have to give it back.
#[derive(Debug)]
pub struct Screen {
    input: OwnedFd,
    output: File,
    /// Held while the terminal changes hands.
    hold: Mutex<Holder>,
    /// Whether frames may be written. Held while one is.
    ours: Mutex<bool>,
    /// Whether a command of somebody's own has it: it alone reads the keyboard, and Ctrl-C is for it.
    lent: AtomicBool,
    /// Whether it ever was.
    was_lent: AtomicBool,
}

impl Screen {
    /// The terminal this process was started on. Does not touch it yet.
    pub fn of_process() -> Result<Arc<Screen>, NoTerminal> {
        let (input, output) = (rustix::stdio::stdin(), rustix::stdio::stdout());
        if !rustix::termios::isatty(input) {
            return Err(NoTerminal::Input);
        }
        if !rustix::termios::isatty(output) {
            return Err(NoTerminal::Output);
        }
        // Copies of our own: the standard library's handles have locks that a stuck writer would hold.
        let input = input.try_clone_to_owned().map_err(NoTerminal::Broken)?;
        let output = File::from(output.try_clone_to_owned().map_err(NoTerminal::Broken)?);
        Ok(Arc::new(Screen {
            input,
            output,
            hold: Mutex::new(Holder::Free),
            ours: Mutex::new(false),
            lent: AtomicBool::new(false),
            was_lent: AtomicBool::new(false),
        }))
    }

    /// Takes the terminal over. Once more does no harm, and is what to do after somebody else has had it. In
    /// the background it stops the process until the shell puts it in front again.
    ///
    /// Does nothing once the terminal was closed: whoever is woken up only to be ended, as by a shell's `kill
    /// %1`, must not take it from the shell, nor be stopped again before the end.
    pub fn enter(&self) -> io::Result<()> {
        self.wait_in_background();
        // A hang-up wakes a process as if it had been stopped before.
        unless_gone(self.take_over(), ())
    }

    fn wait_in_background(&self) {
        for _ in 0..IN_BACKGROUND.as_millis() / LOOK_AGAIN.as_millis() {
            if self.in_foreground() || matches!(*lock(&self.hold), Holder::Closed) {
                return;
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn take_over(&self) -> io::Result<()> {
        let mut hold = lock(&self.hold);
        let mut raw = match &*hold {
            Holder::Closed => return Ok(()),
            Holder::Ours(before) => before.clone(),
            Holder::Free => rustix::termios::tcgetattr(&self.input)?,
        };
        if matches!(*hold, Holder::Free) {
            *hold = Holder::Ours(raw.clone());
        }
        raw.make_raw();
        rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        *lock(&self.ours) = true;
        (&self.output).write_all(&entering()?)
    }

    /// Gives the terminal back as it was.
    ///
    /// Like [`Screen::close`], callable from any thread, any number of times. The settings are back at once;
    /// the rest waits for the frame being written, so on a terminal that takes nothing this does not return.
    pub fn leave(&self) {
        self.release(Holder::Free);
    }

    /// Gives the terminal back for the last time: the process is about to end.
    pub fn close(&self) {
        self.release(Holder::Closed);
    }

    fn release(&self, next: Holder) {
        let mut hold = lock(&self.hold);
        if matches!(*hold, Holder::Closed) {
            return;
        }
        let Holder::Ours(before) = std::mem::replace(&mut *hold, next) else { return };
        // From the background, setting the terminal would stop us, perhaps for ever, and it is not ours to
        // set.
        if !self.in_foreground() {
            return;
        }
        // Nothing can be done about a terminal that is gone, and nobody is left to be told.
        let _ = rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &before);
        let mut ours = lock(&self.ours);
        if std::mem::take(&mut *ours) {
            let _ = leaving().and_then(|it| (&self.output).write_all(&it));
        }
    }

    /// Ctrl-Z: gives the terminal to the shell, stops, and takes the terminal over again when the shell lets
    /// us go on. The caller clears and draws everything.
    pub fn suspend(&self) -> io::Result<()> {
        self.leave();
        // The whole group, as the terminal does it: a script that started us has to stop too.
        rustix::process::kill_current_process_group(Signal::TSTP)?;
        thread::sleep(STOPPING);
        self.enter()
    }

    /// Gives the terminal to a command of this name while it runs, and takes it over again.
    pub fn lend<T>(&self, name: &str, run: impl FnOnce() -> T) -> io::Result<T> {
        self.lent.store(true, Ordering::SeqCst);
        self.was_lent.store(true, Ordering::SeqCst);
        self.leave();
        unless_gone(writeln!(&self.output, "{} runs. Ctrl-C ends it.", safe(name)), ())?;
        let done = run();
        self.lent.store(false, Ordering::SeqCst);
        self.enter()?;
        Ok(done)
    }

    /// Whether a command of somebody's own ever had it.
    pub fn was_lent(&self) -> bool {
        self.was_lent.load(Ordering::SeqCst)
    }

    /// Whether a command has it now.
    pub fn is_lent(&self) -> bool {
        self.lent.load(Ordering::SeqCst)
    }

    /// Sends a short text to the terminal's clipboard (OSC 52). Terminals that do not take it pass over it.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        if encoded.len() < LONGEST_COPY && *lock(&self.ours) {
            write!(&self.output, "\x1b]52;c;{encoded}\x07")?;
        }
        Ok(())
    }

    /// The keyboard side, to read and to watch for a hang-up.
    pub fn input(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    fn in_foreground(&self) -> bool {
        // A terminal that is not our controlling one has no foreground of ours; then there is nothing to fear
        // either.
        rustix::termios::tcgetpgrp(&self.input).map_or(true, |front| front == rustix::process::getpgrp())
    }
}

/// Where frames are written. What comes after the terminal was given back, or has gone, is dropped in
/// silence: the process is about to end, and the drawing thread must not be the one to end it.
#[derive(Debug)]
pub struct Output(pub Arc<Screen>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let ours = lock(&self.0.ours);
        if !*ours {
            return Ok(bytes.len());
        }
        unless_gone((&self.0.output).write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal is ours as long as this lives.
#[derive(Debug)]
pub struct Session(Arc<Screen>);

impl Session {
    /// Takes the terminal over until the session is dropped.
    pub fn begin(screen: &Arc<Screen>) -> io::Result<Session> {
        let session = Session(Arc::clone(screen));
        screen.enter()?;
        Ok(session)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// Takes what cannot be done to a terminal that is gone as done: `signals` sees to the ending.
fn unless_gone<T>(result: io::Result<T>, done: T) -> io::Result<T> {
    match result {
        Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(done),
        result => result,
    }
}

/// No thread leaves these half changed, so a panic elsewhere does not make them wrong.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
