//! How long a case is kept: from its kind, its dates, what holds it, and the cases it is linked with.
//!
//! Invariant: a case is never to be anonymised while it, or a case linked with it, is open, held or without a schedule.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::{add_months, long};
use crate::domain::case::record::Case;
use crate::domain::reference::{CaseRef, LinkedCase};
use crate::domain::schedule::Schedule;
use crate::domain::text::count;
use crate::domain::vocabulary::{CountsFrom, HoldKind, Nature, RetentionState, ScheduleKind};

/// So many months before its date a case is listed for review.
pub const REVIEW_MONTHS: i32 = 4;

/// What retention needs to know of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionFacts {
    /// Which schedule it falls under.
    pub kind: ScheduleKind,
    /// When it ended; none while it is open.
    #[serde(with = "crate::domain::compact")]
    pub closed: Option<NaiveDate>,
    /// When it was answered last, or else received.
    #[serde(with = "crate::domain::compact")]
    pub responded: NaiveDate,
    /// What holds it.
    pub holds: Vec<HoldKind>,
    /// The case that it repeats.
    pub duplicate_of: Option<CaseRef>,
    /// When it was anonymised.
    #[serde(with = "crate::domain::compact")]
    pub erased: Option<NaiveDate>,
}

/// What retention needs to know of a case.
pub fn keep(case: &Case) -> RetentionFacts {
    let is_conversation = case.nature == Nature::Conversation;
    let closed = if is_conversation { Some(case.facts.received) } else { case.closing().map(|it| it.on) };
    let outcome = case.closing().and_then(|it| it.outcome);
    let kind = if case.important().is_some() {
        ScheduleKind::Important
    } else if !case.referrals.is_empty() {
        ScheduleKind::Ombudsman
    } else if is_conversation {
        ScheduleKind::Conversation
    } else if outcome.is_some_and(|it| !it.is_finding()) {
        ScheduleKind::NotTakenFurther
    } else {
        ScheduleKind::Complaint
    };
    let mut responses = case.rounds.iter().filter_map(|it| it.response.as_ref());
    RetentionFacts {
        kind,
        closed,
        responded: responses.next_back().map_or(case.facts.received, |it| it.on),
        holds: case.holds.iter().map(|it| it.category).collect(),
        duplicate_of: case.duplicate_of.and_then(LinkedCase::case),
        erased: case.erased.as_ref().map(|it| it.on),
    }
}

impl RetentionFacts {
    /// The schedule that it falls under.
    pub fn schedule(&self, schedules: &[Schedule]) -> Option<Schedule> {
        schedules.iter().copied().find(|it| it.kind == self.kind)
    }

    /// Up to which day its own schedule keeps it; none while it is open, or where its kind has no schedule.
    ///
    /// It is never before its closing, whatever the schedule counts from.
    pub fn own_date(&self, schedules: &[Schedule]) -> Option<NaiveDate> {
        let (schedule, closed) = (self.schedule(schedules)?, self.closed?);
        let from = match schedule.from {
            CountsFrom::Closing => closed,
            CountsFrom::Response => self.responded,
        };
        let months = i32::try_from(schedule.in_months()).unwrap_or(i32::MAX);
        Some(add_months(from, months).max(closed))
    }
}

/// Where a case stands between being kept and being anonymised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The case.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: RetentionState,
    /// Up to which day it is kept, its own and its linked cases' later date; none if it is not known yet.
    pub until: Option<NaiveDate>,
    /// The schedule that it falls under, by name; empty if there is none.
    pub schedule: String,
    /// What it waits for, besides its date; empty if nothing.
    pub why: String,
}

/// Where cases stand, for one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Those that they may see, by reference.
    pub cases: Vec<Retention>,
    /// Up to which day each of those is kept that are not anonymised and kept from them, as far as that is known.
    pub hidden: Vec<NaiveDate>,
    /// Whom to ask about these, in a sentence.
    pub ask: String,
}

impl Kept {
    /// That so many that are kept from them reach the end of their time by a day, and whom to ask; none if none does.
    pub fn told_of_hidden(&self, by: NaiveDate) -> Option<String> {
        let many = self.hidden.iter().filter(|it| **it <= by).count() as u64;
        let (are, reach) = if many == 1 {
            ("is", "reaches the end of its time")
        } else {
            ("are", "reach the end of their time")
        };
        let cases = count(many, "restricted case");
        (many > 0).then(|| format!("{cases} that {are} kept from you {reach} by {}. {}", long(by), self.ask))
    }
}

