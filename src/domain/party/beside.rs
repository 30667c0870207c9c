//! What stands beside a name in a text and belongs to it: its initials, a word of it that is misspelt, the other half of a
//! double name; and names whose words are written as one or letter by letter, or that nothing parts from the text.

use std::ops::Range;

use crate::domain::nearness::slips_between;
use crate::domain::party::letters::{Word, is_dash, words};
use crate::domain::party::likeness::NameSought;
use crate::domain::party::name::{Name, is_title};
use crate::domain::party::reach::emails;

/// How many words on either side of a name are looked at.
const MOST_BESIDE: usize = 3;
/// How many initials are written as one word: “RE”.
const MOST_INITIALS: usize = 4;
/// Letters that a misspelt word has at least, and a name letter by letter.
const FEWEST_LETTERS: usize = 4;
/// And one that is looked for inside an email.
const FEWEST_WITHIN: usize = 5;
/// And words of a name that are written as one.
const FEWEST_TOGETHER: usize = 6;
/// Signs between two letters of a name that is spelt letter by letter, and between a name and what stands beside it.
const MOST_BETWEEN: usize = 3;

/// What stands beside a name.
pub struct Beside {
    /// The name, with the initials beside it.
    pub place: Range<usize>,
    /// Words that are nearly words of the name.
    pub nearly: Vec<Range<usize>>,
    /// The name with another that a hyphen joins to it: together they may be somebody else.
    pub double: Option<Range<usize>>,
}

/// What stands beside a name of one of these people.
pub fn beside(names: &[NameSought], text: &str, spoken: &[Word], place: &Range<usize>) -> Beside {
    let mut found = Beside { place: place.clone(), nearly: Vec::new(), double: None };
    let first = spoken.partition_point(|it| it.place.start < place.start);
    let end = spoken.partition_point(|it| it.place.start < place.end);
    if first == end {
        return found;
    }
    // Each with the word that it stands beside, from the name outwards.
    let after: Vec<_> = (end..spoken.len()).map(|at| (at, at - 1)).collect();
    let before: Vec<_> = (0..first).rev().map(|at| (at, at + 1)).collect();
    for side in [after, before] {
        for (at, next) in side.into_iter().take(MOST_BESIDE) {
            if !found.take(names, text, &spoken[at], &spoken[next]) {
                break;
            }
        }
    }
    found
}

impl Beside {
    /// Takes a word, if it belongs to the name that it stands beside, and says whether it did.
    fn take(&mut self, names: &[NameSought], text: &str, word: &Word, next: &Word) -> bool {
        let is_before = word.place.start < next.place.start;
        let (first, second) = if is_before { (word, next) } else { (next, word) };
        let gap = &text[first.place.end..second.place.start];
        let may_stand = |it: char| match it {
            ',' => !is_before,
            // The full stop of an initial, and not of a sentence.
            '.' => is_capitals(text, first),
            it => is_dash(it) || it == ' ' || it == '\u{a0}',
        };
        if MOST_BETWEEN < gap.chars().count() || !gap.chars().all(may_stand) || is_title(word) {
            return false;
        }
        // After a sign, a capital before a word in small letters begins a sentence: “, A letter”.
        let goes_on =
            text[word.place.end..].strip_prefix(' ').is_some_and(|it| it.starts_with(char::is_lowercase));
        let is_any = gap.contains([',', '.']) && goes_on && word.initial().is_some();
        if is_capitals(text, word) && !is_any && names.iter().any(|it| is_initials_of(&it.name, &word.short))
        {
            // Where all is in capitals, “RE” may be any word.
            let may_be_any =
                word.initial().is_none() && !text[self.place.clone()].contains(char::is_lowercase);
            let adjoins = self.place.start <= next.place.start && next.place.end <= self.place.end;
            if may_be_any || !adjoins {
                self.nearly.push(word.place.clone());
            } else {
                self.place = self.place.start.min(word.place.start)..self.place.end.max(word.place.end);
            }
            return true;
        }
        let is_large = text[word.place.clone()].starts_with(char::is_uppercase);
        if is_large && names.iter().any(|it| is_nearly_of(&it.name, word)) {
            self.nearly.push(word.place.clone());
            return true;
        }
        if is_large && gap.chars().count() == 1 && gap.chars().all(is_dash) && 1 < word.short.chars().count()
        {
            let whole = self.double.clone().unwrap_or_else(|| self.place.clone());
            self.double = Some(whole.start.min(word.place.start)..whole.end.max(word.place.end));
        }
        false
    }
}

