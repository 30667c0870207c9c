//! Demographics: how people who complain answer questions about themselves, beside those who use the service. Numbers alone,
//! apart from any case.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Field, Is, When, may, must};
use crate::domain::register::kind::{Count, Cycle, Due, Figure, Kind, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::{in_order, in_period, together};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const ANSWER: &[Field] = &[
    must("answer", "Answer", "", Is::Line),
    may("complainants", "Complained", "how many of those who complained", Is::Number),
    may("service_users", "Use the service", "how many of those who use it", Is::Number),
];

const LOOK: Due = Due::After("on", Wait::Set("demographics_look_within"));
const BOTH: &[Figure] = &[
    Figure::Sum("complainants"),
    Figure::Last("service_users"),
    Figure::Against("times as often", "complainants", "service_users"),
];

/// The register.
pub const DEMOGRAPHICS: Kind = Kind {
    id: "demographics",
    letter: 'D',
    one: "demographics",
    many: "demographics",
    about: "Answers to questions about themselves of people who complain, beside those who use the service: numbers alone.",
    source: "Guide, Capturing the right data",
    read: Deed::ReadSensitive,
    write: Deed::LeadLearning,
    fields: &[
        must("question", "Question", "", Is::Line).column(20),
        must("on", "Up to", "the last day of what is counted", Is::Day(When::Past)).column(11),
        may("period", "Period", "", Is::Period),
        may("service", "Service", "", Is::Item(ListKind::Services)),
        may("came_from", "Where from", "a survey, a census", Is::Line),
        must("answers", "Answers", "“prefer not to say” among them", Is::Many(ANSWER)).column(8),
        may("finding", "What it shows", "and what follows", Is::Text),
        may("looked_on", "Looked at on", "", Is::Day(When::Past)),
        may("next", "Next time", "when it is counted again", Is::Day(When::Any)).column(11),
    ],
    settings: &[Setting::number(
        "demographics_look_within",
        "Look at people",
        "working days after their day",
        20,
    )],
    owes: &[Owes::new("look at who complains and who does not", "People", LOOK, &["looked_on"]).review()],
    asks: &[],
    cycles: &[Cycle::named("count again who complains", "People", &["question"], "on", "next")],
    leads: &[],
    counts: &[Count::new("demographics", "Who complains", "on", Of::Sum { by: "answer", of: BOTH })
        .words(
            "Answers counted in the period of people who complained, beside people who use the service as they were counted last; and, \
             where the difference is more than chance, how many times as often they are given by those who complained.",
        )
        .each("answers")
        .per(&["question"])
        .of_people()],
    once: Once::Each(&["question", "service", "on"]),
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[r#"{"question":"Age","on":"-24wd","came_from":"Survey","answers":
            "Under 35 | 31 | 1240\n35 to 64 | 104 | 2310\n65 and over | 22 | 1890\nPrefer not to say | 11 | 260",
            "finding":"Few people over 65 complain. Ask their groups why.","looked_on":"-20wd","next":"+200wd"}"#],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    let answers: Vec<String> =
        values.rows("answers").iter().map(|it| it.text("answer").to_lowercase()).collect();
    if let Some((_, twice)) = answers.iter().enumerate().find(|(at, it)| answers[..*at].contains(it)) {
        let why = format!("The answer “{twice}” is there twice.");
        return Err(Refusal::of_field("answers", why, "Give each answer once."));
    }
    together(DEMOGRAPHICS.fields, values, "finding", "looked_on")?;
    in_period(values, "period", "on")?;
    in_order(DEMOGRAPHICS.fields, values, &["on", "looked_on"])?;
    in_order(DEMOGRAPHICS.fields, values, &["on", "next"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const AGE: &str = r#"{"question":"Age","on":"2026-11-02","answers":"Young | 3 | 40\nOld |  | 60\nPrefer not to say | 1","next":"2027-11-02"}"#;

    #[test]
    fn people_who_complain_are_counted_beside_those_who_use_the_service() {
        let desk = Desk::new();
        let rows = desk.counts(&DEMOGRAPHICS, &[AGE], "demographics", "2026-11-30");
        assert_eq!(
            rows,
            ["Old: 0 60 0/4:60/100", "Prefer not to say: 1 0 1/4:0/100", "Young: 3 40 3/4:40/100"]
        );
        assert_eq!(desk.owes(&DEMOGRAPHICS, AGE), ["2026-11-30 People"]);
        assert_eq!(desk.next(&DEMOGRAPHICS, &[AGE]), ["2027-11-02 People Age"]);
        assert_eq!((DEMOGRAPHICS.read, DEMOGRAPHICS.write), (Deed::ReadSensitive, Deed::LeadLearning));
    }

    #[test]
    fn people_who_use_the_service_are_not_added_up_over_entries() {
        let later = AGE.replace("2026-11-02\",\"answers", "2026-11-20\",\"answers").replace("| 60", "| 70");
        let rows = Desk::new().counts(&DEMOGRAPHICS, &[&later, AGE], "demographics", "2026-11-30");
        assert_eq!(
            rows,
            ["Old: 0 70 0/8:70/110", "Prefer not to say: 2 0 2/8:0/110", "Young: 6 40 6/8:40/110"]
        );
    }

    #[test]
    fn an_answer_is_counted_once_and_a_finding_has_its_day() {
        let desk = Desk::new();
        let twice = r#"{"question":"Age","on":"2026-11-02","answers":"Old | 1\nold | 2"}"#;
        desk.refuses(&DEMOGRAPHICS, twice, "“old” is there twice");
        let other = AGE.replace('}', r#","period":"2025-26"}"#);
        desk.refuses(&DEMOGRAPHICS, &other, "Mon 2 Nov 2026 is not in 2025-26");
        desk.refuses(&DEMOGRAPHICS, &AGE.replace('}', r#","finding":"Few"}"#), "Looked at on: give it too");
    }
}
