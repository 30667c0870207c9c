//! A case in one line: everything that lists and figures need, so that neither ever opens the record itself.
//!
//! A row carries the case's rounds, each with its own dates, to say how the case stood on any day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::case::stages::number;
use crate::domain::diary::{Obligation, Owed, Standing, obligations, standing};
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::record::Office;
use crate::domain::office::settings::Timescales;
use crate::domain::party::known::KnownAs;
use crate::domain::reference::CaseRef;
use crate::domain::retention::{RetentionFacts, keep};
use crate::domain::rounds::Rounds;
use crate::domain::row_parts::{CostPart, IssuePart, PaymentPart, ReferralPart, RemedyPart};
use crate::domain::row_round::RoundPart;
use crate::domain::vocabulary::{Consent, Nature, Route, Stage};

/// One case, as lists and figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
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
    /// Who is responsible.
    pub owner: Option<String>,
    /// Day of receipt.
    #[serde(with = "crate::domain::compact")]
    pub received: NaiveDate,
    /// Each time through, from receipt or reopening to closing.
    pub rounds: Rounds<RoundPart>,
    /// The soonest thing owed on it: all of it while it is open, and what was promised the person once it is closed.
    #[serde(with = "crate::domain::compact")]
    pub next: Option<(NaiveDate, Owed)>,
    /// The times for which it was marked as important beyond itself: from a day, and until one where that is over.
    #[serde(with = "crate::domain::compact")]
    pub important: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// By when it must be acknowledged as one about personal data; none where it is not about that.
    #[serde(with = "crate::domain::compact")]
    pub data_protection_by: Option<NaiveDate>,
    /// Whether only named people may see it.
    pub restricted: bool,
    /// Each issue.
    pub issues: Vec<IssuePart>,
    /// What is done to put things right.
    pub remedies: Vec<RemedyPart>,
    /// Money paid to the person.
    pub payments: Vec<PaymentPart>,
    /// Referrals to the next tier.
    pub referrals: Vec<ReferralPart>,
    /// Work and money that it took.
    pub costs: Vec<CostPart>,
    /// How long it is kept.
    pub keep: RetentionFacts,
    /// Whether there is a risk to or from one of its people: whoever meets them next is to know.
    pub has_risk: bool,
}

/// Makes the row of a case.
pub fn row(calendar: &Calendar, timescales: &Timescales, case: &Case) -> Row {
    row_owing(calendar, case, &obligations(calendar, timescales, case))
}

/// The same, of one on which this is owed.
pub fn row_owing(calendar: &Calendar, case: &Case, owed: &[Obligation]) -> Row {
    let next = owed.iter().find(|it| !it.kind.is_follow_up()).map(|it| (it.due, it.kind));
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
        owner: case.owner.clone(),
        received: case.facts.received,
        rounds: case.rounds.map(|it| RoundPart::of(calendar, case, it)),
        next,
        important: case.importance.iter().map(|it| (it.from, it.until)).collect(),
        data_protection_by: case.facts.data_protection.then(|| case.data_protection_by(calendar)),
        restricted: case.restriction.is_some(),
        issues: case.issues.iter().map(|it| IssuePart::of(it, case)).collect(),
        remedies: case.remedies.iter().map(RemedyPart::from).collect(),
        payments: case.payments.iter().map(PaymentPart::from).collect(),
        referrals: case.referrals.iter().map(ReferralPart::from).collect(),
        costs: case.costs.iter().map(CostPart::from).collect(),
        keep: keep(case),
        has_risk: [&case.facts.complainant, &case.facts.representative].iter().any(|it| !it.risk.is_empty()),
    }
}

/// Where a case stands, in words; in an office with two stages with the number of its own: “stage 2: closer look”.
pub fn stage_in_words(office: &Office, case: &Case) -> String {
    let word = stage(case).word();
    number(office, case).map_or_else(|| word.to_owned(), |it| format!("stage {it}: {word}"))
}

/// Where a case stands, worked out from what has happened.
pub fn stage(case: &Case) -> Stage {
    if case.nature == Nature::Conversation {
        return Stage::Conversation;
    }
    if !case.is_open() {
        return Stage::Closed;
    }
    let round = &case.rounds.now;
    if round.response.is_some() {
        return Stage::ResponseSent;
    }
    if round.pause().is_some() {
        return Stage::Paused;
    }
    if case.consent.as_ref().is_some_and(|it| it.status == Consent::Requested) {
        return Stage::AwaitingConsent;
    }
    if round.draft.is_some() {
        return if round.check.as_ref().is_some_and(|it| it.passed) {
            Stage::QualityCheck
        } else {
            Stage::Drafted
        };
    }
    if case.was_reopened() {
        return Stage::Reopened;
    }
    match (round.route(), &round.acknowledgement) {
        (None, None) => Stage::New,
        (None, Some(_)) => Stage::Acknowledged,
        (Some(route), _) => on_route(route),
    }
}

