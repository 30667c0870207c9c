//! What happened to a case, in words: for its timeline, `redress history` and anybody who audits.

use chrono::NaiveDate;

use crate::domain::calendar::dates::{long, when};
use crate::domain::case::event::{Event, Received};
use crate::domain::case::record::{Case, Fact, Issue, Part, Restriction};
use crate::domain::case::round::Told;
use crate::domain::case::stages::not_by;
use crate::domain::commit::{Erased, Happening, Source};
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::party::record::PartyFact;
use crate::domain::text::{count, sentence_case};
use crate::domain::vocabulary::{Means, Met, Nature};

/// Says an event in words.
pub fn happening(office: &Office, event: &Event) -> Happening {
    let (kind, words) = match event {
        Event::Received(it) => ("Received", received(office, it)),
        Event::MadeComplaint { on, reason, .. } => {
            ("Complaint", format!("Made a complaint, received on {}.{}", long(*on), because(reason)))
        }
        Event::Amended(facts) => {
            let parts: Vec<String> = facts.iter().map(|it| fact(office, it)).collect();
            ("Put right", sentence(&parts.join("; ")))
        }
        Event::Assigned { to: Some(to) } => ("Owner", format!("{} is responsible.", office.person_name(to))),
        Event::Assigned { to: None } => ("Owner", "Nobody is responsible.".to_owned()),
        Event::Acknowledged(it) => ("Acknowledged", format!("Acknowledged {}.{}", told(it), says(&it.note))),
        Event::TimescaleShared(it) => (
            "Timescale",
            format!("Answer by {}, shared {}{}.", long(it.answer_by), when(it.on), by_means(it.means)),
        ),
        Event::RouteTaken(it) => {
            let words = format!("Goes to {} from {}.{}", it.route, long(it.on), because(&it.reason));
            let second = it.second_stage.as_ref().map(|it| {
                let not_by = not_by(office, it).map(|it| format!(" {it}")).unwrap_or_default();
                format!("Stage 2 begins.{not_by} ")
            });
            ("Route", format!("{}{words}", second.unwrap_or_default()))
        }
        Event::IssueAdded(it) => ("Issue", format!("Issue {}: {}", it.number, issue(office, it))),
        Event::IssueAmended(it) => ("Issue", format!("Issue {} put right: {}", it.number, issue(office, it))),
        Event::Found { issue, finding } => {
            let found = finding.finding.map_or_else(|| "no formal finding".to_owned(), |it| it.to_string());
            let words = format!(
                "Issue {issue}: {found} on {}. Something went wrong: {}.{}",
                long(finding.on),
                finding.went_wrong,
                because(&finding.reason)
            );
            ("Finding", words)
        }
        Event::PersonUpdated { told: it, next } => {
            let next = next.map(|it| format!(" Next update by {}.", long(it))).unwrap_or_default();
            ("Update", format!("Person updated {}.{}{next}", told(it), says(&it.note)))
        }
        Event::ConsentChanged(it) => {
            let by = it.answer_by.map(|by| format!(" Answer hoped for by {}.", long(by))).unwrap_or_default();
            ("Consent", format!("Consent: {}, {}.{by}{}", it.status, long(it.on), says(&it.note)))
        }
        Event::Extended(it) => (
            "Extended",
            format!(
                "Answer now by {}. The person was told on {}.{}",
                long(it.to),
                long(it.told_on),
                because(&it.reason)
            ),
        ),
        Event::Paused(it) => {
            ("Paused", format!("Paused from {}, {}.{}", long(it.from), it.category, says(&it.reason)))
        }
        Event::Resumed { on } => ("Resumed", format!("Runs again from {}.", long(*on))),
        Event::SeniorLetterSent(it) => (
            "Letter",
            format!(
                "{} wrote on {} to explain the delay. Answer expected by {}.",
                it.by,
                long(it.on),
                long(it.expected)
            ),
        ),
        Event::RemedyOffered(it) => {
            let by = it.by.map(|by| format!(" by {}", long(by))).unwrap_or_default();
            let done = it.done.map(|done| format!(" Done on {}.", long(done))).unwrap_or_default();
            (
                "Remedy",
                format!(
                    "Remedy {}, {}: {} ({}{by}).{done}",
                    it.number,
                    it.kind,
                    it.what,
                    office.person_name(&it.who)
                ),
            )
        }
        Event::RemedyAnswered { remedy, answer } => ("Remedy", format!("Remedy {remedy}: {answer}.")),
        Event::RemedyDone { remedy, on, evidence } => {
            ("Remedy", format!("Remedy {remedy} done on {}.{}", long(*on), says(evidence)))
        }
        Event::PaymentDecided(it) => (
            "Payment",
            format!(
                "Payment {}: {}, {}, for {}, authorised by {}.{}{}",
                it.number,
                pounds(it.pence),
                it.class,
                it.head,
                it.authorised_by,
                because(&it.reason),
                it.paid.map(|on| format!(" Paid on {}.", long(on))).unwrap_or_default()
            ),
        ),
        Event::Paid { payment, on, payment_ref } => {
            ("Payment", format!("Payment {payment} made on {}.{}", long(*on), says(payment_ref)))
        }
        Event::CostRecorded(it) => {
            let words = Part::Cost(it.clone()).words();
            ("Cost", format!("Cost {}, on {}: {}", it.number, long(it.on), sentence(&words)))
        }
        Event::LetterSent(it) => ("Letter", format!("Letter {}: {}", it.number, sentence(&it.words()))),
        Event::PaperAdded(it) => ("Paper", format!("Paper {}: {}", it.number, sentence(&it.words(office)))),
        Event::FollowUpSet(it) => {
            let words = sentence(&Part::FollowUp(it.clone()).words());
            let kind = match (it.is_step, it.of.is_empty()) {
                (true, _) => "Step",
                (false, true) => "Forward",
                (false, false) => "Asked",
            };
            (kind, format!("Follow-up {}: {words}", it.number))
        }
        Event::FollowUpDone { follow_up, on, answer, .. } => {
            ("Follow-up", format!("Follow-up {follow_up} seen to on {}.{}", long(*on), says(answer)))
        }
        Event::PartPutRight { part, before, why } => {
            let now =
                part.texts(office).into_iter().zip(before.texts(office)).filter(|(now, was)| now != was);
            let or_nothing = |it: &str| if it.is_empty() { "not recorded".to_owned() } else { it.to_owned() };
            let changes: Vec<String> = now
                .map(|((name, now), (_, was))| {
                    format!("{}: {}, before {}", name.replace('_', " "), or_nothing(&now), or_nothing(&was))
                })
                .collect();
            let changes = sentence_case(&sentence(&changes.join("; ")));
            let words = format!("{} put right. {changes}", part.name());
            ("Put right", format!("{}{}", sentence_case(&words), because(why)))
        }
        Event::PartCancelled { part, on, reason } => {
            let name = sentence_case(&part.to_string());
            ("Cancelled", format!("{name} cancelled on {}.{}", long(*on), because(reason)))
        }
        Event::Drafted(it) => ("Draft", format!("Draft ready on {}.{}", long(it.on), says(&it.note))),
        Event::Checked(it) => {
            let verdict = if it.passed { "passed" } else { "did not pass" };
            ("Check", format!("The draft {verdict} its quality check on {}.{}", long(it.on), says(&it.note)))
        }
        Event::Responded(it) => {
            let signposted = if it.signposted { " It says where to go next." } else { "" };
            let signed = match it.signed_off_by.as_str() {
                "" => String::new(),
                by => format!(" Signed off by {}.", office.person_name(by)),
            };
            (
                "Response",
                format!(
                    "Final response sent on {}{}.{signposted}{signed}{}",
                    long(it.on),
                    by_means(it.means),
                    says(&it.note)
                ),
            )
        }
        Event::Closed(it) => {
            let outcome = it.outcome.map_or_else(|| "outcome not recorded".to_owned(), |it| it.to_string());
            let late = if it.late_reason.is_empty() {
                String::new()
            } else {
                format!(" Late because: {}", sentence(&it.late_reason))
            };
            (
                "Closed",
                format!(
                    "Closed {}: {outcome}.{}{late}",
                    when(Some(it.on).filter(|_| !it.day_not_known)),
                    because(&it.reason)
                ),
            )
        }
        Event::LinkedAsDuplicate { of } => ("Duplicate", format!("Repeats {}.", of.in_words())),
        Event::Reopened(it) => {
            ("Reopened", format!("Opened again on {}.{}", long(it.on), because(&it.reason)))
        }
        Event::Referred(it) => (
            "Referral",
            format!(
                "Referral {} to {} by {}, {}, {}.",
                it.number,
                it.body,
                it.referred_by,
                it.tier,
                long(it.on)
            ),
        ),
        Event::PapersSent { referral, on } => {
            ("Referral", format!("Papers for referral {referral} sent on {}.", long(*on)))
        }
        Event::ReferralDecided { referral, decision } => (
            "Referral",
            format!(
                "Referral {referral} decided on {}: {}.{}",
                long(decision.on),
                decision.decision,
                says(&decision.note)
            ),
        ),
        Event::Recommended { referral, recommendation } => {
            let by = recommendation.target.map(|by| format!(" By {}.", long(by))).unwrap_or_default();
            ("Referral", format!("Referral {referral} recommends: {}{by}", sentence(&recommendation.what)))
        }
        Event::RecommendationFollowed { referral, recommendation, followed } => (
            "Referral",
            format!(
                "Recommendation {recommendation} of referral {referral}: {} on {}.{}",
                followed.compliance,
                long(followed.on),
                says(&followed.evidence)
            ),
        ),
        Event::MarkedImportant { reason, .. } => {
            ("Important", format!("Marked as important.{}", because(reason)))
        }
        Event::NoLongerImportant { .. } => ("Important", "No longer marked as important.".to_owned()),
        Event::Restricted(it) => ("Restricted", format!("{}{}", for_whom(office, it), because(&it.reason))),
        Event::RestrictionLifted { reason } => {
            ("Restricted", format!("Open to everybody again.{}", because(reason)))
        }
        Event::Noted { text, .. } => ("Note", text.clone()),
        Event::SampleChecked(it) => {
            let verdict = if it.agreed { "agreed with" } else { "would have decided otherwise" };
            let missed: Vec<&str> =
                it.expectations.iter().filter(|it| it.1 == Met::No).map(|it| it.0.word()).collect();
            let missed =
                if missed.is_empty() { String::new() } else { format!(" Not met: {}.", missed.join("; ")) };
            let words = format!(
                "Drawn as a sample and looked at on {}: {verdict}.{missed}{}",
                long(it.on),
                says(&it.note)
            );
            ("Sample", words)
        }
        Event::Viewed { on } => ("Read", format!("Opened on {}.", long(*on))),
        Event::Exported { on } => ("Exported", format!("Exported on {}.", long(*on))),
        Event::Held(it) => {
            ("Hold", format!("Kept from {} for: {}.{}", long(it.on), it.category, because(&it.reason)))
        }
        Event::HoldReleased { category, reason } => {
            ("Hold", format!("No longer kept for: {category}.{}", because(reason)))
        }
        Event::Corrected { facts, before, reason } => {
            let words = |all: &[Fact]| all.iter().map(|it| fact(office, it)).collect::<Vec<_>>().join("; ");
            let was = if before.is_empty() {
                String::new()
            } else {
                format!(" Before: {}", sentence(&words(before)))
            };
            let now = sentence(&words(facts));
            (
                "Corrected",
                format!(
                    "Put right at the person’s request (right to rectification): {now}{was}{}",
                    because(reason)
                ),
            )
        }
        Event::CorrectionRefused(it) => (
            "Correction",
            format!(
                "Not put right, and the person told on {}: {}{} Their statement: {}",
                long(it.on),
                sentence(&it.asked),
                because(&it.reason),
                sentence(&it.statement)
            ),
        ),
        Event::CopyGiven { on, included, withheld } => (
            "Copy",
            format!(
                "A copy of what is held about a person was given on {}: {}, {withheld} withheld whole or in part.",
                long(*on),
                count(u64::from(*included), "text")
            ),
        ),
    };
    Happening { kind: kind.to_owned(), words }
}

