//! Whether complaints became fewer after a plan: counts before and after, looked at on days that are fixed beforehand.
//!
//! With both counts taken as Poisson, the count after, given their sum, is binomial (Przyborowski & Wilenski 1940); the
//! exact interval of its share (Clopper & Pearson 1934), by quantiles of the beta distribution, is turned into one of
//! the ratio of the rates. Whoever looks often and stops when it pleases is wrong more often than the interval says, so each look
//! has a part of what may lie outside of all of them (repeated confidence intervals, Jennison & Turnbull 1989; what a look may
//! spend, Lan & `DeMets` 1983): all of them hold together, and the last one stands until the next.
//!
//! A plan is made because complaints rose, and what rose by chance falls by itself (Galton 1886). So the months that may have
//! led to the plan are in neither count. `simulated` shows what all of this comes to.

use chrono::{Datelike, Months, NaiveDate};
use statrs::function::beta::{beta_reg, inv_beta_reg};

use crate::domain::figures::rounding::one_place;
use crate::domain::plan::record::Plan;

/// When it is looked: after so many whole months, and how much of the probability lies outside of the interval of that look, in
/// each tail. They come to what lies outside of all of them, however long one looks.
const LOOKS: [(u32, f64); 6] = [(3, 0.0005), (6, 0.003), (9, 0.006), (12, 0.0125), (24, 0.002), (36, 0.001)];
/// How much of the probability lies outside of all looks together, in each tail: 95% lie within.
const OUTSIDE: f64 = 0.025;
/// Whole months before the one in which a plan was begun that may have led to it: a quarter, and one in which it was decided on.
const LED_TO_IT: u32 = 6;
/// Months that count as before, where the plan does not say how many.
const BASELINE: usize = 24;
/// Months that are looked at for what complaints came to: up to the last look, with those before that it takes.
const MONTHS: u32 = 72;

/// How many complaints there were, over how many months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub complaints: u32,
    /// Whole months looked at.
    pub months: u32,
}

/// What a plan did to complaints, by the days that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When it was begun: made, or the first of its actions started.
    pub began: NaiveDate,
    /// When the last of its actions was completed.
    pub done: NaiveDate,
    /// How many months before are counted; none for the usual.
    pub baseline: Option<u32>,
}

/// Complaints before and after something was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    pub before: Counted,
    /// In the whole months since.
    pub after: Counted,
    /// The same up to the last look; none before the first.
    pub looked: Option<Counted>,
}

/// The rate after, in times the rate before. Each part may be infinite when nothing was counted before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The estimate; none when nothing was counted before.
    pub times: Option<f64>,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval; none when there is no upper end.
    pub high: Option<f64>,
}

/// Which way the counts point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Fewer than before.
    Fewer,
    /// More than before.
    More,
    /// The interval holds "no change".
    NotSure,
    /// The first look is still to come.
    TooEarly,
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

    /// How few and how many complaints there are in nineteen of twenty single months, had nothing changed; none over no months.
    pub fn band(self) -> Option<(u32, u32)> {
        if self.months == 0 {
            return None;
        }
        let (earlier, share) = (f64::from(self.complaints), 1.0 / f64::from(self.months + 1));
        let at_least = |count: u32| match count {
            0 => 1.0,
            _ => beta_reg(f64::from(count), earlier + 1.0, share),
        };
        let at_most = |count: u32| match self.complaints {
            0 => 1.0,
            _ => 1.0 - beta_reg(f64::from(count + 1), earlier, share),
        };
        let low = (0..u32::MAX).find(|it| OUTSIDE < at_most(*it))?;
        let high = (low..u32::MAX).take_while(|it| OUTSIDE < at_least(*it)).last()?;
        Some((low, high))
    }
}

impl Course {
    /// The course of a plan; none until an action of it is completed.
    pub fn of(plan: &Plan) -> Option<Self> {
        let done = plan.actions.iter().filter_map(|it| it.completion().map(|it| it.on)).max()?;
        let starts = plan.actions.iter().filter_map(|it| it.started);
        let began = starts.chain([plan.created]).fold(done, NaiveDate::min);
        Some(Self { began, done, baseline: plan.actions.iter().find_map(|it| it.facts.counted()) })
    }

