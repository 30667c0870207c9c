//! Small pairs, packed: sled puts at most sixteen pairs on a page, holds where each page lies in memory, and takes the way from
//! the root to a page for each pair. So pairs of the kinds that are small and many lie some forty to a value, in key order.
//!
//! A leaf lies under a key that is not above its first pair's, and ends where the next leaf of its kind begins.

use std::ops::Bound;

use sled::IVec;

use crate::codec::NotAValue;
use crate::view::change::{Change, Pair};
use crate::view::engine_error::EngineError;
use crate::view::keys::{
    ACTION_DUE, CLOSED_DAY, COMMAND, DAY, DIARY, HISTORY, KEPT, LEARNT, LINKED, LOOKED, MARK, NAME, OWED,
    SOURCE, TEXT, UNREVIEWED, WORD, after,
};

/// The kinds that are packed.
const PACKED: &[u8] = &[
    DAY, CLOSED_DAY, OWED, DIARY, KEPT, LEARNT, LINKED, ACTION_DUE, UNREVIEWED, WORD, TEXT, NAME, MARK,
    SOURCE, HISTORY, COMMAND, LOOKED,
];

/// A leaf with more bytes than this is cut into leaves of half as many: a change rewrites the leaf that it lies in.
const MOST: usize = 1_400;
const HALF: usize = MOST / 2;

/// Whether pairs under a key are packed.
pub fn is_packed(key: &[u8]) -> bool {
    key.first().is_some_and(|it| PACKED.contains(it))
}

/// A leaf as it is read, pair by pair.
struct Reading<'a> {
    rest: &'a [u8],
    /// The key of the pair that was read last.
    key: Vec<u8>,
}

impl<'a> Reading<'a> {
    const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, key: Vec::new() }
    }

    /// Reads a pair, and gives its value; none at the end.
    fn next(&mut self) -> Result<Option<&'a [u8]>, NotAValue> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let damaged = || NotAValue("a leaf ends too soon".to_owned());
        let shared = length(&mut self.rest).filter(|it| *it <= self.key.len()).ok_or_else(damaged)?;
        let new = part(&mut self.rest).ok_or_else(damaged)?;
        self.key.truncate(shared);
        self.key.extend_from_slice(new);
        part(&mut self.rest).ok_or_else(damaged).map(Some)
    }
}

/// Reads of a leaf the pairs from a key on, up to another.
pub fn read(bytes: &[u8], from: &[u8], to: &[u8]) -> Result<Vec<Pair>, NotAValue> {
    let (mut pairs, mut reading) = (Vec::new(), Reading::of(bytes));
    while let Some(value) = reading.next()? {
        if to <= reading.key.as_slice() {
            break;
        }
        if from <= reading.key.as_slice() {
            pairs.push((IVec::from(reading.key.as_slice()), IVec::from(value)));
        }
    }
    Ok(pairs)
}

/// Writes a leaf: of each key only what the one before it has not.
pub fn written(pairs: &[Pair]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(MOST);
    let mut last: &[u8] = &[];
    for (key, value) in pairs {
        let shared = shared(last, key);
        put_length(&mut bytes, shared);
        put_part(&mut bytes, &key[shared..]);
        put_part(&mut bytes, value);
        last = key;
    }
    bytes
}

