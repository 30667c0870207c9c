//! What a record adds to the view, as keys and values: a pure function of its record and the office.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::codec::encode;
use crate::domain::case::event::Event;
use crate::domain::case::record::Case;
use crate::domain::case::scrub::scrub;
use crate::domain::diary::{
    Obligation, asked_of, entry_obligations, obligations, office_obligations, plan_obligations,
    retention_review,
};
use crate::domain::differences::{is_of_a_person, texts_apart};
use crate::domain::office::record::House;
use crate::domain::party::finding::{of_name, of_reach, of_text};
use crate::domain::party::letters::words;
use crate::domain::party::reach::{Mark, numbered_lines, without_area};
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::records::any::{AnyRecord, each_kind};
use crate::domain::records::record::Record;
use crate::domain::reference::{LinkedCase, RecordRef};
use crate::domain::register::entry::Entry;
use crate::domain::register::links::comes_of;
use crate::domain::row::{Row, row_owing};
use crate::domain::row_round::RoundPart;
use crate::domain::vocabulary::{ActionStage, Outcome};
use crate::view::keys::{
    self, ACTION, ACTION_DUE, CLOSED_DAY, DAY, KEPT, LEARNT, LINKED, MARK, NAME, OPEN, OWED, PIECE,
    RESTRICTED, ROW, UNREVIEWED, WORD, day, key, reference, source,
};
use crate::view::postings::{Term, terms};

/// Keys and values, in key order.
pub type Pairs = BTreeMap<Vec<u8>, Vec<u8>>;

/// What a record adds to the view.
#[derive(Default)]
pub struct Derived {
    /// Its keys.
    pub pairs: Pairs,
    /// The words under which it stands as it is; those of texts that were ever written on it come with their changes.
    pub terms: BTreeSet<Term>,
    /// Its share in counts by day: the kind of count, and the day.
    pub counts: Vec<(u8, Option<NaiveDate>)>,
    /// Its row, for figures, if it is a case.
    pub row: Option<Row>,
}

/// What else a record's keys follow from, beside the record itself and the office.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// For a case: what entries settle of what registers ask of it, each by the letter of the register and its place there.
    pub settled: BTreeSet<(char, usize)>,
    /// For the office: the entries of registers that say what it owes again and again.
    pub entries: Vec<Entry>,
}

/// Derives a record's keys.
pub fn derive(house: &House, record: &AnyRecord, beside: &Beside) -> Derived {
    let mut derived = match record {
        AnyRecord::Office(_) => {
            let mut derived = Derived::default();
            let owed = office_obligations(house, &beside.entries);
            put_in_diary(&mut derived, RecordRef::Office, owed);
            derived
        }
        AnyRecord::Year(_) => Derived::default(),
        AnyRecord::Case(it) => of_case(house, it, &beside.settled),
        AnyRecord::Plan(it) => of_plan(it),
        AnyRecord::Entry(it) => of_entry(house, it),
    };
    each_kind!(record, AnyRecord(it) => {
        let at = <<R as Record>::Ref as Into<RecordRef>>::into(it.reference());
        if it.version() > 0 {
            pieces(&mut derived.pairs, &keys::record(at), &encode(&**it));
        }
        derived.pairs.extend(it.source().and_then(|from| source(at, from)).map(|key| (key, Vec::new())));
    });
    derived
}

/// The lines of the diary of a record.
fn put_in_diary(derived: &mut Derived, on: RecordRef, owed: Vec<Obligation>) {
    for (place, owed) in (0_u16..).zip(owed) {
        let part = keys::diary(owed.kind.part());
        let at = [&part[..], &day(Some(owed.due)), &reference(on), &place.to_be_bytes()].concat();
        derived.pairs.insert(at, encode(&owed));
        derived.counts.push((OWED, Some(owed.due)));
    }
}

fn of_case(house: &House, case: &Case, settled: &BTreeSet<(char, usize)>) -> Derived {
    let (calendar, timescales) = (&house.calendar, &house.office.timescales);
    let mut derived = Derived::default();
    let at = reference(case.reference);
    let mut owed = obligations(calendar, timescales, case);
    let row = row_owing(calendar, case, &owed);
    let bytes = encode(&row);
    let is_open = row.open_round().is_some();
    if is_open || row.next.is_some() {
        let next = row.next.map(|it| it.0);
        derived.pairs.insert(key(OPEN, &[&day(next), &at]), bytes.clone());
        derived.counts.push((if is_open { DAY } else { CLOSED_DAY }, next));
    }
    derived.pairs.insert(key(ROW, &[&at]), bytes);
    owed.extend(asked_of(house, case, settled));
    put_in_diary(&mut derived, case.reference.into(), owed);
    // That a case is kept long enough is nobody's to do in time, and does not count as owed.
    if let Some(kept) = retention_review(&house.office.retention, case) {
        derived.pairs.insert(key(KEPT, &[&day(Some(kept.due)), &at]), encode(&kept));
    }
    for (kind, words) in [(WORD, words_of(&row)), (NAME, words_of_names(&row)), (MARK, marks_of(case))] {
        derived.terms.extend(terms(kind, &words));
    }
    if let Some(LinkedCase::Case(of)) = case.duplicate_of {
        derived.pairs.insert(key(LINKED, &[&reference(of), &at]), Vec::new());
    }
    if let Some(restriction) = &case.restriction {
        derived.pairs.insert(key(RESTRICTED, &[&at]), encode(restriction));
    }
    Derived { row: Some(row), ..derived }
}

