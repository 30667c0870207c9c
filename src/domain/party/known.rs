//! By what a person can be told, and whether two people may be one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::party::likeness::Likeness;
use crate::domain::party::name::Name;
use crate::domain::party::reach::{Mark, marks};

/// By what a person can be told, as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownAs {
    /// Their name first, then other names.
    pub names: Vec<String>,
    /// Emails, telephone numbers, addresses or their postcodes, references elsewhere.
    pub reach: Vec<String>,
}

impl KnownAs {
    /// Somebody by what was typed to look for them: what is an email, a number or a postcode is no name. What else has a digit
    /// in it may be a name (“Resident 12”), an address or a reference.
    pub fn typed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut typed = Self::default();
        for text in texts.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
            let is_mark = !marks(text).is_empty();
            let has_digit = text.contains(char::is_numeric);
            let may_be_name = text.chars().all(|it| it.is_alphanumeric() || it.is_whitespace())
                && text.starts_with(char::is_alphabetic);
            if !is_mark && (!has_digit || may_be_name) {
                typed.names.push(text.to_owned());
            }
            if is_mark || has_digit {
                typed.reach.push(text.to_owned());
            }
        }
        typed
    }

    /// The name that they go by; empty if none is known.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Adds what else they are known as.
    pub fn take(&mut self, other: Self) {
        let add = |all: &mut Vec<String>, more: Vec<String>| {
            for it in more {
                if !it.trim().is_empty() && !all.contains(&it) {
                    all.push(it);
                }
            }
        };
        add(&mut self.names, other.names);
        add(&mut self.reach, other.reach);
    }

    /// Their names, read.
    pub fn read_names(&self) -> Vec<Name> {
        self.names.iter().map(|it| Name::read(it)).filter(|it| !it.is_nobody()).collect()
    }

    /// How they are reached, as it is compared.
    pub fn marks(&self) -> BTreeSet<Mark> {
        self.reach.iter().flat_map(|it| marks(it)).map(|it| it.1).collect()
    }

    /// Whether two may be one person.
    ///
    /// The same name is the same person, unless both are reached, and in no way alike: then they may only share it. A name
    /// that may be the same is, if they are reached alike. Another name may be the same person's if they are; a household
    /// shares a postcode, so that alone says nothing.
    pub fn compare(&self, other: &Self) -> Likeness {
        let (ours, theirs) = (self.read_names(), other.read_names());
        let pairs = ours.iter().flat_map(|one| theirs.iter().map(move |other| one.compare(other)));
        let by_name = pairs.max();
        let (reach, there) = (self.marks(), other.marks());
        let is_near = |it: &&Mark| matches!(it, Mark::Postcode(_));
        let shared: Vec<&Mark> = reach.intersection(&there).collect();
        let is_alike = shared.iter().any(|it| !is_near(it));
        let is_unlike = shared.is_empty() && !reach.is_empty() && !there.is_empty();
        match by_name {
            Some(Likeness::Same) if is_unlike => Likeness::MayBe,
            Some(Likeness::Same) => Likeness::Same,
            Some(Likeness::MayBe) | None if is_alike => Likeness::Same,
            Some(Likeness::MayBe) => Likeness::MayBe,
            Some(Likeness::Not) if is_alike => Likeness::MayBe,
            None if !shared.is_empty() => Likeness::MayBe,
            Some(Likeness::Not) | None => Likeness::Not,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(line: &str) -> KnownAs {
        KnownAs::typed(line.split(';'))
    }

    #[test]
    fn two_people_are_compared_by_their_names_and_how_they_are_reached() {
        use Likeness::{MayBe, Not, Same};
        for (one, other, expect) in [
            ("Amara Okafor", "okafor, AMARA", Same),
            ("Amara Okafor; a@example.org", "Amara Okafor", Same),
            ("Amara Okafor; a@example.org", "Amara Okafor; A@EXAMPLE.ORG", Same),
            ("Tom Webb; LS1 4AB", "Tom Webb; ls14ab", Same),
            ("Tom Webb; t@example.org", "Tom Webb; tw@example.org; 01632 960118", MayBe),
            ("T Webb; 01632 960118", "Tom Webb; +44 1632 960118", Same),
            ("T Webb", "Tom Webb", MayBe),
            ("Amara Smith; a@example.org", "Amara Okafor; a@example.org", MayBe),
            ("Amara Smith; Amara Okafor", "Amara Okafor", Same),
            ("Amara Smith; LS1 4AB", "Tom Webb; LS1 4AB", Not),
            ("07700 900123", "Sean O'Brien; 07700900123", Same),
            ("LS1 4AB", "Sean O'Brien; 1 A Street, LS1 4AB", MayBe),
            ("Resident 12", "Resident 12", Same),
            ("Resident 12", "Resident 47", Not),
            ("Not given", "Not given", Not),
            ("", "Amara Okafor", Not),
        ] {
            assert_eq!(known(one).compare(&known(other)), expect, "{one} / {other}");
            assert_eq!(known(other).compare(&known(one)), expect, "{other} / {one}");
        }
    }
}
