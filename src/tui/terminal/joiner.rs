//! Makes sense of keys that a slow line cut to pieces or ran together.
//!
//! Pure: pieces and instants in, [`Input`] out. Two invariants: an arrow key that arrives in pieces is still
//! an arrow, so its letters never act as commands; and text pasted into a terminal without bracketed paste
//! never acts as commands.

use std::time::{Duration, Instant};

use crate::tui::terminal::chord::{Chord, ESC, Key};
use crate::tui::terminal::letters::Piece;

/// What a person did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Pressed a key.
    Chord(Chord),
    /// Pasted text: as it came, so neither clean nor short. Lines end in `\n`, `\r` or both.
    Paste(String),
    /// Changed the size of the terminal.
    Resized,
    /// Nothing will ever come from this keyboard again: leave.
    Gone,
}

/// Keys in one read, with an Enter among them, that nobody types: it is a paste.
const BURST: usize = 3;

/// The longest escape sequence worth waiting for, in characters.
const LONGEST: usize = 16;

/// The pieces that are still waiting for their rest.
#[derive(Debug)]
pub struct Joiner {
    wait: Duration,
    held: Vec<Chord>,
    since: Instant,
    pasted: Option<Instant>,
}

/// What the keys after an Esc amount to.
#[derive(Debug, PartialEq)]
enum Sequence {
    Unfinished,
    Key(Chord),
    PasteBegins,
    /// A sequence that means nothing to us. Its letters must not act.
    Nothing,
    /// No sequence: the person did press Esc.
    Typed,
}

impl Joiner {
    /// `wait` is how long a piece may be in coming: 60 ms, or 150 ms over SSH
    /// (`Environment::escape_wait`).
    pub fn new(wait: Duration, now: Instant) -> Joiner {
        Joiner { wait, held: Vec::new(), since: now, pasted: None }
    }

    /// When [`Joiner::expire`] wants to be called, if something is held back.
    pub fn deadline(&self) -> Option<Instant> {
        (!self.held.is_empty()).then(|| self.since + self.wait)
    }

    /// Gives up waiting: what was held back was typed key by key.
    pub fn expire(&mut self) -> Vec<Input> {
        self.held.drain(..).map(Input::Chord).collect()
    }

    /// Takes all that one read brought. A piece is in time if it is here before `expire` was called.
    pub fn take(&mut self, now: Instant, pieces: impl IntoIterator<Item = Piece>) -> Vec<Input> {
        let mut found = Vec::new();
        let mut keys = Vec::new();
        let mut pasting = self.pasted.is_some_and(|at| now <= at + self.wait);
        for piece in pieces {
            match piece {
                Piece::Letter(letter) => {
                    let Some(chord) = Chord::of_letter(letter) else { continue };
                    if self.join(now, chord, &mut keys) == Sequence::PasteBegins {
                        pasting = true;
                    }
                }
                Piece::Paste(text) => {
                    keys.append(&mut self.held);
                    self.judge(now, std::mem::take(&mut keys), pasting, &mut found);
                    found.push(Input::Paste(text));
                }
            }
        }
        self.judge(now, keys, pasting, &mut found);
        found
    }

    /// Adds a key to what is held, and lets go what is decided by it.
    fn join(&mut self, now: Instant, chord: Chord, keys: &mut Vec<Chord>) -> Sequence {
        if chord == ESC {
            keys.append(&mut self.held);
        } else if self.held.is_empty() {
            keys.push(chord);
            return Sequence::Typed;
        }
        self.held.push(chord);
        self.since = now;
        let sequence = sequence(&self.held[1..]);
        match sequence {
            Sequence::Unfinished => {}
            Sequence::Typed => keys.append(&mut self.held),
            Sequence::Key(key) => {
                self.held.clear();
                keys.push(key);
            }
            Sequence::PasteBegins | Sequence::Nothing => self.held.clear(),
        }
        sequence
    }

    /// Passes on the keys of one read, as keys or as pasted text. Keys that write nothing are dropped from a
    /// paste.
    fn judge(&mut self, now: Instant, keys: Vec<Chord>, pasting: bool, found: &mut Vec<Input>) {
        let text: String = keys.iter().filter_map(|chord| chord.text()).collect();
        let burst = text.contains('\n') && BURST <= text.chars().count();
        if !text.is_empty() && (pasting || burst) {
            self.pasted = Some(now);
            found.push(Input::Paste(text));
        } else {
            found.extend(keys.into_iter().map(Input::Chord));
        }
    }
}

