//! What an entry needs of other records before something is done with it, and who else is owed it then.

use std::collections::BTreeSet;

use crate::api::message::Fault;
use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::record::Case;
use crate::domain::commit::Did;
use crate::domain::plan::record::Plan;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::field::{Is, field};
use crate::domain::register::kind::Needs;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::owed::Register;
use crate::domain::register::value::{Value, Values};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::PlanStage;
use crate::domain::year::record::{Publication, YearRecord};
use crate::view::fold::Fold;

/// In how many years back a document is looked for.
const YEARS_OF_DOCUMENTS: usize = 20;

/// Refuses what an entry says of others and they do not: that a document was frozen, or that somebody agreed to be sent it.
pub(in crate::desk) fn has_what_it_needs(
    fold: &mut Fold,
    terms: &Terms,
    at: EntryRef,
    did: &Did<EntryEvent>,
) -> Result<(), Fault> {
    let Some(kind) = kind_of(at.register) else { return Ok(()) };
    let says = did.events().iter().filter_map(|it| match it {
        EntryEvent::Entered(it) => Some(&it.values),
        EntryEvent::PutRight(it) => Some(&it.values),
        _ => None,
    });
    let values: Values = says.flat_map(Values::iter).map(|it| (it.0.to_owned(), it.1.clone())).collect();
    // What stood there before may stay.
    let before = did.events().iter().filter_map(|it| match it {
        EntryEvent::PutRight(it) => Some(&it.before),
        _ => None,
    });
    let before: Values = before.flat_map(Values::iter).map(|it| (it.0.to_owned(), it.1.clone())).collect();
    let new = |name: &str| -> Vec<Values> {
        let rows = values.rows(name).iter().filter(|it| !before.rows(name).contains(it));
        rows.cloned().collect()
    };
    for field in kind.fields.iter().filter(|it| matches!(it.is, Is::Document)) {
        for row in new(field.name) {
            if frozen(fold, terms, Some(&row))?.is_none() {
                let why = format!(
                    "{}: no document of this name that was frozen here has this SHA-256.",
                    field.label
                );
                let instead = "Freeze the document first, or copy the figures that it shows.";
                return Err(Refusal::of_field(field.name, why, instead).into());
            }
        }
    }
    for needs in kind.needs {
        match *needs {
            Needs::Held { each, link, done, holds, ends, why } => {
                for row in new(each).iter().filter(|it| it.get(done).is_some()) {
                    let Ok(other) = row.text(link).parse::<EntryRef>() else { continue };
                    let there = fold.get::<Entry>(other)?;
                    let days = there.map_or((None, None), |it| (it.values.day(holds), it.values.day(ends)));
                    let is_early = |held| row.day(done).is_some_and(|done| done < held);
                    let is_over = days.1.zip(row.day(done)).is_some_and(|(over, done)| over <= done);
                    if days.0.is_none_or(is_early) || is_over {
                        let instead = format!("Record on {other} that they agreed.");
                        return Err(Refusal::of_field(each, format!("{other} {why}."), instead).into());
                    }
                }
            }
            Needs::CarriedOut { link, done } if [link, done].iter().any(|it| values.get(it).is_some()) => {
                let entry = fold.would_be::<Entry>(at, did, terms.actor)?;
                let plan = entry.values.text(link).parse::<PlanRef>().ok();
                let Some(plan) = plan.filter(|_| entry.values.get(done).is_some()) else { continue };
                let there = fold.get::<Plan>(plan)?;
                if let Some(stage) = there.map(Plan::stage).filter(|it| !is_carried_out(*it)) {
                    let why = format!("{plan}, which is to put it right, is {stage}.");
                    let instead = "Carry the plan out first, or name the plan that did it.";
                    return Err(Refusal::of_field(done, why, instead).into());
                }
            }
            Needs::Begun { link, days }
                if values.get(link).is_some() || days.iter().any(|it| values.get(it).is_some()) =>
            {
                let entry = fold.would_be::<Entry>(at, did, terms.actor)?;
                let Ok(case) = entry.values.text(link).parse::<CaseRef>() else { continue };
                let there = fold.get::<Case>(case)?;
                let Some(received) = there.map(|it| it.facts.received) else { continue };
                let early = days.iter().find(|it| entry.values.day(it).is_some_and(|on| on < received));
                if let Some(name) = early {
                    let label = field(kind.fields, name).map_or("", |it| it.label);
                    let why =
                        format!("{label} cannot lie before case {case} was received ({}).", long(received));
                    return Err(Refusal::of_field(name, why, "Check the day and the case.").into());
                }
            }
            Needs::Written { paper, plan, on, by }
                if [paper, plan, on, by].iter().any(|it| values.get(it).is_some()) =>
            {
                let entry = fold.would_be::<Entry>(at, did, terms.actor)?;
                let Some(approved) = entry.values.day(on) else { continue };
                let reader = entry.values.text(by);
                let mut written =
                    frozen(fold, terms, entry.values.rows(paper).first())?.map(|it| (it.on, "frozen"));
                if let Ok(plan) = entry.values.text(plan).parse::<PlanRef>()
                    && let Some(there) = fold.get::<Plan>(plan)?
                    && let Some(words) =
                        there.public.iter().rfind(|it| it.on <= approved).or_else(|| there.wording())
                {
                    if words.by == reader {
                        let why = format!(
                            "{} wrote what {plan} says to the public.",
                            terms.office.person_name(reader)
                        );
                        return Err(Refusal::of_field(by, why, "Name a second reader.").into());
                    }
                    written = written.max(Some((words.on, "written")));
                }
                if let Some((day, how)) = written.filter(|it| approved < it.0) {
                    let why = format!("It was {how} only on {}: nobody read it before.", long(day));
                    return Err(Refusal::of_field(on, why, "Check when it was approved.").into());
                }
            }
            Needs::CarriedOut { .. } | Needs::Begun { .. } | Needs::Written { .. } | Needs::Owed { .. } => {}
        }
    }
    Ok(())
}

