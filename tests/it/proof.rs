//! How often “fewer than before” is said of made-up offices: where nothing changed, and where complaints were halved.
//!
//! Complaints of a kind come by chance at a steady rate (Poisson). A plan is made for one of several reasons, is done three months later,
//! and the sentence is read at every month of its first year.

use chrono::NaiveDate;
use redress::domain::figures::impact::{Course, Direction, month, sides};
use redress::domain::figures::themes::ThemeCount;
use redress::domain::office::settings::FigureSettings;

/// Months before the one in which the plan is made, and from there until it is done.
const MADE: usize = 40;
const DONE: usize = MADE + 3;
/// Months of the first year that a plan is read in.
const YEAR: usize = 12;

/// Why a plan is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Because {
    /// For no reason in the numbers.
    Whatever,
    /// Its theme was on the rise in the last three months, and it took so many more to decide.
    Rose(usize),
    /// Its theme was on the rise in the three months that end with the plan.
    Rises,
    /// No three months were ever as bad as the last ones.
    WorstEver,
}

/// Every reason.
pub(crate) const REASONS: &[Because] = &[
    Because::Whatever,
    Because::Rose(0),
    Because::Rose(1),
    Because::Rose(3),
    Because::Rises,
    Because::WorstEver,
];

/// Chance that is the same every time: `SplitMix64`, from a fixed beginning.
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bits = u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("32 bits are left");
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// A number of complaints at a rate (Knuth, Seminumerical algorithms, 3.4.1).
    fn complaints(&mut self, rate: f64) -> u32 {
        let end = (-rate).exp();
        let mut left = self.share();
        let mut count = 0;
        while end < left {
            left *= self.share();
            count += 1;
        }
        count
    }
}

impl Because {
    fn makes(self, months: &[u32]) -> bool {
        let sum = |from: usize, to: usize| u64::from(months[from..to].iter().sum::<u32>());
        let rises = |end: usize| {
            let quarter = |back: usize| sum(end - 3 * (back + 1), end - 3 * back);
            let before = std::array::from_fn(|it| quarter(it + 1));
            let count = ThemeCount { issues: quarter(0), before, ..ThemeCount::default() };
            count.rises(&FigureSettings::default(), before.len()) == Some(true)
        };
        match self {
            Self::Whatever => true,
            Self::Rose(decided) => rises(MADE - decided),
            Self::Rises => rises(MADE + 1),
            Self::WorstEver => {
                (3..MADE).all(|end| sum(end - 3, end) <= sum(MADE - 3, MADE)) && 0 < sum(MADE - 3, MADE)
            }
        }
    }
}

/// Of how many of so many offices, with so many complaints a month, "fewer than before" is said at least once in the first year after
/// a plan that brings complaints down to so many times what they were, in per cent.
pub(crate) fn said_fewer(offices: u32, rate: f64, times: f64, because: Because, beginning: u64) -> f64 {
    let mut chance = Chance(beginning);
    let first: NaiveDate = "2020-01-01".parse().expect("a real date");
    let day = |month_at: usize| month(first, month_at) + chrono::Days::new(14);
    let course = Course { began: day(MADE), done: day(DONE), baseline: Some(12) };
    let mut said = 0;
    for _ in 0..offices {
        let mut months: Vec<u32> = Vec::new();
        while months.is_empty() || !because.makes(&months) {
            months = (0..=MADE).map(|_| chance.complaints(rate)).collect();
        }
        months.extend((MADE + 1..=DONE).map(|_| chance.complaints(rate)));
        months.extend((0..=YEAR).map(|_| chance.complaints(rate * times)));
        // The last month is the one that runs.
        let is_fewer =
            |after: usize| sides(first, &months[..DONE + after + 2], course).change() == Direction::Fewer;
        said += u32::from((1..=YEAR).any(is_fewer));
    }
    100.0 * f64::from(said) / f64::from(offices)
}
