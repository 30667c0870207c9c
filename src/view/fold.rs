//! Changes on their way into the view: held in memory until the journal has them, then applied in one atomic batch.
//!
//! The desk decides against the fold, so the second of two commands in one group sees what the first one did; a group
//! that the journal refuses is simply dropped.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::codec::encode;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Source};
use crate::domain::change::Change;
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::record::House;
use crate::domain::plan::event::PlanEvent;
use crate::domain::plan::record::Plan;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::year::event::YearEvent;
use crate::domain::year::record::YearRecord;
use crate::journal::chain::Line;
use crate::view::derive::{
    Derived, DerivedPlan, Entries, derive, derive_plan, is_listed_open, last_day, next_day, pieces,
};
use crate::view::keys::{
    ACTION_DUE, COMMAND, DAY, META, NUMBER, OFFICE, OPEN, OWED, PLAN_NUMBER, ROW, UNREVIEWED, day, history,
    key, looked, reference_at_end, year_key,
};
use crate::view::pages::Pages;
use crate::view::query::count_from;
use crate::view::store::{Meta, View, ViewError, free_old_pages};

/// A group of changes, not yet in the view.
pub struct Fold<'a> {
    view: &'a View,
    house: Arc<House>,
    /// The office as it was when the group began, under which the stored keys were derived.
    house_before: Arc<House>,
    cases: BTreeMap<CaseRef, Touched>,
    numbers: HashMap<u16, u32>,
    /// Plans, each as it was and as it is.
    plans: BTreeMap<PlanRef, (Option<Plan>, Plan)>,
    plan_numbers: HashMap<u16, u32>,
    plan_sources: HashMap<String, PlanRef>,
    /// Financial years, each as it was and as it is.
    years: BTreeMap<FinancialYear, (YearRecord, YearRecord)>,
    sources: HashMap<String, CaseRef>,
    commands: HashMap<String, String>,
    /// Who looked at which restricted case.
    looks: BTreeSet<Vec<u8>>,
    /// Further keys: where the commits lie.
    history: Entries,
    last: Option<Line>,
    clocks_moved: bool,
    /// Whether cases are kept for another time than when the group began.
    retention_moved: bool,
}

struct Touched {
    before: Option<Case>,
    after: Case,
}

impl View {
    /// Begins a group. `house` is the office as the view holds it.
    pub fn fold(&self, house: Arc<House>) -> Fold<'_> {
        Fold {
            view: self,
            house_before: house.clone(),
            house,
            cases: BTreeMap::new(),
            numbers: HashMap::new(),
            plans: BTreeMap::new(),
            plan_numbers: HashMap::new(),
            plan_sources: HashMap::new(),
            years: BTreeMap::new(),
            sources: HashMap::new(),
            commands: HashMap::new(),
            looks: BTreeSet::new(),
            history: Entries::new(),
            last: None,
            clocks_moved: false,
            retention_moved: false,
        }
    }
}

