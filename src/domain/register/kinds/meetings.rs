//! Meetings of leaders: the quarterly review of what complaints show, the board, and meetings with those whom complaints
//! concern; what was decided there, by whom and by when.

use chrono::{NaiveDate, TimeDelta};

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::Quarter;
use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::{Choice, DECISION, Field, Is, When, may, must};
use crate::domain::register::kind::{Count, Cycle, Due, Every, Kind, Lead, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::{in_order, together};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const SORTS: &[Choice] = &[
    ("review", "quarterly review"),
    ("board", "board"),
    ("plans", "review of action plans"),
    ("of_feedback", "review of feedback"),
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

/// For how many days after a meeting of the board it is asked when the next one is: boards meet each quarter.
const OF_LATE: i64 = 92;

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
        must("kind", "Kind", "", Is::Word(SORTS)).column(24),
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
        Owes::new("hold the meeting", "Meeting", Due::On("due"), &["held"]).review(),
        Owes::new("carry out a decision", "Decision", Due::On("by"), &["done"])
            .by_each("decisions", "owner")
            .review(),
    ],
    asks: &[],
    cycles: &[
        Cycle {
            what: "review what complaints show",
            short: "Review",
            sort: &["kind"],
            held: "held",
            planned: "due",
            owner: None,
            every: Every::Quarter { of: "review", period: "period", after: Wait::Set("review_within_weeks") },
            is_review: true,
        },
        Cycle {
            what: "hold the next meeting",
            short: "Meeting",
            sort: &["kind"],
            held: "held",
            planned: "due",
            owner: None,
            every: Every::Named("next"),
            is_review: true,
        },
    ],
    leads: &[
        Lead {
            words: "Review the quarter",
            list: "kind:review",
            done: "held",
            owed: &["hold the meeting", "review what complaints show"],
        },
        Lead {
            words: "Take complaints to the board",
            list: "kind:board",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Review action plans",
            list: "kind:plans",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Review feedback",
            list: "kind:of_feedback",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Meet complaints colleagues",
            list: "kind:colleagues",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Meet people who complained",
            list: "kind:people",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Meet colleagues complained of",
            list: "kind:complained_about",
            done: "held",
            owed: &["hold the meeting", "hold the next meeting"],
        },
        Lead {
            words: "Carry out what was decided",
            list: "decisions:any",
            done: "done",
            owed: &["carry out a decision"],
        },
    ],
    counts: &[
        Count::new("meetings-held", "Meetings held", "held", Of::By("kind"))
            .words("Meetings held in the period, by kind."),
        Count::new("reviews-in-time", "Quarterly reviews", "held", Of::Quarters)
            .words("Reviews that were due in the period, and whether they were held by then. They are due from the quarter on in which the office began to keep them here, or from the one after the last that it had held before."),
        Count::new("meetings-in-time", "Meetings held when due", "due", IN_TIME)
            .words("Of the meetings that were due in the period, how many were held by then."),
        Count::new("decisions-done", "Decisions carried out", "done", Of::All)
            .words("Decisions of meetings that were carried out in the period.")
            .each("decisions"),
        Count::new("decisions-open", "Decisions still to be carried out", "held", TO_CARRY_OUT)
            .words("Decisions of meetings up to the day that were not carried out by then.")
            .each("decisions"),
        Count::new("barriers-open", "Barriers not overcome", "held", TO_OVERCOME)
            .asks("Barriers of colleagues that are not overcome", "Who removes them?")
            .words("Barriers named at meetings up to the day that were not overcome by then.")
            .each("barriers"),
    ],
    once: Once::EachOfSort(("kind", "review"), &["kind", "period", "organisation"]),
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"kind":"review","period":"{quarter}","held":"-4wd","attended":"Director of operations, heads of service, complaints team",
            "themes":"Delay in answering. Letters that quote a rule that has changed.",
            "barriers":"Files arrive late from the inspectors\nNo large print | Ordered from the printer | -2wd",
            "decisions":"Files within two days | {me} | -1wd\nSay the date in the first letter | {me} | +15wd",
            "minute":"The number of complaints about renewals fell again.","next":"+60wd"}"#,
        r#"{"kind":"board","held":"-22wd","attended":"The board","decisions":
            "Publish what was learnt on the website | {me} | -5wd | On the website since Monday | -6wd","next":"+40wd"}"#,
        r#"{"kind":"colleagues","due":"+5wd"}"#,
    ],
};

