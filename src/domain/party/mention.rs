//! Where a text names somebody, and how surely.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use crate::domain::party::beside::{
    beside, by_letters, in_codes, in_emails, is_among_letters, is_nearly_of, run_on, run_together,
    without_spaces,
};
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{PERCENT_ENCODED, Word, is_dash, words};
use crate::domain::party::likeness::{Likeness, MOST_JOINED, NameSought};
use crate::domain::party::name::{Name, is_title, without_titles};
use crate::domain::party::reach::{Mark, ends_of, marks, numbered_lines};
use crate::domain::text::overlap;

/// Letters that a word has at least for it to mean somebody by itself.
const FEWEST_LETTERS: usize = 3;
/// Letters that may stand between two words of a name where a line ends between them: the end, and how the next one is set in.
const MOST_AT_AN_END: usize = 12;
/// Words of a name that is looked for in any of its orders and spellings. One of more, such as a list of people, is looked for word for
/// word, and by its parts.
const MOST_WORDS: usize = 8;

/// How surely a place in a text names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// A word that may be any word, or a spelling that may be another’s: “the rose”, “Mueller” where it is “Muller”, a
    /// postcode, a street, a number without its area.
    Unsure,
    /// One word of the name, written as a name: “Okafor”. In a text about them it means them.
    Part,
    /// More than that and less than all: “Amara Okafor” where it is “Amara Rose Okafor”, “Mrs Okafor”, an address or a reference
    /// elsewhere, which may be another's too.
    Mostly,
    /// The whole name in any spelling, an email or a number by which they are reached.
    Whole,
}

/// A place in a text that names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where, in bytes.
    pub place: Range<usize>,
    /// How surely.
    pub extent: Extent,
}

/// People to be looked for in texts.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    names: Vec<NameSought>,
    marks: BTreeSet<Mark>,
    /// Addresses, their lines and references, as words that follow one another; and how surely they mean them.
    phrases: Vec<(Vec<String>, Extent)>,
    /// Every word of the names, and those that are written as one, in every spelling; each with the names that have it.
    seeds: BTreeMap<String, BTreeSet<usize>>,
    initials: HashSet<char>,
}

impl Sought {
    /// These people.
    pub fn of(people: &[KnownAs]) -> Self {
        let mut sought = Self::default();
        for person in people {
            sought.names.extend(person.read_names().into_iter().map(NameSought::of));
            sought.marks.extend(person.marks());
            // An email, a number or a postcode by itself is no words.
            let is_words = |it: &&String| !marks(it).iter().any(|mark| mark.0 == (0..it.trim().len()));
            for reach in person.reach.iter().filter(is_words) {
                sought.phrases.extend(phrases(reach));
            }
        }
        for (at, name) in sought.names.iter().map(|it| &it.name).enumerate() {
            if MOST_WORDS < name.words.len() {
                let word_for_word = name.words.iter().map(|it| it.short.clone()).collect();
                sought.phrases.push((word_for_word, Extent::Whole));
            }
            for seed in (1..=MOST_JOINED).flat_map(|count| name.words.windows(count)).flat_map(seeds_of) {
                sought.seeds.entry(seed).or_default().insert(at);
            }
            sought.initials.extend(name.words.iter().filter_map(|it| it.short.chars().next()));
        }
        sought
    }

    /// Whether there is anything to look for.
    pub fn is_nobody(&self) -> bool {
        self.names.is_empty() && self.marks.is_empty() && self.phrases.is_empty()
    }

    /// Whether a name may be one of theirs.
    pub fn may_be(&self, name: &str) -> Likeness {
        let name = Name::read(name);
        self.names.iter().map(|it| it.compare(&name)).max().unwrap_or_default()
    }

    /// How surely a text names one of them; none if it does not.
    pub fn extent(&self, text: &str) -> Option<Extent> {
        self.mentions(text).into_iter().map(|it| it.extent).max()
    }

    /// A text in which every mention that is at least so sure has given way.
    pub fn out_of(&self, text: &str, least: Extent, instead: &str) -> String {
        let mut text = text.to_owned();
        for it in self.mentions(&text).into_iter().rev().filter(|it| least <= it.extent) {
            text.replace_range(it.place, instead);
        }
        text
    }

