//! `redress report`: how the office is doing over a period.

use std::ffi::OsStr;
use std::path::Path;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::api::message::{Reply, Request};
use crate::aside::say;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::dates::day_named;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::in_place::{OUTPUT, refuse_if_there, replace_arg};
use crate::cli::or_stream::{file, or_stream};
use crate::cli::paper::{Array, Table};
use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::{FinancialYear, PeriodKind, Quarter, Stretch};
use crate::domain::case::letter::Language;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::lists::{List, ServiceId};
use crate::domain::office::record::Office;
use crate::domain::text::one_line;
use crate::domain::year::record::{Publication, YearRecord};
use crate::report::document::Document;
use crate::report::documents::{DOCUMENTS, Row, Usual};
use crate::report::gathering::{NotMade, Source, Subject};
use crate::report::render::{Format, render};
use crate::report::returns::{RETURNS, Return};
use crate::report::saving::save;
use crate::report::translated::translated;

/// The name that lists what can be made, and what was published.
const LIST: &str = "list";
/// The name that keeps a document as it is published.
const FREEZE: &str = "freeze";
/// The name that shows a document as it was when it was published.
const FROZEN: &str = "frozen";
/// The name that makes a return.
const RETURN: &str = "return";

/// What is said of a document whose text an erasure went through, and so of its sum.
const ERASED: &str = ", somebody was erased from it since it was frozen";

/// So many figures of a sum are enough to name a document.
const SUM: usize = 6;

/// The document of what was learnt.
const LEARNING: &str = "learning";

/// What it takes.
pub fn args(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let names = DOCUMENTS.iter().map(|it| it.name).chain([LIST, FREEZE, FROZEN, RETURN]);
    command
        .arg(Arg::new("name").value_name("NAME").value_parser(PossibleValuesParser::new(names)).help(
            "The document to make [performance]; “list” says what there is and what was published, \
                     “freeze DOCUMENT” keeps one as it is published, “frozen DOCUMENT” shows it as it was, “return NAME” makes a return",
        ))
        .arg(Arg::new("of").value_name("DOCUMENT or NAME").help(
            "What to freeze, which return to make, or what was frozen: a document, the last one of it, or the first figures of its sum",
        ))
        .arg(option("reason", "TEXT", "Why a document is frozen again"))
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help(
            "Freeze it even with what speaks against it, such as words that its figures no longer bear out",
        ))
        .arg(
            Arg::new("with-unreviewed")
                .long("with-unreviewed")
                .action(ArgAction::SetTrue)
                .help("Tell in “learning” also what was done and nobody has reviewed yet"),
        )
        .arg(option("from", "DATE", "First day [the beginning]"))
        .arg(option("to", "DATE", "Last day [today]"))
        .arg(option("as-of", "DATE", "The day as of which cases stand [the last day, or today before that]"))
        .arg(option("service", "NAME", "One service only"))
        .arg(
            option("organisation", "NAME", "The services of one organisation only").conflicts_with("service"),
        )
        .arg(
            option("quarter", "QUARTER", "A quarter of a financial year, such as 2025-26Q1")
                .conflicts_with_all(["from", "to", "year"]),
        )
        .arg(option("year", "YEAR", "A financial year, such as 2025-26").conflicts_with_all(["from", "to"]))
        .arg(
            option(
                "format",
                "FORMAT",
                "Text, Markdown, HTML, CSV, JSON, large print, a workbook or an e-book [text, or by the ending of FILE]",
            )
            .value_parser(PossibleValuesParser::new(Format::ALL.iter().map(|it| it.1))),
        )
        .arg(
            option("language", "LANGUAGE", "What a document for the public is in, such as “annual” in Welsh [English]")
                .value_parser(PossibleValuesParser::new(Language::ALL.iter().map(|it| it.word())))
                .ignore_case(true),
        )
        .arg(or_stream(
            option(OUTPUT, "FILE", "Write it to this file, or - for standard output; CSV to this directory, a file for each table")
                .short('o'),
        ))
        .arg(replace_arg())
}

