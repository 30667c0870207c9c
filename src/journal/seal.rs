//! A change by its number, minute and hash, as one line to write down where nobody can change it: in minutes, in a letter.
//! The hash stands for the whole chain up to the change, so the line can later be held against the journal.

use std::fmt::{self, Display, Formatter};

use chrono::{DateTime, DurationRound, NaiveDateTime, TimeDelta, Utc};

use crate::journal::hash::{self, Hash};

/// Which change stood where, and what the chain was up to there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// Number of the change.
    pub seq: u64,
    /// The minute in which the change was written, in UTC.
    pub minute: DateTime<Utc>,
    /// The change's own hash.
    pub hash: Hash,
}

/// A text that is no seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotASeal;

impl Display for NotASeal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(
            "this is not a seal. Give the whole line that “redress seal” printed: \
             redress seal 2026-11-24 14:02 change 3262 sha256: and 64 digits",
        )
    }
}

impl std::error::Error for NotASeal {}

const FORM: &str = "%Y-%m-%d %H:%M";

impl Seal {
    /// The seal of a change that was written at an instant.
    pub(crate) fn new(seq: u64, at: DateTime<Utc>, hash: Hash) -> Seal {
        // An instant too far off to be cut to the minute is none that a clock showed.
        Seal { seq, minute: at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at), hash }
    }

    /// Reads a seal back, however it was broken into lines or set in capitals.
    pub fn read(text: &str) -> Result<Seal, NotASeal> {
        let text = text.to_lowercase();
        let (words, digits) = text.split_once("sha256:").ok_or(NotASeal)?;
        let digits: String = digits.split_whitespace().collect();
        let digits = digits.trim_end_matches(|it: char| !it.is_alphanumeric());
        let hash = digits.as_bytes().try_into().ok().and_then(hash::from_hex).ok_or(NotASeal)?;
        let words: Vec<&str> = words.split_whitespace().collect();
        let [.., "seal", day, time, "change", seq] = words[..] else { return Err(NotASeal) };
        let minute = NaiveDateTime::parse_from_str(&format!("{day} {time}"), FORM).map_err(|_| NotASeal)?;
        let seq = seq.parse().ok().filter(|it| 0 < *it).ok_or(NotASeal)?;
        Ok(Seal { seq, minute: minute.and_utc(), hash })
    }
}

impl Display for Seal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Seal { seq, minute, hash } = self;
        write!(f, "redress seal {} change {seq} sha256:{}", minute.format(FORM), hash::to_hex(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new(3262, "2026-11-24T14:02:59Z".parse().unwrap(), [0xab; 32])
    }

    #[test]
    fn a_seal_is_one_line_and_is_read_back() {
        let line = seal().to_string();
        assert_eq!(line, format!("redress seal 2026-11-24 14:02 change 3262 sha256:{}", "ab".repeat(32)));
        assert_eq!(Seal::read(&line), Ok(seal()));
    }

    #[test]
    fn a_seal_in_minutes_may_be_broken_over_lines_and_end_a_sentence() {
        let line = seal().to_string().to_uppercase();
        let (first, second) = line.split_at(70);
        assert_eq!(Seal::read(&format!("“{first}\n  {second}”.")), Ok(seal()));
    }

    #[test]
    fn a_seal_with_anything_missing_is_refused() {
        let line = seal().to_string();
        for wrong in [
            String::new(),
            line[..line.len() - 1].to_owned(),
            line.replace("change 3262 ", ""),
            line.replace("3262", "0"),
            line.replace("14:02 ", ""),
            line.replace("sha256:", ""),
            line.replace("ab", "xy"),
        ] {
            assert_eq!(Seal::read(&wrong), Err(NotASeal), "{wrong}");
        }
    }
}