/// The document that a row names, as it was frozen here; none where none was.
fn frozen(fold: &mut Fold, terms: &Terms, row: Option<&Values>) -> Result<Option<Publication>, Fault> {
    let Some(row) = row else { return Ok(None) };
    let years = std::iter::successors(Some(FinancialYear::of(terms.today)), |it| Some(it.before()));
    for year in years.take(YEARS_OF_DOCUMENTS) {
        let there = fold.get::<YearRecord>(year)?;
        let is_it = |it: &&Publication| it.has_sum(row.text("sha256")) && it.document == row.text("name");
        if let Some(it) = there.and_then(|it| it.publications.iter().find(is_it)) {
            return Ok(Some(it.clone()));
        }
    }
    Ok(None)
}

const fn is_carried_out(stage: PlanStage) -> bool {
    matches!(stage, PlanStage::Completed | PlanStage::Reviewed | PlanStage::Closed)
}

/// Adds to what an entry says the rows for everybody who is owed it now, of those whom everybody may see: with another it would
/// be kept from all who do not see them, its author's colleagues first. What was taken over from elsewhere owes nothing anew.
pub(in crate::desk) fn owe_it_to_others(
    fold: &mut Fold,
    terms: &Terms,
    at: EntryRef,
    did: &mut Did<EntryEvent>,
) -> Result<(), Fault> {
    let Some(kind) = kind_of(at.register) else { return Ok(()) };
    for needs in kind.needs {
        let Needs::Owed { once, each, link, by, within, of, wants } = *needs else { continue };
        let says = |it: &EntryEvent| match it {
            EntryEvent::Entered(it) => it.source.is_none() && it.values.get(once).is_some(),
            EntryEvent::PutRight(it) => it.values.get(once).is_some() && it.before.get(once).is_none(),
            _ => false,
        };
        if !did.events().iter().any(says) {
            continue;
        }
        let entry = fold.would_be::<Entry>(at, did, terms.actor)?;
        let Some(on) = entry.values.day(once) else { continue };
        let due = Register::in_office(kind, terms.office, terms.calendar).after(on, within);
        let mut rows = entry.values.rows(each).to_vec();
        let many = rows.len();
        let there: BTreeSet<String> = rows.iter().map(|it| it.text(link).to_owned()).collect();
        for other in fold.entries(of)? {
            let is_over = other.closing().is_some() || other.is_mistaken();
            if is_over
                || other.restriction.is_some()
                || there.contains(&other.reference.to_string())
                || !wants(&entry.values, &other.values)
            {
                continue;
            }
            let text = |it: String| Value::Text(it);
            let row = [(link, text(other.reference.to_string())), (by, text(due.to_string()))];
            rows.push(row.into_iter().map(|(name, it)| (name.to_owned(), it)).collect::<Values>());
        }
        if rows.len() == many {
            continue;
        }
        let Some(event) = did.events_mut().iter_mut().find(|it| says(it)) else { continue };
        match event {
            EntryEvent::Entered(it) => it.values.set(each, Value::Rows(rows)),
            EntryEvent::PutRight(it) => {
                if it.values.get(each).is_none()
                    && let Some(before) = entry.values.get(each)
                {
                    it.before.set(each, before.clone());
                }
                it.values.set(each, Value::Rows(rows));
            }
            _ => {}
        }
    }
    Ok(())
}
