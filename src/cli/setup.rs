//! `redress setup`: the few answers that an office starts with. Run again, it adds what is new.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Deserialize;
use serde_json::json;

use crate::api::message::Fault;
use crate::api::service::change_office;
use crate::bounded;
use crate::cli::context::{Context, Need, Store};
use crate::cli::dates::day;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::or_stream::{OrStream, given, or_stream};
use crate::cli::paper::json as print_json;
use crate::cli::timeline::moments;
use crate::domain::calendar::NonWorkingReceipt;
use crate::domain::calendar::nation::Nation;
use crate::domain::money::pence;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::decide::NOTHING_NEW;
use crate::domain::office::lists::ListKind;
use crate::domain::office::settings::{FigureSettings, Timescales};
use crate::domain::reference::RecordRef;
use crate::domain::register::settings::setting;
use crate::domain::terms::Terms;
use crate::domain::text::one_line;

/// What it takes.
pub fn args(command: Command) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let many = |name, help| text(name, "NAME", help).action(ArgAction::Append);
    command
        .arg(text("organisation", "NAME", "Name of the organisation"))
        .arg(
            Arg::new("rename").long("rename").action(ArgAction::SetTrue).help(
                "The organisation, or the person, is called so from today, if called otherwise until now",
            ),
        )
        .arg(
            text("nation", "NATION", "Whose bank holidays count").value_parser(Nation::ALL.map(Nation::code)),
        )
        .arg(text("user", "NAME", "Name of a person who works here, as shown on cases"))
        .arg(text("login", "NAME", "The name that this person signs in to the computer with [yours]"))
        .arg(many("service", "A service that people complain about; may be given again"))
        .arg(many("theme", "A theme of issues; may be given again"))
        .arg(many("channel", "A way in which complaints arrive; may be given again"))
        .arg(many("body", "A body that serves for the organisation, or answers to it; may be given again"))
        .arg(or_stream(text(
            "file",
            "FILE",
            "Answers in a TOML file, or - for standard input; options count before it",
        )))
        .after_long_help(FILE_HELP)
}

/// How the file is written.
const FILE_HELP: &str = "The file, every line of it optional:

