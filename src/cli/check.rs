//! `redress check`: what stops figures from being right; and a random sample of closed cases for a second person to look at.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::api::message::{ListRequest, Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table, count};
use crate::domain::calendar::period::Quarter;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::quality::{Finding, Flaw};
use crate::domain::reference::CaseRef;
use crate::domain::row::Row;
use crate::domain::sample::draw;

/// Seeds are made no longer than this, so that one can be written down.
const LARGEST_SEED: u64 = 1_000_000;

/// What it takes.
pub fn args(command: Command) -> Command {
    command
        .arg(
            Arg::new("owner")
                .long("owner")
                .value_name("NAME")
                .help("Only what this person is responsible for"),
        )
        .arg(
            Arg::new("sample")
                .long("sample")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..))
                .help("Draw so many closed cases at random instead, for somebody else to look at"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64))
                .requires("sample")
                .help("Draw the sample of this number again [a new one, which is printed]"),
        )
        .arg(
            Arg::new("quarter").long("quarter").value_name("QUARTER").requires("sample").help(
                "Draw from the cases closed in this quarter, such as 2025-26Q4 [the last that is over]",
            ),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    match matches.get_one::<u16>("sample") {
        Some(number) => sample(context, &mut store, matches, usize::from(*number)),
        None => flaws(context, &mut store, matches.get_one::<String>("owner")),
    }
}

/// Lists what is wrong, flaw by flaw.
fn flaws(context: &mut Context, store: &mut Store, owner: Option<&String>) -> Outcome {
    let mut found = ask(&mut store.session, Request::Flaws, |it| match it {
        Reply::Flaws(found) => Some(found),
        _ => None,
    })?;
    let office = &store.hello.office;
    if let Some(words) = owner {
        let me = (words == "me").then_some(store.hello.login.as_str());
        let login = me.or_else(|| office.find_person(words).map(|it| it.login.as_str()));
        let login = login.ok_or_else(|| {
            Trouble::Refused(format!("there is no one person “{words}”. Give a sign-in name or a whole name"))
        })?;
        found.retain(|it| it.owner.as_deref() == Some(login));
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &found {
            array.push(&json!({
                "flaw": it.flaw.name(), "words": it.flaw.title(), "on": it.on.to_string(), "part": it.part,
                "owner": it.owner, "detail": it.detail, "instead": it.flaw.instead(),
            }))?;
        }
        array.end()?;
    } else if found.is_empty() {
        writeln!(context.out, "Nothing is missing and no date is impossible.")?;
    } else {
        let name =
            |it: &Finding| it.owner.as_deref().map_or("nobody", |it| office.person_name(it)).to_owned();
        for group in found.chunk_by(|a, b| a.flaw == b.flaw) {
            let flaw: Flaw = group[0].flaw;
            writeln!(context.out, "{} ({}). {}", flaw.title(), group.len(), flaw.instead())?;
            let rows = group.iter().map(|it| vec![it.on.to_string(), name(it), it.detail.clone()]).collect();
            let table =
                Table { head: vec!["Where", "Owner", "What"], rows, most: vec![Some(10), Some(24), None] };
            table.print(context.out, context.columns)?;
            writeln!(context.out)?;
        }
        by_owner(context, &found, name)?;
    }
    Ok(if found.is_empty() { Ending::Done } else { Ending::Nothing })
}

/// How many each person has to put right.
fn by_owner(
    context: &mut Context,
    found: &[Finding],
    name: impl Fn(&Finding) -> String,
) -> Result<(), Trouble> {
    let mut owners: BTreeMap<String, u64> = BTreeMap::new();
    found.iter().for_each(|it| *owners.entry(name(it)).or_default() += 1);
    let rows = owners.into_iter().map(|(name, number)| vec![name, number.to_string()]).collect();
    let table = Table { head: vec!["Owner", "To put right"], rows, most: vec![Some(30), None] };
    table.print(context.out, context.columns)?;
    let cases: std::collections::BTreeSet<String> = found.iter().map(|it| it.on.to_string()).collect();
    let number = u64::try_from(found.len()).unwrap_or(u64::MAX);
    writeln!(context.out, "{} on {} records.", count(number, "thing"), cases.len())?;
    Ok(())
}

/// Draws closed cases at random, and says how to draw them again.
fn sample(context: &mut Context, store: &mut Store, matches: &ArgMatches, number: usize) -> Outcome {
    let today = store.today();
    let quarter = match matches.get_one::<String>("quarter") {
        Some(text) => text.parse().map_err(|it| Trouble::Broken(format!("--quarter: {it}")))?,
        None => Quarter::of(today).previous(),
    };
    let given = matches.get_one::<u64>("seed").copied();
    let seed = given.unwrap_or_else(|| context.clock.now().timestamp_micros().unsigned_abs() % LARGEST_SEED);
    let closed = closed_in(store, quarter)?;
    let cases: Vec<CaseRef> = closed.iter().map(|it| it.reference).collect();
    let drawn = draw(&cases, seed, number);
    let rows: Vec<&Row> =
        drawn.iter().filter_map(|drawn| closed.iter().find(|it| it.reference == *drawn)).collect();
    let office = &store.hello.office;
    let owner = |it: &Row| it.owner.as_deref().map_or("nobody", |it| office.person_name(it)).to_owned();
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &rows {
            array.push(&json!({
                "ref": it.reference, "owner": it.owner, "outcome": it.rounds.now.outcome, "seed": seed,
                "quarter": quarter, "closed_cases": cases.len(),
            }))?;
        }
        array.end()?;
    } else {
        let outcome = |it: &Row| it.rounds.now.outcome.map(|it| it.to_string()).unwrap_or_default();
        let cells =
            rows.iter().map(|it| vec![it.reference.to_string(), owner(it), outcome(it), it.subject.clone()]);
        let table = Table {
            head: vec!["Case", "Owner", "Outcome", "Subject"],
            rows: cells.collect(),
            most: vec![Some(10), Some(20), Some(20), None],
        };
        table.print(context.out, context.columns)?;
        writeln!(
            context.out,
            "{} of {} closed in {quarter}. To draw them again: redress check --sample {number} --seed {seed} --quarter {}",
            drawn.len(),
            cases.len(),
            quarter.to_string().replace(' ', "")
        )?;
        writeln!(context.out, "Record what you find with: redress sample-check REF --seed {seed}")?;
    }
    Ok(if drawn.is_empty() { Ending::Nothing } else { Ending::Done })
}

/// The complaints closed in a quarter that this person may see, as they stand now.
fn closed_in(store: &mut Store, quarter: Quarter) -> Result<Vec<Row>, Trouble> {
    let request = ListRequest {
        filter: Filter::default(),
        order: Order::Reference,
        today: store.today(),
        after: None,
        limit: usize::MAX,
    };
    let today = request.today;
    let mut rows = ask(&mut store.session, Request::List(request), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    })?;
    rows.retain(|it| {
        it.received_by(today)
            && it.closed_on(today).is_some_and(|on| quarter.first() <= on && on <= quarter.last())
    });
    Ok(rows)
}
