//! Names of people: read into words, and compared.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::party::letters::{Word, drawn_together, is_dash, words};

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

/// How many words of one name may be one word of the other: “Mac Giolla Phádraig”.
const MOST_JOINED: usize = 4;

/// Digits of a number with its area, which begins with 0 or a plus sign and is no part of the name before it.
const FEWEST_OF_A_PHONE: usize = 9;

/// Whether two spellings may be one and the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They are not.
    #[default]
    Not,
    /// They may be: a person must look.
    MayBe,
    /// They are the same but for how they were written down.
    Same,
}

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

/// The same name in words that follow one another in both.
struct Match {
    one: usize,
    other: usize,
    is_certain: bool,
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

    /// Whether two names may be one person's.
    ///
    /// The same words in the same order are the same, however they are joined: “O’Brien”, “O Brien”, “Obrien”. What has
    /// more words (a middle name, the other half of a double name), an initial, another order without a comma, or “ue”
    /// where “ü” may be meant, may be the same.
    pub fn compare(&self, other: &Self) -> Likeness {
        let (number, there) = (self.digits(), other.digits());
        if !number.is_empty() && !there.is_empty() && number != there {
            return Likeness::Not;
        }
        let (ours, theirs) = (self.runs(), other.runs());
        measured([(self, &ours), (other, &theirs)]).max(measured([(other, &theirs), (self, &ours)]))
    }

    /// Whether they are the same but for how they were written down.
    pub fn is_same(&self, other: &Self) -> bool {
        let first = |it: &Self| it.words.first().and_then(|it| it.short.chars().next());
        // Whatever else may be spelt in two ways, the first letter is not.
        first(self) == first(other) && self.compare(other) == Likeness::Same
    }

    /// Every digit of it, in order: names with other digits are other people's (“Resident 12”, “Resident 47”).
    pub fn digits(&self) -> String {
        self.words.iter().flat_map(|it| it.short.chars()).filter(|it| it.is_numeric()).collect()
    }

