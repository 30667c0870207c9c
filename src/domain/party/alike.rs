//! What in a text looks like a name, spelt otherwise: a slip of the hand, a figure for a letter, a name in pieces or letter by
//! letter. Nothing of it is sure, so a person is asked.
//!
//! What is near: one slip (a letter more, one fewer, another one, two turned round) in a word of five letters, two in one of
//! eight; in a word of four only where it has a capital inside a sentence. Ordinary words look like nobody's name, or every
//! “letter” would be a Lester. A name in pieces has every letter of it; so has one spelt letter by letter, but for one slip.

use std::ops::Range;

use crate::domain::nearness::slips_between;
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, words};
use crate::domain::party::name::is_title;
use crate::domain::party::ordinary::is_ordinary;
use crate::domain::reference::CaseRef;

/// Letters that a word of a name has at least for another to look like it.
const FEWEST: usize = 4;
/// And that pieces of one have together.
const FEWEST_IN_PIECES: usize = 5;
/// How many pieces a name is looked for in.
const MOST_PIECES: usize = 4;
/// Signs between two letters of a name that is spelt letter by letter.
const BETWEEN_LETTERS: usize = 3;

/// Figures that are written for a letter, with the letters they look like.
const FIGURES: &[(char, &str)] = &[
    ('0', "o"),
    ('1', "il"),
    ('3', "e"),
    ('4', "a"),
    ('5', "s"),
    ('6', "g"),
    ('7', "t"),
    ('8', "b"),
    ('9', "g"),
];

/// Something in a text that may be a name spelt otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Where, in bytes.
    pub place: Range<usize>,
    /// The letters that it may be read as.
    read_as: Vec<String>,
    written: Written,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// As one word; whether with a capital inside a sentence.
    Word { is_large: bool },
    /// With figures for letters.
    InFigures,
    /// In pieces, which nothing but a space parts.
    InPieces,
    /// In pieces, with another sign between them.
    Parted,
    /// Letter by letter: other words may stand before and after it.
    ByLetters,
}

impl Suspect {
    /// Whether it looks like a word of a name, and is not that word itself.
    pub fn is_like(&self, word: &str) -> bool {
        self.read_as.iter().any(|it| self.is_like_as(it, word))
    }

    fn is_like_as(&self, read: &str, word: &str) -> bool {
        let count = |it: &str| it.chars().count();
        let letters = count(word).min(count(read));
        let fewest = if self.is_in_pieces() { FEWEST_IN_PIECES } else { FEWEST };
        if count(word) < fewest {
            return false;
        }
        let most = match self.written {
            Written::InPieces => 0,
            Written::Parted | Written::ByLetters => usize::from(4 < letters),
            Written::Word { is_large: true } if letters == 4 => 1,
            _ => [0, 1, 2][usize::from(4 < letters) + usize::from(7 < letters)],
        };
        if self.written == Written::ByLetters && read.contains(word) {
            return true;
        }
        let fewest = usize::from(matches!(self.written, Written::Word { .. }));
        // A slip brings one letter and takes one at most: of most words this says enough.
        let others = (letters_of(read) ^ letters_of(word)).count_ones() as usize;
        if most * 2 < others {
            return false;
        }
        if self.written != Written::InPieces && is_out_of_order(read, word) {
            return true;
        }
        slips_between(read, word).is_some_and(|slips| (fewest..=most).contains(&slips))
    }

    /// Whether it is a word of a name itself.
    pub fn is(&self, word: &str) -> bool {
        matches!(self.written, Written::Word { .. }) && self.read_as.iter().any(|it| it == word)
    }

    /// Whether it has to be held against every name: its letters are none's.
    pub fn is_spelt_otherwise(&self) -> bool {
        self.written != Written::InPieces
    }

    const fn is_in_pieces(&self) -> bool {
        matches!(self.written, Written::InPieces | Written::Parted)
    }
}

/// Whether a word has the letters of another, the same first and last, in another order: “Okofar”.
fn is_out_of_order(read: &str, word: &str) -> bool {
    let sorted = |it: &str| {
        let mut letters: Vec<char> = it.chars().collect();
        letters.sort_unstable();
        letters
    };
    let ends = |it: &str| (it.chars().next(), it.chars().next_back());
    FEWEST < word.len() && read != word && ends(read) == ends(word) && sorted(read) == sorted(word)
}

/// Which letters a word has, a bit for each.
fn letters_of(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |all, it| all | 1 << (it - b'a'))
}

