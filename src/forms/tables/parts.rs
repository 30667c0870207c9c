//! What form tables are put together from: fields, usual answers, and lists to choose from.

use crate::domain::calendar::dates::long;
use crate::domain::case::record::{Case, Issue};
use crate::domain::case::round::Round;
use crate::domain::office::lists::ListKind;
use crate::domain::people::Person;
use crate::domain::vocabulary::Means;
use crate::forms::answers::Answers;
use crate::forms::field::{Choices, DAY_DONE, Field, Kind, field, one_of, optional};
use crate::forms::setting::Setting;

/// Which people can be chosen, where they are not on a screen.
pub const PEOPLE: &str = "those that “redress people” lists";

/// The day something was done: today, unless somebody says otherwise.
pub fn day_done(name: &'static str, label: &'static str) -> Field {
    field(name, label, "", DAY_DONE).preset(today)
}

/// How the person was told: usually by email, and not where they are reached only otherwise.
pub fn means() -> Field {
    let means = optional("means", "How", "", one_of(Means::ALL, Means::word));
    means.preset(|setting| usual_means(setting).word().to_owned())
}

/// How the person is usually told.
pub fn usual_means(setting: &Setting) -> Means {
    // Nobody speaks for the person before they agreed to it.
    let person = setting.case().map(|case| {
        let may_speak = case.consent.as_ref().is_some_and(|it| it.status.allows_reply());
        let speaks = !case.facts.representative.is_nobody() && may_speak;
        if speaks { &case.facts.representative } else { &case.facts.complainant }
    });
    match person {
        Some(it) if it.email.is_empty() && !it.address.is_empty() => Means::Letter,
        Some(it) if it.email.is_empty() && !it.phones.is_empty() => Means::Telephone,
        _ => Means::Email,
    }
}

/// Today, in full.
pub fn today(setting: &Setting) -> String {
    long(setting.today)
}

/// One of what a list of the office offers today.
pub fn entry(list: ListKind) -> Kind {
    let seen = "those that your office has; any other word is answered with the list";
    Kind::Choice(Choices::varying(move |it| it.offered(list), seen))
}

/// The entry of a list that was chosen, by its number.
pub fn chosen(it: &mut Answers, name: &str, list: ListKind) -> Option<u32> {
    let office = it.setting.office();
    it.choice(name, |word| office.list(list).find(word).map(|it| it.id))
}

/// Why an answer was late, as the office's list has it; what a time through the case already says may stay. Empty for nothing.
pub fn late_reason(it: &mut Answers) -> String {
    let (listed, case) = (&it.setting.office().late_reasons, it.setting.case());
    let says = |round: &Round, word: &str| round.closing.as_ref().is_some_and(|it| it.late_reason == word);
    let stands = |word: &str| {
        listed.items.is_empty() || case.is_some_and(|it| it.rounds.iter().any(|round| says(round, word)))
    };
    let read = |word: &str| {
        let listed = listed.find(word).map(|it| it.name.clone());
        listed.or_else(|| stands(word).then(|| word.to_owned()))
    };
    it.choice("late_reason", read).unwrap_or_default()
}

/// Who works here today.
pub fn people() -> Choices {
    let here = |setting: &Setting| {
        let is_here = |it: &&Person| it.until.is_none_or(|until| setting.today <= until);
        setting.office().people.iter().filter(is_here).map(|it| it.name.clone()).collect()
    };
    Choices::varying(here, PEOPLE)
}

/// One of the parts of the record that the form is about.
pub fn part(all: fn(&Setting) -> Vec<String>) -> Kind {
    Kind::Choice(Choices::varying(all, "those that “redress show” lists"))
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
    let Some(case) = setting.case() else { return Vec::new() };
    parts(case)
        .iter()
        .map(|it| {
            let (number, words) = label(it);
            format!("{what} {number}: {}", words.replace('\n', " "))
        })
        .collect()
}

/// Of such a list, the part that the form was opened for; else the one of this number, if there is one, or the only one.
pub fn this_or(number: Option<u32>, setting: &Setting, what: &str, all: Vec<String>) -> String {
    let opened_for = Some(setting.about.part()).filter(|it| *it > 0);
    let this = format!("{what} {}:", opened_for.or(number).unwrap_or_default());
    let place = all.iter().position(|it| it.starts_with(&this));
    let place = place.or_else(|| (all.len() == 1).then_some(0));
    place.and_then(|it| all.into_iter().nth(it)).unwrap_or_default()
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
    let Some(case) = setting.case() else { return String::new() };
    let open = case.issues.iter().find(|it| it.finding.is_none()).map(|it| it.number);
    this_or(open, setting, "issue", issues(setting))
}
