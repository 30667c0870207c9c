//! Who may decide what is kept and what is erased.

use crate::domain::office::Office;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::vocabulary::Role;

/// Whether somebody may release holds, anonymise cases and answer subject access requests: a records officer. Where there
/// is none, an administrator; where there is none of those either, anybody.
pub fn may_keep_records(office: &Office, login: &str) -> Verdict<()> {
    let holds =
        |role: Role| office.people.iter().filter(move |it| it.until.is_none() && it.roles.contains(&role));
    let who = [Role::RecordsOfficer, Role::Administrator].into_iter().find(|it| holds(*it).next().is_some());
    let Some(role) = who else { return Ok(()) };
    if holds(role).any(|it| it.login == login) {
        return Ok(());
    }
    let names: Vec<&str> = holds(role).map(|it| it.name.as_str()).collect();
    Err(Refusal::of_step(
        format!("Only the {role} decides what is kept and what is erased."),
        format!("Ask {}.", names.join(" or ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::Person;

    fn office(people: &[(&str, Role)]) -> Office {
        let from = "2026-01-01".parse().expect("a real date");
        let person = |(login, role): &(&str, Role)| Person {
            login: (*login).to_owned(),
            name: login.to_uppercase(),
            roles: vec![*role],
            from,
            until: None,
        };
        Office { people: people.iter().map(person).collect(), ..Office::default() }
    }

    #[test]
    fn a_records_officer_decides_or_else_an_administrator_or_else_anybody() {
        use Role::{Administrator, Handler, RecordsOfficer};
        let all = [("ann", RecordsOfficer), ("bob", Administrator), ("cat", Handler)];
        let may = |people: &[(&str, Role)], login| may_keep_records(&office(people), login).is_ok();
        for (people, login, expect) in [
            (&all[..], "ann", true),
            (&all[..], "bob", false),
            (&all[1..], "bob", true),
            (&all[1..], "cat", false),
            (&all[2..], "cat", true),
            (&[], "anybody", true),
        ] {
            assert_eq!(may(people, login), expect, "{login} of {}", people.len());
        }
    }
}
