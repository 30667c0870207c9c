//! The thread that keeps a mirror of the journal beside the work.
//!
//! Invariants: nothing waits for it, neither a change nor a question; while it cannot write, the office goes on and is told;
//! it tries again by itself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::api::message::MirrorStatus;
use crate::api::server::News;
use crate::clock::Clock;
use crate::desk::upkeep::{CopyError, UpkeepError, begin_mirror};
use crate::domain::text::count;
use crate::journal::mirror::Mirror;
use crate::papers::Papers;

/// How long after trouble it is tried again for the first time; each time twice as long.
const AGAIN: Duration = Duration::from_secs(5);
/// How long at most.
const AGAIN_AT_MOST: Duration = Duration::from_secs(320);
/// A mirror that has lacked something for longer is told of.
const BEHIND_SECONDS: u64 = 60;

/// How a mirror stands.
#[derive(Debug, Default)]
struct Standing {
    /// The last change in it.
    last: u64,
    /// Since when it has lacked something.
    behind_since: Option<DateTime<Utc>>,
    /// Why it cannot be written.
    trouble: Option<String>,
}

/// A mirror that is being kept. Dropping it waits until it has what was confirmed, or cannot be written.
#[derive(Debug)]
pub(in crate::desk) struct Mirroring {
    to: PathBuf,
    standing: Arc<Mutex<Standing>>,
}

/// Starts to keep a mirror of the store in `data`, woken by each of the `changes` and ended when there can be no more.
pub(in crate::desk) fn mirror(
    data: &Path,
    to: &Path,
    clock: Clock,
    changes: Receiver<News>,
) -> std::io::Result<(Mirroring, JoinHandle<()>)> {
    let standing = Arc::new(Mutex::new(Standing { behind_since: Some(clock.now()), ..Standing::default() }));
    let mirroring = Mirroring { to: to.to_owned(), standing: standing.clone() };
    let keeper = Keeper { data: data.to_owned(), to: to.to_owned(), clock, standing, mirror: None };
    let thread = thread::Builder::new().name("mirror".to_owned()).spawn(move || keeper.run(&changes))?;
    Ok((mirroring, thread))
}

impl Mirroring {
    /// How it stands, where the journal ends with change `line`.
    pub(in crate::desk) fn status(&self, line: u64, now: DateTime<Utc>) -> MirrorStatus {
        let standing = lock(&self.standing);
        let changes = line.saturating_sub(standing.last);
        let since = standing.behind_since.filter(|_| 0 < changes);
        let seconds = since.map_or(0, |it| u64::try_from((now - it).num_seconds()).unwrap_or(0));
        let (dir, trouble) = (self.to.display().to_string(), standing.trouble.clone());
        MirrorStatus { dir, changes, seconds, trouble }
    }

    /// Why it cannot be written, if it cannot.
    pub(in crate::desk) fn trouble(&self) -> Option<String> {
        lock(&self.standing).trouble.clone()
    }

    /// What there is to tell of it; nothing on a good day.
    pub(in crate::desk) fn notice(&self, line: u64, now: DateTime<Utc>) -> Option<String> {
        let MirrorStatus { dir, changes, seconds, trouble } = self.status(line, now);
        if let Some(why) = trouble {
            return Some(format!(
                "The mirror in {dir} lacks {} and cannot be written: {why}. Work goes on, and it is tried again.",
                count(changes, "change")
            ));
        }
        (BEHIND_SECONDS < seconds).then(|| {
            let (time, changes) = (count(seconds, "second"), count(changes, "change"));
            format!("The mirror in {dir} has been behind for {time}, by {changes}. Work goes on.")
        })
    }
}

struct Keeper {
    data: PathBuf,
    to: PathBuf,
    clock: Clock,
    standing: Arc<Mutex<Standing>>,
    mirror: Option<Mirror>,
}

impl Keeper {
    fn run(mut self, changes: &Receiver<News>) {
        let mut pause = AGAIN;
        loop {
            let went_well = self.round();
            let woken = if went_well {
                pause = AGAIN;
                changes.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                let wait = pause;
                pause = AGAIN_AT_MOST.min(pause * 2);
                rest(changes, wait)
            };
            match woken {
                Err(RecvTimeoutError::Disconnected) => break,
                Ok(_) => {
                    lock(&self.standing).behind_since.get_or_insert(self.clock.now());
                    // Whatever has come meanwhile is in the same round.
                    while changes.try_recv().is_ok() {}
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        // What was confirmed while the last round was under way.
        self.round();
    }

    /// Brings the mirror up to what is confirmed; false if it has to be tried again.
    fn round(&mut self) -> bool {
        let now = self.clock.now();
        let followed = match &mut self.mirror {
            Some(mirror) => follow(mirror, &self.data, &self.to, now).map_err(UpkeepError::from),
            None => begin_mirror(&self.data, &self.to, now).map(|it| self.mirror = Some(it)),
        };
        let mut standing = lock(&self.standing);
        match followed {
            Ok(()) => {
                standing.last = self.mirror.as_ref().map_or(0, Mirror::last);
                (standing.behind_since, standing.trouble) = (None, None);
                true
            }
            // The first change will be there to copy.
            Err(UpkeepError::Copy(CopyError::Nothing)) => true,
            Err(error) => {
                standing.trouble = Some(error.to_string());
                // What it holds is looked at afresh before anything more is written to it.
                self.mirror = None;
                false
            }
        }
    }
}

/// Appends what was confirmed since, and adds the papers that came.
fn follow(mirror: &mut Mirror, data: &Path, to: &Path, now: DateTime<Utc>) -> Result<(), CopyError> {
    mirror.follow(now)?;
    let papers = Papers::of(data);
    let copied = papers.all().and_then(|all| Papers::of(to).copy_from(&papers, &all, &mut |_, _| ()));
    copied.map(drop).map_err(|it| CopyError::File(to.join("papers"), it))
}

/// Waits, though changes come, unless there can be no more.
fn rest(changes: &Receiver<News>, wait: Duration) -> Result<News, RecvTimeoutError> {
    let mut left = wait;
    let step = Duration::from_millis(200);
    while !left.is_zero() {
        let now = left.min(step);
        match changes.recv_timeout(now) {
            Err(RecvTimeoutError::Timeout) => left -= now,
            Err(RecvTimeoutError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
            Ok(_) => {
                // Changes that come faster than that must not make the wait endless, nor end it.
                thread::sleep(now);
                left -= now;
            }
        }
    }
    Err(RecvTimeoutError::Timeout)
}

fn lock(standing: &Mutex<Standing>) -> MutexGuard<'_, Standing> {
    standing.lock().expect("nobody panics while holding it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_that_is_behind_is_told_of_only_after_a_minute() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let standing = Standing { last: 3, behind_since: Some(at("2026-11-24T14:00:00Z")), trouble: None };
        let mirroring = Mirroring { to: "/mirror".into(), standing: Arc::new(Mutex::new(standing)) };
        assert_eq!(mirroring.notice(5, at("2026-11-24T14:01:00Z")), None);
        let told = mirroring.notice(5, at("2026-11-24T14:01:01Z")).unwrap();
        assert!(told.contains("61 seconds, by 2 changes"), "{told}");
        assert_eq!(mirroring.notice(3, at("2026-11-24T15:00:00Z")), None, "it has everything");
        lock(&mirroring.standing).trouble = Some("the disk is full".to_owned());
        assert!(mirroring.notice(3, at("2026-11-24T14:00:00Z")).unwrap().contains("the disk is full"));
    }
}
