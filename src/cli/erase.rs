//! `redress erase`: what would go and what would stay, and then doing it.

use std::collections::BTreeSet;
use std::io::{IsTerminal, stdin};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::desk::copies::{CopyStands, copies, stands};
use crate::desk::erase::{Doubt, Eraser, Going, Proposal, Touched};
use crate::desk::session::How;
use crate::desk::sweep::{EraseError, Swept};
use crate::domain::calendar::dates::long;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::retention::Retention;
use crate::domain::text::{count, one_line};
use crate::domain::vocabulary::RetentionState;

impl From<EraseError> for Trouble {
    fn from(it: EraseError) -> Self {
        match it {
            EraseError::Unfaithful(_) => Self::Refused(it.to_string()),
            _ => Self::Broken(it.to_string()),
        }
    }
}

/// What it takes.
pub fn args(command: Command) -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .arg(Arg::new("ref").value_name("REF").num_args(0..).help("References of cases, as 26-0042"))
        .arg(flag("due", "Every case whose time has come").conflicts_with("ref"))
        .arg(flag("before-date", "Even before their time comes, for example because the person asks for it"))
        .arg(flag("dry-run", "Show what would go and what would stay, and change nothing"))
        .arg(flag("yes", "Do not ask to type the number of changes"))
        .arg(
            flag("finish", "Finish an erasure that was broken off")
                .conflicts_with_all(["ref", "due", "dry-run"]),
        )
        .arg(
            Arg::new("also")
                .long("also")
                .value_name("TEXT")
                .action(ArgAction::Append)
                .help("Other words by which plans tell of these people: they go too, as they stand"),
        )
        .arg(Arg::new("reason").long("reason").value_name("TEXT").help("Why; it stays, so name nobody in it"))
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    context.must_exist()?;
    let reason = matches.get_one::<String>("reason").map(|it| one_line(it)).unwrap_or_default();
    let is_trial = matches.get_flag("dry-run");
    let how =
        How { data: context.data.clone(), clock: context.clock, login: context.login.clone(), afresh: false };
    let mut progress = context.progress("Opening the store");
    let eraser = Eraser::open(&how, &mut |done, total| progress.step(done, total));
    progress.finish();
    let eraser = eraser?;
    if matches.get_flag("finish") {
        let swept = erasing(context, |progress| eraser.finish(progress))?;
        tell(context, 0, swept)?;
        return Ok(Ending::Done);
    }
    let chosen = chosen(&eraser, matches)?;
    if chosen.is_empty() {
        return Err(Trouble::Refused(format!(
            "no case is to be anonymised on {}. “redress retention” lists those whose time comes",
            long(eraser.today())
        )));
    }
    if reason.is_empty() && !is_trial {
        return Err(Trouble::Refused("say why with --reason; it stays in the history".to_owned()));
    }
    let also: Vec<String> = matches.get_many("also").unwrap_or_default().cloned().collect();
    let proposal = eraser.propose(&chosen, &also, &reason)?;
    if is_trial {
        show(context, &proposal)?;
        return named_elsewhere(context, &proposal);
    }
    if !matches.get_flag("yes") && !is_confirmed(context, &proposal)? {
        writeln!(context.out, "Nothing was erased.")?;
        return Ok(Ending::Nothing);
    }
    let swept = erasing(context, |progress| eraser.carry_out(&proposal, progress))?;
    tell(context, proposal.cases.len() as u64, swept)?;
    named_elsewhere(context, &proposal)
}

/// Says which other records name the same people, or may, and which words of plans may mean them.
fn named_elsewhere(context: &mut Context, proposal: &Proposal) -> Outcome {
    if context.json {
        return Ok(Ending::Done);
    }
    let out = &mut *context.out;
    if !proposal.elsewhere.is_empty() {
        let all = proposal.elsewhere.join(", ");
        writeln!(out, "Other records name these people and stay as they are: {all}.")?;
    }
    if !proposal.perhaps.is_empty() {
        let all = proposal.perhaps.join(", ");
        writeln!(
            out,
            "Others name somebody who may be one of them, and stay as they are: {all}. Look at them."
        )?;
    }
    if !proposal.doubts.is_empty() {
        writeln!(
            out,
            "In plans these texts may mean them, and stay. Give --also WORDS to take words out of plans:"
        )?;
    }
    for it in &proposal.doubts {
        writeln!(out, "    {}, {}: {}", it.plan, one_line(&it.what), one_line(&it.text))?;
    }
    Ok(Ending::Done)
}

