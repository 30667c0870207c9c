//! `redress retention`: which cases are to be reviewed or anonymised, and by which schedule.

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{Reply, Request};
use crate::api::service::change_office;
use crate::aside::say;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::dates::day_named;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Array, Table};
use crate::cli::sheet::{self, Asked, Sheet};
use crate::domain::calendar::dates::{add_months, long};
use crate::domain::office::command::OfficeCommand;
use crate::domain::retention::{REVIEW_MONTHS, Retention};
use crate::domain::rights::Deed;
use crate::domain::schedule::Schedule;
use crate::domain::text::count;
use crate::domain::vocabulary::{CountsFrom, RetentionState, ScheduleKind};

/// How a schedule is written.
const HELP: &str = "Kinds, the first that fits a case counts: “important case”, “case with the Ombudsman”, “everyday \
conversation”, “complaint not taken further”, “complaint”. A schedule is written KIND=PERIOD, with years and months, and \
“after response” where it counts from the final response, or else receipt, and not from closing:

redress retention --set \"complaint=7y\"
redress retention --set \"case with the Ombudsman=8y6m after response\"
redress retention --set \"everyday conversation=keep\"

Cases that repeat one another, or from which one plan that is not closed learns, share the latest of their dates.";

/// What it takes.
pub fn args(command: Command) -> Command {
    sheet::args(command)
        .arg(
            Arg::new("by")
                .long("by")
                .value_name("DATE")
                .help("Cases whose time comes by this day [4 months ahead]"),
        )
        .arg(
            Arg::new("schedules")
                .long("schedules")
                .action(ArgAction::SetTrue)
                .help("Show how long each kind of case is kept"),
        )
        .arg(
            Arg::new("set")
                .long("set")
                .value_name("KIND=PERIOD")
                .action(ArgAction::Append)
                .help("Keep a kind of case so long from today on"),
        )
        .after_long_help(HELP)
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let by = day_named(matches, "by")?;
    let file = sheet::wanted(context, matches)?;
    let mut store = context.open(Need::Existing)?;
    if let Some(wanted) = matches.get_many::<String>("set") {
        let mut schedules = store.hello.office.retention.clone();
        for it in wanted {
            set(&mut schedules, it).map_err(|it| Trouble::Refused(format!("--set: {it}")))?;
        }
        return change(context, &mut store, &schedules);
    }
    if matches.get_flag("schedules") {
        let schedules = store.hello.office.retention.clone();
        return show_schedules(context, &schedules);
    }
    let by = by.unwrap_or_else(|| add_months(store.today(), REVIEW_MONTHS));
    upcoming(context, &mut store, by, file)
}

fn upcoming(context: &mut Context, store: &mut Store, by: NaiveDate, file: Option<Asked>) -> Outcome {
    let kept = ask(&mut store.session, Request::Retention, |it| match it {
        Reply::Retention(kept) => Some(kept),
        _ => None,
    })?;
    let hidden = kept.told_of_hidden(by);
    let mut all = kept.cases;
    all.retain(|kept| kept.state != RetentionState::Anonymised && kept.until.is_some_and(|it| it <= by));
    all.sort_by_key(|it| (it.until, it.reference));
    if let Some(file) = file {
        let columns = [("until", "Kept until"), ("ref", ""), ("state", ""), ("schedule", ""), ("why", "")];
        let mut sheet = Sheet::begin(store, file, "Retention", columns.into_iter())?;
        all.iter().for_each(|it| sheet.push(&line_json(it)));
        hidden.iter().for_each(|it| say(format_args!("redress: {it}")));
        return sheet.end(context, "");
    }
    if context.json {
        let mut array = Array::begin(context.out)?;
        for it in &all {
            array.push(&line_json(it))?;
        }
        array.end()?;
        hidden.iter().for_each(|it| say(format_args!("redress: {it}")));
        return Ok(if all.is_empty() { Ending::Nothing } else { Ending::Done });
    }
    if all.is_empty() {
        match hidden {
            None => writeln!(context.out, "No case reaches the end of its time by {}.", long(by))?,
            Some(hidden) => writeln!(context.out, "No case that you may see does, but {hidden}")?,
        }
        return Ok(Ending::Nothing);
    }
    let rows = all.iter().map(|it| {
        let until = it.until.map(long).unwrap_or_default();
        let why = if it.why.is_empty() { String::new() } else { format!("; {}", it.why) };
        vec![until, it.reference.to_string(), it.state.word().to_owned(), format!("{}{why}", it.schedule)]
    });
    let table = Table {
        head: vec!["Kept until", "Ref", "State", "Schedule"],
        rows: rows.collect(),
        most: vec![Some(15), Some(9), Some(16), None],
    };
    if context.plain {
        for it in &all {
            let why = if it.why.is_empty() { String::new() } else { format!(" {}.", it.why) };
            writeln!(context.out, "{}: {}. {}.{why}", it.reference, it.in_words(), it.schedule)?;
        }
    } else {
        context.print(&table)?;
    }
    let due = all.iter().filter(|it| it.state == RetentionState::ToBeAnonymised).count() as u64;
    if due > 0 {
        writeln!(
            context.out,
            "{} to be anonymised: “redress erase --due --dry-run” shows what would go. “redress hold REF” keeps a case.",
            count(due, "case")
        )?;
    }
    if let Some(hidden) = hidden {
        writeln!(context.out, "{hidden}")?;
    }
    Ok(Ending::Done)
}

