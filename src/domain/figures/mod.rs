//! The guide's figures, as pure folds from rows. Each rule stands once, beside its number.

pub mod performance;
pub mod impact;
