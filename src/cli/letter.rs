//! `redress letter`: a letter made from a case, with what the case holds filled in; or one that went, as it went.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::api::service::read;
use crate::cli::case::find;
use crate::cli::context::{Context, Need};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::json as print_json;
use crate::domain::case::letter::{filled, wording};
use crate::domain::case::record::Case;
use crate::domain::template::FACTS;
use crate::domain::text::{one_line, safe_lines};
use crate::domain::vocabulary::LetterKind;
use crate::report::saving::write_with;

/// What it takes.
pub fn args(command: Command) -> Command {
    let kinds: Vec<&str> = LetterKind::ALL.iter().map(|it| it.word()).collect();
    let what = format!("One of: {}; or the number of a letter that went", kinds.join(", "));
    let facts: Vec<String> = FACTS.iter().map(|it| format!("  {:<16} {}", it.0, it.1)).collect();
    let help = format!(
        "An office keeps its own words under the name of the kind (“acknowledgement”), or of the kind and a service \
         (“acknowledgement: Licences”), among its wording on the Office tab. They are Jinja: {{{{ person }}}} stands for a fact, \
         {{% if answer_by %}} … {{% endif %}} for what stands only where there is something. A letter may ask for:\n{}",
        facts.join("\n")
    );
    command
        .arg(Arg::new("ref").value_name("REF").required(true).help("Reference of the case"))
        .arg(Arg::new("what").value_name("KIND|NUMBER").required(true).num_args(1..).help(what))
        .arg(
            Arg::new("wording")
                .long("wording")
                .action(ArgAction::SetTrue)
                .help("Show the words of the kind as they are kept, with nothing filled in"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write it to this file, which only you may read, or - for standard output"),
        )
        .after_long_help(help)
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let wanted = matches.get_one::<String>("ref").expect("clap demands it");
    let reference = find(&mut store, wanted.trim())?;
    let case: Case = read(&mut store.session, reference)?;
    let words: Vec<&str> =
        matches.get_many::<String>("what").into_iter().flatten().map(String::as_str).collect();
    let what = words.join(" ").replace('-', " ");
    let office = &store.hello.office;
    let text = if let Ok(number) = what.parse::<u32>() {
        let letter = case.letters.iter().find(|it| it.number == number);
        letter.map(|it| it.text.clone()).ok_or_else(|| {
            Trouble::Refused(format!(
                "no letter {number} went on {reference}: “redress show {reference}” lists those that did"
            ))
        })?
    } else {
        let kind = LetterKind::from_word(&what).ok_or_else(|| {
            let kinds: Vec<&str> = LetterKind::ALL.iter().map(|it| it.word()).collect();
            Trouble::Refused(format!(
                "“{}” is no kind of letter. Kinds are: {}",
                one_line(&what),
                kinds.join(", ")
            ))
        })?;
        if matches.get_flag("wording") {
            wording(office, kind, &case).to_owned()
        } else {
            filled(office, &case, store.today(), &store.hello.login, kind)?
        }
    };
    let text = format!("{}\n", safe_lines(&text).trim_end());
    let to = matches.get_one::<PathBuf>("output").filter(|it| it.as_os_str() != "-");
    match to {
        Some(path) => {
            write_with(path, &mut |it| it.write_all(text.as_bytes()))?;
            writeln!(context.out, "The letter is in {}.", one_line(&path.display().to_string()))?;
        }
        None if context.json => print_json(context.out, &json!({ "ref": reference, "text": text }))?,
        None => context.out.write_all(text.as_bytes())?,
    }
    Ok(Ending::Done)
}
