//! `redress report`: how the office is doing over a period.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::dates::day;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table, json as print_json};
use crate::cli::saving::{directory, save};
use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::{FinancialYear, PeriodKind, Quarter, Stretch};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::{Item, Office, ServiceId};
use crate::domain::text::one_line;
use crate::report::document::Document;
use crate::report::documents::material::{Counted, Material};
use crate::report::documents::{DOCUMENTS, Row, Usual};
use crate::report::performance::{About, caveats, json as figures_json, text};
use crate::report::render::{Format, csv, render};

/// The name that lists the documents.
const LIST: &str = "list";

/// What it takes.
pub fn args(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let names = DOCUMENTS.iter().map(|it| it.name).chain([LIST]);
    command
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .value_parser(PossibleValuesParser::new(names))
                .help("The document to make [the figures on one page]; “list” says what there is"),
        )
        .arg(option("from", "DATE", "First day [the beginning]"))
        .arg(option("to", "DATE", "Last day [today]"))
        .arg(option("service", "NAME", "One service only"))
        .arg(
            option("quarter", "QUARTER", "A quarter of a financial year, such as 2025-26Q1")
                .conflicts_with_all(["from", "to", "year"]),
        )
        .arg(option("year", "YEAR", "A financial year, such as 2025-26").conflicts_with_all(["from", "to"]))
        .arg(
            option(
                "format",
                "FORMAT",
                "Text, Markdown, HTML, CSV, JSON or large print [text, or by the ending of FILE]",
            )
            .value_parser(PossibleValuesParser::new(Format::ALL.iter().map(|it| it.1))),
        )
        .arg(
            option("output", "FILE", "Write it to this file; CSV to this directory, a file for each table")
                .short('o')
                .value_parser(value_parser!(PathBuf)),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let name = matches.get_one::<String>("name").map(String::as_str);
    if name == Some(LIST) {
        return list(context);
    }
    if name.is_none() && !matches.contains_id("format") && !matches.contains_id("output") {
        return page(context, matches);
    }
    let row = DOCUMENTS.iter().find(|it| name.is_none_or(|name| it.name == name));
    made(context, matches, row.expect("clap knows only the names of the table"))
}

/// Names the documents.
fn list(context: &mut Context) -> Outcome {
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in DOCUMENTS {
            array.push(&json!({ "name": it.name, "about": it.about }))?;
        }
        array.end()?;
    } else {
        let rows = DOCUMENTS.iter().map(|it| vec![it.name.to_owned(), it.about.to_owned()]).collect();
        let table = Table { head: vec!["Name", "What it holds"], rows, most: vec![Some(20), None] };
        table.print(context.out, context.columns)?;
    }
    Ok(Ending::Done)
}

/// Makes a document.
fn made(context: &mut Context, matches: &ArgMatches, row: &Row) -> Outcome {
    let output = matches.get_one::<PathBuf>("output");
    let format = format(context, matches)?;
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    let (kind, stretch) = stretch(matches, row, today)?;
    let period = Period { from: stretch.from, to: stretch.to, as_of: today };
    in_order(&period)?;
    let service = match matches.get_one::<String>("service") {
        None => None,
        Some(name) => Some(service(&store.hello.office, name)?.clone()),
    };
    let only = service.as_ref().map(|it| ServiceId(it.id));
    let before = stretch.before(kind);
    let this = counted(&mut store, stretch, only)?;
    let before = before.map(|it| counted(&mut store, it, only)).transpose()?;
    // Before the first case there is nothing to compare with.
    let before = before.filter(|it| 0 < it.sum.received + it.sum.closings + it.sum.carried_forward);
    let mut plans = ask(&mut store.session, Request::Plans, |it| match it {
        Reply::Plans(plans) => Some(plans),
        _ => None,
    })?;
    plans.retain(|it| only.is_none() || it.facts.service == only);
    let office = &store.hello.office;
    let caveats = caveats(office, &this.sum, &period);
    let about = About { office, period, service: service.map(|it| it.name), caveats };
    let document = (row.make)(&Material { about: &about, this, before, plans });
    match output {
        None => context.out.write_all(render(&document, format).as_bytes())?,
        Some(path) => {
            for it in &written(&document, format, path)? {
                writeln!(context.out, "{}", one_line(&it.display().to_string()))?;
            }
        }
    }
    Ok(Ending::Done)
}

