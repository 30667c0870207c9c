//! The one table of commands: what runs, help, completions, the man pages and the lists of help all come from it.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::cli::app::own_keys;
use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::one_shot::OF_REGISTERS;
use crate::cli::{
    app, case, check, config, diary, digest, doctor, erase, guide, help, hosts, import, in_hand, leading,
    letter, list, one_shot, papers, people, plans, print_case, report, retention, safe, serve, set, setup,
    steps, subject_access, upkeep, year,
};
use crate::domain::register::command::EntryStep;
use crate::help::manual::page;
use crate::help::topics::TOPICS;

/// A command.
pub struct Row {
    /// What is typed.
    pub name: &'static str,
    /// One line on what it does.
    pub about: &'static str,
    /// Anything to add in the long help; may be empty.
    pub more: &'static str,
    /// Adds what it takes.
    pub args: fn(Command) -> Command,
    /// Whether it asks the office alone, so that whoever may start nothing but redress over SSH may have it.
    pub over_ssh: bool,
    pub run: fn(&mut Context, &ArgMatches) -> Outcome,
}

/// Every command, in the order in which help lists them.
pub const COMMANDS: &[Row] = &[
    Row {
        name: "demo",
        about: "Try redress out on a made-up office",
        more: "The office is in a directory that goes away when you leave. With --data DIR it stays in DIR.",
        args: none,
        over_ssh: false,
        run: app::demo,
    },
    Row {
        name: "setup",
        about: "Set your office up, or add to it",
        more: "Run again, it adds only what is new.",
        args: setup::args,
        over_ssh: true,
        run: setup::run,
    },
    Row {
        name: "set",
        about: "Show what the office has set about its registers, or set it: redress set NAME VALUE",
        more: "What is set holds from today on and does not reach back. Only an administrator sets anything. Your own \
               settings are those of “redress config”.",
        args: set::args,
        over_ssh: true,
        run: set::run,
    },
    Row {
        name: "people",
        about: "List who works here, add people, change roles, name deputies",
        more: "Without a command, everybody is listed. Only an administrator changes anything.",
        args: people::args,
        over_ssh: true,
        run: people::run,
    },
    Row {
        name: "import",
        about: "Take over cases, actions or entries of a register from a spreadsheet, or bank holidays",
        more: "The exit code is 1 if any row was rejected. Run again, what is there already is passed over.",
        args: import::args,
        over_ssh: true,
        run: import::run,
    },
    Row {
        name: "list",
        about: "List cases, actions, plans or the entries of a register",
        more: "Of cases and actions, what is due first stands at the top. With --today they are listed as they stood on that \
               day. The exit code is 1 if there is none.",
        args: list::args,
        over_ssh: true,
        run: list::run,
    },
    Row {
        name: "show",
        about: "Show a case, a plan or an entry of a register: its facts, dates and what happened",
        more: "",
        args: case::show_args,
        over_ssh: true,
        run: case::show,
    },
    Row {
        name: "letter",
        about: "Make a letter from a case, or print one that went",
        more: "Nothing is recorded: “redress send-letter” records what went, as in: redress letter 26-0042 update | redress \
               send-letter 26-0042 --kind update --text -",
        args: letter::args,
        over_ssh: true,
        run: letter::run,
    },
    Row {
        name: "print",
        about: "Print a case whole: its facts and dates, its papers listed, its letters, and what happened",
        more: "",
        args: print_case::args,
        over_ssh: true,
        run: print_case::run,
    },
    Row {
        name: "attach",
        about: "Put papers on a case: files of at most 100 MB, or a reference to where they are kept",
        more: "",
        args: papers::attach_args,
        over_ssh: true,
        run: papers::attach,
    },
    Row {
        name: "paper",
        about: "Take a paper of a case out as a file",
        more: "Of a restricted case it is written down that you did.",
        args: papers::paper_args,
        over_ssh: true,
        run: papers::paper,
    },
    Row {
        name: "plan",
        about: "Print an action plan to give to the person or the board",
        more: "",
        args: plans::args,
        over_ssh: true,
        run: plans::run,
    },
    Row {
        name: "diary",
        about: "Show what is owed, by when and by whom",
        more: "",
        args: diary::args,
        over_ssh: true,
        run: diary::run,
    },
    Row {
        name: "leading",
        about: "Show what leading asks of the senior person: done, due and late",
        more: "",
        args: leading::args,
        over_ssh: true,
        run: leading::run,
    },
    Row {
        name: "in-hand",
        about: "Show what each person has in hand: open, late and due soon",
        more: "",
        args: in_hand::args,
        over_ssh: true,
        run: in_hand::run,
    },
    Row {
        name: "digest",
        about: "Say what others did to what is yours, and what you owe, for cron and mail",
        more: "",
        args: digest::args,
        over_ssh: true,
        run: digest::run,
    },
    Row {
        name: "report",
        about: "Report figures for a period, as of its last day, or today while it goes on",
        more: "Received counts by the day of receipt; outcomes and times by the day of closing. With NAME it makes a \
               document, with what its figures mean at the end and without the name of anybody who complained: “redress report \
               list” names them. With -o it goes to a file that only you may read.",
        args: report::args,
        over_ssh: true,
        run: report::run,
    },
    Row {
        name: "year",
        about: "Show what is kept of a financial year, or enter it: the Ombudsman's figures, and the words of the report",
        more: "The Ombudsman's figures are entered by hand from the Ombudsman's report and are never mixed with your own.",
        args: year::args,
        over_ssh: true,
        run: year::run,
    },
    Row {
        name: "check",
        about: "Say what stops figures from being right, or draw a sample of closed cases to be looked at",
        more: "The exit code is 1 if anything does.",
        args: check::args,
        over_ssh: true,
        run: check::run,
    },
    Row {
        name: "guide",
        about: "Say what the guide asks for, point by point, and what answers each here",
        more: "",
        args: guide::args,
        over_ssh: true,
        run: guide::run,
    },
    Row {
        name: "history",
        about: "Say in words what happened to a case, a plan, an entry, a year or the office, when and by whom",
        more: "",
        args: case::history_args,
        over_ssh: true,
        run: case::history,
    },
    Row {
        name: "verify",
        about: "Check the whole journal and say what is wrong, where, and what to do",
        more: "Nothing is changed. The exit code is 2 if anything is wrong.",
        args: upkeep::verify_args,
        over_ssh: false,
        run: upkeep::verify,
    },
    Row {
        name: "accept-loss",
        about: "Go on with a store that lacks what was confirmed, and write that into its history",
        more: "Only where no backup and no mirror has what is missing: “redress restore” puts those back. Who may: an \
               administrator.",
        args: upkeep::loss_args,
        over_ssh: false,
        run: upkeep::accept_loss,
    },
    Row {
        name: "seal",
        about: "Print one line for the minutes that proves later what stood in the journal",
        more: "The time in it is UTC. “redress verify --against” holds the line against the journal.",
        args: none,
        over_ssh: false,
        run: upkeep::seal,
    },
    Row {
        name: "backup",
        about: "Bring a copy of the journal in another directory up to date, even while it is in use",
        more: "Only files that the copy has not got are copied. The copy is read back and checked.",
        args: safe::backup_args,
        over_ssh: false,
        run: safe::backup,
    },
    Row {
        name: "restore",
        about: "Put a copy into the new directory of --data, up to a time if you like",
        more: "A store that is there is never written over.",
        args: safe::restore_args,
        over_ssh: false,
        run: safe::restore,
    },
    Row {
        name: "retention",
        about: "List the cases whose time to be reviewed or anonymised comes, and say how long cases are kept",
        more: "The exit code is 1 if there is none.",
        args: retention::args,
        over_ssh: true,
        run: retention::run,
    },
    Row {
        name: "erase",
        about: "Take everything personal out of cases for good, and keep what figures and learning need",
        more: "Nobody else may have the store open. What was erased cannot be brought back.",
        args: erase::args,
        over_ssh: false,
        run: erase::run,
    },
    Row {
        name: "subject-access",
        about: "Gather what is held about a person, propose what to leave out, and write it down for them",
        more: "That a copy was given is noted on each case.",
        args: subject_access::args,
        over_ssh: true,
        run: subject_access::run,
    },
    Row {
        name: "rebuild",
        about: "Build the working copy of the records again from the journal",
        more: "It is held against the journal first: if that lacks anything, nothing is built.",
        args: none,
        over_ssh: false,
        run: upkeep::rebuild,
    },
    Row {
        name: "serve",
        about: "Open the store for everybody who may reach a socket",
        more: "They type “redress”. It ends when it is told to, and finishes what it confirmed.",
        args: serve::args,
        over_ssh: false,
        run: serve::serve,
    },
    Row {
        name: "status",
        about: "Say how the store is: version, sizes, who is connected",
        more: "",
        args: none,
        over_ssh: true,
        run: serve::status,
    },
    Row {
        name: "share",
        about: "Make the office one of several hosts, whose journal PostgreSQL orders: this is the first",
        more: "Nobody may have the store open. “redress help hosts” says what it takes.",
        args: hosts::share_args,
        over_ssh: false,
        run: hosts::share,
    },
    Row {
        name: "join",
        about: "Make this machine another host of an office that is shared",
        more: "In a new data directory, or in one with a backup of the office.",
        args: hosts::join_args,
        over_ssh: false,
        run: hosts::join,
    },
    Row {
        name: "leave",
        about: "Take this host out of its office",
        more: "Nobody may have the store open. What it has stays as a copy, in which nobody works.",
        args: none,
        over_ssh: false,
        run: hosts::leave,
    },
    Row {
        name: "alone",
        about: "Take a shared office back to this one machine",
        more: "Nobody may have the store open. The other hosts stop.",
        args: hosts::alone_args,
        over_ssh: false,
        run: hosts::alone,
    },
    Row {
        name: "do",
        about: "Carry out steps given as JSON Lines on standard input",
        more: "",
        args: steps::args,
        over_ssh: true,
        run: steps::run,
    },
    Row {
        name: "undo",
        about: "Take back your own last change of a case, a plan, an entry, a year or the office",
        more: "What was done and that it was taken back both stay in the history.",
        args: one_shot::undo_args,
        over_ssh: true,
        run: one_shot::undo,
    },
    Row {
        name: "config",
        about: "Show your settings, or change one",
        more: "",
        args: config::args,
        over_ssh: false,
        run: config::run,
    },
    Row {
        name: "doctor",
        about: "Say what redress sees of your terminal and store, and what is wrong",
        more: "The exit code is 1 if anything is.",
        args: none,
        over_ssh: true,
        run: doctor::run,
    },
    Row {
        name: "completions",
        about: "Print completions for your shell",
        more: "",
        args: completions_args,
        over_ssh: true,
        run: completions,
    },
    Row { name: "man", about: "Print the man page", more: "", args: man_args, over_ssh: true, run: man },
    Row {
        name: "help",
        about: "Explain a topic or a command",
        more: "Without one, the topics are listed. On a terminal, a long text is shown in the program that PAGER names.",
        args: help::args,
        over_ssh: true,
        run: explain,
    },
];

