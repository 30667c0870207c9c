//! The journal's promises: what was confirmed stays, what was not does no harm, and damage is never passed over.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use crate::journal::chain::{Place, Position};
use crate::journal::damage::{By, Flaw, JournalError};
use crate::journal::disk::LocalDisk;
use crate::journal::fixture::{BROKEN, FaultyDisk, NO_ROOM, Sample, TWO_LINES, draft, notes, sample};
use crate::journal::lines::lines;
use crate::journal::mark::Mark;
use crate::journal::{Journal, SEGMENT_BYTES, hash, segment};

fn on_faulty_disk(bound: u64) -> (FaultyDisk, Sample) {
    let (disk, dir) = (FaultyDisk::default(), tempfile::tempdir().unwrap());
    let (journal, _) = Journal::open_on(Box::new(disk.clone()), dir.path(), bound).unwrap();
    disk.calls.lock().unwrap().clear();
    (disk, Sample { dir, journal, lines: vec![] })
}

#[test]
fn a_new_journal_is_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/journal");
    let (journal, opening) = Journal::open(&path, SEGMENT_BYTES).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&path.join("000001.jsonl"))), (0o700, 0o600));
    assert_eq!(
        (journal.position(), opening.position, opening.torn),
        (Position::START, Position::START, None)
    );
}

#[test]
fn each_line_carries_the_hash_of_the_one_before() {
    let sample = sample(3, SEGMENT_BYTES);
    let mut prev = hash::to_hex(&hash::NONE);
    for (text, line) in sample.text(1).lines().zip(&sample.lines) {
        let (header, _) = text.split_once("\"did\":").unwrap();
        assert!(header.contains(&format!("\"prev\":\"{prev}\"")));
        prev = hash::to_hex(&hash::of(header.as_bytes()));
        assert_eq!(hash::to_hex(&line.after.head), prev);
    }
    assert_eq!(sample.lines[2].after, sample.journal.position());
}

#[test]
fn a_group_is_one_write_and_one_sync() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    assert_eq!(sample.journal.append(&notes(1..=16)).unwrap().len(), 16);
    // What is noted of it afterwards is never waited for.
    assert_eq!(*disk.calls.lock().unwrap(), ["append", "sync", "overwrite"]);
}

#[test]
fn an_empty_group_asks_nothing_of_the_disk() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    assert_eq!(sample.journal.append(&[]).unwrap(), []);
    assert!(disk.calls.lock().unwrap().is_empty());
}

#[test]
fn a_new_segment_is_on_the_disk_before_a_line_is() {
    let (disk, mut sample) = on_faulty_disk(1);
    sample.journal.append(&notes(1..=1)).unwrap();
    sample.journal.append(&notes(2..=2)).unwrap();
    let first = ["append", "sync", "overwrite"];
    let second = ["overwrite", "sync", "open", "sync_directory", "append", "sync", "overwrite"];
    assert_eq!(*disk.calls.lock().unwrap(), [&first[..], &second].concat());
}

#[test]
fn segments_are_bounded_and_no_line_spans_two() {
    let sample = sample(20, 1000);
    let count = sample.lines.last().unwrap().place.segment;
    assert!(5 < count);
    for number in 1..=count {
        let text = sample.text(number);
        assert!(text.len() <= 1000 && text.ends_with("}\n") && text.starts_with("{\"seq\":"));
    }
    assert_eq!(sample.reopen().unwrap().1.position, sample.journal.position());
    assert_eq!(sample.verify().unwrap().changes, 20);
}

#[test]
fn a_group_that_is_longer_than_a_segment_stays_together() {
    let mut sample = sample(1, 500);
    let lines = sample.journal.append(&notes(2..=9)).unwrap();
    assert!(lines.iter().all(|it| it.place.segment == 2));
    assert_eq!(sample.reopen().unwrap().1.position.seq, 9);
}

#[test]
fn an_entry_is_read_by_its_place() {
    let sample = sample(9, TWO_LINES);
    for line in &sample.lines {
        assert_eq!(sample.journal.read(line.place).unwrap(), line.change);
    }
}

