//! What the journal says of one record, as an erasure reads it: all that was ever written, and what of it still holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::declared::erased_by;
use crate::domain::commit::{Commit, Did, standing};
use crate::domain::reference::CaseRef;
use crate::journal::written::WrittenChange;

/// What the journal says of one record: each commit with the number of its change.
pub(super) struct Told<E> {
    pub(super) commits: Vec<(u64, Commit<E>)>,
    /// Changes that one of it declares erased, by that one.
    pub(super) declared: BTreeMap<u64, Vec<u64>>,
}

impl<E> Default for Told<E> {
    fn default() -> Self {
        Self { commits: Vec::new(), declared: BTreeMap::new() }
    }
}

impl<E: Clone> Told<E> {
    pub(super) fn take(&mut self, written: &WrittenChange, did: Did<E>) {
        self.commits.push((written.seq, Commit { version: written.ver, by: written.by.clone(), did }));
        let declared = erased_by(written);
        if !declared.is_empty() {
            self.declared.insert(written.seq, declared);
        }
    }

    /// The numbers of all its changes, and of those that they declare erased: these must stay declared when they go themselves.
    pub(super) fn changes(&self) -> BTreeSet<u64> {
        self.commits.iter().map(|it| it.0).chain(self.declared.values().flatten().copied()).collect()
    }

    /// Those of these changes that took out the people of other cases, each with whose.
    pub(super) fn erasures(&self, changes: &BTreeSet<u64>) -> Vec<(u64, Vec<CaseRef>)> {
        let of = |(seq, commit): &(u64, Commit<E>)| match &commit.did {
            Did::Retold(it) => {
                let own = Some((*seq, it.cases.clone())).filter(|it| !it.1.is_empty());
                it.before.iter().cloned().chain(own).collect()
            }
            _ => Vec::new(),
        };
        self.commits.iter().flat_map(of).filter(|it| changes.contains(&it.0)).collect()
    }

    /// The version of the record after the last of them.
    pub(super) fn version(&self) -> u64 {
        self.commits.last().map_or(0, |it| it.1.version)
    }

    /// Everything that was ever written, also what was taken back.
    pub(super) fn written(&self) -> Vec<E> {
        self.commits.iter().flat_map(|it| it.1.did.events()).cloned().collect()
    }

    /// The same, with what happened as it is told now: as many events as there were.
    pub(super) fn told_again(&self, events: Vec<E>) -> Self {
        let mut commits = self.commits.clone();
        let all = commits.iter_mut().flat_map(|it| it.1.did.events_mut());
        all.zip(events).for_each(|(was, is)| *was = is);
        Self { commits, declared: self.declared.clone() }
    }

    /// What still holds.
    pub(super) fn standing(&self) -> Vec<E> {
        self.standing_from().into_iter().map(|it| it.1).collect()
    }

    /// The same, each with the number of the change that it comes from.
    pub(super) fn standing_from(&self) -> Vec<(u64, E)> {
        let commits: Vec<Commit<E>> = self.commits.iter().map(|it| it.1.clone()).collect();
        let told = standing(&commits).into_iter().flat_map(|commit| {
            let place = commits.iter().position(|it| std::ptr::eq(it, commit));
            let seq = place.map_or(0, |it| self.commits[it].0);
            let from = match &commit.did {
                Did::Retold(it) => it.from.clone(),
                _ => Vec::new(),
            };
            let events = commit.did.events().iter().cloned().enumerate();
            events.map(move |(at, it)| (from.get(at).copied().unwrap_or(seq), it))
        });
        told.collect()
    }
}
