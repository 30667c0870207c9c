//! Who alone may see what is restricted, and who can lift that.

use chrono::NaiveDate;

use crate::domain::case::command::LetIn;
use crate::domain::case::decide::guards::known_person;
use crate::domain::case::event::Event;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::rights::{Deed, Reach};
use crate::domain::terms::Terms;

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
    let lifters = lifters(terms.office, terms.today);
    let stays = lifters.iter().any(|it| restriction.lets_see(&it.login));
    if terms.office.is_governed() && !lifters.is_empty() && !stays {
        let names: Vec<&str> = lifters.iter().map(|it| it.name.as_str()).collect();
        let why = "Nobody who may see it could lift the restriction again.";
        return Err(Refusal::of_field("to", why, format!("Name one of these too: {}.", names.join(", "))));
    }
    Ok(restriction)
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
