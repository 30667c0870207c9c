//! Counts of a complaints return under the FCA's rules on disputes (DISP). Its times are in weeks and in business days,
//! counted from receipt; ours are in working days of the office's own calendar, so weeks are counted as 5, 20 and 40 of them.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::Performance;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{Line, counted, ended, line, not_held, percent, within};

const FLOW: &str = "Opened and closed";
const TIMES: &str = "Time to close";
const OUTCOMES: &str = "Upheld";
const REDRESS: &str = "Redress";
/// Working days of three business days, of four weeks and of eight.
const THREE_DAYS: i64 = 3;
const FOUR_WEEKS: i64 = 20;
const EIGHT_WEEKS: i64 = 40;

/// How many were answered within so many working days, on whatever route.
fn answered_within(sum: &Performance, days: i64) -> u64 {
    within(&sum.early_resolution, days) + within(&sum.closer_look, days)
}

fn answered(sum: &Performance) -> u64 {
    (sum.early_resolution.gross.len() + sum.closer_look.gross.len()) as u64
}

const COUNTED: &str = "Closed in the period on one of the two routes, by working days from receipt to the answer; those that \
                       ended without a finding are left out.";

/// Its lines.
pub const LINES: &[Line] = &[
    line(
        "1.1",
        FLOW,
        "Outstanding at the start of the period",
        "brought_forward",
        "Open on the day before the period began.",
    ),
    line("1.2", FLOW, "Opened", "received", "Received in the period."),
    line("1.3", FLOW, "Closed", "closed", "By the day of closing."),
    line("1.4", FLOW, "Outstanding at the end of the period", "carried_forward", "Open on its last day."),
    counted(
        "2.1",
        TIMES,
        "Closed within 3 business days",
        |it| answered_within(it, THREE_DAYS).into(),
        COUNTED,
    ),
    counted(
        "2.2",
        TIMES,
        "Closed after 3 business days and within 4 weeks",
        |it| Cell::Number(answered_within(it, FOUR_WEEKS) - answered_within(it, THREE_DAYS)),
        COUNTED,
    ),
    counted(
        "2.3",
        TIMES,
        "Closed after 4 weeks and within 8",
        |it| Cell::Number(answered_within(it, EIGHT_WEEKS) - answered_within(it, FOUR_WEEKS)),
        COUNTED,
    ),
    counted(
        "2.4",
        TIMES,
        "Closed after 8 weeks",
        |it| Cell::Number(answered(it) - answered_within(it, EIGHT_WEEKS)),
        COUNTED,
    ),
    counted(
        "2.5",
        TIMES,
        "Closed within 8 weeks, as a percentage",
        |it| percent(answered_within(it, EIGHT_WEEKS), answered(it)),
        COUNTED,
    ),
    counted(
        "3.1",
        OUTCOMES,
        "Upheld",
        |it| Cell::Number(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart)),
        "Closed in the period. The return knows no part: it counts whatever was upheld at all.",
    ),
    not_held(
        "4.1",
        REDRESS,
        "Redress paid: total, for distress and inconvenience, as goodwill, as interest",
        "The heads of the return are not those of Managing Public Money, by which payments are kept.",
    ),
    not_held(
        "5.1",
        "Products",
        "The same by product and service group",
        "Services are those of your office.",
    ),
];
