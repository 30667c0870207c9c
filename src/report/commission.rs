//! A document as a person asks for it on screen: which, on what, and whether it is kept as published.

use crate::domain::calendar::period::PeriodKind;
use crate::domain::office::record::Office;
use crate::report::document::Document;
use crate::report::documents::{DOCUMENTS, Row, Usual};
use crate::report::gathering::{NotMade, Source, Subject};
use crate::report::render::csv::slug;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commission {
    /// The document's name in the table.
    pub document: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// How it is kept as published; none to make it only.
    pub freeze: Option<Freeze>,
}

/// How a document is kept as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Why, where it replaces one; may be empty.
    pub reason: String,
    /// Whether it is kept even so, whatever speaks against it.
    pub even_so: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    Document(Box<Document>),
    /// It is kept as published; the sentence says how much of it.
    Kept(String),
    /// It is not kept yet: what speaks against it, sentence by sentence.
    Asks(Vec<String>),
}

impl Commission {
    /// A document on what a screen shows: on the financial year around it, where it is for no other period.
    pub fn of(row: &'static Row, subject: &Subject) -> Self {
        let mut subject = subject.clone();
        if row.usual == Usual::Year && subject.kind != Some(PeriodKind::Year) {
            let year = PeriodKind::Year;
            subject = Subject::of(Some(year), year.around(subject.stretch.to), subject.scope, subject.today);
        }
        Self { document: row.name, subject, freeze: None }
    }

    /// Its row in the table.
    pub fn row(&self) -> &'static Row {
        let row = DOCUMENTS.iter().find(|it| it.name == self.document);
        row.expect("a commission is made of a row of the table")
    }

    /// A name for its file, without an ending: "board-2026-27-q2".
    pub fn file_name(&self, office: &Office) -> String {
        let period = self.subject.stretch.name.split(',').next().unwrap_or_default();
        let whose = self.subject.scope.words(office);
        let words = [Some(self.document.to_owned()), Some(period.replace("Financial year ", "")), whose];
        slug(&words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Carries it out.
    pub fn carry_out(&self, source: &mut Source) -> Result<Made, NotMade> {
        let Some(Freeze { reason, even_so }) = &self.freeze else {
            let document = source.make(self.row(), &self.subject)?;
            return Ok(Made::Document(Box::new(document)));
        };
        let kept = match source.freeze(self.row(), &self.subject, reason, *even_so) {
            Err(NotMade::Asks(against)) => return Ok(Made::Asks(against)),
            kept => kept?,
        };
        Ok(Made::Kept(format!(
            "“{}” for {} is kept as published: {}.",
            kept.document,
            kept.period,
            kept.holds()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::period::Scope;

    #[test]
    fn the_annual_report_is_on_the_year_around_what_shows_and_files_are_named_by_what_they_hold() {
        let day = "2026-11-24".parse().unwrap();
        let stretch = PeriodKind::Quarter.around(day);
        let quarter = Subject::of(Some(PeriodKind::Quarter), stretch, Scope::All, day);
        for (name, expect) in [("board", "board-2026-27-q3"), ("annual", "annual-2026-27")] {
            let row = DOCUMENTS.iter().find(|it| it.name == name).unwrap();
            let it = Commission::of(row, &quarter);
            assert_eq!(it.file_name(&Office::default()), expect);
            assert_eq!(it.row().name, name);
        }
    }
}
