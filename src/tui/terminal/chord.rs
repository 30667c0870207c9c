//! One key press, its notation (`j`, `<enter>`, `<c-x>`) and its name for people (`Ctrl-X`).
//!
//! Invariant: whatever a terminal calls a key, it is one `Chord` here: Ctrl-H is Backspace, Ctrl-J is Enter,
//! Shift on a character is in the character.

use std::fmt;
use std::str::FromStr;

/// A key, without Ctrl.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Function(u8),
}

/// A key press: a key, with or without Ctrl. Letters under Ctrl are lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    /// Which key.
    pub key: Key,
    /// Whether Ctrl was held.
    pub ctrl: bool,
}

/// The Esc key.
pub const ESC: Chord = Chord::plain(Key::Esc);

/// The keys that have a name: notation, and the name for people.
const NAMES: &[(Key, &str, &str)] = &[
    (Key::Enter, "enter", "Enter"),
    (Key::Esc, "esc", "Esc"),
    (Key::Tab, "tab", "Tab"),
    (Key::BackTab, "s-tab", "Shift-Tab"),
    (Key::Backspace, "bs", "Backspace"),
    (Key::Delete, "del", "Delete"),
    (Key::Insert, "ins", "Insert"),
    (Key::Up, "up", "Up"),
    (Key::Down, "down", "Down"),
    (Key::Left, "left", "Left"),
    (Key::Right, "right", "Right"),
    (Key::Home, "home", "Home"),
    (Key::End, "end", "End"),
    (Key::PageUp, "pgup", "PgUp"),
    (Key::PageDown, "pgdn", "PgDn"),
    (Key::Char(' '), "space", "Space"),
    (Key::Char('<'), "lt", "<"),
    (Key::Function(1), "f1", "F1"),
    (Key::Function(2), "f2", "F2"),
    (Key::Function(3), "f3", "F3"),
    (Key::Function(4), "f4", "F4"),
    (Key::Function(5), "f5", "F5"),
    (Key::Function(6), "f6", "F6"),
    (Key::Function(7), "f7", "F7"),
    (Key::Function(8), "f8", "F8"),
    (Key::Function(9), "f9", "F9"),
    (Key::Function(10), "f10", "F10"),
    (Key::Function(11), "f11", "F11"),
    (Key::Function(12), "f12", "F12"),
];

impl Chord {
    /// A key by itself.
    pub const fn plain(key: Key) -> Chord {
        Chord { key, ctrl: false }
    }

    /// A character by itself.
    pub const fn char(character: char) -> Chord {
        Chord::plain(Key::Char(character))
    }

    /// A letter with Ctrl held.
    pub const fn ctrl(letter: char) -> Chord {
        Chord { key: Key::Char(letter.to_ascii_lowercase()), ctrl: true }
    }

    /// The name for footers and help: `Enter`, `Ctrl-X`, `Up`, `j`.
    pub fn human(self) -> String {
        let name = match (self.key, named(self.key)) {
            (_, Some((_, _, human))) => (*human).to_owned(),
            (Key::Char(character), None) if self.ctrl => character.to_uppercase().to_string(),
            (Key::Char(character), None) => character.to_string(),
            (key, None) => format!("{key:?}"),
        };
        if self.ctrl { format!("Ctrl-{name}") } else { name }
    }

    /// What this key would add to a text, if it is a key that writes.
    pub fn text(self) -> Option<char> {
        match self {
            Chord { key: Key::Char(character), ctrl: false } => Some(character),
            Chord { key: Key::Enter, ctrl: false } => Some('\n'),
            Chord { key: Key::Tab, ctrl: false } => Some('\t'),
            _ => None,
        }
    }

    /// The key that sends a character when it comes alone. `None` for control characters that no key of ours sends.
    pub fn of_letter(letter: char) -> Option<Chord> {
        Some(match letter {
            '\u{1b}' => ESC,
            '\r' | '\n' => Chord::plain(Key::Enter),
            '\t' => Chord::plain(Key::Tab),
            '\u{7f}' => Chord::plain(Key::Backspace),
            '\u{1}'..='\u{1a}' => under_ctrl(char::from(letter as u8 + b'`')),
            '\u{1c}'..='\u{1f}' => Chord::ctrl(char::from(letter as u8 - 0x1c + b'4')),
            letter if letter.is_control() => return None,
            letter => Chord::char(letter),
        })
    }
}

/// A terminal sends the same byte for Ctrl-H and (on many) Backspace, for Ctrl-J and a line feed, and so on.
fn under_ctrl(letter: char) -> Chord {
    match letter.to_ascii_lowercase() {
        'h' => Chord::plain(Key::Backspace),
        'i' => Chord::plain(Key::Tab),
        'j' | 'm' => Chord::plain(Key::Enter),
        '[' => ESC,
        other => Chord::ctrl(other),
    }
}

fn named(key: Key) -> Option<&'static (Key, &'static str, &'static str)> {
    NAMES.iter().find(|(named, _, _)| *named == key)
}

