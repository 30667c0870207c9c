//! The next tier and the Ombudsman: referrals, decisions, recommendations. The office's own counts, never mixed with
//! the figures that the Ombudsman publishes.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{FollowRecommendation, OnReferral};
use crate::domain::case::decide::guards::{done_on, numbered, real_year};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, PartName, Recommendation, Referral, ReferralDecision};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::Compliance;

/// Records that the case went to the next tier.
pub fn refer(terms: &Terms, case: &Case, it: Referral) -> Verdict<Vec<Event>> {
    required(
        "body",
        &it.body,
        "Enter where it went, for example the Parliamentary and Health Service Ombudsman.",
    )?;
    done_on(terms, case, "on", "The date of the referral", it.on)?;
    if let Some(due) = it.papers_due {
        real_year("papers_due", "The date for the papers", due)?;
    }
    let number = case.referrals.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![Event::Referred(Referral { number, decision: None, recommendations: Vec::new(), ..it })])
}

/// Records when the papers went.
pub fn send_papers(terms: &Terms, case: &Case, it: &OnReferral<NaiveDate>) -> Verdict<Vec<Event>> {
    numbered("referral", "referral", &case.referrals, it.referral, |it| it.number)?;
    done_on(terms, case, "what", "The date the papers went", it.what)?;
    Ok(vec![Event::PapersSent { referral: it.referral, on: it.what }])
}

/// Records what the next tier decided, once.
pub fn record_decision(terms: &Terms, case: &Case, it: OnReferral<ReferralDecision>) -> Verdict<Vec<Event>> {
    let referral = numbered("referral", "referral", &case.referrals, it.referral, |it| it.number)?;
    if let Some(decided) = &referral.decision {
        let why = format!("Referral {} was decided already: {}.", it.referral, decided.decision);
        return Err(Refusal::of_field("referral", why, "Record a new referral if it went there again."));
    }
    done_on(terms, case, "on", "The date of the decision", it.what.on)?;
    if it.what.on < referral.on {
        let why = format!("It went there on {}, after that day.", long(referral.on));
        return Err(Refusal::of_field("on", why, "Check both dates."));
    }
    Ok(vec![Event::ReferralDecided { referral: it.referral, decision: it.what }])
}

/// Records a recommendation, each by itself.
pub fn add_recommendation(case: &Case, it: OnReferral<Recommendation>) -> Verdict<Vec<Event>> {
    numbered("referral", "referral", &case.referrals, it.referral, |it| it.number)?;
    sound_recommendation(&it.what)?;
    let number = case.next_number(|name| match name {
        PartName::Recommendation { referral, number } if referral == it.referral => Some(number),
        _ => None,
    });
    let recommendation = Recommendation { number, followed: None, ..it.what };
    Ok(vec![Event::Recommended { referral: it.referral, recommendation }])
}

/// Whether a recommendation may be recorded so.
pub fn sound_recommendation(it: &Recommendation) -> Verdict<()> {
    required("what", &it.what, "Enter what is recommended.")?;
    it.target.map_or(Ok(()), |target| real_year("target", "The date", target))
}

/// Records that a recommendation was complied with, or not.
pub fn follow_recommendation(terms: &Terms, case: &Case, it: FollowRecommendation) -> Verdict<Vec<Event>> {
    let referral = numbered("referral", "referral", &case.referrals, it.referral, |it| it.number)?;
    numbered("recommendation", "recommendation", &referral.recommendations, it.recommendation, |it| {
        it.number
    })?;
    done_on(terms, case, "on", "The date", it.followed.on)?;
    if it.followed.compliance == Compliance::Open {
        let instead = "Answer “complied with” or “not complied with”.";
        return Err(Refusal::of_field("compliance", "Open is how it stands already.", instead));
    }
    required("evidence", &it.followed.evidence, "Say what shows it, or why it was not done.")?;
    let (referral, recommendation, followed) = (it.referral, it.recommendation, it.followed);
    Ok(vec![Event::RecommendationFollowed { referral, recommendation, followed }])
}
