//! What the office sets about registers: each setting is a row of a register's table, read as its fields are.

use chrono::NaiveDate;

use crate::domain::office::record::Office;
use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::field::Is;
use crate::domain::register::kind::{Kind, Setting, Settings};
use crate::domain::register::kinds::KINDS;
use crate::domain::register::read::value as read;
use crate::domain::register::tell::words;
use crate::domain::register::value::Value;
use crate::domain::terms::Terms;

/// The longest that anything may be waited for, in days or weeks: more is a slip of the keyboard.
const LONGEST: i64 = 1000;

/// Every setting of every register.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    KINDS.iter().flat_map(|it| it.settings)
}

/// Every setting with the register that it is of.
pub fn settings_by_register() -> impl Iterator<Item = (&'static Kind, &'static Setting)> {
    KINDS.iter().flat_map(|kind| kind.settings.iter().map(move |it| (kind, it)))
}

/// What a setting is now: what it was set to last, or else what it is at first; empty for nothing.
pub fn now(set: &Settings, setting: &Setting) -> String {
    let last = set.get(setting.field.name).and_then(|it| it.last()).map(|it| it.1.as_str());
    let first = || setting.first.map(|it| it.to_string()).unwrap_or_default();
    last.filter(|it| !it.is_empty()).map_or_else(first, str::to_owned)
}

/// The same as people read it: somebody by their name.
pub fn told(office: &Office, setting: &Setting) -> String {
    let value = now(&office.registers, setting);
    if matches!(setting.field.is, Is::Person) { office.person_name(&value).to_owned() } else { value }
}

/// What the office has set of what documents say, as it stood on a day: what it is, and the words.
pub fn printed(office: &Office, day: NaiveDate) -> Vec<(&'static str, String)> {
    let said = |it: &'static Setting| {
        let set = office.registers.get(it.field.name)?.iter().rfind(|it| it.0 <= day)?;
        let words = words(office, &it.field, &Value::Text(set.1.clone()));
        (!words.is_empty()).then_some((it.field.hint, words))
    };
    settings().filter(|it| it.is_printed).filter_map(said).collect()
}

/// What somebody set a setting to, as it is kept; empty takes it out.
pub fn setting(terms: &Terms, name: &str, typed: &str) -> Verdict<String> {
    let known = settings().find(|it| it.field.name == name);
    let Some(setting) = known else {
        let names: Vec<&str> = settings().map(|it| it.field.name).collect();
        let why = format!("There is no setting “{name}”.");
        return Err(Refusal::of_field("name", why, format!("Settings: {}.", names.join(", "))));
    };
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let wrong = |it: Refusal| Refusal { field: "value".to_owned(), ..it };
    let value = read(terms, &setting.field, &Value::Text(typed.trim().to_owned()), &[]).map_err(wrong)?;
    if matches!(&value, Value::Number(it) if LONGEST * 1000 < it.0) {
        let instead = format!("Enter a number up to {LONGEST}.");
        return Err(Refusal::of_field(
            "value",
            format!("{}: “{}” is too long.", setting.field.label, typed.trim()),
            instead,
        ));
    }
    Ok(match value {
        Value::Text(it) => it,
        Value::Number(it) => it.to_string(),
        Value::Rows(_) => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Person;

    #[test]
    fn a_setting_is_what_it_was_set_to_last_or_else_what_it_is_at_first() {
        for it in settings() {
            let set = |values: &[&str]| {
                let day = |it: &&str| ("2026-11-01".parse().expect("a day"), (*it).to_owned());
                now(&Settings::from([(it.field.name.to_owned(), values.iter().map(day).collect())]), it)
            };
            let first = it.first.map(|it| it.to_string()).unwrap_or_default();
            assert_eq!((now(&Settings::default(), it), set(&["3", ""])), (first.clone(), first));
            assert_eq!(set(&["3", "4"]), "4");
        }
    }

    #[test]
    fn somebody_is_read_by_their_name_and_kept_by_how_they_sign_in() {
        let it = settings().find(|it| it.field.name == "senior_person").expect("a setting");
        let day = "2026-11-01".parse().expect("a day");
        let (login, name) = ("sokafor".to_owned(), "Siân Okafor".to_owned());
        let named = Person { login, name, roles: Vec::new(), from: day, until: None, team: None };
        let office = Office {
            registers: Settings::from([(it.field.name.to_owned(), vec![(day, "sokafor".to_owned())])]),
            people: vec![named],
            ..Office::default()
        };
        assert_eq!(
            (now(&office.registers, it).as_str(), told(&office, it).as_str()),
            ("sokafor", "Siân Okafor")
        );
        assert_eq!(told(&Office::default(), it), "");
    }
}
