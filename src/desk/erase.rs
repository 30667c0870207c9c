//! Erasing: what would go and what would stay, and then doing it, on a store that nobody else has open.
//!
//! For each case one line of the journal is written that tells it again without anything personal and declares the lines
//! before it erased; for every other record that tells of its people, another. They are on disk before anything is taken
//! away ([`crate::desk::sweep`]). What may mean these people and may not is asked about first.

mod look;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::Value;

use crate::desk::begun::{Begun, mark, unmark};
use crate::desk::erase::look::{Known, Look};
use crate::desk::erase::told::Told;
use crate::desk::keeping;
use crate::desk::membership::{Membership, membership};
use crate::desk::opening::{OpenError, Opened, Progress, open};
use crate::desk::session::{Desk, How};
use crate::desk::sight::{cover, unseen};
use crate::desk::store_dir::StoreDir;
use crate::desk::store_dir::erasing_in;
use crate::desk::sweep::{EraseError, Step, Swept, drafts_in, finish};
use crate::domain::authority::Asker;
use crate::domain::case::event::Event;
use crate::domain::case::history::happening;
use crate::domain::case::record::Case;
use crate::domain::case::scrub::{people as people_of, retell, scrub, strangers};
use crate::domain::commit::{Commit, Did, Erased, Happening, Retold, Source};
use crate::domain::differences::{PEOPLE, Standing, differences, standing_in};
use crate::domain::office::record::{House, Office};
use crate::domain::party::initials::Initials;
use crate::domain::party::known::KnownAs;
use crate::domain::party::likeness::Likeness;
use crate::domain::party::mention::{Extent, Sought};
use crate::domain::party::personal::GONE;
use crate::domain::party::reach::marks;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::people::Person;
use crate::domain::plan::scrub::scrub as scrub_plan;
use crate::domain::records::any::{Change, Kind, each_reference};
use crate::domain::records::fold::refold;
use crate::domain::reference::{CaseRef, RecordRef, spoken_of, spoken_of_otherwise};
use crate::domain::refusal::Refusal;
use crate::domain::register::kinds::kind_of;
use crate::domain::register::scrub::scrub as scrub_entry;
use crate::domain::retention::Retention;
use crate::domain::rights::Deed;
use crate::domain::row::row;
use crate::domain::vocabulary::{RetentionState, Role};
use crate::journal::chain::Position;
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;
use crate::journal::sequencer::{KnownHost, Part};
use crate::journal::written::{Draft, WrittenChange};
use crate::view::store::ViewError;

/// A word in small letters that stands in more records than this is any word.
const ANY_WORD: usize = 12;

/// How many letters a word has at least by which somebody is known elsewhere, for it to be looked for in every record.
const LONG: usize = 6;

/// A store, open for erasing and for nothing else.
pub struct Eraser {
    how: How,
    opened: Opened,
    asker: Asker,
    /// The role that allows them to erase.
    role: Role,
    /// The host, where several share the office, as it may erase in the database.
    shared: Option<Membership>,
}

/// How an office of several hosts is erased from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Across<'a> {
    /// The address of the database for a login that may erase there; none for the host's own.
    pub database: Option<&'a str>,
    /// Whether the other hosts wait from the opening on, a minute at most.
    pub is_at_once: bool,
}

/// How long other hosts wait for an erasure at most.
const KEPT: Duration = Duration::from_secs(60);
/// How often it is asked what became of lines of which nobody knows, and after how long each time.
const SETTLING: (u32, Duration) = (60, Duration::from_millis(500));

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

/// Another record that tells of people whose cases go.
#[derive(Clone, Debug)]
pub struct Touched {
    /// What it is called; none where it is kept from whoever erases.
    pub reference: Option<RecordRef>,
    /// How many changes of the journal.
    pub changes: u64,
    /// Every text that goes or changes.
    pub texts: Vec<(String, String)>,
}

