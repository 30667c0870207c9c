//! Draws ratatui's frames in as few bytes as we can: a slow line is where the work is done.
//!
//! Invariants: one write for a frame, none where nothing changed; what is passed over is written again only as it stands; the bottom right cell is never written, as
//! some consoles scroll then; no control character and, on an ASCII terminal, no byte above 127 comes out of
//! a cell.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

use crate::domain::text;
use crate::environment::{Charset, Colours};
use crate::tui::terminal::pen::Pen;

/// The size of a terminal that does not say, in columns and rows.
pub const USUAL: Size = Size::new(80, 24);

/// Enough for a full frame at 200 columns and 50 rows.
const FRAME: usize = 64 * 1024;

/// So many columns cost less to write again than to go over, which takes three bytes for one and four for more.
const NEAR: u16 = 3;

/// A ratatui backend over anything that takes bytes.
#[derive(Debug)]
pub struct Thin<W> {
    out: W,
    frame: Vec<u8>,
    measure: Measure,
    colours: Colours,
    charset: Charset,
    /// Where the cursor is. A column past the edge: behind a character in the last column, where terminals
    /// disagree.
    at: Option<Position>,
    pen: Option<Pen>,
    shown: Option<bool>,
    seen: Seen,
}

/// What stands on the screen, as far as it is plain: a letter of ASCII and its look; none where it is not, or nobody knows.
#[derive(Debug, Default)]
struct Seen {
    size: Size,
    cells: Vec<Option<(u8, Pen)>>,
}

impl Seen {
    /// All cells hold this from now on.
    fn fill(&mut self, size: Size, with: Option<(u8, Pen)>) {
        self.size = size;
        self.cells.clear();
        self.cells.resize(usize::from(size.width) * usize::from(size.height), with);
    }

    fn place(&self, at: Position) -> usize {
        usize::from(at.y) * usize::from(self.size.width) + usize::from(at.x)
    }

    fn put(&mut self, at: Position, columns: u16, symbol: &str, pen: Pen) {
        let plain = (symbol.len() == 1).then(|| (symbol.as_bytes()[0], pen));
        let first = self.place(at);
        for (place, is_first) in (first..first + usize::from(columns)).zip([true, false]) {
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = plain.filter(|_| is_first);
            }
        }
    }

    /// What stands between two places of a row, if the pen writes all of it.
    fn between(&self, from: Position, to: Position, pen: Pen) -> Option<Vec<u8>> {
        let cells = self.cells.get(self.place(from)..self.place(to)).filter(|_| from.y == to.y)?;
        cells.iter().map(|it| it.filter(|it| it.1 == pen).map(|it| it.0)).collect()
    }
}

#[derive(Clone, Copy, Debug)]
enum Measure {
    StandardOutput,
    Fixed(Size),
}

impl<W: Write> Thin<W> {
    /// A backend for the terminal at standard output.
    pub fn new(out: W, colours: Colours, charset: Charset) -> Thin<W> {
        let frame = Vec::with_capacity(FRAME);
        Thin {
            out,
            frame,
            measure: Measure::StandardOutput,
            colours,
            charset,
            at: None,
            pen: None,
            shown: None,
            seen: Seen::default(),
        }
    }

    /// A backend of a given size, for tests and pictures.
    pub fn fixed(out: W, colours: Colours, charset: Charset, size: Size) -> Thin<W> {
        Thin { measure: Measure::Fixed(size), ..Thin::new(out, colours, charset) }
    }

    /// Where the bytes go.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn draw_cell(&mut self, position: Position, cell: &Cell, edge: u16) {
        match self.over(position) {
            Some(text) => self.frame.extend_from_slice(&text),
            None => travel(self.at, position, edge, &mut self.frame),
        }
        let pen = Pen::of(cell, self.colours);
        pen.write(self.pen, &mut self.frame);
        self.pen = Some(pen);
        let (symbol, columns) = self.printable(cell.symbol());
        self.seen.put(position, columns, &symbol, pen);
        self.frame.extend_from_slice(symbol.as_bytes());
        // Terminals agree on the width of a single character; for a letter with marks, do not rely on it.
        let sure = symbol.is_ascii() || symbol.chars().count() == 1;
        self.at = sure.then(|| Position::new(position.x + columns, position.y));
    }

    /// What stands before a place in its row, where writing it again is shorter than going over it.
    fn over(&self, to: Position) -> Option<Vec<u8>> {
        let from = self.at.filter(|it| it.y == to.y && it.x < to.x && to.x - it.x <= NEAR)?;
        self.seen.between(from, to, self.pen?)
    }

    /// What to write for a cell's text, and the columns it takes.
    fn printable(&self, symbol: &str) -> (String, u16) {
        if symbol.len() == 1 && matches!(symbol.as_bytes()[0], b' '..=b'~') {
            return (symbol.to_owned(), 1);
        }
        let columns = symbol.width().clamp(1, 2);
        // Screens draw nothing else; this is the last place that could stop it.
        let harmless = !symbol.is_empty() && text::safe(symbol) == symbol;
        let shown = match self.charset {
            _ if symbol.is_empty() => " ".to_owned(),
            Charset::Utf8 if harmless => symbol.to_owned(),
            Charset::Ascii if harmless => {
                Some(text::transliterate(symbol)).filter(|it| it.len() == 1).unwrap_or("?".into())
            }
            _ => "?".to_owned(),
        };
        let padding = columns - shown.width().min(columns);
        (shown + &" ".repeat(padding), if columns == 2 { 2 } else { 1 })
    }
}

