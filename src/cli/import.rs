//! `redress import`: cases, actions and entries of registers from a spreadsheet, and bank holidays.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;
use signal_hook::consts::SIGINT;

use crate::aside::say;
use crate::bounded;
use crate::cli::context::{Context, Need, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::or_stream::{OrStream, file, given, or_stream};
use crate::cli::paper::json as print_json;
use crate::domain::register::kind::Kind;
use crate::domain::register::kinds::{KINDS, kind_called};
use crate::domain::text::{count, one_line, safe_lines};
use crate::exchange::bank_holidays;
use crate::exchange::import::entries::{
    ENTRIES_HELP, Options as EntryOptions, entries_help, run as import_entries,
};
use crate::exchange::import::error::ImportError;
use crate::exchange::import::fields::Target;
use crate::exchange::import::look::look;
use crate::exchange::import::map::{ACTIONS_MAP_HELP, MAP_HELP};
use crate::exchange::import::recognised::{Recognised, recognised};
use crate::exchange::import::run::{Options, run as import};
use crate::exchange::import::summary::Summary;
use crate::throw_away::ThrowAway;

/// How the spreadsheet is named.
const SPREADSHEET: &str = "The spreadsheet: CSV, XLSX, XLS or ODS, or - for standard input";
/// What parts a map from the spreadsheet behind it, where both come on standard input.
const BETWEEN: &[u8] = b"---";
/// What a spreadsheet from standard input is called.
const FROM_INPUT: &str = "standard-input.csv";

/// What it takes.
pub fn args(command: Command) -> Command {
    let path =
        |name: &'static str, help: &'static str| or_stream(Arg::new(name).value_name("FILE").help(help));
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    let rows = |command: Command| {
        command
            .arg(path("file", SPREADSHEET).required(true))
            .arg(path("map", "Which of its columns is what (TOML), or -").long("map").required(true))
            .arg(flag("dry-run", "Say what would happen, and change nothing"))
            .arg(flag("strict", "Reject rows whose service, theme or channel the office does not have"))
            .arg(path("rejects", "Where rejected rows go [beside the spreadsheet]").long("rejects"))
    };
    let cases = rows(Command::new("cases").about("Take over cases from a spreadsheet"))
        .arg(flag("reject-alike", "Reject rows without a reference that look like a case that is here"));
    let cases = cases.after_long_help(MAP_HELP);
    let actions = rows(Command::new("actions").about("Take over actions of plans from a spreadsheet"));
    let actions = actions.after_long_help(ACTIONS_MAP_HELP);
    let holidays = Command::new("bank-holidays")
        .about("Use bank holidays from GOV.UK's file (JSON)")
        .arg(path("file", "The file, or - for standard input").required(true));
    let entries = |kind: &Kind| {
        let about = format!("Take over entries of the register “{}” from a spreadsheet", kind.id);
        Command::new(kind.id)
            .about(about)
            .arg(path("file", SPREADSHEET).required(true))
            .arg(
                path("map", "What columns and words mean (TOML), or -, where they are not called as here")
                    .long("map"),
            )
            .arg(flag("dry-run", "Say what would happen, and change nothing"))
            .arg(path("rejects", "Where rejected rows go [beside the spreadsheet]").long("rejects"))
            .after_long_help(entries_help(kind))
    };
    let look = path("look", "Show what stands in the columns of a spreadsheet, and a map to begin with")
        .long("look");
    let sheet = Arg::new("sheet").long("sheet").value_name("NAME").requires("look");
    let command = command
        .arg(look)
        .arg(sheet.help("The sheet to look at [the only one of the workbook]"))
        .subcommand_required(false)
        .args_conflicts_with_subcommands(true)
        .subcommand(cases)
        .subcommand(actions);
    let command = KINDS.iter().fold(command, |command, kind| command.subcommand(entries(kind)));
    command.subcommand(holidays).after_long_help(format!(
        "{MAP_HELP}\n{ACTIONS_MAP_HELP}\nEntries of registers need no map. {ENTRIES_HELP}"
    ))
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
        None => look_at(context, matches),
    }
}

/// Shows what stands in a file, and a map to begin with; no store is needed.
fn look_at(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let nothing = "say what to import, such as redress import cases FILE --map MAP, or look at a file first: redress import \
                   --look FILE";
    let asked = given(matches, "look").ok_or_else(|| Trouble::Broken(nothing.to_owned()))?;
    let (file, _place) = lying_somewhere(asked, FROM_INPUT)?;
    let sheet = matches.get_one::<String>("sheet").map(String::as_str);
    let broken = |it: ImportError| Trouble::Broken(one_line(&it.to_string()));
    let mut progress = context.progress("Looking at the columns");
    let looked = look(&file, sheet, &mut |done, total| progress.step(done, total));
    progress.finish();
    let mut it = looked.map_err(broken)?;
    if let Some(Recognised { kind, map }) = recognised(&file, sheet, it.header).map_err(broken)? {
        (it.register, it.map) = (Some(kind.id), map);
    }
    if context.json {
        print_json(context.out, &json!(it))?;
    } else {
        write!(context.out, "{}", safe_lines(&it.to_string()))?;
    }
    Ok(Ending::Done)
}