/// What in a text may be a name spelt otherwise. `is_known` says of a word in small letters that it is called so here: a
/// service or an organisation. The longest come first.
pub fn suspects(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<Suspect> {
    let spoken = words(text);
    let is_any = |it: &Word| is_ordinary(&it.short) || is_known(&it.short);
    let by_letters = by_letters(text, &spoken);
    let is_spelt = |place: &Range<usize>| {
        by_letters.iter().any(|it| it.place.start <= place.start && place.end <= it.place.end)
    };
    let mut found = by_letters.clone();
    for (at, word) in spoken.iter().enumerate() {
        if is_spelt(&word.place) || is_title(word) {
            continue;
        }
        found.extend(one_word(text, word).filter(|_| !is_any(word)));
        for count in 2..=MOST_PIECES.min(spoken.len() - at) {
            found.extend(pieces(text, &spoken[at..at + count], is_any));
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.place.len()));
    found
}

/// A word by itself.
fn one_word(text: &str, word: &Word) -> Option<Suspect> {
    let figures = word.short.chars().filter(|it| it.is_numeric()).count();
    let letters = word.short.chars().count() - figures;
    if letters + figures < FEWEST || letters < figures {
        return None;
    }
    let read_as =
        if figures == 0 { word.spellings().map(str::to_owned).collect() } else { in_letters(&word.short) };
    let written = match figures {
        0 => Written::Word { is_large: is_large_inside(text, word) },
        _ => Written::InFigures,
    };
    Some(Suspect { place: word.place.clone(), read_as, written }).filter(|it| !it.read_as.is_empty())
}

/// Whether a word has a capital that its place does not ask for: it begins no sentence.
fn is_large_inside(text: &str, word: &Word) -> bool {
    let before = text[..word.place.start].trim_end_matches([' ', '“', '‘', '"', '\'', '(']);
    let is_inside =
        before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, ',' | ';' | ')' | '’' | '”'));
    is_inside && text[word.place.clone()].starts_with(char::is_uppercase)
}

/// Words that may be one name in pieces: ordinary words that only a space parts are words.
fn pieces(text: &str, run: &[Word], is_any: impl Fn(&Word) -> bool) -> Option<Suspect> {
    let gaps: Vec<&str> = run.windows(2).map(|it| &text[it[0].place.end..it[1].place.start]).collect();
    let is_one = |it: &&str| it.chars().count() == 1 && !it.contains(['\n', ',', ';', ':', '!', '?', '/']);
    let is_words = |it: &Word| it.short.chars().all(char::is_alphabetic);
    if !gaps.iter().all(is_one) || !run.iter().all(is_words) || run.iter().all(&is_any) {
        return None;
    }
    let joined = Word::joined(run);
    let is_parted = gaps.iter().any(|it| *it != " ");
    let written = if is_parted { Written::Parted } else { Written::InPieces };
    Some(Suspect {
        place: joined.place.clone(),
        read_as: joined.spellings().map(str::to_owned).collect(),
        written,
    })
}

/// Letters that stand one by one.
fn by_letters(text: &str, spoken: &[Word]) -> Vec<Suspect> {
    let mut found = Vec::new();
    let is_letter = |it: &Word| it.short.chars().count() == 1;
    let is_next = |it: &[Word]| {
        let between = &text[it[0].place.end..it[1].place.start];
        is_letter(&it[0]) && is_letter(&it[1]) && between.chars().count() <= BETWEEN_LETTERS
    };
    let mut at = 0;
    while at < spoken.len() {
        let count = 1 + spoken[at..].windows(2).take_while(|it| is_next(it)).count();
        let joined = Word::joined(&spoken[at..at + count]);
        at += count;
        if FEWEST <= count {
            let read_as = in_letters(&joined.short);
            found.push(Suspect { place: joined.place, read_as, written: Written::ByLetters });
        }
    }
    found
}

/// A run of letters and figures as letters alone, in each way; none where a figure is like no letter.
fn in_letters(run: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for letter in run.chars() {
        let own = letter.to_string();
        let letters = match FIGURES.iter().find(|it| it.0 == letter) {
            Some((_, letters)) => letters,
            None if letter.is_numeric() => return Vec::new(),
            None => own.as_str(),
        };
        let ways = found.iter().flat_map(|begun| letters.chars().map(move |it| format!("{begun}{it}")));
        // Of very many figures the first ways are enough.
        found = ways.take(16).collect();
    }
    found
}

/// Whose names are looked for.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The words of their names: in every spelling, and as they were entered.
    words: Vec<(Vec<String>, String)>,
    /// Of which case they are; none for whoever works here.
    case: Option<CaseRef>,
    /// Whether the asker may be told whose name it looks like.
    may_be_told: bool,
}

impl Whose {
    /// Somebody by all their names. `may_be_told` says whether the asker may be told whose name it looks like.
    pub fn of(known: &KnownAs, case: Option<CaseRef>, may_be_told: bool) -> Self {
        // The word as it was entered, which the place of a read word tells of its own name alone.
        let entered: Vec<(String, &str)> = known
            .names
            .iter()
            .flat_map(|name| words(name).into_iter().map(|it| (it.short, &name[it.place])))
            .collect();
        let as_entered = |word: &Word| {
            let found = entered.iter().find(|it| it.0 == word.short);
            found.map_or_else(|| word.short.clone(), |it| it.1.to_owned())
        };
        let names = known.read_names();
        let words = names.iter().flat_map(|it| &it.words);
        let words = words.map(|it| (it.spellings().map(str::to_owned).collect(), as_entered(it)));
        Self { words: words.collect(), case, may_be_told }
    }
}

