//! What is typed into one field, with its cursor, its undo and, for a choice, the list that the letters narrow.

use std::ops::Range;

use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::{one_line, safe_lines, width};
use crate::tui::forms::keys::FormAct;
use crate::tui::terminal::chord::{Chord, Key};

/// The most characters that a field takes.
pub const LONGEST: usize = 20_000;

/// A field being filled in.
pub struct Typed {
    area: TextArea<'static>,
    has_lines: bool,
    /// For a choice: the highlighted one among those that fit, once somebody went into its list.
    pub highlighted: Option<usize>,
}

impl Typed {
    /// One that begins with a text.
    pub fn new(text: &str, has_lines: bool) -> Self {
        let mut it = Self { area: TextArea::default(), has_lines, highlighted: None };
        it.set(text);
        it
    }

    /// What is typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Puts another text in.
    pub fn set(&mut self, text: &str) {
        self.area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
        self.highlighted = None;
    }

    /// Puts the cursor before the first letter.
    pub fn to_the_top(&mut self) {
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
    }

    /// Takes everything out, so that it can be undone.
    pub fn clear(&mut self) {
        self.area.select_all();
        self.area.delete_char();
        self.highlighted = None;
    }

    /// The lines, and where the cursor is: line and character.
    pub fn lines(&self) -> (&[String], (usize, usize)) {
        let cursor = self.area.cursor();
        (self.area.lines(), (cursor.0, cursor.1))
    }

    /// Whether the field takes more than one line.
    pub const fn has_lines(&self) -> bool {
        self.has_lines
    }

    /// Takes a key that writes or moves inside the field. Says whether the text changed.
    pub fn press(&mut self, chord: Chord) -> bool {
        match chord {
            Chord { key: Key::Char(letter), ctrl: false } if self.has_room(1) => {
                self.area.insert_char(letter);
            }
            Chord { key: Key::Backspace, .. } => return self.area.delete_char(),
            Chord { key: Key::Delete, .. } => return self.area.delete_next_char(),
            Chord { key: Key::Left, .. } => return self.go(CursorMove::Back),
            Chord { key: Key::Right, .. } => return self.go(CursorMove::Forward),
            Chord { key: Key::Home, .. } => return self.go(CursorMove::Head),
            Chord { key: Key::End, .. } => return self.go(CursorMove::End),
            _ => return false,
        }
        true
    }

    /// Puts a text in place of a run of characters of the line with the cursor, and the cursor after it.
    pub fn put_in_line(&mut self, run: &Range<usize>, text: &str) {
        let row = u16::try_from(self.area.cursor().0).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(row, u16::try_from(run.start).unwrap_or(u16::MAX)));
        self.area.delete_str(run.len());
        if text.chars().count() <= self.room() {
            self.area.insert_str(text);
        }
    }

    /// Does what a key of the table means inside a field. Says whether the text changed.
    pub fn act(&mut self, act: FormAct) -> bool {
        match act {
            FormAct::Undo => self.area.undo(),
            FormAct::Redo => self.area.redo(),
            FormAct::DeleteWord => self.area.delete_word(),
            FormAct::LineStart => self.go(CursorMove::Head),
            FormAct::LineEnd => self.go(CursorMove::End),
            // At the edge of a line there is nothing of it to delete, and another line is none of it.
            FormAct::DeleteToStart => self.area.cursor().1 > 0 && self.area.delete_line_by_head(),
            FormAct::DeleteToEnd => !self.is_at_end_of_line() && self.area.delete_line_by_end(),
            FormAct::Enter if self.has_lines && self.has_room(1) => {
                self.area.insert_newline();
                true
            }
            _ => false,
        }
    }

    /// Takes pasted text, cleaned of whatever could command a terminal; as much of it as there is room for.
    pub fn paste(&mut self, text: &str) -> bool {
        let clean: String = self.clean(text).chars().take(self.room()).collect();
        !clean.is_empty() && self.area.insert_str(clean)
    }

    /// How many characters of a pasted text there would be no room for.
    pub fn would_lose(&self, text: &str) -> usize {
        self.clean(text).chars().count().saturating_sub(self.room())
    }

    fn clean(&self, text: &str) -> String {
        if self.has_lines { safe_lines(text).into_owned() } else { one_line(text) }
    }

    fn room(&self) -> usize {
        LONGEST.saturating_sub(self.text().chars().count())
    }

    /// Moves by a line inside a text. Says whether there was a line to move to.
    pub fn go_line(&mut self, is_down: bool) -> bool {
        let (row, last) = (self.area.cursor().0, self.area.lines().len() - 1);
        if !self.has_lines || (is_down && row == last) || (!is_down && row == 0) {
            return false;
        }
        self.go(if is_down { CursorMove::Down } else { CursorMove::Up });
        true
    }

    /// Moves by a page of a text that is shown in so many columns and rows. Says whether there is more of it that way.
    pub fn go_page(&mut self, is_down: bool, columns: usize, height: usize) -> bool {
        let (lines, (row, at)) = self.lines();
        let mut all: Vec<(usize, usize)> = Vec::new();
        let mut here = 0;
        for (number, line) in lines.iter().enumerate().filter(|_| self.has_lines) {
            let mut start = 0;
            for part in rows(line, columns) {
                if number == row && start <= at {
                    here = all.len();
                }
                all.push((number, start));
                start += part.chars().count();
            }
        }
        let top = (here + 1).saturating_sub(height);
        let to = match is_down {
            true if all.len() <= top + height => return false,
            true => (top + 2 * height - 1).min(all.len() - 1),
            false if top == 0 => return false,
            false => top - 1,
        };
        let [row, column] = [all[to].0, all[to].1].map(|it| u16::try_from(it).unwrap_or(u16::MAX));
        self.area.move_cursor(CursorMove::Jump(row, column));
        true
    }

    /// Whether it takes more rows than a box has in so many columns.
    pub fn is_longer(&self, columns: usize, height: usize) -> bool {
        let all = self.area.lines().iter().flat_map(|it| rows(it, columns));
        self.has_lines && all.take(height + 1).count() > height
    }

    fn go(&mut self, to: CursorMove) -> bool {
        self.area.move_cursor(to);
        false
    }

    fn is_at_end_of_line(&self) -> bool {
        let cursor = self.area.cursor();
        self.area.lines().get(cursor.0).is_none_or(|it| it.chars().count() <= cursor.1)
    }

    fn has_room(&self, more: usize) -> bool {
        let used: usize = self.area.lines().iter().map(|it| it.chars().count() + 1).sum();
        used + more <= LONGEST + 1
    }
}

