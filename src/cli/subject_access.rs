//! `redress subject-access`: what is held about a person, with what to leave out, as a document and a log.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read as _, Write, stdin};
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::api::message::{Ask, Reply, Request};
use crate::aside::say;
use crate::bounded;
use crate::cli::beside_the_answer::{Flaws, Making, given as papers_given, to_be_read, write_papers};
use crate::cli::case::find;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::in_place::OUTPUT;
use crate::cli::keyboard::Keyboard;
use crate::cli::one_shot::case;
use crate::cli::or_stream::{OrStream, file, given, or_stream};
use crate::cli::paper::json as print_json;
use crate::cli::prompt::Prompt;
use crate::cli::unsure::{
    MOST_ASKED, answers_in, as_file, ask_about, list, read_answers, told_of_nothing, write_questions,
};
use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Command as Step, CopyGiven};
use crate::domain::party::known::KnownAs;
use crate::domain::party::mention::Sought;
use crate::domain::party::unsure::{Answers, Unsure};
use crate::domain::reference::CaseRef;
use crate::domain::reference::RecordRef;
use crate::domain::register::kinds::kind_of;
use crate::domain::rights::Deed;
use crate::domain::subject_access::{Held, HeldRecord, HeldText, LeaveOut, answered};
use crate::domain::text::{CSV_MARK, count, one_line, safe_lines, sentence_case, spreadsheet_safe};

/// The file that the person is given.
const DOCUMENT: &str = "subject-access.md";
/// The file that the office keeps.
const LOG: &str = "subject-access-log.csv";

/// How the file of questions is made.
const AGAIN: &str = "Without -o, --unsure FILE writes a line for each into FILE";

/// A longer number is no case of this year, but may be a telephone's.
const MOST_DIGITS: usize = 6;

