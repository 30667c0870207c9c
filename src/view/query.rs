//! Questions to the view: one record, a page of a list, the diary, the figures' rows.
//!
//! A list is read from the index that fits the question. The index of open cases stands as of now; for a day before the
//! last one that any case speaks of, every row is asked instead, so both ways give the same answer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codec::decode;
use crate::domain::authority::Asker;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::diary::{DiaryRequest, Obligation};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::{Counts, Order};
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, CameBack};
use crate::domain::records::any::each_reference;
use crate::domain::records::guard::Guard;
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef, Series};
use crate::domain::register::entry::Entry;
use crate::domain::row::Row;
use crate::domain::vocabulary::{ReviewResult, WentWrong};
use crate::domain::year::record::YearRecord;
use crate::journal::chain::Place;
use crate::view::derive::{FINISHED, action_key, shortened, words_of};
use crate::view::keys::{
    self, ACTION, ACTION_DUE, COMMAND, DAY, DIARY, HISTORY, KEPT, LEARNT, LINKED, NAME, OPEN, OWED,
    RESTRICTED, ROW, UNREVIEWED, WORD, after, day, day_from, key, looked, reference, reference_at_end,
    reference_from,
};
use crate::view::store::{View, ViewError};

/// How many keys of the word index are looked at for each row of the page that is wanted.
const LOOKED_AT_FOR_EACH_ROW: usize = 25;

/// What was done under a command's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOut {
    /// On which record.
    pub on: RecordRef,
    /// Sign-in name of whoever asked for it.
    pub by: String,
    /// What the step is called.
    pub step: String,
}

/// A question for a list.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// The office and its calendar.
    pub house: &'a House,
    /// Whoever asks, for `owner:me`.
    pub asker: &'a Asker,
    /// Cases that they may not see.
    pub hidden: &'a BTreeSet<CaseRef>,
    /// The day as of which cases stand.
    pub today: NaiveDate,
    /// What to list.
    pub filter: &'a Filter,
    /// In which order.
    pub order: Order,
    /// The last row of the page before; none for the first page.
    pub after: Option<&'a Row>,
    /// How many rows at most.
    pub limit: usize,
}

impl View {
    /// A record of a kind.
    pub fn record<R: Record>(&self, at: R::Ref) -> Result<Option<R>, ViewError> {
        self.whole(&keys::record(at))
    }

    /// Every record whose key begins so, by reference.
    fn records<R: Record>(&self, begins: &[u8]) -> Result<Vec<R>, ViewError> {
        let mut references = BTreeSet::new();
        for at in self.db.scan_prefix(begins).keys() {
            // The number of a piece follows.
            references.extend(at?.get(1..).and_then(reference_from));
        }
        let of_kind = references.into_iter().filter_map(|it| R::Ref::try_from(it).ok());
        of_kind.filter_map(|it| self.record(it).transpose()).collect()
    }

    /// Every case, by reference. Slow: what lists and figures need is in the rows.
    pub fn every_case(&self) -> impl Iterator<Item = Result<Case, ViewError>> {
        let row = |it: Result<Row, ViewError>| it.and_then(|it| self.record(it.reference)).transpose();
        self.rows().filter_map(row)
    }

    /// Every restricted record, and for whom it is.
    pub fn restrictions(&self) -> Result<Vec<(RecordRef, Restriction)>, ViewError> {
        let mut found = Vec::new();
        for pair in self.db.scan_prefix([RESTRICTED]) {
            let (at, restriction) = pair?;
            if let Some(reference) = reference_at_end(&at) {
                found.push((reference, decode(&restriction)?));
            }
        }
        Ok(found)
    }

    /// Whether somebody looked at a restricted case on a day already.
    pub fn has_looked(
        &self,
        on: NaiveDate,
        at: CaseRef,
        is_export: bool,
        by: &str,
    ) -> Result<bool, ViewError> {
        Ok(self.db.contains_key(looked(on, at, is_export, by))?)
    }

    /// A case's row.
    pub fn row(&self, at: CaseRef) -> Result<Option<Row>, ViewError> {
        Ok(self.db.get(key(ROW, &[&reference(at)]))?.map(|it| decode(&it)).transpose()?)
    }

