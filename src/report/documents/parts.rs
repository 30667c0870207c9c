//! Parts that documents share: what they are about, tables of figures, whether they add up, and what limits them.

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::{Performance, Share, Times, mean, median};
use crate::domain::figures::rounding::tenths;
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
    let words = |month: &str| {
        let first: Option<NaiveDate> = format!("{month}-01").parse().ok();
        first.map_or_else(|| month.to_owned(), |it| it.format("%B %Y").to_string())
    };
    let table = Table::new(name("received_by_month"), &["Month", "Received"]).charted(1);
    sum.received_by_month
        .iter()
        .fold(table, |table, (month, number)| table.row([words(month).into(), (*number).into()]))
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
        .row(row("within_first_timescale", sum.within_first_timescale))
        .row(row("within_last_timescale", sum.within_last_timescale))
        .row(row("acknowledged_in_time", sum.acknowledged_in_time))
}

/// How cases ended, as a share of those closed.
pub fn outcomes(sum: &Performance) -> Table {
    let known = Outcome::ALL.iter().map(|it| Some(*it)).chain([None]);
    let rows: Vec<_> = known.filter_map(|it| sum.outcomes.get(&it).map(|number| (it, *number))).collect();
    let numbers: Vec<u64> = rows.iter().map(|it| it.1).collect();
    let table = Table::new(name("outcomes"), &["Outcome", "Closed", "Per cent"]);
    rows.into_iter().zip(shares(&numbers)).fold(table, |table, ((outcome, number), share)| {
        table.row([outcome.map_or(NOT_RECORDED, Outcome::word).into(), number.into(), share])
    })
}

/// Whether something went wrong: every answer, those that nobody gave too.
pub fn went_wrong(sum: &Performance) -> Table {
    let answers: Vec<_> = WentWrong::ALL.iter().map(|it| Some(*it)).chain([None]).collect();
    let numbers: Vec<u64> = answers.iter().map(|it| sum.went_wrong.get(it).copied().unwrap_or(0)).collect();
    let table = Table::new(name("went_wrong"), &["Answer", "Closed", "Per cent"]);
    answers.iter().zip(&numbers).zip(shares(&numbers)).fold(table, |table, ((answer, number), share)| {
        table.row([answer.map_or(NOT_RECORDED, WentWrong::word).into(), (*number).into(), share])
    })
}

/// Whether somebody learns from what went wrong.
pub fn learnt(sum: &Performance) -> String {
    match sum.learnt.denominator {
        0 => "Something went wrong in none of the complaints closed.".to_owned(),
        all => format!(
            "Something went wrong in {all} of the complaints closed. An action plan learns from {} of them.",
            sum.learnt.numerator
        ),
    }
}

/// Parts of a whole in per cent, to one place, that add up to 100.
pub fn shares(parts: &[u64]) -> Vec<Cell> {
    let whole = parts.iter().any(|it| 0 < *it);
    let share = |it| if whole { Cell::Percent(f64::from(it) / 10.0) } else { Cell::NotApplicable };
    tenths(parts).into_iter().map(share).collect()
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
    section = section.say(
        "Percentages of a whole are rounded so that they add up to 100. Of equal numbers, one may show 0.1 more than another.",
    );
    material.about.caveats.iter().fold(section, Section::say)
}
