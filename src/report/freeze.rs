//! A document as it is kept when it is published, and what has changed since: figure by figure, in the words that were
//! printed.
//!
//! Invariant: a figure that reads otherwise than it was published is said, with both; so is one that came or went.

use std::collections::BTreeMap;

use crate::domain::calendar::dates::long;
use crate::domain::figures::cell::Cell;
use crate::domain::text::{agree, count};
use crate::domain::year::record::Publication;
use crate::report::document::{Document, Section, Table};
use crate::report::told::DEFINITIONS;

/// Every figure of a document, and its words: where each stands, and what it says. What the figures mean is apart: [`definitions`].
pub fn figures(document: &Document) -> Vec<(String, String)> {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    let words = |it: &Section| (format!("{}: words", it.heading), it.paragraphs.join(" "));
    let mut found: Vec<_> =
        document.sections.iter().filter(|it| !it.paragraphs.is_empty()).map(words).collect();
    for table in document.tables().filter(|it| it.caption != DEFINITIONS) {
        for row in &table.rows {
            let Some((first, rest)) = row.split_first() else { continue };
            // Rows of one heading, such as a measure in two periods, are told apart by their number.
            let heading = format!("{}: {}", table.caption, first.words());
            let time = times.entry(heading.clone()).and_modify(|it| *it += 1).or_insert(1);
            let heading = if *time == 1 { heading } else { format!("{heading} ({time})") };
            for (column, cell) in table.columns.iter().skip(1).zip(rest) {
                found.push((format!("{heading}: {column}"), cell.words()));
            }
        }
    }
    found
}

/// What the figures of a document mean, as it says itself.
pub fn definitions(document: &Document) -> Vec<(String, String)> {
    let table = document.tables().filter(|it| it.caption == DEFINITIONS);
    let rows = table.flat_map(|it| &it.rows);
    rows.map(|row| {
        let rest: Vec<String> = row.iter().skip(1).map(Cell::words).collect();
        (row.first().map(Cell::words).unwrap_or_default(), rest.join(" "))
    })
    .collect()
}

/// A figure that no longer reads as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Where it stands.
    pub figure: String,
    /// What was published; none where it is new.
    pub then: Option<String>,
    /// What it says now; none where it is gone.
    pub now: Option<String>,
}

/// What has changed between two lists of figures, in the order in which they are read.
pub fn changed(then: &[(String, String)], now: &[(String, String)]) -> Vec<Changed> {
    let find = |all: &[(String, String)]| all.iter().cloned().collect::<BTreeMap<String, String>>();
    let (before, after) = (find(then), find(now));
    let new = now.iter().filter(|it| !before.contains_key(&it.0));
    then.iter()
        .chain(new)
        .map(|(figure, _)| Changed {
            figure: figure.clone(),
            then: before.get(figure).cloned(),
            now: after.get(figure).cloned(),
        })
        .filter(|it| it.then != it.now)
        .collect()
}

/// A case that makes a figure differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedCase {
    pub reference: String,
    /// What is otherwise, in words.
    pub how: String,
}

/// What has changed since a document was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    pub figures: Vec<Changed>,
    /// What its figures mean.
    pub definitions: Vec<Changed>,
    /// The cases that make figures differ.
    pub cases: Vec<ChangedCase>,
    /// How many cases changed in ways that no figure shows.
    pub silent: usize,
}

/// That a document was published, in a sentence.
fn published(publication: &Publication) -> String {
    let again = if publication.reason.is_empty() { "" } else { " again" };
    format!("This was published{again} on {}, as of {}.", long(publication.on), long(publication.as_of))
}

/// The section for whoever sees other tables than were published: that they were, and not what differs.
pub fn section_untold(publication: &Publication) -> Section {
    Section::new("Published").say(published(publication)).say(
        "What differs since cannot be told here: cases that it counts are kept from you, so that your tables are others.",
    )
}

/// The section that says it, for the head of the document made again. In one for everybody it names what differs and no more:
/// both numbers of a figure beside each other would tell what either withholds, and a case is nobody's to see.
pub fn section(publication: &Publication, since: &Since, is_for_everybody: bool) -> Section {
    let section = Section::new("Changed since publication").say(published(publication));
    let silent = match since.silent {
        number if is_for_everybody || number == 0 => String::new(),
        number => format!(" {} changed in a way that no figure shows.", count(number as u64, "case")),
    };
    let is_silent = is_for_everybody || since.cases.is_empty();
    if is_silent && since.figures.is_empty() && since.definitions.is_empty() {
        return section.say(format!("Worked out again as of that day, no figure differs.{silent}"));
    }
    let or_none = |it: &Option<String>| Cell::from(it.clone().unwrap_or_else(|| "none".to_owned()));
    let beside = |caption: &str, first: &str, all: &[Changed]| {
        all.iter().fold(Table::new(caption, &[first, "Published", "Now"]), |table, it| {
            table.row([it.figure.clone().into(), or_none(&it.then), or_none(&it.now)])
        })
    };
    if is_for_everybody {
        let figures = since.figures.iter().chain(&since.definitions);
        let table = figures.fold(Table::new("Figures that differ", &["Figure"]), |table, it| {
            table.row([it.figure.clone().into()])
        });
        let words = "Worked out again as of that day, these figures differ. What was published stays as it is kept; to publish \
                     the figures of now, freeze the document again with a reason.";
        return section.say(words).table(table);
    }
    let cases = since
        .cases
        .iter()
        .fold(Table::new("Cases behind it", &["Case", "What is otherwise"]), |table, it| {
            table.row([it.reference.clone().into(), it.how.clone().into()])
        });
    let mut differ = vec![agree(since.figures.len() as u64, "figure", "differs", "differ")];
    if !since.definitions.is_empty() {
        differ.push(agree(since.definitions.len() as u64, "definition", "differs", "differ"));
    }
    let behind = agree(since.cases.len() as u64, "case", "stands behind it", "stand behind it");
    let differ = differ.join(", ");
    let words = format!(
        "Worked out again as of that day, {differ}, and {behind}.{silent} What was published stays as it is kept; to publish the figures of now, \
         freeze the document again with a reason."
    );
    section
        .say(words)
        .table(beside("Figures that differ", "Figure", &since.figures))
        .table(cases)
        .table(beside("Definitions that differ", "Figure", &since.definitions))
}

