//! Which actions of plans a list shows, in the same grammar as for cases.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::authority::Asker;
use crate::domain::filter::in_team;
use crate::domain::grammar::{BadFilter, Grammar, read};
use crate::domain::office::record::Office;
use crate::domain::plan::record::{Action, ActionFacts, Plan};
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::text::{named, plain_letters};
use crate::domain::vocabulary::ActionStage;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActionCondition {
    /// Past its date: not completed, or completed and not reviewed in time.
    Late,
    /// Said to be done, and nobody has reviewed it.
    Unreviewed,
    /// It cannot go on.
    Blocked,
    /// Agreed, or being carried out.
    Open,
    /// Reviewed, lasting, or not adopted.
    Done,
    /// Not agreed yet.
    Draft,
    /// SMART lacks a letter.
    NotSmart,
    /// Its owner's sign-in name, name or team holds these words; `me` is whoever asks, and those for whom they stand in.
    Owner(String),
    /// The service of its plan.
    Service(String),
    /// The theme of its plan.
    Theme(String),
    /// Its reference here or elsewhere, its plan's title or its own words hold this.
    Word(String),
    /// Agreed, and not completed.
    ToDo,
    /// Reviewed, whether or not it has been found to last since.
    Reviewed,
    /// Reviewed and found to last.
    Sustained,
    /// Reviewed, and what shows whether it worked was read since it was completed.
    ImpactShown,
    /// The organisation of its plan's service.
    Organisation(String),
    /// Its owner works in a team whose name holds these words; `mine` is the team of whoever asks.
    Team(String),
    /// One of these holds.
    Any(Vec<ActionFilter>),
    /// This does not hold.
    Not(ActionFilter),
}

/// What can follow `is:`, with what it means; help is printed from here.
pub const ACTION_STATES: &[(&str, ActionCondition, &str)] = &[
    ("late", ActionCondition::Late, "past its date: to be completed, or to be reviewed"),
    ("unreviewed", ActionCondition::Unreviewed, "said to be done, and nobody has reviewed it"),
    ("blocked", ActionCondition::Blocked, "it cannot go on"),
    ("open", ActionCondition::Open, "agreed and not yet reviewed"),
    ("done", ActionCondition::Done, "reviewed, lasting, or not adopted"),
    ("draft", ActionCondition::Draft, "not agreed yet"),
    ("to-do", ActionCondition::ToDo, "agreed, and not completed"),
    ("reviewed", ActionCondition::Reviewed, "reviewed, whether or not it lasts"),
    ("sustained", ActionCondition::Sustained, "reviewed, and found to last"),
    (
        "impact-shown",
        ActionCondition::ImpactShown,
        "reviewed, and its measure last read as it should be, or complaints became fewer",
    ),
    ("not-smart", ActionCondition::NotSmart, "a letter of SMART is missing"),
];

/// What to list: every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFilter {
    pub conditions: Vec<ActionCondition>,
}

impl ActionFilter {
    /// Reads a filter as it is typed.
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        Ok(Self { conditions: read(&OfActions, text)? })
    }

    /// Whether a plan belongs on a list of plans on a day: what a plan has by itself it may have, anything else one of its
    /// actions must have.
    pub fn holds_of_plan(&self, office: &Office, asker: &Asker, today: NaiveDate, plan: &Plan) -> bool {
        let itself = itself(plan);
        let rows = rows(plan);
        let has = |it: &ActionCondition| {
            let of_actions = || rows.iter().any(|row| holds(it, office, asker, today, row));
            let of_plan = match it {
                ActionCondition::Word(word) => {
                    named(&plan.stage().to_string(), word) || holds(it, office, asker, today, &itself)
                }
                ActionCondition::Any(of) => {
                    return of.iter().any(|it| it.holds_of_plan(office, asker, today, plan));
                }
                ActionCondition::Not(it) => return !it.holds_of_plan(office, asker, today, plan),
                ActionCondition::Owner(_)
                | ActionCondition::Team(_)
                | ActionCondition::Service(_)
                | ActionCondition::Theme(_)
                | ActionCondition::Organisation(_) => holds(it, office, asker, today, &itself),
                _ => false,
            };
            of_plan || of_actions()
        };
        self.conditions.iter().all(has)
    }

    /// Whether an action belongs on the list on a day.
    pub fn holds(&self, office: &Office, asker: &Asker, today: NaiveDate, row: &ActionRow) -> bool {
        self.conditions.iter().all(|it| holds(it, office, asker, today, row))
    }
}

/// How filters of actions are typed.
struct OfActions;

impl Grammar for OfActions {
    type Condition = ActionCondition;

    fn words(&self, text: &str) -> Vec<ActionCondition> {
        text.split_whitespace().map(|it| ActionCondition::Word(plain_letters(it))).collect()
    }

    fn condition(&self, part: &str, field: &str, value: &str) -> Result<ActionCondition, BadFilter> {
        condition(part, field, value)
    }

    fn any(&self, of: Vec<Vec<ActionCondition>>) -> ActionCondition {
        ActionCondition::Any(of.into_iter().map(|conditions| ActionFilter { conditions }).collect())
    }

    fn not(&self, conditions: Vec<ActionCondition>) -> ActionCondition {
        ActionCondition::Not(ActionFilter { conditions })
    }
}

