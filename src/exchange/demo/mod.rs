//! A made-up office, deterministic and relative to today, for trying things out.
//!
//! Everything goes in as commands, so every rule of the house holds for it.

pub mod dice;
pub mod people;
pub mod texts;
pub mod script;
pub mod closed;
pub mod open;
pub mod plans;
pub mod published;
pub mod registers;

use chrono::{Days, NaiveDate};

use crate::api::message::{Ask, Done, Fault, Hello, ListRequest, Reply, Request};
use crate::api::service::{Service, change_office};
use crate::domain::case::command::{Check, Command, LinkDuplicate, Receive};
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::lists::ListKind;
use crate::domain::office::record::Office;
use crate::domain::people::Join;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::refusal::Refusal;
use crate::domain::register::kind::SENIOR_PERSON;
use crate::domain::vocabulary::{Decision, Outcome, Stage};
use crate::exchange::demo::closed::{
    answered, conversation, leave_payment_undone, leave_remedy_undone, refer, repeat, without_finding,
};
use crate::exchange::demo::dice::Dice;
use crate::exchange::demo::open::{STANDINGS, mark_important, restrict};
use crate::exchange::demo::people::STAFF;
use crate::exchange::demo::registers::entries;
use crate::exchange::demo::script::{Script, World};
use crate::exchange::demo::texts::{
    BODY, Matter, ORGANISATION, SERVICES, SLOW_RENEWALS, THEMES, WRONG_ADVICE,
};

/// How many months the office has been at work.
const MONTHS: u32 = 18;
/// Days of such a month.
const MONTH: u32 = 30;
/// The month, counted back from today, in which the plans were completed whose effect can be seen.
const PLAN_COMPLETED: u32 = 7;
/// The last month, counted back, of those that count as before a plan: what comes after may have led to it.
const BEFORE_PLANS: u32 = 14;
/// Sign-in name of whoever answers for learning in the made-up office.
pub const LEADS: &str = "gjones";
/// How many steps are asked for at once.
const STEPS_AT_ONCE: usize = 500;
/// Beginning of the dice: another number makes another office.
const BEGINNING: u64 = 0x0c0a_57a1;

/// Fills an office that has no cases yet with some 400 of them over 18 months. Returns how many steps were taken.
///
/// The same for the same day. Everything is done by whoever asks, so no draft has been checked: see [`check_drafts`].
pub fn fill(service: &mut dyn Service, today: NaiveDate) -> Result<u64, Fault> {
    let Hello { login: actor, office, .. } = hello(service)?;
    let is_known = office.person(&actor).is_some();
    if !list(service, today, Vec::new(), 1)?.is_empty() {
        return Err(Fault::Refused(Refusal::of_step(
            "This office has cases already.",
            "Choose an empty data directory for the made-up office, with “--data”.",
        )));
    }
    let office = set_up(service, &actor, is_known)?;
    let calendar = office.calendar();
    let mut world =
        World { office: &office, calendar: &calendar, today, actor: &actor, dice: Dice::new(BEGINNING) };
    let mut scripts = past(&mut world);
    for (count, story) in STANDINGS {
        scripts.extend((0..*count).map(|_| story(&mut world)));
    }
    let newest = scripts.len() - 1;
    mark_important(&world, &mut scripts[newest], "A member of Parliament has asked about it in the House.");
    restrict(&world, &mut scripts[newest - 1]);
    let conversations = (0..24).map(|at| {
        let received = world.ago(1 + at * 15);
        conversation(&mut world, received)
    });
    let conversations: Vec<Receive> = conversations.collect();
    let received = receive_all(service, &scripts, &conversations)?;
    let steps = follow_up(service, &scripts, &received)? + run(service, &entries(&actor, today))?.len();
    Ok(u64::try_from(scripts.len() + conversations.len() + steps).unwrap_or(u64::MAX))
}

/// Sign-in name of the colleague who checks drafts.
pub const COLLEAGUE: &str = "zpatel";

