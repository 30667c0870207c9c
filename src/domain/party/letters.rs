//! Words as names are compared: capitals, accents and apostrophes do not count, and a letter such as “ü” is spelt both ways
//! in which people write it without the key for it.

use std::iter;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

use crate::domain::text::{is_invisible, plain_letter};

/// Every sign but the two of ASCII that stands where an apostrophe does, as keyboards, phones and word processors make them.
const APOSTROPHES: &[char] =
    &['’', '‘', '‛', '´', 'ʼ', 'ʻ', 'ʽ', 'ʹ', '′', '‵', '＇', '\u{55a}', '\u{5f3}', '\u{a78b}', '\u{a78c}'];

fn is_apostrophe(it: char) -> bool {
    if it.is_ascii() { matches!(it, '\'' | '`') } else { APOSTROPHES.contains(&it) }
}

/// Whether it is a hyphen, or what stands for one in a double name.
pub fn is_dash(it: char) -> bool {
    it == '-' || ('\u{2010}'..='\u{2013}').contains(&it)
}

/// Letters that are written in two ways where there is no key for them: as the letter beneath, and in full.
const TWO_WAYS: &[(char, &str, &str)] = &[
    ('ä', "a", "ae"),
    ('ö', "o", "oe"),
    ('ü', "u", "ue"),
    ('ø', "o", "oe"),
    ('ǿ', "o", "oe"),
    ('å', "a", "aa"),
    ('æ', "a", "ae"),
    ('ǽ', "a", "ae"),
    ('œ', "o", "oe"),
    ('ß', "ss", "ss"),
    ('þ', "th", "th"),
    ('ŋ', "ng", "ng"),
    ('ĳ', "ij", "ij"),
];

/// Letters of other alphabets that look like these: a word of nothing but such is read as it looks.
const LOOK_ALIKES: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('һ', 'h'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
];

/// A word as it looks, if every letter of it is one of ours or looks like one.
fn as_it_looks(word: String) -> String {
    if word.is_ascii() {
        return word;
    }
    let looks = |it: char| {
        it.is_ascii().then_some(it).or_else(|| LOOK_ALIKES.iter().find(|at| at.0 == it).map(|at| at.1))
    };
    word.chars().map(looks).collect::<Option<String>>().unwrap_or(word)
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
    /// In small letters without marks: “Müller” is `muller`.
    pub short: String,
    /// The same with “ü” as `ue` and the like; none where that is no other spelling.
    long: Option<String>,
    /// Where, in the short spelling, an apostrophe stood.
    joints: Vec<usize>,
}

impl Word {
    /// The ways in which it may be spelt.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.short.as_str()].into_iter().chain(self.long.as_deref())
    }

    /// The ways in which it may be spelt, of a word that nobody needs any more.
    pub fn into_spellings(self) -> impl Iterator<Item = String> {
        [self.short].into_iter().chain(self.long)
    }

    /// The longer spelling; the short one where there is no other.
    pub fn long(&self) -> &str {
        self.long.as_deref().unwrap_or(&self.short)
    }

    /// Whether a spelling of it is one of the other.
    pub fn is(&self, other: &Self) -> bool {
        self.spellings().any(|one| other.spellings().any(|there| one == there))
    }

    /// The same without the “s” at its end, for one that is written without its apostrophe; none for a short word.
    pub fn without_s(&self) -> Option<Self> {
        let stem = |it: &String| it.strip_suffix('s').map(str::to_owned);
        let short = stem(&self.short).filter(|it| 2 < it.len())?;
        let joints = self.joints.iter().copied().filter(|it| *it < short.len()).collect();
        Some(Self { place: self.place.clone(), long: self.long.as_ref().and_then(stem), short, joints })
    }

    /// The initial that it is, if it is one letter.
    pub fn initial(&self) -> Option<char> {
        let mut letters = self.short.chars();
        letters.next().filter(|it| it.is_alphabetic() && letters.next().is_none())
    }

    /// Whether it holds a digit: such a word is the same as another only if it is equal.
    pub fn has_digit(&self) -> bool {
        self.short.contains(char::is_numeric)
    }

    /// The parts between its apostrophes; none if it has none.
    pub fn parts(&self) -> Vec<&str> {
        let ends = self.joints.iter().copied().chain([self.short.len()]);
        let begins = [0].into_iter().chain(self.joints.iter().copied());
        let parts = begins.zip(ends).map(|(from, to)| &self.short[from..to]).filter(|it| !it.is_empty());
        if self.joints.is_empty() { Vec::new() } else { parts.collect() }
    }

    /// Several words that follow one another, as one.
    pub fn joined(words: &[Self]) -> Self {
        let short: String = words.iter().map(|it| it.short.as_str()).collect();
        let long: String = words.iter().map(Self::long).collect();
        let place = match words {
            [] => 0..0,
            [first, .., last] => first.place.start..last.place.end,
            [only] => only.place.clone(),
        };
        Self { place, long: Some(long).filter(|it| *it != short), short, joints: Vec::new() }
    }
}

