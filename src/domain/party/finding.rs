//! The words that something is found by, and what somebody types to find it.
//!
//! Every typed word must begin a word of what is found, in any spelling of either. So “mul” and “muel” both find Müller, and
//! “obrien”, “o'brien” and “o brien” find O’Brien, while one types.

use serde::{Deserialize, Serialize};

use crate::domain::party::letters::{Word, drawn_together, words};
use crate::domain::party::reach::{Mark, emails, is_outward, marks, national};

/// The longest word that goes before a name and is written as one with it: “O”, “Mac”, “van”, “der”.
const LONGEST_BEFORE: usize = 3;
/// How many words may be written as one.
const MOST_JOINED: usize = 4;
/// Ends a way that must be a whole word. No word has it.
const WHOLE: char = '\0';

/// A typed word: the ways in which a word may begin for it to be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The beginnings; one that ends in NUL is a whole word.
    pub ways: Vec<String>,
}

impl Typed {
    /// The beginnings of words that are looked for, and whether each must be the whole word.
    pub fn beginnings(&self) -> impl Iterator<Item = (&str, bool)> {
        self.ways.iter().map(|way| way.strip_suffix(WHOLE).map_or((way.as_str(), false), |it| (it, true)))
    }

    /// Whether it finds a word.
    pub fn finds(&self, word: &str) -> bool {
        self.ways
            .iter()
            .any(|way| way.strip_suffix(WHOLE).map_or_else(|| word.starts_with(way), |it| it == word))
    }
}

/// What was typed to find something, word by word. Words that may be one word are that too.
pub fn typed(text: &str) -> Vec<Typed> {
    let spoken = words(text);
    let mut ways: Vec<Vec<String>> = spoken.iter().map(|it| spellings(it).collect()).collect();
    for (way, word) in ways.iter_mut().zip(&spoken) {
        let drawn = drawn_together(&word.short);
        if drawn != word.short {
            way.push(format!("{drawn}{WHOLE}"));
        }
        way.extend(digits(text, std::slice::from_ref(word)));
    }
    for count in 2..=MOST_JOINED {
        for (at, run) in spoken.windows(count).enumerate() {
            let joined: Vec<String> = if run.iter().all(is_number) {
                let joined = Word::joined(run).short;
                digits(text, run).into_iter().chain([joined]).collect()
            } else if count == 2
                && is_outward(&run[0].short)
                && run[1].short.starts_with(|it: char| it.is_ascii_digit())
                || are_one(text, run)
            {
                spellings(&Word::joined(run)).collect()
            } else {
                continue;
            };
            ways[at..at + count].iter_mut().for_each(|it| it.extend(joined.iter().cloned()));
        }
    }
    // An email is one thing: its words alone stand in those of others.
    for (place, _) in emails(text) {
        let mut inside = (0..spoken.len()).filter(|at| place.contains(&spoken[*at].place.start));
        if let Some(first) = inside.next() {
            ways[first] = vec![joined(&text[place.clone()])];
        }
        inside.for_each(|at| ways[at].clear());
    }
    ways.into_iter().filter(|it| !it.is_empty()).map(|ways| Typed { ways }).collect()
}

/// All words of an email as one.
fn joined(email: &str) -> String {
    words(email).into_iter().map(|it| it.short).collect()
}

/// The words that a text is found by.
pub fn of_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in words(text) {
        let parts: Vec<String> = word.parts().into_iter().map(str::to_owned).collect();
        found.extend(word.into_spellings().chain(parts));
    }
    found.extend(emails(text).into_iter().map(|it| joined(&text[it.0])));
    found
}

/// The words that a name is found by: also those that may be written as one, and “muller” for “Mueller”.
pub fn of_name(name: &str) -> Vec<String> {
    let spoken = words(name);
    let mut found = of_text(name);
    found.extend(spoken.iter().map(|it| drawn_together(&it.short)));
    for count in 2..=MOST_JOINED {
        let runs = spoken.windows(count).filter(|it| are_one(name, it));
        found.extend(runs.flat_map(|it| Word::joined(it).into_spellings()));
    }
    found
}

/// The words that somebody is found by through how they are reached: parts of an email, digits of a number, a postcode with
/// and without its space. The rest of an address finds nobody: a whole town lives there.
pub fn of_reach(reach: &str) -> Vec<String> {
    let found = marks(reach).into_iter().flat_map(|(place, mark)| {
        let whole = match mark {
            Mark::Phone(it) | Mark::Postcode(it) => Some(it),
            Mark::Email(_) => None,
        };
        of_text(&reach[place]).into_iter().chain(whole)
    });
    found.collect()
}

fn spellings(word: &Word) -> impl Iterator<Item = String> {
    word.spellings().map(str::to_owned)
}

fn is_number(word: &Word) -> bool {
    word.short.bytes().all(|it| it.is_ascii_digit())
}

/// The digits of a number as they are compared, where that is another beginning than the digits themselves.
fn digits(text: &str, run: &[Word]) -> Option<String> {
    let place = Word::joined(run).place;
    let start = place.start - usize::from(text[..place.start].ends_with('+'));
    let number = run.iter().all(is_number).then(|| national(&text[start..place.end]));
    number.filter(|it| *it != Word::joined(run).short)
}

