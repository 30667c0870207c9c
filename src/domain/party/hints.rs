//! What in a text may tell of somebody though nobody's whole name stands there: one word of a name that the office knows, a house
//! in a street, a name on a site where people show themselves.
//!
//! It finds more than there is: a person looks at each.

use std::collections::HashSet;
use std::ops::Range;

use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, is_dash, words};
use crate::domain::party::name::Name;
use crate::domain::party::ordinary::is_ordinary;

/// How many words the name of a person has at most; what has more is no person's.
const LONGEST_NAME: usize = 4;
/// Letters of a word of a name at least: one is an initial.
const FEWEST_LETTERS: usize = 2;
/// Letters of a name on a site at least.
const FEWEST_OF_A_HANDLE: usize = 3;
/// Words of a street at most, without the number before it.
const LONGEST_STREET: usize = 5;
/// Letters of the number of a house at most: “112a”.
const LONGEST_NUMBER: usize = 4;

/// What a street ends with, as it is compared, and how else that is written. Those with a mark may be any word: they end a street only
/// after capitals.
const STREETS: &[(&str, bool, &[&str])] = &[
    ("street", true, &["st", "str"]),
    ("road", true, &["rd"]),
    ("avenue", true, &["ave", "av"]),
    ("lane", true, &["ln"]),
    ("crescent", true, &["cres", "cresc"]),
    ("gardens", true, &["gdns", "gdn"]),
    ("terrace", true, &["tce", "terr"]),
    ("close", false, &["cl"]),
    ("court", false, &["ct"]),
    ("drive", false, &["dr", "drv"]),
    ("grove", false, &["gr", "grv"]),
    ("hill", false, &["hl"]),
    ("house", false, &["hse"]),
    ("mews", false, &[]),
    ("park", false, &["pk"]),
    ("place", false, &["pl"]),
    ("rise", false, &[]),
    ("row", false, &[]),
    ("square", false, &["sq"]),
    ("view", false, &[]),
    ("walk", false, &["wlk"]),
    ("way", false, &["wy"]),
    ("wynd", false, &[]),
    ("green", false, &["grn"]),
    ("heol", false, &[]),
    ("ffordd", false, &[]),
];
/// Sites on which people show themselves: what stands behind the name of one tells who it is.
const SITES: &[&str] = &[
    "twitter.com/",
    "x.com/",
    "facebook.com/",
    "fb.com/",
    "instagram.com/",
    "linkedin.com/in/",
    "tiktok.com/",
    "youtube.com/",
    "t.me/",
    "wa.me/",
    "bsky.app/profile/",
];

/// Words of the names of people whom the office knows, and their houses.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    words: HashSet<String>,
    /// Houses of whoever is looked for, as they are compared: theirs to have.
    own: HashSet<String>,
}

impl Hints {
    /// Adds the words of a name.
    pub fn add(&mut self, name: &str) {
        let read = Name::read(name);
        if read.is_nobody() || LONGEST_NAME < read.words.len() {
            return;
        }
        let is_one = |it: &&Word| FEWEST_LETTERS <= it.short.chars().count() && !it.has_digit();
        self.words.extend(read.words.iter().filter(is_one).map(|it| it.short.clone()));
    }

    /// Leaves the houses of whoever is looked for where they are, however they are written.
    pub fn spare(&mut self, person: &KnownAs) {
        for reach in &person.reach {
            let all = words(reach);
            for at in (0..all.len()).filter(|it| is_house_number(&all[*it])) {
                for end in at + 2..=all.len().min(at + 1 + LONGEST_STREET) {
                    self.own.insert(street_as_compared(&all[at..end]));
                }
            }
        }
    }

    /// Words of names, with the initials beside them.
    pub fn names(&self, text: &str) -> Vec<Range<usize>> {
        let all = words(text);
        let is_large = |it: &Word| text[it.place.clone()].starts_with(char::is_uppercase);
        let is_initial = |it: &Word| it.initial().is_some() && is_large(it);
        let adjoins = |one: &Word, next: &Word| {
            let between = &text[one.place.end..next.place.start];
            let is_short = is_initial(one);
            between.chars().all(|it| it == ' ' || it == '\u{a0}' || is_dash(it) || is_short && it == '.')
        };
        let is_day = |at: usize| {
            let beside = [at.checked_sub(1), Some(at + 1)];
            beside.into_iter().flatten().filter_map(|it| all.get(it)).any(Word::has_digit)
        };
        let mut found = Vec::new();
        for (at, word) in all.iter().enumerate() {
            if !is_large(word) || !self.words.contains(&word.short) {
                continue;
            }
            let before =
                at.checked_sub(1).map(|it| &all[it]).filter(|it| is_initial(it) && adjoins(it, word));
            let after = all.get(at + 1).filter(|it| is_initial(it) && adjoins(word, it) && it.short != "i");
            // An ordinary word with a capital is one where a sentence begins, and may be a month.
            let is_any = || begins_a_sentence(text, word.place.start) || is_day(at);
            if before.is_none() && after.is_none() && is_ordinary(&word.short) && is_any() {
                continue;
            }
            let start = before.map_or(word.place.start, |it| it.place.start);
            found.push(start..after.map_or(word.place.end, |it| it.place.end));
        }
        found
    }

