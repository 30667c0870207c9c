//! Erasing: what would go and what would stay, and then doing it, on a store that nobody else has open.
//!
//! For each case one line of the journal is written that tells it again without anything personal and declares the lines
//! before it erased; for each plan or entry of a register that is linked with it and tells of its people, another. They are
//! on disk before anything is taken away ([`crate::desk::sweep`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::desk::declared::erased_by;
use crate::desk::keeping;
use crate::desk::opening::{OpenError, Opened, Progress, open};
use crate::desk::session::How;
use crate::desk::store_dir::StoreDir;
use crate::desk::sweep::{EraseError, Swept, finish, mark};
use crate::domain::authority::Asker;
use crate::domain::case::event::Event;
use crate::domain::case::history::happening;
use crate::domain::case::record::Case;
use crate::domain::case::scrub::{people as people_of, retell, scrub};
use crate::domain::commit::{Commit, Did, Erased, Happening, Retold, standing};
use crate::domain::differences::{differences, texts_of};
use crate::domain::office::record::{House, Office};
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::reach::marks;
use crate::domain::plan::record::Plan;
use crate::domain::plan::scrub::{doubts, scrub as scrub_plan};
use crate::domain::records::any::{Change, Kind};
use crate::domain::records::fold::refold;
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef};
use crate::domain::register::entry::Entry as RegisterEntry;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::scrub::scrub as scrub_entry;
use crate::domain::retention::Retention;
use crate::domain::rights::Deed;
use crate::domain::row::row;
use crate::domain::vocabulary::{RetentionState, Role};
use crate::journal::chain::Position;
use crate::journal::lines::lines;
use crate::journal::written::{Draft, WrittenChange};
use crate::view::store::ViewError;
use chrono::NaiveDate;
use serde_json::Value;

/// A store, open for erasing and for nothing else.
pub struct Eraser {
    how: How,
    opened: Opened,
    asker: Asker,
    /// The role that allows them to erase.
    role: Role,
}

/// What would be erased of one case, and what would stay.
#[derive(Clone, Debug)]
pub struct Going {
    /// The case.
    pub reference: CaseRef,
    /// Where it stands.
    pub retention: Retention,
    /// How many changes of the journal.
    pub changes: u64,
    /// Every text that goes: what it is, and what it says.
    pub texts: Vec<(String, String)>,
    /// What stays, in words.
    pub stays: Vec<Happening>,
}

/// A plan or an entry of a register that tells of people whose cases go.
#[derive(Clone, Debug)]
pub struct Touched {
    /// What it is called.
    pub reference: RecordRef,
    /// How many changes of the journal.
    pub changes: u64,
    /// Every text that goes or changes.
    pub texts: Vec<(String, String)>,
}

/// A text of a plan in which a word may mean somebody whose case goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub plan: PlanRef,
    /// What the text is.
    pub what: String,
    /// What it says.
    pub text: String,
}

/// What would be erased, and what is written to do it.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    pub cases: Vec<Going>,
    /// The plans, and the entries of registers.
    pub linked: Vec<Touched>,
    /// Texts of plans in which a word may mean these people and may not: they stay, for a person to decide.
    pub doubts: Vec<Doubt>,
    /// Other records that name these people: they are records of their own, and stay as they are.
    pub elsewhere: Vec<String>,
    /// Others that name somebody who may be one of them: they stay too, for a person to look at.
    pub perhaps: Vec<String>,
    drafts: Vec<Draft>,
}

impl Proposal {
    /// How many changes of the journal would be erased.
    pub fn changes(&self) -> u64 {
        let of_cases = self.cases.iter().map(|it| it.changes);
        of_cases.chain(self.linked.iter().map(|it| it.changes)).sum()
    }
}

/// What the journal says of the records that an erasure has to do with.
#[derive(Default)]
struct Journal {
    cases: BTreeMap<CaseRef, Told<Event>>,
    plans: BTreeMap<PlanRef, Told<<Plan as Record>::Event>>,
    entries: BTreeMap<EntryRef, Told<<RegisterEntry as Record>::Event>>,
}

/// What the journal says of one record: each commit with the number of its change.
struct Told<E> {
    commits: Vec<(u64, Commit<E>)>,
    /// Changes that one of it declares erased, by that one.
    declared: BTreeMap<u64, Vec<u64>>,
}

impl<E> Default for Told<E> {
    fn default() -> Self {
        Self { commits: Vec::new(), declared: BTreeMap::new() }
    }
}

impl<E: Clone> Told<E> {
    fn take(&mut self, written: &WrittenChange, did: Did<E>) {
        self.commits.push((written.seq, Commit { version: written.ver, by: written.by.clone(), did }));
        let declared = erased_by(written);
        if !declared.is_empty() {
            self.declared.insert(written.seq, declared);
        }
    }

