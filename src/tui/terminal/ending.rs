//! How the program ends when it does not end by itself: a signal, a hang-up, a panic.
//!
//! Invariants: what is being typed is saved before the end, unless the disk takes seconds; nothing here waits
//! for the main thread, which may be stuck; one ending is enough, and whoever comes second waits for it.

use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::panics::{on_panic, told};
use crate::throw_away::remove_all;
use crate::tui::terminal::session::Screen;

/// What to do before the process ends: saves the open drafts. Runs on a thread of its own.
pub type LastWords = Arc<dyn Fn() + Send + Sync>;

/// A terminal that has taken nothing for this long is stuck; it is left as it is.
const STUCK: Duration = Duration::from_millis(100);

/// Saving takes some milliseconds. A disk that takes longer gets a chance, as typed text is the one thing to
/// lose.
const SLOW_DISK: Duration = Duration::from_secs(5);

/// The exit status after a panic, as Rust has it.
const PANICKED: i32 = 101;

/// Everything an ending needs, ready beforehand.
pub struct Ending {
    screen: Arc<Screen>,
    last_words: LastWords,
    begun: AtomicBool,
}

impl Ending {
    /// Prepares the ending; nothing happens yet.
    pub fn new(screen: Arc<Screen>, last_words: LastWords) -> Arc<Ending> {
        Arc::new(Ending { screen, last_words, begun: AtomicBool::new(false) })
    }

    /// Saves, gives the terminal back and ends the process with `status`, from whatever thread.
    pub fn end(&self, status: i32) -> ! {
        self.wind_up();
        // No exit handlers: one of them might want a lock that the main thread holds.
        signal_hook::low_level::exit(status)
    }

    /// Makes a panic on any thread an ending: half a program must not go on working on people's cases.
    pub fn on_panic(self: &Arc<Ending>) {
        let ending = Arc::clone(self);
        on_panic(move |panic| ending.panicked(panic));
    }

    /// The terminal to watch.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    fn panicked(&self, panic: &PanicHookInfo<'_>) -> ! {
        self.wind_up();
        // Not eprintln: it panics where there is nobody left to read this.
        let _ = writeln!(
            io::stderr(),
            "redress has stopped because of a fault in the program. It was nothing you did.\n\
             What you were typing is kept as a draft and offered when you start redress again.\n\
             Please send this to the people who look after redress:\n  redress {version}, {panic}",
            version = env!("CARGO_PKG_VERSION"),
            panic = told(panic),
        );
        signal_hook::low_level::exit(PANICKED)
    }

    fn wind_up(&self) {
        if self.begun.swap(true, Ordering::SeqCst) {
            loop {
                thread::park();
            }
        }
        let screen = Arc::clone(&self.screen);
        let saved = aside(&self.last_words);
        let close: LastWords = Arc::new(move || screen.close());
        let restored = aside(&close);
        // Either the work is done, and its sender gone, or the time is up. Both mean: go on.
        let _ = restored.recv_timeout(STUCK);
        let _ = saved.recv_timeout(SLOW_DISK);
        remove_all();
    }
}

/// Runs `work` on a thread of its own; the receiver is disconnected when it is done.
fn aside(work: &LastWords) -> Receiver<()> {
    let (done, wait) = mpsc::channel();
    let run = Arc::clone(work);
    let spawned = thread::Builder::new().spawn(move || {
        run();
        drop(done);
    });
    if spawned.is_err() {
        work();
    }
    wait
}
