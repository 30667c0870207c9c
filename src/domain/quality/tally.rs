//! How much is wrong: counted by what it is, by what mends it and by who is responsible, with as much of it as is wanted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::quality::finding::Finding;
use crate::domain::quality::flaw::{Flaw, Mend};

/// What is to be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Only what this person is responsible for, by sign-in name; what nobody is, for an empty name.
    #[serde(default)]
    pub owner: Option<String>,
    /// Only this flaw.
    #[serde(default)]
    pub flaw: Option<Flaw>,
    /// Only what this mends.
    #[serde(default)]
    pub mend: Option<Mend>,
    /// Of each group only what comes after this.
    #[serde(default)]
    pub after: Option<Box<Finding>>,
    /// How much of each group is told one by one; all of it is counted.
    pub most: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { owner: None, flaw: None, mend: None, after: None, most: usize::MAX }
    }
}

/// One flaw that one thing mends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What is wrong.
    pub flaw: Flaw,
    /// What mends it now.
    pub mend: Mend,
    /// How often, by who is responsible.
    pub owners: BTreeMap<Option<String>, u64>,
    /// The first of it, by record.
    pub first: Vec<Finding>,
}

impl Group {
    /// How often.
    pub fn number(&self) -> u64 {
        self.owners.values().sum()
    }

    /// What to do about it, as a sentence.
    pub fn instead(&self) -> String {
        self.mend.words(self.flaw)
    }
}

/// All that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Flaw by flaw, and in each what can still be mended first.
    pub groups: Vec<Group>,
    /// On how many records.
    pub records: u64,
}

impl Tally {
    /// Counts in what is wrong with one record.
    pub fn add(&mut self, wanted: &Wanted, mut found: Vec<Finding>) {
        found.sort();
        found.retain(|it| {
            let is_theirs = |owner: &String| it.owner.as_deref().unwrap_or_default() == owner;
            wanted.owner.as_ref().is_none_or(is_theirs)
                && wanted.flaw.is_none_or(|flaw| it.flaw == flaw)
                && wanted.mend.is_none_or(|mend| it.mend == mend)
        });
        self.records += u64::from(!found.is_empty());
        for it in found {
            let at = self.groups.binary_search_by_key(&(it.flaw, it.mend), |it| (it.flaw, it.mend));
            let at = at.unwrap_or_else(|at| {
                let new = Group { flaw: it.flaw, mend: it.mend, owners: BTreeMap::new(), first: Vec::new() };
                self.groups.insert(at, new);
                at
            });
            let group = &mut self.groups[at];
            *group.owners.entry(it.owner.clone()).or_default() += 1;
            let is_next = wanted.after.as_ref().is_none_or(|after| after.place() < it.place());
            if is_next && group.first.len() < wanted.most {
                group.first.push(it);
            }
        }
    }

    /// How much is wrong, and how much of it nothing can mend now.
    pub fn numbers(&self) -> (u64, u64) {
        let of = |it: &Group| (it.number(), if it.mend == Mend::Nothing { it.number() } else { 0 });
        self.groups.iter().map(of).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    /// How much each person can put right, and how much of theirs nothing can mend now.
    pub fn owners(&self) -> BTreeMap<Option<&str>, (u64, u64)> {
        let mut all: BTreeMap<Option<&str>, (u64, u64)> = BTreeMap::new();
        for group in &self.groups {
            for (owner, number) in &group.owners {
                let of = all.entry(owner.as_deref()).or_default();
                if group.mend == Mend::Nothing {
                    of.1 += number;
                } else {
                    of.0 += number;
                }
            }
        }
        all
    }

    /// Each flaw, with how often it can be mended now and how often it cannot.
    pub fn flaws(&self) -> Vec<(Flaw, u64, u64)> {
        let flaws: BTreeSet<Flaw> = self.groups.iter().map(|it| it.flaw).collect();
        let number = |flaw: Flaw, is_lost: bool| {
            let those = self.groups.iter().filter(|it| it.flaw == flaw);
            those.filter(|it| (it.mend == Mend::Nothing) == is_lost).map(Group::number).sum()
        };
        flaws.into_iter().map(|it| (it, number(it, false), number(it, true))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reference::{CaseRef, RecordRef};

    fn finding(flaw: Flaw, mend: Mend, number: u32, owner: &str) -> Finding {
        let on = RecordRef::Case(CaseRef { year: 2026, number });
        let owner = Some(owner.to_owned()).filter(|it| !it.is_empty());
        Finding { flaw, on, part: 0, owner, detail: String::new(), mend }
    }

    fn of(wanted: &Wanted) -> Tally {
        let mut tally = Tally::default();
        for number in 1..=4 {
            let owner = if number == 1 { "" } else { "jsmith" };
            let lost = if number % 2 == 0 { Mend::Nothing } else { Mend::Route };
            tally.add(
                wanted,
                vec![
                    finding(Flaw::NoRoute, lost, number, owner),
                    finding(Flaw::NoService, Mend::Service, number, owner),
                ],
            );
        }
        tally
    }

    #[test]
    fn all_of_it_is_counted_and_as_much_told_as_is_wanted() {
        let tally = of(&Wanted { most: 1, ..Wanted::default() });
        assert_eq!((tally.numbers(), tally.records), ((8, 2), 4));
        assert_eq!(tally.flaws(), [(Flaw::NoService, 4, 0), (Flaw::NoRoute, 2, 2)]);
        assert_eq!(tally.owners()[&None], (2, 0));
        assert_eq!(tally.owners()[&Some("jsmith")], (4, 2));
        assert!(tally.groups.iter().all(|it| it.first.len() == 1));
        let mends: Vec<Mend> = tally.groups.iter().map(|it| it.mend).collect();
        assert_eq!(mends, [Mend::Service, Mend::Route, Mend::Nothing]);
    }

    #[test]
    fn only_what_is_wanted_is_counted_and_a_page_goes_on_where_the_last_one_ended() {
        let theirs = of(&Wanted { owner: Some("jsmith".into()), ..Wanted::default() });
        assert_eq!((theirs.numbers(), theirs.records), ((6, 2), 3));
        let nobodys = of(&Wanted { owner: Some(String::new()), ..Wanted::default() });
        assert_eq!(nobodys.records, 1);
        let one = Wanted { flaw: Some(Flaw::NoService), most: 3, ..Wanted::default() };
        let page = of(&one).groups.remove(0).first;
        let after = Some(Box::new(page[2].clone()));
        let rest = of(&Wanted { after, ..one }).groups.remove(0);
        assert_eq!(
            (rest.number(), rest.first.len(), rest.first[0].on.to_string().as_str()),
            (4, 1, "26-0004")
        );
        let lost = of(&Wanted { mend: Some(Mend::Nothing), ..Wanted::default() });
        assert_eq!(lost.numbers(), (2, 2));
    }
}