/// What it takes.
pub fn args(command: Command) -> Command {
    command
        .arg(
            Arg::new("person")
                .value_name("PERSON")
                .required(true)
                .help("Name or contact of the person, or the reference of their case"),
        )
        .arg(
            Arg::new("also")
                .long("also")
                .value_name("TEXT")
                .action(ArgAction::Append)
                .help("Another name or contact that they are known by"),
        )
        .arg(or_stream(
            Arg::new(OUTPUT).long(OUTPUT).short('o').value_name("DIR").help(
                "Where the document and its log go, or - for the document on standard output; without it they are only shown",
            ),
        ))
        .arg(
            Arg::new("log")
                .long("log")
                .action(ArgAction::SetTrue)
                .requires(OUTPUT)
                .help("With -o -, the log that the office keeps, in place of the document"),
        )
        .arg(or_stream(Arg::new("unsure").long("unsure").value_name("FILE").help(
            "Where what may be about somebody else stands, for a yes or no, or -; written without -o, read with it",
        )))
        .arg(
            Arg::new("accept-proposals")
                .long("accept-proposals")
                .action(ArgAction::SetTrue)
                .help("Leave out what is proposed without asking; read the document before it goes"),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    store.may(Deed::KeepRecords)?;
    let known_as = known_as(&mut store, matches)?;
    let words = known_as.names.iter().chain(&known_as.reach).cloned().collect::<Vec<_>>();
    if Sought::of(std::slice::from_ref(&known_as)).is_nobody() {
        return Err(Trouble::Refused("name the person: a name, a contact or a reference".to_owned()));
    }
    let to = to(context, matches)?;
    if let To::Directory(dir) = to {
        refuse_if_there(dir)?;
    }
    let held = ask(&mut store.session, Request::HeldAbout(known_as), |it| match it {
        Reply::HeldAbout(held) => Some(held),
        _ => None,
    })?;
    let Held { records: mut held, any_words, is_partly_hidden } = held;
    let file = file(matches, "unsure");
    let mut answers = match given(matches, "unsure") {
        None => Answers::default(),
        Some(it) => match it.file() {
            Some(file) => read_answers(file, to == To::Screen, AGAIN)?,
            None if matches!(to, To::Screen | To::Questions) => Answers::default(),
            None => {
                let mut bytes = Vec::new();
                stdin().lock().take(bounded::AT_ONCE).read_to_end(&mut bytes)?;
                answers_in(&bytes, "standard input")?
            }
        },
    };
    answered(&mut held, &answers);
    if is_partly_hidden && !context.json {
        tell(
            context,
            to,
            "Some records are kept from you. Looked for there, and not found: a case or an entry that is or may be this person’s, \
             how they are reached, and their name as two words or more, or with a title or an initial. One word of it by itself, \
             initials and nicknames were not looked for: a complaints manager who may see them must look.",
        )?;
    }
    if !any_words.is_empty() && !context.json {
        let all: Vec<String> = any_words.iter().map(|it| format!("“{}”", one_line(it))).collect();
        let all = all.join(", ");
        tell(
            context,
            to,
            &format!(
                "Not looked at: {all}, in small letters, stands in very many records and may be any word."
            ),
        )?;
    }
    if held.is_empty() {
        let words = one_line(&words.join(", "));
        let (what, or) = if any_words.is_empty() {
            ("Nothing", ", or anybody who may be the same person")
        } else {
            ("Nothing else", "")
        };
        let spelt = "A name that is only like it was not looked for: if it may have been spelt otherwise, ask for that too.";
        tell(context, to, &format!("{what} is held about {words}{or}. {spelt}"))?;
        return Ok(Ending::Nothing);
    }
    if matches!(to, To::Screen | To::Questions) {
        let questions = questions(&held);
        let open = count(questions.len() as u64, "place");
        if to == To::Questions {
            context.out.write_all(&as_file(&answers, &questions)?)?;
            tell(context, to, &format!("{open} to look at. Write yes or no into the first column."))?;
            return Ok(Ending::Done);
        }
        show(context, &held)?;
        if let Some(told) = told_of_nothing(&answers).filter(|_| !questions.is_empty() && !context.json) {
            writeln!(context.out, "{told}")?;
        }
        if let Some(file) = file {
            write_questions(file, &answers, &questions)?;
            if !context.json {
                writeln!(
                    context.out,
                    "Written: {}, with {open} to look at. Write yes or no into its first column.",
                    file.display()
                )?;
            }
        }
        return Ok(Ending::Done);
    }
    if !is_looked_at(context, to, &mut answers, &held)? {
        writeln!(context.out, "Left. Nothing was written.")?;
        return Ok(Ending::Nothing);
    }
    answered(&mut held, &answers);
    if held.is_empty() {
        tell(context, to, &format!("Nothing is held about {}.", one_line(&words.join(", "))))?;
        return Ok(Ending::Nothing);
    }
    if !matches.get_flag("accept-proposals") && !decide(context, to, &mut held)? {
        writeln!(context.out, "Left. Nothing was written.")?;
        return Ok(Ending::Nothing);
    }
    let flaws = write_out(context, &mut store, &words, &held, to)?;
    if let Some(file) = file.filter(|_| !context.json) {
        tell(context, to, &format!("{} holds words about people too: delete it.", file.display()))?;
    }
    // The log is for the office: nobody is given anything.
    if to == To::Log { Ok(Ending::Done) } else { record(context, to, &mut store, &held, &flaws) }
}

/// Where what is found goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To<'a> {
    /// It is only shown.
    Screen,
    /// What somebody must say first goes to standard output.
    Questions,
    /// The document and its log, as files in a directory.
    Directory(&'a Path),
    /// The document goes to standard output.
    Document,
    /// Its log does.
    Log,
}

fn to<'a>(context: &Context, matches: &'a ArgMatches) -> Result<To<'a>, Trouble> {
    let is_log = matches.get_flag("log");
    let to = match given(matches, OUTPUT).map(OrStream::file) {
        Some(Some(_)) if is_log => {
            let why = "with -o DIR the document and its log are both written. Leave --log out, or give -o -";
            return Err(Trouble::Broken(why.to_owned()));
        }
        Some(Some(dir)) => To::Directory(dir),
        Some(None) if is_log => To::Log,
        Some(None) => To::Document,
        None if given(matches, "unsure").is_some_and(|it| it.file().is_none()) => To::Questions,
        None => To::Screen,
    };
    if context.json && to.is_stream() {
        let why = "what goes to standard output here is no JSON. Leave --json or - out";
        return Err(Trouble::Broken(why.to_owned()));
    }
    Ok(to)
}

impl To<'_> {
    /// Whether standard output is a file for somebody, so that words to whoever types go beside it and nobody is asked.
    const fn is_stream(self) -> bool {
        matches!(self, Self::Questions | Self::Document | Self::Log)
    }
}

