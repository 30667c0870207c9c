//! Each kind of tampering is found, and where; what the law allows is not taken for it.

use super::*;
use crate::journal::SEGMENT_BYTES;
use crate::journal::damage::By;
use crate::journal::fixture::{Sample, TWO_LINES, draft, erased_by, sample};
use crate::journal::hash;
use std::fs;

#[test]
fn a_sound_journal_is_counted() {
    let sample = sample(9, TWO_LINES);
    let mut heard = vec![];
    let verified = verify(sample.path(), &erased_by, &mut |done, total| heard.push((done, total))).unwrap();
    let bytes = sample.lines.iter().map(|it| u64::from(it.place.length)).sum();
    assert_eq!((verified.changes, verified.segments, verified.bytes), (9, 5, bytes));
    assert_eq!((verified.head, verified.erased, verified.torn), (sample.journal.position().head, 0, None));
    assert_eq!(heard.last(), Some(&(bytes, bytes)));
}

/// What is found in a journal of six changes after a change to its lines: line, change, flaw.
#[track_caller]
fn check(change: fn(&mut Vec<String>), expect: &[(u64, Option<u64>, Flaw)]) {
    let sample = sample(6, SEGMENT_BYTES);
    sample.tamper(change);
    let damages = sample.verify().expect_err("tampering was not noticed");
    let found: Vec<_> = damages.into_iter().map(|it| (it.line, it.seq, it.what)).collect();
    assert_eq!(found, expect);
}

#[test]
fn changed_text_is_found() {
    check(|it| it[2] = it[2].replace("call 3", "call 9"), &[(3, Some(3), Flaw::Changed)]);
    check(|it| it[5] = it[5].replace("call 6", "call 9"), &[(6, Some(6), Flaw::Changed)]);
    check(|it| it[2] = it[2].replace("Spoke", "\0\0\0\0\0"), &[(3, Some(3), Flaw::Blank)]);
}

#[test]
fn a_changed_name_date_or_number_is_found() {
    for (from, to) in [("asmith", "bjones"), ("2026-11-24", "2026-11-25"), ("\"ver\":7", "\"ver\":8")] {
        let sample = sample(6, SEGMENT_BYTES);
        sample.tamper(|it| it[2] = it[2].replace(from, to));
        let damages = sample.verify().unwrap_err();
        assert_eq!(damages.len(), 1);
        assert_eq!((damages[0].line, damages[0].seq, &damages[0].what), (3, Some(3), &Flaw::Rewritten));
    }
    check(|it| it[0] = it[0].replace("asmith", "bjones"), &[(1, Some(1), Flaw::Rewritten)]);
    check(
        |it| it[2] = it[2].replace("\"seq\":3", "\"seq\":9"),
        &[(3, Some(9), Flaw::Rewritten), (3, Some(9), Flaw::Rewritten)],
    );
}

#[test]
fn even_of_the_last_line_a_changed_name_is_found_by_the_mark() {
    let sample = sample(3, SEGMENT_BYTES);
    sample.tamper(|it| it[2] = it[2].replace("asmith", "bjones"));
    let damages = sample.verify().unwrap_err();
    assert_eq!((damages[0].seq, &damages[0].what), (Some(3), &Flaw::Another(vec![By::Mark])));
}

#[test]
fn changed_text_with_a_sum_to_match_is_found() {
    check(
        |it| {
            let (header, did) = it[2].split_once("\"did\":").unwrap();
            let did = did.strip_suffix('}').unwrap();
            let sum = |did: &str| hash::to_hex(&hash::of(did.as_bytes()));
            let forged = did.replace("call 3", "call 9");
            it[2] = format!("{}\"did\":{forged}}}", header.replace(&sum(did), &sum(&forged)));
        },
        &[(3, Some(3), Flaw::Rewritten)],
    );
}

#[test]
fn removed_lines_are_found() {
    check(|it| drop(it.remove(0)), &[(1, Some(2), Flaw::Removed { first: 1, last: 1 })]);
    check(|it| drop(it.drain(1..4)), &[(2, Some(5), Flaw::Removed { first: 2, last: 4 })]);
}

#[test]
fn inserted_lines_are_found() {
    check(|it| it.insert(4, it[1].clone()), &[(5, Some(2), Flaw::Inserted)]);
    check(|it| it.insert(2, it[1].clone()), &[(3, Some(2), Flaw::Inserted)]);
    check(|it| it.push(it[5].clone()), &[(7, Some(6), Flaw::Inserted)]);
}

#[test]
fn a_forged_line_is_told_from_the_true_one() {
    let forge = |line: &str| line.replace("asmith", "bjones");
    check(|it| it.insert(2, it[2].replace("asmith", "bjones")), &[(3, Some(3), Flaw::Inserted)]);
    check(|it| it.insert(3, it[2].replace("asmith", "bjones")), &[(4, Some(3), Flaw::Inserted)]);
    // Its link is forged too; at the end no next line says which of the two is true.
    for index in [2, 5] {
        let unlinked = sample(6, SEGMENT_BYTES);
        unlinked.tamper(|it| {
            let prev = hash::to_hex(&hash::of(it[index - 1].split_once("\"did\":").unwrap().0.as_bytes()));
            it.insert(index, forge(&it[index]).replace(&prev, &hash::to_hex(&hash::NONE)));
        });
        let damages = unlinked.verify().unwrap_err();
        assert_eq!(
            (damages.len(), damages[0].line, &damages[0].what),
            (1, index as u64 + 1, &Flaw::Inserted)
        );
    }
}