/// What is in English alone: what is kept as published is the one that the others are said from.
const NOT_TRANSLATED: [&str; 4] = [LIST, FREEZE, FROZEN, RETURN];

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let name = matches.get_one::<String>("name").map(String::as_str);
    let of = matches.get_one::<String>("of").map(String::as_str);
    if let Some(of) = of.filter(|_| !matches!(name, Some(FREEZE | FROZEN | RETURN))) {
        let name = name.unwrap_or_default();
        return Err(Trouble::Broken(format!("“report {name}” takes no “{of}”. Leave it out")));
    }
    if let Some(name) = name.filter(|it| NOT_TRANSLATED.contains(it) && matches.contains_id("language")) {
        return Err(Trouble::Broken(format!("“report {name}” takes no --language. Leave it out")));
    }
    let names = |all: Vec<&str>| all.join(", ");
    match name {
        Some(LIST) => list(context),
        Some(FREEZE) => {
            let row = DOCUMENTS.iter().find(|it| Some(it.name) == of).ok_or_else(|| {
                let known = names(DOCUMENTS.iter().map(|it| it.name).collect());
                Trouble::Broken(format!("say which document to freeze: {known}"))
            })?;
            freeze(context, matches, row)
        }
        Some(FROZEN) => as_it_was(context, matches, of.unwrap_or_default()),
        Some(RETURN) => {
            let it = RETURNS.iter().find(|it| Some(it.name) == of).ok_or_else(|| {
                let known = names(RETURNS.iter().map(|it| it.name).collect());
                Trouble::Broken(format!("say which return to make: {known}"))
            })?;
            returned(context, matches, it)
        }
        name => {
            let row = DOCUMENTS.iter().find(|it| name.is_none_or(|name| it.name == name));
            made(context, matches, row.expect("clap knows only the names of the tables"))
        }
    }
}

/// Names the documents and the returns, and what was published.
fn list(context: &mut Context) -> Outcome {
    // Without a store there is still a list of what could be made.
    let has_office = context.socket.is_some() || context.must_exist().is_ok();
    let mut store = if has_office { Some(context.open(Need::Existing)?) } else { None };
    let years = store.as_mut().map(years).transpose()?.unwrap_or_default();
    let published = || years.iter().flat_map(|it| &it.publications);
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in DOCUMENTS {
            array.push(&json!({ "kind": "document", "name": it.name, "about": it.about }))?;
        }
        for it in RETURNS {
            array.push(&json!({ "kind": "return", "name": it.name, "about": it.about }))?;
        }
        for it in published() {
            array.push(&json!({
                "kind": "published", "name": it.document, "period": it.period, "from": it.from, "to": it.to,
                "service": it.service, "organisation": it.organisation, "as_of": it.as_of, "on": it.on, "by": it.by, "reason": it.reason,
                "figures": it.figures.len(), "cases": it.cases.lines().count(), "sha256": it.sha256, "text_sha256": it.text_sha256,
                "text_sha256_now": it.sum_now(), "erased": it.was_erased_in(),
            }))?;
        }
        array.end()?;
        return Ok(Ending::Done);
    }
    let named = |all: Vec<(&str, &str)>, head| Table {
        head: vec![head, "What it holds"],
        rows: all.iter().map(|it| vec![it.0.to_owned(), it.1.to_owned()]).collect(),
        most: vec![Some(20), None],
    };
    let documents = named(DOCUMENTS.iter().map(|it| (it.name, it.about)).collect(), "Document");
    context.print(&documents)?;
    writeln!(context.out)?;
    let returns = named(RETURNS.iter().map(|it| (it.name, it.about)).collect(), "Return");
    context.print(&returns)?;
    let of_whom = |period: &str, scope: Scope| {
        let whose = store.as_ref().and_then(|it| scope.words(&it.hello.office));
        whose.map_or_else(|| period.to_owned(), |it| format!("{period}, {it} alone"))
    };
    let rows: Vec<Vec<String>> = published()
        .map(|it| {
            vec![
                it.document.clone(),
                it.on.to_string(),
                it.cases.lines().count().to_string(),
                it.sum_now().as_deref().unwrap_or(it.sum()).chars().take(SUM).collect(),
                format!(
                    "{}{}",
                    of_whom(&it.period, it.scope()),
                    if it.was_erased_in() { ERASED } else { "" }
                ),
            ]
        })
        .collect();
    if !rows.is_empty() {
        writeln!(context.out)?;
        let head = vec!["Published", "On", "Cases", "Sum", "Period"];
        context.print(&Table { head, rows, most: vec![Some(20), Some(10), Some(7), Some(SUM), None] })?;
    }
    Ok(Ending::Done)
}

