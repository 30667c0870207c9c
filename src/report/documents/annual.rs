//! The complaints section of the annual report, for a financial year: what the guide says an office must share.

use crate::domain::figures::cell::Cell;
use crate::domain::figures::groups::CHANGING_SERVICE;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::vocabulary::ReviewResult;
use crate::report::document::{Document, Section, Table};
use crate::report::documents::beside::beside;
use crate::report::documents::material::{About, Material};
use crate::report::documents::ombudsman;
use crate::report::documents::parts::{ACTIONS, document as finished, limits};
use crate::report::told::telling;

/// Makes it.
pub fn document(material: &Material) -> Document {
    let basis = material.basis();
    let tell = |section: Section, paths: &[&str]| telling(section, "", paths, &basis);
    let ours = "These are our own counts. The Ombudsman's own figures stand apart, at the beginning.";
    let took = telling(
        Section::new("How long complaints took"),
        "Closed in the year",
        &["closed", "closed_without_timescale", "timescale_shared_late", "closed_without_answer"],
        &basis,
    );
    let routes = ["early_resolution", "closer_look", "no_route_recorded"];
    let took = telling(took, "Routes, and how long they took", &routes, &basis);
    let in_time = ["within_first_timescale", "within_last_timescale", "acknowledged_in_time"];
    let ended = ["outcomes", "something_went_wrong", "something_went_wrong_by_service"];
    let mut sections = vec![
        ombudsman::section(material.year.as_ref()),
        ombudsman::context(material.year.as_ref(), material.stale.as_deref()),
        received(material),
        telling(took, "Timeliness", &in_time, &basis),
        tell(Section::new("How complaints ended"), &ended),
        tell(Section::new("What complaints were about"), &["themes"]),
        tell(Section::new("Putting things right"), &["remedies", "redress"]),
        tell(
            telling(
                Section::new("Referrals").say(ours),
                "Referrals and important issues",
                &["referred", "important"],
                &basis,
            ),
            &["ombudsman"],
        ),
        tell(Section::new("What it cost"), &["cost"]),
        telling(changed(material), "Actions", ACTIONS, &basis),
    ];
    sections.extend(material.registered());
    let silent = material.registers.iter().filter(|it| it.telling().is_empty()).map(|it| it.kind.many);
    sections.push(silent.fold(limits(material), |section, many| {
        section.say(format!(
            "The guide also asks for {many}, and nothing of the kind is recorded for the year. Add it before you publish."
        ))
    }));
    finished(material, &format!("Complaints, {}", lower(&material.this.name)), sections)
}

/// A name inside a sentence.
fn lower(name: &str) -> String {
    name.replacen("Financial year", "financial year", 1)
}

fn received(material: &Material) -> Section {
    let change = |caption: &str, path: &str| beside(material, caption, &[path], |it| &it.sum);
    let mut section = Section::new("Complaints received")
        .table(change("Received", "received"))
        .table(change("Received by service", "received_by_service"));
    if 1 < material.about.office.organisations.items.len() {
        section = section.table(change("Received by organisation", "received_by_organisation"));
    }
    telling(section, "", &["received_by_month"], &material.basis())
}

/// What changed because of complaints: plans with an action whose review in the year found that it works.
fn changed(material: &Material) -> Section {
    let section = Section::new("What changed because of complaints");
    let office = material.about.office;
    let columns = ["Plan", "What is different", "Service", "What we learnt", "What we did"];
    let mut table = Table::new("Action plans reviewed as effective", &columns);
    for plan in &material.plans {
        let done: Vec<String> = effective(plan, &material.about).map(|it| it.facts.what.clone()).collect();
        if !done.is_empty() {
            let open = |words: &str| Cell::from(material.without_names(words));
            let service = CHANGING_SERVICE.label(office, &plan.facts.service);
            table = table.row([
                plan.reference.to_string().into(),
                open(&plan.facts.title),
                service.into(),
                open(&plan.facts.learning),
                open(&done.join("; ")),
            ]);
        }
    }
    if table.rows.is_empty() {
        return section.say("No action plan was reviewed as effective in the year.");
    }
    section
        .say("Each of these was reviewed in the year and found to work.")
        .say("The words are those of the plans. Read them for anything personal before you publish.")
        .table(table)
}

fn effective<'a>(plan: &'a Plan, about: &'a About) -> impl Iterator<Item = &'a Action> {
    let days = about.period;
    plan.adopted().filter(move |action| {
        action.completion().and_then(|it| it.conclusive()).is_some_and(|it| {
            it.result == ReviewResult::Effective
                && days.from.is_none_or(|from| from <= it.on)
                && it.on <= days.to.min(days.as_of)
        })
    })
}