fn line_json(it: &Retention) -> Value {
    json!({
        "ref": it.reference, "state": it.state, "until": it.until, "schedule": it.schedule, "why": it.why,
    })
}

fn show_schedules(context: &mut Context, schedules: &[Schedule]) -> Outcome {
    if context.json {
        let value = serde_json::to_value(schedules).unwrap_or_default();
        crate::cli::paper::json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    for kind in ScheduleKind::ALL {
        match schedules.iter().find(|it| it.kind == *kind) {
            Some(it) => writeln!(context.out, "{}", it.name())?,
            None => writeln!(context.out, "{kind}, kept until there is a schedule")?,
        }
    }
    Ok(Ending::Done)
}

fn change(context: &mut Context, store: &mut Store, schedules: &[Schedule]) -> Outcome {
    store.may(Deed::KeepRecords)?;
    let command = OfficeCommand::SetRetention(schedules.to_vec());
    change_office(&mut store.session, command)?;
    show_schedules(context, schedules)
}

/// Puts one schedule, as it is written, in its place.
fn set(schedules: &mut Vec<Schedule>, text: &str) -> Result<(), String> {
    let (kind, period) =
        text.split_once('=').ok_or_else(|| format!("“{text}” is not written KIND=PERIOD"))?;
    let kind = ScheduleKind::from_word(kind).ok_or_else(|| {
        let kinds: Vec<&str> = ScheduleKind::ALL.iter().map(|it| it.word()).collect();
        format!("there is no kind “{}”; kinds are: {}", kind.trim(), kinds.join(", "))
    })?;
    let place = schedules.iter().position(|it| it.kind == kind);
    if period.trim() == "keep" {
        schedules.retain(|it| it.kind != kind);
        return Ok(());
    }
    let schedule = period_of(kind, period).ok_or_else(|| {
        format!("“{}” is no period. Write it like 7y, 8y6m after response, or keep", period.trim())
    })?;
    match place {
        Some(place) => schedules[place] = schedule,
        None => schedules.push(schedule),
    }
    Ok(())
}

fn period_of(kind: ScheduleKind, text: &str) -> Option<Schedule> {
    let (text, from) = match text.split_once("after") {
        Some((period, from)) => (period, CountsFrom::from_word(from)?),
        None => (text, CountsFrom::Closing),
    };
    let text = text.trim();
    let (years, rest) = text.split_once('y').unwrap_or(("0", text));
    let months = if rest.trim().is_empty() { "0" } else { rest.trim().strip_suffix('m')? };
    Some(Schedule { kind, years: years.trim().parse().ok()?, months: months.trim().parse().ok()?, from })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::FIRST;

    fn after(text: &str) -> Result<Vec<String>, String> {
        let mut schedules = FIRST[3..].to_vec();
        set(&mut schedules, text)?;
        Ok(schedules.into_iter().map(Schedule::name).collect())
    }

    #[test]
    fn a_schedule_reads_as_it_is_written() {
        let three = "complaint not taken further, 3 years after closing";
        let six = "complaint, 6 years after closing";
        for (text, expect) in [
            ("complaint=7y", vec![three, "complaint, 7 years after closing"]),
            ("complaint = 8y 6m after response", vec![three, "complaint, 8 years 6 months after response"]),
            ("Important case=18m", vec![three, six, "important case, 18 months after closing"]),
            ("complaint=keep", vec![three]),
        ] {
            assert_eq!(after(text).unwrap(), expect, "{text}");
        }
    }

    #[test]
    fn anything_else_says_how_to_write_it() {
        for text in [
            "complaint",
            "complaint=",
            "complaint=long",
            "complaint=7",
            "complaint=7y after lunch",
            "cats=7y",
        ] {
            assert!(after(text).is_err() || text == "complaint=", "{text}");
        }
    }
}