fn erasing(
    context: &Context,
    work: impl FnOnce(&mut dyn FnMut(u64, u64)) -> Result<Swept, EraseError>,
) -> Result<Swept, Trouble> {
    let mut progress = context.progress("Erasing, and building the working copy again");
    let swept = work(&mut |done, total| progress.step(done, total));
    progress.finish();
    let swept = swept?;
    context.saved.add(swept.changes);
    Ok(swept)
}

/// The cases that are meant, each of which may go.
fn chosen(eraser: &Eraser, matches: &ArgMatches) -> Result<Vec<Retention>, Trouble> {
    let all = eraser.survey()?;
    if matches.get_flag("due") {
        return Ok(all.into_iter().filter(|it| it.state == RetentionState::ToBeAnonymised).collect());
    }
    let words: Vec<&String> = matches.get_many::<String>("ref").into_iter().flatten().collect();
    if words.is_empty() {
        return Err(Trouble::Refused(
            "name the cases, or give --due for every case whose time has come".to_owned(),
        ));
    }
    let mut wanted = BTreeSet::new();
    for word in words {
        let reference: CaseRef = word.parse().map_err(|_| {
            Trouble::Refused(format!("“{word}” is not a reference. Write it in full, as 26-0042"))
        })?;
        wanted.insert(reference);
    }
    let mut found = Vec::new();
    for reference in wanted {
        let it = all.iter().find(|it| it.reference == reference);
        let it = it.ok_or_else(|| Trouble::Refused(format!("there is no case {reference}")))?;
        if let Some(why) = it.obstacle() {
            return Err(Trouble::Refused(why));
        }
        if it.state != RetentionState::ToBeAnonymised && !matches.get_flag("before-date") {
            let until = it.until.map(long).unwrap_or_default();
            return Err(Trouble::Refused(format!(
                "{reference} is kept until {until} ({}). To erase it before, give --before-date and say why",
                it.schedule
            )));
        }
        found.push(it.clone());
    }
    Ok(found)
}

fn show(context: &mut Context, proposal: &Proposal) -> Result<(), Trouble> {
    if context.json {
        let cases: Vec<Value> = proposal.cases.iter().map(case_json).collect();
        let linked: Vec<Value> = proposal.linked.iter().map(linked_json).collect();
        let doubt = |it: &Doubt| json!({ "ref": it.plan.to_string(), "what": it.what, "text": it.text });
        let doubts: Vec<Value> = proposal.doubts.iter().map(doubt).collect();
        print_json(
            context.out,
            &json!({ "changes": proposal.changes(), "cases": cases, "linked": linked, "elsewhere": proposal.elsewhere,
                    "perhaps": proposal.perhaps, "doubts": doubts }),
        )?;
        return Ok(());
    }
    let out = &mut *context.out;
    for it in &proposal.cases {
        writeln!(out, "Case {}: {} ({})", it.reference, it.retention.in_words(), it.retention.schedule)?;
        writeln!(out, "  Goes, with {} of the journal:", changes(it.changes))?;
        texts(out, &it.texts)?;
        writeln!(out, "  Stays:")?;
        for it in &it.stays {
            writeln!(out, "    {}: {}", one_line(&it.kind), one_line(&it.words))?;
        }
    }
    for it in &proposal.linked {
        let what = if matches!(it.reference, RecordRef::Plan(_)) { "Plan" } else { "Entry" };
        writeln!(
            out,
            "{what} {}, told again without these people, with {} of the journal:",
            it.reference,
            changes(it.changes)
        )?;
        texts(out, &it.texts)?;
    }
    writeln!(
        out,
        "{} of the journal would be erased, of {}. Nothing has been changed.",
        changes(proposal.changes()),
        count(proposal.cases.len() as u64, "case")
    )?;
    Ok(())
}

