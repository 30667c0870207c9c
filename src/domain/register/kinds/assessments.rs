//! Assessments: how far the office, and each body that serves for it, meets the Standards or the model procedure; where it
//! falls short, and what is done about that.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::expectations::{EXPECTATIONS, FOUR_POINTS, not_assessed};
use crate::domain::register::field::{Choice, Field, Is, Lean, To, When, may, must};
use crate::domain::register::kind::{Count, Cycle, Due, Kind, Lead, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::in_order;
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const TOOLS: &[Choice] = &[
    ("standards", "Complaint Standards"),
    ("procedure", "model complaint handling procedure"),
    ("lgsco", "LGSCO code"),
    ("housing", "Housing Ombudsman code"),
    ("spso", "SPSO improvement framework"),
    ("other", "other"),
];

const PERSPECTIVES: &[Choice] = &[
    ("deliverer", "those who deliver the service"),
    ("team", "complaints team"),
    ("leader", "senior leaders"),
    ("board", "board"),
    ("auditor", "auditors"),
    ("person", "people who complained"),
];

const LINE: &[Field] = &[
    may("expectation", "Expectation", "of the Standards, by its code", Is::Word(EXPECTATIONS)),
    may("clause", "Clause", "of another tool", Is::Line),
    must("rating", "Rating", "", Is::Rating(FOUR_POINTS)),
    may("evidence", "Evidence", "", Is::Line),
    may("gap", "Gap", "", Is::Line),
    may("action", "What is done", "", Is::Line),
    may("owner", "Owner", "", Is::Person),
    may("action_by", "Done by", "", Is::Day(When::Any)),
    may("closed_on", "Closed on", "", Is::Day(When::Past)),
    may("plan", "Plan", "", Is::Link(To::Plan)),
];

const HEADS: &[&str] = &["fully met", "mostly met", "partly met", "not met", "fully met, of all"];
const RATINGS: Of = Of::Rating { by: "expectation", rating: "rating", heads: HEADS };
const CLAUSES: Of = Of::Rating { by: "clause", rating: "rating", heads: HEADS };
const SAY_WHAT: Due = Due::After("on", Wait::Set("gap_action_within"));
const WITHOUT_ACTION: Of = Of::Waiting { until: &["action_by", "closed_on"], due: Some(SAY_WHAT) };
const NOT_CLOSED: Of = Of::Waiting { until: &["closed_on"], due: Some(Due::On("action_by")) };

/// Of which tool, whose work and as seen by whom: assessments that say the same follow one another.
const SORT: &[&str] = &["tool", "organisation", "perspective"];

/// The register.
pub const ASSESSMENTS: Kind = Kind {
    id: "assessments",
    letter: 'A',
    one: "assessment",
    many: "assessments",
    about: "How far the Standards or the model procedure are met, by the office and by bodies that serve for it.",
    source: "Guide, Using the data: roles and responsibility",
    read: Deed::ReadInsight,
    write: Deed::LeadLearning,
    fields: &[
        must("tool", "Tool", "", Is::Word(TOOLS)).column(20),
        may("tool_version", "Version", "of the office’s copy of it", Is::Line),
        must("organisation", "Organisation", "whose work is assessed", Is::Item(ListKind::Organisations))
            .column(18),
        may("perspective", "As seen by", "", Is::Word(PERSPECTIVES)),
        must("on", "Assessed on", "", Is::Day(When::Past)).column(11),
        may("assessor", "Assessor", "", Is::Person),
        may("approver", "Approved by", "", Is::Person),
        must("lines", "Lines", "", Is::Many(LINE)),
        may("next", "Next one", "when it is assessed again", Is::Day(When::Any)),
    ],
    settings: &[
        Setting::number(
            "gap_action_within",
            "Gaps",
            "working days until it is said what is done about a gap",
            20,
        ),
        Setting::number(
            "assess_whole_within",
            "Whole within",
            "working days until all that the Standards expect is assessed",
            80,
        ),
    ],
    owes: &[
        Owes::new("say what is done about a gap", "Gap", SAY_WHAT, &["action_by", "closed_on"])
            .by_each("lines", "owner")
            .given("gap")
            .review(),
        Owes::new("close a gap", "Close gap", Due::On("action_by"), &["closed_on"])
            .by_each("lines", "owner")
            .given("gap"),
    ],
    asks: &[],
    cycles: &[
        Cycle::named("assess it again", "Assessment", SORT, "on", "next").by("assessor").review(),
        Cycle::named("assess what is left of the Standards", "Rest", SORT, "on", "next")
            .round(not_assessed_yet, Wait::Set("assess_whole_within"))
            .by("assessor")
            .review(),
    ],
    leads: &[
        Lead {
            words: "Assess against the Standards",
            list: "tool:standards",
            done: "on",
            owed: &["assess it again", "assess what is left of the Standards"],
        },
        Lead {
            words: "Review the model procedure",
            list: "tool:procedure",
            done: "on",
            owed: &["assess it again"],
        },
        Lead {
            words: "Close the gaps found",
            list: "gap:any",
            done: "closed_on",
            owed: &["say what is done about a gap", "close a gap"],
        },
    ],
    counts: &[
        Count::new("assessments-in-date", "Assessments in date", "on", Of::InDate("organisation")).words(
            "Of the assessments up to the day, whether the day named for the next one had passed by then.",
        ),
        Count::new("assessment-ratings", "How far expectations are met", "on", RATINGS)
            .words("Ratings of the period, of expectations of the Standards; “not applicable” is left out.")
            .each("lines")
            .given("expectation")
            .per(&["organisation", "perspective"]),
        Count::new("assessment-clauses", "How far other tools are met", "on", CLAUSES)
            .words("Ratings of the period, of clauses of other tools; “not applicable” is left out.")
            .each("lines")
            .given("clause")
            .per(&["tool"]),
        Count::new("gaps-without-action", "Gaps without an action", "on", WITHOUT_ACTION)
            .asks("Gaps against the Standards without an action", "What is done, and by whom?")
            .words("Gaps found up to the day about which it was not said by then what is done.")
            .each("lines")
            .given("gap"),
        Count::new("gaps-open", "Gaps still open", "on", NOT_CLOSED)
            .asks("Gaps against the Standards that are not closed", "Is it quick enough?")
            .words("Gaps found up to the day that were not closed by then.")
            .each("lines")
            .given("gap"),
    ],
    once: Once::Each(&["tool", "organisation", "perspective", "on"]),
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"tool":"Complaint Standards","tool_version":"1","organisation":"Coastal Permits Agency","perspective":"complaints team","on":"-70wd",
            "assessor":"{me}","approver":"gjones","next":"+180wd","lines":
            "L3 |  | mostly met | Training log\nL5 |  | partly met | Feedback | Colleagues are not asked | Ask colleagues too | {me} | -20wd | -21wd\nT4 |  | partly met | Figures | Updates are late | A reminder a week before | zpatel | +15wd\nF6 |  | fully met | Letters"}"#,
    ],
};

