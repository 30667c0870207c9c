//! Whether what is written for the public names somebody: the people of every case, everybody who works here, and what
//! records are called.
//!
//! Whoever writes is told of nobody whose case is kept from them: an answer that knows more would let them try one name after
//! another. When a document is made, everybody counts, and what names somebody is left out.

use std::collections::BTreeSet;

use crate::domain::case::record::Case;
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::Sought;
use crate::domain::party::naming::{Known, Naming};
use crate::domain::plan::record::Plan;
use crate::domain::reference::{CaseRef, RecordRef};
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

/// What of the texts names somebody, and what may, of those whose cases may be told of.
pub(in crate::desk) fn naming(
    view: &View,
    office: &Office,
    about: &About,
    texts: &[(&str, &str)],
    may_see: &dyn Fn(&Case) -> bool,
) -> Result<Naming, ViewError> {
    let mut near = staff(office);
    for case in &about.cases {
        near.extend(people(view, *case, may_see)?);
    }
    let near = Sought::of(&near);
    let perhaps = Sought::of(&about.owners);
    let mut naming = Naming::default();
    for (called, text) in texts.iter().copied() {
        let leads = view.leads(text)?;
        let mut far = Vec::new();
        for case in leads.cases.difference(&about.cases) {
            far.extend(people(view, *case, may_see)?);
        }
        let known = Known { near: near.clone(), far: Sought::of(&far), perhaps: perhaps.clone() };
        references(view, (called, text), may_see, &mut naming)?;
        naming.look(called, text, &known, |word| leads.common.contains(word));
    }
    Ok(naming)
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
        let naming = naming(view, office, &About::default(), &texts, may_see)?;
        named.extend(not_meant(&naming, meant).into_iter().map(str::to_owned));
    }
    Ok(named)
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
    let Some(case) = view.record::<Case>(case)?.filter(|it| may_see(it)) else { return Ok(Vec::new()) };
    let mut people = vec![case.facts.complainant.known_as(), case.facts.representative.known_as()];
    people.push(KnownAs { names: Vec::new(), reach: references_of(&case) });
    people.extend(
        case.facts.colleagues.iter().map(|it| KnownAs { names: vec![it.clone()], reach: Vec::new() }),
    );
    Ok(people)
}

/// Notes what records of ours are called, whether or not there is one of that name. What only could be read as a reference may be
/// a year or a number.
fn references(
    view: &View,
    (called, text): (&str, &str),
    may_see: &dyn Fn(&Case) -> bool,
    naming: &mut Naming,
) -> Result<(), ViewError> {
    let belongs = |it: char| it.is_alphanumeric() || "-/".contains(it);
    for word in text.split(|it| !belongs(it)).map(|it| it.trim_matches(['-', '/'])) {
        let plan = word.split('/').next().unwrap_or(word);
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
    Ok(())
}
