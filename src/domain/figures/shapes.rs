//! The columns in which figures are told, and how each kind of sum fills them.

use crate::domain::figures::actions::ActionCounts;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::performance::{Share, Times, mean, median};
use crate::domain::figures::redress::{PaymentSum, RemedyCount};
use crate::domain::figures::themes::ThemeCount;
use crate::domain::office::settings::FigureSettings;

/// A column.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its name, for programs; empty where they do not need it.
    pub name: &'static str,
    /// Its heading, for people; empty where they do not need it.
    pub heading: &'static str,
    /// How it is said in a few words after the number, with `{}` for the value; empty where it is not.
    pub aside: &'static str,
    /// Whether it is said there though it is nought.
    pub is_always_said: bool,
    /// Whether it needs periods before to compare with.
    pub is_compared: bool,
    /// The condition that lists what it counts.
    pub finds: &'static str,
    /// Whether any at all want looking at.
    pub is_bad: bool,
}

/// The columns of a table, and which of them is the number.
pub struct Shape {
    pub columns: &'static [Column],
    /// The one whose cell is the number; none where every column is a number of its own.
    pub main: Option<usize>,
    /// The one that says how many cases there are.
    pub cases: usize,
    /// Whether columns that are not said after the number have a line of their own below it.
    pub is_spread: bool,
}

const fn column(name: &'static str, heading: &'static str) -> Column {
    let (aside, finds) = ("", "");
    Column { name, heading, aside, is_always_said: false, is_compared: false, finds, is_bad: false }
}

impl Column {
    const fn aside(self, aside: &'static str) -> Self {
        Self { aside, is_always_said: true, ..self }
    }

    const fn aside_if_any(self, aside: &'static str) -> Self {
        Self { aside, ..self }
    }

    const fn compared(self) -> Self {
        Self { is_compared: true, ..self }
    }

    const fn found_by(self, finds: &'static str) -> Self {
        Self { finds, ..self }
    }

    const fn bad(self) -> Self {
        Self { is_bad: true, ..self }
    }

    /// Whether people read it in a table.
    pub const fn is_shown(&self, compares: bool) -> bool {
        !self.heading.is_empty() && (compares || !self.is_compared)
    }
}

const fn shape(columns: &'static [Column], main: usize, cases: usize) -> Shape {
    Shape { columns, main: Some(main), cases, is_spread: false }
}

const PER_CENT: Column = column("", "Per cent").aside(", {}");

/// One number.
pub const NUMBER: Shape = shape(&[column("number", "Number")], 0, 0);
/// Numbers received.
pub const RECEIVED: Shape = shape(&[column("number", "Received")], 0, 0);
/// The same, with their share of the whole.
pub const RECEIVED_SHARES: Shape = shape(&[column("number", "Received"), PER_CENT], 0, 0);
/// Numbers closed, with their share of the whole.
pub const CLOSED_SHARES: Shape = shape(&[column("number", "Closed"), PER_CENT], 0, 0);
/// An amount or a time, whichever the line is about.
pub const AMOUNT: Shape = shape(&[column("amount", "Hours or money")], 0, 0);
/// How many were in time, of how many.
pub const IN_TIME: Shape = shape(
    &[
        column("numerator", "In time").aside(", {}"),
        column("denominator", "Of").aside(" of {}"),
        column("percent", "Per cent"),
    ],
    2,
    0,
);
/// How many an action plan learns from, of how many.
pub const LEARNT: Shape = shape(
    &[
        column("numerator", "Learnt from").aside(", {}"),
        column("denominator", "Of").aside(" of {}"),
        column("percent", "Per cent"),
    ],
    2,
    0,
);
/// In how many something went wrong, of how many.
pub const WENT_WRONG: Shape = shape(
    &[
        column("numerator", "Went wrong").aside(", {}"),
        column("denominator", "Of those closed").aside(" of {}"),
        column("percent", "Per cent"),
    ],
    2,
    0,
);
/// How long cases took.
pub const TIMES: Shape = Shape {
    columns: &[
        column("closed", "Closed"),
        column("resolved", "Resolved").aside_if_any(", {} resolved"),
        column("average_working_days", "Mean working days"),
        column("median_working_days", "Median working days"),
        column("average_working_days_without_pauses", "Mean without pauses"),
        column("median_working_days_without_pauses", "Median without pauses"),
    ],
    main: Some(0),
    cases: 0,
    is_spread: true,
};

const BEFORE: Column = column("", "Average before").aside(", was {}").compared();
const RISING: Column = column("rising", "On the rise").compared();

