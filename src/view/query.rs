//! Questions to the view: one record, a page of a list, the diary, the figures' rows.
//!
//! A list is read from the index that fits the question. The index of cases in hand stands as of now; for a day before the
//! last one that any case speaks of, every row is asked instead, so both ways give the same answer.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codec::decode;
use crate::domain::authority::Asker;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::diary::{DiaryRequest, Obligation, Part};
use crate::domain::filter::{Asked, Filter};
use crate::domain::listing::{Counts, Order};
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::record::House;
use crate::domain::party::finding::Typed;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, CameBack, rows};
use crate::domain::records::any::each_reference;
use crate::domain::records::guard::Guard;
use crate::domain::records::record::Record;
use crate::domain::reference::{CaseRef, EntryRef, PlanRef, RecordRef, Series};
use crate::domain::register::entry::Entry;
use crate::domain::row::Row;
use crate::domain::row_round::RoundPart;
use crate::domain::vocabulary::{ReviewResult, WentWrong};
use crate::domain::year::record::YearRecord;
use crate::journal::chain::Place;
use crate::view::derive::action_key;
use crate::view::engine::Scan;
use crate::view::keys::{
    self, ACTION, ACTION_DUE, CLOSED_DAY, COMMAND, DAY, HISTORY, KEPT, LEARNT, LINKED, OPEN, OWED,
    RESTRICTED, ROW, TEXT, UNREVIEWED, WORD, after, day, day_from, key, looked, reference, reference_at_end,
    reference_from,
};
use crate::view::postings::Records;
use crate::view::sorted::Question;
use crate::view::store::{View, ViewError};

/// So few found cases are read and sorted; of more, what comes first is looked for in the order of the list.
const FEW: usize = if cfg!(test) { 4 } else { 2_000 };

/// From as many letters on, what begins a word of a text finds it.
const LONG: usize = 3;

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

/// What the words of a filter find.
#[derive(Default)]
struct Finding<'a> {
    /// The cases that each word finds.
    words: Vec<(&'a Typed, Records)>,
    /// Those that have all the words that must be there; none if any case may fit.
    all: Option<Records>,
}

