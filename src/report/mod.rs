//! Figures, plans and documents, written for people and for programs: pure functions, so that what the command line, a file
//! and a screen say is the same. Only [`gathering`] and what follows it
//! ask the desk, and only [`saving`] touches a disk.

pub mod welsh;
pub mod said;
pub mod document;
pub mod translated;
pub mod disclosure;
pub mod withholding;
pub mod told;
pub mod topics;
pub mod shows;
pub mod render;
pub mod impact;
pub mod documents;
pub mod freeze;
pub mod case_difference;
pub mod gathering;
pub mod freezing;
pub mod commission;
pub mod saving;
pub mod returns;
pub mod plan;
