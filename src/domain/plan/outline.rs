//! What is left of a plan for somebody from whom it is kept: what is counted, and what is public. No word of its own, no name
//! and no case.

use crate::domain::case::round::Reopening;
use crate::domain::plan::record::{
    Action, ActionFacts, Audit, CompletedReview, Completion, NotAdopted, Plan, PlanClosing, PlanFacts,
    PublicApproval, PublicWording,
};

impl Plan {
    /// The plan as it is counted, for whoever may not read it.
    #[must_use]
    pub fn outline(&self) -> Self {
        let facts =
            PlanFacts { service: self.facts.service, theme: self.facts.theme, ..PlanFacts::default() };
        let public = |it: &PublicWording| PublicWording {
            by: String::new(),
            names_nobody: Vec::new(),
            approved: it.approved.clone().map(|it| PublicApproval {
                by: String::new(),
                names_nobody: Vec::new(),
                ..it
            }),
            taken_back: it.taken_back.as_ref().map(reopening),
            ..it.clone()
        };
        Self {
            actions: self.actions.iter().map(action).collect(),
            agreed: self.agreed,
            closings: self.closings.iter().map(closing).collect(),
            not_adopted: self.not_adopted.as_ref().map(not_adopted),
            // What is not approved is no more public than the plan.
            public: self.public.last().filter(|it| it.approved.is_some()).map(public).into_iter().collect(),
            is_outline: true,
            ..Self::new(self.reference, facts, String::new(), self.created)
        }
    }
}

fn action(it: &Action) -> Action {
    let facts = &it.facts;
    Action {
        agreed: it.agreed,
        started: it.started,
        completions: it.completions.iter().map(completion).collect(),
        not_adopted: it.not_adopted.as_ref().map(not_adopted),
        ..Action::new(
            it.number,
            ActionFacts {
                kind: facts.kind,
                start: facts.start,
                due: facts.due,
                review_within_days: facts.review_within_days,
                review_by: facts.review_by,
                audit_every_months: facts.audit_every_months,
                next_audit: facts.next_audit,
                ..ActionFacts::default()
            },
        )
    }
}

fn completion(it: &Completion) -> Completion {
    let review = |it: &CompletedReview| CompletedReview {
        on: it.on,
        by: String::new(),
        looked_at: String::new(),
        result: it.result,
        note: String::new(),
        again_on: it.again_on,
    };
    let audit = |it: &Audit| Audit {
        on: it.on,
        by: String::new(),
        passed: it.passed,
        note: String::new(),
        next: it.next,
    };
    Completion {
        on: it.on,
        by: String::new(),
        evidence: String::new(),
        reviews: it.reviews.iter().map(review).collect(),
        audits: it.audits.iter().map(audit).collect(),
        reopened: it.reopened.as_ref().map(reopening),
    }
}

fn reopening(it: &Reopening) -> Reopening {
    Reopening { on: it.on, reason: String::new() }
}

fn closing(it: &PlanClosing) -> PlanClosing {
    PlanClosing { on: it.on, note: String::new(), reopened: it.reopened.as_ref().map(reopening) }
}

fn not_adopted(it: &NotAdopted) -> NotAdopted {
    NotAdopted { on: it.on, reason: String::new() }
}
