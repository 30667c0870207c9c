//! An action plan: what went wrong, what is done so that it does not happen again, and what shows that it worked.
//!
//! Built as a case is: a command goes through `decide`, the only place that says no, and comes out as events; `apply`
//! folds events into the record and cannot fail. No stage is stored: each is worked out from what has happened. Nothing
//! is overwritten: every review, audit and reading stays beside the ones before it.

pub mod quantity;
pub mod record;
pub mod as_of;
pub mod outline;
pub mod event;
pub mod scrub;
pub mod elements;
pub mod smart;
pub mod owed;
pub mod command;
pub mod decide;
pub mod history;
pub mod row;
