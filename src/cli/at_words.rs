//! Lines that end at words: what is read out on a terminal breaks between words, where the terminal would break it anywhere.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::text::width;

/// Whether lines break at words; as long as they do not, all is written as it comes. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Breaks(Arc<AtomicBool>);

impl Breaks {
    /// From now on lines break at words.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Writes text whose lines break at words.
pub struct AtWords<Out: Write> {
    out: Out,
    breaks: Breaks,
    /// How many columns the terminal has now: its last one stays free.
    columns: fn() -> usize,
    /// The column in which the next word begins.
    column: usize,
    /// What has come of it.
    word: Vec<u8>,
}

impl<Out: Write> AtWords<Out> {
    /// Writes to this; lines are as they come until they are to break.
    pub fn new(out: Out, breaks: Breaks, columns: fn() -> usize) -> Self {
        Self { out, breaks, columns, column: 0, word: Vec::new() }
    }

    fn room(&self) -> Option<usize> {
        self.breaks.has_begun().then(|| (self.columns)().saturating_sub(1).max(1))
    }

    fn put_word(&mut self, columns: usize) -> io::Result<()> {
        let wide = width(&String::from_utf8_lossy(&self.word));
        if self.column > 0 && columns < self.column + wide {
            self.out.write_all(b"\n")?;
            self.column = 0;
        }
        self.out.write_all(&std::mem::take(&mut self.word))?;
        self.column = (self.column + wide).min(columns);
        Ok(())
    }
}

impl<Out: Write> Write for AtWords<Out> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(columns) = self.room() else {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        };
        for byte in bytes {
            match byte {
                b'\n' => {
                    self.put_word(columns)?;
                    self.out.write_all(b"\n")?;
                    self.column = 0;
                }
                b' ' => {
                    self.put_word(columns)?;
                    // At the end of a line a space is not seen.
                    if self.column < columns {
                        self.out.write_all(b" ")?;
                        self.column += 1;
                    }
                }
                _ => self.word.push(*byte),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(columns) = self.room() {
            self.put_word(columns)?;
        }
        // Somebody answers now, and the next line begins after that.
        self.column = 0;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(columns: fn() -> usize, parts: &[&str]) -> String {
        let (breaks, mut out) = (Breaks::default(), Vec::new());
        breaks.begin();
        let mut writer = AtWords::new(&mut out, breaks, columns);
        for part in parts {
            writer.write_all(part.as_bytes()).expect("it is written");
        }
        writer.flush().expect("it is written");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn lines_break_between_words_and_nothing_is_lost() {
        assert_eq!(written(|| 11, &["one two three ", "four\n", "five"]), "one two \nthree four\nfive");
        assert_eq!(written(|| 11, &["  1. one two thr", "ee"]), "  1. one \ntwo three");
        assert_eq!(written(|| 11, &["é漢é 漢漢漢漢"]), "é漢é \n漢漢漢漢");
        assert_eq!(written(|| 6, &["longer words"]), "longer\nwords");
    }

    #[test]
    fn where_lines_need_not_break_all_is_written_as_it_comes() {
        let mut out = Vec::new();
        let mut writer = AtWords::new(&mut out, Breaks::default(), || 5);
        writer.write_all(b"one two three").expect("it is written");
        assert_eq!(out, b"one two three");
    }
}