/// What in a text looks like a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// What stands there.
    pub words: String,
    /// What it looks like, in words.
    pub like: String,
}

impl Alike {
    /// The question to whoever writes.
    pub fn question(&self) -> String {
        format!("“{}” looks like {}. Is it somebody’s name?", self.words, self.like)
    }
}

/// What in a text looks like a name of one of these; no two places overlap.
pub fn alike(text: &str, suspects: &[Suspect], people: &[Whose]) -> Vec<Alike> {
    let mut found: Vec<(Range<usize>, Alike)> = Vec::new();
    for it in suspects {
        let is_free =
            found.iter().all(|(place, _)| it.place.end <= place.start || place.end <= it.place.start);
        found
            .extend(is_free.then(|| like(text, it, people)).flatten().map(|alike| (it.place.clone(), alike)));
    }
    found.sort_by_key(|it| it.0.start);
    found.into_iter().map(|it| it.1).collect()
}

/// What it looks like, if it does: a word of a name. Whoever may be told of comes first.
fn like(text: &str, suspect: &Suspect, people: &[Whose]) -> Option<Alike> {
    let name_in = |whose: &Whose| {
        let is_like = |it: &&(Vec<String>, String)| it.0.iter().any(|it| suspect.is_like(it));
        whose.words.iter().find(is_like).map(|it| it.1.clone())
    };
    let found = people.iter().filter_map(|it| Some((it, name_in(it)?))).min_by_key(|it| !it.0.may_be_told)?;
    let like = match found {
        (Whose { may_be_told: false, .. }, _) => "a name that the office knows".to_owned(),
        (Whose { case: Some(case), .. }, name) => format!("the name {name} in {case}"),
        (_, name) => format!("the name {name} of somebody who works here"),
    };
    Some(Alike { words: text[suspect.place.clone()].to_owned(), like })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[&str]) -> Vec<Whose> {
        let known = |it: &&str| KnownAs { names: vec![(*it).to_owned()], reach: Vec::new() };
        names.iter().map(|it| Whose::of(&known(it), None, true)).collect()
    }

    /// What looks like a name of theirs, with a stroke between.
    fn told(text: &str) -> String {
        let people = people(&["Amara Okafor", "Siân O’Brien", "Wilhelmina Kahn", "Jon Lester", "Bo Ford"]);
        let found = suspects(text, |it| it == "lesters");
        alike(text, &found, &people).into_iter().map(|it| it.words).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_name_that_is_spelt_otherwise_looks_like_it() {
        for (text, expect) in [
            ("We told Okofor and okafro, Okafr, Okaffor.", "Okofor | okafro | Okafr | Okaffor"),
            ("Okofar", "Okofar"),
            ("0kafor, Ok4for and 0k4f0r", "0kafor | Ok4for | 0k4f0r"),
            ("Oka for, Oka-for, O.kafor, Ok@for", "Oka for | Oka-for | O.kafor | Ok@for"),
            ("O K A F O R and O.K.A.F.O.R. came", "O K A F O R | O.K.A.F.O.R"),
            ("A M A R A O K A F O R", "A M A R A O K A F O R"),
            ("Wilelmnia wrote to Obrein’s son", "Wilelmnia | Obrein"),
            ("She told Khan; khan. Khan", "Khan"),
        ] {
            assert_eq!(told(text), expect, "{text}");
        }
    }

    #[test]
    fn a_name_itself_and_ordinary_words_look_like_none() {
        for text in [
            "Okafor and Amara Okafor’s letter",
            "The letter was about her better food. Letter by letter",
            "It was better for Delta, the a b c of it",
            "We asked for dates, of or about 2025-26",
            "Lesters is a service of ours",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }

    #[test]
    fn whoever_asks_is_told_whose_name_it_is_only_where_they_may_be() {
        let case = CaseRef { year: 2026, number: 31 };
        let of = |case, may_be_told| Whose { case, may_be_told, ..people(&["Amara Okafor"]).remove(0) };
        let asked = |of: Whose| {
            let text = "Okofor came";
            alike(text, &suspects(text, |_| false), &[of])[0].question()
        };
        assert_eq!(
            asked(of(Some(case), true)),
            "“Okofor” looks like the name Okafor in 26-0031. Is it somebody’s name?"
        );
        assert!(asked(of(Some(case), false)).contains("looks like a name that the office knows."));
        assert!(asked(of(None, true)).contains("the name Okafor of somebody who works here."));
    }
}
