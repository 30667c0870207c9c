//! Whether an action is planned well enough to be agreed: the five letters of SMART.
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

/// What an action with these letters missing is not yet, in words: “not yet measurable, achievable or realistic”; nothing for
/// none.
pub fn not_yet(letters: &str) -> String {
    let words: Vec<&str> =
        Letter::ALL.iter().filter(|it| letters.contains(it.letter())).map(|it| it.word()).collect();
    match &words[..] {
        [] => String::new(),
        [one] => format!("not yet {one}"),
        [some @ .., last] => format!("not yet {} or {last}", some.join(", ")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::plan::elements::lacking;
    use crate::domain::plan::quantity::Quantity;
    use crate::domain::plan::record::{ActionFacts, Failing, PlanFacts};
    use crate::domain::reference::PlanRef;

    fn plan() -> Plan {
        let day = "2026-03-02".parse().expect("a real date");
        let reference = PlanRef { year: 2026, number: 7 };
        let mut plan = Plan::new(reference, PlanFacts::default(), "jsmith".into(), day);
        let failing = Failing { number: 1, what: "Letters lay unread".into(), ..Failing::default() };
        plan.failings.push(failing.into());
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
        let missing: Vec<&str> = lacking(&plan, &action).iter().map(|it| it.name).collect();
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
        check("", 0, |_, action| action.facts.review_within_days = None);
        check("", 1, |_, action| action.facts.completed_review.clear());
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