    /// Where a text names one of them, first to last; no two places overlap.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        if self.is_nobody() {
            return Vec::new();
        }
        let spoken = words(text);
        // Of a name, what is written without a comma is meant before what has one.
        let has_comma = |it: &Mention| text[it.place.clone()].contains(',');
        let reached = self.reached(text, &spoken).into_iter().map(|it| (false, it));
        let mut found: Vec<(bool, Mention)> = reached.collect();
        let longest = self.names.iter().map(|it| it.name.words.len()).max().unwrap_or(0);
        let longest = longest.min(MOST_WORDS) + MOST_JOINED;
        for run in self.runs(text, &spoken) {
            let windows =
                |length: usize| run.clone().map(move |it| it..it + length).take(run.len() + 1 - length);
            let windows = (1..=longest.min(run.len())).flat_map(windows);
            let judged = windows.filter_map(|it| {
                let numbered =
                    spoken.get(it.end).is_some_and(|next| is_number_of(text, &spoken[it.end - 1], next));
                self.judge(text, &spoken[it], numbered)
            });
            found.extend(judged.map(|it| (has_comma(&it), it)));
        }
        let with = |extent| move |place| (false, Mention { place, extent });
        found.extend(run_together(&self.names, &spoken).into_iter().map(with(Extent::Mostly)));
        found.extend(without_spaces(&self.names, text).into_iter().map(|(place, is_whole)| {
            (false, Mention { place, extent: if is_whole { Extent::Whole } else { Extent::Unsure } })
        }));
        // The surest first, and then the longest; what lies in another goes.
        found
            .sort_by_key(|(comma, it)| (Reverse(it.extent), *comma, Reverse(it.place.len()), it.place.start));
        let mut kept: BTreeMap<usize, Mention> = BTreeMap::new();
        for (_, it) in found {
            let before = kept.range(..it.place.end).next_back();
            if before.is_none_or(|there| there.1.place.end <= it.place.start) {
                kept.insert(it.place.start, it);
            }
        }
        kept.into_values().collect()
    }

    /// The same, for whoever looks for all of them: each with the initials that stand beside it, with what beside it is misspelt,
    /// and what is spelt letter by letter. Where a hyphen joins another name to one, both together are one, which may be somebody
    /// else’s.
    pub fn mentions_and_beside(&self, text: &str) -> Vec<Mention> {
        if self.is_nobody() {
            return Vec::new();
        }
        let (mut found, spoken) = (self.mentions(text), &words(text));
        // What is spelt letter by letter is one, though some of its letters are a word or initials of the name.
        let mut spelt = by_letters(&self.names, text, spoken);
        found.retain(|it| match spelt.iter_mut().find(|there| overlap(there, &it.place)) {
            Some(there) => {
                *there = there.start.min(it.place.start)..there.end.max(it.place.end);
                false
            }
            None => true,
        });
        let mut all: Vec<Mention> = Vec::new();
        for (at, mention) in found.iter().enumerate() {
            if mention.extent == Extent::Unsure || self.is_of_no_name(text, mention) {
                all.push(mention.clone());
                continue;
            }
            let is_free = |place: &Range<usize>| {
                let others = found.iter().enumerate().filter(|it| it.0 != at).map(|it| it.1);
                !others.chain(&all).any(|it| overlap(place, &it.place))
            };
            let it = beside(&self.names, text, spoken, &mention.place);
            let one = match it.double.filter(&is_free) {
                Some(place) => Mention { place, extent: Extent::Unsure },
                None if mention.extent < Extent::Whole && is_free(&it.place) => {
                    Mention { place: it.place, extent: mention.extent }
                }
                None => mention.clone(),
            };
            let nearly = it.nearly.into_iter().filter(|place| !overlap(place, &one.place) && is_free(place));
            let nearly: Vec<Mention> =
                nearly.map(|place| Mention { place, extent: Extent::Unsure }).collect();
            all.push(one);
            all.extend(nearly);
        }
        spelt.extend(self.nearly(text, spoken));
        spelt.extend(in_emails(&self.names, text));
        spelt.extend(in_codes(&self.names, text, spoken));
        spelt.extend(run_on(&self.names, text, spoken));
        for place in spelt {
            if !all.iter().any(|it| overlap(&place, &it.place)) {
                all.push(Mention { place, extent: Extent::Unsure });
            }
        }
        all.sort_by_key(|it| it.place.start);
        all
    }

    /// Whether a word is nearly one of their names.
    pub fn is_nearly(&self, word: &Word) -> bool {
        self.names.iter().any(|it| is_nearly_of(&it.name, word))
    }

    /// Where a word that is nearly one of their names stands after a title or one of their initials: “Mr Carwyn”.
    fn nearly(&self, text: &str, spoken: &[Word]) -> Vec<Range<usize>> {
        let is_large = |it: &Word| text[it.place.clone()].starts_with(char::is_uppercase);
        let leads = |it: &Word| {
            is_title(it) || is_large(it) && it.initial().is_some_and(|it| self.initials.contains(&it))
        };
        let pairs =
            spoken.windows(2).filter(|it| leads(&it[0]) && is_large(&it[1]) && is_near(text, &it[0], &it[1]));
        pairs.filter(|it| self.is_nearly(&it[1])).map(|it| it[1].place.clone()).collect()
    }

    /// Whether a word of one of their names is in what has no words, such as a reference of another system: “OKAFOR1970/2”.
    pub fn is_within(&self, code: &str) -> bool {
        is_among_letters(&self.names, code)
    }

    /// Whether a place is how somebody is reached, and no name.
    fn is_of_no_name(&self, text: &str, mention: &Mention) -> bool {
        self.may_be(&text[mention.place.clone()]) == Likeness::Not
    }

    /// Whether a text says how one of them is reached, or other words that are theirs.
    pub fn reaches(&self, text: &str) -> bool {
        !self.reached(text, &words(text)).is_empty()
    }

    /// Emails, numbers, addresses and references.
    fn reached(&self, text: &str, spoken: &[Word]) -> Vec<Mention> {
        let mut found = Vec::new();
        if !self.marks.is_empty() {
            found.extend(marks(text).into_iter().filter(|it| self.marks.contains(&it.1)).map(
                |(place, mark)| {
                    let extent =
                        if matches!(mark, Mark::Postcode(_)) { Extent::Unsure } else { Extent::Whole };
                    Mention { place, extent }
                },
            ));
        }
        for (phrase, extent) in &self.phrases {
            let runs = spoken.windows(phrase.len()).filter(|run| run.iter().map(|it| &it.short).eq(phrase));
            found.extend(runs.map(|it| Mention { place: Word::joined(it).place, extent: *extent }));
        }
        let numbers = self.marks.iter().filter_map(|it| match it {
            Mark::Phone(it) => Some(it.as_str()),
            _ => None,
        });
        let unsure = |place| Mention { place, extent: Extent::Unsure };
        found.extend(ends_of(&numbers.collect(), text).into_iter().map(unsure));
        found
    }

    /// Words that follow one another and may be of a name, with the title before them.
    fn runs(&self, text: &str, spoken: &[Word]) -> Vec<Range<usize>> {
        let mut is_part = vec![false; spoken.len()];
        for (at, word) in spoken.iter().enumerate() {
            let joined = (1..=MOST_JOINED.min(spoken.len() - at)).take_while(|count| {
                *count == 1 || self.begins_a_seed(&Word::joined(&spoken[at..at + count - 1]).short)
            });
            for count in joined {
                if self.is_seed(&Word::joined(&spoken[at..at + count])) {
                    is_part[at..at + count].fill(true);
                }
            }
            is_part[at] |= word.initial().is_some_and(|it| self.initials.contains(&it));
        }
        // A word between two of a name may be a middle name that nobody told us.
        let is_large = |it: &Word| text[it.place.clone()].starts_with(char::is_uppercase);
        let known = is_part.clone();
        for at in 1..spoken.len().saturating_sub(1) {
            is_part[at] |= known[at - 1] && known[at + 1] && is_large(&spoken[at]);
        }
        // So may initials that stand beside one of theirs: “Smith J A”, “A J Smith”.
        for at in 1..spoken.len() {
            let beside = [(at, at - 1), (spoken.len() - 1 - at, spoken.len() - at)];
            for (at, known) in beside {
                is_part[at] |= is_part[known] && is_initial_beside(text, &spoken[at], &spoken[known]);
            }
        }
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in (0..spoken.len()).filter(|it| is_part[*it]) {
            match runs.last_mut() {
                Some(run) if run.end == at && is_near(text, &spoken[at - 1], &spoken[at]) => run.end = at + 1,
                _ => runs.push(at..at + 1),
            }
        }
        for run in &mut runs {
            while 0 < run.start
                && is_title(&spoken[run.start - 1])
                && is_near(text, &spoken[run.start - 1], &spoken[run.start])
            {
                run.start -= 1;
            }
        }
        runs
    }

    fn is_seed(&self, word: &Word) -> bool {
        let is_one =
            |word: &Word| seeds_of(std::slice::from_ref(word)).any(|it| self.seeds.contains_key(&it));
        is_one(word) || word.without_s().is_some_and(|it| is_one(&it))
    }

    fn begins_a_seed(&self, begun: &str) -> bool {
        let begun = drawn(begun);
        self.seeds.range(begun.clone()..).next().is_some_and(|it| it.0.starts_with(&begun))
    }

    /// The names that may be this one, or words that follow one another in it: all others have none of its words.
    fn names_with(&self, name: &Name, spoken: &[&Word]) -> impl Iterator<Item = &NameSought> {
        let runs = (1..=MOST_JOINED).flat_map(|count| name.words.windows(count));
        let seeds =
            runs.flat_map(seeds_of).chain(spoken.iter().flat_map(|it| seeds_of(std::slice::from_ref(*it))));
        let found: BTreeSet<usize> = seeds.filter_map(|it| self.seeds.get(&it)).flatten().copied().collect();
        found.into_iter().map(|it| &self.names[it])
    }

    /// Judges whether these words of a text are one of the names, or are but for the “s” at the end of “the Obriens” and “Obriens
    /// letter”, which may be one of the name. `is_numbered` says that a number follows them, as in “Resident 47”.
    fn judge(&self, text: &str, run: &[Word], is_numbered: bool) -> Option<Mention> {
        let place = Word::joined(run).place;
        let judged = self.judge_as(text, place.clone(), run, is_numbered);
        judged.or_else(|| self.judge_parted(text, place.clone(), is_numbered)).or_else(|| {
            let (last, before) = run.split_last()?;
            let is_name = text[last.place.clone()].starts_with(char::is_uppercase);
            let mut last = last.without_s().filter(|_| is_name && text[..place.end].ends_with(['s', 'S']))?;
            last.place.end -= 1;
            let run: Vec<Word> = before.iter().cloned().chain([last]).collect();
            let found = self.judge_as(text, place.start..place.end - 1, &run, is_numbered)?;
            let is_more = 1 < run.len() && Extent::Mostly <= found.extent;
            Some(Mention { place, extent: if is_more { Extent::Mostly } else { Extent::Unsure } })
        })
    }

    /// The same of a name of which a word is parted by a hyphen at the end of a line.
    fn judge_parted(&self, text: &str, place: Range<usize>, is_numbered: bool) -> Option<Mention> {
        let whole = without_partings(&text[place.clone()])?;
        let found = self.judge_as(&whole, 0..whole.len(), &words(&whole), is_numbered)?;
        Some(Mention { place, extent: found.extent })
    }

    fn judge_as(&self, text: &str, place: Range<usize>, run: &[Word], is_numbered: bool) -> Option<Mention> {
        let name = Name::read(&text[place.clone()]);
        let spoken = without_titles(run);
        let has_title = is_title(&run[0]);
        let (initials, full): (Vec<&Word>, Vec<&Word>) = spoken.iter().partition(|it| it.initial().is_some());
        let named = if full.is_empty() { initials } else { full.clone() };
        let is_large = named.iter().all(|it| text[it.place.clone()].starts_with(char::is_uppercase));
        let joined = Word::joined(&spoken.iter().map(|it| (*it).clone()).collect::<Vec<_>>());
        // Two lines may each name somebody: only a whole name, in its order, goes over the end of one.
        let is_in_order = |there: &Name| {
            there.words.len() == spoken.len() && there.words.iter().zip(&spoken).all(|(one, it)| one.is(it))
        };
        let is_broken = is_broken(&text[place.clone()]);
        let judge_by = |sought: &NameSought| {
            let there = &sought.name;
            if is_broken {
                return is_in_order(there).then_some(Extent::Whole);
            }
            let likeness = sought.compare(&name);
            // Of a name with a number, one word without it is any word, and with another number somebody else.
            let lacks_number = !there.digits().is_empty() && name.digits().is_empty();
            let words = there.words.iter().filter(|it| !it.has_digit()).count();
            if lacks_number && (words < 2 || is_numbered || spoken.iter().any(|it| it.has_digit())) {
                return None;
            }
            let is_one_word = there.words.iter().any(|it| it.is(&joined)) || spoken.len() == 1;
            let is_by_itself = FEWEST_LETTERS <= joined.short.chars().count() && is_large;
            let is_theirs =
                there.words.iter().any(|word| word.is(&joined) || spoken.iter().any(|it| word.is(it)));
            Some(match likeness {
                Likeness::Not => return None,
                Likeness::Same if !is_one_word || has_title => Extent::Whole,
                Likeness::Same if is_by_itself => Extent::Whole,
                Likeness::MayBe if 1 < full.len() && !is_one_word => Extent::Mostly,
                Likeness::MayBe if is_theirs && (has_title || !is_one_word && is_by_itself) => Extent::Mostly,
                Likeness::MayBe if is_theirs && is_by_itself => Extent::Part,
                _ => Extent::Unsure,
            })
        };
        let extent = self.names_with(&name, &spoken).filter_map(judge_by).max()?;
        Some(Mention { place, extent })
    }
}

