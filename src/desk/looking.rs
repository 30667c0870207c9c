//! That somebody looks at what is restricted is written down before they see it.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use crate::api::message::Fault;
use crate::desk::committer::Work;
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::reference::RecordRef;
use crate::domain::refusal::Refusal;

impl Session {
    /// Writes down that what a list tells of restricted records of others was looked at, and takes out of it what cannot be written
    /// down: what cannot is not shown. `on` says which record a row is about, if any that may be restricted.
    pub(in crate::desk) fn look_at_list<T>(
        &self,
        sight: &Sight,
        rows: &mut Vec<T>,
        on: impl Fn(&T) -> Option<RecordRef>,
    ) -> Result<(), Fault> {
        if !sight.sees_what_is_for_others() || self.view().restrictions()?.is_empty() {
            return Ok(());
        }
        let mut told: BTreeMap<RecordRef, Vec<RecordRef>> = BTreeMap::new();
        for on in rows.iter().filter_map(&on) {
            if let btree_map::Entry::Vacant(place) = told.entry(on) {
                place.insert(self.told_of_others(sight, on)?);
            }
        }
        let all: BTreeSet<RecordRef> = told.values().flatten().copied().collect();
        if all.is_empty() || self.look(sight, all.iter().copied().collect(), false).is_ok() {
            return Ok(());
        }
        let mut unwritten = BTreeSet::new();
        for it in all {
            let is_written = self.view().has_looked(sight.today, it, false, self.login())?;
            unwritten.extend(Some(it).filter(|_| !is_written));
        }
        rows.retain(|it| {
            let tells = on(it).and_then(|it| told.get(&it)).into_iter().flatten();
            !tells.into_iter().any(|it| unwritten.contains(it))
        });
        Ok(())
    }

    /// The restricted records that a record tells of, itself among them, on which whoever asks is not named, though they may see
    /// them: auditors’.
    pub(in crate::desk) fn told_of_others(
        &self,
        sight: &Sight,
        on: RecordRef,
    ) -> Result<Vec<RecordRef>, Fault> {
        let guard = self.view().guard(on)?;
        let mut told = self.kept_with(sight, &guard)?;
        told.extend(Some(on).filter(|_| guard.restriction.is_some()));
        let mut of_others = Vec::new();
        for it in told {
            let guard = self.view().guard(it)?;
            let is_given = guard.given_to.iter().any(|it| it == self.login());
            if guard.restriction.is_some_and(|it| !it.lets_see(self.login())) && !is_given {
                of_others.push(it);
            }
        }
        Ok(of_others)
    }

    /// Writes down that restricted records are looked at, before they are. Those of today are written already. What cannot be written
    /// down is not shown.
    pub(in crate::desk) fn look(
        &self,
        sight: &Sight,
        mut on: Vec<RecordRef>,
        is_export: bool,
    ) -> Result<(), Fault> {
        let view = self.view();
        let mut trouble = None;
        on.retain(|it| match view.has_looked(sight.today, *it, is_export, self.login()) {
            Ok(has_looked) => !has_looked,
            Err(error) => {
                trouble = Some(Fault::from(error));
                false
            }
        });
        if let Some(fault) = trouble {
            return Err(fault);
        }
        if on.is_empty() {
            return Ok(());
        }
        let written = self.commit(sight, Work::Look { on, is_export });
        written.and_then(|it| it.into_iter().try_for_each(|it| it.map(drop))).map_err(|fault| match fault {
            Fault::NotSaved(why) => {
                let words = format!("It is restricted: that you look at it must be written down before it is shown, and {why}.");
                Refusal::of_step(words, "Try again once changes can be saved.").into()
            }
            fault => fault,
        })
    }
}
