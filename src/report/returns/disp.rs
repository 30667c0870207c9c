//! Counts of a complaints return under the FCA's rules on disputes (DISP). Its times are in weeks and in business days,
//! counted from receipt: weeks are whole weeks of the calendar, business days the working days of the office.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::Performance;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{Line, counted, each, ended, line, opened_again, percent, within};

const FLOW: &str = "Opened and closed";
const TIMES: &str = "Time to close";
const OUTCOMES: &str = "Upheld";
const REDRESS: &str = "Redress";
/// Working days.
const THREE_DAYS: i64 = 3;
/// Days of the calendar.
const FOUR_WEEKS: i64 = 4 * 7;
const EIGHT_WEEKS: i64 = 8 * 7;

/// How many were answered within three working days, on whatever route.
fn answered_at_once(sum: &Performance) -> u64 {
    within(&sum.early_resolution, THREE_DAYS) + within(&sum.closer_look, THREE_DAYS)
}

/// How many were answered later than that and within so many days of the calendar: over a holiday three working days may be as long.
fn answered_within(sum: &Performance, days: i64) -> u64 {
    let times = [&sum.early_resolution, &sum.closer_look].into_iter();
    let pairs = times.flat_map(|it| it.gross.iter().zip(&it.calendar));
    pairs.filter(|it| THREE_DAYS < *it.0 && *it.1 <= days).count() as u64
}

fn answered(sum: &Performance) -> u64 {
    (sum.early_resolution.gross.len() + sum.closer_look.gross.len()) as u64
}

const COUNTED: &str = "Closed in the period on one of the two routes, by days from receipt to the answer: business days are the \
                       office’s working days, four weeks are 28 days and eight are 56; those that ended without an answer \
                       are left out.";

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
    opened_again(
        "1.5",
        FLOW,
        "For your own check: 1.1, 1.2 and these together are 1.3 and 1.4. The return itself does not ask for them.",
    ),
    counted("2.1", TIMES, "Closed within 3 business days", |it| answered_at_once(it).into(), COUNTED)
        .finds("closed:{days}"),
    counted(
        "2.2",
        TIMES,
        "Closed after 3 business days and within 4 weeks",
        |it| answered_within(it, FOUR_WEEKS).into(),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "2.3",
        TIMES,
        "Closed after 4 weeks and within 8",
        |it| Cell::Number(answered_within(it, EIGHT_WEEKS) - answered_within(it, FOUR_WEEKS)),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "2.4",
        TIMES,
        "Closed after 8 weeks",
        |it| Cell::Number(answered(it) - answered_at_once(it) - answered_within(it, EIGHT_WEEKS)),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "2.5",
        TIMES,
        "Closed within 8 weeks, as a percentage",
        |it| percent(answered_at_once(it) + answered_within(it, EIGHT_WEEKS), answered(it)),
        COUNTED,
    )
    .finds("closed:{days}"),
    counted(
        "3.1",
        OUTCOMES,
        "Upheld",
        |it| Cell::Number(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart)),
        "Closed in the period. The return knows no part: it counts whatever was upheld at all.",
    )
    .finds("closed:{days} (outcome:\"upheld\" or outcome:\"upheld in part\")"),
    each(
        "4.1",
        REDRESS,
        "Redress paid",
        "redress.by_head",
        "By the day of payment, and by the heads of your office, distress and inconvenience among them.",
    ),
    each(
        "5.1",
        "Products",
        "Opened, by product and service group",
        "received_by_service",
        "Received in the period, by the services of your office: give yours the names of the return's groups.",
    ),
];
