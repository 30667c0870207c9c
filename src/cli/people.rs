//! `redress people`: who works here, in which roles, and who stands in for whom; and every change to that.

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::message::{ActionRequest, Ask, ListRequest, Reply, Request};
use crate::api::service::{change_office, take};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::dates::day_named;
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::paper::{Table, json as print_json, labelled};
use crate::cli::timeline::moments;
use crate::domain::calendar::dates::long;
use crate::domain::case::command::{Command as CaseCommand, LetIn};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::office::command::{OfficeCommand, OfficeStep};
use crate::domain::office::record::Office;
use crate::domain::people::{ChangeRoles, EndStandIn, Join, Leave, Person, StandIn};
use crate::domain::plan::record::Plan;
use crate::domain::plan_filter::{ActionCondition, ActionFilter};
use crate::domain::reference::RecordRef;
use crate::domain::register::command::EntryCommand;
use crate::domain::row::Row;
use crate::domain::text::{agree, one_line, sentence_case};
use crate::domain::vocabulary::{PlanStage, Role};

/// Cases, plans and actions of somebody who leaves that are named one by one.
const NAMED: usize = 20;

/// The change that is none of the office itself.
const LET_IN: &str = "let-in";

/// A change to the people: how it is asked for on the command line.
struct Change {
    step: OfficeStep,
    args: fn(Command) -> Command,
    /// The change that is asked for, on this day.
    asked: fn(&ArgMatches, NaiveDate) -> Result<OfficeCommand, Trouble>,
}

/// Every change.
const CHANGES: &[Change] = &[
    Change {
        step: OfficeStep::Join,
        args: |it| it.arg(login("Sign-in name")).arg(name()).arg(roles()),
        asked: |it, _| {
            let name = it.get_one::<String>("name").cloned().unwrap_or_default();
            Ok(OfficeCommand::Join(Join { login: text(it, "login"), name, roles: named_roles(it)? }))
        },
    },
    Change {
        step: OfficeStep::ChangeRoles,
        args: |it| it.arg(login("Sign-in name")).arg(roles()).arg(date("from", "First day [today]")),
        asked: |it, today| {
            let (login, roles) = (text(it, "login"), named_roles(it)?);
            Ok(OfficeCommand::ChangeRoles(ChangeRoles {
                login,
                roles,
                from: day_named(it, "from")?.unwrap_or(today),
            }))
        },
    },
    Change {
        step: OfficeStep::PutInTeam,
        args: |it| {
            it.arg(login("Sign-in name"))
                .arg(Arg::new("team").value_name("TEAM").help("A team of the office; nothing for none"))
        },
        asked: |it, _| Ok(OfficeCommand::PutInTeam { login: text(it, "login"), team: text(it, "team") }),
    },
    Change {
        step: OfficeStep::Leave,
        args: |it| it.arg(login("Sign-in name")).arg(date("until", "Last day [today]")),
        asked: |it, today| {
            let (login, until) = (text(it, "login"), day_named(it, "until")?.unwrap_or(today));
            Ok(OfficeCommand::Leave(Leave { login, until }))
        },
    },
    Change {
        step: OfficeStep::StandIn,
        args: |it| {
            it.arg(login("Sign-in name of the deputy"))
                .arg(whom())
                .arg(date("from", "First day [today]"))
                .arg(date("until", "Last day").required(true))
        },
        asked: |it, today| {
            let (by, whom) = (text(it, "login"), text(it, "for"));
            let (from, until) =
                (day_named(it, "from")?.unwrap_or(today), day_named(it, "until")?.unwrap_or(today));
            Ok(OfficeCommand::StandIn(StandIn { by, whom, from, until }))
        },
    },
    Change {
        step: OfficeStep::EndStandIn,
        args: |it| it.arg(login("Sign-in name of the deputy")).arg(whom()),
        asked: |it, _| {
            Ok(OfficeCommand::EndStandIn(EndStandIn { by: text(it, "login"), whom: text(it, "for") }))
        },
    },
    Change {
        step: OfficeStep::TrustAccount,
        args: |it| it.arg(login("Sign-in name of the account")),
        asked: |it, _| Ok(OfficeCommand::TrustAccount { login: text(it, "login") }),
    },
    Change {
        step: OfficeStep::DistrustAccount,
        args: |it| it.arg(login("Sign-in name of the account")),
        asked: |it, _| Ok(OfficeCommand::DistrustAccount { login: text(it, "login") }),
    },
];

