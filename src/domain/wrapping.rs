//! Long text in lines of a width: the one place where text is broken, on screen and in documents alike.

use std::collections::VecDeque;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::domain::text::push_safe;

/// Breaks a text into lines at spaces, and keeps its paragraphs; a word that is longer than a line is broken where it must
/// be. What comes out is harmless.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    Wrapped::new(text, columns).collect()
}

/// The lines of a text, one after the other, at least one. No more of the text is looked at than the lines that were taken
/// need, and that once.
#[derive(Clone, Debug)]
pub struct Wrapped<T> {
    text: T,
    /// Up to where the text is looked at.
    at: usize,
    filling: Filling,
    has_ended: bool,
}

impl<T: AsRef<str>> Wrapped<T> {
    /// The lines of a text at a width.
    pub fn new(text: T, columns: usize) -> Self {
        let filling = Filling { columns: columns.max(1), ..Filling::default() };
        Self { text, at: 0, filling, has_ended: false }
    }
}

impl<T: AsRef<str>> Iterator for Wrapped<T> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut harmless = String::new();
        while self.filling.full.is_empty() {
            let cluster = first_cluster(&self.text.as_ref()[self.at..]);
            self.at += cluster.len();
            looked_at(cluster.len());
            match cluster {
                "" if self.has_ended => return None,
                "" => {
                    self.has_ended = true;
                    if !self.filling.is_fresh || !self.filling.has_begun {
                        self.filling.end();
                    }
                }
                "\n" | "\r" | "\r\n" => self.filling.end(),
                _ => {
                    harmless.clear();
                    push_safe(cluster, &mut harmless);
                    harmless.chars().for_each(|it| self.filling.take(it));
                }
            }
        }
        self.filling.full.pop_front()
    }
}

/// What a person sees as the first character.
fn first_cluster(text: &str) -> &str {
    match text.as_bytes() {
        // By far the most are letters that nothing is put together with.
        [b' '..=b'~', 0..128, ..] => &text[..1],
        _ => text.graphemes(true).next().unwrap_or_default(),
    }
}

/// A line that is being filled, and what is full.
#[derive(Clone, Debug)]
struct Filling {
    columns: usize,
    full: VecDeque<String>,
    /// With the space after its last word.
    line: Words,
    /// The word after it, or as much of one as a line holds.
    word: Words,
    /// Whether there is nothing yet of the paragraph, not even a space.
    is_fresh: bool,
    /// Whether there is any line.
    has_begun: bool,
}

impl Default for Filling {
    fn default() -> Self {
        let (line, word) = (Words::default(), Words::default());
        Self { columns: 1, full: VecDeque::new(), line, word, is_fresh: true, has_begun: false }
    }
}

/// Words, and how many columns they take.
#[derive(Clone, Debug, Default)]
struct Words {
    text: String,
    columns: usize,
}

impl Filling {
    /// Takes a harmless character.
    fn take(&mut self, letter: char) {
        self.is_fresh = false;
        if letter == ' ' {
            self.place(" ");
            return;
        }
        let columns = letter.width().unwrap_or(0);
        if self.word.columns > 0 && self.columns < self.word.columns + columns {
            self.place("");
        }
        self.word.text.push(letter);
        self.word.columns += columns;
    }

    /// Puts the word on the line, and the space after it; where there is no room for it, the line is full.
    fn place(&mut self, space: &str) {
        if self.word.text.is_empty() {
            return;
        }
        if self.columns < self.line.columns + self.word.columns && !self.line.text.is_empty() {
            self.finish();
        }
        let word = std::mem::take(&mut self.word);
        self.line.text.push_str(&word.text);
        self.line.text.push_str(space);
        self.line.columns += word.columns + space.len();
    }

    fn finish(&mut self) {
        let mut line = std::mem::take(&mut self.line).text;
        line.truncate(line.trim_end_matches(' ').len());
        self.full.push_back(line);
        self.has_begun = true;
    }

    /// Ends the paragraph.
    fn end(&mut self) {
        self.place("");
        self.finish();
        self.is_fresh = true;
    }
}

#[cfg(not(test))]
const fn looked_at(_bytes: usize) {}