    /// Houses in streets: a number, and up to a word that streets end with.
    pub fn streets(&self, text: &str) -> Vec<Range<usize>> {
        let all = words(text);
        let is_large = |it: &Word| text[it.place.clone()].starts_with(char::is_uppercase);
        let mut found = Vec::new();
        for at in (0..all.len()).filter(|it| is_house_number(&all[*it])) {
            let ends = at + 2..all.len().min(at + 1 + LONGEST_STREET);
            let is_street = |end: &usize| {
                let named = &all[at + 1..*end];
                let are_large = named.iter().all(is_large);
                let goes_on = all[at..=*end].windows(2).all(|it| goes_on(text, &it[0], &it[1]));
                goes_on
                    && kind_of_street(&all[*end].short).is_some_and(|it| {
                        are_large || it.1 && named.len() == 1 && !is_ordinary(&named[0].short)
                    })
            };
            // “5 St. Mary’s Road”: the last word that a street may end with.
            let end = ends.rev().find(is_street);
            let Some(end) = end else { continue };
            let street = &all[at..=end];
            if !self.own.contains(&street_as_compared(street)) {
                found.push(Word::joined(street).place);
            }
        }
        found
    }

    /// Whether these words are a house of whoever is looked for.
    pub fn is_own_house(&self, house: &[Word]) -> bool {
        self.own.contains(&street_as_compared(house))
    }
}

/// A house and its street as they are compared: “5 High St.” is “5 high street”.
pub fn street_as_compared(words: &[Word]) -> String {
    let one = |it: &Word| kind_of_street(&it.short).map_or_else(|| it.short.clone(), |it| it.0.to_owned());
    words.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn kind_of_street(word: &str) -> Option<(&'static str, bool)> {
    STREETS.iter().find(|it| it.0 == word || it.2.contains(&word)).map(|it| (it.0, it.1))
}

fn is_house_number(word: &Word) -> bool {
    let digits = word.short.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.short.len() - digits;
    0 < digits && word.short.len() <= LONGEST_NUMBER && rest <= 1
}

/// Whether two words may be of one street: the number may have a comma behind it, and a short word its full stop.
fn goes_on(text: &str, one: &Word, next: &Word) -> bool {
    let between = &text[one.place.end..next.place.start];
    // “St Mary’s Close”.
    let between = ["'s", "’s"].iter().find_map(|it| between.strip_prefix(it)).unwrap_or(between);
    let is_number = one.has_digit();
    let is_short = one.short.chars().count() <= 2 || kind_of_street(&one.short).is_some();
    between.chars().all(|it| {
        it.is_whitespace() || is_dash(it) || it == ',' && is_number || it == '.' && is_short || it == '\''
    })
}

fn begins_a_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|it: char| it.is_whitespace() || "“\"'(‘".contains(it));
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '…'])
}

/// Names on sites: “@name”, and what stands behind the name of a site.
pub fn handles(text: &str) -> Vec<Range<usize>> {
    let belongs = |it: char| it.is_alphanumeric() || "._-".contains(it);
    let mut found = Vec::new();
    let mut take = |start: usize, from: usize| {
        let rest = &text[from..];
        let end = rest.find(|it| !belongs(it)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(['.', '-']);
        if FEWEST_OF_A_HANDLE <= name.chars().filter(|it| it.is_alphanumeric()).count() {
            found.push(start..from + name.len());
        }
    };
    for (at, _) in text.match_indices('@') {
        if !text[..at].ends_with(belongs) {
            take(at, at + 1);
        }
    }
    let small = text.to_ascii_lowercase();
    for site in SITES {
        for (at, _) in small.match_indices(site) {
            if !small[..at].ends_with(|it: char| it.is_alphanumeric()) {
                let begins = small[at + site.len()..].strip_prefix('@').map_or(0, |_| 1);
                take(at, at + site.len() + begins);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints() -> Hints {
        let mut hints = Hints::default();
        ["Mary Plain", "Marie Blank", "Bob Speaker", "Ewa Nowak", "Rose May"]
            .iter()
            .for_each(|it| hints.add(it));
        hints.spare(&KnownAs::typed(["9 Low Road, Ayr"]));
        hints
    }

    fn shown(text: &str, places: Vec<Range<usize>>) -> Vec<String> {
        places.into_iter().map(|it| text[it].to_owned()).collect()
    }

    #[test]
    fn one_word_of_a_known_name_is_found_with_the_initial_beside_it_and_an_ordinary_word_is_not() {
        for (text, expect) in [
            ("Rang Bob S. today", &["Bob S"][..]),
            ("Told M. Plain and Mary.", &["M. Plain", "Mary"]),
            ("Her sister Ewa was cross", &["Ewa"]),
            ("Marie, also Blank, rang", &["Marie", "Blank"]),
            ("Rose early. On 3 May it was plain", &[]),
            ("a plain blank bob", &[]),
        ] {
            assert_eq!(shown(text, hints().names(text)), expect, "{text}");
        }
    }

    #[test]
    fn a_house_in_a_street_is_found_however_the_street_is_written_and_the_persons_own_is_left() {
        for (text, expect) in [
            ("He lives at 14 Elm Road.", &["14 Elm Road"][..]),
            ("At 5, High St., Leith", &["5, High St"]),
            ("9 Elm Rd, Perth", &["9 Elm Rd"]),
            ("12a St Mary's Close", &["12a St Mary's Close"]),
            ("14 elm road", &["14 elm road"]),
            ("Hers is 9 Low Rd.", &[]),
            ("We had 2 close calls. In 3 weeks way off. 5 main roads", &[]),
            ("Come on 3 May. Road works begin", &[]),
        ] {
            assert_eq!(shown(text, hints().streets(text)), expect, "{text}");
        }
    }

    #[test]
    fn a_name_on_a_site_is_found_and_an_email_is_none() {
        for (text, expect) in [
            ("See @maryplain.", &["@maryplain"][..]),
            ("on https://twitter.com/mary.plain, she", &["twitter.com/mary.plain"]),
            ("a@example.org, 5 @ £3", &[]),
        ] {
            assert_eq!(shown(text, handles(text)), expect, "{text}");
        }
    }
}
