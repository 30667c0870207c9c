//! What happened to a record, as whoever asks may hear of it, and a case as it was at a version.

use std::collections::HashMap;
use std::iter;

use crate::api::message::{Fault, Moment, Reply};
use crate::desk::declared::erased_by;
use crate::desk::session::{Session, broken};
use crate::desk::sight::Sight;
use crate::domain::authority::Deed;
use crate::domain::case::event::Event;
use crate::domain::case::history::{Happening, happening};
use crate::domain::case::record::Case;
use crate::domain::change::Change;
use crate::domain::office::record::Office;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::history::happening as of_a_plan;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::year::history::happening as of_a_year;

impl Session {
    pub(in crate::desk) fn history(&self, sight: &Sight, on: String) -> Result<Reply, Fault> {
        self.may_read_history(sight, &on)?;
        let places = self.view().history(&on).map_err(broken)?;
        if places.is_empty() {
            return Err(Fault::Missing(on));
        }
        let mut moments = Vec::with_capacity(places.len());
        let mut declared = HashMap::new();
        for place in places {
            let entry = self.journal().read(place).map_err(|it| Fault::Broken(it.to_string()))?;
            let happenings = match &entry.did {
                None => Vec::new(),
                Some(did) => {
                    let change =
                        Change::from_json(&entry.on, did).map_err(|it| Fault::Broken(it.to_string()))?;
                    let change = sight.change(change);
                    // A look that is not for whoever asks leaves nothing: not even that something was there.
                    if change.is_empty() {
                        continue;
                    }
                    let mut happenings = happenings(&sight.house.office, &change);
                    happenings.iter_mut().for_each(|it| sight.cover_text(&mut it.words));
                    happenings
                }
            };
            for erased in erased_by(&entry) {
                declared.insert(erased, happenings.first().cloned());
            }
            let (seq, at, by, role, version) = (entry.seq, entry.at, entry.by, entry.role, entry.ver);
            moments.push(Moment { seq, at, by, role, version, happenings });
        }
        for moment in moments.iter_mut().filter(|it| it.happenings.is_empty()) {
            moment.happenings.extend(declared.remove(&moment.seq).flatten());
        }
        Ok(Reply::History { on, moments })
    }

    pub(in crate::desk) fn may_read_history(&self, sight: &Sight, on: &str) -> Result<(), Fault> {
        if let Ok(reference) = on.parse::<CaseRef>() {
            let case = self.opened(sight, reference)?;
            // The outline of a case has no history.
            return sight.may_on(Deed::ReadCase, &sight.asker.to_case(&case)).map(|_| ());
        }
        let bond = match on.parse::<PlanRef>() {
            Ok(reference) => {
                let plan = self.view().plan(reference).map_err(broken)?;
                let plan = plan.ok_or_else(|| Fault::Missing(on.to_owned()))?;
                let bond = sight.asker.to_plan(&plan, 0);
                sight.may_on(Deed::ReadPlans, &bond)?;
                bond
            }
            Err(_) => sight.asker.at_large(),
        };
        sight.may_on(Deed::ReadHistory, &bond).map(|_| ())
    }

    /// Folds the history of a case up to a version.
    pub(in crate::desk) fn case_at(
        &self,
        sight: &Sight,
        reference: CaseRef,
        version: u64,
    ) -> Result<Reply, Fault> {
        let on = reference.to_string();
        self.may_read_history(sight, &on)?;
        let missing = || Fault::Missing(format!("{reference} at version {version}"));
        let mut case: Option<Case> = None;
        for place in self.view().history(&on).map_err(broken)? {
            let entry = self.journal().read(place).map_err(|it| Fault::Broken(it.to_string()))?;
            // What was erased cannot be folded in, and neither can what came after it.
            let did = entry.did.ok_or_else(missing)?;
            let change = Change::from_json(&on, &did).map_err(|it| Fault::Broken(it.to_string()))?;
            let Change::Case(_, events) = change else { return Err(missing()) };
            if case.is_none() {
                case = events.first().and_then(|it| Case::begin(reference, it));
            }
            let it = case.as_mut().ok_or_else(missing)?;
            it.take(&events, &entry.by);
            if it.version == version {
                return Ok(Reply::CaseAt(Box::new(sight.case(it.clone(), Vec::new)?)));
            }
        }
        Err(missing())
    }
}

fn happenings(office: &Office, change: &Change) -> Vec<Happening> {
    match change {
        Change::Case(_, events) => {
            // What was told again is what is left of the history.
            let told = |it: &Event| match it {
                Event::Anonymised(again) => {
                    iter::once(it).chain(&again.kept).map(|it| happening(office, it)).collect()
                }
                it => vec![happening(office, it)],
            };
            events.iter().flat_map(told).collect()
        }
        Change::Plan(_, events) => {
            let told = |it: &PlanEvent| match it {
                PlanEvent::Retold(again) => {
                    iter::once(it).chain(&again.kept).map(|it| of_a_plan(office, it)).collect()
                }
                it => vec![of_a_plan(office, it)],
            };
            events.iter().flat_map(told).collect()
        }
        Change::Year(_, events) => events.iter().map(of_a_year).collect(),
        Change::Office(events) => {
            events.iter().map(|it| Happening { kind: "Office".to_owned(), words: it.sentence() }).collect()
        }
    }
}
