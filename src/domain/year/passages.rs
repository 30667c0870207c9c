//! Words as they are read: sentence by sentence, and passage by passage where a sentence speaks of what the one before it named:
//! “Few asked for a refund. There were three.”

use std::ops::Range;

use crate::domain::year::numbers::begins_with_number;

/// What a sentence ends with.
const ENDS: [char; 3] = ['.', '!', '?'];
/// What may stand after that and belongs to it.
const CLOSING: [char; 5] = ['”', '’', '"', '\'', ')'];
/// The first words of a sentence that speaks of what was named before it.
const BACK: &[&str] = &[
    "about",
    "add",
    "adding",
    "all",
    "almost",
    "altogether",
    "among",
    "and",
    "around",
    "at",
    "both",
    "but",
    "counting",
    "each",
    "exactly",
    "he",
    "here",
    "in all",
    "in fact",
    "in total",
    "including",
    "it",
    "it’s",
    "just",
    "namely",
    "nearly",
    "neither",
    "none",
    "of",
    "only",
    "or",
    "overall",
    "plus",
    "precisely",
    "roughly",
    "she",
    "so",
    "some",
    "such",
    "that",
    "that’s",
    "the answer",
    "the count",
    "the figure",
    "the number",
    "the sum",
    "the total",
    "their",
    "them",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to be",
    "together",
    "we counted",
    "we had",
    "we know",
    "with",
];

/// The sentences of words, each with what ends it.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    places(text).into_iter().map(|it| &text[it])
}

/// The passages of words: a sentence with those after it that speak of what it named.
pub fn passages(text: &str) -> impl Iterator<Item = &str> {
    passage_places(text).into_iter().map(|it| &text[it])
}

/// Words without the passages that are so, as lines.
pub fn without(text: &str, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let mut left = text.to_owned();
    for place in passage_places(text).into_iter().rev().filter(|it| is_one(&text[it.clone()])) {
        left.replace_range(place, "");
    }
    let words = |line: &str| line.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    left.lines().map(|it| words(it.trim())).filter(|it| !it.is_empty()).collect()
}

fn passage_places(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for place in places(text) {
        match found.last_mut() {
            Some(before) if speaks_of_before(&text[place.clone()]) => before.end = place.end,
            _ => found.push(place),
        }
    }
    found
}

fn speaks_of_before(sentence: &str) -> bool {
    let small = sentence.to_lowercase().replace('\'', "’");
    let words = small.trim_start_matches(|it: char| !it.is_alphanumeric());
    let begins = |with: &&str| {
        words
            .strip_prefix(*with)
            .is_some_and(|rest| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '’'))
    };
    BACK.iter().any(begins) || begins_with_number(words)
}

/// Where sentences stand, without the spaces around them.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    let mut is_over = false;
    while let Some((at, letter)) = letters.next() {
        is_over = ENDS.contains(&letter) || is_over && CLOSING.contains(&letter);
        let end = at + letter.len_utf8();
        let ends_here = letter == '\n' || is_over && letters.peek().is_none_or(|it| it.1.is_whitespace());
        if ends_here {
            found.push(from..end);
            from = end;
        }
    }
    found.push(from..text.len());
    let trimmed = |it: Range<usize>| {
        let (words, start) = (&text[it.clone()], it.start);
        let start = start + words.len() - words.trim_start().len();
        start..start + words.trim().len()
    };
    found.into_iter().map(trimmed).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_its_sign_or_its_line() {
        let told: Vec<_> = sentences("We closed 4.5 in all. Why? “So it is.” Then\nthat. ").collect();
        assert_eq!(told, ["We closed 4.5 in all.", "Why?", "“So it is.”", "Then", "that."]);
    }

    #[test]
    fn a_sentence_that_speaks_of_what_was_named_stands_with_the_one_before() {
        let told: Vec<_> = passages(
            "Few asked for a refund. There were three. We closed 40. Offices moved.\n12 did. Theirs too.",
        )
        .collect();
        assert_eq!(
            told,
            [
                "Few asked for a refund. There were three.",
                "We closed 40.",
                "Offices moved.\n12 did.",
                "Theirs too."
            ]
        );
        let left =
            without("Few came. There were three. We closed 40.\nAll of it.\nEnd.", |it| it.contains("three"));
        assert_eq!(left, ["We closed 40.", "All of it.", "End."]);
    }
}