/// Makes a document, with what has changed since it was published.
fn made(context: &mut Context, matches: &ArgMatches, row: &Row) -> Outcome {
    let format = format(context, matches, Format::Text)?;
    let mut store = context.open(Need::Existing)?;
    let subject = subject(matches, &store, row.name, row.usual)?;
    let language = matches.get_one::<String>("language").and_then(|it| Language::from_word(it));
    let language = language.unwrap_or_default();
    if language != Language::English && !row.is_in_welsh {
        let those: Vec<&str> = DOCUMENTS.iter().filter(|it| it.is_in_welsh).map(|it| it.name).collect();
        let why = format!("“{}” is in English alone. In Welsh there is: {}", row.name, those.join(", "));
        return Err(Trouble::Broken(why));
    }
    let document = counting(context, &mut store, |source| source.make(row, &subject))?;
    let untold = |all: Vec<String>| {
        let first = all.first().map(|it| one_line(it)).unwrap_or_default();
        Trouble::Refused(format!("it says what has no Welsh yet: “{first}”. Make it in English"))
    };
    let document = translated(document, language).map_err(untold)?;
    if language != Language::English {
        say(format_args!(
            "redress: Somebody who speaks {} has to read this before it goes out.",
            language.word()
        ));
    }
    print(context, matches, &document, format)
}

/// Keeps a document as it is published.
fn freeze(context: &mut Context, matches: &ArgMatches, row: &Row) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let subject = subject(matches, &store, row.name, row.usual)?;
    let reason = matches.get_one::<String>("reason").map_or("", String::as_str);
    let kept = counting(context, &mut store, |source| {
        source.freeze(row, &subject, reason, matches.get_flag("yes"))
    })?;
    writeln!(
        context.out,
        "“{}” for {} is kept as published: {}.",
        kept.document,
        one_line(&kept.period),
        kept.holds()
    )?;
    writeln!(context.out, "SHA-256 of the whole document: {}", kept.text_sha256)?;
    writeln!(context.out, "SHA-256 of the cases and their versions: {}", kept.sha256)?;
    Ok(Ending::Done)
}

/// Options that nothing of what was frozen goes by: it is printed as it was, to standard output.
const NOT_OF_FROZEN: [&str; 4] = ["as-of", "format", "reason", OUTPUT];

/// Shows a document as it was when it was frozen: the last one of this name, of the days and the cases that are named, or the one
/// whose sum begins so. Nothing else is printed, so that what comes out has that sum.
fn as_it_was(context: &mut Context, matches: &ArgMatches, of: &str) -> Outcome {
    if let Some(option) = NOT_OF_FROZEN.iter().find(|it| matches.contains_id(it)) {
        let why =
            format!("“report frozen” prints the document as it was, and takes no --{option}. Leave it out");
        return Err(Trouble::Broken(why));
    }
    let mut store = context.open(Need::Existing)?;
    let (scope, (from, to)) = (scope(matches, &store.hello.office)?, days(matches)?);
    let years = years(&mut store)?;
    let mut all: Vec<&Publication> = years.iter().flat_map(|it| &it.publications).collect();
    all.sort_by_key(|it| it.on);
    let is_of = |it: &Publication| {
        it.scope() == scope
            && from.is_none_or(|from| it.from == Some(from))
            && to.is_none_or(|to| it.to == to)
    };
    let is_it = |it: &&Publication| {
        let has_sum = || it.sum().starts_with(of) || it.sum_now().is_some_and(|it| it.starts_with(of));
        it.document == of && is_of(it) || SUM <= of.len() && has_sum()
    };
    let Some(found) = all.into_iter().rfind(is_it) else {
        let why = format!(
            "nothing was frozen that is called “{of}”, of these days and cases, or whose sum begins so"
        );
        return Err(Trouble::Refused(format!("{why}. “redress report list” names what was")));
    };
    let text = found.as_it_was().map_err(|why| Trouble::Refused(why.to_owned()))?;
    if context.json {
        let told = json!({
            "name": found.document, "period": found.period, "on": found.on, "by": found.by,
            "text": text, "sha256": found.text_sha256, "sha256_now": found.sum_now(), "erased": found.was_erased_in(),
        });
        writeln!(context.out, "{told}")?;
    } else {
        context.out.write_all(text.as_bytes())?;
        if found.was_erased_in() {
            say(format_args!("redress: {}{ERASED}: its sum is another now.", found.document));
        }
    }
    Ok(Ending::Done)
}

