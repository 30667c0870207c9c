//! The figures of a period, all of them.

use crate::report::definitions::{FIGURES, counted, name};
use crate::report::document::{Cell, Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{
    about, limits, months, number, outcomes, routes, timeliness, title, went_wrong,
};
use crate::report::documents::tables;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let sum = &material.this.sum;
    let office = material.about.office;
    let received = Table::new("Received in the period", &["Figure", "Number"])
        .row(number("received", sum.received))
        .row(number("referred", sum.referred))
        .row(number("important", sum.important));
    let services = sum.received_by_service.iter().fold(
        Table::new(name("received_by_service"), &["Service", "Received"]),
        |table, (service, number)| table.row([office.service_name(*service).into(), (*number).into()]),
    );
    let open = Table::new("Open, as of the day", &["Figure", "Number"])
        .row(number("open", sum.open))
        .row(number("overdue", sum.overdue))
        .row(number("late", sum.late))
        .row(number("due_today", sum.due_today))
        .row(number("no_timescale", sum.no_timescale));
    let closed = Table::new("Closed in the period", &["Figure", "Number"])
        .row(number("closed", sum.closed))
        .row(number("closed_without_timescale", sum.closed_without_timescale));
    let flow = Table::new("In and out of the period", &["Figure", "Number"])
        .row(number("brought_forward", sum.brought_forward))
        .row(number("received", sum.received))
        .row(number("reopened", sum.reopened))
        .row(number("closings", sum.closings))
        .row(number("carried_forward", sum.carried_forward));
    let learning = Table::new("Learning", &["Measure", "Learnt from", "Of", "Per cent"]).row([
        name("learnt").into(),
        sum.learnt.numerator.into(),
        sum.learnt.denominator.into(),
        Cell::share(sum.learnt),
    ]);
    let fields: Vec<&str> = FIGURES.iter().map(|it| it.field).collect();
    Document {
        title: title(material.about, "Complaints performance"),
        about: about(material.about, &material.this.name),
        sections: vec![
            Section::new("Received")
                .table(received)
                .table(services)
                .table(tables::channels(sum, office))
                .table(months(sum)),
            Section::new("Open").table(open),
            Section::new("Closed").table(closed).table(routes(sum)).table(timeliness(sum)),
            Section::new("What came of them")
                .table(outcomes(sum))
                .table(went_wrong(sum))
                .table(tables::wrong_by_service(sum, office))
                .table(tables::late_reasons(sum)),
            Section::new("What they are about")
                .table(tables::themes(sum, office, material.compares()))
                .table(tables::themes_by_service(sum, office, material.compares())),
            Section::new("Putting things right")
                .table(tables::remedies(sum))
                .table(tables::payments(sum))
                .table(tables::payment_heads(sum)),
            Section::new("Referrals").table(tables::referrals(sum)),
            Section::new("Learning").table(learning).table(tables::actions(sum, office)),
            Section::new("Cost").table(tables::cost(sum, office)),
            Section::new("In and out").table(flow),
            limits(material),
            counted(&fields),
        ],
    }
}
