//! The record of a case: plain data. It changes only through `Case::apply`.
//!
//! Invariant: the first round begins on the day of receipt.
//! The parts are also what commands and events carry, so they read from JSON with anything optional left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::paper::Paper;
use crate::domain::case::round::{Closing, Round, RoundFacts, SecondStage};
use crate::domain::commit::{Erased, Source, Trail};
use crate::domain::office::lists::{ChannelId, ServiceId, ThemeId};
use crate::domain::office::settings::usual_share_within;
use crate::domain::party::record::{Party, PartyFact};
use crate::domain::reference::{CaseRef, LinkedCase};
use crate::domain::rounds::Rounds;
use crate::domain::vocabulary::{
    Answer, Compliance, Consent, Decision, Expectation, Finding, HoldKind, LetterKind, Means, Met, Nature,
    Outcome, PaymentClass, PaymentHead, ReferredBy, RemedyKind, Route, Tier, WentWrong,
};

/// A complaint as the office knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub reference: CaseRef,
    /// Goes up by one with every change; whoever changes it names the version they saw.
    pub version: u64,
    /// Complaint or everyday conversation.
    pub nature: Nature,
    /// What is known of the complaint itself.
    pub facts: Facts,
    /// Where it was imported from; none when it was logged here.
    pub source: Option<Source>,
    /// Working days allowed for acknowledging it, as the rule stood at receipt.
    pub acknowledge_within: u32,
    /// Within how many working days a timescale counts as shared at the start, as the rule stood at receipt.
    pub share_within: u32,
    /// Sign-in name of whoever is responsible for it.
    pub owner: Option<String>,
    /// Each time through, from receipt or reopening to closing.
    pub rounds: Rounds<Round>,
    /// What is complained about, one by one.
    pub issues: Vec<Issue>,
    /// How often the person was updated.
    pub updates: u32,
    /// Consent of the person affected, when somebody else complains.
    pub consent: Option<ConsentRecord>,
    /// What is done to put things right for the person.
    pub remedies: Vec<Remedy>,
    /// Money paid.
    pub payments: Vec<Payment>,
    /// Work and money that it took.
    pub costs: Vec<Cost>,
    /// Papers that are kept of it, or referred to.
    pub papers: Vec<Paper>,
    /// Letters that went, oldest first.
    pub letters: Vec<Letter>,
    /// What was asked of others, and what is to come up again.
    pub follow_ups: Vec<FollowUp>,
    /// Remedies, payments, recommendations, costs, papers, follow-ups and letters that were cancelled: they count nowhere.
    pub cancelled: Vec<Cancelled>,
    /// The case that this one repeats.
    pub duplicate_of: Option<LinkedCase>,
    /// Referrals to the next tier.
    pub referrals: Vec<Referral>,
    /// Every time it was marked as important beyond itself, oldest first (guide: important issues).
    pub importance: Vec<Importance>,
    /// Who alone may see it.
    pub restriction: Option<Restriction>,
    /// Every time it was drawn as a sample and looked at, oldest first.
    pub samples: Vec<SampleCheck>,
    /// How many notes there are; the notes themselves are in the history.
    pub notes: u32,
    /// Why it must not be anonymised for now: at most one of each kind.
    pub holds: Vec<Hold>,
    /// What the person disputes and the office holds to be right, with their statement.
    pub statements: Vec<Statement>,
    /// When and under which rule everything personal was taken out of it.
    pub erased: Option<Erased>,
    /// Who made its last changes.
    pub trail: Trail,
}

/// What is known of the complaint itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Day of receipt.
    pub received: NaiveDate,
    /// Who is affected.
    #[serde(default)]
    pub complainant: Party,
    /// Who speaks for them; nobody when they speak for themselves.
    #[serde(default)]
    pub representative: Party,
    /// The colleagues complained about: sign-in names, or names as they were given.
    #[serde(default)]
    pub colleagues: Vec<String>,
    /// How it arrived.
    #[serde(default)]
    pub channel: Option<ChannelId>,
    /// What it is about; none means "not recorded".
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// One line.
    #[serde(default)]
    pub subject: String,
    /// What happened, in the person's words.
    #[serde(default)]
    pub story: String,
    /// What the person wants.
    #[serde(default)]
    pub wants: String,
    /// When it happened; more than a year before receipt is a matter of its own in PHSO's guides.
    #[serde(default)]
    pub happened: Option<NaiveDate>,
    /// Why a late complaint was taken all the same.
    #[serde(default)]
    pub late_reason: String,
    /// Whether it is also a data-protection complaint, with its own 30 days (Data Protection Act 2018, section 164A).
    #[serde(default)]
    pub data_protection: bool,
}

