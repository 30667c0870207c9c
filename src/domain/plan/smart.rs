//! Whether an action is planned well enough to be agreed: the five letters of SMART and the guide's nine elements.
//!
//! Each letter that is not met says what to write. Saving a draft is always allowed; agreeing to it is not.

use crate::domain::plan::record::{Action, Measure, Plan};

/// Fewer words than this name no change: "Retrain staff" says neither who nor in what.
const WORDS_OF_A_CHANGE: usize = 3;

/// A letter of SMART.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    /// It names a change and the failing that it answers.
    Specific,
    /// Something shows whether it worked.
    Measurable,
    /// Its owner said that it can be done.
    Achievable,
    /// What it needs is known.
    Realistic,
    /// It begins and ends on a date.
    TimeBound,
}

impl Letter {
    /// Every letter, in the order of the word.
    pub const ALL: [Self; 5] =
        [Self::Specific, Self::Measurable, Self::Achievable, Self::Realistic, Self::TimeBound];

    /// The letter.
    pub const fn letter(self) -> char {
        match self {
            Self::Specific => 'S',
            Self::Measurable => 'M',
            Self::Achievable => 'A',
            Self::Realistic => 'R',
            Self::TimeBound => 'T',
        }
    }

    /// What it stands for.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Specific => "specific",
            Self::Measurable => "measurable",
            Self::Achievable => "achievable",
            Self::Realistic => "realistic",
            Self::TimeBound => "time-bound",
        }
    }

    /// What to write so that an action meets it; none when it does.
    pub fn to_write(self, plan: &Plan, action: &Action) -> Option<&'static str> {
        match self {
            Self::Specific => specific(plan, action),
            Self::Measurable => measurable(plan, action),
            Self::Achievable => achievable(action),
            Self::Realistic => action
                .facts
                .resources
                .trim()
                .is_empty()
                .then_some("Write what it needs, or what limits it: people, time, money."),
            Self::TimeBound => time_bound(action),
        }
    }
}

/// The five letters with what to write for each; none where the letter is met.
pub fn smart(plan: &Plan, action: &Action) -> [(Letter, Option<&'static str>); 5] {
    Letter::ALL.map(|it| (it, it.to_write(plan, action)))
}

/// The letters that are not met, "MA"; empty when all are.
pub fn letters_missing(plan: &Plan, action: &Action) -> String {
    Letter::ALL.iter().filter(|it| it.to_write(plan, action).is_some()).map(|it| it.letter()).collect()
}

fn specific(plan: &Plan, action: &Action) -> Option<&'static str> {
    if action.facts.what.split_whitespace().count() < WORDS_OF_A_CHANGE {
        return Some("Write what exactly changes: who does what, and how it differs from before.");
    }
    if action.facts.failing.is_none_or(|it| plan.failing(it).is_none()) {
        return Some("Choose the failing that it answers.");
    }
    None
}

fn measurable(plan: &Plan, action: &Action) -> Option<&'static str> {
    match &action.facts.measure {
        None => Some("Choose what shows whether it worked: complaints counted, or something measured."),
        Some(Measure::Counted { baseline_months: 0 }) => {
            Some("Enter how many months before the action show how it was.")
        }
        Some(Measure::Counted { .. }) if plan.facts.service.is_none() || plan.facts.theme.is_none() => {
            Some("Choose the plan's service and theme, so that its complaints can be counted.")
        }
        Some(Measure::Measured { name, .. }) if name.trim().is_empty() => Some("Write what is measured."),
        Some(Measure::Measured { target: None, .. }) => Some("Enter the target: how it should be."),
        Some(Measure::Counted { .. } | Measure::Measured { .. }) => None,
    }
}

fn achievable(action: &Action) -> Option<&'static str> {
    if action.facts.owner.trim().is_empty() {
        return Some("Enter the person or team responsible for it.");
    }
    action.accepted_by_owner.is_none().then_some("Ask its owner, and record that they accept it.")
}

fn time_bound(action: &Action) -> Option<&'static str> {
    match (action.facts.start, action.facts.due) {
        (None, None) => Some("Enter when it begins and when it will be completed."),
        (None, Some(_)) => Some("Enter when it begins."),
        (Some(_), None) => Some("Enter when it will be completed."),
        (Some(start), Some(due)) if due < start => Some("Let it begin before it is completed."),
        (Some(_), Some(_)) => None,
    }
}

/// What the guide wants in a plan for each action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// The specific action, with the failing and the impact that it answers.
    Action,
    /// The name of the person or team responsible.
    Owner,
    /// When it begins and when it will be completed.
    Dates,
    /// How it is made sure that it complies with a standard.
    Standard,
    /// How the person who complained is involved.
    Involvement,
    /// How and when progress is reviewed.
    ProgressReview,
    /// How and when the completed action is reviewed.
    CompletedReview,
    /// How it is monitored and audited.
    Audit,
    /// How the impact is measured.
    Measure,
}

impl Element {
    /// Every element, in the guide's order.
    pub const ALL: [Self; 9] = [
        Self::Action,
        Self::Owner,
        Self::Dates,
        Self::Standard,
        Self::Involvement,
        Self::ProgressReview,
        Self::CompletedReview,
        Self::Audit,
        Self::Measure,
    ];

