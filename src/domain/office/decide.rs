//! Whether a change of the office may be made, and which events it is.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::domain::nearness::slips_between;
use crate::domain::office::command::{OfficeCommand, SetUp};
use crate::domain::office::event::OfficeEvent;
use crate::domain::office::lists::{Item, ListKind};
use crate::domain::office::record::Office;
use crate::domain::office::settings::{STEPS, TWO_STAGES, Wording, step};
use crate::domain::people::{self, Join};
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::schedule;
use crate::domain::template::{IN_WELSH, LETTERHEAD, SURVEY, check, kind_of};
use crate::domain::text::{looks, one_line, sentence_case, tidy};
use crate::domain::vocabulary::{LetterKind, Role};

/// Channels that every office starts with.
const FIRST_CHANNELS: &[&str] =
    &["Email", "Telephone", "Letter", "Web form", "Face to face", "Social media", "MP"];
/// What a refusal says where the answers of a set-up hold nothing new.
pub const NOTHING_NEW: &str = "The office already has all of it.";
/// Roles of whoever sets an office up: all that one person alone needs.
pub const FIRST_ROLES: &[Role] = &[Role::Handler, Role::Manager, Role::RecordsOfficer, Role::Administrator];
/// Reasons for lateness that every office starts with; the list may be changed.
const FIRST_LATE_REASONS: &[&str] = &[
    "Waiting for evidence",
    "Waiting for another team",
    "Complex case",
    "Staff absence",
    "Volume of work",
    "Our mistake",
];

/// Kinds of papers that every office starts with; the list may be changed.
const FIRST_PAPER_KINDS: &[&str] =
    &["Letter", "Email", "Form", "Photograph", "Record of a call", "Evidence", "Draft"];

