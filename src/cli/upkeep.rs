//! `redress verify`, `redress seal`, `redress accept-loss` and `redress rebuild`: is the journal sound, is it what it was, and
//! is the working copy what it says?

use std::collections::BTreeMap;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::api::message::{Compared, Reply, Request};
use crate::cli::context::{Context, Need, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::desk::hosts::{Differs, HeldAgainst, hold_against_database};
use crate::desk::loss::{Loss, LossError};
use crate::desk::opening::Progress;
use crate::desk::store_dir::erasing_in;
use crate::desk::upkeep::{
    Checked, CopyError, Flaws, Seal, Verified, to_hex, verify_asking, verify_copy, verify_papers,
    verify_papers_of_copy,
};
use crate::domain::text::{agree, count, one_line};
use crate::plain_file::quoted;

impl From<LossError> for Trouble {
    fn from(it: LossError) -> Self {
        match it {
            LossError::NothingMissing | LossError::Refused(_) => Self::Refused(it.to_string()),
            LossError::Open(_) | LossError::File(..) => Self::Broken(it.to_string()),
        }
    }
}

/// What a seal that holds is worth.
const PROVED: &str = "It proves that nothing up to that change was changed, put in, moved or taken out since the seal was noted. \
It cannot prove that what was entered was true, it says nothing of later changes, and it is only as good as the \
place where it was kept: whoever could change the journal must not have been able to change the note.";

/// What `verify` takes.
pub fn verify_args(command: Command) -> Command {
    command
        .arg(
            Arg::new("copy")
                .long("copy")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Check the copy in this directory, not the store"),
        )
        .arg(
            Arg::new("against")
                .long("against")
                .value_name("SEAL")
                .num_args(1..)
                .help("Prove that nothing up to this line of “redress seal” was changed"),
        )
        .arg(
            Arg::new("view")
                .long("view")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["copy", "against"])
                .help("Compare every record of the working copy with the journal, too"),
        )
        .arg(
            Arg::new("engine")
                .long("engine")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["copy", "against", "view"])
                .help("Hold every line against the database that several hosts share, too"),
        )
}

/// Runs `verify`.
pub fn verify(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let noted = matches.get_many::<String>("against").map(|words| {
        let words: Vec<&str> = words.map(String::as_str).collect();
        Seal::read(&words.join(" ")).map_err(|it| Trouble::Broken(format!("--against: {it}")))
    });
    let noted = noted.transpose()?;
    match matches.get_one::<PathBuf>("copy") {
        Some(copy) => of_a_copy(context, copy, noted),
        None if matches.get_flag("view") => {
            of_the_store(context, None)?;
            of_the_view(context)
        }
        None if matches.get_flag("engine") => {
            of_the_store(context, None)?;
            of_the_database(context)
        }
        None => of_the_store(context, noted),
    }
}

/// Holds the journal of a host against the one in the database that orders it.
fn of_the_database(context: &mut Context) -> Outcome {
    let mut progress = context.progress("Holding every line against the database");
    let held = hold_against_database(&context.data, &mut |done, total| progress.step(done, total));
    progress.finish();
    let HeldAgainst { lines, behind, differ } = held?;
    let list: Vec<String> =
        differ.iter().map(|(seq, how)| format!("change {seq} {}", differs(*how))).collect();
    if context.json {
        print_json(
            context.out,
            &json!({ "held_against_database": lines, "behind": behind, "differ": list }),
        )?;
    }
    if !differ.is_empty() {
        return Err(Trouble::Broken(format!(
            "the journal of this host is not the one that the hosts share: {}. Do not work on this host until the other hosts were \
             looked at, too, with “redress verify --engine”",
            list.join(", ")
        )));
    }
    if !context.json {
        let behind = match behind {
            0 => String::new(),
            more => format!(" It has {} more, which this host has not taken in yet.", count(more, "change")),
        };
        writeln!(
            context.out,
            "The database that the hosts share has the same {}, to the byte.{behind}",
            count(lines, "change")
        )?;
    }
    Ok(Ending::Done)
}

const fn differs(how: Differs) -> &'static str {
    match how {
        Differs::ErasedHere => "is erased here and not there: run “redress erase --finish”",
        Differs::ErasedThere => "is erased there and not here: start redress again on this host",
        Differs::Elsewhere => "lies in another file",
        Differs::Another => "is another one",
    }
}