[office]
organisation = \"Coastal Permits Agency\"
nation       = \"scotland\"
services     = [\"Licences\", \"Payments\"]
themes       = [\"Delay\", \"Staff behaviour\"]
channels     = [\"Walk-in\"]
bodies       = [\"Lighthouse Trust\"]  # that serve for the organisation, or answer to it
timescales   = { acknowledge = 3, early_resolution = 10, closer_look = 20, due_soon = 3, pause_review = 90, share_within = 10, stages = 1 }
figures      = { rise_at_least = 3, rise_percent = 150, hourly_rate = \"32.50\", aim_in_time = 90 }  # pounds an hour; per cent
receipt      = \"next_working_day_is_day_1\"
closures     = [\"2026-12-24\"]
withhold_below = 5  # counts of people below this are withheld from what is published; 0 for none
user         = \"John Smith\"
login        = \"jsmith\"

# What “redress set” shows, under the same names:
[office.registers]
senior-person = \"John Smith\"
feedback-from = \"2026-11-01\"
review-within-weeks = 6";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    office: Answers,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Answers {
    organisation: String,
    nation: Option<Nation>,
    services: Vec<String>,
    themes: Vec<String>,
    channels: Vec<String>,
    bodies: Vec<String>,
    timescales: Option<Timescales>,
    figures: Option<Figures>,
    receipt: Option<NonWorkingReceipt>,
    closures: Option<Vec<String>>,
    withhold_below: Option<u32>,
    user: String,
    login: String,
    registers: BTreeMap<String, Typed>,
}

/// What a setting of a register is to be, as it is typed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Typed {
    Number(u32),
    Words(String),
}

impl Typed {
    fn text(&self) -> String {
        match self {
            Self::Number(it) => it.to_string(),
            Self::Words(it) => it.clone(),
        }
    }
}

/// How figures are worked out, with amounts in pounds.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Figures {
    rise_at_least: Option<u32>,
    rise_percent: Option<u32>,
    hourly_rate: String,
    aim_in_time: Option<u32>,
}

impl Figures {
    fn settings(&self) -> Result<FigureSettings, Trouble> {
        let usual = FigureSettings::default();
        let hourly_rate = match self.hourly_rate.as_str() {
            "" => Ok(usual.hourly_rate),
            text => pence(text),
        };
        Ok(FigureSettings {
            rise_at_least: self.rise_at_least.unwrap_or(usual.rise_at_least),
            rise_percent: self.rise_percent.unwrap_or(usual.rise_percent),
            aim_in_time: self.aim_in_time.unwrap_or(usual.aim_in_time),
            hourly_rate: hourly_rate.map_err(|it| Trouble::Broken(format!("hourly_rate: {it}")))?,
        })
    }
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let answers = answers(matches)?;
    let closures = match &answers.closures {
        None => None,
        Some(days) => {
            let days: Result<Vec<_>, _> = days.iter().map(|it| day(it)).collect();
            Some(days.map_err(|it| Trouble::Broken(format!("closures: {it}")))?)
        }
    };
    let figures = answers.figures.as_ref().map(Figures::settings).transpose()?;
    let mut store = context.open(Need::AnyOrNew)?;
    let before = store.hello.office.version;
    let me = store.hello.office.person(&context.login).map(|it| it.name.clone());
    if let Some(me) = me.filter(|me| answers.login.is_empty() && ![me, ""].contains(&&*answers.user)) {
        return Err(Trouble::Refused(format!(
            "you sign in as {0}, and are {me} here. To add somebody, say what they sign in as: --login LOGIN. To be called otherwise \
             yourself: --login {0} --rename",
            context.login
        )));
    }
    let called = &store.hello.office.organisation;
    let is_new_name = ![called.as_str(), ""].contains(&answers.organisation.trim());
    if is_new_name && !called.is_empty() && !matches.get_flag("rename") {
        return Err(Trouble::Refused(format!(
            "this office is called “{called}”, and everything it publishes is headed so. To call it otherwise from today, add \
             --rename. To add a body that serves for it: --body NAME"
        )));
    }
    let login = if answers.login.is_empty() { context.login.clone() } else { answers.login };
    let there = store.hello.office.person(&login).filter(|it| it.is_here(store.today()));
    let there = there.map(|it| it.name.as_str()).filter(|it| ![*it, ""].contains(&answers.user.trim()));
    if let Some(there) = there.filter(|_| !matches.get_flag("rename")) {
        return Err(Trouble::Refused(format!(
            "whoever signs in as {login} is {there} here, and all that {there} did would carry the other name. To add somebody else, \
             say what they sign in as: --login LOGIN. To call {there} otherwise, add --rename"
        )));
    }
    // Whoever sets an office up for somebody else has no more to say in it afterwards: that person comes last.
    let (now, last) =
        if login == context.login { (answers.user, String::new()) } else { (String::new(), answers.user) };
    let (organisation, nation, services) = (answers.organisation, answers.nation, answers.services);
    set_up(
        &mut store,
        SetUp { organisation, nation, services, login: login.clone(), user: now, ..SetUp::default() },
    )?;
    let lists = [
        (ListKind::Themes, answers.themes),
        (ListKind::Channels, answers.channels),
        (ListKind::Organisations, answers.bodies),
    ];
    for (list, names) in lists {
        let names: Vec<String> =
            names.into_iter().filter(|it| store.hello.office.list(list).find(it).is_none()).collect();
        if !names.is_empty() {
            change(&mut store, OfficeCommand::Add { list, names })?;
        }
    }
    if let Some(it) = figures.filter(|it| *it != store.hello.office.figures) {
        change(&mut store, OfficeCommand::SetFigures(it))?;
    }
    if let Some(it) = answers.timescales.filter(|it| *it != store.hello.office.timescales) {
        change(&mut store, OfficeCommand::SetTimescales(it))?;
    }
    if let Some(it) = answers.receipt.filter(|it| *it != store.hello.office.receipt) {
        change(&mut store, OfficeCommand::SetReceiptRule(it))?;
    }
    if let Some(it) = closures.filter(|it| *it != store.hello.office.closures) {
        change(&mut store, OfficeCommand::SetClosures(it))?;
    }
    if let Some(below) = answers.withhold_below.filter(|it| *it != store.hello.office.withhold_below) {
        change(&mut store, OfficeCommand::SetWithholding { below })?;
    }
    for (name, value) in answers.registers {
        let (name, value) = (name.replace('-', "_"), value.text());
        let (office, calendar, today) = (&store.hello.office, &store.calendar, store.today());
        let terms = Terms { office, calendar, today, actor: &context.login };
        let set = setting(&terms, &name, &value).map_err(Fault::Refused)?;
        let is_so = office.registers.get(&name).and_then(|it| it.last()).is_some_and(|it| it.1 == set);
        if !is_so {
            change(&mut store, OfficeCommand::SetRegister { name, value })?;
        }
    }
    let mut added = added_since(&mut store, before)?;
    if !last.is_empty() {
        let before = store.hello.office.people.clone();
        set_up(&mut store, SetUp { login, user: last, ..SetUp::default() })?;
        let joined = store.hello.office.people.iter().filter(|it| !before.contains(it));
        added.extend(joined.map(|it| format!("{} ({}) joined.", it.name, it.login)));
    }
    report(context, &store, &added)
}

fn set_up(store: &mut Store, answers: SetUp) -> Result<(), Trouble> {
    match change(store, OfficeCommand::SetUp(answers)) {
        // Nothing new in these answers; there may be in the others.
        Err(Fault::Refused(refusal)) if refusal.instead == NOTHING_NEW => Ok(()),
        result => Ok(result?),
    }
}

fn answers(matches: &ArgMatches) -> Result<Answers, Trouble> {
    let mut answers = match given(matches, "file") {
        None => Answers::default(),
        Some(it) => read(it)?,
    };
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let many = |name: &str| matches.get_many::<String>(name).unwrap_or_default().cloned();
    answers.organisation = text("organisation").unwrap_or(answers.organisation);
    answers.user = text("user").unwrap_or(answers.user);
    answers.login = text("login").unwrap_or(answers.login);
    if let Some(nation) = text("nation") {
        answers.nation = Some(nation.parse().map_err(|it| Trouble::Broken(format!("--nation: {it}")))?);
    }
    answers.services.extend(many("service"));
    answers.themes.extend(many("theme"));
    answers.channels.extend(many("channel"));
    answers.bodies.extend(many("body"));
    Ok(answers)
}

fn read(asked: &OrStream) -> Result<Answers, Trouble> {
    let name = asked.file().map_or_else(|| "standard input".to_owned(), |it| it.display().to_string());
    let wrong = |why: &dyn std::fmt::Display| {
        Trouble::Broken(format!("{name} cannot be used: {}", one_line(&why.to_string())))
    };
    let text = match asked.file() {
        Some(path) => bounded::file(path, bounded::BY_HAND).map_err(|it| wrong(&it))?,
        None => bounded::text(&mut std::io::stdin().lock(), bounded::BY_HAND).map_err(|it| wrong(&it))?,
    };
    toml::from_str::<File>(&text).map(|it| it.office).map_err(|it| wrong(&it))
}

fn change(store: &mut Store, command: OfficeCommand) -> Result<(), Fault> {
    store.hello.office = change_office(&mut store.session, command)?;
    Ok(())
}

/// What was added since a version of the office, in words.
fn added_since(store: &mut Store, before: u64) -> Result<Vec<String>, Trouble> {
    if store.hello.office.version == before {
        return Ok(Vec::new());
    }
    let moments = moments(store, RecordRef::Office)?;
    let new = moments.into_iter().filter(|it| it.version > before);
    Ok(new.flat_map(|it| it.happenings).map(|it| it.words).collect())
}

fn report(context: &mut Context, store: &Store, added: &[String]) -> Outcome {
    if context.json {
        print_json(context.out, &json!({ "added": added, "version": store.hello.office.version }))?;
    } else if added.is_empty() {
        writeln!(context.out, "There is nothing new in these answers. {NOTHING_NEW}")?;
    } else {
        for words in added {
            writeln!(context.out, "{}", one_line(words))?;
        }
    }
    Ok(Ending::Done)
}
