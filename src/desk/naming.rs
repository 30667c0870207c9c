//! Whether what is written for the public names somebody: the people of every case, everybody who works here, and what
//! records are called.
//!
//! Whoever writes is told of nobody whose case is kept from them: an answer that knows more would let them try one name after
//! another; nor do they read a name that they only came near to, where they may not read its case. When a document is made,
//! everybody counts, and what names somebody is left out.

use std::collections::BTreeSet;

use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::record::Case;
use crate::domain::office::record::Office;
use crate::domain::party::alike::{Whose, suspects};
use crate::domain::party::known::KnownAs;
use crate::domain::party::letters::words;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::{Known, Naming};
use crate::domain::plan::record::Plan;
use crate::domain::reference::{CaseRef, RecordRef, spoken_of_otherwise};
use crate::domain::register::kinds::kind_that_counts;
use crate::domain::text::is_invisible;
use crate::domain::year::decide::not_meant;
use crate::domain::year::record::YearRecord;
use crate::view::derive::references_of;
use crate::view::store::{View, ViewError};

/// Whom texts are about.
#[derive(Default)]
pub(in crate::desk) struct About {
    /// The cases whose people they are about.
    cases: BTreeSet<CaseRef>,
    /// Who is responsible without being anybody who works here.
    owners: Vec<KnownAs>,
}

impl About {
    /// What a plan is about.
    pub(in crate::desk) fn plan(office: &Office, plan: &Plan) -> Self {
        Self { cases: plan.cases().into_iter().collect(), owners: owners(office, plan) }
    }
}

/// For whom texts are looked through.
pub(in crate::desk) struct For<'a> {
    /// Whether a case may be told of.
    pub(in crate::desk) may_see: &'a dyn Fn(&Case) -> bool,
    /// Whether they may read whose name of a case something looks like.
    pub(in crate::desk) may_read: &'a dyn Fn(&Case) -> bool,
}

/// In documents everybody counts.
pub(in crate::desk) const EVERYBODY: &dyn Fn(&Case) -> bool = &|_| true;
/// What parts texts that are read as one: no name goes over it.
const BETWEEN: &str = "\n;\n";

/// What of the texts names somebody, and what may, of those whose cases may be told of.
pub(in crate::desk) fn naming(
    view: &View,
    office: &Office,
    about: &About,
    texts: &[(&str, &str)],
    by: &For,
) -> Result<Naming, ViewError> {
    let may_see = by.may_see;
    let mut near = staff(office);
    for case in &about.cases {
        near.extend(people(view, *case, may_see)?);
    }
    let near = Sought::of(&near);
    let called = names_of_lists(office);
    let perhaps = Sought::of(&about.owners);
    let mut naming = Naming::default();
    // The texts as one, which is held against every name once, with the places and the cases that were found in it.
    let (mut whole, mut places, mut cases) = (String::new(), Vec::new(), about.cases.clone());
    for (field, text) in texts.iter().copied() {
        let leads = view.leads(text)?;
        let mut far = Vec::new();
        for case in leads.cases.difference(&about.cases) {
            far.extend(people(view, *case, may_see)?);
        }
        let known = Known { near: &near, far: &Sought::of(&far), perhaps: &perhaps };
        references(view, (field, text), may_see, &mut naming)?;
        let found = naming.look(field, text, &known, |word| leads.common.contains(word));
        places.extend(found.into_iter().map(|it| it.start + whole.len()..it.end + whole.len()));
        cases.extend(leads.cases);
        whole.push_str(text);
        whole.push_str(BETWEEN);
    }
    let mut suspects = suspects(&whole, |word| called.contains(word));
    cases.extend(view.leads_of_alike(&mut suspects)?);
    let mut known_people: Vec<Whose> = staff(office).into_iter().map(of_staff).collect();
    for case in cases {
        let Some(record) = view.record::<Case>(case)?.filter(|it| may_see(it)) else { continue };
        let may_be_told = (by.may_read)(&record);
        let people = of_case(&record).into_iter();
        known_people.extend(people.map(|known| Whose::of(&known, Some(case), may_be_told)));
    }
    naming.look_alike(&whole, &suspects, &known_people, &places);
    Ok(naming)
}

/// What of texts that everybody will read names somebody, or looks like it, of whom nobody said that they are meant or are nobody. The
/// one door to what is published, whoever typed it and wherever it stands.
pub(in crate::desk) fn named_in(
    view: &View,
    office: &Office,
    about: &About,
    texts: &[(&str, &str)],
    (meant, may_see): (&str, &dyn Fn(&Case) -> bool),
) -> Result<Vec<String>, ViewError> {
    let naming = naming(view, office, about, texts, &For { may_see, may_read: may_see })?;
    Ok(not_meant(&naming, meant).into_iter().map(str::to_owned).collect())
}

/// Whoever works here, by their name alone: what is like a sign-in name is like nobody.
fn of_staff(mut known: KnownAs) -> Whose {
    known.names.truncate(1);
    Whose::of(&known, None, true)
}

/// The words by which services, organisations and themes are called: they look like nobody.
fn names_of_lists(office: &Office) -> BTreeSet<String> {
    let lists = [&office.services.items, &office.organisations.items, &office.themes.items];
    lists.into_iter().flatten().flat_map(|it| words(&it.name)).map(|it| it.short).collect()
}

