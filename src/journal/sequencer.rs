//! Where lines get their order when several hosts share one journal. Alone, the file is the order and nothing is asked.
//!
//! Invariant: a line is written to the file of a host only after the order has it. So every host's journal is a beginning of
//! the shared one, byte for byte, and what a host lacks it takes in; nothing is ever merged.
//!
//! There is: the order, kept by PostgreSQL (the feature `shared-journal`); hosts that come and go (`desk/hosts.rs`); a host that
//! follows (`desk/following.rs`); a change that is decided again, or settled, before anybody is told (`desk/committer.rs`); what
//! papers say, kept beside the lines and carried to every host (`desk/carried.rs`); an erasure that every host carries out
//! (`desk/sweep.rs`). There is not, and is refused in words: accepting a loss. Drafts, and when somebody was last here, stay with
//! each host; that there are some is said on the others (`desk/here.rs`).

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::journal::damage::JournalError;
use crate::journal::hash::{self, Hash};

/// Where the order of an office is, and who this host is there.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The address of the database: `postgresql://…`, or `host=… user=…`.
    pub url: String,
    /// The office's schema.
    pub schema: String,
    /// The host's name.
    pub host: String,
    /// What shows that this is that host.
    pub token: String,
    /// Whether a database will do that has no standby.
    pub is_single: bool,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Setting up, coming and leaving.
    Administers,
    /// Appending lines.
    Commits,
    /// Hearing of lines that others append.
    Watches,
}

/// The end of a journal: its last number and that line's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of the last change; 0 before the first.
    pub seq: u64,
    /// The line's own hash.
    pub hash: Hash,
}

impl Head {
    /// Before the first line.
    pub const START: Head = Head { seq: 0, hash: hash::NONE };
}

/// A line as the order keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// The segment it lies in, on every host.
    pub segment: u32,
    /// All of it, with its LF.
    pub bytes: Vec<u8>,
}

/// Why the order did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SequenceError {
    /// Another host was first: take in what it wrote, and decide again.
    Moved,
    /// It cannot be reached, or is kept by another host for a moment. Nothing was done; ask again.
    Away(String),
    /// What was sent may have been done, or not: [`Sequencer::settle`] finds out.
    Unknown(String),
    /// Asking again never helps: the order belongs to another office, or has closed. The words say what to do.
    Apart(String),
}

impl Display for SequenceError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SequenceError::Moved => f.write_str("another host was first"),
            SequenceError::Away(why) | SequenceError::Unknown(why) | SequenceError::Apart(why) => {
                f.write_str(why)
            }
        }
    }
}

impl From<SequenceError> for JournalError {
    fn from(error: SequenceError) -> JournalError {
        match error {
            SequenceError::Moved => JournalError::Moved,
            SequenceError::Away(why) => JournalError::Away(why),
            SequenceError::Unknown(why) => JournalError::Unsettled(why),
            SequenceError::Apart(why) => JournalError::Apart(why),
        }
    }
}

/// An order of lines that several hosts share.
pub trait Sequencer: Send + Sync {
    /// Puts the lines after `head`, all or none, if that still is the end. Durable when it returns.
    fn append_if_head(&mut self, head: Head, segment: u32, lines: &[&[u8]]) -> Result<(), SequenceError>;

    /// Whether the line with this number has this hash. What was sent before has come to an end, whichever it was.
    fn settle(&mut self, last: Head) -> Result<bool, SequenceError>;

    /// The lines after one that the order has, at most about so many bytes of them; none if that is the end.
    fn read_after(&mut self, head: Head, most: usize) -> Result<Vec<Ordered>, SequenceError>;

    /// Returns the number of the last line, once that is beyond `seq` or the time is over.
    fn wait_beyond(&mut self, seq: u64, wait: Duration) -> Result<u64, SequenceError>;

    /// Keeps other hosts from appending, for so long at most; the next append gives it back.
    fn keep_for_itself(&mut self, at_most: Duration) -> Result<(), SequenceError>;
}

/// A host, as the order knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHost {
    /// Its name.
    pub name: String,
    /// How many seconds ago it was heard of last.
    pub seen: u64,
    /// Up to which line it holds nothing more of what was erased.
    pub swept: u64,
}

/// Forms that somebody left unfinished on a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The host's name.
    pub host: String,
    /// Their sign-in name.
    pub login: String,
    /// How many.
    pub forms: u32,
}

/// An order whose hosts come and go.
pub trait Administered: Sequencer {
    /// Makes the order of the office, unless it is there.
    fn set_up(&mut self) -> Result<(), SequenceError>;

    /// Makes this host known under its name.
    fn enrol(&mut self) -> Result<(), SequenceError>;

    /// Takes this host out.
    fn leave(&mut self) -> Result<(), SequenceError>;

    /// Ends the order, if `head` is its end.
    fn close(&mut self, head: Head) -> Result<(), SequenceError>;