/// Issues of a theme, beside the periods before.
pub const ISSUES: Shape = shape(
    &[
        column("issues", "Issues"),
        column("percent", "Per cent").aside(", {}"),
        column("cases", "Complaints"),
        column("important", ""),
        BEFORE,
        column("four_periods_before", "").compared(),
        RISING,
    ],
    0,
    2,
);
/// The same for the themes of one service.
pub const ISSUES_OF_SERVICE: Shape = shape(
    &[
        column("service", "Service"),
        column("issues", "Issues"),
        column("cases", "Complaints"),
        RISING.aside_if_any(", rising"),
        column("important", "Important complaints").aside_if_any(", {} important"),
        BEFORE,
        column("average_before", ""),
    ],
    1,
    2,
);
/// Remedies of a kind.
pub const REMEDIES: Shape = shape(
    &[
        column("done", "Done"),
        column("cases", "On so many cases"),
        column("not_done", "Offered and not done").aside_if_any(", {} not done"),
    ],
    0,
    1,
);
/// Payments of a kind.
pub const PAYMENTS: Shape = shape(
    &[
        column("cases", "Cases"),
        column("payments", "Payments").aside_if_any(", {}"),
        column("pence", "Total"),
        column("largest_pence", "Largest").aside_if_any(", largest {}"),
    ],
    2,
    0,
);
/// How actions stand.
pub const ACTIONS: Shape = Shape {
    columns: &[
        column("open", "Open").found_by("is:to-do"),
        column("late", "Late").found_by("is:late").bad(),
        column("completed_not_reviewed", "Completed, not reviewed").found_by("is:unreviewed").bad(),
        column("reviewed", "Reviewed").found_by("is:reviewed"),
        column("sustained", "Shown to last").found_by("is:sustained"),
        column("impact_shown", "Effect shown").found_by("is:impact-shown"),
    ],
    main: None,
    cases: 0,
    is_spread: true,
};

/// The cells of [`IN_TIME`], [`LEARNT`] and [`WENT_WRONG`].
pub fn share(it: Share) -> Vec<Cell> {
    vec![it.numerator.into(), it.denominator.into(), Cell::share(it)]
}

/// Whether the times of cases say how long they took: where nobody recorded the day of some answers, fewer than `few` others do not.
fn is_known(it: &Times, few: u32) -> bool {
    let timed = it.gross.len() as u64;
    timed == it.resolved || timed >= u64::from(few.max(1))
}

/// Working days on average; none where nothing says so.
pub fn average(it: &Times, few: u32) -> Option<f64> {
    mean(&it.gross).filter(|_| is_known(it, few))
}

/// The cells of [`TIMES`].
pub fn times(it: &Times, few: u32) -> Vec<Cell> {
    let is_known = is_known(it, few);
    let time =
        |days: Option<f64>| if is_known { Cell::decimal(days) } else { Cell::NotKnown("no day is recorded") };
    vec![
        it.closed.into(),
        it.resolved.into(),
        time(mean(&it.gross)),
        time(median(&it.gross)),
        time(mean(&it.net)),
        time(median(&it.net)),
    ]
}

/// The cells of [`ISSUES`].
pub fn issues(it: &ThemeCount, share: Cell, settings: &FigureSettings, compared: usize) -> Vec<Cell> {
    vec![
        it.issues.into(),
        share,
        it.cases.into(),
        it.important.into(),
        average_before(it, compared),
        Cell::Series(it.before[..compared].to_vec()),
        rising(it, settings, compared),
    ]
}

/// The cells of [`ISSUES_OF_SERVICE`].
pub fn issues_of_service(
    it: &ThemeCount,
    service: String,
    settings: &FigureSettings,
    compared: usize,
) -> Vec<Cell> {
    vec![
        service.into(),
        it.issues.into(),
        it.cases.into(),
        rising(it, settings, compared),
        it.important.into(),
        average_before(it, compared),
        it.average_before(compared).map_or(TOO_FEW, Cell::Decimal),
    ]
}

/// The cells of [`REMEDIES`].
pub fn remedies(it: RemedyCount) -> Vec<Cell> {
    vec![it.done.into(), it.cases.into(), it.waiting.into()]
}

/// The cells of [`PAYMENTS`].
pub fn payments(it: PaymentSum) -> Vec<Cell> {
    vec![it.cases.into(), it.payments.into(), Cell::Money(it.pence), Cell::Money(it.largest)]
}

/// The cells of [`ACTIONS`].
pub fn actions(it: ActionCounts) -> Vec<Cell> {
    [it.open, it.late, it.completed_not_reviewed, it.reviewed, it.sustained, it.impact_shown]
        .map(Cell::Number)
        .into()
}

/// Stands where the office was in use for too few periods before.
const TOO_FEW: Cell = Cell::NotKnown("too few periods before");

fn rising(it: &ThemeCount, settings: &FigureSettings, compared: usize) -> Cell {
    it.rises(settings, compared).map_or(TOO_FEW, Cell::Holds)
}

/// The average of the periods before as people read it: to the nearest tenth, a half upwards.
fn average_before(it: &ThemeCount, compared: usize) -> Cell {
    if it.average_before(compared).is_none() {
        return TOO_FEW;
    }
    let tenths = (it.before[..compared].iter().sum::<u64>().saturating_mul(20) / compared as u64).div_ceil(2);
    Cell::Decimal(f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0)
}