fn of_entry(house: &House, entry: &Entry) -> Derived {
    let mut derived = Derived::default();
    let at = reference(entry.reference);
    put_in_diary(&mut derived, entry.reference.into(), entry_obligations(house, entry));
    for on in comes_of(entry) {
        derived.pairs.insert(key(LINKED, &[&reference(on), &at]), Vec::new());
    }
    if let Some(restriction) = &entry.restriction {
        derived.pairs.insert(key(RESTRICTED, &[&at]), encode(restriction));
    }
    derived
}

fn of_plan(plan: &Plan) -> Derived {
    let mut derived = Derived::default();
    for row in rows(plan) {
        derived.pairs.insert(action_key(&row), encode(&row));
        let due = if row.state == ActionStage::Completed {
            derived.counts.extend(row.completed.map(|it| (UNREVIEWED, Some(it))));
            row.review_due
        } else {
            row.due.filter(|_| is_bound(&row))
        };
        derived.counts.extend(due.map(|it| (ACTION_DUE, Some(it))));
    }
    put_in_diary(&mut derived, plan.reference.into(), plan_obligations(plan));
    for case in plan.cases() {
        let at = key(LEARNT, &[&reference(case), &reference(plan.reference)]);
        derived.pairs.insert(at, encode(&(plan.learnt_from(case), &plan.facts.title)));
    }
    for case in plan.comes_of() {
        derived.pairs.insert(key(LINKED, &[&reference(case), &reference(plan.reference)]), Vec::new());
    }
    derived
}

/// Whether an action is agreed and still to be done.
fn is_bound(row: &ActionRow) -> bool {
    matches!(
        row.state,
        ActionStage::Agreed | ActionStage::UnderWay | ActionStage::Blocked | ActionStage::Reopened
    )
}

/// The class of actions on which nothing is left to do.
const FINISHED: u8 = 4;

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
    let (at, number) = (reference(row.reference.plan), row.reference.action.to_be_bytes());
    key(ACTION, &[&[class], &day(date), &at, &number])
}

/// The last day that a row speaks of: on any later day it stands as it stands now.
pub fn last_day(row: &Row) -> NaiveDate {
    row.rounds.iter().flat_map(RoundPart::days).fold(row.received, NaiveDate::max)
}

/// Cuts a value into pieces under keys of their own.
pub fn pieces(pairs: &mut Pairs, prefix: &[u8], bytes: &[u8]) {
    for (place, piece) in (0_u16..).zip(bytes.chunks(PIECE)) {
        let mut key = prefix.to_vec();
        key.extend_from_slice(&place.to_be_bytes());
        pairs.insert(key, piece.to_vec());
    }
}

/// The words by which a case is found: references, people and how they are reached, and what it is about.
fn words_of(row: &Row) -> BTreeSet<String> {
    let reference = row.reference.to_string();
    let number = row.reference.number.to_string();
    let mut found = words_of_names(row);
    let texts = [&reference, &number, &row.source_ref, &row.subject];
    found.extend(texts.into_iter().flat_map(|it| of_text(it)));
    for it in [&row.complainant, &row.representative] {
        found.extend(it.reach.iter().flat_map(|it| of_reach(it)));
    }
    found
}

fn words_of_names(row: &Row) -> BTreeSet<String> {
    let names = [&row.complainant, &row.representative].into_iter().flat_map(|it| &it.names);
    names.flat_map(|it| of_name(it)).collect()
}

/// What else names somebody of a case, in the one form in which it is compared.
fn marks_of(case: &Case) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = case.facts.colleagues.iter().flat_map(|it| of_name(it)).collect();
    for it in [&case.facts.complainant, &case.facts.representative] {
        for mark in it.known_as().marks() {
            found.extend(
                without_area(mark.compared()).filter(|_| matches!(mark, Mark::Phone(_))).map(str::to_owned),
            );
            found.insert(mark.compared().to_owned());
        }
        found.extend(numbered_lines(&it.address).into_iter().map(|it| it.concat()));
    }
    found.extend(references_of(case).iter().map(|it| run_of(it)).filter(|it| !it.is_empty()));
    found
}

/// Where a case came from: its reference there is found as its own are, and nobody looks for the rest.
const ELSEWHERE: &[&str] = &["reference", "file", "sha256"];

/// The words of what a change writes on a case in words, people and how they are reached apart: those are found as they
/// are now. What an erasure would take away is a text. That a case repeats another is said by the program, and not found: the
/// other may be hidden from whoever looks.
pub fn words_written(house: &House, events: &[Event], mut see: impl FnMut(String)) {
    let is_said = |it: &&Event| matches!(it, Event::Closed(it) if it.outcome == Some(Outcome::Duplicate));
    for event in events.iter().filter(|it| !is_said(it)) {
        let mut texts = texts_apart(event, &scrub(&house.office, event));
        texts.retain(|it| {
            !is_of_a_person(it.whose.unwrap_or_default(), &it.key) && !ELSEWHERE.contains(&it.key.as_str())
        });
        for it in texts {
            of_text(&it.text).into_iter().for_each(&mut see);
            // An email, a number and a postcode have one of these.
            if it.text.contains(|letter: char| letter == '@' || letter.is_numeric()) {
                of_reach(&it.text).into_iter().for_each(&mut see);
            }
        }
    }
}

/// What a case is called elsewhere: by whom it was taken over from, and by the Ombudsman.
pub fn references_of(case: &Case) -> Vec<String> {
    let there = case.source.iter().map(|it| it.reference.clone());
    let all = there.chain(case.referrals.iter().map(|it| it.their_ref.clone()));
    all.filter(|it| !it.trim().is_empty()).collect()
}

/// A text as one run of letters and digits.
fn run_of(text: &str) -> String {
    words(text).into_iter().map(|it| it.short).collect()
}
