//! Putting things right for the person: remedies and payments; and what dealing with a case costs.

use crate::domain::case::command::{AnswerRemedy, Command, CompleteRemedy, Pay, Step};
use crate::domain::case::decide::putting_right::SEVERITY_BANDS;
use crate::domain::case::record::{Cost, Payment, Remedy};
use crate::domain::money::pounds;
use crate::domain::vocabulary::{Answer, PaymentClass, PaymentHead, RemedyKind};
use crate::forms::answers::Answers;
use crate::forms::field::{
    Choices, DAY_DONE, DAY_TO_COME, Field, Kind, field, one_of, optional, yes_no, yes_no_not_known,
};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{day_done, issues, myself, numbered, part, this_or};

/// What is asked of a remedy.
pub fn of_remedy() -> Vec<Field> {
    vec![
        field("kind", "Remedy", "", one_of(RemedyKind::ALL, RemedyKind::word)),
        field("what", "What exactly", "", Kind::Line),
        field("who", "Who does it", "a person or a team", Kind::Line).preset(myself),
        optional("by", "By when", "", DAY_TO_COME),
        optional("done", "Done on", "if it is done already", DAY_DONE),
        optional("issue", "For", "which issue", part(issues)),
        optional("evidence", "What shows it", "if it is done already", Kind::Line),
    ]
}

/// A remedy as it is answered.
pub fn remedy_of(it: &mut Answers) -> Option<Remedy> {
    let (by, done, issue) = (it.day("by"), it.day("done"), it.number("issue"));
    Some(Remedy {
        number: 0,
        kind: it.choice("kind", RemedyKind::from_word)?,
        issue,
        what: it.text("what"),
        who: it.text("who"),
        by,
        answer: None,
        done,
        evidence: it.text("evidence"),
        added: None,
    })
}

/// What puts it right, by whom and by when.
pub fn offer_remedy() -> FormTable {
    form(Step::OfferRemedy, "save", of_remedy(), |it| remedy_of(it).map(Command::OfferRemedy))
}

fn remedies(setting: &Setting) -> Vec<String> {
    numbered(setting, "remedy", |it| &it.remedies, |it| (it.number, format!("{}, {}", it.kind, it.what)))
}

/// The remedy that the form was opened for, or the first that is not done.
fn this_remedy(setting: &Setting) -> String {
    let open = setting.case().and_then(|case| case.remedies.iter().find(|it| it.done.is_none()));
    this_or(open.map(|it| it.number), setting, "remedy", remedies(setting))
}

fn remedy() -> Field {
    field("remedy", "Remedy", "", part(remedies)).preset(this_remedy)
}

/// What the person says to it.
pub fn answer_remedy() -> FormTable {
    let answer = field("answer", "Their answer", "", one_of(Answer::ALL, Answer::word));
    form(Step::AnswerRemedy, "save", vec![remedy(), answer], |it| {
        let (remedy, answer) = (it.number("remedy"), it.choice("answer", Answer::from_word));
        Some(Command::AnswerRemedy(AnswerRemedy { remedy: remedy?, answer: answer? }))
    })
}

/// It was done.
pub fn complete_remedy() -> FormTable {
    let shown_by = optional("evidence", "What shows it", "", Kind::Line);
    form(Step::CompleteRemedy, "save", vec![remedy(), day_done("on", "Done on"), shown_by], |it| {
        let (remedy, on, evidence) = (it.number("remedy"), it.day("on"), it.text("evidence"));
        Some(Command::CompleteRemedy(CompleteRemedy { remedy: remedy?, on: on?, evidence }))
    })
}

/// The levels of the severity-of-injustice scale, each with its band.
fn levels() -> Kind {
    let band = |(low, high): (u64, u64)| match (low, high) {
        (_, 0) => "no payment".to_owned(),
        (low, u64::MAX) => format!("{} or more", pounds(low)),
        (low, high) => format!("{} to {}", pounds(low), pounds(high)),
    };
    let level = |(it, level): (&(u64, u64), u8)| format!("level {level}: {}", band(*it));
    Kind::Choice(Choices::Fixed(SEVERITY_BANDS.iter().zip(1..).map(level).collect()))
}

