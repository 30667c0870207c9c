//! `redress help`: the topics, one of them, or what a command takes.

use std::io::{IsTerminal, Write};
use std::process::{Command as Program, Stdio};

use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::domain::text::width;
use crate::domain::wrapping::wrap;
use crate::help::lines::lines;
use crate::help::topics::{KEYS, TOPICS, Topic, topic_called, with_list};

/// Columns that a line of help has at most: longer ones are hard to read.
const WIDEST: usize = 100;
/// Columns of the name of a topic.
const NAME: usize = 12;

/// What it takes.
pub fn args(command: Command) -> Command {
    command.arg(
        Arg::new("topic")
            .value_name("TOPIC")
            .num_args(0..)
            .help("A topic or a command, such as forms or list [the topics]"),
    )
}

/// Runs it; `all` is the whole command line, `own_keys` the list of keys as whoever asks has them.
pub fn run(
    context: &mut Context,
    matches: &ArgMatches,
    mut all: Command,
    own_keys: fn() -> String,
) -> Outcome {
    all.build();
    let asked: Vec<&str> =
        matches.get_many::<String>("topic").into_iter().flatten().map(String::as_str).collect();
    let topic = match asked[..] {
        [name] => topic_called(name),
        _ => None,
    };
    let own = topic.and_then(|it| with_list(it.text, KEYS, own_keys));
    let topic = topic.map(|it| (it, own.as_deref().unwrap_or(it.text)));
    if context.json {
        return as_json(context, topic, &asked, &mut all);
    }
    let columns = context.columns.saturating_sub(1).min(WIDEST);
    let text = match (topic, &asked[..]) {
        (_, []) => overview(columns),
        (Some((topic, text)), _) => of_topic(topic, text, columns, &all),
        (None, asked) => of_command(asked, &mut all)?,
    };
    show(context, &text)
}

fn as_json(
    context: &mut Context,
    topic: Option<(&Topic, &str)>,
    asked: &[&str],
    all: &mut Command,
) -> Outcome {
    let value: Value = match (topic, asked) {
        (_, []) => TOPICS.iter().map(|it| json!({ "topic": it.name, "about": it.about() })).collect(),
        (Some((it, text)), _) => json!({ "topic": it.name, "about": it.about(), "text": text }),
        (None, asked) => json!({ "command": asked.join(" "), "text": of_command(asked, all)? }),
    };
    print_json(context.out, &value)?;
    Ok(Ending::Done)
}

/// What there is to ask for.
fn overview(columns: usize) -> String {
    let row = |name: &str, about: &str| {
        let about = wrap(about, columns.saturating_sub(NAME + 2).max(20));
        let name = |place| if place == 0 { name } else { "" };
        let lines = about.iter().enumerate().map(|(place, it)| format!("  {:<NAME$}{it}\n", name(place)));
        lines.collect::<String>()
    };
    let topics: String = TOPICS.iter().map(|it| row(it.name, it.about())).collect();
    let begin: String = [
        ("demo", "Try redress on a made-up office"),
        ("setup", "Set your own office up"),
        ("commands", "See every command, with redress help commands"),
    ]
    .iter()
    .map(|(name, about)| row(name, about))
    .collect();
    format!(
        "Type “redress help” and one of these words:\n\n{topics}\nOr a command, such as “redress help list”. To begin:\n\n{begin}\n\
         In the app, ? shows the keys of a screen, and finds words in all of this.\n"
    )
}

fn of_topic(topic: &Topic, text: &str, columns: usize, all: &Command) -> String {
    let text = in_lines(text, columns);
    if all.find_subcommand(topic.name).is_some() {
        return format!("{text}\nWhat the command takes: redress {} --help\n", topic.name);
    }
    text
}

/// The text of a topic in lines of at most so many columns, without the marks that it is written with.
pub fn in_lines(topic: &str, columns: usize) -> String {
    let mut text = Vec::new();
    for line in lines(topic, columns) {
        let rule = line.is_heading.then(|| "-".repeat(width(&line.text)));
        text.push(line.text);
        text.extend(rule);
    }
    text.join("\n") + "\n"
}

/// What clap says of a command.
fn of_command(asked: &[&str], all: &mut Command) -> Result<String, Trouble> {
    let found = asked.iter().try_fold(all, |command, name| command.find_subcommand_mut(name));
    let words = asked.join(" ");
    let found = found.ok_or_else(|| {
        Trouble::Refused(format!(
            "there is no topic and no command “{words}”. “redress help” lists the topics"
        ))
    })?;
    Ok(found.render_long_help().to_string())
}

/// Prints a text: through the person's pager on a terminal, or else straight.
fn show(context: &mut Context, text: &str) -> Outcome {
    // Where redress is all that may be started, a pager would be another program.
    let may_page = context.reads_files() && !context.plain && std::io::stdout().is_terminal();
    let paged = context.environment.pager.clone().filter(|_| may_page);
    if !paged.is_some_and(|it| page(&it, text)) {
        context.out.write_all(text.as_bytes())?;
    }
    Ok(Ending::Done)
}

/// Whether a pager showed the text.
fn page(pager: &str, text: &str) -> bool {
    let started = Program::new("/bin/sh").args(["-c", pager]).stdin(Stdio::piped()).spawn();
    let Ok(mut child) = started else { return false };
    if let Some(mut input) = child.stdin.take() {
        // Whoever leaves the pager early has read enough.
        drop(input.write_all(text.as_bytes()));
    }
    child.wait().is_ok_and(|it| it.success())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::table::command;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_overview_names_every_topic_in_lines_that_fit() {
        let text = overview(79);
        assert!(text.lines().all(|it| it.chars().count() <= 79), "{text}");
        for topic in TOPICS {
            assert!(text.lines().any(|it| it.trim_start().starts_with(topic.name)), "{}", topic.name);
        }
    }

    /// A command without what a shell does with it.
    fn alone(line: &str) -> &str {
        let mut in_quotes = false;
        let end = line.find(|it: char| {
            in_quotes ^= it == '"';
            !in_quotes && "|<>#".contains(it)
        });
        &line[..end.unwrap_or(line.len())]
    }

    /// The commands that stand in blocks to be typed, each by itself.
    fn typed(text: &str) -> Vec<String> {
        let blocks = text.split("```sh\n").skip(1).filter_map(|it| it.split("```").next());
        let lines =
            blocks.flat_map(|it| it.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|it| it.starts_with("redress")).map(|it| alone(&it).to_owned()).collect()
    }

    #[test]
    fn every_command_that_help_shows_is_one_with_the_options_that_it_takes() {
        let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
        let texts = TOPICS.iter().map(|it| it.text).chain([&*readme]);
        let all: Vec<String> = texts.flat_map(typed).collect();
        assert!(all.len() > 30, "{all:?}");
        for line in all {
            let words = crate::cli::over_ssh::words(&line).expect("it is parted as a shell does");
            if let Err(error) = command().try_get_matches_from(words) {
                assert!(!error.use_stderr(), "{line}\n{error}");
            }
        }
    }
}
