//! What can be wrong with a journal, worded for whoever has to put it right.
//! Every error says what is wrong, where, and what to do; none is ever repaired by guessing.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use crate::plain_file::quoted;

/// Why the journal could not do what was asked.
#[derive(Debug)]
pub enum JournalError {
    /// What is on the disk is not what was written there.
    Damaged(Damage),
    /// The disk is full, or the quota is used up. Nothing of the group was kept; the journal goes on.
    NoRoom(PathBuf),
    /// Writing failed. Nothing of the group was kept; the journal goes on.
    Write(PathBuf, io::Error),
    /// Opening, reading or making a file failed.
    File(PathBuf, io::Error),
    /// Appending ended for good until the journal is opened again; the text says why. Reading still works.
    Stopped(String),
    /// The journal was opened for reading only.
    ReadOnly,
    /// A change that could not be read back as it is, so it was not written: a mistake in the program.
    Unwritable(&'static str),
    /// No change lies at that place: it belongs to another journal.
    Misplaced {
        /// Number of the segment.
        segment: u32,
        /// Byte in the segment where the change should begin.
        offset: u64,
    },
    /// Another program changed the end of the journal while it was open. Nothing was saved.
    Meddled(PathBuf, &'static str),
    /// Several hosts share the journal, and another was first. Nothing was saved: take in what it wrote, and decide again.
    Moved,
    /// What orders the lines of several hosts does not answer, or is another's for a moment. Nothing was saved; asking again
    /// may help.
    Away(String),
    /// The same, and it is not known yet whether the lines were put in order.
    Unsettled(String),
    /// The lines are in the journal that several hosts share, and could not be written on this one; the text says why. Appending
    /// ended until the journal is opened again.
    NotHere(String),
    /// This host no longer goes with the others; the words say what to do. Reading still works.
    Apart(String),
    /// The position lies beyond the end: whoever holds it has seen more than the journal has.
    Ahead {
        /// The last change that the holder of the position has seen.
        seq: u64,
    },
    /// Another change lies at the position: whoever holds it has followed another journal.
    Mismatch {
        /// The last change that the holder of the position has seen.
        seq: u64,
    },
}

impl JournalError {
    /// A failed write, told apart by whether the user can help it by making room.
    pub(crate) fn write(path: &Path, error: io::Error) -> JournalError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                JournalError::NoRoom(path.to_owned())
            }
            _ => JournalError::Write(path.to_owned(), error),
        }
    }

    /// A failed operation on a file, for `map_err`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
        move |error| JournalError::File(path.to_owned(), error)
    }
}

impl Display for JournalError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            JournalError::Damaged(damage) => damage.fmt(f),
            JournalError::NoRoom(path) => write!(
                f,
                "there is no room left on the disk for {}. Nothing was saved. Make room, then save again",
                path.display()
            ),
            JournalError::Write(path, error) => write!(
                f,
                "writing to {} failed ({error}). Nothing was saved. Check the disk, then save again",
                path.display()
            ),
            JournalError::File(path, error) => write!(
                f,
                "{} cannot be used ({error}). Check that it is there and that you may read and write it",
                path.display()
            ),
            JournalError::Stopped(why) => write!(
                f,
                "the journal takes no more changes: {why}. Check the disk, then close redress and start it again"
            ),
            JournalError::ReadOnly => f.write_str(
                "the journal was opened for reading only. Close redress and start it again to make changes",
            ),
            JournalError::Unwritable(why) => {
                write!(f, "the change was not saved because {why}. This is a fault in redress: report it")
            }
            JournalError::Misplaced { segment, offset } => write!(
                f,
                "no change begins at byte {offset} of journal segment {segment:06}. Rebuild the view from the journal"
            ),
            JournalError::Meddled(path, what) => write!(
                f,
                "{} is not as redress left it: {what}. Another program changed it. Nothing was saved. Close redress, then \
                 run “redress verify”",
                path.display()
            ),
            JournalError::Moved => {
                f.write_str("another host saved something first. Nothing was saved. Save again")
            }
            JournalError::Away(why) => {
                write!(f, "{why}. Nothing was saved. It is tried again by itself: save again in a moment")
            }
            JournalError::Unsettled(why) => {
                write!(f, "{why}. Whether it was saved is not known yet: look before you save again")
            }
            JournalError::NotHere(why) => write!(
                f,
                "the change is saved on the other hosts, and could not be written on this one: {why}. Do not make it again. Mend \
                 that, then close redress and start it again here: it is taken in"
            ),
            JournalError::Apart(why) => f.write_str(why),
            JournalError::Ahead { seq } => write!(
                f,
                "the journal ends before change {seq}, which was seen in it before. Close redress, then run “redress verify”"
            ),
            JournalError::Mismatch { seq } => write!(
                f,
                "change {seq} of the journal is not the one that was seen in it before. Close redress, then run “redress \
                 verify”"
            ),
        }
    }
}

