//! The people of the office: which roles they hold from when until when, who stands in for whom, and which shared
//! accounts are trusted to say who sits at them.
//!
//! Nothing is ever taken away from the past: a role that ends keeps its first and last day.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::dates::long;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::text::looks;
use crate::domain::vocabulary::Role;

/// A role that somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Which.
    pub role: Role,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it is held.
    pub until: Option<NaiveDate>,
}

/// Somebody who works with complaints here. Known by the name they sign in to the computer with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Sign-in name.
    pub login: String,
    /// Name as shown on cases.
    pub name: String,
    /// What they may do, and when.
    pub roles: Vec<Holding>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while here.
    pub until: Option<NaiveDate>,
    /// The team that they work in: a number of the office's list.
    pub team: Option<u32>,
}

impl Person {
    /// Whether they have not left by a day.
    pub fn is_here(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    /// The roles that they hold on a day, in the order of the vocabulary.
    ///
    /// A day before their first counts as their first: whoever asks how things stood then asks now.
    pub fn roles_on(&self, day: NaiveDate) -> Vec<Role> {
        let day = day.max(self.from);
        let held = |role: Role| {
            self.roles
                .iter()
                .any(|it| it.role == role && it.from <= day && it.until.is_none_or(|until| day <= until))
        };
        Role::ALL.iter().copied().filter(|it| self.is_here(day) && held(*it)).collect()
    }

    /// Whether they hold a role from a day on, with no end in sight.
    fn keeps(&self, role: Role, from: NaiveDate) -> bool {
        let goes_on = |it: &Holding| it.role == role && it.from <= from && it.until.is_none();
        self.until.is_none() && self.roles.iter().any(goes_on)
    }

    /// Holds these roles from a day on, and no others.
    pub fn change_roles(&mut self, roles: &[Role], from: NaiveDate) {
        let before = from.checked_sub_days(Days::new(1)).unwrap_or(from);
        // What was to begin later is replaced by this.
        self.roles.retain(|it| it.from < from);
        for it in &mut self.roles {
            let goes_on = it.until.is_none_or(|until| before < until);
            if goes_on {
                it.until = (!roles.contains(&it.role)).then_some(before);
            }
        }
        let new =
            roles.iter().filter(|role| !self.roles.iter().any(|it| it.role == **role && it.until.is_none()));
        let new: BTreeSet<Role> = new.copied().collect();
        self.roles.extend(new.into_iter().map(|role| Holding { role, from, until: None }));
    }
}

/// Somebody stands in for somebody else: they have the other's roles and cases meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Sign-in name of the deputy.
    pub by: String,
    /// Sign-in name of the person who is away.
    #[serde(rename = "for")]
    pub whom: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

impl StandIn {
    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Details of somebody's joining, today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Join {
    /// The name that they sign in to the computer with.
    pub login: String,
    /// Name as shown on cases.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// Somebody holds other roles from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRoles {
    /// Sign-in name.
    pub login: String,
    /// All roles that they hold then.
    pub roles: Vec<Role>,
    /// First day; today or later, for what was done was done in the old ones.
    pub from: NaiveDate,
}

/// Somebody leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Sign-in name.
    pub login: String,
    /// Last day.
    pub until: NaiveDate,
}

/// Somebody no longer stands in for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndStandIn {
    /// Sign-in name of the deputy.
    pub by: String,
    /// Sign-in name of the person they stood in for.
    #[serde(rename = "for")]
    pub whom: String,
}

/// The person whom it is about, or a refusal: what is asked of the people must be about somebody who is here.
pub fn known<'a>(people: &'a [Person], field: &str, login: &str) -> Verdict<&'a Person> {
    people.iter().find(|it| it.login == login).ok_or_else(|| {
        let logins: Vec<&str> = people.iter().map(|it| it.login.as_str()).collect();
        Refusal::of_field(
            field,
            format!("Nobody here signs in as “{login}”."),
            format!("Sign-in names here: {}.", logins.join(", ")),
        )
    })
}

/// Whether anybody was ever made an administrator: from then on roles count, until then everybody may do everything.
pub fn is_governed(people: &[Person]) -> bool {
    people.iter().flat_map(|it| &it.roles).any(|it| it.role == Role::Administrator)
}

/// An office that has an administrator must always have one, from the day on which something changes.
fn keep_an_administrator(before: &[Person], after: &[Person], day: NaiveDate) -> Verdict<()> {
    if !is_governed(before) || after.iter().any(|it| it.keeps(Role::Administrator, day)) {
        return Ok(());
    }
    Err(Refusal::of_step(
        "This would leave the office without an administrator.",
        "Make somebody else an administrator first.",
    ))
}