fn sequence(keys: &[Chord]) -> Sequence {
    let Some(text) = keys.iter().map(|chord| chord.text()).collect::<Option<String>>() else {
        return Sequence::Typed;
    };
    let mut rest = text.chars();
    match (rest.next(), rest.as_str()) {
        (None, _) | (Some('O' | '['), "") => Sequence::Unfinished,
        (Some('O'), letter) if !letter.contains(char::is_control) => key(letter, "", ""),
        (Some('['), rest) => control_sequence(rest),
        _ => Sequence::Typed,
    }
}

/// Reads what follows `ESC [`: numbers between semicolons, then one character that ends it (ECMA-48, 5.4).
fn control_sequence(rest: &str) -> Sequence {
    // The Linux console's F1 to F5.
    if let Some(letter) = rest.strip_prefix('[') {
        return match letter.as_bytes() {
            [] => Sequence::Unfinished,
            [letter @ b'A'..=b'E'] => Sequence::Key(Chord::plain(Key::Function(letter - b'A' + 1))),
            _ => Sequence::Nothing,
        };
    }
    let numbers = rest.trim_end_matches(|it: char| matches!(it, '@'..='~'));
    if numbers.len() == rest.len() {
        let sound = rest.len() <= LONGEST && rest.chars().all(|it| matches!(it, ' '..='?'));
        return if sound { Sequence::Unfinished } else { Sequence::Typed };
    }
    let (number, modifiers) = numbers.split_once(';').unwrap_or((numbers, ""));
    key(&rest[numbers.len()..], number, modifiers)
}