    /// Whether the month that begins so may have led to it: it is not compared.
    pub fn led_to_it(&self, begins: NaiveDate) -> bool {
        let from = self.began.with_day(1).and_then(|it| it.checked_sub_months(Months::new(LED_TO_IT)));
        from.is_some_and(|it| it <= begins) && begins <= self.began
    }
}

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
/// done belongs to neither side, nor do those that may have led to it. The months up to the first complaint are not before: the
/// office may not have been counting yet.
pub fn sides(first: NaiveDate, months: &[u32], course: Course) -> Sides {
    let counts_from = months.iter().position(|it| 0 < *it).map_or(months.len(), |it| it + 1);
    let is_before = |it: &usize| month(first, *it + 1) <= course.done && !course.led_to_it(month(first, *it));
    let before: Vec<u32> = (counts_from..months.len()).filter(is_before).map(|it| months[it]).collect();
    let baseline = course.baseline.and_then(|it| usize::try_from(it).ok()).unwrap_or(BASELINE);
    let last = months.len().saturating_sub(1);
    let after: Vec<u32> =
        (0..last).filter(|it| course.done < month(first, *it)).map(|it| months[it]).collect();
    Sides::of(Counted::of_months(&before[before.len().saturating_sub(baseline)..]), &after)
}

impl Sides {
    /// What was counted before, and month by month after.
    pub fn of(before: Counted, after: &[u32]) -> Self {
        let is_over = |it: &u32| usize::try_from(*it).is_ok_and(|it| it <= after.len());
        let last = LOOKS.iter().map(|it| it.0).rfind(is_over).and_then(|it| usize::try_from(it).ok());
        let looked = last.map(|it| Counted::of_months(&after[..it]));
        Self { before, after: Counted::of_months(after), looked }
    }

    /// The ratio of the rates with its exact interval, at the last look; none before the first, and when nothing was counted.
    pub fn ratio(&self) -> Option<Ratio> {
        let looked = self.looked?;
        let outside = LOOKS.iter().find(|it| it.0 == looked.months)?.1;
        ratio(
            (self.before.complaints, f64::from(self.before.months)),
            (looked.complaints, f64::from(looked.months)),
            outside,
        )
    }

    /// Which way the counts point, and only where the interval of the last look leaves no doubt.
    pub fn change(&self) -> Direction {
        if self.before.months == 0 || self.after.months == 0 {
            return Direction::NothingToCompare;
        }
        match (self.looked, self.ratio()) {
            (None, _) => Direction::TooEarly,
            (Some(_), None) => Direction::NothingToCompare,
            (_, Some(it)) if it.high.is_some_and(|high| high < 1.0) => Direction::Fewer,
            (_, Some(it)) if it.low > 1.0 => Direction::More,
            _ => Direction::NotSure,
        }
    }

    /// What the counts say, without a number: for what is published, where a small one could tell a person apart.
    pub fn verdict(&self) -> &'static str {
        if self.before.months == 0 {
            return "nothing before it to compare with";
        }
        if self.after.months == 0 {
            return "too early to say";
        }
        match self.change() {
            Direction::Fewer => "fewer than before",
            Direction::More => "more than before",
            Direction::NotSure => "no change that is sure",
            Direction::TooEarly => "too early to say",
            Direction::NothingToCompare => "no complaints on either side",
        }
    }

    /// What the counts say, and how sure one may be, in a sentence that may be shown to the person who complained.
    pub fn sentence(&self) -> String {
        let (Some(earlier), Some(later)) = (self.before.rate(), self.after.rate()) else {
            return match self.before.months {
                0 => "There is nothing before it to compare with: what led to the plan does not count."
                    .to_owned(),
                _ => "No full month has passed since, so it is too early to say.".to_owned(),
            };
        };
        let (Counted { months: before, .. }, Counted { months: after, .. }) = (self.before, self.after);
        let months = if before == 1 { "month" } else { "months" };
        let rates = format!(
            "Before: {} a month over {before} {months}; after: {} over {after}",
            one_place(earlier),
            one_place(later)
        );
        let sure = match (self.change(), self.ratio()) {
            (Direction::Fewer | Direction::More, Some(it)) => format!(" ({})", interval(it)),
            _ => String::new(),
        };
        let words = self.verdict();
        let looked = self.looked.map_or(0, |it| it.months);
        let next = LOOKS.iter().map(|it| it.0).find(|it| looked < *it);
        match (looked, next) {
            (0, Some(next)) => format!("{rates}; {words}. Looked at after {next} full months."),
            (_, Some(next)) => {
                format!("{rates}; after {looked}, {words}{sure}. Looked at again after {next}.")
            }
            (_, None) => format!("{rates}; after {looked}, {words}{sure}."),
        }
    }
}

