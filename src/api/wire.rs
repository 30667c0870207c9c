//! What goes over the socket: a line of greeting that every version can read, then frames.
//!
//! A frame is its length (four bytes, little end first) and a value. The length is checked before any memory is taken,
//! so that nobody can ask for it without sending as much.

use std::fmt;
use std::io::{self, Read, Write};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::api::message::{Fault, Reply, Request};
use crate::api::notice::Notice;
use crate::codec::{begins, decode, encode};
use crate::domain::reference::RecordRef;

/// Number of what the values mean. A test tells when it has to go up.
pub const WIRE: u32 = 7;
/// The longest frame to the office, in bytes: a note of a million characters, and room.
pub const LONGEST_UP: usize = 8 << 20;
/// The longest frame from the office, in bytes.
pub const LONGEST_DOWN: usize = 64 << 20;
/// The longest line of greeting, in bytes.
const LONGEST_GREETING: usize = 512;

/// From a person to the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Up {
    /// Asks; the answer carries the same number.
    Ask(u64, Box<Request>),
    /// Says which record is on screen.
    LookAt(Option<RecordRef>),
    /// Says how many forms are unfinished where they sit.
    Unfinished(u32),
}

/// From the office to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Down {
    Answer(u64, Box<Result<Reply, Fault>>),
    /// Tells what was not asked for.
    Notice(Notice),
    /// Says why the connection ends.
    End(String),
}

/// Why nothing more can be read or written.
#[derive(Debug)]
pub enum WireError {
    /// The other side is gone, or too slow.
    Lost(io::Error),
    /// A frame longer than any that makes sense.
    TooLong(usize),
    /// Bytes that mean nothing here.
    Garbage(String),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(error) => write!(f, "the connection ended ({error})"),
            Self::TooLong(length) => write!(f, "a message of {length} bytes is too long"),
            Self::Garbage(why) => write!(f, "a message is not understood ({why})"),
        }
    }
}

impl From<io::Error> for WireError {
    fn from(it: io::Error) -> Self {
        Self::Lost(it)
    }
}

/// A value as one frame.
pub fn framed<T: Serialize>(value: &T, longest: usize) -> Result<Vec<u8>, WireError> {
    let bytes = encode(value);
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= longest);
    let length = length.ok_or(WireError::TooLong(bytes.len()))?;
    Ok([&length.to_le_bytes(), bytes.as_slice()].concat())
}

/// Writes a value as one frame.
pub fn send<T: Serialize>(to: &mut impl Write, value: &T, longest: usize) -> Result<(), WireError> {
    to.write_all(&framed(value, longest)?)?;
    Ok(to.flush()?)
}

/// Reads one frame.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read, longest: usize) -> Result<T, WireError> {
    decode(&frame(from, longest)?).map_err(|it| WireError::Garbage(it.to_string()))
}

/// What a frame holds, whichever version sent it.
#[derive(Clone, Debug, PartialEq)]
pub enum Received<T> {
    /// What is known here too.
    Value(T),
    /// A question or an answer that only another version knows, by its number.
    Numbered(u64),
    /// Something else that only another version knows: of which kind.
    Unknown(u32),
}

/// The number of what is answered by its number, among what goes each way.
const NUMBERED: u32 = 0;
/// The number of [`Up::LookAt`].
pub const LOOK_AT: u32 = 1;

/// Reads one frame. What only another version knows is said to be so; what no version sends ends the connection.
pub fn receive_of_any_version<T: DeserializeOwned>(
    from: &mut impl Read,
    longest: usize,
) -> Result<Received<T>, WireError> {
    let bytes = frame(from, longest)?;
    let error = match decode(&bytes) {
        Ok(value) => return Ok(Received::Value(value)),
        Err(error) => error,
    };
    match (begins::<u32>(&bytes), begins::<(u32, u64)>(&bytes)) {
        (Some(NUMBERED), Some((_, number))) => Ok(Received::Numbered(number)),
        (Some(kind), _) if kind != NUMBERED => Ok(Received::Unknown(kind)),
        _ => Err(WireError::Garbage(error.to_string())),
    }
}

