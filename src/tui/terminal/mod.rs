//! Everything that touches the real terminal; knows no complaint and no screen.
//!
//! Invariant: bytes go to the terminal through `session::Output` only, and nothing is ever asked of it: a
//! terminal that stays silent costs no time.

pub mod chord;
pub mod letters;
pub mod joiner;
pub mod pen;
pub mod backend;
pub mod session;
pub mod input;
pub mod ending;
pub mod signals;
