//! Cases in a list: the inbox, with what is late on top; any case found as one types; the cases behind a figure.

use std::collections::BTreeSet;

use crate::api::message::{ListRequest, Reply, Request};
use crate::domain::case::command::Step;
use crate::domain::figures::cell::Cell as Value;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::CaseRef;
use crate::domain::row::Row;
use crate::domain::text::{count, sentence_case};
use crate::domain::vocabulary::Stage;
use crate::forms::about::About;
use crate::forms::blank::Blank;
use crate::forms::tables::form_of;
use crate::forms::tables::intake::IN_COMMON;
use crate::tui::keymap::{Act, CASE, CASES, INBOX, Scope};
use crate::tui::screen::{Cx, Effect, Place};
use crate::tui::screens::beside::Shows;
use crate::tui::screens::columns::{Cell, Column, column, words};
use crate::tui::screens::listing::{Empty, Listing, Query};
use crate::tui::screens::steps::{form_on_many, menu_on_many};
use crate::tui::theme;

/// The filter of the inbox as it opens.
const IN_HAND: &str = "is:in-hand";

/// The orders that the desk knows, by the headings of their columns.
const ORDERS: &[(&str, Order)] = &[
    ("Due", Order::Due),
    ("Ref", Order::Reference),
    ("Received", Order::Received),
    ("Service", Order::Service),
    ("Owner", Order::Owner),
];

/// Cases.
#[derive(Debug, Default)]
pub struct Cases;

impl Listing for Cases {
    type Row = Row;
    type Key = CaseRef;

    fn name(&self) -> &'static str {
        "cases"
    }

    fn scopes(&self, is_tab: bool) -> &'static [Scope] {
        if is_tab { INBOX } else { CASES }
    }

    fn columns(&self) -> Vec<Column<Row>> {
        vec![
            words("Ref", 8, |row: &Row, _| row.reference.to_string()),
            column("Due", theme::BADGE, due).on(|row: &Row, cx| row.next_on(cx.today).map(|it| it.0)),
            words("Next", 11, next).from(72),
            words("Complainant", 16, |row: &Row, _| complainant(row))
                .giving(|row: &Row, _| Some(Value::Text(name(row).to_owned()))),
            words("About", 0, |row: &Row, _| row.subject.clone()),
            words("Service", 20, |row: &Row, cx| cx.house.office.service_name(row.service)).from(140),
            words("Stage", 17, |row: &Row, cx| sentence_case(row.stage_on(cx.today).word())).from(100),
            words("Received", 10, |row: &Row, _| row.received.format("%-d %b %y").to_string())
                .from(155)
                .on(|row: &Row, _| Some(row.received)),
            words("Owner", 14, owner).from(120),
        ]
    }

    fn key(&self, row: &Row) -> CaseRef {
        row.reference
    }

    fn request(&self, query: &Query, after: Option<&Row>, cx: &Cx) -> Result<Request, String> {
        Ok(Request::List(asked(query, after, cx)?))
    }

    fn export(&self, query: &Query, cx: &Cx) -> Result<Request, String> {
        Ok(Request::Export(asked(query, None, cx)?))
    }

    fn rows(&self, reply: &Reply) -> Option<Vec<Row>> {
        if let Reply::List { rows, .. } = reply { Some(rows.clone()) } else { None }
    }

    fn near(&self, filter: &str) -> Option<Request> {
        let filter = Filter::parse(filter).ok().filter(|it| it.words().next().is_some())?;
        Some(Request::Near(filter))
    }

    fn heading(&self, _found: &str, _is_mine: bool, cx: &Cx) -> String {
        format!("Open cases   {}", how_they_stand(cx))
    }

    fn empty(&self, why: Empty) -> [&'static str; 2] {
        match why {
            Empty::Finding => [
                "Type a reference, a name or any word of a complaint, its notes and its findings.",
                "Or: is:late  owner:me  service:NAME  due:<5wd  (is:new or is:late) not theme:NAME",
            ],
            Empty::Filtered => ["No case has all of these words.", "Esc shows all open cases again."],
            Empty::Mine | Empty::Nothing => {
                ["There is no open case.", "Press n to log a complaint, or / to find a closed case."]
            }
        }
    }

    fn act(&mut self, act: Act, row: Option<&Row>, _: &Cx) -> Vec<Effect> {
        let on_row = |place: fn(&Row) -> Place| row.map(|it| Effect::Open(place(it))).into_iter().collect();
        match act {
            Act::Open => on_row(|it| Place::Case(it.reference)),
            Act::MoreSteps => on_row(|it| Place::Offering(it.reference, Act::MoreSteps)),
            Act::Letters => on_row(|it| Place::Offering(it.reference, Act::Letters)),
            Act::Take(AnyStep::Case(step @ Step::Receive)) => {
                vec![Effect::Open(Place::Form(Blank::of_step(AnyStep::Case(step), About::Nothing)))]
            }
            Act::Take(AnyStep::Case(step)) => {
                let form =
                    |it: &Row| Effect::Open(Place::step(AnyStep::Case(meant(it, step)), it.reference, 0));
                row.map(form).into_iter().collect()
            }
            Act::Take(AnyStep::Plan(step)) => {
                let form = |it: &Row| Effect::Open(Place::step(AnyStep::Plan(step), it.reference, 0));
                row.map(form).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn leave(&self) -> Effect {
        Effect::Quit
    }

    fn on_marked(&self, act: Act, marked: &BTreeSet<CaseRef>, rows: &[Row], cx: &Cx) -> Option<Effect> {
        // Those that have a timescale get a longer one, and one that has none says so by itself.
        let mut of_marked = rows.iter().filter(|it| marked.contains(&it.reference));
        let has_timescale = of_marked.any(|it| !it.rounds.now.timescales.is_empty());
        let on_all = |it: AnyStep| match it {
            AnyStep::Case(Step::ShareTimescale) if has_timescale => AnyStep::Case(Step::Extend),
            it => it,
        };
        let about = About::Records(marked.iter().map(|it| (*it).into()).collect());
        let form = |it: AnyStep| match it {
            AnyStep::Case(Step::Amend) => Some(Blank::named(IN_COMMON, about.clone())),
            AnyStep::Case(_) => form_on_many(it, &about),
            _ => None,
        };
        match act {
            Act::MoreSteps => {
                let all = Step::ALL.iter().filter(|it| form_of(**it).is_some() && **it != Step::Receive);
                let all: Vec<AnyStep> = all.map(|it| AnyStep::Case(*it)).collect();
                menu_on_many(&about, (CASE, &all), &on_all, form, cx)
            }
            Act::Take(step) => form(on_all(step)).map(|it| Effect::Open(Place::Form(it))),
            _ => None,
        }
    }

    fn keys_on_marked(&self) -> &'static str {
        "a d e i o r t w ! and ."
    }

    fn may(&self, act: Act, row: Option<&Row>, cx: &Cx) -> Result<(), String> {
        match (act, row) {
            (Act::Take(AnyStep::Case(step @ Step::Receive)), _) => cx.may_at_large(step.row().deed),
            (Act::Take(AnyStep::Case(_) | AnyStep::Plan(_)) | Act::Letters | Act::MoreSteps, None) => {
                Err("There is no case to do this to.".to_owned())
            }
            // Whether it can be done now, its form finds out.
            (Act::Take(AnyStep::Case(step)), Some(row)) => {
                let bond = cx.asker.to_row(row.owner.as_deref(), row.restricted);
                cx.may(meant(row, step).row().deed, &bond)
            }
            _ => Ok(()),
        }
    }

    fn desk_orders(&self) -> &'static [&'static str] {
        &["Due", "Ref", "Received", "Service", "Owner"]
    }

    fn usual_lists(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Open, or closed and owing", IN_HAND),
            ("The same, and mine", "is:in-hand owner:me"),
            ("Late", "is:late"),
            ("Late and mine", "is:late owner:me"),
            ("Not acknowledged", "is:new"),
            ("Due within 5 working days", "due:<5wd"),
            ("Open and nobody's", "is:open is:unassigned"),
            ("Went wrong, and no plan", "is:unlearnt"),
        ]
    }

    fn has_beside(&self) -> bool {
        true
    }

    fn beside(&self, row: &Row) -> Option<Shows> {
        Some(Shows::of(row.reference.into(), 0, row.restricted))
    }
}