/// What would be erased, and what is written to do it.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    pub cases: Vec<Going>,
    /// Every other record that tells of these people.
    pub touched: Vec<Touched>,
    /// Files of drafts that tell of them.
    pub drafts: Vec<String>,
    /// What the office keeps as wording for letters and notes and reads otherwise then, by its names.
    pub wording: BTreeSet<String>,
    /// Places where words may mean them and may not, and nobody has said which.
    pub unsure: BTreeSet<Unsure>,
    /// Their other cases: these are kept for their own time, and what other records say of them is kept as long.
    pub elsewhere: BTreeSet<CaseRef>,
    /// Whether there are records that nobody could be asked about, because they are kept from whoever erases.
    pub is_partly_hidden: bool,
    written: Vec<Draft>,
}

impl Proposal {
    /// How many changes of the journal would be erased.
    pub fn changes(&self) -> u64 {
        let of_cases = self.cases.iter().map(|it| it.changes);
        of_cases.chain(self.touched.iter().map(|it| it.changes)).sum()
    }
}

impl Eraser {
    /// Opens a store that nobody else has open, for somebody who may decide what is erased.
    pub fn open(how: &How, across: Across, progress: Progress) -> Result<Self, EraseError> {
        let take = || StoreDir::open(&how.data, &how.login, how.clock.now()).map_err(EraseError::Dir);
        let mut dir = take()?;
        let shared = membership(&how.data).map_err(|it| EraseError::File(how.data.join("shared"), it))?;
        let shared = shared.map(|it| Membership { url: across.database.map_or(it.url, str::to_owned), ..it });
        if let Some(it) = &shared {
            may_erase_there(it)?;
            if across.is_at_once {
                it.order(Part::Commits)?.keep_for_itself(KEPT)?;
            }
            // What other hosts wrote is looked through, too.
            drop(dir);
            drop(Desk::open(how, progress)?);
            dir = take()?;
        }
        let opened = open(dir, how.afresh, progress)?;
        let office = &opened.house.office;
        let today = how.clock.today(office.zone());
        let asker = Asker::of(office, &how.login, today).map_err(EraseError::Refused)?;
        let role = asker.may_at_large(office, today, Deed::KeepRecords).map_err(EraseError::Refused)?;
        Ok(Self { how: how.clone(), opened, asker, role, shared })
    }

    /// The office.
    pub fn office(&self) -> &Office {
        &self.opened.house.office
    }

    /// The day at the office.
    pub fn today(&self) -> NaiveDate {
        self.how.clock.today(self.office().zone())
    }

    /// The records that do not exist for whoever erases.
    fn hidden(&self) -> Result<BTreeSet<RecordRef>, EraseError> {
        unseen(&self.opened.view, &self.asker).map_err(unreadable)
    }

    /// Where every case stands today, but for those that are kept from whoever erases. While an erasure that was begun is not
    /// finished no other begins.
    pub fn survey(&self) -> Result<Vec<Retention>, EraseError> {
        if self.opened.dir.is_erasing() {
            return Err(EraseError::Unfinished);
        }
        let mut all =
            keeping::survey(&self.opened.view, &self.opened.house, self.today()).map_err(unreadable)?;
        let hidden = self.hidden()?;
        all.retain(|it| !hidden.contains(&it.reference.into()));
        all.iter_mut().for_each(|it| cover(&mut it.why, &hidden));
        Ok(all)
    }

