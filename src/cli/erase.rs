//! `redress erase`: what would go and what would stay, and then doing it.

use std::collections::BTreeSet;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::cli::prompt::Prompt;
use crate::cli::unsure::{MOST_ASKED, ask_about, list, read_answers, told_of_nothing, write_questions};
use crate::cli::upkeep::copies_unknown;
use crate::desk::copies::{CopyStands, copies, damaged_notes, stands};
use crate::desk::erase::{Across, Eraser, Going, Proposal, Touched};
use crate::desk::put_aside::put_aside;
use crate::desk::session::How;
use crate::desk::sweep::{EraseError, Left, Swept};
use crate::domain::calendar::dates::long;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::retention::Retention;
use crate::domain::text::{count, one_line};
use crate::domain::vocabulary::RetentionState;
use crate::plain_file::quoted;

/// What is said to be done, where something is erased for sure and where nothing may have been begun.
const ERASING: &str = "Erasing, and building the working copy again";
const DUE: &str = "Looking at how long each case is kept";
const FINDING: &str = "Looking through every record for these people";
const LOOKING: &str = "Looking for an erasure that was broken off";

/// How the file of questions is made.
const AGAIN: &str = "“--dry-run --unsure FILE” writes it";

impl From<EraseError> for Trouble {
    fn from(it: EraseError) -> Self {
        match it {
            EraseError::Unfaithful(_)
            | EraseError::Reason(_)
            | EraseError::NotLookedAt(_)
            | EraseError::Meanwhile => Self::Refused(it.to_string()),
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
                .help("Other words by which records tell of these people: they go too, as they stand"),
        )
        .arg(
            Arg::new("unsure")
                .long("unsure")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with("finish")
                .help("Where words that may mean these people stand, for a yes or no; --dry-run writes it"),
        )
        .arg(
            Arg::new("database")
                .long("database")
                .value_name("ADDRESS")
                .help("Where several hosts share the office: the database, for a login that may erase there [the host’s own]"),
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
    let database = matches.get_one::<String>("database").map(String::as_str);
    let is_at_once = matches.get_flag("yes") && !is_trial || matches.get_flag("finish");
    let across = Across { database, is_at_once };
    let eraser = Eraser::open(&how, across, &mut |done, total| progress.step(done, total));
    progress.finish();
    let eraser = eraser?;
    if matches.get_flag("finish") {
        let swept = erasing(context, LOOKING, |progress| eraser.finish(progress, &mut |_| ()))?;
        tell(context, 0, swept)?;
        tell_of_hosts(context, &how, across, swept)?;
        let is_nothing = matches!(swept.left, Left::Nothing | Left::Undeclared);
        return Ok(if is_nothing { Ending::Nothing } else { Ending::Done });
    }
    let chosen = context.while_waiting(DUE, || chosen(&eraser, matches))?;
    if chosen.is_empty() {
        return Err(Trouble::Refused(format!(
            "no case that you may see is to be anonymised on {}. “redress retention” lists those whose time comes, and counts \
             those that are kept from you",
            long(eraser.today())
        )));
    }
    if reason.is_empty() && !is_trial {
        return Err(Trouble::Refused("say why with --reason; it stays in the history".to_owned()));
    }
    let also: Vec<String> = matches.get_many("also").unwrap_or_default().cloned().collect();
    let file = matches.get_one::<PathBuf>("unsure");
    let mut answers = file.map_or_else(|| Ok(Answers::default()), |it| read_answers(it, is_trial, AGAIN))?;
    if is_trial {
        let proposal =
            context.while_waiting(FINDING, || eraser.propose(&chosen, &also, &reason, &answers))?;
        show(context, &proposal)?;
        let is_open = !proposal.unsure.is_empty() && !context.json;
        if let Some(told) = told_of_nothing(&answers).filter(|_| is_open) {
            writeln!(context.out, "{told}")?;
        }
        if let Some(file) = file {
            write_questions(file, &answers, &proposal.unsure)?;
            if !context.json {
                let open = count(proposal.unsure.len() as u64, "place");
                writeln!(
                    context.out,
                    "Written: {}, with {open} to look at. Write yes or no into its first column.",
                    file.display()
                )?;
            }
        } else if !context.json {
            list(context.out, &proposal.unsure)?;
        }
        return elsewhere(context, &proposal);
    }
    let ask = |answers: &Answers| eraser.propose(&chosen, &also, &reason, answers);
    let Some(proposal) = decided(context, &mut answers, ask)? else {
        writeln!(context.out, "Nothing was erased.")?;
        return Ok(Ending::Nothing);
    };
    if proposal.changes() == 0 {
        writeln!(context.out, "Nothing was erased: no record holds these words.")?;
        return Ok(Ending::Nothing);
    }
    if !matches.get_flag("yes") && !is_confirmed(context, &proposal)? {
        writeln!(context.out, "Nothing was erased.")?;
        return Ok(Ending::Nothing);
    }
    let swept = erasing(context, ERASING, |progress| eraser.carry_out(&proposal, progress, &mut |_| ()))?;
    tell(context, proposal.cases.len() as u64, swept)?;
    tell_of_hosts(context, &how, across, swept)?;
    tell_of_wording(context, &proposal, "reads otherwise now")?;
    if let Some(file) = file.filter(|_| !context.json) {
        writeln!(context.out, "{} still holds words about these people: delete it.", file.display())?;
    }
    elsewhere(context, &proposal)
}

/// What is proposed once somebody has said of every place whether it means these people; none if they leave.
fn decided(
    context: &mut Context,
    answers: &mut Answers,
    propose: impl Fn(&Answers) -> Result<Proposal, EraseError>,
) -> Result<Option<Proposal>, Trouble> {
    loop {
        let proposal = context.while_waiting(FINDING, || propose(answers))?;
        let open = proposal.unsure.len();
        if open == 0 {
            return Ok(Some(proposal));
        }
        if let Some(told) = told_of_nothing(answers).filter(|_| !context.json) {
            writeln!(context.out, "{told}")?;
        }
        if !stdin().is_terminal() || MOST_ASKED < open {
            if !context.json {
                list(context.out, &proposal.unsure)?;
            }
            let places = count(open as u64, "place");
            return Err(Trouble::Refused(format!(
                "nothing was erased: in {places} words may mean these people, and nobody has said whether they do. \
                 “--dry-run --unsure FILE” writes a line for each into FILE. Write yes or no into its first column, \
                 then give --unsure FILE without --dry-run"
            )));
        }
        let mut prompt =
            Prompt { input: &mut stdin().lock(), out: context.out, drafts: None, now: context.clock.now() };
        if !ask_about(&mut prompt, &proposal.unsure, answers)? {
            return Ok(None);
        }
    }
}

/// Says which cases of the same people stay.
fn elsewhere(context: &mut Context, proposal: &Proposal) -> Outcome {
    if context.json {
        return Ok(Ending::Done);
    }
    if !proposal.elsewhere.is_empty() {
        let all: Vec<String> = proposal.elsewhere.iter().map(ToString::to_string).collect();
        writeln!(
            context.out,
            "They have other cases, kept for their own time with what other records say of these people: {}.",
            all.join(", ")
        )?;
    }
    if proposal.is_partly_hidden {
        writeln!(
            context.out,
            "Some records are kept from you. Whole names go from them too; whether other words in them mean these people, \
             somebody who may see them must say. To take such words out, now or later, have a complaints manager name you on that \
             record, then type “redress erase REF --also WORDS”."
        )?;
    }
    Ok(Ending::Done)
}

fn erasing(
    context: &Context,
    what: &'static str,
    work: impl FnOnce(&mut dyn FnMut(u64, u64)) -> Result<Swept, EraseError>,
) -> Result<Swept, Trouble> {
    let mut progress = context.progress(what);
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
        if it.state == RetentionState::Anonymised && matches.contains_id("also") {
            found.push(it.clone());
            continue;
        }
        if let Some(why) = it.obstacle() {
            let again = if it.state == RetentionState::Anonymised {
                " What other records still say of these people goes with --also WORDS."
            } else {
                ""
            };
            return Err(Trouble::Refused(format!("{why}{again}")));
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
        let touched: Vec<Value> = proposal.touched.iter().map(touched_json).collect();
        let unsure =
            |it: &Unsure| json!({ "ref": it.on, "what": it.what, "words": it.words, "text": it.text });
        let unsure: Vec<Value> = proposal.unsure.iter().map(unsure).collect();
        print_json(
            context.out,
            &json!({ "changes": proposal.changes(), "cases": cases, "others": touched, "drafts": proposal.drafts.len(),
                    "elsewhere": proposal.elsewhere, "unsure": unsure }),
        )?;
        return Ok(());
    }
    tell_of_wording(context, proposal, "would read otherwise")?;
    let out = &mut *context.out;
    for it in &proposal.cases {
        writeln!(out, "Case {}: {} ({})", it.reference, it.retention.in_words(), it.retention.schedule)?;
        writeln!(out, "  Goes, with {} of the journal:", count(it.changes, "change"))?;
        texts(out, &it.texts)?;
        writeln!(out, "  Stays:")?;
        for it in &it.stays {
            writeln!(out, "    {}: {}", one_line(&it.kind), one_line(&it.words))?;
        }
    }
    for it in &proposal.touched {
        writeln!(
            out,
            "{}, told again without these people, with {} of the journal:",
            it.reference.map_or_else(|| "A record that is kept from you".to_owned(), called),
            count(it.changes, "change")
        )?;
        texts(out, &it.texts)?;
    }
    if !proposal.drafts.is_empty() {
        writeln!(
            out,
            "Goes too: {} of other records that tell of them.",
            count(proposal.drafts.len() as u64, "draft")
        )?;
    }
    writeln!(
        out,
        "{} of the journal would be erased, of {}. Nothing has been changed.",
        count(proposal.changes(), "change"),
        count(proposal.cases.len() as u64, "case")
    )?;
    Ok(())
}

/// Says of which of the office's wording the words change. Letters are made of it as before.
fn tell_of_wording(context: &mut Context, proposal: &Proposal, how: &str) -> Result<(), Trouble> {
    if proposal.wording.is_empty() || context.json {
        return Ok(());
    }
    let names: Vec<String> = proposal.wording.iter().map(|it| format!("“{}”", one_line(it))).collect();
    writeln!(
        context.out,
        "The office’s wording {} {how}: read it before a letter is made of it.",
        names.join(", ")
    )?;
    Ok(())
}

fn called(on: RecordRef) -> String {
    match on {
        RecordRef::Office => "The office’s own record".to_owned(),
        RecordRef::Year(it) => format!("Financial year {it}"),
        RecordRef::Case(it) => format!("Case {it}"),
        RecordRef::Plan(it) => format!("Plan {it}"),
        RecordRef::Entry(it) => format!("Entry {it}"),
    }
}

fn texts(out: &mut dyn std::io::Write, all: &[(String, String)]) -> std::io::Result<()> {
    all.iter().try_for_each(|(what, text)| writeln!(out, "    {}: {}", one_line(what), one_line(text)))
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

fn touched_json(it: &Touched) -> Value {
    json!({ "ref": it.reference.map(|it| it.to_string()), "changes": it.changes, "goes": texts_json(&it.texts) })
}

/// Asks for the number of changes, typed out: nobody types that by mistake.
fn is_confirmed(context: &mut Context, proposal: &Proposal) -> Result<bool, Trouble> {
    if !stdin().is_terminal() {
        return Err(Trouble::Refused("nobody is there to confirm it: give --yes if you mean it".to_owned()));
    }
    elsewhere(context, proposal)?;
    let number = proposal.changes();
    let references: Vec<String> = proposal.cases.iter().map(|it| it.reference.to_string()).collect();
    let others = count(proposal.touched.len() as u64, "other record");
    if references.is_empty() {
        writeln!(context.out, "These words go for good from {others}.")?;
    } else {
        let references = references.join(", ");
        writeln!(
            context.out,
            "Everything personal goes for good from {references}, and these people from {others}."
        )?;
    }
    write!(context.out, "Type the number of changes that are erased, {number}, to go on: ")?;
    context.out.flush()?;
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim() == number.to_string())
}

/// Where several hosts share the office: which of them still hold something of it, and what their database does.
fn tell_of_hosts(context: &mut Context, how: &How, across: Across, swept: Swept) -> Result<(), Trouble> {
    if context.json || swept.declared == 0 {
        return Ok(());
    }
    let left = Eraser::left_elsewhere(how, across, swept.declared)?;
    let names: Vec<_> = left.hosts.iter().map(|it| one_line(&it.name)).collect();
    if !names.is_empty() {
        writeln!(
            context.out,
            "Other hosts still hold something of it: {}. It goes from their journals as soon as they hear of it, and from their working \
             copies, papers and drafts when redress is started again there. “redress doctor” says when it is done.",
            names.join(", ")
        )?;
    }
    if !left.database.is_empty() {
        writeln!(
            context.out,
            "What was erased is gone from the tables of the database that the hosts share. But:"
        )?;
    }
    for it in &left.database {
        writeln!(context.out, "- {it}")?;
    }
    Ok(())
}

fn tell(context: &mut Context, cases: u64, swept: Swept) -> Result<(), Trouble> {
    let said = match swept.left {
        Left::Nothing => "No erasure had been begun: there is nothing to finish, and nothing was changed.",
        Left::Undeclared => {
            "An erasure had been begun, and was cut off before anything was erased: every record is as it was. Run “redress \
             erase” again."
        }
        Left::Part => {
            "An erasure had been begun, and was cut off before all of it was declared: what was is erased now, the rest is as \
             it was. Run “redress erase” again for the same cases."
        }
        Left::Unreadable => {
            "An erasure had been begun, and what was noted of it cannot be read. Whatever was ever declared erased is erased now. \
             Run “redress erase” again for the same cases: it says what is left of them."
        }
        Left::Whole => "",
    };
    if !said.is_empty() && !context.json {
        writeln!(context.out, "{said}")?;
    }
    if matches!(swept.left, Left::Nothing | Left::Undeclared) {
        if context.json {
            print_json(context.out, &json!({ "cases": 0, "changes": 0, "left": word_of(swept.left) }))?;
        }
        return Ok(());
    }
    let copies = copies(&context.data);
    let states: Vec<(&Path, CopyStands)> =
        copies.iter().map(|it| (it.path.as_path(), stands(&it.path, swept.declared))).collect();
    if context.json {
        let list = states
            .iter()
            .map(|(path, state)| json!({ "copy": path, "up_to_date": *state == CopyStands::UpToDate }));
        let value = json!({
            "cases": cases, "changes": swept.changes, "left": word_of(swept.left), "drafts": swept.drafts, "files": swept.files, "papers": swept.papers,
            "copies": list.collect::<Vec<_>>(), "copies_unknown": !damaged_notes(&context.data).is_empty(), "put_aside": put_aside(&context.data),
        });
        print_json(context.out, &value)?;
        return Ok(());
    }
    let of = if cases == 0 { " that were left".to_owned() } else { format!(", of {}", count(cases, "case")) };
    writeln!(
        context.out,
        "Erased {} of the journal{of}, and built the working copy of the records again.",
        count(swept.changes, "change"),
    )?;
    if swept.drafts + swept.files > 0 {
        writeln!(
            context.out,
            "Removed {} and {} that could hold the same words.",
            count(swept.drafts, "draft"),
            count(swept.files, "old file")
        )?;
    }
    if swept.papers > 0 {
        writeln!(context.out, "Removed what {} said.", count(swept.papers, "paper"))?;
    }
    let behind: Vec<&(&Path, CopyStands)> = states.iter().filter(|it| it.1 != CopyStands::UpToDate).collect();
    for (path, state) in &behind {
        let away =
            if *state == CopyStands::Away { ", if it is still there (its disk is not here now)" } else { "" };
        writeln!(context.out, "A copy still holds what was erased{away}. Bring it up to date:")?;
        writeln!(context.out, "  redress --data {} backup {}", quoted(&context.data), quoted(path))?;
    }
    let aside = put_aside(&context.data);
    if !aside.is_empty() {
        writeln!(
            context.out,
            "What was put aside earlier may still hold what was erased. Remove it, unless you need it:"
        )?;
    }
    for path in &aside {
        writeln!(context.out, "  rm -r {}", quoted(path))?;
    }
    if let Some(damaged) = damaged_notes(&context.data).first() {
        writeln!(context.out, "{}", copies_unknown(damaged))?;
    } else if behind.is_empty() {
        writeln!(
            context.out,
            "No copy is known here that still holds it. Copies made with other programs, and those of which no note could be taken, are not known."
        )?;
    } else {
        writeln!(context.out, "Copies made with other programs are not known here.")?;
    }
    Ok(())
}

/// How an erasure was found, in a word for machines.
const fn word_of(it: Left) -> &'static str {
    match it {
        Left::Nothing => "nothing",
        Left::Undeclared => "undeclared",
        Left::Part => "part",
        Left::Unreadable => "unreadable",
        Left::Whole => "whole",
    }
}
