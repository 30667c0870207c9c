//! The desk for people who handle complaints.
#![doc = ""]
pub mod domain;
pub mod clock;
pub mod journal;
pub mod view;
pub mod api;
pub mod desk;
pub mod tui;
