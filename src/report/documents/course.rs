//! How it went month by month, as a table of figures that stand in others for the whole period.

use chrono::NaiveDate;

use crate::domain::calendar::month::CalendarMonth;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::course::Month;
use crate::domain::figures::groups::MONTH;
use crate::domain::figures::performance::Share;
use crate::report::document::{Chart, People, Shape, Table};
use crate::report::documents::material::Material;

/// What stands in a column: its name, its heading, the figure of each month that it is, and its cell.
struct Column {
    name: &'static str,
    heading: &'static str,
    figure: &'static str,
    cell: fn(&Month) -> Cell,
}

const RECEIVED: Column =
    Column { name: "received", heading: "Received", figure: "received", cell: |it| it.received.into() };
const CLOSED: Column =
    Column { name: "closed", heading: "Closed", figure: "closed", cell: |it| it.closed.into() };
const IN_TIME: Column = Column {
    name: "percent",
    heading: "Answered in time, per cent",
    figure: "within_first_timescale",
    cell: |it| Cell::share(Share { numerator: it.in_time, denominator: it.answered }),
};

/// What came in and was closed in each month of the period itself: for everybody, so that it adds up to what is told beside it.
pub fn of_period(material: &Material) -> Table {
    table(material, "Received and closed, month by month", &[RECEIVED, CLOSED], material.about.period.from)
}

/// The same with the share that was answered in time, over a year up to the end of the period.
pub fn of_year(material: &Material) -> Table {
    let caption = "Received, closed and answered in time, month by month";
    table(material, caption, &[RECEIVED, CLOSED, IN_TIME], None)
}

fn table(material: &Material, caption: &str, columns: &[Column], from: Option<NaiveDate>) -> Table {
    let headings: Vec<&str> =
        [MONTH.heading].into_iter().chain(columns.iter().map(|it| it.heading)).collect();
    let mut table = Table {
        people: People::InColumns,
        names: [""].into_iter().chain(columns.iter().map(|it| it.name)).collect(),
        figures: columns.iter().map(|it| it.figure).collect(),
        chart: Some(Chart {
            columns: (1..=columns.len()).collect(),
            counts: "complaints in a month",
            shape: Shape::Months,
            band: None,
        }),
        ..Table::new(caption, &headings)
    };
    let months = material.this.sum.course.months(&material.about.period);
    for (first, month) in months.into_iter().filter(|it| from.is_none_or(|from| from <= it.0)) {
        let name = CalendarMonth::of(first).to_string();
        let label = MONTH.label(material.about.office, &name);
        table.keys.push(format!("months/{name}"));
        table
            .rows
            .push([label.into()].into_iter().chain(columns.iter().map(|it| (it.cell)(&month))).collect());
    }
    table
}
