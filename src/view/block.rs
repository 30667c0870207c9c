//! 256 records whose references follow one another, as a set.

/// The records of a block.
const RECORDS: usize = 256;
/// Bytes of a block in which every record has a bit; of fewer records than this, each is written as its byte.
const DENSE: usize = RECORDS / 8;

/// Records of one block, by the last bytes of their references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block([u64; RECORDS / 64]);

impl Block {
    /// A block from its bytes.
    pub fn read(bytes: &[u8]) -> Self {
        let mut block = Self::default();
        if bytes.len() == DENSE {
            for (word, bytes) in block.0.iter_mut().zip(bytes.chunks_exact(8)) {
                *word = bytes.iter().rev().fold(0, |sum, it| sum << 8 | u64::from(*it));
            }
        } else {
            bytes.iter().for_each(|it| block.put(*it));
        }
        block
    }

    /// Its bytes: no more than 32.
    pub fn bytes(self) -> Vec<u8> {
        if self.len() < DENSE {
            self.iter().collect()
        } else {
            self.0.iter().flat_map(|it| it.to_le_bytes()).collect()
        }
    }

    /// Takes a record in.
    pub const fn put(&mut self, at: u8) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    /// Whether a record is in it.
    pub const fn has(self, at: u8) -> bool {
        self.0[at as usize / 64] & 1 << (at % 64) != 0
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.iter().map(|it| it.count_ones() as usize).sum()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0.iter().all(|it| *it == 0)
    }

    /// Two blocks put together, word by word.
    #[must_use]
    pub fn with(self, other: Self, both: impl Fn(u64, u64) -> u64) -> Self {
        let mut block = self;
        block.0.iter_mut().zip(other.0).for_each(|(one, other)| *one = both(*one, other));
        block
    }

    /// Those of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.with(other, |one, other| one | other)
    }

    /// Those of this one that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        self.with(other, |one, other| one & !other)
    }

    /// The records, in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        let of_word = |(mut word, first): (u64, u8)| {
            std::iter::from_fn(move || {
                let at = u8::try_from(word.trailing_zeros()).ok().filter(|_| word != 0)?;
                word &= word - 1;
                Some(first + at)
            })
        };
        self.0.into_iter().zip((0..=u8::MAX).step_by(64)).flat_map(of_word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_block_is_read_as_it_was_written(members in proptest::collection::btree_set(any::<u8>(), 0..256)) {
            let mut block = Block::default();
            members.iter().for_each(|it| block.put(*it));
            prop_assert!(block.bytes().len() <= DENSE);
            prop_assert_eq!(Block::read(&block.bytes()), block);
        }
    }
}
