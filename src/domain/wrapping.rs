//! Long text in lines of a width: the one place where text is broken, on screen and in documents alike.

use std::borrow::Cow;

use textwrap::{Options, WordSplitter, wrap as broken};

use crate::domain::text::{one_line, safe_lines};

/// Breaks a text into lines at spaces, and keeps its paragraphs; a word that is longer than a line is broken where it must
/// be. What comes out is harmless.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = Options::new(columns.max(1)).word_splitter(WordSplitter::NoHyphenation);
    let mut lines = Vec::new();
    for paragraph in safe_lines(text).lines() {
        lines.extend(broken(&one_line(paragraph), &options).into_iter().map(Cow::into_owned));
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::text::width;

    #[test]
    fn text_wraps_at_spaces_and_keeps_its_paragraphs() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("one  two-three", 8), ["one", "two-thre", "e"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_and_nothing_is_lost() {
        let lines = wrap("aaaaaaaaaaaaaaaaaaaa bb", 8);
        assert_eq!(lines, ["aaaaaaaa", "aaaaaaaa", "aaaa bb"]);
        assert_eq!(wrap("ab", 0), ["a", "b"]);
        assert!(wrap("x\u{1b}[31mred", 20).concat().chars().all(|it| !it.is_control()));
    }

    proptest! {
        /// Letters two columns wide and marks on letters among them.
        #[test]
        fn every_line_fits_and_no_letter_is_lost(text in "[a-d \u{301}\u{e9}漢字ก\n-]{0,80}", columns in 2_usize..30) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|it| width(it) <= columns), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&safe_lines(&text)));
        }
    }
}
