//! Which changes of the journal a later one declares erased: what the journal accepts a missing text by.

use crate::domain::records::any::Change;
use crate::journal::written::WrittenChange;

/// Numbers of the changes that this one declares erased; none for nearly every written.
pub(in crate::desk) fn erased_by(written: &WrittenChange) -> Vec<u64> {
    // Nearly every line is passed over without being read.
    let Some(did) = written.did.as_deref().filter(|it| it.starts_with("{\"retold\"")) else {
        return Vec::new();
    };
    Change::from_json(&written.on, did).map(|it| it.erases().to_vec()).unwrap_or_default()
}
