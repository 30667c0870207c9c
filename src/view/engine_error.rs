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
            sled::Error::Corruption { .. } => Self::Engine("it is damaged".to_owned()),
            sled::Error::Unsupported(_) => Self::Engine("another version of sled wrote it".to_owned()),
            other => Self::Engine(other.to_string()),
        }
    }
}

impl From<NotAValue> for EngineError {
    fn from(it: NotAValue) -> Self {
        Self::Value(it)
    }
}
