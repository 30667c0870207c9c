//! What every figure is, what counts towards it, and who asks for it. Documents take the names of figures from here and
//! print what they show at their end.

use std::fmt::Write;

use crate::report::document::{Section, Table};

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its number, by which it can be referred to.
    pub number: u32,
    /// The field of [`crate::domain::figures::performance::Performance`] that holds it, or one of [`DERIVED`].
    pub field: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What it is, in words.
    pub definition: &'static str,
    /// What counts, and what does not.
    pub rule: &'static str,
    /// Who asks for it, or where the rule comes from.
    pub source: &'static str,
}

/// Section of the guide on figures for the annual report and on performance.
const GUIDE: &str = "Guide, Capturing the right data";
/// Section of the domain reference on periods.
const PERIODS: &str = "Domain reference 5.5";
/// Section of the domain reference on the tables of a report.
const TABLES: &str = "Domain reference 5.3";

/// Section of the domain reference on reasons for lateness.
const CLOCKS: &str = "Domain reference 9.4";
/// Section of the domain reference on themes that rise.
const THEMES: &str = "Domain reference 6.7";
/// Rules on money paid to put things right.
const MONEY: &str = "Guide, Managing Public Money A4.14.17";
/// Guidance on annual reports: the cost of dealing with complaints.
const SECTION_27: &str = "Guide, Cabinet Office annual report guidance 27.4";

/// Figures that no field holds: they are worked out from fields where they are shown.
pub const DERIVED: &[&str] =
    &["received_by_organisation", "theme_alerts", "against_before", "reconciliation"];