/// "Only for K Patel. Not for J Smith."
pub fn for_whom(office: &Office, it: &Restriction) -> String {
    let names = |logins: &[String]| -> String {
        logins.iter().map(|it| office.person_name(it)).collect::<Vec<_>>().join(", ")
    };
    let parts = [("Only for", &it.to), ("Not for", &it.not_for)];
    let parts =
        parts.iter().filter(|it| !it.1.is_empty()).map(|(words, it)| format!("{words} {}.", names(it)));
    parts.collect::<Vec<_>>().join(" ")
}

/// That what comes of something restricted was let out, or is kept again.
pub fn let_out(is_out: bool, reason: &str) -> String {
    let who = if is_out {
        "Let out: whoever may read others may read this one."
    } else {
        "Kept again from whoever may not see all that it comes of."
    };
    format!("{who}{}", because(reason))
}

/// That a record is kept with what it comes of, and the step that lets it out; nothing where it is kept with nothing.
pub fn kept_with<R: std::fmt::Display>(on: &[R], step: &str) -> String {
    if on.is_empty() {
        return String::new();
    }
    let all: Vec<String> = on.iter().map(R::to_string).collect();
    let all = all.join(", ");
    format!(
        "Like {all}, which it comes of: whoever may not see that does not see this, until it is let out ({step})."
    )
}