impl<W: Write> Backend for Thin<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let size = self.size()?;
        if self.seen.size != size {
            self.seen.fill(size, None);
        }
        for (x, y, cell) in content {
            let columns = u16::try_from(cell.symbol().width().max(1)).unwrap_or(u16::MAX);
            let in_corner = y + 1 == size.height && size.width <= x.saturating_add(columns);
            if !in_corner {
                self.draw_cell(Position::new(x, y), cell, size.width);
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.shown.replace(false) != Some(false) {
            self.frame.extend_from_slice(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown.replace(true) != Some(true) {
            self.frame.extend_from_slice(b"\x1b[?25h");
        }
        Ok(())
    }

    /// Where we put it: the terminal is not asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        let edge = self.size()?.width;
        travel(self.at, position, edge, &mut self.frame);
        self.at = Some(position);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Clearing is also how a screen of unknown state is taken over, so nothing is believed of it any more.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let erase: &[u8] = match region {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        // Erased cells take the colour of the pen, on terminals that do so.
        Pen::default().write(None, &mut self.frame);
        self.frame.extend_from_slice(erase);
        let erased = matches!(region, ClearType::All).then_some((b' ', Pen::default()));
        let size = self.size()?;
        self.seen.fill(size, erased);
        self.pen = Some(Pen::default());
        self.at = None;
        self.shown = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let size = match self.measure {
            Measure::Fixed(size) => size,
            Measure::StandardOutput => rustix::termios::tcgetwinsize(rustix::stdio::stdout())
                .map_or(USUAL, |it| Size::new(it.ws_col, it.ws_row)),
        };
        // A serial line, and some SSH clients, say 0 by 0.
        Ok(if size.width == 0 || size.height == 0 { USUAL } else { size })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.frame.is_empty() {
            self.out.write_all(&self.frame)?;
            self.frame.clear();
        }
        self.out.flush()
    }
}

/// Adds to `out` the shortest way from one position to another.
///
/// A line feed is only used at the left edge: some terminals are set to return the carriage with it.
fn travel(from: Option<Position>, to: Position, edge: u16, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    let mut best = absolute(to);
    if let Some(from) = from {
        let mut offer = |way: String| {
            if way.len() < best.len() {
                best = way;
            }
        };
        let down = to.y.saturating_sub(from.y);
        if from.x < edge {
            let vertical = steps(down, 'B') + &steps(from.y.saturating_sub(to.y), 'A');
            let back = from.x.saturating_sub(to.x);
            offer(vertical.clone() + &steps(to.x.saturating_sub(from.x), 'C') + &steps(back, 'D'));
            if back <= 3 && from.x != to.x {
                offer(
                    vertical + &"\x08".repeat(usize::from(back)) + &steps(to.x.saturating_sub(from.x), 'C'),
                );
            }
        }
        if from.y <= to.y {
            offer("\r".to_owned() + &"\n".repeat(usize::from(down)) + &steps(to.x, 'C'));
        }
    }
    out.extend_from_slice(best.as_bytes());
}

fn absolute(to: Position) -> String {
    match (to.y, to.x) {
        (0, 0) => "\x1b[H".to_owned(),
        (y, 0) => format!("\x1b[{}H", y + 1),
        (y, x) => format!("\x1b[{};{}H", y + 1, x + 1),
    }
}

fn steps(count: u16, direction: char) -> String {
    match count {
        0 => String::new(),
        1 => format!("\x1b[{direction}"),
        _ => format!("\x1b[{count}{direction}"),
    }
}

#[cfg(test)]
mod tests;
