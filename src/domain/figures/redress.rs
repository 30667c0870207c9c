//! What was done to put things right: remedies, and money by how it scores in the accounts (Managing Public Money A4.14.17).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::figures::period::Period;
use crate::domain::row::Row;
use crate::domain::row_parts::{PaymentPart, RemedyPart};
use crate::domain::vocabulary::{PaymentClass, PaymentHead, RemedyKind};

/// Remedies of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyCount {
    /// Done in the period.
    pub done: u64,
    /// Cases on which one was done in the period.
    pub cases: u64,
    /// Offered and not done by the day.
    pub waiting: u64,
}

/// Payments of one class, or for one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSum {
    /// Cases on which one was made.
    pub cases: u64,
    /// How many were made.
    pub payments: u64,
    /// All of them, in pence.
    pub pence: u64,
    /// The largest one, in pence.
    pub largest: u64,
}

/// Money paid in the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redress {
    pub all: PaymentSum,
    /// By how it scores in the accounts.
    pub by_class: BTreeMap<PaymentClass, PaymentSum>,
    /// By what it is for: distress and poor complaint handling stand apart.
    pub by_head: BTreeMap<PaymentHead, PaymentSum>,
    /// What arises from maladministration.
    pub maladministration: PaymentSum,
    /// Special payments: every class but “not a special payment”.
    pub special: PaymentSum,
    /// Special payments for which it was confirmed that the estimate covers them.
    pub cover_confirmed: u64,
    /// Special payments for which it was confirmed that they lie within the ambit of the vote.
    pub ambit_confirmed: u64,
    /// Decided and not paid by the day, whenever that was.
    pub not_paid: PaymentSum,
}

impl PaymentSum {
    /// Counts in those payments of one case that fit; a case without one is not counted.
    fn add<'a>(&mut self, payments: impl Iterator<Item = &'a PaymentPart>) {
        let before = self.payments;
        for it in payments {
            self.payments += 1;
            self.pence += it.pence;
            self.largest = self.largest.max(it.pence);
        }
        self.cases += u64::from(before < self.payments);
    }
}

impl Redress {
    /// Counts in the payments of one complaint.
    pub fn add(&mut self, row: &Row, period: &Period) {
        if row.payments.is_empty() {
            return;
        }
        let made = || row.payments.iter().filter(|it| it.paid.is_some_and(|day| period.holds(day)));
        self.all.add(made());
        for class in PaymentClass::ALL.iter().filter(|class| made().any(|it| it.class == **class)) {
            self.by_class.entry(*class).or_default().add(made().filter(|it| it.class == *class));
        }
        for head in PaymentHead::ALL.iter().filter(|head| made().any(|it| it.head == **head)) {
            self.by_head.entry(*head).or_default().add(made().filter(|it| it.head == *head));
        }
        self.maladministration.add(made().filter(|it| it.maladministration));
        self.special.add(made().filter(|it| it.is_special()));
        for it in made().filter(|it| it.is_special()) {
            self.cover_confirmed += u64::from(it.cover_confirmed);
            self.ambit_confirmed += u64::from(it.ambit_confirmed);
        }
        let later = |it: &&PaymentPart| {
            it.since.is_none_or(|day| day <= period.as_of) && it.paid.is_none_or(|day| period.as_of < day)
        };
        self.not_paid.add(row.payments.iter().filter(later));
    }
}

/// Counts in the remedies of one complaint.
pub fn add_remedies(sum: &mut BTreeMap<RemedyKind, RemedyCount>, row: &Row, period: &Period) {
    let known = |it: &RemedyPart| it.since.is_none_or(|day| day <= period.as_of);
    for (place, it) in row.remedies.iter().enumerate().filter(|it| known(it.1)) {
        let is_waiting = it.done.is_none_or(|day| period.as_of < day);
        let is_done = it.done.is_some_and(|day| period.holds(day));
        if !is_waiting && !is_done {
            continue;
        }
        let count = sum.entry(it.kind).or_default();
        count.waiting += u64::from(is_waiting);
        if is_done {
            count.done += 1;
            let mut earlier = row.remedies[..place].iter();
            let is_first = !earlier
                .any(|other| other.kind == it.kind && other.done.is_some_and(|day| period.holds(day)));
            count.cases += u64::from(is_first);
        }
    }
}
