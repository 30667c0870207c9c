//! Whom an erasure looks for, and where: what a first reading of the journal finds, and what of a text means them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::differences::{Standing, standing_in, told_again};
use crate::domain::office::record::Office;
use crate::domain::party::initials::Initials;
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::is_said_of;
use crate::domain::party::others::{Looking, Near, Others};
use crate::domain::party::personal::GONE;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::reference::{CaseRef, EntryRef, RecordRef};
use crate::domain::register::kinds::kind_of;
use crate::domain::register::scrub::holds_words;
use crate::domain::template::{code, own_names};
use crate::domain::text::overlap;

/// What a first reading of the journal finds.
#[derive(Default)]
pub(super) struct Known {
    /// The people of the cases that go: who is affected, whoever speaks for them, strangers who are complained about.
    pub(super) going: BTreeMap<CaseRef, [KnownAs; 3]>,
    /// The people of every other case.
    pub(super) staying: BTreeMap<CaseRef, [KnownAs; 2]>,
    /// Their names.
    pub(super) others: Others,
    /// Plans and entries of registers that have to do with the cases that go.
    pub(super) linked: BTreeSet<RecordRef>,
    /// Other records that speak of those that go.
    pub(super) speaking: BTreeSet<RecordRef>,
    /// Cases out of which everything personal was taken before.
    pub(super) erased: BTreeSet<RecordRef>,
}

/// Whom an erasure looks for in other records, and what was said of what it is unsure of.
pub(super) struct Look<'a> {
    pub(super) office: &'a Office,
    pub(super) known: &'a Known,
    /// Everybody whose case goes.
    pub(super) all: Sought,
    /// Those of them who have no other case.
    pub(super) gone: Sought,
    /// Initials of everybody whose case goes, looked for where they are spoken of.
    pub(super) initials: Initials,
    /// Those of them that are looked for everywhere, of whoever has no other case.
    pub(super) telling: Initials,
    pub(super) staff: Vec<KnownAs>,
    pub(super) answers: &'a Answers,
    /// Records in which they are spoken of, so that initials may be theirs.
    pub(super) speaking: BTreeSet<RecordRef>,
    /// Words in small letters that stand in so many records that each may be any word.
    pub(super) any_words: BTreeSet<String>,
}

impl Look<'_> {
    /// Where a text means them, and whether it surely does.
    pub(super) fn at(&self, on: RecordRef, at: &Standing) -> Vec<(Range<usize>, bool)> {
        let is_about_them = self.known.linked.contains(&on);
        let names = if is_about_them { &self.all } else { &self.gone };
        let looking = Looking { names, others: &self.known.others, is_about_them };
        if !Self::holds_words(on, at) {
            return Vec::new();
        }
        // A reference that a case has elsewhere counts as its own people’s; whose name is in it is for a person to say.
        if at.place.ends_with("/source/reference") && names.is_within(&at.text) {
            return vec![(0..at.text.len(), false)];
        }
        let mut found = looking.look(&at.text, || self.near(on));
        let is_spoken_of = is_about_them || self.speaking.contains(&on);
        let initials = if is_spoken_of { &self.initials } else { &self.telling };
        let mut initials = initials.places(&at.text);
        initials.retain(|it| !found.iter().any(|there| overlap(it, &there.0)));
        found.extend(initials.into_iter().map(|it| (it, false)));
        found.sort_by_key(|it| it.0.start);
        if is_wording(on, at) {
            // What the language of letters says is nobody’s name: without it there would be no letter. The names that wording
            // gives itself may be anybody’s.
            let (code, own) = (code(&at.text), own_names(&at.text));
            let nameable = |it: &Range<usize>| {
                let own = own.iter().map(|it| it.0.clone());
                if code.iter().any(|there| overlap(it, there)) {
                    own.filter(|there| overlap(it, there)).collect()
                } else {
                    vec![it.clone()]
                }
            };
            found = found
                .into_iter()
                .flat_map(|(it, is_sure)| nameable(&it).into_iter().map(move |it| (it, is_sure)))
                .collect();
        }
        if !found.is_empty() && self.is_of_staff(&at.text) { Vec::new() } else { found }
    }

    /// Whether a text is nothing but who works here.
    fn is_of_staff(&self, text: &str) -> bool {
        self.office.people.iter().any(|it| it.login == text || is_said_of(&it.name, text))
    }

    /// Whether they may be named there: not in who a case is about, nor in what only looks like words.
    fn holds_words(on: RecordRef, at: &Standing) -> bool {
        let is_typed = EntryRef::try_from(on)
            .ok()
            .and_then(|it| kind_of(it.register))
            .is_none_or(|kind| holds_words(kind, &at.key));
        is_typed && !at.is_of_a_person && !at.place.starts_with("/retold/erased")
    }

    /// Of whom else a record may speak.
    fn near(&self, on: RecordRef) -> Near {
        let own = CaseRef::try_from(on).ok().and_then(|it| self.known.staying.get(&it));
        Near { own: own.map_or_else(Sought::default, |it| Sought::of(it)), staff: Sought::of(&self.staff) }
    }

    /// The question that is asked about a place.
    pub(super) fn question(&self, on: &dyn Display, at: &Standing, place: Range<usize>) -> Unsure {
        let it = Unsure::new(on, &at.what, &at.text, place);
        if self.any_words.contains(&it.words) { it.of_any_word().unwrap_or(it) } else { it }
    }

    /// A text without them; none if nothing of it goes.
    fn without(&self, on: RecordRef, at: &Standing) -> Option<String> {
        let found = self.at(on, at).into_iter();
        let goes =
            |place: &Range<usize>| self.answers.to(&self.question(&on, at, place.clone())) == Some(true);
        let places: Vec<Range<usize>> = found.filter(|it| it.1 || goes(&it.0)).map(|it| it.0).collect();
        let own = if is_wording(on, at) { own_names(&at.text) } else { Vec::new() };
        let mut text = at.text.clone();
        for place in places.iter().rev() {
            match own.iter().find(|it| it.0 == *place) {
                Some((_, number)) => text.replace_range(place.clone(), &format!("erased{number}")),
                None => text.replace_range(place.clone(), GONE),
            }
        }
        (!places.is_empty()).then_some(text)
    }

    /// What happened, without them.
    pub(super) fn out_of<E: Clone + Serialize + DeserializeOwned>(&self, on: RecordRef, event: &E) -> E {
        let value = serde_json::to_value(event).unwrap_or_default();
        let texts =
            standing_in(&value).into_iter().filter_map(|it| self.without(on, &it).map(|text| (it, text)));
        told_again(event, &texts.collect::<Vec<_>>())
    }
}

/// Whether a text is wording that the office keeps, of which letters are made.
fn is_wording(on: RecordRef, at: &Standing) -> bool {
    on == RecordRef::Office && at.place.ends_with("/wording_kept/wording/text")
}
