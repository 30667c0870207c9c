//! What is handed to another program of the machine, which prints or sends it: the office's own command reads it on its
//! standard input. Nothing of what is handed over stands in the command itself.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use crate::cli::context::Context;
use crate::cli::ending::Trouble;
use crate::domain::text::one_line;

/// The exit code by which a shell says that there is no such program.
const NOT_THERE: i32 = 127;

/// The program that prints where no setting names another.
const LP: &str = "lp";
/// What makes it print six letters to the inch.
const LARGE: &str = " -o cpi=6 -o lpi=4";

/// Prints text, which is in lines that fit already.
pub fn print(context: &Context, text: &str, is_large: bool) -> Result<(), Trouble> {
    let command = &context.settings.print_command;
    let large = if is_large && command == LP { LARGE } else { "" };
    hand(context, &format!("{command}{large}"), text, "print_command")
}

/// Has a message sent.
pub fn mail(context: &Context, message: &str) -> Result<(), Trouble> {
    let command = &context.settings.mail_command;
    if command.is_empty() {
        return Err(Trouble::Refused(
            "redress sends no email itself, and no command is set that does. Set one, as in: redress config mail_command \
             \"sendmail -t\""
                .to_owned(),
        ));
    }
    hand(context, command, message, "mail_command")
}

/// Starts a command and gives it the words.
fn hand(context: &Context, command: &str, words: &str, setting: &str) -> Result<(), Trouble> {
    // A shared account and a way in for redress alone start nothing else.
    if !context.reads_files() {
        return Err(Trouble::Refused(
            "this way in starts no other program. Take what is printed and hand it over at your own machine"
                .to_owned(),
        ));
    }
    let failed = |why: String| {
        let command = one_line(command);
        Trouble::Broken(format!(
            "“{command}” did not take it ({why}). See “redress config” for {setting}, or save it with -o FILE"
        ))
    };
    let mut shell = Command::new("/bin/sh");
    // What it prints is not the answer of redress.
    shell.args(["-c", command]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut started = shell.spawn().map_err(|it| failed(it.to_string()))?;
    let written = started.stdin.take().map_or(Ok(()), |mut it| it.write_all(words.as_bytes()));
    let ended = started.wait().map_err(|it| failed(it.to_string()))?;
    match (ended.code(), written) {
        (Some(0), Ok(())) => Ok(()),
        // A command that does well without reading to the end has what it wants.
        (Some(0), Err(it)) if it.kind() == ErrorKind::BrokenPipe => Ok(()),
        (Some(0), Err(it)) => Err(failed(it.to_string())),
        (Some(NOT_THERE), _) => Err(failed("there is no such program here".to_owned())),
        (Some(code), _) => Err(failed(format!("it ended with {code}"))),
        (None, _) => Err(failed("it was stopped".to_owned())),
    }
}
