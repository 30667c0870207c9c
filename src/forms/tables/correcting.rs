//! Remedies, payments, recommendations and costs put right or cancelled. Each is put right with the fields that it was recorded
//! with: opened for one, they hold what was recorded; else what is left empty stays as it is.

use crate::domain::case::command::{CancelPart, Command, OnReferral, PutRight, Step};
use crate::domain::case::record::{Part, Recommendation, Remedy};
use crate::domain::text::sentence_case;
use crate::forms::answers::Answers;
use crate::forms::field::{Field, Kind, field};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::next_tier::{of_recommendation, recommendation_of};
use crate::forms::tables::parts::part;
use crate::forms::tables::putting_right::{
    cost_of, of_cost, of_payment, of_remedy, payment_of, remedy_of,
};

/// The parts of the case of one kind.
fn of_kind(setting: &Setting, kind: &str) -> Vec<Part> {
    let parts = setting.case().map(|it| it.parts()).unwrap_or_default();
    parts.into_iter().filter(|it| it.name().to_string().starts_with(kind)).collect()
}

/// The part that the form was opened for.
fn opened_for(setting: &Setting, kind: &str) -> Option<Part> {
    let number = Some(setting.about.part()).filter(|it| 0 < *it)?;
    let this = format!("{kind} {number}");
    let is_it = |it: &Part| {
        let name = it.name().to_string();
        name.strip_prefix(&this).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let mut of_kind = of_kind(setting, kind).into_iter().filter(is_it);
    of_kind.next().filter(|_| of_kind.next().is_none())
}

fn in_a_list(it: &Part) -> String {
    format!("{}: {}", it.name(), it.words())
}

/// Which part: the one that the form was opened for and no other, or any of its kind.
fn which(kind: &'static str, all: fn(&Setting) -> Vec<String>) -> Field {
    let the_only = move |setting: &Setting| {
        let mut all = all(setting);
        if all.len() == 1 { all.remove(0) } else { String::new() }
    };
    field(kind, sentence_case(kind), "", part(all)).preset(the_only)
}

fn choices(setting: &Setting, kind: &str) -> Vec<String> {
    match opened_for(setting, kind) {
        Some(it) => vec![in_a_list(&it)],
        None => of_kind(setting, kind).iter().map(in_a_list).collect(),
    }
}

/// A form that puts parts of a kind right: its fields and how they are read, and the step that follows from what was read and
/// what was recorded.
fn correcting<T: 'static>(
    step: Step,
    kind: &'static str,
    all: fn(&Setting) -> Vec<String>,
    (asked, read): (Vec<Field>, fn(&mut Answers) -> Option<T>),
    made: fn(T, Part, String) -> Option<Command>,
) -> FormTable {
    let held = |setting: &Setting, name: &str, kind: &str| {
        let texts = opened_for(setting, kind).map(|it| it.texts(setting.office())).unwrap_or_default();
        texts.into_iter().find(|it| it.0 == name).map(|it| it.1).unwrap_or_default()
    };
    let asked = asked.into_iter().map(|mut it| {
        let name = it.name.clone();
        it.is_optional = true;
        it.hint = "empty leaves it as it is".into();
        it.preset(move |setting| held(setting, &name, kind))
    });
    let why = field("why", "Why", "why it is put right", Kind::Line);
    let fields = [which(kind, all)].into_iter().chain(asked).chain([why]).collect();
    form(step, "put it right", fields, move |answers| {
        let setting = answers.setting;
        let named = |word: &str| word.parse().or_else(|()| format!("{kind} {word}").parse()).ok();
        let before = answers.choice(kind, |word| setting.case()?.part(named(word)?))?;
        let read = match opened_for(&setting, kind) {
            Some(_) => read(answers),
            None => answers.filled(&before.texts(setting.office()), read),
        };
        made(read?, before, answers.text("why"))
    })
}

/// A remedy put right; what the person answered stays.
pub fn amend_remedy() -> FormTable {
    correcting(
        Step::AmendRemedy,
        "remedy",
        |it| choices(it, "remedy"),
        (of_remedy(), remedy_of),
        |it, before, why| {
            let Part::Remedy(before) = before else { return None };
            let part = Remedy { number: before.number, answer: before.answer, ..it };
            Some(Command::AmendRemedy(PutRight { part, why }))
        },
    )
}

/// A payment put right.
pub fn amend_payment() -> FormTable {
    correcting(
        Step::AmendPayment,
        "payment",
        |it| choices(it, "payment"),
        (of_payment(), payment_of),
        |mut part, before, why| {
            let Part::Payment(before) = before else { return None };
            part.number = before.number;
            Some(Command::AmendPayment(PutRight { part, why }))
        },
    )
}

/// A recommendation put right; whether it was followed stays.
pub fn amend_recommendation() -> FormTable {
    correcting(
        Step::AmendRecommendation,
        "recommendation",
        |it| choices(it, "recommendation"),
        (of_recommendation(), recommendation_of),
        |it, before, why| {
            let Part::Recommendation { referral, recommendation: before } = before else { return None };
            let what = Recommendation { number: before.number, followed: before.followed, ..it };
            Some(Command::AmendRecommendation(PutRight { part: OnReferral { referral, what }, why }))
        },
    )
}

/// Hours or money put right.
pub fn amend_cost() -> FormTable {
    correcting(
        Step::AmendCost,
        "cost",
        |it| choices(it, "cost"),
        (of_cost(), cost_of),
        |mut part, before, why| {
            let Part::Cost(before) = before else { return None };
            part.number = before.number;
            Some(Command::AmendCost(PutRight { part, why }))
        },
    )
}

/// Any of them cancelled.
pub fn cancel_part() -> FormTable {
    let any = |it: &Setting| choices(it, "");
    let mut part = which("part", any);
    part.label = "What".into();
    let why = field("reason", "Why", "it stays on the case and counts nowhere", Kind::Line);
    form(Step::CancelPart, "cancel it", vec![part, why], |it| {
        let part = it.choice("part", |word| word.parse().ok());
        Some(Command::CancelPart(CancelPart { part: part?, reason: it.text("reason") }))
    })
}
