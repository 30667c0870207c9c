//! The initials of a name by themselves: “A.O. rang”. Two of them mean so many people that they are looked for only where somebody
//! is spoken of anyway, and a person says whether they mean them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, is_dash, words};
use crate::domain::party::name::Name;

/// How many letters initials are at least.
const FEWEST: usize = 2;
/// How many say so much that they are looked for wherever somebody may be spoken of.
const TELLING: usize = 3;
/// And how many are written as one where a hyphen joins others to them.
const MOST_TOGETHER: usize = 3;

/// The initials of some people, each as its letters: all of a name, and the first and the last.
#[derive(Clone, Debug, Default)]
pub struct Initials(BTreeSet<String>);

impl Initials {
    /// Those of these people.
    pub fn of(people: &[KnownAs]) -> Self {
        let mut all = BTreeSet::new();
        let names = people.iter().flat_map(|it| &it.names).map(|it| (it, Name::read(it)));
        for (written, name) in names.filter(|it| !it.1.is_nobody()) {
            let first = |it: &str| it.chars().next().map(String::from).unwrap_or_default();
            let short: Vec<String> = name.words.iter().map(|it| first(&it.short)).collect();
            // “O’B” is as good an initial of O’Brien as “O” is.
            let of_parts = |it: &Word| it.parts().iter().map(|it| first(it)).collect::<String>();
            let long: Vec<String> = (short.iter().zip(&name.words))
                .map(|(short, it)| Some(of_parts(it)).filter(|it| !it.is_empty()).unwrap_or(short.clone()))
                .collect();
            for letters in [short, long] {
                if let [first, .., last] = letters.as_slice() {
                    all.insert([first.as_str(), last].concat());
                    all.insert(letters.concat());
                }
                // “C-L” and “R.C-L.” for Rhiannon Elsbeth Caerwyn-Lloyd.
                if let [first, .., one, last] = letters.as_slice()
                    && written.contains(is_dash)
                {
                    all.insert([one.as_str(), last].concat());
                    all.insert([first.as_str(), one, last].concat());
                }
            }
        }
        Self(all)
    }

    /// Those that are long enough to mean hardly anybody else.
    #[must_use]
    pub fn telling(&self) -> Self {
        Self(self.0.iter().filter(|it| TELLING <= it.chars().count()).cloned().collect())
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
                let is_one = *count == 1 || are_near(text, run);
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

/// Whether a word is an initial: one letter, or one on each side of an apostrophe, as in “O’B”.
fn is_initial(word: &Word) -> bool {
    let parts = word.parts();
    word.initial().is_some() || !parts.is_empty() && parts.iter().all(|it| it.chars().count() == 1)
}

/// Whether nothing but full stops and spaces stands between letters; or a hyphen, also between several: “REC-L”.
fn are_near(text: &str, run: &[Word]) -> bool {
    run.windows(2).all(|it| {
        let between = &text[it[0].place.end..it[1].place.start];
        let is_joined = between.contains(is_dash);
        let is_short = |it: &Word| is_initial(it) || is_joined && it.short.chars().count() <= MOST_TOGETHER;
        between.chars().count() <= FEWEST
            && between.chars().all(|it| it == '.' || it == ' ' || is_dash(it))
            && it.iter().all(is_short)
    })
}

fn is_large(text: &str, run: &[Word]) -> bool {
    run.iter().all(|it| !text[it.place.clone()].contains(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        let people = [
            "Amara Rose Okafor",
            "Mr Tom Webb",
            "Prince",
            "Sean O’Brien Murphy",
            "Una D'Arcy",
            "Rhiannon Elsbeth Caerwyn-Lloyd",
        ];
        let people = people.map(|it| KnownAs::typed([it]));
        Initials::of(&people).places(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn initials_are_found_in_capitals_however_they_are_parted() {
        assert_eq!(told("A.O. rang; A. O. again, and A O."), ["A.O", "A. O", "A O"]);
        assert_eq!(told("ARO or A.R.O., TW too"), ["ARO", "A.R.O", "TW"]);
        assert_eq!(
            told("S.O'B.M., S. O’B. M., SOM, U.D'A. and UD"),
            ["S.O'B.M", "S. O’B. M", "SOM", "U.D'A", "UD"]
        );
    }

    #[test]
    fn two_letters_tell_too_little_to_be_looked_for_everywhere() {
        let webb = Initials::of(&[KnownAs::typed(["Mary Tess Webb"])]);
        assert_eq!(webb.places("MTW, M.T.W. and MW").len(), 3);
        assert_eq!(webb.telling().places("MTW, M.T.W. and MW").len(), 2);
    }

    #[test]
    fn other_letters_are_nobodys() {
        for text in ["a.o. rang", "Ao", "A, O", "A.\nO.", "A", "P", "OA", "AORTA", "T R W"] {
            assert_eq!(told(text), Vec::<&str>::new(), "{text}");
        }
    }
}
