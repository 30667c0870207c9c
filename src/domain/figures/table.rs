//! Every figure, found by its name: the one table from which documents, screens, JSON, returns and help are told.

use std::fmt::Write;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::complaints::COMPLAINTS;
use crate::domain::figures::effects::EFFECTS;
use crate::domain::figures::figure::{Basis, Figure, Told};

/// Every figure, by number.
pub fn figures() -> impl Iterator<Item = &'static Figure> {
    COMPLAINTS.iter().chain(EFFECTS)
}

/// The figure of this name.
pub fn figure(name: &str) -> Option<&'static Figure> {
    figures().find(|it| it.name == name)
}

/// What is to be told: a figure (`redress`), a part of one (`redress.by_class`), or a column of one (`closer_look.closed`).
pub fn find(path: &str) -> Vec<Told> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let known = "documents, screens and returns name only what the table has";
    let figure = figure(name).expect(known);
    if rest.is_empty() { Told::whole(figure) } else { vec![Told::part(figure, rest).expect(known)] }
}

/// The value of a figure that has one line, or of a column of it.
pub fn value(path: &str, basis: &Basis) -> Cell {
    let it = find(path)[0];
    let mut lines = it.lines(basis);
    lines.swap_remove(0).cells.swap_remove(it.main().unwrap_or(0))
}

/// Every figure as a Markdown table, for help.
pub fn figure_list() -> String {
    let head =
        "| | Figure | In JSON | What it is | What counts | Flow or stock |\n|---|---|---|---|---|---|\n";
    figures().fold(head.to_owned(), |mut list, it| {
        let [definition, rule, nature] = it.meaning();
        writeln!(list, "| {} | {} | `{}` | {definition} | {rule} | {nature} |", it.number, it.title, it.name)
            .expect("a text takes whatever is written to it");
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Performance;
    use crate::domain::office::record::Office;

    #[test]
    fn every_field_of_the_sums_is_a_figure() {
        let sum = serde_json::to_value(Performance::default()).expect("plain figures");
        // The day of the first complaint is no figure: it says what the periods before can be compared by. Nor is how many cases
        // are kept from whoever asks. Months and ages are parts of figures that have rows.
        let fields = sum.as_object().expect("figures by name").keys().filter(|it| {
            !it.starts_with("timescales")
                && !["first_received", "settings", "apart", "course", "ages"].contains(&it.as_str())
        });
        for field in fields {
            assert_eq!(figures().filter(|it| it.name == field).count(), 1, "{field}");
        }
    }

    #[test]
    fn figures_are_numbered_in_order_and_say_everything_in_sentences() {
        let numbers: Vec<u32> = figures().map(|it| it.number).collect();
        assert!(numbers.is_sorted_by(|before, it| before < it), "{numbers:?}");
        for it in figures() {
            assert!(it.definition.ends_with('.') && it.rule.ends_with('.'), "{}", it.name);
            assert!(!it.source.is_empty(), "{}", it.name);
        }
    }

    #[test]
    fn every_line_fills_its_columns_and_has_a_name_where_there_are_several() {
        let (sum, office) = (Performance::default(), Office::default());
        let basis = Basis { sum: &sum, office: &office, compares: true, compared: 4 };
        for it in figures().flat_map(Told::whole) {
            let lines = it.lines(&basis);
            let name = it.figure.name;
            assert!(lines.iter().all(|line| line.cells.len() == it.columns().len()), "{name}");
            assert!(lines.len() < 2 || lines.iter().all(|line| !line.name.is_empty()), "{name}");
            assert!(it.main().is_none_or(|at| at < it.columns().len()), "{name}");
        }
    }

    #[test]
    fn a_part_and_a_column_are_found_by_their_names() {
        let sum = Performance { closed: 5, ..Performance::default() };
        let basis = Basis { sum: &sum, office: &Office::default(), compares: true, compared: 4 };
        assert_eq!(value("closed", &basis), Cell::Number(5));
        assert_eq!(value("closer_look.average_working_days", &basis), Cell::NotApplicable);
        assert_eq!(value("acknowledged_in_time", &basis), Cell::NotApplicable);
        assert_eq!(find("redress.by_class")[0].title(), "Money paid, by class");
        assert_eq!(find("redress").len(), 4);
    }

    #[test]
    fn help_lists_the_figures_of_the_table() {
        crate::help::in_step::keep("figures", "figures", &figure_list());
    }
}
