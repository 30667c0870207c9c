//! Figures as text and JSON: pure functions, so that what the command line, a file and a screen say is the same.

pub mod performance;
pub mod plan;
