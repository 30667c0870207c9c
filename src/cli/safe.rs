//! `redress backup` and `redress restore`: a copy of the journal elsewhere, and a store from a copy.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::London;
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::dates::day;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::cli::upkeep::{copies_unknown, papers_json, tell_of_papers};
use crate::desk::copies::damaged_notes;
use crate::desk::upkeep::{
    BackedUp, Backup, CopyError, Until, UpkeepError, back_up, put_back, to_hex, verify_papers,
};
use crate::domain::text::count;

impl From<UpkeepError> for Trouble {
    fn from(it: UpkeepError) -> Self {
        match it {
            UpkeepError::Inside(_)
            | UpkeepError::Erasing
            | UpkeepError::Holds(_)
            | UpkeepError::NotEmpty(_)
            | UpkeepError::Copy(
                CopyError::NotACopy(_)
                | CopyError::Another(..)
                | CopyError::Behind { .. }
                | CopyError::Nothing
                | CopyError::EndsBefore(_)
                | CopyError::BeginsAfter,
            ) => Self::Refused(it.to_string()),
            UpkeepError::Copy(_) | UpkeepError::Dir(_) => Self::Broken(it.to_string()),
        }
    }
}

impl From<CopyError> for Trouble {
    fn from(it: CopyError) -> Self {
        UpkeepError::from(it).into()
    }
}

fn dir() -> Arg {
    Arg::new("dir").value_name("DIR").required(true).value_parser(value_parser!(PathBuf))
}

fn dir_of(matches: &ArgMatches) -> &Path {
    matches.get_one::<PathBuf>("dir").expect("clap demands it")
}

/// What `backup` takes.
pub fn backup_args(command: Command) -> Command {
    command.arg(dir().help("Where the copy is, or is to be: best on another disk"))
}

/// Runs `backup`.
pub fn backup(context: &mut Context, matches: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let to = dir_of(matches);
    let mut progress = context.progress("Backing up");
    let done = back_up(&context.data, to, context.clock.now(), &mut |done, total| progress.step(done, total));
    progress.finish();
    let BackedUp { journal, copied: papers, papers: flaws, is_noted } = done?;
    let Backup { manifest, last, copied, kept, open_to_others } = journal;
    if context.json {
        let names: Vec<&str> = copied.iter().map(|it| it.name.as_str()).collect();
        let value = json!({
            "copied": names, "already_there": kept, "papers": papers, "paper_flaws": papers_json(&flaws)["flaws"], "changes": manifest.changes, "last": manifest.last,
            "head": manifest.head, "made": manifest.made, "open_to_others": open_to_others, "noted": is_noted, "copies_unknown": !damaged_notes(&context.data).is_empty(),
        });
        print_json(context.out, &value)?;
        return tell_of_papers(context, &flaws).map(|()| Ending::Done);
    }
    for it in &copied {
        writeln!(context.out, "Copied {}: {} bytes.", it.name, it.bytes)?;
    }
    if 0 < papers {
        writeln!(context.out, "Copied {}.", count(papers, "paper"))?;
    } else if copied.is_empty() {
        writeln!(context.out, "Nothing was to copy: {} there already.", were(kept))?;
    } else if kept != 0 {
        writeln!(context.out, "{} there already.", were(kept))?;
    }
    writeln!(
        context.out,
        "The copy in {} ends with change {} of {} UTC. It was read back, and {} sound.",
        to.display(),
        last.seq,
        last.minute.format("%Y-%m-%d %H:%M"),
        if flaws.1.is_empty() { "is" } else { "but for its papers it is" },
    )?;
    if !is_noted {
        writeln!(
            context.out,
            "{} could not take a note of where the copy is: keep one yourself, for what is erased later is to be erased there.",
            context.data.display()
        )?;
    }
    if open_to_others {
        writeln!(
            context.out,
            "Others who use this machine may be able to read it: its disk keeps no rights. Keep that disk locked away."
        )?;
    }
    if let Some(damaged) = damaged_notes(&context.data).first() {
        writeln!(context.out, "{}", copies_unknown(damaged))?;
    }
    tell_of_papers(context, &flaws)?;
    Ok(Ending::Done)
}

