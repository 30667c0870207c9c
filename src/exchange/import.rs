//! Cases from a spreadsheet, by a map of its columns. A stand-in until the importer is written.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use crate::api::service::Service;

/// How the map is written.
pub const MAP_HELP: &str = "The map says which of their columns is which of our fields.";

/// What is imported, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The spreadsheet.
    pub file: PathBuf,
    /// The map.
    pub map: PathBuf,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Refuse services, themes and channels that the office does not have.
    pub strict: bool,
    /// Where rejected rows go.
    pub rejects: Option<PathBuf>,
}

/// How an import went.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Rows turned down.
    pub rejected: u64,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows were rejected.", self.rejected)
    }
}

/// Why nothing could be imported.
#[derive(Clone, Debug)]
pub struct ImportError;

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("importing is not there yet")
    }
}

/// Imports a spreadsheet.
pub fn run(
    _service: &mut dyn Service,
    _options: &Options,
    _progress: &mut dyn FnMut(u64, u64, u64),
    _stop: &AtomicBool,
) -> Result<Summary, ImportError> {
    Err(ImportError)
}
