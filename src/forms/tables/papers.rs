//! Papers: put on a case, and what is said of one put right.

use crate::domain::case::command::{AttachPaper, Command, PutRight, Step};
use crate::domain::case::paper::Paper;
use crate::domain::case::record::Part;
use crate::domain::office::lists::{ListKind, PaperKindId};
use crate::domain::vocabulary::DataOf;
use crate::forms::answers::Answers;
use crate::forms::field::{DAY_DONE, Field, Kind, one_of, optional};
use crate::forms::table::{FormTable, form};
use crate::forms::tables::correcting::{choices, correcting};
use crate::forms::tables::parts::{chosen, entry};

/// What is asked of a paper.
fn of_paper() -> Vec<Field> {
    vec![
        optional("title", "Title", "empty takes the name of the file", Kind::Line),
        optional("kind", "Kind", "", entry(ListKind::PaperKinds)),
        optional("on", "Its date", "", DAY_DONE),
        optional("about", "Whose data", "if somebody asks for a copy", one_of(DataOf::ALL, DataOf::word)),
        optional("elsewhere", "Kept at", "without a file: a file number, a share, a link", Kind::Line),
    ]
}

/// A paper as it is answered.
fn paper_of(it: &mut Answers) -> Paper {
    Paper {
        title: it.text("title"),
        kind: chosen(it, "kind", ListKind::PaperKinds).map(PaperKindId),
        on: it.day("on"),
        about: it.choice("about", DataOf::from_word),
        elsewhere: it.text("elsewhere"),
        ..Paper::default()
    }
}

/// A paper is put on the case.
pub fn attach_paper() -> FormTable {
    let path = optional("path", "File", "its path on this machine, up to 100 MB", Kind::Line);
    let fields = [path].into_iter().chain(of_paper()).collect();
    form(Step::AttachPaper, "attach it", fields, |it| {
        let paper = paper_of(it);
        let path = it.text("path");
        Some(Command::AttachPaper(Box::new(AttachPaper { paper, path, ..AttachPaper::default() })))
    })
}

/// What is said of a paper put right; its contents stay.
pub fn amend_paper() -> FormTable {
    correcting(
        Step::AmendPaper,
        "paper",
        |it| choices(it, "paper"),
        (of_paper(), |it| Some(paper_of(it))),
        |it, before, why| {
            let Part::Paper(before) = before else { return None };
            let part = Paper { number: before.number, ..it };
            Some(Command::AmendPaper(PutRight { part, why }))
        },
    )
}
