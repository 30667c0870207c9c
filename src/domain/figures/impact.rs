//! Whether complaints became fewer after an action: counts a month before and after, and how sure one may be.
//!
//! With both counts taken as Poisson, the count after, given their sum, is binomial (Przyborowski & Wilenski 1940); the
//! exact interval of its share (Clopper & Pearson 1934), by quantiles of the beta distribution, is turned into one of
//! the ratio of the rates. Exact means never too sure: small counts, which complaints mostly are, get wide intervals.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use statrs::function::beta::inv_beta_reg;

/// How much of the probability lies outside the interval, in both tails together.
const OUTSIDE: f64 = 0.05;

/// How many complaints there were, over how many months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub complaints: u32,
    /// Whole months looked at.
    pub months: u32,
}

/// The rate after, in times the rate before. Each part may be infinite when nothing was counted before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// The estimate; none when nothing was counted before.
    pub times: Option<f64>,
    /// Lower end of the 95% interval.
    pub low: f64,
    /// Upper end of the 95% interval; none when there is no upper end.
    pub high: Option<f64>,
}

/// Which way the counts point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Fewer than before.
    Fewer,
    /// More than before.
    More,
    /// The interval holds "no change".
    NotSure,
    /// Nothing was counted, or no month has passed on one side.
    NothingToCompare,
}

impl Counted {
    /// The counts of single months, taken together.
    pub fn of_months(counts: &[u32]) -> Self {
        let complaints = counts.iter().fold(0, |sum: u32, it| sum.saturating_add(*it));
        Self { complaints, months: u32::try_from(counts.len()).unwrap_or(u32::MAX) }
    }

    /// Complaints a month; none over no months.
    pub fn rate(self) -> Option<f64> {
        (self.months > 0).then(|| f64::from(self.complaints) / f64::from(self.months))
    }
}

/// Months that are looked at for what complaints came to.
const MONTHS: u32 = 36;

/// The first day of the months that are looked at as of a day.
pub fn first_month(as_of: NaiveDate) -> Option<NaiveDate> {
    as_of.checked_sub_months(Months::new(MONTHS)).and_then(|it| it.with_day(1))
}

/// The first day of the month so many months after the first.
pub fn month(first: NaiveDate, later: usize) -> NaiveDate {
    let months = Months::new(u32::try_from(later).unwrap_or(0));
    first.checked_add_months(months).unwrap_or(first)
}

/// The months before something was done and after it, of those from the first, the last of which runs. The month in which it was
/// done belongs to neither side. `baseline` says how many before it are looked at; none for all.
pub fn sides(first: NaiveDate, months: &[u32], done: NaiveDate, baseline: Option<u32>) -> (Counted, Counted) {
    let before: Vec<u32> =
        (0..months.len()).filter(|it| month(first, *it + 1) <= done).map(|it| months[it]).collect();
    let baseline = baseline.and_then(|it| usize::try_from(it).ok()).unwrap_or(before.len());
    let before = &before[before.len().saturating_sub(baseline)..];
    let last = months.len().saturating_sub(1);
    let after: Vec<u32> = (0..last).filter(|it| done < month(first, *it)).map(|it| months[it]).collect();
    (Counted::of_months(before), Counted::of_months(&after))
}

/// The ratio of the rates with its exact interval; none when nothing was counted, or no month has passed on one side.
pub fn ratio(before: Counted, after: Counted) -> Option<Ratio> {
    if before.months == 0 || after.months == 0 || (before.complaints == 0 && after.complaints == 0) {
        return None;
    }
    let (earlier, later) = (f64::from(before.complaints), f64::from(after.complaints));
    // How much longer the time before was: turns odds of the shares into a ratio of the rates.
    let exposure = f64::from(before.months) / f64::from(after.months);
    let low = if after.complaints == 0 {
        0.0
    } else {
        exposure * odds(inv_beta_reg(later, earlier + 1.0, OUTSIDE / 2.0))
    };
    let high = (before.complaints > 0)
        .then(|| exposure * odds(inv_beta_reg(later + 1.0, earlier, 1.0 - OUTSIDE / 2.0)));
    let times = (before.complaints > 0).then(|| exposure * later / earlier);
    Some(Ratio { times, low, high })
}

fn odds(share: f64) -> f64 {
    share / (1.0 - share)
}

/// Which way the counts point, and only where the interval leaves no doubt.
pub fn change(before: Counted, after: Counted) -> Direction {
    match ratio(before, after) {
        None => Direction::NothingToCompare,
        Some(it) if it.high.is_some_and(|high| high < 1.0) => Direction::Fewer,
        Some(it) if it.low > 1.0 => Direction::More,
        Some(_) => Direction::NotSure,
    }
}

