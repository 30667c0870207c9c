//! Who alone may see what is restricted, and who can lift that.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::command::LetIn;
use crate::domain::case::decide::guards::known_person;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::rights::{Deed, Reach};
use crate::domain::terms::Terms;
use crate::domain::text::sentence_case;

/// Lets only named people see the case. Whoever is responsible for it must be one of them.
pub fn restrict(terms: &Terms, case: &Case, it: Restriction) -> Verdict<Vec<Event>> {
    let it = restriction(terms, it)?;
    if let Some(owner) = case.owner.as_ref().filter(|owner| !it.lets_see(owner)) {
        let name = terms.office.person_name(owner);
        let why = format!("{name} is responsible for this case, and could not see it any more.");
        let (field, instead) = if it.not_for.contains(owner) {
            ("not_for", "Give it to somebody else first.")
        } else {
            ("to", "Name them too, or give it to somebody else first.")
        };
        return Err(Refusal::of_field(field, why, instead));
    }
    // What is still to be done would come up for nobody it was meant for.
    let follow_ups = case.follow_ups.iter().filter(|it| it.done.is_none());
    let follow_ups =
        follow_ups.filter_map(|of| Some((format!("follow-up {}", of.number), of.who.as_deref()?)));
    let remedies = case.remedies.iter().filter(|it| it.done.is_none());
    let remedies = remedies.map(|of| (format!("remedy {}", of.number), of.who.as_str()));
    let is_somebody = |login: &str| terms.office.person(login).is_some();
    if let Some((part, login)) = follow_ups.chain(remedies).find(|of| is_somebody(of.1) && !it.lets_see(of.1))
    {
        let why = format!(
            "{part} of this case is for {}, who could not see it any more.",
            terms.office.person_name(login)
        );
        let field = if it.not_for.iter().any(|it| it == login) { "not_for" } else { "to" };
        return Err(Refusal::of_field(field, sentence_case(&why), "Give that to somebody else first."));
    }
    Ok(vec![Event::Restricted(it)])
}

/// Who alone may see a record and who may not: people who are known, each named once.
pub fn restriction(terms: &Terms, it: Restriction) -> Verdict<Restriction> {
    required("reason", &it.reason, "Say why it is restricted.")?;
    let people = |field: &str, words: &[String]| -> Verdict<Vec<String>> {
        words.iter().map(|it| known_person(terms, field, it)).collect()
    };
    let (to, not_for) = (people("to", &it.to)?, people("not_for", &it.not_for)?);
    if to.is_empty() && not_for.is_empty() {
        return Err(Refusal::of_field("to", "Name at least one person who may see it, or who may not.", ""));
    }
    if let Some(both) = to.iter().find(|it| not_for.contains(it)) {
        let why = format!(
            "{} is named among those who may see it and those who may not.",
            terms.office.person_name(both)
        );
        return Err(Refusal::of_field("not_for", why, "Name them once."));
    }
    let restriction = Restriction { to, not_for, reason: it.reason };
    if let Some(day) = stuck_from(terms.office, terms.today, &restriction) {
        let lifters = lifters(terms.office, day);
        let names: Vec<&str> = lifters.iter().map(|it| it.name.as_str()).collect();
        let from = if terms.today < day { format!(" from {}", long(day)) } else { String::new() };
        let why = format!("Nobody who may see it could lift the restriction again{from}.");
        return Err(Refusal::of_field("to", why, format!("Name one of these too: {}.", names.join(", "))));
    }
    Ok(restriction)
}

/// The first day from today on, on which somebody can lift restrictions and nobody whom this one lets see can lift it; none if
/// there is no such day.
pub fn stuck_from(office: &Office, today: NaiveDate, it: &Restriction) -> Option<NaiveDate> {
    let is_stuck = |day: &NaiveDate| {
        let lifters = lifters(office, *day);
        !lifters.is_empty() && lifters.iter().all(|who| !it.lets_see(&who.login))
    };
    days_of_change(office, today).into_iter().find(|day| office.is_governed() && is_stuck(day))
}

/// The first day from today on, on which a change of the office takes from a restriction everybody who could lift it; none if
/// it takes nobody whom another cannot stand for, in whatever order people leave.
pub fn loses_its_lifters(
    [before, after]: [&Office; 2],
    today: NaiveDate,
    it: &Restriction,
) -> Option<NaiveDate> {
    let can = |office, day| lifters(office, day).iter().any(|who| it.lets_see(&who.login));
    let mut days = days_of_change(before, today);
    days.extend(days_of_change(after, today));
    days.into_iter().find(|day| can(before, *day) && !can(after, *day))
}

/// Today, and every later day on which somebody begins or ceases to be here or to hold a role, as far as that is known.
fn days_of_change(office: &Office, today: NaiveDate) -> BTreeSet<NaiveDate> {
    let after = |until: Option<NaiveDate>| until.and_then(|it| it.succ_opt());
    let of_person = |it: &Person| {
        let roles = it.roles.iter().flat_map(|it| [Some(it.from), after(it.until)]);
        roles.chain([Some(it.from), after(it.until)]).flatten().collect::<Vec<NaiveDate>>()
    };
    let days = office.people.iter().flat_map(of_person);
    days.filter(|it| today < *it).chain([today]).collect()
}

/// Who may lift a restriction of what they see, on a day.
pub fn lifters(office: &Office, day: NaiveDate) -> Vec<&Person> {
    let may = |it: &&Person| it.roles_on(day).iter().any(|it| Deed::LiftRestriction.reach(*it) != Reach::No);
    office.people.iter().filter(|it| it.is_here(day)).filter(may).collect()
}

