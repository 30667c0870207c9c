//! The command line: one table of commands. Everything that goes wrong ends as one message and an exit code.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::aside::say;
use crate::cli::apart::refuse_what_lies_in_a_store;
use crate::cli::at_words::{AtWords, Breaks};
use crate::cli::context::{Context, columns};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::saved::Saved;
use crate::domain::text::{one_line, safe_lines};
use crate::panics::tell_on_standard_error;

pub mod secrecy;
pub mod ending;
pub mod dates;
pub mod progress;
pub mod paper;
pub mod settings;
pub mod place;
pub mod saved;
pub mod at_words;
pub mod context;
pub mod handing;
pub mod or_stream;
pub mod apart;
pub mod in_place;
pub mod sheet;
pub mod timeline;
pub mod plans;
pub mod entry;
pub mod list;
pub mod case;
pub mod diary;
pub mod digest;
pub mod upkeep;
pub mod safe;
pub mod setup;
pub mod people;
pub mod steps;
pub mod import;
pub mod config;
pub mod set;
pub mod guide;
pub mod in_hand;
pub mod leading;
pub mod help;
pub mod serve;
pub mod hosts;
pub mod keyboard;
pub mod known;
pub mod prompt;
pub mod one_shot;
pub mod papers;
pub mod letter;
pub mod report;
pub mod print_case;
pub mod year;
pub mod check;
pub mod retention;
pub mod unsure;
pub mod beside_the_answer;
pub mod answer;
pub mod proposals;
pub mod erase;
pub mod subject_access;
pub mod plain;
pub mod app;
pub mod doctor;
pub mod table;
pub mod over_ssh;

/// Runs the program on its arguments.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    tell_on_standard_error();
    secrecy::keep();
    let arguments = match over_ssh::arguments(arguments.collect(), asked_over_ssh()) {
        Ok(arguments) => arguments,
        Err(trouble) => {
            say(format_args!("redress: {}", one_line(&trouble.to_string())));
            return ExitCode::from(2);
        }
    };
    let matches = match table::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() => {
            let text = error.render().to_string();
            let text = safe_lines(text.strip_prefix("error: ").unwrap_or(&text)).replace('\t', " ");
            say(format_args!("redress: {}", text.trim_end()));
            return ExitCode::from(2);
        }
        // Help and version: what was asked for.
        Err(help) => {
            drop(help.print());
            return ExitCode::SUCCESS;
        }
    };
    let mut out = BufWriter::new(io::stdout());
    let outcome = answer(&matches, &mut out);
    match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Nothing) => ExitCode::from(1),
        Err(trouble) => {
            if trouble.code() != 0 {
                say(format_args!("redress: {}", one_line(&trouble.to_string())));
            }
            ExitCode::from(trouble.code())
        }
    }
}

/// What was asked for over SSH, where sshd starts redress whatever is asked for.
#[expect(clippy::disallowed_methods, reason = "the environment is asked once, where the program starts")]
fn asked_over_ssh() -> Option<OsString> {
    std::env::var_os("SSH_ORIGINAL_COMMAND")
}

fn answer(matches: &clap::ArgMatches, out: &mut BufWriter<io::Stdout>) -> Outcome {
    let (saved, breaks) = (Saved::default(), Breaks::default());
    let mut out = AtWords::new(out, breaks.clone(), columns);
    let context = refuse_what_lies_in_a_store(matches)
        .and_then(|()| Context::new(matches, &mut out, saved.clone(), breaks));
    let outcome = context.and_then(|mut context| table::run(&mut context, matches));
    // What was printed before trouble still belongs to the answer.
    let outcome = match out.flush() {
        Err(error) if outcome.is_ok() => Err(Trouble::Output(error)),
        _ => outcome,
    };
    outcome.map_err(|it| it.after(saved.count()))
}
