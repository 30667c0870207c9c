//! `26-0142`: the year of receipt and a number, short enough to say on the phone, and nothing personal in it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The reference of a case. Ordered by year, then number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseRef {
    /// Calendar year in which the complaint was received.
    pub year: u16,
    /// Number within that year, from 1.
    pub number: u32,
}

impl CaseRef {
    /// Stands for a case that whoever asks may not see: no case has it, and nothing can be asked of it.
    pub const HIDDEN: Self = Self { year: 0, number: 0 };

    /// "case 26-0142", or "a restricted case" where it must not be named.
    pub fn in_words(self) -> String {
        if self == Self::HIDDEN { self.to_string() } else { format!("case {self}") }
    }
}

impl fmt::Display for CaseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::HIDDEN {
            return f.pad("a restricted case");
        }
        let year = if (2000..2100).contains(&self.year) {
            format!("{:02}", self.year % 100)
        } else {
            format!("{:04}", self.year)
        };
        f.pad(&format!("{year}-{:04}", self.number))
    }
}

/// What was typed is not a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAReference(
    /// What was typed.
    pub String,
);

impl fmt::Display for NotAReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a case reference. A reference looks like 26-0142.", self.0)
    }
}

impl FromStr for CaseRef {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let wrong = || NotAReference(text.to_owned());
        let (year, number) = text.trim().split_once('-').ok_or_else(wrong)?;
        if !year.bytes().chain(number.bytes()).all(|it| it.is_ascii_digit()) {
            return Err(wrong());
        }
        let year: u16 = match (year.len(), year.parse()) {
            (2, Ok(short)) => 2000 + short,
            (4, Ok(full)) => full,
            (_, _) => return Err(wrong()),
        };
        let number = number.parse().ok().filter(|it| *it > 0).ok_or_else(wrong)?;
        Ok(Self { year, number })
    }
}

impl Serialize for CaseRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.year, self.number).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for CaseRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            let (year, number) = Deserialize::deserialize(deserializer)?;
            Ok(Self { year, number })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_written() {
        for text in ["26-0142", "11-58251", "1999-0001"] {
            assert_eq!(text.parse::<CaseRef>().expect(text).to_string(), text);
        }
        assert_eq!("26-142".parse::<CaseRef>().expect("short form").to_string(), "26-0142");
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for text in ["", "26", "26-", "-1", "26-0", "P26-007", "26-+4", "26-99999999999", "260-1"] {
            assert!(text.parse::<CaseRef>().is_err(), "{text}");
        }
    }
}
