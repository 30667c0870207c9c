//! The numbers in a sentence, however they are written, and those that a phrase lets a reader work out of them: “all but ten of
//! the 13”. What belongs to a name is none: “Ward 7”, “Form 13B”, 26-0031.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::office::record::Office;
use crate::domain::reference::RecordRef;
use crate::domain::text::is_invisible;

/// Numbers that are written as words, from one.
const SPELT_OUT: &[&[&str]] = &[
    &["one", "single", "sole", "un"],
    &[
        "two", "both", "pair", "couple", "twice", "ii", "duo", "brace", "neither", "dau", "dwy", "ddau",
        "ddwy",
    ],
    &["three", "trio", "thrice", "iii", "tri", "tair", "dri", "dair", "thri", "thair"],
    &["four", "quartet", "iv", "pedwar", "pedair", "bedwar", "bedair", "phedwar", "phedair"],
    &["five", "pump", "pum", "bum", "bump"],
    &["six", "chwech", "chwe"],
    &["seven", "saith"],
    &["eight", "wyth"],
    &["nine", "naw"],
    &["ten", "deg", "ddeg"],
    &["eleven"],
    &["twelve", "dozen"],
    &["thirteen"],
    &["fourteen"],
    &["fifteen"],
    &["sixteen"],
    &["seventeen"],
    &["eighteen"],
    &["nineteen"],
];
/// The tens, from twenty.
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// Shares that are written as words, and are nothing else.
const SHARES: &[&str] =
    &["half", "halves", "thirds", "quarters", "fifths", "sixths", "sevenths", "eighths", "ninths", "tenths"];
/// What follows “half” where it is a time.
const HALVES_OF_TIME: &[&str] = &["year", "term", "day", "hour", "an hour", "past"];
/// Shares that may be a place in a row too: before “of”, or after “a” and before what they did.
const PERHAPS_SHARES: &[&str] = &[
    "third",
    "quarter",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "fifteenth",
    "sixteenth",
    "twentieth",
];
/// What may follow “a third” where it is a share.
const DONE: &[&str] = &["were", "was", "had", "ended", "came", "as many", "as much"];

/// What follows a number that is a time.
const UNITS: [&str; 6] = ["working", "day", "hour", "week", "month", "minute"];
/// What follows a number that is a share, where it is written as words.
const PER_CENT: [&str; 2] = ["per cent", "percent"];
/// Digits of other kinds, from nought.
const DIGITS: [&str; 10] = [
    "０１２３４５６７８９",
    "٠١٢٣٤٥٦٧٨٩",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
    "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫",
    "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵",
    "〇ⅠⅡⅢⅣⅤⅥⅦⅧⅨ",
];

/// What a phrase makes of the number before it and of the one behind it.
type Makes = fn(u64, u64) -> Option<u64>;
/// What stands between two numbers, and what follows from both. The first that stands there counts.
const RELATIONS: &[(&str, Makes)] = &[
    ("more than", u64::checked_add),
    ("above", u64::checked_add),
    ("on top of", u64::checked_add),
    ("fewer than", |one, other| other.checked_sub(one)),
    ("less than", |one, other| other.checked_sub(one)),
    ("short of", |one, other| other.checked_sub(one)),
    ("apart from", u64::checked_sub),
    ("other than", u64::checked_sub),
    ("but", u64::checked_sub),
    ("except", u64::checked_sub),
    ("bar", u64::checked_sub),
    ("save", u64::checked_sub),
    ("excluding", u64::checked_sub),
    ("without", u64::checked_sub),
    ("minus", u64::checked_sub),
    ("less", u64::checked_sub),
    ("times", u64::checked_mul),
    ("of", |one, other| other.checked_sub(one)),
    ("from", |one, other| other.checked_sub(one)),
    ("among", |one, other| other.checked_sub(one)),
];
/// What stands before a number of which there are several times as many.
const MULTIPLES: &[(&str, u64)] = &[("twice", 2), ("double", 2), ("thrice", 3), ("treble", 3), ("triple", 3)];
/// What stands between a number and that of which it is a share: “one in five”.
const IN: &[&str] = &["in", "in every", "out of every"];
/// What makes numbers shares of one another: “four for each of them”.
const FOR_EACH: &[&str] = &[
    "for each",
    "for every",
    "of each",
    "of every",
    "to each",
    "to every",
    "per complaint",
    "apiece",
    "for one",
];
/// What a sentence says that sets numbers against one another.
const COMPARES: &[&str] = &["times", "fold", "than", "as many", "as much"];
/// What a number is told for, and of how many of these a year has.
const IN_A_YEAR: &[(&str, u64)] = &[("quarter", 4), ("month", 12), ("half year", 2), ("half-year", 2)];
const EACH: &[&str] = &["each", "every", "per", "a"];
/// What a sentence says that leaves nobody out.
const ALL: &[&str] =
    &["all", "every", "each", "any", "none", "no", "nobody", "not one", "everyone", "everybody", "nothing"];
