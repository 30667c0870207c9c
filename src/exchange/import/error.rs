//! Why an import could not go on. Rows that cannot come in are no error: they are rejected, and the run goes on.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::api::message::Fault;

/// Why a run stopped.
#[derive(Debug)]
pub enum ImportError {
    /// A file could not be read or written.
    File {
        /// Which.
        path: PathBuf,
        why: io::Error,
    },
    /// The map is not one.
    Map {
        /// Its file.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// The file of rows is not one that can be read.
    Source {
        /// Its file.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// The store did not take a batch. What was imported before is safe.
    Store {
        /// Why.
        fault: Fault,
        /// How many rows came in before.
        imported: u64,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, why } => write!(f, "{}: {why}.", path.display()),
            Self::Map { path, why } | Self::Source { path, why } => write!(f, "{}: {why}", path.display()),
            Self::Store { fault, imported } => write!(
                f,
                "{fault} {imported} rows were imported before that and are safe. Run the import again to go on: \
                 nothing comes in twice."
            ),
        }
    }
}

impl std::error::Error for ImportError {}