/// Every figure.
pub const FIGURES: &[Figure] = &[
    Figure {
        number: 1,
        field: "received",
        name: "Received",
        definition: "Complaints received in the period.",
        rule: "By the day of receipt. Everyday conversations settled at once are not complaints.",
        source: GUIDE,
    },
    Figure {
        number: 2,
        field: "received_by_service",
        name: "Received by service",
        definition: "Complaints received in the period, by the service they are about.",
        rule: "By the service as it is recorded now. A case without a service counts as not recorded.",
        source: GUIDE,
    },
    Figure {
        number: 3,
        field: "received_by_month",
        name: "Received by month",
        definition: "Complaints received in the period, by the month of receipt.",
        rule: "Calendar months. A month without complaints is left out.",
        source: PERIODS,
    },
    Figure {
        number: 4,
        field: "open",
        name: "Open",
        definition: "Complaints open on the day as of which the document is made.",
        rule: "Received by that day and not closed by then, whenever they were received.",
        source: TABLES,
    },
    Figure {
        number: 5,
        field: "overdue",
        name: "Overdue",
        definition: "Open complaints past the timescale that the person was told, without an answer.",
        rule: "By the timescale that the person had on that day, so a longer one that was agreed counts. A case that was opened again goes by its new one.",
        source: TABLES,
    },
    Figure {
        number: 6,
        field: "late",
        name: "Late",
        definition: "Open complaints on which anything owed is late.",
        rule: "An acknowledgement, an update, a remedy or the answer. For an earlier day, a case closed since is judged by \
               its answer alone.",
        source: TABLES,
    },
    Figure {
        number: 7,
        field: "due_today",
        name: "Due today",
        definition: "Open complaints whose answer is due on the day.",
        rule: "By the timescale that the person had on that day.",
        source: TABLES,
    },
    Figure {
        number: 8,
        field: "no_timescale",
        name: "Open without a timescale",
        definition: "Open complaints whose person has not been told a timescale.",
        rule: "They cannot be overdue, so they are counted beside the overdue ones. A timescale shared later counts from the start; a case that was opened again needs a new one.",
        source: GUIDE,
    },
    Figure {
        number: 9,
        field: "closed",
        name: "Closed",
        definition: "Complaints closed in the period.",
        rule: "By the day of closing. A case that was opened again and closes again counts once more: each time through is looked at by its own dates.",
        source: PERIODS,
    },
    Figure {
        number: 10,
        field: "early_resolution",
        name: "Early resolution",
        definition: "Complaints closed in the period on the early resolution route, and how long they took.",
        rule: "By the route at the end. Working days from receipt, or from the day it was opened again, to the final response; cases that ended without a \
               finding are left out of the times. Shown with and without the days on which the clock was paused.",
        source: GUIDE,
    },
    Figure {
        number: 11,
        field: "closer_look",
        name: "Closer look",
        definition: "Complaints closed in the period on the closer look route, and how long they took.",
        rule: "Counted as early resolution is.",
        source: GUIDE,
    },
    Figure {
        number: 12,
        field: "no_route",
        name: "Route not recorded",
        definition: "Complaints closed in the period for which no route is recorded.",
        rule: "They have no part in the times of either route.",
        source: PERIODS,
    },
    Figure {
        number: 13,
        field: "within_first_timescale",
        name: "Within the timescale first shared",
        definition: "Share of complaints answered within the timescale that was shared with the person at the start.",
        rule: "Of those closed in the period whose person was told a timescale. A longer one never changes it.",
        source: GUIDE,
    },
    Figure {
        number: 14,
        field: "within_last_timescale",
        name: "Within the timescale agreed last",
        definition: "Share of complaints answered within the timescale that the person had in the end.",
        rule: "Of those closed in the period whose person was told a timescale.",
        source: TABLES,
    },
    Figure {
        number: 15,
        field: "closed_without_timescale",
        name: "Closed without a timescale",
        definition: "Complaints closed in the period whose person was never told a timescale.",
        rule: "In neither of the two shares before.",
        source: GUIDE,
    },
    Figure {
        number: 16,
        field: "acknowledged_in_time",
        name: "Acknowledged in time",
        definition: "Share of complaints acknowledged by the day the office had set.",
        rule: "Of those closed in the period whose acknowledgement is recorded.",
        source: TABLES,
    },
    Figure {
        number: 17,
        field: "outcomes",
        name: "Outcomes",
        definition: "How the complaints closed in the period ended.",
        rule: "By the closing. Where none is recorded, it says so.",
        source: TABLES,
    },
    Figure {
        number: 18,
        field: "went_wrong",
        name: "Something went wrong",
        definition: "Complaints closed in the period where the office found that something went wrong.",
        rule: "As it stood at the closing. Yes if it did on any issue of the case; no if it did on none and all issues are decided.",
        source: GUIDE,
    },
    Figure {
        number: 19,
        field: "referred",
        name: "Referred",
        definition: "Complaints referred to the next tier or the Ombudsman.",
        rule: "Of those received in the period, whenever they were referred.",
        source: GUIDE,
    },
    Figure {
        number: 20,
        field: "important",
        name: "Important",
        definition: "Complaints marked as important beyond themselves.",
        rule: "Of those received in the period.",
        source: GUIDE,
    },
    Figure {
        number: 21,
        field: "brought_forward",
        name: "Brought forward",
        definition: "Complaints open on the day before the period began.",
        rule: "Nothing where the period has no first day.",
        source: PERIODS,
    },
    Figure {
        number: 22,
        field: "reopened",
        name: "Opened again",
        definition: "Times a complaint was opened again within the period.",
        rule: "Each time counts.",
        source: PERIODS,
    },
    Figure {
        number: 23,
        field: "closings",
        name: "Closings",
        definition: "Times a complaint was closed within the period.",
        rule: "A case that closed twice counts twice.",
        source: PERIODS,
    },
    Figure {
        number: 24,
        field: "carried_forward",
        name: "Carried forward",
        definition: "Complaints open at the end of the period.",
        rule: "Brought forward + received + opened again = closings + carried forward.",
        source: PERIODS,
    },
    Figure {
        number: 25,
        field: "received_by_channel",
        name: "Received by channel",
        definition: "Complaints received in the period, by the way they arrived.",
        rule: "A case whose channel nobody recorded counts as not recorded.",
        source: TABLES,
    },
    Figure {
        number: 26,
        field: "went_wrong_by_service",
        name: "Something went wrong, by service",
        definition: "Of the complaints closed in the period about each service, those where something went wrong.",
        rule: "By the service as it is recorded now. Of those closed, never of those received.",
        source: TABLES,
    },
    Figure {
        number: 27,
        field: "learnt",
        name: "Learnt from",
        definition: "Of the complaints closed in the period where something went wrong, those that an action plan learns from.",
        rule: "A plan counts from the moment that it names the case, whatever has come of it.",
        source: GUIDE,
    },
    Figure {
        number: 28,
        field: "late_reasons",
        name: "Reasons for lateness",
        definition: "Why answers were late, of complaints closed in the period that were answered later than first shared.",
        rule: "As recorded at the closing. Where none is recorded, it says so.",
        source: CLOCKS,
    },
    Figure {
        number: 29,
        field: "themes",
        name: "Issues and themes",
        definition: "Issues of complaints received in the period, by theme, beside the average of the four periods before.",
        rule: "Every issue counts, so a complaint may count several times. On the rise from as many issues, and as many per cent of the average before, as the office has set.",
        source: THEMES,
    },
    Figure {
        number: 30,
        field: "remedies",
        name: "Remedies",
        definition: "What was done in the period to put things right for the person, by kind.",
        rule: "By the day it was done. What is offered and not done by the day stands apart.",
        source: GUIDE,
    },
    Figure {
        number: 31,
        field: "redress",
        name: "Redress",
        definition: "Money paid to people in the period, by how it scores in the accounts.",
        rule: "By the day of payment. A case with several payments counts once as a case. Distress, poor handling and maladministration stand apart, so a payment may be in several lines. Special payments are all classes but one.",
        source: MONEY,
    },
    Figure {
        number: 32,
        field: "referrals",
        name: "Referrals and recommendations",
        definition: "Cases referred to the Ombudsman in the period, what was decided, and what became of recommendations.",
        rule: "By the day of each. Second tiers stand apart. The office’s own counts, not those that the Ombudsman publishes.",
        source: GUIDE,
    },
    Figure {
        number: 33,
        field: "cost",
        name: "Cost",
        definition: "What dealing with complaints cost in the period: hours at the office’s rate, money paid to others, and redress.",
        rule: "By the day for which it is recorded. Not known where nothing is recorded, or hours are and the office has not set a rate.",
        source: SECTION_27,
    },
    Figure {
        number: 34,
        field: "actions",
        name: "Actions",
        definition: "How actions of plans stand on the day: open, late, completed and not reviewed, reviewed, lasting, with their effect shown.",
        rule: "Only actions that were agreed. Completed is not reviewed: somebody must have looked.",
        source: TABLES,
    },
    Figure {
        number: 35,
        field: "received_by_organisation",
        name: "Received by organisation",
        definition: "Complaints received in the period, by the organisation whose service they are about.",
        rule: "Figure 2, added up by the organisation to which each service belongs.",
        source: TABLES,
    },
    Figure {
        number: 36,
        field: "theme_alerts",
        name: "Themes to look at",
        definition: "Themes of a service that are on the rise, or with an important matter among them.",
        rule: "From figure 29, by theme and service, with the thresholds that the office has set.",
        source: THEMES,
    },
    Figure {
        number: 37,
        field: "against_before",
        name: "Against the period before",
        definition: "Figures of the period beside those of the period before it.",
        rule: "As many months long where the period is of whole months, or else as many days.",
        source: PERIODS,
    },
    Figure {
        number: 38,
        field: "reconciliation",
        name: "In and out",
        definition: "Received + brought forward + opened again = closings + carried forward.",
        rule: "If it does not hold, the figures must not be published.",
        source: PERIODS,
    },
];

