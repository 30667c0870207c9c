//! Whether a journal holds what is known of it: nobody who followed it may know of a change that is not there, or of another
//! in its place. Such a journal is shorter than what was confirmed, or another one, and never taken for its own.

use std::fs::OpenOptions;
use std::path::Path;

use crate::journal::chain::Position;
use crate::journal::damage::{By, Damage, Flaw};
use crate::journal::mark::Noted;
use crate::journal::segment;
use crate::plain_file;

/// How far somebody followed a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub by: By,
    /// The end of the last line that they saw.
    pub position: Position,
}

/// What is missing from the journal in `dir`, of which the last change is `last`, of what its mark and others know.
pub(crate) fn missing(dir: &Path, last: u64, noted: Noted, others: &[Known]) -> Vec<Damage> {
    let mut missing = Vec::new();
    let mut knows = |by: &By, position| missing.extend(flaw(dir, last, by, position));
    match noted {
        Noted::Nothing => {}
        Noted::UpTo(position) => knows(&By::Mark, position),
        Noted::Unreadable => missing.push(segment::whole(1, Flaw::NoMark)),
    }
    others.iter().for_each(|it| missing.extend(flaw(dir, last, &it.by, it.position)));
    missing
}

fn flaw(dir: &Path, last: u64, by: &By, position: Position) -> Option<Damage> {
    let Position { seq, segment, .. } = position;
    let damage = |what| Some(Damage { seq: Some(seq), ..segment::whole(segment, what) });
    // A line may be there and yet not be sound: the journal then ends before it.
    if last < seq {
        damage(Flaw::CutOff { last, by: by.clone() })
    } else if position == Position::START || has(dir, position) {
        None
    } else {
        damage(Flaw::Another(by.clone()))
    }
}

/// Whether the line that ends at the position is the one that was seen there. Its end alone is read.
pub(crate) fn has(dir: &Path, position: Position) -> bool {
    let file = plain_file::open(OpenOptions::new().read(true), &segment::path(dir, position.segment));
    let line = file.and_then(|file| segment::last_line(&file, position.offset));
    line.is_ok_and(|line| {
        segment::last_line_of(&line).is_some_and(|it| it.seq == position.seq && it.hash() == position.head)
    })
}
