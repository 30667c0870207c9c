//! The shared office behind a socket, as a [`Service`].
//!
//! When the connection ends it is made again, and what was not answered is asked again: every change carries an id, so
//! that the office does nothing twice. Whoever waits is told within seconds; nothing that was typed depends on it.

use std::fs;
use std::io::{self, BufReader};
use std::net::Shutdown;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;

use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::api::service::Service;
use crate::api::waiting::{Waiting, given_up, may_be_given_up};
use crate::api::wire::{
    Down, Greeting, LONGEST_DOWN, LONGEST_UP, Received, Up, Welcome, WireError, receive_of_any_version, send,
    unknown_answer,
};
use crate::aside::say;
use crate::chance::digits;
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
/// How long the office may take, to say welcome or to read, before it is tried again.
const GREETING: Duration = Duration::from_secs(4);
/// How often whoever begins waits so long for the welcome of an office that has just been started.
const GREETINGS: usize = 3;
/// How long an answer may take before whoever waits is told that it is still waited for.
const SLOW: Duration = Duration::from_secs(3);

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
    /// The day as of which the office is looked at; none for as it stands.
    as_of: Option<NaiveDate>,
    patience: Patience,
    line: Option<Line>,
    /// What no other connection is called: part of the id of every change.
    name: String,
    next: u64,
    looking_at: Option<RecordRef>,
    /// How many forms are unfinished here; none where nobody said.
    unfinished: Option<u32>,
    /// What of the question left.
    sent: Sent,
    notices: Sender<Notice>,
    heard: Option<Receiver<Notice>>,
}

/// A connection.
struct Line {
    stream: UnixStream,
    answers: Receiver<Answer>,
    /// Who listens to it: nobody any more, once it was left.
    listening: Waiting,
}

/// An answer, by the number of its question; none where only another version knows what it means.
type Answer = (u64, Option<Box<Result<Reply, Fault>>>);

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
    /// The office says so itself.
    Later(String),
    /// It will not.
    Refused(String),
    /// Only the members of a group may reach the socket.
    NotAMember,
}

impl NoLine {
    /// Whether the office went while it was greeted: it is started again, and is back in a moment.
    fn is_going(&self) -> bool {
        let gone = [io::ErrorKind::ConnectionReset, io::ErrorKind::BrokenPipe, io::ErrorKind::UnexpectedEof];
        matches!(self, Self::NotNow(WireError::Lost(it)) if gone.contains(&it.kind()))
    }

    /// Whether the office is there and says nothing.
    fn is_silent(&self) -> bool {
        let silent = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
        matches!(self, Self::NotNow(WireError::Lost(it)) if silent.contains(&it.kind()))
    }
}

/// What of a question left for the office before the connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// A question, or nothing of a change.
    NothingToLose,
    /// A change, whose answer did not arrive.
    Change,
}

impl Remote {
    /// Connects, to look at the office as of a day or as it stands, or says why not.
    pub fn connect(socket: &Path, for_person: Option<&str>, as_of: Option<NaiveDate>) -> Result<Self, Fault> {
        let (notices, heard) = channel();
        let mut remote = Self {
            socket: socket.to_owned(),
            for_person: for_person.map(str::to_owned),
            as_of,
            patience: Patience::AWhile,
            line: None,
            name: digits(16),
            next: 0,
            looking_at: None,
            unfinished: None,
            sent: Sent::NothingToLose,
            notices,
            heard: Some(heard),
        };
        for attempt in 1.. {
            match remote.dial() {
                Ok(line) => {
                    remote.line = Some(line);
                    break;
                }
                Err(why) if why.is_silent() && attempt < GREETINGS => say(STILL_WAITED_FOR),
                Err(why) if why.is_going() => match WAITS.get(attempt - 1) {
                    Some(wait) => thread::sleep(*wait),
                    None => return Err(remote.fault(why, Sent::NothingToLose)),
                },
                Err(why) => return Err(remote.fault(why, Sent::NothingToLose)),
            }
        }
        Ok(remote)
    }

