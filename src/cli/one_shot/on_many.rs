//! A step on several cases at once: those that are named, or all that a filter finds. What would come of it can be asked first.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{Ask, Fault, ListRequest, Reply, Request};
use crate::cli::case::find;
use crate::cli::context::{Context, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::one_shot::problems;
use crate::cli::paper::json as print_json;
use crate::cli::steps;
use crate::domain::filter::Filter;
use crate::domain::grammar::whole;
use crate::domain::listing::Order;
use crate::domain::office::record::House;
use crate::domain::records::step::AnyStep;
use crate::domain::reference::CaseRef;
use crate::domain::text::one_line;
use crate::forms::about::About;
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;

/// Whether a step can be taken on several cases.
pub(in crate::cli::one_shot) const fn can_be(step: AnyStep) -> bool {
    matches!(step, AnyStep::Case(it) if it.row().on_many)
}

/// The options of such a step: several references in the place of one, a filter, and a trial.
pub(in crate::cli::one_shot) fn args(command: Command, reference: Arg) -> Command {
    let filter = Arg::new("where").long("where").value_name("FILTER").conflicts_with("ref");
    let trial = Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue);
    command
        .arg(reference.required(false).required_unless_present("where").num_args(1..))
        .arg(filter.help("Take it on every case that the filter finds, as “list” does: is:late service:NAME"))
        .arg(trial.help("Say of each case what would come of it, and change nothing"))
}

/// What is wanted on which cases.
pub(in crate::cli::one_shot) struct Wanted {
    on: Vec<CaseRef>,
    is_trial: bool,
}

/// The cases that are wanted; none where it is one, and no trial.
pub(in crate::cli::one_shot) fn wanted(
    store: &mut Store,
    matches: &ArgMatches,
) -> Result<Option<Wanted>, Trouble> {
    let is_trial = matches.get_flag("dry-run");
    if let Some(filter) = matches.get_one::<String>("where") {
        return Ok(Some(Wanted { on: found(store, filter)?, is_trial }));
    }
    let named: Vec<&String> = matches.get_many("ref").unwrap_or_default().collect();
    if named.len() < 2 && !is_trial {
        return Ok(None);
    }
    let mut on: Vec<CaseRef> = Vec::new();
    for word in named {
        let it = find(store, word.trim())?;
        // What is named twice is meant once.
        if !on.contains(&it) {
            on.push(it);
        }
    }
    Ok(Some(Wanted { on, is_trial }))
}

/// Every case that a filter finds.
fn found(store: &mut Store, filter: &str) -> Result<Vec<CaseRef>, Trouble> {
    let filter = whole(filter).and_then(|()| Filter::parse(filter));
    let filter = filter.map_err(|it| Trouble::Refused(it.to_string()))?;
    if filter.conditions.is_empty() {
        return Err(Trouble::Refused(
            "say which cases: a filter with nothing in it would mean all".to_owned(),
        ));
    }
    let (order, today) = (Order::Reference, store.today());
    let request = ListRequest { filter, order, today, after: None, limit: usize::MAX };
    let rows = ask(&mut store.session, Request::List(request), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    })?;
    Ok(rows.into_iter().map(|it| it.reference).collect())
}

/// Takes the step on all of them, or only says what would come of it.
pub(in crate::cli::one_shot) fn run(
    context: &mut Context,
    store: &mut Store,
    table: &Arc<FormTable>,
    wanted: &Wanted,
    given: &[(String, String)],
) -> Outcome {
    if wanted.on.is_empty() {
        writeln!(context.out, "There are no such cases.")?;
        return Ok(Ending::Nothing);
    }
    let about = About::Records(wanted.on.iter().map(|it| (*it).into()).collect());
    let (house, login) = (House::new(store.hello.office.clone()), store.hello.login.clone());
    let setting = Setting { about: &about, ..Setting::new(&house, store.today(), &login) };
    let mut form = Form::given(table, &setting, given);
    let Some(asked) = form.check(&setting) else {
        return Err(Trouble::Refused(problems(&form, &setting)));
    };
    let asks = wanted.on.iter().map(|it| Ask::on(*it, asked.clone())).collect();
    let refused: Vec<Option<Fault>> = if wanted.is_trial {
        ask(&mut store.session, Request::Try(asks), |it| match it {
            Reply::Tried(results) => Some(results),
            _ => None,
        })?
    } else {
        ask(&mut store.session, Request::Do(asks), |it| match it {
            Reply::Done(results) => Some(results.into_iter().map(Result::err).collect()),
            _ => None,
        })?
    };
    tell(context, wanted, &refused)?;
    Ok(if refused.iter().all(Option::is_none) { Ending::Done } else { Ending::Nothing })
}

/// Says of each case what came of it, or would.
fn tell(context: &mut Context, wanted: &Wanted, refused: &[Option<Fault>]) -> Result<(), Trouble> {
    let each = || wanted.on.iter().zip(refused);
    if context.json {
        let one = |(on, why): (&CaseRef, &Option<Fault>)| {
            let mut told = why.as_ref().map_or_else(|| json!({ "ok": true }), steps::fault);
            told["ref"] = json!(on);
            told
        };
        return Ok(print_json(context.out, &Value::Array(each().map(one).collect()))?);
    }
    let (done, not_done) =
        if wanted.is_trial { ("changes", "stays as it is") } else { ("saved", "not changed") };
    for (on, why) in each() {
        match why {
            None => writeln!(context.out, "{on}  {done}")?,
            Some(why) => writeln!(context.out, "{on}  {not_done}: {}", one_line(&why.to_string()))?,
        }
    }
    let (count, all) = (refused.iter().filter(|it| it.is_none()).count(), refused.len());
    if wanted.is_trial {
        writeln!(context.out, "{count} of {all} would change. Nothing is changed yet.")?;
    } else {
        writeln!(context.out, "Saved on {count} of {all}.")?;
    }
    Ok(())
}
