//! `redress leading`: what leading asks of the senior person: when it was done, when it is due, and whether it is late.

use chrono::NaiveDate;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::ending::{Ending, Outcome};
use crate::cli::paper::{Table, json as print_json};
use crate::domain::calendar::dates::long;
use crate::domain::register::leading::Led;
use crate::domain::text::count;

/// What it takes: nothing.
pub fn args(command: Command) -> Command {
    command
}

/// Runs it.
pub fn run(context: &mut Context, _: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let (mut led, unlearnt) = ask(&mut store.session, Request::Leading, |it| match it {
        Reply::Leading { led, unlearnt } => Some((led, unlearnt)),
        _ => None,
    })?;
    let counts = ask(&mut store.session, Request::Counts { today }, |it| match it {
        Reply::Counts(counts) => Some(counts),
        _ => None,
    })?;
    led.sort_by_key(|it| (it.due.unwrap_or(NaiveDate::MAX), it.done));
    if context.json {
        let asked: Vec<Value> = led.iter().filter_map(as_json).collect();
        let value = json!({
            "asked": asked, "without_plan": unlearnt,
            "completed_not_reviewed": counts.actions_unreviewed, "reviews_late": counts.unreviewed_late,
        });
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    let day = |it: Option<NaiveDate>, none: &str| it.map_or_else(|| none.to_owned(), long);
    let row = |it: &Led| {
        let (kind, asks) = it.row()?;
        let stands = if it.late > 0 { "late" } else { "" };
        Some(vec![
            asks.words.to_owned(),
            day(it.due, "no day named"),
            day(it.done, "not done"),
            stands.to_owned(),
            kind.id.to_owned(),
        ])
    };
    let table = Table {
        head: vec!["What leading asks", "Due", "Done last", "", "Register"],
        rows: led.iter().filter_map(row).collect(),
        most: vec![Some(30), Some(15), Some(15), Some(4), None],
    };
    context.print(&table)?;
    writeln!(
        context.out,
        "\nCompleted actions that nobody has reviewed: {}, of these late: {}. Something went wrong, and no plan \
         learns from it: {}.",
        counts.actions_unreviewed,
        counts.unreviewed_late,
        count(unlearnt, "case")
    )?;
    Ok(Ending::Done)
}

fn as_json(it: &Led) -> Option<Value> {
    let (kind, lead) = it.row()?;
    Some(json!({ "what": lead.words, "register": kind.id, "done": it.done, "due": it.due, "late": it.late }))
}
