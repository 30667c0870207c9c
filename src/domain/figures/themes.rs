//! What complaints are about: issues by theme and service, set beside the four periods before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::figures::period::{EARLIER, Look, TO_COMPARE};
use crate::domain::office::lists::{ServiceId, ThemeId};
use crate::domain::office::settings::FigureSettings;
use crate::domain::row::Row;

/// The issues of one theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeCount {
    /// Issues of complaints received in the period.
    pub issues: u64,
    /// Complaints received in the period with such an issue.
    pub cases: u64,
    /// Of those, marked as important beyond themselves.
    pub important: u64,
    /// Issues of complaints received in each of the four periods before, the nearest first.
    pub before: [u64; EARLIER],
}

/// Issues by theme and service; none for "not recorded".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Themes(
    /// The counts.
    pub BTreeMap<(Option<ThemeId>, Option<ServiceId>), ThemeCount>,
);

impl ThemeCount {
    /// Whether the theme is on the rise: often enough, and by enough above the average of the periods before that the office
    /// was in use for. None where those are too few to say. A theme that nobody complained of before rises as soon as it is
    /// often enough.
    pub fn rises(&self, settings: &FigureSettings, compared: usize) -> Option<bool> {
        let before: u64 = self.before[..compared].iter().sum();
        let is_often = self.issues >= u64::from(settings.rise_at_least);
        let is_more = self.issues * 100 * compared as u64 >= before * u64::from(settings.rise_percent);
        (TO_COMPARE <= compared).then_some(is_often && is_more)
    }

    /// The average of the periods before that the office was in use for; none where those are too few to compare with.
    #[expect(clippy::cast_precision_loss, reason = "no office has 2^52 issues")]
    pub fn average_before(&self, compared: usize) -> Option<f64> {
        let before: u64 = self.before[..compared].iter().sum();
        (TO_COMPARE <= compared).then(|| before as f64 / compared as f64)
    }

    fn join(&mut self, other: &Self) {
        self.issues += other.issues;
        self.cases += other.cases;
        self.important += other.important;
        self.before.iter_mut().zip(other.before).for_each(|(sum, it)| *sum += it);
    }
}

impl Themes {
    /// Counts in the issues of one complaint.
    pub fn add(&mut self, row: &Row, look: &Look) {
        if look.period.holds(row.received) {
            let themes: Vec<_> = themes(row, look).collect();
            if themes.is_empty() {
                self.0.entry((None, row.service)).or_default().cases += 1;
            }
            for (place, theme) in themes.iter().enumerate() {
                let it = self.0.entry((*theme, row.service)).or_default();
                it.issues += 1;
                if !themes[..place].contains(theme) {
                    it.cases += 1;
                    it.important += u64::from(row.important_on(look.period.as_of));
                }
            }
            return;
        }
        let Some(starts) = look.earlier.filter(|_| look.period.from.is_some_and(|from| row.received < from))
        else {
            return;
        };
        if let Some(place) = starts.iter().position(|it| *it <= row.received) {
            for theme in themes(row, look) {
                self.0.entry((theme, row.service)).or_default().before[place] += 1;
            }
        }
    }

    /// The same by theme alone, the most frequent first.
    pub fn by_theme(&self) -> Vec<(Option<ThemeId>, ThemeCount)> {
        let mut sums: BTreeMap<Option<ThemeId>, ThemeCount> = BTreeMap::new();
        for ((theme, _), it) in &self.0 {
            sums.entry(*theme).or_default().join(it);
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|it| it.1 != ThemeCount::default()).collect();
        sums.sort_by_key(|(theme, it)| (std::cmp::Reverse(it.issues), *theme));
        sums
    }

    /// Themes of services that somebody should look at: on the rise, or with an important matter among them.
    pub fn alerts(
        &self,
        settings: &FigureSettings,
        compared: usize,
    ) -> Vec<(Option<ThemeId>, Option<ServiceId>, ThemeCount)> {
        let calls = self.0.iter().filter(|(at, it)| {
            at.0.is_some() && (it.rises(settings, compared) == Some(true) || it.important > 0)
        });
        let mut found: Vec<_> = calls.map(|((theme, service), it)| (*theme, *service, *it)).collect();
        found.sort_by_key(|it| (std::cmp::Reverse(it.2.issues), it.0, it.1));
        found
    }
}

/// The theme of each issue that a case had on the day.
fn themes<'a>(row: &'a Row, look: &'a Look) -> impl Iterator<Item = Option<ThemeId>> + 'a {
    row.issues.iter().filter(|it| it.since <= look.period.as_of).map(|it| it.theme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(issues: u64, before: [u64; EARLIER], expect: bool) {
        let it = ThemeCount { issues, before, ..ThemeCount::default() };
        assert_eq!(it.rises(&FigureSettings::default(), EARLIER), Some(expect), "{issues} after {before:?}");
    }

    #[test]
    fn a_theme_rises_from_three_issues_and_half_as_many_again_as_the_average_before() {
        check(2, [0, 0, 0, 0], false);
        check(3, [0, 0, 0, 0], true);
        check(3, [2, 2, 2, 2], true);
        check(3, [2, 2, 2, 3], false);
        check(9, [6, 6, 6, 6], true);
        check(8, [6, 6, 6, 6], false);
    }

    #[test]
    fn nothing_rises_that_has_less_than_two_periods_of_the_office_to_be_compared_with() {
        let it = ThemeCount { issues: 6, before: [6, 6, 0, 0], ..ThemeCount::default() };
        let settings = FigureSettings::default();
        assert_eq!([0, 1, 2].map(|it_was| it.rises(&settings, it_was)), [None, None, Some(false)]);
        assert_eq!(it.rises(&settings, EARLIER), Some(true), "where nobody complained in two of four");
        assert_eq!([1, 2].map(|compared| it.average_before(compared)), [None, Some(6.0)]);
    }
}
