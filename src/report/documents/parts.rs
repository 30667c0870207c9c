//! Parts that documents share: what they are about, tables of figures, whether they add up, and what limits them.

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::{Performance, Share, Times, mean, median};
use crate::domain::vocabulary::{Outcome, WentWrong};
use crate::report::definitions::name;
use crate::report::document::{Cell, Section, Table};
use crate::report::documents::material::Material;
use crate::report::performance::About;

/// What stands where nothing was recorded.
pub const NOT_RECORDED: &str = "not recorded";

/// Lines on what a document is about.
pub fn about(about: &About, period: &str) -> Vec<String> {
    let (to, as_of) = (long(about.period.to), long(about.period.as_of));
    let days = about.period.from.map_or_else(|| format!("to {to}"), |it| format!("{} to {to}", long(it)));
    let service = about.service.as_deref().unwrap_or("all");
    // A period without a name of its own is called by its days.
    let named = (period != days).then(|| format!("Period: {period}"));
    let lines = [format!("Days: {days}, as of {as_of}"), format!("Service: {service}")];
    named.into_iter().chain(lines).collect()
}

/// The title of a document, with the name of the organisation.
pub fn title(about: &About, words: &str) -> String {
    let organisation = &about.office.organisation;
    if organisation.is_empty() { words.to_owned() } else { format!("{organisation}: {words}") }
}

/// A number of a figure.
pub fn number(field: &str, number: u64) -> [Cell; 2] {
    [name(field).into(), number.into()]
}

/// Received by month.
pub fn months(sum: &Performance) -> Table {
    sum.received_by_month
        .iter()
        .fold(Table::new(name("received_by_month"), &["Month", "Received"]), |table, (month, number)| {
            table.row([month.as_str().into(), (*number).into()])
        })
}

/// The routes with their times.
pub fn routes(sum: &Performance) -> Table {
    let columns = [
        "Route",
        "Closed",
        "Counted in times",
        "Mean working days",
        "Median working days",
        "Mean without pauses",
        "Median without pauses",
    ];
    let row = |field: &str, times: &Times| {
        [
            name(field).into(),
            times.closed.into(),
            Cell::Number(times.gross.len() as u64),
            Cell::decimal(mean(&times.gross)),
            Cell::decimal(median(&times.gross)),
            Cell::decimal(mean(&times.net)),
            Cell::decimal(median(&times.net)),
        ]
    };
    Table::new("Routes, and how long they took", &columns)
        .row(row("early_resolution", &sum.early_resolution))
        .row(row("closer_look", &sum.closer_look))
        .row(row("no_route", &Times { closed: sum.no_route, ..Times::default() }))
}

/// How many were in time, of how many.
pub fn timeliness(sum: &Performance) -> Table {
    let row = |field: &str, share: Share| {
        [name(field).into(), share.numerator.into(), share.denominator.into(), Cell::share(share)]
    };
    Table::new("Timeliness", &["Measure", "In time", "Of", "Per cent"])
        .row(row("within_first_promise", sum.within_first_promise))
        .row(row("within_current_promise", sum.within_current_promise))
        .row(row("acknowledged_in_time", sum.acknowledged_in_time))
}

/// How cases ended, as a share of those closed.
pub fn outcomes(sum: &Performance) -> Table {
    let known = Outcome::ALL.iter().map(|it| Some(*it)).chain([None]);
    let rows = known.filter_map(|it| sum.outcomes.get(&it).map(|number| (it, *number)));
    rows.fold(Table::new(name("outcomes"), &["Outcome", "Closed", "Per cent"]), |table, (outcome, number)| {
        let words = outcome.map_or(NOT_RECORDED, Outcome::word);
        table.row([words.into(), number.into(), of(number, sum.closed)])
    })
}

/// Whether something went wrong: every answer, those that nobody gave too.
pub fn went_wrong(sum: &Performance) -> Table {
    let answers = WentWrong::ALL.iter().map(|it| Some(*it)).chain([None]);
    answers.fold(Table::new(name("went_wrong"), &["Answer", "Closed", "Per cent"]), |table, answer| {
        let number = sum.went_wrong.get(&answer).copied().unwrap_or(0);
        let words = answer.map_or(NOT_RECORDED, WentWrong::word);
        table.row([words.into(), number.into(), of(number, sum.closed)])
    })
}

/// A part of a whole in percent.
pub fn of(numerator: u64, denominator: u64) -> Cell {
    Cell::share(Share { numerator, denominator })
}

/// Whether the figures of a period add up, in a line.
pub fn reconciliation(sum: &Performance) -> String {
    let begins = format!(
        "{} brought forward + {} received + {} opened again",
        sum.brought_forward, sum.received, sum.reopened
    );
    let ends = format!("{} closings + {} carried forward", sum.closings, sum.carried_forward);
    if sum.reconciles() {
        format!("The figures add up: {begins} = {ends}.")
    } else {
        format!(
            "These figures do not reconcile: {begins} is not {ends}. Do not publish them. Run “redress rebuild”, then \
             report again."
        )
    }
}

/// Whether the figures of the document add up, and what limits them.
pub fn limits(material: &Material) -> Section {
    let mut section = Section::new("Checks and limits").say(reconciliation(&material.this.sum));
    if material.about.period.as_of < material.about.period.to {
        let day = long(material.about.period.as_of);
        section = section.say(format!(
            "The period is not over: its figures are those up to {day}. What is open at its end is what is open on that day."
        ));
    }
    if material.about.caveats.is_empty() {
        section = section.say("Bank holidays are known for the whole period.");
    }
    material.about.caveats.iter().fold(section, Section::say)
}