/// The name of a figure.
pub fn name(field: &str) -> &'static str {
    FIGURES.iter().find(|it| it.field == field).map_or("", |it| it.name)
}

/// What a figure is and what counts, in a sentence or two; nothing for a figure that is not there.
pub fn explanation(field: &str) -> Option<[String; 3]> {
    let it = FIGURES.iter().find(|it| it.field == field)?;
    Some([format!("{}. {}", it.number, it.definition), it.rule.to_owned(), format!("Source: {}.", it.source)])
}

/// The section at the end of a document that shows these figures.
pub fn counted(fields: &[&str]) -> Section {
    let shown = FIGURES.iter().filter(|it| fields.contains(&it.field));
    let table = shown.fold(
        Table::new("Definitions of figures", &["Figure", "What it is, and what counts", "Source"]),
        |table, it| {
            let what = format!("{} {}", it.definition, it.rule);
            table.row([format!("{}. {}", it.number, it.name).into(), what.into(), it.source.into()])
        },
    );
    Section::new("How these figures are counted").table(table)
}

/// Every figure as a Markdown table, for the README.
pub fn figure_list() -> String {
    FIGURES.iter().fold(
        "| | Figure | What it is | What counts |\n|---|---|---|---|\n".to_owned(),
        |mut list, it| {
            writeln!(list, "| {} | {} | {} | {} |", it.number, it.name, it.definition, it.rule)
                .expect("a text takes whatever is written to it");
            list
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Performance;

    #[test]
    fn every_figure_has_a_definition() {
        let sum = serde_json::to_value(Performance::default()).expect("plain figures");
        for field in sum.as_object().expect("figures by name").keys() {
            let found: Vec<&Figure> = FIGURES.iter().filter(|it| it.field == field).collect();
            assert_eq!(found.len(), 1, "{field}");
        }
        let derived = FIGURES.iter().filter(|it| DERIVED.contains(&it.field)).count();
        assert_eq!(derived, DERIVED.len());
        assert_eq!(FIGURES.len() - derived, sum.as_object().map_or(0, serde_json::Map::len));
    }

    #[test]
    fn figures_are_numbered_in_order_and_say_everything_in_sentences() {
        for (number, it) in (1..).zip(FIGURES) {
            assert_eq!(it.number, number);
            assert!(it.definition.ends_with('.') && it.rule.ends_with('.'), "{}", it.name);
            assert!(
                it.source.starts_with("Guide") || it.source.starts_with("Domain reference"),
                "{}",
                it.name
            );
        }
    }

    #[test]
    fn the_readme_lists_the_figures_of_the_table() {
        crate::readme::keep_in_step("figures", &figure_list());
    }
}