/// What is asked of a payment, with the aid of the severity-of-injustice scale.
pub fn of_payment() -> Vec<Field> {
    let class = one_of(PaymentClass::ALL, PaymentClass::word);
    vec![
        optional("severity", "Severity", "for loss other than money", levels()),
        field("amount", "Amount", "", Kind::Money),
        field("head", "For", "", one_of(PaymentHead::ALL, PaymentHead::word)),
        field("class", "Class", "how it scores in the accounts", class)
            .preset(|_| PaymentClass::ExGratia.word().to_owned()),
        field("authorised_by", "Authorised by", "", Kind::Line),
        optional("by", "Pay by", "", DAY_TO_COME),
        optional("reason", "Why this amount", "needed outside the band", Kind::Line),
        optional("maladministration", "Maladminist.?", "does it arise from maladministration", yes_no())
            .under("For the accounts"),
        optional("estimate_cover", "Estimate covers?", "has it been confirmed", yes_no_not_known()),
        optional("within_ambit", "Within ambit?", "of the vote; has it been confirmed", yes_no_not_known()),
        optional("paid", "Paid on", "if it is paid already", DAY_DONE),
        optional("payment_ref", "Payment ref", "", Kind::Line),
    ]
}

/// A payment as it is answered.
pub fn payment_of(answers: &mut Answers) -> Option<Payment> {
    let (by, paid, pence) = (answers.day("by"), answers.day("paid"), answers.pence("amount"));
    let class = answers.choice("class", PaymentClass::from_word);
    let head = answers.choice("head", PaymentHead::from_word);
    let severity = answers.number("severity").and_then(|it| u8::try_from(it).ok());
    let maladministration = answers.yes_no("maladministration").unwrap_or(false);
    let (estimate_cover, within_ambit) = (answers.yes_no("estimate_cover"), answers.yes_no("within_ambit"));
    Some(Payment {
        number: 0,
        pence: pence?,
        class: class?,
        head: head?,
        maladministration,
        authorised_by: answers.text("authorised_by"),
        severity,
        reason: answers.text("reason"),
        estimate_cover,
        within_ambit,
        by,
        paid,
        payment_ref: answers.text("payment_ref"),
        added: None,
    })
}

/// Money.
pub fn decide_payment() -> FormTable {
    form(Step::DecidePayment, "save", of_payment(), |it| payment_of(it).map(Command::DecidePayment))
}

fn payments(setting: &Setting) -> Vec<String> {
    let label = |it: &Payment| (it.number, format!("{} for {}", pounds(it.pence), it.head));
    numbered(setting, "payment", |it| &it.payments, label)
}

fn this_payment(setting: &Setting) -> String {
    let open = setting.case().and_then(|case| case.payments.iter().find(|it| it.paid.is_none()));
    this_or(open.map(|it| it.number), setting, "payment", payments(setting))
}

/// It was paid.
pub fn pay() -> FormTable {
    form(
        Step::Pay,
        "save",
        vec![
            field("payment", "Payment", "", part(payments)).preset(this_payment),
            day_done("on", "Paid on"),
            optional("payment_ref", "Payment ref", "", Kind::Line),
        ],
        |it| {
            let (payment, on, payment_ref) = (it.number("payment"), it.day("on"), it.text("payment_ref"));
            Some(Command::Pay(Pay { payment: payment?, on: on?, payment_ref }))
        },
    )
}

/// What is asked of a cost.
pub fn of_cost() -> Vec<Field> {
    vec![
        optional("hours", "Hours", "for example 1.5 or 1:30", Kind::Line),
        optional("amount", "Paid to others", "redress is a payment instead", Kind::Money),
        field("what", "What for", "", Kind::Line),
        day_done("on", "On"),
    ]
}

/// A cost as it is answered.
pub fn cost_of(it: &mut Answers) -> Option<Cost> {
    let (minutes, pence, on) = (it.minutes("hours"), it.pence("amount").unwrap_or(0), it.day("on"));
    Some(Cost { number: 0, on: on?, minutes, pence, what: it.text("what") })
}

/// Hours worked on the case, and money paid to others for it.
pub fn record_cost() -> FormTable {
    form(Step::RecordCost, "save", of_cost(), |it| cost_of(it).map(Command::RecordCost))
}
