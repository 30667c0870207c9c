//! Serves an office on a Unix socket: who comes in, one thread each, and what all of them are told.
//!
//! A thread for each person, asleep in `poll` until they ask or there is something to tell them, is simple, and five
//! hundred of them idle cost a few pages of memory each and no time. Nobody holds anybody up: each waits only for
//! themselves, whoever does not read is dropped, and whoever asks without end is slowed, then dropped.

pub mod door;
mod log;
mod allowance;
mod room;
mod connection;

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};

use crate::api::server::connection::{Connection, turn_away};
use crate::api::server::door::Door;
use crate::api::server::log::log;
use crate::api::server::room::Room;
use crate::domain::reference::RecordRef;

/// How long changes are gathered before people are told, so that a busy office does not interrupt everybody each time.
const GATHER: Duration = Duration::from_millis(100);
/// How long those who are being answered may take when the office closes.
const CLOSING: Duration = Duration::from_secs(10);
/// Memory set aside for the stack of a connection's thread; touched only as far as it is used.
const STACK: usize = 1 << 20;

/// What one person, or all of them, may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many may be connected at once.
    pub people: usize,
    /// Questions a second that one may ask for long.
    pub steady: u32,
    /// Questions that one may ask at once before.
    pub burst: u32,
    /// Questions over the limit, one after the other, after which a connection is ended.
    pub patience: u32,
    /// How long the rest of a frame, or a reader of an answer, may take.
    pub slow: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { people: 1000, steady: 500, burst: 2000, patience: 30_000, slow: Duration::from_secs(30) }
    }
}

/// A change that is on disk: on which record, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record, as the journal names it.
    pub on: RecordRef,
    /// Sign-in name.
    pub by: String,
}

/// An office being served. Ends when it is dropped.
pub struct Server {
    room: Arc<Room>,
    is_closing: Arc<AtomicBool>,
    wake: OwnedFd,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Begins to serve.
    pub fn start(
        listener: UnixListener,
        door: Arc<dyn Door>,
        changes: Receiver<Changed>,
        limits: Limits,
    ) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let room = Arc::new(Room::default());
        let is_closing = Arc::new(AtomicBool::new(false));
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let accept = Accept {
            held_elsewhere: Arc::strong_count(&door),
            listener,
            door,
            limits,
            room: room.clone(),
            is_closing: is_closing.clone(),
            closing: wake.try_clone()?,
        };
        let accepting = thread::Builder::new().name("accept".to_owned()).spawn(move || accept.run())?;
        let told = room.clone();
        thread::Builder::new().name("tell".to_owned()).spawn(move || tell(&changes, &told))?;
        Ok(Self { room, is_closing, wake, accepting: Some(accepting) })
    }

    /// How many are connected.
    pub fn people(&self) -> usize {
        self.room.count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::Relaxed);
        // A full counter is awake already.
        rustix::io::write(&self.wake, &1_u64.to_ne_bytes()).ok();
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
        self.room.close(CLOSING);
    }
}

struct Accept {
    listener: UnixListener,
    door: Arc<dyn Door>,
    limits: Limits,
    room: Arc<Room>,
    is_closing: Arc<AtomicBool>,
    closing: OwnedFd,
    /// How often the door was held before anybody came.
    held_elsewhere: usize,
}

impl Accept {
    fn run(self) {
        let mut number = 0;
        while !self.is_closing.load(Ordering::Relaxed) {
            let mut fds =
                [PollFd::new(&self.listener, PollFlags::IN), PollFd::new(&self.closing, PollFlags::IN)];
            // Interrupted is as good as woken.
            poll(&mut fds, None).ok();
            match self.listener.accept() {
                Ok((stream, _)) => {
                    number += 1;
                    // Every connection holds the door, those too that have not said yet who they are.
                    if Arc::strong_count(&self.door) - self.held_elsewhere >= self.limits.people {
                        log("full", number, &self.limits.people);
                        turn_away(
                            stream,
                            "The office is full: too many people are connected. Try again in a minute.",
                        );
                        continue;
                    }
                    let connection = Connection {
                        number,
                        door: self.door.clone(),
                        room: self.room.clone(),
                        limits: self.limits,
                        is_closing: self.is_closing.clone(),
                    };
                    let thread = thread::Builder::new().name(format!("person {number}")).stack_size(STACK);
                    if let Err(error) = thread.spawn(move || connection.run(stream)) {
                        log("no-thread", number, &error);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    // Out of files, most likely: whoever leaves makes room.
                    log("accept-failed", 0, &error);
                    thread::sleep(GATHER);
                }
            }
        }
    }
}

/// Tells people what changed, until nothing can change any more.
fn tell(changes: &Receiver<Changed>, room: &Room) {
    while let Ok(first) = changes.recv() {
        thread::sleep(GATHER);
        let mut all = vec![first];
        all.extend(changes.try_iter());
        room.tell(&all);
    }
}

#[cfg(test)]
mod tests;