    /// What it is, as a person would say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Action => "the action, with the failing and impact it answers",
            Self::Owner => "the person or team responsible",
            Self::Dates => "when it begins and when it will be completed",
            Self::Standard => "the standard it complies with, and how that is made sure",
            Self::Involvement => "how the person is involved",
            Self::ProgressReview => "how and when progress is reviewed",
            Self::CompletedReview => "how and when the completed action is reviewed",
            Self::Audit => "how it is audited, and how often",
            Self::Measure => "how its impact is measured",
        }
    }

    /// Whether an action has it.
    pub fn is_there(self, plan: &Plan, action: &Action) -> bool {
        let facts = &action.facts;
        let written = |it: &str| !it.trim().is_empty();
        match self {
            Self::Action => {
                // The impact may be written on the failing that the action answers.
                let failing = facts.failing.and_then(|it| plan.failing(it));
                let impact = failing.is_some_and(|it| written(&it.impact) || written(&facts.impact));
                written(&facts.what) && impact
            }
            Self::Owner => written(&facts.owner),
            Self::Dates => facts.start.is_some() && facts.due.is_some(),
            Self::Standard => written(&facts.standard) && written(&facts.standard_check),
            Self::Involvement => written(&facts.involvement),
            Self::ProgressReview => {
                let dated = facts.progress_review_on.is_some() || !action.progress_reviews.is_empty();
                written(&facts.progress_review) && dated
            }
            Self::CompletedReview => {
                let dated = facts.review_within_days.is_some() || facts.review_by.is_some();
                written(&facts.completed_review) && dated
            }
            Self::Audit => {
                let dated = facts.audit_every_months.is_some() || facts.next_audit.is_some();
                written(&facts.audit) && dated
            }
            Self::Measure => facts.measure.is_some(),
        }
    }
}

/// The elements that an action lacks, in the guide's order.
pub fn elements_missing(plan: &Plan, action: &Action) -> Vec<Element> {
    Element::ALL.into_iter().filter(|it| !it.is_there(plan, action)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::plan::quantity::Quantity;
    use crate::domain::plan::record::{ActionFacts, Failing, PlanFacts};
    use crate::domain::reference::PlanRef;

    fn plan() -> Plan {
        let day = "2026-03-02".parse().expect("a real date");
        let reference = PlanRef { year: 2026, number: 7 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), day);
        plan.failings.push(Failing { number: 1, what: "Letters lay unread".into(), ..Failing::default() });
        plan
    }

    fn whole() -> Action {
        let day = |text: &str| text.parse().expect("a real date");
        let facts = ActionFacts {
            what: "A second person opens the mailbox daily".into(),
            failing: Some(1),
            impact: "Waited 41 days".into(),
            owner: "Mailroom".into(),
            start: Some(day("2026-03-02")),
            due: Some(day("2026-05-01")),
            standard: "Service standard".into(),
            standard_check: "Weekly sample".into(),
            involvement: "Told when it is done".into(),
            progress_review: "Team meeting".into(),
            progress_review_on: Some(day("2026-04-01")),
            completed_review: "Sample of 20 letters".into(),
            review_within_days: Some(14),
            audit: "Sample of 20 letters".into(),
            audit_every_months: Some(6),
            measure: Some(Measure::Measured {
                name: "Days to open".into(),
                unit: "days".into(),
                baseline: None,
                target: Some(Quantity(1_000)),
            }),
            resources: "An hour a day".into(),
            ..ActionFacts::default()
        };
        let mut action = Action::new(1, facts);
        action.accepted_by_owner = Some(day("2026-03-02"));
        action
    }

    /// With this changed, these letters and so many elements are missing.
    #[track_caller]
    fn check(letters: &str, elements: usize, change: impl FnOnce(&mut Plan, &mut Action)) {
        let (mut plan, mut action) = (plan(), whole());
        change(&mut plan, &mut action);
        let missing = elements_missing(&plan, &action);
        assert_eq!(
            (letters_missing(&plan, &action).as_str(), missing.len()),
            (letters, elements),
            "{missing:?}"
        );
    }

    #[test]
    fn each_letter_and_each_element_stands_on_what_is_written() {
        check("", 0, |_, _| ());
        check("SMART", 9, |_, action| *action = Action::new(1, ActionFacts::default()));
        check("S", 0, |_, action| action.facts.what = "Retrain staff".into());
        check("S", 1, |_, action| action.facts.failing = Some(9));
        check("", 1, |_, action| action.facts.impact.clear());
        check("", 0, |plan, action| {
            action.facts.impact.clear();
            plan.failings[0].impact = "Waited 41 days".into();
        });
        check("M", 1, |_, action| action.facts.measure = None);
        check("M", 0, |_, action| action.facts.measure = Some(Measure::Counted { baseline_months: 12 }));
        check("A", 0, |_, action| action.accepted_by_owner = None);
        check("A", 1, |_, action| action.facts.owner = " ".into());
        check("R", 0, |_, action| action.facts.resources.clear());
        check("T", 1, |_, action| action.facts.start = None);
        check("T", 0, |_, action| action.facts.start = "2026-06-01".parse().ok());
        check("", 1, |_, action| action.facts.standard_check.clear());
        check("", 1, |_, action| action.facts.review_within_days = None);
        check("", 1, |_, action| action.facts.audit_every_months = None);
    }

    #[test]
    fn complaints_can_be_counted_once_the_plan_names_its_service_and_theme() {
        check("", 0, |plan, action| {
            action.facts.measure = Some(Measure::Counted { baseline_months: 12 });
            plan.facts.service = Some(ServiceId(1));
            plan.facts.theme = Some(ThemeId(1));
        });
    }

    #[test]
    fn a_letter_that_is_not_met_says_what_to_write() {
        let (plan, mut action) = (plan(), whole());
        action.facts.due = None;
        let [.., (_, time_bound)] = smart(&plan, &action);
        assert_eq!(time_bound, Some("Enter when it will be completed."));
    }
}