    /// The version of the record after the last of them.
    fn version(&self) -> u64 {
        self.commits.last().map_or(0, |it| it.1.version)
    }

    /// Everything that was ever written, also what was taken back.
    fn written(&self) -> Vec<E> {
        self.commits.iter().flat_map(|it| it.1.did.events()).cloned().collect()
    }

    /// The same, with what happened as it is told now: as many events as there were.
    fn told_again(&self, events: Vec<E>) -> Self {
        let mut commits = self.commits.clone();
        let all = commits.iter_mut().flat_map(|it| it.1.did.events_mut());
        all.zip(events).for_each(|(was, is)| *was = is);
        Self { commits, declared: self.declared.clone() }
    }

    /// What still holds.
    fn standing(&self) -> Vec<E> {
        let commits: Vec<Commit<E>> = self.commits.iter().map(|it| it.1.clone()).collect();
        standing(&commits).into_iter().flat_map(|it| it.did.events()).cloned().collect()
    }
}

impl Eraser {
    /// Opens a store that nobody else has open, for somebody who may decide what is erased.
    pub fn open(how: &How, progress: Progress) -> Result<Self, EraseError> {
        let dir = StoreDir::open(&how.data, &how.login, how.clock.now()).map_err(EraseError::Dir)?;
        let opened = open(dir, how.afresh, progress)?;
        let office = &opened.house.office;
        let today = how.clock.today(office.zone());
        let asker = Asker::of(office, &how.login, today).map_err(EraseError::Refused)?;
        let role = asker.may_at_large(office, today, Deed::KeepRecords).map_err(EraseError::Refused)?;
        Ok(Self { how: how.clone(), opened, asker, role })
    }

    /// The office.
    pub fn office(&self) -> &Office {
        &self.opened.house.office
    }

    /// The day at the office.
    pub fn today(&self) -> NaiveDate {
        self.how.clock.today(self.office().zone())
    }

    /// The restricted records that do not exist for whoever erases.
    fn hidden(&self) -> Result<BTreeSet<RecordRef>, EraseError> {
        let restricted = self.opened.view.restrictions().map_err(unreadable)?;
        Ok(restricted.into_iter().filter(|it| self.asker.is_shut_out(&it.1)).map(|it| it.0).collect())
    }

    /// Where every case stands today, but for those that are kept from whoever erases.
    pub fn survey(&self) -> Result<Vec<Retention>, EraseError> {
        let mut all =
            keeping::survey(&self.opened.view, &self.opened.house, self.today()).map_err(unreadable)?;
        let hidden = self.hidden()?;
        all.retain(|it| !hidden.contains(&it.reference.into()));
        Ok(all)
    }

    /// What would go and what would stay; `also` are other words by which plans tell of these people. Whether these cases
    /// may go is for the caller to ask of [`Eraser::survey`].
    pub fn propose(
        &self,
        cases: &[Retention],
        also: &[String],
        reason: &str,
    ) -> Result<Proposal, EraseError> {
        let wanted: BTreeSet<CaseRef> = cases.iter().map(|it| it.reference).collect();
        let Journal { cases: told, plans, entries } = self.read(&wanted)?;
        let mut proposal = Proposal::default();
        // Words that somebody decided on are taken as they stand, whatever their capitals.
        let mut people = vec![KnownAs { reach: also.to_vec(), ..KnownAs::default() }];
        for retention in cases {
            let Some(told) = told.get(&retention.reference) else { continue };
            people.extend(people_of(&told.written()));
            self.propose_case(&mut proposal, retention, told, reason)?;
        }
        let known = wanted.iter().map(ToString::to_string).chain(plans.keys().map(ToString::to_string));
        let known: BTreeSet<String> = known.chain(entries.keys().map(ToString::to_string)).collect();
        self.look_elsewhere(&mut proposal, &people, &known)?;
        let names = Sought::of(&people);
        let going: Vec<CaseRef> = cases.iter().map(|it| it.reference).collect();
        for (plan, told) in plans {
            let events = scrub_plan(&told.written(), &going, &names);
            let doubts = doubts(&events, &names);
            proposal.doubts.extend(doubts.into_iter().map(|(what, text)| Doubt { plan, what, text }));
            self.propose_linked::<Plan>(&mut proposal, plan, &told, events, cases, reason);
        }
        for (entry, told) in entries {
            let Some(kind) = kind_of(entry.register) else { continue };
            let events = scrub_entry(kind, &told.written(), &going, &names);
            self.propose_linked::<RegisterEntry>(&mut proposal, entry, &told, events, cases, reason);
        }
        // What is kept from whoever erases goes too, unseen.
        let hidden = self.hidden()?;
        for it in proposal.linked.iter_mut().filter(|it| hidden.contains(&it.reference)) {
            it.texts = vec![("what it says".to_owned(), "kept from you".to_owned())];
        }
        Ok(proposal)
    }

