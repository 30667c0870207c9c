//! Putting things right for the person: remedies and payments; and what dealing with a case costs.

use crate::domain::case::command::{AnswerRemedy, Command, CompleteRemedy, Pay, Step};
use crate::domain::case::decide::putting_right::{SEVERITY_BANDS, pounds};
use crate::domain::case::record::{Cost, Payment, Remedy};
use crate::domain::diary::AnyStep;
use crate::domain::vocabulary::{Answer, PaymentClass, PaymentHead, RemedyKind};
use crate::forms::field::{Asked, FormTable, Kind, Setting, YES_NO, YES_NO_NOT_KNOWN};
use crate::forms::tables::parts::{
    DAY_TO_COME, TO_COME_HINT, day_done, field, issues, myself, numbered, optional, preset, this_or_first,
    words,
};

/// What puts it right, by whom and by when.
pub const OFFER_REMEDY: FormTable = FormTable {
    id: "offer_remedy",
    step: Some(AnyStep::Case(Step::OfferRemedy)),
    title: "Put things right",
    done: "save",
    opens_on_check: false,
    fields: &[
        field("kind", "Remedy", "type to choose", Kind::Choice(|_| words(RemedyKind::ALL, RemedyKind::word))),
        field("what", "What exactly", "", Kind::Line),
        preset(field("who", "Who does it", "a person or a team", Kind::Line), myself),
        optional("by", "By when", TO_COME_HINT, DAY_TO_COME),
        optional("done", "Done on", "if it is done already", crate::forms::tables::parts::DAY_DONE),
        optional("issue", "For", "which issue", Kind::Choice(issues)),
        optional("evidence", "What shows it", "if it is done already", Kind::Line),
    ],
    build: |it| {
        let (by, done) = (it.maybe_day("by"), it.maybe_day("done"));
        let kind = it.must_choose("kind", RemedyKind::from_word).unwrap_or(RemedyKind::Other);
        let issue = Some(it.number("issue")).filter(|it| *it > 0);
        Asked::Steps(vec![Command::OfferRemedy(Remedy {
            number: 0,
            kind,
            issue,
            what: it.text("what"),
            who: it.text("who"),
            by,
            answer: None,
            done,
            evidence: it.text("evidence"),
        })])
    },
};

fn remedies(setting: &Setting) -> Vec<String> {
    numbered(setting, "remedy", |it| &it.remedies, |it| (it.number, format!("{}, {}", it.kind, it.what)))
}

/// The remedy that the form was opened for, or the first that is not done.
fn this_remedy(setting: &Setting) -> String {
    let open = setting.case.and_then(|it| it.remedies.iter().find(|it| it.done.is_none()));
    let number = if setting.part > 0 { setting.part } else { open.map_or(0, |it| it.number) };
    this_or_first(&Setting { part: number, ..*setting }, "remedy", remedies(setting))
}

/// What the person says to it.
pub const ANSWER_REMEDY: FormTable = FormTable {
    id: "answer_remedy",
    step: Some(AnyStep::Case(Step::AnswerRemedy)),
    title: "Answer to a remedy",
    done: "save",
    opens_on_check: false,
    fields: &[
        preset(field("remedy", "Remedy", "type to choose", Kind::Choice(remedies)), this_remedy),
        field("answer", "Their answer", "type to choose", Kind::Choice(|_| words(Answer::ALL, Answer::word))),
    ],
    build: |it| {
        let remedy = it.number("remedy");
        let answer = it.must_choose("answer", Answer::from_word).unwrap_or(Answer::Waiting);
        Asked::Steps(vec![Command::AnswerRemedy(AnswerRemedy { remedy, answer })])
    },
};

/// It was done.
pub const COMPLETE_REMEDY: FormTable = FormTable {
    id: "complete_remedy",
    step: Some(AnyStep::Case(Step::CompleteRemedy)),
    title: "Remedy done",
    done: "save",
    opens_on_check: true,
    fields: &[
        preset(field("remedy", "Remedy", "type to choose", Kind::Choice(remedies)), this_remedy),
        day_done("on", "Done on"),
        optional("evidence", "What shows it", "", Kind::Line),
    ],
    build: |it| {
        let (remedy, on) = (it.number("remedy"), it.day("on"));
        Asked::Steps(vec![Command::CompleteRemedy(CompleteRemedy {
            remedy,
            on,
            evidence: it.text("evidence"),
        })])
    },
};

/// The levels of the severity-of-injustice scale, each with its band.
fn levels(_: &Setting) -> Vec<String> {
    let band = |(low, high): (u64, u64)| match (low, high) {
        (_, 0) => "no payment".to_owned(),
        (low, u64::MAX) => format!("{} or more", pounds(low)),
        (low, high) => format!("{} to {}", pounds(low), pounds(high)),
    };
    SEVERITY_BANDS.iter().zip(1..).map(|(it, level)| format!("level {level}: {}", band(*it))).collect()
}

