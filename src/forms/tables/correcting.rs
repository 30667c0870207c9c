//! Remedies, payments, recommendations, costs and follow-ups put right or cancelled. Each is put right with the fields that it was recorded
//! with; what is left empty stays as it is. Opened for one, the form holds what was recorded.

use crate::domain::case::command::{CancelPart, Command, OnReferral, PutRight, Step};
use crate::domain::case::record::{Case, FollowUp, Part, Recommendation, Remedy};
use crate::domain::case::round::RoundFacts;
use crate::domain::office::lists::ListKind;
use crate::domain::text::sentence_case;
use crate::domain::vocabulary::{Outcome, Route};
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_DONE, DAY_TO_COME, Field, Kind, field, one_of, optional};
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::following_up::{follow_up_of, of_follow_up};
use crate::forms::tables::next_tier::{of_recommendation, recommendation_of};
use crate::forms::tables::parts::{entry, late_reason, part};
use crate::forms::tables::putting_right::{cost_of, of_cost, of_payment, of_remedy, payment_of, remedy_of};

/// What a time through a case is called.
const ROUND: &str = "round";

/// The parts of the case of one kind.
fn of_kind(setting: &Setting, kind: &str) -> Vec<Part> {
    let of_case = |case: &Case| if kind == ROUND { case.round_facts().collect() } else { case.parts() };
    let parts = setting.case().map(of_case).unwrap_or_default();
    parts.into_iter().filter(|it| it.name().to_string().starts_with(kind)).collect()
}

