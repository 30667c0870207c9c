//! A period beside the one before, for the board: what changed, and whether timescales were kept.

use std::collections::BTreeSet;

use crate::domain::calendar::dates::long;
use crate::domain::figures::performance::{Performance, Share, Times, mean, median};
use crate::domain::vocabulary::{Outcome, WentWrong};
use crate::report::definitions::{counted, name};
use crate::report::document::{Cell, Document, Section, Table};
use crate::report::documents::material::{Counted, Material};
use crate::report::documents::parts::{
    NOT_RECORDED, about, learnt, limits, months, number, reconciliation, title,
};
use crate::report::documents::tables;

/// The figures that it shows.
const SHOWN: &[&str] = &[
    "received",
    "open",
    "overdue",
    "late",
    "no_timescale",
    "closed",
    "early_resolution",
    "closer_look",
    "within_first_timescale",
    "closed_without_timescale",
    "acknowledged_in_time",
    "outcomes",
    "went_wrong",
    "received_by_service",
    "received_by_month",
    "themes",
    "theme_alerts",
    "remedies",
    "redress",
    "learnt",
    "actions",
    "referrals",
    "cost",
    "referred",
    "important",
    "brought_forward",
    "reopened",
    "closings",
    "carried_forward",
];

/// Makes it.
pub fn document(material: &Material) -> Document {
    let mut limits = limits(material);
    if let Some(before) = &material.before {
        limits = limits.say(format!("{}: {}", before.name, reconciliation(&before.sum)));
    }
    let (beside, sum) = (Beside(material), &material.this.sum);
    Document {
        title: title(material.about, "Complaints, for the board"),
        about: about(material.about, &material.this.name),
        sections: vec![
            Section::new("In brief")
                .say(brief(material))
                .table(beside.numbers())
                .table(beside.ends())
                .table(beside.now()),
            Section::new("Were timescales kept?").table(beside.shares()).table(beside.times()),
            Section::new("What came of complaints").table(beside.outcomes()).table(beside.wrong()),
            beside.received(),
            beside.themes(),
            Section::new("Putting things right").table(tables::remedies(sum)).table(tables::payments(sum)),
            Section::new("What we change")
                .say(learnt(sum))
                .table(tables::actions(sum, material.about.office)),
            Section::new("Referrals and cost")
                .table(tables::referrals(sum))
                .table(tables::cost(sum, material.about.office)),
            limits,
            counted(SHOWN),
        ],
    }
}

/// The period in sentences.
fn brief(material: &Material) -> String {
    let sum = &material.this.sum;
    let change = material.before.as_ref().map_or(String::new(), |before| {
        match sum.received.cmp(&before.sum.received) {
            std::cmp::Ordering::Less => format!(", {} fewer than before", before.sum.received - sum.received),
            std::cmp::Ordering::Equal => ", as many as before".to_owned(),
            std::cmp::Ordering::Greater => {
                format!(", {} more than before", sum.received - before.sum.received)
            }
        }
    });
    let kept = sum.within_first_timescale;
    let words = match kept.percent() {
        None => "Nobody who had been told a timescale was answered.".to_owned(),
        Some(percent) => {
            format!("{percent:.1}% of those told a timescale were answered within the first one.")
        }
    };
    format!("Received: {}{change}. Closed: {}. {words}", sum.received, sum.closed)
}

/// What is counted in a period.
type Count<'a> = &'a dyn Fn(&Counted) -> u64;

/// Tables with a column for each period.
struct Beside<'a>(&'a Material<'a>);

