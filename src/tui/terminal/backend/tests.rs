//! Bytes are counted, and every frame is read back by an emulator.

use super::*;
use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Counts writes, and keeps what was written since the last look.
#[derive(Default)]
struct Line {
    bytes: Vec<u8>,
    writes: usize,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Screen = Terminal<Thin<Line>>;

fn screen(colours: Colours, charset: Charset, size: Size) -> Screen {
    Terminal::new(Thin::fixed(Line::default(), colours, charset, size)).unwrap()
}

fn usual() -> Screen {
    screen(Colours::Sixteen, Charset::Utf8, USUAL)
}

/// Draws a frame and returns what it wrote.
fn frame(screen: &mut Screen, draw: impl FnOnce(&mut Buffer), cursor: (u16, u16)) -> Line {
    screen
        .draw(|frame| {
            draw(frame.buffer_mut());
            frame.set_cursor_position(cursor);
        })
        .unwrap();
    std::mem::take(screen.backend_mut().out())
}

/// The chosen look of a list: `>` and the reference reversed, the real cursor on the marker.
fn list(buffer: &mut Buffer, selected: u16, page: u16) {
    buffer.set_string(1, 0, "redress  [1 Inbox !3]  2 Plans !2  3 Reviews ?6  4 Reports", Style::new());
    buffer.set_string(
        2,
        2,
        "Ref      Due           Complainant       About                   Stage",
        Style::new().underlined(),
    );
    for row in 0..18 {
        let (y, number) = (row + 3, 100 + row + page * 18);
        let look = if row == selected { Style::new().reversed() } else { Style::new() };
        buffer.set_string(0, y, if row == selected { ">" } else { " " }, Style::new());
        buffer.set_string(2, y, format!("26-0{number}"), look);
        match row % 3 {
            0 => buffer.set_string(11, y, format!("! Overdue {page}d"), Style::new().white().on_red().bold()),
            _ => buffer.set_string(11, y, format!("  Due {row} Dec"), Style::new()),
        }
        let rest = [
            "Amara Okafor      Late reply to a claim   Closer look",
            "Bronwen Pugh      Wrong payment amount    New",
        ];
        buffer.set_string(25, y, rest[usize::from(row + page) % 2], Style::new());
    }
}

#[test]
fn moving_down_a_list_costs_at_most_48_bytes() {
    let mut screen = usual();
    frame(&mut screen, |it| list(it, 4, 0), (0, 7));
    let moved = frame(&mut screen, |it| list(it, 5, 0), (0, 8));
    let text = String::from_utf8(moved.bytes).unwrap();
    assert!(text.len() <= 48, "{} bytes: {text:?}", text.len());
    assert_eq!(moved.writes, 1);
    let back = frame(&mut screen, |it| list(it, 4, 0), (0, 7));
    assert!(back.bytes.len() <= 60, "{} bytes: {:?}", back.bytes.len(), String::from_utf8(back.bytes));
}

#[test]
fn first_screen_and_page_turn_keep_their_budgets() {
    let mut screen = usual();
    let first = frame(&mut screen, |it| list(it, 0, 0), (0, 3)).bytes.len();
    assert!(first <= 2_500, "{first} bytes to the first screen");
    let turned = frame(&mut screen, |it| list(it, 0, 1), (0, 3)).bytes.len();
    assert!(turned <= 1_700, "{turned} bytes for a page turn");
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let mut screen = usual();
    frame(&mut screen, |it| list(it, 4, 0), (0, 7));
    let again = frame(&mut screen, |it| list(it, 4, 0), (0, 7));
    assert_eq!((again.bytes.len(), again.writes), (0, 0));
}

#[test]
fn a_character_typed_is_a_byte() {
    let mut screen = usual();
    frame(&mut screen, |it| it.set_string(5, 5, "a", Style::new()), (6, 5));
    let typed = frame(&mut screen, |it| it.set_string(5, 5, "ab", Style::new()), (7, 5));
    assert_eq!(typed.bytes, b"b");
}

#[test]
fn a_letter_that_stays_between_two_that_change_is_written_again_in_its_own_look_alone() {
    let mut screen = usual();
    screen.clear().unwrap();
    let first = frame(&mut screen, |it| it.set_string(0, 0, "one two", Style::new()), (7, 0)).bytes;
    assert!(String::from_utf8_lossy(&first).contains("one two"), "a blank costs a byte: {first:?}");
    let next = frame(&mut screen, |it| it.set_string(0, 0, "aneXtwo", Style::new()), (7, 0)).bytes;
    assert!(String::from_utf8_lossy(&next).contains("aneX"), "{next:?}");
    let bold = |it: &mut Buffer| {
        it.set_string(0, 0, "an", Style::new());
        it.set_string(2, 0, "e", Style::new().bold());
        it.set_string(3, 0, "X", Style::new());
    };
    frame(&mut screen, bold, (7, 0));
    let around = |it: &mut Buffer| {
        bold(it);
        it.set_string(1, 0, "N", Style::new());
        it.set_string(3, 0, "x", Style::new());
    };
    let next = frame(&mut screen, around, (7, 0)).bytes;
    assert!(String::from_utf8_lossy(&next).contains("N\x1b[Cx"), "{next:?}");
}

#[test]
fn the_cursor_is_hidden_and_shown_on_change_only() {
    let mut screen = usual();
    frame(&mut screen, |_| {}, (0, 0));
    screen.draw(|_| {}).unwrap();
    screen.draw(|_| {}).unwrap();
    assert_eq!(std::mem::take(&mut screen.backend_mut().out().bytes), b"\x1b[?25l");
    assert_eq!(frame(&mut screen, |_| {}, (0, 0)).bytes, b"\x1b[?25h");
}

#[test]
fn the_bottom_right_cell_is_left_alone() {
    let size = Size::new(10, 3);
    let mut screen = screen(Colours::Sixteen, Charset::Utf8, size);
    let full =
        frame(&mut screen, |it| (0..3).for_each(|y| it.set_string(0, y, "##########", Style::new())), (0, 0));
    assert_eq!(read(&full.bytes, size).contents(), "##########\n##########\n#########");
    let wide = frame(&mut screen, |it| it.set_string(8, 2, "日", Style::new()), (0, 0));
    assert!(!String::from_utf8(wide.bytes).unwrap().contains('日'));
}

#[test]
fn a_badge_without_colour_is_bold_and_reversed_on_the_screen() {
    let mut screen = screen(Colours::None, Charset::Utf8, USUAL);
    let drawn = frame(&mut screen, |it| list(it, 4, 0), (0, 7)).bytes;
    assert!(!String::from_utf8_lossy(&drawn).contains(";4"), "no colour code");
    let seen = read(&drawn, USUAL);
    let badge = seen.cell(3, 11).unwrap();
    assert!(badge.bold() && badge.inverse());
    assert_eq!(badge.bgcolor(), vt100::Color::Default);
}

#[test]
fn no_code_is_newer_than_sixteen_colours() {
    let drawn = frame(&mut usual(), |it| list(it, 4, 0), (0, 7)).bytes;
    let text = String::from_utf8(drawn).unwrap();
    assert!(text.contains("\x1b[30;47m") && !text.contains("38;") && !text.contains("48;"), "{text:?}");
}

#[test]
fn an_ascii_terminal_gets_ascii_in_the_same_columns() {
    let mut screen = screen(Colours::Sixteen, Charset::Ascii, USUAL);
    let drawn = frame(&mut screen, |it| it.set_string(0, 0, "Siân Ŵyn £5 日本.", Style::new()), (0, 0)).bytes;
    assert!(drawn.is_ascii());
    assert_eq!(read(&drawn, USUAL).contents(), "Sian Wyn ?5 ? ? .");
}

#[test]
fn a_control_character_in_a_cell_never_gets_out() {
    let mut backend = Thin::fixed(Line::default(), Colours::Sixteen, Charset::Utf8, USUAL);
    let cells: Vec<_> = ["\x1b", "\u{9b}", "", "x"].into_iter().zip(0..).collect();
    let cells: Vec<_> = cells.iter().map(|(symbol, x)| (*x, 0, Cell::new(symbol))).collect();
    backend.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
    backend.flush().unwrap();
    assert_eq!(read(&backend.out().bytes, USUAL).contents(), "?? x");
}

#[test]
fn clearing_forgets_what_was_believed_of_the_screen() {
    let mut screen = usual();
    frame(&mut screen, |it| it.set_string(0, 0, "a", Style::new().reversed()), (0, 0));
    screen.clear().unwrap();
    let again = frame(&mut screen, |it| it.set_string(0, 0, "a", Style::new().reversed()), (0, 0));
    assert_eq!(String::from_utf8(again.bytes).unwrap(), "\x1b[m\x1b[2J\x1b[H\x1b[7ma\x1b[?25h\x08");
}

fn read(bytes: &[u8], size: Size) -> vt100::Screen {
    let mut parser = emulator(size);
    parser.process(bytes);
    parser.screen().clone()
}

fn emulator(size: Size) -> vt100::Parser {
    vt100::Parser::new(NonZeroU16::new(size.height).unwrap(), NonZeroU16::new(size.width).unwrap(), 0)
}

/// One stroke on a test screen: where, how long, what, in which look.
type Stroke = (u16, u16, u16, u8, u8);

fn paint(buffer: &mut Buffer, strokes: &[Stroke]) {
    for (x, y, length, letter, look) in strokes {
        let area = Rect::new(*x, *y, *length, 1).intersection(buffer.area);
        let text = if letter % 5 == 0 { "é".to_owned() } else { char::from(b'a' + letter % 26).to_string() };
        let looks = [
            Style::new(),
            Style::new().reversed(),
            Style::new().bold().white().on_red(),
            Style::new().black().on_yellow(),
            Style::new().underlined(),
        ];
        for position in area.positions() {
            buffer[position].set_symbol(&text).set_style(looks[usize::from(look % 5)]);
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_drawn_in_whatever_order_is_what_is_seen(
        frames in prop::collection::vec((prop::collection::vec((0_u16..20, 0_u16..6, 1_u16..20, any::<u8>(), any::<u8>()), 0..8), (0_u16..20, 0_u16..6)), 1..8)
    ) {
        let size = Size::new(20, 6);
        let mut screen = screen(Colours::Sixteen, Charset::Utf8, size);
        let mut emulator = emulator(size);
        for (strokes, cursor) in frames {
            let mut wanted = Buffer::empty(Rect::new(0, 0, 20, 6));
            paint(&mut wanted, &strokes);
            wanted[(19, 5)].reset();
            emulator.process(&frame(&mut screen, |it| paint(it, &strokes), cursor).bytes);
            let seen = emulator.screen();
            prop_assert_eq!(seen.cursor_position(), (cursor.1, cursor.0));
            for position in wanted.area.positions() {
                let (cell, want) = (seen.cell(position.y, position.x).unwrap(), &wanted[position]);
                let contents = if cell.has_contents() { cell.contents() } else { " " };
                prop_assert_eq!(contents, want.symbol(), "at {:?}", position);
                prop_assert_eq!(cell.inverse(), want.modifier.contains(ratatui::style::Modifier::REVERSED));
                // What stands on a ground of its own is never bold with sixteen colours: see `Pen::of`.
                let is_bold = want.modifier.contains(ratatui::style::Modifier::BOLD) && want.bg == ratatui::style::Color::Reset;
                prop_assert_eq!(cell.bold(), is_bold);
                prop_assert_eq!(cell.underline(), want.modifier.contains(ratatui::style::Modifier::UNDERLINED));
                prop_assert_eq!(cell.bgcolor() == vt100::Color::Default, want.bg == ratatui::style::Color::Reset);
            }
        }
    }
}
