//! What stops figures from being right (guide, audit and quality checks): what can be wrong and what mends it, where it is
//! found, and how many of each there are.

pub mod flaw;
pub mod finding;
pub mod tally;
