//! The terminal app, in the shape of Elm: `update` returns effects, `draw` draws, and neither touches disk or terminal.

pub mod theme;
pub mod terminal;
pub mod own_commands;
pub mod keymap;
pub mod own_keys;
pub mod pace;
pub mod screen;
#[cfg(test)]
mod fixture;
pub mod pages;
pub mod chrome;
pub mod forms;
pub mod screens;
pub mod app;
pub mod run;
