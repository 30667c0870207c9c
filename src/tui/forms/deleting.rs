//! A line that is typed outside forms, at its end: the keys of forms that delete work in it too.

use crate::tui::forms::keys::{FormAct, resolve};
use crate::tui::terminal::chord::{Chord, Key};

/// Deletes what a key deletes in a form. Says whether it is such a key.
pub fn delete(line: &mut String, chord: Chord) -> bool {
    match (chord.key, resolve(chord)) {
        (Key::Backspace, _) => drop(line.pop()),
        (_, Some(FormAct::DeleteToStart)) => line.clear(),
        (_, Some(FormAct::DeleteWord)) => {
            let word = line.trim_end().rfind(char::is_whitespace).map_or(0, |it| it + 1);
            line.truncate(word);
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_a_word_or_all_of_a_line_goes_as_in_forms() {
        let mut line = "late  benefits letter ".to_owned();
        for (chord, left) in [
            (Chord::ctrl('w'), "late  benefits "),
            (Chord::plain(Key::Backspace), "late  benefits"),
            (Chord::ctrl('w'), "late  "),
            (Chord::ctrl('w'), ""),
            (Chord::ctrl('w'), ""),
        ] {
            assert!(delete(&mut line, chord));
            assert_eq!(line, left);
        }
        let mut line = "é ü".to_owned();
        assert!(
            !delete(&mut line, Chord::char('x')) && delete(&mut line, Chord::ctrl('u')) && line.is_empty()
        );
    }
}
