//! Drafts on their way to the disk: one run of bytes, and what each line of it will be.
//! Every line has been read back before it is written, so nothing reaches the disk that cannot be.

use crate::chance::digits;
use crate::journal::chain::{Line, Place, Position};
use crate::journal::damage::{Flaw, JournalError};
use crate::journal::hash::Hash;
use crate::journal::segment::whole_line;
use crate::journal::written::{self, Draft, Raw, SALT_DIGITS, WrittenChange};

/// Lines that are written together.
pub(crate) struct Group {
    /// All of them.
    pub(crate) bytes: Vec<u8>,
    members: Vec<Member>,
}

struct Member {
    change: WrittenChange,
    length: u32,
    hash: Hash,
}

impl Group {
    /// The lines of `drafts`, chained on to what ends at `position`, as a host writes them.
    pub(crate) fn encode(position: Position, via: &str, drafts: &[Draft]) -> Result<Group, JournalError> {
        let mut group = Group { bytes: Vec::new(), members: Vec::with_capacity(drafts.len()) };
        let Position { mut seq, mut head, .. } = position;
        for draft in drafts {
            seq += 1;
            let salt = digits(SALT_DIGITS);
            let line = written::encode(seq, &head, via, draft, &salt).map_err(JournalError::Unwritable)?;
            let member = Member::read_back(&line, draft)?;
            head = member.hash;
            group.bytes.extend_from_slice(&line);
            group.members.push(member);
        }
        Ok(group)
    }

    /// Lines that another host wrote, after what ends at `position`; or the number of the first that does not follow, and why.
    pub(crate) fn of_lines(position: Position, lines: &[&[u8]]) -> Result<Group, (u64, Flaw)> {
        let mut group = Group { bytes: Vec::new(), members: Vec::with_capacity(lines.len()) };
        let mut position = position;
        for line in lines {
            let wrong = |what| (position.seq + 1, what);
            let raw = whole_line(line).map_err(wrong)?;
            let length = u32::try_from(line.len()).map_err(|_| wrong(Flaw::Unreadable))?;
            // Where it will lie is not known yet, and nothing of that is checked.
            let place = Place { segment: position.segment, offset: position.offset, length };
            let after = position.follow(&raw, place).map_err(wrong)?;
            let change = raw.change().ok_or_else(|| wrong(Flaw::Unreadable))?;
            group.bytes.extend_from_slice(line);
            group.members.push(Member { change, length, hash: after.head });
            position = after;
        }
        Ok(group)
    }

    /// Each line's bytes, with its LF.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.bytes[..];
        self.members.iter().map(move |it| {
            let (line, after) = rest.split_at(it.length as usize);
            rest = after;
            line
        })
    }

    /// The number and the hash of its last line.
    pub(crate) fn end(&self) -> Option<(u64, Hash)> {
        self.members.last().map(|it| (it.change.seq, it.hash))
    }

    /// Where in the group its last line begins, and that line.
    pub(crate) fn last(&self) -> (u64, Vec<u8>) {
        let length = self.members.last().map_or(0, |it| it.length as usize);
        let start = self.bytes.len() - length;
        (start as u64, self.bytes[start..].to_vec())
    }

    /// The lines, once it is known where the first one lies.
    pub(crate) fn lines(self, segment: u32, mut offset: u64) -> Vec<Line> {
        let place = |member: Member| {
            let Member { change, length, hash } = member;
            let place = Place { segment, offset, length };
            offset = place.end();
            let after = Position { seq: change.seq, segment, offset, head: hash };
            Line { change, place, after }
        };
        self.members.into_iter().map(place).collect()
    }
}

impl Member {
    fn read_back(line: &[u8], draft: &Draft) -> Result<Member, JournalError> {
        let raw = line.strip_suffix(b"\n").and_then(Raw::split);
        let read = raw.and_then(|raw| Some((raw.change()?, raw.hash())));
        let (change, hash) = read
            .filter(|(change, _)| change.did.as_ref() == Some(&draft.did))
            .ok_or(JournalError::Unwritable("it could not be read back"))?;
        let length = u32::try_from(line.len()).map_err(|_| JournalError::Unwritable("it is too long"))?;
        Ok(Member { change, length, hash })
    }
}