/// How many times the rate of one count the rate of another is, each with how long or of how many it was counted, and the exact
/// interval with so much of the probability outside in each tail. None when nothing was counted, or over nothing.
fn ratio(before: (u32, f64), after: (u32, f64), outside: f64) -> Option<Ratio> {
    if before.1 <= 0.0 || after.1 <= 0.0 || (before.0 == 0 && after.0 == 0) {
        return None;
    }
    let (earlier, later) = (f64::from(before.0), f64::from(after.0));
    // How much longer the time before was: turns odds of the shares into a ratio of the rates.
    let exposure = before.1 / after.1;
    let low = if after.0 == 0 { 0.0 } else { exposure * odds(inv_beta_reg(later, earlier + 1.0, outside)) };
    let high = (before.0 > 0).then(|| exposure * odds(inv_beta_reg(later + 1.0, earlier, 1.0 - outside)));
    let times = (before.0 > 0).then(|| exposure * later / earlier);
    Some(Ratio { times, low, high })
}

fn odds(share: f64) -> f64 {
    share / (1.0 - share)
}

fn interval(it: Ratio) -> String {
    let span = match it.high {
        Some(high) => format!("surely {:.2} to {high:.2}", it.low),
        None => format!("surely {:.2} or more", it.low),
    };
    it.times.map_or_else(|| format!("none before; {span}"), |times| format!("{times:.2} times, {span}"))
}

/// A part of a whole of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOf {
    pub part: u64,
    pub whole: u64,
}

