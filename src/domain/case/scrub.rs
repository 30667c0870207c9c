//! A case told again without anything personal: what is kept when a case is anonymised.
//!
//! What stays: dates, numbers, words of closed lists, entries of the office's lists, and the sign-in names and names of
//! people who work here. Every other text gives way to [`GONE`], so that it still shows that there was one.

use crate::domain::case::event::{Event, Received};
use crate::domain::case::record::{
    ConsentRecord, Cost, Fact, Facts, Followed, Hold, Issue, IssueFinding, Payment, Recommendation, Referral,
    ReferralDecision, Remedy, Restriction, SampleCheck, Statement,
};
use crate::domain::case::round::{
    Closing, DraftResponse, Extension, Pause, QualityCheck, Reopening, Response, RouteTaken, SeniorLetter,
    Told,
};
use crate::domain::commit::Source;
use crate::domain::office::record::Office;

/// What stands where a text was.
pub const GONE: &str = "[erased]";

/// Bodies that a case is referred to, which are nobody's personal data; any other name goes, for it may be a person's.
const BODIES: &[&str] = &["Parliamentary and Health Service Ombudsman", "PHSO"];

/// Tells a case again from the events that still hold: without anything personal.
pub fn retell(office: &Office, events: &[Event]) -> Vec<Event> {
    events.iter().map(|it| scrub(office, it)).collect()
}

/// The words by which a case's people can be told elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Names, of whoever complained and whoever spoke for them.
    pub names: Vec<String>,
    /// Contacts, and the case's reference elsewhere.
    pub others: Vec<String>,
}

