//! The thread that reads the keyboard.
//!
//! Invariants: it sleeps until something is typed or pasted, and wakes by itself only while an Esc or a part of a letter is
//! held back; and it does not sleep while something typed is still unread.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;

use crate::tui::terminal::joiner::{Input, Joiner};
use crate::tui::terminal::letters::Letters;
use crate::tui::terminal::session::Screen;

/// Bytes taken in one go; a paste may be any size, and what is waiting must not grow without bound.
const BATCH: usize = 64 * 1024;

/// How long the ending of a program may take whose terminal is gone.
const HANG_UP: Duration = Duration::from_secs(2);

/// How long it looks away while somebody else has the terminal.
const LENT: Duration = Duration::from_millis(50);

/// Starts the thread. Everything typed arrives at `sender`, in order, wrapped in the receiver's own message.
///
/// The thread ends when nobody listens any more. It cannot be stopped in the middle of a read; that is no
/// loss, as nothing of value hangs on it.
pub fn listen<M: Send + 'static>(
    screen: Arc<Screen>,
    wait: Duration,
    sender: Sender<M>,
    wrap: impl Fn(Input) -> M + Send + 'static,
) -> io::Result<()> {
    let run = move || {
        let mut joiner = Joiner::new(wait, Instant::now());
        let mut letters = Letters::default();
        loop {
            let inputs = next(&screen, wait, &mut joiner, &mut letters).unwrap_or_else(|_| vec![Input::Gone]);
            let last = inputs.contains(&Input::Gone);
            if last {
                // A hang-up is for `signals` to end, which says so to whoever started the program.
                thread::sleep(HANG_UP);
            }
            for input in inputs {
                if sender.send(wrap(input)).is_err() {
                    return;
                }
            }
            if last {
                return;
            }
        }
    };
    thread::Builder::new().name("keyboard".to_owned()).spawn(run).map(drop)
}

/// Waits for something to happen, and takes all that is there.
fn next(
    screen: &Screen,
    wait: Duration,
    joiner: &mut Joiner,
    letters: &mut Letters,
) -> io::Result<Vec<Input>> {
    let held = joiner.deadline().map(|it| it.saturating_duration_since(Instant::now()));
    let patience = if letters.is_waiting() { Some(held.unwrap_or(wait).min(wait)) } else { held };
    if !is_there(screen, patience)? {
        let pieces = letters.expire();
        let mut inputs = joiner.expire();
        inputs.extend(joiner.take(Instant::now(), pieces));
        return Ok(inputs);
    }
    if screen.is_lent() {
        // What is typed now is for whoever has the terminal.
        thread::sleep(LENT);
        return Ok(Vec::new());
    }
    let mut typed = Vec::new();
    let mut buffer = [0; 4096];
    while typed.len() < BATCH && is_there(screen, Some(Duration::ZERO))? {
        match rustix::io::read(screen.input(), &mut buffer) {
            Ok(0) => return Ok(vec![Input::Gone]),
            Ok(count) => typed.extend_from_slice(&buffer[..count]),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(joiner.take(Instant::now(), letters.take(&typed)))
}

/// Whether something typed is unread, once it is or so much time has gone by; none for any time.
fn is_there(screen: &Screen, patience: Option<Duration>) -> io::Result<bool> {
    let keyboard = screen.input();
    let mut watched = [PollFd::new(&keyboard, PollFlags::IN)];
    let patience = patience.and_then(|it| Timespec::try_from(it).ok());
    match rustix::event::poll(&mut watched, patience.as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(Errno::INTR) => is_there(screen, Some(Duration::ZERO)),
        Err(error) => Err(error.into()),
    }
}
