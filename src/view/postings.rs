//! Which records a word stands in: for every word and for its beginnings, blocks of 256 numbers of records.
//!
//! A block is a value of at most 32 bytes: a change rewrites little, and a word that stands everywhere takes a bit a
//! record. What is found for several words is put together block by block, and no record is read for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::nearness::slips_between;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::view::block::Block;
use crate::view::change::Batch;
use crate::view::keys::{MARK, NAME, REFERENCE, TEXT, WORD, key, reference, reference_from};
use crate::view::store::{View, ViewError};

/// The longest word that is looked up, in bytes; what follows is not told apart.
const LONGEST_WORD: usize = 40;
/// A record's reference but for its last byte.
const BLOCK: usize = REFERENCE - 1;
/// Stands where the number of letters does, for words that are longer than any beginning that is kept.
const WHOLE: u8 = u8::MAX;
/// Ends a word. No word has it.
const END: u8 = 0;

/// To how many letters words of a kind are kept, so that what is typed of one is found without looking at every word that
/// begins so. A word is kept cut to each of these that it has letters for, and once whole, under the next one. Words of texts
/// are looked for from as many letters on as are here first: fewer find half the office.
const BEGINNINGS: &[(u8, &[u8])] = &[(WORD, &[1, 2, 3, 8]), (TEXT, &[3, 5]), (NAME, &[]), (MARK, &[])];

/// Where a word is kept, blocks apart.
pub type Term = Vec<u8>;

/// Records, in the order of their references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records(BTreeMap<[u8; BLOCK], Block>);

impl Records {
    fn add(&mut self, at: [u8; BLOCK], block: Block) {
        let there = self.0.entry(at).or_default();
        *there = there.or(block);
    }

    /// Those of either.
    #[must_use]
    pub fn or(mut self, others: Self) -> Self {
        others.0.into_iter().for_each(|(at, block)| self.add(at, block));
        self
    }

    /// Those of both.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        self.0.retain(|at, block| {
            let there = others.0.get(at).copied().unwrap_or_default();
            *block = block.with(there, |one, other| one & other);
            !block.is_empty()
        });
        self
    }

    /// Whether one is among them.
    pub fn has(&self, on: impl Into<RecordRef>) -> bool {
        let (at, last) = split(on.into());
        self.0.get(&at).is_some_and(|it| it.has(last))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.values().map(|it| it.len()).sum()
    }

    /// The cases among them that follow one; from the first on without one.
    pub fn cases_after(&self, after: Option<CaseRef>) -> impl Iterator<Item = CaseRef> {
        let after = after.map(reference).unwrap_or_default();
        let first: [u8; BLOCK] = std::array::from_fn(|it| after[it]);
        let all = self.0.range(first..).flat_map(|(at, block)| block.iter().map(move |last| join(*at, last)));
        let all = all.skip_while(move |it| *it <= after);
        all.filter_map(|it| reference_from(&it)).filter_map(|it| it.try_into().ok())
    }
}

fn split(on: RecordRef) -> ([u8; BLOCK], u8) {
    let bytes = reference(on);
    (std::array::from_fn(|it| bytes[it]), bytes[BLOCK])
}

fn join(block: [u8; BLOCK], last: u8) -> [u8; REFERENCE] {
    std::array::from_fn(|it| block.get(it).copied().unwrap_or(last))
}

/// Where words of a kind are kept: each whole, and by its beginnings.
pub fn terms<'a>(kind: u8, words: impl IntoIterator<Item = &'a String>) -> Vec<Term> {
    let mut terms = Vec::new();
    for word in words {
        let word = shortened(word);
        let count = word.chars().count();
        for letters in beginnings(kind).iter().filter(|it| usize::from(**it) <= count) {
            terms.push(term(kind, *letters, &word[..first(word, *letters)]));
        }
        terms.push(whole(kind, word));
    }
    terms
}

fn beginnings(kind: u8) -> &'static [u8] {
    BEGINNINGS.iter().find(|it| it.0 == kind).map_or(&[], |it| it.1)
}

