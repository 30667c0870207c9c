//! Any step that a person takes on a record: what keys, menus, forms and the command line are about.

use crate::domain::case::command::Step;
use crate::domain::diary::Owed;
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::owed::PlanOwed;
use crate::domain::register::command::EntryStep;
use crate::domain::step::StepRow;
use crate::domain::year::command::YearStep;

/// A step on any record that people work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyStep {
    Case(Step),
    /// On an action plan.
    Plan(PlanStep),
    /// On an entry: of the register with this letter, where each register has a form of its own for it.
    Entry(Option<char>, EntryStep),
    /// On what is kept of a financial year.
    Year(YearStep),
}

impl AnyStep {
    /// What is said of it.
    pub const fn row(self) -> &'static StepRow {
        match self {
            Self::Case(it) => it.row(),
            Self::Plan(it) => it.row(),
            Self::Entry(_, it) => it.row(),
            Self::Year(it) => it.row(),
        }
    }

    /// Whether it begins a record.
    pub const fn begins(self) -> bool {
        matches!(
            self,
            Self::Case(Step::Receive) | Self::Plan(PlanStep::MakePlan) | Self::Entry(_, EntryStep::Enter)
        )
    }

    /// A step on an entry of the register with this letter.
    pub const fn of_entry(register: char, step: EntryStep) -> Self {
        let has_own_form = matches!(step, EntryStep::Enter | EntryStep::FillIn);
        Self::Entry(if has_own_form { Some(register) } else { None }, step)
    }

    /// The step that settles a line of the diary.
    pub fn settling(owed: Owed) -> Self {
        Self::Case(match owed {
            Owed::Acknowledge | Owed::DataProtection => Step::Acknowledge,
            Owed::ShareTimescale => Step::ShareTimescale,
            Owed::Reply => Step::Respond,
            Owed::Update => Step::UpdatePerson,
            Owed::Consent => Step::SetConsent,
            Owed::SeniorLetter => Step::SendSeniorLetter,
            Owed::PauseReview => Step::Resume,
            Owed::Remedy => Step::CompleteRemedy,
            Owed::Payment => Step::Pay,
            Owed::Papers => Step::SendPapers,
            Owed::Recommendation => Step::FollowRecommendation,
            Owed::Vulnerability | Owed::Risk => Step::Amend,
            Owed::Reminder | Owed::Asked => Step::FollowUpDone,
            Owed::Retention => Step::Hold,
            Owed::Entry(it) => return Self::of_entry(it.register, it.step()),
            Owed::Plan(it) => {
                return Self::Plan(match it {
                    PlanOwed::ActionStart => PlanStep::StartAction,
                    PlanOwed::ActionDue => PlanStep::CompleteAction,
                    PlanOwed::ProgressReview => PlanStep::ReviewProgress,
                    PlanOwed::CompletedReview => PlanStep::ReviewAction,
                    PlanOwed::Audit | PlanOwed::CameBack => PlanStep::AuditAction,
                    PlanOwed::ImpactReading => PlanStep::RecordReading,
                    PlanOwed::InvolvementUpdate | PlanOwed::TellPlan | PlanOwed::TellChange => {
                        PlanStep::Involve
                    }
                    PlanOwed::Agree => PlanStep::AgreePlan,
                });
            }
        })
    }
}
