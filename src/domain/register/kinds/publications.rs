//! Publications: what the office publishes of what it learnt, approved by a second reader, and whom it was sent to.

use chrono::NaiveDate;

use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, Field, Is, To, When, may, must};
use crate::domain::register::kind::{Count, Due, Kind, Lead, Needs, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::in_order;
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const SCOPES: &[Choice] = &[("own", "own organisation"), ("local", "local"), ("national", "national")];

const SENDING: &[Field] = &[
    must("stakeholder", "Stakeholder", "", Is::Link(To::Entry('S'))),
    must("send_by", "Send by", "", Is::Day(When::Any)),
    may("sent_on", "Sent on", "", Is::Day(When::Past)),
];

const IN_TIME: Of = Of::Share {
    came: "published_on",
    by: Some("due"),
    heads: &["in time", "not in time", "in time, of those due"],
};
const TO_SEND: Of = Of::Waiting { until: &["sent_on"], due: Some(Due::On("send_by")) };

/// The register.
pub const PUBLICATIONS: Kind = Kind {
    id: "publications",
    letter: 'U',
    one: "publication",
    many: "publications",
    about: "What the office publishes: approved by a second reader, published when due, and sent to stakeholders.",
    source: "Guide, Sharing learning with others",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("what", "What", "", Is::Line).column(26),
        may("paper", "Paper", "the frozen document", Is::Document),
        may("plan", "Learning of", "the plan whose learning it is", Is::Link(To::Plan)),
        must("written_by", "Written by", "", Is::Person),
        may("approved_by", "Approved by", "somebody else than the writer", Is::Person),
        may("approved_on", "Approved on", "the second reader says so", Is::Day(When::Past))
            .said_by("approved_by"),
        must("due", "Due", "by when it is to be published", Is::Day(When::Any)).column(11),
        may("published_on", "Published on", "", Is::Day(When::Past)).column(12),
        may("place", "Where", "an address, a page, a meeting", Is::Line),
        may("scope", "For whom", "", Is::Word(SCOPES)),
        may("sent_to", "Sent to", "", Is::Many(SENDING)),
    ],
    settings: &[Setting::number(
        "send_within",
        "Send within",
        "working days after publishing, to stakeholders who want it",
        10,
    )],
    owes: &[
        Owes::new("approve it as the second reader", "Approval", Due::On("due"), &["approved_on"])
            .by("approved_by")
            .review(),
        Owes::new("publish it", "Publish", Due::On("due"), &["published_on"])
            .given("approved_on")
            .by("written_by"),
        Owes::new("send it to a stakeholder", "Send", Due::On("send_by"), &["sent_on"])
            .by_each("sent_to", "written_by"),
    ],
    asks: &[],
    cycles: &[],
    leads: &[
        Lead { words: "Publish what was learnt", list: "", done: "published_on", owed: &["approve it as the second reader", "publish it", "send it to a stakeholder"] },
    ],
    counts: &[
        Count::new("published-in-time", "Published when due", "due", IN_TIME)
            .words("Of what was to be published in the period, how much was published by then."),
        Count::new("published", "Published", "published_on", Of::By("scope"))
            .words("What was published in the period, by for whom it is."),
        Count::new("learning-shared", "Learning shared", "published_on", Of::By("scope"))
            .words("Learning of action plans that was published in the period, by for whom it is.")
            .given("plan"),
        Count::new("publications-sent", "Sent to stakeholders", "sent_on", Of::All)
            .words("How often something was sent to a stakeholder in the period.")
            .each("sent_to"),
        Count::new("publications-to-send", "Still to be sent to stakeholders", "published_on", TO_SEND)
            .words("What was published up to the day and was not sent to a stakeholder by then who is to have it.")
            .each("sent_to"),
    ],
    once: Once::Many,
    check,
    needs: &[
        Needs::Held {
            each: "sent_to",
            link: "stakeholder",
            done: "sent_on",
            holds: "agreed_on",
            ends: "ended_on",
            why: "has not agreed to be sent anything",
        },
        Needs::Written { paper: "paper", plan: "plan", on: "approved_on", by: "approved_by" },
        Needs::Owed {
            once: "published_on",
            each: "sent_to",
            link: "stakeholder",
            by: "send_by",
            within: Wait::Set("send_within"),
            of: 'S',
            wants,
        },
    ],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"what":"What we changed because of renewals","written_by":"zpatel","approved_by":"{me}","approved_on":"-28wd","due":"-24wd",
            "published_on":"-26wd","place":"Website, What we learnt","scope":"national",
            "sent_to":"S{year}-001 | -20wd | -25wd\nS{year}-002 | -20wd | -25wd"}"#,
        r#"{"what":"Learning of the last quarter","written_by":"zpatel","approved_by":"{me}","due":"+12wd","scope":"own organisation"}"#,
    ],
};

