//! The colleagues whom a note addresses, as `@kpatel` or `@K Patel`: they hear of it wherever they hear what is theirs.

use crate::domain::nearness::near;
use crate::domain::office::record::Office;
use crate::domain::people::Person;
use crate::domain::text::plain_letters;

/// What stands before whom a note addresses.
const AT: char = '@';

/// Whom a note addresses, and what is nobody's name.
#[derive(Debug, Default, PartialEq)]
pub struct Addressed<'a> {
    /// Each once, in their order.
    pub people: Vec<&'a Person>,
    /// What follows an `@` and names nobody here.
    pub unknown: Vec<String>,
}

/// Reads whom a note addresses. The `@` of an email addresses nobody.
pub fn addressed<'a>(office: &'a Office, note: &str) -> Addressed<'a> {
    let mut found = Addressed::default();
    let mut before = ' ';
    for (place, letter) in note.char_indices() {
        if letter == AT && !before.is_alphanumeric() {
            let rest = &note[place + 1..];
            let name: String = rest.chars().take_while(|it| is_of_a_name(*it)).collect();
            let name = name.trim_end_matches('.');
            match named_first(office, rest) {
                Some(it) if found.people.iter().all(|one| one.login != it.login) => found.people.push(it),
                None if !name.is_empty() => found.unknown.push(name.to_owned()),
                _ => {}
            }
        }
        before = letter;
    }
    found
}

/// The sign-in name of whom a name may mean that is nobody's whole one: a part of theirs, or what is nearest to it.
pub fn nearest_to(office: &Office, name: &str) -> Option<String> {
    let wanted = plain_letters(name).replace('\'', "");
    let has_it = |it: &&Person| {
        let names = plain_letters(&it.name).replace('\'', "");
        names.split(|it: char| !it.is_alphanumeric()).any(|part| part == wanted)
    };
    if let Some(it) = office.people.iter().find(has_it) {
        return Some(it.login.clone());
    }
    let logins: Vec<String> = office.people.iter().map(|it| it.login.clone()).collect();
    near(name, &logins, 1).first().map(|it| (*it).to_owned())
}

/// Whose sign-in name or name a text begins with: the longest that fits.
fn named_first<'a>(office: &'a Office, text: &str) -> Option<&'a Person> {
    let text = plain_letters(text);
    let length = |name: &str| {
        let name = plain_letters(name);
        let rest = text.strip_prefix(&name).filter(|_| !name.is_empty())?;
        rest.chars().next().is_none_or(|it| !it.is_alphanumeric()).then_some(name.len())
    };
    let fits = |it: &'a Person| Some((length(&it.login).max(length(&it.name))?, it));
    office.people.iter().filter_map(fits).max_by_key(|it| it.0).map(|it| it.1)
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || "._-'".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> Office {
        let person = |login: &str, name: &str| Person {
            login: login.to_owned(),
            name: name.to_owned(),
            roles: Vec::new(),
            from: chrono::NaiveDate::MIN,
            until: None,
            team: None,
        };
        let people =
            vec![person("kpatel", "K Patel"), person("kpatel2", "Kim Patel"), person("jsmith", "J Smith")];
        Office { people, ..Office::default() }
    }

    #[test]
    fn a_note_addresses_people_by_their_sign_in_name_or_their_name() {
        let office = office();
        for (note, people, unknown) in [
            ("@kpatel please ring", vec!["kpatel"], vec![]),
            ("Ask @K Patel.", vec!["kpatel"], vec![]),
            ("@kpatel2, and @KPATEL: see this", vec!["kpatel2", "kpatel"], vec![]),
            ("(@jsmith) @jsmith", vec!["jsmith"], vec![]),
            ("Wrote to amara@example.org", vec![], vec![]),
            ("@kpatl knows. 3 @ 5 each", vec![], vec!["kpatl"]),
            ("@nobody.", vec![], vec!["nobody"]),
        ] {
            let found = addressed(&office, note);
            let logins: Vec<&str> = found.people.iter().map(|it| it.login.as_str()).collect();
            assert_eq!(
                (logins, found.unknown),
                (people, unknown.iter().map(|it: &&str| (*it).to_owned()).collect()),
                "{note}"
            );
        }
        assert_eq!(nearest_to(&office, "kpatl"), Some("kpatel".to_owned()));
    }
}
