//! A case told again without anything personal: what is kept when a case is anonymised.
//!
//! What stays: dates, numbers, words of closed lists, items of the office's lists, and the sign-in names and names of
//! people who work here. Every other text gives way to “[erased]”, so that it still shows that there was one.

use crate::domain::case::event::{Event, Received};
use crate::domain::case::paper::{HeldFile, Paper};
use crate::domain::case::record::{
    ConsentRecord, Cost, Fact, Facts, FollowUp, Followed, Hold, Issue, IssueFinding, Letter, Part, Payment,
    Recommendation, Referral, ReferralDecision, Remedy, Restriction, SampleCheck, Statement,
};
use crate::domain::case::round::{
    Closing, DraftResponse, Extension, Pause, QualityCheck, Reopening, Response, RoundFacts, RouteTaken,
    SeniorLetter, Told,
};
use crate::domain::office::record::Office;
use crate::domain::party::known::KnownAs;
use crate::domain::party::name::Name;
use crate::domain::party::personal::gone;
use crate::domain::party::reach::marks;
use crate::domain::party::record::Party;
use crate::domain::people::Person;

/// Bodies that a case is referred to, which are nobody's personal data; any other name goes, for it may be a person's.
const BODIES: &[&str] = &["Parliamentary and Health Service Ombudsman", "PHSO"];

/// Tells a case again from the events that still hold: without anything personal.
pub fn retell(office: &Office, events: &[Event]) -> Vec<Event> {
    events.iter().map(|it| scrub(office, it)).collect()
}

/// The people of a case, by whatever they were ever called in it: who is affected, and whoever spoke for them.
pub fn people(events: &[Event]) -> [KnownAs; 2] {
    let mut people: [KnownAs; 2] = Default::default();
    let whole = |it: &Party| {
        let mut known = it.known_as();
        // The whole address too, and the house and its street: they may stand so in a text.
        let is_house = |it: &&str| {
            it.contains(char::is_numeric) && it.contains(char::is_whitespace) && marks(it).is_empty()
        };
        let houses = it.address.split(',').map(str::trim).filter(is_house).map(str::to_owned);
        let reach = [it.address.clone()].into_iter().chain(houses).collect();
        known.take(KnownAs { reach, ..KnownAs::default() });
        known
    };
    for event in events {
        match event {
            Event::Received(it) => {
                people[0].take(whole(&it.facts.complainant));
                people[1].take(whole(&it.facts.representative));
                let elsewhere = it.source.iter().map(|it| it.reference.clone()).collect();
                people[0].take(KnownAs { reach: elsewhere, ..KnownAs::default() });
            }
            Event::Amended(facts) | Event::Corrected { facts, .. } => {
                for fact in facts {
                    let (place, fact) = match fact {
                        Fact::Complainant(it) => (0, it),
                        Fact::Representative(it) => (1, it),
                        _ => continue,
                    };
                    let mut party = Party::default();
                    party.put_right(fact.clone());
                    people[place].take(whole(&party));
                }
            }
            _ => {}
        }
    }
    people
}

/// Those who are complained about without being anybody who works here, and what others call the case: nobody knows them once the
/// case is gone.
pub fn strangers(office: &Office, events: &[Event]) -> KnownAs {
    let named = events.iter().flat_map(|it| match it {
        Event::Received(it) => it.facts.colleagues.clone(),
        Event::Amended(facts) | Event::Corrected { facts, .. } => {
            let colleagues =
                facts.iter().filter_map(|it| if let Fact::Colleagues(it) = it { Some(it) } else { None });
            colleagues.flatten().cloned().collect()
        }
        _ => Vec::new(),
    });
    let mut strangers = KnownAs::default();
    let referrals = events.iter().filter_map(|it| if let Event::Referred(it) = it { Some(it) } else { None });
    strangers.take(KnownAs {
        names: named.filter(|it| !works_here(office, it)).collect(),
        reach: referrals.map(|it| it.their_ref.clone()).collect(),
    });
    strangers
}