    fn dial(&self) -> Result<Line, NoLine> {
        let not_now = |error: io::Error| NoLine::NotNow(error.into());
        let mut stream = UnixStream::connect(&self.socket).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => NoLine::NotAMember,
            _ => not_now(error),
        })?;
        stream.set_read_timeout(Some(GREETING)).map_err(not_now)?;
        stream.set_write_timeout(Some(GREETING)).map_err(not_now)?;
        let greeting = Greeting::ours(self.for_person.as_deref(), self.as_of);
        // Whoever is turned away before they greet hears it all the same.
        let greeted = greeting.send(&mut stream);
        match Welcome::receive(&mut stream).map_err(NoLine::NotNow)? {
            Welcome::Yes => greeted.map_err(NoLine::NotNow)?,
            Welcome::Later(why) => return Err(NoLine::Later(why)),
            Welcome::No(why) => return Err(NoLine::Refused(why)),
        }
        stream.set_read_timeout(None).map_err(not_now)?;
        if self.looking_at.is_some() {
            let up = Up::LookAt(self.looking_at);
            send(&mut stream, &up, LONGEST_UP).map_err(NoLine::NotNow)?;
        }
        if let Some(forms) = self.unfinished {
            send(&mut stream, &Up::Unfinished(forms), LONGEST_UP).map_err(NoLine::NotNow)?;
        }
        let (answered, answers) = channel();
        let (from, notices) = (stream.try_clone().map_err(not_now)?, self.notices.clone());
        let listening = Waiting::default();
        let hears = listening.clone();
        thread::Builder::new()
            .name("office".to_owned())
            .spawn(move || hear(from, &answered, &notices, &hears))
            .map_err(not_now)?;
        Ok(Line { stream, answers, listening })
    }

    /// What whoever asks is told when there is no connection.
    fn fault(&self, why: NoLine, sent: Sent) -> Fault {
        let is_silent = why.is_silent();
        let why = match why {
            NoLine::Refused(why) => return Fault::Refused(Refusal::of_step(why, "")),
            NoLine::NotAMember => return Fault::Refused(self.outside()),
            NoLine::Later(why) => why,
            NoLine::NotNow(_) if is_silent => format!(
                "The shared office at {} does not answer. Try again in a minute, or ask your administrator.",
                self.socket.display()
            ),
            NoLine::NotNow(error) => format!(
                "The shared office at {} cannot be reached ({error}). Try again in a minute, or ask your administrator.",
                self.socket.display()
            ),
        };
        Fault::Unreachable(match sent {
            Sent::NothingToLose => why,
            Sent::Change => {
                format!("{why} It is not known whether the change was saved: look before you make it again.")
            }
        })
    }

    /// What somebody is told who may not reach the socket.
    fn outside(&self) -> Refusal {
        let group = fs::metadata(&self.socket).ok().and_then(|it| uzers::get_group_by_gid(it.gid()));
        let group =
            group.map_or_else(|| "its group".to_owned(), |it| it.name().to_string_lossy().into_owned());
        let account = uzers::get_current_username().unwrap_or_default().to_string_lossy().into_owned();
        Refusal::of_step(
            format!(
                "The shared office at {} is for the members of {group}, and “{account}” is not signed in as one.",
                self.socket.display()
            ),
            format!("Have your administrator type “usermod -aG {group} {account}”, then sign in again."),
        )
    }

    /// Asks over the connection there is.
    fn try_once(&mut self, waiting: &Waiting, up: &Up) -> Result<Result<Reply, Fault>, NoLine> {
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
        let Up::Ask(number, request) = up else { return Err(NoLine::Refused("not a question".to_owned())) };
        if result.is_ok() && matches!(**request, Request::Do(_)) {
            self.sent = Sent::Change;
        }
        let mut is_told = false;
        let answer = result.and_then(|()| {
            loop {
                match waiting.hear(&line.answers, SLOW) {
                    Ok((answered, answer)) if answered == *number => return Ok(answer),
                    Ok(_) => {}
                    Err(RecvTimeoutError::Timeout) if is_told => {}
                    Err(RecvTimeoutError::Timeout) => {
                        is_told = true;
                        tell(self.patience, &self.notices, Notice::Slow);
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(WireError::Lost(io::ErrorKind::ConnectionReset.into()));
                    }
                }
            }
        });
        if waiting.is_over() && answer.is_err() {
            // The office sees that nobody listens there any more; the next question finds another way to it.
            line.listening.give_up();
            self.line = None;
            return Ok(Err(given_up()));
        }
        if is_told && answer.is_ok() {
            tell(self.patience, &self.notices, Notice::Back);
        }
        let answer = answer.map_err(|it| {
            self.line = None;
            NoLine::NotNow(it)
        })?;
        Ok(answer.map_or_else(|| Err(unknown_answer(self.sent == Sent::Change)), |it| *it))
    }
}

