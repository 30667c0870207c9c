//! A case in one line: everything that lists and figures need, so that neither ever opens the record itself.
//!
//! A row carries enough dates to say how the case stood on any day: when it was open, and what the person had been
//! promised by then.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::diary::{Owed, Standing, obligations, standing};
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::settings::Timescales;
use crate::domain::party::known::KnownAs;
use crate::domain::reference::CaseRef;
use crate::domain::retention::{Keep, keep};
use crate::domain::row_parts::{CostPart, PaymentPart, ReferralPart, RemedyPart};
use crate::domain::vocabulary::{Consent, Nature, Outcome, Route, Stage, WentWrong};

/// One case, as lists and figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its reference.
    pub reference: CaseRef,
    /// Version of the record that the row was made from.
    pub version: u64,
    /// The reference it had elsewhere; empty if logged here.
    pub source_ref: String,
    /// Complaint or everyday conversation.
    pub nature: Nature,
    /// By what whoever is affected can be told.
    pub complainant: KnownAs,
    /// The same of whoever speaks for them.
    pub representative: KnownAs,
    /// One line; the first issue's words where nobody wrote one.
    pub subject: String,
    /// What it is about.
    pub service: Option<ServiceId>,
    /// Main theme of its first issue.
    pub theme: Option<ThemeId>,
    /// How it arrived.
    pub channel: Option<ChannelId>,
    /// Where it stands now.
    pub stage: Stage,
    /// The route that holds now.
    pub route: Option<Route>,
    /// Who is responsible.
    pub owner: Option<String>,
    /// Day of receipt.
    #[serde(with = "crate::domain::compact")]
    pub received: NaiveDate,
    /// By when it had to be acknowledged.
    #[serde(with = "crate::domain::compact")]
    pub acknowledge_by: NaiveDate,
    /// When it was.
    #[serde(with = "crate::domain::compact")]
    pub acknowledged: Option<NaiveDate>,
    /// What the person was promised: the day they were told, and the date they were given. The first is the first promise.
    #[serde(with = "crate::domain::compact")]
    pub promises: Vec<(NaiveDate, NaiveDate)>,
    /// When the final response went.
    #[serde(with = "crate::domain::compact")]
    pub responded: Option<NaiveDate>,
    /// Every closing, with the reopening that followed.
    #[serde(with = "crate::domain::compact")]
    pub closings: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// How it ended; none while open, or when an imported case's outcome was not recorded.
    pub outcome: Option<Outcome>,
    /// Whether something went wrong.
    pub went_wrong: Option<WentWrong>,
    /// Working days from receipt to answer.
    pub days_taken: Option<i64>,
    /// Of these, days during which the office's clock stood still.
    pub days_paused: i64,
    /// The soonest thing owed on it while it is open.
    #[serde(with = "crate::domain::compact")]
    pub next: Option<(NaiveDate, Owed)>,
    /// Whether it was referred to the next tier.
    pub referred: bool,
    /// Whether it is important beyond itself.
    pub important: bool,
    /// Whether only named people may see it.
    pub restricted: bool,
    /// The theme of each issue.
    pub issues: Vec<Option<ThemeId>>,
    /// Why the answer was late, as its closing says; empty where it does not.
    pub late_reason: String,
    /// What is done to put things right.
    pub remedies: Vec<RemedyPart>,
    /// Money paid to the person.
    pub payments: Vec<PaymentPart>,
    /// Referrals to the next tier.
    pub referrals: Vec<ReferralPart>,
    /// Work and money that it took.
    pub costs: Vec<CostPart>,
    /// How long it is kept.
    pub keep: Keep,
}