/// Prints the notation that [`FromStr`] reads.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let control = if self.ctrl { "c-" } else { "" };
        match (self.key, named(self.key)) {
            (_, Some((_, notation, _))) => write!(f, "<{control}{notation}>"),
            (Key::Char(character), None) if self.ctrl => write!(f, "<{control}{character}>"),
            (Key::Char(character), None) => write!(f, "{character}"),
            (key, None) => write!(f, "<{control}{key:?}>"),
        }
    }
}

/// Text that names no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAKey(String);

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a key; write a character, <enter>, <c-x>, <up> or <f1>, and <lt> for <",
            self.0
        )
    }
}

impl std::error::Error for NotAKey {}

impl FromStr for Chord {
    type Err = NotAKey;

    fn from_str(notation: &str) -> Result<Chord, NotAKey> {
        match chords(notation)?.as_slice() {
            [chord] => Ok(*chord),
            _ => Err(NotAKey(notation.to_owned())),
        }
    }
}

/// Reads several keys written one after the other: `jjx<tab><c-s>`.
pub fn chords(notation: &str) -> Result<Vec<Chord>, NotAKey> {
    let mut found = Vec::new();
    let mut rest = notation;
    while let Some(first) = rest.chars().next() {
        let (chord, length) = if first == '<' {
            let end = rest.find('>').ok_or_else(|| NotAKey(rest.to_owned()))?;
            let chord = bracketed(&rest[1..end]).ok_or_else(|| NotAKey(rest[..=end].to_owned()))?;
            (chord, end + 1)
        } else if first.is_control() {
            return Err(NotAKey(first.escape_default().to_string()));
        } else {
            (Chord::char(first), first.len_utf8())
        };
        found.push(chord);
        rest = &rest[length..];
    }
    Ok(found)
}

/// Reads what stands between `<` and `>`.
fn bracketed(inside: &str) -> Option<Chord> {
    let (ctrl, name) = inside.strip_prefix("c-").map_or((false, inside), |name| (true, name));
    if let Some((key, _, _)) = NAMES.iter().find(|(_, notation, _)| *notation == name) {
        return Some(Chord { key: *key, ctrl });
    }
    let mut characters = name.chars();
    let (Some(letter), None, true) = (characters.next(), characters.next(), ctrl) else { return None };
    Some(under_ctrl(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Chord> {
        let named = NAMES.iter().flat_map(|(key, _, _)| [false, true].map(|ctrl| Chord { key: *key, ctrl }));
        let typed = "jJ>1é日".chars().map(Chord::char);
        named.chain(typed).chain("abcdefgklnopqrstuvwxyz".chars().map(Chord::ctrl))
    }

    #[test]
    fn every_key_reads_back_from_what_it_prints() {
        for chord in all() {
            assert_eq!(chord.to_string().parse(), Ok(chord), "for {chord}");
        }
        let line: String = all().map(|chord| chord.to_string()).collect();
        assert_eq!(chords(&line), Ok(all().collect()));
    }

    #[test]
    fn keys_are_written_one_after_the_other() {
        let expected =
            [Chord::char('j'), Chord::char('X'), Chord::plain(Key::Tab), Chord::ctrl('s'), Chord::char('>')];
        assert_eq!(chords("jX<tab><c-s>>"), Ok(expected.to_vec()));
    }

    #[test]
    fn what_is_no_key_is_named_in_the_error() {
        let table = [("a<nope>", "<nope>"), ("<", "<"), ("<enter", "<enter"), ("<x>", "<x>"), ("\n", "\\n")];
        for (notation, blamed) in table {
            assert_eq!(chords(notation), Err(NotAKey(blamed.to_owned())));
        }
        assert!("jj".parse::<Chord>().is_err());
    }

    #[test]
    fn people_read_key_names() {
        let table =
            [("<enter>", "Enter"), ("<c-x>", "Ctrl-X"), ("<s-tab>", "Shift-Tab"), ("j", "j"), ("<lt>", "<")];
        for (notation, human) in table {
            assert_eq!(notation.parse::<Chord>().map(Chord::human), Ok(human.to_owned()));
        }
    }

    #[test]
    fn a_key_is_one_chord_whatever_the_terminal_sends_for_it() {
        let table = [
            ('\u{8}', "<bs>"),
            ('\u{7f}', "<bs>"),
            ('\n', "<enter>"),
            ('\r', "<enter>"),
            ('\u{18}', "<c-x>"),
            ('\u{1c}', "<c-4>"),
            ('R', "R"),
            ('é', "é"),
        ];
        for (letter, notation) in table {
            assert_eq!(Chord::of_letter(letter), notation.parse().ok(), "for {letter:?}");
        }
    }

    #[test]
    fn a_raw_control_character_is_no_key_press() {
        assert_eq!([Chord::of_letter('\u{9b}'), Chord::of_letter('\0')], [None, None]);
    }
}