/// That something was erased, under which rule, when and by whom.
pub fn erased(office: &Office, it: &Erased) -> String {
    format!("Erased under “{}” on {} by {}.", it.rule, long(it.on), office.person_name(&it.by))
}

/// The people of a case, each with a label: who is affected and what to mind before ringing them, who speaks for them, and
/// which colleagues are complained about.
pub fn person(office: &Office, case: &Case) -> Vec<(&'static str, String)> {
    let facts = &case.facts;
    let mut lines = facts.complainant.lines();
    if !facts.representative.is_nobody() {
        lines.push(("Spoken for by", facts.representative.in_a_line()));
    }
    if !facts.colleagues.is_empty() {
        let may_see = |login: &&String| {
            let is_kept_away =
                |it: &Restriction| it.not_for.contains(login) || !(it.to.is_empty() || it.to.contains(login));
            office.person(login).is_some() && !case.restriction.as_ref().is_some_and(is_kept_away)
        };
        let names = colleagues(office, &facts.colleagues);
        let open = facts.colleagues.iter().any(|it| may_see(&it));
        let hint = if open { ". Who works here can see this case: restrict it" } else { "" };
        lines.push(("Complained of", format!("{names}{hint}")));
    }
    lines
}

/// What there is to say about keeping a case, each with a label: what holds it, what the person disputes, that it was
/// anonymised. Nothing, usually.
pub fn keeping(office: &Office, case: &Case) -> Vec<(&'static str, String)> {
    let holds = case
        .holds
        .iter()
        .map(|it| ("Kept for", format!("{}, since {}.{}", it.category, long(it.on), because(&it.reason))));
    let statements = case.statements.iter().map(|it| {
        ("Disputed", format!("{} Their statement: {}", sentence(&it.asked), sentence(&it.statement)))
    });
    let erased = case.erased.iter().map(|it| ("Anonymised", erased(office, it)));
    holds.chain(statements).chain(erased).collect()
}