impl std::error::Error for JournalError {}

impl From<Damage> for JournalError {
    fn from(damage: Damage) -> JournalError {
        JournalError::Damaged(damage)
    }
}

/// One thing that is wrong with what is on the disk, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Number of the segment: 3 is `000003.jsonl`.
    pub segment: u32,
    /// Line in the segment, from 1; 0 when the segment as a whole is meant.
    pub line: u64,
    /// Number of the change, if it can be made out.
    pub seq: Option<u64>,
    /// What is wrong.
    pub what: Flaw,
}

impl Damage {
    /// What to do about it: a sentence.
    pub fn advice(&self) -> Cow<'static, str> {
        self.what.advice()
    }
}

impl Display for Damage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "journal segment {:06}", self.segment)?;
        if self.line != 0 {
            write!(f, ", line {}", self.line)?;
        }
        if let Some(seq) = self.seq {
            write!(f, " (change {seq})")?;
        }
        write!(f, ": {}. {}", self.what, self.advice())
    }
}

impl std::error::Error for Damage {}

/// What is wrong with a line or a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The file is not there, although a later one is.
    MissingSegment,
    /// The segment is empty, although a later one is there.
    EmptySegment,
    /// The file cannot be read; the text is the system's reason.
    Unread(String),
    /// The last line of a segment that is not the last has no end.
    Unterminated,
    /// The line holds bytes that were never written, as a power cut or a failing disk leaves them.
    Blank,
    /// The line is not a change in the journal's form.
    Unreadable,
    /// What was done is not what its sum says.
    Changed,
    /// The line does not carry the hash of the line before it.
    Unlinked,
    /// The line does not have the hash that the line after it carries.
    Rewritten,
    /// Entries that should stand before this line are not there.
    Removed {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// The change stands after one with a higher number.
    OutOfPlace,
    /// Another line has the same number, and the chain goes through that one.
    Inserted,
    /// What was done is not there, and no later change says that it was erased.
    Undeclared,
    /// The journal ends before a change that somebody followed it to.
    CutOff {
        /// The last that is there.
        last: u64,
        /// The last that anybody knows of.
        upto: u64,
        /// Who knows of later ones than are there.
        by: Vec<By>,
        /// The mirror that has all that is missing, if one has.
        mirror: Option<By>,
    },
    /// The change is not the one that these followed the journal to.
    Another(Vec<By>),
    /// The file `confirmed` is not one that redress wrote, so that the end cannot be held against it.
    NoMark,
}

/// Who followed a journal, and knows how far it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The file `confirmed`.
    Mark,
    /// The working copy of the records.
    View,
    /// The mirror in a directory.
    Mirror(PathBuf),
}

impl Display for By {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            By::Mark => f.write_str("the file “confirmed”"),
            By::View => f.write_str("the working copy of the records"),
            By::Mirror(path) => write!(f, "the mirror in {}", path.display()),
        }
    }
}

/// These, in a sentence.
fn all(by: &[By]) -> String {
    let by: Vec<String> = by.iter().map(By::to_string).collect();
    match by.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => by.concat(),
    }
}

impl Flaw {
    fn advice(&self) -> Cow<'static, str> {
        if let Flaw::CutOff { mirror: Some(By::Mirror(path)), .. } = self {
            return format!(
                "Nothing was changed. This mirror has all that is missing: type “redress restore {} --data NEW-DIRECTORY”, and \
                 work there",
                quoted(path)
            )
            .into();
        }
        Cow::Borrowed(match self {
            Flaw::MissingSegment | Flaw::EmptySegment | Flaw::Unterminated => {
                "Copy this segment back from a backup that has the last change too, or restore a backup into a new directory \
                 (“redress restore”), then run `redress verify`"
            }
            Flaw::Unread(_) => {
                "Check the disk and who may read the file; if it is lost, copy it back from a backup"
            }
            Flaw::Blank => {
                "Keep a copy of the segment. If the power has just failed and no backup has this line, it was never \
                 confirmed to anyone: cut the segment off before it. Otherwise copy the segment back from a backup"
            }
            Flaw::CutOff { .. } | Flaw::Another(_) | Flaw::NoMark => {
                "Nothing was changed. Restore the latest backup or the mirror into a new directory (“redress restore”). If \
                 none has what is missing here, “redress accept-loss” takes the store as it is, and writes that into the \
                 journal"
            }
            Flaw::Undeclared => {
                "Ask who erased it and under which rule, and copy the segment back from a backup if nobody was to"
            }
            Flaw::Unreadable
            | Flaw::Changed
            | Flaw::Unlinked
            | Flaw::Rewritten
            | Flaw::Removed { .. }
            | Flaw::OutOfPlace
            | Flaw::Inserted => {
                "Keep a copy of the segment as it is, to find out who changed it. Then copy it back from a backup that has \
                 the last change too, or restore a backup into a new directory (“redress restore”), and run `redress verify`"
            }
        })
    }
}

