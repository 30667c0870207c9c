//! Putting things right for the person: remedies and payments (guide).

use crate::domain::calendar::dates::long;
use crate::domain::case::command::{AnswerRemedy, CancelPart, CompleteRemedy, Pay};
use crate::domain::case::decide::cost::{sound_amount, sound_cost};
use crate::domain::case::decide::follow_up::sound_follow_up;
use crate::domain::case::decide::guards::{done_on, may_be_theirs, numbered, real_year};
use crate::domain::case::decide::letters::sound_letter;
use crate::domain::case::decide::next_tier::sound_recommendation;
use crate::domain::case::decide::papers::sound_paper;
use crate::domain::case::decide::rounds::{sound_round, with_target};
use crate::domain::case::event::Event;
use crate::domain::case::paper::Paper;
use crate::domain::case::record::{Case, Part, PartName, Payment, Remedy};
use crate::domain::money::pounds;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::Answer;

/// The Ombudsman's bands for loss other than money, in pence, by level from 1 (PHSO). An aid: an
/// amount outside its band is allowed with a reason. The highest band has no upper end.
#[expect(clippy::inconsistent_digit_grouping, reason = "pounds and pence, told apart")]
pub const SEVERITY_BANDS: [(u64, u64); 6] = [
    (0, 0),
    (100_00, 450_00),
    (500_00, 950_00),
    (1_000_00, 2_950_00),
    (3_000_00, 9_950_00),
    (10_000_00, u64::MAX),
];

/// Records what is done to put things right. Who does it must be named (guide).
pub fn offer_remedy(terms: &Terms, case: &Case, it: Remedy) -> Verdict<Vec<Event>> {
    let number = case.next_number(|it| if let PartName::Remedy(it) = it { Some(it) } else { None });
    Ok(vec![Event::RemedyOffered(Remedy {
        number,
        added: Some(terms.today),
        ..sound_remedy(terms, case, it)?
    })])
}

/// A remedy as it may be recorded.
fn sound_remedy(terms: &Terms, case: &Case, it: Remedy) -> Verdict<Remedy> {
    required("what", &it.what, "Say what exactly is done.")?;
    required("who", &it.who, "Enter the person or team responsible for it.")?;
    if let Some(issue) = it.issue {
        numbered("issue", "issue", &case.issues, issue, |it| it.number)?;
    }
    if it.by.is_none() && it.done.is_none() {
        return Err(Refusal::of_field("by", "Enter the date by which it will be done.", ""));
    }
    if let Some(by) = it.by {
        real_year("by", "The date", by)?;
    }
    if let Some(done) = it.done {
        done_on(terms, case, "done", "The date it was done", done)?;
    }
    let person = terms.office.find_person(&it.who);
    person.iter().try_for_each(|it| may_be_theirs(terms, case, "who", &it.login))?;
    let who = person.map_or(it.who.clone(), |person| person.login.clone());
    Ok(Remedy { who, ..it })
}

/// Records the person's answer to an offer.
pub fn answer_remedy(case: &Case, it: &AnswerRemedy) -> Verdict<Vec<Event>> {
    numbered("remedy", "remedy", &case.remedies, it.remedy, |it| it.number)?;
    Ok(vec![Event::RemedyAnswered { remedy: it.remedy, answer: it.answer }])
}

/// Records that a remedy was done, once.
pub fn complete_remedy(terms: &Terms, case: &Case, it: CompleteRemedy) -> Verdict<Vec<Event>> {
    let remedy = numbered("remedy", "remedy", &case.remedies, it.remedy, |it| it.number)?;
    if remedy.done.is_some() {
        return Err(Refusal::of_field("remedy", format!("Remedy {} is done already.", it.remedy), ""));
    }
    if remedy.answer == Some(Answer::Declined) {
        let why = format!("Remedy {} was declined.", it.remedy);
        return Err(Refusal::of_field("remedy", why, "If they took it after all, record that answer first."));
    }
    done_on(terms, case, "on", "The date it was done", it.on)?;
    Ok(vec![Event::RemedyDone { remedy: it.remedy, on: it.on, evidence: it.evidence }])
}

/// Records a payment that was decided. Who authorised it must be named.
pub fn decide_payment(terms: &Terms, case: &Case, it: Payment) -> Verdict<Vec<Event>> {
    sound_payment(terms, case, &it)?;
    let number = case.next_number(|it| if let PartName::Payment(it) = it { Some(it) } else { None });
    Ok(vec![Event::PaymentDecided(Payment { number, added: Some(terms.today), ..it })])
}

/// Whether a payment may be recorded so.
fn sound_payment(terms: &Terms, case: &Case, it: &Payment) -> Verdict<()> {
    if it.pence == 0 {
        return Err(Refusal::of_field("amount", "Enter the amount.", ""));
    }
    sound_amount(it.pence)?;
    required("authorised_by", &it.authorised_by, "Enter who authorised the payment.")?;
    if let Some(level) = it.severity {
        within_band(level, it)?;
    }
    if it.by.is_none() && it.paid.is_none() {
        return Err(Refusal::of_field("by", "Enter the date by which it will be paid.", ""));
    }
    if let Some(by) = it.by {
        real_year("by", "The date", by)?;
    }
    if let Some(paid) = it.paid {
        done_on(terms, case, "paid", "The date it was paid", paid)?;
    }
    Ok(())
}

