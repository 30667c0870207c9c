//! Which days are bank holidays in which nation: the list that ships with the program, and the one GOV.UK publishes.
//! A list read from GOV.UK has at least one holiday in every year from its first to its last.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::nation::Nation;

/// One bank holiday in one nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankHoliday {
    /// The day that is taken off.
    pub date: NaiveDate,
    /// What the day is called, ending in "(substitute day)" when another day is taken off in its place.
    pub title: String,
}

/// The bank holidays of all three nations. The default is what ships with the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BankHolidays {
    england_and_wales: Vec<BankHoliday>,
    scotland: Vec<BankHoliday>,
    northern_ireland: Vec<BankHoliday>,
}

impl BankHolidays {
    /// The list that ships with the program: 2012 to 2028, from GOV.UK under the Open Government Licence v3.0.
    pub fn bundled() -> Self {
        unpack(include_str!("bank_holidays.txt"))
            .expect("the bundled list never changes and a test unpacks it")
    }

    /// Reads the file at `https://www.gov.uk/bank-holidays.json`, passing over fields it does not need.
    ///
    /// The new list stands alone: years that GOV.UK no longer publishes become unknown.
    pub fn from_gov_uk_json(text: &str) -> Result<Self, BadHolidays> {
        let file: GovUkFile =
            serde_json::from_str(text).map_err(|error| BadHolidays::NotTheFile(error.to_string()))?;
        let list = |nation: Nation, division: Option<Division>| {
            division.ok_or(BadHolidays::MissingNation(nation))?.into_list(nation)
        };
        Ok(BankHolidays {
            england_and_wales: list(Nation::EnglandAndWales, file.england_and_wales)?,
            scotland: list(Nation::Scotland, file.scotland)?,
            northern_ireland: list(Nation::NorthernIreland, file.northern_ireland)?,
        })
    }

    /// The holidays of one nation.
    pub fn of(&self, nation: Nation) -> &[BankHoliday] {
        match nation {
            Nation::EnglandAndWales => &self.england_and_wales,
            Nation::Scotland => &self.scotland,
            Nation::NorthernIreland => &self.northern_ireland,
        }
    }

    /// The first to the last year in which this nation has a holiday. Empty when it has none.
    pub fn years(&self, nation: Nation) -> RangeInclusive<i32> {
        let years = || self.of(nation).iter().map(|holiday| holiday.date.year());
        years().min().unwrap_or(i32::MAX)..=years().max().unwrap_or(i32::MIN)
    }

    fn of_mut(&mut self, nation: Nation) -> &mut Vec<BankHoliday> {
        match nation {
            Nation::EnglandAndWales => &mut self.england_and_wales,
            Nation::Scotland => &mut self.scotland,
            Nation::NorthernIreland => &mut self.northern_ireland,
        }
    }
}

impl Default for BankHolidays {
    fn default() -> Self {
        BankHolidays::bundled()
    }
}

/// Why a file is not a list of bank holidays that can be counted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadHolidays {
    /// Not JSON, or not laid out as GOV.UK lays it out; the text says what and at which line and column.
    NotTheFile(String),
    /// A nation is not in the file.
    MissingNation(Nation),
    /// A nation is there without a single holiday.
    NoHolidays(Nation),
    /// A date that is not a date. `entry` counts the nation's holidays from 1.
    BadDate {
        /// Whose list it is in.
        nation: Nation,
        /// Where in the list, from 1.
        entry: usize,
        /// What stands there instead.
        date: String,
    },
    /// A holiday with no title, or with characters that could disturb a terminal in it.
    BadTitle {
        /// Whose list it is in.
        nation: Nation,
        /// The day that lacks a proper title.
        date: NaiveDate,
    },
    /// A year between the first and the last has no holiday, so dates in it would be wrong without notice.
    MissingYear {
        /// Whose list it is in.
        nation: Nation,
        /// The first year without a holiday.
        year: i32,
    },
}

impl fmt::Display for BadHolidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadHolidays::NotTheFile(why) => write!(f, "this is not the bank holidays file of GOV.UK ({why})"),
            BadHolidays::MissingNation(nation) => {
                write!(f, "{nation} is missing from the bank holidays file")
            }
            BadHolidays::NoHolidays(nation) => write!(f, "the list for {nation} is empty"),
            BadHolidays::BadDate { nation, entry, date } => {
                write!(f, "{date:?}, entry {entry} in the list for {nation}, is not a date like 2026-12-25")
            }
            BadHolidays::BadTitle { nation, date } => {
                write!(f, "the holiday on {date} in the list for {nation} has no readable title")
            }
            BadHolidays::MissingYear { nation, year } => {
                write!(f, "the list for {nation} has no holidays in {year}, but has earlier and later ones")
            }
        }?;
        f.write_str(": download https://www.gov.uk/bank-holidays.json again")
    }
}

