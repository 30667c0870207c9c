//! `redress print`: a case whole, to be read on paper or given away, with its letters as they went and what happened.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::api::message::{Reply, Request};
use crate::api::service::read;
use crate::cli::case::find;
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::handing;
use crate::cli::in_place::{OUTPUT, output_args};
use crate::cli::report::{format, print};
use crate::cli::timeline::moments;
use crate::domain::case::record::Case;
use crate::domain::reference::RecordRef;
use crate::domain::rights::Deed;
use crate::domain::subject_access::HeldText;
use crate::exchange::whole_case::{Setting, redacted, whole};
use crate::report::render::{Format, render};

/// What it takes.
pub fn args(command: Command) -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .arg(Arg::new("ref").value_name("REF").required(true).help("Reference of the case"))
        .arg(flag(
            "redacted",
            "Leave out the names of others and what is not the person’s to have, as is proposed for subject access",
        ))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(Format::ALL.iter().map(|it| it.1)))
                .help("Text, Markdown, HTML, CSV, JSON, large print or a workbook [text, or by the ending of FILE]"),
        )
        .args(output_args())
        .arg(
            flag("printer", "Print it on paper: with lp, or the command that “redress config print_command” names")
                .conflicts_with_all([OUTPUT, "format"]),
        )
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let format = format(context, matches, Format::Text)?;
    let mut store = context.open(Need::Existing)?;
    let reference = find(&mut store, matches.get_one::<String>("ref").expect("clap demands it").trim())?;
    let case: Case = read(&mut store.session, reference)?;
    let texts = if matches.get_flag("redacted") { Some(held(&mut store, &case)?) } else { None };
    let moments = moments(&mut store, reference.into())?;
    let setting = Setting { office: &store.hello.office, calendar: &store.calendar, today: store.today() };
    let document = match &texts {
        Some(texts) => redacted(&setting, &case, texts),
        None => whole(&setting, &case, &moments),
    };
    if matches.get_flag("printer") {
        let text = String::from_utf8_lossy(&render(&document, Format::Text)).into_owned();
        handing::print(context, &text, false)?;
        writeln!(context.out, "Case {reference} was given to the printer.")?;
        return Ok(Ending::Done);
    }
    print(context, matches, &document, format)
}

/// The texts of the case, with what to leave out for its person.
fn held(store: &mut Store, case: &Case) -> Result<Vec<HeldText>, Trouble> {
    store.may(Deed::KeepRecords)?;
    let request = Request::HeldAbout(case.facts.complainant.known_as());
    let held = ask(&mut store.session, request, |it| match it {
        Reply::HeldAbout(held) => Some(held),
        _ => None,
    })?;
    let on = RecordRef::Case(case.reference);
    let of_it = held.records.into_iter().find(|it| it.on == on);
    of_it.map(|it| it.texts).ok_or_else(|| {
        Trouble::Refused(format!(
            "case {} names nobody whose copy this could be. Print it without --redacted",
            case.reference
        ))
    })
}
