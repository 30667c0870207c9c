//! Insight from elsewhere, beside complaints: thanks, claims, surveys, what advocates and others say, by theme.

use crate::domain::office::lists::ListKind;
use crate::domain::refusal::Verdict;
use crate::domain::register::field::{Choice, Is, When, may, must};
use crate::domain::register::kind::{Count, Due, Figure, Kind, Of, Once, Owes, Setting, Wait};
use crate::domain::register::read::{in_order, in_period, together};
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::terms::Terms;

const SOURCES: &[Choice] = &[
    ("thanks", "compliments and thanks"),
    ("claims", "claims"),
    ("staff_survey", "staff surveys"),
    ("advocacy", "advocacy providers"),
    ("social_media", "social media"),
    ("audit", "audit"),
    ("other", "other"),
];

const SENSES: &[Choice] = &[("good", "good"), ("neither", "neither"), ("bad", "bad")];

const READ: Due = Due::After("on", Wait::Set("insight_read_within"));
const HOW_MANY: &[Figure] = &[Figure::Sum("number")];

/// The register.
pub const INSIGHT: Kind = Kind {
    id: "insight",
    letter: 'I',
    one: "insight",
    many: "other insight",
    about: "What other sources than complaints say of the services: thanks, claims, surveys, social media and others.",
    source: "Guide, Capturing the right data",
    read: Deed::ReadInsight,
    write: Deed::RecordInsight,
    fields: &[
        must("source", "Source", "", Is::Word(SOURCES)).column(17),
        must("on", "On", "the day, or the last of the period", Is::Day(When::Past)).column(11),
        may("period", "Period", "if it is about one", Is::Period),
        may("theme", "Theme", "", Is::Item(ListKind::Themes)).column(14),
        may("service", "Service", "", Is::Item(ListKind::Services)),
        may("sense", "Good or bad", "", Is::Word(SENSES)),
        must("number", "How many", "1, or how many say so", Is::Number).column(8),
        may("text", "What it says", "", Is::Text).personal(),
        may("came_from", "Where from", "a survey, a page, a paper", Is::Line),
        may("follows", "What follows", "", Is::Text),
        may("read_on", "Read on", "", Is::Day(When::Past)),
    ],
    settings: &[Setting::number("insight_read_within", "Read insight", "working days after its day", 20)],
    owes: &[Owes::new("read the insight and say what follows", "Insight", READ, &["read_on"]).review()],
    asks: &[],
    cycles: &[],
    leads: &[],
    counts: &[
        Count::new("insight-by-source", "Insight by source", "on", Of::Sum { by: "source", of: HOW_MANY })
            .words("What came from each source in the period, by how many said it.")
            .of_people(),
        Count::new("insight-by-sense", "Good and bad", "on", Of::Sum { by: "sense", of: HOW_MANY })
            .words("What came in the period, by whether it is good or bad.")
            .of_people(),
        Count::new("insight-by-theme", "Insight by theme", "on", Of::Sum { by: "theme", of: HOW_MANY })
            .words("What came from each source in the period, by theme.")
            .per(&["source"])
            .of_people(),
        Count::new(
            "insight-to-read",
            "Insight still to be read",
            "on",
            Of::Waiting { until: &["read_on"], due: Some(READ) },
        )
        .words("What came up to the day and was not read by then."),
    ],
    once: Once::Many,
    check,
    needs: &[],
    closes: |_| Ok(()),
    is_theirs: |_| true,
    made_up: &[
        r#"{"source":"compliments and thanks","on":"-40wd","theme":"Poor communication","service":"Licence renewals","sense":"good",
            "number":14,"came_from":"Cards and emails","follows":"Told the team","read_on":"-30wd"}"#,
        r#"{"source":"social media","on":"-24wd","theme":"Delay","service":"Licence renewals","sense":"bad","number":9,
            "text":"Nine posts ask where their licence is.","follows":"A date on the website","read_on":"-20wd"}"#,
        r#"{"source":"claims","on":"-24wd","theme":"Wrong information","service":"Customer helpline","sense":"bad","number":6,
            "follows":"Beside the plan for the helpline","read_on":"-20wd"}"#,
        r#"{"source":"advocacy providers","on":"-7wd","theme":"Access and adjustments","sense":"bad","number":3,
            "text":"Three people could not use the form with a screen reader."}"#,
    ],
};

fn check(_: &Terms, values: &Values) -> Verdict<()> {
    in_period(values, "period", "on")?;
    in_order(INSIGHT.fields, values, &["on", "read_on"])?;
    together(INSIGHT.fields, values, "follows", "read_on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::Desk;

    const POSTS: &str = r#"{"source":"social media","on":"2026-11-02","sense":"bad","number":9}"#;
    const THANKS: &str = r#"{"source":"thanks","on":"2026-11-03","sense":"good","number":2,"follows":"Told them","read_on":"2026-11-04"}"#;

    #[test]
    fn insight_is_read_within_so_many_days_and_what_follows_is_said() {
        let desk = Desk::new().set("insight_read_within", "5");
        assert_eq!(desk.owes(&INSIGHT, POSTS), ["2026-11-09 Insight"]);
        assert_eq!(desk.owes(&INSIGHT, THANKS), [""; 0]);
        let half = r#"{"source":"claims","on":"2026-11-02","number":1,"follows":"Train"}"#;
        desk.refuses(&INSIGHT, half, "Read on: give it too");
    }

    #[test]
    fn what_is_counted_is_how_many_said_it_by_source_and_theme() {
        let counts = |name| Desk::new().counts(&INSIGHT, &[POSTS, THANKS, POSTS], name, "2026-11-30");
        assert_eq!(counts("insight-by-source"), ["compliments and thanks: 2", "social media: 18"]);
        assert_eq!(counts("insight-by-theme"), ["not recorded: 2", "not recorded: 18"]);
        assert_eq!(counts("insight-to-read"), ["All: 2 0"]);
    }
}