/// What the counts say, without a number: for what is published, where a small one could tell a person apart.
pub fn verdict(before: Counted, after: Counted) -> &'static str {
    if before.months == 0 || after.months == 0 {
        return "no full month has passed on both sides yet";
    }
    match change(before, after) {
        Direction::Fewer => "fewer than before",
        Direction::More => "more than before",
        Direction::NotSure => "too few to be sure",
        Direction::NothingToCompare => "no complaints on either side",
    }
}

/// What the counts say, and how sure one may be, in a sentence that may be shown to the person who complained.
pub fn sentence(before: Counted, after: Counted) -> String {
    let (Some(earlier), Some(later)) = (before.rate(), after.rate()) else {
        return "No full month has passed on both sides yet; nothing to compare.".to_owned();
    };
    let rates = format!(
        "Before: {earlier:.1} a month over {}; after: {later:.1} over {}",
        before.months, after.months
    );
    let words = verdict(before, after);
    let verdict = match (change(before, after), ratio(before, after)) {
        (Direction::Fewer | Direction::More, Some(it)) => format!("{words} ({})", interval(it)),
        _ => words.to_owned(),
    };
    let months = if before.months == 1 { "month" } else { "months" };
    let rates = rates.replacen("; after", &format!(" {months}; after"), 1);
    format!("{rates}; {verdict}.")
}

fn interval(it: Ratio) -> String {
    let span = match it.high {
        Some(high) => format!("95% interval {:.2} to {high:.2}", it.low),
        None => format!("95% interval from {:.2}", it.low),
    };
    it.times.map_or_else(|| format!("none before; {span}"), |times| format!("{times:.2} times, {span}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use statrs::function::beta::beta_reg;

    use super::*;

    fn counted(complaints: u32, months: u32) -> Counted {
        Counted { complaints, months }
    }

    #[track_caller]
    fn check(before: (u32, u32), after: (u32, u32), expect: &str) {
        assert_eq!(sentence(counted(before.0, before.1), counted(after.0, after.1)), expect);
    }

    #[test]
    fn the_sentence_is_sure_only_where_the_interval_leaves_out_no_change() {
        check(
            (50, 12),
            (5, 5),
            "Before: 4.2 a month over 12 months; after: 1.0 over 5; fewer than before (0.24 times, 95% interval 0.07 to 0.60).",
        );
        check((6, 12), (1, 5), "Before: 0.5 a month over 12 months; after: 0.2 over 5; too few to be sure.");
        check(
            (4, 12),
            (20, 6),
            "Before: 0.3 a month over 12 months; after: 3.3 over 6; more than before (10.00 times, 95% interval 3.35 to 40.24).",
        );
    }

    #[test]
    fn no_complaints_and_no_months_are_said_as_they_are() {
        check(
            (0, 12),
            (0, 5),
            "Before: 0.0 a month over 12 months; after: 0.0 over 5; no complaints on either side.",
        );
        check((3, 1), (0, 1), "Before: 3.0 a month over 1 month; after: 0.0 over 1; too few to be sure.");
        check(
            (50, 12),
            (0, 5),
            "Before: 4.2 a month over 12 months; after: 0.0 over 5; fewer than before (0.00 times, 95% interval 0.00 to 0.18).",
        );
        check(
            (0, 12),
            (9, 6),
            "Before: 0.0 a month over 12 months; after: 1.5 over 6; more than before (none before; 95% interval from 3.95).",
        );
        check((5, 12), (0, 0), "No full month has passed on both sides yet; nothing to compare.");
    }

    #[test]
    fn single_months_are_taken_together() {
        assert_eq!(Counted::of_months(&[4, 0, 2]), counted(6, 3));
        assert_eq!(Counted::of_months(&[]).rate(), None);
    }

    proptest! {
        /// Each end of the interval is where the tail beyond it holds half of what lies outside.
        #[test]
        fn the_interval_is_exact_at_both_ends(before in 1_u32..400, after in 1_u32..400) {
            let it = ratio(counted(before, 12), counted(after, 12)).expect("there is something to compare");
            let (earlier, later) = (f64::from(before), f64::from(after));
            let high = it.high.expect("there were complaints before");
            let tails = (
                beta_reg(later, earlier + 1.0, it.low / (1.0 + it.low)),
                1.0 - beta_reg(later + 1.0, earlier, high / (1.0 + high)),
            );
            prop_assert!((tails.0 - 0.025).abs() < 1e-6 && (tails.1 - 0.025).abs() < 1e-6, "{tails:?}");
            let times = it.times.expect("there were complaints before");
            prop_assert!(it.low < times && times < high);
        }
    }
}
