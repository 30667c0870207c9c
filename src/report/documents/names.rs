//! Names of people, left out of words that they or others typed.

use crate::domain::office::record::Office;

/// Words that people typed, without the names of those who work here.
pub fn without_names(office: &Office, words: &str) -> String {
    let names = office.people.iter().flat_map(|it| [it.name.as_str(), it.login.as_str()]);
    names.filter(|it| !it.is_empty()).fold(words.to_owned(), |words, it| without(&words, it))
}

/// Words without one name, where it stands as a word of its own.
pub fn without(words: &str, name: &str) -> String {
    let mut text = String::new();
    let mut rest = words;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let inside = before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        text.extend([before, if inside { name } else { "a named person" }]);
        rest = after;
    }
    text + rest
}