impl Facts {
    /// Nothing known but the day of receipt.
    pub fn received_on(received: NaiveDate) -> Self {
        Self {
            received,
            complainant: Party::default(),
            representative: Party::default(),
            colleagues: Vec::new(),
            channel: None,
            service: None,
            subject: String::new(),
            story: String::new(),
            wants: String::new(),
            happened: None,
            late_reason: String::new(),
            data_protection: false,
        }
    }
}

/// One fact, put right. Only what changed is named, so two people's corrections join by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Day of receipt.
    Received(NaiveDate),
    /// Something about who is affected.
    Complainant(PartyFact),
    /// Something about who speaks for them.
    Representative(PartyFact),
    /// The colleagues complained about.
    Colleagues(Vec<String>),
    /// How it arrived.
    Channel(Option<ChannelId>),
    /// What it is about.
    Service(Option<ServiceId>),
    /// One line.
    Subject(String),
    /// What happened.
    Story(String),
    /// What the person wants.
    Wants(String),
    /// When it happened.
    Happened(Option<NaiveDate>),
    /// Why a late complaint was taken.
    LateReason(String),
    /// Whether it is also a data-protection complaint.
    DataProtection(bool),
}

/// One thing that is complained about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// Its main theme.
    #[serde(default)]
    pub theme: Option<ThemeId>,
    /// What happened, in a line or two.
    #[serde(default)]
    pub what: String,
    /// What was found.
    #[serde(default)]
    pub finding: Option<IssueFinding>,
    /// When it was added; none for an issue that the case came with.
    #[serde(default)]
    pub added: Option<NaiveDate>,
}

/// A time for which a case was marked as important beyond itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Importance {
    /// Since when.
    pub from: NaiveDate,
    /// The day on which the mark was taken off; none while it stands.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// What was found on an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFinding {
    /// When.
    pub on: NaiveDate,
    /// The finding; none when only "something went wrong" is decided, as early resolution often does.
    #[serde(default)]
    pub finding: Option<Finding>,
    /// Whether something went wrong.
    pub went_wrong: WentWrong,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Sign-in name of whoever found it; empty where it was taken over from elsewhere.
    #[serde(default)]
    pub by: String,
}

/// Where consent stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// State.
    pub status: Consent,
    /// Since when.
    pub on: NaiveDate,
    /// By when an answer is hoped for.
    #[serde(default)]
    pub answer_by: Option<NaiveDate>,
    /// Anything to add, such as why no consent is needed.
    #[serde(default)]
    pub note: String,
}

/// Something done to put things right for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// What kind.
    pub kind: RemedyKind,
    /// The issue it answers.
    #[serde(default)]
    pub issue: Option<u32>,
    /// What exactly.
    #[serde(default)]
    pub what: String,
    /// Sign-in name, name or team of whoever does it (guide: details of the person responsible).
    #[serde(default)]
    pub who: String,
    /// By when.
    #[serde(default)]
    pub by: Option<NaiveDate>,
    /// The person's answer to the offer.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// When it was done.
    #[serde(default)]
    pub done: Option<NaiveDate>,
    /// What shows that it was done.
    #[serde(default)]
    pub evidence: String,
    /// The day on which it was recorded; none for one whose day is not known.
    #[serde(default)]
    pub added: Option<NaiveDate>,
}

