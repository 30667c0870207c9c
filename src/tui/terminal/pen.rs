//! How a character looks, and the shortest way to say so.
//!
//! Invariant: only bold, underline, reverse and the sixteen colours are ever written, in the codes that every
//! terminal since the VT220 knows; everything else a style may ask for is left out.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::environment::Colours;

/// The look of a character. The default is the terminal's own text colour on its own background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pen {
    text: Option<u8>,
    ground: Option<u8>,
    bold: bool,
    underline: bool,
    reverse: bool,
}

impl Pen {
    /// The look that `cell` asks for. Without colours, what has a background of its own is bold and reversed
    /// instead, so that a badge stays a badge.
    pub fn of(cell: &Cell, colours: Colours) -> Pen {
        let has = |modifier| cell.modifier.contains(modifier);
        let pen = Pen {
            text: sixteen(cell.fg),
            ground: sixteen(cell.bg),
            bold: has(Modifier::BOLD),
            underline: has(Modifier::UNDERLINED),
            reverse: has(Modifier::REVERSED),
        };
        match (colours, pen.ground) {
            (Colours::Full, _) => pen,
            (Colours::None, None) => Pen { text: None, ..pen },
            (Colours::None, Some(_)) => Pen { text: None, ground: None, bold: true, reverse: true, ..pen },
        }
    }

    /// Adds to `out` what turns the look `before` into this one; `None` is a look nobody knows.
    pub fn write(self, before: Option<Pen>, out: &mut Vec<u8>) {
        if before == Some(self) {
            return;
        }
        let afresh = sequence(&self.changes(Pen::default()), true);
        let shortest = match before.map(|before| sequence(&self.changes(before), false)) {
            Some(change) if change.len() < afresh.len() => change,
            _ => afresh,
        };
        out.extend_from_slice(shortest.as_bytes());
    }

    /// The parameters of SGR (ECMA-48, 8.3.117) that lead from `before` to this look.
    fn changes(self, before: Pen) -> Vec<u8> {
        let mut codes = Vec::new();
        let mut switch = |now, then, on, off| {
            if now != then {
                codes.push(if now { on } else { off });
            }
        };
        switch(self.bold, before.bold, 1, 22);
        switch(self.underline, before.underline, 4, 24);
        switch(self.reverse, before.reverse, 7, 27);
        if self.text != before.text {
            codes.push(self.text.map_or(39, |colour| colour + if colour < 8 { 30 } else { 90 - 8 }));
        }
        if self.ground != before.ground {
            codes.push(self.ground.map_or(49, |colour| colour + if colour < 8 { 40 } else { 100 - 8 }));
        }
        codes
    }
}

fn sequence(codes: &[u8], afresh: bool) -> String {
    let reset = (afresh && !codes.is_empty()).then_some(0);
    let parameters: Vec<_> = reset.iter().chain(codes).map(u8::to_string).collect();
    format!("\x1b[{}m", parameters.join(";"))
}

/// The number of a colour among the sixteen; `None` is the terminal's own.
fn sixteen(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(number @ 0..=15) => number,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn pen(style: Style, colours: Colours) -> Pen {
        let mut cell = Cell::default();
        cell.set_style(style);
        Pen::of(&cell, colours)
    }

    fn change(from: Style, to: Style) -> String {
        let mut out = Vec::new();
        pen(to, Colours::Full).write(Some(pen(from, Colours::Full)), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_of_look_is_written_the_short_way() {
        let badge = Style::new().white().on_red().bold();
        let table = [
            (Style::new(), Style::new(), ""),
            (Style::new(), Style::new().reversed(), "\x1b[7m"),
            (Style::new().reversed(), Style::new(), "\x1b[m"),
            (Style::new().bold().reversed(), Style::new().bold(), "\x1b[27m"),
            (Style::new(), badge, "\x1b[1;97;41m"),
            (badge, Style::new(), "\x1b[m"),
            (badge, Style::new().black().on_yellow(), "\x1b[0;30;43m"),
        ];
        for (from, to, expected) in table {
            assert_eq!(change(from, to), expected, "from {from:?} to {to:?}");
        }
    }

    #[test]
    fn an_unknown_look_is_replaced_as_a_whole() {
        let mut out = Vec::new();
        pen(Style::new().underlined(), Colours::Full).write(None, &mut out);
        Pen::default().write(None, &mut out);
        assert_eq!(out, b"\x1b[0;4m\x1b[m");
    }

    #[test]
    fn without_colour_a_badge_is_bold_and_reversed_and_text_is_plain() {
        let bold_reversed = pen(Style::new().bold().reversed(), Colours::None);
        assert_eq!(pen(Style::new().white().on_red(), Colours::None), bold_reversed);
        assert_eq!(pen(Style::new().black().on_yellow().bold(), Colours::None), bold_reversed);
        assert_eq!(pen(Style::new().red(), Colours::None), Pen::default());
    }

    #[test]
    fn what_not_every_terminal_knows_is_never_written() {
        let fancy = Style::new().dim().italic().crossed_out().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(200));
        assert_eq!(change(Style::new(), fancy), "");
    }
}
