//! Actions of plans in a list: what waits for its review first, then what is blocked, then by date.

use std::collections::BTreeSet;

use crate::api::message::{ActionRequest, Reply, Request};
use crate::domain::plan::command::PlanStep;
use crate::domain::plan::row::ActionRow;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::ActionRef;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::tables::form_of_any;
use crate::tui::keymap::{Act, PLAN, PLANS, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::beside::Shows;
use crate::tui::screens::columns::{Column, column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::screens::stands::stands;
use crate::tui::screens::steps::{form_on_many, menu_on_many};

/// The actions of all plans.
#[derive(Debug, Default)]
pub struct Actions;

impl Listing for Actions {
    type Row = ActionRow;
    type Key = ActionRef;

    fn name(&self) -> &'static str {
        "actions"
    }

    fn scopes(&self, _is_tab: bool) -> &'static [Scope] {
        PLANS
    }

    fn columns(&self) -> Vec<Column<ActionRow>> {
        let day = |row: &ActionRow| row.due.map_or_else(|| "9999".to_owned(), |it| it.to_string());
        vec![
            words("Action", 10, |row: &ActionRow, _| row.reference.to_string()),
            column("Stands", 22, stands).by(day),
            words("Case", 8, |row: &ActionRow, _| {
                row.first_case.map(|it| it.to_string()).unwrap_or_default()
            })
            .from(96),
            words("Owner", 14, owner).from(72),
            words("What will change", 0, |row: &ActionRow, _| row.what.clone()),
        ]
    }

    fn key(&self, row: &ActionRow) -> ActionRef {
        row.reference
    }

    fn request(&self, query: &Query, after: Option<&ActionRow>, cx: &Cx) -> Result<Request, String> {
        let mine = if query.is_mine { " owner:me" } else { "" };
        let filter = ActionFilter::parse(&format!("{}{mine}", query.filter)).map_err(|it| it.to_string())?;
        let after = after.cloned().map(Box::new);
        Ok(Request::Actions(ActionRequest { filter, today: cx.today, after, limit: query.limit }))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<ActionRow>> {
        if let Reply::Actions { rows, .. } = reply { Some(rows.clone()) } else { None }
    }

    fn heading(&self, found: &str, is_mine: bool, cx: &Cx) -> String {
        if is_mine {
            return format!("Your actions: {found}");
        }
        let (late, unreviewed) = (cx.counts.actions_late, cx.counts.actions_unreviewed);
        let besides = match cx.counts.plans_late {
            0 => String::new(),
            1 => ", 1 other thing late: press e".to_owned(),
            more => format!(", {more} other things late: press e"),
        };
        format!("All actions: {found}   {late} late, {unreviewed} done but not reviewed{besides}")
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding | Empty::Filtered => [
                "No action has all of these words.",
                "Or: is:late  is:unreviewed  is:blocked  owner:me  theme:NAME",
            ],
            Empty::Mine => [
                "No action is yours. Press w to see everybody's.",
                "One becomes yours when a plan names you for it.",
            ],
            Empty::Nothing => [
                "There is no action plan yet.",
                "On a case, p makes one from what was found. Here, n begins one.",
            ],
        }
    }

    fn beside(&self, row: &ActionRow) -> Option<Shows> {
        Some(Shows::Record(row.reference.plan.into(), row.reference.action))
    }

    fn has_beside(&self) -> bool {
        true
    }

    fn act(&mut self, act: Act, row: Option<&ActionRow>, _: &Cx) -> Vec<Effect> {
        match act {
            Act::Unlearnt => vec![Effect::Open(Place::Cases {
                title: "Something went wrong, and no plan learns from it".to_owned(),
                filter: "is:unlearnt".to_owned(),
                counted: 0,
            })],
            Act::Open | Act::MoreSteps => {
                let place = |it: &ActionRow| Place::Plan(it.reference.plan, it.reference.action);
                row.map(|it| Effect::Open(place(it))).into_iter().collect()
            }
            Act::Take(AnyStep::Plan(step @ PlanStep::MakePlan)) => {
                vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Plan(step), About::Nothing)))]
            }
            Act::Take(AnyStep::Plan(step)) => {
                let form = |it: &ActionRow| {
                    let ActionRef { plan, action } = it.reference;
                    Effect::Open(Place::step(AnyStep::Plan(meant(it, step)), plan, action))
                };
                row.map(form).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn on_marked(&self, act: Act, marked: &BTreeSet<ActionRef>, _: &[ActionRow], cx: &Cx) -> Option<Effect> {
        let about = About::Actions(marked.iter().copied().collect());
        let form = |it: AnyStep| form_on_many(it, &about).filter(|_| matches!(it, AnyStep::Plan(_)));
        match act {
            Act::MoreSteps => {
                let all = PlanStep::ALL.iter().map(|it| AnyStep::Plan(*it));
                let all: Vec<AnyStep> = all.filter(|it| form_of_any(*it).is_some()).collect();
                menu_on_many(&about, (PLAN, &all), &|it| it, form, cx)
            }
            Act::Take(step) => form(step).map(|it| Effect::Open(Place::Form(it))),
            _ => None,
        }
    }

    fn keys_on_marked(&self) -> &'static str {
        "m o s and ."
    }

    fn may(&self, act: Act, row: Option<&ActionRow>, cx: &Cx) -> Result<(), String> {
        match (act, row) {
            (Act::Take(AnyStep::Plan(step @ PlanStep::MakePlan)), _) => cx.may_at_large(step.row().deed),
            (Act::Take(AnyStep::Plan(_)), None) => Err("There is no action to do this to.".to_owned()),
            // Whether it can be done now, its form finds out.
            (Act::Take(AnyStep::Plan(step)), Some(row)) => {
                cx.may(meant(row, step).row().deed, &cx.asker.to_action(&row.owner))
            }
            _ => Ok(()),
        }
    }
}

/// What a key means on an action: reviewing what is not done yet looks at its progress.
fn meant(row: &ActionRow, step: PlanStep) -> PlanStep {
    if step == PlanStep::ReviewAction && row.completed.is_none() { PlanStep::ReviewProgress } else { step }
}

fn owner(row: &ActionRow, cx: &Cx) -> String {
    if row.owner.is_empty() {
        "Nobody".to_owned()
    } else {
        cx.house.office.person_name(&row.owner).to_owned()
    }
}
