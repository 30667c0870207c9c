//! `redress doctor`: what the program sees of the terminal and the store, and what is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::{Datelike, NaiveDate};
use clap::ArgMatches;

use crate::cli::app::own_keys;
use crate::cli::context::{Context, Need};
use crate::cli::ending::{Ending, Outcome};
use crate::cli::hosts::OWNER;
use crate::cli::paper::labelled;
use crate::cli::settings::own_file;
use crate::cli::upkeep::copies_unknown;
use crate::desk::copies::damaged_notes;
use crate::desk::hosts::look;
use crate::desk::membership::membership;
use crate::desk::put_aside::put_aside;
use crate::desk::store_dir::holds_a_store;
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::text::{count, one_line, sentence_case};
use crate::drafts::DraftStore;
use crate::environment::{Charset, Colours, Glyphs, Ground};
use crate::plain_file::quoted;

/// Runs it.
pub fn run(context: &mut Context, _: &ArgMatches) -> Outcome {
    let mut wrong: Vec<String> = Vec::new();
    program(context, &mut wrong)?;
    store(context, &mut wrong)?;
    if wrong.is_empty() {
        writeln!(context.out, "\nNothing is wrong.")?;
        return Ok(Ending::Done);
    }
    writeln!(context.out, "\nTo put right:")?;
    for it in &wrong {
        writeln!(context.out, "- {}", one_line(it))?;
    }
    Ok(Ending::Nothing)
}

fn program(context: &mut Context, wrong: &mut Vec<String>) -> std::io::Result<()> {
    let environment = context.environment.clone();
    let out = &mut *context.out;
    labelled(out, "redress", env!("CARGO_PKG_VERSION"))?;
    labelled(out, "Signed in as", &context.login)?;
    let settings = own_file().map_or_else(String::new, |file| {
        let there = if file.exists() { "" } else { " (not there: every setting is the usual one)" };
        format!("{}{there}", file.display())
    });
    labelled(out, "Settings", &settings)?;
    if let Some(file) = own_keys::own_keys_file().filter(|it| it.exists()) {
        labelled(out, "Own keys", &file.display().to_string())?;
        wrong.extend(own_keys::keys().err().unwrap_or_default());
    }
    labelled(out, "Terminal", environment.term.as_deref().unwrap_or("TERM is not set"))?;
    if !environment.can_draw() {
        wrong.push(
            "This terminal shows no screens, so redress asks plain questions. Set TERM if it can do more."
                .to_owned(),
        );
    }
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout());
    let size = size.map_or_else(|_| "not a terminal".to_owned(), |it| format!("{}x{}", it.ws_col, it.ws_row));
    labelled(out, "Size", &size)?;
    let letters = match environment.charset() {
        Charset::Utf8 => "UTF-8: every letter",
        Charset::Ascii => "ASCII: other letters are shown by the nearest ones, and stored as they are",
    };
    labelled(out, "Letters", letters)?;
    if environment.charset() == Charset::Ascii {
        wrong.push(
            "The locale is not UTF-8. Set LANG, for example LANG=en_GB.UTF-8, and your terminal to UTF-8."
                .to_owned(),
        );
    }
    let colours = match environment.colours(context.settings.colour) {
        Colours::Sixteen => "on: 16 colours, three badges",
        Colours::Many(None) => "on: 256 colours; say colour = dark or light for quieter labels",
        Colours::Many(Some(Ground::Dark)) => "on: 256 colours on a dark ground",
        Colours::Many(Some(Ground::Light)) => "on: 256 colours on a light ground",
        Colours::None => "off: badges are bold and reversed",
    };
    labelled(out, "Colours", colours)?;
    let glyphs = match environment.glyphs(context.settings.glyphs) {
        Glyphs::Ascii => "ASCII",
        Glyphs::Unicode => "block bars and small charts",
    };
    labelled(out, "Charts", glyphs)?;
    let link = if environment.ssh_connection.is_some() {
        "over SSH: arrow keys get 150 ms"
    } else {
        "on this machine"
    };
    labelled(out, "Keyboard", link)
}

fn store(context: &mut Context, wrong: &mut Vec<String>) -> Result<(), crate::cli::ending::Trouble> {
    if let Some(socket) = &context.socket {
        labelled(context.out, "Shared office", &socket.display().to_string())?;
        return office(context, wrong);
    }
    labelled(context.out, "Data directory", &context.data.display().to_string())?;
    if !holds_a_store(&context.data) {
        labelled(context.out, "Store", "none yet: “redress setup” or the first start makes one")?;
        return Ok(());
    }
    let mode = fs::metadata(&context.data).map_or(0, |it| it.permissions().mode() & 0o777);
    if mode & 0o077 != 0 {
        wrong.push(format!(
            "Others may read {}. Mend it with: chmod -R go= {}",
            context.data.display(),
            context.data.display()
        ));
    }
    if context.socket.is_none() {
        wrong.extend(damaged_notes(&context.data).first().map(|it| copies_unknown(it)));
        wrong.extend(put_aside(&context.data).iter().map(|it| {
            let it = quoted(it);
            format!(
                "{it} was put aside, and may hold what is erased. Remove it, unless you need it: rm -r {it}"
            )
        }));
    }
    hosts(context, wrong)?;
    office(context, wrong)
}

/// By how many milliseconds the clock of a host may be wrong before that is said.
const SKEW: i64 = 2000;

/// After how many seconds a host is missed.
const SILENT: u64 = 300;