/// Where words of a name are written as one, at least two of them and maybe not all: `AmaraOkafor` where it is “Amara Rose
/// Okafor”.
pub fn run_together(names: &[NameSought], spoken: &[Word]) -> Vec<Range<usize>> {
    let is_long = |it: &&Word| FEWEST_TOGETHER <= it.short.len();
    let is_one = |it: &&Word| names.iter().any(|name| is_made_of(&it.short, &name.name.words, 2));
    spoken.iter().filter(is_long).filter(is_one).map(|it| it.place.clone()).collect()
}

/// Where an email has a word of a name among its letters before the sign: “zokafor1970@example.org”.
pub fn in_emails(names: &[NameSought], text: &str) -> Vec<Range<usize>> {
    let local = |place: &Range<usize>| text[place.clone()].split('@').next().unwrap_or_default();
    let emails = emails(text).into_iter().map(|it| it.0);
    emails.filter(|it| is_among_letters(names, local(it))).collect()
}

/// Where a word with digits in it has a word of a name among its letters: “Okafor1970”.
pub fn in_codes(names: &[NameSought], text: &str, spoken: &[Word]) -> Vec<Range<usize>> {
    let codes = spoken.iter().filter(|it| it.has_digit()).map(|it| it.place.clone());
    codes.filter(|it| is_among_letters(names, &text[it.clone()])).collect()
}

/// Where a word of a name has another letter or word run on to it: “OkaforCase.docx”, and with an initial of theirs “zokafor”.
pub fn run_on(names: &[NameSought], text: &str, spoken: &[Word]) -> Vec<Range<usize>> {
    let is_long = |it: &&Word| FEWEST_WITHIN <= it.short.len();
    // Of “Resident 12” the number tells who it is, and no word.
    let told_by_words = names.iter().filter(|it| !it.name.words.iter().any(Word::has_digit));
    let long: Vec<(Vec<char>, Vec<&Word>)> = told_by_words
        .map(|it| {
            let initials = it.name.words.iter().filter_map(|it| it.short.chars().next()).collect();
            (initials, it.name.words.iter().filter(is_long).collect())
        })
        .collect();
    let with_initial = |word: &Word| {
        let (mut front, mut back) = (word.short.chars(), word.short.chars());
        let ends = [(front.next(), front.as_str()), (back.next_back(), back.as_str())];
        let is = |(initials, words): &(Vec<char>, Vec<&Word>), (letter, rest): (Option<char>, &str)| {
            // “The okafors”, too.
            letter.is_some_and(|it| initials.contains(&it) || it == 's')
                && words.iter().any(|it| it.short == rest)
        };
        long.iter().any(|name| ends.iter().any(|it| is(name, *it)))
    };
    let is_in_parts = |word: &Word| {
        let parts = parts_by_capitals(&text[word.place.clone()]);
        let is_one = |it: &Word| long.iter().flat_map(|it| &it.1).any(|there| there.is(it));
        1 < parts.len() && parts.iter().flat_map(|it| words(it)).any(|it| is_one(&it))
    };
    let found = spoken.iter().filter(|it| FEWEST_WITHIN < it.short.len());
    found.filter(|it| with_initial(it) || is_in_parts(it)).map(|it| it.place.clone()).collect()
}

/// The parts of a word of which each but the first begins with a capital after a small letter.
fn parts_by_capitals(word: &str) -> Vec<&str> {
    let (mut parts, mut start, mut was_small) = (Vec::new(), 0, false);
    for (at, letter) in word.char_indices() {
        if was_small && letter.is_uppercase() {
            parts.push(&word[start..at]);
            start = at;
        }
        was_small = letter.is_lowercase();
    }
    parts.push(&word[start..]);
    parts
}

