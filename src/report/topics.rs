//! What a period is looked at for, topic by topic: the list of reports on screen, and the sections of the document that has
//! every figure.
//!
//! What registers count are no figures of complaints: their tables stand in documents of a period before its checks, made by
//! [`crate::report::documents::registers`].

/// A topic.
pub struct Topic {
    /// What it is called, in at most 11 columns.
    pub name: &'static str,
    /// What it tells: a heading, empty where each figure has its own title, and the names of figures, of parts and columns.
    pub blocks: &'static [(&'static str, &'static [&'static str])],
    /// What is shown as a picture too, each with its numbers and a sentence.
    pub pictures: &'static [Pictured],
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictured {
    /// What came in and was closed, month by month.
    Months,
    /// What was answered in time, month by month.
    InTime,
    /// For how long open complaints have been here.
    Ages,
    /// Issues by theme and service.
    Themes,
    /// Complaints before and after each plan that is done.
    Plans,
}

/// In every report on screen, and at the end of the document: what came in and was there, and where it went.
pub const IN_AND_OUT: (&str, &[&str]) =
    ("In and out", &["brought_forward", "received", "reopened", "closed", "carried_forward", "reconciles"]);

/// Whether somebody learns from what went wrong.
pub const LEARNT: (&str, &[&str]) = ("What was learnt from it", &["learnt_from"]);

const IN_TIME: (&str, &[&str]) = (
    "In time, of those closed",
    &["within_first_timescale", "within_last_timescale", "acknowledged_in_time"],
);

/// Every topic.
pub const TOPICS: &[Topic] = &[
    Topic {
        name: "Performance",
        blocks: &[
            ("Received in the period", &["received", "referred", "important"]),
            ("", &["received_by_month"]),
            ("Open, as of the day", &["open", "overdue", "late", "due_today", "no_timescale_shared"]),
            (
                "Closed in the period",
                &[
                    "closed",
                    "early_resolution.closed",
                    "closer_look.closed",
                    "no_route_recorded.closed",
                    "closed_without_timescale",
                    "timescale_shared_late",
                    "closed_without_answer",
                    "answered_undated",
                ],
            ),
            IN_TIME,
            ("", &["outcomes", "something_went_wrong"]),
        ],
        pictures: &[Pictured::Months, Pictured::Ages],
    },
    Topic {
        name: "Services",
        blocks: &[(
            "",
            &[
                "received_by_service",
                "something_went_wrong_by_service",
                "received_by_organisation",
                "received_by_channel",
            ],
        )],
        pictures: &[],
    },
    Topic {
        name: "Themes",
        blocks: &[("", &["themes", "theme_alerts", "themes_by_service"])],
        pictures: &[Pictured::Themes],
    },
    Topic {
        name: "Timeliness",
        blocks: &[IN_TIME, ("Routes, and how long they took", &["early_resolution", "closer_look"])],
        pictures: &[Pictured::InTime],
    },
    Topic { name: "Redress", blocks: &[("", &["remedies", "redress"])], pictures: &[] },
    Topic { name: "Actions", blocks: &[("", &["actions.all", "actions.by_service"])], pictures: &[] },
    Topic {
        name: "Learning",
        blocks: &[("", &["something_went_wrong", "learnt_from", "actions.all"])],
        pictures: &[Pictured::Plans],
    },
    Topic { name: "Referrals", blocks: &[("", &["ombudsman", "data_protection"])], pictures: &[] },
    Topic { name: "Cost", blocks: &[("", &["cost"])], pictures: &[] },
    Topic {
        name: "Lateness",
        blocks: &[("Was the timescale kept?", &["within_first_timescale"]), ("", &["late_reasons"])],
        pictures: &[],
    },
];
