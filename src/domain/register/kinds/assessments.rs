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
const WHOLE: Due = Due::After("on", Wait::Set("assess_whole_within"));
const WITHOUT_ACTION: Of = Of::Waiting { until: &["action_by", "closed_on"], due: Some(SAY_WHAT) };
const NOT_CLOSED: Of = Of::Waiting { until: &["closed_on"], due: Some(Due::On("action_by")) };

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
        Owes::new("assess what is left of the Standards", "Rest", WHOLE, &[])
            .by("assessor")
            .lacking(not_assessed_yet)
            .review(),
        Owes::new("say what is done about a gap", "Gap", SAY_WHAT, &["action_by", "closed_on"])
            .by_each("lines", "owner")
            .given("gap")
            .review(),
        Owes::new("close a gap", "Close gap", Due::On("action_by"), &["closed_on"])
            .by_each("lines", "owner")
            .given("gap"),
    ],
    asks: &[],
    cycles: &[Cycle::named(
        "assess it again",
        "Assessment",
        &["tool", "organisation", "perspective"],
        "on",
        "next",
    )
    .by("assessor")
    .review()],
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

/// What an assessment against the Standards did not assess.
fn not_assessed_yet(values: &Values) -> Option<String> {
    not_assessed(values).filter(|_| values.text("tool") == "standards")
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

    const HELD: &str = r#"{"tool":"standards","organisation":1,"on":"2026-11-02","assessor":"kp","perspective":"team","next":"2026-11-20","lines":
        "L1 |  | fully met\nL2 |  | not met |  | No rules | Write them | js | 2026-11-12\nL3 |  | partly met |  | No course"}"#;

    #[test]
    fn every_gap_is_owed_an_action_and_then_its_end_and_the_whole_is_assessed_again() {
        let desk = Desk::new();
        let left = EXPECTATIONS.len() - 3;
        let codes: Vec<&str> = EXPECTATIONS[3..].iter().map(|it| it.0).collect();
        let rest = format!(
            "2027-02-25 Rest kp {left} of {} expectations not assessed: {}",
            EXPECTATIONS.len(),
            codes.join(", ")
        );
        assert_eq!(
            desk.owes(&ASSESSMENTS, HELD),
            [
                "2026-11-12 Close gap js L2 There are structures for fair and robust investigation",
                "2026-11-30 Gap L3 Colleagues are trained and supported in all that complaints ask of them",
                &rest
            ]
        );
        assert_eq!(
            desk.next(&ASSESSMENTS, &[HELD]),
            ["2026-11-20 Assessment kp Complaint Standards | Agency | complaints team"]
        );
    }

    #[test]
    fn an_assessment_of_part_of_the_standards_stays_owed_until_all_of_them_are_rated() {
        let desk = Desk::new();
        let owes = |tool: &str, codes: &[Choice]| {
            let lines: Vec<String> = codes.iter().map(|it| format!("{} |  | fully met", it.0)).collect();
            let json = format!(
                r#"{{"tool":"{tool}","organisation":1,"on":"2026-11-02","lines":"{}"}}"#,
                lines.join("\\n")
            );
            desk.owes(&ASSESSMENTS, &json).len()
        };
        assert_eq!(owes("standards", &EXPECTATIONS[1..]), 1);
        assert_eq!(owes("standards", EXPECTATIONS), 0);
        assert_eq!(owes("spso", &EXPECTATIONS[..3]), 0);
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
