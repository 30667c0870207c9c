//! Two views held against each other, or a view against what a record should have added to it.
//! The position in the journal is left out: the fresh one may have been built from further on.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::domain::reference::Series;
use crate::view::derive::Pairs;
use crate::view::keys::{
    ACTION, ACTION_DUE, CLOSED_DAY, COMMAND, DAY, DIARY, HISTORY, LEARNT, LINKED, MARK, META, NAME, NUMBER,
    OPEN, OWED, RECORD, ROW, SOURCE, TEXT, UNREVIEWED, WORD, series_from,
};
use crate::view::store::{View, ViewError};

/// What each kind of key is called, for whoever reads in how many places two views differ.
const KINDS: &[(u8, &str)] = &[
    (RECORD, "records"),
    (ROW, "rows of cases"),
    (OPEN, "the list of cases in hand"),
    (DAY, "counts of open cases"),
    (CLOSED_DAY, "counts of closed cases that owe something"),
    (OWED, "counts of what is owed"),
    (DIARY, "the diary"),
    (ACTION, "the list of actions"),
    (LEARNT, "links of plans to cases"),
    (LINKED, "links of plans, entries and repeats"),
    (ACTION_DUE, "counts of actions that are due"),
    (UNREVIEWED, "counts of actions without a review"),
    (WORD, "words to search for"),
    (TEXT, "words of texts"),
    (NAME, "words of names"),
    (MARK, "contacts and references"),
    (SOURCE, "references elsewhere"),
    (HISTORY, "places in the journal"),
    (COMMAND, "commands carried out"),
    (NUMBER, "numbers of records"),
];

/// In how many places two views differ, by what is different there.
pub type Differences = BTreeMap<&'static str, u64>;

impl View {
    /// Holds every pair against those of a view that was built afresh.
    pub fn differences(&self, fresh: &View) -> Result<Differences, ViewError> {
        // Nothing is on its way to sled while they are read.
        self.db.flush()?;
        fresh.db.flush()?;
        let (mut ours, mut theirs) = (self.db.every(), fresh.db.every());
        let mut found = Differences::new();
        let (mut one, mut other) = (ours.next().transpose()?, theirs.next().transpose()?);
        loop {
            let order = match (&one, &other) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => one.0.cmp(&other.0),
            };
            let differing = if order == Ordering::Greater { &other } else { &one };
            if let Some((key, _)) = differing
                && !key.starts_with(&[META])
                && (order != Ordering::Equal || one != other)
            {
                *found.entry(kind(key)).or_default() += 1;
            }
            if order != Ordering::Greater {
                one = ours.next().transpose()?;
            }
            if order != Ordering::Less {
                other = theirs.next().transpose()?;
            }
        }
        Ok(found)
    }

    /// Whether every pair that a record adds stands here as it should.
    pub fn holds(&self, pairs: &Pairs) -> Result<bool, ViewError> {
        for (key, value) in pairs {
            if self.db.get(key)?.is_none_or(|it| it != value.as_slice()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads every pair, to see whether that can be done.
    pub fn read_through(&self) -> Result<(), ViewError> {
        for row in self.rows() {
            row?;
        }
        for pair in self.db.every() {
            pair?;
        }
        Ok(())
    }

    /// Every series, with its next free number.
    pub fn numbers(&self) -> Result<Vec<(Series, u32)>, ViewError> {
        let mut numbers = Vec::new();
        for pair in self.db.scan_prefix([NUMBER]) {
            let (at, next) = pair?;
            numbers.extend(series_from(&at).zip(next.as_ref().try_into().ok().map(u32::from_be_bytes)));
        }
        Ok(numbers)
    }
}

fn kind(key: &[u8]) -> &'static str {
    let first = key.first().copied().unwrap_or_default();
    KINDS.iter().find(|it| it.0 == first).map_or("pairs of an unknown kind", |it| it.1)
}
