//! The journal from a position on, line by line, checking the chain as it goes.
//! Ends without an error at a torn last line, and after the first error.

use std::path::{Path, PathBuf};

use crate::journal::chain::{Line, Position};
use crate::journal::damage::{Flaw, JournalError};
use crate::journal::known;
use crate::journal::segment::{self, Segment, Step};

/// The lines after `from`, as far as the journal reached when this was called.
///
/// If `from` does not fit the journal, the first item is [`JournalError::Ahead`] or [`JournalError::Mismatch`].
pub fn lines(dir: &Path, from: Position) -> Lines {
    let mut lines = Lines {
        dir: dir.to_owned(),
        position: from,
        segment: None,
        last: 0,
        done: 0,
        total: 0,
        trouble: None,
        is_over: false,
    };
    lines.trouble = lines.begin().err();
    lines
}

/// Yields the lines of a journal; see [`lines`].
pub struct Lines {
    dir: PathBuf,
    position: Position,
    segment: Option<Segment>,
    /// Number of the last segment.
    last: u32,
    done: u64,
    total: u64,
    /// What stood in the way of beginning.
    trouble: Option<JournalError>,
    is_over: bool,
}

impl Lines {
    /// Bytes of journal that the lines so far took.
    pub fn bytes_done(&self) -> u64 {
        self.done
    }

    /// Bytes of journal from the position it began at to the end.
    pub fn bytes_total(&self) -> u64 {
        self.total
    }

    /// Makes sure that the position lies in this journal.
    fn begin(&mut self) -> Result<(), JournalError> {
        let from = self.position;
        let lengths = segment::lengths(&self.dir)?;
        self.last = u32::try_from(lengths.len()).expect("each segment has a number, and numbers are u32");
        let ahead = JournalError::Ahead { seq: from.seq };
        let mismatch = JournalError::Mismatch { seq: from.seq };
        if from.seq == 0 && from != Position::START || from.segment == 0 {
            return Err(mismatch);
        }
        if self.last == 0 {
            return if from.seq == 0 { Ok(()) } else { Err(ahead) };
        }
        if self.last < from.segment {
            return Err(ahead);
        }
        let segment = Segment::read_after(&self.dir, from, from.segment == self.last)?.ok_or(ahead)?;
        if 0 < from.seq && !known::has(&self.dir, from) {
            return Err(mismatch);
        }
        let later =
            lengths.iter().zip(1..).filter(|(_, number)| from.segment < *number).map(|(length, _)| length);
        self.total = later.sum::<u64>() + segment.rest(from).len() as u64;
        self.segment = Some(segment);
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<Line>, JournalError> {
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        while let Some(segment) = &self.segment {
            match segment.step(self.position)? {
                Step::Line(raw, place, after) => {
                    let unreadable = || segment.damage(segment.offset(self.position), Flaw::Unreadable);
                    let change = raw.change().ok_or_else(unreadable)?;
                    self.position = after;
                    self.done += u64::from(place.length);
                    return Ok(Some(Line { change, place, after }));
                }
                Step::End if segment.number < self.last => {
                    let next = segment.number + 1;
                    self.segment = Some(Segment::read(&self.dir, next, next == self.last)?);
                }
                Step::End | Step::Torn => self.segment = None,
            }
        }
        Ok(None)
    }
}

impl Iterator for Lines {
    type Item = Result<Line, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let item = self.advance().transpose();
        self.is_over = !matches!(item, Some(Ok(_)));
        item
    }
}

impl std::iter::FusedIterator for Lines {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::SEGMENT_BYTES;
    use crate::journal::fixture::{TWO_LINES, notes, sample};
    use std::fs;

    #[test]
    fn reading_goes_on_from_any_position() {
        let sample = sample(9, TWO_LINES);
        for skipped in 0..=9 {
            let from = sample.lines[..skipped].last().map_or(Position::START, |it| it.after);
            let mut rest = lines(sample.path(), from);
            let read: Vec<_> = rest.by_ref().map(Result::unwrap).collect();
            assert_eq!(read, sample.lines[skipped..]);
            let bytes: u64 = read.iter().map(|it| u64::from(it.place.length)).sum();
            assert_eq!((rest.bytes_done(), rest.bytes_total()), (bytes, bytes));
        }
    }

