//! Serves an office on a Unix socket: who comes in, one thread each, and what all of them are told.
//!
//! A thread for each person, asleep in `poll` until they ask or there is something to tell them, is simple, and five
//! hundred of them idle cost a few pages of memory each and no time; what is asked is answered by a few others. Nobody holds anybody up: each waits only for
//! themselves, whoever does not read is dropped, whoever asks without end is slowed, then dropped, and no account has more
//! than its part of the places.

pub mod door;
mod log;
mod allowance;
mod crowd;
mod room;
mod pool;
mod connection;

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::api::server::connection::{Connection, say_why};
use crate::api::server::crowd::Crowd;
use crate::api::server::door::Door;
use crate::api::server::log::log;
use crate::api::server::pool::Pool;
use crate::api::server::room::Room;
use crate::api::wire::Welcome;
use crate::domain::reference::RecordRef;

/// After how long people are told again at the earliest, so that a busy office does not interrupt everybody each time.
const GATHER: Duration = Duration::from_millis(100);
/// How long those who are being answered may take when the office closes.
const CLOSING: Duration = Duration::from_secs(10);
/// Memory set aside for the stack of a connection's thread; touched only as far as it is used.
const STACK: usize = 1 << 20;

/// Files that a connection keeps open.
const FILES_EACH: u64 = 3;
/// Files that the office itself may need: the journal, the working copies, a mirror.
const FILES_OF_THE_OFFICE: u64 = 128;

/// What one person, one account, or all of them, may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many may be connected at once.
    pub people: usize,
    /// How many of them from one account, which may be one that several share.
    pub account: usize,
    /// How many connections of one account may not have said yet who they are.
    pub silent: usize,
    /// How many connections one person may have.
    pub each: usize,
    /// Questions a second that one may ask for long.
    pub steady: u32,
    /// Questions that one may ask at once before.
    pub burst: u32,
    /// Questions over the limit, one after the other, after which a connection is ended.
    pub patience: u32,
    /// How long the rest of a frame, or a reader of an answer, may take.
    pub slow: Duration,
    /// How long somebody may take to say who they are.
    pub greeting: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            people: 1000,
            account: 500,
            silent: 64,
            each: 32,
            steady: 500,
            burst: 2000,
            patience: 30_000,
            slow: Duration::from_secs(30),
            greeting: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// The same, for no more people than there are files for: asks the system for as many as it gives.
    #[must_use]
    pub fn within_files(self) -> Self {
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        // Where it gives no more, there are those that there were.
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).ok();
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let fit = files.saturating_sub(FILES_OF_THE_OFFICE) / FILES_EACH;
        let people = self.people.min(usize::try_from(fit).unwrap_or(usize::MAX));
        Self { people, account: self.account.min(people.div_ceil(2)), ..self }
    }
}

/// What everybody who is connected is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A change is on disk.
    Changed {
        /// The record.
        on: RecordRef,
        /// Sign-in name of who made it.
        by: String,
    },
    /// No change can be saved, for now or until the office is served again: in a sentence, with why and what to do.
    CannotSave(String),
    /// Changes can be saved again.
    SavesAgain,
    /// Who, by sign-in name, has which record on screen on the other hosts of the office, all of them.
    Elsewhere(Vec<(String, RecordRef)>),
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
        news: Receiver<News>,
        limits: Limits,
    ) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let room = Arc::new(Room::default());
        let is_closing = Arc::new(AtomicBool::new(false));
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let accept = Accept {
            listener,
            door,
            limits,
            room: room.clone(),
            is_closing: is_closing.clone(),
            closing: wake.try_clone()?,
            pool: Arc::new(Pool::start()?),
        };
        let accepting = thread::Builder::new().name("accept".to_owned()).spawn(move || accept.run())?;
        let told = room.clone();
        thread::Builder::new().name("tell".to_owned()).spawn(move || tell(&news, &told))?;
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

/// How many of those who were turned away are held open a little longer: what is closed at once takes away what was said last.
const LEAVING: usize = 64;

struct Accept {
    listener: UnixListener,
    door: Arc<dyn Door>,
    limits: Limits,
    room: Arc<Room>,
    is_closing: Arc<AtomicBool>,
    closing: OwnedFd,
    pool: Arc<Pool>,
}

impl Accept {
    fn run(self) {
        let crowd = Arc::new(Crowd::default());
        let mut leaving = VecDeque::with_capacity(LEAVING);
        let mut number = 0;
        while !self.is_closing.load(Ordering::Relaxed) {
            let mut fds =
                [PollFd::new(&self.listener, PollFlags::IN), PollFd::new(&self.closing, PollFlags::IN)];
            // Interrupted is as good as woken.
            poll(&mut fds, None).ok();
            match self.listener.accept() {
                Ok((stream, _)) => {
                    number += 1;
                    let Err(turned_away) = self.take_in(number, stream, &crowd) else { continue };
                    if leaving.len() == LEAVING {
                        leaving.pop_front();
                    }
                    leaving.push_back(turned_away);
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

impl Accept {
    /// Serves a connection on a thread of its own, or says why not and gives it back: nobody is waited for here.
    fn take_in(&self, number: u64, stream: UnixStream, crowd: &Arc<Crowd>) -> Result<(), Arc<UnixStream>> {
        let stream = Arc::new(stream);
        let arrived = socket_peercred(&*stream)
            .map_err(|_| "It is not known who you are. Try again in a minute.")
            .and_then(|it| crowd.arrive(it.uid.as_raw(), &self.limits));
        let place = match arrived {
            Ok(place) => place,
            Err(why) => {
                log("full", number, &self.limits.people);
                say_why(&stream, &Welcome::Later(why.to_owned()), Duration::ZERO);
                return Err(stream);
            }
        };
        let connection = Connection {
            number,
            door: self.door.clone(),
            room: self.room.clone(),
            limits: self.limits,
            is_closing: self.is_closing.clone(),
            place,
            pool: self.pool.clone(),
        };
        let thread = thread::Builder::new().name(format!("person {number}")).stack_size(STACK);
        let served = stream.clone();
        if let Err(error) = thread.spawn(move || connection.run(&served)) {
            log("no-thread", number, &error);
            let why = "The office has no room for more people now. Try again in a minute.";
            say_why(&stream, &Welcome::Later(why.to_owned()), Duration::ZERO);
            return Err(stream);
        }
        Ok(())
    }
}

/// Tells people what happened, until nothing can happen any more.
fn tell(news: &Receiver<News>, room: &Room) {
    while let Ok(first) = news.recv() {
        let mut all = vec![first];
        all.extend(news.try_iter());
        room.tell(&all);
        thread::sleep(GATHER);
    }
}

#[cfg(test)]
mod tests;
