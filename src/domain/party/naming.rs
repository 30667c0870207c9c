//! Which words of texts that everybody will read name somebody, and which may.
//!
//! A whole name in any spelling, most of one, an email or a number names them. A single word of a name may be any word, and
//! others live under a postcode, so a person is asked about those; and about what only looks like a name.

use std::ops::Range;

use crate::domain::party::alike::{Alike, Suspect, Whose, alike};
use crate::domain::party::letters::words;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::ordinary::is_ordinary;
use crate::domain::party::reach::{Mark, marks};
use crate::domain::text::overlap;

/// Figures that a reference has at least.
const FIGURES: usize = 4;
/// What stands where a name was.
pub const SOMEBODY: &str = "a named person";

/// What was found in texts, in the order in which it stands there; each word once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// What names somebody: the text by its name, and the words.
    pub named: Vec<(String, String)>,
    /// Words that may.
    pub doubtful: Vec<String>,
    /// Words that look like a name, spelt otherwise.
    pub alike: Vec<Alike>,
}

/// Who is looked for in texts.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The people of the cases that it is about, and everybody who works here: any word of a name may mean them.
    pub near: &'a Sought,
    /// Everybody else. A small word that many of them are called by is any word.
    pub far: &'a Sought,
    /// Who is responsible without being anybody whom the office knows: a team, or a name that was taken over.
    pub perhaps: &'a Sought,
}

impl Naming {
    /// Looks through a text, and gives every place where a name or a word of one stands. `is_common` says of a word whether many
    /// people are called by it.
    pub fn look(
        &mut self,
        called: &str,
        text: &str,
        known: &Known,
        is_common: impl Fn(&str) -> bool,
    ) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut found: Vec<(Range<usize>, bool)> = Vec::new();
        for it in known.near.mentions(text) {
            found.push((it.place, Extent::Mostly <= it.extent));
        }
        for it in known.far.mentions(text) {
            places.push(it.place.clone());
            let is_any_word = it.extent == Extent::Unsure && {
                let words = words(&text[it.place.clone()]);
                words.len() == 1 && words.iter().all(|it| is_common(&it.short))
            };
            if !is_any_word {
                found.push((it.place, Extent::Mostly <= it.extent));
            }
        }
        found.extend(known.perhaps.mentions(text).into_iter().map(|it| (it.place, false)));
        places.extend(found.iter().map(|it| it.0.clone()));
        found.sort_by_key(|it| (it.0.start, !it.1));
        let certain: Vec<Range<usize>> = found.iter().filter(|it| it.1).map(|it| it.0.clone()).collect();
        for (place, is_certain) in found {
            let words = &text[place.clone()];
            if is_certain {
                self.name(called, words);
            } else if !certain.iter().any(|it| overlap(it, &place)) {
                self.doubt(words);
            }
        }
        places
    }

    /// Notes what looks like a name of one of these, where none stands.
    pub fn look_alike(
        &mut self,
        text: &str,
        suspects: &[Suspect],
        people: &[Whose],
        places: &[Range<usize>],
    ) {
        // An initial by itself is no name that stands there.
        let names = places.iter().filter(|it| 1 < it.len());
        let is_free =
            |it: &&Suspect| names.clone().all(|at| at.end <= it.place.start || it.place.end <= at.start);
        let open: Vec<Suspect> = suspects.iter().filter(is_free).cloned().collect();
        for it in alike(text, &open, people) {
            if !self.alike.iter().any(|there| is_said_of(&there.words, &it.words)) {
                self.alike.push(it);
            }
        }
    }

    /// Of the words that may name somebody, those that are written as a name and are no ordinary word: “Okafor”; and what has as many
    /// figures as a reference or a number without its area.
    pub fn rare(&self) -> impl Iterator<Item = &str> {
        let has_figures = |it: &str| FIGURES <= it.chars().filter(char::is_ascii_digit).count();
        let is_rare = move |it: &&String| {
            let is_postcode = marks(it).iter().any(|it| matches!(it.1, Mark::Postcode(_)));
            // Letters that have no capitals are those of a name.
            let may_be_name = it.chars().find(|it| it.is_alphabetic()).is_some_and(|it| !it.is_lowercase());
            has_figures(it)
                || is_postcode
                || may_be_name
                    && words(it)
                        .iter()
                        .any(|it| it.short.chars().all(char::is_alphabetic) && !is_ordinary(&it.short))
        };
        self.doubtful.iter().filter(is_rare).map(String::as_str)
    }

    /// Notes words that name somebody.
    pub fn name(&mut self, called: &str, words: &str) {
        if !self.named.iter().any(|it| it.1 == words) {
            self.named.push((called.to_owned(), words.to_owned()));
        }
    }

    /// Notes words that may name somebody.
    pub fn doubt(&mut self, words: &str) {
        if !self.doubtful.iter().any(|it| is_said_of(it, words)) {
            self.doubtful.push(words.to_owned());
        }
    }
}

