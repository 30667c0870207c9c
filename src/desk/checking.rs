//! The view held against the journal: a few dozen records beside the work after each opening, or everything when asked.
//!
//! A difference is told and has the view built again at the next opening. Nothing here holds up the committing thread.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};

use crate::desk::health::{Health, suspect};
use crate::desk::opening::{OpenError, Opened, Progress, follow, open};
use crate::desk::store_dir::StoreDir;
use crate::domain::case::record::Case;
use crate::domain::change::Change;
use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::journal::Journal;
use crate::panics::caught;
use crate::view::compare::Differences;
use crate::view::derive::{derive, derive_plan};
use crate::view::store::{View, ViewError};

/// How many cases, and how many plans, are looked at after an opening.
const SAMPLE: u64 = 32;

/// How often a record is looked at before it counts as different: somebody may be changing it meanwhile.
const LOOKS: u32 = 4;

/// What a sample is taken of.
pub(in crate::desk) struct Checker {
    pub(in crate::desk) view: View,
    pub(in crate::desk) journal: Arc<Journal>,
    pub(in crate::desk) house: Arc<RwLock<Arc<House>>>,
    pub(in crate::desk) health: Health,
    /// Set when the store is to be closed.
    pub(in crate::desk) stop: Arc<AtomicBool>,
}

impl Checker {
    /// Looks at a sample, another one each time the journal has grown, and tells of a difference.
    pub(in crate::desk) fn run(&self) {
        match caught(|| self.sample()) {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(record))) => {
                self.health.distrust(&format!("{record} was not as the journal has it"));
            }
            Ok(Err(error)) => self.health.distrust(&error.to_string()),
            Err(panicked) => drop(self.health.panicked(&panicked)),
        }
    }

    /// The first record that differs.
    fn sample(&self) -> Result<Option<String>, ViewError> {
        let seed = self.view.meta()?.position.seq;
        let counts = |numbers: Vec<(u16, u32)>| numbers;
        let cases = counts(self.view.case_numbers()?.into_iter().map(|it| (it.year, it.number)).collect());
        for (year, number) in picks(&cases, seed) {
            let at = CaseRef { year, number };
            if !self.stop.load(Ordering::SeqCst) && !agrees(|| self.case(at))? {
                return Ok(Some(at.to_string()));
            }
        }
        let plans = counts(self.view.plan_numbers()?.into_iter().map(|it| (it.year, it.number)).collect());
        for (year, number) in picks(&plans, seed) {
            let at = PlanRef { year, number };
            if !self.stop.load(Ordering::SeqCst) && !agrees(|| self.plan(at))? {
                return Ok(Some(at.to_string()));
            }
        }
        Ok(None)
    }

    /// Whether a case, and all that follows from it, is what its history makes of it.
    fn case(&self, at: CaseRef) -> Result<bool, ViewError> {
        let stored = self.view.case(at)?;
        let mut folded: Option<Case> = None;
        let version = stored.as_ref().map_or(0, |it| it.version);
        let Some(changes) = self.history(&at.to_string(), version)? else { return Ok(true) };
        for (change, by) in changes {
            let Change::Case(_, events) = change else { return Ok(false) };
            if folded.is_none() {
                folded = events.first().and_then(|it| Case::begin(at, it));
            }
            folded.iter_mut().for_each(|it| it.take(&events, &by));
        }
        let house = self.house.read().expect("nobody panics while holding it").clone();
        match &stored {
            // What a closed case adds was worked out under the rules of its time; only an open one moves with them.
            Some(case) if stored == folded => {
                let derived = derive(&house, case);
                if derived.row.closings.last().is_some_and(|it| it.1.is_none()) {
                    return Ok(true);
                }
                self.view.holds(&derived.entries)
            }
            _ => Ok(stored == folded),
        }
    }

    fn plan(&self, at: PlanRef) -> Result<bool, ViewError> {
        let stored = self.view.plan(at)?;
        let mut folded: Option<Plan> = None;
        let version = stored.as_ref().map_or(0, |it| it.version);
        let Some(changes) = self.history(&at.to_string(), version)? else { return Ok(true) };
        for (change, by) in changes {
            let Change::Plan(_, events) = change else { return Ok(false) };
            if folded.is_none() {
                folded = events.first().and_then(|it| Plan::begin(at, it));
            }
            folded.iter_mut().for_each(|it| it.take(&events, &by));
        }
        match &stored {
            Some(plan) if stored == folded => self.view.holds(&derive_plan(plan).entries),
            _ => Ok(stored == folded),
        }
    }

    /// The changes of a record up to a version, with who made them. None if they cannot be compared: something was erased,
    /// or the journal itself cannot be read, which is told by `redress verify` and is no fault of the view.
    fn history(&self, on: &str, version: u64) -> Result<Option<Vec<(Change, String)>>, ViewError> {
        let mut changes = Vec::new();
        for place in self.view.history(on)? {
            let Ok(entry) = self.journal.read(place) else { return Ok(None) };
            if version < entry.ver {
                break;
            }
            let Some(did) = &entry.did else { return Ok(None) };
            let change =
                Change::from_json(&entry.on, did).map_err(|it| ViewError::Journal(it.to_string()))?;
            if entry.on != on {
                return Err(ViewError::Journal(format!("the history of {on} leads to another record")));
            }
            changes.push((change, entry.by));
        }
        Ok(Some(changes))
    }
}