/// Tells whoever types: beside what they keep, if they keep what is printed.
fn tell(context: &mut Context, to: To, words: &str) -> Result<(), Trouble> {
    if to.is_stream() {
        say(format_args!("redress: {words}"));
    } else {
        writeln!(context.out, "{words}")?;
    }
    Ok(())
}

/// What somebody must say first, each question once.
fn questions(held: &[HeldRecord]) -> BTreeSet<Unsure> {
    held.iter().flat_map(|it| &it.texts).filter_map(|it| it.question.clone()).collect()
}

/// Has somebody say of all that may be about somebody else whether it is. Says whether to go on.
fn is_looked_at(
    context: &mut Context,
    to: To,
    answers: &mut Answers,
    held: &[HeldRecord],
) -> Result<bool, Trouble> {
    let questions = questions(held);
    if questions.is_empty() {
        return Ok(true);
    }
    if let Some(told) = told_of_nothing(answers).filter(|_| !context.json) {
        tell(context, to, &told)?;
    }
    if to.is_stream() || !stdin().is_terminal() || MOST_ASKED < questions.len() {
        if !context.json && !to.is_stream() {
            list(context.out, &questions)?;
        }
        return Err(Trouble::Refused(format!(
            "nothing was written: {} may be about somebody else, and nobody has said whether they are. {AGAIN}. Write yes or \
             no into its first column, then give --unsure FILE and -o",
            count(questions.len() as u64, "place")
        )));
    }
    let mut prompt =
        Prompt { input: &mut stdin().lock(), out: context.out, drafts: None, now: context.clock.now() };
    ask_about(&mut prompt, &questions, answers)
}

/// The names and contacts that the person goes by: as given, or those of the case that was named.
fn known_as(store: &mut Store, matches: &ArgMatches) -> Result<KnownAs, Trouble> {
    let person = matches.get_one::<String>("person").expect("clap demands it").trim().to_owned();
    let mut known_as = KnownAs::default();
    let is_number = person.len() <= MOST_DIGITS && person.bytes().all(|it| it.is_ascii_digit());
    if person.parse::<CaseRef>().is_ok() || is_number {
        let reference = find(store, &person)?;
        known_as = case(store, reference)?.facts.complainant.known_as();
    } else {
        known_as.take(KnownAs::typed([person.as_str()]));
    }
    let also = matches.get_many::<String>("also").into_iter().flatten().map(String::as_str);
    known_as.take(KnownAs::typed(also));
    Ok(known_as)
}

/// What a record is called, and what it is.
fn heading(it: &HeldRecord) -> String {
    let whose = it.whose.in_words();
    let what = match it.on {
        RecordRef::Office if it.whose.is_doubtful() => return format!("The office’s own record ({whose})"),
        RecordRef::Office => return "The office’s own record".to_owned(),
        RecordRef::Year(_) => "Financial year",
        RecordRef::Case(_) => "Case",
        RecordRef::Plan(_) => "Action plan",
        RecordRef::Entry(it) => {
            &*kind_of(it.register).map_or_else(|| "Entry".to_owned(), |it| sentence_case(it.one))
        }
    };
    let restricted = if it.is_restricted { ", restricted" } else { "" };
    format!("{what} {} ({whose}{restricted})", it.on)
}