/// What of a year's published words names somebody whom whoever asks may know of, and is not said to be meant.
pub(in crate::desk) fn named_of_year(
    view: &View,
    office: &Office,
    year: &YearRecord,
    may_see: &dyn Fn(&Case) -> bool,
) -> Result<Vec<String>, ViewError> {
    let mut named = Vec::new();
    for (texts, meant) in year.texts() {
        named.extend(named_in(view, office, &About::default(), &texts, (meant, may_see))?);
    }
    let said = said_in_registers(view, year)?;
    let said: Vec<(&str, &str)> = said.iter().map(|it| ("own words", it.as_str())).collect();
    named.extend(named_in(view, office, &About::default(), &said, ("", may_see))?);
    // Services, organisations and themes are called by what somebody typed, too.
    let lists = [&office.services.items, &office.organisations.items, &office.themes.items];
    let called: Vec<(&str, &str)> =
        lists.into_iter().flatten().map(|it| ("name", it.name.as_str())).collect();
    named.extend(named_in(view, office, &About::default(), &called, (&year.meant(), may_see))?);
    Ok(named)
}

/// What documents print of registers as somebody typed it: a table that the register counts, the part of an entry and the fields.
const PRINTED: &[(&str, Option<&str>, &[&str])] = &[
    ("feedback-given", None, &["own_words", "decision"]),
    ("assessments-in-date", Some("lines"), &["gap", "action"]),
];

/// What was typed so of a year.
fn said_in_registers(view: &View, year: &YearRecord) -> Result<Vec<String>, ViewError> {
    let mut said = Vec::new();
    for (counts, each, fields) in PRINTED {
        let Some(kind) = kind_that_counts(counts) else { continue };
        for entry in view.entries(kind.letter)? {
            // Gaps of an earlier year stand until they are closed.
            if each.is_none() && entry.values.day("on").is_some_and(|on| FinancialYear::of(on) != year.year) {
                continue;
            }
            let parts = entry.values.parts(*each);
            let texts = parts.iter().flat_map(|part| fields.iter().map(|it| part.text(it).to_owned()));
            said.extend(texts.filter(|it| !it.trim().is_empty()));
        }
    }
    Ok(said)
}

/// Everybody who works here, or did. A sign-in name is a name: it may be a word.
fn staff(office: &Office) -> Vec<KnownAs> {
    let known = |names: Vec<String>| KnownAs { names, reach: Vec::new() };
    office.people.iter().map(|it| known(vec![it.name.clone(), it.login.clone()])).collect()
}

/// Who is responsible for the plan and its actions without being anybody who works here.
fn owners(office: &Office, plan: &Plan) -> Vec<KnownAs> {
    let owners = std::iter::once(&plan.owner).chain(plan.actions.iter().map(|it| &it.facts.owner));
    let unknown = owners.filter(|it| office.person(it).is_none());
    unknown.map(|it| KnownAs { names: vec![it.clone()], reach: Vec::new() }).collect()
}

/// The people of a case, and what it is called elsewhere.
fn people(view: &View, case: CaseRef, may_see: &dyn Fn(&Case) -> bool) -> Result<Vec<KnownAs>, ViewError> {
    Ok(view.record::<Case>(case)?.filter(|it| may_see(it)).map(|it| of_case(&it)).unwrap_or_default())
}

fn of_case(case: &Case) -> Vec<KnownAs> {
    let mut people = vec![case.facts.complainant.known_as(), case.facts.representative.known_as()];
    let addresses = [&case.facts.complainant, &case.facts.representative].map(|it| it.address.clone());
    people.push(KnownAs { names: Vec::new(), reach: [references_of(case), addresses.to_vec()].concat() });
    people.extend(
        case.facts.colleagues.iter().map(|it| KnownAs { names: vec![it.clone()], reach: Vec::new() }),
    );
    people
}

/// A hyphen, or what looks like one.
const fn is_dash(it: char) -> bool {
    matches!(it, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Notes what records of ours are called, whether or not there is one of that name. What only could be read as a reference may be
/// a year or a number.
fn references(
    view: &View,
    (called, text): (&str, &str),
    may_see: &dyn Fn(&Case) -> bool,
    naming: &mut Naming,
) -> Result<(), ViewError> {
    let belongs = |it: char| it.is_alphanumeric() || it == '/' || is_dash(it) || is_invisible(it);
    for word in text.split(|it| !belongs(it)).map(|it| it.trim_matches(|it| it == '/' || is_dash(it))) {
        let plan = word.split('/').next().unwrap_or(word).replace(is_dash, "-").replace(is_invisible, "");
        let Ok(on @ (RecordRef::Case(_) | RecordRef::Plan(_) | RecordRef::Entry(_))) = plan.parse() else {
            continue;
        };
        if plan.eq_ignore_ascii_case(&on.to_string()) {
            naming.name(called, word);
            continue;
        }
        let is_there = match CaseRef::try_from(on) {
            Ok(case) => view.record::<Case>(case)?.is_some_and(|it| may_see(&it)),
            Err(_) => view.has(on)?,
        };
        if is_there {
            naming.doubt(word);
        }
    }
    // With another sign between year and number, or none: “25/0014”, “25 0014”, “250014”.
    for (place, case) in spoken_of_otherwise(text) {
        if view.record::<Case>(case)?.is_some_and(|it| may_see(&it)) {
            naming.doubt(&text[place]);
        }
    }
    Ok(())
}
