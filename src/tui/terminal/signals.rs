//! Two threads that sleep until something outside wants the program to end, to go on, or to fit another size.
//!
//! Invariants: they do not depend on the main thread, nor on the input thread; they take no input and never wake while
//! nothing happens.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::thread;

use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::tui::terminal::ending::Ending;

/// What a shell adds to the number of the signal that ended a program.
const SIGNALLED: i32 = 128;

/// Starts both threads.
///
/// `resumed` is called when the process goes on after it was stopped: somebody else has had the terminal, so
/// it has to be entered again and drawn afresh; `resized` when the terminal has another size. They are called on the signal
/// thread and should only send a message.
pub fn watch(
    ending: &Arc<Ending>,
    resumed: impl Fn() + Send + 'static,
    resized: impl Fn() + Send + 'static,
) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGCONT, SIGWINCH])?;
    let signalled = Arc::clone(ending);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGCONT => resumed(),
                SIGWINCH => resized(),
                // It is for the command that has the terminal, and may be heard here when that has ended: from the keyboard
                // none comes at any other time.
                SIGINT if signalled.screen().was_lent() => {}
                _ => signalled.end(SIGNALLED + signal),
            }
        }
    })?;
    // SIGHUP does not reach a process that was started apart from its terminal.
    let hung_up = Arc::clone(ending);
    thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
        if hangs_up(hung_up.screen().input()) {
            hung_up.end(SIGNALLED + SIGHUP);
        }
    })?;
    Ok(())
}

/// Waits until the other end of the terminal is gone. Asks for no event, so the kernel reports that one
/// alone.
fn hangs_up(terminal: BorrowedFd<'_>) -> bool {
    loop {
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        match rustix::event::poll(&mut watched, None) {
            Ok(_) if !watched[0].revents().is_empty() => return true,
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}
