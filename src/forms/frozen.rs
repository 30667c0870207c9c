//! The documents that were frozen, as a form offers them to whoever says which one was looked at or published.

use chrono::NaiveDate;

use crate::domain::calendar::dates::with_year;
use crate::domain::figures::groups::ORGANISATION;
use crate::domain::office::record::Office;
use crate::domain::year::record::{Publication, YearRecord};

/// A document that was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    document: String,
    period: String,
    /// Whose cases it is about; empty for all.
    of: String,
    on: NaiveDate,
    sha256: String,
}

impl Frozen {
    /// All that were, the last one first.
    pub fn of(office: &Office, years: &[YearRecord]) -> Vec<Self> {
        let one = |it: &Publication| Self {
            document: it.document.clone(),
            period: it.period.clone(),
            of: match (it.service, it.organisation) {
                (Some(service), _) => office.service_name(Some(service)),
                (None, Some(organisation)) => ORGANISATION.label(office, &Some(organisation)),
                (None, None) => String::new(),
            },
            on: it.on,
            sha256: it.sum().to_owned(),
        };
        let mut all: Vec<Self> = years.iter().flat_map(|it| &it.publications).map(one).collect();
        all.sort_by_key(|it| std::cmp::Reverse(it.on));
        all
    }

    /// What it is, for somebody who chooses among them.
    pub fn words(&self) -> String {
        let of = if self.of.is_empty() { String::new() } else { format!(", {}", self.of) };
        format!("{} of {}{of}, frozen {} ({})", self.document, self.period, with_year(self.on), self.short())
    }

    /// So much of its sum that nobody takes it for another of the same day.
    fn short(&self) -> &str {
        self.sha256.get(..6).unwrap_or(&self.sha256)
    }

    /// What stands for it in a register, as it is typed.
    pub fn typed(&self) -> String {
        format!("{} | {} | {}", self.document, self.period, self.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::year::record::YearRecord;

    #[test]
    fn the_last_that_was_frozen_comes_first_and_is_told_from_another_of_its_day() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a real date");
        let one = |document: &str, day: &str, sum: &str| Publication {
            document: document.to_owned(),
            service: None,
            organisation: None,
            period: "2026-27 Q2".to_owned(),
            from: None,
            to: on("2026-09-30"),
            as_of: on(day),
            on: on(day),
            by: String::new(),
            reason: String::new(),
            figures: Vec::new(),
            definitions: Vec::new(),
            cases: String::new(),
            sha256: "0".repeat(64),
            text: "As it was".to_owned(),
            text_sha256: sum.repeat(64),
        };
        let mut year = YearRecord::new("2026-27".parse().expect("a year"));
        year.publications = vec![one("agenda", "2026-10-12", "a"), one("board", "2026-10-14", "b")];
        let all = Frozen::of(&Office::default(), &[year]);
        assert_eq!(all[1].words(), "agenda of 2026-27 Q2, frozen 12 Oct 2026 (aaaaaa)");
        assert_eq!(all[0].typed(), format!("board | 2026-27 Q2 | {}", "b".repeat(64)));
    }
}
