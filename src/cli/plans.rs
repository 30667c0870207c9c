//! `redress list actions`, `list plans`, `show P26-007` and `plan P26-007`: action plans on the command line.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{ActionRequest, Reply, Request};
use crate::api::service;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table, json as print_json, more, say_more};
use crate::cli::sheet::{Asked, Sheet};
use crate::domain::authority::Asker;
use crate::domain::calendar::dates::long;
use crate::domain::diary::{Standing, standing};
use crate::domain::grammar::whole;
use crate::domain::plan::record::Plan;
use crate::domain::plan::row::{ActionRow, rows};
use crate::domain::plan::smart::not_yet;
use crate::domain::plan_filter::ActionFilter;
use crate::domain::reference::PlanRef;
use crate::domain::text::{count, one_line};
use crate::report::gathering::Source;
use crate::report::plan::{About, Form, document};

/// How many rows a person gets to read where they set no limit. Programs get all.
const READABLE: usize = 200;

/// What a file of actions has.
const ACTION_COLUMNS: &[(&str, &str)] = &[
    ("ref", ""),
    ("state", ""),
    ("standing", ""),
    ("late_days", "Late working days"),
    ("what", "What will change"),
    ("owner_name", "Owner"),
    ("start", ""),
    ("due", ""),
    ("completed", ""),
    ("reviewed", ""),
    ("result", ""),
    ("unreviewed", ""),
    ("smart_missing", "SMART"),
    ("plan", ""),
    ("plan_title", ""),
    ("service", ""),
    ("theme", ""),
    ("case", ""),
];
/// What a file of plans has.
const PLAN_COLUMNS: &[(&str, &str)] = &[
    ("ref", ""),
    ("title", ""),
    ("stage", ""),
    ("owner_name", "Owner"),
    ("service", ""),
    ("theme", ""),
    ("agreed", ""),
    ("number_of_actions", "Actions"),
    ("cases", ""),
];

/// Lists actions.
pub fn actions(context: &mut Context, filter: &str, limit: Option<usize>, file: Option<Asked>) -> Outcome {
    let filter = whole(filter)
        .and_then(|()| ActionFilter::parse(filter))
        .map_err(|it| Trouble::Broken(it.to_string()))?;
    let mut store = context.open(Need::Existing)?;
    let is_whole = context.json || file.is_some();
    let limit = limit.unwrap_or(if is_whole { usize::MAX } else { READABLE });
    // One more than is shown says whether there are more.
    let request = ActionRequest { filter, today: store.today(), after: None, limit: limit.saturating_add(1) };
    let mut rows = ask(&mut store.session, Request::Actions(request), |it| match it {
        Reply::Actions { rows, .. } => Some(rows),
        _ => None,
    })?;
    let more = more(&mut rows, limit);
    if let Some(file) = file {
        let mut sheet = Sheet::begin(&mut store, file, "Actions", ACTION_COLUMNS.iter().copied())?;
        for row in &rows {
            let mut value = action_json(&store, row);
            // Whoever opens the file reads words, not letters for programs.
            value["smart_missing"] = json!(not_yet(&row.smart_missing));
            sheet.push(&value);
        }
        return sheet.end(context, more);
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        for row in &rows {
            array.push(&action_json(&store, row))?;
        }
        say_more(array.end()?, "action", more);
    } else if context.plain {
        for it in &rows {
            writeln!(context.out, "{}", in_words(&store, it))?;
        }
        writeln!(context.out, "{}{more}", count(rows.len() as u64, "action"))?;
    } else if !rows.is_empty() {
        let office = &store.hello.office;
        let cells = |it: &ActionRow| {
            let owner = if it.owner.is_empty() { "nobody" } else { office.person_name(&it.owner) };
            let lacks = not_yet(&it.smart_missing);
            let lacks = if lacks.is_empty() { lacks } else { format!(", {lacks}") };
            let due = it.due_on(store.today()).map(|it| it.to_string()).unwrap_or_default();
            vec![
                it.reference.to_string(),
                stands(&store, it),
                due,
                owner.to_owned(),
                format!("{}{lacks}", it.what),
            ]
        };
        let table = Table {
            head: vec!["Action", "Stands", "Due", "Owner", "What will change"],
            rows: rows.iter().map(cells).collect(),
            most: vec![Some(12), Some(24), Some(10), Some(18), None],
        };
        context.print(&table)?;
        writeln!(context.out, "{}{more}", count(rows.len() as u64, "action"))?;
    }
    Ok(if rows.is_empty() { Ending::Nothing } else { Ending::Done })
}

