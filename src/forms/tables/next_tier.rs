//! The next tier and the Ombudsman.

use crate::domain::case::command::{Command, FollowRecommendation, OnReferral, Step};
use crate::domain::case::record::{Followed, PartName, Recommendation, Referral, ReferralDecision};
use crate::domain::vocabulary::{Compliance, Decision, ReferredBy, Tier};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no_not_known};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, numbered, part, this_or};

/// It went there.
pub fn refer() -> FormTable {
    form(
        Step::Refer,
        "save",
        vec![
            field("body", "To", "the next tier", Kind::Line)
                .preset(|_| "Parliamentary and Health Service Ombudsman".to_owned()),
            field("tier", "How far", "", one_of(Tier::ALL, Tier::word)),
            field("referred_by", "Brought by", "", one_of(ReferredBy::ALL, ReferredBy::word)),
            day_done("on", "We heard on"),
            optional("their_ref", "Their reference", "", Kind::Line),
            optional("papers_due", "Papers due", "", DAY_TO_COME),
        ],
        |it| {
            let (on, papers_due) = (it.day("on"), it.day("papers_due"));
            let tier = it.choice("tier", Tier::from_word);
            let referred_by = it.choice("referred_by", ReferredBy::from_word);
            Some(Command::Refer(Referral {
                number: 0,
                body: it.text("body"),
                tier: tier?,
                referred_by: referred_by?,
                on: on?,
                their_ref: it.text("their_ref"),
                papers_due,
                papers_sent: None,
                decision: None,
                recommendations: Vec::new(),
            }))
        },
    )
}

fn referrals(setting: &Setting) -> Vec<String> {
    numbered(setting, "referral", |it| &it.referrals, |it| (it.number, format!("{}, {}", it.body, it.tier)))
}

/// The referral that the form was opened for, or the first.
fn referral() -> Field {
    field("referral", "Referral", "", part(referrals))
        .preset(|it| this_or(None, it, "referral", referrals(it)))
}

/// The papers went.
pub fn send_papers() -> FormTable {
    form(Step::SendPapers, "save", vec![referral(), day_done("what", "Sent on")], |it| {
        let (referral, what) = (it.number("referral"), it.day("what"));
        Some(Command::SendPapers(OnReferral { referral: referral?, what: what? }))
    })
}

/// They decided.
pub fn record_decision() -> FormTable {
    form(
        Step::RecordDecision,
        "save",
        vec![
            field("decision", "Decision", "", one_of(Decision::ALL, Decision::word)),
            optional("note", "In brief", "", Kind::Text),
            day_done("on", "Decided on"),
            referral(),
        ],
        |it| {
            let (referral, on, note) = (it.number("referral"), it.day("on"), it.text("note"));
            let decision = it.choice("decision", Decision::from_word);
            let what = ReferralDecision { on: on?, decision: decision?, note };
            Some(Command::RecordDecision(OnReferral { referral: referral?, what }))
        },
    )
}

/// What is asked of a recommendation.
pub fn of_recommendation() -> Vec<Field> {
    vec![
        field("what", "Recommended", "one recommendation", Kind::Text),
        optional("target", "By when", "", DAY_TO_COME),
        optional("accepted", "Accepted?", "does the office accept it", yes_no_not_known()),
    ]
}

/// A recommendation as it is answered.
pub fn recommendation_of(it: &mut Answers) -> Option<Recommendation> {
    let (target, what, accepted) = (it.day("target"), it.text("what"), it.yes_no("accepted"));
    Some(Recommendation { number: 0, what, accepted, target, followed: None })
}

/// They recommend something.
pub fn add_recommendation() -> FormTable {
    let fields = of_recommendation().into_iter().chain([referral()]).collect();
    form(Step::AddRecommendation, "save", fields, |it| {
        let (referral, what) = (it.number("referral"), recommendation_of(it));
        Some(Command::AddRecommendation(OnReferral { referral: referral?, what: what? }))
    })
}

/// Every recommendation, with the referral it belongs to: `recommendation 2 of referral 1: …`.
fn recommendations(setting: &Setting) -> Vec<String> {
    let Some(case) = setting.case() else { return Vec::new() };
    let all = case.referrals.iter().flat_map(|of| of.recommendations.iter().map(move |it| (of.number, it)));
    all.map(|(of, it)| {
        format!("recommendation {} of referral {of}: {}", it.number, it.what.replace('\n', " "))
    })
    .collect()
}

/// The recommendation that the form was opened for, or the first.
fn this_recommendation(setting: &Setting) -> String {
    let all = recommendations(setting);
    let this = format!("recommendation {} ", setting.about.part());
    all.iter().find(|it| it.starts_with(&this)).or(all.first()).cloned().unwrap_or_default()
}

/// It was followed, or not.
pub fn follow_recommendation() -> FormTable {
    let known = [Compliance::CompliedWith, Compliance::NotCompliedWith];
    form(
        Step::FollowRecommendation,
        "save",
        vec![
            field("recommendation", "Recommendation", "", part(recommendations)).preset(this_recommendation),
            field("compliance", "Complied with?", "", one_of(&known, Compliance::word)),
            field("evidence", "What shows it", "or why it was not done", Kind::Text),
            day_done("on", "Date"),
        ],
        |it| {
            let name = it.choice("recommendation", |word| word.parse().ok());
            let (on, compliance) = (it.day("on"), it.choice("compliance", Compliance::from_word));
            let PartName::Recommendation { referral, number: recommendation } = name? else { return None };
            let followed = Followed { on: on?, compliance: compliance?, evidence: it.text("evidence") };
            let followed = FollowRecommendation { referral, recommendation, followed };
            Some(Command::FollowRecommendation(followed))
        },
    )
}
