//! Papers: what is needed of one before it is put on a case. That its contents are there is for the desk to see.

use crate::domain::case::command::AttachPaper;
use crate::domain::case::decide::guards::{in_the_past, offered};
use crate::domain::case::event::Event;
use crate::domain::case::paper::{HeldFile, LARGEST, Paper, form_of, size};
use crate::domain::case::record::{Case, PartName};
use crate::domain::office::lists::PaperKindId;
use crate::domain::refusal::{Refusal, Verdict, required};
use crate::domain::terms::Terms;
use crate::domain::text::{count, one_line};

/// Puts a paper on a case: its contents, or where it is kept. With a path it says what would be wrong before the contents are
/// carried; the desk takes none.
pub fn attach(terms: &Terms, case: &Case, it: AttachPaper) -> Verdict<Vec<Event>> {
    let AttachPaper { mut paper, path, carried_as } = it;
    let is_to_be_carried = !path.is_empty();
    if !is_to_be_carried && paper.held.is_some() == carried_as.is_empty() {
        let why = "The contents of the file have not come to the office.";
        return Err(Refusal::of_field("path", why, "Attach it with “redress attach”, or from the case."));
    }
    if !is_to_be_carried && paper.held.is_none() && paper.elsewhere.trim().is_empty() {
        let why = "Give the file, or say where the paper is kept.";
        return Err(Refusal::of_field("path", why, "That may be a file number, a share or a web address."));
    }
    if let Some(held) = &mut paper.held {
        held.file_name = file_name(&held.file_name);
        may_be_kept(held)?;
        let same = |it: &&Paper| it.held.as_ref().is_some_and(|it| it.sha256 == held.sha256);
        if let Some(there) = case.papers.iter().find(same).filter(|_| !held.sha256.is_empty()) {
            let why = format!("This file is on the case already: paper {}, {}.", there.number, there.title);
            return Err(Refusal::of_field("path", why, "Choose another, or cancel that paper first."));
        }
    }
    if paper.title.trim().is_empty() {
        let name = paper.held.as_ref().map(|it| it.file_name.clone()).filter(|it| !it.is_empty());
        paper.title = name.unwrap_or_else(|| file_name(&path));
    }
    let number = case.next_number(|it| if let PartName::Paper(it) = it { Some(it) } else { None });
    let paper = Paper { number, added: Some(terms.today), ..paper };
    let whole = if is_to_be_carried { Paper { elsewhere: path, ..paper.clone() } } else { paper.clone() };
    sound_paper(terms, &whole, None)?;
    Ok(vec![Event::PaperAdded(paper)])
}

/// What a file is called, without its directory; standard input is called nothing.
fn file_name(path: &str) -> String {
    let name = one_line(path.rsplit(['/', '\\']).next().unwrap_or_default());
    if name == "-" { String::new() } else { name }
}

/// Whether contents of this size may be kept.
pub fn may_be_kept(held: &HeldFile) -> Verdict<()> {
    match held.bytes {
        0 => Err(Refusal::of_field("path", "The file is empty.", "Choose another.")),
        bytes if LARGEST < bytes => {
            // Where they look the same, to the byte.
            let told = |it: u64| if size(bytes) == size(LARGEST) { count(it, "byte") } else { size(it) };
            let why = format!(
                "The file is of {}, and a case takes papers of at most {}.",
                told(bytes),
                told(LARGEST)
            );
            let instead = "Keep it on a share and say where, or attach it in parts.";
            Err(Refusal::of_field("path", why, instead))
        }
        _ => Ok(()),
    }
}

/// What contents look like by their beginning. A program is refused, whatever its name says.
pub fn form_or_refused(beginning: &[u8]) -> Verdict<&'static str> {
    form_of(beginning).ok_or_else(|| {
        let why = "This file is a program, and no case takes one.";
        Refusal::of_field("path", why, "Attach what it shows instead.")
    })
}

/// Whether a paper may be recorded so; `before` is the kind that it had.
pub fn sound_paper(terms: &Terms, it: &Paper, before: Option<PaperKindId>) -> Verdict<()> {
    required("title", &it.title, "Say in a few words what the paper is.")?;
    if it.held.is_none() {
        required("elsewhere", &it.elsewhere, "Say where the paper is kept.")?;
    }
    if let Some(on) = it.on {
        in_the_past(terms, "on", "The date of the paper", on)?;
    }
    let (kind, before) = (it.kind.map(|it| it.0), before.map(|it| it.0));
    offered(terms, "kind", &terms.office.paper_kinds, kind, before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::record::Facts;
    use crate::domain::office::record::{House, Office};
    use crate::domain::reference::CaseRef;

    fn attached(paper: Paper, path: &str, carried_as: &str) -> Result<Paper, String> {
        let house = House::new(Office::default());
        let on = |text: &str| text.parse().expect("a real date");
        let (office, calendar) = (&house.office, &house.calendar);
        let terms = Terms { office, calendar, today: on("2026-11-24"), actor: "jsmith" };
        let mut case = Case::new(CaseRef { year: 2026, number: 1 }, Facts::received_on(on("2026-11-02")));
        case.papers = vec![Paper { number: 3, ..Paper::default() }];
        let ask = AttachPaper { paper, path: path.into(), carried_as: carried_as.into() };
        match attach(&terms, &case, ask).map_err(|it| it.why)?.remove(0) {
            Event::PaperAdded(it) => Ok(it),
            other => Err(format!("{other:?}")),
        }
    }

    fn held(bytes: u64) -> Paper {
        let file_name = "C:\\Users\\letter.pdf".into();
        let held = HeldFile { sha256: "ab".into(), bytes, file_name, form: "PDF".into() };
        Paper { held: Some(held), ..Paper::default() }
    }

    #[test]
    fn a_paper_without_a_title_is_called_by_its_file_without_the_directory_and_gets_the_next_number() {
        let paper = attached(held(9), "", "x").expect("sound");
        assert_eq!((paper.number, &*paper.title), (4, "letter.pdf"));
    }

    #[test]
    fn contents_that_did_not_come_are_empty_or_too_large_are_refused_by_name() {
        for (paper, path, carried_as, why) in [
            (Paper::default(), "", "", "Give the file"),
            (held(9), "", "", "have not come"),
            (Paper::default(), "-", "", "what the paper is"),
            (held(0), "", "x", "is empty"),
            (
                held(LARGEST + 1),
                "",
                "x",
                "of 104857601 bytes, and a case takes papers of at most 104857600 bytes",
            ),
            (held(2 * LARGEST), "", "x", "at most 100.0 MB"),
            (Paper { elsewhere: "File 12/3".into(), ..Paper::default() }, "", "", "what the paper is"),
        ] {
            let refused = attached(paper, path, carried_as).expect_err(why);
            assert!(refused.contains(why), "{refused}");
        }
        let elsewhere = Paper { title: "Plans".into(), elsewhere: "File 12/3".into(), ..Paper::default() };
        attached(elsewhere, "", "").expect("a reference alone");
    }
}
