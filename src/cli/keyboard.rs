//! A line that somebody types where nothing is redrawn: at a terminal with the keys of a shell, and from anywhere else as it comes.
//!
//! At its end a letter is written as it is typed, and nothing else is: whoever hears the screen hears no more than without these
//! keys. What is changed within a line is written again from there on.

use std::io::{self, BufRead, IsTerminal, Write, stdin, stdout};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::width;
use crate::domain::wrapping::wrap;

/// Where lines are typed.
pub trait Keyboard {
    /// Reads a line after a question that was written, without its end; none where nobody types any more.
    fn line(&mut self, question: &str) -> io::Result<Option<String>>;

    /// Whether a line may be of any length. A terminal that hands over whole lines takes no long ones.
    fn takes_long_lines(&self) -> bool {
        false
    }
}

impl<Input: BufRead> Keyboard for Input {
    fn line(&mut self, _question: &str) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.read_line(&mut line)?;
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok((read > 0).then_some(line))
    }
}

/// Standard input, with the keys of a shell where it is a terminal that can move its cursor.
pub struct Terminal {
    has_keys: bool,
    /// Whether questions break at words.
    breaks: bool,
}

impl Terminal {
    /// Whether it can move its cursor, the environment says.
    pub fn new(can_move: bool) -> Self {
        Self { has_keys: can_move && stdin().is_terminal() && stdout().is_terminal(), breaks: false }
    }

    /// The same, after questions whose lines break at words.
    #[must_use]
    pub fn after_words(self) -> Self {
        Self { breaks: true, ..self }
    }
}

impl Keyboard for Terminal {
    fn line(&mut self, question: &str) -> io::Result<Option<String>> {
        if !self.has_keys {
            return stdin().lock().line(question);
        }
        let columns = tcgetwinsize(stdout()).map_or(0, |it| usize::from(it.ws_col));
        let columns = if columns == 0 { 80 } else { columns };
        let mut line = Line::after(ends_in(question, columns, self.breaks), columns);
        let mut out = stdout();
        let mut letters = Letters::default();
        let mut keys = LetterByLetter::begin()?;
        loop {
            let Some(byte) = read()? else { return Ok(None) };
            for key in letters.take(byte, &mut has_more) {
                match line.press(key) {
                    Pressed::On => {}
                    Pressed::Done => {
                        line.end(&mut out)?;
                        return Ok(Some(line.text));
                    }
                    Pressed::Gone => return Ok(None),
                    // As without these keys: the program ends, or stands still until it is taken up again.
                    Pressed::Signal(signal) => {
                        drop(keys);
                        kill_process(getpid(), signal)?;
                        keys = LetterByLetter::begin()?;
                    }
                }
            }
            out.write_all(line.written.as_bytes())?;
            line.written.clear();
            out.flush()?;
        }
    }

    fn takes_long_lines(&self) -> bool {
        self.has_keys
    }
}

/// The column behind a question and a space, on a terminal with so many columns.
fn ends_in(question: &str, columns: usize, breaks: bool) -> usize {
    if !breaks {
        return width(question) + 1;
    }
    let last = wrap(question, columns - 1).pop().unwrap_or_default();
    (width(&last) + 1).min(columns - 1)
}

/// How long the rest of an arrow key may take over a slow link.
const A_MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

fn read() -> io::Result<Option<u8>> {
    let mut byte = [0];
    match rustix::io::read(stdin(), &mut byte) {
        // A terminal that is gone says so as an error.
        Ok(0) | Err(rustix::io::Errno::IO) => Ok(None),
        Ok(_) => Ok(Some(byte[0])),
        Err(rustix::io::Errno::INTR) => read(),
        Err(it) => Err(it.into()),
    }
}

fn has_more() -> bool {
    let stdin = stdin();
    let mut all = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut all, Some(&A_MOMENT)).is_ok_and(|it| it > 0)
}

/// A terminal that hands over each letter, and writes none by itself, for as long as this lives.
struct LetterByLetter(Termios);

impl LetterByLetter {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut now = before.clone();
        now.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN);
        now.special_codes[SpecialCodeIndex::VMIN] = 1;
        now.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(stdin(), OptionalActions::Now, &now)?;
        Ok(Self(before))
    }
}