#[test]
fn a_place_where_no_line_lies_is_refused() {
    let sample = sample(3, SEGMENT_BYTES);
    let good = sample.lines[1].place;
    for place in [
        Place { segment: 0, ..good },
        Place { segment: 9, ..good },
        Place { offset: good.offset + 1, length: good.length - 1, ..good },
        Place { offset: good.offset - 1, length: good.length + 1, ..good },
        Place { length: good.length - 1, ..good },
        Place { length: good.length * 2, ..good },
        Place { length: 0, ..good },
        Place { length: u32::MAX, ..good },
        Place { offset: u64::MAX, ..good },
    ] {
        let read = sample.journal.read(place);
        assert!(matches!(read, Err(JournalError::Misplaced { .. })), "{place:?}: {read:?}");
    }
}

#[test]
fn an_entry_that_was_changed_is_not_read() {
    let sample = sample(3, SEGMENT_BYTES);
    sample.tamper(|lines| lines[1] = lines[1].replace("call 2", "call 3"));
    match sample.journal.read(sample.lines[1].place) {
        Err(JournalError::Damaged(it)) => assert_eq!((it.line, it.seq, it.what), (2, Some(2), Flaw::Changed)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_torn_last_line_is_cut_off_wherever_it_breaks() {
    let sample = sample(3, SEGMENT_BYTES);
    let whole = sample.text(1);
    let start = usize::try_from(sample.lines[2].place.offset).unwrap();
    for end in start..whole.len() {
        sample.write(1, &whole[..end]);
        sample.confirmed_only(&sample.lines[..2]);
        let (mut journal, opening) = sample.reopen().unwrap();
        assert_eq!(opening.position, sample.lines[1].after);
        assert_eq!(sample.text(1), whole[..start]);
        match opening.torn {
            None => assert_eq!(end, start),
            Some(torn) => {
                assert_eq!((torn.segment, torn.line, torn.bytes), (1, 3, (end - start) as u64));
                let saved_to = torn.saved_to.unwrap();
                assert_eq!(fs::read_to_string(&saved_to).unwrap(), whole[start..end]);
                assert_eq!(fs::metadata(&saved_to).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
        let [again] = &journal.append(&notes(3..=3)).unwrap()[..] else { panic!() };
        assert_eq!((&again.change, again.place), (&sample.lines[2].change, sample.lines[2].place));
    }
}

#[test]
fn what_was_confirmed_is_missed_however_much_of_the_end_is_gone_and_nothing_is_changed() {
    let sample = sample(3, SEGMENT_BYTES);
    let whole = sample.text(1);
    for end in 0..whole.len() {
        sample.write(1, &whole[..end]);
        let before = fs::read_dir(sample.path()).unwrap().count();
        match sample.reopen() {
            Err(JournalError::Damaged(it)) => {
                assert!(
                    matches!(it.what, Flaw::CutOff { last, ref by, .. } if last < 3 && *by == [By::Mark]),
                    "{it}"
                );
            }
            other => panic!("cut at {end}: {:?}", other.map(|it| it.1)),
        }
        assert!(matches!(sample.verify().unwrap_err()[0].what, Flaw::CutOff { .. }), "cut at {end}");
        assert_eq!((sample.text(1).len(), fs::read_dir(sample.path()).unwrap().count()), (end, before));
    }
}

#[test]
fn a_last_line_that_is_not_what_was_written_is_cut_off_too() {
    let sample = sample(3, SEGMENT_BYTES);
    sample.confirmed_only(&sample.lines[..2]);
    sample.tamper(|lines| lines[2] = lines[2].replace("Spoke to", "\0\0\0\0\0\0\0\0"));
    let (_, opening) = sample.reopen().unwrap();
    assert_eq!((opening.position, opening.torn.unwrap().line), (sample.lines[1].after, 3));
}

#[test]
fn a_last_line_that_is_whole_is_never_cut_off_because_the_one_before_was_changed() {
    let sample = sample(3, SEGMENT_BYTES);
    sample.tamper(|lines| lines[1] = lines[1].replace("asmith", "bjones"));
    let before = sample.text(1);
    assert_eq!(damage(&sample), (1, 3, Flaw::Unlinked));
    assert_eq!(sample.text(1), before);
}

#[test]
fn damage_stops_the_opening_and_says_where() {
    type Change = fn(&mut Vec<String>);
    let cases: [(Change, u64, Flaw); 7] = [
        (|lines| lines[1] = lines[1].replace("call", "mail"), 2, Flaw::Changed),
        (|lines| lines[1] = lines[1].replace("Spoke", "\0\0\0\0\0"), 2, Flaw::Blank),
        (|lines| lines[1].clear(), 2, Flaw::Unreadable),
        (|lines| lines[1].truncate(100), 2, Flaw::Unreadable),
        (|lines| drop(lines.remove(1)), 2, Flaw::Removed { first: 2, last: 2 }),
        (|lines| lines.insert(1, lines[0].clone()), 2, Flaw::OutOfPlace),
        (|lines| drop(lines.remove(0)), 1, Flaw::Removed { first: 1, last: 1 }),
    ];
    for (change, line, flaw) in cases {
        let sample = sample(4, SEGMENT_BYTES);
        sample.tamper(change);
        let before = sample.text(1);
        assert_eq!(damage(&sample), (1, line, flaw));
        assert_eq!(sample.text(1), before);
    }
}

fn damage(sample: &Sample) -> (u32, u64, Flaw) {
    match sample.reopen() {
        Err(JournalError::Damaged(it)) => (it.segment, it.line, it.what),
        other => panic!("{:?}", other.map(|it| it.1)),
    }
}

#[test]
fn damage_to_an_earlier_segment_stops_the_opening() {
    let broken = |change: fn(&Sample)| {
        let sample = sample(6, TWO_LINES);
        assert_eq!(sample.lines[5].place.segment, 3);
        change(&sample);
        damage(&sample)
    };
    assert_eq!(
        broken(|it| fs::remove_file(segment::path(it.path(), 2)).unwrap()),
        (2, 0, Flaw::MissingSegment)
    );
    assert_eq!(
        broken(|it| fs::remove_file(segment::path(it.path(), 1)).unwrap()),
        (1, 0, Flaw::MissingSegment)
    );
    assert_eq!(broken(|it| it.write(1, "")), (1, 0, Flaw::EmptySegment));
    assert_eq!(broken(|it| it.write(1, it.text(1).trim_end())), (1, 0, Flaw::Unterminated));
    assert_eq!(broken(|it| it.write(2, it.text(2).trim_end())), (2, 0, Flaw::Unterminated));
    assert_eq!(broken(|it| it.write(2, it.text(2).replace("call 4", "call 5"))), (2, 2, Flaw::Changed));
    assert_eq!(broken(|it| it.write(3, it.text(2))), (3, 1, Flaw::OutOfPlace));
}

#[test]
fn a_crash_between_a_new_segment_and_its_first_line_does_no_harm() {
    for text in ["", "{\"seq\":5,\"at\":\"20"] {
        let sample = sample(4, TWO_LINES);
        sample.write(3, text);
        let (mut journal, opening) = sample.reopen().unwrap();
        assert_eq!((opening.position, opening.torn.is_some()), (sample.lines[3].after, !text.is_empty()));
        let next = journal.append(&notes(5..=5)).unwrap();
        assert_eq!((next[0].place.segment, next[0].place.offset), (3, 0));
        assert_eq!(lines(sample.path(), opening.position).map(Result::unwrap).collect::<Vec<_>>(), next);
        assert_eq!(sample.verify().unwrap().changes, 5);
    }
}

#[test]
fn reading_only_changes_nothing() {
    let sample = sample(3, SEGMENT_BYTES);
    let torn = &sample.text(1)[..800];
    sample.write(1, torn);
    sample.confirmed_only(&sample.lines[..2]);
    let mut journal = Journal::reader(sample.path());
    assert_eq!(journal.read(sample.lines[1].place).unwrap(), sample.lines[1].change);
    assert!(matches!(journal.append(&notes(3..=3)), Err(JournalError::ReadOnly)));
    assert!(matches!(journal.erase(sample.lines[0].place), Err(JournalError::ReadOnly)));
    assert_eq!((sample.text(1).as_str(), fs::read_dir(sample.path()).unwrap().count()), (torn, 2));
    assert_eq!(Journal::missing(sample.path(), &[]).unwrap(), (sample.lines[1].after, vec![]));
    assert_eq!((sample.text(1).as_str(), fs::read_dir(sample.path()).unwrap().count()), (torn, 2));
}

#[test]
fn a_draft_that_could_not_be_read_back_is_refused_with_its_group() {
    let mut sample = sample(1, SEGMENT_BYTES);
    let late = "+12026-11-24T09:31:07Z".parse().unwrap();
    for bad in [
        draft("[1]\n"),
        draft("null"),
        draft("[1"),
        crate::journal::written::Draft { at: late, ..draft("[1]") },
    ] {
        let appended = sample.journal.append(&[draft("[1]"), bad]);
        assert!(matches!(appended, Err(JournalError::Unwritable(_))), "{appended:?}");
    }
    assert_eq!(sample.journal.position(), sample.lines[0].after);
    assert_eq!(sample.text(1).lines().count(), 1);
}

#[test]
fn a_full_disk_leaves_nothing_of_the_group_and_the_journal_goes_on() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    let first = sample.journal.append(&notes(1..=1)).unwrap();
    let before = sample.text(1);
    disk.faults.lock().unwrap().push(("append", NO_ROOM));
    assert!(matches!(sample.journal.append(&notes(2..=5)), Err(JournalError::NoRoom(_))));
    assert_eq!((sample.text(1), sample.journal.position()), (before, first[0].after));
    sample.journal.append(&notes(2..=5)).unwrap();
    assert_eq!(sample.verify().unwrap().changes, 5);
}

#[test]
fn a_failed_write_is_taken_back_for_good() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    disk.faults.lock().unwrap().push(("append", BROKEN));
    assert!(matches!(sample.journal.append(&notes(1..=2)), Err(JournalError::Write(..))));
    assert_eq!(*disk.calls.lock().unwrap(), ["append", "truncate", "sync"]);
    assert_eq!(sample.text(1), "");
}

#[test]
fn a_full_disk_at_a_new_segment_does_not_stop_the_journal() {
    for call in ["open", "append"] {
        let (disk, mut sample) = on_faulty_disk(1);
        sample.journal.append(&notes(1..=1)).unwrap();
        disk.faults.lock().unwrap().push((call, NO_ROOM));
        assert!(matches!(sample.journal.append(&notes(2..=2)), Err(JournalError::NoRoom(_))));
        sample.journal.append(&notes(2..=2)).unwrap();
        assert_eq!((sample.verify().unwrap().changes, sample.verify().unwrap().segments), (2, 2));
    }
}

#[test]
fn what_cannot_be_confirmed_stops_the_journal_for_good() {
    let cases: [&[(&str, i32)]; 4] = [
        &[("sync", BROKEN)],
        &[("append", NO_ROOM), ("truncate", BROKEN)],
        &[("append", NO_ROOM), ("sync", BROKEN)],
        &[("sync_directory", BROKEN)],
    ];
    for faults in cases {
        let bound = if faults[0].0 == "sync_directory" { 1 } else { SEGMENT_BYTES };
        let (disk, mut sample) = on_faulty_disk(bound);
        let first = sample.journal.append(&notes(1..=1)).unwrap();
        disk.faults.lock().unwrap().extend(faults);
        for _ in 0..2 {
            let appended = sample.journal.append(&notes(2..=2));
            assert!(matches!(appended, Err(JournalError::Stopped(_))), "{faults:?}: {appended:?}");
        }
        assert!(matches!(sample.journal.erase(first[0].place), Err(JournalError::Stopped(_))));
        assert!(disk.faults.lock().unwrap().is_empty());
        assert_eq!(sample.journal.read(first[0].place).unwrap(), first[0].change);
        assert_eq!(sample.reopen().unwrap().1.position, first[0].after);
    }
}

#[test]
fn an_erasure_that_the_disk_does_not_confirm_stops_the_journal() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    let first = sample.journal.append(&notes(1..=1)).unwrap();
    sample.journal.append(&[draft(r#"{"erased":[1]}"#)]).unwrap();
    disk.faults.lock().unwrap().push(("sync", BROKEN));
    assert!(matches!(sample.journal.erase(first[0].place), Err(JournalError::Stopped(_))));
    assert!(matches!(sample.journal.append(&notes(3..=3)), Err(JournalError::Stopped(_))));
    let (mut journal, _) = sample.reopen().unwrap();
    journal.erase(first[0].place).unwrap();
    assert_eq!((sample.verify().unwrap().erased, sample.verify().unwrap().unfinished), (1, vec![]));
}

/// Four lines of which the last three are one group, that group with a sector of it that was never written.
fn with_a_gap() -> Sample {
    let sample = sample(4, SEGMENT_BYTES);
    let mut bytes = sample.text(1).into_bytes();
    let start = usize::try_from(sample.lines[1].place.offset).unwrap();
    // As much of the second line as a sector ends with.
    bytes[start..512].fill(0);
    sample.write(1, bytes);
    sample
}

#[test]
fn a_group_with_a_gap_in_it_after_a_power_cut_is_set_aside_whole() {
    let sample = with_a_gap();
    let confirmed = sample.lines[0].after;
    Mark::open(&LocalDisk, sample.path(), confirmed).unwrap();
    let whole = fs::read(segment::path(sample.path(), 1)).unwrap();
    let (mut journal, opening) = sample.reopen().unwrap();
    assert_eq!(opening.position, confirmed);
    let saved_to = opening.torn.unwrap().saved_to.unwrap();
    assert_eq!(fs::read(saved_to).unwrap(), whole[usize::try_from(confirmed.offset).unwrap()..]);
    journal.append(&notes(2..=4)).unwrap();
    assert_eq!(sample.verify().unwrap().changes, 4);
}

#[test]
fn a_line_that_runs_over_a_gap_into_a_later_one_is_no_line() {
    let sample = sample(4, SEGMENT_BYTES);
    let mut bytes = sample.text(1).into_bytes();
    let start = usize::try_from(sample.lines[1].place.offset).unwrap() + 100;
    let end = usize::try_from(sample.lines[2].place.offset).unwrap() + 100;
    bytes[start..end].fill(0);
    sample.write(1, bytes);
    assert_eq!(damage(&sample), (1, 2, Flaw::Blank));
    Mark::open(&LocalDisk, sample.path(), sample.lines[0].after).unwrap();
    assert_eq!(sample.reopen().unwrap().1.position, sample.lines[0].after);
}

#[test]
fn a_gap_in_what_was_confirmed_is_never_set_aside() {
    let sample = with_a_gap();
    assert_eq!(damage(&sample), (1, 2, Flaw::Blank));
    fs::write(sample.path().join("confirmed"), "gone").unwrap();
    assert_eq!(damage(&sample), (1, 2, Flaw::Blank));
    fs::remove_file(sample.path().join("confirmed")).unwrap();
    assert_eq!(damage(&sample), (1, 2, Flaw::Blank));
}

#[test]
fn lines_that_may_never_have_reached_the_disk_are_written_again_at_the_opening() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    let first = sample.journal.append(&notes(1..=1)).unwrap();
    let second = sample.journal.append(&notes(2..=2)).unwrap();
    for (confirmed, is_again) in [(first[0].after, true), (second[0].after, false)] {
        Mark::open(&LocalDisk, sample.path(), confirmed).unwrap();
        disk.calls.lock().unwrap().clear();
        Journal::open_on(Box::new(disk.clone()), sample.path(), SEGMENT_BYTES).unwrap();
        assert_eq!(disk.calls.lock().unwrap()[1] == "open_within", is_again);
    }
}

#[test]
fn an_unconfirmed_group_is_cut_off_so_that_nothing_is_built_on_it() {
    let (disk, mut sample) = on_faulty_disk(SEGMENT_BYTES);
    disk.faults.lock().unwrap().push(("sync", BROKEN));
    assert!(sample.journal.append(&notes(1..=2)).is_err());
    assert_eq!(sample.text(1), "");
}

#[test]
fn erasing_leaves_the_chain_and_every_place_as_they_were() {
    let mut sample = sample(4, SEGMENT_BYTES);
    let declared = sample.journal.append(&[draft(r#"{"erased":[2]}"#)]).unwrap();
    sample.journal.erase(sample.lines[1].place).unwrap();
    assert!(!sample.text(1).contains("call 2"));
    assert_eq!(sample.journal.read(sample.lines[1].place).unwrap().did, None);
    assert_eq!(sample.journal.read(sample.lines[2].place).unwrap(), sample.lines[2].change);
    assert!(sample.text(1).lines().all(|it| serde_json::from_str::<serde_json::Value>(it).is_ok()));
    assert_eq!(sample.reopen().unwrap().1.position, declared[0].after);
    let verified = sample.verify().unwrap();
    assert_eq!((verified.erased, verified.unfinished), (1, vec![]));
}

#[test]
fn an_erasure_that_the_power_cut_short_is_reported_and_can_be_finished() {
    let mut sample = sample(3, SEGMENT_BYTES);
    sample.journal.append(&[draft(r#"{"erased":[2]}"#)]).unwrap();
    assert_eq!(sample.verify().unwrap().unfinished, [2]);
    sample.tamper(|lines| lines[1] = lines[1].replace("\"did\":[", "\"did\":n"));
    let (mut journal, _) = sample.reopen().unwrap();
    assert_eq!(journal.read(sample.lines[1].place).unwrap().did, None);
    assert_eq!(sample.verify().unwrap().unfinished, [2]);
    for _ in 0..2 {
        journal.erase(sample.lines[1].place).unwrap();
        let verified = sample.verify().unwrap();
        assert_eq!((verified.erased, verified.unfinished), (1, vec![]));
    }
}

#[test]
fn nothing_but_a_line_is_erased() {
    let mut sample = sample(2, SEGMENT_BYTES);
    let place = sample.journal.append(&[draft("[1]")]).unwrap()[0].place;
    let before = sample.text(1);
    let beside = Place { offset: place.offset + 2, length: place.length - 2, ..place };
    assert!(matches!(sample.journal.erase(beside), Err(JournalError::Misplaced { .. })));
    assert_eq!(sample.text(1), before);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// The last group is the one that was being written when the power failed.
    #[test]
    fn every_confirmed_line_survives_a_cut_at_any_byte_of_the_last_group(
        groups in prop::collection::vec(prop::collection::vec("[ -~é\n\u{7}]{0,200}", 1..5), 1..6),
        bound in 300_u64..3000,
        part in 0.0..1.0,
    ) {
        let mut sample = sample(0, bound);
        let mut written = vec![];
        let mut confirmed = 0;
        for group in &groups {
            confirmed = written.len();
            let drafts: Vec<_> = group.iter().map(|it| draft(&serde_json::to_string(it).unwrap())).collect();
            written.extend(sample.journal.append(&drafts).unwrap());
        }
        let Place { segment, offset, .. } = written[confirmed].place;
        let bytes = sample.text(segment).into_bytes();
        let start = usize::try_from(offset).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share")]
        let end = start + ((bytes.len() - start) as f64 * part) as usize;
        sample.write(segment, &bytes[..end]);
        sample.confirmed_only(&written[..confirmed]);

        let (mut journal, opening) = Journal::open(sample.path(), bound).unwrap();
        let found: Vec<_> = lines(sample.path(), Position::START).map(Result::unwrap).collect();
        prop_assert!(confirmed <= found.len());
        prop_assert_eq!(&found[..], &written[..found.len()]);
        prop_assert_eq!(opening.position, found.last().map_or(Position::START, |it| it.after));
        journal.append(&[draft("[1]")]).unwrap();
        prop_assert_eq!(sample.verify().unwrap().changes, found.len() as u64 + 1);
    }
}
