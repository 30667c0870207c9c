//! A complaint: what is known of it, what may be done with it, what it owes.
//!
//! A command goes through `decide`, the only place that says no, and comes out as events; `apply` folds events into
//! the record and cannot fail. The details of a step (who, when, how) are one struct that the command carries, the
//! event keeps and the record holds, so the three can never disagree.

pub mod round;
pub mod paper;
pub mod record;
pub mod part;
pub mod event;
pub mod scrub;
pub mod texts;
pub mod command;
pub mod stages;
pub mod clock;
pub mod decide;
pub mod history;
pub mod account;
pub mod postal;
pub mod letter;
pub mod kind_of_case;
