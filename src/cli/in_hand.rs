//! `redress in-hand`: what each person has in hand: open cases, late ones and those due soon.

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::ending::{Ending, Outcome};
use crate::cli::paper::{Table, json as print_json};
use crate::domain::in_hand::Hand;
use crate::domain::text::count;

/// What it takes: nothing.
pub fn args(command: Command) -> Command {
    command
}

/// Runs it.
pub fn run(context: &mut Context, _: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let hands = ask(&mut store.session, Request::InHand { today }, |it| match it {
        Reply::InHand(hands) => Some(hands),
        _ => None,
    })?;
    let office = &store.hello.office;
    let name = |it: &Hand| it.owner.as_deref().map(|it| office.person_name(it).to_owned());
    if context.json {
        let line = |it: &Hand| json!({ "owner": it.owner, "name": name(it), "open": it.open, "late": it.late, "soon": it.soon });
        print_json(context.out, &Value::Array(hands.iter().map(line).collect()))?;
        return Ok(Ending::Done);
    }
    let row = |it: &Hand| {
        let named = name(it).unwrap_or_else(|| "Nobody yet".to_owned());
        [named, it.open.to_string(), it.late.to_string(), it.soon.to_string()].to_vec()
    };
    let table = Table {
        head: vec!["Name", "Open", "Late", "Due soon"],
        rows: hands.iter().map(row).collect(),
        most: vec![Some(40), None, None, None],
    };
    let (all, late) = (hands.iter().map(|it| it.open).sum(), hands.iter().map(|it| it.late).sum::<u64>());
    context.print(&table)?;
    writeln!(context.out, "\n{} open; {late} of them late.", count(all, "case"))?;
    Ok(Ending::Done)
}
