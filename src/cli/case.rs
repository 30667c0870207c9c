//! `redress show` and `redress history`: one record, as it stands and as it came about.

use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{ListRequest, Reply, Request};
use crate::api::service::read;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, json as print_json, labelled};
use crate::cli::timeline::{moments, timeline};
use crate::cli::{entry, plans};
use crate::domain::calendar::dates::long;
use crate::domain::case::account;
use crate::domain::case::clock::{Clock, ClockState};
use crate::domain::case::record::Case;
use crate::domain::case::stages;
use crate::domain::diary::clock_standing;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::party::finding::typed;
use crate::domain::reference::{BadReference, CaseRef, RecordRef};
use crate::domain::row::{row, stage};
use crate::domain::text::one_line;
use crate::domain::theirs::{how_many, one_of_theirs};
use crate::domain::whole_case::{facts, parts};

/// What `show` takes.
pub fn show_args(command: Command) -> Command {
    command
        .arg(reference_arg(
            "Reference of a case, here or where it was imported from, of a plan (P26-007) or of an entry of a register \
             (F26-003)",
        ))
        .arg(
            Arg::new("why")
                .long("why")
                .action(ArgAction::SetTrue)
                .help("Say how each date was reached, step by step"),
        )
}

/// What `history` takes.
pub fn history_args(command: Command) -> Command {
    command.arg(reference_arg(
        "Reference of a case, a plan, an entry of a register or a financial year, or “office”",
    ))
}

fn reference_arg(help: &'static str) -> Arg {
    Arg::new("ref").value_name("REF").required(true).help(help)
}

/// Runs `show`.
pub fn show(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    match wanted(matches).parse() {
        Ok(RecordRef::Plan(plan)) => return plans::show(context, &mut store, plan),
        Ok(RecordRef::Entry(entry)) => return entry::show(context, &mut store, entry),
        _ => {}
    }
    let reference = match wanted(matches).parse::<RecordRef>() {
        Ok(_) => find(&mut store, wanted(matches))?,
        Err(bad) => find_by_words(&mut store, wanted(matches), &bad)?,
    };
    let case: Case = read(&mut store.session, reference)?;
    if context.json {
        let value = case_json(&store, &case)?;
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    print_case(context, &mut store, &case, matches.get_flag("why"))?;
    Ok(Ending::Done)
}

/// Prints a case: its facts, dates, parts and what happened.
pub fn show_case(context: &mut Context, store: &mut Store, reference: CaseRef) -> Result<(), Trouble> {
    let case = read(&mut store.session, reference)?;
    print_case(context, store, &case, false)
}

fn print_case(context: &mut Context, store: &mut Store, case: &Case, why: bool) -> Result<(), Trouble> {
    let office = &store.hello.office;
    writeln!(context.out, "Case {}", case.reference)?;
    for (label, words) in facts(office, case) {
        labelled(context.out, label, &words)?;
    }
    rounds(context, store, case)?;
    dates(context, store, case, why)?;
    for (heading, lines) in parts(office, case) {
        writeln!(context.out, "\n{heading}")?;
        for line in lines {
            writeln!(context.out, "{}", one_line(&line))?;
        }
    }
    others(context, store, case)?;
    plans(context, store, case)?;
    let moments = moments(store, case.reference.into())?;
    writeln!(context.out, "\nWhat happened")?;
    timeline(context, store, &moments)
}

/// Runs `history`.
pub fn history(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let wanted = wanted(matches);
    let on = record(&mut store, wanted)?;
    let moments = moments(&mut store, on)?;
    if context.json {
        let mut array = Array::begin(context.out)?;
        for moment in &moments {
            array.push(&json!({
                "seq": moment.seq,
                "at": moment.at,
                "by": moment.by,
                "via": moment.via,
                "by_name": store.hello.office.person_name(&moment.by),
                "role": moment.role,
                "version": moment.version,
                "happenings": moment.happenings,
            }))?;
        }
        array.end()?;
    } else {
        timeline(context, &store, &moments)?;
    }
    Ok(Ending::Done)
}

fn wanted(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("ref").expect("clap demands it").trim()
}

/// The record that somebody means: of any kind by its reference, or a case by what else it is known by.
pub fn record(store: &mut Store, wanted: &str) -> Result<RecordRef, Trouble> {
    match wanted.parse() {
        Ok(on) if !matches!(on, RecordRef::Case(_)) => Ok(on),
        Ok(_) => find(store, wanted).map(RecordRef::Case),
        Err(bad) => find_by_words(store, wanted, &bad).map(RecordRef::Case),
    }
}

/// The case of a reference that is none of ours; where it is of no case either, what references look like.
fn find_by_words(store: &mut Store, wanted: &str, bad: &BadReference) -> Result<CaseRef, Trouble> {
    let is_number = wanted.bytes().all(|it| it.is_ascii_digit());
    find(store, wanted).map_err(|it| match it {
        Trouble::Refused(_) if !is_number => Trouble::Refused(one_line(&bad.to_string())),
        other => other,
    })
}

/// The case of a reference: ours, or the one it had where it was imported from. A number alone means one of this year.
pub fn find(store: &mut Store, wanted: &str) -> Result<CaseRef, Trouble> {
    let this_year = wanted.parse().ok().map(|number: u32| {
        CaseRef { year: u16::try_from(store.today().year()).unwrap_or(0), number }.to_string()
    });
    let meant = this_year.as_deref().unwrap_or(wanted);
    let not_ours = match meant.parse() {
        Ok(reference) => {
            let known: Result<Case, Trouble> = read(&mut store.session, reference).map_err(Trouble::from);
            match known {
                Err(Trouble::Refused(words)) => Trouble::Refused(words),
                known => {
                    let known = known.map(|_| reference)?;
                    // A number alone may be the reference of another case where that was imported from.
                    let other = if this_year.is_some() { imported_as(store, wanted)? } else { None };
                    return match other.filter(|it| *it != known) {
                        None => Ok(known),
                        Some(other) => Err(Trouble::Refused(format!(
                            "{wanted} may be {known}, or {other}, which was {wanted} where it was imported from. Give the whole \
                             reference"
                        ))),
                    };
                }
            }
        }
        Err(words) => Trouble::Refused(one_line(&words.to_string())),
    };
    imported_as(store, wanted)?.ok_or(not_ours)
}

/// The case that had this reference where it was imported from.
fn imported_as(store: &mut Store, wanted: &str) -> Result<Option<CaseRef>, Trouble> {
    let conditions: Vec<Condition> = typed(wanted).into_iter().map(Condition::Word).collect();
    if conditions.is_empty() {
        return Ok(None);
    }
    let request = ListRequest {
        filter: Filter { conditions },
        order: Order::Reference,
        today: store.today(),
        after: None,
        limit: usize::MAX,
    };
    let rows = ask(&mut store.session, Request::List(request), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    })?;
    Ok(rows.iter().find(|it| it.source_ref == wanted).map(|it| it.reference))
}

