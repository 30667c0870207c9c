//! The next tier and the Ombudsman.

use crate::domain::case::command::{Command, FollowRecommendation, OnReferral, Step};
use crate::domain::case::record::{Followed, Recommendation, Referral, ReferralDecision};
use crate::domain::diary::AnyStep;
use crate::domain::vocabulary::{Compliance, Decision, ReferredBy, Tier};
use crate::forms::field::{Asked, Field, FormTable, Kind, Setting, YES_NO_NOT_KNOWN};
use crate::forms::tables::parts::{
    DAY_TO_COME, TO_COME_HINT, day_done, field, numbered, optional, preset, this_or_first, words,
};

/// It went there.
pub const REFER: FormTable = FormTable {
    id: "refer",
    step: Some(AnyStep::Case(Step::Refer)),
    title: "Refer to the Ombudsman",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("body", "To", "the next tier", Kind::Line), |_| {
            "Parliamentary and Health Service Ombudsman".to_owned()
        }),
        field("tier", "How far", "type to choose", Kind::Choice(|_| words(Tier::ALL, Tier::word))),
        field(
            "referred_by",
            "Brought by",
            "type to choose",
            Kind::Choice(|_| words(ReferredBy::ALL, ReferredBy::word)),
        ),
        day_done("on", "We heard on"),
        optional("their_ref", "Their reference", "", Kind::Line),
        optional("papers_due", "Papers due", TO_COME_HINT, DAY_TO_COME),
    ],
    build: |it| {
        let (on, papers_due) = (it.day("on"), it.maybe_day("papers_due"));
        let tier = it.must_choose("tier", Tier::from_word).unwrap_or(Tier::Enquiry);
        let referred_by = it.must_choose("referred_by", ReferredBy::from_word).unwrap_or(ReferredBy::Other);
        Asked::Steps(vec![Command::Refer(Referral {
            number: 0,
            body: it.text("body"),
            tier,
            referred_by,
            on,
            their_ref: it.text("their_ref"),
            papers_due,
            papers_sent: None,
            decision: None,
            recommendations: Vec::new(),
        })])
    },
};

fn referrals(setting: &Setting) -> Vec<String> {
    numbered(setting, "referral", |it| &it.referrals, |it| (it.number, format!("{}, {}", it.body, it.tier)))
}

/// The referral that the form was opened for, or the first.
const REFERRAL: Field =
    preset(field("referral", "Referral", "type to choose", Kind::Choice(referrals)), |it| {
        this_or_first(it, "referral", referrals(it))
    });

/// The papers went.
pub const SEND_PAPERS: FormTable = FormTable {
    id: "send_papers",
    step: Some(AnyStep::Case(Step::SendPapers)),
    title: "Papers sent",
    done: "save",
    opens_on_check: true,
    fields: &[REFERRAL, day_done("what", "Sent on")],
    build: |it| {
        let (referral, what) = (it.number("referral"), it.day("what"));
        Asked::Steps(vec![Command::SendPapers(OnReferral { referral, what })])
    },
};

/// They decided.
pub const RECORD_DECISION: FormTable = FormTable {
    id: "record_decision",
    step: Some(AnyStep::Case(Step::RecordDecision)),
    title: "Ombudsman decision",
    done: "save",
    opens_on_check: false,
    fields: &[
        field(
            "decision",
            "Decision",
            "type to choose",
            Kind::Choice(|_| words(Decision::ALL, Decision::word)),
        ),
        optional("note", "In brief", "", Kind::Text),
        day_done("on", "Decided on"),
        REFERRAL,
    ],
    build: |it| {
        let (referral, on, note) = (it.number("referral"), it.day("on"), it.text("note"));
        let decision = it.must_choose("decision", Decision::from_word).unwrap_or(Decision::Discontinued);
        let what = ReferralDecision { on, decision, note };
        Asked::Steps(vec![Command::RecordDecision(OnReferral { referral, what })])
    },
};

/// They recommend something.
pub const ADD_RECOMMENDATION: FormTable = FormTable {
    id: "add_recommendation",
    step: Some(AnyStep::Case(Step::AddRecommendation)),
    title: "Recommendation",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("what", "Recommended", "one recommendation", Kind::Text),
        optional("target", "By when", TO_COME_HINT, DAY_TO_COME),
        optional("accepted", "Accepted?", "does the office accept it", YES_NO_NOT_KNOWN),
        REFERRAL,
    ],
    build: |it| {
        let (referral, target) = (it.number("referral"), it.maybe_day("target"));
        let accepted = it.yes_no("accepted");
        let what = Recommendation { number: 0, what: it.text("what"), accepted, target, followed: None };
        Asked::Steps(vec![Command::AddRecommendation(OnReferral { referral, what })])
    },
};

/// Every recommendation, with the referral it belongs to: `recommendation 2 of referral 1: …`.
fn recommendations(setting: &Setting) -> Vec<String> {
    let Some(case) = setting.case else { return Vec::new() };
    let all = case.referrals.iter().flat_map(|of| of.recommendations.iter().map(move |it| (of.number, it)));
    all.map(|(of, it)| {
        format!("recommendation {} of referral {of}: {}", it.number, it.what.replace('\n', " "))
    })
    .collect()
}

/// It was followed, or not.
pub const FOLLOW_RECOMMENDATION: FormTable = FormTable {
    id: "follow_recommendation",
    step: Some(AnyStep::Case(Step::FollowRecommendation)),
    title: "Recommendation followed",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(
            field("recommendation", "Recommendation", "type to choose", Kind::Choice(recommendations)),
            |it| {
                let all = recommendations(it);
                let this = format!("recommendation {} ", it.part);
                all.iter().find(|it| it.starts_with(&this)).or(all.first()).cloned().unwrap_or_default()
            },
        ),
        field(
            "compliance",
            "Complied with?",
            "type to choose",
            Kind::Choice(|_| {
                vec![
                    Compliance::CompliedWith.word().to_owned(),
                    Compliance::NotCompliedWith.word().to_owned(),
                ]
            }),
        ),
        field("evidence", "What shows it", "or why it was not done", Kind::Text),
        day_done("on", "Date"),
    ],
    build: |it| {
        let on = it.day("on");
        let numbers = it.choice("recommendation", |word| {
            let (recommendation, rest) = word.strip_prefix("recommendation ")?.split_once(" of referral ")?;
            Some((recommendation.parse().ok()?, rest.split_once(':')?.0.parse().ok()?))
        });
        let (recommendation, referral): (u32, u32) = numbers.unwrap_or_default();
        let compliance = it.must_choose("compliance", Compliance::from_word).unwrap_or(Compliance::Open);
        let followed = Followed { on, compliance, evidence: it.text("evidence") };
        Asked::Steps(vec![Command::FollowRecommendation(FollowRecommendation {
            referral,
            recommendation,
            followed,
        })])
    },
};
