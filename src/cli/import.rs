//! `redress import`: cases, actions and entries of registers from a spreadsheet, and bank holidays.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;
use signal_hook::consts::SIGINT;

use crate::cli::context::{Context, Need, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::{KINDS, kind_called};
use crate::domain::text::{one_line, safe_lines};
use crate::exchange::bank_holidays;
use crate::exchange::import::entries::{
    ENTRIES_HELP, Options as EntryOptions, entries_help, run as import_entries,
};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::Target;
use crate::exchange::import::map::{ACTIONS_MAP_HELP, MAP_HELP};
use crate::exchange::import::run::{Options, run as import};
use crate::exchange::import::summary::Summary;

/// What it takes.
pub fn args(command: Command) -> Command {
    let path = |name: &'static str, help: &'static str| {
        Arg::new(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    let rows = |command: Command| {
        command
            .arg(path("file", "The spreadsheet, saved as CSV").required(true))
            .arg(path("map", "Which of its columns is what (TOML)").long("map").required(true))
            .arg(flag("dry-run", "Say what would happen, and change nothing"))
            .arg(flag("strict", "Reject rows whose service, theme or channel the office does not have"))
            .arg(path("rejects", "Where rejected rows go [beside the spreadsheet]").long("rejects"))
    };
    let both = format!("{MAP_HELP}\n{ACTIONS_MAP_HELP}");
    let cases = rows(Command::new("cases").about("Take over cases from a spreadsheet (CSV)"));
    let cases = cases.after_long_help(MAP_HELP);
    let actions = rows(Command::new("actions").about("Take over actions of plans from a spreadsheet (CSV)"));
    let actions = actions.after_long_help(both.clone());
    let holidays = Command::new("bank-holidays")
        .about("Use bank holidays from GOV.UK's file (JSON)")
        .arg(path("file", "The file").required(true));
    let entries = |kind: &Kind| {
        let about = format!("Take over entries of the register “{}” from a spreadsheet (CSV)", kind.id);
        Command::new(kind.id)
            .about(about)
            .arg(path("file", "The spreadsheet, saved as CSV").required(true))
            .arg(
                path("map", "What columns and words mean (TOML), where they are not called as here")
                    .long("map"),
            )
            .arg(flag("dry-run", "Say what would happen, and change nothing"))
            .arg(path("rejects", "Where rejected rows go [beside the spreadsheet]").long("rejects"))
            .after_long_help(entries_help(kind))
    };
    let command = command.subcommand_required(true).subcommand(cases).subcommand(actions);
    let command = KINDS.iter().fold(command, |command, kind| command.subcommand(entries(kind)));
    command
        .subcommand(holidays)
        .after_long_help(format!("{both}\nEntries of registers need no map. {ENTRIES_HELP}"))
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    match matches.subcommand() {
        Some(("cases", matches)) => rows(context, matches, Target::Cases),
        Some(("actions", matches)) => rows(context, matches, Target::Actions),
        Some((name, matches)) => match kind_called(name) {
            Some(kind) => entries(context, matches, kind),
            None => holidays(context, matches),
        },
        None => unreachable!("clap demands one of them"),
    }
}

fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

fn rows(context: &mut Context, matches: &ArgMatches, target: Target) -> Outcome {
    let options = Options {
        target,
        file: path(matches, "file").expect("clap demands it"),
        map: path(matches, "map").expect("clap demands it"),
        dry_run: matches.get_flag("dry-run"),
        strict: matches.get_flag("strict"),
        rejects: path(matches, "rejects"),
    };
    let words = match target {
        Target::Cases => "Importing cases",
        Target::Actions => "Importing actions",
    };
    run_through(context, words, |store, progress, stop| import(&mut store.session, &options, progress, stop))
}

fn entries(context: &mut Context, matches: &ArgMatches, kind: &'static Kind) -> Outcome {
    let options = EntryOptions {
        kind,
        file: path(matches, "file").expect("clap demands it"),
        map: path(matches, "map"),
        dry_run: matches.get_flag("dry-run"),
        rejects: path(matches, "rejects"),
    };
    run_through(context, "Importing entries", |store, progress, stop| {
        import_entries(&mut store.session, &options, progress, stop)
    })
}

/// Hears bytes done, bytes in all and rows.
type Heard<'a> = &'a mut dyn FnMut(u64, u64, u64);

/// Runs an import to its end or until it is stopped, and says what it did.
fn run_through(
    context: &mut Context,
    words: &'static str,
    import: impl FnOnce(&mut Store, Heard, &AtomicBool) -> Result<Summary, ImportError>,
) -> Outcome {
    let stop = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, stop.clone())?;
    let mut store = context.open(Need::AnyOrNew)?;
    let mut progress = context.progress(words);
    let summary = import(
        &mut store,
        &mut |done, total, rows| {
            progress.step(done, total);
            progress.note(format!("{rows} rows"));
        },
        &stop,
    );
    progress.finish();
    let summary = summary.map_err(|it| Trouble::Broken(one_line(&it.to_string())))?;
    if context.json {
        print_json(context.out, &json!(summary))?;
    } else {
        writeln!(context.out, "{}", safe_lines(&summary.to_string()).trim_end())?;
    }
    if summary.stopped {
        return Err(Trouble::Broken(
            "the import was stopped. What is imported is safe; run the same command again to import the rest"
                .to_owned(),
        ));
    }
    Ok(if summary.rejected > 0 { Ending::Nothing } else { Ending::Done })
}

fn holidays(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let file = path(matches, "file").expect("clap demands it");
    let mut store = context.open(Need::AnyOrNew)?;
    let words =
        bank_holidays::run(&mut store.session, &file).map_err(|it| Trouble::Broken(one_line(&it.clone())))?;
    if context.json {
        print_json(context.out, &json!({ "done": words }))?;
    } else {
        writeln!(context.out, "{}", safe_lines(&words))?;
    }
    Ok(Ending::Done)
}