/// A plan as if it were an action of its owner's.
fn itself(plan: &Plan) -> ActionRow {
    let facts = ActionFacts { owner: plan.owner.clone(), ..ActionFacts::default() };
    let actions = vec![Action { facts, ..Action::default() }];
    rows(&Plan { actions, ..plan.clone() }).swap_remove(0)
}

fn condition(part: &str, field: &str, value: &str) -> Result<ActionCondition, BadFilter> {
    let wrong = |instead: String| BadFilter { part: part.to_owned(), instead };
    let value = value.to_lowercase();
    match field.to_lowercase().as_str() {
        "is" => ACTION_STATES.iter().find(|it| it.0 == value).map(|it| it.1.clone()).ok_or_else(|| {
            let known: Vec<&str> = ACTION_STATES.iter().map(|it| it.0).collect();
            wrong(format!("After “is:” write one of: {}.", known.join(", ")))
        }),
        "owner" => Ok(ActionCondition::Owner(value)),
        "team" => Ok(ActionCondition::Team(value)),
        "service" => Ok(ActionCondition::Service(value)),
        "theme" => Ok(ActionCondition::Theme(value)),
        "organisation" => Ok(ActionCondition::Organisation(value)),
        _ => Err(wrong("Write words, “is:”, owner:, team:, service:, organisation: or theme:.".to_owned())),
    }
}

fn holds(it: &ActionCondition, office: &Office, asker: &Asker, today: NaiveDate, row: &ActionRow) -> bool {
    let is_done =
        matches!(row.state, ActionStage::Reviewed | ActionStage::Sustained | ActionStage::NotAdopted);
    match it {
        ActionCondition::Late => row.late_on(today),
        ActionCondition::Unreviewed => row.unreviewed_on(today),
        ActionCondition::Blocked => row.state == ActionStage::Blocked,
        ActionCondition::Open => row.bound_on(today) && !is_done,
        ActionCondition::Done => is_done,
        ActionCondition::ToDo => row.bound_on(today) && row.completed.is_none_or(|it| today < it),
        ActionCondition::Reviewed => row.reviewed_on(today),
        ActionCondition::Sustained => row.reviewed_on(today) && row.state == ActionStage::Sustained,
        ActionCondition::ImpactShown => row.effect_shown_on(today),
        ActionCondition::Organisation(wanted) => {
            let under = row.service.and_then(|it| office.services.item(it.0)).and_then(|it| it.under);
            under.map_or(wanted == "none", |it| named(&office.organisations.name(it), wanted))
        }
        ActionCondition::Draft => row.state == ActionStage::Proposed,
        ActionCondition::NotSmart => !row.smart_missing.is_empty(),
        ActionCondition::Team(wanted) => in_team(office, asker, &row.owner, wanted),
        ActionCondition::Owner(wanted) if wanted == "me" => asker.logins().any(|it| it == row.owner),
        ActionCondition::Owner(wanted) if wanted == "none" => row.owner.is_empty(),
        ActionCondition::Owner(wanted) => {
            named(&row.owner, wanted) || named(office.person_name(&row.owner), wanted)
        }
        ActionCondition::Service(wanted) if row.service.is_none() => wanted == "none",
        ActionCondition::Service(wanted) => named(&office.service_name(row.service), wanted),
        ActionCondition::Theme(wanted) if row.theme.is_none() => wanted == "none",
        ActionCondition::Theme(wanted) => named(&office.theme_name(row.theme), wanted),
        ActionCondition::Any(of) => of.iter().any(|it| it.holds(office, asker, today, row)),
        ActionCondition::Not(it) => !it.holds(office, asker, today, row),
        ActionCondition::Word(word) => {
            let case = row.first_case.map(|it| it.to_string()).unwrap_or_default();
            let reference = row.reference.to_string();
            [&reference, &row.source_ref, &row.plan_title, &row.what, &case].iter().any(|it| named(it, word))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::record::PlanFacts;
    use crate::domain::reference::PlanRef;

    #[test]
    fn a_plan_is_listed_by_what_it_is_itself_and_by_what_its_actions_are() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let facts = PlanFacts { title: "Letters that say why".to_owned(), ..PlanFacts::default() };
        let mut plan = Plan::new(PlanRef { year: 2026, number: 7 }, facts, "jsmith".to_owned(), today);
        let facts = ActionFacts { owner: "kpatel".to_owned(), ..ActionFacts::default() };
        plan.actions.push(Action { facts, ..Action::default() });
        let lists = |text: &str| {
            let office = Office::default();
            let asker = Asker::of(&office, "jsmith", today).unwrap();
            ActionFilter::parse(text).unwrap().holds_of_plan(&office, &asker, today, &plan)
        };
        for text in ["", "owner:me", "owner:kpatel", "letters", "draft", "is:draft service:none"] {
            assert!(lists(text), "{text}");
        }
        for text in ["owner:none", "is:late", "parking", "service:fees"] {
            assert!(!lists(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_filter_of_actions_says_what_would_be() {
        assert_eq!(ActionFilter::parse("is:late Mailbox").expect("a filter").conditions.len(), 2);
        for text in ["is:sleepy", "colour:red"] {
            assert!(!ActionFilter::parse(text).expect_err(text).instead.is_empty());
        }
    }
}