    /// The end of the shared journal.
    fn head(&mut self) -> Result<Head, SequenceError>;

    /// Whether this host may do more there than a host should.
    fn is_owner(&mut self) -> Result<bool, SequenceError>;

    /// Every host of the office, by name.
    fn hosts(&mut self) -> Result<Vec<KnownHost>, SequenceError>;

    /// What time it is there.
    fn clock(&mut self) -> Result<DateTime<Utc>, SequenceError>;

    /// Whether the login may erase.
    fn may_erase(&mut self) -> Result<bool, SequenceError>;

    /// Takes away for good what these lines say. Their place, their length and their hash stay.
    fn erase(&mut self, lines: &[u64]) -> Result<(), SequenceError>;

    /// Removes papers that no line names any more, and what is on its way.
    fn remove_papers(&mut self, these: &[String]) -> Result<(), SequenceError>;

    /// What of what was erased may still lie in the database, and until when, in sentences.
    fn what_stays(&mut self) -> Result<Vec<String>, SequenceError>;

    /// Notes that this host holds nothing more of what was erased up to this line.
    fn swept(&mut self, line: u64) -> Result<(), SequenceError>;

    /// Says to the other hosts who is here, in a text that only hosts read.
    fn say_here(&mut self, text: &str) -> Result<(), SequenceError>;

    /// Whether another host has said something of that kind since this was asked.
    fn somebody_said(&mut self) -> bool;

    /// What each other host said last, if that is not long ago.
    fn said_elsewhere(&mut self) -> Result<Vec<String>, SequenceError>;

    /// Says to the other hosts how many forms somebody, by sign-in name, left unfinished here.
    fn say_unfinished(&mut self, login: &str, forms: u32) -> Result<(), SequenceError>;

    /// What each other host said of that last, whether or not it is there now.
    fn unfinished_elsewhere(&mut self) -> Result<Vec<Unfinished>, SequenceError>;

    /// Takes in a part of a paper, from a byte on; the last one gives it its place, if its contents are those of its name.
    fn put_paper(
        &mut self,
        sha256: &str,
        start: u64,
        part: &[u8],
        is_last: bool,
    ) -> Result<(), SequenceError>;

    /// A part of a paper, from a byte on, at most so many bytes; none if it is not there.
    fn paper_part(&mut self, sha256: &str, start: u64, most: usize)
    -> Result<Option<Vec<u8>>, SequenceError>;

    /// Every paper that is there.
    fn papers(&mut self) -> Result<BTreeSet<String>, SequenceError>;
}

/// What a careful administrator runs in the database before an office is shared.
pub fn sql(schema: &str) -> String {
    include_str!("sequencer/schema.sql").replace("@schema@", schema)
}

#[cfg(feature = "shared-journal")]
mod postgres;

/// The order of an office. Nothing is asked of it yet.
#[cfg(feature = "shared-journal")]
pub fn reach(reach: Reach, part: Part) -> Result<Box<dyn Administered>, SequenceError> {
    Ok(Box::new(postgres::Postgres::new(reach, part)?))
}

/// The order of an office, where this program was built without it.
#[cfg(not(feature = "shared-journal"))]
pub fn reach(_: Reach, _: Part) -> Result<Box<dyn Administered>, SequenceError> {
    Err(SequenceError::Apart(
        "this redress was built without what several hosts need. Build it with “cargo build --release --features \
         shared-journal”, and install that on every host of the office"
            .to_owned(),
    ))
}

