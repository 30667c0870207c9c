//! Reads a whole journal and names everything that is wrong with it, going on after damage as far as sense can be made.
//!
//! What no journal can show by itself: that lines were cut off its end, or the header of its very last line was changed, by
//! somebody who made the mark of what was confirmed fit. Both show when [`Verified::head`] is compared with one written down elsewhere.

use std::collections::BTreeMap;
use std::path::Path;

use crate::journal::chain::Position;
use crate::journal::damage::{Damage, Flaw, Torn};
use crate::journal::hash::Hash;
use crate::journal::known::{self, Known};
use crate::journal::mark;
use crate::journal::order::{Order, Spot};
use crate::journal::seal::Seal;
use crate::journal::segment::{self, Segment};
use crate::journal::written::{self, Raw, WrittenChange};

/// What a sound journal holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many changes.
    pub changes: u64,
    /// How many segments.
    pub segments: u32,
    /// How many bytes, without a torn last line.
    pub bytes: u64,
    /// The hash of the last line: whoever notes it can show later that nothing up to here was changed.
    pub head: Hash,
    /// The last change with its hash; `None` in a journal without changes.
    pub last: Option<Seal>,
    /// The change that was asked about, if it is there.
    pub asked: Option<Seal>,
    /// How many changes were erased, each declared by a later one.
    pub erased: u64,
    /// Entries that are declared erased, but whose text is still there, or in part: erase them again.
    pub unfinished: Vec<u64>,
    /// A torn last line: not damage, since it was never confirmed to anyone.
    pub torn: Option<Torn>,
    /// Whether it was looked at up to where changes had been confirmed: nobody noted that where this is false.
    pub was_noted: bool,
}

