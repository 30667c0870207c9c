//! The latest lines of a journal, read from its end: what happened since a time.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::journal::damage::JournalError;
use crate::journal::entry::{Entry, Raw};
use crate::journal::segment::{self, Segment};

/// The entries written after a time, oldest first; at most so many, the latest.
///
/// Clocks may go backwards: reading ends at the first entry, from the end, that is not later than the time.
pub(crate) fn recent(dir: &Path, after: DateTime<Utc>, most: usize) -> Result<Vec<Entry>, JournalError> {
    let last = segment::lengths(dir)?.len();
    let mut entries = Vec::new();
    'segments: for number in (1..=u32::try_from(last).unwrap_or(u32::MAX)).rev() {
        let segment = Segment::read(dir, number, true)?;
        // What is behind the last end of a line is being written.
        let whole = segment.bytes.iter().rposition(|it| *it == b'\n').unwrap_or(0);
        for line in segment.bytes[..whole].rsplit(|it| *it == b'\n') {
            let Some(entry) = Raw::split(line).and_then(|it| it.entry()) else { break 'segments };
            if entry.at <= after || entries.len() == most {
                break 'segments;
            }
            entries.push(entry);
        }
    }
    entries.reverse();
    Ok(entries)
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