/// Decides a change of the office: the events it causes, or why not.
pub fn decide(office: &Office, today: NaiveDate, command: OfficeCommand) -> Verdict<Vec<OfficeEvent>> {
    match command {
        OfficeCommand::SetUp(answers) => set_up(office, today, &answers),
        OfficeCommand::Add { list, names } => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Ok(additions(office, list, &names, today))
        }
        OfficeCommand::Rename { list, id, name } => {
            let name = name.trim().to_owned();
            required("name", &name, "Enter the new name.")?;
            item(office, list, id)?;
            if office.list(list).find(&name).is_some_and(|it| it.id != id) {
                let why = format!("There is another {} called “{name}”.", list.one());
                return Err(Refusal::of_field("name", why, "Choose another name."));
            }
            Ok(vec![OfficeEvent::Renamed { list, id, name, from: today }])
        }
        OfficeCommand::Retire { list, id, until } => {
            let name = &item(office, list, id)?.name;
            let others = office.list(list).current(today).any(|it| it.id != id);
            if !others {
                let why = format!("“{name}” is the only {} that can be chosen.", list.one());
                return Err(Refusal::of_field("until", why, "Add another first."));
            }
            Ok(vec![OfficeEvent::Retired { list, id, until }])
        }
        OfficeCommand::PutUnder { service, organisation } => {
            item(office, ListKind::Services, service)?;
            item(office, ListKind::Organisations, organisation)?;
            Ok(vec![OfficeEvent::PutUnder { service, organisation, from: today }])
        }
        OfficeCommand::ReplaceBankHolidays { holidays, source } => {
            Ok(vec![OfficeEvent::BankHolidaysReplaced { holidays, source, from: today }])
        }
        OfficeCommand::SetTimescales(timescales) => {
            if !(1..=TWO_STAGES).contains(&timescales.stages) {
                return Err(Refusal::of_field(
                    "stages",
                    "There is one stage, or there are two.",
                    "Enter 1 or 2.",
                ));
            }
            Ok(vec![OfficeEvent::TimescalesChanged { timescales, from: today }])
        }
        OfficeCommand::AllowOwnCommands { allowed } => {
            Ok(vec![OfficeEvent::OwnCommandsAllowed { allowed, from: today }])
        }
        OfficeCommand::SetFigures(figures) => {
            if 100 < figures.aim_in_time {
                return Err(Refusal::of_field(
                    "aim_in_time",
                    "An aim is at most 100 per cent.",
                    "Enter 0 to 100; 0 for none.",
                ));
            }
            Ok(vec![OfficeEvent::FiguresChanged { figures, from: today }])
        }
        OfficeCommand::SetReceiptRule(rule) => Ok(vec![OfficeEvent::ReceiptRuleChosen { rule, from: today }]),
        OfficeCommand::SetClosures(days) => Ok(vec![OfficeEvent::ClosuresSet { days, from: today }]),
        OfficeCommand::SetWithholding { below } => {
            Ok(vec![OfficeEvent::WithholdingSet { below, from: today }])
        }
        OfficeCommand::SaveList(list) => {
            required("name", &list.name, "Enter a name for the list.")?;
            Ok(vec![OfficeEvent::ListSaved { list, from: today }])
        }
        OfficeCommand::RemoveList { name, owner } => {
            if office.saved_list(&name, owner.as_deref()).is_none() {
                let why = format!("There is no list “{name}”.");
                return Err(Refusal::of_field("name", why, "Choose one that is there."));
            }
            Ok(vec![OfficeEvent::ListRemoved { name, owner, from: today }])
        }
        OfficeCommand::Join(it) => {
            let Join { login, name, roles } = people::join(&office.people, today, &it)?;
            Ok(vec![OfficeEvent::Joined { login, name, roles, from: today }])
        }
        OfficeCommand::ChangeRoles(it) => {
            people::change_roles(&office.people, today, &it)?;
            Ok(vec![OfficeEvent::RolesChanged { login: it.login, roles: it.roles, from: it.from }])
        }
        OfficeCommand::Leave(it) => {
            people::leave(&office.people, &it)?;
            Ok(vec![OfficeEvent::Left { login: it.login, until: it.until }])
        }
        OfficeCommand::KeepWording(Wording { name, text }) => {
            required("name", &name, "Enter a name to find the words by.")?;
            required("text", &text, "Enter the words.")?;
            let name = wording_name(office, &name, &text)?;
            if kind_of(&name).is_some() || letterhead(&name).is_some() {
                let instead =
                    "“redress letter 26-0042 acknowledgement --wording” shows words that are sound.";
                check(&text).map_err(|why| Refusal::of_field("text", sentence_case(&why), instead))?;
            }
            let wording = Wording { name, text };
            Ok(vec![OfficeEvent::WordingKept { wording, from: today }])
        }
        OfficeCommand::DropWording { name } => {
            if !office.wording.iter().any(|it| it.name == name) {
                return Err(Refusal::of_field("name", format!("There is no wording “{name}”."), ""));
            }
            Ok(vec![OfficeEvent::WordingDropped { name, from: today }])
        }
        OfficeCommand::PutInTeam { login, team } => {
            people::known(&office.people, "login", &login)?;
            let team = team.trim();
            let found = office.teams.find(team).filter(|it| it.until.is_none_or(|until| today <= until));
            if found.is_none() && !team.is_empty() {
                let names: Vec<&str> = office.teams.current(today).map(|it| it.name.as_str()).collect();
                let instead =
                    format!("Add it to the office’s teams first. Teams here: {}.", names.join(", "));
                return Err(Refusal::of_field("team", format!("There is no team “{team}”."), instead));
            }
            Ok(vec![OfficeEvent::PutInTeam { login, team: found.map(|it| it.id), from: today }])
        }
        OfficeCommand::StandIn(it) => {
            people::stand_in(&office.people, &office.stand_ins, today, &it)?;
            Ok(vec![OfficeEvent::StoodIn(it)])
        }
        OfficeCommand::EndStandIn(it) => {
            people::end_stand_in(&office.stand_ins, today, &it)?;
            Ok(vec![OfficeEvent::StandInEnded { by: it.by, whom: it.whom, on: today }])
        }
        OfficeCommand::TrustAccount { login } => {
            required("login", &login, "Enter the sign-in name of the shared account.")?;
            Ok(vec![OfficeEvent::AccountTrusted { login: login.trim().to_owned(), from: today }])
        }
        OfficeCommand::DistrustAccount { login } => {
            if !office.trusted.contains(&login) {
                let why = format!("“{login}” is not a trusted account.");
                return Err(Refusal::of_field("login", why, ""));
            }
            Ok(vec![OfficeEvent::AccountDistrusted { login, from: today }])
        }
        OfficeCommand::SetRegister { name, value } => {
            Ok(vec![OfficeEvent::RegisterSet { name, value, from: today }])
        }
        OfficeCommand::SetRetention(schedules) => {
            schedule::check(&schedules)?;
            Ok(vec![OfficeEvent::RetentionChanged { schedules, from: today }])
        }
    }
}

