//! `redress letter`: a letter made from a case, with what the case holds filled in; or one that went, as it went. It is shown,
//! saved, printed, or handed to the office's own mail program.

use std::ffi::OsStr;
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::api::message::{Reply, Request};
use crate::api::service::read;
use crate::aside::say;
use crate::cli::case::find;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::handing::{mail, print};
use crate::cli::in_place::{OUTPUT, output_args, refuse_if_there};
use crate::cli::or_stream::file;
use crate::cli::paper::json as print_json;
use crate::domain::case::letter::{Filled, Language, Manner, addressee, filled_so, wording};
use crate::domain::case::record::Case;
use crate::domain::reference::CaseRef;
use crate::domain::template::FACTS;
use crate::domain::text::{one_line, safe_lines, sentence_case};
use crate::domain::vocabulary::LetterKind;
use crate::exchange::letters::message::message;
use crate::exchange::letters::page::{Format, Letter, text};
use crate::exchange::letters::saved::bytes;
use crate::report::saving::write_with;

/// What it takes.
pub fn args(command: Command) -> Command {
    let kinds: Vec<&str> = LetterKind::ALL.iter().map(|it| it.word()).collect();
    let what = format!("One of: {}; or the number of a letter that went", kinds.join(", "));
    let facts: Vec<String> = FACTS.iter().map(|it| format!("  {:<16} {}", it.0, it.1)).collect();
    let help = format!(
        "An office keeps its own words under the name of the kind (“acknowledgement”), or of the kind and a service \
         (“acknowledgement: Licences”), among its wording on the Office tab. Words in Welsh have “in Welsh” after the kind \
         (“acknowledgement in Welsh”). They are Jinja: {{{{ person }}}} stands for a fact, \
         {{% if answer_by %}} … {{% endif %}} for what stands only where there is something. A line that begins with # is a \
         heading, lines that begin with - are a list. Wording “letterhead” stands at the head of letters that go by post: the office’s \
         own address, and what else is to be there. Below it stands whom the letter goes to, unless its words ask for the \
         address themselves. A letter may ask for:\n{}",
        facts.join("\n")
    );
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .arg(Arg::new("ref").value_name("REF").required(true).help("Reference of the case"))
        .arg(Arg::new("what").value_name("KIND|NUMBER").required(true).num_args(1..).help(what))
        .arg(flag("wording", "Show the words of the kind as they are kept, with nothing filled in"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(Format::ALL.iter().map(|it| it.1)))
                .help("Text, Markdown, HTML or a file for a word processor [by the ending of FILE]"),
        )
        .args(output_args())
        .arg(flag("large-print", "In large print, whatever the adjustments of the person say"))
        .arg(
            Arg::new("language")
                .long("language")
                .value_name("LANGUAGE")
                .value_parser(PossibleValuesParser::new(Language::ALL.iter().map(|it| it.word())))
                .ignore_case(true)
                .help("In this language, whatever the adjustments of the person say"),
        )
        .arg(flag("post", "To go by post, with the address at its head, whatever way they prefer"))
        .arg(
            flag("print", "Print it: with lp, or the command that “redress config print_command” names")
                .conflicts_with_all([OUTPUT, "format", "wording"]),
        )
        .arg(
            flag("mail", "Hand it to the command that “redress config mail_command” names, which sends it")
                .conflicts_with_all([OUTPUT, "format", "wording", "print"]),
        )
        .after_long_help(help)
}

/// A letter that is asked for.
struct Wanted {
    /// What went, or what would go.
    filled: Filled,
    /// Its kind.
    kind: LetterKind,
    /// Whom it goes to.
    to: String,
    /// Its number, if it went.
    number: Option<u32>,
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let reference = find(&mut store, matches.get_one::<String>("ref").expect("clap demands it").trim())?;
    let case: Case = read(&mut store.session, reference)?;
    let words: Vec<&str> =
        matches.get_many::<String>("what").into_iter().flatten().map(String::as_str).collect();
    let what = words.join(" ").replace('-', " ");
    if matches.get_flag("wording") {
        let kind = kind_of(&what)?;
        let language = manner(matches, &case, kind).language;
        let words = wording(&store.hello.office, kind, &case, language).words;
        return out(context, matches, reference, &format!("{}\n", safe_lines(words).trim_end()));
    }
    let it = wanted(&mut store, &case, matches, &what)?;
    if !it.filled.lacks.is_empty() {
        say(format!(
            "It is in English: {} asked for Welsh, and the office has no wording “{}”. An administrator adds it on the Office \
             tab, under Wording.",
            if matches.contains_id("language") { "you" } else { "they" },
            it.filled.lacks
        ));
    }
    if it.filled.lacks_address {
        say(format!(
            "It has no postal address at its head: none is known of {}. Add it: redress edit {reference}",
            it.to
        ));
    }
    let title = format!("{} {reference}", sentence_case(it.kind.word()));
    let letter = Letter { title: &title, text: &it.filled.text, manner: it.filled.manner };
    let to_record = if it.number.is_some() { String::new() } else { to_record(reference, it.kind) };
    if matches.get_flag("print") {
        print(context, &text(letter), letter.manner.is_large)?;
        writeln!(context.out, "The letter was given to the printer.{to_record}")?;
        return Ok(Ending::Done);
    }
    if matches.get_flag("mail") {
        let person = addressee(&case, it.kind);
        let message = message(&person.email, reference, letter).ok_or_else(|| {
            let name = if person.name.is_empty() { "whoever it goes to" } else { &person.name };
            Trouble::Refused(format!(
                "the case has no email address of {}. Add it with “redress edit”, or print the letter",
                one_line(name)
            ))
        })?;
        mail(context, &message)?;
        let to = one_line(&person.email);
        writeln!(context.out, "The letter to {to} was given to your mail program.{to_record}")?;
        return Ok(Ending::Done);
    }
    let ending = file(matches, OUTPUT).and_then(Path::extension).and_then(OsStr::to_str);
    let asked = matches.get_one::<String>("format").map(String::as_str);
    if let Some(unknown) = ending.filter(|it| asked.is_none() && Format::from_word(it).is_none()) {
        let known: Vec<&str> = Format::ALL.iter().map(|it| it.1).collect();
        return Err(Trouble::Broken(format!(
            "a letter is not written as {}. The ending of the file may be one of these: {}",
            one_line(unknown),
            known.join(", ")
        )));
    }
    match asked.or(ending).and_then(Format::from_word) {
        None => out(context, matches, reference, &format!("{}\n", safe_lines(letter.text).trim_end())),
        Some(format) if !format.is_for_a_program() => {
            out(context, matches, reference, &String::from_utf8_lossy(&bytes(letter, format)))
        }
        Some(_) if !matches.contains_id(OUTPUT) => Err(Trouble::Broken(
            "this is a file for a word processor. Name it with -o, such as -o letter.docx, or write it to standard output with \
             -o -"
                .to_owned(),
        )),
        Some(format) => save(context, matches, &bytes(letter, format)),
    }
}

