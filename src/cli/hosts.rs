//! `redress share`, `redress join`, `redress leave` and `redress alone`: the hosts of an office come and go.

use std::io::stdin;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::aside::say;
use crate::bounded;
use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::desk::hosts::{self, HostError, Shared};
use crate::desk::membership::{Membership, PATIENCE_SECONDS};
use crate::desk::session::How;
use crate::domain::text::{count, one_line};

/// What a database without a standby risks.
const SINGLE: &str = "With --single, what the database confirmed is on its one disk: if that is lost, so is everything that was \
                      confirmed since, but for what the hosts have; and work stops until it is back.";

/// What a login that owns the schema may do.
pub const OWNER: &str = "The login of this host owns the schema, and so may rewrite the journal in the database. Give the host a login \
                     that only has the role SCHEMA_host: “redress share --print-sql” shows how.";

impl From<HostError> for Trouble {
    fn from(it: HostError) -> Self {
        match it {
            HostError::Refused(_) => Self::Refused(it.to_string()),
            HostError::Dir(_)
            | HostError::Open(_)
            | HostError::Erase(_)
            | HostError::Order(_)
            | HostError::File(..) => Self::Broken(it.to_string()),
        }
    }
}

fn of_the_database(command: Command) -> Command {
    command
        .arg(
            Arg::new("address")
                .value_name("ADDRESS")
                .help("Where the database is, as in postgresql://office_alpha@db.example.org/office; - reads it from standard input"),
        )
        .arg(
            Arg::new("schema")
                .long("schema")
                .value_name("NAME")
                .default_value("redress")
                .help("The office's schema in the database"),
        )
        .arg(
            Arg::new("host")
                .long("host")
                .value_name("NAME")
                .help("The name of this host, which stands in the lines that it writes [the machine's]"),
        )
        .arg(
            Arg::new("single")
                .long("single")
                .action(ArgAction::SetTrue)
                .help("Take a database that has no standby, and bear what that risks"),
        )
}

/// What `share` takes.
pub fn share_args(command: Command) -> Command {
    of_the_database(command).arg(
        Arg::new("print-sql")
            .long("print-sql")
            .action(ArgAction::SetTrue)
            .help("Print what the owner of the database runs first, and do nothing"),
    )
}

/// What `join` takes.
pub fn join_args(command: Command) -> Command {
    of_the_database(command)
}

/// What `alone` takes.
pub fn alone_args(command: Command) -> Command {
    command.arg(Arg::new("database-is-gone").long("database-is-gone").action(ArgAction::SetTrue).help(
        "Do not ask the database, which is lost for good. Make sure yourself that no other host goes on",
    ))
}

/// Runs `share`.
pub fn share(context: &mut Context, matches: &ArgMatches) -> Outcome {
    if matches.get_flag("print-sql") {
        write!(context.out, "{}", hosts::print_sql(schema(matches))?)?;
        return Ok(Ending::Done);
    }
    context.must_exist()?;
    let as_host = as_host(matches)?;
    let mut progress = context.progress("Sending the journal to the database");
    let shared = hosts::share(&how(context), as_host.clone(), &mut |done, total| progress.step(done, total));
    progress.finish();
    came(context, &as_host, &shared?, "Shared")
}

/// Runs `join`.
pub fn join(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let as_host = as_host(matches)?;
    let mut progress = context.progress("Taking in the journal").of_changes();
    let joined = hosts::join(&how(context), as_host.clone(), &mut |done, total| progress.step(done, total));
    progress.finish();
    came(context, &as_host, &joined?, "Joined")
}

/// Runs `leave`.
pub fn leave(context: &mut Context, _: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let it = hosts::leave(&how(context))?;
    went(
        context,
        &it,
        "has left the office. What is in this directory stays as a copy, in which nobody works",
    )
}

/// Runs `alone`.
pub fn alone(context: &mut Context, matches: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let it = hosts::alone(&how(context), matches.get_flag("database-is-gone"))?;
    went(context, &it, "is the office's one machine again. Run “redress leave” on every other host")
}

fn came(context: &mut Context, as_host: &Membership, shared: &Shared, what: &str) -> Outcome {
    if as_host.single {
        say(format_args!("redress: {SINGLE}"));
    }
    if shared.is_owner {
        say(format_args!("redress: {}", OWNER.replace("SCHEMA", &as_host.schema)));
    }
    if context.json {
        let value = json!({ "host": as_host.host, "schema": as_host.schema, "changes": shared.changes });
        print_json(context.out, &value)?;
    } else {
        let changes = count(shared.changes, "change");
        writeln!(context.out, "{what} as {}: the shared journal has {changes}.", one_line(&as_host.host))?;
    }
    Ok(Ending::Done)
}

fn went(context: &mut Context, it: &Membership, what: &str) -> Outcome {
    if context.json {
        print_json(context.out, &json!({ "host": it.host, "schema": it.schema }))?;
    } else {
        writeln!(context.out, "{} {what}.", one_line(&it.host))?;
    }
    Ok(Ending::Done)
}

fn how(context: &Context) -> How {
    How { data: context.data.clone(), clock: context.clock, login: context.login.clone(), afresh: false }
}

fn schema(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("schema").expect("it has a default")
}

fn as_host(matches: &ArgMatches) -> Result<Membership, Trouble> {
    let url = match matches.get_one::<String>("address").map(String::as_str) {
        None => {
            return Err(Trouble::Broken(
                "say where the database is, as in: redress share postgresql://office_alpha@db.example.org/office"
                    .to_owned(),
            ));
        }
        Some("-") => {
            let text = bounded::text(&mut stdin(), bounded::BY_HAND);
            text.map_err(|it| Trouble::Broken(format!("the address: {it}")))?.trim().to_owned()
        }
        Some(url) => url.to_owned(),
    };
    let host = matches.get_one::<String>("host").cloned().unwrap_or_else(of_the_machine);
    let is_good = |it: char| it.is_ascii_alphanumeric() || "-._".contains(it);
    if host.is_empty() || 63 < host.len() || !host.chars().all(is_good) {
        let why = "--host: a name of letters, digits, -, . and _, at most 63 of them";
        return Err(Trouble::Broken(why.to_owned()));
    }
    let schema = schema(matches).to_owned();
    let single = matches.get_flag("single");
    Ok(Membership { url, schema, host, token: String::new(), single, patience: PATIENCE_SECONDS })
}

fn of_the_machine() -> String {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}
