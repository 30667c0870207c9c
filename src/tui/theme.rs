//! How the screens look: the one place that says so. Where the terminal has many colours, [`written`] gives fixed ones; else
//! the sixteen of its own palette.
//!
//! Five roles of text:
//! - heading: the name of a screen is bold ([`BOLD`]); of a part, or of columns, bold over a thin rule that is the underline of
//!   the whole row ([`HEADING`], [`RULE`]), so that it is there in ASCII, too;
//! - answer: what a record says, in the terminal's own ink ([`PLAIN`]);
//! - label: what an answer is called, quieter than it where that can be read ([`LABEL`]);
//! - aside: what helps and could be missing, as the hint at the end of a heading ([`ASIDE`]);
//! - accent: what can be pressed ([`ACCENT`]).
//!
//! ```text
//!  Case 26-0161   ! Overdue 8d    Reply: Thu 12 Nov 2026, overdue by 8 working days
//!  Dates                                       ? on a date: how it was reached     heading and aside, underlined
//! >Reply by        Thu 12 Nov 2026  ! Overdue 8d                                   label, answer, badge; reversed: the focus
//!  Enter open  d date  i issue                                                     accent and label
//! ```
//!
//! Three roles of state, each a badge of one width ([`BADGE`]) with a sign and words: late (`! Overdue 8d`), soon
//! (`~ Due in 2d`), not reviewed (`? Not reviewed`). The sign alone has a ground, and a blank edge before it in the colour of the
//! state: thirty late lines are not a wall. What is well has no badge.
//!
//! One focus: `>` and what the row is called, reversed, with the terminal's cursor on it ([`SELECTED`]).
//!
//! Why so. Nobody asks the terminal for its ground, and no ink but its own can be read on every one; so there are other inks
//! only where it is known whether the ground is dark or light. Dim text cannot be read in places, and is never written. Of the
//! sixteen colours, each terminal's palette makes its own: white on red falls to 4.3:1, black on yellow to 4.0:1 and white on
//! magenta to 3.4:1. Only black on white and black on grey hold 7:1 in all; so with sixteen colours a sign is black on grey
//! and not bold, which many write in another ink, and its blank edge is coloured. Numbers from 16 on are the same everywhere.
//! The tests compute all of it.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Span;

use crate::domain::diary::Standing;
use crate::domain::text::{cut, width};
use crate::environment::{Colours, Ground};

/// Answers: the terminal's own ink on its own ground.
pub const PLAIN: Style = Style::new();
/// Names of screens, and of things.
pub const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
/// Headings of columns and parts.
pub const HEADING: Style = Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED));
/// What is blank beside a heading, and where something is to be written: a thin rule.
pub const RULE: Style = Style::new().add_modifier(Modifier::UNDERLINED);
/// What an answer is called.
pub const LABEL: Style = Style::new().fg(Color::DarkGray);
/// What could be missing.
pub const ASIDE: Style = LABEL;
/// What can be pressed.
pub const ACCENT: Style = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
/// Where one is.
pub const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// What cannot be done now; the words say why.
pub const SHUT: Style = ASIDE;
/// Late.
pub const OVERDUE: Style = Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD);
/// Due today or soon.
pub const DUE_SOON: Style = Style::new().fg(Color::Black).bg(Color::Yellow).add_modifier(Modifier::BOLD);
/// Done, and nobody has reviewed it.
pub const NOT_REVIEWED: Style = Style::new().fg(Color::White).bg(Color::Magenta).add_modifier(Modifier::BOLD);

/// Columns of a badge, without its edge.
pub const BADGE: usize = 14;
/// Columns of its sign, with the blank after it.
const SIGN: usize = 2;

/// The look of a standing.
pub const fn of(standing: Standing) -> Style {
    match standing {
        Standing::Late(_) => OVERDUE,
        Standing::DueToday | Standing::DueSoon(_) => DUE_SOON,
        Standing::OnTrack | Standing::Done => PLAIN,
    }
}

/// Whether a look is that of a badge.
pub const fn is_badge(style: Style) -> bool {
    style.bg.is_some()
}

/// The look of a badge's edge. Where there are many colours it is written as the badge itself, so that the pen stays.
pub const fn edge(style: Style) -> Style {
    Style { fg: None, ..style }
}

/// A badge with its edge, a column wider than [`BADGE`]; words that are none keep the same columns free.
pub fn badge(words: &str, style: Style) -> [Span<'static>; 3] {
    badge_within(BADGE, words, style)
}

/// The same, with so many columns for its sign and words.
pub fn badge_within(columns: usize, words: &str, style: Style) -> [Span<'static>; 3] {
    let words = cut(words, columns);
    let gap = columns.saturating_sub(width(&words));
    let (sign, rest) = words.split_at_checked(SIGN).unwrap_or((&words, ""));
    [
        Span::styled(" ", edge(style)),
        Span::styled(sign.to_owned(), style),
        Span::raw(format!("{rest}{}", " ".repeat(gap))),
    ]
}

/// A ground that a badge has, and the ink and the ground that are written for it in a terminal of many colours.
const BADGES: [(Color, u8, u8); 3] =
    [(Color::Red, WHITE, 124), (Color::Yellow, BLACK, 220), (Color::Magenta, WHITE, 90)];
const BLACK: u8 = 16;
const WHITE: u8 = 231;
/// What is written for every badge in a terminal of sixteen colours: black on grey.
const OF_SIXTEEN: (u8, u8) = (0, 7);
/// An ink, and what is written for it on a dark and on a light ground, in a terminal of many colours.
const INKS: [(Color, u8, u8); 2] = [(Color::DarkGray, 248, 240), (Color::Cyan, 117, 25)];

/// The numbers of the ink and the ground that are written for those of a cell; none for the terminal's own.
pub fn written(ink: Color, ground: Color, colours: Colours) -> (Option<u8>, Option<u8>) {
    let badge = BADGES.iter().find(|it| it.0 == ground);
    match (badge, colours) {
        (_, Colours::None) => (None, None),
        (Some((_, ink, ground)), Colours::Many(_)) => (Some(*ink), Some(*ground)),
        (Some(_), Colours::Sixteen) if ink != Color::Reset => (Some(OF_SIXTEEN.0), Some(OF_SIXTEEN.1)),
        (_, colours) => {
            let many = INKS.iter().find(|it| it.0 == ink).map(|(_, on_dark, on_light)| match colours {
                Colours::Many(Some(Ground::Dark)) => Some(*on_dark),
                Colours::Many(Some(Ground::Light)) => Some(*on_light),
                _ => None,
            });
            (many.unwrap_or_else(|| sixteen(ink)), sixteen(ground))
        }
    }
}

/// The number of a colour among the sixteen; none is the terminal's own.
const fn sixteen(colour: Color) -> Option<u8> {
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
mod tests;
