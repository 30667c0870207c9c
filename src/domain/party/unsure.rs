//! Words that may mean somebody and may not: shown to a person with what stands around them, for a yes or a no.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::domain::text::{one_line, spreadsheet_safe};

/// How many characters are shown on either side of the words.
const AROUND: usize = 80;

/// A place where words may mean somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unsure {
    /// The record that it stands in.
    pub on: String,
    /// What the text is.
    pub what: String,
    /// The words.
    pub words: String,
    /// They with what stands around them.
    pub text: String,
}

impl Unsure {
    /// The words at a place of a text, in bytes.
    pub fn new(on: &dyn Display, what: &str, text: &str, place: Range<usize>) -> Self {
        let start = text[..place.start].char_indices().rev().nth(AROUND - 1).map_or(0, |it| it.0);
        let end = text[place.end..].char_indices().nth(AROUND).map_or(text.len(), |it| place.end + it.0);
        let before = if 0 < start { "…" } else { "" };
        let after = if end < text.len() { "…" } else { "" };
        Self {
            on: on.to_string(),
            what: what.to_owned(),
            words: text[place].to_owned(),
            text: format!("{before}{}{after}", &text[start..end]),
        }
    }

    /// The same question about every record at once, of a word in small letters that may be any word.
    pub fn of_any_word(&self) -> Option<Self> {
        let is_word = self.words.chars().all(|it| it.is_alphabetic() && !it.is_uppercase());
        is_word.then(|| Self {
            on: "many records".to_owned(),
            what: "a word in small letters".to_owned(),
            words: self.words.clone(),
            text: String::new(),
        })
    }

    /// It as the cells of a line, harmless in a spreadsheet: record, text, words, around them.
    pub fn cells(&self) -> [String; 4] {
        [&self.on, &self.what, &self.words, &self.text]
            .map(|it| spreadsheet_safe(one_line(it).trim()).into_owned())
    }
}

/// What a person said of such places: whether they mean them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<[String; 4], bool>);

impl Answers {
    /// Takes an answer.
    pub fn take(&mut self, cells: [String; 4], is_theirs: bool) {
        self.0.insert(cells, is_theirs);
    }

    /// What was said of a place; none if nobody has looked at it.
    pub fn to(&self, it: &Unsure) -> Option<bool> {
        self.0.get(&it.cells()).copied()
    }

    /// Every place that was looked at, and what was said.
    pub fn all(&self) -> impl Iterator<Item = (&[String; 4], bool)> {
        self.0.iter().map(|it| (it.0, *it.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, words: &str) -> Unsure {
        let at = text.find(words).expect("it is there");
        Unsure::new(&"26-0042", "note", text, at..at + words.len())
    }

    #[test]
    fn words_are_shown_with_what_stands_around_them() {
        assert_eq!(of("The rose\nwas late", "rose").cells()[3], "The rose was late");
        let long = format!("{} rose {}", "é".repeat(200), "ü".repeat(200));
        let shown = of(&long, "rose").text;
        assert!(
            shown.starts_with("…é") && shown.ends_with("ü…") && shown.chars().count() == 2 * 80 + 6,
            "{shown}"
        );
    }

    #[test]
    fn an_answer_is_to_the_place_that_was_shown_and_to_no_other() {
        let mut answers = Answers::default();
        answers.take(of("=The rose", "rose").cells(), true);
        assert_eq!(answers.to(&of("=The rose", "rose")), Some(true));
        assert_eq!(answers.to(&of("A rose", "rose")), None);
    }

    #[test]
    fn only_a_word_in_small_letters_may_be_any_word() {
        assert_eq!(of("the rose", "rose").of_any_word().map(|it| it.words), Some("rose".to_owned()));
        for (text, words) in [("The Rose", "Rose"), ("ls1 4ab", "ls1 4ab")] {
            assert_eq!(of(text, words).of_any_word(), None, "{text}");
        }
    }
}