    fn propose_case(
        &self,
        proposal: &mut Proposal,
        retention: &Retention,
        told: &Told<Event>,
        reason: &str,
    ) -> Result<(), EraseError> {
        let office = self.office();
        let texts = told.written().iter().flat_map(|it| differences(it, &scrub(office, it))).collect();
        let kept = retell(office, &told.standing());
        let stays = kept.iter().map(|it| happening(office, it)).collect();
        let changes: Vec<u64> = told.commits.iter().map(|it| it.0).collect();
        let going = Going {
            reference: retention.reference,
            retention: retention.clone(),
            changes: changes.len() as u64,
            texts,
            stays,
        };
        let version = told.version();
        let erased = self.erased(retention, reason);
        let did = Did::Retold(Box::new(Retold { erased, cases: Vec::new(), version, kept, changes }));
        self.check(retention.reference, &did)?;
        proposal.drafts.push(self.draft(&Change::Case(retention.reference, did), version + 1));
        proposal.cases.push(going);
        Ok(())
    }

    /// Makes sure that lists and figures see the same case as before, but for its texts.
    fn check(&self, reference: CaseRef, did: &Did<Event>) -> Result<(), EraseError> {
        let House { office, calendar } = &*self.opened.house;
        let unfaithful = || EraseError::Unfaithful(reference.to_string());
        let before =
            self.opened.view.record::<Case>(reference).map_err(unreadable)?.ok_or_else(unfaithful)?;
        let commit = Commit { version: before.version + 1, by: self.how.login.clone(), did: did.clone() };
        let after: Option<Case> = refold(reference, &[commit]).map_err(|_| unfaithful())?;
        let after = after.ok_or_else(unfaithful)?;
        let before = row(calendar, &office.timescales, &before);
        let mut after = row(calendar, &office.timescales, &after);
        after.version = before.version;
        after.complainant.clone_from(&before.complainant);
        after.representative.clone_from(&before.representative);
        after.subject.clone_from(&before.subject);
        after.source_ref.clone_from(&before.source_ref);
        after.keep.erased = before.keep.erased;
        if before == after { Ok(()) } else { Err(unfaithful()) }
    }

    /// Tells a record again that is linked with these cases, if anything in it is other than it was.
    fn propose_linked<R: Kind>(
        &self,
        proposal: &mut Proposal,
        reference: R::Ref,
        told: &Told<R::Event>,
        events: Vec<R::Event>,
        cases: &[Retention],
        reason: &str,
    ) {
        let again = told.told_again(events);
        let mut changes = BTreeSet::new();
        let mut texts = Vec::new();
        for (place, ((seq, was), (_, is))) in told.commits.iter().zip(&again.commits).enumerate() {
            if was == is {
                continue;
            }
            let both = was.did.events().iter().zip(is.did.events());
            texts.extend(both.flat_map(|(was, is)| differences(was, is)));
            changes.insert(*seq);
            // What it declared must stay declared when it goes itself.
            changes.extend(told.declared.get(seq).into_iter().flatten());
            if place == 0 {
                // Nothing can be told of a record that was never made: then all of it goes, and is told again.
                changes.extend(told.commits.iter().map(|it| it.0));
                changes.extend(told.declared.values().flatten());
            }
        }
        let Some(retention) = cases.first().filter(|_| !changes.is_empty()) else { return };
        let own: BTreeSet<u64> = told.commits.iter().map(|it| it.0).collect();
        let number = changes.iter().filter(|it| own.contains(it)).count() as u64;
        let version = told.version();
        let did = Did::Retold(Box::new(Retold {
            erased: self.erased(retention, reason),
            kept: again.standing(),
            cases: cases.iter().map(|it| it.reference).collect(),
            version,
            changes: changes.into_iter().collect(),
        }));
        proposal.drafts.push(self.draft(&R::any_change(reference, did), version + 1));
        proposal.linked.push(Touched { reference: reference.into(), changes: number, texts });
    }

