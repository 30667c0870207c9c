//! How a case begins: logged here, turned away, made a complaint, taken over from another system, put right.

use chrono::{Months, NaiveDate};

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Import, MakeComplaint, Receive};
use crate::domain::case::decide::guards::{in_the_past, known_person, offered, on_the_list, real_year};
use crate::domain::case::event::{Event, Received};
use crate::domain::case::record::{Case, Fact, Facts, Issue};
use crate::domain::case::round::{RouteTaken, Timescale, Told};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::vocabulary::{Nature, Route};

/// Months after which a complaint is late and needs a reason to be taken. A warning, never a bar.
const MONTHS_TO_COMPLAIN: u32 = 12;

/// Logs a complaint, or an everyday conversation that was settled at once.
pub fn receive(terms: &Terms, it: Receive) -> Verdict<Vec<Event>> {
    let settled = it.settled.trim().to_owned();
    let nature = if settled.is_empty() { Nature::Complaint } else { Nature::Conversation };
    check_facts(terms, &it.facts, None)?;
    required("subject", &it.facts.subject, "Enter what it is about, in one line.")?;
    if nature == Nature::Complaint {
        required(
            "complainant",
            &it.facts.complainant.name,
            "Enter who complains. Write “Not given” if they did not say.",
        )?;
        if it.facts.service.is_none() {
            return Err(Refusal::of_field("service", "Choose the service that it is about.", ""));
        }
    }
    let asked = if it.owner.trim().is_empty() { terms.actor } else { &it.owner };
    let owner = known_person(terms, "owner", asked)?;
    let acknowledge_within = terms.office.timescales.acknowledge;
    let mut facts = it.facts;
    known_colleagues(terms, &mut facts.colleagues);
    let share_within = terms.office.timescales.share_within;
    let received = Received { nature, facts, acknowledge_within, share_within, settled, source: None };
    let mut events = vec![Event::Received(Box::new(received)), Event::Assigned { to: Some(owner) }];
    for issue in &it.issues {
        offered(terms, "theme", &terms.office.themes, issue.theme.map(|it| it.0), None)?;
    }
    events.extend(numbered_issues(it.issues)?);
    Ok(events)
}

/// Takes over a case as it stood elsewhere: only the day of receipt is needed, and what contradicts itself is refused.
pub fn import(terms: &Terms, it: Import) -> Verdict<Vec<Event>> {
    in_the_past(terms, "received", "The date received", it.facts.received)?;
    let received_on = it.facts.received;
    on_the_list("service", &terms.office.services, it.facts.service.map(|it| it.0))?;
    on_the_list("channel", &terms.office.channels, it.facts.channel.map(|it| it.0))?;
    for issue in &it.issues {
        on_the_list("theme", &terms.office.themes, issue.theme.map(|it| it.0))?;
    }
    let mut events = vec![Event::Received(Box::new(Received {
        nature: Nature::Complaint,
        facts: it.facts,
        acknowledge_within: terms.office.timescales.acknowledge,
        share_within: terms.office.timescales.share_within,
        settled: String::new(),
        source: Some(it.source),
    }))];
    if let Some(owner) = it.owner {
        events.push(Event::Assigned { to: Some(owner) });
    }
    events.extend(numbered_issues(it.issues)?);
    if let Some(on) = it.acknowledged {
        not_before_receipt("acknowledged", "acknowledged", received_on, on)?;
        events.push(Event::Acknowledged(Told { on, means: None, note: String::new() }));
    }
    if let Some(route) = it.route {
        let days = days_for(terms, route);
        events.push(Event::RouteTaken(RouteTaken::of(route, received_on, days)));
    }
    if let Some(answer_by) = it.timescale {
        not_before_receipt("timescale", "to be answered by a day", received_on, answer_by)?;
        if let Some(told) = it.told {
            in_the_past(terms, "told", "The day of telling", told)?;
            not_before_receipt("told", "told a timescale", received_on, told)?;
        }
        events.push(Event::TimescaleShared(Timescale { answer_by, on: it.told, means: None }));
    }
    if let Some(closing) = it.closing {
        in_the_past(terms, "closed", "The date closed", closing.on)?;
        not_before_receipt("closed", "closed", received_on, closing.on)?;
        events.push(Event::Closed(closing));
    }
    Ok(events)
}

fn not_before_receipt(field: &str, done: &str, received: NaiveDate, on: NaiveDate) -> Verdict<()> {
    real_year(field, "The date", on)?;
    if received <= on {
        return Ok(());
    }
    Err(Refusal::of_field(
        field,
        format!("It was {done} ({}) before it was received ({}).", long(on), long(received)),
        "",
    ))
}

/// Turns an everyday conversation into a complaint, whose clocks start on the day given.
pub fn make_complaint(terms: &Terms, case: &Case, it: MakeComplaint) -> Verdict<Vec<Event>> {
    in_the_past(terms, "on", "The date", it.on)?;
    let spoken = case.facts.received;
    if it.on < spoken {
        let why = format!("The date must be on or after {}, the day of the conversation.", long(spoken));
        return Err(Refusal::of_field("on", why, ""));
    }
    let acknowledge_within = terms.office.timescales.acknowledge;
    Ok(vec![Event::MadeComplaint { on: it.on, reason: it.reason, acknowledge_within }])
}

