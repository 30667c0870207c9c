//! What documents and returns are made from, asked of the desk: the figures of a period and the one before, plans, and what
//! is kept of the year.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use crate::api::message::{MonthsRequest, Reply, Request};
use crate::cli::context::{Store, ask};
use crate::cli::ending::Trouble;
use crate::cli::one_shot::case;
use crate::domain::calendar::period::{FinancialYear, PeriodKind, Stretch};
use crate::domain::figures::performance::Performance;
use crate::domain::figures::period::Period;
use crate::domain::office::{Item, Office, ServiceId};
use crate::domain::plan::record::Plan;
use crate::domain::plan::reference::PlanRef;
use crate::domain::year::record::YearRecord;
use crate::report::document::Document;
use crate::report::documents::material::{Counted, Material};
use crate::report::impact::of_plan;
use crate::report::performance::{About, caveats};

/// Months that are looked at for what complaints came to after a plan.
const MONTHS: u32 = 36;

/// What is to be reported on.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The kind of its period; none for days of one's own choice.
    pub kind: Option<PeriodKind>,
    /// Its days.
    pub stretch: Stretch,
    /// The one service; none for all.
    pub service: Option<Item>,
    /// The day as of which cases stand.
    pub as_of: NaiveDate,
}

/// What the desk answered.
pub struct Gathered {
    period: Period,
    service: Option<String>,
    this: Counted,
    before: Option<Counted>,
    plans: Vec<Plan>,
    impacts: BTreeMap<PlanRef, String>,
    year: YearRecord,
    people: Vec<String>,
    caveats: Vec<String>,
}

impl Subject {
    /// Its days, as of its day.
    pub const fn period(&self) -> Period {
        Period { from: self.stretch.from, to: self.stretch.to, as_of: self.as_of }
    }

    /// The service by its number.
    pub fn only(&self) -> Option<ServiceId> {
        self.service.as_ref().map(|it| ServiceId(it.id))
    }

    /// The financial year that it ends in.
    pub fn year(&self) -> FinancialYear {
        FinancialYear::of(self.stretch.to)
    }
}

impl Gathered {
    /// Makes something of it.
    pub fn document(&self, office: &Office, make: impl Fn(&Material) -> Document) -> Document {
        let about = About {
            office,
            period: self.period,
            service: self.service.clone(),
            caveats: self.caveats.clone(),
        };
        make(&Material {
            about: &about,
            this: self.this.clone(),
            before: self.before.clone(),
            plans: self.plans.clone(),
            impacts: self.impacts.clone(),
            year: Some(self.year.clone()),
            people: self.people.clone(),
        })
    }
}

/// Asks for all of it.
pub fn gather(store: &mut Store, subject: &Subject) -> Result<Gathered, Trouble> {
    let only = subject.only();
    let this = counted(store, &subject.stretch, only, subject.as_of)?;
    let before = subject
        .stretch
        .before(subject.kind)
        .map(|it| counted(store, &it, only, subject.as_of))
        .transpose()?;
    // Before the first case there is nothing to compare with.
    let before = before.filter(|it| 0 < it.sum.received + it.sum.closings + it.sum.carried_forward);
    let mut plans = ask(&mut store.session, Request::Plans, |it| match it {
        Reply::Plans(plans) => Some(plans),
        _ => None,
    })?;
    plans.retain(|it| only.is_none() || it.facts.service == only);
    let impacts = impacts(store, &plans, subject.as_of)?;
    let year = year(store, subject.year())?;
    let people = people(store, &plans)?;
    let caveats = caveats(&store.hello.office, &this.sum, &subject.period());
    let service = subject.service.as_ref().map(|it| it.name.clone());
    Ok(Gathered { period: subject.period(), service, this, before, plans, impacts, year, people, caveats })
}

/// What is kept of a financial year.
pub fn year(store: &mut Store, year: FinancialYear) -> Result<YearRecord, Trouble> {
    ask(&mut store.session, Request::Year(year), |it| match it {
        Reply::Year(record) => Some(*record),
        _ => None,
    })
}

/// The figures of a period as of a day, and of what was overdue at its end as of that day.
fn counted(
    store: &mut Store,
    stretch: &Stretch,
    service: Option<ServiceId>,
    as_of: NaiveDate,
) -> Result<Counted, Trouble> {
    let period = Period { from: stretch.from, to: stretch.to, as_of };
    let sum = figures(store, period, service)?;
    let at_end = if stretch.to < as_of {
        figures(store, Period { as_of: stretch.to, ..period }, service)?
    } else {
        sum.clone()
    };
    Ok(Counted { name: stretch.name.clone(), sum, at_end })
}

/// The figures of a period.
pub fn figures(
    store: &mut Store,
    period: Period,
    service: Option<ServiceId>,
) -> Result<Performance, Trouble> {
    ask(&mut store.session, Request::Report { period, service }, |it| match it {
        Reply::Report { sum, .. } => Some(*sum),
        _ => None,
    })
}

/// What complaints came to after each plan that says which complaints it is about.
fn impacts(
    store: &mut Store,
    plans: &[Plan],
    as_of: NaiveDate,
) -> Result<BTreeMap<PlanRef, String>, Trouble> {
    let mut impacts = BTreeMap::new();
    let first = as_of.checked_sub_months(Months::new(MONTHS)).and_then(|it| it.with_day(1));
    let Some(first) = first else { return Ok(impacts) };
    for plan in plans {
        let (Some(service), Some(theme)) = (plan.facts.service, plan.facts.theme) else { continue };
        if plan.actions.iter().all(|it| it.completion().is_none()) {
            continue;
        }
        let request = MonthsRequest { theme: Some(theme), service: Some(service), from: first, to: as_of };
        let months = ask(&mut store.session, Request::Months(request), |it| match it {
            Reply::Months { received, .. } => Some(received),
            _ => None,
        })?;
        impacts.insert(plan.reference, of_plan(plan, first, &months));
    }
    Ok(impacts)
}

/// Names of the people whose cases the plans learn from, whole and by their last word, so that no document has them.
fn people(store: &mut Store, plans: &[Plan]) -> Result<Vec<String>, Trouble> {
    let mut names = Vec::new();
    for reference in plans.iter().flat_map(Plan::cases) {
        // A case that this person may not see keeps its name to itself.
        let facts = match case(store, reference) {
            Ok(case) => case.facts,
            Err(Trouble::Refused(_)) => continue,
            Err(other) => return Err(other),
        };
        for name in [facts.complainant, facts.representative] {
            let name = name.split([',', ';', '<', '(']).next().unwrap_or_default().trim().to_owned();
            names.extend(
                name.split_whitespace().last().filter(|it| 2 < it.chars().count()).map(str::to_owned),
            );
            names.push(name);
        }
    }
    // The longest first, so that a whole name goes before its last word.
    names.sort_by_key(|it| std::cmp::Reverse(it.len()));
    names.dedup();
    Ok(names)
}
