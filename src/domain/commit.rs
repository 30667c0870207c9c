//! What is the same for every record: what a commit did, whose changes may be taken back, where it came from, that
//! everything personal was taken out of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::hex::hex;
use crate::domain::reference::CaseRef;

/// What one commit did to a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Did<E> {
    /// These things happened.
    Events(Vec<E>),
    /// Whoever made the change that led to this version took it back.
    TakenBack {
        /// The version that no longer holds.
        version: u64,
    },
    /// Whoever took that change back put it back.
    PutBack {
        /// The version that holds again.
        version: u64,
    },
    /// Everything personal was taken out: what is left of the history takes the place of all that was written before.
    Retold(Box<Retold<E>>),
}

/// What is left of a record when everything personal is taken out: its history told again without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retold<E> {
    /// When, under which rule, why and by whom.
    pub erased: Erased,
    /// Whose cases, where it is another record that named their people.
    #[serde(default)]
    pub cases: Vec<CaseRef>,
    /// The version that the record had before.
    pub version: u64,
    /// What happened to it, without anything personal; the beginning first.
    #[serde(default = "Vec::new")]
    pub kept: Vec<E>,
    /// The number of the journal's change that each of them comes from: who did it, and when, stands there still. None where
    /// everything personal was taken out.
    #[serde(default = "Vec::new")]
    pub from: Vec<u64>,
    /// Numbers of the journal's changes that this one declares erased.
    #[serde(default)]
    pub changes: Vec<u64>,
    /// Those of them that took out the people of other cases themselves, each with whose cases these were: that it was done stays
    /// told.
    #[serde(default)]
    pub before: Vec<(u64, Vec<CaseRef>)>,
}

/// Everything personal was taken out of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// When.
    pub on: NaiveDate,
    /// Under which schedule.
    #[serde(default)]
    pub rule: String,
    /// Why, as whoever did it said.
    #[serde(default)]
    pub reason: String,
    /// Sign-in name of whoever did it.
    #[serde(default)]
    pub by: String,
}

/// Why something that was imported and erased is not imported again.
pub const ERASED_HERE: &str =
    "What had this reference, or said the same, was erased here, and does not come back.";

/// Where an imported record came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The reference it had there.
    #[serde(default)]
    pub reference: String,
    /// Name of the file.
    #[serde(default)]
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    #[serde(default)]
    pub sha256: String,
    /// Line of the file on which the row begins.
    #[serde(default)]
    pub line: u64,
    /// Of a record that was erased, what is left of its reference: enough to know it again, so that the row does not come back.
    #[serde(default)]
    pub erased_as: String,
    /// Of a row that has no reference there, the SHA-256 of what it says, in hexadecimal: it is known again by that.
    #[serde(default)]
    pub row_sha256: String,
}

impl Source {
    /// What is left when it is erased. That the record came from elsewhere still shows: other dates are owed on it.
    #[must_use]
    pub fn erased(&self, key: &str) -> Self {
        let is_told = !self.told_by().is_empty();
        let erased_as = if is_told { self.once_erased(key) } else { self.erased_as.clone() };
        Self { erased_as, ..Self::default() }
    }

    /// What is left where some of what the record said was erased: no sum of what stood there, by which it could be tried out.
    #[must_use]
    pub fn without_sums(&self, key: &str) -> Self {
        let erased_as = if self.row_sha256.is_empty() { &self.erased_as } else { &self.once_erased(key) };
        let (erased_as, reference, file) = (erased_as.clone(), self.reference.clone(), self.file.clone());
        Self { reference, file, line: self.line, erased_as, ..Self::default() }
    }

    /// What is left where its reference was erased: it is known again all the same.
    #[must_use]
    pub fn without_reference(&self, key: &str) -> Self {
        let file = self.file.clone();
        Self { file, line: self.line, erased_as: self.once_erased(key), ..Self::default() }
    }

    /// What is left once it is erased of what told it: a SHA-256, in hexadecimal, under the office's own key. It is another in
    /// every office, so that nobody finds out elsewhere what it was.
    pub fn once_erased(&self, key: &str) -> String {
        let mut sum = Sha256::new_with_prefix(key);
        sum.update([0]);
        sum.update(self.told_by());
        hex(sum.finalize())
    }

    /// Whether the whole record was erased.
    pub fn is_erased(&self) -> bool {
        *self == Self { erased_as: self.erased_as.clone(), ..Self::default() }
    }

    /// What tells it from all others of its kind: its reference there, or else what its row says; empty if nothing does.
    pub fn told_by(&self) -> &str {
        if self.reference.is_empty() { &self.row_sha256 } else { &self.reference }
    }

    /// By what the record is known again when it comes a second time; empty if by nothing.
    pub fn known_by(&self) -> &str {
        let told_by = self.told_by();
        if told_by.is_empty() { &self.erased_as } else { told_by }
    }
}

/// A line of a record's timeline: a word for what kind of thing happened, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// "Note", "Owner", "Finding".
    pub kind: String,
    /// What happened.
    pub words: String,
}

/// The last changes of a record that one person made, with nobody else's between: those they may take back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Sign-in name of whoever made the last change.
    pub by: String,
    /// The versions that their last changes made, oldest first.
    pub made: Vec<u64>,
    /// Those of them that they took back, the last one last.
    pub taken_back: Vec<u64>,
}

