//! The view held against the journal: a few dozen records beside the work after each opening, or everything when asked.
//!
//! A difference is told and has the view built again at the next opening. Nothing here holds up the committing thread.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::api::message::Compared;
use crate::desk::health::Health;
use crate::desk::opening::follow;
use crate::domain::commit::Commit;
use crate::domain::records::any::{Change, Kind, each_reference};
use crate::domain::records::fold::{Commits, refold};
use crate::domain::records::record::Record;
use crate::domain::reference::{RecordRef, Series};
use crate::domain::refusal::{Refusal, Verdict};
use crate::journal::Journal;
use crate::panics::caught;
use crate::view::derive::derive;
use crate::view::store::{View, ViewError};

/// How many records are looked at after an opening.
const SAMPLE: u64 = 32;

/// How much room a second view takes besides what the first one does, in bytes.
const ROOM: u64 = 1 << 20;

/// How often a record is looked at that seems different while changes are applied: a later opening looks at it again.
const LOOKS: u32 = 20;
/// How long is waited between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// What a sample is taken of.
pub(in crate::desk) struct Checker {
    pub(in crate::desk) view: View,
    pub(in crate::desk) journal: Arc<Journal>,
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
    fn sample(&self) -> Result<Option<RecordRef>, ViewError> {
        let seed = self.view.meta()?.position.seq;
        for on in picks(&self.view.numbers()?, seed) {
            let is_as_it_should = || each_reference!(on, at => self.is_sound::<R>(at));
            if !self.agrees(is_as_it_should)? {
                return Ok(Some(on));
            }
        }
        Ok(None)
    }

    /// Looks at a record, again while it does not agree and changes are applied: what was read before one and what was read
    /// after it need not fit. Only what differs while all stands still counts as different.
    fn agrees(&self, look: impl Fn() -> Result<bool, ViewError>) -> Result<bool, ViewError> {
        for _ in 0..LOOKS {
            if self.stop.load(Ordering::SeqCst) {
                break;
            }
            let mut agreed = false;
            let still = self.view.undisturbed(|| {
                let found = look();
                agreed = found == Ok(true);
                found
            });
            match still {
                _ if agreed => break,
                Some(found) => return found,
                None => thread::sleep(PAUSE),
            }
        }
        Ok(true)
    }

    /// Whether a record, and all that follows from it, is what its history makes of it.
    fn is_sound<R: Kind>(&self, at: R::Ref) -> Result<bool, ViewError> {
        let stored = self.view.record::<R>(at)?;
        let version = stored.as_ref().map_or(0, Record::version);
        let Some(commits) = self.history::<R>(at.into(), version)? else { return Ok(true) };
        let Ok(folded) = refold::<R>(at, &commits) else { return Ok(false) };
        let house = self.view.house()?;
        match stored {
            Some(record) if folded.as_ref() == Some(&record) => {
                let beside = self.view.beside(&house, at.into())?;
                let derived = derive(&house, &record.any(), &beside);
                // What a closed case adds was worked out under the rules of its time; only an open one moves with them.
                if derived.row.is_some_and(|it| it.rounds.now.closed.is_some()) {
                    return Ok(true);
                }
                Ok(self.view.holds(&derived.pairs)? && self.view.stands_under(at.into(), &derived.terms)?)
            }
            stored => Ok(stored == folded),
        }
    }

    /// The commits of a record up to a version. None if they cannot be compared: something was erased, or the journal itself
    /// cannot be read, which is told by `redress verify` and is no fault of the view.
    fn history<R: Kind>(&self, on: RecordRef, version: u64) -> Result<Option<Commits<R>>, ViewError> {
        let mut commits = Vec::new();
        for place in self.view.history(on)? {
            let Ok(written) = self.journal.read(place) else { return Ok(None) };
            if version < written.ver {
                break;
            }
            let Some(did) = &written.did else { return Ok(None) };
            let change =
                Change::from_json(&written.on, did).map_err(|it| ViewError::Journal(it.to_string()))?;
            if change.on() != on {
                return Err(ViewError::Journal(format!("the history of {on} leads to another record")));
            }
            let commit = |did| Commit { version: written.ver, by: written.by.clone(), did };
            commits.extend(R::did(change).map(commit));
        }
        Ok(Some(commits))
    }
}