/// A spelling in which “ae”, “oe”, “ue” and “aa” are one letter, for telling what may be the same.
pub fn drawn_together(spelling: &str) -> String {
    let mut drawn = String::with_capacity(spelling.len());
    for letter in spelling.chars() {
        let before = drawn.chars().next_back();
        let is_second = match letter {
            'e' => matches!(before, Some('a' | 'o' | 'u')),
            'a' => before == Some('a'),
            _ => false,
        };
        if !is_second {
            drawn.push(letter);
        }
    }
    drawn
}

/// The words of a text, in order. An apostrophe inside a word belongs to it (“O’Brien” is `obrien`), but for the “’s” of
/// “Amara’s”; a hyphen parts two words, and so does what stands for a sign in a link.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut open: Option<Spelt> = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        if letter == '%' && is_percent_encoded(&text[at..]) {
            found.extend(open.take().map(Spelt::word));
            letters.nth(1);
            continue;
        }
        let is_apostrophe = is_apostrophe(letter);
        if letter.is_alphanumeric() && !is_apostrophe {
            let word = open.get_or_insert_with(|| Spelt::at(at));
            word.take(letter);
            word.place.end = end;
        } else if let Some(word) = &mut open {
            if is_mark(letter) {
                word.mark(letter);
                word.place.end = end;
            } else if is_apostrophe && goes_on(&text[end..]) {
                word.joints.push(word.short.len());
            } else {
                found.extend(open.take().map(Spelt::word));
                letters.next_if(|it| is_apostrophe && is_genitive(&text[it.0..]));
            }
        }
    }
    found.extend(open.map(Spelt::word));
    found
}

/// How many signs stand for one in a link: “%20”.
pub const PERCENT_ENCODED: usize = 3;

/// Whether a text begins with what stands for a sign in a link: it parts words as the sign does.
fn is_percent_encoded(text: &str) -> bool {
    let mut digits = text.chars().skip(1).take(PERCENT_ENCODED - 1);
    digits.clone().count() == PERCENT_ENCODED - 1 && digits.all(|it| it.is_ascii_hexdigit())
}

/// Whether a word goes on after an apostrophe.
fn goes_on(rest: &str) -> bool {
    !is_genitive(rest) && rest.chars().find(|it| !is_mark(*it)).is_some_and(char::is_alphanumeric)
}

/// Whether an “s” alone follows an apostrophe.
fn is_genitive(rest: &str) -> bool {
    let mut letters = rest.chars();
    matches!(letters.next(), Some('s' | 'S')) && !letters.next().is_some_and(char::is_alphanumeric)
}

/// A mark above or below a letter, or something that nobody sees.
fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && (letter.width() == Some(0) || is_invisible(letter))
}

/// A word as it is read.
struct Spelt {
    place: Range<usize>,
    short: String,
    /// From the first letter on that is spelt in two ways.
    long: Option<String>,
    joints: Vec<usize>,
}

impl Spelt {
    const fn at(start: usize) -> Self {
        Self { place: start..start, short: String::new(), long: None, joints: Vec::new() }
    }