/// What is told by its place in a row, from the first; and what says that no more came, or one more.
const PLACES: &[&str] =
    &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
const LAST: &[&str] = &["last", "final", "no more", "none after", "only"];
const ONE_MORE: &[&str] = &["another", "further", "followed"];
/// What stands before a number that none of it reaches.
const BELOW: &[&str] = &["fewer than", "less than", "under", "below", "not quite"];
/// What joins two numbers to one sum.
const JOINED_BY: &[&str] = &["and", "plus", "another", "further", "together with", "as well as"];
/// What says that a number is of several together.
const TOGETHER: &[&str] =
    &["between them", "together", "combined", "in all", "altogether", "jointly", "in total", "in sum"];
/// What is said of those that a sentence does not count.
const REST: &[&str] = &["rest", "remaining", "remainder", "others", "other", "otherwise", "else"];
/// How many words may stand between two numbers that belong together.
const MOST_BETWEEN: usize = 6;

/// A number in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Where, in bytes of the sentence with digits of one kind.
    place: Range<usize>,
    /// As figures are compared: “142”, “4.5”, “£1200.50”.
    pub plain: String,
    /// Whether it is a time.
    pub is_time: bool,
    /// Whether it is a share.
    pub is_percent: bool,
    /// Whether it is that within which something is done.
    pub is_within: bool,
}

impl Number {
    fn of(sentence: &str, place: Range<usize>, token: &str) -> Self {
        let next = sentence[place.end..].trim_start();
        let is_within = sentence[..place.start].trim_end().to_lowercase().ends_with("within");
        Self {
            plain: plain(token),
            is_time: UNITS.iter().any(|it| next.starts_with(it)),
            is_percent: token.ends_with('%') || PER_CENT.iter().any(|it| next.starts_with(it)),
            is_within,
            place,
        }
    }

    /// How many it counts, if it counts anything.
    fn counts(&self) -> Option<u64> {
        self.plain.parse().ok().filter(|_| !self.is_time && !self.is_percent && !self.is_year())
    }

    /// Whether it is a year.
    pub fn is_year(&self) -> bool {
        self.plain.starts_with("20") && self.plain.len() == 4
    }
}

/// A count that a sentence names beside another of its kind.
#[derive(Clone, Copy, Debug)]
pub struct BesideIt {
    pub count: u64,
    /// Whether it is printed.
    pub is_printed: bool,
    /// Whether other words name it than the one beside which it stands.
    pub is_named_apart: bool,
}

/// A sentence with its numbers, in the order in which they stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// In small letters, and with digits of one kind.
    text: String,
    /// Those in digits, and those in words; shares too.
    pub numbers: Vec<Number>,
    /// Which of them are in digits.
    in_digits: Vec<Range<usize>>,
}