impl Drop for LetterByLetter {
    fn drop(&mut self) {
        // A terminal that is gone has no settings.
        tcsetattr(stdin(), OptionalActions::Now, &self.0).ok();
    }
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Letter(char),
    Enter,
    Left,
    Right,
    Start,
    End,
    /// Deletes the letter before, or the one under the cursor.
    Backspace,
    Delete,
    /// Ctrl-D: the end, where nothing is typed.
    EndOfInput,
    DeleteToStart,
    DeleteToEnd,
    DeleteWord,
    Signal(Signal),
}

/// Keys, as the bytes come.
#[derive(Default)]
struct Letters {
    /// What has come of a letter of several bytes, or of a key.
    begun: Vec<u8>,
}

impl Letters {
    /// Takes a byte; the keys that are whole then. `has_more` says whether more comes at once, after Esc.
    fn take(&mut self, byte: u8, has_more: &mut dyn FnMut() -> bool) -> Vec<Key> {
        self.begun.push(byte);
        match self.begun[..] {
            [0x1b] => {
                if !has_more() {
                    self.begun.clear();
                }
                Vec::new()
            }
            [0x1b, b'[' | b'O'] => Vec::new(),
            [0x1b, b'[' | b'O', .., last] if !(0x40..=0x7e).contains(&last) => Vec::new(),
            [0x1b, b'[' | b'O', ref rest @ ..] => {
                let key = sequence(rest);
                self.begun.clear();
                key.into_iter().collect()
            }
            // A letter pressed with Alt is that letter.
            [0x1b, other] => {
                self.begun.clear();
                self.take(other, has_more)
            }
            [first, ..] if first < 0x80 => {
                self.begun.clear();
                plain(byte).into_iter().collect()
            }
            _ => self.of_several_bytes(has_more),
        }
    }

    /// A letter of several bytes; what is none in UTF-8 is taken for Latin-1, so that no letter is lost.
    fn of_several_bytes(&mut self, has_more: &mut dyn FnMut() -> bool) -> Vec<Key> {
        match std::str::from_utf8(&self.begun) {
            Ok(text) => {
                let keys = text.chars().map(Key::Letter).collect();
                self.begun.clear();
                keys
            }
            Err(it) if it.error_len().is_none() && self.begun.len() < 4 && has_more() => Vec::new(),
            Err(_) => {
                let bytes = std::mem::take(&mut self.begun);
                let latin =
                    |it: &u8| if *it < 0x80 { plain(*it) } else { Some(Key::Letter(char::from(*it))) };
                bytes
                    .iter()
                    .filter_map(latin)
                    .filter(|it| !matches!(it, Key::Letter(it) if it.is_control()))
                    .collect()
            }
        }
    }
}

/// What a key sends after Esc and a bracket.
fn sequence(rest: &[u8]) -> Option<Key> {
    match rest {
        b"D" => Some(Key::Left),
        b"C" => Some(Key::Right),
        b"H" | b"1~" | b"7~" => Some(Key::Start),
        b"F" | b"4~" | b"8~" | b"w" => Some(Key::End),
        b"3~" => Some(Key::Delete),
        _ => None,
    }
}

/// What a byte alone is.
fn plain(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\n' | b'\r' => Key::Enter,
        1 => Key::Start,
        2 => Key::Left,
        3 => Key::Signal(Signal::INT),
        4 => Key::EndOfInput,
        5 => Key::End,
        6 => Key::Right,
        8 | 0x7f => Key::Backspace,
        b'\t' => Key::Letter(' '),
        11 => Key::DeleteToEnd,
        21 => Key::DeleteToStart,
        23 => Key::DeleteWord,
        26 => Key::Signal(Signal::TSTP),
        28 => Key::Signal(Signal::QUIT),
        b' '..0x7f => Key::Letter(char::from(byte)),
        _ => return None,
    })
}

/// What a key led to.
#[derive(Debug, PartialEq)]
enum Pressed {
    On,
    Done,
    /// Nobody types any more.
    Gone,
    Signal(Signal),
}

/// What is written after the last column: terminals differ in where the cursor stands there.
const LEAVES_THE_LAST_COLUMN: &str = " \r";

