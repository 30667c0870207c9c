//! Words that may mean somebody and may not: shown to a person with what stands around them, for a yes or a no.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
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
pub struct Answers {
    said: BTreeMap<[String; 4], Said>,
    /// Those that answered something that was asked.
    heard: RefCell<BTreeSet<[String; 4]>>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// To which place.
    pub cells: [String; 4],
    /// Whether it means them.
    pub is_theirs: bool,
    /// In which line of a file it stands; none if it was typed.
    pub line: Option<u64>,
}

impl Answers {
    /// Takes an answer. To say the contrary of an earlier one to the same place is an error: the line of that one, 0 if it was typed.
    pub fn take(&mut self, said: Said) -> Result<(), u64> {
        match self.said.get(&compared(&said.cells)) {
            Some(there) if there.is_theirs != said.is_theirs => Err(there.line.unwrap_or_default()),
            Some(_) => Ok(()),
            None => {
                self.said.insert(compared(&said.cells), said);
                Ok(())
            }
        }
    }

    /// What was said of a place; none if nobody has looked at it.
    pub fn to(&self, it: &Unsure) -> Option<bool> {
        let asked = compared(&it.cells());
        let said = self.said.get(&asked)?;
        self.heard.borrow_mut().insert(asked);
        Some(said.is_theirs)
    }

    /// Every place that was looked at, and what was said.
    pub fn all(&self) -> impl Iterator<Item = &Said> {
        self.said.values()
    }

    /// What stands in a file and answered nothing that was asked so far, in the order of its lines.
    pub fn unheard(&self) -> Vec<&Said> {
        let heard = self.heard.borrow();
        let mut unheard: Vec<&Said> =
            self.said.iter().filter(|it| !heard.contains(it.0)).map(|it| it.1).collect();
        unheard.retain(|it| it.line.is_some());
        unheard.sort_by_key(|it| it.line);
        unheard
    }
}

/// The cells of a line as they are compared: a spreadsheet takes spaces and the noughts before a number away, and makes other
/// signs of some.
fn compared(cells: &[String; 4]) -> [String; 4] {
    cells.each_ref().map(|it| {
        let sign = |it: char| match it {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '\u{2010}'..='\u{2015}' => '-',
            it => it,
        };
        let it: String = it.replace('…', "...").chars().filter(|it| !it.is_whitespace()).map(sign).collect();
        let it = it.trim_start_matches('\'');
        let is_number = it.trim_start_matches('+').bytes().all(|it| it.is_ascii_digit());
        if is_number { it.trim_start_matches(['+', '0']).to_owned() } else { it.to_owned() }
    })
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
        let said = |text: &str, is_theirs| Said { cells: of(text, "rose").cells(), is_theirs, line: Some(2) };
        answers.take(said("=The rose", true)).unwrap();
        assert_eq!(answers.unheard().len(), 1);
        assert_eq!(answers.to(&of("=The rose", "rose")), Some(true));
        assert_eq!(answers.to(&of("A rose", "rose")), None);
        assert!(answers.unheard().is_empty());
        assert!(answers.take(said("=The rose", true)).is_ok());
        assert!(answers.take(said("=The  rose", false)).is_err());
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_line_is_still_the_same_place() {
        let number = Unsure::new(&"26-0042", "note", "07700900123", 0..11);
        let cells = ["26-0042", "note", "7700900123", "7700900123"].map(str::to_owned);
        let mut answers = Answers::default();
        answers.take(Said { cells, is_theirs: false, line: Some(7) }).unwrap();
        assert_eq!(answers.to(&number), Some(false));
    }

    #[test]
    fn only_a_word_in_small_letters_may_be_any_word() {
        assert_eq!(of("the rose", "rose").of_any_word().map(|it| it.words), Some("rose".to_owned()));
        for (text, words) in [("The Rose", "Rose"), ("ls1 4ab", "ls1 4ab")] {
            assert_eq!(of(text, words).of_any_word(), None, "{text}");
        }
    }
}
