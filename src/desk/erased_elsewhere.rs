//! An erasure that another host of the office declared. What it takes away goes from this host's journal at once; from its working
//! copy, its papers and its drafts it goes when the store is opened next ([`crate::desk::sweep`]), and then the others are told.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::desk::begun::{Begun, Marked, begun, mark, note_swept};
use crate::desk::declared::erased_by;
use crate::desk::store_dir::journal_in;
use crate::journal::Journal;
use crate::journal::chain::{Line, Position};
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;

/// What is said on a host until its part is done.
pub(in crate::desk) const LEFT_TO_DO: &str = "Another host erased records. They are gone from this host's journal. What its working copy, papers \
                             and drafts hold of them goes when redress is started again here: do that today.";

/// Takes out of the journal in a data directory what these lines of another host declare erased.
pub(in crate::desk) fn carry_out(
    data: &Path,
    journal: &mut Journal,
    new: &[Line],
) -> Result<(), JournalError> {
    let declaring: Vec<&Line> = new.iter().filter(|it| !erased_by(&it.change).is_empty()).collect();
    let (Some(first), Some(last)) = (declaring.first(), declaring.last()) else { return Ok(()) };
    let failed = |error: io::Error| JournalError::File(data.to_owned(), error);
    let erased: BTreeSet<u64> = declaring.iter().flat_map(|it| erased_by(&it.change)).collect();
    let mut places = Vec::new();
    for line in lines(&journal_in(data), Position::START) {
        let line = line?;
        if line.change.did.is_some() && erased.contains(&line.change.seq) {
            places.push(line.place);
        }
    }
    if matches!(begun(data).map_err(failed)?, Marked::Not) {
        if places.is_empty() {
            // They came here with nothing in them.
            return note_swept(data, last.change.seq).map_err(failed);
        }
        let begun = Begun {
            after: first.change.seq - 1,
            declares: declaring.len() as u64,
            drafts: Vec::new(),
            is_of_another_host: true,
        };
        mark(data, &begun).map_err(failed)?;
    }
    // The newest go first, so that the history of a record is a history at any time.
    places.into_iter().rev().try_for_each(|it| journal.erase(it))
}