/// What the options that every command has stand under in help.
const EVERYWHERE: &str = "Options of every command";

/// The whole command line.
pub fn command() -> Command {
    let root = Command::new("redress")
        .disable_help_subcommand(true)
        .version(env!("CARGO_PKG_VERSION"))
        .about("The desk for people who handle complaints")
        .long_about(
            "The desk for people who handle complaints: cases, timescales, findings and learning. Without a command, the \
             screens start; where there is no terminal, what is due first is printed.\n\nExit codes: 0 done, 1 refused or \
             nothing found, 2 trouble.",
        )
        .after_help("“redress help” lists what there is to read, such as “redress help keys”.")
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .global(true)
                .help_heading(EVERYWHERE)
                .value_parser(value_parser!(PathBuf))
                .help("The directory of the store [yours; or REDRESS_DATA]"),
        )
        .arg(
            Arg::new("socket")
                .long("socket")
                .value_name("PATH")
                .global(true)
                .help_heading(EVERYWHERE)
                .value_parser(value_parser!(PathBuf))
                .help("The socket of a shared office [the machine's, if it has one; or REDRESS_SOCKET]"),
        )
        .arg(
            Arg::new("as")
                .long("as")
                .value_name("LOGIN")
                .global(true)
                .help_heading(EVERYWHERE)
                .help("Who uses this shared account; for the forced command of a key"),
        )
        .arg(
            Arg::new("today")
                .long("today")
                .value_name("DATE")
                .global(true)
                .help_heading(EVERYWHERE)
                .help("Take this day for today, for checking and for reports as of a day"),
        )
        .arg(
            Arg::new("plain")
                .long("plain")
                .global(true)
                .help_heading(EVERYWHERE)
                .action(ArgAction::SetTrue)
                .help("Labelled lines, without tables, bars and screens"),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .global(true)
                .help_heading(EVERYWHERE)
                .action(ArgAction::SetTrue)
                .help("Print JSON, for programs"),
        );
    let root = COMMANDS.iter().fold(root, |root, row| {
        let long = if row.more.is_empty() {
            format!("{}.", row.about)
        } else {
            format!("{}. {}", row.about, row.more)
        };
        root.subcommand((row.args)(Command::new(row.name).about(row.about).long_about(long)))
    });
    let root = OF_REGISTERS.iter().fold(root, |root, it| root.subcommand(one_shot::register_command(*it)));
    one_shot::tables().fold(root, |root, (_, step, table)| root.subcommand(one_shot::command(step, table)))
}