impl std::error::Error for BadHolidays {}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct GovUkFile {
    england_and_wales: Option<Division>,
    scotland: Option<Division>,
    northern_ireland: Option<Division>,
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
    #[serde(default)]
    notes: String,
}

impl Division {
    fn into_list(self, nation: Nation) -> Result<Vec<BankHoliday>, BadHolidays> {
        let list = (1..).zip(self.events).map(|(entry, event)| event.into_holiday(nation, entry));
        let mut list = list.collect::<Result<Vec<_>, _>>()?;
        list.sort_by_key(|holiday| holiday.date);
        if list.is_empty() {
            return Err(BadHolidays::NoHolidays(nation));
        }
        let gap = list.windows(2).find(|pair| pair[0].date.year() + 1 < pair[1].date.year());
        match gap {
            Some(pair) => Err(BadHolidays::MissingYear { nation, year: pair[0].date.year() + 1 }),
            None => Ok(list),
        }
    }
}

impl Event {
    fn into_holiday(self, nation: Nation, entry: usize) -> Result<BankHoliday, BadHolidays> {
        let Ok(date) = NaiveDate::parse_from_str(&self.date, "%Y-%m-%d") else {
            return Err(BadHolidays::BadDate { nation, entry, date: self.date });
        };
        if self.title.trim().is_empty() || self.title.contains(char::is_control) {
            return Err(BadHolidays::BadTitle { nation, date });
        }
        let substitute = self.notes.trim().eq_ignore_ascii_case("substitute day");
        let title = if substitute { substitute_title(&self.title) } else { self.title };
        Ok(BankHoliday { date, title })
    }
}

fn substitute_title(title: &str) -> String {
    format!("{title} (substitute day)")
}

/// Reads the compact form that `bank_holidays.txt` explains; `None` where a line breaks its rules.
fn unpack(text: &str) -> Option<BankHolidays> {
    let mut titles = HashMap::new();
    let mut holidays = BankHolidays { england_and_wales: vec![], scotland: vec![], northern_ireland: vec![] };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (head, rest) = line.split_once(' ')?;
        if let Ok(nation) = head.parse() {
            let (year, days) = rest.split_once(' ')?;
            for day in days.split(' ') {
                holidays.of_mut(nation).push(unpack_day(&titles, year, day)?);
            }
        } else {
            titles.insert(head, rest);
        }
    }
    Some(holidays)
}

