//! The cases that the figures of a period are counted from, each with its version: kept with what is published, so that a
//! later change can be traced to the cases that made it.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Look, Period};
use crate::domain::hex::hex;
use crate::domain::reference::CaseRef;
use crate::domain::row::Row;

/// Whether a case adds anything to the figures of a period. No rule of its own: the figures themselves are asked.
pub fn counts(row: &Row, period: &Period) -> bool {
    // Cases of the periods before only set its figures beside theirs: they are not of this one.
    let look = Look::alone(*period);
    let mut alone = Performance::default();
    alone.add(row, &look);
    alone != Performance::default()
}

/// The cases as text: a reference and a version a line, in the order given.
pub fn written(cases: &[(CaseRef, u64)]) -> String {
    cases.iter().fold(String::new(), |mut text, (reference, version)| {
        writeln!(text, "{reference} {version}").expect("a text takes whatever is written to it");
        text
    })
}

/// The cases of such a text; none where it is no such text.
pub fn read(text: &str) -> Option<Vec<(CaseRef, u64)>> {
    let case = |line: &str| {
        let (reference, version) = line.split_once(' ')?;
        Some((reference.parse().ok()?, version.parse().ok()?))
    };
    text.lines().map(case).collect()
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    hex(Sha256::digest(text.as_bytes()))
}

/// How the cases of a publication differ from those counted now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Counted then and now, with the version then and the version now.
    pub changed: Vec<(CaseRef, u64, u64)>,
    /// Counted now and not then.
    pub added: Vec<CaseRef>,
    /// Counted then and not now.
    pub gone: Vec<CaseRef>,
}

/// Sets the cases counted then beside those counted now. Both are in order of reference.
pub fn difference(then: &[(CaseRef, u64)], now: &[(CaseRef, u64)]) -> Difference {
    let find = |all: &[(CaseRef, u64)], wanted: CaseRef| {
        all.binary_search_by_key(&wanted, |it| it.0).ok().map(|at| all[at].1)
    };
    let mut found = Difference::default();
    for (reference, before) in then {
        match find(now, *reference) {
            None => found.gone.push(*reference),
            Some(after) if after != *before => found.changed.push((*reference, *before, after)),
            Some(_) => {}
        }
    }
    found.added = now.iter().map(|it| it.0).filter(|it| find(then, *it).is_none()).collect();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2026, number }
    }

    #[test]
    fn a_list_reads_back_and_its_hash_is_the_standard_one() {
        let cases = [(case(1), 7), (case(142), 1)];
        let text = written(&cases);
        assert_eq!(text, "26-0001 7\n26-0142 1\n");
        assert_eq!(read(&text).as_deref(), Some(cases.as_slice()));
        assert_eq!(read("26-0001"), None);
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn cases_that_changed_came_or_went_are_told_apart() {
        let then = [(case(1), 3), (case(2), 5), (case(3), 1)];
        let now = [(case(2), 6), (case(3), 1), (case(4), 2)];
        let found = difference(&then, &now);
        assert_eq!(
            found,
            Difference { changed: vec![(case(2), 5, 6)], added: vec![case(4)], gone: vec![case(1)] }
        );
    }
}
