//! The papers that go with the answer to a request for what is held about somebody: each is a file beside the answer, or it is
//! said why it is not.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::api::carrying::{NotFetched, fetch};
use crate::api::message::Fault;
use crate::api::service::Service;
use crate::cli::ending::Trouble;
use crate::domain::reference::{CaseRef, RecordRef};
use crate::domain::subject_access::{HeldPaper, HeldRecord};
use crate::domain::text::count;
use crate::domain::vocabulary::DataOf;

/// A paper that the person may have.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its case.
    pub on: CaseRef,
    pub paper: &'a HeldPaper,
}

impl Given<'_> {
    /// What its file is called.
    pub fn file_name(&self) -> String {
        self.paper.file_name(self.on.into())
    }

    /// What it is called on the command line and in messages.
    pub fn name(&self) -> String {
        format!("paper {} of {}", self.paper.number, self.on)
    }
}

/// The papers that go with what somebody is given: those of which nothing is left out.
pub fn given(held: &[HeldRecord]) -> Vec<Given<'_>> {
    let of_record = |it: &'_ HeldRecord| CaseRef::try_from(it.on).ok();
    let records = held.iter().filter_map(|it| Some((of_record(it)?, &it.texts)));
    let texts = records.flat_map(|(on, texts)| texts.iter().map(move |it| (on, it)));
    let whole = texts.filter(|(_, it)| it.proposal.is_none());
    whole.filter_map(|(on, it)| Some(Given { on, paper: it.paper.as_ref()? })).collect()
}

/// Why papers that the person may have are not given, by their case and number.
pub type Flaws = BTreeMap<(RecordRef, u32), String>;

/// A directory in which files are made that were not there. Unless all are kept, none stays.
pub struct Making<'a> {
    dir: &'a Path,
    made: Vec<PathBuf>,
    is_kept: bool,
}

impl<'a> Making<'a> {
    /// Makes the directory, for its owner alone, unless it is there.
    pub fn in_directory(dir: &'a Path) -> Result<Self, Trouble> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
        made.map_err(|it| failed(dir, &it))?;
        Ok(Self { dir, made: Vec::new(), is_kept: false })
    }

    /// Writes a file that only its owner may read.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<PathBuf, Trouble> {
        let (path, mut file) = self.create(name)?;
        file.write_all(bytes).map_err(|it| failed(&path, &it))?;
        Ok(path)
    }

    /// Keeps what was made.
    pub fn keep(mut self) {
        self.is_kept = true;
    }

    fn create(&mut self, name: &str) -> Result<(PathBuf, File), Trouble> {
        let path = self.dir.join(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = file.map_err(|it| failed(&path, &it))?;
        self.made.push(path.clone());
        Ok((path, file))
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        // What goes to nobody stays for nobody; that one cannot be removed changes nothing about what to say.
        self.made.iter().filter(|_| !self.is_kept).for_each(|it| drop(fs::remove_file(it)));
    }
}

fn failed(path: &Path, error: &io::Error) -> Trouble {
    Trouble::Broken(format!("{} cannot be written ({error}). Name another directory with -o", path.display()))
}

/// Writes each paper into a file of its own. One that is missing or damaged is left out, with the reason.
pub fn write_papers(
    service: &mut dyn Service,
    making: &mut Making,
    papers: &[Given],
) -> Result<(Vec<PathBuf>, Flaws), Trouble> {
    let (mut written, mut flaws) = (Vec::new(), Flaws::new());
    for it in papers {
        let (path, mut file) = making.create(&it.file_name())?;
        match fetch(service, it.on, it.paper.number, &mut file) {
            Ok(_) => written.push(path),
            Err(NotFetched::Written(error)) => return Err(failed(&path, &error)),
            Err(NotFetched::Fault(Fault::Broken(why))) => {
                fs::remove_file(&path).map_err(|it| failed(&path, &it))?;
                flaws.insert((it.on.into(), it.paper.number), why);
            }
            Err(NotFetched::Fault(fault)) => return Err(fault.into()),
        }
    }
    Ok((written, flaws))
}

/// What whoever types must do with papers before they go: nobody has looked into them. Empty where there are none.
pub fn to_be_read(papers: &[Given]) -> String {
    if papers.is_empty() {
        return String::new();
    }
    let with_it = count(papers.len() as u64, "paper");
    let words = format!("With it: {with_it}. redress looks into no paper: read each before it goes.");
    let unmarked = papers.iter().filter(|it| it.paper.about != Some(DataOf::Complainant));
    let unmarked: Vec<String> = unmarked.map(Given::name).collect();
    if unmarked.is_empty() {
        return words;
    }
    format!("{words} Nobody said whose data is in {}.", unmarked.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::subject_access::{HeldText, Proposal, Whose};
    use chrono::DateTime;

    fn held(on: &str, number: u32, proposal: Option<Proposal>) -> HeldRecord {
        let paper = Some(HeldPaper { number, ending: "pdf".into(), about: None });
        let (what, text) = ("paper".into(), "Letter".into());
        let text =
            HeldText { change: 1, at: DateTime::UNIX_EPOCH, what, text, proposal, question: None, paper };
        HeldRecord { on: on.parse().unwrap(), whose: Whose::Theirs, is_restricted: false, texts: vec![text] }
    }

    #[test]
    fn a_paper_goes_whole_or_not_at_all_under_a_name_that_nobody_typed() {
        let held =
            [held("26-0001", 2, None), held("26-0002", 1, Some(Proposal::of_everything("legal advice")))];
        let names: Vec<String> = given(&held).iter().map(Given::file_name).collect();
        assert_eq!(names, ["26-0001-paper-2.pdf"]);
        assert!(to_be_read(&given(&held)).contains("Nobody said whose data is in paper 2 of 26-0001."));
    }

    #[test]
    fn files_that_were_begun_are_gone_unless_all_of_them_were_made() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("answer");
        for is_kept in [false, true] {
            let mut making = Making::in_directory(&dir).unwrap();
            making.write("one", b"1").unwrap();
            assert!(making.write("one", b"2").is_err(), "nothing is written over");
            if is_kept {
                making.keep();
            } else {
                drop(making);
            }
            assert_eq!(dir.join("one").exists(), is_kept);
        }
    }
}