    fn take(&mut self, letter: char) {
        if letter.is_ascii() {
            return self.put(letter.to_ascii_lowercase());
        }
        // Letters that are only drawn otherwise, wide or bold, are the letter.
        for small in iter::once(letter).nfkc().flat_map(char::to_lowercase) {
            if let Some((_, short, long)) = TWO_WAYS.iter().find(|it| it.0 == small) {
                self.long.get_or_insert_with(|| self.short.clone()).push_str(long);
                self.short.push_str(short);
            } else if !is_mark(small) {
                self.put(plain_letter(small).unwrap_or(small));
            }
        }
    }

    fn put(&mut self, letter: char) {
        self.short.push(letter);
        if let Some(long) = &mut self.long {
            long.push(letter);
        }
    }

    /// The two marks that make a letter with two spellings of the letter before them.
    fn mark(&mut self, mark: char) {
        let second = match (self.short.chars().next_back(), mark) {
            (Some('a' | 'o' | 'u'), '\u{308}') => 'e',
            (Some('a'), '\u{30a}') => 'a',
            _ => return,
        };
        self.long.get_or_insert_with(|| self.short.clone()).push(second);
    }

    fn word(self) -> Word {
        let Self { place, short, long, joints } = self;
        if long.is_none() && short.is_ascii() {
            return Word { place, short, long, joints };
        }
        let (looks, long) = (as_it_looks(short.clone()), long.map(as_it_looks));
        // A letter that only looks like ours has more bytes than ours.
        let joint = |it: usize| if looks == short { it } else { short[..it].chars().count() };
        let joints = joints.into_iter().map(joint).collect();
        Word { place, long: long.filter(|it| *it != looks), short: looks, joints }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str) -> Vec<String> {
        words(text).iter().map(|it| it.spellings().collect::<Vec<_>>().join("/")).collect()
    }

    #[test]
    fn a_word_is_spelt_without_capitals_marks_and_apostrophes_and_both_ways_where_there_are_two() {
        for (text, expect) in [
            ("SIÂN O’Brien", vec!["sian", "obrien"]),
            ("O'Brien O`Brien OʼBrien O′Brien", vec!["obrien", "obrien", "obrien", "obrien"]),
            ("Müller", vec!["muller/mueller"]),
            ("Mu\u{308}ller", vec!["muller/mueller"]),
            ("Strauß", vec!["strauss"]),
            ("Łódź Søren Ångström Æsop", vec!["lodz", "soren/soeren", "angstrom/aangstroem", "asop/aesop"]),
            ("Siân\u{200b}e Sia\u{302}n", vec!["siane", "sian"]),
            ("Smith-Jones", vec!["smith", "jones"]),
            ("Amara’s, James' and D’Souza’s", vec!["amara", "james", "and", "dsouza"]),
            ("Олена İz", vec!["олена", "iz"]),
            ("𝐙𝐞𝐥𝐝𝐚 Ｚelda Ⓩelda", vec!["zelda", "zelda", "zelda"]),
            ("Оkаfоr О’Вrіеn Οkafοr", vec!["okafor", "obrien", "okafor"]),
            ("", vec![]),
        ] {
            assert_eq!(spelt(text), expect, "{text}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stands_and_its_parts() {
        let text = "to Siân O’Brien’s house";
        let all = words(text);
        assert_eq!(
            all.iter().map(|it| &text[it.place.clone()]).collect::<Vec<_>>(),
            ["to", "Siân", "O’Brien", "house"]
        );
        assert_eq!((all[2].parts(), all[1].parts()), (vec!["o", "brien"], vec![]));
    }

    #[test]
    fn what_may_be_one_word_is_told_from_what_is() {
        let is = |one: &str, other: &str| {
            let (one, other) = (&words(one)[0], &words(other)[0]);
            (one.is(other), drawn_together(&one.short) == drawn_together(&other.short))
        };
        assert_eq!(is("Müller", "Mueller"), (true, true));
        assert_eq!(is("Müller", "Muller"), (true, true));
        assert_eq!(is("Mueller", "Muller"), (false, true));
        assert_eq!(is("Miller", "Muller"), (false, false));
    }
}