#[cfg(test)]
pub use counting::{bytes_looked_at, looked_at};

/// How much text was looked at to break it, for tests: the same on every machine, which time is not.
#[cfg(test)]
mod counting {
    use std::cell::Cell;

    thread_local! {
        static BYTES: Cell<usize> = const { Cell::new(0) };
    }

    /// So many more bytes were looked at.
    pub fn looked_at(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    /// How many bytes were looked at in this thread so far.
    pub fn bytes_looked_at() -> usize {
        BYTES.get()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;
    use textwrap::{Options, WordSplitter};

    use super::*;
    use crate::domain::text::{one_line, safe_lines, width};

    /// The same, plainly: all of the text at once, with a crate that breaks it.
    fn plainly(text: &str, columns: usize) -> Vec<String> {
        let options = Options::new(columns.max(1)).word_splitter(WordSplitter::NoHyphenation);
        let mut lines = Vec::new();
        for paragraph in safe_lines(text).lines() {
            let paragraph = one_line(paragraph);
            lines.extend(textwrap::wrap(&paragraph, &options).into_iter().map(Cow::into_owned));
        }
        if lines.is_empty() { vec![String::new()] } else { lines }
    }

    #[test]
    fn text_wraps_at_spaces_and_keeps_its_paragraphs() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("one  two-three", 8), ["one", "two-thre", "e"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(
            (wrap("a\n", 8), wrap("a\n ", 8), wrap("\n", 8)),
            (plain(&["a"]), plain(&["a", ""]), plain(&[""]))
        );
    }

    fn plain(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_and_nothing_is_lost() {
        let lines = wrap("aaaaaaaaaaaaaaaaaaaa bb", 8);
        assert_eq!(lines, ["aaaaaaaa", "aaaaaaaa", "aaaa bb"]);
        assert_eq!(wrap("ab", 0), ["a", "b"]);
        assert!(wrap("x\u{1b}[31mred", 20).concat().chars().all(|it| !it.is_control()));
    }

    #[test]
    fn of_a_long_text_no_more_is_looked_at_than_the_lines_that_are_taken_need() {
        let marked = "e\u{301}".repeat(100_000);
        for text in ["x".repeat(300_000), marked, "\u{2460}\u{fffd}".repeat(50_000), "word ".repeat(60_000)] {
            let before = bytes_looked_at();
            assert_eq!(Wrapped::new(&*text, 60).take(20).count(), 20);
            assert!(
                bytes_looked_at() - before < 20 * 60 * 4,
                "{} of {}",
                bytes_looked_at() - before,
                text.len()
            );
        }
    }

    #[test]
    fn every_byte_of_a_text_is_looked_at_once_also_of_one_that_takes_no_columns() {
        let marks = "\u{301}".repeat(200_000);
        for text in [format!("e{marks}"), marks, "\u{200b}".repeat(200_000), "\u{1100}".repeat(200_000)] {
            let before = bytes_looked_at();
            let lines = wrap(&text, 60);
            assert_eq!(bytes_looked_at() - before, text.len(), "{:?}", lines.first());
        }
        assert_eq!(wrap(&format!("e{}", "\u{301}".repeat(200_000)), 60), ["e\u{301}\u{301}\u{301}\u{301}"]);
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

        #[test]
        fn ordinary_text_breaks_as_it_does_plainly(text in "([a-zA-Z,.é£'-]{1,12}[ \n]{1,2}){0,40}", columns in 0_usize..90) {
            prop_assert_eq!(wrap(&text, columns), plainly(&text, columns));
        }

        /// Marks, letters without a width, signs that act, emoji and flags, whatever stands beside them.
        #[test]
        fn any_text_breaks_as_it_does_plainly(
            text in "([a-c \t\r\n\u{301}\u{200b}\u{200d}\u{34f}\u{2028}漢ก\u{1b}\u{1100}\u{1161}\u{1f1ec}\u{1f468}\u{fe0f}]|\\PC|.){0,60}",
            columns in 0_usize..20,
        ) {
            prop_assert_eq!(wrap(&text, columns), plainly(&text, columns));
        }
    }
}