impl Sentence {
    /// Reads it. The names of the office that have a number in them are left out: [`numbered`].
    pub fn read(sentence: &str, names: &[String]) -> Self {
        let text = with_plain_digits(sentence);
        let small = text.to_ascii_lowercase();
        let taken = places_of(&small, names);
        let is_free = |it: &Number| {
            !taken.iter().any(|at| at.start <= it.place.start && it.place.end <= at.end)
                && !is_of_a_label(&text, &it.place)
        };
        let digits = in_digits(&text);
        let in_digits = digits.iter().map(|it| it.place.clone()).collect();
        let mut numbers = [digits, in_words(&text)].concat();
        numbers.retain(is_free);
        numbers.sort_by_key(|it| it.place.start);
        let mut read = Self { text: small, numbers, in_digits };
        read.mark_shares();
        read
    }

    /// Those that somebody may have counted: in digits, or spelt out from ten on. “One of them” and “both” count nothing.
    pub fn typed(&self) -> impl Iterator<Item = &Number> {
        let is_high = |it: &Number| !it.is_percent && it.counts().is_some_and(|it| 10 <= it);
        self.numbers.iter().filter(move |it| self.in_digits.contains(&it.place) || is_high(it))
    }

    /// Marks as shares both numbers of “one in five”, and what there are for each of others.
    fn mark_shares(&mut self) {
        if self.says_one_of(FOR_EACH) {
            self.numbers
                .iter_mut()
                .filter(|it| !it.is_time && !it.is_year())
                .for_each(|it| it.is_percent = true);
        }
        for at in 1..self.numbers.len() {
            let [one, other] = [&self.numbers[at - 1], &self.numbers[at]];
            let is_less = one.counts().zip(other.counts()).is_some_and(|it| it.0 < it.1);
            if is_less && IN.contains(&self.text[one.place.end..other.place.start].trim()) {
                self.numbers[at - 1].is_percent = true;
                self.numbers[at].is_percent = true;
            }
        }
    }

    /// What stands between two numbers, if they may belong together: no sign that ends a clause, and few words.
    fn between(&self, one: &Number, other: &Number) -> Option<&str> {
        let words = self.text.get(one.place.end..other.place.start)?;
        let is_clause = !words.contains([';', ':', '!', '?']) && !words.contains(". ");
        Some(words).filter(|it| is_clause && it.split_whitespace().count() <= MOST_BETWEEN)
    }

    /// The counts that it tells, and the sums of those that it joins.
    fn counted(&self) -> Vec<u64> {
        let mut found = Vec::new();
        let mut sums: Vec<u64> = Vec::new();
        let mut before: Option<&Number> = None;
        for (number, count) in self.numbers.iter().filter_map(|it| Some((it, it.counts()?))) {
            let is_joined = before.and_then(|it| self.between(it, number)).is_some_and(|it| {
                it.contains([',', '+', '&']) || JOINED_BY.iter().any(|by| has_words(it, by))
            });
            sums = if is_joined { sums } else { Vec::new() };
            sums.iter_mut().for_each(|it| *it = it.saturating_add(count));
            found.extend(&sums);
            sums.push(count);
            found.push(count);
            before = Some(number);
        }
        found
    }

