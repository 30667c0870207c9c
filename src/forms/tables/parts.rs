//! What form tables are put together from: fields, usual answers, and lists to choose from.

use crate::domain::calendar::dates::long;
use crate::domain::calendar::typed::Sense;
use crate::domain::case::record::{Case, Issue};
use crate::domain::office::lists::List;
use crate::domain::people::Person;
use crate::domain::vocabulary::Means;
use crate::forms::field::{Field, Kind, Setting};

/// A day on which something was done.
pub const DAY_DONE: Kind = Kind::Day(Sense::Past);
/// A day to come.
pub const DAY_TO_COME: Kind = Kind::Day(Sense::Future);
/// What a day that was can look like.
pub const DAY_HINT: &str = "today, 20/11, -2wd, fri";
/// What a day to come can look like.
pub const TO_COME_HINT: &str = "+10wd, 15 Dec, fri";

/// A field that must be answered.
pub const fn field(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { name, label, hint, kind, is_optional: false, default: |_| String::new() }
}

/// A field that may stay empty.
pub const fn optional(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { is_optional: true, ..field(name, label, hint, kind) }
}

/// A field with an answer in it.
pub const fn preset(it: Field, default: fn(&Setting) -> String) -> Field {
    Field { default, ..it }
}

/// The day something was done: today, unless somebody says otherwise.
pub const fn day_done(name: &'static str, label: &'static str) -> Field {
    preset(field(name, label, DAY_HINT, DAY_DONE), today)
}

/// How the person was told: usually by email.
pub const MEANS: Field = preset(optional("means", "How", "type to choose", Kind::Choice(means)), |_| {
    Means::Email.word().to_owned()
});

/// Today, in full.
pub fn today(setting: &Setting) -> String {
    long(setting.today)
}

/// The words of a closed list.
pub fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|it| word(*it).to_owned()).collect()
}

/// The ways in which somebody is told something.
pub fn means(_: &Setting) -> Vec<String> {
    words(Means::ALL, Means::word)
}

/// What one of the office's lists offers today.
pub fn names(list: &List, setting: &Setting) -> Vec<String> {
    list.current(setting.today).map(|it| it.name.clone()).collect()
}

/// Who works here today.
pub fn people(setting: &Setting) -> Vec<String> {
    let here = |it: &&Person| it.until.is_none_or(|until| setting.today <= until);
    setting.office().people.iter().filter(here).map(|it| it.name.clone()).collect()
}

/// Whoever fills the form in.
pub fn myself(setting: &Setting) -> String {
    setting.office().person_name(setting.actor).to_owned()
}

/// The parts of a case that a form is about, as `remedy 2: an apology`.
pub fn numbered<T>(
    setting: &Setting,
    what: &str,
    parts: impl FnOnce(&Case) -> &[T],
    label: impl Fn(&T) -> (u32, String),
) -> Vec<String> {
    let Some(case) = setting.case else { return Vec::new() };
    parts(case)
        .iter()
        .map(|it| {
            let (number, words) = label(it);
            format!("{what} {number}: {}", words.replace('\n', " "))
        })
        .collect()
}

/// Of such a list, the part that the form was opened for, or else the first.
pub fn this_or_first(setting: &Setting, what: &str, all: Vec<String>) -> String {
    let this = format!("{what} {}:", setting.part);
    let place = all.iter().position(|it| it.starts_with(&this)).unwrap_or(0);
    all.into_iter().nth(place).unwrap_or_default()
}

/// The issues of the case.
pub fn issues(setting: &Setting) -> Vec<String> {
    let label = |it: &Issue| {
        let theme = it.theme.map(|it| setting.office().theme_name(Some(it))).unwrap_or_default();
        (it.number, if it.what.is_empty() { theme } else { it.what.clone() })
    };
    numbered(setting, "issue", |it| &it.issues, label)
}

/// The issue that the form was opened for, or the first without a finding.
pub fn this_issue(setting: &Setting) -> String {
    let Some(case) = setting.case else { return String::new() };
    let open = case.issues.iter().find(|it| it.finding.is_none()).map_or(0, |it| it.number);
    let number = if setting.part > 0 { setting.part } else { open };
    this_or_first(&Setting { part: number, ..*setting }, "issue", issues(setting))
}
