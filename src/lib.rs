//! The desk for people who handle complaints.

pub mod domain;
pub mod clock;
pub mod journal;
pub mod view;
pub mod api;
pub mod desk;
pub mod report;
pub mod exchange;
pub mod tui;
pub mod cli;
