//! `redress subject-access`: what is held about a person, with what to leave out, as a document and a log.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Read as _, stdin};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::api::message::{Ask, Reply, Request};
use crate::aside::say;
use crate::bounded;
use crate::cli::answer::{Answer, heading, log};
use crate::cli::beside_the_answer::{Flaws, Making, given as papers_given, to_be_read, write_papers};
use crate::cli::case::find;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::in_place::OUTPUT;
use crate::cli::one_shot::case;
use crate::cli::or_stream::{OrStream, file, given, or_stream};
use crate::cli::paper::json as print_json;
use crate::cli::prompt::Prompt;
use crate::cli::proposals::{decide_by, is_unmarked, proposed, with_unmarked_papers};
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
use crate::domain::rights::Deed;
use crate::domain::subject_access::{Held, HeldRecord, HeldText, Whose, answered};
use crate::domain::text::{count, one_line};
use crate::exchange::whole_case::{Setting, for_its_person};
use crate::report::document::Section;

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
        .arg(
            Arg::new("with-unmarked-papers")
                .long("with-unmarked-papers")
                .action(ArgAction::SetTrue)
                .help("Give papers too of which nobody said whose data they hold; read each before it goes"),
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
    let held = context.while_waiting("Looking through every record", || {
        ask(&mut store.session, Request::HeldAbout(known_as), |it| match it {
            Reply::HeldAbout(held) => Some(held),
            _ => None,
        })
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
    if matches.get_flag("with-unmarked-papers") {
        with_unmarked_papers(&mut held);
    }
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
    let open = proposed(held).count();
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

fn refuse_if_there(dir: &Path) -> Result<(), Trouble> {
    let there = [DOCUMENT, LOG].into_iter().map(|it| dir.join(it)).find(|it| it.exists());
    there.map_or(Ok(()), |it| {
        Err(Trouble::Refused(format!("{} is there already. Name another directory with -o", it.display())))
    })
}

/// A case of theirs as it stands, as they may have it; none of another record, nor of one of which nothing goes.
fn as_it_stands(store: &mut Store, held: &HeldRecord) -> Result<Option<Vec<Section>>, Trouble> {
    let RecordRef::Case(reference) = held.on else { return Ok(None) };
    let goes = |it: &HeldText| it.redacted().is_some();
    if held.whose != Whose::Theirs || !held.texts.iter().any(goes) {
        return Ok(None);
    }
    let case = case(store, reference)?;
    let setting = Setting { office: &store.hello.office, calendar: &store.calendar, today: store.today() };
    Ok(Some(for_its_person(&setting, &case, &held.texts)))
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
    let mut cases = BTreeMap::new();
    for it in held.iter().filter(|_| to != To::Log) {
        if let Some(sections) = as_it_stands(store, it)? {
            cases.insert(it.on, sections);
        }
    }
    let answer = Answer {
        organisation: store.hello.office.organisation.clone(),
        today: long(store.today()),
        known_as,
        held,
        cases,
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
    let held_back = held_back(held);
    if !held_back.is_empty() {
        tell(context, to, &held_back)?;
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

/// What whoever types is told of papers that were held back because nobody said whose data they hold; empty where there are none.
fn held_back(held: &[HeldRecord]) -> String {
    let papers = held.iter().flat_map(|it| it.texts.iter().map(move |text| (it.on, text)));
    let papers = papers.filter(|it| is_unmarked(it.1));
    let papers = papers.filter_map(|(on, it)| Some(format!("paper {} of {on}", it.paper.as_ref()?.number)));
    let papers: Vec<String> = papers.collect();
    if papers.is_empty() {
        return String::new();
    }
    format!(
        "Held back, because nobody said whose data they hold: {}. Read each, say whose data it holds with “redress amend-paper”, and \
         answer again; or give --with-unmarked-papers.",
        papers.join(", ")
    )
}
