//! What can go wrong with the pairs of the view.

use crate::codec::NotAValue;

/// Why pairs could not be read or written.
#[derive(Clone, Debug)]
pub enum EngineError {
    /// sled gave up.
    Engine(String),
    /// The disk is full.
    NoRoom,
    /// A value cannot be read.
    Value(NotAValue),
}

impl From<sled::Error> for EngineError {
    fn from(it: sled::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match it {
            sled::Error::Io(error) if matches!(error.kind(), StorageFull | QuotaExceeded) => Self::NoRoom,
            other => Self::Engine(other.to_string()),
        }
    }
}

impl From<NotAValue> for EngineError {
    fn from(it: NotAValue) -> Self {
        Self::Value(it)
    }
}
