//! sled, and in front of it what was applied and is not written there yet: a change costs no page of sled's, and many go in
//! together, in key order, small ones packed ([`crate::view::packed`]).
//!
//! Nothing is lost with memory: where in the journal the view stands is one of the pairs, so that sled holds the view of an
//! earlier moment, and an opening folds in what follows.

use std::collections::BTreeMap;
use std::mem;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use sled::IVec;

use crate::panics::caught;
use crate::view::change::{Batch, Change, Pair};
use crate::view::engine_error::EngineError;
use crate::view::keys::after;
use crate::view::packed::{Packing, get, is_packed, leaf_of, read};

/// So many bytes are written to sled, beside whoever goes on.
const FULL: usize = 4 << 20;
/// So many are worth the way when nothing else is to be done: less is folded in again in a moment.
const WORTH_IT: usize = 256 << 10;
/// What a pair takes in memory beside its own bytes.
const PAIR: usize = 100;

/// sled, open. Once it has panicked it is neither asked to tidy up nor closed, for either may wait for ever.
pub struct Engine {
    /// Taken only when this is dropped.
    db: Option<sled::Db>,
    is_given_up: AtomicBool,
    /// Raised before a batch is applied and after it: odd while one is.
    applied: AtomicU64,
    layers: RwLock<Layers>,
    /// Who writes to sled what was applied earlier.
    writing: Mutex<Option<JoinHandle<()>>>,
    /// Why nothing more can be written: what was applied stays to be read, and nothing more is taken.
    failed: RwLock<Option<EngineError>>,
}

/// What was applied and is not in sled yet: what is added to, over what is being written. Whoever reads holds both, so that
/// nothing is missed that is written meanwhile.
#[derive(Clone, Default)]
struct Layers {
    now: Arc<Layer>,
    written: Arc<Layer>,
}

#[derive(Default)]
struct Layer {
    pairs: RwLock<BTreeMap<IVec, Change>>,
    bytes: AtomicUsize,
}

impl Layer {
    fn get(&self, key: &[u8]) -> Option<Change> {
        self.pairs.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn first_from(&self, start: Bound<&[u8]>, end: &[u8]) -> Option<(IVec, Change)> {
        let pairs = self.pairs.read().unwrap_or_else(PoisonError::into_inner);
        let mut range = pairs.range::<[u8], _>((start, Bound::Excluded(end)));
        range.next().map(|(key, change)| (key.clone(), change.clone()))
    }

    /// Takes changes in, and gives the bytes that it then holds.
    fn take(&self, batch: Batch) -> usize {
        let mut pairs = self.pairs.write().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = 0;
        for (key, change) in batch {
            bytes += key.len() + change.size() + PAIR;
            if let Some(there) = pairs.get_mut(&key) {
                let before = mem::replace(there, Change::Gone);
                *there = before.then(change);
            } else {
                pairs.insert(key, change);
            }
        }
        self.bytes.fetch_add(bytes, Ordering::SeqCst) + bytes
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(db) = self.db.take() else { return };
        if self.is_given_up.load(Ordering::SeqCst) {
            mem::forget(db);
        } else {
            // It writes as it closes. A panic then loses nothing that the journal does not hold.
            drop(caught(|| drop(db)));
        }
    }
}

impl Engine {
    /// Over an open sled.
    pub fn of(db: sled::Db) -> Self {
        Self {
            db: Some(db),
            is_given_up: AtomicBool::new(false),
            applied: AtomicU64::new(0),
            layers: RwLock::default(),
            writing: Mutex::default(),
            failed: RwLock::default(),
        }
    }

    /// sled itself.
    fn tree(&self) -> &sled::Db {
        self.db.as_ref().expect("it is taken only when this is dropped")
    }

    fn layers(&self) -> Layers {
        self.layers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Leaves sled as it is, for good: it panicked.
    pub fn give_up(&self) {
        self.is_given_up.store(true, Ordering::SeqCst);
    }

    /// How often a batch began or ended to be applied.
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::SeqCst)
    }

    /// Size on disk, in bytes.
    pub fn bytes(&self) -> Result<u64, EngineError> {
        Ok(self.tree().size_on_disk()?)
    }

