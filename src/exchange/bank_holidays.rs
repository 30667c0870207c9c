//! A newer list of bank holidays, from the file that GOV.UK publishes.
//!
//! Invariant: no year that was known becomes unknown. GOV.UK drops old years from its file; here they are kept.

use std::path::Path;

use chrono::Datelike;
use serde_json::{Map, Value, json};

use crate::api::message::{Reply, Request};
use crate::api::service::{Service, change_office};
use crate::bounded;
use crate::domain::calendar::bank_holidays::BankHolidays;
use crate::domain::calendar::nation::Nation;
use crate::domain::office::command::OfficeCommand;

/// Takes over the bank holidays in a file; says which years are known now, or what is wrong and what to do.
pub fn run(service: &mut dyn Service, file: &Path) -> Result<String, String> {
    let text = bounded::file(file, bounded::BY_HAND).map_err(|it| format!("{}: {it}.", file.display()))?;
    let new = BankHolidays::from_gov_uk_json(&text).map_err(|it| format!("{}: {it}.", file.display()))?;
    let office = match service.call(Request::Hello).map_err(|it| it.to_string())? {
        Reply::Hello(hello) => hello.office,
        _ => return Err(NOT_ANSWERED.to_owned()),
    };
    let holidays = merged(&office.holidays.unwrap_or_default(), &new)?;
    let known: Vec<String> = Nation::ALL.iter().map(|it| coverage(&holidays, *it)).collect();
    let source = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let command = OfficeCommand::ReplaceBankHolidays { holidays, source };
    change_office(service, command).map_err(|it| it.to_string())?;
    Ok(format!("Bank holidays are known now for {}.", known.join(", ")))
}

const NOT_ANSWERED: &str = "The store answered something that was not asked. Try again.";

fn coverage(holidays: &BankHolidays, nation: Nation) -> String {
    let years = holidays.years(nation);
    format!("{nation} {} to {}", years.start(), years.end())
}

/// The new list, and the years of the old one that it does not have. Goes by way of the published form, so that the
/// list is checked as any other: also for a year that is in neither.
fn merged(old: &BankHolidays, new: &BankHolidays) -> Result<BankHolidays, String> {
    let mut file = Map::new();
    for nation in Nation::ALL {
        let published = new.years(nation);
        let kept = old.of(nation).iter().filter(|it| !published.contains(&it.date.year()));
        let events: Vec<Value> = kept
            .chain(new.of(nation))
            .map(|it| json!({ "title": it.title, "date": it.date.to_string() }))
            .collect();
        file.insert(nation.code().to_owned(), json!({ "events": events }));
    }
    BankHolidays::from_gov_uk_json(&Value::Object(file).to_string()).map_err(|it| format!("{it}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(date: &str) -> BankHolidays {
        let events = json!({ "events": [{ "title": "New Year’s Day", "date": date }] });
        let file = json!({ "england-and-wales": events, "scotland": events, "northern-ireland": events });
        BankHolidays::from_gov_uk_json(&file.to_string()).unwrap()
    }

    #[test]
    fn old_years_are_kept_and_new_ones_added() {
        let both = merged(&BankHolidays::bundled(), &list("2029-01-01")).unwrap();
        for nation in Nation::ALL {
            assert_eq!(both.years(nation), 2012..=2029, "{nation}");
            assert_eq!(both.of(nation).len(), BankHolidays::bundled().of(nation).len() + 1, "{nation}");
        }
    }

    #[test]
    fn a_year_that_is_in_both_is_taken_from_the_new_list_alone() {
        let both = merged(&BankHolidays::bundled(), &list("2028-01-03")).unwrap();
        let in_2028 = both.of(Nation::Scotland).iter().filter(|it| it.date.year() == 2028).count();
        assert_eq!(in_2028, 1);
    }

    #[test]
    fn a_gap_between_old_and_new_years_is_refused() {
        let said = merged(&BankHolidays::bundled(), &list("2031-01-01")).unwrap_err();
        assert!(said.contains("no holidays in 2029"), "{said}");
    }
}
