//! Ordinary words of English, in small letters: what is one of them looks like nobody's name.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The words, each without what it takes on at its end where it is one without that.
static WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("ordinary.txt").split_whitespace().collect());

/// What a word takes on at its end, and what stood there before.
const ENDINGS: &[(&str, &[&str])] = &[
    ("ies", &["y"]),
    ("es", &["", "e"]),
    ("s", &[""]),
    ("ied", &["y"]),
    ("ed", &["", "e"]),
    ("ing", &["", "e"]),
    ("ly", &[""]),
    ("er", &["", "e"]),
];
/// Letters that a word has at least before it takes on an ending.
const FEWEST: usize = 4;

/// Whether a word in small letters is an ordinary one, in whichever form.
pub fn is_ordinary(word: &str) -> bool {
    WORDS.contains(word) || without_ending(word).iter().any(|it| is_ordinary(it))
}

/// What a word may have been before it took on an ending.
fn without_ending(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (ending, before) in ENDINGS {
        let Some(stem) = word.strip_suffix(ending) else { continue };
        found.extend(before.iter().map(|it| format!("{stem}{it}")));
        let mut last = stem.chars().rev();
        // “Stopped” and “planning” have a letter twice.
        if last.next().is_some_and(|it| last.next() == Some(it)) {
            found.push(stem.chars().take(stem.chars().count() - 1).collect());
        }
    }
    found.retain(|it| FEWEST <= it.chars().count());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_word_is_known_in_its_forms_and_a_name_is_none() {
        for word in ["letter", "letters", "replied", "planning", "stopped", "clearly", "the", "caseworkers"] {
            assert!(is_ordinary(word), "{word}");
        }
        for word in ["okafor", "okofor", "patel", "oka", "siân", "hussain"] {
            assert!(!is_ordinary(word), "{word}");
        }
    }
}
