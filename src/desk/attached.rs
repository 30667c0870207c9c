//! Papers and the journal: contents get their place before it names them, and are held against what it names.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::api::message::Fault;
use crate::domain::case::command::AttachPaper;
use crate::domain::case::event::Event;
use crate::domain::case::paper::HeldFile;
use crate::domain::case::record::Part;
use crate::domain::records::any::Change;
use crate::domain::refusal::Refusal;
use crate::journal::chain::Position;
use crate::journal::damage::JournalError;
use crate::journal::lines::lines;
use crate::papers::{Flaw, Papers};

/// The papers that a journal names, by the SHA-256 of their contents, with their sizes: all that must be kept, also those of
/// papers that were cancelled or put right.
pub fn named(journal: &Path) -> Result<BTreeMap<String, u64>, JournalError> {
    named_after(journal, Position::START).map(|it| it.0)
}

/// Those that it names after a position, and the position of its end.
pub(in crate::desk) fn named_after(
    journal: &Path,
    mut position: Position,
) -> Result<(BTreeMap<String, u64>, Position), JournalError> {
    let mut named = BTreeMap::new();
    for line in lines(journal, position) {
        let line = line?;
        position = line.after;
        let written = line.change;
        // Nearly every line is passed over without being read.
        let Some(did) = written.did.as_deref().filter(|it| it.contains("\"held\"")) else { continue };
        let Ok(Change::Case(_, did)) = Change::from_json(&written.on, did) else { continue };
        for event in did.events() {
            named.extend(
                held(event).filter(|it| !it.sha256.is_empty()).map(|it| (it.sha256.clone(), it.bytes)),
            );
        }
    }
    Ok((named, position))
}

fn held(event: &Event) -> impl Iterator<Item = &HeldFile> {
    let papers = match event {
        Event::PaperAdded(it) => [Some(it), None],
        Event::PartPutRight { part: Part::Paper(it), before: Part::Paper(before), .. } => {
            [Some(it), Some(before)]
        }
        _ => [None, None],
    };
    papers.into_iter().flatten().filter_map(|it| it.held.as_ref())
}

/// Holds the papers in a data directory, or in a copy, against those that its journal names. Says how many there should be, and
/// which are missing or were changed.
pub fn check(
    root: &Path,
    journal: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(u64, Vec<(String, Flaw)>), JournalError> {
    let (papers, named) = (Papers::of(root), named(journal)?);
    let total: u64 = named.values().sum();
    let (mut done, mut flaws) = (0, Vec::new());
    for (sha256, bytes) in &named {
        if let Err(flaw) = papers.check(sha256, *bytes) {
            flaws.push((sha256.clone(), flaw));
        }
        done += bytes;
        progress(done, total);
    }
    Ok((named.len() as u64, flaws))
}

/// Gives the contents of a paper their place, before the journal names them.
pub(in crate::desk) fn keep(papers: &Papers, login: &str, it: &AttachPaper) -> Result<(), Fault> {
    let Some(held) = it.paper.held.as_ref().filter(|_| it.path.is_empty()) else {
        return if it.path.is_empty() { Ok(()) } else { Err(not_come()) };
    };
    if papers.keep(login, &it.carried_as, &held.sha256).map_err(|it| not_kept(&it))? {
        return Ok(());
    }
    Err(not_come())
}

fn not_come() -> Fault {
    let why = "The contents of the file have not come to the office.";
    Refusal::of_field("path", why, "Attach it again, with “redress attach” or from the case.").into()
}

/// Why contents could not be kept.
pub(in crate::desk) fn not_kept(error: &io::Error) -> Fault {
    Fault::NotSaved(if error.kind() == io::ErrorKind::StorageFull {
        "there is no room on the disk for the paper. Make room, then attach it again".to_owned()
    } else {
        format!("the paper could not be written ({error})")
    })
}