/// How a date stands: settled, or so much to go, or nobody's to keep.
fn stands(store: &Store, clock: &Clock) -> String {
    let due_soon = store.hello.office.timescales.due_soon;
    clock_standing(&store.calendar, due_soon, store.today(), clock).1
}

fn rounds(context: &mut Context, store: &Store, case: &Case) -> Result<(), Trouble> {
    let all = account::rounds(&store.calendar, case);
    if !all.is_empty() {
        writeln!(context.out, "\nRounds")?;
    }
    for (label, words) in all {
        labelled(context.out, &label, &words)?;
    }
    Ok(())
}

fn dates(context: &mut Context, store: &Store, case: &Case, why: bool) -> Result<(), Trouble> {
    let clocks = case.clocks(&store.calendar, store.today());
    if !clocks.is_empty() {
        writeln!(context.out, "\nDates")?;
    }
    for clock in clocks {
        let words = format!("{} ({})", long(clock.due), stands(store, &clock));
        labelled(context.out, clock.name, &words)?;
        if why {
            for step in &clock.steps {
                writeln!(context.out, "    {}", one_line(step))?;
            }
        }
    }
    Ok(())
}

/// The other cases of the person.
fn others(context: &mut Context, store: &mut Store, case: &Case) -> Result<(), Trouble> {
    let today = store.today();
    let request = Request::CasesOf { person: case.facts.complainant.known_as(), but: Some(case.reference) };
    let others = ask(&mut store.session, request, |it| match it {
        Reply::CasesOf(_, others) => Some(others),
        _ => None,
    })?;
    if !others.is_empty() {
        writeln!(context.out, "\nOther cases of this person: {}", how_many(&others, today))?;
    }
    for (likeness, row) in &others {
        writeln!(context.out, "{}", one_line(&one_of_theirs(*likeness, row, today)))?;
    }
    Ok(())
}

/// The plans that learn from it.
fn plans(context: &mut Context, store: &mut Store, case: &Case) -> Result<(), Trouble> {
    let plans = ask(&mut store.session, Request::PlansOf(case.reference), |it| match it {
        Reply::PlansOf { plans, .. } => Some(plans),
        _ => None,
    })?;
    if !plans.is_empty() {
        writeln!(context.out, "\nPlans that learn from it")?;
    }
    for (reference, title) in &plans {
        writeln!(context.out, "{reference} {}", one_line(title))?;
    }
    Ok(())
}

/// The whole record, with names for numbers, the dates it runs by, and how they stand.
fn case_json(store: &Store, case: &Case) -> Result<Value, Trouble> {
    let office = &store.hello.office;
    let mut value = serde_json::to_value(case)
        .map_err(|it| Trouble::Broken(format!("the case cannot be written as JSON ({it})")))?;
    let row = row(&store.calendar, &office.timescales, case);
    let themes: Vec<String> = case.issues.iter().map(|it| office.theme_name(it.theme)).collect();
    let clocks: Vec<Value> = case
        .clocks(&store.calendar, store.today())
        .iter()
        .map(|clock| {
            let done = clock.done.map(|it| it.1);
            let is_over = done.is_some() || matches!(clock.state, ClockState::NotOwed | ClockState::NotKnown | ClockState::Measures);
            let standing = if is_over { "done".to_owned() } else { stands(store, clock) };
            json!({ "name": clock.name, "due": clock.due, "done": done, "standing": standing, "steps": clock.steps })
        })
        .collect();
    value["ref"] = json!(case.reference);
    value["stage"] = json!(stage(case));
    value["stage_number"] = json!(stages::number(office, case));
    value["service_name"] = json!(office.service_name(case.facts.service));
    value["channel_name"] = json!(office.channel_name(case.facts.channel));
    value["owner_name"] = json!(case.owner.as_deref().map(|it| office.person_name(it)));
    value["themes"] = json!(themes);
    value["clocks"] = json!(clocks);
    value["standing"] =
        json!(row.standing_on(&store.calendar, office.timescales.due_soon, store.today()).word());
    Ok(value)
}
