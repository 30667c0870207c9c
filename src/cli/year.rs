//! `redress year 2025-26`: what is kept of a financial year, and its forms: what the Ombudsman published, and the words
//! around the figures.

use std::io::IsTerminal;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};

use crate::api::message::Ask;
use crate::api::service::take;
use crate::cli::context::{Context, Need, Store};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::keyboard::Terminal;
use crate::cli::one_shot::{given, options, problems};
use crate::cli::paper::{json as print_json, labelled};
use crate::cli::prompt::{Ended, Prompt, left};
use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::FinancialYear;
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::{Period, Scope};
use crate::domain::office::record::House;
use crate::domain::records::any::AnyCommand;
use crate::domain::year::command::{YearCommand, YearStep};
use crate::domain::year::context::{mark, not_borne_out};
use crate::domain::year::record::YearRecord;
use crate::drafts::{DraftKey, DraftStore};
use crate::forms::form::Form;
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::forms::tables::form_named;
use crate::forms::year::YearSheet;
use crate::report::gathering::{NotMade, Source};

/// The steps on a year that are asked for here.
const STEPS: &[YearStep] = &[YearStep::RecordOmbudsman, YearStep::WriteContext];

fn table(step: YearStep) -> Arc<FormTable> {
    form_named(step.name()).expect("both steps have a form")
}

/// What it takes.
pub fn args(command: Command) -> Command {
    let year = Arg::new("year").value_name("YEAR").required(true).help("The financial year, such as 2025-26");
    STEPS.iter().fold(command.arg(year), |command, step| {
        let about = step.help().trim_end_matches('.');
        command.subcommand(options(Command::new(step.row().verb()).about(about), &table(*step)))
    })
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let text = matches.get_one::<String>("year").expect("clap demands it");
    let year: FinancialYear = text.parse().map_err(|it| Trouble::Broken(format!("{it}")))?;
    let mut store = context.open(Need::Existing)?;
    let record = source(&mut store, |it| it.year(year))?;
    match matches.subcommand() {
        None => show(context, &mut store, &record),
        Some((name, inner)) => {
            let step = STEPS.iter().find(|it| it.row().verb() == name);
            let step = step.expect("clap knows only the steps of the table");
            fill_in(context, &mut store, record, &table(*step), inner)
        }
    }
}

/// Asks the desk.
fn source<T>(store: &mut Store, work: impl FnOnce(&mut Source) -> Result<T, NotMade>) -> Result<T, Trouble> {
    let mut step = |_, _| true;
    Ok(work(&mut Source { service: &mut *store.session, office: &store.hello.office, step: &mut step })?)
}

/// The figures of a year, and those of the year before.
fn sums(store: &mut Store, year: FinancialYear) -> Result<[Performance; 2], Trouble> {
    let today = store.today();
    source(store, |it| {
        let this = it.figures(Period::of_year(year, today), Scope::All)?;
        Ok([this, it.figures(Period::before_year(year, today), Scope::All)?])
    })
}

fn show(context: &mut Context, store: &mut Store, record: &YearRecord) -> Outcome {
    if context.json {
        let value = serde_json::to_value(record)
            .map_err(|it| Trouble::Broken(format!("it cannot be written as JSON: {it}")))?;
        print_json(context.out, &value)?;
        return Ok(Ending::Done);
    }
    let out = &mut *context.out;
    labelled(out, "Financial year", &record.year.to_string())?;
    match &record.ombudsman {
        None => labelled(out, "Ombudsman", "not entered")?,
        Some(it) => {
            let number = |it: Option<u64>| it.map_or_else(|| "n/a".to_owned(), |it| it.to_string());
            labelled(out, "Ombudsman", &format!("figures for {}, from {}", it.covers, it.citation))?;
            labelled(out, "Accepted", &number(it.accepted))?;
            labelled(out, "Reported on", &number(it.reported_on))?;
            labelled(out, "Upheld in full", &number(it.upheld))?;
            labelled(out, "Upheld in part", &number(it.upheld_in_part))?;
            labelled(out, "Not upheld", &number(it.not_upheld))?;
            labelled(out, "Complied with", &number(it.complied))?;
            labelled(out, "Not complied", &number(it.not_complied))?;
            labelled(out, "Sums", &it.sums().unwrap_or_else(|| "nothing to add".to_owned()))?;
        }
    }
    match &record.context {
        None => labelled(out, "Words", "not written")?,
        Some(it) => {
            let said = [&it.approach, &it.overall, &it.cost, &it.contact, &it.supplementary];
            for (label, words) in
                ["Approach", "Overall number", "Cost", "Contact", "Besides"].iter().zip(said)
            {
                labelled(out, label, words)?;
            }
        }
    }
    doubts(context, store, record)?;
    let out = &mut *context.out;
    for it in &record.publications {
        let by = store.hello.office.person_name(&it.by);
        let words = format!("“{}” for {} on {} by {by}", it.document, it.period, long(it.on));
        labelled(out, "Published", &words)?;
    }
    Ok(Ending::Done)
}