    /// What the journal says of these cases, and of every plan and entry of a register that has to do with them.
    fn read(&self, wanted: &BTreeSet<CaseRef>) -> Result<Journal, EraseError> {
        let mut all = Journal::default();
        let mut linked: BTreeSet<RecordRef> = BTreeSet::new();
        for line in lines(&self.opened.dir.journal(), Position::START) {
            let written = line?.change;
            let (Some(did), Ok(on)) = (&written.did, written.on.parse::<RecordRef>()) else { continue };
            let is_wanted = match on {
                RecordRef::Case(it) => wanted.contains(&it),
                RecordRef::Plan(_) | RecordRef::Entry(_) => true,
                RecordRef::Office | RecordRef::Year(_) => false,
            };
            if !is_wanted {
                continue;
            }
            if wanted.iter().any(|it| did.contains(&format!("\"{it}\""))) {
                linked.insert(on);
            }
            let change = Change::from_json(&written.on, did)
                .map_err(|it| EraseError::View(format!("change {}: {it}", written.seq)))?;
            match change {
                Change::Case(at, did) => all.cases.entry(at).or_default().take(&written, did),
                Change::Plan(at, did) => all.plans.entry(at).or_default().take(&written, did),
                Change::Entry(at, did) => all.entries.entry(at).or_default().take(&written, did),
                Change::Office(..) | Change::Year(..) => {}
            }
        }
        all.plans.retain(|it, _| linked.contains(&(*it).into()));
        all.entries.retain(|it, _| linked.contains(&(*it).into()));
        Ok(all)
    }

    /// Looks for records besides these in which somebody is named, surely or perhaps.
    fn look_elsewhere(
        &self,
        proposal: &mut Proposal,
        people: &[KnownAs],
        known: &BTreeSet<String>,
    ) -> Result<(), EraseError> {
        // A reference elsewhere, or a street without a postcode, is no more than words that anybody may use.
        let told_by = |it: &KnownAs| {
            let reach = it.reach.iter().filter(|it| !marks(it).is_empty()).cloned().collect();
            KnownAs { names: it.names.clone(), reach }
        };
        let sought = Sought::of(&people.iter().map(told_by).collect::<Vec<_>>());
        let mut found: BTreeMap<String, Extent> = BTreeMap::new();
        for line in lines(&self.opened.dir.journal(), Position::START) {
            let written = line?.change;
            let did = written.did.filter(|_| !known.contains(&written.on));
            let value: Value = did.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default();
            let extent = texts_of(&value).iter().filter_map(|it| sought.extent(&it.1)).max();
            if let Some(extent) = extent.filter(|it| Extent::Mostly <= *it) {
                let so_far = found.entry(written.on).or_insert(extent);
                *so_far = extent.max(*so_far);
            }
        }
        let (elsewhere, perhaps): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.1 == Extent::Whole);
        proposal.elsewhere = elsewhere.into_iter().map(|it| it.0).collect();
        proposal.perhaps = perhaps.into_iter().map(|it| it.0).collect();
        Ok(())
    }

    fn erased(&self, retention: &Retention, reason: &str) -> Erased {
        let is_early = !matches!(retention.state, RetentionState::ToBeAnonymised);
        let before = if is_early { ", before its date" } else { "" };
        Erased {
            on: self.today(),
            rule: format!("{}{before}", retention.schedule),
            reason: reason.to_owned(),
            by: self.how.login.clone(),
        }
    }

    fn draft(&self, change: &Change, version: u64) -> Draft {
        Draft {
            at: self.how.clock.now(),
            by: self.how.login.clone(),
            role: self.role.word().to_owned(),
            on: change.on().to_string(),
            ver: version,
            cmd: String::new(),
            step: String::new(),
            did: change.to_json(),
        }
    }

    /// Declares what was proposed in the journal; from here on it is to be erased, come what may.
    pub(in crate::desk) fn declare(&mut self, proposal: &Proposal) -> Result<(), EraseError> {
        mark(&self.how.data)?;
        self.opened.journal.append(&proposal.drafts)?;
        Ok(())
    }

    /// Erases what was proposed, and whatever an earlier erasure left unfinished.
    pub fn carry_out(mut self, proposal: &Proposal, progress: Progress) -> Result<Swept, EraseError> {
        self.declare(proposal)?;
        self.finish(progress)
    }

    /// Finishes what an earlier erasure left.
    pub fn finish(self, progress: Progress) -> Result<Swept, EraseError> {
        let (data, dir) = self.close();
        finish(&data, dir, progress).map(|it| it.1)
    }

    /// Lets go of the view, so that it can be built again, and keeps the lock.
    pub(in crate::desk) fn close(self) -> (PathBuf, StoreDir) {
        let Opened { dir, view, journal, .. } = self.opened;
        drop((view, journal));
        (self.how.data, dir)
    }
}

fn unreadable(it: ViewError) -> EraseError {
    EraseError::Open(OpenError::View(it))
}

#[cfg(test)]
mod tests;
