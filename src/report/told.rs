//! Figures as tables of documents, and as JSON for programs: both read the row of each.

use serde_json::{Map, Value, json};

use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::{Basis, Figure, FigurePart, Line, Order, Small, Told};
use crate::domain::figures::table::{figures, find};
use crate::domain::text::one_line;
use crate::report::document::{Chart, People, Section, Shape, Table};

/// Fewer rows are compared without a picture.
pub const WORTH_DRAWING: usize = 3;

/// A table without rows, for what is told in the columns of this.
pub fn empty(caption: &str, told: &Told, basis: &Basis) -> Table {
    let mut headings = vec![told.part.by];
    let mut names = vec![""];
    for (_, column) in told.shown(basis) {
        headings.push(column.heading);
        names.push(column.name);
    }
    Table { names, ..Table::new(caption, &headings) }
}

/// One table of what is told in the same columns: those of the first.
pub fn table(caption: &str, all: &[Told], basis: &Basis) -> Table {
    let Some(first) = all.first() else { return Table::default() };
    let mut table = empty(caption, first, basis);
    for told in all {
        if told.figure.small == Small::Withheld {
            table.people = People::InColumns;
        }
        table.figures.push(told.figure.name);
        for line in told.lines(basis).iter().filter(|it| !it.is_nothing()) {
            let cells = told.shown(basis).map(|(at, _)| line.cells[at].clone());
            table.keys.push(told.key(line));
            table.rows.push(std::iter::once(line.label.as_str().into()).chain(cells).collect());
        }
    }
    table.chart = if let [only] = all { chart(only, table.rows.len()) } else { None };
    table
}

/// What is drawn of something told in so many lines: its first number over time, or group by group where that is what it is about.
pub fn chart(told: &Told, lines: usize) -> Option<Chart> {
    let shape = if told.part.order == Order::Time { Shape::Months } else { Shape::Bars };
    // What has no other column is no part of a whole, and two are compared without a picture.
    let is_parts = shape == Shape::Months || 1 < told.columns().len();
    let counts = told.columns().first()?.heading;
    let is_drawn = is_parts && told.main() == Some(0) && WORTH_DRAWING <= lines;
    is_drawn.then(|| Chart { columns: vec![1], counts, shape, band: None })
}

/// A section with what these names tell: under one caption, or each under its own title where that is empty. What has no
/// lines says so where it has words for it.
#[must_use]
pub fn telling(section: Section, caption: &str, paths: &[&str], basis: &Basis) -> Section {
    let all: Vec<Told> = paths.iter().flat_map(|it| find(it)).collect();
    if !caption.is_empty() {
        return section.table(table(caption, &all, basis));
    }
    all.into_iter().fold(section, |section, told| {
        let table = table(told.title(), &[told], basis);
        let section = match told.remark(basis, table.rows.is_empty()) {
            "" => section,
            words => section.say(words),
        };
        section.table(table)
    })
}

/// The caption under which documents say what their figures mean.
pub const DEFINITIONS: &str = "Definitions of figures";

/// The section that says what these tables mean, and how it is counted.
pub fn meanings<'a>(tables: impl Iterator<Item = &'a Table> + Clone) -> Section {
    let names: Vec<&str> = tables.clone().flat_map(|it| it.figures.iter().copied()).collect();
    let shown = figures().filter(|it| names.contains(&it.name));
    let table = Table::new(DEFINITIONS, &["Figure", "What it is, and what counts", "Source"]);
    let table = shown.fold(table, |table, it| {
        let called = format!("{}. {}", it.number, it.title);
        table.row([called.into(), it.meaning().join(" ").into(), it.source.into()])
    });
    let table = tables.filter_map(|it| it.meaning.clone()).fold(table, Table::row);
    Section { is_annex: true, ..Section::new("How these figures are counted") }.table(table)
}

/// Every figure under its name.
pub fn json(basis: &Basis) -> Map<String, Value> {
    // A program finds the same names whatever there is to compare with.
    let basis = Basis { compares: true, ..*basis };
    let told = figures().filter(|it| !it.parts.is_empty());
    told.map(|it| (it.name.to_owned(), of_figure(it, &basis))).collect()
}

