//! What the Northern Ireland Public Services Ombudsman's model procedure asks bodies to record and to report: stage 1 within five working
//! days, stage 2 within twenty, oversight by non-executives, and complaints read beside what other sources say.

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{Line, counted, ended_on, line, registered, share_within, within};

const VOLUME: &str = "1 Volume";
const IN_TIME: &str = "2 In time";
const OUTCOMES: &str = "3 Outcomes";
const LEARNING: &str = "4 Learning";
const OVERSIGHT: &str = "5 Oversight";
const STAGE_1_DAYS: i64 = 5;
const STAGE_2_DAYS: i64 = 20;
const AT_STAGE: &str =
    "Closed in the period on the route of the stage: early resolution is stage 1, a closer look stage 2.";
const TAKEN: &str = "Working days from receipt to the answer, pauses included; those that ended without an answer are left out.";

/// Its lines.
pub const LINES: &[Line] = &[
    line("1.1", VOLUME, "Complaints received", "received", "By the day of receipt."),
    line("1.2", VOLUME, "Closed at stage 1", "early_resolution.closed", AT_STAGE),
    line("1.3", VOLUME, "Closed at stage 2", "closer_look.closed", AT_STAGE),
    counted(
        "1.4",
        VOLUME,
        "Of these, escalated from stage 1",
        |it| it.closer_look.escalated.into(),
        "Closed in the period by a closer look, after an early resolution was tried.",
    )
    .finds("closed:{days} route:closer"),
    counted(
        "2.1",
        IN_TIME,
        "Stage 1 answered within 5 working days",
        |it| within(&it.early_resolution, STAGE_1_DAYS).into(),
        TAKEN,
    )
    .finds("closed:{days} route:early"),
    counted(
        "2.2",
        IN_TIME,
        "The same as a percentage",
        |it| share_within(&it.early_resolution, STAGE_1_DAYS),
        TAKEN,
    )
    .finds("closed:{days} route:early"),
    counted(
        "2.3",
        IN_TIME,
        "Stage 2 answered within 20 working days",
        |it| within(&it.closer_look, STAGE_2_DAYS).into(),
        TAKEN,
    )
    .finds("closed:{days} route:closer"),
    counted(
        "2.4",
        IN_TIME,
        "The same as a percentage",
        |it| share_within(&it.closer_look, STAGE_2_DAYS),
        TAKEN,
    )
    .finds("closed:{days} route:closer"),
    line("2.5", IN_TIME, "Average working days at stage 1", "early_resolution.average_working_days", TAKEN),
    line("2.6", IN_TIME, "Average working days at stage 2", "closer_look.average_working_days", TAKEN),
    line(
        "2.7",
        IN_TIME,
        "Acknowledged in time",
        "acknowledged_in_time",
        "By your office's own rule, of those closed in the period. The procedure allows 3 working days: set your rule to 3 or \
         fewer.",
    ),
    counted(
        "3.1",
        OUTCOMES,
        "Stage 1: upheld",
        |it| ended_on(&it.early_resolution, Outcome::Upheld),
        AT_STAGE,
    )
    .finds("closed:{days} route:early outcome:\"upheld\""),
    counted(
        "3.2",
        OUTCOMES,
        "Stage 2: partly upheld",
        |it| ended_on(&it.closer_look, Outcome::UpheldInPart),
        AT_STAGE,
    )
    .finds("closed:{days} route:closer outcome:\"upheld in part\""),
    counted("3.3", OUTCOMES, "Stage 2: upheld", |it| ended_on(&it.closer_look, Outcome::Upheld), AT_STAGE)
        .finds("closed:{days} route:closer outcome:\"upheld\""),
    counted(
        "3.4",
        OUTCOMES,
        "Not upheld, both stages",
        |it| {
            let of = |times| match ended_on(times, Outcome::NotUpheld) {
                Cell::Number(it) => it,
                _ => 0,
            };
            Cell::Number(of(&it.early_resolution) + of(&it.closer_look))
        },
        AT_STAGE,
    )
    .finds("closed:{days} outcome:\"not upheld\""),
    line(
        "4.1",
        LEARNING,
        "Complaints that an action plan learns from",
        "learnt_from.numerator",
        "Of those closed in the period where something went wrong. “redress report learning” makes the statement.",
    ),
    registered(
        "5.1",
        OVERSIGHT,
        "Meetings at which complaints were reviewed",
        ("meetings-held", ""),
        "Held in the period, of every kind; non-executives are named in the minute.",
    ),
    registered(
        "5.2",
        OVERSIGHT,
        "What whistleblowing, audit and grievances say",
        ("concerns-by-theme", ""),
        "Numbers alone, of the period. “redress report listening” sets them beside complaints of the same theme.",
    ),
];