fn unpack_day(titles: &HashMap<&str, &str>, year: &str, day: &str) -> Option<BankHoliday> {
    let (month_and_day, letter) = day.split_at_checked("12-25".len())?;
    let title = match letter.strip_suffix('*') {
        Some(letter) => substitute_title(titles.get(letter)?),
        None => (*titles.get(letter)?).to_owned(),
    };
    Some(BankHoliday { date: format!("{year}-{month_and_day}").parse().ok()?, title })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    const SMALL: &str = r#"{
        "england-and-wales": {"division": "england-and-wales", "events": [
            {"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day", "bunting": true},
            {"title": "Christmas Day", "date": "2026-12-25", "notes": "", "bunting": true}]},
        "scotland": {"events": [{"title": "St Andrew’s Day", "date": "2026-11-30"}]},
        "northern-ireland": {"events": [{"title": "St Patrick’s Day", "date": "2026-03-17"}]},
        "jersey": {"events": []},
        "updated": "2026-01-01"
    }"#;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn title(nation: Nation, day: &str) -> Option<String> {
        let holidays = BankHolidays::bundled();
        let found = holidays.of(nation).iter().find(|holiday| holiday.date == date(day));
        found.map(|holiday| holiday.title.clone())
    }

    #[test]
    fn the_bundled_list_covers_2012_to_2028_in_every_nation() {
        let counts = [140, 158, 174];
        for (nation, count) in Nation::ALL.into_iter().zip(counts) {
            assert_eq!(BankHolidays::bundled().years(nation), 2012..=2028, "{nation}");
            assert_eq!(BankHolidays::bundled().of(nation).len(), count, "{nation}");
        }
    }

    #[test]
    fn the_bundled_list_says_what_gov_uk_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/bank-holidays.json");
        let Ok(text) = fs::read_to_string(&path) else {
            println!("skipped: there is no {}", path.display());
            return;
        };
        assert_eq!(BankHolidays::from_gov_uk_json(&text), Ok(BankHolidays::bundled()));
    }

    #[test]
    fn the_bundled_list_is_in_date_order_and_names_weekdays_once() {
        for nation in Nation::ALL {
            let holidays = BankHolidays::bundled();
            assert!(holidays.of(nation).windows(2).all(|pair| pair[0].date < pair[1].date), "{nation}");
            let weekend = |day: &BankHoliday| day.date.weekday().number_from_monday() > 5;
            assert_eq!(holidays.of(nation).iter().find(|day| weekend(day)), None, "{nation}");
        }
    }

    #[test]
    fn each_nation_has_its_own_days() {
        use Nation::{EnglandAndWales, NorthernIreland, Scotland};
        for (nation, day, expected) in [
            (EnglandAndWales, "2026-04-06", Some("Easter Monday")),
            (Scotland, "2026-04-06", None),
            (Scotland, "2026-06-15", Some("World Cup bank holiday")),
            (EnglandAndWales, "2026-06-15", None),
            (NorthernIreland, "2026-03-17", Some("St Patrick’s Day")),
            (NorthernIreland, "2026-07-13", Some("Battle of the Boyne (Orangemen’s Day) (substitute day)")),
            (Scotland, "2026-01-02", Some("2nd January")),
            (EnglandAndWales, "2026-12-28", Some("Boxing Day (substitute day)")),
            (EnglandAndWales, "2020-05-08", Some("Early May bank holiday (VE day)")),
            (EnglandAndWales, "2020-05-04", None),
            (Scotland, "2022-09-19", Some("Bank Holiday for the State Funeral of Queen Elizabeth II")),
        ] {
            assert_eq!(title(nation, day).as_deref(), expected, "{nation} {day}");
        }
    }

    #[test]
    fn the_gov_uk_file_is_read_in_any_order_and_with_fields_we_do_not_know() {
        let holidays = BankHolidays::from_gov_uk_json(SMALL).unwrap();
        let titles: Vec<_> =
            holidays.of(Nation::EnglandAndWales).iter().map(|day| day.title.as_str()).collect();
        assert_eq!(titles, ["Christmas Day", "Boxing Day (substitute day)"]);
        assert_eq!(holidays.years(Nation::Scotland), 2026..=2026);
    }

    #[test]
    fn a_bad_file_is_refused_with_the_place() {
        for (from, to, expected) in [
            ("\"scotland\"", "\"alba\"", "Scotland is missing from the bank holidays file"),
            (
                "2026-11-30",
                "2026-11-31",
                "\"2026-11-31\", entry 1 in the list for Scotland, is not a date like 2026-12-25",
            ),
            (
                "2026-12-25",
                "25/12/26",
                "\"25/12/26\", entry 2 in the list for England and Wales, is not a date like 2026-12-25",
            ),
            (
                "2026-12-25",
                "2023-12-25",
                "the list for England and Wales has no holidays in 2024, but has earlier and later ones",
            ),
            (
                "St Patrick’s Day",
                "\\u001b[2J",
                "the holiday on 2026-03-17 in the list for Northern Ireland has no readable title",
            ),
            (
                "St Patrick’s Day",
                " ",
                "the holiday on 2026-03-17 in the list for Northern Ireland has no readable title",
            ),
            (
                "{\"title\": \"St Andrew’s Day\", \"date\": \"2026-11-30\"}",
                "",
                "the list for Scotland is empty",
            ),
        ] {
            let error = BankHolidays::from_gov_uk_json(&SMALL.replacen(from, to, 1)).unwrap_err();
            let expected = format!("{expected}: download https://www.gov.uk/bank-holidays.json again");
            assert_eq!(error.to_string(), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_file_that_is_something_else_is_refused_with_line_and_column() {
        for text in ["", "<html>", "[]", "{\"scotland\": 3}", "{\"scotland\": {\"events\": [{\"date\": 1}]}}"]
        {
            let error = BankHolidays::from_gov_uk_json(text).unwrap_err().to_string();
            assert!(
                error.starts_with("this is not the bank holidays file of GOV.UK (")
                    && error.contains("line 1"),
                "{text:?}: {error}"
            );
        }
    }

    #[test]
    fn holidays_come_back_whole_from_json_and_bincode() {
        let holidays = BankHolidays::bundled();
        let json = serde_json::to_string(&holidays).unwrap();
        assert_eq!(serde_json::from_str::<BankHolidays>(&json).unwrap(), holidays);
        let bytes = bincode::serde::encode_to_vec(&holidays, bincode::config::standard()).unwrap();
        let (back, _) =
            bincode::serde::decode_from_slice::<BankHolidays, _>(&bytes, bincode::config::standard())
                .unwrap();
        assert_eq!(back, holidays);
    }

    #[test]
    fn a_list_without_holidays_has_no_years() {
        assert!(unpack("").unwrap().years(Nation::Scotland).is_empty());
    }
}
