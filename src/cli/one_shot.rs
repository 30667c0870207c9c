//! Every step as one command: `redress acknowledge 26-0142`, `redress note 142 --text "Rang her."`. Made from the same
//! tables as the screens' forms, so that what can be done on a screen can be done in a line.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{Ask, Done, Reply, Request};
use crate::api::service;
use crate::aside::say;
use crate::bounded;
use crate::cli::case::{find, record};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::keyboard::Terminal;
use crate::cli::known::{known_while_logging, risk_of, risk_of_person};
use crate::cli::paper::json as print_json;
use crate::cli::prompt::{Ended, Prompt, READ_OUT, carry_out, left, saved};
use crate::cli::steps;
use crate::cli::timeline::moments;
use crate::domain::case::command::Step;
use crate::domain::case::record::Case;
use crate::domain::money::EXAMPLES;
use crate::domain::office::record::House;
use crate::domain::party::record::Party;
use crate::domain::plan::command::PlanStep;
use crate::domain::records::any::{AnyCommand, AnyRecord, Which};
use crate::domain::records::step::AnyStep;
use crate::domain::reference::{ActionRef, BadReference, CaseRef, EntryRef, PlanRef, RecordRef};
use crate::domain::register::command::EntryStep;
use crate::domain::register::field::{Choice, Is, Need as RegisterNeed, To};
use crate::domain::register::kind::Kind as Register;
use crate::domain::register::kinds::{KINDS, kind_called, kind_of};
use crate::domain::text::{one_line, safe_lines};
use crate::drafts::DraftStore;
use crate::forms::about::About;
use crate::forms::answers::Problem;
use crate::forms::field::{Choices, Field, Kind};
use crate::forms::form::{Form, number_of};
use crate::forms::setting::Setting;
use crate::forms::table::FormTable;
use crate::forms::tables::intake::person;
use crate::forms::tables::{form_of_any, forms, parts_of};

/// Every form that is a step, as it is called on the command line.
pub fn tables() -> impl Iterator<Item = (String, AnyStep, &'static Arc<FormTable>)> {
    let steps = forms().iter().filter_map(|it| it.step.map(|step| (step.row().verb(), step, it)));
    // Papers come from files: their command is one of its own.
    let is_own = |it: &AnyStep| matches!(it, AnyStep::Entry(Some(_), _) | AnyStep::Case(Step::AttachPaper));
    steps.filter(move |it| !is_own(&it.1))
}

/// The steps that have a form of their own in each register: `redress enter feedback`.
pub const OF_REGISTERS: &[EntryStep] = &[EntryStep::Enter, EntryStep::FillIn];

/// Such a step, with a command for each register.
pub fn register_command(step: EntryStep) -> Command {
    let row = step.row();
    let parent = Command::new(row.verb()).about(row.help.trim_end_matches('.')).subcommand_required(true);
    KINDS.iter().fold(parent.arg_required_else_help(true), |parent, kind| {
        let step = AnyStep::of_entry(kind.letter, step);
        let table = form_of_any(step).expect("a register has a form for it");
        let command = command(step, table).name(kind.id).about(kind.about.trim_end_matches('.'));
        parent.subcommand(command.after_long_help(rows_help(kind)))
    })
}

/// As many choices stand in one line.
const FEW: usize = 8;

