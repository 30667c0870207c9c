//! Numbers that look random and are the same every time: `SplitMix64`, from a fixed beginning.

/// The dice of the demo office.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same beginning.
    pub const fn new(beginning: u64) -> Self {
        Self(beginning)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(end)).expect("it is less than a number of 32 bits")
    }

    /// A number from `first` to `last`.
    pub fn between(&mut self, first: i32, last: i32) -> i32 {
        first.saturating_add_unsigned(self.below(last.abs_diff(first) + 1))
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of a table, which is not empty.
    pub fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        let length = u32::try_from(table.len()).expect("the tables are short");
        table[self.below(length) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_beginning_gives_the_same_numbers() {
        let roll = |beginning| {
            let mut dice = Dice::new(beginning);
            (0..20).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(roll(7), roll(7));
        assert_ne!(roll(7), roll(8));
    }

    #[test]
    fn both_ends_of_a_range_come_up_and_nothing_beyond_them() {
        let mut dice = Dice::new(1);
        let rolled: std::collections::BTreeSet<i32> = (0..200).map(|_| dice.between(-2, 2)).collect();
        assert_eq!(rolled.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2]);
    }
}
