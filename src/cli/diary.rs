//! `redress diary`: what is owed, by when, by whom.

use chrono::Days;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::dates::day_named;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table, more, say_more};
use crate::cli::sheet::{self, Sheet};
use crate::domain::calendar::dates::long;
use crate::domain::diary::{DiaryRequest, Obligation, When, standing};
use crate::domain::office::record::Office;
use crate::domain::text::count;

/// How many days ahead it looks by itself.
const AHEAD: u64 = 28;

/// What a file of it has.
const COLUMNS: &[(&str, &str)] = &[
    ("due", ""),
    ("standing", ""),
    ("late_working_days", ""),
    ("what", ""),
    ("ref", ""),
    ("subject", ""),
    ("service", ""),
    ("owner_name", "Owner"),
];

/// What it takes.
pub fn args(command: Command) -> Command {
    let date =
        |name: &'static str, help: &'static str| Arg::new(name).long(name).value_name("DATE").help(help);
    sheet::args(command)
        .arg(date("from", "First day [everything late]"))
        .arg(date("to", "Last day [4 weeks from today]"))
        .arg(
            Arg::new("owner")
                .long("owner")
                .value_name("NAME")
                .help("Only what this person has to do, or “me”"),
        )
        .arg(
            Arg::new("reviews")
                .long("reviews")
                .action(ArgAction::SetTrue)
                .help("Only reviews, those of completed actions first"),
        )
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(u64))
                .help("At most so many lines [all]"),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let (from, to) = (day_named(matches, "from")?, day_named(matches, "to")?);
    let limit =
        matches.get_one::<u64>("limit").map_or(usize::MAX, |it| usize::try_from(*it).unwrap_or(usize::MAX));
    let file = sheet::wanted(context, matches)?;
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let to = to.or_else(|| today.checked_add_days(Days::new(AHEAD)));
    let owner = match matches.get_one::<String>("owner") {
        None => None,
        Some(name) if name == "me" => Some(store.hello.login.clone()),
        Some(name) => Some(person(&store.hello.office, name)?),
    };
    let request = Request::Diary(DiaryRequest {
        from,
        to,
        owner,
        is_reviews: matches.get_flag("reviews"),
        after: None,
        limit: limit.saturating_add(1),
    });
    let mut lines = ask(&mut store.session, request, |it| match it {
        Reply::Diary(lines) => Some(lines),
        _ => None,
    })?;
    let more = more(&mut lines, limit);
    if let Some(file) = file {
        let mut sheet = Sheet::begin(&mut store, file, "Diary", COLUMNS.iter().copied())?;
        lines.iter().for_each(|it| sheet.push(&line_json(&store, it)));
        return sheet.end(context, more);
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &lines {
            array.push(&line_json(&store, it))?;
        }
        say_more(array.end()?, "line", more);
        return Ok(Ending::Done);
    }
    let office = &store.hello.office;
    if lines.is_empty() {
        writeln!(context.out, "Nothing is owed in these days.")?;
    }
    for when in When::ALL {
        let of_group: Vec<_> = lines.iter().filter(|it| When::of(today, it.due) == when).collect();
        if of_group.is_empty() {
            continue;
        }
        writeln!(context.out, "{}: {}", when.words(), of_group.len())?;
        let rows = of_group.iter().map(|line| {
            let owner = line.owner.as_deref().map_or("nobody", |it| office.person_name(it));
            let service = office.service_name(line.service);
            let what = format!("{}: {}", line.kind.words(), line.subject);
            vec![long(line.due), line.on.to_string(), owner.to_owned(), service, what]
        });
        let table = Table {
            head: vec!["Due", "Ref", "Owner", "Service", "What"],
            rows: rows.collect(),
            most: vec![Some(15), Some(9), Some(14), Some(14), None],
        };
        context.print(&table)?;
        writeln!(context.out)?;
    }
    if !more.is_empty() {
        writeln!(context.out, "{}{more}", count(lines.len() as u64, "line"))?;
    }
    Ok(Ending::Done)
}

fn line_json(store: &Store, it: &Obligation) -> Value {
    let office = &store.hello.office;
    let stands = standing(&store.calendar, office.timescales.due_soon, store.today(), Some(it.due));
    json!({
        "due": it.due,
        "what": it.kind.name(),
        "ref": it.on.to_string(),
        "part": it.part,
        "owner": it.owner,
        "owner_name": it.owner.as_deref().map(|it| office.person_name(it)),
        "service": it.service.map(|it| office.service_name(Some(it))),
        "subject": it.subject,
        "standing": stands.word(),
        "late_working_days": stands.late_by(),
    })
}

fn person(office: &Office, name: &str) -> Result<String, Trouble> {
    office.find_person(name).map(|it| it.login.clone()).ok_or_else(|| {
        Trouble::Refused(format!("nobody here is called “{name}”, or more than one person is"))
    })
}
