//! What dealing with complaints cost (annual report guidance 27.4): hours times the office's rate, money paid to others,
//! and redress.

use serde::{Deserialize, Serialize};

use crate::domain::figures::period::Period;
use crate::domain::office::settings::FigureSettings;
use crate::domain::row::Row;
use crate::domain::row_parts::CostPart;

/// Work and money recorded on cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostSum {
    /// Cases on which any was recorded in the period.
    pub cases: u64,
    /// Cases with work.
    pub worked: u64,
    /// Cases with money paid to others.
    pub paid: u64,
    /// Work, in minutes.
    pub minutes: u64,
    /// Money paid to others, in pence.
    pub external: u64,
}

impl CostSum {
    /// Counts in the cost of one complaint.
    pub fn add(&mut self, row: &Row, period: &Period) {
        let costs = || row.costs.iter().filter(|it| period.holds(it.on));
        let has = |one: fn(&CostPart) -> bool| u64::from(costs().any(one));
        self.cases += has(|_| true);
        self.worked += has(|it| 0 < it.minutes);
        self.paid += has(|it| 0 < it.pence);
        for it in costs() {
            self.minutes += u64::from(it.minutes);
            self.external += it.pence;
        }
    }

    /// What the work cost, in pence, to the nearest; none where nothing was recorded, or hours were and the office has not said
    /// what one costs.
    pub fn work(&self, settings: &FigureSettings) -> Option<u64> {
        let is_known = self.cases > 0 && (self.minutes == 0 || settings.hourly_rate > 0);
        is_known.then(|| (self.minutes * settings.hourly_rate + 30) / 60)
    }

    /// All of it with the redress paid, in pence; none where it is not known what the work cost.
    pub fn total(&self, settings: &FigureSettings, redress: u64) -> Option<u64> {
        self.work(settings).map(|it| it + self.external + redress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_without_a_rate_have_no_cost_rather_than_none_to_pay() {
        let sum = CostSum { cases: 1, worked: 1, paid: 1, minutes: 90, external: 500 };
        let settings = FigureSettings::default();
        assert_eq!((sum.work(&settings), sum.total(&settings, 100)), (None, None));
        let settings = FigureSettings { hourly_rate: 3_000, ..settings };
        assert_eq!((sum.work(&settings), sum.total(&settings, 100)), (Some(4_500), Some(5_100)));
        assert_eq!(CostSum { minutes: 0, ..sum }.total(&FigureSettings::default(), 100), Some(600));
        assert_eq!(CostSum::default().total(&settings, 100), None);
    }
}
