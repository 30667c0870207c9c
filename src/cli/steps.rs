//! `redress do`: steps as JSON Lines on standard input, one reply a line, printed only once the step is on disk.

use std::io;

use clap::{Arg, ArgMatches, Command as Clap, value_parser};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::message::{Ask, Done, Fault, PlanAsk, PlanDone, Reply, Request};
use crate::api::service::Service;
use crate::bounded;
use crate::cli::context::{Context, Need, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::domain::case::command::Command;
use crate::domain::office::command::OfficeCommand;
use crate::domain::plan::command::PlanCommand;
use crate::domain::reference::{CaseRef, PlanRef};
use crate::domain::text::json_safe;

/// How the lines are written.
const HELP: &str = "Each line is a step:

{\"do\":{\"receive\":{\"facts\":{\"received\":\"2026-11-24\",\"complainant\":\"Amara Okafor\",\"service\":1,\"subject\":\"Late reply\"}}}}
{\"on\":\"26-0142\",\"version\":7,\"id\":\"a1\",\"do\":{\"acknowledge\":{\"on\":\"2026-11-24\",\"means\":\"email\"}}}
{\"plan\":\"P26-007\",\"do_plan\":{\"start_action\":{\"action\":1,\"on\":\"2026-11-24\"}}}
{\"office\":{\"add\":{\"list\":\"themes\",\"names\":[\"Delay\"]}}}

on       the case; left out to begin one
version  the version you have seen; left out to take the case as it stands
id       an id of your own: a step with an id that was carried out already does nothing twice

Each reply is a line: {\"ok\":true,\"ref\":\"26-0142\",\"version\":8}, with \"repeated\":true if it was carried out before;
or {\"ok\":false,\"kind\":\"refused\",\"field\":\"on\",\"why\":\"…\",\"instead\":\"…\"}. Kinds: refused, stale, missing,
already_there, not_saved, broken, unreadable. The exit code is 1 if any step was not carried out.";

/// What it takes.
pub fn args(command: Clap) -> Clap {
    command
        .arg(
            Arg::new("batch")
                .long("batch")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..=10_000))
                .default_value("1")
                .help("Write so many steps at once: faster for many; replies come after each group"),
        )
        .after_long_help(HELP)
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    id: String,
    #[serde(default)]
    on: Option<CaseRef>,
    #[serde(default)]
    version: Option<u64>,
    #[serde(default, rename = "do")]
    command: Option<Command>,
    #[serde(default)]
    office: Option<OfficeCommand>,
    #[serde(default)]
    plan: Option<PlanRef>,
    #[serde(default)]
    do_plan: Option<PlanCommand>,
}

/// A line as it is understood.
enum Line {
    Step(Box<Ask>),
    Office(String, Box<OfficeCommand>),
    Plan(Box<PlanAsk>),
    Unreadable(Value),
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let batch = matches.get_one::<u64>("batch").copied().unwrap_or(1);
    let mut store = context.open(Need::AnyOrNew)?;
    let mut input = io::stdin().lock();
    let mut waiting = Vec::new();
    let mut number = 0;
    let mut is_sound = true;
    loop {
        number += 1;
        let bytes = bounded::line(&mut input, bounded::AT_ONCE)
            .map_err(|it| Trouble::Broken(format!("line {number} is not taken, nor what follows: {it}")))?;
        let over = bytes.is_empty();
        if !bytes.trim_ascii().is_empty() {
            waiting.push(read(&bytes, number));
        }
        if over || waiting.len() as u64 >= batch {
            for reply in carry_out(&mut store, std::mem::take(&mut waiting)) {
                is_sound &= reply["ok"] == true;
                writeln!(context.out, "{}", json_safe(&reply.to_string()))?;
            }
            context.out.flush()?;
        }
        if over {
            return Ok(if is_sound { Ending::Done } else { Ending::Nothing });
        }
    }
}

fn read(bytes: &[u8], number: u64) -> Line {
    let unreadable = |column: usize, why: String| {
        Line::Unreadable(
            json!({ "ok": false, "kind": "unreadable", "line": number, "column": column, "why": why }),
        )
    };
    match serde_json::from_slice::<Written>(bytes) {
        Err(error) => unreadable(error.column(), error.to_string()),
        Ok(Written { id, on, version, command: Some(command), office: None, plan: None, do_plan: None }) => {
            Line::Step(Box::new(Ask { id, on, version, command }))
        }
        Ok(Written { id, on: None, version, command: None, office: None, plan, do_plan: Some(command) }) => {
            Line::Plan(Box::new(PlanAsk { id, on: plan, version, command }))
        }
        Ok(Written {
            id,
            on: None,
            version: None,
            command: None,
            office: Some(office),
            plan: None,
            do_plan: None,
        }) => {
            Line::Office(id, Box::new(office))
        }
        Ok(_) => unreadable(
            1,
            "Write “do” with a step, “plan” and “do_plan” with a step on a plan, or “office” with a change of the office.".to_owned(),
        ),
    }
}

/// Carries lines out in their order: steps that follow one another go in one write.
fn carry_out(store: &mut Store, lines: Vec<Line>) -> Vec<Value> {
    let mut replies = Vec::with_capacity(lines.len());
    let mut steps = Vec::new();
    for line in lines {
        match line {
            Line::Step(ask) => steps.push(*ask),
            Line::Office(id, command) => {
                replies.extend(take(store, std::mem::take(&mut steps)));
                replies.push(match store.session.call(Request::ChangeOffice { id, command: *command }) {
                    Ok(Reply::Office(office)) => {
                        json!({ "ok": true, "ref": "office", "version": office.version })
                    }
                    Ok(_) => fault(&Fault::Broken("it gave another answer".to_owned())),
                    Err(it) => fault(&it),
                });
            }
            Line::Plan(ask) => {
                replies.extend(take(store, std::mem::take(&mut steps)));
                replies.push(match store.session.call(Request::DoPlan(vec![*ask])) {
                    Ok(Reply::PlanDone(results)) => results.into_iter().next().map_or_else(
                        || fault(&Fault::Broken("it gave no answer".to_owned())),
                        |it| it.map_or_else(|it| fault(&it), plan_done),
                    ),
                    Ok(_) => fault(&Fault::Broken("it gave another answer".to_owned())),
                    Err(it) => fault(&it),
                });
            }
            Line::Unreadable(reply) => {
                replies.extend(take(store, std::mem::take(&mut steps)));
                replies.push(reply);
            }
        }
    }
    replies.extend(take(store, steps));
    replies
}

fn take(store: &mut Store, steps: Vec<Ask>) -> Vec<Value> {
    let number = steps.len();
    if number == 0 {
        return Vec::new();
    }
    match store.session.call(Request::Do(steps)) {
        Ok(Reply::Done(results)) => results.iter().map(|it| it.as_ref().map_or_else(fault, done)).collect(),
        Ok(_) => vec![fault(&Fault::Broken("it gave another answer".to_owned())); number],
        Err(it) => vec![fault(&it); number],
    }
}

fn plan_done(it: PlanDone) -> Value {
    let mut reply = json!({ "ok": true, "ref": it.reference.to_string(), "version": it.version });
    if it.repeated {
        reply["repeated"] = true.into();
    }
    reply
}

fn done(it: &Done) -> Value {
    let mut reply = json!({ "ok": true, "ref": it.reference, "version": it.version });
    if it.repeated {
        reply["repeated"] = true.into();
    }
    reply
}

fn fault(it: &Fault) -> Value {
    let why = it.to_string();
    match it {
        Fault::Refused(it) => json!({
            "ok": false, "kind": "refused", "field": it.field, "why": it.why, "instead": it.instead
        }),
        Fault::Stale(case) => json!({
            "ok": false, "kind": "stale", "ref": case.reference, "version": case.version, "why": why
        }),
        Fault::StalePlan(plan) => json!({
            "ok": false, "kind": "stale", "ref": plan.reference, "version": plan.version, "why": why
        }),
        Fault::Missing(_) => json!({ "ok": false, "kind": "missing", "why": why }),
        Fault::AlreadyThere(reference) => {
            json!({ "ok": false, "kind": "already_there", "ref": reference, "why": why })
        }
        Fault::PlanAlreadyThere(reference) => {
            json!({ "ok": false, "kind": "already_there", "ref": reference, "why": why })
        }
        Fault::NotSaved(_) => json!({ "ok": false, "kind": "not_saved", "why": why }),
        Fault::Broken(_) => json!({ "ok": false, "kind": "broken", "why": why }),
    }
}