/// The same of the period before, in a document that sets it beside its own; none where no figure differs.
pub fn section_of_before(
    publication: &Publication,
    since: &Since,
    is_for_everybody: bool,
) -> Option<Section> {
    if since.figures.is_empty() {
        return None;
    }
    let period = publication.period.split(',').next().unwrap_or(&publication.period);
    let mut section = section(publication, since, is_for_everybody);
    section.heading = format!("Changed since publication: {period}");
    let published = format!("What stands here of {period} is as it is counted now. It was published on ");
    section.paragraphs[0] = format!(
        "{published}{}, as of {}, with other figures.",
        long(publication.on),
        long(publication.as_of)
    );
    section.paragraphs.truncate(1);
    Some(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(received: u64, closed: u64) -> Document {
        let table = Table::new("Figures", &["Figure", "Period", "Number"])
            .row(["Received".into(), "Q4".into(), received.into()])
            .row(["Received".into(), "Q3".into(), 9.into()])
            .row(["Closed".into(), "Q4".into(), closed.into()])
            .row(["Open".into(), "Q4".into(), 4.into()]);
        let meaning = Table::new(DEFINITIONS, &["Figure", "What it is", "Source"]).row([
            "1. Received".into(),
            "Complaints received.".into(),
            "Guide".into(),
        ]);
        let sections = vec![Section::new("Figures").table(table).table(meaning)];
        Document { title: "A report".to_owned(), sections, ..Document::default() }
    }

    #[test]
    fn every_cell_has_a_place_of_its_own_and_definitions_are_apart() {
        let all = figures(&document(12, 7));
        let places: std::collections::BTreeSet<&String> = all.iter().map(|it| &it.0).collect();
        assert_eq!((places.len(), all.len()), (8, 8));
        assert!(all.contains(&("Figures: Received (2): Number".to_owned(), "9".to_owned())), "{all:?}");
        assert_eq!(
            definitions(&document(12, 7)),
            [("1. Received".to_owned(), "Complaints received. Guide".to_owned())]
        );
    }

    #[test]
    fn what_differs_is_said_with_both_numbers() {
        let (then, now) = (figures(&document(12, 7)), figures(&document(13, 7)));
        let found = changed(&then, &now);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].figure.as_str(), found[0].then.as_deref(), found[0].now.as_deref()),
            ("Figures: Received: Number", Some("12"), Some("13"))
        );
        assert_eq!(changed(&then, &then), []);
    }

    #[test]
    fn what_came_and_what_went_is_said_too() {
        let now = figures(&document(12, 7));
        let found = changed(&[("Figures: Gone: Number".to_owned(), "3".to_owned())], &now[..1]);
        assert_eq!((found[0].then.as_deref(), found[0].now.as_deref()), (Some("3"), None));
        assert_eq!((found[1].then.as_deref(), found[1].now.as_deref()), (None, Some("Q4")));
    }

    #[test]
    fn in_a_document_for_everybody_what_differs_is_named_without_its_numbers_and_without_cases() {
        let publication = r#"{"document":"annual","period":"A year","to":"2026-03-31","as_of":"2026-03-31","on":"2026-05-06"}"#;
        let publication: Publication = serde_json::from_str(publication).expect("the rest is optional");
        let case = ChangedCase { reference: "26-0001".to_owned(), how: "received a day later".to_owned() };
        let figures = changed(&figures(&document(12, 7)), &figures(&document(13, 7)));
        let since = Since { figures, cases: vec![case], ..Since::default() };
        let text = |is_for_everybody| format!("{:?}", section(&publication, &since, is_for_everybody));
        let (inside, outside) = (text(false), text(true));
        for it in ["12", "13", "26-0001"] {
            assert!(inside.contains(it) && !outside.contains(it), "{it}: {outside}");
        }
        assert!(outside.contains("Figures: Received: Number"), "{outside}");
        assert!(inside.contains("1 figure differs, and 1 case stands behind it."), "{inside}");
    }
}
