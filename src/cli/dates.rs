//! Days as people write them on a command line.

use std::fmt;

use chrono::NaiveDate;
use clap::ArgMatches;

use crate::cli::ending::Trouble;
use crate::domain::calendar::dates::is_meant;

/// How a day may be written, tried in order. Day before month, as everywhere in the United Kingdom.
const FORMS: &[&str] = &["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"];

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADay(
    /// What was written.
    pub String,
);

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a date. Write it like 2026-11-24, 24/11/2026 or 24 Nov 2026", self.0)
    }
}

/// Reads a day.
pub fn day(text: &str) -> Result<NaiveDate, NotADay> {
    let read = |form: &&str| NaiveDate::parse_from_str(text.trim(), form).ok();
    FORMS.iter().find_map(read).filter(|it| is_meant(*it)).ok_or_else(|| NotADay(text.to_owned()))
}

/// The day that an option names; none where it is left out.
pub fn day_named(matches: &ArgMatches, option: &str) -> Result<Option<NaiveDate>, Trouble> {
    let text = matches.get_one::<String>(option);
    text.map(|it| day(it)).transpose().map_err(|it| Trouble::Broken(format!("--{option}: {it}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_written_in_the_usual_ways() {
        for text in ["2026-11-24", "24/11/2026", "24 Nov 2026", " 24 november 2026 "] {
            assert_eq!(day(text), Ok(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_says_how_to_write_one() {
        for text in ["", "tomorrow", "2026-02-30", "11/24/2026", "24/11/26"] {
            assert!(day(text).unwrap_err().to_string().contains("2026-11-24"), "{text}");
        }
    }
}
