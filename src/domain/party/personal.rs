//! What each part of what is known of a person can do, whatever it holds: be told, be erased, be read as it is typed.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::vocabulary::Means;

/// What stands where a text was that has been erased.
pub const GONE: &str = "[erased]";

/// A text that was there gives way; one that was not stays away.
pub fn gone(text: &str) -> String {
    if text.is_empty() { String::new() } else { GONE.to_owned() }
}

/// What a part of what is known of a person can do, whatever it holds.
pub trait Personal: Clone {
    /// It in words; empty if it is not known.
    fn in_words(&self) -> String;
    /// What is left when it is erased: that there was a text, and of anything else nothing.
    #[must_use]
    fn erased(&self) -> Self;
    /// It from words as they are typed; none if they are none of it.
    fn from_words(words: &str) -> Option<Self>;
}

impl Personal for String {
    fn in_words(&self) -> String {
        self.clone()
    }

    fn erased(&self) -> Self {
        gone(self)
    }

    fn from_words(words: &str) -> Option<Self> {
        Some(words.trim().to_owned())
    }
}

/// Several, with semicolons between them: a name may have a comma in it.
impl Personal for Vec<String> {
    fn in_words(&self) -> String {
        self.join("; ")
    }

    fn erased(&self) -> Self {
        self.iter().map(|it| gone(it)).collect()
    }

    fn from_words(words: &str) -> Option<Self> {
        let all = words.split([';', '\n']).map(str::trim).filter(|it| !it.is_empty());
        Some(all.map(str::to_owned).collect())
    }
}

impl Personal for Option<Means> {
    fn in_words(&self) -> String {
        self.map(|it| it.word().to_owned()).unwrap_or_default()
    }

    fn erased(&self) -> Self {
        None
    }

    fn from_words(words: &str) -> Option<Self> {
        if words.trim().is_empty() { Some(None) } else { Means::from_word(words).map(Some) }
    }
}

impl Personal for Option<NaiveDate> {
    fn in_words(&self) -> String {
        self.map(long).unwrap_or_default()
    }

    fn erased(&self) -> Self {
        None
    }

    fn from_words(words: &str) -> Option<Self> {
        if words.trim().is_empty() { Some(None) } else { words.trim().parse().ok().map(Some) }
    }
}
