//! People as cases know them, and when two spellings may be one person.
//!
//! Whoever compares, finds, erases or leaves out people asks here: two names ([`likeness`]), two people ([`known`]), a text
//! ([`mention`], [`alike`] for what is spelt otherwise, and [`others`] for whom else it may mean), or the words that a case is found by ([`finding`]). The answer is graded, and where it is unsure a person
//! is asked: nothing is said to be gone or absent that was only not matched.

pub mod letters;
pub mod name;
pub mod likeness;
pub mod reach;
pub mod known;
pub mod beside;
pub mod mention;
pub mod initials;
pub mod ordinary;
pub mod hints;
pub mod others;
pub mod alike;
pub mod unsure;
pub mod naming;
pub mod finding;
pub mod personal;
pub mod record;
