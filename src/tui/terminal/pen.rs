//! How a character looks, and the shortest way to say so.
//!
//! Invariant: only bold, underline, reverse and the colours that the terminal has are ever written, the sixteen in the codes
//! that every terminal since the VT220 knows; everything else a style may ask for is left out.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::environment::Colours;
use crate::tui::theme::written;

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
        let (text, ground) = written(cell.fg, cell.bg, colours);
        let is_badge = colours == Colours::None && cell.bg != Color::Reset;
        // Terminals of sixteen colours write bold in the brighter one: a bold sign that is black on grey is grey on grey.
        let is_brighter = colours == Colours::Sixteen && cell.bg != Color::Reset;
        Pen {
            text,
            ground,
            bold: has(Modifier::BOLD) && !is_brighter || is_badge,
            underline: has(Modifier::UNDERLINED),
            reverse: has(Modifier::REVERSED) || is_badge,
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
            colour(self.text, 30, &mut codes);
        }
        if self.ground != before.ground {
            colour(self.ground, 40, &mut codes);
        }
        codes
    }
}

/// Adds the parameters of a colour: of an ink from 30 on, of a ground from 40 on.
fn colour(number: Option<u8>, first: u8, codes: &mut Vec<u8>) {
    match number {
        None => codes.push(first + 9),
        Some(number @ 0..8) => codes.push(first + number),
        Some(number @ 8..16) => codes.push(first + 60 + number - 8),
        Some(number) => codes.extend([first + 8, 5, number]),
    }
}

fn sequence(codes: &[u8], afresh: bool) -> String {
    let reset = (afresh && !codes.is_empty()).then_some(0);
    let parameters: Vec<_> = reset.iter().chain(codes).map(u8::to_string).collect();
    format!("\x1b[{}m", parameters.join(";"))
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
        pen(to, Colours::Sixteen).write(Some(pen(from, Colours::Sixteen)), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_of_look_is_written_the_short_way() {
        let badge = Style::new().white().on_blue().bold();
        let table = [
            (Style::new(), Style::new(), ""),
            (Style::new(), Style::new().reversed(), "\x1b[7m"),
            (Style::new().reversed(), Style::new(), "\x1b[m"),
            (Style::new().bold().reversed(), Style::new().bold(), "\x1b[27m"),
            (Style::new(), badge, "\x1b[97;44m"),
            (badge, Style::new(), "\x1b[m"),
            (badge, Style::new().black().on_green(), "\x1b[30;42m"),
        ];
        for (from, to, expected) in table {
            assert_eq!(change(from, to), expected, "from {from:?} to {to:?}");
        }
    }

    #[test]
    fn an_unknown_look_is_replaced_as_a_whole() {
        let mut out = Vec::new();
        pen(Style::new().underlined(), Colours::Sixteen).write(None, &mut out);
        Pen::default().write(None, &mut out);
        assert_eq!(out, b"\x1b[0;4m\x1b[m");
    }

    #[test]
    fn with_sixteen_colours_nothing_on_a_ground_of_its_own_is_bold_for_that_is_another_ink() {
        for colours in [Colours::Sixteen, Colours::Many(None)] {
            let sign = pen(Style::new().white().on_red().bold(), colours);
            assert_eq!(sign.bold, colours != Colours::Sixteen);
            assert!(pen(Style::new().bold(), colours).bold);
        }
    }

    #[test]
    fn where_there_are_many_colours_they_are_written_by_their_numbers() {
        let mut out = Vec::new();
        pen(Style::new().white().on_red().bold(), Colours::Many(None)).write(Some(Pen::default()), &mut out);
        pen(Style::new().on_red().bold(), Colours::Many(None)).write(Some(Pen::default()), &mut out);
        let badge = "\x1b[1;38;5;231;48;5;124m";
        assert_eq!(String::from_utf8(out).unwrap(), badge.repeat(2), "and so is its blank edge");
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
