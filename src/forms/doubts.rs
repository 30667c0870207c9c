//! What gives pause before a step that is allowed: said where the answers are checked, before they are saved.

use chrono::NaiveDate;

use crate::domain::addressed::{addressed, nearest_to};
use crate::domain::authority::Asker;
use crate::domain::calendar::dates::long;
use crate::domain::case::command::Command;
use crate::domain::case::record::{Case, Payment};
use crate::domain::case::round::RoundFacts;
use crate::domain::case::stages::{begun_by_reopening, not_by, skips_the_first, why_none_begins};
use crate::domain::money::pounds;
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::plan::command::PlanCommand;
use crate::domain::records::any::AnyCommand;
use crate::domain::register::command::EntryCommand;
use crate::domain::register::field::field;
use crate::domain::register::kind::{Cycle, Every};
use crate::domain::register::kinds::kind_called;
use crate::domain::register::value::Values;
use crate::domain::rights::Deed;
use crate::domain::text::one_line;
use crate::domain::vocabulary::Answer;
use crate::forms::setting::Setting;

/// What gives pause, a sentence each.
pub fn doubts(asked: &AnyCommand, setting: &Setting) -> Vec<String> {
    match asked {
        AnyCommand::Case(Command::Respond(it)) => setting
            .case()
            .map(|case| [not_looked_at(case), found_later(case, it.on)].concat())
            .unwrap_or_default(),
        AnyCommand::Case(Command::DecidePayment(it)) => {
            setting.case().and_then(|case| twice(case, it)).into_iter().collect()
        }
        AnyCommand::Case(Command::AmendRound(it)) => {
            setting.case().and_then(|case| denied(case, &it.part)).into_iter().collect()
        }
        AnyCommand::Case(Command::Reopen(_)) => {
            setting.case().and_then(|case| second_stage(setting.office(), case)).into_iter().collect()
        }
        AnyCommand::Case(Command::ChooseRoute(it)) => setting
            .case()
            .and_then(|case| skips_the_first(setting.office(), case, it.route))
            .into_iter()
            .collect(),
        AnyCommand::Case(Command::Close(_)) => setting.case().map(still_owed).unwrap_or_default(),
        AnyCommand::Case(Command::Note(it))
        | AnyCommand::Plan(PlanCommand::PlanNote(it))
        | AnyCommand::Entry(EntryCommand::EntryNote(it)) => of_note(&it.text, setting),
        AnyCommand::Entry(EntryCommand::Enter(it)) => no_next(&it.register, &it.values),
        _ => Vec::new(),
    }
}

/// What was complained about and has no finding: the final response would say nothing of it.
fn not_looked_at(case: &Case) -> Vec<String> {
    let no_route = case
        .route()
        .is_none()
        .then(|| "No route is chosen yet: say which it was, with the step “Choose the route”.".to_owned());
    let open = case.issues.iter().filter(|it| it.finding.is_none());
    let open = open.map(|it| {
        let what = if it.what.is_empty() { String::new() } else { format!(" ({})", one_line(&it.what)) };
        format!("Issue {}{what} has no finding yet. Was it looked at? Record what was found first, or say so in the answer.", it.number)
    });
    no_route.into_iter().chain(open).collect()
}

/// What was found after the answer that tells it.
fn found_later(case: &Case, answered: NaiveDate) -> Vec<String> {
    let found = case.issues.iter().filter_map(|it| Some((it.number, it.finding.as_ref()?.on)));
    let later = found.filter(|it| answered < it.1);
    later.map(|(number, on)| {
        format!("The finding on issue {number} is of {}, after this answer. Record it again with its day if that is wrong.", long(on))
    })
    .collect()
}

/// That opening the case again begins its second stage, which is somebody else's, or why it does not.
fn second_stage(office: &Office, case: &Case) -> Option<String> {
    let Some(stage) = begun_by_reopening(office, case) else { return why_none_begins(office, case) };
    let not_by = not_by(office, &stage).map(|it| format!(" {it}")).unwrap_or_default();
    Some(format!(
        "This begins stage 2, a closer look with a time of its own.{not_by} Nobody is responsible until you assign it."
    ))
}

