//! Registers: feedback, meetings, and whatever else the guide wants captured. **A register is one table in one file** of
//! `kinds`; nothing else in the tree names it.
//!
//! The table says what an entry holds, what it owes and what is counted. Everything here reads the table: values are read
//! and printed by their fields, a command goes through `decide`, the only place that says no, and comes out as events, and
//! `apply` folds events into the entry and cannot fail. Events are the same for every register and frozen; values stand in
//! them by the names of their fields, so that an old journal reads for ever. A field may be added, never renamed.
//!
//! Facts have dates of their own (given on, decided on, done on). What is counted as of a day goes by them, so that what
//! happens later never changes what was.

pub mod value;
pub mod field;
pub mod kind;
pub mod read;
pub mod tell;
pub mod entry;
pub mod event;
pub mod command;
pub mod statements;
pub mod expectations;
pub mod kinds;
pub mod links;
pub mod settings;
pub mod owed;
pub mod decide;
pub mod history;
pub mod scrub;
pub mod telling;
pub mod counts;
pub mod filter;
pub mod leading;

#[cfg(test)]
pub(crate) mod fixture;
