//! Where one stands in the journal, and the rule that leads from one line to the next.
//! A position names its change by hash, so it cannot be taken for one in another journal.

use serde::{Deserialize, Serialize};

use crate::journal::damage::Flaw;
use crate::journal::hash::{self, Hash};
use crate::journal::written::{Raw, WrittenChange};

/// The end of a line, and the chain up to there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Number of the last change; 0 before the first.
    pub seq: u64,
    /// Segment that the line lies in.
    pub segment: u32,
    /// Byte in the segment after the line's LF.
    pub offset: u64,
    /// The line's own hash.
    pub head: Hash,
}

impl Position {
    /// Before the first line.
    pub const START: Position = Position { seq: 0, segment: 1, offset: 0, head: hash::NONE };

    /// The position after `raw`, if it is the next line.
    pub(crate) fn follow(self, raw: &Raw<'_>, place: Place) -> Result<Position, Flaw> {
        let next = self.seq.saturating_add(1);
        if raw.seq < next {
            return Err(Flaw::OutOfPlace);
        }
        if next < raw.seq {
            return Err(Flaw::Removed { first: next, last: raw.seq - 1 });
        }
        if raw.prev != self.head {
            return Err(Flaw::Unlinked);
        }
        Ok(Position { seq: next, segment: place.segment, offset: place.end(), head: raw.hash() })
    }
}

/// Where a line lies. It stays there for good, even when what it says is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Number of the segment.
    pub segment: u32,
    /// Byte in the segment where the line begins.
    pub offset: u64,
    /// Length in bytes, with its LF.
    pub length: u32,
}

impl Place {
    /// Byte in the segment after the line's LF.
    pub(crate) fn end(self) -> u64 {
        self.offset.saturating_add(u64::from(self.length))
    }
}

/// A change with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub change: WrittenChange,
    /// Where its line lies.
    pub place: Place,
    /// The position after it.
    pub after: Position,
}