/// That the same payment stands there already.
fn twice(case: &Case, it: &Payment) -> Option<String> {
    let is_same =
        |one: &&Payment| (one.pence, one.head, one.by, one.paid) == (it.pence, it.head, it.by, it.paid);
    let there = case.payments.iter().find(is_same)?;
    Some(format!(
        "Payment {} is of the same {} for the same. Is this another one?",
        there.number,
        pounds(there.pence)
    ))
}

/// That an outcome is put right to something else than the findings of that time through the case add up to.
fn denied(case: &Case, it: &RoundFacts) -> Option<String> {
    let is_last = usize::try_from(it.number) == Ok(case.rounds.iter().count());
    let (told, adds_up) = (it.outcome?, case.rolled_up().filter(|_| is_last)?);
    let is_new = case.rounds.now.closing.as_ref()?.outcome != Some(told);
    (is_new && told.is_finding() && told != adds_up).then(|| {
        format!(
            "The findings on its issues add up to “{}”. They stay as they are: whoever reads the case sees both.",
            adds_up.word()
        )
    })
}

/// What goes on being owed on a case that is closed.
fn still_owed(case: &Case) -> Vec<String> {
    let remedies = case.remedies.iter().filter(|it| it.done.is_none() && it.answer != Some(Answer::Declined));
    let remedies = remedies.map(|it| ("put right", one_line(&it.what), it.by));
    let open = || case.follow_ups.iter().filter(|it| it.done.is_none());
    let asked = open().filter(|it| !it.is_step).map(|it| ("answer", one_line(&it.what), it.due));
    let steps: Vec<String> = open().filter(|it| it.is_step).map(|it| one_line(&it.what)).collect();
    let steps = (!steps.is_empty()).then(|| format!("Steps that are not ticked: {}.", steps.join("; ")));
    let owed = remedies.chain(asked);
    owed.map(|(what, of, by)| {
        let by = by.map(|it| format!(", by {}", long(it))).unwrap_or_default();
        let of = if of.is_empty() { String::new() } else { format!(" ({of})") };
        format!("There is still something to {what}{of}{by}. It stays owed after the case is closed.")
    })
    .chain(steps)
    .collect()
}

/// What is owed again and again by the day that each names, and names none: it would never be owed again.
fn no_next(register: &str, values: &Values) -> Vec<String> {
    let Some(kind) = kind_called(register) else { return Vec::new() };
    let is_by_quarter =
        |it: &Cycle| matches!(it.every, Every::Quarter { of, .. } if of == values.text(it.sort[0]));
    if kind.cycles.iter().any(is_by_quarter) {
        return Vec::new();
    }
    let unnamed = |cycle: &Cycle| {
        let Every::Named(next) = cycle.every else { return None };
        let is_over = values.day(cycle.held).is_some() && values.day(next).is_none();
        let label = field(kind.fields, next).filter(|_| is_over)?.label;
        Some(format!("“{label}” is empty, so nothing will be owed after this. Fill it in to be reminded."))
    };
    kind.cycles.iter().filter_map(unnamed).collect()
}

/// Whom a note addresses and who will not hear of it, or is nobody.
fn of_note(text: &str, setting: &Setting) -> Vec<String> {
    let found = addressed(setting.office(), text);
    let hears_not = |it: &&&Person| !hears(it, setting);
    let deaf = found
        .people
        .iter()
        .filter(hears_not)
        .map(|it| format!("{} may not see this, so they will not hear of the note.", it.name));
    let nobody = found.unknown.iter().map(|name| {
        let near = nearest_to(setting.office(), name).map(|it| format!(" Did you mean @{it}?"));
        format!("Nobody here is called “@{name}”.{}", near.unwrap_or_default())
    });
    deaf.chain(nobody).collect()
}