/// Whether a word of a name is among the letters of one word of a text, whatever else is in that: “OKAFOR1970/2”.
pub fn is_among_letters(names: &[NameSought], text: &str) -> bool {
    let has_one = |letters: &str| {
        let is_in =
            |it: &Word| FEWEST_WITHIN <= it.short.len() && it.spellings().any(|it| letters.contains(it));
        names.iter().any(|it| it.name.words.iter().any(is_in))
    };
    words(text).iter().any(|it| has_one(&it.short))
}

/// Where a name, or a word of it, is spelt letter by letter: “A M A R A”.
pub fn by_letters(names: &[NameSought], text: &str, spoken: &[Word]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_next = |it: &[Word]| {
        let gap = &text[it[0].place.end..it[1].place.start];
        let may_stand = |it: char| is_dash(it) || " ._\u{a0}".contains(it);
        it[1].initial().is_some() && gap.chars().count() <= MOST_BETWEEN && gap.chars().all(may_stand)
    };
    let mut at = 0;
    while at < spoken.len() {
        if spoken[at].initial().is_none() {
            at += 1;
            continue;
        }
        let count = 1 + spoken[at..].windows(2).take_while(|it| is_next(it)).count();
        let joined = Word::joined(&spoken[at..at + count]);
        at += count;
        let is_one = |it: &NameSought| is_made_of(&joined.short, &it.name.words, 1);
        if FEWEST_LETTERS <= count && names.iter().any(is_one) {
            found.push(joined.place);
        }
    }
    found
}

/// Where a name stands that is written as others are that no space parts: “关于李小龙的投诉”; and where a word of one does, which may be
/// any word. Each with whether it is the whole name.
pub fn without_spaces(names: &[NameSought], text: &str) -> Vec<(Range<usize>, bool)> {
    let is_so =
        |it: char| matches!(it, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}');
    if !text.contains(is_so) {
        return Vec::new();
    }
    let runs = names.iter().map(|it| (it.name.run(), true));
    let words = names.iter().flat_map(|it| &it.name.words).map(|it| (it.short.clone(), false));
    let sought = runs.chain(words).filter(|it| 1 < it.0.chars().count() && it.0.chars().all(is_so));
    let places = |(run, is_whole): (String, bool)| {
        let found: Vec<_> = text.match_indices(&run).map(|it| (it.0..it.0 + run.len(), is_whole)).collect();
        found
    };
    sought.flat_map(places).collect()
}

/// Whether letters are so many words of a name at least, one after the other and in their order.
fn is_made_of(letters: &str, words: &[Word], fewest: usize) -> bool {
    if letters.is_empty() {
        return fewest == 0;
    }
    words.iter().enumerate().any(|(at, word)| {
        let mut rests = word.spellings().filter_map(|it| letters.strip_prefix(it));
        rests.any(|rest| is_made_of(rest, &words[at + 1..], fewest.saturating_sub(1)))
    })
}

/// Whether letters are initials of a name, in its order.
fn is_initials_of(name: &Name, letters: &str) -> bool {
    let mut words = name.words.iter();
    letters.chars().all(|letter| words.any(|it| it.short.starts_with(letter)))
}

/// Whether a word is nearly one of a name, and none of it.
pub fn is_nearly_of(name: &Name, word: &Word) -> bool {
    let is_near = |it: &Word| {
        FEWEST_LETTERS <= word.short.chars().count().min(it.short.chars().count())
            && !it.is(word)
            && slips_between(&word.short, &it.short).is_some()
    };
    name.words.iter().any(is_near)
}

/// Whether a word is a few capitals, as initials are.
fn is_capitals(text: &str, word: &Word) -> bool {
    word.short.chars().count() <= MOST_INITIALS && text[word.place.clone()].chars().all(char::is_uppercase)
}
