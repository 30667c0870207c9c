//! What the office sets about registers: each setting is a row of a register's table, read as its fields are.

use crate::domain::refusal::{Refusal, Verdict};
use crate::domain::register::kind::Setting;
use crate::domain::register::kinds::KINDS;
use crate::domain::register::read::value as read;
use crate::domain::register::value::Value;
use crate::domain::terms::Terms;

/// Every setting of every register.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    KINDS.iter().flat_map(|it| it.settings)
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
    Ok(match value {
        Value::Text(it) => it,
        Value::Number(it) => it.to_string(),
        Value::Rows(_) => String::new(),
    })
}