/// Whether somebody who is addressed is here and may read what the note is on.
fn hears(person: &Person, setting: &Setting) -> bool {
    let (office, today) = (setting.office(), setting.today);
    let Ok(asker) = Asker::of(office, &person.login, today) else { return false };
    let bond = setting.case().map(|it| asker.to_case(it));
    let deed = if setting.plan().is_some() { Deed::ReadPlans } else { Deed::ReadCase };
    let may = match bond {
        Some(bond) => asker.may(office, today, deed, &bond).is_ok(),
        // Of an entry the desk alone knows who reads it.
        None => setting.entry().is_some() || asker.may_at_large(office, today, deed).is_ok(),
    };
    person.is_here(today) && may
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::command::{Close, Note};
    use crate::domain::case::record::{Facts, Issue, Remedy, Restriction};
    use crate::domain::case::round::Response;
    use crate::domain::office::event::OfficeEvent;
    use crate::domain::office::record::{House, Office};
    use crate::domain::records::any::AnyRecord;
    use crate::domain::reference::CaseRef;
    use crate::domain::vocabulary::{RemedyKind, Role};

    fn told(case: Case, asked: Command) -> Vec<String> {
        let today: chrono::NaiveDate = "2026-11-24".parse().expect("a real date");
        let mut office = Office::default();
        for (login, name) in [("jsmith", "J Smith"), ("kpatel", "K Patel")] {
            let (login, name) = (login.to_owned(), name.to_owned());
            office.apply(&OfficeEvent::Joined { login, name, roles: vec![Role::Handler], from: today });
        }
        let house = House::new(office);
        let on = AnyRecord::Case(Box::new(case));
        let setting = Setting { on: Some(&on), ..Setting::new(&house, today, "jsmith") };
        doubts(&AnyCommand::Case(asked), &setting)
    }

    fn case() -> Case {
        let day = "2026-11-02".parse().expect("a real date");
        Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(day))
    }

    #[test]
    fn a_final_response_without_a_route_or_a_finding_on_an_issue_gives_pause_and_names_it() {
        let mut case = case();
        case.issues = vec![Issue { number: 1, what: "Late reply".to_owned(), ..Issue::default() }];
        let response = Response {
            on: case.facts.received,
            means: None,
            signposted: true,
            signed_off_by: String::new(),
            note: String::new(),
            by: String::new(),
        };
        let doubts = told(case, Command::Respond(response));
        assert!(
            doubts.len() == 2
                && doubts[0].starts_with("No route")
                && doubts[1].starts_with("Issue 1 (Late reply) has no finding yet."),
            "{doubts:?}"
        );
    }

    #[test]
    fn closing_a_case_on_which_something_stays_owed_gives_pause_and_names_it() {
        let mut case = case();
        let remedy = |number, done| Remedy {
            number,
            kind: RemedyKind::Apology,
            issue: None,
            what: format!("Apology {number}"),
            who: String::new(),
            by: Some(case.facts.received),
            answer: None,
            done,
            evidence: String::new(),
            added: None,
        };
        case.remedies = vec![remedy(1, None), remedy(2, Some(case.facts.received))];
        let (reason, late_reason) = (String::new(), String::new());
        let close = Close { on: case.facts.received, outcome: None, reason, late_reason };
        assert_eq!(
            told(case, Command::Close(close)),
            [
                "There is still something to put right (Apology 1), by Mon 2 Nov 2026. It stays owed after the case is closed."
            ]
        );
    }

    #[test]
    fn a_note_to_somebody_who_may_not_see_the_case_or_is_nobody_gives_pause() {
        let note = |text: &str| Command::Note(Note { text: text.to_owned(), about: None });
        assert!(told(case(), note("@kpatel, see this")).is_empty());
        assert_eq!(told(case(), note("@kpatl")), ["Nobody here is called “@kpatl”. Did you mean @kpatel?"]);
        let mut shut = case();
        let not_for = vec!["kpatel".to_owned()];
        shut.restriction = Some(Restriction { to: Vec::new(), not_for, reason: String::new() });
        let expect = "K Patel may not see this, so they will not hear of the note.";
        assert_eq!(told(shut, note("@kpatel, see this")), [expect]);
    }
}
