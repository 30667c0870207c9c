//! What every filter shares: words and conditions such as `is:late`, quotes around several words, and what is not understood.

use std::fmt;

/// A part of a filter that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    pub part: String,
    /// What would be.
    pub instead: String,
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a filter. {}", self.part, self.instead)
    }
}

/// Cuts a text at spaces outside quotes; the quotes go.
pub fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for it in text.chars() {
        match it {
            '"' => quoted = !quoted,
            it if it.is_whitespace() && !quoted => parts.push(String::new()),
            it => parts.last_mut().expect("begins with one part").push(it),
        }
    }
    parts.retain(|it| !it.is_empty());
    parts
}
