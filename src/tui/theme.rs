//! The few looks that there are. Only what needs somebody is loud; a sign and words always go with a colour.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::diary::Standing;

/// Ordinary text: the terminal's own.
pub const PLAIN: Style = Style::new();
/// Names of things, and what is selected beside its mark.
pub const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
/// Headings of columns and parts.
pub const HEADING: Style = Style::new().add_modifier(Modifier::UNDERLINED);
/// The reference of the selected row.
pub const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// What cannot be done now; the words say why.
pub const SHUT: Style = Style::new().add_modifier(Modifier::DIM);
/// Late: white on red, the pair that is readable on every palette that was looked at.
pub const OVERDUE: Style = Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD);
/// Due today or soon: black on yellow.
pub const DUE_SOON: Style = Style::new().fg(Color::Black).bg(Color::Yellow);

/// Done, and nobody has reviewed it: white on magenta.
pub const NOT_REVIEWED: Style = Style::new().fg(Color::White).bg(Color::Magenta).add_modifier(Modifier::BOLD);

/// The look of a standing.
pub const fn of(standing: Standing) -> Style {
    match standing {
        Standing::Late(_) => OVERDUE,
        Standing::DueToday | Standing::DueSoon(_) => DUE_SOON,
        Standing::OnTrack | Standing::Done => PLAIN,
    }
}
