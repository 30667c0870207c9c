//! `redress check`: what stops figures from being right; and a random sample of closed cases for a second person to look at.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::api::message::{ListRequest, Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table};
use crate::cli::sheet::{self, Asked, Sheet};
use crate::domain::calendar::period::Quarter;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::record::Office;
use crate::domain::quality::finding::Finding;
use crate::domain::quality::flaw::Flaw;
use crate::domain::quality::tally::{Group, Tally, Wanted};
use crate::domain::reference::CaseRef;
use crate::domain::row::Row;
use crate::domain::sample::draw;
use crate::domain::text::count;

/// Seeds are made no longer than this, so that one can be written down.
const LARGEST_SEED: u64 = 1_000_000;
/// How much of each kind is told one by one, unless more is asked for.
const FIRST: usize = 5;

/// What it takes.
pub fn args(command: Command) -> Command {
    sheet::args(command)
        .arg(
            Arg::new("owner")
                .long("owner")
                .value_name("NAME")
                .help("Only what this person is responsible for, all of it; or nobody"),
        )
        .arg(
            Arg::new("flaw")
                .long("flaw")
                .value_name("FLAW")
                .value_parser(PossibleValuesParser::new(Flaw::ALL.iter().map(|it| it.name())))
                .hide_possible_values(true)
                .help("Only this flaw, all of it: a name that the summary gives"),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("All that is wrong, and not the first few of each kind"),
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
    let file = sheet::wanted(context, matches)?;
    if file.is_some() && matches.contains_id("sample") {
        return Err(Trouble::Broken(
            "a sample is no file for a spreadsheet. Leave --format and -o out".to_owned(),
        ));
    }
    let mut store = context.open(Need::ToLookAfter)?;
    match matches.get_one::<u16>("sample") {
        Some(number) => sample(context, &mut store, matches, usize::from(*number)),
        None => flaws(context, &mut store, matches, file),
    }
}

/// Says what is wrong: how much of each kind and whose, then the first of each kind.
fn flaws(context: &mut Context, store: &mut Store, matches: &ArgMatches, file: Option<Asked>) -> Outcome {
    let office = &store.hello.office;
    let owner = match matches.get_one::<String>("owner").map(String::as_str) {
        None => None,
        Some("nobody") => Some(String::new()),
        Some("me") => Some(store.hello.login.clone()),
        Some(words) => Some(office.find_person(words).map(|it| it.login.clone()).ok_or_else(|| {
            Trouble::Refused(format!("there is no one person “{words}”. Give a sign-in name or a whole name"))
        })?),
    };
    let flaw = matches.get_one::<String>("flaw");
    let flaw = flaw.and_then(|name| Flaw::ALL.iter().find(|it| it.name() == name)).copied();
    let is_all =
        context.json || file.is_some() || matches.get_flag("all") || owner.is_some() || flaw.is_some();
    let most = if is_all { usize::MAX } else { FIRST };
    let wanted = Wanted { owner, flaw, most, ..Wanted::default() };
    let tally = ask(&mut store.session, Request::Flaws(Box::new(wanted)), |it| match it {
        Reply::Flaws(tally) => Some(tally),
        _ => None,
    })?;
    if let Some(file) = file {
        let columns = ["words", "on", "part", "owner_name", "detail", "step", "flaw"].into_iter();
        let named = columns.zip(["What is wrong", "Where", "", "Owner", "What", "Mended by", ""]);
        let mut sheet = Sheet::begin(store, file, "Check", named)?;
        for group in &tally.groups {
            // What is said of the group, without all that was found: that would be copied for each of it.
            let mut row = said_of(group);
            for it in &group.first {
                row["on"] = json!(it.on.to_string());
                row["part"] = json!(it.part);
                row["owner_name"] = json!(name(&store.hello.office, it.owner.as_deref()));
                row["detail"] = json!(it.detail);
                sheet.push(&row);
            }
        }
        sheet.end(context, "")?;
        return Ok(if tally.groups.is_empty() { Ending::Done } else { Ending::Nothing });
    }
    let office = &store.hello.office;
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &tally.groups {
            array.push(&group_json(it))?;
        }
        array.end()?;
    } else if tally.groups.is_empty() {
        writeln!(context.out, "Nothing is missing and no date is impossible.")?;
    } else {
        summary(context, office, &tally)?;
        tally.groups.iter().try_for_each(|it| one_by_one(context, office, it))?;
    }
    Ok(if tally.groups.is_empty() { Ending::Done } else { Ending::Nothing })
}