fn show(context: &mut Context, held: &[HeldRecord]) -> Outcome {
    if context.json {
        let value = serde_json::to_value(held).unwrap_or_default();
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    for record in held {
        writeln!(context.out, "{}", heading(record))?;
        for it in &record.texts {
            writeln!(context.out, "  {} (change {}): {}", one_line(&it.what), it.change, one_line(&it.text))?;
            if it.question.is_some() {
                writeln!(context.out, "    It may be about somebody else: look.")?;
            } else if let Some(proposal) = &it.proposal {
                writeln!(context.out, "    Proposed to {proposal}.")?;
            }
        }
    }
    writeln!(context.out, "Give -o DIR to decide on each proposal and to write the document and its log.")?;
    Ok(Ending::Done)
}

/// Asks about each proposal. Says whether to go on.
fn decide(context: &mut Context, to: To, held: &mut [HeldRecord]) -> Result<bool, Trouble> {
    let open = held.iter().flat_map(|it| &it.texts).filter(|it| it.proposal.is_some()).count();
    if open > 0 && (to.is_stream() || !stdin().is_terminal()) {
        return Err(Trouble::Refused(format!(
            "{} to be decided on, and nobody is there to ask. Give --accept-proposals to take them all",
            count(open as u64, "proposal")
        )));
    }
    if open == 0 {
        return Ok(true);
    }
    decide_by(&mut stdin().lock(), context.out, context.clock.now(), held)
}

fn decide_by(
    input: &mut dyn Keyboard,
    out: &mut dyn Write,
    now: chrono::DateTime<chrono::Utc>,
    held: &mut [HeldRecord],
) -> Result<bool, Trouble> {
    let mut prompt = Prompt { input, out, drafts: None, now };
    for record in held {
        let heading = heading(record);
        for it in record.texts.iter_mut().filter(|it| it.proposal.is_some()) {
            let proposal = it.proposal.as_ref().map(ToString::to_string).unwrap_or_default();
            writeln!(prompt.out, "{heading}, {} (change {}):", one_line(&it.what), it.change)?;
            writeln!(prompt.out, "  {}", one_line(&it.text))?;
            if let Some(redacted) = it.redacted() {
                writeln!(prompt.out, "  as it would go: {}", one_line(&redacted))?;
            }
            match prompt.line(&format!(
                "Proposed to {proposal}. 1 take it, 2 include it all, 3 withhold it all, q leave:"
            ))? {
                None => return Ok(false),
                Some(answer) => match answer.as_str() {
                    "1" | "" => {}
                    "2" => it.proposal = None,
                    "3" => {
                        if let Some(proposal) = &mut it.proposal {
                            proposal.leave_out = LeaveOut::Everything;
                        }
                    }
                    _ => return Ok(false),
                },
            }
        }
    }
    Ok(true)
}

fn refuse_if_there(dir: &Path) -> Result<(), Trouble> {
    let there = [DOCUMENT, LOG].into_iter().map(|it| dir.join(it)).find(|it| it.exists());
    there.map_or(Ok(()), |it| {
        Err(Trouble::Refused(format!("{} is there already. Name another directory with -o", it.display())))
    })
}

/// Writes the answer, its log, and the papers that go with it. Says which of these papers are missing or damaged.
fn write_out(
    context: &mut Context,
    store: &mut Store,
    known_as: &[String],
    held: &[HeldRecord],
    to: To,
) -> Result<Flaws, Trouble> {
    let zone = store.hello.office.zone();
    let answer = Answer {
        organisation: store.hello.office.organisation.clone(),
        today: long(store.today()),
        known_as,
        held,
        zone,
    };
    let dir = match to {
        To::Directory(dir) => dir,
        To::Log => {
            context.out.write_all(&log(held, zone, &Flaws::new())?)?;
            context.out.flush()?;
            return Ok(Flaws::new());
        }
        To::Screen | To::Questions | To::Document => {
            context.out.write_all(answer.document(&Flaws::new()).as_bytes())?;
            // What did not leave was not given.
            context.out.flush()?;
            return Ok(Flaws::new());
        }
    };
    let mut making = Making::in_directory(dir)?;
    let (mut written, flaws) = write_papers(store.session.as_mut(), &mut making, &papers_given(held))?;
    written.insert(0, making.write(DOCUMENT, answer.document(&flaws).as_bytes())?);
    written.insert(1, making.write(LOG, &log(held, zone, &flaws)?)?);
    making.keep();
    for path in written.iter().filter(|_| !context.json) {
        writeln!(context.out, "Written: {}", path.display())?;
    }
    Ok(flaws)
}

/// The day at the office on which it was written down.
fn written_on(text: &HeldText, zone: Tz) -> NaiveDate {
    text.at.with_timezone(&zone).date_naive()
}

/// What the person is given, but for papers.
struct Answer<'a> {
    organisation: String,
    today: String,
    known_as: &'a [String],
    held: &'a [HeldRecord],
    zone: Tz,
}