    #[test]
    fn a_journal_without_a_segment_has_no_lines() {
        let dir = tempfile::tempdir().unwrap();
        assert!(lines(dir.path(), Position::START).next().is_none());
    }

    #[test]
    fn a_position_beyond_the_end_is_ahead() {
        let sample = sample(5, TWO_LINES);
        let from = sample.lines[4].after;
        sample.write(3, "");
        assert!(matches!(first(&sample, from), Some(JournalError::Ahead { seq: 5 })));
        fs::remove_file(segment::path(sample.path(), 3)).unwrap();
        assert!(matches!(first(&sample, from), Some(JournalError::Ahead { seq: 5 })));
        assert!(first(&sample, sample.lines[3].after).is_none());
    }

    #[test]
    fn a_position_in_another_journal_does_not_fit() {
        let (mut one, mut other) = (sample(2, SEGMENT_BYTES), sample(2, SEGMENT_BYTES));
        let mut different = notes(3..=3);
        different[0].by = "bjones".into();
        let from = other.journal.append(&different).unwrap()[0].after;
        one.journal.append(&notes(3..=3)).unwrap();
        let good = one.lines[1].after;
        for from in [
            from,
            Position { seq: 3, ..good },
            Position { head: [1; 32], ..good },
            Position { offset: good.offset - 1, ..good },
            Position { segment: 0, ..good },
            Position { seq: 0, ..good },
            Position { offset: 0, ..good },
        ] {
            let error = first(&one, from);
            assert!(matches!(error, Some(JournalError::Mismatch { .. })), "{from:?}: {error:?}");
        }
    }

    fn first(sample: &crate::journal::fixture::Sample, from: Position) -> Option<JournalError> {
        lines(sample.path(), from).next().and_then(Result::err)
    }

    #[test]
    fn a_torn_last_line_is_left_out() {
        let sample = sample(3, SEGMENT_BYTES);
        sample.write(1, &sample.text(1)[..800]);
        assert_eq!(lines(sample.path(), Position::START).map(Result::unwrap).count(), 2);
    }

    #[test]
    fn the_first_damage_is_the_last_item() {
        let sample = sample(6, TWO_LINES);
        sample.write(2, sample.text(2).replace("call 3", "call 9"));
        let read: Vec<_> = lines(sample.path(), Position::START).collect();
        assert_eq!(read.len(), 3);
        match &read[2] {
            Err(JournalError::Damaged(it)) => assert_eq!((it.segment, it.line, it.seq), (2, 1, Some(3))),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn damage_after_a_position_is_told_by_its_line_in_the_file() {
        let sample = sample(6, SEGMENT_BYTES);
        sample.write(1, sample.text(1).replace("call 5", "call 9"));
        match first(&sample, sample.lines[3].after) {
            Some(JournalError::Damaged(it)) => assert_eq!((it.segment, it.line, it.seq), (1, 5, Some(5))),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_line_of_an_earlier_segment_is_never_taken_for_torn() {
        let sample = sample(6, TWO_LINES);
        let whole = sample.text(1);
        for broken in [whole.trim_end().to_owned(), whole.replace("call 2", "call 9")] {
            sample.write(1, broken);
            let last = lines(sample.path(), Position::START).last();
            assert!(matches!(last, Some(Err(JournalError::Damaged(it))) if (it.segment, it.line) == (1, 2)));
        }
    }

    #[test]
    fn a_line_in_another_form_is_damage_even_if_its_hashes_hold() {
        let sample = sample(1, SEGMENT_BYTES);
        sample.tamper(|lines| lines[0] = lines[0].replace("\"ver\":7", "\"ver\": 7"));
        assert!(
            matches!(first(&sample, Position::START), Some(JournalError::Damaged(it)) if it.what == Flaw::Unreadable)
        );
    }
}