/// Where a word itself is kept: under the next number of letters, which it has not.
fn whole(kind: u8, word: &str) -> Term {
    let word = shortened(word);
    let count = word.chars().count();
    let letters = beginnings(kind).iter().find(|it| count < usize::from(**it));
    term(kind, letters.copied().unwrap_or(WHOLE), word)
}

fn term(kind: u8, letters: u8, word: &str) -> Term {
    key(kind, &[&[letters], word.as_bytes(), &[END]])
}

/// Where the first letters of a word end, or the word does.
fn first(word: &str, letters: u8) -> usize {
    word.char_indices().nth(usize::from(letters)).map_or(word.len(), |it| it.0)
}

/// A word cut to the length that is looked up.
fn shortened(word: &str) -> &str {
    let mut end = word.len().min(LONGEST_WORD);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

impl View {
    /// The records in which a word of a kind stands.
    pub fn with_word(&self, kind: u8, word: &str) -> Result<Records, ViewError> {
        self.blocks(&whole(kind, word))
    }

    /// The records in which a word of a kind begins so. Of a kind that has no beginnings, those of every word are looked at;
    /// nothing is found by fewer letters of a text than [`BEGINNINGS`] has first.
    pub fn with_word_that_begins(&self, kind: u8, beginning: &str) -> Result<Records, ViewError> {
        let beginning = shortened(beginning);
        let count = beginning.chars().count();
        if kind == TEXT && count < usize::from(beginnings(kind)[0]) {
            return Ok(Records::default());
        }
        let kept = beginnings(kind).iter().find(|it| count <= usize::from(**it)).copied();
        let mut at = term(kind, kept.unwrap_or(WHOLE), beginning);
        // As many letters as are kept stand alone; of fewer, every way to go on is looked at, and the word that ends there.
        if kept.is_none_or(|it| count < usize::from(it)) {
            at.pop();
        }
        self.blocks(&at)
    }

    /// Words of names and of texts that are nearly this one and begin with its first letter, the nearest first.
    pub fn words_near(&self, word: &str) -> Result<Vec<String>, ViewError> {
        let word = shortened(word);
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for kind in [WORD, TEXT] {
            for letters in beginnings(kind).iter().copied().chain([WHOLE]) {
                let mut begins = term(kind, letters, &word[..first(word, 1)]);
                begins.pop();
                let mut last = Vec::new();
                for at in self.db.scan_prefix(begins).keys() {
                    let at = at?;
                    let term = &at[..at.len() - BLOCK];
                    if term == last {
                        continue;
                    }
                    last = term.to_vec();
                    let Ok(other) = str::from_utf8(&term[2..term.len() - 1]) else { continue };
                    // As many letters as are kept may only be a beginning; the word itself stands elsewhere.
                    let is_whole = other.chars().count() != usize::from(letters);
                    if let Some(slips) = slips_between(word, other).filter(|_| is_whole && word != other) {
                        found.insert(other.to_owned(), slips);
                    }
                }
            }
        }
        let mut found: Vec<(usize, String)> = found.into_iter().map(|(word, slips)| (slips, word)).collect();
        found.sort();
        Ok(found.into_iter().map(|it| it.1).collect())
    }

    /// Every word of a kind that is kept whole, each once.
    pub fn each_word(&self, kind: u8, mut see: impl FnMut(&str)) -> Result<(), ViewError> {
        let mut last = Vec::new();
        for at in self.db.scan_prefix([kind, WHOLE]).keys() {
            let at = at?;
            let term = &at[..at.len() - BLOCK];
            if term != last {
                last = term.to_vec();
                str::from_utf8(&term[2..term.len() - 1]).into_iter().for_each(&mut see);
            }
        }
        Ok(())
    }

    fn blocks(&self, begins: &[u8]) -> Result<Records, ViewError> {
        let mut records = Records::default();
        for pair in self.db.scan_prefix(begins) {
            let (at, bytes) = pair?;
            if let Some(block) = at.last_chunk::<BLOCK>() {
                records.add(*block, Block::read(&bytes));
            }
        }
        Ok(records)
    }

    /// Whether a record stands under every one of these.
    pub fn stands_under(&self, on: RecordRef, terms: &BTreeSet<Term>) -> Result<bool, ViewError> {
        let (block, last) = split(on);
        for term in terms {
            let bytes = self.db.get(key_of(term, block))?;
            if !bytes.is_some_and(|it| Block::read(&it).has(last)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn key_of(term: &Term, block: [u8; BLOCK]) -> Vec<u8> {
    [term.as_slice(), &block].concat()
}

/// The words of texts, each with the records that it is written on: where one is kept, and by which beginnings, is worked out once
/// for all of them.
#[derive(Default)]
pub struct WrittenWords(HashMap<String, Vec<([u8; BLOCK], Block)>>);

impl WrittenWords {
    /// A word is written on a record.
    pub fn add(&mut self, on: RecordRef, word: String) {
        let (at, last) = split(on);
        let there = self.0.entry(word).or_default();
        match there.last_mut() {
            Some((block, records)) if *block == at => records.put(last),
            _ => {
                let mut records = Block::default();
                records.put(last);
                there.push((at, records));
            }
        }
    }
}

/// Changes of postings on their way into the view.
#[derive(Default)]
pub struct Posted {
    /// By key: the records that come, and those that go.
    changes: HashMap<Vec<u8>, (Block, Block)>,
}

impl Posted {
    /// A record comes to stand under these.
    pub fn add<'a>(&mut self, on: RecordRef, terms: impl IntoIterator<Item = &'a Term>) {
        let (block, last) = split(on);
        terms.into_iter().for_each(|it| self.changes.entry(key_of(it, block)).or_default().0.put(last));
    }

    /// Records come to stand under the words of texts.
    pub fn write(&mut self, written: WrittenWords) {
        for (word, blocks) in written.0 {
            for term in terms(TEXT, [&word]) {
                for (block, records) in &blocks {
                    let come = &mut self.changes.entry(key_of(&term, *block)).or_default().0;
                    *come = come.or(*records);
                }
            }
        }
    }

    /// A record no longer stands under these.
    pub fn remove<'a>(&mut self, on: RecordRef, terms: impl IntoIterator<Item = &'a Term>) {
        let (block, last) = split(on);
        terms.into_iter().for_each(|it| self.changes.entry(key_of(it, block)).or_default().1.put(last));
    }

    /// Puts what changes into a batch.
    pub fn put(self, batch: &mut Batch) {
        self.changes.into_iter().for_each(|(at, (come, gone))| batch.post(at, come, gone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2026, number }
    }

    fn of(numbers: &BTreeSet<u32>) -> Records {
        let mut records = Records::default();
        for number in numbers {
            let (at, last) = split(case(*number).into());
            let mut block = Block::default();
            block.put(last);
            records.add(at, block);
        }
        records
    }

    fn numbers(records: &Records, after: Option<CaseRef>) -> BTreeSet<u32> {
        records.cases_after(after).map(|it| it.number).collect()
    }

    proptest! {
        #[test]
        fn records_are_put_together_as_sets_are(
            one in proptest::collection::btree_set(0_u32..1_000, 0..300),
            other in proptest::collection::btree_set(0_u32..1_000, 0..300), after in 0_u32..1_000,
        ) {
            let (these, those) = (of(&one), of(&other));
            prop_assert_eq!(these.count(), one.len());
            prop_assert!((0..1_000).all(|it| these.has(case(it)) == one.contains(&it)));
            prop_assert_eq!(numbers(&these, Some(case(after))), one.range(after + 1..).copied().collect());
            prop_assert_eq!(numbers(&these.clone().and(&those), None), &one & &other);
            prop_assert_eq!(numbers(&these.or(those), None), &one | &other);
        }
    }

    #[test]
    fn a_word_is_kept_whole_and_by_its_beginnings_also_where_it_is_shorter() {
        let of = |word: &str| {
            let all = terms(TEXT, [&word.to_owned()]);
            all.iter()
                .map(|it| String::from_utf8_lossy(&it[2..it.len() - 1]).into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("żółtych"), ["żół", "żółty", "żółtych"]);
        assert_eq!(of("fee"), ["fee", "fee"]);
        assert_eq!(of("is"), ["is"]);
    }
}
