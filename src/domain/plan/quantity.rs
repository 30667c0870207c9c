//! A measured value: an exact number with up to three decimal places.
//!
//! Kept as whole thousandths, not as floating point: two readings are equal when they were typed equal, and the journal
//! reads back, for ever, the very digits that were written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number in thousandths. Text in JSON (`"41.5"`), so that no reader rounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(
    /// How many thousandths.
    pub i64,
);

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if part == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        let part = format!("{part:03}");
        f.pad(&format!("{sign}{whole}.{}", part.trim_end_matches('0')))
    }
}

/// What was typed is not a number, or has more than three decimal places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAQuantity(
    /// What was typed.
    pub String,
);

impl fmt::Display for NotAQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a number with up to three decimal places, such as 41.5.", self.0)
    }
}

impl FromStr for Quantity {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let wrong = || NotAQuantity(text.to_owned());
        let (bare, sign) = match text.trim().strip_prefix('-') {
            Some(rest) => (rest, -1),
            None => (text.trim(), 1),
        };
        let (whole, part) = bare.split_once('.').unwrap_or((bare, "0"));
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 3 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
        let thousandths = whole.checked_mul(1000).and_then(|it| it.checked_add(part)).ok_or_else(wrong)?;
        Ok(Self(sign * thousandths))
    }
}

impl Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            Ok(Self(Deserialize::deserialize(deserializer)?))
        }
    }
}

/// What a reading shows, beside how it was and how it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// It is as it should be.
    Reached,
    Better,
    Same,
    Worse,
    /// Nothing says how it was or should be, so that no way is the better one.
    NotKnown,
}

impl Effect {
    /// What a value shows. Which way is better follows from the way that leads from how it was to how it should be.
    pub const fn of(baseline: Option<Quantity>, target: Option<Quantity>, value: Quantity) -> Self {
        let (baseline, target) = match (baseline, target) {
            (_, Some(target)) if target.0 == value.0 => return Self::Reached,
            (Some(baseline), Some(target)) if baseline.0 != target.0 => (baseline.0, target.0),
            _ => return Self::NotKnown,
        };
        let is_up = baseline < target;
        let gained = if is_up { value.0.saturating_sub(baseline) } else { baseline.saturating_sub(value.0) };
        let wanted = if is_up { target.saturating_sub(baseline) } else { baseline.saturating_sub(target) };
        match gained {
            _ if wanted <= gained => Self::Reached,
            0 => Self::Same,
            1.. => Self::Better,
            _ => Self::Worse,
        }
    }

    /// What is said of it; nothing where nothing can be said.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Reached => "as it should be",
            Self::Better => "better than before, and not as it should be",
            Self::Same => "no different from before",
            Self::Worse => "worse than before",
            Self::NotKnown => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for text in ["0", "41", "41.5", "-0.25", "0.001", "1234567.89"] {
            assert_eq!(text.parse::<Quantity>().expect(text).to_string(), text);
        }
        assert_eq!("41.50".parse::<Quantity>(), Ok(Quantity(41_500)));
    }

    #[test]
    fn a_reading_shows_an_effect_only_where_it_is_as_it_should_be_and_worse_is_said_as_worse() {
        let some = |text: &str| text.parse::<Quantity>().ok();
        for (baseline, target, value, expect) in [
            ("30", "10", "10", Effect::Reached),
            ("30", "10", "9.5", Effect::Reached),
            ("30", "10", "10.5", Effect::Better),
            ("30", "10", "30", Effect::Same),
            ("30", "10", "31", Effect::Worse),
            ("60", "90", "95", Effect::Reached),
            ("60", "90", "89", Effect::Better),
            ("60", "90", "59", Effect::Worse),
            ("", "10", "10", Effect::Reached),
            ("", "10", "9", Effect::NotKnown),
            ("10", "10", "9", Effect::NotKnown),
            ("10", "", "9", Effect::NotKnown),
        ] {
            let value = some(value).expect("a number");
            assert_eq!(
                Effect::of(some(baseline), some(target), value),
                expect,
                "{baseline} {target} {value}"
            );
        }
    }

    #[test]
    fn what_is_not_such_a_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "1.2345", "1,5", "--1", "99999999999999999999", "NaN"] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }
}
