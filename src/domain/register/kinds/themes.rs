//! Themes that somebody looks at: who owns one, what was decided on the alert, whether the fault is in the system, and the
//! evidence that it was put right.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, Is, To, When, may, must};
use crate::domain::register::kind::{Count, Due, Kind, Lead, Needs, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::{in_order, together};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const STATES: &[Choice] =
    &[("watching", "watching"), ("acting", "acting"), ("done", "done"), ("nothing", "nothing to do")];

const SHOWN_BY: &[Choice] =
    &[("own_review", "own review"), ("outside_review", "outside review"), ("ombudsman", "Ombudsman")];

const DECIDE: Due = Due::After("alerted_on", Wait::Set("theme_decide_within"));
const TO_DECIDE: Of = Of::Waiting { until: &["decided_on"], due: Some(DECIDE) };
const TO_CORRECT: Of = Of::Waiting { until: &["corrected_on"], due: Some(Due::On("look_on")) };

/// The register.
pub const WATCHED: Kind = Kind {
    id: "watched",
    letter: 'H',
    one: "theme",
    many: "themes watched",
    about: "Themes of complaints that somebody owns: what was decided on the alert, and how the fault was put right.",
    source: "Guide, Welcome; Managing Public Money, A4.14.3",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("theme", "Theme", "", Is::Item(ListKind::Themes)).column(20),
        may("service", "Service", "", Is::Item(ListKind::Services)).column(18),
        may("owner", "Owner", "", Is::Person),
        must("alerted_on", "Alert on", "when it rose, or mattered", Is::Day(When::Past)),
        may("alert", "Alert", "what was seen", Is::Line),
        may("status", "Status", "", Is::Word(STATES)).column(13),
        may("decision", "Decision", "and why", Is::Text),
        may("decided_on", "Decided on", "", Is::Day(When::Past)),
        may("look_on", "Look again on", "", Is::Day(When::Any)),
        may("shown_by", "Fault in system", "left out where it is none", Is::Word(SHOWN_BY)),
        may("plan", "Plan", "the action plan that corrects it", Is::Link(To::Plan)),
        may("evidence", "Evidence", "that it was put right", Is::Text),
        may("corrected_on", "Put right on", "", Is::Day(When::Past)),
    ],
    settings: &[Setting::number(
        "theme_decide_within",
        "Decide on alerts",
        "working days after the alert",
        10,
    )],
    owes: &[
        Owes::new("decide on the alert of a theme", "Alert", DECIDE, &["decided_on"]).by("owner").review(),
        Owes::new("look at the theme again", "Look again", Due::On("look_on"), &["corrected_on"])
            .by("owner")
            .review(),
    ],
    asks: &[],
    cycles: &[],
    leads: &[Lead {
        words: "Act on themes",
        list: "",
        done: "decided_on",
        owed: &["decide on the alert of a theme", "look at the theme again"],
    }],
    counts: &[
        Count::new("themes-to-decide", "Alerts without a decision", "alerted_on", TO_DECIDE)
            .asks("Alerts of themes without a decision", "Watch, act or leave?")
            .words("Alerts up to the day on which nothing was decided by then."),
        Count::new("faults-found", "Faults in the system found", "alerted_on", Of::By("shown_by"))
            .words("Themes with an alert in the period that showed a fault in the system, by what showed it.")
            .given("shown_by"),
        Count::new("faults-corrected", "Faults in the system put right", "corrected_on", Of::All)
            .words("Faults in the system that were put right in the period, with evidence.")
            .given("shown_by"),
        Count::new("faults-open", "Faults in the system still open", "alerted_on", TO_CORRECT)
            .asks("Faults in the system that are not corrected", "Is the plan enough?")
            .words("Faults in the system with an alert up to the day that were not put right by then.")
            .given("shown_by"),
    ],
    once: Once::EachOpen(&["theme", "service"]),
    check,
    needs: &[Needs::CarriedOut { link: "plan", done: "corrected_on" }],
    closes,
    is_theirs: |_| true,
    made_up: &[
        r#"{"theme":"Delay","service":"Licence renewals","owner":"{me}","alerted_on":"-160wd","alert":"Six in a month","status":"done",
            "decision":"A named colleague for each renewal","decided_on":"-155wd","shown_by":"own review",
            "evidence":"One complaint a month since, where there were six","corrected_on":"-60wd"}"#,
        r#"{"theme":"Wrong information","service":"Customer helpline","owner":"zpatel","alerted_on":"-14wd","alert":"Four in a month",
            "status":"acting","decision":"The screens are changed with the rule","decided_on":"-8wd","look_on":"+20wd","shown_by":"own review"}"#,
    ],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    let is_given = |name: &str| values.get(name).is_some();
    together(WATCHED.fields, values, "decision", "decided_on")?;
    together(WATCHED.fields, values, "evidence", "corrected_on")?;
    in_order(WATCHED.fields, values, &["alerted_on", "decided_on", "corrected_on"])?;
    in_order(WATCHED.fields, values, &["alerted_on", "look_on"])?;
    match values.text("status") {
        "" => Ok(()),
        _ if !is_given("decision") => {
            Err(Refusal::of_field("decision", "Say what was decided, and why.", ""))
        }
        "watching" | "acting" if !is_given("look_on") => Err(Refusal::of_field(
            "look_on",
            "Say when somebody looks at it again.",
            "Until then it stands in no list of what is due.",
        )),
        "done" if !is_given("evidence") => Err(Refusal::of_field(
            "evidence",
            "A theme is done only with evidence that it was put right.",
            "Say what shows it.",
        )),
        _ => Ok(()),
    }
}

