//! The desk: answers requests over the journal and the view. Decides, commits, and only then says "done".
//!
//! One thread commits: it takes every command that is waiting, decides them one after the other, writes them as one
//! group with one sync, applies them to the view, and answers. Questions are answered by whoever asks, beside it.

pub mod private;
pub mod store_dir;
mod notices;
mod health;
pub mod copies;
pub mod put_aside;
pub mod membership;
mod declared;
mod begun;
pub mod opening;
pub mod loss;
pub mod checking;
pub mod actor;
mod changes;
pub mod sight;
mod naming;
mod gate;
mod guarding;
mod needing;
pub mod trouble;
pub mod attached;
mod carried;
mod erased_elsewhere;
mod here;
pub mod committer;
mod following;
pub mod upkeep;
mod mirroring;
mod keeping;
mod held;
pub mod sweep;
mod keyed;
pub mod session;
mod looking;
mod listing;
mod opened;
pub mod leaving;
pub mod hosts;
pub mod erase;
mod figures;
mod registers;
mod history;
mod records;
mod papers;
mod since;
mod near;
pub mod door;

#[cfg(test)]
mod lists;
#[cfg(test)]
mod tests;
