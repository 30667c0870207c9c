//! The shared office behind a socket, as a [`Service`].
//!
//! When the connection ends it is made again, and what was not answered is asked again: every change carries an id, so
//! that the office does nothing twice. Whoever waits is told by notices; nothing that was typed depends on it.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufReader};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::api::service::Service;
use crate::api::wire::{Down, Greeting, LONGEST_DOWN, LONGEST_UP, Up, WireError, hear_answer, receive, send};
use crate::domain::reference::RecordRef;
use crate::domain::refusal::Refusal;

/// Waits between attempts, in turn; the last one is repeated.
const WAITS: [Duration; 5] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// How long the office may take to say welcome.
const GREETING: Duration = Duration::from_secs(10);

/// How long an office that does not answer is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// A few seconds: somebody waits for a command to end.
    AWhile,
    /// As long as it takes: somebody is told, and can go on reading and typing.
    AsLongAsItTakes,
}

/// The shared office.
pub struct Remote {
    socket: PathBuf,
    for_person: Option<String>,
    patience: Patience,
    line: Option<Line>,
    /// What no other connection is called: part of the id of every change.
    name: String,
    next: u64,
    looking_at: Option<RecordRef>,
    notices: Sender<Notice>,
    heard: Option<Receiver<Notice>>,
}

/// A connection.
struct Line {
    stream: UnixStream,
    answers: Receiver<(u64, Box<Result<Reply, Fault>>)>,
}

impl Drop for Line {
    fn drop(&mut self) {
        // Whoever hears holds it open too. It may be gone already.
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

/// Why there is no connection.
enum NoLine {
    /// It may help to try again.
    NotNow(WireError),
    /// It will not.
    Refused(String),
}

impl Remote {
    /// Connects, or says why not.
    pub fn connect(socket: &Path, for_person: Option<&str>) -> Result<Self, Fault> {
        let (notices, heard) = channel();
        let mut remote = Self {
            socket: socket.to_owned(),
            for_person: for_person.map(str::to_owned),
            patience: Patience::AWhile,
            line: None,
            // The standard library's keys are from the system's random numbers.
            name: format!("{:016x}", RandomState::new().hash_one(std::process::id())),
            next: 0,
            looking_at: None,
            notices,
            heard: Some(heard),
        };
        match remote.dial() {
            Ok(line) => remote.line = Some(line),
            Err(NoLine::NotNow(error)) => return Err(remote.unreachable(&error)),
            Err(NoLine::Refused(why)) => return Err(turned_away(why)),
        }
        Ok(remote)
    }

    fn dial(&self) -> Result<Line, NoLine> {
        let not_now = |error: io::Error| NoLine::NotNow(error.into());
        let mut stream = UnixStream::connect(&self.socket).map_err(not_now)?;
        stream.set_read_timeout(Some(GREETING)).map_err(not_now)?;
        Greeting::ours(self.for_person.as_deref()).send(&mut stream).map_err(NoLine::NotNow)?;
        if let Err(why) = hear_answer(&mut stream).map_err(NoLine::NotNow)? {
            return Err(NoLine::Refused(why));
        }
        stream.set_read_timeout(None).map_err(not_now)?;
        if self.looking_at.is_some() {
            let up = Up::LookAt(self.looking_at);
            send(&mut stream, &up, LONGEST_UP).map_err(NoLine::NotNow)?;
        }
        let (answered, answers) = channel();
        let (from, notices) = (stream.try_clone().map_err(not_now)?, self.notices.clone());
        thread::Builder::new()
            .name("office".to_owned())
            .spawn(move || hear(from, &answered, &notices))
            .map_err(not_now)?;
        Ok(Line { stream, answers })
    }

    fn unreachable(&self, error: &WireError) -> Fault {
        Fault::NotSaved(format!(
            "the shared office at {} cannot be reached ({error}). Try again in a minute, or ask your administrator",
            self.socket.display()
        ))
    }

    /// Asks over the connection there is.
    fn try_once(&mut self, up: &Up) -> Result<Result<Reply, Fault>, NoLine> {
        let line = match self.line.take() {
            Some(line) => line,
            None => self.dial()?,
        };
        let line = self.line.insert(line);
        let result = send(&mut line.stream, up, LONGEST_UP);
        if let Err(WireError::TooLong(length)) = result {
            let why =
                format!("it is too long ({length} bytes) for one change. Make it shorter, or do it in parts");
            return Ok(Err(Fault::NotSaved(why)));
        }
        let Up::Ask(number, _) = up else { return Err(NoLine::Refused("not a question".to_owned())) };
        let answer = result.and_then(|()| {
            loop {
                let gone = |_| WireError::Lost(io::ErrorKind::ConnectionReset.into());
                let (answered, answer) = line.answers.recv().map_err(gone)?;
                if answered == *number {
                    return Ok(*answer);
                }
            }
        });
        answer.map_err(|it| {
            self.line = None;
            NoLine::NotNow(it)
        })
    }
}

impl Service for Remote {
    fn call(&mut self, mut request: Request) -> Result<Reply, Fault> {
        self.next += 1;
        let mut part = 0;
        request.fill_ids(|| {
            part += 1;
            format!("{}-{}-{part}", self.name, self.next)
        });
        let up = Up::Ask(self.next, Box::new(request));
        let mut attempts = 0;
        loop {
            match self.try_once(&up) {
                Ok(answer) => {
                    if attempts > 0 {
                        // Nobody listens where nobody shows notices.
                        drop(self.notices.send(Notice::Back));
                    }
                    return answer;
                }
                Err(NoLine::Refused(why)) => return Err(turned_away(why)),
                Err(NoLine::NotNow(error)) => {
                    if self.patience == Patience::AWhile && attempts >= WAITS.len() {
                        return Err(self.unreachable(&error));
                    }
                    if attempts == 1 {
                        drop(self.notices.send(Notice::Lost));
                    }
                    thread::sleep(WAITS[attempts.min(WAITS.len() - 1)]);
                    attempts += 1;
                }
            }
        }
    }

    fn look_at(&mut self, on: Option<RecordRef>) {
        self.looking_at = on;
        if let Some(line) = &mut self.line
            && send(&mut line.stream, &Up::LookAt(on), LONGEST_UP).is_err()
        {
            // It is said again when the next question makes the connection again.
            self.line = None;
        }
    }

    /// Whoever listens is told when the office is lost, and so may wait for it.
    fn notices(&mut self) -> Option<Receiver<Notice>> {
        self.patience = Patience::AsLongAsItTakes;
        self.heard.take()
    }
}

fn turned_away(why: String) -> Fault {
    Fault::Refused(Refusal::of_step(why, ""))
}

/// Hears what the office sends until the connection ends.
fn hear(from: UnixStream, answers: &Sender<(u64, Box<Result<Reply, Fault>>)>, notices: &Sender<Notice>) {
    let mut from = BufReader::new(from);
    loop {
        match receive(&mut from, LONGEST_DOWN) {
            Ok(Down::Answer(number, answer)) => {
                if answers.send((number, answer)).is_err() {
                    return;
                }
            }
            Ok(Down::Notice(notice)) => drop(notices.send(notice)),
            // Whoever waits sees that the answers have ended, and connects again; whoever does not is to ask something.
            Ok(Down::End(_)) | Err(_) => {
                drop(notices.send(Notice::Lost));
                return;
            }
        }
    }
}
