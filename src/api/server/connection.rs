//! One person's connection, on a thread of its own: greets, then answers and tells until it ends.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::net::sockopt::socket_peercred;

use crate::api::message::{Fault, Reply, Request};
use crate::api::server::Limits;
use crate::api::server::allowance::Turn;
use crate::api::server::crowd::Place;
use crate::api::server::door::{Caller, Door, WayIn};
use crate::api::server::log::log;
use crate::api::server::pool::Pool;
use crate::api::server::room::{Room, Seat};
use crate::api::service::Service;
use crate::api::wire::{
    Down, Greeting, LONGEST_DOWN, LONGEST_UP, LOOK_AT, Received, Up, Welcome, WireError, framed,
    receive_of_any_version, send, unknown_to_the_office,
};
use crate::domain::reference::RecordRef;

/// How long somebody who is turned away may take to hear it.
const MOMENT: Duration = Duration::from_millis(100);

/// A connection to be served.
pub(in crate::api::server) struct Connection {
    pub(in crate::api::server) number: u64,
    pub(in crate::api::server) door: Arc<dyn Door>,
    pub(in crate::api::server) room: Arc<Room>,
    pub(in crate::api::server) limits: Limits,
    pub(in crate::api::server) is_closing: Arc<AtomicBool>,
    pub(in crate::api::server) place: Place,
    pub(in crate::api::server) pool: Arc<Pool>,
}

/// Makes the seat free again, whatever happens on the way.
struct Leaves<'a>(&'a Room, u64);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.leave(self.1);
    }
}

/// Why a connection ended.
enum Ended {
    /// They left.
    Left,
    /// The office closes.
    Closing,
    /// An answer could not be given.
    Broken,
    /// They asked without end.
    Flood,
    /// What they sent, or that they did not read.
    Wire(WireError),
}

impl Connection {
    /// Serves it to its end.
    pub(in crate::api::server) fn run(mut self, stream: &UnixStream) {
        let way_in = match self.greet(stream) {
            Ok(Ok(way_in)) => way_in,
            Ok(Err(why)) => {
                log("turned-away", self.number, &"no way in for this account");
                turn_away(stream, &Welcome::No(why));
                return;
            }
            Err(error) => {
                log("no-greeting", self.number, &error);
                return;
            }
        };
        self.place.greeted();
        let leaves = Leaves(&self.room, self.number);
        let seat = match self.room.enter(self.number, &way_in.login, stream, self.limits) {
            Ok(Some(seat)) => seat,
            Ok(None) => {
                log("full", self.number, &self.limits.each);
                let why =
                    "You are connected too often. Close some of your windows, or try again in a minute.";
                return turn_away(stream, &Welcome::Later(why.to_owned()));
            }
            Err(error) => {
                log("no-seat", self.number, &error);
                let why = "The office has no room for more people now. Try again in a minute.";
                return turn_away(stream, &Welcome::Later(why.to_owned()));
            }
        };
        log("connected", self.number, &format_args!("people={}", self.room.count()));
        let ended = match Welcome::Yes.send(&mut &*stream) {
            Ok(()) => self.serve(stream, &seat, way_in.service),
            Err(error) => Ended::Wire(error),
        };
        drop(leaves);
        self.door.are_looking(&|| self.room.looking());
        match ended {
            Ended::Left => log("left", self.number, &format_args!("people={}", self.room.count())),
            Ended::Closing => end(stream, "The office is closing. It is back in a moment."),
            Ended::Broken => {
                log("no-answer", self.number, &"it panicked");
                end(stream, "Your question could not be answered. Connect again.");
            }
            Ended::Flood => {
                log("dropped-flood", self.number, &self.limits.steady);
                end(stream, "Too many questions at once. Connect again, and ask more slowly.");
            }
            Ended::Wire(error) => {
                log("dropped", self.number, &error);
                end(stream, "What arrived was not understood, or nothing was read for too long.");
            }
        }
    }

