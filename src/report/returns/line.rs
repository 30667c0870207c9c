//! A line of a return, and the ways in which figures fill one.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::{Performance, Share, Times};
use crate::domain::register::counts::{Counted, CountedRow, Number};
use crate::domain::vocabulary::Outcome;
use crate::report::documents::registers::Register;

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
    /// The cases that it is counted among, as a filter, where it is counted in a way of the return's own.
    pub finds: &'static str,
}

impl Line {
    /// The line, counted among these cases.
    #[must_use]
    pub const fn finds(self, finds: &'static str) -> Self {
        Self { finds, ..self }
    }
}

/// What fills a line.
#[derive(Clone, Copy)]
pub enum Value {
    /// A figure, or a column of one, by its name.
    Figure(&'static str),
    /// What is counted in a way of the return's own.
    Counted(fn(&Performance) -> Cell),
    /// A figure, with a row for each of its lines.
    Each(&'static str),
    /// What a register counted: the name of its table, empty for any, and what its title ends with. A row for each of the table's.
    Register(&'static str, &'static str),
    /// Nothing: it is held by nobody, by law or by its nature.
    NotHeld,
}

impl Value {
    /// Whether nothing fills the line.
    pub const fn is_not_held(self) -> bool {
        matches!(self, Self::NotHeld)
    }
}

/// Those that were opened again, which a return that sets what came beside what was closed does not add up without.
pub const fn opened_again(number: &'static str, section: &'static str, rule: &'static str) -> Line {
    line(number, section, "Opened again in the period", "reopened", rule)
}

/// A line that a figure fills.
pub const fn line(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    figure: &'static str,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Figure(figure), rule, finds: "" }
}

/// A line that is counted in a way of the return's own.
pub const fn counted(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    count: fn(&Performance) -> Cell,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Counted(count), rule, finds: "" }
}

/// How many were referred to the Ombudsman.
pub const fn to_the_ombudsman(number: &'static str, section: &'static str, asked: &'static str) -> Line {
    counted(
        number,
        section,
        asked,
        |it| Cell::Number(it.referrals.to_the_ombudsman),
        "Referred to the Ombudsman in the period, by your own records: a second tier before is not counted.",
    )
    .finds("ombudsman:{days}")
}

/// A line that is asked group by group.
pub const fn each(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    figure: &'static str,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Each(figure), rule, finds: "" }
}

/// A line that a register fills, by the name of its table, empty for any, and what its title ends with.
pub const fn registered(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    (table, ending): (&'static str, &'static str),
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::Register(table, ending), rule, finds: "" }
}

/// A line that nobody holds, with the reason.
pub const fn not_held(
    number: &'static str,
    section: &'static str,
    asked: &'static str,
    rule: &'static str,
) -> Line {
    Line { number, section, asked, value: Value::NotHeld, rule, finds: "" }
}

/// What registers counted in the tables of a name, empty for any, whose title ends so: a row for each of theirs that says
/// something. Several numbers of a row stand in words, each with its heading.
pub fn of_register(registers: &[Register], name: &str, ending: &str) -> Vec<(String, Cell)> {
    let is_told = |of: &Register, it: &Counted| {
        (name.is_empty() || it.name == name)
            && it.title.ends_with(ending)
            && (of.tells_of_people || !it.is_of_people)
    };
    let tables = registers.iter().flat_map(|of| of.telling().into_iter().filter(move |it| is_told(of, it)));
    let many = |it: &Number| if let Number::Many(it) = it { Some(*it) } else { None };
    let row = |(headings, row): (&Vec<String>, &CountedRow)| {
        let counted = headings.iter().zip(&row.now).filter_map(|(heading, it)| Some((heading, many(it)?)));
        let counted: Vec<_> = counted.collect();
        let cell = match counted[..] {
            [(_, only)] => Cell::Number(only),
            ref all => {
                let words = all.iter().map(|(heading, it)| format!("{heading}: {it}"));
                words.collect::<Vec<_>>().join(", ").into()
            }
        };
        counted.iter().any(|it| 0 < it.1).then(|| (row.label.clone(), cell))
    };
    tables.flat_map(|it| it.rows.iter().map(|row| (&it.headings, row))).filter_map(row).collect()
}

/// What a line of registers says where nothing fills it: no number, which might be a false one.
pub fn nothing_of_register(registers: &[Register], name: &str, ending: &str) -> Cell {
    let is_kept_back = |of: &Register| {
        let mut tables = of.tables.iter();
        let is_theirs = |it: &&Counted| {
            (name.is_empty() || it.name == name) && it.title.ends_with(ending) && it.is_of_people
        };
        !of.tells_of_people && tables.any(|it| is_theirs(&it))
    };
    let is_kept_back = registers.iter().any(is_kept_back);
    (if is_kept_back { "told once the period is over" } else { "none recorded" }).into()
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

/// How many were answered in more days of the calendar than the first number and no more than the second, on whatever route.
pub fn between(sum: &Performance, over: i64, most: i64) -> u64 {
    let times = [&sum.early_resolution, &sum.closer_look].into_iter().flat_map(|it| &it.calendar);
    times.filter(|it| over < **it && **it <= most).count() as u64
}

/// How many of a route ended so.
pub fn ended_on(times: &Times, outcome: Outcome) -> Cell {
    Cell::Number(times.outcomes.get(&Some(outcome)).copied().unwrap_or(0))
}

/// The same in percent of those whose time counts.
pub fn share_within(times: &Times, days: i64) -> Cell {
    percent(within(times, days), times.gross.len() as u64)
}