/// How many times as large the share of one group is as that of another, where that is more than chance; none where it is not.
/// `among` is how many answers are compared: the more there are, the sooner one of them differs by chance, so each may do so less
/// (Bonferroni 1936).
pub fn more_than_chance(one: PartOf, other: PartOf, among: u64) -> Option<f64> {
    let counted = |it: PartOf| Some((u32::try_from(it.part).ok()?, f64::from(u32::try_from(it.whole).ok()?)));
    let among = f64::from(u32::try_from(among).ok()?.max(1));
    let it = ratio(counted(other)?, counted(one)?, OUTSIDE / among)?;
    let is_sure = 1.0 < it.low || it.high.is_some_and(|high| high < 1.0);
    it.times.filter(|_| is_sure)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counted(complaints: u32, months: u32) -> Counted {
        Counted { complaints, months }
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    #[track_caller]
    fn check(before: (u32, u32), after: &[u32], expect: &str) {
        assert_eq!(Sides::of(counted(before.0, before.1), after).sentence(), expect);
    }

    #[test]
    fn the_sentence_is_sure_only_where_the_interval_of_the_last_look_leaves_out_no_change() {
        check(
            (50, 12),
            &[1; 7],
            "Before: 4.2 a month over 12 months; after: 1.0 over 7; after 6, fewer than before (0.24 times, surely 0.05 to \
             0.73). Looked at again after 9.",
        );
        check(
            (6, 12),
            &[0, 0, 1],
            "Before: 0.5 a month over 12 months; after: 0.3 over 3; after 3, no change that is sure. Looked at again after 6.",
        );
        let later = Sides::of(counted(4, 12), &[4; 36]);
        assert_eq!(later.change(), Direction::More);
        assert!(!later.sentence().contains("again"), "the last look is the last: {}", later.sentence());
    }

    #[test]
    fn between_looks_what_the_last_one_said_stands() {
        let fewer = [vec![1; 6], vec![12, 12]].concat();
        assert_eq!(Sides::of(counted(50, 12), &fewer).change(), Direction::Fewer);
        assert_eq!(Sides::of(counted(50, 12), &[fewer, vec![12]].concat()).change(), Direction::NotSure);
    }

    #[test]
    fn no_complaints_no_months_and_no_look_are_said_as_they_are() {
        check(
            (0, 12),
            &[0; 3],
            "Before: 0.0 a month over 12 months; after: 0.0 over 3; after 3, no complaints on either side. Looked at again after \
             6.",
        );
        check(
            (50, 12),
            &[0, 0],
            "Before: 4.2 a month over 12 months; after: 0.0 over 2; too early to say. Looked at after 3 full months.",
        );
        check((5, 12), &[], "No full month has passed since, so it is too early to say.");
        let nothing = "There is nothing before it to compare with: what led to the plan does not count.";
        check((0, 0), &[3, 3, 3], nothing);
        assert_eq!(Sides::of(counted(0, 12), &[3; 6]).change(), Direction::More);
    }

    #[test]
    fn months_that_may_have_led_to_a_plan_and_those_before_the_first_complaint_are_on_no_side() {
        let course = Course { began: on("2026-01-10"), done: on("2026-04-15"), baseline: None };
        // From January 2025: nothing yet, the first complaint, four months, seven that led to it, two months, that of
        // completion, two more, the running one.
        let months = [vec![0, 9, 4, 4, 4, 4], vec![50; 7], vec![6, 6, 70, 1, 2, 80]].concat();
        let found = sides(on("2025-01-01"), &months, course);
        assert_eq!((found.before, found.after, found.looked), (counted(28, 6), counted(3, 2), None));
        let last = Course { baseline: Some(3), ..course };
        assert_eq!(sides(on("2025-01-01"), &months, last).before, counted(16, 3));
    }

    #[test]
    fn single_months_are_taken_together() {
        assert_eq!(Counted::of_months(&[4, 0, 2]), counted(6, 3));
        assert_eq!(Counted::of_months(&[]).rate(), None);
    }

    #[test]
    fn a_single_month_lies_in_the_band_nineteen_times_of_twenty() {
        assert_eq!(counted(60, 12).band(), Some((1, 10)));
        assert_eq!((counted(0, 12).band(), counted(0, 0).band()), (Some((0, 1)), None));
        assert_eq!(counted(1_200, 12).band(), Some((80, 121)));
    }

    #[test]
    fn a_difference_between_people_is_said_only_where_it_is_more_than_chance() {
        let of = |part, whole| PartOf { part, whole };
        let times = more_than_chance(of(22, 168), of(1890, 5700), 4).expect("beyond chance");
        assert!((0.38..0.41).contains(&times), "{times}");
        assert_eq!(more_than_chance(of(5, 40), of(1890, 5700), 4), None, "so few may be chance");
        assert!(more_than_chance(of(14, 60), of(60, 600), 1).is_some());
        assert_eq!(more_than_chance(of(14, 60), of(60, 600), 40), None, "one of so many differs by chance");
        assert_eq!(more_than_chance(of(0, 0), of(60, 600), 1), None);
    }

    proptest! {
        /// Each end of the interval is where the tail beyond it holds what may lie outside.
        #[test]
        fn the_interval_is_exact_at_both_ends(before in 1_u32..400, after in 1_u32..400) {
            let it = ratio((before, 12.0), (after, 12.0), OUTSIDE).expect("there is something to compare");
            let (earlier, later) = (f64::from(before), f64::from(after));
            let high = it.high.expect("there were complaints before");
            let tails = (
                beta_reg(later, earlier + 1.0, it.low / (1.0 + it.low)),
                1.0 - beta_reg(later + 1.0, earlier, high / (1.0 + high)),
            );
            prop_assert!((tails.0 - OUTSIDE).abs() < 1e-6 && (tails.1 - OUTSIDE).abs() < 1e-6, "{tails:?}");
            let times = it.times.expect("there were complaints before");
            prop_assert!(it.low < times && times < high);
        }
    }

    #[test]
    fn all_looks_together_leave_no_more_outside_than_they_may() {
        assert!((LOOKS.iter().map(|it| it.1).sum::<f64>() - OUTSIDE).abs() < 1e-12);
    }
}
