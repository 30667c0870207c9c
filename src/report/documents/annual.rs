//! The complaints section of the annual report, for a financial year: what the guide says an office must share.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::figures::performance::Performance;
use crate::domain::office::lists::ServiceId;
use crate::domain::office::record::Office;
use crate::domain::plan::record::{Action, Plan};
use crate::domain::vocabulary::ReviewResult;
use crate::report::definitions::{counted, name};
use crate::report::document::{Cell, Document, Section, Table};
use crate::report::documents::material::Material;
use crate::report::documents::ombudsman;
use crate::report::documents::parts::{
    NOT_RECORDED, about, limits, months, number, outcomes, routes, shares, timeliness, title, went_wrong,
};
use crate::report::documents::tables;
use crate::report::performance::About;

/// The figures that it shows.
const SHOWN: &[&str] = &[
    "received",
    "received_by_service",
    "received_by_month",
    "closed",
    "early_resolution",
    "closer_look",
    "no_route",
    "within_first_timescale",
    "within_last_timescale",
    "closed_without_timescale",
    "acknowledged_in_time",
    "outcomes",
    "went_wrong",
    "went_wrong_by_service",
    "themes",
    "remedies",
    "redress",
    "referrals",
    "cost",
    "actions",
    "referred",
    "important",
    "brought_forward",
    "reopened",
    "closings",
    "carried_forward",
];

/// Makes it.
pub fn document(material: &Material) -> Document {
    let sum = &material.this.sum;
    let office = material.about.office;
    let closed = Table::new("Closed in the year", &["Figure", "Number"])
        .row(number("closed", sum.closed))
        .row(number("no_route", sum.no_route))
        .row(number("closed_without_timescale", sum.closed_without_timescale));
    let referrals = Table::new("Referrals and important issues", &["Figure", "Number"])
        .row(number("referred", sum.referred))
        .row(number("important", sum.important));
    Document {
        title: title(material.about, &format!("Complaints, {}", lower(&material.this.name))),
        about: about(material.about, &material.this.name),
        sections: vec![
            ombudsman::section(material.year.as_ref()),
            ombudsman::context(material.year.as_ref()),
            received(material),
            Section::new("How long complaints took").table(closed).table(routes(sum)).table(timeliness(sum)),
            Section::new("How complaints ended")
                .table(outcomes(sum))
                .table(went_wrong(sum))
                .table(tables::wrong_by_service(sum, office)),
            Section::new("What complaints were about").table(tables::themes(sum, office, material.compares())),
            Section::new("Putting things right").table(tables::remedies(sum)).table(tables::payments(sum)),
            Section::new("Referrals")
                .say("These are our own counts. The Ombudsman's own figures stand apart, at the beginning.")
                .table(referrals)
                .table(tables::referrals(sum)),
            Section::new("What it cost").table(tables::cost(sum, office)),
            changed(material).table(tables::actions(sum, office)),
            limits(material).say(
                "The guide also asks for feedback on the complaints service. It is not counted in this document. Add it \
                 before you publish.",
            ),
            counted(SHOWN),
        ],
    }
}

/// A name inside a sentence.
fn lower(name: &str) -> String {
    name.replacen("Financial year", "financial year", 1)
}

fn received(material: &Material) -> Section {
    let sum = &material.this.sum;
    let words = match &material.before {
        None => format!("We received {} complaints.", sum.received),
        Some(before) => {
            format!(
                "We received {} complaints. In the year before we received {}.",
                sum.received, before.sum.received
            )
        }
    };
    let before = material.before.as_ref().map(|it| &it.sum);
    let office = material.about.office;
    let by_service = |sum: &Performance| {
        sum.received_by_service.iter().map(|(it, number)| (office.service_name(*it), *number)).collect()
    };
    let mut section = Section::new("Complaints received").say(words).table(by_name(
        name("received_by_service"),
        "Service",
        &by_service(sum),
        before.map(by_service).as_ref(),
    ));
    if 1 < office.organisations.items.len() {
        section = section.table(by_name(
            "Received by organisation",
            "Organisation",
            &by_organisation(material.about, sum),
            before.map(|it| by_organisation(material.about, it)).as_ref(),
        ));
    }
    section.table(months(sum))
}

/// Numbers received by the organisation that the service belongs to.
fn by_organisation(about: &About, sum: &Performance) -> BTreeMap<String, u64> {
    let mut numbers = BTreeMap::new();
    for (service, number) in &sum.received_by_service {
        *numbers.entry(organisation(about.office, *service)).or_default() += number;
    }
    numbers
}

fn organisation(office: &Office, service: Option<ServiceId>) -> String {
    let Some(service) = service else { return NOT_RECORDED.to_owned() };
    let under = office.services.item(service.0).and_then(|it| it.under);
    let own = || {
        if office.organisation.is_empty() { NOT_RECORDED.to_owned() } else { office.organisation.clone() }
    };
    under.map_or_else(own, |it| office.organisations.name(it))
}

/// Numbers by name, their share of the whole, and those of the year before where there is one.
fn by_name(
    caption: &str,
    first: &str,
    this: &BTreeMap<String, u64>,
    before: Option<&BTreeMap<String, u64>>,
) -> Table {
    let columns: &[&str] = if before.is_some() {
        &[first, "Received", "Per cent", "Year before", "Change"]
    } else {
        &[first, "Received", "Per cent"]
    };
    let mut table = Table::new(caption, columns).of_people();
    let names: BTreeSet<&String> = this.keys().chain(before.into_iter().flat_map(BTreeMap::keys)).collect();
    let number = |it: &String| this.get(it).copied().unwrap_or(0);
    let numbers: Vec<u64> = names.iter().map(|it| number(it)).collect();
    for ((name, number), share) in names.into_iter().zip(&numbers).zip(shares(&numbers)) {
        let number = *number;
        let mut row = vec![name.as_str().into(), number.into(), share];
        if let Some(before) = before {
            let then = before.get(name).copied().unwrap_or(0);
            row.extend([then.into(), Cell::change(number, then)]);
        }
        table.rows.push(row);
    }
    table
}

/// What changed because of complaints: plans with an action whose review in the year found that it works.
fn changed(material: &Material) -> Section {
    let section = Section::new("What changed because of complaints");
    let office = material.about.office;
    let columns = ["Plan", "What is different", "Service", "What we learnt", "What we did"];
    let mut table = Table::new("Action plans reviewed as effective", &columns);
    for plan in &material.plans {
        let done: Vec<String> = effective(plan, material.about).map(|it| it.facts.what.clone()).collect();
        if !done.is_empty() {
            let open = |words: &str| Cell::from(material.without_names(words));
            let service =
                plan.facts.service.map_or("whole office".to_owned(), |it| office.service_name(Some(it)));
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