    /// What a reader works out of its numbers alone, by a phrase of it: “three more than the four”, “ten of the 13”.
    fn worked_out(&self) -> Vec<u64> {
        let counts: Vec<(&Number, u64)> =
            self.numbers.iter().filter_map(|it| Some((it, it.counts()?))).collect();
        let mut found = Vec::new();
        for pair in counts.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            let Some(between) = self.between(one, other) else { continue };
            let relation = RELATIONS.iter().find(|it| has_words(between, it.0));
            found.extend(relation.and_then(|it| it.1(*first, *second)));
        }
        for (number, count) in &counts {
            let before = self.text[..number.place.start].trim_end();
            found
                .extend(BELOW.iter().filter(|it| before.ends_with(*it)).filter_map(|_| count.checked_sub(1)));
            // One of two is so many times the other: of their sum the one is a part, and the other what is left.
            let times = MULTIPLES.iter().filter(|it| has_words(&self.text, it.0)).map(|it| it.1);
            for times in times {
                let part = (count % (times + 1) == 0).then_some(count / (times + 1));
                found.extend(part.into_iter().flat_map(|it| [it, count - it]));
                found.extend(count.checked_mul(times));
                found.extend((count % times == 0).then_some(count / times));
            }
        }
        found.extend(self.by_place());
        if self.says_one_of(REST)
            && let Some((whole, all)) =
                counts.iter().max_by_key(|it| it.1).map(|it| (it.1, counts.iter().map(|it| it.1)))
        {
            let sum: u64 = all.clone().fold(0, u64::saturating_add);
            found.extend(whole.checked_sub(sum.saturating_sub(whole)));
            found.extend(all.filter_map(|it| whole.checked_sub(it)));
        }
        found
    }

    /// How many there are by what is said of places in a row: “the second and last”, “another followed the first”.
    fn by_place(&self) -> Vec<u64> {
        let places = (1_u64..).zip(PLACES).filter(|it| has_words(&self.text, it.1)).map(|it| it.0);
        let more = [(LAST, 0), (ONE_MORE, 1)].into_iter().filter(|it| self.says_one_of(it.0)).map(|it| it.1);
        let more: Vec<u64> = more.collect();
        let other = has_words(&self.text, "the other").then_some(2);
        places.flat_map(|place| more.iter().map(move |it| place + it)).chain(other).collect()
    }

    fn says_one_of(&self, all: &[&str]) -> bool {
        all.iter().any(|it| has_words(&self.text, it))
    }

    /// What a reader works out of its numbers and of a count that is told beside: “three times as many as”. Where words of its own
    /// name that one, any number may set the two against each other: “outnumbered them by three”.
    fn set_against(&self, counted: &[u64], it: &BesideIt) -> Vec<u64> {
        let beside = it.count;
        let multiples = MULTIPLES.iter().filter(|it| has_words(&self.text, it.0)).map(|it| it.1);
        let multiples: Vec<u64> = multiples.collect();
        if multiples.is_empty() && !it.is_named_apart && !self.says_one_of(COMPARES) {
            return Vec::new();
        }
        let against = |by: &u64| {
            let part = (0 < *by && beside.is_multiple_of(*by)).then(|| beside / by);
            [beside.checked_sub(*by), beside.checked_add(*by), beside.checked_mul(*by), part]
        };
        let others = counted.iter().filter(|it| **it != beside);
        others.chain(&multiples).flat_map(against).flatten().collect()
    }

    /// What its numbers add up to over the year: “one each quarter”.
    fn over_the_year(&self, counted: &[u64]) -> Vec<u64> {
        let is_for = |time: &str| EACH.iter().any(|it| has_words(&self.text, &format!("{it} {time}")));
        let times = IN_A_YEAR.iter().filter(|it| is_for(it.0)).map(|it| it.1);
        times.flat_map(|times| counted.iter().map(move |it| it.saturating_mul(times))).collect()
    }

    /// Whether a reader works a count out of it: by a phrase of it, as what is left of a whole that is printed elsewhere, or as a
    /// sum.
    ///
    /// `beside` are the other counts of its kind that the sentence names: with one of them it may tell a sum, or set one against the
    /// other. Nought is left only where a sentence leaves nobody out: “all 40”.
    pub fn gives_away(&self, count: u64, wholes: &[u64], beside: &[BesideIt]) -> bool {
        let counted = self.counted();
        let tells_what_is_left = 0 < count || self.says_one_of(ALL);
        let is_left =
            |it: &u64| tells_what_is_left && wholes.iter().any(|whole| whole.checked_sub(*it) == Some(count));
        // Nobody takes a number for a sum with one that is not printed, unless the sentence says that it is one.
        let is_sum = self.says_one_of(TOGETHER);
        let joined: Vec<u64> =
            beside.iter().filter(|it| it.is_printed || is_sum).map(|it| it.count).collect();
        let all: u64 = joined.iter().fold(0, |sum, it| sum.saturating_add(*it));
        let mut sums = joined.iter().chain([&all]).filter(|it| 0 < **it).map(|it| count.saturating_add(*it));
        counted.contains(&count)
            || self.worked_out().contains(&count)
            || counted.iter().any(is_left)
            || beside.iter().any(|it| self.set_against(&counted, it).contains(&count))
            || self.over_the_year(&counted).contains(&count)
            || sums.any(|it| counted.contains(&it))
    }
}

