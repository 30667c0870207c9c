//! What the Public Services Ombudsman for Wales asks of bodies each quarter, and publishes of each (Public Services Ombudsman (Wales)
//! Act 2019, part 4). A month is 30 days of the calendar and three are 91, counted from receipt.

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{
    Line, between, counted, each, ended, line, not_held, opened_again, percent, to_the_ombudsman, within,
};

const VOLUME: &str = "1 Volume";
const TIMES: &str = "2 Time to close";
const OUTCOMES: &str = "3 Outcomes";
const OMBUDSMAN: &str = "4 Ombudsman";
/// Working days of the first line, and days of the calendar of those after it.
const TWENTY: i64 = 20;
const THREE_MONTHS: i64 = 91;
const SIX_MONTHS: i64 = 182;
const COUNTED: &str = "Closed in the period on one of the two routes, from receipt to the answer; those that ended without an answer are \
                       left out.";

/// Its lines.
pub const LINES: &[Line] = &[
    line("1.1", VOLUME, "Complaints received", "received", "By the day of receipt."),
    line("1.2", VOLUME, "Complaints closed", "closed", "By the day of closing."),
    not_held(
        "1.3",
        VOLUME,
        "Received for each 1,000 people",
        "How many people you serve is in no complaint: take it from the census or your own register.",
    ),
    each("1.4", VOLUME, "Received by service", "received_by_service", "By the services of your office."),
    opened_again(
        "1.5",
        VOLUME,
        "They are among those closed, and not among those received. The return itself does not ask for them.",
    ),
    counted(
        "2.1",
        TIMES,
        "Closed within 20 working days",
        |it| Cell::Number(within(&it.early_resolution, TWENTY) + within(&it.closer_look, TWENTY)),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "2.2",
        TIMES,
        "Closed after 20 working days and within 3 months",
        |it| {
            let soon = within(&it.early_resolution, TWENTY) + within(&it.closer_look, TWENTY);
            Cell::Number(between(it, -1, THREE_MONTHS).saturating_sub(soon))
        },
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "2.3",
        TIMES,
        "Closed after 3 months and within 6",
        |it| between(it, THREE_MONTHS, SIX_MONTHS).into(),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted("2.4", TIMES, "Closed after 6 months", |it| between(it, SIX_MONTHS, i64::MAX).into(), COUNTED)
        .finds("closed:{days}"),
    counted(
        "3.1",
        OUTCOMES,
        "Upheld",
        |it| Cell::Number(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart)),
        "Closed in the period, in full or in part.",
    )
    .finds("closed:{days} (outcome:\"upheld\" or outcome:\"upheld in part\")"),
    counted(
        "3.2",
        OUTCOMES,
        "Upheld, as a percentage of closed",
        |it| percent(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart), it.closed),
        "Of all closed in the period.",
    )
    .finds("closed:{days}"),
    to_the_ombudsman("4.1", OMBUDSMAN, "Referred to the Ombudsman"),
    each(
        "4.2",
        OMBUDSMAN,
        "Closed by the Ombudsman",
        "ombudsman.decisions",
        "Decided in the period, by your own records. Set them beside what the Ombudsman publishes.",
    ),
];
