//! `redress attach` and `redress paper`: papers put on a case, and taken out as files again.

use std::io::{IsTerminal, Write, stdin, stdout};
use std::path::Path;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::api::carrying::{NotFetched, at_home, belied, fetch, open};
use crate::aside::say;
use crate::cli::case::find;
use crate::cli::context::{Context, Need};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::in_place::{OUTPUT, output_args, refuse_if_there};
use crate::cli::one_shot::{command, given, run_in};
use crate::cli::or_stream::{OrStream, file, or_stream};
use crate::cli::paper::json as print_json;
use crate::domain::case::command::{Command as CaseCommand, Step};
use crate::domain::case::paper::{HeldFile, size};
use crate::domain::records::any::AnyCommand;
use crate::domain::records::step::AnyStep;
use crate::domain::text::one_line;
use crate::forms::tables::form_of;
use crate::report::saving::{NotSaved, write_with};

const NAME: &str = "name";
const FILES: &str = "files";

/// What `attach` takes: the fields of its form, and files.
pub fn attach_args(named: Command) -> Command {
    let table = form_of(Step::AttachPaper).expect("it has a form");
    let step = command(AnyStep::Case(Step::AttachPaper), table);
    named
        .args(step.get_arguments().cloned())
        .mut_arg("path", |it| it.hide(true))
        .arg(or_stream(
            Arg::new(FILES)
                .value_name("FILE")
                .num_args(0..)
                .help("The files, or - for standard input, which is read where no file is named"),
        ))
        .arg(Arg::new(NAME).long(NAME).value_name("NAME").help("What the file from standard input is called"))
}

/// Runs `attach`.
pub fn attach(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let table = form_of(Step::AttachPaper).expect("it has a form");
    let text = |id: &str| matches.get_one::<String>(id).map(|it| one_line(it)).unwrap_or_default();
    let mut files: Vec<&Path> =
        matches.get_many::<OrStream>(FILES).into_iter().flatten().map(OrStream::given).collect();
    if files.is_empty() && text("path").is_empty() && text("elsewhere").is_empty() && !stdin().is_terminal() {
        files.push(Path::new("-"));
    }
    let answers = given(table, matches)?;
    let mut store = context.open(Need::Existing)?;
    if files.is_empty() {
        return run_in(context, &mut store, table, matches, answers, &|_| ());
    }
    if 1 < files.len() && !text("title").is_empty() {
        return Err(Trouble::Refused(
            "several files cannot have one title. Leave --title out: each is then called by its file"
                .to_owned(),
        ));
    }
    if !text(NAME).is_empty() && files.iter().any(|it| it.as_os_str() != "-") {
        return Err(Trouble::Refused(
            "--name is for a file from standard input. A file keeps its name: say what the paper is with --title".to_owned(),
        ));
    }
    // All of them, before the first is attached.
    for file in files.iter().filter(|it| context.reads_files() && it.as_os_str() != "-") {
        let name = one_line(&file.to_string_lossy());
        if !at_home(&file.to_string_lossy()).is_file() {
            return Err(Trouble::Refused(format!("“{name}” is no file that is there. Nothing was attached")));
        }
        if let Some(path) = file.to_str() {
            open(path).map_err(|it| {
                Trouble::Refused(format!("{} Nothing was attached", one_line(&it.to_string())))
            })?;
            if let Some(form) = belied(path) {
                say(format_args!("“{name}” is not what its name says. By its contents it is: {form}."));
            }
        }
    }
    let mut ending = Ending::Done;
    for named in files {
        let path = named.to_str().ok_or_else(|| {
            let name = one_line(&named.to_string_lossy());
            Trouble::Refused(format!(
                "the name of “{name}” is no text that can be kept. Rename the file first"
            ))
        })?;
        let is_input = path == "-";
        let name = if is_input { text(NAME) } else { String::new() };
        if is_input && name.is_empty() {
            return Err(Trouble::Refused(
                "say what the file from standard input is called, as in: redress attach 26-0042 --name letter.pdf < letter.pdf"
                    .to_owned(),
            ));
        }
        let mut given = answers.clone();
        given.push(("path".to_owned(), path.to_owned()));
        if is_input && text("title").is_empty() {
            given.push(("title".to_owned(), name.clone()));
        }
        let called = |asked: &mut AnyCommand| {
            if let AnyCommand::Case(CaseCommand::AttachPaper(it)) = asked
                && !name.is_empty()
            {
                it.paper.held = Some(HeldFile { file_name: name.clone(), ..HeldFile::default() });
            }
        };
        if run_in(context, &mut store, table, matches, given, &called)? == Ending::Nothing {
            ending = Ending::Nothing;
        }
    }
    Ok(ending)
}

/// What `paper` takes.
pub fn paper_args(command: Command) -> Command {
    command
        .arg(Arg::new("ref").value_name("REF").required(true).help("Reference of the case"))
        .arg(
            Arg::new("number")
                .value_name("NUMBER")
                .required(true)
                .value_parser(value_parser!(u32))
                .help("The number of the paper, as “redress show” lists it"),
        )
        .args(output_args())
}

/// Runs `paper`.
pub fn paper(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let to = file(matches, OUTPUT);
    if to.is_none() && stdout().is_terminal() {
        return Err(Trouble::Refused(
            "what a paper says is not shown on a terminal. Say where it goes, as in: redress paper 26-0042 1 -o letter.pdf"
                .to_owned(),
        ));
    }
    if let Some(to) = to {
        refuse_if_there(to, matches)?;
    }
    let mut store = context.open(Need::Existing)?;
    let wanted = matches.get_one::<String>("ref").expect("clap demands it");
    let number = *matches.get_one::<u32>("number").expect("clap demands it");
    let case = find(&mut store, wanted.trim())?;
    let fault = |it: NotFetched| match it {
        NotFetched::Fault(fault) => Trouble::from(fault),
        NotFetched::Written(error) => Trouble::Output(error),
    };
    let Some(to) = to else {
        fetch(store.session.as_mut(), case, number, context.out).map_err(fault)?;
        return Ok(Ending::Done);
    };
    let mut fetched = Ok(0);
    let written =
        write_with(to, &mut |file: &mut dyn Write| match fetch(store.session.as_mut(), case, number, file) {
            Err(NotFetched::Written(error)) => Err(error),
            other => {
                let is_there = other.is_ok();
                fetched = other;
                if is_there { Ok(()) } else { Err(std::io::Error::other("it did not come")) }
            }
        });
    let bytes = fetched.map_err(fault)?;
    written.map_err(|it: NotSaved| Trouble::from(it))?;
    if context.json {
        print_json(context.out, &json!({ "ref": case, "paper": number, "file": to, "bytes": bytes }))?;
    } else {
        let place = one_line(&to.display().to_string());
        writeln!(context.out, "Paper {number} of {case} is in {place}: {}.", size(bytes))?;
    }
    Ok(Ending::Done)
}