/// Whether words begin with a number: in digits, or spelt out.
pub fn begins_with_number(words: &str) -> bool {
    let text = with_plain_digits(words);
    in_digits(&text).into_iter().chain(in_words(&text)).any(|it| it.place.start == 0)
}

/// Whether words stand in a text, one after another and each whole.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| is_bounded(text, &(at..at + words.len())))
}

/// Whether neither a letter nor a digit stands on either side.
fn is_bounded(text: &str, place: &Range<usize>) -> bool {
    !text[..place.start].ends_with(char::is_alphanumeric)
        && !text[place.end..].starts_with(char::is_alphanumeric)
}

/// The names of services, organisations and themes that have a number and something else in them, in small letters.
pub fn numbered(office: &Office) -> Vec<String> {
    let lists = [&office.services.items, &office.organisations.items, &office.themes.items];
    let names = lists.into_iter().flatten().map(|it| it.name.trim().to_ascii_lowercase());
    let is_one = |name: &String| {
        let all: Vec<Number> = [in_digits(name), in_words(name)].concat();
        let letters = name.chars().filter(|it| it.is_alphabetic()).count();
        let spelt: usize =
            all.iter().map(|it| name[it.place.clone()].chars().filter(|it| it.is_alphabetic()).count()).sum();
        !all.is_empty() && spelt < letters
    };
    names.filter(is_one).collect()
}

/// Where names stand in a sentence.
fn places_of(small: &str, names: &[String]) -> Vec<Range<usize>> {
    let of = |name: &String| {
        let found: Vec<Range<usize>> =
            small.match_indices(name.as_str()).map(|(at, it)| at..at + it.len()).collect();
        found
    };
    names.iter().flat_map(of).filter(|it| is_bounded(small, it)).collect()
}

/// Whether a number is part of a reference of ours, or of a label that a capital makes: “26-0031”, “13B”, “A4”.
fn is_of_a_label(text: &str, place: &Range<usize>) -> bool {
    let belongs = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let from = text[..place.start]
        .rfind(|it| !belongs(it))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let to = text[place.end..].find(|it| !belongs(it)).map_or(text.len(), |it| place.end + it);
    let label = text[from..to].trim_matches('-');
    let is_ours = |on: RecordRef| {
        matches!(on, RecordRef::Case(_) | RecordRef::Plan(_) | RecordRef::Entry(_))
            && label.eq_ignore_ascii_case(&on.to_string())
    };
    if label.parse().is_ok_and(is_ours) {
        return true;
    }
    let letters = |it: &str| it.chars().count();
    let (before, after) = (&text[from..place.start], &text[place.end..to]);
    let is_capital = |it: &str, most: usize| {
        (1..=most).contains(&letters(it)) && it.chars().all(|it| it.is_ascii_uppercase())
    };
    is_capital(before, 3) && after.is_empty() || before.is_empty() && is_capital(after, 2)
}

