//! The dates that a case runs by, each worked out from facts every time and each able to say how it was reached.
//!
//! Nothing here is stored: a stored deadline goes wrong as soon as a holiday is added.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::{add_months, long};
use crate::domain::calendar::explanation::{Explanation, Step};
use crate::domain::case::record::Case;
use crate::domain::case::round::{Pause, Round, is_told_in_time};
use crate::domain::text::count;
use crate::domain::vocabulary::{Nature, Outcome};

/// What is said in place of the clocks of a conversation.
pub const SETTLED_AT_ONCE: &str = "It was settled at once: nobody is owed an answer.";

/// Calendar months after which a written explanation by a senior colleague is owed.
const MONTHS_BEFORE_SENIOR_LETTER: i32 = 6;
/// Calendar days for acknowledging a data-protection complaint (Data Protection Act 2018, section 164A).
const DATA_PROTECTION_DAYS: u64 = 30;

/// Whether somebody can be late by a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    Runs,
    /// It stands still, because the case waits.
    Stopped,
    /// It is nobody's to keep: the case is over.
    NotOwed,
    /// Nobody recorded whether it was kept: the case was taken over from elsewhere.
    NotKnown,
    /// A later one is owed instead, and figures go by this one.
    Measures,
}

impl ClockState {
    const fn owed(is_owed: bool) -> Self {
        if is_owed { Self::Runs } else { Self::NotOwed }
    }
}

/// A date that can explain itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What the date is for.
    pub name: &'static str,
    /// The date.
    pub due: NaiveDate,
    /// What settled it, in a word, and when; none while it runs.
    pub done: Option<(&'static str, NaiveDate)>,
    /// Whether it runs, if nothing settled it.
    pub state: ClockState,
    /// Whether the person was told it too late for the figures to count it as kept.
    pub is_told_late: bool,
    /// How it was reached, step by step.
    pub steps: Vec<String>,
}

impl Clock {
    /// What settled it, when, and whether in time: “answered Mon 4 May 2026, late”; nothing while it runs.
    pub fn settled(&self) -> Option<String> {
        let (what, on) = self.done?;
        let verdict = match (on <= self.due, self.is_told_late) {
            (true, false) => "in time",
            (true, true) => "by the day told, which was told late",
            (false, _) => "late",
        };
        Some(format!("{what} {}, {verdict}", long(on)))
    }
}

/// By when the person was told that they would have an answer, which nobody has given since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What they were told first: the figures go by it.
    #[serde(with = "crate::domain::compact")]
    pub first: NaiveDate,
    /// What they were told last: it is owed.
    #[serde(with = "crate::domain::compact")]
    pub last: NaiveDate,
    /// Whether they were told the first soon enough for it to be shared at the start.
    pub at_start: bool,
}

impl Promise {
    /// What holds once the person is told anew, in a later round: what they were told first stays that.
    pub fn renewed(before: Option<Self>, anew: Option<Self>) -> Option<Self> {
        match (before, anew) {
            (Some(before), Some(anew)) => Some(Self { last: anew.last, ..before }),
            (before, anew) => before.or(anew),
        }
    }
}

/// The office's own target for the route that a round is on, as far as it is known on a day. Pauses move it by the working
/// days that were lost, whatever else moved it; they never move the timescale.
struct Target<'a> {
    /// From which day it is counted.
    start: NaiveDate,
    /// Over how many working days.
    days: u32,
    /// Each pause that moved it.
    pauses: Vec<Lost<'a>>,
    due: NaiveDate,
}

/// What a pause cost a target.
struct Lost<'a> {
    pause: &'a Pause,
    /// The day before its first day that counts, and its last day.
    after: NaiveDate,
    last: NaiveDate,
    /// How many working days were lost.
    days: i64,
    /// Where the target stood, and where it came to.
    before: NaiveDate,
    moved: NaiveDate,
}

impl Round {
    /// The office's own target as it stands on a day.
    pub fn target(&self, calendar: &Calendar, today: NaiveDate) -> Option<NaiveDate> {
        self.target_on(calendar, today).map(|it| it.due)
    }

