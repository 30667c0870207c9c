//! The mandatory indicators of the Scottish Public Services Ombudsman. Stage 1 is our early resolution, stage 2 our closer
//! look; counts are of those closed.

use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{
    Line, counted, ended, ended_on, line, not_held, percent, share_within, within,
};

const LEARNING: &str = "1 Learning";
const TOTAL: &str = "2 Total received";
const IN_TIME: &str = "3 Closed in time";
const TIMES: &str = "4 Average time";
const OUTCOMES: &str = "5 Outcomes";
/// Working days that the procedure allows at each stage.
const STAGE_1_DAYS: i64 = 5;
const STAGE_2_DAYS: i64 = 20;

const AT_STAGE: &str = "Closed in the period on the route of the stage.";

/// Its lines.
pub const LINES: &[Line] = &[
    line(
        "1.1",
        LEARNING,
        "Complaints that an action plan learns from",
        "learnt_from.numerator",
        "Of those closed in the period where something went wrong. “redress report learning” makes the statement.",
    ),
    line("2.1", TOTAL, "Complaints received", "received", "By the day of receipt."),
    not_held(
        "2.2",
        TOTAL,
        "Complaints for each 1,000 people",
        "How many people you serve is in no complaint: take it from the census or your own register.",
    ),
    line(
        "3.1",
        IN_TIME,
        "Closed at stage 1",
        "early_resolution.closed",
        "Closed in the period by early resolution.",
    ),
    counted(
        "3.2",
        IN_TIME,
        "Stage 1 answered within 5 working days",
        |it| within(&it.early_resolution, STAGE_1_DAYS).into(),
        "Working days from receipt to the answer, pauses included; those that ended without an answer are left out.",
    ).finds("closed:{days} route:early"),
    counted(
        "3.3",
        IN_TIME,
        "The same as a percentage",
        |it| share_within(&it.early_resolution, STAGE_1_DAYS),
        "Of those of the stage whose time counts.",
    ).finds("closed:{days} route:early"),
    line(
        "3.4",
        IN_TIME,
        "Closed at stage 2",
        "closer_look.closed",
        "Closed in the period by a closer look, whether or not an early resolution was tried first.",
    ),
    counted(
        "3.5",
        IN_TIME,
        "Stage 2 answered within 20 working days",
        |it| within(&it.closer_look, STAGE_2_DAYS).into(),
        "As for stage 1.",
    ).finds("closed:{days} route:closer"),
    counted(
        "3.6",
        IN_TIME,
        "The same as a percentage",
        |it| share_within(&it.closer_look, STAGE_2_DAYS),
        "Of those of the stage whose time counts.",
    ).finds("closed:{days} route:closer"),
    counted(
        "3.7",
        IN_TIME,
        "Closed at stage 2 after escalation, apart",
        |it| it.closer_look.escalated.into(),
        "Closed in the period by a closer look, after an early resolution was tried.",
    ).finds("closed:{days} route:closer"),
    line(
        "4.1",
        TIMES,
        "Average working days at stage 1",
        "early_resolution.average_working_days",
        "Mean of working days from receipt to the answer, pauses included.",
    ),
    line(
        "4.2",
        TIMES,
        "Average working days at stage 2",
        "closer_look.average_working_days",
        "As for stage 1.",
    ),
    counted(
        "5.1",
        OUTCOMES,
        "Upheld",
        |it| ended(it, Outcome::Upheld).into(),
        "Closed in the period, both stages together.",
    ).finds("closed:{days} outcome:\"upheld\""),
    counted(
        "5.2",
        OUTCOMES,
        "Upheld, as a percentage of closed",
        |it| percent(ended(it, Outcome::Upheld), it.closed),
        "Of all closed in the period.",
    ).finds("closed:{days}"),
    counted(
        "5.3",
        OUTCOMES,
        "Partly upheld",
        |it| ended(it, Outcome::UpheldInPart).into(),
        "Closed in the period, both stages together.",
    ).finds("closed:{days} outcome:\"upheld in part\""),
    counted(
        "5.4",
        OUTCOMES,
        "Not upheld",
        |it| ended(it, Outcome::NotUpheld).into(),
        "Closed in the period, both stages together.",
    ).finds("closed:{days} outcome:\"not upheld\""),
    counted(
        "5.5",
        OUTCOMES,
        "Resolved",
        |it| ended(it, Outcome::Resolved).into(),
        "Closed in the period, both stages together.",
    ).finds("closed:{days} outcome:\"resolved\""),
    counted(
        "5.6",
        OUTCOMES,
        "Stage 1: upheld",
        |it| ended_on(&it.early_resolution, Outcome::Upheld),
        AT_STAGE,
    ).finds("closed:{days} route:early outcome:\"upheld\""),
    counted(
        "5.7",
        OUTCOMES,
        "Stage 1: partly upheld",
        |it| ended_on(&it.early_resolution, Outcome::UpheldInPart),
        AT_STAGE,
    ).finds("closed:{days} route:early outcome:\"upheld in part\""),
    counted("5.8", OUTCOMES, "Stage 2: upheld", |it| ended_on(&it.closer_look, Outcome::Upheld), AT_STAGE).finds("closed:{days} route:closer outcome:\"upheld\""),
    counted(
        "5.9",
        OUTCOMES,
        "Stage 2: partly upheld",
        |it| ended_on(&it.closer_look, Outcome::UpheldInPart),
        AT_STAGE,
    ).finds("closed:{days} route:closer outcome:\"upheld in part\""),
];