/// Whether a stakeholder is to be sent what was published: they agreed to it by then, it is of what they want, and what is for the
/// own organisation goes to colleagues alone.
fn wants(published: &Values, stakeholder: &Values) -> bool {
    let agreed = stakeholder.day("agreed_on").zip(published.day("published_on"));
    let document = published.rows("paper").first().map_or("", |it| it.text("name"));
    let is_of_it = match stakeholder.text("send") {
        "annual" => document == "annual",
        "learning" => document == "learning" || published.get("plan").is_some(),
        "asked" => false,
        _ => true,
    };
    let is_over =
        stakeholder.day("ended_on").zip(published.day("published_on")).is_some_and(|(over, on)| over <= on);
    let is_for_them = published.text("scope") != "own" || stakeholder.text("sort") == "colleagues";
    is_of_it && is_for_them && !is_over && agreed.is_some_and(|(agreed, on)| agreed <= on)
}

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    let is_given = |name: &str| values.get(name).is_some();
    let no = |field: &str, why: &str, instead: &str| Err(Refusal::of_field(field, why, instead));
    if values.text("approved_by") == values.text("written_by") {
        return no("approved_by", "Nobody approves what they wrote.", "Name a second reader.");
    }
    if is_given("approved_on") && !is_given("approved_by") {
        return no("approved_by", "Say who approved it.", "");
    }
    if is_given("published_on") {
        if !is_given("approved_on") {
            return no(
                "approved_on",
                "Nothing is published that no second reader approved.",
                "Say when they did.",
            );
        }
        if let Some(missing) = ["place", "scope"].into_iter().find(|it| !is_given(it)) {
            return no(missing, "Say where it was published, and for whom.", "");
        }
    }
    // It may be sent before it stands where everybody reads it, but not before somebody approved it.
    let is_early = |sent: NaiveDate| values.day("approved_on").is_none_or(|approved| sent < approved);
    if values.rows("sent_to").iter().filter_map(|it| it.day("sent_on")).any(is_early) {
        return no("sent_to", "Nothing is sent before a second reader approved it.", "Check both days.");
    }
    in_order(PUBLICATIONS.fields, values, &["approved_on", "published_on"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;
    use crate::domain::register::kinds::kind_of;

    const BEGUN: &str = r#"{"what":"Learning","written_by":"js","due":"2026-11-12"}"#;

    fn with(more: &str) -> String {
        BEGUN.replace('}', more)
    }

    #[test]
    fn what_is_published_was_approved_by_somebody_else_than_the_writer() {
        for (more, why) in [
            (r#","approved_by":"js"}"#, "Nobody approves what they wrote"),
            (r#","approved_on":"2026-11-10"}"#, "Say who approved it"),
            (r#","published_on":"2026-11-10"}"#, "no second reader approved"),
            (
                r#","approved_by":"kp","approved_on":"2026-11-10","published_on":"2026-11-10"}"#,
                "Say where it was published",
            ),
        ] {
            Desk::new().refuses(&PUBLICATIONS, &with(more), why);
        }
    }

    #[test]
    fn whoever_agreed_to_it_and_wants_it_is_to_be_sent_what_was_published() {
        let desk = Desk::new();
        let values = |kind: &Kind, json: &str| desk.entry(kind, json).values;
        let published = |more: &str| {
            let json = with(&format!(
                r#","approved_by":"kp","approved_on":"2026-11-09","published_on":"2026-11-10","place":"Website"{more}}}"#
            ));
            values(&PUBLICATIONS, &json)
        };
        let all = |more: &str| {
            let of = |it: &str| {
                let json = format!(r#"{{"name":"A","listed_on":"2026-11-02",{it}}}"#);
                let stakeholder = values(kind_of('S').expect("a register"), &json);
                u8::from(wants(&published(more), &stakeholder))
            };
            [
                r#""sort":"press""#,
                r#""sort":"press","agreed_on":"2026-11-11""#,
                r#""sort":"press","agreed_on":"2026-11-10""#,
                r#""sort":"press","agreed_on":"2026-11-03","ended_on":"2026-11-10""#,
                r#""sort":"press","agreed_on":"2026-11-03","ended_on":"2026-11-11""#,
                r#""sort":"press","agreed_on":"2026-11-10","send":"learning""#,
                r#""sort":"press","agreed_on":"2026-11-10","send":"annual report""#,
                r#""sort":"press","agreed_on":"2026-11-10","send":"asked""#,
                r#""sort":"colleagues","agreed_on":"2026-11-10""#,
            ]
            .map(of)
        };
        assert_eq!(all(r#","scope":"local""#), [0, 0, 1, 0, 1, 0, 0, 0, 1]);
        assert_eq!(all(r#","scope":"local","plan":"P26-001""#), [0, 0, 1, 0, 1, 1, 0, 0, 1]);
        let annual = format!(
            r#","scope":"national","paper":{{"name":"annual","period":"2025-26","sha256":"{}"}}"#,
            "a".repeat(64)
        );
        assert_eq!(all(&annual), [0, 0, 1, 0, 1, 0, 1, 0, 1]);
        assert_eq!(all(r#","scope":"own""#), [0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn nothing_is_sent_before_somebody_approved_it() {
        let sent = with(r#","approved_by":"kp","sent_to":"S26-001 | 2026-11-20 | 2026-11-09"}"#);
        let approved = sent.replace('}', r#","approved_on":"2026-11-10"}"#);
        Desk::new().refuses(&PUBLICATIONS, &sent, "Nothing is sent before a second reader approved it");
        Desk::new().refuses(&PUBLICATIONS, &approved, "Nothing is sent before a second reader approved it");
    }

    #[test]
    fn only_the_second_reader_says_that_they_approved_it() {
        let theirs =
            BEGUN.replace("js", "kp").replace('}', r#","approved_by":"js","approved_on":"2026-11-10"}"#);
        Desk::new().refuses(&PUBLICATIONS, &theirs, "only Jo Smith can say so");
    }

    #[test]
    fn approving_publishing_and_sending_are_owed_one_after_the_other() {
        let desk = Desk::new();
        assert_eq!(desk.owes(&PUBLICATIONS, &with(r#","approved_by":"kp"}"#)), ["2026-11-12 Approval kp"]);
        let approved = with(r#","approved_by":"kp","approved_on":"2026-11-10"}"#);
        assert_eq!(desk.owes(&PUBLICATIONS, &approved), ["2026-11-12 Publish js"]);
        let published = approved.replace(
            '}',
            r#","published_on":"2026-11-11","place":"Website","scope":"local","sent_to":"S26-001 | 2026-11-20"}"#,
        );
        assert_eq!(desk.owes(&PUBLICATIONS, &published), ["2026-11-20 Send js S26-001"]);
        let counts = |name| desk.counts(&PUBLICATIONS, &[BEGUN, &published], name, "2026-11-21");
        assert_eq!(counts("published-in-time"), ["All: 1 1 1/2"]);
        assert_eq!(counts("published"), ["own organisation: 0", "local: 1", "national: 0"]);
        assert_eq!(counts("learning-shared"), ["own organisation: 0", "local: 0", "national: 0"]);
        assert_eq!(counts("publications-to-send"), ["All: 0 1"]);
    }
}
