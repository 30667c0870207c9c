//! What colleagues raise: grievances and whistleblowing, as numbers by theme and nothing else. No case and no word of anybody
//! stands in it, and only leaders read it.

use crate::domain::office::lists::ListKind;
use crate::domain::register::field::{Choice, Is, When, may, must};
use crate::domain::register::kind::{Count, Due, Figure, Kind, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::{in_order, in_period};
use crate::domain::rights::Deed;

const SOURCES: &[Choice] = &[("grievance", "staff grievances"), ("whistleblowing", "whistleblowing")];

const READ: Due = Due::After("on", Wait::Set("concerns_read_within"));
const HOW_MANY: &[Figure] = &[Figure::Sum("number")];

/// The register.
pub const CONCERNS: Kind = Kind {
    id: "concerns",
    letter: 'C',
    one: "count of concerns",
    many: "staff concerns",
    about: "How many grievances there were and how often somebody blew the whistle, by theme: numbers alone.",
    source: "Guide, Capturing the right data",
    read: Deed::ReadSensitive,
    write: Deed::LeadLearning,
    fields: &[
        must("source", "Source", "", Is::Word(SOURCES)).column(16),
        must("on", "Up to", "the last day of what is counted", Is::Day(When::Past)).column(11),
        may("period", "Period", "", Is::Period),
        may("service", "Service", "", Is::Item(ListKind::Services)),
        must("theme", "Theme", "", Is::Item(ListKind::Themes)).column(15),
        must("number", "How many", "", Is::Number).column(8),
        may("read_on", "Read on", "by leaders, beside complaints", Is::Day(When::Past)),
    ],
    settings: &[Setting::number("concerns_read_within", "Read concerns", "working days after their day", 20)],
    owes: &[Owes::new("read it beside complaints", "Concerns", READ, &["read_on"]).review()],
    asks: &[],
    cycles: &[],
    leads: &[],
    counts: &[Count::new(
        "concerns-by-theme",
        "Concerns by theme",
        "on",
        Of::Sum { by: "theme", of: HOW_MANY },
    )
    .words("Grievances and whistleblowing counted in the period, by theme.")
    .of_people()],
    once: Once::Each(&["source", "theme", "service", "on"]),
    check: |_, values| {
        in_period(values, "period", "on")?;
        in_order(CONCERNS.fields, values, &["on", "read_on"])
    },
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"source":"staff grievances","on":"-24wd","theme":"Complaint handling","number":4,"read_on":"-22wd"}"#,
        r#"{"source":"whistleblowing","on":"-24wd","theme":"Lost documents","number":1,"read_on":"-22wd"}"#,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    #[test]
    fn nothing_but_numbers_and_lists_can_be_said_of_what_colleagues_raise() {
        let says = |is: Is| matches!(is, Is::Text | Is::Line | Is::Person | Is::Link(_) | Is::Many(_));
        assert!(!CONCERNS.fields.iter().any(|it| says(it.is)));
        assert_eq!((CONCERNS.read, CONCERNS.write), (Deed::ReadSensitive, Deed::LeadLearning));
        let text = r#"{"source":"whistleblowing","on":"2026-11-02","theme":1,"number":1,"text":"He said"}"#;
        Desk::new().refuses(&CONCERNS, text, "There is no “text”");
        let apart = text.replace(r#","text":"He said""#, r#","period":"2026-27 Q1""#);
        Desk::new().refuses(&CONCERNS, &apart, "is not in 2026-27 Q1");
    }
}