/// The rows of a line in a text box, one after the other: together they are the line, so that the cursor has a place in them.
/// They break after the last space, where there is one, and leave a column for the cursor.
pub fn rows(line: &str, columns: usize) -> impl Iterator<Item = &str> {
    let (mut start, mut has_ended) = (0, false);
    std::iter::from_fn(move || {
        if has_ended {
            return None;
        }
        let (mut end, mut taken, mut space) = (start, 0, None);
        for cluster in line[start..].graphemes(true) {
            taken += width(cluster);
            if columns <= taken && end > start {
                let end = space.unwrap_or(end);
                return Some(&line[std::mem::replace(&mut start, end)..end]);
            }
            end += cluster.len();
            if cluster == " " {
                space = Some(end);
            }
        }
        has_ended = true;
        Some(&line[start..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_cannot_command_the_terminal_and_has_an_end() {
        let mut entry = Typed::new("", false);
        entry.paste("Amara\u{1b}[2J\nOkafor");
        assert!(!entry.text().chars().any(char::is_control), "{:?}", entry.text());
        assert_eq!(
            entry.would_lose(&"x".repeat(100_000)),
            100_000 - (LONGEST - entry.text().chars().count())
        );
        entry.paste(&"x".repeat(100_000));
        assert_eq!(entry.text().chars().count(), LONGEST);
        assert!(!entry.press(Chord::char('y')) && entry.text().chars().count() == LONGEST);
    }

    #[test]
    fn what_was_typed_can_be_undone_and_done_again() {
        let mut entry = Typed::new("", true);
        entry.paste("one two");
        entry.act(FormAct::DeleteWord);
        assert_eq!(entry.text(), "one ");
        entry.act(FormAct::Undo);
        assert_eq!(entry.text(), "one two");
        entry.act(FormAct::Redo);
        assert_eq!(entry.text(), "one ");
    }

    #[test]
    fn a_line_is_edited_with_the_keys_of_a_shell() {
        let mut entry = Typed::new("one two", false);
        entry.act(FormAct::LineStart);
        entry.press(Chord::char('>'));
        entry.act(FormAct::DeleteToEnd);
        assert_eq!(entry.text(), ">");
        entry.act(FormAct::LineEnd);
        entry.paste(" three");
        entry.act(FormAct::DeleteToStart);
        assert_eq!(entry.text(), "");
        let mut lines = Typed::new("one\ntwo", true);
        lines.act(FormAct::DeleteToStart);
        assert!(!lines.act(FormAct::DeleteToStart) && lines.text() == "one\n", "the line above stays");
    }

    #[test]
    fn a_long_text_is_paged_through_and_every_row_of_it_is_seen() {
        let text: Vec<String> = (1..=10).map(|it| format!("{it} two three")).collect();
        let mut entry = Typed::new(&text.join("\n"), true);
        entry.to_the_top();
        let mut at = vec![entry.lines().1];
        // Each line takes two rows of a box of three: the row with the cursor is the last that shows.
        while entry.go_page(true, 8, 3) {
            at.push(entry.lines().1);
        }
        assert_eq!(at, [(0, 0), (2, 6), (4, 0), (5, 6), (7, 0), (8, 6), (9, 7)]);
        while entry.go_page(false, 8, 3) {}
        assert!(entry.lines().1.0 <= 1 && !Typed::new("one", false).go_page(true, 8, 3));
    }

    #[test]
    fn what_was_cleared_can_be_undone() {
        let mut entry = Typed::new("Mon 2 Mar 2026", false);
        entry.clear();
        assert_eq!(entry.text(), "");
        entry.act(FormAct::Undo);
        assert_eq!(entry.text(), "Mon 2 Mar 2026");
    }
}