/// Names a complaints manager on what is restricted, so that somebody can lift it. Nobody who is kept from it gets in.
pub fn let_in(terms: &Terms, restriction: Option<&Restriction>, it: LetIn) -> Verdict<Restriction> {
    let Some(restriction) = restriction else {
        return Err(Refusal::of_step("It is not restricted.", ""));
    };
    required("reason", &it.reason, "Say why they are let in.")?;
    let who = known_person(terms, "who", &it.who)?;
    let no = |why: String, instead: &str| Err(Refusal::of_field("who", why, instead));
    let name = terms.office.person_name(&who);
    if who == terms.actor {
        return no("You cannot let yourself in.".to_owned(), "Choose another complaints manager.");
    }
    if restriction.not_for.contains(&who) {
        return no(format!("{name} is kept from it."), "Choose somebody else.");
    }
    if restriction.lets_see(&who) {
        return no(format!("{name} may see it already."), "");
    }
    if lifters(terms.office, terms.today).iter().all(|it| it.login != who) {
        return no(format!("{name} cannot lift a restriction."), "Choose a complaints manager.");
    }
    let mut to = restriction.to.clone();
    to.push(who);
    Ok(Restriction { to, not_for: restriction.not_for.clone(), reason: it.reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::command::{OfficeCommand, SetUp};
    use crate::domain::office::decide::decide;
    use crate::domain::people::{ChangeRoles, Join, Leave};
    use crate::domain::vocabulary::Role;
    use proptest::prelude::*;

    const PEOPLE: [&str; 4] = ["ann", "ben", "cat", "dan"];

    fn day(later: u64) -> NaiveDate {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        today + chrono::Days::new(later)
    }

    /// An office with an administrator and four managers.
    fn office() -> Office {
        let mut office = Office::default();
        let set_up = SetUp {
            organisation: "Claims Agency".into(),
            services: vec!["Claims".into()],
            login: "boss".into(),
            user: "B Boss".into(),
            ..SetUp::default()
        };
        let join = |login: &str| {
            let roles = vec![Role::Manager];
            OfficeCommand::Join(Join { login: login.into(), name: login.into(), roles })
        };
        for command in [OfficeCommand::SetUp(set_up)].into_iter().chain(PEOPLE.map(join)) {
            assert!(carry_out(&mut office, command, None));
        }
        let roles = vec![Role::Administrator];
        let boss = OfficeCommand::ChangeRoles(ChangeRoles { login: "boss".into(), roles, from: day(0) });
        assert!(carry_out(&mut office, boss, None));
        office
    }

    /// Does it, unless it is refused or a restriction would lose everybody who can lift it. Says whether it was done.
    fn carry_out(office: &mut Office, command: OfficeCommand, restriction: Option<&Restriction>) -> bool {
        let Ok(events) = decide(office, day(0), command) else { return false };
        let mut after = office.clone();
        events.iter().for_each(|it| after.apply(it));
        after.version += 1;
        let loses = |it| loses_its_lifters([office, &after], day(0), it).is_some();
        let may = !restriction.is_some_and(loses);
        if may {
            *office = after;
        }
        may
    }

    fn to(logins: &[&str]) -> Restriction {
        let to = logins.iter().map(|it| (*it).to_owned()).collect();
        Restriction { to, not_for: Vec::new(), reason: "She works here".into() }
    }

    fn leave(login: &str, later: u64) -> OfficeCommand {
        OfficeCommand::Leave(Leave { login: login.into(), until: day(later) })
    }

    #[test]
    fn whoever_leaves_first_though_they_said_so_last_leaves_somebody_who_can_lift_it() {
        let mut office = office();
        let restriction = to(&["ann", "ben"]);
        assert!(carry_out(&mut office, leave("ann", 30), Some(&restriction)));
        assert!(
            !carry_out(&mut office, leave("ben", 10), Some(&restriction)),
            "nobody is left when Ann goes"
        );
        assert_eq!(stuck_from(&office, day(0), &to(&["ann"])), Some(day(31)));
        assert_eq!(stuck_from(&office, day(0), &restriction), None);
        let calendar = office.calendar();
        let terms = Terms { office: &office, calendar: &calendar, today: day(0), actor: "cat" };
        let why = super::restriction(&terms, to(&["ann"])).unwrap_err().to_string();
        assert!(why.contains("again from Fri 25 Dec 2026") && why.contains("ben, cat, dan"), "{why}");
    }

    proptest! {
        #[test]
        fn in_whatever_order_people_leave_or_change_roles_somebody_can_lift_it(
            named in proptest::sample::subsequence(&PEOPLE[..], 1..=3),
            excludes: bool,
            steps in proptest::collection::vec((0_usize..4, 0_u64..4, 0_u64..30), 1..12),
        ) {
            let mut office = office();
            let names = to(&named);
            let restriction = if excludes { Restriction { to: Vec::new(), not_for: names.to, ..names } } else { names };
            for (who, what, later) in steps {
                let login = PEOPLE[who];
                let roles = match what {
                    0 | 1 => vec![Role::Handler],
                    2 => vec![Role::Handler, Role::Manager],
                    _ => Vec::new(),
                };
                let command = if roles.is_empty() {
                    leave(login, later)
                } else {
                    OfficeCommand::ChangeRoles(ChangeRoles { login: login.into(), roles, from: day(later) })
                };
                carry_out(&mut office, command, Some(&restriction));
            }
            for later in 0..60 {
                let can = lifters(&office, day(later)).iter().any(|it| restriction.lets_see(&it.login));
                prop_assert!(can, "nobody on {}", day(later));
            }
        }
    }
}
