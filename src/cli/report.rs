//! `redress report`: how the office is doing over a period.

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::dates::day;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::domain::calendar::period::{FinancialYear, Quarter};
use crate::domain::figures::performance::Period;
use crate::domain::office::{Item, Office, ServiceId};
use crate::report::performance::{About, caveats, json, text};

/// What it takes.
pub fn args(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    command
        .arg(option("from", "DATE", "First day [the beginning]"))
        .arg(option("to", "DATE", "Last day [today]"))
        .arg(option("service", "NAME", "One service only"))
        .arg(
            option("quarter", "QUARTER", "A quarter of a financial year, such as 2025-26Q1")
                .conflicts_with_all(["from", "to", "year"]),
        )
        .arg(option("year", "YEAR", "A financial year, such as 2025-26").conflicts_with_all(["from", "to"]))
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let (from, to) = days(matches)?;
    let mut store = context.open(Need::Existing)?;
    let as_of = store.today();
    let period = Period { from, to: to.unwrap_or(as_of), as_of };
    if period.from.is_some_and(|from| period.to < from) {
        return Err(Trouble::Broken("the period ends before it begins. Check --from and --to".to_owned()));
    }
    let office = &store.hello.office;
    let service = match matches.get_one::<String>("service") {
        None => None,
        Some(name) => Some(service(office, name)?),
    };
    let request = Request::Report { period, service: service.map(|it| ServiceId(it.id)) };
    let sum = ask(&mut store.session, request, |it| match it {
        Reply::Report { sum, .. } => Some(*sum),
        _ => None,
    })?;
    let caveats = caveats(office, &sum, &period);
    let about = About { office, period, service: service.map(|it| it.name.clone()), caveats };
    if context.json {
        print_json(context.out, &json(&sum, &about))?;
    } else {
        context.out.write_all(text(&sum, &about).as_bytes())?;
    }
    Ok(Ending::Done)
}

fn days(matches: &ArgMatches) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Trouble> {
    let text = |name: &str| matches.get_one::<String>(name);
    let read = |name: &str| {
        text(name).map(|it| day(it)).transpose().map_err(|it| Trouble::Broken(format!("--{name}: {it}")))
    };
    if let Some(it) = text("quarter") {
        let quarter: Quarter = it.parse().map_err(|it| Trouble::Broken(format!("--quarter: {it}")))?;
        return Ok((Some(quarter.first()), Some(quarter.last())));
    }
    if let Some(it) = text("year") {
        let year: FinancialYear = it.parse().map_err(|it| Trouble::Broken(format!("--year: {it}")))?;
        return Ok((Some(year.first()), Some(year.last())));
    }
    Ok((read("from")?, read("to")?))
}

/// The service of this name, or the only one whose name holds these words.
fn service<'a>(office: &'a Office, name: &str) -> Result<&'a Item, Trouble> {
    let wanted = name.trim().to_lowercase();
    let mut like = office.services.items.iter().filter(|it| it.name.to_lowercase().contains(&wanted));
    let found = office.services.find(name).or_else(|| like.next().filter(|_| like.next().is_none()));
    found.ok_or_else(|| {
        let names: Vec<&str> = office.services.items.iter().map(|it| it.name.as_str()).collect();
        Trouble::Refused(format!("there is no one service “{name}”. Services are: {}", names.join(", ")))
    })
}