/// Runs what was asked: a command, or the app.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let Some((name, inner)) = matches.subcommand() else { return app::run(context, matches) };
    if let Some((_, _, table)) = one_shot::tables().find(|it| it.0 == name) {
        return one_shot::run(context, table, inner);
    }
    if let Some(step) = OF_REGISTERS.iter().find(|it| it.row().verb() == name) {
        return one_shot::run_on_register(context, *step, inner);
    }
    let row = COMMANDS.iter().find(|it| it.name == name).expect("clap knows only the commands of the tables");
    (row.run)(context, inner)
}

/// The commands as a Markdown table, for help.
pub fn command_list() -> String {
    COMMANDS.iter().fold("| Command | What it does |\n|---|---|\n".to_owned(), |mut list, row| {
        writeln!(list, "| `redress {}` | {} |", row.name, row.about)
            .expect("a text takes whatever is written to it");
        list
    })
}

/// The steps as commands, as a Markdown table, for help.
pub fn step_list() -> String {
    let line = |name: &str, on: &str, help: &str| format!("| `redress {name}{on}` | {help} |\n");
    let of_registers = OF_REGISTERS.iter().map(|step| {
        let on = if *step == EntryStep::Enter { " REGISTER" } else { " REGISTER REF" };
        line(&step.row().verb(), on, step.row().help)
    });
    let steps = one_shot::tables()
        .map(|(name, step, _)| line(&name, if step.begins() { "" } else { " REF" }, step.row().help));
    std::iter::once("| Command | What it does |\n|---|---|\n".to_owned())
        .chain(of_registers)
        .chain(steps)
        .collect()
}