/// Whether two words stand so near that they may be of one name: nothing but a space, a comma, a hyphen, or the full stop of
/// an initial or a title between them; or the end of a line, with the sign of a line that is quoted.
fn is_near(text: &str, one: &Word, next: &Word) -> bool {
    let between = &text[one.place.end..next.place.start];
    let is_short = one.initial().is_some() || is_title(one);
    let is_broken = is_broken(between);
    // As a link has it: “Amara%20Okafor”.
    if between.starts_with('%') {
        return between.len() == PERCENT_ENCODED;
    }
    let may_stand = |it: char| match it {
        '.' => is_short,
        '>' => is_broken,
        ',' | '-' | '\u{2010}'..='\u{2013}' => true,
        it => it.is_whitespace(),
    };
    let most = if is_broken { MOST_AT_AN_END } else { 3 };
    between.chars().count() <= most && between.chars().all(may_stand)
}

/// Whether a word is a capital beside another that is one, with no end of a sentence between them: “J A”, “J. A.”, but not
/// “J. A rose”.
fn is_initial_beside(text: &str, word: &Word, other: &Word) -> bool {
    let is_capital =
        |it: &Word| it.initial().is_some() && text[it.place.clone()].starts_with(char::is_uppercase);
    let (first, next) = if word.place.start < other.place.start { (word, other) } else { (other, word) };
    let is_stopped = text[first.place.end..next.place.start].contains('.');
    let is_short = text[next.place.end..].starts_with('.');
    is_capital(word) && is_capital(other) && is_near(text, first, next) && (is_short || !is_stopped)
}