/// The same people after a change to one of them.
fn after(people: &[Person], login: &str, change: impl FnOnce(&mut Person)) -> Vec<Person> {
    let mut people = people.to_vec();
    if let Some(person) = people.iter_mut().find(|it| it.login == login) {
        change(person);
    }
    people
}

fn some_roles(roles: &[Role]) -> Verdict<()> {
    if !roles.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = Role::ALL.iter().map(|it| it.word()).collect();
    Err(Refusal::of_field("roles", "Name at least one role.", format!("Roles are: {}.", words.join(", "))))
}

/// Whether somebody may join: the answers without the spaces around them.
pub fn join(people: &[Person], today: NaiveDate, it: &Join) -> Verdict<Join> {
    let (login, name) = (it.login.trim(), it.name.trim());
    required("login", login, "Enter the name that this person signs in to the computer with.")?;
    required("name", name, "Enter the name as it is to stand on cases.")?;
    some_roles(&it.roles)?;
    if let Some(here) = people.iter().find(|it| it.login == login && it.is_here(today)) {
        let why = format!("{} ({login}) works here already.", here.name);
        return Err(Refusal::of_field("login", why, "Change their roles instead."));
    }
    // Nobody could tell them apart, on cases or where somebody is let in to what is restricted.
    let is_called_so = |it: &&Person| looks(&it.name) == looks(name) && it.is_here(today);
    if let Some(here) = people.iter().find(is_called_so) {
        let why = format!("{} works here already, as {}.", here.name, here.login);
        let instead =
            "If this is somebody else, add what tells them apart, such as a second name or their team.";
        return Err(Refusal::of_field("name", why, instead));
    }
    Ok(Join { login: login.to_owned(), name: name.to_owned(), roles: it.roles.clone() })
}

/// Whether somebody may hold other roles.
pub fn change_roles(people: &[Person], today: NaiveDate, it: &ChangeRoles) -> Verdict<()> {
    let person = known(people, "login", &it.login)?;
    some_roles(&it.roles)?;
    if it.from < today {
        return Err(Refusal::of_field("from", "Other roles hold from today or later.", ""));
    }
    if !person.is_here(it.from) {
        return Err(Refusal::of_field(
            "login",
            format!("{} has left by then.", person.name),
            "Add them again.",
        ));
    }
    let after = after(people, &it.login, |person| person.change_roles(&it.roles, it.from));
    keep_an_administrator(people, &after, it.from)
}

/// Whether somebody may leave.
pub fn leave(people: &[Person], it: &Leave) -> Verdict<()> {
    let person = known(people, "login", &it.login)?;
    if let Some(until) = person.until {
        return Err(Refusal::of_field("login", format!("{} left on {}.", person.name, long(until)), ""));
    }
    if it.until < person.from {
        let why = format!("{} joined on {}, after that day.", person.name, long(person.from));
        return Err(Refusal::of_field("until", why, "Check the date."));
    }
    let after = after(people, &it.login, |person| person.until = Some(it.until));
    keep_an_administrator(people, &after, it.until.succ_opt().unwrap_or(it.until))
}

/// Whether somebody may stand in for somebody else. Whoever has left may still be stood in for: their cases need
/// somebody.
pub fn stand_in(people: &[Person], stand_ins: &[StandIn], today: NaiveDate, it: &StandIn) -> Verdict<()> {
    let by = known(people, "by", &it.by)?;
    known(people, "for", &it.whom)?;
    if it.by == it.whom {
        return Err(Refusal::of_field("by", "Nobody stands in for themselves.", "Choose somebody else."));
    }
    if !by.is_here(it.from.max(today)) {
        return Err(Refusal::of_field(
            "by",
            format!("{} has left by then.", by.name),
            "Choose somebody else.",
        ));
    }
    if it.until < it.from.max(today) {
        let why = "The last day must not be before the first, or in the past.";
        return Err(Refusal::of_field("until", why, "Check the dates."));
    }
    if stand_ins.contains(it) {
        let why = format!("{} stands in for {} then already.", by.name, it.whom);
        return Err(Refusal::of_field("by", why, "Nothing is to be done."));
    }
    Ok(())
}

/// Whether there is such a deputy, now or to come.
pub fn end_stand_in(stand_ins: &[StandIn], today: NaiveDate, it: &EndStandIn) -> Verdict<()> {
    if stand_ins.iter().any(|there| there.by == it.by && there.whom == it.whom && today <= there.until) {
        return Ok(());
    }
    Err(Refusal::of_field("by", format!("{} does not stand in for {}.", it.by, it.whom), ""))
}

