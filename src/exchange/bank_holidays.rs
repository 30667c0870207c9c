//! Bank holidays from GOV.UK's file. A stand-in until it is written.

use std::path::Path;

use crate::api::service::Service;
use crate::exchange::import::ImportError;

/// Brings a list of bank holidays in. Says which years are known now.
pub fn run(_service: &mut dyn Service, _file: &Path) -> Result<String, ImportError> {
    Err(ImportError)
}
