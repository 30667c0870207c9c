//! The dates that a case runs by, each worked out from facts every time and each able to say how it was reached.
//!
//! Nothing here is stored: a stored deadline goes wrong as soon as a holiday is added (domain reference 9.3, 9.4).

use chrono::{Days, NaiveDate};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::dates::{add_months, long};
use crate::domain::calendar::explanation::Explanation;
use crate::domain::case::record::{Case, Pause};

/// Calendar months after which a written explanation by a senior colleague is owed (domain reference 2.6).
const MONTHS_BEFORE_SENIOR_LETTER: i32 = 6;
/// Calendar days for acknowledging a data-protection complaint (in force since 19 June 2026; domain reference 8.2).
const DATA_PROTECTION_DAYS: u64 = 30;

/// A date that can explain itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What the date is for.
    pub name: &'static str,
    /// The date.
    pub due: NaiveDate,
    /// How it was reached, step by step.
    pub steps: Vec<String>,
}

impl Case {
    /// The day by which it must be acknowledged.
    pub fn acknowledge_by(&self, calendar: &Calendar) -> NaiveDate {
        calendar.due(self.facts.received, self.acknowledge_within)
    }

    /// The office's own target for the route it is on. Pauses move it; they never move the promise.
    pub fn target(&self, calendar: &Calendar) -> Option<NaiveDate> {
        let route = self.routes.last()?;
        let start = if self.routes.len() == 1 { self.facts.received } else { route.on };
        let unpaused = calendar.due(start, route.days);
        let paused: i64 = self.pauses.iter().map(|it| paused_days(calendar, it, unpaused)).sum();
        Some(calendar.add(unpaused, i32::try_from(paused).unwrap_or(i32::MAX)))
    }

    /// The day on which six months are over.
    pub fn six_months(&self) -> NaiveDate {
        add_months(self.facts.received, MONTHS_BEFORE_SENIOR_LETTER)
    }

    /// The day by which a data-protection complaint must be acknowledged: counted from the day after receipt, moved on
    /// to a working day.
    pub fn data_protection_by(&self, calendar: &Calendar) -> NaiveDate {
        let thirty = self.facts.received.checked_add_days(Days::new(DATA_PROTECTION_DAYS));
        calendar.roll_forward(thirty.unwrap_or(NaiveDate::MAX))
    }

    /// The day on which the person had their answer: the final response, or the closing where no response is recorded.
    pub fn answered(&self) -> Option<NaiveDate> {
        self.response.as_ref().map(|it| it.on).or_else(|| self.closing().map(|it| it.on))
    }

    /// Working days during which the office's clock stood still, up to a day.
    pub fn paused_working_days(&self, calendar: &Calendar, up_to: NaiveDate) -> i64 {
        self.pauses.iter().map(|it| paused_days(calendar, it, up_to)).sum()
    }

    /// Every clock that the case has, in the order in which they usually run out.
    pub fn clocks(&self, calendar: &Calendar) -> Vec<Clock> {
        let mut clocks = vec![Clock {
            name: "Acknowledge by",
            due: self.acknowledge_by(calendar),
            steps: lines(&calendar.explain_due(self.facts.received, self.acknowledge_within)),
        }];
        if self.facts.data_protection {
            clocks.push(Clock {
                name: "Data protection",
                due: self.data_protection_by(calendar),
                steps: vec![
                    format!("Received on {}.", long(self.facts.received)),
                    format!("{DATA_PROTECTION_DAYS} calendar days, counted from the day after receipt."),
                    "A last day that is not a working day moves to the next working day.".to_owned(),
                ],
            });
        }
        clocks.extend(self.reply_clock(calendar));
        clocks.extend(self.target_clock(calendar));
        if let Some(next) = self.next_update {
            let steps = vec!["The date on which the person was told they would next hear.".to_owned()];
            clocks.push(Clock { name: "Next update", due: next, steps });
        }
        clocks.push(Clock {
            name: "Six months",
            due: self.six_months(),
            steps: vec![
                format!("Received on {}.", long(self.facts.received)),
                "Six calendar months. After that a senior colleague must write and explain the delay."
                    .to_owned(),
            ],
        });
        clocks
    }

