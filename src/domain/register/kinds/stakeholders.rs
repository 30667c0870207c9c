//! Stakeholders: whom what is published is sent to, and what they want to be sent. What was sent stands with what was
//! published.

use crate::domain::register::field::{Choice, Is, When, may, must};
use crate::domain::register::kind::{Count, Due, Kind, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::in_order;
use crate::domain::rights::Deed;

const SORTS: &[Choice] = &[
    ("parent", "parent department"),
    ("regulator", "regulator or Ombudsman"),
    ("advocacy", "advocacy provider"),
    ("colleagues", "colleagues"),
    ("community", "community group"),
    ("network", "network"),
    ("press", "press"),
    ("other", "other"),
];

const SENT: &[Choice] = &[
    ("all", "all that is published"),
    ("learning", "what was learnt"),
    ("annual", "annual report"),
    ("asked", "only what they ask for"),
];

const ASK: Due = Due::After("listed_on", Wait::Set("stakeholder_ask_within"));

/// The register.
pub const STAKEHOLDERS: Kind = Kind {
    id: "stakeholders",
    letter: 'S',
    one: "stakeholder",
    many: "stakeholders",
    about: "Who is to be sent what is published, what they want to be sent, and since when they agree to it.",
    source: "Guide, Sharing learning in your annual report",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("sort", "Kind", "", Is::Word(SORTS)).column(16),
        must("name", "Name", "of the body or person", Is::Line).personal().column(24),
        may("contact", "Contact", "how they are reached", Is::Text).personal(),
        may("wants", "Wants", "what they want to be sent, in their words", Is::Line),
        may("send", "Send them", "left out, all that is published", Is::Word(SENT)),
        must("listed_on", "Listed on", "", Is::Day(When::Past)),
        may("agreed_on", "Agreed on", "when they said that they want it", Is::Day(When::Past)).column(11),
        may("ended_on", "No longer from", "when they said that they want it no more", Is::Day(When::Past)),
    ],
    settings: &[Setting::number(
        "stakeholder_ask_within",
        "Ask within",
        "working days after listing somebody",
        20,
    )],
    owes: &[Owes::new("ask whether they want to be sent it", "Consent", ASK, &["agreed_on", "ended_on"])],
    asks: &[],
    cycles: &[],
    leads: &[],
    counts: &[Count::new("stakeholders-agreed", "Stakeholders who agreed", "agreed_on", Of::By("sort"))
        .words("Stakeholders who said in the period that they want to be sent what is published.")],
    once: Once::Many,
    check: |_, values| in_order(STAKEHOLDERS.fields, values, &["listed_on", "agreed_on", "ended_on"]),
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"sort":"parent department","name":"Department of the Coast","contact":"complaints@coast.example","wants":"Everything",
            "listed_on":"-200wd","agreed_on":"-195wd"}"#,
        r#"{"sort":"advocacy provider","name":"Speak Up Coast","wants":"Annual report","send":"annual report","listed_on":"-200wd","agreed_on":"-190wd"}"#,
        r#"{"sort":"community group","name":"Harbour users' forum","wants":"What we learnt","listed_on":"-8wd"}"#,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    #[test]
    fn a_stakeholder_is_asked_once_whether_they_want_what_is_published() {
        let desk = Desk::new().set("stakeholder_ask_within", "5");
        let press = r#"{"sort":"press","name":"Coast News","listed_on":"2026-11-02"}"#;
        assert_eq!(desk.owes(&STAKEHOLDERS, press), ["2026-11-09 Consent"]);
        let agreed =
            r#"{"sort":"press","name":"Coast News","listed_on":"2026-11-02","agreed_on":"2026-11-03"}"#;
        assert_eq!(desk.owes(&STAKEHOLDERS, agreed), [""; 0]);
        assert!(
            desk.counts(&STAKEHOLDERS, &[agreed], "stakeholders-agreed", "2026-11-30")
                .contains(&"press: 1".to_owned())
        );
    }
}
