//! What the made-up office published of its last financial year, and what dealing with complaints cost it.
//!
//! Invariant: the Ombudsman's figures are made up too, and say so where their source stands.

use chrono::{Days, NaiveDate};

use crate::api::message::{Ask, Fault, ListRequest, Reply, Request};
use crate::api::service::{Service, change_office, take};
use crate::domain::calendar::period::FinancialYear;
use crate::domain::case::command::Command;
use crate::domain::case::record::Cost;
use crate::domain::figures::period::Period;
use crate::domain::filter::Filter;
use crate::domain::listing::Order;
use crate::domain::office::command::OfficeCommand;
use crate::domain::office::settings::FigureSettings;
use crate::domain::row::Row;
use crate::domain::vocabulary::Nature;
use crate::domain::year::command::YearCommand;
use crate::domain::year::context::proposal;
use crate::domain::year::record::{Context, OmbudsmanTable};
use crate::exchange::demo::{run, unexpected};
use crate::report::documents::words::withheld_of;

/// What an hour of a colleague's work costs, in pence.
const HOUR: u64 = 3150;
/// Days after its closing by which somebody has written down what a case took.
const WRITTEN_DOWN: u64 = 21;
/// One case in so many needed a translation.
const TRANSLATED: usize = 12;

/// Records what cases took, and enters what belongs to the last financial year. Returns how many steps were taken.
pub fn published(service: &mut dyn Service, today: NaiveDate) -> Result<u64, Fault> {
    let command =
        OfficeCommand::SetFigures(FigureSettings { hourly_rate: HOUR, ..FigureSettings::default() });
    let office = change_office(service, command)?;
    let costs = costs(&closed(service, today)?, today);
    let steps = run(service, &costs)?.len();
    let year = FinancialYear::of(today).before();
    let mut sum = |period| match service.call(Request::Report { period, service: None })? {
        Reply::Report { sum, .. } => Ok(sum),
        other => Err(unexpected(&other)),
    };
    let (this, before) = (sum(Period::of_year(year, today))?, sum(Period::before_year(year, today))?);
    let words = Context {
        contact:
            "Write to the Complaints Team, Coastal Permits Agency, 1 Harbour Street, or ring 01632 960 001. \
                  If you are not content with our answer, you can ask your MP to refer it to the Ombudsman."
                .to_owned(),
        ..proposal(&office, year, &this, &withheld_of(&office, year, &this, Some(&before)))
    };
    for command in [ombudsman(year), YearCommand::WriteContext(Box::new(words))] {
        take(service, Ask::on(year, command))?;
    }
    Ok(u64::try_from(steps + 3).unwrap_or(u64::MAX))
}

/// Complaints that have ended for a while.
fn closed(service: &mut dyn Service, today: NaiveDate) -> Result<Vec<Row>, Fault> {
    let request = ListRequest {
        filter: Filter::default(),
        order: Order::Reference,
        today,
        after: None,
        limit: usize::MAX,
    };
    let Reply::List { mut rows, .. } = service.call(Request::List(request))? else { return Ok(Vec::new()) };
    let until = today.checked_sub_days(Days::new(WRITTEN_DOWN)).unwrap_or(today);
    rows.retain(|it| it.nature == Nature::Complaint && it.rounds.now.closed.is_some_and(|on| on <= until));
    Ok(rows)
}

fn costs(rows: &[Row], today: NaiveDate) -> Vec<Ask> {
    let cost = |(place, row): (usize, &Row)| {
        let on = row.rounds.now.closed.unwrap_or(today);
        let translated = place % TRANSLATED == TRANSLATED - 1;
        let minutes = 60 + 15 * u32::try_from(place * 7 % 13).unwrap_or(0);
        let cost = Cost {
            number: 0,
            on,
            minutes,
            pence: if translated { 4800 } else { 0 },
            what: if translated { "Casework, and a letter translated" } else { "Casework" }.to_owned(),
        };
        let command = Command::RecordCost(cost);
        Ask::on(row.reference, command)
    };
    rows.iter().enumerate().map(cost).collect()
}

fn ombudsman(year: FinancialYear) -> YearCommand {
    let before = year.before();
    YearCommand::RecordOmbudsman(Box::new(OmbudsmanTable {
        covers: before,
        citation: format!("Made up for this demonstration: Ombudsman's annual report {before}, table 3"),
        published: None,
        accepted: Some(4),
        reported_on: Some(3),
        upheld: Some(0),
        upheld_in_part: Some(1),
        not_upheld: Some(2),
        gap: String::new(),
        complied: Some(2),
        not_complied: Some(0),
        named: String::new(),
    }))
}
