//! The keys inside forms, where letters are text: one table for the form, the line of keys and help.

use crate::tui::terminal::chord::{Chord, Key};

/// What a key does in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormAct {
    /// To the next field.
    Next,
    /// To the field before.
    Previous,
    /// Up: a line in a text, a choice in a list, else a field.
    Up,
    /// Down, likewise.
    Down,
    /// Next field; a new line in a text.
    Enter,
    /// Check the answers.
    Check,
    /// Leave; the draft is kept.
    Leave,
    /// Undo what was typed in this field.
    Undo,
    /// Do it again.
    Redo,
    /// To the beginning of the line.
    LineStart,
    /// To its end.
    LineEnd,
    /// Delete the line up to the cursor.
    DeleteToStart,
    /// Delete the line from the cursor on.
    DeleteToEnd,
    /// Delete the word before.
    DeleteWord,
    /// The page of the form after this one.
    PageDown,
    /// The page before it.
    PageUp,
    /// What is asked here, and the keys.
    Explain,
    /// Throw away what was typed.
    ThrowAway,
    /// Words of the office, into the text.
    Wording,
}

/// A row of the table: the key, what it does, and a sentence.
pub const FORM_KEYS: &[(Chord, FormAct, &str)] = &[
    (
        Chord::plain(Key::Tab),
        FormAct::Next,
        "Next field. Takes the choice that the letters have narrowed it to. What stood there beforehand gives way to typing.",
    ),
    (Chord::plain(Key::BackTab), FormAct::Previous, "Field before."),
    (
        Chord::plain(Key::Down),
        FormAct::Down,
        "Next line or field; in a choice, opens its list and moves down it.",
    ),
    (Chord::plain(Key::Up), FormAct::Up, "Line, choice or field before."),
    (
        Chord::plain(Key::Enter),
        FormAct::Enter,
        "Next field; in a text, a new line; on the check page, save, or go where the first problem is put right.",
    ),
    (Chord::ctrl('x'), FormAct::Check, "Check all answers and save, from anywhere."),
    (Chord::plain(Key::Esc), FormAct::Leave, "Leave the form. What you typed is kept as a draft."),
    (Chord::ctrl('g'), FormAct::ThrowAway, "Throw away what you typed into this form. It asks first."),
    (Chord::ctrl('c'), FormAct::Leave, "Leave the form. What you typed is kept as a draft."),
    (
        Chord::plain(Key::PageDown),
        FormAct::PageDown,
        "Next page of a text that is longer than its box, then of the form, and to answers that are seldom given.",
    ),
    (Chord::plain(Key::PageUp), FormAct::PageUp, "The page before."),
    (
        Chord::plain(Key::Function(1)),
        FormAct::Explain,
        "What is asked in this field, how it is written, the rule behind it, and these keys.",
    ),
    (Chord::ctrl('a'), FormAct::LineStart, "To the beginning of the line."),
    (Chord::ctrl('e'), FormAct::LineEnd, "To the end of the line."),
    (Chord::ctrl('u'), FormAct::DeleteToStart, "Delete the line up to the cursor: empties a field."),
    (Chord::ctrl('k'), FormAct::DeleteToEnd, "Delete the line from the cursor on."),
    (Chord::ctrl('z'), FormAct::Undo, "Undo what you typed in this field."),
    (Chord::ctrl('y'), FormAct::Redo, "Do it again."),
    (Chord::ctrl('w'), FormAct::DeleteWord, "Delete the word before the cursor."),
    (
        Chord::ctrl('t'),
        FormAct::Wording,
        "In a line of several parts, choose what stands in this part; in any longer answer, put in words of the office.",
    ),
];

/// What a key does; none for text and for moving inside a field.
pub fn resolve(chord: Chord) -> Option<FormAct> {
    FORM_KEYS.iter().find(|it| it.0 == chord).map(|it| it.1)
}

/// The keys as a Markdown table, for help.
pub fn key_list() -> String {
    let row = |(chord, _, help): &(Chord, FormAct, &str)| format!("| `{}` | {help} |\n", chord.human());
    FORM_KEYS
        .iter()
        .map(row)
        .fold("| Key in a form | What happens |\n| --- | --- |\n".to_owned(), |all, it| all + &it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_and_none_writes_but_tab_and_enter() {
        for (place, (chord, _, help)) in FORM_KEYS.iter().enumerate() {
            assert!(FORM_KEYS[place + 1..].iter().all(|it| it.0 != *chord), "{}", chord.human());
            assert!(chord.text().is_none_or(char::is_control) && help.ends_with('.'));
        }
    }

    #[test]
    fn help_lists_the_keys_of_forms() {
        crate::help::in_step::keep("forms", "form keys", &key_list());
    }
}
