//! Stories that have an end: answered, withdrawn, repeated, put right, taken to the Ombudsman; and conversations.

use chrono::NaiveDate;

use crate::domain::case::command::{
    AnswerRemedy, CloseWithoutFinding, Command, CompleteRemedy, FollowRecommendation, OnReferral, Pay,
    Receive,
};
use crate::domain::case::record::{
    Facts, Followed, Payment, Recommendation, Referral, ReferralDecision, Remedy,
};
use crate::domain::office::lists::ServiceId;
use crate::domain::vocabulary::{
    Answer, Compliance, Decision, Outcome, PaymentClass, PaymentHead, ReferredBy, RemedyKind, Route, Tier,
};
use crate::exchange::demo::people::STAFF;
use crate::exchange::demo::script::{Script, World};
use crate::exchange::demo::texts::{CONVERSATIONS, LATE_REASONS, Matter, SERVICES};

/// Working days within which nearly every early resolution ends; what came later may still be open.
const SHORT: i64 = 26;

/// The Ombudsman, the only real body in the demo office.
const OMBUDSMAN: &str = "Parliamentary and Health Service Ombudsman";

/// A complaint that was answered and closed by today, at least four working days after it came.
pub fn answered(world: &mut World, matter: &'static Matter, received: NaiveDate) -> Script {
    let mut script = world.complaint(matter, received);
    let available = world.calendar.between(received, world.today);
    let is_early = available < SHORT || world.dice.chance(55);
    let moves = !is_early && world.dice.chance(34);
    let first = if is_early || moves { Route::EarlyResolution } else { Route::CloserLook };
    let days_told = if is_early { 10 } else { world.dice.pick(&[20, 25, 30]) };
    let slow_to_acknowledge = available > SHORT && world.dice.chance(7);
    let waits = if slow_to_acknowledge { world.dice.between(4, 6) } else { world.dice.between(0, 3) };
    let on = world.after(received, waits);
    let answer_by = world.calendar.add(received, days_told);
    world.begin(&mut script, on, answer_by, first);
    world.notes(&mut script, on);
    let takes = if available > SHORT && world.dice.chance(12) {
        days_told + world.dice.between(1, 9)
    } else {
        world.dice.between(days_told / 2, days_told)
    };
    let answered = world.after(received, takes.max(waits));
    if moves {
        world.move_to_closer_look(&mut script, world.after(received, 7));
    }
    if !is_early && world.dice.chance(60) {
        script.update(world.after(received, 8), None);
    }
    let last = if is_early { Route::EarlyResolution } else { Route::CloserLook };
    let went_wrong = world.find(&mut script, answered, last);
    world.respond(&mut script, answered);
    if went_wrong && !is_early {
        put_right(world, &mut script, answered);
    }
    let late = if answer_by < answered { world.dice.pick(LATE_REASONS).to_owned() } else { String::new() };
    let closed = world.some_after(answered, 0, 3);
    script.close(closed, late);
    if world.dice.chance(10) {
        script.note(closed, "They wrote to say thank you. Passed on to the team.");
    }
    script
}

/// An apology and now and then a payment, done soon after the answer or still within its time.
fn put_right(world: &mut World, script: &mut Script, answered: NaiveDate) {
    offer(world, script, answered, world.calendar.add(answered, 10));
    let done = world.calendar.add(answered, 4);
    if done <= world.today {
        script.step(answered, Command::AnswerRemedy(AnswerRemedy { remedy: 1, answer: Answer::Accepted }));
        let evidence = "Copy of the letter on file.".to_owned();
        script.step(done, Command::CompleteRemedy(CompleteRemedy { remedy: 1, on: done, evidence }));
    }
    if world.dice.chance(30) {
        decide_payment(world, script, answered, world.calendar.add(answered, 20));
        let paid = world.calendar.add(answered, 9);
        if paid <= world.today {
            let payment_ref = format!("BACS {:06}", world.dice.below(1_000_000));
            script.step(paid, Command::Pay(Pay { payment: 1, on: paid, payment_ref }));
        }
    }
}

fn offer(world: &mut World, script: &mut Script, on: NaiveDate, by: NaiveDate) {
    let (kind, what) = world.dice.pick(&[
        (RemedyKind::Apology, "Letter of apology from the head of service, in plain words"),
        (RemedyKind::FeeWaived, "This year’s fee refunded"),
        (RemedyKind::Correction, "Record put right and a corrected letter sent"),
        (RemedyKind::Explanation, "Meeting with the inspector’s manager to go through what happened"),
        (RemedyKind::Training, "The team goes through the case at its next training day"),
    ]);
    let remedy = Remedy {
        number: 0,
        kind,
        issue: Some(1),
        what: what.to_owned(),
        who: world.dice.pick(STAFF).1.to_owned(),
        by: Some(by),
        answer: None,
        done: None,
        evidence: String::new(),
        added: None,
    };
    script.step(on, Command::OfferRemedy(remedy));
}