/// Checks everything. `erased_by` says which changes a change declares erased; `progress` hears bytes done and in all.
///
/// A change that declares erasures must not be erased itself.
pub fn verify(
    dir: &Path,
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, Vec<Damage>> {
    verify_asking(dir, None, &[], erased_by, progress)
}

/// Checks everything, also against what others than the mark know, and says what the change with the number `asked` is.
pub fn verify_asking(
    dir: &Path,
    asked: Option<u64>,
    known: &[Known],
    erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, Vec<Damage>> {
    let unread = |number, error: &dyn ToString| segment::whole(number, Flaw::Unread(error.to_string()));
    let numbers = segment::numbers(dir).map_err(|error| vec![unread(1, &error)])?;
    let length = |number: &u32| segment::path(dir, *number).metadata().map_or(0, |it| it.len());
    let total = numbers.iter().map(length).sum();
    // Before anything is read: what is confirmed meanwhile may come after what was read.
    let noted = mark::read(dir);
    let mut audit = Audit::after(Position::START, asked, erased_by);
    for number in &numbers {
        audit.reach(*number);
        match Segment::read(dir, *number, numbers.last() == Some(number)) {
            Ok(segment) => audit.segment(&segment, &mut |done| progress(done, total)),
            Err(error) => audit.damages.push(unread(*number, &error)),
        }
    }
    progress(total, total);
    let mut sound = audit.finish()?;
    sound.was_noted = noted.position().is_some();
    let missing = known::missing(dir, sound.changes, noted, known);
    if !missing.is_empty() {
        return Err(missing);
    }
    // A directory that is not there holds nothing that could be sound.
    dir.metadata().map(|_| sound).map_err(|error| vec![unread(1, &error)])
}

/// How often `progress` is called, in lines.
const PACE: u64 = 1024;

/// Sees every segment once, in order, and then says what it found.
pub(crate) struct Audit<'a> {
    /// Number of the segment that should come next.
    expected: u32,
    /// Number of the change that was asked about.
    asked: Option<u64>,
    erased_by: &'a dyn Fn(&WrittenChange) -> Vec<u64>,
    order: Order,
    /// Entries whose text is gone and not yet declared erased.
    absent: BTreeMap<u64, Spot>,
    damages: Vec<Damage>,
    sound: Verified,
}

impl Audit<'_> {
    /// Of the segments from the one in which a position lies at its beginning: those before it were seen on another day.
    pub(crate) fn after(
        begins: Position,
        asked: Option<u64>,
        erased_by: &dyn Fn(&WrittenChange) -> Vec<u64>,
    ) -> Audit<'_> {
        let sound = Verified {
            changes: begins.seq,
            segments: begins.segment - 1,
            bytes: 0,
            head: begins.head,
            last: None,
            asked: None,
            erased: 0,
            unfinished: vec![],
            torn: None,
            was_noted: false,
        };
        Audit {
            expected: begins.segment,
            asked,
            erased_by,
            order: Order::after(begins.seq, begins.head),
            absent: BTreeMap::new(),
            damages: vec![],
            sound,
        }
    }

    /// Segment `number` is there; any between it and the one before are not.
    pub(crate) fn reach(&mut self, number: u32) {
        self.damages.extend((self.expected..number).map(|it| segment::whole(it, Flaw::MissingSegment)));
        self.expected = number.saturating_add(1);
    }

    /// Sees a segment; `progress` hears how many bytes were seen in all.
    pub(crate) fn segment(&mut self, segment: &Segment, progress: &mut dyn FnMut(u64)) {
        self.sound.segments += 1;
        if segment.bytes.is_empty() && !segment.is_last {
            self.damages.push(segment::whole(segment.number, Flaw::EmptySegment));
        }
        let mut offset = 0;
        for number in 1.. {
            let line = segment::first_line(&segment.bytes[offset..]);
            if line.is_empty() {
                break;
            }
            if segment.is_last && !line.ends_with(b"\n") {
                self.sound.torn = Some(segment.remains(offset));
                break;
            }
            self.line(Spot { segment: segment.number, line: number, seq: 0 }, line);
            offset += line.len();
            self.sound.bytes += line.len() as u64;
            if number % PACE == 0 {
                progress(self.sound.bytes);
            }
        }
    }

    fn line(&mut self, spot: Spot, line: &[u8]) {
        let checked = segment::whole_line(line);
        let Some(raw) = Raw::split(line.strip_suffix(b"\n").unwrap_or(line)) else {
            self.order.unreadable();
            let what = checked.err().unwrap_or(Flaw::Unreadable);
            self.damages.push(Damage { seq: None, ..spot.damage(what) });
            return;
        };
        let spot = Spot { seq: raw.seq, ..spot };
        self.sound.changes += 1;
        self.sound.head = raw.hash();
        self.order.line(spot, &raw);
        match (checked, raw.change()) {
            (Err(what), _) => self.damages.push(spot.damage(what)),
            (Ok(_), Some(change)) if change.did.as_deref().is_none_or(written::is_json) => {
                let seal = Seal::new(change.seq, change.at, raw.hash());
                self.sound.last = Some(seal);
                if self.asked == Some(change.seq) {
                    self.sound.asked = Some(seal);
                }
                self.erasures(&change, spot, raw.is_blotted_out());
            }
            (Ok(_), _) => self.damages.push(spot.damage(Flaw::Unreadable)),
        }
    }

    fn erasures(&mut self, change: &WrittenChange, spot: Spot, is_blotted_out: bool) {
        if change.did.is_none() {
            self.absent.insert(change.seq, spot);
            if !is_blotted_out {
                self.sound.unfinished.push(change.seq);
            }
        }
        for seq in (self.erased_by)(change).into_iter().filter(|it| *it < change.seq) {
            if self.absent.remove(&seq).is_some() {
                self.sound.erased += 1;
            } else {
                self.sound.unfinished.push(seq);
            }
        }
    }

    /// Everything that is wrong, or what a sound journal holds.
    pub(crate) fn finish(mut self) -> Result<Verified, Vec<Damage>> {
        let undeclared = self.absent.into_values().map(|it| it.damage(Flaw::Undeclared));
        self.damages.extend(undeclared);
        self.damages.extend(self.order.finish());
        self.damages.sort_by_key(|it| (it.segment, it.line));
        if self.damages.is_empty() { Ok(self.sound) } else { Err(self.damages) }
    }
}

#[cfg(test)]
mod tests;