fn for_a_while() -> Result<ThrowAway, Trouble> {
    ThrowAway::new("import").map_err(|it| Trouble::Broken(it.to_string()))
}

/// The file, or one for as long as it is needed that holds what stands on standard input.
fn lying_somewhere(asked: &OrStream, called: &str) -> Result<(PathBuf, Option<ThrowAway>), Trouble> {
    if let Some(file) = asked.file() {
        return Ok((file.to_owned(), None));
    }
    let place = for_a_while()?;
    let file = place.0.join(called);
    std::io::copy(&mut std::io::stdin().lock(), &mut File::create(&file)?)?;
    Ok((file, Some(place)))
}

/// The papers of an import: files, or what stands on standard input in their place.
struct Papers {
    file: PathBuf,
    map: Option<PathBuf>,
    rejects: Option<PathBuf>,
    /// Where what came on standard input lies until it is imported.
    place: Option<ThrowAway>,
}

/// Where both the map and the spreadsheet are on standard input, the map comes first, then a line of `---`.
fn papers(matches: &ArgMatches) -> Result<Papers, Trouble> {
    let [file, map, rejects] = ["file", "map", "rejects"].map(|it| file(matches, it).map(Path::to_owned));
    let (mut file, mut map, mut rejects) = (file.unwrap_or_default(), map, rejects);
    let is_input = |name| given(matches, name).is_some_and(|it| it.file().is_none());
    let (has_file, has_map) = (is_input("file"), is_input("map"));
    if !has_file && !has_map {
        return Ok(Papers { file, map, rejects, place: None });
    }
    let place = for_a_while()?;
    let mut input = std::io::stdin().lock();
    if has_map {
        let to = place.0.join("map.toml");
        let mut text = Vec::new();
        loop {
            let unread = |it| Trouble::Refused(format!("the map from standard input is not taken: {it}"));
            let line = bounded::line(&mut input, bounded::BY_HAND).map_err(unread)?;
            let is_over = has_file && line.trim_ascii_end() == BETWEEN;
            if line.is_empty() && has_file {
                let why = "after the map from standard input there is no line of “---” and no spreadsheet";
                return Err(Trouble::Refused(why.to_owned()));
            }
            if line.is_empty() || is_over {
                break;
            }
            text.extend(line);
        }
        std::fs::write(&to, text)?;
        map = Some(to);
    }
    if has_file {
        file = place.0.join(FROM_INPUT);
        std::io::copy(&mut input, &mut File::create(&file)?)?;
        rejects = rejects.or_else(|| Some(place.0.join("rejects.csv")));
    }
    Ok(Papers { file, map, rejects, place: Some(place) })
}

fn rows(context: &mut Context, matches: &ArgMatches, target: Target) -> Outcome {
    let Papers { file, map, rejects, place } = papers(matches)?;
    let options = Options {
        target,
        file,
        map: map.expect("clap demands it"),
        dry_run: matches.get_flag("dry-run"),
        strict: matches.get_flag("strict"),
        reject_alike: target == Target::Cases && matches.get_flag("reject-alike"),
        rejects,
    };
    let words = match target {
        Target::Cases => "Importing cases",
        Target::Actions => "Importing actions",
    };
    run_through(context, words, place.as_ref(), |store, progress, stop| {
        import(&mut store.session, &options, progress, stop)
    })
}

fn entries(context: &mut Context, matches: &ArgMatches, kind: &'static Kind) -> Outcome {
    let Papers { file, map, rejects, place } = papers(matches)?;
    let options = EntryOptions { kind, file, map, dry_run: matches.get_flag("dry-run"), rejects };
    run_through(context, "Importing entries", place.as_ref(), |store, progress, stop| {
        import_entries(&mut store.session, &options, progress, stop)
    })
}

/// Hears bytes done, bytes in all and rows.
type Heard<'a> = &'a mut dyn FnMut(u64, u64, u64);

/// Runs an import to its end or until it is stopped, and says what it did.
fn run_through(
    context: &mut Context,
    words: &'static str,
    place: Option<&ThrowAway>,
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
            progress.note(count(rows, "row"));
        },
        &stop,
    );
    progress.finish();
    let mut summary = summary.map_err(|it| Trouble::Broken(one_line(&it.to_string())))?;
    let is_ours = |it: &mut PathBuf| place.is_some_and(|place| it.starts_with(&place.0));
    let rejected = summary.rejects_file.take_if(is_ours);
    if context.json {
        print_json(context.out, &json!(summary))?;
    } else if let Some(rejected) = &rejected {
        // What is to be mended takes the way out; what is to be read stands beside it.
        say(safe_lines(&summary.to_string()).trim_end());
        context.out.write_all(&std::fs::read(rejected)?)?;
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
    let asked = given(matches, "file").expect("clap demands it");
    let (file, _place) = lying_somewhere(asked, "standard-input.json")?;
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