/// What a round of assessments against the Standards did not assess.
fn not_assessed_yet(round: &[&Values]) -> Option<String> {
    not_assessed(round).filter(|_| round.iter().all(|it| it.text("tool") == "standards"))
}

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    let no = |why: String, instead: &str| Err(Refusal::of_field("lines", why, instead));
    for (number, row) in (1..).zip(values.rows("lines")) {
        let is_given = |name: &str| row.get(name).is_some();
        if is_given("expectation") == is_given("clause") {
            return no(
                format!("Line {number} is of an expectation, or else of a clause."),
                "Give one of them.",
            );
        }
        let leans = FOUR_POINTS.iter().find(|it| it.choice.0 == row.text("rating")).and_then(|it| it.leans);
        if matches!(leans, Some(Lean::Neither | Lean::Disagree)) && !is_given("gap") {
            return no(format!("Line {number} is not met, and names no gap."), "Say what the gap is.");
        }
        let of = |row: &Values| (row.text("expectation").to_owned(), row.text("clause").to_lowercase());
        if values.rows("lines")[..number - 1].iter().any(|it| of(it) == of(row)) {
            return no(format!("Line {number} rates again what is rated above."), "Rate each once.");
        }
        if !is_given("gap") && (is_given("action") || is_given("action_by") || is_given("closed_on")) {
            return no(format!("Line {number} says what is done, and names no gap."), "Say what the gap is.");
        }
        if row.day("closed_on").zip(values.day("on")).is_some_and(|(closed, found)| closed < found) {
            return no(format!("Line {number} is closed before its gap was found."), "Check both days.");
        }
    }
    if values.rows("lines").iter().all(|it| it.text("rating") == "not_applicable") {
        return no("Nothing is assessed: no line is rated.".to_owned(), "Rate what applies.");
    }
    in_order(ASSESSMENTS.fields, values, &["on", "next"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;
    use crate::domain::register::owed::Duty;

    const HELD: &str = r#"{"tool":"standards","organisation":1,"on":"2026-11-02","assessor":"kp","perspective":"team","next":"2026-11-20","lines":
        "L1 |  | fully met\nL2 |  | not met |  | No rules | Write them | js | 2026-11-12\nL3 |  | partly met |  | No course"}"#;

    #[test]
    fn every_gap_is_owed_an_action_and_then_its_end_and_the_whole_is_assessed_again() {
        let desk = Desk::new();
        assert_eq!(
            desk.owes(&ASSESSMENTS, HELD),
            [
                "2026-11-12 Close gap js L2 There are structures for fair and robust investigation",
                "2026-11-30 Gap L3 Colleagues are trained and supported in all that complaints ask of them",
            ]
        );
        let again = "2026-11-20 Assessment kp Complaint Standards | Agency | complaints team";
        assert_eq!(desk.next(&ASSESSMENTS, &[HELD])[0], again);
    }

    #[test]
    fn what_is_left_of_the_standards_stays_owed_until_a_round_of_assessments_rated_all_of_them() {
        let desk = Desk::new();
        let rated = |tool: &str, view: &str, on: &str, codes: &[Choice]| {
            let lines: Vec<String> = codes.iter().map(|it| format!("{} |  | fully met", it.0)).collect();
            format!(
                r#"{{"tool":"{tool}","organisation":1,"perspective":"{view}","on":"{on}","assessor":"kp","lines":"{}"}}"#,
                lines.join("\\n")
            )
        };
        let owed =
            |all: &[String]| desk.next(&ASSESSMENTS, &all.iter().map(String::as_str).collect::<Vec<_>>());
        let first = rated("standards", "team", "2026-07-06", &EXPECTATIONS[..30]);
        let rest = "2026-10-27 Rest kp 2 of 32 expectations not assessed: F6, F7 | Complaint Standards | Agency | complaints team";
        assert_eq!(owed(std::slice::from_ref(&first)), [rest]);
        // Part of the rest later leaves what no entry of the round assessed, by the same day.
        let more = |view: &str, on: &str, codes| rated("standards", view, on, codes);
        let [part, all] = [30..31, 30..32].map(|it| more("team", "2026-09-01", &EXPECTATIONS[it]));
        assert_eq!(owed(&[first.clone(), part]), [rest.replace("2 of 32", "1 of 32").replace("F6, ", "")]);
        assert_eq!(owed(&[first.clone(), all]), [""; 0]);
        // Of another view, or of the round before, it settles nothing.
        assert_eq!(owed(&[first.clone(), more("board", "2026-09-01", &EXPECTATIONS[30..])]).len(), 2);
        let year_before = more("team", "2025-07-06", &EXPECTATIONS[30..]);
        assert_eq!(owed(&[year_before, first]), [rest]);
        assert_eq!(owed(&[rated("spso", "team", "2026-07-06", &EXPECTATIONS[..3])]), [""; 0]);
        let duty = Duty::new(&ASSESSMENTS, "assess what is left of the Standards");
        assert_eq!(
            duty.given(rest)[1..],
            [("organisation", "Agency".to_owned()), ("perspective", "complaints team".to_owned())]
        );
    }

    #[test]
    fn ratings_gaps_and_what_is_out_of_date_are_counted() {
        let counts = |name| Desk::new().counts(&ASSESSMENTS, &[HELD], name, "2026-11-30");
        assert_eq!(counts("assessments-in-date"), ["Agency: 0 1 0/1"]);
        let ratings = counts("assessment-ratings");
        assert!(ratings.len() == 3 && ratings[0].ends_with("learns: 1 0 0 0 1/1"), "{ratings:?}");
        assert_eq!(
            (counts("gaps-without-action"), counts("gaps-open")),
            (vec!["All: 1 0".into()], vec!["All: 1 1".into()])
        );
        // What is to be done about a gap is said before it is done.
        let before = Desk::new().counts(&ASSESSMENTS, &[HELD], "gaps-without-action", "2026-11-10");
        assert_eq!(before, ["All: 1 0"]);
    }

    #[test]
    fn what_is_mostly_met_is_counted_apart_from_what_is_fully_met() {
        let held = r#"{"tool":"lgsco","organisation":1,"on":"2026-11-02","lines":"| 2.1 | mostly met"}"#;
        let clauses = Desk::new().counts(&ASSESSMENTS, &[held], "assessment-clauses", "2026-11-30");
        assert_eq!(clauses, ["2.1: 0 1 0 0 0/1"]);
    }

    #[test]
    fn a_line_is_of_one_statement_and_an_action_is_for_a_gap() {
        for (line, why) in [
            ("| | fully met", "Line 1 is of an expectation"),
            ("L1 | 2.1 | fully met", "Give one of them"),
            ("L1 | | not met | | | Write rules", "names no gap"),
            ("L1 | | partly met", "names no gap"),
            ("L1 | | fully met\\nL1 | | mostly met", "Line 2 rates again"),
            ("| 2.1 | fully met | | | Write rules", "names no gap"),
            ("L1 | | not met | | Gap | Wrote rules | kp | | 2026-11-01", "closed before its gap was found"),
        ] {
            let json = format!(r#"{{"tool":"spso","organisation":1,"on":"2026-11-02","lines":"{line}"}}"#);
            Desk::new().refuses(&ASSESSMENTS, &json, why);
        }
    }

    #[test]
    fn an_assessment_that_rates_nothing_is_none() {
        let line = r#"[{"expectation":"L3","rating":"not applicable"}]"#;
        let empty =
            r#"{"tool":"standards","organisation":1,"on":"2026-11-02","lines":LINES}"#.replace("LINES", line);
        Desk::new().refuses(&ASSESSMENTS, &empty, "Nothing is assessed");
    }
}
