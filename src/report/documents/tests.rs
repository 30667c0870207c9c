//! Documents of an office made for it.

use super::*;
use crate::domain::figures::performance::{Performance, Period, Share};
use crate::domain::office::{Item, Office, ServiceId};
use crate::domain::people::Person;
use crate::report::definitions::FIGURES;
use crate::report::documents::material::Counted;
use crate::report::performance::About;
use crate::report::render::{Format, render};

fn office() -> Office {
    let from = "2026-01-01".parse().unwrap();
    let mut office = Office { organisation: "Claims Agency".to_owned(), ..Office::default() };
    let item = |id, name: &str, under| Item { id, name: name.to_owned(), under, from, until: None };
    office.organisations.items = vec![item(1, "Claims Agency", None), item(2, "Appeals Body", None)];
    office.services.items = vec![item(1, "Claims", None), item(2, "=Appeals", Some(2))];
    office.people = vec![Person {
        login: "jsmith".to_owned(),
        name: "J Smith".to_owned(),
        roles: Vec::new(),
        from,
        until: None,
    }];
    office
}

fn counted(name: &str, received: u64) -> Counted {
    let mut sum = Performance { received, closings: received, closed: received, ..Performance::default() };
    sum.received_by_service.insert(Some(ServiceId(1)), received - 1);
    sum.received_by_service.insert(Some(ServiceId(2)), 1);
    sum.outcomes.insert(None, received);
    sum.within_first_promise = Share { numerator: 1, denominator: 4 };
    sum.late = 5;
    sum.early_resolution.gross = vec![8, 10];
    Counted { name: name.to_owned(), sum, at_end: Performance { overdue: 3, ..Performance::default() } }
}

fn made(name: &str) -> Document {
    let office = office();
    let period = Period {
        from: Some("2026-04-01".parse().unwrap()),
        to: "2027-03-31".parse().unwrap(),
        as_of: "2027-04-30".parse().unwrap(),
    };
    let caveats = vec!["Bank holidays after 2026 are not known.".to_owned()];
    let about = About { office: &office, period, service: None, caveats };
    let (this, before) = (counted("this year", 9), Some(counted("last year", 7)));
    let material = Material { about: &about, this, before, plans: Vec::new() };
    (DOCUMENTS.iter().find(|it| it.name == name).expect("it is in the table").make)(&material)
}

#[test]
fn every_document_adds_up_has_the_caveats_and_ends_with_what_its_figures_mean() {
    for row in DOCUMENTS {
        let document = made(row.name);
        let text = render(&document, Format::Json);
        assert!(text.contains("0 brought forward + 9 received + 0 opened again = 9 closings"), "{text}");
        assert!(text.contains("Bank holidays after 2026 are not known."), "{text}");
        let last = document.sections.last().expect("it has sections");
        assert_eq!(last.heading, "How these figures are counted");
        assert!(10 < last.tables[0].rows.len() && last.tables[0].rows.len() <= FIGURES.len());
    }
}

#[test]
fn every_table_of_every_document_has_a_cell_for_each_column() {
    for row in DOCUMENTS {
        for table in made(row.name).tables() {
            assert!(table.rows.iter().all(|it| it.len() == table.columns.len()), "{}: {table:?}", row.name);
        }
    }
}

#[test]
fn the_board_sees_the_period_before_beside_this_one() {
    let text = render(&made("board"), Format::Markdown);
    assert!(text.contains("| Received | 9 | 7 | +2 |"), "{text}");
    assert!(text.contains("| Overdue | 3 | 3 | 0 |"), "{text}");
    assert!(text.contains("| Late | 5 |"), "{text}");
    assert!(text.contains("Received: 9, 2 more than before."), "{text}");
}

#[test]
fn the_annual_document_counts_by_service_and_organisation() {
    let text = render(&made("annual"), Format::Markdown);
    assert!(text.contains("| Claims | 8 | 88.9% | 6 | +2 |"), "{text}");
    assert!(text.contains("| Appeals Body | 1 | 11.1% | 1 | 0 |"), "{text}");
    assert!(text.contains("No action plan was reviewed as effective in the year."), "{text}");
}

#[test]
fn names_are_left_out_of_words_and_parts_of_other_words_stay() {
    let words = parts::without_names(&office(), "J Smith told jsmith; AJ Smithson did not. J Smith");
    assert_eq!(words, "a named person told a named person; AJ Smithson did not. a named person");
}

#[test]
fn the_readme_lists_the_documents_of_the_table() {
    crate::readme::keep_in_step("documents", &document_list());
}
