//! How much alike two names are: which words of one are words of the other.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::domain::party::letters::{Word, drawn_together};
use crate::domain::party::name::Name;

/// How many words of one name may be one word of the other: “Mac Giolla Phádraig”.
pub const MOST_JOINED: usize = 4;

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

impl Name {
    /// Whether two names may be one person's.
    ///
    /// The same words in the same order are the same, however they are joined: “O’Brien”, “O Brien”, “Obrien”. What has
    /// more words (a middle name, the other half of a double name), an initial, another order without a comma, or “ue”
    /// where “ü” may be meant, may be the same.
    pub fn compare(&self, other: &Self) -> Likeness {
        NameSought::of(self.clone()).compare(other)
    }

    /// Whether they are the same but for how they were written down.
    pub fn is_same(&self, other: &Self) -> bool {
        self.begins_as(other) && self.compare(other) == Likeness::Same
    }

    /// Whatever else may be spelt in two ways, the first letter is not.
    fn begins_as(&self, other: &Self) -> bool {
        let first = |it: &Self| it.words.first().and_then(|it| it.short.chars().next());
        first(self) == first(other)
    }
}

/// Where words that follow one another stand in a name, by what they are as one.
type Places = HashMap<String, Vec<usize>>;

/// A name that is compared with many.
#[derive(Clone, Debug)]
pub struct NameSought {
    /// The name.
    pub name: Name,
    digits: String,
    /// Of one word, of two, and so on: by each spelling.
    spelt: [Places; MOST_JOINED],
    /// And by the spelling drawn together: “Mueller” and “Muller”, of which neither says that it has an “ü”.
    drawn: [Places; MOST_JOINED],
}

/// Words of a name that follow one another, as one.
struct Run {
    word: Word,
    drawn: String,
}

/// Words of one name that are words of the other: where they stand in each.
type Pair = (usize, usize);

impl NameSought {
    /// Whether another is the same but for how it was written down.
    pub fn is_same(&self, other: &Name) -> bool {
        self.name.begins_as(other) && self.compare(other) == Likeness::Same
    }

    /// This name.
    pub fn of(name: Name) -> Self {
        let mut spelt: [Places; MOST_JOINED] = Default::default();
        let mut drawn: [Places; MOST_JOINED] = Default::default();
        for (joined, runs) in runs(&name).into_iter().enumerate() {
            for (at, run) in runs.into_iter().enumerate() {
                for spelling in run.word.spellings() {
                    spelt[joined].entry(spelling.to_owned()).or_default().push(at);
                }
                drawn[joined].entry(run.drawn).or_default().push(at);
            }
        }
        Self { digits: name.digits(), name, spelt, drawn }
    }

    /// How much alike it and another are; it does not matter which of them is asked about.
    pub fn compare(&self, other: &Name) -> Likeness {
        let number = if self.digits.is_empty() { String::new() } else { other.digits() };
        if !number.is_empty() && self.digits != number {
            return Likeness::Not;
        }
        let theirs = runs(other);
        let (one, other) = (&self.name.words, &other.words);
        let ours_first = measured([one, other], |joined, certain| self.pairs(joined, &theirs, certain));
        if ours_first == Likeness::Same {
            return ours_first;
        }
        let theirs_first = measured([other, one], |[joined, there], certain| {
            let mut pairs = self.pairs([there, joined], &theirs, certain);
            pairs.iter_mut().for_each(|it| *it = (it.1, it.0));
            pairs.sort_unstable();
            pairs
        });
        ours_first.max(theirs_first)
    }

    /// Where so many words of it, as one, are so many of the other, as one; in order.
    fn pairs(&self, joined: [usize; 2], theirs: &[Vec<Run>; MOST_JOINED], certain: bool) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = Vec::new();
        for (there, run) in theirs[joined[1]].iter().enumerate() {
            let mut take = |places: Option<&Vec<usize>>| {
                pairs.extend(places.into_iter().flatten().map(|at| (*at, there)));
            };
            if certain {
                run.word.spellings().for_each(|it| take(self.spelt[joined[0]].get(it)));
            } else {
                take(self.drawn[joined[0]].get(&run.drawn));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// The runs of a name: of one word, of two, and so on.
fn runs(name: &Name) -> [Vec<Run>; MOST_JOINED] {
    std::array::from_fn(|it| name.words.windows(it + 1).map(Run::of).collect())
}

impl Run {
    fn of(words: &[Word]) -> Self {
        let word = Word::joined(words);
        Self { drawn: drawn_together(&word.short), word }
    }
}

/// How much alike two names are, with the words of the first taken first. `pairs` says where runs of so many words less one of each are
/// the same, or may be.
fn measured(names: [&[Word]; 2], pairs: impl Fn([usize; 2], bool) -> Vec<Pair>) -> Likeness {
    let [one, other] = names;
    let mut matched = Matched::default();
    for certain in [true, false] {
        for joined in 0..MOST_JOINED {
            for both in [[joined, 0], [0, joined]] {
                matched.take(pairs(both, certain), both.map(|it| it + 1), certain);
            }
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

/// The same words in both names.
struct Match {
    one: usize,
    other: usize,
    is_certain: bool,
}

/// Which words of two names were found in the other.
#[derive(Default)]
struct Matched {
    pairs: Vec<Match>,
    one: BTreeSet<usize>,
    other: BTreeSet<usize>,
}

impl Matched {
    /// Takes what is the same in both, of so many words each, where none of them is taken.
    fn take(&mut self, pairs: Vec<Pair>, words: [usize; 2], certain: bool) {
        for (one, other) in pairs {
            let (ours, theirs) = (one..one + words[0], other..other + words[1]);
            let is_free = ours.clone().all(|it| !self.one.contains(&it))
                && theirs.clone().all(|it| !self.other.contains(&it));
            if is_free {
                self.one.extend(ours);
                self.other.extend(theirs);
                self.pairs.push(Match { one, other, is_certain: certain });
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
