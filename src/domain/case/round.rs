//! One round of a case: from its receipt, or from its reopening, to its closing. Each has its own dates, its own timescale and its
//! own answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::vocabulary::{Means, Outcome, PauseReason, Route, WentWrong};

/// A time through, from beginning to closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The day of receipt, or the day on which the case was opened again.
    pub begun: NaiveDate,
    /// Why it was opened again; empty for the first round.
    pub why: String,
    pub acknowledgement: Option<Told>,
    /// Routes taken, in order: at most two, and only from early resolution to closer look.
    pub routes: Vec<RouteTaken>,
    /// The timescale shared with the person at the start. Never overwritten: the guide measures by it.
    pub timescale: Option<Timescale>,
    /// Longer timescales agreed with the person, in order.
    pub extensions: Vec<Extension>,
    /// Times during which the office's own clock stood still. They never move the timescale.
    pub pauses: Vec<Pause>,
    /// The day by which the person was told they would next hear.
    pub next_update: Option<NaiveDate>,
    /// The senior colleague's letter that explains why six months were not enough.
    pub senior_letter: Option<SeniorLetter>,
    /// The latest draft of the response.
    pub draft: Option<DraftResponse>,
    /// The latest quality check of that draft.
    pub check: Option<QualityCheck>,
    /// The final response.
    pub response: Option<Response>,
    /// How it ended; none while it goes on.
    pub closing: Option<Closing>,
    /// Whether something went wrong, as it stood at the closing; none while it goes on, or if nothing was decided.
    pub went_wrong: Option<WentWrong>,
    /// Sign-in names of those who dealt with it at any time: were responsible, found something, wrote a draft or answered.
    pub dealt_by: Vec<String>,
}

/// Whether the person was told a longer timescale in time for it to count: by the day of the one before it, and before the day of
/// the answer. Told later, it mends nothing that was missed.
pub fn is_told_in_time(told: NaiveDate, before: NaiveDate, answered: NaiveDate) -> bool {
    told <= before && told < answered
}

/// What the person was told last in time for an answer: first the first timescale, then each later one, as the day they were told
/// and the day by which they would have an answer.
pub fn last_in_time(
    first: NaiveDate,
    later: impl IntoIterator<Item = (NaiveDate, NaiveDate)>,
    answered: NaiveDate,
) -> NaiveDate {
    later
        .into_iter()
        .fold(first, |last, (told, to)| if is_told_in_time(told, last, answered) { to } else { last })
}

/// The person was told something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// When.
    pub on: NaiveDate,
    /// How; not recorded for some imported cases.
    #[serde(default)]
    pub means: Option<Means>,
    /// What was said.
    #[serde(default)]
    pub note: String,
}

/// A route and the day it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTaken {
    /// Which.
    pub route: Route,
    /// Since when.
    pub on: NaiveDate,
    /// Why; needed for the move to closer look.
    #[serde(default)]
    pub reason: String,
    /// The office's own target in working days, as the rule stood then.
    #[serde(default)]
    pub days: u32,
    /// What holds for the second of two linked stages, where it begins with it.
    #[serde(default)]
    pub second_stage: Option<SecondStage>,
}

/// The second of two linked stages: somebody else answers again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStage {
    /// Sign-in names of those who dealt with the first.
    #[serde(default)]
    pub not_by: Vec<String>,
    /// Working days allowed for acknowledging it, as the rule stood when it began.
    pub acknowledge_within: u32,
}

impl RouteTaken {
    /// A route from a day on, with the office's own target in working days; no second stage begins with it.
    pub const fn of(route: Route, on: NaiveDate, days: u32) -> Self {
        Self { route, on, reason: String::new(), days, second_stage: None }
    }
}

/// A timescale that the person was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timescale {
    /// The day by which they will have an answer.
    pub answer_by: NaiveDate,
    /// When they were told; not recorded for some imported cases.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// How they were told.
    #[serde(default)]
    pub means: Option<Means>,
}

