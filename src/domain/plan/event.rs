//! What can happen to a plan, and how each event changes its record.
//!
//! Events are the journal's frozen form: a field may be added with a default, never renamed or removed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::round::Reopening;
use crate::domain::commit::Source;
use crate::domain::plan::record::{
    Action, ActionFact, ActionFacts, Audit, Block, CompletedReview, Completion, DueChange, Failing,
    Involvement, InvolvementFact, NotAdopted, Plan, PlanClosing, PlanFact, PlanFacts, ProgressReview,
    PublicApproval, PublicWording, PublicWords, Reading,
};
use crate::domain::reference::{CaseRef, LinkedCase, PlanRef};

/// Why words are no longer public where it is not said otherwise.
const STORY_OVER: &str = "Somebody took back their consent to share their story";

/// Something that happened to a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanEvent {
    /// It was made; always the first event of a plan.
    Made(Box<Made>),
    /// Facts of the plan were put right.
    Amended(Vec<PlanFact>),
    /// A failing was added.
    FailingAdded(Failing),
    /// An action was added.
    ActionAdded {
        /// Its number.
        action: u32,
        /// What is planned.
        facts: Box<ActionFacts>,
    },
    /// Facts of an action were put right.
    ActionAmended {
        action: u32,
        /// What is new.
        facts: Vec<ActionFact>,
    },
    /// The owner of an action said that it can be done.
    ActionAccepted {
        action: u32,
        /// When.
        on: NaiveDate,
    },
    /// The plan, or what was added to it since, was agreed.
    Agreed {
        /// When.
        on: NaiveDate,
        /// The actions agreed to.
        #[serde(default)]
        actions: Vec<u32>,
    },
    /// The plan, or one of its actions, was not adopted.
    NotAdopted {
        /// The action; none for the whole plan.
        #[serde(default)]
        action: Option<u32>,
        /// When and why.
        what: NotAdopted,
    },
    /// An action was begun.
    ActionStarted {
        action: u32,
        /// When.
        on: NaiveDate,
    },
    /// An action cannot go on.
    ActionBlocked {
        action: u32,
        /// Since when.
        on: NaiveDate,
        #[serde(default)]
        why: String,
    },
    /// An action can go on.
    ActionUnblocked {
        action: u32,
        /// When.
        on: NaiveDate,
    },
    /// Somebody said that an action is done.
    ActionCompleted {
        action: u32,
        /// When it was done.
        on: NaiveDate,
        /// Sign-in name of whoever said so; empty when it was taken over from a record that does not say.
        #[serde(default)]
        by: String,
        /// What shows it.
        #[serde(default)]
        evidence: String,
    },
    /// Somebody looked at how an action is getting on.
    ProgressReviewed {
        action: u32,
        /// What was seen.
        review: ProgressReview,
    },
    /// Somebody else looked at an action that is said to be done.
    ActionReviewed {
        action: u32,
        /// What was found.
        review: CompletedReview,
    },
    /// An action is no longer held to be done.
    ActionReopened {
        action: u32,
        /// When and why.
        reopening: Reopening,
    },
    /// An action was audited.
    ActionAudited {
        action: u32,
        /// What was found.
        audit: Audit,
    },
    /// What shows whether an action worked was read.
    ReadingRecorded { action: u32, reading: Reading },
    /// Somebody else became responsible for an action.
    ActionReassigned {
        action: u32,
        /// Sign-in name, or the name of a team.
        to: String,
    },
    /// An action was given another date.
    DueChanged {
        action: u32,
        /// The new date, and why.
        change: DueChange,
    },
    /// Something about the person's part.
    Involved {
        /// Their case.
        #[serde(default)]
        case: Option<CaseRef>,
        /// What is new.
        facts: Vec<InvolvementFact>,
    },
    /// Somebody wrote what it says to the public.
    PublicWritten {
        /// When.
        on: NaiveDate,
        /// Sign-in name of whoever wrote it.
        #[serde(default)]
        by: String,
        /// The words.
        words: PublicWords,
        /// Words that could be names, and name nobody.
        #[serde(default)]
        names_nobody: Vec<String>,
    },
    /// A second person approved what was last written for the public.
    PublicApproved(PublicApproval),
    /// What was written for the public was taken back.
    PublicTakenBack(Reopening),
    /// Its words were let out, or are kept again: who may read it, though a case that it comes of is restricted.
    LetOut {
        /// The cases of which they were; none for kept again.
        #[serde(default)]
        of: Vec<CaseRef>,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// It was closed.
    Closed(PlanClosing),
    /// It was opened again.
    Reopened(Reopening),
    /// A note.
    Noted {
        /// The words.
        text: String,
    },
}

