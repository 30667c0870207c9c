//! How things stand: records, lists and the diary in sled, folded from the journal and never the only copy of anything.
//!
//! Invariant: what a case adds to the view is a pure function of its record (`derive`), so a change is the difference
//! of two derivations and a rebuild is the same code run from the start. This module alone names sled.

pub mod keys;
pub mod sorted;
pub mod store;
pub mod postings;
pub mod derive;
pub mod pages;
pub mod query;
pub mod naming;
pub mod compare;
pub mod fold;