/// A line that is typed, and what is to be written of it.
struct Line {
    text: String,
    /// Where the cursor is, in bytes.
    at: usize,
    /// Row and column of the cursor, where rows are counted from the one in which the line begins.
    here: (usize, usize),
    /// The column in which it begins.
    start: usize,
    columns: usize,
    /// What the terminal has not been told yet.
    written: String,
}

impl Line {
    fn after(column: usize, columns: usize) -> Self {
        let columns = columns.max(2);
        let start = column % columns;
        Self { text: String::new(), at: 0, here: (0, start), start, columns, written: String::new() }
    }

    fn press(&mut self, key: Key) -> Pressed {
        match key {
            Key::Letter(letter @ ' '..='~') if self.at == self.text.len() => self.add(letter),
            Key::Letter(letter) => self.put(self.at..self.at, &letter.to_string()),
            Key::Left => self.go(self.before()),
            Key::Right => self.go(self.after_next()),
            Key::Start => self.go(0),
            Key::End => self.go(self.text.len()),
            Key::Backspace => self.put(self.before()..self.at, ""),
            Key::EndOfInput if self.text.is_empty() => return Pressed::Gone,
            Key::Delete | Key::EndOfInput => self.put(self.at..self.after_next(), ""),
            Key::DeleteToStart => self.put(0..self.at, ""),
            Key::DeleteToEnd => self.put(self.at..self.text.len(), ""),
            Key::DeleteWord => {
                let start = self.text[..self.at].trim_end().rfind(char::is_whitespace);
                self.put(start.map_or(0, |it| it + 1)..self.at, "");
            }
            Key::Enter => return Pressed::Done,
            Key::Signal(it) => return Pressed::Signal(it),
        }
        Pressed::On
    }