impl Answer<'_> {
    /// The document that the person is given.
    fn document(&self, flaws: &Flaws) -> String {
        let mut page = String::new();
        let mut put = |line: &str| writeln!(page, "{line}").expect("a text takes whatever is written to it");
        let (organisation, known_as) =
            (marked_down(&self.organisation), marked_down(&self.known_as.join(", ")));
        put(&format!("# What {organisation} holds about {known_as}\n"));
        put(&format!("As of {}. Where something was left out it says so, and why.\n", self.today));
        for record in self.held {
            put(&format!("## {}\n", marked_down(&heading(record))));
            for it in &record.texts {
                let day = long(written_on(it, self.zone));
                put(&format!("**{}**, written down on {day}:\n", marked_down(&it.what)));
                match (it.redacted(), &it.proposal) {
                    (Some(text), None) => {
                        put(&quoted(&text));
                        match &it.paper {
                            Some(paper) if flaws.contains_key(&(record.on, paper.number)) => {
                                put(
                                    "\n*Not with this answer: we cannot read what this paper says. Ask us about it.*",
                                );
                            }
                            Some(paper) => {
                                let file = marked_down(&paper.file_name(record.on));
                                put(&format!(
                                    "\n*The paper itself is in the file {file}, which comes with this answer.*"
                                ));
                            }
                            None => {}
                        }
                    }
                    (Some(text), Some(why)) => {
                        put(&format!("{}\n\n*Left out: {}.*", quoted(&text), marked_down(&why.why)));
                    }
                    (None, why) => {
                        let why = why.as_ref().map_or("", |it| &it.why);
                        put(&format!("*Withheld: {}.*", marked_down(why)));
                    }
                }
                put("");
            }
        }
        put(
            "You can ask us to put right what is wrong, and you can complain to the Information Commissioner’s Office (ICO).",
        );
        page
    }
}

fn quoted(text: &str) -> String {
    safe_lines(text).lines().map(|it| format!("> {}", marked_down(it))).collect::<Vec<_>>().join("\n")
}

/// A line in which nothing is a mark of Markdown.
fn marked_down(text: &str) -> String {
    let mut line = String::new();
    for letter in one_line(text).chars() {
        if "\\`*_{}[]<>#|~!&".contains(letter) {
            line.push('\\');
        }
        line.push(letter);
    }
    line
}

/// The log that the office keeps: every text, and what became of it. Texts that were withheld are not in it.
fn log(held: &[HeldRecord], zone: Tz, flaws: &Flaws) -> Result<Vec<u8>, Trouble> {
    let mut writer = csv::Writer::from_writer(CSV_MARK.as_bytes().to_vec());
    let broken = |it: csv::Error| Trouble::Broken(format!("the log cannot be written ({it})"));
    writer.write_record(["record", "change", "written down", "text", "decision", "why"]).map_err(broken)?;
    for record in held {
        for it in &record.texts {
            let flaw = it.paper.as_ref().and_then(|it| flaws.get(&(record.on, it.number)));
            let why = it.proposal.as_ref().map(|it| &it.why).or(flaw).map_or("", String::as_str);
            let decision = if it.proposal.is_none() && flaw.is_some() { "not given" } else { decision(it) };
            let cells = [
                record.on.to_string(),
                it.change.to_string(),
                written_on(it, zone).to_string(),
                one_line(&it.what),
                decision.to_owned(),
                one_line(why),
            ];
            writer.write_record(cells.iter().map(|it| spreadsheet_safe(it).into_owned())).map_err(broken)?;
        }
    }
    writer.into_inner().map_err(|it| Trouble::Broken(format!("the log cannot be written ({it})")))
}

const fn decision(it: &HeldText) -> &'static str {
    match &it.proposal {
        None => "included",
        Some(proposal) => match proposal.leave_out {
            LeaveOut::Everything => "withheld",
            LeaveOut::Names(_) => "redacted",
        },
    }
}

