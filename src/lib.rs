//! The desk for people who handle complaints.
#![doc = ""]
pub mod domain;
pub mod journal;
pub mod view;
pub mod tui;
