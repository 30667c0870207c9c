//! The initials of a name by themselves: “A.O. rang”. They mean so many people that they are looked for only where somebody is
//! spoken of anyway, and a person says whether they mean them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, words};

/// How many letters initials are at least.
const FEWEST: usize = 2;

/// The initials of some people, each as its letters: all of a name, and the first and the last.
#[derive(Clone, Debug, Default)]
pub struct Initials(BTreeSet<String>);

impl Initials {
    /// Those of these people.
    pub fn of(people: &[KnownAs]) -> Self {
        let mut all = BTreeSet::new();
        for name in people.iter().flat_map(KnownAs::read_names) {
            let letters: Vec<char> = name.words.iter().filter_map(|it| it.short.chars().next()).collect();
            if let [first, .., last] = letters.as_slice() {
                all.insert([first, last].into_iter().collect());
                all.insert(letters.iter().collect());
            }
        }
        Self(all)
    }

    /// Where they stand in a text, in bytes, first to last: in capitals, as one word or as letters that follow one another.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let spoken = words(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        let longest = self.0.iter().map(String::len).max().unwrap_or(0);
        let mut at = 0;
        while at < spoken.len() {
            let is_theirs = |count: &usize| {
                let run = &spoken[at..at + count];
                let is_one =
                    *count == 1 || run.iter().all(|it| it.initial().is_some()) && are_near(text, run);
                is_one && is_large(text, run) && self.0.contains(&Word::joined(run).short)
            };
            match (1..=longest.min(spoken.len() - at)).rev().find(is_theirs) {
                Some(count) => {
                    found.push(Word::joined(&spoken[at..at + count]).place);
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }
}

/// Whether nothing but full stops and spaces stands between letters.
fn are_near(text: &str, run: &[Word]) -> bool {
    run.windows(2).all(|it| {
        let between = &text[it[0].place.end..it[1].place.start];
        between.len() <= FEWEST && between.chars().all(|it| it == '.' || it == ' ')
    })
}

fn is_large(text: &str, run: &[Word]) -> bool {
    run.iter().all(|it| !text[it.place.clone()].contains(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        let people = ["Amara Rose Okafor", "Mr Tom Webb", "Prince"].map(|it| KnownAs::typed([it]));
        Initials::of(&people).places(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn initials_are_found_in_capitals_however_they_are_parted() {
        assert_eq!(told("A.O. rang; A. O. again, and A O."), ["A.O", "A. O", "A O"]);
        assert_eq!(told("ARO or A.R.O., TW too"), ["ARO", "A.R.O", "TW"]);
    }

    #[test]
    fn other_letters_are_nobodys() {
        for text in ["a.o. rang", "Ao", "A, O", "A.\nO.", "A", "P", "OA", "AORTA", "T R W"] {
            assert_eq!(told(text), Vec::<&str>::new(), "{text}");
        }
    }
}
