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

/// What is missing from the journal in `dir`, of which the last change is `last`, of what its mark and others know: one damage
/// for what is not there, whoever knows of it, and one for each place where something else is.
pub(crate) fn missing(dir: &Path, last: u64, noted: Noted, others: &[Known]) -> Vec<Damage> {
    let mut missing = Vec::new();
    let mark = noted.position().map(|position| Known { by: By::Mark, position });
    if noted == Noted::Unreadable {
        missing.push(segment::whole(1, Flaw::NoMark));
    }
    // A line may be there and yet not be sound: the journal then ends before it.
    let (beyond, within): (Vec<&Known>, Vec<&Known>) =
        mark.iter().chain(others).partition(|it| last < it.position.seq);
    let damage =
        |it: &Known, what| Damage { seq: Some(it.position.seq), ..segment::whole(it.position.segment, what) };
    if let Some(most) = beyond.iter().max_by_key(|it| it.position.seq) {
        let by = beyond.iter().map(|it| it.by.clone()).collect();
        let has_all = |it: &&&Known| it.position.seq == most.position.seq && matches!(it.by, By::Mirror(_));
        let mirror = beyond.iter().find(has_all).map(|it| it.by.clone());
        let upto = most.position.seq;
        missing.push(damage(most, Flaw::CutOff { last, upto, by, mirror }));
    }
    let mut other: Vec<(&Known, Vec<By>)> = Vec::new();
    for it in within.into_iter().filter(|it| it.position != Position::START && !has(dir, it.position)) {
        match other.iter_mut().find(|there| there.0.position == it.position) {
            Some(there) => there.1.push(it.by.clone()),
            None => other.push((it, vec![it.by.clone()])),
        }
    }
    missing.extend(other.into_iter().map(|(it, by)| damage(it, Flaw::Another(by))));
    missing
}

/// Whether the line that ends at the position is the one that was seen there. Its end alone is read.
pub(crate) fn has(dir: &Path, position: Position) -> bool {
    let file = plain_file::open(OpenOptions::new().read(true), &segment::path(dir, position.segment));
    let line = file.and_then(|file| segment::last_line(&file, position.offset));
    line.is_ok_and(|line| {
        segment::last_line_of(&line).is_some_and(|it| it.seq == position.seq && it.hash() == position.head)
    })
}