/// Notes on every case that a copy was given.
fn record(context: &mut Context, to: To, store: &mut Store, held: &[HeldRecord], flaws: &Flaws) -> Outcome {
    let on = store.today();
    let mut asks = Vec::new();
    let (mut included, mut withheld) = (0, 0);
    for record in held {
        let left_out = record.texts.iter().filter(|it| it.proposal.is_some()).count();
        let whole = record.texts.len() - left_out;
        included += whole;
        withheld += left_out;
        // Of what is not theirs after all, nothing was given.
        let is_given = !record.whose.is_doubtful() || 0 < whole;
        if let (RecordRef::Case(reference), true) = (record.on, is_given) {
            let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
            let copy = CopyGiven { on, included: number(whole), withheld: number(left_out) };
            asks.push(Ask::on(reference, Step::GiveCopy(copy)));
        }
    }
    let cases = asks.len() as u64;
    let results = ask(&mut store.session, Request::Do(asks), |it| match it {
        Reply::Done(results) => Some(results),
        _ => None,
    })?;
    for result in results {
        result?;
    }
    let mut papers = papers_given(held);
    papers.retain(|it| !flaws.contains_key(&(it.on.into(), it.paper.number)));
    if context.json {
        let value = json!({
            "cases": cases, "included": included, "left_out": withheld, "papers": papers.len(),
            "papers_not_given": flaws.values().collect::<Vec<_>>(),
        });
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    let [included, withheld] = [included, withheld].map(|it| count(it as u64, "text"));
    let cases = count(cases, "case");
    let log = if to == To::Document { " “--log -o -” gives the log." } else { "" };
    tell(
        context,
        to,
        &format!(
            "{included} included, {withheld} left out whole or in part. Noted on {cases}. Read the document before it goes to \
             anybody.{log}"
        ),
    )?;
    if to == To::Document {
        for it in &papers {
            let file = it.file_name();
            let how = format!("{file} goes with it: redress paper {} {} > {file}", it.on, it.paper.number);
            tell(context, to, &how)?;
        }
    }
    let to_be_read = to_be_read(&papers);
    if !to_be_read.is_empty() {
        tell(context, to, &to_be_read)?;
    }
    for why in flaws.values() {
        tell(context, to, &format!("Not with the answer, which says so: {why}."))?;
    }
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::subject_access::{Proposal, Whose};

    fn held(text: &str, proposal: Option<LeaveOut>) -> Vec<HeldRecord> {
        let proposal =
            proposal.map(|leave_out| Proposal { leave_out, why: "=other people’s names".into() });
        let at = "2026-06-30T23:30:00Z".parse().unwrap();
        let text = HeldText {
            change: 7,
            at,
            what: "text".into(),
            text: text.into(),
            proposal,
            question: None,
            paper: None,
        };
        vec![HeldRecord {
            on: "26-0042".parse().unwrap(),
            whose: Whose::Theirs,
            is_restricted: false,
            texts: vec![text],
        }]
    }

    fn page(text: &str, proposal: Option<LeaveOut>) -> String {
        let (organisation, today) = ("Claims".into(), "Tue 24 Nov 2026".into());
        let (known_as, held) = (&["Amara Okafor".into()], &held(text, proposal));
        let answer = Answer { organisation, today, known_as, held, zone: Tz::Europe__London };
        answer.document(&Flaws::new())
    }

    #[test]
    fn the_document_says_what_was_left_out_and_why_and_does_not_show_it() {
        assert!(page("Rang her.", None).contains("> Rang her."));
        let redacted = page("Told Mr Webb.", Some(LeaveOut::Names(std::iter::once(5..12).collect())));
        assert!(
            redacted.contains("> Told \\[name withheld\\].") && redacted.contains("*Left out:"),
            "{redacted}"
        );
        let withheld = page("Told Mr Webb.", Some(LeaveOut::Everything));
        assert!(!withheld.contains("Webb") && withheld.contains("*Withheld:"), "{withheld}");
    }

    #[test]
    fn a_text_was_written_down_on_the_day_that_it_was_at_the_office() {
        assert!(page("Rang her.", None).contains("written down on Wed 1 Jul 2026:"));
    }

    #[test]
    fn what_was_typed_can_be_neither_markdown_nor_a_formula_nor_a_command() {
        let page = page("\u{1b}[2J# *Big* <b>\n=1+1", None);
        assert!(!page.contains('\u{1b}') && page.contains("\\*Big\\* \\<b\\>"), "{page}");
        let log = log(&held("x", Some(LeaveOut::Everything)), Tz::Europe__London, &Flaws::new()).unwrap();
        let log = String::from_utf8(log).unwrap();
        assert!(log.ends_with("26-0042,7,2026-07-01,text,withheld,'=other people’s names\n"), "{log}");
    }

    #[test]
    fn each_proposal_is_asked_about_and_leaving_changes_nothing() {
        for (typed, expect, goes_on) in [
            ("1\n", "withheld", true),
            ("2\n", "included", true),
            ("3\n", "withheld", true),
            ("q\n", "withheld", false),
            ("", "withheld", false),
        ] {
            let mut held = held("Told Mr Webb.", Some(LeaveOut::Everything));
            let mut out = Vec::new();
            let done =
                decide_by(&mut typed.as_bytes(), &mut out, chrono::DateTime::UNIX_EPOCH, &mut held).unwrap();
            assert_eq!((done, decision(&held[0].texts[0])), (goes_on, expect), "{typed:?}");
            assert!(String::from_utf8(out).unwrap().contains("Told Mr Webb."));
        }
    }
}