/// A theme is closed when it was put right, with evidence, or when there is nothing to do about it.
fn closes(values: &Values) -> Verdict<()> {
    if values.get("evidence").is_some() || values.text("status") == "nothing" {
        return Ok(());
    }
    let why = "A theme is closed only with evidence that it was put right, or when there is nothing to do.";
    Err(Refusal::of_step(why, "Fill in the evidence, or the status and the decision."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::command::{CloseEntry, EntryCommand};
    use crate::domain::register::decide::decide;
    use crate::domain::register::fixture::{Desk, on};

    const ALERT: &str = r#"{"theme":1,"owner":"kp","alerted_on":"2026-11-02"}"#;

    fn with(more: &str) -> String {
        ALERT.replace('}', more)
    }

    #[test]
    fn an_alert_is_decided_on_by_its_owner_and_looked_at_again_until_it_is_put_right() {
        let desk = Desk::new();
        assert_eq!(desk.owes(&WATCHED, ALERT), ["2026-11-16 Alert kp"]);
        let acting = with(
            r#","status":"acting","decision":"Train","decided_on":"2026-11-03","shown_by":"ombudsman","look_on":"2026-11-12"}"#,
        );
        assert_eq!(desk.owes(&WATCHED, &acting), ["2026-11-12 Look again kp"]);
        let done = acting
            .replace("acting", "done")
            .replace('}', r#","evidence":"None since","corrected_on":"2026-11-20"}"#);
        assert_eq!(desk.owes(&WATCHED, &done), [""; 0]);
        let counts = |name, as_of| desk.counts(&WATCHED, &[ALERT, &done], name, as_of);
        assert_eq!(counts("themes-to-decide", "2026-11-20"), ["All: 0 1"]);
        assert_eq!(
            (counts("faults-open", "2026-11-19"), counts("faults-open", "2026-11-20")),
            (vec!["All: 0 1".to_owned()], vec!["All: 0 0".to_owned()])
        );
        assert_eq!(counts("faults-found", "2026-11-30")[2], "Ombudsman: 1");
        assert_eq!(counts("faults-corrected", "2026-11-30"), ["All: 1"]);
    }

    #[test]
    fn a_theme_is_closed_with_evidence_or_when_there_is_nothing_to_do_or_as_a_mistake() {
        let desk = Desk::new();
        let nothing = with(r#","status":"nothing","decision":"Once","decided_on":"2026-11-03"}"#);
        for (json, mistaken, may) in [(ALERT, false, false), (ALERT, true, true), (&*nothing, false, true)] {
            let close = CloseEntry { on: on("2026-11-24"), reason: "Over".to_owned(), mistaken };
            let entry = desk.entry(&WATCHED, json);
            let closed = decide(&desk.terms(), &WATCHED, &entry, EntryCommand::CloseEntry(close));
            assert_eq!(closed.is_ok(), may, "{json}");
        }
    }

    #[test]
    fn a_theme_has_a_decision_and_is_done_only_with_evidence() {
        let desk = Desk::new();
        desk.refuses(&WATCHED, &with(r#","status":"acting"}"#), "Say what was decided");
        let open = with(r#","status":"acting","decision":"Train","decided_on":"2026-11-03"}"#);
        desk.refuses(&WATCHED, &open, "Say when somebody looks at it again.");
        let done = with(r#","status":"done","decision":"Train","decided_on":"2026-11-03"}"#);
        desk.refuses(&WATCHED, &done, "only with evidence");
        desk.refuses(
            &WATCHED,
            &done.replace('}', r#","evidence":"None since"}"#),
            "Put right on: give it too",
        );
    }
}
