//! A document in another language: all that it says itself, from the table of that language. What people wrote, and what has no
//! words there yet, stays in English and is marked so; what a service or a theme is called stays as it is.

use crate::domain::case::letter::Language;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::{ORGANISATION, SERVICE, THEME};
use crate::report::document::{Document, Section, Table};
use crate::report::said::{said, sentence};

/// What a document says first where something in it is in English only.
const IN_ENGLISH: &str = "Parts of this document are in English.";
/// The headings over what an office calls something.
const NAMES: [&str; 3] = [SERVICE.heading, ORGANISATION.heading, THEME.heading];

/// The document in a language; or each of its headings that is in no table of it.
pub fn translated(mut document: Document, language: Language) -> Result<Document, Vec<String>> {
    if language == Language::English {
        return Ok(document);
    }
    let mut missing = Vec::new();
    let mut say = |words: &mut String| match said(words, language) {
        Some(it) => *words = it,
        None => missing.push(words.clone()),
    };
    let of_its_own = [&mut document.title].into_iter().chain(&mut document.about);
    of_its_own.chain(document.headlines.iter_mut().map(|it| &mut it.words)).for_each(&mut say);
    document.sections.iter_mut().for_each(|it| say(&mut it.heading));
    for it in &mut document.sections {
        section(it, language);
    }
    let has_english =
        |it: &Section| !it.as_written.is_empty() || it.tables.iter().any(|it| !it.as_written.is_empty());
    if document.sections.iter().any(has_english) {
        document.about.push(sentence(IN_ENGLISH, language));
    }
    document.language = language;
    if missing.is_empty() { Ok(document) } else { Err(missing) }
}

/// Says what a section says below its heading.
fn section(it: &mut Section, language: Language) {
    for (at, words) in it.paragraphs.iter_mut().enumerate() {
        match said(words, language) {
            Some(said) => *words = said,
            None => it.as_written.push(at),
        }
    }
    for it in &mut it.tables {
        match table(it.clone(), language) {
            Some(said) => *it = said,
            None => it.as_written = (0..it.columns.len()).collect(),
        }
    }
}

/// A table in a language; none where something of its own has no words there.
fn table(mut it: Table, language: Language) -> Option<Table> {
    let theirs = it.as_written.clone();
    for row in &mut it.rows {
        for (column, cell) in row.iter_mut().enumerate().filter(|it| !theirs.contains(&it.0)) {
            let words = cell.words();
            let is_name = NAMES.contains(&it.columns[column].as_str());
            match cell {
                // What is no number is said in words.
                Cell::Text(_) | Cell::Date(_) => {}
                _ if !words.chars().any(|it| it.is_ascii_digit()) => {}
                _ => continue,
            }
            let said = said(&words, language);
            *cell = if is_name { said.unwrap_or(words) } else { said? }.into();
        }
    }
    for words in [&mut it.caption].into_iter().chain(&mut it.columns) {
        *words = said(words, language)?;
    }
    Some(it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(sections: Vec<Section>) -> Document {
        Document { title: "What we learnt from complaints".to_owned(), sections, ..Document::default() }
    }

    fn welsh(sections: Vec<Section>) -> Document {
        translated(learnt(sections), Language::Welsh).expect("all of it")
    }

    fn row(table: &Table) -> Vec<String> {
        table.rows[0].iter().map(Cell::words).collect()
    }

    #[test]
    fn what_people_wrote_stays_and_a_heading_that_has_no_welsh_is_named() {
        let table = Table { as_written: vec![0], ..Table::new("Published", &["Plan", "Now"]) };
        let table = table.row(["We waited.".into(), "Nobody has looked yet whether it works.".into()]);
        let it = learnt(vec![Section::new("Contents").table(table)]);
        let welsh = welsh(it.sections.clone());
        assert_eq!(
            row(&welsh.sections[0].tables[0]),
            ["We waited.", "Nid oes neb wedi gwirio eto a yw’n gweithio."]
        );
        assert_eq!((welsh.language, welsh.sections[0].heading.as_str()), (Language::Welsh, "Cynnwys"));
        let other = Document { title: "Anything else".to_owned(), ..it.clone() };
        assert_eq!(translated(other, Language::Welsh), Err(vec!["Anything else".to_owned()]));
        assert_eq!(translated(it.clone(), Language::English), Ok(it));
    }

    #[test]
    fn a_paragraph_or_a_table_without_welsh_stays_whole_in_english_and_the_document_says_so() {
        let known = Table::new("Outcomes", &["Outcome", "Closed"]).row(["upheld".into(), Cell::Withheld]);
        let unknown = Table::new("Outcomes", &["Outcome", "Closed"]).row(["thrown away".into(), 3.into()]);
        let section =
            Section::new("How complaints ended").say("Written by somebody.").table(known).table(unknown);
        let welsh = welsh(vec![section]);
        let section = &welsh.sections[0];
        assert_eq!(
            (section.paragraphs[0].as_str(), section.as_written.as_slice()),
            ("Written by somebody.", &[0][..])
        );
        assert_eq!(row(&section.tables[0]), ["cadarnhawyd", "heb ei gyhoeddi"]);
        assert_eq!(
            (row(&section.tables[1]), section.tables[1].is_as_written()),
            (vec!["thrown away".to_owned(), "3".to_owned()], true)
        );
        assert_eq!(section.tables[1].caption, "Outcomes");
        assert_eq!(welsh.about, ["Mae rhannau o’r ddogfen hon yn Saesneg."]);
    }

    #[test]
    fn what_an_office_calls_its_services_is_no_english_of_the_document() {
        let table =
            Table::new("Received by service", &["Service", "Received"]).row(["Licences".into(), 30.into()]);
        let welsh = welsh(vec![
            Section::new("Complaints received").table(table.row(["not recorded".into(), 2.into()])),
        ]);
        let table = &welsh.sections[0].tables[0];
        let labels: Vec<String> = table.rows.iter().map(|it| it[0].words()).collect();
        assert_eq!(
            (labels, table.is_as_written()),
            (vec!["Licences".to_owned(), "heb ei gofnodi".to_owned()], false)
        );
    }
}
