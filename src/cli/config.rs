//! `redress config`: shows every setting, or changes one.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use toml::Value;

use crate::bounded::{self, Unread};
use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Table, json as print_json};
use crate::cli::settings::{SETTINGS, Settings, own_file, wrong};

/// What `config` takes.
pub fn args(command: Command) -> Command {
    command
        .arg(Arg::new("name").value_name("NAME").help("The setting to change"))
        .arg(Arg::new("value").value_name("VALUE").requires("name").help("What it is to be"))
}

/// Runs `config`: shows every setting, or changes one.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let file = own_file()
        .ok_or_else(|| Trouble::Broken("you have no home directory to keep settings in".to_owned()))?;
    if let Some(name) = matches.get_one::<String>("name") {
        let Some(value) = matches.get_one::<String>("value") else {
            let row = SETTINGS.iter().find(|it| it.name == name);
            let row = row.ok_or_else(|| {
                Trouble::Refused(format!(
                    "“{name}” is no setting of yours; those of the office are under “redress set”"
                ))
            })?;
            writeln!(context.out, "{}", (row.now)(&context.settings))?;
            return Ok(Ending::Done);
        };
        Settings::default().set(name, value).map_err(Trouble::Refused)?;
        write(&file, name, value)?;
        writeln!(context.out, "{name} is {value} now, in {}.", file.display())?;
        return Ok(Ending::Done);
    }
    if context.json {
        let all: serde_json::Map<String, serde_json::Value> =
            SETTINGS.iter().map(|it| (it.name.to_owned(), json!((it.now)(&context.settings)))).collect();
        print_json(context.out, &json!({ "file": file, "settings": all }))?;
        return Ok(Ending::Done);
    }
    let rows = SETTINGS.iter().map(|it| {
        vec![it.name.to_owned(), (it.now)(&context.settings), it.values.to_owned(), it.about.to_owned()]
    });
    let table = Table {
        head: vec!["Setting", "Now", "May be", "What it is for"],
        rows: rows.collect(),
        most: vec![Some(12), Some(24), Some(24), None],
    };
    context.print(&table)?;
    writeln!(context.out, "\nThey are in {}. Change one with “redress config NAME VALUE”.", file.display())?;
    Ok(Ending::Done)
}

/// Puts one setting into the file and leaves the others as they are.
fn write(file: &Path, name: &str, value: &str) -> Result<(), Trouble> {
    let cannot =
        |error: io::Error| Trouble::Broken(format!("{} cannot be written ({error})", file.display()));
    let text = match bounded::file(file, bounded::BY_HAND) {
        Ok(text) => text,
        Err(Unread::System(error)) if error.kind() == io::ErrorKind::NotFound => String::new(),
        // What cannot be read must not be written over.
        Err(error) => return Err(wrong(file, &error.to_string())),
    };
    let mut table: toml::Table = text.parse().map_err(|it: toml::de::Error| wrong(file, it.message()))?;
    table.insert(name.to_owned(), Value::String(value.to_owned()));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(cannot)?;
    }
    // Beside it first: a full disk must not leave half a file.
    let beside = file.with_extension("toml.new");
    fs::write(&beside, table.to_string()).map_err(cannot)?;
    fs::rename(&beside, file).map_err(cannot)
}

/// The settings as a Markdown table, for help.
pub fn setting_list() -> String {
    SETTINGS.iter().fold(
        "| Setting | May be | What it is for |\n|---|---|---|\n".to_owned(),
        |mut list, it| {
            writeln!(list, "| `{}` | {} | {} |", it.name, it.values, it.about)
                .expect("a text takes whatever is written to it");
            list
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_one_setting_is_changed_in_it_without_losing_the_others() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("redress/config.toml");
        write(&file, "plain", "on").expect("written");
        write(&file, "due_soon", "5").expect("written");
        let mut settings = Settings::default();
        settings.take(&file).expect("read");
        assert!(settings.plain && settings.due_soon == Some(5));
        fs::write(&file, "plain = \n").expect("written");
        assert!(settings.take(&file).expect_err("broken").to_string().contains("config.toml"));
    }

    #[test]
    fn help_lists_the_settings() {
        crate::help::in_step::keep("settings", "settings", &setting_list());
    }
}