fn were(files: u64) -> String {
    format!("{} {}", count(files, "file"), if files == 1 { "was" } else { "were" })
}

/// What `restore` takes.
pub fn restore_args(command: Command) -> Command {
    command.arg(dir().help("Where the copy is")).arg(
        Arg::new("until")
            .long("until")
            .value_name("ENTRY|TIME")
            .help("Leave out what came later than this change, time (2026-11-24T14:02:00Z) or day"),
    )
}

/// Runs `restore`.
pub fn restore(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let until = matches
        .get_one::<String>("until")
        .map(|it| until(it))
        .transpose()
        .map_err(|it| Trouble::Broken(format!("--until: {it}")))?;
    let mut progress = context.progress("Restoring");
    let now = context.clock.now();
    let done = put_back(dir_of(matches), &context.data, until, &context.login, now, &mut |done, total| {
        progress.step(done, total);
    });
    progress.finish();
    let restored = done?;
    if context.json {
        let value =
            json!({ "changes": restored.changes, "head": to_hex(&restored.head), "data": context.data });
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    let last = restored
        .last
        .map_or(String::new(), |it| format!(", the last of {} UTC", it.minute.format("%Y-%m-%d %H:%M")));
    let changes = count(restored.changes, "change");
    let data = context.data.display();
    writeln!(
        context.out,
        "Restored {changes}{last}, and checked them. Open the store with: redress --data {data}"
    )?;
    let papers = verify_papers(&context.data, &mut |_, _| ())?;
    tell_of_papers(context, &papers)?;
    if until.is_some() {
        writeln!(
            context.out,
            "What came later is only in the copy. Back this store up into another directory, never over the copy."
        )?;
    }
    Ok(Ending::Done)
}

/// Reads the number of a change, an instant, or a day: up to its midnight in London.
pub fn until(text: &str) -> Result<Until, String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        return text.parse().map(Until::Change).map_err(|_| format!("there is no change {text}"));
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(Until::Instant(instant.with_timezone(&Utc)));
    }
    let wrong = || {
        format!(
            "“{text}” is neither a change, nor a time, nor a day. Write it like 3262, 2026-11-24T14:02:00Z or 2026-11-24"
        )
    };
    let next = day(text).ok().and_then(|it| it.checked_add_days(Days::new(1))).ok_or_else(wrong)?;
    let midnight = next.and_hms_opt(0, 0, 0).and_then(|it| London.from_local_datetime(&it).earliest());
    Ok(Until::Instant(midnight.ok_or_else(wrong)?.with_timezone(&Utc) - TimeDelta::seconds(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_is_an_entry_a_time_or_a_whole_day_in_london() {
        let instant = |it: &str| Ok(Until::Instant(it.parse().unwrap()));
        assert_eq!(until("3262"), Ok(Until::Change(3262)));
        assert_eq!(until("2026-11-24T14:02:00Z"), instant("2026-11-24T14:02:00Z"));
        assert_eq!(until("2026-06-24T14:02:00+01:00"), instant("2026-06-24T13:02:00Z"));
        assert_eq!(until("2026-11-24"), instant("2026-11-24T23:59:59Z"));
        assert_eq!(until("24/06/2026"), instant("2026-06-24T22:59:59Z"));
    }

    #[test]
    fn until_anything_else_says_how_to_write_it() {
        for text in ["", "yesterday", "-3", "2026-11-24 14:02", "3262a"] {
            assert!(until(text).unwrap_err().contains("3262"), "{text}");
        }
        assert!(until("99999999999999999999").unwrap_err().contains("no change"));
    }
}