    /// What would go and what would stay; `also` are other words by which records tell of these people. Whether these cases
    /// may go is for the caller to ask of [`Eraser::survey`].
    pub fn propose(
        &self,
        cases: &[Retention],
        also: &[String],
        reason: &str,
        answers: &Answers,
    ) -> Result<Proposal, EraseError> {
        let wanted: BTreeSet<CaseRef> = cases.iter().map(|it| it.reference).collect();
        let mut known = self.read(&wanted)?;
        // Of a case that is anonymised already nothing is left to go: it is other records that are looked through once more.
        for it in cases.iter().filter(|it| it.state == RetentionState::Anonymised) {
            known.going.remove(&it.reference);
        }
        let hidden = self.hidden()?;
        let mut proposal = Proposal { is_partly_hidden: !hidden.is_empty(), ..Proposal::default() };
        let mut going: Vec<KnownAs> = known.going.values().flatten().cloned().collect();
        let mut gone = without_other_cases(&mut proposal, &going, &known.staying, &hidden, answers);
        // Words that somebody decided on are taken as they stand, whatever their capitals.
        let also = KnownAs { reach: also.to_vec(), ..KnownAs::default() };
        going.push(also.clone());
        gone.push(also);
        let all = Sought::of(&going);
        known.others.find_namesakes(&all);
        if let Some(it) = all.mentions(reason).into_iter().find(|it| Extent::Part <= it.extent) {
            return Err(EraseError::Reason(reason[it.place].to_owned()));
        }
        let office = self.office();
        let staff = |it: &Person| KnownAs { names: vec![it.name.clone()], ..KnownAs::default() };
        let mut look = Look {
            office,
            known: &known,
            all,
            gone: Sought::of(&gone),
            initials: Initials::of(&going),
            telling: Initials::of(&gone).telling(),
            staff: office.people.iter().map(staff).collect(),
            answers,
            speaking: known.speaking.clone(),
            any_words: BTreeSet::new(),
        };
        let mut touched = self.look_everywhere(&mut proposal, &mut look, &wanted, &hidden)?;
        self.look_at_drafts(&mut proposal, &look)?;
        touched.extend(&known.linked);
        // What is only told again comes first: cut off in the middle, whoever is named somewhere is still known.
        for on in touched {
            each_reference!(on, at => self.propose_other::<R>(&mut proposal, at, &look, cases, reason)?);
        }
        for retention in cases.iter().filter(|it| known.going.contains_key(&it.reference)) {
            self.propose_case(&mut proposal, retention, &self.told::<Case>(retention.reference)?, reason)?;
        }
        // What is kept from whoever erases goes too, unseen.
        let is_kept = |it: &&mut Touched| it.reference.is_some_and(|it| hidden.contains(&it));
        for it in proposal.touched.iter_mut().filter(is_kept) {
            it.reference = None;
            it.texts = vec![("what it says".to_owned(), "kept from you".to_owned())];
        }
        for it in &mut proposal.cases {
            it.stays.iter_mut().for_each(|it| cover(&mut it.words, &hidden));
            it.texts.iter_mut().for_each(|it| cover(&mut it.1, &hidden));
        }
        proposal.touched.iter_mut().flat_map(|it| &mut it.texts).for_each(|it| cover(&mut it.1, &hidden));
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
        let changes = told.changes();
        let going = Going {
            reference: retention.reference,
            retention: retention.clone(),
            changes: told.commits.len() as u64,
            texts,
            stays,
        };
        let version = told.version();
        let erased = self.erased(retention, reason);
        let did = Did::Retold(Box::new(Retold {
            erased,
            cases: Vec::new(),
            version,
            kept,
            from: Vec::new(),
            before: told.erasures(&changes),
            changes: changes.into_iter().collect(),
        }));
        self.check(retention.reference, &did)?;
        proposal.written.push(self.draft(&Change::Case(retention.reference, did), version + 1));
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
        let mut before = row(calendar, &office.timescales, &before);
        let mut after = row(calendar, &office.timescales, &after);
        after.version = before.version;
        after.complainant.clone_from(&before.complainant);
        after.representative.clone_from(&before.representative);
        after.subject.clone_from(&before.subject);
        after.source_ref.clone_from(&before.source_ref);
        after.keep.erased = before.keep.erased;
        // A reason for lateness that somebody typed is a text, and goes; one of the office's list stays.
        for (was, is) in before.rounds.iter_mut().zip(after.rounds.iter_mut()) {
            if is.late_reason.contains(GONE) {
                was.late_reason.clone_from(&is.late_reason);
            }
        }
        if before == after { Ok(()) } else { Err(unfaithful()) }
    }