/// Looks again while a record does not agree: somebody may be changing it.
fn agrees(look: impl Fn() -> Result<bool, ViewError>) -> Result<bool, ViewError> {
    for _ in 0..LOOKS {
        if look()? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Years and numbers, spread over all there are; each seed begins elsewhere.
fn picks(next: &[(u16, u32)], seed: u64) -> Vec<(u16, u32)> {
    let total: u64 = next.iter().map(|it| u64::from(it.1.saturating_sub(1))).sum();
    let wanted = SAMPLE.min(total);
    (0..wanted)
        .filter_map(|place| {
            let mut index = (seed.wrapping_mul(0x9E37_79B9).wrapping_add(place * total / wanted)) % total;
            for (year, number) in next {
                let there = u64::from(number.saturating_sub(1));
                if index < there {
                    return Some((*year, u32::try_from(index).ok()? + 1));
                }
                index -= there;
            }
            None
        })
        .collect()
}

/// A view that was held against the journal.
#[derive(Debug)]
pub struct Compared {
    /// What there was to tell when the store was opened.
    pub notices: Vec<String>,
    /// Number of the last journal line.
    pub line: u64,
    /// Where it differs; nothing if it is as it should be.
    pub differences: Differences,
}

/// Builds the view afresh beside the one there is and holds every entry against it. Where they differ, the next opening
/// builds it again.
///
/// `building` and `comparing` hear how much is done, and of how much.
pub fn compare(
    data: &std::path::Path,
    who: &str,
    now: DateTime<Utc>,
    building: Progress,
    comparing: Progress,
) -> Result<Compared, OpenError> {
    let dir = StoreDir::open(data, who, now)?;
    let Opened { dir, view, notices, .. } = open(dir, false, &mut |_, _| ())?;
    let beside = data.join("view.checking");
    // Left there by a check that was broken off.
    drop(fs::remove_dir_all(&beside));
    let differences = View::open(&beside).map_err(OpenError::from).and_then(|fresh| {
        let (fresh, _) = follow(&dir.journal(), fresh, building)?;
        let compared = caught(|| view.differences(&fresh, comparing));
        Ok(compared.map_err(|_| ViewError::Engine("it is damaged".to_owned()))??)
    });
    drop(fs::remove_dir_all(&beside));
    let differences = match differences {
        Err(OpenError::View(it @ (ViewError::Engine(_) | ViewError::Value(_)))) => {
            suspect(data, &it.to_string());
            return Err(OpenError::View(it));
        }
        other => other?,
    };
    if !differences.is_empty() {
        suspect(data, "it differed from the journal");
    }
    Ok(Compared { notices, line: view.meta()?.position.seq, differences })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_every_year_and_never_goes_beyond_the_last_number() {
        let next = [(25, 11), (26, 1001)];
        let picked = picks(&next, 7);
        assert_eq!(picked.len(), 32);
        assert!(picked.iter().all(|(year, it)| 0 < *it && *it < if *year == 25 { 11 } else { 1001 }));
        assert_eq!(picks(&[(26, 4)], 1).len(), 3);
        assert!(picks(&[], 1).is_empty() && picks(&[(26, 1)], 1).is_empty());
    }
}
