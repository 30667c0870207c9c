//! Every call of the program by a test or a bench: it is told what day it is, or the caller says why it need not be.

use std::ffi::OsString;
use std::process::Command;

/// The day it is.
pub(crate) const TODAY: &str = "2026-11-24";

/// The program, on this day.
pub(crate) fn on(day: &str) -> Command {
    let mut command = program();
    command.args(["--today", day]);
    command
}

/// The program, on whatever day it really is. Nothing of that may be seen in what the test looks at; `why` says why not.
pub(crate) fn without_a_day(why: &str) -> Command {
    assert!(why.contains(' '), "words that say why");
    program()
}

/// The program and its arguments, for a terminal or a shell that starts it.
pub(crate) fn argv(command: &Command) -> Vec<OsString> {
    [command.get_program()].into_iter().chain(command.get_args()).map(OsString::from).collect()
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_redress"));
    command.env_remove("ACCESSIBLE");
    command
}
