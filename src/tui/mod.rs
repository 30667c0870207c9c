//! The screens.

pub mod terminal;
