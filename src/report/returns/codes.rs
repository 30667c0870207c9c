//! Counts that the two Complaint Handling Codes ask for in an annual report: the Housing Ombudsman's, statutory since
//! 1 April 2024, and the one for local authorities, used in investigations from 1 April 2026.
//!
//! Both have two stages, with 10 and 20 working days counted from the acknowledgement. Redress counts from receipt; a closer look
//! after an early resolution is their second stage.

use crate::domain::figures::cell::Cell;
use crate::domain::vocabulary::Outcome;
use crate::report::returns::line::{Line, counted, decided, each, ended, line, registered};

const VOLUME: &str = "Volume";
const STAGE_1: &str = "Stage 1";
const STAGE_2: &str = "Stage 2";
const OUTCOMES: &str = "Outcomes";
const OMBUDSMAN: &str = "Ombudsman";
const SELF_ASSESSMENT: &str = "Self-assessment";

const RECEIVED: Line = line("1.1", VOLUME, "Complaints received", "received", "By the day of receipt.");
const OPEN: Line =
    line("1.2", VOLUME, "Open at the end of the period", "carried_forward", "Whenever they were received.");
const REFUSED: Line = counted(
    "1.3",
    VOLUME,
    "Complaints that were not accepted",
    |it| {
        let refused = [Outcome::OutOfScope, Outcome::OutOfTime, Outcome::NoRightToComplain];
        Cell::Number(refused.iter().map(|outcome| ended(it, *outcome)).sum())
    },
    "Closed in the period as out of scope, out of time, or for want of a right to complain for the person.",
)
.finds(
    "closed:{days} (outcome:\"out of scope\" or outcome:\"out of time\" or outcome:\"no right to complain\")",
);
const ACKNOWLEDGED: Line = line(
    "2.1",
    STAGE_1,
    "Acknowledged in time",
    "acknowledged_in_time",
    "Within the working days of your office's own rule, of those closed in the period. The code allows 5: set your rule to 5 \
     or fewer for this to answer it.",
);
const ANSWERED: Line = counted(
    "2.2",
    STAGE_1,
    "Answered within the timescale first shared",
    |it| Cell::share(it.within_first_timescale.without(it.closer_look.escalated_in_first)),
    "Of those closed in the period that were told a timescale, without those of stage 2. The code's 10 working days count from \
     the acknowledgement.",
)
.finds("closed:{days} timescale:kept not route:escalated");
const EXTENDED: Line = counted(
    "2.3",
    STAGE_1,
    "Answered within a longer timescale that was agreed",
    |it| {
        let last = it.within_last_timescale.without(it.closer_look.escalated_in_last);
        let first = it.within_first_timescale.without(it.closer_look.escalated_in_first);
        Cell::Number(last.numerator.saturating_sub(first.numerator))
    },
    "Late by the first timescale, in time by the last. Closed in the period, without those of stage 2.",
)
.finds("closed:{days} timescale:missed agreed:kept not route:escalated");
const STAGE_2_CLOSED: Line = counted(
    "3.1",
    STAGE_2,
    "Complaints taken to stage 2",
    |it| it.closer_look.escalated.into(),
    "Closed in the period by a closer look, after an early resolution was tried. One that began with a closer look is not of \
     stage 2.",
)
.finds("closed:{days} route:escalated");
const STAGE_2_ANSWERED: Line = counted(
    "3.2",
    STAGE_2,
    "Answered within the timescale first shared",
    |it| Cell::share(it.closer_look.escalated_in_first),
    "Of those of stage 2 that were told a timescale. The code's 20 working days count from the acknowledgement.",
)
.finds("closed:{days} timescale:kept route:escalated");
const UPHELD: Line = counted(
    "4.1",
    OUTCOMES,
    "Upheld, in full or in part",
    |it| Cell::Number(ended(it, Outcome::Upheld) + ended(it, Outcome::UpheldInPart)),
    "Closed in the period. The code counts both together; redress never counts one as the other elsewhere.",
)
.finds("closed:{days} (outcome:\"upheld\" or outcome:\"upheld in part\")");
const NOT_UPHELD: Line = counted(
    "4.2",
    OUTCOMES,
    "Not upheld",
    |it| ended(it, Outcome::NotUpheld).into(),
    "Closed in the period.",
)
.finds("closed:{days} outcome:\"not upheld\"");
const OTHERWISE: Line = counted(
    "4.3",
    OUTCOMES,
    "Closed otherwise",
    |it| Cell::Number(it.closed.saturating_sub(decided(it))),
    "Resolved, withdrawn or not accepted. Closed in the period.",
)
.finds("closed:{days} not (outcome:\"upheld\" or outcome:\"upheld in part\" or outcome:\"not upheld\")");
const REFERRED: Line = line(
    "5.1",
    OMBUDSMAN,
    "Referred to a next tier or the Ombudsman",
    "referred",
    "By your own records, of those received in the period. It is not the Ombudsman's own figure.",
);
const DETERMINED: Line = each(
    "5.2",
    OMBUDSMAN,
    "Findings of the Ombudsman about you",
    "ombudsman.decisions",
    "Decided in the period, by your own records. Set them beside the Ombudsman's own report on you.",
);
const RATED: &str =
    "Ratings of the period in your assessments by this code. “redress report standards” has each provision.";
const HOUSING_ASSESSED: Line = registered(
    "6.1",
    SELF_ASSESSMENT,
    "Compliance with the provisions of the code",
    ("assessment-clauses", ": Housing Ombudsman code"),
    RATED,
);
const LOCAL_ASSESSED: Line = registered(
    "6.1",
    SELF_ASSESSMENT,
    "Compliance with the provisions of the code",
    ("assessment-clauses", ": LGSCO code"),
    RATED,
);

/// Lines of the Housing Ombudsman's code.
pub const HOUSING: &[Line] = &[
    RECEIVED,
    OPEN,
    REFUSED,
    ACKNOWLEDGED,
    ANSWERED,
    EXTENDED,
    STAGE_2_CLOSED,
    STAGE_2_ANSWERED,
    UPHELD,
    NOT_UPHELD,
    OTHERWISE,
    REFERRED,
    DETERMINED,
    HOUSING_ASSESSED,
];

/// Lines of the code for local authorities.
pub const LOCAL: &[Line] = &[
    RECEIVED,
    OPEN,
    REFUSED,
    ACKNOWLEDGED,
    ANSWERED,
    EXTENDED,
    STAGE_2_CLOSED,
    STAGE_2_ANSWERED,
    UPHELD,
    NOT_UPHELD,
    OTHERWISE,
    REFERRED,
    DETERMINED,
    LOCAL_ASSESSED,
];
