//! What each person has in hand: the open cases that are theirs, and how they stand.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::row::Row;

/// What one person has in hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// Their sign-in name; none for cases that are nobody's.
    pub owner: Option<String>,
    /// How many open cases.
    pub open: u64,
    /// Those of them on which something owed is late.
    pub late: u64,
    /// Those on which something is due soon, and nothing is late.
    pub soon: u64,
}

/// What everybody has in hand on a day, the most first. `soon_until` is the last day that is soon.
pub fn in_hand<'a>(
    rows: impl IntoIterator<Item = &'a Row>,
    today: NaiveDate,
    soon_until: NaiveDate,
) -> Vec<Hand> {
    let mut hands: BTreeMap<Option<&str>, Hand> = BTreeMap::new();
    for row in rows.into_iter().filter(|it| it.open_on(today)) {
        let hand = hands.entry(row.owner.as_deref()).or_default();
        let due = row.next_on(today).map(|it| it.0);
        hand.open += 1;
        hand.late += u64::from(due.is_some_and(|it| it < today));
        hand.soon += u64::from(due.is_some_and(|it| (today..=soon_until).contains(&it)));
    }
    let mut hands: Vec<Hand> =
        hands.into_iter().map(|(owner, it)| Hand { owner: owner.map(str::to_owned), ..it }).collect();
    hands.sort_by_key(|it| Reverse(it.open));
    hands
}
