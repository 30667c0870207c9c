//! What the office knows and the rules it works by. Knows no disk, no clock and no terminal.

pub mod text;
pub mod calendar;