/// A longer timescale agreed with the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The day by which they will now have an answer.
    pub to: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// When the person was told.
    pub told_on: NaiveDate,
}

/// A time during which the office's own clock stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// First day that does not count.
    pub from: NaiveDate,
    /// Why, by kind.
    pub category: PauseReason,
    /// Why, in words.
    #[serde(default)]
    pub reason: String,
    /// First day that counts again; none while paused.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// The letter owed when six months pass without a final response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeniorLetter {
    /// When it went.
    pub on: NaiveDate,
    /// Which senior colleague wrote it.
    #[serde(default)]
    pub by: String,
    /// The answer is now expected by.
    pub expected: NaiveDate,
}

/// A draft of the response, ready to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftResponse {
    /// When it was ready.
    pub on: NaiveDate,
    /// Where it is, or what it says.
    #[serde(default)]
    pub note: String,
    /// Sign-in name of whoever wrote it.
    #[serde(default)]
    pub by: String,
}

/// A second person's check of the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityCheck {
    /// When.
    pub on: NaiveDate,
    /// Whether it may go.
    pub passed: bool,
    /// Why not, or anything to add.
    #[serde(default)]
    pub note: String,
    /// Sign-in name of whoever checked it.
    #[serde(default)]
    pub by: String,
}

/// The final response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// When it went.
    pub on: NaiveDate,
    /// How it went.
    #[serde(default)]
    pub means: Option<Means>,
    /// Whether it says where the person can go next (Standards F7).
    #[serde(default)]
    pub signposted: bool,
    /// Who signed it off.
    #[serde(default)]
    pub signed_off_by: String,
    /// What it says, in brief.
    #[serde(default)]
    pub note: String,
    /// Sign-in name of whoever recorded it; the desk writes it.
    #[serde(default)]
    pub by: String,
}

/// How and when a case was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub on: NaiveDate,
    /// Whether that day stands for one that nobody recorded, of an imported case.
    #[serde(default)]
    pub day_not_known: bool,
    /// The outcome; none only for imported cases whose outcome was not recorded.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Why the outcome differs from what the issues add up to, or why the case ended without a finding.
    #[serde(default)]
    pub reason: String,
    /// Why it was late, if it was.
    #[serde(default)]
    pub late_reason: String,
}

/// A closed case was opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// When.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What figures go by in one time through a case: its days, its route and how it ended. None that is there goes; one that is not
/// comes only where the round is closed, for then no step records it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFacts {
    /// 1 for the first.
    pub number: u32,
    /// When the person was told that the office has their complaint.
    pub acknowledged: Option<NaiveDate>,
    /// The route at the end.
    pub route: Option<Route>,
    /// The office's own target on it, in working days.
    #[serde(default)]
    pub route_days: u32,
    /// When they were told the first timescale.
    pub told: Option<NaiveDate>,
    /// The day by which they were told that they would have an answer, first of all.
    pub answer_by: Option<NaiveDate>,
    /// When the final response went.
    pub answered: Option<NaiveDate>,
    /// When it was closed.
    pub closed: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why the answer was late.
    #[serde(default)]
    pub late_reason: String,
}

impl RoundFacts {
    /// What figures go by in a round.
    pub fn of(number: u32, it: &Round) -> Self {
        let (told, closing) = (it.timescale.as_ref(), it.closing.as_ref());
        Self {
            number,
            acknowledged: it.acknowledgement.as_ref().map(|it| it.on),
            route: it.route(),
            route_days: it.routes.last().map_or(0, |it| it.days),
            told: told.and_then(|it| it.on),
            answer_by: told.map(|it| it.answer_by),
            answered: it.response.as_ref().map(|it| it.on),
            closed: closing.map(|it| it.on),
            outcome: closing.and_then(|it| it.outcome),
            late_reason: closing.map(|it| it.late_reason.clone()).unwrap_or_default(),
        }
    }
}

