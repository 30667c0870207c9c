//! `redress diary`: what is owed, by when, by whom.

use chrono::{Datelike, Days, NaiveDate};
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::api::message::{DiaryRequest, Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::dates::day;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table};
use crate::domain::calendar::dates::long;
use crate::domain::diary::standing;

/// How many days ahead it looks by itself.
const AHEAD: u64 = 28;

/// What it takes.
pub fn args(command: Command) -> Command {
    let date =
        |name: &'static str, help: &'static str| Arg::new(name).long(name).value_name("DATE").help(help);
    command
        .arg(date("from", "First day [everything late]"))
        .arg(date("to", "Last day [4 weeks from today]"))
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
    let read = |name: &str| {
        let text = matches.get_one::<String>(name);
        text.map(|it| day(it)).transpose().map_err(|it| Trouble::Broken(format!("--{name}: {it}")))
    };
    let (from, to) = (read("from")?, read("to")?);
    let limit =
        matches.get_one::<u64>("limit").map_or(usize::MAX, |it| usize::try_from(*it).unwrap_or(usize::MAX));
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let to = to.or_else(|| today.checked_add_days(Days::new(AHEAD)));
    let lines = ask(&mut store.session, Request::Diary(DiaryRequest { from, to, limit }), |it| match it {
        Reply::Diary(lines) => Some(lines),
        _ => None,
    })?;
    let office = &store.hello.office;
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &lines {
            let stands = standing(&store.calendar, office.timescales.due_soon, today, Some(it.due));
            array.push(&json!({
                "due": it.due,
                "what": it.kind,
                "ref": it.on,
                "part": it.part,
                "owner": it.owner,
                "owner_name": it.owner.as_deref().map(|it| office.person_name(it)),
                "service": it.service.map(|it| office.service_name(Some(it))),
                "subject": it.subject,
                "standing": stands.word(),
                "late_working_days": stands.late_by(),
            }))?;
        }
        array.end()?;
        return Ok(Ending::Done);
    }
    if lines.is_empty() {
        writeln!(context.out, "Nothing is owed in these days.")?;
    }
    for name in ["Late", "Today", "This week", "Later"] {
        let of_group: Vec<_> = lines.iter().filter(|it| group(today, it.due) == name).collect();
        if of_group.is_empty() {
            continue;
        }
        writeln!(context.out, "{name}: {}", of_group.len())?;
        let rows = of_group.iter().map(|it| {
            let owner = it.owner.as_deref().map_or("nobody", |it| office.person_name(it));
            let service = office.service_name(it.service);
            let what = format!("{}: {}", it.kind.words(), it.subject);
            vec![long(it.due), it.on.to_string(), owner.to_owned(), service, what]
        });
        let table = Table {
            head: vec!["Due", "Ref", "Owner", "Service", "What"],
            rows: rows.collect(),
            most: vec![Some(15), Some(9), Some(14), Some(14), None],
        };
        table.print(context.out, context.columns)?;
        writeln!(context.out)?;
    }
    Ok(Ending::Done)
}

/// Under which head a day stands. The week ends on Sunday.
fn group(today: NaiveDate, due: NaiveDate) -> &'static str {
    let left = u64::from(6 - today.weekday().num_days_from_monday());
    let sunday = today.checked_add_days(Days::new(left)).unwrap_or(today);
    match due {
        due if due < today => "Late",
        due if due == today => "Today",
        due if due <= sunday => "This week",
        _ => "Later",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_under_the_head_that_a_person_would_look_under() {
        let of = |due: &str| group("2026-11-24".parse().unwrap(), due.parse().unwrap());
        assert_eq!(of("2026-11-23"), "Late");
        assert_eq!(of("2026-11-24"), "Today");
        assert_eq!(of("2026-11-29"), "This week");
        assert_eq!(of("2026-11-30"), "Later");
    }
}
