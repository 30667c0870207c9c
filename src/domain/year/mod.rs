//! A financial year as the office reports on it: what the Ombudsman published of it, the words around the figures, and
//! what the office itself published. One record a year, changed only through events.

pub mod counted;
pub mod record;
pub mod numbers;
pub mod passages;
pub mod tellable;
pub mod context;
pub mod event;
pub mod command;
pub mod decide;
pub mod history;
