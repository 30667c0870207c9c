//! Commands of somebody's own, as `keys.toml` has them: a program of the machine that is given references, and never a word of what
//! stands on a record.

use std::io::{PipeReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::domain::text::{safe_lines, without_sequences};

/// Bytes of what a command prints that are shown; the rest is passed over.
const SHOWN: usize = 64 << 10;
/// How long the last of what it printed is waited for once it has ended. What it left running may hold the pipe for ever.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// A command of somebody's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCommand {
    /// What it is called.
    pub name: String,
    /// The program, and what it is given before the references. No shell reads it.
    pub run: Vec<String>,
    /// What it does, in a sentence.
    pub help: String,
    /// Its keys, as they are written.
    pub keys: Vec<String>,
}

/// How a command ended, and what it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What it is called, and how it ended: a sentence.
    pub told: String,
    /// What it printed, harmless, a line each.
    pub printed: Vec<String>,
    /// Whether it did well.
    pub is_well: bool,
}

impl OwnCommand {
    /// Starts it with these references, waits for its end and says how it went. It has the keyboard; what it prints is kept.
    pub fn run(&self, references: &[String]) -> Ran {
        let failed = |why: &str| Ran {
            told: format!("{}: {} {why}", self.name, self.run[0]),
            printed: Vec::new(),
            is_well: false,
        };
        let Ok((reader, writer)) = std::io::pipe() else {
            return failed("was not started: there is no room.");
        };
        let Ok(second) = writer.try_clone() else { return failed("was not started: there is no room.") };
        let mut program = Command::new(&self.run[0]);
        program.args(&self.run[1..]).args(references).stdout(writer).stderr(second);
        let started = program.spawn();
        // Its ends of the pipe are closed here, or nobody would hear that it has no more to say.
        drop(program);
        let mut child = match started {
            Ok(child) => child,
            Err(error) => return failed(&format!("was not started ({error}).")),
        };
        let heard = Heard::of(reader);
        let ended = child.wait();
        let (bytes, is_cut) = heard.all();
        let text = safe_lines(&without_sequences(&String::from_utf8_lossy(&bytes))).into_owned();
        let mut printed: Vec<String> =
            text.lines().map(|it| it.replace('\t', "    ").trim_end().to_owned()).collect();
        if is_cut {
            printed.push("There was more: only its beginning is shown.".to_owned());
        }
        match ended {
            Ok(status) if status.success() => {
                Ran { told: format!("{}: done.", self.name), printed, is_well: true }
            }
            Ok(status) => Ran { printed, ..failed(&how(status)) },
            Err(error) => Ran { printed, ..failed(&format!("ended, and nobody knows how ({error}).")) },
        }
    }
}

fn how(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}."),
        (None, Some(signal)) => format!("was ended by signal {signal}."),
        (None, None) => "ended, and nobody knows how.".to_owned(),
    }
}

/// What is heard from a pipe, on a thread of its own.
struct Heard {
    bytes: Arc<Mutex<(Vec<u8>, bool)>>,
    done: std::sync::mpsc::Receiver<()>,
}

impl Heard {
    fn of(mut pipe: PipeReader) -> Self {
        let bytes = Arc::new(Mutex::new((Vec::new(), false)));
        let (over, done) = std::sync::mpsc::channel();
        let into = Arc::clone(&bytes);
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = pipe.read(&mut piece) {
                let (kept, is_cut) = &mut *into.lock().unwrap_or_else(PoisonError::into_inner);
                let room = SHOWN - kept.len();
                *is_cut |= room < length;
                kept.extend_from_slice(&piece[..length.min(room)]);
            }
            drop(over);
        });
        Self { bytes, done }
    }

    /// All that was heard, and whether there was more.
    fn all(self) -> (Vec<u8>, bool) {
        // Nothing is ever sent: either the pipe is at its end, or the time is up.
        let _ = self.done.recv_timeout(LAST_WORDS);
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &[&str], references: &[&str]) -> Ran {
        let run = words.iter().map(|it| (*it).to_owned()).collect();
        let command = OwnCommand { name: "label".to_owned(), run, help: String::new(), keys: Vec::new() };
        command.run(&references.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_command_is_given_references_as_they_are_and_no_shell_reads_them() {
        let ran = run(&["echo", "$HOME", "*"], &["26-0142", "26-0145"]);
        assert_eq!((ran.printed, ran.is_well), (vec!["$HOME * 26-0142 26-0145".to_owned()], true));
        assert_eq!(ran.told, "label: done.");
    }

    #[test]
    fn a_failure_is_told_with_its_exit_code_and_what_was_printed_is_harmless() {
        let ran = run(&["sh", "-c", "printf '\\033[31mno\\033[0m ink\\007\\n' >&2; exit 3"], &[]);
        assert_eq!(ran.told, "label: sh ended with exit code 3.");
        let [line] = &ran.printed[..] else { panic!("{ran:?}") };
        assert!(line.starts_with("no ink") && !line.contains('\u{1b}'), "{line}");
        assert!(run(&["sh", "-c", "kill -9 $$"], &[]).told.ends_with("was ended by signal 9."));
        assert!(run(&["there-is-no-such-program"], &[]).told.contains("was not started"));
    }

    #[test]
    fn what_is_printed_without_end_fills_no_memory_and_what_is_left_running_is_not_waited_for() {
        let ran = run(&["sh", "-c", "yes | head -c 1000000"], &[]);
        assert!(ran.printed.last().is_some_and(|it| it.starts_with("There was more")));
        assert!(ran.printed.iter().map(String::len).sum::<usize>() < SHOWN);
        assert_eq!(run(&["sh", "-c", "sleep 60 & echo left"], &[]).printed, ["left"]);
    }
}
