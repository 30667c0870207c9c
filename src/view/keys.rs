//! Where things lie in the view's one tree: a letter for the kind, then what to sort by, numbers and days in big-endian.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::commit::Source;
use crate::domain::diary::Part;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef, Series};

/// What the view reflects.
pub const META: u8 = b'm';
/// A record, in pieces.
pub const RECORD: u8 = b'c';
/// A case's row, by reference.
pub const ROW: u8 = b'r';
/// Bare rows of cases whose numbers follow one another, for figures.
pub const PAGE: u8 = b'g';
/// The row of a case in hand, by the day of what is owed next.
pub const OPEN: u8 = b'o';
/// How many open cases have their next date on a day.
pub const DAY: u8 = b'k';
/// How many closed cases have the date of what is still to be done on a day.
pub const CLOSED_DAY: u8 = b'f';
/// How many lines of the diary are due on a day.
pub const OWED: u8 = b'q';
/// A line of the diary, by its part and the day.
pub const DIARY: u8 = b'd';
/// The day up to which a case is kept, as a line of the diary, by day. Apart, for there is one for every closed case, and
/// nearly all lie years ahead.
pub const KEPT: u8 = b'e';
/// The row of an action, by what needs somebody first.
pub const ACTION: u8 = b'a';
/// A case, and a plan that learns from it.
pub const LEARNT: u8 = b'x';
/// A case, and an entry of a register that is linked with it.
pub const LINKED: u8 = b'p';
/// How many actions that are not completed are due on a day.
pub const ACTION_DUE: u8 = b'w';
/// How many actions were completed on a day and are not reviewed.
pub const UNREVIEWED: u8 = b'y';
/// A word by which a case is found (of its references, its people, how they are reached, its subject), and those it stands in.
pub const WORD: u8 = b't';
/// A word of a text that was ever written on a case, and those it stands in.
pub const TEXT: u8 = b'z';
/// A word of somebody's name, and the cases of theirs.
pub const NAME: u8 = b'u';
/// What else names somebody of a case, whole: how they are reached, a reference, the word of a colleague's name.
pub const MARK: u8 = b'v';
/// A kind of record, a reference elsewhere, and the record it belongs to.
pub const SOURCE: u8 = b's';
/// A commit of a record, and where in the journal it lies.
pub const HISTORY: u8 = b'h';
/// A command's id, and what was done under it.
pub const COMMAND: u8 = b'i';
/// A restricted case, and for whom it is.
pub const RESTRICTED: u8 = b'j';
/// A day, a record and a person who looked at it while it was restricted.
pub const LOOKED: u8 = b'l';
/// The next free number of a series.
pub const NUMBER: u8 = b'n';

/// A value longer than this is cut into pieces: sled 0.34 puts long values into files of their own, never synced and
/// leaked on update.
pub const PIECE: usize = 3000;

/// A key of a kind.
pub fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|it| it.len()).sum::<usize>());
    key.push(kind);
    parts.iter().for_each(|it| key.extend_from_slice(it));
    key
}

/// The first key after every key that begins so.
pub fn after(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return end;
        }
    }
    vec![u8::MAX; 64]
}

/// How many bytes a reference takes.
pub const REFERENCE: usize = 7;