    /// The value under a key.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Result<Option<IVec>, EngineError> {
        let key = key.as_ref();
        let layers = self.layers();
        let mut over = None;
        for layer in [&layers.now, &layers.written] {
            match (layer.get(key), over) {
                (Some(change), before) => over = Some(before.map_or(change.clone(), |it| change.then(it))),
                (None, before) => over = before,
            }
            if let Some(change @ (Change::Put(_) | Change::Gone)) = &over {
                return Ok(change.after(None));
            }
        }
        let tree = self.tree();
        let under = if is_packed(key) { get(tree, key)? } else { tree.get(key)? };
        Ok(over.map_or(under.clone(), |it| it.after(under)))
    }

    /// Whether there is anything under a key.
    pub fn contains_key(&self, key: impl AsRef<[u8]>) -> Result<bool, EngineError> {
        Ok(self.get(key)?.is_some())
    }

    /// The pairs whose keys begin so.
    pub fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Scan {
        self.range(prefix.as_ref().to_vec()..after(prefix.as_ref()))
    }

    /// Every pair.
    pub fn every(&self) -> Scan {
        self.scan_prefix([])
    }

    /// The pairs from a key on, up to another.
    pub fn range(&self, keys: std::ops::Range<Vec<u8>>) -> Scan {
        let end = keys.end.max(keys.start.clone());
        let start = keys.start;
        let layers = self.layers();
        let ahead = |layer: &Arc<Layer>| Ahead {
            next: layer.first_from(Bound::Included(&start), &end),
            layer: layer.clone(),
        };
        Scan {
            ahead: [ahead(&layers.written), ahead(&layers.now)],
            under: Under::of(self.tree(), &start, &end),
            next_under: None,
            end,
        }
    }

    /// Applies changes that go together: whoever reads meanwhile finds out by [`Engine::applied`].
    pub fn apply(self: &Arc<Self>, batch: Batch) -> Result<(), EngineError> {
        self.sound()?;
        self.applied.fetch_add(1, Ordering::SeqCst);
        let bytes = {
            // Held, so that it is not turned over meanwhile.
            let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
            layers.now.take(batch)
        };
        self.applied.fetch_add(1, Ordering::SeqCst);
        if FULL <= bytes { self.write_behind() } else { Ok(()) }
    }

    /// Begins to write what was applied, beside whoever goes on; what was begun earlier is waited for.
    fn write_behind(self: &Arc<Self>) -> Result<(), EngineError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        finished(writing.take());
        self.sound()?;
        self.turn_over();
        let engine = self.clone();
        *writing = Some(thread::spawn(move || engine.write()));
        Ok(())
    }

    /// Refuses once something could not be written.
    fn sound(&self) -> Result<(), EngineError> {
        self.failed.read().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
    }

    /// What was added to is now to be written.
    fn turn_over(&self) {
        let mut layers = self.layers.write().unwrap_or_else(PoisonError::into_inner);
        *layers = Layers { written: mem::take(&mut layers.now), now: Arc::default() };
    }

    /// Writes to sled, in one batch, what is to be written.
    fn write(&self) {
        let layer = self.layers().written;
        let written = caught(|| self.write_layer(&layer)).unwrap_or_else(|panicked| {
            self.give_up();
            Err(EngineError::Engine(format!("it could not be written ({})", panicked.at)))
        });
        match written {
            Ok(()) => {
                self.layers.write().unwrap_or_else(PoisonError::into_inner).written = Arc::default();
            }
            Err(why) => *self.failed.write().unwrap_or_else(PoisonError::into_inner) = Some(why),
        }
    }

    fn write_layer(&self, layer: &Layer) -> Result<(), EngineError> {
        let pairs = layer.pairs.read().unwrap_or_else(PoisonError::into_inner);
        let mut batch = sled::Batch::default();
        let mut packing = Packing::of(self.tree());
        for (key, change) in pairs.iter() {
            if is_packed(key) {
                packing.take(key, change, &mut batch)?;
            } else if let Change::Put(value) = change {
                batch.insert(key, value);
            } else {
                batch.remove(key);
            }
        }
        packing.close(&mut batch);
        self.tree().apply_batch(batch)?;
        free_old_pages(pairs.len());
        // It would keep every page in memory.
        self.tree().flush()?;
        Ok(())
    }

    /// Writes to disk what memory still holds, all of it.
    pub fn flush(&self) -> Result<(), EngineError> {
        if self.is_given_up.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        finished(writing.take());
        self.sound()?;
        if self.layers().now.bytes.load(Ordering::SeqCst) != 0 {
            self.turn_over();
            self.write();
        }
        self.sound()
    }

    /// Writes to disk what memory still holds, if it is worth the way.
    pub fn rest(&self) -> Result<(), EngineError> {
        if self.layers().now.bytes.load(Ordering::SeqCst) < WORTH_IT { Ok(()) } else { self.flush() }
    }
}