/// What is said of a group as a whole.
fn said_of(group: &Group) -> Value {
    json!({
        "flaw": group.flaw.name(), "words": group.flaw.title(), "number": group.number(),
        "step": group.mend.step().map(|it| it.row().verb()), "instead": group.instead(),
    })
}

fn group_json(group: &Group) -> Value {
    let owners = group.owners.iter().map(|(owner, number)| json!({"owner": owner, "number": number}));
    let found = group
        .first
        .iter()
        .map(|it| json!({"on": it.on.to_string(), "part": it.part, "owner": it.owner, "detail": it.detail}));
    let mut json = said_of(group);
    json["owners"] = owners.collect();
    json["found"] = found.collect();
    json
}

/// How much is wrong, by what it is, then by whose it is.
fn summary(context: &mut Context, office: &Office, tally: &Tally) -> Result<(), Trouble> {
    let number = |it: u64| if it == 0 { String::new() } else { it.to_string() };
    let rows = tally.flaws().into_iter().map(|(flaw, open, lost)| {
        vec![flaw.title().to_owned(), number(open), number(lost), flaw.name().to_owned()]
    });
    let table = Table {
        head: vec!["What is wrong", "To put right", "Stays", "Flaw"],
        rows: rows.collect(),
        most: vec![Some(50), Some(12), Some(8), None],
    };
    context.print(&table)?;
    writeln!(context.out)?;
    let rows = tally
        .owners()
        .into_iter()
        .map(|(owner, (open, lost))| vec![name(office, owner), number(open), number(lost)]);
    let table = Table {
        head: vec!["Owner", "To put right", "Stays"],
        rows: rows.collect(),
        most: vec![Some(50), Some(12), None],
    };
    context.print(&table)?;
    let (all, lost) = tally.numbers();
    let stays = if lost == 0 { String::new() } else { format!(", of which {lost} cannot be mended now") };
    writeln!(context.out, "\n{} on {}{stays}.", count(all, "flaw"), count(tally.records, "record"))?;
    Ok(())
}

fn name(office: &Office, owner: Option<&str>) -> String {
    owner.map_or("nobody", |it| office.person_name(it)).to_owned()
}

/// What mends a group, then where it is found, as far as it was asked for.
fn one_by_one(context: &mut Context, office: &Office, group: &Group) -> Result<(), Trouble> {
    let (flaw, number) = (group.flaw, group.number());
    let how = group.mend.step().map(|it| format!(" redress {} REF", it.row().verb())).unwrap_or_default();
    writeln!(context.out, "\n{} ({number}). {}{how}", flaw.title(), group.instead())?;
    let row = |it: &Finding| vec![it.on.to_string(), name(office, it.owner.as_deref()), it.detail.clone()];
    let rows = group.first.iter().map(row).collect();
    let table = Table { head: vec!["Where", "Owner", "What"], rows, most: vec![Some(10), Some(24), None] };
    context.print(&table)?;
    let left = number.saturating_sub(u64::try_from(group.first.len()).unwrap_or(u64::MAX));
    if left > 0 {
        writeln!(context.out, "and {left} more: redress check --flaw {}", flaw.name())?;
    }
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
        context.print(&table)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quality::flaw::Mend;
    use crate::domain::reference::RecordRef;

    #[test]
    fn what_is_said_of_a_group_beside_each_of_it_does_not_hold_all_of_it() {
        let on = RecordRef::Case(CaseRef { year: 2026, number: 1 });
        let (flaw, mend) = (Flaw::NoRoute, Mend::Route);
        let found = Finding { flaw, on, part: 0, owner: None, detail: String::new(), mend };
        let owners = std::iter::once((None, 900)).collect();
        let group = Group { flaw, mend, owners, first: vec![found; 900] };
        assert!(said_of(&group).to_string().len() < 1000, "{}", said_of(&group));
        assert_eq!(group_json(&group)["found"].as_array().map(Vec::len), Some(900));
    }
}