fn shared(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// A byte; where that is not enough, four more.
fn put_length(bytes: &mut Vec<u8>, length: usize) {
    if let Some(short) = u8::try_from(length).ok().filter(|it| *it != u8::MAX) {
        bytes.push(short);
    } else {
        bytes.push(u8::MAX);
        bytes.extend(u32::try_from(length).expect("no key or value is that long").to_le_bytes());
    }
}

fn put_part(bytes: &mut Vec<u8>, part: &[u8]) {
    put_length(bytes, part.len());
    bytes.extend_from_slice(part);
}

fn length(bytes: &mut &[u8]) -> Option<usize> {
    let (short, rest) = bytes.split_first()?;
    *bytes = rest;
    if *short != u8::MAX {
        return Some(usize::from(*short));
    }
    let (long, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*long)).ok()
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = length(bytes)?;
    let (part, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

/// The leaf in which a key lies, or would lie.
pub fn leaf_of(tree: &sled::Tree, key: &[u8]) -> Result<Option<Pair>, EngineError> {
    Ok(tree.range(&key[..1]..=key).next_back().transpose()?)
}

/// The value under a key of a packed kind.
pub fn get(tree: &sled::Tree, key: &[u8]) -> Result<Option<IVec>, EngineError> {
    let Some((_, bytes)) = leaf_of(tree, key)? else { return Ok(None) };
    let mut reading = Reading::of(&bytes);
    while let Some(value) = reading.next()? {
        if key <= reading.key.as_slice() {
            return Ok((reading.key == key).then(|| IVec::from(value)));
        }
    }
    Ok(None)
}

/// Changes of packed pairs, in key order, on their way into their leaves.
pub struct Packing<'a> {
    tree: &'a sled::Tree,
    open: Option<Open>,
}

/// The leaf that changes fall in.
struct Open {
    at: IVec,
    /// Where the next one begins.
    end: IVec,
    /// Its pairs that are still to come, the last first.
    before: Vec<Pair>,
    now: Vec<Pair>,
}

impl<'a> Packing<'a> {
    /// Nothing changed yet.
    pub const fn of(tree: &'a sled::Tree) -> Self {
        Self { tree, open: None }
    }

    /// Takes in a change: its key is above those of the changes before it.
    pub fn take(&mut self, key: &IVec, change: &Change, batch: &mut sled::Batch) -> Result<(), EngineError> {
        if self.open.as_ref().is_none_or(|it| it.end <= *key) {
            self.close(batch);
            self.open = Some(Open::of(self.tree, key)?);
        }
        let open = self.open.as_mut().expect("it was opened above");
        while let Some(pair) = open.before.pop_if(|it| it.0 < *key) {
            open.now.push(pair);
        }
        let before = open.before.pop_if(|it| it.0 == *key).map(|it| it.1);
        open.now.extend(change.after(before).map(|it| (key.clone(), it)));
        Ok(())
    }

    /// Puts the last leaf into the batch.
    pub fn close(&mut self, batch: &mut sled::Batch) {
        let Some(mut open) = self.open.take() else { return };
        open.before.reverse();
        open.now.append(&mut open.before);
        let Some(first) = open.now.first() else {
            return batch.remove(open.at);
        };
        debug_assert!(open.at <= first.0, "a leaf lies at or before its first pair");
        let leaves = cut(&open.now);
        let first_keys = leaves.iter().filter_map(|it| it.first()).map(|it| it.0.clone());
        let places: Vec<IVec> = [open.at].into_iter().chain(first_keys.skip(1)).collect();
        places.into_iter().zip(leaves).for_each(|(at, pairs)| batch.insert(at, written(pairs)));
    }
}

/// Cuts the pairs of a leaf that has grown too long into leaves of half its length.
fn cut(pairs: &[Pair]) -> Vec<&[Pair]> {
    let bytes = |it: &Pair| it.0.len() + it.1.len() + 3;
    if pairs.iter().map(bytes).sum::<usize>() <= MOST {
        return vec![pairs];
    }
    let mut length = 0;
    let fits = |_: &Pair, next: &Pair| {
        length += bytes(next);
        let fits = length <= HALF;
        length *= usize::from(fits);
        fits
    };
    pairs.chunk_by(fits).collect()
}

impl Open {
    fn of(tree: &sled::Tree, key: &IVec) -> Result<Self, EngineError> {
        let kind = &key[..1];
        let (at, bytes) = leaf_of(tree, key)?.unwrap_or_else(|| (IVec::from(kind), IVec::default()));
        let mut behind = tree.range::<IVec, _>((Bound::Excluded(at.clone()), Bound::Unbounded));
        let next = behind.next().transpose()?.map(|it| it.0).filter(|it| it.starts_with(kind));
        let end = next.unwrap_or_else(|| IVec::from(after(kind)));
        let mut before = read(&bytes, kind, &end)?;
        before.reverse();
        Ok(Self { at, end, before, now: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn whole(bytes: &[u8]) -> Result<Vec<Pair>, NotAValue> {
        read(bytes, &[], &[u8::MAX])
    }

    /// A key of a packed kind: some near to one another, some long.
    fn key() -> impl Strategy<Value = Vec<u8>> {
        let kind = prop_oneof![Just(WORD), Just(TEXT), Just(SOURCE)];
        (kind, proptest::collection::vec(0_u8..4, 0..6), 0_usize..2)
            .prop_map(|(kind, letters, is_long)| [vec![kind], letters, vec![7; 300 * is_long]].concat())
    }

    proptest! {
        // Each opens a store of its own.
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn leaves_hold_what_was_put_into_them_and_nothing_that_was_taken_out(
            rounds in proptest::collection::vec(
                proptest::collection::btree_map(key(), proptest::option::of(0_usize..400), 1..80), 1..8,
            ),
        ) {
            let db = sled::Config::new().temporary(true).open().unwrap();
            let mut known: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            for round in rounds {
                let (mut batch, mut packing) = (sled::Batch::default(), Packing::of(&db));
                for (key, length) in round {
                    let value = length.map(|it| vec![1; it]);
                    let change = value.clone().map_or(Change::Gone, |it| Change::Put(it.into()));
                    packing.take(&IVec::from(key.as_slice()), &change, &mut batch).unwrap();
                    match value {
                        Some(value) => drop(known.insert(key, value)),
                        None => drop(known.remove(&key)),
                    }
                }
                packing.close(&mut batch);
                db.apply_batch(batch).unwrap();
                for (key, value) in &known {
                    let found = get(&db, key).unwrap();
                    prop_assert_eq!(found.as_deref(), Some(value.as_slice()));
                }
                let leaves = db.iter().values().map(|it| whole(&it.unwrap()).unwrap());
                let pairs: Vec<Pair> = leaves.flatten().collect();
                prop_assert!(pairs.iter().map(|it| it.0.to_vec()).eq(known.keys().cloned()), "each once, in order");
            }
        }
    }

    #[test]
    fn a_leaf_that_is_cut_short_is_told_and_no_panic() {
        let pairs =
            [(IVec::from(&b"tone"[..]), IVec::from(&b"1"[..])), (IVec::from(&b"ttwo"[..]), IVec::default())];
        let bytes = written(&pairs);
        assert_eq!(whole(&bytes), Ok(pairs.to_vec()));
        assert_eq!(read(&bytes, b"tp", b"z"), Ok(pairs[1..].to_vec()));
        assert_eq!(read(&bytes, b"t", b"ttwo"), Ok(pairs[..1].to_vec()));
        let ends: Vec<usize> = (0..bytes.len()).filter(|it| whole(&bytes[..*it]).is_ok()).collect();
        assert!(ends.len() <= 2, "only where a pair ends: {ends:?}");
    }
}
