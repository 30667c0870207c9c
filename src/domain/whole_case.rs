//! A case as it is read from beginning to end: its facts and its parts, in words.

use crate::domain::calendar::dates::long;
use crate::domain::case::history::{because, keeping, person, sentence};
use crate::domain::case::record::{Case, Part};
use crate::domain::case::stages::who_not;
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::row::stage_in_words;
use crate::domain::text::sentence_case;

/// What is known of the case, each with its label; what is not known is empty.
pub fn facts(office: &Office, case: &Case) -> Vec<(&'static str, String)> {
    let owner = case.owner.as_deref().map_or("nobody", |it| office.person_name(it)).to_owned();
    let mut facts = vec![("Stage", stage_in_words(office, case)), ("Owner", owner)];
    facts.extend(who_not(office, case).map(|it| ("Stage 2", it)));
    facts.extend(person(office, case));
    facts.extend([
        ("About", case.facts.subject.clone()),
        ("Service", office.service_name(case.facts.service)),
        ("Channel", office.channel_name(case.facts.channel)),
        ("Received", long(case.facts.received)),
        ("Route", case.route().map_or("not chosen", |it| it.word()).to_owned()),
        ("What happened", case.facts.story.clone()),
        ("Happened on", case.facts.happened.map(long).unwrap_or_default()),
        ("Wants", case.facts.wants.clone()),
        ("Imported as", case.source.as_ref().map(|it| it.reference.clone()).unwrap_or_default()),
        ("Important", case.important().unwrap_or_default().to_owned()),
    ]);
    let consent = case.consent.as_ref();
    facts.extend(consent.map(|it| ("Consent", format!("{}, {}", it.status.word(), long(it.on)))));
    facts.extend(keeping(office, case));
    facts.extend(ending(case));
    facts
}

/// How the case ended; nothing while it is open.
fn ending(case: &Case) -> Vec<(&'static str, String)> {
    let Some(closing) = case.closing() else { return Vec::new() };
    vec![
        ("Closed", long(closing.on)),
        ("Outcome", closing.outcome.map_or("not recorded", |it| it.word()).to_owned()),
        ("Something wrong", case.went_wrong().map_or("not recorded", |it| it.word()).to_owned()),
    ]
}

/// What belongs to the case, kind by kind: a line for each, under a heading. A kind of which there is nothing is left out.
pub fn parts(office: &Office, case: &Case) -> Vec<(&'static str, Vec<String>)> {
    let issues = case.issues.iter().map(|issue| {
        let found = issue.finding.as_ref().map_or("not decided".to_owned(), |found| {
            let finding = found.finding.map_or("no formal finding", |it| it.word());
            let (went_wrong, on) = (found.went_wrong, long(found.on));
            format!("{finding} on {on}; something went wrong: {went_wrong}.{}", because(&found.reason))
        });
        let theme = office.theme_name(issue.theme);
        format!("{}. {} (theme: {theme}). {}", issue.number, issue.what, sentence(&sentence_case(&found)))
    });
    let remedies = case.remedies.iter().map(|it| {
        let done = match (it.done, it.by) {
            (Some(done), _) => format!("done on {}", long(done)),
            (None, Some(by)) => format!("to be done by {}", long(by)),
            (None, None) => "not done yet".to_owned(),
        };
        let who = match it.who.as_str() {
            "" => String::new(),
            who => format!(" By {}.", office.person_name(who)),
        };
        format!("{}. {}: {}. {done}.{who}", it.number, it.kind, it.what)
    });
    let payments = case.payments.iter().map(|it| {
        let paid = match (it.paid, it.by) {
            (Some(paid), _) => format!("paid on {}", long(paid)),
            (None, Some(by)) => format!("to be paid by {}", long(by)),
            (None, None) => "not paid yet".to_owned(),
        };
        let what = format!("{} for {}, {}", pounds(it.pence), it.head, it.class);
        format!("Payment {}: {what}, authorised by {}. {paid}.", it.number, it.authorised_by)
    });
    let referred = case.referrals.iter().map(|it| {
        let decided = it.decision.as_ref().map_or_else(
            || "no decision yet".to_owned(),
            |it| format!("decided on {}: {}", long(it.on), it.decision),
        );
        format!("{}. To {} by {}, {}; {decided}.", it.number, it.body, it.referred_by, long(it.on))
    });
    let all = case.parts();
    let recommended = all.iter().filter(|it| matches!(it, Part::Recommendation { .. }));
    let recommended =
        recommended.map(|it| format!("{}: {}", sentence_case(&it.name().to_string()), sentence(&it.words())));
    let told = |is_step: bool| {
        let all = case.follow_ups.iter().filter(move |it| it.is_step == is_step);
        all.map(move |it| {
            let words = Part::FollowUp(it.clone()).words();
            let by = if is_step && !it.done_by.is_empty() {
                format!(" By {}.", office.person_name(&it.done_by))
            } else {
                String::new()
            };
            format!("Follow-up {}: {}{by}", it.number, sentence(&words))
        })
    };
    let costs = case
        .costs
        .iter()
        .map(|it| format!("{}. {}, {}.", it.number, Part::Cost(it.clone()).words(), long(it.on)));
    let letters =
        case.letters.iter().map(|it| format!("{}. {}", it.number, sentence(&sentence_case(&it.words()))));
    let papers = case.papers.iter().map(|it| format!("{}. {}", it.number, sentence(&it.words(office))));
    let cancelled = case.cancelled.iter().map(|it| sentence(&sentence_case(&it.words())));
    let mut parts = vec![
        ("Issues", issues.collect::<Vec<_>>()),
        ("Putting right", remedies.chain(payments).collect()),
        ("Referred", referred.collect()),
        ("Recommended", recommended.collect()),
        ("Steps", told(true).collect()),
        ("Asked and brought forward", told(false).collect()),
        ("Cost of the case", costs.collect()),
        ("Letters", letters.collect()),
        ("Papers", papers.collect()),
        ("Cancelled", cancelled.collect()),
    ];
    parts.retain(|it| !it.1.is_empty());
    parts
}
