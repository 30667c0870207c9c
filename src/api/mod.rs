//! The one seam between those who ask (screens, the command line, importers) and the records.

pub mod message;
pub mod notice;
pub mod waiting;
pub mod service;
pub mod wire;
pub mod carrying;
pub mod client;
pub mod server;