/// About how long, from seconds.
fn a_while(seconds: u64) -> String {
    match seconds {
        0..120 => count(seconds, "second"),
        120..7200 => count(seconds / 60, "minute"),
        7200..172_800 => count(seconds / 3600, "hour"),
        _ => count(seconds / 86_400, "day"),
    }
}

/// Of an office that several hosts share: the database, the clocks, and who has still to erase something.
fn hosts(context: &mut Context, wrong: &mut Vec<String>) -> Result<(), crate::cli::ending::Trouble> {
    let Some(it) = look(&context.data, context.clock)? else { return Ok(()) };
    let out = &mut *context.out;
    labelled(out, "Host", &format!("{}, one of several that share the journal", one_line(&it.host)))?;
    let there = match it.there {
        Ok(there) => there,
        Err(why) => {
            wrong.push(sentence_case(&format!("{why}.")));
            return Ok(());
        }
    };
    let clock = match there.ahead {
        ahead if ahead.abs() <= SKEW => "the database’s agrees".to_owned(),
        ahead => {
            let word = if 0 < ahead { "behind" } else { "ahead of" };
            let by = count(ahead.unsigned_abs() / 1000, "second");
            wrong.push(format!(
                "This host’s clock is {by} {word} the database’s. Put right whichever is wrong (timedatectl): dates of changes come from \
                 the host’s."
            ));
            format!("{by} {word} the database’s")
        }
    };
    labelled(out, "Clock", &clock)?;
    let last = there.hosts.iter().map(|it| it.swept).max().unwrap_or_default();
    for host in &there.hosts {
        let seen = format!("{}, heard of {} ago", one_line(&host.name), a_while(host.seen));
        labelled(out, "In the office", &seen)?;
        if SILENT < host.seen {
            wrong.push(format!(
                "Nothing was heard of {0} for {1}. Start redress there; if that host is gone for good, the owner of the database says so: \
                 update {2}.host set has_left = true where name = '{0}'",
                one_line(&host.name),
                a_while(host.seen),
                it.schema
            ));
        }
        if host.swept < last {
            wrong.push(format!(
                "{} has not said yet that it holds nothing more of what was erased. Start redress again there.",
                one_line(&host.name)
            ));
        }
    }
    if there.is_owner {
        wrong.push(OWNER.replace("SCHEMA", &it.schema));
    }
    Ok(())
}

/// Of people who sign in on one of several hosts: their accounts are the same on all.
fn accounts(office: &Office, today: NaiveDate, wrong: &mut Vec<String>) {
    let is_missing = |it: &&Person| it.is_here(today) && uzers::get_user_by_name(&it.login).is_none();
    let missing: Vec<&str> = office.people.iter().filter(is_missing).map(|it| it.login.as_str()).collect();
    if !missing.is_empty() {
        wrong.push(format!(
            "These people have no account on this host, and cannot work on it: {}. Give them the same account name on every host.",
            one_line(&missing.join(", "))
        ));
    }
}

fn office(context: &mut Context, wrong: &mut Vec<String>) -> Result<(), crate::cli::ending::Trouble> {
    let store = match context.open(Need::ToLookAfter) {
        Ok(store) => store,
        Err(trouble) => {
            wrong.push(trouble.to_string());
            return Ok(());
        }
    };
    wrong.extend(store.hello.notices.iter().cloned());
    let office = &store.hello.office;
    let out = &mut *context.out;
    labelled(out, "Organisation", &office.organisation)?;
    labelled(out, "Time zone", &office.time_zone)?;
    let years = store.calendar.coverage();
    labelled(out, "Bank holidays", &format!("{}, {} to {}", office.nation, years.start(), years.end()))?;
    let this_year = store.today().year();
    if !years.contains(&(this_year + 1)) {
        wrong.push(format!(
            "Bank holidays after {} are not known. Import the list of GOV.UK: redress import bank-holidays FILE",
            years.end()
        ));
    }
    if office.time_zone.parse::<chrono_tz::Tz>().is_err() {
        wrong.push(format!("The time zone “{}” is not known; London's is used.", office.time_zone));
    }
    if membership(&context.data).is_ok_and(|it| it.is_some()) {
        accounts(office, store.today(), wrong);
    }
    if office.is_governed() && office.person(&store.hello.login).is_none() {
        labelled(out, "You", "keep the store, and are nobody in this office")?;
    } else if office.person(&store.hello.login).is_none() {
        wrong.push(format!(
            "Nobody has added you ({0}). Add yourself with: redress setup --user \"YOUR NAME\" --login {0}",
            context.login
        ));
    }
    // What lies beside a store that somebody else serves is theirs.
    if store.desk.is_none() && context.socket.is_none() {
        return Ok(());
    }
    match DraftStore::open(&context.data.join("drafts"), &context.login).and_then(|it| it.list()) {
        Ok(left) => {
            labelled(out, "Drafts", &format!("{} not finished", left.found.len()))?;
            wrong.extend(left.unreadable.iter().map(ToString::to_string));
        }
        Err(trouble) => wrong.push(trouble.to_string()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_a_host_was_heard_of_is_told_in_the_largest_whole_measure() {
        for (seconds, expect) in [
            (1, "1 second"),
            (119, "119 seconds"),
            (180, "3 minutes"),
            (7200, "2 hours"),
            (400_000, "4 days"),
        ] {
            assert_eq!(a_while(seconds), expect);
        }
    }
}
