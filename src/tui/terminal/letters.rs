//! Letters out of the bytes that a keyboard sends.
//!
//! Pure: bytes in, pieces out. Invariant: no byte is lost. What is no UTF-8 is read as Windows-1252, which holds Latin-1: a
//! terminal that is set to it sends `é` and `£` so, and a letter that arrives may be wrong, but is seen.

use encoding_rs::WINDOWS_1252;

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A letter, or a control character as a key sends it.
    Letter(char),
    /// A text pasted by a terminal that says so.
    Paste(String),
}

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Reads bytes as they come, cut anywhere.
#[derive(Debug, Default)]
pub struct Letters {
    /// The beginning of a letter whose rest is still to come.
    held: Vec<u8>,
    /// The text of a paste that has not ended.
    pasted: Option<Vec<u8>>,
}

impl Letters {
    /// Whether the rest of a letter is waited for.
    pub fn is_waiting(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes all that one read brought.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut all = std::mem::take(&mut self.held);
        all.extend_from_slice(bytes);
        let mut found = Vec::new();
        let mut rest = &all[..];
        loop {
            if let Some(pasted) = &mut self.pasted {
                let from = pasted.len().saturating_sub(PASTE_ENDS.len() - 1);
                pasted.extend_from_slice(rest);
                let Some(end) = place(&pasted[from..], PASTE_ENDS) else { return found };
                let after = pasted.split_off(from + end);
                found.push(Piece::Paste(text(pasted)));
                self.pasted = None;
                let after = after.len() - PASTE_ENDS.len();
                rest = &rest[rest.len() - after..];
            }
            let begin = place(rest, PASTE_BEGINS);
            let typed = &rest[..begin.unwrap_or(rest.len())];
            self.read(typed, &mut found);
            let Some(begin) = begin else { return found };
            self.give_up(&mut found);
            rest = &rest[begin + PASTE_BEGINS.len()..];
            self.pasted = Some(Vec::new());
        }
    }

    /// Gives up waiting: what was held back is a letter of another encoding.
    pub fn expire(&mut self) -> Vec<Piece> {
        let mut found = Vec::new();
        self.give_up(&mut found);
        found
    }

    fn give_up(&mut self, found: &mut Vec<Piece>) {
        found.extend(text(&std::mem::take(&mut self.held)).chars().map(Piece::Letter));
    }

    fn read(&mut self, bytes: &[u8], found: &mut Vec<Piece>) {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            found.extend(chunk.valid().chars().map(Piece::Letter));
            let wrong = chunk.invalid();
            if chunks.peek().is_none() && could_go_on(wrong) {
                self.held = wrong.to_vec();
            } else {
                found.extend(in_1252(wrong).chars().map(Piece::Letter));
            }
        }
    }
}

/// Whether these bytes are the beginning of a letter in UTF-8.
fn could_go_on(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|it| it.error_len().is_none())
}

/// A text, what is no UTF-8 in it being read as Windows-1252.
fn text(bytes: &[u8]) -> String {
    bytes.utf8_chunks().map(|it| it.valid().to_owned() + &in_1252(it.invalid())).collect()
}

fn in_1252(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

fn place(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn play(reads: &[&[u8]]) -> Vec<Piece> {
        let mut letters = Letters::default();
        let mut found: Vec<Piece> = reads.iter().flat_map(|it| letters.take(it)).collect();
        found.extend(letters.expire());
        found
    }

    fn typed(text: &str) -> Vec<Piece> {
        text.chars().map(Piece::Letter).collect()
    }

    #[test]
    fn letters_of_latin_1_arrive_as_those_of_utf_8_do() {
        assert_eq!(play(&["José £5".as_bytes()]), typed("José £5"));
        assert_eq!(play(&[b"Jos\xe9 \xa35"]), typed("José £5"));
        assert_eq!(play(&[b"Jos\xe9", b" ", b"\xa3", b"5 \x80"]), typed("José £5 €"));
        assert_eq!(play(&[b"Jos\xe9"]), typed("José"));
    }

    #[test]
    fn a_letter_that_is_cut_is_one_letter_again() {
        for cut in 1.."日é".len() {
            let (one, two) = "日é".as_bytes().split_at(cut);
            assert_eq!(play(&[one, two]), typed("日é"));
        }
    }

    #[test]
    fn a_paste_is_one_text_wherever_it_is_cut() {
        let bytes = "a\x1b[200~José\r\x1b[A\x1b[201~b".as_bytes();
        let expect = [typed("a"), vec![Piece::Paste("José\r\x1b[A".to_owned())], typed("b")].concat();
        assert_eq!(play(&[bytes]), expect);
        for cut in bytes.len() - 9..bytes.len() {
            let (one, two) = bytes.split_at(cut);
            assert_eq!(play(&[one, two]), expect, "at {cut}");
        }
    }

    proptest! {
        #[test]
        fn no_byte_that_is_typed_is_lost(reads in prop::collection::vec(prop::collection::vec(0x20_u8..=255, 0..9), 0..9)) {
            let reads: Vec<&[u8]> = reads.iter().map(Vec::as_slice).collect();
            let letters = play(&reads).len();
            prop_assert!(letters * 4 >= reads.concat().len());
        }
    }
}