/// Waits until what was begun earlier is written.
fn finished(writing: Option<JoinHandle<()>>) {
    // It catches its panics, and notes what failed.
    drop(writing.map(JoinHandle::join));
}

/// Frees pages that the last batch replaced. sled leaves that to a collector that takes a few with every hundred reads:
/// a long import would need memory for every page it ever wrote (600,000 cases: more than 16 GB).
fn free_old_pages(pairs: usize) {
    // One collection frees some hundred pages.
    for _ in 0..=pairs / 4 {
        crossbeam_epoch::pin().flush();
    }
}

/// Pairs in key order.
pub struct Scan {
    under: Under,
    next_under: Option<Pair>,
    /// What was applied over it, the older first.
    ahead: [Ahead; 2],
    end: Vec<u8>,
}

/// Where the reading of a layer stands.
struct Ahead {
    layer: Arc<Layer>,
    next: Option<(IVec, Change)>,
}

impl Ahead {
    /// The change of a key, if it is the next.
    fn take(&mut self, key: &IVec, end: &[u8]) -> Option<Change> {
        let (key, change) = self.next.take_if(|it| it.0 == *key)?;
        self.next = self.layer.first_from(Bound::Excluded(&key), end);
        Some(change)
    }
}

/// The pairs of sled, packed ones taken out of their leaves.
struct Under {
    leaves: Option<sled::Iter>,
    /// Of the leaf that was read, the last first.
    leaf: Vec<Pair>,
    start: Vec<u8>,
    end: Vec<u8>,
    trouble: Option<EngineError>,
}

impl Under {
    fn of(tree: &sled::Tree, start: &[u8], end: &[u8]) -> Self {
        let leaf = if is_packed(start) { leaf_of(tree, start) } else { Ok(None) };
        let (from, trouble) = match leaf {
            Ok(leaf) => (leaf.map_or_else(|| IVec::from(start), |it| it.0), None),
            Err(trouble) => (IVec::from(start), Some(trouble)),
        };
        let leaves = Some(tree.range(from..IVec::from(end)));
        Self { leaves, leaf: Vec::new(), start: start.to_vec(), end: end.to_vec(), trouble }
    }

    fn next(&mut self) -> Result<Option<Pair>, EngineError> {
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        loop {
            if let Some(pair) = self.leaf.pop() {
                return Ok(Some(pair));
            }
            let Some(leaves) = &mut self.leaves else { return Ok(None) };
            let Some((key, value)) = leaves.next().transpose()? else {
                self.leaves = None;
                return Ok(None);
            };
            if !is_packed(&key) {
                return Ok(Some((key, value)));
            }
            // The first leaf may begin before, and the last end behind.
            self.leaf = read(&value, &self.start, &self.end)?;
            if let Some((last, _)) = self.leaf.last() {
                // It may be cut in two meanwhile: what it had is not read again from the second.
                self.start = [last, &[0][..]].concat();
            }
            self.leaf.reverse();
        }
    }
}

impl Scan {
    /// The keys alone.
    pub fn keys(self) -> impl Iterator<Item = Result<IVec, EngineError>> + use<> {
        self.map(|it| it.map(|it| it.0))
    }

    /// The values alone.
    pub fn values(self) -> impl Iterator<Item = Result<IVec, EngineError>> + use<> {
        self.map(|it| it.map(|it| it.1))
    }