    /// A pause costs the working days from its first on until the clock runs again; one that is not over has cost those
    /// before `today`, and none goes on after the answer. What lay before the clock began cost it nothing.
    fn target_on(&self, calendar: &Calendar, today: NaiveDate) -> Option<Target<'_>> {
        let route = self.routes.last()?;
        let start = if self.routes.len() == 1 { self.begun } else { route.on };
        let day_zero = calendar.due(start, 0);
        let mut due = calendar.due(start, route.days);
        let mut pauses = Vec::new();
        for pause in self.pauses.iter().filter(|it| day_zero < it.until.unwrap_or(NaiveDate::MAX)) {
            let (after, last) = paused(day_zero, pause, self.answered().unwrap_or(today));
            let (days, before) = (calendar.between(after, last).max(0), due);
            due = calendar.add(before, i32::try_from(days).unwrap_or(i32::MAX));
            pauses.push(Lost { pause, after, last, days, before, moved: due });
        }
        Some(Target { start, days: route.days, pauses, due })
    }

    /// The day on which six months are over.
    pub fn six_months(&self) -> NaiveDate {
        add_months(self.begun, MONTHS_BEFORE_SENIOR_LETTER)
    }

    /// Working days from its beginning to its answer.
    pub fn days_taken(&self, calendar: &Calendar) -> Option<i64> {
        self.answered().map(|it| calendar.days_taken(self.begun, it))
    }

    /// Working days during which the office's clock stood still, up to a day.
    pub fn paused_working_days(&self, calendar: &Calendar, up_to: NaiveDate) -> i64 {
        let days = |(after, last): (NaiveDate, NaiveDate)| calendar.between(after, last).max(0);
        self.pauses.iter().map(|it| days(paused(self.begun, it, up_to))).sum()
    }
}

impl Case {
    /// The day by which the person is to be told by when they will have an answer: told later, it is no timescale shared at the
    /// start.
    pub fn share_by(&self, calendar: &Calendar, round: &Round) -> NaiveDate {
        calendar.due(round.begun, self.share_within)
    }

    /// What the person was told in a round itself.
    fn told_in(&self, calendar: &Calendar, round: &Round) -> Option<Promise> {
        let told = round.timescale.as_ref()?;
        let at_start = told.on.is_none_or(|it| it <= self.share_by(calendar, round));
        Some(Promise { first: told.answer_by, last: round.counts_by()?, at_start })
    }

    /// What the person was told in earlier rounds that still stands in a round: these ended without an answer, and the person did
    /// not withdraw before its day.
    pub fn still_stands(&self, calendar: &Calendar, round: &Round) -> Option<Promise> {
        let before = self.rounds.iter().take_while(|it| !std::ptr::eq(*it, round));
        before.fold(None, |stands, it| {
            let promise = Promise::renewed(stands, self.told_in(calendar, it))?;
            let withdrawn = it.closing.as_ref().filter(|it| it.outcome == Some(Outcome::Withdrawn));
            let is_released = withdrawn.is_some_and(|it| it.on <= promise.first);
            (it.ended_unanswered() && !is_released).then_some(promise)
        })
    }

    /// What the person was told, in a round or in earlier ones where that still stands.
    pub fn promise(&self, calendar: &Calendar, round: &Round) -> Option<Promise> {
        Promise::renewed(self.still_stands(calendar, round), self.told_in(calendar, round))
    }

    /// The day by which a round is to be acknowledged.
    pub fn acknowledge_by(&self, calendar: &Calendar, round: &Round) -> NaiveDate {
        calendar.due(round.begun, self.acknowledge_within_of(round))
    }

    fn acknowledge_within_of(&self, round: &Round) -> u32 {
        round.second_stage().map_or(self.acknowledge_within, |it| it.acknowledge_within)
    }

    /// Whether a round is to be acknowledged: the first one, unless nobody recorded it, and the one that begins stage 2.
    pub fn owes_acknowledgement(&self, round: &Round) -> bool {
        let is_first = std::ptr::eq(round, self.rounds.first());
        round.second_stage().is_some() || is_first && self.source.is_none()
    }

