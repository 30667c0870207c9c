//! What a change does to a pair of the view, and changes that go together.

use sled::IVec;

use crate::view::block::Block;

/// A key and its value.
pub type Pair = (IVec, IVec);

/// What becomes of the value under a key.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is this.
    Put(IVec),
    /// There is none.
    Gone,
    /// It is a block into which the first records come, and out of which the second go.
    Posted(Block, Block),
}

impl Change {
    /// The value after it.
    pub fn after(&self, before: Option<IVec>) -> Option<IVec> {
        match self {
            Self::Put(value) => Some(value.clone()),
            Self::Gone => None,
            Self::Posted(come, gone) => {
                let before = before.map(|it| Block::read(&it)).unwrap_or_default();
                let now = before.without(*gone).or(*come);
                (!now.is_empty()).then(|| IVec::from(now.bytes()))
            }
        }
    }

    /// This one and then another, as one.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Posted(come, gone), Self::Posted(then_come, then_gone)) => {
                Self::Posted(come.without(then_gone).or(then_come), gone.or(then_gone).without(then_come))
            }
            (before @ (Self::Put(_) | Self::Gone), next @ Self::Posted(..)) => {
                next.after(before.after(None)).map_or(Self::Gone, Self::Put)
            }
            (_, next) => next,
        }
    }

    /// Bytes that it takes.
    pub fn size(&self) -> usize {
        match self {
            Self::Put(value) => value.len(),
            Self::Gone => 0,
            Self::Posted(..) => size_of::<[Block; 2]>(),
        }
    }
}

/// Changes that take effect together; of one key, the last counts.
#[derive(Default)]
pub struct Batch(Vec<(IVec, Change)>);

impl Batch {
    /// Puts a value under a key.
    pub fn insert(&mut self, key: impl Into<IVec>, value: impl Into<IVec>) {
        self.0.push((key.into(), Change::Put(value.into())));
    }

    /// Takes away what is under a key.
    pub fn remove(&mut self, key: impl Into<IVec>) {
        self.0.push((key.into(), Change::Gone));
    }

    /// Lets records come into the block under a key, and others go.
    pub fn post(&mut self, key: impl Into<IVec>, come: Block, gone: Block) {
        self.0.push((key.into(), Change::Posted(come, gone)));
    }
}

impl IntoIterator for Batch {
    type Item = (IVec, Change);
    type IntoIter = std::vec::IntoIter<(IVec, Change)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block() -> impl Strategy<Value = Block> {
        proptest::collection::vec(0_u8..6, 0..4).prop_map(|it| {
            let mut block = Block::default();
            it.into_iter().for_each(|it| block.put(it));
            block
        })
    }

    fn change() -> impl Strategy<Value = Change> {
        let value = block().prop_filter("no block is kept empty", |it| !it.is_empty());
        prop_oneof![
            value.prop_map(|it| Change::Put(it.bytes().into())),
            Just(Change::Gone),
            (block(), block()).prop_map(|(come, gone)| Change::Posted(come, gone.without(come))),
        ]
    }

    proptest! {
        #[test]
        fn changes_put_together_do_what_they_do_one_after_the_other(
            before in proptest::option::of(block()), one in change(), other in change(),
        ) {
            let before = before.filter(|it| !it.is_empty()).map(|it| IVec::from(it.bytes()));
            let apart = other.after(one.after(before.clone()));
            prop_assert_eq!(one.then(other).after(before), apart);
        }
    }
}