impl Round {
    /// Puts what figures go by in the place of what it was, or where nobody had recorded it.
    pub(super) fn put_right(&mut self, now: &RoundFacts) {
        if let Some(on) = now.acknowledged {
            self.acknowledgement.get_or_insert(Told { on, means: None, note: String::new() }).on = on;
        }
        if let Some(route) = now.route {
            if self.routes.is_empty() {
                self.routes.push(RouteTaken::of(route, self.begun, now.route_days));
            }
            if let Some(it) = self.routes.last_mut() {
                (it.route, it.days) = (route, now.route_days);
            }
        }
        if let Some(answer_by) = now.answer_by {
            let it = self.timescale.get_or_insert(Timescale { answer_by, on: None, means: None });
            (it.on, it.answer_by) = (now.told, answer_by);
        }
        if let Some(on) = now.answered {
            let none = Response {
                on,
                means: None,
                signposted: false,
                signed_off_by: String::new(),
                note: String::new(),
                by: String::new(),
            };
            self.response.get_or_insert(none).on = on;
        }
        let Some((it, on)) = self.closing.as_mut().zip(now.closed) else { return };
        it.day_not_known &= it.on == on;
        (it.on, it.outcome) = (on, now.outcome);
        it.late_reason.clone_from(&now.late_reason);
    }

    /// Notes that somebody deals with it.
    pub(super) fn dealt_with_by(&mut self, login: &str) {
        if !login.is_empty() && self.dealt_by.iter().all(|it| it != login) {
            self.dealt_by.push(login.to_owned());
        }
    }

    /// A round that has just begun.
    pub const fn begun(begun: NaiveDate, why: String) -> Self {
        Self {
            begun,
            why,
            acknowledgement: None,
            routes: Vec::new(),
            timescale: None,
            extensions: Vec::new(),
            pauses: Vec::new(),
            next_update: None,
            senior_letter: None,
            draft: None,
            check: None,
            response: None,
            closing: None,
            went_wrong: None,
            dealt_by: Vec::new(),
        }
    }

    /// The day by which the person now expects an answer.
    pub fn answer_by(&self) -> Option<NaiveDate> {
        self.extensions.last().map(|it| it.to).or(self.timescale.as_ref().map(|it| it.answer_by))
    }

    /// The day by which the person expected an answer, as it counts once they have it: a longer timescale only where they were told of
    /// it in time ([`is_told_in_time`]). While nobody has answered, the one that they were told last.
    pub fn counts_by(&self) -> Option<NaiveDate> {
        let (Some(first), Some(answered)) = (&self.timescale, self.answered()) else {
            return self.answer_by();
        };
        let later = self.extensions.iter().map(|it| (it.told_on, it.to));
        Some(last_in_time(first.answer_by, later, answered))
    }

    /// The day on which the person had their answer: the final response, or the closing where no response is recorded, unless
    /// nobody recorded that day. What ended without a finding, and without a response, was never answered.
    pub fn answered(&self) -> Option<NaiveDate> {
        let closing = self.closing.as_ref().filter(|it| it.outcome.is_none_or(Outcome::is_finding));
        let known = closing.filter(|it| !it.day_not_known);
        self.response.as_ref().map(|it| it.on).or_else(|| known.map(|it| it.on))
    }

    /// Whether it ended without a finding and without a response.
    pub fn ended_unanswered(&self) -> bool {
        let outcome = self.closing.as_ref().and_then(|it| it.outcome);
        self.response.is_none() && outcome.is_some_and(|it| !it.is_finding())
    }

    /// The route that holds now.
    pub fn route(&self) -> Option<Route> {
        self.routes.last().map(|it| it.route)
    }

    /// What holds for the second of two linked stages, where it begins with this round.
    pub fn second_stage(&self) -> Option<&SecondStage> {
        self.routes.iter().find_map(|it| it.second_stage.as_ref())
    }

    /// The pause that is running.
    pub fn pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|it| it.until.is_none())
    }
}

impl Closing {
    /// A closing of which no more is known.
    pub const fn of(on: NaiveDate, outcome: Option<Outcome>) -> Self {
        Self { on, day_not_known: false, outcome, reason: String::new(), late_reason: String::new() }
    }
}