/// Whether a text is the name or the sign-in name of somebody who works here.
fn works_here(office: &Office, text: &str) -> bool {
    let is_written_so = |it: &Person| it.login == text || it.name == text;
    let is_meant = || {
        let name = Name::read(text);
        office.people.iter().any(|it| Name::read(&it.name).is_same(&name))
    };
    !text.is_empty() && (office.people.iter().any(is_written_so) || is_meant())
}

/// The name of somebody who works here stays; any other gives way.
fn staff(office: &Office, text: &str) -> String {
    if works_here(office, text) { text.to_owned() } else { gone(text) }
}

fn told(it: &Told) -> Told {
    Told { note: gone(&it.note), ..it.clone() }
}

fn facts(office: &Office, it: &Facts) -> Facts {
    Facts {
        complainant: it.complainant.erased(),
        representative: it.representative.erased(),
        colleagues: it.colleagues.iter().map(|it| staff(office, it)).collect(),
        subject: gone(&it.subject),
        story: gone(&it.story),
        wants: gone(&it.wants),
        late_reason: gone(&it.late_reason),
        received: it.received,
        channel: it.channel,
        service: it.service,
        happened: it.happened,
        data_protection: it.data_protection,
    }
}

fn fact(office: &Office, it: &Fact) -> Fact {
    match it {
        Fact::Complainant(it) => Fact::Complainant(it.erased()),
        Fact::Representative(it) => Fact::Representative(it.erased()),
        Fact::Colleagues(it) => Fact::Colleagues(it.iter().map(|it| staff(office, it)).collect()),
        Fact::Subject(it) => Fact::Subject(gone(it)),
        Fact::Story(it) => Fact::Story(gone(it)),
        Fact::Wants(it) => Fact::Wants(gone(it)),
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
    IssueFinding { reason: gone(&it.reason), by: it.by.clone(), ..*it }
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

fn remedy(office: &Office, it: &Remedy) -> Remedy {
    let (what, who, evidence) = (gone(&it.what), staff(office, &it.who), gone(&it.evidence));
    Remedy { what, who, evidence, ..*it }
}

fn payment(office: &Office, it: &Payment) -> Payment {
    let (reason, payment_ref) = (gone(&it.reason), gone(&it.payment_ref));
    Payment { authorised_by: staff(office, &it.authorised_by), reason, payment_ref, ..*it }
}

fn cost(it: &Cost) -> Cost {
    Cost { what: gone(&it.what), ..*it }
}

/// What a paper says goes with its title: nothing names the contents any more, and so they are removed.
fn paper(it: &Paper) -> Paper {
    let held = it.held.as_ref().map(|it| HeldFile {
        sha256: String::new(),
        file_name: gone(&it.file_name),
        ..it.clone()
    });
    Paper { title: gone(&it.title), elsewhere: gone(&it.elsewhere), held, ..*it }
}

fn follow_up(it: &FollowUp) -> FollowUp {
    FollowUp { what: gone(&it.what), of: gone(&it.of), answer: gone(&it.answer), ..it.clone() }
}

fn part(office: &Office, it: &Part) -> Part {
    match it {
        Part::Remedy(it) => Part::Remedy(remedy(office, it)),
        Part::Payment(it) => Part::Payment(payment(office, it)),
        Part::Recommendation { referral, recommendation: it } => {
            Part::Recommendation { referral: *referral, recommendation: recommendation(it) }
        }
        Part::Cost(it) => Part::Cost(cost(it)),
        Part::Paper(it) => Part::Paper(paper(it)),
        Part::FollowUp(it) => Part::FollowUp(follow_up(it)),
        Part::Letter(it) => Part::Letter(letter(it)),
        Part::Round(it) => {
            Part::Round(RoundFacts { late_reason: late_reason(office, &it.late_reason), ..it.clone() })
        }
    }
}

fn letter(it: &Letter) -> Letter {
    Letter { to: gone(&it.to), text: gone(&it.text), ..*it }
}

fn closing(office: &Office, it: &Closing) -> Closing {
    Closing { reason: gone(&it.reason), late_reason: late_reason(office, &it.late_reason), ..*it }
}

/// One of the office's own reasons says nothing of anybody.
fn late_reason(office: &Office, it: &str) -> String {
    if office.late_reasons.find(it).is_some() { it.to_owned() } else { gone(it) }
}

/// An event without anything personal. A new event needs its arm here: what of it may stay for good?
pub fn scrub(office: &Office, event: &Event) -> Event {
    match event {
        Event::Received(it) => Event::Received(Box::new(Received {
            nature: it.nature,
            facts: facts(office, &it.facts),
            acknowledge_within: it.acknowledge_within,
            share_within: it.share_within,
            settled: gone(&it.settled),
            source: it.source.as_ref().map(|it| it.erased(&office.key)),
        })),
        Event::MadeComplaint { on, reason, acknowledge_within } => {
            Event::MadeComplaint { on: *on, reason: gone(reason), acknowledge_within: *acknowledge_within }
        }
        Event::Amended(all) => Event::Amended(all.iter().map(|it| fact(office, it)).collect()),
        Event::Acknowledged(it) => Event::Acknowledged(told(it)),
        Event::RouteTaken(it) => Event::RouteTaken(RouteTaken { reason: gone(&it.reason), ..it.clone() }),
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
        Event::RemedyOffered(it) => Event::RemedyOffered(remedy(office, it)),
        Event::RemedyDone { remedy, on, evidence } => {
            Event::RemedyDone { remedy: *remedy, on: *on, evidence: gone(evidence) }
        }
        Event::PaymentDecided(it) => Event::PaymentDecided(payment(office, it)),
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
            by: staff(office, &it.by),
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
        Event::MarkedImportant { on, reason } => Event::MarkedImportant { on: *on, reason: gone(reason) },
        Event::Restricted(it) => Event::Restricted(Restriction { reason: gone(&it.reason), ..it.clone() }),
        Event::RestrictionLifted { reason } => Event::RestrictionLifted { reason: gone(reason) },
        Event::SampleChecked(it) => Event::SampleChecked(SampleCheck { note: gone(&it.note), ..it.clone() }),
        Event::CostRecorded(it) => Event::CostRecorded(cost(it)),
        Event::LetterSent(it) => Event::LetterSent(letter(it)),
        Event::PaperAdded(it) => Event::PaperAdded(paper(it)),
        Event::FollowUpSet(it) => Event::FollowUpSet(follow_up(it)),
        Event::FollowUpDone { follow_up, on, answer, by } => {
            let (answer, by) = (gone(answer), by.clone());
            Event::FollowUpDone { follow_up: *follow_up, on: *on, answer, by }
        }
        Event::PartPutRight { part: it, before, why } => {
            Event::PartPutRight { part: part(office, it), before: part(office, before), why: gone(why) }
        }
        Event::PartCancelled { part, on, reason } => {
            Event::PartCancelled { part: *part, on: *on, reason: gone(reason) }
        }
        Event::Noted { text, about } => Event::Noted { text: gone(text), about: *about },
        Event::Held(it) => Event::Held(Hold { reason: gone(&it.reason), ..*it }),
        Event::HoldReleased { category, reason } => {
            Event::HoldReleased { category: *category, reason: gone(reason) }
        }
        Event::Corrected { facts, before, reason } => Event::Corrected {
            facts: facts.iter().map(|it| fact(office, it)).collect(),
            before: before.iter().map(|it| fact(office, it)).collect(),
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
        | Event::NoLongerImportant { .. }
        | Event::CopyGiven { .. }
        | Event::Viewed { .. }
        | Event::Exported { .. } => event.clone(),
    }
}
