//! Looking after a store that nobody has open: checking the whole journal.

use std::path::Path;

use crate::desk::opening::Progress;
use crate::desk::store_dir::journal_in;
use crate::journal::damage::Damage;
use crate::journal::verify::{Verified, verify};

/// Walks the whole journal of a data directory and says what is wrong, where, and what to do. Changes nothing.
pub fn verify_journal(data: &Path, progress: Progress) -> Result<Verified, Vec<Damage>> {
    // Erasing comes with retention; until then no entry declares an erasure, so a missing text is damage.
    verify(&journal_in(data), &|_| Vec::new(), progress)
}