/// Money, with the aid of the severity-of-injustice scale.
pub const DECIDE_PAYMENT: FormTable = FormTable {
    id: "decide_payment",
    step: Some(AnyStep::Case(Step::DecidePayment)),
    title: "Payment",
    done: "save",
    opens_on_check: false,
    fields: &[
        optional("severity", "Severity", "for loss other than money", Kind::Choice(levels)),
        field("pence", "Amount", "pounds, for example 250", Kind::Money),
        field("head", "For", "type to choose", Kind::Choice(|_| words(PaymentHead::ALL, PaymentHead::word))),
        preset(
            field(
                "class",
                "Class",
                "how it scores in the accounts",
                Kind::Choice(|_| words(PaymentClass::ALL, PaymentClass::word)),
            ),
            |_| PaymentClass::ExGratia.word().to_owned(),
        ),
        field("authorised_by", "Authorised by", "", Kind::Line),
        optional("by", "Pay by", TO_COME_HINT, DAY_TO_COME),
        optional("reason", "Why this amount", "needed outside the band", Kind::Line),
        optional("maladministration", "Maladminist.?", "does it arise from maladministration", YES_NO),
        optional("estimate_cover", "Estimate covers?", "has it been confirmed", YES_NO_NOT_KNOWN),
        optional("within_ambit", "Within ambit?", "of the vote; has it been confirmed", YES_NO_NOT_KNOWN),
        optional("paid", "Paid on", "if it is paid already", crate::forms::tables::parts::DAY_DONE),
        optional("payment_ref", "Payment ref", "", Kind::Line),
    ],
    build: |it| {
        let (by, paid) = (it.maybe_day("by"), it.maybe_day("paid"));
        let class = it.must_choose("class", PaymentClass::from_word).unwrap_or(PaymentClass::ExGratia);
        let head = it.must_choose("head", PaymentHead::from_word).unwrap_or(PaymentHead::Other);
        let severity = u8::try_from(it.number("severity")).ok().filter(|it| *it > 0);
        Asked::Steps(vec![Command::DecidePayment(Payment {
            number: 0,
            pence: it.pence("pence"),
            class,
            head,
            maladministration: it.yes_no("maladministration").unwrap_or(false),
            authorised_by: it.text("authorised_by"),
            severity,
            reason: it.text("reason"),
            estimate_cover: it.yes_no("estimate_cover"),
            within_ambit: it.yes_no("within_ambit"),
            by,
            paid,
            payment_ref: it.text("payment_ref"),
        })])
    },
};

fn payments(setting: &Setting) -> Vec<String> {
    let label = |it: &Payment| (it.number, format!("{} for {}", pounds(it.pence), it.head));
    numbered(setting, "payment", |it| &it.payments, label)
}

fn this_payment(setting: &Setting) -> String {
    let open = setting.case.and_then(|it| it.payments.iter().find(|it| it.paid.is_none()));
    let number = if setting.part > 0 { setting.part } else { open.map_or(0, |it| it.number) };
    this_or_first(&Setting { part: number, ..*setting }, "payment", payments(setting))
}

/// It was paid.
pub const PAY: FormTable = FormTable {
    id: "pay",
    step: Some(AnyStep::Case(Step::Pay)),
    title: "Paid",
    done: "save",
    opens_on_check: true,
    fields: &[
        preset(field("payment", "Payment", "type to choose", Kind::Choice(payments)), this_payment),
        day_done("on", "Paid on"),
        optional("payment_ref", "Payment ref", "", Kind::Line),
    ],
    build: |it| {
        let (payment, on) = (it.number("payment"), it.day("on"));
        Asked::Steps(vec![Command::Pay(Pay { payment, on, payment_ref: it.text("payment_ref") })])
    },
};

/// Hours worked on the case, and money paid to others for it.
pub const RECORD_COST: FormTable = FormTable {
    id: "record_cost",
    step: Some(AnyStep::Case(Step::RecordCost)),
    title: "Cost of the case",
    done: "save",
    opens_on_check: false,
    fields: &[
        optional("minutes", "Hours", "for example 1.5 or 1:30", Kind::Line),
        optional("pence", "Paid to others", "pounds; redress is a payment instead", Kind::Money),
        field("what", "What for", "", Kind::Line),
        day_done("on", "On"),
    ],
    build: |it| {
        let (minutes, pence, on) = (it.minutes("minutes"), it.pence("pence"), it.day("on"));
        Asked::Steps(vec![Command::RecordCost(Cost { on, minutes, pence, what: it.text("what") })])
    },
};