/// Makes the row of a case.
pub fn row(calendar: &Calendar, timescales: &Timescales, case: &Case) -> Row {
    let answered = case.answered();
    let first = case.first_promise.iter().map(|it| (it.on, it.promised));
    let next = if case.nature == Nature::Complaint && case.is_open() {
        obligations(calendar, timescales, case).first().map(|it| (it.due, it.kind))
    } else {
        None
    };
    let subject = if case.facts.subject.is_empty() {
        case.issues.first().map(|it| it.what.clone()).unwrap_or_default()
    } else {
        case.facts.subject.clone()
    };
    Row {
        reference: case.reference,
        version: case.version,
        source_ref: case.source.as_ref().map(|it| it.reference.clone()).unwrap_or_default(),
        nature: case.nature,
        complainant: case.facts.complainant.known_as(),
        representative: case.facts.representative.known_as(),
        subject,
        service: case.facts.service,
        theme: case.issues.first().and_then(|it| it.theme),
        channel: case.facts.channel,
        stage: stage(case),
        route: case.route(),
        owner: case.owner.clone(),
        received: case.facts.received,
        acknowledge_by: case.acknowledge_by(calendar),
        acknowledged: case.acknowledgement.as_ref().map(|it| it.on),
        promises: first.chain(case.extensions.iter().map(|it| (it.told_on, it.to))).collect(),
        responded: case.response.as_ref().map(|it| it.on),
        closings: case.closings.iter().map(|it| (it.on, it.reopened.as_ref().map(|it| it.on))).collect(),
        outcome: case.closing().and_then(|it| it.outcome),
        went_wrong: case.went_wrong(),
        days_taken: answered.map(|it| calendar.days_taken(case.facts.received, it)),
        days_paused: answered.map_or(0, |it| case.paused_working_days(calendar, it)),
        next,
        referred: !case.referrals.is_empty(),
        important: case.important.is_some(),
        restricted: case.restriction.is_some(),
        issues: case.issues.iter().map(|it| it.theme).collect(),
        late_reason: case.closing().map(|it| it.late_reason.trim().to_owned()).unwrap_or_default(),
        remedies: case.remedies.iter().map(RemedyPart::from).collect(),
        payments: case.payments.iter().map(PaymentPart::from).collect(),
        referrals: case.referrals.iter().map(ReferralPart::from).collect(),
        costs: case.costs.iter().map(CostPart::from).collect(),
        keep: keep(case),
    }
}

/// Where a case stands, worked out from what has happened (domain reference 2.8).
pub fn stage(case: &Case) -> Stage {
    if case.nature == Nature::Conversation {
        return Stage::Conversation;
    }
    if !case.is_open() {
        return Stage::Closed;
    }
    if case.response.is_some() {
        return Stage::ResponseSent;
    }
    if case.pause().is_some() {
        return Stage::Paused;
    }
    if case.consent.as_ref().is_some_and(|it| it.status == Consent::Requested) {
        return Stage::AwaitingConsent;
    }
    if case.draft.is_some() {
        return if case.check.as_ref().is_some_and(|it| it.passed) {
            Stage::QualityCheck
        } else {
            Stage::Drafted
        };
    }
    if !case.closings.is_empty() {
        return Stage::Reopened;
    }
    match (case.route(), &case.acknowledgement) {
        (Some(Route::EarlyResolution), _) => Stage::EarlyResolution,
        (Some(Route::CloserLook), _) => Stage::CloserLook,
        (None, Some(_)) => Stage::Acknowledged,
        (None, None) => Stage::New,
    }
}

