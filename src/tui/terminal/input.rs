//! The thread that reads the keyboard.
//!
//! Invariants: it sleeps until a key, a paste or a resize comes, and wakes by itself only while an Esc is held
//! back; and it does not sleep while something typed is still unread.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event;

use crate::tui::terminal::joiner::{Input, Joiner};
use crate::tui::terminal::session::Screen;

/// Events taken in one go; a paste may be any size, and what is waiting must not grow without bound.
const BATCH: usize = 64 * 1024;

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
        loop {
            let inputs = next(&screen, &mut joiner).unwrap_or_else(|_| vec![Input::Gone]);
            let last = inputs.contains(&Input::Gone);
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
fn next(screen: &Screen, joiner: &mut Joiner) -> io::Result<Vec<Input>> {
    if let Some(deadline) = joiner.deadline()
        && !event::poll(deadline.saturating_duration_since(Instant::now()))?
    {
        return Ok(joiner.expire());
    }
    let mut batch = vec![event::read()?];
    while batch.len() < BATCH && is_more(screen)? {
        batch.push(event::read()?);
    }
    Ok(joiner.take(Instant::now(), batch))
}

/// Whether something typed is still unread. The library is told once that there is something, reads a buffer of 1,024
/// bytes, and hears of the rest only with the next key: the terminal is made to tell again.
fn is_more(screen: &Screen) -> io::Result<bool> {
    Ok(event::poll(Duration::ZERO)? || (screen.tells_of_unread_again() && event::poll(Duration::ZERO)?))
}