fn check(terms: &Terms, values: &Values) -> Verdict<()> {
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
    let held = values.day("held");
    if let (Ok(quarter), Some(held)) = (values.text("period").parse::<Quarter>(), held)
        && values.text("kind") == "review"
        && held <= quarter.last()
    {
        let why = format!("Quarter {quarter} is not over until {}.", long(quarter.last()));
        return Err(Refusal::of_field(
            "held",
            why,
            "Review it after that, or say which quarter was reviewed.",
        ));
    }
    in_order(MEETINGS.fields, values, &["held", "next"])?;
    let is_before = |on: Option<NaiveDate>| on.zip(held).is_some_and(|(on, held)| on < held);
    if values.rows("decisions").iter().any(|it| is_before(it.day("done"))) {
        let why = "A decision cannot be carried out before the meeting was held.";
        return Err(Refusal::of_field("decisions", why, "Check when it was done."));
    }
    if values.rows("barriers").iter().any(|it| is_before(it.day("overcome"))) {
        let why = "A barrier that was overcome before the meeting was held is none that was named there.";
        return Err(Refusal::of_field("barriers", why, "Check when it was overcome."));
    }
    if held.is_none() && values.rows("decisions").iter().any(|it| it.get("done").is_some()) {
        let why = "A decision was carried out of a meeting that was not held.";
        return Err(Refusal::of_field("held", why, "Say when it was held."));
    }
    for row in values.rows("decisions") {
        together(DECISION, row, "outcome", "done")
            .map_err(|it| Refusal { field: "decisions".to_owned(), ..it })?;
    }
    // Of a meeting taken over from years ago the next one has long been held.
    let is_of_late = held.is_some_and(|it| terms.today - it <= TimeDelta::days(OF_LATE));
    if values.text("kind") == "board" && is_of_late && values.get("next").is_none() {
        let why = "Complaints are a standing item of the board: say when the next meeting is.";
        return Err(Refusal::of_field("next", why, "A day that is meant is enough; it can be moved."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::days::Days;
    use crate::domain::register::counts::{Look, Number};
    use crate::domain::register::decide::decide;
    use crate::domain::register::entry::Entry;
    use crate::domain::register::fixture::{Desk, on};

    const REVIEW: &str = r#"{"kind":"review","period":"2026-27 Q1","due":"2026-08-11","held":"2026-08-10","decisions":[
        {"what":"More time for claims","owner":"js","by":"2026-09-30"},
        {"what":"Publish the learning","owner":"kp","by":"2026-10-30","outcome":"On the website","done":"2026-10-29"}],
        "barriers":[{"barrier":"No access to files"},{"barrier":"Old forms","overcome":"2026-09-01"}]}"#;

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (json, why) in [
            (r#"{"kind":"board"}"#, "when it was held, or when it is due"),
            (r#"{"kind":"review","period":"2026-27","held":"2026-08-10"}"#, "Say which quarter"),
            (
                r#"{"kind":"review","period":"2026-27 Q2","held":"2026-09-30"}"#,
                "is not over until Wed 30 Sep 2026",
            ),
            (
                r#"{"kind":"board","held":"2026-08-10","next":"2026-08-09"}"#,
                "Next one cannot lie before held on",
            ),
            (
                r#"{"kind":"board","held":"2026-08-10","decisions":"Train | kp | 1/9/26 | Trained | 9/8/26"}"#,
                "cannot be carried out before the meeting was held",
            ),
            (
                r#"{"kind":"board","held":"2026-08-10","decisions":"Train | kp | 1/9/26 | Trained"}"#,
                "Done on: give it too where outcome is given",
            ),
            (
                r#"{"kind":"board","held":"2026-08-10","barriers":"No files | Sent | 9/8/26"}"#,
                "overcome before the meeting was held",
            ),
            (
                r#"{"kind":"board","due":"2026-12-10","decisions":"Train | kp | 1/9/26 | Trained | 9/8/26"}"#,
                "of a meeting that was not held",
            ),
            (r#"{"kind":"board","held":"2026-08-24"}"#, "say when the next meeting is"),
            (
                r#"{"kind":"board","held":"2026-08-10","decisions":"Train"}"#,
                "Decisions, line 1. Owner: This must be given.",
            ),
        ] {
            Desk::new().refuses(&MEETINGS, json, why);
        }
    }

    fn next(desk: &Desk, all: &[Entry]) -> Vec<String> {
        let owed = desk.register(&MEETINGS).next(&all.iter().collect::<Vec<_>>());
        owed.iter().map(|it| format!("{} {} {}", it.due, it.short, it.about)).collect()
    }

    #[test]
    fn a_review_is_owed_for_each_quarter_so_many_weeks_after_it_until_there_is_one() {
        let desk = Desk::new();
        assert_eq!(next(&desk, &[]), ["2026-08-11 Review 2026-27 Q1"]);
        let first = desk.entry(&MEETINGS, REVIEW);
        assert_eq!(next(&desk, std::slice::from_ref(&first)), ["2026-11-11 Review 2026-27 Q2"]);
        // One that is planned owes the holding itself.
        let planned = desk.entry(&MEETINGS, r#"{"kind":"review","period":"2026-27 Q2","due":"2026-11-30"}"#);
        assert_eq!(desk.register(&MEETINGS).owed(&planned)[0].what, "hold the meeting");
        assert_eq!(next(&desk, &[planned, first]), ["2027-02-11 Review 2026-27 Q3"]);
        assert_eq!(next(&desk.set("review_within_weeks", "1"), &[]), ["2026-07-07 Review 2026-27 Q1"]);
    }

    #[test]
    fn the_next_meeting_of_each_other_kind_is_owed_on_the_day_that_the_last_one_named() {
        let desk = Desk::new();
        let board = desk.entry(&MEETINGS, r#"{"kind":"board","held":"2026-09-10","next":"2026-12-10"}"#);
        let earlier = desk.entry(&MEETINGS, r#"{"kind":"board","held":"2026-06-10","next":"2026-09-10"}"#);
        assert_eq!(
            next(&desk, &[board.clone(), earlier]),
            ["2026-08-11 Review 2026-27 Q1", "2026-12-10 Meeting board"]
        );
        let planned = desk.entry(&MEETINGS, r#"{"kind":"board","due":"2026-12-10"}"#);
        assert_eq!(next(&desk, &[board, planned]), ["2026-08-11 Review 2026-27 Q1"]);
    }

    #[test]
    fn each_decision_is_owed_by_its_owner_by_its_own_day_until_it_is_carried_out() {
        let desk = Desk::new();
        let owed = desk.register(&MEETINGS).owed(&desk.entry(&MEETINGS, REVIEW));
        let [only] = owed.as_slice() else { panic!("{owed:?}") };
        assert_eq!((only.due, only.part, only.owner.as_deref()), (on("2026-09-30"), 1, Some("js")));
        assert_eq!((only.what, only.about.as_str()), ("carry out a decision", "More time for claims"));
    }

    #[test]
    fn a_decision_that_is_owed_is_taken_out_or_moved_only_for_a_reason_and_is_not_closed_away() {
        let desk = Desk::new();
        let entry = desk.entry(&MEETINGS, REVIEW);
        let step = |json: &str| {
            let command = serde_json::from_str(json).expect("a command");
            decide(&desk.terms(), &MEETINGS, &entry, command).map(drop).map_err(|it| it.to_string())
        };
        let fill = |decisions: &str, reason: &str| {
            step(&format!(r#"{{"fill_in":{{"values":{{"decisions":"{decisions}"}},"reason":"{reason}"}}}}"#))
        };
        let there = "More time for claims | js | 2026-09-30\\n\
                     Publish the learning | kp | 2026-10-30 | On the website | 2026-10-29";
        let (more, moved) = ("Train all | js | 2026-12-01", there.replace("09-30", "12-30"));
        assert_eq!(fill(&format!("{there}\\n{more}"), ""), Ok(()));
        for other in [more, &moved] {
            let no = fill(other, "").expect_err("one is owed no more by then");
            assert!(no.contains("“More time for claims” by Wed 30 Sep 2026"), "{no}");
            assert_eq!(fill(other, "The board put it off"), Ok(()));
        }
        let no =
            step(r#"{"close_entry":{"on":"2026-11-24","reason":"Over"}}"#).expect_err("it owes something");
        assert!(no.contains("still owes something (Wed 30 Sep 2026): carry out a decision"), "{no}");
    }

    #[test]
    fn meetings_are_counted_held_in_time_with_what_they_decided_and_what_stands_in_the_way() {
        let desk = Desk::new();
        let review = desk.entry(&MEETINGS, REVIEW);
        let now = |as_of: &str, name: &str| {
            let look = Look { days: Days::read("2026-07..2026-09").expect("days"), as_of: on(as_of) };
            let tables = desk.register(&MEETINGS).tables(&[&review], look, None);
            let table = tables.into_iter().find(|it| it.name == name).expect(name);
            table.rows[0]
                .now
                .iter()
                .map(|it| match it {
                    Number::Many(it) => *it,
                    Number::Share { of, whole } => of * 100 / whole,
                    _ => panic!("told"),
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(now("2026-09-30", "meetings-held"), [1]);
        assert_eq!(now("2026-09-30", "reviews-in-time"), [1, 0, 0]);
        assert_eq!(now("2026-09-30", "meetings-in-time"), [1, 0, 100]);
        assert_eq!(now("2026-09-30", "decisions-open"), [2, 0]);
        assert_eq!(now("2026-10-29", "decisions-open"), [0, 1]);
        assert_eq!(now("2026-09-30", "decisions-done"), [0]);
        assert_eq!(
            (now("2026-08-31", "barriers-open"), now("2026-09-01", "barriers-open")),
            (vec![2, 0], vec![1, 0])
        );
        // As of a day before it was held, the review was not held.
        assert_eq!(now("2026-08-09", "meetings-held"), [0]);
    }

    #[test]
    fn a_review_of_a_quarter_before_the_office_began_counts_and_none_is_owed() {
        let desk = Desk::new();
        // The office of these tests began in the first quarter of 2026-27.
        let held = r#"{"kind":"review","period":"2025-26 Q4","held":"2026-05-05"}"#;
        let entry = desk.entry(&MEETINGS, held);
        let register = desk.register(&MEETINGS);
        let turns = |entries: &[&crate::domain::register::entry::Entry]| {
            let as_of = "2026-05-31".parse().expect("a day");
            let turns = register.turns(&MEETINGS.cycles[0], entries, as_of);
            turns.map(|it| (it.quarter.to_string(), it.held.is_some())).collect::<Vec<_>>()
        };
        let first = ("2026-27 Q1".to_owned(), false);
        assert_eq!(turns(&[&entry]), [("2025-26 Q4".to_owned(), true), first.clone()]);
        assert_eq!(turns(&[]), [first]);
    }
}