    /// Every row, by reference.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, ViewError>> {
        self.db.scan_prefix([ROW]).values().map(|it| Ok(decode(&it?)?))
    }

    /// The record that was imported under a reference elsewhere, by where that is noted.
    pub(in crate::view) fn imported_as(&self, at: &[u8]) -> Result<Option<RecordRef>, ViewError> {
        Ok(self.db.get(at)?.and_then(|it| reference_from(&it)))
    }

    /// What was done under a command's id, if anything was.
    pub fn carried_out(&self, command: &str) -> Result<Option<CarriedOut>, ViewError> {
        Ok(self.db.get(key(COMMAND, &[command.as_bytes()]))?.map(|it| decode(&it)).transpose()?)
    }

    /// The next free number of a series.
    pub fn next_number(&self, series: Series) -> Result<u32, ViewError> {
        let bytes = self.db.get(keys::number(series))?;
        Ok(bytes.and_then(|it| it.as_ref().try_into().ok()).map_or(1, u32::from_be_bytes))
    }

    /// Every plan, by reference.
    pub fn plans(&self) -> Result<Vec<Plan>, ViewError> {
        self.records(&keys::record(PlanRef { year: 0, number: 0 })[..2])
    }

    /// What is kept of every financial year, in their order.
    pub fn years(&self) -> Result<Vec<YearRecord>, ViewError> {
        self.records(&keys::record(FinancialYear::of(NaiveDate::MIN))[..2])
    }

    /// Every entry of a register, by reference.
    pub fn entries(&self, register: char) -> Result<Vec<Entry>, ViewError> {
        self.records(&keys::record(EntryRef { register, year: 0, number: 0 })[..2])
    }

    /// The plans and entries whose words come of a record.
    pub fn that_come_of(&self, on: RecordRef) -> Result<Vec<RecordRef>, ViewError> {
        let all: Result<Vec<_>, _> = self.db.scan_prefix(key(LINKED, &[&reference(on)])).keys().collect();
        let all = all?.into_iter().filter_map(|it| reference_at_end(&it));
        // A repeat of a case is a case of its own.
        Ok(all.filter(|it| !matches!(it, RecordRef::Case(_))).collect())
    }

    /// What decides whom a record is kept from; nothing where it is not there.
    pub fn guard(&self, on: RecordRef) -> Result<Guard, ViewError> {
        each_reference!(on, at => Ok(self.record::<R>(at)?.map(|it| it.guard()).unwrap_or_default()))
    }

    /// The entries that are linked with a case.
    pub fn linked(&self, case: CaseRef) -> Result<BTreeSet<EntryRef>, ViewError> {
        let at = key(LINKED, &[&reference(case)]);
        let all: Result<Vec<_>, _> = self.db.scan_prefix(at).keys().collect();
        Ok(all?.iter().filter_map(|it| reference_at_end(it)).collect())
    }

    /// The cases that were closed as repeats of a case.
    pub fn repeats_of(&self, case: CaseRef) -> Result<BTreeSet<CaseRef>, ViewError> {
        let at = key(LINKED, &[&reference(case)]);
        let all: Result<Vec<_>, _> = self.db.scan_prefix(at).keys().collect();
        Ok(all?.iter().filter_map(|it| reference_at_end(it)).collect())
    }

    /// The plans that learn from a case, with their titles.
    pub fn plans_of(&self, case: CaseRef) -> Result<Vec<(PlanRef, String)>, ViewError> {
        let mut plans = Vec::new();
        for pair in self.db.scan_prefix(key(LEARNT, &[&reference(case)])) {
            let (at, title) = pair?;
            let (_, title): (NaiveDate, String) = decode(&title)?;
            plans.extend(reference_at_end(&at).map(|it| (it, title)));
        }
        Ok(plans)
    }

    /// The cases that a plan learns from, each with the day since which the first one does.
    pub fn learnt(&self) -> Result<BTreeMap<CaseRef, NaiveDate>, ViewError> {
        let mut cases = BTreeMap::new();
        for pair in self.db.scan_prefix([LEARNT]) {
            let (at, plan) = pair?;
            let case = at.get(1..).and_then(reference_from).and_then(|it| CaseRef::try_from(it).ok());
            let Some(case) = case else { continue };
            let (since, _): (NaiveDate, String) = decode(&plan)?;
            cases.entry(case).and_modify(|first: &mut NaiveDate| *first = since.min(*first)).or_insert(since);
        }
        Ok(cases)
    }

    /// A page of actions, as they are shown if they are: what waits for its review first, then what is blocked, then by
    /// date.
    pub fn actions(
        &self,
        after_row: Option<&ActionRow>,
        limit: usize,
        shown: impl Fn(ActionRow) -> Option<ActionRow>,
    ) -> Result<Vec<ActionRow>, ViewError> {
        let start = after_row.map_or_else(|| vec![ACTION], |it| just_after(action_key(it)));
        let mut rows = Vec::new();
        for value in self.db.range(start..after(&[ACTION])).values() {
            if rows.len() >= limit {
                break;
            }
            rows.extend(shown(decode(&value?)?));
        }
        Ok(rows)
    }

    /// What went wrong again after an action was found to be effective, most often first. Hidden cases do not count.
    pub fn came_back(&self, hidden: &BTreeSet<CaseRef>) -> Result<Vec<CameBack>, ViewError> {
        let mut found: Vec<(ServiceId, ThemeId, CameBack)> = Vec::new();
        for value in self.db.scan_prefix(key(ACTION, &[&[FINISHED]])).values() {
            let row: ActionRow = decode(&value?)?;
            if let (Some(service), Some(theme), Some(since), Some(ReviewResult::Effective)) =
                (row.service, row.theme, row.reviewed, row.result)
            {
                let (reference, plan_title) = (row.reference, row.plan_title);
                found.push((service, theme, CameBack { reference, plan_title, since, complaints: 0 }));
            }
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        self.bare_rows(None, usize::MAX, |row| {
            if row.rounds.now.went_wrong != Some(WentWrong::Yes) || hidden.contains(&row.reference) {
                return;
            }
            for (service, theme, it) in &mut found {
                let is_same = row.service == Some(*service) && row.theme == Some(*theme);
                it.complaints += u32::from(is_same && it.since < row.received);
            }
        })?;
        let mut back: Vec<CameBack> =
            found.into_iter().map(|it| it.2).filter(|it| it.complaints > 0).collect();
        back.sort_by_key(|it| (std::cmp::Reverse(it.complaints), it.reference));
        // One line for each plan.
        let mut seen = BTreeSet::new();
        back.retain(|it| seen.insert(it.reference.plan));
        Ok(back)
    }

    /// Where the commits of a record lie in the journal, oldest first.
    pub fn history(&self, on: RecordRef) -> Result<Vec<Place>, ViewError> {
        let commits = self.db.scan_prefix(key(HISTORY, &[&reference(on)])).values();
        commits.map(|it| Ok(decode(&it?)?)).collect()
    }

    /// A page of the diary, soonest first: of the lines that are shown at all, as they are shown. Up to which day a case
    /// is kept shows only if it is this one or before.
    pub fn diary(
        &self,
        ask: &DiaryRequest,
        kept_until: NaiveDate,
        shown: impl Fn(Obligation) -> Option<Obligation>,
    ) -> Result<Vec<Obligation>, ViewError> {
        let from = ask.after.as_ref().map(|it| it.due).or(ask.from);
        let lines = |kind: u8, to: Option<NaiveDate>| {
            let start = from.map_or_else(|| vec![kind], |it| key(kind, &[&day(Some(it))]));
            let end = to.map_or_else(|| after(&[kind]), |it| after(&key(kind, &[&day(Some(it))])));
            // A page that begins after its last day has nothing on it.
            self.db.range(start.clone()..end.max(start)).peekable()
        };
        let (mut owed, mut kept) =
            (lines(DIARY, ask.to), lines(KEPT, Some(ask.to.map_or(kept_until, |it| it.min(kept_until)))));
        let mut page = Vec::new();
        let mut seen = ask.after.is_none();
        let place =
            |it: &sled::Result<(sled::IVec, sled::IVec)>| it.as_ref().ok().map(|it| it.0[1..].to_vec());
        loop {
            let kept_first = match (owed.peek(), kept.peek()) {
                (None, None) => break,
                (owed, Some(kept)) => owed.is_none_or(|owed| place(kept) < place(owed)),
                (Some(_), None) => false,
            };
            let Some(pair) = (if kept_first { kept.next() } else { owed.next() }) else { break };
            let Some(line) = shown(decode(&pair?.1)?) else { continue };
            if seen {
                page.push(line);
                if page.len() >= ask.limit {
                    break;
                }
            } else {
                seen = ask.after.as_deref() == Some(&line);
            }
        }
        Ok(page)
    }

    /// How many open cases there are and how they stand, up to a day that still counts as soon.
    pub fn counts(&self, today: NaiveDate, soon_until: NaiveDate) -> Result<Counts, ViewError> {
        let mut counts = Counts::default();
        if self.stands_as_of(today)? {
            for pair in self.db.scan_prefix([DAY]) {
                let (at, count) = pair?;
                counts.add(today, soon_until, at.get(1..).and_then(day_from), count_from(&count));
            }
        } else {
            self.bare_rows(None, usize::MAX, |row| {
                if row.open_on(today) {
                    counts.add(today, soon_until, row.next_on(today).map(|it| it.0), 1);
                }
            })?;
        }
        // The diary stands as of now, whatever the day: what is settled is no longer in it.
        for pair in self.db.scan_prefix([OWED]) {
            let (at, count) = pair?;
            if let Some(due) = at.get(1..).and_then(day_from) {
                counts.owe(today, due, count_from(&count));
            }
        }
        for pair in self.db.scan_prefix([ACTION_DUE]) {
            let (at, count) = pair?;
            if at.get(1..).and_then(day_from).is_some_and(|due| due < today) {
                counts.actions_late += count_from(&count);
            }
        }
        for count in self.db.scan_prefix([UNREVIEWED]).values() {
            counts.actions_unreviewed += count_from(&count?);
        }
        Ok(counts)
    }

    /// A page of a list.
    pub fn list(&self, ask: &Listing) -> Result<Vec<Row>, ViewError> {
        if ask.filter.words().next().is_some() {
            return self.list_found(ask);
        }
        match ask.order {
            Order::Due if ask.filter.is_about_open() && self.stands_as_of(ask.today)? => {
                let start = ask.after.map(|it| just_after(open_key(it, ask.today)));
                let rows = self.db.range(start.unwrap_or_else(|| vec![OPEN])..after(&[OPEN])).values();
                self.page(ask, rows.map(|it| Ok(decode(&it?)?)))
            }
            Order::Due | Order::Received | Order::Service | Order::Owner => {
                let mut rows = self.all(ask, self.rows())?;
                rows.sort_by_cached_key(|it| sort_key(ask, it));
                Ok(cut_page(ask, rows))
            }
            Order::Reference => {
                let start = ask.after.map(|it| just_after(key(ROW, &[&reference(it.reference)])));
                let rows = self.db.range(start.unwrap_or_else(|| vec![ROW])..after(&[ROW])).values();
                self.page(ask, rows.map(|it| Ok(decode(&it?)?)))
            }
        }
    }

    /// Looks words up: every word must begin a word of the case.
    ///
    /// A beginning that half of all cases have (`1`, as one begins to type a reference) is not followed to its end: the
    /// cases that the other words find are checked for it instead. Without a limit, everything is followed.
    fn list_found(&self, ask: &Listing) -> Result<Vec<Row>, ViewError> {
        let enough = ask.limit.saturating_mul(LOOKED_AT_FOR_EACH_ROW);
        let mut narrow: Option<BTreeSet<CaseRef>> = None;
        let mut wide: Option<BTreeSet<CaseRef>> = None;
        let mut unchecked = Vec::new();
        for word in ask.filter.words() {
            let mut found = BTreeSet::new();
            // A way that ends in NUL ends where the key's word does.
            for way in &word.ways {
                for kind in [WORD, NAME] {
                    let at = key(kind, &[shortened(way).as_bytes()]);
                    for at in self.db.scan_prefix(at).keys().take(enough) {
                        found.extend(reference_at_end::<CaseRef>(&at?));
                    }
                }
            }
            if found.len() < enough {
                narrow = Some(
                    narrow.map_or(found.clone(), |before| before.intersection(&found).copied().collect()),
                );
            } else {
                unchecked.push(word);
                wide.get_or_insert(found);
            }
        }
        let candidates = narrow.or(wide).unwrap_or_default();
        let rows = candidates.into_iter().filter_map(|it| self.row(it).transpose());
        let has_all = |row: &Row| {
            let words = words_of(row);
            unchecked.iter().all(|typed| words.iter().any(|it| typed.finds(it)))
        };
        let rows = rows.filter(|it| it.as_ref().map_or(true, has_all));
        let mut rows = self.all(ask, rows)?;
        rows.sort_by_cached_key(|it| sort_key(ask, it));
        Ok(cut_page(ask, rows))
    }

    fn belongs(&self, ask: &Listing, row: &Row) -> bool {
        let has_plan = || self.db.scan_prefix(key(LEARNT, &[&reference(row.reference)])).next().is_some();
        !ask.hidden.contains(&row.reference)
            && ask.filter.holds(ask.house, ask.asker, ask.today, row)
            && !(ask.filter.conditions.contains(&Condition::Unlearnt) && has_plan())
            && (!ask.filter.conditions.contains(&Condition::Learnt) || has_plan())
    }

    fn all(
        &self,
        ask: &Listing,
        rows: impl Iterator<Item = Result<Row, ViewError>>,
    ) -> Result<Vec<Row>, ViewError> {
        rows.filter(|it| it.as_ref().map_or(true, |row| self.belongs(ask, row))).collect()
    }

    fn page(
        &self,
        ask: &Listing,
        rows: impl Iterator<Item = Result<Row, ViewError>>,
    ) -> Result<Vec<Row>, ViewError> {
        rows.filter(|it| it.as_ref().map_or(true, |row| self.belongs(ask, row))).take(ask.limit).collect()
    }

    /// Whether cases stand on this day as they stand now.
    fn stands_as_of(&self, today: NaiveDate) -> Result<bool, ViewError> {
        Ok(self.meta()?.horizon.is_none_or(|horizon| horizon <= today))
    }
}