/// Ends a deputy's time the day before; what has not begun never will.
pub fn end(stand_ins: &mut Vec<StandIn>, by: &str, whom: &str, on: NaiveDate) {
    let last = on.checked_sub_days(Days::new(1)).unwrap_or(on);
    for it in stand_ins.iter_mut().filter(|it| it.by == by && it.whom == whom) {
        it.until = it.until.min(last);
    }
    stand_ins.retain(|it| it.from <= it.until);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a real date")
    }

    fn person(login: &str, roles: &[Role]) -> Person {
        let from = on("2026-01-05");
        let roles = roles.iter().map(|role| Holding { role: *role, from, until: None }).collect();
        Person { login: login.into(), name: login.to_uppercase(), roles, from, until: None, team: None }
    }

    #[test]
    fn roles_are_held_from_their_first_day_to_their_last() {
        let mut it = person("jsmith", &[Role::Handler, Role::Auditor]);
        it.change_roles(&[Role::Manager, Role::Handler], on("2026-03-02"));
        assert_eq!(it.roles_on(on("2026-03-01")), [Role::Handler, Role::Auditor]);
        assert_eq!(it.roles_on(on("2026-03-02")), [Role::Handler, Role::Manager]);
        it.until = Some(on("2026-04-01"));
        assert_eq!(it.roles_on(on("2026-04-01")).len(), 2);
        assert_eq!(it.roles_on(on("2026-04-02")), []);
    }

    #[test]
    fn a_change_of_roles_replaces_one_that_was_to_come() {
        let mut it = person("jsmith", &[Role::Handler]);
        it.change_roles(&[Role::Manager], on("2026-05-01"));
        it.change_roles(&[Role::Handler], on("2026-04-01"));
        assert_eq!(it.roles_on(on("2026-06-01")), [Role::Handler]);
    }

    #[test]
    fn whoever_asks_about_a_day_before_they_joined_has_the_roles_they_joined_with() {
        assert_eq!(person("jsmith", &[Role::Handler]).roles_on(on("2025-01-01")), [Role::Handler]);
    }

    #[test]
    fn the_last_administrator_neither_leaves_nor_changes_roles() {
        let people = [person("jsmith", &[Role::Administrator]), person("kp", &[Role::Handler])];
        let today = on("2026-03-02");
        let left = leave(&people, &Leave { login: "jsmith".into(), until: today });
        assert!(left.expect_err("the last one").why.contains("without an administrator"));
        let other = ChangeRoles { login: "jsmith".into(), roles: vec![Role::Handler], from: today };
        assert!(change_roles(&people, today, &other).is_err());
        let two = [people[0].clone(), person("kp", &[Role::Administrator])];
        assert_eq!(change_roles(&two, today, &other), Ok(()));
        let mut later = people;
        later[1].change_roles(&[Role::Administrator], on("2026-04-01"));
        assert!(leave(&later, &Leave { login: "jsmith".into(), until: on("2026-03-30") }).is_err());
        assert_eq!(leave(&later, &Leave { login: "jsmith".into(), until: on("2026-03-31") }), Ok(()));
    }

    #[test]
    fn a_deputy_is_somebody_else_who_is_here() {
        let mut people = vec![person("jsmith", &[Role::Handler]), person("kp", &[Role::Handler])];
        let today = on("2026-03-02");
        let ask = |by: &str, whom: &str, until: &str| StandIn {
            by: by.into(),
            whom: whom.into(),
            from: today,
            until: on(until),
        };
        assert_eq!(stand_in(&people, &[], today, &ask("kp", "jsmith", "2026-03-02")), Ok(()));
        for wrong in [
            ask("kp", "kp", "2026-03-09"),
            ask("kp", "nobody", "2026-03-09"),
            ask("kp", "jsmith", "2026-03-01"),
        ] {
            assert!(stand_in(&people, &[], today, &wrong).is_err(), "{wrong:?}");
        }
        people[1].until = Some(on("2026-03-01"));
        assert!(stand_in(&people, &[], today, &ask("kp", "jsmith", "2026-03-09")).is_err());
        let once = ask("kp", "jsmith", "2026-03-02");
        assert!(
            stand_in(&people, std::slice::from_ref(&once), today, &once).is_err(),
            "nobody stands in twice"
        );
    }

    #[test]
    fn a_deputys_time_ends_the_day_before_and_what_has_not_begun_never_does() {
        let begun = |from: &str| StandIn {
            by: "kp".into(),
            whom: "jsmith".into(),
            from: on(from),
            until: on("2026-04-01"),
        };
        let mut all = vec![begun("2026-03-02"), begun("2026-03-20")];
        end(&mut all, "kp", "jsmith", on("2026-03-10"));
        assert_eq!(all.len(), 1);
        assert!(all[0].holds(on("2026-03-09")) && !all[0].holds(on("2026-03-10")));
    }
}
