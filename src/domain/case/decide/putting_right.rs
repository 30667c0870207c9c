//! Putting things right for the person: remedies and payments (guide).

use crate::domain::case::command::{AnswerRemedy, CompleteRemedy, Pay};
use crate::domain::case::decide::guards::{done_on, numbered, real_year};
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Payment, Remedy};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;

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

/// Pounds and pence, as people read them.
pub fn pounds(pence: u64) -> String {
    let whole = (pence / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if pence.is_multiple_of(100) { format!("£{grouped}") } else { format!("£{grouped}.{:02}", pence % 100) }
}

/// Reads an amount of pounds, with or without sign, commas and pence.
pub fn pence(text: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|it| !matches!(it, '£' | ',' | ' ')).collect();
    let (pounds, rest) = plain.split_once('.').unwrap_or((&plain, "00"));
    if rest.len() > 2 || !rest.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let pounds: u64 = pounds.parse().ok()?;
    let rest: u64 = format!("{rest:0<2}").parse().ok()?;
    pounds.checked_mul(100)?.checked_add(rest)
}

/// Records what is done to put things right. Who does it must be named (guide).
pub fn offer_remedy(terms: &Terms, case: &Case, it: Remedy) -> Verdict<Vec<Event>> {
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
    let who = terms.office.find_person(&it.who).map_or(it.who.clone(), |person| person.login.clone());
    let number = case.remedies.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![Event::RemedyOffered(Remedy { number, who, ..it })])
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
    done_on(terms, case, "on", "The date it was done", it.on)?;
    Ok(vec![Event::RemedyDone { remedy: it.remedy, on: it.on, evidence: it.evidence }])
}

/// Records a payment that was decided. Who authorised it must be named.
pub fn decide_payment(terms: &Terms, case: &Case, it: Payment) -> Verdict<Vec<Event>> {
    if it.pence == 0 {
        return Err(Refusal::of_field("pence", "Enter the amount.", ""));
    }
    required("authorised_by", &it.authorised_by, "Enter who authorised the payment.")?;
    if let Some(level) = it.severity {
        within_band(level, &it)?;
    }
    if it.by.is_none() && it.paid.is_none() {
        return Err(Refusal::of_field("by", "Enter the date by which it will be paid.", ""));
    }
    if let Some(paid) = it.paid {
        done_on(terms, case, "paid", "The date it was paid", paid)?;
    }
    let number = case.payments.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(vec![Event::PaymentDecided(Payment { number, ..it })])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_people_write_it() {
        for (text, expect) in
            [("250", Some(25_000)), ("£1,250.50", Some(125_050)), ("1.5", Some(150)), ("0.07", Some(7))]
        {
            assert_eq!(pence(text), expect, "{text}");
        }
        for text in ["-5", "1.234", "ten", "", ".", "99999999999999999999"] {
            assert_eq!(pence(text), None, "{text}");
        }
    }
}
