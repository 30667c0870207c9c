//! Where things lie in the view's one tree: a letter for the kind, then what to sort by, numbers and days in big-endian.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::period::FinancialYear;
use crate::domain::reference::{CaseRef, PlanRef};

/// What the view reflects.
pub const META: u8 = b'm';
/// The office's record, in pieces.
pub const OFFICE: u8 = b'f';
/// A case's record, in pieces.
pub const CASE: u8 = b'c';
/// A case's row, by reference.
pub const ROW: u8 = b'r';
/// Bare rows of cases whose numbers follow one another, for figures.
pub const PAGE: u8 = b'g';
/// The row of an open case, by the day of what is owed next.
pub const OPEN: u8 = b'o';
/// How many open cases have their next date on a day.
pub const DAY: u8 = b'k';
/// How many lines of the diary are due on a day.
pub const OWED: u8 = b'q';
/// A line of the diary, by day.
pub const DIARY: u8 = b'd';
/// The day up to which a case is kept, as a line of the diary, by day. Apart, for there is one for every closed case, and
/// nearly all lie years ahead.
pub const KEPT: u8 = b'e';
/// A plan's record, in pieces.
pub const PLAN: u8 = b'p';
/// The row of an action, by what needs somebody first.
pub const ACTION: u8 = b'a';
/// A case, and a plan that learns from it.
pub const LEARNT: u8 = b'x';
/// How many actions that are not completed are due on a day.
pub const ACTION_DUE: u8 = b'w';
/// How many actions were completed on a day and are not reviewed.
pub const UNREVIEWED: u8 = b'y';
/// The record of a financial year, in pieces.
pub const YEAR: u8 = b'b';
/// The next free number of a plan in a year.
pub const PLAN_NUMBER: u8 = b'v';
/// A word and a case it stands in.
pub const WORD: u8 = b't';
/// A reference elsewhere, and the case it belongs to.
pub const SOURCE: u8 = b's';
/// A reference elsewhere, and the plan it belongs to.
pub const PLAN_SOURCE: u8 = b'z';
/// A commit of a record, and where in the journal it lies.
pub const HISTORY: u8 = b'h';
/// A command's id, and the record it was on.
pub const COMMAND: u8 = b'i';
/// A restricted case, and for whom it is.
pub const RESTRICTED: u8 = b'j';
/// A day, a case and a person who looked at it while it was restricted.
pub const LOOKED: u8 = b'l';
/// The next free number of a year.
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

/// Bytes of a reference, in order.
pub fn reference(it: CaseRef) -> [u8; 6] {
    let mut bytes = [0; 6];
    bytes[..2].copy_from_slice(&it.year.to_be_bytes());
    bytes[2..].copy_from_slice(&it.number.to_be_bytes());
    bytes
}

/// Bytes of a plan's reference, in order, after those of every case.
pub fn plan_reference(it: PlanRef) -> [u8; 6] {
    let mut bytes = [0; 6];
    bytes[..2].copy_from_slice(&(it.year | 0x8000).to_be_bytes());
    bytes[2..].copy_from_slice(&it.number.to_be_bytes());
    bytes
}

/// The plan's reference that ends a key.
pub fn plan_reference_at_end(key: &[u8]) -> Option<PlanRef> {
    let bytes = key.get(key.len().checked_sub(6)?..)?;
    let year = u16::from_be_bytes(bytes.get(..2)?.try_into().ok()?) & 0x7fff;
    let number = u32::from_be_bytes(bytes.get(2..6)?.try_into().ok()?);
    Some(PlanRef { year, number })
}

/// A reference from its six bytes.
pub fn reference_from(bytes: &[u8]) -> Option<CaseRef> {
    let year = u16::from_be_bytes(bytes.get(..2)?.try_into().ok()?);
    let number = u32::from_be_bytes(bytes.get(2..6)?.try_into().ok()?);
    Some(CaseRef { year, number })
}

/// The reference that ends a key.
pub fn reference_at_end(key: &[u8]) -> Option<CaseRef> {
    reference_from(key.get(key.len().checked_sub(6)?..)?)
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

/// Where the record of a financial year lies; the pieces follow the year's name.
pub fn year_key(year: FinancialYear) -> Vec<u8> {
    key(YEAR, &[year.to_string().as_bytes(), &[0]])
}

/// The year that such a key names.
pub fn year_from_key(key: &[u8]) -> Option<FinancialYear> {
    let name = key.get(1..)?.split(|it| *it == 0).next()?;
    std::str::from_utf8(name).ok()?.parse().ok()
}

/// Where the place of a record's commit is found, by the number of its line: a look raises no version.
pub fn history(on: &str, seq: u64) -> Vec<u8> {
    key(HISTORY, &[on.as_bytes(), &[0], &seq.to_be_bytes()])
}

/// Where it is found that somebody looked at a restricted case on a day; exporting is noted apart from opening.
pub fn looked(on: NaiveDate, at: CaseRef, is_export: bool, login: &str) -> Vec<u8> {
    key(LOOKED, &[&day(Some(on)), &reference(at), &[u8::from(is_export)], login.as_bytes()])
}

/// Where the case with a reference elsewhere is found.
pub fn source(source_ref: &str) -> Vec<u8> {
    key(SOURCE, &[source_ref.as_bytes()])
}

/// Where the plan with a reference elsewhere is found.
pub fn plan_source(source_ref: &str) -> Vec<u8> {
    key(PLAN_SOURCE, &[source_ref.as_bytes()])
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
        assert!(letters.len() > 20 && different.len() == letters.len(), "{letters:?}");
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