impl Beside<'_> {
    fn table(&self, caption: &str, first: &str, last: &[&str]) -> Table {
        let before = self.0.before.as_ref().map(Counted::short);
        let columns = [first, self.0.this.short()].into_iter().chain(before);
        let columns: Vec<&str> =
            columns.chain(before.and(Some(last)).into_iter().flatten().copied()).collect();
        Table::new(caption, &columns)
    }

    /// Whole numbers, and how they changed.
    fn counts<'a>(&self, mut table: Table, rows: impl Iterator<Item = (String, Count<'a>)>) -> Table {
        for (label, count) in rows {
            let this = count(&self.0.this);
            let before = self.0.before.as_ref().map(count);
            let rest = before.into_iter().flat_map(|it| [it.into(), Cell::change(this, it)]);
            table.rows.push([label.into(), Cell::Number(this)].into_iter().chain(rest).collect());
        }
        table
    }

    fn numbers(&self) -> Table {
        let rows: [(&str, Count); 5] = [
            ("received", &|it| it.sum.received),
            ("closed", &|it| it.sum.closed),
            ("reopened", &|it| it.sum.reopened),
            ("referred", &|it| it.sum.referred),
            ("important", &|it| it.sum.important),
        ];
        let table = self.table("Received and closed", "Figure", &["Change"]);
        self.counts(table, rows.into_iter().map(|it| (name(it.0).to_owned(), it.1)))
    }

    fn ends(&self) -> Table {
        let rows: [(&str, Count); 2] =
            [("carried_forward", &|it| it.sum.carried_forward), ("overdue", &|it| it.at_end.overdue)];
        let table = self.table("Open at the end of the period", "Figure", &["Change"]);
        self.counts(table, rows.into_iter().map(|it| (name(it.0).to_owned(), it.1)))
    }

    /// How open cases stand on the day of the report. What was late or without a date on an earlier day is not known for
    /// cases closed since, so there is nothing to set beside it.
    fn now(&self) -> Table {
        let sum = &self.0.this.sum;
        Table::new(format!("Open on {}", long(self.0.about.period.as_of)), &["Figure", "Number"])
            .row(number("open", sum.open))
            .row(number("late", sum.late))
            .row(number("overdue", sum.overdue))
            .row(number("no_timescale", sum.no_timescale))
    }

    fn shares(&self) -> Table {
        let mut table = Table::new("Timeliness", &["Measure", "Period", "In time", "Of", "Per cent"]);
        for (field, share) in [
            ("within_first_timescale", (|it| it.within_first_timescale) as fn(&Performance) -> Share),
            ("acknowledged_in_time", |it| it.acknowledged_in_time),
        ] {
            for period in self.periods() {
                let it = share(&period.sum);
                table = table.row([
                    name(field).into(),
                    period.short().into(),
                    it.numerator.into(),
                    it.denominator.into(),
                    Cell::share(it),
                ]);
            }
        }
        table
    }

    fn times(&self) -> Table {
        let columns = ["Route", "Period", "Closed", "Mean working days", "Median working days"];
        let mut table = Table::new("Routes, and how long they took", &columns);
        for (field, times) in [
            ("early_resolution", (|it| &it.early_resolution) as fn(&Performance) -> &Times),
            ("closer_look", |it| &it.closer_look),
        ] {
            for period in self.periods() {
                let it = times(&period.sum);
                table = table.row([
                    name(field).into(),
                    period.short().into(),
                    it.closed.into(),
                    Cell::decimal(mean(&it.gross)),
                    Cell::decimal(median(&it.gross)),
                ]);
            }
        }
        table
    }

    fn outcomes(&self) -> Table {
        let mut table = self.table(name("outcomes"), "Outcome", &["Change"]);
        let known = Outcome::ALL.iter().map(|it| Some(*it)).chain([None]);
        for outcome in known.filter(|it| self.periods().any(|period| period.sum.outcomes.contains_key(it))) {
            let label = outcome.map_or(NOT_RECORDED, Outcome::word).to_owned();
            let count = |it: &Counted| it.sum.outcomes.get(&outcome).copied().unwrap_or(0);
            table = self.counts(table, std::iter::once((label, &count as Count)));
        }
        table
    }

    /// By service, beside the period before, and by month.
    fn received(&self) -> Section {
        let mut table = self.table(name("received_by_service"), "Service", &["Change"]);
        let services: BTreeSet<_> =
            self.periods().flat_map(|it| it.sum.received_by_service.keys().copied()).collect();
        for service in services {
            let label = self.0.about.office.service_name(service);
            let count = |it: &Counted| it.sum.received_by_service.get(&service).copied().unwrap_or(0);
            table = self.counts(table, std::iter::once((label, &count as Count)));
        }
        Section::new("Where complaints come from").table(table).table(months(&self.0.this.sum))
    }

    /// What complaints are about, and what the board should look at.
    fn themes(&self) -> Section {
        let (sum, office, compares) = (&self.0.this.sum, self.0.about.office, self.0.compares());
        let section = Section::new("What complaints are about");
        let alerts = tables::alerts(sum, office);
        let section = match (compares, alerts.rows.is_empty()) {
            (false, _) => section.say("There were no complaints before, so nothing can be said to rise."),
            (true, true) => section.say("No theme is on the rise, and no important complaint has one."),
            (true, false) => section.table(alerts),
        };
        section.table(tables::themes(sum, office, compares))
    }

    fn wrong(&self) -> Table {
        let mut table = self.table(name("went_wrong"), "Answer", &["Change"]);
        for answer in WentWrong::ALL.iter().map(|it| Some(*it)).chain([None]) {
            let label = answer.map_or(NOT_RECORDED, WentWrong::word).to_owned();
            let count = |it: &Counted| it.sum.went_wrong.get(&answer).copied().unwrap_or(0);
            table = self.counts(table, std::iter::once((label, &count as Count)));
        }
        table
    }

    fn periods(&self) -> impl Iterator<Item = &Counted> {
        std::iter::once(&self.0.this).chain(&self.0.before)
    }
}
