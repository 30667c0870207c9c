//! Figures of a period beside those of the period before it.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::figure::{Basis, Line, Small, Told};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::table::find;
use crate::report::document::{Chart, People, Table};
use crate::report::documents::material::{Counted, Material};
use crate::report::told::{chart, empty};
use crate::report::withholding::BEFORE;

/// Which sums of a period are read: those of the day of the document, or of the period's end.
pub type Sums = fn(&Counted) -> &Performance;

/// Numbers of a period, those of the period before, and how they changed.
pub fn beside(material: &Material, caption: &str, paths: &[&str], sums: Sums) -> Table {
    let all: Vec<Told> = paths.iter().flat_map(|it| find(it)).collect();
    let (basis, before) = (material.basis(), material.before.as_ref());
    let mut table = empty(caption, &all[0], &basis);
    if let Some(before) = before {
        material.this.short().clone_into(&mut table.columns[1]);
        table.columns.extend([before.short().to_owned(), "Change".to_owned()]);
        table.names.push(BEFORE);
        table.figures.push("against_before");
    }
    for told in &all {
        if told.figure.small == Small::Withheld {
            table.people = People::InColumns;
        }
        table.figures.push(told.figure.name);
        let lines = |period| told.lines(&Basis { sum: sums(period), ..basis });
        let (mut now, then) = (lines(&material.this), before.map(lines));
        // What was counted before and is not counted now stands after the others.
        for gone in then.iter().flatten() {
            if now.iter().all(|it| it.name != gone.name) {
                let cells = gone.cells.iter().map(nought).collect();
                now.push(Line::new(gone.name.clone(), gone.label.clone(), cells));
            }
        }
        for line in now {
            let this = number(&line);
            let same = |then: &Vec<Line>| then.iter().find(|it| it.name == line.name).map_or(0, number);
            let was = then.as_ref().map(same);
            table.keys.push(told.key(&line));
            let mut row = vec![line.label.into()];
            row.extend(line.cells);
            row.extend(was.into_iter().flat_map(|was| [was.into(), Cell::change(this, was)]));
            table.rows.push(row);
        }
    }
    let drawn = if let [only] = &all[..] { chart(only, table.rows.len()) } else { None };
    let before = table.names.iter().position(|it| *it == BEFORE);
    table.chart = drawn.map(|it| Chart { columns: it.columns.into_iter().chain(before).collect(), ..it });
    table
}

/// Figures of a period and of the period before, a line for each.
pub fn by_period(material: &Material, caption: &str, paths: &[&str]) -> Table {
    let all: Vec<Told> = paths.iter().flat_map(|it| find(it)).collect();
    let headings = all[0].columns().iter().map(|it| it.heading);
    let mut table = Table::new(caption, &[all[0].part.by, "Period"]);
    table.columns.extend(headings.map(str::to_owned));
    table.names = ["", ""].into_iter().chain(all[0].columns().iter().map(|it| it.name)).collect();
    for told in all {
        table.figures.push(told.figure.name);
        for (place, period) in std::iter::once(&material.this).chain(&material.before).enumerate() {
            for line in told.lines(&Basis { sum: &period.sum, ..material.basis() }) {
                // What was before stands under no name of its own.
                table.keys.push(if place == 0 { told.key(&line) } else { String::new() });
                let begins = [line.label.into(), period.short().into()];
                table.rows.push(begins.into_iter().chain(line.cells).collect());
            }
        }
    }
    table
}

fn number(line: &Line) -> u64 {
    if let Some(Cell::Number(it)) = line.cells.first() { *it } else { 0 }
}

/// What stands where nothing was counted.
fn nought(cell: &Cell) -> Cell {
    if let Cell::Percent(_) = cell { Cell::Percent(0.0) } else { Cell::Number(0) }
}
