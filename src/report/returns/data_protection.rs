//! What an office can show the Information Commissioner of complaints about personal data: how many there were, whether they were
//! acknowledged within 30 days, and what came of them (Data Protection Act 2018, section 164A).

use crate::report::returns::line::{Line, counted, not_held};

const VOLUME: &str = "1 Volume";
const ACKNOWLEDGED: &str = "2 Acknowledged";
const ENDED: &str = "3 What came of them";
const COUNTED: &str = "Received in the period and marked as about personal data: “redress list is:data-protection” has each, with its dates, \
                       its steps and its outcome.";

/// Its lines.
pub const LINES: &[Line] = &[
    counted(
        "1.1",
        VOLUME,
        "Complaints about personal data",
        |it| it.data_protection.received.into(),
        COUNTED,
    )
    .finds("received:{days} is:data-protection"),
    counted("2.1", ACKNOWLEDGED, "Within 30 days", |it| it.data_protection.in_time.into(), COUNTED)
        .finds("received:{days} is:data-protection"),
    counted("2.2", ACKNOWLEDGED, "Later, or not at all", |it| it.data_protection.late.into(), COUNTED)
        .finds("received:{days} is:data-protection"),
    counted("2.3", ACKNOWLEDGED, "Not yet, with time left", |it| it.data_protection.waiting.into(), COUNTED)
        .finds("received:{days} is:data-protection"),
    counted(
        "2.4",
        ACKNOWLEDGED,
        "Not, because they ended before that day",
        |it| it.data_protection.ended.into(),
        COUNTED,
    )
    .finds("received:{days} is:data-protection"),
    counted("3.1", ENDED, "Closed", |it| it.data_protection.closed.into(), COUNTED)
        .finds("received:{days} is:data-protection"),
    counted(
        "3.2",
        ENDED,
        "Referred to a next tier",
        |it| it.data_protection.referred.into(),
        "Of the same complaints, by your own records.",
    )
    .finds("received:{days} is:data-protection is:referred"),
    not_held(
        "3.3",
        ENDED,
        "Brought to the Commissioner by the person",
        "The Commissioner knows who came to them, and tells you case by case.",
    ),
];
