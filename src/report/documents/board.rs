//! A period beside the one before, for the board: what changed, and whether timescales were kept.

use std::cmp::Ordering;

use crate::domain::calendar::dates::long;
use crate::domain::figures::rounding::one_place;
use crate::report::document::{Document, Headline, Section};
use crate::report::documents::beside::{beside, by_period};
use crate::report::documents::course::of_year;
use crate::report::documents::material::Material;
use crate::report::documents::parts::{ACTIONS, document as finished, limits, reconciliation};
use crate::report::told::telling;
use crate::report::topics::LEARNT;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    let tell = |heading: &str, paths: &[&str]| telling(Section::new(heading), "", paths, &basis);
    let change = |caption: &str, paths: &[&str]| beside(material, caption, paths, |it| &it.sum);
    let mut limits = limits(material);
    if let Some(before) = &material.before {
        limits = limits.say(format!("{}: {}", before.name, reconciliation(&before.sum)));
    }
    let brief = Section::new("In brief")
        .say(brief(material))
        .table(change("Received and closed", &["received", "closed", "reopened", "referred", "important"]))
        .table(beside(material, "Open at the end of the period", &["carried_forward", "overdue"], |it| {
            &it.at_end
        }));
    // How open cases stand on the day of the report. What was late or without a timescale on an earlier day is not known for
    // cases closed since, so there is nothing to set beside it.
    let now = format!("Open on {}", long(material.about.period.as_of));
    let learnt = telling(Section::new("What we change"), LEARNT.0, LEARNT.1, &basis);
    let mut sections = vec![
        telling(brief, &now, &["open", "late", "overdue", "no_timescale_shared"], &basis),
        Section::new("Were timescales kept?")
            .table(by_period(material, "Timeliness", &["within_first_timescale", "acknowledged_in_time"]))
            .table(by_period(
                material,
                "Routes, and how long they took",
                &["early_resolution", "closer_look"],
            )),
        Section::new("How it went over a year").table(of_year(material)),
        Section::new("What came of complaints")
            .table(change("Outcomes", &["outcomes"]))
            .table(change("Something went wrong", &["something_went_wrong"])),
        Section::new("Where complaints come from")
            .table(change("Received by service", &["received_by_service"])),
        tell("What complaints are about", &["theme_alerts", "themes"]),
        tell("Putting things right", &["remedies", "redress"]),
        telling(learnt, "Actions", ACTIONS, &basis),
        tell("Referrals and cost", &["ombudsman", "cost"]),
    ];
    sections.extend(material.registered());
    sections.push(limits);
    Document { headlines: headlines(), ..finished(material, "Complaints, for the board", sections) }
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
    let change = material.before.as_ref().map_or(String::new(), |before| {
        let (now, then) = (sum.received, before.sum.received);
        match now.cmp(&then) {
            Ordering::Less => format!(", {} fewer than before", then - now),
            Ordering::Equal => ", as many as before".to_owned(),
            Ordering::Greater => format!(", {} more than before", now - then),
        }
    });
    let kept = match sum.within_first_timescale.percent() {
        None => "Nobody who had been told a timescale at the start was answered.".to_owned(),
        Some(percent) => {
            format!("{}% of those told a timescale at the start were answered within it.", one_place(percent))
        }
    };
    format!("Received: {}{change}. Closed: {}. {kept}", sum.received, sum.closed)
}
