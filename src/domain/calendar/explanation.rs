//! How the calendar came to a date, a line to a step, for the person who has to defend it.
//! The step `Date` is always what `due` or `add` gives for the same question.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::calendar::nation::Nation;
use crate::domain::calendar::{Calendar, DayOff, NonWorkingReceipt};

/// The way from one date to another. `Display` prints a line to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// In the order a person would count.
    pub steps: Vec<Step>,
}

/// One step of an explanation. `Display` is one line for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A complaint came in, and whether that was a day off.
    Received(NaiveDate, Option<DayOff>),
    /// The count begins at this date, and whether that is a day off.
    From(NaiveDate, Option<DayOff>),
    /// The rule that says which day is day 1.
    Rule(NonWorkingReceipt),
    /// The working day that stands in for a day of receipt that was not one.
    DayZero(NaiveDate),
    /// A bank holiday or closure day that does not count.
    Skipped(NaiveDate, DayOff),
    /// How many working days were counted, back when negative, and whose.
    Counted(i64, Nation),
    /// The date the count comes to.
    Date(NaiveDate),
    /// What is not known about the dates above.
    Caveat(String),
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.steps.iter().enumerate() {
            let newline = if place == 0 { "" } else { "\n" };
            write!(f, "{newline}{step}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Received(on, day_off) => write!(f, "Received on {}{}", long(*on), remark(day_off.as_ref())),
            Step::From(on, day_off) => write!(f, "Counted from {}{}", long(*on), remark(day_off.as_ref())),
            Step::Rule(rule) => write!(f, "Rule: {}", rule.meaning()),
            Step::DayZero(on) => write!(f, "Counts as received on {} (day 0)", long(*on)),
            Step::Skipped(on, day_off) => write!(f, "Skipped {}: {day_off}", long(*on)),
            Step::Counted(days, nation) => {
                let noun = if days.abs() == 1 { "working day" } else { "working days" };
                let back = if *days < 0 { " back" } else { "" };
                write!(f, "{} {noun} counted{back} ({nation})", days.abs())
            }
            Step::Date(date) => write!(f, "The date is {}", long(*date)),
            Step::Caveat(caveat) => write!(f, "Caution: {caveat}"),
        }
    }
}

fn remark(day_off: Option<&DayOff>) -> String {
    match day_off {
        None => String::new(),
        Some(DayOff::Weekend) => " (not a working day)".to_owned(),
        Some(day_off) => format!(" ({day_off}, not a working day)"),
    }
}

impl Calendar {
    /// How `due` comes to its date.
    pub fn explain_due(&self, received: NaiveDate, days: u32) -> Explanation {
        let day_off = self.day_off(received);
        // Received on a working day, the two rules say the same; the plainer words explain it.
        let rule = if day_off.is_some() { self.rule } else { NonWorkingReceipt::NextWorkingDayIsDay1 };
        let day_zero = self.day_zero(received);
        let mut steps = vec![Step::Received(received, day_off.cloned()), Step::Rule(rule)];
        if day_zero != received {
            steps.extend(self.skipped(received, day_zero));
            steps.push(Step::DayZero(day_zero));
        }
        self.explain_count(steps, day_zero, i64::from(days))
    }

    /// How `due` comes to its date where it is counted from another day than that of receipt.
    pub fn explain_due_from(&self, day: NaiveDate, days: u32) -> Explanation {
        let mut explanation = self.explain_due(day, days);
        explanation.steps[0] = Step::From(day, self.day_off(day).cloned());
        explanation
    }

    /// How `add` comes to its date.
    pub fn explain_add(&self, from: NaiveDate, days: i32) -> Explanation {
        let steps = vec![Step::From(from, self.day_off(from).cloned())];
        self.explain_count(steps, from, i64::from(days))
    }

    fn explain_count(&self, mut steps: Vec<Step>, from: NaiveDate, days: i64) -> Explanation {
        let date = self.step(from, days);
        if date < from {
            let mut skipped = self.skipped(date, from);
            skipped.reverse();
            steps.extend(skipped);
        } else {
            steps.extend(self.skipped(from, date));
        }
        steps.extend([Step::Counted(days, self.nation), Step::Date(date)]);
        let mut caveats = vec![self.caveat(from), self.caveat(date)];
        caveats.dedup();
        steps.extend(caveats.into_iter().flatten().map(Step::Caveat));
        Explanation { steps }
    }

    /// The weekdays off that lie between two dates, neither of them included.
    pub fn skipped(&self, after: NaiveDate, before: NaiveDate) -> Vec<Step> {
        let off = &self.off[self.days.off_up_to(after)..self.days.off_up_to(before)];
        let off = off.iter().filter(|(date, _)| *date != before);
        off.map(|(date, day_off)| Step::Skipped(*date, day_off.clone())).collect()
    }
}
