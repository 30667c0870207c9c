//! Which lines of a damaged journal are in their place: finds what was removed, moved, put in or rewritten.
//! A number says where a line claims to stand; the hash that the next line carries says which claim is true.

use std::mem;

use crate::journal::damage::{Damage, Flaw};
use crate::journal::hash::{self, Hash};
use crate::journal::written::Raw;

/// Where a line was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) segment: u32,
    pub(crate) line: u64,
    pub(crate) seq: u64,
}

impl Spot {
    pub(crate) fn damage(self, what: Flaw) -> Damage {
        Damage { segment: self.segment, line: self.line, seq: Some(self.seq), what }
    }
}

/// Sees every line once, in the order in which they lie.
pub(crate) struct Order {
    /// The line before the claims. `None` where it is not known which it is.
    parent: Option<Claim>,
    /// The lines that may be the last one so far: more than one where a line was put in.
    claims: Vec<Claim>,
    /// Number of the change that should come next.
    next: u64,
    /// Lines since the last readable one that could not be made out: each explains one missing number.
    unreadable: u64,
    gaps: Vec<Gap>,
    damages: Vec<Damage>,
}

/// A line that may be the one with its number.
struct Claim {
    /// `None` for the beginning, which is no line.
    spot: Option<Spot>,
    prev: Hash,
    hash: Hash,
}

/// Entries that were not where they should be, and may still turn up.
struct Gap {
    first: u64,
    last: u64,
    /// The line that they should stand before.
    before: Spot,
}

impl Order {
    /// Of lines that follow the one with this number and this hash.
    pub(crate) fn after(seq: u64, head: Hash) -> Order {
        let beginning = Claim { spot: None, prev: hash::NONE, hash: head };
        let next = seq.saturating_add(1);
        Order { parent: None, claims: vec![beginning], next, unreadable: 0, gaps: vec![], damages: vec![] }
    }

    /// A line that could not be taken apart.
    pub(crate) fn unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// A line that could.
    pub(crate) fn line(&mut self, spot: Spot, raw: &Raw<'_>) {
        let claim = Claim { spot: Some(spot), prev: raw.prev, hash: raw.hash() };
        let follows = self.claims.iter().any(|it| it.hash == claim.prev);
        if follows && spot.seq != self.next {
            self.damages.push(spot.damage(Flaw::Rewritten));
        }
        if follows || spot.seq == self.next {
            self.settle(Some(claim.prev));
            self.next = self.next.saturating_add(1);
            self.claims = vec![claim];
        } else if self.next < spot.seq {
            self.settle(None);
            self.parent = None;
            let first = self.next.saturating_add(self.unreadable);
            if first < spot.seq {
                self.gaps.push(Gap { first, last: spot.seq - 1, before: spot });
            }
            self.next = spot.seq.saturating_add(1);
            self.claims = vec![claim];
        } else if self.found(spot.seq) {
            self.damages.push(spot.damage(Flaw::OutOfPlace));
        } else if spot.seq == self.next - 1 {
            self.claims.push(claim);
        } else {
            self.damages.push(spot.damage(Flaw::Inserted));
        }
        self.unreadable = 0;
    }

    /// Everything that was found.
    pub(crate) fn finish(mut self) -> Vec<Damage> {
        self.settle(None);
        let removed = |gap: &Gap| gap.before.damage(Flaw::Removed { first: gap.first, last: gap.last });
        self.damages.extend(self.gaps.iter().map(removed));
        self.damages
    }

    /// Decides between the claims, now that the hash is known which the next line carries.
    fn settle(&mut self, carried: Option<Hash>) {
        let follows = |it: &Claim| self.parent.as_ref().is_none_or(|parent| parent.hash == it.prev);
        let position = |test: &dyn Fn(&Claim) -> bool| self.claims.iter().position(test);
        let heir = position(&|it| Some(it.hash) == carried).or_else(|| position(&follows)).unwrap_or(0);
        if position(&follows).is_none() {
            let blamed = self.parent.as_ref().and_then(|it| it.spot).or(self.claims[heir].spot);
            self.damages.extend(blamed.map(|it| it.damage(Flaw::Rewritten)));
        }
        for (index, claim) in mem::take(&mut self.claims).into_iter().enumerate() {
            if index == heir {
                self.parent = Some(claim);
            } else {
                self.damages.extend(claim.spot.map(|it| it.damage(Flaw::Inserted)));
            }
        }
    }

    /// Takes `seq` out of the gap that it is missing from; false if it is not missing.
    fn found(&mut self, seq: u64) -> bool {
        let Some(index) = self.gaps.iter().position(|it| it.first <= seq && seq <= it.last) else {
            return false;
        };
        let gap = self.gaps.swap_remove(index);
        let parts = [(gap.first, seq - 1), (seq + 1, gap.last)];
        let left = parts.into_iter().filter(|(first, last)| first <= last);
        self.gaps.extend(left.map(|(first, last)| Gap { first, last, before: gap.before }));
        true
    }
}
