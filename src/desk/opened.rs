//! A record as somebody sees it, and what belongs to it.

use crate::api::message::{Fault, Reply};
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::party::known::KnownAs;
use crate::domain::plan::record::Plan;
use crate::domain::records::any::{AnyRecord, Kind, each_reference};
use crate::domain::records::guard::{Guard, kept_because_of};
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, PlanRef, RecordRef};
use crate::domain::rights::Deed;

impl Session {
    /// A record as somebody sees it; that they do is written down if it is restricted.
    pub(in crate::desk) fn opened(&self, sight: &Sight, on: RecordRef) -> Result<AnyRecord, Fault> {
        let record = each_reference!(on, at => {
            let there = self.view().record::<R>(at)?.or_else(|| R::blank(at));
            there.map(Kind::any).ok_or(Fault::Missing(on))?
        });
        let restricted = self.view().guard(on)?.restriction.is_some();
        let plans = || match on {
            RecordRef::Case(it) => self.plans_that_learn_from(it),
            _ => Vec::new(),
        };
        let mut record = sight.record(record, plans)?;
        self.look(sight, Some(on).filter(|_| restricted).into_iter().collect(), false)?;
        self.look(sight, self.told_of_others(sight, on)?, false)?;
        match &mut record {
            AnyRecord::Plan(it) => {
                let kept_with = self.kept_with(sight, &it.guard())?;
                it.kept_with = kept_with.into_iter().filter_map(|it| it.try_into().ok()).collect();
            }
            AnyRecord::Entry(it) => {
                it.kept_with = self.kept_with(sight, &it.guard())?;
                it.again = self.again(sight, it.reference.register)?.get(&it.reference).copied();
            }
            AnyRecord::Office(_) | AnyRecord::Year(_) | AnyRecord::Case(_) => {}
        }
        Ok(record)
    }

    /// The restricted records with which another is kept from others, as far as they exist for whoever asks.
    pub(in crate::desk) fn kept_with(&self, sight: &Sight, guard: &Guard) -> Result<Vec<RecordRef>, Fault> {
        let view = self.view();
        let mut found = kept_because_of(guard, &mut |on| view.guard(on))?;
        found.retain(|it| sight.has(*it));
        Ok(found)
    }

    pub(in crate::desk) fn plans_that_learn_from(&self, case: CaseRef) -> Vec<Plan> {
        let plans = self.view().plans_of(case).unwrap_or_default();
        plans.into_iter().filter_map(|it| self.view().record(it.0).ok().flatten()).collect()
    }

    pub(in crate::desk) fn plan_is_theirs(&self, sight: &Sight, on: PlanRef) -> bool {
        self.view().record(on).ok().flatten().is_some_and(|it| sight.plan(it).is_ok())
    }

    /// For a case that does not exist for whoever asks there are none, as for one that nobody ever logged.
    pub(in crate::desk) fn plans_of(&self, sight: &Sight, case: CaseRef) -> Result<Reply, Fault> {
        sight.may(Deed::ReadPlans)?;
        let (mut plans, mut changed) = (Vec::new(), Vec::new());
        let there = if sight.has(case) { self.view().plans_of(case)? } else { Vec::new() };
        for (on, title) in there {
            let plan = self.view().record::<Plan>(on)?;
            if let Some(plan) = plan.and_then(|it| sight.plan(it).ok()) {
                changed.extend(plan.changed());
                plans.push((on, title));
            }
        }
        Ok(Reply::PlansOf { of: case, plans, changed })
    }

    pub(in crate::desk) fn cases_of(
        &self,
        sight: &Sight,
        person: &KnownAs,
        but: Option<CaseRef>,
    ) -> Result<Reply, Fault> {
        sight.may(Deed::ReadCase)?;
        let mut cases = self.view().cases_of(person)?;
        cases.retain(|(_, it)| sight.has(it.reference) && Some(it.reference) != but);
        cases.iter_mut().for_each(|it| sight.cover_row(&mut it.1));
        Ok(Reply::CasesOf(but, cases))
    }
}