    fn reply_clock(&self, calendar: &Calendar) -> Option<Clock> {
        let first = self.first_promise.as_ref()?;
        let mut steps = vec![format!(
            "On {} the person was told to expect an answer by {}. This first date is never changed: the figures use it.",
            long(first.on),
            long(first.promised)
        )];
        for it in &self.extensions {
            let reason = if it.reason.is_empty() { String::new() } else { format!(" Reason: {}", it.reason) };
            steps.push(format!(
                "On {} they were told it would be {} instead.{reason}",
                long(it.told_on),
                long(it.to)
            ));
        }
        if !self.pauses.is_empty() {
            steps.push("Pauses do not move a date that the person was given.".to_owned());
        }
        let due = self.promised()?;
        steps.extend(calendar.caveat(due));
        Some(Clock { name: "Reply by", due, steps })
    }

    fn target_clock(&self, calendar: &Calendar) -> Option<Clock> {
        let due = self.target(calendar)?;
        let route = self.routes.last()?;
        let start = if self.routes.len() == 1 { self.facts.received } else { route.on };
        let mut steps =
            vec![format!("The office's own target for {}: {} working days.", route.route, route.days)];
        steps.extend(lines(&calendar.explain_due(start, route.days)));
        for it in &self.pauses {
            let days = paused_days(calendar, it, due);
            let end = it.until.map_or("still paused".to_owned(), |until| format!("until {}", long(until)));
            steps.push(format!(
                "Paused from {}, {end}: {days} working days later. {}",
                long(it.from),
                it.reason
            ));
        }
        steps.push(format!("Target: {}.", long(due)));
        Some(Clock { name: "Our target", due, steps })
    }
}

fn lines(explanation: &Explanation) -> Vec<String> {
    explanation.steps.iter().map(ToString::to_string).collect()
}

/// Working days of a pause that fall before a day: the first paused day counts, the day it ends does not. What lies after
/// the day is no wait of the person's, even if somebody let the clock run again only later.
fn paused_days(calendar: &Calendar, pause: &Pause, up_to: NaiveDate) -> i64 {
    let end = pause.until.map_or(up_to, |it| it.min(up_to)).max(pause.from);
    let before = |date: NaiveDate| date.pred_opt().unwrap_or(NaiveDate::MIN);
    calendar.between(before(pause.from), before(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::{Facts, RouteTaken};
    use crate::domain::office::record::Office;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::{PauseReason, Route};

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn case() -> Case {
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-03-02")));
        case.acknowledge_within = 3;
        let reason = String::new();
        case.routes.push(RouteTaken { route: Route::CloserLook, on: on("2026-03-04"), reason, days: 20 });
        case
    }

    fn pause(from: &str, until: &str) -> Pause {
        let reason = "Waiting for the landlord.".to_owned();
        Pause { from: on(from), category: PauseReason::Information, reason, until: Some(on(until)) }
    }

    #[test]
    fn a_pause_of_no_days_moves_nothing() {
        let calendar = Office::default().calendar();
        let mut case = case();
        let before = case.target(&calendar);
        case.pauses.push(pause("2026-03-10", "2026-03-10"));
        assert_eq!(case.target(&calendar), before);
    }

    #[test]
    fn a_pause_of_a_working_week_moves_the_target_by_five_working_days_and_the_promise_by_none() {
        let calendar = Office::default().calendar();
        let mut case = case();
        let before = case.target(&calendar).expect("on a route");
        case.pauses.push(pause("2026-03-09", "2026-03-16"));
        assert_eq!(case.target(&calendar), Some(calendar.add(before, 5)));
        assert_eq!(case.promised(), None);
    }

    #[test]
    fn every_clock_says_how_it_was_reached() {
        let calendar = Office::default().calendar();
        for clock in case().clocks(&calendar) {
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