    /// The day by which a data-protection complaint must be acknowledged: counted from the day after receipt, moved on
    /// to a working day.
    pub fn data_protection_by(&self, calendar: &Calendar) -> NaiveDate {
        let thirty = self.facts.received.checked_add_days(Days::new(DATA_PROTECTION_DAYS));
        calendar.roll_forward(thirty.unwrap_or(NaiveDate::MAX))
    }

    /// When the person was first told that the office has their complaint, in whatever round.
    pub fn acknowledged(&self) -> Option<NaiveDate> {
        self.rounds.iter().find_map(|it| it.acknowledgement.as_ref()).map(|it| it.on)
    }

    /// Whether it was taken over from elsewhere and goes on in its first round: nobody recorded what the person was told.
    pub fn is_as_taken_over(&self) -> bool {
        self.source.is_some() && !self.was_reopened()
    }

    /// Every clock of the round that holds, in the order in which they usually run out; none of a conversation that was settled
    /// at once, for nobody is owed an answer to it. That a case was opened again need not be acknowledged, unless stage 2 begins
    /// with it.
    pub fn clocks(&self, calendar: &Calendar, today: NaiveDate) -> Vec<Clock> {
        if self.nature == Nature::Conversation {
            return Vec::new();
        }
        let round = &self.rounds.now;
        let answered = round.answered().map(|it| ("answered", it));
        let acknowledged = self.acknowledged().map(|it| ("acknowledged", it));
        let letter = round.senior_letter.as_ref().map(|it| ("letter sent", it.on));
        let state = ClockState::owed(self.is_open());
        let mut clocks = Vec::new();
        let is_second = round.second_stage().is_some();
        if is_second || !self.was_reopened() {
            let of_round = round.acknowledgement.as_ref().map(|it| ("acknowledged", it.on));
            clocks.push(Clock {
                name: "Acknowledge by",
                due: self.acknowledge_by(calendar, round),
                done: if is_second { of_round } else { acknowledged },
                state: if self.is_open() && self.is_as_taken_over() { ClockState::NotKnown } else { state },
                is_told_late: false,
                steps: lines(&calendar.explain_due(round.begun, self.acknowledge_within_of(round))),
            });
        }
        if self.facts.data_protection {
            clocks.push(Clock {
                name: "Data protection",
                due: self.data_protection_by(calendar),
                done: acknowledged,
                state: ClockState::owed(self.is_open()),
                is_told_late: false,
                steps: vec![
                    format!("Received on {}.", long(self.facts.received)),
                    format!("{DATA_PROTECTION_DAYS} calendar days, counted from the day after receipt."),
                    "A last day that is not a working day moves to the next working day.".to_owned(),
                ],
            });
        }
        clocks.extend(self.reply_clocks(calendar, answered));
        clocks.extend(target_clock(calendar, today, round, answered));
        if let Some(next) = round.next_update {
            let steps = vec!["The date on which the person was told they would next hear.".to_owned()];
            clocks.push(Clock {
                name: "Next update",
                due: next,
                done: None,
                state: ClockState::Runs,
                is_told_late: false,
                steps,
            });
        }
        let begun = if self.was_reopened() { "Opened again" } else { "Received" };
        clocks.push(Clock {
            name: "Six months",
            due: round.six_months(),
            done: letter.or(answered),
            state,
            is_told_late: false,
            steps: vec![
                format!("{begun} on {}.", long(round.begun)),
                "Six calendar months. After that a senior colleague must write and explain the delay."
                    .to_owned(),
            ],
        });
        clocks
    }