/// Money paid to the person (Managing Public Money A4.14.17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// How much, in pence.
    pub pence: u64,
    /// How it scores in the accounts.
    pub class: PaymentClass,
    /// What it is for.
    pub head: PaymentHead,
    /// Whether it arises from maladministration.
    #[serde(default)]
    pub maladministration: bool,
    /// Who authorised it.
    #[serde(default)]
    pub authorised_by: String,
    /// Level on the severity-of-injustice scale, 1 to 6, for loss other than money (PHSO).
    #[serde(default)]
    pub severity: Option<u8>,
    /// Why this amount; needed when it lies outside the band of its level.
    #[serde(default)]
    pub reason: String,
    /// Whether the estimate was confirmed to cover it.
    #[serde(default)]
    pub estimate_cover: Option<bool>,
    /// Whether it was confirmed to lie within the ambit of the vote.
    #[serde(default)]
    pub within_ambit: Option<bool>,
    /// By when it is to be paid.
    #[serde(default)]
    pub by: Option<NaiveDate>,
    /// When it was paid.
    #[serde(default)]
    pub paid: Option<NaiveDate>,
    /// Reference of the payment.
    #[serde(default)]
    pub payment_ref: String,
    /// The day on which it was recorded; none for one whose day is not known.
    #[serde(default)]
    pub added: Option<NaiveDate>,
}

/// Work and money that a case took (annual report guidance 27.4: the cost of dealing with complaints).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// When.
    pub on: NaiveDate,
    /// Work of colleagues, in minutes; 0 for none.
    #[serde(default)]
    pub minutes: u32,
    /// Money paid to others for it, in pence; 0 for none. Redress is recorded as a payment instead.
    #[serde(default)]
    pub pence: u64,
    #[serde(default)]
    pub what: String,
}

/// Something to come back to: asked of another team or body, only brought forward, or a step of its kind of case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// What is asked, or why the case comes up again.
    pub what: String,
    /// Who was asked; empty where it is only brought forward.
    #[serde(default)]
    pub of: String,
    /// Sign-in name of whoever it comes up for; none for whoever is responsible for the case.
    #[serde(default)]
    pub who: Option<String>,
    /// When it was asked, or brought forward.
    pub on: NaiveDate,
    /// By when the answer is due, or the day on which it comes up; only a step may have none.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// When the answer came, or it was seen to.
    #[serde(default)]
    pub done: Option<NaiveDate>,
    /// Sign-in name of whoever said so; empty where nobody noted it.
    #[serde(default)]
    pub done_by: String,
    /// The answer, or what was done.
    #[serde(default)]
    pub answer: String,
    /// Whether it is one of the steps of its kind of case, to be ticked.
    #[serde(default)]
    pub is_step: bool,
}

/// A referral to the next tier or the Ombudsman.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    /// To whom.
    pub body: String,
    /// How far it goes there.
    pub tier: Tier,
    /// Who brought it there. Direct access is possible, so an MP is not demanded.
    pub referred_by: ReferredBy,
    /// When the office heard of it.
    pub on: NaiveDate,
    /// Their reference.
    #[serde(default)]
    pub their_ref: String,
    /// By when they want the papers.
    #[serde(default)]
    pub papers_due: Option<NaiveDate>,
    /// When the papers went.
    #[serde(default)]
    pub papers_sent: Option<NaiveDate>,
    /// Their decision.
    #[serde(default)]
    pub decision: Option<ReferralDecision>,
    /// What they recommend.
    #[serde(default)]
    pub recommendations: Vec<Recommendation>,
}

/// What the next tier decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralDecision {
    /// When.
    pub on: NaiveDate,
    /// What.
    pub decision: Decision,
    /// In brief.
    #[serde(default)]
    pub note: String,
}

/// One recommendation, followed up by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Number within the referral, from 1.
    #[serde(default)]
    pub number: u32,
    /// What is recommended.
    pub what: String,
    /// Whether the office accepts it.
    #[serde(default)]
    pub accepted: Option<bool>,
    /// By when.
    #[serde(default)]
    pub target: Option<NaiveDate>,
    /// Whether it has been complied with, since when, and what shows it.
    #[serde(default)]
    pub followed: Option<Followed>,
}

/// How a recommendation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// When.
    pub on: NaiveDate,
    /// Complied with or not.
    pub compliance: Compliance,
    /// What shows it, or why not.
    #[serde(default)]
    pub evidence: String,
}

/// A letter that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Number within the case, from 1.
    #[serde(default)]
    pub number: u32,
    pub kind: LetterKind,
    /// When it went.
    pub on: NaiveDate,
    /// How.
    #[serde(default)]
    pub means: Option<Means>,
    /// To whom.
    #[serde(default)]
    pub to: String,
    /// What it said, to the letter.
    pub text: String,
}