fn within_band(level: u8, payment: &Payment) -> Verdict<()> {
    let band = usize::from(level).checked_sub(1).and_then(|it| SEVERITY_BANDS.get(it));
    let Some((low, high)) = band else {
        return Err(Refusal::of_field("severity", "The severity of injustice is a level from 1 to 6.", ""));
    };
    if (*low..=*high).contains(&payment.pence) || !payment.reason.trim().is_empty() {
        return Ok(());
    }
    let band = match (level, *high) {
        (1, _) => "no payment".to_owned(),
        (_, u64::MAX) => format!("{} or more", pounds(*low)),
        (_, high) => format!("{} to {}", pounds(*low), pounds(high)),
    };
    let why = format!("{} lies outside the band of level {level} ({band}).", pounds(payment.pence));
    Err(Refusal::of_field("reason", why, "Say why this amount is right."))
}

/// Records that a payment was made, once.
pub fn pay(terms: &Terms, case: &Case, it: Pay) -> Verdict<Vec<Event>> {
    let payment = numbered("payment", "payment", &case.payments, it.payment, |it| it.number)?;
    if payment.paid.is_some() {
        return Err(Refusal::of_field("payment", format!("Payment {} was made already.", it.payment), ""));
    }
    done_on(terms, case, "on", "The date it was paid", it.on)?;
    Ok(vec![Event::Paid { payment: it.payment, on: it.on, payment_ref: it.payment_ref }])
}

/// Puts right what was recorded of a remedy, a payment, a recommendation, a cost or a paper, by the rules that it was recorded under.
pub fn put_right(terms: &Terms, case: &Case, part: Part, why: String) -> Verdict<Vec<Event>> {
    let (field, before) = (field_of(part.name()), there(case, part.name())?);
    // The day on which it was recorded is no matter of what is right.
    let part = match (part, &before) {
        (Part::Remedy(it), Part::Remedy(was)) => {
            Part::Remedy(Remedy { added: was.added, ..sound_remedy(terms, case, it)? })
        }
        (Part::Payment(it), Part::Payment(was)) => {
            sound_payment(terms, case, &it)?;
            Part::Payment(Payment { added: was.added, ..it })
        }
        // Its contents are what came.
        (Part::Paper(it), Part::Paper(was)) => {
            let it = Paper { added: was.added, held: was.held.clone(), ..it };
            sound_paper(terms, &it, was.kind)?;
            Part::Paper(it)
        }
        (part, _) => {
            match &part {
                Part::Recommendation { recommendation: it, .. } => sound_recommendation(it)?,
                Part::Cost(it) => sound_cost(terms, case, it)?,
                Part::Letter(it) => sound_letter(terms, case, it)?,
                Part::Round(it) => sound_round(terms, case, it)?,
                Part::Remedy(_) | Part::Payment(_) | Part::Paper(_) | Part::FollowUp(_) => {}
            }
            match part {
                Part::FollowUp(it) => Part::FollowUp(sound_follow_up(terms, case, it)?),
                Part::Round(it) => Part::Round(with_target(terms, case, it)),
                part => part,
            }
        }
    };
    if part == before {
        return Err(Refusal::of_field(field, format!("That is what {} says already.", part.name()), ""));
    }
    required("why", &why, "Say why it is put right.")?;
    Ok(vec![Event::PartPutRight { part, before, why }])
}

/// Cancels one of them: it stays on the case, counts in no figure, and nothing is owed on it.
pub fn cancel(terms: &Terms, case: &Case, it: CancelPart) -> Verdict<Vec<Event>> {
    if matches!(it.part, PartName::Round(_)) {
        return Err(Refusal::of_field(
            "part",
            "A time through a case is not cancelled.",
            "Correct its days or its end.",
        ));
    }
    there(case, it.part).map_err(|it| Refusal { field: "part".to_owned(), ..it })?;
    required("reason", &it.reason, "Say why it is cancelled.")?;
    Ok(vec![Event::PartCancelled { part: it.part, on: terms.today, reason: it.reason }])
}

/// The field that asks which part it is.
const fn field_of(name: PartName) -> &'static str {
    match name {
        PartName::Remedy(_) => "remedy",
        PartName::Payment(_) => "payment",
        PartName::Recommendation { .. } => "recommendation",
        PartName::Cost(_) => "cost",
        PartName::Paper(_) => "paper",
        PartName::FollowUp(_) => "follow-up",
        PartName::Letter(_) => "letter",
        PartName::Round(_) => "round",
    }
}

fn there(case: &Case, name: PartName) -> Verdict<Part> {
    case.part(name).ok_or_else(|| {
        let field = field_of(name);
        if let Some(it) = case.cancelled.iter().find(|it| it.part.name() == name) {
            let why = format!("{} was cancelled on {}.", sentence_case(&name.to_string()), long(it.on));
            return Refusal::of_field(field, why, "Record it again, if it holds after all.");
        }
        let all: Vec<String> = case.parts().iter().map(|it| it.name().to_string()).collect();
        let instead = if all.is_empty() { String::new() } else { format!("There is: {}.", all.join(", ")) };
        Refusal::of_field(field, format!("There is no {name} on this case."), instead)
    })
}