/// A sentence with digits of one kind, and without what nobody sees.
fn with_plain_digits(sentence: &str) -> String {
    let digit = |it: char| DIGITS.iter().find_map(|all| all.chars().zip('0'..='9').find(|of| of.0 == it));
    let seen = sentence.chars().filter(|it| !is_invisible(*it));
    seen.map(|it| digit(it).map_or(it, |it| it.1)).collect()
}

/// Whether what stands before a number makes it the end of a financial year: “2024-” and “2024/”.
fn is_end_of_year(before: &str) -> bool {
    let first = before.strip_suffix(['-', '/', '–']).unwrap_or_default();
    let digits = first.chars().rev().take_while(char::is_ascii_digit).count();
    digits == 4 && first[first.len() - digits..].starts_with("20")
}

/// The numbers in a sentence that are written in digits.
fn in_digits(sentence: &str) -> Vec<Number> {
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '£' | ',' | '.' | ':' | '%');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = sentence[at..].find(is_part) {
        let from = at + next;
        let to = sentence[from..].find(|it: char| !is_part(it)).map_or(sentence.len(), |it| from + it);
        let token = sentence[from..to].trim_start_matches([',', '.', ':']);
        let from = to - token.len();
        // A colon stands between hours and minutes, and nowhere else in a number: “10:3” are two.
        let is_time = token.split_once(':').is_none_or(|it| {
            it.1.trim_end_matches([',', '.']).len() == 2 && it.1.starts_with(|it: char| it.is_ascii_digit())
        });
        let token = if is_time { token } else { token.split(':').next().unwrap_or(token) };
        let to = from + token.len();
        let token = token.trim_end_matches([',', '.', ':']);
        if token.contains(|it: char| it.is_ascii_digit()) && !is_end_of_year(&sentence[..from]) {
            found.push(Number::of(sentence, from..from + token.len(), token));
        }
        at = to;
    }
    found
}

/// A word in small letters, and where it stands.
type Spoken = (Range<usize>, String);

/// The numbers that a sentence spells out, and its shares. A number of people that is withheld is mostly one of these.
fn in_words(sentence: &str) -> Vec<Number> {
    let words = sentence.unicode_word_indices();
    let words: Vec<Spoken> = words.map(|(at, word)| (at..at + word.len(), word.to_lowercase())).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((value, count)) = spelt(&words[at..]) else {
            found.extend(share(sentence, &words, at));
            at += 1;
            continue;
        };
        let place = words[at].0.start..words[at + count - 1].0.end;
        found.push(Number::of(sentence, place, &value.to_string()));
        at += count;
    }
    found
}

/// The number that words begin with, and how many of them it takes: “forty-nine”, “one hundred and two”.
fn spelt(words: &[Spoken]) -> Option<(u64, usize)> {
    // Nothing but a space or a hyphen parts the words of one number.
    let length = 1 + words.windows(2).take_while(|it| it[1].0.start == it[0].0.end + 1).count();
    let words = &words[..length.min(words.len())];
    let unit = |at: usize| {
        let word = &words.get(at)?.1;
        (1_u64..).zip(SPELT_OUT).find(|it| it.1.contains(&word.as_str())).map(|it| it.0)
    };
    let ten = |at: usize| {
        let word = &words.get(at)?.1;
        (2_u64..).zip(TENS).find(|it| it.1 == word).map(|it| it.0 * 10)
    };
    let small = |at: usize| match (ten(at), unit(at)) {
        (Some(ten), _) => match unit(at + 1).filter(|it| *it < 10) {
            Some(more) => Some((ten + more, 2)),
            None => Some((ten, 1)),
        },
        (None, unit) => unit.map(|it| (it, 1)),
    };
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.1 == word);
    let begins = if is(0, "a") && is(1, "hundred") { Some((1, 1)) } else { small(0) };
    let (value, count) = begins?;
    if !is(count, "hundred") {
        return Some((value, count));
    }
    let after = count + 1 + usize::from(is(count + 1, "and"));
    let (more, and) = small(after).unwrap_or((0, 0));
    Some((value * 100 + more, if and == 0 { count + 1 } else { after + and }))
}