fn asked(query: &Query, after: Option<&Row>, cx: &Cx) -> Result<ListRequest, String> {
    let filter = match query.filter {
        "" => Filter::of(Condition::InHand),
        typed => Filter::parse(typed).map_err(|it| it.to_string())?,
    };
    let order = ORDERS.iter().find(|it| it.0 == query.order).map(|it| it.1).unwrap_or_default();
    let after = after.cloned().map(Box::new);
    Ok(ListRequest { filter, order, today: cx.today, after, limit: query.limit })
}

fn how_they_stand(cx: &Cx) -> String {
    let counts = cx.counts;
    let mut parts = vec![format!("{}{}", count(counts.open, "case"), counts.closed_too())];
    for (number, words) in [(counts.late, "late"), (counts.today, "due today"), (counts.soon, "due soon")] {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    }
    parts.join(", ")
}

/// What the key of a step means on the case of this row.
fn meant(row: &Row, step: Step) -> Step {
    let has_timescale = !row.rounds.now.timescales.is_empty();
    step.on_a_case(has_timescale, row.stage == Stage::Paused, row.is_important())
}

fn due(row: &Row, cx: &Cx) -> Cell {
    let next = row.next_on(cx.today);
    let standing = row.standing_on(&cx.house.calendar, cx.house.office.timescales.due_soon, cx.today);
    let badge = standing.badge(next.map(|it| it.0), cx.today);
    if badge.is_empty() {
        return (if row.open_on(cx.today) { "  No date yet" } else { "- Closed" }.to_owned(), theme::PLAIN);
    }
    (format!("{} {badge}", standing.sign()), theme::of(standing))
}

fn next(row: &Row, cx: &Cx) -> String {
    row.next_on(cx.today).map(|it| it.1.short().to_owned()).unwrap_or_default()
}

fn owner(row: &Row, cx: &Cx) -> String {
    row.owner.as_deref().map_or_else(|| "Nobody".to_owned(), |it| cx.house.office.person_name(it).to_owned())
}

fn name(row: &Row) -> &str {
    let name = row.complainant.name();
    if name.is_empty() { &row.source_ref } else { name }
}

/// Who complains, with a sign where a risk stands on the case.
fn complainant(row: &Row) -> String {
    if row.has_risk { format!("! {}", name(row)) } else { name(row).to_owned() }
}