impl Service for Remote {
    fn call(&mut self, request: Request) -> Result<Reply, Fault> {
        self.call_for(&Waiting::default(), request)
    }

    fn call_for(&mut self, waiting: &Waiting, mut request: Request) -> Result<Reply, Fault> {
        let for_ever = Waiting::default();
        let waiting = if may_be_given_up(&request) { waiting } else { &for_ever };
        self.next += 1;
        let mut part = 0;
        request.fill_ids(|| {
            part += 1;
            format!("{}-{}-{part}", self.name, self.next)
        });
        let up = Up::Ask(self.next, Box::new(request));
        self.sent = Sent::NothingToLose;
        let (mut attempts, mut is_told) = (0, false);
        loop {
            if waiting.is_over() {
                return Err(given_up());
            }
            let was_sent = self.sent == Sent::Change;
            let why = match self.try_once(waiting, &up) {
                Ok(answer) => {
                    if attempts > 0 {
                        tell(self.patience, &self.notices, Notice::Back);
                    }
                    return if was_sent { answer.map(unless_saved_before) } else { answer };
                }
                Err(why) => why,
            };
            let is_final = matches!(why, NoLine::Refused(_) | NoLine::NotAMember);
            if is_final || self.patience == Patience::AWhile && attempts >= WAITS.len() {
                return Err(self.fault(why, self.sent));
            }
            if !is_told && (attempts == 1 || why.is_silent()) {
                is_told = true;
                tell(self.patience, &self.notices, if why.is_silent() { Notice::Slow } else { Notice::Lost });
            }
            thread::sleep(WAITS[attempts.min(WAITS.len() - 1)]);
            attempts += 1;
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

    fn has_unfinished(&mut self, forms: u32) {
        self.unfinished = Some(forms);
        if let Some(line) = &mut self.line
            && send(&mut line.stream, &Up::Unfinished(forms), LONGEST_UP).is_err()
        {
            self.line = None;
        }
    }

    /// Whoever listens is told when the office is lost, and so may wait for it.
    fn notices(&mut self) -> Option<Receiver<Notice>> {
        self.patience = Patience::AsLongAsItTakes;
        self.heard.take()
    }
}

/// What was sent before, too, may have been saved then by an office that died before it could say so: that it was not saved now
/// says nothing of that.
fn unless_saved_before(reply: Reply) -> Reply {
    let each = |it: Result<_, Fault>| match it {
        Err(Fault::NotSaved(why)) => Err(Fault::Unreachable(format!(
            "Not saved this time: {why}. It was sent before, too, and it is not known whether it was saved then: look before you \
             make the change again."
        ))),
        other => other,
    };
    match reply {
        Reply::Done(all) => Reply::Done(all.into_iter().map(each).collect()),
        other => other,
    }
}

/// What is said beside a command that waits.
const STILL_WAITED_FOR: &str =
    "redress: The shared office has not answered yet. It is waited for; Ctrl-C stops waiting.";

/// Tells whoever waits: on the screen, or beside the command.
fn tell(patience: Patience, notices: &Sender<Notice>, notice: Notice) {
    match (patience, &notice) {
        (Patience::AWhile, Notice::Slow) => say(STILL_WAITED_FOR),
        (Patience::AWhile, _) => {}
        // Whoever listened may be gone.
        (Patience::AsLongAsItTakes, _) => drop(notices.send(notice)),
    }
}

/// Hears what the office sends until the connection ends, or is left: then that is nothing to tell.
fn hear(from: UnixStream, answers: &Sender<Answer>, notices: &Sender<Notice>, listening: &Waiting) {
    let mut from = BufReader::new(from);
    loop {
        let answer = match receive_of_any_version(&mut from, LONGEST_DOWN) {
            Ok(Received::Numbered(number)) => (number, None),
            Ok(Received::Value(Down::Answer(number, answer))) => (number, Some(answer)),
            Ok(Received::Value(Down::Notice(notice))) => {
                drop(notices.send(notice));
                continue;
            }
            // Whatever is told, it may be that something looks otherwise now.
            Ok(Received::Unknown(_)) => {
                drop(notices.send(Notice::Changed { here_by: None }));
                continue;
            }
            // Whoever waits sees that the answers have ended, and connects again; whoever does not is to ask something.
            Ok(Received::Value(Down::End(_))) | Err(_) => {
                if !listening.is_over() {
                    drop(notices.send(Notice::Lost));
                }
                return;
            }
        };
        if answers.send(answer).is_err() {
            return;
        }
    }
}