    /// Tells another record again without these people, if anything in it is other than it was.
    fn propose_other<R: Kind>(
        &self,
        proposal: &mut Proposal,
        reference: R::Ref,
        look: &Look,
        cases: &[Retention],
        reason: &str,
    ) -> Result<(), EraseError> {
        let told = self.told::<R>(reference)?;
        let on: RecordRef = reference.into();
        let going: Vec<CaseRef> = cases.iter().map(|it| it.reference).collect();
        let events = match R::any_change(reference, Did::Events(told.written())) {
            Change::Plan(at, did) => Change::Plan(at, Did::Events(scrub_plan(did.events(), &going))),
            Change::Entry(at, did) => match kind_of(at.register) {
                Some(kind) => Change::Entry(
                    at,
                    Did::Events(scrub_entry(kind, &self.office().key, did.events(), &going)),
                ),
                None => Change::Entry(at, did),
            },
            other => other,
        };
        let events = R::did(events).map(|it| it.events().to_vec()).unwrap_or_default();
        let mut events: Vec<R::Event> = events.iter().map(|it| look.out_of(on, it)).collect();
        let mut written = told.written();
        if events != written {
            let key = &self.office().key;
            let sources = written.iter_mut().zip(&mut events);
            for (was, is) in sources.filter_map(|it| Some((R::source_in(it.0)?, R::source_in(it.1)?))) {
                // A reference out of which a name goes is still known again, whole.
                *is = if was.reference == is.reference || is.is_erased() {
                    is.without_sums(key)
                } else {
                    Source { file: is.file.clone(), ..was.without_reference(key) }
                };
            }
        }
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
            if place == 0 && R::blank(reference).is_none() {
                // Nothing can be told of a record that was never made: then all of it goes, and is told again.
                changes.extend(told.changes());
            }
        }
        let Some(retention) = cases.first().filter(|_| !changes.is_empty()) else { return Ok(()) };
        if on == RecordRef::Office {
            let now = self.office().wording.iter();
            let others =
                now.filter(|it| texts.iter().any(|there| there.1 == it.text)).map(|it| it.name.clone());
            proposal.wording.extend(others);
        }
        let own: BTreeSet<u64> = told.commits.iter().map(|it| it.0).collect();
        let number = changes.iter().filter(|it| own.contains(it)).count() as u64;
        let version = told.version();
        let (from, kept) = again.standing_from().into_iter().unzip();
        let did = Did::Retold(Box::new(Retold {
            erased: self.erased(retention, reason),
            from,
            kept,
            cases: going,
            version,
            before: told.erasures(&changes),
            changes: changes.into_iter().collect(),
        }));
        let change = R::any_change(reference, did);
        if let Change::Case(at, did) = &change {
            self.check(*at, did)?;
        }
        proposal.written.push(self.draft(&change, version + 1));
        proposal.touched.push(Touched { reference: Some(on), changes: number, texts });
        Ok(())
    }

    /// What the journal says of a record.
    fn told<R: Kind>(&self, reference: R::Ref) -> Result<Told<R::Event>, EraseError> {
        let mut told = Told::default();
        for place in self.opened.view.history(reference.into()).map_err(unreadable)? {
            let written = self.opened.journal.read(place)?;
            let Some(did) = &written.did else { continue };
            let change = readable(&written, did)?;
            if let Some(did) = R::did(change) {
                told.take(&written, did);
            }
        }
        Ok(told)
    }

    /// Reads who the people of the cases that go are, who else there is, and what has to do with these cases.
    fn read(&self, wanted: &BTreeSet<CaseRef>) -> Result<Known, EraseError> {
        let mut known = Known::default();
        let words: Vec<String> = wanted.iter().map(|it| format!("\"{it}\"")).collect();
        let speaks_of_one = |text: &str| {
            let is_one = |it: RecordRef| CaseRef::try_from(it).is_ok_and(|it| wanted.contains(&it));
            spoken_of(text).into_iter().any(|it| is_one(it.1))
                || spoken_of_otherwise(text).into_iter().any(|it| wanted.contains(&it.1))
        };
        for line in lines(&self.opened.dir.journal(), Position::START) {
            let written = line?.change;
            let Some(text) = &written.did else { continue };
            match readable(&written, text)? {
                Change::Case(at, did) if wanted.contains(&at) => {
                    let going = known.going.entry(at).or_default();
                    let [affected, speaker] = people_of(did.events());
                    going[0].take(affected);
                    going[1].take(speaker);
                    going[2].take(strangers(self.office(), did.events()));
                }
                Change::Case(at, did) => {
                    if matches!(&did, Did::Retold(it) if it.cases.is_empty()) {
                        known.erased.insert(at.into());
                    }
                    known.speaking.extend(Some(RecordRef::from(at)).filter(|_| speaks_of_one(text)));
                    let [affected, speaker] = people_of(did.events());
                    [&affected, &speaker].iter().for_each(|it| known.others.add_known(it));
                    let staying = known.staying.entry(at).or_default();
                    staying[0].take(affected);
                    staying[1].take(speaker);
                }
                Change::Plan(..) | Change::Entry(..) => {
                    let on = written
                        .on
                        .parse::<RecordRef>()
                        .ok()
                        .filter(|_| words.iter().any(|it| text.contains(it)));
                    known.linked.extend(on);
                    known
                        .speaking
                        .extend(written.on.parse::<RecordRef>().ok().filter(|_| speaks_of_one(text)));
                }
                Change::Office(..) | Change::Year(..) => {}
            }
        }
        Ok(known)
    }

    /// Looks for these people in every other record. Gives those that are to be told again.
    fn look_everywhere(
        &self,
        proposal: &mut Proposal,
        look: &mut Look,
        wanted: &BTreeSet<CaseRef>,
        hidden: &BTreeSet<RecordRef>,
    ) -> Result<BTreeSet<RecordRef>, EraseError> {
        let mut touched = BTreeSet::new();
        let mut found: Vec<(RecordRef, Standing, Range<usize>)> = Vec::new();
        // Where they are spoken of is known once everything was looked at: there initials are looked for.
        for is_again in [false, true] {
            if is_again {
                look.speaking.extend(&touched);
            }
            for line in lines(&self.opened.dir.journal(), Position::START) {
                let written = line?.change;
                let (Some(did), Ok(on)) = (written.did, written.on.parse::<RecordRef>()) else { continue };
                let goes = CaseRef::try_from(on).is_ok_and(|it| wanted.contains(&it));
                let was_looked_at = is_again && !look.speaking.contains(&on);
                if goes || was_looked_at || look.known.erased.contains(&on) {
                    continue;
                }
                for at in standing_in(&serde_json::from_str::<Value>(&did).unwrap_or_default()) {
                    for (place, is_sure) in look.at(on, &at) {
                        if is_sure {
                            touched.insert(on);
                        } else if !hidden.contains(&on) {
                            found.push((on, at.clone(), place));
                        }
                    }
                }
            }
        }
        let mut standing: BTreeMap<String, BTreeSet<RecordRef>> = BTreeMap::new();
        for (on, at, place) in &found {
            standing.entry(at.text[place.clone()].to_owned()).or_default().insert(*on);
        }
        look.any_words = standing.into_iter().filter(|it| ANY_WORD < it.1.len()).map(|it| it.0).collect();
        for (on, at, place) in found {
            let question = look.question(&on, &at, place);
            match look.answers.to(&question) {
                Some(true) => drop(touched.insert(on)),
                Some(false) => {}
                None => drop(proposal.unsure.insert(question)),
            }
        }
        Ok(touched)
    }

    /// Looks for these people in what was typed and is not saved yet. A draft on a case that goes goes with it.
    fn look_at_drafts(&self, proposal: &mut Proposal, look: &Look) -> Result<(), EraseError> {
        for (file, draft) in drafts_in(&self.how.data)? {
            let on = draft.on.as_deref().and_then(|it| it.parse().ok()).unwrap_or(RecordRef::Office);
            let called =
                draft.on.as_ref().map_or_else(|| "a draft".to_owned(), |it| format!("a draft on {it}"));
            let texts = draft
                .fields
                .iter()
                .map(|(what, text)| (what.as_str(), text))
                .chain([("about", &draft.about)]);
            let mut goes = false;
            for (what, text) in texts {
                let at = Standing {
                    place: String::new(),
                    key: "text".to_owned(),
                    is_of_a_person: false,
                    what: what.to_owned(),
                    text: text.clone(),
                };
                for (place, is_sure) in look.at(on, &at) {
                    let question = look.question(&called, &at, place);
                    match look.answers.to(&question) {
                        _ if is_sure => goes = true,
                        Some(it) => goes |= it,
                        None => drop(proposal.unsure.insert(question)),
                    }
                }
            }
            proposal.drafts.extend(goes.then_some(file));
        }
        Ok(())
    }

    fn erased(&self, retention: &Retention, reason: &str) -> Erased {
        let is_early =
            !matches!(retention.state, RetentionState::ToBeAnonymised | RetentionState::Anonymised);
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

    /// Erases what was proposed, and whatever an earlier erasure left unfinished. `after` hears of each step.
    pub fn carry_out(
        mut self,
        proposal: &Proposal,
        progress: Progress,
        after: &mut dyn FnMut(Step),
    ) -> Result<Swept, EraseError> {
        if !proposal.unsure.is_empty() {
            return Err(EraseError::NotLookedAt(proposal.unsure.len()));
        }
        let begun = Begun {
            after: self.opened.journal.position().seq,
            declares: proposal.written.len() as u64,
            drafts: proposal.drafts.clone(),
            is_of_another_host: false,
        };
        let data = self.how.data.clone();
        let failed = |it| EraseError::File(erasing_in(&data), it);
        mark(&data, &begun).map_err(failed)?;
        after(Step::Begun);
        match self.declare(&proposal.written) {
            // Nothing was written anywhere.
            Err(JournalError::Moved) => {
                unmark(&data).map_err(failed)?;
                return Err(EraseError::Meanwhile);
            }
            declared => declared?,
        }
        after(Step::Declared);
        self.finish(progress, after)
    }

    /// Writes what declares it. Where several hosts share the journal, nobody writes on top of what was looked at before.
    fn declare(&mut self, written: &[Draft]) -> Result<(), JournalError> {
        let journal = &mut self.opened.journal;
        if let Some(it) = &self.shared {
            journal.order_by(it.order(Part::Commits)?, &it.host)?;
        }
        let mut declared = journal.append(written).map(drop);
        for _ in 0..SETTLING.0 {
            let Err(JournalError::Unsettled(_)) = &declared else { break };
            thread::sleep(SETTLING.1);
            declared = match journal.settle() {
                Ok(Some(_)) => Ok(()),
                Ok(None) => Err(JournalError::Moved),
                Err(JournalError::Away(why)) => Err(JournalError::Unsettled(why)),
                Err(error) => Err(error),
            };
        }
        declared
    }

    /// The other hosts that hold something of what was erased up to a line, and what the database may still hold of it and until
    /// when, in sentences. Nothing where the office has one machine.
    pub fn left_elsewhere(how: &How, across: Across, line: u64) -> Result<LeftElsewhere, EraseError> {
        let shared = membership(&how.data).map_err(|it| EraseError::File(how.data.join("shared"), it))?;
        let Some(it) = shared else { return Ok(LeftElsewhere::default()) };
        let it = Membership { url: across.database.map_or(it.url, str::to_owned), ..it };
        let mut order = it.order(Part::Administers)?;
        let mut hosts = order.hosts()?;
        hosts.retain(|it| it.swept < line);
        Ok(LeftElsewhere { hosts, database: order.what_stays()? })
    }

    /// Finishes what an earlier erasure left, if it left anything.
    pub fn finish(self, progress: Progress, after: &mut dyn FnMut(Step)) -> Result<Swept, EraseError> {
        let mut order = self.shared.as_ref().map(|it| it.order(Part::Commits)).transpose()?;
        let (data, dir) = self.close();
        match &mut order {
            Some(it) => finish(&data, dir, Some(it.as_mut()), progress, after),
            None => finish(&data, dir, None, progress, after),
        }
    }

    /// Lets go of the view, so that it can be built again, and keeps the lock.
    fn close(self) -> (PathBuf, StoreDir) {
        let Opened { dir, view, journal, .. } = self.opened;
        drop((view, journal));
        (self.how.data, dir)
    }
}