    /// The timescale that is owed and, where another counts in the figures, that one before it.
    fn reply_clocks(&self, calendar: &Calendar, done: Option<(&'static str, NaiveDate)>) -> Vec<Clock> {
        let round = &self.rounds.now;
        let Some(Promise { first, last, at_start }) = self.promise(calendar, round) else {
            return Vec::new();
        };
        let before = self.still_stands(calendar, round);
        let rule = if at_start {
            "This first timescale is never changed: the figures use it."
        } else {
            "It was shared too late to count as the start: figures count the case under “timescale shared late”."
        };
        let mut steps = Vec::new();
        if let Some(Promise { first, last, .. }) = before {
            let then = if first == last { String::new() } else { format!(", then by {}", long(last)) };
            steps.push(format!(
                "Before the case was opened again, the person was told to expect an answer by {}{then}. Nobody answered, so it \
                 still stands. {rule}",
                long(first)
            ));
        }
        if let Some(told) = &round.timescale {
            let on = told
                .on
                .map_or_else(|| "On a day that is not known".to_owned(), |it| format!("On {}", long(it)));
            let rule = if before.is_none() { format!(" {rule}") } else { String::new() };
            let by = long(told.answer_by);
            steps.push(format!("{on} the person was told to expect an answer by {by}.{rule}"));
        }
        let mut before_it = round.timescale.as_ref().map(|it| it.answer_by);
        for it in &round.extensions {
            let counts = before_it
                .zip(round.answered())
                .is_none_or(|(before, answered)| is_told_in_time(it.told_on, before, answered));
            let late = if counts { "" } else { " That was too late for it to count." };
            before_it = if counts { Some(it.to) } else { before_it };
            let reason = if it.reason.is_empty() { String::new() } else { format!(" Reason: {}", it.reason) };
            let (told_on, to) = (long(it.told_on), long(it.to));
            steps.push(format!("On {told_on} they were told it would be {to} instead.{late}{reason}"));
        }
        if !round.pauses.is_empty() {
            steps.push("Pauses do not move a timescale that the person was told.".to_owned());
        }
        steps.extend(calendar.caveat(last));
        let state = ClockState::owed(round.closing.is_none());
        let first_told = Clock {
            name: "First told",
            due: first,
            done,
            state: ClockState::Measures,
            is_told_late: false,
            steps: vec![rule.to_owned(), format!("They were told {} since: that is owed.", long(last))],
        };
        let first_told = Some(first_told).filter(|_| at_start && first != last);
        first_told
            .into_iter()
            .chain([Clock { name: "Reply by", due: last, done, state, is_told_late: !at_start, steps }])
            .collect()
    }
}

fn target_clock(
    calendar: &Calendar,
    today: NaiveDate,
    round: &Round,
    done: Option<(&'static str, NaiveDate)>,
) -> Option<Clock> {
    let Target { start, days, pauses, due } = round.target_on(calendar, today)?;
    let mut steps = vec![format!(
        "The office's own target for {}: {}.",
        round.route()?,
        count(days.into(), "working day")
    )];
    let is_receipt = round.routes.len() == 1 && round.why.is_empty();
    let counted = if is_receipt { Calendar::explain_due } else { Calendar::explain_due_from };
    steps.extend(lines(&counted(calendar, start, days)));
    for Lost { pause, after, last, days, before, moved } in pauses {
        let end = match (pause.until, done) {
            (Some(until), _) => format!("until {}", long(until)),
            (None, Some(_)) => "until the answer".to_owned(),
            (None, None) => "and not over yet; until it is, nobody is late by this date".to_owned(),
        };
        let since = if pause.from <= start { format!(" after {}", long(start)) } else { String::new() };
        let lost = u64::try_from(days).unwrap_or(0);
        steps.push(format!(
            "Paused from {}, {end}: {}{since} later, {}. {}",
            long(pause.from),
            count(lost, "working day"),
            long(moved),
            pause.reason
        ));
        steps.extend(days_off(calendar, "No working days of the pause", after, last));
        steps.extend(days_off(calendar, "No working days on the way to that date", before, moved));
    }
    steps.push(format!("Target: {}.", long(due)));
    let is_stopped = round.closing.is_none() && round.pause().is_some();
    let state = if is_stopped { ClockState::Stopped } else { ClockState::owed(round.closing.is_none()) };
    Some(Clock { name: "Our target", due, done, state, is_told_late: false, steps })
}

fn lines(explanation: &Explanation) -> Vec<String> {
    explanation.steps.iter().map(ToString::to_string).collect()
}

/// The days of a pause that fall before a day, as the day before the first and the last: the first paused day counts, the day
/// it ends does not. What lies after the day is no wait of the person's, even if somebody let the clock run again only later;
/// and day zero, from which the clock counts, is no day that it could lose.
fn paused(day_zero: NaiveDate, pause: &Pause, up_to: NaiveDate) -> (NaiveDate, NaiveDate) {
    let end = pause.until.map_or(up_to, |it| it.min(up_to)).max(pause.from);
    let before = |date: NaiveDate| date.pred_opt().unwrap_or(NaiveDate::MIN);
    (before(pause.from).max(day_zero), before(end))
}

/// The bank holidays and closures after one day and up to another, as a line of an explanation; none where there are none.
fn days_off(calendar: &Calendar, words: &str, after: NaiveDate, last: NaiveDate) -> Option<String> {
    let next = last.succ_opt().filter(|it| after < *it)?;
    let all: Vec<String> = calendar
        .skipped(after, next)
        .into_iter()
        .filter_map(|it| match it {
            Step::Skipped(on, day_off) => Some(format!("{}: {day_off}", long(on))),
            _ => None,
        })
        .collect();
    (!all.is_empty()).then(|| format!("{words}: {}.", all.join("; ")))
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::case::round::{Closing, Extension, Response, RouteTaken, Timescale};
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::{PauseReason, Route};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case() -> Case {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.acknowledge_within = 3;
        case.rounds.now.routes.push(RouteTaken::of(Route::CloserLook, on("2026-03-04"), 20));
        case
    }

    fn pause(from: &str, until: &str) -> Pause {
        let reason = "Waiting for the landlord.".to_owned();
        Pause { from: on(from), category: PauseReason::Information, reason, until: Some(on(until)) }
    }

    #[test]
    fn a_pause_of_no_days_moves_nothing() {
        let calendar = Office::default().calendar();
        let mut round = case().rounds.now;
        let before = round.target(&calendar, on("2026-03-30"));
        round.pauses.push(pause("2026-03-10", "2026-03-10"));
        assert_eq!(round.target(&calendar, on("2026-03-30")), before);
    }

    #[test]
    fn a_pause_of_a_working_week_moves_the_target_by_five_working_days_and_the_timescale_by_none() {
        let calendar = Office::default().calendar();
        let mut round = case().rounds.now;
        round.timescale =
            Some(Timescale { answer_by: on("2026-04-10"), on: Some(on("2026-03-04")), means: None });
        let before = round.target(&calendar, on("2026-03-30")).expect("on a route");
        round.pauses.push(pause("2026-03-09", "2026-03-16"));
        assert_eq!(round.target(&calendar, on("2026-03-30")), Some(calendar.add(before, 5)));
        assert_eq!(round.answer_by(), Some(on("2026-04-10")));
    }

    /// 20 working days from 2 March are 30 March; 2 April is a Thursday, 3 and 6 April are bank holidays.
    #[test]
    fn a_target_moves_by_every_working_day_that_was_lost_however_long_and_however_often() {
        let calendar = Office::default().calendar();
        let target = |pauses: &[(&str, Option<&str>)], today: &str| {
            let mut round = case().rounds.now;
            round.pauses = pauses
                .iter()
                .map(|(from, until)| Pause { until: until.map(on), ..pause(from, from) })
                .collect();
            round.target(&calendar, on(today)).expect("on a route").to_string()
        };
        assert_eq!(target(&[], "2026-03-05"), "2026-03-30");
        // On its first day a pause has cost nothing, and while it runs the target is never behind.
        assert_eq!(target(&[("2026-03-05", None)], "2026-03-05"), "2026-03-30");
        assert_eq!(target(&[("2026-03-05", None)], "2026-05-01"), "2026-05-28");
        // 30 working days, Good Friday and Easter Monday not among them.
        assert_eq!(target(&[("2026-03-05", Some("2026-04-20"))], "2026-05-01"), "2026-05-14");
        // One day, then another that lies behind the first target and before the one it came to.
        let two = [("2026-03-27", Some("2026-03-30")), ("2026-03-31", Some("2026-04-01"))];
        assert_eq!(target(&two, "2026-05-01"), "2026-04-01");
        // A case that was a day late when it was paused is a day late when it goes on: 31 March to 17 April are 12 days.
        assert_eq!(target(&[("2026-03-31", Some("2026-04-20"))], "2026-05-01"), "2026-04-17");
    }

    #[test]
    fn a_conversation_that_was_settled_at_once_runs_by_no_date_until_it_is_a_complaint() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.nature = Nature::Conversation;
        assert_eq!(case.clocks(&calendar, on("2026-07-01")), []);
        case.nature = Nature::Complaint;
        assert!(case.clocks(&calendar, on("2026-07-01")).iter().any(|it| it.name == "Acknowledge by"));
    }

    /// Every pause says which of its weekdays, and of those on the way to the date it came to, are no working days: what is left
    /// of each is the working days that it says were lost.
    #[test]
    fn the_explanation_of_a_target_adds_up_day_by_day() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.rounds.now.pauses = vec![pause("2026-03-05", "2026-04-20"), pause("2026-05-01", "2026-05-27")];
        let clocks = case.clocks(&calendar, on("2026-07-01"));
        let target = clocks.iter().find(|it| it.name == "Our target").expect("on a route");
        let steps = target.steps.join("\n");
        // 5 March to 17 April are 32 weekdays; 31 March to 14 May are 33.
        assert!(
            steps.contains(
                "until Mon 20 Apr 2026: 30 working days later, Thu 14 May 2026. Waiting for the landlord.\n\
                 No working days of the pause: Fri 3 Apr 2026: Good Friday; Mon 6 Apr 2026: Easter Monday.\n\
                 No working days on the way to that date: Fri 3 Apr 2026: Good Friday; Mon 6 Apr 2026: Easter Monday; \
                 Mon 4 May 2026: Early May bank holiday."
            ),
            "{steps}"
        );
        // 1 to 26 May are 18 weekdays, of which 4 and 25 May are bank holidays; 15 May to 8 June are 17, and 25 May is one.
        assert!(steps.contains("until Wed 27 May 2026: 16 working days later, Mon 8 Jun 2026."), "{steps}");
        assert!(steps.ends_with("Target: Mon 8 Jun 2026.") && target.due == on("2026-06-08"), "{steps}");
        let weekdays = |from: NaiveDate, to: NaiveDate| {
            let days = from.iter_days().take_while(|it| *it <= to);
            days.filter(|it| it.weekday().number_from_monday() < 6).count()
        };
        let named = |line: &str| line.matches(": ").count() - 1;
        let off: Vec<usize> =
            target.steps.iter().filter(|it| it.starts_with("No working")).map(|it| named(it)).collect();
        let left = [
            weekdays(on("2026-03-05"), on("2026-04-19")) - off[0],
            weekdays(on("2026-03-31"), on("2026-05-14")) - off[1],
            weekdays(on("2026-05-01"), on("2026-05-26")) - off[2],
            weekdays(on("2026-05-15"), on("2026-06-08")) - off[3],
        ];
        assert_eq!(left, [30, 30, 16, 16], "{steps}");
    }

