//! Days in few bytes, for rows that are kept by the ten thousand: `#[serde(with = "crate::domain::compact")]` on a field.
//!
//! A day is stored as its distance from the first day of 2010, so that most take three bytes instead of eleven.

use chrono::{Datelike, NaiveDate};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::vocabulary::{Compliance, Decision};

/// The first day of 2010, as a day of the common era.
const NEAR: i32 = 733_773;

/// A value with a smaller form of it to be stored.
pub trait Compact: Sized {
    /// The smaller form.
    type Small: Serialize + DeserializeOwned;
    /// The value in its smaller form.
    fn small(&self) -> Self::Small;
    /// The value again; none for a form that no value has.
    fn whole(it: Self::Small) -> Option<Self>;
}

impl Compact for NaiveDate {
    type Small = i32;

    fn small(&self) -> i32 {
        self.num_days_from_ce() - NEAR
    }

    fn whole(it: i32) -> Option<Self> {
        Self::from_num_days_from_ce_opt(it.checked_add(NEAR)?)
    }
}

/// Values that are as small as they can be.
macro_rules! small_already {
    ($($kind:ty),+) => { $(
        impl $crate::domain::compact::Compact for $kind {
            type Small = Self;

            fn small(&self) -> Self {
                *self
            }

            fn whole(it: Self) -> Option<Self> {
                Some(it)
            }
        }
    )+ };
}

pub(in crate::domain) use small_already;

small_already!(Decision, Compliance);

impl<T: Compact> Compact for Option<T> {
    type Small = Option<T::Small>;

    fn small(&self) -> Self::Small {
        self.as_ref().map(T::small)
    }

    fn whole(it: Self::Small) -> Option<Self> {
        it.map_or(Some(None), |it| T::whole(it).map(Some))
    }
}

impl<T: Compact> Compact for Vec<T> {
    type Small = Vec<T::Small>;

    fn small(&self) -> Self::Small {
        self.iter().map(T::small).collect()
    }

    fn whole(it: Self::Small) -> Option<Self> {
        it.into_iter().map(T::whole).collect()
    }
}

impl<A: Compact, B: Compact> Compact for (A, B) {
    type Small = (A::Small, B::Small);

    fn small(&self) -> Self::Small {
        (self.0.small(), self.1.small())
    }

    fn whole((a, b): Self::Small) -> Option<Self> {
        Some((A::whole(a)?, B::whole(b)?))
    }
}

/// Writes the smaller form.
pub fn serialize<T: Compact, S: Serializer>(it: &T, to: S) -> Result<S::Ok, S::Error> {
    it.small().serialize(to)
}

/// Reads it again.
pub fn deserialize<'de, T: Compact, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::whole(T::Small::deserialize(from)?).ok_or_else(|| D::Error::custom("no day of the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{decode, encode};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Days(#[serde(with = "crate::domain::compact")] Vec<(NaiveDate, Option<NaiveDate>)>);

    #[test]
    fn every_day_reads_back_in_few_bytes_and_what_is_no_day_is_an_error() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        let days = Days(vec![
            (on("2010-01-01"), None),
            (on("2026-11-24"), Some(on("1969-12-31"))),
            (NaiveDate::MIN, Some(NaiveDate::MAX)),
        ]);
        assert_eq!(decode::<Days>(&encode(&days)), Ok(days));
        assert_eq!(encode(&Days(vec![(on("2026-11-24"), None)])).len(), 1 + 3 + 1);
        assert!(decode::<Days>(&encode(&vec![(i32::MAX, None::<i32>)])).is_err());
    }
}