/// An item of a list that a change is asked for on.
fn item(office: &Office, list: ListKind, id: u32) -> Verdict<&Item> {
    let none = || Refusal::of_step(format!("There is no {} number {id}.", list.one()), "");
    office.list(list).item(id).ok_or_else(none)
}

fn set_up(office: &Office, today: NaiveDate, answers: &SetUp) -> Verdict<Vec<OfficeEvent>> {
    let mut events = Vec::new();
    let name = answers.organisation.trim();
    if office.organisation.is_empty() {
        required("organisation", name, "Enter the name of your organisation.")?;
    }
    if !name.is_empty() && name != office.organisation {
        events.push(OfficeEvent::Named { name: name.to_owned(), from: today });
        events.extend(additions(office, ListKind::Organisations, &[name], today));
    }
    if let Some(nation) = answers.nation.filter(|it| *it != office.nation || office.version == 0) {
        events.push(OfficeEvent::NationChosen { nation, from: today });
    }
    if office.version == 0 {
        let key = Some(answers.key.clone()).filter(|it| !it.is_empty());
        events.extend(key.map(|key| OfficeEvent::KeyDrawn { key, from: today }));
        events.extend(additions(office, ListKind::Channels, FIRST_CHANNELS, today));
        events.extend(additions(office, ListKind::LateReasons, FIRST_LATE_REASONS, today));
        events.extend(additions(office, ListKind::PaperKinds, FIRST_PAPER_KINDS, today));
    }
    let services: Vec<&str> = answers.services.iter().map(String::as_str).collect();
    events.extend(additions(office, ListKind::Services, &services, today));
    let (login, user) = (answers.login.trim(), answers.user.trim());
    if !user.is_empty() {
        required("login", login, "Enter the name that this person signs in to the computer with.")?;
        let there = office.person(login).filter(|it| it.is_here(today));
        if there.is_none_or(|it| it.name != user) {
            events.push(OfficeEvent::Joined {
                login: login.to_owned(),
                name: user.to_owned(),
                roles: match there {
                    // Another name takes no role away.
                    Some(it) => it.roles_on(today),
                    None if office.people.is_empty() => FIRST_ROLES.to_vec(),
                    None => vec![Role::Handler],
                },
                from: today,
            });
        }
    }
    if events.is_empty() {
        return Err(Refusal::of_step("There is nothing new in these answers.", NOTHING_NEW));
    }
    Ok(events)
}

/// The names that a list does not have yet, as events, in the order given and without repeats.
fn additions(office: &Office, list: ListKind, names: &[&str], today: NaiveDate) -> Vec<OfficeEvent> {
    let there = office.list(list);
    let mut seen: HashSet<String> = there.items.iter().map(|it| looks(&it.name)).collect();
    let mut next = there.next_id();
    let mut events = Vec::new();
    for name in names.iter().map(|it| tidy(it)).filter(|it| !it.is_empty()) {
        if !seen.insert(looks(&name)) {
            continue;
        }
        let under = (list == ListKind::Services).then_some(1);
        events.push(OfficeEvent::Added { list, id: next, name, under, from: today });
        next += 1;
    }
    events
}

