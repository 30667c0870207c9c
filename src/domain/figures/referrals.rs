//! What went to the Ombudsman, and what became of it. The office's own counts: never mixed with those the Ombudsman
//! publishes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::figures::period::Period;
use crate::domain::row::Row;
use crate::domain::vocabulary::{Compliance, Decision};

/// Referrals and recommendations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referrals {
    /// Cases referred to the Ombudsman in the period.
    pub to_the_ombudsman: u64,
    /// Cases referred to a second tier before the Ombudsman in the period.
    pub to_a_second_tier: u64,
    /// Decisions of the Ombudsman in the period.
    pub decisions: BTreeMap<Decision, u64>,
    /// Recommendations complied with in the period.
    pub complied_with: u64,
    /// Recommendations in the period that the office does not comply with.
    pub not_complied_with: u64,
    /// Recommendations still open on the day.
    pub open: u64,
    /// Of those, past the date by which they were to be followed.
    pub late: u64,
}

impl Referrals {
    /// Counts in the referrals of one complaint.
    pub fn add(&mut self, row: &Row, period: &Period) {
        let came = |ombudsman: bool| {
            row.referrals.iter().any(|it| it.is_to_the_ombudsman() == ombudsman && period.holds(it.on))
        };
        self.to_the_ombudsman += u64::from(came(true));
        self.to_a_second_tier += u64::from(came(false));
        for referral in row.referrals.iter().filter(|it| it.is_to_the_ombudsman() && it.on <= period.as_of) {
            if let Some((_, decision)) = referral.decision.filter(|it| period.holds(it.0)) {
                *self.decisions.entry(decision).or_default() += 1;
            }
            for it in &referral.recommendations {
                match (it.on(period.as_of), it.followed) {
                    (Compliance::CompliedWith, Some((day, _))) => {
                        self.complied_with += u64::from(period.holds(day));
                    }
                    (Compliance::NotCompliedWith, Some((day, _))) => {
                        self.not_complied_with += u64::from(period.holds(day));
                    }
                    _ => {
                        self.open += 1;
                        self.late += u64::from(it.target.is_some_and(|day| day < period.as_of));
                    }
                }
            }
        }
    }
}
