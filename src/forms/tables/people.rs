//! What is asked about the people of the office: who they are, their roles, who stands in for whom, and shared accounts.

use crate::domain::office::command::{OfficeCommand, OfficeStep};
use crate::domain::office::lists::ListKind;
use crate::domain::office::record::Office;
use crate::domain::people::{ChangeRoles, EndStandIn, Join, Leave, Person, StandIn};
use crate::domain::vocabulary::Role;
use crate::forms::answers::Answers;
use crate::forms::field::{Choices, DAY_TO_COME, Field, Kind, field, optional};
use crate::forms::office_part::OfficePart;
use crate::forms::setting::Setting;
use crate::forms::table::{FormTable, form};
use crate::forms::tables::parts::{PEOPLE, entry, today};

fn roles() -> Field {
    field("roles", "Roles", "", Kind::Several(Choices::fixed(Role::ALL, Role::word)))
}

/// Anybody who works here.
fn anybody(name: &'static str, label: &'static str) -> Field {
    field(name, label, "", Kind::Choice(Choices::varying(everybody, PEOPLE)))
}

fn person() -> Field {
    anybody("login", "Person").preset(this_person)
}

/// Somebody new.
pub fn join() -> FormTable {
    form(
        OfficeStep::Join,
        "add them",
        vec![
            field("login", "Signs in as", "the name they sign in to this computer with", Kind::Line),
            field("name", "Name", "as it is to stand on cases", Kind::Line),
            roles().preset(|_| Role::Handler.word().to_owned()),
        ],
        |it| {
            let (login, name, roles) = (it.text("login"), it.text("name"), roles_of(it));
            Some(OfficeCommand::Join(Join { login, name, roles }))
        },
    )
}

fn roles_now(setting: &Setting) -> String {
    let roles = this(setting).map(|it| it.roles_on(setting.today)).unwrap_or_default();
    roles.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")
}

/// Other roles for somebody.
pub fn change_roles() -> FormTable {
    form(
        OfficeStep::ChangeRoles,
        "give these roles",
        vec![
            person(),
            roles().preset(roles_now),
            field("from", "From", "today or later", DAY_TO_COME).preset(today),
        ],
        |it| {
            let (login, roles, from) = (login(it, "login"), roles_of(it), it.day("from"));
            Some(OfficeCommand::ChangeRoles(ChangeRoles { login: login?, roles, from: from? }))
        },
    )
}

/// Somebody leaves.
pub fn leave() -> FormTable {
    let until = field("until", "Last day", "", DAY_TO_COME).preset(today);
    form(OfficeStep::Leave, "record that they leave", vec![person(), until], |it| {
        let (login, until) = (login(it, "login"), it.day("until"));
        Some(OfficeCommand::Leave(Leave { login: login?, until: until? }))
    })
}

/// The team that somebody works in.
pub fn put_in_team() -> FormTable {
    let team = optional("team", "Team", "empty for none", entry(ListKind::Teams)).preset(|setting| {
        this(setting).and_then(|it| setting.office().team_name(&it.login)).unwrap_or_default()
    });
    form(OfficeStep::PutInTeam, "put them there", vec![person(), team], |it| {
        let (login, team) = (login(it, "login")?, it.text("team"));
        Some(OfficeCommand::PutInTeam { login, team })
    })
}

/// Somebody stands in for somebody else.
pub fn stand_in() -> FormTable {
    form(
        OfficeStep::StandIn,
        "let them stand in",
        vec![
            anybody("for", "Who is away"),
            anybody("by", "Who stands in"),
            field("from", "From", "today or later", DAY_TO_COME).preset(today),
            field("until", "Last day", "", DAY_TO_COME),
        ],
        |it| {
            let (by, whom) = (login(it, "by"), login(it, "for"));
            let (from, until) = (it.day("from"), it.day("until"));
            Some(OfficeCommand::StandIn(StandIn { by: by?, whom: whom?, from: from?, until: until? }))
        },
    )
}

/// They no longer do.
pub fn end_stand_in() -> FormTable {
    let shown = |setting: &Setting, whose: fn(&StandIn) -> &String| {
        this_stand_in(setting).map(|it| named(setting.office(), whose(it))).unwrap_or_default()
    };
    form(
        OfficeStep::EndStandIn,
        "end it",
        vec![
            anybody("by", "Who stood in").preset(move |setting| shown(setting, |it| &it.by)),
            anybody("for", "Who was away").preset(move |setting| shown(setting, |it| &it.whom)),
        ],
        |it| {
            let (by, whom) = (login(it, "by"), login(it, "for"));
            Some(OfficeCommand::EndStandIn(EndStandIn { by: by?, whom: whom? }))
        },
    )
}

/// A shared account may say who sits at it.
pub fn trust_account() -> FormTable {
    let account = field("login", "Account", "the name of the account on this computer", Kind::Line);
    form(OfficeStep::TrustAccount, "trust it", vec![account], |it| {
        Some(OfficeCommand::TrustAccount { login: it.text("login") })
    })
}

fn this_account(setting: &Setting) -> String {
    let Some(OfficePart::Account(place)) = setting.about.office_part() else { return String::new() };
    setting.office().trusted.get(place).cloned().unwrap_or_default()
}

/// It may no longer.
pub fn distrust_account() -> FormTable {
    let trusted = Kind::Choice(Choices::varying(|it| it.office().trusted.clone(), PEOPLE));
    let account = field("login", "Account", "", trusted).preset(this_account);
    form(OfficeStep::DistrustAccount, "trust it no longer", vec![account], |it| {
        Some(OfficeCommand::DistrustAccount { login: it.text("login") })
    })
}

/// A name with the sign-in name: two people may be called the same.
pub fn named(office: &Office, login: &str) -> String {
    format!("{} ({login})", office.person_name(login))
}

fn everybody(setting: &Setting) -> Vec<String> {
    let office = setting.office();
    let here = office.people.iter().filter(|it| it.is_here(setting.today));
    here.map(|it| named(office, &it.login)).collect()
}

fn this<'a>(setting: &Setting<'a>) -> Option<&'a Person> {
    match setting.about.office_part() {
        Some(OfficePart::Person(place)) => setting.office().people.get(place),
        _ => None,
    }
}

fn this_person(setting: &Setting) -> String {
    this(setting).map(|it| named(setting.office(), &it.login)).unwrap_or_default()
}

fn this_stand_in<'a>(setting: &Setting<'a>) -> Option<&'a StandIn> {
    match setting.about.office_part() {
        Some(OfficePart::StandIn(place)) => setting.office().stand_ins.get(place),
        _ => None,
    }
}

fn login(it: &mut Answers, name: &str) -> Option<String> {
    let office = it.setting.office();
    let find = |word: &str| office.people.iter().find(|it| named(office, &it.login) == word);
    it.choice(name, |word| find(word).map(|it| it.login.clone()))
}

fn roles_of(it: &mut Answers) -> Vec<Role> {
    it.several("roles", Role::from_word)
}
