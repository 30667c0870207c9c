//! Who may do what: how somebody is bound to the record in question, and whether a role of theirs reaches so far.
//!
//! This is the only check of rights. The desk asks it before it reads or decides; screens ask the same question to grey
//! out what would be refused. Where nobody was ever made an administrator, everybody has every role: a desk for one
//! person needs no configuration. Restrictions of single cases name people, not roles, and hold in every office.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::case::command::Step;
use crate::domain::case::decide::ending::by_a_second_person as case_by_a_second_person;
use crate::domain::case::decide::may as is_open;
use crate::domain::case::record::{Case, Restriction};
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::record::Office;
use crate::domain::plan::command::{PlanCommand, PlanStep};
use crate::domain::plan::decide::proving::by_a_second_person as action_by_a_second_person;
use crate::domain::plan::decide::publishing::by_a_second_person as wording_by_a_second_person;
use crate::domain::plan::decide::{may as is_plan_open, may_act};
use crate::domain::plan::record::Plan;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::rights::{Deed, Reach, Relation};
use crate::domain::vocabulary::Role;

/// The deed that a step on a case is.
pub const fn deed_of_step(step: Step) -> Deed {
    step.row().deed
}

/// The deed that a step on a plan is.
pub const fn deed_of_plan_step(step: PlanStep) -> Deed {
    step.row().deed
}

/// The deed that a change of the office is, for whoever asks for it: a list of one's own is nobody else's business.
pub fn deed_of_office_command(command: &OfficeCommand, login: &str) -> Deed {
    let owner = match command {
        OfficeCommand::SaveList(list) => &list.owner,
        OfficeCommand::RemoveList { owner, .. } => owner,
        _ => &None,
    };
    if owner.as_deref() == Some(login) { Deed::KeepList } else { command.step().row().deed }
}

/// Somebody as whom one acts: oneself, or a person one stands in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guise {
    /// Sign-in name.
    pub login: String,
    /// The roles that come with it today.
    pub roles: Vec<Role>,
}

/// Whoever asks, on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// Themselves first, then those for whom they stand in.
    parts: Vec<Guise>,
    /// Whether everybody may do everything here.
    is_free: bool,
}

/// How somebody is bound to a record, and the roles that count there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bond {
    /// How.
    pub relation: Relation,
    /// The roles that count, the person's own first.
    pub roles: Vec<Role>,
    /// Sign-in name of whose it is; empty for nobody's.
    pub whose: String,
}

impl Asker {
    /// Who asks, on a day; a refusal in words for somebody whom the office does not know.
    pub fn of(office: &Office, login: &str, today: NaiveDate) -> Verdict<Self> {
        let roles = |login: &str| office.person(login).map(|it| it.roles_on(today)).unwrap_or_default();
        if office.is_governed() {
            known(office, login, today)?;
        }
        let away = office.stand_ins.iter().filter(|it| it.by == login && it.holds(today)).map(|it| &*it.whom);
        let parts = std::iter::once(login).chain(away);
        // To see whatever is kept from others is given to somebody by name, and to nobody who stands in for them.
        let of = |it: &str| {
            let held = roles(it).into_iter().filter(|role| *role != Role::Auditor || it == login);
            Guise { login: it.to_owned(), roles: held.collect() }
        };
        let parts = parts.map(of).collect();
        Ok(Self { parts, is_free: !office.is_governed() })
    }

    /// The account that keeps a store and is nobody in its office: it has no role.
    pub fn keeper(login: &str) -> Self {
        Self { parts: vec![Guise { login: login.to_owned(), roles: Vec::new() }], is_free: false }
    }

    /// Their sign-in name.
    pub fn login(&self) -> &str {
        self.parts.first().map_or("", |it| &it.login)
    }