#[test]
fn moved_lines_are_found() {
    check(|it| it.swap(2, 3), &[(4, Some(3), Flaw::OutOfPlace)]);
    check(|it| it[1..4].rotate_left(1), &[(4, Some(2), Flaw::OutOfPlace)]);
    check(|it| it.reverse(), &[5, 4, 3, 2, 1].map(|seq| (7 - seq, Some(seq), Flaw::OutOfPlace)));
}

#[test]
fn lines_that_cannot_be_made_out_are_found_and_explain_the_gap() {
    check(|it| it[2] = "{}".into(), &[(3, None, Flaw::Unreadable)]);
    check(|it| it.insert(2, String::new()), &[(3, None, Flaw::Unreadable)]);
    check(|it| it[2] = "\0".repeat(300), &[(3, None, Flaw::Blank)]);
    check(|it| it[1..4].fill("?".into()), &[2, 3, 4].map(|line| (line, None, Flaw::Unreadable)));
    check(
        |it| drop(it.splice(1..3, ["?".into()])),
        &[(2, None, Flaw::Unreadable), (3, Some(4), Flaw::Removed { first: 3, last: 3 })],
    );
}

#[test]
fn a_line_that_cannot_be_made_out_does_not_explain_a_later_gap() {
    check(
        |it| {
            it.remove(3);
            it.insert(1, "?".into());
        },
        &[(2, None, Flaw::Unreadable), (5, Some(5), Flaw::Removed { first: 4, last: 4 })],
    );
}

#[test]
fn every_damage_is_reported_not_only_the_first() {
    check(
        |it| {
            it[0] = it[0].replace("call 1", "call 9");
            it[2] = it[2].replace("asmith", "bjones");
            it.remove(4);
        },
        &[
            (1, Some(1), Flaw::Changed),
            (3, Some(3), Flaw::Rewritten),
            (5, Some(6), Flaw::Removed { first: 5, last: 5 }),
        ],
    );
}

#[test]
fn missing_text_is_accepted_only_if_a_later_entry_declares_it() {
    let erase = |it: &mut Vec<String>, index: usize| {
        let (header, did) = it[index].split_once("\"did\":").unwrap();
        it[index] = format!("{header}\"did\":{:<1$}}}", "null", did.len() - 1);
    };
    let declared = |number| {
        let mut sample = sample(6, SEGMENT_BYTES);
        sample.journal.append(&[draft(&format!(r#"{{"erased":[{number}]}}"#))]).unwrap();
        sample
    };
    let flaws = |sample: &Sample| {
        sample
            .verify()
            .map(|it| it.erased)
            .map_err(|damage| damage.into_iter().map(|it| (it.seq, it.what)).collect())
    };
    let cases: [(u64, usize, Result<u64, Vec<_>>); 3] = [
        (3, 2, Ok(1)),
        (4, 2, Err(vec![(Some(3), Flaw::Undeclared)])),
        (7, 6, Err(vec![(Some(7), Flaw::Undeclared)])),
    ];
    for (number, index, expect) in cases {
        let sample = declared(number);
        sample.tamper(|it| erase(it, index));
        assert_eq!(flaws(&sample), expect);
    }
}

#[test]
fn missing_text_that_an_earlier_entry_declares_is_not_accepted() {
    let mut sample = sample(1, SEGMENT_BYTES);
    sample.journal.append(&[draft(r#"{"erased":[3]}"#), draft("[123]")]).unwrap();
    assert!(sample.verify().unwrap().unfinished.is_empty());
    sample.tamper(|it| it[2] = it[2].replace("[123]", "null "));
    assert_eq!(sample.verify().unwrap_err()[0].what, Flaw::Undeclared);
}

#[test]
fn a_torn_last_line_is_noted_and_is_no_damage() {
    let sample = sample(3, SEGMENT_BYTES);
    sample.write(1, &sample.text(1)[..800]);
    sample.confirmed_only(&sample.lines[..2]);
    let verified = sample.verify().unwrap();
    let torn = verified.torn.unwrap();
    assert_eq!((verified.changes, verified.head), (2, sample.lines[1].after.head));
    assert_eq!((torn.line, torn.bytes, torn.saved_to), (3, 800 - verified.bytes, None));
}

#[test]
fn damage_to_segments_is_found() {
    let broken = |change: fn(&Sample)| {
        let sample = sample(6, TWO_LINES);
        change(&sample);
        let damages = sample.verify().unwrap_err();
        damages.into_iter().map(|it| (it.segment, it.line, it.what)).collect::<Vec<_>>()
    };
    let removed = Flaw::Removed { first: 3, last: 4 };
    assert_eq!(
        broken(|it| fs::remove_file(segment::path(it.path(), 2)).unwrap()),
        [(2, 0, Flaw::MissingSegment), (3, 1, removed.clone())]
    );
    assert_eq!(broken(|it| it.write(2, "")), [(2, 0, Flaw::EmptySegment), (3, 1, removed)]);
    assert_eq!(broken(|it| it.write(2, it.text(2).trim_end())), [(2, 2, Flaw::Unterminated)]);
    assert_eq!(
        broken(|it| fs::remove_dir_all(it.path()).unwrap()),
        [(1, 0, Flaw::Unread("No such file or directory (os error 2)".into()))]
    );
}

#[test]
fn forged_numbers_at_the_ends_of_their_range_do_no_harm() {
    for number in [0, u64::MAX] {
        for index in 0..6 {
            let sample = sample(6, SEGMENT_BYTES);
            let (true_number, forged) = (format!("\"seq\":{}", index + 1), format!("\"seq\":{number}"));
            sample.tamper(|it| it[index] = it[index].replace(&true_number, &forged));
            assert!(sample.verify().is_err());
            assert!(sample.reopen().is_err());
        }
    }
}