/// What stands in the rows of a register's fields: part by part, with what may be chosen.
fn rows_help(kind: &Register) -> String {
    let mut help = String::new();
    for field in kind.fields {
        let Some(parts) = field.is.rows() else { continue };
        let labels: Vec<String> = parts.iter().map(|it| it.label.to_lowercase()).collect();
        let option = field.name.replace('_', "-");
        writeln!(
            help,
            "--{option} has a line for each, as in “{}”; it may be given again.",
            labels.join(" | ")
        )
        .expect("a text takes whatever is written to it");
        for part in parts {
            let choices = part.is.choices().unwrap_or_default();
            let one = |it: &Choice| {
                let is_same = it.0 == it.1.replace(' ', "_");
                if is_same { it.1.to_owned() } else { format!("{} {}", it.0, it.1) }
            };
            let choices: Vec<String> = choices.iter().map(one).collect();
            let between = if choices.len() > FEW { "\n    " } else { ", " };
            let which = match choices.len() {
                0 => String::new(),
                1..=FEW => format!(": {}", choices.join(between)),
                _ => format!(":{between}{}", choices.join(between)),
            };
            let needed = if part.need == RegisterNeed::Must { "" } else { " (may be left out)" };
            writeln!(help, "  {}{needed}{which}", part.label.to_lowercase())
                .expect("a text takes whatever is written to it");
        }
    }
    help
}

/// Takes such a step.
pub fn run_on_register(context: &mut Context, step: EntryStep, matches: &ArgMatches) -> Outcome {
    let (register, inner) = matches.subcommand().expect("clap demands it");
    let kind = kind_called(register).expect("clap knows only the registers");
    let table = form_of_any(AnyStep::of_entry(kind.letter, step)).expect("a register has a form for it");
    run(context, table, inner)
}

/// The command of a step.
pub fn command(step: AnyStep, table: &FormTable) -> Command {
    let row = step.row();
    let about = row.help.trim_end_matches('.');
    let (left_out, ask) = if table.corrects {
        ("stays as it is", "asks which answers to put right")
    } else {
        ("takes its usual answer", "asks for everything")
    };
    let mut command = Command::new(row.verb()).about(about).long_about(format!(
        "{about}. What is left out {left_out}. Where something is missing, it is asked for if there is somebody to ask; \
         --ask {ask}. “-” as a text reads it from standard input."
    ));
    command = command.visible_aliases(row.other_word);
    let comes_of = match step {
        AnyStep::Plan(PlanStep::MakePlan) => Some("The case that it learns from"),
        AnyStep::Entry(_, EntryStep::Enter) => Some("The case that it comes of"),
        _ => None,
    };
    if let Some(help) = comes_of {
        command = command.arg(Arg::new("ref").value_name("CASE").help(help));
    } else if !step.begins() {
        let help = match step {
            AnyStep::Case(_) => "Reference of the case; a number alone means one of this year".to_owned(),
            AnyStep::Plan(_) => "Reference of the plan, or of its action: P26-007, P26-007/3".to_owned(),
            AnyStep::Year(_) => "The financial year: 2025-26".to_owned(),
            AnyStep::Entry(register, _) => {
                format!("Reference of the entry: {}26-003", register.unwrap_or(KINDS[0].letter))
            }
        };
        let arg = Arg::new("ref").value_name("REF").required(true).help(help);
        command = if on_many::can_be(step) { on_many::args(command, arg) } else { command.arg(arg) };
    }
    if takes_contact(table) {
        let help =
            "How to reach the person, in one line: goes to email, phone and address, each where it belongs";
        command = command.arg(Arg::new(CONTACT).long(CONTACT).value_name("TEXT").help(help));
    }
    options(command, table)
}

/// The option for how to reach the person in one line.
const CONTACT: &str = "contact";

/// Whether a form asks how to reach the person, each way in a field of its own.
fn takes_contact(table: &FormTable) -> bool {
    table.fields.iter().any(|it| it.name == "email")
}

/// What stands in the line of how to reach the person, by the fields that it belongs in. A field given by itself counts
/// before it.
fn contact(matches: &ArgMatches) -> Vec<(String, String)> {
    let line = matches.try_get_one::<String>(CONTACT).ok().flatten().map_or("", String::as_str);
    let Party { email, phones, address, .. } = Party::reached_by(&one_line(line));
    let fields = [("email", email), ("phone", phones.join(", ")), ("address", address)];
    let of_it = fields.into_iter().filter(|it| !it.1.is_empty() && matches.get_one::<String>(it.0).is_none());
    of_it.map(|(name, text)| (name.to_owned(), text)).collect()
}