impl Fold<'_> {
    /// The office as the group leaves it.
    pub fn house(&self) -> Arc<House> {
        self.house.clone()
    }

    /// A case as the group leaves it.
    pub fn case(&mut self, reference: CaseRef) -> Result<Option<&Case>, ViewError> {
        if !self.cases.contains_key(&reference) {
            let Some(case) = self.view.case(reference)? else { return Ok(None) };
            self.cases.insert(reference, Touched { before: Some(case.clone()), after: case });
        }
        Ok(self.cases.get(&reference).map(|it| &it.after))
    }

    /// The record that a command with this id was on, if it was carried out already.
    pub fn carried_out(&self, command: &str) -> Result<Option<String>, ViewError> {
        self.commands.get(command).map_or_else(|| self.view.carried_out(command), |on| Ok(Some(on.clone())))
    }

    /// Whether somebody looked at a restricted case on a day already.
    pub fn has_looked(
        &self,
        on: NaiveDate,
        at: CaseRef,
        is_export: bool,
        by: &str,
    ) -> Result<bool, ViewError> {
        let key = looked(on, at, is_export, by);
        if self.looks.contains(&key) { Ok(true) } else { self.view.has_looked(on, at, is_export, by) }
    }

    /// The case that was imported under a reference of another system, if any.
    pub fn imported_as(&self, source_ref: &str) -> Result<Option<CaseRef>, ViewError> {
        self.sources.get(source_ref).map_or_else(|| self.view.imported_as(source_ref), |it| Ok(Some(*it)))
    }

    /// A reference that no case has, for a complaint received in this year.
    pub fn next_reference(&self, year: u16) -> Result<CaseRef, ViewError> {
        let number = self.numbers.get(&year).copied().map_or_else(|| self.view.next_number(year), Ok)?;
        Ok(CaseRef { year, number })
    }

    /// A plan as the group leaves it.
    pub fn plan(&mut self, reference: PlanRef) -> Result<Option<&Plan>, ViewError> {
        if !self.plans.contains_key(&reference) {
            let Some(plan) = self.view.plan(reference)? else { return Ok(None) };
            self.plans.insert(reference, (Some(plan.clone()), plan));
        }
        Ok(self.plans.get(&reference).map(|it| &it.1))
    }

    /// A reference that no plan has, for one made in this year.
    pub fn next_plan(&self, year: u16) -> Result<PlanRef, ViewError> {
        let number = self.plan_numbers.get(&year).copied();
        let number = number.map_or_else(|| self.view.next_plan_number(year), Ok)?;
        Ok(PlanRef { year, number })
    }

    /// The plan that was imported under the reference of a source, from another file than this one. Rows of one file may
    /// share a reference, and each is an action of its own.
    pub fn plan_imported_before(&mut self, source: &Source) -> Result<Option<PlanRef>, ViewError> {
        if source.reference.is_empty() {
            return Ok(None);
        }
        let there = self.plan_sources.get(&source.reference).copied();
        let there = there.map_or_else(|| self.view.plan_imported_as(&source.reference), |it| Ok(Some(it)))?;
        let Some(there) = there else { return Ok(None) };
        let from = self.plan(there)?.and_then(|it| it.source.as_ref());
        Ok(from.is_some_and(|it| it.sha256 != source.sha256 || it.line == source.line).then_some(there))
    }

    fn take_plan(&mut self, reference: PlanRef, events: &[PlanEvent], by: &str) -> Result<u64, ViewError> {
        if self.plan(reference)?.is_none() {
            let unknown =
                || ViewError::Journal(format!("the history of {reference} does not begin with its making"));
            let begun = events.first().and_then(|it| Plan::begin(reference, it)).ok_or_else(unknown)?;
            if let Some(source) = begun.source.as_ref().filter(|it| !it.reference.is_empty()) {
                self.plan_sources.insert(source.reference.clone(), reference);
            }
            let next = self.next_plan(reference.year)?.number;
            self.plan_numbers.insert(reference.year, next.max(reference.number + 1));
            self.plans.insert(reference, (None, begun));
        }
        let (_, plan) = self.plans.get_mut(&reference).expect("put there above, or found");
        plan.take(events, by);
        Ok(plan.version)
    }

    /// Folds in a change that somebody made, in memory, and gives the version that its record has after it.
    pub fn take(&mut self, change: &Change, command: &str, by: &str) -> Result<u64, ViewError> {
        if !command.is_empty() {
            self.commands.insert(command.to_owned(), change.on());
        }
        match change {
            Change::Office(events) => Ok(self.take_office(events)),
            Change::Case(reference, events) => self.take_case(*reference, events, by),
            Change::Plan(reference, events) => self.take_plan(*reference, events, by),
            Change::Year(year, events) => self.take_year(*year, events, by),
        }
    }

    /// The record of a financial year as the group leaves it; a new one where nothing is kept of the year yet.
    pub fn year(&mut self, year: FinancialYear) -> Result<&YearRecord, ViewError> {
        Ok(&self.year_mut(year)?.1)
    }

    fn year_mut(&mut self, year: FinancialYear) -> Result<&mut (YearRecord, YearRecord), ViewError> {
        match self.years.entry(year) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(free) => {
                let record = self.view.year(year)?.unwrap_or_else(|| YearRecord::new(year));
                Ok(free.insert((record.clone(), record)))
            }
        }
    }

    fn take_year(&mut self, year: FinancialYear, events: &[YearEvent], by: &str) -> Result<u64, ViewError> {
        let (_, record) = self.year_mut(year)?;
        record.take(events, by);
        Ok(record.version)
    }

    fn take_office(&mut self, events: &[OfficeEvent]) -> u64 {
        let mut office = self.house.office.clone();
        events.iter().for_each(|it| office.apply(it));
        office.version += 1;
        let version = office.version;
        self.retention_moved |= events.iter().any(|it| matches!(it, OfficeEvent::RetentionChanged { .. }));
        // The calendar is costly to build, and most changes of the office leave it alone.
        self.house = Arc::new(if events.iter().any(OfficeEvent::moves_clocks) {
            self.clocks_moved = true;
            House::new(office)
        } else {
            House { office, calendar: self.house.calendar.clone() }
        });
        version
    }

    fn take_case(&mut self, reference: CaseRef, events: &[Event], by: &str) -> Result<u64, ViewError> {
        if self.case(reference)?.is_none() {
            let unknown =
                || ViewError::Journal(format!("the history of {reference} does not begin with its receipt"));
            let begun = events.first().and_then(|it| Case::begin(reference, it)).ok_or_else(unknown)?;
            if let Some(source) = begun.source.as_ref().filter(|it| !it.reference.is_empty()) {
                self.sources.insert(source.reference.clone(), reference);
            }
            let next = self.next_reference(reference.year)?.number;
            self.numbers.insert(reference.year, next.max(reference.number + 1));
            self.cases.insert(reference, Touched { before: None, after: begun });
        }
        for event in events {
            if let Event::Viewed { on } | Event::Exported { on } = event {
                let is_export = matches!(event, Event::Exported { .. });
                self.looks.insert(looked(*on, reference, is_export, by));
            }
        }
        let touched = self.cases.get_mut(&reference).expect("put there above, or found");
        touched.after.take(events, by);
        Ok(touched.after.version)
    }

    /// Says where in the journal a change that was taken lies.
    ///
    /// Of a line whose text is erased only this is known, and that its command was carried out.
    pub fn place(&mut self, line: Line) {
        if line.entry.did.is_none() && !line.entry.cmd.is_empty() {
            self.commands.insert(line.entry.cmd.clone(), line.entry.on.clone());
        }
        self.history.insert(history(&line.entry.on, line.entry.seq), encode(&line.place));
        self.last = Some(line);
    }

    /// Applies the group to the view in one batch, and gives the office as it then stands.
    pub fn commit(mut self) -> Result<Arc<House>, ViewError> {
        if self.clocks_moved {
            self.touch_open_cases()?;
        }
        if self.retention_moved {
            self.touch_all_cases()?;
        }
        let moved = self.clocks_moved || self.retention_moved;
        let mut meta = self.view.meta()?;
        let mut batch = sled::Batch::default();
        let mut counts = BTreeMap::new();
        let mut pages = Pages::of(self.view);
        for touched in self.cases.values() {
            if !moved && touched.before.as_ref() == Some(&touched.after) {
                continue;
            }
            let before = touched.before.as_ref().map(|it| derive(&self.house_before, it));
            let now = derive(&self.house, &touched.after);
            meta.horizon = meta.horizon.max(Some(last_day(&now.row)));
            before.iter().for_each(|it| count(&mut counts, it, -1));
            count(&mut counts, &now, 1);
            pages.put(before.as_ref().map(|it| &it.row), &now.row)?;
            replace(&mut batch, &before.map(|it| it.entries).unwrap_or_default(), &now.entries);
        }
        for (before, now) in pages.changes() {
            replace(&mut batch, &before, &now);
        }
        for (before, after) in self.plans.values() {
            if before.as_ref() == Some(after) {
                continue;
            }
            let before = before.as_ref().map(derive_plan);
            let now = derive_plan(after);
            before.iter().for_each(|it| count_plan(&mut counts, it, -1));
            count_plan(&mut counts, &now, 1);
            replace(&mut batch, &before.map(|it| it.entries).unwrap_or_default(), &now.entries);
        }
        for (before, after) in self.years.values().filter(|(before, after)| before != after) {
            replace(&mut batch, &year_pieces(before), &year_pieces(after));
        }
        for (year, next) in &self.plan_numbers {
            batch.insert(key(PLAN_NUMBER, &[&year.to_be_bytes()]), &next.to_be_bytes());
        }
        self.count_days(&mut batch, &counts)?;
        if self.house.office != self.house_before.office {
            replace(&mut batch, &office_pieces(&self.house_before), &office_pieces(&self.house));
        }
        replace(&mut batch, &Entries::new(), &self.history);
        for (command, on) in &self.commands {
            batch.insert(key(COMMAND, &[command.as_bytes()]), on.as_bytes());
        }
        for at in &self.looks {
            batch.insert(at.as_slice(), &[]);
        }
        for (year, next) in &self.numbers {
            batch.insert(key(NUMBER, &[&year.to_be_bytes()]), &next.to_be_bytes());
        }
        if let Some(line) = &self.last {
            meta.position = line.after;
        }
        batch.insert(&[META], encode(&Meta { ..meta }));
        self.view.db.apply_batch(batch)?;
        free_old_pages(self.cases.len() + self.plans.len());
        Ok(self.house)
    }

    fn count_days(
        &self,
        batch: &mut sled::Batch,
        counts: &BTreeMap<(u8, [u8; 4]), i64>,
    ) -> Result<(), ViewError> {
        for ((kind, day), by) in counts.iter().filter(|it| *it.1 != 0) {
            let at = key(*kind, &[day]);
            let before = self.view.db.get(&at)?.map_or(0, |it| count_from(&it));
            match before.saturating_add_signed(*by) {
                0 => batch.remove(at),
                now => batch.insert(at, &now.to_be_bytes()),
            }
        }
        Ok(())
    }

    /// Other schedules change when every closed case is to be looked at.
    fn touch_all_cases(&mut self) -> Result<(), ViewError> {
        for at in self.view.db.scan_prefix([ROW]).keys() {
            if let Some(reference) = reference_at_end(&at?) {
                self.case(reference)?;
            }
        }
        Ok(())
    }

    /// A moved clock changes what every open case owes, and when.
    fn touch_open_cases(&mut self) -> Result<(), ViewError> {
        for at in self.view.db.scan_prefix([OPEN]).keys() {
            if let Some(reference) = reference_at_end(&at?) {
                self.case(reference)?;
            }
        }
        Ok(())
    }
}

