//! Whether the view is to be trusted. Once it is not, a note in the data directory has the next opening build it again.
//!
//! Invariant: no panic of sled reaches whoever asked. They are told what to do, and what was confirmed is in the journal.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::api::message::{Fault, Reply};
use crate::desk::notices::Notices;
use crate::panics::{Panicked, caught};
use crate::plain_file;
use crate::view::store::{View, ViewError};

/// What people are told when the view cannot be read.
const ADVICE: &str = "the working copy of the records cannot be read. Close redress and start it again: it is then built again \
from the journal";

/// The note that the view is not to be trusted; the text says why.
fn note(root: &Path) -> PathBuf {
    root.join("view.suspect")
}

/// Why the view in a data directory is not to be trusted, if it is not.
pub(in crate::desk) fn suspicion(root: &Path) -> Option<String> {
    let path = note(root);
    path.exists()
        .then(|| {
            plain_file::read(&path).ok().and_then(|it| String::from_utf8(it).ok()).filter(|it| !it.is_empty())
        })
        .map(|why| {
            // A note that says nothing still stands.
            why.unwrap_or_else(|| "it could not be trusted".to_owned())
        })
}

/// Takes the note away: the view was built again.
pub(in crate::desk) fn absolve(root: &Path) {
    // If it stays, the view is built once more than is needed.
    drop(fs::remove_file(note(root)));
}

/// Notes that the view in a data directory is not to be trusted.
pub(in crate::desk) fn suspect(root: &Path, why: &str) {
    // Where it cannot be noted, the damage is met again: it costs a question that is not answered, never a wrong answer.
    drop(plain_file::write_anew(&note(root)).and_then(|mut it| it.write_all(why.as_bytes())));
}

/// Looks after one view.
#[derive(Clone, Debug)]
pub(in crate::desk) struct Health {
    view: View,
    root: PathBuf,
    notices: Notices,
}

impl Health {
    pub(in crate::desk) fn new(view: View, root: &Path, notices: Notices) -> Self {
        Self { view, root: root.to_owned(), notices }
    }

    /// The answer as it may be given.
    pub(in crate::desk) fn judge(
        &self,
        answer: Result<Result<Reply, Fault>, Panicked>,
    ) -> Result<Reply, Fault> {
        match answer {
            Ok(answer) => {
                if is_broken(&answer) && !self.can_be_read() {
                    self.distrust("it could not be read");
                    return Err(Fault::Broken(ADVICE.to_owned()));
                }
                answer
            }
            Err(panicked) => Err(Fault::Broken(self.panicked(&panicked))),
        }
    }

    /// Work on the view panicked. Gives what people are told.
    pub(in crate::desk) fn panicked(&self, panicked: &Panicked) -> String {
        self.view.give_up();
        self.distrust(&format!("it could not be read ({})", panicked.at));
        ADVICE.to_owned()
    }

    /// Has the view built again at the next opening, and says so.
    pub(in crate::desk) fn distrust(&self, why: &str) {
        suspect(&self.root, why);
        self.notices.tell(
            "The working copy of the records is not as it should be. Close redress and start it again when you can: it is then \
             built again from the journal.",
        );
    }

    /// Something is broken. Whether that is the view shows when all of it is read.
    fn can_be_read(&self) -> bool {
        matches!(caught(|| self.view.read_through()), Ok(Ok(())))
    }
}

impl From<ViewError> for Fault {
    fn from(it: ViewError) -> Self {
        Self::Broken(it.to_string())
    }
}

fn is_broken(answer: &Result<Reply, Fault>) -> bool {
    let broken = |it: &Fault| matches!(it, Fault::Broken(_));
    match answer {
        Err(fault) => broken(fault),
        Ok(Reply::Done(each)) => each.iter().filter_map(|it| it.as_ref().err()).any(broken),
        Ok(_) => false,
    }
}
