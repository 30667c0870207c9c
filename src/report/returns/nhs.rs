//! Sections of the NHS collection of written complaints, `KO41a`. Our outcomes are those of its definitions: a complaint is
//! resolved once it was looked into and upheld, upheld in part or not upheld.

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{Line, counted, decided, ended, line, not_held};

const OVERALL: &str = "Overall numbers";
const PEOPLE: &str = "People";
const SUBJECTS: &str = "Services, subjects and professions";
const OUTCOMES: &str = "Resolved";

/// Its lines.
pub const LINES: &[Line] = &[
    not_held(
        "1.1",
        "Organisation and site",
        "Organisation code and site code",
        "Enter the codes that NHS England gave you.",
    ),
    line(
        "2.1",
        OVERALL,
        "Brought forward",
        "brought_forward",
        "Open on the day before the period began, however they arrived.",
    ),
    line(
        "2.2",
        OVERALL,
        "New",
        "received",
        "Received in the period, however they arrived. The collection is of written complaints: leave out those that were \
         not made in writing.",
    ),
    line("2.3", OVERALL, "Carried forward", "carried_forward", "Open at the end of the period."),
    counted(
        "3.1",
        OUTCOMES,
        "Resolved in the period",
        |it| decided(it).into(),
        "Closed in the period as upheld, upheld in part or not upheld. Those that ended otherwise are not resolved in the \
         collection's sense.",
    ),
    counted(
        "3.2",
        OUTCOMES,
        "Upheld",
        |it| ended(it, Outcome::Upheld).into(),
        "Closed in the period, upheld in full.",
    ),
    counted(
        "3.3",
        OUTCOMES,
        "Partly upheld",
        |it| ended(it, Outcome::UpheldInPart).into(),
        "Closed in the period, upheld in part. Never counted as upheld in full.",
    ),
    counted(
        "3.4",
        OUTCOMES,
        "Not upheld",
        |it| ended(it, Outcome::NotUpheld).into(),
        "Closed in the period, not upheld.",
    ),
    counted(
        "3.5",
        OUTCOMES,
        "Closed otherwise",
        |it| Cell::Number(it.closed.saturating_sub(decided(it))),
        "Closed in the period and not among the three above. Not a line of the collection: it shows what is left out.",
    ),
    not_held("4.1", PEOPLE, "Age of patient", "The age of people is not kept."),
    not_held(
        "4.2",
        PEOPLE,
        "Status of complainant",
        "Whether the person is the patient, a parent or a carer is not kept.",
    ),
    not_held(
        "5.1",
        SUBJECTS,
        "Service area",
        "Services are those of your office, not those of the collection. Match “Received by service” by hand.",
    ),
    not_held(
        "5.2",
        SUBJECTS,
        "Subject area",
        "Themes are those of your office, not those of the collection. Match “redress report themes” by hand.",
    ),
    not_held("5.3", SUBJECTS, "Profession", "The profession complained about is not kept."),
];
