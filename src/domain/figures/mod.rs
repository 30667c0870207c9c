//! The guide's figures: pure folds from rows, and one table that says how each is read and shown.

pub mod period;
pub mod rounding;
pub mod themes;
pub mod redress;
pub mod referrals;
pub mod data_protection;
pub mod cost;
pub mod actions;
pub mod course;
pub mod performance;
pub mod impact;
pub mod cell;
pub mod shapes;
pub mod registers;
pub mod figure;
pub mod groups;
pub mod complaints;
pub mod effects;
pub mod table;

#[cfg(test)]
mod tests;