/// The name under which wording is kept, as letters look for it. One that is nearly that of a letter, or is for a service that
/// there is none of, would never be used; nor would the words of a letter under any other name.
fn wording_name(office: &Office, name: &str, text: &str) -> Verdict<String> {
    let name = one_line(name);
    let (begins, service) =
        name.split_once(':').map_or((name.as_str(), None), |it| (it.0, Some(it.1.trim())));
    let begins = begins.trim().to_lowercase();
    let wrong = |why: String, instead: String| Err(Refusal::of_field("name", why, instead));
    if begins == STEPS {
        return steps_name(office, service.unwrap_or_default(), text);
    }
    let base = kind_of(&name).map(LetterKind::word).or_else(|| letterhead(&begins));
    let Some(base) = base else {
        let kinds = LetterKind::ALL.iter().map(|it| it.word()).chain([LETTERHEAD, SURVEY, STEPS]);
        let is_near = |it: &str| slips_between(&begins, it).is_some_and(|slips| slips > 0);
        let is_of_service = service.is_some_and(|it| office.services.find(it).is_some());
        if kinds.clone().any(is_near) || is_of_service || text.contains("{{") || text.contains("{%") {
            let kinds = kinds.collect::<Vec<_>>().join(", ");
            let instead = format!(
                "Name one of: {kinds}; for one service with its name behind it, as in “update: Licences”."
            );
            return wrong(
                format!("No letter is called “{name}”, so the words would never be used."),
                instead,
            );
        }
        return Ok(name);
    };
    let kind = if begins == base { base.to_owned() } else { format!("{base}{IN_WELSH}") };
    let Some(service) = service else { return Ok(kind) };
    if let Some(it) = office.services.find(service) {
        return Ok(format!("{kind}: {}", it.name));
    }
    let names: Vec<&str> = office.services.items.iter().map(|it| it.name.as_str()).collect();
    let instead = if names.is_empty() {
        "Add the service first.".to_owned()
    } else {
        format!("Name one of: {}.", names.join(", "))
    };
    wrong(format!("There is no service “{service}”, so the words would never be used."), instead)
}

/// The name of the head of letters, if wording of this name is that: “letterhead”, “letterhead in Welsh: Licences”.
fn letterhead(name: &str) -> Option<&'static str> {
    let begins = name.split(':').next().unwrap_or(name).trim().to_lowercase();
    let is_it = [LETTERHEAD.to_owned(), format!("{LETTERHEAD}{}", IN_WELSH.to_lowercase())].contains(&begins);
    is_it.then_some(LETTERHEAD)
}

/// The name under which the steps of a service or a theme are kept, or of every case where none is named.
fn steps_name(office: &Office, of: &str, text: &str) -> Verdict<String> {
    for line in text.lines().filter(|it| !it.trim().is_empty()) {
        let (what, _) = step(line).map_err(|why| Refusal::of_field("text", why, STEPS_EXAMPLE))?;
        required("text", &what, "Say what is done before the “|”.")?;
    }
    if of.is_empty() {
        return Ok(STEPS.to_owned());
    }
    match office.services.find(of).or_else(|| office.themes.find(of)) {
        Some(it) => Ok(format!("{STEPS}: {}", it.name)),
        None => Err(Refusal::of_field(
            "name",
            format!("There is no service or theme “{of}”, so the steps would never be proposed."),
            "Name one, or “steps” alone for every case.",
        )),
    }
}

