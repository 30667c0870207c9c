//! How actions stand on a day: open, late, completed and not reviewed, reviewed, lasting, and with their effect shown.

use serde::{Deserialize, Serialize};

use chrono::NaiveDate;

use crate::domain::plan::row::ActionRow;
use crate::domain::vocabulary::ActionStage;

/// Actions of one service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionCounts {
    /// Agreed, and not completed.
    pub open: u64,
    /// Past their date: not completed, or completed and not reviewed in time.
    pub late: u64,
    /// Said to be completed, and reviewed by nobody.
    pub completed_not_reviewed: u64,
    /// Reviewed, whether or not they have been found to last since.
    pub reviewed: u64,
    /// Of those, found to last by an audit.
    pub sustained: u64,
    /// Of those reviewed, with a reading of their measure since they were completed.
    pub impact_shown: u64,
}

impl ActionCounts {
    /// Counts in an action as it stood on a day.
    pub fn add(&mut self, row: &ActionRow, day: NaiveDate) {
        if !row.bound_on(day) {
            return;
        }
        let is_completed = row.completed.is_some_and(|it| it <= day);
        let is_reviewed = row.reviewed_on(day);
        self.open += u64::from(!is_completed);
        self.late += u64::from(row.late_on(day));
        self.completed_not_reviewed += u64::from(row.unreviewed_on(day));
        self.reviewed += u64::from(is_reviewed);
        self.sustained += u64::from(is_reviewed && row.state == ActionStage::Sustained);
        self.impact_shown += u64::from(is_reviewed && row.impact_shown.is_some_and(|it| it <= day));
    }

    /// The counts of several services together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            open: self.open + other.open,
            late: self.late + other.late,
            completed_not_reviewed: self.completed_not_reviewed + other.completed_not_reviewed,
            reviewed: self.reviewed + other.reviewed,
            sustained: self.sustained + other.sustained,
            impact_shown: self.impact_shown + other.impact_shown,
        }
    }
}