/// An action in sentences, for whoever has it read out.
pub fn in_words(store: &Store, row: &ActionRow) -> String {
    let (office, today) = (&store.hello.office, store.today());
    let owner = if row.owner.is_empty() { "nobody" } else { office.person_name(&row.owner) };
    let late = if row.late_on(today) { ", late" } else { "" };
    let lacks = not_yet(&row.smart_missing);
    let lacks = if lacks.is_empty() { lacks } else { format!(", {lacks}") };
    let due = row.due_on(today).map(|it| format!(" Due {}.", long(it))).unwrap_or_default();
    let words = format!(
        "Action {}: {}{late}{lacks}. {}.{due} Owner: {owner}.",
        row.reference,
        row.state,
        row.what.trim_end_matches('.')
    );
    one_line(&words)
}

/// How an action stands, in a few words.
fn stands(store: &Store, row: &ActionRow) -> String {
    let today = store.today();
    let soon = store.hello.office.timescales.due_soon;
    let due = standing(&store.calendar, soon, today, row.due_on(today));
    match due {
        Standing::Late(_) if row.unreviewed_on(today) => format!("? {}, late", row.state),
        _ if row.unreviewed_on(today) => format!("? {}", row.state),
        Standing::Late(_) => format!("! {}", due.badge(row.due, today)),
        _ => row.state.to_string(),
    }
}

fn action_json(store: &Store, row: &ActionRow) -> Value {
    let office = &store.hello.office;
    let today = store.today();
    let soon = office.timescales.due_soon;
    let due = standing(&store.calendar, soon, today, row.due_on(today));
    json!({
        "ref": row.reference.to_string(),
        "plan": row.reference.plan.to_string(),
        "plan_title": row.plan_title,
        "what": row.what,
        "owner": row.owner,
        "owner_name": office.person_name(&row.owner),
        "service": row.service.map(|it| office.service_name(Some(it))),
        "theme": row.theme.map(|it| office.theme_name(Some(it))),
        "case": row.first_case,
        "start": row.start,
        "due": row.due,
        "completed": row.completed,
        "reviewed": row.reviewed,
        "state": row.state,
        "result": row.result,
        "unreviewed": row.unreviewed_on(today),
        "standing": if row.late_on(today) { "late" } else { due.word() },
        "late_days": due.late_by(),
        "smart_missing": row.smart_missing,
    })
}