/// What stands against publishing the words of a year as they are: figures that have changed since, what is withheld, numbers that
/// no figure says, people who are named.
fn doubts(context: &mut Context, store: &mut Store, record: &YearRecord) -> Result<(), Trouble> {
    let out = &mut *context.out;
    if let Some(it) = &record.context {
        let [sum, before] = sums(store, record.year)?;
        let sheet = YearSheet::new(&store.hello.office, record.clone(), &sum, &before);
        labelled(out, "Stale", &mark(it, &sheet.figures, &sheet.withheld).unwrap_or_default())?;
        labelled(out, "Not borne out", &not_borne_out(it, &sheet.figures).unwrap_or_default())?;
    }
    let (named, _) = source(store, |it| it.named_in(record.year))?;
    labelled(out, "Names somebody", &named.join("; "))?;
    Ok(())
}

/// Fills a form in from the options; asks for what is missing if there is somebody to ask.
fn fill_in(
    context: &mut Context,
    store: &mut Store,
    record: YearRecord,
    table: &Arc<FormTable>,
    matches: &ArgMatches,
) -> Outcome {
    let (year, version) = (record.year, record.version);
    let [sum, before] = sums(store, year)?;
    let house = House::new(store.hello.office.clone());
    let sheet = YearSheet::new(&house.office, record, &sum, &before);
    let login = store.hello.login.clone();
    let setting = Setting { year: Some(&sheet), ..Setting::new(&house, store.today(), &login) };
    let given = given(table, matches)?;
    let mut form = Form::given(table, &setting, &given);
    let asks = matches.get_flag("ask");
    let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let drafts = DraftStore::open(&context.data.join("drafts"), &login).ok();
    let asked = match form.check(&setting).filter(|_| !asks) {
        Some(asked) => asked,
        None if asks || interactive => {
            let mut input = Terminal::new(context.environment.can_draw());
            let now = context.clock.now();
            let mut prompt = Prompt { input: &mut input, out: context.out, drafts: drafts.as_ref(), now };
            match prompt.form(table, &setting, &given)? {
                Ended::Do(asked) => asked,
                Ended::Left { is_kept } => {
                    writeln!(context.out, "{}", left(is_kept))?;
                    return Ok(Ending::Nothing);
                }
            }
        }
        None => return Err(Trouble::Refused(problems(&form, &setting))),
    };
    let AnyCommand::Year(command) = asked else {
        return Err(Trouble::Broken("the form asked for something else than a year".to_owned()));
    };
    let sums = match &command {
        YearCommand::RecordOmbudsman(it) => it.sums(),
        YearCommand::WriteContext(_) | YearCommand::Freeze(_) => None,
    };
    let writes_words = matches!(command, YearCommand::WriteContext(_));
    take(&mut store.session, Ask::on(year, command).having_seen(version))?;
    if let Some(drafts) = drafts {
        let key = DraftKey { form: table.id.to_string(), on: None };
        drafts.remove(&key).map_err(|it| Trouble::Broken(it.to_string()))?;
    }
    writeln!(context.out, "{}", format!("Saved for {year}. {}", sums.unwrap_or_default()).trim_end())?;
    if writes_words {
        let record = source(store, |it| it.year(year))?;
        doubts(context, store, &record)?;
    }
    Ok(Ending::Done)
}