/// Where an open case lies in the list; a case that is not open follows all that are.
fn open_key(row: &Row, today: NaiveDate) -> Vec<u8> {
    key(OPEN, &[&day(row.next_on(today).map(|it| it.0)), &reference(row.reference)])
}

/// Where a row stands in the order that was asked for.
fn sort_key(ask: &Listing, row: &Row) -> (String, Vec<u8>) {
    let office = &ask.house.office;
    let due = || open_key(row, ask.today);
    match ask.order {
        Order::Due => (String::new(), due()),
        Order::Reference => (String::new(), reference(row.reference).to_vec()),
        Order::Received => {
            let newest_first = day(Some(row.received)).map(|it| !it).to_vec();
            (String::new(), key(ROW, &[&newest_first, &reference(row.reference)]))
        }
        Order::Service => (office.service_name(row.service).to_lowercase(), due()),
        Order::Owner => {
            (row.owner.as_deref().map(|it| office.person_name(it).to_lowercase()).unwrap_or_default(), due())
        }
    }
}

fn just_after(mut key: Vec<u8>) -> Vec<u8> {
    key.push(0);
    key
}

/// The rows that follow the page before, out of all of them in order.
fn cut_page(ask: &Listing, rows: Vec<Row>) -> Vec<Row> {
    let skip = ask.after.map_or(0, |last| {
        rows.iter().position(|it| it.reference == last.reference).map_or(0, |place| place + 1)
    });
    rows.into_iter().skip(skip).take(ask.limit).collect()
}

/// A count from its bytes; anything else counts as none.
pub fn count_from(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}