    fn advance(&mut self) -> Result<Option<Pair>, EngineError> {
        loop {
            if self.next_under.is_none() {
                self.next_under = self.under.next()?;
            }
            let over = self.ahead.iter().filter_map(|it| it.next.as_ref()).map(|it| &it.0);
            let Some(key) = over.chain(self.next_under.as_ref().map(|it| &it.0)).min().cloned() else {
                return Ok(None);
            };
            let under = self.next_under.take_if(|it| it.0 == key).map(|it| it.1);
            let value =
                self.ahead.iter_mut().fold(under, |before, layer| match layer.take(&key, &self.end) {
                    Some(change) => change.after(before),
                    None => before,
                });
            if let Some(value) = value {
                return Ok(Some((key, value)));
            }
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Pair, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::view::block::Block;
    use crate::view::keys::{RECORD, ROW, SOURCE, WORD};
    use crate::view::packed::written;

    fn engine() -> Arc<Engine> {
        Arc::new(Engine::of(sled::Config::new().temporary(true).open().unwrap()))
    }

    /// What is done to an engine.
    #[derive(Clone, Debug)]
    enum Step {
        Apply(Vec<(Vec<u8>, Option<u8>)>),
        Post(Vec<u8>, u8, u8),
        WriteBehind,
        Flush,
    }

    fn key() -> impl Strategy<Value = Vec<u8>> {
        let kind = prop_oneof![Just(RECORD), Just(ROW), Just(SOURCE)];
        (kind, proptest::collection::vec(0_u8..4, 0..4)).prop_map(|(kind, rest)| [vec![kind], rest].concat())
    }

    fn step() -> impl Strategy<Value = Step> {
        let changes = proptest::collection::vec((key(), proptest::option::of(any::<u8>())), 1..60);
        prop_oneof![
            4 => changes.prop_map(Step::Apply),
            4 => (proptest::collection::vec(0_u8..3, 0..3), 0_u8..9, 0_u8..9)
                .prop_map(|(word, come, gone)| Step::Post([vec![WORD], word].concat(), come, gone)),
            1 => Just(Step::WriteBehind),
            1 => Just(Step::Flush),
        ]
    }

    fn block(of: u8) -> Block {
        let mut block = Block::default();
        block.put(of);
        block
    }

    proptest! {
        // Each opens a store of its own.
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_read_is_what_was_applied_wherever_it_lies_by_now(
            steps in proptest::collection::vec(step(), 1..40), start in key(), end in key(),
        ) {
            let engine = engine();
            let mut known: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            for step in steps {
                let mut batch = Batch::default();
                match step {
                    Step::Apply(changes) => for (key, value) in changes {
                        if let Some(value) = value {
                            batch.insert(key.as_slice(), vec![value]);
                            known.insert(key, vec![value]);
                        } else {
                            batch.remove(key.as_slice());
                            known.remove(&key);
                        }
                    },
                    Step::Post(key, come, gone) => {
                        let (come, gone) = (block(come), block(gone).without(block(come)));
                        batch.post(key.as_slice(), come, gone);
                        let before = known.get(&key).map(|it| Block::read(it)).unwrap_or_default();
                        let now = before.without(gone).or(come);
                        known.insert(key, now.bytes());
                    }
                    Step::WriteBehind => engine.write_behind().unwrap(),
                    Step::Flush => engine.flush().unwrap(),
                }
                engine.apply(batch).unwrap();
                let all: Vec<_> = engine.every().map(|it| it.unwrap()).map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
                prop_assert!(all.iter().map(|(key, value)| (key, value)).eq(known.iter()), "{all:?} {known:?}");
                let part = engine.range(start.clone()..end.clone()).keys().map(|it| it.unwrap().to_vec());
                let expect = known.keys().filter(|it| start <= **it && **it < end).cloned();
                prop_assert!(part.eq(expect));
                for key in [&start, &end] {
                    prop_assert_eq!(engine.get(key).unwrap().map(|it| it.to_vec()), known.get(key).cloned());
                }
            }
        }
    }

    #[test]
    fn whoever_reads_on_while_it_is_written_misses_nothing() {
        let engine = engine();
        let count = 2_000_u32;
        for number in 0..count {
            let mut batch = Batch::default();
            for kind in [ROW, SOURCE] {
                batch.insert([&[kind][..], &number.to_be_bytes()].concat(), &[1][..]);
            }
            engine.apply(batch).unwrap();
        }
        let mut scan = engine.every();
        let first = scan.by_ref().take(10).count();
        engine.write_behind().unwrap();
        let (behind, other) = (
            engine.every().count(),
            thread::spawn({
                let engine = engine.clone();
                move || engine.every().count()
            }),
        );
        thread::sleep(Duration::from_millis(5));
        engine.flush().unwrap();
        let all = 2 * usize::try_from(count).unwrap();
        assert_eq!((first + scan.count(), behind, other.join().unwrap()), (all, all, all));
        assert_eq!(engine.every().count(), all);
    }

    #[test]
    fn what_a_leaf_had_before_it_was_cut_in_two_is_not_read_again_from_the_second() {
        let engine = engine();
        let pairs: Vec<Pair> = (0..6).map(|it| (IVec::from(&[SOURCE, it]), IVec::from(&[1]))).collect();
        engine.tree().insert(&pairs[0].0, written(&pairs)).unwrap();
        engine.tree().insert(&pairs[3].0, written(&pairs[3..])).unwrap();
        assert_eq!(engine.every().map(Result::unwrap).collect::<Vec<_>>(), pairs);
    }
}
