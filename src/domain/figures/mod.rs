//! The guide's figures, as pure folds from rows. Each rule stands once, beside its number.

pub mod period;
pub mod rounding;
pub mod themes;
pub mod redress;
pub mod referrals;
pub mod cost;
pub mod actions;
pub mod performance;
pub mod impact;

#[cfg(test)]
mod tests;