/// The share that a word is, if it is one.
fn share(sentence: &str, words: &[Spoken], at: usize) -> Option<Number> {
    let (place, word) = (words[at].0.clone(), words[at].1.as_str());
    let after = sentence[place.end..].trim_start_matches(['-', ' ']).to_lowercase();
    let begins = |all: &[&str]| all.iter().any(|it| after.starts_with(it));
    let is_share = if SHARES.contains(&word) {
        !begins(HALVES_OF_TIME)
    } else {
        let is_one = at.checked_sub(1).is_some_and(|it| matches!(words[it].1.as_str(), "a" | "one"));
        PERHAPS_SHARES.contains(&word) && (after.starts_with("of ") || is_one && begins(DONE))
    };
    is_share.then(|| Number { is_percent: true, ..Number::of(sentence, place, "0") })
}

/// A number as figures are compared: without what makes no difference.
pub fn plain(number: &str) -> String {
    let number = number.replace([',', '%', '+', '-'], "");
    let whole = number.strip_suffix(":00").or(number.strip_suffix(".00")).or(number.strip_suffix(".0"));
    let whole = whole.unwrap_or(&number);
    let short = whole.trim_start_matches('0');
    if short.starts_with(|it: char| it.is_ascii_digit()) { short } else { whole }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Sentence {
        Sentence::read(text, &["ward 7".to_owned(), "three rivers".to_owned(), "form 13b".to_owned()])
    }

    fn told(text: &str) -> Vec<(String, bool)> {
        read(text).numbers.into_iter().map(|it| (it.plain, it.is_time)).collect()
    }

    fn is(all: &[(&str, bool)]) -> Vec<(String, bool)> {
        all.iter().map(|it| (it.0.to_owned(), it.1)).collect()
    }

    #[test]
    fn numbers_are_read_as_words_too() {
        for (text, expect) in [
            ("Only three complaints came.", &[("3", false)][..]),
            ("Twelve, in two days", &[("12", false), ("2", true)]),
            ("None of them; often; threefold", &[]),
            ("Forty-nine and one hundred and two", &[("49", false), ("102", false)]),
            ("A hundred, ninety nine, and seventeen", &[("100", false), ("99", false), ("17", false)]),
        ] {
            assert_eq!(told(text), is(expect), "{text}");
        }
    }

    #[test]
    fn amounts_and_averages_are_read_as_they_are_written() {
        let expect = [("£1200.50", false), ("4.5", true), ("1000", true), ("60", false), ("12", false)];
        assert_eq!(told("It cost £1,200.50, in 4.5 days: 1,000 hours, 60.0% of 12."), is(&expect));
    }

    #[test]
    fn a_number_is_read_whatever_stands_in_it_that_nobody_sees_and_beside_a_colon() {
        let (three, two) = (("3", false), ("10", false));
        assert_eq!(told("Th\u{200b}ree and \u{200b}3"), is(&[three, three]));
        assert_eq!(told("A split of 10:3, 10: 3"), is(&[two, three, two, three]));
        assert_eq!(told("4:30 hours"), is(&[("4:30", true)]));
    }

    #[test]
    fn a_number_in_a_name_is_none_and_hides_none() {
        for (text, expect) in [
            ("Ward 7 had 7; ward 7: seven.", &[("7", false), ("7", false)][..]),
            ("Of Ward 7, 13 used Form 13B", &[("13", false)]),
            ("Three Rivers had three", &[("3", false)]),
            ("See 26-0031 and P26-007, room B13 and 4A", &[]),
            ("Ward 70 and 13 Bs; 13complaints", &[("70", false), ("13", false), ("13", false)]),
        ] {
            assert_eq!(told(text), is(expect), "{text}");
        }
    }

    #[test]
    fn a_share_is_told_from_a_place_in_a_row() {
        let shares = |text: &str| read(text).numbers.iter().filter(|it| it.is_percent).count();
        for text in
            ["Half were upheld", "half the eight", "two thirds", "a quarter of them", "A third were late"]
        {
            assert_eq!(shares(text), 1, "{text}");
        }
        assert_eq!(shares("One in five; 1 in every 10"), 4);
        assert_eq!(shares("Of every fifteen, two waited"), 2);
        for text in
            ["In the second quarter", "the third time", "in half a day’s work of the half-year", "3 in 2025"]
        {
            assert!(shares(text) <= usize::from(text.contains("half a")), "{text}");
        }
    }

    /// Whether a sentence gives away three, where 13 and 52 are printed.
    fn gives_away(text: &str) -> bool {
        read(text).gives_away(3, &[13, 52], &[])
    }

    #[test]
    fn a_count_is_worked_out_of_a_phrase_and_of_what_is_printed_beside() {
        for text in [
            "Ten of the 13 were not upheld",
            "All but ten of the 13 were upheld",
            "All but ten were upheld",
            "Ten ended otherwise, the rest were upheld",
            "Of 20, 12 and five were not, and the rest were upheld",
            "13 except ten",
            "forty-nine out of fifty-two",
            "We upheld one more than two",
            "Two fewer than five",
            "Two in May and one in June were upheld",
            "20 in May, 20 in June and nine in July were not",
            "Three times one",
            "Two short of five",
        ] {
            assert!(gives_away(text), "{text}");
        }
        assert!(read("twice the two were upheld").gives_away(4, &[], &[]));
        assert!(read("double the 2 of last year").gives_away(4, &[], &[]));
    }

    const fn beside_it(count: u64, is_printed: bool) -> BesideIt {
        BesideIt { count, is_printed, is_named_apart: false }
    }

    #[test]
    fn a_count_is_worked_out_of_one_that_is_told_beside_it() {
        for text in
            ["Three times as many", "double; three more than", "Three fewer than", "Three between them"]
        {
            let (less, more) = (text.contains("fewer"), text.contains("double"));
            let beside = if less || text.contains("between") { 12 } else { 9 };
            let count = if more {
                18
            } else if less {
                9
            } else {
                3
            };
            let told = if text.contains("between") { "Fifteen between them" } else { text };
            assert!(read(told).gives_away(count, &[], &[beside_it(beside, true)]), "{told}");
        }
        assert!(
            read("One each quarter").gives_away(4, &[], &[]) && read("2 a month").gives_away(24, &[], &[])
        );
        assert!(!read("One in the last quarter").gives_away(4, &[], &[]));
        assert!(!read("Three were upheld").gives_away(12, &[], &[beside_it(9, true)]));
        let apart = BesideIt { is_named_apart: true, ..beside_it(9, true) };
        assert!(read("A outnumbered B by three").gives_away(12, &[], &[apart]));
        // One that is not printed is part of a sum where the sentence says so.
        assert!(read("Eight between them").gives_away(4, &[], &[beside_it(4, false)]));
        assert!(!read("Few of the 52").gives_away(3, &[], &[beside_it(49, false)]));
    }

    #[test]
    fn nought_is_left_where_nobody_is_left_out() {
        assert!(read("All 40 were told").gives_away(0, &[40], &[]));
        assert!(!read("Nine of the 40 that we closed").gives_away(0, &[40], &[]));
    }

    #[test]
    fn two_numbers_that_no_phrase_binds_tell_nothing_by_what_lies_between_them() {
        for text in [
            "We received 60; 57 were closed",
            "We received 60 and closed 57",
            "Nine of the 40 were upheld",
            "Within 10 working days, 12 were answered",
            "In 2025-26 we upheld 9, after 8 in 2024-25",
        ] {
            assert!(!gives_away(text), "{text}");
        }
    }
}
