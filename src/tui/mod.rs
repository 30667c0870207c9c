//! The screens.

pub mod terminal;
pub mod drafts;
