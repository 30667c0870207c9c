//! A document in another language: all that it says itself, from the table of that language. What people wrote is marked as theirs.

use crate::domain::case::letter::Language;
use crate::domain::figures::cell::Cell;
use crate::report::document::{Document, Table};
use crate::report::said::said;

/// The document in a language; or each of its sentences that are in no table of it.
pub fn translated(mut document: Document, language: Language) -> Result<Document, Vec<String>> {
    let mut missing = Vec::new();
    let mut say = |words: &mut String| match said(words, language) {
        Some(it) => *words = it,
        None => missing.push(words.clone()),
    };
    let of_its_own = [&mut document.title].into_iter().chain(&mut document.about);
    of_its_own.chain(document.headlines.iter_mut().map(|it| &mut it.words)).for_each(&mut say);
    for section in &mut document.sections {
        [&mut section.heading].into_iter().chain(&mut section.paragraphs).for_each(&mut say);
        section.tables.iter_mut().for_each(|it| table(it, &mut say));
    }
    document.language = language;
    if missing.is_empty() { Ok(document) } else { Err(missing) }
}

fn table(it: &mut Table, say: &mut dyn FnMut(&mut String)) {
    [&mut it.caption].into_iter().chain(&mut it.columns).for_each(&mut *say);
    for row in &mut it.rows {
        for (_, cell) in row.iter_mut().enumerate().filter(|(column, _)| !it.as_written.contains(column)) {
            let mut words = cell.words();
            match cell {
                Cell::Text(text) => say(text),
                // What is no number is said in words.
                it if !words.chars().any(|it| it.is_ascii_digit()) => {
                    say(&mut words);
                    *it = Cell::Text(words);
                }
                Cell::Date(_) => {
                    say(&mut words);
                    *cell = Cell::Text(words);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Section;

    #[test]
    fn what_people_wrote_stays_and_what_has_no_welsh_is_named() {
        let table = Table { as_written: vec![0], ..Table::new("Published", &["Plan", "Now"]) };
        let table = table.row(["We waited.".into(), "Nobody has looked yet whether it works.".into()]);
        let sections = vec![Section::new("Contents").table(table)];
        let it =
            Document { title: "What we learnt from complaints".to_owned(), sections, ..Document::default() };
        let welsh = translated(it.clone(), Language::Welsh).expect("all of it");
        let row: Vec<String> = welsh.sections[0].tables[0].rows[0].iter().map(Cell::words).collect();
        assert_eq!(row, ["We waited.", "Nid oes neb wedi gwirio eto a yw’n gweithio."]);
        assert_eq!((welsh.language, welsh.sections[0].heading.as_str()), (Language::Welsh, "Cynnwys"));
        let other = Document { title: "Anything else".to_owned(), ..it.clone() };
        assert_eq!(translated(other, Language::Welsh), Err(vec!["Anything else".to_owned()]));
        assert_eq!(translated(it.clone(), Language::English), Ok(it));
    }
}
