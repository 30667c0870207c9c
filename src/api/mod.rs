//! The one seam between those who ask (screens, the command line, importers) and the records.

pub mod message;
pub mod service;