    /// Sign-in names that count as "me": their own, then of those for whom they stand in.
    pub fn logins(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|it| it.login.as_str())
    }

    /// Sign-in names of those for whom they stand in.
    pub fn stands_in_for(&self) -> impl Iterator<Item = &str> {
        self.logins().skip(1)
    }

    /// Every role that they hold now, their own first. Somebody without any in an office that gave none out is a handler.
    pub fn roles(&self) -> Vec<Role> {
        self.roles_of(|_| true)
    }

    fn roles_of(&self, counts: impl Fn(&str) -> bool) -> Vec<Role> {
        let mut roles = Vec::new();
        for role in self.parts.iter().filter(|it| counts(&it.login)).flat_map(|it| &it.roles) {
            if !roles.contains(role) {
                roles.push(*role);
            }
        }
        if roles.is_empty() && self.is_free {
            roles.push(Role::Handler);
        }
        roles
    }

    fn is_me(&self, login: &str) -> bool {
        self.logins().any(|it| it == login)
    }

    /// How they are bound to no record in particular.
    pub fn at_large(&self) -> Bond {
        Bond { relation: Relation::NoRecord, roles: self.roles(), whose: String::new() }
    }

    /// How they are bound to a case. What would come through a person with a conflict of interest does not count.
    pub fn to_case(&self, case: &Case) -> Bond {
        self.to_case_of(case.owner.as_deref().unwrap_or_default(), case.restriction.as_ref())
    }

    /// How they are bound to a record that may be restricted, of whichever kind; empty for nobody's.
    pub fn to_case_of(&self, owner: &str, restriction: Option<&Restriction>) -> Bond {
        let whose = owner.to_owned();
        let (only, never): (&[String], &[String]) =
            restriction.map_or((&[], &[]), |it| (&it.to, &it.not_for));
        if never.iter().any(|it| it == self.login()) {
            return Bond { relation: Relation::Denied, roles: Vec::new(), whose };
        }
        let counts = |login: &str| !never.iter().any(|it| it == login);
        // Whoever stands in for somebody sees what is for named people only if they are named themselves.
        let is_listed = only.iter().any(|named| named == self.login());
        let relation = if !only.is_empty() && !is_listed {
            Relation::Shut
        } else if self.is_me(owner) && counts(owner) {
            Relation::Own
        } else if is_listed {
            Relation::Listed
        } else if owner.is_empty() {
            Relation::Nobodys
        } else {
            Relation::Anothers
        };
        Bond { relation, roles: self.roles_of(counts), whose }
    }

    /// How they are bound to a case of which only a line is known, on a list that they were given.
    pub fn to_row(&self, owner: Option<&str>, is_restricted: bool) -> Bond {
        let bond = self.to_case_of(owner.unwrap_or_default(), None);
        // What is restricted and yet on their list is there because they are named.
        let is_named = is_restricted && bond.relation != Relation::Own;
        Bond { relation: if is_named { Relation::Listed } else { bond.relation }, ..bond }
    }

    /// How they are bound to an action of which only a line is known.
    pub fn to_action(&self, owner: &str) -> Bond {
        let relation = if self.is_me(owner) { Relation::OwnAction } else { Relation::Anothers };
        Bond { relation, roles: self.roles(), whose: owner.to_owned() }
    }

    /// Whether a restriction keeps a case from them altogether: for them it does not exist.
    pub fn is_shut_out(&self, restriction: &Restriction) -> bool {
        let bond = self.to_case_of("", Some(restriction));
        let reads_all = || bond.roles.iter().any(|it| Deed::ReadCase.reach(*it).covers(bond.relation));
        match bond.relation {
            Relation::Denied => true,
            Relation::Shut => !reads_all(),
            _ => false,
        }
    }

    /// Whether they have a conflict of interest in a case with this restriction.
    pub fn is_denied(&self, restriction: &Restriction) -> bool {
        self.to_case_of("", Some(restriction)).relation == Relation::Denied
    }

    /// How they are bound to a plan, or to one of its actions; 0 for any of them.
    pub fn to_plan(&self, plan: &Plan, action: u32) -> Bond {
        let is_in_question = |number: u32| action == 0 || number == action;
        let mut actions = plan.actions.iter().filter(|it| is_in_question(it.number));
        let relation = if self.is_me(&plan.owner) {
            Relation::Own
        } else if actions.any(|it| self.is_me(&it.facts.owner)) {
            Relation::OwnAction
        } else if plan.owner.is_empty() {
            Relation::Nobodys
        } else {
            Relation::Anothers
        };
        Bond { relation, roles: self.roles(), whose: plan.owner.clone() }
    }

    /// Whether they may do something: the role that allows it, or why not and who can.
    pub fn may(&self, office: &Office, today: NaiveDate, deed: Deed, bond: &Bond) -> Verdict<Role> {
        if self.is_free && !matches!(bond.relation, Relation::Shut | Relation::Denied) {
            return Ok(bond.roles.first().copied().unwrap_or(Role::Handler));
        }
        let allows = |role: &&Role| deed.reach(**role).covers(bond.relation);
        bond.roles.iter().find(allows).copied().ok_or_else(|| refusal(office, self, today, deed, bond))
    }

    /// Whether they may do something that concerns no single record.
    pub fn may_at_large(&self, office: &Office, today: NaiveDate, deed: Deed) -> Verdict<Role> {
        self.may(office, today, deed, &self.at_large())
    }
}