/// Bytes of a reference, in order: what kind of record it is, a year, and a number.
pub fn reference(it: impl Into<RecordRef>) -> [u8; REFERENCE] {
    let (kind, year, number) = match it.into() {
        RecordRef::Office => (0, 0, 0),
        RecordRef::Year(it) => (1, u16::try_from(it.first().year()).unwrap_or_default(), 0),
        RecordRef::Case(it) => (2, it.year, it.number),
        RecordRef::Plan(it) => (3, it.year, it.number),
        // A letter is a byte further on than any of these.
        RecordRef::Entry(it) => (it.register as u8, it.year, it.number),
    };
    let mut bytes = [kind; REFERENCE];
    bytes[1..3].copy_from_slice(&year.to_be_bytes());
    bytes[3..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// A reference from its bytes.
pub fn reference_from(bytes: &[u8]) -> Option<RecordRef> {
    let year = u16::from_be_bytes(bytes.get(1..3)?.try_into().ok()?);
    let number = u32::from_be_bytes(bytes.get(3..REFERENCE)?.try_into().ok()?);
    Some(match bytes.first()? {
        0 => RecordRef::Office,
        1 => RecordRef::Year(FinancialYear::of(NaiveDate::from_ymd_opt(i32::from(year), 4, 1)?)),
        2 => RecordRef::Case(CaseRef { year, number }),
        3 => RecordRef::Plan(PlanRef { year, number }),
        letter => RecordRef::Entry(EntryRef { register: char::from(*letter), year, number }),
    })
}

/// The reference that ends a key, where it is of the kind that is looked for.
pub fn reference_at_end<T: TryFrom<RecordRef>>(key: &[u8]) -> Option<T> {
    reference_from(key.get(key.len().checked_sub(REFERENCE)?..)?)?.try_into().ok()
}

/// Where a record lies; the pieces follow.
pub fn record(it: impl Into<RecordRef>) -> Vec<u8> {
    key(RECORD, &[&reference(it)])
}

/// Where the next free number of a series is.
pub fn number(series: Series) -> Vec<u8> {
    // The kind and the year of any record of the series.
    key(NUMBER, &[&reference(series.at(1))[..3]])
}

/// The series whose next free number lies here.
pub fn series_from(at: &[u8]) -> Option<Series> {
    let first = reference_from(&[at.get(1..)?, &1_u32.to_be_bytes()].concat())?;
    Series::of(first).map(|it| it.0)
}

/// Where the lines of a part of the diary begin.
pub fn diary(part: Part) -> Vec<u8> {
    vec![DIARY, part as u8]
}

/// Bytes of a day, in order; no day sorts after every day.
pub fn day(day: Option<NaiveDate>) -> [u8; 4] {
    day.map_or([0xff; 4], |it| (it.num_days_from_ce().cast_unsigned() ^ 0x8000_0000).to_be_bytes())
}

/// The day from its four bytes; none for "no day".
pub fn day_from(bytes: &[u8]) -> Option<NaiveDate> {
    let number = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    NaiveDate::from_num_days_from_ce_opt((number ^ 0x8000_0000).cast_signed())
}

/// Where the place of a record's commit is found, by the number of its line: a look raises no version.
pub fn history(on: RecordRef, seq: u64) -> Vec<u8> {
    key(HISTORY, &[&reference(on), &seq.to_be_bytes()])
}

/// Where it is found that somebody looked at a restricted record on a day; exporting is noted apart from opening.
pub fn looked(on: NaiveDate, at: RecordRef, is_export: bool, login: &str) -> Vec<u8> {
    key(LOOKED, &[&day(Some(on)), &reference(at), &[u8::from(is_export)], login.as_bytes()])
}

/// A record that came from elsewhere is known again by what tells it.
pub const TOLD: u8 = 0;
/// It is known again by the sum that is left of that.
pub const ERASED: u8 = 1;

/// Where the records of a kind begin that are known by this from elsewhere: several may share a reference there.
pub fn sources(kind: RecordRef, how: u8, known_by: &str) -> Vec<u8> {
    // No text has this byte.
    key(SOURCE, &[&[how], &reference(kind)[..1], known_by.as_bytes(), &[0xff]])
}

/// Where a record is found that came from elsewhere; none if it is known by nothing.
pub fn source(on: RecordRef, from: &Source) -> Option<Vec<u8>> {
    let how = if from.told_by().is_empty() { ERASED } else { TOLD };
    let begins = sources(on, how, from.known_by());
    (!from.known_by().is_empty()).then(|| [begins, reference(on).to_vec()].concat())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_letter_of_its_own() {
        let letters: Vec<&str> = include_str!("keys.rs")
            .lines()
            .filter_map(|it| it.split_once(": u8 = "))
            .map(|it| it.1)
            .collect();
        let different: BTreeSet<&&str> = letters.iter().collect();
        assert!(letters.len() > 15 && different.len() == letters.len(), "{letters:?}");
    }

    #[test]
    fn days_and_references_sort_as_they_count() {
        let dates = ["0001-01-01", "1969-12-31", "2026-11-24", "9999-12-31"];
        let dates = dates.map(|it| it.parse::<NaiveDate>().expect("a real date"));
        assert!(dates.map(|it| day(Some(it))).is_sorted());
        assert!(dates.iter().all(|it| day_from(&day(Some(*it))) == Some(*it)));
        assert!(day(dates.last().copied()) < day(None));
        let low = CaseRef { year: 2025, number: 70_000 };
        let high = CaseRef { year: 2026, number: 1 };
        assert!(reference(low) < reference(high));
        assert_eq!(reference_at_end(&key(OPEN, &[&day(None), &reference(high)])), Some(high));
    }

    #[test]
    fn the_key_after_a_prefix_follows_all_that_begin_with_it() {
        assert_eq!(after(b"ab"), b"ac");
        assert_eq!(after(&[b'a', 0xff]), b"b");
    }
}
