//! Whether complaints became fewer after a plan was completed, in a sentence that screens and documents share.

use chrono::NaiveDate;

use crate::domain::figures::impact::{Course, Direction, month, sides};
use crate::domain::plan::record::{Action, Measure, Plan};

/// What complaints came to after a plan, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// With its numbers, for those who work here.
    pub sentence: String,
    /// Without one, for everybody.
    pub verdict: String,
    /// Which way they went; none where the plan is not completed.
    pub change: Option<Direction>,
    /// The months around its completion, for those who work here.
    pub around: Vec<MonthAround>,
    /// How few and how many there are by chance in a month, had nothing changed; none where nothing was counted before.
    pub band: Option<(u32, u32)>,
}

/// A month near the completion of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthAround {
    /// Its first day.
    pub first: NaiveDate,
    /// How many complaints there were.
    pub complaints: u32,
    /// On which side of the completion it is.
    pub side: &'static str,
}

/// Months that are told on each side.
const AROUND: usize = 6;

/// What complaints with the plan's theme about its service came to, month by month from the first, the last month running.
///
/// The month of completion belongs to neither side, nor do those that may have led to the plan, and the running one is not over.
pub fn of_plan(plan: &Plan, first: NaiveDate, months: &[u32]) -> Impact {
    let Some(course) = Course::of(plan) else {
        let words = "Not completed yet, so there is nothing to compare.".to_owned();
        return Impact { verdict: words.clone(), sentence: words, ..Impact::default() };
    };
    let sides = sides(first, months, course);
    let verdict = format!("Complaints of this kind: {}.", sides.verdict());
    let around = around(first, months, course);
    // Nothing after it is too early to compare.
    let is_too_early = 0 < sides.before.months && sides.after.months == 0;
    let change = Some(if is_too_early { Direction::TooEarly } else { sides.change() });
    Impact { sentence: sides.sentence(), verdict, change, around, band: sides.before.band() }
}

fn around(first: NaiveDate, months: &[u32], course: Course) -> Vec<MonthAround> {
    let done = course.done;
    // The running month is not over: what comes in later in it would change what was told.
    let over = &months[..months.len().saturating_sub(1)];
    let told = |(place, complaints): (usize, &u32)| {
        let (begins, ends) = (month(first, place), month(first, place + 1));
        let side = if ends <= done && course.led_to_it(begins) {
            "led to it"
        } else if ends <= done {
            "before"
        } else if begins <= done {
            "completed"
        } else {
            "after"
        };
        MonthAround { first: begins, complaints: *complaints, side }
    };
    let at = (0..months.len()).rfind(|it| month(first, *it) <= done).unwrap_or(0);
    let near = |it: &(usize, &u32)| it.0.abs_diff(at) <= AROUND;
    over.iter().enumerate().filter(near).map(told).collect()
}

/// What an action's own measure shows, as of a day; none where it counts complaints or measures nothing.
pub fn of_action(action: &Action, as_of: NaiveDate) -> Option<String> {
    let Some(Measure::Measured { name, unit, baseline, target }) = &action.facts.measure else { return None };
    let with_unit = |it: String| if unit.is_empty() { it } else { format!("{it} {unit}") };
    // What was read before it was done shows nothing of it.
    let done = action.completion().map(|it| it.on).filter(|it| *it <= as_of);
    let counts = |on: NaiveDate| on <= as_of && done.is_none_or(|done| done <= on);
    let read = action.readings.iter().rev().find(|it| counts(it.on));
    let before = baseline.map(|it| format!(", before {}", with_unit(it.to_string()))).unwrap_or_default();
    let aim = target.map(|it| format!(", aim {}", with_unit(it.to_string()))).unwrap_or_default();
    Some(match read.and_then(|it| Some((it, it.value?))) {
        None => format!("{name}: not measured yet{before}{aim}"),
        Some((reading, value)) => {
            let shows = action.effect(reading).words();
            let shows = if shows.is_empty() { String::new() } else { format!(": {shows}") };
            format!("{name}: {}{before}{aim}{shows}", with_unit(value.to_string()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::quantity::Quantity;
    use crate::domain::plan::record::{ActionFacts, Completion, PlanFacts, Reading};
    use crate::domain::reference::PlanRef;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn plan(measure: Measure) -> Plan {
        let reference = PlanRef { year: 2026, number: 1 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), on("2026-01-05"));
        let facts = ActionFacts { measure: Some(measure), ..ActionFacts::default() };
        plan.actions.push(Action::new(1, facts));
        plan
    }

    #[test]
    fn the_month_of_completion_is_on_neither_side_and_the_running_one_is_not_over() {
        let mut plan = plan(Measure::Counted { baseline_months: 2 });
        let months = [9, 4, 6, 50, 1, 2, 3, 70];
        let words = of_plan(&plan, on("2026-01-01"), &months).sentence;
        assert!(words.starts_with("Not completed yet"), "{words}");
        plan.actions[0].completions.push(Completion {
            on: on("2026-04-15"),
            by: "jsmith".into(),
            evidence: "Rota".into(),
            reviews: Vec::new(),
            audits: Vec::new(),
            reopened: None,
        });
        let words = of_plan(&plan, on("2026-01-01"), &months).sentence;
        assert!(words.starts_with("Before: 5.0 a month over 2 months; after: 2.0 over 3;"), "{words}");
        let around = of_plan(&plan, on("2026-01-01"), &months).around;
        let told: Vec<_> = around.iter().map(|it| (it.complaints, it.side)).collect();
        let before = [(9, "led to it"), (4, "before"), (6, "before"), (50, "completed")];
        assert_eq!(told, [&before[..], &[(1, "after"), (2, "after"), (3, "after")]].concat());
    }

    #[test]
    fn a_measure_of_its_own_says_the_last_reading_by_the_day() {
        let mut plan = plan(Measure::Measured {
            name: "Days to renew".into(),
            unit: "days".into(),
            baseline: Some("30".parse::<Quantity>().unwrap()),
            target: Some("10".parse::<Quantity>().unwrap()),
        });
        let reading = |day: &str, value: &str| Reading {
            on: on(day),
            value: value.parse::<Quantity>().ok(),
            note: String::new(),
            next: None,
        };
        plan.actions[0].readings = vec![reading("2026-05-01", "20"), reading("2026-09-01", "35")];
        let words = |day| of_action(&plan.actions[0], on(day)).unwrap();
        assert_eq!(words("2026-04-01"), "Days to renew: not measured yet, before 30 days, aim 10 days");
        let so_far = "Days to renew: 20 days, before 30 days, aim 10 days: better than before, and not as it should be";
        assert_eq!(words("2026-08-01"), so_far);
        let later = "Days to renew: 35 days, before 30 days, aim 10 days: worse than before";
        assert_eq!(words("2026-09-01"), later);
    }
}