/// What is recorded of a case one by one, and may be put right or cancelled afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Remedy(Remedy),
    Payment(Payment),
    Recommendation {
        /// The number of its referral.
        referral: u32,
        recommendation: Recommendation,
    },
    Cost(Cost),
    Paper(Paper),
    FollowUp(FollowUp),
    Letter(Letter),
    Round(RoundFacts),
}

/// Which of them, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    Remedy(u32),
    Payment(u32),
    Recommendation { referral: u32, number: u32 },
    Cost(u32),
    Paper(u32),
    FollowUp(u32),
    Letter(u32),
    Round(u32),
}

/// A part that should not have been recorded, or will not be: it counts in no figure, and nothing is owed on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// As it was.
    pub part: Part,
    /// When.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// A second person's look at a closed case that was drawn as a sample (guide, audit and quality checks).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleCheck {
    /// When.
    pub on: NaiveDate,
    /// Whether they would have decided as it was decided.
    pub agreed: bool,
    /// What was expected, and whether it was met.
    #[serde(default)]
    pub expectations: Vec<(Expectation, Met)>,
    /// What they would have done otherwise, or anything to add.
    #[serde(default)]
    pub note: String,
    /// The seed that the sample was drawn with, so that it can be drawn again.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Sign-in name of whoever looked; the desk writes it.
    #[serde(default)]
    pub by: String,
}

/// Who alone may see a case, who may not, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Sign-in names of those who alone may see it; empty for everybody who may see cases.
    #[serde(default)]
    pub to: Vec<String>,
    /// Sign-in names of those who may not, in any role: the complaint is about them, or somebody close to them.
    #[serde(default)]
    pub not_for: Vec<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl Restriction {
    /// Whether it lets somebody see the record, as far as it names people.
    pub fn lets_see(&self, login: &str) -> bool {
        let names = |all: &[String]| all.iter().any(|it| it == login);
        !names(&self.not_for) && (self.to.is_empty() || names(&self.to))
    }
}

/// A case must not be anonymised for now, whatever its schedule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Why, by kind.
    pub category: HoldKind,
    /// Since when.
    pub on: NaiveDate,
    /// Why, in words.
    #[serde(default)]
    pub reason: String,
}

/// The person holds something to be wrong and the office does not; both stay on the file (UK GDPR article 16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// When they were told.
    pub on: NaiveDate,
    /// What they asked to have put right.
    #[serde(default)]
    pub asked: String,
    /// Why the office holds it to be right.
    #[serde(default)]
    pub reason: String,
    /// What the person wants to have added.
    #[serde(default)]
    pub statement: String,
}

impl Case {
    /// A case of which nothing is known yet but its reference and facts.
    pub fn new(reference: CaseRef, facts: Facts) -> Self {
        let rounds = Rounds::of(Round::begun(facts.received, String::new()));
        Self {
            reference,
            version: 0,
            nature: Nature::Complaint,
            facts,
            source: None,
            acknowledge_within: 0,
            share_within: usual_share_within(),
            owner: None,
            rounds,
            issues: Vec::new(),
            updates: 0,
            consent: None,
            remedies: Vec::new(),
            payments: Vec::new(),
            costs: Vec::new(),
            papers: Vec::new(),
            letters: Vec::new(),
            follow_ups: Vec::new(),
            cancelled: Vec::new(),
            duplicate_of: None,
            referrals: Vec::new(),
            importance: Vec::new(),
            restriction: None,
            samples: Vec::new(),
            notes: 0,
            holds: Vec::new(),
            statements: Vec::new(),
            erased: None,
            trail: Trail::default(),
        }
    }

    /// The closing that holds now.
    pub const fn closing(&self) -> Option<&Closing> {
        self.rounds.now.closing.as_ref()
    }

    /// Whether work on it goes on.
    pub const fn is_open(&self) -> bool {
        self.closing().is_none()
    }

    /// Whether it was ever opened again.
    pub fn was_reopened(&self) -> bool {
        !self.rounds.over().is_empty()
    }

    /// The route that holds now.
    pub fn route(&self) -> Option<Route> {
        self.rounds.now.route()
    }

