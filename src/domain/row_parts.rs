//! The parts of a case's row of which there may be several: money, remedies, referrals and cost, each cut down to what
//! figures and filters ask of it. No words, so that a row stays small.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::record::{Case, Cost, Issue, Payment, Recommendation, Referral, Remedy};
use crate::domain::office::lists::ThemeId;
use crate::domain::vocabulary::{Compliance, Decision, PaymentClass, PaymentHead, RemedyKind, Tier};

/// Something that is complained about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePart {
    pub theme: Option<ThemeId>,
    /// When it was added; the day of receipt for one that the case came with.
    #[serde(with = "crate::domain::compact")]
    pub since: NaiveDate,
}

/// Money paid, or decided and not paid yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPart {
    /// How much, in pence.
    pub pence: u64,
    /// How it scores in the accounts.
    pub class: PaymentClass,
    /// What it is for.
    pub head: PaymentHead,
    /// Whether it arises from maladministration.
    pub maladministration: bool,
    /// Whether the estimate was confirmed to cover it.
    pub cover_confirmed: bool,
    /// Whether it was confirmed to lie within the ambit of the vote.
    pub ambit_confirmed: bool,
    /// When it was recorded; none for one whose day is not known.
    #[serde(with = "crate::domain::compact")]
    pub since: Option<NaiveDate>,
    /// When it was paid.
    #[serde(with = "crate::domain::compact")]
    pub paid: Option<NaiveDate>,
}

/// Something done to put things right, or still to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyPart {
    /// What kind.
    pub kind: RemedyKind,
    /// When it was recorded; none for one whose day is not known.
    #[serde(with = "crate::domain::compact")]
    pub since: Option<NaiveDate>,
    /// When it was done.
    #[serde(with = "crate::domain::compact")]
    pub done: Option<NaiveDate>,
}

/// A referral to the next tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralPart {
    /// How far it goes there.
    pub tier: Tier,
    /// When the office heard of it.
    #[serde(with = "crate::domain::compact")]
    pub on: NaiveDate,
    /// When and what they decided.
    #[serde(with = "crate::domain::compact")]
    pub decision: Option<(NaiveDate, Decision)>,
    /// What they recommend.
    pub recommendations: Vec<RecommendationPart>,
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationPart {
    /// By when it is to be followed.
    #[serde(with = "crate::domain::compact")]
    pub target: Option<NaiveDate>,
    /// When and how it ended.
    #[serde(with = "crate::domain::compact")]
    pub followed: Option<(NaiveDate, Compliance)>,
}

/// Work and money that a case took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostPart {
    /// When.
    #[serde(with = "crate::domain::compact")]
    pub on: NaiveDate,
    /// Work, in minutes.
    pub minutes: u32,
    /// Money paid to others, in pence.
    pub pence: u64,
}

impl ReferralPart {
    /// Whether it went to the Ombudsman, not to a second tier before.
    pub const fn is_to_the_ombudsman(&self) -> bool {
        !matches!(self.tier, Tier::SecondTier)
    }
}

impl RecommendationPart {
    /// How it stood on a day.
    pub fn on(&self, day: NaiveDate) -> Compliance {
        self.followed.filter(|it| it.0 <= day).map_or(Compliance::Open, |it| it.1)
    }
}

impl PaymentPart {
    /// Whether it is a special payment in the sense of Managing Public Money.
    pub const fn is_special(&self) -> bool {
        !matches!(self.class, PaymentClass::NotSpecial)
    }
}

impl IssuePart {
    /// An issue of a case. A complaint is about something from the beginning: its first issue was there, whenever it was entered.
    /// Another that was entered late was there by the day on which something was found on it, or on which the round that it was
    /// entered in was closed.
    pub fn of(it: &Issue, case: &Case) -> Self {
        let Some(added) = it.added.filter(|_| 1 < it.number) else {
            return Self { theme: it.theme, since: case.facts.received };
        };
        let round = case.rounds.iter().rfind(|it| it.begun <= added);
        let closed = round.and_then(|it| it.closing.as_ref()).map(|it| it.on);
        let found = it.finding.as_ref().map(|it| it.on);
        let since = [closed, found].into_iter().flatten().fold(added, NaiveDate::min);
        Self { theme: it.theme, since: since.max(case.facts.received) }
    }
}

/// Since when there is something that was done: what was written down later was there when it was done.
fn known_since(added: Option<NaiveDate>, done: Option<NaiveDate>) -> Option<NaiveDate> {
    added.map(|added| done.map_or(added, |done| added.min(done)))
}

impl From<&Payment> for PaymentPart {
    fn from(it: &Payment) -> Self {
        Self {
            pence: it.pence,
            class: it.class,
            head: it.head,
            maladministration: it.maladministration,
            cover_confirmed: it.estimate_cover == Some(true),
            ambit_confirmed: it.within_ambit == Some(true),
            since: known_since(it.added, it.paid),
            paid: it.paid,
        }
    }
}

impl From<&Remedy> for RemedyPart {
    fn from(it: &Remedy) -> Self {
        Self { kind: it.kind, since: known_since(it.added, it.done), done: it.done }
    }
}

impl From<&Referral> for ReferralPart {
    fn from(it: &Referral) -> Self {
        Self {
            tier: it.tier,
            on: it.on,
            decision: it.decision.as_ref().map(|it| (it.on, it.decision)),
            recommendations: it.recommendations.iter().map(RecommendationPart::from).collect(),
        }
    }
}

impl From<&Recommendation> for RecommendationPart {
    fn from(it: &Recommendation) -> Self {
        Self { target: it.target, followed: it.followed.as_ref().map(|it| (it.on, it.compliance)) }
    }
}

impl From<&Cost> for CostPart {
    fn from(it: &Cost) -> Self {
        Self { on: it.on, minutes: it.minutes, pence: it.pence }
    }
}