impl Finding<'_> {
    fn of(&self, word: &Typed) -> Option<&Records> {
        self.words.iter().find(|it| it.0 == word).map(|it| &it.1)
    }
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

    /// Whether somebody looked at a restricted record on a day already.
    pub fn has_looked(
        &self,
        on: NaiveDate,
        at: RecordRef,
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

    /// Where it is noted which records were imported under a reference elsewhere, by where these begin.
    pub(in crate::view) fn imported_as(&self, begins: &[u8]) -> Result<Vec<Vec<u8>>, ViewError> {
        self.db.scan_prefix(begins).keys().map(|it| Ok(it?.to_vec())).collect()
    }

    /// Whether anything stands under keys that begin so.
    pub(in crate::view) fn has_any(&self, begins: &[u8]) -> Result<bool, ViewError> {
        Ok(self.db.scan_prefix(begins).next().transpose()?.is_some())
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

    /// What went wrong again after an action was found to be effective, up to a day, most often first. Hidden cases do not count.
    pub fn came_back(
        &self,
        hidden: &BTreeSet<CaseRef>,
        until: NaiveDate,
    ) -> Result<Vec<CameBack>, ViewError> {
        let mut found: Vec<(ServiceId, ThemeId, CameBack)> = Vec::new();
        for row in self.plans()?.into_iter().flat_map(|it| rows(&it.back_to(until))) {
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
            let found_wrong =
                |it: &RoundPart| it.closed_on(until).is_some() && it.went_wrong == Some(WentWrong::Yes);
            if !row.rounds.iter().any(found_wrong) || until < row.received || hidden.contains(&row.reference)
            {
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
        let together: &[&[Part]] =
            if ask.is_reviews { &[&[Part::Unreviewed], &[Part::Reviews]] } else { &[&Part::ALL] };
        let mut page = Vec::new();
        let mut after_line = ask.after.as_deref();
        for parts in together {
            if after_line.is_some_and(|it| !parts.contains(&it.kind.part())) {
                continue;
            }
            let from = after_line.map(|it| it.due).or(ask.from);
            let lines = |begins: &[u8], to: Option<NaiveDate>| {
                let bound = |on: NaiveDate| [begins, &day(Some(on))].concat();
                let start = from.map_or_else(|| begins.to_vec(), bound);
                let end = after(&to.map_or_else(|| begins.to_vec(), bound));
                // A page that begins after its last day has nothing on it.
                (begins.len(), self.db.range(start.clone()..end.max(start)).peekable())
            };
            let mut owed: Vec<_> = parts.iter().map(|it| lines(&keys::diary(*it), ask.to)).collect();
            if parts.contains(&Part::Rest) {
                let to = ask.to.map_or(kept_until, |it| it.min(kept_until));
                owed.push(lines(&[KEPT], Some(to)));
            }
            loop {
                let place = |(begins, it): &mut (usize, Peekable<Scan>)| {
                    it.peek().map(|it| it.as_ref().ok().map(|it| it.0[*begins..].to_vec()))
                };
                let next = owed.iter_mut().enumerate().filter_map(|(number, it)| Some((place(it)?, number)));
                let Some((_, next)) = next.min() else { break };
                let Some(pair) = owed[next].1.next() else { break };
                let Some(line) = shown(decode(&pair?.1)?) else { continue };
                match after_line {
                    Some(it) => after_line = after_line.filter(|_| *it != line),
                    None => page.push(line),
                }
                if page.len() >= ask.limit {
                    return Ok(page);
                }
            }
        }
        Ok(page)
    }

    /// How many cases there are in hand and how they stand, up to a day that still counts as soon.
    pub fn counts(&self, today: NaiveDate, soon_until: NaiveDate) -> Result<Counts, ViewError> {
        let mut counts = Counts::default();
        let days = (today, soon_until);
        if self.stands_as_of(today)? {
            for (kind, is_open) in [(DAY, true), (CLOSED_DAY, false)] {
                for pair in self.db.scan_prefix([kind]) {
                    let (at, count) = pair?;
                    counts.add(days, is_open, at.get(1..).and_then(day_from), count_from(&count));
                }
            }
        } else {
            self.bare_rows(None, usize::MAX, |row| {
                if row.in_hand_on(today) {
                    counts.add(days, row.open_on(today), row.next_on(today).map(|it| it.0), 1);
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
        for part in [Part::Unreviewed, Part::Reviews, Part::Registers, Part::Plans] {
            let begins = keys::diary(part);
            let late = [&begins[..], &day(Some(today))].concat();
            for at in self.db.range(begins.clone()..late).keys() {
                let on = at?.get(begins.len() + 4..).and_then(reference_from);
                counts.owe_in(part, on);
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
        let mut finding = Finding::default();
        let words = ask.filter.every_word();
        let is_phrase = words.iter().any(|it| it.beginnings().any(|it| LONG <= it.0.chars().count()));
        for word in words {
            finding.words.push((word, self.found_by(word, is_phrase)?));
        }
        for word in ask.filter.words() {
            let these = finding.of(word).cloned().unwrap_or_default();
            finding.all = Some(finding.all.map_or(these.clone(), |it| it.and(&these)));
        }
        let stands = self.stands_as_of(ask.today)?;
        match ask.order {
            Order::Reference => self.by_reference(ask, &finding, ask.after, |_| true),
            // A few are sorted sooner than all that are open are gone through.
            Order::Due if stands && finding.all.as_ref().is_none_or(|it| FEW < it.count()) => {
                self.by_due(ask, &finding)
            }
            Order::Due | Order::Received | Order::Service | Order::Owner => self.in_order(ask, &finding),
        }
    }

    /// The cases that a word finds: it must begin a word of theirs. A short word of a phrase may be a whole word of a text;
    /// alone it would find half the office while a longer one is typed.
    fn found_by(&self, word: &Typed, is_phrase: bool) -> Result<Records, ViewError> {
        let mut found = Records::default();
        for (beginning, is_whole) in word.beginnings() {
            for kind in [WORD, TEXT] {
                let is_short = is_phrase && kind == TEXT && beginning.chars().count() < LONG;
                found = found.or(if is_whole || is_short {
                    self.with_word(kind, beginning)?
                } else {
                    self.with_word_that_begins(kind, beginning)?
                });
            }
        }
        Ok(found)
    }

    /// A page in the order of references.
    fn by_reference(
        &self,
        ask: &Listing,
        finding: &Finding,
        after_row: Option<&Row>,
        fits: impl Fn(&Row) -> bool,
    ) -> Result<Vec<Row>, ViewError> {
        let fits = |it: &Result<Row, ViewError>| it.as_ref().map_or(true, &fits);
        let last = after_row.map(|it| it.reference);
        if let Some(found) = &finding.all {
            let rows = found.cases_after(last).filter_map(|it| self.row(it).transpose());
            return self.page(ask, finding, rows.filter(fits));
        }
        let start = last.map_or_else(|| vec![ROW], |it| just_after(key(ROW, &[&reference(it)])));
        let rows = self.db.range(start..after(&[ROW])).values().map(|it| Ok(decode(&it?)?));
        self.page(ask, finding, rows.filter(fits))
    }

    /// A page of what is owed soonest, as cases stand now: of cases on which something is owed by day, then of all others.
    fn by_due(&self, ask: &Listing, finding: &Finding) -> Result<Vec<Row>, ViewError> {
        let (from, until) = ask.filter.due_between(ask.house, ask.today);
        let after_row = ask.after.filter(|it| it.next_on(ask.today).is_some());
        let mut rows = Vec::new();
        if ask.after.is_none() || after_row.is_some() {
            let first = from.map_or_else(|| vec![OPEN], |it| key(OPEN, &[&day(Some(it))]));
            let start = after_row.map_or(first, |it| just_after(open_key(it, ask.today)));
            let end =
                until.map_or_else(|| key(OPEN, &[&day(None)]), |it| after(&key(OPEN, &[&day(Some(it))])));
            let is_found = |at: &[u8]| {
                let found = finding.all.as_ref();
                found.is_none_or(|it| reference_at_end::<CaseRef>(at).is_some_and(|at| it.has(at)))
            };
            let pairs = self.db.range(start.clone()..end.max(start));
            let pairs = pairs.filter(|it| it.as_ref().map_or(true, |it| is_found(&it.0)));
            rows = self.page(ask, finding, pairs.map(|it| Ok(decode(&it?.1)?)))?;
        }
        let left = Listing { limit: ask.limit - rows.len(), ..ask.clone() };
        if left.limit == 0 || until.is_some() {
            return Ok(rows);
        }
        let others = ask.after.filter(|_| after_row.is_none());
        if ask.filter.is_about_those_in_hand() && finding.all.is_none() {
            let start =
                others.map_or_else(|| key(OPEN, &[&day(None)]), |it| just_after(open_key(it, ask.today)));
            let values = self.db.range(start..after(&[OPEN])).values();
            rows.extend(self.page(&left, finding, values.map(|it| Ok(decode(&it?)?)))?);
        } else {
            rows.extend(self.by_reference(&left, finding, others, |it| it.next_on(ask.today).is_none())?);
        }
        Ok(rows)
    }

    /// A page of a list that has to be sorted.
    fn in_order(&self, ask: &Listing, finding: &Finding) -> Result<Vec<Row>, ViewError> {
        let question = Question {
            me: ask.asker.logins().map(str::to_owned).collect(),
            hidden: ask.hidden.clone(),
            today: ask.today,
            filter: ask.filter.clone(),
            order: ask.order,
        };
        let applied = self.applied();
        let last = ask.after.map(|it| it.reference);
        let (cases, skip) = if let Some(held) = self.sorted.get(&question, applied, last) {
            held
        } else {
            let mut places = Vec::new();
            let mut take = |row: Result<Row, ViewError>| -> Result<(), ViewError> {
                let row = row?;
                if self.belongs(ask, finding, &row) {
                    places.push((sort_key(ask, &row), row.reference));
                }
                Ok(())
            };
            match &finding.all {
                Some(found) => {
                    let mut rows = found.cases_after(None).filter_map(|it| self.row(it).transpose());
                    rows.try_for_each(&mut take)?;
                }
                None => self.rows().try_for_each(&mut take)?,
            }
            places.sort_unstable();
            let skip = ask.after.map_or(0, |it| {
                let last = (sort_key(ask, it), it.reference);
                places.partition_point(|it| *it <= last)
            });
            let cases: Arc<[CaseRef]> = places.into_iter().map(|it| it.1).collect();
            self.sorted.put(question, applied, cases.clone());
            (cases, skip)
        };
        self.page(ask, finding, cases.iter().skip(skip).filter_map(|it| self.row(*it).transpose()))
    }

    fn belongs(&self, ask: &Listing, finding: &Finding, row: &Row) -> bool {
        let since = |plan: &sled::IVec| decode::<(NaiveDate, String)>(plan).map(|it| it.0);
        let learnt_since = |it: CaseRef| {
            let plans = self.db.scan_prefix(key(LEARNT, &[&reference(it)])).values().flatten();
            plans.filter_map(|plan| since(&plan).ok()).min()
        };
        let finds = |word: &Typed, it: CaseRef| finding.of(word).is_some_and(|all| all.has(it));
        let asked = Asked {
            house: ask.house,
            asker: ask.asker,
            today: ask.today,
            finds: &finds,
            learnt_since: &learnt_since,
        };
        !ask.hidden.contains(&row.reference) && ask.filter.holds(&asked, row)
    }

    fn page(
        &self,
        ask: &Listing,
        finding: &Finding,
        rows: impl Iterator<Item = Result<Row, ViewError>>,
    ) -> Result<Vec<Row>, ViewError> {
        let belongs =
            |it: &Result<Row, ViewError>| it.as_ref().map_or(true, |row| self.belongs(ask, finding, row));
        rows.filter(belongs).take(ask.limit).collect()
    }

    /// Whether cases stand on this day as they stand now.
    fn stands_as_of(&self, today: NaiveDate) -> Result<bool, ViewError> {
        Ok(self.meta()?.horizon.is_none_or(|horizon| horizon <= today))
    }
}

/// Where a case in hand lies in the list; any other follows all that are.
fn open_key(row: &Row, today: NaiveDate) -> Vec<u8> {
    key(OPEN, &[&day(row.next_on(today).map(|it| it.0)), &reference(row.reference)])
}

/// Where a row stands in the order that was asked for.
fn sort_key(ask: &Listing, row: &Row) -> Vec<u8> {
    let office = &ask.house.office;
    let named = |name: &str| [name.to_lowercase().as_bytes(), &[0], &open_key(row, ask.today)].concat();
    match ask.order {
        Order::Due => open_key(row, ask.today),
        Order::Reference => reference(row.reference).to_vec(),
        Order::Received => {
            let newest_first = day(Some(row.received)).map(|it| !it);
            [newest_first.as_slice(), &reference(row.reference)].concat()
        }
        Order::Service => named(&office.service_name(row.service)),
        Order::Owner => named(row.owner.as_deref().map(|it| office.person_name(it)).unwrap_or_default()),
    }
}

fn just_after(mut key: Vec<u8>) -> Vec<u8> {
    key.push(0);
    key
}

/// A count from its bytes; anything else counts as none.
pub fn count_from(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}