    /// Its runs of one word, of two, and so on.
    fn runs(&self) -> [Vec<Run>; MOST_JOINED] {
        std::array::from_fn(|it| self.words.windows(it + 1).map(Run::of).collect())
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

/// How much alike two names are, with the words of the first taken first.
fn measured([(one, ours), (other, theirs)]: [(&Name, &[Vec<Run>; MOST_JOINED]); 2]) -> Likeness {
    let (one, other) = (&one.words, &other.words);
    let mut matched = Matched::default();
    for certain in [true, false] {
        for joined in 0..MOST_JOINED {
            matched.take([&ours[joined], &theirs[0]], [joined + 1, 1], certain);
            matched.take([&ours[0], &theirs[joined]], [1, joined + 1], certain);
        }
    }
    if matched.pairs.is_empty() {
        return Likeness::Not;
    }
    let ends_meet = matched.has(0, 0) && matched.has(one.len() - 1, other.len() - 1);
    matched.take_initials(one, other);
    let (left, left_there) = (one.len() - matched.one.len(), other.len() - matched.other.len());
    matched.pairs.sort_by_key(|it| it.one);
    let in_order = matched.pairs.is_sorted_by_key(|it| it.other);
    let is_certain = in_order && matched.pairs.iter().all(|it| it.is_certain);
    match (left, left_there) {
        (0, 0) if is_certain => Likeness::Same,
        (0, _) | (_, 0) => Likeness::MayBe,
        // Only what stands between differs: a middle name.
        _ if ends_meet => Likeness::MayBe,
        _ => Likeness::Not,
    }
}

/// Words of a name that follow one another, as one.
struct Run {
    word: Word,
    drawn: String,
}

impl Run {
    fn of(words: &[Word]) -> Self {
        let word = Word::joined(words);
        Self { drawn: drawn_together(&word.short), word }
    }

    /// Whether it is the other, or may be: “Mueller” and “Muller”, of which neither says that it has an “ü”.
    fn fits(&self, other: &Self, certain: bool) -> bool {
        if certain { self.word.is(&other.word) } else { self.drawn == other.drawn }
    }
}

/// Which words of two names were found in the other.
#[derive(Default)]
struct Matched {
    pairs: Vec<Match>,
    one: BTreeSet<usize>,
    other: BTreeSet<usize>,
}

impl Matched {
    /// Takes every run that is one of the other name; of so many words each.
    fn take(&mut self, runs: [&[Run]; 2], words: [usize; 2], certain: bool) {
        for (at, run) in runs[0].iter().enumerate() {
            for (place, _) in runs[1].iter().enumerate().filter(|it| run.fits(it.1, certain)) {
                let (ours, theirs) = (at..at + words[0], place..place + words[1]);
                let is_free = ours.clone().all(|it| !self.one.contains(&it))
                    && theirs.clone().all(|it| !self.other.contains(&it));
                if is_free {
                    self.one.extend(ours);
                    self.other.extend(theirs);
                    self.pairs.push(Match { one: at, other: place, is_certain: certain });
                }
            }
        }
    }

    /// Whether a word was found as the word at that place of the other.
    fn has(&self, one: usize, other: usize) -> bool {
        self.one.contains(&one) && self.other.contains(&other)
    }

    /// Takes an initial for a name that begins with it.
    fn take_initials(&mut self, one: &[Word], other: &[Word]) {
        for (at, word) in one.iter().enumerate() {
            for (place, there) in other.iter().enumerate() {
                let begins =
                    |initial: Option<char>, name: &Word| initial.is_some_and(|it| name.short.starts_with(it));
                let is_free = !self.one.contains(&at) && !self.other.contains(&place);
                if is_free && (begins(word.initial(), there) || begins(there.initial(), word)) {
                    self.one.insert(at);
                    self.other.insert(place);
                    self.pairs.push(Match { one: at, other: place, is_certain: false });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compare(one: &str, other: &str) -> Likeness {
        Name::read(one).compare(&Name::read(other))
    }

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (one, other) in [
            ("Amara Okafor", "AMARA  okafor"),
            ("Siân O’Brien", "Sian O'Brien"),
            ("Sean O'Brien", "Sean OBrien"),
            ("Sean O'Brien", "Sean O Brien"),
            ("Sean O`Brien", "SEÁN O‘BRIEN"),
            ("Okafor, Amara", "Amara Okafor"),
            ("O'Brien, Sean", "Sean O’Brien"),
            ("OKAFOR, Mrs Amara", "Amara Okafor"),
            // An order after a name, and half of a double name.
            ("Bela Otto-Kbe", "Bela OttoKbe"),
            ("Mrs Amara Okafor", "Dr Amara Okafor"),
            ("Prof. Sir Tom Webb", "Tom Webb, MBE"),
            ("Tom Webb OBE", "Tom Webb"),
            ("Mr Jack Lord", "Jack Lord"),
            ("Lord", "Mr Lord"),
            ("Jo Smith-Jones", "Jo Smith Jones"),
            ("Jo Smith-Jones", "Jo Smith–Jones"),
            ("Jo Smith-Jones", "Jo SmithJones"),
            ("Anne-Marie Webb", "Annemarie Webb"),
            ("Webb, Anne-Marie", "Anne Marie Webb"),
            ("Jürgen Müller", "Juergen Mueller"),
            ("Jürgen Müller", "Jurgen Muller"),
            ("Franz Strauß", "Franz Strauss"),
            ("Søren Ångström", "Soren Angstrom"),
            ("Søren Ångström", "Soeren Aangstroem"),
            ("Æthel Łuk", "Aethel Luk"),
            ("Æthel Łuk", "Athel Luk"),
            ("Anna van der Berg", "Anna Vanderberg"),
            ("Áine Mac Giolla Phádraig", "Aine MacGiollaPhadraig"),
            ("Ali al-Hassan", "Ali Al Hassan"),
            ("Gruffudd Tregenza (nephew), 01632 960118", "Gruffudd Tregenza"),
            ("Tom Webb tom@example.org", "Tom Webb"),
            ("Prince", "prince"),
            ("Олена Шевченко", "олена шевченко"),
        ] {
            assert_eq!(compare(one, other), Likeness::Same, "{one} / {other}");
            assert!(Name::read(one).is_same(&Name::read(other)), "{one} / {other}");
        }
    }

    #[test]
    fn a_word_with_digits_is_a_word_of_the_name_and_the_same_only_as_its_equal() {
        use Likeness::{MayBe, Not, Same};
        for (one, other, expect) in [
            ("Resident 12", "RESIDENT 12", Same),
            ("Resident 12", "Resident 47", Not),
            ("Resident 12", "Resident 1", Not),
            ("Resident 12", "Resident", MayBe),
            ("Resident 12 North", "Resident 47 North", Not),
            ("Person17", "Person 17", Same),
            ("Person17", "Person1", Not),
            ("Customer 0012345", "Customer 0012346", Not),
            ("Person17", "Person17, 01632 960118", Same),
            ("Tom Webb", "Tom Webb, 12 High Street", Same),
            ("Tom Webb +44 7700 900123", "Tom Webb 01632 960118", Same),
            ("12", "12", Not),
            ("Resident 12", "12", Not),
        ] {
            assert_eq!(compare(one, other), expect, "{one} / {other}");
        }
    }

    #[test]
    fn what_a_person_must_look_at_may_be_the_same() {
        for (one, other) in [
            ("Sean O'Brien", "Sean Patrick O'Brien"),
            ("Sean O'Brien", "Sean P O’Brien"),
            ("S P O'Brien", "Sean Patrick O'Brien"),
            ("A. Okafor", "Amara Okafor"),
            ("Mrs Okafor", "Amara Okafor"),
            ("Amara", "Amara Okafor"),
            ("Okafor Amara", "Amara Okafor"),
            ("Jo Jones", "Jo Smith-Jones"),
            ("Anna Mueller", "Anna Muller"),
            ("Sean Patrick O'Brien", "Sean Michael O'Brien"),
            ("Tom Webb", "Tom Webb Junior"),
            ("Tom Webb, Leeds", "Tom Webb"),
        ] {
            assert_eq!(compare(one, other), Likeness::MayBe, "{one} / {other}");
        }
    }

    #[test]
    fn other_people_are_not_the_same() {
        for (one, other) in [
            ("Jack Lord", "Jack Webb"),
            ("Amara Okafor", "James Okafor"),
            ("Amara Okafor", "Amara Smith"),
            ("Amara Okafor", "Amara Okaforian"),
            ("Anna Miller", "Anna Muller"),
            ("John Paul Smith", "John Paul Jones"),
            ("J S", "John Smith"),
            ("Not given", "Not given"),
            ("Anonymous", "Anonymous"),
            ("", ""),
            ("Mrs Smith", "Mrs Jones"),
            ("[erased]", "[erased]"),
        ] {
            assert_eq!(compare(one, other), Likeness::Not, "{one} / {other}");
        }
    }

    /// What somebody types who has neither accents nor patience.
    fn plainly(name: &str) -> String {
        let letters = crate::domain::text::transliterate(name);
        letters
            .chars()
            .filter(|it| it.is_ascii_alphanumeric() || *it == ' ')
            .collect::<String>()
            .to_lowercase()
    }

    proptest! {
        #[test]
        fn it_does_not_matter_which_of_two_names_is_asked_about(one in "\\PC{0,30}", other in "\\PC{0,30}") {
            prop_assert_eq!(compare(&one, &other), compare(&other, &one));
        }

        #[test]
        fn whoever_has_a_name_has_it(name in "\\PC{0,30}") {
            let wanted = if Name::read(&name).is_nobody() { Likeness::Not } else { Likeness::Same };
            prop_assert_eq!(compare(&name, &name), wanted);
        }

        #[test]
        fn what_is_typed_without_accents_and_punctuation_still_matches(
            name in "[A-ZÁÉÍÓÚŴŶÄÖÜØÅŁŽŚĆÑÇ][a-záéíóúŵŷäöüøåßæœłžśćñç]{2,8}( |-|’|'){1}[A-ZÁÉÖ][a-zâêîôûäöüßø]{2,9}( [A-ZÓ]['’]?[A-Z][a-z]{2,9})?"
        ) {
            prop_assert_ne!(compare(&name, &plainly(&name)), Likeness::Not, "{} / {}", name, plainly(&name));
        }
    }
}
