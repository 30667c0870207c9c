//! The rounds of a case: those that are over, and the one that holds now. There is always at least one, so nobody asks whether
//! a case has begun.

use serde::{Deserialize, Serialize, Serializer};

/// What there is of each round, in order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<T>")]
pub struct Rounds<T> {
    over: Vec<T>,
    /// The round that holds now: the last one.
    pub now: T,
}

impl<T> Rounds<T> {
    /// The first round alone.
    pub const fn of(first: T) -> Self {
        Self { over: Vec::new(), now: first }
    }

    /// The first round.
    pub fn first(&self) -> &T {
        self.over.first().unwrap_or(&self.now)
    }

    /// The first round, to be changed.
    pub fn first_mut(&mut self) -> &mut T {
        self.over.first_mut().unwrap_or(&mut self.now)
    }

    /// The rounds before the one that holds now; none for a case that was never opened again.
    pub fn over(&self) -> &[T] {
        &self.over
    }

    /// Begins a further round.
    pub fn begin(&mut self, next: T) {
        self.over.push(std::mem::replace(&mut self.now, next));
    }

    /// Every round, the first one first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.over.iter().chain([&self.now])
    }

    /// Every round, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.over.iter_mut().chain([&mut self.now])
    }

    /// The same of each round.
    pub fn map<U>(&self, part: impl Fn(&T) -> U) -> Rounds<U> {
        Rounds { over: self.over.iter().map(&part).collect(), now: part(&self.now) }
    }
}

impl<T> TryFrom<Vec<T>> for Rounds<T> {
    type Error = &'static str;

    fn try_from(mut all: Vec<T>) -> Result<Self, Self::Error> {
        let now = all.pop().ok_or("a case has at least one round")?;
        // Most cases have one round, and rows are kept by the hundred thousand.
        all.shrink_to_fit();
        Ok(Self { over: all, now })
    }
}

impl<T: Serialize> Serialize for Rounds<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{decode, encode};

    #[test]
    fn a_further_round_becomes_the_one_that_holds_and_the_others_stay_in_order() {
        let mut rounds = Rounds::of(1);
        rounds.begin(2);
        rounds.begin(3);
        assert_eq!((rounds.first(), rounds.over(), rounds.now), (&1, [1, 2].as_slice(), 3));
        assert_eq!(rounds.iter().rev().copied().collect::<Vec<_>>(), [3, 2, 1]);
    }

    #[test]
    fn rounds_are_written_as_a_list_and_an_empty_list_is_refused() {
        let mut rounds = Rounds::of(1_u8);
        rounds.begin(2);
        assert_eq!(serde_json::to_string(&rounds).unwrap_or_default(), "[1,2]");
        assert_eq!(decode(&encode(&rounds)), Ok(rounds));
        assert!(serde_json::from_str::<Rounds<u8>>("[]").is_err());
    }
}