const fn on_route(route: Route) -> Stage {
    match route {
        Route::EarlyResolution => Stage::EarlyResolution,
        Route::CloserLook => Stage::CloserLook,
    }
}

impl Row {
    /// The row as one that nobody can tell by what it is about: all else of it counts.
    #[must_use]
    pub fn apart(&self) -> Self {
        let issue = |it: &IssuePart| IssuePart { theme: None, ..*it };
        let issues = self.issues.iter().map(issue).collect();
        Self { service: None, theme: None, channel: None, issues, ..self.clone() }
    }

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
            has_risk: false,
            ..self.clone()
        }
    }

    /// Whether it counts as a complaint received by a day.
    pub fn received_by(&self, day: NaiveDate) -> bool {
        self.nature == Nature::Complaint && self.received <= day
    }

    /// The round that held on a day: the last that had begun by then, or the first.
    pub fn round_on(&self, day: NaiveDate) -> &RoundPart {
        self.rounds.iter().rfind(|it| it.begun <= day).unwrap_or_else(|| self.rounds.first())
    }

    /// The round that goes on now; none for a case that is closed.
    pub fn open_round(&self) -> Option<&RoundPart> {
        Some(&self.rounds.now).filter(|it| self.nature == Nature::Complaint && it.closed.is_none())
    }

    /// Whether it was open on a day: received by then and not closed by then, whatever was recorded later.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        self.received_by(day) && self.round_on(day).open_on(day)
    }

    /// The day it was closed, if it is closed on this day.
    pub fn closed_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.round_on(day).closed_on(day)
    }

    /// The day by which the person expected an answer on a day.
    pub fn timescale_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.round_on(day).timescale_on(day)
    }

    /// Whether it is marked as important beyond itself.
    pub fn is_important(&self) -> bool {
        self.important.iter().any(|it| it.1.is_none())
    }

    /// Whether it was marked so on a day.
    pub fn important_on(&self, day: NaiveDate) -> bool {
        self.important.iter().any(|(from, until)| *from <= day && until.is_none_or(|it| day < it))
    }

    /// Whether it had been referred to the next tier by a day.
    pub fn referred_by(&self, day: NaiveDate) -> bool {
        self.referrals.iter().any(|it| it.on <= day)
    }

    /// Whether it was overdue on a day: open, unanswered, and past the timescale that the person had been told.
    pub fn overdue_on(&self, day: NaiveDate) -> bool {
        self.received_by(day) && self.round_on(day).overdue_on(day)
    }

    /// Whether its acknowledgement or its answer was late on a day, while it was open.
    pub fn reply_late_on(&self, day: NaiveDate) -> bool {
        self.open_on(day) && (self.overdue_on(day) || self.round_on(day).unacknowledged_on(day))
    }

    /// The soonest thing owed on it on a day. A round that is closed since is judged by its timescale alone, and one that was
    /// opened again since owed nothing while it was closed.
    pub fn next_on(&self, day: NaiveDate) -> Option<(NaiveDate, Owed)> {
        let (was_open, is_open) = (self.open_on(day), self.open_round().is_some());
        if self.rounds.now.begun <= day && was_open == is_open {
            self.next
        } else {
            self.timescale_on(day).filter(|_| was_open).map(|it| (it, Owed::Reply))
        }
    }

    /// Whether somebody has something to do on it on a day: it was open, or closed with something still to be done for the
    /// person.
    pub fn in_hand_on(&self, day: NaiveDate) -> bool {
        self.open_on(day) || self.next_on(day).is_some()
    }

    /// How it stood on a day.
    pub fn standing_on(&self, calendar: &Calendar, due_soon: u32, day: NaiveDate) -> Standing {
        standing(calendar, due_soon, day, self.next_on(day).map(|it| it.0))
    }

    /// The stage to show for a day: where a round went on that is closed since, the route it was on.
    pub fn stage_on(&self, day: NaiveDate) -> Stage {
        let round = self.round_on(day);
        if self.open_round().is_some_and(|it| it.begun <= day) || !self.received_by(day) {
            self.stage
        } else if round.closed_on(day).is_some() {
            Stage::Closed
        } else {
            round.route.map_or(Stage::New, on_route)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, Remedy};
    use crate::domain::case::round::{Closing, Extension, Round, RouteTaken, SecondStage, Timescale};
    use crate::domain::office::record::Office;
    use crate::domain::row_round::Timeliness;
    use crate::domain::vocabulary::{Outcome, RemedyKind};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn row_of(change: impl FnOnce(&mut Case)) -> Row {
        let office = Office::default();
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        change(&mut case);
        row(&office.calendar(), &office.timescales, &case)
    }

    fn tell(round: &mut Round, answer_by: &str, told_on: &str) {
        round.timescale = Some(Timescale { answer_by: on(answer_by), on: Some(on(told_on)), means: None });
    }

    #[test]
    fn a_round_that_begins_stage_2_owes_an_acknowledgement_of_its_own_and_counts_as_taken_there() {
        let it = row_of(|case| {
            case.rounds.begin(Round::begun(on("2026-04-01"), "Not content".to_owned()));
            let second_stage = Some(SecondStage { not_by: Vec::new(), acknowledge_within: 5 });
            let taken = RouteTaken::of(Route::CloserLook, on("2026-04-01"), 20);
            case.rounds.now.routes.push(RouteTaken { second_stage, ..taken });
        });
        let round = &it.rounds.now;
        assert!(round.is_escalated && round.owes_acknowledgement);
        assert_eq!(round.acknowledge_by, on("2026-04-10"), "without Good Friday and Easter Monday");
    }

    /// Closed in March, opened again and closed in April.
    fn reopened() -> Row {
        row_of(|case| {
            tell(&mut case.rounds.now, "2026-03-09", "2026-03-03");
            case.rounds.now.closing = Some(Closing::of(on("2026-03-10"), None));
            case.rounds.begin(Round::begun(on("2026-03-20"), "New evidence".to_owned()));
            tell(&mut case.rounds.now, "2026-03-30", "2026-03-21");
            case.rounds.now.closing = Some(Closing::of(on("2026-04-01"), None));
        })
    }

    #[test]
    fn a_case_is_open_from_receipt_until_the_day_it_closes_and_again_from_the_day_it_reopens() {
        let it = reopened();
        for (day, open) in [
            ("2026-03-01", false),
            ("2026-03-02", true),
            ("2026-03-09", true),
            ("2026-03-10", false),
            ("2026-03-19", false),
            ("2026-03-20", true),
            ("2026-04-01", false),
        ] {
            assert_eq!(it.open_on(on(day)), open, "{day}");
        }
    }

    #[test]
    fn what_the_person_was_told_in_one_round_says_nothing_of_another() {
        let it = reopened();
        let overdue = ["2026-03-09", "2026-03-10", "2026-03-21", "2026-03-30", "2026-03-31", "2026-04-01"]
            .map(|day| it.overdue_on(on(day)));
        assert_eq!(overdue, [false, false, false, false, true, false]);
        let stages = ["2026-03-05", "2026-03-12", "2026-03-25", "2026-04-02"].map(|day| it.stage_on(on(day)));
        assert_eq!(stages, [Stage::New, Stage::Closed, Stage::New, Stage::Closed]);
    }

    #[test]
    fn an_extension_counts_from_the_day_the_person_was_told() {
        let it = row_of(|case| {
            tell(&mut case.rounds.now, "2026-03-20", "2026-03-03");
            case.rounds.now.extensions.push(Extension {
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
    fn a_closed_case_is_in_hand_and_late_by_what_was_promised_until_that_is_done() {
        let promised = |done: Option<&str>| {
            row_of(|case| {
                case.rounds.now.closing = Some(Closing::of(on("2026-03-10"), None));
                case.remedies.push(Remedy {
                    number: 1,
                    kind: RemedyKind::Apology,
                    issue: None,
                    what: String::new(),
                    who: String::new(),
                    by: Some(on("2026-04-10")),
                    answer: None,
                    done: done.map(on),
                    evidence: String::new(),
                    added: None,
                });
            })
        };
        let owing = promised(None);
        assert_eq!(owing.next_on(on("2026-04-20")), Some((on("2026-04-10"), Owed::Remedy)));
        assert!(owing.in_hand_on(on("2026-04-20")) && !owing.open_on(on("2026-04-20")));
        assert!(!promised(Some("2026-04-11")).in_hand_on(on("2026-04-20")));
    }

    #[test]
    fn a_later_timescale_keeps_an_answer_only_where_it_was_told_by_the_day_before_it_and_before_the_answer() {
        let kept = |told_on: &str, answered: &str| {
            let row = row_of(|case| {
                tell(&mut case.rounds.now, "2026-03-20", "2026-03-03");
                let (to, reason) = (on("2026-04-20"), String::new());
                case.rounds.now.extensions.push(Extension { to, reason, told_on: on(told_on) });
                case.rounds.now.closing = Some(Closing::of(on(answered), Some(Outcome::Upheld)));
            });
            row.rounds.now.kept_on(on("2026-06-01"))
        };
        let (late, in_time) = (Timeliness::Late, Timeliness::InTime);
        for (told_on, answered, last) in [
            ("2026-03-20", "2026-04-01", in_time),
            ("2026-03-20", "2026-03-20", in_time),
            ("2026-03-23", "2026-04-01", late),
            ("2026-04-01", "2026-04-01", late),
            ("2026-03-19", "2026-04-21", late),
        ] {
            let first = if answered == "2026-03-20" { in_time } else { late };
            assert_eq!(kept(told_on, answered), Some((first, last)), "{told_on} {answered}");
        }
    }

    #[test]
    fn a_case_due_on_the_day_is_not_overdue() {
        let it = row_of(|case| tell(&mut case.rounds.now, "2026-03-20", "2026-03-03"));
        assert!(!it.overdue_on(on("2026-03-20")) && it.overdue_on(on("2026-03-21")));
    }
}
