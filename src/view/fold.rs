//! Changes on their way into the view: held in memory until the journal has them, then applied in one atomic batch.
//!
//! The desk decides against the fold, so the second of two commands in one group sees what the first one did; a group
//! that the journal refuses is simply dropped.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::codec::{decode, encode};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::commit::{Commit, Did, Source, Trail};
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::record::{House, Office};
use crate::domain::plan::record::Plan;
use crate::domain::records::any::{AnyRecord, Change, Kind, each_kind, each_reference};
use crate::domain::records::fold::{Commits, NoBeginning, fold};
use crate::domain::records::guard::Guard;
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, EntryRef, LinkedCase, PlanRef, RecordRef, Series, TheOffice};
use crate::domain::register::entry::Entry;
use crate::domain::register::event::EntryEvent;
use crate::domain::register::kinds::{KINDS, kind_of};
use crate::domain::register::links::links;
use crate::domain::register::owed::settles;
use crate::journal::chain::{Line, Place};
use crate::journal::damage::JournalError;
use crate::journal::written::WrittenChange as Written;
use crate::parallel::{each, in_parts};
use crate::view::change::Batch;
use crate::view::derive::{Beside, Derived, Pairs, derive, last_day, words_written};
use crate::view::keys::{
    COMMAND, ERASED, META, ROW, SOURCE, TOLD, after, day, history, key, looked, number, reference_at_end,
    source, sources,
};
use crate::view::pages::Pages;
use crate::view::postings::{Posted, WrittenWords};
use crate::view::query::{CarriedOut, count_from};
use crate::view::store::{Meta, View, ViewError};

/// Reads a change from the journal: how a record was before is worked out from its commits.
pub type Reader<'a> = &'a dyn Fn(Place) -> Result<Written, JournalError>;

/// A group of changes, not yet in the view.
pub struct Fold<'a> {
    view: &'a View,
    read: Reader<'a>,
    house: Arc<House>,
    /// The office as it was when the group began, under which the stored keys were derived.
    house_before: Arc<House>,
    records: BTreeMap<RecordRef, Touched>,
    numbers: HashMap<Series, u32>,
    /// Whether the view has any that were imported and erased; not asked yet without it.
    had_erased: Option<bool>,
    /// Where those that were imported are found by what they are known by elsewhere.
    sources: BTreeSet<Vec<u8>>,
    commands: HashMap<String, CarriedOut>,
    /// Who looked at which restricted record.
    looks: BTreeSet<Vec<u8>>,
    /// The words under which records come to stand, and no longer stand.
    posted: Posted,
    /// What was written, and under which office: the words of what is on cases are looked for when all is applied.
    written: Vec<(Arc<House>, Arc<Change>)>,
    /// Where the commits lie.
    history: Pairs,
    last: Option<Line>,
    /// Records of which more than themselves has changed: a link, an entry that settles what they owe.
    moved: BTreeSet<RecordRef>,
    /// Whether cases are counted by other rules than when the group began: other days off, or kept for another time.
    office_moved: bool,
}

/// A record of the group: as it was and as it is.
struct Touched {
    before: Option<AnyRecord>,
    after: AnyRecord,
    /// What the group did to it that is not in the journal yet.
    unplaced: Vec<(u64, String, Arc<Change>)>,
}

/// Who makes a change, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// The command's id; empty for none.
    pub command: &'a str,
    /// What the step is called; empty where there is no command.
    pub step: &'a str,
    /// Sign-in name.
    pub by: &'a str,
}

/// What is known of something that is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    New,
    /// It was imported before, and is this record.
    Here(RecordRef),
    /// It was imported before, and erased.
    Erased,
}

impl View {
    /// Begins a group. `house` is the office as the view holds it.
    pub fn fold<'a>(&'a self, house: Arc<House>, read: Reader<'a>) -> Fold<'a> {
        Fold {
            view: self,
            read,
            house_before: house.clone(),
            house,
            records: BTreeMap::new(),
            numbers: HashMap::new(),
            had_erased: None,
            sources: BTreeSet::new(),
            commands: HashMap::new(),
            looks: BTreeSet::new(),
            posted: Posted::default(),
            written: Vec::new(),
            history: Pairs::new(),
            last: None,
            moved: BTreeSet::new(),
            office_moved: false,
        }
    }
}