fn none(command: Command) -> Command {
    command
}

fn completions_args(command: Command) -> Command {
    command.arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)))
}

fn completions(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let shell = *matches.get_one::<Shell>("shell").expect("clap demands it");
    // Into a buffer first: the generator panics where a write fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut self::command(), "redress", &mut script);
    context.out.write_all(&script)?;
    Ok(Ending::Done)
}

fn explain(context: &mut Context, matches: &ArgMatches) -> Outcome {
    help::run(context, matches, command(), own_keys::keys_as_they_are)
}

fn man_args(command: Command) -> Command {
    command
        .arg(Arg::new("command").value_name("COMMAND").help("The page of one command [of redress itself]"))
        .arg(
            Arg::new("all")
                .long("all")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with("command")
                .help("Write the page of every command and every topic into this directory"),
        )
}

fn man(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut command = command();
    if let Some(dir) = matches.get_one::<PathBuf>("all") {
        clap_mangen::generate_to(command, dir)?;
        for topic in TOPICS {
            std::fs::write(dir.join(format!("redress-{}.7", topic.name)), page(topic))?;
        }
        return Ok(Ending::Done);
    }
    command.build();
    if let Some(name) = matches.get_one::<String>("command") {
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| Trouble::Refused(format!("there is no command “{name}”")))?;
    }
    clap_mangen::Man::new(command).render(&mut context.out)?;
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does_and_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = COMMANDS.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        assert!(COMMANDS.iter().all(|it| !it.about.is_empty() && !it.about.ends_with('.')));
    }

    /// What stands before a command where it is one, and no word of a sentence about the program.
    const BEFORE_ADVICE: [&str; 7] = ["`", "“", "with: ", "with ", "as in: ", "run ", "and: "];

    /// Every text of the program, without the ends of lines inside a sentence.
    fn texts(folder: &std::path::Path, all: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder of the source") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                texts(&path, all);
            } else if path.extension().is_some_and(|it| it == "rs" || it == "md") {
                let text = std::fs::read_to_string(&path).expect("a text").replace("\\\n", "\n");
                all.push((path, text.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }

    #[test]
    fn whatever_is_advised_anywhere_is_a_command() {
        let all = command();
        let known: BTreeSet<&str> = all.get_subcommands().map(Command::get_name).collect();
        let mut found = Vec::new();
        texts(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let mut advised = 0;
        for (path, text) in &found {
            for (at, _) in text.match_indices("redress ") {
                let word: String = text[at + "redress ".len()..]
                    .chars()
                    .take_while(|it| it.is_ascii_lowercase() || *it == '-')
                    .collect();
                let is_named = BEFORE_ADVICE.iter().any(|it| text[..at].ends_with(it)) && !word.is_empty();
                let is_advice = !word.starts_with('-') && (is_named || word.contains('-'));
                advised += usize::from(is_advice);
                assert!(!is_advice || known.contains(&*word), "{}: redress {word}", path.display());
            }
        }
        assert!(100 < advised, "{advised}");
    }

    #[test]
    fn help_lists_the_commands_of_the_table() {
        crate::help::in_step::keep("commands", "commands", &command_list());
        crate::help::in_step::keep("commands", "steps", &step_list());
    }
}