/// The part that the form was opened for, or the only one of its kind.
fn opened_for(setting: &Setting, kind: &str) -> Option<Part> {
    let number = setting.about.part();
    if number == 0 {
        let mut all = of_kind(setting, kind);
        return all.pop().filter(|_| all.is_empty());
    }
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

/// What may be put right: the part that the form was opened for, or all of its kind.
pub fn choices(setting: &Setting, kind: &str) -> Vec<String> {
    match opened_for(setting, kind) {
        Some(it) => vec![in_a_list(&it)],
        None => of_kind(setting, kind).iter().map(in_a_list).collect(),
    }
}

/// What an empty answer means.
const AS_IT_IS: &str = "empty leaves it as it is";
/// And how to say that there is nothing.
const OR_NONE: &str = "empty leaves it as it is, “none” clears it";

/// The fields that a part was recorded with, and how they are read.
pub type Asked<T> = (Vec<Field>, fn(&mut Answers) -> Option<T>);

/// A form that puts parts of a kind right: its fields and how they are read, and the step that follows from what was read and
/// what was recorded.
pub fn correcting<T: 'static>(
    step: Step,
    kind: &'static str,
    all: fn(&Setting) -> Vec<String>,
    (asked, read): Asked<T>,
    made: fn(T, Part, String) -> Option<Command>,
) -> FormTable {
    let held = |setting: &Setting, name: &str, kind: &str| {
        let texts = opened_for(setting, kind).map(|it| it.texts(setting.office())).unwrap_or_default();
        texts.into_iter().find(|it| it.0 == name).map(|it| it.1).unwrap_or_default()
    };
    let asked = asked.into_iter().map(|mut it| {
        let name = it.name.clone();
        let can_be_cleared = it.is_optional && it.kind.choices().is_none() && step != Step::AmendRound;
        it.hint = if can_be_cleared { OR_NONE } else { AS_IT_IS }.into();
        it.is_optional = true;
        it.stays_when_empty = true;
        it.preset(move |setting| held(setting, &name, kind))
    });
    let why = field("why", "Why", "why it is put right", Kind::Line);
    let fields = [which(kind, all)].into_iter().chain(asked).chain([why]).collect();
    form(step, "put it right", fields, move |answers| {
        let setting = answers.setting;
        let named = |word: &str| word.parse().or_else(|()| format!("{kind} {word}").parse()).ok();
        let before = answers.choice(kind, |word| setting.case()?.part(named(word)?))?;
        let read = answers.filled(&before.texts(setting.office()), read);
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

/// A follow-up put right, its day for example; its answer stays.
pub fn amend_follow_up() -> FormTable {
    let mut fields = of_follow_up();
    fields[0].is_optional = true;
    correcting(
        Step::AmendFollowUp,
        "follow-up",
        |it| choices(it, "follow-up"),
        (fields, follow_up_of),
        |it, before, why| {
            let Part::FollowUp(before) = before else { return None };
            let FollowUp { number, done, done_by, answer, is_step, .. } = before;
            let part = FollowUp { number, done, done_by, answer, is_step, ..it };
            Some(Command::AmendFollowUp(PutRight { part, why }))
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

/// The days of a time through the case, its route and how it ended.
fn of_round() -> Vec<Field> {
    let day = |name: &'static str, label: &'static str| optional(name, label, "", DAY_DONE);
    vec![
        day("acknowledged", "Acknowledged on"),
        optional("route", "Route", "", one_of(Route::ALL, Route::word)),
        day("told", "Told timescale"),
        optional("answer_by", "Answer by", "", DAY_TO_COME),
        day("answered", "Answered on"),
        day("closed", "Closed on"),
        optional("outcome", "Outcome", "", one_of(Outcome::ALL, Outcome::word)),
        optional("late_reason", "Why late", "", entry(ListKind::LateReasons)),
    ]
}

fn round_of(it: &mut Answers) -> RoundFacts {
    RoundFacts {
        number: 0,
        acknowledged: it.day("acknowledged"),
        route: it.choice("route", Route::from_word),
        route_days: 0,
        told: it.day("told"),
        answer_by: it.day("answer_by"),
        answered: it.day("answered"),
        closed: it.day("closed"),
        outcome: it.choice("outcome", Outcome::from_word),
        late_reason: late_reason(it),
    }
}

/// When a case was acknowledged, told a timescale, answered or closed, and how it ended, put right.
pub fn amend_round() -> FormTable {
    correcting(
        Step::AmendRound,
        ROUND,
        |it| choices(it, ROUND),
        (of_round(), |it| Some(round_of(it))),
        |it, before, why| {
            let Part::Round(before) = before else { return None };
            let part = RoundFacts { number: before.number, route_days: before.route_days, ..it };
            Some(Command::AmendRound(PutRight { part, why }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Cost, Facts};
    use crate::domain::office::record::{House, Office};
    use crate::domain::records::any::{AnyCommand, Kind as _};
    use crate::domain::reference::CaseRef;
    use crate::forms::about::About;
    use crate::forms::form::Form;
    use crate::forms::tables::form_of;

    /// What the answers make of a case with two costs, in a form opened for the one of this number.
    #[track_caller]
    fn corrected(number: u32, answers: &[(&str, &str)]) -> Result<Cost, String> {
        let house = House::new(Office::default());
        let on = |text: &str| text.parse().expect("a real date");
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.costs = [(1, 90, 0), (2, 0, 6_450)]
            .map(|(number, minutes, pence)| Cost {
                number,
                on: on("2026-03-09"),
                minutes,
                pence,
                what: "Interview".into(),
            })
            .to_vec();
        let about = About::Record(case.reference.into(), number);
        let record = case.any();
        let setting = Setting::new(&house, on("2026-11-24"), "jsmith");
        let setting = Setting { on: Some(&record), about: &about, ..setting };
        let table = form_of(Step::AmendCost).expect("it has a form");
        let answers: Vec<_> = answers.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        let mut form = Form::given(table, &setting, &answers);
        match form.check(&setting) {
            Some(AnyCommand::Case(Command::AmendCost(it))) => Ok(it.part),
            _ => Err(form.problems.iter().map(|it| it.words.clone()).collect::<Vec<_>>().join(" ")),
        }
    }

    #[test]
    fn what_is_left_empty_stays_and_a_form_opened_for_one_holds_what_it_is() {
        let why = ("why", "Typed wrong");
        let amount = |it: &Cost| (it.number, it.minutes, it.pence);
        let one = corrected(0, &[("cost", "2"), ("amount", "£1,200"), why]).expect("sound");
        assert_eq!(amount(&one), (2, 0, 120_000));
        let one = corrected(0, &[("cost", "cost 1: 1:30 hours for Interview"), ("hours", "2"), why]);
        assert_eq!(one.as_ref().map(amount), Ok((1, 120, 0)));
        let both = corrected(2, &[("hours", "0:30"), ("amount", "none"), why]).expect("sound");
        assert_eq!(amount(&both), (2, 30, 0));
        let refused = corrected(0, &[("cost", "2"), ("amount", "64.505"), why]).expect_err("three digits");
        assert!(refused.starts_with("Paid to others: “64.505” has more than two digits"), "{refused}");
        let refused = corrected(0, &[("amount", "3"), why]).expect_err("which of the two is not said");
        assert!(refused.contains("Cost: this needs an answer"), "{refused}");
        let refused = corrected(0, &[("cost", "3"), why]).expect_err("there is none");
        assert!(refused.contains("Choose one of these: cost 1"), "{refused}");
    }
}