impl Fold<'_> {
    /// The office as the group leaves it.
    pub fn house(&self) -> Arc<House> {
        self.house.clone()
    }

    /// A record as the group leaves it.
    pub fn get<R: Kind>(&mut self, at: R::Ref) -> Result<Option<&R>, ViewError> {
        let on = at.into();
        if !self.records.contains_key(&on) {
            let Some(record) = self.view.record::<R>(at)? else { return Ok(None) };
            let before = Some(record.clone().any());
            self.records.insert(on, Touched { before, after: record.any(), unplaced: Vec::new() });
        }
        Ok(self.records.get(&on).and_then(|it| R::of(&it.after)))
    }

    /// What decides whom a record is kept from, as the group leaves it; nothing where it is not there.
    pub fn guard(&mut self, on: RecordRef) -> Result<Guard, ViewError> {
        each_reference!(on, at => Ok(self.get::<R>(at)?.map(Record::guard).unwrap_or_default()))
    }

    /// The plans that learn from a case or in which its person has a part, as the group leaves them.
    pub fn plans_about(&mut self, case: CaseRef) -> Result<Vec<Plan>, ViewError> {
        let touched = self.records.keys().filter_map(|it| PlanRef::try_from(*it).ok());
        let mut perhaps: BTreeSet<PlanRef> = touched.collect();
        let linked = self.view.that_come_of(case.into())?;
        perhaps.extend(linked.into_iter().filter_map(|it| PlanRef::try_from(it).ok()));
        let mut plans = Vec::new();
        for at in perhaps {
            plans.extend(self.get::<Plan>(at)?.filter(|it| it.comes_of().contains(&case)).cloned());
        }
        Ok(plans)
    }

    /// Every entry of a register, as the group leaves them.
    pub fn entries(&self, register: char) -> Result<Vec<Entry>, ViewError> {
        let all = self.view.entries(register)?.into_iter().map(|it| (it.reference, it));
        let mut all: BTreeMap<EntryRef, Entry> = all.collect();
        let touched = self.records.values().filter_map(|it| Entry::of(&it.after));
        let touched = touched.filter(|it| it.reference.register == register);
        all.extend(touched.map(|it| (it.reference, it.clone())));
        Ok(all.into_values().collect())
    }

    /// Every restricted record and for whom it is, as the group leaves them.
    pub fn restrictions(&self) -> Result<BTreeMap<RecordRef, Restriction>, ViewError> {
        let mut all: BTreeMap<RecordRef, Restriction> = self.view.restrictions()?.into_iter().collect();
        for (on, touched) in &self.records {
            match each_kind!(&touched.after, AnyRecord(it) => R::guard(it)).restriction {
                Some(it) => drop(all.insert(*on, it)),
                None => drop(all.remove(on)),
            }
        }
        Ok(all)
    }

    /// The version that a record has as the group leaves it; 0 if it is not there.
    pub fn version(&mut self, on: RecordRef) -> Result<u64, ViewError> {
        each_reference!(on, at => Ok(self.get::<R>(at)?.map_or(0, Record::version)))
    }

    /// Whether what made this version of a record can be undone by whoever did it.
    pub fn can_be_undone(&mut self, on: RecordRef, version: u64) -> Result<bool, ViewError> {
        let is_last = |it: &Trail| it.to_take_back() == Some(version);
        each_reference!(on, at => Ok(self.get::<R>(at)?.is_some_and(|it| is_last(it.trail()))))
    }

    /// Whether a case was closed as a repeat of this one, as the group leaves them.
    pub fn is_repeated(&mut self, case: CaseRef) -> Result<bool, ViewError> {
        let touched = self.records.keys().filter_map(|it| CaseRef::try_from(*it).ok());
        let mut perhaps: BTreeSet<CaseRef> = touched.collect();
        perhaps.extend(self.view.repeats_of(case)?);
        for at in perhaps {
            if self.get::<Case>(at)?.is_some_and(|it| it.duplicate_of == Some(LinkedCase::Case(case))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What was done under a command's id, if anything was.
    pub fn carried_out(&self, command: &str) -> Result<Option<CarriedOut>, ViewError> {
        self.commands.get(command).map_or_else(|| self.view.carried_out(command), |it| Ok(Some(it.clone())))
    }

    /// Whether somebody looked at a restricted record on a day already.
    pub fn has_looked(
        &self,
        on: NaiveDate,
        at: RecordRef,
        is_export: bool,
        by: &str,
    ) -> Result<bool, ViewError> {
        let key = looked(on, at, is_export, by);
        if self.looks.contains(&key) { Ok(true) } else { self.view.has_looked(on, at, is_export, by) }
    }

    /// The records that are known from elsewhere under keys that begin so, each with where it came from.
    fn known_as<R: Kind>(&mut self, begins: Vec<u8>) -> Result<Vec<(RecordRef, Source)>, ViewError> {
        let mut keys = self.view.imported_as(&begins)?;
        let end = after(&begins);
        keys.extend(self.sources.range(begins..end).cloned());
        let mut known = Vec::with_capacity(keys.len());
        for at in keys.iter().filter_map(|it| reference_at_end::<R::Ref>(it)) {
            let source = self.get::<R>(at)?.and_then(|it| it.source().cloned());
            known.extend(source.map(|it| (at.into(), it)));
        }
        Ok(known)
    }

    /// Whether anything that was imported is known by no more than a sum.
    fn has_erased(&mut self) -> Result<bool, ViewError> {
        let begins = key(SOURCE, &[&[ERASED]]);
        let in_this_pass = self.sources.range(begins.clone()..after(&begins)).next().is_some();
        let before = match self.had_erased {
            Some(before) => before,
            None => self.view.has_any(&begins)?,
        };
        self.had_erased = Some(before);
        Ok(before || in_this_pass)
    }

    /// What is known of something that is imported: whether it was before.
    pub fn known_from<R: Kind>(&mut self, kind: RecordRef, there: &Source) -> Result<Known, ViewError> {
        if there.told_by().is_empty() {
            return Ok(Known::New);
        }
        let is_here = |(_, here): &&(RecordRef, Source)| !here.is_erased() && R::is_repeat(here, there);
        let known = self.known_as::<R>(sources(kind, TOLD, there.told_by()))?;
        if let Some((on, _)) = known.iter().find(is_here) {
            return Ok(Known::Here(*on));
        }
        if !self.has_erased()? {
            return Ok(Known::New);
        }
        let once = there.once_erased(&self.house.office.key);
        let known = self.known_as::<R>(sources(kind, ERASED, &once))?;
        if let Some((on, _)) = known.iter().find(is_here) {
            return Ok(Known::Here(*on));
        }
        Ok(if known.iter().any(|it| it.1.is_erased()) { Known::Erased } else { Known::New })
    }

    /// The next record of a series: none has its reference yet.
    pub fn next(&self, series: Series) -> Result<RecordRef, ViewError> {
        let number = self.numbers.get(&series).copied();
        Ok(series.at(number.map_or_else(|| self.view.next_number(series), Ok)?))
    }

    /// Folds in a change that somebody made, in memory, and gives the version that its record has after it.
    pub fn take(&mut self, change: &Arc<Change>, maker: Maker) -> Result<u64, ViewError> {
        let on = change.on();
        if !maker.command.is_empty() {
            let (by, step) = (maker.by.to_owned(), maker.step.to_owned());
            self.commands.insert(maker.command.to_owned(), CarriedOut { on, by, step });
        }
        self.written.push((self.house.clone(), change.clone()));
        if let Change::Case(_, did) = &**change {
            for event in did.events() {
                if let Event::Viewed { on: day } | Event::Exported { on: day } = event {
                    let is_export = matches!(event, Event::Exported { .. });
                    self.looks.insert(looked(*day, on, is_export, maker.by));
                }
            }
        }
        if let Change::Entry(_, did) = &**change {
            for event in did.events() {
                if let EntryEvent::Viewed { on: day } = event {
                    self.looks.insert(looked(*day, on, false, maker.by));
                }
            }
        }
        let version = each_kind!(&**change, Change(at, did) => self.fold_in::<R>(*at, did, maker.by)?);
        if let Some(touched) = self.records.get_mut(&on) {
            touched.unplaced.push((version, maker.by.to_owned(), change.clone()));
        }
        if let Change::Office(_, did) = &**change {
            self.move_house(did);
        }
        if let RecordRef::Entry(_) = on {
            self.move_what_is_linked(on)?;
        }
        Ok(version)
    }

    /// A record as it would be if somebody did this to it.
    pub fn would_be<R: Kind>(&mut self, at: R::Ref, did: &Did<R::Event>, by: &str) -> Result<R, ViewError> {
        let on: RecordRef = at.into();
        let record = self.get::<R>(at)?.cloned();
        let version = record.as_ref().map_or(0, Record::version) + 1;
        let commit = Commit { version, by: by.to_owned(), did: did.clone() };
        fold(at, record, &commit, || self.commits::<R>(on)).map_err(|it: Trouble| it.on(on))
    }

    fn fold_in<R: Kind>(&mut self, at: R::Ref, did: &Did<R::Event>, by: &str) -> Result<u64, ViewError> {
        let on: RecordRef = at.into();
        let is_new = self.get::<R>(at)?.is_none();
        let folded: R = self.would_be(at, did, by)?;
        let version = folded.version();
        if is_new {
            self.sources.extend(folded.source().and_then(|from| source(on, from)));
            if let Some((series, number)) = Series::of(on) {
                let next = self.next(series)?;
                let next = Series::of(next).map_or(number, |it| it.1);
                self.numbers.insert(series, next.max(number + 1));
            }
        }
        if let Some(touched) = self.records.get_mut(&on) {
            touched.after = folded.any();
        } else {
            let touched = Touched { before: None, after: folded.any(), unplaced: Vec::new() };
            self.records.insert(on, touched);
        }
        Ok(version)
    }

    /// Every commit of a record so far: what the journal has, then what it has not yet.
    fn commits<R: Kind>(&self, on: RecordRef) -> Result<Commits<R>, Trouble> {
        let mut places = self.view.history(on)?;
        let in_this_pass = self.history.range(history(on, 0)..=history(on, u64::MAX));
        for (_, place) in in_this_pass {
            places.push(decode(place).map_err(ViewError::from)?);
        }
        let mut commits = Vec::new();
        let mut take = |version: u64, by: String, change: Change| {
            commits.extend(R::did(change).map(|did| Commit { version, by, did }));
        };
        for place in places {
            let written = (self.read)(place)?;
            // What is erased is told again further on.
            let Some(did) = &written.did else { continue };
            let change =
                Change::from_json(&written.on, did).map_err(|it| ViewError::Journal(it.to_string()))?;
            take(written.ver, written.by, change);
        }
        let unplaced = self.records.get(&on).map(|it| it.unplaced.clone()).unwrap_or_default();
        unplaced
            .into_iter()
            .for_each(|(version, by, change)| take(version, by, Arc::unwrap_or_clone(change)));
        Ok(commits)
    }

    /// The office that everything else is worked out under.
    fn move_house(&mut self, did: &Did<OfficeEvent>) {
        let Some(AnyRecord::Office(office)) = self.records.get(&RecordRef::Office).map(|it| &it.after) else {
            return;
        };
        let office: Office = (**office).clone();
        let is_whole = !matches!(did, Did::Events(_));
        let moves = |what: fn(&OfficeEvent) -> bool| is_whole || did.events().iter().any(what);
        let is_for_all = |it: &OfficeEvent| {
            matches!(it, OfficeEvent::RetentionChanged { .. } | OfficeEvent::RegisterSet { .. })
        };
        self.office_moved |= moves(is_for_all);
        // The calendar is costly to build, and most changes of the office leave it alone.
        self.house = Arc::new(if moves(OfficeEvent::moves_clocks) {
            self.office_moved = true;
            House::new(office)
        } else {
            House { office, calendar: self.house.calendar.clone() }
        });
    }

    /// An entry settles what is owed on the cases that it is linked with, and what the office owes again and again.
    fn move_what_is_linked(&mut self, on: RecordRef) -> Result<(), ViewError> {
        let Some(touched) = self.records.get(&on) else { return Ok(()) };
        let both = [touched.before.as_ref(), Some(&touched.after)].into_iter().flatten();
        let entries: Vec<Entry> = both.filter_map(|it| Entry::of(it).cloned()).collect();
        for entry in entries {
            let Some(kind) = kind_of(entry.reference.register) else { continue };
            for (_, on) in links(kind, &entry.values) {
                if let RecordRef::Case(case) = on {
                    self.get::<Case>(case)?;
                    self.moved.insert(on);
                }
            }
            if !kind.cycles.is_empty() {
                self.get::<Office>(TheOffice)?;
                self.moved.insert(RecordRef::Office);
            }
        }
        Ok(())
    }

    /// What else a record's keys follow from, as the group leaves it.
    fn beside(&self, on: RecordRef) -> Result<Beside, ViewError> {
        let mut beside = self.view.beside(&self.house, on)?;
        let touched = self.records.values().filter_map(|it| Entry::of(&it.after));
        match on {
            RecordRef::Case(_) if asks(&self.house.office) => {
                let mut linked = self.view.settling(on)?;
                for entry in touched {
                    let Some(kind) = kind_of(entry.reference.register) else { continue };
                    if links(kind, &entry.values).iter().any(|it| it.1 == on) {
                        linked.insert(entry.reference, settles(entry).collect());
                    } else {
                        linked.remove(&entry.reference);
                    }
                }
                beside.settled = settled(&linked);
            }
            RecordRef::Office => {
                for entry in touched.filter(|it| has_cycles(it.reference.register)) {
                    beside.entries.retain(|it| it.reference != entry.reference);
                    beside.entries.push(entry.clone());
                }
                beside.entries.sort_by_key(|it| it.reference);
            }
            _ => {}
        }
        Ok(beside)
    }

    /// Says where in the journal a change that was taken lies.
    ///
    /// Of a line whose text is erased only this is known, and that its command was carried out.
    pub fn place(&mut self, line: Line) -> Result<(), ViewError> {
        let written = &line.change;
        let on: RecordRef = written.on.parse().map_err(|_| {
            ViewError::Journal(format!("change {}: {} is an unknown kind of record", written.seq, written.on))
        })?;
        if written.did.is_none() && !written.cmd.is_empty() {
            let (by, step) = (written.by.clone(), written.step.clone());
            self.commands.insert(written.cmd.clone(), CarriedOut { on, by, step });
        }
        if let Some(touched) = self.records.get_mut(&on).filter(|it| !it.unplaced.is_empty()) {
            touched.unplaced.remove(0);
        }
        self.history.insert(history(on, written.seq), encode(&line.place));
        self.last = Some(line);
        Ok(())
    }

    /// Applies the group to the view in one batch, and gives the office as it then stands.
    pub fn commit(mut self) -> Result<Arc<House>, ViewError> {
        let moved = self.office_moved;
        if moved {
            // Other schedules change when every closed case is to be looked at; another calendar changes how long each took.
            self.touch_cases()?;
            self.touch_entries()?;
            self.get::<Office>(TheOffice)?;
        }
        let mut meta = self.view.meta()?;
        let mut batch = Batch::default();
        let mut counts = BTreeMap::new();
        let mut pages = Pages::of(self.view);
        let nothing = BTreeSet::new();
        let written = in_parts(&self.written, |part| {
            let mut words = WrittenWords::default();
            for (house, change) in part {
                if let Change::Case(at, did) = &**change {
                    words_written(house, did.events(), |word| words.add((*at).into(), word));
                }
            }
            words
        });
        written.into_iter().for_each(|it| self.posted.write(it));
        let mut changed = Vec::new();
        for (on, touched) in &self.records {
            let has_moved = moved || self.moved.contains(on);
            if has_moved || touched.before.as_ref() != Some(&touched.after) {
                // What is new followed from nothing.
                let before = touched.before.is_some().then(|| self.view.beside(&self.house_before, *on));
                changed.push((*on, touched, before.transpose()?, self.beside(*on)?));
            }
        }
        let derived = each(&changed, |(_, touched, beside_before, beside)| {
            let before = touched.before.as_ref().zip(beside_before.as_ref());
            let before = before.map(|(it, beside)| derive(&self.house_before, it, beside));
            (before, derive(&self.house, &touched.after, beside))
        });
        for ((on, ..), (before, now)) in changed.iter().zip(derived) {
            let terms_before = before.as_ref().map_or(&nothing, |it| &it.terms);
            self.posted.remove(*on, terms_before.difference(&now.terms));
            self.posted.add(*on, now.terms.difference(terms_before));
            before.iter().for_each(|it| count(&mut counts, it, -1));
            count(&mut counts, &now, 1);
            if let Some(row) = &now.row {
                meta.horizon = meta.horizon.max(Some(last_day(row)));
                pages.put(before.as_ref().and_then(|it| it.row.as_ref()), row)?;
            }
            replace(&mut batch, &before.map(|it| it.pairs).unwrap_or_default(), &now.pairs);
        }
        for (before, now) in pages.changes() {
            replace(&mut batch, &before, &now);
        }
        self.count_days(&mut batch, &counts)?;
        self.posted.put(&mut batch);
        replace(&mut batch, &Pairs::new(), &self.history);
        for (command, carried_out) in &self.commands {
            batch.insert(key(COMMAND, &[command.as_bytes()]), encode(carried_out));
        }
        for at in &self.looks {
            batch.insert(at.as_slice(), &[]);
        }
        for (series, next) in &self.numbers {
            batch.insert(number(*series), &next.to_be_bytes());
        }
        if let Some(line) = &self.last {
            meta.position = line.after;
        }
        batch.insert(&[META], encode(&Meta { ..meta }));
        self.view.apply(batch)?;
        Ok(self.house)
    }

    fn count_days(&self, batch: &mut Batch, counts: &BTreeMap<(u8, [u8; 4]), i64>) -> Result<(), ViewError> {
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

    /// Works out afresh what every entry of every register adds.
    fn touch_entries(&mut self) -> Result<(), ViewError> {
        for kind in KINDS {
            for entry in self.view.entries(kind.letter)? {
                self.get::<Entry>(entry.reference)?;
            }
        }
        Ok(())
    }

    /// Works out afresh what every case of an index adds.
    fn touch_cases(&mut self) -> Result<(), ViewError> {
        for at in self.view.db.scan_prefix([ROW]).keys() {
            if let Some(reference) = reference_at_end::<CaseRef>(&at?) {
                self.get::<Case>(reference)?;
            }
        }
        Ok(())
    }
}

impl View {
    /// What else a record's keys follow from, as the view has it.
    pub fn beside(&self, house: &House, on: RecordRef) -> Result<Beside, ViewError> {
        let mut beside = Beside::default();
        match on {
            RecordRef::Case(_) if asks(&house.office) => {
                beside.settled = settled(&self.settling(on)?);
            }
            RecordRef::Office => {
                for kind in KINDS.iter().filter(|it| has_cycles(it.letter)) {
                    beside.entries.extend(self.entries(kind.letter)?);
                }
                beside.entries.sort_by_key(|it| it.reference);
            }
            _ => {}
        }
        Ok(beside)
    }

    /// The entries that are linked with a case, each with the places of what it settles of what its register asks of it.
    fn settling(&self, on: RecordRef) -> Result<BTreeMap<EntryRef, Vec<usize>>, ViewError> {
        let Ok(case) = CaseRef::try_from(on) else { return Ok(BTreeMap::new()) };
        let mut settling = BTreeMap::new();
        for at in self.linked(case)? {
            settling.extend(self.record::<Entry>(at)?.map(|it| (at, settles(&it).collect())));
        }
        Ok(settling)
    }
}

/// What entries settle together of what registers ask of a case.
fn settled(linked: &BTreeMap<EntryRef, Vec<usize>>) -> BTreeSet<(char, usize)> {
    linked.iter().flat_map(|(at, places)| places.iter().map(|it| (at.register, *it))).collect()
}

/// Whether the office has switched on anything that registers ask of cases.
fn asks(office: &Office) -> bool {
    KINDS.iter().flat_map(|it| it.asks).any(|it| office.registers.contains_key(it.since))
}

fn has_cycles(register: char) -> bool {
    kind_of(register).is_some_and(|it| !it.cycles.is_empty())
}

/// Brings keys from how they were to how they are.
fn replace(batch: &mut Batch, before: &Pairs, now: &Pairs) {
    before.keys().filter(|it| !now.contains_key(*it)).for_each(|it| batch.remove(it.as_slice()));
    for (key, value) in now.iter().filter(|(key, value)| before.get(*key) != Some(*value)) {
        batch.insert(key.as_slice(), value.as_slice());
    }
}

fn count(counts: &mut BTreeMap<(u8, [u8; 4]), i64>, it: &Derived, by: i64) {
    for (kind, on) in &it.counts {
        *counts.entry((*kind, day(*on))).or_default() += by;
    }
}

/// Why commits could not be folded in.
enum Trouble {
    NoBeginning,
    View(ViewError),
}

impl Trouble {
    fn on(self, on: RecordRef) -> ViewError {
        match self {
            Self::NoBeginning => {
                ViewError::Journal(format!("the history of {on} does not begin with its beginning"))
            }
            Self::View(it) => it,
        }
    }
}

impl From<NoBeginning> for Trouble {
    fn from(_: NoBeginning) -> Self {
        Self::NoBeginning
    }
}

impl From<ViewError> for Trouble {
    fn from(it: ViewError) -> Self {
        Self::View(it)
    }
}

impl From<JournalError> for Trouble {
    fn from(it: JournalError) -> Self {
        Self::View(ViewError::Journal(it.to_string()))
    }
}
