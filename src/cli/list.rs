//! `redress list`: cases, one a line; or actions, plans, or the entries of a register.

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::api::message::{ListRequest, Near, Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, THERE_ARE_MORE, Table, more, say_more};
use crate::cli::sheet::{self, Sheet};
use crate::cli::{entry, plans};
use crate::domain::calendar::dates::long;
use crate::domain::filter::{Condition, Filter};
use crate::domain::grammar::whole;
use crate::domain::listing::Order;
use crate::domain::register::kinds::kind_called;
use crate::domain::row::Row;
use crate::domain::text::{count, one_line, sentence_case};
use crate::domain::vocabulary::Nature;

/// How many rows are asked for at once.
const PAGE: usize = 20_000;
/// How many cases a person gets to read where they set no limit. Programs get all.
const READABLE: usize = 200;

/// What it takes.
pub fn args(command: Command) -> Command {
    sheet::args(command)
        .arg(Arg::new("filter").value_name("FILTER").num_args(0..).help(format!(
            "Words, and conditions such as is:late, is:open, service:NAME, owner:me, with “or” between two, “not” before one and \
             brackets around several [cases, without one: is:open]. In front, \
             “actions”, “plans” or a register ({}) lists those instead: actions is:unreviewed",
            entry::register_names()
        )))
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(u64))
                .help("At most so many [text: 200; JSON: all]"),
        )
        .arg(
            Arg::new("order")
                .long("order")
                .value_parser(["due", "ref"])
                .default_value("due")
                .help("Cases: what is owed soonest first, or by reference"),
        )
        .after_long_help(entry::filter_help())
}

/// What a file of cases has: names in JSON, with headings where those would not do.
const COLUMNS: &[(&str, &str)] = &[
    ("ref", ""),
    ("source_ref", "Reference elsewhere"),
    ("status", ""),
    ("stage", ""),
    ("standing", ""),
    ("late_working_days", ""),
    ("next", ""),
    ("next_due", ""),
    ("received", ""),
    ("acknowledged", ""),
    ("timescale_first", "First timescale"),
    ("timescale", ""),
    ("closed", ""),
    ("days_taken", "Working days taken"),
    ("complainant", ""),
    ("representative", ""),
    ("subject", ""),
    ("service", ""),
    ("theme", ""),
    ("channel", ""),
    ("route", ""),
    ("owner_name", "Owner"),
    ("outcome", ""),
    ("something_went_wrong", ""),
    ("important", ""),
];

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let words: Vec<&str> =
        matches.get_many::<String>("filter").unwrap_or_default().map(String::as_str).collect();
    let limit = matches.get_one::<u64>("limit").map(|it| usize::try_from(*it).unwrap_or(usize::MAX));
    let file = sheet::wanted(context, matches)?;
    match words.split_first() {
        Some((&"actions", rest)) => return plans::actions(context, &rest.join(" "), limit, file),
        Some((&"plans", rest)) => return plans::plans(context, &rest.join(" "), limit, file),
        Some((first, rest)) => {
            if let Some(kind) = kind_called(first) {
                return entry::list(context, kind, &rest.join(" "), limit, file);
            }
        }
        None => {}
    }
    let mut filter = whole(&words.join(" "))
        .and_then(|()| Filter::parse(&words.join(" ")))
        .map_err(|it| Trouble::Broken(it.to_string()))?;
    if filter.conditions.is_empty() {
        filter = Filter::of(Condition::Open);
    }
    let order = if matches.get_one::<String>("order").is_some_and(|it| it == "ref") {
        Order::Reference
    } else {
        Order::Due
    };
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let request = ListRequest { filter, order, today, after: None, limit: 0 };
    if context.json {
        return as_json(context, &mut store, &request, limit.unwrap_or(usize::MAX));
    }
    if let Some(file) = file {
        let mut sheet = Sheet::begin(&mut store, file, "Cases", COLUMNS.iter().copied())?;
        let limit = limit.unwrap_or(usize::MAX);
        let mut rows = context.while_waiting("Reading the list", || {
            page(&mut store, &request, None, limit.saturating_add(1), false)
        })?;
        let more = more(&mut rows, limit);
        for row in &rows {
            let mut value = row_json(&store, row);
            // Whoever opens the file reads words, not names for programs.
            value["next"] = json!(row.next_on(store.today()).map(|it| sentence_case(it.1.words())));
            sheet.push(&value);
        }
        return sheet.end(context, more);
    }
    let limit = limit.unwrap_or(READABLE);
    // One more than is shown says whether there are more.
    let mut rows = context.while_waiting("Reading the list", || {
        page(&mut store, &request, None, limit.saturating_add(1), false)
    })?;
    let more = more(&mut rows, limit);
    print(context, &store, &rows)?;
    writeln!(context.out, "{}{more}", count(rows.len() as u64, "case"))?;
    if rows.is_empty() && request.filter.words().next().is_some() {
        let near: Vec<Near> = ask(&mut store.session, Request::Near(request.filter), |it| match it {
            Reply::Near(it) => Some(it),
            _ => None,
        })?;
        near.iter().try_for_each(|it| writeln!(context.out, "{it}"))?;
    }
    Ok(if rows.is_empty() { Ending::Nothing } else { Ending::Done })
}

