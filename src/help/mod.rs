//! Help: a text for each topic, written once in Markdown beside this file. The command line prints it, the manual pages are made
//! of it, and the screen behind `?` finds in it. Lists in it that come from tables of the program are held by tests.

#[cfg(test)]
pub(crate) mod in_step;
pub mod signs;
pub mod blocks;
pub mod lines;
pub mod topics;
pub mod manual;
