//! Sections of the NHS collection of written complaints, `KO41a`. Our outcomes are those of its definitions: a complaint is
//! resolved once it was looked into and upheld, upheld in part or not upheld.

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{
    Line, counted, decided, each, ended, line, not_held, opened_again, registered, to_the_ombudsman,
};

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
        "NHS England gave you the codes: enter them in the form itself.",
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
    opened_again("2.4", OVERALL, "They are among those resolved, and not among the new. The collection itself does not ask for them."),
    counted(
        "3.1",
        OUTCOMES,
        "Resolved in the period",
        |it| decided(it).into(),
        "Closed in the period as upheld, upheld in part or not upheld. Those that ended otherwise are not resolved in the \
         collection's sense.",
    ).finds("closed:{days} (outcome:\"upheld\" or outcome:\"upheld in part\" or outcome:\"not upheld\")"),
    counted(
        "3.2",
        OUTCOMES,
        "Upheld",
        |it| ended(it, Outcome::Upheld).into(),
        "Closed in the period, upheld in full.",
    ).finds("closed:{days} outcome:\"upheld\""),
    counted(
        "3.3",
        OUTCOMES,
        "Partly upheld",
        |it| ended(it, Outcome::UpheldInPart).into(),
        "Closed in the period, upheld in part. Never counted as upheld in full.",
    ).finds("closed:{days} outcome:\"upheld in part\""),
    counted(
        "3.4",
        OUTCOMES,
        "Not upheld",
        |it| ended(it, Outcome::NotUpheld).into(),
        "Closed in the period, not upheld.",
    ).finds("closed:{days} outcome:\"not upheld\""),
    counted(
        "3.5",
        OUTCOMES,
        "Closed otherwise",
        |it| Cell::Number(it.closed.saturating_sub(decided(it))),
        "Closed in the period and not among the three above. Not a line of the collection: it shows what is left out.",
    ).finds("closed:{days} not (outcome:\"upheld\" or outcome:\"upheld in part\" or outcome:\"not upheld\")"),
    registered(
        "4.1",
        PEOPLE,
        "Age of patient",
        ("", "Who complains: Age"),
        "Counted apart from cases, where the question “Age” is: people who complained, and people who use the service.",
    ),
    not_held(
        "4.2",
        PEOPLE,
        "Status of complainant",
        "Whether the person is the patient, a parent or a carer is written in no case: who speaks for whom is, and for what reason is not asked.",
    ),
    each(
        "5.1",
        SUBJECTS,
        "Service area",
        "received_by_service",
        "Received in the period, by the services of your office: give yours the names of the collection's service areas.",
    ),
    each(
        "5.2",
        SUBJECTS,
        "Subject area",
        "themes",
        "Issues of complaints received in the period, by the themes of your office: give yours the names of its subject areas.",
    ),
    not_held(
        "5.3",
        SUBJECTS,
        "Profession",
        "A case says which colleague is complained about, and not of which profession.",
    ),
];

const ASKED: &str = "Regulation 18";

/// What an NHS body's annual report on complaints must say.
pub const ANNUAL: &[Line] = &[
    line("1.1", ASKED, "Complaints received", "received", "By the day of receipt."),
    counted(
        "1.2",
        ASKED,
        "Complaints that were well-founded",
        |it| Cell::Number(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart)),
        "Closed in the period as upheld, in full or in part.",
    )
    .finds("closed:{days} (outcome:\"upheld\" or outcome:\"upheld in part\")"),
    to_the_ombudsman("1.3", ASKED, "Referred to the Health Service Ombudsman"),
    each("2.1", ASKED, "Subject matter", "themes", "Issues of complaints received in the period, by theme."),
    line(
        "2.2",
        ASKED,
        "Matters of general importance",
        "important",
        "Received in the period and marked as important. The words are yours: “redress list is:important” shows them.",
    ),
    line(
        "2.3",
        ASKED,
        "Complaints that led to action to improve services",
        "learnt_from.numerator",
        "Something went wrong and an action plan learns from it. “redress report learning” tells them.",
    ),
];