/// Checks the drafts of the made-up office as a colleague of whoever filled it: nobody may check a draft of their own.
/// Most pass. Returns how many were checked.
pub fn check_drafts(colleague: &mut dyn Service, today: NaiveDate) -> Result<u64, Fault> {
    let drafts = list(colleague, today, vec![Condition::Stage(Stage::Drafted)], 100)?;
    let asks: Vec<Ask> = drafts
        .iter()
        .skip(2)
        .enumerate()
        .map(|(at, on)| {
            let (passed, note) = match at {
                0 => (false, "The second page says “inconvenience”. It was three months. Please say so."),
                _ => (true, "Clear and kind. One date put right."),
            };
            ask(Some(*on), Command::Check(Check { on: today, passed, note: note.to_owned() }))
        })
        .collect();
    Ok(u64::try_from(run(colleague, &asks)?.len()).unwrap_or(u64::MAX))
}

/// What came in over the months and has ended.
fn past(world: &mut World) -> Vec<Script> {
    let mut scripts = Vec::new();
    for month in (0..MONTHS).rev() {
        let renewals = match month {
            PLAN_COMPLETED.. => 6,
            6 => 3,
            5 => 2,
            _ => 1,
        };
        // None for a month after the plan, so that it was found to work; then more than ever.
        let advice = match month {
            BEFORE_PLANS.. => 1,
            PLAN_COMPLETED.. => 3,
            6 => 0,
            _ => 6,
        };
        for _ in 0..renewals {
            scripts.push(ended(world, month, &SLOW_RENEWALS));
        }
        for _ in 0..advice {
            scripts.push(ended(world, month, &WRONG_ADVICE));
        }
        for _ in 0..11 {
            let matter = world.matter();
            scripts.push(ended(world, month, matter));
        }
        if month % 3 == 1 {
            let of = scripts.len() - 2;
            let again = repeat(world, of, &scripts[of]);
            scripts.push(again);
        }
    }
    afterwards(world, &mut scripts);
    scripts
}

fn ended(world: &mut World, month: u32, matter: &'static Matter) -> Script {
    // The last week belongs to cases that are still open.
    let ago = month * MONTH + 8 + world.dice.below(MONTH - 8);
    let day = world.today.checked_sub_days(Days::new(u64::from(ago))).unwrap_or(world.today);
    let is_kept = world.calendar.is_working_day(day) || world.dice.chance(15);
    let received = if is_kept { day } else { world.calendar.add(day, -1) };
    if world.dice.chance(9) {
        let outcome = world.dice.pick(&[
            Outcome::Withdrawn,
            Outcome::Withdrawn,
            Outcome::OutOfScope,
            Outcome::OutOfScope,
            Outcome::Transferred,
            Outcome::OutOfTime,
            Outcome::NoRightToComplain,
        ]);
        without_finding(world, matter, received, outcome)
    } else {
        answered(world, matter, received)
    }
}

/// What followed after some cases had closed: referrals, and offers that were not kept.
fn afterwards(world: &mut World, scripts: &mut [Script]) {
    let is_answered = |script: &Script| script.steps.iter().any(|it| matches!(it.1, Command::Respond(_)));
    let closed_before = |days: i32, count: usize| -> Vec<usize> {
        let before = world.ago(days);
        let fit = scripts.iter().enumerate().rev();
        let fit =
            fit.filter(|(_, it)| is_answered(it) && it.steps.last().is_some_and(|last| last.0 < before));
        fit.map(|it| it.0).step_by(3).take(count).collect()
    };
    let (to_ombudsman, lately, owing) = (closed_before(120, 2), closed_before(40, 1), closed_before(16, 8));
    let decisions = [Some(Decision::UpheldInPart), Some(Decision::NotUpheld), None];
    for (at, decision) in to_ombudsman.into_iter().chain(lately).zip(decisions) {
        refer(world, &mut scripts[at], decision);
    }
    for (place, at) in owing.into_iter().skip(2).enumerate() {
        match place {
            0..4 => leave_remedy_undone(world, &mut scripts[at]),
            _ => leave_payment_undone(world, &mut scripts[at]),
        }
    }
    if let Some(first) = scripts.first_mut() {
        mark_important(world, first, "It led to the plan against slow renewals.");
    }
}

fn hello(service: &mut dyn Service) -> Result<Hello, Fault> {
    match service.call(Request::Hello)? {
        Reply::Hello(it) => Ok(*it),
        other => Err(unexpected(&other)),
    }
}