fn frame(from: &mut impl Read, longest: usize) -> Result<Vec<u8>, WireError> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > longest {
        return Err(WireError::TooLong(length));
    }
    let mut bytes = Vec::new();
    // Memory is taken as bytes arrive, never because somebody says that they will.
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(WireError::Lost(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(bytes)
}

/// The way out where two versions do not know the same.
const WAY_OUT: &str = "Leave redress and start it again, or sign out and in again. If that does not help, ask your administrator to \
install the same version for both, then restart the office.";

/// What is said of a question that the office does not know. Nothing came of it.
pub fn unknown_to_the_office() -> Fault {
    Fault::Unreachable(format!(
        "The shared office runs another version of redress than you, and does not know this: nothing was done. {WAY_OUT}"
    ))
}

/// What is said of an answer that only the office knows; a change may have been made all the same.
pub fn unknown_answer(is_change: bool) -> Fault {
    let whether = if is_change {
        " It is not known whether the change was saved: look before you make it again."
    } else {
        ""
    };
    Fault::Unreachable(format!(
        "The shared office runs another version of redress than you, and its answer is not understood here.{whether} {WAY_OUT}"
    ))
}

/// The first line from a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Version of the program.
    pub version: String,
    /// What its values mean.
    pub wire: u32,
    /// The day as of which the office is looked at; none for as it stands.
    pub as_of: Option<NaiveDate>,
    /// What a later version asks for that is not known here.
    pub unknown: Option<String>,
    /// Sign-in name of the person, where a shared account says who uses it.
    pub for_person: Option<String>,
}

impl Greeting {
    /// The greeting of this program.
    pub fn ours(for_person: Option<&str>, as_of: Option<NaiveDate>) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { version, wire: WIRE, as_of, unknown: None, for_person: for_person.map(str::to_owned) }
    }

    /// Writes it.
    pub fn send(&self, to: &mut impl Write) -> Result<(), WireError> {
        let day = self.as_of.map(|it| format!(" on {it}")).unwrap_or_default();
        let person = self.for_person.as_ref().map(|it| format!(" for {it}")).unwrap_or_default();
        to.write_all(format!("redress {} wire {}{day}{person}\n", self.version, self.wire).as_bytes())?;
        Ok(to.flush()?)
    }

    /// Reads it.
    pub fn receive(from: &mut impl Read) -> Result<Self, WireError> {
        Self::of(&line(from)?).ok_or_else(|| WireError::Garbage("no greeting".to_owned()))
    }

    fn of(line: &str) -> Option<Self> {
        // What a version adds to a greeting stands before the person, whose name may be several words.
        let (line, for_person) = line.split_once(" for ").map_or((line, None), |it| (it.0, Some(it.1)));
        let words: Vec<&str> = line.split(' ').collect();
        let ["redress", version, "wire", wire, more @ ..] = words.as_slice() else { return None };
        let (as_of, more) = match more {
            ["on", day, more @ ..] => (Some(day.parse().ok()?), more),
            more => (None, more),
        };
        let unknown = Some(more.join(" ")).filter(|it| !it.is_empty());
        let (version, wire) = ((*version).to_owned(), wire.parse().ok()?);
        Some(Self { version, wire, as_of, unknown, for_person: for_person.map(str::to_owned) })
    }

    /// Why two builds do not understand each other; none if they do. Versions that mean the same by their values talk,
    /// and a question that one does not know is answered by saying so.
    pub fn differs(&self) -> Option<String> {
        let ours = Self::ours(None, None);
        (self.wire != ours.wire || self.unknown.is_some()).then(|| {
            let unknown = self.unknown.as_ref().map(|it| format!(", which asks for “{it}”"));
            format!(
                "the shared office runs redress {} and you started {}{}. {WAY_OUT}",
                ours.version_and_wire(),
                self.version_and_wire(),
                unknown.unwrap_or_default()
            )
        })
    }

    fn version_and_wire(&self) -> String {
        format!("{} (wire {})", self.version, self.wire)
    }
}

/// The office's answer to a greeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// Come in.
    Yes,
    /// Not now, for this reason: it helps to try again.
    Later(String),
    /// No, for this reason.
    No(String),
}

impl Welcome {
    /// Writes it.
    pub fn send(&self, to: &mut impl Write) -> Result<(), WireError> {
        match self {
            Self::Yes => to.write_all(b"welcome\n")?,
            Self::Later(why) => to.write_all(format!("later {}\n", why.replace('\n', " ")).as_bytes())?,
            Self::No(why) => to.write_all(format!("sorry {}\n", why.replace('\n', " ")).as_bytes())?,
        }
        Ok(to.flush()?)
    }

    /// Reads it.
    pub fn receive(from: &mut impl Read) -> Result<Self, WireError> {
        let line = line(from)?;
        match line.split_once(' ') {
            None if line == "welcome" => Ok(Self::Yes),
            Some(("later", why)) => Ok(Self::Later(why.to_owned())),
            Some(("sorry", why)) => Ok(Self::No(why.to_owned())),
            _ => Err(WireError::Garbage("what answers there is not redress".to_owned())),
        }
    }
}

fn line(from: &mut impl Read) -> Result<String, WireError> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        from.read_exact(&mut byte)?;
        match byte[0] {
            b'\n' => break,
            _ if line.len() == LONGEST_GREETING => return Err(WireError::TooLong(LONGEST_GREETING)),
            it => line.push(it),
        }
    }
    String::from_utf8(line).map_err(|_| WireError::Garbage("not text".to_owned()))
}

#[cfg(test)]
mod tests;
