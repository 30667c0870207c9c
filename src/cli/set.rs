//! `redress set`: what the office has set about its registers, and changing it.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::api::service::change_office;
use crate::cli::context::{Context, Need};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Table, json as print_json, labelled};
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::record::Office;
use crate::domain::register::kind::{Kind, Setting};
use crate::domain::register::settings::{now, settings_by_register, told};
use crate::domain::text::one_line;

/// What stands where a setting is not set, and takes one out.
const NOT_SET: &str = "none";

/// What it takes.
pub fn args(command: Command) -> Command {
    let lines = settings_by_register().map(|(kind, it)| {
        let Setting { field, first, .. } = it;
        let first = first.map_or_else(|| NOT_SET.to_owned(), |it| it.to_string());
        format!("{}: {} ({}), {} [{first}]", verb(it), field.label, kind.id, field.hint)
    });
    let lines: Vec<String> = lines.collect();
    command
        .arg(Arg::new("name").value_name("NAME").help("The setting"))
        .arg(
            Arg::new("value").value_name("VALUE").requires("name").help(
                "What it is to be from today on: a day, a number, words or a name; “none” takes it out",
            ),
        )
        .after_long_help(format!("Settings, each with what it is at first:\n\n{}", lines.join("\n")))
}

/// Its name on the command line.
fn verb(it: &Setting) -> String {
    it.field.name.replace('_', "-")
}

/// The setting that somebody names.
fn named(name: &str) -> Result<(&'static Kind, &'static Setting), Trouble> {
    let name = name.trim().to_lowercase().replace('-', "_");
    settings_by_register().find(|it| it.1.field.name == name).ok_or_else(|| {
        let all: Vec<String> = settings_by_register().map(|it| verb(it.1)).collect();
        Trouble::Refused(format!("There is no setting “{name}”. There is: {}", all.join(", ")))
    })
}

fn value_of(office: &Office, it: &Setting) -> String {
    let value = told(office, it);
    if value.is_empty() { NOT_SET.to_owned() } else { value }
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let wanted = matches.get_one::<String>("name").map(|it| named(it)).transpose()?;
    let mut store = context.open(Need::Existing)?;
    if let (Some((_, it)), Some(value)) = (wanted, matches.get_one::<String>("value")) {
        let value = if value.trim() == NOT_SET { "" } else { value.as_str() };
        let command = OfficeCommand::SetRegister { name: it.field.name.to_owned(), value: value.to_owned() };
        let office = change_office(&mut store.session, command)?;
        if context.json {
            print_json(context.out, &all(&office, Some(it)))?;
        } else {
            writeln!(context.out, "{} is {} now, from today on.", verb(it), value_of(&office, it))?;
        }
        return Ok(Ending::Done);
    }
    let office = &store.hello.office;
    let only = wanted.map(|it| it.1);
    if context.json {
        print_json(context.out, &all(office, only))?;
    } else if let Some(it) = only {
        writeln!(context.out, "{}", one_line(&value_of(office, it)))?;
    } else if context.plain {
        for (kind, it) in settings_by_register() {
            let words =
                format!("{}. {} ({}): {}", value_of(office, it), it.field.label, kind.id, it.field.hint);
            labelled(context.out, &verb(it), &words)?;
        }
    } else {
        let rows = settings_by_register().map(|(kind, it)| {
            let about = format!("{}: {}", it.field.label, it.field.hint);
            vec![verb(it), value_of(office, it), kind.id.to_owned(), about]
        });
        let table = Table {
            head: vec!["Setting", "Now", "Register", "What it is"],
            rows: rows.collect(),
            most: vec![Some(24), Some(10), Some(12), None],
        };
        context.print(&table)?;
        writeln!(context.out, "\nAn administrator changes one with “redress set NAME VALUE”.")?;
    }
    Ok(Ending::Done)
}

/// Settings in JSON, by their names: all of them, or one.
fn all(office: &Office, only: Option<&Setting>) -> Value {
    let is_wanted = |it: &Setting| only.is_none_or(|only| only.field.name == it.field.name);
    let one = |(kind, it): (&Kind, &Setting)| {
        let value = Some(now(&office.registers, it)).filter(|it| !it.is_empty());
        let value = value.map(|it| it.parse::<u32>().map_or_else(|_| json!(it), |number| json!(number)));
        let since = office.registers.get(it.field.name).and_then(|it| it.last()).map(|it| it.0);
        (
            it.field.name.to_owned(),
            json!({ "value": value, "since": since, "register": kind.id, "label": it.field.label }),
        )
    };
    settings_by_register().filter(|it| is_wanted(it.1)).map(one).collect::<Map<_, _>>().into()
}
