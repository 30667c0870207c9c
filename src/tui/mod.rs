//! The terminal app, in the shape of Elm: `update` returns effects, `view` draws, and neither touches disk or terminal.

pub mod terminal;
pub mod drafts;
pub mod forms;
pub mod screens;