/// The format asked for, or the one that the name of the file ends in.
fn format(context: &Context, matches: &ArgMatches) -> Result<Format, Trouble> {
    let ending =
        matches.get_one::<PathBuf>("output").and_then(|it| it.extension()).and_then(|it| it.to_str());
    let asked = matches.get_one::<String>("format").and_then(|it| Format::from_word(it));
    let usual = if context.json { Format::Json } else { Format::Text };
    let format = asked.or_else(|| ending.and_then(Format::from_word)).unwrap_or(usual);
    if format == Format::Csv && ending == Some("csv") {
        return Err(Trouble::Broken(
            "as CSV a document is a file for each table. Name a directory with -o, or leave -o out for the first table"
                .to_owned(),
        ));
    }
    Ok(format)
}

/// Writes a document to its file or files. Returns their names.
fn written(document: &Document, format: Format, path: &Path) -> Result<Vec<PathBuf>, Trouble> {
    if format != Format::Csv {
        save(path, render(document, format).as_bytes())?;
        return Ok(vec![path.to_owned()]);
    }
    directory(path)?;
    let mut names = Vec::new();
    for (name, text) in csv::files(document) {
        let name = path.join(name);
        save(&name, text.as_bytes())?;
        names.push(name);
    }
    Ok(names)
}

/// The figures of a period as of today, and of what was overdue at its end as of that day.
fn counted(store: &mut Store, stretch: Stretch, service: Option<ServiceId>) -> Result<Counted, Trouble> {
    let today = store.today();
    let period = Period { from: stretch.from, to: stretch.to, as_of: today };
    let sum = figures(store, period, service)?;
    let at_end = if stretch.to < today {
        figures(store, Period { as_of: stretch.to, ..period }, service)?
    } else {
        sum.clone()
    };
    Ok(Counted { name: stretch.name, sum, at_end })
}

fn figures(store: &mut Store, period: Period, service: Option<ServiceId>) -> Result<Performance, Trouble> {
    ask(&mut store.session, Request::Report { period, service }, |it| match it {
        Reply::Report { sum, .. } => Some(*sum),
        _ => None,
    })
}

/// The period asked for, or the usual one of the document, and its kind; none for days of one's own choice.
fn stretch(
    matches: &ArgMatches,
    row: &Row,
    today: NaiveDate,
) -> Result<(Option<PeriodKind>, Stretch), Trouble> {
    let named = |name: &str| matches.contains_id(name);
    let (from, to) = days(matches)?;
    let chosen = named("from") || named("to");
    if row.usual == Usual::Year && (chosen || named("quarter")) {
        return Err(Trouble::Broken(format!(
            "the document “{}” is for a financial year. Say which with --year, such as --year {}",
            row.name,
            FinancialYear::of(today)
        )));
    }
    let of = |kind: PeriodKind, day: NaiveDate| Ok((Some(kind), kind.around(day)));
    let year = FinancialYear::of(today).first();
    match (from, row.usual) {
        (Some(from), _) if named("quarter") => of(PeriodKind::Quarter, from),
        (Some(from), _) if named("year") => of(PeriodKind::Year, from),
        (None, Usual::Quarter) if !chosen => of(PeriodKind::Quarter, Quarter::of(today).previous().first()),
        (None, Usual::Year) => of(PeriodKind::Year, year.pred_opt().unwrap_or(year)),
        (None, _) if !chosen => of(PeriodKind::All, today),
        _ => {
            let to = to.unwrap_or(today);
            let name = from.map_or_else(
                || format!("everything to {}", long(to)),
                |from| format!("{} to {}", long(from), long(to)),
            );
            Ok((None, Stretch { from, to, name }))
        }
    }
}

fn in_order(period: &Period) -> Result<(), Trouble> {
    if period.from.is_some_and(|from| period.to < from) {
        return Err(Trouble::Broken("the period ends before it begins. Check --from and --to".to_owned()));
    }
    Ok(())
}

/// The figures on one page, or as one JSON object.
fn page(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let (from, to) = days(matches)?;
    let mut store = context.open(Need::Existing)?;
    let as_of = store.today();
    let period = Period { from, to: to.unwrap_or(as_of), as_of };
    in_order(&period)?;
    let service = match matches.get_one::<String>("service") {
        None => None,
        Some(name) => Some(service(&store.hello.office, name)?.clone()),
    };
    let sum = figures(&mut store, period, service.as_ref().map(|it| ServiceId(it.id)))?;
    let office = &store.hello.office;
    let caveats = caveats(office, &sum, &period);
    let about = About { office, period, service: service.map(|it| it.name), caveats };
    if context.json {
        print_json(context.out, &figures_json(&sum, &about))?;
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