/// How a list of steps is written.
const STEPS_EXAMPLE: &str =
    "Write a step a line, with working days from receipt behind it where it has a day: Ring the person | 3.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::office::lists::ServiceId;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real date")
    }

    fn after(office: &mut Office, command: OfficeCommand) -> usize {
        let events = decide(office, day(), command).expect("allowed");
        events.iter().for_each(|it| office.apply(it));
        office.version += 1;
        events.len()
    }

    fn claims() -> SetUp {
        SetUp {
            organisation: "Claims Agency".into(),
            login: "jsmith".into(),
            user: "J Smith".into(),
            services: vec!["Claims".into(), " claims ".into(), "Appeals".into()],
            ..SetUp::default()
        }
    }

    #[test]
    fn setting_up_twice_adds_nothing_twice() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        assert_eq!(office.services.items.len(), 2);
        let again = decide(&office, day(), OfficeCommand::SetUp(claims()));
        assert!(again.expect_err("nothing new").why.contains("nothing new"));
        let more = SetUp { services: vec!["Passports".into()], ..SetUp::default() };
        assert_eq!(after(&mut office, OfficeCommand::SetUp(more)), 1);
    }

    #[test]
    fn wording_that_no_letter_would_use_is_refused_and_its_name_is_kept_as_letters_look_for_it() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        let keep = |name: &str, text: &str| {
            let it = OfficeCommand::KeepWording(Wording { name: name.into(), text: text.into() });
            decide(&office, day(), it).map(|mut it| match it.remove(0) {
                OfficeEvent::WordingKept { wording, .. } => wording.name,
                other => panic!("{other:?}"),
            })
        };
        for (name, text, field, why) in [
            ("final respnse", "x", "name", "No letter is called"),
            ("Final response: Licenses", "x", "name", "no service “Licenses”"),
            ("Our words", "Dear {{ person }}", "name", "No letter is called"),
            ("Reply: claims", "x", "name", "No letter is called"),
            ("update", "{% for i in issues %}{{ i.fnding }}{% endfor %}", "text", "“i.fnding” is nothing"),
            ("letterhead", "{{ refrence }}", "text", "“refrence” is nothing"),
            ("leterhead", "x", "name", "No letter is called"),
        ] {
            let refusal = keep(name, text).expect_err(name);
            assert!(refusal.field == field && refusal.why.contains(why), "{refusal:?}");
        }
        for (name, kept) in [
            ("Update in Welsh :claims", "update in Welsh: Claims"),
            ("FINAL RESPONSE", "final response"),
            ("Letterhead in welsh : claims", "letterhead in Welsh: Claims"),
            ("Our address", "Our address"),
            ("survey address", "survey address"),
            ("Steps", "steps"),
            ("STEPS : claims", "steps: Claims"),
        ] {
            assert_eq!(keep(name, "x").as_deref(), Ok(kept));
        }
        let refusal = keep("steps: claims", "Ring | soon").expect_err("soon is no number");
        assert!(refusal.field == "text" && refusal.why.contains("“soon”"), "{refusal:?}");
        let refusal = keep("steps: Ferries", "Ring").expect_err("there is no such service");
        assert!(refusal.field == "name" && refusal.why.contains("no service or theme"), "{refusal:?}");
    }

    #[test]
    fn an_office_without_a_name_is_refused_at_that_answer() {
        let refusal =
            decide(&Office::default(), day(), OfficeCommand::SetUp(SetUp::default())).expect_err("no name");
        assert_eq!(refusal.field, "organisation");
    }

    #[test]
    fn a_person_is_found_by_sign_in_name_or_by_an_unmistakable_part_of_the_name() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        after(
            &mut office,
            OfficeCommand::SetUp(SetUp { login: "kp".into(), user: "K Smithson".into(), ..SetUp::default() }),
        );
        assert_eq!(office.find_person("JSMITH").map(|it| it.name.as_str()), Some("J Smith"));
        assert_eq!(office.find_person("smithson").map(|it| it.login.as_str()), Some("kp"));
        assert_eq!(office.find_person("smith").map(|it| it.login.as_str()), None);
    }

    #[test]
    fn a_retired_entry_keeps_its_name_but_cannot_be_chosen() {
        let mut office = Office::default();
        after(&mut office, OfficeCommand::SetUp(claims()));
        office.apply(&OfficeEvent::Retired {
            list: ListKind::Services,
            id: 1,
            until: day().pred_opt().expect("in range"),
        });
        assert_eq!(office.service_name(Some(ServiceId(1))), "Claims");
        assert_eq!(office.services.current(day()).map(|it| it.id).collect::<Vec<_>>(), [2]);
    }
}
