//! Long text in lines of a width.

use crate::domain::text::{safe_lines, width};

/// Breaks a text into lines at spaces; a word that is longer than a line is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in safe_lines(text).lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            for piece in pieces(word, columns) {
                let gap = usize::from(!line.is_empty());
                if columns < width(&line) + gap + width(piece) {
                    lines.push(std::mem::take(&mut line));
                } else if gap > 0 {
                    line.push(' ');
                }
                line.push_str(piece);
            }
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A word in pieces that fit a line.
fn pieces(word: &str, columns: usize) -> Vec<&str> {
    let mut rest = word;
    let mut pieces = Vec::new();
    while columns < width(rest) {
        let mut end = 0;
        for (at, letter) in rest.char_indices() {
            if columns < width(&rest[..at + letter.len_utf8()]) {
                break;
            }
            end = at + letter.len_utf8();
        }
        if end == 0 {
            break;
        }
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_at_spaces_and_keeps_its_paragraphs() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_and_nothing_is_lost() {
        let lines = wrap("aaaaaaaaaaaaaaaaaaaa bb", 8);
        assert_eq!(lines, ["aaaaaaaa", "aaaaaaaa", "aaaa bb"]);
        assert!(wrap("x\u{1b}[31mred", 20).concat().chars().all(|it| !it.is_control()));
    }
}