fn received(office: &Office, it: &Received) -> String {
    let what = match it.nature {
        Nature::Complaint => format!("Complaint received on {}", long(it.facts.received)),
        Nature::Conversation => format!("Everyday conversation on {}", long(it.facts.received)),
    };
    let through =
        it.facts.channel.map(|id| format!(", {}", office.channel_name(Some(id)))).unwrap_or_default();
    let about =
        it.facts.service.map(|id| format!(", about {}", office.service_name(Some(id)))).unwrap_or_default();
    let settled = if it.settled.is_empty() {
        String::new()
    } else {
        format!(" Settled at once: {}", sentence(&it.settled))
    };
    format!("{what}{through}{about}.{settled}{}", came_from(it.source.as_ref()))
}

/// Where a record came from, after a space; nothing for one that was made here.
pub fn came_from(source: Option<&Source>) -> String {
    let Some(source) = source else { return String::new() };
    if source.file.is_empty() {
        return " Imported.".to_owned();
    }
    let there = match source.reference.as_str() {
        "" => String::new(),
        reference => format!(", there {reference}"),
    };
    format!(" Imported from {}, line {}{there}.", source.file, source.line)
}

fn issue(office: &Office, it: &Issue) -> String {
    match (it.theme, it.what.is_empty()) {
        (Some(theme), true) => format!("{}.", office.theme_name(Some(theme))),
        (Some(theme), false) => format!("{} ({})", sentence(&it.what), office.theme_name(Some(theme))),
        (None, _) => sentence(&it.what),
    }
}