/// What is still to be recorded once a letter of this kind has gone, in a sentence that begins with a space.
fn to_record(reference: CaseRef, kind: LetterKind) -> String {
    let then = match kind {
        LetterKind::FinalResponse => format!(", then redress send {reference}"),
        _ => String::new(),
    };
    format!(
        " Nothing is recorded yet. When it has gone: redress send-letter {reference} --kind \"{kind}\" --text -{then}"
    )
}

/// The letter that went under this number, or one of this kind with what the case holds.
fn wanted(store: &mut Store, case: &Case, matches: &ArgMatches, what: &str) -> Result<Wanted, Trouble> {
    let reference = case.reference;
    if let Ok(number) = what.parse::<u32>() {
        let went = case.letters.iter().find(|it| it.number == number).ok_or_else(|| {
            Trouble::Refused(format!(
                "no letter {number} went on {reference}: “redress show {reference}” lists those that did"
            ))
        })?;
        let manner = manner(matches, case, went.kind);
        let filled = Filled { text: went.text.clone(), manner, lacks: String::new(), lacks_address: false };
        let to = went.to.clone();
        return Ok(Wanted { filled, kind: went.kind, to, number: Some(number) });
    }
    let kind = kind_of(what)?;
    let manner = manner(matches, case, kind);
    let changed = match kind {
        LetterKind::WhatWeChanged => ask(&mut store.session, Request::PlansOf(reference), |it| match it {
            Reply::PlansOf { changed, .. } => Some(changed),
            _ => None,
        })?,
        _ => Vec::new(),
    };
    let (office, login) = (&store.hello.office, &store.hello.login);
    let filled = filled_so(office, case, store.today(), login, (kind, &changed), manner)?;
    let to = one_line(&addressee(case, kind).name);
    Ok(Wanted { filled, kind, to, number: None })
}

fn kind_of(what: &str) -> Result<LetterKind, Trouble> {
    LetterKind::from_word(what).ok_or_else(|| {
        let kinds: Vec<&str> = LetterKind::ALL.iter().map(|it| it.word()).collect();
        Trouble::Refused(format!(
            "“{}” is no kind of letter. Kinds are: {}",
            one_line(what),
            kinds.join(", ")
        ))
    })
}

/// How the letter is made: as whoever it goes to asked, or as the options say.
fn manner(matches: &ArgMatches, case: &Case, kind: LetterKind) -> Manner {
    let asked = Manner::of(&addressee(case, kind));
    let is = |name: &str| matches.get_flag(name);
    let language = matches.get_one::<String>("language").and_then(|it| Language::from_word(it));
    Manner {
        language: language.unwrap_or(asked.language),
        is_large: asked.is_large || matches.get_flag("large-print"),
        is_by_post: (asked.is_by_post || is("post") || is("print")) && !is("mail"),
    }
}

/// Writes text where it is wanted.
fn out(context: &mut Context, matches: &ArgMatches, reference: CaseRef, text: &str) -> Outcome {
    if context.json && !matches.contains_id(OUTPUT) {
        print_json(context.out, &json!({ "ref": reference, "text": text }))?;
        return Ok(Ending::Done);
    }
    save(context, matches, text.as_bytes())
}

fn save(context: &mut Context, matches: &ArgMatches, bytes: &[u8]) -> Outcome {
    match file(matches, OUTPUT) {
        Some(path) => {
            refuse_if_there(path, matches)?;
            write_with(path, &mut |it| it.write_all(bytes))?;
            writeln!(context.out, "The letter is in {}.", one_line(&path.display().to_string()))?;
        }
        None => context.out.write_all(bytes)?,
    }
    Ok(Ending::Done)
}