    /// What holds for the second of two linked stages, once it has begun.
    pub fn second_stage(&self) -> Option<&SecondStage> {
        self.rounds.iter().rev().find_map(Round::second_stage)
    }

    /// Why it is marked as important beyond itself; none where it is not.
    pub fn important(&self) -> Option<&str> {
        self.importance.last().filter(|it| it.until.is_none()).map(|it| it.reason.as_str())
    }

    /// The mark ends, if there is one.
    pub(in crate::domain::case) fn end_importance(&mut self, on: NaiveDate) {
        if let Some(last) = self.importance.last_mut().filter(|it| it.until.is_none()) {
            last.until = Some(on);
        }
    }

    /// The issue with this number.
    pub fn issue(&self, number: u32) -> Option<&Issue> {
        self.issues.iter().find(|it| it.number == number)
    }

    /// Whether something went wrong: yes if it did on any issue, no if it did on none and all are decided.
    pub fn went_wrong(&self) -> Option<WentWrong> {
        let mut verdicts = self.issues.iter().map(|it| it.finding.as_ref().map(|found| found.went_wrong));
        if verdicts.clone().any(|it| it == Some(WentWrong::Yes)) {
            return Some(WentWrong::Yes);
        }
        if self.issues.is_empty() || verdicts.clone().all(|it| it.is_none()) {
            return None;
        }
        let all_no = verdicts.all(|it| it == Some(WentWrong::No));
        Some(if all_no { WentWrong::No } else { WentWrong::NotDetermined })
    }

    /// What its issues add up to.
    pub fn rolled_up(&self) -> Option<Outcome> {
        rolled_up(&self.issues)
    }
}

/// What issues add up to, as the NHS collection of complaints defines it: all upheld is upheld, any upheld is upheld in part,
/// none is not upheld; withdrawn and undecidable issues are left out unless nothing else remains.
pub fn rolled_up(issues: &[Issue]) -> Option<Outcome> {
    let found: Vec<Finding> = issues.iter().filter_map(|it| it.finding.as_ref()?.finding).collect();
    let count = |wanted: Finding| found.iter().filter(|it| **it == wanted).count();
    let (upheld, part, not) =
        (count(Finding::Upheld), count(Finding::UpheldInPart), count(Finding::NotUpheld));
    let decided = upheld + part + not;
    if decided > 0 {
        return Some(match upheld {
            _ if upheld == decided => Outcome::Upheld,
            _ if upheld + part > 0 => Outcome::UpheldInPart,
            _ => Outcome::NotUpheld,
        });
    }
    if count(Finding::Resolved) > 0 {
        Some(Outcome::Resolved)
    } else if count(Finding::NoFinding) > 0 {
        Some(Outcome::NoFinding)
    } else if count(Finding::Withdrawn) > 0 {
        Some(Outcome::Withdrawn)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a real date")
    }

    #[track_caller]
    fn check(findings: &[Finding], expect: Option<Outcome>) {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(day()));
        case.issues = findings
            .iter()
            .map(|it| Issue {
                number: 1,
                theme: None,
                what: String::new(),
                added: None,
                finding: Some(IssueFinding {
                    on: day(),
                    finding: Some(*it),
                    went_wrong: WentWrong::NotDetermined,
                    reason: String::new(),
                    by: String::new(),
                }),
            })
            .collect();
        assert_eq!(case.rolled_up(), expect, "{findings:?}");
    }

    #[test]
    fn issues_add_up_to_an_outcome() {
        use Finding::{NoFinding, NotUpheld, Resolved, Upheld, UpheldInPart, Withdrawn};
        check(&[], None);
        check(&[Upheld, Upheld], Some(Outcome::Upheld));
        check(&[Upheld, NotUpheld], Some(Outcome::UpheldInPart));
        check(&[UpheldInPart], Some(Outcome::UpheldInPart));
        check(&[NotUpheld, NotUpheld], Some(Outcome::NotUpheld));
        check(&[Upheld, Withdrawn, NoFinding], Some(Outcome::Upheld));
        check(&[NotUpheld, Resolved], Some(Outcome::NotUpheld));
        check(&[Withdrawn, NoFinding], Some(Outcome::NoFinding));
        check(&[Resolved, Withdrawn], Some(Outcome::Resolved));
        check(&[Withdrawn], Some(Outcome::Withdrawn));
    }
}