fn of_a_copy(context: &mut Context, copy: &Path, noted: Option<Seal>) -> Outcome {
    let mut progress = context.progress("Checking the copy");
    let asked = noted.map(|it| it.seq);
    let checked = verify_copy(copy, asked, &mut |done, total| progress.step(done, total));
    progress.finish();
    let Checked { manifest, verified, beyond } = match checked {
        Err(CopyError::Damaged(path, faults)) if context.json => {
            print_json(context.out, &json!({ "sound": false, "faults": faults }))?;
            return Err(CopyError::Damaged(path, faults).into());
        }
        checked => checked?,
    };
    let against = noted.map(|it| against(it, &verified));
    let papers = papers(context, copy, verify_papers_of_copy)?;
    if context.json {
        let value = json!({
            "sound": true, "papers": papers_json(&papers), "changes": verified.changes, "files": verified.segments, "bytes": verified.bytes,
            "made": manifest.made, "head": manifest.head, "beyond": beyond, "seal": seal_json(against.as_ref()),
        });
        print_json(context.out, &value)?;
    } else {
        let (changes, files) = amount(&verified);
        let made = manifest.made.format("%Y-%m-%d %H:%M");
        writeln!(
            context.out,
            "The copy of {made} UTC is sound: {changes} in {files}. Nothing has been changed."
        )?;
        if beyond != 0 {
            writeln!(
                context.out,
                "A later backup was broken off: {} after the copy count for nothing. Run “redress backup” again.",
                count(beyond, "byte")
            )?;
        }
    }
    tell_of_papers(context, &papers)?;
    tell(context, against)
}

fn of_the_store(context: &mut Context, noted: Option<Seal>) -> Outcome {
    context.must_exist()?;
    let it = sound(context, noted.map(|it| it.seq))?;
    let against = noted.map(|noted| against(noted, &it));
    let papers = papers(context, &context.data, verify_papers)?;
    if context.json {
        let torn =
            it.torn.as_ref().map(|it| json!({ "segment": it.segment, "line": it.line, "bytes": it.bytes }));
        let value = json!({
            "sound": true, "papers": papers_json(&papers), "changes": it.changes, "files": it.segments, "bytes": it.bytes,
            "erased": it.erased, "unfinished": it.unfinished, "torn": torn, "head": to_hex(&it.head),
            "seal": seal_json(against.as_ref()),
        });
        print_json(context.out, &value)?;
    } else {
        let (changes, files) = amount(&it);
        writeln!(context.out, "The journal is sound: {changes} in {files}. Nothing has been changed.")?;
        if erasing_in(&context.data).exists() {
            writeln!(
                context.out,
                "An erasure was begun and not finished. Run “redress erase --finish”: it goes on where it stopped."
            )?;
        }
        if !it.was_noted {
            writeln!(
                context.out,
                "Nothing here says whether it once went further, for the file “confirmed” beside it is gone: hold it against a \
                 backup, the mirror or a seal."
            )?;
        }
        if noted.is_none() {
            writeln!(
                context.out,
                "Note down what “redress seal” prints, to prove later that nothing up to now was changed."
            )?;
        }
        if it.torn.is_some() {
            writeln!(
                context.out,
                "A last line was cut off in the middle, probably when power failed, or something else wrote there. {}",
                if it.was_noted {
                    "It had not been confirmed to anybody."
                } else {
                    "Nothing here says whether it had been confirmed to anybody."
                }
            )?;
        }
    }
    tell_of_papers(context, &papers)?;
    tell(context, against)
}

/// Reads every paper that the journal names.
fn papers(
    context: &Context,
    root: &Path,
    check: fn(&Path, Progress) -> Result<Flaws, CopyError>,
) -> Result<Flaws, Trouble> {
    let mut progress = context.progress("Checking the papers");
    let checked = check(root, &mut |done, total| progress.step(done, total));
    progress.finish();
    Ok(checked?)
}

/// The papers that were looked at, and what is wrong with which.
pub fn papers_json((number, flaws): &Flaws) -> Value {
    let flaws: Vec<Value> =
        flaws.iter().map(|it| json!({ "sha256": it.0, "what": it.1.to_string() })).collect();
    json!({ "number": number, "flaws": flaws })
}