/// Whether a word is a number that belongs to the word before it.
fn is_number_of(text: &str, before: &Word, number: &Word) -> bool {
    let between = &text[before.place.end..number.place.start];
    number.has_digit() && between.chars().all(|it| it.is_whitespace() || it == '-') && !is_broken(between)
}

/// Whether a line ends in it.
fn is_broken(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

/// A text without the hyphens by which words are parted at the ends of lines, and those ends; none if there are none.
fn without_partings(text: &str) -> Option<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r']) {
        let before = rest[..at].trim_end_matches(' ');
        let after = rest[at..].trim_start_matches(|it: char| it.is_whitespace() || it == '>');
        match before.strip_suffix(is_dash) {
            Some(before) => whole.push_str(before),
            None => whole.push_str(&rest[..rest.len() - after.len()]),
        }
        rest = after;
    }
    whole.push_str(rest);
    (whole.len() < text.len()).then_some(whole)
}

/// An address or a reference, and of an address each line that begins with the number of a house: whole, and the street by
/// itself, in which others live too.
fn phrases(reach: &str) -> Vec<(Vec<String>, Extent)> {
    let spoken = |text: &str| words(text).into_iter().map(|it| it.short).collect::<Vec<String>>();
    let mut found = vec![(spoken(reach), Extent::Mostly)];
    for line in numbered_lines(reach) {
        found.push((line[1..].to_vec(), Extent::Unsure));
        found.push((line, Extent::Mostly));
    }
    found.retain(|(phrase, _)| FEWEST_LETTERS <= phrase.iter().map(String::len).sum());
    found
}