/// An option for every field of a form, and one to be asked for what is not given.
pub fn options(command: Command, table: &FormTable) -> Command {
    let ask = Arg::new("ask").long("ask").action(ArgAction::SetTrue);
    let ask = ask.help(if table.corrects {
        "Ask which answers to put right, one question at a time"
    } else {
        "Ask for everything that is not given, one question at a time"
    });
    let option = |field: &Field| {
        let name = field.name.to_string();
        let value = match field.kind {
            Kind::Line | Kind::Text => "TEXT",
            Kind::Day(_) => "DATE",
            Kind::Money => "AMOUNT",
            Kind::Choice(_) => "CHOICE",
            Kind::Several(_) => "CHOICES",
        };
        let arg = Arg::new(name.clone()).long(name.replace('_', "-")).value_name(value);
        let again = if matches!(field.kind, Kind::Text) { ArgAction::Append } else { ArgAction::Set };
        arg.allow_hyphen_values(true).action(again).help(help(field))
    };
    command.arg(ask).args(table.fields.iter().map(option))
}

/// What an answer is, and how it is written or what it is chosen from.
fn help(field: &Field) -> String {
    let which = |all: &Choices| match all {
        Choices::Fixed(all) => all.join(", "),
        Choices::Varying { seen, .. } => seen.to_string(),
    };
    let how = match &field.kind {
        Kind::Line | Kind::Text => String::new(),
        Kind::Day(sense) => format!("A date, such as 2026-11-24, {}", sense.examples()),
        Kind::Money => format!("An amount of pounds, such as {EXAMPLES}"),
        Kind::Choice(all) => format!("One of: {}", which(all)),
        Kind::Several(all) => format!("Any, with commas between them, of: {}", which(all)),
    };
    let hint = if field.hint.is_empty() { String::new() } else { format!(": {}", field.hint) };
    let what = format!("{}{hint}", field.label);
    match (how.is_empty(), what.ends_with('?')) {
        (true, _) => what,
        (false, true) => format!("{what} {how}"),
        (false, false) => format!("{what}. {how}"),
    }
}

/// Whether an entry of a register may name the case that it comes of.
fn is_linked_with_cases(letter: char) -> bool {
    let fields = kind_of(letter).map(|it| it.fields).unwrap_or_default();
    fields.iter().any(|it| matches!(it.is, Is::Link(To::Case)))
}

/// Takes the step.
pub fn run(context: &mut Context, table: &Arc<FormTable>, matches: &ArgMatches) -> Outcome {
    // What comes on standard input may come from another command that has the store open until then.
    let given = given(table, matches)?;
    let mut store = context.open(Need::Existing)?;
    if table.step.is_some_and(on_many::can_be)
        && let Some(wanted) = on_many::wanted(&mut store, matches)?
    {
        return on_many::run(context, &mut store, table, &wanted, &given);
    }
    run_in(context, &mut store, table, matches, given, &|_| ())
}

