//! A plan as it stood on a day: without what was agreed, done, found and read later.
//!
//! Words that were put right since are shown as they are now. So is what is written for the public: it is no fact of the day but
//! part of making the document, approved as a rule when the days it tells of are over, and what is taken back, as a person's
//! consent is, is taken back for every day.

use chrono::NaiveDate;

use crate::domain::plan::record::{Action, Completion, Plan};

impl Plan {
    /// The plan as it stood on a day; none if it was not begun by then.
    #[must_use]
    pub fn as_of(self, day: NaiveDate) -> Option<Self> {
        (self.begun() <= day).then(|| self.back_to(day))
    }

    /// From when on there was the plan: one that is written down here after it was agreed was there then.
    fn begun(&self) -> NaiveDate {
        let agreed = self.actions.iter().filter_map(|it| it.agreed).chain(self.agreed);
        agreed.fold(self.created, NaiveDate::min)
    }

    /// The plan with what of it holds on a day, whenever it was written down.
    #[must_use]
    pub fn back_to(mut self, day: NaiveDate) -> Self {
        let begun = self.begun();
        self.failings.retain(|it| it.added.unwrap_or(begun) <= day);
        self.agreed = self.agreed.filter(|it| *it <= day);
        self.not_adopted = self.not_adopted.take().filter(|it| it.on <= day);
        self.closings.retain(|it| it.on <= day);
        for closing in &mut self.closings {
            closing.reopened = closing.reopened.take().filter(|it| it.on <= day);
        }
        self.actions.retain(|it| it.agreed.is_some_and(|on| on <= day));
        self.actions.iter_mut().for_each(|it| it.go_back_to(day));
        self
    }
}

impl Action {
    fn go_back_to(&mut self, day: NaiveDate) {
        self.accepted_by_owner = self.accepted_by_owner.filter(|it| *it <= day);
        self.started = self.started.filter(|it| *it <= day);
        self.blocks.retain(|it| it.on <= day);
        for block in &mut self.blocks {
            block.until = block.until.filter(|it| *it <= day);
        }
        self.progress_reviews.retain(|it| it.on <= day);
        self.completions.retain(|it| it.on <= day);
        self.completions.iter_mut().for_each(|it| it.go_back_to(day));
        self.readings.retain(|it| it.on <= day);
        if let Some(later) = self.due_changes.iter().find(|it| day < it.on) {
            self.facts.due = later.from;
        }
        self.due_changes.retain(|it| it.on <= day);
        self.not_adopted = self.not_adopted.take().filter(|it| it.on <= day);
    }
}

impl Completion {
    fn go_back_to(&mut self, day: NaiveDate) {
        self.reviews.retain(|it| it.on <= day);
        self.audits.retain(|it| it.on <= day);
        self.reopened = self.reopened.take().filter(|it| it.on <= day);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::record::{ActionFacts, DueChange, PlanFacts};
    use crate::domain::reference::PlanRef;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_agreed_done_and_moved_later_is_not_there_yet() {
        let reference = PlanRef { year: 2026, number: 1 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), on("2026-01-05"));
        for (number, agreed) in [(1, "2026-02-01"), (2, "2026-03-01")] {
            let facts = ActionFacts { due: Some(on("2026-06-01")), ..ActionFacts::default() };
            plan.actions.push(Action { agreed: Some(on(agreed)), ..Action::new(number, facts) });
        }
        let (from, to) = (Some(on("2026-05-01")), on("2026-06-01"));
        plan.actions[0].due_changes.push(DueChange { on: on("2026-04-01"), from, to, reason: "Busy".into() });
        let due = |day: &str| {
            let then = plan.clone().as_of(on(day))?;
            Some(then.actions.iter().map(|it| it.facts.due.unwrap().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(due("2026-01-04"), None);
        // Taken over later, what was agreed by a day is what figures and documents of that day tell.
        let later = Plan { created: on("2027-01-05"), ..plan.clone() };
        assert_eq!(later.clone().as_of(on("2026-01-31")), None);
        assert_eq!(later.as_of(on("2026-02-28")).map(|it| it.actions.len()), Some(1));
        assert_eq!(due("2026-02-28"), Some(vec!["2026-05-01".to_owned()]));
        assert_eq!(due("2026-04-01"), Some(vec!["2026-06-01".to_owned(), "2026-06-01".to_owned()]));
    }
}
