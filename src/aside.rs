//! What is said beside an answer, on standard error. Where nobody can hear it, the work goes on.

use std::fmt::Display;
use std::io::{Write, stderr};

/// Says it, on a line of its own.
pub fn say(words: impl Display) {
    drop(writeln!(stderr(), "{words}"));
}
