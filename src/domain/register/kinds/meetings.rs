//! Meetings of leaders: the quarterly review of what complaints show, the board, and meetings with those whom complaints
//! concern; what was decided there, by whom and by when.

use crate::domain::authority::Deed;
use crate::domain::case::decide::terms::Terms;
use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::kind::{
    Choice, Count, Cycle, Due, Every, Field, Is, Kind, Of, Owes, Setting, Wait, When, may, must,
};
use crate::domain::register::read::together;
use crate::domain::register::value::Values;

const SORTS: &[Choice] = &[
    ("review", "quarterly review of the data"),
    ("board", "board"),
    ("plans", "review of action plans"),
    ("feedback", "review of feedback"),
    ("colleagues", "with complaints colleagues"),
    ("people", "with people who complained and their supporters"),
    ("complained_about", "with colleagues complained about"),
    ("community", "with the community"),
];

const BARRIER: &[Field] = &[
    must("barrier", "Barrier", "", Is::Line),
    may("overcome_by", "How it is met", "", Is::Line),
    may("overcome", "Overcome on", "", Is::Day(When::Past)),
];

const DECISION: &[Field] = &[
    must("what", "What", "", Is::Line),
    must("owner", "Owner", "", Is::Person),
    must("by", "By", "", Is::Day(When::Any)),
    may("outcome", "Outcome", "", Is::Line),
    may("done", "Done on", "", Is::Day(When::Past)),
];

const IN_TIME: Of =
    Of::Share { came: "held", by: Some("due"), heads: &["in time", "not in time", "in time, of those due"] };
const TO_CARRY_OUT: Of = Of::Waiting { until: &["done"], due: Some(Due::On("by")) };
const TO_OVERCOME: Of = Of::Waiting { until: &["overcome"], due: None };

/// The register.
pub const MEETINGS: Kind = Kind {
    id: "meetings",
    letter: 'M',
    one: "meeting",
    many: "meetings",
    about: "Reviews of what complaints show and meetings about them: held when due, with what was decided.",
    source: "Guide, Using the data: roles and responsibility",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("kind", "Kind", "", Is::Word(SORTS)).column(28),
        may("period", "Period", "", Is::Period).column(10),
        may("due", "Due", "", Is::Day(When::Any)).column(11),
        may("held", "Held on", "", Is::Day(When::Past)).column(11),
        may("organisation", "Organisation", "", Is::Item(ListKind::Organisations)),
        may("attended", "Attended by", "roles or numbers; names only of the office", Is::Text),
        may("paper", "Paper", "the frozen document that was looked at", Is::Document),
        may("themes", "Themes, matters", "of general importance", Is::Text),
        may("barriers", "Barriers", "that colleagues meet", Is::Many(BARRIER)),
        may("decisions", "Decisions", "", Is::Many(DECISION)).column(9),
        may("minute", "Minute", "", Is::Text),
        may("next", "Next one", "when the next of its kind is due", Is::Day(When::Any)),
    ],
    settings: &[Setting::number("review_within_weeks", "Review within", "weeks after each quarter", 6)],
    owes: &[
        Owes::new("hold the meeting", "Meeting", Due::On("due"), &["held"]),
        Owes::new("carry out a decision", "Decision", Due::On("by"), &["done"]).by_each("decisions", "owner"),
    ],
    asks: &[],
    cycles: &[
        Cycle {
            what: "review what complaints show",
            short: "Review",
            sort: "kind",
            held: "held",
            planned: "due",
            every: Every::Quarter { of: "review", period: "period", after: Wait::Set("review_within_weeks") },
        },
        Cycle {
            what: "hold the next meeting",
            short: "Meeting",
            sort: "kind",
            held: "held",
            planned: "due",
            every: Every::Named("next"),
        },
    ],
    counts: &[
        Count::new("meetings-held", "Meetings held", "held", Of::By("kind"))
            .words("Meetings held in the period, by kind."),
        Count::new("reviews-in-time", "Quarterly reviews", "held", Of::Quarters)
            .words("Reviews that were due in the period, and whether they were held by then."),
        Count::new("meetings-in-time", "Meetings held when due", "due", IN_TIME)
            .words("Of the meetings that were due in the period, how many were held by then."),
        Count::new("decisions-done", "Decisions carried out", "done", Of::All)
            .words("Decisions of meetings that were carried out in the period.")
            .each("decisions"),
        Count::new("decisions-open", "Decisions still to be carried out", "held", TO_CARRY_OUT)
            .words("Decisions of meetings up to the day that were not carried out by then.")
            .each("decisions"),
        Count::new("barriers-open", "Barriers not overcome", "held", TO_OVERCOME)
            .words("Barriers named at meetings up to the day that were not overcome by then.")
            .each("barriers"),
    ],
    check,
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    if values.day("due").or(values.day("held")).is_none() {
        return Err(Refusal::of_field("held", "Say when it was held, or when it is due.", ""));
    }
    if values.text("kind") == "review" && !values.text("period").contains('Q') {
        return Err(Refusal::of_field(
            "period",
            "Say which quarter was reviewed.",
            "Enter it like 2026-27 Q1.",
        ));
    }
    for row in values.rows("decisions") {
        together(DECISION, row, "outcome", "done")
            .map_err(|it| Refusal { field: "decisions".to_owned(), ..it })?;
    }
    Ok(())
}