/// “complainant: Amara Okafor”, “complainant’s email: none”.
fn of_party(whose: &str, it: &PartyFact) -> String {
    let words = it.in_words();
    let words = if words.is_empty() { "none" } else { &words };
    match it {
        PartyFact::Name(_) => format!("{whose}: {words}"),
        it => format!("{whose}’s {}: {words}", it.called()),
    }
}

/// The names of the colleagues complained about.
pub fn colleagues(office: &Office, all: &[String]) -> String {
    let names: Vec<&str> = all.iter().map(|it| office.person_name(it)).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn fact(office: &Office, it: &Fact) -> String {
    let day = |it: Option<NaiveDate>| it.map_or_else(|| "not known".to_owned(), long);
    match it {
        Fact::Received(it) => format!("received on {}", long(*it)),
        Fact::Complainant(it) => of_party("complainant", it),
        Fact::Representative(it) => of_party("representative", it),
        Fact::Colleagues(it) => format!("complained of: {}", colleagues(office, it)),
        Fact::Channel(it) => format!("received by: {}", office.channel_name(*it)),
        Fact::Service(it) => format!("service: {}", office.service_name(*it)),
        Fact::Subject(it) => format!("about: {it}"),
        Fact::Story(it) => format!("what happened: {it}"),
        Fact::Wants(it) => format!("what they want: {it}"),
        Fact::Happened(it) => format!("happened on {}", day(*it)),
        Fact::LateReason(it) => format!("taken although late: {it}"),
        Fact::DataProtection(true) => "also a data-protection complaint".to_owned(),
        Fact::DataProtection(false) => "not a data-protection complaint".to_owned(),
    }
}

/// When and how somebody was told: “on Tue 3 Mar 2026 by email”.
pub fn told(it: &Told) -> String {
    format!("on {}{}", long(it.on), by_means(it.means))
}

fn by_means(means: Option<Means>) -> String {
    match means {
        None => String::new(),
        Some(means @ (Means::FaceToFace | Means::Other)) => format!(", {means}"),
        Some(means) => format!(" by {means}"),
    }
}

/// The reason as a sentence of its own; nothing when there is none.
pub fn because(reason: &str) -> String {
    if reason.trim().is_empty() { String::new() } else { format!(" Reason: {}", sentence(reason)) }
}

/// A note as a sentence of its own; nothing when there is none.
pub fn says(note: &str) -> String {
    if note.trim().is_empty() { String::new() } else { format!(" {}", sentence(note)) }
}

/// The words with a full stop, unless they end with a mark of their own.
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?', '…']) { words.to_owned() } else { format!("{words}.") }
}
