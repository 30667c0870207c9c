//! What can happen to a case, and how each event changes its record.
//!
//! Events are the journal's frozen form: a field may be added with a default, never renamed or removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::paper::Paper;
use crate::domain::case::record::{
    Case, ConsentRecord, Cost, Fact, Facts, FollowUp, Followed, Hold, Importance, Issue, IssueFinding,
    Letter, Part, PartName, Payment, Recommendation, Referral, ReferralDecision, Remedy, Restriction,
    SampleCheck, Statement,
};
use crate::domain::case::round::{
    Closing, DraftResponse, Extension, Pause, QualityCheck, Reopening, Response, Round, RouteTaken,
    SeniorLetter, Timescale, Told,
};
use crate::domain::commit::Source;
use crate::domain::office::settings::usual_share_within;
use crate::domain::reference::{CaseRef, LinkedCase};
use crate::domain::vocabulary::{Answer, DataOf, HoldKind, Nature, Outcome};

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was received; always the first event of a case.
    Received(Box<Received>),
    /// An everyday conversation became a complaint.
    MadeComplaint {
        /// The day that counts as its receipt.
        on: NaiveDate,
        /// Why.
        #[serde(default)]
        reason: String,
        /// Working days allowed for acknowledging it.
        acknowledge_within: u32,
    },
    /// Facts were put right.
    Amended(Vec<Fact>),
    /// Somebody became responsible, or nobody.
    Assigned {
        /// Sign-in name.
        #[serde(default)]
        to: Option<String>,
    },
    /// It was acknowledged.
    Acknowledged(Told),
    /// A timescale was shared with the person, at the start of a round.
    TimescaleShared(Timescale),
    /// A route was taken.
    RouteTaken(RouteTaken),
    /// An issue was added.
    IssueAdded(Issue),
    /// An issue's theme or words were put right.
    IssueAmended(Issue),
    /// A finding was recorded on an issue.
    Found {
        issue: u32,
        finding: IssueFinding,
    },
    /// The person was updated.
    PersonUpdated {
        /// When and how.
        told: Told,
        /// When they will next hear.
        #[serde(default)]
        next: Option<NaiveDate>,
    },
    ConsentChanged(ConsentRecord),
    /// A longer timescale was agreed.
    Extended(Extension),
    /// The office's clock was stopped.
    Paused(Pause),
    /// The office's clock runs again.
    Resumed {
        /// First day that counts again.
        on: NaiveDate,
    },
    /// A senior colleague explained why it takes more than six months.
    SeniorLetterSent(SeniorLetter),
    /// A remedy was offered.
    RemedyOffered(Remedy),
    /// The person answered the offer.
    RemedyAnswered {
        remedy: u32,
        /// Their answer.
        answer: Answer,
    },
    /// A remedy was done.
    RemedyDone {
        remedy: u32,
        /// When.
        on: NaiveDate,
        /// What shows it.
        #[serde(default)]
        evidence: String,
    },
    /// A payment was decided.
    PaymentDecided(Payment),
    /// A payment was made.
    Paid {
        payment: u32,
        /// When.
        on: NaiveDate,
        /// Its reference.
        #[serde(default)]
        payment_ref: String,
    },
    /// A draft is ready.
    Drafted(DraftResponse),
    /// The draft was checked.
    Checked(QualityCheck),
    /// The final response went.
    Responded(Response),
    /// It was closed.
    Closed(Closing),
    /// It repeats another case.
    LinkedAsDuplicate {
        /// The other case.
        of: CaseRef,
    },
    /// It was opened again: a further round begins.
    Reopened(Reopening),
    /// It went to the next tier.
    Referred(Referral),
    /// The papers went to the next tier.
    PapersSent {
        referral: u32,
        /// When.
        on: NaiveDate,
    },
    /// The next tier decided.
    ReferralDecided {
        referral: u32,
        decision: ReferralDecision,
    },
    /// The next tier recommends something.
    Recommended {
        referral: u32,
        recommendation: Recommendation,
    },
    /// A recommendation was complied with, or not.
    RecommendationFollowed {
        referral: u32,
        recommendation: u32,
        /// How.
        followed: Followed,
    },
    /// It was marked as important beyond itself.
    MarkedImportant {
        /// Since when.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// The mark was taken off.
    NoLongerImportant {
        /// Since when.
        on: NaiveDate,
    },
    /// It was restricted to named people.
    Restricted(Restriction),
    /// The restriction was lifted.
    RestrictionLifted {
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// A note was written. The words stay in the history; the record counts them.
    Noted {
        /// The note.
        text: String,
        /// Whose data it holds, if somebody said so.
        #[serde(default)]
        about: Option<DataOf>,
    },
    /// It was drawn as a sample and looked at.
    SampleChecked(SampleCheck),
    /// Work and money that it took were recorded.
    CostRecorded(Cost),
    /// A paper was put on the case, or one that is kept elsewhere was referred to.
    PaperAdded(Paper),
    /// A letter went.
    LetterSent(Letter),
    /// Something was asked of others, or brought forward.
    FollowUpSet(FollowUp),
    /// The answer came, or it was seen to.
    FollowUpDone {
        follow_up: u32,
        /// When.
        on: NaiveDate,
        /// The answer, or what was done.
        #[serde(default)]
        answer: String,
        /// Sign-in name of whoever said so.
        #[serde(default)]
        by: String,
    },
    /// A remedy, payment, recommendation, cost, paper or follow-up was put right.
    PartPutRight {
        /// As it is now.
        part: Part,
        /// As it was.
        before: Part,
        /// Why.
        #[serde(default)]
        why: String,
    },
    /// One of them was cancelled.
    PartCancelled {
        part: PartName,
        /// When.
        on: NaiveDate,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Somebody opened the case while it was restricted; at most once for each person and day.
    Viewed {
        /// When.
        on: NaiveDate,
    },
    /// Somebody exported the case while it was restricted; at most once for each person and day.
    Exported {
        /// When.
        on: NaiveDate,
    },
    /// It must not be anonymised for now.
    Held(Hold),
    /// A reason to keep it fell away.
    HoldReleased {
        /// Which.
        category: HoldKind,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Wrong facts were put right because the person asked for it.
    Corrected {
        /// As they are now.
        facts: Vec<Fact>,
        /// As they were.
        #[serde(default)]
        before: Vec<Fact>,
        /// What showed that they were wrong.
        #[serde(default)]
        reason: String,
    },
    /// The person asked to have something put right that the office holds to be right.
    CorrectionRefused(Statement),
    /// Somebody had a copy of what is held about them.
    CopyGiven {
        /// When.
        on: NaiveDate,
        /// How many texts were in it.
        #[serde(default)]
        included: u32,
        /// How many were left out, whole or in part.
        #[serde(default)]
        withheld: u32,
    },
}

impl Event {
    /// Whether somebody only looked: nothing about the case is other than it was.
    pub const fn is_a_look(&self) -> bool {
        matches!(self, Self::Viewed { .. } | Self::Exported { .. })
    }
}

/// How a case begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// Complaint or everyday conversation.
    pub nature: Nature,
    /// What is known.
    pub facts: Facts,
    /// Working days allowed for acknowledging it, as the rule stood.
    #[serde(default)]
    pub acknowledge_within: u32,
    /// Within how many working days a timescale counts as shared at the start, as the rule stood.
    #[serde(default = "usual_share_within")]
    pub share_within: u32,
    /// For an everyday conversation: how it was settled.
    #[serde(default)]
    pub settled: String,
    /// Where it was imported from.
    #[serde(default)]
    pub source: Option<Source>,
}

impl Case {
    /// The case that a first event makes; none if it is not a receipt, which no journal of ours holds.
    pub fn begin(reference: CaseRef, event: &Event) -> Option<Self> {
        let Event::Received(received) = event else { return None };
        let mut case = Self::new(reference, received.facts.clone());
        case.nature = received.nature;
        case.acknowledge_within = received.acknowledge_within;
        case.share_within = received.share_within;
        case.source.clone_from(&received.source);
        Some(case)
    }

    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &Event) {
        let now = &mut self.rounds.now;
        match event.clone() {
            // The first event made the case, and a look leaves nothing behind.
            Event::Received(_) | Event::Viewed { .. } | Event::Exported { .. } | Event::CopyGiven { .. } => {}
            Event::MadeComplaint { on, acknowledge_within, .. } => {
                self.nature = Nature::Complaint;
                self.acknowledge_within = acknowledge_within;
                self.put_right([Fact::Received(on)]);
            }
            Event::Amended(facts) | Event::Corrected { facts, .. } => self.put_right(facts),
            Event::Assigned { to } => {
                to.iter().for_each(|it| now.dealt_with_by(it));
                self.owner = to;
            }
            Event::Acknowledged(told) => now.acknowledgement = Some(told),
            Event::TimescaleShared(timescale) => {
                now.timescale.get_or_insert(timescale);
            }
            Event::RouteTaken(route) => now.routes.push(route),
            Event::IssueAdded(issue) => self.issues.push(issue),
            Event::IssueAmended(issue) => {
                if let Some(it) = numbered(&mut self.issues, issue.number, |it| it.number) {
                    it.theme = issue.theme;
                    it.what = issue.what;
                }
            }
            Event::Found { issue, finding } => {
                now.dealt_with_by(&finding.by);
                if let Some(it) = numbered(&mut self.issues, issue, |it| it.number) {
                    it.finding = Some(finding);
                }
            }
            Event::PersonUpdated { next, .. } => {
                self.updates += 1;
                now.next_update = next;
            }
            Event::ConsentChanged(consent) => self.consent = Some(consent),
            Event::Extended(extension) => now.extensions.push(extension),
            Event::Paused(pause) => now.pauses.push(pause),
            Event::Resumed { on } => {
                if let Some(pause) = now.pauses.last_mut() {
                    pause.until = Some(on);
                }
            }
            Event::SeniorLetterSent(letter) => {
                now.next_update = Some(letter.expected);
                now.senior_letter = Some(letter);
            }
            Event::RemedyOffered(remedy) => self.remedies.push(remedy),
            Event::RemedyAnswered { remedy, answer } => {
                if let Some(it) = numbered(&mut self.remedies, remedy, |it| it.number) {
                    it.answer = Some(answer);
                }
            }
            Event::RemedyDone { remedy, on, evidence } => {
                if let Some(it) = numbered(&mut self.remedies, remedy, |it| it.number) {
                    it.done = Some(on);
                    it.evidence = evidence;
                }
            }
            Event::PaymentDecided(payment) => self.payments.push(payment),
            Event::Paid { payment, on, payment_ref } => {
                if let Some(it) = numbered(&mut self.payments, payment, |it| it.number) {
                    it.paid = Some(on);
                    it.payment_ref = payment_ref;
                }
            }
            Event::Drafted(draft) => {
                now.dealt_with_by(&draft.by);
                now.draft = Some(draft);
                now.check = None;
            }
            Event::Checked(check) => now.check = Some(check),
            Event::Responded(response) => {
                now.dealt_with_by(&response.by);
                now.response = Some(response);
                now.next_update = None;
            }
            Event::Closed(closing) => {
                now.next_update = None;
                // What ends without an answer says nothing anew of what an earlier round found.
                let begun = now.begun;
                let is_found = |it: &Issue| it.finding.as_ref().is_some_and(|it| begun <= it.on);
                let says =
                    closing.outcome.is_none_or(Outcome::is_finding) || self.issues.iter().any(is_found);
                now.closing = Some(closing);
                self.rounds.now.went_wrong = self.went_wrong().filter(|_| says);
            }
            Event::LinkedAsDuplicate { of } => self.duplicate_of = Some(LinkedCase::Case(of)),
            Event::Reopened(it) => {
                self.rounds.begin(Round::begun(it.on, it.reason));
                self.duplicate_of = None;
            }
            Event::Referred(referral) => self.referrals.push(referral),
            Event::PapersSent { referral, on } => self.on_referral(referral, |it| it.papers_sent = Some(on)),
            Event::ReferralDecided { referral, decision } => {
                self.on_referral(referral, |it| it.decision = Some(decision));
            }
            Event::Recommended { referral, recommendation } => {
                self.on_referral(referral, |it| it.recommendations.push(recommendation));
            }
            Event::RecommendationFollowed { referral, recommendation, followed } => {
                self.on_referral(referral, |referral| {
                    if let Some(referral) =
                        numbered(&mut referral.recommendations, recommendation, |it| it.number)
                    {
                        referral.followed = Some(followed);
                    }
                });
            }
            Event::MarkedImportant { on, reason } => {
                self.end_importance(on);
                self.importance.push(Importance { from: on, until: None, reason });
            }
            Event::NoLongerImportant { on } => self.end_importance(on),
            Event::Restricted(restriction) => self.restriction = Some(restriction),
            Event::RestrictionLifted { .. } => self.restriction = None,
            Event::Noted { .. } => self.notes += 1,
            Event::SampleChecked(it) => self.samples.push(it),
            Event::CostRecorded(cost) => self.costs.push(cost),
            Event::LetterSent(letter) => self.letters.push(letter),
            Event::PaperAdded(paper) => self.papers.push(paper),
            Event::FollowUpSet(it) => self.follow_ups.push(it),
            Event::FollowUpDone { follow_up, on, answer, by } => {
                if let Some(it) = numbered(&mut self.follow_ups, follow_up, |it| it.number) {
                    it.done = Some(on);
                    it.done_by = by;
                    it.answer = answer;
                }
            }
            Event::PartPutRight { part, .. } => self.put_part(part),
            Event::PartCancelled { part, on, reason } => self.cancel(part, on, reason),
            Event::Held(hold) => self.holds.push(hold),
            Event::HoldReleased { category, .. } => self.holds.retain(|it| it.category != category),
            Event::CorrectionRefused(statement) => self.statements.push(statement),
        }
    }

    fn put_right(&mut self, facts: impl IntoIterator<Item = Fact>) {
        facts.into_iter().for_each(|it| self.facts.put_right(it));
        self.rounds.first_mut().begun = self.facts.received;
    }

    fn on_referral(&mut self, number: u32, change: impl FnOnce(&mut Referral)) {
        if let Some(it) = numbered(&mut self.referrals, number, |it| it.number) {
            change(it);
        }
    }
}

impl Facts {
    /// Puts one fact right.
    pub fn put_right(&mut self, fact: Fact) {
        match fact {
            Fact::Received(it) => self.received = it,
            Fact::Complainant(it) => self.complainant.put_right(it),
            Fact::Representative(it) => self.representative.put_right(it),
            Fact::Colleagues(it) => self.colleagues = it,
            Fact::Channel(it) => self.channel = it,
            Fact::Service(it) => self.service = it,
            Fact::Subject(it) => self.subject = it,
            Fact::Story(it) => self.story = it,
            Fact::Wants(it) => self.wants = it,
            Fact::Happened(it) => self.happened = it,
            Fact::LateReason(it) => self.late_reason = it,
            Fact::DataProtection(it) => self.data_protection = it,
        }
    }

    /// The same fact as it stands here.
    pub fn same_fact(&self, fact: &Fact) -> Fact {
        match fact {
            Fact::Received(_) => Fact::Received(self.received),
            Fact::Complainant(it) => Fact::Complainant(self.complainant.same_fact(it)),
            Fact::Representative(it) => Fact::Representative(self.representative.same_fact(it)),
            Fact::Colleagues(_) => Fact::Colleagues(self.colleagues.clone()),
            Fact::Channel(_) => Fact::Channel(self.channel),
            Fact::Service(_) => Fact::Service(self.service),
            Fact::Subject(_) => Fact::Subject(self.subject.clone()),
            Fact::Story(_) => Fact::Story(self.story.clone()),
            Fact::Wants(_) => Fact::Wants(self.wants.clone()),
            Fact::Happened(_) => Fact::Happened(self.happened),
            Fact::LateReason(_) => Fact::LateReason(self.late_reason.clone()),
            Fact::DataProtection(_) => Fact::DataProtection(self.data_protection),
        }
    }
}

fn numbered<T>(items: &mut [T], number: u32, number_of: impl Fn(&T) -> u32) -> Option<&mut T> {
    items.iter_mut().find(|it| number_of(it) == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary::WentWrong;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case() -> Case {
        Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")))
    }

    fn told(date: &str) -> Event {
        Event::TimescaleShared(Timescale { answer_by: on(date), on: Some(on("2026-03-03")), means: None })
    }

    #[test]
    fn the_first_timescale_is_never_overwritten_even_by_a_second_one_in_the_journal() {
        let mut case = case();
        case.apply(&told("2026-04-01"));
        case.apply(&told("2026-06-01"));
        assert_eq!(case.rounds.now.answer_by(), Some(on("2026-04-01")));
        case.apply(&Event::Extended(Extension {
            to: on("2026-05-01"),
            reason: "x".into(),
            told_on: on("2026-03-30"),
        }));
        assert_eq!(case.rounds.now.answer_by(), Some(on("2026-05-01")));
        assert_eq!(case.rounds.now.timescale.expect("kept").answer_by, on("2026-04-01"));
    }

    #[test]
    fn a_reopened_case_begins_another_round_and_the_one_before_stays_as_it_was() {
        let mut case = case();
        let response = Response {
            on: on("2026-03-06"),
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        };
        case.apply(&told("2026-04-01"));
        case.apply(&Event::Responded(response));
        case.apply(&Event::Closed(Closing::of(on("2026-03-09"), None)));
        assert!(!case.is_open());
        let before = case.rounds.now.clone();
        case.apply(&Event::Reopened(Reopening { on: on("2026-03-20"), reason: "new evidence".into() }));
        assert!(case.is_open() && case.was_reopened());
        assert_eq!(case.rounds.over(), [before]);
        assert_eq!(case.rounds.now, Round::begun(on("2026-03-20"), "new evidence".into()));
    }

    #[test]
    fn what_is_found_later_does_not_change_how_an_earlier_round_ended() {
        let find = |went_wrong| Event::Found {
            issue: 1,
            finding: IssueFinding {
                on: on("2026-03-06"),
                finding: None,
                went_wrong,
                reason: String::new(),
                by: String::new(),
            },
        };
        let mut case = case();
        case.apply(&Event::IssueAdded(Issue {
            number: 1,
            theme: None,
            what: "Late".into(),
            ..Issue::default()
        }));
        for (went_wrong, closed) in [(WentWrong::No, "2026-03-09"), (WentWrong::Yes, "2026-04-09")] {
            case.apply(&find(went_wrong));
            case.apply(&Event::Closed(Closing::of(on(closed), None)));
            case.apply(&Event::Reopened(Reopening { on: on(closed), reason: "x".into() }));
        }
        let ended: Vec<_> = case.rounds.iter().map(|it| it.went_wrong).collect();
        assert_eq!(ended, [Some(WentWrong::No), Some(WentWrong::Yes), None]);
    }

    #[test]
    fn the_first_round_begins_on_the_day_of_receipt_also_when_that_is_put_right() {
        let mut case = case();
        case.apply(&Event::Closed(Closing::of(on("2026-03-09"), None)));
        case.apply(&Event::Reopened(Reopening { on: on("2026-03-20"), reason: "x".into() }));
        case.apply(&Event::Amended(vec![Fact::Received(on("2026-03-01"))]));
        let begun: Vec<_> = case.rounds.iter().map(|it| it.begun).collect();
        assert_eq!(begun, [on("2026-03-01"), on("2026-03-20")]);
    }
}