/// Details of a plan that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When.
    pub on: NaiveDate,
    /// Sign-in name of whoever is responsible for it.
    pub owner: String,
    /// What it is about.
    pub facts: PlanFacts,
    /// What went wrong, numbered.
    #[serde(default)]
    pub failings: Vec<Failing>,
    /// Where it came from, if it was taken over from another system.
    #[serde(default)]
    pub source: Option<Source>,
}

impl Plan {
    /// The plan that a first event makes; none if it is not a making, which no journal of ours holds.
    pub fn begin(reference: PlanRef, event: &PlanEvent) -> Option<Self> {
        let PlanEvent::Made(made) = event else { return None };
        let mut plan = Self::new(reference, made.facts.clone(), made.owner.clone(), made.on);
        plan.failings = made.failings.iter().cloned().map(Into::into).collect();
        plan.source.clone_from(&made.source);
        Some(plan)
    }

    /// Folds a decided event in. Never fails: `decide` already said yes.
    pub fn apply(&mut self, event: &PlanEvent) {
        match event.clone() {
            // The first event made the plan; there is nothing left to fold in.
            PlanEvent::Made(_) => {}
            PlanEvent::Amended(facts) => facts.into_iter().for_each(|it| self.put_right(it)),
            PlanEvent::FailingAdded(failing) => self.failings.push(failing.into()),
            PlanEvent::ActionAdded { action, facts } => self.actions.push(Action::new(action, *facts)),
            PlanEvent::ActionAmended { action, facts } => self.on_action(action, |it| {
                for fact in facts {
                    // Whoever accepted it did so for themselves.
                    if matches!(fact, ActionFact::Owner(_)) {
                        it.accepted_by_owner = None;
                    }
                    it.facts.put_right(fact);
                }
            }),
            PlanEvent::ActionAccepted { action, on } => {
                self.on_action(action, |it| it.accepted_by_owner = Some(on));
            }
            PlanEvent::Agreed { on, actions } => {
                self.agreed = self.agreed.or(Some(on));
                for action in actions {
                    self.on_action(action, |it| it.agreed = Some(on));
                }
            }
            PlanEvent::NotAdopted { action: Some(action), what } => {
                self.on_action(action, |it| it.not_adopted = Some(what));
            }
            PlanEvent::NotAdopted { action: None, what } => self.not_adopted = Some(what),
            PlanEvent::ActionStarted { action, on } => self.on_action(action, |it| it.started = Some(on)),
            PlanEvent::ActionBlocked { action, on, why } => {
                self.on_action(action, |it| it.blocks.push(Block { on, why, until: None }));
            }
            PlanEvent::ActionUnblocked { action, on } => self.on_action(action, |it| {
                if let Some(block) = it.blocks.last_mut() {
                    block.until = Some(on);
                }
            }),
            PlanEvent::ActionCompleted { action, on, by, evidence } => self.on_action(action, |it| {
                it.completions.push(Completion {
                    on,
                    by,
                    evidence,
                    reviews: Vec::new(),
                    audits: Vec::new(),
                    reopened: None,
                });
            }),
            PlanEvent::ProgressReviewed { action, review } => self.on_action(action, |it| {
                it.facts.progress_review_on = review.next;
                it.progress_reviews.push(review);
            }),
            PlanEvent::ActionReviewed { action, review } => {
                self.on_completion(action, |it| it.reviews.push(review));
            }
            PlanEvent::ActionReopened { action, reopening } => {
                self.on_completion(action, |it| it.reopened = Some(reopening));
            }
            PlanEvent::ActionAudited { action, audit } => {
                self.on_action(action, |it| it.facts.next_audit = audit.next);
                self.on_completion(action, |it| it.audits.push(audit));
            }
            PlanEvent::ReadingRecorded { action, reading } => self.on_action(action, |it| {
                it.facts.impact_reading_on = reading.next;
                it.readings.push(reading);
            }),
            PlanEvent::ActionReassigned { action, to } => self.on_action(action, |it| {
                let before = std::mem::replace(&mut it.facts.owner, to);
                if it.completion().is_some() {
                    it.owners_when_done.push(before);
                }
                it.accepted_by_owner = None;
            }),
            PlanEvent::DueChanged { action, change } => self.on_action(action, |it| {
                it.facts.due = Some(change.to);
                it.due_changes.push(change);
            }),
            PlanEvent::Involved { case, facts } => {
                for fact in facts {
                    if let InvolvementFact::StoryWithdrawn { on } = &fact {
                        self.take_back_public(&Reopening { on: *on, reason: STORY_OVER.to_owned() });
                    }
                    self.involvement_of(case).put_right(fact);
                }
            }
            PlanEvent::PublicWritten { on, by, words, names_nobody } => self.public.push(PublicWording {
                words,
                on,
                by,
                names_nobody,
                approved: None,
                taken_back: None,
            }),
            PlanEvent::PublicApproved(approval) => {
                if let Some(wording) = self.public.last_mut() {
                    wording.approved = Some(approval);
                }
            }
            PlanEvent::PublicTakenBack(it) => self.take_back_public(&it),
            PlanEvent::LetOut { of, .. } => self.let_out = of,
            PlanEvent::Closed(closing) => self.closings.push(closing),
            PlanEvent::Reopened(reopening) => {
                if let Some(closing) = self.closings.last_mut() {
                    closing.reopened = Some(reopening);
                }
            }
            PlanEvent::Noted { .. } => self.notes += 1,
        }
    }

