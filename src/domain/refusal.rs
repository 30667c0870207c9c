//! Why a step was turned down, in words for the person who asked, and what would be allowed instead.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A step that the rules forbid now. Reads as "You cannot … Do … first."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The answer that is at fault, by its name in the command ("on", "reason"); empty when the step as a whole is.
    pub field: String,
    /// What is wrong: a sentence.
    pub why: String,
    /// What would be allowed: a sentence; empty when `why` says it all.
    pub instead: String,
}

/// What every rule gives back: a value, or the refusal that stops the step.
pub type Verdict<T> = Result<T, Refusal>;

impl Refusal {
    /// The step as a whole is not open now.
    pub fn of_step(why: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { field: String::new(), why: why.into(), instead: instead.into() }
    }

    /// One answer stands in the way.
    pub fn of_field(field: &str, why: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { field: field.to_owned(), why: why.into(), instead: instead.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        if !self.instead.is_empty() {
            write!(f, " {}", self.instead)?;
        }
        Ok(())
    }
}

/// Refuses an answer that must not be empty.
pub fn required(field: &str, value: &str, why: &str) -> Verdict<()> {
    if value.trim().is_empty() { Err(Refusal::of_field(field, why, "")) } else { Ok(()) }
}