impl Display for Flaw {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::MissingSegment => f.write_str("the file is missing"),
            Flaw::EmptySegment => f.write_str("the file is empty, but a later segment exists"),
            Flaw::Unread(error) => write!(f, "the file cannot be read ({error})"),
            Flaw::Unterminated => f.write_str("the last line breaks off, but a later segment exists"),
            Flaw::Blank => f.write_str("part of the line is blank: it never reached the disk, or the disk lost it"),
            Flaw::Unreadable => f.write_str("the line is not a change that redress wrote"),
            Flaw::Changed => f.write_str("what was done has been changed since it was written"),
            Flaw::Unlinked => f.write_str("it does not follow from the line before: one of the two was changed"),
            Flaw::Rewritten => f.write_str(
                "its number, date, name or other details were changed since they were written, or the next line's were",
            ),
            Flaw::Removed { first, last } if first == last => write!(f, "change {first} before it is missing"),
            Flaw::Removed { first, last } => write!(f, "changes {first} to {last} before it are missing"),
            Flaw::OutOfPlace => f.write_str("the line was moved: it stands after a later change"),
            Flaw::Inserted => f.write_str("the line was put in: another line has its number"),
            Flaw::CutOff { last, upto, by, .. } => {
                f.write_str("the journal ends before what was confirmed: ")?;
                match last {
                    0 => f.write_str("there is no change in it, and ")?,
                    last => write!(f, "its last change is {last}, and ")?,
                }
                match upto - last {
                    1 => write!(f, "change {upto} is missing")?,
                    _ => write!(f, "changes {} to {upto} are missing", last + 1)?,
                }
                write!(f, ", as is known from {}", all(by))
            }
            Flaw::Another(by) => write!(
                f,
                "this change is not the one that is known from {}: it was changed after it was confirmed, or the journal is \
                 another",
                all(by)
            ),
            Flaw::NoMark => f.write_str(
                "the file “confirmed” beside the journal is not as redress wrote it, so that nobody can say by it whether \
                 the end is what was confirmed",
            ),
            Flaw::Undeclared => f.write_str("what was done is missing, and no later change says that it was erased"),
        }
    }
}

/// The remains of a line that was being written when the power failed. It was never confirmed to anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// Number of the segment.
    pub segment: u32,
    /// Line in the segment, from 1.
    pub line: u64,
    /// How many bytes there are of it.
    pub bytes: u64,
    /// Where they were put when they were cut off; `None` if the journal was only read.
    pub saved_to: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_says_where_what_and_what_to_do() {
        let damage =
            Damage { segment: 3, line: 12, seq: Some(1042), what: Flaw::Removed { first: 1040, last: 1041 } };
        assert_eq!(
            damage.to_string(),
            "journal segment 000003, line 12 (change 1042): changes 1040 to 1041 before it are missing. Keep a copy of \
             the segment as it is, to find out who changed it. Then copy it back from a backup that has the last change too, or \
             restore a backup into a new directory (“redress restore”), and run `redress verify`"
        );
    }

    #[test]
    fn damage_to_a_whole_segment_names_no_line() {
        let damage = Damage { segment: 2, line: 0, seq: None, what: Flaw::MissingSegment };
        assert!(damage.to_string().starts_with("journal segment 000002: the file is missing. Copy"));
    }

    #[test]
    fn a_full_disk_and_a_used_up_quota_are_told_from_other_trouble() {
        let of = |kind| JournalError::write(Path::new("j"), io::Error::from(kind));
        assert!(matches!(of(io::ErrorKind::StorageFull), JournalError::NoRoom(_)));
        assert!(matches!(of(io::ErrorKind::QuotaExceeded), JournalError::NoRoom(_)));
        assert!(matches!(of(io::ErrorKind::Other), JournalError::Write(..)));
    }
}
