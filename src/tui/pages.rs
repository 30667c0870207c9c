//! A cursor in a list that turns pages instead of scrolling: over a slow link a move costs bytes, and a page turn is
//! forty times a move.

use crate::tui::keymap::Act;

/// Where the cursor is. What is on screen follows from it and the height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected line, from 0.
    pub at: usize,
}

impl Cursor {
    /// The first line on screen.
    pub const fn top(self, height: usize) -> usize {
        match self.at.checked_div(height) {
            Some(page) => page * height,
            None => self.at,
        }
    }

    /// Moves in a list of so many lines, shown so many at a time. Says whether the key was a move at all.
    pub fn go(&mut self, act: Act, lines: usize, height: usize) -> bool {
        let last = lines.saturating_sub(1);
        let page = height.max(1);
        self.at = match act {
            Act::Down => self.at + 1,
            Act::Up => self.at.saturating_sub(1),
            Act::PageDown => self.top(page) + page,
            Act::PageUp => self.top(page).saturating_sub(page),
            Act::HalfDown => self.at + page / 2,
            Act::HalfUp => self.at.saturating_sub(page / 2),
            Act::Top => 0,
            Act::End => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Keeps the cursor on a line that exists.
    pub fn stay_within(&mut self, lines: usize) {
        self.at = self.at.min(lines.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: usize, act: Act, lines: usize, height: usize, expect: usize) {
        let mut cursor = Cursor { at: from };
        assert!(cursor.go(act, lines, height));
        assert_eq!(cursor.at, expect, "{act:?} from {from} of {lines}");
    }

    #[test]
    fn moves_stay_within_the_list() {
        check(0, Act::Up, 5, 3, 0);
        check(4, Act::Down, 5, 3, 4);
        check(0, Act::Down, 0, 3, 0);
        check(1, Act::End, 5, 3, 4);
        check(4, Act::PageUp, 5, 3, 0);
        check(1, Act::PageDown, 50, 18, 18);
        check(2, Act::PageDown, 5, 0, 3);
    }

    #[test]
    fn the_page_turns_only_when_the_cursor_leaves_it() {
        assert_eq!((Cursor { at: 17 }).top(18), 0);
        assert_eq!((Cursor { at: 18 }).top(18), 18);
    }
}