    /// Where what a person sees as the letter before the cursor begins.
    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |it| it.0)
    }

    /// Where the letter under the cursor ends.
    fn after_next(&self) -> usize {
        self.text[self.at..].graphemes(true).next().map_or(self.at, |it| self.at + it.len())
    }

    /// Row and column of a place in the text, where rows are counted from the one in which it begins.
    fn place(&self, at: usize) -> (usize, usize) {
        let (mut row, mut column) = (0, self.start);
        for cluster in self.text[..at].graphemes(true) {
            let wide = width(cluster);
            if self.columns < column + wide {
                (row, column) = (row + 1, 0);
            }
            column += wide;
        }
        if column < self.columns { (row, column) } else { (row + 1, 0) }
    }

    /// Moves the cursor of the terminal.
    fn move_to(&mut self, to: (usize, usize)) {
        let from = std::mem::replace(&mut self.here, to);
        let step = |count: usize, key: char| match count {
            0 => String::new(),
            1 => format!("\u{1b}[{key}"),
            some => format!("\u{1b}[{some}{key}"),
        };
        self.written += &step(from.0.saturating_sub(to.0), 'A');
        self.written += &step(to.0.saturating_sub(from.0), 'B');
        self.written += &step(from.1.saturating_sub(to.1), 'D');
        self.written += &step(to.1.saturating_sub(from.1), 'C');
    }

    fn go(&mut self, to: usize) {
        self.move_to(self.place(to));
        self.at = to;
    }

    /// Adds a letter of one column at the end. A line may be long: no more of it is looked at.
    fn add(&mut self, letter: char) {
        self.text.push(letter);
        self.written.push(letter);
        self.at = self.text.len();
        self.here.1 += 1;
        if self.here.1 == self.columns {
            self.written += LEAVES_THE_LAST_COLUMN;
            self.here = (self.here.0 + 1, 0);
        }
    }

    /// Puts a text in place of a part, and the cursor behind it. Nothing before that part is written again.
    fn put(&mut self, part: std::ops::Range<usize>, text: &str) {
        if part.is_empty() && text.is_empty() {
            return;
        }
        self.move_to(self.place(part.start));
        let is_shorter = !part.is_empty();
        let end = part.start + text.len();
        self.text.replace_range(part.clone(), text);
        self.written += &self.text[part.start..];
        let last = self.place(self.text.len());
        if last.1 == 0 && self.text.len() > part.start {
            self.written += LEAVES_THE_LAST_COLUMN;
        }
        if is_shorter {
            self.written += "\u{1b}[J";
        }
        self.here = last;
        self.go(end);
    }

    /// Writes the end of the line.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.go(self.text.len());
        self.written.push('\n');
        out.write_all(self.written.as_bytes())?;
        self.written.clear();
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    /// The line, and what a terminal of so many columns shows and where its cursor is, once these bytes were typed.
    fn typed(bytes: &[u8], columns: u16) -> (String, String, (u16, u16)) {
        let [height, wide] = [6, columns].map(|it| NonZeroU16::new(it).expect("a terminal has a size"));
        let mut screen = vt100::Parser::new(height, wide, 0);
        screen.process(b"Name: ");
        let (mut line, mut letters) = (Line::after(6, usize::from(columns)), Letters::default());
        for byte in bytes {
            for key in letters.take(*byte, &mut || true) {
                assert_eq!(line.press(key), Pressed::On, "{key:?}");
            }
            screen.process(line.written.as_bytes());
            line.written.clear();
        }
        let shown = screen.screen().contents().replace('\n', "");
        (line.text, shown.trim_end().to_owned(), screen.screen().cursor_position())
    }

    #[test]
    fn a_line_is_put_right_with_the_keys_of_a_shell_and_shows_as_it_is() {
        for (bytes, text, column) in [
            (&b"Okafor"[..], "Okafor", 6),
            (b"Okfor\x1b[D\x1b[D\x1b[Da", "Okafor", 3),
            (b"kafor\x01O\x05!", "Okafor!", 7),
            (b"kafor\x1bOHO\x1b[4~!", "Okafor!", 7),
            (b"one two\x17", "one ", 4),
            (b"one two\x02\x02\x02\x0b", "one ", 4),
            (b"one two\x02\x02\x02\x15", "two", 0),
            (b"one\x7f\x7f\x1b[3~\x01\x1b[3~", "", 0),
            (b"a\x1b[A\x1b[B\x1b[15~b", "ab", 2),
            ("é漢ü".as_bytes(), "é漢ü", 4),
            ("e\u{301}x\x02\x7f".as_bytes(), "x", 0),
            (b"Jos\xe9 \xa35", "Jos\u{e9} \u{a3}5", 7),
        ] {
            let (line, shown, cursor) = typed(bytes, 40);
            assert_eq!((&*line, &*shown), (text, format!("Name: {text}").trim_end()), "{bytes:?}");
            assert_eq!(cursor, (0, 6 + column), "{bytes:?}");
        }
    }

    #[test]
    fn a_line_longer_than_the_screen_is_wide_is_put_right_on_every_row() {
        let whole = "one two three four five six seven";
        let shown = |text: &str| format!("Name: {text}");
        let (line, screen, _) = typed(format!("{whole}\x01X\x05\x17").as_bytes(), 10);
        assert_eq!(line, "Xone two three four five six ");
        assert_eq!(screen, shown(line.trim_end()));
        let (line, screen, cursor) = typed(format!("{whole}\x01\x0b").as_bytes(), 10);
        assert_eq!((&*line, &*screen, cursor), ("", "Name:", (0, 6)));
        // Exactly as long as a row, the cursor stands on the next one.
        assert_eq!(typed(b"abcd", 10).2, (1, 0));
    }

    #[test]
    fn at_its_end_a_letter_is_written_as_it_is_typed_and_nothing_else() {
        let mut line = Line::after(6, 80);
        for letter in "Okafor".chars() {
            line.press(Key::Letter(letter));
        }
        assert_eq!(line.written, "Okafor");
        assert_eq!(line.press(Key::Enter), Pressed::Done);
        assert_eq!(Line::after(6, 80).press(Key::EndOfInput), Pressed::Gone);
    }

    #[test]
    fn what_is_no_terminal_is_read_as_it_comes() {
        let mut input = &b"one\r\n\x1b[Dtwo"[..];
        let mut next = || input.line("Name:").expect("it is read");
        assert_eq!([next(), next(), next()], [Some("one".into()), Some("\u{1b}[Dtwo".into()), None]);
    }

    #[test]
    fn a_line_begins_behind_the_last_word_of_its_question() {
        assert_eq!([ends_in("Name:", 80, false), ends_in("Which number?", 10, true)], [6, 8]);
        assert_eq!(ends_in("Something", 10, true), 9, "there is no room for the space");
    }
}