fn key(last: &str, number: &str, modifiers: &str) -> Sequence {
    let key = match (last, number) {
        ("~", "200") => return Sequence::PasteBegins,
        ("A", _) => Key::Up,
        ("B", _) => Key::Down,
        ("C", _) => Key::Right,
        ("D", _) => Key::Left,
        ("H", _) | ("~", "1" | "7") => Key::Home,
        // PuTTY's rxvt keys have an End of their own.
        ("F" | "w", _) | ("~", "4" | "8") => Key::End,
        ("Z", _) => Key::BackTab,
        // M, I and G are of SCO's console, whose keys PuTTY has too.
        ("P" | "M", _) | ("~", "11") => Key::Function(1),
        ("Q", _) | ("~", "12") => Key::Function(2),
        ("R", _) | ("~", "13") => Key::Function(3),
        ("S", _) | ("~", "14") => Key::Function(4),
        ("~", "2") => Key::Insert,
        ("~", "3") => Key::Delete,
        ("I", _) | ("~", "5") => Key::PageUp,
        ("G", _) | ("~", "6") => Key::PageDown,
        ("~", "15") => Key::Function(5),
        ("~", "17") => Key::Function(6),
        ("~", "18") => Key::Function(7),
        ("~", "19") => Key::Function(8),
        ("~", "20") => Key::Function(9),
        ("~", "21") => Key::Function(10),
        ("~", "23") => Key::Function(11),
        ("~", "24") => Key::Function(12),
        _ => return Sequence::Nothing,
    };
    // xterm: the number is one more than Shift 1, Alt 2, Ctrl 4.
    let ctrl = modifiers.parse::<u8>().is_ok_and(|it| it.saturating_sub(1) & 4 != 0);
    Sequence::Key(Chord { key, ctrl })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::terminal::chord::chords;
    use proptest::prelude::*;

    const WAIT: Duration = Duration::from_millis(60);

    /// Plays reads, each so many milliseconds after the one before, the way the input thread does.
    fn play(reads: &[(u64, &[u8])]) -> Vec<Input> {
        let mut now = Instant::now();
        let mut joiner = Joiner::new(WAIT, now);
        let mut found = Vec::new();
        for (gap, bytes) in reads {
            now += Duration::from_millis(*gap);
            if joiner.deadline().is_some_and(|at| at <= now) {
                found.extend(joiner.expire());
            }
            found.extend(joiner.take(now, bytes.iter().map(|byte| Piece::Letter(char::from(*byte)))));
        }
        found.extend(joiner.expire());
        assert_eq!(joiner.deadline(), None);
        found
    }

    fn keys(notation: &str) -> Vec<Input> {
        chords(notation).unwrap().into_iter().map(Input::Chord).collect()
    }

    #[test]
    fn a_key_split_at_every_byte_is_one_key_again() {
        let table = [
            ("\u{1b}[A", "<up>"),
            ("\u{1b}OB", "<down>"),
            ("\u{1b}[D", "<left>"),
            ("\u{1b}[1;5C", "<c-right>"),
            ("\u{1b}[1;3A", "<up>"),
            ("\u{1b}[5~", "<pgup>"),
            ("\u{1b}[1~", "<home>"),
            ("\u{1b}[3~", "<del>"),
            ("\u{1b}[Z", "<s-tab>"),
            ("\u{1b}OP", "<f1>"),
            ("\u{1b}[[A", "<f1>"),
            ("\u{1b}[24~", "<f12>"),
            ("\u{1b}[57399u", ""),
            ("\u{1b}[O", ""),
            ("\u{1b}Ow", "<end>"),
            ("\u{1b}[M", "<f1>"),
            ("\u{1b}[G", "<pgdn>"),
        ];
        for (bytes, notation) in table {
            for gap in [0, 5, 30, 55] {
                let reads: Vec<_> = bytes.as_bytes().chunks(1).map(|byte| (gap, byte)).collect();
                assert_eq!(play(&reads), keys(notation), "{bytes:?} with gaps of {gap} ms");
            }
            let (esc, rest) = bytes.as_bytes().split_at(1);
            assert_eq!(play(&[(0, esc), (30, rest)]), keys(notation), "{bytes:?} in two");
        }
    }

    #[test]
    fn esc_and_a_key_after_it_are_two_keys() {
        assert_eq!(play(&[(0, b"\x1b"), (5, b"j")]), keys("<esc>j"));
        assert_eq!(play(&[(0, b"\x1b"), (70, b"[A")]), keys("<esc>[A"));
        assert_eq!(play(&[(0, b"\x1b"), (5, b"\x1b"), (5, b"[A")]), keys("<esc><up>"));
        assert_eq!(play(&[(0, b"\x1b"), (5, b"[\r")]), keys("<esc>[<enter>"));
    }

    #[test]
    fn esc_is_held_for_the_wait_and_no_longer() {
        let now = Instant::now();
        let mut joiner = Joiner::new(WAIT, now);
        assert_eq!(joiner.take(now, [Piece::Letter('\u{1b}')]), []);
        assert_eq!(joiner.deadline(), Some(now + WAIT));
        assert_eq!(joiner.expire(), keys("<esc>"));
    }

    #[test]
    fn alt_and_a_letter_is_esc_and_the_letter() {
        assert_eq!(play(&[(0, b"\x1bj\x1b[1;3A\x1b[1;7D")]), keys("<esc>j<up><c-left>"));
    }

    #[test]
    fn three_keys_with_an_enter_in_one_read_are_a_paste() {
        let paste = |text: &str| vec![Input::Paste(text.to_owned())];
        assert_eq!(play(&[(0, b"dd\rx")]), paste("dd\nx"));
        assert_eq!(play(&[(0, b"d\x1b[Ad\r")]), paste("dd\n"), "an arrow inside does not break it up");
        assert_eq!(play(&[(0, b"dd"), (5, b"\r")]), keys("dd<enter>"));
        assert_eq!(play(&[(0, b"d\r")]), keys("d<enter>"));
        assert_eq!(play(&[(0, b"ddx")]), keys("ddx"));
        assert_eq!(play(&[(0, b"\x1b[B\x1b[B\r")]), keys("<down><down><enter>"));
    }

    #[test]
    fn the_tail_of_a_paste_is_still_the_paste() {
        let both = vec![Input::Paste("a\nb".to_owned()), Input::Paste("d\n".to_owned())];
        assert_eq!(play(&[(0, b"a\rb"), (20, b"d\r")]), both);
        let later = [vec![Input::Paste("a\nb".to_owned())], keys("d<enter>")].concat();
        assert_eq!(play(&[(0, b"a\rb"), (200, b"d\r")]), later);
    }

    #[test]
    fn a_bracketed_paste_cut_after_its_first_byte_is_a_paste() {
        assert_eq!(play(&[(0, b"\x1b"), (5, b"[200~dx")]), vec![Input::Paste("dx".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_bytes_at_any_pace_are_taken(
            reads in prop::collection::vec((0_u64..200, prop::collection::vec(any::<u8>(), 0..12)), 0..40)
        ) {
            let reads: Vec<_> = reads.iter().map(|(gap, bytes)| (*gap, bytes.as_slice())).collect();
            for input in play(&reads) {
                if let Input::Paste(text) = input {
                    prop_assert!(!text.is_empty());
                }
            }
        }
    }
}