impl Row {
    /// The row as figures see it: without the words, and without what changes while no figure does.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            version: 0,
            source_ref: String::new(),
            complainant: KnownAs::default(),
            representative: KnownAs::default(),
            subject: String::new(),
            owner: None,
            ..self.clone()
        }
    }

    /// Whether it counts as a complaint received by a day.
    pub fn received_by(&self, day: NaiveDate) -> bool {
        self.nature == Nature::Complaint && self.received <= day
    }

    /// Whether it was open on a day: received by then and not closed by then, whatever was recorded later.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        let closed = |(closed, reopened): &(NaiveDate, Option<NaiveDate>)| {
            *closed <= day && reopened.is_none_or(|reopened| day < reopened)
        };
        self.received_by(day) && !self.closings.iter().any(closed)
    }

    /// The date that the person had on a day; the first promise counts from receipt on.
    pub fn promised_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        let told_by = |(told, _): &&(NaiveDate, NaiveDate)| *told <= day;
        let (_, promised) = self.promises.iter().rev().find(told_by).or(self.promises.first())?;
        Some(*promised)
    }

    /// The date that the person was given at the start.
    pub fn first_promise(&self) -> Option<NaiveDate> {
        self.promises.first().map(|(_, promised)| *promised)
    }

    /// The day it was closed, if it is closed on this day.
    pub fn closed_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        if self.open_on(day) { None } else { self.closings.iter().rev().map(|it| it.0).find(|it| *it <= day) }
    }

    /// The day on which the person had their answer, as things stood on a day.
    pub fn answered_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.responded.filter(|it| *it <= day).or_else(|| self.closed_on(day))
    }

    /// The day on which the person had their answer.
    pub fn answered(&self) -> Option<NaiveDate> {
        self.responded.or_else(|| self.closings.last().filter(|it| it.1.is_none()).map(|it| it.0))
    }

    /// Whether it was overdue on a day: open, unanswered, and past the date that the person had.
    pub fn overdue_on(&self, day: NaiveDate) -> bool {
        self.open_on(day)
            && self.responded.is_none_or(|it| day < it)
            && self.promised_on(day).is_some_and(|promised| promised < day)
    }

    /// The soonest thing owed on it on a day, while it was open. A case closed since is judged by its promise alone.
    pub fn next_on(&self, day: NaiveDate) -> Option<(NaiveDate, Owed)> {
        if !self.open_on(day) {
            return None;
        }
        let open_now = self.closings.last().is_none_or(|it| it.1.is_some());
        if open_now { self.next } else { self.promised_on(day).map(|it| (it, Owed::Reply)) }
    }

    /// How it stood on a day.
    pub fn standing_on(&self, calendar: &Calendar, due_soon: u32, day: NaiveDate) -> Standing {
        standing(calendar, due_soon, day, self.next_on(day).map(|it| it.0))
    }

    /// The stage to show for a day: a case closed since shows the route it was on.
    pub fn stage_on(&self, day: NaiveDate) -> Stage {
        match (self.stage, self.route) {
            (Stage::Closed, Some(Route::EarlyResolution)) if self.open_on(day) => Stage::EarlyResolution,
            (Stage::Closed, Some(Route::CloserLook)) if self.open_on(day) => Stage::CloserLook,
            (Stage::Closed, None) if self.open_on(day) => Stage::New,
            (stage, _) => stage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Closing, Extension, Facts, Promise, Reopening};
    use crate::domain::office::record::Office;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn closing(date: &str, reopened: Option<&str>) -> Closing {
        Closing {
            on: on(date),
            outcome: None,
            reason: String::new(),
            late_reason: String::new(),
            reopened: reopened.map(|it| Reopening { on: on(it), reason: String::new() }),
        }
    }

    fn row_of(change: impl FnOnce(&mut Case)) -> Row {
        let office = Office::default();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        change(&mut case);
        row(&office.calendar(), &office.timescales, &case)
    }

    #[test]
    fn a_case_is_open_from_receipt_until_the_day_it_closes_and_again_from_the_day_it_reopens() {
        let it = row_of(|case| {
            case.closings = vec![closing("2026-03-10", Some("2026-03-20")), closing("2026-04-01", None)];
        });
        let open: Vec<bool> = [
            "2026-03-01",
            "2026-03-02",
            "2026-03-09",
            "2026-03-10",
            "2026-03-19",
            "2026-03-20",
            "2026-04-01",
        ]
        .iter()
        .map(|day| it.open_on(on(day)))
        .collect();
        assert_eq!(open, [false, true, true, false, false, true, false]);
    }

    #[test]
    fn an_extension_counts_from_the_day_the_person_was_told() {
        let it = row_of(|case| {
            case.first_promise =
                Some(Promise { promised: on("2026-03-20"), on: on("2026-03-03"), means: None });
            case.extensions.push(Extension {
                to: on("2026-04-20"),
                reason: String::new(),
                told_on: on("2026-03-25"),
            });
        });
        assert!(
            it.overdue_on(on("2026-03-24"))
                && !it.overdue_on(on("2026-03-25"))
                && !it.overdue_on(on("2026-04-20"))
        );
        assert!(it.overdue_on(on("2026-04-21")));
    }

    #[test]
    fn a_case_due_on_the_day_is_not_overdue() {
        let promise = Promise { promised: on("2026-03-20"), on: on("2026-03-03"), means: None };
        let it = row_of(|case| case.first_promise = Some(promise));
        assert!(!it.overdue_on(on("2026-03-20")) && it.overdue_on(on("2026-03-21")));
    }
}
