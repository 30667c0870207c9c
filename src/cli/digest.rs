//! `redress digest`: what others did to what is a person's, and what they owe, as text for cron and mail.

use std::io::Write;

use chrono::{Days, NaiveTime};
use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::api::message::{Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::dates::day_named;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::domain::office::record::Office;
use crate::domain::since::{News, Since};
use crate::domain::text::one_line;

/// What it takes.
pub fn args(command: Command) -> Command {
    command
        .arg(Arg::new("for").long("for").value_name("PERSON").help("Whose: a sign-in name or a name [yours]"))
        .arg(
            Arg::new("since")
                .long("since")
                .value_name("DATE")
                .help("From the beginning of this day [yesterday]"),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let since = day_named(matches, "since")?;
    let mut store = context.open(Need::ToLookAfter)?;
    let today = store.today();
    let office = &store.hello.office;
    let login = match matches.get_one::<String>("for") {
        None => store.hello.login.clone(),
        Some(name) => {
            let person = office.find_person(name).ok_or_else(|| {
                Trouble::Refused(format!("nobody here is called “{name}”, or more than one person is"))
            })?;
            person.login.clone()
        }
    };
    let from = since.or_else(|| today.checked_sub_days(Days::new(1))).unwrap_or(today);
    let midnight = from.and_time(NaiveTime::MIN).and_local_timezone(office.zone());
    let after = midnight.earliest().map_or_else(|| context.clock.now(), |it| it.to_utc());
    let since = ask(&mut store.session, Request::Since { login, after, today }, |it| match it {
        Reply::Since(since) => Some(since),
        _ => None,
    })?;
    if context.json {
        let lines = |news: &[News]| -> Vec<serde_json::Value> {
            let line = |it: &News| json!({ "ref": it.on.to_string(), "about": it.about, "by": it.by, "at": it.at, "what": it.what });
            news.iter().map(line).collect()
        };
        let all = json!({
            "for": since.login, "since": since.after, "new": lines(&since.new), "changed": lines(&since.changed), "addressed": lines(&since.addressed), "looked_at": lines(&since.looked),
            "has_earlier": since.has_earlier, "late": since.late, "due_today": since.due_today, "reviews_owed": since.reviews,
        });
        print_json(context.out, &all)?;
    } else {
        print(context.out, &store.hello.office, &since)?;
    }
    Ok(Ending::Done)
}

/// Prints it as labelled lines.
pub fn print(out: &mut dyn Write, office: &Office, since: &Since) -> std::io::Result<()> {
    let at = since.after.with_timezone(&office.zone()).format("%a %-d %b %Y %H:%M");
    writeln!(out, "{}, since {at}", one_line(office.person_name(&since.login)))?;
    writeln!(
        out,
        "{} late. {} due today. {} reviews, audits and readings owed.",
        since.late, since.due_today, since.reviews
    )?;
    if let Some(caveat) = since.caveat() {
        writeln!(out, "{caveat}")?;
    }
    for (title, news) in [
        ("New to you", &since.new),
        ("Changed by others", &since.changed),
        ("Notes to you", &since.addressed),
        ("Restricted, and looked at", &since.looked),
    ] {
        if news.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}: {}", news.len())?;
        for it in news {
            let by = one_line(office.person_name(&it.by));
            writeln!(out, "- {}: {}. By {by}: {}.", it.on, one_line(&it.about), one_line(&it.what))?;
        }
    }
    Ok(())
}
