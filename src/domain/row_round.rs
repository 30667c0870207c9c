//! A round of a case, cut down to what lists and figures ask of it: its dates and how it ended. It carries enough to say how it
//! stood on any day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::case::record::Case;
use crate::domain::case::round::Round;
use crate::domain::vocabulary::{Outcome, Route, WentWrong};

/// A round, as lists and figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundPart {
    /// The day of receipt, or the day on which the case was opened again.
    #[serde(with = "crate::domain::compact")]
    pub begun: NaiveDate,
    /// By when it had to be acknowledged.
    #[serde(with = "crate::domain::compact")]
    pub acknowledge_by: NaiveDate,
    /// When it was.
    #[serde(with = "crate::domain::compact")]
    pub acknowledged: Option<NaiveDate>,
    /// What the person was told: the day they were told, and the day by which they would have an answer, the first one first.
    #[serde(with = "crate::domain::compact")]
    pub timescales: Vec<(NaiveDate, NaiveDate)>,
    /// When the final response went.
    #[serde(with = "crate::domain::compact")]
    pub responded: Option<NaiveDate>,
    /// When it was closed.
    #[serde(with = "crate::domain::compact")]
    pub closed: Option<NaiveDate>,
    /// The route that it ended on, or is on.
    pub route: Option<Route>,
    /// How it ended; none while it goes on, or when an imported case's outcome was not recorded.
    pub outcome: Option<Outcome>,
    /// Whether something went wrong, as it stood at the closing, or stands while it goes on.
    pub went_wrong: Option<WentWrong>,
    /// Working days from its beginning to its answer.
    pub days_taken: Option<i64>,
    /// Of these, days during which the office's clock stood still.
    pub days_paused: i64,
    /// Why the answer was late, as its closing says; empty where it does not.
    pub late_reason: String,
}

impl RoundPart {
    /// What there is of a round.
    pub fn of(calendar: &Calendar, case: &Case, round: &Round) -> Self {
        let closing = round.closing.as_ref();
        let first = round.timescale.iter().map(|it| (it.on, it.answer_by));
        Self {
            begun: round.begun,
            acknowledge_by: case.acknowledge_by(calendar, round),
            acknowledged: round.acknowledgement.as_ref().map(|it| it.on),
            timescales: first.chain(round.extensions.iter().map(|it| (it.told_on, it.to))).collect(),
            responded: round.response.as_ref().map(|it| it.on),
            closed: closing.map(|it| it.on),
            route: round.route(),
            outcome: closing.and_then(|it| it.outcome),
            went_wrong: if closing.is_some() { round.went_wrong } else { case.went_wrong() },
            days_taken: round.days_taken(calendar),
            days_paused: round.answered().map_or(0, |it| round.paused_working_days(calendar, it)),
            late_reason: closing.map(|it| it.late_reason.trim().to_owned()).unwrap_or_default(),
        }
    }

    /// Whether it had begun by a day and was not closed by then.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        self.begun <= day && self.closed_on(day).is_none()
    }

    /// The day it was closed, if it was by a day.
    pub fn closed_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.closed.filter(|it| *it <= day)
    }

    /// The day by which the person was told first that they would have an answer.
    pub fn first_timescale(&self) -> Option<NaiveDate> {
        self.timescales.first().map(|it| it.1)
    }

    /// The day by which the person was told last that they would have an answer.
    pub fn last_timescale(&self) -> Option<NaiveDate> {
        self.timescales.last().map(|it| it.1)
    }

    /// The day by which the person expected an answer on a day; the first timescale counts from the beginning on.
    pub fn timescale_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        let told = self.timescales.iter().rev().find(|it| it.0 <= day);
        told.map(|it| it.1).or_else(|| self.first_timescale())
    }

    /// The day on which the person had their answer, as things stood on a day.
    pub fn answered_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.responded.filter(|it| *it <= day).or_else(|| self.closed_on(day))
    }

    /// Whether it was overdue on a day: open, unanswered, and past the timescale that the person had been told.
    pub fn overdue_on(&self, day: NaiveDate) -> bool {
        self.open_on(day)
            && self.answered_on(day).is_none()
            && self.timescale_on(day).is_some_and(|told| told < day)
    }

    /// Every day on which something happened in it.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let told = self.timescales.iter().map(|it| it.0);
        let others = [self.acknowledged, self.responded, self.closed].into_iter().flatten();
        told.chain(others).chain([self.begun])
    }
}