/// Puts facts right: only those that differ, and only if the facts as a whole still make sense.
pub fn amend(terms: &Terms, case: &Case, facts: Vec<Fact>) -> Verdict<Vec<Event>> {
    let mut after = case.facts.clone();
    let mut changed = Vec::new();
    for mut fact in facts {
        if let Fact::Colleagues(it) = &mut fact {
            known_colleagues(terms, it);
        }
        let before = after.clone();
        after.put_right(fact.clone());
        if after != before {
            changed.push(fact);
        }
    }
    if changed.is_empty() {
        return Err(Refusal::of_step("Nothing has changed.", ""));
    }
    check_facts(terms, &after, Some(&case.facts))?;
    let (was, is) = (&case.facts, &after);
    if !was.complainant.name.is_empty() {
        required("complainant", &is.complainant.name, "Enter who complained.")?;
    }
    if !was.subject.is_empty() {
        required("subject", &is.subject, "Say in a line what it is about.")?;
    }
    let first = case.rounds.first();
    let done = [
        ("It was acknowledged", first.acknowledgement.as_ref().map(|it| it.on)),
        ("The person was told a timescale", first.timescale.as_ref().and_then(|it| it.on)),
        ("It was paused", first.pauses.first().map(|it| it.from)),
        ("The answer went", first.answered()),
    ];
    let is_moved = was.received != is.received;
    let before_it = |on: &NaiveDate| is_moved && *on < is.received;
    if let Some((what, day)) = done.into_iter().find_map(|(what, on)| Some((what, on.filter(before_it)?))) {
        let why = format!("{what} on {}, before that day.", long(day));
        return Err(Refusal::of_field("received", why, "Enter the day on which the complaint was received."));
    }
    Ok(vec![Event::Amended(changed)])
}

/// Facts that make sense, as they are asked for; with those that were there before.
fn check_facts(terms: &Terms, facts: &Facts, before: Option<&Facts>) -> Verdict<()> {
    in_the_past(terms, "received", "The date received", facts.received)?;
    let service = |it: &Facts| it.service.map(|it| it.0);
    let channel = |it: &Facts| it.channel.map(|it| it.0);
    offered(terms, "service", &terms.office.services, service(facts), before.and_then(service))?;
    offered(terms, "channel", &terms.office.channels, channel(facts), before.and_then(channel))?;
    check_people(facts)?;
    let Some(happened) = facts.happened else { return Ok(()) };
    in_the_past(terms, "happened", "The date it happened", happened)?;
    if facts.received < happened {
        return Err(Refusal::of_field(
            "happened",
            "It must have happened before the complaint was received.",
            "",
        ));
    }
    let last = happened.checked_add_months(Months::new(MONTHS_TO_COMPLAIN)).unwrap_or(NaiveDate::MAX);
    if last < facts.received {
        let why = format!(
            "It happened more than {MONTHS_TO_COMPLAIN} months before it was received. Say why it is taken all the same."
        );
        return required("late_reason", &facts.late_reason, &why);
    }
    Ok(())
}

/// Somebody who is reached has a name, a day on which to look again has something to look at, and a risk has such a day.
fn check_people(facts: &Facts) -> Verdict<()> {
    let Facts { complainant, representative, .. } = facts;
    if !representative.is_nobody() {
        required("representative", &representative.name, "Enter who speaks for them.")?;
    }
    for it in [complainant, representative] {
        if let Some(review) = it.vulnerability_review {
            required(
                "vulnerability",
                &it.vulnerability,
                "Say what makes them vulnerable, or leave its date out.",
            )?;
            real_year("vulnerability_review", "The date to look again", review)?;
        }
        if !it.risk_known_to.is_empty() || it.risk_review.is_some() {
            required("risk", &it.risk, "Say what the risk is, or leave the rest of it out.")?;
        }
        if let Some(review) = it.risk_review {
            real_year("risk_review", "The date to look again", review)?;
        } else if !it.risk.is_empty() {
            let why = "Say by when the risk is looked at again: nobody is marked for ever.";
            return Err(Refusal::of_field("risk_review", why, ""));
        }
    }
    Ok(())
}

/// The sign-in names of those who work here; others stay as they were named.
fn known_colleagues(terms: &Terms, colleagues: &mut [String]) {
    for it in colleagues {
        if let Some(person) = terms.office.find_person(it) {
            person.login.clone_into(it);
        }
    }
}

fn numbered_issues(issues: Vec<Issue>) -> Verdict<Vec<Event>> {
    issues
        .into_iter()
        .zip(1..)
        .map(|(issue, number)| {
            if issue.theme.is_none() {
                required("issues", &issue.what, "Say what the issue is, or choose its theme.")?;
            }
            Ok(Event::IssueAdded(Issue { number, added: None, ..issue }))
        })
        .collect()
}

/// The office's own target for a route, in working days.
pub const fn days_for(terms: &Terms, route: Route) -> u32 {
    match route {
        Route::EarlyResolution => terms.office.timescales.early_resolution,
        Route::CloserLook => terms.office.timescales.closer_look,
    }
}