    fn put_right(&mut self, fact: PlanFact) {
        match fact {
            PlanFact::Title(it) => self.facts.title = it,
            PlanFact::Service(it) => self.facts.service = it,
            PlanFact::Theme(it) => self.facts.theme = it,
            PlanFact::Learning(it) => self.facts.learning = it,
            PlanFact::DoneLooksLike(it) => self.facts.done_looks_like = it,
            PlanFact::Owner(it) => self.owner = it,
        }
    }

    /// What was written earlier goes with what was written last: it stands in documents as of earlier days, and may say the same.
    fn take_back_public(&mut self, why: &Reopening) {
        for it in self.public.iter_mut().filter(|it| it.taken_back.is_none()) {
            it.taken_back = Some(why.clone());
        }
    }

    fn on_action(&mut self, number: u32, change: impl FnOnce(&mut Action)) {
        if let Some(action) = self.actions.iter_mut().find(|it| it.number == number) {
            change(action);
        }
    }

    fn on_completion(&mut self, number: u32, change: impl FnOnce(&mut Completion)) {
        self.on_action(number, |it| {
            if let Some(completion) = it.completions.last_mut() {
                change(completion);
            }
        });
    }

    fn involvement_of(&mut self, case: Option<CaseRef>) -> &mut Involvement {
        let case = case.map(LinkedCase::Case);
        let place = self.involvements.iter().position(|it| it.case == case).unwrap_or_else(|| {
            self.involvements.push(Involvement { case, ..Involvement::default() });
            self.involvements.len() - 1
        });
        &mut self.involvements[place]
    }
}

impl ActionFacts {
    /// Takes one new fact in.
    pub fn put_right(&mut self, fact: ActionFact) {
        match fact {
            ActionFact::What(it) => self.what = it,
            ActionFact::Failing(it) => self.failing = it,
            ActionFact::Impact(it) => self.impact = it,
            ActionFact::Kind(it) => self.kind = it,
            ActionFact::Owner(it) => self.owner = it,
            ActionFact::Start(it) => self.start = it,
            ActionFact::Due(it) => self.due = it,
            ActionFact::Standard(it) => self.standard = it,
            ActionFact::StandardCheck(it) => self.standard_check = it,
            ActionFact::Involvement(it) => self.involvement = it,
            ActionFact::ProgressReview(it) => self.progress_review = it,
            ActionFact::ProgressReviewOn(it) => self.progress_review_on = it,
            ActionFact::CompletedReview(it) => self.completed_review = it,
            ActionFact::ReviewWithinDays(it) => self.review_within_days = it,
            ActionFact::ReviewBy(it) => self.review_by = it,
            ActionFact::Audit(it) => self.audit = it,
            ActionFact::AuditEveryMonths(it) => self.audit_every_months = it,
            ActionFact::NextAudit(it) => self.next_audit = it,
            ActionFact::Measure(it) => self.measure = it,
            ActionFact::ImpactReadingOn(it) => self.impact_reading_on = it,
            ActionFact::Resources(it) => self.resources = it,
        }
    }
}

impl Involvement {
    /// Takes one new fact in.
    pub fn put_right(&mut self, fact: InvolvementFact) {
        match fact {
            InvolvementFact::Told(it) => {
                self.told.push(it);
                self.next_update = None;
                self.not_told.clear();
            }
            InvolvementFact::InformedHow(it) => self.informed_how = it,
            InvolvementFact::InformedHowOften(it) => self.informed_how_often = it,
            InvolvementFact::NextUpdate(it) => self.next_update = it,
            InvolvementFact::Offered(it) => self.offers.push(it),
            InvolvementFact::Answered { part, answer, on } => {
                if let Some(offer) = self.offers.iter_mut().rev().find(|it| it.part == part) {
                    offer.answer = Some(answer);
                    offer.answered = Some(on);
                }
            }
            InvolvementFact::StoryShared(it) => self.stories.push(it),
            InvolvementFact::StoryWithdrawn { on } => {
                if let Some(story) = self.stories.last_mut() {
                    story.withdrawn = Some(on);
                }
            }
            InvolvementFact::Satisfied(it) => self.satisfied.push(it),
            InvolvementFact::NotTold(why) => self.not_told = why,
        }
    }
}