/// Whether what somebody said of a word was said of this one: capitals, accents and signs around it make no difference.
pub fn is_said_of(said: &str, word: &str) -> bool {
    let plain = |text: &str| words(text).into_iter().map(|it| it.short).collect::<Vec<_>>();
    plain(said) == plain(word)
}

/// Whether words stand among those that somebody said are meant, however those are parted.
pub fn is_said_among(said: &str, words_named: &str) -> bool {
    let plain = |text: &str| words(text).into_iter().map(|it| it.short).collect::<Vec<_>>();
    let (said, named) = (plain(said), plain(words_named));
    !named.is_empty() && said.windows(named.len()).any(|it| it == named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::known::KnownAs;

    fn sought(people: &[&str]) -> Sought {
        let known = people.iter().map(|it| {
            let mut parts = it.split(';').map(str::to_owned);
            KnownAs { names: parts.next().into_iter().collect(), reach: parts.collect() }
        });
        Sought::of(&known.collect::<Vec<_>>())
    }

    /// What names somebody, and after a stroke what may.
    fn told(text: &str) -> String {
        let known = Known {
            near: &sought(&["Amara Rose Okafor;amara@example.org;07700 900123;OLD/77"]),
            far: &sought(&["Siân O’Brien", "Anna Long"]),
            perhaps: &sought(&["Letters team"]),
        };
        let mut naming = Naming::default();
        let _ = naming.look("change", text, &known, |it| it == "long");
        let named: Vec<&str> = naming.named.iter().map(|it| it.1.as_str()).collect();
        format!("{} / {}", named.join("; "), naming.doubtful.join("; "))
    }

    #[test]
    fn a_name_is_found_in_any_spelling_and_a_part_of_one_is_asked_about() {
        for (text, expect) in [
            ("We told Amara Okafor and SIAN OBRIEN.", "Amara Okafor; SIAN OBRIEN / "),
            ("Mrs Okafor waited. Okafor’s letter", "Mrs Okafor / Okafor"),
            ("Write to AMARA@example.org, +44 7700 900123", "AMARA@example.org; +44 7700 900123 / "),
            ("Their OLD-77 lay there", "OLD-77 / "),
            ("A rose. Siân. The long wait; Long", " / A rose; Siân; Long"),
            ("Okafor, okafor, OKAFOR", " / Okafor"),
            ("The letters team reads it", " / letters team"),
            ("Two people open the post", " / "),
        ] {
            assert_eq!(told(text), expect, "{text}");
        }
    }

    #[test]
    fn a_postcode_and_a_word_of_letters_without_capitals_are_asked_about() {
        let mut naming = Naming::default();
        ["PL31 9ZZ", "山田", "rose"].iter().for_each(|it| naming.doubt(it));
        assert_eq!(naming.rare().collect::<Vec<_>>(), ["PL31 9ZZ", "山田"]);
    }

    #[test]
    fn what_is_said_of_a_word_is_said_of_it_in_any_letters() {
        assert!(
            is_said_of(" “Rose” ", "rose") && is_said_of("a Rose", "A rose") && !is_said_of("Ros", "Rose")
        );
        let said = "Long, Mary; desk@example.org";
        assert!(is_said_among(said, "LONG, Mary") && is_said_among(said, "desk@example.org"));
        assert!(!is_said_among(said, "Long Ann") && !is_said_among(said, "") && !is_said_among("", "Mary"));
    }
}