impl Retention {
    /// Why it must not be anonymised now, whoever asks; none if nothing but its date stands in the way.
    pub fn obstacle(&self) -> Option<String> {
        match self.state {
            RetentionState::Anonymised => Some(format!("{} is anonymised already.", self.reference)),
            _ if !self.why.is_empty() => {
                Some(format!("{} cannot be anonymised: {}.", self.reference, self.why))
            }
            _ => None,
        }
    }

    /// Its state in a sentence's worth.
    pub fn in_words(&self) -> String {
        match (self.state, self.until) {
            (RetentionState::Anonymised, Some(on)) => format!("anonymised on {}", long(on)),
            (state, Some(until)) => format!("{state}, kept until {}", long(until)),
            (state, None) => state.word().to_owned(),
        }
    }
}

/// Where every case stands on a day. Cases that repeat one another, or from which one live plan learns (`together`), share
/// the latest of their dates.
pub fn survey(
    schedules: &[Schedule],
    today: NaiveDate,
    cases: &BTreeMap<CaseRef, RetentionFacts>,
    together: &[Vec<CaseRef>],
) -> Vec<Retention> {
    let mut groups = Groups::default();
    for (reference, keep) in cases {
        // What is anonymised is done with, and holds nobody up.
        if let Some(other) = keep.duplicate_of.filter(|it| cases.contains_key(it)) {
            groups.join(*reference, other);
        }
    }
    for group in together {
        let known: Vec<CaseRef> = group.iter().copied().filter(|it| cases.contains_key(it)).collect();
        known.windows(2).for_each(|pair| groups.join(pair[0], pair[1]));
    }
    let mut shared: BTreeMap<CaseRef, Shared> = BTreeMap::new();
    for (reference, keep) in cases.iter().filter(|(_, it)| it.erased.is_none()) {
        let group = shared.entry(groups.head(*reference)).or_default();
        group.take(*reference, keep, schedules);
    }
    let stands = |(reference, keep): (&CaseRef, &RetentionFacts)| {
        let schedule = keep.schedule(schedules).map(Schedule::name).unwrap_or_default();
        let stands = Retention {
            reference: *reference,
            state: RetentionState::Anonymised,
            until: keep.erased,
            schedule,
            why: String::new(),
        };
        let Some(group) = shared.get(&groups.head(*reference)).filter(|_| keep.erased.is_none()) else {
            return stands;
        };
        let why = group.why(*reference);
        let review_from = |until: NaiveDate| add_months(until, -REVIEW_MONTHS);
        let state = match group.until.filter(|_| group.unknown.is_none()) {
            None => RetentionState::NotSet,
            Some(until) if today < review_from(until) => RetentionState::Retain,
            Some(_) if group.held.is_some() => RetentionState::Retain,
            Some(until) if today < until => RetentionState::Review,
            Some(_) => RetentionState::ToBeAnonymised,
        };
        let until = group.until.filter(|_| group.unknown.is_none());
        Retention { state, until, why, ..stands }
    };
    cases.iter().map(stands).collect()
}

/// What the cases of a group share.
#[derive(Default)]
struct Shared {
    until: Option<NaiveDate>,
    /// A case that is open or without a schedule, and which of the two.
    unknown: Option<(CaseRef, String)>,
    /// A case that is held, and by what.
    held: Option<(CaseRef, String)>,
}

impl Shared {
    fn take(&mut self, reference: CaseRef, keep: &RetentionFacts, schedules: &[Schedule]) {
        let own = keep.own_date(schedules);
        self.until = self.until.max(own);
        if own.is_none() {
            let why = if keep.closed.is_none() {
                "is open".to_owned()
            } else {
                format!("has no schedule: no schedule says how long “{}” is kept", keep.kind)
            };
            self.unknown.get_or_insert((reference, why));
        }
        if !keep.holds.is_empty() {
            let holds: Vec<&str> = keep.holds.iter().map(|it| it.word()).collect();
            self.held.get_or_insert((reference, format!("is held ({})", holds.join(", "))));
        }
    }

    fn why(&self, reference: CaseRef) -> String {
        let words = |(which, why): &(CaseRef, String)| {
            if *which == reference {
                format!("it {why}")
            } else {
                format!("{which}, which it is linked with, {why}")
            }
        };
        self.unknown.iter().chain(&self.held).map(words).collect::<Vec<_>>().join("; ")
    }
}

