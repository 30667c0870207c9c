//! `redress do`: steps as JSON Lines on standard input, one reply a line, printed only once the step is on disk.

use std::io;

use clap::{Arg, ArgMatches, Command as Clap, value_parser};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::api::message::{Ask, Done, Fault, Reply, Request};
use crate::api::service::Service;
use crate::bounded;
use crate::cli::context::{Context, Need, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::domain::records::any::{AnyCommand, Kind, each_reference};
use crate::domain::reference::RecordRef;
use crate::domain::text::json_safe;

/// How the lines are written.
const HELP: &str = "Each line is a step:

{\"do\":{\"receive\":{\"facts\":{\"received\":\"2026-11-24\",\"complainant\":\"Amara Okafor\",\"service\":1,\"subject\":\"Late reply\"}}}}
{\"on\":\"26-0142\",\"version\":7,\"id\":\"a1\",\"do\":{\"acknowledge\":{\"on\":\"2026-11-24\",\"means\":\"email\"}}}
{\"on\":\"P26-007\",\"do\":{\"start_action\":{\"action\":1,\"on\":\"2026-11-24\"}}}
{\"on\":\"office\",\"do\":{\"add\":{\"list\":\"themes\",\"names\":[\"Delay\"]}}}
{\"on\":\"2025-26\",\"do\":{\"write_context\":{\"overall\":\"We received 214 complaints.\"}}}
{\"on\":\"26-0142\",\"do\":\"take_back\"}

on       the record: a case, a plan, a financial year or the office; left out to begin one
version  the version you have seen; left out to take the record as it stands
id       an id of your own: a step with an id that was carried out already does nothing twice

Each reply is a line: {\"ok\":true,\"ref\":\"26-0142\",\"version\":8}, with \"repeated\":true if it was carried out before;
or {\"ok\":false,\"kind\":\"refused\",\"field\":\"on\",\"why\":\"…\",\"instead\":\"…\"}. Kinds: refused, stale, missing,
already_there, not_saved, broken, unreadable. The exit code is 1 if any step was not carried out, and 2 if the replies
cannot be printed: then nothing more is read.";

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
    on: Option<RecordRef>,
    #[serde(default)]
    version: Option<u64>,
    #[serde(rename = "do")]
    step: Value,
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
            waiting.push(read(&bytes).map_err(|(column, why)| {
                json!({ "ok": false, "kind": "unreadable", "line": number, "column": column, "why": why })
            }));
        }
        if over || waiting.len() as u64 >= batch {
            let replies = carry_out(&mut store, std::mem::take(&mut waiting));
            is_sound &= replies.iter().all(|it| it["ok"] == true);
            say(context, &replies).map_err(|it| unsaid(context.saved.count(), number, over, &it))?;
        }
        if over {
            return Ok(if is_sound { Ending::Done } else { Ending::Nothing });
        }
    }
}

fn say(context: &mut Context, replies: &[Value]) -> io::Result<()> {
    for reply in replies {
        writeln!(context.out, "{}", json_safe(&reply.to_string()))?;
    }
    context.out.flush()
}

/// Why no more is read where the replies cannot be printed: whoever asked must know how far it came.
fn unsaid(saved: u64, line: u64, is_over: bool, error: &io::Error) -> Trouble {
    let line = if is_over { line - 1 } else { line };
    Trouble::Broken(format!(
        "the replies cannot be printed ({error}). {saved} of the steps up to line {line} were saved, and nothing after it was \
         read. Give every step an id: then all can be given again, and none is done twice"
    ))
}

/// Reads a line of `redress do`; or in which column it is wrong, and why.
///
/// # Errors
/// The column, from 1, and a sentence.
pub fn read(bytes: &[u8]) -> Result<Ask, (usize, String)> {
    let Written { id, on, version, step } =
        serde_json::from_slice(bytes).map_err(|it| (it.column(), it.to_string()))?;
    let command = command(on, step).map_err(|why| (1, why))?;
    Ok(Ask { id, on, version, command })
}

/// The step of a line: of the kind of record that it is on, or the first step of one.
fn command(on: Option<RecordRef>, step: Value) -> Result<AnyCommand, String> {
    let name = match &step {
        Value::String(name) => name.as_str(),
        Value::Object(parts) if parts.len() == 1 => parts.keys().next().map_or("", String::as_str),
        _ => return Err("“do” is one step: its name, or its name with its details.".to_owned()),
    };
    let details = || step.get(name).cloned().unwrap_or_else(|| json!({}));
    match name {
        "take_back" => return known(details()).map(AnyCommand::TakeBack),
        "put_back" => return known(details()).map(AnyCommand::PutBack),
        _ => {}
    }
    let Some(on) = on else {
        return match name {
            "make_plan" | "import_action" => known(step).map(AnyCommand::Plan),
            "enter" | "import_entry" => known(step).map(AnyCommand::Entry),
            _ => known(step).map(AnyCommand::Case),
        };
    };
    each_reference!(on, _at => known(step).map(<R as Kind>::any_step))
}

/// Reads a value. A part that it does not know is refused by its name.
fn known<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    let mut unknown = Vec::new();
    let named = |path: String| path.trim_start_matches("?.").replace(".?.", ".");
    let read = serde_ignored::deserialize(value, |path| unknown.push(named(path.to_string())));
    match (read, unknown.first()) {
        (Err(why), _) => Err(why.to_string()),
        (Ok(_), Some(part)) => Err(format!("“{part}” is not a part of this step.")),
        (Ok(value), None) => Ok(value),
    }
}

/// Carries lines out in their order: steps that follow one another go in one write.
fn carry_out(store: &mut Store, lines: Vec<Result<Ask, Value>>) -> Vec<Value> {
    let mut replies = Vec::with_capacity(lines.len());
    let mut steps = Vec::new();
    for line in lines {
        match line {
            Ok(ask) => steps.push(ask),
            Err(unreadable) => {
                replies.extend(take(store, std::mem::take(&mut steps)));
                replies.push(unreadable);
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

/// A step that was taken, as JSON.
pub fn done(it: &Done) -> Value {
    let mut reply = json!({ "ok": true, "ref": it.on, "version": it.version });
    if it.repeated {
        reply["repeated"] = true.into();
    }
    reply
}

/// Why a step was not taken, as JSON.
pub fn fault(it: &Fault) -> Value {
    let why = it.to_string();
    match it {
        Fault::Refused(it) => json!({
            "ok": false, "kind": "refused", "field": it.field, "why": it.why, "instead": it.instead
        }),
        Fault::Stale(record) => json!({
            "ok": false, "kind": "stale", "ref": record.reference(), "version": record.version(), "why": why
        }),
        Fault::Missing(_) => json!({ "ok": false, "kind": "missing", "why": why }),
        Fault::AlreadyThere(on) => json!({ "ok": false, "kind": "already_there", "ref": on, "why": why }),
        Fault::NotSaved(_) => json!({ "ok": false, "kind": "not_saved", "why": why }),
        Fault::Broken(_) => json!({ "ok": false, "kind": "broken", "why": why }),
        Fault::Unreachable(_) => json!({ "ok": false, "kind": "unreachable", "why": why }),
    }
}
