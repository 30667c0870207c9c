//! A period beside the one before, for the board: what it is asked, five pages to read on paper, and behind them an annex in
//! which everything else is looked up. A list is as long in an office of any size: what is left of it stands in the annex.

use std::cmp::Ordering;

use crate::domain::calendar::dates::long;
use crate::domain::figures::cell::Cell;
use crate::domain::figures::rounding::one_place;
use crate::report::document::{Document, Headline, Section, Table};
use crate::report::documents::asked::{to_decide, works};
use crate::report::documents::beside::{beside, by_period};
use crate::report::documents::course::of_year;
use crate::report::documents::material::Material;
use crate::report::documents::parts::{ACTIONS, document as finished, limits_for_everybody, reconciliation};
use crate::report::documents::plans::in_doubt;
use crate::report::told::telling;
use crate::report::topics::{IN_AND_OUT, LEARNT};

/// Rows of a list that is read through; the others stand in the annex.
const SHOWN: usize = 8;
/// What the section of the annex is called that has every row of them.
const IN_FULL: &str = "Lists in full";
/// What people say of how they were dealt with, and how bodies that the office oversees do: read through, if there is any.
const READ: &[(&str, &[&str])] = &[
    ("What people and colleagues say of how we dealt with it", &["feedback-given"]),
    ("Do the bodies that we oversee do well?", &["returns-in-time", "bodies-plans"]),
];

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    let change = |caption: &str, paths: &[&str]| beside(material, caption, paths, |it| &it.sum);
    let tell = |heading: &str, paths: &[&str]| telling(Section::new(heading), "", paths, &basis);
    // How open cases stand on the day of the report. What was late or without a timescale on an earlier day is not known for
    // cases closed since, so there is nothing to set beside it.
    let now = format!("Open on {}", long(material.about.period.as_of));
    let came = Section::new("What came in, and was it answered in time?")
        .table(change("Received and closed", &["received", "closed", "reopened", "referred", "important"]))
        .table(beside(material, "Open at the end of the period", &["carried_forward", "overdue"], |it| {
            &it.at_end
        }));
    let came = telling(came, &now, &["open", "late", "overdue", "no_timescale_shared"], &basis)
        .table(by_period(material, "Timeliness", &["within_first_timescale", "acknowledged_in_time"]))
        .table(by_period(material, "Routes, and how long they took", &["early_resolution", "closer_look"]));
    let wrong = Section::new("What went wrong, and what we learn from it")
        .table(undrawn(change("Something went wrong", &["something_went_wrong"])));
    let wrong = telling(wrong, LEARNT.0, LEARNT.1, &basis);
    let mut long = Vec::new();
    let about = ["theme_alerts", "themes"].iter().fold(
        Section::new("What it is about, and where it comes from"),
        |section, path| {
            let told = telling(Section::default(), "", &[path], &basis);
            let section = told.paragraphs.into_iter().fold(section, Section::say);
            told.tables.into_iter().fold(section, |section, table| cut(section, table, &mut long))
        },
    );
    let about = cut(about, undrawn(change("Received by service", &["received_by_service"])), &mut long);
    let mut sections = vec![
        Section::new("In brief").say(brief(material)),
        to_decide(material, material.about.period.as_of),
        came,
        wrong,
        Section::new("How it went over a year").table(of_year(material)),
        about,
        plans(material),
    ];
    let told = |heading: &str, names: &[&str]| {
        let withheld = || Some(Section::new(heading).say(material.withheld(names.first()?)?));
        material.tables(heading, names).or_else(withheld)
    };
    sections.extend(READ.iter().filter_map(|(heading, names)| told(heading, names)));
    let limits = limits_for_everybody(material);
    sections.push(match &material.before {
        Some(before) => limits.say(format!("{}: {}", before.name, reconciliation(&before.sum))),
        None => limits,
    });
    let read: Vec<&str> = READ.iter().flat_map(|it| it.1).copied().collect();
    let whole = long.into_iter().fold(Section::new(IN_FULL), Section::table);
    let annex = [
        tell_in(IN_AND_OUT, material).table(change("Outcomes", &["outcomes"])),
        whole,
        tell("Putting things right", &["remedies", "redress"]),
        telling(Section::new("Actions by service"), "Actions", ACTIONS, &basis),
        tell("Referrals and cost", &["ombudsman", "cost"]),
    ];
    let annex = annex.into_iter().chain(material.registered(&read)).filter(|it| !it.tables.is_empty());
    sections.extend(annex.map(|it| Section { is_annex: true, ..it }));
    let document = finished(material, "Complaints, for the board", sections);
    Document { headlines: headlines(), ..lettered(document) }
}