fn page(
    store: &mut Store,
    request: &ListRequest,
    after: Option<Row>,
    limit: usize,
    is_export: bool,
) -> Result<Vec<Row>, Trouble> {
    let request = ListRequest { after: after.map(Box::new), limit, ..request.clone() };
    let request = if is_export { Request::Export(request) } else { Request::List(request) };
    ask(&mut store.session, request, |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    })
}

fn as_json(context: &mut Context, store: &mut Store, request: &ListRequest, limit: usize) -> Outcome {
    let mut array = Array::begin(context.out)?;
    let mut left = limit;
    let mut after = None;
    loop {
        let size = PAGE.min(left);
        let rows = if size == 0 { Vec::new() } else { page(store, request, after.clone(), size, true)? };
        for row in &rows {
            array.push(&row_json(store, row))?;
        }
        left -= rows.len();
        after = rows.last().cloned().or(after);
        if rows.len() < size || left == 0 {
            break;
        }
    }
    let shown = array.end()?;
    if limit != usize::MAX && !page(store, request, after, 1, false)?.is_empty() {
        say_more(shown, "case", THERE_ARE_MORE);
    }
    Ok(if shown == 0 { Ending::Nothing } else { Ending::Done })
}

/// Prints cases as a table, or as labelled lines.
pub fn print(context: &mut Context, store: &Store, rows: &[Row]) -> Result<(), Trouble> {
    if context.plain {
        for (number, row) in (1..).zip(rows) {
            sentences(context, store, row, number, rows.len())?;
        }
        return Ok(());
    }
    let table = Table {
        head: vec!["Ref", "Due", "Complainant", "Stage", "About"],
        most: vec![Some(9), Some(14), Some(18), Some(18), None],
        rows: rows.iter().map(|it| cells(store, it)).collect(),
    };
    if !rows.is_empty() {
        context.print(&table)?;
    }
    Ok(())
}

fn cells(store: &Store, row: &Row) -> Vec<String> {
    let today = store.today();
    let standing = row.standing_on(&store.calendar, store.hello.office.timescales.due_soon, today);
    let badge = standing.badge(row.next_on(today).map(|it| it.0), today);
    let due = if badge.is_empty() { String::new() } else { format!("{} {badge}", standing.sign()) };
    vec![
        row.reference.to_string(),
        due,
        format!("{}{}", if row.has_risk { "! " } else { "" }, row.complainant.name()),
        row.stage_on(today).to_string(),
        row.subject.clone(),
    ]
}

/// What is said of a case on which a risk stands.
pub const STANDS_A_RISK: &str = "A risk stands on it.";

/// A case as sentences: for a screen reader, which reads them in this order.
fn sentences(
    context: &mut Context,
    store: &Store,
    row: &Row,
    number: usize,
    of: usize,
) -> Result<(), Trouble> {
    let today = store.today();
    let standing = row.standing_on(&store.calendar, store.hello.office.timescales.due_soon, today);
    let name = |text: &str, none: &str| {
        let text = one_line(text);
        if text.is_empty() { none.to_owned() } else { text }
    };
    writeln!(
        context.out,
        "Case {number} of {of}. Reference {}. {}. {}.",
        row.reference,
        sentence_case(&standing.in_words()),
        name(row.complainant.name(), "Name not recorded")
    )?;
    writeln!(
        context.out,
        "About: {}. Stage: {}. Owner: {}.",
        name(&row.subject, "not recorded"),
        row.stage_on(today),
        name(row.owner.as_deref().map_or("", |it| store.hello.office.person_name(it)), "nobody")
    )?;
    if row.has_risk {
        writeln!(context.out, "{STANDS_A_RISK}")?;
    }
    if let Some((due, what)) = row.next_on(today) {
        writeln!(context.out, "Next: {} by {}.", what.words(), long(due))?;
    }
    writeln!(context.out)?;
    Ok(())
}

