//! Names of people, left out of words that they or others typed.

use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::naming::SOMEBODY;

/// Words that people typed, without the names of those who work here and of these people. Whoever works here is named by
/// more than a surname: that may be anybody’s. The others are those of whom it was written, so a part of their name means them.
pub fn without_names(office: &Office, people: &Sought, words: &str) -> String {
    let staff = office
        .people
        .iter()
        .map(|it| KnownAs { names: vec![it.name.clone()], reach: vec![it.login.clone()] });
    let words = Sought::of(&staff.collect::<Vec<_>>()).out_of(words, Extent::Mostly, SOMEBODY);
    people.out_of(&words, Extent::Part, SOMEBODY)
}
