//! Hears that other hosts wrote, and has the committing thread take it in; and keeps asking for a database that is gone.
//! The database tells of each change; it is asked, too, again and again, for what is told may be lost. What papers say is brought
//! after the lines that name them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use crate::desk::begun::{to_tell, told};
use crate::desk::carried::bring_all;
use crate::desk::committer::{Job, Work};
use crate::desk::here::Elsewhere;
use crate::desk::store_dir::journal_in;
use crate::desk::trouble::{Trouble, Writing};
use crate::journal::chain::Position;
use crate::journal::sequencer::{Administered, SequenceError};
use crate::papers::Papers;
use crate::view::store::View;

/// After how long it is asked whether there is more, where nothing is told; and again, where it did not answer.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// What follows the other hosts.
pub(in crate::desk) struct Follower {
    /// A connection of its own: the committing thread's may be waiting.
    pub(in crate::desk) order: Box<dyn Administered>,
    /// The data directory.
    pub(in crate::desk) root: PathBuf,
    /// Who has what on screen, here and on the other hosts.
    pub(in crate::desk) people: Elsewhere,
    /// Up to where the papers are here that the journal names.
    pub(in crate::desk) papers_until: Position,
    pub(in crate::desk) view: View,
    pub(in crate::desk) writing: Writing,
    pub(in crate::desk) jobs: Sender<Job>,
    /// Says when to end.
    pub(in crate::desk) stop: Arc<AtomicBool>,
}

impl Follower {
    /// Works until it is told to end.
    pub(in crate::desk) fn run(mut self) {
        // What was written before this one asked for the first time is taken in, too.
        let mut is_behind = true;
        while !self.stop.load(Ordering::SeqCst) {
            let seen = self.view.meta().map_or(0, |it| it.position.seq);
            match self.order.wait_beyond(seen, ASK_AGAIN) {
                Ok(end) => {
                    let was_away = self.writing.trouble().is_some_and(|it| it.is_away);
                    if (is_behind || was_away || end != seen) && !self.take_in() {
                        return;
                    }
                    is_behind = false;
                    self.do_what_is_left();
                    self.people.exchange(self.order.as_mut());
                }
                // The committing thread finds the same, and stops.
                Err(SequenceError::Apart(_)) => {
                    self.take_in();
                    thread::sleep(ASK_AGAIN);
                }
                Err(error) => {
                    is_behind = true;
                    self.people.lose();
                    self.writing.failed(Trouble::away(error.to_string()));
                    thread::sleep(ASK_AGAIN);
                }
            }
        }
    }

    /// Brings what papers say that were attached elsewhere, and tells the others that this host has erased what they did. What does
    /// not succeed is tried again.
    fn do_what_is_left(&mut self) {
        let seen = self.view.meta().map_or(self.papers_until, |it| it.position);
        if seen != self.papers_until {
            let (papers, journal) = (Papers::of(&self.root), journal_in(&self.root));
            let brought =
                bring_all(self.order.as_mut(), &papers, &journal, self.papers_until, &mut |_, _| ());
            self.papers_until = brought.unwrap_or(self.papers_until);
        }
        if let Some(line) = to_tell(&self.root)
            && self.order.swept(line).is_ok()
        {
            told(&self.root);
        }
    }

    /// Returns once what others wrote has been taken in, and says whether anybody is there to do it.
    fn take_in(&self) -> bool {
        let (answer, answered) = channel();
        let job = Job { login: String::new(), work: Work::TakeIn, answer };
        self.jobs.send(job).is_ok() && answered.recv().is_ok()
    }
}