/// Whether a step is on offer on a case to somebody: their right to it, then the rules. What screens grey out by.
pub fn offers(office: &Office, asker: &Asker, today: NaiveDate, case: &Case, step: Step) -> Verdict<()> {
    asker.may(office, today, deed_of_step(step), &asker.to_case(case))?;
    if step == Step::LetIn {
        return Err(by_reference());
    }
    is_open(case, step)?;
    case_by_a_second_person(case, step, asker.login())
        .map_err(|it| naming_who_can(office, asker, today, deed_of_step(step), it))
}

/// What somebody else must do, with the names of people who may: besides whoever asks, those whose role reaches every record.
fn naming_who_can(office: &Office, asker: &Asker, today: NaiveDate, deed: Deed, refusal: Refusal) -> Refusal {
    let can = |role: &Role| matches!(deed.reach(*role), Reach::Any | Reach::All);
    match ask(office, asker.login(), today, can) {
        Some(ask) => Refusal { instead: format!("{ask}."), ..refusal },
        None => refusal,
    }
}

/// A step that is taken by a reference alone is on offer on no record that somebody looks at.
pub fn by_reference() -> Refusal {
    Refusal::of_step(
        "This is done by the reference alone.",
        "Run: redress people let-in LOGIN REF --reason WHY",
    )
}

/// Whom to ask to see what is kept from oneself: by name, those complaints managers who may see it, as far as there are any.
pub fn ask_to_be_named(managers: &[&str]) -> String {
    if managers.is_empty() {
        return "Ask a complaints manager to name you on what is restricted.".to_owned();
    }
    format!("Ask {}, who may see it, to name you on it.", managers.join(" or "))
}

/// What comes of nothing restricted is not let out.
pub fn kept_with_nothing() -> Refusal {
    let why = "Nothing that it comes of is restricted, so whoever may read others reads this one already.";
    Refusal::of_step(why, "")
}

/// Whether a step is on offer on a plan, or on one of its actions, to somebody; 0 for the plan as a whole.
pub fn offers_on_plan(
    office: &Office,
    asker: &Asker,
    today: NaiveDate,
    plan: &Plan,
    action: u32,
    step: PlanStep,
) -> Verdict<()> {
    asker.may(office, today, deed_of_plan_step(step), &asker.to_plan(plan, action))?;
    is_plan_open(plan, step)?;
    if step == PlanStep::LetPlanOut && plan.kept_with.is_empty() {
        return Err(kept_with_nothing());
    }
    let mut by_another = Ok(());
    if step == PlanStep::ApproveForPublic {
        by_another = wording_by_a_second_person(plan, asker.login());
    }
    if let Some(it) = plan.action(action) {
        may_act(office, it, step)?;
        by_another = by_another.and(action_by_a_second_person(office, it, step, asker.login()));
    }
    by_another.map_err(|it| naming_who_can(office, asker, today, deed_of_plan_step(step), it))
}