fn login(help: &'static str) -> Arg {
    Arg::new("login").value_name("LOGIN").required(true).help(help)
}

fn name() -> Arg {
    Arg::new("name").long("name").value_name("NAME").required(true).help("Name as it is to stand on cases")
}

fn roles() -> Arg {
    Arg::new("role")
        .long("role")
        .value_name("ROLE")
        .required(true)
        .action(ArgAction::Append)
        .value_parser(Role::ALL.iter().map(|it| it.word()).collect::<Vec<_>>())
        .help("A role; may be given again")
}

fn whom() -> Arg {
    Arg::new("for").long("for").value_name("LOGIN").required(true).help("Sign-in name of who is away")
}

fn date(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("DATE").help(help)
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

fn named_roles(matches: &ArgMatches) -> Result<Vec<Role>, Trouble> {
    let words = matches.get_many::<String>("role").unwrap_or_default();
    words
        .map(|it| Role::from_word(it).ok_or_else(|| Trouble::Refused(format!("there is no role “{it}”"))))
        .collect()
}

/// What it takes.
pub fn args(command: Command) -> Command {
    let command_of = |it: &Change| {
        let row = it.step.row();
        (it.args)(Command::new(row.verb()).about(row.help.trim_end_matches('.')))
    };
    let let_in = Command::new(LET_IN)
        .about("Name a complaints manager on a restricted record, by its reference alone")
        .arg(login("Sign-in name of the complaints manager"))
        .arg(Arg::new("ref").value_name("REF").required(true).help("The restricted case or entry"))
        .arg(Arg::new("reason").long("reason").value_name("TEXT").required(true).help("Why they are let in"));
    command.subcommands(CHANGES.iter().map(command_of)).subcommand(let_in)
}

/// Runs it.
pub fn run(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let mut store = context.open(Need::Existing)?;
    let today = store.today();
    if let Some((LET_IN, inner)) = matches.subcommand() {
        return let_in(context, &mut store, inner);
    }
    if let Some((name, inner)) = matches.subcommand() {
        let row = CHANGES
            .iter()
            .find(|it| it.step.row().verb() == name)
            .expect("clap knows only those of the table");
        let command = (row.asked)(inner, today)?;
        store.hello.office = change_office(&mut store.session, command.clone())?;
        if !context.json {
            say_what_happened(context, &mut store)?;
        }
        if let OfficeCommand::Leave(it) = &command {
            return left_behind(context, &mut store, &it.login);
        }
    }
    list(context, &store.hello.office, today)
}

/// Names a complaints manager on what is restricted. Nothing is said of the record: whoever does it need not see it.
fn let_in(context: &mut Context, store: &mut Store, matches: &ArgMatches) -> Outcome {
    let it = LetIn { who: text(matches, "login"), reason: text(matches, "reason") };
    let on: RecordRef = text(matches, "ref").parse().map_err(|it| Trouble::Refused(format!("{it}")))?;
    let ask = match on {
        RecordRef::Entry(on) => Ask::on(on, EntryCommand::LetInEntry(it)),
        _ => Ask::on(on, CaseCommand::LetIn(it)),
    };
    take(&mut store.session, ask)?;
    if !context.json {
        writeln!(context.out, "They are named on {on} now, and can lift its restriction.")?;
    }
    Ok(Ending::Done)
}

/// The sentence that stands in the history of the office.
fn say_what_happened(context: &mut Context, store: &mut Store) -> Result<(), Trouble> {
    let moments = moments(store, RecordRef::Office)?;
    for it in moments.last().iter().flat_map(|it| &it.happenings) {
        writeln!(context.out, "{}", one_line(&it.words))?;
    }
    Ok(())
}

/// References of each kind of thing, or none where they may not be read.
type Theirs = [(&'static str, Option<Vec<String>>); 3];

/// What somebody who leaves is responsible for: open cases, and plans and actions that are not done. None of a kind that whoever
/// manages people may not read.
fn theirs(store: &mut Store, login: &str) -> Result<Theirs, Trouble> {
    let today = store.today();
    let filter = Filter { conditions: vec![Condition::Open, Condition::Owner(login.to_owned())] };
    let request = ListRequest { filter, order: Order::Due, today, after: None, limit: usize::MAX };
    let cases = ask(&mut store.session, Request::List(request), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    });
    let is_theirs = |it: &Row| it.owner.as_deref() == Some(login);
    let cases =
        cases.map(|it| it.iter().filter(|it| is_theirs(it)).map(|it| it.reference.to_string()).collect());
    let plans = ask(&mut store.session, Request::Plans, |it| match it {
        Reply::Plans(plans) => Some(plans),
        _ => None,
    });
    let is_over = |it: &Plan| matches!(it.stage(), PlanStage::Closed | PlanStage::NotAdopted);
    let is_owned = |it: &&Plan| !it.is_outline && it.owner == login && !is_over(it);
    let plans = plans.map(|it| it.iter().filter(is_owned).map(|it| it.reference.to_string()).collect());
    let conditions = vec![ActionCondition::Open, ActionCondition::Owner(format!("={login}"))];
    let filter = ActionFilter { conditions };
    let request = ActionRequest { filter, today, after: None, limit: usize::MAX };
    let actions = ask(&mut store.session, Request::Actions(request), |it| match it {
        Reply::Actions { rows, .. } => Some(rows),
        _ => None,
    });
    let actions = actions
        .map(|it| it.iter().filter(|it| it.owner == login).map(|it| it.reference.to_string()).collect());
    let unless_refused = |found: Result<Vec<String>, Trouble>| match found {
        Ok(found) => Ok(Some(found)),
        Err(Trouble::Refused(_)) => Ok(None),
        Err(trouble) => Err(trouble),
    };
    Ok([
        ("open case", unless_refused(cases)?),
        ("plan", unless_refused(plans)?),
        ("action", unless_refused(actions)?),
    ])
}

/// Says what then needs somebody else.
fn left_behind(context: &mut Context, store: &mut Store, login: &str) -> Outcome {
    let all = theirs(store, login)?;
    if context.json {
        let [cases, plans, actions] = all.map(|it| it.1);
        print_json(context.out, &json!({ "open": cases, "plans": plans, "actions": actions }))?;
        return Ok(Ending::Done);
    }
    if all.iter().all(|it| it.1.as_ref().is_some_and(Vec::is_empty)) {
        writeln!(context.out, "No open case, plan or action that you may see is theirs.")?;
    }
    for (what, found) in all {
        match found {
            None => {
                let list = match what {
                    "open case" => "redress list is:open".to_owned(),
                    other => format!("redress list {other}s"),
                };
                writeln!(context.out, "Ask a complaints manager to run: {list} owner:{login}")?;
            }
            Some(found) if found.is_empty() => {}
            Some(found) => {
                let more = if found.len() > NAMED { " and more" } else { "" };
                let named = found.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
                let need = agree(found.len() as u64, what, "then needs", "then need");
                writeln!(context.out, "{} an owner: {named}{more}.", sentence_case(&need))?;
            }
        }
    }
    Ok(Ending::Done)
}

fn list(context: &mut Context, office: &Office, today: NaiveDate) -> Outcome {
    if context.json {
        let people: Vec<Value> = office.people.iter().map(|it| person_json(office, today, it)).collect();
        print_json(context.out, &json!({ "people": people, "trusted": office.trusted }))?;
        return Ok(Ending::Done);
    }
    if context.plain {
        for it in &office.people {
            labelled(
                context.out,
                &one_line(&it.name),
                &format!("{}. {}", it.login, standing(office, today, it).join("; ")),
            )?;
        }
    } else {
        let mut rows = Vec::new();
        for person in &office.people {
            let (mut login, mut name) = (person.login.clone(), one_line(&person.name));
            for part in standing(office, today, person) {
                rows.push(vec![std::mem::take(&mut login), std::mem::take(&mut name), part]);
            }
        }
        let table =
            Table { head: vec!["Sign-in", "Name", "Roles"], most: vec![Some(16), Some(28), None], rows };
        context.print(&table)?;
    }
    if !office.is_governed() {
        let add = "redress people add LOGIN --name NAME --role administrator";
        writeln!(
            context.out,
            "Nobody is an administrator, so everybody may do everything. To give roles out: {add}"
        )?;
    }
    if !office.trusted.is_empty() {
        writeln!(context.out, "Shared accounts that say who sits at them: {}.", office.trusted.join(", "))?;
    }
    Ok(if office.people.is_empty() { Ending::Nothing } else { Ending::Done })
}

/// "handler", "complaints manager", "stands in for K Patel until 4 Dec", or when they left.
fn standing(office: &Office, today: NaiveDate, person: &Person) -> Vec<String> {
    if let Some(until) = person.until.filter(|_| !person.is_here(today)) {
        return vec![format!("left on {}", long(until))];
    }
    let mut parts: Vec<String> = person.roles_on(today).iter().map(ToString::to_string).collect();
    parts.extend(person.until.map(|it| format!("leaves on {}", long(it))));
    let to_come = person.roles.iter().filter(|it| today < it.from.max(person.from));
    parts.extend(to_come.map(|it| format!("{} from {}", it.role, long(it.from))));
    let away = office.stand_ins.iter().filter(|it| it.by == person.login && today <= it.until);
    parts.extend(away.map(|it| {
        let from = if today < it.from { format!(" from {}", long(it.from)) } else { String::new() };
        format!("stands in for {}{from} until {}", office.person_name(&it.whom), long(it.until))
    }));
    parts
}

fn person_json(office: &Office, today: NaiveDate, it: &Person) -> Value {
    let away = office.stand_ins.iter().filter(|stand_in| stand_in.by == it.login && stand_in.holds(today));
    json!({
        "login": it.login,
        "name": it.name,
        "roles": it.roles_on(today),
        "from": it.from,
        "until": it.until,
        "stands_in_for": away.map(|it| &it.whom).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    /// What a command line asks for.
    fn asked(line: &str) -> OfficeCommand {
        let command = args(Command::new("people"));
        let matches = command.try_get_matches_from(line.split_whitespace()).expect("well formed");
        let (name, inner) = matches.subcommand().expect("a change");
        let row = CHANGES.iter().find(|it| it.step.row().verb() == name).expect("of the table");
        (row.asked)(inner, on("2026-11-24")).map_err(|it| it.to_string()).expect("understood")
    }

    #[test]
    fn each_command_asks_for_its_change_from_today_unless_it_says_otherwise() {
        let (kp, today) = ("kp".to_owned(), on("2026-11-24"));
        let roles = vec![Role::Handler, Role::Auditor];
        assert_eq!(
            asked("people add kp --name Patel --role handler --role auditor"),
            OfficeCommand::Join(Join { login: kp.clone(), name: "Patel".into(), roles: roles.clone() })
        );
        assert_eq!(
            asked("people roles kp --role handler --role auditor --from 2026-12-01"),
            OfficeCommand::ChangeRoles(ChangeRoles { login: kp.clone(), roles, from: on("2026-12-01") })
        );
        assert_eq!(asked("people leave kp"), OfficeCommand::Leave(Leave { login: kp.clone(), until: today }));
        let until = on("2026-12-04");
        assert_eq!(
            asked("people stand-in kp --for js --until 4/12/2026"),
            OfficeCommand::StandIn(StandIn { by: kp.clone(), whom: "js".into(), from: today, until })
        );
        assert_eq!(
            asked("people end-stand-in kp --for js"),
            OfficeCommand::EndStandIn(EndStandIn { by: kp.clone(), whom: "js".into() })
        );
        assert_eq!(asked("people trust kp"), OfficeCommand::TrustAccount { login: kp.clone() });
        assert_eq!(asked("people distrust kp"), OfficeCommand::DistrustAccount { login: kp });
    }
}