fn list(
    service: &mut dyn Service,
    today: NaiveDate,
    conditions: Vec<Condition>,
    limit: usize,
) -> Result<Vec<CaseRef>, Fault> {
    let filter = Filter { conditions };
    let request = ListRequest { filter, order: Order::Reference, today, after: None, limit };
    match service.call(Request::List(request))? {
        Reply::List { rows, .. } => Ok(rows.into_iter().map(|it| it.reference).collect()),
        other => Err(unexpected(&other)),
    }
}

/// Sets the office up with its staff. Whoever asks works there too, in every role that one person alone needs.
fn set_up(service: &mut dyn Service, actor: &str, is_known: bool) -> Result<Office, Fault> {
    let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let add_body = OfficeCommand::Add { list: ListKind::Organisations, names: owned(&[BODY]) };
    let add_themes = OfficeCommand::Add { list: ListKind::Themes, names: owned(THEMES) };
    let first = OfficeCommand::SetUp(SetUp {
        organisation: ORGANISATION.to_owned(),
        login: actor.to_owned(),
        user: if is_known { String::new() } else { actor.to_owned() },
        services: owned(SERVICES),
        ..SetUp::default()
    });
    let people = STAFF.iter().filter(|it| it.0 != actor).map(|(login, name, roles)| {
        let (login, name) = ((*login).to_owned(), (*name).to_owned());
        OfficeCommand::Join(Join { login, name, roles: roles.to_vec() })
    });
    let set = |name: &str, value: &str| OfficeCommand::SetRegister {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let leads = [set(SENIOR_PERSON, LEADS), set("standards_version", "1")];
    let mut office = Office::default();
    for command in std::iter::once(first).chain(people).chain([add_themes, add_body]).chain(leads) {
        office = change_office(service, command)?;
    }
    Ok(office)
}

/// Logs everything, in the order in which it came; the references of the cases, in the order of their stories.
fn receive_all(
    service: &mut dyn Service,
    scripts: &[Script],
    conversations: &[Receive],
) -> Result<Vec<CaseRef>, Fault> {
    let mut all: Vec<(usize, &Receive)> =
        scripts.iter().map(|it| &it.receive).chain(conversations).enumerate().collect();
    all.sort_by_key(|(_, it)| it.facts.received);
    let asks: Vec<Ask> =
        all.iter().map(|(_, it)| ask(None, Command::Receive(Box::new((*it).clone())))).collect();
    let done = run(service, &asks)?;
    let mut references: Vec<(usize, CaseRef)> = all
        .iter()
        .zip(done)
        .filter_map(|((at, _), done)| Some((*at, CaseRef::try_from(done.on).ok()?)))
        .collect();
    references.sort_by_key(|it| it.0);
    Ok(references.into_iter().map(|it| it.1).collect())
}

/// Takes every step of every story, day by day. Returns how many.
fn follow_up(service: &mut dyn Service, scripts: &[Script], references: &[CaseRef]) -> Result<usize, Fault> {
    let mut steps: Vec<(NaiveDate, Ask)> = Vec::new();
    for (script, reference) in scripts.iter().zip(references) {
        steps.extend(script.steps.iter().map(|(day, step)| (*day, ask(Some(*reference), step.clone()))));
        steps.extend(script.repeats.map(|(of, on)| {
            (on, ask(Some(*reference), Command::LinkDuplicate(LinkDuplicate { of: references[of], on })))
        }));
    }
    steps.sort_by_key(|it| it.0);
    let asks: Vec<Ask> = steps.into_iter().map(|it| it.1).collect();
    Ok(run(service, &asks)?.len())
}

fn ask(on: Option<CaseRef>, command: Command) -> Ask {
    Ask { on: on.map(RecordRef::Case), ..Ask::first(command) }
}

/// Asks for steps, many at once. The first that is not taken ends it.
fn run(service: &mut dyn Service, asks: &[Ask]) -> Result<Vec<Done>, Fault> {
    let mut done = Vec::with_capacity(asks.len());
    for batch in asks.chunks(STEPS_AT_ONCE) {
        match service.call(Request::Do(batch.to_vec()))? {
            Reply::Done(results) => done.extend(results.into_iter().collect::<Result<Vec<_>, _>>()?),
            other => return Err(unexpected(&other)),
        }
    }
    Ok(done)
}

fn unexpected(reply: &Reply) -> Fault {
    Fault::Broken(format!("it gave an answer to another question ({reply:?})"))
}

#[cfg(test)]
mod tests;