/// Takes the step in an open store with these answers, and something done to what is asked for.
pub fn run_in(
    context: &mut Context,
    store: &mut Store,
    table: &Arc<FormTable>,
    matches: &ArgMatches,
    mut given: Vec<(String, String)>,
    change: &dyn Fn(&mut AnyCommand),
) -> Outcome {
    let wanted = matches.try_get_one::<String>("ref").ok().flatten();
    let about = match (wanted, table.step) {
        (None, _) => About::Nothing,
        (Some(wanted), Some(AnyStep::Plan(it))) if it != PlanStep::MakePlan => {
            let (plan, action) = plan_and_action(wanted)?;
            About::Record(plan.into(), action)
        }
        (Some(wanted), Some(AnyStep::Entry(register, step))) if step != EntryStep::Enter => {
            About::record(entry_of(wanted, register)?)
        }
        // What is said of a case in an entry that is not linked with it would be kept from nobody.
        (Some(_), Some(AnyStep::Entry(Some(letter), EntryStep::Enter))) if !is_linked_with_cases(letter) => {
            let one = kind_of(letter).map_or("entry", |it| it.one);
            return Err(Trouble::Refused(format!("a new {one} is linked with no case. Leave the case out")));
        }
        (Some(wanted), _) => About::record(find(store, wanted.trim())?),
    };
    let record = about.one().map(|on| any(store, on)).transpose()?;
    if takes_contact(table) {
        given.extend(contact(matches));
    }
    let house = House::new(store.hello.office.clone());
    let login = store.hello.login.clone();
    let frozen = store.frozen_for(table)?;
    let setting = Setting::new(&house, store.today(), &login);
    let setting = Setting { on: record.as_ref(), about: &about, frozen: &frozen, ..setting };
    let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let about_part = named_part(table, &setting, &given);
    let setting = Setting { about: &about_part, ..setting };
    let mut form = Form::given(table, &setting, &given);
    let is_asked = interactive || matches.get_flag("ask");
    // Which of the actions of a plan is meant stands in the reference, and nowhere else.
    let is_of_plan = matches!(table.step, Some(AnyStep::Plan(_)));
    let unsaid = if is_of_plan { parts_of(table, &setting) } else { Vec::new() };
    if let Some(on) = about.one().filter(|_| !unsaid.is_empty() && !is_asked) {
        let all = unsaid.join("; ");
        return Err(Trouble::Refused(format!("say which action, such as {on}/1. There are: {all}")));
    }
    let asked = if !unsaid.is_empty() || matches.get_flag("ask") { None } else { form.check(&setting) };
    let asked = match asked {
        Some(asked) => asked,
        None if is_asked => {
            if let (Some(record), Some(step)) = (&record, table.step) {
                store.offers_on(record, about.part(), step)?;
            }
            let drafts = DraftStore::open(&context.data.join("drafts"), &login).ok();
            let mut input = Terminal::new(context.environment.can_draw());
            let mut prompt = Prompt {
                input: &mut input,
                out: context.out,
                drafts: drafts.as_ref(),
                now: context.clock.now(),
            };
            let Some(about) = prompt.part(table, &setting, &given)? else { return Ok(Ending::Nothing) };
            let case = setting.case().filter(|_| table.speaks_of_the_person());
            let theirs = case.map(|it| risk_of(&mut store.session, it)).unwrap_or_default();
            let setting = Setting { about: &about, theirs: &theirs, ..setting };
            let mut known = known_while_logging(&mut store.session, table, setting.today);
            let answered = prompt.form_told(table, &setting, &given, &mut known)?;
            drop(known);
            return match answered {
                Ended::Left { is_kept } => {
                    writeln!(context.out, "{}", left(is_kept))?;
                    if let Some(drafts) = &drafts {
                        store.session.has_unfinished(drafts.unfinished());
                    }
                    Ok(Ending::Nothing)
                }
                Ended::Do(mut asked) => {
                    change(&mut asked);
                    let done = prompt.carry_out(&mut store.session, table, &setting, asked)?;
                    Ok(if done.is_some() { Ending::Done } else { Ending::Nothing })
                }
            };
        }
        None if context.json => {
            print_json(context.out, &problems_json(&form))?;
            return Ok(Ending::Nothing);
        }
        None => {
            // What they may not do at all comes before what is wrong with how they ask for it.
            if let (Some(record), Some(step)) = (&record, table.step) {
                store.offers_on(record, about.part(), step)?;
            }
            return Err(Trouble::Refused(problems(&form, &setting)));
        }
    };
    for it in form.doubts.iter().filter(|_| !context.json) {
        say(format_args!("Mind: {}", one_line(it)));
    }
    if table.step == Some(AnyStep::Case(Step::Receive)) && !context.json {
        let risk = risk_of_person(&mut store.session, person(&form));
        if !risk.is_empty() {
            say(format_args!("Mind: {}", one_line(&risk)));
        }
    }
    let mut asked = asked;
    change(&mut asked);
    let seen = setting.record();
    match carry_out(&mut store.session, seen, asked) {
        Err(fault) if context.json => {
            print_json(context.out, &steps::fault(&fault))?;
            Ok(Ending::Nothing)
        }
        Ok(done) if context.json => {
            print_json(context.out, &steps::done(&done))?;
            Ok(Ending::Done)
        }
        answer => {
            writeln!(context.out, "{}", one_line(&saved(table, answer?)))?;
            Ok(Ending::Done)
        }
    }
}