/// A section under the heading of what it tells.
fn tell_in((heading, paths): (&str, &[&str]), material: &Material) -> Section {
    telling(Section::new(heading), heading, paths, &material.basis())
}

/// The document with a letter for each section of its annex, by which the paper can name it.
fn lettered(mut document: Document) -> Document {
    for (letter, it) in ('A'..).zip(document.sections.iter_mut().filter(|it| it.is_annex)) {
        it.heading = format!("Annex {letter}: {}", it.heading);
    }
    document
}

/// The table without a picture.
fn undrawn(table: Table) -> Table {
    Table { chart: None, ..table }
}

/// The section with a table, or with the rows of it that count most: the whole one then goes with those that are long.
fn cut(section: Section, table: Table, long: &mut Vec<Table>) -> Section {
    if table.rows.len() <= SHOWN {
        return section.table(table);
    }
    let more = table.rows.len() - SHOWN;
    let number = |at: usize, column: usize| match table.rows[at].get(column) {
        Some(Cell::Number(it)) => *it,
        _ => 0,
    };
    // What somebody marked as important is never among those that are left out for others.
    let marked = table.names.iter().position(|it| *it == "important");
    let is_marked = |at: usize| marked.is_some_and(|it| 0 < number(at, it));
    let mut most: Vec<usize> = (0..table.rows.len()).collect();
    most.sort_by_key(|it| std::cmp::Reverse((is_marked(*it), number(*it, 1))));
    most.truncate(SHOWN);
    let caption = format!("{}, the {SHOWN} with most; {more} more under “{IN_FULL}”", table.caption);
    let rows = most.iter().map(|it| table.rows[*it].clone()).collect();
    let keys = most.iter().filter_map(|it| table.keys.get(*it).cloned()).collect();
    let short = Table { caption, rows, keys, ..table.clone() };
    long.push(undrawn(table));
    section.table(short)
}

/// Whether plans are carried out and work.
fn plans(material: &Material) -> Section {
    let section = telling(
        Section::new("Are plans carried out, and do they work?"),
        "Actions, all services",
        &["actions.all"],
        &material.basis(),
    );
    let section = works(material).into_iter().fold(section, Section::say);
    let (table, all) = in_doubt(material, SHOWN);
    match all - table.rows.len() {
        _ if all == 0 => section.say("No action is late, and each that is done is reviewed."),
        0 => section.table(table),
        more => section.table(table).say(format!(
            "Late or not reviewed, and not in the list: {more}. “redress report plans” has all."
        )),
    }
}

fn headlines() -> Vec<Headline> {
    vec![
        Headline::of("Received", "received", "number"),
        Headline::of("Closed", "closed", "number"),
        Headline::of("Open at the end", "carried_forward", "number"),
        Headline::of("Overdue at the end", "overdue", "number"),
        Headline::of("Answered in time", "within_first_timescale", "percent"),
    ]
}

/// The period in sentences.
fn brief(material: &Material) -> String {
    let sum = &material.this.sum;
    let period = &material.about.period;
    // A part of a period is more or less than the whole of another whatever happened.
    let is_over = period.to <= period.as_of;
    let so_far = if is_over { String::new() } else { format!(" up to {}", long(period.as_of)) };
    let change = material.before.as_ref().filter(|_| is_over).map_or(so_far, |before| {
        let (now, then) = (sum.received, before.sum.received);
        match now.cmp(&then) {
            Ordering::Less => format!(", {} fewer than before", then - now),
            Ordering::Equal => ", as many as before".to_owned(),
            Ordering::Greater => format!(", {} more than before", now - then),
        }
    });
    let kept = match sum.within_first_timescale.percent() {
        None => "No complaint that was answered had a timescale told at the start.".to_owned(),
        Some(percent) => {
            format!("{}% of those told a timescale at the start were answered within it.", one_place(percent))
        }
    };
    format!("Received: {}{change}. Closed: {}. {kept}", sum.received, sum.closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_marked_as_important_is_not_cut_for_what_is_more() {
        let row = |it: u64| {
            vec![format!("Theme {it}").into(), Cell::Number(20 - it), Cell::Number(u64::from(it == 11))]
        };
        let table = Table {
            names: vec!["", "issues", "important"],
            rows: (0..12).map(row).collect(),
            ..Table::new("Themes", &["Theme", "Issues", "Important"])
        };
        let section = cut(Section::default(), table, &mut Vec::new());
        let shown: Vec<String> = section.tables[0].rows.iter().map(|it| it[0].words()).collect();
        assert_eq!(shown, [11, 0, 1, 2, 3, 4, 5, 6].map(|it| format!("Theme {it}")));
    }
}
