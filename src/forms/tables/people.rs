//! What is asked about the people of the office: who they are, their roles, who stands in for whom, and shared accounts.

use crate::domain::office::command::OfficeCommand;
use crate::domain::office::record::Office;
use crate::domain::people::{ChangeRoles, EndStandIn, Join, Leave, Person, StandIn};
use crate::domain::vocabulary::Role;
use crate::forms::field::{Answers, Asked, Field, FormTable, Kind, Setting};
use crate::forms::office_part::OfficePart;
use crate::forms::tables::parts::{DAY_TO_COME, TO_COME_HINT, field, names, optional, preset, today, words};

const ROLES: Field = field(
    "roles",
    "Roles",
    "type to choose; a comma adds another",
    Kind::Several(|_| words(Role::ALL, Role::word)),
);

const PERSON: Field =
    preset(field("login", "Person", "type to choose", Kind::Choice(everybody)), this_person);

/// Somebody new.
pub const JOIN: FormTable = FormTable {
    id: "join",
    step: None,
    title: "Somebody joins, from today",
    done: "add them",
    opens_on_check: false,
    fields: &[
        field("login", "Signs in as", "the name they sign in to this computer with", Kind::Line),
        field("name", "Name", "as it is to stand on cases", Kind::Line),
        preset(ROLES, |_| Role::Handler.word().to_owned()),
    ],
    build: |it| {
        let (login, name, roles) = (it.text("login"), it.text("name"), roles(it));
        Asked::Office(OfficeCommand::Join(Join { login, name, roles }))
    },
};

/// Other roles for somebody.
pub const CHANGE_ROLES: FormTable = FormTable {
    id: "change_roles",
    step: None,
    title: "Roles: these from then on, and no others",
    done: "give these roles",
    opens_on_check: false,
    fields: &[
        PERSON,
        preset(ROLES, |it| {
            let roles = this(it).map(|person| person.roles_on(it.today)).unwrap_or_default();
            roles.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")
        }),
        preset(field("from", "From", "today or later", DAY_TO_COME), today),
    ],
    build: |it| {
        let (login, roles, from) = (login(it, "login"), roles(it), it.day("from"));
        Asked::Office(OfficeCommand::ChangeRoles(ChangeRoles { login, roles, from }))
    },
};

/// Somebody leaves.
pub const LEAVE: FormTable = FormTable {
    id: "leave",
    step: None,
    title: "Somebody leaves: their cases stay theirs until they are assigned",
    done: "record that they leave",
    opens_on_check: true,
    fields: &[PERSON, preset(field("until", "Last day", "today, 31 Mar", DAY_TO_COME), today)],
    build: |it| {
        let (login, until) = (login(it, "login"), it.day("until"));
        Asked::Office(OfficeCommand::Leave(Leave { login, until }))
    },
};

/// The team that somebody works in.
pub const PUT_IN_TEAM: FormTable = FormTable {
    id: "put_in_team",
    step: None,
    title: "Which team somebody works in",
    done: "put them there",
    opens_on_check: false,
    fields: &[
        PERSON,
        preset(
            optional("team", "Team", "empty for none", Kind::Choice(|it| names(&it.office().teams, it))),
            |it| this(it).and_then(|person| it.office().team_name(&person.login)).unwrap_or_default(),
        ),
    ],
    build: |it| {
        let (login, team) = (login(it, "login"), it.text("team"));
        Asked::Office(OfficeCommand::PutInTeam { login, team })
    },
};

/// Somebody stands in for somebody else.
pub const STAND_IN: FormTable = FormTable {
    id: "stand_in",
    step: None,
    title: "Somebody stands in: with the other’s roles and cases",
    done: "let them stand in",
    opens_on_check: false,
    fields: &[
        field("for", "Who is away", "type to choose", Kind::Choice(everybody)),
        field("by", "Who stands in", "type to choose", Kind::Choice(everybody)),
        preset(field("from", "From", "today or later", DAY_TO_COME), today),
        field("until", "Last day", TO_COME_HINT, DAY_TO_COME),
    ],
    build: |it| {
        let (by, whom) = (login(it, "by"), login(it, "for"));
        let (from, until) = (it.day("from"), it.day("until"));
        Asked::Office(OfficeCommand::StandIn(StandIn { by, whom, from, until }))
    },
};

/// They no longer do.
pub const END_STAND_IN: FormTable = FormTable {
    id: "end_stand_in",
    step: None,
    title: "Somebody no longer stands in, from today",
    done: "end it",
    opens_on_check: true,
    fields: &[
        preset(field("by", "Who stood in", "type to choose", Kind::Choice(everybody)), |it| {
            this_stand_in(it).map(|there| named(it.office(), &there.by)).unwrap_or_default()
        }),
        preset(field("for", "Who was away", "type to choose", Kind::Choice(everybody)), |it| {
            this_stand_in(it).map(|there| named(it.office(), &there.whom)).unwrap_or_default()
        }),
    ],
    build: |it| {
        let (by, whom) = (login(it, "by"), login(it, "for"));
        Asked::Office(OfficeCommand::EndStandIn(EndStandIn { by, whom }))
    },
};

/// A shared account may say who sits at it.
pub const TRUST_ACCOUNT: FormTable = FormTable {
    id: "trust_account",
    step: None,
    title: "A shared account: it may say who sits at it",
    done: "trust it",
    opens_on_check: false,
    fields: &[field("login", "Account", "the name of the account on this computer", Kind::Line)],
    build: |it| Asked::Office(OfficeCommand::TrustAccount { login: it.text("login") }),
};

/// It may no longer.
pub const DISTRUST_ACCOUNT: FormTable = FormTable {
    id: "distrust_account",
    step: None,
    title: "A shared account may no longer say who sits at it",
    done: "trust it no longer",
    opens_on_check: true,
    fields: &[preset(
        field("login", "Account", "type to choose", Kind::Choice(|it| it.office().trusted.clone())),
        |it| match it.entry {
            Some(OfficePart::Account(place)) => it.office().trusted.get(place).cloned().unwrap_or_default(),
            _ => String::new(),
        },
    )],
    build: |it| Asked::Office(OfficeCommand::DistrustAccount { login: it.text("login") }),
};

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
    match setting.entry {
        Some(OfficePart::Person(place)) => setting.office().people.get(place),
        _ => None,
    }
}

fn this_person(setting: &Setting) -> String {
    this(setting).map(|it| named(setting.office(), &it.login)).unwrap_or_default()
}

fn this_stand_in<'a>(setting: &Setting<'a>) -> Option<&'a StandIn> {
    match setting.entry {
        Some(OfficePart::StandIn(place)) => setting.office().stand_ins.get(place),
        _ => None,
    }
}

fn login(it: &mut Answers, name: &str) -> String {
    let office = it.setting.office();
    let find = |word: &str| office.people.iter().find(|it| named(office, &it.login) == word);
    it.must_choose(name, |word| find(word).map(|it| it.login.clone())).unwrap_or_default()
}

fn roles(it: &mut Answers) -> Vec<Role> {
    let mut roles = Vec::new();
    for word in it.several("roles") {
        match Role::from_word(&word) {
            Some(role) => roles.push(role),
            None => it.wrong("roles", format!("Roles: choose from the list. “{word}” is not on it.")),
        }
    }
    roles
}