/// Whether words that follow one another may be written as one: with a hyphen between them, or short ones before a name.
fn are_one(text: &str, run: &[Word]) -> bool {
    run.windows(2).all(|pair| {
        let between = &text[pair[0].place.end..pair[1].place.start];
        let is_short = pair[0].short.chars().count() <= LONGEST_BEFORE && !is_number(&pair[0]);
        match between {
            "-" | "\u{2010}" | "\u{2011}" | "\u{2013}" => !is_number(&pair[0]),
            _ => is_short && between.chars().all(char::is_whitespace),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, words: &[String]) -> bool {
        typed(query).iter().all(|typed| words.iter().any(|word| typed.finds(word)))
    }

    #[test]
    fn an_email_is_one_thing_and_its_beginning_finds_it_once_it_is_an_email() {
        let (hers, his) =
            (of_reach("sian@example.org"), [of_reach("tom@example.org"), of_text("Siân")].concat());
        for text in ["sian@example.org", "Sian@Example.org", "sian@example.or", "sian", "example"] {
            assert!(finds(text, &hers), "{text}");
        }
        assert!(!finds("sian@example.org", &his) && finds("sian example", &his));
        assert!(finds("sian@example.org", &of_text("Write to sian@example.org.")));
    }

    #[test]
    fn a_name_is_found_however_it_and_the_question_are_spelt() {
        for (name, queries) in [
            ("Sean O’Brien", &["obrien", "o'brien", "O BRIEN", "o’bri", "brien", "sean o br", "ob"][..]),
            ("Mary OBrien", &["obrien", "o'brien", "o brien"]),
            ("Pat O Brien", &["obrien", "o'brien", "o brien", "brien"]),
            ("Jürgen Müller", &["mueller", "muller", "MÜLLER", "muel", "mul", "jur"]),
            ("Anna Mueller", &["mueller", "muller", "müller"]),
            ("Anna Muller", &["muller", "müller", "mueller"]),
            ("Franz Strauß", &["strauss", "strauß", "straus"]),
            (
                "Jo Smith-Jones",
                &["smith", "jones", "smithjones", "smith-jones", "smith jones", "jones smith"],
            ),
            ("Anna van der Berg", &["vanderberg", "van der berg", "berg", "van der", "vander"]),
            ("Siân Łódź", &["sian", "lodz", "si\u{302}an"]),
        ] {
            let words = of_name(name);
            for query in queries {
                assert!(finds(query, &words), "{query} / {name}: {words:?}");
            }
        }
        for (name, query) in [("Anna Murray", "mue"), ("Sean Brown", "obrien"), ("Anna Miller", "muller")] {
            assert!(!finds(query, &of_name(name)), "{query} / {name}");
        }
    }

    #[test]
    fn somebody_is_found_by_how_they_are_reached() {
        for (reach, queries) in [
            (
                "07700 900123",
                &[
                    "07700900123",
                    "07700 900123",
                    "+44 7700 900123",
                    "+447700900123",
                    "07700 9",
                    "900123",
                    "7700900123",
                    "+4477",
                ][..],
            ),
            ("+44 (0)20 7946 0123", &["02079460123", "020 7946 0123", "020 7946"]),
            ("Amara@Example.org", &["amara@example.org", "AMARA", "amara@ex"]),
            ("12 High Street, Leeds LS1 4AB", &["ls1 4ab", "LS14AB", "ls1", "ls1 4"]),
            ("ls14ab", &["ls1 4ab", "LS1 4AB"]),
        ] {
            let words = of_reach(reach);
            for query in queries {
                assert!(finds(query, &words), "{query} / {reach}: {words:?} {:?}", typed(query));
            }
        }
        assert!(!finds("leeds", &of_reach("12 High Street, Leeds LS1 4AB")));
        assert!(!finds("07700 900124", &of_reach("07700 900123")));
    }

    #[test]
    fn a_text_is_found_by_its_words_and_a_reference_by_its_numbers() {
        assert!(
            finds("hire van", &of_text("The driver’s van hire"))
                && finds("driver", &of_text("The driver’s van hire"))
        );
        assert!(finds("26-0142", &of_text("26-0142")) && finds("0142", &of_text("26-0142")));
        assert!(typed(" - ").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_typed_without_accents_and_punctuation_still_finds(
            name in "[A-ZÁÉÜØŁ][a-zéüøßłæœ]{2,8} [A-ZÓ]['’]?[A-Z][a-zâêüß]{2,9}(-[A-Z][a-z]{2,8})?", cut in 0_usize..6
        ) {
            let plain: String = crate::domain::text::transliterate(&name).chars().filter(|it| !"'’-".contains(*it)).collect();
            let begun = &plain[..plain.len() - cut.min(plain.len() - 4)];
            prop_assert!(finds(begun, &of_name(&name)), "{} / {}: {:?}", begun, name, of_name(&name));
        }
    }
}