/// Cases that belong together, each known by the head of its group.
#[derive(Default)]
struct Groups(BTreeMap<CaseRef, CaseRef>);

impl Groups {
    fn head(&self, mut of: CaseRef) -> CaseRef {
        while let Some(next) = self.0.get(&of) {
            of = *next;
        }
        of
    }

    fn join(&mut self, one: CaseRef, other: CaseRef) {
        let (one, other) = (self.head(one), self.head(other));
        // The smaller is the head, so that there is never a ring.
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::FIRST;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case(number: u32) -> CaseRef {
        CaseRef { year: 2020, number }
    }

    fn closed(day: &str) -> RetentionFacts {
        RetentionFacts {
            kind: ScheduleKind::Complaint,
            closed: Some(on(day)),
            responded: on(day),
            holds: Vec::new(),
            duplicate_of: None,
            erased: None,
        }
    }

    fn states(today: &str, cases: &[RetentionFacts], together: &[Vec<CaseRef>]) -> Vec<RetentionState> {
        let cases = (1..).map(case).zip(cases.iter().cloned()).collect();
        survey(FIRST, on(today), &cases, together).into_iter().map(|it| it.state).collect()
    }

    #[test]
    fn a_case_is_kept_then_reviewed_for_four_months_then_to_be_anonymised() {
        use RetentionState::{Retain, Review, ToBeAnonymised};
        for (today, expect) in [
            ("2020-03-10", Retain),
            ("2025-11-09", Retain),
            ("2025-11-10", Review),
            ("2026-03-09", Review),
            ("2026-03-10", ToBeAnonymised),
            ("2040-01-01", ToBeAnonymised),
        ] {
            assert_eq!(states(today, &[closed("2020-03-10")], &[]), [expect], "{today}");
        }
    }

    #[test]
    fn what_is_open_held_or_without_a_schedule_is_never_anonymised() {
        use RetentionState::{Anonymised, NotSet, Retain};
        let open = RetentionFacts { closed: None, ..closed("2000-01-01") };
        let held = RetentionFacts { holds: vec![HoldKind::Litigation], ..closed("2000-01-01") };
        let done = RetentionFacts { erased: Some(on("2010-01-01")), ..closed("2000-01-01") };
        assert_eq!(states("2026-01-01", &[open, held.clone(), done], &[]), [NotSet, Retain, Anonymised]);
        let cases = BTreeMap::from([(case(1), closed("2000-01-01")), (case(2), held)]);
        let found = survey(&[], on("2026-01-01"), &cases, &[]);
        assert!(found.iter().all(|it| it.state == NotSet && it.obstacle().is_some()));
        let found = survey(FIRST, on("2026-01-01"), &cases, &[]);
        assert_eq!(found[0].obstacle(), None);
        assert!(found[1].why.contains("held (litigation)"), "{}", found[1].why);
    }

    #[test]
    fn linked_cases_share_the_later_date_and_wait_for_one_another() {
        use RetentionState::{NotSet, Retain, ToBeAnonymised};
        let repeat = RetentionFacts { duplicate_of: Some(case(2)), ..closed("2019-01-01") };
        let later = closed("2021-06-01");
        assert_eq!(states("2026-01-01", &[repeat.clone(), later], &[]), [Retain, Retain]);
        let plan = vec![vec![case(1), case(2)]];
        let pair = [closed("2019-01-01"), closed("2021-06-01")];
        assert_eq!(states("2026-01-01", &pair, &plan), [Retain, Retain]);
        assert_eq!(states("2026-01-01", &pair, &[]), [ToBeAnonymised, Retain]);
        let open = RetentionFacts { closed: None, ..closed("2019-01-01") };
        assert_eq!(states("2026-01-01", &[repeat.clone(), open], &[]), [NotSet, NotSet]);
        let held = RetentionFacts { holds: vec![HoldKind::Inquiry], ..closed("2019-01-01") };
        assert_eq!(states("2026-01-01", &[repeat, held], &[]), [Retain, Retain]);
    }

    #[test]
    fn a_schedule_that_counts_from_the_response_never_ends_before_the_closing() {
        let it = RetentionFacts {
            kind: ScheduleKind::Ombudsman,
            responded: on("2010-01-31"),
            ..closed("2026-01-01")
        };
        assert_eq!(it.own_date(FIRST), Some(on("2026-01-01")));
        let it = RetentionFacts { closed: Some(on("2011-01-01")), ..it };
        assert_eq!(it.own_date(FIRST), Some(on("2018-07-31")));
    }
}
