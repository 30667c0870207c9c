//! Which cases a text may name somebody of, among however many there are: its words are looked up among those of names,
//! contacts and references, and only the cases found are looked at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::party::alike::Suspect;
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::{Word, drawn_together, words};
use crate::domain::party::likeness::Likeness;
use crate::domain::party::reach::{local_numbers, marks};
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::row::Row;
use crate::view::keys::{self, MARK, NAME};
use crate::view::store::{View, ViewError};

/// How many words of a text may be one of a name, or one reference.
const MOST_JOINED: usize = 6;
/// How many cases are looked at for one word by itself: however many people have it, it is part of a name.
const FOR_A_WORD: usize = 24;
/// And for two words that stand near one another: many people of one name are named by one of them.
const FOR_TWO: usize = 200;
/// How many words may stand between two of one name.
const BETWEEN: usize = 2;
/// A word that more people than this are called by is common.
const FEW: usize = 12;

/// What the words of a text lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leads {
    /// The cases whose people or references it may name.
    pub cases: BTreeSet<CaseRef>,
    /// Its words that many people are called by.
    pub common: BTreeSet<String>,
}

impl View {
    /// What the words of a text lead to.
    pub fn leads(&self, text: &str) -> Result<Leads, ViewError> {
        let spoken = words(text);
        let mut leads = Leads::default();
        let mut looked_up: BTreeMap<String, BTreeSet<CaseRef>> = BTreeMap::new();
        // The cases of each run of words, by the places of its first and last word.
        let mut runs: Vec<(usize, usize, BTreeSet<CaseRef>)> = Vec::new();
        for count in 1..=MOST_JOINED.min(spoken.len()) {
            for (at, run) in spoken.windows(count).enumerate() {
                let mut cases = BTreeSet::new();
                for spelling in spellings(run) {
                    if !looked_up.contains_key(&spelling) {
                        looked_up.insert(spelling.clone(), self.known_by(&spelling)?);
                    }
                    cases.extend(&looked_up[&spelling]);
                }
                if FEW < cases.len() && count == 1 {
                    leads.common.insert(run[0].short.clone());
                }
                if !cases.is_empty() {
                    leads.cases.extend(cases.iter().take(FOR_A_WORD));
                    runs.push((at, at + count - 1, cases));
                }
            }
        }
        for (place, (_, end, cases)) in runs.iter().enumerate() {
            let is_near = |it: &&(usize, usize, BTreeSet<CaseRef>)| *end < it.0 && it.0 <= end + 1 + BETWEEN;
            let others = runs[..place].iter().chain(&runs[place + 1..]);
            for (_, _, there) in others.filter(is_near) {
                leads.cases.extend(cases.intersection(there).take(FOR_TWO));
            }
        }
        for (_, mark) in marks(text) {
            leads.cases.extend(self.known_by(mark.compared())?.iter().take(FOR_A_WORD));
        }
        for number in local_numbers(text) {
            leads.cases.extend(self.known_by(&number)?.iter().take(FOR_A_WORD));
        }
        Ok(leads)
    }

    /// What in a text is spelt otherwise than a name: the cases of the names that it looks like, a few of each word. What is a word of
    /// a name itself is taken out of the suspects.
    pub fn leads_of_alike(&self, suspects: &mut Vec<Suspect>) -> Result<BTreeSet<CaseRef>, ViewError> {
        let mut are_names = vec![false; suspects.len()];
        let mut like = BTreeSet::new();
        let mut see = |word: &str| {
            for (at, it) in suspects.iter().enumerate().filter(|it| it.1.is_spelt_otherwise()) {
                are_names[at] |= it.is(word);
                if it.is_like(word) {
                    like.insert(word.to_owned());
                }
            }
        };
        if suspects.is_empty() {
            return Ok(BTreeSet::new());
        }
        self.each_word(NAME, &mut see)?;
        self.each_word(MARK, &mut see)?;
        let mut are_names = are_names.into_iter();
        suspects.retain(|_| !are_names.next().unwrap_or(false));
        let mut cases = BTreeSet::new();
        for word in like {
            cases.extend(self.known_by(&word)?.iter().take(FOR_A_WORD));
        }
        Ok(cases)
    }

    /// The cases of which this is a word of a name, a contact or a reference.
    fn known_by(&self, word: &str) -> Result<BTreeSet<CaseRef>, ViewError> {
        let records = self.with_word(NAME, word)?.or(self.with_word(MARK, word)?);
        Ok(records.cases_after(None).collect())
    }

    /// The cases of somebody who is a person, or may be, the last received first.
    pub fn cases_of(&self, person: &KnownAs) -> Result<Vec<(Likeness, Row)>, ViewError> {
        let mut perhaps = BTreeSet::new();
        for it in person.names.iter().chain(&person.reach) {
            perhaps.extend(self.leads(it)?.cases);
        }
        let mut found = Vec::new();
        for at in perhaps {
            let Some(row) = self.row(at)? else { continue };
            let likeness = row.complainant.compare(person).max(row.representative.compare(person));
            if likeness != Likeness::Not {
                found.push((likeness, row));
            }
        }
        found.sort_by_key(|it| Reverse((it.1.received, it.1.reference)));
        Ok(found)
    }

    /// Whether there is a record of this reference.
    pub fn has(&self, on: RecordRef) -> Result<bool, ViewError> {
        Ok(self.db.scan_prefix(keys::record(on)).keys().next().transpose()?.is_some())
    }
}

/// The ways in which words that may be one are spelt.
fn spellings(run: &[Word]) -> BTreeSet<String> {
    let joined = Word::joined(run);
    let parts = run.iter().filter(|_| run.len() == 1).flat_map(Word::parts).map(str::to_owned);
    let stem = joined.without_s();
    let stems = stem.iter().flat_map(Word::spellings);
    let spelt: Vec<String> = joined.spellings().chain(stems).map(str::to_owned).chain(parts).collect();
    spelt.iter().map(|it| drawn_together(it)).chain(spelt.iter().cloned()).collect()
}
