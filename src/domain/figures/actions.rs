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
    /// Of those reviewed, with their measure last read as it should be.
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
        self.impact_shown += u64::from(row.effect_shown_on(day));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::record::{
        Action, ActionFacts, CompletedReview, Completion, Measure, Plan, PlanFacts, Reading,
    };
    use crate::domain::plan::row::rows;
    use crate::domain::reference::PlanRef;
    use crate::domain::vocabulary::ReviewResult;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    /// An action agreed on 2 February and due on 10 March.
    fn counts(change: impl FnOnce(&mut Action), day: &str) -> [u64; 6] {
        let reference = PlanRef { year: 2026, number: 7 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), on("2026-01-05"));
        let (unit, baseline, target) = (String::new(), "30".parse().ok(), "10".parse().ok());
        let measure = Some(Measure::Measured { name: "Days".into(), unit, baseline, target });
        let facts = ActionFacts { due: Some(on("2026-03-10")), measure, ..ActionFacts::default() };
        let mut action = Action::new(1, facts);
        action.agreed = Some(on("2026-02-02"));
        change(&mut action);
        plan.actions.push(action);
        let mut it = ActionCounts::default();
        it.add(&rows(&plan)[0], on(day));
        [it.open, it.late, it.completed_not_reviewed, it.reviewed, it.sustained, it.impact_shown]
    }

    fn reviewed(action: &mut Action) {
        let review = CompletedReview {
            on: on("2026-03-20"),
            by: "kpatel".into(),
            looked_at: "Rota".into(),
            result: ReviewResult::Effective,
            note: String::new(),
            again_on: None,
        };
        action.completions.push(Completion {
            on: on("2026-03-09"),
            by: "jsmith".into(),
            evidence: "Rota".into(),
            reviews: vec![review],
            audits: Vec::new(),
            reopened: None,
        });
        read(action, "2026-04-01", "31");
        read(action, "2026-05-01", "10");
        read(action, "2026-06-01", "12");
    }

    fn read(action: &mut Action, day: &str, value: &str) {
        let value = value.parse().ok();
        action.readings.push(Reading { on: on(day), value, note: String::new(), next: None });
    }

    #[test]
    fn an_action_is_open_then_completed_then_reviewed_and_its_effect_shows_while_the_last_reading_is_as_it_should_be()
     {
        assert_eq!(counts(|_| (), "2026-02-01"), [0, 0, 0, 0, 0, 0]);
        assert_eq!(counts(|_| (), "2026-03-10"), [1, 0, 0, 0, 0, 0]);
        assert_eq!(counts(|_| (), "2026-03-11"), [1, 1, 0, 0, 0, 0]);
        assert_eq!(counts(reviewed, "2026-03-08"), [1, 0, 0, 0, 0, 0]);
        assert_eq!(counts(reviewed, "2026-03-19"), [0, 0, 1, 0, 0, 0]);
        assert_eq!(counts(reviewed, "2026-03-31"), [0, 0, 0, 1, 0, 0]);
        assert_eq!(counts(reviewed, "2026-04-30"), [0, 0, 0, 1, 0, 0]);
        assert_eq!(counts(reviewed, "2026-05-31"), [0, 0, 0, 1, 0, 1]);
        assert_eq!(counts(reviewed, "2026-06-01"), [0, 0, 0, 1, 0, 0]);
    }
}