/// Makes a return.
fn returned(context: &mut Context, matches: &ArgMatches, it: &Return) -> Outcome {
    let format = format(context, matches, Format::Csv)?;
    let mut store = context.open(Need::Existing)?;
    let subject = subject(matches, &store, it.name, Usual::Quarter)?;
    let document = counting(context, &mut store, |source| Ok(it.document(&source.gather(&subject)?)))?;
    print(context, matches, &document, format)
}

/// What is to be reported on: the period and the cases asked for, or the usual ones.
fn subject(matches: &ArgMatches, store: &Store, name: &str, usual: Usual) -> Result<Subject, Trouble> {
    let today = store.today();
    let (kind, stretch) = stretch(matches, name, usual, today)?;
    let mut subject = Subject::of(kind, stretch, scope(matches, &store.hello.office)?, today);
    subject.with_unreviewed = matches.get_flag("with-unreviewed");
    if subject.with_unreviewed && name != LEARNING {
        return Err(Trouble::Broken(format!("“{name}” takes no --with-unreviewed. Leave it out")));
    }
    in_order(&subject.period())?;
    if let Some(as_of) = day_named(matches, "as-of")? {
        if today < as_of {
            let why = format!("--as-of: nobody knows yet how things stand on {}", long(as_of));
            return Err(Trouble::Broken(why));
        }
        subject.as_of = as_of;
    }
    Ok(subject)
}

/// Prints a document, or saves it where `-o` says.
pub fn print(context: &mut Context, matches: &ArgMatches, document: &Document, format: Format) -> Outcome {
    match file(matches, OUTPUT) {
        None => context.out.write_all(&render(document, format))?,
        Some(path) => {
            refuse_if_there(path, matches)?;
            for it in &save(document, format, path)? {
                writeln!(context.out, "{}", one_line(&it.display().to_string()))?;
            }
        }
    }
    Ok(Ending::Done)
}

/// The format asked for, or the one that the name of the file ends in.
pub fn format(context: &Context, matches: &ArgMatches, usual: Format) -> Result<Format, Trouble> {
    let ending = file(matches, OUTPUT).and_then(Path::extension).and_then(OsStr::to_str);
    let asked = matches.get_one::<String>("format").and_then(|it| Format::from_word(it));
    let usual = if context.json { Format::Json } else { usual };
    // As CSV it is a directory, which may be called anything.
    let is_other = |it: &&str| *it != "txt" && usual != Format::Csv && Format::from_word(it).is_none();
    if let (None, Some(ending)) = (asked, ending.filter(is_other)) {
        let others: Vec<&str> = Format::ALL.iter().filter_map(|it| it.0.ending()).collect();
        return Err(Trouble::Broken(format!(
            "a document cannot be made as .{ending}. Name a file that ends in one of {}, or say --format",
            others.join(", ")
        )));
    }
    let format = asked.or_else(|| ending.and_then(Format::from_word)).unwrap_or(usual);
    if format == Format::Csv && ending == Some("csv") && usual != Format::Csv {
        return Err(Trouble::Broken(
            "as CSV a document is a file for each table. Name a directory with -o, or leave -o out for the first table"
                .to_owned(),
        ));
    }
    if format.is_packed() && !matches.contains_id(OUTPUT) {
        let what = if format == Format::Xlsx { "a workbook" } else { "an e-book" };
        let ending = format.ending().unwrap_or_default();
        return Err(Trouble::Broken(format!(
            "{what} is a file. Name it with -o, such as -o board.{ending}, or write it to standard output with -o -"
        )));
    }
    Ok(format)
}

