//! The bodies that an office oversees, side by side: how they deal with complaints by the same figures, whether their returns came,
//! and how far each meets the Standards (guide, Using the data: roles and responsibility).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::calendar::dates::long;
use crate::domain::calendar::period::quarter_or_year;
use crate::domain::days::Days;
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

/// A line for each body as it stands on the day that the document is made: its last return of the period, which may come weeks
/// after that, and its last assessment.
fn at_a_glance(material: &Material) -> Section {
    let section = Section::new("At a glance");
    let day = material.today;
    let returns = material.entries("returns-in-time", "due", NaiveDate::MAX);
    let assessments = material.entries("assessments-in-date", "on", day);
    let body = |it: &&Entry| it.values.get("organisation").and_then(Value::item);
    let bodies: BTreeSet<u32> = returns.iter().chain(&assessments).filter_map(body).collect();
    let columns = ["Body", "Return", "How it stands", "Last assessed on", "Assess again by", "Open gaps"];
    let title = format!("Returns and assessments, body by body, on {}", long(day));
    let mut table = Table::new(&title, &columns);
    let days = Days { from: material.about.period.from, to: Some(material.about.period.to) };
    // Of those whose time the period touches: one that lies in it before others, then the last, then the longest.
    let place = |it: &Entry| {
        let (_, first, last) = quarter_or_year(it.values.text("period")).ok()?;
        let touches = days.from.is_none_or(|from| from <= last) && first <= material.about.period.to;
        touches.then_some((days.holds(first) && days.holds(last), last, Reverse(first)))
    };
    for at in bodies {
        let theirs = |it: &&&Entry| body(it) == Some(at);
        let asked = returns.iter().filter(theirs).filter(|it| place(it).is_some());
        let asked = asked.max_by_key(|it| place(it)).map(|it| &it.values);
        let assessed = assessments.iter().find(theirs).map(|it| &it.values);
        let none = || Cell::from("none");
        let of = |name: &str| assessed.and_then(|it| it.day(name)).map_or_else(none, Cell::Date);
        let is_open = |it: &&Values| it.get("gap").is_some() && it.day("closed_on").is_none_or(|on| day < on);
        let gaps = |it: &Values| it.rows("lines").iter().filter(is_open).count() as u64;
        table = table.row([
            ORGANISATION.label(material.about.office, &Some(at)).into(),
            asked.map_or_else(none, |it| Cell::from(it.text("period"))),
            asked.map_or_else(|| "none was asked of it".into(), |it| stands(it, day).into()),
            of("on"),
            of("next"),
            assessed.map_or_else(none, |it| Cell::Number(gaps(it))),
        ]);
    }
    if table.rows.is_empty() {
        return section.say(
            "No return and no assessment of a body is recorded. Enter them under “related bodies” and “assessments”.",
        );
    }
    section.table(table)
}

/// How a return stands on a day: when it came, or that it did not.
fn stands(of: &Values, day: NaiveDate) -> String {
    match (of.day("received_on").filter(|it| *it <= day), of.day("due")) {
        (Some(came), Some(due)) if due < came => format!("came on {}, late", long(came)),
        (Some(came), _) => format!("came on {}", long(came)),
        (None, Some(due)) if due < day => format!("has not come: late since {}", long(due)),
        (None, Some(due)) => format!("due on {}", long(due)),
        (None, None) => "has not come".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::fixture::{on, values};

    #[test]
    fn a_return_that_did_not_come_is_late_and_no_body_without_complaints() {
        let of = |json: &str| stands(&values(json), on("2026-11-24"));
        assert_eq!(of(r#"{"due":"2026-11-20"}"#), "has not come: late since Fri 20 Nov 2026");
        assert_eq!(of(r#"{"due":"2026-12-20"}"#), "due on Sun 20 Dec 2026");
        assert_eq!(of(r#"{"due":"2026-11-20","received_on":"2026-11-23"}"#), "came on Mon 23 Nov 2026, late");
    }
}