/// The name of a schema that is one without quotation marks.
pub fn is_schema(name: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.len() <= 40 && name.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::SEGMENT_BYTES;
    use crate::journal::fixture::{TWO_LINES, notes};
    use crate::journal::written::Raw;
    use crate::journal::{Journal, segment};
    use std::fs;
    use std::sync::{Arc, Mutex};

    /// An order in memory; clones are one.
    #[derive(Clone, Default)]
    struct Memory {
        lines: Arc<Mutex<Vec<Ordered>>>,
        /// What the next appends come to: whether the lines are kept, and what is said.
        next: Arc<Mutex<Vec<(bool, SequenceError)>>>,
    }

    impl Memory {
        fn hash_of(line: &Ordered) -> Hash {
            Raw::split(line.bytes.strip_suffix(b"\n").unwrap()).unwrap().hash()
        }

        fn head(&self) -> Head {
            let lines = self.lines.lock().unwrap();
            let hash = lines.last().map_or(hash::NONE, Memory::hash_of);
            Head { seq: lines.len() as u64, hash }
        }
    }

    impl Sequencer for Memory {
        fn append_if_head(&mut self, head: Head, segment: u32, lines: &[&[u8]]) -> Result<(), SequenceError> {
            let next = self.next.lock().unwrap().pop();
            let kept = next.as_ref().is_none_or(|it| it.0);
            if kept && self.head() != head {
                return Err(SequenceError::Moved);
            }
            if kept {
                let lines = lines.iter().map(|it| Ordered { segment, bytes: it.to_vec() });
                self.lines.lock().unwrap().extend(lines);
            }
            next.map_or(Ok(()), |it| Err(it.1))
        }

        fn settle(&mut self, last: Head) -> Result<bool, SequenceError> {
            Ok(self.head() == last)
        }

        fn read_after(&mut self, head: Head, _: usize) -> Result<Vec<Ordered>, SequenceError> {
            let lines = self.lines.lock().unwrap();
            Ok(lines[usize::try_from(head.seq).unwrap()..].to_vec())
        }

        fn wait_beyond(&mut self, _: u64, _: Duration) -> Result<u64, SequenceError> {
            Ok(self.head().seq)
        }

        fn keep_for_itself(&mut self, _: Duration) -> Result<(), SequenceError> {
            Ok(())
        }
    }

    fn host(order: &Memory, name: &str, bound: u64) -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(dir.path(), bound).unwrap();
        journal.order_by(Box::new(order.clone()), name).unwrap();
        (dir, journal)
    }

    fn files(dir: &tempfile::TempDir) -> Vec<String> {
        let count = segment::lengths(dir.path()).unwrap().len();
        (1..=u32::try_from(count).unwrap())
            .map(|it| fs::read_to_string(segment::path(dir.path(), it)).unwrap())
            .collect()
    }

    #[test]
    fn two_hosts_that_write_in_turn_have_the_same_files_to_the_byte() {
        let order = Memory::default();
        let ((one, mut first), (two, mut second)) =
            (host(&order, "alpha", TWO_LINES), host(&order, "beta", 3 * TWO_LINES));
        first.append(&notes(1..=3)).unwrap();
        assert!(matches!(second.append(&notes(4..=4)), Err(JournalError::Moved)));
        assert_eq!(second.take_in().unwrap().len(), 3);
        let written = second.append(&notes(4..=5)).unwrap();
        assert_eq!(written[0].change.via, "beta");
        assert_eq!(first.take_in().unwrap(), written);
        assert_eq!(first.take_in().unwrap(), []);
        assert_eq!(files(&one), files(&two));
        assert_eq!(first.position(), second.position());
    }

    #[test]
    fn what_is_printed_for_the_administrator_names_the_schema_everywhere() {
        let sql = sql("housing");
        assert!(sql.contains("create schema housing;") && !sql.contains('@'), "{sql}");
        assert!(is_schema("housing_2") && !is_schema("Housing") && !is_schema("a;b") && !is_schema(""));
    }

    #[test]
    fn lines_of_which_nobody_knows_are_settled_before_they_are_written() {
        for kept in [true, false] {
            let order = Memory::default();
            let (dir, mut journal) = host(&order, "alpha", SEGMENT_BYTES);
            order.next.lock().unwrap().push((kept, SequenceError::Unknown("it broke".into())));
            assert!(matches!(journal.append(&notes(1..=1)), Err(JournalError::Unsettled(_))));
            assert_eq!(journal.position().seq, 0);
            assert_eq!(journal.settle().unwrap().is_some(), kept);
            assert_eq!(journal.position().seq, u64::from(kept));
            assert_eq!(files(&dir).concat().lines().count(), usize::from(kept));
        }
    }

    #[test]
    fn what_the_order_does_not_have_is_in_no_file() {
        let order = Memory::default();
        let (dir, mut journal) = host(&order, "alpha", SEGMENT_BYTES);
        order.next.lock().unwrap().push((false, SequenceError::Away("it is gone".into())));
        assert!(matches!(journal.append(&notes(1..=1)), Err(JournalError::Away(_))));
        assert_eq!(files(&dir).concat(), "");
        journal.append(&notes(1..=1)).unwrap();
    }

    #[test]
    fn a_line_that_does_not_follow_is_not_taken_in() {
        let order = Memory::default();
        let (_one, mut first) = host(&order, "alpha", SEGMENT_BYTES);
        let (dir, mut second) = host(&order, "beta", SEGMENT_BYTES);
        first.append(&notes(1..=2)).unwrap();
        order.lines.lock().unwrap().remove(0);
        assert!(matches!(second.take_in(), Err(JournalError::Apart(_))));
        assert_eq!(files(&dir).concat(), "");
    }

    #[test]
    fn the_time_of_a_line_never_goes_back_whatever_the_clock_of_a_host_says() {
        let order = Memory::default();
        let (_one, mut first) = host(&order, "alpha", SEGMENT_BYTES);
        let (_two, mut second) = host(&order, "beta", SEGMENT_BYTES);
        let mut late = notes(1..=1);
        late[0].at += chrono::TimeDelta::hours(1);
        first.append(&late).unwrap();
        second.take_in().unwrap();
        let lines = second.append(&notes(2..=2)).unwrap();
        assert_eq!(lines[0].change.at, late[0].at);
    }
}