/// Says that the papers are as they were put there, or which are not.
pub fn tell_of_papers(context: &mut Context, (number, flaws): &Flaws) -> Result<(), Trouble> {
    if flaws.is_empty() {
        if 0 < *number && !context.json {
            let papers = agree(*number, "paper", "is", "are");
            writeln!(context.out, "{papers} as they were put there.")?;
        }
        return Ok(());
    }
    for (sha256, flaw) in flaws.iter().filter(|_| !context.json) {
        writeln!(context.out, "papers/{} {flaw}.", one_line(sha256))?;
    }
    let papers = agree(flaws.len() as u64, "paper", "is", "are");
    Err(Trouble::Broken(format!(
        "{papers} not what was put there. Copy files of these names from the directory “papers” of a backup, then run \
         “redress verify” again"
    )))
}

/// Holds the working copy against one built afresh.
fn of_the_view(context: &mut Context) -> Outcome {
    let mut store = context.open(Need::ToLookAfter)?;
    let mut comparing = context.progress("Building a second working copy, and comparing");
    comparing.step(0, 1);
    let compared = ask(&mut store.session, Request::Compare, |it| match it {
        Reply::Compared(compared) => Some(compared),
        _ => None,
    });
    comparing.finish();
    let Compared { line, differences } = compared?;
    if context.json {
        print_json(
            context.out,
            &json!({ "line": line, "differences": differences.iter().cloned().collect::<BTreeMap<_, _>>() }),
        )?;
    }
    if differences.is_empty() {
        if !context.json {
            writeln!(context.out, "The working copy is what the journal makes of it, up to change {line}.")?;
        }
        return Ok(Ending::Done);
    }
    let list: Vec<String> = differences.iter().map(|(what, places)| format!("{what} ({places})")).collect();
    Err(Trouble::Broken(format!(
        "the working copy is not what the journal makes of it: {}. It is built again when the store is opened next; the \
         journal is sound. Please tell the people who look after redress",
        list.join(", ")
    )))
}

fn amount(it: &Verified) -> (String, String) {
    let changes = count(it.changes, "change");
    (changes, count(it.segments.into(), "file"))
}

/// Checks the whole journal; if it is damaged, says where.
fn sound(context: &mut Context, asked: Option<u64>) -> Result<Verified, Trouble> {
    let mut progress = context.progress("Checking the journal");
    let verified = verify_asking(&context.data, asked, &mut |done, total| progress.step(done, total));
    progress.finish();
    let damages = match verified {
        Ok(it) => return Ok(it),
        Err(damages) => damages,
    };
    if context.json {
        let list: Vec<_> = damages
            .iter()
            .map(|it| {
                json!({
                    "segment": it.segment, "line": it.line, "seq": it.seq,
                    "what": it.what.to_string(), "advice": it.advice(),
                })
            })
            .collect();
        print_json(context.out, &json!({ "sound": false, "damages": list }))?;
    } else {
        for it in &damages {
            writeln!(context.out, "{}.", one_line(&it.to_string()))?;
        }
    }
    let places = count(damages.len() as u64, "place");
    Err(Trouble::Broken(format!(
        "the journal is damaged in {places}. Do not work with this store; do what is said at each place, then run “redress verify” again"
    )))
}

/// Holds a seal against a sound journal; the error says in what they differ.
fn against(noted: Seal, journal: &Verified) -> Result<Seal, String> {
    let Some(found) = journal.asked else {
        return Err(format!(
            "the seal does not hold: it is of change {}, and the journal ends with change {}. Later changes were taken off, \
             or this is another store or an earlier state of it; compare it with a backup",
            noted.seq, journal.changes
        ));
    };
    if found.hash != noted.hash {
        return Err(format!(
            "the seal does not hold: change {} has another hash. It or one before it was changed since, and the rest made to \
             fit; or the seal was copied wrongly, or is of another store. Compare the journal with a backup of that time",
            noted.seq
        ));
    }
    if found.minute != noted.minute {
        return Err(format!(
            "the hash of the seal holds, but not its time: change {} is of {} UTC. The seal was copied wrongly; look it up again",
            noted.seq,
            found.minute.format("%Y-%m-%d %H:%M")
        ));
    }
    Ok(found)
}

fn seal_json(against: Option<&Result<Seal, String>>) -> Value {
    against.map_or(Value::Null, |it| json!({ "holds": it.is_ok(), "why": it.as_ref().err() }))
}

