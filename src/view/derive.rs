//! What a case adds to the view, as keys and values: a pure function of its record and the office.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::codec::encode;
use crate::domain::case::record::Case;
use crate::domain::diary::{obligations, plan_obligations, retention_review};
use crate::domain::grammar::words;
use crate::domain::office::record::House;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::row::{Row, row};
use crate::domain::vocabulary::{ActionStage, Nature};
use crate::view::keys::{
    ACTION, CASE, DIARY, KEPT, LEARNT, OPEN, PIECE, PLAN, RESTRICTED, ROW, WORD, day, key, plan_reference,
    plan_source, reference, source,
};

/// Keys and values, in key order.
pub type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// The longest word that is looked up, in bytes; what follows is not told apart.
const LONGEST_WORD: usize = 40;

/// What a case adds to the view, beside its share in the counts by day.
pub struct Derived {
    /// Its keys.
    pub entries: Entries,
    /// Its row.
    pub row: Row,
    /// The days on which something is owed on it.
    pub owed: Vec<NaiveDate>,
}

/// Derives a case's keys.
pub fn derive(house: &House, case: &Case) -> Derived {
    let (calendar, timescales) = (&house.calendar, &house.office.timescales);
    let mut entries = Entries::new();
    let at = reference(case.reference);
    pieces(&mut entries, &key(CASE, &[&at]), &encode(case));
    let row = row(calendar, timescales, case);
    let bytes = encode(&row);
    if is_listed_open(&row) {
        entries.insert(key(OPEN, &[&day(next_day(&row)), &at]), bytes.clone());
    }
    entries.insert(key(ROW, &[&at]), bytes);
    let obligations = obligations(calendar, timescales, case);
    // That a case is kept long enough is nobody's to do in time, and does not count as owed.
    let owed: Vec<NaiveDate> = obligations.iter().map(|it| it.due).collect();
    if let Some(kept) = retention_review(&house.office.retention, case) {
        entries.insert(key(KEPT, &[&day(Some(kept.due)), &at]), encode(&kept));
    }
    for (place, owed) in (0_u16..).zip(obligations) {
        entries.insert(key(DIARY, &[&day(Some(owed.due)), &at, &place.to_be_bytes()]), encode(&owed));
    }
    for word in words_of(case, &row) {
        entries.insert(key(WORD, &[word.as_bytes(), &[0], &at]), Vec::new());
    }
    if let Some(restriction) = &case.restriction {
        entries.insert(key(RESTRICTED, &[&at]), encode(restriction));
    }
    if !row.source_ref.is_empty() {
        entries.insert(source(&row.source_ref), at.to_vec());
    }
    Derived { entries, row, owed }
}

/// What a plan adds to the view.
pub struct DerivedPlan {
    /// Its keys.
    pub entries: Entries,
    /// The days on which something is owed on it.
    pub owed: Vec<NaiveDate>,
    /// The days by which actions that are not completed are due.
    pub due: Vec<NaiveDate>,
    /// The days on which actions were completed that are not reviewed.
    pub unreviewed: Vec<NaiveDate>,
}

/// Derives a plan's keys.
pub fn derive_plan(plan: &Plan) -> DerivedPlan {
    let mut entries = Entries::new();
    let at = plan_reference(plan.reference);
    pieces(&mut entries, &key(PLAN, &[&at]), &encode(plan));
    let (mut due, mut unreviewed) = (Vec::new(), Vec::new());
    for row in rows(plan) {
        entries.insert(action_key(&row), encode(&row));
        if row.state == ActionStage::Completed {
            unreviewed.extend(row.completed);
        } else if is_bound(&row) {
            due.extend(row.due);
        }
    }
    let obligations = plan_obligations(plan);
    let owed = obligations.iter().map(|it| it.due).collect();
    for (place, owed) in (0_u16..).zip(obligations) {
        entries.insert(key(DIARY, &[&day(Some(owed.due)), &at, &place.to_be_bytes()]), encode(&owed));
    }
    for case in plan.cases() {
        entries.insert(key(LEARNT, &[&reference(case), &at]), plan.facts.title.clone().into_bytes());
    }
    if let Some(source) = plan.source.as_ref().filter(|it| !it.reference.is_empty()) {
        entries.insert(plan_source(&source.reference), at.to_vec());
    }
    DerivedPlan { entries, owed, due, unreviewed }
}

/// Whether an action is agreed and still to be done.
fn is_bound(row: &ActionRow) -> bool {
    matches!(
        row.state,
        ActionStage::Agreed | ActionStage::UnderWay | ActionStage::Blocked | ActionStage::Reopened
    )
}

/// The class of actions on which nothing is left to do.
pub const FINISHED: u8 = 4;

/// Where an action stands in the list: what waits for its review first, then what is blocked, then by date.
pub fn action_key(row: &ActionRow) -> Vec<u8> {
    let class: u8 = match row.state {
        ActionStage::Completed => 0,
        ActionStage::Blocked => 1,
        ActionStage::Agreed | ActionStage::UnderWay | ActionStage::Reopened => 2,
        ActionStage::Proposed => 3,
        ActionStage::Reviewed | ActionStage::Sustained | ActionStage::NotAdopted => FINISHED,
    };
    let date = if class == 0 { row.completed } else { row.due };
    let (at, number) = (plan_reference(row.reference.plan), row.reference.action.to_be_bytes());
    key(ACTION, &[&[class], &day(date), &at, &number])
}

/// Whether a row stands in the list of open cases.
pub fn is_listed_open(row: &Row) -> bool {
    row.nature == Nature::Complaint && row.closings.last().is_none_or(|it| it.1.is_some())
}

/// The day under which an open case is listed.
pub fn next_day(row: &Row) -> Option<NaiveDate> {
    row.next.map(|it| it.0)
}

/// The last day that a row speaks of: on any later day it stands as it stands now.
pub fn last_day(row: &Row) -> NaiveDate {
    let told = row.promises.iter().map(|it| it.0);
    let ended = row.closings.iter().flat_map(|it| [Some(it.0), it.1]).flatten();
    told.chain(ended).chain(row.responded).chain(row.acknowledged).fold(row.received, NaiveDate::max)
}

/// Cuts a value into pieces under keys of their own.
pub fn pieces(entries: &mut Entries, prefix: &[u8], bytes: &[u8]) {
    for (place, piece) in (0_u16..).zip(bytes.chunks(PIECE)) {
        let mut key = prefix.to_vec();
        key.extend_from_slice(&place.to_be_bytes());
        entries.insert(key, piece.to_vec());
    }
}

/// The words by which a case is found: references, names, and what it is about.
fn words_of(case: &Case, row: &Row) -> Vec<String> {
    let mut found = row_words(row);
    found.extend(words(&case.facts.representative).iter().map(|it| shortened(it).to_owned()));
    found.sort_unstable();
    found.dedup();
    found
}

/// Those of them that a row has.
pub fn row_words(row: &Row) -> Vec<String> {
    let reference = row.reference.to_string();
    let number = row.reference.number.to_string();
    let texts = [&reference, &number, &row.source_ref, &row.complainant, &row.subject];
    texts.into_iter().flat_map(|it| words(it)).map(|it| shortened(&it).to_owned()).collect()
}

/// A word cut to the length that is looked up.
pub fn shortened(word: &str) -> &str {
    let mut end = word.len().min(LONGEST_WORD);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}