/// What of an erasure is left on other hosts, and in their database.
#[derive(Debug, Default)]
pub struct LeftElsewhere {
    /// The hosts that have not told yet that they have done their part.
    pub hosts: Vec<KnownHost>,
    /// What the database may still hold, in sentences.
    pub database: Vec<String>,
}

/// Refuses before anything is looked at what could not be finished.
fn may_erase_there(it: &Membership) -> Result<(), EraseError> {
    if it.order(Part::Administers)?.may_erase()? {
        return Ok(());
    }
    let schema = &it.schema;
    let why = "Several hosts share this office, and the login of this host may not erase in their database.";
    let instead = format!(
        "Give --database with the address of a login that has the roles {schema}_host and {schema}_eraser. “redress share --print-sql” \
         shows how one is made."
    );
    Err(EraseError::Refused(Refusal::of_step(why, instead)))
}

/// Those of these people who have no other case; the other cases of the rest go into the proposal, and what may be one.
fn without_other_cases(
    proposal: &mut Proposal,
    going: &[KnownAs],
    staying: &BTreeMap<CaseRef, [KnownAs; 2]>,
    hidden: &BTreeSet<RecordRef>,
    answers: &Answers,
) -> Vec<KnownAs> {
    let mut is_still_known = vec![false; going.len()];
    let all = Sought::of(going);
    for (case, people) in staying {
        let is_hidden = hidden.contains(&(*case).into());
        for (person, what) in people.iter().zip(PEOPLE) {
            // Nearly everybody is nobody of these.
            if !person.names.iter().chain(&person.reach).any(|it| all.extent(it).is_some()) {
                continue;
            }
            let told = person.names.iter().chain(&person.reach).cloned().collect::<Vec<_>>().join(", ");
            let question = Unsure::new(&case, what, &told, 0..person.name().len());
            for (place, one) in going.iter().enumerate() {
                let is_theirs = match one.compare(person) {
                    Likeness::Same => Some(true),
                    Likeness::MayBe if is_hidden => None,
                    Likeness::MayBe => {
                        let said = answers.to(&question);
                        if said.is_none() {
                            proposal.unsure.insert(question.clone());
                        }
                        said
                    }
                    Likeness::Not => None,
                };
                if is_theirs == Some(true) {
                    is_still_known[place] = true;
                    proposal.elsewhere.extend(Some(*case).filter(|_| !is_hidden));
                }
            }
        }
    }
    // A short reference elsewhere is no more than a number that anybody may use.
    let told_by = |it: &KnownAs| {
        let reach = it.reach.iter().filter(|it| !marks(it).is_empty() || is_long(it)).cloned().collect();
        KnownAs { names: it.names.clone(), reach }
    };
    going.iter().zip(is_still_known).filter(|it| !it.1).map(|it| told_by(it.0)).collect()
}

/// Whether words by which somebody is known are hardly found by chance.
fn is_long(text: &str) -> bool {
    text.contains(char::is_whitespace) || LONG <= text.chars().count()
}

fn readable(written: &WrittenChange, did: &str) -> Result<Change, EraseError> {
    Change::from_json(&written.on, did)
        .map_err(|it| EraseError::View(format!("change {}: {it}", written.seq)))
}

fn unreadable(it: ViewError) -> EraseError {
    EraseError::Open(OpenError::View(it))
}

#[cfg(test)]
mod tests;
