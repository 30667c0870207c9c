//! Names of people, read into words.

use crate::domain::party::letters::{Word, is_dash, words};

/// Words before a name that are no name themselves.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "master",
    "madam",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "baroness",
    "rev",
    "revd",
    "reverend",
    "father",
    "canon",
    "imam",
    "rabbi",
    "cllr",
    "councillor",
    "hon",
];

/// Those of them that nobody is called: the others are a name where another word stands before them (“Jack Lord”).
const ONLY_TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "cllr",
];

/// Letters after a name that are no name themselves. “Junior” is one: it tells a son from his father.
const LETTERS_AFTER: &[&str] =
    &["esq", "obe", "mbe", "cbe", "kbe", "dbe", "kc", "qc", "mp", "msp", "ms", "mla", "phd", "jp"];

/// What is written where nobody's name is known.
const NOBODY: &[&str] = &[
    "not given",
    "not known",
    "not recorded",
    "not provided",
    "unknown",
    "anonymous",
    "anon",
    "name withheld",
    "withheld",
    "erased",
    "na",
    "n a",
    "none",
];

/// Digits of a number with its area, which begins with 0 or a plus sign and is no part of the name before it.
const FEWEST_OF_A_PHONE: usize = 9;

/// A name, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Its words in the order in which one says them, without titles.
    pub words: Vec<Word>,
}

/// Whether a word is a title.
pub fn is_title(word: &Word) -> bool {
    TITLES.contains(&word.short.as_str())
}

/// The words of a name but for its titles: what stands before it, and what nobody is called.
pub fn without_titles(words: &[Word]) -> Vec<&Word> {
    let before = words.iter().take_while(|it| is_title(it)).count();
    let name = &words[before.min(words.len().saturating_sub(1))..];
    name.iter().filter(|it| !ONLY_TITLES.contains(&it.short.as_str())).collect()
}

impl Name {
    /// Reads a name. What follows it in brackets is no part of it, nor is a telephone number or an address that begins with
    /// the number of a house after a comma; another number is (“Resident 12”). A comma turns it round (“Okafor, Amara”).
    /// Where it says that no name is known, it has no words.
    pub fn read(text: &str) -> Self {
        let end = text.find(|it: char| ";(<@".contains(it)).unwrap_or(text.len());
        let end = number_that_ends(&text[..end]).unwrap_or(end);
        // What stands before an @ is the beginning of an address.
        let text = if text[end..].starts_with('@') {
            text[..end].rsplit_once(char::is_whitespace).map_or("", |it| it.0)
        } else {
            &text[..end]
        };
        let mut pieces: Vec<Vec<Word>> = text.split(',').map(words).filter(|it| !it.is_empty()).collect();
        let spoken: Vec<&str> = pieces.iter().flatten().map(|it| it.short.as_str()).collect();
        if NOBODY.contains(&spoken.join(" ").as_str()) {
            return Self::default();
        }
        let is_name = |it: &Word, listed: &[&str]| !listed.contains(&it.short.as_str());
        let without = |pieces: &[Vec<Word>]| -> Vec<Vec<Word>> {
            let letters_after = |place: usize| if place == 0 { &[] } else { LETTERS_AFTER };
            let kept = pieces.iter().enumerate().map(|(place, piece)| {
                let kept = without_titles(piece).into_iter();
                kept.filter(|it| is_name(it, letters_after(place))).cloned().collect::<Vec<Word>>()
            });
            kept.filter(|it| !it.is_empty()).collect()
        };
        // Whoever is called nothing but a title is called that.
        let bare = without(&pieces);
        if !bare.is_empty() {
            pieces = bare;
        }
        let surname = if pieces.len() > 1 { pieces.remove(0) } else { Vec::new() };
        let mut words: Vec<Word> = pieces.into_iter().flatten().chain(surname).collect();
        // The last of them stand in the first piece; a hyphen makes one a part of a name.
        let is_letters = |it: &Word| {
            !is_name(it, LETTERS_AFTER) && !text.get(..it.place.start).is_some_and(|it| it.ends_with(is_dash))
        };
        while words.len() > 2 && words.last().is_some_and(is_letters) {
            words.pop();
        }
        Self { words }
    }

    /// Whether there is no name.
    pub fn is_nobody(&self) -> bool {
        self.words.is_empty()
    }

    /// The name as one run of letters, for looking it up among very many.
    pub fn run(&self) -> String {
        Word::joined(&self.words).short
    }

    /// Every digit of it, in order: names with other digits are other people's (“Resident 12”, “Resident 47”).
    pub fn digits(&self) -> String {
        self.words.iter().flat_map(|it| it.short.chars()).filter(|it| it.is_numeric()).collect()
    }
}

/// Where a number stands that is no part of the name before it: a telephone number, or one that begins the text or what
/// follows a comma.
fn number_that_ends(text: &str) -> Option<usize> {
    let is_of_a_number = |it: char| it.is_numeric() || " +-.()/\u{a0}".contains(it);
    text.char_indices().filter(|it| it.1.is_numeric()).map(|it| it.0).find(|at| {
        let before = text[..*at].trim_end_matches([' ', '+']);
        let number = &text[*at..];
        let number = &number[..number.find(|it| !is_of_a_number(it)).unwrap_or(number.len())];
        let is_whole = FEWEST_OF_A_PHONE <= number.chars().filter(|it| it.is_numeric()).count();
        let is_phone = is_whole && (number.starts_with('0') || text[..*at].ends_with('+'));
        before.is_empty() || before.ends_with([',', '\n']) || is_phone && before.len() < *at
    })
}