/// The action that a command is about; 0 for the plan as a whole, which is asked where one is not adopted.
pub fn action_of(command: &PlanCommand) -> u32 {
    let is_of_the_plan = matches!(command, PlanCommand::AdoptNot(_));
    command.action().filter(|_| !is_of_the_plan).unwrap_or_default()
}

/// Refuses somebody whom the office does not know, or who has left, with what an administrator can do.
fn known(office: &Office, login: &str, today: NaiveDate) -> Verdict<()> {
    let why = match office.person(login) {
        Some(person) if person.is_here(today) => return Ok(()),
        Some(person) => {
            let left = person.until.map(long).unwrap_or_default();
            format!("You are signed in as “{login}”. {} left this office on {left}.", person.name)
        }
        None => format!("You are signed in as “{login}”, and nobody of that name works in this office."),
    };
    let ask = administrators(office, login, today);
    // It is typed into a shell.
    let is_plain =
        login.chars().all(|it| it.is_alphanumeric() || "._-".contains(it)) && !login.starts_with('-');
    let login = if is_plain { login.to_owned() } else { format!("'{}'", login.replace('\'', "'\\''")) };
    let instead = format!("{ask} to run “redress people add {login} --name 'YOUR NAME' --role handler”.");
    Err(Refusal::of_step(why, instead))
}

/// "Ask M Jones or K Patel": the first people, besides whoever asks, who hold a role that fits; none if nobody does.
fn ask(office: &Office, besides: &str, today: NaiveDate, fits: impl Fn(&Role) -> bool) -> Option<String> {
    let can = office.people.iter().filter(|it| it.login != besides && it.roles_on(today).iter().any(&fits));
    let names: Vec<&str> = can.map(|it| it.name.as_str()).take(2).collect();
    (!names.is_empty()).then(|| format!("Ask {}", names.join(" or ")))
}

/// "Ask M Jones": whoever can add people, besides whoever asks.
pub fn administrators(office: &Office, besides: &str, today: NaiveDate) -> String {
    ask(office, besides, today, |it| *it == Role::Administrator)
        .unwrap_or_else(|| "Ask an administrator".to_owned())
}

fn refusal(office: &Office, asker: &Asker, today: NaiveDate, deed: Deed, bond: &Bond) -> Refusal {
    let can = |role: &Role| matches!(deed.reach(*role), Reach::Any | Reach::All);
    let words: Vec<String> = Role::ALL.iter().filter(|it| can(it)).map(|it| with_article(*it)).collect();
    let roles = words.join(" or ");
    let ask = ask(office, asker.login(), today, can).unwrap_or_else(|| {
        format!("Nobody else has that role yet. {} to give it", administrators(office, asker.login(), today))
    });
    let is_anothers = bond.roles.iter().any(|it| deed.reach(*it) == Reach::Own);
    if is_anothers && bond.relation == Relation::Anothers {
        let whose = office.person_name(&bond.whose);
        return Refusal::of_step(
            format!("{whose} is responsible here. Only they or {roles} can {}.", deed.words()),
            format!("{ask}."),
        );
    }
    Refusal::of_step(format!("Only {roles} can {}.", deed.words()), format!("{ask}."))
}

fn with_article(role: Role) -> String {
    let word = role.word();
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match role {
        // A body, not a person.
        Role::ParentOversight => word.to_owned(),
        _ => format!("{article} {word}"),
    }
}

#[cfg(test)]
mod tests;
