//! A line of a return, and the ways in which figures fill one.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::{Performance, Share, Times};
use crate::domain::vocabulary::Outcome;

/// A line of a return.
pub struct Line {
    /// Its number in the return.
    pub number: &'static str,
    /// The section that it stands in.
    pub section: &'static str,
    /// What is asked.
    pub asked: &'static str,
    /// What fills it.
    pub value: Value,
    /// How it is filled, or why it cannot be: sentences.
    pub rule: &'static str,
}

/// What fills a line.
#[derive(Clone, Copy)]
pub enum Value {
    /// A figure, or a column of one, by its name.
    Figure(&'static str),
    /// What is counted in a way of the return's own.
    Counted(fn(&Performance) -> Cell),
    /// Nothing: redress does not hold it.
    NotHeld,
}

impl Value {
    /// Whether nothing fills the line.
    pub const fn is_not_held(self) -> bool {
        matches!(self, Self::NotHeld)
    }
}

/// A line that a figure fills.
pub const fn line(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    figure: &'static str,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Figure(figure), rule }
}

/// A line that is counted in a way of the return's own.
pub const fn counted(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    count: fn(&Performance) -> Cell,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Counted(count), rule }
}

/// A line that redress cannot fill, with the reason.
pub const fn not_held(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::NotHeld, rule }
}

/// How many ended so, of those closed in the period.
pub fn ended(sum: &Performance, outcome: Outcome) -> u64 {
    sum.outcomes.get(&Some(outcome)).copied().unwrap_or(0)
}

/// How many were upheld in full, in part or not at all: what was investigated and decided.
pub fn decided(sum: &Performance) -> u64 {
    [Outcome::Upheld, Outcome::UpheldInPart, Outcome::NotUpheld].iter().map(|it| ended(sum, *it)).sum()
}

/// A part of a whole in percent.
pub fn percent(part: u64, whole: u64) -> Cell {
    Cell::share(Share { numerator: part, denominator: whole })
}

/// How many were answered within so many working days, pauses included.
pub fn within(times: &Times, days: i64) -> u64 {
    times.gross.iter().filter(|it| **it <= days).count() as u64
}

/// The same in percent of those whose time counts.
pub fn share_within(times: &Times, days: i64) -> Cell {
    percent(within(times, days), times.gross.len() as u64)
}
