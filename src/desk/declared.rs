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

/// Whether a change that declares others erased takes everything personal out of its record: not only what concerned others.
pub(in crate::desk) fn is_whole(written: &WrittenChange) -> bool {
    let change = written.did.as_deref().and_then(|it| Change::from_json(&written.on, it).ok());
    change.is_some_and(|it| it.is_erased_whole())
}

/// What a change says if it declares only changes up to a number erased: a line that is written anew may have the number of a
/// later one. None if it declares none of them.
pub(in crate::desk) fn declaring(written: &WrittenChange, last: u64) -> Option<String> {
    if !erased_by(written).iter().any(|it| *it <= last) {
        return None;
    }
    let change = Change::from_json(&written.on, written.did.as_deref()?).ok()?;
    Some(change.erasing_up_to(last).to_json())
}