fn of_figure(figure: &Figure, basis: &Basis) -> Value {
    if let [only] = figure.parts {
        return of_part(only, basis);
    }
    let mut all = Map::new();
    for part in figure.parts {
        match of_part(part, basis) {
            Value::Object(lines) if part.name.is_empty() => all.extend(lines),
            value => drop(all.insert(part.name.to_owned(), value)),
        }
    }
    Value::Object(all)
}

fn of_part(part: &FigurePart, basis: &Basis) -> Value {
    let lines = (part.read)(basis);
    let ranked = |line: Line| {
        let mut cells = of_line(part, &line);
        cells[part.by.to_lowercase()] = Value::from(one_line(&line.label));
        cells
    };
    match lines.first() {
        _ if part.order == Order::Rank => lines.into_iter().map(ranked).collect(),
        Some(only) if only.name.is_empty() => of_line(part, only),
        _ => lines.iter().map(|it| (one_line(&it.name), of_line(part, it))).collect(),
    }
}

fn of_line(part: &FigurePart, line: &Line) -> Value {
    let named = part.shape.columns.iter().zip(&line.cells).filter(|it| !it.0.name.is_empty());
    let named: Vec<_> = named.map(|(column, cell)| (column.name.to_owned(), value(cell))).collect();
    match named.as_slice() {
        [(_, only)] => only.clone(),
        _ => named.into_iter().collect(),
    }
}

/// A value for programs: money in pence, times in minutes, and nothing where there is nothing to say.
pub fn value(cell: &Cell) -> Value {
    let rounded = |it: f64, to: u32| (it * f64::from(to)).round() / f64::from(to);
    match cell {
        Cell::Text(_) | Cell::Withheld => json!(cell.words()),
        Cell::Number(number) | Cell::Money(number) | Cell::Hours(number) => json!(number),
        Cell::Change(number) => json!(number),
        Cell::Decimal(number) => json!(rounded(*number, 100)),
        Cell::Percent(number) => json!(rounded(*number, 10)),
        Cell::Date(day) => json!(day),
        Cell::Holds(is_so) => json!(is_so),
        Cell::Series(numbers) => json!(numbers),
        Cell::NotApplicable | Cell::NotKnown(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::performance::Performance;
    use crate::domain::figures::themes::ThemeCount;
    use crate::domain::office::lists::{ServiceId, ThemeId};
    use crate::domain::office::record::{NOT_RECORDED, Office};

    fn told_json(sum: &Performance) -> Map<String, Value> {
        json(&Basis { sum, office: &Office::default(), compares: false, compared: 4 })
    }

    #[test]
    fn a_share_of_nothing_is_null() {
        let it = told_json(&Performance::default());
        assert_eq!(
            it["within_first_timescale"],
            json!({ "numerator": 0, "denominator": 0, "percent": null })
        );
        assert_eq!(it["early_resolution"]["average_working_days"], Value::Null);
        assert_eq!(it["cost"]["total_pence"], Value::Null);
    }

    #[test]
    fn what_was_not_recorded_is_counted_under_that_name() {
        let mut sum = Performance { received: 2, ..Performance::default() };
        sum.received_by_service.insert(None, 2);
        sum.outcomes.insert(None, 3);
        let it = told_json(&sum);
        assert_eq!(it["received_by_service"], json!({ NOT_RECORDED: 2 }));
        assert_eq!(it["outcomes"], json!({ NOT_RECORDED: 3 }));
        assert_eq!(it["reconciles"], false);
    }

    #[test]
    fn what_is_ranked_is_a_list_and_what_has_parts_an_object_of_them() {
        let mut sum = Performance::default();
        for (theme, issues) in [(1, 2), (2, 3)] {
            let count = ThemeCount { issues, before: [1, 0, 0, 0], ..ThemeCount::default() };
            sum.themes.0.insert((Some(ThemeId(theme)), Some(ServiceId(1))), count);
        }
        let it = told_json(&sum);
        assert_eq!(
            (&it["themes"][0]["theme"], &it["themes"][0]["percent"]),
            (&json!("number 2"), &json!(60.0))
        );
        assert_eq!(it["theme_alerts"][0]["average_before"], 0.25);
        assert_eq!(it["redress"]["all"]["pence"], 0);
        assert_eq!(it["redress"]["by_class"]["ex gratia"]["payments"], 0);
        assert_eq!(it["ombudsman"]["recommendations"]["late"], 0);
        assert_eq!(it["actions"]["all"]["open"], 0);
    }
}