/// The period asked for, or the usual one of the document, and its kind; none for days of one's own choice.
fn stretch(
    matches: &ArgMatches,
    name: &str,
    usual: Usual,
    today: NaiveDate,
) -> Result<(Option<PeriodKind>, Stretch), Trouble> {
    let named = |name: &str| matches.contains_id(name);
    let (from, to) = days(matches)?;
    let chosen = named("from") || named("to");
    if usual == Usual::Year && (chosen || named("quarter")) {
        return Err(Trouble::Broken(format!(
            "the document “{}” is for a financial year. Say which with --year, such as --year {}",
            name,
            FinancialYear::of(today)
        )));
    }
    let of = |kind: PeriodKind, day: NaiveDate| Ok((Some(kind), kind.around(day)));
    let year = FinancialYear::of(today).first();
    match (from, usual) {
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

fn days(matches: &ArgMatches) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Trouble> {
    let text = |name: &str| matches.get_one::<String>(name);
    if let Some(it) = text("quarter") {
        let quarter: Quarter = it.parse().map_err(|it| Trouble::Broken(format!("--quarter: {it}")))?;
        return Ok((Some(quarter.first()), Some(quarter.last())));
    }
    if let Some(it) = text("year") {
        let year: FinancialYear = it.parse().map_err(|it| Trouble::Broken(format!("--year: {it}")))?;
        return Ok((Some(year.first()), Some(year.last())));
    }
    Ok((day_named(matches, "from")?, day_named(matches, "to")?))
}

/// Whose cases: those of the service or the organisation asked for, or everybody's.
fn scope(matches: &ArgMatches, office: &Office) -> Result<Scope, Trouble> {
    let named = |option: &str| matches.get_one::<String>(option);
    Ok(match (named("service"), named("organisation")) {
        (Some(name), _) => Scope::Service(ServiceId(one_of(&office.services, "service", name)?)),
        (None, Some(name)) => Scope::Organisation(one_of(&office.organisations, "organisation", name)?),
        (None, None) => Scope::All,
    })
}

/// The entry of this name, or the only one whose name holds these words.
fn one_of(all: &List, what: &str, name: &str) -> Result<u32, Trouble> {
    let wanted = name.trim().to_lowercase();
    let mut like = all.items.iter().filter(|it| it.name.to_lowercase().contains(&wanted));
    let found = all.find(name).or_else(|| like.next().filter(|_| like.next().is_none()));
    found.map(|it| it.id).ok_or_else(|| {
        let names: Vec<&str> = all.items.iter().map(|it| it.name.as_str()).collect();
        let known = if names.is_empty() {
            "There are none yet".to_owned()
        } else {
            format!("There are: {}", names.join(", "))
        };
        Trouble::Refused(format!("there is no one {what} “{name}”. {known}"))
    })
}

/// Asks the desk for something that is counted from every case, with a bar while it takes long.
fn counting<T>(
    context: &Context,
    store: &mut Store,
    work: impl FnOnce(&mut Source) -> Result<T, NotMade>,
) -> Result<T, Trouble> {
    let mut progress = context.progress("Counting the cases").of_looks().once_it_takes_long();
    let mut step = |done, of| {
        progress.step(done, of);
        true
    };
    let mut source = Source { service: &mut *store.session, office: &store.hello.office, step: &mut step };
    let made = work(&mut source);
    progress.finish();
    Ok(made?)
}

/// What is kept of every year.
fn years(store: &mut Store) -> Result<Vec<YearRecord>, Trouble> {
    ask(&mut store.session, Request::Years, |it| match it {
        Reply::Years(years) => Some(years),
        _ => None,
    })
}