/// Brings keys from how they were to how they are.
fn replace(batch: &mut sled::Batch, before: &Entries, now: &Entries) {
    before.keys().filter(|it| !now.contains_key(*it)).for_each(|it| batch.remove(it.as_slice()));
    for (key, value) in now.iter().filter(|(key, value)| before.get(*key) != Some(*value)) {
        batch.insert(key.as_slice(), value.as_slice());
    }
}

fn count(counts: &mut BTreeMap<(u8, [u8; 4]), i64>, it: &Derived, by: i64) {
    if is_listed_open(&it.row) {
        *counts.entry((DAY, day(next_day(&it.row)))).or_default() += by;
    }
    for owed in &it.owed {
        *counts.entry((OWED, day(Some(*owed)))).or_default() += by;
    }
}

fn count_plan(counts: &mut BTreeMap<(u8, [u8; 4]), i64>, it: &DerivedPlan, by: i64) {
    for (kind, days) in [(OWED, &it.owed), (ACTION_DUE, &it.due), (UNREVIEWED, &it.unreviewed)] {
        for on in days {
            *counts.entry((kind, day(Some(*on)))).or_default() += by;
        }
    }
}

fn year_pieces(record: &YearRecord) -> Entries {
    let mut entries = Entries::new();
    if record.version > 0 {
        pieces(&mut entries, &year_key(record.year), &encode(record));
    }
    entries
}

fn office_pieces(house: &House) -> Entries {
    let mut entries = Entries::new();
    if house.office.version > 0 {
        pieces(&mut entries, &key(OFFICE, &[]), &encode(&house.office));
    }
    entries
}