    #[test]
    fn a_pause_that_ended_before_the_new_route_began_costs_its_target_nothing() {
        let calendar = Office::default().calendar();
        let mut round = case().rounds.now;
        let early = RouteTaken { route: Route::EarlyResolution, days: 10, ..round.routes[0].clone() };
        let closer = RouteTaken { on: on("2026-04-20"), ..round.routes[0].clone() };
        round.routes = vec![early, closer];
        let target = round.target(&calendar, on("2026-05-01"));
        round.pauses.push(pause("2026-03-05", "2026-04-20"));
        assert_eq!(round.target(&calendar, on("2026-05-01")), target);
        // One that goes on costs what of it lies after that.
        round.pauses[0].until = Some(on("2026-04-22"));
        assert_eq!(round.target(&calendar, on("2026-05-01")), target.map(|it| calendar.add(it, 1)));
    }

    #[test]
    fn nobody_is_late_by_the_target_of_a_case_that_waits() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.rounds.now.pauses = vec![Pause { until: None, ..pause("2026-04-10", "2026-04-10") }];
        let clocks = case.clocks(&calendar, on("2026-05-20"));
        let target = clocks.iter().find(|it| it.name == "Our target").expect("on a route");
        assert!(
            target.state == ClockState::Stopped && target.due == on("2026-05-11"),
            "as late as when it began to wait"
        );
    }

    #[test]
    fn an_answer_settles_the_dates_it_was_for_in_time_or_late() {
        let calendar = Office::default().calendar();
        let mut case = case();
        let round = &mut case.rounds.now;
        round.timescale =
            Some(Timescale { answer_by: on("2026-03-20"), on: Some(on("2026-03-04")), means: None });
        round.response = Some(Response {
            on: on("2026-03-24"),
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        });
        let settled: Vec<_> = case
            .clocks(&calendar, on("2026-03-30"))
            .iter()
            .filter_map(|it| Some((it.name, it.settled()?)))
            .collect();
        let (late, in_time) = ("answered Tue 24 Mar 2026, late", "answered Tue 24 Mar 2026, in time");
        let expect = [("Reply by", late), ("Our target", in_time), ("Six months", in_time)];
        assert_eq!(settled, expect.map(|(name, words)| (name, words.to_owned())));
    }

    #[test]
    fn a_day_that_was_told_late_is_never_kept() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.share_within = 5;
        for (told, words) in
            [("2026-03-04", "in time"), ("2026-03-12", "by the day told, which was told late")]
        {
            let round = &mut case.rounds.now;
            let told = Timescale { answer_by: on("2026-03-26"), on: Some(on(told)), means: None };
            round.timescale = Some(told);
            round.response = Some(Response {
                on: on("2026-03-24"),
                means: None,
                signposted: true,
                signed_off_by: String::new(),
                note: String::new(),
                by: String::new(),
            });
            let clocks = case.clocks(&calendar, on("2026-03-30"));
            let reply = clocks.iter().find(|it| it.name == "Reply by").expect("told");
            assert_eq!(reply.settled(), Some(format!("answered Tue 24 Mar 2026, {words}")));
        }
    }

    /// The person was promised an answer by 20 March, and heard that there would be none on the day that is given.
    #[test]
    fn a_promise_stands_until_it_is_answered_unless_the_person_withdrew_before_its_day() {
        let calendar = Office::default().calendar();
        let stands = |outcome, ended: &str, told: &str| {
            let mut case = case();
            let promise = Timescale { answer_by: on("2026-03-20"), on: Some(on(told)), means: None };
            case.rounds.now.timescale = Some(promise.clone());
            case.rounds.now.closing = Some(Closing::of(on(ended), Some(outcome)));
            case.rounds.begin(Round::begun(on("2026-04-01"), "New evidence".to_owned()));
            let again = Timescale { answer_by: on("2026-04-30"), on: Some(on("2026-04-02")), means: None };
            case.rounds.now.timescale = Some(again);
            let promise = case.promise(&calendar, &case.rounds.now).expect("told");
            (promise.first.to_string(), promise.last.to_string(), promise.at_start)
        };
        let both = |first: &str, at_start| (first.to_owned(), "2026-04-30".to_owned(), at_start);
        let (first, own) = (both("2026-03-20", true), both("2026-04-30", true));
        assert_eq!(stands(Outcome::OutOfScope, "2026-03-24", "2026-03-04"), first);
        assert_eq!(stands(Outcome::OutOfScope, "2026-03-10", "2026-03-04"), first);
        assert_eq!(stands(Outcome::Withdrawn, "2026-03-24", "2026-03-04"), first);
        assert_eq!(stands(Outcome::Withdrawn, "2026-03-20", "2026-03-04"), own);
        assert_eq!(stands(Outcome::NotUpheld, "2026-03-24", "2026-03-04"), own, "answered");
        assert_eq!(
            stands(Outcome::OutOfScope, "2026-03-24", "2026-03-17"),
            both("2026-03-20", false),
            "told late"
        );
        assert_eq!(stands(Outcome::Withdrawn, "2026-03-20", "2026-03-17"), own, "and withdrawn by its day");
    }

    #[test]
    fn a_longer_timescale_that_is_told_with_the_answer_or_after_the_one_before_does_not_make_it_in_time() {
        let calendar = Office::default().calendar();
        let settled = |told_on: &str| {
            let mut case = case();
            let told = Timescale { answer_by: on("2026-03-20"), on: Some(on("2026-03-04")), means: None };
            case.rounds.now.timescale = Some(told);
            let reason = String::new();
            case.rounds.now.extensions =
                vec![Extension { to: on("2026-03-31"), reason, told_on: on(told_on) }];
            case.rounds.now.closing = Some(Closing::of(on("2026-03-24"), Some(Outcome::Upheld)));
            let clocks = case.clocks(&calendar, on("2026-03-30"));
            let reply = clocks.iter().find(|it| it.name == "Reply by").expect("told");
            (reply.settled().expect("answered"), reply.steps.concat().contains("too late for it to count"))
        };
        let (late, in_time) = ("answered Tue 24 Mar 2026, late", "answered Tue 24 Mar 2026, in time");
        for (told_on, words, is_too_late) in
            [("2026-03-20", in_time, false), ("2026-03-23", late, true), ("2026-03-24", late, true)]
        {
            assert_eq!(settled(told_on), (words.to_owned(), is_too_late), "{told_on}");
        }
    }

    #[test]
    fn a_case_opened_again_says_what_is_owed_and_what_the_figures_go_by() {
        let calendar = Office::default().calendar();
        let mut case = case();
        let told = |by: &str, told: &str| Timescale { answer_by: on(by), on: Some(on(told)), means: None };
        case.rounds.now.timescale = Some(told("2026-03-20", "2026-03-04"));
        case.rounds.now.closing = Some(Closing::of(on("2026-03-10"), Some(Outcome::OutOfScope)));
        case.rounds.begin(Round::begun(on("2026-04-01"), "New evidence".to_owned()));
        let dates = |case: &Case| {
            let clocks = case.clocks(&calendar, on("2026-04-02"));
            let told = clocks.into_iter().filter(|it| it.state != ClockState::Runs || it.name == "Reply by");
            told.map(|it| (it.name, it.due, it.state)).collect::<Vec<_>>()
        };
        assert_eq!(dates(&case), [("Reply by", on("2026-03-20"), ClockState::Runs)]);
        case.rounds.now.timescale = Some(told("2026-04-30", "2026-04-02"));
        let measured = ("First told", on("2026-03-20"), ClockState::Measures);
        assert_eq!(dates(&case), [measured, ("Reply by", on("2026-04-30"), ClockState::Runs)]);
    }

    #[test]
    fn a_reopened_case_has_the_dates_of_its_new_round_and_need_not_be_acknowledged_again() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.rounds.now.closing = Some(Closing::of(on("2026-03-24"), None));
        case.rounds.begin(Round::begun(on("2026-09-01"), "New evidence".to_owned()));
        case.rounds.now.routes.push(RouteTaken::of(Route::CloserLook, on("2026-09-01"), 20));
        let dates: Vec<_> =
            case.clocks(&calendar, on("2026-03-30")).iter().map(|it| (it.name, it.due)).collect();
        assert_eq!(dates, [("Our target", on("2026-09-29")), ("Six months", on("2027-03-01"))]);
    }

    #[test]
    fn every_clock_says_how_it_was_reached() {
        let calendar = Office::default().calendar();
        for clock in case().clocks(&calendar, on("2026-03-30")) {
            assert!(!clock.steps.is_empty(), "{}", clock.name);
        }
    }

    #[test]
    fn thirty_days_that_end_on_a_day_off_move_to_a_working_day() {
        let calendar = Office::default().calendar();
        let mut case = case();
        case.facts.received = on("2026-07-02");
        assert_eq!(case.data_protection_by(&calendar), on("2026-08-03"));
    }
}
