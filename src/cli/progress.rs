//! How far long work is, on standard error: a bar on a terminal, else one line at the start and one at the end.

use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::aside::say;

/// A piece of long work that says how far it is.
pub struct Progress {
    what: &'static str,
    unit: &'static str,
    bar: ProgressBar,
    /// Whether it speaks in lines.
    lines: bool,
    begun: bool,
    /// When the work began, where it is told of only once it takes long.
    since: Option<Instant>,
}

/// How much a piece of work says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A bar that moves.
    Bar,
    /// A line at the start and a line at the end.
    Lines,
}

/// How long work takes before whoever waits is told how far it is.
const LONG: Duration = Duration::from_millis(500);

/// Where what is waited for cannot say how far it is: how often the time so far is said anew.
const SECOND: Duration = Duration::from_secs(1);
const WAITING: &str = "{prefix}: {elapsed} so far. Ctrl-C stops.";

impl Progress {
    /// Begins a piece of work, named as "Checking the journal". Nothing shows before the first step.
    pub fn new(what: &'static str, voice: Voice) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { what, unit: "bytes", bar, lines: voice == Voice::Lines, begun: false, since: None }
    }

    /// The work, as one that looks at the same things several times, so that how many there are says nothing.
    #[must_use]
    pub fn of_looks(mut self) -> Self {
        self.unit = "";
        self
    }

    /// The work, as one that is told in changes.
    #[must_use]
    pub fn of_changes(mut self) -> Self {
        self.unit = "changes";
        self
    }

    /// The work, as one that is mostly over before anybody could read how far it is: it is told of once it takes long.
    #[must_use]
    pub fn once_it_takes_long(mut self) -> Self {
        self.since = Some(Instant::now());
        self
    }

    /// Says how far it is, in bytes or changes, or as a share.
    pub fn step(&mut self, done: u64, total: u64) {
        if self.since.is_some_and(|it| it.elapsed() < LONG) {
            return;
        }
        if !self.begun {
            self.begin(total);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Says something beside the bar, such as the number of rows.
    pub fn note(&self, note: String) {
        self.bar.set_message(note);
    }

    /// Waits for what cannot say how far it is: once it takes long, a terminal says for how long. Lines say nothing of it.
    pub fn wait(&self) {
        if self.lines {
            return;
        }
        let style =
            ProgressStyle::with_template(WAITING).expect("the template is well formed, as a test shows");
        self.bar.set_style(style);
        self.bar.set_prefix(self.what);
        let bar = self.bar.clone();
        let once_it_takes_long = move || {
            thread::sleep(LONG);
            // What is over by then shows nothing.
            if !bar.is_finished() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(SECOND);
            }
        };
        // Without a thread it is waited for in silence.
        drop(thread::Builder::new().name("progress".to_owned()).spawn(once_it_takes_long));
    }

    /// Takes the bar away, or says that it is over.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        if self.begun && self.lines {
            say(format_args!("{}: finished.", self.what));
        }
    }

    fn begin(&mut self, total: u64) {
        self.begun = true;
        if self.lines {
            let many = if self.unit.is_empty() { String::new() } else { format!(" ({total} {})", self.unit) };
            say(format_args!("{}{many}.", self.what));
            return;
        }
        let speed = match self.unit {
            "" => "",
            "bytes" => " {bytes_per_sec},",
            _ => " {per_sec},",
        };
        let style = format!("{{prefix}} [{{bar:30}}] {{percent}}%{speed} {{eta}} left {{msg}}");
        let style =
            ProgressStyle::with_template(&style).expect("the template is well formed, as a test shows");
        self.bar.set_style(style.progress_chars("#-."));
        self.bar.set_prefix(self.what);
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_can_be_drawn() {
        for of_looks in [false, true] {
            let progress = Progress::new("Checking the journal", Voice::Bar);
            let mut progress = if of_looks { progress.of_looks() } else { progress };
            progress.step(1, 2);
            progress.finish();
        }
        let progress = Progress::new("Looking through every record", Voice::Bar);
        progress.wait();
        progress.finish();
    }
}