/// Records, spread over all that are numbered; each seed begins elsewhere.
fn picks(next: &[(Series, u32)], seed: u64) -> Vec<RecordRef> {
    let total: u64 = next.iter().map(|it| u64::from(it.1.saturating_sub(1))).sum();
    let wanted = SAMPLE.min(total);
    (0..wanted)
        .filter_map(|place| {
            let mut index = (seed.wrapping_mul(0x9E37_79B9).wrapping_add(place * total / wanted)) % total;
            for (series, next) in next {
                let there = u64::from(next.saturating_sub(1));
                if index < there {
                    return Some(series.at(u32::try_from(index).ok()? + 1));
                }
                index -= there;
            }
            None
        })
        .collect()
}

/// Builds a view afresh in the directory `beside` and holds every pair of the one there is against it, again while changes are
/// applied. None if they were all the while.
pub(in crate::desk) fn compare(
    view: &View,
    beside: &Path,
    journal: &Path,
) -> Result<Option<Compared>, ViewError> {
    // Left there by a check that was broken off.
    drop(fs::remove_dir_all(beside));
    let compared = View::open(beside).and_then(|fresh| compare_with(view, &fresh, journal));
    drop(fs::remove_dir_all(beside));
    compared
}

/// Refuses to build a second view beside one of so many bytes where the disk has no room for it.
pub(in crate::desk) fn has_room(beside: &Path, bytes: u64) -> Verdict<()> {
    let place = beside.parent().unwrap_or(beside);
    let free = rustix::fs::statvfs(place).map_or(u64::MAX, |it| it.f_bavail.saturating_mul(it.f_frsize));
    let needed = bytes + ROOM;
    if needed <= free {
        return Ok(());
    }
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let why = format!(
        "To compare the working copy with the journal, another one is built beside it. That needs about {} MB in {}, and {} MB are \
         free there.",
        megabytes(needed),
        place.display(),
        free >> 20
    );
    let instead = "Make room there and try again. “redress verify” checks the journal and needs no room.";
    Err(Refusal::of_step(why, instead))
}

fn compare_with(view: &View, fresh: &View, journal: &Path) -> Result<Option<Compared>, ViewError> {
    for _ in 0..LOOKS {
        follow(journal, fresh.clone(), &mut |_, _| ()).map_err(|it| ViewError::Journal(it.to_string()))?;
        let found = view.undisturbed(|| -> Result<_, ViewError> {
            let (ours, theirs) = (view.meta()?.position, fresh.meta()?.position);
            // What is in the journal and not applied yet is there in a moment.
            if ours != theirs {
                return Ok(None);
            }
            let differences = caught(|| view.differences(fresh));
            let differences = differences.map_err(|_| ViewError::Engine("it is damaged".to_owned()))??;
            let differences = differences.into_iter().map(|(what, places)| (what.to_owned(), places));
            Ok(Some(Compared { line: ours.seq, differences: differences.collect() }))
        });
        match found.transpose()?.flatten() {
            Some(compared) => return Ok(Some(compared)),
            None => thread::sleep(PAUSE),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_every_year_and_never_goes_beyond_the_last_number() {
        let next = [(Series::Cases(2025), 111), (Series::Plans(2026), 1001)];
        let picked: Vec<(Series, u32)> = picks(&next, 7).into_iter().filter_map(Series::of).collect();
        assert_eq!(picked.len(), 32);
        let is_there = |it: &(Series, u32)| next.iter().any(|known| known.0 == it.0 && it.1 < known.1);
        assert!(picked.iter().all(is_there));
        assert!(next.iter().all(|it| picked.iter().any(|one| one.0 == it.0)), "cases and plans");
        assert_eq!(picks(&[(Series::Cases(2026), 4)], 1).len(), 3);
        assert!(picks(&[], 1).is_empty() && picks(&[(Series::Cases(2026), 1)], 1).is_empty());
    }
}