fn decide_payment(world: &mut World, script: &mut Script, on: NaiveDate, by: NaiveDate) {
    let payment = Payment {
        number: 0,
        pence: world.dice.pick(&[10_000, 15_000, 20_000, 35_000]),
        class: PaymentClass::ExGratia,
        head: world.dice.pick(&[PaymentHead::Distress, PaymentHead::PoorHandling]),
        maladministration: true,
        authorised_by: STAFF[0].1.to_owned(),
        severity: Some(2),
        reason: String::new(),
        estimate_cover: Some(true),
        within_ambit: Some(true),
        by: Some(by),
        paid: None,
        payment_ref: String::new(),
        added: None,
    };
    script.step(on, Command::DecidePayment(payment));
}

/// Something was offered when the case closed and has not been done by its day.
pub fn leave_remedy_undone(world: &mut World, script: &mut Script) {
    let by = world.some_ago(2, 9);
    let closed = script.steps.last().map_or(world.today, |it| it.0);
    offer(world, script, closed, by);
}

/// A payment was decided when the case closed and has not been made by the day it was due.
pub fn leave_payment_undone(world: &mut World, script: &mut Script) {
    let by = world.some_ago(1, 6);
    let closed = script.steps.last().map_or(world.today, |it| it.0);
    decide_payment(world, script, closed, by);
}

/// A complaint that ended without a finding.
pub fn without_finding(
    world: &mut World,
    matter: &'static Matter,
    received: NaiveDate,
    outcome: Outcome,
) -> Script {
    let mut script = world.complaint(matter, received);
    let on = world.some_after(received, 1, 3);
    world.acknowledge(&mut script, on);
    let reason = match outcome {
        Outcome::Withdrawn => {
            "They rang to say that it has been sorted out and they would rather leave it there."
        }
        Outcome::OutOfScope => {
            "It is about the council’s harbour, not ours. Gave them the right address and rang ahead."
        }
        Outcome::OutOfTime => "It was about 2019, and nothing on file could show now what was said.",
        Outcome::Transferred => "Belongs to the tribunal; explained how to appeal and by when.",
        _ => "The person affected does not want the complaint to go on.",
    };
    let ended = world.some_after(on, 0, 6);
    let closing = CloseWithoutFinding { on: ended, outcome, reason: reason.to_owned() };
    script.step(ended, Command::CloseWithoutFinding(closing));
    script
}

/// The same complaint again, by another way in.
pub fn repeat(world: &mut World, of: usize, earlier: &Script) -> Script {
    let received = world.some_after(earlier.receive.facts.received, 1, 2);
    let mut script = world.complaint(earlier.matter, received);
    script.receive.facts.complainant.clone_from(&earlier.receive.facts.complainant);
    script.receive.facts.subject.clone_from(&earlier.receive.facts.subject);
    let seen = world.after(received, 1);
    world.acknowledge(&mut script, seen);
    script.repeats = Some((of, seen));
    script
}

/// An everyday conversation that was settled there and then.
pub fn conversation(world: &mut World, received: NaiveDate) -> Receive {
    let (subject, settled) = world.dice.pick(CONVERSATIONS);
    let mut facts = Facts::received_on(received);
    subject.clone_into(&mut facts.subject);
    facts.channel = world.channel();
    facts.service = world.office.services.find(world.dice.pick(SERVICES)).map(|it| ServiceId(it.id));
    let owner = world.dice.pick(STAFF).0.to_owned();
    Receive { facts, issues: Vec::new(), owner, settled: settled.to_owned() }
}

/// The person took a closed case to the Ombudsman: once it is upheld in part, once not upheld, once not decided yet.
pub fn refer(world: &World, script: &mut Script, decision: Option<Decision>) {
    let on = world.ago(if decision.is_some() { 90 } else { 12 });
    let is_decided = decision.is_some();
    let referral = Referral {
        number: 0,
        body: OMBUDSMAN.to_owned(),
        tier: if is_decided { Tier::Detailed } else { Tier::Primary },
        referred_by: ReferredBy::Mp,
        on,
        their_ref: format!("C-20{}", 41_337 + script.steps.len()),
        papers_due: Some(if is_decided { world.ago(80) } else { world.ahead(5) }),
        papers_sent: None,
        decision: None,
        recommendations: Vec::new(),
    };
    script.step(on, Command::Refer(referral));
    let Some(decision) = decision else { return };
    script.step(world.ago(82), Command::SendPapers(OnReferral { referral: 1, what: world.ago(82) }));
    let on = world.ago(31);
    let note = "The decision letter is on file, with our comments on the provisional views.".to_owned();
    let what = ReferralDecision { on, decision, note };
    script.step(on, Command::RecordDecision(OnReferral { referral: 1, what }));
    if decision == Decision::NotUpheld {
        return;
    }
    for (what, target) in [
        ("Apologise in writing for the delay and for the way in which it was explained", world.ago(10)),
        ("Show within three months how renewals are now followed day by day", world.ahead(25)),
    ] {
        let what = Recommendation {
            number: 0,
            what: what.to_owned(),
            accepted: Some(true),
            target: Some(target),
            followed: None,
        };
        script.step(on, Command::AddRecommendation(OnReferral { referral: 1, what }));
    }
    let on = world.ago(14);
    let evidence = "Letter signed by the chief executive, copy sent to the Ombudsman.".to_owned();
    let followed = Followed { on, compliance: Compliance::CompliedWith, evidence };
    let step = FollowRecommendation { referral: 1, recommendation: 1, followed };
    script.step(on, Command::FollowRecommendation(step));
}