/// Words that follow one another, as one, in every spelling.
fn seeds_of(words: &[Word]) -> impl Iterator<Item = String> + use<> {
    let joined = Word::joined(words);
    let spellings: BTreeSet<String> = joined.spellings().flat_map(|it| [it.to_owned(), drawn(it)]).collect();
    spellings.into_iter()
}

fn drawn(spelling: &str) -> String {
    crate::domain::party::letters::drawn_together(spelling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sought(people: &[&str]) -> Sought {
        let known = people.iter().map(|it| {
            let mut parts = it.split(';').map(str::to_owned);
            KnownAs { names: parts.next().into_iter().collect(), reach: parts.collect() }
        });
        Sought::of(&known.collect::<Vec<_>>())
    }

    /// Each mention with a sign for how sure it is.
    fn told(people: &[&str], text: &str) -> String {
        let sign = |how| match how {
            Extent::Whole => "=",
            Extent::Mostly => "~",
            Extent::Part => "-",
            Extent::Unsure => "?",
        };
        let found = sought(people).mentions_and_beside(text);
        let words = found.into_iter().map(|it| format!("{}{}", sign(it.extent), &text[it.place]));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_name_is_found_in_every_spelling_and_said_how_surely() {
        let obrien = &["Siân O’Brien"];
        for (text, expect) in [
            ("Saw S i â n  O B r i e n today", "?S i â n  O B r i e n"),
            ("Saw Siân O’Bri-\n> en today, Siân O’Brien-\nLee", "=Siân O’Bri-\n> en =Siân O’Brien"),
            ("Siân O'Brien rang.", "=Siân O'Brien"),
            ("SIAN OBRIEN, SIAN O BRIEN", "=SIAN OBRIEN =SIAN O BRIEN"),
            ("O’Brien (as typed). Mrs O'Brien was not told.", "-O’Brien ~Mrs O'Brien"),
            ("Sian rang. SIÂN wrote. Mrs OBrien.", "-Sian -SIÂN ~Mrs OBrien"),
            ("for O'Brien, Siân; and S. O'Brien’s son", "=O'Brien, Siân ~S. O'Brien"),
            ("O'Brien. Siân said", "-O'Brien -Siân"),
            ("sian o’brien; sian", "=sian o’brien ?sian"),
            ("Siân Mary O'Brien; Siân told O'Brien", "~Siân Mary O'Brien -Siân -O'Brien"),
            ("Obriens letter, the O’Briens, Siân Obriens son", "?Obriens ?O’Briens ~Siân Obriens"),
            ("Siân O’Вrіеn in letters that only look so", "=Siân O’Вrіеn"),
            ("Ｓｉａｎ ＯＢｒｉｅｎ, Mrs. S. O’Brien", "=Ｓｉａｎ ＯＢｒｉｅｎ ~Mrs. S. O’Brien"),
            ("Siân\nO'Brien; Siân\r\n> > O’Brien", "=Siân\nO'Brien =Siân\r\n> > O’Brien"),
            ("Brien, obriens, Siana", "?obriens"),
        ] {
            assert_eq!(told(obrien, text), expect, "{text}");
        }
    }

    #[test]
    fn parts_of_a_name_count_only_where_they_are_written_as_names() {
        let okafor = &["Mrs Amara Rose Okafor", "Tom Webb, 12 High Street", "Violet Ng", "Anna Muller"];
        for (text, expect) in [
            ("Mrs Amara Rose Okafor rang.", "=Mrs Amara Rose Okafor"),
            ("Told Okafor, then Amara’s son.", "-Okafor -Amara"),
            ("A rose. Rosemary. Okaforian. The rose.", "?A rose ?rose"),
            ("Amara Okafor; amara rose", "~Amara Okafor ~amara rose"),
            ("James Okafor", "-Okafor"),
            ("Webb of High Street", "-Webb"),
            ("Ng; ng; Ms Ng", "?Ng ?ng ~Ms Ng"),
            ("Mueller was told, Anna Mueller too", "?Mueller ~Anna Mueller"),
            ("a a a a Okafor a", "~a Okafor"),
        ] {
            assert_eq!(told(okafor, text), expect, "{text}");
        }
        assert_eq!(told(&["Prince"], "Prince saw the prince."), "=Prince ?prince");
        assert_eq!(told(&["Not given", "AB"], "Not given. AB."), "?AB");
    }

    #[test]
    fn initials_go_with_the_name_that_they_stand_beside() {
        let smiths = &["John Smith", "Mary Ann Lee"];
        for (text, expect) in [
            ("Smith J A rang", "~Smith J A"),
            ("Smith, J. A. rang; SMITH J.A.", "~Smith, J. A ~SMITH J.A"),
            ("A J Smith, R. A. J. Smith", "~A J Smith ~R. A. J. Smith"),
            ("Lee M A; M A Lee; M. A. B. Lee", "~Lee M A ~M A Lee ~M. A. B. Lee"),
            ("told Smith J. B rose grew", "~Smith J"),
            ("Smith. A letter came. Part A, part B", "-Smith"),
        ] {
            assert_eq!(told(smiths, text), expect, "{text}");
        }
        let lloyd = &["Rhiannon Elsbeth Caerwyn-Lloyd"];
        for (text, expect) in [
            ("Caerwyn Lloyd, R.E. rang", "~Caerwyn Lloyd, R.E"),
            ("Ask Caerwyn-Lloyd, R. and RE Caerwyn-Lloyd", "~Caerwyn-Lloyd, R ~RE Caerwyn-Lloyd"),
            ("CAERWYN-LLOYD RE; Told Caerwyn-Lloyd. RE: a letter", "~CAERWYN-LLOYD ?RE ~Caerwyn-Lloyd"),
            ("Caerwyn-Lloyd, E rang; Caerwyn-Lloyd MP", "~Caerwyn-Lloyd ~Caerwyn-Lloyd"),
        ] {
            assert_eq!(told(lloyd, text), expect, "{text}");
        }
    }

    #[test]
    fn a_word_beside_a_name_that_is_nearly_of_it_is_asked_about_and_another_half_makes_it_another_name() {
        let lloyd = &["Rhiannon Elsbeth Caerwyn-Lloyd"];
        for (text, expect) in [
            ("Rhianon Caerwyn-Lloyd rang", "?Rhianon ~Caerwyn-Lloyd"),
            ("Rhiannon Caerwynn-Loyd rang", "-Rhiannon ?Caerwynn ?Loyd"),
            ("Caerwyn-Lloyd, Rhianon", "~Caerwyn-Lloyd ?Rhianon"),
            ("Rhianon rang. Told Mr Rhinnon", "?Rhinnon"),
            ("Mrs. Caerwynn was told, R. Caerwin too; Ms Harwood", "?Caerwynn ?Caerwin"),
            ("rcaerwyn1970@x.example, caer@x.example", "?rcaerwyn1970@x.example"),
            ("q=Elsbeth%20Caerwyn%2DLloyd%26x", "~Elsbeth%20Caerwyn%2DLloyd"),
        ] {
            assert_eq!(told(lloyd, text), expect, "{text}");
        }
        let hardwick = &["Tom Hardwick"];
        for (text, expect) in [
            ("Tom Hardwick-Wills and Jean-Tom Hardwick", "?Tom Hardwick-Wills ?Jean-Tom Hardwick"),
            ("Tom Hardwick-related; Mr Hardwick–Wills", "=Tom Hardwick ?Mr Hardwick–Wills"),
        ] {
            assert_eq!(told(hardwick, text), expect, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_that_is_written_as_one_word_letter_by_letter_or_among_words_that_no_space_parts() {
        let people = &["Rhiannon Elsbeth Caerwyn-Lloyd", "李小龙"];
        for (text, expect) in [
            (
                "RhiannonCaerwynLloyd, rhiannoncaerwynlloyd@facebook",
                "~RhiannonCaerwynLloyd ~rhiannoncaerwynlloyd",
            ),
            (
                "R H I A N N O N  C A E R W Y N; r.h.i.a.n.n.o.n",
                "?R H I A N N O N  C A E R W Y N ?r.h.i.a.n.n.o.n",
            ),
            ("李小龙先生; 关于李小龙的投诉; 李小明", "=李小龙 =李小龙"),
            ("Rhiannons Caerwyns; A B C D", "?Rhiannons ?Caerwyns"),
        ] {
            assert_eq!(told(people, text), expect, "{text}");
        }
    }

    #[test]
    fn a_number_of_a_name_tells_people_apart_and_alone_is_nobody() {
        let residents = &["Resident 12", "Person17", "Anna Bell 3"];
        for (text, expect) in [
            ("Told Resident 12, then RESIDENT 12’s son.", "=Resident 12 =RESIDENT 12"),
            ("Resident 47, Resident 1 and Resident 123 rang.", ""),
            ("Every resident, 12 residents, 12 May, page 17. Residents", ""),
            ("Anna Bell 47, Anna Bell and Anna Bell 3", "-Anna ~Anna Bell =Anna Bell 3"),
            ("Person17 and Person1, 17", "=Person17"),
        ] {
            assert_eq!(told(residents, text), expect, "{text}");
        }
    }

    #[test]
    fn how_somebody_is_reached_names_them() {
        let webb = &["Tom Webb; t.webb@example.org; 07700 900123; 4 Mill Lane, York YO1 7AB; OLD/77"];
        for (text, expect) in [
            ("Write to T.Webb@Example.org.", "=T.Webb@Example.org"),
            ("rang +44 7700 900123 on 3 May", "=+44 7700 900123"),
            ("At 4 Mill Lane, York, YO1 7AB", "~4 Mill Lane, York, YO1 7AB"),
            ("At 4 Mill Lane; all of Mill Lane", "~4 Mill Lane ?Mill Lane"),
            ("t.webb+complaint@example.org", "=t.webb+complaint@example.org"),
            ("ring 900123 or 900 124", "?900123"),
            ("somebody in yo17ab", "?yo17ab"),
            ("their OLD-77, our 77", "~OLD-77"),
        ] {
            assert_eq!(told(webb, text), expect, "{text}");
        }
    }

    #[test]
    fn a_name_gives_way_whole_and_in_part_but_not_inside_other_words() {
        let out = |text: &str| {
            sought(&["Amara Rose Okafor;amara@example.org"]).out_of(text, Extent::Part, "[erased]")
        };
        assert_eq!(out("Told Okafor; amara@example.org, Mrs Jones."), "Told [erased]; [erased], Mrs Jones.");
        assert_eq!(out("A rose for Okaforian"), "A rose for Okaforian");
    }

    /// Whether a name is found where it was typed without accents and apostrophes.
    fn is_found_plainly(name: &str) -> bool {
        let plain = crate::domain::text::transliterate(name);
        let plain: String = plain.chars().filter(|it| !"'’-".contains(*it)).collect();
        sought(&[name]).extent(&format!("She told {plain}, who rang back.")) >= Some(Extent::Mostly)
    }

    #[test]
    fn a_double_name_that_ends_in_a_title_is_found_without_accents() {
        assert!(is_found_plainly("Aøü ÓAââ-Lady"));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_is_read_and_places_do_not_overlap(name in "[A-Za-zé'’, .-]{1,20}", text in any::<String>()) {
            let text = format!("{text} {name} {text}");
            let found = sought(&[&name]).mentions(&text);
            prop_assert!(found.iter().all(|it| text.is_char_boundary(it.place.start) && text.is_char_boundary(it.place.end)));
            prop_assert!(found.windows(2).all(|it| it[0].place.end <= it[1].place.start));
        }

        #[test]
        fn a_name_is_found_where_it_was_typed_without_accents_and_apostrophes(
            name in "[A-ZÁÉÜØ][a-zéüøßł]{2,8} [A-ZÓ]['’]?[A-Z][a-zâêüß]{2,9}(-[A-Z][a-z]{2,8})?"
        ) {
            prop_assert!(is_found_plainly(&name), "{}", name);
        }
    }
}