    fn greet(&self, mut stream: &UnixStream) -> Result<Result<WayIn, String>, WireError> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(self.limits.greeting))?;
        stream.set_write_timeout(Some(self.limits.slow))?;
        let peer = socket_peercred(stream).map_err(io::Error::from)?;
        let greeting = Greeting::receive(&mut stream)?;
        stream.set_read_timeout(Some(self.limits.slow))?;
        if let Some(why) = greeting.differs() {
            return Ok(Err(why));
        }
        let id = peer.uid.as_raw();
        let account = uzers::get_user_by_uid(id)
            .map_or_else(|| format!("user-{id}"), |it| it.name().to_string_lossy().into_owned());
        let for_person = greeting.for_person.as_deref();
        Ok(self.door.open(Caller { account: &account, for_person, as_of: greeting.as_of }))
    }

    /// Somebody has another record on screen.
    fn look_at(&self, seat: &Seat, on: Option<RecordRef>) {
        self.room.look_at(seat, on);
        self.door.are_looking(&|| self.room.looking());
    }

    /// Has somebody answer among those who answer for everybody, and gives them back. None if they could not.
    fn ask<T: Send + 'static>(
        &self,
        mut service: Box<dyn Service>,
        ask: impl FnOnce(&mut dyn Service) -> T + Send + 'static,
    ) -> Option<(Box<dyn Service>, T)> {
        self.pool.run(move || {
            let answer = ask(service.as_mut());
            (service, answer)
        })
    }

    fn serve(&self, mut stream: &UnixStream, seat: &Seat, mut service: Box<dyn Service>) -> Ended {
        loop {
            let (has_words, is_woken) = match wait(stream, seat) {
                Ok(it) => it,
                Err(error) => return Ended::Wire(error.into()),
            };
            if is_woken {
                for notice in seat.take() {
                    if let Err(error) = send(&mut stream, &Down::Notice(notice), LONGEST_DOWN) {
                        return Ended::Wire(error);
                    }
                }
            }
            if !has_words {
                if self.is_closing.load(Ordering::Relaxed) {
                    return Ended::Closing;
                }
                continue;
            }
            match is_gone(stream) {
                Ok(false) => {}
                Ok(true) if self.is_closing.load(Ordering::Relaxed) => return Ended::Closing,
                Ok(true) => return Ended::Left,
                Err(error) => return Ended::Wire(error.into()),
            }
            match seat.allows(Instant::now()) {
                Turn::Now => {}
                Turn::After(pause) => thread::sleep(pause),
                Turn::Enough => return Ended::Flood,
            }
            let answered = match receive_of_any_version(&mut stream, LONGEST_UP) {
                Ok(Received::Numbered(number)) => {
                    let fault = unknown_to_the_office();
                    send(&mut stream, &Down::Answer(number, Box::new(Err(fault))), LONGEST_DOWN)
                }
                Ok(Received::Unknown(kind)) => {
                    // They look at something now that is not known here, and no longer at what it was.
                    if kind == LOOK_AT {
                        self.look_at(seat, None);
                    }
                    Ok(())
                }
                Ok(Received::Value(Up::Ask(number, request))) => {
                    let people = self.room.count();
                    let frame = if matches!(*request, Request::Do(_) | Request::Try(_)) {
                        answer(service.as_mut(), number, *request, people)
                    } else {
                        let asked = self.ask(service, move |it| answer(it, number, *request, people));
                        let Some((given_back, frame)) = asked else { return Ended::Broken };
                        service = given_back;
                        frame
                    };
                    stream.write_all(&frame).map_err(WireError::from)
                }
                Ok(Received::Value(Up::LookAt(on))) => {
                    let asked = self.ask(service, move |it| on.filter(|on| may_see(it, *on)));
                    let Some((given_back, on)) = asked else { return Ended::Broken };
                    service = given_back;
                    self.look_at(seat, on);
                    Ok(())
                }
                Ok(Received::Value(Up::Unfinished(forms))) => {
                    service.has_unfinished(forms);
                    Ok(())
                }
                Err(error) => Err(error),
            };
            if let Err(error) = answered {
                return Ended::Wire(error);
            }
        }
    }
}

/// Whoever may not see a record is not told who looks at it.
fn may_see(service: &mut dyn Service, on: RecordRef) -> bool {
    service.call(Request::Record(on)).is_ok()
}

/// The answer to a question, as a frame.
fn answer(service: &mut dyn Service, number: u64, request: Request, people: usize) -> Vec<u8> {
    let mut result = service.call(request);
    if let Ok(Reply::Status(status)) = &mut result {
        status.people = Some(people);
    }
    framed(&Down::Answer(number, Box::new(result)), LONGEST_DOWN).unwrap_or_else(|_| {
        let why = "the answer is too long. Ask for less at once".to_owned();
        let short = Down::Answer(number, Box::new(Err(Fault::Broken(why))));
        framed(&short, LONGEST_DOWN).expect("a sentence is no long answer")
    })
}

/// Sleeps until they say something or there is something to tell them.
fn wait(stream: &UnixStream, seat: &Seat) -> io::Result<(bool, bool)> {
    let mut fds = [PollFd::new(stream, PollFlags::IN), PollFd::new(seat.awakened(), PollFlags::IN)];
    loop {
        match poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => {}
            other => {
                other?;
                return Ok((!fds[0].revents().is_empty(), !fds[1].revents().is_empty()));
            }
        }
    }
}

/// Whether nothing more will come: between frames that is a good-bye.
fn is_gone(stream: &UnixStream) -> io::Result<bool> {
    let mut byte = [0];
    match rustix::net::recv(stream, &mut byte, rustix::net::RecvFlags::PEEK) {
        Ok((_, length)) => Ok(length == 0),
        Err(rustix::io::Errno::CONNRESET) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Says good-bye, if anybody still listens.
fn end(mut stream: &UnixStream, why: &str) {
    drop(send(&mut stream, &Down::End(why.to_owned()), LONGEST_DOWN));
}

/// Says why somebody may not come in, if they listen, and waits a moment for them to hear it.
fn turn_away(mut stream: &UnixStream, why: &Welcome) {
    say_why(stream, why, MOMENT);
    // What is closed with something unread takes away what was said last.
    drop(stream.set_read_timeout(Some(MOMENT)));
    drop(stream.read(&mut [0; 512]));
}

/// Says why somebody may not come in, and that nothing follows. Takes no longer than so long; none for not at all.
pub(in crate::api::server) fn say_why(mut stream: &UnixStream, why: &Welcome, most: Duration) {
    drop(stream.set_nonblocking(most.is_zero()));
    drop(stream.set_write_timeout(Some(most).filter(|it| !it.is_zero())));
    drop(why.send(&mut stream));
    drop(stream.shutdown(Shutdown::Write));
}