fn texts(out: &mut dyn std::io::Write, all: &[(String, String)]) -> std::io::Result<()> {
    all.iter().try_for_each(|(what, text)| writeln!(out, "    {}: {}", one_line(what), one_line(text)))
}

fn changes(number: u64) -> String {
    if number == 1 { "1 change".to_owned() } else { format!("{number} changes") }
}

fn texts_json(all: &[(String, String)]) -> Vec<Value> {
    all.iter().map(|(what, text)| json!({ "what": what, "text": text })).collect()
}

fn case_json(it: &Going) -> Value {
    json!({
        "ref": it.reference, "state": it.retention.state, "until": it.retention.until,
        "schedule": it.retention.schedule, "changes": it.changes, "goes": texts_json(&it.texts), "stays": it.stays,
    })
}

fn linked_json(it: &Touched) -> Value {
    json!({ "ref": it.reference.to_string(), "changes": it.changes, "goes": texts_json(&it.texts) })
}

/// Asks for the number of changes, typed out: nobody types that by mistake.
fn is_confirmed(context: &mut Context, proposal: &Proposal) -> Result<bool, Trouble> {
    if !stdin().is_terminal() {
        return Err(Trouble::Refused("nobody is there to confirm it: give --yes if you mean it".to_owned()));
    }
    named_elsewhere(context, proposal)?;
    let number = proposal.changes();
    let references: Vec<String> = proposal.cases.iter().map(|it| it.reference.to_string()).collect();
    writeln!(context.out, "Everything personal goes for good from {}.", references.join(", "))?;
    write!(context.out, "Type the number of changes that are erased, {number}, to go on: ")?;
    context.out.flush()?;
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim() == number.to_string())
}

fn tell(context: &mut Context, cases: u64, swept: Swept) -> Result<(), Trouble> {
    let copies = copies(&context.data);
    let states: Vec<(&Path, CopyStands)> =
        copies.iter().map(|it| (it.path.as_path(), stands(&it.path, swept.declared))).collect();
    if context.json {
        let list = states
            .iter()
            .map(|(path, state)| json!({ "copy": path, "up_to_date": *state == CopyStands::UpToDate }));
        let value = json!({
            "cases": cases, "changes": swept.changes, "drafts": swept.drafts, "files": swept.files,
            "copies": list.collect::<Vec<_>>(),
        });
        print_json(context.out, &value)?;
        return Ok(());
    }
    let of = if cases == 0 { " that were left".to_owned() } else { format!(", of {}", count(cases, "case")) };
    writeln!(
        context.out,
        "Erased {} of the journal{of}, and built the working copy of the records again.",
        changes(swept.changes),
    )?;
    if swept.drafts + swept.files > 0 {
        writeln!(
            context.out,
            "Removed {} and {} that could hold the same words.",
            count(swept.drafts, "draft"),
            count(swept.files, "old file")
        )?;
    }
    let behind: Vec<&(&Path, CopyStands)> = states.iter().filter(|it| it.1 != CopyStands::UpToDate).collect();
    for (path, state) in &behind {
        let away =
            if *state == CopyStands::Away { ", if it is still there (its disk is not here now)" } else { "" };
        writeln!(context.out, "A copy still holds what was erased{away}. Bring it up to date:")?;
        writeln!(context.out, "  redress --data {} backup {}", quoted(&context.data), quoted(path))?;
    }
    if behind.is_empty() {
        writeln!(
            context.out,
            "No copy is known here that still holds it. Copies made with other programs are not known."
        )?;
    } else {
        writeln!(context.out, "Copies made with other programs are not known here.")?;
    }
    Ok(())
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = path.chars().all(|it| it.is_alphanumeric() || "/._-".contains(it));
    if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_to_copy_holds_its_paths_together() {
        assert_eq!(quoted(Path::new("/mnt/copy-1")), "/mnt/copy-1");
        assert_eq!(quoted(Path::new("/mnt/my copy's")), "'/mnt/my copy'\\''s'");
    }
}
