//! A round of a case, cut down to what lists and figures ask of it: its dates and how it ended. It carries enough to say how it
//! stood on any day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::case::clock::Promise;
use crate::domain::case::record::Case;
use crate::domain::case::round::{Round, last_in_time};
use crate::domain::vocabulary::{Outcome, Route, WentWrong};

/// Whether a date was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timeliness {
    InTime,
    /// Too late.
    Late,
    /// There is no such date, or nobody has acknowledged.
    None,
    /// The person was told too late for it to count as the start.
    ToldLate,
}

impl Timeliness {
    /// How what was done on a day compares with a date.
    pub fn of(due: NaiveDate, done: NaiveDate) -> Self {
        if done <= due { Self::InTime } else { Self::Late }
    }
}

/// A round, as lists and figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own that a list asks for")]
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
    /// Whether it had to be acknowledged: opening a case again is not, and of one that was taken over nobody knows.
    pub owes_acknowledgement: bool,
    /// What the person was told: the day they were told, and the day by which they would have an answer, the first one first.
    #[serde(with = "crate::domain::compact")]
    pub timescales: Vec<(NaiveDate, NaiveDate)>,
    /// Whether they were told the first of these soon enough to count as the start.
    pub told_soon: bool,
    /// What they were told in earlier rounds, where it still stands: nobody answered.
    pub still_stands: Option<Promise>,
    /// When the final response went.
    #[serde(with = "crate::domain::compact")]
    pub responded: Option<NaiveDate>,
    /// When it was closed.
    #[serde(with = "crate::domain::compact")]
    pub closed: Option<NaiveDate>,
    /// Whether it was answered, and nobody recorded when: it is closed on the day of receipt.
    pub is_undated: bool,
    /// The route that it ended on, or is on.
    pub route: Option<Route>,
    /// Whether it came to that after an early resolution was tried.
    pub is_escalated: bool,
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
        let tell_by = case.share_by(calendar, round);
        let first = round.timescale.iter().map(|it| (it.on.unwrap_or(round.begun), it.answer_by));
        let is_undated = closing.is_some_and(|it| it.day_not_known) && round.response.is_none();
        Self {
            begun: round.begun,
            acknowledge_by: case.acknowledge_by(calendar, round),
            acknowledged: round.acknowledgement.as_ref().map(|it| it.on),
            owes_acknowledgement: case.owes_acknowledgement(round),
            told_soon: round.timescale.as_ref().is_some_and(|it| it.on.is_none_or(|it| it <= tell_by)),
            timescales: first.chain(round.extensions.iter().map(|it| (it.told_on, it.to))).collect(),
            still_stands: case.still_stands(calendar, round),
            responded: round.response.as_ref().map(|it| it.on),
            closed: closing.map(|it| it.on),
            is_undated: is_undated && !round.ended_unanswered(),
            route: round.route(),
            is_escalated: round.route() == Some(Route::CloserLook)
                && (round.second_stage().is_some()
                    || round.routes.iter().any(|it| it.route == Route::EarlyResolution)),
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

    /// What the person had been told by a day, in this round or in earlier ones where that still stands.
    pub fn promise_on(&self, day: NaiveDate) -> Option<Promise> {
        let mut told = self.timescales.iter().take_while(|it| it.0 <= day).map(|it| it.1);
        let own = told.next().map(|first| {
            let last = told.last().unwrap_or(first);
            Promise { first, last, at_start: self.told_soon }
        });
        Promise::renewed(self.still_stands, own)
    }

    /// The day by which the person expected an answer on a day: what they had been told last by then.
    pub fn timescale_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.promise_on(day).map(|it| it.last)
    }

    /// The day on which the person had their answer, as things stood on a day. A closing without a response is one where the
    /// round did not end without a finding.
    pub fn answered_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        let closed = self.closed_on(day).filter(|_| self.outcome.is_none_or(Outcome::is_finding));
        self.responded.filter(|it| *it <= day).or(closed)
    }

    /// Whether it was closed by a day and the person had no answer: withdrawn, out of scope, a repeat.
    pub fn ended_unanswered(&self, day: NaiveDate) -> bool {
        self.closed_on(day).is_some() && self.answered_on(day).is_none()
    }

    /// How its answer compares with what the person was told, as things stood on a day: with the timescale they were told first, in
    /// whichever round nobody has answered since, then with the last. None while nobody has answered, where nobody ever will, and
    /// where it is not known when.
    /// Told with the answer is not told at the start, except on the very day of receipt; nor does being told anew mend that they were
    /// told too late at first. A later timescale counts only where they were told of it in time for it.
    pub fn kept_on(&self, day: NaiveDate) -> Option<(Timeliness, Timeliness)> {
        if self.ended_unanswered(day) || self.is_undated {
            return None;
        }
        let answered = self.answered_on(day);
        let with_the_answer = |told: NaiveDate| told != self.begun && answered.is_some_and(|it| it <= told);
        let is_before = self.timescales.first().is_some_and(|it| !with_the_answer(it.0));
        let promise = if is_before { self.promise_for(answered) } else { self.still_stands };
        match promise {
            Some(it) if it.at_start => {
                answered.map(|on| (Timeliness::of(it.first, on), Timeliness::of(it.last, on)))
            }
            None if self.timescales.is_empty() => Some((Timeliness::None, Timeliness::None)),
            _ => Some((Timeliness::ToldLate, Timeliness::ToldLate)),
        }
    }

    /// What the person had been told that counts for an answer on a day, in this round or in earlier ones where that still stands.
    fn promise_for(&self, answered: Option<NaiveDate>) -> Option<Promise> {
        let own = self.timescales.split_first().map(|((_, first), later)| {
            let last = answered.map_or(*first, |it| last_in_time(*first, later.iter().copied(), it));
            Promise { first: *first, last, at_start: self.told_soon }
        });
        Promise::renewed(self.still_stands, own)
    }

    /// How its acknowledgement compares with its date, as things stood on a day. Where one was owed or is recorded, an answer that
    /// went by then acknowledges too. None where none was owed, or none is recorded yet.
    pub fn acknowledged_on(&self, day: NaiveDate) -> Option<Timeliness> {
        let counts = (self.owes_acknowledgement || self.acknowledged.is_some()) && !self.is_undated;
        let is_answer = |it: &NaiveDate| counts && *it <= self.acknowledge_by;
        let answered = self.answered_on(day).filter(is_answer);
        // What was over before its day, such as withdrawn the day after, owes nothing.
        let was_over = self.closed_on(day).is_some_and(|it| it <= self.acknowledge_by);
        match answered.or(self.acknowledged) {
            Some(done) => Some(Timeliness::of(self.acknowledge_by, done)),
            None => (self.owes_acknowledgement && !was_over).then_some(Timeliness::None),
        }
    }

    /// Whether its acknowledgement was owed and late on a day, and the person had no answer either.
    pub fn unacknowledged_on(&self, day: NaiveDate) -> bool {
        self.owes_acknowledgement
            && self.acknowledge_by < day
            && self.acknowledged.is_none_or(|it| day < it)
            && self.answered_on(day).is_none()
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
