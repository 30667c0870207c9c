//! What an entry needs of other records before something is done with it, and who else is owed it then.

use std::collections::BTreeSet;

use crate::api::message::Fault;
use crate::desk::guarding::{broken, visible};
use crate::domain::authority::Asker;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::commit::Did;
use crate::domain::plan::record::Plan;
use crate::domain::reference::{EntryRef, PlanRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::field::Is;
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
            let sum = row.text("sha256");
            let mut is_frozen = false;
            let years = std::iter::successors(Some(FinancialYear::of(terms.today)), |it| {
                Some(FinancialYear::of(it.first().pred_opt()?))
            });
            for year in years.take(YEARS_OF_DOCUMENTS) {
                let there = fold.get::<YearRecord>(year).map_err(|it| broken(&it))?;
                let is_it = |it: &Publication| it.has_sum(sum) && it.document == row.text("name");
                is_frozen |= there.is_some_and(|it| it.publications.iter().any(is_it));
            }
            if !is_frozen {
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
            Needs::Held { each, link, done, holds, why } => {
                for row in new(each).iter().filter(|it| it.get(done).is_some()) {
                    let Ok(other) = row.text(link).parse::<EntryRef>() else { continue };
                    let there = fold.get::<Entry>(other).map_err(|it| broken(&it))?;
                    let held = there.and_then(|it| it.values.day(holds));
                    if held.is_none_or(|held| row.day(done).is_some_and(|done| done < held)) {
                        let instead = format!("Record on {other} that they agreed.");
                        return Err(Refusal::of_field(each, format!("{other} {why}."), instead).into());
                    }
                }
            }
            Needs::CarriedOut { link, done } if [link, done].iter().any(|it| values.get(it).is_some()) => {
                let entry = fold.would_be::<Entry>(at, did, terms.actor).map_err(|it| broken(&it))?;
                let plan = entry.values.text(link).parse::<PlanRef>().ok();
                let Some(plan) = plan.filter(|_| entry.values.get(done).is_some()) else { continue };
                let there = fold.get::<Plan>(plan).map_err(|it| broken(&it))?;
                if let Some(stage) = there.map(Plan::stage).filter(|it| !is_carried_out(*it)) {
                    let why = format!("{plan}, which is to put it right, is {stage}.");
                    let instead = "Carry the plan out first, or name the plan that did it.";
                    return Err(Refusal::of_field(done, why, instead).into());
                }
            }
            Needs::CarriedOut { .. } | Needs::Owed { .. } => {}
        }
    }
    Ok(())
}

const fn is_carried_out(stage: PlanStage) -> bool {
    matches!(stage, PlanStage::Completed | PlanStage::Reviewed | PlanStage::Closed)
}

/// Adds to what an entry says the rows for everybody who is owed it now, of those whom its author may see. What was taken over
/// from elsewhere owes nothing anew.
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
        let asker = Asker::of(terms.office, terms.actor, terms.today)?;
        let entry = fold.would_be::<Entry>(at, did, terms.actor).map_err(|it| broken(&it))?;
        let Some(on) = entry.values.day(once) else { continue };
        let due = Register::in_office(kind, terms.office, terms.calendar).after(on, within);
        let mut rows = entry.values.rows(each).to_vec();
        let many = rows.len();
        let there: BTreeSet<String> = rows.iter().map(|it| it.text(link).to_owned()).collect();
        for other in fold.entries(of).map_err(|it| broken(&it))? {
            let is_over = other.closing().is_some() || other.is_mistaken();
            if is_over
                || there.contains(&other.reference.to_string())
                || !wants(&entry.values, &other.values)
                || visible::<Entry>(fold, &asker, other.reference).is_err()
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
