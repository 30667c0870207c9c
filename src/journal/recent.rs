//! The latest lines of a journal, read from its end: what happened since a time.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::journal::damage::JournalError;
use crate::journal::segment::{self, Segment};
use crate::journal::written::{Raw, WrittenChange};

/// The changes written after a time, oldest first; at most so many, the latest.
///
/// Clocks may go backwards: reading ends at the first change, from the end, that is not later than the time.
pub(crate) fn recent(
    dir: &Path,
    after: DateTime<Utc>,
    most: usize,
) -> Result<Vec<WrittenChange>, JournalError> {
    let last = segment::lengths(dir)?.len();
    let mut changes = Vec::new();
    'segments: for number in (1..=u32::try_from(last).unwrap_or(u32::MAX)).rev() {
        let segment = Segment::read(dir, number, true)?;
        // What is behind the last end of a line is being written.
        let whole = segment.bytes.iter().rposition(|it| *it == b'\n').unwrap_or(0);
        for line in segment.bytes[..whole].rsplit(|it| *it == b'\n') {
            let Some(change) = Raw::split(line).and_then(|it| it.change()) else { break 'segments };
            if change.at <= after || changes.len() == most {
                break 'segments;
            }
            changes.push(change);
        }
    }
    changes.reverse();
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::fixture::sample;

    #[test]
    fn what_was_written_after_a_time_is_found_over_segments_and_in_order() {
        let sample = sample(20, 600);
        assert!(segment::lengths(sample.path()).unwrap().len() > 2);
        let all = recent(sample.path(), DateTime::UNIX_EPOCH, 100).unwrap();
        assert_eq!(all.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
        let latest = recent(sample.path(), DateTime::UNIX_EPOCH, 3).unwrap();
        assert_eq!(latest.iter().map(|it| it.seq).collect::<Vec<_>>(), [18, 19, 20]);
        assert_eq!(recent(sample.path(), all[19].at, 100).unwrap(), []);
    }
}