/// More changes of one person than this are not taken back one by one.
const LONGEST_TRAIL: usize = 100;

impl Trail {
    /// The trail after one more change.
    #[must_use]
    pub fn after(&self, by: &str, version: u64, can_be_taken_back: bool) -> Self {
        let mut made = if self.by == by { self.made.clone() } else { Vec::new() };
        if can_be_taken_back {
            made.push(version);
        } else {
            made.clear();
        }
        let surplus = made.len().saturating_sub(LONGEST_TRAIL);
        made.drain(..surplus);
        Self { by: by.to_owned(), made, taken_back: Vec::new() }
    }

    /// The trail once a change was taken back.
    #[must_use]
    pub fn without(&self, version: u64) -> Self {
        let mut trail = self.clone();
        trail.made.retain(|it| *it != version);
        trail.taken_back.push(version);
        trail
    }

    /// The trail once it was put back.
    #[must_use]
    pub fn with_again(&self, version: u64) -> Self {
        let mut trail = self.clone();
        trail.taken_back.retain(|it| *it != version);
        trail.made.push(version);
        trail
    }

    /// The version that the change made which may be taken back now.
    pub fn to_take_back(&self) -> Option<u64> {
        self.made.last().copied()
    }

    /// The version that the change made which was taken back last, and may be put back now.
    pub fn to_put_back(&self) -> Option<u64> {
        self.taken_back.last().copied()
    }
}

/// One commit of a record: what the journal has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit<E> {
    /// The version that it made.
    pub version: u64,
    /// Sign-in name of who made it.
    pub by: String,
    /// What it did.
    pub did: Did<E>,
}

/// The commits that still hold, oldest first: without what was taken back, and from the last time that it was told again.
pub fn standing<E>(commits: &[Commit<E>]) -> Vec<&Commit<E>> {
    let mut standing: Vec<&Commit<E>> = Vec::new();
    for commit in commits {
        match &commit.did {
            Did::Events(_) => standing.push(commit),
            Did::Retold(_) => standing = vec![commit],
            Did::TakenBack { version } => standing.retain(|it| it.version != *version || !it.is_a_change()),
            Did::PutBack { version } => {
                let there = commits.iter().find(|it| it.version == *version && it.is_a_change());
                standing.extend(there);
                standing.sort_by_key(|it| it.version);
            }
        }
    }
    standing
}

impl<E> Commit<E> {
    const fn is_a_change(&self) -> bool {
        matches!(self.did, Did::Events(_))
    }
}

impl<E> Did<E> {
    /// What happened, in order; nothing where something was only taken back or put back.
    pub fn events(&self) -> &[E] {
        match self {
            Self::Events(events) => events,
            Self::Retold(it) => &it.kept,
            Self::TakenBack { .. } | Self::PutBack { .. } => &[],
        }
    }

    /// The same, to be changed.
    pub fn events_mut(&mut self) -> &mut [E] {
        match self {
            Self::Events(events) => events,
            Self::Retold(it) => &mut it.kept,
            Self::TakenBack { .. } | Self::PutBack { .. } => &mut [],
        }
    }

    /// Leaves out what does not hold.
    pub fn retain(&mut self, holds: impl Fn(&E) -> bool) {
        match self {
            Self::Events(events) => events.retain(holds),
            Self::Retold(it) => {
                let mut told = it.kept.iter();
                it.from.retain(|_| told.next().is_none_or(&holds));
                it.kept.retain(holds);
            }
            Self::TakenBack { .. } | Self::PutBack { .. } => {}
        }
    }

    /// Whether it says nothing at all.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Events(events) if events.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(commits: &[Did<&'static str>], expect: &[&str]) {
        let commit = |(version, did): (u64, &Did<&'static str>)| Commit {
            version,
            by: "jsmith".into(),
            did: did.clone(),
        };
        let commits: Vec<_> = (1..).zip(commits).map(commit).collect();
        let told: Vec<&str> = standing(&commits).iter().flat_map(|it| it.did.events()).copied().collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn what_was_taken_back_does_not_stand_until_it_is_put_back_in_its_place() {
        let one = |it| Did::Events(vec![it]);
        let back = |version| Did::TakenBack { version };
        check(&[one("a"), one("b"), one("c"), back(3), one("d")], &["a", "b", "d"]);
        check(&[one("a"), one("b"), one("c"), back(3), back(2)], &["a"]);
        check(&[one("a"), one("b"), one("c"), back(3), back(2), Did::PutBack { version: 2 }], &["a", "b"]);
    }

    #[test]
    fn one_person_takes_their_last_changes_back_one_by_one_and_nobody_elses() {
        let trail =
            Trail::default().after("kpatel", 2, true).after("jsmith", 3, true).after("jsmith", 4, true);
        assert_eq!((trail.by.as_str(), trail.to_take_back()), ("jsmith", Some(4)));
        let trail = trail.without(4);
        assert_eq!((trail.to_take_back(), trail.to_put_back()), (Some(3), Some(4)));
        let trail = trail.without(3);
        assert_eq!((trail.to_take_back(), trail.to_put_back()), (None, Some(3)));
        assert_eq!(trail.with_again(3).to_take_back(), Some(3));
        assert_eq!(trail.after("jsmith", 7, true).to_put_back(), None, "a new change ends it");
    }
}