/// Lists plans.
pub fn plans(context: &mut Context, filter: &str, limit: Option<usize>, file: Option<Asked>) -> Outcome {
    let filter = whole(filter)
        .and_then(|()| ActionFilter::parse(filter))
        .map_err(|it| Trouble::Broken(it.to_string()))?;
    let mut store = context.open(Need::Existing)?;
    let mut plans = ask(&mut store.session, Request::Plans, |it| match it {
        Reply::Plans(plans) => Some(plans),
        _ => None,
    })?;
    let (office, today) = (&store.hello.office, store.today());
    let asker =
        Asker::of(office, &store.hello.login, today).map_err(|it| Trouble::Refused(it.to_string()))?;
    plans.retain(|it| !it.is_outline && filter.holds_of_plan(office, &asker, today, it));
    let more = more(&mut plans, limit.unwrap_or(usize::MAX));
    if let Some(file) = file {
        let mut sheet = Sheet::begin(&mut store, file, "Plans", PLAN_COLUMNS.iter().copied())?;
        for plan in &plans {
            let mut row = plan_json(&store, plan, false);
            row["owner_name"] = json!(store.hello.office.person_name(&plan.owner));
            row["number_of_actions"] = json!(plan.actions.len());
            sheet.push(&row);
        }
        return sheet.end(context, more);
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        for plan in &plans {
            array.push(&plan_json(&store, plan, false))?;
        }
        say_more(array.end()?, "plan", more);
    } else if !plans.is_empty() {
        let cells = |it: &Plan| {
            let owner = store.hello.office.person_name(&it.owner).to_owned();
            vec![
                it.reference.to_string(),
                it.stage().to_string(),
                it.actions.len().to_string(),
                owner,
                it.facts.title.clone(),
            ]
        };
        let table = Table {
            head: vec!["Plan", "Stage", "Actions", "Owner", "What will be different"],
            rows: plans.iter().map(cells).collect(),
            most: vec![Some(9), Some(22), Some(7), Some(18), None],
        };
        context.print(&table)?;
        writeln!(context.out, "{}{more}", count(plans.len() as u64, "plan"))?;
    }
    Ok(if plans.is_empty() { Ending::Nothing } else { Ending::Done })
}

fn plan_json(store: &Store, plan: &Plan, whole: bool) -> Value {
    let actions: Vec<Value> = rows(plan).iter().map(|it| action_json(store, it)).collect();
    let mut value = json!({
        "ref": plan.reference.to_string(),
        "version": plan.version,
        "title": plan.facts.title,
        "stage": plan.stage(),
        "owner": plan.owner,
        "service": plan.facts.service.map(|it| store.hello.office.service_name(Some(it))),
        "theme": plan.facts.theme.map(|it| store.hello.office.theme_name(Some(it))),
        "cases": plan.linked_cases(),
        "agreed": plan.agreed,
        "actions": actions,
    });
    if whole {
        value["record"] = serde_json::to_value(plan).unwrap_or_default();
    }
    value
}

/// A plan as it stands.
pub fn read(store: &mut Store, reference: PlanRef) -> Result<Plan, Trouble> {
    Ok(service::read(&mut store.session, reference)?)
}

/// Shows a plan.
pub fn show(context: &mut Context, store: &mut Store, reference: PlanRef) -> Outcome {
    let plan = read(store, reference)?;
    if context.json {
        print_json(context.out, &plan_json(store, &plan, true))?;
    } else {
        let about = About { office: &store.hello.office, form: Form::Text, without: None };
        context.out.write_all(document(&plan, &about).as_bytes())?;
    }
    Ok(Ending::Done)
}

/// What `plan` takes.
pub fn args(command: Command) -> Command {
    command
        .arg(Arg::new("ref").value_name("REF").required(true).help("Reference of the plan, such as P26-007"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["text", "md"])
                .default_value("text")
                .help("Plain text, or Markdown"),
        )
        .arg(
            Arg::new("no-names")
                .long("no-names")
                .action(ArgAction::SetTrue)
                .help("Leave out the names of people; teams keep theirs"),
        )
}

/// Runs `plan`: prints a plan to give to the person or the board.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let text = matches.get_one::<String>("ref").expect("clap demands it");
    let reference: PlanRef = text.parse().map_err(|it| Trouble::Refused(format!("{it}")))?;
    let mut store = context.open(Need::Existing)?;
    let plan = read(&mut store, reference)?;
    let is_markdown = matches.get_one::<String>("format").is_some_and(|it| it == "md");
    let form = if is_markdown { Form::Markdown } else { Form::Text };
    let without = if matches.get_flag("no-names") {
        let (service, office) = (&mut *store.session, &store.hello.office);
        Some(Source { service, office, step: &mut |_, _| true }.people(std::slice::from_ref(&plan))?)
    } else {
        None
    };
    let about = About { office: &store.hello.office, form, without: without.as_ref() };
    context.out.write_all(document(&plan, &about).as_bytes())?;
    Ok(Ending::Done)
}