/// Says whether a seal holds, if there was one.
fn tell(context: &mut Context, against: Option<Result<Seal, String>>) -> Outcome {
    match against {
        None => {}
        Some(Err(why)) => return Err(Trouble::Broken(why)),
        Some(Ok(_)) if context.json => {}
        Some(Ok(seal)) => {
            let Seal { seq, minute, .. } = seal;
            let minute = minute.format("%Y-%m-%d %H:%M");
            writeln!(context.out, "The seal of change {seq} of {minute} UTC holds. {PROVED}")?;
        }
    }
    Ok(Ending::Done)
}

/// Runs `seal`.
pub fn seal(context: &mut Context, _: &ArgMatches) -> Outcome {
    context.must_exist()?;
    // A damaged journal is not sealed: the seal would make the damage look like what was meant.
    let Some(seal) = sound(context, None)?.last else {
        return Err(Trouble::Refused("there is nothing to seal yet: no change has been made".to_owned()));
    };
    if context.json {
        let value = json!({
            "seal": seal.to_string(), "change": seal.seq, "minute": seal.minute, "head": to_hex(&seal.hash),
        });
        print_json(context.out, &value)?;
    } else {
        writeln!(context.out, "{seal}")?;
    }
    Ok(Ending::Done)
}

/// What `accept-loss` takes.
pub fn loss_args(command: Command) -> Command {
    command
        .arg(
            Arg::new("reason")
                .long("reason")
                .value_name("TEXT")
                .help("Why; it stays in the history, so name nobody in it"),
        )
        .arg(
            Arg::new("yes")
                .long("yes")
                .action(ArgAction::SetTrue)
                .help("Do not ask to type the last change that is there"),
        )
}

/// Runs `accept-loss`.
pub fn accept_loss(context: &mut Context, matches: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let (login, clock) = (context.login.clone(), context.clock);
    let loss = Loss::of(&context.data, &login, clock)?;
    let (last, known) = (loss.last, loss.known());
    if !context.json {
        for it in &loss.missing {
            writeln!(context.out, "{}.", one_line(&it.to_string()))?;
        }
        context.out.flush()?;
    }
    let reason = matches.get_one::<String>("reason").map(|it| one_line(it)).unwrap_or_default();
    if reason.is_empty() {
        return Err(Trouble::Refused(
            "say why with --reason, once no backup and no mirror has what is missing; it stays in the history".to_owned(),
        ));
    }
    if !matches.get_flag("yes") && !typed(context, last)? {
        writeln!(context.out, "Nothing was changed.")?;
        return Ok(Ending::Nothing);
    }
    let mut progress = context.progress("Building the working copy of the records");
    let kept = loss.accept(&login, clock, &reason, &mut |done, total| progress.step(done, total));
    progress.finish();
    let kept = kept?;
    context.saved.add(1);
    if context.json {
        print_json(context.out, &json!({ "last": last, "known": known, "kept": kept }))?;
        return Ok(Ending::Done);
    }
    writeln!(
        context.out,
        "The store goes on from change {last}. The history of the office says what was lost."
    )?;
    if let Some(kept) = kept {
        writeln!(
            context.out,
            "The working copy from before is kept in {}. Delete it when you are sure that nobody needs it.",
            kept.display()
        )?;
    }
    writeln!(
        context.out,
        "Back up into a new directory, and keep the mirror in another: the old ones hold what was lost."
    )?;
    Ok(Ending::Done)
}

/// Has the last change that is there typed, so that nobody accepts a loss by mistake.
fn typed(context: &mut Context, last: u64) -> Result<bool, Trouble> {
    if !stdin().is_terminal() {
        return Err(Trouble::Refused("nobody is there to confirm it: give --yes if you mean it".to_owned()));
    }
    write!(
        context.out,
        "Type the number of the last change that is there, {last}, to go on without the others: "
    )?;
    context.out.flush()?;
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim() == last.to_string())
}

/// Runs `rebuild`.
pub fn rebuild(context: &mut Context, _: &ArgMatches) -> Outcome {
    context.must_exist()?;
    drop(context.open_how(true)?);
    if context.json {
        print_json(context.out, &json!({ "rebuilt": true }))?;
    } else {
        writeln!(context.out, "The working copy of the records was built again from the journal.")?;
    }
    Ok(Ending::Done)
}

/// What is said where a note of copies is damaged.
pub fn copies_unknown(damaged: &Path) -> String {
    let note = damaged.file_name().unwrap_or_default().to_string_lossy();
    format!(
        "Which copies there are is not known for sure: {note} in the directory of the store is damaged. Type “redress backup DIR” \
         for each that you know of, then “rm {}”.",
        quoted(damaged)
    )
}