/// How a case stood on a day, in a word.
fn status(row: &Row, today: NaiveDate) -> &'static str {
    if row.nature == Nature::Conversation {
        Nature::Conversation.word()
    } else if row.open_on(today) {
        "open"
    } else if row.closed_on(today).is_some() {
        "closed"
    } else {
        "not yet received"
    }
}

/// A case in JSON, as it stood on the day. Dates are ISO; what there is none of is null.
pub fn row_json(store: &Store, row: &Row) -> Value {
    let (office, today) = (&store.hello.office, store.today());
    let standing = row.standing_on(&store.calendar, office.timescales.due_soon, today);
    let by_today = |date: Option<NaiveDate>| date.filter(|it| *it <= today);
    let (round, next) = (row.round_on(today), row.next_on(today));
    let closed = round.closed_on(today);
    let acknowledged = row.rounds.iter().find_map(|it| it.acknowledged);
    json!({
        "ref": row.reference,
        "source_ref": some(&row.source_ref),
        "service": row.service.map(|it| office.service_name(Some(it))),
        "status": status(row, today),
        "stage": row.stage_on(today),
        "route": round.route,
        "received": row.received,
        "reopened": by_today(Some(round.begun).filter(|it| row.received < *it)),
        "acknowledged": by_today(acknowledged),
        "timescale_first": round.promise_on(today).map(|it| it.first),
        "timescale": round.timescale_on(today),
        "closed": closed,
        "owner": row.owner,
        "owner_name": row.owner.as_deref().map(|it| office.person_name(it)),
        "standing": standing.word(),
        "late_working_days": standing.late_by(),
        "next": next.map(|it| it.1),
        "next_due": next.map(|it| it.0),
        "complainant": some(row.complainant.name()),
        "other_names": row.complainant.names.get(1..).unwrap_or_default(),
        "contact": row.complainant.reach,
        "representative": some(row.representative.name()),
        "subject": some(&row.subject),
        "theme": row.theme.map(|it| office.theme_name(Some(it))),
        "channel": row.channel.map(|it| office.channel_name(Some(it))),
        "outcome": closed.and(round.outcome),
        "something_went_wrong": closed.and(round.went_wrong),
        "days_taken": round.answered_on(today).and(round.days_taken),
        "important": row.is_important(),
        "restricted": row.restricted,
        "version": row.version,
    })
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::domain::filter::{FIELDS, STATES};
    use crate::domain::part_filter::PART_FIELDS;
    use crate::domain::plan_filter::ACTION_STATES;
    use crate::domain::register::filter::{ENTRY_STATES, names};
    use crate::domain::register::kinds::KINDS;
    use crate::domain::round_filter::ROUND_FIELDS;

    fn row((typed, means): (String, String)) -> String {
        format!("| `{typed}` | {means} |\n")
    }

    fn table(title: &str, rows: impl Iterator<Item = (String, String)>) -> String {
        format!(
            "## {title}\n\n| Type | To find, or as in |\n|---|---|\n{}",
            rows.map(row).collect::<String>()
        )
    }

    /// An example, and what it finds where that is said behind it.
    fn example(&(field, example): &(&str, &str)) -> (String, String) {
        (field.to_owned(), example.to_owned())
    }

    #[test]
    fn help_lists_every_condition_of_every_list() {
        let is = |it: &str, means: &str| (format!("is:{it}"), means.to_owned());
        let entries = ENTRY_STATES.iter().map(|it| is(it.0, it.2));
        let registers = KINDS.iter().map(|kind| {
            let names: Vec<String> = names(kind).iter().map(|it| format!("`{it}:`")).collect();
            (kind.id.to_owned(), names.join(" "))
        });
        let list = [
            table("Cases", STATES.iter().map(|it| is(it.0, it.2)).chain(FIELDS.iter().map(example))),
            table(
                "How a case ended: each time that it closed counts by itself",
                ROUND_FIELDS.iter().map(example),
            ),
            table("Payments, remedies, referrals and costs of a case", PART_FIELDS.iter().map(example)),
            table("Actions of plans", ACTION_STATES.iter().map(|it| is(it.0, it.2))),
            table("Entries of a register", entries),
            table("What else each register can be asked for", registers),
        ];
        crate::help::in_step::keep("filters", "filters", &list.join("\n"));
    }
}