/// The people of a case, by whatever they were ever called in it.
pub fn people(events: &[Event]) -> People {
    let mut people = People::default();
    for event in events {
        match event {
            Event::Received(it) => {
                people.names.extend([it.facts.complainant.clone(), it.facts.representative.clone()]);
                people.others.push(it.facts.contact.clone());
                people.others.extend(it.source.iter().map(|it| it.reference.clone()));
            }
            Event::Amended(facts) | Event::Corrected { facts, .. } => {
                for fact in facts {
                    match fact {
                        Fact::Complainant(it) | Fact::Representative(it) => people.names.push(it.clone()),
                        Fact::Contact(it) => people.others.push(it.clone()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    people
}

/// A text that was there gives way; one that was not stays away.
fn gone(text: &str) -> String {
    if text.is_empty() { String::new() } else { GONE.to_owned() }
}

/// The name of somebody who works here stays; any other gives way.
fn staff(office: &Office, text: &str) -> String {
    let works_here = office.people.iter().any(|it| it.login == text || it.name == text);
    if works_here { text.to_owned() } else { gone(text) }
}

fn told(it: &Told) -> Told {
    Told { note: gone(&it.note), ..it.clone() }
}

fn facts(it: &Facts) -> Facts {
    Facts {
        complainant: gone(&it.complainant),
        contact: gone(&it.contact),
        representative: gone(&it.representative),
        subject: gone(&it.subject),
        story: gone(&it.story),
        wants: gone(&it.wants),
        adjustments: gone(&it.adjustments),
        late_reason: gone(&it.late_reason),
        received: it.received,
        channel: it.channel,
        service: it.service,
        happened: it.happened,
        data_protection: it.data_protection,
    }
}

fn fact(it: &Fact) -> Fact {
    match it {
        Fact::Complainant(it) => Fact::Complainant(gone(it)),
        Fact::Contact(it) => Fact::Contact(gone(it)),
        Fact::Representative(it) => Fact::Representative(gone(it)),
        Fact::Subject(it) => Fact::Subject(gone(it)),
        Fact::Story(it) => Fact::Story(gone(it)),
        Fact::Wants(it) => Fact::Wants(gone(it)),
        Fact::Adjustments(it) => Fact::Adjustments(gone(it)),
        Fact::LateReason(it) => Fact::LateReason(gone(it)),
        Fact::Received(_)
        | Fact::Channel(_)
        | Fact::Service(_)
        | Fact::Happened(_)
        | Fact::DataProtection(_) => it.clone(),
    }
}

fn issue(it: &Issue) -> Issue {
    Issue { what: gone(&it.what), finding: it.finding.as_ref().map(finding), ..*it }
}

fn finding(it: &IssueFinding) -> IssueFinding {
    IssueFinding { reason: gone(&it.reason), ..*it }
}

fn followed(it: &Followed) -> Followed {
    Followed { evidence: gone(&it.evidence), ..*it }
}

fn recommendation(it: &Recommendation) -> Recommendation {
    Recommendation { what: gone(&it.what), followed: it.followed.as_ref().map(followed), ..*it }
}

fn decision(it: &ReferralDecision) -> ReferralDecision {
    ReferralDecision { note: gone(&it.note), ..*it }
}

/// A case that came from elsewhere still shows that it did: other dates are owed on it.
fn source(_: &Source) -> Source {
    Source { reference: String::new(), file: String::new(), sha256: String::new(), line: 0 }
}

fn closing(office: &Office, it: &Closing) -> Closing {
    let is_listed = office.late_reasons.find(&it.late_reason).is_some();
    let late_reason = if is_listed { it.late_reason.clone() } else { gone(&it.late_reason) };
    Closing { reason: gone(&it.reason), late_reason, ..*it }
}

/// An event without anything personal. A new event needs its arm here: what of it may stay for good?
pub fn scrub(office: &Office, event: &Event) -> Event {
    match event {
        Event::Received(it) => Event::Received(Box::new(Received {
            nature: it.nature,
            facts: facts(&it.facts),
            acknowledge_within: it.acknowledge_within,
            settled: gone(&it.settled),
            source: it.source.as_ref().map(source),
        })),
        Event::MadeComplaint { on, reason, acknowledge_within } => {
            Event::MadeComplaint { on: *on, reason: gone(reason), acknowledge_within: *acknowledge_within }
        }
        Event::Amended(all) => Event::Amended(all.iter().map(fact).collect()),
        Event::Acknowledged(it) => Event::Acknowledged(told(it)),
        Event::RouteTaken(it) => Event::RouteTaken(RouteTaken { reason: gone(&it.reason), ..*it }),
        Event::IssueAdded(it) => Event::IssueAdded(issue(it)),
        Event::IssueAmended(it) => Event::IssueAmended(issue(it)),
        Event::Found { issue, finding: it } => Event::Found { issue: *issue, finding: finding(it) },
        Event::PersonUpdated { told: it, next } => Event::PersonUpdated { told: told(it), next: *next },
        Event::ConsentChanged(it) => Event::ConsentChanged(ConsentRecord { note: gone(&it.note), ..*it }),
        Event::Extended(it) => Event::Extended(Extension { reason: gone(&it.reason), ..*it }),
        Event::Paused(it) => Event::Paused(Pause { reason: gone(&it.reason), ..*it }),
        Event::SeniorLetterSent(it) => {
            Event::SeniorLetterSent(SeniorLetter { by: staff(office, &it.by), ..*it })
        }
        Event::RemedyOffered(it) => Event::RemedyOffered(Remedy {
            what: gone(&it.what),
            who: staff(office, &it.who),
            evidence: gone(&it.evidence),
            ..*it
        }),
        Event::RemedyDone { remedy, on, evidence } => {
            Event::RemedyDone { remedy: *remedy, on: *on, evidence: gone(evidence) }
        }
        Event::PaymentDecided(it) => Event::PaymentDecided(Payment {
            authorised_by: staff(office, &it.authorised_by),
            reason: gone(&it.reason),
            payment_ref: gone(&it.payment_ref),
            ..*it
        }),
        Event::Paid { payment, on, payment_ref } => {
            Event::Paid { payment: *payment, on: *on, payment_ref: gone(payment_ref) }
        }
        Event::Drafted(it) => {
            Event::Drafted(DraftResponse { note: gone(&it.note), by: staff(office, &it.by), on: it.on })
        }
        Event::Checked(it) => {
            Event::Checked(QualityCheck { note: gone(&it.note), by: staff(office, &it.by), ..*it })
        }
        Event::Responded(it) => Event::Responded(Response {
            signed_off_by: staff(office, &it.signed_off_by),
            note: gone(&it.note),
            ..*it
        }),
        Event::Closed(it) => Event::Closed(closing(office, it)),
        Event::Reopened(it) => Event::Reopened(Reopening { reason: gone(&it.reason), ..*it }),
        Event::Referred(it) => Event::Referred(Referral {
            body: if BODIES.contains(&it.body.as_str()) { it.body.clone() } else { gone(&it.body) },
            their_ref: gone(&it.their_ref),
            decision: it.decision.as_ref().map(decision),
            recommendations: it.recommendations.iter().map(recommendation).collect(),
            ..*it
        }),
        Event::ReferralDecided { referral, decision: it } => {
            Event::ReferralDecided { referral: *referral, decision: decision(it) }
        }
        Event::Recommended { referral, recommendation: it } => {
            Event::Recommended { referral: *referral, recommendation: recommendation(it) }
        }
        Event::RecommendationFollowed { referral, recommendation, followed: it } => {
            Event::RecommendationFollowed {
                referral: *referral,
                recommendation: *recommendation,
                followed: followed(it),
            }
        }
        Event::MarkedImportant { reason } => Event::MarkedImportant { reason: gone(reason) },
        Event::Restricted(it) => Event::Restricted(Restriction { reason: gone(&it.reason), ..it.clone() }),
        Event::RestrictionLifted { reason } => Event::RestrictionLifted { reason: gone(reason) },
        Event::SampleChecked(it) => Event::SampleChecked(SampleCheck { note: gone(&it.note), ..it.clone() }),
        Event::CostRecorded(it) => Event::CostRecorded(Cost { what: gone(&it.what), ..it.clone() }),
        Event::Noted { text, about } => Event::Noted { text: gone(text), about: *about },
        Event::Held(it) => Event::Held(Hold { reason: gone(&it.reason), ..*it }),
        Event::HoldReleased { category, reason } => {
            Event::HoldReleased { category: *category, reason: gone(reason) }
        }
        Event::Corrected { facts, before, reason } => Event::Corrected {
            facts: facts.iter().map(fact).collect(),
            before: before.iter().map(fact).collect(),
            reason: gone(reason),
        },
        Event::CorrectionRefused(it) => Event::CorrectionRefused(Statement {
            on: it.on,
            asked: gone(&it.asked),
            reason: gone(&it.reason),
            statement: gone(&it.statement),
        }),
        // Days, numbers, sign-in names and words of closed lists.
        Event::Assigned { .. }
        | Event::TimescaleShared(_)
        | Event::Resumed { .. }
        | Event::RemedyAnswered { .. }
        | Event::LinkedAsDuplicate { .. }
        | Event::PapersSent { .. }
        | Event::NoLongerImportant
        | Event::CopyGiven { .. }
        | Event::Viewed { .. }
        | Event::Exported { .. } => event.clone(),
    }
}
