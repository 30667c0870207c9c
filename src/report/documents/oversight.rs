//! The bodies that an office oversees, side by side: how they deal with complaints by the same figures, whether their returns came,
//! and how far each meets the Standards (guide, Using the data: roles and responsibility).

use std::collections::BTreeSet;

use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::ORGANISATION;
use crate::domain::register::entry::Entry;
use crate::domain::register::value::{Value, Values};
use crate::report::document::{Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::parts::{document as finished, limits};
use crate::report::told::telling;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let own = Section::new("Our own organisations").say(
        "Counted from our own cases. What other bodies say of theirs stands below, by the same definitions.",
    );
    let own = telling(
        own,
        "",
        &[
            "received_by_organisation",
            "within_first_timescale",
            "early_resolution",
            "closer_look",
            "actions.by_organisation",
        ],
        &material.basis(),
    );
    let mut sections = vec![at_a_glance(material)];
    sections.extend(material.whole("What returns say", "returns-in-time"));
    sections.push(own);
    sections.extend(material.tables("Assessed", &["assessments-in-date", "gaps-open"]));
    sections.push(limits(material));
    finished(material, "Bodies that we oversee", sections)
}

/// A line for each body: its last return, and its last assessment.
fn at_a_glance(material: &Material) -> Section {
    let section = Section::new("At a glance");
    let day = material.about.period.as_of;
    let returns = material.entries("returns-in-time", "received_on", day);
    let assessments = material.entries("assessments-in-date", "on", day);
    let body = |it: &&Entry| it.values.get("organisation").and_then(Value::item);
    let bodies: BTreeSet<u32> = returns.iter().chain(&assessments).filter_map(body).collect();
    let columns = ["Body", "Last return", "It came on", "Last assessed on", "Assess again by", "Open gaps"];
    let mut table = Table::new("Returns and assessments, body by body", &columns);
    for at in bodies {
        let last = |all: &[&Entry]| all.iter().find(|it| body(it) == Some(at)).map(|it| it.values.clone());
        let (came, assessed) = (last(&returns), last(&assessments));
        let none = || Cell::from("none");
        let of = |values: &Option<Values>, name: &str| {
            values.as_ref().and_then(|it| it.day(name)).map_or_else(none, Cell::Date)
        };
        let is_open = |it: &&Values| it.get("gap").is_some() && it.day("closed_on").is_none_or(|on| day < on);
        let gaps = |it: &Values| it.rows("lines").iter().filter(is_open).count() as u64;
        table = table.row([
            ORGANISATION.label(material.about.office, &Some(at)).into(),
            came.as_ref().map_or_else(none, |it| Cell::from(it.text("period"))),
            of(&came, "received_on"),
            of(&assessed, "on"),
            of(&assessed, "next"),
            assessed.as_ref().map_or_else(none, |it| Cell::Number(gaps(it))),
        ]);
    }
    if table.rows.is_empty() {
        return section.say(
            "No return and no assessment of a body is recorded up to the day. Enter them under “related bodies” and \
             “assessments”.",
        );
    }
    section.table(table)
}