/// What a correction is about, with the part that its first option names: the form then holds what is recorded of it.
fn named_part(table: &Arc<FormTable>, setting: &Setting, given: &[(String, String)]) -> About {
    let form = Form::given(table, setting, given);
    let named = parts_of(table, setting).into_iter().find(|it| it == form.text(0));
    match (setting.about, named.as_deref().and_then(number_of)) {
        (About::Record(on, 0), Some(part)) => About::Record(*on, part),
        (about, _) => about.clone(),
    }
}

/// Everything that is wrong, each with the option that puts it right; where nothing was chosen, with what may be.
pub fn problems(form: &Form, setting: &Setting) -> String {
    let one = |it: &Problem| {
        let Some(place) = form.table.place(&it.field) else { return it.words.clone() };
        let words = it.words.trim_end_matches('.');
        let choices = form.table.fields[place].kind.choices().filter(|_| form.text(place).trim().is_empty());
        let choices = choices.map(|it| it.all(setting)).filter(|it| !it.is_empty() && it.len() <= READ_OUT);
        let choices = choices.map(|it| format!(" Choose one: {}.", it.join(", "))).unwrap_or_default();
        format!("{words} (--{}).{choices}", it.field.replace('_', "-"))
    };
    form.problems.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Everything that is wrong as JSON: as a refusal of the first, and all of them.
fn problems_json(form: &Form) -> Value {
    let all: Vec<Value> =
        form.problems.iter().map(|it| json!({ "field": it.field, "why": it.words })).collect();
    let first = form.problems.first().map(|it| (it.field.as_str(), it.words.as_str())).unwrap_or_default();
    json!({ "ok": false, "kind": "refused", "field": first.0, "why": first.1, "instead": "", "problems": all })
}

/// What was given as options, by the names of the fields; “-” as a text reads it from standard input.
pub fn given(table: &FormTable, matches: &ArgMatches) -> Result<Vec<(String, String)>, Trouble> {
    let mut given = Vec::new();
    for field in &table.fields {
        let Some(all) = matches.get_many::<String>(&field.name) else { continue };
        let text = all.map(String::as_str).collect::<Vec<_>>().join("\n");
        let text = if text == "-" && matches!(field.kind, Kind::Text | Kind::Line) {
            let text = bounded::text(&mut std::io::stdin(), bounded::AT_ONCE);
            text.map_err(|it| Trouble::Refused(format!("the text from standard input is not taken: {it}")))?
        } else {
            text
        };
        let clean =
            if matches!(field.kind, Kind::Text) { safe_lines(&text).into_owned() } else { one_line(&text) };
        given.push((field.name.to_string(), clean));
    }
    Ok(given)
}

/// A plan and one of its actions; 0 for none.
fn plan_and_action(wanted: &str) -> Result<(PlanRef, u32), Trouble> {
    if let Ok(ActionRef { plan, action }) = wanted.parse() {
        return Ok((plan, action));
    }
    let plan = wanted.parse().map_err(|it: BadReference| Trouble::Refused(it.to_string()))?;
    Ok((plan, 0))
}

/// An entry by its reference; of this register, where one is named.
fn entry_of(wanted: &str, register: Option<char>) -> Result<EntryRef, Trouble> {
    let on: EntryRef = wanted.parse().map_err(|it: BadReference| Trouble::Refused(it.to_string()))?;
    match (register.filter(|it| *it != on.register).and_then(kind_of), kind_of(on.register)) {
        (Some(wanted), Some(other)) => {
            let like = EntryRef { register: wanted.letter, ..on };
            let (other, wanted) = (other.id, wanted.id);
            Err(Trouble::Refused(format!("{on} is an entry of {other}: one of {wanted} looks like {like}")))
        }
        _ => Ok(on),
    }
}

/// A record as it stands.
pub fn any(store: &mut Store, on: RecordRef) -> Result<AnyRecord, Trouble> {
    ask(&mut store.session, Request::Record(on), |it| match it {
        Reply::Record(record) => Some(record),
        _ => None,
    })
}

/// A case as it stands.
pub fn case(store: &mut Store, reference: CaseRef) -> Result<Case, Trouble> {
    Ok(service::read(&mut store.session, reference)?)
}

/// What `undo` takes.
pub fn undo_args(command: Command) -> Command {
    let again = Arg::new("again").long("again").action(ArgAction::SetTrue);
    let help =
        "Reference of a case, a plan, an entry of a register or a financial year, or “office”; or several";
    command
        .arg(Arg::new("ref").value_name("REF").required(true).num_args(1..).help(help))
        .arg(again.help("Do again what was undone last"))
}

/// Runs `undo`: takes one's own last change of a record back, or puts it back.
pub fn undo(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let (which_way, words): (fn(Which) -> AnyCommand, _) = if matches.get_flag("again") {
        (AnyCommand::PutBack, "What was undone last is done again")
    } else {
        (AnyCommand::TakeBack, "The last change is undone")
    };
    for wanted in matches.get_many::<String>("ref").expect("clap demands it") {
        let on = record(&mut store, wanted.trim())?;
        let done = service::take(&mut store.session, Ask::on(on, which_way(Which::default())))?;
        if context.json {
            print_json(context.out, &steps::done(&done))?;
        } else {
            say_gone_back(context, &mut store, words, &done)?;
        }
    }
    Ok(Ending::Done)
}

/// Says what was undone, or done again.
pub fn say_gone_back(
    context: &mut Context,
    store: &mut Store,
    words: &str,
    done: &Done,
) -> Result<(), Trouble> {
    writeln!(context.out, "{words}: {}.", done.on.in_words())?;
    let moments = moments(store, done.on)?;
    let last = moments.iter().rfind(|it| it.version == done.version);
    for it in last.iter().flat_map(|it| &it.happenings) {
        writeln!(context.out, "{}", one_line(&it.words))?;
    }
    Ok(())
}

/// A step on several cases.
mod on_many;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_that_has_a_form_is_a_command_with_a_name_of_its_own() {
        let names: BTreeSet<String> = tables().map(|it| it.0).collect();
        assert_eq!(names.len(), tables().count());
        for (_, step, table) in tables() {
            command(step, table).debug_assert();
        }
    }

    #[track_caller]
    fn check_help(form: &str, name: &str, expect: &str) {
        let (_, _, table) = tables().find(|it| it.2.id == form).expect("there is such a form");
        assert_eq!(help(&table.fields[table.place(name).expect("it has the field")]), expect);
    }

    #[test]
    fn the_help_of_an_option_names_its_choices_or_says_where_they_are_and_shows_how_a_date_is_written() {
        check_help(
            "pause",
            "category",
            "Waits. One of: to clarify something, to get information, something else",
        );
        check_help("check", "passed", "May it go? One of: yes, no");
        check_help("assign", "to", "Owner: empty for nobody. One of: those that “redress people” lists");
        check_help(
            "close",
            "late_reason",
            "Why late: if it was. One of: those that your office has; any other word is answered with the list",
        );
        check_help(
            "close",
            "on",
            "Date closed. A date, such as 2026-11-24, today, 20/11, fri, last fri, 3 days ago, -2wd",
        );
        check_help("note", "text", "Note");
    }
}
